/*
 * test_myjvn.c — JSON answers of MyJVN on hand-written cases (myjvn-cases.txt), and lists of
 * vendors both ways.
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

    buf_add_format(out, "%s %s at %.*s\n", word, fault->reason, STR_ARG(where));
}

static struct str answers_of(struct str text)
{
    const struct json *document = NULL;
    struct myjvn_json r;
    struct myjvn_json_fault fault = {0};
    struct buf out;

    buf_init(&out, &arena, CASES_BYTES);
    assert_int_equal(json_read(text, CASES_BYTES, &arena, &document, NULL), ERR_OK);
    enum err e = myjvn_json_begin(document, &r, &fault);
    if (e != ERR_OK)
        show(&out, "nothing:", &fault);
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
        {STR("17"), STR("エディター"), STR("cpe:/a:example:editor_%28x%29"), {NULL, 0}, {NULL, 0}}};
    struct myjvn_vendor vendors[] = {
        {STR("1"), STR("見本"), STR("cpe:/:example"), products, 1},
        {STR("2"), STR("別"), STR("cpe:/:other"), NULL, 0},
    };
    const struct myjvn_list list = {
        .method = STR("getProductList"), .vendors = vendors, .vendor_count = 2};
    const struct codec_scheme scheme = {.site_name = {STR("s"), STR("s")},
                                        .publisher_name = {STR("p"), STR("p")}};
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_case_is_read_as_it_says, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_list_of_vendors_goes_both_ways, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
