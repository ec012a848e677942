/*
 * core/scheme/edition.c — the list of editions as a table. It must never decide anything: the rules
 * that use the values are in the decide files.
 */
#include "core/scheme/edition.h"

static const struct edition editions[] = {
#define EDITION(id, name, year, month, day, guide, reception, hour, free_months, contact_months)   \
    {(id),    STR_INIT(name), (year), (month),       (day),                                        \
     (guide), (reception),    (hour), (free_months), (contact_months)},
#include "core/scheme/editions.def"
};

enum { EDITION_COUNT = sizeof(editions) / sizeof(editions[0]) };

const struct edition *edition_get(int64_t id)
{
    for (size_t i = 0; i < EDITION_COUNT; i++) {
        if (editions[i].id == id)
            return &editions[i];
    }
    return NULL;
}

const struct edition *edition_latest(void)
{
    return &editions[EDITION_COUNT - 1];
}
