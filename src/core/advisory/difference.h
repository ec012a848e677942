/*
 * core/advisory/difference.h — what changed from one publication to the next, section by section,
 * for people to read: those who write and approve, and the readers of a page's update history.
 */
#ifndef CORE_ADVISORY_DIFFERENCE_H
#define CORE_ADVISORY_DIFFERENCE_H

#include "core/text/diff.h"
#include "core/text/lang.h"

struct publication;

/* Numbers stand in released documents and are never reused. */
enum difference_kind {
    DIFFERENCE_TEXT = 1,
    DIFFERENCE_ROW_ADDED = 2,
    DIFFERENCE_ROW_REMOVED = 3,
    DIFFERENCE_ROW_CHANGED = 4,
    DIFFERENCE_ROW_MOVED = 5 /* the same row, elsewhere in the table */
};

struct difference {
    struct str field;  /* "overview", "products", "vendors" */
    const char *label; /* heading of the section, a message id */
    enum difference_kind kind;
    bool begins;        /* the first of its section in the list */
    enum lang lang;     /* of a text */
    struct diff *cells; /* a text has one, a row one for each column; none: it is only named */
    size_t cell_count;
};

/* In the order of the page. */
struct difference_list {
    struct difference *items;
    size_t count;
};

/* Everything that differs but dates, histories and numbers. Status words are compared when both
 * sides have them. Shares texts with both. ERR_MEMORY. */
enum err difference_find(const struct publication *before, const struct publication *now,
                         struct arena *a, struct difference_list *out) MUST_CHECK;
/* Those of one section. */
struct difference_list difference_of_field(const struct difference_list *all, struct str field);
/* For the update history of a published page: without the line that the history shows itself, and
 * without words where somebody's name went: of the credit, because a finder may take the consent to
 * be named back, and of a developer that stood there by mistake. Unchanged text is shortened. */
enum err difference_for_history(const struct difference_list *all, struct arena *a,
                                struct difference_list *out) MUST_CHECK;
/* The same with the status words in `lang`. */
enum err difference_words_in(const struct difference_list *all, enum lang lang, struct arena *a,
                             struct difference_list *out) MUST_CHECK;
/* For a page in `lang`: texts of that language alone, and status words in it. */
enum err difference_for_page(const struct difference_list *all, enum lang lang, struct arena *a,
                             struct difference_list *out) MUST_CHECK;
/* Bytes of all texts. */
size_t difference_bytes(const struct difference_list *list);

#endif
