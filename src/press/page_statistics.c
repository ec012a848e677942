/*
 * press/page_statistics.c — the public statistics: reports by disposition as of the end of each
 * quarter that was made public (STA-11), and the same as a table for programs. Must never count
 * anything itself.
 */
#include "press/pages_statistics.h"
#include "press/press_priv.h"

#include "messages.h"
#include "templates.h"

static struct str quarter_name(const struct press_job *j, int32_t until)
{
    struct civil c = civil_from_day(until);

    return j->lang == LANG_EN ? arena_format(j->arena, "%d Q%d", c.year, c.month / 3)
                              : arena_format(j->arena, "%d年第%d四半期", c.year, c.month / 3);
}

static enum err render(const struct press_job *j, const struct press_statistics *from,
                       struct buf *out)
{
    struct press_statistics_page page = {.count = 0};
    struct press_quarter *rows = ARENA_ARRAY(j->arena, struct press_quarter, from->count);
    struct ui ui = {.lang = j->lang, .training = j->press->scheme.training};
    enum err e = rows == NULL ? ERR_MEMORY
                              : press_layout(j, message(j->lang, N_("Statistics")),
                                             STR("/statistics/"), true, &page.page);

    if (e != ERR_OK) {
        return e;
    }
    for (size_t i = 0; i < from->count; i++) {
        const struct public_figures *older = &from->quarters[i + 1 < from->count ? i + 1 : i];

        rows[i].name = quarter_name(j, from->quarters[i].until);
        rows[i].total = from->quarters[i];
        if (older->until == figures_last_quarter(from->quarters[i].until)) {
            rows[i].before = *older;
        }
    }
    page.rows = rows;
    page.count = from->count;
    tpl_press_statistics(out, &ui, &page);
    return j->arena->failed ? ERR_MEMORY : out->failed ? ERR_LIMIT : ERR_OK;
}

static enum err write_page(const struct press *p, const struct press_statistics *from,
                           enum lang lang, struct arena *a)
{
    struct press_job j = {.press = p, .lang = lang, .arena = a};
    struct press_file file = {.path = lang == LANG_EN ? STR("en/statistics/index.html")
                                                      : STR("statistics/index.html")};
    struct buf out;
    enum err e;

    buf_init(&out, a, LIMIT_PAGE_BYTES);
    e = render(&j, from, &out);
    if (e == ERR_OK) {
        e = buf_finish(&out, &file.bytes);
    }
    return e != ERR_OK ? e : press_file_replace(p->site_fd, &file, a);
}

static enum err write_table(const struct press *p, const struct press_statistics *from,
                            struct arena *a)
{
    struct press_file file = {.path = STR("statistics/reports.csv")};
    struct buf out;
    enum err e;

    buf_init(&out, a, LIMIT_PAGE_BYTES);
    buf_add_cstr(&out, "as_of,received,published,published_uncoordinated,individual,"
                       "not_vulnerability,not_accepted,in_progress,in_progress_listed,"
                       "web_received,web_not_accepted,web_in_progress\n");
    for (size_t i = 0; i < from->count; i++) {
        const struct public_figures *f = &from->quarters[i];
        const int64_t counts[] = {
            f->received,          f->published,        f->uncoordinated,  f->individual,
            f->not_vulnerability, f->not_accepted,     f->in_progress,    f->listed,
            f->web_received,      f->web_not_accepted, f->web_in_progress};

        buf_add(&out, civil_write_date(f->until, a));
        for (size_t k = 0; k < sizeof(counts) / sizeof(counts[0]); k++) {
            buf_add_format(&out, ",%lld", (long long)counts[k]);
        }
        buf_add_char(&out, '\n');
    }
    e = a->failed ? ERR_MEMORY : buf_finish(&out, &file.bytes);
    return e != ERR_OK ? e : press_file_replace(p->site_fd, &file, a);
}

enum err press_statistics_write(struct press *p, const struct press_statistics *figures)
{
    struct arena a;
    enum err e;

    arena_init(&a, LIMIT_ARENA_PRESS);
    e = write_page(p, figures, LANG_JA, &a);
    if (e == ERR_OK) {
        e = write_page(p, figures, LANG_EN, &a);
    }
    if (e == ERR_OK) {
        e = write_table(p, figures, &a);
    }
    arena_release(&a);
    return e;
}
