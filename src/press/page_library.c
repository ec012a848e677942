/*
 * press/page_library.c — the page of the public document library: every edition by kind, newest
 * first (LIB-01). Must never fetch or hold a document.
 */
#include "press/pages_library.h"
#include "press/press_priv.h"

#include "core/law.h"
#include "messages.h"
#include "templates.h"

static enum err group_make(const struct press_job *j, const struct public_library *from,
                           const struct code_def *kind, struct press_library_group *out)
{
    struct press_library_row *rows = ARENA_ARRAY(j->arena, struct press_library_row, from->count);

    if (rows == NULL) {
        return ERR_MEMORY;
    }
    *out = (struct press_library_group){.label = kind->label, .rows = rows};
    for (size_t i = 0; i < from->count; i++) {
        const struct library_document *d = &from->documents[i];

        if (d->kind == kind->number) {
            rows[out->count++] = (struct press_library_row){press_line_of(j, d->title), d->version,
                                                            d->day, d->address};
        }
    }
    return ERR_OK;
}

static enum err groups_make(const struct press_job *j, const struct public_library *from,
                            struct press_library_page *page)
{
    size_t count;
    const struct code_def *kinds = code_defs(CODE_LIST_library_kind, &count);
    struct press_library_group *groups = ARENA_ARRAY(j->arena, struct press_library_group, count);
    enum err e = groups == NULL ? ERR_MEMORY : ERR_OK;

    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        e = group_make(j, from, &kinds[i], &groups[page->count]);
        if (e == ERR_OK && groups[page->count].count > 0) {
            page->count++;
        }
    }
    page->groups = groups;
    return e;
}

static enum err write_page(const struct press *p, const struct public_library *from, enum lang lang,
                           struct arena *a)
{
    struct press_job j = {.press = p, .lang = lang, .arena = a};
    struct press_file file = {.path = lang == LANG_EN ? STR("en/library/index.html")
                                                      : STR("library/index.html")};
    struct press_library_page page = {.count = 0};
    struct ui ui = {.lang = lang, .training = p->scheme.training};
    struct buf out;
    enum err e =
        press_layout(&j, message(lang, N_("Document library")), STR("/library/"), true, &page.page);

    if (e == ERR_OK) {
        e = groups_make(&j, from, &page);
    }
    if (e != ERR_OK) {
        return e;
    }
    buf_init(&out, a, LIMIT_INDEX_BYTES);
    tpl_press_library(&out, &ui, &page);
    e = a->failed ? ERR_MEMORY : buf_finish(&out, &file.bytes);
    return e != ERR_OK ? e : press_file_replace(p->site_fd, &file, a);
}

enum err press_library_write(struct press *p, const struct public_library *library)
{
    enum err e = ERR_OK;

    for (int lang = LANG_JA; e == ERR_OK && lang <= LANG_EN; lang++) {
        struct arena a;

        arena_init(&a, LIMIT_ARENA_PRESS);
        e = write_page(p, library, (enum lang)lang, &a);
        arena_release(&a);
    }
    return e;
}
