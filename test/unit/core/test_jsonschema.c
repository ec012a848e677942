/* test_jsonschema.c — conditions in schemas: which branch is judged, and what it says. */
#include "tester_arena.h"

#include "core/json/jsonschema.h"

TESTER_ARENA(16 << 20);

#define BY_KIND                                                                                    \
    "{\"if\":{\"properties\":{\"kind\":{\"const\":\"a\"}}},\"then\":{\"required\":[\"x\"]},"       \
    "\"else\":{\"required\":[\"y\"]}}"
/* Properties of a branch are known; others are not. */
#define CLOSED                                                                                     \
    "{\"properties\":{\"kind\":{}},\"if\":{\"required\":[\"kind\"]},\"then\":{\"properties\":{"    \
    "\"x\":{}}},"                                                                                  \
    "\"unevaluatedProperties\":false}"

static void test_conditions(void **state)
{
    static const struct {
        const char *schema, *value, *keyword; /* NULL: it fits */
    } cases[] = {
        {BY_KIND, "{\"kind\":\"a\",\"x\":1}", NULL},
        {BY_KIND, "{\"kind\":\"a\",\"y\":1}", "required"},
        {BY_KIND, "{\"kind\":\"b\",\"y\":1}", NULL},
        {BY_KIND, "{\"kind\":\"b\",\"x\":1}", "required"},
        {"{\"if\":false,\"else\":false}", "1", "false"},
        {"{\"if\":true,\"else\":false}", "1", NULL},
        {"{\"if\":false,\"then\":false}", "1", NULL},
        {"{\"then\":false,\"else\":false}", "1", NULL},
        {"{\"not\":{\"if\":true,\"then\":false}}", "1", NULL},
        {CLOSED, "{\"kind\":1,\"x\":1}", NULL},
        {CLOSED, "{\"kind\":1,\"z\":1}", "false"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct jsonschema s = {NULL, NULL, NULL};
        const struct json *value = NULL;
        const struct json *where = NULL;
        struct str keyword = {NULL, 0};

        assert_int_equal(json_read(str_from_cstr(cases[i].schema), 1000, &arena, &s.root, NULL),
                         ERR_OK);
        assert_int_equal(json_read(str_from_cstr(cases[i].value), 1000, &arena, &value, NULL),
                         ERR_OK);
        enum err e = jsonschema_check(&s, value, &where, &keyword);
        if (e != (cases[i].keyword == NULL ? ERR_OK : ERR_INVALID) ||
            (cases[i].keyword != NULL && !str_equal(keyword, str_from_cstr(cases[i].keyword))))
            fail_msg("%s of %s: %s %.*s", cases[i].value, cases[i].schema, err_text(e),
                     STR_ARG(keyword));
    }
}

/* A condition that never ends is no verdict. */
static void test_circle(void **state)
{
    struct jsonschema s = {NULL, NULL, NULL};
    const struct json *where = NULL;
    struct str keyword = {NULL, 0};

    (void)state;
    assert_int_equal(
        json_read(STR("{\"if\":{\"$ref\":\"#\"},\"else\":true}"), 1000, &arena, &s.root, NULL),
        ERR_OK);
    assert_int_equal(jsonschema_check(&s, s.root, &where, &keyword), ERR_LIMIT);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_conditions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_circle, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("jsonschema", tests, NULL, NULL);
}
