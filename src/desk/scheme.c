/*
 * desk/scheme.c — the lists of the scheme (contact points, technology keywords) and the list of
 * notices that nobody has answered (OBJ-28, REG-19, OVW-14).
 */
#include "desk/desk_priv.h"

#include "messages.h"
#include "templates.h"

static enum err points_make(struct exchange *x, struct desk_scheme_page *page)
{
    size_t count;
    const struct code_def *points = code_defs(CODE_LIST_contact_point, &count);
    enum err e = ERR_OK;

    page->points = ARENA_ARRAY(x->arena, struct desk_contact_point, count);
    if (page->points == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        struct desk_contact_point *row = &page->points[page->point_count++];
        row->label = points[i].label;
        e = app_contact_point(&x->reader, points[i].number, &row->point);
    }
    return e;
}

void scheme_get(struct exchange *x)
{
    struct desk_scheme_page page = {0};
    struct id scheme;

    if (page_failed(x, app_scheme_id(&x->reader, &scheme)))
        return;
    page_begin(x, &page.page, N_("Lists of the scheme"));
    (void)is_open_here(x, COMMAND_set_contact_point, scheme, &page.point_href);
    (void)is_open_here(x, COMMAND_set_keywords, scheme, &page.keywords_href);
    (void)is_open_here(x, COMMAND_publish_document, scheme, &page.document_href);
    page.library_href =
        arena_format(x->arena, "%.*s/library/", STR_ARG(app_conf(x->desk->app)->portal_url));
    if (page_failed(x, points_make(x, &page)) ||
        page_failed(x, keyword_rows(x, (struct str){0}, &page.keywords, &page.keyword_count,
                                    &page.keywords_version)))
        return;
    PAGE_RENDER(x, 200, tpl_desk_scheme, &page);
}

/* ---- who has not answered ---- */

static int32_t day_of(int64_t us)
{
    return us == 0 ? 0 : civil_jst_day(us);
}

static size_t unanswered_filter(struct exchange *x, const struct list_words *words,
                                struct app_unanswered *list)
{
    size_t count = 0;

    for (size_t i = 0; i < list->count; i++) {
        const struct unanswered_view *item = &list->items[i];
        if (list_words_hold2(x, words, item->party.name) ||
            list_words_hold2(x, words, item->title) || list_words_hold(x, words, item->number))
            list->items[count++] = *item;
    }
    return count;
}

void unanswered_get(struct exchange *x)
{
    struct desk_unanswered_page page = {0};
    struct app_unanswered list;
    struct list_words words;
    struct list_part part;
    const struct command_def *remind = command_def_get(COMMAND_remind_developers);

    if (x->reader.actor.role != ROLE_coordinator) {
        page_error(x, 404);
        return;
    }
    if (page_failed(x, app_unanswered(&x->reader, &list)) ||
        page_failed(x, app_note_list(&x->reader)))
        return;
    page_begin(x, &page.page, N_("Unanswered notices"));
    words =
        list_begin(x, STR("/unanswered"), N_("Developer, number or title"), &page.page, &page.list);
    part = list_part(x, page.list.action, unanswered_filter(x, &words, &list), &page.list.pager);
    page.rows = ARENA_ARRAY(x->arena, struct desk_unanswered_row, LIMIT_PAGE_ROWS);
    if (page.rows == NULL) {
        page_fail(x, ERR_MEMORY);
        return;
    }
    for (size_t i = part.first; i < part.end; i++) {
        const struct unanswered_view *item = &list.items[i];
        struct str href =
            action_href(x->arena, remind, (struct subject){.stream = item->case_id}, STREAM_case);
        struct str party = id_text(item->party.id, x->arena);
        page.rows[page.row_count++] = (struct desk_unanswered_row){
            .item = item,
            .state = code_label(CODE_LIST_relation_state, item->state),
            .case_href = stream_href(x->arena, STREAM_case, item->case_id),
            .remind_href = arena_format(x->arena, "%.*s?party=%.*s", STR_ARG(href), STR_ARG(party)),
            .days = civil_jst_day(app_now_us(x->desk->app)) - day_of(item->asked_us),
            .asked_day = day_of(item->asked_us),
            .reminded_day = day_of(item->reminded_us),
        };
    }
    PAGE_RENDER(x, 200, tpl_desk_unanswered, &page);
}
