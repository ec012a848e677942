/*
 * core/case/contact_priv.h — what the decisions about candidates and overviews share: who counts as
 * a candidate, whose own product it is, and whether a text gives the detail away.
 */
#ifndef CORE_CASE_CONTACT_PRIV_H
#define CORE_CASE_CONTACT_PRIV_H

#include "core/image_priv.h"

/* Proposed, and not contacted yet. */
bool relation_is_candidate(const struct law_relation *r);
/* A registered developer that is still to be told by overview. */
bool relation_takes_overview(const struct law_relation *r);
/* REG-13: is a product of this developer concerned? By name of developer or product, as the case
 * names them. */
bool candidate_is_own_product(const struct law_case *c, const struct law_party *p);
/* Does the developer use a technology of the case? */
bool candidate_fits_keywords(const struct law_case *c, const struct law_party *p);
/* OVW-03: refuses a text that repeats a line of the case's detail. */
struct refusal judge_text(const struct law_case *c, struct str text, enum command_kind kind,
                          const char *field);
/* TIM-03, TIM-04: the day on which the contact months end without an answer; 0 when they do not
 * run.
 */
int32_t relation_contact_limit(const struct law_relation *r, const struct edition *edition);
/* Fills on whom the developer's part waits, and until when. For staff. */
void relation_standing(const struct law_world *w, const struct law_case *c,
                       const struct law_relation *r, struct relation_view *v);
/* May the step about a case name this developer? */
bool contact_is_choice(enum command_kind kind, const struct law_case *c, const struct law_party *p);

#endif
