/* test_advisory_input.c — an advisory from the pairs of a form: what is taken, what is refused and
 * how it is named. */
#include "tester_arena.h"

#include "core/advisory/advisory.h"
#include "example_publication.h"

#include <string.h>

enum { PAIRS_MAX = 600 };

TESTER_ARENA(8 << 20);

static enum err read_one(const char *name, struct str value, struct advisory *out,
                         struct advisory_problem *problem)
{
    struct input_pair pair = {str_from_cstr(name), value};
    struct input in = {&pair, 1};

    return advisory_from_input(&in, STR("doc."), &arena, out, problem);
}

static const struct {
    const char *name;
    const char *value;
    enum advisory_reason reason;
} single_cases[] = {
    {"doc.title.ja", "見本の脆弱性", ADVISORY_REASON_NONE},
    {"doc.title.ja", "  ", ADVISORY_REASON_NONE},
    {"other.title.ja", "not ours", ADVISORY_REASON_NONE},
    {"doc.title.ja", "two\nlines", ADVISORY_REASON_LINES},
    {"doc.overview.en", "two\nlines", ADVISORY_REASON_NONE},
    {"doc.title.fr", "x", ADVISORY_REASON_UNKNOWN},
    {"doc.title", "x", ADVISORY_REASON_UNKNOWN},
    {"doc.title.ja.x", "x", ADVISORY_REASON_UNKNOWN},
    {"doc.nothing.ja", "x", ADVISORY_REASON_UNKNOWN},
    {"doc.", "x", ADVISORY_REASON_UNKNOWN},
    {"doc.products.0.product", "x", ADVISORY_REASON_NONE},
    {"doc.products.99.product", "x", ADVISORY_REASON_NONE},
    {"doc.products.100.product", "x", ADVISORY_REASON_ROWS},
    {"doc.products.00.product", "x", ADVISORY_REASON_UNKNOWN},
    {"doc.products.-1.product", "x", ADVISORY_REASON_UNKNOWN},
    {"doc.products..product", "x", ADVISORY_REASON_UNKNOWN},
    {"doc.products.99999999999999999999.product", "x", ADVISORY_REASON_UNKNOWN},
    {"doc.products.0.colour", "x", ADVISORY_REASON_UNKNOWN},
    {"doc.products.0", "x", ADVISORY_REASON_UNKNOWN},
    {"doc.products.3.vendor", "x", ADVISORY_REASON_MISSING},
    {"doc.products.3.vendor", "", ADVISORY_REASON_NONE},
    {"doc.products.0.cpe", "cpe:2.3:a:a b:c", ADVISORY_REASON_TOKEN},
    {"doc.products.0.purl", "pkg:generic/見本", ADVISORY_REASON_TOKEN},
    {"doc.references.0.url", "https://docs.example/", ADVISORY_REASON_NONE},
    {"doc.references.0.url", "http://docs.example/?q=1#x", ADVISORY_REASON_NONE},
    {"doc.references.0.url", "javascript:alert(1)", ADVISORY_REASON_URL},
    {"doc.references.0.url", "ftp://docs.example/", ADVISORY_REASON_URL},
    {"doc.references.0.url", "https://", ADVISORY_REASON_URL},
    {"doc.references.0.url", "https:///x", ADVISORY_REASON_URL},
    {"doc.references.0.url", "https://a b.example/", ADVISORY_REASON_URL},
    {"doc.references.0.url", "https://a.example/\"x", ADVISORY_REASON_URL},
    {"doc.references.0.url", "HTTPS://a.example/", ADVISORY_REASON_URL},
    {"doc.references.0.title", "no address", ADVISORY_REASON_MISSING},
    {"doc.cves.0.id", "CVE-1900-0001", ADVISORY_REASON_NONE},
    {"doc.cves.0.id", "CVE-1900-1234567890123456789", ADVISORY_REASON_NONE},
    {"doc.cves.0.id", "CVE-1900-12345678901234567890", ADVISORY_REASON_CVE},
    {"doc.cves.0.id", "CVE-1900-001", ADVISORY_REASON_CVE},
    {"doc.cves.0.id", "CVE-190-0001", ADVISORY_REASON_CVE},
    {"doc.cves.0.id", "cve-1900-0001", ADVISORY_REASON_CVE},
    {"doc.cves.0.id", "CVE-1900-0001 ", ADVISORY_REASON_NONE},
    {"doc.cves.0.id", "CVE-1900-00a1", ADVISORY_REASON_CVE},
    {"doc.cves.0.id", "CVE-", ADVISORY_REASON_CVE},
    {"doc.cves.0.cwe_id", "CWE-079", ADVISORY_REASON_CWE},
    {"doc.cves.0.cwe_id", "79", ADVISORY_REASON_CWE},
    {"doc.cves.0.cwe_id", "CWE-79", ADVISORY_REASON_MISSING},
    {"doc.analyses.0.date", "2026-10-14", ADVISORY_REASON_NONE},
    {"doc.analyses.0.date", "2026-02-30", ADVISORY_REASON_DATE},
    {"doc.analyses.0.date", "2026/10/14", ADVISORY_REASON_DATE},
    {"doc.analyses.0.cvss_version", "3.1", ADVISORY_REASON_NONE},
    {"doc.analyses.0.cvss_version", "3", ADVISORY_REASON_CVSS},
    {"doc.analyses.0.vector", "AV:N/AC:L/Au:N/C:P/I:P/A:P", ADVISORY_REASON_NONE},
    {"doc.analyses.0.vector", "AV N", ADVISORY_REASON_CVSS},
    {"doc.analyses.0.vector", "high", ADVISORY_REASON_CVSS},
    {"doc.analyses.0.score", "10.0", ADVISORY_REASON_NONE},
    {"doc.analyses.0.score", "0", ADVISORY_REASON_NONE},
    {"doc.analyses.0.score", "10.1", ADVISORY_REASON_CVSS},
    {"doc.analyses.0.score", "9,8", ADVISORY_REASON_CVSS},
    {"doc.related.0.id", "JVNDB-1900-000001", ADVISORY_REASON_NONE},
    {"doc.related.0.kind", "CVE", ADVISORY_REASON_MISSING},
};

static void test_single_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(single_cases) / sizeof(single_cases[0]); i++) {
        struct advisory v;
        struct advisory_problem problem;
        enum err e =
            read_one(single_cases[i].name, str_from_cstr(single_cases[i].value), &v, &problem);

        if (problem.reason != single_cases[i].reason ||
            e != (problem.reason ? ERR_INVALID : ERR_OK)) {
            fail_msg("%s = \"%s\": %s", single_cases[i].name, single_cases[i].value,
                     advisory_reason_word(problem.reason));
        }
        if (problem.reason != ADVISORY_REASON_NONE && problem.reason != ADVISORY_REASON_MISSING) {
            assert_str(problem.field, str_from_cstr(single_cases[i].name));
        }
    }
}

static void test_missing_names_the_column(void **state)
{
    struct advisory v;
    struct advisory_problem problem;

    (void)state;
    assert_int_equal(read_one("doc.references.7.title", STR("x"), &v, &problem), ERR_INVALID);
    assert_str(problem.field, STR("doc.references.7.url"));
}

/* Limits count characters, not bytes: a Japanese text may be as long as an English one. */
static void test_length_limits(void **state)
{
    static const struct {
        const char *name;
        size_t limit;
    } cases[] = {{"doc.title.ja", LIMIT_TEXT_LINE},
                 {"doc.overview.ja", LIMIT_TEXT_BLOCK},
                 {"doc.related.0.id", LIMIT_TEXT_LINE}};
    struct buf text;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct advisory v;
        struct advisory_problem problem;

        buf_init(&text, &arena, 1 << 20);
        for (size_t n = 0; n < cases[i].limit; n++) {
            buf_add_cstr(&text, "脆");
        }
        assert_int_equal(read_one(cases[i].name, buf_str(&text), &v, &problem), ERR_OK);
        buf_add_cstr(&text, "弱");
        assert_int_equal(read_one(cases[i].name, buf_str(&text), &v, &problem), ERR_INVALID);
        assert_int_equal(problem.reason, ADVISORY_REASON_LONG);
        assert_int_equal(problem.limit, cases[i].limit);
    }
}

static void test_same_cell_twice_is_refused(void **state)
{
    static const char *const names[] = {"doc.title.ja", "doc.products.0.product",
                                        "doc.analyses.0.date"};

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct str value = i == 2 ? STR("2026-10-14") : STR("x");
        struct input_pair pairs[2] = {{str_from_cstr(names[i]), value},
                                      {str_from_cstr(names[i]), value}};
        struct input in = {pairs, 2};
        struct advisory v;
        struct advisory_problem problem;

        assert_int_equal(advisory_from_input(&in, STR("doc."), &arena, &v, &problem), ERR_INVALID);
        assert_int_equal(problem.reason, ADVISORY_REASON_UNKNOWN);
    }
}

/* Gaps close, empty rows vanish, numbers decide the order and not the order of the pairs. */
static void test_rows_settle(void **state)
{
    const struct input_pair pairs[] = {
        {STR("doc.products.5.product"), STR(" B ")},  {STR("doc.products.1.product"), STR("A")},
        {STR("doc.products.2.product"), STR("")},     {STR("doc.products.2.vendor"), STR("  ")},
        {STR("doc.products.1.versions"), STR("1.0")}, {STR("doc.credit.ja"), STR("")},
    };
    struct input in = {pairs, sizeof(pairs) / sizeof(pairs[0])};
    struct advisory v;
    struct advisory_problem problem;
    struct str json;

    (void)state;
    assert_int_equal(advisory_from_input(&in, STR("doc."), &arena, &v, &problem), ERR_OK);
    assert_int_equal(v.product_count, 2);
    assert_int_equal(advisory_write(&v, &arena, &json), ERR_OK);
    assert_str(
        json, STR("{\"products\":[{\"product\":\"A\",\"versions\":\"1.0\"},{\"product\":\"B\"}]}"));
}

static void test_document_limit(void **state)
{
    static const char *const names[] = {"addendum",    "affected", "change_note", "credit",
                                        "description", "impact",   "overview",    "solution"};
    struct input_pair pairs[16];
    struct input in = {pairs, 16};
    struct advisory v;
    struct advisory_problem problem;
    struct buf text;

    (void)state;
    buf_init(&text, &arena, 1 << 20);
    for (int n = 0; n < LIMIT_TEXT_BLOCK; n++) {
        buf_add_cstr(&text, "脆");
    }
    for (size_t i = 0; i < 16; i++) {
        pairs[i].name = arena_format(&arena, "doc.%s.%s", names[i / 2], i % 2 ? "en" : "ja");
        pairs[i].value = buf_str(&text);
    }
    assert_int_equal(advisory_from_input(&in, STR("doc."), &arena, &v, &problem), ERR_LIMIT);
}

static void test_memory_runs_out(void **state)
{
    struct arena small;
    struct input_pair pair = {STR("doc.products.0.product"), STR("x")};
    struct input in = {&pair, 1};
    struct advisory v;
    struct advisory_problem problem;

    (void)state;
    for (size_t limit = 16; limit < 4000; limit += 64) {
        arena_init(&small, limit);
        assert_int_equal(advisory_from_input(&in, STR("doc."), &small, &v, &problem), ERR_MEMORY);
        arena_release(&small);
    }
}

static void test_to_input_and_back(void **state)
{
    struct publication p = example_publication();
    struct input in;
    struct advisory v;
    struct advisory_problem problem;
    struct str before;
    struct str after;

    (void)state;
    assert_int_equal(advisory_to_input(&p.advisory, STR("doc."), &arena, &in), ERR_OK);
    assert_int_equal(advisory_from_input(&in, STR("doc."), &arena, &v, &problem), ERR_OK);
    assert_int_equal(advisory_write(&p.advisory, &arena, &before), ERR_OK);
    assert_int_equal(advisory_write(&v, &arena, &after), ERR_OK);
    assert_str(after, before);
}

static void test_completeness(void **state)
{
    struct publication p = example_publication_bare();
    struct advisory_problem problem;
    const struct {
        struct str *text;
        const char *field;
    } needed[] = {{&p.advisory.title.ja, "doc.title.ja"},
                  {&p.advisory.overview.ja, "doc.overview.ja"},
                  {&p.advisory.impact.ja, "doc.impact.ja"},
                  {&p.advisory.solution.ja, "doc.solution.ja"}};

    (void)state;
    assert_true(advisory_is_complete(&p.advisory, STR("doc."), &arena, &problem));
    assert_false(advisory_has_english(&p.advisory));
    for (size_t i = 0; i < 4; i++) {
        struct str kept = *needed[i].text;

        *needed[i].text = (struct str){NULL, 0};
        assert_false(advisory_is_complete(&p.advisory, STR("doc."), &arena, &problem));
        assert_str(problem.field, str_from_cstr(needed[i].field));
        assert_int_equal(problem.reason, ADVISORY_REASON_MISSING);
        *needed[i].text = kept;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_single_values, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_missing_names_the_column, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_length_limits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_same_cell_twice_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_rows_settle, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_document_limit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_memory_runs_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_to_input_and_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_completeness, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
