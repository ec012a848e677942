/*
 * core/test_mail.c — mail that comes in: what is understood of it, and what is not guessed.
 */
#include "core/mail/mail.h"

#include "tester_arena.h"

#include <string.h>

TESTER_ARENA(64 << 20);

static struct mail_message read_ok(const char *text)
{
    struct mail_message m;
    assert_int_equal(mail_read(str_from_cstr(text), NULL, &arena, &m), ERR_OK);
    return m;
}

static void an_answer_is_read(void **state)
{
    (void)state;
    struct mail_message m = read_ok("Return-Path: <psirt@acme.example>\r\n"
                                    "Delivered-To: todoke+abcd@body.example\r\n"
                                    "From: \"Acme, PSIRT\" <psirt@acme.example>\r\n"
                                    "To: Desk <todoke@body.example>,\r\n second@body.example\r\n"
                                    "Subject: =?UTF-8?B?UmU6IOiEhuW8seaApw==?=\r\n"
                                    " =?UTF-8?Q?_JVN#12345678?=\r\n"
                                    "Message-ID: <x1@acme.example>\r\n"
                                    "\r\n"
                                    "We look into it.\r\nThank you.\r\n");
    assert_str(m.from, STR("psirt@acme.example"));
    assert_int_equal(m.to_count, 3);
    assert_str(m.to[0], STR("todoke+abcd@body.example"));
    assert_str(m.to[1], STR("todoke@body.example"));
    assert_str(m.to[2], STR("second@body.example"));
    assert_str(m.subject, STR("Re: 脆弱性 JVN#12345678"));
    assert_str(m.message_id, STR("x1@acme.example"));
    assert_str(m.text, STR("We look into it.\nThank you."));
    assert_str(mail_number(&m, 0), STR("JVN#12345678"));
    assert_true(str_is_empty(mail_number(&m, 1)));
    assert_false(m.automatic);
    assert_false(m.is_report);
}

static void parts_and_encodings_are_read(void **state)
{
    (void)state;
    struct mail_message m =
        read_ok("From: a@b.example\nTo: c@d.example\n"
                "Content-Type: multipart/mixed; boundary=\"outer\"\n\npreamble\n"
                "--outer\nContent-Type: multipart/alternative; boundary=inner\n\n"
                "--inner\nContent-Type: text/html\n\n<p>IPA#99999999</p>\n"
                "--inner\nContent-Type: text/plain; charset=utf-8\n"
                "Content-Transfer-Encoding: quoted-printable\n\n"
                "Number IPA#1234=\n5678 and =E8=84=86\n--inner--\n"
                "--outer\nContent-Type: text/plain\n\nattachment\n--outer--\n");
    assert_str(m.text, STR("Number IPA#12345678 and 脆"));
    assert_str(mail_number(&m, 0), STR("IPA#12345678"));
}

/* proves HND-08: a returned letter says which letter it is, and that it will never arrive. */
static void a_returned_letter_is_read(void **state)
{
    (void)state;
    static const char dsn[] =
        "From: MAILER-DAEMON@mx.acme.example\nTo: <todoke+mark@body.example>\n"
        "Auto-Submitted: auto-replied\nSubject: Undelivered\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n"
        "--b\nContent-Type: text/plain\n\nSorry.\n"
        "--b\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.acme.example\n\n"
        "Final-Recipient: rfc822; gone@acme.example\nAction: %s\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such mailbox\n"
        "--b\nContent-Type: text/rfc822-headers\n\n"
        "Message-ID: <mark@body.example>\nSubject: s\n--b--\n";
    char text[2048];
    (void)snprintf(text, sizeof(text), dsn, "failed");
    struct mail_message m = read_ok(text);
    assert_true(m.is_report && m.failed && m.automatic);
    assert_str(m.status, STR("5.1.1"));
    assert_str(m.diagnostic, STR("smtp; 550 5.1.1 no such mailbox"));
    assert_str(m.recipient, STR("gone@acme.example"));
    assert_str(m.original_id, STR("mark@body.example"));
    (void)snprintf(text, sizeof(text), dsn, "delayed");
    m = read_ok(text);
    assert_true(m.is_report);
    assert_false(m.failed);
}

/* A report in a mail that is none says nothing. */
static void a_report_has_to_be_one(void **state)
{
    (void)state;
    struct mail_message m =
        read_ok("From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n"
                "--b\nContent-Type: message/delivery-status\n\nAction: failed\n--b--\n");
    assert_false(m.is_report);
    assert_false(m.failed);
}

static void programs_are_known(void **state)
{
    static const struct {
        const char *line;
        bool automatic;
    } cases[] = {
        {"Auto-Submitted: auto-replied\n", true},
        {"Auto-Submitted: auto-generated; x=y\n", true},
        {"Auto-Submitted: no\n", false},
        {"Precedence: bulk\n", true},
        {"Precedence: first-class\n", false},
        {"X-Autoreply: yes\n", true},
        {"Return-Path: <>\n", true},
        {"Return-Path: <a@b.example>\n", false},
        {"", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[256];
        (void)snprintf(text, sizeof(text), "From: a@b.example\n%s\nx\n", cases[i].line);
        assert_int_equal(read_ok(text).automatic, cases[i].automatic);
    }
}

static void a_doubtful_sender_is_none(void **state)
{
    static const char *const bad[] = {
        "From: a@b.example, c@d.example\n\n",
        "From: a@b.example\nFrom: c@d.example\n\n",
        "From: <a@b.example\n\n",
        "From: nobody\nTo: c@d.example\n\n",
        "From: \n\n",
        "From: a@b.example>x<\n\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_true(str_is_empty(read_ok(bad[i]).from));
    assert_str(read_ok("From: a@b.example (c@d.example)\n\n").from, STR("a@b.example"));
    assert_str(read_ok("From: \"x@y.example\" <a@b.example>\n\n").from, STR("a@b.example"));
}

/* RFC 8601: only the newest line of our own server counts, and only the whole word. */
static void verification_is_our_servers_word(void **state)
{
    static const struct {
        const char *lines;
        bool verified;
    } cases[] = {
        {"Authentication-Results: mx.body.example; dmarc=pass header.from=b.example\n", true},
        {"Authentication-Results: mx.body.example; spf=pass; dkim=pass\n", false},
        {"Authentication-Results: mx.body.example; dmarc=passed\n", false},
        {"Authentication-Results: evil.example; dmarc=pass\n"
         "Authentication-Results: mx.body.example; dmarc=pass\n",
         false}, /* what stands below may have come with the message */
        {"Authentication-Results: mx.body.example.evil.example; dmarc=pass\n", false},
        {"Authentication-Results: mx.body.example 1; dmarc=pass\n", true},
        {"Authentication-Results: mx.body.example 2; dmarc=pass\n", false},
        {"Authentication-Results: mx.body.example evil; dmarc=pass\n", false},
        {"Authentication-Results: (ours) MX.body.example (v1); spf=fail; DMARC=pass\n", true},
        {"Authentication-Results: mx.body.example;\n\tdkim=pass "
         "header.d=b.example;\n\tdmarc=pass\n",
         true},
        {"Authentication-Results: mx.body.example; dmarc=pass header.from=evil.example\n", false},
        {"Authentication-Results: mx.body.example; dmarc=pass (p=reject) header.from=B.example\n",
         true},
        {"Authentication-Results: mx.body.example; spf=fail reason=\"x; dmarc=pass\"\n", false},
        {"Authentication-Results: mx.body.example; spf=fail (x; dmarc=pass)\n", false},
        {"Authentication-Results: mx.body.example; spf=fail smtp.mailfrom=\"\\\"; dmarc=pass\"\n",
         false},
        {"Authentication-Results: mx.body.example; spf=fail \"; dmarc=pass\n", false},
        {"Authentication-Results: mx.body.example; x=y dmarc=pass\n", false},
        {"Authentication-Results: mx.body.example dmarc=pass\n", false},
        {"Authentication-Results: mx.body.example\n", false},
        {"Authentication-Results: ;\n", false},
        {"Authentication-Results: evil.example; dmarc=pass\n", false},
        {"Authentication-Results: mx.body.example; dmarc=fail\n"
         "Authentication-Results: mx.body.example; dmarc=pass\n",
         false},
        {"", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[512];
        (void)snprintf(text, sizeof(text), "%sFrom: a@b.example\n\nx\n", cases[i].lines);
        struct mail_message m = read_ok(text);
        assert_int_equal(mail_is_verified(&m, STR("mx.body.example")), cases[i].verified);
        assert_false(mail_is_verified(&m, STR("")));
    }
}

static void numbers_are_found_whole(void **state)
{
    (void)state;
    struct mail_message m = {
        .subject = STR("xJVN#11111111 JVN#1234567 JVN#123456789 jvn#12345678 #12345678"),
        .text = STR("(IPA#22222222), JVN#33333333。")};
    assert_str(mail_number(&m, 0), STR("IPA#22222222"));
    assert_str(mail_number(&m, 1), STR("JVN#33333333"));
    assert_true(str_is_empty(mail_number(&m, 2)));
}

/* Another character set is not converted; the ASCII in it, and so the number, is kept. */
static void other_character_sets_keep_their_numbers(void **state)
{
    (void)state;
    struct mail_message m =
        read_ok("From: a@b.example\n"
                "Subject: =?ISO-2022-JP?B?GyRCQEg8ZUAtGyhCIEpWTiMxMjM0NTY3OA==?="
                "\n\nx\n");
    assert_str(mail_number(&m, 0), STR("JVN#12345678"));
    for (size_t i = 0; i < m.subject.len; i++)
        assert_true((uint8_t)m.subject.ptr[i] >= ' ');
}

static void limits_hold(void **state)
{
    struct buf b;
    struct str text;
    struct mail_message m;
    (void)state;
    assert_int_equal(mail_read(STR("no header at all"), NULL, &arena, &m), ERR_INVALID);
    assert_int_equal(mail_read(STR(""), NULL, &arena, &m), ERR_INVALID);
    buf_init(&b, &arena, 4 << 20);
    buf_add_cstr(&b, "From: a@b.example\n");
    for (size_t i = 0; i < LIMIT_MAIL_HEADER_BYTES / 10 + 10; i++)
        buf_add_cstr(&b, "X-A: 12345\n");
    buf_add_cstr(&b, "\nx\n");
    assert_int_equal(buf_finish(&b, &text), ERR_OK);
    assert_int_equal(mail_read(text, NULL, &arena, &m), ERR_LIMIT);
    buf_init(&b, &arena, 4 << 20);
    buf_add_cstr(&b, "From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n");
    for (size_t i = 0; i < LIMIT_MAIL_PARTS + 2; i++)
        buf_add_cstr(&b, "--b\nContent-Type: image/png\n\nx\n");
    assert_int_equal(buf_finish(&b, &text), ERR_OK);
    assert_int_equal(mail_read(text, NULL, &arena, &m), ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_answer_is_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(parts_and_encodings_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_returned_letter_is_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_report_has_to_be_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(programs_are_known, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_doubtful_sender_is_none, set_up, tear_down),
        cmocka_unit_test_setup_teardown(verification_is_our_servers_word, set_up, tear_down),
        cmocka_unit_test_setup_teardown(numbers_are_found_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(other_character_sets_keep_their_numbers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(limits_hold, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
