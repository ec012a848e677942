/*
 * press/site_developers.c — the public index of developers and the list of each one's advisories
 * (PUB-18, CON-10). Must never name a developer without a publication.
 */
#include "press/site_priv.h"
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

static struct str developer_stem(const struct site *s, const struct developer *d)
{
    return arena_format(s->arena, "vendors/%.*s", STR_ARG(id_text(d->party, s->arena)));
}

static enum err write_developer_pages(const struct site *s, const struct developers *found)
{
    struct arena memory;
    struct site pages = site_page_by_page(s, &memory);
    enum err e = ERR_OK;

    for (size_t i = 0; i < found->count && e == ERR_OK; i++) {
        const struct developer *d = found->rows[i];
        struct site_list list = {.items = d->items,
                                 .count = d->count,
                                 .stem = developer_stem(s, d),
                                 .heading = press_line_of(&s->job, d->name)};

        e = list.stem.ptr == NULL ? ERR_MEMORY : site_write_list(&pages, &list);
    }
    arena_release(&memory);
    return e;
}

static bool is_developer(const struct developers *found, struct id party)
{
    for (size_t i = 0; i < found->count; i++) {
        if (id_equal(found->rows[i]->party, party)) {
            return true;
        }
    }
    return false;
}

/* CON-10: a revision may take a developer off the last page that named it. */
static enum err forget_developers(const struct site *s, const struct developers *found)
{
    int fd = s->job.press->site_fd;
    struct disk_entry *entries = NULL;
    struct id party;
    size_t count = 0;
    enum err e = press_folder_list(fd, site_path(s, "vendors/"), s->arena, &entries, &count);

    for (size_t i = 0; i < count && e == ERR_OK; i++) {
        struct str rest = entries[i].name;
        struct str stem = str_split(&rest, '.'); /* "PARTY" or "PARTY-2" */
        const char *name = arena_format(s->arena, "vendors/%.*s", STR_ARG(entries[i].name)).ptr;

        if (name == NULL) {
            e = ERR_MEMORY;
        } else if (id_read(str_split(&stem, '-'), &party) && !is_developer(found, party)) {
            e = press_file_remove(fd, site_path(s, name), s->arena);
        }
    }
    return e == ERR_NOT_FOUND ? ERR_OK : e; /* nothing was ever published */
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
        const char *file = arena_format(s->arena, "%.*s.html", STR_ARG(developer_stem(s, d))).ptr;

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

enum err site_write_developers(const struct site *s)
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
        e = forget_developers(s, &found);
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
