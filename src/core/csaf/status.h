/* core/csaf/status.h — the groups of product status that contradict each other. */
#ifndef CORE_CSAF_STATUS_H
#define CORE_CSAF_STATUS_H

#include "core/csaf/csaf_priv.h"

/* The last one contradicts none. */
enum status_group {
    STATUS_AFFECTED,
    STATUS_NOT_AFFECTED,
    STATUS_FIXED,
    STATUS_INVESTIGATED,
    STATUS_UNKNOWN,
    STATUS_RECOMMENDED,
    STATUS_GROUPS
};
extern const char *const csaf_status_words[STATUS_GROUPS];

/* The group of a list of product_status, STATUS_GROUPS when there is no such list. */
enum status_group csaf_status_group(struct str key);

#endif
