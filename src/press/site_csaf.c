/*
 * press/site_csaf.c — what a CSAF provider offers beside its documents: indexes, listings of the
 * folders, ROLIE feeds with their service documents, and the provider's metadata, for both versions
 * of the standard (core/codec/csaf_provider.c says what is in them).
 */
#include "press/site_priv.h"
#include "templates.h"

static void begin(const struct site *s, struct buf *out)
{
    buf_init(out, s->arena, LIMIT_INDEX_BYTES);
}

/* "/csaf/index.txt" stands at "csaf/index.txt", "/.well-known/x" at "well-known/x". */
static struct str file_of(struct str address)
{
    struct str hidden = STR("/.");
    size_t skip = str_starts_with(address, hidden) ? hidden.len : 1;

    return str_slice(address, skip, address.len);
}

static struct str below(const struct site *s, struct str folder, const char *name)
{
    return arena_format(s->arena, "%.*s%s", STR_ARG(file_of(folder)), name);
}

static enum err write_indexes(const struct site *s, enum csaf_form form)
{
    struct str folder = csaf_folder(form);
    struct buf out;
    enum err e;

    begin(s, &out);
    e = csaf_index_write(s->all, &out);
    if (e == ERR_OK)
        e = site_replace(s, below(s, folder, "index.txt"), &out);
    begin(s, &out);
    if (e == ERR_OK)
        e = csaf_changes_write(s->all, form, &out);
    return e != ERR_OK ? e : site_replace(s, below(s, folder, "changes.csv"), &out);
}

static enum err write_feeds(const struct site *s, enum csaf_form form)
{
    const struct codec_scheme *scheme = &s->job.press->scheme;
    struct buf out;
    enum err e;

    begin(s, &out);
    e = rolie_feed_write(s->all, scheme, form, &out);
    if (e == ERR_OK)
        e = site_replace(s, file_of(rolie_feed_path(form)), &out);
    begin(s, &out);
    if (e == ERR_OK)
        e = rolie_service_write(scheme, form, &out);
    return e != ERR_OK ? e : site_replace(s, file_of(rolie_service_path(form)), &out);
}

/* Readers of 2.0 find their metadata at the plain address too; each file names its own. */
static enum err write_metadata(const struct site *s)
{
    static const struct {
        enum csaf_form form;
        struct str path;
    } files[] = {
        {CSAF_FORM_20, STR_INIT("/.well-known/csaf/provider-metadata.json")},
        {CSAF_FORM_20, STR_INIT("/.well-known/csaf/v2.0/provider-metadata.json")},
        {CSAF_FORM_21, STR_INIT("/.well-known/csaf/v2.1/provider-metadata.json")},
    };
    enum err e = ERR_OK;

    for (size_t i = 0; e == ERR_OK && i < sizeof(files) / sizeof(files[0]); i++) {
        struct buf out;

        begin(s, &out);
        e = csaf_provider_write(s->all, &s->job.press->scheme, files[i].form, files[i].path, &out);
        if (e == ERR_OK)
            e = site_replace(s, file_of(files[i].path), &out);
    }
    return e;
}

/* ---- listings (requirement 14) ---- */

struct listing {
    const struct site *site;
    struct press_folder_page page;
    struct press_folder_entry *rows;
};

static enum err listing_begin(struct listing *l, const struct site *s, struct str folder,
                              size_t capacity)
{
    *l = (struct listing){.site = s,
                          .rows = ARENA_ARRAY(s->arena, struct press_folder_entry, capacity)};
    l->page.folder = folder;
    l->page.rows = l->rows;
    return l->rows == NULL ? ERR_MEMORY : ERR_OK;
}

static void listing_add(struct listing *l, struct str name)
{
    struct str href =
        arena_format(l->site->arena, "%.*s%.*s", STR_ARG(l->page.folder), STR_ARG(name));

    l->rows[l->page.count++] = (struct press_folder_entry){name, href};
}

static enum err listing_write(struct listing *l)
{
    const struct site *s = l->site;
    struct ui ui = site_reader(s);
    struct buf out;
    enum err e = press_layout(&s->job, l->page.folder, l->page.folder, false, &l->page.page);

    if (e != ERR_OK)
        return e;
    begin(s, &out);
    tpl_press_folder(&out, &ui, &l->page);
    return site_replace(s, below(s, l->page.folder, "index.html"), &out);
}

/* The documents of one year with their hashes. */
static enum err list_year(const struct site *s, enum csaf_form form, int32_t year)
{
    static const char *const kinds[] = {"", ".sha256", ".sha512"};
    struct str folder = arena_format(s->arena, "%.*s%d/", STR_ARG(csaf_folder(form)), (int)year);
    struct listing l;
    enum err e = listing_begin(&l, s, folder, s->all->count * 3);

    for (size_t i = 0; e == ERR_OK && i < s->all->count; i++) {
        const struct publication *v = s->by_release[i];
        struct str name = csaf_file_name(v->number, s->arena);

        for (size_t k = 0; csaf_year(v) == year && k < 3; k++)
            listing_add(&l, arena_format(s->arena, "%.*s%s", STR_ARG(name), kinds[k]));
    }
    return e != ERR_OK ? e : listing_write(&l);
}

static enum err list_folder(const struct site *s, enum csaf_form form)
{
    struct listing l;
    enum err e = listing_begin(&l, s, csaf_folder(form), s->all->count + 3);
    int32_t last = 0;

    if (e != ERR_OK)
        return e;
    listing_add(&l, STR("index.txt"));
    listing_add(&l, STR("changes.csv"));
    if (form == CSAF_FORM_20)
        listing_add(&l, STR("v2.1/clear/"));
    for (size_t i = 0; e == ERR_OK && i < s->all->count; i++) {
        int32_t year = csaf_year(s->by_release[i]);

        if (year == last)
            continue;
        last = year;
        listing_add(&l, arena_format(s->arena, "%d/", (int)year));
        e = list_year(s, form, year);
    }
    return e != ERR_OK ? e : listing_write(&l);
}

enum err site_write_csaf(const struct site *s)
{
    static enum err (*const parts[])(const struct site *,
                                     enum csaf_form) = {write_indexes, write_feeds, list_folder};
    struct arena memory;
    struct site part = site_page_by_page(s, &memory);
    enum err e = write_metadata(&part);

    for (int form = CSAF_FORM_20; form <= CSAF_FORM_21; form++) {
        for (size_t i = 0; e == ERR_OK && i < sizeof(parts) / sizeof(parts[0]); i++) {
            arena_clear(&memory);
            e = parts[i](&part, (enum csaf_form)form);
        }
    }
    arena_release(&memory);
    return e;
}
