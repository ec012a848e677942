/*
 * core/coverage.h — the catalogue of requirements and its comparison with what proves them.
 *
 * A requirement counts as met only when a proof names it and the catalogue says `done`; the
 * comparison works in both directions so that neither can drift. Proofs are scenarios, which name
 * ids in their comments, and tests in C and JavaScript, which name them in a line of their own
 * directly above the test or the check: "proves REC-05 REC-06: what is proved". Reading the files
 * is the caller's: texts come in, a report goes out.
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
    COVERAGE_NO_PROOF, /* done, but no proof names it */
    COVERAGE_NOT_DONE, /* a proof names it, but it is planned or outside */
    COVERAGE_UNKNOWN   /* a proof names an id that is not in the catalogue */
};

struct coverage_problem {
    enum coverage_fault fault;
    struct str id;
    struct str file; /* first file that names it; absent for COVERAGE_NO_PROOF */
};

struct coverage {
    struct arena *arena;
    size_t *named; /* per requirement: how often a proof names it */
    size_t mentions;
    size_t files;                  /* that name any id */
    size_t done, planned, outside; /* after coverage_finish */
    struct coverage_problem *problems;
    size_t problem_count;
    size_t problem_capacity;
};

/* ERR_MEMORY. */
enum err coverage_begin(struct coverage *c, struct arena *arena) MUST_CHECK;
/* Whether a file of this name can hold proofs: .scenario, .c, .js. */
bool coverage_reads(struct str file);
/* Takes the ids named in one file, which coverage_reads() accepts: in a scenario every id in a
 * comment ("# REC-05 …"); in a test the ids between "proves" and ":" of a comment that begins with
 * this word. `file` and `text` must outlive the report. */
enum err coverage_add(struct coverage *c, struct str file, struct str text) MUST_CHECK;
/* Fills counts and problems; no problems means that catalogue and proofs agree. */
enum err coverage_finish(struct coverage *c) MUST_CHECK;
/* The report as plain English text, one line a problem, then the counts. */
void coverage_write(const struct coverage *c, struct buf *out);

#endif
