/*
 * test/unit/core/test_law_step.c — steps that need two persons: the flag of a command and the list
 * of core/step/four_eyes.def say the same, and what waits in the log is what was sent.
 */
#include "tester.h"

#include "core/step/step_priv.h"

#include <string.h>

static void flag_and_list_agree(void **state)
{
    size_t count;
    const struct command_def *defs = command_defs(&count);
    size_t two = 0;

    (void)state;
    for (size_t i = 0; i < count; i++) {
        bool listed = step_second_roles(defs[i].kind) != 0;
        if (listed != ((defs[i].flags & FOUR_EYES) != 0))
            fail_msg("%s: flag and list differ", defs[i].name);
        bool waits = (defs[i].flags & CREATES) == 0;
        for (size_t k = 0; k < defs[i].field_count; k++)
            waits = waits || (defs[i].fields[k].type == FIELD_REF &&
                              defs[i].fields[k].need == REQUIRED);
        if (listed && !waits)
            fail_msg("%s: nowhere to wait", defs[i].name);
        two += listed;
    }
    assert_true(two >= 4);
}

/* Every type of field that a person can type comes back as it was. */
static void what_waits_is_what_was_sent(void **state)
{
    const struct id files[] = {{{1, 2, 3}}, {{4, 5, 6}}};
    struct cmd_hand_over sent = {
        .head = {.kind = COMMAND_hand_over},
        .title = {STR("題=名"), STR("Title")},
        .product = STR("p"),
        .vulnerability = STR("two\nlines & \"more\""),
        .release_identity = true,
        .files = {files, 2},
    };
    struct command *back;
    struct refusal refusal;
    struct arena arena;
    struct input in;
    struct str bytes;

    (void)state;
    arena_init(&arena, 1 << 20);
    assert_int_equal(command_pairs(&sent.head, &arena, &in), ERR_OK);
    assert_int_equal(pairs_encode(&in, &arena, &bytes), ERR_OK);
    assert_int_equal(pairs_decode(bytes, &arena, &in), ERR_OK);
    assert_int_equal(command_read(COMMAND_hand_over, &in, &arena, &back, &refusal), ERR_OK);
    assert_int_equal(refusal.code, REFUSAL_none);
    const struct cmd_hand_over *got = (const void *)back;
    assert_true(str_equal(got->title.ja, sent.title.ja) && str_equal(got->title.en, sent.title.en));
    assert_true(str_equal(got->vulnerability, sent.vulnerability));
    assert_true(got->release_identity);
    assert_int_equal(got->files.count, 2);
    assert_memory_equal(got->files.ids, files, sizeof(files));
    for (size_t cut = 1; cut < bytes.len; cut++) { /* a torn end is damage or fewer pairs */
        enum err err = pairs_decode(str_slice(bytes, 0, cut), &arena, &in);
        assert_true(err == ERR_OK || err == ERR_CORRUPT);
    }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flag_and_list_agree),
        cmocka_unit_test(what_waits_is_what_was_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
