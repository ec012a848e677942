/*
 * test/unit/core/test_ical.c — a calendar feed as RFC 5545 wants it: lines, folding, signs, zone.
 */
#include "tester.h"

#include "base/civil.h"
#include "core/codec/ical.h"

static struct arena arena = {.limit = 1 << 20};

static struct str feed(const struct ical_entry *entries, size_t count)
{
    struct ical_feed f = {STR("期限"), INT64_C(1772409600) * US_PER_SECOND, &arena};
    struct buf out;
    struct str text = {NULL, 0};
    buf_init(&out, &arena, 1 << 16);
    assert_int_equal(ical_write(&f, entries, count, &out), ERR_OK);
    assert_int_equal(buf_finish(&out, &text), ERR_OK);
    return text;
}

static void a_day_is_a_whole_day_of_japan(void **state)
{
    int32_t day = 0;
    (void)state;
    assert_true(civil_read_date(STR("2026-12-31"), &day));
    struct ical_entry e = {STR("abc-fix"), STR("JVN#12345678 Fix ready by"), day};
    struct str text = feed(&e, 1);
    assert_true(str_starts_with(text, STR("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")));
    assert_true(holds(text, "\r\nBEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo\r\n"));
    assert_true(holds(text, "\r\nDTSTART;TZID=Asia/Tokyo:20261231T000000\r\n"));
    assert_true(holds(text, "\r\nDTEND;TZID=Asia/Tokyo:20270101T000000\r\n"));
    assert_true(holds(text, "\r\nDTSTAMP:20260302T000000Z\r\n"));
    assert_true(holds(text, "\r\nUID:abc-fix\r\n"));
    assert_true(holds(text, "\r\nSUMMARY:JVN#12345678 Fix ready by\r\n"));
    assert_true(str_ends_with(text, STR("END:VEVENT\r\nEND:VCALENDAR\r\n")));
    assert_false(holds(feed(NULL, 0), "VEVENT"));
}

static void lines_are_folded_and_signs_escaped(void **state)
{
    struct ical_entry e = {
        STR("u"), STR("一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十; a, b\\c\nx"),
        20000};
    struct str text = feed(&e, 1);
    size_t column = 0;
    (void)state;
    assert_true(holds(text, "\\; a\\, b\\\\c x\r\n"));
    for (size_t i = 0; i < text.len; i++) {
        assert_true(text.ptr[i] != '\n' || text.ptr[i - 1] == '\r');
        column = text.ptr[i] == '\n' ? 0 : column + 1;
        assert_true(column <= 76); /* 75 octets and the CR */
    }
    assert_true(holds(text, "\r\n "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_is_a_whole_day_of_japan),
        cmocka_unit_test(lines_are_folded_and_signs_escaped),
    };
    return cmocka_run_group_tests_name("core/ical", tests, NULL, NULL);
}
