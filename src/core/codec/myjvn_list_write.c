/*
 * core/codec/myjvn_list_write.c — vendors, products and numbers as answers of MyJVN. It must never
 * write a date of its own: where one must stand and none was said, it is that of the epoch.
 */
#include "core/codec/myjvn_list_priv.h"

#include "core/codec/codec_priv.h"

/* ---- XML ------------------------------------------------------------------------------------- */

static struct str optional(struct str value)
{
    return str_is_empty(value) ? (struct str){NULL, 0} : value;
}

static struct str required(struct str value)
{
    return str_is_empty(value) ? STR("") : value;
}

static struct str time_of(int64_t us, struct arena *a)
{
    return us > 0 ? civil_write_jst(us, a) : (struct str){NULL, 0};
}

static void write_root(struct xml_writer *w)
{
    static const struct xml_pair names[] = {
        {"version", STR_INIT("3.3")},
        {"xmlns:xsi", STR_INIT("http://www.w3.org/2001/XMLSchema-instance")},
        {"xmlns", STR_INIT("http://jvndb.jvn.jp/myjvn/Results")},
        {"xmlns:mjres", STR_INIT("http://jvndb.jvn.jp/myjvn/Results")},
        {"xmlns:mjstat", STR_INIT("http://jvndb.jvn.jp/myjvn/Statistics")},
        {"xmlns:status", STR_INIT("http://jvndb.jvn.jp/myjvn/Status")},
        {"xsi:schemaLocation",
         STR_INIT("http://jvndb.jvn.jp/myjvn/Results https://jvndb.jvn.jp/schema/results_3.3.xsd")},
    };

    xml_open_with(w, "Result", names, sizeof(names) / sizeof(names[0]));
}

static void write_vendor(struct xml_writer *w, const struct myjvn_vendor *v, struct arena *a)
{
    const struct xml_pair vendor[] = {
        {"vname", required(v->name)}, {"cpe", required(v->cpe)}, {"vid", required(v->id)}};

    xml_open_with(w, "Vendor", vendor, sizeof(vendor) / sizeof(vendor[0]));
    for (size_t i = 0; i < v->product_count; i++) {
        const struct myjvn_product *p = &v->products[i];
        const struct xml_pair product[] = {{"pname", required(p->name)},
                                           {"cpe", required(p->cpe)},
                                           {"pid", required(p->id)},
                                           {"update", time_of(p->updated_us, a)}};

        xml_open_with(w, "Product", product, sizeof(product) / sizeof(product[0]));
        xml_close(w);
    }
    xml_close(w);
}

static const char *const elements[MYJVN_THEMES] = {[MYJVN_SUM_JVNDB] = "mjstat:sumJvnDb",
                                                   [MYJVN_SUM_CVSS] = "mjstat:sumCvss",
                                                   [MYJVN_SUM_CWE] = "mjstat:sumCwe"};

static void write_title(struct xml_writer *w, const char *lang, struct str title)
{
    xml_open(w, "mjstat:title");
    xml_attribute(w, "xml:lang", str_from_cstr(lang));
    xml_text_close(w, title);
}

static void write_count(struct xml_writer *w, const struct myjvn_count *row)
{
    struct xml_pair pairs[MYJVN_COLUMNS + 1] = {{"date", optional(row->date)}};

    for (enum myjvn_column c = MYJVN_ALL; c < MYJVN_COLUMNS; c++) {
        pairs[c + 1] = (struct xml_pair){myjvn_column_name(c), optional(row->counts[c])};
    }
    xml_open_with(w, "mjstat:resData", pairs, sizeof(pairs) / sizeof(pairs[0]));
    xml_close(w);
}

static void write_series(struct xml_writer *w, const struct myjvn_series *s)
{
    const struct xml_pair id[] = {{"cweId", optional(s->cwe_id)}};
    const struct xml_pair totals[] = {{"vulinfo", required(s->vulinfo)},
                                      {"vendor", required(s->vendor)},
                                      {"product", required(s->product)}};

    xml_open_with(w, elements[s->theme], id, 1);
    write_title(w, "ja", s->title.ja);
    write_title(w, "en-US", s->title.en);
    xml_open_with(w, "mjstat:resDataTotal", totals, sizeof(totals) / sizeof(totals[0]));
    xml_close(w);
    for (size_t i = 0; i < s->count_count; i++) {
        write_count(w, &s->counts[i]);
    }
    xml_close(w);
}

/* Products, else vendors; or the rows of the longest series. */
static size_t entries(const struct myjvn_list *list)
{
    size_t count = 0;

    for (size_t i = 0; i < list->vendor_count; i++) {
        count += list->vendors[i].product_count;
    }
    if (count == 0 || str_equal(list->method, STR("getVendorList"))) {
        count = list->vendor_count;
    }
    for (size_t i = 0; i < list->series_count; i++) {
        count = list->series[i].count_count > count ? list->series[i].count_count : count;
    }
    return count;
}

struct myjvn_status myjvn_list_status(const struct myjvn_list *list)
{
    size_t count = entries(list);

    return (struct myjvn_status){
        .method = !str_is_empty(list->method) ? list->method
                  : list->series_count > 0    ? STR("getStatistics")
                                              : STR("getProductList"),
        .max = MYJVN_MAX_LIST,
        .total = (int64_t)(list->total > count ? list->total : count),
        .returned = (int64_t)count,
        .first = (int64_t)(list->first > 0 ? list->first : 1),
    };
}

enum err myjvn_list_write(const struct myjvn_list *list, struct buf *out)
{
    struct myjvn_status status = myjvn_list_status(list);
    struct xml_writer w;

    xml_begin(&w, out);
    write_root(&w);
    if (list->vendor_count > 0) {
        xml_open(&w, "VendorInfo");
        xml_attribute(&w, "xml:lang", list->lang == LANG_EN ? STR("en") : STR("ja"));
        for (size_t i = 0; i < list->vendor_count; i++) {
            write_vendor(&w, &list->vendors[i], out->arena);
        }
        xml_close(&w);
    }
    for (enum myjvn_theme t = MYJVN_SUM_JVNDB; t < MYJVN_THEMES; t++) {
        for (size_t i = 0; i < list->series_count; i++) {
            if (list->series[i].theme == t) {
                write_series(&w, &list->series[i]);
            }
        }
    }
    myjvn_write_status(&w, &status, list->lang, out->arena);
    xml_close(&w);
    xml_finish(&w);
    return out->arena->failed ? ERR_MEMORY : out->failed ? ERR_LIMIT : ERR_OK;
}

/* ---- JSON ------------------------------------------------------------------------------------ */

/* What stands behind "cpe:/"; all of what is no such name. */
static struct str without_prefix(struct str cpe)
{
    struct str prefix = STR("cpe:/");

    return str_starts_with(cpe, prefix) ? str_slice(cpe, prefix.len, cpe.len) : cpe;
}

/* Vendor and product of a 2.2 name as it spells them. */
static struct str id_of_cpe(struct str cpe, bool product, struct arena *a)
{
    struct str rest = without_prefix(cpe);

    (void)str_split(&rest, ':');
    struct str vendor = str_split(&rest, ':');
    struct str name = rest.ptr != NULL ? str_split(&rest, ':') : (struct str){NULL, 0};
    struct str version = rest.ptr != NULL ? str_split(&rest, ':') : (struct str){NULL, 0};
    if (!product) {
        return arena_format(a, "jvnpid:1.0::%.*s", STR_ARG(vendor));
    }
    return arena_format(a, "jvnpid:1.0::%.*s:%.*s%s%.*s", STR_ARG(vendor), STR_ARG(name),
                        str_is_empty(version) ? "" : ":", STR_ARG(version));
}

/* What JSON alone has goes back as it came. */
static void write_as_read(struct okajson *x, const char *key, const struct json *v)
{
    if (v != NULL) {
        json_write_key(&x->w, str_from_cstr(key));
        if (json_write_value(&x->w, v, x->arena) != ERR_OK) {
            x->arena->failed = true;
        }
    }
}

static void write_identifiers(struct okajson *x, const struct myjvn_product *p)
{
    if (p->others != NULL) {
        write_as_read(x, "product_ids", p->others);
        return;
    }
    json_write_member_array(&x->w, STR("product_ids"));
    json_write_object(&x->w);
    json_write_member_opt(&x->w, STR("cpe"), okajson_cpe(x, p->cpe));
    json_write_end(&x->w);
    json_write_end(&x->w);
}

static void write_json_product(struct okajson *x, const struct myjvn_product *p)
{
    json_write_object(&x->w);
    json_write_key(&x->w, STR("pid"));
    json_write_number(&x->w, p->id);
    json_write_member(&x->w, STR("pname"), p->name);
    write_as_read(x, "pname_i18n", p->names);
    json_write_member(&x->w, STR("product_id"),
                      str_is_empty(p->jvnpid) ? id_of_cpe(p->cpe, true, x->arena) : p->jvnpid);
    write_identifiers(x, p);
    json_write_member_opt(&x->w, STR("version"), p->version);
    json_write_end(&x->w);
}

static void write_json_vendor(struct okajson *x, const struct myjvn_vendor *v)
{
    struct str rest = without_prefix(v->cpe);
    struct str name = arena_format(x->arena, "cpe:2.3:%.*s", STR_ARG(rest));

    json_write_object(&x->w);
    json_write_member(&x->w, STR("cpe"), rest.len == v->cpe.len ? v->cpe : name);
    if (v->product_count > 0) {
        json_write_member_array(&x->w, STR("products"));
        for (size_t i = 0; i < v->product_count; i++) {
            write_json_product(x, &v->products[i]);
        }
        json_write_end(&x->w);
    }
    json_write_member(&x->w, STR("vendor_id"),
                      str_is_empty(v->jvnpid) ? id_of_cpe(v->cpe, false, x->arena) : v->jvnpid);
    json_write_key(&x->w, STR("vid"));
    json_write_number(&x->w, v->id);
    json_write_member(&x->w, STR("vname"), v->name);
    write_as_read(x, "vname_i18n", v->names);
    json_write_end(&x->w);
}

enum err myjvn_list_write_json(const struct myjvn_list *list, const struct codec_scheme *s,
                               struct buf *out)
{
    struct myjvn_status status = myjvn_list_status(list);
    struct okajson x = {.scheme = s, .lang = list->lang, .arena = out->arena};

    if (list->series_count > 0) {
        return myjvn_statistics_write(list, s, out);
    }
    json_write_begin(&x.w, out, JSON_COMPACT);
    json_write_object(&x.w);
    json_write_member(&x.w, STR("$schema"),
                      STR("https://jvndb.jvn.jp/schema/jvnpid_1.0.json?20250419"));
    json_write_member_object(&x.w, STR("jvn-product-dictionary"));
    okajson_write_author(&x);
    okajson_write_distribution(&x);
    okajson_write_generator(&x, list->updated_us);
    json_write_member(&x.w, STR("lang"), list->lang == LANG_EN ? STR("en") : STR("ja"));
    json_write_member(&x.w, STR("link"), s->base_url);
    json_write_member(&x.w, STR("title"), okajson_name(&x, s->site_name));
    json_write_member(&x.w, STR("updated"), civil_write_jst(list->updated_us, x.arena));
    json_write_member_array(&x.w, STR("vendors"));
    for (size_t i = 0; i < list->vendor_count; i++) {
        write_json_vendor(&x, &list->vendors[i]);
    }
    json_write_end(&x.w);
    json_write_end(&x.w);
    okajson_write_status(&x, &status);
    json_write_end(&x.w);
    return okajson_end(&x);
}
