/*
 * courier/test_courier.c — letters from the spool to a mail server: taken, refused, put off, server
 * away, a crash between the server's word and its record, a torn file.
 */
#include "courier/courier_priv.h"

#include "tester_sys.h"

#include "base/limits.h"
#include "smtp_server.h"
#include "sys/log.h"

#include <fcntl.h>

struct post {
    struct tmpdir dir;
    struct arena arena;
    struct smtp_server_test server;
    struct courier *courier;
    struct courier_config config;
    _Atomic int told;
    _Atomic int ends[3];
    _Atomic bool refuse_record; /* the disk is full: no result can be recorded */
    _Atomic bool stopped;       /* nothing may be sent */
};

static bool may_send(void *ctx, struct id letter)
{
    struct post *p = ctx;
    (void)letter;
    return !atomic_load(&p->stopped);
}

static enum err done(void *ctx, const struct courier_result *r)
{
    struct post *p = ctx;
    atomic_fetch_add(&p->told, 1);
    if (atomic_load(&p->refuse_record))
        return ERR_FULL;
    atomic_fetch_add(&p->ends[r->end], 1);
    return ERR_OK;
}

static void post_begin(struct post *p)
{
    struct courier_hooks hooks = {.ctx = p, .may_send = may_send, .done = done};
    arena_init(&p->arena, LIMIT_ARENA_COURIER);
    assert_ok(courier_open(&p->config, &p->arena, &p->courier));
    assert_ok(courier_start(p->courier, &hooks));
}

static void post_end(struct post *p)
{
    courier_close(p->courier);
    arena_release(&p->arena);
}

static void post_url(struct post *p, uint16_t port)
{
    static char url[64];
    (void)snprintf(url, sizeof(url), "smtp://127.0.0.1:%u", (unsigned)port);
    p->config.url = str_from_cstr(url);
}

static void post_open(struct post *p)
{
    memset(p, 0, sizeof(*p));
    log_set_fd(open("/dev/null", O_WRONLY | O_CLOEXEC));
    assert_ok(crypto_init());
    tmpdir_open(&p->dir);
    smtp_server_start(&p->server, 0);
    p->config = (struct courier_config){.spool_fd = p->dir.fd, .domain = STR("body.example")};
    memset(p->config.key, 7, sizeof(p->config.key));
    post_url(p, p->server.port);
    post_begin(p);
}

static void post_close(struct post *p)
{
    post_end(p);
    smtp_server_stop(&p->server);
    tmpdir_close(&p->dir);
}

static struct courier_letter letter_to(const char *to, uint8_t n)
{
    return (struct courier_letter){
        .id = {{n, 1}},
        .from = STR("todoke+mark@body.example"),
        .to = str_from_cstr(to),
        .message = STR("Subject: s\r\nMessage-ID: <1@body.example>\r\n\r\n.a dot\r\nend\r\n"),
    };
}

static void post(struct post *p, const char *to, uint8_t n)
{
    struct courier_letter l = letter_to(to, n);
    assert_ok(courier_put(p->courier, &l));
}

static size_t files_in(struct post *p)
{
    struct arena a;
    struct id *ids = NULL;
    size_t count = 0;
    arena_init(&a, 1 << 20);
    assert_ok(spool_file_list(p->dir.fd, &a, &ids, &count));
    arena_release(&a);
    return count;
}

/* Until the number is reached, at most ten seconds. */
static void await(_Atomic int *number, int wanted)
{
    for (int i = 0; i < 1000 && atomic_load(number) < wanted; i++)
        usleep(10000);
    assert_int_equal(atomic_load(number), wanted);
}

static void await_empty(struct post *p)
{
    struct courier_state state;
    for (int i = 0; i < 1000; i++) {
        courier_state(p->courier, &state);
        if (state.waiting == 0)
            break;
        usleep(10000);
    }
    assert_int_equal(files_in(p), 0);
}

static void a_letter_is_handed_over(void **state)
{
    struct post p;
    struct courier_letter l = letter_to("psirt@acme.example", 1);
    (void)state;
    post_open(&p);
    assert_ok(courier_put(p.courier, &l));
    await(&p.told, 1);
    assert_int_equal(p.ends[COURIER_HANDED_OVER], 1);
    assert_true(smtp_holds(&p.server, "MAIL FROM:<todoke+mark@body.example>"));
    assert_true(smtp_holds(&p.server, "RCPT TO:<psirt@acme.example>"));
    assert_true(smtp_holds(&p.server, "\n..a dot\nend\n")); /* the dot of a line is doubled */
    await_empty(&p);
    post_close(&p);
}

static void a_refusal_is_the_letters_end(void **state)
{
    struct post p;
    (void)state;
    post_open(&p);
    post(&p, "gone@acme.example", 1);
    post(&p, "full@acme.example", 2);
    post(&p, "psirt@acme.example", 3);
    await(&p.told, 3);
    assert_int_equal(p.ends[COURIER_REFUSED], 2);
    assert_int_equal(p.ends[COURIER_HANDED_OVER], 1);
    await_empty(&p);
    post_close(&p);
}

static void what_is_put_off_keeps_nothing_back(void **state)
{
    struct post p;
    (void)state;
    post_open(&p);
    post(&p, "later@acme.example", 1);
    post(&p, "psirt@acme.example", 2);
    await(&p.told, 1);
    assert_int_equal(p.ends[COURIER_HANDED_OVER], 1);
    for (int i = 2; i <= LIMIT_MAIL_TRIES; i++) {
        await(&p.server.put_off, i - 1);
        courier_poke(p.courier);
    }
    await(&p.told, 2);
    assert_int_equal(p.ends[COURIER_GIVEN_UP], 1);
    assert_int_equal(p.server.put_off, LIMIT_MAIL_TRIES);
    post_close(&p);
}

static void a_server_that_is_away_loses_nothing(void **state)
{
    struct post p;
    struct courier_state s = {0};
    (void)state;
    post_open(&p);
    uint16_t port = p.server.port;
    smtp_server_stop(&p.server);
    post(&p, "psirt@acme.example", 1);
    post(&p, "security@acme.example", 2);
    for (int i = 0; i < 1000 && !s.unreachable; i++) {
        usleep(10000);
        courier_state(p.courier, &s);
    }
    assert_true(s.unreachable);
    assert_true(s.answer[0] != '\0');
    assert_int_equal(s.waiting, 2);
    assert_int_equal(files_in(&p), 2);
    post_end(&p); /* also over a restart */
    smtp_server_start(&p.server, port);
    post_begin(&p);
    await(&p.told, 2);
    assert_int_equal(p.ends[COURIER_HANDED_OVER], 2);
    courier_state(p.courier, &s);
    assert_false(s.unreachable);
    post_close(&p);
}

/* The words about a recipient are the letter's, not the server's: whoever reads the state may not
 * know the recipient (FND-10, CON-06). */
static void a_broken_talk_names_no_recipient(void **state)
{
    struct post p;
    struct courier_state s = {0};
    (void)state;
    post_open(&p);
    post(&p, "vanish@acme.example", 1);
    for (int i = 0; i < 1000 && !s.unreachable; i++) {
        usleep(10000);
        courier_state(p.courier, &s);
    }
    assert_true(s.unreachable);
    assert_true(s.answer[0] != '\0');
    assert_null(strstr(s.answer, "vanish"));
    post_close(&p);
}

/* The result cannot be recorded: it is told again and nothing is sent again. After a crash in that
 * moment it is sent once more, with the same Message-ID, and no more than that. */
static void a_result_is_told_until_it_is_taken(void **state)
{
    struct post p;
    (void)state;
    post_open(&p);
    atomic_store(&p.refuse_record, true);
    post(&p, "psirt@acme.example", 1);
    await(&p.told, 1);
    courier_poke(p.courier);
    await(&p.told, 2);
    assert_int_equal(p.server.taken, 1);
    assert_int_equal(files_in(&p), 1);
    post_end(&p);
    atomic_store(&p.refuse_record, false);
    post_begin(&p);
    await(&p.told, 3);
    assert_int_equal(p.server.taken, 2);
    await_empty(&p);
    post_close(&p);
}

static void what_was_stopped_is_not_sent(void **state)
{
    struct post p;
    (void)state;
    post_open(&p);
    atomic_store(&p.stopped, true);
    post(&p, "psirt@acme.example", 1);
    await_empty(&p);
    assert_int_equal(p.server.connections, 0);
    assert_int_equal(p.told, 0);
    post_close(&p);
}

static void a_letter_can_be_taken_back(void **state)
{
    struct post p;
    struct courier_letter l = letter_to("psirt@acme.example", 1);
    (void)state;
    post_open(&p);
    uint16_t port = p.server.port;
    smtp_server_stop(&p.server);
    assert_ok(courier_put(p.courier, &l));
    enum err e = ERR_BUSY;
    for (int i = 0; i < 1000 && e == ERR_BUSY; i++) {
        usleep(10000);
        e = courier_withdraw(p.courier, l.id);
    }
    assert_ok(e);
    assert_int_equal(files_in(&p), 0);
    smtp_server_start(&p.server, port);
    courier_poke(p.courier);
    usleep(300000);
    assert_int_equal(p.server.connections, 0);
    post_close(&p);
}

/* A crash in the middle of writing leaves half a file: it is removed, and can be written anew. */
static void a_torn_file_is_no_letter(void **state)
{
    struct post p;
    struct str bytes;
    struct arena a;
    (void)state;
    post_open(&p);
    post_end(&p);
    arena_init(&a, 1 << 20);
    struct courier_letter l = letter_to("psirt@acme.example", 1);
    assert_ok(spool_file_write(p.dir.fd, p.config.key, &l, &a));
    char name[ID_TEXT_LEN + 8];
    id_write(l.id, name);
    memcpy(name + ID_TEXT_LEN, ".letter", 8);
    assert_ok(disk_read_all(p.dir.fd, name, 1 << 16, &a, &bytes));
    assert_true(str_find(bytes, STR("acme"), 0) == SIZE_MAX); /* sealed */
    assert_ok(disk_remove(p.dir.fd, name));
    assert_ok(disk_create_excl(p.dir.fd, name, str_slice(bytes, 0, bytes.len / 2), 0600));
    post_begin(&p);
    await_empty(&p);
    assert_int_equal(p.server.connections, 0);
    assert_ok(courier_put(p.courier, &l));
    await(&p.told, 1);
    arena_release(&a);
    post_close(&p);
}

static void one_letter_lies_there_once(void **state)
{
    struct post p;
    struct courier_letter l = letter_to("psirt@acme.example", 1);
    (void)state;
    post_open(&p);
    uint16_t port = p.server.port;
    smtp_server_stop(&p.server);
    assert_ok(courier_put(p.courier, &l));
    assert_err(courier_put(p.courier, &l), ERR_EXISTS);
    smtp_server_start(&p.server, port);
    courier_poke(p.courier);
    await(&p.told, 1);
    assert_int_equal(p.server.taken, 1);
    post_close(&p);
}

static void urls_are_judged(void **state)
{
    (void)state;
    assert_true(courier_url_is_sound(STR("smtp://127.0.0.1:25")));
    assert_true(courier_url_is_sound(STR("smtps://mail.body.example")));
    assert_false(courier_url_is_sound(STR("http://mail.body.example")));
    assert_false(courier_url_is_sound(STR("smtp://")));
    assert_false(courier_url_is_sound(STR("smtp://host/path")));
    assert_false(courier_url_is_sound(STR("smtp://user:secret@host")));
    assert_true(smtp_is_local(STR("smtp://127.0.0.1:25")));
    assert_true(smtp_is_local(STR("smtp://localhost")));
    assert_false(smtp_is_local(STR("smtp://127.0.0.1.attacker.example:25")));
    assert_false(smtp_is_local(STR("smtp://mail.body.example:25")));
}

/* A server elsewhere without TLS gets nothing, not even the addresses. */
static void nothing_goes_out_in_clear(void **state)
{
    struct post p;
    struct smtp_answer answer;
    struct courier_letter l = letter_to("psirt@acme.example", 1);
    char url[64];
    (void)state;
    post_open(&p);
    (void)snprintf(url, sizeof(url), "smtp://127.0.0.1:%u/x", (unsigned)p.server.port);
    struct smtp_server server = {url, "", "", true};
    smtp_send(&server, &l, &p.arena, &answer);
    assert_int_equal(answer.verdict, SMTP_UNREACHABLE);
    assert_false(smtp_holds(&p.server, "MAIL FROM"));
    post_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_letter_is_handed_over),
        cmocka_unit_test(a_refusal_is_the_letters_end),
        cmocka_unit_test(what_is_put_off_keeps_nothing_back),
        cmocka_unit_test(a_server_that_is_away_loses_nothing),
        cmocka_unit_test(a_broken_talk_names_no_recipient),
        cmocka_unit_test(a_result_is_told_until_it_is_taken),
        cmocka_unit_test(what_was_stopped_is_not_sent),
        cmocka_unit_test(a_letter_can_be_taken_back),
        cmocka_unit_test(a_torn_file_is_no_letter),
        cmocka_unit_test(one_letter_lies_there_once),
        cmocka_unit_test(urls_are_judged),
        cmocka_unit_test(nothing_goes_out_in_clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
