/*
 * desk/print.c — a case as numbered pages for the file (HND-12): what the actor's own view of the
 * case and its timeline hold, with the class, the recipient, the date and the person on each page.
 * It must never show more than the page of the case does, and nothing goes out before the print
 * stands in the read log.
 */
#include "desk/desk_priv.h"

#include "messages.h"
#include "templates.h"

/* Classes that make a paper 機密情報; whatever else a case holds is for its recipient alone. */
static const uint32_t SECRET =
    CLASS_BIT(detail) | CLASS_BIT(attack) | CLASS_BIT(reception) | CLASS_BIT(finder_identity);

/* Who gets the paper; without a word of it, the one who prints. */
static struct str recipient_of(struct exchange *x, const struct desk_layout *page)
{
    struct str typed = str_trim(http_request_field(x->req, STR("for")));

    if (!str_is_empty(typed))
        return typed;
    return arena_format(x->arena, "%.*s %.*s", STR_ARG(page->organisation), STR_ARG(page->person));
}

void case_print_get(struct exchange *x)
{
    struct desk_print_page print = {0};
    struct case_view *v;
    struct id id;

    if (!path_id(x, &id) || page_failed(x, app_case_view(&x->reader, id, &v)))
        return;
    if (v == NULL || !id_equal(id, v->id)) {
        page_error(x, 404);
        return;
    }
    if (http_request_field(x->req, STR("for")).len > LIMIT_PRINT_RECIPIENT) {
        page_error(x, 400);
        return;
    }
    page_begin_text(x, &print.of.page, v->number);
    print.for_whom = recipient_of(x, &print.of.page);
    print.at_us = app_now_us(x->desk->app);
    print.class_label =
        (v->classes & SECRET) != 0 ? N_("CONFIDENTIAL") : N_("For the recipient only");
    print.href = stream_href(x->arena, STREAM_case, id);
    print.of.draft_href = arena_format(x->arena, "%.*s/draft", STR_ARG(print.href));
    if (page_failed(x, case_dossier_make(x, v, &print.of)) ||
        page_failed(x, part_timeline_whole(x, id, &print.of.timeline)) ||
        page_failed(x, app_note_print(&x->reader, id, v->classes, print.for_whom)))
        return;
    PAGE_RENDER(x, 200, tpl_desk_print, &print);
}
