/*
 * press/press.c — opening, staging, releasing (architecture section 8, steps 2 and 3).
 *
 * One advisory is one directory, public/advisory/<slug>. It becomes public, and changes, by one
 * rename: readers see the old whole or the new whole. What decides whether a step is still to be
 * done is never memory but the bytes on the disk, so that every step may be cut short and repeated.
 */
#include "press/press_priv.h"


static struct text2 copy_text2(struct arena *a, struct text2 text)
{
    return (struct text2){arena_copy(a, text.ja), arena_copy(a, text.en)};
}

static void copy_scheme(struct arena *a, const struct codec_scheme *from, struct codec_scheme *to)
{
    to->site_name = copy_text2(a, from->site_name);
    to->publisher_name = copy_text2(a, from->publisher_name);
    to->base_url = arena_copy(a, from->base_url);
    to->namespace_url = arena_copy(a, from->namespace_url);
    to->contact = arena_copy(a, from->contact);
    to->training = from->training;
}

enum err press_open(const struct press_config *config, struct arena *a, struct press **out)
{
    DISK_FD public_fd = -1;
    struct press *p = ARENA_NEW(a, struct press);
    enum err e;

    if (p == NULL) {
        return ERR_MEMORY;
    }
    copy_scheme(a, &config->scheme, &p->scheme);
    p->list = config->list;
    p->all_sections = config->all_sections;
    p->advisory_fd = p->site_fd = p->staging_fd = -1;
    e = a->failed ? ERR_MEMORY : disk_open_root(config->public_dir, &public_fd);
    if (e == ERR_OK) {
        e = press_open_folder(public_fd, "advisory", &p->advisory_fd);
    }
    if (e == ERR_OK) {
        e = press_open_folder(public_fd, "site", &p->site_fd);
    }
    if (e == ERR_OK) {
        e = disk_make_dir(public_fd, "staging",
                          &p->staging_fd); /* nobody else's until it is released */
    }
    if (e != ERR_OK) {
        press_close(p);
        return e;
    }
    *out = p;
    return ERR_OK;
}

void press_close(struct press *p)
{
    disk_close(&p->advisory_fd);
    disk_close(&p->site_fd);
    disk_close(&p->staging_fd);
}

/* True when the directory `slug` below `parent_fd` holds exactly what the set says. */
static bool directory_matches(const struct press_files *set, int parent_fd, struct str slug)
{
    DISK_FD fd = -1;

    return disk_open_dir(parent_fd, slug.ptr, &fd) == ERR_OK && press_files_match(set, fd);
}

static enum err remove_staged(const struct press *p, struct str slug)
{
    enum err e = disk_remove_tree(p->staging_fd, slug.ptr);

    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err stage_set(const struct press *p, const struct press_files *set, struct str slug)
{
    DISK_FD fd = -1;
    enum err e;

    if (directory_matches(set, p->staging_fd, slug)) {
        return ERR_OK;
    }
    e = remove_staged(p, slug);
    if (e == ERR_OK) {
        e = press_open_folder(p->staging_fd, slug.ptr, &fd);
    }
    return e != ERR_OK ? e : press_files_write(set, fd);
}

/* The rename. When the old directory was exchanged against the new one, it now stands in staging
 * and goes. */
static enum err publish_below(const struct press *p, const struct press_files *set, int parent_fd,
                              struct str slug)
{
    if (!directory_matches(set, parent_fd, slug)) {
        enum err e = stage_set(p, set, slug);

        if (e == ERR_OK) {
            e = disk_rename(p->staging_fd, slug.ptr, parent_fd, slug.ptr, true);
        }
        if (e != ERR_OK) {
            return e;
        }
    }
    return remove_staged(p, slug);
}

static enum err publish_set(const struct press *p, const struct press_files *set, struct str slug)
{
    return publish_below(p, set, p->advisory_fd, slug);
}

static enum err with_set(const struct press *p, const struct publication *v,
                         enum err (*use)(const struct press *, const struct press_files *,
                                         struct str))
{
    struct arena a;
    struct press_files set;
    struct str slug;
    enum err e;

    arena_init(&a, LIMIT_ARENA_PRESS);
    e = press_slug(v, &a, &slug);
    if (e == ERR_OK) {
        e = press_files_init(&set, &a);
    }
    if (e == ERR_OK) {
        e = press_render_all(p, v, &set);
    }
    if (e == ERR_OK) {
        e = use(p, &set, slug);
    }
    arena_release(&a);
    return e;
}

enum err press_stage(struct press *p, const struct publication *v)
{
    return with_set(p, v, stage_set);
}

enum err press_release(struct press *p, const struct publication *v, const struct codec_list *all)
{
    enum err e = with_set(p, v, publish_set);

    return e != ERR_OK ? e : press_site_write(p, all);
}

enum err press_refresh(struct press *p, const struct codec_list *all)
{
    enum err e = ERR_OK;

    for (size_t i = 0; i < all->count && e == ERR_OK; i++) {
        e = with_set(p, all->items[i], publish_set);
    }
    return e != ERR_OK ? e : press_site_write(p, all);
}

/* In one language. What left the list leaves with the exchange of the folder. */
static enum err release_list(const struct press *p, const struct developer_list *list,
                             enum lang lang)
{
    DISK_FD english = -1;
    struct arena a;
    struct press_files set;
    enum err e = lang == LANG_EN ? press_open_folder(p->site_fd, "en", &english) : ERR_OK;

    arena_init(&a, LIMIT_ARENA_PRESS);
    if (e == ERR_OK) {
        e = press_files_init(&set, &a);
    }
    if (e == ERR_OK) {
        e = press_render_list(p, list, lang, &set);
    }
    if (e == ERR_OK) {
        e = publish_below(p, &set, lang == LANG_EN ? english : p->site_fd, STR("reply"));
    }
    arena_release(&a);
    return e;
}

enum err press_list_release(struct press *p, const struct developer_list *list)
{
    enum err e = release_list(p, list, LANG_JA);

    return e != ERR_OK ? e : release_list(p, list, LANG_EN);
}

enum err press_list_preview(const struct press *p, const struct developer_list *list, int product,
                            enum lang lang, struct buf *out)
{
    struct press_job j = {.press = p, .lang = lang, .arena = out->arena, .is_preview = true};

    if (product == PRESS_NO_PRODUCT) {
        return press_render_listed(&j, list, out);
    }
    if ((size_t)product >= list->count || list->rows[product].product_day == 0) {
        return ERR_NOT_FOUND;
    }
    return press_render_product(&j, list, (size_t)product, out);
}

static bool is_waiting(const struct codec_list *waiting, struct str name, struct arena *a)
{
    for (size_t i = 0; i < waiting->count; i++) {
        struct str slug;

        if (press_slug(waiting->items[i], a, &slug) == ERR_OK && str_equal(slug, name)) {
            return true;
        }
    }
    return a->failed; /* in doubt it stays */
}

enum err press_sweep(struct press *p, const struct codec_list *waiting)
{
    struct arena a;
    struct disk_entry *entries = NULL;
    size_t count = 0;
    enum err e;

    arena_init(&a, LIMIT_ARENA_PRESS);
    e = disk_list(p->staging_fd, LIMIT_STAGED, &a, &entries, &count);
    for (size_t i = 0; i < count && e == ERR_OK; i++) {
        if (is_waiting(waiting, entries[i].name, &a)) {
            continue;
        }
        e = entries[i].is_dir ? disk_remove_tree(p->staging_fd, entries[i].name.ptr)
                              : disk_remove(p->staging_fd, entries[i].name.ptr);
    }
    arena_release(&a);
    return e;
}

enum err press_preview(const struct press *p, const struct publication *v, enum lang lang,
                       struct buf *out)
{
    struct press_job j = {p, lang, out->arena, false, {{0}}};

    return press_render_advisory(&j, v, out);
}

enum err press_preview_marked(const struct press *p, const struct publication *v,
                              const struct press_view *view, struct buf *out)
{
    struct press_job j = {p, view->lang, out->arena, true, view->vendor};

    if (view->article) {
        return press_render_article(&j, v, out);
    }
    if (id_is_none(view->vendor)) {
        return press_render_advisory(&j, v, out);
    }
    for (size_t i = 0; i < v->vendor_count; i++) {
        if (id_equal(v->vendors[i].party, view->vendor)) {
            return press_render_vendor(&j, v, i, out);
        }
    }
    return ERR_NOT_FOUND;
}

enum err press_preview_vendor(const struct press *p, const struct publication *v, size_t index,
                              enum lang lang, struct buf *out)
{
    struct press_job j = {p, lang, out->arena, false, {{0}}};

    return press_render_vendor(&j, v, index, out);
}
