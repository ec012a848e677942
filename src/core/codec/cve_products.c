/*
 * core/codec/cve_products.c — the tables of a CNA container: affected products with their versions,
 * scores, and kinds of weakness.
 *
 * CVE says versions as data, the model as text: as "vers:semver/>=1.0.0|<2.0.0" where the type of
 * the versions is a scheme that is known, else as ">= 1.0, < 2.0". What is not affected is left out
 * of the model, and stays with the record.
 */
#include "core/codec/cve_priv.h"
#include "core/score/score.h"

#include "core/ident/cpe.h"
#include "core/ident/vers.h"

enum { VENDOR_MAX = 512, PRODUCT_MAX = 2048, VERSION_MAX = 1024 };

/* ---- affected products ----------------------------------------------------------------------- */

static bool is_affected(struct str status)
{
    return str_equal(status, STR("affected"));
}

/* "no version in particular" */
static bool is_open(struct str version)
{
    return str_equal(version, STR("0")) || str_equal(version, STR("*")) ||
           str_equal_nocase(version, STR("n/a")) || str_equal_nocase(version, STR("unspecified"));
}

static void tell_range(struct buf *out, const struct json *v)
{
    struct str from = json_text(json_member(v, STR("version")));
    struct str below = json_text(json_member(v, STR("lessThan")));
    struct str to = json_text(json_member(v, STR("lessThanOrEqual")));
    const struct json *changes = json_member(v, STR("changes"));

    if (below.len == 0 && to.len == 0) {
        buf_add(out, from);
    } else {
        if (!is_open(from)) {
            buf_add_format(out, ">= %.*s, ", STR_ARG(from));
        }
        buf_add_cstr(out, below.len > 0 ? "< " : "<= ");
        buf_add(out, below.len > 0 ? below : to);
    }
    for (const struct json *c = changes != NULL ? changes->first : NULL; c != NULL; c = c->next) {
        struct str at = json_text(json_member(c, STR("at")));
        struct str status = json_text(json_member(c, STR("status")));
        buf_add_format(out, " (%.*s: %.*s)", STR_ARG(at), STR_ARG(status));
    }
}

/* The affected versions as a range that programs can read; absent when an entry cannot be told so:
 * another scheme, an unknown one, changes within a range, a bound with a pattern. */
static struct str range_of(struct cve_in *in, const struct json *versions)
{
    struct str type = json_text(json_member(versions->first, STR("versionType")));
    enum version_scheme scheme = version_scheme_find(type);
    struct vers range;
    struct buf text; /* what the range's versions lie in */
    struct buf out;
    size_t at = 0;

    buf_init(&text, in->arena, LIMIT_TEXT_URL);
    buf_init(&out, in->arena, LIMIT_TEXT_URL);
    for (const struct json *v = versions->first; v != NULL && scheme != VERSION_unknown;
         v = v->next) {
        struct str from = json_text(json_member(v, STR("version")));
        struct str below = json_text(json_member(v, STR("lessThan")));
        struct str to = json_text(json_member(v, STR("lessThanOrEqual")));
        struct str end = below.len > 0 ? below : to;
        if (!is_affected(json_text(json_member(v, STR("status"))))) {
            continue;
        }
        if (!str_equal(json_text(json_member(v, STR("versionType"))), type) ||
            json_member(v, STR("changes")) != NULL || !version_is_valid(scheme, from) ||
            (end.len > 0 && !version_is_valid(scheme, end))) {
            return (struct str){NULL, 0};
        }
        buf_add_cstr(&text, text.len > 0 ? "|" : "");
        if (end.len == 0 || !str_equal(from, STR("0"))) {
            buf_add_format(&text, "%s%.*s", end.len > 0 ? ">=" : "", STR_ARG(from));
        }
        if (end.len > 0) {
            buf_add_format(&text, "%s%s%.*s", str_equal(from, STR("0")) ? "" : "|",
                           below.len > 0 ? "<" : "<=", STR_ARG(end));
        }
    }
    if (text.failed || text.len == 0 ||
        vers_read_constraints(buf_str(&text), scheme, in->arena, &range, NULL) != ERR_OK ||
        vers_check(&range, &at) != NULL) {
        return (struct str){NULL, 0};
    }
    vers_write(&range, &out);
    return out.failed ? (struct str){NULL, 0} : buf_str(&out);
}

/* The affected versions, or, when all others are affected, those that are not. */
static enum err tell_versions(struct cve_in *in, const struct json *versions, bool all_others,
                              struct str *text)
{
    struct buf out;

    *text = all_others || versions->first == NULL ? (struct str){NULL, 0} : range_of(in, versions);
    if (text->ptr != NULL) {
        return ERR_OK;
    }
    buf_init(&out, in->arena, LIMIT_CVE_BYTES);
    for (const struct json *v = versions->first; v != NULL; v = v->next) {
        struct str version = json_text(json_member(v, STR("version")));
        struct str status = json_text(json_member(v, STR("status")));
        bool ranged = json_member(v, STR("lessThan")) || json_member(v, STR("lessThanOrEqual"));
        if (is_affected(status) == all_others || (!ranged && is_open(version))) {
            continue;
        }
        buf_add_cstr(&out, out.len > 0 ? "; " : "");
        if (all_others) {
            buf_add_cstr(&out, "not ");
        }
        tell_range(&out, v);
    }
    return buf_finish(&out, text);
}

static enum err check_versions(struct cve_in *in, const struct json *versions)
{
    for (const struct json *v = versions != NULL ? versions->first : NULL; v != NULL; v = v->next) {
        if (json_text(json_member(v, STR("version"))).len == 0 ||
            json_text(json_member(v, STR("status"))).len == 0) {
            return cve_refuse(in, "a version has version and status", v);
        }
    }
    return ERR_OK;
}

static bool any_affected(const struct json *versions)
{
    for (const struct json *v = versions != NULL ? versions->first : NULL; v != NULL; v = v->next) {
        if (is_affected(json_text(json_member(v, STR("status"))))) {
            return true;
        }
    }
    return false;
}

/* One product; not counted when nothing of it is affected. */
static enum err read_product(struct cve_in *in, const struct json *v)
{
    const struct json *versions = json_member(v, STR("versions"));
    const struct json *cpes = json_member(v, STR("cpes"));
    struct str name = json_text(json_member(v, STR("product")));
    bool all_others = is_affected(json_text(json_member(v, STR("defaultStatus"))));
    bool some = any_affected(versions);
    struct advisory_product *row = &in->out->products[in->out->product_count];

    if (!json_is(v, JSON_OBJECT) || (versions != NULL && !json_is(versions, JSON_ARRAY))) {
        return cve_refuse(in, "a product is an object, its versions are a list", v);
    }
    if (name.len == 0) {
        name = json_text(json_member(v, STR("packageName")));
    }
    if (name.len == 0) {
        name = json_text(json_member(v, STR("packageURL")));
    }
    if (name.len == 0) {
        return cve_refuse(in, "a product has a name", v);
    }
    *row = (struct advisory_product){
        .vendor = json_text(json_member(v, STR("vendor"))),
        .product = name,
        .cpe = json_text(cpes != NULL ? cpes->first : NULL),
        .purl = json_text(json_member(v, STR("packageURL"))),
    };
    enum err e = check_versions(in, versions);
    if (e != ERR_OK || (!some && !all_others)) {
        return e;
    }
    in->out->product_count++;
    return versions != NULL ? tell_versions(in, versions, !some, &row->versions) : ERR_OK;
}

enum err cve_read_affected(struct cve_in *in, const struct json *v)
{
    enum err e = ERR_OK;

    if (!json_is(v, JSON_ARRAY) || v->count == 0) {
        return cve_refuse(in, "a list of products must stand here", v);
    }
    in->out->products = ARENA_ARRAY(in->arena, struct advisory_product, v->count);
    if (in->out->products == NULL) {
        return ERR_MEMORY;
    }
    for (const struct json *p = v->first; p != NULL && e == ERR_OK; p = p->next) {
        e = read_product(in, p);
    }
    return e;
}

static struct str at_most(struct str s, size_t max)
{
    while (s.len > max || (s.len == max && s.len > 0 && ((unsigned char)s.ptr[s.len - 1] & 0x80))) {
        s.len--;
    }
    return s;
}

static bool is_cpe(struct str text, struct arena *a)
{
    struct cpe c;

    return text.len > 0 && cpe_read(text, a, &c, NULL) == ERR_OK;
}

static void write_versions(struct json_writer *w, struct str versions)
{
    json_write_member_array(w, STR("versions"));
    json_write_object(w);
    json_write_member(w, STR("status"), STR("affected"));
    json_write_member(w, STR("version"), at_most(versions, VERSION_MAX));
    json_write_end(w);
    json_write_end(w);
}

static void write_product(struct cve_out *out, const struct advisory_product *p)
{
    struct json_writer *w = &out->w;

    json_write_object(w);
    if (is_cpe(p->cpe, out->arena)) {
        json_write_member_array(w, STR("cpes"));
        json_write_str(w, p->cpe);
        json_write_end(w);
    }
    if (str_is_empty(p->versions)) {
        json_write_member(w, STR("defaultStatus"), STR("affected"));
    }
    json_write_member(w, STR("product"), at_most(p->product, PRODUCT_MAX));
    json_write_member(w, STR("vendor"),
                      str_is_empty(p->vendor) ? STR("n/a") : at_most(p->vendor, VENDOR_MAX));
    if (!str_is_empty(p->versions)) {
        write_versions(w, p->versions);
    }
    json_write_end(w);
}

/* One product must be there: without any, it is unknown which. */
bool cve_write_affected(struct cve_out *out)
{
    const struct advisory *v = &out->record->advisory;

    json_write_array(&out->w);
    for (size_t i = 0; i < v->product_count; i++) {
        write_product(out, &v->products[i]);
    }
    if (v->product_count == 0) {
        json_write_object(&out->w);
        json_write_member(&out->w, STR("defaultStatus"), STR("unknown"));
        json_write_member(&out->w, STR("product"), STR("n/a"));
        json_write_member(&out->w, STR("vendor"), STR("n/a"));
        json_write_end(&out->w);
    }
    json_write_end(&out->w);
    return true;
}

/* ---- scores ---------------------------------------------------------------------------------- */

const struct cve_cvss_key cve_cvss_keys[CVE_CVSS_KEYS] = {
    {STR_INIT("cvssV4_0"), STR_INIT("4.0")},
    {STR_INIT("cvssV3_1"), STR_INIT("3.1")},
    {STR_INIT("cvssV3_0"), STR_INIT("3.0")},
    {STR_INIT("cvssV2_0"), STR_INIT("2.0")},
};

static enum err read_score(struct cve_in *in, const struct json *v)
{
    const struct json *score = json_member(v, STR("baseScore"));
    struct str vector = json_text(json_member(v, STR("vectorString")));

    if (vector.len == 0 || !json_is(score, JSON_NUMBER)) {
        return cve_refuse(in, "a score has vectorString and baseScore", v);
    }
    in->out->analyses[in->out->analysis_count++] = (struct advisory_analysis){
        .cve = in->id,
        .cvss_version = json_text(json_member(v, STR("version"))),
        .vector = vector,
        .score = score->text,
        .severity = json_text(json_member(v, STR("baseSeverity"))),
    };
    return ERR_OK;
}

enum err cve_read_metrics(struct cve_in *in, const struct json *v)
{
    enum err e = ERR_OK;

    if (!json_is(v, JSON_ARRAY) || v->count == 0) {
        return cve_refuse(in, "a list of metrics must stand here", v);
    }
    in->out->analyses =
        ARENA_ARRAY(in->arena, struct advisory_analysis, v->count * (size_t)CVE_CVSS_KEYS);
    if (in->out->analyses == NULL) {
        return ERR_MEMORY;
    }
    for (const struct json *m = v->first; m != NULL; m = m->next) {
        for (size_t i = 0; i < CVE_CVSS_KEYS && e == ERR_OK; i++) {
            const struct json *score = json_member(m, cve_cvss_keys[i].key);
            e = score != NULL ? read_score(in, score) : ERR_OK;
        }
    }
    return e;
}

/* The key of an analysis that may be published as a score of this number; absent otherwise. */
static struct str key_of(const struct cve_record *r, const struct advisory_analysis *v)
{
    if (!str_is_empty(v->cve) && !str_equal(v->cve, r->id)) {
        return (struct str){NULL, 0};
    }
    for (size_t i = 0; i < CVE_CVSS_KEYS; i++) {
        if (str_equal(cve_cvss_keys[i].version, v->cvss_version) &&
            cvss_base_fits(v->cvss_version, v->vector, v->score) == CVSS_FITS) {
            return cve_cvss_keys[i].key;
        }
    }
    return (struct str){NULL, 0};
}

static void write_score(struct json_writer *w, struct str key, const struct advisory_analysis *v)
{
    enum cvss_severity severity = CVSS_SEVERITY_NONE;

    json_write_object(w);
    json_write_member_object(w, key);
    json_write_key(w, STR("baseScore"));
    json_write_number(w, v->score);
    if (!str_equal(v->cvss_version, STR("2.0")) &&
        cvss_severity_named(v->cvss_version, v->score, &severity)) {
        json_write_member(w, STR("baseSeverity"), str_from_cstr(cvss_severity_code(severity)));
    }
    json_write_member(w, STR("vectorString"), v->vector);
    json_write_member(w, STR("version"), v->cvss_version);
    json_write_end(w);
    json_write_member(w, STR("format"), STR("CVSS"));
    json_write_end(w);
}

static bool scored_before(const struct cve_record *r, size_t row)
{
    const struct advisory_analysis *v = r->advisory.analyses;

    for (size_t i = 0; i < row; i++) {
        if (str_equal(v[i].vector, v[row].vector) && key_of(r, &v[i]).ptr != NULL) {
            return true;
        }
    }
    return false;
}

bool cve_write_metrics(struct cve_out *out)
{
    const struct advisory *v = &out->record->advisory;
    bool any = false;

    for (size_t i = 0; i < v->analysis_count; i++) {
        struct str key = key_of(out->record, &v->analyses[i]);
        if (key.ptr == NULL || scored_before(out->record, i)) {
            continue;
        }
        if (!any) {
            json_write_array(&out->w);
        }
        any = true;
        write_score(&out->w, key, &v->analyses[i]);
    }
    if (any) {
        json_write_end(&out->w);
    }
    return any;
}

/* ---- kinds of weakness ----------------------------------------------------------------------- */

/* "CWE-79: Name" and "CWE-79 Name" to "Name". */
static struct str weakness_name(struct str text, struct str id)
{
    if (!str_starts_with(text, id)) {
        return text;
    }
    text = str_slice(text, id.len, text.len);
    while (text.len > 0 && (text.ptr[0] == ':' || text.ptr[0] == ' ' || text.ptr[0] == '-')) {
        text = str_slice(text, 1, text.len);
    }
    return text;
}

/* A row for each weakness of the number, once each, as many as an advisory may have. */
static void add_weakness(struct advisory *out, struct str number, struct str id, struct str text)
{
    for (size_t i = 0; i < out->cve_count; i++) {
        if (str_equal(out->cves[i].cwe_id, id)) {
            return;
        }
    }
    if (out->cve_count == LIMIT_ADVISORY_ROWS) {
        return;
    }
    if (out->cve_count == 1 && str_is_empty(out->cves[0].cwe_id)) {
        out->cve_count = 0; /* the number alone */
    }
    out->cves[out->cve_count++] = (struct advisory_cve){number, id, weakness_name(text, id)};
}

static enum err read_problem(struct cve_in *in, const struct json *list, bool numbered)
{
    for (const struct json *d = list->first; d != NULL; d = d->next) {
        struct str text = json_text(json_member(d, STR("description")));
        struct str id = json_text(json_member(d, STR("cweId")));
        if (text.len == 0) {
            return cve_refuse(in, N_("a description has a text"), d);
        }
        if (id.len > 0 && numbered) {
            add_weakness(in->out, in->id, id, text);
        }
    }
    return ERR_OK;
}

/* The record's number stands there already, for the first weakness. */
enum err cve_read_problem_types(struct cve_in *in, const struct json *v)
{
    bool numbered = in->out->cve_count == 1;
    size_t room = 1;
    enum err e = ERR_OK;

    if (!json_is(v, JSON_ARRAY) || v->count == 0) {
        return cve_refuse(in, N_("a list of problem types must stand here"), v);
    }
    for (const struct json *p = v->first; p != NULL; p = p->next) {
        const struct json *list = json_member(p, STR("descriptions"));
        if (!json_is(list, JSON_ARRAY) || list->count == 0) {
            return cve_refuse(in, N_("a problem type has descriptions"), p);
        }
        room += list->count;
    }
    struct advisory_cve *rows = ARENA_ARRAY(in->arena, struct advisory_cve, room);
    if (rows == NULL) {
        return ERR_MEMORY;
    }
    if (numbered) {
        rows[0] = in->out->cves[0];
        in->out->cves = rows;
    }
    for (const struct json *p = v->first; p != NULL && e == ERR_OK; p = p->next) {
        e = read_problem(in, json_member(p, STR("descriptions")), numbered);
    }
    return e;
}

/* A weakness of the record's number, in its first row. */
static bool is_weakness(const struct cve_record *r, size_t row)
{
    const struct advisory_cve *v = r->advisory.cves;

    if (!str_equal(v[row].id, r->id) || str_is_empty(v[row].cwe_id)) {
        return false;
    }
    for (size_t i = 0; i < row; i++) {
        if (str_equal(v[i].id, r->id) && str_equal(v[i].cwe_id, v[row].cwe_id)) {
            return false;
        }
    }
    return true;
}

static void write_weakness(struct cve_out *out, const struct advisory_cve *row)
{
    struct json_writer *w = &out->w;

    json_write_object(w);
    json_write_member_array(w, STR("descriptions"));
    json_write_object(w);
    json_write_member(w, STR("cweId"), row->cwe_id);
    json_write_member(w, STR("description"),
                      arena_format(out->arena, "%.*s%s%.*s", STR_ARG(row->cwe_id),
                                   str_is_empty(row->cwe_name) ? "" : " ", STR_ARG(row->cwe_name)));
    json_write_member(w, STR("lang"), STR("en"));
    json_write_member(w, STR("type"), STR("CWE"));
    json_write_end(w);
    json_write_end(w);
    json_write_end(w);
}

bool cve_write_problem_types(struct cve_out *out)
{
    const struct advisory *v = &out->record->advisory;
    bool any = false;

    for (size_t i = 0; i < v->cve_count; i++) {
        if (!is_weakness(out->record, i)) {
            continue;
        }
        if (!any) {
            json_write_array(&out->w);
        }
        any = true;
        write_weakness(out, &v->cves[i]);
    }
    if (any) {
        json_write_end(&out->w);
    }
    return any;
}
