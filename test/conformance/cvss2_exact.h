/*
 * test/conformance/cvss2_exact.h — where a file of published scores differs from the program: is
 * the exact value on the border between two tenths, so that the file shows a floating-point error?
 * Fractions, weights by name; shares nothing with the program.
 */
#ifndef TEST_CONFORMANCE_CVSS2_EXACT_H
#define TEST_CONFORMANCE_CVSS2_EXACT_H

#include <string.h>

#include "conformance/exact.h"

/* A weight in 1e-3 by the text of metric and value. */
struct exact_weight {
    const char *metric; /* "/E:POC/" with a "/" on both sides */
    int weight;
};

static const struct exact_weight exact2_factors[] = {
    {"/E:U/", 850},  {"/E:POC/", 900}, {"/E:F/", 950},   {"/RL:OF/", 870}, {"/RL:TF/", 900},
    {"/RL:W/", 950}, {"/RC:UC/", 900}, {"/RC:UR/", 950}, {NULL, 0}};
static const struct exact_weight exact2_damages[] = {
    {"/CDP:L/", 100}, {"/CDP:LM/", 300}, {"/CDP:MH/", 400}, {"/CDP:H/", 500}, {NULL, 0}};
static const struct exact_weight exact2_targets[] = {
    {"/TD:N/", 0}, {"/TD:L/", 250}, {"/TD:M/", 750}, {NULL, 0}};
static const struct exact_weight exact2_exploits[] = {
    {"/AV:L/", 395}, {"/AV:A/", 646}, {"/AC:H/", 350}, {"/AC:M/", 610}, {"/AC:L/", 710},
    {"/Au:M/", 450}, {"/Au:S/", 560}, {"/Au:N/", 704}, {NULL, 0}};
static const struct exact_weight exact3_factors[] = {
    {"/E:U/", 910},  {"/E:P/", 940},  {"/E:F/", 970},  {"/RL:O/", 950}, {"/RL:T/", 960},
    {"/RL:W/", 970}, {"/RC:U/", 920}, {"/RC:R/", 960}, {NULL, 0}};

/* `start` times the weights of a list that stand in the vector. */
static inline struct fraction exact_factors(struct fraction start, const struct exact_weight *list,
                                            const char *vector)
{
    for (; list->metric != NULL; list++) {
        if (strstr(vector, list->metric) != NULL)
            start = fraction_times(start, fraction_of(list->weight, 1000));
    }
    return start;
}

/* The first weight of a list that stands in the vector. */
static inline struct fraction exact_weight(const struct exact_weight *list, const char *vector,
                                           int otherwise)
{
    for (; list->metric != NULL; list++) {
        if (strstr(vector, list->metric) != NULL)
            return fraction_of(list->weight, 1000);
    }
    return fraction_of(otherwise, 1);
}

static inline struct fraction exact2_round(struct fraction value)
{
    struct fraction tenths =
        fraction_plus(fraction_times(value, fraction_of(10, 1)), fraction_of(1, 2));

    return fraction_of(fraction_floor(tenths), 10);
}

/* One impact with its security requirement. */
static inline struct fraction exact2_impact(const char *vector, char metric)
{
    const char full[] = {'/', metric, ':', 'C', '/', '\0'};
    const char part[] = {'/', metric, ':', 'P', '/', '\0'};
    const char high[] = {'/', metric, 'R', ':', 'H', '/', '\0'};
    const char low[] = {'/', metric, 'R', ':', 'L', '/', '\0'};
    struct fraction out = fraction_of(strstr(vector, full) != NULL   ? 660
                                      : strstr(vector, part) != NULL ? 275
                                                                     : 0,
                                      1000);

    if (strstr(vector, high) != NULL)
        return fraction_times(out, fraction_of(151, 100));
    return strstr(vector, low) != NULL ? fraction_times(out, fraction_of(1, 2)) : out;
}

/* How a base score is computed. */
enum exact2_way {
    EXACT2_BASE,     /* the impact is what it is */
    EXACT2_ADJUSTED, /* the adjusted impact is 10 at most */
    EXACT2_PUBLISHED /* the same, and the exploitability rounded: what published vectors show */
};

/* The base score of a vector of 2.0 ("/AV:N/…/" with a "/" on both sides), unrounded. */
static inline struct fraction exact2_base(const char *vector, enum exact2_way way)
{
    struct fraction one = fraction_of(1, 1);
    struct fraction none = one;

    for (const char *m = "CIA"; *m != '\0'; m++)
        none = fraction_times(none, fraction_minus(one, exact2_impact(vector, *m)));
    struct fraction impact = fraction_times(fraction_of(1041, 100), fraction_minus(one, none));
    if (way != EXACT2_BASE && impact.over > 10 * impact.under)
        impact = fraction_of(10, 1);
    if (impact.over == 0)
        return impact;
    struct fraction rest = exact_factors(fraction_of(20, 1), exact2_exploits, vector);
    if (way == EXACT2_PUBLISHED)
        rest = exact2_round(rest);
    struct fraction sum = fraction_times(fraction_of(6, 10), impact);
    sum = fraction_plus(sum, fraction_times(fraction_of(4, 10), rest));
    sum = fraction_minus(sum, fraction_of(15, 10));
    return fraction_times(sum, fraction_of(1176, 1000));
}

/* Tenths of the environmental score; as the standard has it, or as the file does. */
static inline int exact2_environmental(const char *vector, bool between)
{
    struct fraction score = exact2_base(vector, between ? EXACT2_ADJUSTED : EXACT2_PUBLISHED);

    if (between)
        score = exact2_round(score);
    score = exact_factors(score, exact2_factors, vector);
    if (between)
        score = exact2_round(score);
    struct fraction rest = fraction_minus(fraction_of(10, 1), score);
    score = fraction_plus(score, fraction_times(rest, exact_weight(exact2_damages, vector, 0)));
    score = exact2_round(fraction_times(score, exact_weight(exact2_targets, vector, 1)));
    int tenths = fraction_floor(fraction_times(score, fraction_of(10, 1)));

    return tenths > 0 ? tenths : 0; /* "a score ranging from 0 to 10" */
}

/* The base score (tenths) with the temporal metrics is half way between two tenths. */
static inline bool exact2_is_half(const char *vector, int base)
{
    struct fraction value = exact_factors(fraction_of(base, 1), exact2_factors, vector);

    return value.under == 2;
}

/* 3.0: the score before the temporal factors times these is a whole tenth, which rounding up leaves
 * alone. */
static inline bool exact3_is_whole(const char *vector, int before)
{
    return fraction_is_whole(exact_factors(fraction_of(before, 1), exact3_factors, vector));
}

#endif
