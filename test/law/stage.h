/*
 * test/law/stage.h — the whole scheme in memory, without store, clock or keys: a stage on which
 * commands are decided, encoded, applied and looked at. Scenarios, sequence fuzzing,
 * non-interference and the fold benchmark play on it.
 *
 * After every step it asks the questions that must hold always: a decision changes nothing, a
 * refusal has no event, every event survives its encoding, a version never jumps, nothing is public
 * before its date.
 */
#ifndef TEST_LAW_STAGE_H
#define TEST_LAW_STAGE_H

#include "core/access/access.h"
#include "core/scheme/edition.h"

/* What the log keeps of one event. */
struct stage_entry {
    struct event head;                /* row header; actor and time are in the parts */
    struct str parts[KEYGROUP_COUNT]; /* encoded, by key group */
    const struct event *live;         /* the event as decided */
};

struct stage {
    struct arena memory;  /* image, log, decisions */
    struct arena scratch; /* forgotten after every step */
    struct law_image *image;
    struct stage_entry *log;
    size_t count, capacity;
    int64_t now_us;
    bool clock_trusted;
    bool look_twice; /* compare the whole image before and after each decision (slow) */
    uint64_t seed;
    const char *fault; /* first question that was answered wrongly; NULL: none */
};

void stage_open(struct stage *s, uint64_t seed);
void stage_close(struct stage *s);

/* The world of one submission: its ids follow from seed and submission alone. Numbers are drawn in
 * stage_submit. */
struct law_world stage_world(const struct stage *s, const struct actor *a, uint64_t submission);
/* The n-th fresh id of a submission. */
struct id stage_id(const struct stage *s, uint64_t submission, unsigned n);
/* Judges and, when not refused, applies. The decision's events and texts live as long as the stage.
 */
enum err stage_submit(struct stage *s, const struct actor *a, uint64_t submission,
                      const struct command *c, struct decision *d) MUST_CHECK;
/* What the command would be answered, as text: every part of every event, or the refusal. Applies
 * nothing. */
struct str stage_answer(const struct stage *s, const struct actor *a, uint64_t submission,
                        const struct command *c, struct arena *arena);
/* Folds the encoded log into a fresh image in `arena`, as a start of the program does. */
enum err stage_replay(const struct stage *s, struct arena *arena,
                      struct law_image **out) MUST_CHECK;
/* Everything that the image holds, as text: equal images give equal texts. */
struct str stage_image_text(const struct stage *s, const struct law_image *image,
                            struct arena *arena);
/* Replay equals live. Sets s->fault when not. */
void stage_check_replay(struct stage *s);

#endif
