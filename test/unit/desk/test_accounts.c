/*
 * test/unit/desk/test_accounts.c — the administrators' pages: what waits for the second one is
 * found there and read whole before it is confirmed, and who was closed offers no more steps
 * (HND-06).
 */
#include "office.h"

static struct visitor first;
static struct visitor second;
static struct visitor officer;

static int open_office(void **state)
{
    (void)state;
    office_open(&office);
    first = office_visitor(&office, "admin");
    second = office_visitor(&office, "admin2");
    officer = office_visitor(&office, "coordinator1");
    return 0;
}

static struct told send(const struct visitor *who, const char *target, const char *form)
{
    return office_ask(
        &office,
        &(struct ask){
            .method = HTTP_POST, .target = target, .who = who, .form = form, .lang = "en"});
}

static struct id person_of(const char *login)
{
    struct app_reader r = {office.desk.app, first.actor, &office.arena};
    struct app_persons persons;

    assert_ok(app_persons(&r, &persons));
    for (size_t i = 0; i < persons.count; i++) {
        if (str_equal(persons.items[i].login, str_from_cstr(login)))
            return persons.items[i].id;
    }
    return (struct id){{0}};
}

static struct id step_at(struct id stream)
{
    struct app_reader r = {office.desk.app, second.actor, &office.arena};
    struct app_steps steps;

    assert_ok(app_steps(&r, stream, &steps));
    assert_int_equal(steps.count, 1);
    return steps.items[0].id;
}

static const char *form_with(const char *fields, const char *login)
{
    return arena_format(&office.arena, "%s&_submission=%s&_code=%s&_confirm=1", fields,
                        id_text(app_submission_new(), &office.arena).ptr, fresh_code(login))
        .ptr;
}

static void a_new_officer_is_read_and_confirmed(void **state)
{
    struct id body = officer.actor.party;
    const char *fields = with_id("login=mia&name.ja=MIA-NAME&role=coordinator&party=", body, "");

    (void)state;
    struct told told = send(&first, "/do/add_person", form_with(fields, "admin"));
    assert_int_equal(told.status, 303);
    assert_true(id_is_none(person_of("mia")));
    told = ask_english(&first, "/accounts");
    assert_true(holds(told.body, "Sent by you; a colleague has to confirm it."));
    told = ask_english(&second, "/accounts");
    const char *answer = with_id("/organisations/", body, "/do/confirm_step");
    assert_true(holds(told.body, "Read and confirm"));
    assert_true(holds(told.body, answer));
    told = ask_english(&second, answer);
    assert_int_equal(told.status, 200);
    assert_true(holds(told.body, "MIA-NAME"));
    assert_true(holds(told.body, "Coordinator (JPCERT/CC)"));
    assert_false(
        holds(ask_english(&officer, with_id("/organisations/", body, "")).body, "MIA-NAME"));
    told = send(&second, answer, form_with(with_id("step=", step_at(body), ""), "admin2"));
    assert_int_equal(told.status, 303);
    assert_false(id_is_none(person_of("mia")));
    assert_false(holds(ask_english(&second, "/accounts").body, "Read and confirm"));
}

/* The second administrator gets the code; the first never sees it. */
static void a_link_is_confirmed_where_its_code_is_shown(void **state)
{
    struct id person = person_of("mia");
    const char *link = with_id("/accounts/", person, "/link");

    (void)state;
    struct told told = send(&first, link, form_with("", "admin"));
    assert_int_equal(told.status, 303);
    told = ask_english(&second, with_id("/accounts/", person, "/do/confirm_step"));
    assert_int_equal(told.status, 200);
    told = send(&second, with_id("/accounts/", person, "/do/confirm_step"),
                form_with(with_id("step=", step_at(person), ""), "admin2"));
    assert_int_equal(told.status, 409);
    assert_true(holds(told.body, "Confirm it on the page of accounts."));
    told = send(&second, link, form_with("", "admin2"));
    assert_int_equal(told.status, 200);
    assert_true(holds(told.body, "id=\"code\""));
}

static void a_closed_account_offers_nothing(void **state)
{
    struct id person = person_of("mia");
    const char *address = with_id("/accounts/", person, "/do/close_account");

    (void)state;
    assert_true(holds(ask_english(&first, "/accounts").body, address));
    struct told told = send(&first, address, form_with("reason=left", "admin"));
    assert_int_equal(told.status, 303);
    told = ask_english(&first, "/accounts");
    assert_true(holds(told.body, ">closed<"));
    assert_false(holds(told.body, address));
    assert_false(holds(told.body, with_id("/accounts/", person, "/link")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_officer_is_read_and_confirmed),
        cmocka_unit_test(a_link_is_confirmed_where_its_code_is_shown),
        cmocka_unit_test(a_closed_account_offers_nothing),
    };

    return cmocka_run_group_tests(tests, open_office, close_office);
}
