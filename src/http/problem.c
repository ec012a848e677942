/*
 * http/problem.c — problem details for machines (RFC 9457).
 *
 * Responsible for a well-formed document whatever the texts contain. It must never repeat input of
 * the caller in a code or a title.
 */
#include "http/problem.h"

#include "base/limits.h"
#include "base/utf8.h"
#include "http/headers.h"

static const struct str content_type = STR_INIT("application/problem+json");

void http_json_string(struct buf *out, struct str text)
{
    static const char hex[] = "0123456789abcdef";
    if (utf8_first_bad(text) != SIZE_MAX) {
        buf_add_cstr(out, "\"\""); /* only bytes that never passed the edge: nothing to show */
        return;
    }
    buf_add_char(out, '"');
    size_t from = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c >= ' ' && c != '"' && c != '\\') {
            continue;
        }
        buf_add(out, str_slice(text, from, i));
        from = i + 1;
        buf_add_char(out, '\\');
        if (c >= ' ') {
            buf_add_char(out, (char)c);
        } else {
            buf_add_cstr(out, "u00");
            buf_add_char(out, hex[c >> 4]);
            buf_add_char(out, hex[c & 15]);
        }
    }
    buf_add(out, str_slice(text, from, text.len));
    buf_add_char(out, '"');
}

static void member(struct buf *out, const char *name, struct str value)
{
    if (value.ptr != NULL) {
        buf_add_char(out, ',');
        buf_add_char(out, '"');
        buf_add_cstr(out, name);
        buf_add_cstr(out, "\":");
        http_json_string(out, value);
    }
}

static void errors_write(struct buf *out, const struct http_problem *p)
{
    if (p->error_count == 0) {
        return;
    }
    buf_add_cstr(out, ",\"errors\":[");
    for (size_t i = 0; i < p->error_count; i++) {
        buf_add_cstr(out, i == 0 ? "{\"code\":" : ",{\"code\":");
        http_json_string(out, p->errors[i].code);
        member(out, "pointer", p->errors[i].pointer);
        member(out, "detail", p->errors[i].detail);
        buf_add_char(out, '}');
    }
    buf_add_char(out, ']');
}

void http_problem_write(struct http_request *req, struct http_response *res,
                        const struct http_problem *p)
{
    struct buf out;
    buf_init(&out, req->arena, LIMIT_PAGE_BYTES);
    buf_add_cstr(&out, "{\"type\":\"");
    if (p->code.ptr != NULL) {
        buf_add_cstr(&out, "/problems/");
        buf_add(&out, p->code);
    } else {
        buf_add_cstr(&out, "about:blank");
    }
    buf_add_cstr(&out, "\",\"title\":");
    http_json_string(&out, p->title.ptr != NULL ? p->title : http_status_text(p->status));
    buf_add_cstr(&out, ",\"status\":");
    buf_add_i64(&out, p->status);
    member(&out, "detail", p->detail);
    member(&out, "code", p->code);
    if (!str_is_empty(p->requirement))
        member(&out, "requirement", p->requirement);
    errors_write(&out, p);
    buf_add_cstr(&out, "}\n");
    http_headers_add(res, HTTP_HEADERS_API_PRIVATE);
    struct str body = {0};
    if (buf_finish(&out, &body) != ERR_OK) {
        http_response_text(
            res, 503, content_type,
            STR("{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503}\n"));
        return;
    }
    http_response_text(res, p->status, content_type, body);
}
