/*
 * test/conformance/cvss4_exact.h — the score of a CVSS 4.0 vector by the letter of the standard:
 * for every class the list of its most severe vectors, the first of them that is at least as severe
 * in every metric, distances to it, and fractions. The program knows no such lists and no
 * fractions; the two share nothing.
 */
#ifndef TEST_CONFORMANCE_CVSS4_EXACT_H
#define TEST_CONFORMANCE_CVSS4_EXACT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conformance/exact.h"

/* The metrics that count, as letters. */
enum {
    X_AV,
    X_PR,
    X_UI,
    X_AC,
    X_AT,
    X_VC,
    X_VI,
    X_VA,
    X_CR,
    X_IR,
    X_AR,
    X_SC,
    X_SI,
    X_SA,
    X_E,
    X_METRICS
};

/* From the most severe to the least. */
static const char *const exact_order[X_METRICS] = {"NALP", "NLH",  "NPA",  "LH",   "NP",
                                                   "HLN",  "HLN",  "HLN",  "HML",  "HML",
                                                   "HML",  "SHLN", "SHLN", "SHLN", "APU"};

static const char exact_table[] =
    "000000=10 000001=9.9 000010=9.8 000011=9.5 000020=9.5 000021=9.2 000100=10 000101=9.6 "
    "000110=9.3 000111=8.7 000120=9.1 000121=8.1 000200=9.3 000201=9 000210=8.9 000211=8 "
    "000220=8.1 000221=6.8 001000=9.8 001001=9.5 001010=9.5 001011=9.2 001020=9 001021=8.4 "
    "001100=9.3 001101=9.2 001110=8.9 001111=8.1 001120=8.1 001121=6.5 001200=8.8 001201=8 "
    "001210=7.8 001211=7 001220=6.9 001221=4.8 002001=9.2 002011=8.2 002021=7.2 002101=7.9 "
    "002111=6.9 002121=5 002201=6.9 002211=5.5 002221=2.7 010000=9.9 010001=9.7 010010=9.5 "
    "010011=9.2 010020=9.2 010021=8.5 010100=9.5 010101=9.1 010110=9 010111=8.3 010120=8.4 "
    "010121=7.1 010200=9.2 010201=8.1 010210=8.2 010211=7.1 010220=7.2 010221=5.3 "
    "011000=9.5 011001=9.3 011010=9.2 011011=8.5 011020=8.5 011021=7.3 011100=9.2 "
    "011101=8.2 011110=8 011111=7.2 011120=7 011121=5.9 011200=8.4 011201=7 011210=7.1 "
    "011211=5.2 011220=5 011221=3 012001=8.6 012011=7.5 012021=5.2 012101=7.1 012111=5.2 "
    "012121=2.9 012201=6.3 012211=2.9 012221=1.7 100000=9.8 100001=9.5 100010=9.4 "
    "100011=8.7 100020=9.1 100021=8.1 100100=9.4 100101=8.9 100110=8.6 100111=7.4 "
    "100120=7.7 100121=6.4 100200=8.7 100201=7.5 100210=7.4 100211=6.3 100220=6.3 "
    "100221=4.9 101000=9.4 101001=8.9 101010=8.8 101011=7.7 101020=7.6 101021=6.7 "
    "101100=8.6 101101=7.6 101110=7.4 101111=5.8 101120=5.9 101121=5 101200=7.2 101201=5.7 "
    "101210=5.7 101211=5.2 101220=5.2 101221=2.5 102001=8.3 102011=7 102021=5.4 102101=6.5 "
    "102111=5.8 102121=2.6 102201=5.3 102211=2.1 102221=1.3 110000=9.5 110001=9 110010=8.8 "
    "110011=7.6 110020=7.6 110021=7 110100=9 110101=7.7 110110=7.5 110111=6.2 110120=6.1 "
    "110121=5.3 110200=7.7 110201=6.6 110210=6.8 110211=5.9 110220=5.2 110221=3 111000=8.9 "
    "111001=7.8 111010=7.6 111011=6.7 111020=6.2 111021=5.8 111100=7.4 111101=5.9 "
    "111110=5.7 111111=5.7 111120=4.7 111121=2.3 111200=6.1 111201=5.2 111210=5.7 "
    "111211=2.9 111220=2.4 111221=1.6 112001=7.1 112011=5.9 112021=3 112101=5.8 112111=2.6 "
    "112121=1.5 112201=2.3 112211=1.3 112221=0.6 200000=9.3 200001=8.7 200010=8.6 "
    "200011=7.2 200020=7.5 200021=5.8 200100=8.6 200101=7.4 200110=7.4 200111=6.1 "
    "200120=5.6 200121=3.4 200200=7 200201=5.4 200210=5.2 200211=4 200220=4 200221=2.2 "
    "201000=8.5 201001=7.5 201010=7.4 201011=5.5 201020=6.2 201021=5.1 201100=7.2 "
    "201101=5.7 201110=5.5 201111=4.1 201120=4.6 201121=1.9 201200=5.3 201201=3.6 "
    "201210=3.4 201211=1.9 201220=1.9 201221=0.8 202001=6.4 202011=5.1 202021=2 202101=4.7 "
    "202111=2.1 202121=1.1 202201=2.4 202211=0.9 202221=0.4 210000=8.8 210001=7.5 "
    "210010=7.3 210011=5.3 210020=6 210021=5 210100=7.3 210101=5.5 210110=5.9 210111=4 "
    "210120=4.1 210121=2 210200=5.4 210201=4.3 210210=4.5 210211=2.2 210220=2 210221=1.1 "
    "211000=7.5 211001=5.5 211010=5.8 211011=4.5 211020=4 211021=2.1 211100=6.1 211101=5.1 "
    "211110=4.8 211111=1.8 211120=2 211121=0.9 211200=4.6 211201=1.8 211210=1.7 211211=0.7 "
    "211220=0.8 211221=0.2 212001=5.3 212011=2.4 212021=1.4 212101=2.4 212111=1.2 "
    "212121=0.5 212201=1 212211=0.3 212221=0.1 ";

/* The most severe vectors of each class and level: letters in the order of the metrics above. */
static const char *const exact_max_1[] = {"NNN", "ANN NLN NNP", "PNN ALP"};
static const char *const exact_max_2[] = {"LN", "HN LP"};
static const char *const exact_max_36[3][2] = {
    {"HHHHHH", "HHLMMH HHHMMM"},
    {"LHHHHH HLHHHH", "LHLHMH LHHHMM HLHMHM HLLMHH LLHHHM"},
    {"", "LLLHHH"}};
static const char *const exact_max_4[] = {"HSS", "HHH", "LLL"};
static const int exact_depth_1[] = {1, 4, 5};
static const int exact_depth_2[] = {1, 2};
static const int exact_depth_36[3][2] = {{7, 6}, {8, 8}, {0, 10}};
static const int exact_depth_4[] = {6, 5, 4};

/* Tenths of the macrovectors, -1 for those that do not exist; filled once from the text above. */
static int exact_scores[3][2][3][3][3][2];

static inline void exact_begin(void)
{
    memset(exact_scores, -1, sizeof(exact_scores));
    for (const char *p = exact_table; *p != '\0'; p = strchr(p, ' ') + 1) {
        const char *eq = p;
        int whole = 0;
        int tenth = 0;

        assert(sscanf(p + 7, "%d.%d", &whole, &tenth) >= 1);
        exact_scores[eq[0] - '0'][eq[1] - '0'][eq[2] - '0'][eq[3] - '0'][eq[4] - '0'][eq[5] - '0'] =
            whole * 10 + tenth;
    }
}

/* Tenths, -1 when a level is out of range or the macrovector does not exist. */
static inline int exact_macro(const int eq[6])
{
    static const int levels[6] = {3, 2, 3, 3, 3, 2};

    for (int i = 0; i < 6; i++) {
        if (eq[i] >= levels[i])
            return -1;
    }
    return exact_scores[eq[0]][eq[1]][eq[2]][eq[3]][eq[4]][eq[5]];
}

static inline int exact_severity(int metric, char value)
{
    const char *at = strchr(exact_order[metric], value);

    assert(at != NULL && value != '\0');
    return (int)(at - exact_order[metric]);
}

/* Steps from the first of the most severe vectors that is nowhere less severe. */
static inline int exact_distance(const char *vector, int first, int count, const char *maxima)
{
    for (const char *m = maxima; *m != '\0'; m += count + (m[count] == ' ')) {
        int sum = 0;
        bool above = true;

        for (int i = 0; i < count; i++) {
            int steps =
                exact_severity(first + i, vector[first + i]) - exact_severity(first + i, m[i]);
            above = above && steps >= 0;
            sum += steps;
        }
        if (above)
            return sum;
    }
    fprintf(stderr, "no most severe vector above %s\n", vector);
    abort();
}

static inline void exact_classes(const char *v, int eq[6])
{
    bool av = v[X_AV] == 'N', pr = v[X_PR] == 'N', ui = v[X_UI] == 'N';
    bool vc = v[X_VC] == 'H', vi = v[X_VI] == 'H', va = v[X_VA] == 'H';

    if (av && pr && ui)
        eq[0] = 0;
    else if ((av || pr || ui) && v[X_AV] != 'P')
        eq[0] = 1;
    else
        eq[0] = 2;
    eq[1] = v[X_AC] == 'L' && v[X_AT] == 'N' ? 0 : 1;
    eq[2] = vc && vi ? 0 : vc || vi || va ? 1 : 2;
    if (v[X_SI] == 'S' || v[X_SA] == 'S')
        eq[3] = 0;
    else
        eq[3] = v[X_SC] == 'H' || v[X_SI] == 'H' || v[X_SA] == 'H' ? 1 : 2;
    eq[4] = v[X_E] == 'A' ? 0 : v[X_E] == 'P' ? 1 : 2;
    eq[5] = (v[X_CR] == 'H' && vc) || (v[X_IR] == 'H' && vi) || (v[X_AR] == 'H' && va) ? 0 : 1;
}

struct exact_mean {
    struct fraction sum;
    int count;
};

/* One class: what is lost down to `lower` (tenths, -1: no such macrovector), in proportion. */
static inline void exact_add(struct exact_mean *m, int score, int lower, int distance, int depth)
{
    if (lower < 0)
        return;
    m->count++;
    m->sum = fraction_plus(
        m->sum, fraction_times(fraction_of(score - lower, 1), fraction_of(distance, depth)));
}

/* Of the macrovector with class `i` (and, for i 25, classes 3 and 6) one lower. */
static inline int exact_lower(const int eq[6], int i)
{
    int lower[6];

    memcpy(lower, eq, sizeof(lower));
    lower[i]++;
    return exact_macro(lower);
}

static inline int exact_lower_36(const int eq[6])
{
    if (eq[2] == 0 && eq[5] == 0) {
        int left = exact_lower(eq, 5);
        int right = exact_lower(eq, 2);
        return left > right ? left : right;
    }
    return exact_lower(eq, eq[2] == 1 && eq[5] == 0 ? 5 : 2);
}

/* Tenths. `v` holds a letter for each metric that counts. */
static inline int exact_score(const char *v)
{
    int eq[6];
    struct exact_mean mean = {{0, 1}, 0};

    if (memcmp(v + X_VC, "NNN", 3) == 0 && memcmp(v + X_SC, "NNN", 3) == 0)
        return 0;
    exact_classes(v, eq);
    int score = exact_macro(eq);
    exact_add(&mean, score, exact_lower(eq, 0), exact_distance(v, X_AV, 3, exact_max_1[eq[0]]),
              exact_depth_1[eq[0]]);
    exact_add(&mean, score, exact_lower(eq, 1), exact_distance(v, X_AC, 2, exact_max_2[eq[1]]),
              exact_depth_2[eq[1]]);
    exact_add(&mean, score, exact_lower_36(eq),
              exact_distance(v, X_VC, 6, exact_max_36[eq[2]][eq[5]]), exact_depth_36[eq[2]][eq[5]]);
    exact_add(&mean, score, exact_lower(eq, 3), exact_distance(v, X_SC, 3, exact_max_4[eq[3]]),
              exact_depth_4[eq[3]]);
    exact_add(&mean, score, exact_lower(eq, 4), 0, 1);
    struct fraction out = fraction_of(score, 1);
    if (mean.count > 0)
        out = fraction_minus(out, fraction_times(mean.sum, fraction_of(1, mean.count)));
    out = fraction_plus(out, fraction_of(1, 2)); /* half up */
    int tenths = fraction_floor(out);
    return tenths < 0 ? 0 : tenths > 100 ? 100 : tenths;
}

#endif
