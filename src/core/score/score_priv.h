/* core/score/score_priv.h — the metrics as numbers, and what the four scorings share; private to
 * core/score. */
#ifndef CORE_SCORE_SCORE_PRIV_H
#define CORE_SCORE_SCORE_PRIV_H

#include "core/score/score.h"

enum cvss_group {
    CVSS_GROUP_BASE,
    CVSS_GROUP_TEMPORAL,
    CVSS_GROUP_THREAT = CVSS_GROUP_TEMPORAL,
    CVSS_GROUP_ENVIRONMENTAL,
    CVSS_GROUP_SUPPLEMENTAL
};

/* The places of the metrics in struct cvss: V3_AV, … */
enum {
#define METRIC(version, name, values, group) CVSS_LINE_##version##_##name,
#define METRIC_WORDS(version, name, values, group) METRIC(version, name, values, group)
#include "core/score/cvss_metrics.def"
};
enum {
#define METRIC(version, name, values, group)                                                       \
    version##_##name = CVSS_LINE_##version##_##name - CVSS_LINE_##version##_AV,
#define METRIC_WORDS(version, name, values, group) METRIC(version, name, values, group)
#include "core/score/cvss_metrics.def"
    V2_COUNT = CVSS_LINE_V3_AV - CVSS_LINE_V2_AV,
    V3_COUNT = CVSS_LINE_V4_AV - CVSS_LINE_V3_AV,
    V4_COUNT = V4_U + 1
};

struct cvss_metric {
    char text[5];      /* "AV:" */
    uint8_t len;       /* of text */
    uint8_t group;     /* enum cvss_group */
    char letters[8];   /* values of one letter each */
    uint8_t count;     /* of letters; 0 when the values are words */
    const char *words; /* else values, one blank between them */
};

/* The metrics of a version in canonical order. */
const struct cvss_metric *cvss_metrics(enum cvss_version version, size_t *count);

void cvss2_score(const struct cvss *v, struct cvss_scores *out);
void cvss3_score(const struct cvss *v, struct cvss_scores *out);
void cvss4_score(const struct cvss *v, struct cvss_scores *out);

/* The value that counts: the modified one when it is defined. */
static inline unsigned cvss_effective(const struct cvss *v, unsigned base, unsigned modified)
{
    unsigned m = v->value[modified];

    return m > 0 ? m - 1 : v->value[base];
}

#endif
