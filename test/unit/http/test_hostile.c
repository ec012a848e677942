/*
 * test/unit/http/test_hostile.c — every line of test/exchange/hostile.txt over a real socket.
 *
 * Each request is sent twice, at once and in pieces of a few bytes, because a parser may be right
 * about whole requests and wrong about their pieces.
 */
#include "wire.h"

#include "http/router.h"

#include <stdatomic.h>
#include <stdio.h>

static atomic_int handled;

static void page(void *ctx, struct http_request *req, struct http_response *res)
{
    (void)ctx;
    atomic_fetch_add(&handled, 1);
    http_response_text(res, 200, STR("text/plain"), req->has_body ? req->body : STR("page"));
}

static bool permit(void *ctx, struct http_request *req, struct http_response *res)
{
    (void)ctx, (void)req, (void)res;
    return true;
}

enum { ECHO_BYTES = 64 << 10, VECTOR_BYTES = 1 << 20 };

static const struct http_route routes[] = {
    HTTP_ROUTE(GET, "/", 1, FORM_NONE, page, 0),
    HTTP_ROUTE(POST, "/echo", 1, FORM_JSON(ECHO_BYTES), page, 0),
};

static struct wire wire;
static struct arena process;

static int start(void **state)
{
    struct http_router *router = NULL;
    struct http_router_app app = {.permit = permit};
    (void)state;
    arena_init(&process, 1 << 20);
    assert_int_equal(http_router_init(&router, &process, routes, 2, &app), ERR_OK);
    wire_start(&wire, (struct engine_config){.app = http_router_engine_app(router), .workers = 2});
    return 0;
}

static int stop(void **state)
{
    (void)state;
    wire_stop(&wire);
    arena_release(&process);
    return 0;
}

static unsigned hex(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
}

/* Expands escapes and repetitions. */
static void expand(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '{') {
            size_t depth = 1;
            size_t star = str_find(text, STR("*"), i);
            size_t end = star;
            uint64_t times = 0;
            assert_true(str_to_u64(str_slice(text, i + 1, star), 1 << 20, &times));
            while (depth > 0) {
                end++;
                assert_true(end < text.len);
                depth += text.ptr[end] == '{';
                depth -= text.ptr[end] == '}';
            }
            for (uint64_t n = 0; n < times; n++) {
                expand(out, str_slice(text, star + 1, end));
            }
            i = end;
        } else if (c == '\\') {
            c = text.ptr[++i];
            if (c == 'x') {
                buf_add_char(out, (char)(hex(text.ptr[i + 1]) * 16 + hex(text.ptr[i + 2])));
                i += 2;
            } else {
                buf_add_char(out, c == 'r'   ? '\r'
                                  : c == 'n' ? '\n'
                                  : c == 't' ? '\t'
                                  : c == '0' ? 0
                                             : c);
            }
        } else {
            buf_add_char(out, c);
        }
    }
}

static bool is_expected(struct str list, int status)
{
    while (list.ptr != NULL) {
        uint64_t one = 0;
        assert_true(str_to_u64(str_trim(str_split(&list, ',')), 999, &one));
        if ((int)one == status) {
            return true;
        }
    }
    return false;
}

/* Sends the bytes in pieces of `piece` (0: at once) and checks the answer. True when all is as
 * expected. */
static bool exchange(struct str name, struct str expected, struct str bytes, size_t piece,
                     struct arena *a)
{
    int before = atomic_load(&handled);
    int fd = wire_connect(&wire);
    bool control = is_expected(expected, 200);
    bool closed = false;
    bool taken = true;
    for (size_t at = 0; at < bytes.len && taken; at += piece == 0 ? bytes.len : piece) {
        taken = wire_send(fd, str_slice(bytes, at, piece == 0 ? bytes.len : at + piece));
    }
    struct str answer =
        wire_read(fd, a, control ? STR("page") : STR(""), control ? 100 : 3000, &closed);
    (void)close(fd);
    int calls = atomic_load(&handled) - before;
    bool good = is_expected(expected, wire_status(answer)) && wire_answers(answer) == 1 &&
                calls == (control ? 1 : 0) && (control || closed);
    if (!good) {
        print_error("%.*s (pieces of %zu): answer %d, %zu answers, %d calls, closed %d\n",
                    STR_ARG(name), piece, wire_status(answer), wire_answers(answer), calls, closed);
    }
    return good;
}

static void test_every_line(void **state)
{
    (void)state;
    FILE *f = fopen("test/exchange/hostile.txt", "r");
    static char line[4096];
    size_t vectors = 0, controls = 0, wrong = 0;
    assert_non_null(f);
    while (fgets(line, sizeof(line), f) != NULL) {
        struct str rest = str_trim(str_from_cstr(line));
        if (rest.len == 0 || rest.ptr[0] == '#') {
            continue;
        }
        struct str name = str_trim(str_split(&rest, '|'));
        struct str expected = str_trim(str_split(&rest, '|'));
        struct arena a;
        struct buf bytes;
        arena_init(&a, 16 << 20);
        buf_init(&bytes, &a, VECTOR_BYTES);
        expand(&bytes, str_slice(rest, 1, rest.len));
        assert_false(bytes.failed);
        vectors++;
        controls += is_expected(expected, 200);
        wrong += !exchange(name, expected, buf_str(&bytes), 0, &a);
        wrong += !exchange(name, expected, buf_str(&bytes), bytes.len > 4096 ? 1000 : 3, &a);
        arena_release(&a);
    }
    (void)fclose(f);
    assert_true(vectors - controls >= 60); /* the file was read */
    assert_true(controls >= 7);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_line, start, stop)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
