/*
 * core/ident/version_time.c — timestamps of RFC 3339 as versions: ordered by the instant.
 *
 * A text that is no timestamp comes before all that are. Must never look at a clock.
 */
#include "core/ident/version_priv.h"

struct instant {
    int64_t second;      /* since 1970-01-01T00:00:00Z */
    struct str fraction; /* digits without zeros at the end */
};

static bool take_number(struct str *s, size_t digits, int64_t *out)
{
    *out = 0;
    if (s->len < digits) {
        return false;
    }
    for (size_t i = 0; i < digits; i++) {
        if (!ident_is_digit(s->ptr[i])) {
            return false;
        }
        *out = *out * 10 + (s->ptr[i] - '0');
    }
    version_drop(s, digits);
    return true;
}

static bool take_char(struct str *s, char c)
{
    if (s->len == 0 || ident_lower(s->ptr[0]) != c) {
        return false;
    }
    version_drop(s, 1);
    return true;
}

/* Days since 1970-01-01 of a civil date, by years that begin in March. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int64_t month_days(int64_t year, int64_t month)
{
    static const int64_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

static bool take_date(struct str *s, int64_t *second)
{
    int64_t year;
    int64_t month;
    int64_t day;
    if (!take_number(s, 4, &year) || !take_char(s, '-') || !take_number(s, 2, &month) ||
        !take_char(s, '-') || !take_number(s, 2, &day)) {
        return false;
    }
    if (month < 1 || month > 12 || day < 1 || day > month_days(year, month)) {
        return false;
    }
    *second = days_of(year, month, day) * 86400;
    return true;
}

static bool take_offset(struct str *s, int64_t *second)
{
    int64_t hour;
    int64_t minute;
    if (take_char(s, 'z')) {
        *second = 0;
        return true;
    }
    bool west = take_char(s, '-');
    if ((!west && !take_char(s, '+')) || !take_number(s, 2, &hour) || !take_char(s, ':') ||
        !take_number(s, 2, &minute) || hour > 23 || minute > 59) {
        return false;
    }
    *second = (hour * 60 + minute) * (west ? -60 : 60);
    return true;
}

static bool read_instant(struct str s, struct instant *out)
{
    int64_t hour;
    int64_t minute;
    int64_t second;
    int64_t offset;
    int64_t day;
    *out = (struct instant){0};
    if (!take_date(&s, &day) || !take_char(&s, 't') || !take_number(&s, 2, &hour) ||
        !take_char(&s, ':') || !take_number(&s, 2, &minute) || !take_char(&s, ':') ||
        !take_number(&s, 2, &second) || hour > 23 || minute > 59 || second > 60) {
        return false;
    }
    if (take_char(&s, '.')) {
        out->fraction = version_take(&s, true);
        if (out->fraction.len == 0) {
            return false;
        }
        while (out->fraction.len > 0 && out->fraction.ptr[out->fraction.len - 1] == '0') {
            out->fraction.len--;
        }
    }
    if (!take_offset(&s, &offset) || s.len > 0) {
        return false;
    }
    out->second = day + hour * 3600 + minute * 60 + second - offset;
    return true;
}

bool version_is_datetime(struct str version)
{
    struct instant instant;
    return read_instant(version, &instant);
}

int version_compare_datetime(struct str a, struct str b)
{
    struct instant x;
    struct instant y;
    bool a_good = read_instant(a, &x);
    bool b_good = read_instant(b, &y);
    if (a_good != b_good) {
        return a_good ? 1 : -1;
    }
    if (!a_good) {
        return str_compare(a, b);
    }
    if (x.second != y.second) {
        return x.second < y.second ? -1 : 1;
    }
    return str_compare(x.fraction, y.fraction);
}
