/*
 * core/test_notice.c — letters: who gets one, what may stand in it, and the bytes of the message.
 */
#include "core/notice/notice.h"
#include "core/text/ui.h"

#include "tester_arena.h"

#include <string.h>

TESTER_ARENA(64 << 20);

/* A letter of that notice as one may be written to a recipient of any kind. */
static struct letter letter_of(const struct notice_def *def)
{
    struct letter l = {
        .notice = def->kind,
        .stream_type = STREAM_case,
        .stream = {{1, 2, 3}},
        .recipient = CODE_letter_recipient_developer,
        .name = {STR("宛名ノ人"), STR("Somebody")},
        .address = STR("psirt@acme.example"),
        .number = STR("JVN#12345678"),
    };
    bool to_finder = def->audience == AUDIENCE_finder || def->audience == AUDIENCE_finders ||
                     def->audience == AUDIENCE_finders_first;
    if (to_finder)
        l.recipient = CODE_letter_recipient_finder;
    l.link = to_finder                            ? LETTER_LINK_RECEIPT
             : def->audience == AUDIENCE_outsider ? LETTER_LINK_SITE
                                                  : LETTER_LINK_DESK;
    return l;
}

static struct conf conf_of(bool training)
{
    struct conf c;
    conf_init(&c);
    c.handling_mail = STR("desk@coordinator.example");
    c.handling_telephone = STR("00-0000-0000");
    c.handling_hours = STR("9:00-18:00");
    c.handling_fax = STR("00-0000-0001");
    if (training)
        c.training = STR("yes");
    return c;
}

static struct letter_text render(const struct conf *c, const struct letter *l)
{
    struct letter_frame frame = {.conf = c};
    struct letter_text text;
    assert_int_equal(letter_render(&frame, l, &arena, &text), ERR_OK);
    return text;
}

/* What a letter in clear may never say: nothing of a name, and no parameter but the number. */
static bool words_are_safe(const char *msgid)
{
    struct str text = str_from_cstr(msgid);
    for (size_t at = 0; (at = str_find(text, STR("{"), at)) != SIZE_MAX; at++) {
        struct str rest = str_slice(text, at, text.len);
        if (!str_starts_with(rest, STR("{number}")))
            return false;
    }
    return true;
}

/* proves SEC-07 TIM-14: every letter shows the handling contact, its telephone with hours, its FAX.
 */
static void every_letter_shows_whom_to_ask(void **state)
{
    size_t count;
    const struct notice_def *defs = notice_defs(&count);
    struct conf c = conf_of(false);
    (void)state;
    assert_true(count > 10);
    for (size_t i = 0; i < count; i++) {
        struct letter l = letter_of(&defs[i]);
        struct str body = render(&c, &l).body;
        assert_true(holds(body, "desk@coordinator.example"));
        assert_true(holds(body, "00-0000-0000 (9:00-18:00)"));
        assert_true(holds(body, "FAX: 00-0000-0001"));
        assert_false(holds(body, "{"));
    }
}

/* proves OVW-05: the number stands in every letter, and the recipient is asked to quote it. */
static void every_letter_bears_its_number(void **state)
{
    size_t count;
    const struct notice_def *defs = notice_defs(&count);
    struct conf c = conf_of(false);
    (void)state;
    for (size_t i = 0; i < count; i++) {
        struct letter l = letter_of(&defs[i]);
        struct letter_text text = render(&c, &l);
        assert_true(holds(text.subject, "[JVN#12345678]"));
        assert_true(holds(text.body, "please quote the number JVN#12345678"));
    }
    assert_int_equal(notice_def_get(NOTICE_overview)->event, EVENT_overview_sent);
}

static void no_letter_says_what_it_is_about(void **state)
{
    size_t count;
    const struct notice_def *defs = notice_defs(&count);
    struct conf c = conf_of(false);
    (void)state;
    for (size_t i = 0; i < count; i++) {
        struct letter l = letter_of(&defs[i]);
        struct letter_text text = render(&c, &l);
        assert_true(words_are_safe(defs[i].subject));
        assert_true(words_are_safe(defs[i].body));
        assert_false(holds(text.body, "宛名ノ人"));
        assert_false(holds(text.body, "Somebody"));
    }
    /* A control: words that ask for more are noticed. */
    assert_false(words_are_safe("About {title}"));
    assert_false(words_are_safe("{number} of {product}"));
    assert_true(words_are_safe("{number} and again {number}"));
}

/* proves HND-14: an exercise says so in the subject and in the first line, and knows whom it may
 * write to. */
static void an_exercise_is_marked(void **state)
{
    size_t count;
    const struct notice_def *defs = notice_defs(&count);
    struct conf c = conf_of(true);
    struct conf real = conf_of(false);
    (void)state;
    for (size_t i = 0; i < count; i++) {
        struct letter l = letter_of(&defs[i]);
        assert_true(str_starts_with(render(&c, &l).subject, STR("[Exercise]")));
        assert_true(str_starts_with(render(&c, &l).body, STR("[Exercise]")));
        assert_false(holds(render(&real, &l).body, "xercise"));
    }
    assert_true(mail_address_is_example(STR("a@b.example")));
    assert_true(mail_address_is_example(STR("a@sub.b.EXAMPLE")));
    assert_false(mail_address_is_example(STR("a@b.example.com")));
    assert_false(mail_address_is_example(STR("a@bexample")));
    assert_false(mail_address_is_example(STR("a@example.jp")));
    assert_false(mail_address_is_example(STR("a@b.example\nc@d.jp")));
}

/* The catalogue is asked for the words, in the recipient's language. */
static struct str in_capitals(enum lang lang, const char *msgid)
{
    (void)msgid;
    return lang == LANG_EN ? STR("ENGLISH") : STR("日本語");
}

static void the_recipients_language_is_spoken(void **state)
{
    struct conf c = conf_of(false);
    struct letter_frame frame = {.conf = &c, .translate = in_capitals};
    struct letter l = letter_of(notice_def_get(NOTICE_accepted));
    struct letter_text text;
    (void)state;
    assert_int_equal(letter_render(&frame, &l, &arena, &text), ERR_OK);
    assert_str(text.subject, STR("[JVN#12345678] 日本語"));
    assert_true(holds(text.body, "/receipt\n"));
    l.lang = LANG_EN;
    assert_int_equal(letter_render(&frame, &l, &arena, &text), ERR_OK);
    assert_str(text.subject, STR("[JVN#12345678] ENGLISH"));
    assert_true(holds(text.body, "/en/receipt\n"));
}

/* ---- the message ---- */

static struct mail_envelope envelope(void)
{
    return (struct mail_envelope){
        .sender_name = STR("調整機関"),
        .from = STR("todoke@coordinator.example"),
        .reply_to = STR("todoke+mark@coordinator.example"),
        .to = STR("psirt@acme.example"),
        .message_id = STR("mark@coordinator.example"),
        .date_us = INT64_C(1772413200) * 1000000,
    };
}

static void a_message_is_what_the_standard_says(void **state)
{
    struct mail_envelope e = envelope();
    struct letter_text text = {
        .subject = STR("[JVN#12345678] 一般公表日時の設定・変更について、長い件名でもよい"),
        .body = STR("一行目\n二行目\n")};
    struct str out;
    (void)state;
    assert_int_equal(mail_write(&e, &text, &arena, &out), ERR_OK);
    assert_true(str_starts_with(out, STR("Date: Mon, 2 Mar 2026 01:00:00 +0000\r\n")));
    assert_true(holds(out, "\r\nFrom: =?UTF-8?B?6Kq/5pW05qmf6Zai?=\r\n "
                           "<todoke@coordinator.example>\r\n"));
    assert_true(holds(out, "\r\nReply-To: <todoke+mark@coordinator.example>\r\n"));
    assert_true(holds(out, "\r\nTo: <psirt@acme.example>\r\n"));
    assert_true(holds(out, "\r\nMessage-ID: <mark@coordinator.example>\r\n"));
    assert_true(holds(out, "\r\nAuto-Submitted: auto-generated\r\n"));
    assert_true(holds(out, "\r\n\r\n5LiA6KGM55uuDQrkuozooYznm64NCg==\r\n"));
    size_t column = 0;
    for (size_t i = 0; i < out.len; i++) {
        column = out.ptr[i] == '\n' ? 0 : column + 1;
        assert_true(column <= 78 && (uint8_t)out.ptr[i] < 0x80);
    }
}

/* proves SEC-05: outside an encrypted letter stands nothing of its words, not even its subject. */
static void an_encrypted_message_tells_nothing_outside(void **state)
{
    struct mail_envelope e = envelope();
    struct letter_text text = {.subject = STR("[JVN#12345678] subject"),
                               .body = STR("clear\n"),
                               .sealed = STR("secret words\n")};
    struct str inner, out;
    (void)state;
    assert_int_equal(mail_write_inner(&e, &text, &arena, &inner), ERR_OK);
    assert_true(holds(inner, "\r\nSubject: =?UTF-8?B?W0pWTiMxMjM0NTY3OF0gc3ViamVjdA==?="));
    assert_true(holds(inner, "hp=\"cipher\""));
    assert_true(holds(inner, "\r\n\r\nc2VjcmV0IHdvcmRzDQo=\r\n"));
    assert_int_equal(mail_write_encrypted(&e, inner, &arena, &out), ERR_INVALID);
    assert_int_equal(mail_write_encrypted(&e,
                                          STR("-----BEGIN PGP MESSAGE-----\n\nwV4D\n"
                                              "-----END PGP MESSAGE-----\n"),
                                          &arena, &out),
                     ERR_OK);
    assert_true(holds(out, "\r\nSubject: =?UTF-8?B?Li4u?=\r\n"));
    assert_true(holds(out, "\r\nAuto-Submitted: auto-generated\r\n"));
    assert_true(holds(out, "protocol=\"application/pgp-encrypted\";\r\n boundary=\"mark\""));
    assert_true(holds(out, "\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nwV4D\r\n"));
    assert_true(str_ends_with(out, STR("\r\n--mark--\r\n")));
    assert_false(holds(out, "W0pW") || holds(out, "c2VjcmV0"));
}

static void no_address_can_begin_a_header(void **state)
{
    static const struct str bad[] = {STR_INIT("a@b.example\r\nBcc: c@d.example"),
                                     STR_INIT("a b@c.example"),
                                     STR_INIT("a@b"),
                                     STR_INIT("<a@b.example>"),
                                     STR_INIT("a@b.example, c@d.example"),
                                     STR_INIT("")};
    struct letter_text text = {.subject = STR("s"), .body = STR("t\n")};
    struct str out;
    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct mail_envelope e = envelope();
        e.to = bad[i];
        assert_int_equal(mail_write(&e, &text, &arena, &out), ERR_INVALID);
        e = envelope();
        e.reply_to = bad[i];
        assert_int_equal(mail_write(&e, &text, &arena, &out), ERR_INVALID);
    }
}

static void marks_come_back(void **state)
{
    struct str base = STR("todoke@body.example");
    (void)state;
    struct str marked = mail_address_marked(base, STR("abc"), &arena);
    assert_str(marked, STR("todoke+abc@body.example"));
    assert_str(mail_address_mark(marked, base), STR("abc"));
    assert_str(mail_address_mark(STR("Todoke+abc@BODY.example"), base), STR("abc"));
    assert_true(str_is_empty(mail_address_mark(base, base)));
    assert_true(str_is_empty(mail_address_mark(STR("todoke+abc@other.example"), base)));
    assert_true(str_is_empty(mail_address_mark(STR("other+abc@body.example"), base)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_letter_shows_whom_to_ask, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_letter_bears_its_number, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_letter_says_what_it_is_about, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_exercise_is_marked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_recipients_language_is_spoken, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_message_is_what_the_standard_says, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_encrypted_message_tells_nothing_outside, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(no_address_can_begin_a_header, set_up, tear_down),
        cmocka_unit_test_setup_teardown(marks_come_back, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
