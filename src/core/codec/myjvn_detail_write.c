/*
 * core/codec/myjvn_detail_write.c — one publication as the answer of getVulnDetailInfo in the shape
 * of CSAF that MyJVN calls jvncsaf.
 *
 * Texts of the whole stand with every vulnerability, as IPA writes them; scores and weaknesses that
 * belong to no CVE number stand with one of their own.
 */
#include "core/codec/myjvn_json_priv.h"

#include "core/codec/vuldef.h"

/* ---- document -------------------------------------------------------------------------------- */

static void write_note(struct okajson *x, const char *category, const char *title, struct str text)
{
    if (str_is_empty(text)) {
        return;
    }
    json_write_object(&x->w);
    json_write_member(&x->w, STR("category"), str_from_cstr(category));
    json_write_member(&x->w, STR("text"), text);
    json_write_member_opt(&x->w, STR("title"), str_from_cstr(title));
    json_write_end(&x->w);
}

static void write_notes(struct okajson *x, const struct advisory *v)
{
    json_write_member_array(&x->w, STR("notes"));
    write_note(x, "description", NULL, okajson_text(x, v->overview));
    write_note(x, "general", MYJVN_NOTE_AFFECTED, okajson_text(x, v->affected));
    write_note(x, "details", MYJVN_NOTE_DESCRIPTION, okajson_text(x, v->description));
    write_note(x, "other", MYJVN_NOTE_ADDENDUM, okajson_text(x, v->addendum));
    json_write_end(&x->w);
}

static void write_reference(struct okajson *x, const char *type, struct advisory_related row)
{
    json_write_object(&x->w);
    json_write_member(&x->w, STR("category"), STR("external"));
    json_write_member_opt(&x->w, STR("source"), row.kind);
    json_write_member(&x->w, STR("summary"), str_is_empty(row.id) ? row.url : row.id);
    json_write_member(&x->w, STR("type"), str_from_cstr(type));
    json_write_member(&x->w, STR("url"), row.url);
    json_write_end(&x->w);
}

static void write_references(struct okajson *x, const struct advisory *v)
{
    json_write_member_array(&x->w, STR("references"));
    for (size_t i = 0; i < v->reference_count; i++) {
        const struct advisory_reference *r = &v->references[i];
        size_t at = str_find(r->title, STR(": "), 0);
        struct advisory_related row = {.id = r->title, .url = r->url};

        if (at != SIZE_MAX) { /* "Name: title", as it is read */
            row.kind = str_slice(r->title, 0, at);
            row.id = str_slice(r->title, at + 2, r->title.len);
        }
        write_reference(x, "vendor", row);
    }
    for (size_t i = 0; i < v->cve_count; i++) {
        struct str id = v->cves[i].id;
        write_reference(
            x, "advisory",
            (struct advisory_related){STR(VULDEF_CVE_NAME), id, okajson_cve_url(x, id)});
    }
    for (size_t i = 0; i < v->related_count; i++) {
        if (!codec_is_weakness(&v->related[i])) {
            write_reference(x, "advisory", v->related[i]);
        }
    }
    json_write_end(&x->w);
}

static void write_revision(struct okajson *x, size_t number, int64_t at_us, struct str summary)
{
    json_write_object(&x->w);
    json_write_member(&x->w, STR("date"), civil_write_jst(at_us, x->arena));
    json_write_member(&x->w, STR("number"), arena_format(x->arena, "%zu", number));
    json_write_member(&x->w, STR("summary"), summary);
    json_write_end(&x->w);
}

static void write_tracking(struct okajson *x, const struct publication *p)
{
    int64_t day_us = civil_jst_day_start_us(civil_jst_day(p->published_at_us));
    size_t count = p->history_count > 0 ? p->history_count : 1;

    json_write_member_object(&x->w, STR("tracking"));
    json_write_member(&x->w, STR("current_release_date"),
                      civil_write_jst(p->revised_at_us, x->arena));
    okajson_write_generator(x, p->revised_at_us);
    json_write_member(&x->w, STR("id"), p->number);
    json_write_member(&x->w, STR("initial_release_date"),
                      civil_write_jst(p->published_at_us, x->arena));
    json_write_member(&x->w, STR("public_date"), civil_write_jst(day_us, x->arena));
    json_write_member_array(&x->w, STR("revision_history"));
    for (size_t i = 0; i < p->history_count; i++) {
        int64_t at_us = p->history[i].at_us;
        /* A line without a date must have one here. */
        write_revision(x, i + 1, at_us != 0 ? at_us : p->published_at_us,
                       okajson_text(x, p->history[i].text));
    }
    if (p->history_count == 0) {
        write_revision(x, 1, p->published_at_us,
                       x->lang == LANG_EN ? STR("First release") : STR("初版"));
    }
    json_write_end(&x->w);
    json_write_member(&x->w, STR("status"), STR("final"));
    json_write_member(&x->w, STR("version"), arena_format(x->arena, "%zu", count));
    json_write_end(&x->w);
}

static void write_document(struct okajson *x, const struct publication *p)
{
    struct str credit = okajson_text(x, p->advisory.credit);

    json_write_member_object(&x->w, STR("document"));
    if (!str_is_empty(credit)) {
        json_write_member_array(&x->w, STR("acknowledgments"));
        json_write_object(&x->w);
        json_write_member(&x->w, STR("summary"), credit);
        json_write_end(&x->w);
        json_write_end(&x->w);
    }
    json_write_member(&x->w, STR("category"), STR("myjvn_security_advisory"));
    json_write_member(&x->w, STR("csaf_version"), STR("2.1"));
    okajson_write_distribution(x);
    json_write_member(&x->w, STR("lang"), x->lang == LANG_EN ? STR("en") : STR("ja"));
    write_notes(x, &p->advisory);
    json_write_member_object(&x->w, STR("publisher"));
    json_write_member(&x->w, STR("category"), STR("coordinator"));
    json_write_member(&x->w, STR("name"), okajson_name(x, x->scheme->publisher_name));
    json_write_member_opt(&x->w, STR("namespace"), x->scheme->namespace_url);
    json_write_end(&x->w);
    write_references(x, &p->advisory);
    json_write_member(&x->w, STR("title"), codec_title(p, x->scheme, x->lang, x->arena));
    write_tracking(x, p);
    json_write_end(&x->w);
}

/* ---- products -------------------------------------------------------------------------------- */

static void write_versions(struct okajson *x, const struct advisory *v, size_t row)
{
    size_t first = row;

    json_write_object(&x->w);
    json_write_member(&x->w, STR("product"), v->products[row].product);
    json_write_member(&x->w, STR("vendor"), v->products[row].vendor);
    json_write_member_array(&x->w, STR("versions"));
    for (; row < v->product_count && (row == first || !okajson_begins_product(v, row)); row++) {
        if (!str_is_empty(v->products[row].versions)) {
            json_write_object(&x->w);
            json_write_member(&x->w, STR("description"), v->products[row].versions);
            json_write_member(&x->w, STR("status"), STR("affected"));
            json_write_member(&x->w, STR("version"), v->products[row].versions);
            json_write_end(&x->w);
        }
    }
    json_write_end(&x->w);
    json_write_end(&x->w);
}

static void write_extension(struct okajson *x, const struct publication *p)
{
    const struct advisory *v = &p->advisory;

    json_write_member_object(&x->w, STR("jvn_extension"));
    json_write_member_array(&x->w, STR("affected"));
    for (size_t i = 0; i < v->product_count; i++) {
        if (okajson_begins_product(v, i)) {
            write_versions(x, v, i);
        }
    }
    json_write_end(&x->w);
    okajson_write_author(x);
    okajson_write_distribution(x);
    okajson_write_generator(x, p->revised_at_us);
    json_write_member(&x->w, STR("lang"), x->lang == LANG_EN ? STR("en") : STR("ja"));
    json_write_member(&x->w, STR("link"), okajson_page(x, p));
    json_write_member(&x->w, STR("title"), okajson_name(x, x->scheme->site_name));
    json_write_member(&x->w, STR("updated"), civil_write_jst(p->revised_at_us, x->arena));
    json_write_member(&x->w, STR("vulnid"), p->number);
    json_write_end(&x->w);
}

static void write_product(struct okajson *x, const struct advisory *v, size_t row)
{
    const struct advisory_product *p = &v->products[row];
    struct str cpe = okajson_cpe(x, p->cpe);

    json_write_object(&x->w);
    json_write_member(&x->w, STR("category"), STR("product_name"));
    json_write_member(&x->w, STR("name"), p->product);
    json_write_member_object(&x->w, STR("product"));
    json_write_member(&x->w, STR("name"), p->product);
    json_write_member(&x->w, STR("product_id"), okajson_product_id(x, row));
    if (!str_is_empty(cpe) || !str_is_empty(p->purl)) {
        json_write_member_object(&x->w, STR("product_identification_helper"));
        json_write_member_opt(&x->w, STR("cpe"), cpe);
        if (!str_is_empty(p->purl)) {
            json_write_member_array(&x->w, STR("purls"));
            json_write_str(&x->w, p->purl);
            json_write_end(&x->w);
        }
        json_write_end(&x->w);
    }
    json_write_end(&x->w);
    json_write_end(&x->w);
}

/* Products of one vendor that follow each other stand below it. */
static size_t write_vendor(struct okajson *x, const struct advisory *v, size_t row)
{
    struct str vendor = v->products[row].vendor;
    bool named = !str_is_empty(vendor);

    if (named) {
        json_write_object(&x->w);
        json_write_member_array(&x->w, STR("branches"));
    }
    for (; row < v->product_count && str_equal(v->products[row].vendor, vendor); row++) {
        if (okajson_begins_product(v, row)) {
            write_product(x, v, row);
        }
    }
    if (named) {
        json_write_end(&x->w);
        json_write_member(&x->w, STR("category"), STR("vendor"));
        json_write_member(&x->w, STR("name"), vendor);
        json_write_end(&x->w);
    }
    return row;
}

static void write_tree(struct okajson *x, const struct advisory *v)
{
    if (v->product_count == 0) {
        return;
    }
    json_write_member_object(&x->w, STR("product_tree"));
    json_write_member_array(&x->w, STR("branches"));
    for (size_t row = 0; row < v->product_count;) {
        row = write_vendor(x, v, row);
    }
    json_write_end(&x->w);
    json_write_end(&x->w);
}

/* ---- vulnerabilities ------------------------------------------------------------------------- */

static void write_ids(struct okajson *x, const char *key, const struct advisory *v)
{
    if (v->product_count == 0) {
        return;
    }
    json_write_member_array(&x->w, str_from_cstr(key));
    for (size_t i = 0; i < v->product_count; i++) {
        if (okajson_begins_product(v, i)) {
            json_write_str(&x->w, okajson_product_id(x, i));
        }
    }
    json_write_end(&x->w);
}

static void write_weakness(struct okajson *x, struct advisory_cve row, struct str url)
{
    json_write_object(&x->w);
    json_write_member(&x->w, STR("id"), row.cwe_id);
    json_write_member(&x->w, STR("name"), str_is_empty(row.cwe_name) ? row.cwe_id : row.cwe_name);
    json_write_member(&x->w, STR("source"), STR(""));
    json_write_member(&x->w, STR("url"), url);
    json_write_member(&x->w, STR("version"), STR(""));
    json_write_end(&x->w);
}

/* Of a number, or those of none (NULL). */
static void write_weaknesses(struct okajson *x, const struct advisory *v,
                             const struct advisory_cve *cve)
{
    size_t count = cve != NULL && !str_is_empty(cve->cwe_id);

    for (size_t i = 0; cve == NULL && i < v->related_count; i++) {
        count += codec_is_weakness(&v->related[i]);
    }
    if (count == 0) {
        return;
    }
    json_write_member_array(&x->w, STR("cwes"));
    if (cve != NULL) {
        write_weakness(x, *cve, okajson_cwe_url(x, cve->cwe_id));
    }
    for (size_t i = 0; cve == NULL && i < v->related_count; i++) {
        if (codec_is_weakness(&v->related[i])) {
            struct advisory_cve row = {.cwe_id = v->related[i].id};

            row.cwe_name = codec_weakness_name(row.cwe_id);
            write_weakness(x, row, v->related[i].url);
        }
    }
    json_write_end(&x->w);
}

static bool belongs(const struct advisory *v, const struct advisory_analysis *a,
                    const struct advisory_cve *cve)
{
    bool known = false;

    for (size_t i = 0; i < v->cve_count; i++) {
        known = known || str_equal(v->cves[i].id, a->cve);
    }
    return cve != NULL ? str_equal(cve->id, a->cve) : !known;
}

static size_t count_scores(const struct advisory *v, const struct advisory_cve *cve)
{
    enum cvss_version version;
    size_t count = 0;

    for (size_t i = 0; i < v->analysis_count; i++) {
        count += belongs(v, &v->analyses[i], cve) && okajson_score(&v->analyses[i], &version);
    }
    return count;
}

static void write_scores(struct okajson *x, const struct advisory *v,
                         const struct advisory_cve *cve)
{
    enum cvss_version version;

    if (count_scores(v, cve) == 0) {
        return;
    }
    json_write_member_array(&x->w, STR("metrics"));
    for (size_t i = 0; i < v->analysis_count; i++) {
        if (belongs(v, &v->analyses[i], cve) && okajson_score(&v->analyses[i], &version)) {
            json_write_object(&x->w);
            okajson_write_content(x, &v->analyses[i], version);
            write_ids(x, "products", v);
            json_write_end(&x->w);
        }
    }
    json_write_end(&x->w);
}

static void write_vulnerability(struct okajson *x, const struct advisory *v,
                                const struct advisory_cve *cve)
{
    struct str solution = okajson_text(x, v->solution);
    struct str impact = okajson_text(x, v->impact);

    json_write_object(&x->w);
    json_write_member_opt(&x->w, STR("cve"), cve != NULL ? cve->id : (struct str){NULL, 0});
    write_weaknesses(x, v, cve);
    write_scores(x, v, cve);
    if (v->product_count > 0) {
        json_write_member_object(&x->w, STR("product_status"));
        write_ids(x, "known_affected", v);
        json_write_end(&x->w);
    }
    if (!str_is_empty(solution)) {
        json_write_member_array(&x->w, STR("remediations"));
        json_write_object(&x->w);
        json_write_member(&x->w, STR("category"), STR("vendor_fix"));
        json_write_member(&x->w, STR("details"), solution);
        write_ids(x, "product_ids", v);
        json_write_end(&x->w);
        json_write_end(&x->w);
    }
    if (!str_is_empty(impact)) {
        json_write_member_array(&x->w, STR("threats"));
        json_write_object(&x->w);
        json_write_member(&x->w, STR("category"), STR("impact"));
        json_write_member(&x->w, STR("details"), impact);
        json_write_end(&x->w);
        json_write_end(&x->w);
    }
    json_write_end(&x->w);
}

static void write_vulnerabilities(struct okajson *x, const struct advisory *v)
{
    bool others = v->cve_count == 0 || count_scores(v, NULL) > 0;

    for (size_t i = 0; i < v->related_count; i++) {
        others = others || codec_is_weakness(&v->related[i]);
    }
    json_write_member_array(&x->w, STR("vulnerabilities"));
    if (others) {
        write_vulnerability(x, v, NULL);
    }
    for (size_t i = 0; i < v->cve_count; i++) {
        write_vulnerability(x, v, &v->cves[i]);
    }
    json_write_end(&x->w);
}

enum err myjvn_detail_write(const struct publication *v, const struct codec_scheme *s,
                            enum lang lang, struct buf *out)
{
    const struct codec_list list = {&v, 1, v->revised_at_us};
    const struct myjvn_status status = {.method = STR("getVulnDetailInfo"),
                                        .vuln_id = v->number,
                                        .max = 1,
                                        .total = 1,
                                        .returned = 1,
                                        .first = 1};
    struct okajson x;
    enum err e = okajson_begin(&x, &list, s, lang, out);

    if (e != ERR_OK) {
        return e;
    }
    okajson_name_products(&x, &v->advisory);
    json_write_object(&x.w);
    json_write_member(&x.w, STR("$schema"),
                      STR("https://jvndb.jvn.jp/schema/myjvn_vuldef_1.0.csaf.json?20250419"));
    write_document(&x, v);
    write_extension(&x, v);
    write_tree(&x, &v->advisory);
    okajson_write_status(&x, &status);
    write_vulnerabilities(&x, &v->advisory);
    json_write_end(&x.w);
    return okajson_end(&x);
}
