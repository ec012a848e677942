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
    struct desk_search_page view = {.text = http_request_arg(x->req, STR("q"))};
    struct search_list found;

    if (view.text.len > LIMIT_TEXT_LINE * 4) {
        page_error(x, 400);
        return;
    }
    if (page_failed(x, app_search(&x->reader, view.text, &found)))
        return;
    page_begin(x, &view.page, N_("Search"));
    view.page.search = view.text;
    view.more = found.more;
    view.rows = ARENA_ARRAY(x->arena, struct desk_found, found.count);
    if (view.rows == NULL && found.count > 0) {
        page_error(x, 500);
        return;
    }
    for (; view.row_count < found.count; view.row_count++) {
        const struct search_hit *hit = &found.items[view.row_count];
        view.rows[view.row_count] = (struct desk_found){
            .href = stream_href(x->arena, hit->type, hit->stream),
            .kind = kind_word(hit->type),
            .number = hit->number,
            .name = hit->name,
            .where = hit->where,
        };
    }
    PAGE_RENDER(x, 200, tpl_desk_search, &view);
}
