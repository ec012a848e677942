/*
 * test/unit/app/test_mail.c — letters from the decision to the mail server and back into the log:
 * they wait and can be stopped, leave once, and every recipient's result stands in the case. The
 * mail server is the one of test/smtp_server.h; the suite `mail` does the same with a real one.
 */
#include "stage.h"

#include "core/notice/notice.h"
#include "smtp_server.h"

enum { DELAY_S = 5 * 60 };

struct office {
    struct stage stage;
    struct smtp_server_test server;
    struct story story;
};

static void use_server(struct office *o, const char *scheme)
{
    o->stage.app->conf.smtp_url =
        arena_format(&o->stage.arena, "%s://127.0.0.1:%u", scheme, (unsigned)o->server.port);
}

static void office_open(struct office *o)
{
    stage_open(&o->stage, false);
    smtp_server_start(&o->server, 0);
    use_server(o, "smtp");
    stage_story(&o->stage, &o->story);
}

static void office_close(struct office *o)
{
    stage_close(&o->stage);
    smtp_server_stop(&o->server);
}

static size_t round_of(struct office *o)
{
    struct app_work_done done = {0};
    assert_ok(app_mail(o->stage.app, &done));
    return done.mailed;
}

static uint64_t waiting(struct office *o)
{
    struct app_mail_state s;
    app_mail_state(o->stage.app, &s);
    return s.waiting;
}

static void await_waiting(struct office *o, uint64_t wanted)
{
    for (int i = 0; i < 1000 && waiting(o) != wanted; i++)
        usleep(10000);
    assert_int_equal(waiting(o), wanted);
}

static struct app_letters letters_for(struct office *o, const char *login, enum role role,
                                      struct id stream)
{
    struct app_reader r = stage_reader(&o->stage, login, role);
    struct app_letters out;
    assert_ok(app_letters(&r, stream, &out));
    return out;
}

static size_t count_result(const struct app_letters *l, uint32_t result, const char *address)
{
    size_t count = 0;
    for (size_t i = 0; i < l->count; i++) {
        bool same = !address || str_equal(l->items[i].view.address, str_from_cstr(address));
        count += same && l->items[i].view.result == result ? 1 : 0;
    }
    return count;
}

static struct app_letter letter_to(const struct app_letters *l, const char *address)
{
    for (size_t i = 0; i < l->count; i++) {
        if (str_equal(l->items[i].view.address, str_from_cstr(address)))
            return l->items[i];
    }
    fail_msg("no letter to %s", address);
    return l->items[0];
}

static struct app_letter letter_marked(const struct app_letters *l, struct str mark)
{
    for (size_t i = 0; i < l->count; i++) {
        if (str_equal(l->items[i].view.letter, mark))
            return l->items[i];
    }
    fail_msg("no such letter");
    return l->items[0];
}

/* proves HND-09: the text is frozen with the version of its words when it was decided. SEC-24: it
 * waits some minutes. */
static void letters_wait_and_then_leave(void **state)
{
    struct office o;
    (void)state;
    office_open(&o);
    struct app_letters l = letters_for(&o, "coordinator1", ROLE_coordinator, o.story.case_id);
    size_t all = l.count;
    assert_true(all >= 4);
    assert_int_equal(count_result(&l, CODE_letter_result_queued, NULL), all);
    assert_int_equal(count_result(&l, CODE_letter_result_queued, "psirt@hanako.example"), 2);
    assert_int_equal(letters_for(&o, "hanako", ROLE_developer, o.story.case_id).count, 0);
    struct app_letter before = letter_to(&l, "psirt@hanako.example");
    assert_int_equal(before.due_us, app_now_us(o.stage.app) + DELAY_S * US_PER_SECOND);
    assert_int_equal(round_of(&o), 0);
    stage_pass(&o.stage, DELAY_S);
    uint64_t count = waiting(&o);
    assert_int_equal(round_of(&o), count);
    await_waiting(&o, 0);
    assert_int_equal(o.server.taken, count);
    assert_int_equal(round_of(&o), 0);
    l = letters_for(&o, "coordinator1", ROLE_coordinator, o.story.case_id);
    assert_int_equal(count_result(&l, CODE_letter_result_handed_over, NULL), all);
    struct app_letter after = letter_marked(&l, before.view.letter);
    assert_str(after.view.about, before.view.about);
    assert_str(after.view.text, before.view.text);
    assert_int_equal(after.view.version, before.view.version);
    assert_true(str_find(after.view.text, STR("SECRET"), 0) == SIZE_MAX);
    assert_int_equal(stage_files(&o.stage, "spool"), 0);
    stage_restart(&o.stage);
    l = letters_for(&o, "coordinator1", ROLE_coordinator, o.story.case_id);
    assert_str(letter_marked(&l, before.view.letter).view.text, before.view.text);
    office_close(&o);
}

/* proves CON-06: an announcement to many goes to each alone. */
static void each_letter_has_one_recipient(void **state)
{
    struct office o;
    (void)state;
    office_open(&o);
    stage_pass(&o.stage, DELAY_S);
    round_of(&o);
    await_waiting(&o, 0);
    pthread_mutex_lock(&o.server.lock);
    size_t from = 0, to = 0, heads = 0;
    for (const char *p = o.server.kept; *p; p++) {
        from += strncmp(p, "MAIL FROM:", 10) == 0 ? 1 : 0;
        to += strncmp(p, "RCPT TO:", 8) == 0 ? 1 : 0;
        heads += strncmp(p, "\nTo: <", 6) == 0 ? 1 : 0;
        assert_false(strncmp(p, "\nCc:", 4) == 0 || strncmp(p, "\nBcc:", 5) == 0);
    }
    pthread_mutex_unlock(&o.server.lock);
    assert_true(from > 3);
    assert_int_equal(from, to);
    assert_int_equal(heads, to);
    office_close(&o);
}

static struct app_outcome stop(struct office *o, struct str mark)
{
    struct actor coordinator = stage_actor(&o->stage, "coordinator1", ROLE_coordinator);
    struct str fields =
        arena_format(&o->stage.arena, "letter=%.*s|reason=宛先の誤り", STR_ARG(mark));
    return stage_try(&o->stage, &(struct step){coordinator, "stop_letter", fields.ptr,
                                               .subject = o->story.case_id});
}

/* proves SEC-24: a notice waits some minutes, can be stopped in them, and is never sent then. */
static void a_stopped_letter_stays_here(void **state)
{
    struct office o;
    (void)state;
    office_open(&o);
    struct app_letters l = letters_for(&o, "coordinator1", ROLE_coordinator, o.story.case_id);
    struct app_letter one = letter_to(&l, "psirt@hanako.example");
    struct app_outcome out = stop(&o, STR("aaaaaaaaaaaaaaaaaaaaaaaaaa"));
    assert_string_equal(stage_refusal(&out), "letter_unknown");
    out = stop(&o, STR("nonsense"));
    assert_string_equal(stage_refusal(&out), "letter_unknown");
    out = stop(&o, one.view.letter);
    assert_string_equal(stage_refusal(&out), "none");
    out = stop(&o, one.view.letter);
    assert_string_equal(stage_refusal(&out), "letter_left");
    uint64_t left = waiting(&o);
    stage_pass(&o.stage, DELAY_S);
    assert_int_equal(round_of(&o), left);
    await_waiting(&o, 0);
    assert_int_equal(o.server.taken, left);
    l = letters_for(&o, "coordinator1", ROLE_coordinator, o.story.case_id);
    assert_int_equal(count_result(&l, CODE_letter_result_stopped, "psirt@hanako.example"), 1);
    assert_int_equal(count_result(&l, CODE_letter_result_handed_over, "psirt@hanako.example"), 1);
    office_close(&o);
}

/* A crash between the stopping and the tidying up: the next round does it and sends nothing. */
static void a_stop_survives_a_crash(void **state)
{
    struct office o;
    struct app_outcome out;
    (void)state;
    office_open(&o);
    struct app_letters l = letters_for(&o, "coordinator1", ROLE_coordinator, o.story.case_id);
    struct app_letter one = letter_to(&l, "psirt@hanako.example");
    struct cmd_stop_letter c = {
        .head = {.kind = COMMAND_stop_letter, .subject = {.stream = o.story.case_id}},
        .letter = one.view.letter,
        .reason = STR("r"),
    };
    struct app_request request = {.actor = stage_actor(&o.stage, "coordinator1", ROLE_coordinator),
                                  .arena = &o.stage.arena};
    assert_ok(app_execute(o.stage.app, &request, &c.head, &out));
    uint64_t count = waiting(&o);
    stage_pass(&o.stage, DELAY_S);
    assert_int_equal(round_of(&o), count - 1);
    await_waiting(&o, 0);
    assert_int_equal(o.server.taken, count - 1);
    office_close(&o);
}

/* The developer's mailbox does not exist. */
static struct id tell_developer(struct office *o, const char *contact)
{
    struct stage *s = &o->stage;
    struct app_outcome out;
    struct cmd_register_party party = {
        .head = {.kind = COMMAND_register_party},
        .kind = CODE_party_kind_developer,
        .name = {STR("例示開発"), STR("Example Maker")},
        .registration = CODE_registration_general,
        .contact = str_from_cstr(contact),
    };
    struct app_request request = {.actor = app_actor_system(), .arena = &s->arena};
    assert_ok(app_execute(s->app, &request, &party.head, &out));
    assert_int_equal(out.refusal.code, REFUSAL_none);
    char id[ID_TEXT_LEN + 1];
    id_write(out.subject, id);
    struct actor coordinator = stage_actor(s, "coordinator1", ROLE_coordinator);
    struct str fields = arena_format(&s->arena, "party=%s", id);
    stage_do(
        s, &(struct step){coordinator, "disclose_detail", fields.ptr, .subject = o->story.case_id});
    return out.subject;
}

static void a_refused_recipient_is_a_bounce(void **state)
{
    struct office o;
    (void)state;
    office_open(&o);
    tell_developer(&o, "gone@maker.example");
    stage_pass(&o.stage, DELAY_S);
    round_of(&o);
    await_waiting(&o, 0);
    struct app_letters l = letters_for(&o, "coordinator1", ROLE_coordinator, o.story.case_id);
    struct app_letter one = letter_to(&l, "gone@maker.example");
    assert_int_equal(one.view.result, CODE_letter_result_bounced);
    assert_int_equal(one.view.sent_us, 0);
    assert_str(one.view.detail, STR("550 5.1.1 no such mailbox"));
    office_close(&o);
}

/* proves HND-14: an exercise writes to nobody outside .example, whatever address was registered. */
static void an_exercise_writes_to_nobody_who_exists(void **state)
{
    struct office o;
    (void)state;
    office_open(&o);
    tell_developer(&o, "psirt@maker.example.jp");
    stage_pass(&o.stage, DELAY_S);
    round_of(&o);
    await_waiting(&o, 0);
    struct app_letters l = letters_for(&o, "coordinator1", ROLE_coordinator, o.story.case_id);
    assert_int_equal(letter_to(&l, "psirt@maker.example.jp").view.result,
                     CODE_letter_result_failed);
    assert_false(smtp_holds(&o.server, "maker.example.jp"));
    assert_true(smtp_holds(&o.server, "psirt@hanako.example"));
    office_close(&o);
}

static void without_a_server_everything_waits(void **state)
{
    struct office o;
    struct app_mail_state s;
    (void)state;
    office_open(&o);
    o.stage.app->conf.smtp_url = STR("off");
    uint64_t count = waiting(&o);
    stage_pass(&o.stage, DELAY_S);
    assert_int_equal(round_of(&o), 0);
    app_mail_state(o.stage.app, &s);
    assert_true(s.off);
    assert_int_equal(s.waiting, count);
    use_server(&o, "smtp");
    assert_int_equal(round_of(&o), count);
    await_waiting(&o, 0);
    office_close(&o);
}

/* The server is away and the desk restarts: what lies in the spool is sent later, once. */
static void a_restart_loses_nothing(void **state)
{
    struct office o;
    struct app_mail_state s = {0};
    (void)state;
    office_open(&o);
    uint16_t port = o.server.port;
    smtp_server_stop(&o.server);
    uint64_t count = waiting(&o);
    stage_pass(&o.stage, DELAY_S);
    assert_int_equal(round_of(&o), count);
    for (int i = 0; i < 1000 && !s.unreachable; i++) {
        usleep(10000);
        app_mail_state(o.stage.app, &s);
    }
    assert_true(s.unreachable);
    assert_int_equal(stage_files(&o.stage, "spool"), count);
    stage_restart(&o.stage);
    smtp_server_start(&o.server, port);
    use_server(&o, "smtp");
    round_of(&o);
    await_waiting(&o, 0);
    assert_int_equal(o.server.taken, count);
    office_close(&o);
}

static struct app_letter_previews preview(struct office *o, const char *login, enum role role,
                                          const struct command *c)
{
    struct app_reader r = stage_reader(&o->stage, login, role);
    struct app_letter_previews out;
    assert_ok(app_letters_preview(&r, c, &out));
    return out;
}

/* What the preview shows is what is sent, to the same mailboxes, and showing it sends nothing. A
 * coordinator sees no letter to a finder, whom he does not know; a party sees none at all. */
static void a_preview_is_what_will_be_sent(void **state)
{
    struct office o;
    (void)state;
    office_open(&o);
    struct app_reader r = stage_reader(&o.stage, "coordinator1", ROLE_coordinator);
    struct id scheme;
    assert_ok(app_scheme_id(&r, &scheme));
    stage_do(&o.stage,
             &(struct step){r.actor, "set_contact_point",
                            "point=handling|mail=set@body.example|telephone=03-0000-0000|"
                            "hours.ja=9時から17時|fax=03-0000-0001",
                            .subject = scheme});
    struct cmd_disclose_detail c = {
        .head = {.kind = COMMAND_disclose_detail, .subject = {.stream = o.story.case_id}},
        .party = stage_actor(&o.stage, "taro", ROLE_developer).party,
    };
    struct app_state before, after;
    app_state(o.stage.app, &before);
    uint64_t count = waiting(&o);
    struct app_letter_previews p = preview(&o, "coordinator1", ROLE_coordinator, &c.head);
    app_state(o.stage.app, &after);
    assert_int_equal(after.events, before.events);
    assert_int_equal(waiting(&o), count);
    assert_int_equal(p.refusal.code, REFUSAL_none);
    assert_int_equal(p.count, 1);
    assert_str(p.items[0].address, STR("security@taro.example"));
    assert_str(p.items[0].name.en, STR("Taro Electric Co., Ltd."));
    assert_true(str_find(p.items[0].text, STR("SECRET"), 0) == SIZE_MAX);
    assert_true(str_find(p.items[0].text, STR("set@body.example"), 0) != SIZE_MAX);
    assert_int_equal(preview(&o, "hanako", ROLE_developer, &c.head).count, 0);
    char id[ID_TEXT_LEN + 1];
    id_write(c.party, id);
    struct str fields = arena_format(&o.stage.arena, "party=%s", id);
    stage_do(&o.stage, &(struct step){stage_actor(&o.stage, "coordinator1", ROLE_coordinator),
                                      "disclose_detail", fields.ptr, .subject = o.story.case_id});
    struct app_letters l = letters_for(&o, "coordinator1", ROLE_coordinator, o.story.case_id);
    assert_str(letter_to(&l, "security@taro.example").view.text, p.items[0].text);
    p = preview(&o, "coordinator1", ROLE_coordinator, &c.head);
    assert_int_equal(p.refusal.code, REFUSAL_detail_already_disclosed);
    assert_int_equal(p.count, 0);
    office_close(&o);
}

static size_t letters_to(struct office *o, const char *address)
{
    struct app_letters l = letters_for(o, "coordinator1", ROLE_coordinator, o->story.case_id);
    return count_result(&l, CODE_letter_result_queued, address);
}

/* SEC-24: to whom the detail was sent by mistake, nothing more is told of the case. */
static void a_wrong_send_is_the_last(void **state)
{
    struct office o;
    char id[ID_TEXT_LEN + 1];
    (void)state;
    office_open(&o);
    struct actor ken = stage_actor(&o.stage, "coordinator1", ROLE_coordinator);
    id_write(stage_actor(&o.stage, "taro", ROLE_developer).party, id);
    struct str taro = arena_format(&o.stage.arena, "party=%s", id);
    stage_do(&o.stage,
             &(struct step){ken, "disclose_detail", taro.ptr, .subject = o.story.case_id});
    id_write(stage_actor(&o.stage, "hanako", ROLE_developer).party, id);
    struct str wrong = arena_format(&o.stage.arena, "party=%s|reason=取り違え", id);
    stage_do(&o.stage, &(struct step){ken, "correct_send", wrong.ptr, .subject = o.story.case_id});
    size_t right_before = letters_to(&o, "security@taro.example");
    size_t wrong_before = letters_to(&o, "psirt@hanako.example");
    struct str at = arena_format(
        &o.stage.arena, "at=%.*s|day_checked=yes|ground_countermeasure=yes|reason=延期",
        STR_ARG(civil_write_jst(o.story.date_us + 14 * US_PER_DAY, &o.stage.arena)));
    stage_do(&o.stage, &(struct step){ken, "set_date", at.ptr, .subject = o.story.case_id});
    assert_int_equal(letters_to(&o, "security@taro.example"), right_before + 1);
    assert_int_equal(letters_to(&o, "psirt@hanako.example"), wrong_before);
    office_close(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_wait_and_then_leave),
        cmocka_unit_test(each_letter_has_one_recipient),
        cmocka_unit_test(a_stopped_letter_stays_here),
        cmocka_unit_test(a_stop_survives_a_crash),
        cmocka_unit_test(a_refused_recipient_is_a_bounce),
        cmocka_unit_test(an_exercise_writes_to_nobody_who_exists),
        cmocka_unit_test(without_a_server_everything_waits),
        cmocka_unit_test(a_restart_loses_nothing),
        cmocka_unit_test(a_wrong_send_is_the_last),
        cmocka_unit_test(a_preview_is_what_will_be_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
