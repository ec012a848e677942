/*
 * core/codec/vuldef_write.c — publications as a VULDEF 3.2 document, element by element in the
 * order of IPA's schema. It must never write an element without what the schema wants in it.
 */
#include "core/codec/codec_priv.h"
#include "core/codec/myjvn.h"
#include "core/codec/vuldef.h"

#include "core/ident/cpe.h"
#include "core/score/score.h"

struct vuldef {
    struct xml_writer xml;
    const struct codec_scheme *scheme;
    enum lang lang;
    struct arena *arena;
};

/* The document says which language it is in: a text of the other one would be taken for it. */
static struct str only(const struct vuldef *x, struct text2 text)
{
    return codec_only(text, x->lang);
}

/* A row must name its vendor, in whichever language it has a name. */
static struct str name_of(const struct vuldef *x, const struct publication_vendor *vendor)
{
    return str_is_empty(vendor->name.ja) ? vendor->name.en : codec_pick(vendor->name, x->lang);
}

static struct str title_of(const struct vuldef *x, const struct publication *p)
{
    struct publication v = *p;

    if (x->lang == LANG_EN) {
        v.advisory.title.ja = (struct str){NULL, 0};
    }
    return codec_title(&v, x->scheme, x->lang, x->arena);
}

/* An element that is there even when its text is not. */
static void leaf_always(struct vuldef *x, const char *name, struct str text)
{
    xml_open(&x->xml, name);
    xml_text_close(&x->xml, text);
}

/* A list of one item with one Description; nothing for an empty text. */
static void write_item(struct vuldef *x, const char *list, const char *item, struct str text)
{
    if (str_is_empty(text)) {
        return;
    }
    xml_open(&x->xml, list);
    xml_open(&x->xml, item);
    xml_leaf(&x->xml, "Description", text);
    xml_close(&x->xml);
    xml_close(&x->xml);
}

static void write_root(struct vuldef *x)
{
    static const struct xml_pair names[] = {
        {"version", STR_INIT("3.2")},
        {"xmlns:xsi", STR_INIT("http://www.w3.org/2001/XMLSchema-instance")},
        {"xmlns", STR_INIT("http://jvn.jp/vuldef/")},
        {"xmlns:vuldef", STR_INIT("http://jvn.jp/vuldef/")},
        {"xmlns:status", STR_INIT("http://jvndb.jvn.jp/myjvn/Status")},
        {"xmlns:sec", STR_INIT("http://jvn.jp/rss/mod_sec/3.0/")},
        {"xmlns:marking", STR_INIT("http://data-marking.mitre.org/Marking-1")},
        {"xmlns:tlpMarking",
         STR_INIT("http://data-marking.mitre.org/extensions/MarkingStructure#TLP-1")},
        {"xsi:schemaLocation",
         STR_INIT("http://jvn.jp/vuldef/ https://jvndb.jvn.jp/schema/vuldef_3.2.xsd "
                  "http://jvn.jp/rss/mod_sec/3.0/ https://jvndb.jvn.jp/schema/mod_sec_3.0.xsd "
                  "http://data-marking.mitre.org/extensions/MarkingStructure#TLP-1 "
                  "https://jvndb.jvn.jp/schema/tlp_marking.xsd "
                  "http://jvndb.jvn.jp/myjvn/Status https://jvndb.jvn.jp/schema/status_3.3.xsd")},
    };

    xml_open_with(&x->xml, "VULDEF-Document", names, sizeof(names) / sizeof(names[0]));
    xml_attribute(&x->xml, "xml:lang", x->lang == LANG_EN ? STR("en") : STR("ja"));
}

static void write_description(struct vuldef *x, const struct advisory *v)
{
    struct str addendum = only(x, v->addendum);

    xml_open(&x->xml, "VulinfoDescription");
    leaf_always(x, "Overview", only(x, v->overview));
    xml_leaf(&x->xml, "Detail", only(x, v->description));
    if (!str_is_empty(addendum)) {
        struct buf marked;
        struct str text = {NULL, 0};

        buf_init(&marked, x->arena, LIMIT_PUBLICATION_BYTES);
        buf_add_cstr(&marked, VULDEF_ADDENDUM);
        buf_add(&marked, addendum);
        if (buf_finish(&marked, &text) != ERR_OK) {
            x->arena->failed = true;
        }
        xml_leaf(&x->xml, "Detail", text);
    }
    xml_close(&x->xml);
}

/* ---- affected -------------------------------------------------------------------------------- */

static void write_cpe_of(struct vuldef *x, const char *version, struct str name)
{
    xml_open(&x->xml, "Cpe");
    xml_attribute(&x->xml, "version", str_from_cstr(version));
    xml_text_close(&x->xml, name);
}

/* Readers of JVN's data know CPE 2.2: a 2.3 name stands behind its 2.2 form. */
static void write_cpe(struct vuldef *x, struct str name)
{
    struct cpe cpe;
    struct buf uri;
    struct str old = {NULL, 0};

    if (str_is_empty(name)) {
        return;
    }
    if (!str_starts_with(name, STR("cpe:2.3:"))) {
        write_cpe_of(x, "2.2", name);
        return;
    }
    buf_init(&uri, x->arena, LIMIT_CPE_BYTES);
    if (cpe_read_formatted(name, x->arena, &cpe, NULL) == ERR_OK) {
        cpe_write_uri(&cpe, &uri);
        if (buf_finish(&uri, &old) == ERR_OK) {
            write_cpe_of(x, "2.2", old);
        }
    }
    write_cpe_of(x, "2.3", name);
}

static bool same_product(const struct advisory_product *a, const struct advisory_product *b)
{
    return str_equal(a->vendor, b->vendor) && str_equal(a->product, b->product) &&
           str_equal(a->cpe, b->cpe) && !str_is_empty(a->versions) && !str_is_empty(b->versions);
}

/* Rows that differ in their version alone are one item. Gives the row behind the last of them. */
static size_t write_product(struct vuldef *x, const struct advisory *v, size_t row)
{
    const struct advisory_product *p = &v->products[row];

    xml_open(&x->xml, "AffectedItem");
    xml_leaf(&x->xml, "Name", p->vendor);
    xml_leaf(&x->xml, "ProductName", p->product);
    write_cpe(x, p->cpe);
    xml_leaf(&x->xml, "VersionNumber", p->versions);
    for (row++; row < v->product_count && same_product(p, &v->products[row]); row++) {
        xml_leaf(&x->xml, "VersionNumber", v->products[row].versions);
    }
    xml_close(&x->xml);
    return row;
}

static void write_vendor(struct vuldef *x, const struct publication_vendor *vendor)
{
    const char *word = vuldef_status_word(vendor->status);

    xml_open(&x->xml, "AffectedItem");
    xml_attribute(&x->xml, "affectedstatus", str_from_cstr(word != NULL ? word : "unknown"));
    xml_leaf(&x->xml, "Name", name_of(x, vendor));
    xml_leaf(&x->xml, "Description", only(x, vendor->comment));
    xml_close(&x->xml);
}

static void write_affected(struct vuldef *x, const struct publication *p)
{
    const struct advisory *v = &p->advisory;
    struct str prose = only(x, v->affected);

    if (str_is_empty(prose) && v->product_count == 0 && p->vendor_count == 0) {
        return;
    }
    xml_open(&x->xml, "Affected");
    if (!str_is_empty(prose)) {
        xml_open(&x->xml, "AffectedItem");
        xml_leaf(&x->xml, "Description", prose);
        xml_close(&x->xml);
    }
    for (size_t row = 0; row < v->product_count;) {
        row = write_product(x, v, row);
    }
    for (size_t i = 0; i < p->vendor_count; i++) {
        write_vendor(x, &p->vendors[i]);
    }
    xml_close(&x->xml);
}

/* ---- impact ---------------------------------------------------------------------------------- */

static void write_score(struct vuldef *x, const struct advisory_analysis *a)
{
    enum cvss_version version;
    enum cvss_severity severity;

    if (!cvss_version_named(a->cvss_version, &version) || version == CVSS_4_0 ||
        !cvss_severity_named(a->cvss_version, a->score, &severity)) {
        return;
    }
    xml_open(&x->xml, "Cvss");
    xml_attribute(&x->xml, "version", a->cvss_version);
    xml_open(&x->xml, "Severity");
    xml_attribute(&x->xml, "type", STR("Base"));
    xml_text_close(&x->xml, str_from_cstr(cvss_severity_word(severity, CVSS_3_1, LANG_EN)));
    xml_leaf(&x->xml, "Base", a->score);
    xml_leaf(&x->xml, "Vector", a->vector);
    xml_close(&x->xml);
}

static void write_impact(struct vuldef *x, const struct advisory *v)
{
    if (str_is_empty(only(x, v->impact)) && v->analysis_count == 0) {
        return;
    }
    xml_open(&x->xml, "Impact");
    for (size_t i = 0; i < v->analysis_count; i++) {
        write_score(x, &v->analyses[i]);
    }
    xml_open(&x->xml, "ImpactItem");
    leaf_always(x, "Description", only(x, v->impact));
    xml_close(&x->xml);
    xml_close(&x->xml);
}

/* ---- related --------------------------------------------------------------------------------- */

static void open_related(struct vuldef *x, const char *type)
{
    xml_open(&x->xml, "RelatedItem");
    xml_attribute(&x->xml, "type", str_from_cstr(type));
}

static void write_related_item(struct vuldef *x, const char *type, struct advisory_related row)
{
    open_related(x, type);
    xml_leaf(&x->xml, "Name", row.kind);
    xml_leaf(&x->xml, "VulinfoID", row.id);
    xml_leaf(&x->xml, "URL", row.url);
    xml_close(&x->xml);
}

/* "Name: title" is read that way. */
static void write_reference(struct vuldef *x, const struct advisory_reference *r)
{
    size_t at = str_find(r->title, STR(": "), 0);
    struct str name = at == SIZE_MAX ? (struct str){NULL, 0} : str_slice(r->title, 0, at);
    struct str title = at == SIZE_MAX ? r->title : str_slice(r->title, at + 2, r->title.len);

    write_related_item(x, "vendor", (struct advisory_related){name, title, r->url});
}

static void write_notice(struct vuldef *x, const struct publication_vendor *vendor)
{
    struct str name = name_of(x, vendor);
    struct str title = arena_format(x->arena, "%.*s" VULDEF_NOTICE, STR_ARG(name));

    if (!str_is_empty(vendor->notice_url)) {
        write_related_item(x, "vendor", (struct advisory_related){name, title, vendor->notice_url});
    }
}

static void write_weakness(struct vuldef *x, struct advisory_cve row, struct str url)
{
    open_related(x, "cwe");
    xml_leaf(&x->xml, "Name", STR("CWE"));
    xml_leaf(&x->xml, "VulinfoID", row.cwe_id);
    xml_leaf(&x->xml, "Title", row.cwe_name);
    xml_leaf(&x->xml, "URL", url);
    xml_leaf(&x->xml, "Description", row.id);
    xml_close(&x->xml);
}

static struct str cwe_url(const struct vuldef *x, struct str id)
{
    return arena_format(x->arena, "https://cwe.mitre.org/data/definitions/%.*s.html",
                        STR_ARG(str_slice(id, 4, id.len)));
}

static void write_weaknesses(struct vuldef *x, const struct advisory *v)
{
    for (size_t i = 0; i < v->cve_count; i++) {
        struct advisory_cve row = v->cves[i];

        if (str_is_empty(row.cwe_id)) {
            continue;
        }
        if (v->cve_count == 1) {
            row.id = (struct str){NULL, 0}; /* as JVN iPedia writes it: there is nothing to tell */
        }
        write_weakness(x, row, cwe_url(x, row.cwe_id));
    }
    for (size_t i = 0; i < v->related_count; i++) {
        const struct advisory_related *r = &v->related[i];
        if (codec_is_weakness(r)) {
            struct advisory_cve row = {.cwe_id = r->id, .cwe_name = codec_weakness_name(r->id)};
            write_weakness(x, row, r->url);
        }
    }
}

static void write_related(struct vuldef *x, const struct publication *p)
{
    const struct advisory *v = &p->advisory;
    size_t notices = 0;

    for (size_t i = 0; i < p->vendor_count; i++) {
        notices += !str_is_empty(p->vendors[i].notice_url);
    }
    if (notices + v->reference_count + v->related_count + v->cve_count == 0) {
        return;
    }
    xml_open(&x->xml, "Related");
    for (size_t i = 0; i < p->vendor_count; i++) {
        write_notice(x, &p->vendors[i]);
    }
    for (size_t i = 0; i < v->reference_count; i++) {
        write_reference(x, &v->references[i]);
    }
    for (size_t i = 0; i < v->cve_count; i++) {
        struct str id = v->cves[i].id;
        struct str url =
            arena_format(x->arena, "https://www.cve.org/CVERecord?id=%.*s", STR_ARG(id));
        write_related_item(x, "advisory", (struct advisory_related){STR(VULDEF_CVE_NAME), id, url});
    }
    for (size_t i = 0; i < v->related_count; i++) {
        if (!codec_is_weakness(&v->related[i])) {
            write_related_item(x, "advisory", v->related[i]);
        }
    }
    write_weaknesses(x, v);
    xml_close(&x->xml);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void write_history(struct vuldef *x, const struct publication *p)
{
    if (p->history_count == 0) {
        return;
    }
    xml_open(&x->xml, "History");
    for (size_t i = 0; i < p->history_count; i++) {
        xml_open(&x->xml, "HistoryItem");
        xml_leaf(&x->xml, "HistoryNo", arena_format(x->arena, "%zu", i + 1));
        if (p->history[i].at_us != 0) {
            xml_leaf(&x->xml, "DateTime", civil_write_jst(p->history[i].at_us, x->arena));
        }
        leaf_always(x, "Description", only(x, p->history[i].text));
        xml_close(&x->xml);
    }
    xml_close(&x->xml);
}

static void write_dates(struct vuldef *x, const struct publication *p)
{
    if (p->published_at_us == 0) {
        return;
    }
    int64_t day_us = civil_jst_day_start_us(civil_jst_day(p->published_at_us));

    xml_leaf(&x->xml, "DateFirstPublished", civil_write_jst(p->published_at_us, x->arena));
    xml_leaf(&x->xml, "DateLastUpdated", civil_write_jst(p->revised_at_us, x->arena));
    xml_leaf(&x->xml, "DatePublic", civil_write_jst(day_us, x->arena));
}

static void write_vulinfo(struct vuldef *x, const struct publication *p)
{
    xml_open(&x->xml, "Vulinfo");
    xml_leaf(&x->xml, "VulinfoID", p->number);
    xml_open(&x->xml, "VulinfoData");
    xml_leaf(&x->xml, "Title", title_of(x, p));
    write_description(x, &p->advisory);
    write_affected(x, p);
    write_impact(x, &p->advisory);
    write_item(x, "Solution", "SolutionItem", only(x, p->advisory.solution));
    write_related(x, p);
    write_item(x, "Credit", "CreditItem", only(x, p->advisory.credit));
    write_history(x, p);
    write_dates(x, p);
    xml_close(&x->xml);
    xml_close(&x->xml);
}

enum err vuldef_write(const struct codec_list *list, const struct codec_scheme *s, enum lang lang,
                      const struct myjvn_status *status, struct buf *out)
{
    struct vuldef x = {.scheme = s, .lang = lang, .arena = out->arena};

    for (size_t i = 0; i < list->count; i++) {
        if (str_is_empty(list->items[i]->number)) {
            return ERR_INVALID;
        }
    }
    if (list->count == 0) {
        return ERR_INVALID;
    }
    xml_begin(&x.xml, out);
    write_root(&x);
    for (size_t i = 0; i < list->count; i++) {
        write_vulinfo(&x, list->items[i]);
    }
    codec_write_handling(&x.xml);
    if (status != NULL) {
        myjvn_write_status(&x.xml, status, lang, x.arena);
    }
    xml_close(&x.xml);
    xml_finish(&x.xml);
    if (out->arena->failed) {
        return ERR_MEMORY;
    }
    return out->failed ? ERR_LIMIT : ERR_OK;
}
