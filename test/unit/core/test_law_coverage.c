/*
 * test/unit/core/test_law_coverage.c — the catalogue of requirements, and that its comparison with
 * proofs fails in both directions.
 */
#include "tester.h"

#include <string.h>

#include "core/coverage.h"

static struct arena arena;
static struct coverage coverage;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 16u << 20);
    assert_int_equal(coverage_begin(&coverage, &arena), ERR_OK);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

static struct str first_in_state(enum requirement_state state)
{
    size_t count;
    const struct requirement *list = requirement_list(&count);

    size_t i = 0;
    while (i < count && list[i].state != state)
        i++;
    assert_true(i < count);
    return str_from_cstr(list[i].id);
}

static void the_catalogue_is_sound(void **state)
{
    (void)state;
    size_t count;
    const struct requirement *list = requirement_list(&count);

    assert_true(count > 490);
    for (size_t i = 0; i < count; i++) {
        assert_ptr_equal(requirement_find(str_from_cstr(list[i].id)), &list[i]);
        assert_true(strlen(list[i].title) > 5 && strlen(list[i].title) <= 110);
    }
    assert_null(requirement_find(STR("ABC-01")));
}

static size_t times_named(struct str id)
{
    size_t count;

    return coverage.named[requirement_find(id) - requirement_list(&count)];
}

/* Where an id counts: form of the line, file, how often. `%s` stands for an id that is done. */
static void an_id_counts_where_it_is_claimed(void **state)
{
    static const struct {
        const char *file;
        const char *before, *after;
        size_t times;
    } cases[] = {
        {"a.scenario", "# ", "", 1},
        {"a.scenario", "# the clock: ", ", and more", 1},
        {"a.scenario", "see ken C1 ", "", 0},
        {"a.c", "/* proves ", ": a reason */", 1},
        {"a.c", "    /* proves ZZZ-99 ", ": a reason", 1},
        {"a.c", "/* ", ": mentioned in passing */", 0},
        {"a.c", "/* proves nothing: ", " */", 0},
        {"a.c", "# ", "", 0},
        {"a.c", "print(\"/* proves ", ": \")", 0},
        {"a.js", "// proves ", ": a reason", 1},
        {"a.js", "    // proves ", "", 1},
        {"a.js", "// this proves ", ": a reason", 0},
        {"a.scenario", "// proves ", ": a reason", 0},
    };
    struct str done = first_in_state(REQUIREMENT_done);

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct str file = str_from_cstr(cases[i].file);
        struct str text = arena_format(&arena, "first\n%s%.*s%s\nlast", cases[i].before,
                                       STR_ARG(done), cases[i].after);
        size_t before = times_named(done);
        assert_true(coverage_reads(file));
        assert_int_equal(coverage_add(&coverage, file, text), ERR_OK);
        if (times_named(done) - before != cases[i].times)
            fail_msg("%s: %s", cases[i].file, text.ptr);
    }
    assert_false(coverage_reads(STR("a.md")));
    assert_false(coverage_reads(STR("a.html")));
}

static void a_proof_of_what_is_not_done_is_found(void **state)
{
    struct str planned = first_in_state(REQUIREMENT_planned);

    (void)state;
    struct str scenario = arena_format(&arena, "# %.*s ZZZ-99 no-id A-1\nat YYY-98 is no comment\n",
                                       STR_ARG(planned));
    struct str test = arena_format(&arena, "/* proves %.*s: x */\n", STR_ARG(planned));
    assert_int_equal(coverage_add(&coverage, STR("a.scenario"), scenario), ERR_OK);
    assert_int_equal(coverage.problem_count, 2);
    assert_int_equal(coverage.problems[0].fault, COVERAGE_NOT_DONE);
    assert_str(coverage.problems[0].id, planned);
    assert_int_equal(coverage.problems[1].fault, COVERAGE_UNKNOWN);
    assert_str(coverage.problems[1].id, STR("ZZZ-99"));
    assert_int_equal(coverage_begin(&coverage, &arena), ERR_OK);
    assert_int_equal(coverage_add(&coverage, STR("a.c"), test), ERR_OK);
    assert_int_equal(coverage.problem_count, 1);
    assert_int_equal(coverage.problems[0].fault, COVERAGE_NOT_DONE);
    assert_str(coverage.problems[0].file, STR("a.c"));
}

/* Every requirement that is done is missed without its proof, and none when a proof names all. */
static void what_is_done_without_a_proof_is_found(void **state)
{
    size_t count;
    const struct requirement *list = requirement_list(&count);
    struct buf all;
    struct str text;

    (void)state;
    buf_init(&all, &arena, 1u << 20);
    buf_add_cstr(&all, "// proves");
    for (size_t i = 0; i < count; i++)
        if (list[i].state == REQUIREMENT_done)
            buf_add_format(&all, " %s", list[i].id);
    assert_int_equal(buf_finish(&all, &text), ERR_OK);
    assert_int_equal(coverage_finish(&coverage), ERR_OK);
    assert_true(coverage.done > 0);
    assert_int_equal(coverage.problem_count, coverage.done);
    assert_int_equal(coverage.problems[0].fault, COVERAGE_NO_PROOF);
    assert_int_equal(coverage_begin(&coverage, &arena), ERR_OK);
    assert_int_equal(coverage_add(&coverage, STR("a.js"), text), ERR_OK);
    assert_int_equal(coverage_finish(&coverage), ERR_OK);
    assert_int_equal(coverage.problem_count, 0);
    assert_int_equal(coverage.files, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_catalogue_is_sound, setup, teardown),
        cmocka_unit_test_setup_teardown(an_id_counts_where_it_is_claimed, setup, teardown),
        cmocka_unit_test_setup_teardown(a_proof_of_what_is_not_done_is_found, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_done_without_a_proof_is_found, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
