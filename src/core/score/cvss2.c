/*
 * core/score/cvss2.c — the equations of CVSS 2.0 (guide, section 3.2), exact in whole numbers.
 *
 * "round_to_1_decimal" is half up on the exact value: floating point gets some scores wrong, for
 * example AV:L/AC:L/Au:N/C:C/I:C/A:C, which is 7.2 and not 7.1.
 */
#include "core/score/score_priv.h"

enum { TEN = 100 }; /* the highest score */

/* Impact and exploitability are in units of 1 / 8e14: fine enough for every product of weights. */
#define UNIT INT64_C(800000000000000)

/* Tenths of a value of `unit` a tenth, half up; `unit` is even. */
static int round_half_up(bool negative, uint64_t size, uint64_t unit)
{
    return negative ? -(int)((size + unit / 2 - 1) / unit) : (int)((size + unit / 2) / unit);
}

static int round_small(int64_t value, uint64_t unit)
{
    return round_half_up(value < 0, (uint64_t)(value < 0 ? -value : value), unit);
}

/* 10.41 * (1 - product); weights times requirements are in 5e-5. Modified: with the security
 * requirements, and at most 10. */
static int64_t impact_of(const struct cvss *v, bool modified)
{
    static const int64_t weights[] = {660, 275, 0};            /* C P N, 1e-3 */
    static const int64_t requirements[] = {100, 151, 100, 50}; /* ND H M L, 1e-2 */
    int64_t product = 1;
    int64_t impact;

    for (unsigned i = 0; i < 3; i++) {
        int64_t requirement = modified ? requirements[v->value[V2_CR + i]] : 100;
        product *= 20000 - weights[v->value[V2_C + i]] * requirement / 5;
    }
    impact = 1041 * (UNIT / 100 - product);
    return modified && impact > 10 * UNIT ? 10 * UNIT : impact;
}

/* 20 * AV * AC * Au */
static int64_t exploitability_of(const struct cvss *v)
{
    static const int64_t vectors[] = {1000, 646, 395};        /* N A L, 1e-3 */
    static const int64_t complexities[] = {71, 61, 35};       /* L M H, 1e-2 */
    static const int64_t authentications[] = {704, 560, 450}; /* N S M, 1e-3 */

    return 20 * vectors[v->value[V2_AV]] * complexities[v->value[V2_AC]] *
           authentications[v->value[V2_Au]] * (UNIT / 100000000);
}

/* ((0.6 * Impact) + (0.4 * Exploitability) - 1.5) * f(Impact), f being 0 or 1.176 = 147 / 125 */
static int base_of(int64_t impact, int64_t exploitability)
{
    int64_t sum = 6 * impact + 4 * exploitability - 15 * UNIT;

    if (impact == 0) {
        return 0;
    }
    return round_half_up(sum < 0, (uint64_t)(sum < 0 ? -sum : sum) * 147, UNIT * 125);
}

static int temporal_of(const struct cvss *v, int base)
{
    static const int exploits[] = {100, 100, 95, 90, 85}; /* ND H F POC U */
    static const int remedies[] = {100, 100, 95, 90, 87}; /* ND U W TF OF */
    static const int confidences[] = {100, 100, 95, 90};  /* ND C UR UC */

    return round_small((int64_t)base * exploits[v->value[V2_E]] * remedies[v->value[V2_RL]] *
                           confidences[v->value[V2_RC]],
                       1000000);
}

static int environmental_of(const struct cvss *v, int temporal)
{
    static const int damages[] = {0, 5, 4, 3, 1, 0};    /* ND H MH LM L N, tenths */
    static const int targets[] = {100, 100, 75, 25, 0}; /* ND H M L N, 1e-2 */
    int raised = temporal * 10 + (TEN - temporal) * damages[v->value[V2_CDP]];
    int score = round_small((int64_t)raised * targets[v->value[V2_TD]], 1000);

    return score > 0 ? score : 0; /* low requirements can leave less than nothing */
}

void cvss2_score(const struct cvss *v, struct cvss_scores *out)
{
    int64_t impact = impact_of(v, false);
    int64_t modified = impact_of(v, true);
    int64_t exploitability = exploitability_of(v);

    *out = (struct cvss_scores){
        .base = base_of(impact, exploitability),
        .impact = round_small(impact, UNIT / 10),
        .exploitability = round_small(exploitability, UNIT / 10),
        .modified_impact = round_small(modified, UNIT / 10),
        .modified_exploitability = CVSS_ABSENT,
        .has_temporal = cvss_any_defined(v, V2_E, V2_CDP),
        .has_environmental = cvss_any_defined(v, V2_CDP, V2_END),
    };
    out->temporal = temporal_of(v, out->base);
    out->environmental = environmental_of(v, temporal_of(v, base_of(modified, exploitability)));
    out->overall = out->has_environmental ? out->environmental : out->temporal;
}
