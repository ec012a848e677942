/*
 * test/conformance/cvss3_exact.h — the sums of CVSS 3.0 and 3.1 before they are rounded, in whole
 * numbers of any size, and whether a score is one of them rounded as the version wants. Shares
 * nothing with the program.
 */
#ifndef TEST_CONFORMANCE_CVSS3_EXACT_H
#define TEST_CONFORMANCE_CVSS3_EXACT_H

#include "conformance/exact.h"

/* Weights in 1e-2, by letter. */
struct weight {
    char letter;
    unsigned value;
};

static const struct weight av_weights[] = {{'N', 85}, {'A', 62}, {'L', 55}, {'P', 20}};
static const struct weight ac_weights[] = {{'L', 77}, {'H', 44}};
static const struct weight pr_weights[] = {{'N', 85}, {'L', 62}, {'H', 27}};
static const struct weight pr_changed[] = {{'N', 85}, {'L', 68}, {'H', 50}};
static const struct weight ui_weights[] = {{'N', 85}, {'R', 62}};
static const struct weight impact[] = {{'N', 0}, {'L', 22}, {'H', 56}};
static const struct weight requirement[] = {{'L', 50}, {'M', 100}, {'H', 150}};

/* What one sum is made of, and a vector that has it. */
struct sum_case {
    bool old;  /* 3.0 */
    bool base; /* the base equation, which 3.1 has kept; else that of the modified metrics */
    bool changed;
    unsigned exploitability; /* product of the weights, 1e-8 */
    unsigned missing;        /* (1 - c)(1 - i)(1 - a) with requirements, 1e-6 */
    char text[160];
};

enum { POINT = 160 }; /* places behind the point of the exact sums */

/* a / 10^digits as a number with POINT places */
static inline struct big scaled(const struct big *a, unsigned digits)
{
    struct big factor = big_power(10, POINT - digits);

    return big_times(a, &factor);
}

/* 1.08 * 7.52 * (miss - 0.029) + 1.08 * exploitability, and apart 1.08 * 3.25 * x^power: the sum is
 * the first less the second. False when the impact is not above 0. */
static inline bool exact_sum(const struct sum_case *s, struct big *plus, struct big *minus)
{
    uint64_t miss = 1000000 - s->missing > 915000 ? 915000 : 1000000 - s->missing;
    struct big expl = big_of(822ull * s->exploitability * (s->changed ? 108 : 100)); /* 1e-12 */
    struct big linear = big_of(0);

    *minus = big_of(0);
    if (miss == 0)
        return false;
    if (s->changed) {
        bool plain = s->old || s->base;
        unsigned power = plain ? 15 : 13;
        uint64_t x = miss * (plain ? 10000 : 9731) - 200000000; /* 1e-10 */
        struct big raised = big_power(x, power);
        raised = big_times_u64(&raised, 325 * 108); /* and 1e-4 */
        *minus = scaled(&raised, 10 * power + 4);
        linear = big_of(752ull * 108 * (miss - 29000)); /* 1e-10 */
    } else {
        linear = big_of(642ull * 100 * miss);
    }
    linear = scaled(&linear, 10);
    expl = scaled(&expl, 12);
    *plus = big_plus(&linear, &expl);
    return true;
}

/* Is plus - minus not above what rounds up to `tenths`? 3.0: sum <= t/10. 3.1 rounds to five places
 * first: sum < t/10 + 0.000005. */
static inline bool exact_within(const struct sum_case *s, const struct big *plus,
                                const struct big *minus, int tenths)
{
    struct big high = big_of((uint64_t)tenths * 100000 + (s->old ? 0 : 5)); /* 1e-6 */

    high = scaled(&high, 6);
    high = big_plus(&high, minus);
    int order = big_compare(plus, &high);
    return s->old ? order <= 0 : order < 0;
}

/* Does the value plus - minus round up to `tenths` as the version wants? Never more than 10. */
static inline bool rounds_to(const struct sum_case *s, const struct big *plus,
                             const struct big *minus, int tenths)
{
    return !exact_within(s, plus, minus, tenths - 1) &&
           (tenths == 100 || exact_within(s, plus, minus, tenths));
}

/* The one score that the sum rounds to. */
static inline int exact3_tenths(const struct sum_case *s)
{
    struct big plus;
    struct big minus;
    int below = 0; /* the sum is above what rounds to it */
    int tenths = 100;

    if (!exact_sum(s, &plus, &minus))
        return 0;
    while (tenths - below > 1) {
        int middle = (tenths + below) / 2;
        if (exact_within(s, &plus, &minus, middle))
            tenths = middle;
        else
            below = middle;
    }
    return tenths;
}

#endif
