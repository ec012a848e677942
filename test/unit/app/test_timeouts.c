/*
 * test/unit/app/test_timeouts.c — everything that ends by itself: pending sign-ins, idle and old
 * sessions, fresh factors, tokens, one-time codes, uploads. The machine's clock is replaced by the
 * training clock, so that time can be made to pass.
 */
#include "stage.h"

#include "sys/random.h"

static void open_with_time(struct stage *s)
{
    stage_open(s, true);
    s->app->wall.kind = CLOCK_MANUAL;
    s->app->wall.fd = s->app->clock.fd;
    stage_pass(s, 1);
}

static struct app_signed begin(struct stage *s, const char *login)
{
    struct app_signed out;
    struct app_credentials c = {STR("192.0.2.1"), str_from_cstr(login),
                                stage_account(s, login)->password};
    assert_ok(app_sign_in(s->app, &c, &s->arena, &out));
    assert_int_equal(out.result, APP_SIGN_OK);
    return out;
}

static struct app_signed give_code(struct stage *s, const struct app_signed *begun,
                                   const char *login)
{
    struct app_signed out;
    char code[8];
    stage_code(s, login, code);
    assert_ok(app_sign_in_factor(s->app, str_from_cstr(begun->token), str_from_cstr(code),
                                 &s->arena, &out));
    return out;
}

static enum err look(struct stage *s, const struct app_signed *a, struct app_session *out)
{
    return app_session_get(s->app, str_from_cstr(a->token), &s->arena, out);
}

static void a_pending_sign_in_ends(void **state)
{
    struct stage s;
    (void)state;
    open_with_time(&s);
    struct app_signed late = begin(&s, "reception1");
    stage_pass(&s, LIMIT_SIGN_IN_SECONDS + 1);
    assert_int_equal(give_code(&s, &late, "reception1").result, APP_SIGN_EXPIRED);
    struct app_signed quick = begin(&s, "reception1");
    stage_pass(&s, LIMIT_SIGN_IN_SECONDS - 1);
    assert_int_equal(give_code(&s, &quick, "reception1").result, APP_SIGN_OK);
    stage_close(&s);
}

static void an_idle_session_ends(void **state)
{
    struct stage s;
    struct app_session session;
    (void)state;
    open_with_time(&s);
    struct app_signed a = begin(&s, "reception1");
    a = give_code(&s, &a, "reception1");
    for (int i = 0; i < 3; i++) { /* used now and then it lives */
        stage_pass(&s, LIMIT_SESSION_IDLE_SECONDS - 1);
        assert_ok(look(&s, &a, &session));
    }
    stage_pass(&s, LIMIT_SESSION_IDLE_SECONDS + 1);
    assert_err(look(&s, &a, &session), ERR_NOT_FOUND);
    stage_close(&s);
}

static void a_busy_session_ends_too(void **state)
{
    struct stage s;
    struct app_session session;
    int64_t passed = 0;
    (void)state;
    open_with_time(&s);
    struct app_signed a = begin(&s, "reception1");
    a = give_code(&s, &a, "reception1");
    for (; passed + 600 < LIMIT_SESSION_SECONDS; passed += 600) {
        stage_pass(&s, 600);
        assert_ok(look(&s, &a, &session));
    }
    stage_pass(&s, LIMIT_SESSION_SECONDS - passed + 1);
    assert_err(look(&s, &a, &session), ERR_NOT_FOUND);
    stage_close(&s);
}

/* SEC-04: what needs a fresh factor needs it again after five minutes. */
static void a_factor_grows_old(void **state)
{
    struct stage s;
    struct app_session session;
    (void)state;
    open_with_time(&s);
    struct app_signed a = begin(&s, "coordinator1");
    a = give_code(&s, &a, "coordinator1");
    stage_pass(&s, LIMIT_STEP_UP_SECONDS - 1);
    assert_ok(look(&s, &a, &session));
    assert_true(session.actor.stepped_up);
    stage_pass(&s, 2);
    assert_ok(look(&s, &a, &session));
    assert_false(session.actor.stepped_up);
    stage_close(&s);
}

static void tokens_and_codes_end(void **state)
{
    struct stage s;
    struct actor a;
    struct app_enrolment e;
    char token[APP_TOKEN_LEN + 1];
    char code[APP_TOKEN_LEN + 1];
    (void)state;
    open_with_time(&s);
    struct app_reader admin = stage_reader(&s, "admin", ROLE_admin);
    struct app_reader colleague = stage_reader(&s, "admin2", ROLE_admin);
    bool waits = false;
    assert_ok(app_token_for_login(s.app, STR("hanako"), ROLE_developer, 2, token));
    assert_ok(app_token_actor(s.app, str_from_cstr(token), &a));
    assert_ok(app_enrol_code(&admin, a.person, code, &waits));
    assert_ok(app_enrol_code(&colleague, a.person, code, &waits));
    assert_false(waits);
    stage_pass(&s, 2 * 86400 - 10);
    assert_ok(app_token_actor(s.app, str_from_cstr(token), &a));
    stage_pass(&s, 20);
    assert_err(app_token_actor(s.app, str_from_cstr(token), &a), ERR_NOT_FOUND);
    assert_ok(app_enrol_view(s.app, str_from_cstr(code), &s.arena, &e));
    assert_int_equal(e.result, APP_SIGN_OK);
    stage_pass(&s, LIMIT_ENROL_DAYS * INT64_C(86400));
    assert_ok(app_enrol_view(s.app, str_from_cstr(code), &s.arena, &e));
    assert_int_equal(e.result, APP_SIGN_EXPIRED);
    stage_close(&s);
}

/* A handle that nobody took is void after a day, and its bytes are removed; a taken one stays. */
static void uploads_end(void **state)
{
    struct stage s;
    struct app_work_done done = {0};
    struct id handle[2];
    (void)state;
    open_with_time(&s);
    struct id report = stage_report(&s, random_id());
    struct app_reader r = {s.app, {.role = ROLE_finder, .receipt = report}, &s.arena};
    struct app_upload_info info = {STR("a"), STR("b"), 3};
    for (int i = 0; i < 2; i++) {
        struct app_upload *u = NULL;
        assert_ok(app_upload_begin(&r, &info, &u));
        assert_ok(app_upload_write(u, STR("abc")));
        assert_ok(app_upload_finish(u, &handle[i]));
    }
    struct step step = {r.actor, "answer_from_finder", "text=添付", .subject = report};
    step.files = (struct id_list){&handle[0], 1};
    stage_do(&s, &step);
    assert_int_equal(stage_files(&s, "blobs"), 3); /* one of the report itself */
    /* further than any file's own time on disk, which the machine's real clock wrote */
    assert_ok(app_clock_advance(s.app, app_now_us(s.app) + 20 * 366 * US_PER_DAY));
    s.app->expired_us = 0;
    assert_ok(app_tick(s.app, &done));
    assert_int_equal(stage_files(&s, "blobs"), 2);
    step.files = (struct id_list){&handle[1], 1};
    struct app_outcome late = stage_try(&s, &step);
    assert_string_equal(stage_refusal(&late), "files_unknown");
    stage_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pending_sign_in_ends),  cmocka_unit_test(an_idle_session_ends),
        cmocka_unit_test(a_busy_session_ends_too), cmocka_unit_test(a_factor_grows_old),
        cmocka_unit_test(tokens_and_codes_end),    cmocka_unit_test(uploads_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
