/*
 * press/site_priv.h — what the files that make lists, feeds and indexes share. Private to press.
 */
#ifndef PRESS_SITE_PRIV_H
#define PRESS_SITE_PRIV_H

#include "press/press_priv.h"

/* What the site's pages are made from, in one language. */
struct site {
    struct press_job job;
    const struct codec_list *all;          /* newest revision first */
    const struct publication **by_release; /* newest first release first */
    struct arena *arena;
};

/* A list of advisories that stands in pages. */
struct site_list {
    const struct publication *const *items; /* newest first release first */
    size_t count;
    struct str stem;           /* "list/2026" */
    int32_t year;              /* 0 of a developer's list */
    struct press_line heading; /* the developer */
};

/* File below site/, and address, of a name in the site's language. */
struct str site_path(const struct site *s, const char *name);
struct str site_url(const struct site *s, const char *name);
/* Writes one file below site/, when its bytes differ. */
enum err site_replace(const struct site *s, struct str path, struct buf *bytes) MUST_CHECK;
/* The same site in memory of its own, cleared after each page by who makes many. The caller
 * releases `memory`. */
struct site site_page_by_page(const struct site *s, struct arena *memory);
struct ui site_reader(const struct site *s);
void site_fill_row(const struct site *s, const struct publication *v, bool revised,
                   struct press_list_row *row);
enum err site_fill_rows(const struct site *s, const struct publication *const *items, size_t count,
                        struct press_list *out) MUST_CHECK;
/* Years with at least one publication, newest first. */
enum err site_fill_years(const struct site *s, int32_t current, struct press_year **out,
                         size_t *count) MUST_CHECK;
/* All pages of a list. `s` is of site_page_by_page(); nothing of `list` may live in its memory. */
enum err site_write_list(const struct site *s, const struct site_list *list) MUST_CHECK;
enum err site_write_years(const struct site *s) MUST_CHECK;
enum err site_write_developers(const struct site *s) MUST_CHECK;
/* Folders and feeds of the CSAF provider; in one language only. */
enum err site_write_csaf(const struct site *s) MUST_CHECK;

#endif
