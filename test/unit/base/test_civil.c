/* test/unit/base/test_civil.c — days, instants and their spellings. */
#include "tester.h"

#include "base/civil.h"

/* Every day of 1970–2099, counted by hand from the first: the arithmetic may not skip or repeat
 * one. */
static void round_trips_every_day(void **state)
{
    (void)state;
    static const int32_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int32_t day = 0;
    for (int32_t year = 1970; year <= 2099; year++) {
        for (int32_t month = 1; month <= 12; month++) {
            bool leap = year % 4 == 0; /* 2000 is one, and 2100 is out of range */
            int32_t length = lengths[month - 1] + (month == 2 && leap);
            for (int32_t d = 1; d <= length; d++, day++) {
                struct civil c = civil_from_day(day);
                assert_true(c.year == year && c.month == month && c.day == d);
                assert_int_equal(c.weekday, (day + 4) % 7);
                assert_int_equal(civil_day_from_ymd(year, month, d), day);
                assert_true(civil_ymd_is_valid(year, month, d));
            }
            assert_false(civil_ymd_is_valid(year, month, length + 1));
        }
    }
    assert_int_equal(day, 47482);
}

static void knows_the_edges(void **state)
{
    (void)state;
    assert_int_equal(civil_day_from_ymd(1969, 12, 31), -1);
    assert_int_equal(civil_day_from_ymd(1, 1, 1), -719162);
    assert_int_equal(civil_day_from_ymd(9999, 12, 31), 2932896);
    assert_int_equal(civil_from_day(-1).weekday, 3);
    assert_int_equal(civil_from_day(-719162).weekday, 1);
    assert_false(civil_ymd_is_valid(1900, 2, 29));
    assert_false(civil_ymd_is_valid(0, 1, 1));
    assert_false(civil_ymd_is_valid(10000, 1, 1));
    assert_false(civil_ymd_is_valid(2026, 0, 1));
    assert_false(civil_ymd_is_valid(2026, 13, 1));
    assert_false(civil_ymd_is_valid(2026, 1, 0));
    struct civil c = civil_from_us(-1, 0);
    assert_true(c.year == 1969 && c.hour == 23 && c.minute == 59 && c.second == 59 &&
                c.us == 999999);
    c = civil_from_us(-1, JST_OFFSET_US);
    assert_true(c.year == 1970 && c.hour == 8 && c.minute == 59 && c.us == 999999);
}

static void a_day_begins_at_15_utc(void **state)
{
    (void)state;
    int32_t day = civil_day_from_ymd(2026, 11, 21);
    int64_t start = civil_jst_day_start_us(day);
    int64_t read = 0;
    assert_true(civil_read_rfc3339(STR("2026-11-20T15:00:00Z"), &read));
    assert_true(read == start);
    assert_int_equal(civil_jst_day(start), day);
    assert_int_equal(civil_jst_day(start - 1), day - 1);
    assert_int_equal(civil_jst_day(start + US_PER_DAY - 1), day);
    assert_int_equal(civil_jst_day(-JST_OFFSET_US), 0);
    assert_int_equal(civil_jst_day(-JST_OFFSET_US - 1), -1);
}

/* proves TIM-15: calendar months, the last day where there is no such day number. */
static void adds_months(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        int32_t months;
        const char *to;
    } rows[] = {
        {"2026-01-31", 1, "2026-02-28"},   {"2024-01-31", 1, "2024-02-29"},
        {"2026-11-21", 0, "2026-11-21"},   {"2026-12-15", 1, "2027-01-15"},
        {"2026-03-31", -1, "2026-02-28"},  {"2026-01-15", -1, "2025-12-15"},
        {"2026-08-31", 13, "2027-09-30"},  {"2024-02-29", 12, "2025-02-28"},
        {"2026-01-31", -25, "2023-12-31"}, {"2024-02-29", 48, "2028-02-29"},
    };
    struct arena a;
    arena_init(&a, 1 << 16);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int32_t day = 0;
        assert_true(civil_read_date(str_from_cstr(rows[i].from), &day));
        assert_str(civil_write_date(civil_add_months(day, rows[i].months), &a),
                   str_from_cstr(rows[i].to));
    }
    arena_release(&a);
}

static void reads_rfc3339(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *utc; /* NULL = refused */
        int32_t us;
    } rows[] = {
        {"2026-11-21T06:00:00Z", "2026-11-21T06:00:00Z", 0},
        {"2026-11-21T15:00+09:00", "2026-11-21T06:00:00Z", 0},
        {"2026-11-21T15:00:59.5+09:00", "2026-11-21T06:00:59Z", 500000},
        {"2026-11-21T00:00:00.1234567Z", "2026-11-21T00:00:00Z", 123456},
        {"2026-11-21T23:59:59-05:30", "2026-11-22T05:29:59Z", 0},
        {"2024-02-29T00:00Z", "2024-02-29T00:00:00Z", 0},
        {"9999-12-31T14:59:59Z", "9999-12-31T14:59:59Z", 0},
        {"9999-12-31T15:00:00Z", NULL, 0},
        {"0001-01-01T00:00:00+00:01", NULL, 0},
        {"0000-01-01T00:00:00Z", NULL, 0},
        {"2026-02-29T00:00Z", NULL, 0},
        {"2026-11-21T15:00:00", NULL, 0},
        {"2026-11-21", NULL, 0},
        {"2026-11-21 15:00:00Z", NULL, 0},
        {"2026-11-21t15:00:00z", NULL, 0},
        {"2026-11-21T24:00:00Z", NULL, 0},
        {"2026-11-21T23:60:00Z", NULL, 0},
        {"2026-11-21T23:59:60Z", NULL, 0},
        {"2026-11-21T1:00:00Z", NULL, 0},
        {"2026-11-21T01:00:00.Z", NULL, 0},
        {"2026-11-21T01:00:00.1234567890Z", NULL, 0},
        {"2026-11-21T01:00.5Z", NULL, 0},
        {"2026-11-21T01:00:Z", NULL, 0},
        {"2026-11-21T01:00:00+0900", NULL, 0},
        {"2026-11-21T01:00:00+09", NULL, 0},
        {"2026-11-21T01:00:00+24:00", NULL, 0},
        {"2026-11-21T01:00:00+09:60", NULL, 0},
        {"2026-11-21T01:00:00Z ", NULL, 0},
        {"-026-11-21T01:00:00Z", NULL, 0},
        {"", NULL, 0},
    };
    struct arena a;
    arena_init(&a, 1 << 16);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int64_t us = -4711;
        bool read = civil_read_rfc3339(str_from_cstr(rows[i].text), &us);
        if (read != (rows[i].utc != NULL)) {
            fail_msg("%s", rows[i].text);
        }
        if (read) {
            assert_str(civil_write_utc(us, &a), str_from_cstr(rows[i].utc));
            assert_int_equal(civil_from_us(us, 0).us, rows[i].us);
        } else {
            assert_true(us == -4711);
        }
    }
    arena_release(&a);
}

static void reads_dates(void **state)
{
    (void)state;
    static const char *const refused[] = {"2026-11-31", "2026-1-01", "2026/11/21", "2026-11-21 ",
                                          "20261121",   "26-11-21",  "2026-11-0a", "0000-01-01",
                                          "",           "2026-11-"};
    int32_t day = 0;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        assert_false(civil_read_date(str_from_cstr(refused[i]), &day));
    }
    assert_true(civil_read_date(STR("2026-11-21"), &day));
    assert_int_equal(day, 20778);
}

static void writes_every_spelling(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 1 << 16);
    int32_t day = civil_day_from_ymd(2026, 3, 7);
    int64_t us = civil_jst_day_start_us(day) + 3723 * US_PER_SECOND + 999999;
    assert_str(civil_write_utc(us, &a), STR("2026-03-06T16:02:03Z"));
    assert_str(civil_write_jst(us, &a), STR("2026-03-07T01:02:03+09:00"));
    assert_str(civil_write_date(day, &a), STR("2026-03-07"));
    assert_str(civil_write_slashes(day, &a), STR("2026/03/07"));
    a.limit = a.used;
    assert_null(civil_write_utc(us, &a).ptr);
    assert_true(a.failed);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trips_every_day),  cmocka_unit_test(knows_the_edges),
        cmocka_unit_test(a_day_begins_at_15_utc), cmocka_unit_test(adds_months),
        cmocka_unit_test(reads_rfc3339),          cmocka_unit_test(reads_dates),
        cmocka_unit_test(writes_every_spelling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
