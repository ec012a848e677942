/*
 * test_difference.c — two publications compared: every kind of change in the order of the page,
 * nothing when nothing changed, what the public history keeps and what it leaves out.
 */
#include "tester_arena.h"

#include "base/buf.h"
#include "base/limits.h"
#include "example_publication.h"

TESTER_ARENA(32 << 20);

static const char *const kinds[] = {"", "text", "added", "removed", "changed", "moved"};

/* One line a difference: "overview.ja text: …", cells of a row between '|'. */
static struct str show(const struct difference_list *list)
{
    static const char *const marks[] = {"", "", "[-", "{+", "<"};
    static const char *const ends[] = {"", "", "-]", "+}", ">"};
    struct buf out;

    buf_init(&out, &arena, LIMIT_PAGE_BYTES);
    for (size_t i = 0; i < list->count; i++) {
        const struct difference *d = &list->items[i];
        const char *lang = d->kind != DIFFERENCE_TEXT ? "" : d->lang == LANG_EN ? ".en" : ".ja";
        buf_add_format(&out, "%.*s%s %s:", STR_ARG(d->field), lang, kinds[d->kind]);
        for (size_t k = 0; k < d->cell_count; k++) {
            buf_add_cstr(&out, k > 0 ? "|" : " ");
            for (size_t r = 0; r < d->cells[k].count; r++) {
                const struct diff_run *run = &d->cells[k].runs[r];
                buf_add_format(&out, "%s%.*s%s", marks[run->kind], STR_ARG(run->text),
                               ends[run->kind]);
            }
        }
        buf_add_char(&out, '\n');
    }
    return buf_str(&out);
}

static struct difference_list find(const struct publication *before, const struct publication *now)
{
    struct difference_list list;

    assert_int_equal(difference_find(before, now, &arena, &list), ERR_OK);
    return list;
}

static struct str text(const char *from)
{
    return str_from_cstr(from);
}

static void nothing_changed(void **state)
{
    struct publication before = example_publication(), now = example_publication();

    (void)state;
    now.revision++;
    now.revised_at_us += 1;
    now.history_count = 0;
    assert_int_equal(find(&before, &now).count, 0);
}

static void texts_and_their_languages(void **state)
{
    struct publication before = example_publication(), now = example_publication();
    struct difference_list list;

    (void)state;
    before.advisory.overview = (struct text2){STR("版1.0に脆弱性があります。"), STR("Flaw.")};
    now.advisory.overview = (struct text2){STR("版1.1に脆弱性があります。"), STR("Flaw.")};
    before.advisory.title.en = STR("A flaw in X");
    now.advisory.title.en = STR("A flaw in Y");
    before.advisory.addendum = (struct text2){.ja = STR("")};
    now.advisory.addendum = (struct text2){.ja = STR("補足です。")};
    list = find(&before, &now);
    assert_str(show(&list), text("title.en text: A flaw in [-X-]{+Y+}\n"
                                 "overview.ja text: 版1.[-0-]{+1+}に脆弱性があります。\n"
                                 "addendum.ja text: {+補足です。+}\n"));
    assert_true(list.items[0].begins && list.items[1].begins);
    assert_int_equal(difference_of_field(&list, STR("overview")).count, 1);
    assert_int_equal(difference_of_field(&list, STR("impact")).count, 0);
}

static void rows_by_their_names(void **state)
{
    static struct advisory_product products[] = {
        {STR_INIT("甲"), STR_INIT("A"), STR_INIT("1.0 以前"), {NULL, 0}, {NULL, 0}},
        {STR_INIT("甲"), STR_INIT("B"), STR_INIT("すべて"), {NULL, 0}, {NULL, 0}},
        {STR_INIT("乙"), STR_INIT("C"), STR_INIT("3"), {NULL, 0}, {NULL, 0}},
    };
    static struct advisory_product after[] = {
        {STR_INIT("乙"), STR_INIT("C"), STR_INIT("3"), {NULL, 0}, {NULL, 0}},
        {STR_INIT("甲"), STR_INIT("A"), STR_INIT("1.1 以前"), {NULL, 0}, {NULL, 0}},
        {STR_INIT("丙"), STR_INIT("D"), STR_INIT("4"), {NULL, 0}, {NULL, 0}},
    };
    static struct advisory_reference moved[] = {
        {STR_INIT("https://docs.example/plain"), {NULL, 0}},
        {STR_INIT("https://docs.example/guide?a=1&b=2"), STR_INIT("設定の手引き")},
    };
    struct publication before = example_publication(), now = example_publication();
    struct difference_list list;

    (void)state;
    before.advisory.products = products;
    now.advisory.products = after;
    now.advisory.references = moved;
    list = find(&before, &now);
    assert_str(show(&list),
               text("products removed: [-甲-]|[-B-]|[-すべて-]||\n"
                    "products changed: 甲|A|1.[-0-]{+1+} 以前||\n"
                    "products added: {+丙+}|{+D+}|{+4+}||\n"
                    "references moved: https://docs.example/guide?a=1&b=2|設定の手引き\n"));
    assert_true(list.items[0].begins);
    assert_false(list.items[1].begins);
    assert_true(list.items[3].begins);
}

static void developers(void **state)
{
    struct publication before = example_publication(), now = example_publication();
    struct publication_vendor changed[3];
    struct difference_list list, english;

    (void)state;
    for (size_t i = 0; i < 3; i++)
        changed[i] = example_vendors[i];
    changed[1].status = VENDOR_STATUS_NOT_AFFECTED;
    now.vendors = changed;
    list = find(&before, &now);
    assert_str(show(&list), text("vendors changed: Example Works <Ltd.>|"
                                 "[-該当製品なし：調査中-]{+該当製品なし+}||||\n"));
    assert_int_equal(difference_for_page(&list, LANG_EN, &arena, &english), ERR_OK);
    assert_str(english.items[0].cells[1].runs[1].text,
               vendor_status_text(VENDOR_STATUS_NOT_AFFECTED, LANG_EN));
    /* What is approved holds no status words: that one side has none is no change. */
    for (size_t i = 0; i < 3; i++)
        changed[i].status = 0;
    assert_int_equal(find(&before, &now).count, 0);
}

/* The history names the sections whose names went, and not the names. */
static void what_the_history_keeps(void **state)
{
    struct publication before = example_publication(), now = example_publication();
    struct difference_list all, kept, page;

    (void)state;
    before.advisory.credit = (struct text2){.ja = STR("発見者 見本太郎 氏")};
    now.advisory.credit = (struct text2){.ja = STR("発見者")};
    now.advisory.change_note = (struct text2){.ja = STR("訂正しました。")};
    now.advisory.impact.en = STR("Nothing happens.");
    now.vendor_count = 2;
    all = find(&before, &now);
    assert_true(difference_of_field(&all, STR("change_note")).count > 0);
    assert_int_equal(difference_for_history(&all, &arena, &kept), ERR_OK);
    assert_int_equal(difference_of_field(&kept, STR("change_note")).count, 0);
    assert_int_equal(difference_of_field(&kept, STR("credit")).items[0].cell_count, 0);
    assert_int_equal(difference_of_field(&kept, STR("vendors")).items[0].kind,
                     DIFFERENCE_ROW_REMOVED);
    assert_int_equal(difference_of_field(&kept, STR("vendors")).items[0].cell_count, 0);
    assert_int_equal(difference_for_page(&kept, LANG_JA, &arena, &page), ERR_OK);
    assert_int_equal(difference_of_field(&page, STR("impact")).count, 0);
    assert_int_equal(difference_for_page(&kept, LANG_EN, &arena, &page), ERR_OK);
    assert_int_equal(difference_of_field(&page, STR("impact")).count, 1);
    /* nothing of the name stands in the document */
    struct history_line line = {.at_us = 1, .changes = kept};
    struct str document;
    now.history = &line;
    now.history_count = 1;
    assert_int_equal(publication_write(&now, &arena, &document), ERR_OK);
    assert_int_equal(str_find(document, STR("見本太郎"), 0), SIZE_MAX);
    assert_int_equal(str_find(document, STR("例示通信"), 0), SIZE_MAX);
}

static void the_document_keeps_them(void **state)
{
    struct publication before = example_publication(), now = example_publication(), read;
    struct history_line line = {.at_us = 1};
    struct str document, again;

    (void)state;
    now.advisory.solution.ja = STR("更新してください。\n\"=-+~\" を含む行");
    now.advisory.product_count = 2;
    now.advisory.reference_count = 0;
    struct difference_list all = find(&before, &now);
    assert_true(all.count > 3);
    assert_int_equal(difference_for_history(&all, &arena, &line.changes), ERR_OK);
    now.history = &line;
    now.history_count = 1;
    assert_int_equal(publication_write(&now, &arena, &document), ERR_OK);
    assert_int_equal(publication_read(document, &arena, &read), ERR_OK);
    assert_str(show(&read.history[0].changes), show(&line.changes));
    assert_int_equal(publication_write(&read, &arena, &again), ERR_OK);
    assert_str(again, document);
}

static void reading_is_strict(void **state)
{
    static const char *const bad[] = {
        "{}",
        "[1]",
        "[{}]",
        "[{\"field\":\"overview\"}]",
        "[{\"field\":\"none\",\"kind\":1}]",
        "[{\"field\":\"overview\",\"kind\":6}]",
        "[{\"field\":\"overview\",\"kind\":0}]",
        "[{\"field\":\"overview\",\"kind\":1,\"lang\":\"fr\"}]",
        "[{\"cells\":[[\"=\"]],\"field\":\"overview\",\"kind\":1}]",
        "[{\"cells\":[[\"x1\"]],\"field\":\"overview\",\"kind\":1}]",
        "[{\"cells\":{},\"field\":\"overview\",\"kind\":1}]",
        "[{\"field\":\"overview\",\"kind\":1,\"more\":1}]",
    };
    struct publication read;

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct str document = arena_format(&arena,
                                           "{\"advisory\":{},\"history\":[{\"at_us\":1,\"changes\":"
                                           "%s}],\"kind\":1,\"number\":\"N\"}",
                                           bad[i]);
        assert_int_equal(publication_read(document, &arena, &read), ERR_INVALID);
    }
}

int main(void)
{
#define IT(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        IT(nothing_changed),   IT(texts_and_their_languages), IT(rows_by_their_names),
        IT(developers),        IT(what_the_history_keeps),    IT(the_document_keeps_them),
        IT(reading_is_strict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
