/*
 * core/codec/cvss3.c — does a CVSS 3 vector give the score that stands beside it?
 *
 * A CSAF document whose score and vector disagree is invalid (tests 6.1.8 to 6.1.10), and people do
 * type both. Only base metrics count here: what cannot be checked goes into a note as it was given.
 * Arithmetic follows the CVSS 3.0 and 3.1 specifications, section 7; values are in units of 1/1000
 * where they are exact.
 */
#include "core/codec/codec_priv.h"

enum { METRIC_COUNT = 8 };

enum metric { AV, AC, PR, UI, S, C, I, A };

struct metric_entry {
    const char *name;
    const char *letters;
    double weights[4];
};

static const struct metric_entry metrics[METRIC_COUNT] = {
    [AV] = {"AV", "NALP", {0.85, 0.62, 0.55, 0.2}},
    [AC] = {"AC", "LH", {0.77, 0.44}},
    [PR] = {"PR", "NLH", {0.85, 0.62, 0.27}},
    [UI] = {"UI", "NR", {0.85, 0.62}},
    [S] = {"S", "UC", {0, 0}},
    [C] = {"C", "NLH", {0, 0.22, 0.56}},
    [I] = {"I", "NLH", {0, 0.22, 0.56}},
    [A] = {"A", "NLH", {0, 0.22, 0.56}},
};

/* Tenths of a score spelt "9", "9.8" or "10.0"; -1 when it is nothing of the kind. */
static int score_tenths(struct str score)
{
    uint64_t whole;
    uint64_t tenths = 0;
    struct str rest = score;
    struct str head = str_split(&rest, '.');

    if (!str_to_u64(head, 10, &whole)) {
        return -1;
    }
    if (rest.ptr != NULL && (rest.len != 1 || !str_to_u64(rest, 9, &tenths))) {
        return -1;
    }
    return whole * 10 + tenths <= 100 ? (int)(whole * 10 + tenths) : -1;
}

const char *cvss_severity(struct str version, struct str score)
{
    int tenths = score_tenths(score);
    bool old = str_equal(version, STR("2.0"));

    if (tenths < 0) {
        return NULL;
    }
    if (tenths == 0 && !old) {
        return "None";
    }
    if (tenths < 40) {
        return "Low";
    }
    if (tenths < 70) {
        return "Medium";
    }
    return tenths < 90 || old ? "High" : "Critical";
}

static bool read_metric(struct str part, const struct metric_entry *entry, size_t *choice)
{
    struct str value = part;
    struct str name = str_split(&value, ':');

    if (!str_equal(name, str_from_cstr(entry->name)) || value.len != 1) {
        return false;
    }
    for (size_t i = 0; entry->letters[i] != '\0'; i++) {
        if (entry->letters[i] == value.ptr[0]) {
            *choice = i;
            return true;
        }
    }
    return false;
}

static bool read_vector(struct str vector, struct str version, size_t choices[METRIC_COUNT])
{
    struct str rest = vector;
    struct str head = str_split(&rest, '/');

    if (!str_starts_with(head, STR("CVSS:")) || !str_equal(str_slice(head, 5, head.len), version)) {
        return false;
    }
    for (size_t i = 0; i < METRIC_COUNT; i++) {
        if (rest.ptr == NULL || !read_metric(str_split(&rest, '/'), &metrics[i], &choices[i])) {
            return false;
        }
    }
    return rest.ptr == NULL;
}

static double power(double base, int exponent)
{
    double out = 1;

    while (exponent-- > 0) {
        out *= base;
    }
    return out;
}

/* Appendix A of CVSS 3.1: rounding up in whole numbers, so that no platform's floating point
 * decides. */
static int round_up_tenths(double value)
{
    int64_t scaled = (int64_t)(value * 100000 + 0.5);

    return (int)(scaled % 10000 == 0 ? scaled / 10000 : scaled / 10000 + 1);
}

static int base_tenths(const size_t choice[METRIC_COUNT])
{
    static const double privileges_changed[] = {0.85, 0.68, 0.5};
    bool changed = choice[S] == 1;
    double iss = 1 - (1 - metrics[C].weights[choice[C]]) * (1 - metrics[I].weights[choice[I]]) *
                         (1 - metrics[A].weights[choice[A]]);
    double privileges = changed ? privileges_changed[choice[PR]] : metrics[PR].weights[choice[PR]];
    double exploitability = 8.22 * metrics[AV].weights[choice[AV]] *
                            metrics[AC].weights[choice[AC]] * privileges *
                            metrics[UI].weights[choice[UI]];
    double impact = changed ? 7.52 * (iss - 0.029) - 3.25 * power(iss - 0.02, 15) : 6.42 * iss;
    double sum = (impact + exploitability) * (changed ? 1.08 : 1);

    if (impact <= 0) {
        return 0;
    }
    return round_up_tenths(sum < 10 ? sum : 10);
}

bool cvss3_is_consistent(const struct advisory_analysis *v)
{
    size_t choices[METRIC_COUNT] = {0};

    if (!str_equal(v->cvss_version, STR("3.0")) && !str_equal(v->cvss_version, STR("3.1"))) {
        return false;
    }
    return read_vector(v->vector, v->cvss_version, choices) &&
           base_tenths(choices) == score_tenths(v->score);
}
