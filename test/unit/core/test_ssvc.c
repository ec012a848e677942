/*
 * test/unit/core/test_ssvc.c — SSVC: tables with holes and contradictions are refused, selections
 * are followed through the rows. The published tables are in test/conformance.
 */
#include "tester.h"

#include "core/score/ssvc.h"

/* Two points of two values, an outcome of three. "dog:A" bites alone; "cat" needs the weather. */
#define POINT(key, values)                                                                         \
    "\"t:" key ":1\":{\"namespace\":\"t\",\"key\":\"" key                                          \
    "\",\"version\":\"1\",\"name\":\"Point " key "\",\"values\":[" values "]}"
#define VALUE(key) "{\"key\":\"" key "\",\"name\":\"Value " key "\"}"
#define POINTS                                                                                     \
    POINT("P", VALUE("A") "," VALUE("B"))                                                          \
    "," POINT("W", VALUE("X") "," VALUE("Y")) "," POINT("O",                                       \
                                                        VALUE("1") "," VALUE("2") "," VALUE("3"))
#define ROW(p, w, o) "{\"t:P:1\":\"" p "\",\"t:W:1\":\"" w "\",\"t:O:1\":\"" o "\"}"
#define ROWS ROW("A", "X", "3") "," ROW("A", "Y", "3") "," ROW("B", "X", "1") "," ROW("B", "Y", "2")
#define TABLE(points, outcome, rows)                                                               \
    "{\"namespace\":\"t\",\"key\":\"DT\",\"version\":\"1.0\",\"name\":\"Example\","                \
    "\"decision_points\":{" points "},\"outcome\":\"" outcome "\",\"mapping\":[" rows "]}"

#define P1                                                                                         \
    "{\"namespace\":\"t\",\"key\":\"P\",\"version\":\"1\",\"name\":\"P\","                         \
    "\"values\":[" VALUE("A") "]}"

static enum err read_table(const char *text, struct arena *a, struct ssvc_table *t,
                           struct ssvc_error *error)
{
    const struct json *document = NULL;

    assert_int_equal(json_read(str_from_cstr(text), 1 << 20, a, &document, NULL), ERR_OK);
    return ssvc_read(document, a, t, error);
}

static void test_bad_tables(void **state)
{
    static const char *const bad[] = {
        "{}",
        "[]",
        "{\"namespace\":\"t\",\"key\":\"DT\",\"version\":\"1.0\",\"name\":\"Example\"}",
        TABLE("", "t:O:1", ROWS),
        TABLE(POINTS, "t:Q:1", ROWS),
        TABLE(POINTS, "O", ROWS),
        TABLE(POINTS, "t:O:1", ""),
        /* a hole, a contradiction in its place */
        TABLE(POINTS, "t:O:1", ROW("A", "X", "3") "," ROW("B", "X", "1") "," ROW("B", "Y", "2")),
        TABLE(POINTS, "t:O:1",
              ROW("A", "X", "3") "," ROW("A", "X", "2") "," ROW("B", "X", "1") "," ROW("B", "Y",
                                                                                       "2")),
        TABLE(POINTS, "t:O:1", ROWS "," ROW("B", "Y", "2")),
        TABLE(POINTS, "t:O:1",
              ROW("A", "X", "3") "," ROW("A", "Y", "4") "," ROW("B", "X", "1") "," ROW("B", "Y",
                                                                                       "2")),
        TABLE(
            POINTS, "t:O:1",
            ROW("A", "X", "3") "," ROW("A", "Y", "3") "," ROW("B", "X", "1") ",{\"t:P:1\":\"B\"}"),
        TABLE(POINT("P", VALUE("A") "," VALUE("A")) "," POINT("O", VALUE("1")), "t:O:1", ROWS),
        TABLE(POINT("P", "") "," POINT("O", VALUE("1")), "t:O:1", ROWS),
        TABLE(POINT("P", "{\"key\":\"A\"}") "," POINT("O", VALUE("1")), "t:O:1", ROWS),
        TABLE("\"t:P:2\":{\"namespace\":\"t\",\"key\":\"P\",\"version\":\"1\",\"name\":\"P\","
              "\"values\":[" VALUE("A") "]}," POINT("O", VALUE("1")),
              "t:O:1", "{\"t:P:2\":\"A\",\"t:O:1\":\"1\"}"),
        /* the same point under two names; names and versions that are none */
        TABLE("\"one\":" P1 ",\"two\":" P1 "," POINT("O", VALUE("1")), "t:O:1",
              "{\"one\":\"A\",\"two\":\"A\",\"t:O:1\":\"1\"}"),
        TABLE("\"\":" P1 "," POINT("O", VALUE("1")), "t:O:1", "{\"\":\"A\",\"t:O:1\":\"1\"}"),
        TABLE("\"p\":{\"namespace\":\"t\",\"key\":\"P\",\"version\":1,\"name\":\"P\","
              "\"values\":[" VALUE("A") "]}," POINT("O", VALUE("1")),
              "t:O:1", "{\"p\":\"A\",\"t:O:1\":\"1\"}"),
    };
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct ssvc_table t;
        struct ssvc_error error = {0};
        if (read_table(bad[i], &a, &t, &error) != ERR_INVALID || error.reason == NULL)
            fail_msg("accepted: %s", bad[i]);
    }
    arena_release(&a);
}

static void test_decisions(void **state)
{
    static const struct {
        const char *selection, *outcome; /* "" is open, NULL refused at `offset` */
        uint32_t outcomes;
        size_t offset;
    } cases[] = {
        {"P:A/W:X", "3", 4, 0},     {"P:A", "3", 4, 0},          {"W:Y/P:B", "2", 2, 0},
        {"t:P:1:B/W:X", "1", 1, 0}, {"P:B", "", 3, 0},           {"W:X", "", 5, 0},
        {"", NULL, 0, 0},           {"P:A/", NULL, 0, 4},        {"P:C", NULL, 0, 0},
        {"P:A/Q:A", NULL, 0, 4},    {"P:A/P:A", NULL, 0, 4},     {"P:A/t:P:1:A", NULL, 0, 4},
        {"O:1", NULL, 0, 0},        {"P:A/t:O:1:1", NULL, 0, 4}, {"P", NULL, 0, 0},
        {"p:A", NULL, 0, 0},        {"P:A ", NULL, 0, 0},
    };
    struct arena a;
    struct ssvc_table t;
    struct ssvc_error error;

    (void)state;
    arena_init(&a, 1 << 20);
    assert_int_equal(read_table(TABLE(POINTS, "t:O:1", ROWS), &a, &t, &error), ERR_OK);
    assert_str(t.id, STR("t:DT:1.0"));
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct ssvc_selection s;
        struct ssvc_trace trace;
        enum err e = ssvc_selection_read(&t, str_from_cstr(cases[i].selection), &s, &error);
        if ((e == ERR_OK) != (cases[i].outcome != NULL))
            fail_msg("\"%s\": %d", cases[i].selection, (int)e);
        if (e != ERR_OK) {
            assert_int_equal(error.offset, cases[i].offset);
            continue;
        }
        ssvc_decide(&t, &s, &trace);
        assert_int_equal(trace.outcomes, cases[i].outcomes);
        if (cases[i].outcome[0] == '\0')
            assert_int_equal(trace.outcome, SSVC_OPEN);
        else
            assert_str(t.points[t.outcome].values[trace.outcome].key,
                       str_from_cstr(cases[i].outcome));
    }
    arena_release(&a);
}

/* The standard recommends full names for the points of a table, and gives a version to what has
 * none; a namespace may have a "/". */
static void test_names(void **state)
{
    static const char table[] =
        "{\"namespace\":\"t/en/x#y\",\"key\":\"DT\",\"name\":\"Example\",\"decision_points\":{"
        "\"first\":{\"namespace\":\"t/en/x#y\",\"key\":\"P\",\"name\":\"P\",\"values\":["
        "{\"key\":\"A\",\"name\":\"a\"},{\"key\":\"B\",\"name\":\"b\"}]},"
        "\"t/en/x#y:P:2\":{\"namespace\":\"t/en/x#y\",\"key\":\"P\",\"version\":\"2\","
        "\"name\":\"P\",\"values\":[{\"key\":\"A\",\"name\":\"a\"}]},"
        "\"out\":{\"namespace\":\"t\",\"key\":\"O\",\"version\":\"1\",\"name\":\"O\",\"values\":["
        "{\"key\":\"1\",\"name\":\"one\"},{\"key\":\"2\",\"name\":\"two\"}]}},"
        "\"outcome\":\"out\",\"mapping\":["
        "{\"first\":\"A\",\"t/en/x#y:P:2\":\"A\",\"out\":\"1\"},"
        "{\"first\":\"B\",\"t/en/x#y:P:2\":\"A\",\"out\":\"2\"}]}";
    static const struct {
        const char *selection;
        enum err err;
    } cases[] = {
        {"first:B/t/en/x#y:P:2:A", ERR_OK},
        {"t/en/x#y:P:2:A/t/en/x#y:P:0.0.1:B", ERR_OK},
        {"t/en/x#y:P:0.0.1:B", ERR_OK},
        {"t/en/x#y:P:0.0.1:B/first:B", ERR_INVALID},
        {"P:B", ERR_INVALID}, /* which of the two? */
        {"en/x#y:P:2:A", ERR_INVALID},
        {"first:B/", ERR_INVALID},
    };
    struct arena a;
    struct ssvc_table t;
    struct ssvc_error error;

    (void)state;
    arena_init(&a, 1 << 20);
    assert_int_equal(read_table(table, &a, &t, &error), ERR_OK);
    assert_str(t.id, STR("t/en/x#y:DT:0.0.1"));
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct ssvc_selection s;
        struct ssvc_trace trace;
        enum err e = ssvc_selection_read(&t, str_from_cstr(cases[i].selection), &s, &error);
        if (e != cases[i].err)
            fail_msg("\"%s\": %d", cases[i].selection, (int)e);
        if (e != ERR_OK)
            continue;
        ssvc_decide(&t, &s, &trace);
        assert_int_equal(trace.outcome, 1);
    }
    arena_release(&a);
}

/* The path is told in the order of the table, with what is left after each step. */
static void test_trace(void **state)
{
    struct arena a;
    struct ssvc_table t;
    struct ssvc_error error;
    struct ssvc_selection s;
    struct ssvc_trace trace;

    (void)state;
    arena_init(&a, 1 << 20);
    assert_int_equal(read_table(TABLE(POINTS, "t:O:1", ROWS), &a, &t, &error), ERR_OK);
    assert_int_equal(ssvc_selection_read(&t, STR("W:X/P:B"), &s, &error), ERR_OK);
    ssvc_decide(&t, &s, &trace);
    assert_int_equal(trace.count, 2);
    assert_int_equal(trace.steps[0].point, 0);
    assert_int_equal(trace.steps[0].value, 1);
    assert_int_equal(trace.steps[0].rows, 2);
    assert_int_equal(trace.steps[0].outcomes, 3);
    assert_int_equal(trace.steps[1].rows, 1);
    assert_int_equal(trace.steps[1].outcomes, 1);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bad_tables),
        cmocka_unit_test(test_decisions),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_trace),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
