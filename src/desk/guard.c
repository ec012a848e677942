/*
 * desk/guard.c — who asks, and may they: the router's callbacks and the table of addresses.
 *
 * Cookies count on pages only, bearer tokens on the API only, the control socket is its own right.
 * A POST without a living session is let through to one place, the page that keeps what was typed
 * and asks to sign in again; no handler of a row runs for it.
 */
#include "desk/desk_priv.h"

#include "base/utf8.h"

/* ---- rows ---- */

static void dispatch(void *ctx, struct http_request *req, struct http_response *res);

static const struct http_route routes[] = {
#define ROUTE(m, p, perm, f, h, fl) {HTTP_##m, STR_INIT(p), HTTP_POSITIVE(perm), f, dispatch, (fl)},
#include "desk/routes.def"
#undef ROUTE
};

static exchange_handler *const handlers[] = {
#define ROUTE(m, p, perm, f, h, fl) h,
#include "desk/routes.def"
#undef ROUTE
};

const struct http_route *desk_routes(size_t *count)
{
    *count = sizeof(routes) / sizeof(routes[0]);
    return routes;
}

/* ---- language ---- */

/* The first of ja and en that the header names; browsers list by preference. */
static enum lang lang_accepted(struct str header)
{
    struct str rest = header;

    while (rest.ptr != NULL) {
        struct str item = str_trim(str_split(&rest, ','));
        if (str_equal_nocase(str_slice(item, 0, 2), STR("ja")))
            return LANG_JA;
        if (str_equal_nocase(str_slice(item, 0, 2), STR("en")))
            return LANG_EN;
    }
    return LANG_JA;
}

static enum lang lang_of(const struct desk *d, const struct http_request *req)
{
    struct str value;
    struct str name = cookie_name(d, req->arena, "lang");

    if (name.ptr != NULL && http_request_cookie(req, name, &value)) {
        if (str_equal(value, STR("ja")))
            return LANG_JA;
        if (str_equal(value, STR("en")))
            return LANG_EN;
    }
    return lang_accepted(http_request_header(req, STR("Accept-Language")));
}

/* ---- the exchange ---- */

void exchange_begin(struct exchange *x, struct desk *desk, struct http_request *req,
                    struct http_response *res)
{
    static const struct caller nobody = {0};

    *x = (struct exchange){
        .desk = desk, .req = req, .res = res, .arena = req->arena, .caller = req->session};
    if (x->caller == NULL) {
        x->caller = ARENA_NEW(req->arena, struct caller);
        /* Errors are shown to nobody in particular; the constant stays unwritten. */
        if (x->caller == NULL)
            x->caller = (struct caller *)(uintptr_t)&nobody;
    }
    x->lang = lang_of(desk, req);
    x->ui = (struct ui){.lang = x->lang, .training = conf_is_yes(app_conf(desk->app)->training)};
    x->reader =
        (struct app_reader){.app = desk->app, .actor = x->caller->actor, .arena = req->arena};
}

static bool needs_session(const struct http_route *route)
{
    return route->permission == PERM_SESSION || route->permission == PERM_ADMIN;
}

static void dispatch(void *ctx, struct http_request *req, struct http_response *res)
{
    size_t row = (size_t)(req->route - routes);
    struct exchange x;

    exchange_begin(&x, ctx, req, res);
    if (needs_session(req->route) && x.caller->kind != CALLER_SESSION) {
        sign_in_again(&x);
        return;
    }
    handlers[row](&x);
}

/* ---- permission ---- */

static struct str bearer_of(const struct http_request *req)
{
    struct str header = http_request_header(req, STR("Authorization"));

    if (!str_equal_nocase(str_slice(header, 0, 7), STR("Bearer ")))
        return (struct str){0};
    return str_trim(str_slice(header, 7, header.len));
}

static void caller_from_cookie(struct desk *d, struct http_request *req, struct caller *c)
{
    struct str name = cookie_name(d, req->arena, "session");
    enum err e;

    if (name.ptr == NULL || !http_request_cookie(req, name, &c->token) || str_is_empty(c->token))
        return;
    e = app_session_get(d->app, c->token, req->arena, &c->session);
    if (e != ERR_OK) {
        c->ended = true;
        c->token = (struct str){0};
        return;
    }
    c->kind = c->session.step == APP_SESSION_ACTIVE ? CALLER_SESSION : CALLER_PENDING;
    if (c->kind == CALLER_SESSION)
        c->actor = c->session.actor;
}

/* The browser itself said where the form stood (the router has compared it); who does not say so
 * gets no form of a stranger's making to click on. */
static bool origin_was_told(const struct http_request *req)
{
    return http_request_header(req, STR("Origin")).ptr != NULL ||
           http_request_header(req, STR("Sec-Fetch-Site")).ptr != NULL;
}

/* What may be uploaded without a session is bounded, and comes from our own pages: it is only kept
 * for the next page. */
static bool may_keep(const struct http_request *req)
{
    return req->body_length_known && req->body_length <= LIMIT_FORM_BYTES && origin_was_told(req);
}

static bool permit_token(struct desk *d, struct http_request *req, struct http_response *res,
                         struct caller *c)
{
    struct str token = bearer_of(req);

    if (str_is_empty(token) || app_token_actor(d->app, token, &c->actor) != ERR_OK) {
        http_response_header(res, STR("WWW-Authenticate"), STR("Bearer"));
        http_router_error(req, res, 401, STR("unauthorized"));
        return false;
    }
    c->kind = CALLER_TOKEN;
    return true;
}

static bool permit_page(struct http_request *req, struct http_response *res, const struct caller *c)
{
    bool is_post = req->method == HTTP_POST;

    /* A token is a program's; on pages it would give a program the rights of a browser. */
    if ((req->route->flags & ROUTE_API) == 0 &&
        !str_is_empty(http_request_header(req, STR("Authorization")))) {
        http_router_error(req, res, 400, STR("token-on-page"));
        return false;
    }
    if (!needs_session(req->route))
        return true;
    if (c->kind != CALLER_SESSION)
        return !is_post || may_keep(req);
    return req->route->permission != PERM_ADMIN || c->actor.role == ROLE_admin;
}

bool guard_permit(void *ctx, struct http_request *req, struct http_response *res)
{
    struct desk *d = ctx;
    struct caller *c = ARENA_NEW(req->arena, struct caller);

    if (c == NULL) {
        http_router_error(req, res, 503, STR("busy"));
        return false;
    }
    req->session = c;
    switch ((enum desk_permission)req->route->permission) {
    case PERM_SOCKET:
        c->kind = CALLER_SOCKET;
        return req->peer.is_unix;
    case PERM_TOKEN:
        return permit_token(d, req, res, c);
    case PERM_ANYONE:
    case PERM_SESSION:
    case PERM_ADMIN:
        break;
    }
    caller_from_cookie(d, req, c);
    return permit_page(req, res, c);
}

/* ---- forged requests ---- */

bool guard_csrf(void *ctx, struct http_request *req)
{
    struct desk *d = ctx;
    const struct caller *c = req->session;
    struct str token = csrf_token_of(req);
    struct str name = cookie_name(d, req->arena, "visit");
    struct str visit;

    if (c->kind == CALLER_SESSION)
        return csrf_token_is_valid(d->csrf_key, CSRF_SESSION, c->session.binding, token);
    if (c->kind == CALLER_PENDING &&
        csrf_token_is_valid(d->csrf_key, CSRF_SESSION, c->session.binding, token))
        return true;
    /* Nothing is done for a request without a session but to show what was typed and ask to sign
     * in; the browser's word that the form is ours was taken already. */
    if (needs_session(req->route))
        return true;
    return name.ptr != NULL && http_request_cookie(req, name, &visit) &&
           csrf_token_is_valid(d->csrf_key, CSRF_SIGN_IN, visit, token);
}

void guard_error_page(void *ctx, struct http_request *req, struct http_response *res,
                      struct str code)
{
    struct exchange x;

    /* Refused before a row was found: a program still gets what it can read. */
    if (str_starts_with(req->path, STR("/api/"))) {
        struct http_problem problem = {.status = res->status, .code = code};
        problem.detail = api_error_sentence(ctx, req, res->status);
        http_problem_write(req, res, &problem);
        return;
    }
    exchange_begin(&x, ctx, req, res);
    if (str_equal(code, STR("stale-form")) && x.caller->kind == CALLER_SESSION &&
        needs_session(req->route) && origin_was_told(req))
        form_again(&x);
    else
        page_error(&x, res->status);
}
