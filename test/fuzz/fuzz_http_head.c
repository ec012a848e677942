/*
 * test/fuzz/fuzz_http_head.c — bytes from a socket: header block and chunked body.
 *
 * Must hold: the verdict does not depend on how the bytes arrive; nothing accepted contains a byte
 * that could end a line for somebody else; every text of the request lies in the block; framing is
 * one of none, length, chunks.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "http/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds, const char *what)
{
    if (holds) {
        return;
    }
    fprintf(stderr, "fuzz_http_head: %s\n", what);
    abort();
}

static int scan_in_pieces(struct str bytes, size_t piece, size_t *len)
{
    struct http_scan scan = {0};
    int status = -1;
    for (size_t n = piece; status == -1; n += piece) {
        status = http_scan_head(&scan, str_slice(bytes, 0, n), len);
        if (n >= bytes.len) {
            break;
        }
    }
    return status;
}

static void inside(struct str text, struct str block)
{
    must(text.ptr == NULL ||
             (text.ptr >= block.ptr && text.ptr + text.len <= block.ptr + block.len),
         "text outside");
    for (size_t i = 0; i < text.len; i++) {
        must(text.ptr[i] != '\r' && text.ptr[i] != '\n' && text.ptr[i] != 0,
             "a line end inside a text");
    }
}

static void check_request(const struct http_request *req, struct str block)
{
    size_t hosts = 0, lengths = 0, codings = 0;
    must(req->method >= HTTP_GET && req->method <= HTTP_OPTIONS, "unknown method");
    must(req->path.len > 0 && req->path.ptr[0] == '/', "path without a slash");
    inside(req->target, block);
    inside(req->path, block);
    inside(req->query, block);
    for (size_t i = 0; i < req->header_count; i++) {
        inside(req->headers[i].name, block);
        inside(req->headers[i].value, block);
        hosts += str_equal_nocase(req->headers[i].name, STR("host"));
        lengths += str_equal_nocase(req->headers[i].name, STR("content-length"));
        codings += str_equal_nocase(req->headers[i].name, STR("transfer-encoding"));
    }
    must(hosts == 1 || (hosts == 0 && req->is_http10), "number of Host headers");
    must(lengths + codings <= 1, "two framings");
    must(req->has_body ? lengths + codings == 1 : codings == 0, "a body without framing");
    must(!req->has_body || req->body_length_known == (lengths == 1), "framing of the body");
}

/* Sum of the body bytes, so that two readings can be compared; *end is where the body ended, 0 when
 * it did not. */
static uint64_t read_chunks(struct str bytes, size_t piece, size_t *end, bool *bad)
{
    struct http_chunks c = {0};
    uint64_t sum = 0;
    *end = 0;
    *bad = false;
    for (size_t at = 0; at < bytes.len;) {
        struct str data = {0};
        struct str part = str_slice(bytes, at, at + piece);
        size_t used = 0;
        enum http_chunk_result r = http_chunks_feed(&c, part, &used, &data);
        if (r == HTTP_CHUNK_BAD) {
            *bad = true;
            return 0;
        }
        must(used > 0 && used <= part.len, "no progress");
        inside((struct str){data.ptr, 0}, part);
        must(data.len <= used, "more data than bytes");
        for (size_t i = 0; i < data.len; i++) {
            sum = sum * 31 + (unsigned char)data.ptr[i];
        }
        at += used;
        if (r == HTTP_CHUNK_FINISHED) {
            *end = at;
            return sum;
        }
    }
    return sum;
}

static void check_chunks(struct str bytes)
{
    size_t end_whole, end_pieces;
    bool bad_whole, bad_pieces;
    uint64_t whole = read_chunks(bytes, bytes.len, &end_whole, &bad_whole);
    uint64_t pieces = read_chunks(bytes, 1, &end_pieces, &bad_pieces);
    must(bad_whole == bad_pieces && end_whole == end_pieces && (bad_whole || whole == pieces),
         "pieces change chunks");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct http_header headers[LIMIT_HEADER_COUNT];
    struct str bytes = {(const char *)data, size};
    size_t len_whole = 0, len_pieces = 0;
    struct http_scan scan = {0};
    if (size == 0 || size > 2 * LIMIT_HEADER_BYTES) {
        return 0;
    }
    int whole = http_scan_head(&scan, bytes, &len_whole);
    int pieces = scan_in_pieces(bytes, 1, &len_pieces);
    must((whole == 0) == (pieces == 0) && len_whole == len_pieces, "pieces change the head");
    if (whole != 0) {
        return 0;
    }
    struct http_request req = {0};
    struct str block = str_slice(bytes, 0, len_whole);
    int status = http_parse_head(block, headers, &req);
    must(status == 0 || (status >= 400 && status <= 505), "status");
    if (status == 0) {
        check_request(&req, block);
    }
    if (status == 0 && req.has_body && !req.body_length_known && len_whole < size) {
        check_chunks(str_slice(bytes, len_whole, size));
    }
    return 0;
}
