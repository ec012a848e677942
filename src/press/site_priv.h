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

/* Writes one file below site/, when its bytes differ. */
enum err site_replace(const struct site *s, struct str path, struct buf *bytes) MUST_CHECK;
/* The same site in memory of its own, cleared after each page by who makes many. The caller
 * releases `memory`. */
struct site site_page_by_page(const struct site *s, struct arena *memory);
struct ui site_reader(const struct site *s);
/* Folders and feeds of the CSAF provider; in one language only. */
enum err site_write_csaf(const struct site *s) MUST_CHECK;

#endif
