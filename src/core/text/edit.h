/*
 * core/text/edit.h — what turns one sequence into another: the places where they differ.
 *
 * The sequences are known by their lengths and by a question "is this one equal to that one", so
 * that lines, words and table rows are compared by the same code. The answer is the shortest there
 * is (Myers 1986) up to a limit; beyond it everything between the equal beginning and the equal end
 * counts as replaced, which is always true and only less telling.
 */
#ifndef CORE_TEXT_EDIT_H
#define CORE_TEXT_EDIT_H

#include "base/arena.h"

/* Places [before_from, before_to) of the old sequence became [after_from, after_to) of the new one;
 * at least one of them is not empty. */
struct edit {
    size_t before_from, before_to;
    size_t after_from, after_to;
};

/* Ascending; between two edits, before the first and after the last everything is equal. */
struct edit_list {
    struct edit *items;
    size_t count;
};

struct edit_pair {
    size_t before_count, after_count;
    bool (*equal)(const void *ctx, size_t before, size_t after);
    const void *ctx;
};

/* ERR_MEMORY. Takes memory by the square of `limit`, the number of items removed and added that
 * are looked for. */
enum err edit_find(const struct edit_pair *p, size_t limit, struct arena *a,
                   struct edit_list *out) MUST_CHECK;

#endif
