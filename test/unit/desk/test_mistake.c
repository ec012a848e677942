/*
 * test/unit/desk/test_mistake.c — the two letters after a wrong send (SEC-24): drafted from what
 * the case knows, previewed, edited, confirmed by a second coordinator, and read by each of the two
 * alone.
 */
#include "office.h"

static struct visitor coordinator, second, hanako, taro;
static struct id of;

static int open_office(void **state)
{
    (void)state;
    office_open(&office);
    coordinator = office_visitor(&office, "coordinator1");
    second = office_visitor(&office, "coordinator2");
    hanako = office_visitor(&office, "hanako");
    taro = office_visitor(&office, "taro");
    struct visitor reception = office_visitor(&office, "reception1");
    struct id report = office_report(&office);
    of = office_case(&reception, report,
                     "title.ja=題|product=CMS|vulnerability=SECRET-DETAIL|analysis=a");
    office_do(&office, &coordinator, "disclose_detail", of,
              with_id("party=", hanako.actor.party, ""));
    office_do(&office, &coordinator, "disclose_detail", of,
              with_id("party=", taro.actor.party, ""));
    office_do(&office, &hanako, "open_detail", of, "terms=yes");
    office_do(&office, &coordinator, "correct_send", of,
              with_id("party=", hanako.actor.party, "|reason=similar name"));
    return 0;
}

static struct told send(const char *rest)
{
    const char *fields =
        arena_format(
            &office.arena,
            "party=%s&text=PLEASE-DELETE&owner=%s&owner_text=WE-ARE-SORRY&_submission=%s%s",
            id_text(hanako.actor.party, &office.arena).ptr,
            id_text(taro.actor.party, &office.arena).ptr,
            id_text(app_submission_new(), &office.arena).ptr, rest)
            .ptr;

    return office_ask(&office, &(struct ask){.method = HTTP_POST,
                                             .target = with_id("/case/", of, "/do/tell_mistake"),
                                             .who = &coordinator,
                                             .form = fields,
                                             .lang = "en"});
}

/* proves SEC-24: the drafts say what was sent and opened, neither names the other, and nothing of
 * them stands in the mails. */
static void both_are_drafted_and_previewed(void **state)
{
    (void)state;
    struct told told = ask_english(&coordinator, with_id("/case/", of, ""));
    assert_true(holds(told.body, with_id("/do/tell_mistake?party=", hanako.actor.party, "")));
    told = ask_english(&coordinator, with_id("/case/", of, "/do/tell_mistake"));
    assert_int_equal(told.status, 200);
    assert_true(holds(told.body, "Your organisation opened the detail on 2026-"));
    assert_true(holds(told.body, "The recipient opened the detail on 2026-"));
    assert_true(holds(told.body, "The case is closed to your organisation."));
    assert_false(holds(told.body, "SECRET-DETAIL"));
    told = send("&_preview=1");
    assert_int_equal(told.status, 200);
    assert_true(holds(told.body, "psirt@hanako.example"));
    assert_true(holds(told.body, "security@taro.example"));
    assert_true(holds(told.body, with_id("/organisations/", hanako.actor.party, "")));
    size_t letters = str_find(told.body, STR("psirt@hanako.example"), 0);
    size_t form = str_find(told.body, STR("<textarea"), 0);
    assert_true(letters < form); /* above the form, where the text stands only */
    assert_false(holds(str_slice(told.body, letters, form), "PLEASE-DELETE"));
    assert_false(
        holds(ask_english(&hanako, with_id("/organisations/", hanako.actor.party, "")).body,
              "PLEASE-DELETE"));
}

static void each_reads_its_own_when_two_have_confirmed(void **state)
{
    struct app_reader r = {office.desk.app, second.actor, &office.arena};
    const char *own = with_id("/organisations/", hanako.actor.party, "");
    const char *other = with_id("/organisations/", taro.actor.party, "");
    struct app_steps steps;

    (void)state;
    assert_int_equal(
        send(arena_format(&office.arena, "&_code=%s", fresh_code("coordinator1")).ptr).status, 303);
    assert_false(holds(ask_english(&hanako, own).body, "PLEASE-DELETE"));
    assert_true(holds(ask_english(&second, with_id("/case/", of, "/do/confirm_step")).body,
                      "PLEASE-DELETE"));
    assert_ok(app_steps(&r, of, &steps));
    assert_int_equal(steps.count, 1);
    office_do(&office, &second, "confirm_step", of, with_id("step=", steps.items[0].id, ""));
    assert_true(holds(ask_english(&hanako, own).body, "PLEASE-DELETE"));
    assert_false(holds(ask_english(&hanako, own).body, "WE-ARE-SORRY"));
    assert_true(holds(ask_english(&taro, other).body, "WE-ARE-SORRY"));
    assert_false(holds(ask_english(&taro, other).body, "PLEASE-DELETE"));
    assert_int_equal(ask_english(&hanako, with_id("/case/", of, "")).status, 404);
    assert_true(
        holds(ask_english(&coordinator, with_id("/case/", of, "")).body, "Both were written to:"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_are_drafted_and_previewed),
        cmocka_unit_test(each_reads_its_own_when_two_have_confirmed),
    };

    return cmocka_run_group_tests(tests, open_office, close_office);
}
