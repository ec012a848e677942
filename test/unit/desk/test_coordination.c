/*
 * test/unit/desk/test_coordination.c — what a developer and the staff read on the case page about
 * detail, date-time and countermeasures, and who gets the files of an attack.
 */
#include "office.h"

static struct visitor reception;
static struct visitor coordinator;
static struct visitor with_attack;
static struct visitor without;
static struct id of; /* the case */
static struct id plain_file, attack_file;

static struct told page(const struct visitor *who, const char *rest, const char *lang)
{
    const char *target =
        arena_format(&office.arena, "/case/%s%s", id_text(of, &office.arena).ptr, rest).ptr;
    struct told told = office_ask(
        &office, &(struct ask){.method = HTTP_GET, .target = target, .who = who, .lang = lang});
    print_message("%s %s\n", lang, target);
    assert_int_equal(told.status, 200);
    return told;
}

static void disclose(const struct visitor *to, const char *more)
{
    office_do(
        &office, &coordinator, "disclose_detail", of,
        arena_format(&office.arena, "party=%s%s", id_text(to->actor.party, &office.arena).ptr, more)
            .ptr);
}

static int open_office(void **state)
{
    struct id report;

    (void)state;
    office_open(&office);
    reception = office_visitor(&office, "reception1");
    coordinator = office_visitor(&office, "coordinator1");
    with_attack = office_visitor(&office, "hanako");
    without = office_visitor(&office, "taro");
    report = office_report(&office);
    plain_file = upload(&reception, "a.txt", "plain");
    attack_file = upload(&reception, "a.txt", "attack");
    of = office_case(
        &reception, report,
        arena_format(&office.arena,
                     "title.ja=件名|product=サンプルCMS|vulnerability=v|attack=a|analysis=n|"
                     "files=%s|attack_files=%s",
                     id_text(plain_file, &office.arena).ptr,
                     id_text(attack_file, &office.arena).ptr)
            .ptr);
    disclose(&with_attack, "|with_attack=yes");
    disclose(&without, "");
    return 0;
}

/* proves DET-03 DET-07 DAT-15: before the terms a developer reads the three cautions and that its
 * name may be published, and what releasing alone would do. */
static void cautions_stand_before_the_detail(void **state)
{
    struct str ja = page(&with_attack, "", "ja").body;
    struct str en = page(&with_attack, "", "en").body;

    (void)state;
    assert_true(holds(en, "only to those who need it for the countermeasure"));
    assert_true(holds(en, "Keep it from third parties until general publication."));
    assert_true(holds(en, "products of other companies may have the same vulnerability"));
    assert_true(holds(en, "name and status of response may be published"));
    assert_true(holds(en, "overseas bodies may exclude a developer from future handling"));
    assert_true(holds(ja, "海外の調整機関が今後の取扱いから製品開発者を外すことがあります"));
    assert_false(holds(page(&coordinator, "", "en").body, "may exclude a developer"));
}

/* proves TIM-14 OBJ-28: the hours stand beside the contact, as configured and as set afterwards. */
static void hours_stand_beside_the_contact(void **state)
{
    struct str en = page(&with_attack, "", "en").body;
    const struct conf *conf = app_conf(office.desk.app);

    (void)state;
    assert_true(holds(en, "Telephone hours"));
    assert_true(holds(en, conf->handling_hours.ptr));
    assert_true(holds(en, conf->handling_mail.ptr));
    struct app_reader r = {office.desk.app, coordinator.actor, &office.arena};
    struct id scheme;
    assert_ok(app_scheme_id(&r, &scheme));
    office_do(&office, &coordinator, "set_contact_point", scheme,
              "point=handling|mail=new@coordinator.example|telephone=00-1111-1111|"
              "hours.ja=10時から16時");
    struct str ja = page(&with_attack, "", "ja").body;
    assert_true(holds(ja, "new@coordinator.example"));
    assert_true(holds(ja, "00-1111-1111"));
    assert_true(holds(ja, "10時から16時"));
    assert_false(holds(ja, conf->handling_mail.ptr));
}

static void open_both(void)
{
    office_do(&office, &with_attack, "open_detail", of, "terms=yes");
    office_do(&office, &without, "open_detail", of, "terms=yes");
}

static int download(const struct visitor *who, struct id file)
{
    const char *target =
        arena_format(&office.arena, "/case/%s/file/%s", id_text(of, &office.arena).ptr,
                     id_text(file, &office.arena).ptr)
            .ptr;
    return office_ask(&office, &(struct ask){.method = HTTP_GET, .target = target, .who = who})
        .status;
}

/* proves SEC-03 DET-02: files of the attack method go with the attack method only, and both are
 * detail: nothing before the terms. */
static void attack_files_go_with_the_attack(void **state)
{
    (void)state;
    assert_int_equal(download(&with_attack, plain_file), 404);
    assert_int_equal(download(&with_attack, attack_file), 404);
    open_both();
    assert_int_equal(download(&with_attack, plain_file), 200);
    assert_int_equal(download(&with_attack, attack_file), 200);
    assert_int_equal(download(&without, plain_file), 200);
    assert_int_equal(download(&without, attack_file), 404);
    assert_int_equal(download(&coordinator, attack_file), 200);
    assert_true(holds(page(&with_attack, "", "en").body, "Files of the attack method"));
    assert_false(holds(page(&without, "", "en").body, "Files of the attack method"));
}

/* proves CNT-04: the manual is linked where a developer writes what is published. */
static void manual_is_linked(void **state)
{
    const struct conf *conf = app_conf(office.desk.app);
    const char *link =
        arena_format(&office.arena, "href=\"%.*s\"", STR_ARG(conf->disclosure_manual)).ptr;

    (void)state;
    assert_true(holds(page(&without, "/do/report_result", "ja").body, link));
    assert_true(holds(page(&without, "/do/report_product", "ja").body, link));
    assert_false(holds(page(&without, "/do/offer_dates", "ja").body, link));
}

/* proves OBJ-07: a contact stands with all that was entered, for staff alone. */
static void contacts_stand_with_the_developer(void **state)
{
    (void)state;
    office_do(&office, &coordinator, "record_contact", of,
              arena_format(&office.arena,
                           "means=telephone|address=00-2222-2222|address_source=registered|"
                           "content=reminder|result=no_answer|note=CANARY-NOTE|party=%s",
                           id_text(with_attack.actor.party, &office.arena).ptr)
                  .ptr);
    struct str ja = page(&coordinator, "", "ja").body;
    assert_true(holds(ja, "連絡の記録"));
    assert_true(holds(ja, "00-2222-2222"));
    assert_true(holds(ja, "CANARY-NOTE"));
    assert_true(holds(ja, "こちらから連絡"));
    assert_false(holds(page(&with_attack, "", "ja").body, "00-2222-2222"));
}

/* proves DAT-21: whatever day suits, what is proposed is the hour of the edition on a working day
 * before another one. */
static void a_usual_day_is_proposed(void **state)
{
    enum { NOON = 12, WEEK = 7 };
    struct app_reader r = {office.desk.app, coordinator.actor, &office.arena};
    int32_t today = civil_jst_day(app_now_us(office.desk.app));

    (void)state;
    for (int32_t until = today + WEEK; until < today + 2 * WEEK; until++) {
        struct input in;
        int64_t at_us = 0;
        office_do(&office, &with_attack, "offer_dates", of,
                  arena_format(&office.arena, "from=%s|until=%s",
                               civil_write_date(today, &office.arena).ptr,
                               civil_write_date(until, &office.arena).ptr)
                      .ptr);
        assert_ok(app_prefill(&r, COMMAND_propose_date, (struct subject){.stream = of}, &in));
        assert_true(civil_read_rfc3339(input_get(&in, STR("at")), &at_us));
        int32_t day = civil_jst_day(at_us);
        assert_true(day <= until);
        assert_true(civil_is_working_day(day) && civil_is_working_day(day + 1));
        assert_true(at_us - civil_jst_day_start_us(day) == NOON * 3600 * US_PER_SECOND);
    }
}

/* proves DAT-17: UTC beside the Japanese time, for developers and for staff; not before it is told.
 */
static void date_is_told_in_utc(void **state)
{
    struct app_reader r = {office.desk.app, coordinator.actor, &office.arena};
    int64_t at_us = app_now_us(office.desk.app) + 20 * US_PER_DAY;
    struct str utc = civil_write_utc(at_us, &office.arena);
    struct case_view *v = NULL;
    const char *shown =
        arena_format(&office.arena, "%.*s %.*s UTC", 10, utc.ptr, 5, utc.ptr + 11).ptr;

    (void)state;
    assert_false(holds(page(&with_attack, "", "ja").body, shown));
    office_do(&office, &coordinator, "propose_date", of,
              arena_format(&office.arena, "at=%.*s|day_checked=yes", STR_ARG(utc)).ptr);
    assert_true(holds(page(&with_attack, "", "ja").body, shown));
    office_do(&office, &coordinator, "set_date", of,
              arena_format(&office.arena, "at=%.*s|day_checked=yes|reason=r", STR_ARG(utc)).ptr);
    assert_true(holds(page(&with_attack, "", "en").body, shown));
    assert_true(holds(page(&coordinator, "", "ja").body, shown));
    assert_ok(app_case_view(&r, of, &v));
    assert_true(v->date_us > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cautions_stand_before_the_detail),
        cmocka_unit_test(hours_stand_beside_the_contact),
        cmocka_unit_test(attack_files_go_with_the_attack),
        cmocka_unit_test(manual_is_linked),
        cmocka_unit_test(contacts_stand_with_the_developer),
        cmocka_unit_test(a_usual_day_is_proposed),
        cmocka_unit_test(date_is_told_in_utc),
    };
    return cmocka_run_group_tests(tests, open_office, close_office);
}
