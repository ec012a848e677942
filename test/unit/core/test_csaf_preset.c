/*
 * test/unit/core/test_csaf_preset.c — the named sets of tests of CSAF 2.1, section 6.4.
 */
#include "tester.h"

#include "core/csaf/csaf.h"

static size_t selected(const struct csaf_options *o)
{
    size_t n = 0;
    for (size_t i = 0; i < CSAF_TESTS; i++)
        n += o->selected[i] ? 1 : 0;
    return n;
}

static bool has(const struct csaf_options *o, const char *id)
{
    enum csaf_test test = csaf_test_find(str_from_cstr(id));
    assert_true(test != CSAF_TESTS);
    return o->selected[test];
}

/* Every part of a preset selects something: a number that no test has would be lost silently. */
static void test_presets(void **state)
{
    static const struct {
        const char *name, *in, *out;
        size_t count; /* 0: not counted */
    } rows[] = {
        {"mandatory", "schema", "6.2.1", 0},
        {"recommended", "6.2.1", "6.1.1", 0},
        {"informative", "6.3.24", "6.2.1", 0},
        {"basic", "schema", "6.2.1", 0},
        {"extended", "6.2.54.4", "6.3.1", 0},
        {"full", "json", NULL, CSAF_TESTS},
        {"external-request-free", "6.3.8", "6.3.7", CSAF_TESTS - 4},
        {"consistent-revision-history", "6.2.33", "6.1.16", 11},
        {"consistent-date-times", "6.1.53", "6.1.62", 6},
        {"ssvc", "6.2.3", "6.1.7", 12},
        {"extensions", "6.2.39.5", "6.2.39.4", 3 + 1 + 4 + 9},
        {"extensions-exist", "6.3.21.9", "6.3.21.1", 7},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct csaf_options o = {0};
        assert_true(csaf_options_preset(&o, str_from_cstr(rows[i].name)));
        assert_true(has(&o, rows[i].in));
        assert_false(rows[i].out != NULL && has(&o, rows[i].out));
        assert_true(rows[i].count == 0 || selected(&o) == rows[i].count);
    }
    struct csaf_options both = {0};
    assert_true(csaf_options_preset(&both, STR("ssvc")));
    assert_true(csaf_options_preset(&both, STR("extensions-exist")));
    assert_int_equal(selected(&both), 19);
    assert_false(csaf_options_preset(&both, STR("additional")));
    assert_false(csaf_options_preset(&both, STR("6.1.")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_presets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
