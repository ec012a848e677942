/*
 * press/site.c — lists, feeds and indexes of all publications (PUB-18, CON-10): step 3 of a
 * release.
 *
 * Every file is replaced by one rename and only when its bytes change. They are made from the whole
 * list each time: nothing is remembered between releases, so nothing can drift.
 */
#include "press/site_priv.h"
#include "core/score/score.h"
#include "templates.h"

#include "base/map.h"

#include <stdlib.h>

/* One developer with at least one publication. */
struct developer {
    struct id party;
    struct text2 name;
    const struct publication **items; /* newest first release first */
    size_t count;
    size_t capacity;
};

struct developers {
    struct developer **rows;
    size_t count;
};

enum err site_replace(const struct site *s, struct str path, struct buf *bytes)
{
    struct press_file file = {.path = path};
    enum err e = s->arena->failed ? ERR_MEMORY : buf_finish(bytes, &file.bytes);

    return e != ERR_OK ? e : press_file_replace(s->job.press->site_fd, &file, s->arena);
}

static struct str site_path(const struct site *s, const char *name)
{
    return arena_format(s->arena, "%s%s", s->job.lang == LANG_EN ? "en/" : "", name);
}

static struct str site_url(const struct site *s, const char *name)
{
    return arena_format(s->arena, "/%s%s", s->job.lang == LANG_EN ? "en/" : "", name);
}

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

static void fill_row(const struct site *s, const struct publication *v, bool revised,
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

static int32_t year_of(const struct publication *v)
{
    return civil_from_us(v->published_at_us, JST_OFFSET_US).year;
}

/* At most `max` rows of those that `items` holds; year 0 takes all years. */
static enum err fill_list(const struct site *s, const struct publication *const *items,
                          size_t count, int32_t year, struct press_list *out)
{
    struct press_list_row *rows = ARENA_ARRAY(s->arena, struct press_list_row, count);

    if (rows == NULL) {
        return ERR_MEMORY;
    }
    out->count = 0;
    for (size_t i = 0; i < count; i++) {
        if (year == 0 || year_of(items[i]) == year) {
            fill_row(s, items[i], false, &rows[out->count++]);
        }
    }
    out->rows = rows;
    return s->arena->failed ? ERR_MEMORY : ERR_OK;
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
            fill_row(s, s->all->items[i], true, &rows[out->count++]);
        }
    }
    out->rows = rows;
    return s->arena->failed ? ERR_MEMORY : ERR_OK;
}

/* --- pages --- */

/* Years with at least one publication, newest first; by_release is sorted, so equal years stand
 * together. */
static enum err fill_years(const struct site *s, int32_t current, struct press_year **out,
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

struct ui site_reader(const struct site *s)
{
    return (struct ui){.lang = s->job.lang, .training = s->job.press->scheme.training};
}

static enum err write_front(const struct site *s)
{
    struct press_front_page page = {
        .vendors_href = site_url(s, "vendors/"),
        .listed_href = site_url(s, "reply/index.html"),
        .rss_href = site_url(s, "rss/jvn.rdf"),
        .atom_href = site_url(s, "rss/atom.xml"),
    };
    struct ui ui = site_reader(s);
    struct press_year *years = NULL;
    size_t shown = s->all->count < LIMIT_FRONT_ROWS ? s->all->count : LIMIT_FRONT_ROWS;
    struct buf out;
    enum err e = press_layout(&s->job, (struct str){NULL, 0}, STR("/"), true, &page.page);

    if (e == ERR_OK) {
        e = fill_list(s, s->by_release, shown, 0, &page.fresh);
    }
    if (e == ERR_OK) {
        e = fill_revised(s, &page.revised);
    }
    if (e == ERR_OK) {
        e = fill_years(s, 0, &years, &page.year_count);
    }
    if (e != ERR_OK) {
        return e;
    }
    page.years = years;
    buf_init(&out, s->arena, LIMIT_PAGE_BYTES);
    tpl_press_front(&out, &ui, &page);
    return site_replace(s, site_path(s, "index.html"), &out);
}

static enum err write_list(const struct site *s, struct press_list_page *page, struct str title,
                           const char *name)
{
    struct ui ui = site_reader(s);
    struct buf out;
    enum err e =
        press_layout(&s->job, title, arena_format(s->arena, "/%s", name), true, &page->page);

    if (e != ERR_OK) {
        return e;
    }
    buf_init(&out, s->arena, LIMIT_PAGE_BYTES);
    tpl_press_list(&out, &ui, page);
    return site_replace(s, site_path(s, name), &out);
}

static enum err write_year(const struct site *s, int32_t year)
{
    struct press_list_page page = {.year = year};
    struct press_year *years = NULL;
    char name[32];
    enum err e = fill_list(s, s->by_release, s->all->count, year, &page.list);

    if (e == ERR_OK) {
        e = fill_years(s, year, &years, &page.year_count);
    }
    if (e != ERR_OK) {
        return e;
    }
    page.years = years;
    (void)snprintf(name, sizeof(name), "list/%d.html", year);
    return write_list(s, &page, arena_format(s->arena, "%d", year), name);
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

static enum err write_years(const struct site *s)
{
    struct arena memory;
    struct site page_site = site_page_by_page(s, &memory);
    struct press_year *years = NULL;
    size_t count = 0;
    enum err e = fill_years(s, 0, &years, &count);

    for (size_t i = 0; i < count && e == ERR_OK; i++) {
        e = write_year(&page_site, years[i].year);
        arena_clear(&memory);
    }
    arena_release(&memory);
    return e;
}

/* --- developers --- */

static enum err developer_add(struct developer *d, const struct publication *v, struct arena *a)
{
    if (d->count > 0 && d->items[d->count - 1] == v) {
        return ERR_OK; /* twice in one table of vendors */
    }
    if (d->count == d->capacity) {
        size_t capacity = d->capacity == 0 ? 4 : 2 * d->capacity;
        const struct publication **grown = arena_alloc_array(a, capacity, sizeof(*grown));

        if (grown == NULL) {
            return ERR_MEMORY;
        }
        for (size_t i = 0; i < d->count; i++) {
            grown[i] = d->items[i];
        }
        d->items = grown;
        d->capacity = capacity;
    }
    d->items[d->count++] = v;
    return ERR_OK;
}

static enum err developer_find(struct id_map *map, const struct publication_vendor *vendor,
                               struct arena *a, struct developer **out)
{
    *out = id_map_get(map, vendor->party);
    if (*out != NULL) {
        return ERR_OK;
    }
    *out = ARENA_NEW(a, struct developer);
    if (*out == NULL) {
        return ERR_MEMORY;
    }
    (*out)->party = vendor->party;
    (*out)->name = vendor->name; /* as on the newest publication: names change */
    return id_map_set(map, a, vendor->party, *out);
}

static int compare_developers(const void *a, const void *b)
{
    const struct developer *left = *(struct developer *const *)a;
    const struct developer *right = *(struct developer *const *)b;
    int order = str_compare(left->name.ja, right->name.ja);

    return order != 0 ? order : id_compare(left->party, right->party);
}

static enum err collect_developers(const struct site *s, struct developers *out)
{
    struct id_map map = {.slots = NULL};
    enum err e = ERR_OK;
    size_t total = 0;

    for (size_t i = 0; i < s->all->count; i++) {
        total += s->by_release[i]->vendor_count;
    }
    out->rows = ARENA_ARRAY(s->arena, struct developer *, total);
    out->count = 0;
    if (out->rows == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < s->all->count; i++) {
        const struct publication *v = s->by_release[i];

        for (size_t k = 0; k < v->vendor_count && e == ERR_OK; k++) {
            struct developer *d = NULL;
            size_t known = map.count;

            e = developer_find(&map, &v->vendors[k], s->arena, &d);
            if (e == ERR_OK && map.count > known) {
                out->rows[out->count++] = d;
            }
            if (e == ERR_OK) {
                e = developer_add(d, v, s->arena);
            }
        }
    }
    if (out->count > 1) {
        qsort(out->rows, out->count, sizeof(struct developer *), compare_developers);
    }
    return e;
}

static const char *developer_file(const struct site *s, const struct developer *d)
{
    char party[ID_TEXT_LEN + 1];

    id_write(d->party, party);
    return arena_format(s->arena, "vendors/%s.html", party).ptr;
}

static enum err write_developer(const struct site *s, const struct developer *d)
{
    struct press_list_page page = {.heading = press_line_of(&s->job, d->name)};
    const char *file = developer_file(s, d);
    enum err e = fill_list(s, d->items, d->count, 0, &page.list);

    if (file == NULL) {
        return ERR_MEMORY;
    }
    return e != ERR_OK ? e : write_list(s, &page, page.heading.text, file);
}

static enum err write_developer_pages(const struct site *s, const struct developers *found)
{
    struct arena memory;
    struct site page_site = site_page_by_page(s, &memory);
    enum err e = ERR_OK;

    for (size_t i = 0; i < found->count && e == ERR_OK; i++) {
        e = write_developer(&page_site, found->rows[i]);
        arena_clear(&memory);
    }
    arena_release(&memory);
    return e;
}

static enum err fill_entries(const struct site *s, const struct developers *found,
                             struct press_vendors_page *page)
{
    struct press_vendor_entry *rows =
        ARENA_ARRAY(s->arena, struct press_vendor_entry, found->count);

    if (rows == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < found->count; i++) {
        const struct developer *d = found->rows[i];
        const char *file = developer_file(s, d);

        if (file == NULL) {
            return ERR_MEMORY;
        }
        rows[i] = (struct press_vendor_entry){press_line_of(&s->job, d->name), site_url(s, file),
                                              d->count};
    }
    page->rows = rows;
    page->count = found->count;
    return press_layout(&s->job, (struct str){NULL, 0}, STR("/vendors/"), true, &page->page);
}

static enum err write_developers(const struct site *s)
{
    struct press_vendors_page page = {.count = 0};
    struct developers found;
    struct ui ui = site_reader(s);
    struct buf out;
    enum err e = collect_developers(s, &found);

    if (e == ERR_OK) {
        e = write_developer_pages(s, &found);
    }
    if (e == ERR_OK) {
        e = fill_entries(s, &found, &page);
    }
    if (e != ERR_OK) {
        return e;
    }
    buf_init(&out, s->arena, LIMIT_PAGE_BYTES);
    tpl_press_vendors(&out, &ui, &page);
    return site_replace(s, site_path(s, "vendors/index.html"), &out);
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
    static enum err (*const parts[])(const struct site *) = {write_feeds, write_developers,
                                                             write_years, write_front};
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
