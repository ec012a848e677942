/*
 * core/access/work_priv.h — whose a line of the work list is, and whether the filter asks for it.
 * Private to core/access.
 */
#ifndef CORE_ACCESS_WORK_PRIV_H
#define CORE_ACCESS_WORK_PRIV_H

#include "core/image_priv.h"

/* Notes officer and deputy in the line, then judges it by person, developer and whom it waits for.
 */
bool work_is_asked_for(const struct law_world *w, const struct work_filter *filter,
                       struct work_item *item);

#endif
