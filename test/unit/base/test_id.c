/* test/unit/base/test_id.c — identifiers, base32, hexadecimal and the maps. */
#include "tester.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/map.h"

/* splitmix64: reproducible from the printed seed. */
static uint64_t next_random(uint64_t *seed)
{
    uint64_t z = *seed += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static struct id random_id(uint64_t *seed)
{
    uint64_t halves[2] = {next_random(seed), next_random(seed)};
    struct id id;
    memcpy(id.bytes, halves, ID_BYTES);
    return id;
}

static void writes_and_reads_every_id(void **state)
{
    (void)state;
    uint64_t seed = (uint64_t)time(NULL);
    print_message("seed %llu\n", (unsigned long long)seed);
    for (int i = 0; i < 100000; i++) {
        struct id id = random_id(&seed);
        struct id back = {{0}};
        char text[ID_TEXT_LEN + 1];
        id_write(id, text);
        assert_true(strlen(text) == ID_TEXT_LEN);
        assert_true(id_read(str_from_cstr(text), &back));
        assert_true(id_equal(id, back));
    }
}

static void reads_strictly(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool ok;
    } rows[] = {
        {"aaaaaaaaaaaaaaaaaaaaaaaaaa", true},
        {"777777777777777777777777"
         "74",
         true},
        {"77777777777777777777777775", false},
        {"aaaaaaaaaaaaaaaaaaaaaaaaab", false},
        {"aaaaaaaaaaaaaaaaaaaaaaaaac", false},
        {"aaaaaaaaaaaaaaaaaaaaaaaaae", true},
        {"aaaaaaaaaaaaaaaaaaaaaaaaa", false},
        {"aaaaaaaaaaaaaaaaaaaaaaaaaaa", false},
        {"Aaaaaaaaaaaaaaaaaaaaaaaaaa", false},
        {"1aaaaaaaaaaaaaaaaaaaaaaaaa", false},
        {"aaaaaaaaaaaaaaaaaaaaaaaaa=", false},
        {"", false},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct id id = {{9}};
        assert_int_equal(id_read(str_from_cstr(rows[i].text), &id), rows[i].ok);
        assert_true(rows[i].ok || id.bytes[0] == 9); /* untouched when refused */
    }
    struct id none = {{1}};
    assert_true(id_read(STR("aaaaaaaaaaaaaaaaaaaaaaaaaa"), &none));
    assert_true(id_is_none(none));
    struct arena a;
    arena_init(&a, 1000);
    assert_str(id_text((struct id){{0xff, 0x80}}, &a), STR("76aaaaaaaaaaaaaaaaaaaaaaaa"));
    arena_release(&a);
    assert_true(id_compare((struct id){{1}}, (struct id){{2}}) < 0);
    assert_true(id_compare((struct id){{2}}, (struct id){{1}}) > 0);
}

static void base32_as_in_rfc_4648(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *text;
    } rows[] = {{"", ""},
                {"f", "my"},
                {"fo", "mzxq"},
                {"foo", "mzxw6"},
                {"foob", "mzxw6yq"},
                {"fooba", "mzxw6ytb"},
                {"foobar", "mzxw6ytboi"}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char text[32];
        uint8_t bytes[16];
        size_t len = strlen(rows[i].bytes);
        memcpy(bytes, rows[i].bytes, len);
        base32_write(bytes, len, text, sizeof(text));
        assert_string_equal(text, rows[i].text);
        memset(bytes, 0, sizeof(bytes));
        assert_true(base32_read(str_from_cstr(text), bytes, len) == len); /* room for no more */
        assert_memory_equal(bytes, rows[i].bytes, len);
        assert_true(len == 0 || base32_read(str_from_cstr(text), bytes, len - 1) == SIZE_MAX);
    }
    static const char *const refused[] = {"m",  "a",        "aaa", "aaaaaa", "mzx", "mzxw6y",
                                          "mz", "my======", "m y", "m1",     "m8",  "mz0"};
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        uint8_t bytes[16];
        assert_true(base32_read(str_from_cstr(refused[i]), bytes, sizeof(bytes)) == SIZE_MAX);
    }
    uint8_t bytes[3];
    assert_true(base32_read(STR("MZXW6"), bytes, sizeof(bytes)) == 3);
    assert_memory_equal(bytes, "foo", 3);
    char hex[7];
    hex_write((const uint8_t *)"\x00\xab\x7f", 3, hex, sizeof(hex));
    assert_string_equal(hex, "00ab7f");
}

enum { KEYS = 100000 };

static struct id numbered(size_t i, size_t at)
{
    struct id id = {{0}};
    id.bytes[at] = (uint8_t)(i & 255);
    id.bytes[at + 1] = (uint8_t)(i >> 8 & 255);
    id.bytes[at + 2] = (uint8_t)(i >> 16);
    return id;
}

/* Identifiers that differ in three neighbouring bytes only: neither end of an id may be ignored. */
static void id_map_holds_100000_keys(void **state)
{
    (void)state;
    static char values[KEYS];
    for (size_t place = 0; place <= ID_BYTES - 3; place += 13) {
        struct arena a;
        struct id_map m = {0};
        arena_init(&a, 64 << 20);
        assert_null(id_map_get(&m, numbered(1, place)));
        for (size_t i = 0; i < KEYS; i++) {
            assert_int_equal(id_map_set(&m, &a, numbered(i, place), &values[i]), ERR_OK);
        }
        assert_true(m.count == KEYS);
        for (size_t i = 0; i < KEYS; i++) {
            assert_ptr_equal(id_map_get(&m, numbered(i, place)), &values[i]);
        }
        assert_null(id_map_get(&m, numbered(KEYS, place)));
        assert_int_equal(id_map_set(&m, &a, numbered(7, place), &values[8]), ERR_OK);
        assert_ptr_equal(id_map_get(&m, numbered(7, place)), &values[8]);
        assert_true(m.count == KEYS);
        arena_release(&a);
    }
}

static void id_map_survives_a_full_arena(void **state)
{
    (void)state;
    struct arena a;
    struct id_map m = {0};
    char value = 0;
    size_t set = 0;
    arena_init(&a, 5000);
    while (id_map_set(&m, &a, numbered(set, 0), &value) == ERR_OK) {
        set++;
    }
    assert_true(set > 12 && m.count == set && a.failed);
    for (size_t i = 0; i < set; i++) {
        assert_ptr_equal(id_map_get(&m, numbered(i, 0)), &value);
    }
    assert_null(id_map_get(&m, numbered(set, 0)));
    assert_int_equal(id_map_set(&m, &a, numbered(0, 0), &value),
                     ERR_OK); /* replacing needs no memory */
    arena_release(&a);
}

static void reserve_keeps_its_promise(void **state)
{
    (void)state;
    struct arena a;
    struct id_map m = {0};
    char value = 0;
    arena_init(&a, 1 << 20);
    assert_int_equal(id_map_reserve(&m, &a, 1000), ERR_OK);
    arena_fail_growth(1);
    a.limit = a.used;
    for (size_t i = 0; i < 1000; i++) {
        assert_int_equal(id_map_set(&m, &a, numbered(i, 0), &value), ERR_OK);
    }
    assert_int_equal(id_map_reserve(&m, &a, 1 << 20), ERR_MEMORY);
    assert_int_equal(id_map_reserve(&m, &a, SIZE_MAX), ERR_MEMORY);
    assert_int_equal(id_map_reserve(&m, &a, SIZE_MAX / 2), ERR_MEMORY);
    assert_true(m.count == 1000);
    arena_fail_growth(0);
    arena_release(&a);
}

static void str_map_holds_100000_keys(void **state)
{
    (void)state;
    static char values[KEYS];
    static char texts[KEYS][12];
    struct arena a;
    struct str_map m = {0};
    arena_init(&a, 64 << 20);
    assert_null(str_map_get(&m, STR("k0")));
    for (size_t i = 0; i < KEYS; i++) {
        (void)snprintf(texts[i], sizeof(texts[i]), "k%zu", i);
        assert_int_equal(str_map_set(&m, &a, str_from_cstr(texts[i]), &values[i]), ERR_OK);
    }
    for (size_t i = 0; i < KEYS; i++) {
        char text[12];
        (void)snprintf(text, sizeof(text), "k%zu", i);
        assert_ptr_equal(str_map_get(&m, str_from_cstr(text)), &values[i]);
    }
    assert_null(str_map_get(&m, STR("k100000")));
    assert_null(str_map_get(&m, STR("")));
    assert_int_equal(str_map_set(&m, &a, STR(""), &values[1]), ERR_OK);
    assert_ptr_equal(str_map_get(&m, STR("")), &values[1]);
    assert_true(m.count == KEYS + 1);
    arena_release(&a);
    arena_init(&a, 16);
    m = (struct str_map){0};
    assert_int_equal(str_map_set(&m, &a, STR("a"), &values[1]), ERR_MEMORY);
    assert_null(str_map_get(&m, STR("a")));
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_and_reads_every_id),    cmocka_unit_test(reads_strictly),
        cmocka_unit_test(base32_as_in_rfc_4648),        cmocka_unit_test(id_map_holds_100000_keys),
        cmocka_unit_test(id_map_survives_a_full_arena), cmocka_unit_test(reserve_keeps_its_promise),
        cmocka_unit_test(str_map_holds_100000_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
