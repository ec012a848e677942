/*
 * test/unit/app/test_session.c — who gets in: two factors, one role at a time, codes that count
 * once, waits after failures, tokens, one-time codes of new accounts, receipts.
 */
#include "stage.h"

#include "sys/receipt.h"
#include "sys/totp.h"

static struct app_signed sign_in(struct stage *s, const char *login, struct str password)
{
    struct app_signed out;
    struct app_credentials c = {
        .peer = STR("192.0.2.1"), .login = str_from_cstr(login), .password = password};
    assert_ok(app_sign_in(s->app, &c, &s->arena, &out));
    return out;
}

static struct app_signed give_code(struct stage *s, const struct app_signed *begun,
                                   const char *code)
{
    struct app_signed out;
    assert_ok(app_sign_in_factor(s->app, str_from_cstr(begun->token), str_from_cstr(code),
                                 &s->arena, &out));
    return out;
}

static enum err session_of(struct stage *s, const struct app_signed *signed_in,
                           struct app_session *out)
{
    return app_session_get(s->app, str_from_cstr(signed_in->token), &s->arena, out);
}

static void two_steps_and_one_role(void **state)
{
    struct stage s;
    struct app_session session;
    char code[8];
    (void)state;
    stage_open(&s, false);
    struct app_signed first = sign_in(&s, "reception1", stage_account(&s, "reception1")->password);
    assert_int_equal(first.result, APP_SIGN_OK);
    assert_int_equal(first.session.step, APP_SESSION_FACTOR);
    assert_int_equal(first.session.actor.role, ROLE_none); /* the password alone is nobody */
    stage_code(&s, "reception1", code);
    struct app_signed in = give_code(&s, &first, code);
    assert_int_equal(in.result, APP_SIGN_OK);
    assert_int_equal(in.session.step, APP_SESSION_ACTIVE);
    assert_int_equal(in.session.actor.role, ROLE_reception);
    assert_true(in.session.actor.stepped_up);
    assert_str(in.session.login, STR("reception1"));
    assert_string_not_equal(in.token, first.token);
    assert_err(session_of(&s, &first, &session), ERR_NOT_FOUND); /* the old token is void */
    assert_ok(session_of(&s, &in, &session));
    assert_str(session.binding, in.session.binding);
    assert_true(str_find(session.binding, str_from_cstr(in.token), 0) == SIZE_MAX);
    stage_restart(&s); /* sessions survive a restart of the desk */
    assert_ok(session_of(&s, &in, &session));
    app_sign_out(s.app, str_from_cstr(in.token));
    assert_err(session_of(&s, &in, &session), ERR_NOT_FOUND);
    stage_close(&s);
}

static void a_code_counts_once(void **state)
{
    struct stage s;
    char code[8];
    (void)state;
    stage_open(&s, false);
    struct str password = stage_account(&s, "reception1")->password;
    struct app_signed a = sign_in(&s, "reception1", password);
    struct app_signed b = sign_in(&s, "reception1", password);
    stage_code(&s, "reception1", code);
    assert_int_equal(give_code(&s, &a, code).result, APP_SIGN_OK);
    assert_int_equal(give_code(&s, &b, code).result, APP_SIGN_WRONG);
    stage_restart(&s);
    assert_int_equal(give_code(&s, &b, code).result, APP_SIGN_WRONG); /* also after a restart */
    stage_pass(&s, 30);
    stage_code(&s, "reception1", code);
    assert_int_equal(give_code(&s, &b, code).result, APP_SIGN_OK);
    stage_close(&s);
}

/* A wrong name and a wrong password look alike, and both wait after some failures. */
static void failures_wait(void **state)
{
    static const char *const logins[] = {"reception1", "no-such-person"};
    struct stage s;
    (void)state;
    stage_open(&s, true);
    for (size_t i = 0; i < 2; i++) {
        struct app_credentials c = {.login = str_from_cstr(logins[i]),
                                    .password = STR("not the password")};
        struct app_signed out;
        c.peer = i == 0 ? STR("192.0.2.1") : STR("192.0.2.2");
        for (int n = 0; n < 5; n++) {
            assert_ok(app_sign_in(s.app, &c, &s.arena, &out));
            assert_int_equal(out.result, APP_SIGN_WRONG);
        }
        assert_ok(app_sign_in(s.app, &c, &s.arena, &out));
        assert_int_equal(out.result, APP_SIGN_WAIT);
        assert_in_range(out.retry_after_s, 1, LIMIT_SIGN_IN_WAIT_SECONDS);
    }
    /* an address that failed waits with every name; another address and name do not */
    struct app_credentials c = {STR("192.0.2.1"), STR("coordinator1"),
                                stage_account(&s, "coordinator1")->password};
    struct app_signed out;
    assert_ok(app_sign_in(s.app, &c, &s.arena, &out));
    assert_int_equal(out.result, APP_SIGN_WAIT);
    c.peer = STR("192.0.2.3");
    assert_ok(app_sign_in(s.app, &c, &s.arena, &out));
    assert_int_equal(out.result, APP_SIGN_OK);
    stage_close(&s);
}

static void waits_grow_to_their_limit(void **state)
{
    static struct throttle t;
    (void)state;
    assert_int_equal(pthread_mutex_init(&t.mutex, NULL), 0);
    uint32_t before = 0;
    for (int i = 0; i < 40; i++) {
        throttle_fail(&t, "login", STR("a"));
        uint32_t now = throttle_wait(&t, "login", STR("a"));
        assert_true(now >= before);
        assert_true(now <= LIMIT_SIGN_IN_WAIT_SECONDS);
        before = now;
    }
    assert_int_equal(before, LIMIT_SIGN_IN_WAIT_SECONDS);
    assert_int_equal(throttle_wait(&t, "peer", STR("a")), 0);
    throttle_forget(&t, "login", STR("a"));
    assert_int_equal(throttle_wait(&t, "login", STR("a")), 0);
}

/* SEC-25: several roles are offered, one is worked under, and it can be changed. */
static void one_role_per_session(void **state)
{
    struct stage s;
    struct app_session session;
    char code[8];
    char id[ID_TEXT_LEN + 1];
    (void)state;
    stage_open(&s, true);
    struct actor admin = stage_actor(&s, "admin", ROLE_admin);
    struct actor reception = stage_actor(&s, "reception1", ROLE_reception);
    id_write(reception.party, id);
    struct str fields = arena_format(&s.arena, "party=%s|role=admin", id);
    stage_do(&s, &(struct step){.actor = admin,
                                .command = "grant_role",
                                .fields = fields.ptr,
                                .subject = reception.person});
    struct app_signed a = sign_in(&s, "reception1", stage_account(&s, "reception1")->password);
    stage_code(&s, "reception1", code);
    a = give_code(&s, &a, code);
    assert_int_equal(a.result, APP_SIGN_OK);
    assert_int_equal(a.session.step, APP_SESSION_ROLE);
    assert_int_equal(a.session.actor.role, ROLE_none);
    assert_int_equal(a.session.grant_count, 2);
    struct app_signed b;
    assert_ok(app_sign_in_role(s.app, str_from_cstr(a.token), 2, &s.arena, &b));
    assert_int_equal(b.result, APP_SIGN_EXPIRED); /* no such choice */
    assert_ok(app_sign_in_role(s.app, str_from_cstr(a.token), 1, &s.arena, &b));
    assert_int_equal(b.result, APP_SIGN_OK);
    assert_int_equal(b.session.actor.role, ROLE_admin);
    struct app_signed c;
    assert_ok(app_sign_in_role(s.app, str_from_cstr(b.token), 0, &s.arena, &c));
    assert_int_equal(c.session.actor.role, ROLE_reception);
    assert_err(session_of(&s, &b, &session), ERR_NOT_FOUND);
    stage_close(&s);
}

static void step_up_needs_a_new_code(void **state)
{
    struct stage s;
    char code[8];
    (void)state;
    stage_open(&s, true);
    struct app_signed a = sign_in(&s, "coordinator1", stage_account(&s, "coordinator1")->password);
    stage_code(&s, "coordinator1", code);
    a = give_code(&s, &a, code);
    struct app_signed up;
    assert_ok(
        app_session_step_up(s.app, str_from_cstr(a.token), str_from_cstr(code), &s.arena, &up));
    assert_int_equal(up.result, APP_SIGN_WRONG); /* used up by the sign-in */
    stage_pass(&s, 60);
    stage_code(&s, "coordinator1", code);
    assert_ok(
        app_session_step_up(s.app, str_from_cstr(a.token), str_from_cstr(code), &s.arena, &up));
    assert_int_equal(up.result, APP_SIGN_OK);
    assert_string_equal(up.token, a.token);
    assert_true(up.session.actor.stepped_up);
    stage_close(&s);
}

static void tokens_are_one_role_and_end(void **state)
{
    struct stage s;
    char token[APP_TOKEN_LEN + 1];
    char code[8];
    struct actor a;
    enum app_sign result;
    (void)state;
    stage_open(&s, false);
    assert_err(app_token_for_login(s.app, STR("hanako"), ROLE_coordinator, 1, token),
               ERR_NOT_FOUND);
    assert_ok(app_token_for_login(s.app, STR("hanako"), ROLE_developer, 1, token));
    assert_ok(app_token_actor(s.app, str_from_cstr(token), &a));
    assert_int_equal(a.role, ROLE_developer);
    assert_false(a.stepped_up);
    assert_ok(app_actor_step_up(s.app, &a, STR("no code"), &result));
    assert_int_equal(result, APP_SIGN_WRONG);
    assert_false(a.stepped_up);
    stage_code(&s, "hanako", code);
    assert_ok(app_actor_step_up(s.app, &a, str_from_cstr(code), &result));
    assert_int_equal(result, APP_SIGN_OK);
    assert_true(a.stepped_up);
    /* a session's cookie is no token, and a token no session */
    struct app_session session;
    assert_err(app_session_get(s.app, str_from_cstr(token), &s.arena, &session), ERR_NOT_FOUND);
    struct app_reader r = {s.app, a, &s.arena};
    assert_ok(app_tokens_revoke(&r));
    assert_err(app_token_actor(s.app, str_from_cstr(token), &a), ERR_NOT_FOUND);
    stage_close(&s);
}

/* ---- new accounts ---------------------------------------------------------------------------- */

static void totp_of(struct stage *s, struct str secret, char code[8])
{
    uint8_t raw[TOTP_SECRET_BYTES];
    assert_int_equal(base32_read(secret, raw, sizeof(raw)), TOTP_SECRET_BYTES);
    totp_code(raw, app_now_us(s->app), code);
}

/* New credentials end every session of the old ones by themselves: the machine may die before the
 * records are deleted, and a sign-in may be half-way. */
static void sessions_end_with_their_credentials(void **state)
{
    struct stage s;
    struct app_session session;
    char factor[8];
    uint8_t secret[TOTP_SECRET_BYTES] = {1, 2, 3};
    (void)state;
    stage_open(&s, false);
    struct actor hanako = stage_actor(&s, "hanako", ROLE_developer);
    struct str password = stage_account(&s, "hanako")->password;
    struct app_signed half = sign_in(&s, "hanako", password);
    struct app_signed whole = sign_in(&s, "hanako", password);
    stage_code(&s, "hanako", factor);
    whole = give_code(&s, &whole, factor);
    assert_ok(session_of(&s, &whole, &session));
    assert_ok(app_set_credentials(s.app, hanako.person, STR("正しい馬の電池のホチキス"), secret));
    assert_err(session_of(&s, &whole, &session), ERR_NOT_FOUND);
    stage_pass(&s, 60);
    totp_code(secret, app_now_us(s.app), factor);
    assert_int_equal(give_code(&s, &half, factor).result, APP_SIGN_EXPIRED);
    stage_close(&s);
}

static void enrolment_is_once(void **state)
{
    struct stage s;
    struct app_enrolment e;
    struct app_session session;
    char code[APP_TOKEN_LEN + 1] = "";
    char factor[8];
    (void)state;
    stage_open(&s, false);
    struct actor hanako = stage_actor(&s, "hanako", ROLE_developer);
    struct app_reader admin = stage_reader(&s, "admin", ROLE_admin);
    struct app_reader colleague = stage_reader(&s, "admin2", ROLE_admin);
    struct app_reader other = stage_reader(&s, "reception1", ROLE_reception);
    bool waits = false;
    struct app_signed old = sign_in(&s, "hanako", stage_account(&s, "hanako")->password);
    stage_code(&s, "hanako", factor);
    old = give_code(&s, &old, factor);
    assert_ok(session_of(&s, &old, &session));
    assert_err(app_enrol_code(&other, hanako.person, code, &waits),
               ERR_NOT_FOUND); /* the administrator's alone */
    struct app_timeline told;
    struct app_timeline_query q = {.stream = hanako.person, .lang = LANG_EN, .limit = 10};
    admin.actor.stepped_up = false;
    assert_err(app_enrol_code(&admin, hanako.person, code, &waits), ERR_DENIED);
    admin.actor.stepped_up = true;
    for (int i = 0; i < 2; i++) { /* HND-06: one administrator alone gets no code, however often */
        assert_ok(app_enrol_code(&admin, hanako.person, code, &waits));
        assert_true(waits);
        assert_int_equal(code[0], '\0');
    }
    assert_ok(session_of(&s, &old, &session));
    waits = false;
    assert_ok(app_enrol_code(&colleague, hanako.person, code, &waits));
    assert_false(waits);
    assert_ok(app_timeline(&admin, &q, &told));
    assert_int_equal(told.items[0].kind, EVENT_link_issued); /* the log says who let whom */
    assert_ok(app_enrol_view(s.app, str_from_cstr(code), &s.arena, &e));
    assert_int_equal(e.result, APP_SIGN_OK);
    assert_str(e.login, STR("hanako"));
    totp_of(&s, e.totp_secret, factor);
    struct app_enrol_answer answer = {str_from_cstr(code), STR("too short"), str_from_cstr(factor)};
    assert_ok(app_enrol_finish(s.app, &answer, &s.arena, &e));
    assert_int_equal(e.result, APP_SIGN_WEAK);
    answer.password = STR("my name is hanako 1");
    assert_ok(app_enrol_finish(s.app, &answer, &s.arena, &e));
    assert_int_equal(e.result, APP_SIGN_WEAK);
    answer.password = STR("正しい馬の電池のホチキス");
    answer.factor = STR("12345");
    assert_ok(app_enrol_finish(s.app, &answer, &s.arena, &e));
    assert_int_equal(e.result, APP_SIGN_WRONG);
    answer.factor = str_from_cstr(factor);
    assert_ok(app_enrol_finish(s.app, &answer, &s.arena, &e));
    assert_int_equal(e.result, APP_SIGN_OK);
    assert_ok(app_enrol_finish(s.app, &answer, &s.arena, &e));
    assert_int_equal(e.result, APP_SIGN_EXPIRED);              /* used */
    assert_err(session_of(&s, &old, &session), ERR_NOT_FOUND); /* older sessions end */
    assert_int_equal(sign_in(&s, "hanako", stage_account(&s, "hanako")->password).result,
                     APP_SIGN_WRONG);
    struct app_signed in = sign_in(&s, "hanako", answer.password);
    assert_int_equal(in.result, APP_SIGN_OK);
    assert_int_equal(give_code(&s, &in, factor).result,
                     APP_SIGN_WRONG); /* proved the app, used up */
    stage_close(&s);
}

/* FND-10: who guesses waits before the work of each guess is done; who shows receipts that are new
 * to the account does not. */
static void receipts_make_finders(void **state)
{
    struct stage s;
    struct receipt receipt;
    struct actor a;
    uint32_t wait = 0;
    char code[RECEIPT_TEXT_LEN + 1];
    char other[RECEIPT_TEXT_LEN + 1];
    (void)state;
    stage_open(&s, true);
    struct app_reader finder = stage_reader(&s, "finder1", ROLE_finder);
    receipt_draw(code);
    receipt_draw(other);
    assert_ok(receipt_derive(CRYPTO_COST_REDUCED, code, &receipt));
    struct id report = stage_report(&s, receipt.lookup);
    for (int i = 0; i < 20; i++) { /* new to the account until it is claimed */
        assert_ok(app_receipt_actor(&finder, str_from_cstr(code), &a, &wait));
        assert_int_equal(a.role, ROLE_finder);
        assert_true(id_equal(a.receipt, report));
    }
    assert_err(app_receipt_actor(&finder, str_from_cstr(other), &a, &wait), ERR_NOT_FOUND);
    assert_int_equal(wait, 0);
    for (int i = 0; i < 20 && wait == 0; i++)
        assert_err(app_receipt_actor(&finder, STR("no code at all"), &a, &wait), ERR_NOT_FOUND);
    assert_true(wait > 0);
    assert_err(app_receipt_actor(&finder, str_from_cstr(code), &a, &wait), ERR_NOT_FOUND);
    assert_true(wait > 0);
    struct app_reader nobody = {.app = s.app};
    assert_ok(app_receipt_actor(&nobody, str_from_cstr(code), &a, &wait)); /* of each account */
    stage_close(&s);
}

/* A receipt that the account holds already costs the same work and counts as any other try. */
static void a_receipt_shown_again_counts(void **state)
{
    struct stage s;
    struct receipt receipt;
    struct actor a;
    uint32_t wait = 0;
    int tries = 0;
    char code[RECEIPT_TEXT_LEN + 1];
    (void)state;
    stage_open(&s, true);
    struct app_reader finder = stage_reader(&s, "finder1", ROLE_finder);
    receipt_draw(code);
    assert_ok(receipt_derive(CRYPTO_COST_REDUCED, code, &receipt));
    struct actor shown = finder.actor;
    shown.receipt = stage_report(&s, receipt.lookup);
    stage_do(&s, &(struct step){shown, "claim_report", "", .subject = shown.receipt});
    while (tries < 20 && app_receipt_actor(&finder, str_from_cstr(code), &a, &wait) == ERR_OK)
        tries++;
    assert_int_equal(tries, 5);
    assert_true(wait > 0);
    stage_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_steps_and_one_role),
        cmocka_unit_test(a_code_counts_once),
        cmocka_unit_test(failures_wait),
        cmocka_unit_test(waits_grow_to_their_limit),
        cmocka_unit_test(one_role_per_session),
        cmocka_unit_test(step_up_needs_a_new_code),
        cmocka_unit_test(tokens_are_one_role_and_end),
        cmocka_unit_test(sessions_end_with_their_credentials),
        cmocka_unit_test(enrolment_is_once),
        cmocka_unit_test(receipts_make_finders),
        cmocka_unit_test(a_receipt_shown_again_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
