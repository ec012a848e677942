/* test/unit/base/test_arena.c — arenas and buffers: caps, sticky flags, failing growth. */
#include "tester.h"

#include <stdalign.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"

static bool all_zero(const void *memory, size_t size)
{
    const unsigned char *bytes = memory;
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

static void hands_out_zeroed_aligned_memory(void **state)
{
    (void)state;
    static const size_t sizes[] = {0,     1,      7,      16,      4096,   65536,
                                   65537, 262143, 262144, 1 << 20, 3 << 20};
    struct arena a;
    arena_init(&a, 64 << 20);
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
            char *memory = arena_alloc(&a, sizes[i]);
            assert_non_null(memory);
            assert_true((uintptr_t)memory % alignof(max_align_t) == 0);
            assert_true(all_zero(memory, sizes[i]));
            memset(memory, 0xA5, sizes[i]); /* what arena_clear must clean */
        }
        arena_clear(&a);
        assert_true(a.used == 0);
    }
    arena_release(&a);
    assert_null(a.head);
    assert_true(a.limit == 64 << 20);
}

static void stops_at_its_cap(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 100);
    assert_non_null(arena_alloc(&a, 100));
    assert_false(a.failed);
    assert_null(arena_alloc(&a, 0)); /* the padding before it does not fit */
    assert_true(a.failed);
    arena_clear(&a);
    assert_false(a.failed);
    assert_non_null(arena_alloc(&a, 10));
    assert_null(arena_alloc(&a, 85)); /* 10 + 6 of padding + 85 */
    assert_true(a.failed);
    assert_non_null(arena_alloc(&a, 84)); /* the flag sticks, smaller requests are still served */
    assert_true(a.failed);
    assert_true(a.used == 100);
    arena_release(&a);
    assert_false(a.failed);
}

static void refuses_products_that_overflow(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, SIZE_MAX);
    assert_null(arena_alloc_array(&a, SIZE_MAX / 2, 3));
    assert_true(a.failed);
    arena_clear(&a);
    assert_null(arena_alloc(&a, SIZE_MAX - 8)); /* no room for the head of the block */
    assert_true(a.failed);
    arena_release(&a);
}

static void reports_failing_growth(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, LIMIT_ARENA_REQUEST);
    arena_fail_growth(2);
    assert_non_null(arena_alloc(&a, 60000));
    assert_null(arena_alloc(&a, 60000));
    assert_true(a.failed);
    assert_non_null(arena_alloc(&a, 60000)); /* it fails once */
    arena_fail_growth(1);
    assert_null(arena_alloc(&a, 1 << 20));
    arena_fail_growth(1);
    arena_fail_growth(0);
    assert_non_null(arena_alloc(&a, 1 << 20));
    arena_release(&a);
}

static void grows_in_few_blocks(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 16 << 20);
    size_t served = 0;
    /* 64 + 128 + 256 + 512 KiB and 1 MiB hold 2,031,616 bytes: the sixth growth comes after them.
     */
    arena_fail_growth(6);
    while (arena_alloc(&a, 1024) != NULL) {
        served += 1024;
    }
    assert_true(served == (64 + 128 + 256 + 512 + 1024) * 1024);
    arena_release(&a);
}

static void copies_and_formats(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 1000);
    struct str copy = arena_copy(&a, STR("届け"));
    assert_str(copy, STR("届け"));
    assert_int_equal(copy.ptr[copy.len], '\0');
    assert_null(arena_copy(&a, (struct str){NULL, 0}).ptr);
    assert_non_null(arena_copy(&a, STR("")).ptr);
    assert_false(a.failed);
    assert_str(arena_format(&a, "%d of %s", 3, "four"), STR("3 of four"));
    assert_str(arena_format(&a, "%s", ""), STR(""));
    assert_null(arena_format(&a, "%2000d", 1).ptr);
    assert_true(a.failed);
    arena_clear(&a);
    char large[1001] = {0};
    assert_null(arena_copy(&a, (struct str){large, 1000}).ptr);
    assert_true(a.failed);
    arena_release(&a);
}

static void resize_keeps_bytes_and_gives_large_blocks_back(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, (3 << 20) + 4096);
    unsigned char *p = NULL;
    size_t size = 0;
    for (size_t next = 1000; next <= 2 << 20; next = next * 3 / 2) {
        p = arena_resize(&a, p, size, next);
        assert_non_null(p);
        assert_true(all_zero(p + size, next - size));
        for (size_t i = 0; i < next; i += 97) {
            assert_true(i >= size || p[i] == (unsigned char)(i * 7));
            p[i] = (unsigned char)(i * 7);
        }
        assert_non_null(arena_alloc(&a, 8)); /* no longer the newest */
        size = next;
    }
    assert_true(a.used < (3 << 20)); /* without giving back, the steps would sum up to 6 MiB */
    assert_null(arena_resize(&a, p, size, 4 << 20));
    assert_true(a.failed);
    assert_int_equal(p[97], (unsigned char)(97 * 7)); /* untouched */
    arena_release(&a);
}

static void buffer_appends_all_kinds(void **state)
{
    (void)state;
    struct arena a;
    struct buf b;
    struct str out;
    arena_init(&a, LIMIT_ARENA_REQUEST);
    buf_init(&b, &a, 1000);
    assert_int_equal(buf_finish(&b, &out), ERR_OK);
    assert_str(out, STR(""));
    buf_add(&b, STR("a\0b"));
    buf_add(&b, (struct str){NULL, 0});
    buf_add_bytes(&b, "xyz", 2);
    buf_add_char(&b, '|');
    buf_add_cstr(&b, "c|");
    buf_add_u64(&b, 0);
    buf_add_char(&b, '|');
    buf_add_u64(&b, UINT64_MAX);
    buf_add_char(&b, '|');
    buf_add_i64(&b, INT64_MIN);
    buf_add_char(&b, '|');
    buf_add_i64(&b, INT64_MAX);
    buf_add_format(&b, "|%s-%d", "f", -5);
    assert_int_equal(buf_finish(&b, &out), ERR_OK);
    assert_str(
        out, STR("a\0bxy|c|0|18446744073709551615|-9223372036854775808|9223372036854775807|f--5"));
    assert_int_equal(out.ptr[out.len], '\0');
    buf_clear(&b);
    assert_int_equal(buf_finish(&b, &out), ERR_OK);
    assert_str(out, STR(""));
    arena_release(&a);
}

static void buffer_stops_at_its_limit(void **state)
{
    (void)state;
    struct arena a;
    struct buf b;
    struct str out;
    arena_init(&a, LIMIT_ARENA_REQUEST);
    buf_init(&b, &a, 5);
    buf_add(&b, STR("12345"));
    assert_int_equal(buf_finish(&b, &out), ERR_OK); /* exactly full is not failed */
    assert_str(out, STR("12345"));
    buf_add(&b, STR(""));
    assert_false(b.failed);
    buf_add_char(&b, '6');
    assert_true(b.failed);
    assert_str(buf_str(&b), STR("12345")); /* nothing was appended */
    assert_int_equal(buf_finish(&b, &out), ERR_LIMIT);
    assert_null(out.ptr);
    buf_clear(&b);
    buf_add(&b, STR("123456"));
    buf_add(&b, STR("1")); /* sticky: what would fit comes too late */
    assert_int_equal(buf_finish(&b, &out), ERR_LIMIT);
    buf_clear(&b);
    buf_add_format(&b, "%06d", 1);
    assert_int_equal(buf_finish(&b, &out), ERR_LIMIT);
    buf_clear(&b);
    buf_add(&b, STR("1234"));
    buf_add_i64(&b, -1);
    assert_str(buf_str(&b), STR("1234")); /* no lone sign */
    assert_true(b.failed);
    arena_release(&a);
}

static void buffer_reports_memory(void **state)
{
    (void)state;
    struct arena a;
    struct buf b;
    struct str out;
    arena_init(&a, 300);
    buf_init(&b, &a, 100000);
    for (int i = 0; i < 400; i++) {
        buf_add_char(&b, 'x');
    }
    assert_int_equal(buf_finish(&b, &out), ERR_MEMORY);
    arena_release(&a);
    arena_init(&a, 1 << 20);
    buf_init(&b, &a, 100000);
    arena_fail_growth(1);
    buf_add_char(&b, 'x');
    assert_int_equal(buf_finish(&b, &out), ERR_MEMORY);
    arena_release(&a);
}

static void one_page_fits_into_one_request(void **state)
{
    (void)state;
    struct arena a;
    struct buf b;
    struct str out;
    arena_init(&a, LIMIT_ARENA_REQUEST);
    buf_init(&b, &a, LIMIT_PAGE_BYTES);
    for (size_t i = 0; i < LIMIT_PAGE_BYTES / 16; i++) {
        buf_add(&b, STR("0123456789abcdef"));
    }
    assert_int_equal(buf_finish(&b, &out), ERR_OK);
    assert_true(out.len == LIMIT_PAGE_BYTES);
    buf_add_char(&b, 'x');
    assert_int_equal(buf_finish(&b, &out), ERR_LIMIT);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hands_out_zeroed_aligned_memory),
        cmocka_unit_test(stops_at_its_cap),
        cmocka_unit_test(refuses_products_that_overflow),
        cmocka_unit_test(reports_failing_growth),
        cmocka_unit_test(grows_in_few_blocks),
        cmocka_unit_test(copies_and_formats),
        cmocka_unit_test(resize_keeps_bytes_and_gives_large_blocks_back),
        cmocka_unit_test(buffer_appends_all_kinds),
        cmocka_unit_test(buffer_stops_at_its_limit),
        cmocka_unit_test(buffer_reports_memory),
        cmocka_unit_test(one_page_fits_into_one_request),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
