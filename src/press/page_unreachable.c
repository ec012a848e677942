/*
 * press/page_unreachable.c — the public list of developers that cannot be contacted (figure 3) and
 * the pages of their products (figures 4-1 to 5-2), from the released document alone. Must never
 * look at anything else: the document has nothing of a vulnerability (UNR-25).
 */
#include "press/pages_listed.h"
#include "press/press_priv.h"

#include "core/law.h"
#include "messages.h"
#include "templates.h"

/* ---- dates, one form a page (OP-22) ---- */

static struct str list_date(const struct press_job *j, int32_t day)
{
    struct civil c = civil_from_day(day);

    return j->press->list.short_dates
               ? arena_format(j->arena, "%02d/%02d/%02d", c.year % 100, c.month, c.day)
               : civil_write_slashes(day, j->arena);
}

static struct str page_date(const struct press_job *j, int32_t day)
{
    struct civil c = civil_from_day(day);

    if (day == 0) {
        return (struct str){NULL, 0};
    }
    return j->lang == LANG_EN
               ? civil_write_date(day, j->arena)
               : arena_format(j->arena, "%04d年%02d月%02d日", c.year, c.month, c.day);
}

static struct str list_path(const struct press_job *j)
{
    if (j->is_preview) {
        return STR("#");
    }
    return j->lang == LANG_EN ? STR("/en/reply/index.html") : STR("/reply/index.html");
}

/* ---- figure 3 ---- */

/* UNR-15: the layout of 2011 marks an empty cell, that of 2014 leaves it; a name that is not known
 * is marked in both. */
static struct str empty_mark(const struct press_job *j)
{
    return j->press->list.marks_empty ? STR("－") : (struct str){NULL, 0};
}

static struct press_listed_row row_of(const struct press_job *j, const struct listed_developer *d)
{
    struct press_listed_row row = {
        .number = d->number,
        .name = press_line_of(j, d->name),
        .link = d->link,
        .listed = list_date(j, d->listed_day),
        .remark = press_line_of(j, d->remark),
        .has_deadline = d->deadline_day != 0,
    };

    if (str_is_empty(row.name.text)) {
        row.name = (struct press_line){j->press->list.marks_empty ? STR("－") : STR("-"), false};
    }
    if (d->product_day != 0) {
        row.disclosed = list_date(j, d->product_day);
        row.href = j->is_preview ? STR("#") : listed_page(d->number, j->arena);
    }
    return row;
}

enum err press_render_listed(const struct press_job *j, const struct developer_list *list,
                             struct buf *out)
{
    struct press_listed_page page = {.contact = list->contact, .empty = empty_mark(j)};
    struct press_listed_row *rows = ARENA_ARRAY(j->arena, struct press_listed_row, list->count);
    struct ui ui = {.lang = j->lang, .training = j->press->scheme.training};
    enum err e = rows == NULL
                     ? ERR_MEMORY
                     : press_layout(j, message(j->lang, N_("Public search for developers")),
                                    STR("/reply/index.html"), true, &page.page);

    if (e != ERR_OK) {
        return e;
    }
    for (size_t i = 0; i < list->count; i++) {
        rows[page.count++] = row_of(j, &list->rows[i]);
    }
    page.rows = rows;
    if (j->is_preview) { /* stands in a page of those who decide */
        tpl_press_listed_article(out, &ui, &page);
    } else {
        tpl_press_listed(out, &ui, &page);
    }
    return j->arena->failed ? ERR_MEMORY : out->failed ? ERR_LIMIT : ERR_OK;
}

/* ---- figures 4 and 5 ---- */

enum err press_render_product(const struct press_job *j, const struct developer_list *list,
                              size_t index, struct buf *out)
{
    const struct listed_developer *d = &list->rows[index];
    struct str path =
        arena_format(j->arena, "/reply/%.*s", STR_ARG(listed_page(d->number, j->arena)));
    struct ui ui = {.lang = j->lang, .training = j->press->scheme.training};
    struct press_product_page page = {
        .product = press_line_of(j, d->product),
        .versions = d->versions,
        .contact = list->contact,
        .list_href = list_path(j),
        .is_company = d->legal_kind == CODE_legal_kind_company,
        .disclosed = page_date(j, d->product_day),
        .updated = page_date(j, d->deadline_day),
        .deadline = page_date(j, d->deadline),
        .reference = message(j->lang, listed_reference(d->edition)),
    };
    enum err e = press_layout(
        j, arena_format(j->arena, "%.*s %.*s", STR_ARG(d->number), STR_ARG(page.product.text)),
        path, true, &page.page);

    if (e != ERR_OK) {
        return e;
    }
    if (j->is_preview) {
        tpl_press_listed_product_article(out, &ui, &page);
    } else {
        tpl_press_listed_product(out, &ui, &page);
    }
    return j->arena->failed ? ERR_MEMORY : out->failed ? ERR_LIMIT : ERR_OK;
}

/* ---- the whole folder ---- */

enum err press_render_list(const struct press *p, const struct developer_list *list, enum lang lang,
                           struct press_files *set)
{
    struct press_job j = {.press = p, .lang = lang, .arena = set->arena};
    struct buf page;
    enum err e;

    buf_init(&page, set->arena, LIMIT_PAGE_BYTES);
    e = press_render_listed(&j, list, &page);
    e = press_files_add_page(set, STR("index.html"), e, &page);
    for (size_t i = 0; i < list->count && e == ERR_OK; i++) {
        if (list->rows[i].product_day == 0) {
            continue;
        }
        buf_init(&page, set->arena, LIMIT_PAGE_BYTES);
        e = press_render_product(&j, list, i, &page);
        e = press_files_add_page(set, listed_page(list->rows[i].number, set->arena), e, &page);
    }
    return e;
}
