/*
 * test/unit/http/test_parse.c — the framing of requests, as values. What a whole server does with
 * hostile bytes is in test_hostile.c; here are the classes of characters, byte-wise arrival and
 * chunked bodies.
 */
#include "tester.h"

#include "http/parse.h"

#include <string.h>

static struct http_header headers[LIMIT_HEADER_COUNT];

static int parse(struct str head, struct http_request *req)
{
    struct http_scan scan = {0};
    size_t len = 0;
    *req = (struct http_request){0};
    int status = http_scan_head(&scan, head, &len);
    return status != 0 ? status : http_parse_head(str_slice(head, 0, len), headers, req);
}

static void test_reads_what_a_browser_sends(void **state)
{
    (void)state;
    struct http_request req;
    assert_int_equal(
        parse(STR("POST /a/%E3%81%82?q=1&r HTTP/1.1\r\nhOST: example.jp:8443\r\nX-Empty:\r\n"
                  "Content-Type: \t text/plain \t\r\nContent-Length: 12\r\nexpect: "
                  "100-Continue\r\n\r\n"),
              &req),
        0);
    assert_int_equal(req.method, HTTP_POST);
    assert_str(req.path, STR("/a/%E3%81%82"));
    assert_str(req.query, STR("q=1&r"));
    assert_str(req.host, STR("example.jp:8443"));
    assert_str(req.content_type, STR("text/plain"));
    assert_true(req.has_body && req.body_length_known && req.keep_alive && req.expects_continue);
    assert_int_equal(req.body_length, 12);
    assert_int_equal(req.header_count, 5);
    assert_non_null(http_request_header(&req, STR("x-empty")).ptr);
    assert_null(http_request_header(&req, STR("x-emptyy")).ptr);
    assert_int_equal(
        parse(STR("GET http://[::1]:8080/x?y HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n"), &req), 0);
    assert_str(req.target, STR("/x?y"));
}

/* Every byte in every place, against the words of RFC 9110 and the URL standard. */
static void test_every_byte_in_every_place(void **state)
{
    (void)state;
    for (int c = 0; c < 256; c++) {
        struct http_request req;
        char name[] = "GET / HTTP/1.1\r\nHost: h\r\nX?: b\r\n\r\n";
        char value[] = "GET / HTTP/1.1\r\nHost: h\r\nX: a?b\r\n\r\n";
        char target[] = "GET /a?b HTTP/1.1\r\nHost: h\r\n\r\n";
        char host[] = "GET / HTTP/1.1\r\nHost: h?i\r\n\r\n";
        bool alnum = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool token = alnum || (c != 0 && c < 128 && strchr("!#$%&'*+-.^_`|~", c) != NULL);
        bool field = c == '\t' || (c >= ' ' && c != 0x7f);
        bool url = c > ' ' && c < 0x7f && strchr("\"<>#%", c) == NULL;
        bool reg_name = alnum || (c != 0 && c < 128 && strchr("-._~!$&'()*+,;=", c) != NULL);
        name[25 + 1] = value[25 + 4] = target[6] = host[23] = (char)c;
        assert_int_equal(parse(STR(name), &req), token || c == ':' ? 0 : 400);
        assert_int_equal(parse(STR(value), &req), field ? 0 : 400);
        assert_int_equal(parse(STR(target), &req), url ? 0 : 400);
        assert_int_equal(parse(STR(host), &req), reg_name ? 0 : 400);
    }
}

/* The verdict may not depend on how the bytes arrive. */
static void test_scan_is_the_same_in_pieces(void **state)
{
    (void)state;
    static const struct {
        struct str bytes;
        int status;
    } rows[] = {
        {STR_INIT("GET / HTTP/1.1\r\nHost: h\r\n\r\nrest"), 0},
        {STR_INIT("GET / HTTP/1.1\nHost: h\r\n\r\n"), 400},
        {STR_INIT("GET / HTTP/1.1\r\nHost: h\n\r\n"), 400},
        {STR_INIT("GET / HTTP/1.1\r\nHost: h\r\n\n"), 400},
        {STR_INIT("\r\n\r\n"), 400},
        {STR_INIT("GET / HTTP/1.1\r\nHost: h\r\n"), -1},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct http_scan scan = {0};
        size_t len = 0;
        int status = -1;
        for (size_t n = 1; n <= rows[i].bytes.len && status == -1; n++) {
            status = http_scan_head(&scan, str_slice(rows[i].bytes, 0, n), &len);
        }
        assert_int_equal(status, rows[i].status);
        if (status == 0) {
            assert_int_equal(len, rows[i].bytes.len - 4);
        }
    }
}

static int chunks(struct str bytes, size_t piece, char *out, size_t *out_len)
{
    struct http_chunks c = {0};
    *out_len = 0;
    for (size_t at = 0; at < bytes.len;) {
        struct str data = {0};
        size_t used = 0;
        struct str part = str_slice(bytes, at, at + piece);
        enum http_chunk_result r = http_chunks_feed(&c, part, &used, &data);
        if (r == HTTP_CHUNK_BAD) {
            return -1;
        }
        assert_true(used > 0 && used <= part.len);
        if (data.len > 0) {
            memcpy(out + *out_len, data.ptr, data.len);
            *out_len += data.len;
        }
        at += used;
        if (r == HTTP_CHUNK_FINISHED) {
            return (int)at;
        }
    }
    return 0;
}

static void test_reads_chunks_in_pieces_of_any_size(void **state)
{
    (void)state;
    struct str body = STR("5\r\nhello\r\n0006\r\n world\r\nA\r\n0123456789\r\n0\r\n\r\nNEXT");
    for (size_t piece = 1; piece <= body.len; piece++) {
        char out[64];
        size_t len = 0;
        assert_int_equal(chunks(body, piece, out, &len), (int)body.len - 4);
        assert_str(((struct str){out, len}), STR("hello world0123456789"));
    }
}

static void test_refuses_broken_chunks(void **state)
{
    (void)state;
    static const struct str rows[] = {
        STR_INIT("\r\n"),
        STR_INIT("g\r\n"),
        STR_INIT("5\nhello"),
        STR_INIT("5\r\nhello\n"),
        STR_INIT("5\r\nhelloo"),
        STR_INIT("5;x\r\n"),
        STR_INIT(" 5\r\n"),
        STR_INIT("-1\r\n"),
        STR_INIT("0\r\nX: y\r\n"),
        STR_INIT("0\r\n\n"),
        STR_INIT("5\r\rhello"),
        STR_INIT("0x5\r\n"),
        STR_INIT("1234567890abcdef\r\n"),
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char out[64];
        size_t len = 0;
        assert_int_equal(chunks(rows[i], rows[i].len, out, &len), -1);
        assert_int_equal(chunks(rows[i], 1, out, &len), -1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_what_a_browser_sends),
        cmocka_unit_test(test_every_byte_in_every_place),
        cmocka_unit_test(test_scan_is_the_same_in_pieces),
        cmocka_unit_test(test_reads_chunks_in_pieces_of_any_size),
        cmocka_unit_test(test_refuses_broken_chunks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
