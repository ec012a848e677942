/*
 * test/unit/app/test_inbox.c — mail that comes in: filed by the mark in its address, by number and
 * a verified sender, or laid before a person; a returned letter, a vacation program, a stranger
 * with the right number, a forged sender, the same mail twice.
 */
#include "stage.h"

#include "smtp_server.h"
#include "sys/charset.h"
#include "sys/sealed_file.h"

enum { DELAY_S = 5 * 60 };

struct office {
    struct stage stage;
    struct smtp_server_test server;
    struct story story;
    struct str mark;   /* of the letter to psirt@hanako.example */
    struct str number; /* of the case */
};

static struct app_letters letters_of(struct office *o)
{
    struct app_reader r = stage_reader(&o->stage, "coordinator1", ROLE_coordinator);
    struct app_letters out;
    assert_ok(app_letters(&r, o->story.case_id, &out));
    return out;
}

static struct letter_view letter_now(struct office *o)
{
    struct app_letters l = letters_of(o);
    for (size_t i = 0; i < l.count; i++) {
        if (str_equal(l.items[i].view.letter, o->mark))
            return l.items[i].view;
    }
    fail_msg("no such letter");
    return l.items[0].view;
}

static void send_all(struct office *o)
{
    struct app_work_done done = {0};
    struct app_mail_state s;
    stage_pass(&o->stage, DELAY_S);
    assert_ok(app_mail(o->stage.app, &done));
    for (int i = 0; i < 1000; i++) {
        app_mail_state(o->stage.app, &s);
        if (s.waiting == 0)
            return;
        usleep(10000);
    }
    fail_msg("letters are still waiting");
}

static void office_open(struct office *o)
{
    *o = (struct office){0};
    stage_open(&o->stage, false);
    smtp_server_start(&o->server, 0);
    o->stage.app->conf.smtp_url =
        arena_format(&o->stage.arena, "smtp://127.0.0.1:%u", (unsigned)o->server.port);
    stage_story(&o->stage, &o->story);
    send_all(o);
    struct app_letters l = letters_of(o);
    for (size_t i = 0; i < l.count && !o->mark.ptr; i++) {
        if (str_equal(l.items[i].view.address, STR("psirt@hanako.example")))
            o->mark = l.items[i].view.letter;
    }
    struct app_reader r = stage_reader(&o->stage, "coordinator1", ROLE_coordinator);
    struct case_view *v = NULL;
    assert_ok(app_case_view(&r, o->story.case_id, &v));
    o->number = v->number;
}

static void office_close(struct office *o)
{
    stage_close(&o->stage);
    smtp_server_stop(&o->server);
}

/* As `todoke mail import` lays it there. */
static void put(struct office *o, struct str text, bool whole)
{
    struct sealed_writer w;
    uint8_t hash[CRYPTO_HASH_BYTES], key[CRYPTO_PUBLIC_BYTES];
    struct id name;
    crypto_blake2b(text, hash);
    memcpy(name.bytes, hash, ID_BYTES);
    assert_ok(vault_intake_public(o->stage.app->data_fd, key));
    assert_ok(sealed_create_letter(&w, o->stage.app->inbox_fd, name, key, &o->stage.arena));
    assert_ok(sealed_write(&w, text));
    if (whole)
        assert_ok(sealed_finish(&w));
    else
        sealed_abandon(&w);
}

static size_t take(struct office *o, struct str text)
{
    struct app_work_done done = {0};
    put(o, text, true);
    assert_ok(app_inbox(o->stage.app, &done));
    assert_int_equal(stage_files(&o->stage, "inbox"), 0);
    return done.mails;
}

static struct app_mails mails_of(struct office *o)
{
    struct app_reader r = stage_reader(&o->stage, "coordinator1", ROLE_coordinator);
    struct app_mails out;
    assert_ok(app_mails(&r, o->story.case_id, &out));
    return out;
}

static struct app_waiting_mails queue_of(struct office *o, const char *login, enum role role)
{
    struct app_reader r = stage_reader(&o->stage, login, role);
    struct app_waiting_mails out;
    assert_ok(app_mail_queue(&r, &out));
    return out;
}

static struct str message(struct office *o, const char *head, const char *body)
{
    return arena_format(&o->stage.arena, "%s\r\n%s\r\n", head, body);
}

/* proves HND-10: an answer is filed by the mark of the letter, whoever sends it; the message itself
 * can be read by staff. */
static void an_answer_is_filed_by_its_mark(void **state)
{
    struct office o;
    struct app_file f;
    (void)state;
    office_open(&o);
    struct str head = arena_format(&o.stage.arena,
                                   "From: psirt@hanako.example\r\n"
                                   "To: todoke+%.*s@coordinator.example\r\nSubject: Re: x\r\n",
                                   STR_ARG(o.mark));
    struct str text = message(&o, head.ptr, "We look into it.");
    assert_int_equal(take(&o, text), 1);
    struct app_mails m = mails_of(&o);
    assert_int_equal(m.count, 1);
    assert_str(m.items[0].sender, STR("psirt@hanako.example"));
    assert_str(m.items[0].text, STR("We look into it."));
    assert_int_equal(m.items[0].filing, CODE_mail_filing_reply_address);
    assert_int_equal(letter_now(&o).result, CODE_letter_result_answered);
    struct app_reader r = stage_reader(&o.stage, "coordinator1", ROLE_coordinator);
    assert_ok(app_file_open(&r, o.story.case_id, m.items[0].files.ids[0], &f));
    assert_int_equal(f.size, text.len);
    app_file_close(&f);
    r = stage_reader(&o.stage, "hanako", ROLE_developer);
    assert_err(app_file_open(&r, o.story.case_id, m.items[0].files.ids[0], &f), ERR_NOT_FOUND);
    assert_ok(app_mails(&r, o.story.case_id, &m));
    assert_int_equal(m.count, 0);
    office_close(&o);
}

static void the_same_mail_twice_is_one(void **state)
{
    struct office o;
    (void)state;
    office_open(&o);
    struct str head = arena_format(&o.stage.arena,
                                   "From: psirt@hanako.example\r\n"
                                   "To: todoke+%.*s@coordinator.example\r\n",
                                   STR_ARG(o.mark));
    struct str text = message(&o, head.ptr, "Once.");
    assert_int_equal(take(&o, text), 1);
    assert_int_equal(take(&o, text), 1); /* also: filed, and the machine died before removing it */
    stage_restart(&o.stage);
    assert_int_equal(take(&o, text), 1);
    assert_int_equal(mails_of(&o).count, 1);
    office_close(&o);
}

/* proves HND-08: a bounce is a failed attempt, never counts as delivered, and is work due today. */
static void a_returned_letter_is_no_delivery(void **state)
{
    struct office o;
    struct work_list work;
    struct work_filter all = {0};
    (void)state;
    office_open(&o);
    assert_int_equal(letter_now(&o).result, CODE_letter_result_handed_over);
    struct str head = arena_format(
        &o.stage.arena,
        "From: MAILER-DAEMON@mx.hanako.example\r\nTo: todoke+%.*s@coordinator.example\r\n"
        "Auto-Submitted: auto-replied\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n",
        STR_ARG(o.mark));
    assert_int_equal(take(&o, message(&o, head.ptr,
                                      "--b\r\n\r\nSorry\r\n--b\r\n"
                                      "Content-Type: message/delivery-status\r\n\r\n"
                                      "Final-Recipient: rfc822; psirt@hanako.example\r\n"
                                      "Action: failed\r\nStatus: 5.1.1\r\n--b--")),
                     1);
    assert_int_equal(letter_now(&o).result, CODE_letter_result_bounced);
    assert_str(letter_now(&o).detail, STR("5.1.1"));
    assert_int_equal(mails_of(&o).count, 0);
    struct app_reader r = stage_reader(&o.stage, "coordinator1", ROLE_coordinator);
    assert_ok(app_work(&r, &all, &work));
    assert_int_equal(work.items[0].next, COMMAND_settle_letter);
    assert_int_equal(work.items[0].due, DUE_today);
    office_close(&o);
}

/* RFC 3834: what a program answers is kept, and is no answer. */
static void a_vacation_program_answers_nothing(void **state)
{
    struct office o;
    (void)state;
    office_open(&o);
    struct str head = arena_format(&o.stage.arena,
                                   "From: psirt@hanako.example\r\nAuto-Submitted: auto-replied\r\n"
                                   "To: todoke+%.*s@coordinator.example\r\n",
                                   STR_ARG(o.mark));
    take(&o, message(&o, head.ptr, "I am away."));
    assert_int_equal(letter_now(&o).result, CODE_letter_result_handed_over);
    assert_true(mails_of(&o).items[0].automatic);
    take(&o, message(&o, "From: bot@other.example\r\nAuto-Submitted: auto-replied\r\n", "Away."));
    struct app_waiting_mails q = queue_of(&o, "reception1", ROLE_reception);
    assert_int_equal(q.count, 1);
    assert_int_equal(q.items[0].doubt, CODE_mail_doubt_automatic);
    office_close(&o);
}

static struct str with_number(struct office *o, const char *head, const char *from)
{
    return arena_format(&o->stage.arena,
                        "%sFrom: %s\r\nTo: todoke@coordinator.example\r\n"
                        "Subject: about %.*s\r\n\r\nHello %s\r\n",
                        head, from, STR_ARG(o->number), head);
}

/* proves HND-10 OVW-05: by number and known sender, when our own server vouches for the sender; the
 * right number of a stranger and a forged sender wait for a person. */
static void a_number_alone_opens_nothing(void **state)
{
    static const char PASS[] =
        "Authentication-Results: mx.coordinator.example; dmarc=pass header.from=hanako.example\r\n";
    static const char FAIL[] = "Authentication-Results: mx.coordinator.example; dmarc=fail\r\n";
    struct office o;
    (void)state;
    office_open(&o);
    o.stage.app->conf.mail_authserv = STR("mx.coordinator.example");
    take(&o, with_number(&o, PASS, "psirt@hanako.example"));
    assert_int_equal(mails_of(&o).count, 1);
    assert_int_equal(mails_of(&o).items[0].filing, CODE_mail_filing_number_and_sender);
    take(&o, with_number(&o, FAIL, "psirt@hanako.example"));
    take(&o, with_number(&o, PASS, "stranger@hanako.example"));
    take(&o, with_number(&o, "", "psirt@hanako.example"));
    assert_int_equal(mails_of(&o).count, 1);
    struct app_waiting_mails q = queue_of(&o, "coordinator1", ROLE_coordinator);
    size_t unverified = 0, unknown = 0;
    for (size_t i = 0; i < q.count; i++) {
        assert_str(q.items[i].number, o.number);
        unverified += q.items[i].doubt == CODE_mail_doubt_unverified_sender ? 1 : 0;
        unknown += q.items[i].doubt == CODE_mail_doubt_unknown_sender ? 1 : 0;
    }
    assert_int_equal(unverified, 2);
    assert_int_equal(unknown, 1);
    office_close(&o);
}

/* A person files or discards what waits; who may not know the case cannot file under it. */
static void what_waits_is_filed_by_hand(void **state)
{
    struct office o;
    struct app_outcome out;
    (void)state;
    office_open(&o);
    take(&o, with_number(&o, "", "stranger@other.example"));
    take(&o, message(&o, "From: somebody@other.example\r\n", "Whose is this?"));
    assert_int_equal(take(&o, STR("this is no mail\r\n")), 1);
    assert_int_equal(queue_of(&o, "coordinator1", ROLE_coordinator).count, 1);
    assert_int_equal(queue_of(&o, "hanako", ROLE_developer).count, 0);
    struct app_waiting_mails q = queue_of(&o, "reception1", ROLE_reception);
    assert_int_equal(q.count, 3);
    struct app_waiting_mail known = queue_of(&o, "coordinator1", ROLE_coordinator).items[0];
    struct app_reader ken = stage_reader(&o.stage, "coordinator1", ROLE_coordinator);
    struct app_reader hana = stage_reader(&o.stage, "reception1", ROLE_reception);
    assert_ok(app_mail_file(&ken, known.id, STR("JVN#00000000"), &out));
    assert_string_equal(stage_refusal(&out), "mail_number_unknown");
    assert_ok(app_mail_file(&ken, known.id, o.number, &out));
    assert_string_equal(stage_refusal(&out), "none");
    assert_int_equal(mails_of(&o).items[0].filing, CODE_mail_filing_by_hand);
    assert_ok(app_mail_file(&ken, known.id, o.number, &out));
    assert_string_equal(stage_refusal(&out), "mail_unknown");
    for (size_t i = 0; i < q.count; i++) {
        if (id_equal(q.items[i].id, known.id))
            continue;
        assert_ok(app_mail_discard(&ken, q.items[i].id, STR("r"), &out));
        assert_string_equal(stage_refusal(&out), "mail_unknown");
        assert_ok(app_mail_discard(&hana, q.items[i].id, STR(""), &out));
        assert_string_equal(stage_refusal(&out), "field_missing");
        assert_ok(app_mail_discard(&hana, q.items[i].id, STR("迷惑メール"), &out));
        assert_string_equal(stage_refusal(&out), "none");
    }
    assert_int_equal(queue_of(&o, "reception1", ROLE_reception).count, 0);
    take(&o, message(&o, "From: somebody@other.example\r\n", "Whose is this?"));
    assert_int_equal(queue_of(&o, "reception1", ROLE_reception).count, 0);
    office_close(&o);
}

static void half_a_mail_waits_for_its_end(void **state)
{
    struct office o;
    struct app_work_done done = {0};
    (void)state;
    office_open(&o);
    put(&o, message(&o, "From: a@b.example\r\n", "half"), false);
    assert_ok(app_inbox(o.stage.app, &done));
    assert_int_equal(done.mails, 0);
    assert_int_equal(stage_files(&o.stage, "inbox"), 1);
    office_close(&o);
}

/* proves HND-10: mail as it is written in Japan and elsewhere is read; a byte that means nothing is
 * marked, and the message itself stays as it came. */
static void other_character_sets_are_read(void **state)
{
    static const char SUBJECT[] =
        "=?ISO-2022-JP?B?GyRCQEg8ZUAtGyhC?=\r\n =?iso-2022-jp?B?GyRCJE43bxsoQg==?=";
    struct office o;
    (void)state;
    office_open(&o);
    struct str head = arena_format(
        &o.stage.arena,
        "From: psirt@hanako.example\r\nTo: todoke+%.*s@coordinator.example\r\nSubject: %s\r\n"
        "Content-Type: text/plain; charset=Shift_JIS\r\nContent-Transfer-Encoding: 8bit\r\n",
        STR_ARG(o.mark), SUBJECT);
    assert_int_equal(take(&o, message(&o, head.ptr, "\x90\xc6\x8e\xe3\x90\xab \xff ok")), 1);
    struct app_mails mails = mails_of(&o);
    assert_int_equal(mails.count, 1);
    assert_str(mails.items[0].about, STR("脆弱性の件"));
    assert_true(str_starts_with(mails.items[0].text, STR("脆弱性 \xef\xbf\xbd ok")));
    head = arena_format(&o.stage.arena,
                        "From: psirt@hanako.example\r\nTo: todoke+%.*s@coordinator.example\r\n"
                        "Subject: \x1b$B@H<e@-\x1b(B\r\n",
                        STR_ARG(o.mark));
    assert_int_equal(take(&o, message(&o, head.ptr, "\x1b$B@H<e@-\x1b(B")), 1);
    mails = mails_of(&o);
    assert_str(mails.items[1].about, STR("脆弱性")); /* no set is named: its escapes name it */
    assert_true(str_starts_with(mails.items[1].text, STR("脆弱性")));
    office_close(&o);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_is_filed_by_its_mark),
        cmocka_unit_test(the_same_mail_twice_is_one),
        cmocka_unit_test(a_returned_letter_is_no_delivery),
        cmocka_unit_test(a_vacation_program_answers_nothing),
        cmocka_unit_test(a_number_alone_opens_nothing),
        cmocka_unit_test(what_waits_is_filed_by_hand),
        cmocka_unit_test(half_a_mail_waits_for_its_end),
        cmocka_unit_test(other_character_sets_are_read),
    };
    if (argc == 3 && strcmp(argv[1], CHARSET_CHILD_ROLE) == 0)
        return charset_child_main(argv[2]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
