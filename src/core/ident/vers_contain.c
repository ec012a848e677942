/*
 * core/ident/vers_contain.c — what a range means: whether a version lies in it, and whether
 * it contradicts itself.
 *
 * Must never look at the spelling of a range: it has been read.
 */
#include "core/ident/vers_priv.h"

#include <assert.h>

static bool is_lower_bound(enum vers_comparator c)
{
    return c == VERS_GT || c == VERS_GE;
}

static bool is_upper_bound(enum vers_comparator c)
{
    return c == VERS_LT || c == VERS_LE;
}

static bool includes_equal(enum vers_comparator c)
{
    return c == VERS_EQ || c == VERS_LE || c == VERS_GE;
}

/* Constraints are sorted, so that one walk finds the neighbours of the version: the last bound
 * below it and the first above. Constraints on the version itself decide before all bounds, and
 * where there are exclusions alone everything else lies in the range. */
static bool list_contains(enum version_scheme scheme, const struct vers_constraint *list,
                          size_t count, struct str version)
{
    bool excluded = false;
    bool exclusions_alone = count > 0;
    bool below = false; /* some bound is below the version … */
    bool above = false;
    enum vers_comparator last_below = VERS_EQ;
    enum vers_comparator first_above = VERS_EQ;
    for (size_t i = 0; i < count && !above; i++) {
        const struct vers_constraint *c = &list[i];
        int order = version_compare(scheme, c->version, version);
        if (order == 0 && includes_equal(c->comparator)) {
            return true;
        }
        excluded |= order == 0;
        exclusions_alone &= c->comparator == VERS_NE;
        if (order == 0 || c->comparator == VERS_EQ || c->comparator == VERS_NE) {
            continue;
        }
        if (order < 0) {
            below = true;
            last_below = c->comparator;
        } else {
            above = true;
            first_above = c->comparator;
        }
    }
    if (excluded || exclusions_alone) {
        return !excluded;
    }
    if (below && above) {
        return is_lower_bound(last_below) && is_upper_bound(first_above);
    }
    return below ? is_lower_bound(last_below) : above && is_upper_bound(first_above);
}

/* Some alternative has clauses that all hold. */
static bool clauses_contain(const struct vers *range, struct str version)
{
    bool holds = false;
    for (size_t i = 0; i < range->clause_count; i++) {
        const struct vers_clause *c = &range->clauses[i];
        if (c->alternative && holds) {
            return true;
        }
        holds = (holds || c->alternative) &&
                list_contains(range->scheme, c->constraints, c->count, version);
    }
    return holds;
}

bool vers_contains(const struct vers *range, struct str version)
{
    assert(range->scheme < VERSION_SCHEMES);
    if (range->any) {
        return range->scheme != VERSION_none;
    }
    return range->clause_count > 0
               ? clauses_contain(range, version)
               : list_contains(range->scheme, range->constraints, range->count, version);
}

/* ---- contradictions -------------------------------------------------------------------------- */

/* What may follow what, != left out: behind "=" no upper bound, and bounds alternate, whatever
 * stands as "=" between them. */
static const char *pair_fault(enum vers_comparator before, enum vers_comparator bound,
                              enum vers_comparator after)
{
    if (before == VERS_EQ && is_upper_bound(after)) {
        return N_("this constraint makes the one before it redundant");
    }
    if (is_lower_bound(bound) && is_lower_bound(after)) {
        return N_("this constraint is redundant behind > or >=");
    }
    return is_upper_bound(bound) && is_upper_bound(after)
               ? N_("this constraint makes the one before it redundant")
               : NULL;
}

const char *vers_check(const struct vers *range, size_t *at)
{
    enum vers_comparator before = VERS_NE; /* none yet */
    enum vers_comparator bound = VERS_NE;
    for (size_t i = 0; i < range->count; i++) {
        const struct vers_constraint *c = &range->constraints[i];
        *at = i;
        if (i > 0 && range->scheme < VERSION_SCHEMES &&
            version_compare(range->scheme, c[-1].version, c->version) == 0) {
            return N_("non-canonical: a version stands twice");
        }
        if (c->comparator == VERS_NE) {
            continue;
        }
        const char *fault = pair_fault(before, bound, c->comparator);
        if (fault != NULL) {
            return fault;
        }
        before = c->comparator;
        bound = before == VERS_EQ ? bound : before;
    }
    return NULL;
}
