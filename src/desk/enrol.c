/*
 * desk/enrol.c — the first visit: a one-time code sets password and second factor.
 *
 * GET shows an empty form and tells nothing; the code is POSTed, so that it stands in no address,
 * history or log. The secret is shown only to who holds the code, and the code dies when the second
 * factor was confirmed.
 */
#include "desk/desk_priv.h"

#include "messages.h"
#include "templates.h"

enum { GROUP_CHARS = 4 };

/* "abcd efgh …": a secret that somebody types from the screen. */
static struct str grouped(struct exchange *x, struct str secret)
{
    struct buf out;
    struct str text;

    buf_init(&out, x->arena, LIMIT_FORM_BYTES);
    for (size_t i = 0; i < secret.len; i++) {
        if (i > 0 && i % GROUP_CHARS == 0)
            buf_add_char(&out, ' ');
        buf_add_char(&out, secret.ptr[i]);
    }
    return buf_finish(&out, &text) == ERR_OK ? text : secret;
}

static void enrol_show(struct exchange *x, struct desk_enrol_page *view, int status,
                       struct str wrong)
{
    page_begin(x, &view->page, N_("Set up your account"));
    view->form.action = STR("/enrol");
    view->form.token = view->page.csrf;
    if (!str_is_empty(wrong) &&
        page_failed(x, form_error(&view->form, x->arena, wrong, (struct str){0})))
        return;
    PAGE_RENDER(x, status, tpl_desk_enrol, view);
}

void enrol_get(struct exchange *x)
{
    struct desk_enrol_page view = {.stage = ENROL_START};

    enrol_show(x, &view, 200, (struct str){0});
}

static void confirm_show(struct exchange *x, const struct app_enrolment *found, struct str code,
                         struct str wrong)
{
    struct desk_enrol_page view = {
        .stage = ENROL_CONFIRM, .login = found->login, .secret = grouped(x, found->totp_secret)};

    if (page_failed(x, qr_path_make(found->totp_uri, x->arena, &view.qr)) ||
        page_failed(x, form_hide(&view.form, x->arena, STR("code"), code)))
        return;
    enrol_show(x, &view, str_is_empty(wrong) ? 200 : 422, wrong);
}

void enrol_post(struct exchange *x)
{
    struct app_enrol_answer answer = {
        .code = str_trim(http_request_field(x->req, STR("code"))),
        .password = http_request_field(x->req, STR("password")),
        .factor = str_trim(http_request_field(x->req, STR("factor"))),
    };
    struct desk_enrol_page start = {.stage = ENROL_START};
    struct desk_enrol_page done = {.stage = ENROL_DONE};
    struct app_enrolment found;
    struct app_enrolment finished;

    if (page_failed(x, app_enrol_view(x->desk->app, answer.code, x->arena, &found)))
        return;
    if (found.result != APP_SIGN_OK) {
        enrol_show(x, &start, 403, sign_sentence(x, found.result, 0));
        return;
    }
    if (answer.password.ptr == NULL) {
        confirm_show(x, &found, answer.code, (struct str){0});
        return;
    }
    if (!str_equal(answer.password, http_request_field(x->req, STR("again")))) {
        confirm_show(x, &found, answer.code,
                     message(x->lang, N_("The two passwords differ. Type both again.")));
        return;
    }
    if (page_failed(x, app_enrol_finish(x->desk->app, &answer, x->arena, &finished)))
        return;
    if (finished.result != APP_SIGN_OK) {
        confirm_show(x, &found, answer.code, sign_sentence(x, finished.result, 0));
        return;
    }
    done.login = found.login;
    enrol_show(x, &done, 200, (struct str){0});
}
