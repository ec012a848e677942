/*
 * press/site.c — front page, feeds and the order of all that is made from the whole list of
 * publications: step 3 of a release.
 *
 * Every file is replaced by one rename and only when its bytes change. They are made from the whole
 * list each time: nothing is remembered between releases, so nothing can drift.
 */
#include "press/site_priv.h"
#include "templates.h"

#include <stdlib.h>

enum err site_replace(const struct site *s, struct str path, struct buf *bytes)
{
    struct press_file file = {.path = path};
    enum err e = s->arena->failed ? ERR_MEMORY : buf_finish(bytes, &file.bytes);

    return e != ERR_OK ? e : press_file_replace(s->job.press->site_fd, &file, s->arena);
}

struct str site_path(const struct site *s, const char *name)
{
    return arena_format(s->arena, "%s%s", s->job.lang == LANG_EN ? "en/" : "", name);
}

struct str site_url(const struct site *s, const char *name)
{
    return arena_format(s->arena, "/%s%s", s->job.lang == LANG_EN ? "en/" : "", name);
}

static enum err fill_revised(const struct site *s, struct press_list *out)
{
    struct press_list_row *rows = ARENA_ARRAY(s->arena, struct press_list_row, LIMIT_FRONT_ROWS);

    if (rows == NULL) {
        return ERR_MEMORY;
    }
    out->count = 0;
    for (size_t i = 0; i < s->all->count && out->count < LIMIT_FRONT_ROWS; i++) {
        if (s->all->items[i]->revision > 1) {
            site_fill_row(s, s->all->items[i], true, &rows[out->count++]);
        }
    }
    out->rows = rows;
    return s->arena->failed ? ERR_MEMORY : ERR_OK;
}

/* --- pages --- */

struct ui site_reader(const struct site *s)
{
    return (struct ui){.lang = s->job.lang, .training = s->job.press->scheme.training};
}

static enum err write_front(const struct site *s)
{
    struct press_front_page page = {
        .vendors_href = site_url(s, "vendors/"),
        .listed_href = site_url(s, "reply/index.html"),
        .statistics_href = site_url(s, "statistics/"),
        .library_href = site_url(s, "library/"),
        .rss_href = site_url(s, "rss/jvn.rdf"),
        .atom_href = site_url(s, "rss/atom.xml"),
    };
    struct ui ui = site_reader(s);
    struct press_year *years = NULL;
    size_t shown = s->all->count < LIMIT_FRONT_ROWS ? s->all->count : LIMIT_FRONT_ROWS;
    struct buf out;
    enum err e = press_layout(&s->job, (struct str){NULL, 0}, STR("/"), true, &page.page);

    if (e == ERR_OK) {
        e = site_fill_rows(s, s->by_release, shown, &page.fresh);
    }
    if (e == ERR_OK) {
        e = fill_revised(s, &page.revised);
    }
    if (e == ERR_OK) {
        e = site_fill_years(s, 0, &years, &page.year_count);
    }
    if (e != ERR_OK) {
        return e;
    }
    page.years = years;
    buf_init(&out, s->arena, LIMIT_PAGE_BYTES);
    tpl_press_front(&out, &ui, &page);
    return site_replace(s, site_path(s, "index.html"), &out);
}

/* Pages of which there are many are made one by one in memory of their own, so that a site may grow
 * without its release needing more. The caller releases `memory`. */
struct site site_page_by_page(const struct site *s, struct arena *memory)
{
    struct site out = *s;

    arena_init(memory, LIMIT_ARENA_PRESS);
    out.arena = memory;
    out.job.arena = memory;
    return out;
}

/* --- feeds --- */

static enum err write_feeds(const struct site *s)
{
    struct codec_list newest = *s->all;
    const struct codec_scheme *scheme = &s->job.press->scheme;
    struct buf out;
    enum err e;

    if (newest.count > LIMIT_FEED_ITEMS) {
        newest.count = LIMIT_FEED_ITEMS;
    }
    buf_init(&out, s->arena, LIMIT_PAGE_BYTES);
    e = jvnrss_write(&newest, scheme, s->job.lang, &out);
    if (e == ERR_OK) {
        e = site_replace(s, site_path(s, "rss/jvn.rdf"), &out);
    }
    buf_init(&out, s->arena, LIMIT_PAGE_BYTES);
    if (e == ERR_OK) {
        e = atom_write(&newest, scheme, s->job.lang, &out);
    }
    return e != ERR_OK ? e : site_replace(s, site_path(s, "rss/atom.xml"), &out);
}

/* --- all of it --- */

static int compare_release(const void *a, const void *b)
{
    const struct publication *left = *(const struct publication *const *)a;
    const struct publication *right = *(const struct publication *const *)b;

    if (left->published_at_us != right->published_at_us) {
        return left->published_at_us < right->published_at_us ? 1 : -1;
    }
    return str_compare(left->number, right->number);
}

static enum err sort_by_release(struct site *s)
{
    s->by_release = arena_alloc_array(s->arena, s->all->count, sizeof(*s->by_release));
    if (s->by_release == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < s->all->count; i++) {
        s->by_release[i] = s->all->items[i];
    }
    if (s->all->count > 1) {
        qsort(s->by_release, s->all->count, sizeof(*s->by_release), compare_release);
    }
    return ERR_OK;
}

/* Each part gets the arena anew: a large site must not need the memory of all its pages at once. */
static enum err run_part(const struct press *p, const struct codec_list *all, enum lang lang,
                         struct arena *a, enum err (*part)(const struct site *))
{
    struct site s = {.job = {.press = p, .lang = lang, .arena = a}, .all = all, .arena = a};
    enum err e;

    arena_clear(a);
    e = sort_by_release(&s);
    return e != ERR_OK ? e : part(&s);
}

enum err press_site_write(const struct press *p, const struct codec_list *all)
{
    static enum err (*const parts[])(const struct site *) = {write_feeds, site_write_developers,
                                                             site_write_years, write_front};
    struct arena a;
    enum err e;

    arena_init(&a, LIMIT_ARENA_PRESS);
    e = run_part(p, all, LANG_JA, &a, site_write_csaf);
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && e == ERR_OK; i++) {
        e = run_part(p, all, LANG_JA, &a, parts[i]);
        if (e == ERR_OK) {
            e = run_part(p, all, LANG_EN, &a, parts[i]);
        }
    }
    arena_release(&a);
    return e;
}
