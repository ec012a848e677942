/*
 * core/codec/myjvn_json_write.c — publications as JSON answers of MyJVN 4.0: what lists and details
 * share, and the list. It must never write a date of its own: an answer follows from what it tells.
 */
#include "core/codec/myjvn_json_priv.h"

#include "core/codec/vuldef.h"

enum { PRODUCT_ID_BYTES = 64 << 10 };

struct str okajson_text(const struct okajson *x, struct text2 text)
{
    return codec_only(text, x->lang);
}

struct str okajson_name(const struct okajson *x, struct text2 name)
{
    return codec_pick(name, x->lang);
}

struct str okajson_page(const struct okajson *x, const struct publication *v)
{
    return codec_url(x->scheme, publication_path(v->number, x->lang, x->arena), x->arena);
}

struct str okajson_cwe_url(const struct okajson *x, struct str id)
{
    return arena_format(x->arena, "https://cwe.mitre.org/data/definitions/%.*s.html",
                        STR_ARG(str_slice(id, 4, id.len)));
}

struct str okajson_cve_url(const struct okajson *x, struct str id)
{
    return arena_format(x->arena, "https://www.cve.org/CVERecord?id=%.*s", STR_ARG(id));
}

/* ---- names of products ----------------------------------------------------------------------- */

/* IPA percent-encodes as in 2.2 what 2.3 marks with a backslash, and its schema wants that. */
static void encode_as_ipa(const struct cpe *cpe, struct arena *a, struct buf *out)
{
    enum { SHARED = 7, ALL = 11 }; /* attributes of 2.2, of 2.3 */
    struct buf uri;

    buf_init(&uri, a, LIMIT_CPE_BYTES);
    cpe_write_uri(cpe, &uri);
    struct str rest = str_slice(buf_str(&uri), 5, uri.len);
    if (str_find(rest, STR("~"), 0) != SIZE_MAX) {
        return; /* attributes that 2.2 packs together */
    }
    buf_clear(out);
    buf_add_cstr(out, "cpe:2.3");
    for (size_t i = 0; i < ALL; i++) {
        struct str part = i < SHARED && rest.ptr != NULL ? str_split(&rest, ':') : STR("");
        buf_add_char(out, ':');
        buf_add(out, str_is_empty(part) ? STR("*") : part);
    }
}

struct str okajson_cpe(const struct okajson *x, struct str name)
{
    struct cpe cpe;
    struct buf out;
    struct str text = {NULL, 0};

    if (cpe_read(name, x->arena, &cpe, NULL) != ERR_OK) {
        return text;
    }
    buf_init(&out, x->arena, LIMIT_CPE_BYTES);
    cpe_write_formatted(&cpe, &out);
    if (str_find(buf_str(&out), STR("\\"), 0) != SIZE_MAX) {
        encode_as_ipa(&cpe, x->arena, &out);
    }
    return buf_finish(&out, &text) == ERR_OK ? text : (struct str){NULL, 0};
}

/* Vendor and product as the CPE name spells them in 2.2, else as they are, percent-encoded. */
static void add_names(const struct okajson *x, const struct advisory_product *p, struct buf *out)
{
    struct cpe cpe;
    struct buf uri;

    buf_init(&uri, x->arena, LIMIT_CPE_BYTES);
    if (cpe_read(p->cpe, x->arena, &cpe, NULL) == ERR_OK) {
        cpe_write_uri(&cpe, &uri);
        struct str rest = str_slice(buf_str(&uri), 5, uri.len);
        (void)str_split(&rest, ':');
        struct str vendor = str_split(&rest, ':');
        buf_add(out, vendor);
        buf_add_char(out, ':');
        buf_add(out, str_split(&rest, ':'));
        return;
    }
    html_url_part(out, p->vendor);
    buf_add_char(out, ':');
    html_url_part(out, p->product);
}

bool okajson_begins_product(const struct advisory *v, size_t row)
{
    const struct advisory_product *a = &v->products[row];
    const struct advisory_product *b = row > 0 ? &v->products[row - 1] : a;

    return row == 0 || !str_equal(a->vendor, b->vendor) || !str_equal(a->product, b->product) ||
           !str_equal(a->cpe, b->cpe) || !str_equal(a->purl, b->purl) ||
           str_is_empty(a->versions) || str_is_empty(b->versions);
}

static struct str product_id(const struct okajson *x, const struct advisory_product *p)
{
    struct buf out;
    struct str id = {NULL, 0};

    buf_init(&out, x->arena, PRODUCT_ID_BYTES);
    buf_add_cstr(&out, "jvnpid:1.0::");
    add_names(x, p, &out);
    return buf_finish(&out, &id) == ERR_OK ? id : (struct str){NULL, 0};
}

static bool is_taken(const struct str *ids, size_t count, struct str id)
{
    for (size_t i = 0; i < count; i++) {
        if (str_equal(ids[i], id)) {
            return true;
        }
    }
    return false;
}

void okajson_name_products(struct okajson *x, const struct advisory *v)
{
    x->ids = ARENA_ARRAY(x->arena, struct str, v->product_count + 1);
    for (size_t i = 0; x->ids != NULL && i < v->product_count; i++) {
        if (!okajson_begins_product(v, i)) {
            x->ids[i] = x->ids[i - 1];
            continue;
        }
        x->ids[i] = product_id(x, &v->products[i]);
        if (is_taken(x->ids, i, x->ids[i])) {
            x->ids[i] = arena_format(x->arena, "%.*s:row-%zu", STR_ARG(x->ids[i]), i);
        }
    }
}

struct str okajson_product_id(const struct okajson *x, size_t row)
{
    return x->ids != NULL ? x->ids[row] : (struct str){NULL, 0}; /* the arena remembers */
}

/* ---- parts of both --------------------------------------------------------------------------- */

void okajson_write_distribution(struct okajson *x)
{
    json_write_member_object(&x->w, STR("distribution"));
    json_write_member_object(&x->w, STR("tlp"));
    json_write_member(&x->w, STR("label"), STR("CLEAR"));
    json_write_member(&x->w, STR("url"), STR("https://www.first.org/tlp/"));
    json_write_end(&x->w);
    json_write_end(&x->w);
}

void okajson_write_generator(struct okajson *x, int64_t us)
{
    json_write_member_object(&x->w, STR("generator"));
    json_write_member(&x->w, STR("date"), civil_write_jst(us, x->arena));
    json_write_member_object(&x->w, STR("engine"));
    json_write_member(&x->w, STR("name"), STR("MyJVN API"));
    json_write_member(&x->w, STR("version"), STR("4.0.0"));
    json_write_end(&x->w);
    json_write_end(&x->w);
}

void okajson_write_author(struct okajson *x)
{
    json_write_member_object(&x->w, STR("author"));
    json_write_member(&x->w, STR("name"), okajson_name(x, x->scheme->publisher_name));
    json_write_member_opt(&x->w, STR("uri"), x->scheme->namespace_url);
    json_write_end(&x->w);
}

void okajson_write_status(struct okajson *x, const struct myjvn_status *v)
{
    json_write_member_object(&x->w, STR("status"));
    json_write_member(&x->w, STR("errCd"), STR(""));
    json_write_member(&x->w, STR("errMsg"), STR(""));
    json_write_member(&x->w, STR("feed"), STR("oka"));
    json_write_member_i64(&x->w, STR("firstRes"), v->first);
    json_write_member_opt(&x->w, STR("ft"), str_is_empty(v->vuln_id) ? v->vuln_id : STR("jvncsaf"));
    json_write_member(&x->w, STR("lang"), x->lang == LANG_EN ? STR("en") : STR("ja"));
    json_write_member(&x->w, STR("method"), v->method);
    json_write_member_i64(&x->w, STR("retCd"), 0);
    json_write_member_i64(&x->w, STR("retMax"), v->max);
    json_write_member_i64(&x->w, STR("totalRes"), v->total);
    json_write_member_i64(&x->w, STR("totalResRet"), v->returned);
    json_write_member(&x->w, STR("version"), STR("4.0.0"));
    json_write_member_opt(&x->w, STR("vulnId"), v->vuln_id);
    json_write_end(&x->w);
}

bool okajson_score(const struct advisory_analysis *v, enum cvss_version *version)
{
    struct cvss parsed;

    return cvss_version_named(v->cvss_version, version) && cvss_tenths(v->score) != CVSS_ABSENT &&
           cvss_read(v->vector, &parsed, NULL) == ERR_OK && parsed.version == *version;
}

void okajson_write_content(struct okajson *x, const struct advisory_analysis *v,
                           enum cvss_version version)
{
    static const char *const keys[] = {[CVSS_2_0] = "cvss_v2",
                                       [CVSS_3_0] = "cvss_v3",
                                       [CVSS_3_1] = "cvss_v3",
                                       [CVSS_4_0] = "cvss_v4"};
    enum cvss_severity severity = CVSS_SEVERITY_NONE;

    (void)cvss_severity_named(v->cvss_version, v->score, &severity);
    json_write_member_object(&x->w, STR("content"));
    json_write_member_object(&x->w, str_from_cstr(keys[version]));
    json_write_key(&x->w, STR("baseScore"));
    json_write_number(&x->w, v->score);
    json_write_member(&x->w, STR("baseSeverity"), str_from_cstr(cvss_severity_code(severity)));
    json_write_member(&x->w, STR("vectorString"), v->vector);
    json_write_member(&x->w, STR("version"), v->cvss_version);
    json_write_end(&x->w);
    json_write_member_opt(&x->w, STR("source"), v->source);
    json_write_end(&x->w);
}

/* ---- the list -------------------------------------------------------------------------------- */

static void write_weakness(struct okajson *x, struct str id, struct str name, struct str url)
{
    json_write_object(&x->w);
    json_write_member(&x->w, STR("id"), id);
    json_write_member(
        &x->w, STR("name"),
        str_is_empty(name) ? id : arena_format(x->arena, "%.*s(%.*s)", STR_ARG(name), STR_ARG(id)));
    json_write_member(&x->w, STR("url"), url);
    json_write_end(&x->w);
}

static void write_weaknesses(struct okajson *x, const struct advisory *v)
{
    json_write_member_array(&x->w, STR("cwes"));
    for (size_t i = 0; i < v->cve_count; i++) {
        const struct advisory_cve *c = &v->cves[i];
        if (!str_is_empty(c->cwe_id)) {
            write_weakness(x, c->cwe_id, c->cwe_name, okajson_cwe_url(x, c->cwe_id));
        }
    }
    for (size_t i = 0; i < v->related_count; i++) {
        const struct advisory_related *r = &v->related[i];
        if (codec_is_weakness(r)) {
            write_weakness(x, r->id, codec_weakness_name(r->id), r->url);
        }
    }
    json_write_end(&x->w);
}

static void write_metrics(struct okajson *x, const struct advisory *v)
{
    json_write_member_array(&x->w, STR("metrics"));
    for (size_t i = 0; i < v->analysis_count; i++) {
        enum cvss_version version;
        if (okajson_score(&v->analyses[i], &version)) {
            json_write_object(&x->w);
            okajson_write_content(x, &v->analyses[i], version);
            json_write_end(&x->w);
        }
    }
    json_write_end(&x->w);
}

static void write_products(struct okajson *x, const struct advisory *v)
{
    okajson_name_products(x, v);
    json_write_member_array(&x->w, STR("products"));
    for (size_t i = 0; i < v->product_count; i++) {
        const struct advisory_product *p = &v->products[i];

        json_write_object(&x->w);
        json_write_member(&x->w, STR("pname"), p->product);
        json_write_member(&x->w, STR("product_id"), okajson_product_id(x, i));
        json_write_member_object(&x->w, STR("product_ids"));
        json_write_member_opt(&x->w, STR("cpe"), okajson_cpe(x, p->cpe));
        if (!str_is_empty(p->purl)) {
            json_write_member_array(&x->w, STR("id_refs"));
            json_write_object(&x->w);
            json_write_member(&x->w, STR("nameType"), STR("purl"));
            json_write_member(&x->w, STR("value"), p->purl);
            json_write_end(&x->w);
            json_write_end(&x->w);
        }
        json_write_end(&x->w);
        json_write_member_opt(&x->w, STR("version"), p->versions);
        json_write_member(&x->w, STR("vname"), p->vendor);
        json_write_end(&x->w);
    }
    json_write_end(&x->w);
}

static void write_reference(struct okajson *x, struct str source, struct str summary,
                            struct str url)
{
    json_write_object(&x->w);
    json_write_member(&x->w, STR("source"), source);
    json_write_member(&x->w, STR("summary"), summary);
    json_write_member(&x->w, STR("url"), url);
    json_write_end(&x->w);
}

static void write_references(struct okajson *x, const struct advisory *v)
{
    json_write_member_array(&x->w, STR("references"));
    for (size_t i = 0; i < v->reference_count; i++) {
        struct str title = v->references[i].title;
        write_reference(x, STR(""), str_is_empty(title) ? v->references[i].url : title,
                        v->references[i].url);
    }
    for (size_t i = 0; i < v->cve_count; i++) {
        write_reference(x, STR("CVE"), v->cves[i].id, okajson_cve_url(x, v->cves[i].id));
    }
    for (size_t i = 0; i < v->related_count; i++) {
        const struct advisory_related *r = &v->related[i];
        if (!codec_is_weakness(r)) {
            write_reference(x, r->kind, r->id, r->url);
        }
    }
    json_write_end(&x->w);
}

static void write_entry(struct okajson *x, const struct publication *p)
{
    int64_t day_us = civil_jst_day_start_us(civil_jst_day(p->published_at_us));

    json_write_object(&x->w);
    json_write_member(&x->w, STR("created"), civil_write_jst(p->published_at_us, x->arena));
    write_weaknesses(x, &p->advisory);
    json_write_member(&x->w, STR("id"), p->number);
    json_write_member(&x->w, STR("link"), okajson_page(x, p));
    write_metrics(x, &p->advisory);
    json_write_member(&x->w, STR("modified"), civil_write_jst(p->revised_at_us, x->arena));
    write_products(x, &p->advisory);
    json_write_member(&x->w, STR("public"), civil_write_jst(day_us, x->arena));
    write_references(x, &p->advisory);
    json_write_member(&x->w, STR("summary"), okajson_text(x, p->advisory.overview));
    json_write_member(&x->w, STR("title"), codec_title(p, x->scheme, x->lang, x->arena));
    json_write_end(&x->w);
}

enum err okajson_begin(struct okajson *x, const struct codec_list *list,
                       const struct codec_scheme *s, enum lang lang, struct buf *out)
{
    *x = (struct okajson){.scheme = s, .lang = lang, .arena = out->arena};
    for (size_t i = 0; i < list->count; i++) {
        const struct publication *p = list->items[i];

        if (str_is_empty(p->number) || p->published_at_us == 0 || p->revised_at_us == 0 ||
            str_is_empty(okajson_text(x, p->advisory.title))) {
            return ERR_INVALID;
        }
    }
    json_write_begin(&x->w, out, JSON_COMPACT);
    return ERR_OK;
}

enum err okajson_end(struct okajson *x)
{
    json_write_finish(&x->w);
    if (x->arena->failed) {
        return ERR_MEMORY;
    }
    return x->w.out->failed ? ERR_LIMIT : ERR_OK;
}

enum err myjvn_overview_write(const struct codec_list *list, const struct codec_scheme *s,
                              enum lang lang, struct buf *out)
{
    const struct myjvn_status status = {.method = STR("getVulnOverviewList"),
                                        .max = MYJVN_MAX_OVERVIEW,
                                        .total = (int64_t)list->count,
                                        .returned = (int64_t)list->count,
                                        .first = 1};
    struct okajson x;
    enum err e = okajson_begin(&x, list, s, lang, out);

    if (e != ERR_OK) {
        return e;
    }
    json_write_object(&x.w);
    json_write_member(&x.w, STR("$schema"),
                      STR("https://jvndb.jvn.jp/schema/myjvn_feed_1.0.json?20250419"));
    json_write_member_object(&x.w, STR("feed"));
    okajson_write_author(&x);
    okajson_write_distribution(&x);
    json_write_member_array(&x.w, STR("entry"));
    for (size_t i = 0; i < list->count; i++) {
        write_entry(&x, list->items[i]);
    }
    json_write_end(&x.w);
    okajson_write_generator(&x, list->updated_at_us);
    json_write_member(&x.w, STR("lang"), lang == LANG_EN ? STR("en") : STR("ja"));
    json_write_member(&x.w, STR("link"), s->base_url);
    json_write_member(&x.w, STR("title"), okajson_name(&x, s->site_name));
    json_write_member(&x.w, STR("updated"), civil_write_jst(list->updated_at_us, x.arena));
    json_write_end(&x.w);
    okajson_write_status(&x, &status);
    json_write_end(&x.w);
    return okajson_end(&x);
}
