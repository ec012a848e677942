/*
 * test/unit/http/test_engine.c — time, number and order: what the engine promises beyond single
 * requests.
 */
#include "wire.h"

#include <assert.h>
#include <stdatomic.h>
#include <unistd.h>

enum { HEADER_MS = 400, IDLE_MS = 700, BODY_MS = 400 };

static atomic_int ended;
static atomic_bool hold;

static void count_end(void *arg)
{
    (void)arg;
    atomic_fetch_add(&ended, 1);
}

/* "/slow" waits while `hold` is set; "/close" asks for the end; "/bad" breaks a header; "/long" is
 * 4 MiB. */
static void handle(void *ctx, struct http_request *req, struct http_response *res)
{
    static char large[4 << 20];
    (void)ctx;
    assert(http_request_on_end(req, count_end, NULL) == ERR_OK);
    if (str_equal(req->path, STR("/slow"))) {
        for (int i = 0; i < 500 && atomic_load(&hold); i++) {
            usleep(10 * 1000);
        }
    }
    res->close = str_equal(req->path, STR("/close"));
    if (str_equal(req->path, STR("/bad"))) {
        http_response_header(res, STR("X-A"), STR("b\r\nSet-Cookie: c"));
    }
    if (str_equal(req->path, STR("/long"))) {
        memset(large, 'x', sizeof(large));
        http_response_text(res, 200, STR("text/plain"), (struct str){large, sizeof(large)});
        return;
    }
    if (str_equal(req->path, STR("/peer"))) {
        const uint8_t *p = req->peer.address;
        http_response_text(res, 200, STR("text/plain"),
                           arena_format(req->arena, "<%d.%d.%d.%d>", p[12], p[13], p[14], p[15]));
        return;
    }
    struct str text =
        req->has_body ? arena_copy(req->arena, req->body) : arena_copy(req->arena, req->path);
    http_response_text(res, 200, STR("text/plain"), text);
}

static void begin(void *ctx, struct http_request *req, struct http_response *res,
                  struct http_body_plan *plan)
{
    (void)ctx;
    plan->max = 1 << 20;
    if (str_equal(req->path, STR("/refused"))) {
        http_response_text(res, 403, STR("text/plain"), STR("no"));
    }
}

static struct wire wire;
static struct arena arena;

static struct engine_config config_of(bool blocking)
{
    return (struct engine_config){.app = {.begin = begin, .handle = handle},
                                  .workers = 2,
                                  .blocking_handlers = blocking,
                                  .connections_max = 20,
                                  .connections_per_peer = 12,
                                  .header_ms = HEADER_MS,
                                  .idle_ms = IDLE_MS,
                                  .body_ms = BODY_MS,
                                  .write_ms = BODY_MS};
}

static int start(void **state)
{
    arena_init(&arena, 64 << 20);
    atomic_store(&ended, 0);
    wire_start(&wire, config_of(*state != NULL));
    return 0;
}

static int stop(void **state)
{
    (void)state;
    atomic_store(&hold, false);
    wire_stop(&wire);
    arena_release(&arena);
    return 0;
}

static struct str ask(int fd, const char *request, const char *enough, bool *closed)
{
    assert_true(wire_send(fd, str_from_cstr(request)));
    return wire_read(fd, &arena, str_from_cstr(enough), 3000, closed);
}

static void test_keeps_a_connection_for_the_next_request(void **state)
{
    (void)state;
    bool closed;
    int fd = wire_connect(&wire);
    for (int i = 0; i < 3; i++) {
        struct str answer = ask(fd, "GET /a HTTP/1.1\r\nHost: h\r\n\r\n", "\r\n\r\n/a", &closed);
        assert_int_equal(wire_status(answer), 200);
        assert_false(closed);
        assert_int_equal(str_find(answer, STR("Connection:"), 0), SIZE_MAX);
    }
    close(fd);
}

static void test_answers_pipelined_requests_in_order(void **state)
{
    (void)state;
    struct buf many;
    bool closed;
    buf_init(&many, &arena, 1 << 20);
    for (int i = 0; i < 100; i++) {
        buf_add_format(&many, "POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\n<%02d>", i);
    }
    int fd = wire_connect(&wire);
    assert_true(wire_send(fd, buf_str(&many)));
    struct str answers = wire_read(fd, &arena, STR("<99>"), 3000, &closed);
    assert_int_equal(wire_answers(answers), 100);
    size_t at = 0;
    for (int i = 0; i < 100; i++) {
        at = str_find(answers, arena_format(&arena, "<%02d>", i), at);
        assert_int_not_equal(at, SIZE_MAX);
    }
    close(fd);
}

static void test_closes_when_asked_to(void **state)
{
    (void)state;
    static const char *requests[] = {
        "GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: h\r\nConnection: x, Close\r\n\r\n",
        "GET /a HTTP/1.0\r\n\r\n",
        "GET /close HTTP/1.1\r\nHost: h\r\n\r\n",
    };
    for (size_t i = 0; i < 4; i++) {
        bool closed;
        int fd = wire_connect(&wire);
        struct str answer = ask(fd, requests[i], "", &closed);
        assert_int_equal(wire_status(answer), 200);
        assert_true(closed);
        assert_int_not_equal(str_find(answer, STR("\r\nConnection: close\r\n"), 0), SIZE_MAX);
        close(fd);
    }
}

static void test_sends_no_body_for_head(void **state)
{
    (void)state;
    bool closed;
    int fd = wire_connect(&wire);
    struct str answer =
        ask(fd, "HEAD /abc HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", "", &closed);
    assert_true(str_ends_with(answer, STR("\r\n\r\n")));
    assert_int_not_equal(str_find(answer, STR("Content-Length: 4\r\n"), 0), SIZE_MAX);
    close(fd);
}

static void test_never_sends_a_broken_header(void **state)
{
    (void)state;
    bool closed;
    int fd = wire_connect(&wire);
    struct str answer =
        ask(fd, "GET /bad HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", "", &closed);
    assert_int_equal(wire_status(answer), 500);
    assert_int_equal(str_find(answer, STR("Set-Cookie"), 0), SIZE_MAX);
    close(fd);
}

static void test_invites_a_body_that_waits(void **state)
{
    (void)state;
    bool closed;
    int fd = wire_connect(&wire);
    struct str answer =
        ask(fd, "POST /p HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n",
            "\r\n\r\n", &closed);
    assert_str(answer, STR("HTTP/1.1 100 Continue\r\n\r\n"));
    answer = ask(fd, "ok", "\r\n\r\nok", &closed);
    assert_int_equal(wire_status(answer), 200);
    answer = ask(
        fd,
        "POST /refused HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n",
        "", &closed);
    assert_int_equal(wire_status(answer), 403);
    assert_true(closed);
    close(fd);
}

/* A refusal must arrive although the client is still sending. */
static void test_lets_a_refusal_arrive(void **state)
{
    (void)state;
    bool closed;
    int fd = wire_connect(&wire);
    struct str body = {arena_alloc(&arena, 1 << 20), 1 << 20};
    assert_non_null(body.ptr);
    assert_true(
        wire_send(fd, STR("POST /refused HTTP/1.1\r\nHost: h\r\nContent-Length: 1048576\r\n\r\n")));
    usleep(50 * 1000);
    assert_true(wire_send(fd, body)); /* read and dropped, so that nothing is reset */
    struct str answer = wire_read(fd, &arena, STR(""), 3000, &closed);
    assert_int_equal(wire_status(answer), 403);
    assert_true(closed);
    close(fd);
}

/* Sends `piece` every 50 ms until the other side closes; milliseconds until then. */
static int64_t drip(int fd, struct str piece, struct str *answer)
{
    int64_t start_us = clock_monotonic_us();
    bool closed = false;
    *answer = (struct str){0};
    while (!closed && clock_monotonic_us() - start_us < 5 * 1000 * 1000) {
        (void)wire_send(fd, piece);
        struct str more = wire_read(fd, &arena, STR(""), 50, &closed);
        *answer = more.len > 0 ? more : *answer;
    }
    return (clock_monotonic_us() - start_us) / 1000;
}

static void test_ends_a_dripping_header(void **state)
{
    (void)state;
    struct str answer;
    int fd = wire_connect(&wire);
    assert_true(wire_send(fd, STR("GET / HTTP/1.1\r\nHost: h\r\nX-Drip: ")));
    int64_t ms = drip(fd, STR("a"), &answer);
    assert_in_range(ms, HEADER_MS, HEADER_MS + 600);
    assert_int_equal(wire_status(answer), 408);
    close(fd);
}

static void test_ends_a_dripping_body(void **state)
{
    (void)state;
    struct str answer;
    int fd = wire_connect(&wire);
    assert_true(wire_send(fd, STR("POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n")));
    int64_t ms = drip(fd, STR("a"), &answer);
    assert_in_range(ms, BODY_MS, BODY_MS + 600);
    assert_int_equal(wire_status(answer), 408);
    close(fd);
}

/* The control: slow, but faster than LIMIT_HTTP_BODY_RATE. */
static void test_waits_for_an_honest_slow_body(void **state)
{
    (void)state;
    bool closed;
    int fd = wire_connect(&wire);
    struct str piece = {arena_alloc(&arena, 8192), 8192};
    assert_non_null(piece.ptr);
    assert_true(wire_send(fd, STR("POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 81920\r\n\r\n")));
    for (int i = 0; i < 10; i++) {
        assert_true(wire_send(fd, piece));
        usleep(100 * 1000);
    }
    struct str answer = wire_read(fd, &arena, STR("\r\n\r\n"), 3000, &closed);
    assert_int_equal(wire_status(answer), 200);
    close(fd);
}

static void test_ends_an_idle_connection_and_a_deaf_reader(void **state)
{
    (void)state;
    bool closed;
    int64_t start_us = clock_monotonic_us();
    int idle = wire_connect(&wire);
    int deaf = wire_connect(&wire);
    assert_true(wire_send(deaf, STR("GET /long HTTP/1.1\r\nHost: h\r\n\r\n")));
    struct str nothing = wire_read(idle, &arena, STR(""), 3000, &closed);
    assert_true(closed);
    assert_int_equal(nothing.len, 0);
    assert_in_range((clock_monotonic_us() - start_us) / 1000, IDLE_MS, IDLE_MS + 600);
    struct engine_stats stats;
    usleep(300 * 1000);
    engine_stats_read(wire.engine, &stats);
    assert_int_equal(stats.open, 0); /* the deaf one has been ended too */
    close(idle);
    close(deaf);
}

static void test_limits_connections_of_one_peer(void **state)
{
    (void)state;
    int fds[14];
    bool closed;
    for (int i = 0; i < 14; i++) {
        fds[i] = wire_connect(&wire);
        usleep(5 * 1000);
    }
    struct str refused = wire_read(fds[13], &arena, STR(""), 1000, &closed);
    assert_int_equal(wire_status(refused), 503);
    assert_true(closed);
    struct str served = ask(fds[0], "GET /a HTTP/1.1\r\nHost: h\r\n\r\n", "\r\n\r\n/a", &closed);
    assert_int_equal(wire_status(served), 200);
    for (int i = 0; i < 14; i++) {
        close(fds[i]);
    }
    usleep(50 * 1000);
    int again = wire_connect(&wire);
    served = ask(again, "GET /a HTTP/1.1\r\nHost: h\r\n\r\n", "\r\n\r\n/a", &closed);
    assert_int_equal(wire_status(served), 200);
    close(again);
}

/* With blocking handlers one slow request must not hold up another connection. */
static void test_serves_others_while_one_is_slow(void **state)
{
    (void)state;
    bool closed;
    int slow = wire_connect(&wire);
    int others[6];
    atomic_store(&hold, true);
    assert_true(wire_send(slow, STR("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n")));
    usleep(50 * 1000);
    for (int i = 0; i < 6; i++) {
        others[i] = wire_connect(&wire);
        struct str answer =
            ask(others[i], "GET /a HTTP/1.1\r\nHost: h\r\n\r\n", "\r\n\r\n/a", &closed);
        assert_int_equal(wire_status(answer), 200);
    }
    atomic_store(&hold, false);
    struct str answer = wire_read(slow, &arena, STR("/slow"), 3000, &closed);
    assert_int_equal(wire_status(answer), 200);
    for (int i = 0; i < 6; i++) {
        close(others[i]);
    }
    close(slow);
}

static void test_sends_a_long_answer_whole_and_runs_cleanups_once(void **state)
{
    (void)state;
    bool closed;
    int fd = wire_connect(&wire);
    struct str answer =
        ask(fd, "GET /long HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", "", &closed);
    size_t body = str_find(answer, STR("\r\n\r\n"), 0) + 4;
    assert_int_equal(answer.len - body, 4 << 20);
    close(fd);
    usleep(20 * 1000);
    assert_int_equal(atomic_load(&ended), 1);
}

static void test_finishes_requests_before_it_stops(void **state)
{
    (void)state;
    struct wire w;
    bool closed;
    wire_start(&w, config_of(true));
    int fd = wire_connect(&w);
    atomic_store(&hold, true);
    assert_true(wire_send(fd, STR("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n")));
    usleep(50 * 1000);
    atomic_store(&hold, false);
    engine_stop(w.engine, 2000);
    struct str answer = wire_read(fd, &arena, STR(""), 1000, &closed);
    assert_int_equal(wire_status(answer), 200);
    assert_true(closed);
    close(fd);
    close(w.listener);
}

/* Only a proxy on this machine, and only when the configuration says so, may name the peer. */
static void test_believes_a_local_proxy_only_when_told(void **state)
{
    (void)state;
    static const struct {
        bool trust;
        const char *header, *peer;
    } rows[] = {
        {true, "X-Forwarded-For: 192.0.2.7", "<192.0.2.7>"},
        {true, "X-Forwarded-For: 192.0.2.6, 192.0.2.7", "<192.0.2.7>"},
        {true, "X-Forwarded-For: 192.0.2.6\r\nX-Forwarded-For: 192.0.2.7", "<192.0.2.7>"},
        {true, "X-Forwarded-For: 2001:db8::9", "<0.0.0.9>"},
        {true, "X-Forwarded-For: somebody", "<127.0.0.1>"},
        {true, "X-Other: 192.0.2.7", "<127.0.0.1>"},
        {false, "X-Forwarded-For: 192.0.2.7", "<127.0.0.1>"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct wire w;
        struct engine_config config = config_of(false);
        bool closed;
        config.trust_local_proxy = rows[i].trust;
        wire_start(&w, config);
        int fd = wire_connect(&w);
        struct str request =
            arena_format(&arena, "GET /peer HTTP/1.1\r\nHost: h\r\n%s\r\n\r\n", rows[i].header);
        assert_true(wire_send(fd, request));
        struct str answer = wire_read(fd, &arena, STR(">"), 3000, &closed);
        if (!str_ends_with(answer, str_from_cstr(rows[i].peer))) {
            print_error("%s: %.*s\n", rows[i].header, STR_ARG(answer));
            fail();
        }
        close(fd);
        wire_stop(&w);
    }
}

static bool blocking = true;

#define BOTH(test)                                                                                 \
    {#test " (own polls)", test, start, stop, NULL},                                               \
    {                                                                                              \
#test " (shared poll)", test, start, stop, &blocking                                       \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(test_keeps_a_connection_for_the_next_request),
        BOTH(test_answers_pipelined_requests_in_order),
        BOTH(test_closes_when_asked_to),
        BOTH(test_sends_no_body_for_head),
        BOTH(test_never_sends_a_broken_header),
        BOTH(test_invites_a_body_that_waits),
        BOTH(test_lets_a_refusal_arrive),
        BOTH(test_ends_a_dripping_header),
        BOTH(test_ends_a_dripping_body),
        BOTH(test_waits_for_an_honest_slow_body),
        BOTH(test_ends_an_idle_connection_and_a_deaf_reader),
        BOTH(test_limits_connections_of_one_peer),
        BOTH(test_sends_a_long_answer_whole_and_runs_cleanups_once),
        {"test_serves_others_while_one_is_slow", test_serves_others_while_one_is_slow, start, stop,
         &blocking},
        cmocka_unit_test_setup_teardown(test_believes_a_local_proxy_only_when_told, start, stop),
        cmocka_unit_test_setup_teardown(test_finishes_requests_before_it_stops, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
