/*
 * core/access/work_priv.h — lines of the work list: how they are filled, whose they are, and
 * whether the filter asks for them. Private to core/access.
 */
#ifndef CORE_ACCESS_WORK_PRIV_H
#define CORE_ACCESS_WORK_PRIV_H

#include "core/image_priv.h"

/* Notes officer and deputy in the line, then judges it by person, developer and whom it waits for.
 */
bool work_is_asked_for(const struct law_world *w, const struct work_filter *filter,
                       struct work_item *item);
/* How near a day is. */
enum due due_on(int32_t day, int32_t today);
/* Does what the stream asks of this body lie with the actor: as officer, or as deputy of one who is
 * away? */
bool work_is_mine(const struct law_world *w, struct id stream);
void work_next(struct work_item *i, enum command_kind next, const char *step, int32_t due_day);
void work_waits(struct work_item *i, const char *step, const char *on, int32_t due_day);
void work_ends(struct work_item *i);
/* The line of a report or case as that body sees it. */
void work_reception_report(const struct law_world *w, const struct law_report *r,
                           struct work_item *i);
void work_reception_case(const struct law_world *w, const struct law_case *c, struct arena *arena,
                         struct work_item *i);
void work_coordinator_case(const struct law_world *w, const struct law_case *c, struct arena *arena,
                           struct work_item *i);
/* What a developer asked for or a correction began; true when that is the next thing. */
bool work_coordinator_asked(const struct law_world *w, const struct law_case *c,
                            struct work_item *i);
/* Developers that cannot be contacted; true when that is the next thing, or all that is left. */
bool work_coordinator_ladder(const struct law_world *w, const struct law_case *c,
                             struct work_item *i);
/* What the committee was asked; true when that is reception's next thing. */
bool work_reception_judgement(const struct law_world *w, const struct law_case *c,
                              struct work_item *i);
/* The date before it is decided: proposal, answers, possible days; true when it filled the line. */
bool work_coordinator_date(const struct law_world *w, const struct law_case *c,
                           struct work_item *i);
/* A developer's next thing after it obtained the detail; true when it filled the line. */
bool work_developer_part(const struct law_case *c, const struct law_relation *r,
                         struct work_item *i);

/* The line of a report as its finder sees it. */
void work_of_finder(const struct law_report *r, struct work_item *i);

#endif
