/* test_ident_numbers.c — numbers of vulnerabilities and cases, and the catalogue of weaknesses. */
#include "tester.h"

#include "core/ident/cwe.h"
#include "core/ident/numbers.h"

static const struct {
    const char *text;
    const char *written;
    enum number_kind kind;
    unsigned year;
    uint64_t serial;
} numbers[] = {
    {"JVN#12345678", "JVN#12345678", NUMBER_JVN, 0, 12345678},
    {"jvn12345678", "JVN#12345678", NUMBER_JVN, 0, 12345678},
    {"JVN\xef\xbc\x83"
     "01234567",
     "JVN#01234567", NUMBER_JVN, 0, 1234567},
    {"JVNVU#98765432", "JVNVU#98765432", NUMBER_JVNVU, 0, 98765432},
    {"JVNVU#123456", "JVNVU#123456", NUMBER_JVNVU, 0, 123456},
    {"JVNTA#12345678", "JVNTA#12345678", NUMBER_JVNTA, 0, 12345678},
    {"jvnta07-123a", "JVNTA07-123A", NUMBER_JVNTA, 0, 123},
    {"JVNTA08-190B", "JVNTA08-190B", NUMBER_JVNTA, 0, 190},
    {"JVNDB-2026-000012", "JVNDB-2026-000012", NUMBER_JVNDB, 2026, 12},
    {"DID#7", "DID#7", NUMBER_DID, 0, 7},
    {"IPA#69145869", "IPA#69145869", NUMBER_IPA, 0, 69145869},
    {"cve-1900-0001", "CVE-1900-0001", NUMBER_CVE, 1900, 1},
    {"CVE-1900-1234567890123456789", "CVE-1900-1234567890123456789", NUMBER_CVE, 1900,
     UINT64_C(1234567890123456789)},
    {"GHSA-2345-6789-cfgh", "GHSA-2345-6789-cfgh", NUMBER_GHSA, 0, 0},
    {"ghsa-JMPQ-rvwx-2222", "GHSA-jmpq-rvwx-2222", NUMBER_GHSA, 0, 0},
};

static void test_numbers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        struct number n;
        struct ident_error error = {0};

        if (number_read(str_from_cstr(numbers[i].text), &n, &error) != ERR_OK)
            fail_msg("%s: %s", numbers[i].text, error.reason);
        assert_string_equal(n.text, numbers[i].written);
        assert_int_equal(n.kind, numbers[i].kind);
        assert_int_equal(n.year, numbers[i].year);
        assert_int_equal(n.serial, numbers[i].serial);
        assert_int_equal(number_read((struct str){n.text, n.len}, &n, NULL), ERR_OK);
    }
}

static void test_numbers_refused(void **state)
{
    static const struct {
        const char *text;
        size_t offset;
    } refused[] = {
        {"", 0},
        {"12345678", 0},
        {" JVN#12345678", 0},
        {"JVN#1234567", 11},
        {"JVN#123456789", 12},
        {"JVN#1234567x", 11},
        {"JVN##12345678", 4},
        {"JVNVU#1234567", 13},
        {"JVNVU#12345", 11},
        {"JVNTA07-1231", 11},
        {"JVNTA07-123", 7},
        {"JVNTA07-123AB", 7},
        {"JVNTA7-123A", 6},
        {"JVNTA#07-123A", 8},
        {"JVNDB-2026-00001", 16},
        {"JVNDB2026-000001", 5},
        {"DID#", 4},
        {"DID#AAAAA", 4},
        {"CVE-1900-001", 12},
        {"CVE-190-0001", 7},
        {"CVE-1900-0001 ", 13},
        {"CVE-1900-12345678901234567890", 28},
        {"GHSA-2345-6789-abcd", 15},
        {"GHSA-2345-6789-cfg", 18},
        {"GHSA-2345-6789-cfghj", 19},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        struct number n;
        struct ident_error error = {0};

        if (number_read(str_from_cstr(refused[i].text), &n, &error) != ERR_INVALID)
            fail_msg("accepted: %s", refused[i].text);
        if (error.reason == NULL || error.offset != refused[i].offset)
            fail_msg("%s: %s at %zu", refused[i].text, error.reason, error.offset);
    }
}

static void test_numbers_kinds(void **state)
{
    struct number n;

    (void)state;
    for (enum number_kind kind = NUMBER_JVN; kind < NUMBER_KINDS; kind++) {
        struct str example = str_from_cstr(number_kind_example(kind));

        assert_int_equal(number_read_kind(example, kind, &n, NULL), ERR_OK);
        struct str written = {n.text, n.len};
        assert_str(written, example);
        assert_non_null(number_kind_name(kind));
    }
    assert_int_equal(number_read_kind(STR("JVN#12345678"), NUMBER_CVE, &n, NULL), ERR_INVALID);
}

/* ---- weaknesses ------------------------------------------------------------------------------ */

static size_t list_named(const char *name)
{
    size_t number = 0;

    assert_true(cwe_list_find(str_from_cstr(name), &number));
    return number;
}

static void test_cwe_lists(void **state)
{
    size_t number = 0;

    (void)state;
    assert_str(cwe_list(0)->name, STR("1.0"));
    assert_int_equal(list_named("1.0"), 0);
    assert_str(cwe_list(cwe_list_latest())->name, STR("4.20"));
    assert_str(cwe_list(list_named("4.12"))->date, STR("2023-06-29"));
    assert_true(list_named("2.10") > list_named("2.9"));
    assert_false(cwe_list_find(STR("4.1.0"), &number));
}

static void test_cwe_names(void **state)
{
    struct cwe_entry e;
    size_t list = 0;

    (void)state;
    assert_true(cwe_find(list_named("1.7"), 22, &e));
    assert_str(e.name, STR("Path Traversal"));
    assert_true(cwe_find(list_named("1.8"), 22, &e));
    assert_str(e.name, STR("Improper Limitation of a Pathname to a Restricted Directory ('Path "
                           "Traversal')"));
    assert_int_equal(e.usage, CWE_USAGE_UNKNOWN);
    assert_true(cwe_find(list_named("4.18"), 22, &e));
    assert_int_equal(e.usage, CWE_USAGE_ALLOWED);
    assert_true(cwe_find(list_named("4.19"), 22, &e));
    assert_int_equal(e.usage, CWE_USAGE_ALLOWED_WITH_REVIEW);
    assert_false(cwe_find(list_named("4.17"), 1434, &e));
    assert_true(cwe_find(list_named("4.18"), 1434, &e));
    assert_true(cwe_find_name(22, STR("Path Traversal"), &list));
    assert_int_equal(list, list_named("1.7"));
    assert_false(cwe_find_name(22, STR("path traversal"), &list));
    assert_false(cwe_find(cwe_list_latest(), 1, &e));
    assert_false(cwe_find(cwe_list_latest(), 0, &e));
    assert_false(cwe_find(cwe_list_latest(), 99999, &e));
    assert_true(cwe_find_newest(1004, &list, &e));
    assert_int_equal(list, cwe_list_latest());
    assert_false(cwe_find(0, 1004, &e));
}

/* Every row of the table can be found again, in order and without overlap. */
static void test_cwe_table(void **state)
{
    size_t found = 0;

    (void)state;
    for (unsigned id = 0; id < 2000; id++) {
        for (size_t list = 0; list <= cwe_list_latest(); list++) {
            struct cwe_entry e;
            size_t newest = 0;

            if (!cwe_find(list, id, &e))
                continue;
            found++;
            assert_true(e.name.len > 0);
            assert_true(cwe_find_name(id, e.name, &newest));
            assert_true(newest >= list);
        }
    }
    assert_int_equal(found, 45317);
}

static void test_cwe_usage(void **state)
{
    struct cwe_entry e;

    (void)state;
    assert_true(cwe_find(cwe_list_latest(), 20, &e));
    assert_int_equal(e.usage, CWE_USAGE_DISCOURAGED);
    assert_true(cwe_find(cwe_list_latest(), 119, &e));
    assert_string_equal(cwe_usage_name(e.usage), "Discouraged");
    assert_true(cwe_find(cwe_list_latest(), 132, &e));
    assert_true(e.deprecated);
    assert_string_equal(cwe_usage_name(e.usage), "Prohibited");
}

static void test_cwe_id(void **state)
{
    static const char *const refused[] = {"",        "79",     "cwe-79",     "CWE-", "CWE-079",
                                          "CWE-79 ", "CWE-7x", "CWE-123456", "CWE-0"};
    unsigned id = 0;

    (void)state;
    assert_int_equal(cwe_id_read(STR("CWE-79"), &id, NULL), ERR_OK);
    assert_int_equal(id, 79);
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        struct ident_error error = {0};

        assert_int_equal(cwe_id_read(str_from_cstr(refused[i]), &id, &error), ERR_INVALID);
        assert_non_null(error.reason);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),       cmocka_unit_test(test_numbers_refused),
        cmocka_unit_test(test_numbers_kinds), cmocka_unit_test(test_cwe_lists),
        cmocka_unit_test(test_cwe_names),     cmocka_unit_test(test_cwe_table),
        cmocka_unit_test(test_cwe_usage),     cmocka_unit_test(test_cwe_id),
    };

    return cmocka_run_group_tests_name("numbers", tests, NULL, NULL);
}
