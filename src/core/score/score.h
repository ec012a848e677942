/*
 * core/score/score.h — CVSS 2.0, 3.0, 3.1 and 4.0: vectors read strictly, written canonically, and
 * scored; SSVC decision tables are in core/score/ssvc.h. Pure, and integer arithmetic only:
 * a score never depends on how a machine rounds.
 *
 * All scores are in tenths: 98 is 9.8.
 */
#ifndef CORE_SCORE_SCORE_H
#define CORE_SCORE_SCORE_H

#include "base/buf.h"
#include "core/text/lang.h"

enum cvss_version { CVSS_2_0, CVSS_3_0, CVSS_3_1, CVSS_4_0 };
enum { CVSS_VERSIONS = 4, CVSS_METRICS_MAX = 32 };

/* One vector. `value` holds the place of each metric's value in cvss_metrics.def; 0 for what is not
 * defined, given or not. */
struct cvss {
    enum cvss_version version;
    uint8_t value[CVSS_METRICS_MAX];
    uint32_t given; /* bit n: metric n stands in the text, "not defined" included */
};

enum cvss_reason {
    CVSS_REASON_NONE,
    CVSS_REASON_PREFIX,   /* begins neither like version 2.0 nor with CVSS:3.0/ 3.1/ 4.0/ */
    CVSS_REASON_METRIC,   /* this version has no such metric */
    CVSS_REASON_VALUE,    /* the metric has no such value */
    CVSS_REASON_REPEATED, /* the metric stands twice */
    CVSS_REASON_ORDER, /* 4.0: the metric stands behind one that must follow it; all else is good */
    CVSS_REASON_MISSING, /* a base metric is not there */
    CVSS_REASON_END      /* a metric must follow, or "/" must not */
};

struct cvss_error {
    enum cvss_reason reason;
    size_t offset;      /* byte of the text where it goes wrong */
    const char *metric; /* the metric that is meant, NULL when there is none */
};

/* Reads one vector, the whole text. Version 2.0 has no prefix; 3.x and 2.0 take their metrics in
 * any order, 4.0 in its own only. ERR_INVALID and *error (may be NULL) otherwise; *out is then not
 * to be used, but for CVSS_REASON_ORDER: nothing else is wrong then, and it is complete. */
enum err cvss_read(struct str text, struct cvss *out, struct cvss_error *error) MUST_CHECK;
/* "no value of AV" — a sentence without place. */
struct str cvss_error_text(const struct cvss_error *error, enum lang lang, struct arena *a);
/* "prefix", "value", … stable words for other programs. */
const char *cvss_reason_word(enum cvss_reason reason);

/* The canonical vector: metrics in the order of the standard, without those that are not defined.
 */
void cvss_write(const struct cvss *v, struct buf *out);
/* "2.0", "3.0", "3.1", "4.0" */
struct str cvss_version_name(enum cvss_version version);
/* False when `name` is none of them. */
bool cvss_version_named(struct str name, enum cvss_version *out);

/* A score that this version does not know. */
enum { CVSS_ABSENT = -1000 };

struct cvss_scores {
    int base;
    /* With the temporal (4.0: threat) metrics; equals base when none is defined. */
    int temporal;
    /* 2.0 and 3.x: temporal metrics included, as their standards define it. 4.0: base and
     * environmental metrics alone (CVSS-BE). */
    int environmental;
    /* What the vector as it stands is worth: environmental when a metric of that group is defined,
     * else temporal when one of that is, else base; 4.0: all metrics together. */
    int overall;
    /* Parts of 2.0 and 3.x, rounded; CVSS_ABSENT in 4.0. Modified: with environmental metrics. */
    int impact;
    int exploitability;
    int modified_impact;
    int modified_exploitability; /* 3.x only */
    bool has_temporal;           /* a metric of that group is defined */
    bool has_environmental;
    uint8_t macrovector[6]; /* 4.0: the levels EQ1 to EQ6 of the whole vector */
};

void cvss_score(const struct cvss *v, struct cvss_scores *out);
/* 4.0: "CVSS-B", "CVSS-BT", "CVSS-BE", "CVSS-BTE"; NULL for the others. */
const char *cvss_nomenclature(const struct cvss_scores *scores, enum cvss_version version);

/* --- severity in words --- */

enum cvss_severity {
    CVSS_SEVERITY_NONE, /* never in version 2.0 */
    CVSS_SEVERITY_LOW,
    CVSS_SEVERITY_MEDIUM,
    CVSS_SEVERITY_HIGH,
    CVSS_SEVERITY_CRITICAL /* never in version 2.0 */
};

enum cvss_severity cvss_severity_of(enum cvss_version version, int tenths);
/* For a score beside the name of its version, as advisories hold them; false when either is none.
 */
bool cvss_severity_named(struct str version, struct str score, enum cvss_severity *out);
/* "Critical" and "緊急"; version 2.0 has its own Japanese words (危険, 警告, 注意). */
const char *cvss_severity_word(enum cvss_severity severity, enum cvss_version version,
                               enum lang lang);
/* "CRITICAL": as the JSON schemas of CVSS spell it. */
const char *cvss_severity_code(enum cvss_severity severity);

/* --- scores as text --- */

/* Tenths of a score spelt "9", "9.8" or "10.0"; CVSS_ABSENT when it is nothing of the kind. */
int cvss_tenths(struct str score);
/* "9.8" */
struct str cvss_tenths_text(int tenths, struct arena *a);

/* --- the properties of a JSON object of CVSS --- */

struct cvss_property {
    struct str name;   /* "attackVector" */
    struct str metric; /* "AV" */
};

/* The properties of a version by its first digit, one a call from *at = 0 on; NULL at the end. */
const struct cvss_property *cvss_property_next(char version, size_t *at);
/* What stands behind a metric in the text of a vector, whatever else stands in it; absent. */
struct str cvss_vector_value(struct str vector, struct str metric);
/* Whether a property's word and a vector's value mean the same: "PROOF_OF_CONCEPT" is POC in
 * version 2.0 and P since, "UNCONFIRMED" UC, "CLEAR" Clear, "NOT_DEFINED" X or ND. */
bool cvss_value_abbreviates(struct str value, struct str word);

/* --- does a score fit its vector --- */

enum cvss_fit {
    CVSS_FITS,
    CVSS_FIT_VECTOR,  /* the vector cannot be read */
    CVSS_FIT_VERSION, /* it is of another version than the one named */
    CVSS_FIT_SCORE    /* another score follows from it */
};

/* A base score beside a vector. `version` may be absent: then the vector's own counts. */
enum cvss_fit cvss_base_fits(struct str version, struct str vector, struct str score);

#endif
