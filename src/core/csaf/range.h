/* core/csaf/range.h — a version range as the name of a branch: VERS, or its constraints alone
 * (vls).
 */
#ifndef CORE_CSAF_RANGE_H
#define CORE_CSAF_RANGE_H

#include "core/csaf/csaf_priv.h"
#include "core/ident/vers.h"

struct csaf_range {
    bool is_vers;
    struct vers vers; /* of vls: on the order that people would see */
};

/* "npm" of "vers:npm/…", absent when the name is no VERS. */
struct str csaf_range_type(struct str name);
/* False when the name is no range that can be compared with others. */
bool csaf_range_read(struct csaf_check *c, struct str name, struct csaf_range *out);
/* Is there a version in both? Of the same scheme only. */
bool csaf_ranges_overlap(const struct csaf_range *a, const struct csaf_range *b);

#endif
