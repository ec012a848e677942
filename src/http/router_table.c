/*
 * http/router_table.c — which row of the table a path belongs to, and what the path itself says.
 *
 * Patterns live in chains by their first segment, the more specific first. It must never look at
 * anything of a request but its method, path and whether it came over the machine's own socket.
 */
#include "http/router_priv.h"

#include "http/parse.h"

#include <string.h>

enum { SEGMENTS_MAX = 16 };

struct route_entry {
    const struct http_route *route;
    struct str segments[SEGMENTS_MAX];
    size_t count;
    bool is_rest; /* the last segment takes all that follows */
    struct route_entry *next;
};

/* --- patterns --- */

static bool is_param(struct str segment)
{
    return segment.len > 2 && segment.ptr[0] == '{' && segment.ptr[segment.len - 1] == '}';
}

static bool is_rest_param(struct str segment)
{
    return is_param(segment) && segment.len > 3 && segment.ptr[segment.len - 2] == '*';
}

/* Splits behind the leading '/'. SIZE_MAX when there are too many segments; the last then holds the
 * whole rest. */
static size_t path_split(struct str path, struct str segments[SEGMENTS_MAX])
{
    struct str rest = str_slice(path, 1, path.len);
    size_t n = 0;
    while (rest.ptr != NULL && n < SEGMENTS_MAX) {
        segments[n++] = str_split(&rest, '/');
    }
    return rest.ptr == NULL ? n : SIZE_MAX;
}

static unsigned rank_of(struct str segment)
{
    return is_rest_param(segment) ? 2 : is_param(segment) ? 1 : 0;
}

/* Order of specificity; 0 for patterns that match the same paths. */
static int pattern_compare(const struct route_entry *a, const struct route_entry *b)
{
    for (size_t i = 0; i < a->count && i < b->count; i++) {
        unsigned ra = rank_of(a->segments[i]);
        unsigned rb = rank_of(b->segments[i]);
        int order = ra != rb  ? (int)ra - (int)rb
                    : ra == 0 ? str_compare(a->segments[i], b->segments[i])
                              : 0;
        if (order != 0) {
            return order;
        }
    }
    return (a->count > b->count) - (a->count < b->count);
}

static struct route_entry **bucket_of(struct route_table *t, struct str first)
{
    return rank_of(first) > 0 ? &t->wild : &t->buckets[str_hash(first) % ROUTE_BUCKETS];
}

enum err route_table_add(struct route_table *t, struct arena *a, const struct http_route *route)
{
    struct route_entry *e = ARENA_NEW(a, struct route_entry);
    if (e == NULL) {
        return ERR_MEMORY;
    }
    e->route = route;
    e->count = route->path.len > 0 && route->path.ptr[0] == '/'
                   ? path_split(route->path, e->segments)
                   : SIZE_MAX;
    size_t params = 0;
    for (size_t i = 0; e->count != SIZE_MAX && i < e->count; i++) {
        params += is_param(e->segments[i]);
        e->is_rest = is_rest_param(e->segments[i]);
        if (e->is_rest && i + 1 != e->count) {
            return ERR_INVALID;
        }
    }
    if (e->count == SIZE_MAX || params > HTTP_PARAMS_MAX || route->permission <= 0 ||
        route->handler == NULL) {
        return ERR_INVALID;
    }
    struct route_entry **at = bucket_of(t, e->segments[0]);
    while (*at != NULL && pattern_compare(*at, e) <= 0) {
        bool unix_apart = (((*at)->route->flags ^ route->flags) & ROUTE_UNIX) != 0;
        if (pattern_compare(*at, e) == 0 && (*at)->route->method == route->method && !unix_apart) {
            return ERR_INVALID;
        }
        at = &(*at)->next;
    }
    e->next = *at;
    *at = e;
    return ERR_OK;
}

/* --- matching --- */

static bool entry_matches(const struct route_entry *e, const struct str *segments, size_t count)
{
    if (e->is_rest ? count < e->count : count != e->count) {
        return false;
    }
    for (size_t i = 0; i < e->count; i++) {
        if (!is_param(e->segments[i]) ? !str_equal(e->segments[i], segments[i])
                                      : segments[i].len == 0 && !is_rest_param(e->segments[i])) {
            return false;
        }
    }
    return true;
}

static const struct route_entry *entry_find(const struct route_entry *chain,
                                            const struct http_request *req,
                                            const struct str *segments, size_t count)
{
    for (const struct route_entry *e = chain; e != NULL; e = e->next) {
        bool hidden = (e->route->flags & ROUTE_UNIX) != 0 && !req->peer.is_unix;
        if (!hidden && entry_matches(e, segments, count)) {
            return e;
        }
    }
    return NULL;
}

static bool method_matches(const struct http_route *route, enum http_method m)
{
    return route->method == m || (m == HTTP_HEAD && route->method == HTTP_GET);
}

/* The row of the pattern `first` with the request's method. NULL: *allow lists the methods that
 * there are. */
static const struct route_entry *entry_for_method(const struct route_entry *first,
                                                  const struct http_request *req, struct str *allow)
{
    bool has[HTTP_OPTIONS + 1] = {false};
    for (const struct route_entry *e = first; e != NULL && pattern_compare(e, first) == 0;
         e = e->next) {
        if ((e->route->flags & ROUTE_UNIX) != 0 && !req->peer.is_unix) {
            continue;
        }
        if (method_matches(e->route, req->method)) {
            return e;
        }
        has[e->route->method] = true;
        has[HTTP_HEAD] = has[HTTP_HEAD] || e->route->method == HTTP_GET;
    }
    for (enum http_method m = HTTP_GET; m <= HTTP_OPTIONS; m++) {
        if (has[m]) {
            struct str name = http_method_text(m);
            *allow = allow->ptr == NULL
                         ? name
                         : arena_format(req->arena, "%.*s, %.*s", STR_ARG(*allow), STR_ARG(name));
        }
    }
    return NULL;
}

static bool segment_is_clean(struct str s, bool rest)
{
    if (str_equal(s, STR(".")) || str_equal(s, STR("..")) || (s.len == 0 && !rest)) {
        return false;
    }
    return s.len == 0 || memchr(s.ptr, '/', s.len) == NULL;
}

/* Decodes a rest parameter segment by segment, so that an encoded '/' cannot pass for a separator.
 * An empty segment is permitted at the end only: "a/" names a folder. */
static enum err rest_decode(struct str raw, struct arena *a, struct str *out)
{
    enum err e = http_percent_decode(raw, false, a, out);
    for (struct str rest = raw; e == ERR_OK && rest.ptr != NULL;) {
        struct str one;
        struct str segment = str_split(&rest, '/');
        e = http_percent_decode(segment, false, a, &one);
        if (e == ERR_OK && !segment_is_clean(one, rest.ptr == NULL)) {
            e = ERR_INVALID;
        }
    }
    return e;
}

static enum err params_capture(struct http_request *req, const struct route_entry *e,
                               const struct str *segments)
{
    for (size_t i = 0; i < e->count; i++) {
        struct str pattern = e->segments[i];
        if (!is_param(pattern)) {
            continue;
        }
        struct http_param *p = &req->params[req->param_count++];
        bool rest = is_rest_param(pattern);
        p->name = str_slice(pattern, 1, pattern.len - (rest ? 2 : 1));
        enum err err;
        if (rest) {
            const char *end = req->path.ptr + req->path.len;
            struct str raw = {segments[i].ptr, (size_t)(end - segments[i].ptr)};
            err = rest_decode(raw, req->arena, &p->value);
        } else {
            err = http_percent_decode(segments[i], false, req->arena, &p->value);
            err = err == ERR_OK && !segment_is_clean(p->value, false) ? ERR_INVALID : err;
        }
        if (err != ERR_OK) {
            return err;
        }
    }
    return ERR_OK;
}

enum err route_table_find(const struct route_table *t, struct http_request *req, struct str *allow)
{
    struct str segments[SEGMENTS_MAX] = {{0}};
    size_t count = path_split(req->path, segments);
    if (count == SIZE_MAX) {
        return ERR_OK;
    }
    const struct route_entry *first =
        entry_find(t->buckets[str_hash(segments[0]) % ROUTE_BUCKETS], req, segments, count);
    if (first == NULL) {
        first = entry_find(t->wild, req, segments, count);
    }
    if (first == NULL) {
        return ERR_OK;
    }
    const struct route_entry *e = entry_for_method(first, req, allow);
    if (e == NULL) {
        req->route = NULL;
        return ERR_UNSUPPORTED;
    }
    req->route = e->route;
    return params_capture(req, e, segments);
}
