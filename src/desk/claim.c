/*
 * desk/claim.c — a finder with an account shows a receipt: the report joins the account's list
 * (architecture section 7). The code comes with one request, opens one report and is forgotten.
 */
#include "desk/desk_priv.h"

#include "messages.h"
#include "templates.h"

static void claim_show(struct exchange *x, struct str error, int status)
{
    struct desk_claim_page page = {0};

    if (x->reader.actor.role != ROLE_finder) {
        page_error(x, 404);
        return;
    }
    page_begin(x, &page.page, N_("Add a report"));
    page.token = page.page.csrf;
    page.error = error;
    PAGE_RENDER(x, status, tpl_desk_claim, &page);
}

void claim_get(struct exchange *x)
{
    claim_show(x, (struct str){NULL, 0}, 200);
}

void claim_post(struct exchange *x)
{
    struct cmd_claim_report claim = {.head = {.kind = COMMAND_claim_report}};
    struct app_request request = {.actor = x->reader.actor, .arena = x->arena};
    struct app_outcome outcome;
    struct actor shown;
    uint32_t wait_s = 0;

    if (x->reader.actor.role != ROLE_finder) {
        page_error(x, 404);
        return;
    }
    enum err e =
        app_receipt_actor(&x->reader, http_request_field(x->req, STR("code")), &shown, &wait_s);
    if (e == ERR_NOT_FOUND && wait_s > 0) {
        claim_show(x, sign_sentence(x, APP_SIGN_WAIT, wait_s), 429);
        return;
    }
    if (e == ERR_NOT_FOUND) {
        claim_show(x,
                   message(x->lang, N_("No report opens with this code. Check each character. A "
                                       "report that was sent just now can be followed after about "
                                       "a minute.")),
                   404);
        return;
    }
    request.actor.receipt = claim.head.subject.stream = shown.receipt;
    request.submission = app_submission_new();
    if (page_failed(x, e) ||
        page_failed(x, app_command(x->desk->app, &request, &claim.head, &outcome)))
        return;
    /* One that stands in the list already is simply shown. */
    page_redirect(x, stream_href(x->arena, STREAM_report, shown.receipt));
}
