/*
 * test/law/pair.h — one pair of histories of the non-interference test, and which steps its
 * observer may not notice.
 */
#ifndef TEST_LAW_PAIR_H
#define TEST_LAW_PAIR_H

#include "law/cast.h"

enum observer {
    SEES_ALICE,
    SEES_BOB,
    SEES_EVE,
    SEES_DAN,
    SEES_FINDER,
    SEES_KEN,
    SEES_HANAKO,
    SEES_ROOT,
    SEES_NOBODY,
    OBSERVERS
};

enum {
    STEP_FILE,
    STEP_ACCEPT,
    STEP_HAND_OVER,
    STEP_OVERVIEW,
    STEP_ANSWER,
    STEP_DISCLOSE,
    STEP_OPEN,
    STEP_DATE,
    STEP_REPORT,
    STEP_AGAIN,
    STEPS
};

struct pair {
    struct stage stage[2]; /* without and with the hidden steps */
    struct cast cast;      /* the same on both: ids follow from seed and submission */
    struct id report, of;  /* the report and the case of the visible steps */
    struct chance chance;
    enum observer observer;
    int step;
    uint64_t hidden_submission;
    size_t hidden_count;
    int64_t start_us;
};

/* Whose overview the visible steps send and answer. */
struct id pair_asked_party(const struct pair *p);
/* May the step happen on one side alone, because the observer must not notice it? */
bool pair_hides(struct pair *p, const struct command *c);

#endif
