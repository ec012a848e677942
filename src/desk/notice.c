/*
 * desk/notice.c — one-time links of notices (CON-07, OVW-16). An officer makes link and code; GET
 * shows the same page for every address, with a box and a button; only POST with the code opens.
 *
 * It must never show a detail, and never tell a wrong code from a link that does not exist.
 */
#include "desk/command_priv.h"

#include "messages.h"
#include "templates.h"

/* ---- the officer's side ---- */

void notice_link_post(struct exchange *x)
{
    struct desk_notice_link_page page = {0};
    struct app_notice_link made;
    struct case_view *v = NULL;
    struct party_view party;
    struct subject relation;

    if (!path_id(x, &relation.stream))
        return;
    if (x->reader.actor.role != ROLE_coordinator ||
        !id_read(http_request_param(x->req, STR("party")), &relation.party) ||
        !app_party(&x->reader, relation.party, &party)) {
        page_error(x, 404);
        return;
    }
    if (page_failed(x, app_case_view(&x->reader, relation.stream, &v)) ||
        page_failed(x, v == NULL ? ERR_NOT_FOUND : app_notice_link(&x->reader, relation, &made)))
        return;
    page_begin(x, &page.page, N_("One-time link for a notice"));
    page.name = party.name;
    page.number = v->number;
    page.case_href = stream_href(x->arena, STREAM_case, v->id);
    page.made.link = arena_format(x->arena, "%.*s/notice/%s",
                                  STR_ARG(app_conf(x->desk->app)->desk_url), made.reference);
    page.made.code = arena_copy(x->arena, str_from_cstr(made.code));
    page.days = LIMIT_NOTICE_DAYS;
    PAGE_RENDER(x, 200, tpl_desk_notice_link, &page);
    crypto_wipe(&made, sizeof(made));
}

/* ---- the recipient's side ---- */

static void notice_show(struct exchange *x, struct desk_notice_page *page, int status,
                        struct str wrong)
{
    page_begin(x, &page->page, N_("A notice for your organisation"));
    page->form.action = x->req->path;
    page->form.token = page->page.csrf;
    if (page_failed(x,
                    app_contact_point(&x->reader, CODE_contact_point_handling, &page->handling)) ||
        (!str_is_empty(wrong) &&
         page_failed(x, form_error(&page->form, x->arena, wrong, STR("code")))))
        return;
    PAGE_RENDER(x, status, tpl_desk_notice, page);
}

void notice_get(struct exchange *x)
{
    struct desk_notice_page page = {.stage = NOTICE_ASK};

    notice_show(x, &page, 200, (struct str){0});
}

void notice_post(struct exchange *x)
{
    struct desk_notice_page page = {.stage = NOTICE_ASK};
    struct app_notice notice;
    struct app_notice_ask ask = {
        .reference = http_request_param(x->req, STR("reference")),
        .code = str_trim(http_request_field(x->req, STR("code"))),
        .peer = peer_text(x),
    };

    if (page_failed(x, app_notice_open(x->desk->app, &ask, x->arena, &notice)))
        return;
    if (notice.wait_s > 0) {
        notice_show(x, &page, 429, sign_sentence(x, APP_SIGN_WAIT, notice.wait_s));
        return;
    }
    if (!notice.opened) {
        notice_show(
            x, &page, 403,
            message(x->lang, N_("Link and code do not fit, or the link was used or is over. "
                                "Ask the office that sent it for another.")));
        return;
    }
    page.stage = notice.is_request ? NOTICE_REQUEST : NOTICE_OVERVIEW;
    page.number = notice.number;
    page.text = notice.text;
    page.organisation = notice.organisation;
    notice_show(x, &page, 200, (struct str){0});
}

/* ---- first values from the address ---- */

enum err contact_prefill(struct exchange *x, struct step *s)
{
    struct str pattern = http_request_arg(x->req, STR("pattern"));
    struct str ground = http_request_arg(x->req, STR("ground"));
    const struct code_def *found;

    if (s->command->kind == COMMAND_tell_mistake)
        return mistake_prefill(x, s);
    if (s->command->kind == COMMAND_name_candidate && !str_is_empty(ground))
        return input_add(&s->typed, x->arena, STR("ground"), ground);
    if (s->command->kind != COMMAND_send_overview || str_is_empty(pattern))
        return ERR_OK;
    found = code_def_find(CODE_LIST_overview_pattern, pattern);
    return found == NULL
               ? ERR_OK
               : input_add(&s->typed, x->arena, STR("text"), message(x->lang, found->label));
}
