/*
 * base/civil.h — instants, days and the calendar; pure arithmetic, no time zone database.
 *
 * An instant is int64_t microseconds since 1970-01-01T00:00:00Z ("_us"). A day is int32_t days
 * since 1970-01-01 in the proleptic Gregorian calendar and belongs to Japan Standard Time, UTC+9
 * without daylight saving, because every date of the scheme does (requirements 0.2). 0 as an
 * instant or a day means "absent" in stored data.
 */
#ifndef BASE_CIVIL_H
#define BASE_CIVIL_H

#include "base/arena.h"

#define US_PER_SECOND INT64_C(1000000)
#define US_PER_DAY (INT64_C(86400) * US_PER_SECOND)
#define JST_OFFSET_US (INT64_C(9) * 3600 * US_PER_SECOND)

struct civil {
    int32_t year;  /* 1..9999 */
    int32_t month; /* 1..12 */
    int32_t day;   /* 1..31 */
    int32_t hour, minute, second;
    int32_t us;
    int32_t weekday; /* 0 = Sunday */
};

int32_t civil_day_from_ymd(int32_t year, int32_t month, int32_t day);
bool civil_ymd_is_valid(int32_t year, int32_t month, int32_t day);
/* Fields of an instant in the zone `offset_us` east of UTC (JST_OFFSET_US or 0). */
struct civil civil_from_us(int64_t us, int64_t offset_us);
struct civil civil_from_day(int32_t day);
/* The JST day in which the instant lies. */
int32_t civil_jst_day(int64_t us);
/* First microsecond of a JST day. */
int64_t civil_jst_day_start_us(int32_t day);
/* TIM-15, OP-12: the same day number n months later, or the last day of that month. */
int32_t civil_add_months(int32_t day, int32_t months);
/* A national holiday of the law of 1948 as amended to 2026, substitute and citizens' holidays
 * included, computed for 2000–2099; false outside. */
bool civil_is_national_holiday(int32_t day);
/* Saturday, Sunday, a Japanese national holiday or
 * 29 December to 3 January (offices closed). DAT-21. */
bool civil_is_working_day(int32_t day);
/* The day itself when it is a working day, else the next one. */
int32_t civil_next_working_day(int32_t day);

/* RFC 3339 with a mandatory offset ("Z" or ±hh:mm); seconds may be absent
 * ("2026-11-21T15:00+09:00"). False when anything else is there or a field is out of range. */
bool civil_read_rfc3339(struct str text, int64_t *us);
/* "YYYY-MM-DD". */
bool civil_read_date(struct str text, int32_t *day);
/* "2026-11-21T06:00:00Z" (UTC) and "2026-11-21T15:00:00+09:00" (JST). Fractions are dropped. */
struct str civil_write_utc(int64_t us, struct arena *a);
struct str civil_write_jst(int64_t us, struct arena *a);
/* "2026-11-21". */
struct str civil_write_date(int32_t day, struct arena *a);
/* "2026/11/21", as JVN writes dates. */
struct str civil_write_slashes(int32_t day, struct arena *a);

#endif
