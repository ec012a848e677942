/* test/unit/base/test_str.c — operations on borrowed text. */
#include "tester.h"

#include "base/err.h"
#include "base/str.h"

static void compares_bytes(void **state)
{
    (void)state;
    static const struct {
        struct str a, b;
        int sign;
    } rows[] = {
        {STR_INIT(""), {NULL, 0}, 0},         {STR_INIT("a"), STR_INIT("a"), 0},
        {STR_INIT("a"), STR_INIT("b"), -1},   {STR_INIT("a"), STR_INIT("ab"), -1},
        {STR_INIT("ab"), STR_INIT("a"), 1},   {STR_INIT("a\0b"), STR_INIT("a\0c"), -1},
        {STR_INIT("\xff"), STR_INIT("a"), 1}, {{NULL, 0}, STR_INIT("a"), -1},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int order = str_compare(rows[i].a, rows[i].b);
        assert_int_equal((order > 0) - (order < 0), rows[i].sign);
        assert_int_equal(str_equal(rows[i].a, rows[i].b), rows[i].sign == 0);
    }
    assert_true(str_equal_nocase(STR("Content-TYPE"), STR("content-type")));
    assert_false(str_equal_nocase(STR("a"), STR("ab")));
    assert_false(str_equal_nocase(STR("@"), STR("`")));
    assert_false(str_equal_nocase(STR("["), STR("{")));
}

static void finds_and_cuts(void **state)
{
    (void)state;
    struct str s = STR("abcabc");
    assert_true(str_find(s, STR("ca"), 0) == 2);
    assert_true(str_find(s, STR("a"), 1) == 3);
    assert_true(str_find(s, STR("abcabcd"), 0) == SIZE_MAX);
    assert_true(str_find(s, STR("c"), 6) == SIZE_MAX);
    assert_true(str_find(s, STR("c"), 7) == SIZE_MAX);
    assert_true(str_find(s, STR(""), 6) == 6);
    assert_true(str_find((struct str){NULL, 0}, STR("a"), 0) == SIZE_MAX);
    assert_str(str_slice(s, 1, 3), STR("bc"));
    assert_str(str_slice(s, 4, 99), STR("bc"));
    assert_str(str_slice(s, 5, 2), STR(""));
    assert_null(str_slice((struct str){NULL, 0}, 1, 2).ptr);
    assert_true(str_starts_with(s, STR("abc")) && !str_starts_with(s, STR("abcabcd")));
    assert_true(str_ends_with(s, STR("abc")) && !str_ends_with(s, STR("ab")));
    assert_str(str_trim(STR(" \t\r\nx y\n ")), STR("x y"));
    assert_str(str_trim(STR("  ")), STR(""));
    assert_null(str_from_cstr(NULL).ptr);
    assert_str(str_from_cstr("ab"), STR("ab"));
}

static void splits_every_part(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *parts; /* joined with | */
    } rows[] = {{"a,b,c", "a|b|c"}, {"", ""},     {",", "|"},
                {"a,", "a|"},       {",a", "|a"}, {"a,,b", "a||b"}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct str rest = str_from_cstr(rows[i].text);
        struct str expected = str_from_cstr(rows[i].parts);
        while (rest.ptr != NULL) {
            assert_non_null(expected.ptr);
            assert_str(str_split(&rest, ','), str_split(&expected, '|'));
        }
        assert_null(expected.ptr);
    }
}

static void reads_numbers_strictly(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t max;
        bool ok;
        uint64_t n;
    } rows[] = {
        {"0", 0, true, 0},
        {"007", 7, true, 7},
        {"8", 7, false, 0},
        {"18446744073709551615", UINT64_MAX, true, UINT64_MAX},
        {"18446744073709551616", UINT64_MAX, false, 0},
        {"99999999999999999999", UINT64_MAX, false, 0},
        {"", UINT64_MAX, false, 0},
        {"-1", UINT64_MAX, false, 0},
        {"+1", UINT64_MAX, false, 0},
        {" 1", UINT64_MAX, false, 0},
        {"1 ", UINT64_MAX, false, 0},
        {"1e3", UINT64_MAX, false, 0},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint64_t n = 4711;
        assert_int_equal(str_to_u64(str_from_cstr(rows[i].text), rows[i].max, &n), rows[i].ok);
        assert_true(n == (rows[i].ok ? rows[i].n : 4711)); /* untouched when refused */
    }
}

static void hashes_as_published(void **state)
{
    (void)state;
    /* Values of the FNV reference. */
    assert_true(str_hash(STR("")) == UINT64_C(0xcbf29ce484222325));
    assert_true(str_hash(STR("a")) == UINT64_C(0xaf63dc4c8601ec8c));
    assert_true(str_hash(STR("foobar")) == UINT64_C(0x85944171f73967e8));
}

static void every_error_has_a_text(void **state)
{
    (void)state;
    assert_string_equal(err_text(ERR_OK), "ok");
    assert_string_equal(err_text(ERR_FULL), "disk full");
    for (unsigned e = ERR_OK; e <= ERR_UNSUPPORTED; e++) {
        assert_true(err_text((enum err)e)[0] != '\0');
    }
    assert_string_equal(err_text((enum err)999), "unknown error");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compares_bytes),      cmocka_unit_test(finds_and_cuts),
        cmocka_unit_test(splits_every_part),   cmocka_unit_test(reads_numbers_strictly),
        cmocka_unit_test(hashes_as_published), cmocka_unit_test(every_error_has_a_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
