/*
 * test/fuzz/fuzz_law.c — sequences of commands by anybody on anything. The input is a row of
 * choices; whatever they are, a decision changes nothing, a refusal has no event, every event
 * survives its encoding, replay equals live, and nothing is released before its date (stage.c asks
 * all of this at every step).
 */
#include <stdio.h>
#include <stdlib.h>

#include "law/cast.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { STEPS_MAX = 200 };

/* The holder of some report's receipt: beside the cast, every finder plays too. */
static struct actor finder_of(struct chance *c, const struct stage *s)
{
    return (struct actor){.role = ROLE_finder,
                          .receipt = s->log[chance_below(c, s->count)].head.stream};
}

static void one_step(struct chance *c, struct stage *s, const struct cast *cast,
                     uint64_t submission)
{
    uint64_t who = chance_below(c, CAST_COUNT + 1);
    struct actor actor = who == CAST_COUNT ? finder_of(c, s) : cast->actors[who];
    enum command_kind kind;
    struct subject subject;
    struct decision d;

    actor.stepped_up = chance_below(c, 8) != 0;
    s->now_us += (int64_t)chance_below(c, 4) * US_PER_DAY / 2;
    if (chance_below(c, 16) == 0)
        s->now_us += 30 * US_PER_DAY;
    s->clock_trusted = chance_below(c, 16) != 0;
    if (chance_below(c, 3) == 0 && chance_due_step(s, &cast->actors[CAST_SYSTEM], &kind, &subject))
        actor = cast->actors[CAST_SYSTEM];
    else if (chance_below(c, 4) == 0 || !chance_open_step(c, s, &actor, &kind, &subject))
        chance_any_step(c, s, &actor, &kind, &subject);
    struct command *command = chance_command(&(struct draw){c, s, cast, &actor, subject}, kind);
    enum err err = stage_submit(s, &actor, submission, command, &d);
    if (err != ERR_OK)
        s->fault = err_text(err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t nothing[1];
    struct chance c = {.bytes = size > 0 ? data : nothing, .len = size};
    struct stage s;
    struct cast cast;

    stage_open(&s, 1);
    cast_found(&s, &cast);
    if (chance_below(&c, 4) != 0)
        cast_open_case(&s, &cast, CAST_FIRST_SUBMISSION + STEPS_MAX);
    s.look_twice = true;
    for (unsigned step = 0; step < STEPS_MAX && !chance_is_over(&c) && s.fault == NULL; step++)
        one_step(&c, &s, &cast, CAST_FIRST_SUBMISSION + step);
    stage_check_replay(&s);
    if (s.fault != NULL) {
        fprintf(stderr, "fuzz_law: %s\n", s.fault);
        abort();
    }
    stage_close(&s);
    return 0;
}
