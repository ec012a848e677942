/*
 * press/site_lists.c — lists of advisories in pages: one list a year, one a developer (PUB-18,
 * CON-10).
 *
 * Pages are counted from the oldest entry, so that a page once full keeps its entries and its
 * address (list/2026-1.html). The newest page holds what is left over and stands at the list's own
 * address (list/2026.html). Only there stands what grows: the number of all entries and the years.
 * A full page changes with its own entries, and once more when the page after it is full as well
 * and gets its number.
 */
#include "press/site_priv.h"
#include "core/score/score.h"
#include "templates.h"

/* --- rows --- */

static void fill_score(const struct advisory *v, struct press_list_row *row)
{
    int highest = -1;

    for (size_t i = 0; i < v->analysis_count; i++) {
        const struct advisory_analysis *analysis = &v->analyses[i];
        struct str severity = press_severity(analysis);

        if (severity.ptr != NULL && cvss_tenths(analysis->score) > highest) {
            highest = cvss_tenths(analysis->score);
            row->score = analysis->score;
            row->severity = severity;
        }
    }
}

void site_fill_row(const struct site *s, const struct publication *v, bool revised,
                   struct press_list_row *row)
{
    bool english = s->job.lang == LANG_EN && advisory_has_english(&v->advisory);

    row->day = civil_jst_day(revised ? v->revised_at_us : v->published_at_us);
    row->number = v->number;
    row->href = publication_path(v->number, english ? LANG_EN : LANG_JA, s->arena);
    row->title = press_line_of(&s->job, v->advisory.title);
    row->withdrawn = v->state == PUBLICATION_WITHDRAWN;
    fill_score(&v->advisory, row);
}

enum err site_fill_rows(const struct site *s, const struct publication *const *items, size_t count,
                        struct press_list *out)
{
    struct press_list_row *rows = ARENA_ARRAY(s->arena, struct press_list_row, count);

    if (rows == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        site_fill_row(s, items[i], false, &rows[i]);
    }
    *out = (struct press_list){rows, count};
    return s->arena->failed ? ERR_MEMORY : ERR_OK;
}

/* --- years --- */

static int32_t year_of(const struct publication *v)
{
    return civil_from_us(v->published_at_us, JST_OFFSET_US).year;
}

/* by_release is sorted, so equal years stand together. */
enum err site_fill_years(const struct site *s, int32_t current, struct press_year **out,
                         size_t *count)
{
    struct press_year *years = ARENA_ARRAY(s->arena, struct press_year, s->all->count);
    size_t n = 0;

    if (years == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < s->all->count; i++) {
        int32_t year = year_of(s->by_release[i]);

        if (n == 0 || years[n - 1].year != year) {
            char name[32];

            (void)snprintf(name, sizeof(name), "list/%d.html", year);
            years[n++] = (struct press_year){year, site_url(s, name), 0, year == current};
        }
        years[n - 1].count++;
    }
    *out = years;
    *count = n;
    return s->arena->failed ? ERR_MEMORY : ERR_OK;
}

/* --- pages --- */

/* Pages before the newest one: all full. */
static size_t full_pages(const struct site_list *list)
{
    return list->count == 0 ? 0 : (list->count - 1) / LIMIT_ARCHIVE_ROWS;
}

/* The file of a page counted from 1; the newest has the list's own address. Absent when memory
 * failed. */
static const char *page_name(const struct site *s, const struct site_list *list, size_t number)
{
    return number > full_pages(list)
               ? arena_format(s->arena, "%.*s.html", STR_ARG(list->stem)).ptr
               : arena_format(s->arena, "%.*s-%zu.html", STR_ARG(list->stem), number).ptr;
}

/* Absent behind either end. */
static struct str page_url(const struct site *s, const struct site_list *list, size_t number)
{
    const char *name =
        number == 0 || number > full_pages(list) + 1 ? NULL : page_name(s, list, number);

    return name == NULL ? (struct str){NULL, 0} : site_url(s, name);
}

static enum err fill_page(const struct site *s, const struct site_list *list, size_t number,
                          struct press_list_page *page)
{
    size_t newest = full_pages(list) + 1;
    size_t older = (number - 1) * LIMIT_ARCHIVE_ROWS;
    size_t shown = number == newest ? list->count - older : LIMIT_ARCHIVE_ROWS;
    struct press_year *years = NULL;
    enum err e = site_fill_rows(s, list->items + (list->count - older - shown), shown, &page->list);

    page->heading = list->heading;
    page->year = list->year;
    page->number = newest == 1 ? 0 : number;
    page->newer = page_url(s, list, number + 1);
    page->older = page_url(s, list, number - 1);
    page->index_href = site_url(s, "vendors/");
    page->newest_href = (struct str){NULL, 0};
    if (number < newest) {
        page->newest_href = page_url(s, list, newest);
    } else {
        page->total = list->count;
        if (e == ERR_OK && list->year != 0) {
            e = site_fill_years(s, list->year, &years, &page->year_count);
            page->years = years;
        }
    }
    return e;
}

static struct str page_title(const struct site *s, const struct site_list *list,
                             const struct press_list_page *page)
{
    struct str title =
        list->year != 0 ? arena_format(s->arena, "%d", list->year) : list->heading.text;

    return str_is_empty(page->newest_href)
               ? title
               : arena_format(s->arena, "%.*s (%zu)", STR_ARG(title), page->number);
}

static enum err write_page(const struct site *s, const struct site_list *list, size_t number)
{
    struct press_list_page page = {.number = 0};
    const char *name = page_name(s, list, number);
    struct ui ui = site_reader(s);
    struct buf out;
    enum err e = name == NULL ? ERR_MEMORY : fill_page(s, list, number, &page);

    if (e == ERR_OK) {
        e = press_layout(&s->job, page_title(s, list, &page), arena_format(s->arena, "/%s", name),
                         true, &page.page);
    }
    if (e != ERR_OK) {
        return e;
    }
    buf_init(&out, s->arena, LIMIT_PAGE_BYTES);
    tpl_press_list(&out, &ui, &page);
    return site_replace(s, site_path(s, name), &out);
}

/* Pages with numbers that the list no longer has: a revision may take a developer off a page. */
static enum err remove_rest(const struct site *s, const struct site_list *list)
{
    enum err e = ERR_OK;

    for (size_t number = full_pages(list) + 1; e == ERR_OK; number++) {
        struct str name = arena_format(s->arena, "%.*s-%zu.html", STR_ARG(list->stem), number);

        e = name.ptr == NULL
                ? ERR_MEMORY
                : press_file_remove(s->job.press->site_fd, site_path(s, name.ptr), s->arena);
    }
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

enum err site_write_list(const struct site *s, const struct site_list *list)
{
    enum err e = ERR_OK;

    /* the newest address last: whatever it leads to is there */
    for (size_t number = full_pages(list); number > 0 && e == ERR_OK; number--) {
        e = write_page(s, list, number);
        arena_clear(s->arena);
    }
    if (e == ERR_OK) {
        e = write_page(s, list, full_pages(list) + 1);
    }
    if (e == ERR_OK) {
        e = remove_rest(s, list);
    }
    arena_clear(s->arena);
    return e;
}

enum err site_write_years(const struct site *s)
{
    struct arena memory;
    struct site pages = site_page_by_page(s, &memory);
    enum err e = ERR_OK;
    size_t end = 0;

    for (size_t first = 0; first < s->all->count && e == ERR_OK; first = end) {
        struct site_list list = {.items = s->by_release + first,
                                 .year = year_of(s->by_release[first])};

        while (end < s->all->count && year_of(s->by_release[end]) == list.year) {
            end++;
        }
        list.count = end - first;
        list.stem = arena_format(s->arena, "list/%d", list.year);
        e = list.stem.ptr == NULL ? ERR_MEMORY : site_write_list(&pages, &list);
    }
    arena_release(&memory);
    return e;
}
