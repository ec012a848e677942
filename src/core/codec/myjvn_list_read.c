/*
 * core/codec/myjvn_list_read.c — vendors, products and numbers out of answers of MyJVN. An entry
 * without its name or with an id that is no number refuses the document: a list is whole or not.
 */
#include "core/codec/myjvn_json_priv.h"
#include "core/codec/myjvn_list.h"

/* Rows as the other readers grow them; lists of MyJVN are longer than any advisory. */
enum { FIRST = 16, ROWS_MAX = 1 << 20 };

static void *grow(void *rows, size_t count, size_t size, struct arena *a)
{
    if (count < FIRST ? count > 0 : (count & (count - 1)) != 0) {
        return rows;
    }
    return count >= ROWS_MAX
               ? NULL
               : arena_resize(a, rows, count * size, (count < FIRST ? FIRST : 2 * count) * size);
}

static bool is_number(struct str text)
{
    uint64_t n;

    return text.len <= 18 && str_to_u64(text, UINT64_MAX, &n) &&
           (text.len == 1 || text.ptr[0] != '0');
}

static enum err fail(struct xml_fault *fault, const struct xml_node *at, const char *reason)
{
    *fault = (struct xml_fault){reason, at->name, at->line, at->column};
    return ERR_INVALID;
}

/* ---- XML ------------------------------------------------------------------------------------- */

static enum err add_vendor(struct myjvn_list *list, struct myjvn_vendor row, struct arena *a)
{
    struct myjvn_vendor *rows = grow(list->vendors, list->vendor_count, sizeof(row), a);

    if (rows == NULL) {
        return ERR_MEMORY;
    }
    list->vendors = rows;
    rows[list->vendor_count++] = row;
    return ERR_OK;
}

static enum err add_product(struct myjvn_vendor *vendor, struct myjvn_product row, struct arena *a)
{
    struct myjvn_product *rows = grow(vendor->products, vendor->product_count, sizeof(row), a);

    if (rows == NULL) {
        return ERR_MEMORY;
    }
    vendor->products = rows;
    rows[vendor->product_count++] = row;
    return ERR_OK;
}

static enum err read_vendor(struct myjvn_list *list, const struct xml_node *v, struct arena *a,
                            struct xml_fault *fault)
{
    struct myjvn_vendor vendor = {.id = xml_attribute_of(v, STR("vid")),
                                  .name = xml_attribute_of(v, STR("vname")),
                                  .cpe = xml_attribute_of(v, STR("cpe"))};
    enum err e = ERR_OK;

    if (str_is_empty(vendor.name) || !is_number(vendor.id)) {
        return fail(fault, v, N_("no name or no number in"));
    }
    for (const struct xml_node *p = xml_child(v, XML_NS_RESULTS, STR("Product"));
         p != NULL && e == ERR_OK; p = xml_again(p)) {
        struct myjvn_product product = {.id = xml_attribute_of(p, STR("pid")),
                                        .name = xml_attribute_of(p, STR("pname")),
                                        .cpe = xml_attribute_of(p, STR("cpe")),
                                        .updated = xml_attribute_of(p, STR("update"))};

        if (str_is_empty(product.name) || !is_number(product.id)) {
            return fail(fault, p, N_("no name or no number in"));
        }
        e = add_product(&vendor, product, a);
    }
    return e == ERR_OK ? add_vendor(list, vendor, a) : e;
}

static enum err read_count(struct myjvn_series *s, const struct xml_node *v, struct arena *a)
{
    struct myjvn_count *rows = grow(s->counts, s->count_count, sizeof(*rows), a);

    if (rows == NULL) {
        return ERR_MEMORY;
    }
    s->counts = rows;
    rows[s->count_count++] = (struct myjvn_count){.date = xml_attribute_of(v, STR("date")),
                                                  .all = xml_attribute_of(v, STR("cntAll")),
                                                  .critical = xml_attribute_of(v, STR("cntC")),
                                                  .high = xml_attribute_of(v, STR("cntH")),
                                                  .medium = xml_attribute_of(v, STR("cntM")),
                                                  .low = xml_attribute_of(v, STR("cntL")),
                                                  .none = xml_attribute_of(v, STR("cntN"))};
    return ERR_OK;
}

static enum err read_series(struct myjvn_list *list, const struct xml_node *v,
                            enum myjvn_theme theme, struct arena *a)
{
    const struct xml_node *total = xml_child(v, XML_NS_STATISTICS, STR("resDataTotal"));
    struct myjvn_series s = {.theme = theme,
                             .cwe_id = xml_attribute_of(v, STR("cweId")),
                             .vulinfo = xml_attribute_of(total, STR("vulinfo")),
                             .vendor = xml_attribute_of(total, STR("vendor")),
                             .product = xml_attribute_of(total, STR("product"))};
    struct myjvn_series *rows = grow(list->series, list->series_count, sizeof(s), a);
    enum err e = rows == NULL ? ERR_MEMORY : ERR_OK;

    for (const struct xml_node *t = xml_child(v, XML_NS_STATISTICS, STR("title")); t != NULL;
         t = xml_again(t)) {
        struct str lang = xml_attribute_in(t, XML_NS_XML, STR("lang"));
        *(str_starts_with(lang, STR("ja")) ? &s.title.ja : &s.title.en) = t->text;
    }
    for (const struct xml_node *c = xml_child(v, XML_NS_STATISTICS, STR("resData"));
         c != NULL && e == ERR_OK; c = xml_again(c)) {
        e = read_count(&s, c, a);
    }
    if (e == ERR_OK) {
        list->series = rows;
        rows[list->series_count++] = s;
    }
    return e;
}

static enum err read_part(struct myjvn_list *list, const struct xml_node *v, struct arena *a,
                          struct xml_fault *fault)
{
    static const struct str themes[MYJVN_THEMES] = {[MYJVN_SUM_JVNDB] = STR_INIT("sumJvnDb"),
                                                    [MYJVN_SUM_CVSS] = STR_INIT("sumCvss"),
                                                    [MYJVN_SUM_CWE] = STR_INIT("sumCwe")};
    enum err e = ERR_OK;

    if (xml_is(v, XML_NS_RESULTS, STR("VendorInfo"))) {
        struct str lang = xml_attribute_in(v, XML_NS_XML, STR("lang"));
        list->lang = str_starts_with(lang, STR("en")) ? LANG_EN : LANG_JA;
        for (const struct xml_node *n = xml_child(v, XML_NS_RESULTS, STR("Vendor"));
             n != NULL && e == ERR_OK; n = xml_again(n)) {
            e = read_vendor(list, n, a, fault);
        }
    }
    for (enum myjvn_theme t = MYJVN_SUM_JVNDB; t < MYJVN_THEMES && e == ERR_OK; t++) {
        if (xml_is(v, XML_NS_STATISTICS, themes[t])) {
            e = read_series(list, v, t, a);
        }
    }
    if (xml_is(v, XML_NS_STATUS, STR("Status"))) {
        struct str failed = xml_attribute_of(v, STR("retCd"));
        list->method = xml_attribute_of(v, STR("method"));
        if (!str_is_empty(failed) && !str_equal(failed, STR("0"))) {
            return fail(fault, v, N_("the answer is an error"));
        }
    }
    return e;
}

enum err myjvn_list_read(struct feed_reader *f, struct arena *a, struct myjvn_list *out,
                         struct xml_fault *fault)
{
    struct myjvn_list list = {.lang = LANG_JA};
    const struct xml_node *child = NULL;
    enum err e;

    do {
        e = xml_stream_next(&f->xml, a, &child);
        if (e == ERR_OK && child != NULL) {
            e = read_part(&list, child, a, fault);
        }
    } while (e == ERR_OK && child != NULL);
    if (e == ERR_OK) {
        *out = list;
    }
    return e;
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static struct str text(const struct json *v, const char *key)
{
    const struct json *member = json_member(v, str_from_cstr(key));

    return json_is(member, JSON_NUMBER) ? member->text : json_text(member);
}

/* "cpe:2.3::vendor" as "cpe:/:vendor". */
static struct str vendor_cpe(struct str name, struct arena *a)
{
    struct str prefix = STR("cpe:2.3:");

    return str_starts_with(name, prefix)
               ? arena_format(a, "cpe:/%.*s", STR_ARG(str_slice(name, prefix.len, name.len)))
               : name;
}

static struct str product_cpe(struct str name, struct arena *a)
{
    struct str standard = myjvn_cpe_of(name, a);
    struct cpe cpe;
    struct buf out;

    if (cpe_read(standard, a, &cpe, NULL) != ERR_OK) {
        return name;
    }
    buf_init(&out, a, LIMIT_CPE_BYTES);
    cpe_write_uri(&cpe, &out);
    return out.failed ? name : buf_str(&out);
}

static enum err read_json_vendor(struct myjvn_list *list, const struct json *v, struct arena *a,
                                 struct myjvn_json_fault *fault)
{
    struct myjvn_vendor vendor = {
        .id = text(v, "vid"), .name = text(v, "vname"), .cpe = vendor_cpe(text(v, "cpe"), a)};
    const struct json *products = json_member(v, STR("products"));
    enum err e = ERR_OK;

    *fault = (struct myjvn_json_fault){N_("no name or no number"), v};
    if (str_is_empty(vendor.name) || !is_number(vendor.id)) {
        return ERR_INVALID;
    }
    for (const struct json *p = json_is(products, JSON_ARRAY) ? products->first : NULL;
         p != NULL && e == ERR_OK; p = p->next) {
        const struct json *ids = json_member(p, STR("product_ids"));
        const struct json *first = json_is(ids, JSON_ARRAY) ? ids->first : ids;
        struct myjvn_product product = {.id = text(p, "pid"),
                                        .name = text(p, "pname"),
                                        .cpe = product_cpe(text(first, "cpe"), a),
                                        .version = text(p, "version")};

        *fault = (struct myjvn_json_fault){N_("no name or no number"), p};
        e = str_is_empty(product.name) || !is_number(product.id) ? ERR_INVALID
                                                                 : add_product(&vendor, product, a);
    }
    return e == ERR_OK ? add_vendor(list, vendor, a) : e;
}

enum err myjvn_list_read_json(const struct json *document, struct arena *a, struct myjvn_list *out,
                              struct myjvn_json_fault *fault)
{
    const struct json *dictionary = json_member(document, STR("jvn-product-dictionary"));
    struct myjvn_list list = {.method = text(json_member(document, STR("status")), "method")};
    enum err e = ERR_OK;

    if (dictionary == NULL) {
        dictionary = json_member(document, STR("jvn_product_dictionary"));
    }
    if (dictionary == NULL) {
        *fault = (struct myjvn_json_fault){N_("statistics as JSON are not read"), document};
        return ERR_UNSUPPORTED;
    }
    list.lang = str_equal(text(dictionary, "lang"), STR("en")) ? LANG_EN : LANG_JA;
    const struct json *vendors = json_member(dictionary, STR("vendors"));
    for (const struct json *v = json_is(vendors, JSON_ARRAY) ? vendors->first : NULL;
         v != NULL && e == ERR_OK; v = v->next) {
        e = read_json_vendor(&list, v, a, fault);
    }
    if (e == ERR_OK) {
        *out = list;
    }
    return e;
}
