/*
 * desk/page.c — what every page has: layout, language, messages on top, error pages, cookies,
 * addresses.
 *
 * Pages of the desk are never stored by browsers or proxies (HTTP_HEADERS_PRIVATE_PAGE).
 */
#include "desk/desk_priv.h"

#include "assets.h"
#include "messages.h"
#include "sys/random.h"
#include "templates.h"

enum { YEAR_S = 365 * 86400, FLASH_S = 60 };

/* ---- cookies ---- */

struct str cookie_name(const struct desk *desk, struct arena *arena, const char *name)
{
    return arena_format(arena, "%stodoke-%s", desk->secure ? "__Host-" : "", name);
}

void cookie_set(struct exchange *x, const char *name, struct str value, int64_t max_age_s)
{
    struct str full = cookie_name(x->desk, x->arena, name);
    struct str line =
        arena_format(x->arena, "%.*s=%.*s; Path=/; HttpOnly; SameSite=Lax%s", STR_ARG(full),
                     STR_ARG(value), x->desk->secure ? "; Secure" : "");

    if (max_age_s >= 0)
        line = arena_format(x->arena, "%.*s; Max-Age=%lld", STR_ARG(line), (long long)max_age_s);
    if (line.ptr == NULL) {
        x->res->failed = true;
        return;
    }
    http_response_header(x->res, STR("Set-Cookie"), line);
}

bool cookie_get(const struct exchange *x, const char *name, struct str *value)
{
    struct str full = cookie_name(x->desk, x->arena, name);

    return full.ptr != NULL && http_request_cookie(x->req, full, value);
}

/* ---- words ---- */

struct str text2_pick(const struct exchange *x, struct text2 text)
{
    return ui_pick(x->lang, text.ja, text.en);
}

struct str text_comma(const struct exchange *x)
{
    return message_ctx(x->lang, "between names", ", ");
}

bool actor_is_staff(const struct actor *actor)
{
    return role_is_staff(actor->role);
}

/* ---- layout ---- */

static const struct nav_item nav_work = {N_("Work"), STR_INIT("/"), false, false};
static const struct nav_item nav_reports = {N_("My reports"), STR_INIT("/"), false, false};
static const struct nav_item nav_claim = {N_("Add a report"), STR_INIT("/claim"), false, false};
static const struct nav_item nav_figures = {N_("Figures"), STR_INIT("/figures"), false, false};
static const struct nav_item nav_mail = {N_("Mail to be filed"), STR_INIT("/mail"), false, false};
static const struct nav_item nav_parties = {N_("Organisations"), STR_INIT("/organisations"), false,
                                            false};
static const struct nav_item nav_persons = {N_("Accounts"), STR_INIT("/accounts"), false, false};

static const struct nav_item nav_unanswered = {N_("Unanswered"), STR_INIT("/unanswered"), false,
                                               false};
static const struct nav_item nav_scheme = {N_("Contact lists"), STR_INIT("/scheme"), false, false};
static const struct nav_item nav_own = {N_("Our registration"), {NULL, 0}, false, false};

static void nav_make(struct exchange *x, struct desk_layout *page)
{
    struct nav_item *items = ARENA_ARRAY(x->arena, struct nav_item, 8);

    if (items == NULL)
        return;
    if (x->reader.actor.role == ROLE_admin)
        items[page->nav_count++] = nav_persons;
    else if (x->reader.actor.role == ROLE_finder)
        items[page->nav_count++] = nav_reports;
    else
        items[page->nav_count++] = nav_work;
    if (x->reader.actor.role == ROLE_finder)
        items[page->nav_count++] = nav_claim;
    if (x->reader.actor.role == ROLE_admin || actor_is_staff(&x->reader.actor))
        items[page->nav_count++] = nav_parties;
    if (x->reader.actor.role == ROLE_coordinator)
        items[page->nav_count++] = nav_unanswered;
    if (x->reader.actor.role == ROLE_coordinator || x->reader.actor.role == ROLE_admin)
        items[page->nav_count++] = nav_scheme;
    if (x->reader.actor.role == ROLE_developer) {
        items[page->nav_count] = nav_own;
        items[page->nav_count++].href = stream_href(x->arena, STREAM_party, x->reader.actor.party);
    }
    if (actor_is_staff(&x->reader.actor))
        items[page->nav_count++] = nav_mail;
    if (actor_is_staff(&x->reader.actor))
        items[page->nav_count++] = nav_figures;
    for (size_t i = 0; i < page->nav_count; i++)
        items[i].current = str_equal(items[i].href, x->req->path);
    page->nav = items;
}

/* The sentence of what the last request did: the name of its command, in a cookie that dies when it
 * is shown. */
#define WAITS STR("waits.")

static void flash_show(struct exchange *x, struct desk_layout *page)
{
    bool waits;
    struct str word;
    const struct command_def *def;
    struct ui_param params[2];

    if (!cookie_get(x, "done", &word) || str_is_empty(word))
        return;
    cookie_set(x, "done", STR(""), 0);
    waits = str_starts_with(word, WAITS);
    def = command_def_find(waits ? str_slice(word, WAITS.len, word.len) : word);
    if (def == NULL)
        return;
    params[0] = ui_param_text("title", message(x->lang, def->title));
    params[1] = ui_param_text("effect", message(x->lang, def->effect));
    x->flash = (struct flash){
        waits ? FLASH_WARN : FLASH_OK,
        desk_text(
            x->arena, x->lang,
            waits ? N_("“{title}” was sent. It happens as soon as a colleague has confirmed it.")
                  : N_("{title}. {effect}"),
            params, 2)};
    page->flashes = (struct flash_list){&x->flash, 1};
}

void page_flash_next(struct exchange *x, struct str word)
{
    cookie_set(x, "done", word, FLASH_S);
}

void page_flash_waits(struct exchange *x, struct str word)
{
    page_flash_next(x, arena_format(x->arena, "%.*s%.*s", STR_ARG(WAITS), STR_ARG(word)));
}

static struct str language_href(struct exchange *x, const char *lang)
{
    struct buf out;
    struct str href;

    buf_init(&out, x->arena, LIMIT_PAGE_BYTES);
    buf_add_format(&out, "/language/%s?back=", lang);
    html_url_part(&out, x->req->method == HTTP_POST ? x->req->path : x->req->target);
    return buf_finish(&out, &href) == ERR_OK ? href : STR("/");
}

void page_begin_text(struct exchange *x, struct desk_layout *page, struct str title)
{
    struct app_state state;

    app_state(x->desk->app, &state);
    *page = (struct desk_layout){
        .title = title,
        .url_ja = language_href(x, "ja"),
        .url_en = language_href(x, "en"),
        .locked = state.locked,
        .degraded = x->desk->degraded,
        .clock_doubtful = !state.clock_trusted,
        .csrf = page_token(x),
    };
    if (x->caller->kind != CALLER_SESSION)
        return;
    page->person = text2_pick(x, x->caller->session.name);
    page->organisation = text2_pick(x, x->caller->session.party.name);
    page->role = role_label(x->reader.actor.role);
    page->may_search = x->reader.actor.role != ROLE_admin;
    nav_make(x, page);
    flash_show(x, page);
}

void page_begin(struct exchange *x, struct desk_layout *page, const char *title)
{
    page_begin_text(x, page, message(x->lang, title));
}

struct buf *page_out(struct exchange *x)
{
    buf_init(&x->out, x->arena, LIMIT_PAGE_BYTES);
    return &x->out;
}

void page_send(struct exchange *x, int status)
{
    struct str text;
    enum err e = buf_finish(&x->out, &text);

    if (e != ERR_OK) {
        http_response_text(x->res, 503, STR("text/plain; charset=utf-8"),
                           message(x->lang, N_("This page is too long to be shown. Nothing was "
                                               "changed.")));
        http_headers_add(x->res, HTTP_HEADERS_PRIVATE_PAGE);
        return;
    }
    http_response_text(x->res, status, STR("text/html; charset=utf-8"), text);
    http_headers_add(x->res, HTTP_HEADERS_PRIVATE_PAGE);
}

/* The token of a form: of the session, or before there is one of a random cookie that the form must
 * match. */
struct str page_token(struct exchange *x)
{
    char *token = arena_alloc(x->arena, CSRF_TOKEN_LEN + 1);
    struct str visit;

    if (token == NULL)
        return (struct str){0};
    if (x->caller->kind == CALLER_SESSION || x->caller->kind == CALLER_PENDING) {
        csrf_token_make(x->desk->csrf_key, CSRF_SESSION, x->caller->session.binding, token);
        return (struct str){token, CSRF_TOKEN_LEN};
    }
    if (!str_is_empty(x->visit)) {
        visit = x->visit;
    } else if (!cookie_get(x, "visit", &visit) || visit.len != ID_TEXT_LEN) {
        visit = id_text(random_id(), x->arena);
        cookie_set(x, "visit", visit, -1);
    }
    x->visit = visit;
    csrf_token_make(x->desk->csrf_key, CSRF_SIGN_IN, visit, token);
    return (struct str){token, CSRF_TOKEN_LEN};
}

/* ---- errors ---- */

static const struct error_words {
    int status;
    const char *title;
    const char *sentence;
} error_words[] = {
    {400, N_("The request cannot be read"),
     N_("Something in the address or the form is malformed. Go back, load the page again and send "
        "once more.")},
    {403, N_("Not open to you"),
     N_("Your present role does not include this page, or the form was not one of ours. Go back, "
        "load the page again, or work in another role.")},
    {404, N_("There is no such page"),
     N_("There is no such page, or it is not open to you. Check the number, or go back to your "
        "work list.")},
    {405, N_("Not possible here"),
     N_("This address does not take this kind of request. Go back to your work list.")},
    {409, N_("Somebody was faster"),
     N_("This changed meanwhile. Load the page again and compare before you send once more.")},
    {413, N_("Too large"),
     N_("What you sent is larger than possible: one file may have 50 MiB, all together 101 MiB, a "
        "form without files 1 MiB. Nothing was changed.")},
    {415, N_("The request cannot be read"),
     N_("This address does not take this kind of content. Go back, load the page again and send "
        "once more.")},
    {429, N_("Too many requests"),
     N_("Too many requests came from your address. Wait a minute, then load the page again.")},
    {503, N_("Not possible at the moment"),
     N_("The desk is locked or busy. Nothing was changed; wait a moment and load the page again.")},
    {500, N_("This went wrong on our side"),
     N_("Nothing was changed. Load the page again; if it happens once more, tell your operator the "
        "time.")},
};

void page_error(struct exchange *x, int status)
{
    const struct error_words *words =
        &error_words[sizeof(error_words) / sizeof(error_words[0]) - 1];
    struct desk_error_page view = {.status = status};

    for (size_t i = 0; i < sizeof(error_words) / sizeof(error_words[0]); i++) {
        if (error_words[i].status == status)
            words = &error_words[i];
    }
    view.title = words->title;
    view.sentence = words->sentence;
    page_begin(x, &view.page, words->title);
    PAGE_RENDER(x, status, tpl_desk_error, &view);
}

static int err_status(enum err e)
{
    switch (e) {
    case ERR_OK:
        return 200;
    case ERR_NOT_FOUND:
        return 404;
    case ERR_LIMIT:
        return 413;
    case ERR_CONFLICT:
    case ERR_EXISTS:
        return 409;
    case ERR_INVALID:
        return 400;
    case ERR_MEMORY:
    case ERR_BUSY:
    case ERR_FULL:
    case ERR_LOCKED:
    case ERR_TIMEOUT:
        return 503;
    case ERR_IO:
    case ERR_CORRUPT:
    case ERR_CRYPTO:
    case ERR_DENIED:
    case ERR_UNSUPPORTED:
        break;
    }
    return 500;
}

void page_fail(struct exchange *x, enum err e)
{
    int status = err_status(e);

    if (status == 503)
        http_response_header(x->res, STR("Retry-After"), STR("5"));
    page_error(x, status);
}

bool page_failed(struct exchange *x, enum err e)
{
    if (e == ERR_OK)
        return false;
    page_fail(x, e);
    return true;
}

/* ---- addresses ---- */

void page_redirect(struct exchange *x, struct str path)
{
    http_response_redirect(x->res, 303, path.ptr == NULL ? STR("/") : path);
    http_headers_add(x->res, HTTP_HEADERS_PRIVATE_PAGE);
}

bool path_id(struct exchange *x, struct id *out)
{
    if (id_read(http_request_param(x->req, STR("id")), out) && !id_is_none(*out))
        return true;
    page_error(x, 404);
    return false;
}

struct str stream_href(struct arena *arena, enum stream_type type, struct id stream)
{
    char text[ID_TEXT_LEN + 1];

    id_write(stream, text);
    switch (type) {
    case STREAM_report:
        return arena_format(arena, "/report/%s", text);
    case STREAM_case:
        return arena_format(arena, "/case/%s", text);
    case STREAM_person:
        return STR("/accounts");
    case STREAM_party:
        return arena_format(arena, "/organisations/%s", text);
    case STREAM_scheme:
        return STR("/scheme");
    case STREAM_advisory:
    case STREAM_TYPE_COUNT:
        break;
    }
    return STR("/");
}

/* ---- small handlers ---- */

void language_get(struct exchange *x)
{
    struct str lang = http_request_param(x->req, STR("lang"));
    struct str back = http_request_arg(x->req, STR("back"));

    if (str_equal(lang, STR("ja")) || str_equal(lang, STR("en")))
        cookie_set(x, "lang", lang, YEAR_S);
    page_redirect(x, http_path_is_local(back) ? back : STR("/"));
}

void assets_get(struct exchange *x)
{
    const struct asset *asset = asset_find(x->req->path);

    if (asset == NULL) {
        page_error(x, 404);
        return;
    }
    if (http_request_has_etag(x->req, asset->etag)) {
        x->res->status = 304;
    } else if (!str_is_empty(asset->gzip) && http_request_accepts_gzip(x->req)) {
        http_response_text(x->res, 200, asset->type, asset->gzip);
        http_response_header(x->res, STR("Content-Encoding"), STR("gzip"));
    } else {
        http_response_text(x->res, 200, asset->type, asset->bytes);
    }
    http_response_header(x->res, STR("ETag"), asset->etag);
    http_headers_add(x->res, HTTP_HEADERS_ASSET);
}
