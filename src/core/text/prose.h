/*
 * core/text/prose.h — a text of several lines cut into paragraphs, lines and addresses, for
 * templates to show.
 *
 * People write plain text; a blank line begins a paragraph and an http or https address becomes a
 * link. Nothing here knows markup: templates/portal/prose.html gives each part its element, so that
 * nothing a person types can ever be anything but text.
 */
#ifndef CORE_TEXT_PROSE_H
#define CORE_TEXT_PROSE_H

#include "base/arena.h"

/* A piece of one line. */
struct prose_run {
    struct str text;
    bool is_link;       /* text is an http or https address, to be shown as a link to itself */
    bool breaks_before; /* begins a new line inside its paragraph */
};

struct prose_paragraph {
    struct prose_run *runs;
    size_t run_count;
};

struct prose {
    struct prose_paragraph *paragraphs;
    size_t paragraph_count;
};

/* Cuts `text` (valid UTF-8, LF line ends); runs borrow from it. Closing punctuation, Japanese
 * brackets and any character outside ASCII end an address. ERR_MEMORY. An empty text gives no
 * paragraphs. */
enum err prose_cut(struct str text, struct arena *a, struct prose *out) MUST_CHECK;

#endif
