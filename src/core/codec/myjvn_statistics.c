/*
 * core/codec/myjvn_statistics.c — the numbers of getStatistics as JSON: years with their sums, and
 * below each the months that have any. A month is a row of the series, and a year without months is
 * one. It must never write a sum that is not one, nor read over one that is wrong.
 */
#include "core/codec/codec_priv.h"
#include "core/codec/myjvn_list_priv.h"

enum { MONTHS = 12, YEAR_LEN = 4, MONTH_LEN = 7 };

/* In the order of the keys: the writer wants them ascending. */
static const struct {
    enum myjvn_column column;
    const char *months;
    const char *total;
} columns[MYJVN_COLUMNS] = {
    {MYJVN_CRITICAL, "severity_critical", "total_severity_critical"},
    {MYJVN_HIGH, "severity_high", "total_severity_high"},
    {MYJVN_LOW, "severity_low", "total_severity_low"},
    {MYJVN_MEDIUM, "severity_medium", "total_severity_medium"},
    {MYJVN_NONE, "severity_none", "total_severity_none"},
    {MYJVN_ALL, "vulninfo", "total_vulninfo"},
};

/* ---- reading --------------------------------------------------------------------------------- */

static enum err fail(struct myjvn_json_fault *fault, const struct json *at, const char *reason)
{
    *fault = (struct myjvn_json_fault){.reason = reason, .where = at};
    return ERR_INVALID;
}

/* One month of a year; *found is false for one that has no numbers at all. */
static enum err read_month(const struct json *year, const char *month, struct myjvn_count *row,
                           bool *found, struct myjvn_json_fault *fault)
{
    size_t count = 0;
    uint64_t n;

    for (size_t i = 0; i < MYJVN_COLUMNS; i++) {
        const struct json *months = json_member(year, str_from_cstr(columns[i].months));
        struct str text = myjvn_json_text(months, month);

        row->counts[columns[i].column] = text;
        if (text.ptr != NULL && !myjvn_is_count(text, &n)) {
            return fail(fault, json_member(months, str_from_cstr(month)), N_("no number"));
        }
        count += text.ptr != NULL;
    }
    *found = count > 0;
    return count == 0 || count == MYJVN_COLUMNS
               ? ERR_OK
               : fail(fault, year, N_("a month that has numbers of some severities only"));
}

/* The sums of the months must be those of the year; without months they are its row. */
static enum err read_totals(const struct json *year, const uint64_t *sums, bool has_months,
                            struct myjvn_count *row, struct myjvn_json_fault *fault)
{
    for (size_t i = 0; i < MYJVN_COLUMNS; i++) {
        struct str text = myjvn_json_text(year, columns[i].total);
        uint64_t n = 0;

        row->counts[columns[i].column] = text;
        if (!(has_months ? str_to_u64(text, UINT64_MAX, &n) : myjvn_is_count(text, &n))) {
            return fail(fault, year, N_("a year without its sums"));
        }
        if (has_months && n != sums[i]) {
            return fail(fault, json_member(year, str_from_cstr(columns[i].total)),
                        N_("no sum of the months"));
        }
    }
    return ERR_OK;
}

static enum err read_year(struct myjvn_series *s, const struct json *v, struct arena *a,
                          struct myjvn_json_fault *fault)
{
    static const char *const names[MONTHS] = {"1", "2", "3", "4",  "5",  "6",
                                              "7", "8", "9", "10", "11", "12"};
    struct str year = myjvn_json_text(v, "year");
    uint64_t sums[MYJVN_COLUMNS] = {0};
    uint64_t n;
    bool any = false;
    enum err e = ERR_OK;

    if (year.len != YEAR_LEN || !myjvn_is_count(year, &n)) {
        return fail(fault, v, N_("no year"));
    }
    for (unsigned m = 0; m < MONTHS && e == ERR_OK; m++) {
        struct myjvn_count row = {.date = arena_format(a, "%.*s-%02u", STR_ARG(year), m + 1)};
        bool found = false;

        e = read_month(v, names[m], &row, &found, fault);
        if (e != ERR_OK || !found) {
            continue;
        }
        any = true;
        for (size_t i = 0; i < MYJVN_COLUMNS; i++) {
            (void)myjvn_is_count(row.counts[columns[i].column], &n);
            sums[i] += n;
        }
        e = myjvn_add_count(s, &row, a);
    }
    struct myjvn_count whole = {.date = year};

    if (e == ERR_OK) {
        e = read_totals(v, sums, any, &whole, fault);
    }
    return e == ERR_OK && !any ? myjvn_add_count(s, &whole, a) : e;
}

/* JSON has no title of a series: the words of IPA's XML, with the version where it is not 3. */
static void name_series(struct myjvn_series *s, struct arena *a)
{
    struct str name = codec_weakness_name(s->cwe_id);

    s->title = (struct text2){STR("CVSSスコア"), STR("CVSS Score")};
    if (s->theme == MYJVN_SUM_CWE) {
        name = str_is_empty(name) ? s->cwe_id : name;
        s->title = (struct text2){name, name};
    }
    if (!str_is_empty(s->metric)) {
        s->title.ja = arena_format(a, "%.*s（%.*s）", STR_ARG(s->title.ja), STR_ARG(s->metric));
        s->title.en = arena_format(a, "%.*s (%.*s)", STR_ARG(s->title.en), STR_ARG(s->metric));
    }
}

static enum err read_filter(struct myjvn_series *s, const struct json *filter,
                            struct myjvn_json_fault *fault)
{
    static const struct str metrics[] = {STR_INIT("cvssV2"), STR_INIT("cvssV4")};
    struct str metric = myjvn_json_text(filter, "metricType");

    s->cwe_id = str_trim(myjvn_json_text(filter, "cweId"));
    s->theme = str_is_empty(s->cwe_id) ? MYJVN_SUM_CVSS : MYJVN_SUM_CWE;
    for (size_t i = 0; i < sizeof(metrics) / sizeof(metrics[0]); i++) {
        s->metric = str_equal(metric, metrics[i]) ? metrics[i] : s->metric;
    }
    return str_is_empty(s->metric) && !str_is_empty(metric) && !str_equal(metric, STR("cvssV3"))
               ? fail(fault, json_member(filter, STR("metricType")), N_("no version of CVSS"))
               : ERR_OK;
}

enum err myjvn_statistics_read(const struct json *document, struct arena *a,
                               struct myjvn_list *list, struct myjvn_json_fault *fault)
{
    const struct json *total = json_member(document, STR("dataTotal"));
    const struct json *v = NULL;
    struct myjvn_series s = {.vulinfo = myjvn_json_text(total, "vulninfo"),
                             .vendor = myjvn_json_text(total, "vendor"),
                             .product = myjvn_json_text(total, "product")};
    uint64_t n;
    enum err e = read_filter(&s, json_member(document, STR("dataFilter")), fault);

    if (e == ERR_OK && (!myjvn_is_count(s.vulinfo, &n) || !myjvn_is_count(s.vendor, &n) ||
                        !myjvn_is_count(s.product, &n))) {
        e = fail(fault, total != NULL ? total : document, N_("no totals"));
    }
    if (e == ERR_OK && !myjvn_json_list(document, STR("data"), &v, fault)) {
        e = ERR_INVALID;
    }
    for (; v != NULL && e == ERR_OK; v = v->next) {
        e = read_year(&s, v, a, fault);
    }
    if (e == ERR_OK) {
        name_series(&s, a);
        e = myjvn_add_series(list, &s, a);
    }
    return e;
}

/* ---- what JSON can hold ---------------------------------------------------------------------- */

/* The same dates and the same whole numbers. */
static bool is_within(const struct myjvn_series *plain, const struct myjvn_series *s)
{
    bool same = s->theme == MYJVN_SUM_CVSS && s->count_count == plain->count_count;

    for (size_t i = 0; same && i < s->count_count; i++) {
        same = str_equal(s->counts[i].date, plain->counts[i].date) &&
               str_equal(s->counts[i].counts[MYJVN_ALL], plain->counts[i].counts[MYJVN_ALL]);
    }
    return same;
}

static bool stands_elsewhere(const struct myjvn_list *list, size_t at)
{
    const struct myjvn_series *s = &list->series[at];

    for (size_t i = 0; s->theme == MYJVN_SUM_JVNDB && i < list->series_count; i++) {
        if (is_within(s, &list->series[i])) {
            return true;
        }
    }
    return false;
}

bool myjvn_list_part(const struct myjvn_list *list, size_t index, struct myjvn_list *out)
{
    *out = *list;
    out->series_count = 0;
    if (list->vendor_count > 0 || list->series_count == 0) {
        if (index == 0) {
            return true;
        }
        index--;
    }
    for (size_t i = 0; i < list->series_count; i++) {
        if (stands_elsewhere(list, i) || index-- > 0) {
            continue;
        }
        out->vendor_count = 0;
        out->series = &list->series[i];
        out->series_count = 1;
        return true;
    }
    return false;
}

static bool can_hold(const struct myjvn_series *s)
{
    uint64_t n;

    for (size_t i = 0; i < s->count_count; i++) {
        const struct myjvn_count *row = &s->counts[i];
        bool dated = row->date.len == YEAR_LEN ||
                     (row->date.len == MONTH_LEN && !str_ends_with(row->date, STR("Q")));

        if (!dated || row->date.ptr[0] == '0') {
            return false; /* a year is a number there, which has no zero before it */
        }
        for (enum myjvn_column c = MYJVN_ALL; c < MYJVN_COLUMNS; c++) {
            if (!myjvn_is_count(row->counts[c], &n)) {
                return false;
            }
        }
    }
    return true;
}

/* ---- writing --------------------------------------------------------------------------------- */

/* 1 to 12; 0 for a year. */
static unsigned month_of(const struct myjvn_count *row)
{
    uint64_t month = 0;

    return row->date.len == MONTH_LEN && str_to_u64(str_slice(row->date, 5, 7), MONTHS, &month)
               ? (unsigned)month
               : 0;
}

/* Rows of one year whose months ascend; how many there are from the first on. */
static size_t year_len(const struct myjvn_count *rows, size_t count)
{
    size_t len = 1;
    struct str year = str_slice(rows[0].date, 0, YEAR_LEN);

    while (len < count && month_of(&rows[len - 1]) > 0 &&
           str_equal(str_slice(rows[len].date, 0, YEAR_LEN), year) &&
           month_of(&rows[len]) > month_of(&rows[len - 1])) {
        len++;
    }
    return len;
}

static void write_months(struct json_writer *w, const struct myjvn_count *rows, size_t count,
                         size_t column)
{
    static const struct {
        unsigned month;
        const char *key;
    } ascending[MONTHS] = {{1, "1"}, {10, "10"}, {11, "11"}, {12, "12"}, {2, "2"}, {3, "3"},
                           {4, "4"}, {5, "5"},   {6, "6"},   {7, "7"},   {8, "8"}, {9, "9"}};

    json_write_member_object(w, str_from_cstr(columns[column].months));
    for (size_t m = 0; m < MONTHS; m++) {
        for (size_t i = 0; i < count; i++) {
            if (month_of(&rows[i]) == ascending[m].month) {
                json_write_key(w, str_from_cstr(ascending[m].key));
                json_write_number(w, rows[i].counts[columns[column].column]);
            }
        }
    }
    json_write_end(w);
}

static void write_year(struct json_writer *w, const struct myjvn_count *rows, size_t count)
{
    uint64_t year = 0;

    json_write_object(w);
    for (size_t i = 0; i < MYJVN_COLUMNS - 1; i++) {
        write_months(w, rows, count, i);
    }
    for (size_t i = 0; i < MYJVN_COLUMNS; i++) {
        uint64_t sum = 0;

        for (size_t row = 0; row < count; row++) {
            uint64_t n = 0;
            (void)myjvn_is_count(rows[row].counts[columns[i].column], &n);
            sum += n;
        }
        json_write_member_i64(w, str_from_cstr(columns[i].total), (int64_t)sum);
    }
    write_months(w, rows, count, MYJVN_COLUMNS - 1);
    (void)str_to_u64(str_slice(rows[0].date, 0, YEAR_LEN), UINT64_MAX, &year);
    json_write_member_i64(w, STR("year"), (int64_t)year);
    json_write_end(w);
}

static void write_head(struct okajson *x, const struct myjvn_series *s)
{
    json_write_member_object(&x->w, STR("dataFilter"));
    json_write_member_opt(&x->w, STR("cweId"), s->cwe_id);
    json_write_member(&x->w, STR("metricType"),
                      str_is_empty(s->metric) ? STR("cvssV3") : s->metric);
    json_write_end(&x->w);
    json_write_member_object(&x->w, STR("dataTotal"));
    json_write_key(&x->w, STR("product"));
    json_write_number(&x->w, s->product);
    json_write_key(&x->w, STR("vendor"));
    json_write_number(&x->w, s->vendor);
    json_write_key(&x->w, STR("vulninfo"));
    json_write_number(&x->w, s->vulinfo);
    json_write_end(&x->w);
}

enum err myjvn_statistics_write(const struct myjvn_list *list, const struct codec_scheme *s,
                                struct buf *out)
{
    const struct myjvn_series *series = list->series;
    struct myjvn_status status = myjvn_list_status(list);
    struct okajson x = {.scheme = s, .lang = list->lang, .arena = out->arena};

    if (list->series_count != 1 || !can_hold(series)) {
        return ERR_UNSUPPORTED;
    }
    json_write_begin(&x.w, out, JSON_COMPACT);
    json_write_object(&x.w);
    json_write_member(&x.w, STR("$schema"),
                      STR("https://jvndb.jvn.jp/schema/myjvn_statistics_1.0.json?20250419"));
    okajson_write_author(&x);
    json_write_member_array(&x.w, STR("data"));
    for (size_t at = 0; at < series->count_count;) {
        size_t len = year_len(&series->counts[at], series->count_count - at);
        write_year(&x.w, &series->counts[at], len);
        at += len;
    }
    json_write_end(&x.w);
    write_head(&x, series);
    okajson_write_distribution(&x);
    json_write_member(&x.w, STR("lang"), list->lang == LANG_EN ? STR("en") : STR("ja"));
    json_write_member(&x.w, STR("link"), s->base_url);
    okajson_write_status(&x, &status);
    json_write_member(&x.w, STR("title"), okajson_name(&x, s->site_name));
    if (list->updated_us > 0) {
        json_write_member(&x.w, STR("updated"), civil_write_jst(list->updated_us, x.arena));
    }
    json_write_end(&x.w);
    return okajson_end(&x);
}
