/*
 * core/score/cvss3.c — the equations of CVSS 3.0 and 3.1 (specifications, sections 7 and 8; 7.1 to
 * 7.4 and appendix A), in whole numbers.
 *
 * All values but one are exact. The power term of a changed scope would need 130 digits; it is
 * computed to 17, and the conformance suite shows, with exact arithmetic over every case there is,
 * that no score is that close to a rounding. 3.0 and 3.1 differ in two places: how they round up,
 * and the power term of the modified impact.
 */
#include "core/score/score_priv.h"

__extension__ typedef unsigned __int128 wide;

enum {
    MISS_MAX = 915000, /* 0.915, 1e-6 */
    FIXED_POINT = 60,  /* bits behind the point of the power term */
    PERCENT = 100
};

#define TENTH INT64_C(10000000000000000) /* a tenth of a score, in units of 1e-17 */

/* What a score is made of, base or modified. */
struct parts {
    int64_t impact;         /* 1e-15; may be below 0 */
    int64_t exploitability; /* 1e-15 */
    bool changed;           /* scope */
};

/* ---- impact ---------------------------------------------------------------------------------- */

static uint64_t times(uint64_t a, uint64_t b)
{
    return (uint64_t)((wide)a * b >> FIXED_POINT);
}

/* 3.25 * x^power in units of 1e-15; x in units of 1e-10, 0 <= x < 1; power is 13 or 15. */
static int64_t power_term(int64_t x, unsigned power)
{
    const uint64_t unit = UINT64_C(990352031428304219); /* 2^93 / 1e10 */
    uint64_t x1 = (uint64_t)((wide)(uint64_t)x * unit >> (93 - FIXED_POINT));
    uint64_t x3 = times(times(x1, x1), x1);
    uint64_t x12 = times(times(x3, x3), times(x3, x3));
    uint64_t out = times(x12, power == 13 ? x1 : x3);

    return (int64_t)((wide)out * UINT64_C(3250000000000000) >> FIXED_POINT);
}

/* The impact with a changed scope: 7.52 * (ISS - 0.029) less the power term. `scale` is 1 but for
 * the modified impact of 3.1 (0.9731), in units of 1e-4. */
static int64_t changed_impact(int64_t iss, int64_t scale)
{
    int64_t x = iss * scale - 200000000; /* ISS * scale - 0.02, 1e-10 */

    if (x <= 0) {
        return -1; /* whatever it is, it is below 0, and then the score is 0 */
    }
    return 752 * (iss - 29000) * 10000000 - power_term(x, scale == 10000 ? 15 : 13);
}

/* The same where all requirements are 1, by the number of impacts that are H and L: 1e-15, rounded
 * down from the exact value. Nearly all vectors need no other. */
static const int64_t changed_impacts[2][4][4] = {
    /* base; 3.0 modified alike */
    {{-218080000000000, 1436319999893504, 2726750843837335, 3733172270817458},
     {3992805377514003, 4717324107011478, 5268807630773988},
     {5757630967795080, 5971293208824589},
     {6047730491544518}},
    /* 3.1 modified */
    {{-218080000000000, 1436319998198261, 2726746238859493, 3732973062753085},
     {3992373093893799, 4714672389853964, 5261417922450685},
     {5746661953201323, 5968952933984692},
     {6128026328809978}},
};

static int64_t plain_impact(int64_t iss)
{
    return 642 * iss * 10000000;
}

/* 1 - (1 - c)(1 - i)(1 - a), weights in 1e-2 */
static int64_t iss_of(const int64_t weights[3])
{
    return 1000000 - (PERCENT - weights[0]) * (PERCENT - weights[1]) * (PERCENT - weights[2]);
}

/* Of an impact H L N, in 1e-2, by the requirement X H M L. */
static const int64_t impact_weights[4][3] = {{56, 22, 0}, {84, 33, 0}, {56, 22, 0}, {28, 11, 0}};

/* ---- exploitability -------------------------------------------------------------------------- */

struct exploitability {
    unsigned vector, complexity, privileges, interaction;
    bool changed;
};

/* 8.22 * AV * AC * PR * UI in units of 1e-15 */
static int64_t exploitability_of(const struct exploitability *e)
{
    static const int64_t vectors[] = {85, 62, 55, 20};                    /* N A L P */
    static const int64_t complexities[] = {77, 44};                       /* L H */
    static const int64_t privileges[2][3] = {{85, 62, 27}, {85, 68, 50}}; /* N L H */
    static const int64_t interactions[] = {85, 62};                       /* N R */

    return 822 * vectors[e->vector] * complexities[e->complexity] *
           privileges[e->changed][e->privileges] * interactions[e->interaction] * 100000;
}

/* ---- base and modified ----------------------------------------------------------------------- */

/* Without environmental metrics: `out[0]` is base, `out[1]` modified, which differs in 3.1 alone.
 */
static void base_parts(const struct cvss *v, struct parts out[2])
{
    struct exploitability e = {v->value[V3_AV], v->value[V3_AC], v->value[V3_PR], v->value[V3_UI],
                               v->value[V3_S] == 1};
    int64_t weights[3];
    unsigned highs = 0;
    unsigned lows = 0;

    for (unsigned i = 0; i < 3; i++) {
        weights[i] = impact_weights[0][v->value[V3_C + i]];
        highs += v->value[V3_C + i] == 0;
        lows += v->value[V3_C + i] == 1;
    }
    int64_t plain = plain_impact(iss_of(weights));
    int64_t exploitability = exploitability_of(&e);
    for (unsigned i = 0; i < 2; i++) {
        int64_t changed = changed_impacts[v->version == CVSS_3_0 ? 0 : i][highs][lows];
        out[i] = (struct parts){e.changed ? changed : plain, exploitability, e.changed};
    }
}

static void modified_parts(const struct cvss *v, struct parts *out)
{
    struct exploitability e = {cvss_effective(v, V3_AV, V3_MAV), cvss_effective(v, V3_AC, V3_MAC),
                               cvss_effective(v, V3_PR, V3_MPR), cvss_effective(v, V3_UI, V3_MUI),
                               cvss_effective(v, V3_S, V3_MS) == 1};
    int64_t weights[3];
    int64_t miss;

    for (unsigned i = 0; i < 3; i++) {
        weights[i] = impact_weights[v->value[V3_CR + i]][cvss_effective(v, V3_C + i, V3_MC + i)];
    }
    miss = iss_of(weights);
    miss = miss < MISS_MAX ? miss : MISS_MAX;
    out->changed = e.changed;
    out->impact = e.changed ? changed_impact(miss, v->version == CVSS_3_0 ? 10000 : 9731)
                            : plain_impact(miss);
    out->exploitability = exploitability_of(&e);
}

/* ---- rounding -------------------------------------------------------------------------------- */

/* Tenths of a value given in `tenth` units a tenth. 3.0: the smallest tenth that is not below it.
 * 3.1 (appendix A): rounded to five places first, then the same. */
static int round_up(enum cvss_version version, int64_t value, int64_t tenth)
{
    if (version == CVSS_3_0) {
        return (int)((value + tenth - 1) / tenth);
    }
    int64_t fifth = tenth / 10000;

    return (int)(((value + fifth / 2) / fifth + 9999) / 10000);
}

static int sum_of(enum cvss_version version, const struct parts *p)
{
    int64_t sum = (p->impact + p->exploitability) * (p->changed ? 108 : PERCENT);

    if (p->impact <= 0) {
        return 0;
    }
    return round_up(version, sum < 100 * TENTH ? sum : 100 * TENTH, TENTH);
}

static int temporal_of(const struct cvss *v, int base)
{
    static const int exploits[] = {100, 100, 97, 94, 91}; /* X H F P U */
    static const int remedies[] = {100, 100, 97, 96, 95}; /* X U W T O */
    static const int confidences[] = {100, 100, 96, 92};  /* X C R U */
    int64_t value = (int64_t)base * exploits[v->value[V3_E]] * remedies[v->value[V3_RL]] *
                    confidences[v->value[V3_RC]];

    return round_up(v->version, value, 1000000);
}

/* A part of a score as it is shown: half up, never below 0. */
static int shown(int64_t value)
{
    return value <= 0 ? 0 : (int)((value + 50000000000000) / 100000000000000);
}

/* ---- the scores ------------------------------------------------------------------------------ */

void cvss3_score(const struct cvss *v, struct cvss_scores *out)
{
    bool has_environmental = cvss_any_defined(v, V3_CR, V3_END);
    struct parts parts[2];
    const struct parts *base = &parts[0];
    struct parts *modified = &parts[1];

    base_parts(v, parts);
    if (has_environmental) {
        modified_parts(v, modified);
    }
    *out = (struct cvss_scores){
        .base = sum_of(v->version, base),
        .impact = shown(base->impact),
        .exploitability = shown(base->exploitability),
        .modified_impact = shown(modified->impact),
        .modified_exploitability = shown(modified->exploitability),
        .has_temporal = cvss_any_defined(v, V3_E, V3_CR),
        .has_environmental = has_environmental,
    };
    out->temporal = temporal_of(v, out->base);
    out->environmental = temporal_of(v, sum_of(v->version, modified));
    out->overall = out->has_environmental ? out->environmental : out->temporal;
}
