/*
 * test/unit/http/test_router.c — rows, their order, and every check in front of a handler. Requests
 * are values here: the router is called as the engine calls it.
 */
#include "tester.h"

#include "http/csrf.h"
#include "http/parse.h"
#include "http/rate.h"
#include "http/router.h"
#include "sys/crypto.h"

#include <string.h>

static struct arena process;
static struct arena arena;
static int permit_answer; /* 1 yes, 0 no */
static char trail[200];   /* what ran, in order */

static void note(const char *what)
{
    (void)snprintf(trail + strlen(trail), sizeof(trail) - strlen(trail), "%s ", what);
}

static void page(void *ctx, struct http_request *req, struct http_response *res)
{
    struct str id = http_request_param(req, STR("id"));
    (void)ctx;
    note("handler");
    http_response_text(
        res, 200, STR("text/plain"),
        arena_format(req->arena, "%.*s id=%.*s q=%.*s f=%.*s files=%zu", STR_ARG(req->route->path),
                     STR_ARG(id), STR_ARG(http_request_arg(req, STR("q"))),
                     STR_ARG(http_request_field(req, STR("f"))), req->form->file_count));
}

static void silent(void *ctx, struct http_request *req, struct http_response *res)
{
    (void)ctx, (void)req, (void)res;
}

static bool permit(void *ctx, struct http_request *req, struct http_response *res)
{
    (void)ctx, (void)res;
    note("permit");
    assert_true(req->route->permission > 0);
    return permit_answer == 1;
}

static bool csrf(void *ctx, struct http_request *req)
{
    (void)ctx;
    note("csrf");
    return str_equal(csrf_token_of(req), STR("good"));
}

static void error_page(void *ctx, struct http_request *req, struct http_response *res,
                       struct str code)
{
    (void)ctx, (void)req;
    note("error");
    http_response_text(res, res->status, STR("text/plain"), code);
}

static bool fallback(void *ctx, struct http_request *req, struct http_response *res)
{
    (void)ctx;
    if (!str_equal(req->path, STR("/published"))) {
        return false;
    }
    http_response_text(res, 200, STR("text/plain"), STR("published"));
    return true;
}

enum { PERM_ALL = 1 };

static const struct http_route routes[] = {
#define ROUTE(m, p, perm, f, h, fl) HTTP_ROUTE(m, p, perm, f, h, fl),
    ROUTE(GET, "/", PERM_ALL, FORM_NONE, page, 0) ROUTE(GET, "/case/{id}", PERM_ALL, FORM_NONE,
                                                        page, 0)
        ROUTE(POST, "/case/{id}", PERM_ALL, FORM_ANY(1000), page, ROUTE_CSRF)
            ROUTE(POST, "/case/new", PERM_ALL, FORM_URLENCODED(1000), page, 0)
                ROUTE(GET, "/case/{id}/x", PERM_ALL, FORM_NONE, page, 0)
                    ROUTE(GET, "/assets/{id*}", PERM_ALL, FORM_NONE, page, 0)
                        ROUTE(GET, "/{id}/feed", PERM_ALL, FORM_NONE, page, 0)
                            ROUTE(POST, "/api/v1/{id}", PERM_ALL, FORM_JSON(1000), page, ROUTE_API)
                                ROUTE(POST, "/slow", PERM_ALL, FORM_NONE, page, ROUTE_SLOW)
                                    ROUTE(GET, "/unix", PERM_ALL, FORM_NONE, page, ROUTE_UNIX)
                                        ROUTE(GET, "/silent", PERM_ALL, FORM_NONE, silent, 0)
#undef ROUTE
};

static struct http_router *router;

static int start(void **state)
{
    struct http_router_app app = {
        .permit = permit, .csrf = csrf, .error_page = error_page, .fallback = fallback};
    (void)state;
    assert_int_equal(crypto_init(), ERR_OK);
    arena_init(&process, 8 << 20);
    arena_init(&arena, 32 << 20);
    permit_answer = 1;
    assert_int_equal(http_rate_init(&app.rate, &process, 7), ERR_OK);
    assert_int_equal(
        http_router_init(&router, &process, routes, sizeof(routes) / sizeof(routes[0]), &app),
        ERR_OK);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    arena_release(&arena);
    arena_release(&process);
    return 0;
}

struct answer {
    int status;
    struct str body;
    struct http_response res;
};

/* Calls the router as the engine does. `head` without Host and empty line. */
static struct answer call_from(struct http_peer peer, const char *head, struct str body)
{
    static struct http_header headers[LIMIT_HEADER_COUNT];
    struct engine_app app = http_router_engine_app(router);
    struct http_request req = {0};
    struct http_body_plan plan = {0};
    struct answer a = {.res = {.fd = -1}};
    struct str text = arena_format(&arena, "%s\r\nHost: desk.example\r\n%s\r\n", head,
                                   body.len > 0 ? "Transfer-Encoding: chunked\r\n" : "");
    trail[0] = 0;
    assert_int_equal(http_parse_head(text, headers, &req), 0);
    req.arena = &arena;
    req.peer = peer;
    req.start_us = 1000;
    app.begin(app.ctx, &req, &a.res, &plan);
    if (a.res.status == 0) {
        int refused = body.len > plan.max ? 413 : 0;
        enum err e = refused == 0 && plan.write != NULL ? plan.write(plan.arg, body) : ERR_OK;
        req.body = body;
        if (refused != 0 || e != ERR_OK) {
            app.refuse(app.ctx, &req, &a.res, refused != 0 ? refused : 400);
        } else {
            app.handle(app.ctx, &req, &a.res);
        }
    }
    while (req.cleanups != NULL) {
        req.cleanups->run(req.cleanups->arg);
        req.cleanups = req.cleanups->next;
    }
    a.status = a.res.status;
    a.body = a.res.text;
    return a;
}

static struct answer call(const char *head, const char *body)
{
    return call_from((struct http_peer){.is_unix = true}, head, str_from_cstr(body));
}

static void test_finds_rows(void **state)
{
    (void)state;
    static const struct {
        const char *head;
        int status;
        const char *body;
    } rows[] = {
        {"GET / HTTP/1.1", 200, "/ id= q= f= files=0"},
        {"HEAD / HTTP/1.1", 200, "/ id= q= f= files=0"},
        {"GET /case/7?q=%E5%B1%8A+x HTTP/1.1", 200, "/case/{id} id=7 q=届 x f= files=0"},
        {"GET /case/%E5%B1%8A HTTP/1.1", 200, "/case/{id} id=届 q= f= files=0"},
        {"GET /case/7/x HTTP/1.1", 200, "/case/{id}/x id=7 q= f= files=0"},
        {"GET /assets/a/b.css HTTP/1.1", 200, "/assets/{id*} id=a/b.css q= f= files=0"},
        {"GET /assets/a/ HTTP/1.1", 200, "/assets/{id*} id=a/ q= f= files=0"},
        {"GET /news/feed HTTP/1.1", 200, "/{id}/feed id=news q= f= files=0"},
        {"GET /published HTTP/1.1", 200, "published"},
        {"GET /unix HTTP/1.1", 200, "/unix id= q= f= files=0"},
        {"GET /nowhere HTTP/1.1", 404, "not-found"},
        {"POST /published HTTP/1.1", 404, "not-found"},
        {"GET /case HTTP/1.1", 404, "not-found"},
        {"GET /case/ HTTP/1.1", 404, "not-found"},
        {"GET /case/7/ HTTP/1.1", 404, "not-found"},
        {"GET //case/7 HTTP/1.1", 404, "not-found"},
        {"GET /a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s HTTP/1.1", 404, "not-found"},
        {"GET /case/a%2Fb HTTP/1.1", 400, "bad-request"},
        {"GET /case/.. HTTP/1.1", 400, "bad-request"},
        {"GET /case/%2e%2E HTTP/1.1", 400, "bad-request"},
        {"GET /case/%00 HTTP/1.1", 400, "bad-request"},
        {"GET /case/%ff HTTP/1.1", 400, "bad-request"},
        {"GET /assets/../x HTTP/1.1", 400, "bad-request"},
        {"GET /assets/a%2F..%2Fx HTTP/1.1", 400, "bad-request"},
        {"GET /assets//x HTTP/1.1", 400, "bad-request"},
        {"GET /?q=%ff HTTP/1.1", 400, "bad-request"},
        {"GET /silent HTTP/1.1", 500, "internal-error"},
        {"DELETE /case/7 HTTP/1.1", 405, "method-not-allowed"},
        {"GET /case/new HTTP/1.1", 405, "method-not-allowed"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct answer a = call(rows[i].head, "");
        if (a.status != rows[i].status) {
            print_error("%s: %d\n", rows[i].head, a.status);
        }
        assert_int_equal(a.status, rows[i].status);
        assert_str(a.body, str_from_cstr(rows[i].body));
    }
}

static struct str header_of(const struct answer *a, const char *name)
{
    for (size_t i = 0; i < a->res.header_count; i++) {
        if (str_equal_nocase(a->res.headers[i].name, str_from_cstr(name))) {
            return a->res.headers[i].value;
        }
    }
    return (struct str){0};
}

static void test_says_which_methods_there_are(void **state)
{
    (void)state;
    struct answer a = call("DELETE /case/7 HTTP/1.1", "");
    assert_str(header_of(&a, "Allow"), STR("GET, HEAD, POST"));
    a = call("GET /case/new HTTP/1.1", "");
    assert_str(header_of(&a, "Allow"), STR("POST"));
}

static void test_socket_only_rows_do_not_exist_elsewhere(void **state)
{
    (void)state;
    struct http_peer tcp = {.address = {[15] = 1}};
    assert_int_equal(call_from(tcp, "GET /unix HTTP/1.1", STR("")).status, 404);
    assert_int_equal(call_from(tcp, "POST /unix HTTP/1.1", STR("")).status, 404);
}

#define URLENCODED "\r\nContent-Type: application/x-www-form-urlencoded; charset=UTF-8"
#define MULTIPART "\r\nContent-Type: multipart/form-data; boundary=B"
#define JSON "\r\nContent-Type: application/json"
#define PARTS(token)                                                                               \
    "--B\r\nContent-Disposition: form-data; name=\"_token\"\r\n\r\n" token "\r\n"                  \
    "--B\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\nv\r\n"                               \
    "--B\r\nContent-Disposition: form-data; name=\"g\"; filename=\"n\"\r\n\r\nbytes\r\n--B--\r\n"

static void test_order_of_the_checks(void **state)
{
    (void)state;
    static const struct {
        int permitted;
        const char *head, *body;
        int status;
        const char *trail;
    } rows[] = {
        {1, "POST /case/7 HTTP/1.1" URLENCODED, "_token=good&f=v", 200, "permit csrf handler "},
        {1, "POST /case/7 HTTP/1.1" MULTIPART, PARTS("good"), 200, "permit csrf handler "},
        {1, "POST /case/7 HTTP/1.1" URLENCODED "\r\nX-Todoke-Token: good", "f=v", 200,
         "permit csrf handler "},
        {0, "POST /case/7 HTTP/1.1" URLENCODED, "_token=good&f=v", 403, "permit error "},
        {0, "POST /case/7 HTTP/1.1" JSON, "{}", 403, "permit error "},
        {1, "POST /case/7 HTTP/1.1" JSON, "{}", 415, "permit error "},
        {1, "POST /case/7 HTTP/1.1", "x", 415, "permit error "},
        {1, "POST /case/7 HTTP/1.1" URLENCODED, "_token=bad&f=v", 403, "permit csrf error "},
        {1, "POST /case/7 HTTP/1.1" URLENCODED, "f=v", 403, "permit csrf error "},
        {1, "POST /case/7 HTTP/1.1" MULTIPART, PARTS("bad"), 403, "permit csrf error "},
        {1, "POST /case/7 HTTP/1.1" URLENCODED, "_token=good&f=%", 400, "permit error "},
        {1, "POST /case/7 HTTP/1.1" MULTIPART, "--B\r\n", 400, "permit error "},
        {1, "POST /case/7 HTTP/1.1" URLENCODED "\r\nOrigin: https://other.example", "_token=good",
         403, "permit error "},
        {1, "POST /case/7 HTTP/1.1" URLENCODED "\r\nOrigin: https://desk.example", "_token=good",
         200, "permit csrf handler "},
        {1, "POST /case/7 HTTP/1.1" URLENCODED "\r\nOrigin: null", "_token=good", 403,
         "permit error "},
        {1, "POST /case/7 HTTP/1.1" URLENCODED "\r\nSec-Fetch-Site: cross-site", "_token=good", 403,
         "permit error "},
        {1, "POST /case/7 HTTP/1.1" URLENCODED "\r\nSec-Fetch-Site: same-site", "_token=good", 403,
         "permit error "},
        {1, "POST /case/new HTTP/1.1" MULTIPART, PARTS("x"), 415, "permit error "},
        {1, "GET / HTTP/1.1" URLENCODED, "a=b", 400, "permit error "},
        {1, "POST /api/v1/7 HTTP/1.1" JSON, "{}", 200, "permit handler "},
        {0, "POST /api/v1/7 HTTP/1.1" JSON, "{}", 403, "permit "}, /* problem+json, not the page */
        {1, "GET /nowhere HTTP/1.1", "", 404, "error "},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        permit_answer = rows[i].permitted;
        struct answer a = call(rows[i].head, rows[i].body);
        if (a.status != rows[i].status || strcmp(trail, rows[i].trail) != 0) {
            print_error("row %zu: %d \"%s\"\n", i, a.status, trail);
        }
        assert_int_equal(a.status, rows[i].status);
        assert_string_equal(trail, rows[i].trail);
    }
}

static void test_reads_forms_of_both_kinds(void **state)
{
    (void)state;
    struct answer a = call("POST /case/7?q=1 HTTP/1.1" URLENCODED, "_token=good&f=v+w");
    assert_str(a.body, STR("/case/{id} id=7 q=1 f=v w files=0"));
    a = call("POST /case/7 HTTP/1.1" MULTIPART, PARTS("good"));
    assert_str(a.body, STR("/case/{id} id=7 q= f=v files=1"));
}

static void test_limits_a_body_by_its_row(void **state)
{
    (void)state;
    char body[1002];
    memset(body, 'a', sizeof(body));
    memcpy(body, "_token=good&f=", 14);
    struct http_peer unix_peer = {.is_unix = true};
    const char *head = "POST /case/7 HTTP/1.1" URLENCODED;
    assert_int_equal(call_from(unix_peer, head, (struct str){body, 1000}).status, 200);
    assert_int_equal(call_from(unix_peer, head, (struct str){body, 1001}).status, 413);
}

static void test_api_errors_are_problems(void **state)
{
    (void)state;
    permit_answer = 0;
    struct answer a = call("POST /api/v1/7 HTTP/1.1" JSON, "{}");
    assert_str(header_of(&a, "Content-Type"), STR("application/problem+json"));
    assert_str(a.body,
               STR("{\"type\":\"/problems/"
                   "forbidden\",\"title\":\"Forbidden\",\"status\":403,\"code\":\"forbidden\"}\n"));
}

static void test_limits_how_often_one_peer_asks(void **state)
{
    (void)state;
    struct http_peer peer = {.address = {[10] = 0xff, [11] = 0xff, [12] = 192, [14] = 2, [15] = 9}};
    struct answer a = {0};
    for (int i = 0; i < LIMIT_RATE_SLOW_BURST; i++) {
        assert_int_equal(call_from(peer, "POST /slow HTTP/1.1", STR("")).status, 200);
    }
    a = call_from(peer, "POST /slow HTTP/1.1", STR(""));
    assert_int_equal(a.status, 429);
    assert_string_equal(trail, "error ");
    assert_str(header_of(&a, "Retry-After"), STR("5"));
    for (int i = LIMIT_RATE_SLOW_BURST + 1; i < LIMIT_RATE_REQUESTS_BURST; i++) {
        assert_int_equal(call_from(peer, "GET / HTTP/1.1", STR("")).status, 200);
    }
    assert_int_equal(call_from(peer, "GET / HTTP/1.1", STR("")).status, 429);
    peer.address[15] = 10;
    assert_int_equal(call_from(peer, "GET / HTTP/1.1", STR("")).status, 200);
}

static void test_refuses_lists_that_are_wrong(void **state)
{
    (void)state;
    static const struct http_route bad[][2] = {
        {HTTP_ROUTE(GET, "/a/{x}", 1, FORM_NONE, page, 0),
         HTTP_ROUTE(GET, "/a/{y}", 1, FORM_NONE, page, 0)},
        {HTTP_ROUTE(GET, "/a/{x*}/b", 1, FORM_NONE, page, 0),
         HTTP_ROUTE(GET, "/b", 1, FORM_NONE, page, 0)},
        {HTTP_ROUTE(GET, "a", 1, FORM_NONE, page, 0), HTTP_ROUTE(GET, "/b", 1, FORM_NONE, page, 0)},
        {{HTTP_GET, STR_INIT("/a"), 0, FORM_NONE, page, 0},
         HTTP_ROUTE(GET, "/b", 1, FORM_NONE, page, 0)},
        {HTTP_ROUTE(GET, "/a", 1, FORM_NONE, page, ROUTE_CSRF),
         HTTP_ROUTE(GET, "/b", 1, FORM_NONE, page, 0)},
        {HTTP_ROUTE(GET, "/a", 1, FORM_NONE, NULL, 0),
         HTTP_ROUTE(GET, "/b", 1, FORM_NONE, page, 0)},
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct http_router *r = NULL;
        struct http_router_app app = {.permit = permit};
        assert_int_equal(http_router_init(&r, &process, bad[i], 2, &app), ERR_INVALID);
    }
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_finds_rows),
        TEST(test_says_which_methods_there_are),
        TEST(test_socket_only_rows_do_not_exist_elsewhere),
        TEST(test_order_of_the_checks),
        TEST(test_reads_forms_of_both_kinds),
        TEST(test_limits_a_body_by_its_row),
        TEST(test_api_errors_are_problems),
        TEST(test_limits_how_often_one_peer_asks),
        TEST(test_refuses_lists_that_are_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
