/*
 * desk/search.c — what the field in the bar finds: cases, reports, organisations (HND-13). It shows
 * what core/access/search.c found and adds nothing to it.
 */
#include "desk/desk_priv.h"

#include "messages.h"
#include "templates.h"

static const char *kind_word(enum stream_type type)
{
    if (type == STREAM_report)
        return N_("Report");
    return type == STREAM_case ? N_("Case") : N_("Organisation");
}

void search_get(struct exchange *x)
{
    struct desk_search_page view = {0};
    struct search_list found;
    struct list_part part;

    page_begin(x, &view.page, N_("Search"));
    view.text = view.page.search = list_words(x, &view.page).typed;
    if (page_failed(x, app_search(&x->reader, view.text, &found)) ||
        (found.count > 0 && page_failed(x, app_note_list(&x->reader))))
        return;
    view.more = found.more;
    view.found = found.count;
    part = list_part(x, x->req->path, found.count, &view.pager);
    view.rows = ARENA_ARRAY(x->arena, struct desk_found, LIMIT_PAGE_ROWS);
    if (view.rows == NULL) {
        page_fail(x, ERR_MEMORY);
        return;
    }
    for (size_t i = part.first; i < part.end; i++) {
        const struct search_hit *hit = &found.items[i];
        view.rows[view.row_count++] = (struct desk_found){
            .href = stream_href(x->arena, hit->type, hit->stream),
            .kind = kind_word(hit->type),
            .number = hit->number,
            .name = hit->name,
            .where = hit->where,
        };
    }
    PAGE_RENDER(x, 200, tpl_desk_search, &view);
}
