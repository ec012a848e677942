/* core/score/score_priv.h — the metrics as numbers, and what the four scorings share; private to
 * core/score. */
#ifndef CORE_SCORE_SCORE_PRIV_H
#define CORE_SCORE_SCORE_PRIV_H

#include "core/score/score.h"

#include <string.h>

enum cvss_group {
    CVSS_GROUP_BASE,
    CVSS_GROUP_TEMPORAL,
    CVSS_GROUP_THREAT = CVSS_GROUP_TEMPORAL,
    CVSS_GROUP_ENVIRONMENTAL,
    CVSS_GROUP_SUPPLEMENTAL
};

/* The places of the metrics in struct cvss: V3_AV, …, and V3_END, their number. */
enum {
#define METRIC(version, name, a, b, c, values, group) CVSS_LINE_##version##_##name,
#define METRIC_WORDS METRIC
#define METRICS_END(version) CVSS_LINE_##version##_END,
#include "core/score/cvss_metrics.def"
};
enum {
#define METRIC(version, name, a, b, c, values, group)                                              \
    version##_##name = CVSS_LINE_##version##_##name - CVSS_LINE_##version##_AV,
#define METRIC_WORDS METRIC
#define METRICS_END(version) version##_END = CVSS_LINE_##version##_END - CVSS_LINE_##version##_AV,
#include "core/score/cvss_metrics.def"
};

struct cvss_metric {
    uint32_t name;     /* its letters and the colon, the first in the lowest byte */
    uint32_t mask;     /* the bytes of it */
    uint8_t len;       /* of it */
    uint8_t group;     /* enum cvss_group */
    uint8_t count;     /* of letters; 0 when the values are words */
    char letters[8];   /* values of one letter each, seven at most */
    const char *text;  /* "AV:" */
    const char *words; /* values of more letters, one blank between them */
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

/* One of the metrics from `from` to before `to` is defined. */
static inline bool cvss_any_defined(const struct cvss *v, unsigned from, unsigned to)
{
    static const uint8_t none[CVSS_METRICS_MAX];

    return memcmp(&v->value[from], none, to - from) != 0;
}

#endif
