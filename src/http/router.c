/*
 * http/router.c — from a path to a checked call.
 *
 * Responsible for the order of checks stated in router.h and for answering what fails them. It must
 * never call a handler whose row's checks have not all passed.
 */
#include "http/router_priv.h"

#include "http/csrf.h"
#include "http/headers.h"
#include "http/problem.h"
#include "http/rate.h"

struct http_router {
    struct http_router_app app;
    struct route_table table;
};

/* What the router keeps of a request between its header block and its body. */
struct route_state {
    const struct http_router *router;
    struct http_multipart *multipart;
    struct http_form form;
    bool is_urlencoded;
};

static const struct http_form empty_form;

/* --- errors --- */

static struct str code_of(int status)
{
    static const struct {
        int status;
        struct str code;
    } codes[] = {
        {400, STR_INIT("bad-request")},        {401, STR_INIT("sign-in-required")},
        {403, STR_INIT("forbidden")},          {404, STR_INIT("not-found")},
        {405, STR_INIT("method-not-allowed")}, {408, STR_INIT("request-timeout")},
        {413, STR_INIT("too-large")},          {414, STR_INIT("address-too-long")},
        {415, STR_INIT("media-type")},         {417, STR_INIT("expectation-failed")},
        {429, STR_INIT("too-many-requests")},  {431, STR_INIT("headers-too-large")},
        {500, STR_INIT("internal-error")},     {501, STR_INIT("not-implemented")},
        {503, STR_INIT("unavailable")},        {505, STR_INIT("http-version")},
    };
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        if (codes[i].status == status) {
            return codes[i].code;
        }
    }
    return STR("error");
}

static void error_answer(const struct http_router *r, struct http_request *req,
                         struct http_response *res, int status, struct str code)
{
    if (code.ptr == NULL) {
        code = code_of(status);
    }
    req->args = req->args != NULL ? req->args : &empty_form;
    req->form = req->form != NULL ? req->form : &empty_form;
    res->status = status;
    bool api = req->route != NULL && (req->route->flags & ROUTE_API) != 0;
    if (r != NULL && r->app.error_page != NULL && !api) {
        r->app.error_page(r->app.ctx, req, res, code);
        return;
    }
    struct http_problem problem = {.status = status, .code = code};
    if (r != NULL && r->app.error_sentence != NULL) {
        problem.detail = r->app.error_sentence(r->app.ctx, req, status);
    }
    http_problem_write(req, res, &problem);
}

void http_router_error(struct http_request *req, struct http_response *res, int status,
                       struct str code)
{
    const struct route_state *state = req->body_state;
    http_response_clear(res);
    error_answer(state != NULL ? state->router : NULL, req, res, status, code);
}

/* --- the table --- */

enum err http_router_init(struct http_router **out, struct arena *a,
                          const struct http_route *routes, size_t count,
                          const struct http_router_app *app)
{
    struct http_router *r = ARENA_NEW(a, struct http_router);
    if (r == NULL) {
        return ERR_MEMORY;
    }
    r->app = *app;
    if (app->permit == NULL) {
        return ERR_INVALID;
    }
    for (size_t i = 0; i < count; i++) {
        bool checked = (routes[i].flags & ROUTE_CSRF) == 0 || app->csrf != NULL;
        enum err e = checked ? route_table_add(&r->table, a, &routes[i]) : ERR_INVALID;
        if (e != ERR_OK) {
            return e;
        }
    }
    *out = r;
    return ERR_OK;
}

static int status_of(enum err e)
{
    return e == ERR_OK ? 0 : e == ERR_LIMIT ? 413 : e == ERR_INVALID ? 400 : 503;
}

/* Finds the row and decodes what the address says. 0 with req->route NULL: no row, the fallback may
 * know. */
static int route_find(const struct http_router *r, struct http_request *req, struct str *allow)
{
    enum err e = route_table_find(&r->table, req, allow);
    return e == ERR_UNSUPPORTED ? 405 : status_of(e);
}

/* --- the checks --- */

static bool rate_is_fine(const struct http_router *r, struct http_request *req,
                         struct http_response *res, enum http_rate_kind kind)
{
    uint32_t retry_s = 0;
    if (r->app.rate == NULL ||
        http_rate_take(r->app.rate, &req->peer, kind, req->start_us, &retry_s)) {
        return true;
    }
    struct str seconds = arena_format(req->arena, "%u", (unsigned)retry_s);
    http_response_header(res, STR("Retry-After"), seconds);
    error_answer(r, req, res, 429, (struct str){0});
    return false;
}

static bool type_is(struct str content_type, struct str name)
{
    struct str type = content_type;
    return str_equal_nocase(str_trim(str_split(&type, ';')), name);
}

static void multipart_end(void *arg)
{
    http_multipart_release(arg);
}

static enum err multipart_write(void *arg, struct str bytes)
{
    return http_multipart_feed(arg, bytes);
}

static int body_plan_multipart(struct http_request *req, struct route_state *state,
                               struct http_body_plan *plan)
{
    struct str boundary;
    enum err e = http_multipart_boundary(req->content_type, &boundary);
    if (e == ERR_OK) {
        e = http_multipart_init(&state->multipart, req->arena, boundary, NULL);
    }
    if (e == ERR_OK) {
        e = http_request_on_end(req, multipart_end, state->multipart);
    }
    plan->write = multipart_write;
    plan->arg = state->multipart;
    return status_of(e);
}

/* Decides how the body is read. 0, or the status of a body that the row does not take. */
static int body_plan(struct http_request *req, struct route_state *state,
                     struct http_body_plan *plan)
{
    struct http_form_spec spec = req->route->form;
    plan->max = spec.max;
    if (!req->has_body) {
        return 0;
    }
    if (spec.kinds == HTTP_BODY_NONE) {
        return 400;
    }
    if (req->body_length > spec.max) {
        return 413;
    }
    if ((spec.kinds & HTTP_BODY_URLENCODED) != 0 &&
        type_is(req->content_type, STR("application/x-www-form-urlencoded"))) {
        state->is_urlencoded = true;
        return 0;
    }
    if ((spec.kinds & HTTP_BODY_MULTIPART) != 0 &&
        type_is(req->content_type, STR("multipart/form-data"))) {
        return body_plan_multipart(req, state, plan);
    }
    bool json =
        (spec.kinds & HTTP_BODY_JSON) != 0 && type_is(req->content_type, STR("application/json"));
    return json ? 0 : 415;
}

static int args_read(struct http_request *req)
{
    struct http_form *args = ARENA_NEW(req->arena, struct http_form);
    if (args == NULL) {
        return 503;
    }
    req->args = args;
    return status_of(http_form_urlencoded(req->query, req->arena, args));
}

/* The checks of a row that come before the body, in the order that router.h states. */
static void checks_before_body(const struct http_router *r, struct http_request *req,
                               struct http_response *res, struct http_body_plan *plan)
{
    const struct http_route *route = req->route;
    if ((route->flags & ROUTE_SLOW) != 0 && !rate_is_fine(r, req, res, HTTP_RATE_SLOW)) {
        return;
    }
    if (!r->app.permit(r->app.ctx, req, res)) {
        if (res->status == 0) {
            error_answer(r, req, res, 403, (struct str){0});
        }
        return;
    }
    if ((route->flags & ROUTE_CSRF) != 0 && !csrf_origin_is_ours(req, r->app.origin)) {
        error_answer(r, req, res, 403, STR("other-site"));
        return;
    }
    int status = body_plan(req, req->body_state, plan);
    if (status != 0) {
        error_answer(r, req, res, status, (struct str){0});
    }
}

static void router_begin(void *ctx, struct http_request *req, struct http_response *res,
                         struct http_body_plan *plan)
{
    const struct http_router *r = ctx;
    struct route_state *state = ARENA_NEW(req->arena, struct route_state);
    plan->max = 0;
    req->args = &empty_form;
    req->form = &empty_form;
    if (state == NULL) {
        error_answer(r, req, res, 503, (struct str){0});
        return;
    }
    state->router = r;
    req->body_state = state;
    if (!rate_is_fine(r, req, res, HTTP_RATE_REQUEST)) {
        return;
    }
    struct str allow = {0};
    int status = route_find(r, req, &allow);
    if (status == 0 && req->query.len > 0) {
        status = args_read(req);
    }
    if (status == 405 && allow.ptr != NULL) {
        http_response_header(res, STR("Allow"), allow);
    }
    if (status != 0) {
        error_answer(r, req, res, status, (struct str){0});
    } else if (req->route != NULL) {
        checks_before_body(r, req, res, plan);
    } else if (req->has_body) {
        error_answer(r, req, res, 404, (struct str){0});
    }
}

/* Body syntax and token: 0, or the status. */
static int checks_after_body(const struct http_router *r, struct http_request *req,
                             struct str *code)
{
    struct route_state *state = req->body_state;
    enum err e = ERR_OK;
    if (state->multipart != NULL) {
        e = http_multipart_finish(state->multipart, &state->form);
    } else if (state->is_urlencoded) {
        e = http_form_urlencoded(req->body, req->arena, &state->form);
    }
    if (e != ERR_OK) {
        return status_of(e);
    }
    req->form = &state->form;
    if ((req->route->flags & ROUTE_CSRF) != 0 && !r->app.csrf(r->app.ctx, req)) {
        *code = STR("stale-form");
        return 403;
    }
    return 0;
}

static void router_handle(void *ctx, struct http_request *req, struct http_response *res)
{
    const struct http_router *r = ctx;
    if (req->route == NULL) {
        bool reading = req->method == HTTP_GET || req->method == HTTP_HEAD;
        if (!reading || r->app.fallback == NULL || !r->app.fallback(r->app.ctx, req, res)) {
            error_answer(r, req, res, 404, (struct str){0});
        }
        return;
    }
    struct str code = {0};
    int status = checks_after_body(r, req, &code);
    if (status != 0) {
        error_answer(r, req, res, status, code);
        return;
    }
    req->route->handler(r->app.ctx, req, res);
    if (res->status == 0 || res->failed) {
        http_router_error(req, res, 500, (struct str){0});
    }
}

static void router_refuse(void *ctx, struct http_request *req, struct http_response *res,
                          int status)
{
    if (status == 503) {
        http_response_header(res, STR("Retry-After"), STR("10"));
    }
    error_answer(ctx, req, res, status, (struct str){0});
}

struct engine_app http_router_engine_app(struct http_router *router)
{
    return (struct engine_app){
        .ctx = router,
        .begin = router_begin,
        .handle = router_handle,
        .refuse = router_refuse,
    };
}
