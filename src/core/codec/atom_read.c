/*
 * core/codec/atom_read.c — one entry of an Atom feed (RFC 4287) as a publication: of our own feed,
 * of the alerts of MyJVN with their sec:items, and of anybody else's.
 */
#include "core/codec/feed_read_priv.h"

#include "core/ident/numbers.h"

/* Our own feed: the number stands before the title, and in the address of the page. */
static bool is_own(struct str number, struct str id, struct arena *a)
{
    struct str page = arena_format(a, "/%.*s/index.html", STR_ARG(publication_segment(number, a)));

    return str_ends_with(id, page);
}

/* "JVN#12345678: title" is number and title. */
static struct str take_number(struct build *b, struct str title, struct str id)
{
    struct number number;

    for (size_t at = str_find(title, STR(":"), 0); at != SIZE_MAX;
         at = str_find(title, STR(":"), at + 1)) {
        struct str head = str_slice(title, 0, at);

        if (number_read(head, &number, NULL) == ERR_OK || is_own(head, id, b->arena)) {
            b->out->number = head;
            return str_trim(str_slice(title, at + 1, title.len));
        }
    }
    return title;
}

/* Links that lead to the page itself or to its feed say nothing about the entry. */
static void read_links(struct build *b, const struct xml_node *entry, struct str page)
{
    for (const struct xml_node *l = xml_child(entry, XML_NS_ATOM, STR("link")); l != NULL;
         l = xml_again(l)) {
        struct str rel = xml_attribute_of(l, STR("rel"));
        struct str href = xml_attribute_of(l, STR("href"));

        if (!str_equal(href, page) && !str_equal(rel, STR("self")) &&
            !str_equal(rel, STR("edit"))) {
            build_reference(b, href, xml_attribute_of(l, STR("title")));
        }
    }
}

static void read_categories(struct build *b, const struct xml_node *entry)
{
    for (const struct xml_node *c = xml_child(entry, XML_NS_ATOM, STR("category")); c != NULL;
         c = xml_again(c)) {
        struct str term = xml_attribute_of(c, STR("term"));

        if (build_is_cve(term)) {
            build_cve(b, term);
        }
    }
}

/* What an alert of MyJVN points to. */
static void read_sec_item(struct build *b, const struct xml_node *item)
{
    struct str title = xml_text_of(xml_child(item, item->ns, STR("title")));
    struct str summary = xml_text_of(xml_child(item, item->ns, STR("summary")));

    build_text(b, &b->out->advisory.description, summary);
    for (const struct xml_node *l = xml_child(item, item->ns, STR("link")); l != NULL;
         l = xml_again(l)) {
        build_reference(b, xml_attribute_of(l, STR("href")), title);
    }
    for (const struct xml_node *c = xml_child(item, item->ns, STR("cpe")); c != NULL;
         c = xml_again(c)) {
        struct str product = xml_attribute_of(c, STR("product"));

        build_product(
            b, (struct advisory_product){.vendor = xml_attribute_of(c, STR("vendor")),
                                         .product = str_is_empty(product)
                                                        ? build_product_of_cpe(c->text, b->arena)
                                                        : product,
                                         .cpe = c->text});
    }
}

/* A text construct of Atom. XHTML gives its words; HTML stays as it is written, as in VULDEF. What
 * is neither is no text: pictures, other documents, those that lie elsewhere. */
static struct str words_of(struct build *b, const struct xml_node *v)
{
    struct str type = xml_attribute_of(v, STR("type"));

    if (str_equal(type, STR("xhtml"))) {
        return xml_words(v, b->arena);
    }
    return str_is_empty(type) || str_equal(type, STR("text")) || str_equal(type, STR("html")) ||
                   str_starts_with(type, STR("text/"))
               ? xml_text_of(v)
               : (struct str){NULL, 0};
}

/* Each may have a language of its own. */
static void read_text(struct build *b, const struct xml_node *v, struct text2 *to)
{
    enum lang lang = b->lang;

    b->lang = build_lang_of(v, lang);
    build_text(b, to, words_of(b, v));
    b->lang = lang;
}

static void read_title(struct build *b, const struct xml_node *v, struct str id)
{
    enum lang lang = b->lang;

    b->lang = build_lang_of(v, lang);
    build_title(b, take_number(b, words_of(b, v), id));
    b->lang = lang;
}

void atom_read_entry(struct build *b, const struct xml_node *entry)
{
    struct publication *p = b->out;
    struct str id = xml_text_of(build_only(b, entry, XML_NS_ATOM, STR("id")));
    const struct xml_node *text = build_only(b, entry, XML_NS_ATOM, STR("summary"));

    if (text == NULL) {
        text = build_only(b, entry, XML_NS_ATOM, STR("content"));
    }
    read_title(b, build_only(b, entry, XML_NS_ATOM, STR("title")), id);
    if (str_is_empty(p->number)) {
        p->number = build_number_of_link(id, b->arena);
    }
    if (str_is_empty(p->number)) {
        p->number = id;
    }
    read_text(b, text, &p->advisory.overview);
    read_links(b, entry, id);
    read_categories(b, entry);
    const struct xml_node *items = xml_child(entry, XML_NS_SEC, STR("items"));
    for (const struct xml_node *i = xml_child(items, XML_NS_SEC, STR("item")); i != NULL;
         i = xml_again(i)) {
        read_sec_item(b, i);
    }
    p->published_at_us = build_time(b, build_only(b, entry, XML_NS_ATOM, STR("published")));
    p->revised_at_us = build_time(b, build_only(b, entry, XML_NS_ATOM, STR("updated")));
}
