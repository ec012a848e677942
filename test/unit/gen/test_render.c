/*
 * test_render.c — compiled templates: every value in every place, blocks, words, mail and feed; and
 * the sample pages of the look in both languages, which SAMPLE_DIR=<folder> writes out for looking
 * at.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "assets.h"
#include "base/limits.h"
#include "messages.h"
#include "sample.h"
#include "templates.h"

/* 2026-11-21T15:00+09:00, a Saturday. */
#define SATURDAY_US (INT64_C(1795240800) * US_PER_SECOND)
enum { SATURDAY = 20778 };

static const struct str two[] = {STR_INIT("a<b"), STR_INIT("c")};

static struct sample_values values(void)
{
    return (struct sample_values){
        .text = STR("<i>&\"'</i>"),
        .url = STR("javascript:alert(1)"),
        .cstr = "Close",
        .at_us = SATURDAY_US,
        .day = SATURDAY,
        .count = 2,
        .small = 7,
        .items = two,
        .item_count = 2,
        .html = {STR("<em>safe</em>")},
        .both = {.ja = STR("日本"), .en = STR("Japan")},
    };
}

static void assert_has(struct str page, const char *part)
{
    if (str_find(page, str_from_cstr(part), 0) == SIZE_MAX)
        fail_msg("\"%s\" is not in:\n%.*s", part, STR_ARG(page));
}

static void assert_has_not(struct str page, const char *part)
{
    if (str_find(page, str_from_cstr(part), 0) != SIZE_MAX)
        fail_msg("\"%s\" is in:\n%.*s", part, STR_ARG(page));
}

static struct str finish(struct buf *b)
{
    struct str page;

    assert_int_equal(buf_finish(b, &page), ERR_OK);
    return page;
}

static void values_are_escaped_by_place(void **state)
{
    (void)state;
    struct arena a;
    struct buf b;
    const struct ui ui = {.lang = LANG_JA};
    struct sample_values v = values();
    static const char *const parts[] = {
        "<p title=\"&lt;i&gt;&amp;&quot;&#39;&lt;/i&gt;\">&lt;i&gt;&amp;\"'&lt;/i&gt;</p>",
        "<p>Close 2 7 2 B 日本</p>",
        "<time datetime=\"2026-11-21T15:00:00+09:00\">2026-11-21（土）15:00 JST</time>",
        "<time datetime=\"2026-11-21\">2026-11-21（土）</time> —</p>",
        "<p data-at=\"2026-11-21T15:00:00+09:00\" title=\"2026-11-21（土）15:00 "
        "JST\"><em>safe</em></p>",
        "<a href=\"#\">a</a>",
        "<a "
        "href=\"/x/"
        "%3Ci%3E%26%22%27%3C%2Fi%3E?q=javascript%3Aalert%281%29&amp;&lt;i&gt;&amp;&quot;&#39;&lt;/"
        "i&gt;\">b</a>",
        "<textarea name=\"t\">\n&lt;i&gt;&amp;\"'&lt;/i&gt;</textarea>",
        "<b class=\"x&lt;i&gt;&amp;&quot;&#39;&lt;/i&gt;\">many</b>",
        "<li>1: a&lt;b (3)</li>",
        "<li>2: c (1)</li>",
        "<p>&lt;i&gt;&amp;\"'&lt;/i&gt; と 2 行, 2 件, 公表する, 閉じる, 2026-11-21（土）15:00 "
        "JST、2026-11-21（土） まで {braces}</p>",
        "<pre>\n  kept\n   &lt;i&gt;",
    };

    arena_init(&a, LIMIT_PAGE_BYTES * 2);
    buf_init(&b, &a, LIMIT_PAGE_BYTES);
    tpl_sample_values(&b, &ui, &v);
    struct str page = finish(&b);
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        assert_has(page, parts[i]);
    assert_has_not(page, "<i>");
    assert_has_not(page, "\n\n");
    arena_release(&a);
}

static void english_has_two_forms(void **state)
{
    (void)state;
    struct arena a;
    struct buf b;
    const struct ui ui = {.lang = LANG_EN};
    struct sample_values v = values();

    arena_init(&a, LIMIT_PAGE_BYTES * 2);
    buf_init(&b, &a, LIMIT_PAGE_BYTES);
    tpl_sample_values(&b, &ui, &v);
    assert_has(finish(&b), "&amp;\"'&lt;/i&gt; &amp; 2 rows, 2 cases, Release, Close, by "
                           "2026-11-21 (Sat) 15:00 JST");
    v.count = 1;
    v.both.en = (struct str){0};
    buf_clear(&b);
    tpl_sample_values(&b, &ui, &v);
    struct str page = finish(&b);
    assert_has(page, "1 case,");
    assert_has(page, "<b>one</b>");
    /* What is not translated yet is shown in the language it has. */
    assert_has(page, "日本");
    arena_release(&a);
}

static void mail_keeps_every_blank(void **state)
{
    (void)state;
    struct arena a;
    struct buf b;
    const struct ui ui = {.lang = LANG_EN};
    struct sample_values v = values();

    arena_init(&a, LIMIT_PAGE_BYTES);
    buf_init(&b, &a, LIMIT_PAGE_BYTES / 2);
    tpl_sample_mail(&b, &ui, &v);
    struct str mail = finish(&b);
    assert_string_equal(mail.ptr,
                        "To <i>&\"'</i>,\n\n  - a<b\n  - c\n-- \n2026-11-21 (Sat) 15:00 JST\n");
    arena_release(&a);
}

static void feeds_are_xml(void **state)
{
    (void)state;
    struct arena a;
    struct buf b;
    const struct ui ui = {.lang = LANG_JA};
    struct sample_values v = values();

    arena_init(&a, LIMIT_PAGE_BYTES);
    buf_init(&b, &a, LIMIT_PAGE_BYTES / 2);
    v.url = STR("https://example.jp/?a=1&b=2");
    tpl_sample_feed(&b, &ui, &v);
    struct str feed = finish(&b);
    assert_true(str_starts_with(feed, STR("<?xml version=")));
    assert_has(feed, "<updated>2026-11-21T15:00:00+09:00</updated>");
    assert_has(feed, "href=\"https://example.jp/?a=1&amp;b=2\"/>");
    assert_has(feed, "<content type=\"html\">&lt;em&gt;safe&lt;/em&gt;</content>");
    arena_release(&a);
}

static void messages_fall_back_to_english(void **state)
{
    (void)state;
    assert_true(str_equal(message(LANG_JA, "Close"), STR("閉じる")));
    assert_true(str_equal(message(LANG_EN, "Close"), STR("Close")));
    assert_true(str_equal(message(LANG_JA, "said nowhere"), STR("said nowhere")));
    assert_true(str_equal(message_ctx(LANG_JA, "placeholder", "Search"), STR("検索")));
    assert_true(str_equal(message_ctx(LANG_JA, "no such context", "Search"), STR("Search")));
    assert_null(message(LANG_JA, NULL).ptr);
}

static void assets_are_found_by_address(void **state)
{
    (void)state;
    const struct asset *css = asset_find(asset_url("fonts.css"));

    assert_non_null(css);
    assert_true(str_starts_with(css->path, STR("/assets/fonts.")));
    assert_true(str_starts_with(css->type, STR("text/css")));
    assert_true(css->gzip.len > 0 && css->gzip.len < css->bytes.len);
    assert_true(str_starts_with(css->gzip, STR("\x1f\x8b")));
    /* The typeface is addressed by its hash, too. */
    assert_has(css->bytes, "url(/assets/fonts/noto-sans-jp-latin.");
    assert_null(asset_find(STR("/assets/fonts.css")));
    assert_null(asset_find(STR("")));
    assert_null(asset_url("none.css").ptr);
    assert_true(str_equal(asset_url("app.css"), STR(ASSET_app_css)));
}

/* --- the look --- */

static const struct nav_item desk_nav[] = {
    {.label = "Work", .href = STR_INIT("/work"), .current = true},
    {.label = "Cases", .href = STR_INIT("/cases")},
    {.label = "Publication", .href = STR_INIT("/publication")},
};

static const struct flash flashes[] = {
    {FLASH_OK, STR_INIT("JVN#12345678")},
    {FLASH_WARN, STR_INIT("JVN#12345678")},
};

static struct desk_layout desk_page(const char *title)
{
    return (struct desk_layout){
        .title = str_from_cstr(title),
        .person = STR("例示 太郎"),
        .organisation = STR("Example Coordination"),
        .role = "Reception",
        .may_search = true,
        .nav = desk_nav,
        .nav_count = 3,
        .csrf = STR("token"),
        .url_ja = STR("?lang=ja"),
        .url_en = STR("?lang=en"),
        .clock_doubtful = true,
        .flashes = {flashes, 2},
    };
}

static const struct nav_item portal_nav[] = {
    {.label = "Steps of the report", .href = STR_INIT("/report"), .primary = true},
    {.label = "Overview", .href = STR_INIT("/advisories"), .current = true},
    {.label = "Product", .href = STR_INIT("/products")},
};
static const struct portal_urgent urgent[] = {
    {STR_INIT("JVN#12345678 Example Router 3000"), STR_INIT("/x")}};

static struct portal_layout portal_page(const char *title)
{
    return (struct portal_layout){
        .title = str_from_cstr(title),
        .site = STR("脆弱性対策情報 Example Notes"),
        .operators = STR("Example Coordination"),
        .home = STR("/"),
        .search_url = STR("/search"),
        .nav = portal_nav,
        .nav_count = 3,
        .foot = portal_nav,
        .foot_count = 3,
        .urgent = urgent,
        .urgent_count = 1,
        .url_ja = STR("?lang=ja"),
        .url_en = STR("?lang=en"),
    };
}

static const struct sample_row rows[] = {
    {STR_INIT("JVN#12345678"),
     STR_INIT("Example Router 3000 における OS コマンドインジェクションの脆弱性"),
     "Contact with the developer", "Send the overview", 20775, 2, STR_INIT("Example Works KK")},
    {STR_INIT("JVN#23456789"), STR_INIT("架空メールにおけるクロスサイトスクリプティングの脆弱性"),
     "Detail given", "Set a date", 20778, 1, STR_INIT("—")},
    {STR_INIT("JVN#34567890"), STR_INIT("例示工房 CMS における認証不備の脆弱性"),
     "Agreement on the date", "Set a date", 20790, 0, STR_INIT("例示工房株式会社")},
    {STR_INIT("JVN#45678901"), STR_INIT("Sample Viewer における DLL 読み込みの脆弱性"),
     "Result of investigation", "Set a date", 20801, 0, STR_INIT("Sample Soft Ltd.")},
};

static void save(const char *name, const char *suffix, struct str page)
{
    const char *folder = getenv("SAMPLE_DIR");
    char path[512];

    if (folder == NULL)
        return;
    assert_true(snprintf(path, sizeof(path), "%s/%s%s.html", folder, name, suffix) <
                (int)sizeof(path));
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(page.ptr, 1, page.len, f), page.len);
    assert_int_equal(fclose(f), 0);
}

static void render_pages(enum lang lang, bool training, const char *suffix)
{
    struct arena a;
    struct buf b;
    const struct ui ui = {.lang = lang, .training = training};
    struct sample_work work = {
        .layout = desk_page("業務"),
        .rows = rows,
        .row_count = 4,
        .pager = {.older = STR("/work?after=x"), .from = 1, .to = 4, .total = 52}};
    struct sample_case one = {
        .layout = desk_page("Example Router 3000 における OS コマンドインジェクションの脆弱性"),
        .release_us = SATURDAY_US,
        .post = STR(
            "ファームウェア 2.4.1 で再現を確認しました。\n修正版の提供は 12 月中旬の見込みです。")};
    struct sample_public notice = {
        .layout = portal_page("JVN#12345678"),
        .published_us = SATURDAY_US,
        .code = STR("K7QD-2MXA-9FRT-VB4N-H3WE-6PYC-ZS"),
        .title = STR("Example Router 3000 における OS コマンドインジェクションの脆弱性")};

    one.layout.flashes.count = 0;
    one.layout.clock_doubtful = false;
    arena_init(&a, LIMIT_PAGE_BYTES * 4);
    buf_init(&b, &a, LIMIT_PAGE_BYTES);
    tpl_sample_work(&b, &ui, &work);
    save("work", suffix, finish(&b));
    (training ? assert_has : assert_has_not)(buf_str(&b), "<b>【演習】</b>");
    assert_has(buf_str(&b), lang == LANG_JA ? "<html lang=\"ja\">" : "<html lang=\"en\">");
    assert_has(buf_str(&b), lang == LANG_JA ? "52 件中 1～4 件" : "1–4 of 52");
    buf_clear(&b);
    tpl_sample_case(&b, &ui, &one);
    save("case", suffix, finish(&b));
    buf_clear(&b);
    tpl_sample_advisory(&b, &ui, &notice);
    save("advisory", suffix, finish(&b));
    buf_clear(&b);
    notice.layout.private_page = true;
    tpl_sample_report(&b, &ui, &notice);
    assert_has(buf_str(&b), "content=\"no-referrer\"");
    save("report", suffix, finish(&b));
    arena_release(&a);
}

static void sample_pages_render_in_both_languages(void **state)
{
    (void)state;
    render_pages(LANG_JA, false, "");
    render_pages(LANG_JA, true, "-training");
    render_pages(LANG_EN, false, "-en");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_escaped_by_place),
        cmocka_unit_test(english_has_two_forms),
        cmocka_unit_test(mail_keeps_every_blank),
        cmocka_unit_test(feeds_are_xml),
        cmocka_unit_test(messages_fall_back_to_english),
        cmocka_unit_test(assets_are_found_by_address),
        cmocka_unit_test(sample_pages_render_in_both_languages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
