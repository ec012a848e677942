/*
 * core/test_edition.c — how the limits of an edition are counted.
 */
#include "base/civil.h"
#include "core/scheme/edition.h"

#include "tester.h"

static int32_t day_of(const char *text)
{
    int32_t day = 0;

    assert_true(civil_read_date(str_from_cstr(text), &day));
    return day;
}

/* proves TIM-15: calendar months, the last day of a shorter month, days in days; one rule whether
 * the first day counts, and one switch for it. */
static void limits_are_counted(void **state)
{
    static const struct {
        const char *from, *after, *with_first;
        int32_t months;
    } rows[] = {
        {"2026-01-15", "2026-04-15", "2026-04-14", 3},
        {"2026-01-31", "2026-02-28", "2026-02-27", 1},
        {"2023-11-30", "2024-02-29", "2024-02-28", 3},
        {"2024-02-29", "2025-02-28", "2025-02-27", 12},
        {"2026-12-01", "2027-03-01", "2027-02-28", 3},
    };
    const struct edition *plain = edition_latest();
    const struct edition *first = edition_counting(plain, true);

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int32_t from = day_of(rows[i].from);
        assert_int_equal(edition_after_months(plain, from, rows[i].months), day_of(rows[i].after));
        assert_int_equal(edition_after_months(first, from, rows[i].months),
                         day_of(rows[i].with_first));
    }
    assert_int_equal(edition_after_days(plain, day_of("2026-03-02"), 45), day_of("2026-04-16"));
    assert_int_equal(edition_after_days(first, day_of("2026-03-02"), 45), day_of("2026-04-15"));
}

/* Counting otherwise is no other edition. */
static void the_edition_stays(void **state)
{
    const struct edition *plain = edition_latest();
    const struct edition *first = edition_counting(plain, true);

    (void)state;
    assert_int_equal(first->id, plain->id);
    assert_int_equal(first->guide_days, plain->guide_days);
    assert_ptr_equal(edition_counting(first, false), plain);
    assert_ptr_equal(edition_get(plain->id), plain);
    assert_null(edition_counting(NULL, true));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(limits_are_counted),
        cmocka_unit_test(the_edition_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
