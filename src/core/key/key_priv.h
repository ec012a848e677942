/*
 * core/key/key_priv.h — how a developer's certificates stand, for decisions, views and the work
 * list.
 */
#ifndef CORE_KEY_KEY_PRIV_H
#define CORE_KEY_KEY_PRIV_H

#include "core/image_priv.h"
#include "core/key/key.h"

/* How long before its end a certificate stands in the work lists. */
enum { KEY_NOTICE_DAYS = 30 };

/* Can letters be encrypted to it at that time? */
bool key_is_usable(const struct law_key *k, int64_t now_us);
/* Is the address one at which the developer is reached by its registered data (REG-15)? Others do
 * not hold its key. */
bool key_holds_address(const struct law_party *p, struct str address);
/* The line of the work list about the certificate; false: nothing is to be done. */
bool work_of_key(const struct law_world *w, const struct law_party *p, struct work_item *item);

#endif
