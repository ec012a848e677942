/*
 * core/codec/jvnrss.c — JVNRSS 3.2: RSS 1.0 with the security module, as readers of JVN's feeds
 * parse it.
 *
 * Clients match prefixes literally and parse items in minute precision without seconds; a blank in
 * a CPE or in the id of a reference has stopped imports everywhere before. CVSS 4.0 has no place
 * here: importers give up on it.
 */
#include "core/codec/codec_priv.h"
#include "core/codec/vuldef.h"
#include "core/ident/cpe.h"
#include "core/score/score.h"

struct feed {
    struct xml_writer xml;
    const struct codec_scheme *scheme;
    enum lang lang;
    struct arena *arena;
    const struct myjvn_status *status; /* NULL: a feed */
};

static bool has_blank(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == ' ' || s.ptr[i] == '\t') {
            return true;
        }
    }
    return false;
}

/* Readers of the feeds parse minutes, readers of answers seconds; each as IPA writes them. */
static struct str write_time(const struct feed *f, int64_t us)
{
    struct civil c = civil_from_us(us, JST_OFFSET_US);

    if (f->status != NULL) {
        return civil_write_jst(us, f->arena);
    }
    return arena_format(f->arena, "%04d-%02d-%02dT%02d:%02d+09:00", c.year, c.month, c.day, c.hour,
                        c.minute);
}

static struct str page_url(const struct feed *f, const struct publication *v)
{
    return codec_url(f->scheme, publication_path(v->number, f->lang, f->arena), f->arena);
}

static void write_root(struct feed *f)
{
    static const struct xml_pair names[] = {
        {"xmlns:xsi", STR_INIT("http://www.w3.org/2001/XMLSchema-instance")},
        {"xmlns", STR_INIT("http://purl.org/rss/1.0/")},
        {"xmlns:rss", STR_INIT("http://purl.org/rss/1.0/")},
        {"xmlns:rdf", STR_INIT("http://www.w3.org/1999/02/22-rdf-syntax-ns#")},
        {"xmlns:dc", STR_INIT("http://purl.org/dc/elements/1.1/")},
        {"xmlns:dcterms", STR_INIT("http://purl.org/dc/terms/")},
        {"xmlns:sec", STR_INIT("http://jvn.jp/rss/mod_sec/3.0/")},
        {"xmlns:marking", STR_INIT("http://data-marking.mitre.org/Marking-1")},
        {"xmlns:tlpMarking",
         STR_INIT("http://data-marking.mitre.org/extensions/MarkingStructure#TLP-1")},
    };
    static const char feed_schemas[] =
        "http://purl.org/rss/1.0/ https://jvndb.jvn.jp/schema/jvnrss_3.2.xsd";
    static const char answer_schemas[] =
        "http://purl.org/rss/1.0/ https://jvndb.jvn.jp/schema/jvnrss_3.2.xsd "
        "http://jvndb.jvn.jp/myjvn/Status https://jvndb.jvn.jp/schema/status_3.3.xsd";

    xml_open_with(&f->xml, "rdf:RDF", names, sizeof(names) / sizeof(names[0]));
    if (f->status != NULL) {
        xml_attribute(&f->xml, "xmlns:status", STR("http://jvndb.jvn.jp/myjvn/Status"));
    }
    xml_attribute(&f->xml, "xsi:schemaLocation",
                  str_from_cstr(f->status != NULL ? answer_schemas : feed_schemas));
    xml_attribute(&f->xml, "xml:lang", f->lang == LANG_EN ? STR("en") : STR("ja"));
}

static void write_channel(struct feed *f, const struct codec_list *list)
{
    struct str name = codec_pick(f->scheme->site_name, f->lang);
    struct str title =
        f->scheme->training ? arena_format(f->arena, "【演習】%.*s", STR_ARG(name)) : name;
    struct str self = codec_url(
        f->scheme, f->lang == LANG_EN ? STR("/en/rss/jvn.rdf") : STR("/rss/jvn.rdf"), f->arena);

    xml_open(&f->xml, "channel");
    xml_attribute(&f->xml, "rdf:about", self);
    xml_leaf(&f->xml, "title", title);
    xml_leaf(&f->xml, "link",
             codec_url(f->scheme, f->lang == LANG_EN ? STR("/en/") : STR("/"), f->arena));
    xml_leaf(&f->xml, "description", title);
    xml_leaf(&f->xml, "dc:language", f->lang == LANG_EN ? STR("en") : STR("ja"));
    xml_leaf(&f->xml, "dc:publisher", codec_pick(f->scheme->publisher_name, f->lang));
    if (list->updated_at_us != 0) {
        xml_leaf(&f->xml, "dc:date", civil_write_jst(list->updated_at_us, f->arena));
        xml_leaf(&f->xml, "dcterms:modified", civil_write_jst(list->updated_at_us, f->arena));
    }
    codec_write_handling(&f->xml);
    xml_open(&f->xml, "items");
    xml_open(&f->xml, "rdf:Seq");
    for (size_t i = 0; i < list->count; i++) {
        if (codec_has_lang(list->items[i], f->lang)) {
            xml_open(&f->xml, "rdf:li");
            xml_attribute(&f->xml, "rdf:resource", page_url(f, list->items[i]));
            xml_close(&f->xml);
        }
    }
    xml_close(&f->xml);
    xml_close(&f->xml);
    xml_close(&f->xml);
}

/* An id with a blank would break importers: it becomes the title of the reference instead. */
static void write_reference(struct feed *f, struct str source, struct str id, struct str title,
                            struct str url)
{
    xml_open(&f->xml, "sec:references");
    if (!str_is_empty(source)) {
        xml_attribute(&f->xml, "source", source);
    }
    if (!has_blank(id)) {
        xml_attribute(&f->xml, "id", id);
    }
    if (!str_is_empty(title) || has_blank(id)) {
        xml_attribute(&f->xml, "title", str_is_empty(title) ? id : title);
    }
    xml_text_close(&f->xml, url);
}

/* JVN names no source of a weakness, and its number behind the name. */
static void write_weakness(struct feed *f, struct str id, struct str name, struct str url)
{
    struct str title = arena_format(f->arena, "%.*s(%.*s)", STR_ARG(name), STR_ARG(id));

    write_reference(f, (struct str){NULL, 0}, id, str_is_empty(name) ? name : title, url);
}

/* True for what is written already; other bodies have pages about the same number. */
static bool is_own_cve(const struct advisory *v, const struct advisory_related *row)
{
    bool cve = str_is_empty(row->kind) || str_equal(row->kind, STR("CVE")) ||
               str_equal(row->kind, STR(VULDEF_CVE_NAME));

    for (size_t i = 0; cve && i < v->cve_count; i++) {
        if (str_equal(v->cves[i].id, row->id)) {
            return true;
        }
    }
    return false;
}

static void write_references(struct feed *f, const struct publication *p)
{
    const struct advisory *v = &p->advisory;

    for (size_t i = 0; i < v->cve_count; i++) {
        struct str url =
            arena_format(f->arena, "https://www.cve.org/CVERecord?id=%.*s", STR_ARG(v->cves[i].id));

        write_reference(f, STR("CVE"), v->cves[i].id, (struct str){NULL, 0}, url);
    }
    for (size_t i = 0; i < v->related_count; i++) {
        const struct advisory_related *row = &v->related[i];

        if (!codec_is_weakness(row) && !is_own_cve(v, row)) {
            write_reference(f, row->kind, row->id, (struct str){NULL, 0}, row->url);
        }
    }
    for (size_t i = 0; i < v->cve_count; i++) {
        struct str id = v->cves[i].cwe_id;

        if (!str_is_empty(id)) {
            write_weakness(f, id, v->cves[i].cwe_name,
                           arena_format(f->arena,
                                        "https://cwe.mitre.org/data/definitions/%.*s.html",
                                        STR_ARG(str_slice(id, 4, id.len))));
        }
    }
    for (size_t i = 0; i < v->related_count; i++) {
        const struct advisory_related *row = &v->related[i];

        if (codec_is_weakness(row)) {
            write_weakness(f, row->id, codec_weakness_name(row->id), row->url);
        }
    }
}

/* The product of a CPE name as the 2.2 that these feeds speak; absent for what is no name. */
static struct str cpe22(struct str name, struct arena *a)
{
    enum { PREFIX = 5 }; /* "cpe:/" */
    struct cpe cpe;
    struct buf uri;

    if (str_starts_with(name, STR("cpe:/"))) {
        return name;
    }
    if (cpe_read_formatted(name, a, &cpe, NULL) != ERR_OK) {
        return (struct str){NULL, 0};
    }
    buf_init(&uri, a, LIMIT_CPE_BYTES);
    cpe_write_uri(&cpe, &uri);
    struct str rest = str_slice(buf_str(&uri), PREFIX, uri.len);
    struct str part = str_split(&rest, ':');
    struct str vendor = str_split(&rest, ':');
    struct str product = rest.ptr != NULL ? str_split(&rest, ':') : rest;
    if (uri.failed || str_is_empty(part) || str_is_empty(vendor) || str_is_empty(product)) {
        return (struct str){NULL, 0};
    }
    return arena_format(a, "cpe:/%.*s:%.*s:%.*s", STR_ARG(part), STR_ARG(vendor), STR_ARG(product));
}

static void write_products(struct feed *f, const struct advisory *v)
{
    for (size_t i = 0; i < v->product_count; i++) {
        struct str cpe = cpe22(v->products[i].cpe, f->arena);

        if (str_is_empty(cpe) || has_blank(cpe)) {
            continue;
        }
        xml_open(&f->xml, "sec:cpe");
        xml_attribute(&f->xml, "version", STR("2.2"));
        xml_attribute(&f->xml, "vendor", v->products[i].vendor);
        xml_attribute(&f->xml, "product", v->products[i].product);
        xml_text_close(&f->xml, cpe);
    }
}

static void write_scores(struct feed *f, const struct advisory *v)
{
    for (size_t i = 0; i < v->analysis_count; i++) {
        const struct advisory_analysis *a = &v->analyses[i];
        enum cvss_severity severity;
        bool old = str_equal(a->cvss_version, STR("2.0"));

        if (!cvss_severity_named(a->cvss_version, a->score, &severity) ||
            (!old && !codec_score_is_3(a))) {
            continue;
        }
        xml_open(&f->xml, "sec:cvss");
        xml_attribute(&f->xml, "score", a->score);
        xml_attribute(&f->xml, "severity",
                      str_from_cstr(cvss_severity_word(severity, CVSS_3_1, LANG_EN)));
        if (!str_is_empty(a->vector)) {
            xml_attribute(&f->xml, "vector", a->vector);
        }
        xml_attribute(&f->xml, "version", a->cvss_version);
        xml_attribute(&f->xml, "type", STR("Base"));
        xml_close(&f->xml);
    }
}

static void write_item(struct feed *f, const struct publication *v)
{
    struct str url = page_url(f, v);

    xml_open(&f->xml, "item");
    xml_attribute(&f->xml, "rdf:about", url);
    xml_leaf(&f->xml, "title", codec_title(v, f->scheme, f->lang, f->arena));
    xml_leaf(&f->xml, "link", url);
    xml_leaf(&f->xml, "description",
             codec_one_line(codec_pick(v->advisory.overview, f->lang), f->arena));
    xml_leaf(&f->xml, "dc:creator", codec_pick(f->scheme->publisher_name, f->lang));
    xml_leaf(&f->xml, "sec:identifier", v->number);
    write_references(f, v);
    write_products(f, &v->advisory);
    write_scores(f, &v->advisory);
    xml_leaf(&f->xml, "dc:date", write_time(f, v->revised_at_us));
    xml_leaf(&f->xml, "dcterms:issued", write_time(f, v->published_at_us));
    xml_leaf(&f->xml, "dcterms:modified", write_time(f, v->revised_at_us));
    xml_close(&f->xml);
}

enum err jvnrss_write(const struct codec_list *list, const struct codec_scheme *s, enum lang lang,
                      struct buf *out)
{
    return jvnrss_write_answer(list, s, lang, NULL, out);
}

enum err jvnrss_write_answer(const struct codec_list *list, const struct codec_scheme *s,
                             enum lang lang, const struct myjvn_status *status, struct buf *out)
{
    struct feed f = {.scheme = s, .lang = lang, .arena = out->arena, .status = status};

    xml_begin(&f.xml, out);
    write_root(&f);
    write_channel(&f, list);
    for (size_t i = 0; i < list->count; i++) {
        if (codec_has_lang(list->items[i], lang)) {
            write_item(&f, list->items[i]);
        }
    }
    if (status != NULL) {
        myjvn_write_status(&f.xml, status, lang, f.arena);
    }
    xml_close(&f.xml);
    xml_finish(&f.xml);
    if (out->arena->failed) {
        return ERR_MEMORY;
    }
    return out->failed ? ERR_LIMIT : ERR_OK;
}
