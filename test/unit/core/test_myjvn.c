/*
 * test_myjvn.c — JSON answers of MyJVN on hand-written cases (myjvn-cases.txt); lists of vendors
 * and numbers both ways.
 */
#include "tester_arena.h"

#include "core/codec/myjvn_list.h"

#include <stdio.h>

enum { ARENA_BYTES = 64 << 20, CASES_BYTES = 1 << 20 };

static const char cases_file[] = "test/unit/core/myjvn-cases.txt";

TESTER_ARENA(ARENA_BYTES);

static void show(struct buf *out, const char *word, const struct myjvn_json_fault *fault)
{
    struct str where = fault->where != NULL ? json_pointer(fault->where, &arena) : STR("");

    buf_add_format(out, "%s %s%s%.*s at %.*s\n", word, fault->reason,
                   fault->detail.len > 0 ? " " : "", STR_ARG(fault->detail), STR_ARG(where));
}

static const struct codec_scheme scheme = {.site_name = {STR_INIT("s"), STR_INIT("s")},
                                           .publisher_name = {STR_INIT("p"), STR_INIT("p")}};

/* Vendors or numbers, written again. */
static void show_list(struct buf *out, const struct json *document)
{
    struct myjvn_json_fault fault = {0};
    struct myjvn_list list;

    if (myjvn_list_read_json(document, &arena, &list, &fault) != ERR_OK) {
        show(out, "nothing:", &fault);
        return;
    }
    assert_int_equal(myjvn_list_write_json(&list, &scheme, out), ERR_OK);
    buf_add_char(out, '\n');
}

static struct str answers_of(struct str text)
{
    const struct json *document = NULL;
    struct myjvn_json r;
    struct myjvn_json_fault fault = {0};
    struct buf out;

    buf_init(&out, &arena, CASES_BYTES);
    assert_int_equal(json_read(text, CASES_BYTES, &arena, &document, NULL), ERR_OK);
    enum err e = myjvn_json_begin(document, &arena, &r, &fault);
    if (e != ERR_OK)
        show(&out, "nothing:", &fault);
    else if (r.kind == MYJVN_JSON_LIST)
        show_list(&out, document);
    while (e == ERR_OK) {
        struct publication p;
        struct str canonical;

        e = myjvn_json_next(&r, &arena, &p, &fault);
        if (e == ERR_INVALID) {
            show(&out, "refused", &fault);
            e = ERR_OK;
        } else if (e == ERR_OK) {
            assert_int_equal(publication_write(&p, &arena, &canonical), ERR_OK);
            buf_add(&out, canonical);
            buf_add_char(&out, '\n');
        } else {
            assert_int_equal(e, ERR_NOT_FOUND);
        }
    }
    return buf_str(&out);
}

static void every_case_is_read_as_it_says(void **state)
{
    char *bytes = arena_alloc(&arena, CASES_BYTES);
    FILE *f = fopen(cases_file, "rb");
    size_t wrong = 0;
    size_t count = 0;

    (void)state;
    assert_non_null(f);
    assert_non_null(bytes);
    struct str rest = {bytes, fread(bytes, 1, CASES_BYTES, f)};
    (void)fclose(f);
    for (size_t at = str_find(rest, STR("\n== "), 0); at != SIZE_MAX; count++) {
        size_t end = str_find(rest, STR("\n== "), at + 1);
        struct str whole = str_slice(rest, at + 4, end == SIZE_MAX ? rest.len : end);
        struct str name = str_split(&whole, '\n');
        struct str answers = answers_of(str_split(&whole, '\n'));

        if (!str_equal(str_trim(answers), str_trim(whole))) {
            print_error("== %.*s\n%.*s", STR_ARG(name), STR_ARG(answers));
            wrong++;
        }
        at = end;
    }
    assert_int_equal(wrong, 0);
    assert_in_range(count, 6, 100);
}

static void a_list_of_vendors_goes_both_ways(void **state)
{
    struct myjvn_product products[] = {
        {.id = STR("17"), .name = STR("エディター"), .cpe = STR("cpe:/a:example:editor_%28x%29")}};
    struct myjvn_vendor vendors[] = {
        {.id = STR("1"),
         .name = STR("見本"),
         .cpe = STR("cpe:/:example"),
         .products = products,
         .product_count = 1},
        {.id = STR("2"), .name = STR("別"), .cpe = STR("cpe:/:other")},
        {.id = STR("3"), .name = STR("無名"), .cpe = STR("名のない")}, /* no CPE name */
    };
    const struct myjvn_list list = {
        .method = STR("getProductList"), .vendors = vendors, .vendor_count = 3};
    const struct json *document = NULL;
    struct myjvn_json_fault fault;
    struct myjvn_list back;
    struct buf json;
    struct buf texts[2];

    (void)state;
    buf_init(&json, &arena, CASES_BYTES);
    buf_init(&texts[0], &arena, CASES_BYTES);
    buf_init(&texts[1], &arena, CASES_BYTES);
    assert_int_equal(myjvn_list_write_json(&list, &scheme, &json), ERR_OK);
    assert_true(str_find(buf_str(&json), STR("cpe:2.3:a:example:editor_%28x%29:*"), 0) != SIZE_MAX);
    assert_int_equal(json_read(buf_str(&json), CASES_BYTES, &arena, &document, NULL), ERR_OK);
    assert_int_equal(myjvn_list_read_json(document, &arena, &back, &fault), ERR_OK);
    assert_int_equal(myjvn_list_write(&list, &texts[0]), ERR_OK);
    assert_int_equal(myjvn_list_write(&back, &texts[1]), ERR_OK);
    assert_str(buf_str(&texts[1]), buf_str(&texts[0]));
}

/* Months of two years, of which one is interrupted, and a year without months. */
static void numbers_go_both_ways(void **state)
{
    enum { ROWS = 5 };
    static const char *const dates[ROWS] = {"2024-01", "2024-12", "2025-10", "2025-02", "2026"};
    struct myjvn_count counts[ROWS];
    struct myjvn_series series = {
        .theme = MYJVN_SUM_CWE,
        .cwe_id = STR("CWE-79"),
        .metric = STR("cvssV4"),
        .title = {STR("x"), STR("Improper Neutralization of Input During Web Page Generation "
                                "('Cross-site Scripting') (cvssV4)")},
        .vulinfo = STR("100"),
        .vendor = STR("20"),
        .product = STR("0"),
        .counts = counts,
        .count_count = ROWS};
    const struct myjvn_list list = {.series = &series, .series_count = 1, .total = 9, .first = 2};
    const struct json *document = NULL;
    struct myjvn_json_fault fault;
    struct myjvn_list back;
    struct buf texts[2];

    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        counts[i].date = str_from_cstr(dates[i]);
        for (size_t c = 0; c < MYJVN_COLUMNS; c++)
            counts[i].counts[c] = arena_format(&arena, "%zu", 10 * i + c);
    }
    for (size_t i = 0; i < 2; i++) {
        buf_init(&texts[i], &arena, CASES_BYTES);
        assert_int_equal(myjvn_list_write_json(i == 0 ? &list : &back, &scheme, &texts[i]), ERR_OK);
        assert_int_equal(json_read(buf_str(&texts[i]), CASES_BYTES, &arena, &document, NULL),
                         ERR_OK);
        assert_int_equal(myjvn_list_read_json(document, &arena, &back, &fault), ERR_OK);
        assert_int_equal(back.series[0].count_count, ROWS);
        for (size_t row = 0; row < ROWS; row++) {
            assert_str(back.series[0].counts[row].date, counts[row].date);
            for (size_t c = 0; c < MYJVN_COLUMNS; c++)
                assert_str(back.series[0].counts[row].counts[c], counts[row].counts[c]);
        }
    }
    assert_str(buf_str(&texts[1]), buf_str(&texts[0]));
    assert_str(back.series[0].metric, series.metric);
    assert_str(back.series[0].title.en, series.title.en);
}

/* What JSON has no place for, each alone; the control is the same without it. */
static void what_json_cannot_hold_is_not_written(void **state)
{
    static const char *const dates[] = {"2024-01-31", "2024-1Q", "", "0112", "0112-01"};
    struct myjvn_count count = {.date = STR("2024-01")};
    struct myjvn_series series = {.theme = MYJVN_SUM_CVSS,
                                  .vulinfo = STR("1"),
                                  .vendor = STR("1"),
                                  .product = STR("1"),
                                  .counts = &count,
                                  .count_count = 1};
    const struct myjvn_list list = {.series = &series, .series_count = 1};
    struct buf out;

    (void)state;
    buf_init(&out, &arena, CASES_BYTES);
    for (size_t c = 0; c < MYJVN_COLUMNS; c++)
        count.counts[c] = STR("1");
    assert_int_equal(myjvn_list_write_json(&list, &scheme, &out), ERR_OK);
    for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
        count.date = str_from_cstr(dates[i]);
        assert_int_equal(myjvn_list_write_json(&list, &scheme, &out), ERR_UNSUPPORTED);
    }
    count.date = STR("2024-01");
    count.counts[MYJVN_LOW] = (struct str){NULL, 0};
    assert_int_equal(myjvn_list_write_json(&list, &scheme, &out), ERR_UNSUPPORTED);
}

static void a_list_falls_into_parts(void **state)
{
    struct myjvn_count rows[2] = {{.date = STR("2024"), .counts = {[MYJVN_ALL] = STR("7")}},
                                  {.date = STR("2024"), .counts = {[MYJVN_ALL] = STR("8")}}};
    struct myjvn_series series[] = {
        {.theme = MYJVN_SUM_JVNDB, .counts = &rows[0], .count_count = 1},
        {.theme = MYJVN_SUM_CVSS, .counts = &rows[0], .count_count = 1},
        {.theme = MYJVN_SUM_CWE, .cwe_id = STR("CWE-79"), .counts = &rows[0], .count_count = 1},
    };
    const struct myjvn_list list = {.series = series, .series_count = 3};
    const struct myjvn_list nothing = {.series_count = 0};
    struct myjvn_list part;

    (void)state;
    assert_true(myjvn_list_part(&list, 0, &part));
    assert_int_equal(part.series[0].theme, MYJVN_SUM_CVSS);
    assert_int_equal(part.series_count, 1);
    assert_true(myjvn_list_part(&list, 1, &part));
    assert_int_equal(part.series[0].theme, MYJVN_SUM_CWE);
    assert_false(myjvn_list_part(&list, 2, &part));
    series[0].counts = &rows[1]; /* other numbers: a part of its own */
    assert_true(myjvn_list_part(&list, 0, &part));
    assert_int_equal(part.series[0].theme, MYJVN_SUM_JVNDB);
    assert_true(myjvn_list_part(&list, 2, &part));
    assert_true(myjvn_list_part(&nothing, 0, &part));
    assert_false(myjvn_list_part(&nothing, 1, &part));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_case_is_read_as_it_says, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_list_of_vendors_goes_both_ways, set_up, tear_down),
        cmocka_unit_test_setup_teardown(numbers_go_both_ways, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_json_cannot_hold_is_not_written, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_list_falls_into_parts, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
