/*
 * core/coverage.h — the catalogue of requirements and its comparison with the scenarios.
 *
 * A requirement counts as met only when a scenario names it and the catalogue says `done`; the
 * comparison works in both directions so that neither can drift. Reading the files is the caller's:
 * texts come in, a report goes out.
 */
#ifndef CORE_COVERAGE_H
#define CORE_COVERAGE_H

#include "base/buf.h"

enum requirement_state { REQUIREMENT_done, REQUIREMENT_planned, REQUIREMENT_outside };

struct requirement {
    const char *id; /* "REC-05" */
    const char *title;
    enum requirement_state state;
};

/* The catalogue in the order of requirements.def. Lives for ever. */
const struct requirement *requirement_list(size_t *count);
/* NULL when there is no such id. */
const struct requirement *requirement_find(struct str id);

enum coverage_fault {
    COVERAGE_NO_SCENARIO, /* done, but no scenario names it */
    COVERAGE_NOT_DONE,    /* a scenario names it, but it is planned or outside */
    COVERAGE_UNKNOWN      /* a scenario names an id that is not in the catalogue */
};

struct coverage_problem {
    enum coverage_fault fault;
    struct str id;
    struct str file; /* first scenario that names it; absent for COVERAGE_NO_SCENARIO */
};

struct coverage {
    struct arena *arena;
    size_t *named; /* per requirement: scenarios that name it */
    size_t files;
    size_t done, planned, outside; /* after coverage_finish */
    struct coverage_problem *problems;
    size_t problem_count;
    size_t problem_capacity;
};

/* ERR_MEMORY. */
enum err coverage_begin(struct coverage *c, struct arena *arena) MUST_CHECK;
/* Takes the ids named in the comments ("# REC-05 …") of one scenario; `file` and `text` must
 * outlive the report. */
enum err coverage_add(struct coverage *c, struct str file, struct str text) MUST_CHECK;
/* Fills counts and problems; no problems means that catalogue and scenarios agree. */
enum err coverage_finish(struct coverage *c) MUST_CHECK;
/* The report as plain English text, one line a problem, then the counts. */
void coverage_write(const struct coverage *c, struct buf *out);

#endif
