/*
 * desk/sign_in.c — sign-in in three steps (password, one-time code, role: SEC-25), sign-out, and
 * the two pages that keep a typed form: over a session that ended, and over a second factor asked
 * again (SEC-04).
 *
 * What was typed travels in hidden fields "_keep.<name>", so that nothing of a case is stored
 * before somebody is in. It comes back only to a page of ours and only by the person's own click.
 */
#include "desk/desk_priv.h"

#include "messages.h"
#include "templates.h"

#define KEEP_PREFIX STR("_keep.")

/* ---- what is kept ---- */

static bool is_ours(struct str name)
{
    return str_equal(name, CSRF_FIELD) || str_equal(name, FORM_CODE);
}

/* Copies the pairs of the request's form under the prefix, or those that bear it already. */
static enum err keep_pairs(struct exchange *x, struct desk_form *form, bool prefixed)
{
    const struct http_form *in = x->req->form;
    size_t bytes = 0;

    for (size_t i = 0; i < in->field_count; i++) {
        struct str name = in->fields[i].name;
        enum err e;
        if (is_ours(name) || prefixed != str_starts_with(name, KEEP_PREFIX))
            continue;
        if (!prefixed)
            name = arena_format(x->arena, "_keep.%.*s", STR_ARG(name));
        bytes += name.len + in->fields[i].value.len;
        if (bytes > LIMIT_KEPT_BYTES)
            return ERR_LIMIT;
        e = name.ptr == NULL ? ERR_MEMORY : form_hide(form, x->arena, name, in->fields[i].value);
        if (e != ERR_OK)
            return e;
    }
    return ERR_OK;
}

/* ---- the pages ---- */

static enum err stage_fields(struct exchange *x, struct desk_sign_in_page *view)
{
    struct desk_form *f = &view->form;
    enum err e = ERR_OK;

    f->token = page_token(x);
    switch (view->stage) {
    case SIGN_IN_PASSWORD:
        f->action = STR("/sign-in");
        f->submit = N_("Continue");
        return ERR_OK;
    case SIGN_IN_CODE:
        f->action = STR("/sign-in/code");
        f->submit = N_("Sign in");
        return ERR_OK;
    case SIGN_IN_ROLE:
        f->action = STR("/sign-in/role");
        f->submit = N_("Work in this role");
        view->roles = ARENA_ARRAY(x->arena, struct desk_option, x->caller->session.grant_count + 1);
        if (view->roles == NULL)
            return ERR_MEMORY;
        for (size_t i = 0; i < x->caller->session.grant_count; i++) {
            const struct role_grant *grant = &x->caller->session.grants[i];
            struct party_view party = {0};
            (void)app_party(&x->reader, grant->party, &party);
            view->roles[view->role_count++] = (struct desk_option){
                arena_format(x->arena, "%zu", i), role_label(grant->role), party.name, i == 0};
        }
        return ERR_OK;
    case SIGN_IN_RESEND:
        f->submit = N_("Send again");
        return ERR_OK;
    }
    return e;
}

struct str sign_sentence(struct exchange *x, enum app_sign result, uint32_t seconds)
{
    struct ui_param params[1] = {ui_param_unsigned("seconds", seconds)};

    return desk_text(x->arena, x->lang, app_sign_sentence(result), params, 1);
}

static void stage_show(struct exchange *x, struct desk_sign_in_page *view, int status,
                       struct str wrong)
{
    struct str back = http_request_field(x->req, FORM_RETURN);
    enum err e;

    page_begin(x, &view->page, N_("Sign in"));
    e = stage_fields(x, view);
    if (e == ERR_OK && http_path_is_local(back))
        e = form_hide(&view->form, x->arena, FORM_RETURN, back);
    if (e == ERR_OK)
        e = keep_pairs(x, &view->form, true);
    if (page_failed(x, e))
        return;
    view->expired = view->expired || http_request_field(x->req, FORM_RETURN).ptr != NULL;
    view->login = http_request_field(x->req, STR("login"));
    if (!str_is_empty(wrong) &&
        page_failed(x, form_error(&view->form, x->arena, wrong, (struct str){0})))
        return;
    PAGE_RENDER(x, status, tpl_desk_sign_in, view);
}

void sign_in_again(struct exchange *x)
{
    struct desk_sign_in_page view = {.stage = SIGN_IN_PASSWORD};
    struct str back =
        x->req->method == HTTP_POST || x->req->path.len > 1 ? x->req->target : STR("");
    enum err e;

    page_begin(x, &view.page, N_("Sign in"));
    view.expired = x->caller->ended || x->req->method == HTTP_POST;
    e = stage_fields(x, &view);
    if (e == ERR_OK && !str_is_empty(back))
        e = form_hide(&view.form, x->arena, FORM_RETURN, back);
    if (e == ERR_OK) {
        e = keep_pairs(x, &view.form, false);
        view.lost = e == ERR_LIMIT || x->req->form->file_count > 0;
        if (e == ERR_LIMIT) {
            view.form.hidden_count = 0;
            e = form_hide(&view.form, x->arena, FORM_RETURN, back);
        }
    }
    if (page_failed(x, e))
        return;
    PAGE_RENDER(x, 401, tpl_desk_sign_in, &view);
}

void form_again(struct exchange *x)
{
    struct desk_sign_in_page view = {.stage = SIGN_IN_RESEND, .stale = true};
    const struct http_form *in = x->req->form;

    page_begin(x, &view.page, N_("Send again"));
    view.form.action = x->req->target;
    view.form.token = view.page.csrf;
    view.form.submit = N_("Send again");
    view.lost = in->file_count > 0;
    for (size_t i = 0; i < in->field_count; i++) {
        struct http_field f = in->fields[i];
        if (!is_ours(f.name) && page_failed(x, form_hide(&view.form, x->arena, f.name, f.value)))
            return;
    }
    PAGE_RENDER(x, 403, tpl_desk_sign_in, &view);
}

/* Signed in: to where the person wanted to go, or to the page that sends the kept form once more.
 */
static void arrive(struct exchange *x)
{
    struct str back = http_request_field(x->req, FORM_RETURN);
    struct desk_sign_in_page view = {.stage = SIGN_IN_RESEND, .expired = true};
    const struct http_form *in = x->req->form;
    bool kept = false;

    if (!http_path_is_local(back))
        back = STR("/");
    page_begin(x, &view.page, N_("Signed in again"));
    view.form.action = back;
    view.form.token = page_token(x);
    view.form.submit = N_("Send again");
    for (size_t i = 0; i < in->field_count; i++) {
        struct str name = in->fields[i].name;
        if (!str_starts_with(name, KEEP_PREFIX))
            continue;
        kept = true;
        name = str_slice(name, KEEP_PREFIX.len, name.len);
        if (!is_ours(name) &&
            page_failed(x, form_hide(&view.form, x->arena, name, in->fields[i].value)))
            return;
    }
    if (!kept) {
        page_redirect(x, back);
        return;
    }
    PAGE_RENDER(x, 200, tpl_desk_sign_in, &view);
}

/* ---- the steps ---- */

struct str peer_text(const struct exchange *x)
{
    char *text = arena_alloc(x->arena, 2 * sizeof(x->req->peer.address) + 1);

    if (text == NULL)
        return (struct str){0};
    hex_write(x->req->peer.address, sizeof(x->req->peer.address), text,
              2 * sizeof(x->req->peer.address) + 1);
    return str_from_cstr(text);
}

/* A session moved a step on: its new token becomes the cookie, and this request goes on with it. */
static bool session_take(struct exchange *x, const struct app_signed *in)
{
    struct str token = arena_copy(x->arena, str_from_cstr(in->token));

    if (token.ptr == NULL) {
        page_fail(x, ERR_MEMORY);
        return false;
    }
    cookie_set(x, "session", token, -1);
    x->caller->token = token;
    x->caller->session = in->session;
    x->caller->actor = in->session.actor;
    x->caller->kind = in->session.step == APP_SESSION_ACTIVE ? CALLER_SESSION : CALLER_PENDING;
    x->reader.actor = x->caller->actor;
    return true;
}

static void next_stage(struct exchange *x, const struct app_signed *in)
{
    struct desk_sign_in_page view = {0};

    if (!session_take(x, in))
        return;
    if (in->session.step == APP_SESSION_ACTIVE) {
        arrive(x);
        return;
    }
    view.stage = in->session.step == APP_SESSION_ROLE ? SIGN_IN_ROLE : SIGN_IN_CODE;
    stage_show(x, &view, 200, (struct str){0});
}

static void refuse_stage(struct exchange *x, const struct app_signed *in, bool code_stage)
{
    struct desk_sign_in_page view = {.stage = code_stage ? SIGN_IN_CODE : SIGN_IN_PASSWORD};

    if (in->result == APP_SIGN_WAIT)
        http_response_header(x->res, STR("Retry-After"),
                             arena_format(x->arena, "%u", in->retry_after_s));
    if (in->result == APP_SIGN_EXPIRED) {
        view.stage = SIGN_IN_PASSWORD;
        x->caller->kind = CALLER_NOBODY;
    }
    stage_show(x, &view, in->result == APP_SIGN_WAIT ? 429 : 403,
               sign_sentence(x, in->result, in->retry_after_s));
}

void sign_in_get(struct exchange *x)
{
    struct desk_sign_in_page view = {.stage = SIGN_IN_PASSWORD};

    if (x->caller->kind == CALLER_SESSION) {
        page_redirect(x, STR("/"));
        return;
    }
    x->caller->kind = CALLER_NOBODY;
    stage_show(x, &view, 200, (struct str){0});
}

void sign_in_post(struct exchange *x)
{
    struct app_credentials credentials = {peer_text(x),
                                          str_trim(http_request_field(x->req, STR("login"))),
                                          http_request_field(x->req, STR("password"))};
    struct app_signed in;

    if (page_failed(x, app_sign_in(x->desk->app, &credentials, x->arena, &in)))
        return;
    if (in.result == APP_SIGN_OK)
        next_stage(x, &in);
    else
        refuse_stage(x, &in, false);
}

void sign_in_code_post(struct exchange *x)
{
    struct app_signed in;

    if (page_failed(x, app_sign_in_factor(x->desk->app, x->caller->token,
                                          str_trim(http_request_field(x->req, FORM_CODE)), x->arena,
                                          &in)))
        return;
    if (in.result == APP_SIGN_OK)
        next_stage(x, &in);
    else
        refuse_stage(x, &in, true);
}

void sign_in_role_post(struct exchange *x)
{
    struct app_signed in;
    uint64_t grant = UINT32_MAX;

    if (!str_to_u64(http_request_field(x->req, STR("role")), UINT32_MAX, &grant))
        grant = UINT32_MAX;
    if (page_failed(x,
                    app_sign_in_role(x->desk->app, x->caller->token, (size_t)grant, x->arena, &in)))
        return;
    if (in.result == APP_SIGN_OK)
        next_stage(x, &in);
    else
        refuse_stage(x, &in, false);
}

void sign_out_post(struct exchange *x)
{
    if (!str_is_empty(x->caller->token))
        app_sign_out(x->desk->app, x->caller->token);
    cookie_set(x, "session", STR(""), 0);
    page_redirect(x, STR("/sign-in"));
}

/* ---- the second factor again ---- */

void step_up_page(struct exchange *x, const struct command_def *command, const struct input *kept,
                  struct str wrong)
{
    struct desk_step_up_page view = {.title = command->title, .effect = command->effect};
    const struct http_form *in = x->req->form;
    enum err e = ERR_OK;

    page_begin(x, &view.page, N_("Enter the one-time code"));
    view.form.action = x->req->target;
    view.form.token = view.page.csrf;
    view.form.submit = command->title;
    for (size_t i = 0; e == ERR_OK && i < in->field_count; i++) {
        if (!is_ours(in->fields[i].name))
            e = form_hide(&view.form, x->arena, in->fields[i].name, in->fields[i].value);
    }
    /* Files that came with this very request have handles now, which the form did not hold. */
    for (size_t i = 0; e == ERR_OK && i < kept->count; i++)
        e = form_hide(&view.form, x->arena, kept->pairs[i].name, kept->pairs[i].value);
    if (e == ERR_OK && !str_is_empty(wrong))
        e = form_error(&view.form, x->arena, wrong, STR("_code"));
    if (page_failed(x, e))
        return;
    PAGE_RENDER(x, 403, tpl_desk_step_up, &view);
}
