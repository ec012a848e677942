/*
 * test_json_cases.c — the cases that the public JSON test suites ask, written anew: what every
 * parser must take, what every parser must refuse, and where they differ, what this one does. And
 * what is taken is written again and read again without loss.
 */
#include "tester_arena.h"

#include "core/json/json.h"

#include <string.h>

/* Texts with their length, because some hold a NUL. */
struct text {
    const char *ptr;
    size_t len;
};
#define T(lit)                                                                                     \
    {                                                                                              \
        (lit), sizeof(lit) - 1                                                                     \
    }

static const struct text taken[] = {
    /* white space of all four kinds, everywhere */
    T(" [ ] "),
    T("[\t1\n,\r2 ]"),
    T("{ \"a\" : 1 , \"b\" : 2 }"),
    T("\n\n\"x\"\n"),
    /* any value may stand alone */
    T("null"),
    T("true"),
    T("false"),
    T("0"),
    T("\"\""),
    T("[]"),
    T("{}"),
    T(" 7 "),
    /* numbers */
    T("[0]"),
    T("[-0]"),
    T("[-1]"),
    T("[123456789]"),
    T("[0.5]"),
    T("[-0.001]"),
    T("[1e5]"),
    T("[1E5]"),
    T("[1e+5]"),
    T("[1E-5]"),
    T("[0e1]"),
    T("[0E+0]"),
    T("[1.25e-10]"),
    T("[20.0e3]"),
    T("[123.456789]"),
    T("[-0.0000000000000000000000000000000000000000000000000000001]"),
    T("[1000000000000000000000000000000000000000000]"),
    T("[1e9999]"),
    T("[-1e-9999]"),
    /* strings: escapes */
    T("[\"\\\"\"]"),
    T("[\"\\\\\"]"),
    T("[\"\\/\"]"),
    T("[\"\\b\\f\\n\\r\\t\"]"),
    T("[\"\\u0041\"]"),
    T("[\"\\u00e9\"]"),
    T("[\"\\u3042\"]"),
    T("[\"\\uFFFF\"]"),
    T("[\"\\uFDD0\"]"),
    T("[\"\\uD83D\\uDE00\"]"),
    T("[\"\\ud834\\udd1e\"]"),
    T("[\"\\uDBFF\\uDFFF\"]"),
    T("[\"\\u0060\\u012a\\u12AB\"]"),
    T("[\"\\\\u0000\"]"),
    T("[\"\\\\n\"]"),
    T("[\"a\\u002cb\"]"),
    /* strings: what needs no escape */
    T("[\"/\"]"),
    T("[\"'\"]"),
    T("[\"\x7f\"]"),
    T("[\"\xc2\x80\"]"),
    T("[\"\xe2\x80\xa8\"]"),
    T("[\"\xe2\x80\xa9\"]"),
    T("[\"\xef\xbf\xbf\"]"),
    T("[\"\xf4\x8f\xbf\xbf\"]"),
    T("[\"\xf0\x9f\x98\x80\"]"),
    T("[\"\xe8\x84\x86\xe5\xbc\xb1\xe6\x80\xa7\"]"),
    T("[\"\xef\xbb\xbf\"]"),
    T("[\"asd \"]"),
    T("[\" \"]"),
    T("[\"{}[],:\"]"),
    /* arrays and objects */
    T("[[]]"),
    T("[[],[[]]]"),
    T("[null,1,\"1\",{}]"),
    T("[1,null,null,null,2]"),
    T("{\"\":0}"),
    T("{\"a\":[]}"),
    T("{\"a\":{\"a\":{\"a\":null}}}"),
    T("{\"a\":1,\"A\":2}"),
};

static const struct text refused[] = {
    /* nothing, or too little */
    T(""),
    T(" "),
    T("["),
    T("{"),
    T("\""),
    T("[1"),
    T("[1,"),
    T("{\"a\""),
    T("{\"a\":"),
    T("{\"a\":1"),
    T("{\"a\":1,"),
    T("[\""),
    T("[\"a"),
    T("[\"\\"),
    T("[\"\\u"),
    T("[\"\\u00"),
    T("tru"),
    T("nul"),
    T("fals"),
    T("-"),
    T("[-"),
    T("[1."),
    T("[1e"),
    T("[1e+"),
    T("[{"),
    T("[[[["),
    T("[\"\\\"]"),
    T("{\"a\":\"b"),
    /* too much */
    T("[]]"),
    T("{}}"),
    T("1 2"),
    T("[] x"),
    T("null null"),
    T("{}#"),
    T("[1]x"),
    T("\"\"\"\""),
    T("true,"),
    T("[][]"),
    T("{\"a\":1}/**/"),
    T("[1]\0"),
    T("1\0"),
    /* commas and colons */
    T("[1,]"),
    T("[,1]"),
    T("[,]"),
    T("[1,,2]"),
    T("[1;2]"),
    T("[1:2]"),
    T("[1 2]"),
    T("[\"a\" 1]"),
    T("{\"a\":1,}"),
    T("{,\"a\":1}"),
    T("{\"a\":1,,\"b\":2}"),
    T("{\"a\",1}"),
    T("{\"a\"::1}"),
    T("{:1}"),
    T("{\"a\":}"),
    T("{\"a\" 1}"),
    T("{\"a\"}"),
    T("{\"a\":1 \"b\":2}"),
    T("[\"a\",\n"),
    T(","),
    T(":"),
    T("[}"),
    T("{]"),
    T("[1}"),
    T("{\"a\":1]"),
    /* keys */
    T("{1:1}"),
    T("{a:1}"),
    T("{'a':1}"),
    T("{null:1}"),
    T("{[]:1}"),
    T("{{}:1}"),
    T("{\"a\"b:1}"),
    /* words */
    T("True"),
    T("TRUE"),
    T("NULL"),
    T("nil"),
    T("undefined"),
    T("[truth]"),
    T("[nullx]"),
    T("[nu]"),
    T("[fa]"),
    T("NaN"),
    T("[NaN]"),
    T("[Infinity]"),
    T("[-Infinity]"),
    T("[Inf]"),
    T("[+Inf]"),
    /* numbers */
    T("[01]"),
    T("[-01]"),
    T("[00]"),
    T("[-]"),
    T("[--1]"),
    T("[+1]"),
    T("[++1]"),
    T("[.5]"),
    T("[-.5]"),
    T("[1.]"),
    T("[1.e5]"),
    T("[0.e1]"),
    T("[1.2.3]"),
    T("[1e]"),
    T("[1e+]"),
    T("[1e-]"),
    T("[1ea]"),
    T("[1e1.5]"),
    T("[0x1]"),
    T("[0x42]"),
    T("[1a]"),
    T("[1 000]"),
    T("[1_000]"),
    T("[- 1]"),
    T("[-a]"),
    T("[0e]"),
    T("[0e+]"),
    T("[2.e-3]"),
    T("[.-1]"),
    T("[0.1.2]"),
    T("[-2.]"),
    T("[1+2]"),
    T("[1/2]"),
    T("[\xef\xbc\x91]"),
    T("[123\xe5]"),
    T("[1,\xe2\x88\x92"
      "1]"),
    /* strings: escapes */
    T("[\"\\x00\"]"),
    T("[\"\\a\"]"),
    T("[\"\\0\"]"),
    T("[\"\\'\"]"),
    T("[\"\\U0041\"]"),
    T("[\"\\u004\"]"),
    T("[\"\\u00G0\"]"),
    T("[\"\\u 041\"]"),
    T("[\"\\u+041\"]"),
    T("[\"\\\n\"]"),
    T("[\"\\\xe5\"]"),
    T("[\"\\\xf0\x9f\x98\x80\"]"),
    T("[\"\\uD800\"]"),
    T("[\"\\uDC00\"]"),
    T("[\"\\uD800\\uD800\"]"),
    T("[\"\\uD800x\"]"),
    T("[\"\\uD800\\n\"]"),
    T("[\"\\uDE00\\uD83D\"]"),
    T("[\"\\uD800\\u\"]"),
    T("[\"\\uD800\\u1\"]"),
    T("[\"\\uD800\\\"]"),
    T("[\\u0020\"x\"]"),
    /* strings: what needs an escape, or a quote */
    T("[\"a\x01z\"]"),
    T("[\"\x1f\"]"),
    T("[\"\n\"]"),
    T("[\"\t\"]"),
    T("[\"a\0z\"]"),
    T("['a']"),
    T("[`a`]"),
    T("[a]"),
    T("[\xe2\x80\x9c"
      "a\xe2\x80\x9d]"),
    T("\"a"),
    T("a\""),
    /* UTF-8 */
    T("[\"\x80\"]"),
    T("[\"\xbf\"]"),
    T("[\"\xc0\xaf\"]"),
    T("[\"\xc1\xbf\"]"),
    T("[\"\xe0\x80\xaf\"]"),
    T("[\"\xf0\x80\x80\xaf\"]"),
    T("[\"\xed\xa0\x80\"]"),
    T("[\"\xed\xbf\xbf\"]"),
    T("[\"\xf4\x90\x80\x80\"]"),
    T("[\"\xf5\x80\x80\x80\"]"),
    T("[\"\xff\"]"),
    T("[\"\xfe\"]"),
    T("[\"\xe2\x82\"]"),
    T("[\"\xc3\"]"),
    T("[\"\xc3(\"]"),
    T("[\"\xfc\x83\xbf\xbf\xbf\xbf\"]"),
    T("\xe5"),
    T("{\"\xb9\":0}"),
    T("\xef\xbb\xbf{}"),
    T("\xef\xbb"),
    T("\xff\xfe[\0]\0"),
    /* white space and comments of other languages */
    T("[\f]"),
    T("[\v1]"),
    T("[\xc2\xa0]"),
    T("[\xe2\x81\xa0]"),
    T("\xe2\x80\x8b[]"),
    T("[1]//"),
    T("/**/1"),
    T("[1,/*x*/2]"),
    T("#1"),
    T("{\"a\":1}#"),
    T("<a>"),
    T("[<null>]"),
    T("*"),
    T("\\"),
    /* what may differ between parsers */
    T("{\"a\":1,\"a\":1}"),
    T("{\"a\":1,\"b\":2,\"\\u0061\":3}"),
    T("{\"x\":{\"y\":1,\"y\":2}}"),
    T("{\"\":1,\"\":2}"),
    T("[\"\\u0000\"]"),
    T("{\"\\u0000\":1}"),
    T("{\"a\\u0000b\":1}"),
};

TESTER_ARENA(16 << 20);

static enum err read_case(struct text text, const struct json **out)
{
    return json_read((struct str){text.ptr, text.len}, 1 << 20, &arena, out, NULL);
}

static void test_takes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        const struct json *v = NULL;

        if (read_case(taken[i], &v) != ERR_OK || v == NULL)
            fail_msg("refused: %s", taken[i].ptr);
    }
}

static void test_refuses(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        const struct json *v = NULL;

        if (read_case(refused[i], &v) != ERR_INVALID || v != NULL)
            fail_msg("taken: %s", refused[i].ptr);
    }
}

/* Every text that is cut short anywhere is refused, unless what is left is a text of its own. */
static void test_refuses_what_is_cut_short(void **state)
{
    static const struct text whole =
        T("{\"a\":[1.5e3,\"\\ud83d\\ude00\\n\",{\"b\":null}],\"c\":true,\"d\":\"\xe3\x81\x82\"}");

    (void)state;
    for (size_t len = 0; len < whole.len; len++) {
        const struct json *v = NULL;

        assert_int_equal(read_case((struct text){whole.ptr, len}, &v), ERR_INVALID);
    }
}

static struct str write_value(const struct json *v, enum json_layout layout)
{
    struct buf out;
    struct str text = {0};
    struct json_writer w;

    buf_init(&out, &arena, 1 << 20);
    json_write_begin(&w, &out, layout);
    assert_int_equal(json_write_value(&w, v, &arena), ERR_OK);
    json_write_finish(&w);
    assert_int_equal(buf_finish(&out, &text), ERR_OK);
    return text;
}

/* Written and read again it is the same value, and the second spelling is the first. */
static void test_round_trip(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
        const struct json *v = NULL;
        const struct json *again = NULL;

        assert_int_equal(read_case(taken[i], &v), ERR_OK);
        struct str once = write_value(v, JSON_COMPACT);
        assert_int_equal(json_read(once, 1 << 20, &arena, &again, NULL), ERR_OK);
        struct str twice = write_value(again, JSON_COMPACT);
        if (!json_equal(v, again) || !str_equal(once, twice))
            fail_msg("changed: %s to %.*s", taken[i].ptr, STR_ARG(once));
    }
}

static void test_writes_sorted(void **state)
{
    static const struct text text = T("{\"b\":1,\"a\":{\"z\":[{\"y\":1,\"x\":2}],\"c\":3.10}}");
    const struct json *v = NULL;

    (void)state;
    assert_int_equal(read_case(text, &v), ERR_OK);
    assert_string_equal(write_value(v, JSON_COMPACT).ptr,
                        "{\"a\":{\"c\":3.10,\"z\":[{\"x\":2,\"y\":1}]},\"b\":1}");
}

static void test_writer_keeps_the_depth(void **state)
{
    char text[2 * LIMIT_JSON_DEPTH];
    const struct json *v = NULL;
    struct buf out;
    struct json_writer w;

    (void)state;
    memset(text, '[', LIMIT_JSON_DEPTH);
    memset(text + LIMIT_JSON_DEPTH, ']', LIMIT_JSON_DEPTH);
    assert_int_equal(read_case((struct text){text, sizeof(text)}, &v), ERR_OK);
    buf_init(&out, &arena, 1 << 20);
    json_write_begin(&w, &out, JSON_COMPACT);
    json_write_array(&w);
    assert_int_equal(json_write_value(&w, v, &arena), ERR_LIMIT);
    assert_int_equal(json_write_value(&w, v->first, &arena), ERR_OK);
    json_write_end(&w);
    json_write_finish(&w);
}

/* parent and next lead through the whole value. */
static void test_parents(void **state)
{
    static const struct text text = T("{\"a\":[1,{\"b\":2}],\"c\":{}}");
    const struct json *v = NULL;

    (void)state;
    assert_int_equal(read_case(text, &v), ERR_OK);
    assert_null(v->parent);
    assert_ptr_equal(v->first->parent, v);
    assert_ptr_equal(v->first->first->next->first->parent->parent, v->first);
    assert_ptr_equal(v->first->next->parent, v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_takes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refuses, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refuses_what_is_cut_short, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_round_trip, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_writes_sorted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_writer_keeps_the_depth, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_parents, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
