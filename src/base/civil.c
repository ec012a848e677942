/*
 * base/civil.c — days, instants and their spellings.
 *
 * The calendar arithmetic counts years from March, so that the leap day is the last of its year;
 * 400 years are one era of 146,097 days. Must never ask what time it is: every instant arrives as
 * an argument.
 */
#include "base/civil.h"

#include <assert.h>

enum { DAYS_PER_ERA = 146097, DAYS_TO_1970 = 719468 };

static int64_t floor_div(int64_t n, int64_t by)
{
    return n / by - (n % by < 0);
}

int32_t civil_day_from_ymd(int32_t year, int32_t month, int32_t day)
{
    assert(month >= 1 && month <= 12);
    int64_t y = (int64_t)year - (month <= 2);
    int64_t era = floor_div(y, 400);
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (int32_t)(era * DAYS_PER_ERA + day_of_era - DAYS_TO_1970);
}

static int32_t days_of_month(int32_t year, int32_t month)
{
    static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : days[month - 1];
}

bool civil_ymd_is_valid(int32_t year, int32_t month, int32_t day)
{
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
           day <= days_of_month(year, month);
}

struct civil civil_from_day(int32_t day)
{
    int64_t shifted = (int64_t)day + DAYS_TO_1970;
    int64_t era = floor_div(shifted, DAYS_PER_ERA);
    int64_t day_of_era = shifted - era * DAYS_PER_ERA;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153; /* 0 = March */
    int64_t weekday = (int64_t)day + 4;          /* 1970-01-01 was a Thursday */
    struct civil c = {0};
    c.day = (int32_t)(day_of_year - (153 * month + 2) / 5 + 1);
    c.month = (int32_t)(month < 10 ? month + 3 : month - 9);
    c.year = (int32_t)(year_of_era + era * 400 + (c.month <= 2));
    c.weekday = (int32_t)(weekday - floor_div(weekday, 7) * 7);
    return c;
}

struct civil civil_from_us(int64_t us, int64_t offset_us)
{
    /* Divided before the offset is added: the sum could overflow at the ends of the range. */
    int64_t day = floor_div(us, US_PER_DAY);
    int64_t rest = us - day * US_PER_DAY + offset_us;
    int64_t carry = floor_div(rest, US_PER_DAY);
    day += carry;
    rest -= carry * US_PER_DAY;
    struct civil c = civil_from_day((int32_t)day);
    int64_t seconds = rest / US_PER_SECOND;
    c.us = (int32_t)(rest % US_PER_SECOND);
    c.hour = (int32_t)(seconds / 3600);
    c.minute = (int32_t)(seconds / 60 % 60);
    c.second = (int32_t)(seconds % 60);
    return c;
}

int32_t civil_jst_day(int64_t us)
{
    int64_t day = floor_div(us, US_PER_DAY);
    int64_t rest = us - day * US_PER_DAY + JST_OFFSET_US;
    return (int32_t)(day + rest / US_PER_DAY);
}

int64_t civil_jst_day_start_us(int32_t day)
{
    assert(day > -100000000 && day < 100000000); /* the days whose microseconds fit */
    return (int64_t)day * US_PER_DAY - JST_OFFSET_US;
}

int32_t civil_add_months(int32_t day, int32_t months)
{
    struct civil c = civil_from_day(day);
    int64_t count = (int64_t)c.year * 12 + c.month - 1 + months;
    int32_t year = (int32_t)floor_div(count, 12);
    int32_t month = (int32_t)(count - (int64_t)year * 12) + 1;
    int32_t last = days_of_month(year, month);
    return civil_day_from_ymd(year, month, c.day < last ? c.day : last);
}

/* Takes `count` digits from the front of *rest. */
static bool take_number(struct str *rest, size_t count, int32_t *out)
{
    uint64_t n = 0;
    if (rest->len < count || !str_to_u64(str_slice(*rest, 0, count), 9999, &n)) {
        return false;
    }
    *rest = str_slice(*rest, count, rest->len);
    *out = (int32_t)n;
    return true;
}

static bool take_char(struct str *rest, char c)
{
    if (rest->len == 0 || rest->ptr[0] != c) {
        return false;
    }
    *rest = str_slice(*rest, 1, rest->len);
    return true;
}

static bool take_date(struct str *rest, int32_t *day)
{
    int32_t y = 0;
    int32_t m = 0;
    int32_t d = 0;
    bool read = take_number(rest, 4, &y) && take_char(rest, '-') && take_number(rest, 2, &m) &&
                take_char(rest, '-') && take_number(rest, 2, &d);
    if (!read || !civil_ymd_is_valid(y, m, d)) {
        return false;
    }
    *day = civil_day_from_ymd(y, m, d);
    return true;
}

/* ".5" to ".999999999"; what is finer than a microsecond is dropped. */
static bool take_fraction(struct str *rest, int64_t *us)
{
    int64_t unit = US_PER_SECOND / 10;
    size_t digits = 0;
    if (!take_char(rest, '.')) {
        return true;
    }
    while (rest->len > 0 && rest->ptr[0] >= '0' && rest->ptr[0] <= '9' && digits < 9) {
        *us += (rest->ptr[0] - '0') * unit;
        unit /= 10;
        digits++;
        *rest = str_slice(*rest, 1, rest->len);
    }
    return digits > 0;
}

static bool take_time(struct str *rest, int64_t *us)
{
    int32_t hour = 0;
    int32_t minute = 0;
    int32_t second = 0;
    if (!take_number(rest, 2, &hour) || !take_char(rest, ':') || !take_number(rest, 2, &minute)) {
        return false;
    }
    *us = 0;
    if (take_char(rest, ':') && !(take_number(rest, 2, &second) && take_fraction(rest, us))) {
        return false;
    }
    *us += ((int64_t)hour * 3600 + minute * 60 + second) * US_PER_SECOND;
    return hour <= 23 && minute <= 59 && second <= 59;
}

static bool take_offset(struct str *rest, int64_t *us)
{
    int32_t hour = 0;
    int32_t minute = 0;
    if (take_char(rest, 'Z')) {
        *us = 0;
        return true;
    }
    bool west = take_char(rest, '-');
    if (!west && !take_char(rest, '+')) {
        return false;
    }
    if (!take_number(rest, 2, &hour) || !take_char(rest, ':') || !take_number(rest, 2, &minute)) {
        return false;
    }
    *us = ((int64_t)hour * 3600 + minute * 60) * US_PER_SECOND * (west ? -1 : 1);
    return hour <= 23 && minute <= 59;
}

bool civil_read_rfc3339(struct str text, int64_t *us)
{
    int32_t day = 0;
    int64_t time_us = 0;
    int64_t offset_us = 0;
    if (!take_date(&text, &day) || !take_char(&text, 'T') || !take_time(&text, &time_us) ||
        !take_offset(&text, &offset_us) || text.len != 0) {
        return false;
    }
    int64_t instant = (int64_t)day * US_PER_DAY + time_us - offset_us;
    int32_t year = civil_from_us(instant, 0).year;
    int32_t year_jst = civil_from_us(instant, JST_OFFSET_US).year;
    if (year < 1 || year_jst > 9999) {
        return false; /* an offset must not carry an instant out of the years that can be written */
    }
    *us = instant;
    return true;
}

bool civil_read_date(struct str text, int32_t *day)
{
    int32_t read = 0;
    if (!take_date(&text, &read) || text.len != 0) {
        return false;
    }
    *day = read;
    return true;
}

static struct str write_instant(int64_t us, int64_t offset_us, const char *zone, struct arena *a)
{
    struct civil c = civil_from_us(us, offset_us);
    return arena_format(a, "%04d-%02d-%02dT%02d:%02d:%02d%s", c.year, c.month, c.day, c.hour,
                        c.minute, c.second, zone);
}

struct str civil_write_utc(int64_t us, struct arena *a)
{
    return write_instant(us, 0, "Z", a);
}

struct str civil_write_jst(int64_t us, struct arena *a)
{
    return write_instant(us, JST_OFFSET_US, "+09:00", a);
}

struct str civil_write_date(int32_t day, struct arena *a)
{
    struct civil c = civil_from_day(day);
    return arena_format(a, "%04d-%02d-%02d", c.year, c.month, c.day);
}

struct str civil_write_slashes(int32_t day, struct arena *a)
{
    struct civil c = civil_from_day(day);
    return arena_format(a, "%04d/%02d/%02d", c.year, c.month, c.day);
}
