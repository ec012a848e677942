/*
 * test/unit/core/test_law_lists.c — what the compiler cannot say about the lists: numbers and tags
 * that must be unique, words that must fit together. Walks every entry of every list.
 */
#include "tester.h"

#include <string.h>

#include "core/law.h"

static bool is_text_type(enum field_type type)
{
    return type == FIELD_LINE || type == FIELD_BLOCK || type == FIELD_LINE2 ||
           type == FIELD_BLOCK2 || type == FIELD_URL || type == FIELD_MAIL || type == FIELD_DOC;
}

static void commands_are_found_by_number_and_name(void **state)
{
    (void)state;
    size_t count;
    const struct command_def *defs = command_defs(&count);

    assert_true(count >= 18);
    for (size_t i = 0; i < count; i++) {
        assert_ptr_equal(command_def_get(defs[i].kind), &defs[i]);
        assert_ptr_equal(command_def_find(str_from_cstr(defs[i].name)), &defs[i]);
    }
    assert_null(command_def_get(COMMAND_none));
    assert_null(command_def_get((enum command_kind)9999));
    assert_null(command_def_find(STR("no_such_step")));
}

static void every_command_says_what_it_does(void **state)
{
    (void)state;
    size_t count;
    const struct command_def *defs = command_defs(&count);

    for (size_t i = 0; i < count; i++) {
        assert_true(strlen(defs[i].title) > 0);
        assert_true(strlen(defs[i].effect) > 0);
        assert_true(strlen(defs[i].requirements) > 0);
        assert_true(defs[i].roles != 0 && (defs[i].roles & BIT(none)) == 0);
        assert_true(defs[i].size >= sizeof(struct command));
    }
}

static void fields_have_limits_labels_and_room(void **state)
{
    (void)state;
    size_t count;
    const struct command_def *defs = command_defs(&count);

    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < defs[i].field_count; j++) {
            const struct field_def *f = &defs[i].fields[j];
            size_t codes;
            assert_true(strlen(f->label) > 0);
            assert_true(f->offset >= sizeof(struct command) && f->offset < defs[i].size);
            assert_true(!is_text_type(f->type) || f->argument > 0);
            if (f->type == FIELD_CODE)
                assert_non_null(code_defs((enum code_list)f->argument, &codes));
            for (size_t k = 0; k < j; k++)
                assert_string_not_equal(defs[i].fields[k].name, f->name);
        }
}

static void events_have_ascending_tags(void **state)
{
    (void)state;
    size_t known = 0;

    for (unsigned kind = 0; kind < 200; kind++) {
        const struct event_def *def = event_def_get((enum event_kind)kind);
        if (def == NULL)
            continue;
        known++;
        assert_int_equal(def->kind, kind);
        assert_true(def->schema >= 1);
        for (size_t i = 0; i < def->part_count; i++) {
            assert_true(def->parts[i].tag > (i == 0 ? 0 : def->parts[i - 1].tag));
            assert_true(def->parts[i].tag < 1000);
            assert_true(def->parts[i].offset >= sizeof(struct event) &&
                        def->parts[i].offset < def->size);
        }
    }
    assert_true(known >= 20);
    assert_null(event_def_get(EVENT_none));
}

static void codes_are_unique_and_never_zero(void **state)
{
    (void)state;

    for (unsigned list = CODE_LIST_none + 1; list < CODE_LIST_COUNT; list++) {
        size_t count;
        const struct code_def *codes = code_defs((enum code_list)list, &count);
        assert_true(count > 0);
        for (size_t i = 0; i < count; i++) {
            assert_int_not_equal(codes[i].number, 0);
            assert_ptr_equal(code_def_get((enum code_list)list, codes[i].number), &codes[i]);
            assert_ptr_equal(code_def_find((enum code_list)list, str_from_cstr(codes[i].name)),
                             &codes[i]);
        }
        assert_null(code_def_get((enum code_list)list, 0));
    }
    size_t none = 1;
    assert_null(code_defs(CODE_LIST_none, &none));
    assert_int_equal(none, 0);
}

/* A status outside this set would make an API answer that no client expects. */
static void refusals_have_a_sentence_and_an_http_status(void **state)
{
    (void)state;
    static const int allowed[] = {403, 404, 409, 422, 503};

    for (unsigned code = REFUSAL_none + 1; code < REFUSAL_COUNT; code++) {
        const struct refusal_def *def = refusal_def_get((enum refusal_code)code);
        bool found = false;
        assert_non_null(def);
        for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++)
            found = found || allowed[i] == def->status;
        assert_true(found);
        assert_true(strlen(def->sentence) > 10);
    }
    assert_null(refusal_def_get(REFUSAL_none));
    assert_null(refusal_def_get(REFUSAL_COUNT));
}

/* SEC-03, SEC-23: what must be under a key of its own. */
static void sensitive_classes_have_their_own_keys(void **state)
{
    (void)state;
    assert_int_equal(class_keygroup(CLASS_detail), KEYGROUP_detail);
    assert_int_equal(class_keygroup(CLASS_attack), KEYGROUP_detail);
    assert_int_equal(class_keygroup(CLASS_reception), KEYGROUP_detail);
    assert_int_equal(class_keygroup(CLASS_finder_identity), KEYGROUP_person);
    assert_int_equal(class_keygroup(CLASS_secret), KEYGROUP_person);
    assert_int_equal(class_keygroup(CLASS_overview), KEYGROUP_case);
}

static void roles_have_names_and_labels(void **state)
{
    (void)state;
    assert_string_equal(role_name(ROLE_reception), "reception");
    assert_string_equal(role_label(ROLE_coordinator), "Coordinator (JPCERT/CC)");
    assert_string_equal(role_label((enum role)77), role_label(ROLE_none));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commands_are_found_by_number_and_name),
        cmocka_unit_test(every_command_says_what_it_does),
        cmocka_unit_test(fields_have_limits_labels_and_room),
        cmocka_unit_test(events_have_ascending_tags),
        cmocka_unit_test(codes_are_unique_and_never_zero),
        cmocka_unit_test(refusals_have_a_sentence_and_an_http_status),
        cmocka_unit_test(sensitive_classes_have_their_own_keys),
        cmocka_unit_test(roles_have_names_and_labels),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
