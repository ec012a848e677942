/*
 * desk/preview.c — pages before they are public: as they would be now, as they are being typed, and
 * as a developer was sent them. The press makes them; nothing is saved here.
 */
#include "desk/command_priv.h"

/* ?lang= and ?vendor=: the questions of the links of a preview. */
static struct press_view view_asked(struct exchange *x)
{
    struct press_view view = {.lang = LANG_JA};

    if (str_equal(http_request_arg(x->req, STR("lang")), STR("en")))
        view.lang = LANG_EN;
    (void)id_read(http_request_arg(x->req, STR("vendor")), &view.vendor);
    return view;
}

static void preview_send(struct exchange *x, enum err e)
{
    if (e == ERR_NOT_FOUND)
        page_error(x, 404);
    else if (!page_failed(x, e))
        page_send(x, 200);
}

/* The page as the public would see it now, made by the press itself; it says on top that it is a
 * preview. */
void preview_get(struct exchange *x)
{
    struct press_view view = view_asked(x);
    struct step s;

    if (editor_begin(x, &s))
        preview_send(x, app_preview(&x->reader, s.subject.stream, &view, page_out(x)));
}

/* What is being typed, as the article alone: asked again and again by the editor, saved nowhere. */
void preview_post(struct exchange *x)
{
    struct press_view view = {.lang = x->lang, .article = true};
    struct command *command = NULL;
    struct refusal refusal;
    struct step s;

    if (!editor_begin(x, &s) || page_failed(x, form_input(x->req->form, x->arena, &s.typed)) ||
        page_failed(x, command_read(s.command->kind, &s.typed, x->arena, &command, &refusal)))
        return;
    if (refusal.code != REFUSAL_none) {
        page_error(x, refusal_status(&refusal));
        return;
    }
    const struct cmd_write_advisory *typed = (const void *)command;
    preview_send(x, app_preview_text(&x->reader, s.subject.stream, typed->doc, &view, page_out(x)));
}

/* PUB-29: what a developer was sent, for itself; for staff the side of the developer that ?party=
 * names. */
void draft_get(struct exchange *x)
{
    struct press_view view = view_asked(x);
    struct draft_query draft = {.number = http_request_arg(x->req, STR("number"))};

    if (!path_id(x, &draft.stream))
        return;
    if (!id_read(http_request_arg(x->req, STR("party")), &draft.party))
        draft.party = id_is_none(view.vendor) ? x->reader.actor.party : view.vendor;
    preview_send(x, app_draft(&x->reader, &draft, &view, page_out(x)));
}
