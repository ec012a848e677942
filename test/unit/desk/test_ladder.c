/*
 * test/unit/desk/test_ladder.c — developers that cannot be contacted on the case page, the public
 * page before it is decided, and the committee's dossier.
 */
#include "office.h"

enum { DAYS_PER_STEP = 100 };

static struct visitor reception;
static struct visitor coordinator;
static struct visitor second;
static struct visitor developer;
static struct id of; /* the case */
static struct str party;
static int64_t now_us;

static struct told page(const struct visitor *who, const char *rest)
{
    return ask_get(who, with_id("/case/", of, rest));
}

static void step(const struct visitor *who, const char *command, const char *more)
{
    now_us += DAYS_PER_STEP * US_PER_DAY;
    assert_ok(app_clock_advance(office.desk.app, now_us));
    office_do(&office, who, command, of,
              arena_format(&office.arena, "party=%.*s%s", STR_ARG(party), more).ptr);
}

static int open_office(void **state)
{
    (void)state;
    office_open(&office);
    reception = office_visitor(&office, "reception1");
    coordinator = office_visitor(&office, "coordinator1");
    second = office_visitor(&office, "coordinator2");
    developer = office_visitor(&office, "hanako");
    struct visitor admin = office_visitor(&office, "admin");
    struct id report = office_report(&office);
    of = office_case(&reception, report,
                     "title.ja=件|product=例示製品|versions=1.0|vulnerability=SECRET-DETAIL|"
                     "impact=POSSIBLE-IMPACT|analysis=ANALYSED");
    party = id_text(office_do(&office, &admin, "register_party", (struct id){{0}},
                              "kind=developer|name.ja=音信不通|registration=unregistered"),
                    &office.arena);
    now_us = app_now_us(office.desk.app);
    office_do(&office, &coordinator, "record_contact", of,
              arena_format(&office.arena,
                           "party=%.*s|means=telephone|address=03-0000-1234|"
                           "address_source=representative|content=registration|result=no_answer",
                           STR_ARG(party))
                  .ptr);
    return 0;
}

/* The form of a step with the public page that would come of it, before anything is sent. */
static struct str preview(const char *command, const char *more)
{
    struct str form =
        arena_format(&office.arena, "party=%.*s&_preview=yes%s", STR_ARG(party), more);
    const char *rest = arena_format(&office.arena, "/do/%s", command).ptr;
    struct told told = ask_post(&coordinator, with_id("/case/", of, rest), form.ptr);

    assert_int_equal(told.status, 200);
    return told.body;
}

/* proves UNR-10 TIM-18: who proposed, who decided, the interval, what comes next and from when, the
 * path of about a year; and the public page before a second person decides. */
static void the_case_page_tells_each_step(void **state)
{
    (void)state;
    assert_true(holds(page(&coordinator, "").body, "連絡が取れないと判断する"));
    assert_true(holds(page(&coordinator, "").body, "約1年かかります"));
    step(&coordinator, "judge_unreachable", "|ground=no_answer|by_telephone=yes|reason=r");
    assert_true(holds(preview("list_developer", "&name.ja=PREVIEWED&link=https://gone.example/"),
                      "<a href=\"https://gone.example/\""));
    assert_true(holds(preview("list_developer", "&name.ja=PREVIEWED"), "DID#--------"));
    step(&coordinator, "list_developer", "|name.ja=音信不通|link=https://gone.example/");
    struct str body = page(&reception, "").body;
    assert_true(holds(body, "連絡が取れないと判断</span>") || holds(body, "開発者名を公表</span>"));
    assert_true(holds(body, "100日"));
    assert_true(holds(body, "起案した担当者") && holds(body, "決定した担当者"));
    assert_true(holds(body, "製品情報を公表する")); /* next */
    assert_true(holds(body, "03-0000-1234"));
    assert_false(holds(body, "公表判定委員会の資料"));

    /* proposed and not decided yet: the colleague reads the page that would be public */
    now_us += DAYS_PER_STEP * US_PER_DAY;
    assert_ok(app_clock_advance(office.desk.app, now_us));
    struct str shown =
        preview("publish_product", "&product.ja=%E8%A3%BD&versions=9.9&legal_kind=other");
    assert_true(holds(shown, "製品名製、バージョン 9.9 の作者"));
    assert_true(holds(shown, "派生・関連製品のコミュニティ"));
    office_send(&office, &coordinator, "publish_product", of,
                arena_format(&office.arena,
                             "party=%.*s|product.ja=製|versions=9.9|legal_kind=other",
                             STR_ARG(party))
                    .ptr);
    body = page(&second, "/do/confirm_step").body;
    assert_true(holds(body, "製品名製、バージョン 9.9 の作者"));
    assert_false(holds(page(&developer, "/do/confirm_step").body, "バージョン 9.9"));
}

static const char *day_text(int32_t day)
{
    return civil_write_date(day, &office.arena).ptr;
}

static void withdraw_waiting(void)
{
    struct app_reader r = {office.desk.app, coordinator.actor, &office.arena};
    struct app_steps steps;

    assert_ok(app_steps(&r, of, &steps));
    assert_int_equal(steps.count, 1);
    struct str id = id_text(steps.items[0].id, &office.arena);
    office_do(&office, &coordinator, "withdraw_step", of,
              arena_format(&office.arena, "step=%.*s", STR_ARG(id)).ptr);
}

/* proves COM-04: attempts, dates, deadline, impact, what was verified and the end of support, from
 * the record alone; its reading is recorded; nobody else finds it. */
static void the_dossier_is_made_from_the_record(void **state)
{
    (void)state;
    assert_int_equal(page(&reception, "/dossier").status, 404); /* nothing is before it yet */
    withdraw_waiting();
    int32_t listed_day = civil_jst_day(now_us) - DAYS_PER_STEP;
    step(&coordinator, "publish_product", "|product.ja=例示製品|versions=1.0|legal_kind=other");
    int32_t product_day = civil_jst_day(now_us);
    int32_t deadline = product_day + 2 * DAYS_PER_STEP - 3;
    const char *fields =
        arena_format(&office.arena, "|reason=合意は困難|deadline=%s", day_text(deadline)).ptr;
    assert_ok(app_clock_advance(office.desk.app, now_us + (DAYS_PER_STEP - 1) * US_PER_DAY));
    const char *typed =
        arena_format(&office.arena, "&reason=r&deadline=%s", day_text(deadline)).ptr;
    assert_true(holds(preview("add_deadline", typed), "日まで受け付けます"));
    step(&coordinator, "add_deadline", fields);
    office_do(&office, &coordinator, "record_support_end", of,
              arena_format(&office.arena,
                           "party=%.*s|product=例示製品旧版|ended=2026-03-01|"
                           "announced=https://gone.example/eol|handling=no_answer|reason=r",
                           STR_ARG(party))
                  .ptr);
    step(&coordinator, "ask_committee", "|reason=応答がない");
    office_do(&office, &coordinator, "write_advisory", of,
              "doc.title.ja=t|doc.overview.ja=o|doc.impact.ja=i|doc.solution.ja=s|"
              "doc.verification.ja=VERIFIED-HERE");
    struct app_read_note note;
    size_t before = read_notes(&note);
    struct told told = page(&reception, "/dossier");
    assert_int_equal(told.status, 200);
    assert_int_equal(read_notes(&note), before + 1);
    assert_true(holds(told.body, "03-0000-1234") && holds(told.body, "電話"));
    assert_true(holds(told.body, "SECRET-DETAIL") && holds(told.body, "POSSIBLE-IMPACT"));
    assert_true(holds(told.body, "VERIFIED-HERE") && holds(told.body, "ANALYSED"));
    assert_true(holds(told.body, "一覧追加日") && holds(told.body, "連絡期限"));
    assert_true(holds(told.body, day_text(listed_day)) && holds(told.body, day_text(product_day)));
    assert_true(holds(told.body, day_text(deadline)) && holds(told.body, "2026-03-01"));
    assert_true(holds(told.body, "https://gone.example/eol") && holds(told.body, "例示製品旧版"));
    assert_true(holds(told.body, "応答がない") && holds(told.body, "DID#"));
    assert_true(holds(page(&coordinator, "").body, "公表判定委員会の資料"));
    assert_int_equal(page(&developer, "/dossier").status, 404);
    assert_int_equal(page(NULL, "/dossier").status, 401);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_case_page_tells_each_step),
        cmocka_unit_test(the_dossier_is_made_from_the_record),
    };
    return cmocka_run_group_tests(tests, open_office, close_office);
}
