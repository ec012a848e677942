/*
 * core/codec/jvnrss_read.c — one item of JVNRSS as a publication: sec 3.0 as in answers of MyJVN,
 * sec 2.0 as in the feed files, and its older cpe-item.
 */
#include "core/codec/feed_read_priv.h"

/* The sec elements stand in either name space, never in both. */
static const struct xml_node *first_of(const struct xml_node *item, struct str name)
{
    const struct xml_node *found = xml_child(item, XML_NS_SEC, name);

    return found != NULL ? found : xml_child(item, XML_NS_SEC_2, name);
}

static struct str without_suffix(struct str text, struct str suffix)
{
    return str_ends_with(text, suffix) ? str_slice(text, 0, text.len - suffix.len) : text;
}

/* "名前(CWE-79)" without the number. */
static struct str weakness_title(struct str title, struct str id, struct arena *a)
{
    return without_suffix(title, arena_format(a, "(%.*s)", STR_ARG(id)));
}

static void read_reference(struct build *b, const struct xml_node *at)
{
    struct str source = xml_attribute_of(at, STR("source"));
    struct str id = xml_attribute_of(at, STR("id"));
    struct str title = xml_attribute_of(at, STR("title"));

    if (str_is_empty(source) && str_starts_with(id, STR("CWE-"))) {
        build_weakness(b, (struct build_weakness){.id = id,
                                                  .name = weakness_title(title, id, b->arena),
                                                  .url = at->text});
    } else if (str_equal(source, STR("CVE")) && build_is_cve(id)) {
        build_cve(b, id);
    } else if (str_is_empty(source)) {
        build_reference(b, at->text, str_is_empty(title) ? id : title);
    } else if (str_is_empty(id) && str_is_empty(title)) {
        build_reference(b, at->text, source);
    } else {
        build_related(b,
                      (struct advisory_related){source, str_is_empty(id) ? title : id, at->text});
    }
}

static void read_products(struct build *b, const struct xml_node *item)
{
    for (const struct xml_node *c = first_of(item, STR("cpe")); c != NULL; c = xml_again(c)) {
        if (!str_equal(xml_attribute_of(c, STR("impact")), STR("not vulnerable"))) {
            build_product(b,
                          (struct advisory_product){.vendor = xml_attribute_of(c, STR("vendor")),
                                                    .product = xml_attribute_of(c, STR("product")),
                                                    .cpe = c->text});
        }
    }
    for (const struct xml_node *c = first_of(item, STR("cpe-item")); c != NULL; c = xml_again(c)) {
        build_product(
            b, (struct advisory_product){.vendor = xml_text_of(xml_child(c, c->ns, STR("vname"))),
                                         .product = xml_text_of(xml_child(c, c->ns, STR("title"))),
                                         .cpe = xml_attribute_of(c, STR("name"))});
    }
}

static void read_scores(struct build *b, const struct xml_node *item)
{
    for (const struct xml_node *c = first_of(item, STR("cvss")); c != NULL; c = xml_again(c)) {
        struct str type = xml_attribute_of(c, STR("type"));

        if (str_is_empty(type) || str_equal(type, STR("Base"))) {
            build_analysis(
                b, (struct advisory_analysis){.cvss_version = xml_attribute_of(c, STR("version")),
                                              .vector = xml_attribute_of(c, STR("vector")),
                                              .score = xml_attribute_of(c, STR("score")),
                                              .severity = xml_attribute_of(c, STR("severity"))});
        }
    }
}

static void read_dates(struct build *b, const struct xml_node *item)
{
    struct publication *p = b->out;
    int64_t date_us = build_time(b, build_only(b, item, XML_NS_DC, STR("date")));

    p->published_at_us = build_time(b, build_only(b, item, XML_NS_DCTERMS, STR("issued")));
    p->revised_at_us = build_time(b, build_only(b, item, XML_NS_DCTERMS, STR("modified")));
    if (p->revised_at_us == 0) {
        p->revised_at_us = date_us;
    }
}

void jvnrss_read_entry(struct build *b, const struct xml_node *item)
{
    struct advisory *v = &b->out->advisory;
    struct str title = xml_text_of(build_only(b, item, XML_NS_RSS, STR("title")));
    struct str link = xml_text_of(build_only(b, item, XML_NS_RSS, STR("link")));

    b->out->number = xml_text_of(first_of(item, STR("identifier")));
    if (str_is_empty(b->out->number)) {
        b->out->number = build_number_of_link(link, b->arena);
    }
    build_title(b, title);
    build_text(b, &v->overview, xml_text_of(build_only(b, item, XML_NS_RSS, STR("description"))));
    for (const struct xml_node *r = first_of(item, STR("references")); r != NULL;
         r = xml_again(r)) {
        read_reference(b, r);
    }
    read_products(b, item);
    read_scores(b, item);
    read_dates(b, item);
}
