/*
 * core/codec/osv.c — OSV: the packages of an advisory with the ranges of their versions.
 *
 * OSV is about packages of ecosystems; a product without such a package has no place there and is
 * left out. A range is written from "vers:" as events; versions told in prose are kept beside the
 * package, because nothing may be guessed from them.
 */
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
 * or <=. False for what events cannot say: "!=" and an open lower end, which OSV does not know. */
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
            if (!open && i > 0) {
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

    if (vers_read(p->versions, VERS_LENIENT, x->arena, &range, NULL) != ERR_OK ||
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

static void write_references(struct foreign *x)
{
    struct str page = foreign_page(x);

    json_write_member_array(&x->w, STR("references"));
    if (!str_is_empty(page)) {
        json_write_object(&x->w);
        json_write_member(&x->w, STR("type"), STR("ADVISORY"));
        json_write_member(&x->w, STR("url"), page);
        json_write_end(&x->w);
    }
    for (size_t i = 0; i < x->advisory->reference_count; i++) {
        json_write_object(&x->w);
        json_write_member(&x->w, STR("type"), STR("WEB"));
        json_write_member(&x->w, STR("url"), x->advisory->references[i].url);
        json_write_end(&x->w);
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

static void write_aliases(struct foreign *x, struct str id)
{
    json_write_member_array(&x->w, STR("aliases"));
    for (size_t i = 0; i < x->advisory->cve_count; i++) {
        if (!str_equal(x->advisory->cves[i].id, id)) {
            json_write_str(&x->w, x->advisory->cves[i].id);
        }
    }
    json_write_end(&x->w);
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
    write_aliases(&x, id);
    json_write_member_opt(&x.w, STR("details"), foreign_text(v->advisory.overview));
    json_write_member(&x.w, STR("id"), id);
    json_write_member(&x.w, STR("modified"), foreign_time(&x, v->revised_at_us));
    json_write_member(&x.w, STR("published"), foreign_time(&x, v->published_at_us));
    write_references(&x);
    json_write_member(&x.w, STR("schema_version"), STR("1.7.5"));
    write_severity(&x);
    json_write_member_opt(&x.w, STR("summary"), foreign_text(v->advisory.title));
    if (v->state == PUBLICATION_WITHDRAWN) {
        json_write_member(&x.w, STR("withdrawn"), foreign_time(&x, v->revised_at_us));
    }
    json_write_end(&x.w);
    e = foreign_end(&x);
    return e == ERR_OK && packages == 0 ? ERR_UNSUPPORTED : e;
}
