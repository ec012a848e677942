/*
 * core/codec/atom.c — the Atom feed (RFC 4287). An entry's id is the page's address: both stay for
 * ever.
 */
#include "core/codec/codec_priv.h"

struct feed {
    struct xml_writer xml;
    const struct codec_scheme *scheme;
    enum lang lang;
    struct arena *arena;
};

static void write_link(struct feed *f, const char *rel, const char *type, struct str href)
{
    xml_open(&f->xml, "link");
    xml_attribute(&f->xml, "rel", str_from_cstr(rel));
    xml_attribute(&f->xml, "type", str_from_cstr(type));
    xml_attribute(&f->xml, "href", href);
    xml_close(&f->xml);
}

static void write_head(struct feed *f, const struct codec_list *list)
{
    bool en = f->lang == LANG_EN;
    struct str self =
        codec_url(f->scheme, en ? STR("/en/rss/atom.xml") : STR("/rss/atom.xml"), f->arena);
    struct str name = codec_pick(f->scheme->site_name, f->lang);

    xml_open(&f->xml, "feed");
    xml_attribute(&f->xml, "xmlns", STR("http://www.w3.org/2005/Atom"));
    xml_attribute(&f->xml, "xml:lang", en ? STR("en") : STR("ja"));
    xml_leaf(&f->xml, "id", self);
    xml_leaf(&f->xml, "title",
             f->scheme->training ? arena_format(f->arena, "【演習】%.*s", STR_ARG(name)) : name);
    xml_leaf(&f->xml, "updated", civil_write_jst(list->updated_at_us, f->arena));
    write_link(f, "self", "application/atom+xml", self);
    write_link(f, "alternate", "text/html",
               codec_url(f->scheme, en ? STR("/en/") : STR("/"), f->arena));
    xml_open(&f->xml, "author");
    xml_leaf(&f->xml, "name", codec_pick(f->scheme->publisher_name, f->lang));
    xml_close(&f->xml);
}

static void write_entry(struct feed *f, const struct publication *v)
{
    struct str url = codec_url(f->scheme, publication_path(v->number, f->lang, f->arena), f->arena);

    xml_open(&f->xml, "entry");
    xml_leaf(&f->xml, "id", url);
    xml_leaf(&f->xml, "title",
             arena_format(f->arena, "%.*s: %.*s", STR_ARG(v->number),
                          STR_ARG(codec_title(v, f->scheme, f->lang, f->arena))));
    xml_leaf(&f->xml, "published", civil_write_jst(v->published_at_us, f->arena));
    xml_leaf(&f->xml, "updated", civil_write_jst(v->revised_at_us, f->arena));
    write_link(f, "alternate", "text/html", url);
    write_link(f, "related", "application/json",
               codec_url(f->scheme, csaf_path(v, CSAF_FORM_20, f->arena), f->arena));
    for (size_t i = 0; i < v->advisory.cve_count; i++) {
        xml_open(&f->xml, "category");
        xml_attribute(&f->xml, "term", v->advisory.cves[i].id);
        xml_close(&f->xml);
    }
    xml_leaf(&f->xml, "summary",
             codec_one_line(codec_pick(v->advisory.overview, f->lang), f->arena));
    xml_close(&f->xml);
}

enum err atom_write(const struct codec_list *list, const struct codec_scheme *s, enum lang lang,
                    struct buf *out)
{
    struct feed f = {.scheme = s, .lang = lang, .arena = out->arena};

    xml_begin(&f.xml, out);
    write_head(&f, list);
    for (size_t i = 0; i < list->count; i++) {
        if (codec_has_lang(list->items[i], lang)) {
            write_entry(&f, list->items[i]);
        }
    }
    xml_close(&f.xml);
    xml_finish(&f.xml);
    if (out->arena->failed) {
        return ERR_MEMORY;
    }
    return out->failed ? ERR_LIMIT : ERR_OK;
}
