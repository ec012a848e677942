/*
 * test/unit/app/test_calendar.c — the calendar feed: off until its address is made, the person's
 * own deadlines only, and not a byte of the disclosure date.
 */
#include "stage.h"

#include <string.h>

static struct str feed(struct stage *s, const char *token)
{
    struct str out = {NULL, 0};
    assert_ok(app_calendar(s->app, str_from_cstr(token), &s->arena, &out));
    return out;
}

static void make(struct stage *s, const char *login, enum role role, char token[APP_TOKEN_LEN + 1])
{
    struct app_reader r = stage_reader(s, login, role);
    assert_ok(app_calendar_make(&r, LANG_EN, token));
}

static bool is_on(struct stage *s, const char *login, enum role role)
{
    struct app_reader r = stage_reader(s, login, role);
    bool on = false;
    assert_ok(app_calendar_is_on(&r, &on));
    return on;
}

/* proves CON-09: nobody has a feed that it did not make, and what it ended is gone. */
static void it_is_off_until_made_and_after_it_was_ended(void **state)
{
    struct stage s;
    char first[APP_TOKEN_LEN + 1], second[APP_TOKEN_LEN + 1];
    struct str out;
    (void)state;
    stage_open(&s, false);
    assert_false(is_on(&s, "hanako", ROLE_developer));
    make(&s, "hanako", ROLE_developer, first);
    assert_true(is_on(&s, "hanako", ROLE_developer));
    assert_false(is_on(&s, "coordinator1", ROLE_coordinator));
    (void)feed(&s, first);
    make(&s, "hanako", ROLE_developer, second); /* another address ends the one before */
    assert_string_not_equal(first, second);
    assert_err(app_calendar(s.app, str_from_cstr(first), &s.arena, &out), ERR_NOT_FOUND);
    stage_restart(&s);
    (void)feed(&s, second);
    struct app_reader r = stage_reader(&s, "hanako", ROLE_developer);
    assert_ok(app_calendar_end(&r));
    assert_false(is_on(&s, "hanako", ROLE_developer));
    assert_err(app_calendar(s.app, str_from_cstr(second), &s.arena, &out), ERR_NOT_FOUND);
    assert_err(app_calendar(s.app, STR("nonsense"), &s.arena, &out), ERR_NOT_FOUND);
    stage_close(&s);
}

/* An API token is no address of a calendar, nor the other way round. */
static void its_key_opens_nothing_else(void **state)
{
    struct stage s;
    char address[APP_TOKEN_LEN + 1], token[APP_TOKEN_LEN + 1];
    struct actor actor;
    struct str out;
    (void)state;
    stage_open(&s, false);
    struct app_reader r = stage_reader(&s, "hanako", ROLE_developer);
    make(&s, "hanako", ROLE_developer, address);
    assert_ok(app_token_create(&r, 1, token));
    assert_err(app_token_actor(s.app, str_from_cstr(address), &actor), ERR_NOT_FOUND);
    assert_err(app_calendar(s.app, str_from_cstr(token), &s.arena, &out), ERR_NOT_FOUND);
    stage_close(&s);
}

static void set_date(struct stage *s, struct id case_id, int64_t at_us)
{
    struct str at = civil_write_jst(at_us, &s->arena);
    struct str fields = arena_format(
        &s->arena, "at=%.*s|day_checked=yes|ground_countermeasure=yes|reason=r", STR_ARG(at));
    stage_do(s, &(struct step){stage_actor(s, "coordinator1", ROLE_coordinator), "set_date",
                               fields.ptr, .subject = case_id});
}

/* proves CON-09: number and kind of one's own deadlines; never a title, and never the disclosure
 * date: another date does not change a byte, for developer and staff. */
static void the_disclosure_date_changes_no_byte(void **state)
{
    static const struct {
        const char *login;
        enum role role;
    } eyes[] = {{"hanako", ROLE_developer},
                {"coordinator1", ROLE_coordinator},
                {"reception1", ROLE_reception}};
    struct stage s;
    struct story story;
    char token[3][APP_TOKEN_LEN + 1];
    struct str before[3];
    (void)state;
    stage_open(&s, false);
    stage_story(&s, &story);
    struct id party = stage_actor(&s, "hanako", ROLE_developer).party;
    stage_do(&s, &(struct step){stage_actor(&s, "hanako", ROLE_developer), "set_contact_data",
                                "manager_name=花子|manager_mail=hanako@hanako.example",
                                .subject = party});
    for (size_t i = 0; i < 3; i++) {
        make(&s, eyes[i].login, eyes[i].role, token[i]);
        before[i] = feed(&s, token[i]);
        assert_false(holds(before[i], "ウィジェット"));
        assert_false(holds(before[i], "Widget"));
    }
    assert_true(holds(before[0], "SUMMARY:[Exercise]Confirm the registered data"));
    assert_true(holds(before[0], " Fix ready by\r\n"));
    set_date(&s, story.case_id, story.date_us + 20 * US_PER_DAY);
    for (size_t i = 0; i < 3; i++)
        assert_str(feed(&s, token[i]), before[i]);
    struct str day = civil_write_jst(story.date_us + 20 * US_PER_DAY, &s.arena);
    struct str compact =
        arena_format(&s.arena, "%.*s%.*s%.*s", 4, day.ptr, 2, day.ptr + 5, 2, day.ptr + 8);
    for (size_t i = 0; i < 3; i++)
        assert_false(holds(before[i], compact.ptr));
    stage_close(&s);
}

/* Each sees its own: a report that lies with an officer is in that officer's feed alone. */
static void a_person_sees_its_own_deadlines(void **state)
{
    struct stage s;
    char mine[APP_TOKEN_LEN + 1], other[APP_TOKEN_LEN + 1], developer[APP_TOKEN_LEN + 1];
    (void)state;
    stage_open(&s, false);
    struct id report = stage_report(&s, random_id());
    struct actor reception = stage_actor(&s, "reception1", ROLE_reception);
    char id[ID_TEXT_LEN + 1];
    id_write(report, id);
    stage_do(&s,
             &(struct step){
                 reception, "appoint_report",
                 arena_format(&s.arena, "officer=%s", id_text(reception.person, &s.arena).ptr).ptr,
                 .subject = report});
    make(&s, "reception1", ROLE_reception, mine);
    make(&s, "coordinator1", ROLE_coordinator, other);
    make(&s, "hanako", ROLE_developer, developer);
    assert_true(holds(feed(&s, mine), id));
    assert_true(holds(feed(&s, mine), "SUMMARY:[Exercise]IPA#"));
    assert_false(holds(feed(&s, mine), "SECRET"));
    assert_false(holds(feed(&s, other), "VEVENT"));
    assert_false(holds(feed(&s, developer), "VEVENT"));
    stage_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_off_until_made_and_after_it_was_ended),
        cmocka_unit_test(its_key_opens_nothing_else),
        cmocka_unit_test(the_disclosure_date_changes_no_byte),
        cmocka_unit_test(a_person_sees_its_own_deadlines),
    };
    return cmocka_run_group_tests_name("app/calendar", tests, NULL, NULL);
}
