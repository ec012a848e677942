/*
 * core/ident/cpe_match.c — the relation of two CPE names, NISTIR 7696.
 *
 * Values are compared without regard to case and to quoting. Must never decide what counts as a
 * match: it names the relation.
 */
#include "core/ident/cpe.h"

#include <assert.h>

#include "core/ident/ident_priv.h"

const char *cpe_relation_name(enum cpe_relation relation)
{
    switch (relation) {
    case CPE_EQUAL:
        return "equal";
    case CPE_SUBSET:
        return "subset";
    case CPE_SUPERSET:
        return "superset";
    case CPE_DISJOINT:
        return "disjoint";
    case CPE_UNDEFINED:
        break;
    }
    return "undefined";
}

/* A text without its wildcards: how many characters may stand before and behind it. */
struct pattern {
    struct str core; /* quoted as in a formatted string */
    size_t before;   /* SIZE_MAX: any number */
    size_t behind;
};

static bool is_quoted(struct str s, size_t at)
{
    size_t backslashes = 0;
    while (at > backslashes && s.ptr[at - 1 - backslashes] == '\\') {
        backslashes++;
    }
    return backslashes % 2 == 1;
}

static struct pattern pattern_of(struct str text)
{
    struct pattern p = {text, 0, 0};
    if (p.core.len > 0 && p.core.ptr[0] == '*') {
        p.before = SIZE_MAX;
        p.core = str_slice(p.core, 1, p.core.len);
    }
    while (p.before != SIZE_MAX && p.core.len > 0 && p.core.ptr[0] == '?') {
        p.before++;
        p.core = str_slice(p.core, 1, p.core.len);
    }
    size_t len = p.core.len;
    if (len > 0 && p.core.ptr[len - 1] == '*' && !is_quoted(p.core, len - 1)) {
        p.behind = SIZE_MAX;
        p.core.len--;
        return p;
    }
    while (len > 0 && p.core.ptr[len - 1] == '?' && !is_quoted(p.core, len - 1)) {
        p.behind++;
        len--;
    }
    p.core.len = len;
    return p;
}

static bool has_wildcards(struct pattern p)
{
    return p.before > 0 || p.behind > 0;
}

/* The next character without its quoting; moves *at behind it. */
static char next_char(struct str s, size_t *at)
{
    if (s.ptr[*at] == '\\' && *at + 1 < s.len) {
        (*at)++;
    }
    return ident_lower(s.ptr[(*at)++]);
}

/* How many characters stand in `s` from `at` on, quoting not counted. */
static size_t count_chars(struct str s, size_t at)
{
    size_t count = 0;
    while (at < s.len) {
        (void)next_char(s, &at);
        count++;
    }
    return count;
}

/* True when `core` stands in `s` at `at`; *end is then the byte behind it. */
static bool stands_at(struct str core, struct str s, size_t at, size_t *end)
{
    size_t i = 0;
    while (i < core.len) {
        if (at == s.len || next_char(core, &i) != next_char(s, &at)) {
            return false;
        }
    }
    *end = at;
    return true;
}

/* Whether the pattern covers the text: at most as many characters around its core as it allows. */
static bool covers(struct pattern p, struct str s)
{
    size_t at = 0;
    size_t end = 0;
    for (size_t skipped = 0; skipped <= p.before; skipped++) {
        if (stands_at(p.core, s, at, &end) &&
            (p.behind == SIZE_MAX || count_chars(s, end) <= p.behind)) {
            return true;
        }
        if (at == s.len) {
            break;
        }
        (void)next_char(s, &at);
    }
    return false;
}

static enum cpe_relation compare_texts(struct str source, struct str target)
{
    struct pattern s = pattern_of(source);
    struct pattern t = pattern_of(target);
    size_t end = 0;
    if (has_wildcards(t)) {
        return CPE_UNDEFINED;
    }
    if (has_wildcards(s)) {
        return covers(s, target) ? CPE_SUPERSET : CPE_DISJOINT;
    }
    return stands_at(s.core, target, 0, &end) && end == target.len ? CPE_EQUAL : CPE_DISJOINT;
}

enum cpe_relation cpe_compare_value(struct cpe_value source, struct cpe_value target)
{
    if (target.kind == CPE_TEXT && has_wildcards(pattern_of(target.text))) {
        return CPE_UNDEFINED;
    }
    if (source.kind == CPE_ANY) {
        return target.kind == CPE_ANY ? CPE_EQUAL : CPE_SUPERSET;
    }
    if (target.kind == CPE_ANY) {
        return CPE_SUBSET;
    }
    if (source.kind == CPE_NA || target.kind == CPE_NA) {
        return source.kind == target.kind ? CPE_EQUAL : CPE_DISJOINT;
    }
    return compare_texts(source.text, target.text);
}

enum cpe_relation cpe_compare(const struct cpe *source, const struct cpe *target,
                              enum cpe_relation *each)
{
    bool seen[CPE_UNDEFINED + 1] = {false};
    for (size_t i = 0; i < CPE_ATTRIBUTES; i++) {
        enum cpe_relation r = cpe_compare_value(source->values[i], target->values[i]);
        seen[r] = true;
        if (each != NULL) {
            each[i] = r;
        }
    }
    if (seen[CPE_DISJOINT]) {
        return CPE_DISJOINT;
    }
    if (seen[CPE_UNDEFINED] || (seen[CPE_SUBSET] && seen[CPE_SUPERSET])) {
        return CPE_UNDEFINED;
    }
    if (seen[CPE_SUBSET]) {
        return CPE_SUBSET;
    }
    return seen[CPE_SUPERSET] ? CPE_SUPERSET : CPE_EQUAL;
}
