/*
 * http/message.c — questions to a request, and the building of an answer.
 *
 * Responsible for values only: no socket, no route. It never lets a line break into a header and
 * never redirects to another site.
 */
#include "http/message.h"

#include <unistd.h>

struct str http_method_text(enum http_method m)
{
    switch (m) {
    case HTTP_GET:
        return STR("GET");
    case HTTP_HEAD:
        return STR("HEAD");
    case HTTP_POST:
        return STR("POST");
    case HTTP_PUT:
        return STR("PUT");
    case HTTP_PATCH:
        return STR("PATCH");
    case HTTP_DELETE:
        return STR("DELETE");
    case HTTP_OPTIONS:
        return STR("OPTIONS");
    }
    return (struct str){0};
}

struct str http_request_header(const struct http_request *req, struct str name)
{
    for (size_t i = 0; i < req->header_count; i++) {
        if (req->headers[i].name.len == name.len && str_equal_nocase(req->headers[i].name, name)) {
            return req->headers[i].value;
        }
    }
    return (struct str){0};
}

struct str http_request_param(const struct http_request *req, struct str name)
{
    for (size_t i = 0; i < req->param_count; i++) {
        if (str_equal(req->params[i].name, name)) {
            return req->params[i].value;
        }
    }
    return (struct str){0};
}

static bool cookie_value_is_valid(struct str v)
{
    for (size_t i = 0; i < v.len; i++) {
        char c = v.ptr[i];
        if (c <= ' ' || c > '~' || c == '"' || c == ',' || c == ';' || c == '\\') {
            return false;
        }
    }
    return true;
}

bool http_request_cookie(const struct http_request *req, struct str name, struct str *value)
{
    size_t found = 0;
    for (size_t i = 0; i < req->header_count; i++) {
        if (!str_equal_nocase(req->headers[i].name, STR("cookie"))) {
            continue;
        }
        struct str rest = req->headers[i].value;
        while (rest.ptr != NULL) {
            struct str pair = str_trim(str_split(&rest, ';'));
            if (pair.len > name.len && pair.ptr[name.len] == '=' && str_starts_with(pair, name)) {
                *value = str_slice(pair, name.len + 1, pair.len);
                found++;
            }
        }
    }
    return found == 1 && cookie_value_is_valid(*value);
}

/* "gzip;q=0.5" and the like: is the weight above zero? */
static bool weight_is_positive(struct str params)
{
    while (params.ptr != NULL) {
        struct str p = str_trim(str_split(&params, ';'));
        if (p.len >= 2 && (p.ptr[0] == 'q' || p.ptr[0] == 'Q') && p.ptr[1] == '=') {
            for (size_t i = 2; i < p.len; i++) {
                if (p.ptr[i] >= '1' && p.ptr[i] <= '9') {
                    return true;
                }
            }
            return false;
        }
    }
    return true;
}

bool http_request_accepts_gzip(const struct http_request *req)
{
    struct str list = http_request_header(req, STR("accept-encoding"));
    while (list.ptr != NULL) {
        struct str item = str_split(&list, ',');
        struct str coding = str_trim(str_split(&item, ';'));
        if (str_equal_nocase(coding, STR("gzip"))) {
            return weight_is_positive(item);
        }
    }
    return false;
}

bool http_request_has_etag(const struct http_request *req, struct str etag)
{
    struct str list = http_request_header(req, STR("if-none-match"));
    if (str_equal(list, STR("*"))) {
        return true;
    }
    while (list.ptr != NULL) {
        struct str item = str_trim(str_split(&list, ','));
        if (str_starts_with(item, STR("W/"))) {
            item = str_slice(item, 2, item.len);
        }
        if (item.len > 0 && str_equal(item, etag)) {
            return true;
        }
    }
    return false;
}

enum err http_request_on_end(struct http_request *req, void (*run)(void *), void *arg)
{
    struct http_cleanup *c = ARENA_NEW(req->arena, struct http_cleanup);
    if (c == NULL) {
        return ERR_MEMORY;
    }
    *c = (struct http_cleanup){run, arg, req->cleanups};
    req->cleanups = c;
    return ERR_OK;
}

void http_shared_retain(struct http_shared *s)
{
    __atomic_add_fetch(&s->refs, 1, __ATOMIC_RELAXED);
}

void http_shared_release(struct http_shared *s)
{
    if (__atomic_sub_fetch(&s->refs, 1, __ATOMIC_ACQ_REL) == 0 && s->free != NULL) {
        s->free(s);
    }
}

void http_response_clear(struct http_response *res)
{
    if (res->content == HTTP_CONTENT_FILE) {
        (void)close(res->fd);
    } else if (res->content == HTTP_CONTENT_SHARED) {
        http_shared_release(res->shared);
    }
    /* Only what is read before it is written: the header table stays as it is. */
    res->status = 0;
    res->failed = false;
    res->close = false;
    res->header_count = 0;
    res->content = HTTP_CONTENT_NONE;
    res->text = (struct str){0};
    res->shared = NULL;
    res->fd = -1;
    res->offset = 0;
    res->length = 0;
}

static bool header_is_clean(struct str s, bool is_name)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c == 0x7f || (c < ' ' && c != '\t') || (is_name && (c <= ' ' || c == ':' || c > '~'))) {
            return false;
        }
    }
    return !is_name || s.len > 0;
}

void http_response_header(struct http_response *res, struct str name, struct str value)
{
    if (res->header_count == HTTP_RESPONSE_HEADERS_MAX || !header_is_clean(name, true) ||
        !header_is_clean(value, false)) {
        res->failed = true;
        return;
    }
    res->headers[res->header_count++] = (struct http_header){name, value};
}

void http_response_header_set(struct http_response *res, struct str name, struct str value)
{
    for (size_t i = 0; i < res->header_count; i++) {
        if (str_equal_nocase(res->headers[i].name, name)) {
            if (!header_is_clean(value, false)) {
                res->failed = true;
                return;
            }
            res->headers[i].value = value;
            return;
        }
    }
    http_response_header(res, name, value);
}

void http_response_text(struct http_response *res, int status, struct str content_type,
                        struct str text)
{
    res->status = status;
    if (content_type.ptr != NULL) {
        http_response_header_set(res, STR("Content-Type"), content_type);
    }
    res->content = HTTP_CONTENT_TEXT;
    res->text = text;
}

bool http_path_is_local(struct str path)
{
    for (size_t i = 0; i < path.len; i++) {
        if (path.ptr[i] <= ' ' || path.ptr[i] > '~') {
            return false;
        }
    }
    return path.len > 0 && path.ptr[0] == '/' &&
           (path.len == 1 || (path.ptr[1] != '/' && path.ptr[1] != '\\'));
}

void http_response_redirect(struct http_response *res, int status, struct str location)
{
    if (!http_path_is_local(location)) {
        res->failed = true;
        return;
    }
    res->status = status;
    http_response_header_set(res, STR("Location"), location);
    res->content = HTTP_CONTENT_NONE;
}

void http_response_shared(struct http_response *res, const struct http_request *req,
                          struct http_shared *s)
{
    bool unchanged =
        s->etag.ptr != NULL && s->head_304.ptr != NULL && http_request_has_etag(req, s->etag);
    res->status = unchanged ? 304 : 200;
    res->content = HTTP_CONTENT_SHARED;
    res->shared = s;
}

void http_response_file(struct http_response *res, struct str content_type, int fd, uint64_t offset,
                        uint64_t length)
{
    res->status = 200;
    http_response_header_set(res, STR("Content-Type"), content_type);
    res->content = HTTP_CONTENT_FILE;
    res->fd = fd;
    res->offset = offset;
    res->length = length;
}

struct str http_status_text(int status)
{
    static const struct {
        int status;
        struct str text;
    } texts[] = {
        {200, STR_INIT("OK")},
        {201, STR_INIT("Created")},
        {202, STR_INIT("Accepted")},
        {204, STR_INIT("No Content")},
        {206, STR_INIT("Partial Content")},
        {301, STR_INIT("Moved Permanently")},
        {302, STR_INIT("Found")},
        {303, STR_INIT("See Other")},
        {304, STR_INIT("Not Modified")},
        {307, STR_INIT("Temporary Redirect")},
        {308, STR_INIT("Permanent Redirect")},
        {400, STR_INIT("Bad Request")},
        {401, STR_INIT("Unauthorized")},
        {403, STR_INIT("Forbidden")},
        {404, STR_INIT("Not Found")},
        {405, STR_INIT("Method Not Allowed")},
        {406, STR_INIT("Not Acceptable")},
        {408, STR_INIT("Request Timeout")},
        {409, STR_INIT("Conflict")},
        {410, STR_INIT("Gone")},
        {411, STR_INIT("Length Required")},
        {412, STR_INIT("Precondition Failed")},
        {413, STR_INIT("Content Too Large")},
        {414, STR_INIT("URI Too Long")},
        {415, STR_INIT("Unsupported Media Type")},
        {416, STR_INIT("Range Not Satisfiable")},
        {417, STR_INIT("Expectation Failed")},
        {422, STR_INIT("Unprocessable Content")},
        {423, STR_INIT("Locked")},
        {428, STR_INIT("Precondition Required")},
        {429, STR_INIT("Too Many Requests")},
        {431, STR_INIT("Request Header Fields Too Large")},
        {500, STR_INIT("Internal Server Error")},
        {501, STR_INIT("Not Implemented")},
        {503, STR_INIT("Service Unavailable")},
        {505, STR_INIT("HTTP Version Not Supported")},
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (texts[i].status == status) {
            return texts[i].text;
        }
    }
    return STR("Unknown");
}
