/*
 * test/unit/app/test_openpgp.c — encrypted letters out and in, with a real backend: what a
 * developer with a confirmed key gets, what everybody else on the way sees, and what becomes of it
 * when something is missing, withdrawn, damaged or of somebody else.
 */
#include "stage.h"

#include "core/mail/mail.h"
#include "courier/openpgp.h"
#include "smtp_server.h"
#include "sys/sealed_file.h"

enum { DELAY_S = 5 * 60 };

static const struct openpgp backend = {.backend = STR_INIT("sqop")};

struct office {
    struct stage stage;
    struct smtp_server_test server;
    struct story story;
    struct str secret, certificate;             /* the office's */
    struct str dev_secret, dev_certificate;     /* the developer's */
    struct str other_secret, other_certificate; /* somebody else's */
    struct id party;
};

static void make_key(struct office *o, const char *user, struct str *secret,
                     struct str *certificate)
{
    assert_ok(openpgp_generate(&backend, str_from_cstr(user), &o->stage.arena, secret));
    assert_ok(openpgp_certificate(&backend, *secret, &o->stage.arena, certificate));
}

static void seal_into(struct office *o, int dirfd, struct id name, struct str bytes)
{
    struct sealed_writer w;
    uint8_t key[CRYPTO_PUBLIC_BYTES];
    assert_ok(vault_intake_public(o->stage.app->data_fd, key));
    assert_ok(sealed_create_letter(&w, dirfd, name, key, &o->stage.arena));
    assert_ok(sealed_write(&w, bytes));
    assert_ok(sealed_finish(&w));
}

/* As `todoke mail key` lays it there. */
static void use_office_key(struct office *o)
{
    char id[ID_TEXT_LEN + 1];
    struct id name = random_id();
    id_write(name, id);
    seal_into(o, o->stage.app->openpgp_fd, name, o->secret);
    assert_ok(disk_write_atomic(o->stage.app->openpgp_fd, APP_OPENPGP_CURRENT,
                                (struct str){id, ID_TEXT_LEN}, 0600));
}

static void office_open(struct office *o)
{
    *o = (struct office){0};
    stage_open(&o->stage, false);
    smtp_server_start(&o->server, 0);
    o->stage.app->conf.smtp_url =
        arena_format(&o->stage.arena, "smtp://127.0.0.1:%u", (unsigned)o->server.port);
    o->stage.app->conf.openpgp_backend = backend.backend;
    make_key(o, "Office <todoke@coordinator.example>", &o->secret, &o->certificate);
    make_key(o, "Developer <psirt@hanako.example>", &o->dev_secret, &o->dev_certificate);
    make_key(o, "Other <other@else.example>", &o->other_secret, &o->other_certificate);
    o->party = stage_actor(&o->stage, "hanako", ROLE_developer).party;
    use_office_key(o);
}

static void office_close(struct office *o)
{
    stage_close(&o->stage);
    smtp_server_stop(&o->server);
}

static struct app_outcome key_step(struct office *o, const char *login, enum role role,
                                   const char *command, struct str fields)
{
    return stage_try(&o->stage, &(struct step){stage_actor(&o->stage, login, role), command,
                                               fields.ptr, .subject = o->party});
}

static struct organisation_view *organisation(struct office *o)
{
    struct app_reader r = stage_reader(&o->stage, "coordinator1", ROLE_coordinator);
    struct organisation_view *v = NULL;
    assert_ok(app_organisation_view(&r, o->party, &v));
    assert_non_null(v);
    return v;
}

static struct app_outcome offer_key(struct office *o, struct str key)
{
    struct str fields = arena_format(&o->stage.arena, "key=%.*s", STR_ARG(str_trim(key)));
    return key_step(o, "hanako", ROLE_developer, "register_key", fields);
}

static void confirm_key(struct office *o)
{
    struct app_outcome out = offer_key(o, o->dev_certificate);
    assert_string_equal(stage_refusal(&out), "none");
    struct str fingerprint = organisation(o)->key_waits.fingerprint;
    struct str fields = arena_format(
        &o->stage.arena, "fingerprint=%.*s|means=telephone|with_whom=花子", STR_ARG(fingerprint));
    out = key_step(o, "coordinator1", ROLE_coordinator, "confirm_key", fields);
    assert_string_equal(stage_refusal(&out), "none");
    assert_str(organisation(o)->key.fingerprint, fingerprint);
}

/* ---- out --------------------------------------------------------------------------------------
 */

static void send_all(struct office *o)
{
    struct app_work_done done = {0};
    struct app_mail_state s;
    stage_pass(&o->stage, DELAY_S);
    assert_ok(app_mail(o->stage.app, &done));
    for (int i = 0; i < 3000; i++) {
        app_mail_state(o->stage.app, &s);
        if (s.waiting == 0)
            return;
        usleep(10000);
    }
    fail_msg("letters are still waiting");
}

/* The n-th message that went to the address, absent after the last. */
static struct str sent_to(struct office *o, const char *address, size_t n)
{
    struct str kept = str_from_cstr(o->server.kept);
    struct str envelope = arena_format(&o->stage.arena, "RCPT TO:<%s>", address);
    size_t from = 0;
    for (size_t i = 0; i <= n; i++) {
        from = str_find(kept, envelope, from);
        if (from == SIZE_MAX)
            return (struct str){NULL, 0};
        from++;
    }
    size_t to = str_find(kept, STR("MAIL FROM:"), from);
    return str_slice(kept, from, to == SIZE_MAX ? kept.len : to);
}

static struct str armored_in(struct str message)
{
    size_t from = str_find(message, STR("-----BEGIN PGP MESSAGE-----"), 0);
    size_t to = str_find(message, STR("-----END PGP MESSAGE-----"), from == SIZE_MAX ? 0 : from);
    assert_true(from != SIZE_MAX && to != SIZE_MAX);
    return str_slice(message, from, to + strlen("-----END PGP MESSAGE-----") + 1);
}

/* What the holder of the developer's key reads. */
static struct mail_message read_letter(struct office *o, struct str message)
{
    struct openpgp_reading with = {.sealed = armored_in(message),
                                   .max = 1 << 20,
                                   .secrets = {o->dev_secret},
                                   .secret_count = 1,
                                   .signers = {o->certificate},
                                   .signer_count = 1};
    struct mail_message m = {0};
    struct openpgp_opened opened;
    assert_ok(openpgp_decrypt(&backend, &with, &o->stage.arena, &opened));
    assert_true(opened.is_signed);
    assert_ok(mail_read_opened(opened.text, &o->stage.arena, &m));
    return m;
}

static struct app_letters letters_of(struct office *o)
{
    struct app_reader r = stage_reader(&o->stage, "coordinator1", ROLE_coordinator);
    struct app_letters out;
    assert_ok(app_letters(&r, o->story.case_id, &out));
    return out;
}

static size_t count_protection(struct office *o, uint32_t protection)
{
    struct app_letters l = letters_of(o);
    size_t count = 0;
    for (size_t i = 0; i < l.count; i++)
        count += l.items[i].view.protection == protection ? 1 : 0;
    return count;
}

/* proves SEC-05: with a confirmed key what is told goes out encrypted and signed; on the way stand
 * addresses and a subject that tells nothing; without a key the letter has number and link only. */
static void a_confirmed_key_gets_what_is_told(void **state)
{
    struct office o;
    (void)state;
    office_open(&o);
    confirm_key(&o);
    stage_story(&o.stage, &o.story);
    send_all(&o);
    size_t told = 0, count = 0;
    for (;; count++) {
        struct str message = sent_to(&o, "psirt@hanako.example", count);
        if (!message.ptr)
            break;
        assert_true(holds(message, "Subject: =?UTF-8?B?Li4u?="));
        assert_true(holds(message, "multipart/encrypted"));
        struct mail_message m = read_letter(&o, message);
        assert_true(mail_number(&m, 0).ptr != NULL);
        told += holds(m.text, "Date and time of disclosure: 20") ? 1 : 0;
    }
    assert_int_equal(count, 2);
    assert_int_equal(told, 1);
    assert_int_equal(count_protection(&o, CODE_letter_protection_encrypted), 2);
    assert_int_equal(count_protection(&o, CODE_letter_protection_reduced), 0);
    struct app_letters l = letters_of(&o);
    for (size_t i = 0; i < l.count; i++) /* the log keeps the words that may be read by all staff */
        assert_false(holds(l.items[i].view.text, "Date and time of disclosure"));
    assert_false(holds(sent_to(&o, "hanako@hanako.example", 0), "multipart/encrypted"));
    office_close(&o);
}

static const struct work_item *work_on_party(struct office *o)
{
    struct app_reader r = stage_reader(&o->stage, "coordinator1", ROLE_coordinator);
    struct work_filter filter = {0};
    struct work_list list;
    assert_ok(app_work(&r, &filter, &list));
    for (size_t i = 0; i < list.count; i++) {
        if (id_equal(list.items[i].stream, o->party))
            return &list.items[i];
    }
    return NULL;
}

/* proves SEC-05: no program, no encryption, and no clear text instead: number and link leave, and
 * staff are told; when it works again the line goes. */
static void without_a_program_less_is_sent_and_told(void **state)
{
    struct office o;
    (void)state;
    office_open(&o);
    confirm_key(&o);
    stage_story(&o.stage, &o.story);
    assert_int_equal(app_openpgp_state(o.stage.app), APP_OPENPGP_READY);
    o.stage.app->conf.openpgp_backend = STR("no-such-program");
    assert_int_equal(app_openpgp_state(o.stage.app), APP_OPENPGP_MISSING);
    send_all(&o);
    assert_int_equal(count_protection(&o, CODE_letter_protection_reduced), 2);
    assert_false(smtp_holds(&o.server, "multipart/encrypted"));
    struct mail_message m;
    struct str message = sent_to(&o, "psirt@hanako.example", 1);
    assert_ok(mail_read(str_slice(message, str_find(message, STR("Date:"), 0), message.len), NULL,
                        &o.stage.arena, &m));
    assert_true(mail_number(&m, 0).ptr != NULL);
    assert_false(holds(m.text, "Date and time of disclosure"));
    const struct work_item *line = work_on_party(&o);
    assert_non_null(line);
    assert_non_null(strstr(line->step, "no program"));
    stage_restart(&o.stage);
    assert_non_null(work_on_party(&o));
    office_close(&o);
}

static void a_withdrawn_key_is_not_used_any_more(void **state)
{
    struct office o;
    (void)state;
    office_open(&o);
    confirm_key(&o);
    stage_story(&o.stage, &o.story);
    struct app_outcome out =
        key_step(&o, "hanako", ROLE_developer, "withdraw_key", STR("reason=紛失"));
    assert_string_equal(stage_refusal(&out), "none");
    send_all(&o);
    assert_false(smtp_holds(&o.server, "multipart/encrypted"));
    assert_int_equal(count_protection(&o, CODE_letter_protection_reduced), 2);
    office_close(&o);
}

static void what_is_no_usable_key_is_refused(void **state)
{
    struct office o;
    (void)state;
    office_open(&o);
    struct str two = arena_format(&o.stage.arena, "%.*s%.*s", STR_ARG(o.dev_certificate),
                                  STR_ARG(o.other_certificate));
    struct app_outcome out = offer_key(&o, o.dev_secret);
    assert_string_equal(stage_refusal(&out), "key_secret");
    out = offer_key(&o, two);
    assert_string_equal(stage_refusal(&out), "key_several");
    out = offer_key(&o, STR("-----BEGIN PGP PUBLIC KEY BLOCK-----"));
    assert_string_equal(stage_refusal(&out), "key_unreadable");
    out = offer_key(&o, str_slice(o.dev_certificate, 0, 400));
    assert_string_equal(stage_refusal(&out), "key_unreadable");
    o.stage.app->conf.openpgp_backend = STR("off");
    out = offer_key(&o, o.dev_certificate);
    assert_string_equal(stage_refusal(&out), "key_not_inspected");
    assert_null(organisation(&o)->key_waits.fingerprint.ptr);
    office_close(&o);
}

/* ---- in ---------------------------------------------------------------------------------------
 */

static struct str sealed_for_office(struct office *o, struct str signer, const char *inner)
{
    struct str out = {NULL, 0};
    struct openpgp_message m = {o->certificate, signer, str_from_cstr(inner)};
    assert_ok(openpgp_encrypt(&backend, &m, &o->stage.arena, &out));
    return out;
}

static struct str pgp_mime(struct office *o, struct str armored, const char *subject)
{
    return arena_format(&o->stage.arena,
                        "From: psirt@hanako.example\r\nTo: todoke@coordinator.example\r\n"
                        "Subject: %s\r\nContent-Type: multipart/encrypted; "
                        "protocol=\"application/pgp-encrypted\"; boundary=b\r\n\r\n--b\r\n"
                        "Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n--b\r\n"
                        "Content-Type: application/octet-stream\r\n\r\n%.*s\r\n--b--\r\n",
                        subject, STR_ARG(armored));
}

static void take(struct office *o, struct str text)
{
    struct app_work_done done = {0};
    uint8_t hash[CRYPTO_HASH_BYTES];
    struct id name;
    crypto_blake2b(text, hash);
    memcpy(name.bytes, hash, ID_BYTES);
    seal_into(o, o->stage.app->inbox_fd, name, text);
    assert_ok(app_inbox(o->stage.app, &done));
    assert_int_equal(done.mails, 1);
}

static struct app_waiting_mails queue_of(struct office *o)
{
    struct app_reader r = stage_reader(&o->stage, "reception1", ROLE_reception);
    struct app_waiting_mails out;
    assert_ok(app_mail_queue(&r, &out));
    return out;
}

static struct app_mails mails_of(struct office *o)
{
    struct app_reader r = stage_reader(&o->stage, "coordinator1", ROLE_coordinator);
    struct app_mails out;
    assert_ok(app_mails(&r, o->story.case_id, &out));
    return out;
}

/* The mail that waits last, with its reason. */
static struct app_waiting_mail take_and_wait(struct office *o, struct str text)
{
    size_t before = queue_of(o).count;
    take(o, text);
    struct app_waiting_mails q = queue_of(o);
    assert_int_equal(q.count, before + 1);
    for (size_t i = 0; i < q.count; i++) {
        if (q.items[i].at_us >= q.items[q.count - 1].at_us)
            return q.items[i];
    }
    return q.items[0];
}

/* proves SEC-05: a mail that came encrypted is read by staff, with its signature's verdict; the
 * number in its inner subject and a good signature file it. HND-10. */
static void a_signed_mail_is_opened_and_filed(void **state)
{
    struct office o;
    (void)state;
    office_open(&o);
    confirm_key(&o);
    stage_story(&o.stage, &o.story);
    struct app_reader r = stage_reader(&o.stage, "coordinator1", ROLE_coordinator);
    struct case_view *v = NULL;
    assert_ok(app_case_view(&r, o.story.case_id, &v));
    struct str inner = arena_format(&o.stage.arena,
                                    "Subject: about %.*s\r\nContent-Type: text/plain; "
                                    "charset=utf-8\r\n\r\nSECRET 調査の結果です。\r\n",
                                    STR_ARG(v->number));
    take(&o, pgp_mime(&o, sealed_for_office(&o, o.dev_secret, inner.ptr), "..."));
    struct app_mails mails = mails_of(&o);
    assert_int_equal(mails.count, 1);
    assert_true(holds(mails.items[0].text, "SECRET 調査の結果です。"));
    assert_true(str_find(mails.items[0].about, v->number, 0) != SIZE_MAX);
    assert_int_equal(mails.items[0].protection, CODE_mail_protection_signed);
    assert_int_equal(mails.items[0].filing, CODE_mail_filing_number_and_sender);
    assert_int_equal(mails.items[0].files.count, 2);
    /* the same words unsigned, or signed by somebody else, prove nothing about their sender */
    struct str plain = sealed_for_office(&o, STR(""), inner.ptr);
    struct app_waiting_mail m = take_and_wait(&o, pgp_mime(&o, plain, "..."));
    assert_int_equal(m.doubt, CODE_mail_doubt_unverified_sender);
    assert_int_equal(m.protection, CODE_mail_protection_unsigned);
    stage_pass(&o.stage, 1);
    m = take_and_wait(&o, pgp_mime(&o, sealed_for_office(&o, o.other_secret, inner.ptr), "..."));
    assert_int_equal(m.doubt, CODE_mail_doubt_unverified_sender);
    assert_int_equal(m.protection, CODE_mail_protection_unsigned);
    assert_true(holds(m.text, "SECRET"));
    office_close(&o);
}

static void inline_text_is_opened_too(void **state)
{
    struct office o;
    (void)state;
    office_open(&o);
    struct str armored = sealed_for_office(&o, STR(""), "inline text");
    struct str text =
        arena_format(&o.stage.arena,
                     "From: someone@else.example\r\nTo: todoke@coordinator.example\r\n"
                     "Subject: s\r\n\r\n%.*s",
                     STR_ARG(armored));
    struct app_waiting_mail m = take_and_wait(&o, text);
    assert_str(str_trim(m.text), STR("inline text"));
    assert_int_equal(m.doubt, CODE_mail_doubt_no_number);
    assert_int_equal(m.protection, CODE_mail_protection_unsigned);
    struct app_outcome out;
    stage_story(&o.stage, &o.story);
    struct app_reader r = stage_reader(&o.stage, "reception1", ROLE_reception);
    struct report_view *report = NULL;
    assert_ok(app_report_view(&r, o.story.report, &report));
    assert_ok(app_mail_file(&r, m.id, report->number, &out)); /* both files go with it */
    assert_string_equal(stage_refusal(&out), "none");
    struct app_mails mails;
    assert_ok(app_mails(&r, o.story.report, &mails));
    assert_int_equal(mails.items[0].files.count, 2);
    assert_int_equal(mails.items[0].protection, CODE_mail_protection_unsigned);
    office_close(&o);
}

/* proves SEC-05: what cannot be opened waits for a person with its reason, and is kept as it came.
 */
static void what_stays_closed_waits_with_its_reason(void **state)
{
    struct office o;
    struct str foreign = {NULL, 0};
    (void)state;
    office_open(&o);
    struct openpgp_message to_other = {o.other_certificate, STR(""), STR("x")};
    assert_ok(openpgp_encrypt(&backend, &to_other, &o.stage.arena, &foreign));
    struct app_waiting_mail m = take_and_wait(&o, pgp_mime(&o, foreign, "one"));
    assert_int_equal(m.doubt, CODE_mail_doubt_not_opened);
    stage_pass(&o.stage, 1);
    struct str whole = sealed_for_office(&o, STR(""), "a text that is long enough to be cut");
    m = take_and_wait(&o, pgp_mime(&o, str_slice(whole, 0, whole.len / 2), "two"));
    assert_int_equal(m.doubt, CODE_mail_doubt_not_opened);
    stage_pass(&o.stage, 1);
    struct str twice =
        arena_format(&o.stage.arena, "Content-Type: text/plain\r\n\r\n%.*s", STR_ARG(whole));
    m = take_and_wait(&o, pgp_mime(&o, sealed_for_office(&o, STR(""), twice.ptr), "three"));
    assert_int_equal(m.doubt, CODE_mail_doubt_nested);
    stage_pass(&o.stage, 1);
    o.stage.app->conf.openpgp_backend = STR("no-such-program");
    m = take_and_wait(&o, pgp_mime(&o, whole, "four"));
    assert_int_equal(m.doubt, CODE_mail_doubt_no_program);
    stage_pass(&o.stage, 1);
    o.stage.app->conf.openpgp_backend = backend.backend;
    assert_ok(disk_remove(o.stage.app->openpgp_fd, APP_OPENPGP_CURRENT));
    assert_int_equal(app_openpgp_state(o.stage.app), APP_OPENPGP_NO_KEY);
    m = take_and_wait(&o, pgp_mime(&o, whole, "five"));
    assert_int_equal(m.doubt, CODE_mail_doubt_no_key);
    office_close(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_confirmed_key_gets_what_is_told),
        cmocka_unit_test(without_a_program_less_is_sent_and_told),
        cmocka_unit_test(a_withdrawn_key_is_not_used_any_more),
        cmocka_unit_test(what_is_no_usable_key_is_refused),
        cmocka_unit_test(a_signed_mail_is_opened_and_filed),
        cmocka_unit_test(inline_text_is_opened_too),
        cmocka_unit_test(what_stays_closed_waits_with_its_reason),
    };
    return cmocka_run_group_tests_name("app/openpgp", tests, NULL, NULL);
}
