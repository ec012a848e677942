/*
 * test/unit/http/test_message.c — cookies, conditions, headers, redirects, tokens, problems, and
 * buckets.
 */
#include "tester.h"

#include "http/csrf.h"
#include "http/headers.h"
#include "http/problem.h"
#include "http/rate.h"
#include "sys/crypto.h"

#include <string.h>

static struct arena arena;

static int start(void **state)
{
    (void)state;
    arena_init(&arena, 32 << 20);
    return crypto_init() == ERR_OK ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static struct http_request with(const char *name, const char *value)
{
    struct http_header *h = ARENA_NEW(&arena, struct http_header);
    *h = (struct http_header){str_from_cstr(name), str_from_cstr(value)};
    return (struct http_request){
        .headers = h, .header_count = 1, .arena = &arena, .host = STR_INIT("h.example")};
}

static void test_cookies(void **state)
{
    (void)state;
    static const struct {
        const char *header, *value; /* NULL: none */
    } rows[] = {
        {"s=abc", "abc"},     {"a=b; s=abc", "abc"}, {"a=b;s=abc; c=d", "abc"},
        {"s=", ""},           {"s=a=b", "a=b"},      {"s=abc; s=abc", NULL},
        {"s=abc; s=x", NULL}, {"ss=abc", NULL},      {"S=abc", NULL},
        {"s=\"abc\"", NULL},  {"s=a b", NULL},       {"s=a,b", NULL},
        {"x=s=abc", NULL},    {"s", NULL},           {"", NULL},
        {"s=a\\b", NULL},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct http_request req = with("Cookie", rows[i].header);
        struct str value = {0};
        bool found = http_request_cookie(&req, STR("s"), &value);
        assert_int_equal(found, rows[i].value != NULL);
        if (found) {
            assert_str(value, str_from_cstr(rows[i].value));
        }
    }
}

static void test_accepts_gzip(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        bool accepts;
    } rows[] = {
        {"gzip", true},         {"br, GZIP;q=0.5", true},
        {"gzip; q=0", false},   {"gzip;q=0.000", false},
        {"x-gzip", false},      {"identity", false},
        {"gzip;q=0.001", true}, {"", false},
        {"gzipped", false},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct http_request req = with("accept-encoding", rows[i].header);
        assert_int_equal(http_request_accepts_gzip(&req), rows[i].accepts);
    }
}

static void test_etags(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        bool has;
    } rows[] = {{"\"a\"", true}, {"W/\"a\"", true}, {"\"b\", \"a\"", true},
                {"*", true},     {"\"b\"", false},  {"a", false},
                {"", false},     {"\"aa\"", false}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct http_request req = with("If-None-Match", rows[i].header);
        assert_int_equal(http_request_has_etag(&req, STR("\"a\"")), rows[i].has);
    }
}

static void test_redirects_stay_here(void **state)
{
    (void)state;
    static const struct {
        const char *to;
        bool good;
    } rows[] = {
        {"/", true},
        {"/a?b", true},
        {"//other.example", false},
        {"/\\other.example", false},
        {"https://x", false},
        {"", false},
        {"a", false},
        {"/a\r\nX: y", false},
        {"/a\nb", false},
        {"/a\x7f", false},
        /* Browsers drop tabs and line ends from addresses: this one leads to another host. */
        {"/\t/other.example", false},
        {"/a b", false},
        {"/\xe3\x81\x82", false}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct http_response res = {.fd = -1};
        http_response_redirect(&res, 303, str_from_cstr(rows[i].to));
        assert_int_equal(!res.failed, rows[i].good);
        assert_int_equal(http_path_is_local(str_from_cstr(rows[i].to)), rows[i].good);
    }
}

static void test_headers_cannot_be_split_or_overflow(void **state)
{
    (void)state;
    static const struct str bad[] = {STR_INIT("a\r\nb"), STR_INIT("a\nb"), STR_INIT("a\0b"),
                                     STR_INIT("a\rb")};
    for (size_t i = 0; i < 4; i++) {
        struct http_response res = {.fd = -1};
        http_response_header(&res, STR("X"), bad[i]);
        assert_true(res.failed);
        res = (struct http_response){.fd = -1};
        http_response_header(&res, bad[i], STR("x"));
        assert_true(res.failed);
    }
    struct http_response res = {.fd = -1};
    for (int i = 0; i < HTTP_RESPONSE_HEADERS_MAX; i++) {
        http_response_header(&res, STR("X"), STR("y"));
    }
    assert_false(res.failed);
    http_response_header(&res, STR("X"), STR("y"));
    assert_true(res.failed);
}

static bool has_header(const struct http_response *res, const char *name, const char *part)
{
    for (size_t i = 0; i < res->header_count; i++) {
        if (str_equal(res->headers[i].name, str_from_cstr(name))) {
            return str_find(res->headers[i].value, str_from_cstr(part), 0) != SIZE_MAX;
        }
    }
    return false;
}

static void test_every_set_confines_the_browser(void **state)
{
    (void)state;
    for (int set = HTTP_HEADERS_PUBLIC_PAGE; set <= HTTP_HEADERS_DOWNLOAD; set++) {
        struct http_response res = {.fd = -1};
        http_headers_add(&res, (enum http_header_set)set);
        assert_true(has_header(&res, "X-Content-Type-Options", "nosniff"));
        assert_true(has_header(&res, "Referrer-Policy", "same-origin"));
        assert_true(has_header(&res, "Content-Security-Policy", "default-src 'none'"));
        assert_true(has_header(&res, "Content-Security-Policy", "frame-ancestors 'none'"));
        assert_false(has_header(&res, "Content-Security-Policy", "unsafe"));
        assert_false(has_header(&res, "Content-Security-Policy", "http:"));
        bool is_private = set == HTTP_HEADERS_PRIVATE_PAGE || set == HTTP_HEADERS_API_PRIVATE ||
                          set == HTTP_HEADERS_DOWNLOAD;
        assert_int_equal(has_header(&res, "Cache-Control", "no-store"), is_private);
        size_t lines = 0;
        for (struct str rest = http_headers_lines((enum http_header_set)set); rest.len > 0;
             lines++) {
            (void)str_split(&rest, '\n');
        }
        assert_int_equal(lines, res.header_count);
    }
}

static void test_attachment_names(void **state)
{
    (void)state;
    struct http_response res = {.fd = -1};
    http_headers_attachment(&res, &arena, STR("届\"; x=\r\n.txt"));
    assert_false(res.failed);
    assert_str(res.headers[0].value, STR("attachment; filename=\"______x___.txt\"; "
                                         "filename*=UTF-8''%E5%B1%8A%22%3B%20x%3D%0D%0A.txt"));
}

static void test_tokens_belong_to_one_session(void **state)
{
    (void)state;
    uint8_t key[CSRF_KEY_BYTES] = {1};
    uint8_t other[CSRF_KEY_BYTES] = {2};
    char token[CSRF_TOKEN_LEN + 1];
    csrf_token_make(key, CSRF_SESSION, STR("session-a"), token);
    struct str t = str_from_cstr(token);
    assert_int_equal(t.len, CSRF_TOKEN_LEN);
    assert_true(csrf_token_is_valid(key, CSRF_SESSION, STR("session-a"), t));
    assert_false(csrf_token_is_valid(key, CSRF_SESSION, STR("session-b"), t));
    assert_false(csrf_token_is_valid(key, CSRF_SIGN_IN, STR("session-a"), t));
    assert_false(csrf_token_is_valid(other, CSRF_SESSION, STR("session-a"), t));
    assert_false(csrf_token_is_valid(key, CSRF_SESSION, STR("session-a"), (struct str){0}));
    csrf_token_make(key, CSRF_SESSION, STR(""), token);
    assert_false(csrf_token_is_valid(key, CSRF_SESSION, STR(""), t));
    token[3] = (char)(token[3] == 'a' ? 'b' : 'a');
    assert_false(csrf_token_is_valid(key, CSRF_SESSION, STR("session-a"), t));
}

static void test_origins(void **state)
{
    (void)state;
    static const struct {
        const char *name, *value, *origin;
        bool ours;
    } rows[] = {
        {"Origin", "https://h.example", "https://h.example", true},
        {"Origin", "http://h.example", "https://h.example", false},
        {"Origin", "https://h.example:444", "https://h.example", false},
        {"Origin", "https://h.example.evil.example", "https://h.example", false},
        {"Origin", "null", "https://h.example", false},
        {"Origin", "", "https://h.example", false},
        {"Origin", "http://h.example", NULL, true},
        {"Origin", "http://i.example", NULL, false},
        {"Origin", "null", NULL, false},
        {"Sec-Fetch-Site", "same-origin", NULL, true},
        {"Sec-Fetch-Site", "same-site", NULL, false},
        {"Sec-Fetch-Site", "cross-site", NULL, false},
        {"Sec-Fetch-Site", "none", NULL, false},
        {"X-Other", "x", NULL, true},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct http_request req = with(rows[i].name, rows[i].value);
        assert_int_equal(csrf_origin_is_ours(&req, str_from_cstr(rows[i].origin)), rows[i].ours);
    }
}

static void test_problems_are_json_whatever_they_hold(void **state)
{
    (void)state;
    struct http_request req = with("X", "y");
    struct http_response res = {.fd = -1};
    struct http_problem_error errors[] = {
        {STR_INIT("/files/2/name"), STR_INIT("too-long"), STR_INIT("say \"less\"\n\\")},
        {{0}, STR_INIT("closed"), {0}},
    };
    http_problem_write(&req, &res,
                       &(struct http_problem){.status = 422,
                                              .code = STR("invalid"),
                                              .detail = STR("届\x01"),
                                              .errors = errors,
                                              .error_count = 2});
    assert_int_equal(res.status, 422);
    assert_str(
        res.text,
        STR("{\"type\":\"/problems/invalid\",\"title\":\"Unprocessable Content\",\"status\":422,"
            "\"detail\":\"届\\u0001\",\"code\":\"invalid\",\"errors\":[{\"code\":\"too-long\","
            "\"pointer\":"
            "\"/files/2/name\",\"detail\":\"say "
            "\\\"less\\\"\\u000a\\\\\"},{\"code\":\"closed\"}]}\n"));
    struct arena small;
    arena_init(&small, 16);
    req.arena = &small;
    res = (struct http_response){.fd = -1};
    http_problem_write(&req, &res, &(struct http_problem){.status = 404});
    assert_int_equal(res.status, 503);
    arena_release(&small);
}

static void test_buckets_fill_again(void **state)
{
    (void)state;
    struct http_rate *r = NULL;
    struct http_peer peer = {.address = {0x20, 1, 0x0d, 0xb8, [15] = 1}};
    uint32_t retry_s = 0;
    int64_t now_us = INT64_C(5000000);
    assert_int_equal(http_rate_init(&r, &arena, 42), ERR_OK);
    for (int i = 0; i < LIMIT_RATE_SLOW_BURST; i++) {
        assert_true(http_rate_take(r, &peer, HTTP_RATE_SLOW, now_us, &retry_s));
    }
    assert_false(http_rate_take(r, &peer, HTTP_RATE_SLOW, now_us, &retry_s));
    assert_int_equal(retry_s, 60 / LIMIT_RATE_SLOW);
    assert_true(http_rate_take(r, &peer, HTTP_RATE_REQUEST, now_us, &retry_s)); /* another kind */
    peer.address[15] = 2;                                                       /* the same /64 */
    assert_false(http_rate_take(r, &peer, HTTP_RATE_SLOW, now_us, &retry_s));
    peer.address[7] = 2; /* another one */
    assert_true(http_rate_take(r, &peer, HTTP_RATE_SLOW, now_us, &retry_s));
    peer.address[7] = 0;
    now_us += 60 / LIMIT_RATE_SLOW * INT64_C(1000000);
    assert_true(http_rate_take(r, &peer, HTTP_RATE_SLOW, now_us, &retry_s));
    assert_false(http_rate_take(r, &peer, HTTP_RATE_SLOW, now_us, &retry_s));
}

/* A flood of other addresses must not free one that is being limited. */
static void test_a_flood_does_not_reset_a_bucket(void **state)
{
    (void)state;
    struct http_rate *r = NULL;
    struct http_peer bad = {.address = {0x20, 1, [7] = 1}};
    uint32_t retry_s = 0;
    assert_int_equal(http_rate_init(&r, &arena, 42), ERR_OK);
    while (http_rate_take(r, &bad, HTTP_RATE_SLOW, 1000, &retry_s)) {
    }
    for (uint32_t i = 0; i < 4 * LIMIT_RATE_PEERS; i++) {
        struct http_peer other = {.address = {0x20, 2}};
        memcpy(other.address + 2, &i, sizeof(i));
        (void)http_rate_take(r, &other, HTTP_RATE_SLOW, 1000, &retry_s);
    }
    assert_false(http_rate_take(r, &bad, HTTP_RATE_SLOW, 1000, &retry_s));
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_cookies),
        TEST(test_accepts_gzip),
        TEST(test_etags),
        TEST(test_redirects_stay_here),
        TEST(test_headers_cannot_be_split_or_overflow),
        TEST(test_every_set_confines_the_browser),
        TEST(test_attachment_names),
        TEST(test_tokens_belong_to_one_session),
        TEST(test_origins),
        TEST(test_problems_are_json_whatever_they_hold),
        TEST(test_buckets_fill_again),
        TEST(test_a_flood_does_not_reset_a_bucket),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
