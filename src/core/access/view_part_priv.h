/*
 * core/access/view_part_priv.h — the views of a developer's part and of the coordination, filled
 * and written. Private to core/access.
 */
#ifndef CORE_ACCESS_VIEW_PART_PRIV_H
#define CORE_ACCESS_VIEW_PART_PRIV_H

#include "core/image_priv.h"
#include "core/json/json.h"

enum err view_part_fill(const struct law_world *w, const struct law_case *c,
                        const struct law_relation *r, struct arena *arena,
                        struct part_view *v) MUST_CHECK;
/* By the classes of the view that is already there. */
enum err view_coordination_fill(const struct law_case *c, struct arena *arena,
                                struct case_view *v) MUST_CHECK;
void view_part_write(struct json_writer *w, const struct part_view *v);
/* For staff. */
enum err view_ladder_fill(const struct law_world *w, const struct law_case *c,
                          const struct law_relation *r, struct arena *arena,
                          struct relation_view *out) MUST_CHECK;
void view_ladder_write(struct json_writer *w, const struct ladder_view *v);
void view_coordination_write(struct json_writer *w, const struct coordination_view *v);
/* The schedule as told last. */
void view_schedule(const struct law_relation *r, struct part_view *v);
/* Days that come or are past for one developer, the nearest first (TIM-16). */
size_t limits_of_relation(const struct law_world *w, const struct law_case *c,
                          const struct law_relation *r, struct limit_view out[LIMITS_MAX]);

#endif
