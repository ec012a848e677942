/*
 * core/codec/osv.c — OSV: the packages of an advisory with the ranges of their versions.
 *
 * OSV is about packages of ecosystems; a product without such a package has no place there and is
 * left out. A range is written as events from "vers:" and from the few forms that mean one without
 * doubt (csaf_range_of); other versions told in prose are kept beside the package, because nothing
 * may be guessed from them. All texts of the advisory make up the details.
 */
#include "core/codec/csaf_codec_priv.h"
#include "core/codec/foreign_priv.h"
#include "core/ident/purl.h"
#include "core/ident/vers.h"

/* Package types and the ecosystems of OSV that they name without doubt. */
static const struct {
    struct str type;
    struct str ecosystem;
    char separator; /* between name space and name */
} ecosystems[] = {
    {STR_INIT("cargo"), STR_INIT("crates.io"), '/'},
    {STR_INIT("composer"), STR_INIT("Packagist"), '/'},
    {STR_INIT("conan"), STR_INIT("ConanCenter"), '/'},
    {STR_INIT("cran"), STR_INIT("CRAN"), '/'},
    {STR_INIT("gem"), STR_INIT("RubyGems"), '/'},
    {STR_INIT("golang"), STR_INIT("Go"), '/'},
    {STR_INIT("hackage"), STR_INIT("Hackage"), '/'},
    {STR_INIT("hex"), STR_INIT("Hex"), '/'},
    {STR_INIT("julia"), STR_INIT("Julia"), '/'},
    {STR_INIT("maven"), STR_INIT("Maven"), ':'},
    {STR_INIT("npm"), STR_INIT("npm"), '/'},
    {STR_INIT("nuget"), STR_INIT("NuGet"), '/'},
    {STR_INIT("opam"), STR_INIT("opam"), '/'},
    {STR_INIT("pub"), STR_INIT("Pub"), '/'},
    {STR_INIT("pypi"), STR_INIT("PyPI"), '/'},
    {STR_INIT("swift"), STR_INIT("SwiftURL"), '/'},
};

enum { ECOSYSTEMS = sizeof(ecosystems) / sizeof(ecosystems[0]) };

/* The place of a product's ecosystem, ECOSYSTEMS when it has none. */
static size_t ecosystem_of(const struct advisory_product *p, struct arena *a, struct purl *out)
{
    size_t i = 0;

    if (str_is_empty(p->purl) || purl_read(p->purl, PURL_LENIENT, a, out, NULL) != ERR_OK) {
        return ECOSYSTEMS;
    }
    while (i < ECOSYSTEMS && !str_equal(ecosystems[i].type, out->type)) {
        i++;
    }
    return i;
}

static void write_event(struct json_writer *w, const char *key, struct str version)
{
    json_write_object(w);
    json_write_member(w, str_from_cstr(key), version);
    json_write_end(w);
}

/* Sorted constraints as events: a range opens with > or >= (or at the beginning) and closes with <
 * or <=. False for what events cannot say: "!=" and an open lower end, which OSV does not know, and
 * "before 0", which is nothing. */
static bool can_be_events(const struct vers *range)
{
    bool open = false;

    if (range->any || range->count == 0 || range->scheme == VERSION_unknown) {
        return false;
    }
    for (size_t i = 0; i < range->count; i++) {
        switch (range->constraints[i].comparator) {
        case VERS_GE:
            if (open) {
                return false;
            }
            open = true;
            break;
        case VERS_LT:
        case VERS_LE:
            if (!open && (i > 0 || (range->constraints[i].comparator == VERS_LT &&
                                    str_equal(range->constraints[i].version, STR("0"))))) {
                return false;
            }
            open = false;
            break;
        case VERS_EQ:
            if (open) {
                return false;
            }
            break;
        case VERS_NE:
        case VERS_GT:
            return false;
        }
    }
    return true;
}

/* One pair of events a range, because "fixed" and "last_affected" may not stand together. */
static void write_ranges(struct json_writer *w, const struct vers *range)
{
    struct str from = STR("0");

    for (size_t i = 0; i < range->count; i++) {
        const struct vers_constraint *c = &range->constraints[i];
        bool last = i + 1 == range->count;
        if (c->comparator == VERS_EQ) {
            continue;
        }
        if (c->comparator == VERS_GE) {
            from = c->version;
        }
        if (c->comparator == VERS_GE && !last) {
            continue;
        }
        json_write_object(w);
        json_write_member_array(w, STR("events"));
        write_event(w, "introduced", from);
        if (c->comparator != VERS_GE) {
            write_event(w, c->comparator == VERS_LT ? "fixed" : "last_affected", c->version);
        }
        json_write_end(w);
        json_write_member(w, STR("type"), STR("ECOSYSTEM"));
        json_write_end(w);
    }
}

static bool has_kind(const struct vers *range, bool equality)
{
    for (size_t i = 0; i < range->count; i++) {
        if ((range->constraints[i].comparator == VERS_EQ) == equality) {
            return true;
        }
    }
    return false;
}

static void write_versions(struct foreign *x, const struct advisory_product *p)
{
    struct vers range;
    struct json_writer *w = &x->w;
    struct str version = foreign_single_version(p);
    struct str plain = csaf_range_of(p->versions, x->arena);

    if (!str_is_empty(version)) {
        json_write_member_array(w, STR("versions"));
        json_write_str(w, version);
        json_write_end(w);
        return;
    }
    if (vers_read(str_is_empty(plain) ? p->versions : plain, VERS_LENIENT, x->arena, &range,
                  NULL) != ERR_OK ||
        !can_be_events(&range)) {
        return;
    }
    if (has_kind(&range, false)) {
        json_write_member_array(w, STR("ranges"));
        write_ranges(w, &range);
        json_write_end(w);
    }
    if (has_kind(&range, true)) {
        json_write_member_array(w, STR("versions"));
        for (size_t i = 0; i < range.count; i++) {
            if (range.constraints[i].comparator == VERS_EQ) {
                json_write_str(w, range.constraints[i].version);
            }
        }
        json_write_end(w);
    }
}

static void write_package(struct foreign *x, const struct advisory_product *p,
                          const struct purl *purl, size_t ecosystem)
{
    struct json_writer *w = &x->w;
    struct purl bare = *purl;
    struct buf text;
    struct str name = purl->name;

    bare.version = (struct str){NULL, 0};
    buf_init(&text, x->arena, LIMIT_PAGE_BYTES);
    purl_write(&bare, &text);
    if (!str_is_empty(purl->space)) {
        name = arena_format(x->arena, "%.*s%c%.*s", STR_ARG(purl->space),
                            ecosystems[ecosystem].separator, STR_ARG(purl->name));
    }
    json_write_object(w);
    if (!str_is_empty(p->versions)) {
        json_write_member_object(w, STR("database_specific"));
        json_write_member(w, STR("versions"), p->versions);
        json_write_end(w);
    }
    json_write_member_object(w, STR("package"));
    json_write_member(w, STR("ecosystem"), ecosystems[ecosystem].ecosystem);
    json_write_member(w, STR("name"), name);
    json_write_member(w, STR("purl"), buf_str(&text));
    json_write_end(w);
    write_versions(x, p);
    json_write_end(w);
}

static size_t write_affected(struct foreign *x)
{
    size_t written = 0;

    json_write_member_array(&x->w, STR("affected"));
    for (size_t i = 0; i < x->advisory->product_count; i++) {
        const struct advisory_product *p = &x->advisory->products[i];
        struct purl purl;
        size_t ecosystem = ecosystem_of(p, x->arena, &purl);
        if (ecosystem < ECOSYSTEMS) {
            write_package(x, p, &purl, ecosystem);
            written++;
        }
    }
    json_write_end(&x->w);
    return written;
}

static void write_reference(struct foreign *x, const char *type, struct str url)
{
    if (str_is_empty(url)) {
        return;
    }
    json_write_object(&x->w);
    json_write_member(&x->w, STR("type"), str_from_cstr(type));
    json_write_member(&x->w, STR("url"), url);
    json_write_end(&x->w);
}

/* Our page and the notices of vendors are advisories; what kind the others are nobody said. */
static void write_references(struct foreign *x)
{
    struct str notice;

    json_write_member_array(&x->w, STR("references"));
    write_reference(x, "ADVISORY", foreign_page(x));
    for (size_t i = 0; (notice = foreign_notice(x, i)).len > 0; i++) {
        write_reference(x, "ADVISORY", notice);
    }
    for (size_t i = 0; i < x->advisory->reference_count; i++) {
        write_reference(x, "WEB", x->advisory->references[i].url);
    }
    for (size_t i = 0; i < x->advisory->related_count; i++) {
        write_reference(x, "WEB", x->advisory->related[i].url);
    }
    json_write_end(&x->w);
}

static void write_severity(struct foreign *x)
{
    static const char *const types[] = {"CVSS_V2", "CVSS_V3", "CVSS_V3", "CVSS_V4"};
    bool written[CVSS_VERSIONS] = {false};

    json_write_member_array(&x->w, STR("severity"));
    for (size_t i = 0; i < x->advisory->analysis_count; i++) {
        const struct advisory_analysis *v = &x->advisory->analyses[i];
        enum cvss_version version;
        enum cvss_severity severity;
        if (!foreign_score(v, (struct str){NULL, 0}, &version, &severity) || written[version]) {
            continue;
        }
        written[version] = true;
        json_write_object(&x->w);
        json_write_member(&x->w, STR("score"), v->vector);
        json_write_member(&x->w, STR("type"), str_from_cstr(types[version]));
        json_write_end(&x->w);
    }
    json_write_end(&x->w);
}

/* The id is the CVE number where it is the publication's own, else one of the scheme's. */
static struct str id_of(const struct foreign *x)
{
    struct str number = x->publication->number;

    if (str_starts_with(number, STR("CVE-"))) {
        return number;
    }
    return arena_format(x->arena, "x_%.*s", STR_ARG(publication_segment(number, x->arena)));
}

/* One number is another name of the same; several are what this publication is about. */
static void write_numbers(struct foreign *x, struct str key, bool aliases, struct str id)
{
    bool one = x->row_count <= 1;

    if (!aliases && one) {
        return;
    }
    json_write_member_array(&x->w, key);
    for (size_t i = 0; i < x->row_count && one == aliases; i++) {
        if (!str_equal(foreign_cve(x, i), id)) {
            json_write_str(&x->w, foreign_cve(x, i));
        }
    }
    json_write_end(&x->w);
}

static void add_part(struct buf *out, const char *heading, struct str text)
{
    if (str_is_empty(text)) {
        return;
    }
    if (out->len > 0) {
        buf_add_cstr(out, "\n\n");
    }
    if (heading != NULL) {
        buf_add_format(out, "## %s\n\n", heading);
    }
    buf_add(out, text);
}

static struct str details_of(struct foreign *x)
{
    const struct advisory *v = x->advisory;
    struct buf text;
    struct str out;

    buf_init(&text, x->arena, LIMIT_PAGE_BYTES);
    add_part(&text, NULL, foreign_text(v->overview));
    add_part(&text, NULL, foreign_text(v->description));
    add_part(&text, "Affected systems", foreign_text(v->affected));
    add_part(&text, "Impact", foreign_text(v->impact));
    add_part(&text, "Solution", foreign_text(v->solution));
    add_part(&text, "Additional information", foreign_text(v->addendum));
    add_part(&text, "Credit", foreign_text(v->credit));
    return buf_finish(&text, &out) == ERR_OK ? out : (struct str){NULL, 0};
}

/* Weaknesses where others keep them too. */
static void write_weaknesses(struct foreign *x)
{
    bool open = false;
    uint64_t cwe;

    for (size_t i = 0; i < x->row_count; i++) {
        for (size_t n = 0; foreign_weakness(x, i, n, &cwe); n++) {
            if (!open) {
                json_write_member_object(&x->w, STR("database_specific"));
                json_write_member_array(&x->w, STR("cwe_ids"));
                open = true;
            }
            json_write_str(&x->w, arena_format(x->arena, "CWE-%llu", (unsigned long long)cwe));
        }
    }
    if (open) {
        json_write_end(&x->w);
        json_write_end(&x->w);
    }
}

enum err osv_write(const struct publication *v, const struct codec_scheme *s, struct buf *out)
{
    struct foreign x;
    enum err e = foreign_begin(&x, v, s, out);

    if (e != ERR_OK) {
        return e;
    }
    struct str id = id_of(&x);
    json_write_object(&x.w);
    size_t packages = write_affected(&x);
    write_numbers(&x, STR("aliases"), true, id);
    write_weaknesses(&x);
    json_write_member_opt(&x.w, STR("details"), details_of(&x));
    json_write_member(&x.w, STR("id"), id);
    json_write_member(&x.w, STR("modified"), foreign_time(&x, v->revised_at_us));
    json_write_member(&x.w, STR("published"), foreign_time(&x, v->published_at_us));
    write_references(&x);
    json_write_member(&x.w, STR("schema_version"), STR("1.7.5"));
    write_severity(&x);
    json_write_member_opt(&x.w, STR("summary"), foreign_text(v->advisory.title));
    write_numbers(&x, STR("upstream"), false, id);
    if (v->state == PUBLICATION_WITHDRAWN) {
        json_write_member(&x.w, STR("withdrawn"), foreign_time(&x, v->revised_at_us));
    }
    json_write_end(&x.w);
    e = foreign_end(&x);
    return e == ERR_OK && packages == 0 ? ERR_UNSUPPORTED : e;
}
