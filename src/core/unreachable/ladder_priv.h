/*
 * core/unreachable/ladder_priv.h — where a developer that cannot be contacted stands, what comes
 * next and from when. Private to core; only staff are ever told (CON-02).
 */
#ifndef CORE_UNREACHABLE_LADDER_PRIV_H
#define CORE_UNREACHABLE_LADDER_PRIV_H

#include "core/image_priv.h"

/* Values of an edition (rules.def). */
struct ladder_rules {
    int64_t edition;
    int32_t product_months, product_days_early, deadline_months, committee_months;
    const char *reference; /* message id */
};
/* Those of the edition, or of the newest one when it has none of its own. */
const struct ladder_rules *ladder_rules_get(int64_t edition);

/* CODE_unreachable_stage_…; 0: not on the ladder. */
uint32_t ladder_stage(const struct law_case *c, const struct law_relation *r);
/* UNR-05: when the coordination that was resumed came to its end; 0 = it was not or has not. */
int64_t ladder_completed_us(const struct law_case *c, const struct law_relation *r);
/* The developer answered after it was judged that it cannot be contacted. */
bool ladder_is_answered(const struct law_relation *r);
/* When the developer answered last, whatever way (OP-17: 最終応答日); 0 = never. */
int64_t relation_answered_us(const struct law_relation *r);
/* The step that comes next for this developer, COMMAND_none when none does; *from the first day on
 * which it is possible without a reason, 0 = any day. */
enum command_kind ladder_next(const struct law_world *w, const struct law_case *c,
                              const struct law_relation *r, int32_t *from);
/* May this step of the ladder (OF_LADDER) name this developer? */
bool ladder_is_choice(enum command_kind kind, const struct law_case *c,
                      const struct law_relation *r);
struct refusal ladder_open(const struct law_world *w, enum command_kind kind, struct subject s);
/* The relation that the step names, when it is its turn and it has not answered since; else NULL
 * with the refusal. */
struct law_relation *ladder_relation(const struct law_world *w, const struct command *c,
                                     struct id party, struct refusal *refusal);
/* Did a developer of the case stand on the public list at the end of that day? */
bool case_is_listed(const struct law_case *c, int32_t as_of);
/* Adds to the record of the ladder, which begins with its first step; the same for a step of the
 * committee. NULL on ERR_MEMORY. */
struct law_ladder *ladder_note(struct law_image *m, struct law_relation *r, const void *event);

#endif
