/*
 * test/law/cast.h — a scheme with everybody in it, and commands drawn by chance: the raw material
 * of sequence fuzzing, of the non-interference test and of the fold benchmark.
 */
#ifndef TEST_LAW_CAST_H
#define TEST_LAW_CAST_H

#include "law/stage.h"

enum cast_role {
    CAST_SYSTEM,
    CAST_HANAKO, /* reception */
    CAST_TARO,   /* reception */
    CAST_KEN,    /* coordinator */
    CAST_YUKI,   /* coordinator */
    CAST_ALICE,  /* developer Acme */
    CAST_BOB,    /* developer Beta */
    CAST_DAN,    /* developer Delta */
    CAST_ROOT,   /* administrator */
    CAST_EVE,    /* developer Acme, not its manager */
    CAST_COUNT
};

enum { CAST_DEVELOPERS = 4, CAST_FIRST_SUBMISSION = 1000, CAST_SECOND_SUBMISSION = 1500 };

struct cast {
    struct actor actors[CAST_COUNT];
    struct id parties[2 + CAST_DEVELOPERS]; /* IPA, JPCERT/CC, Acme, Beta, Delta, Gamma (not
                                               registered) */
};

/* Founds the scheme on the stage. Submissions below CAST_FIRST_SUBMISSION are used up. Aborts on
 * any refusal. */
void cast_found(struct stage *s, struct cast *c);

/* The second person confirms the newest step that waits in that stream (HND-06); false when there
 * is none, or it was refused. */
bool cast_confirm(struct stage *s, const struct actor *second, uint64_t submission,
                  struct id stream);

/* One report filed, accepted and handed over, its detail disclosed to Acme and Beta. Uses seven
 * submissions from the one given on; answers the case. */
struct id cast_open_case(struct stage *s, const struct cast *c, uint64_t submission);

/* Gamma applies for general registration. Uses one submission. */
void cast_apply(struct stage *s, const struct cast *c, uint64_t submission);

/* Leads Gamma, in that case, up the ladder of developers that cannot be contacted, a step every 100
 * days: candidate, judged, name, product, deadline, committee. Uses two submissions a step. */
enum { CAST_LADDER = 6 };
void cast_climb(struct stage *s, const struct cast *c, uint64_t submission, struct id of,
                uint64_t steps);

/* A source of choices: bytes of a fuzzer, or numbers that follow from a seed when `bytes` is NULL.
 */
struct chance {
    const uint8_t *bytes;
    size_t len;
    size_t at;
    uint64_t state;
};

/* A number below n (n > 0); 0 for ever when the bytes are used up. */
uint64_t chance_below(struct chance *c, uint64_t n);
bool chance_is_over(const struct chance *c);
uint64_t chance_random(uint64_t *state);

/* For whom, on what, and from which choices a command is drawn. */
struct draw {
    struct chance *chance;
    struct stage *stage;
    const struct cast *cast;
    const struct actor *actor;
    struct subject subject;
};

/* A command of that kind, in the stage's memory. Most values are sensible, some are not. */
struct command *chance_command(const struct draw *d, enum command_kind kind);
/* A step that is open for the actor now, chosen among all; false when there is none. */
bool chance_open_step(struct chance *c, const struct stage *s, const struct actor *a,
                      enum command_kind *kind, struct subject *subject);
/* What the clock would do now; without this help a release were too rare to be tested. */
bool chance_due_step(struct stage *s, const struct actor *system, enum command_kind *kind,
                     struct subject *subject);
/* Any step on any subject, open or not. */
void chance_any_step(struct chance *c, const struct stage *s, const struct actor *a,
                     enum command_kind *kind, struct subject *subject);

#endif
