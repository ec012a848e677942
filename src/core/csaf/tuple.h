/* core/csaf/tuple.h — finding what is said twice: places in a document, each with a key of up to
 * three texts. */
#ifndef CORE_CSAF_TUPLE_H
#define CORE_CSAF_TUPLE_H

#include "core/csaf/csaf_priv.h"

struct csaf_tuple {
    struct str key[3];
    const struct json *node;
    size_t order;
};

struct csaf_tuples {
    struct csaf_tuple *items;
    size_t count;
    size_t capacity;
};

void csaf_tuple_add(struct csaf_check *c, struct csaf_tuples *t, const struct str key[3],
                    const struct json *node);
/* Sorts by key, then by the order of adding. */
void csaf_tuples_sort(struct csaf_tuples *t);
/* After sorting: has the item before it the same key? */
bool csaf_tuple_repeats(const struct csaf_tuples *t, size_t i);
/* Sorts and finds something at each item that repeats an earlier one; the particulars are the key's
 * texts. */
void csaf_tuples_find_repeated(struct csaf_check *c, struct csaf_tuples *t);

#endif
