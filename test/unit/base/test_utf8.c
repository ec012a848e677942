/* test/unit/base/test_utf8.c — what enters as text, and what does not. */
#include "tester.h"

#include <string.h>

#include "base/utf8.h"

/* Well-formedness: table 3-7 of the Unicode standard, its edges on both sides. */
static void finds_the_first_bad_byte(void **state)
{
    (void)state;
    static const struct {
        struct str text;
        size_t bad;
    } rows[] = {
        {STR_INIT(""), SIZE_MAX},
        {STR_INIT("abc"), SIZE_MAX},
        {STR_INIT("a\0b"), SIZE_MAX},
        {STR_INIT("\x7f"), SIZE_MAX},
        {STR_INIT("\x80"), 0},
        {STR_INIT("a\xbf"), 1},
        {STR_INIT("\xc0\x80"), 0},
        {STR_INIT("\xc1\xbf"), 0},
        {STR_INIT("\xc2\x80"), SIZE_MAX},
        {STR_INIT("\xc2"), 0},
        {STR_INIT("\xc2\x41"), 0},
        {STR_INIT("\xc2\xc2"), 0},
        {STR_INIT("\xdf\xbf"), SIZE_MAX},
        {STR_INIT("\xe0\x80\x80"), 0},
        {STR_INIT("\xe0\x9f\xbf"), 0},
        {STR_INIT("\xe0\xa0\x80"), SIZE_MAX},
        {STR_INIT("\xe3\x81"), 0},
        {STR_INIT("\xe3\x81\x82"), SIZE_MAX},
        {STR_INIT("ab\xe3\x81x"), 2},
        {STR_INIT("\xed\x9f\xbf"), SIZE_MAX},
        {STR_INIT("\xed\xa0\x80"), 0},
        {STR_INIT("\xed\xbf\xbf"), 0},
        {STR_INIT("\xee\x80\x80"), SIZE_MAX},
        {STR_INIT("\xef\xbf\xbf"), SIZE_MAX},
        {STR_INIT("\xf0\x8f\xbf\xbf"), 0},
        {STR_INIT("\xf0\x90\x80\x80"), SIZE_MAX},
        {STR_INIT("\xf0\x90\x80"), 0},
        {STR_INIT("\xf4\x8f\xbf\xbf"), SIZE_MAX},
        {STR_INIT("\xf4\x90\x80\x80"), 0},
        {STR_INIT("\xf5\x80\x80\x80"), 0},
        {STR_INIT("\xff"), 0},
        {STR_INIT("\xfe\xff"), 0},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (utf8_first_bad(rows[i].text) != rows[i].bad) {
            fail_msg("row %zu", i);
        }
    }
}

struct accept_row {
    struct str raw;
    struct str lines;  /* expected with LF allowed; absent = refused */
    struct str single; /* expected as one line; absent = refused */
    size_t bad;        /* where the refusal points, as one line */
};

#define REFUSED                                                                                    \
    {                                                                                              \
        NULL, 0                                                                                    \
    }

static const struct accept_row accept_rows[] = {
    {STR_INIT("abc"), STR_INIT("abc"), STR_INIT("abc"), 0},
    {STR_INIT(""), STR_INIT(""), STR_INIT(""), 0},
    {STR_INIT("  a b  "), STR_INIT("a b"), STR_INIT("a b"), 0},
    {STR_INIT("\xe3\x80\x80 届 け \xe3\x80\x80"), STR_INIT("届 け"), STR_INIT("届 け"), 0},
    {STR_INIT("a\r\nb\rc\nd"), STR_INIT("a\nb\nc\nd"), REFUSED, 1},
    {STR_INIT("a\xe2\x80\xa8z\xe2\x80\xa9y"), STR_INIT("a\nz\ny"), REFUSED, 1},
    {STR_INIT("a\r\r\nb"), STR_INIT("a\n\nb"), REFUSED, 1},
    {STR_INIT("a\tb\r\n"), STR_INIT("a\tb"), REFUSED, 1},
    {STR_INIT("a\0b"), REFUSED, REFUSED, 1},
    {STR_INIT("ab\x1b[0m"), REFUSED, REFUSED, 2},
    {STR_INIT("\x7f"), REFUSED, REFUSED, 0},
    {STR_INIT("\xc2\x85"), REFUSED, REFUSED, 0},
    {STR_INIT("\xc2\x9f"), REFUSED, REFUSED, 0},
    {STR_INIT("a\xc2\xa0z"), STR_INIT("a\xc2\xa0z"), STR_INIT("a\xc2\xa0z"), 0},
    {STR_INIT("\xef\xbf\xbe"), REFUSED, REFUSED, 0},
    {STR_INIT("x\xef\xb7\x90"), REFUSED, REFUSED, 1},
    {STR_INIT("x\xf4\x8f\xbf\xbf"), REFUSED, REFUSED, 1},
    {STR_INIT("xy\xe2\x80\xaez"), REFUSED, REFUSED, 2},
    {STR_INIT("\xe2\x80\xaa"), REFUSED, REFUSED, 0},
    {STR_INIT("\xe2\x81\xa6"), REFUSED, REFUSED, 0},
    {STR_INIT("\xe2\x81\xa9"), REFUSED, REFUSED, 0},
    {STR_INIT("a\xe2\x80\x8f"
              "b"),
     STR_INIT("a\xe2\x80\x8f"
              "b"),
     STR_INIT("a\xe2\x80\x8f"
              "b"),
     0},
    {STR_INIT("a\xc3"), REFUSED, REFUSED, 1},
    {STR_INIT("\xed\xa0\x80"), REFUSED, REFUSED, 0},
    /* NFC: か + voiced mark, e + acute, the Ångström sign, a compatibility ideograph, Hangul
       syllables */
    {STR_INIT("か\xe3\x82\x99"), STR_INIT("が"), STR_INIT("が"), 0},
    {STR_INIT("e\xcc\x81"), STR_INIT("é"), STR_INIT("é"), 0},
    {STR_INIT("\xe2\x84\xab"), STR_INIT("Å"), STR_INIT("Å"), 0},
    {STR_INIT("\xef\xa4\x80"), STR_INIT("\xe8\xb1\x88"), STR_INIT("\xe8\xb1\x88"), 0},
    {STR_INIT("\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab"), STR_INIT("한"), STR_INIT("한"), 0},
    {STR_INIT("①ｶﾞ㈱"), STR_INIT("①ｶﾞ㈱"), STR_INIT("①ｶﾞ㈱"),
     0}, /* NFC keeps what NFKC would not */
    {STR_INIT("😀"), STR_INIT("😀"), STR_INIT("😀"), 0},
};

static void check_accept(const struct accept_row *row, bool lines, struct str expected,
                         struct arena *a)
{
    struct str out;
    size_t bad = 4711;
    enum err e = utf8_accept(row->raw, lines, a, &out, &bad);
    if (expected.ptr == NULL) {
        assert_int_equal(e, ERR_INVALID);
        assert_true(bad == row->bad);
        assert_null(out.ptr);
        return;
    }
    assert_int_equal(e, ERR_OK);
    assert_str(out, expected);
    assert_int_equal(out.ptr[out.len], '\0');
    struct str again;
    assert_int_equal(utf8_accept(out, lines, a, &again, &bad), ERR_OK);
    assert_str(again, out); /* what was accepted once is a fixed point */
}

static void accepts_and_normalises(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < sizeof(accept_rows) / sizeof(accept_rows[0]); i++) {
        check_accept(&accept_rows[i], true, accept_rows[i].lines, &a);
        check_accept(&accept_rows[i], false, accept_rows[i].single, &a);
    }
    struct str out;
    size_t bad = 0;
    assert_int_equal(utf8_accept((struct str){NULL, 0}, true, &a, &out, &bad), ERR_OK);
    assert_true(str_is_empty(out));
    arena_release(&a);
}

static void reports_memory(void **state)
{
    (void)state;
    struct arena a;
    struct str out;
    size_t bad = 0;
    arena_init(&a, 30);
    assert_int_equal(utf8_accept(STR("0123456789012345678901234567890"), false, &a, &out, &bad),
                     ERR_MEMORY);
    arena_clear(&a);
    assert_int_equal(utf8_accept(STR("かきくけこ"), false, &a, &out, &bad), ERR_MEMORY);
    assert_null(out.ptr);
    arena_clear(&a);
    assert_int_equal(utf8_fold(STR("0123456789"), &a, &out), ERR_MEMORY);
    arena_release(&a);
}

static void folds_for_search(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"ABC", "abc"}, {"ＡＢＣ１２３", "abc123"}, {"ｶﾞ", "ガ"},
        {"㈱", "(株)"}, {"Straße", "strasse"},      {"①", "1"},
        {"", ""},
    };
    struct arena a;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct str out;
        assert_int_equal(utf8_fold(str_from_cstr(rows[i][0]), &a, &out), ERR_OK);
        assert_str(out, str_from_cstr(rows[i][1]));
    }
    struct str sigma;
    struct str final;
    assert_int_equal(utf8_fold(STR("ΑΣ"), &a, &sigma), ERR_OK);
    assert_int_equal(utf8_fold(STR("ας"), &a, &final), ERR_OK);
    assert_str(sigma, final); /* both sigmas fold to one */
    assert_int_equal(utf8_fold(STR("a\xff"), &a, &sigma), ERR_INVALID);
    arena_release(&a);
}

static void lowers_as_the_standard(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"ABZ[", "abz["},   {"ÄÖÜẞ", "äöüß"},     {"İ", "i\u0307"},
        {"Ⱥ", "ⱥ"},         {"ΑΣ", "ας"},         {"Σ", "σ"},
        {"ΑΣΑ", "ασα"},     {"ΑΣ'Α Σ", "ασ'α σ"}, {"Α\u0301Σ.", "α\u0301ς."},
        {"ΑΣ/ΣΑ", "ας/σα"}, {"Ⅷ𐐀", "ⅷ𐐨"},         {"", ""},
    };
    struct arena a;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct str out;
        assert_int_equal(utf8_lower(str_from_cstr(rows[i][0]), &a, &out), ERR_OK);
        assert_str(out, str_from_cstr(rows[i][1]));
    }
    arena_release(&a);
    struct str out;
    arena_init(&a, 1);
    assert_int_equal(utf8_lower(STR("0123456789"), &a, &out), ERR_MEMORY);
    arena_release(&a);
}

static void counts_and_truncates(void **state)
{
    (void)state;
    struct str s = STR("aé届😀");
    static const size_t kept[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
    assert_true(utf8_length(s) == 4);
    assert_true(utf8_length(STR("")) == 0);
    for (size_t max = 0; max < sizeof(kept) / sizeof(kept[0]); max++) {
        assert_true(utf8_truncate(s, max).len == kept[max]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_first_bad_byte), cmocka_unit_test(accepts_and_normalises),
        cmocka_unit_test(reports_memory),           cmocka_unit_test(folds_for_search),
        cmocka_unit_test(lowers_as_the_standard),   cmocka_unit_test(counts_and_truncates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
