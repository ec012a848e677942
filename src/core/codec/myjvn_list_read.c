/*
 * core/codec/myjvn_list_read.c — vendors, products and numbers out of answers of MyJVN. An entry
 * without its name or with an id that is no number refuses the document: a list is whole or not.
 */
#include "core/codec/codec_priv.h"
#include "core/codec/feed_read_priv.h"
#include "core/codec/myjvn_list_priv.h"

#include <string.h>

/* Rows as the other readers grow them; lists of MyJVN are longer than any advisory. */
enum { FIRST = 16, ROWS_MAX = 1 << 20, COUNT_DIGITS = 15 };

static const char *const columns[MYJVN_COLUMNS] = {
    [MYJVN_ALL] = "cntAll",  [MYJVN_CRITICAL] = "cntC", [MYJVN_HIGH] = "cntH",
    [MYJVN_MEDIUM] = "cntM", [MYJVN_LOW] = "cntL",      [MYJVN_NONE] = "cntN",
};

const char *myjvn_column_name(enum myjvn_column column)
{
    return columns[column];
}

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

bool myjvn_is_count(struct str text, uint64_t *n)
{
    return text.len <= COUNT_DIGITS && is_number(text) && str_to_u64(text, UINT64_MAX, n);
}

/* yyyy, yyyy-mm, yyyy-mm-dd or yyyy-nQ, as IPA's schema has them. */
static bool is_date(struct str text)
{
    static const char *const shapes[] = {"0000", "0000-00", "0000-00-00", "0000-0Q"};
    bool fits = false;

    for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]) && !fits; i++) {
        fits = text.len == strlen(shapes[i]);
        for (size_t at = 0; at < text.len && fits; at++) {
            char c = text.ptr[at];
            fits = shapes[i][at] == '0' ? c >= '0' && c <= '9' : c == shapes[i][at];
        }
    }
    struct str part = str_slice(text, 5, text.len);
    uint64_t month = 1;
    uint64_t day = 1;

    if (fits && part.len == 2 && part.ptr[1] == 'Q') {
        return part.ptr[0] >= '1' && part.ptr[0] <= '4';
    }
    if (fits && part.len >= 2) {
        fits = str_to_u64(str_slice(part, 0, 2), 12, &month);
    }
    if (fits && part.len == 5) {
        fits = str_to_u64(str_slice(part, 3, 5), 31, &day);
    }
    return fits && month > 0 && day > 0 && !str_starts_with(text, STR("0000"));
}

static enum err fail(struct xml_fault *fault, const struct xml_node *at, const char *reason)
{
    *fault = (struct xml_fault){
        .reason = reason, .name = at->name, .line = at->line, .column = at->column};
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

/* Absent gives 0. */
static bool read_time(struct str text, struct arena *a, int64_t *us)
{
    struct build b = {.arena = a};

    return build_time_of(&b, text, us);
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
                                        .cpe = xml_attribute_of(p, STR("cpe"))};
        struct str updated = xml_attribute_of(p, STR("update"));

        if (str_is_empty(product.name) || !is_number(product.id)) {
            return fail(fault, p, N_("no name or no number in"));
        }
        if (!read_time(updated, a, &product.updated_us)) {
            return fail(fault, p, N_("no date with time since 1970"));
        }
        if (product.updated_us > list->updated_us) {
            list->updated_us = product.updated_us;
        }
        e = add_product(&vendor, product, a);
    }
    return e == ERR_OK ? add_vendor(list, vendor, a) : e;
}

enum err myjvn_add_count(struct myjvn_series *s, const struct myjvn_count *row, struct arena *a)
{
    struct myjvn_count *rows = grow(s->counts, s->count_count, sizeof(*rows), a);

    if (rows == NULL) {
        return ERR_MEMORY;
    }
    s->counts = rows;
    rows[s->count_count++] = *row;
    return ERR_OK;
}

enum err myjvn_add_series(struct myjvn_list *list, const struct myjvn_series *s, struct arena *a)
{
    struct myjvn_series *rows = grow(list->series, list->series_count, sizeof(*rows), a);

    if (rows == NULL) {
        return ERR_MEMORY;
    }
    list->series = rows;
    rows[list->series_count++] = *s;
    return ERR_OK;
}

static enum err read_count(struct myjvn_series *s, const struct xml_node *v, struct arena *a,
                           struct xml_fault *fault)
{
    struct myjvn_count row = {.date = xml_attribute_of(v, STR("date"))};
    uint64_t n;

    if (!str_is_empty(row.date) && !is_date(row.date)) {
        return fail(fault, v, N_("no year, quarter, month or day in"));
    }
    for (enum myjvn_column c = MYJVN_ALL; c < MYJVN_COLUMNS; c++) {
        row.counts[c] = xml_attribute_of(v, str_from_cstr(columns[c]));
        if (!str_is_empty(row.counts[c]) && !myjvn_is_count(row.counts[c], &n)) {
            return fail(fault, v, N_("a count that is no number, in"));
        }
    }
    return myjvn_add_count(s, &row, a);
}

/* Severities of other versions of CVSS are told by the title, which is all that XML has for it. */
static struct str metric_of(struct text2 title)
{
    static const struct str others[] = {STR_INIT("cvssV2"), STR_INIT("cvssV4")};

    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        struct str end = str_slice(title.en, title.en.len - (others[i].len + 2), title.en.len);
        if (title.en.len > others[i].len + 2 && end.ptr[0] == '(' && str_ends_with(end, STR(")")) &&
            str_equal(str_slice(end, 1, end.len - 1), others[i])) {
            return others[i];
        }
    }
    return (struct str){NULL, 0};
}

static enum err read_total(struct myjvn_series *s, const struct xml_node *v,
                           struct xml_fault *fault)
{
    const struct xml_node *total = xml_child(v, XML_NS_STATISTICS, STR("resDataTotal"));
    uint64_t n;

    s->vulinfo = xml_attribute_of(total, STR("vulinfo"));
    s->vendor = xml_attribute_of(total, STR("vendor"));
    s->product = xml_attribute_of(total, STR("product"));
    if (!myjvn_is_count(s->vulinfo, &n) || !myjvn_is_count(s->vendor, &n) ||
        !myjvn_is_count(s->product, &n)) {
        return fail(fault, total != NULL ? total : v, N_("no totals in"));
    }
    return ERR_OK;
}

static enum err read_series(struct myjvn_list *list, const struct xml_node *v,
                            enum myjvn_theme theme, struct arena *a, struct xml_fault *fault)
{
    struct myjvn_series s = {.theme = theme, .cwe_id = xml_attribute_of(v, STR("cweId"))};
    enum err e = read_total(&s, v, fault);

    for (const struct xml_node *t = xml_child(v, XML_NS_STATISTICS, STR("title")); t != NULL;
         t = xml_again(t)) {
        struct str lang = xml_attribute_in(t, XML_NS_XML, STR("lang"));
        *(str_starts_with(lang, STR("ja")) ? &s.title.ja : &s.title.en) = t->text;
    }
    s.metric = metric_of(s.title);
    for (const struct xml_node *c = xml_child(v, XML_NS_STATISTICS, STR("resData"));
         c != NULL && e == ERR_OK; c = xml_again(c)) {
        e = read_count(&s, c, a, fault);
    }
    return e == ERR_OK ? myjvn_add_series(list, &s, a) : e;
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
            e = read_series(list, v, t, a, fault);
        }
    }
    if (xml_is(v, XML_NS_STATUS, STR("Status"))) {
        list->method = xml_attribute_of(v, STR("method"));
        (void)myjvn_is_count(xml_attribute_of(v, STR("totalRes")), &list->total);
        (void)myjvn_is_count(xml_attribute_of(v, STR("firstRes")), &list->first);
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

/* The names by language; the second key is the spelling of some of IPA's examples. */
static const struct json *names_of(const struct json *v, struct str key, struct str misspelt)
{
    const struct json *names = json_member(v, key);

    names = names != NULL ? names : json_member(v, misspelt);
    return json_is(names, JSON_OBJECT) ? names : NULL;
}

bool myjvn_json_list(const struct json *v, struct str key, const struct json **first,
                     struct myjvn_json_fault *fault)
{
    const struct json *list = json_member(v, key);

    *first = json_is(list, JSON_ARRAY) ? list->first : NULL;
    if (list == NULL || json_is(list, JSON_NULL) || json_is(list, JSON_ARRAY)) {
        return true;
    }
    *fault = (struct myjvn_json_fault){.reason = N_("no list"), .where = list};
    return false;
}

static const char no_name[] = N_("no name or no number");

static enum err read_json_vendor(struct myjvn_list *list, const struct json *v, struct arena *a,
                                 struct myjvn_json_fault *fault)
{
    struct myjvn_vendor vendor = {.jvnpid = myjvn_json_text(v, "vendor_id"),
                                  .names = names_of(v, STR("vname_i18n"), STR("vname_i18")),
                                  .id = myjvn_json_text(v, "vid"),
                                  .name = myjvn_json_text(v, "vname"),
                                  .cpe = vendor_cpe(myjvn_json_text(v, "cpe"), a)};
    const struct json *p = NULL;
    enum err e = ERR_OK;

    if (!myjvn_json_list(v, STR("products"), &p, fault)) {
        return ERR_INVALID;
    }
    *fault = (struct myjvn_json_fault){.reason = no_name, .where = v};
    if (str_is_empty(vendor.name) || !is_number(vendor.id)) {
        return ERR_INVALID;
    }
    for (; p != NULL && e == ERR_OK; p = p->next) {
        const struct json *ids = json_member(p, STR("product_ids"));
        const struct json *first = json_is(ids, JSON_ARRAY) ? ids->first : ids;
        struct myjvn_product product = {.id = myjvn_json_text(p, "pid"),
                                        .name = myjvn_json_text(p, "pname"),
                                        .cpe = product_cpe(myjvn_json_text(first, "cpe"), a),
                                        .version = myjvn_json_text(p, "version"),
                                        .jvnpid = myjvn_json_text(p, "product_id"),
                                        .names = names_of(p, STR("pname_i18n"), STR("pname_i18")),
                                        .others = json_is(ids, JSON_ARRAY) ? ids : NULL};

        *fault = (struct myjvn_json_fault){.reason = no_name, .where = p};
        e = str_is_empty(product.name) || !is_number(product.id) ? ERR_INVALID
                                                                 : add_product(&vendor, product, a);
    }
    return e == ERR_OK ? add_vendor(list, vendor, a) : e;
}

static enum err read_vendors(const struct json *dictionary, struct arena *a,
                             struct myjvn_list *list, struct myjvn_json_fault *fault)
{
    const struct json *v = NULL;
    enum err e = myjvn_json_list(dictionary, STR("vendors"), &v, fault) ? ERR_OK : ERR_INVALID;

    for (; v != NULL && e == ERR_OK; v = v->next) {
        e = read_json_vendor(list, v, a, fault);
    }
    return e;
}

enum err myjvn_list_read_json(const struct json *document, struct arena *a, struct myjvn_list *out,
                              struct myjvn_json_fault *fault)
{
    const struct json *status = json_member(document, STR("status"));
    const struct json *dictionary = json_member(document, STR("jvn-product-dictionary"));
    struct myjvn_list list = {.method = myjvn_json_text(status, "method")};

    if (dictionary == NULL) {
        dictionary = json_member(document, STR("jvn_product_dictionary"));
    }
    struct str lang =
        myjvn_json_text(dictionary != NULL ? dictionary : document, "lang"); /* of the numbers */
    list.lang = build_lang_named(lang, LANG_JA);
    if (!read_time(myjvn_json_text(dictionary != NULL ? dictionary : document, "updated"), a,
                   &list.updated_us)) {
        list.updated_us = 0; /* an empty one, and that of a list without a date */
    }
    (void)myjvn_is_count(myjvn_json_text(status, "totalRes"), &list.total);
    (void)myjvn_is_count(myjvn_json_text(status, "firstRes"), &list.first);
    enum err e = dictionary != NULL ? read_vendors(dictionary, a, &list, fault)
                                    : myjvn_statistics_read(document, a, &list, fault);
    if (e == ERR_OK) {
        *out = list;
    }
    return e;
}
