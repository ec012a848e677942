/*
 * core/scheme/edition.c — the list of editions as a table, and how its limits are counted. It must
 * never decide anything: the rules that use the values are in the decide files.
 */
#include "core/scheme/edition.h"

#include "base/civil.h"

/* Each edition twice: one line of the list, counted from the day after its beginning and from the
 * first day. */
#define EDITION(id, name, year, month, day, guide, reception, hour, free_months, contact_months)   \
    {{(id), STR_INIT(name), (year), (month), (day), (guide), (reception), (hour), (free_months),   \
      (contact_months), false},                                                                    \
     {(id), STR_INIT(name), (year), (month), (day), (guide), (reception), (hour), (free_months),   \
      (contact_months), true}},
static const struct edition editions[][2] = {
#include "core/scheme/editions.def"
};

enum { EDITION_COUNT = sizeof(editions) / sizeof(editions[0]) };

const struct edition *edition_get(int64_t id)
{
    for (size_t i = 0; i < EDITION_COUNT; i++) {
        if (editions[i][0].id == id)
            return &editions[i][0];
    }
    return NULL;
}

const struct edition *edition_latest(void)
{
    return &editions[EDITION_COUNT - 1][0];
}

const struct edition *edition_counting(const struct edition *edition, bool first_day_counts)
{
    for (size_t i = 0; edition && i < EDITION_COUNT; i++) {
        if (editions[i][0].id == edition->id)
            return &editions[i][first_day_counts ? 1 : 0];
    }
    return edition;
}

int32_t edition_after_days(const struct edition *edition, int32_t day, int32_t days)
{
    return day + days - (edition->first_day_counts ? 1 : 0);
}

int32_t edition_after_months(const struct edition *edition, int32_t day, int32_t months)
{
    return civil_add_months(day, months) - (edition->first_day_counts ? 1 : 0);
}
