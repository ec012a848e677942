/* test_listed.c — figures 3, 4-1, 4-2, 5-1 and 5-2: the list of developers that cannot be contacted
 * and the pages of their products, word for word; what leaves the list leaves the disk. */
#include "golden.h"

#include "core/law.h"
#include "stage.h"

#include <unistd.h>

/* The rows of figure 3: A and B have a name alone, C is told by the remark, D and E have a product;
 * what is new stands first. */
static struct developer_list figure_3(void)
{
    static struct listed_developer rows[5];
    int32_t later = civil_day_from_ymd(2011, 12, 16), first = civil_day_from_ymd(2011, 9, 29);

    rows[0] = (struct listed_developer){
        .number = STR("DID#AAAAA"), .name.ja = STR("AAA"), .listed_day = later};
    rows[1] = (struct listed_developer){
        .number = STR("DID#BBBBB"), .name.ja = STR("BBB"), .listed_day = later};
    rows[2] = (struct listed_developer){
        .number = STR("DID#CCCCC"), .remark.ja = STR("製品 C の開発者"), .listed_day = later};
    rows[3] = (struct listed_developer){.number = STR("DID#DDDDD"),
                                        .link = STR("http://ddd"),
                                        .listed_day = first,
                                        .product_day = later,
                                        .product.ja = STR("製品D"),
                                        .versions = STR("1.0"),
                                        .legal_kind = CODE_legal_kind_other};
    rows[4] = (struct listed_developer){.number = STR("DID#EEEEE"),
                                        .name = {STR("EEE"), STR("EEE Ltd.")},
                                        .link = STR("http://eee"),
                                        .listed_day = first,
                                        .product_day = later,
                                        .product = {STR("製品E"), STR("Product E")},
                                        .versions = STR("2.x"),
                                        .legal_kind = CODE_legal_kind_company};
    return (struct developer_list){rows, 5, STR("jvn@jvn.jp")};
}

/* What surrounds the article is not this test's matter. */
static struct str article(struct str page)
{
    size_t from = str_find(page, STR("<article"), 0);
    size_t to = str_find(page, STR("</article>"), 0);

    assert_true(from < to && to != SIZE_MAX);
    return arena_format(&arena, "%.*s\n",
                        STR_ARG(str_slice(page, from, to + sizeof("</article>") - 1)));
}

static struct str list_page(const struct developer_list *list, enum lang lang)
{
    struct press_job j = {.press = press, .lang = lang, .arena = &arena};
    struct buf buf;
    struct str out;

    buf_init(&buf, &arena, LIMIT_PAGE_BYTES);
    assert_int_equal(press_render_listed(&j, list, &buf), ERR_OK);
    assert_int_equal(buf_finish(&buf, &out), ERR_OK);
    return article(out);
}

static struct str product_page(const struct developer_list *list, size_t index, enum lang lang)
{
    struct press_job j = {.press = press, .lang = lang, .arena = &arena};
    struct buf buf;
    struct str out;

    buf_init(&buf, &arena, LIMIT_PAGE_BYTES);
    assert_int_equal(press_render_product(&j, list, index, &buf), ERR_OK);
    assert_int_equal(buf_finish(&buf, &out), ERR_OK);
    return article(out);
}

/* proves UNR-12 UNR-13 UNR-16 UNR-17: order, texts and columns of figure 3 and its five example
 * rows. */
static void the_list_is_figure_3(void **state)
{
    struct developer_list list = figure_3();

    (void)state;
    golden_check("listed.html", list_page(&list, LANG_JA));
    golden_check("listed-en.html", list_page(&list, LANG_EN));
}

/* proves UNR-15: the layout of 2011 with its marks, and both forms of dates. */
static void the_list_knows_both_layouts(void **state)
{
    struct developer_list list = figure_3();

    (void)state;
    press->list = (struct press_list_style){.marks_empty = true};
    golden_check("listed-2011.html", list_page(&list, LANG_JA));
    press->list = (struct press_list_style){.short_dates = true};
    golden_check("listed-2014.html", list_page(&list, LANG_JA));
    press->list = (struct press_list_style){.marks_empty = false};
}

/* proves UNR-18 UNR-19 UNR-20: a company's page and anybody else's. */
static void the_product_is_figure_4(void **state)
{
    struct developer_list list = figure_3();

    (void)state;
    golden_check("listed-4-1.html", product_page(&list, 4, LANG_JA));
    golden_check("listed-4-2.html", product_page(&list, 3, LANG_JA));
    golden_check("listed-4-1-en.html", product_page(&list, 4, LANG_EN));
}

/* proves OBJ-15 UNR-21 UNR-22 UNR-23 UNR-24: with the deadline, twice from one value, and the
 * chapters of the edition. */
static void the_deadline_is_figure_5(void **state)
{
    struct developer_list list = figure_3();
    struct listed_developer rows[5];

    (void)state;
    for (size_t i = 0; i < 5; i++)
        rows[i] = list.rows[i];
    for (size_t i = 3; i < 5; i++) {
        rows[i].deadline_day = civil_day_from_ymd(2012, 3, 19);
        rows[i].deadline = civil_day_from_ymd(2012, 6, 19);
        rows[i].edition = 1;
    }
    list.rows = rows;
    golden_check("listed-5-1.html", product_page(&list, 4, LANG_JA));
    golden_check("listed-5-2.html", product_page(&list, 3, LANG_JA));
    golden_check("listed-5-2-en.html", product_page(&list, 3, LANG_EN));
    assert_true(str_find(list_page(&list, LANG_JA), STR("補足情報</a>"), 0) != SIZE_MAX);
}

static bool exists(const char *path)
{
    return access(arena_format(&arena, "%s/site/%s", root, path).ptr, F_OK) == 0;
}

static void what_leaves_the_list_leaves_the_disk(void **state)
{
    struct developer_list list = figure_3();

    (void)state;
    assert_int_equal(press_list_release(press, &list), ERR_OK);
    assert_int_equal(press_list_release(press, &list), ERR_OK); /* again: the same */
    assert_true(exists("reply/index.html") && exists("en/reply/index.html"));
    assert_true(exists("reply/DIDDDDDD.html") && exists("reply/DIDEEEEE.html"));
    assert_true(exists("en/reply/DIDEEEEE.html"));
    assert_false(exists("reply/DIDAAAAA.html"));
    list.count = 4;
    assert_int_equal(press_list_release(press, &list), ERR_OK);
    assert_true(exists("reply/DIDDDDDD.html"));
    assert_false(exists("reply/DIDEEEEE.html") || exists("en/reply/DIDEEEEE.html"));
    assert_int_equal(access(arena_format(&arena, "%s/staging/reply", root).ptr, F_OK), -1);
}

static void the_document_reads_what_it_wrote(void **state)
{
    struct developer_list list = figure_3(), again;
    struct str text, twice;

    (void)state;
    assert_int_equal(developer_list_write(&list, &arena, &text), ERR_OK);
    assert_int_equal(developer_list_read(text, &arena, &again), ERR_OK);
    assert_int_equal(again.count, 5);
    assert_int_equal(developer_list_write(&again, &arena, &twice), ERR_OK);
    assert_true(str_equal(text, twice));
    assert_int_equal(
        developer_list_read(STR("{\"contact\":\"a\",\"developers\":[{}]}"), &arena, &again),
        ERR_INVALID);
    assert_int_equal(
        developer_list_read(STR("{\"contact\":\"a\",\"developers\":[],\"x\":1}"), &arena, &again),
        ERR_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_list_is_figure_3, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_list_knows_both_layouts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_product_is_figure_4, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_deadline_is_figure_5, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_leaves_the_list_leaves_the_disk, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_document_reads_what_it_wrote, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
