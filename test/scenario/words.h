/*
 * test/scenario/words.h — a scenario's line as words, and words as values. Knows nothing of the
 * law's rules.
 */
#ifndef TEST_SCENARIO_WORDS_H
#define TEST_SCENARIO_WORDS_H

#include "base/arena.h"
#include "core/json/json.h"

enum { WORDS_MAX = 64 };

struct words {
    struct str word[WORDS_MAX];
    size_t count;
    size_t arrow; /* index of "->", or count */
};

/* Cuts at blanks; "…" keeps blanks, \" and \n; a word beginning with # ends the line. False when a
 * quote stays open. */
bool words_cut(struct str line, struct arena *a, struct words *out);
/* True when the number or text of a view equals the word: as written, as "list.name" of a code
 * list, as a day, as an instant with offset. */
bool words_equal_value(struct str word, const struct json *value);
/* Member by dotted path ("relations.0.status"); NULL when there is none. */
const struct json *words_follow(const struct json *v, struct str path);

#endif
