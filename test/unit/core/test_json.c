/* test_json.c — the strict reader, lookups, flattening and the canonical writer. */
#include "tester_arena.h"

#include "core/json/json.h"

#include <string.h>

TESTER_ARENA(8 << 20);

static void test_accepts(void **state)
{
    static const char *const texts[] = {
        "{}",
        "[]",
        "null",
        "true",
        " false ",
        "0",
        "-0",
        "12.5e-3",
        "1E+9",
        "\"\"",
        "[[],{}]",
        "\"\\u3042\\ud83d\\ude00\"",
        "{\"a\":1,\"b\":[1,2,{\"c\":null}]}",
        "\t[ 1 ,\r\n 2 ]\n",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
        "\"脆弱性\"",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        const struct json *v;

        if (json_read(str_from_cstr(texts[i]), 1000, &arena, &v, NULL) != ERR_OK) {
            fail_msg("refused: %s", texts[i]);
        }
    }
}

static void test_refuses(void **state)
{
    static const struct {
        const char *text;
        enum json_reason reason;
        size_t line, column;
    } cases[] = {
        {"", JSON_REASON_END, 1, 1},
        {"{", JSON_REASON_END, 1, 2},
        {"[1,]", JSON_REASON_SYNTAX, 1, 4},
        {"[,1]", JSON_REASON_SYNTAX, 1, 2},
        {"{\"a\":1,}", JSON_REASON_SYNTAX, 1, 8},
        {"{a:1}", JSON_REASON_SYNTAX, 1, 2},
        {"{\"a\" 1}", JSON_REASON_SYNTAX, 1, 6},
        {"[1 2]", JSON_REASON_SYNTAX, 1, 4},
        {"[1", JSON_REASON_END, 1, 3},
        {"01", JSON_REASON_SYNTAX, 1, 2},
        {"+1", JSON_REASON_SYNTAX, 1, 1},
        {".5", JSON_REASON_SYNTAX, 1, 1},
        {"1.", JSON_REASON_END, 1, 3},
        {"1e", JSON_REASON_END, 1, 3},
        {"-", JSON_REASON_END, 1, 2},
        {"NaN", JSON_REASON_SYNTAX, 1, 1},
        {"nul", JSON_REASON_END, 1, 4},
        {"'a'", JSON_REASON_SYNTAX, 1, 1},
        {"[1]//", JSON_REASON_TRAILING, 1, 4},
        {"1 2", JSON_REASON_TRAILING, 1, 3},
        {"\"a", JSON_REASON_END, 1, 3},
        {"\"\\", JSON_REASON_END, 1, 3},
        {"\"\\x\"", JSON_REASON_ESCAPE, 1, 2},
        {"\"\\u12\"", JSON_REASON_ESCAPE, 1, 6},
        {"\"\\u0000\"", JSON_REASON_ESCAPE, 1, 2},
        {"\"\\ud800\"", JSON_REASON_ESCAPE, 1, 2},
        {"\"\\udc00\"", JSON_REASON_ESCAPE, 1, 2},
        {"\"\\ud800\\u0041\"", JSON_REASON_ESCAPE, 1, 2},
        {"\"a\nb\"", JSON_REASON_CONTROL, 1, 3},
        {"\"\xff\"", JSON_REASON_UTF8, 1, 2},
        {"\"\xed\xa0\x80\"", JSON_REASON_UTF8, 1, 2},
        {"\xef\xbb\xbf{}", JSON_REASON_SYNTAX, 1, 1},
        {"[\n {\"a\":1,\n\"b\":2,\"a\":3}]", JSON_REASON_DUPLICATE, 3, 7},
        {"{\"a\":1,\"\\u0061\":2}", JSON_REASON_DUPLICATE, 1, 8},
        {"{\"a\":1,\"b\":{},\"b\":2,\"a\":3,\"a\":4}", JSON_REASON_DUPLICATE, 1, 15},
        {"{\"\":1, \"\":2}", JSON_REASON_DUPLICATE, 1, 8},
        {"[\n\n  x]", JSON_REASON_SYNTAX, 3, 3},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct json *v = NULL;
        struct json_error error;
        enum err e = json_read(str_from_cstr(cases[i].text), 1000, &arena, &v, &error);

        if (e != ERR_INVALID || v != NULL || error.reason != cases[i].reason ||
            error.line != cases[i].line || error.column != cases[i].column) {
            fail_msg("%s: %s, %s at %zu:%zu", cases[i].text, err_text(e),
                     json_reason_word(error.reason), error.line, error.column);
        }
    }
}

static void test_depth_limit(void **state)
{
    char text[2 * LIMIT_JSON_DEPTH + 4];
    const struct json *v;
    struct json_error error;

    (void)state;
    for (size_t depth = LIMIT_JSON_DEPTH; depth <= LIMIT_JSON_DEPTH + 1; depth++) {
        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        assert_int_equal(json_read((struct str){text, 2 * depth}, 1000, &arena, &v, &error),
                         depth <= LIMIT_JSON_DEPTH ? ERR_OK : ERR_LIMIT);
    }
    assert_int_equal(error.reason, JSON_REASON_DEPTH);
    assert_int_equal(error.column, LIMIT_JSON_DEPTH + 1);
}

static void test_size_and_memory_limits(void **state)
{
    struct arena small;
    const struct json *v;
    struct json_error error;

    (void)state;
    assert_int_equal(json_read(STR("[1,2]"), 4, &arena, &v, &error), ERR_LIMIT);
    assert_int_equal(error.reason, JSON_REASON_SIZE);
    arena_init(&small, 256);
    assert_int_equal(json_read(STR("[1,2,3,4,5,6,7,8,9]"), 100, &small, &v, &error), ERR_MEMORY);
    assert_int_equal(error.reason, JSON_REASON_MEMORY);
    arena_release(&small);
}

/* Many members in descending order: the duplicate check must find the one pair at the far ends. */
static void test_duplicates_among_many(void **state)
{
    struct buf text;
    struct str s;
    const struct json *v;

    (void)state;
    for (int with_duplicate = 0; with_duplicate < 2; with_duplicate++) {
        buf_init(&text, &arena, 1 << 20);
        buf_add_cstr(&text, "{");
        for (int i = 1000; i > 0; i--) {
            buf_add_format(&text, "\"k%d\":%d,", i, i);
        }
        buf_add_cstr(&text, with_duplicate ? "\"k1000\":0}" : "\"k0\":0}");
        assert_int_equal(buf_finish(&text, &s), ERR_OK);
        struct json_error error = {0};
        assert_int_equal(json_read(s, 1 << 20, &arena, &v, &error),
                         with_duplicate ? ERR_INVALID : ERR_OK);
        assert_int_equal(error.column, with_duplicate ? s.len - STR("\"k1000\":0}").len + 1 : 0);
    }
}

static void test_lookup_and_integers(void **state)
{
    const struct json *v;
    int64_t n = 7;

    (void)state;
    assert_int_equal(json_read(STR("{\"a\":{\"t\":\"x\\u3042\"},\"min\":-9223372036854775808,"
                                   "\"big\":9223372036854775808,"
                                   "\"f\":1.0,\"z\":-0}"),
                               1000, &arena, &v, NULL),
                     ERR_OK);
    assert_true(str_equal(json_text(json_member(json_member(v, STR("a")), STR("t"))), STR("xあ")));
    assert_null(json_text(json_member(json_member(v, STR("b")), STR("t"))).ptr);
    assert_true(json_int(json_member(v, STR("min")), &n));
    assert_true(n == INT64_MIN);
    assert_false(json_int(json_member(v, STR("big")), &n));
    assert_false(json_int(json_member(v, STR("f")), &n));
    assert_true(json_int(json_member(v, STR("z")), &n));
    assert_int_equal(n, 0);
}

static void test_flatten(void **state)
{
    static const char *const expected[] = {"p.a.0.b=1", "p.a.1=x", "p.c=yes", "p.d=no", "p.f=1.50"};
    const struct json *v;
    struct input in;

    (void)state;
    assert_int_equal(
        json_read(STR("{\"a\":[{\"b\":1},\"x\"],\"c\":true,\"d\":false,\"e\":null,\"f\":1.50}"),
                  1000, &arena, &v, NULL),
        ERR_OK);
    assert_int_equal(json_flatten(v, STR("p"), &arena, &in), ERR_OK);
    assert_int_equal(in.count, sizeof(expected) / sizeof(expected[0]));
    for (size_t i = 0; i < in.count; i++) {
        struct str line = arena_format(&arena, "%.*s=%.*s", STR_ARG(in.pairs[i].name),
                                       STR_ARG(in.pairs[i].value));

        assert_string_equal(line.ptr, expected[i]);
    }
    assert_int_equal(json_read(STR("{\"a.b\":1}"), 1000, &arena, &v, NULL), ERR_OK);
    assert_int_equal(json_flatten(v, STR(""), &arena, &in), ERR_INVALID);
}

static void test_flatten_limit(void **state)
{
    struct buf text;
    struct str s;
    const struct json *v;
    struct input in;

    (void)state;
    for (int extra = 0; extra < 2; extra++) {
        buf_init(&text, &arena, 1 << 20);
        buf_add_cstr(&text, "{\"a\":[0");
        for (int i = 1; i < LIMIT_FORM_FIELDS + extra; i++) {
            buf_add_cstr(&text, ",0");
        }
        buf_add_cstr(&text, "]}");
        assert_int_equal(buf_finish(&text, &s), ERR_OK);
        assert_int_equal(json_read(s, 1 << 20, &arena, &v, NULL), ERR_OK);
        assert_int_equal(json_flatten(v, STR(""), &arena, &in), extra ? ERR_LIMIT : ERR_OK);
    }
}

static void write_sample(struct json_writer *w)
{
    json_write_object(w);
    json_write_member_array(w, STR("a"));
    json_write_i64(w, -5);
    json_write_bool(w, true);
    json_write_null(w);
    json_write_number(w, STR("9.8"));
    json_write_array(w);
    json_write_end(w);
    json_write_end(w);
    json_write_member(w, STR("b"), STR("\"\\\n\t\x01/脆"));
    json_write_member_opt(w, STR("c"), STR(""));
    json_write_member_object(w, STR("d"));
    json_write_end(w);
    json_write_end(w);
}

static void test_writer(void **state)
{
    struct json_writer w;
    struct buf buf;
    struct str s;

    (void)state;
    buf_init(&buf, &arena, 1000);
    json_write_begin(&w, &buf, JSON_COMPACT);
    write_sample(&w);
    json_write_finish(&w);
    assert_int_equal(buf_finish(&buf, &s), ERR_OK);
    assert_string_equal(
        s.ptr, "{\"a\":[-5,true,null,9.8,[]],\"b\":\"\\\"\\\\\\n\\t\\u0001/脆\",\"d\":{}}");
    buf_clear(&buf);
    json_write_begin(&w, &buf, JSON_INDENTED);
    write_sample(&w);
    json_write_finish(&w);
    assert_int_equal(buf_finish(&buf, &s), ERR_OK);
    assert_string_equal(s.ptr,
                        "{\n  \"a\": [\n    -5,\n    true,\n    null,\n    9.8,\n    []\n  ],\n"
                        "  \"b\": \"\\\"\\\\\\n\\t\\u0001/脆\",\n  \"d\": {}\n}\n");
}

static void test_number_syntax(void **state)
{
    static const char *const good[] = {"0", "-0", "10", "9.8", "1e5", "1.5E-7"};
    static const char *const bad[] = {"",   "-",   "00", "01", "1.",   ".1",
                                      "1e", "1e+", "1 ", "x",  "1.5.2"};

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        assert_true(json_is_number(str_from_cstr(good[i])));
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_false(json_is_number(str_from_cstr(bad[i])));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_accepts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refuses, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_depth_limit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_size_and_memory_limits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_duplicates_among_many, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_lookup_and_integers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_flatten, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_flatten_limit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_writer, set_up, tear_down),
        cmocka_unit_test(test_number_syntax),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
