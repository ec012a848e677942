/*
 * test/unit/base/test_holiday.c — national holidays of known years as the Cabinet Office published
 * them, and the working days around them (DAT-21).
 */
#include "tester.h"

#include "base/civil.h"

/* All holidays of a year, month by month: the test compares every day of the year, so a missing and
 * a surplus holiday both fail. */
static const struct {
    int32_t year;
    const char *days; /* m/d, separated by blanks */
} years[] = {
    {2000, "1/1 1/10 2/11 3/20 4/29 5/3 5/4 5/5 7/20 9/15 9/23 10/9 11/3 11/23 12/23"},
    {2003, "1/1 1/13 2/11 3/21 4/29 5/3 5/5 7/21 9/15 9/23 10/13 11/3 11/23 11/24 12/23"},
    {2006, "1/1 1/2 1/9 2/11 3/21 4/29 5/3 5/4 5/5 7/17 9/18 9/23 10/9 11/3 11/23 12/23"},
    {2009, "1/1 1/12 2/11 3/20 4/29 5/3 5/4 5/5 5/6 7/20 9/21 9/22 9/23 10/12 11/3 11/23 12/23"},
    {2012, "1/1 1/2 1/9 2/11 3/20 4/29 4/30 5/3 5/4 5/5 7/16 9/17 9/22 10/8 11/3 11/23 12/23 "
           "12/24"},
    {2016, "1/1 1/11 2/11 3/20 3/21 4/29 5/3 5/4 5/5 7/18 8/11 9/19 9/22 10/10 11/3 11/23 12/23"},
    {2015, "1/1 1/12 2/11 3/21 4/29 5/3 5/4 5/5 5/6 7/20 9/21 9/22 9/23 10/12 11/3 11/23 12/23"},
    {2018,
     "1/1 1/8 2/11 2/12 3/21 4/29 4/30 5/3 5/4 5/5 7/16 8/11 9/17 9/23 9/24 10/8 11/3 11/23 12/23 "
     "12/24"},
    {2019,
     "1/1 1/14 2/11 3/21 4/29 4/30 5/1 5/2 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/23 10/14 10/22 "
     "11/3 11/4 11/23"},
    {2020, "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/23 7/24 8/10 9/21 9/22 11/3 11/23"},
    {2021, "1/1 1/11 2/11 2/23 3/20 4/29 5/3 5/4 5/5 7/22 7/23 8/8 8/9 9/20 9/23 11/3 11/23"},
    {2022, "1/1 1/10 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/18 8/11 9/19 9/23 10/10 11/3 11/23"},
    {2023, "1/1 1/2 1/9 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/17 8/11 9/18 9/23 10/9 11/3 11/23"},
    {2024,
     "1/1 1/8 2/11 2/12 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/22 9/23 10/14 11/3 "
     "11/4 11/23"},
    {2025, "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/21 8/11 9/15 9/23 10/13 11/3 11/23 "
           "11/24"},
    {2026,
     "1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/20 8/11 9/21 9/22 9/23 10/12 11/3 11/23"},
    {2027, "1/1 1/11 2/11 2/23 3/21 3/22 4/29 5/3 5/4 5/5 7/19 8/11 9/20 9/23 10/11 11/3 11/23"},
};

static bool is_listed(const char *days, int32_t month, int32_t day)
{
    struct str rest = str_from_cstr(days);
    while (rest.ptr != NULL) {
        struct str entry = str_split(&rest, ' ');
        uint64_t m = 0;
        uint64_t d = 0;
        assert_true(str_to_u64(str_split(&entry, '/'), 12, &m) && str_to_u64(entry, 31, &d));
        if ((int32_t)m == month && (int32_t)d == day) {
            return true;
        }
    }
    return false;
}

static void matches_published_years(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(years) / sizeof(years[0]); i++) {
        int32_t first = civil_day_from_ymd(years[i].year, 1, 1);
        int32_t end = civil_day_from_ymd(years[i].year + 1, 1, 1);
        for (int32_t day = first; day < end; day++) {
            struct civil c = civil_from_day(day);
            if (civil_is_national_holiday(day) != is_listed(years[i].days, c.month, c.day)) {
                fail_msg("%d-%d-%d", (int)c.year, (int)c.month, (int)c.day);
            }
        }
    }
}

static void is_silent_outside_its_years(void **state)
{
    (void)state;
    assert_false(civil_is_national_holiday(civil_day_from_ymd(1999, 5, 5)));
    assert_false(civil_is_national_holiday(civil_day_from_ymd(2100, 5, 5)));
    assert_true(civil_is_national_holiday(civil_day_from_ymd(2099, 5, 5)));
}

static void finds_the_next_working_day(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"2026-11-20", "2026-11-20"}, /* a Friday */
        {"2026-11-21", "2026-11-24"}, /* Saturday, Sunday, Labour Thanksgiving Day */
        {"2026-12-28", "2026-12-28"}, {"2026-12-29", "2027-01-04"}, {"2027-01-03", "2027-01-04"},
        {"2019-04-27", "2019-05-07"}, /* the ten days of the accession */
        {"2026-09-19", "2026-09-24"}, {"2032-09-18", "2032-09-23"}, {"2021-08-08", "2021-08-10"},
    };
    struct arena a;
    arena_init(&a, 1 << 16);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int32_t day = 0;
        assert_true(civil_read_date(str_from_cstr(rows[i][0]), &day));
        int32_t next = civil_next_working_day(day);
        assert_str(civil_write_date(next, &a), str_from_cstr(rows[i][1]));
        assert_true(civil_is_working_day(next));
    }
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches_published_years),
        cmocka_unit_test(is_silent_outside_its_years),
        cmocka_unit_test(finds_the_next_working_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
