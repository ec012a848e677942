/*
 * test_ui.c — escapers, dates and message parameters: whatever the bytes, a value cannot leave its
 * place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/limits.h"
#include "core/text/ui.h"

/* 2026-11-21T15:00+09:00, a Saturday. */
#define SATURDAY_US (INT64_C(1795240800) * US_PER_SECOND)
enum { SATURDAY = 20778 };

struct row {
    UI_ESCAPE(escape);
    struct str in;
    struct str out;
};

static const struct row rows[] = {
    {html_text, STR_INIT("<b>&\"'\x01\0x"), STR_INIT("&lt;b&gt;&amp;\"'x")},
    {html_text, STR_INIT(""), STR_INIT("")},
    {html_text, STR_INIT("a\n\tb"), STR_INIT("a\n\tb")},
    {html_attr, STR_INIT("\" onclick='x'"), STR_INIT("&quot; onclick=&#39;x&#39;")},
    {html_attr, STR_INIT("日本\x7f"), STR_INIT("日本")},
    {xml_text, STR_INIT("a\xef\xbf\xbe<b\xef\xbf\xbf\x0b"), STR_INIT("a&lt;b")},
    {xml_attr, STR_INIT("\"&"), STR_INIT("&quot;&amp;")},
    {plain_text, STR_INIT("a\rb\x1b[0m\n<&>"), STR_INIT("ab[0m\n<&>")},
    {html_url_part, STR_INIT("a/b?c=d&e ~日"), STR_INIT("a%2Fb%3Fc%3Dd%26e%20~%E6%97%A5")},
    {html_url, STR_INIT("https://example.jp/?a=1&b='2'"),
     STR_INIT("https://example.jp/?a=1&amp;b=%272%27")},
    {html_url, STR_INIT("HTTP://example.jp/"), STR_INIT("HTTP://example.jp/")},
    {html_url, STR_INIT("mailto:a@example.jp"), STR_INIT("mailto:a@example.jp")},
    {html_url, STR_INIT("/cases/x"), STR_INIT("/cases/x")},
    {html_url, STR_INIT("cases/x:y"), STR_INIT("cases/x:y")},
    {html_url, STR_INIT("?q=a:b"), STR_INIT("?q=a:b")},
    {html_url, STR_INIT("#top"), STR_INIT("#top")},
    {html_url, STR_INIT(""), STR_INIT("")},
    {html_url, STR_INIT("javascript:alert(1)"), STR_INIT("#")},
    {html_url, STR_INIT("JaVaScRiPt:alert(1)"), STR_INIT("#")},
    {html_url, STR_INIT(" javascript:alert(1)"), STR_INIT("#")},
    {html_url, STR_INIT("java\tscript:alert(1)"), STR_INIT("#")},
    {html_url, STR_INIT("java\nscript:alert(1)"), STR_INIT("#")},
    {html_url, STR_INIT("data:text/html,x"), STR_INIT("#")},
    {html_url, STR_INIT("vbscript:x"), STR_INIT("#")},
    {html_url, STR_INIT("//evil.example/"), STR_INIT("#")},
    {html_url, STR_INIT("/\\evil.example/"), STR_INIT("#")},
    {html_url, STR_INIT("\\\\evil.example/"), STR_INIT("#")},
    {html_url, STR_INIT("/a b\"<c>"), STR_INIT("/a%20b%22%3Cc%3E")},
};

static struct arena arena;
static struct buf out;

static void assert_out(struct str want)
{
    struct str got;

    assert_int_equal(buf_finish(&out, &got), ERR_OK);
    if (!str_equal(got, want))
        fail_msg("got \"%.*s\", want \"%.*s\"", STR_ARG(got), STR_ARG(want));
    buf_clear(&out);
}

static void values_stay_in_their_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        rows[i].escape(&out, rows[i].in);
        assert_out(rows[i].out);
    }
}

/* Every byte: no escaper lets a delimiter of its place through. */
static void no_byte_is_a_delimiter(void **state)
{
    (void)state;
    UI_ESCAPE(escapers[]) = {html_attr, xml_attr, html_url, html_url_part};

    for (size_t e = 0; e < sizeof(escapers) / sizeof(escapers[0]); e++) {
        for (int c = 0; c < 256; c++) {
            const char bytes[3] = {'/', (char)c, 'x'};
            escapers[e](&out, (struct str){bytes, 3});
            struct str got;
            assert_int_equal(buf_finish(&out, &got), ERR_OK);
            for (size_t i = 0; i < got.len; i++)
                assert_null(memchr("\"'<>", got.ptr[i], 4));
            buf_clear(&out);
        }
    }
}

static void dates_speak_both_languages(void **state)
{
    (void)state;
    ui_instant(&out, LANG_JA, SATURDAY_US);
    assert_out(STR("2026-11-21（土）15:00 JST"));
    ui_instant(&out, LANG_EN, SATURDAY_US);
    assert_out(STR("2026-11-21 (Sat) 15:00 JST"));
    ui_instant(&out, LANG_EN, 0);
    assert_out(STR("—"));
    ui_day(&out, LANG_JA, SATURDAY + 1);
    assert_out(STR("2026-11-22（日）"));
    ui_day(&out, LANG_EN, SATURDAY + 2);
    assert_out(STR("2026-11-23 (Mon)"));
    ui_instant_machine(&out, SATURDAY_US + 61 * US_PER_SECOND);
    assert_out(STR("2026-11-21T15:01:01+09:00"));
    ui_instant_machine(&out, 0);
    ui_day_machine(&out, 0);
    assert_out(STR(""));
    ui_day_machine(&out, SATURDAY);
    assert_out(STR("2026-11-21"));
}

static void sizes_carry_units(void **state)
{
    (void)state;
    static const struct {
        int64_t bytes;
        struct str text;
    } sizes[] = {
        {0, STR_INIT("0 B")},           {1023, STR_INIT("1023 B")},
        {1024, STR_INIT("1 KiB")},      {3482, STR_INIT("3.4 KiB")},
        {50 << 20, STR_INIT("50 MiB")}, {INT64_C(3) << 30, STR_INIT("3 GiB")},
    };

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        ui_bytes(&out, sizes[i].bytes);
        assert_out(sizes[i].text);
    }
}

static void parameters_are_filled_in_and_escaped(void **state)
{
    (void)state;
    const struct ui_param params[] = {
        UI_PARAM("who", STR("<x>")),
        UI_PARAM("n", (size_t)3),
        ui_param_instant("when", SATURDAY_US),
        ui_param_day("day", SATURDAY),
        UI_PARAM("c", "é"),
    };

    ui_fill(&out, html_text, LANG_JA,
            (struct ui_words){STR("{who}: {n} & {when} {day} {c}{who}"), params, 5});
    assert_out(STR("&lt;x&gt;: 3 &amp; 2026-11-21（土）15:00 JST 2026-11-21（土） é&lt;x&gt;"));
    /* What has no value stays visible, and the rest is still filled in. */
    ui_fill(&out, html_text, LANG_EN, (struct ui_words){STR("{no} {n {who} } {"), params, 5});
    assert_out(STR("{no} {n &lt;x&gt; } {"));
    /* A value that looks like a parameter is not filled in again. */
    const struct ui_param tricky[] = {UI_PARAM("a", STR("{b}")), UI_PARAM("b", STR("secret"))};
    ui_fill(&out, html_text, LANG_EN, (struct ui_words){STR("{a}"), tricky, 2});
    assert_out(STR("{b}"));
}

static void texts_in_two_languages_fall_back(void **state)
{
    (void)state;
    const struct str none = {0};

    assert_true(str_equal(ui_pick(LANG_JA, STR("日"), STR("en")), STR("日")));
    assert_true(str_equal(ui_pick(LANG_EN, STR("日"), STR("en")), STR("en")));
    assert_true(str_equal(ui_pick(LANG_EN, STR("日"), none), STR("日")));
    assert_true(str_equal(ui_pick(LANG_JA, none, STR("en")), STR("en")));
}

static int open_buffer(void **state)
{
    (void)state;
    arena_init(&arena, LIMIT_PAGE_BYTES);
    buf_init(&out, &arena, LIMIT_PAGE_BYTES / 4);
    return 0;
}

static int close_buffer(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_stay_in_their_place),
        cmocka_unit_test(no_byte_is_a_delimiter),
        cmocka_unit_test(dates_speak_both_languages),
        cmocka_unit_test(sizes_carry_units),
        cmocka_unit_test(parameters_are_filled_in_and_escaped),
        cmocka_unit_test(texts_in_two_languages_fall_back),
    };

    return cmocka_run_group_tests(tests, open_buffer, close_buffer);
}
