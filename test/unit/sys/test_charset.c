/*
 * sys/test_charset.c — texts in the character sets of mail, and bytes that are none of them.
 */
#include "tester_sys.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "sys/charset.h"

#include <string.h>

static struct arena arena = {.limit = 64u << 20};

#define FINDINGS "脆弱性の調査結果"
#define MARK "\xef\xbf\xbd"

static void each_set_gives_the_same_text(void **state)
{
    static const struct {
        struct str label, bytes, text;
    } rows[] = {
        {STR_INIT("iso-2022-jp"),
         STR_INIT(
             "\x1b\x24\x42\x40\x48\x3c\x65\x40\x2d\x24\x4e\x44\x34\x3a\x3a\x37\x6b\x32\x4c\x1b\x28"
             "\x42"),
         STR_INIT(FINDINGS)},
        {STR_INIT("Shift_JIS"),
         STR_INIT("\x90\xc6\x8e\xe3\x90\xab\x82\xcc\x92\xb2\x8d\xb8\x8c\x8b\x89\xca"),
         STR_INIT(FINDINGS)},
        {STR_INIT("EUC-JP"),
         STR_INIT("\xc0\xc8\xbc\xe5\xc0\xad\xa4\xce\xc4\xb4\xba\xba\xb7\xeb\xb2\xcc"),
         STR_INIT(FINDINGS)},
        {STR_INIT("gb18030"),
         STR_INIT("\xb4\xe0\xc8\xf5\xd0\xd4\xa4\xce\xd5\x7b\x96\xcb\xbd\x59\xb9\xfb"),
         STR_INIT(FINDINGS)},
        {STR_INIT("windows-1252"),
         STR_INIT("Gr\xf6\xdf"
                  "e \x96 \x93x\x94 \x80"),
         STR_INIT("Größe – “x” €")},
        {STR_INIT("ISO-8859-1"),
         STR_INIT("Gr\xf6\xdf"
                  "e"),
         STR_INIT("Größe")},
        {STR_INIT("koi8-r"), STR_INIT("\xd0\xd2\xc9\xd7\xc5\xd4"), STR_INIT("привет")},
        {STR_INIT("windows-1252"), STR_INIT(""), STR_INIT("")},
        /* what has no meaning is marked, once for each run, and what follows is read on */
        {STR_INIT("windows-1252"),
         STR_INIT("a\x81\x8d"
                  "b\x81"),
         STR_INIT("a" MARK "b" MARK)},
        {STR_INIT("euc-jp"),
         STR_INIT("a\xff\xff"
                  "b"),
         STR_INIT("a" MARK "b")},
        {STR_INIT("shift_jis"), STR_INIT("a\x90"), STR_INIT("a" MARK)},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct str out;
        assert_true(charset_is_known(rows[i].label));
        assert_ok(charset_to_utf8(rows[i].label, rows[i].bytes, &arena, &out));
        assert_str(out, rows[i].text);
    }
}

/* Characters are not cut where the child reads by blocks. */
static void a_long_text_comes_through(void **state)
{
    enum { COUNT = 40000 };
    char *bytes = arena_alloc(&arena, COUNT * 2 + 1);
    struct str out;
    (void)state;
    bytes[0] = 'x';
    for (size_t i = 0; i < COUNT; i++)
        memcpy(bytes + 1 + 2 * i, "\x90\xc6", 2);
    assert_ok(charset_to_utf8(STR("sjis"), (struct str){bytes, COUNT * 2 + 1}, &arena, &out));
    assert_int_equal(out.len, 1 + COUNT * 3);
    assert_true(utf8_first_bad(out) == SIZE_MAX);
    assert_true(str_find(out, STR(MARK), 0) == SIZE_MAX);
}

static void random_bytes_give_utf8_or_an_error(void **state)
{
    static const struct str labels[] = {STR_INIT("iso-2022-jp"), STR_INIT("shift_jis"),
                                        STR_INIT("euc-jp"),      STR_INIT("gb18030"),
                                        STR_INIT("utf-16"),      STR_INIT("big5")};
    uint64_t x = 7;
    (void)state;
    for (size_t round = 0; round < 60; round++) {
        char bytes[700];
        struct str out;
        for (size_t i = 0; i < sizeof bytes; i++) {
            x = x * UINT64_C(6364136223846793005) + 1442695040888963407u;
            bytes[i] = (char)(uint8_t)(x >> 40);
        }
        assert_ok(
            charset_to_utf8(labels[round % 6], (struct str){bytes, sizeof bytes}, &arena, &out));
        assert_true(utf8_first_bad(out) == SIZE_MAX);
    }
}

static void what_is_not_in_the_list_is_not_converted(void **state)
{
    struct str out;
    (void)state;
    assert_false(charset_is_known(STR("iso-2022-cn-ext")));
    assert_err(charset_to_utf8(STR("iso-2022-cn-ext"), STR("x"), &arena, &out), ERR_UNSUPPORTED);
    assert_err(charset_to_utf8(STR("utf-7//TRANSLIT"), STR("x"), &arena, &out), ERR_UNSUPPORTED);
    assert_err(charset_to_utf8(STR(""), STR("x"), &arena, &out), ERR_UNSUPPORTED);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_set_gives_the_same_text),
        cmocka_unit_test(a_long_text_comes_through),
        cmocka_unit_test(random_bytes_give_utf8_or_an_error),
        cmocka_unit_test(what_is_not_in_the_list_is_not_converted),
    };
    if (argc == 3 && strcmp(argv[1], CHARSET_CHILD_ROLE) == 0)
        return charset_child_main(argv[2]);
    return cmocka_run_group_tests_name("sys/charset", tests, NULL, NULL);
}
