/*
 * core/scheme/edition.h — the values of an edition of the rules. Data only: apply never looks at an
 * edition, every date that was decided stands in its event.
 */
#ifndef CORE_SCHEME_EDITION_H
#define CORE_SCHEME_EDITION_H

#include "base/str.h"

struct edition {
    int64_t id;
    struct str name;
    int32_t from_year, from_month, from_day;
    int32_t guide_days;       /* days */
    int32_t reception_days;   /* days */
    int32_t publication_hour; /* 0–23, JST */
    int32_t free_months;      /* months */
    int32_t contact_months;   /* months */
};

/* The edition of that id, or NULL. Lives for ever. */
const struct edition *edition_get(int64_t id);
/* The one that new schemes are founded under: the last of the list. */
const struct edition *edition_latest(void);

#endif
