/*
 * core/csaf/pattern.h — the spellings that the schemas want of a text: one matcher a pattern,
 * written by hand, linear in the length of the text.
 */
#ifndef CORE_CSAF_PATTERN_H
#define CORE_CSAF_PATTERN_H

#include "base/str.h"

enum pattern {
    PATTERN_NONE,
#define PATTERN(name, function) PATTERN_##name,
#include "core/csaf/pattern.def"
    PATTERN_COUNT
};

bool pattern_fits(enum pattern which, struct str s);

#define PATTERN(name, function) bool function(struct str s);
#include "core/csaf/pattern.def"

/* A document version: one number, or major.minor.patch with pre-release and build parts. */
struct csaf_number {
    bool semantic;
    struct str major; /* digits; the whole number without dots */
    struct str minor; /* absent without dots */
    struct str patch;
    struct str prerelease; /* absent when there is none */
    struct str build;
};
/* False when `s` is no document version. */
bool csaf_number_read(struct str s, struct csaf_number *out);
/* Order of semantic versioning; a whole number n counts as n.0.0. Build parts do not count. */
int csaf_number_compare(const struct csaf_number *a, const struct csaf_number *b);

/* An instant, exact to any number of decimals. */
struct csaf_instant {
    int64_t seconds;     /* since 1970-01-01T00:00:00Z */
    struct str fraction; /* decimals of the second without zeros at the end */
    bool leap;           /* spelt with the second 60 */
};
/* RFC 3339; T and Z in either case, a leap second in the last minute of a UTC day. */
bool csaf_instant_read(struct str s, struct csaf_instant *out);
int csaf_instant_compare(const struct csaf_instant *a, const struct csaf_instant *b);

/* White space in the sense of the schemas' \s (ECMA 262). Length of the character at `at`, 0 when
 * it is none. */
size_t pattern_space_at(struct str s, size_t at);

#endif
