/*
 * portal/page.c — what every page of the portal has: language, surroundings, published files,
 * errors.
 *
 * The language is in the address ("/en/…"), so that pages can be cached and shared; there is no
 * cookie.
 */
#include "core/advisory/advisory.h"
#include "messages.h"
#include "portal/nav.h"
#include "portal/portal_priv.h"
#include "sys/log.h"
#include "templates.h"

static const struct http_route routes[] = {
#define ROUTE(m, p, perm, f, h, fl) {HTTP_##m, STR_INIT(p), HTTP_POSITIVE(perm), f, h, (fl)},
#include "portal/routes.def"
};

const struct http_route *portal_routes(size_t *count)
{
    *count = sizeof(routes) / sizeof(routes[0]);
    return routes;
}

/* The public site has one permission and everybody has it; a row of another one would be a mistake,
 * and is shut. */
bool page_permit(void *ctx, struct http_request *req, struct http_response *res)
{
    (void)ctx;
    (void)res;
    return req->route->permission == PERM_PUBLIC;
}

static bool path_is_english(struct str path)
{
    return str_starts_with(path, STR("/en/")) || str_equal(path, STR("/en"));
}

struct visit visit_begin(void *ctx, struct http_request *req, struct http_response *res)
{
    struct portal *p = ctx;
    struct visit v = {.portal = p, .req = req, .res = res, .arena = req->arena};
    v.ui.lang = path_is_english(req->path) ? LANG_EN : LANG_JA;
    v.ui.training = p->training;
    return v;
}

struct str visit_path(const struct visit *v, const char *path)
{
    return arena_format(v->arena, "%s%s", v->ui.lang == LANG_EN ? "/en" : "", path);
}

static const struct {
    const char *label;
    const char *path;
    bool primary;
} entries[] = {
#define X(label, path, primary) {(label), (path), (primary)},
    PORTAL_NAV(X)
#undef X
};

enum { ENTRY_COUNT = sizeof(entries) / sizeof(entries[0]) };

static enum err layout_nav(const struct visit *v, const char *path, struct portal_layout *out)
{
    struct nav_item *items = ARENA_ARRAY(v->arena, struct nav_item, ENTRY_COUNT);
    if (!items)
        return ERR_MEMORY;
    for (size_t i = 0; i < ENTRY_COUNT; i++) {
        items[i].label = entries[i].label;
        items[i].href = visit_path(v, entries[i].path);
        items[i].primary = entries[i].primary;
        items[i].current = str_equal(str_from_cstr(entries[i].path), str_from_cstr(path));
    }
    out->nav = items;
    out->nav_count = ENTRY_COUNT;
    return ERR_OK;
}

enum err visit_layout(const struct visit *v, const char *title, const char *path,
                      struct portal_layout *out)
{
    const struct conf *conf = &v->portal->conf;
    bool english = v->ui.lang == LANG_EN;
    out->title = message(v->ui.lang, title);
    out->site = english ? conf->site_name_en : conf->site_name_ja;
    out->operators = english ? conf->publisher_name_en : conf->publisher_name_ja;
    out->home = visit_path(v, "/");
    out->url_ja = str_from_cstr(path);
    out->url_en = arena_format(v->arena, "/en%s", path);
    out->private_page = true;
    enum err err = layout_nav(v, path, out);
    return err || v->arena->failed ? ERR_MEMORY : ERR_OK;
}

void visit_send(const struct visit *v, int status, const struct buf *page)
{
    if (page->failed) {
        visit_fail(v, ERR_MEMORY);
        return;
    }
    http_response_text(v->res, status, STR("text/html; charset=utf-8"), buf_str(page));
    http_headers_add(v->res, HTTP_HEADERS_PRIVATE_PAGE);
}

void visit_fail(const struct visit *v, enum err err)
{
    bool busy = err == ERR_BUSY || err == ERR_FULL || err == ERR_MEMORY || err == ERR_LIMIT;
    log_warn("portal_request", "error=\"%s\"", err_text(err));
    http_router_error(v->req, v->res, busy ? 503 : 500,
                      busy ? STR("unavailable") : STR("internal"));
}

/* ---- files ---- */

void page_asset(void *ctx, struct http_request *req, struct http_response *res)
{
    (void)ctx;
    if (!http_asset_serve(req, res))
        http_router_error(req, res, 404, STR("not-found"));
}

/* "/jp/JVN12345678/x" and "/en/jp/JVN12345678/x" live in the advisory's own directory; all else
 * below site/ (docs/internals/press.md). */
bool page_published(void *ctx, struct http_request *req, struct http_response *res)
{
    struct portal *p = ctx;
    struct str path;
    if (req->method != HTTP_GET && req->method != HTTP_HEAD)
        return false;
    return published_path(req->path, req->arena, &path) &&
           http_published_serve(p->published, req, res, path);
}

/* ---- errors ---- */

struct words {
    int status;
    const char *heading;
    const char *advice;
};

static const struct words words[] = {
    {400, N_("The request cannot be read"),
     N_("Go back and try again; if you typed the address, check it.")},
    {404, N_("There is no such page"),
     N_("Check the address, or start from the list of vulnerability notes.")},
    {405, N_("That is not possible here"), N_("Go back and use the buttons of the page.")},
    {408, N_("The request took too long"),
     N_("Check your connection and send again. What you typed is still in your browser.")},
    {413, N_("That is too large"),
     N_("A file may have 50 MiB, at most ten files at once. Choose smaller ones and send again.")},
    {414, N_("The address is too long"), N_("Shorten it and try again.")},
    {415, N_("The form came in a way that is not understood"), N_("Use the form on the page.")},
    {429, N_("Too many requests from your network"),
     N_("Wait a minute, then try again. What you typed is still in your browser.")},
    {503, N_("The server is busy or short of space"),
     N_("Nothing was sent. Wait a few minutes, then send again.")},
    {500, N_("Something went wrong on our side"),
     N_("Nothing was sent. Try again; if it happens again, tell the contact at the foot of the "
        "page.")},
};

void page_error(void *ctx, struct http_request *req, struct http_response *res, struct str code)
{
    struct visit v = visit_begin(ctx, req, res);
    struct portal_error_page page = {.status = res->status};
    size_t i = 0;
    struct buf out;
    (void)code;
    while (i + 1 < sizeof(words) / sizeof(words[0]) && words[i].status != res->status)
        i++;
    page.heading = words[i].heading;
    page.advice = words[i].advice;
    buf_init(&out, v.arena, LIMIT_PAGE_BYTES);
    if (visit_layout(&v, page.heading, "/", &page.page))
        return;
    tpl_portal_error(&out, &v.ui, &page);
    if (out.failed)
        return;
    http_response_text(res, res->status, STR("text/html; charset=utf-8"), buf_str(&out));
    http_headers_add(res, HTTP_HEADERS_PRIVATE_PAGE);
}
