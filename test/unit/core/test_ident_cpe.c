/* test_ident_cpe.c — CPE names: both spellings, conversion, every row of the comparison table. */
#include "tester_arena.h"

#include "core/ident/cpe.h"

#include "base/limits.h"

#include <string.h>

TESTER_ARENA(4 << 20);

static struct str spell(const struct cpe *c, void (*write)(const struct cpe *, struct buf *))
{
    struct buf out;
    struct str text = {0};

    buf_init(&out, &arena, 1 << 16);
    write(c, &out);
    assert_int_equal(buf_finish(&out, &text), ERR_OK);
    return text;
}

/* The same name in both spellings; reading either gives both. */
static const struct {
    const char *uri;
    const char *formatted;
} pairs[] = {
    {"cpe:/a:example:app:1.0", "cpe:2.3:a:example:app:1.0:*:*:*:*:*:*:*"},
    {"cpe:/", "cpe:2.3:*:*:*:*:*:*:*:*:*:*:*"},
    {"cpe:/o:example:os:-", "cpe:2.3:o:example:os:-:*:*:*:*:*:*:*"},
    {"cpe:/h:example:box::sp1:de:ja", "cpe:2.3:h:example:box:*:sp1:de:ja:*:*:*:*"},
    {"cpe:/a:example:a%2bb:1%2f2", "cpe:2.3:a:example:a\\+b:1\\/2:*:*:*:*:*:*:*"},
    {"cpe:/a:example:app:8.%02:sp%01", "cpe:2.3:a:example:app:8.*:sp?:*:*:*:*:*:*"},
    {"cpe:/a:example:app:1::~~pro~~x64~", "cpe:2.3:a:example:app:1:*:*:*:pro:*:x64:*"},
    {"cpe:/a:example:app:1::~ed~~win~~-", "cpe:2.3:a:example:app:1:*:ed:*:*:win:*:-"},
    {"cpe:/a:example:app:::~~~win~~:ja-jp", "cpe:2.3:a:example:app:*:*:*:ja-jp:*:win:*:*"},
    {"cpe:/a:b%21c%22d%23:e%24f%25", "cpe:2.3:a:b\\!c\\\"d\\#:e\\$f\\%:*:*:*:*:*:*:*:*"},
    {"cpe:/a:foo%7ebar:x%5c", "cpe:2.3:a:foo\\~bar:x\\\\:*:*:*:*:*:*:*:*"},
};

static void test_spellings(void **state)
{
    struct cpe c;

    (void)state;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        struct str uri = str_from_cstr(pairs[i].uri);
        struct str formatted = str_from_cstr(pairs[i].formatted);

        assert_int_equal(cpe_read(uri, &arena, &c, NULL), ERR_OK);
        assert_str(spell(&c, cpe_write_formatted), formatted);
        assert_int_equal(cpe_read(formatted, &arena, &c, NULL), ERR_OK);
        assert_str(spell(&c, cpe_write_uri), uri);
        assert_str(spell(&c, cpe_write_formatted), formatted);
    }
}

static void test_uri_is_folded(void **state)
{
    struct cpe c;

    (void)state;
    assert_int_equal(cpe_read(STR("CPE:/A:Example:App~X:1%2B"), &arena, &c, NULL), ERR_OK);
    assert_str(spell(&c, cpe_write_uri), STR("cpe:/a:example:app%7ex:1%2b"));
}

static const struct {
    const char *text;
    size_t offset;
} refused[] = {
    {"", 0},
    {"cpe:", 0},
    {"cpe:2.2:a:b:c", 0},
    {"xcpe:/a:b:c", 0},
    {"cpe:/x:b:c", 5},
    {"cpe:/a:b c", 8},
    {"cpe:/a:b%2", 8},
    {"cpe:/a:b%20", 8},
    {"cpe:/a:b%gg", 8},
    {"cpe:/a:b:c:d:e:f:ja:h", 19},
    {"cpe:/a:b:c:d:e:f:japanese", 17},
    {"cpe:/a:b:c:1::~a~b~c~d", 22},
    {"cpe:/a:b:c:1::~a~b~c~d~e~f", 25},
    {"cpe:/a:a%02b", 7},
    {"cpe:2.3:a:b:c:1:*:*:*:*:*:*", 27},
    {"cpe:2.3:a:b:c:1:*:*:*:*:*:*:*:*", 29},
    {"cpe:2.3:a:b:c:1:*:*:*:*:*:*:**", 29},
    {"cpe:2.3:x:b:c:1:*:*:*:*:*:*:*", 8},
    {"cpe:2.3:a::c:1:*:*:*:*:*:*:*", 10},
    {"cpe:2.3:a:???:c:1:*:*:*:*:*:*:*", 10},
    {"cpe:2.3:a:b\"c:c:1:*:*:*:*:*:*:*", 11},
    {"cpe:2.3:a:b*c:c:1:*:*:*:*:*:*:*", 12},
    {"cpe:2.3:a:*?b:c:1:*:*:*:*:*:*:*", 11},
    {"cpe:2.3:a:b\\-c:c:1:*:*:*:*:*:*:*", 11},
    {"cpe:2.3:a:b:c:1:*:*:japanese:*:*:*:*", 20},
    {"cpe:2.3:a:b:c:1:*:*:ja-j:*:*:*:*", 20},
    {"cpe:2.3:a:\xe3\x81\x82:c:1:*:*:*:*:*:*:*", 10},
    {"cpe:2.3:a:b:c:1:*:*:*:*:*:*:x\\", 29},
};

static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        struct ident_error error = {0};
        struct cpe c;

        if (cpe_read(str_from_cstr(refused[i].text), &arena, &c, &error) != ERR_INVALID)
            fail_msg("accepted: %s", refused[i].text);
        if (error.reason == NULL || error.offset != refused[i].offset)
            fail_msg("%s: offset %zu", refused[i].text, error.offset);
    }
}

static void test_limit(void **state)
{
    static char text[LIMIT_CPE_BYTES + 1];
    struct ident_error error = {0};
    struct cpe c;

    (void)state;
    memset(text, 'a', sizeof(text));
    memcpy(text, "cpe:/a:", 7);
    assert_int_equal(cpe_read((struct str){text, sizeof(text)}, &arena, &c, &error), ERR_LIMIT);
    assert_non_null(error.reason);
    assert_int_equal(cpe_read((struct str){text, sizeof(text) - 1}, &arena, &c, NULL), ERR_OK);
}

/* Table 6-2: source and target as vendors; i and k are texts, m texts with wildcards. */
static const struct {
    const char *source;
    const char *target;
    enum cpe_relation relation;
} rows[] = {
    {"*", "*", CPE_EQUAL},
    {"*", "-", CPE_SUPERSET},
    {"*", "foo", CPE_SUPERSET},
    {"*", "foo*", CPE_UNDEFINED},
    {"-", "*", CPE_SUBSET},
    {"-", "-", CPE_EQUAL},
    {"-", "foo", CPE_DISJOINT},
    {"-", "foo?", CPE_UNDEFINED},
    {"foo", "foo", CPE_EQUAL},
    {"foo", "FOO", CPE_EQUAL},
    {"foo", "bar", CPE_DISJOINT},
    {"foo", "foob", CPE_DISJOINT},
    {"foo", "foo*", CPE_UNDEFINED},
    {"foo", "-", CPE_DISJOINT},
    {"foo", "*", CPE_SUBSET},
    {"foo*", "foobar", CPE_SUPERSET},
    {"foo*", "foo", CPE_SUPERSET},
    {"*bar", "foobar", CPE_SUPERSET},
    {"*bar", "foobarx", CPE_DISJOINT},
    {"*oba*", "foobar", CPE_SUPERSET},
    {"fo?", "foo", CPE_SUPERSET},
    {"fo?", "fo", CPE_SUPERSET},
    {"fo?", "fooo", CPE_DISJOINT},
    {"fo??", "fooo", CPE_SUPERSET},
    {"?oo", "foo", CPE_SUPERSET},
    {"?oo", "fo", CPE_DISJOINT},
    {"?oo", "ffoo", CPE_DISJOINT},
    {"f\\?*", "f\\?x", CPE_SUPERSET},
    {"f?", "f\\+", CPE_SUPERSET},
    {"f?", "f\\+\\+", CPE_DISJOINT},
    {"foo*", "*", CPE_SUBSET},
    {"foo*", "-", CPE_DISJOINT},
    {"foo*", "foo*", CPE_UNDEFINED},
};

static void test_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct cpe source;
        struct cpe target;
        struct str s = arena_format(&arena, "cpe:2.3:a:%s:x:1:*:*:*:*:*:*:*", rows[i].source);
        struct str t = arena_format(&arena, "cpe:2.3:a:%s:x:1:*:*:*:*:*:*:*", rows[i].target);
        enum cpe_relation each[CPE_ATTRIBUTES];

        assert_int_equal(cpe_read(s, &arena, &source, NULL), ERR_OK);
        assert_int_equal(cpe_read(t, &arena, &target, NULL), ERR_OK);
        enum cpe_relation whole = cpe_compare(&source, &target, each);
        if (each[CPE_VENDOR] != rows[i].relation || whole != rows[i].relation)
            fail_msg("%s and %s: %s", rows[i].source, rows[i].target,
                     cpe_relation_name(each[CPE_VENDOR]));
        assert_int_equal(each[CPE_PRODUCT], CPE_EQUAL);
    }
}

static void test_names(void **state)
{
    static const struct {
        const char *source;
        const char *target;
        enum cpe_relation relation;
    } names[] = {
        {"cpe:/a:b:c:1", "cpe:/a:b:c:1", CPE_EQUAL},  {"cpe:/a:b:c", "cpe:/a:b:c:1", CPE_SUPERSET},
        {"cpe:/a:b:c:1", "cpe:/a:b:c", CPE_SUBSET},   {"cpe:/a:b:c:1", "cpe:/a:b:d", CPE_DISJOINT},
        {"cpe:/a:b::1", "cpe:/a:b:c", CPE_UNDEFINED}, {"cpe:/o", "cpe:/a:b:c", CPE_DISJOINT},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct cpe source;
        struct cpe target;

        assert_int_equal(cpe_read(str_from_cstr(names[i].source), &arena, &source, NULL), ERR_OK);
        assert_int_equal(cpe_read(str_from_cstr(names[i].target), &arena, &target, NULL), ERR_OK);
        assert_string_equal(cpe_relation_name(cpe_compare(&source, &target, NULL)),
                            cpe_relation_name(names[i].relation));
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_spellings, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_uri_is_folded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_limit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_values, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_names, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("cpe", tests, NULL, NULL);
}
