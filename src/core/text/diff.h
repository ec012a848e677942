/*
 * core/text/diff.h — what changed from one text to the next, for people to read.
 *
 * Lines are compared first, then the words of the lines that changed. A word is a run of ASCII
 * letters and digits; every other character stands for itself, because Japanese puts no blanks
 * between its words. Marks with next to nothing left between them become one: a reader wants to see
 * "this sentence for that one", not the letters that both happen to have.
 */
#ifndef CORE_TEXT_DIFF_H
#define CORE_TEXT_DIFF_H

#include "base/arena.h"

enum diff_kind {
    DIFF_SAME = 1,
    DIFF_REMOVED,
    DIFF_ADDED,
    DIFF_GAP /* unchanged text was left out here by diff_shorten; its text is an ellipsis */
};

struct diff_run {
    enum diff_kind kind;
    struct str text;
};

/* SAME and ADDED together are the new text, SAME and REMOVED the old one. Between two SAME stands
 * at most one REMOVED and behind it one ADDED. */
struct diff {
    struct diff_run *runs;
    size_t count;
};

/* Valid UTF-8; the runs borrow from both texts. Equal texts give one SAME run, or none when empty.
 * ERR_MEMORY. */
enum err diff_texts(struct str before, struct str after, struct arena *a,
                    struct diff *out) MUST_CHECK;
/* The old one for the new one, without looking inside: for values that are words of a list. */
enum err diff_replaced(struct str before, struct str after, struct arena *a,
                       struct diff *out) MUST_CHECK;
bool diff_is_change(const struct diff *d);
/* The same with only about `context` characters of unchanged text beside each change. */
enum err diff_shorten(const struct diff *d, size_t context, struct arena *a,
                      struct diff *out) MUST_CHECK;
/* Bytes of all runs. */
size_t diff_bytes(const struct diff *d);

#endif
