/*
 * core/score/cvss4.c — the scores of CVSS 4.0 (specification, section 8), in whole numbers.
 *
 * A vector falls into one of 270 macrovectors: a level for each of six equivalence classes. Its
 * score is that of the macrovector less the mean, over the classes that have a lower level, of
 *
 *     (score of the macrovector - score of the next lower one) * distance / depth
 *
 * where the distance counts the steps from the most severe vector of the class. The standard lists
 * these most severe vectors; all of one level are equally far from the top, so that the distance is
 * a sum of the metrics' places less a constant of the level. Depths divide 840: no fraction is ever
 * rounded but the last, half up.
 */
#include "core/score/score_priv.h"

enum {
    NO = 0, /* no such macrovector */
    DEPTHS = 840,
    EQ1 = 108, /* how far apart neighbours stand in the table */
    EQ2 = 54,
    EQ3 = 18,
    EQ4 = 6,
    EQ5 = 2,
    EQ6 = 1
};

/* Score of every macrovector in tenths: a line holds EQ1, EQ2 and EQ3, within it EQ4, EQ5, EQ6. */
/* clang-format off */
static const uint8_t macrovectors[3 * 2 * 3 * 3 * 3 * 2] = {
    /* 000 */ 100, 99, 98, 95, 95, 92, 100, 96, 93, 87, 91, 81, 93, 90, 89, 80, 81, 68,
    /* 001 */ 98, 95, 95, 92, 90, 84, 93, 92, 89, 81, 81, 65, 88, 80, 78, 70, 69, 48,
    /* 002 */ NO, 92, NO, 82, NO, 72, NO, 79, NO, 69, NO, 50, NO, 69, NO, 55, NO, 27,
    /* 010 */ 99, 97, 95, 92, 92, 85, 95, 91, 90, 83, 84, 71, 92, 81, 82, 71, 72, 53,
    /* 011 */ 95, 93, 92, 85, 85, 73, 92, 82, 80, 72, 70, 59, 84, 70, 71, 52, 50, 30,
    /* 012 */ NO, 86, NO, 75, NO, 52, NO, 71, NO, 52, NO, 29, NO, 63, NO, 29, NO, 17,
    /* 100 */ 98, 95, 94, 87, 91, 81, 94, 89, 86, 74, 77, 64, 87, 75, 74, 63, 63, 49,
    /* 101 */ 94, 89, 88, 77, 76, 67, 86, 76, 74, 58, 59, 50, 72, 57, 57, 52, 52, 25,
    /* 102 */ NO, 83, NO, 70, NO, 54, NO, 65, NO, 58, NO, 26, NO, 53, NO, 21, NO, 13,
    /* 110 */ 95, 90, 88, 76, 76, 70, 90, 77, 75, 62, 61, 53, 77, 66, 68, 59, 52, 30,
    /* 111 */ 89, 78, 76, 67, 62, 58, 74, 59, 57, 57, 47, 23, 61, 52, 57, 29, 24, 16,
    /* 112 */ NO, 71, NO, 59, NO, 30, NO, 58, NO, 26, NO, 15, NO, 23, NO, 13, NO, 6,
    /* 200 */ 93, 87, 86, 72, 75, 58, 86, 74, 74, 61, 56, 34, 70, 54, 52, 40, 40, 22,
    /* 201 */ 85, 75, 74, 55, 62, 51, 72, 57, 55, 41, 46, 19, 53, 36, 34, 19, 19, 8,
    /* 202 */ NO, 64, NO, 51, NO, 20, NO, 47, NO, 21, NO, 11, NO, 24, NO, 9, NO, 4,
    /* 210 */ 88, 75, 73, 53, 60, 50, 73, 55, 59, 40, 41, 20, 54, 43, 45, 22, 20, 11,
    /* 211 */ 75, 55, 58, 45, 40, 21, 61, 51, 48, 18, 20, 9, 46, 18, 17, 7, 8, 2,
    /* 212 */ NO, 53, NO, 24, NO, 14, NO, 24, NO, 12, NO, 5, NO, 10, NO, 3, NO, 1,
};
/* clang-format on */

/* The metrics that count, as steps from the most severe value. */
struct steps {
    unsigned av, ac, at, pr, ui;
    unsigned impact[3];      /* H L N */
    unsigned subsequent[3];  /* S H L N */
    unsigned requirement[3]; /* H M L */
};

struct level {
    unsigned level;
    unsigned distance;
};

/* All that counts of the metrics but for class 5, which has a level only: the exploit maturity. */
struct classes {
    struct level c1, c2, c36, c4;
    bool harmless; /* no impact at all */
};

/* ---- which values count ---------------------------------------------------------------------- */

static void base_steps(const struct cvss *v, struct steps *out)
{
    *out = (struct steps){v->value[V4_AV],
                          v->value[V4_AC],
                          v->value[V4_AT],
                          v->value[V4_PR],
                          v->value[V4_UI],
                          {0},
                          {0},
                          {0}};
    for (unsigned i = 0; i < 3; i++) {
        out->impact[i] = v->value[V4_VC + i];
        out->subsequent[i] = v->value[V4_SC + i] + 1u;
    }
}

static void modify_steps(const struct cvss *v, struct steps *out)
{
    out->av = cvss_effective(v, V4_AV, V4_MAV);
    out->ac = cvss_effective(v, V4_AC, V4_MAC);
    out->at = cvss_effective(v, V4_AT, V4_MAT);
    out->pr = cvss_effective(v, V4_PR, V4_MPR);
    out->ui = cvss_effective(v, V4_UI, V4_MUI);
    for (unsigned i = 0; i < 3; i++) {
        unsigned requirement = v->value[V4_CR + i];
        unsigned subsequent = v->value[V4_MSC + i];

        out->impact[i] = cvss_effective(v, V4_VC + i, V4_MVC + i);
        out->requirement[i] = requirement > 0 ? requirement - 1 : 0;
        /* MSC has no value S: its first is H, one step down. */
        if (subsequent > 0) {
            out->subsequent[i] = i == 0 ? subsequent : subsequent - 1;
        }
    }
}

/* ---- the equivalence classes ----------------------------------------------------------------- */

/* Which level a vector has is a toss-up: sums of conditions instead of branches that would be
 * guessed wrong every other time. */

static struct level class_1(const struct steps *m)
{
    static const unsigned top[] = {0, 1, 3};
    unsigned sum = m->av + m->pr + m->ui;
    unsigned some = (m->av == 0) | (m->pr == 0) | (m->ui == 0);
    unsigned level = 2 - (some & (m->av != 3)) - (sum == 0);

    return (struct level){level, sum - top[level]};
}

static struct level class_2(const struct steps *m)
{
    unsigned sum = m->ac + m->at;
    unsigned level = sum > 0;

    return (struct level){level, sum - level};
}

/* Classes 3 and 6 are one, because the requirements weigh the impacts; level is 2 * EQ3 + EQ6. */
static struct level class_36(const struct steps *m)
{
    static const unsigned top[] = {0, 3, 1, 3, 0, 3};
    const unsigned *v = m->impact;
    const unsigned *r = m->requirement;
    unsigned any = (v[0] == 0) | (v[1] == 0) | (v[2] == 0);
    unsigned both = (v[0] | v[1]) == 0;
    unsigned weighty = ((v[0] | r[0]) == 0) | ((v[1] | r[1]) == 0) | ((v[2] | r[2]) == 0);
    unsigned level = 2 * (2 - any - both) + (1 - weighty);

    return (struct level){level, v[0] + v[1] + v[2] + r[0] + r[1] + r[2] - top[level]};
}

static struct level class_4(const struct steps *m)
{
    static const unsigned top[] = {1, 3, 6};
    const unsigned *s = m->subsequent;
    unsigned safety = (s[1] == 0) | (s[2] == 0);
    unsigned high = safety | (s[0] == 1) | (s[1] == 1) | (s[2] == 1);
    unsigned level = 2 - high - safety;

    return (struct level){level, s[0] + s[1] + s[2] - top[level]};
}

static void classify(const struct steps *m, struct classes *out)
{
    const unsigned *v = m->impact;
    const unsigned *s = m->subsequent;

    out->c1 = class_1(m);
    out->c2 = class_2(m);
    out->c36 = class_36(m);
    out->c4 = class_4(m);
    out->harmless = v[0] + v[1] + v[2] == 6 && s[0] + s[1] + s[2] == 9;
}

/* ---- the score ------------------------------------------------------------------------------- */

/* What one class says about the way down from each of its levels; the lowest level has none, and
 * then nothing is lost. */
struct descent {
    uint8_t steps[2]; /* to the next lower macrovectors: where there are two, the higher counts */
    uint8_t counts;   /* takes part in the mean */
    uint16_t share;   /* DEPTHS / depth */
};

static const struct descent descents_1[] = {
    {{EQ1, EQ1}, 1, DEPTHS}, {{EQ1, EQ1}, 1, DEPTHS / 4}, {{0, 0}, 0, 0}};
static const struct descent descents_2[] = {{{EQ2, EQ2}, 1, DEPTHS}, {{0, 0}, 0, 0}};
static const struct descent descents_36[] = {{{EQ6, EQ3}, 1, DEPTHS / 7},
                                             {{EQ3, EQ3}, 1, DEPTHS / 6},
                                             {{EQ6, EQ6}, 1, DEPTHS / 8},
                                             {{EQ3, EQ3}, 1, DEPTHS / 8},
                                             {{0, 0}, 0, 0},
                                             {{0, 0}, 0, 0}};
static const struct descent descents_4[] = {
    {{EQ4, EQ4}, 1, DEPTHS / 6}, {{EQ4, EQ4}, 1, DEPTHS / 5}, {{0, 0}, 0, 0}};

/* Distances times what is lost on the way, over the depths, in units of 1/840 tenth. */
struct mean {
    unsigned sum;
    unsigned count;
};

static void mean_add(struct mean *mean, const uint8_t *at, struct level l, const struct descent *d)
{
    unsigned one = at[d[l.level].steps[0]];
    unsigned other = at[d[l.level].steps[1]];

    mean->sum += l.distance * (*at - (one > other ? one : other)) * d[l.level].share;
    mean->count += d[l.level].counts;
}

static int score_of(const struct classes *c, unsigned exploit)
{
    const uint8_t *at =
        &macrovectors[c->c1.level * EQ1 + c->c2.level * EQ2 + c->c36.level / 2 * EQ3 +
                      c->c4.level * EQ4 + exploit * EQ5 + c->c36.level % 2];
    struct mean mean = {0, exploit < 2};

    if (c->harmless) {
        return 0;
    }
    mean_add(&mean, at, c->c1, descents_1);
    mean_add(&mean, at, c->c2, descents_2);
    mean_add(&mean, at, c->c36, descents_36);
    mean_add(&mean, at, c->c4, descents_4);
    if (mean.count == 0) {
        return *at;
    }
    unsigned unit = DEPTHS * mean.count;
    return (int)((2 * (*at * unit - mean.sum) + unit) / (2 * unit));
}

static void tell_levels(const struct classes *c, unsigned exploit, uint8_t eq[6])
{
    eq[0] = (uint8_t)c->c1.level;
    eq[1] = (uint8_t)c->c2.level;
    eq[2] = (uint8_t)(c->c36.level / 2);
    eq[3] = (uint8_t)c->c4.level;
    eq[4] = (uint8_t)exploit;
    eq[5] = (uint8_t)(c->c36.level % 2);
}

void cvss4_score(const struct cvss *v, struct cvss_scores *out)
{
    /* Not defined counts as the worst: "attacked". */
    unsigned exploit = v->value[V4_E] > 0 ? v->value[V4_E] - 1u : 0;
    struct steps m;
    struct classes c;

    base_steps(v, &m);
    classify(&m, &c);
    *out = (struct cvss_scores){
        .impact = CVSS_ABSENT,
        .exploitability = CVSS_ABSENT,
        .modified_impact = CVSS_ABSENT,
        .modified_exploitability = CVSS_ABSENT,
        .has_temporal = v->value[V4_E] > 0,
        .has_environmental = cvss_any_defined(v, V4_CR, V4_S),
    };
    out->base = out->temporal = score_of(&c, 0);
    if (exploit > 0) {
        out->temporal = score_of(&c, exploit);
    }
    out->environmental = out->base;
    out->overall = out->temporal;
    if (out->has_environmental) {
        modify_steps(v, &m);
        classify(&m, &c);
        out->environmental = out->overall = score_of(&c, 0);
        if (exploit > 0) {
            out->overall = score_of(&c, exploit);
        }
    }
    tell_levels(&c, exploit, out->macrovector);
}
