/*
 * desk/me.c — one's own account: work in another role, tokens for programs.
 *
 * A token acts as this person in this role only and is shown once; it can be ended at any time,
 * never read again.
 */
#include "desk/desk_priv.h"

#include "messages.h"
#include "templates.h"

enum { TOKEN_DAYS = 90 };

/* HND-03: who of the body is away; one records it for oneself or for who fell ill. */
static enum err colleagues_make(struct exchange *x, struct desk_me_page *view)
{
    struct party_list list;
    enum err e = app_colleagues(&x->reader, &list);

    view->colleagues = ARENA_ARRAY(x->arena, struct desk_colleague, list.count + 1);
    if (e != ERR_OK || view->colleagues == NULL)
        return e != ERR_OK ? e : ERR_MEMORY;
    for (size_t i = 0; i < list.count; i++) {
        struct desk_colleague *c = &view->colleagues[view->colleague_count++];
        *c = (struct desk_colleague){.name = list.items[i].name};
        (void)app_absence(&x->reader, list.items[i].id, &c->from, &c->until);
        c->href = arena_format(x->arena, "/people/%s/do/set_absence",
                               id_text(list.items[i].id, x->arena).ptr);
    }
    return ERR_OK;
}

/* What was just made and is shown this once. */
struct made {
    struct str token, calendar;
};

static void me_show(struct exchange *x, const struct made *made)
{
    struct desk_me_page view = {.api_token = made->token, .calendar_href = made->calendar};
    const struct app_session *session = &x->caller->session;

    page_begin(x, &view.page, N_("My account and keys"));
    view.roles = ARENA_ARRAY(x->arena, struct desk_option, session->grant_count + 1);
    if (view.roles == NULL) {
        page_fail(x, ERR_MEMORY);
        return;
    }
    for (size_t i = 0; i < session->grant_count; i++) {
        const struct role_grant *grant = &session->grants[i];
        struct party_view party = {0};
        (void)app_party(&x->reader, grant->party, &party);
        view.roles[view.role_count++] = (struct desk_option){
            arena_format(x->arena, "%zu", i), role_label(grant->role), party.name,
            grant->role == session->actor.role && id_equal(grant->party, session->actor.party)};
    }
    if (page_failed(x, colleagues_make(x, &view)) ||
        page_failed(x, app_calendar_is_on(&x->reader, &view.calendar_is_on)))
        return;
    PAGE_RENDER(x, 200, tpl_desk_me, &view);
}

void me_get(struct exchange *x)
{
    const struct made nothing = {.token = {NULL, 0}};
    me_show(x, &nothing);
}

void me_role_post(struct exchange *x)
{
    struct app_signed in;
    uint64_t grant;

    if (!str_to_u64(http_request_field(x->req, STR("role")), UINT32_MAX, &grant)) {
        page_error(x, 400);
        return;
    }
    if (page_failed(x,
                    app_sign_in_role(x->desk->app, x->caller->token, (size_t)grant, x->arena, &in)))
        return;
    if (in.result != APP_SIGN_OK) {
        page_error(x, 403);
        return;
    }
    cookie_set(x, "session", arena_copy(x->arena, str_from_cstr(in.token)), -1);
    page_redirect(x, STR("/"));
}

void me_token_post(struct exchange *x)
{
    /* SEC-04: who finds an open session must not walk away with a key of 90 days. No step of the
     * law: a token is nobody's business but its holder's. */
    static const struct command_def make_token = {
        .title = N_("Make a token"),
        .effect = N_("The token is shown once and acts as you for 90 days."),
        .flags = STEP_UP,
    };
    const struct input nothing = {0};
    char token[APP_TOKEN_LEN + 1];

    if (!command_step_up(x, &make_token, &nothing) ||
        page_failed(x, app_token_create(&x->reader, TOKEN_DAYS, token)))
        return;
    struct made made = {.token = arena_copy(x->arena, str_from_cstr(token))};
    me_show(x, &made);
}

void me_revoke_post(struct exchange *x)
{
    if (page_failed(x, app_tokens_revoke(&x->reader)))
        return;
    page_redirect(x, STR("/me"));
}

/* ---- the calendar (CON-09) ---- */

void me_calendar_post(struct exchange *x)
{
    char token[APP_TOKEN_LEN + 1];

    if (page_failed(x, app_calendar_make(&x->reader, x->lang, token)))
        return;
    struct made made = {.calendar = arena_format(x->arena, "%.*s/calendar/%s",
                                                 STR_ARG(app_conf(x->desk->app)->desk_url), token)};
    me_show(x, &made);
}

void me_calendar_end_post(struct exchange *x)
{
    if (!page_failed(x, app_calendar_end(&x->reader)))
        page_redirect(x, STR("/me"));
}

/* Whoever has the address reads it; every other address is a page that does not exist. */
void calendar_get(struct exchange *x)
{
    struct str text;
    struct str token = http_request_param(x->req, STR("token"));

    if (page_failed(x, app_calendar(x->desk->app, token, x->arena, &text)))
        return;
    http_response_text(x->res, 200, STR("text/calendar; charset=utf-8"), text);
    http_headers_add(x->res, HTTP_HEADERS_PRIVATE_PAGE);
}
