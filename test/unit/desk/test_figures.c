/*
 * test/unit/desk/test_figures.c — the page of reception's figures: it shows the counts of the law,
 * as of the day of the address, and exists for reception alone.
 */
#include "office.h"

static struct office office;
static struct visitor reception;

static bool holds(struct str body, const char *text)
{
    return str_find(body, str_from_cstr(text), 0) != SIZE_MAX;
}

static struct told get(const struct visitor *who, const char *target)
{
    return office_ask(&office, &(struct ask){.method = HTTP_GET, .target = target, .who = who});
}

static int open_office(void **state)
{
    (void)state;
    office_open(&office);
    reception = office_visitor(&office, "reception1");
    (void)office_report(&office);
    struct id report = office_report(&office);
    office_do(&office, &reception, "classify_report", report, "cause=buffer");
    office_do(&office, &reception, "decline_report", report, "ground=known|reason=既知のため");
    return 0;
}

static int close_office(void **state)
{
    (void)state;
    office_close(&office);
    return 0;
}

/* What stands in the cell beside a row's heading. */
static struct str cell_of(struct str body, const char *table, const char *row)
{
    size_t at = str_find(body, str_from_cstr(table), 0);

    assert_int_not_equal(at, SIZE_MAX);
    at = str_find(body, str_from_cstr(row), at);
    assert_int_not_equal(at, SIZE_MAX);
    at = str_find(body, STR("<td class=\"num\">"), at) + STR("<td class=\"num\">").len;
    struct str rest = str_slice(body, at, body.len);
    if (str_starts_with(rest, STR("<b>")))
        rest = str_slice(rest, 3, rest.len);
    return str_split(&rest, '<');
}

/* proves REC-05 LIF-03 LIF-04 LIF-05 LIF-06: the dispositions with their definitions; what was not
 * accepted stands in the totals and in no breakdown. */
static void the_page_counts(void **state)
{
    static const char disposition[] = "<caption>ソフトウエア製品: 処理状況";
    static const char cause[] = "<caption>ソフトウエア製品: 脆弱性の原因";

    (void)state;
    struct told told = get(&reception, "/figures");
    assert_int_equal(told.status, 200);
    assert_str(cell_of(told.body, disposition, "不受理"), STR("1"));
    assert_str(cell_of(told.body, disposition, "取扱い中"), STR("1"));
    assert_str(cell_of(told.body, disposition, "個別対応"), STR("0"));
    assert_str(cell_of(told.body, disposition, "脆弱性ではない"), STR("0"));
    assert_true(holds(told.body, "JVN 公表を行わず、製品開発者が個別対応したもの"));
    assert_true(holds(told.body, "製品開発者により脆弱性ではないと判断されたもの"));
    assert_str(cell_of(told.body, disposition, "合計"), STR("2"));
    assert_true(holds(told.body, "告示で定める届出の対象に該当しないもの"));
    assert_str(cell_of(told.body, cause, "バッファ"), STR("0"));
    assert_str(cell_of(told.body, cause, "未分類"), STR("1"));
    assert_str(cell_of(told.body, cause, "合計"), STR("1"));
    assert_true(holds(told.body, "届出2件のうち、不受理の1件はこの内訳に含めていません。"));
    told = get(&reception, "/figures?day=2004-07-08");
    assert_str(cell_of(told.body, disposition, "合計"), STR("0"));
    assert_int_equal(get(&reception, "/figures?day=9999-12-31").status, 200);
    assert_int_equal(get(&reception, "/figures?day=%3Cb%3E").status, 200);
}

static void it_is_receptions_alone(void **state)
{
    static const char *const others[] = {"coordinator1", "hanako", "admin"};

    (void)state;
    assert_true(holds(get(&reception, "/").body, "href=\"/figures\""));
    for (size_t i = 0; i < 3; i++) {
        struct visitor other = office_visitor(&office, others[i]);
        assert_int_equal(get(&other, "/figures").status, 404);
        assert_false(holds(get(&other, "/organisations").body, "href=\"/figures\""));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_counts),
        cmocka_unit_test(it_is_receptions_alone),
    };

    return cmocka_run_group_tests(tests, open_office, close_office);
}
