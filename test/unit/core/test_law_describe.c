/*
 * test/unit/core/test_law_describe.c — sentences of events and refusals: filled, translated, and
 * silent about what the reader may not see. Also the comparison of requirements with scenarios.
 */
#include "tester_arena.h"

#include <string.h>

#include "core/access/access.h"
#include "core/describe.h"

TESTER_ARENA(16u << 20);

static struct str party_name(void *names, enum lang lang, struct id party)
{
    (void)names;
    if (party.bytes[0] != 1)
        return (struct str){NULL, 0};
    return lang == LANG_JA ? STR("アクメ") : STR("Acme");
}

static struct str person_name(void *names, enum lang lang, struct id person)
{
    (void)names;
    (void)lang;
    return person.bytes[0] == 2 ? STR("Hanako") : (struct str){NULL, 0};
}

static struct str translate(enum lang lang, const char *msgid)
{
    if (lang == LANG_JA && strcmp(msgid, "The disclosure date-time was set to {at}") == 0)
        return STR("公表日時を {at} に決定");
    if (lang == LANG_JA && strcmp(msgid, "Product") == 0)
        return STR("製品");
    return str_from_cstr(msgid);
}

static const struct describer reader = {LANG_EN, translate, party_name, person_name, NULL};
static const struct describer reader_ja = {LANG_JA, translate, party_name, person_name, NULL};
static const struct describer stranger = {LANG_EN, NULL, NULL, NULL, NULL};

static void a_hidden_part_reads_as_dots(void **state)
{
    (void)state;
    struct ev_date_set *e = (struct ev_date_set *)(void *)event_new(EVENT_date_set, &arena);

    e->at = 1776301200000000;
    assert_str(describe_event(&e->head, CLASS_BIT(date), &reader, &arena),
               STR("The disclosure date-time was set to 2026-04-16 (Thu) 10:00 JST"));
    assert_str(describe_event(&e->head, CLASS_BIT(date), &reader_ja, &arena),
               STR("公表日時を 2026-04-16（木）10:00 JST に決定"));
    assert_str(describe_event(&e->head, CLASS_BIT(internal), &reader, &arena),
               STR("The disclosure date-time was set to …"));
}

static void an_actor_is_person_else_organisation_else_role(void **state)
{
    (void)state;
    struct event *e = event_new(EVENT_detail_obtained, &arena);

    e->role = ROLE_developer;
    e->person = (struct id){{2}};
    e->party = (struct id){{1}};
    assert_str(describe_event(e, 0, &reader, &arena), STR("Hanako opened the detail"));
    e->person = (struct id){{3}};
    assert_str(describe_event(e, 0, &reader, &arena), STR("Acme opened the detail"));
    assert_str(describe_event(e, 0, &stranger, &arena), STR("Product developer opened the detail"));
}

static void a_reference_reads_as_a_name(void **state)
{
    (void)state;
    struct ev_detail_disclosed *e =
        (struct ev_detail_disclosed *)(void *)event_new(EVENT_detail_disclosed, &arena);

    e->party = (struct id){{1}};
    assert_str(describe_event(&e->head, CLASS_BIT(relation_own), &reader_ja, &arena),
               STR("The detail was disclosed to アクメ"));
    assert_str(describe_event(&e->head, CLASS_BIT(relation_own), &stranger, &arena),
               STR("The detail was disclosed to …"));
}

/* Every placeholder of every event names {actor} or a part that a sentence can hold. */
static void every_sentence_can_be_filled(void **state)
{
    (void)state;

    for (unsigned kind = 1; kind < 200; kind++) {
        const struct event_def *def = event_def_get((enum event_kind)kind);
        if (def == NULL)
            continue;
        struct event *e = event_new(def->kind, &arena);
        struct str text = describe_event(e, UINT32_MAX, &stranger, &arena);
        assert_int_equal(str_find(text, STR("{"), 0), SIZE_MAX);
        for (size_t i = 0; i < def->part_count; i++) {
            enum field_type type = def->parts[i].type;
            struct str placeholder = arena_format(&arena, "{%s}", def->parts[i].name);
            bool wordless = type == FIELD_CODE || type == FIELD_BOOL || type == FIELD_FILES ||
                            type == FIELD_DOC || type == FIELD_BYTES;
            assert_false(wordless &&
                         str_find(str_from_cstr(def->text), placeholder, 0) != SIZE_MAX);
        }
    }
}

static void refusals_name_field_limit_and_time(void **state)
{
    (void)state;
    struct refusal missing = {
        .code = REFUSAL_field_missing, .field = "Product", .field_name = "product"};
    struct refusal too_long = {
        .code = REFUSAL_field_too_long, .field = "Product", .field_name = "product", .limit = 200};
    struct refusal early = {.code = REFUSAL_date_not_reached, .at_us = 1776301200000000};
    struct refusal none = {.code = REFUSAL_none};

    assert_str(describe_refusal(&missing, &reader_ja, &arena),
               STR("“製品” is missing. Fill it in and send again."));
    assert_str(describe_refusal(&too_long, &reader, &arena),
               STR("“Product” is too long: at most 200 are possible. Shorten it and send again."));
    assert_str(describe_refusal(&early, &reader, &arena),
               STR("The agreed date-time 2026-04-16 (Thu) 10:00 JST has not been reached."));
    assert_null(describe_refusal(&none, &reader, &arena).ptr);
    for (unsigned code = REFUSAL_none + 1; code < REFUSAL_COUNT; code++) {
        struct refusal r = {.code = (enum refusal_code)code};
        assert_int_equal(str_find(describe_refusal(&r, &stranger, &arena), STR("{"), 0), SIZE_MAX);
    }
}

/* What was typed as a field's name is shown as typed, never looked up as a message. */
static void a_typed_name_is_no_message(void **state)
{
    (void)state;
    static const char typed[] = "Product";
    struct refusal r = {.code = REFUSAL_field_unknown, .field = typed, .field_name = typed};

    assert_true(str_find(describe_refusal(&r, &reader_ja, &arena), STR("“Product”"), 0) !=
                SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_hidden_part_reads_as_dots, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_actor_is_person_else_organisation_else_role, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_reference_reads_as_a_name, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_sentence_can_be_filled, set_up, tear_down),
        cmocka_unit_test_setup_teardown(refusals_name_field_limit_and_time, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_typed_name_is_no_message, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
