/* test_pages.c — figures 1 and 2: order, exact headings, empty bodies, links, languages; golden
 * pages. */
#include "golden.h"

#include "example_publication.h"
#include "stage.h"

static struct str advisory_page(const struct publication *v, enum lang lang)
{
    struct buf buf;
    struct str out = {NULL, 0};

    buf_init(&buf, &arena, LIMIT_PAGE_BYTES);
    assert_int_equal(press_preview(press, v, lang, &buf), ERR_OK);
    assert_int_equal(buf_finish(&buf, &out), ERR_OK);
    return out;
}

static struct str vendor_page(const struct publication *v, size_t index, enum lang lang)
{
    struct buf buf;
    struct str out = {NULL, 0};

    buf_init(&buf, &arena, LIMIT_PAGE_BYTES);
    assert_int_equal(press_preview_vendor(press, v, index, lang, &buf), ERR_OK);
    assert_int_equal(buf_finish(&buf, &out), ERR_OK);
    return out;
}

/* From <article to </article>: what surrounds it carries the hashes of style sheets, which is not
 * this test's matter. */
static struct str article(struct str page)
{
    size_t from = str_find(page, STR("<article"), 0);
    size_t to = str_find(page, STR("</article>"), 0);

    assert_true(from < to && to != SIZE_MAX);
    return arena_format(&arena, "%.*s\n",
                        STR_ARG(str_slice(page, from, to + sizeof("</article>") - 1)));
}

/* Texts of all elements of that name, each followed by '|'. */
static struct str texts_of(struct str page, struct str open, struct str close)
{
    struct buf buf;
    struct str out = {NULL, 0};
    size_t at = 0;

    buf_init(&buf, &arena, LIMIT_PAGE_BYTES);
    while ((at = str_find(page, open, at)) != SIZE_MAX) {
        size_t from = str_find(page, STR(">"), at) + 1;
        size_t to = str_find(page, close, from);

        buf_add(&buf, str_slice(page, from, to));
        buf_add_char(&buf, '|');
        at = to;
    }
    assert_int_equal(buf_finish(&buf, &out), ERR_OK);
    return out;
}

static bool contains(struct str page, const char *text)
{
    return str_find(page, str_from_cstr(text), 0) != SIZE_MAX;
}

static size_t times(struct str page, const char *text)
{
    size_t n = 0;

    for (size_t at = 0; (at = str_find(page, str_from_cstr(text), at)) != SIZE_MAX; at++)
        n++;
    return n;
}

/* proves PUB-08 PUB-30: the headings of figure 1 in their order below number and title, also when
 * nothing is known. */
static void test_figure_1(void **state)
{
    static const char headings[] =
        "概要|影響を受けるシステム|詳細情報|想定される影響|対策方法|ベンダ情報|参考情報|"
        "JPCERT/CCからの補足情報|JPCERT/CCによる脆弱性分析結果|謝辞|関連文書|更新履歴|";
    struct publication samples[] = {example_publication(), example_publication_bare()};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct str page = article(advisory_page(&samples[i], LANG_JA));

        assert_str(texts_of(page, STR("<h2"), STR("</h2>")), str_from_cstr(headings));
        assert_str(texts_of(page, STR("<h1"), STR("</h1>")),
                   arena_format(&arena, "%.*s|", STR_ARG(samples[i].advisory.title.ja)));
        size_t number = str_find(page, samples[i].number, 0);
        assert_true(number < str_find(page, STR("<h1"), 0)); /* "JVN#… Title" */
    }
}

/* proves PUB-09 PUB-13: the status leads to the developer's own page; cells without words of the
 * developer are empty. */
static void test_vendor_table(void **state)
{
    struct publication v = example_publication();
    struct str page = article(advisory_page(&v, LANG_JA));
    size_t table = str_find(page, STR("<table class=\"table cards vendors\""), 0);
    struct str rows = str_slice(page, table, str_find(page, STR("</table>"), table));

    (void)state;
    assert_str(texts_of(rows, STR("<th "), STR("</th>")),
               STR("ベンダ|ステータス|ベンダからのコメント|ベンダの告知ページ|"));
    assert_true(contains(
        rows,
        "<a href=\"/jp/JVN19000001/vendor-aebagbafaydqqcikbmga2dqpca.html\">該当製品あり</a>"));
    assert_true(contains(rows, ">該当製品なし：調査中</a>"));
    assert_true(contains(rows, ">脆弱性情報提供済み</a>"));
    assert_int_equal(times(rows, "data-label=\"ベンダからのコメント\"></td>"), 2);
    assert_int_equal(times(rows, "data-label=\"ベンダの告知ページ\"></td>"), 2);
    assert_int_equal(times(rows, "/vendor-"), v.vendor_count);
}

/* proves PUB-10: each of the five wordings, on both pages, letter by letter. */
static void test_status_wordings(void **state)
{
    static const char *const words[] = {"該当製品あり", "該当製品あり：調査中", "該当製品なし",
                                        "該当製品なし：調査中", "脆弱性情報提供済み"};
    static const uint32_t statuses[] = {
        VENDOR_STATUS_AFFECTED, VENDOR_STATUS_AFFECTED_INVESTIGATING, VENDOR_STATUS_NOT_AFFECTED,
        VENDOR_STATUS_NOT_AFFECTED_INVESTIGATING, VENDOR_STATUS_INFORMED};
    struct publication_vendor vendor;
    struct publication v = example_publication();

    (void)state;
    vendor = v.vendors[1];
    v.vendors = &vendor;
    v.vendor_count = 1;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        vendor.status = statuses[i];
        struct str link = arena_format(&arena, ".html\">%s</a>", words[i]);
        struct str heading = arena_format(&arena, "<h2>ステータス：%s</h2>", words[i]);
        assert_true(contains(article(advisory_page(&v, LANG_JA)), link.ptr));
        assert_true(contains(article(vendor_page(&v, 0, LANG_JA)), heading.ptr));
    }
}

/* proves PUB-30 PUB-16: one block for each CVE number, headed as in figure 6 with the day of its
 * analysis and holding its base score, and the source of a score of another body. */
static void test_analysis_heading(void **state)
{
    struct publication v = example_publication();
    struct str page = article(advisory_page(&v, LANG_JA));

    (void)state;
    assert_str(texts_of(page, STR("<h3"), STR("</h3>")),
               STR("2026.10.14における脆弱性分析結果(CVSS Base Metrics)|"
                   "2026.10.14における脆弱性分析結果(CVSS Base Metrics)|"));
    size_t first = str_find(page, STR("における脆弱性分析結果"), 0);
    size_t second = str_find(page, STR("における脆弱性分析結果"), first + 1);
    size_t source = str_find(page, STR("<dt>評価者</dt><dd>見本開発者</dd>"), 0);
    assert_true(contains(str_slice(page, first, second), "CVE-1900-0001"));
    assert_false(contains(str_slice(page, first, second), "CVE-1900-0002"));
    assert_true(contains(str_slice(page, first, second), "9.8</span></dd>"));
    assert_true(contains(str_slice(page, second, source), "CVE-1900-0002"));
    assert_true(source > second && source != SIZE_MAX);
    assert_int_equal(times(page, "<dt>評価者</dt>"), 1); /* our own score needs no source */
}

/* proves PUB-30: a CVE number stands under 関連文書 once, whether or not somebody listed it there.
 */
static void test_cve_numbers_are_related(void **state)
{
    struct publication v = example_publication();
    struct str page;
    size_t section;

    (void)state;
    v.advisory.related = &example_related[1];
    v.advisory.related_count = 2;
    page = article(advisory_page(&v, LANG_JA));
    section = str_find(page, STR("<h2>関連文書</h2>"), 0);
    page = str_slice(page, section, str_find(page, STR("</section>"), section));
    assert_str(
        texts_of(page, STR("<li"), STR("</li>")),
        STR("CVE <a href=\"https://www.cve.org/CVERecord?id=CVE-1900-0001\">CVE-1900-0001</a>|"
            "CVE CVE-1900-0002|JVN iPedia JVNDB-1900-000001|"));
}

/* proves PUB-12 OBJ-13: figure 2 in its order. */
static void test_figure_2(void **state)
{
    static const char *const order[] = {
        "<h1>株式会社みほん の脆弱性 JVN#19000001 への対応</h1>",
        "<dt>脆弱性識別番号</dt>",
        "<dt>脆弱性タイトル</dt>",
        "<h2>ステータス：該当製品あり</h2>",
        "<h2>製品開発者からのコメント：</h2>",
        "株式会社みほんでは本件に関して以下の URL にて情報を公開しています。<br><a "
        "href=\"https://mihon.example/security/2026-10.html\">https://mihon.example/security/"
        "2026-10.html</a>",
        "<h2>更新履歴</h2>",
        ">2026年10月14日</time>",
        ">2026年10月21日</time>",
    };
    struct publication v = example_publication();
    struct str page = article(vendor_page(&v, 0, LANG_JA));
    size_t at = 0;
    struct buf buf;

    (void)state;
    for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
        at = str_find(page, str_from_cstr(order[i]), at);
        if (at == SIZE_MAX) {
            fail_msg("missing or out of order: %s", order[i]);
        }
    }
    buf_init(&buf, &arena, LIMIT_PAGE_BYTES);
    assert_int_equal(press_preview_vendor(press, &v, 3, LANG_JA, &buf), ERR_NOT_FOUND);
}

/* What people type is text and stays text. */
static void test_escaping(void **state)
{
    struct publication v = example_publication();
    struct str page;

    (void)state;
    v.advisory.title.ja = STR("<script>alert(1)</script>");
    v.advisory.overview.ja =
        STR("<img src=x onerror=alert(1)> https://a.example/\"onmouseover=\"x");
    v.advisory.credit.ja = STR("javascript:alert(1)");
    page = advisory_page(&v, LANG_JA);
    assert_false(contains(page, "<script>alert"));
    assert_false(contains(page, "<img"));
    assert_true(
        contains(page, "<a href=\"https://a.example/\">https://a.example/</a>\"onmouseover=\"x"));
    assert_true(contains(
        page,
        "https://a.example/&quot;onmouseover=&quot;x\">")); /* the description, an attribute */
    assert_false(contains(page, "href=\"javascript"));
    assert_true(contains(page, "&lt;img src=x"));
}

static void test_training_says_so(void **state)
{
    struct publication v = example_publication();

    (void)state;
    assert_false(contains(advisory_page(&v, LANG_JA), "【演習】"));
    press->scheme.training = true;
    assert_true(contains(advisory_page(&v, LANG_JA), "【演習】"));
    assert_true(contains(vendor_page(&v, 1, LANG_JA), "【演習】"));
    assert_true(contains(advisory_page(&v, LANG_EN), "[Exercise]"));
}

/* PUB-31, PUB-02: English where it exists; a developer's own words are never translated, only
 * marked. */
static void test_english(void **state)
{
    struct publication v = example_publication();
    struct str page = article(advisory_page(&v, LANG_EN));

    (void)state;
    assert_true(contains(page, "<h1>Mihon Gateway vulnerable to OS command injection</h1>"));
    assert_true(contains(page, "/en/jp/JVN19000001/vendor-"));
    assert_true(contains(page, "<div class=\"prose\" lang=\"ja\">"));
    assert_true(contains(page, ">Not vulnerable, investigating</a>"));
}

/* The update history shows what a revision changed: the texts of the page's language, marked, and
 * the names of the sections in one line. */
static void test_changes(void **state)
{
    struct publication v = example_publication();
    struct publication before = example_publication();
    struct history_line line = {.at_us = EXAMPLE_REVISED_US, .text = {.ja = STR("訂正しました。")}};
    struct difference_list all;
    struct str page;

    (void)state;
    before.advisory.solution.ja = STR("版1にしてください。");
    v.advisory.solution.ja = STR("版2にしてください。");
    before.advisory.impact.en = STR("<b> happens.");
    v.advisory.impact.en = STR("<i> happens.");
    v.advisory.product_count = 2;
    assert_int_equal(difference_find(&before, &v, &arena, &all), ERR_OK);
    assert_int_equal(difference_for_history(&all, &arena, &line.changes), ERR_OK);
    v.history = &line;
    v.history_count = 1;
    page = advisory_page(&v, LANG_JA);
    assert_true(contains(page, "版<del>1</del><ins>2</ins>にしてください。"));
    assert_true(contains(page, "<del>Reader &amp; Writer</del>"));
    assert_true(contains(page, "変更箇所: 影響を受ける製品、対策方法</summary>"));
    assert_false(contains(page, "happens</"));
    page = advisory_page(&v, LANG_EN);
    assert_true(contains(page, "&lt;<del>b</del><ins>i</ins>&gt; happens."));
    assert_true(contains(page, "Affected products, Possible impact</summary>"));
    assert_false(contains(page, "版<del>"));
}

/* PUB-32: the address stays and says that it is withdrawn; the text is gone, the history is not. */
static void test_withdrawn(void **state)
{
    struct publication v = example_publication();
    struct str page;

    (void)state;
    v.state = PUBLICATION_WITHDRAWN;
    page = article(advisory_page(&v, LANG_JA));
    assert_true(contains(page, "この情報は取り下げられました。"));
    assert_false(contains(page, "任意の OS コマンドを実行"));
    assert_true(contains(page, "更新履歴"));
    assert_true(contains(vendor_page(&v, 0, LANG_JA), "この情報は取り下げられました。"));
}

static void test_golden_pages(void **state)
{
    struct publication full = example_publication();
    struct publication bare = example_publication_bare();

    (void)state;
    golden_check("advisory.html", article(advisory_page(&full, LANG_JA)));
    golden_check("advisory-en.html", article(advisory_page(&full, LANG_EN)));
    golden_check("advisory-bare.html", article(advisory_page(&bare, LANG_JA)));
    golden_check("vendor.html", article(vendor_page(&full, 0, LANG_JA)));
    golden_check("vendor-empty.html", article(vendor_page(&full, 1, LANG_JA)));
}

static struct publication uncoordinated(void)
{
    struct publication v = example_publication();

    v.kind = PUBLICATION_UNCOORDINATED;
    v.vendor_count = 0;
    v.advisory.verification.ja =
        STR("IPA及び、JPCERT/CC にて再現検証を行った結果、異常終了することを確認しました。"
            "シェルコードの実行までは確認していません。");
    v.course = (struct publication_course){{STR("○○○○株式会社"), STR("Example K.K.")},
                                           civil_day_from_ymd(2026, 3, 10),
                                           civil_day_from_ymd(2026, 6, 10)};
    return v;
}

/* proves PUB-19 PUB-20 PUB-21 PUB-22 PUB-23 COM-09 OBJ-12: figure 6 in its order, marked, with the
 * name of the developer and the course of events, without what only figure 1 has. */
static void test_figure_6(void **state)
{
    struct publication v = uncoordinated();
    struct str page = article(advisory_page(&v, LANG_JA));

    (void)state;
    golden_check("uncoordinated.html", page);
    golden_check("uncoordinated-en.html", article(advisory_page(&v, LANG_EN)));
    assert_str(texts_of(page, STR("<h2>"), STR("</h2>")),
               STR("概要|ベンダ情報、製品情報|詳細情報|想定される影響|対策方法|ベンダの見解|"
                   "JPCERT/CCからの補足情報|JPCERT/CCによる脆弱性分析結果|検証情報|更新履歴|"));
    press->all_sections = true;
    page = article(advisory_page(&v, LANG_JA));
    press->all_sections = false;
    assert_true(str_find(page, STR("謝辞"), 0) != SIZE_MAX &&
                str_find(page, STR("影響を受けるシステム"), 0) != SIZE_MAX &&
                str_find(page, STR("参考情報"), 0) != SIZE_MAX &&
                str_find(page, STR("関連文書"), 0) != SIZE_MAX);
}

/* A page of a developer that was reached has its view, and no list in its course of events. */
static void test_figure_6_of_a_developer_that_was_reached(void **state)
{
    struct publication v = uncoordinated();
    struct str page;

    (void)state;
    v.course.supplement_day = v.course.deadline = 0;
    v.advisory.vendor_view.ja = STR("仕様である。");
    page = article(advisory_page(&v, LANG_JA));
    assert_true(str_find(page, STR("仕様である。"), 0) != SIZE_MAX);
    assert_true(str_find(page, STR("「補足情報」"), 0) == SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_figure_1, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_vendor_table, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_status_wordings, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_analysis_heading, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_cve_numbers_are_related, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_figure_2, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_escaping, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_training_says_so, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_english, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_changes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_withdrawn, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_golden_pages, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_figure_6, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_figure_6_of_a_developer_that_was_reached, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
