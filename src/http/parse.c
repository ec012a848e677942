/*
 * http/parse.c — the strict reader of HTTP/1.1 framing.
 *
 * Responsible for one question: do these bytes have exactly one meaning? It never repairs, never
 * skips, and never looks beyond the bytes it was given. It is the target of
 * test/fuzz/fuzz_http_head.c and fuzz_http_chunks.c.
 */
#include "http/parse.h"

#include <string.h>

enum { TOKEN = 1, TARGET = 2, VALUE = 4, HEX = 8, HOST = 16 };

/* Sums of the classes: RFC 9110 tchar; what browsers put into a target (the WHATWG URL standard
 * leaves raw some ASCII that RFC 3986 forbids, but never '"', '<', '>', '#'); field values with
 * obs-text; hexadecimal digits; characters of a Host name. test/unit/http/test_parse.c proves each
 * entry against the standards' own words. */
static const unsigned char class_of[256] = {
    0,  0,  0,  0,  0,  0,  0,  0,  0,  4,  0,  0,  0,  0,  0,  0,  /* 00 */
    0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  /* 10 */
    4,  23, 4,  5,  23, 7,  23, 23, 22, 22, 23, 23, 22, 23, 23, 6,  /* 20 */
    31, 31, 31, 31, 31, 31, 31, 31, 31, 31, 6,  22, 4,  22, 4,  6,  /* 30 */
    6,  31, 31, 31, 31, 31, 31, 23, 23, 23, 23, 23, 23, 23, 23, 23, /* 40 */
    23, 23, 23, 23, 23, 23, 23, 23, 23, 23, 23, 6,  6,  6,  7,  23, /* 50 */
    7,  31, 31, 31, 31, 31, 31, 23, 23, 23, 23, 23, 23, 23, 23, 23, /* 60 */
    23, 23, 23, 23, 23, 23, 23, 23, 23, 23, 23, 6,  7,  6,  23, 0,  /* 70 */
    4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  /* 80 */
    4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  /* 90 */
    4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  /* a0 */
    4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  /* b0 */
    4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  /* c0 */
    4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  /* d0 */
    4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  /* e0 */
    4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  4,  /* f0 */
};

static bool is_class(char c, unsigned char class)
{
    return (class_of[(unsigned char)c] & class) != 0;
}

/* Index of the first character at or after `from` that is not of the class. */
static size_t span(struct str s, size_t from, unsigned char class)
{
    while (from < s.len && is_class(s.ptr[from], class)) {
        from++;
    }
    return from;
}

int http_scan_head(struct http_scan *scan, struct str bytes, size_t *head_len)
{
    if (bytes.len > 0 && !is_class(bytes.ptr[0], TOKEN)) {
        return 400;
    }
    while (scan->at < bytes.len) {
        const char *lf = memchr(bytes.ptr + scan->at, '\n', bytes.len - scan->at);
        if (lf == NULL) {
            scan->at = bytes.len;
            break;
        }
        size_t end = (size_t)(lf - bytes.ptr);
        if (end == scan->line || bytes.ptr[end - 1] != '\r') {
            return 400; /* a bare LF ends a line for some programs and not for others */
        }
        if (end + 1 > LIMIT_HEADER_BYTES || scan->lines > LIMIT_HEADER_COUNT + 1) {
            return 431;
        }
        if (end - 1 == scan->line) {
            *head_len = end + 1;
            return 0;
        }
        scan->lines++;
        scan->line = end + 1;
        scan->at = end + 1;
    }
    if (scan->lines == 0 && bytes.len > LIMIT_URL_BYTES + 64) {
        return 414;
    }
    return bytes.len >= LIMIT_HEADER_BYTES ? 431 : -1;
}

static enum http_method method_of(struct str text)
{
    for (int m = HTTP_GET; m <= HTTP_OPTIONS; m++) {
        if (str_equal(text, http_method_text((enum http_method)m))) {
            return (enum http_method)m;
        }
    }
    return (enum http_method)0;
}

static bool percents_are_valid(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] != '%') {
            continue;
        }
        if (s.len - i < 3 || !is_class(s.ptr[i + 1], HEX) || !is_class(s.ptr[i + 2], HEX)) {
            return false;
        }
        i += 2;
    }
    return true;
}

/* host [":" digits], host being a name, an IPv4 address or a bracketed IPv6 address. */
static bool host_is_valid(struct str host)
{
    size_t i = 0;
    if (host.len > 0 && host.ptr[0] == '[') {
        i = 1;
        while (i < host.len &&
               (is_class(host.ptr[i], HEX) || host.ptr[i] == ':' || host.ptr[i] == '.')) {
            i++;
        }
        if (i < 4 || i == host.len || host.ptr[i] != ']') {
            return false;
        }
        i++;
    } else {
        i = span(host, 0, HOST);
        if (i == 0) {
            return false;
        }
    }
    if (i == host.len) {
        return true;
    }
    uint64_t port = 0;
    return host.ptr[i] == ':' && str_to_u64(str_slice(host, i + 1, host.len), 65535, &port);
}

/* Splits an accepted target into path and query; *authority is set for the absolute form only. */
static int target_split(struct http_request *req, struct str *authority)
{
    struct str t = req->target;
    if (t.len > LIMIT_URL_BYTES) {
        return 414;
    }
    if (t.len == 0 || span(t, 0, TARGET) != t.len || !percents_are_valid(t)) {
        return 400;
    }
    if (t.ptr[0] != '/') {
        size_t scheme = str_starts_with(t, STR("http://"))    ? 7
                        : str_starts_with(t, STR("https://")) ? 8
                                                              : 0;
        size_t slash = scheme == 0 ? SIZE_MAX : str_find(t, STR("/"), scheme);
        if (slash == SIZE_MAX) {
            return 400; /* authority and asterisk forms have no use here */
        }
        *authority = str_slice(t, scheme, slash);
        t = str_slice(t, slash, t.len);
        req->target = t;
    }
    size_t mark = str_find(t, STR("?"), 0);
    req->path = str_slice(t, 0, mark);
    if (mark != SIZE_MAX) {
        req->query = str_slice(t, mark + 1, t.len);
    }
    return 0;
}

static int parse_request_line(struct str line, struct http_request *req, struct str *authority)
{
    size_t m = span(line, 0, TOKEN);
    if (m == 0 || m == line.len || line.ptr[m] != ' ') {
        return 400;
    }
    size_t sp = str_find(line, STR(" "), m + 1);
    if (sp == SIZE_MAX) {
        return line.len > LIMIT_URL_BYTES ? 414 : 400;
    }
    struct str version = str_slice(line, sp + 1, line.len);
    req->target = str_slice(line, m + 1, sp);
    if (version.len != 8 || !str_starts_with(version, STR("HTTP/")) || version.ptr[6] != '.' ||
        version.ptr[5] < '0' || version.ptr[5] > '9' || version.ptr[7] < '0' ||
        version.ptr[7] > '9') {
        return 400;
    }
    if (version.ptr[5] != '1' || version.ptr[7] > '1') {
        return 505;
    }
    req->is_http10 = version.ptr[7] == '0';
    req->method = method_of(str_slice(line, 0, m));
    return target_split(req, authority);
}

/* What the framing headers said, each at most once. */
struct framing {
    struct str host, length, coding, expect;
    bool close;
};

static bool has_close_token(struct str value)
{
    while (value.ptr != NULL) {
        if (str_equal_nocase(str_trim(str_split(&value, ',')), STR("close"))) {
            return true;
        }
    }
    return false;
}

/* Sets `slot` to the value; false when it was set before. */
static bool set_once(struct str *slot, struct str value)
{
    if (slot->ptr != NULL) {
        return false;
    }
    *slot = value;
    return true;
}

static bool note_framing(struct framing *f, struct http_request *req, struct http_header h)
{
    switch (h.name.len) {
    case 4:
        return !str_equal_nocase(h.name, STR("host")) || set_once(&f->host, h.value);
    case 6:
        return !str_equal_nocase(h.name, STR("expect")) || set_once(&f->expect, h.value);
    case 10:
        if (str_equal_nocase(h.name, STR("connection"))) {
            f->close = f->close || has_close_token(h.value);
        }
        return true;
    case 12:
        return !str_equal_nocase(h.name, STR("content-type")) ||
               set_once(&req->content_type, h.value);
    case 14:
        return !str_equal_nocase(h.name, STR("content-length")) || set_once(&f->length, h.value);
    case 17:
        return !str_equal_nocase(h.name, STR("transfer-encoding")) || set_once(&f->coding, h.value);
    default:
        return true;
    }
}

static bool parse_field_line(struct str line, struct http_header *out)
{
    size_t colon =
        span(line, 0, TOKEN); /* a leading blank (folding) or one before the colon stops here */
    if (colon == 0 || colon == line.len || line.ptr[colon] != ':') {
        return false;
    }
    out->name = str_slice(line, 0, colon);
    out->value = str_trim(str_slice(line, colon + 1, line.len));
    if (out->value.ptr == NULL) {
        out->value = str_slice(line, line.len, line.len);
    }
    return span(line, colon + 1, VALUE) == line.len; /* no CR, LF, NUL or other control character */
}

static int apply_framing(const struct framing *f, struct http_request *req)
{
    if (f->host.ptr == NULL ? !req->is_http10 : !host_is_valid(f->host)) {
        return 400;
    }
    req->host = f->host;
    req->keep_alive = !req->is_http10 && !f->close;
    if (f->coding.ptr != NULL) {
        if (f->length.ptr != NULL || req->is_http10) {
            return 400; /* the classic of request smuggling */
        }
        if (!str_equal_nocase(f->coding, STR("chunked"))) {
            return 501;
        }
        req->has_body = true;
    } else if (f->length.ptr != NULL) {
        if (!str_to_u64(f->length, INT64_MAX, &req->body_length)) {
            return 400;
        }
        req->body_length_known = true;
        req->has_body = req->body_length > 0;
    }
    if (f->expect.ptr != NULL) {
        if (!str_equal_nocase(f->expect, STR("100-continue"))) {
            return 417;
        }
        req->expects_continue = !req->is_http10;
    }
    return req->method == (enum http_method)0 ? 501 : 0;
}

int http_parse_head(struct str head, struct http_header *headers, struct http_request *req)
{
    struct framing f = {0};
    struct str authority = {0};
    size_t at = 0;
    size_t count = 0;
    for (size_t n = 0;; n++) {
        size_t end = str_find(head, STR("\r\n"), at);
        if (end == SIZE_MAX) {
            return 400;
        }
        struct str line = str_slice(head, at, end);
        at = end + 2;
        if (n == 0) {
            int status = parse_request_line(line, req, &authority);
            if (status != 0) {
                return status;
            }
            continue;
        }
        if (line.len == 0) {
            break;
        }
        if (count == LIMIT_HEADER_COUNT) {
            return 431;
        }
        if (!parse_field_line(line, &headers[count]) || !note_framing(&f, req, headers[count])) {
            return 400;
        }
        count++;
    }
    if (at != head.len) {
        return 400;
    }
    req->headers = headers;
    req->header_count = count;
    int status = apply_framing(&f, req);
    if (status == 0 && authority.ptr != NULL && !str_equal_nocase(authority, req->host)) {
        return 400; /* two names for one request: which one would a proxy have checked? */
    }
    return status;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

enum { CHUNK_DIGITS_MAX = 15 }; /* 60 bits: no overflow, and more than any limit of a body */

/* One byte of a chunk's size line. False: malformed. */
static bool chunk_size_byte(struct http_chunks *c, char byte)
{
    int digit = hex_value(byte);
    if (digit >= 0) {
        c->left = c->left << 4 | (uint64_t)digit;
        c->digits++;
        return c->digits <= CHUNK_DIGITS_MAX;
    }
    if (byte != '\r' || c->digits == 0) {
        return false;
    }
    c->state = HTTP_CHUNK_SIZE_LF;
    return true;
}

/* One byte of framing. False: malformed. */
static bool chunk_framing_byte(struct http_chunks *c, char byte)
{
    switch (c->state) {
    case HTTP_CHUNK_SIZE:
        return chunk_size_byte(c, byte);
    case HTTP_CHUNK_SIZE_LF:
        c->digits = 0;
        c->state = c->left == 0 ? HTTP_CHUNK_END_CR : HTTP_CHUNK_DATA;
        return byte == '\n';
    case HTTP_CHUNK_DATA_CR:
        c->state = HTTP_CHUNK_DATA_LF;
        return byte == '\r';
    case HTTP_CHUNK_DATA_LF:
        c->state = HTTP_CHUNK_SIZE;
        return byte == '\n';
    case HTTP_CHUNK_END_CR:
        c->state = HTTP_CHUNK_END_LF;
        return byte == '\r';
    case HTTP_CHUNK_END_LF:
        c->state = HTTP_CHUNK_DONE;
        return byte == '\n';
    case HTTP_CHUNK_DATA:
    case HTTP_CHUNK_DONE:
        break;
    }
    return false;
}

enum http_chunk_result http_chunks_feed(struct http_chunks *c, struct str bytes, size_t *used,
                                        struct str *data)
{
    size_t i = 0;
    *used = 0;
    while (i < bytes.len) {
        if (c->state == HTTP_CHUNK_DATA) {
            size_t n = bytes.len - i < c->left ? bytes.len - i : (size_t)c->left;
            *data = str_slice(bytes, i, i + n);
            c->left -= n;
            if (c->left == 0) {
                c->state = HTTP_CHUNK_DATA_CR;
            }
            *used = i + n;
            return HTTP_CHUNK_BYTES;
        }
        if (!chunk_framing_byte(c, bytes.ptr[i++])) {
            return HTTP_CHUNK_BAD;
        }
        *used = i;
        if (c->state == HTTP_CHUNK_DONE) {
            return HTTP_CHUNK_FINISHED;
        }
    }
    return c->state == HTTP_CHUNK_DONE ? HTTP_CHUNK_FINISHED : HTTP_CHUNK_MORE;
}
