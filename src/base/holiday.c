/*
 * base/holiday.c — the days on which Japanese offices are closed (DAT-21).
 *
 * The law on national holidays (Act No. 178 of 1948) names days in its article 2; article 3 adds
 * the substitute holiday (section 2) and the day between two holidays (section 3). The acts for
 * 2019, 2020 and 2021 moved some. Both equinoxes follow from the sun; the government announces them
 * a year ahead, and until 2099 the announcement has been, and is expected to be, what the formula
 * gives. Must never read a table from outside: the law is code here.
 */
#include "base/civil.h"

enum { YEAR_FIRST = 2000, YEAR_LAST = 2099, SUNDAY = 0, MONDAY = 1, SATURDAY = 6 };

/* A day of article 2: fixed, or the nth Monday of a month. */
struct rule {
    int16_t from, to; /* years, inclusive */
    int8_t month;
    int8_t day; /* 0: see monday */
    int8_t monday;
};

static const struct rule rules[] = {
    {2000, 2099, 1, 1, 0},  /* New Year's Day */
    {2000, 2099, 1, 0, 2},  /* Coming of Age Day */
    {2000, 2099, 2, 11, 0}, /* National Foundation Day */
    {2020, 2099, 2, 23, 0}, /* Emperor's Birthday, Reiwa */
    {2000, 2099, 4, 29, 0}, /* Greenery Day, from 2007 Showa Day */
    {2019, 2019, 5, 1, 0},  /* Accession */
    {2000, 2099, 5, 3, 0},  /* Constitution Memorial Day */
    {2007, 2099, 5, 4, 0},  /* Greenery Day */
    {2000, 2099, 5, 5, 0},  /* Children's Day */
    {2000, 2002, 7, 20, 0}, /* Marine Day */
    {2003, 2019, 7, 0, 3},   {2020, 2020, 7, 23, 0}, {2021, 2021, 7, 22, 0},
    {2022, 2099, 7, 0, 3},   {2016, 2019, 8, 11, 0}, /* Mountain Day */
    {2020, 2020, 8, 10, 0},  {2021, 2021, 8, 8, 0},  {2022, 2099, 8, 11, 0},
    {2000, 2002, 9, 15, 0},                          /* Respect for the Aged Day */
    {2003, 2099, 9, 0, 3},   {2000, 2019, 10, 0, 2}, /* Health and Sports Day, from 2020 Sports Day
                                                      */
    {2020, 2020, 7, 24, 0},  {2021, 2021, 7, 23, 0}, {2022, 2099, 10, 0, 2},
    {2019, 2019, 10, 22, 0}, /* Enthronement */
    {2000, 2099, 11, 3, 0},  /* Culture Day */
    {2000, 2099, 11, 23, 0}, /* Labour Thanksgiving Day */
    {2000, 2018, 12, 23, 0}, /* Emperor's Birthday, Heisei */
};

/* Day of March or September: the mean drift of the equinox since 1980, in millionths of a day. */
static int32_t equinox(int32_t year, int32_t base)
{
    int32_t years = year - 1980;
    return (base + 242194 * years) / 1000000 - years / 4;
}

static bool is_named(int32_t day)
{
    struct civil c = civil_from_day(day);
    if (c.year < YEAR_FIRST || c.year > YEAR_LAST) {
        return false;
    }
    if (c.month == 3) {
        return c.day == equinox(c.year, 20843100);
    }
    if (c.month == 9 && c.day == equinox(c.year, 23248800)) {
        return true;
    }
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        const struct rule *r = &rules[i];
        if (c.year < r->from || c.year > r->to || c.month != r->month) {
            continue;
        }
        bool nth_monday = c.weekday == MONDAY && (c.day + 6) / 7 == r->monday;
        if (r->day == 0 ? nth_monday : c.day == r->day) {
            return true;
        }
    }
    return false;
}

/* Article 3 section 2: the next day after a holiday on Sunday that is not one. Until 2006 it was
 * the very next day, which is the same, because no two named days were neighbours then. */
static bool is_substitute(int32_t day)
{
    for (int32_t before = day - 1; is_named(before); before--) {
        if (civil_from_day(before).weekday == SUNDAY) {
            return true;
        }
    }
    return false;
}

/* Article 3 section 3; until 2006 not on a Sunday, which is closed anyway. */
static bool is_between(int32_t day)
{
    bool sunday = civil_from_day(day).weekday == SUNDAY;
    return !sunday && is_named(day - 1) && is_named(day + 1);
}

bool civil_is_national_holiday(int32_t day)
{
    int32_t year = civil_from_day(day).year;
    if (year < YEAR_FIRST || year > YEAR_LAST) {
        return false;
    }
    return is_named(day) || is_substitute(day) || is_between(day);
}

bool civil_is_working_day(int32_t day)
{
    struct civil c = civil_from_day(day);
    if (c.weekday == SUNDAY || c.weekday == SATURDAY) {
        return false;
    }
    if ((c.month == 12 && c.day >= 29) || (c.month == 1 && c.day <= 3)) {
        return false;
    }
    return !civil_is_national_holiday(day);
}

int32_t civil_next_working_day(int32_t day)
{
    while (!civil_is_working_day(day)) {
        day++;
    }
    return day;
}
