/*
 * http/router.h — rows of a routes.def become checked calls.
 *
 * A route is a row: ROUTE(method, path, permission, form, handler, flags). Each process has its own
 * list:
 *
 *     static const struct http_route routes[] = {
 *     #define ROUTE(m, p, perm, f, h, fl) HTTP_ROUTE(m, p, perm, f, h, fl),
 *     #include "portal/routes.def"
 *     };
 *
 *     ROUTE(GET,  "/jp/{id}/",      PERM_PUBLIC, FORM_NONE,                        page_advisory,
 * 0) ROUTE(POST, "/report",        PERM_PUBLIC, FORM_MULTIPART(LIMIT_LETTER_BYTES), report_post,
 * ROUTE_SLOW) ROUTE(GET,  "/assets/{path*}", PERM_PUBLIC, FORM_NONE, page_asset,    0)
 *
 * The permission is a value above zero of the process's own enum: a row without one does not
 * compile. Order of the checks, all before the handler: rate, path, method, query syntax, slow rate
 * (ROUTE_SLOW), permission, origin (ROUTE_CSRF), kind and size of the body, body syntax, token
 * (ROUTE_CSRF). A refused caller never uploads: only syntax and token come after the body.
 *
 * `{name}` is one segment, `{name*}` (last only) the whole rest. A literal segment wins over a
 * parameter. GET rows answer HEAD. Dot segments, empty segments inside a rest, encoded '/' and NUL
 * are 400 in parameters.
 */
#ifndef HTTP_ROUTER_H
#define HTTP_ROUTER_H

#include "http/engine.h"
#include "http/form.h"

typedef void http_handler(void *ctx, struct http_request *req, struct http_response *res);

enum http_body_kind { /* bits: a row may permit several */
                      HTTP_BODY_NONE = 0,
                      HTTP_BODY_URLENCODED = 1,
                      HTTP_BODY_MULTIPART = 2,
                      HTTP_BODY_JSON = 4, /* application/json, collected raw in req->body */
};

struct http_form_spec {
    unsigned kinds; /* of enum http_body_kind */
    uint64_t max;   /* bytes of the whole body: a name of limits.def */
};

#define FORM_NONE                                                                                  \
    {                                                                                              \
        HTTP_BODY_NONE, 0                                                                          \
    }
#define FORM_URLENCODED(limit)                                                                     \
    {                                                                                              \
        HTTP_BODY_URLENCODED, (limit)                                                              \
    }
#define FORM_MULTIPART(limit)                                                                      \
    {                                                                                              \
        HTTP_BODY_MULTIPART, (limit)                                                               \
    }
#define FORM_ANY(limit)                                                                            \
    {                                                                                              \
        HTTP_BODY_URLENCODED | HTTP_BODY_MULTIPART, (limit)                                        \
    }
#define FORM_JSON(limit)                                                                           \
    {                                                                                              \
        HTTP_BODY_JSON, (limit)                                                                    \
    }

enum http_route_flag {
    ROUTE_CSRF = 1, /* http/csrf.h: same origin before the body, token after it */
    ROUTE_SLOW = 2, /* costs one of the few slow tokens of the peer's bucket (http/rate.h) */
    ROUTE_UNIX = 4, /* exists on a unix socket only; elsewhere 404 */
    ROUTE_API = 8,  /* errors are problem+json (http/problem.h), not pages */
};

struct http_route {
    enum http_method method;
    struct str path;
    int permission;
    struct http_form_spec form;
    http_handler *handler;
    unsigned flags; /* of enum http_route_flag */
};

#define HTTP_POSITIVE(n) ((int)(n) + 0 * (int)sizeof(char[(n) > 0 ? 1 : -1]))
/* The rest is form, handler, flags, in the order of the members: a form holds a comma. */
#define HTTP_ROUTE(m, p, perm, ...)                                                                \
    {                                                                                              \
        HTTP_##m, STR_INIT(p), HTTP_POSITIVE(perm), __VA_ARGS__                                    \
    }

struct http_router_app {
    void *ctx; /* handed to every callback and handler */
    /* May this caller use the row? True: go on. False: refused; when res->status is still 0 the
     * router answers 403. Sets req->session for the handler. Called before the body is read. */
    bool (*permit)(void *ctx, struct http_request *req, struct http_response *res);
    /* Compares the token of a ROUTE_CSRF request (form field or header) with the session. NULL when
     * no row has it. */
    bool (*csrf)(void *ctx, struct http_request *req);
    /* Renders an error: 400 403 404 405 408 413 414 415 429 431 500 501 503 505. `code` is a stable
     * word such as "not-found". res->status is set; headers that belong to the error (Allow,
     * Retry-After) are there already. NULL, or rows with ROUTE_API: problem+json. */
    void (*error_page)(void *ctx, struct http_request *req, struct http_response *res,
                       struct str code);
    /* Sentence of such a problem in the caller's language. NULL: problems without one. */
    struct str (*error_sentence)(void *ctx, struct http_request *req, int status);
    /* Where a path without a row goes (published files); true when it answered. May be NULL. */
    bool (*fallback)(void *ctx, struct http_request *req, struct http_response *res);
    struct http_rate *rate; /* NULL: no limit per peer */
    /* "https://desk.example": what Origin must equal for ROUTE_CSRF; absent: scheme is ignored,
     * host must equal Host. */
    struct str origin;
};

struct http_router;

/* Indexes the rows. The rows and texts must outlive the router; memory comes from `a` (process
 * lifetime). ERR_INVALID when two rows collide or a pattern is malformed (the program must not
 * start then). */
enum err http_router_init(struct http_router **out, struct arena *a,
                          const struct http_route *routes, size_t count,
                          const struct http_router_app *app) MUST_CHECK;
/* The engine's callbacks; use as cfg.app = http_router_engine_app(router). */
struct engine_app http_router_engine_app(struct http_router *router);
/* Answers with an error page or problem as the router does; for handlers. An absent code is the
 * status's own word. */
void http_router_error(struct http_request *req, struct http_response *res, int status,
                       struct str code);

#endif
