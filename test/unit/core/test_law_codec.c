/*
 * test/unit/core/test_law_codec.c — events as bytes: known bytes, round trips of every kind, and
 * damage.
 */
#include "tester_arena.h"

#include <string.h>

#include "core/law.h"

TESTER_ARENA(LIMIT_ARENA_DECIDE);

static struct str encode(const struct event *e, enum keygroup group)
{
    struct buf out;
    struct str bytes;

    buf_init(&out, &arena, LIMIT_EVENT_BYTES);
    assert_int_equal(event_encode(e, group, &out), ERR_OK);
    assert_int_equal(buf_finish(&out, &bytes), ERR_OK);
    return bytes;
}

static struct id id_of_byte(uint8_t byte)
{
    struct id id;

    memset(id.bytes, byte, sizeof(id.bytes));
    return id;
}

static void a_known_event_has_known_bytes(void **state)
{
    (void)state;
    struct ev_date_set *e = (struct ev_date_set *)(void *)event_new(EVENT_date_set, &arena);

    e->head.role = ROLE_coordinator;
    e->head.at_us = 1;
    e->at = 150;
    e->ground = CODE_date_ground_leak_risk;
    e->reason = STR("x");
    assert_str(encode(&e->head, KEYGROUP_case), STR("\x08\xac\x02"
                                                    "\x10\x03"
                                                    "\x1a\x01x"
                                                    "\xc0\x3e\x04"
                                                    "\xd8\x3e\x02"));
    assert_int_equal(encode(&e->head, KEYGROUP_detail).len, 0);
    assert_int_equal(encode(&e->head, KEYGROUP_person).len, 0);
}

/* A different value for every field, so that two swapped fields cannot go unseen. */
static void fill_part(const struct part_def *part, struct event *e)
{
    static const struct id files[] = {{{1}}, {{2}}, {{3}}};
    void *value = (char *)e + part->offset;
    struct str text = arena_format(&arena, "%s %u 届", part->name, part->tag);
    struct str other = arena_format(&arena, "en %s", part->name);

    switch (part->type) {
    case FIELD_LINE:
    case FIELD_BLOCK:
    case FIELD_URL:
    case FIELD_MAIL:
    case FIELD_DOC:
    case FIELD_BYTES:
        *(struct str *)value = text;
        return;
    case FIELD_LINE2:
    case FIELD_BLOCK2:
        *(struct text2 *)value = (struct text2){text, other};
        return;
    case FIELD_INSTANT:
    case FIELD_INT:
        *(int64_t *)value = INT64_MIN + (int64_t)part->tag;
        return;
    case FIELD_DAY:
        *(int32_t *)value = -(int32_t)part->tag;
        return;
    case FIELD_BOOL:
        *(bool *)value = true;
        return;
    case FIELD_CODE:
        *(uint32_t *)value = UINT32_MAX - part->tag;
        return;
    case FIELD_REF:
        *(struct id *)value = id_of_byte((uint8_t)part->tag);
        return;
    case FIELD_FILES:
        *(struct id_list *)value = (struct id_list){files, 3};
        return;
    }
}

static void every_event_survives_the_round_trip(void **state)
{
    (void)state;

    for (unsigned kind = 1; kind < 200; kind++) {
        const struct event_def *def = event_def_get((enum event_kind)kind);
        if (def == NULL)
            continue;
        struct event *e = event_new(def->kind, &arena);
        struct event *back = event_new(def->kind, &arena);
        e->role = ROLE_developer;
        e->person = id_of_byte(7);
        e->party = id_of_byte(9);
        e->at_us = 1772000000000000;
        for (size_t i = 0; i < def->part_count; i++)
            fill_part(&def->parts[i], e);
        for (int group = KEYGROUP_case; group < KEYGROUP_COUNT; group++) {
            struct str bytes = encode(e, (enum keygroup)group);
            assert_int_equal(event_decode(back, (enum keygroup)group, bytes, &arena), ERR_OK);
            for (size_t cut = 1; cut < bytes.len; cut++) {
                struct event *scratch = event_new(def->kind, &arena);
                enum err err =
                    event_decode(scratch, (enum keygroup)group, str_slice(bytes, 0, cut), &arena);
                assert_true(err == ERR_OK || err == ERR_CORRUPT);
            }
        }
        assert_int_equal(back->at_us, e->at_us);
        assert_int_equal(back->role, e->role);
        assert_true(id_equal(back->person, e->person) && id_equal(back->party, e->party));
        for (int group = KEYGROUP_case; group < KEYGROUP_COUNT; group++)
            assert_str(encode(back, (enum keygroup)group), encode(e, (enum keygroup)group));
        assert_int_equal(event_upcast(back), ERR_OK);
        arena_clear(&arena);
    }
}

static void an_empty_event_still_has_a_case_part(void **state)
{
    (void)state;
    struct event *e = event_new(EVENT_case_published, &arena);

    e->role = ROLE_system;
    assert_true(encode(e, KEYGROUP_case).len > 0);
}

static const struct {
    const char *what;
    enum event_kind kind;
    enum keygroup group;
    struct str bytes;
    enum err expected;
} damage[] = {
    {"nothing at all", EVENT_date_set, KEYGROUP_case, {NULL, 0}, ERR_OK},
    {"tag 1 instant", EVENT_date_set, KEYGROUP_case, STR_INIT("\x08\x02"), ERR_OK},
    {"tag 1 twice", EVENT_date_set, KEYGROUP_case, STR_INIT("\x08\x02\x08\x02"), ERR_CORRUPT},
    {"descending tags", EVENT_date_set, KEYGROUP_case, STR_INIT("\x10\x02\x08\x02"), ERR_CORRUPT},
    {"tag 0", EVENT_date_set, KEYGROUP_case, STR_INIT("\x00\x02"), ERR_CORRUPT},
    {"default value", EVENT_date_set, KEYGROUP_case, STR_INIT("\x08\x00"), ERR_CORRUPT},
    {"empty text", EVENT_date_set, KEYGROUP_case, STR_INIT("\x1a\x00"), ERR_CORRUPT},
    {"foreign wire type", EVENT_date_set, KEYGROUP_case, STR_INIT("\x0a\x01x"), ERR_CORRUPT},
    {"number where text stands", EVENT_date_set, KEYGROUP_case, STR_INIT("\x18\x02"), ERR_CORRUPT},
    {"wire type 5", EVENT_date_set, KEYGROUP_case, STR_INIT("\x0d\x01\x01\x01\x01"), ERR_CORRUPT},
    {"cut length", EVENT_date_set, KEYGROUP_case, STR_INIT("\x1a\x05x"), ERR_CORRUPT},
    {"cut number", EVENT_date_set, KEYGROUP_case, STR_INIT("\x08\x80"), ERR_CORRUPT},
    {"cut after the key", EVENT_date_set, KEYGROUP_case, STR_INIT("\x08"), ERR_CORRUPT},
    {"overlong number", EVENT_date_set, KEYGROUP_case, STR_INIT("\x08\x82\x00"), ERR_CORRUPT},
    {"65 bits", EVENT_date_set, KEYGROUP_case,
     STR_INIT("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"), ERR_CORRUPT},
    {"64 bits", EVENT_date_set, KEYGROUP_case,
     STR_INIT("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), ERR_OK},
    {"unknown number", EVENT_date_set, KEYGROUP_case, STR_INIT("\xa0\x06\x05"), ERR_OK},
    {"unknown text", EVENT_date_set, KEYGROUP_case, STR_INIT("\xa2\x06\x01x"), ERR_OK},
    {"code too large", EVENT_date_set, KEYGROUP_case, STR_INIT("\x10\xff\xff\xff\xff\x1f"),
     ERR_CORRUPT},
    {"bool that is 2", EVENT_scheme_founded, KEYGROUP_case, STR_INIT("\x10\x02"), ERR_CORRUPT},
    {"short reference", EVENT_detail_obtained, KEYGROUP_case, STR_INIT("\x0a\x01x"), ERR_CORRUPT},
    {"detail field in the case part", EVENT_case_opened, KEYGROUP_case, STR_INIT("\x3a\x01x"),
     ERR_CORRUPT},
    {"files of 17 bytes", EVENT_case_opened, KEYGROUP_detail,
     STR_INIT("\x72\x11"
              "12345678901234567"),
     ERR_CORRUPT},
    {"third language", EVENT_scheme_founded, KEYGROUP_case, STR_INIT("\x0a\x03\x1a\x01x"),
     ERR_CORRUPT},
    {"role 99", EVENT_date_set, KEYGROUP_case, STR_INIT("\xc0\x3e\x63"), ERR_CORRUPT},
    {"actor in the person part", EVENT_report_filed, KEYGROUP_person, STR_INIT("\xc0\x3e\x63"),
     ERR_OK},
};

static void damage_is_found(void **state)
{
    (void)state;

    for (size_t i = 0; i < sizeof(damage) / sizeof(damage[0]); i++) {
        struct event *e = event_new(damage[i].kind, &arena);
        enum err err = event_decode(e, damage[i].group, damage[i].bytes, &arena);
        if (err != damage[i].expected)
            fail_msg("%s: %s", damage[i].what, err_text(err));
    }
}

static void limits_and_memory_are_told_apart(void **state)
{
    (void)state;
    static char long_text[3000];
    struct ev_finder_messaged *e =
        (struct ev_finder_messaged *)(void *)event_new(EVENT_finder_messaged, &arena);
    struct arena small;
    struct buf out;

    memset(long_text, 'x', sizeof(long_text));
    e->text = (struct str){long_text, sizeof(long_text)};
    buf_init(&out, &arena, 1000);
    assert_int_equal(event_encode(&e->head, KEYGROUP_detail, &out), ERR_LIMIT);
    arena_init(&small, 100);
    buf_init(&out, &small, LIMIT_EVENT_BYTES);
    assert_int_equal(event_encode(&e->head, KEYGROUP_detail, &out), ERR_MEMORY);
    assert_null(event_new(EVENT_finder_messaged, &small));
    arena_release(&small);
}

static void a_newer_layout_is_not_read(void **state)
{
    (void)state;
    struct event *e = event_new(EVENT_date_set, &arena);

    e->schema = 200;
    assert_int_equal(event_upcast(e), ERR_UNSUPPORTED);
    e->schema = 0;
    assert_int_equal(event_upcast(e), ERR_CORRUPT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_known_event_has_known_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_event_survives_the_round_trip, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_empty_event_still_has_a_case_part, set_up, tear_down),
        cmocka_unit_test_setup_teardown(damage_is_found, set_up, tear_down),
        cmocka_unit_test_setup_teardown(limits_and_memory_are_told_apart, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_newer_layout_is_not_read, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
