/*
 * test/unit/app/test_office.c — how officers are let in and shut out: no administrator alone gets a
 * way into an account of the bodies, and who leaves is out at once (HND-06, HND-07, SEC-25).
 */
#include "stage.h"

#include "sys/totp.h"

static struct app_signed signed_in(struct stage *s, const char *login)
{
    struct app_credentials c = {STR("192.0.2.7"), str_from_cstr(login),
                                stage_account(s, login)->password};
    struct app_signed half, out;
    char code[8];
    assert_ok(app_sign_in(s->app, &c, &s->arena, &half));
    assert_int_equal(half.result, APP_SIGN_OK);
    stage_code(s, login, code);
    assert_ok(app_sign_in_factor(s->app, str_from_cstr(half.token), str_from_cstr(code), &s->arena,
                                 &out));
    assert_int_equal(out.result, APP_SIGN_OK);
    return out;
}

static enum err session_is(struct stage *s, const struct app_signed *in)
{
    struct app_session session;
    return app_session_get(s->app, str_from_cstr(in->token), &s->arena, &session);
}

static const char *step_field(struct stage *s, struct id step)
{
    return arena_format(&s->arena, "step=%s", id_text(step, &s->arena).ptr).ptr;
}

static const char *grant_fields(struct stage *s, const char *before, struct id party,
                                const char *role)
{
    return arena_format(&s->arena, "%sparty=%s|role=%s", before, id_text(party, &s->arena).ptr,
                        role)
        .ptr;
}

/* A new account of a body: made by two, its first link made by two, and the code shown to the
 * second. */
static void an_officer_is_made_by_two(void **state)
{
    struct stage s;
    struct app_outcome out;
    struct app_persons persons;
    struct app_steps steps;
    struct app_enrolment e;
    struct id person = {{0}};
    char code[APP_TOKEN_LEN + 1] = "";
    bool waits = false;
    (void)state;
    stage_open(&s, true);
    struct app_reader one = stage_reader(&s, "admin", ROLE_admin);
    struct app_reader two = stage_reader(&s, "admin2", ROLE_admin);
    struct id body = stage_actor(&s, "coordinator1", ROLE_coordinator).party;
    const char *fields = grant_fields(&s, "login=mia|name.ja=調整 美亜|", body, "coordinator");
    out = stage_try(&s,
                    &(struct step){.actor = one.actor, .command = "add_person", .fields = fields});
    assert_string_equal(stage_refusal(&out), "none");
    assert_false(id_is_none(out.step)); /* a proposal at the organisation, not an account */
    assert_true(id_equal(out.subject, body));
    assert_int_equal(out.subject_type, STREAM_party);
    fields = step_field(&s, out.step);
    stage_do(&s, &(struct step){two.actor, "confirm_step", fields, .subject = body});
    assert_ok(app_persons(&one, &persons));
    for (size_t i = 0; i < persons.count; i++) {
        if (str_equal(persons.items[i].login, STR("mia")))
            person = persons.items[i].id;
    }
    assert_false(id_is_none(person));
    for (int i = 0; i < 2; i++) {
        assert_ok(app_enrol_code(&one, person, code, &waits));
        assert_true(waits);
        assert_int_equal(code[0], '\0');
    }
    /* Confirmed as any other step it would stand in the log and its code would be nobody's. */
    assert_ok(app_steps(&two, person, &steps));
    assert_int_equal(steps.count, 1);
    fields = step_field(&s, steps.items[0].id);
    out = stage_try(&s, &(struct step){two.actor, "confirm_step", fields, .subject = person});
    assert_string_equal(stage_refusal(&out), "link_on_accounts");
    waits = false;
    assert_ok(app_enrol_code(&two, person, code, &waits));
    assert_false(waits);
    assert_ok(app_enrol_view(s.app, str_from_cstr(code), &s.arena, &e));
    assert_int_equal(e.result, APP_SIGN_OK);
    stage_close(&s);
}

/* SEC-25: a link that one administrator made for a developer is no way to an officer's account. */
static void a_link_ends_when_its_account_becomes_an_officers(void **state)
{
    struct stage s;
    struct app_enrolment e;
    char code[APP_TOKEN_LEN + 1];
    bool waits = false;
    (void)state;
    stage_open(&s, true);
    struct app_reader admin = stage_reader(&s, "admin", ROLE_admin);
    struct id developer = stage_actor(&s, "hanako", ROLE_developer).party;
    struct id body = stage_actor(&s, "reception1", ROLE_reception).party;
    struct id person =
        stage_do(&s, &(struct step){.actor = admin.actor,
                                    .command = "add_person",
                                    .fields = grant_fields(&s, "login=neu|name.ja=新人|", developer,
                                                           "developer")});
    assert_ok(app_enrol_code(&admin, person, code, &waits));
    assert_false(waits);
    assert_ok(app_enrol_view(s.app, str_from_cstr(code), &s.arena, &e));
    assert_int_equal(e.result, APP_SIGN_OK);
    stage_do(&s, &(struct step){admin.actor, "grant_role", grant_fields(&s, "", body, "reception"),
                                .subject = person});
    assert_ok(app_enrol_view(s.app, str_from_cstr(code), &s.arena, &e));
    assert_int_equal(e.result, APP_SIGN_EXPIRED);
    stage_close(&s);
}

/* HND-07: what was open when the account was closed opens nothing any more, nor after a restart. */
static void who_leaves_is_out_at_once(void **state)
{
    struct stage s;
    struct actor a;
    struct app_enrolment e;
    struct app_signed again;
    char token[APP_TOKEN_LEN + 1], code[APP_TOKEN_LEN + 1];
    bool waits = false;
    (void)state;
    stage_open(&s, false);
    struct app_reader admin = stage_reader(&s, "admin", ROLE_admin);
    struct app_reader colleague = stage_reader(&s, "admin2", ROLE_admin);
    struct actor leaver = stage_actor(&s, "coordinator1", ROLE_coordinator);
    struct app_signed in = signed_in(&s, "coordinator1");
    assert_ok(app_token_for_login(s.app, STR("coordinator1"), ROLE_coordinator, 9, token));
    assert_ok(app_enrol_code(&admin, leaver.person, code, &waits));
    assert_ok(app_enrol_code(&colleague, leaver.person, code, &waits));
    assert_ok(session_is(&s, &in));
    stage_do(&s,
             &(struct step){admin.actor, "close_account", "reason=退職", .subject = leaver.person});
    for (int i = 0; i < 2; i++) {
        struct app_credentials c = {STR("192.0.2.7"), STR("coordinator1"),
                                    stage_account(&s, "coordinator1")->password};
        assert_err(session_is(&s, &in), ERR_NOT_FOUND);
        assert_err(app_token_actor(s.app, str_from_cstr(token), &a), ERR_NOT_FOUND);
        assert_ok(app_enrol_view(s.app, str_from_cstr(code), &s.arena, &e));
        assert_int_equal(e.result, APP_SIGN_EXPIRED);
        assert_ok(app_sign_in(s.app, &c, &s.arena, &again));
        assert_int_equal(again.result, APP_SIGN_WRONG);
        assert_err(app_token_for_login(s.app, STR("coordinator1"), ROLE_coordinator, 9, token),
                   ERR_NOT_FOUND);
        stage_restart(&s);
    }
    stage_close(&s);
}

/* SEC-25: of two roles one is taken away; the sessions in it end, those in the other go on. */
static void a_role_taken_ends_its_sessions(void **state)
{
    struct stage s;
    struct app_signed first, second;
    (void)state;
    stage_open(&s, true);
    struct app_reader admin = stage_reader(&s, "admin", ROLE_admin);
    struct actor two = stage_actor(&s, "reception1", ROLE_reception);
    stage_do(&s, &(struct step){admin.actor, "grant_role", grant_fields(&s, "", two.party, "admin"),
                                .subject = two.person});
    struct app_signed a = signed_in(&s, "reception1");
    assert_ok(app_sign_in_role(s.app, str_from_cstr(a.token), 0, &s.arena, &first));
    stage_pass(&s, 30);
    struct app_signed b = signed_in(&s, "reception1");
    assert_ok(app_sign_in_role(s.app, str_from_cstr(b.token), 1, &s.arena, &second));
    stage_do(&s,
             &(struct step){admin.actor, "take_role", grant_fields(&s, "", two.party, "reception"),
                            .subject = two.person});
    assert_err(session_is(&s, &first), ERR_NOT_FOUND);
    assert_ok(session_is(&s, &second));
    stage_close(&s);
}

/* A real directory begins with two administrators; whoever runs the machine can make a third, whom
 * the log calls the system's. */
static void a_real_directory_has_two_administrators(void **state)
{
    struct tmpdir dir;
    struct arena arena;
    struct app_accounts accounts;
    struct app_account third;
    struct app *app = NULL;
    struct app_create_options o = {.admin_login = STR("kanri")};
    (void)state;
    arena_init(&arena, 64 << 20);
    tmpdir_open(&dir);
    o.data_dir = dir.path;
    conf_init(&o.conf);
    o.conf.password_cost = STR("reduced");
    assert_ok(app_create(&o, &arena, &accounts));
    assert_int_equal(accounts.count, 2);
    assert_str(accounts.items[0].login, STR("kanri"));
    assert_str(accounts.items[1].login, STR(APP_SECOND_ADMIN));
    assert_ok(app_open(&(struct app_options){.data_dir = dir.path}, &app));
    assert_err(app_add_administrator(app, STR("kanri"), &arena, &third), ERR_INVALID);
    assert_err(app_add_administrator(app, STR("No Name"), &arena, &third), ERR_INVALID);
    assert_ok(app_add_administrator(app, STR("kanri3"), &arena, &third));
    struct app_credentials c = {STR("192.0.2.1"), STR("kanri3"), third.password};
    struct app_signed in;
    assert_ok(app_sign_in(app, &c, &arena, &in));
    assert_int_equal(in.result, APP_SIGN_OK);
    app_close(app);
    arena_release(&arena);
    tmpdir_close(&dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_officer_is_made_by_two),
        cmocka_unit_test(a_link_ends_when_its_account_becomes_an_officers),
        cmocka_unit_test(who_leaves_is_out_at_once),
        cmocka_unit_test(a_role_taken_ends_its_sessions),
        cmocka_unit_test(a_real_directory_has_two_administrators),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
