/*
 * test/unit/desk/test_figures.c — the page of reception's figures: it shows the counts of the law,
 * as of the day of the address; reports are reception's alone, where cases came from both bodies'.
 */
#include "office.h"

#include "core/report/public_figures.h"

static struct visitor reception;

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

/* What stands in the cell beside a row's heading. */
static struct str cell_of(struct str body, const char *table, const char *row)
{
    size_t at = str_find(body, str_from_cstr(table), 0);

    assert_int_not_equal(at, SIZE_MAX);
    at = str_find(body, str_from_cstr(row), at);
    assert_int_not_equal(at, SIZE_MAX);
    at = str_find(body, STR(">"), str_find(body, STR("<td class=\"num\""), at)) + 1;
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
    struct told told = ask_get(&reception, "/figures");
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
    told = ask_get(&reception, "/figures?day=2004-07-08");
    assert_str(cell_of(told.body, disposition, "合計"), STR("0"));
    assert_int_equal(ask_get(&reception, "/figures?day=9999-12-31").status, 200);
    assert_int_equal(ask_get(&reception, "/figures?day=%3Cb%3E").status, 200);
}

static void reports_are_receptions_alone(void **state)
{
    static const char *const others[] = {"hanako", "admin"};
    struct visitor coordinator = office_visitor(&office, "coordinator1");
    struct str seen = ask_get(&coordinator, "/figures").body;

    (void)state;
    assert_true(holds(ask_get(&reception, "/").body, "href=\"/figures\""));
    assert_true(holds(seen, "<caption>JPCERT/CCの案件：情報源"));
    assert_false(holds(seen, "<caption>ソフトウエア製品"));
    assert_false(holds(seen, "届出は"));
    for (size_t i = 0; i < 2; i++) {
        struct visitor other = office_visitor(&office, others[i]);
        assert_int_equal(ask_get(&other, "/figures").status, 404);
        assert_false(holds(ask_get(&other, "/organisations").body, "href=\"/figures\""));
    }
}

/* proves REC-10: what JPCERT/CC opened itself is counted apart, and as no report. */
static void own_cases_are_counted_apart(void **state)
{
    static const char cases[] = "<caption>JPCERT/CCの案件：情報源";
    struct visitor coordinator = office_visitor(&office, "coordinator1");
    struct str before = ask_get(&reception, "/figures").body;

    (void)state;
    assert_str(cell_of(before, cases, "海外"), STR("0"));
    (void)office_do(&office, &coordinator, "open_case", (struct id){{0}},
                    "source=overseas|sender=CSIRT|title.ja=件名|product=P|vulnerability=v");
    for (size_t i = 0; i < 2; i++) {
        struct str body = ask_get(i == 0 ? &reception : &coordinator, "/figures").body;
        assert_str(cell_of(body, cases, "海外"), STR("1"));
        assert_str(cell_of(body, cases, "受付機関から引き渡された案件"), STR("0"));
        assert_str(cell_of(body, cases, "JPCERT/CCが開始した案件の合計"), STR("1"));
        body = ask_get(&coordinator, "/figures?day=2004-07-08").body;
        assert_str(cell_of(body, cases, "海外"), STR("0"));
    }
    static const char disposition[] = "<caption>ソフトウエア製品: 処理状況";
    assert_str(cell_of(ask_get(&reception, "/figures").body, disposition, "合計"),
               cell_of(before, disposition, "合計"));
}

/* What an officer publishes stands on the public site, and counts no report that came later. */
static void a_quarter_becomes_public(void **state)
{
    struct app_work_done done = {0};
    struct str table;
    DISK_FD site = -1;
    int32_t today = civil_jst_day(app_now_us(office.desk.app));
    struct id scheme;
    struct app_reader r = {office.desk.app, reception.actor, &office.arena};

    (void)state;
    assert_true(holds(ask_get(&reception, "/figures").body, "/do/release_figures"));
    assert_int_equal(app_scheme_id(&r, &scheme), ERR_OK);
    struct str until = civil_write_date(figures_last_quarter(today), &office.arena);
    (void)office_do(&office, &reception, "release_figures", scheme,
                    arena_format(&office.arena, "until=%.*s", STR_ARG(until)).ptr);
    assert_int_equal(app_release(office.desk.app, &done), ERR_OK);
    assert_int_equal(disk_open_root(tmpdir_path(&office.dir, 0, "public/site/statistics"), &site),
                     ERR_OK);
    assert_int_equal(disk_read_all(site, "reports.csv", 1 << 16, &office.arena, &table), ERR_OK);
    assert_true(holds(
        table, arena_format(&office.arena, "\n%.*s,0,0,0,0,0,0,0,0,0,0,0\n", STR_ARG(until)).ptr));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_counts),
        cmocka_unit_test(reports_are_receptions_alone),
        cmocka_unit_test(own_cases_are_counted_apart),
        cmocka_unit_test(a_quarter_becomes_public),
    };

    return cmocka_run_group_tests(tests, open_office, close_office);
}
