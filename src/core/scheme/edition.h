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
    bool first_day_counts;    /* OP-12: 起算して includes the day on which a limit begins */
};

/* The edition of that id, or NULL. Lives for ever. */
const struct edition *edition_get(int64_t id);
/* The one that new schemes are founded under: the last of the list. */
const struct edition *edition_latest(void);
/* The same edition, counted from the first day or from the day after it. */
const struct edition *edition_counting(const struct edition *edition, bool first_day_counts);

/* TIM-15, OP-12: the last day of a limit that begins on `day`. Months end on the same day number,
 * or on the last day of a shorter month; with the first day counted, one day earlier. */
int32_t edition_after_days(const struct edition *edition, int32_t day, int32_t days);
int32_t edition_after_months(const struct edition *edition, int32_t day, int32_t months);

#endif
