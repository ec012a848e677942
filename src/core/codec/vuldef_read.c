/*
 * core/codec/vuldef_read.c — one Vulinfo of a VULDEF document as a publication.
 *
 * An AffectedItem with several versions becomes a row for each, which the writer puts together
 * again. Products that a document calls not affected are never read as affected, nor a vendor as
 * not affected that has one product which is.
 */
#include "core/codec/feed_read_priv.h"
#include "core/codec/vuldef.h"

struct vuldef {
    struct build *b;
    enum xml_ns ns;
};

/* The gravest first. */
static const struct {
    uint32_t status;
    const char *word;
} statuses[] = {
    {VENDOR_STATUS_AFFECTED, "vulnerable"},
    {VENDOR_STATUS_AFFECTED_INVESTIGATING, "vulnerable_investigating"},
    {VENDOR_STATUS_INFORMED, "unknown"},
    {VENDOR_STATUS_NOT_AFFECTED_INVESTIGATING, "notvulnerable_investigating"},
    {VENDOR_STATUS_NOT_AFFECTED, "notvulnerable"},
};

enum { STATUSES = sizeof(statuses) / sizeof(statuses[0]) };

const char *vuldef_status_word(uint32_t status)
{
    for (size_t i = 0; i < STATUSES; i++) {
        if (statuses[i].status == status) {
            return statuses[i].word;
        }
    }
    return NULL;
}

uint32_t vuldef_status_named(struct str word)
{
    for (size_t i = 0; i < STATUSES; i++) {
        if (str_equal(word, str_from_cstr(statuses[i].word))) {
            return statuses[i].status;
        }
    }
    return 0;
}

static const struct xml_node *only(struct vuldef *x, const struct xml_node *parent, struct str name)
{
    return build_only(x->b, parent, x->ns, name);
}

static struct str text(struct vuldef *x, const struct xml_node *parent, struct str name)
{
    return xml_text_of(only(x, parent, name));
}

/* Every Description of every item. */
static void read_items(struct vuldef *x, const struct xml_node *list, struct str item,
                       struct text2 *to)
{
    for (const struct xml_node *i = xml_child(list, x->ns, item); i != NULL; i = xml_again(i)) {
        const struct xml_node *d = xml_child(i, x->ns, STR("Description"));

        for (; d != NULL; d = xml_again(d)) {
            build_text(x->b, to, d->text);
        }
    }
}

/* ---- description ----------------------------------------------------------------------------- */

static void read_weakness(struct vuldef *x, const struct xml_node *item)
{
    struct str cve = text(x, item, STR("Description"));
    struct build_weakness row = {.id = text(x, item, STR("VulinfoID")),
                                 .name = text(x, item, STR("Title")),
                                 .url = text(x, item, STR("URL")),
                                 .cve = build_is_cve(cve) ? cve : (struct str){NULL, 0}};

    if (!str_is_empty(row.id)) {
        build_weakness(x->b, row);
    }
}

static void read_description(struct vuldef *x, const struct xml_node *data)
{
    struct advisory *v = &x->b->out->advisory;
    const struct xml_node *place = only(x, data, STR("VulinfoDescription"));
    const struct xml_node *overview = only(x, place, STR("Overview"));

    if (place != NULL && overview == NULL) {
        build_refuse(x->b, place, N_("no Overview in"));
    }
    build_text(x->b, &v->overview, xml_text_of(overview));
    for (const struct xml_node *d = xml_child(place, x->ns, STR("Detail")); d != NULL;
         d = xml_again(d)) {
        struct str mark = STR(VULDEF_ADDENDUM);

        if (str_starts_with(d->text, mark)) {
            build_text(x->b, &v->addendum, str_slice(d->text, mark.len, d->text.len));
        } else {
            build_text(x->b, &v->description, d->text);
        }
    }
    for (const struct xml_node *c = xml_child(place, x->ns, STR("Cwe")); c != NULL;
         c = xml_again(c)) {
        const struct xml_node *item = xml_child(c, x->ns, STR("RelatedItem"));

        for (; item != NULL; item = xml_again(item)) {
            read_weakness(x, item);
        }
    }
}

/* ---- affected -------------------------------------------------------------------------------- */

/* "ge" as ">="; "=" and nothing for "eq". */
static const char *sign_of(struct str operator, const char * otherwise)
{
    static const char *const signs[][2] = {{"ge", ">="}, {"gt", ">"},  {"le", "<="},
                                           {"lt", "<"},  {"ne", "!="}, {"eq", ""}};

    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
        if (str_equal(operator, str_from_cstr(signs[i][0]))) {
            return signs[i][1];
        }
    }
    return otherwise;
}

/* A version as its text; a range as conditions, ">=1.0|<2.0". */
static struct str version_of(struct vuldef *x, const struct xml_node *item)
{
    const char *sign = sign_of(xml_attribute_of(item, STR("operator")), "");
    struct buf out;
    struct str whole = {NULL, 0};

    if (item->first == NULL && *sign == '\0') {
        return item->text;
    }
    buf_init(&out, x->b->arena, 2 * (size_t)LIMIT_XML_TEXT);
    if (!str_is_empty(item->text)) {
        buf_add_cstr(&out, sign);
        buf_add(&out, item->text);
    }
    for (const struct xml_node *end = item->first; end != NULL; end = end->next) {
        bool begin = xml_is(end, x->ns, STR("RangeBegin"));

        if (!begin && !xml_is(end, x->ns, STR("RangeEnd"))) {
            continue;
        }
        buf_add_cstr(&out, out.len > 0 ? "|" : "");
        buf_add_cstr(&out, sign_of(xml_attribute_of(end, STR("operator")), begin ? ">=" : "<="));
        buf_add(&out, end->text);
    }
    if (buf_finish(&out, &whole) != ERR_OK) {
        x->b->e = ERR_MEMORY;
    }
    return whole;
}

/* A 2.2 name with its 2.3 form beside it, as the writer puts them, is one name. */
static bool is_pair(const struct xml_node *first, const struct xml_node *second)
{
    return second != NULL && xml_again(second) == NULL &&
           str_starts_with(first->text, STR("cpe:/")) &&
           str_starts_with(second->text, STR("cpe:2.3:"));
}

static void read_product(struct vuldef *x, const struct xml_node *item, struct advisory_product row)
{
    const struct xml_node *cpe = xml_child(item, x->ns, STR("Cpe"));
    const struct xml_node *others = xml_again(cpe);
    size_t rows = 0;

    row.cpe = xml_text_of(cpe);
    if (cpe != NULL && is_pair(cpe, others)) {
        row.cpe = others->text;
        others = NULL;
    }
    for (const struct xml_node *i = item->first; i != NULL; i = i->next) {
        bool build = xml_is(i, x->ns, STR("BuildNumber"));

        if (!build && !xml_is(i, x->ns, STR("VersionNumber"))) {
            continue;
        }
        row.versions = version_of(x, i);
        if (build && !str_is_empty(row.versions)) {
            row.versions = arena_format(x->b->arena, "Build %.*s", STR_ARG(row.versions));
        }
        if (!str_is_empty(row.versions)) {
            build_product(x->b, row);
            rows++;
        }
    }
    row.versions = (struct str){NULL, 0};
    if (rows == 0) {
        build_product(x->b, row);
    }
    for (; others != NULL; others = xml_again(others)) {
        row.cpe = others->text;
        build_product(x->b, row);
    }
}

/* The row of the vendor; a comment only where no product is named. */
/* A vendor may stand there once for each of its products. */
static uint32_t gravest(uint32_t a, uint32_t b)
{
    for (size_t i = 0; i < STATUSES; i++) {
        if (statuses[i].status == a || statuses[i].status == b) {
            return statuses[i].status;
        }
    }
    return 0;
}

static void read_vendor(struct vuldef *x, const struct xml_node *item, struct str name,
                        uint32_t status, bool comment)
{
    struct publication_vendor *vendor = build_vendor(x->b, name);

    if (vendor == NULL) {
        return;
    }
    vendor->status = gravest(vendor->status, status);
    const struct xml_node *d = comment ? xml_child(item, x->ns, STR("Description")) : NULL;
    for (; d != NULL; d = xml_again(d)) {
        build_text(x->b, &vendor->comment, d->text);
    }
}

static void read_affected_item(struct vuldef *x, const struct xml_node *item)
{
    struct advisory_product row = {.vendor = text(x, item, STR("Name")),
                                   .product = text(x, item, STR("ProductName"))};
    struct str word = xml_attribute_of(item, STR("affectedstatus"));
    uint32_t status = vuldef_status_named(word);
    bool names_product = !str_is_empty(row.product);

    if (!str_is_empty(word) && status == 0) {
        build_refuse(x->b, item, N_("an affectedstatus that does not exist, in"));
        return;
    }
    if (status != 0 && !str_is_empty(row.vendor)) {
        read_vendor(x, item, row.vendor, status, !names_product);
        if (!names_product) {
            return;
        }
    }
    const struct xml_node *d = xml_child(item, x->ns, STR("Description"));
    for (; d != NULL; d = xml_again(d)) {
        build_text(x->b, &x->b->out->advisory.affected, d->text);
    }
    if (status != VENDOR_STATUS_NOT_AFFECTED &&
        status != VENDOR_STATUS_NOT_AFFECTED_INVESTIGATING) {
        read_product(x, item, row);
    }
}

/* ---- scores, related, history ---------------------------------------------------------------- */

static void read_score(struct vuldef *x, const struct xml_node *item)
{
    struct advisory_analysis row = {.cvss_version = xml_attribute_of(item, STR("version")),
                                    .vector = text(x, item, STR("Vector")),
                                    .score = text(x, item, STR("Base"))};
    const struct xml_node *s = xml_child(item, x->ns, STR("Severity"));

    if (str_is_empty(row.cvss_version)) {
        build_refuse(x->b, item, N_("no version in"));
    }
    for (; s != NULL; s = xml_again(s)) {
        if (str_is_empty(row.severity) ||
            str_equal(xml_attribute_of(s, STR("type")), STR("Base"))) {
            row.severity = s->text;
        }
    }
    build_analysis(x->b, row);
}

static void read_related_item(struct vuldef *x, const struct xml_node *item)
{
    struct str type = xml_attribute_of(item, STR("type"));
    struct str name = text(x, item, STR("Name"));
    struct str id = text(x, item, STR("VulinfoID"));
    struct str url = text(x, item, STR("URL"));
    struct str title = text(x, item, STR("Title"));

    if (str_equal(type, STR("cwe"))) {
        read_weakness(x, item);
    } else if (str_equal(type, STR("vendor"))) {
        build_vendor_page(x->b, name, str_is_empty(id) ? title : id, url);
    } else if (!str_equal(type, STR("advisory"))) {
        build_refuse(x->b, item, N_("a type that does not exist, in"));
    } else if (str_equal(name, STR(VULDEF_CVE_NAME)) && build_is_cve(id)) {
        build_cve(x->b, id);
    } else if (str_is_empty(id) && str_is_empty(title)) {
        build_reference(x->b, url, name);
    } else {
        build_related(x->b, (struct advisory_related){name, str_is_empty(id) ? title : id, url});
    }
}

static void read_history(struct vuldef *x, const struct xml_node *data)
{
    const struct xml_node *list = only(x, data, STR("History"));

    for (const struct xml_node *i = xml_child(list, x->ns, STR("HistoryItem")); i != NULL;
         i = xml_again(i)) {
        const struct xml_node *at = only(x, i, STR("DateTime"));
        struct text2 joined = {{NULL, 0}, {NULL, 0}};
        const struct xml_node *d = xml_child(i, x->ns, STR("Description"));

        for (; d != NULL; d = xml_again(d)) {
            build_text(x->b, &joined, d->text);
        }
        if (at == NULL) {
            at = only(x, i, STR("Updated"));
        }
        if (at == NULL) {
            at = only(x, i, STR("Published"));
        }
        build_history(x->b, build_time(x->b, at), x->b->lang == LANG_EN ? joined.en : joined.ja);
    }
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void read_dates(struct vuldef *x, const struct xml_node *data)
{
    struct publication *p = x->b->out;
    int64_t public_us = build_time(x->b, only(x, data, STR("DatePublic")));

    p->published_at_us = build_time(x->b, only(x, data, STR("DateFirstPublished")));
    p->revised_at_us = build_time(x->b, only(x, data, STR("DateLastUpdated")));
    if (p->published_at_us == 0 && p->revised_at_us == 0) {
        p->published_at_us = public_us;
    }
}

void vuldef_read_entry(struct build *b, const struct xml_node *vulinfo)
{
    struct vuldef x = {b, vulinfo->ns};
    struct advisory *v = &b->out->advisory;
    const struct xml_node *data = only(&x, vulinfo, STR("VulinfoData"));

    b->out->number = text(&x, vulinfo, STR("VulinfoID"));
    if (data == NULL) {
        build_refuse(b, vulinfo, N_("no VulinfoData in"));
        return;
    }
    build_title(b, text(&x, data, STR("Title")));
    read_description(&x, data);
    const struct xml_node *list = only(&x, data, STR("Affected"));
    for (const struct xml_node *i = xml_child(list, x.ns, STR("AffectedItem")); i != NULL;
         i = xml_again(i)) {
        read_affected_item(&x, i);
    }
    list = only(&x, data, STR("Impact"));
    for (const struct xml_node *i = xml_child(list, x.ns, STR("Cvss")); i != NULL;
         i = xml_again(i)) {
        read_score(&x, i);
    }
    read_items(&x, list, STR("ImpactItem"), &v->impact);
    read_items(&x, only(&x, data, STR("Solution")), STR("SolutionItem"), &v->solution);
    list = only(&x, data, STR("Related"));
    for (const struct xml_node *i = xml_child(list, x.ns, STR("RelatedItem")); i != NULL;
         i = xml_again(i)) {
        read_related_item(&x, i);
    }
    read_items(&x, only(&x, data, STR("Credit")), STR("CreditItem"), &v->credit);
    read_history(&x, data);
    read_dates(&x, data);
}
