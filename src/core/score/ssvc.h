/*
 * core/score/ssvc.h — SSVC decision tables: read as data (the JSON of the CERT/CC repository), and
 * evaluated with a trace. Pure; knows no table of its own.
 *
 * A table has decision points with values, one of them the outcome, and one row for every
 * combination of the others. A selection names values of some points, "E:A/A:Y"; the outcome is
 * decided when only one is left in the rows that agree, which may be before all points are named.
 */
#ifndef CORE_SCORE_SSVC_H
#define CORE_SCORE_SSVC_H

#include "base/arena.h"
#include "base/limits.h"
#include "core/json/json.h"

enum { SSVC_VALUES_MAX = 32, SSVC_OPEN = UINT8_MAX };

struct ssvc_value {
    struct str key;  /* "A" */
    struct str name; /* "Active" */
};

struct ssvc_point {
    struct str id;    /* "ssvc:E:1.1.0" */
    struct str filed; /* what the table calls it: its id, or a name of the table's own */
    struct str key;   /* "E" */
    struct str name;
    struct ssvc_value *values;
    size_t value_count;
};

struct ssvc_table {
    struct str id; /* "cisa:DT_CO:2.0.3" */
    struct str name;
    struct ssvc_point *points; /* the outcome among them */
    size_t point_count;
    size_t outcome; /* place among the points */
    uint8_t *rows;  /* row_count * point_count places of values */
    size_t row_count;
};

struct ssvc_error {
    const char *reason; /* English, for logs and command line */
    struct str where;   /* table: a point, value or member; selection: the part that is wrong */
    size_t offset;      /* selection: byte of the text */
};

/* Reads a table. The text stays the caller's and must outlive it. ERR_INVALID when something is
 * missing, unknown or contradictory, or when a combination has no row or two; ERR_LIMIT,
 * ERR_MEMORY.
 */
enum err ssvc_read(const struct json *document, struct arena *a, struct ssvc_table *out,
                   struct ssvc_error *error) MUST_CHECK;

/* What was chosen: a place of a value for each point, SSVC_OPEN where nothing was. */
struct ssvc_selection {
    uint8_t value[LIMIT_SSVC_POINTS];
};

/* Reads "E:A/A:Y": point and value by key, or by the name that the table has it under
 * ("ssvc:E:1.1.0:A") or the full name where two points have the same key. In any order, each once;
 * the outcome cannot be chosen. */
enum err ssvc_selection_read(const struct ssvc_table *t, struct str text,
                             struct ssvc_selection *out, struct ssvc_error *error) MUST_CHECK;

/* The path: after each chosen point, in the order of the table, what is left. */
struct ssvc_step {
    size_t point;
    uint8_t value;
    size_t rows;       /* that still agree */
    uint32_t outcomes; /* bit n: value n of the outcome is still possible */
};

struct ssvc_trace {
    struct ssvc_step steps[LIMIT_SSVC_POINTS];
    size_t count;
    uint32_t outcomes; /* at the end */
    uint8_t outcome;   /* the only one left, or SSVC_OPEN */
};

void ssvc_decide(const struct ssvc_table *t, const struct ssvc_selection *s,
                 struct ssvc_trace *out);

#endif
