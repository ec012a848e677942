/*
 * test/fuzz/fuzz_vers.c — a range, a native range or constraints alone in the first line (the first
 * byte says which), versions in the others: a canonical range is its own spelling, a lenient one
 * becomes stable, and containment agrees with the specification's procedure, written here again as
 * it stands there.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "core/ident/vers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 64 << 20, TEXT_BYTES = 16 << 20, VERSIONS_MAX = 8 };

static void must(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz_vers: %s\n", what);
    abort();
}

static struct str spell(const struct vers *range, struct arena *a)
{
    struct buf out;
    struct str text = {NULL, 0};

    buf_init(&out, a, TEXT_BYTES);
    vers_write(range, &out);
    must(buf_finish(&out, &text) == ERR_OK, "cannot be written");
    return text;
}

/* ---- the specification's procedure ----------------------------------------------------------- */

static bool is_lower(enum vers_comparator c)
{
    return c == VERS_GT || c == VERS_GE;
}

static bool is_upper(enum vers_comparator c)
{
    return c == VERS_LT || c == VERS_LE;
}

/* "=" 1, "!=" 2, neither 0, for constraints on the version itself; the first found decides. */
static int equal_constraint(const struct vers *r, struct str version)
{
    int found = 0;

    for (size_t i = 0; i < r->count; i++) {
        enum vers_comparator c = r->constraints[i].comparator;
        if (version_compare(r->scheme, version, r->constraints[i].version) != 0)
            continue;
        if (c == VERS_EQ || c == VERS_LE || c == VERS_GE)
            return 1;
        found = c == VERS_NE ? 2 : found;
    }
    return found;
}

static bool contains(const struct vers *r, struct str version, struct arena *a)
{
    const struct vers_constraint **bounds =
        ARENA_ARRAY(a, const struct vers_constraint *, r->count);
    int equal = equal_constraint(r, version);
    size_t count = 0;
    bool exclusions = r->count > 0;

    must(bounds != NULL, "no memory");
    for (size_t i = 0; i < r->count; i++) {
        enum vers_comparator c = r->constraints[i].comparator;
        exclusions &= c == VERS_NE;
        if (is_lower(c) || is_upper(c))
            bounds[count++] = &r->constraints[i];
    }
    if (equal != 0)
        return equal == 1;
    if (exclusions)
        return true; /* the specification is silent; every other version */
    if (count == 0)
        return false;
    int first = version_compare(r->scheme, version, bounds[0]->version);
    int last = version_compare(r->scheme, version, bounds[count - 1]->version);
    if (is_upper(bounds[0]->comparator) && first < 0)
        return true;
    if (is_lower(bounds[count - 1]->comparator) && last > 0)
        return true;
    for (size_t i = 0; i + 1 < count; i++) {
        if (is_lower(bounds[i]->comparator) && is_upper(bounds[i + 1]->comparator) &&
            version_compare(r->scheme, version, bounds[i]->version) > 0 &&
            version_compare(r->scheme, version, bounds[i + 1]->version) < 0)
            return true;
    }
    return false;
}

/* ---- one range ------------------------------------------------------------------------------- */

/* Ranges in which a version stands twice have no agreed meaning. */
static bool stands_twice(enum version_scheme scheme, const struct vers_constraint *list,
                         size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (version_compare(scheme, list[i - 1].version, list[i].version) == 0)
            return true;
    }
    return false;
}

/* The clauses of a native range, each a range: the first alternative of which all hold. */
static bool joined(const struct vers *range, struct str version, struct arena *a)
{
    for (size_t i = 0; i < range->clause_count;) {
        bool all = true;
        do {
            const struct vers_clause *c = &range->clauses[i];
            const struct vers one = {
                .scheme = range->scheme, .constraints = c->constraints, .count = c->count};
            all &= contains(&one, version, a);
        } while (++i < range->clause_count && !range->clauses[i].alternative);
        if (all)
            return true;
    }
    return false;
}

static void check_versions(const struct vers *range, struct str rest, struct arena *a)
{
    size_t at = 0;
    bool native = range->clause_count > 0;

    if (range->any || range->scheme == VERSION_unknown || range->scheme == VERSION_alpm)
        return;
    if (!native && stands_twice(range->scheme, range->constraints, range->count))
        return;
    for (size_t i = 0; i < range->clause_count; i++) {
        const struct vers_clause *c = &range->clauses[i];
        if (stands_twice(range->scheme, c->constraints, c->count))
            return;
    }
    for (size_t i = 0; i < VERSIONS_MAX && rest.len > 0; i++) {
        struct str version = str_split(&rest, '\n');
        must(vers_contains(range, version) ==
                 (native ? joined(range, version, a) : contains(range, version, a)),
             "two ways to look into a range");
    }
    (void)vers_check(range, &at);
}

static void check_range(const struct vers *range, struct arena *a)
{
    struct str text = spell(range, a);
    struct vers again;

    if (text.len > LIMIT_VERS_BYTES || range->count == 0)
        return;
    must(vers_read(text, VERS_LENIENT, a, &again, NULL) == ERR_OK, "own spelling is refused");
    must(range->scheme == VERSION_alpm || str_equal(spell(&again, a), text),
         "the spelling is not fixed");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct ident_error error = {0, NULL};
    struct vers range;
    enum err e;

    if (size == 0)
        return 0;
    struct str versions = {(const char *)data + 1, size - 1};
    struct str text = str_split(&versions, '\n');
    enum version_scheme scheme = (enum version_scheme)(data[0] / 3 % VERSION_SCHEMES);
    arena_init(&a, ARENA_BYTES);
    if (data[0] % 3 == 0) {
        if (vers_read(text, VERS_CANONICAL, &a, &range, &error) == ERR_OK)
            must(str_equal(spell(&range, &a), text), "canonical and written otherwise");
        else
            must(error.reason != NULL && error.offset <= text.len, "refused without a place");
        e = vers_read(text, VERS_LENIENT, &a, &range, &error);
    } else if (data[0] % 3 == 1) {
        e = vers_from_native(scheme, text, &a, &range, &error);
    } else {
        e = vers_read_constraints(text, scheme, &a, &range, &error);
    }
    if (e == ERR_OK) {
        check_range(&range, &a);
        check_versions(&range, versions, &a);
    } else {
        must(error.reason != NULL, "refused without a reason");
    }
    arena_release(&a);
    return 0;
}
