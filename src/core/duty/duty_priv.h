/*
 * core/duty/duty_priv.h — responsibility as the decisions and the lists ask for it. Private to
 * core.
 */
#ifndef CORE_DUTY_DUTY_PRIV_H
#define CORE_DUTY_DUTY_PRIV_H

#include "core/image_priv.h"

/* The duty of the actor's body; NULL for a role without one, or for another stream. */
const struct law_duty *duty_of(const struct law_image *m, struct id stream, enum role role);
/* HND-03: on leave on that day, or no longer in that role; nobody and an unknown person are not
 * absent. */
bool duty_is_absent(const struct law_image *m, struct id person, enum role role, int32_t day);
/* Who no longer works there is not asked any more to take anything over. Only for apply_ functions.
 */
void duty_end_offers(struct law_image *m, struct id person);
/* HND-02, SEC-25: works in the actor's role at the actor's organisation, and sits on no other side
 * of this report or case. */
bool duty_is_colleague(const struct law_world *w, struct id stream, struct id person);

#endif
