/*
 * core/codec/cyclonedx.c — CycloneDX 1.6: the products of an advisory as components, and its
 * vulnerabilities with ratings and analysis (VDR and VEX in one document).
 */
#include "core/codec/csaf_codec_priv.h"
#include "core/codec/foreign_priv.h"

#include "base/utf8.h"
#include "core/ident/cpe.h"
#include "core/ident/purl.h"
#include "core/ident/vers.h"

enum { VERSION_MAX = 1024, RANGE_MAX = 4096 };

static struct str product_ref(const struct foreign *x, size_t row)
{
    return arena_format(x->arena, "product-%zu", row + 1);
}

static void write_component(struct foreign *x, size_t row)
{
    const struct advisory_product *p = &x->advisory->products[row];
    struct json_writer *w = &x->w;
    struct cpe cpe;
    struct purl purl;
    bool has_cpe = p->cpe.len > 0 && cpe_read(p->cpe, x->arena, &cpe, NULL) == ERR_OK;
    bool has_purl =
        p->purl.len > 0 && purl_read(p->purl, PURL_LENIENT, x->arena, &purl, NULL) == ERR_OK;

    json_write_object(w);
    json_write_member(w, STR("bom-ref"), product_ref(x, row));
    json_write_member_opt(w, STR("cpe"), has_cpe ? p->cpe : (struct str){NULL, 0});
    json_write_member(w, STR("name"), p->product);
    json_write_member_opt(w, STR("publisher"), p->vendor);
    json_write_member_opt(w, STR("purl"), has_purl ? p->purl : (struct str){NULL, 0});
    if (!str_is_empty(p->vendor)) {
        json_write_member_object(w, STR("supplier"));
        json_write_member(w, STR("name"), p->vendor);
        json_write_end(w);
    }
    json_write_member(w, STR("type"), STR("application"));
    json_write_member_opt(w, STR("version"), foreign_single_version(p));
    json_write_end(w);
}

static void write_version(struct json_writer *w, const char *key, struct str text)
{
    json_write_object(w);
    if (key[0] == 'r') {
        json_write_member(w, str_from_cstr(key), text);
    }
    json_write_member(w, STR("status"), STR("affected"));
    if (key[0] != 'r') {
        json_write_member(w, str_from_cstr(key), text);
    }
    json_write_end(w);
}

/* A range as it is; prose in the pieces in which it was told, each cut to what may stand there. */
static void write_versions(struct foreign *x, struct str versions)
{
    struct vers range;
    struct str rest = versions;

    json_write_member_array(&x->w, STR("versions"));
    struct str plain = csaf_range_of(versions, x->arena);

    plain = str_is_empty(plain) ? versions : plain;
    if (vers_read(plain, VERS_LENIENT, x->arena, &range, NULL) == ERR_OK &&
        plain.len <= RANGE_MAX) {
        write_version(&x->w, "range", plain);
        rest.ptr = NULL;
    }
    while (rest.ptr != NULL) {
        struct str part = str_trim(str_split(&rest, ';'));
        if (part.len > 0) {
            write_version(&x->w, "version", utf8_truncate(part, VERSION_MAX));
        }
    }
    json_write_end(&x->w);
}

static void write_affects(struct foreign *x)
{
    struct json_writer *w = &x->w;

    json_write_member_array(w, STR("affects"));
    for (size_t i = 0; i < x->advisory->product_count; i++) {
        const struct advisory_product *p = &x->advisory->products[i];
        json_write_object(w);
        json_write_member(w, STR("ref"), product_ref(x, i));
        if (!str_is_empty(p->versions)) {
            write_versions(x, p->versions);
        }
        json_write_end(w);
    }
    json_write_end(w);
}

static void write_ratings(struct foreign *x, struct str cve)
{
    static const char *const methods[] = {"CVSSv2", "CVSSv3", "CVSSv31", "CVSSv4"};
    static const char *const severities[] = {"none", "low", "medium", "high", "critical"};
    struct json_writer *w = &x->w;

    json_write_member_array(w, STR("ratings"));
    for (size_t i = 0; i < x->advisory->analysis_count; i++) {
        const struct advisory_analysis *v = &x->advisory->analyses[i];
        enum cvss_version version;
        enum cvss_severity severity;
        if (!foreign_score(v, cve, &version, &severity)) {
            continue;
        }
        json_write_object(w);
        json_write_member(w, STR("method"), str_from_cstr(methods[version]));
        json_write_key(w, STR("score"));
        json_write_number(w, v->score);
        json_write_member(w, STR("severity"), str_from_cstr(severities[severity]));
        if (!str_is_empty(v->source)) {
            json_write_member_object(w, STR("source"));
            json_write_member(w, STR("name"), v->source);
            json_write_end(w);
        }
        json_write_member(w, STR("vector"), v->vector);
        json_write_end(w);
    }
    json_write_end(w);
}

static void write_advisories(struct foreign *x)
{
    struct json_writer *w = &x->w;
    struct str page = foreign_page(x);
    struct str notice;

    json_write_member_array(w, STR("advisories"));
    if (!str_is_empty(page)) {
        json_write_object(w);
        json_write_member(w, STR("title"), x->publication->number);
        json_write_member(w, STR("url"), page);
        json_write_end(w);
    }
    for (size_t i = 0; (notice = foreign_notice(x, i)).len > 0; i++) {
        json_write_object(w);
        json_write_member(w, STR("url"), notice);
        json_write_end(w);
    }
    for (size_t i = 0; i < x->advisory->reference_count; i++) {
        json_write_object(w);
        json_write_member_opt(w, STR("title"), x->advisory->references[i].title);
        json_write_member(w, STR("url"), x->advisory->references[i].url);
        json_write_end(w);
    }
    json_write_end(w);
}

static void write_weaknesses(struct foreign *x, size_t index)
{
    uint64_t cwe = 0;

    json_write_member_array(&x->w, STR("cwes"));
    for (size_t n = 0; foreign_weakness(x, index, n, &cwe); n++) {
        json_write_i64(&x->w, (int64_t)cwe);
    }
    json_write_end(&x->w);
}

/* The names that the same vulnerability has elsewhere: ours, and those of related databases. */
static void write_other_names(struct foreign *x, struct str id)
{
    struct json_writer *w = &x->w;
    struct str number = x->publication->number;

    json_write_member_array(w, STR("references"));
    for (size_t i = 0; i <= x->advisory->related_count; i++) {
        const struct advisory_related *r = i > 0 ? &x->advisory->related[i - 1] : NULL;
        struct str name = r != NULL ? r->id : number;

        if (str_is_empty(name) || str_equal(name, id) || (r != NULL && x->row_count > 1)) {
            continue;
        }
        json_write_object(w);
        json_write_member(w, STR("id"), name);
        json_write_member_object(w, STR("source"));
        json_write_member_opt(w, STR("name"),
                              r != NULL ? r->kind : foreign_text(x->scheme->site_name));
        json_write_member_opt(w, STR("url"), r != NULL ? r->url : foreign_page(x));
        json_write_end(w);
        json_write_end(w);
    }
    json_write_end(w);
}

static void write_property(struct json_writer *w, const char *name, struct str value)
{
    if (str_is_empty(value)) {
        return;
    }
    json_write_object(w);
    json_write_member(w, STR("name"), str_from_cstr(name));
    json_write_member(w, STR("value"), value);
    json_write_end(w);
}

/* What has no place of its own. */
static void write_properties(struct foreign *x)
{
    const struct advisory *v = x->advisory;

    json_write_member_array(&x->w, STR("properties"));
    write_property(&x->w, "title", foreign_text(v->title));
    write_property(&x->w, "affected", foreign_text(v->affected));
    write_property(&x->w, "addendum", foreign_text(v->addendum));
    write_property(&x->w, "credit", foreign_text(v->credit));
    json_write_end(&x->w);
}

static void write_source(struct foreign *x)
{
    json_write_member_object(&x->w, STR("source"));
    json_write_member_opt(&x->w, STR("name"), foreign_text(x->scheme->site_name));
    json_write_member_opt(&x->w, STR("url"), x->scheme->base_url);
    json_write_end(&x->w);
}

static void write_vulnerability(struct foreign *x, size_t index)
{
    struct json_writer *w = &x->w;
    const struct advisory *v = x->advisory;
    struct str cve = foreign_cve(x, index);
    struct str id = str_is_empty(cve) ? x->publication->number : cve;
    bool withdrawn = x->publication->state == PUBLICATION_WITHDRAWN;
    struct str impact = foreign_text(v->impact);

    json_write_object(w);
    write_advisories(x);
    write_affects(x);
    if (!withdrawn || !str_is_empty(impact)) {
        json_write_member_object(w, STR("analysis"));
        json_write_member_opt(w, STR("detail"), impact);
        if (!withdrawn) {
            json_write_member(w, STR("state"), STR("exploitable"));
        }
        json_write_end(w);
    }
    json_write_member(w, STR("bom-ref"), arena_format(x->arena, "vulnerability-%zu", index + 1));
    write_weaknesses(x, index);
    json_write_member_opt(w, STR("description"), foreign_text(v->overview));
    json_write_member_opt(w, STR("detail"), foreign_text(v->description));
    json_write_member(w, STR("id"), id);
    write_properties(x);
    json_write_member(w, STR("published"), foreign_time(x, x->publication->published_at_us));
    write_ratings(x, cve);
    json_write_member_opt(w, STR("recommendation"), foreign_text(v->solution));
    write_other_names(x, id);
    if (withdrawn) {
        json_write_member(w, STR("rejected"), foreign_time(x, x->publication->revised_at_us));
    }
    write_source(x);
    json_write_member(w, STR("updated"), foreign_time(x, x->publication->revised_at_us));
    json_write_end(w);
}

enum err cyclonedx_write(const struct publication *v, const struct codec_scheme *s, struct buf *out)
{
    struct foreign x;
    enum err e = foreign_begin(&x, v, s, out);

    if (e != ERR_OK) {
        return e;
    }
    struct str uuid = uuid_of_name(foreign_name(&x, STR("cyclonedx")), x.arena);
    json_write_object(&x.w);
    json_write_member(&x.w, STR("bomFormat"), STR("CycloneDX"));
    json_write_member_array(&x.w, STR("components"));
    for (size_t i = 0; i < v->advisory.product_count; i++) {
        write_component(&x, i);
    }
    json_write_end(&x.w);
    json_write_member_object(&x.w, STR("metadata"));
    json_write_member_array(&x.w, STR("authors"));
    json_write_object(&x.w);
    json_write_member(&x.w, STR("name"), foreign_text(s->publisher_name));
    json_write_end(&x.w);
    json_write_end(&x.w);
    json_write_member(&x.w, STR("timestamp"), foreign_time(&x, v->revised_at_us));
    json_write_end(&x.w);
    json_write_member(&x.w, STR("serialNumber"),
                      arena_format(x.arena, "urn:uuid:%.*s", STR_ARG(uuid)));
    json_write_member(&x.w, STR("specVersion"), STR("1.6"));
    json_write_member_i64(&x.w, STR("version"), v->revision > 0 ? v->revision : 1);
    json_write_member_array(&x.w, STR("vulnerabilities"));
    for (size_t i = 0; i < foreign_vulnerabilities(&x); i++) {
        write_vulnerability(&x, i);
    }
    json_write_end(&x.w);
    json_write_end(&x.w);
    return foreign_end(&x);
}
