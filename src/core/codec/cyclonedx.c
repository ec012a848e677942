/*
 * core/codec/cyclonedx.c — CycloneDX 1.6: the products of an advisory as components, and its
 * vulnerabilities with ratings and analysis (VDR and VEX in one document).
 */
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
    json_write_member(w, STR("type"), STR("application"));
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
    if (vers_read(versions, VERS_LENIENT, x->arena, &range, NULL) == ERR_OK &&
        versions.len <= RANGE_MAX) {
        write_version(&x->w, "range", versions);
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

    json_write_member_array(w, STR("advisories"));
    if (!str_is_empty(page)) {
        json_write_object(w);
        json_write_member(w, STR("title"), x->publication->number);
        json_write_member(w, STR("url"), page);
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
    struct str id =
        index < x->advisory->cve_count ? x->advisory->cves[index].cwe_id : (struct str){NULL, 0};
    uint64_t number = 0;

    json_write_member_array(&x->w, STR("cwes"));
    if (str_starts_with(id, STR("CWE-")) && str_to_u64(str_slice(id, 4, id.len), 99999, &number) &&
        number > 0) {
        json_write_i64(&x->w, (int64_t)number);
    }
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

    json_write_object(w);
    write_advisories(x);
    write_affects(x);
    json_write_member_object(w, STR("analysis"));
    json_write_member_opt(w, STR("detail"), foreign_text(v->impact));
    json_write_member(w, STR("state"), withdrawn ? STR("false_positive") : STR("exploitable"));
    json_write_end(w);
    json_write_member(w, STR("bom-ref"), arena_format(x->arena, "vulnerability-%zu", index + 1));
    write_weaknesses(x, index);
    json_write_member_opt(w, STR("description"), foreign_text(v->overview));
    json_write_member_opt(w, STR("detail"), foreign_text(v->description));
    json_write_member(w, STR("id"), id);
    json_write_member(w, STR("published"), foreign_time(x, x->publication->published_at_us));
    write_ratings(x, cve);
    json_write_member_opt(w, STR("recommendation"), foreign_text(v->solution));
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
