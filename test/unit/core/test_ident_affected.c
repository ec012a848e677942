/* test_ident_affected.c — is this version affected: CVE versions and changes, OSV events, CSAF
 * ranges, and contradictions in CVE records. */
#include "tester_arena.h"

#include "core/ident/affected.h"

#include "base/limits.h"

enum { TEXT_BYTES = 4 << 20 };

TESTER_ARENA(32 << 20);

static const struct json *read_json(const char *text)
{
    const struct json *v = NULL;

    if (json_read(str_from_cstr(text), TEXT_BYTES, &arena, &v, NULL) != ERR_OK)
        fail_msg("no JSON: %s", text);
    return v;
}

/* A record, and versions with their status: "1.0=affected". */
static const struct {
    const char *record;
    const char *answers;
} cves[] = {
    /* single versions; defaultStatus holds for the rest, unknown without it */
    {"{\"versions\":[{\"version\":\"1.0\",\"status\":\"affected\"}]}",
     "1.0=affected 1.0.0=unknown 2.0=unknown"},
    {"{\"versions\":[{\"version\":\"1.0\",\"status\":\"affected\",\"versionType\":\"semver\"}],"
     "\"defaultStatus\":\"unaffected\"}",
     "1.0=affected 1.0.0=affected 2.0=unaffected"},
    {"{\"defaultStatus\":\"affected\"}", "1.0=affected"},
    {"{}", "1.0=unknown"},
    /* ranges: the first end belongs to them, lessThan excludes, lessThanOrEqual includes */
    {"{\"versions\":[{\"version\":\"1.0\",\"lessThan\":\"2.0\",\"status\":\"affected\","
     "\"versionType\":\"semver\"}],\"defaultStatus\":\"unaffected\"}",
     "0.9=unaffected 1.0=affected 1.9.9=affected 2.0.0-rc=affected 2.0=unaffected"},
    {"{\"versions\":[{\"version\":\"0\",\"lessThanOrEqual\":\"2.0\",\"status\":\"affected\","
     "\"versionType\":\"custom\"}]}",
     "0.0.1=affected 0alpha=affected 2.0=affected 2.1=unknown"},
    {"{\"versions\":[{\"version\":\"3\",\"lessThan\":\"*\",\"status\":\"affected\","
     "\"versionType\":\"semver\"}]}",
     "2.9=unknown 3.0.0=affected 99.0=affected"},
    {"{\"versions\":[{\"version\":\"*\",\"lessThanOrEqual\":\"*\",\"status\":\"unaffected\","
     "\"versionType\":\"rpm\"}]}",
     "1:2-3=unaffected"},
    /* the type decides the order */
    {"{\"versions\":[{\"version\":\"1:1.0\",\"lessThan\":\"1:2.0\",\"status\":\"affected\","
     "\"versionType\":\"rpm\"}]}",
     "1:1.5-1=affected 3.0=unknown 1:2.0=unknown"},
    {"{\"versions\":[{\"version\":\"1.0\",\"lessThan\":\"2.0\",\"status\":\"affected\","
     "\"versionType\":\"python\"}]}",
     "1.0.post1=affected 1.0a1=unknown 2.0rc1=affected"},
    {"{\"versions\":[{\"version\":\"1.0\",\"lessThan\":\"2.0\",\"status\":\"affected\","
     "\"versionType\":\"maven\"}]}",
     "1.0-SNAPSHOT=unknown 2.0-SNAPSHOT=affected"},
    /* the first entry that covers a version decides */
    {"{\"versions\":[{\"version\":\"1.5\",\"status\":\"unaffected\",\"versionType\":\"semver\"},"
     "{\"version\":\"1.0\",\"lessThan\":\"2.0\",\"status\":\"affected\","
     "\"versionType\":\"semver\"}]}",
     "1.4=affected 1.5=unaffected 1.6=affected"},
    /* changes within a range */
    {"{\"versions\":[{\"version\":\"2.0\",\"lessThan\":\"*\",\"status\":\"affected\","
     "\"versionType\":\"semver\",\"changes\":[{\"at\":\"2.3.1\",\"status\":\"unaffected\"},"
     "{\"at\":\"3.0.0\",\"status\":\"affected\"},{\"at\":\"3.0.9\",\"status\":\"unaffected\"}]}]}",
     "1.9=unknown 2.0=affected 2.3=affected 2.3.1=unaffected 2.9=unaffected 3.0.0=affected "
     "3.0.8=affected 3.0.9=unaffected 4=unaffected"},
    /* …in any order */
    {"{\"versions\":[{\"version\":\"1.0\",\"lessThan\":\"*\",\"status\":\"affected\","
     "\"versionType\":\"semver\",\"changes\":[{\"at\":\"3.0\",\"status\":\"unaffected\"},"
     "{\"at\":\"2.0\",\"status\":\"unknown\"}]}]}",
     "1.5=affected 2.5=unknown 3.0=unaffected 4.0=unaffected"},
    /* an end may be a branch: behind all of its versions */
    {"{\"versions\":[{\"version\":\"1.2\",\"lessThan\":\"1.*\",\"status\":\"affected\","
     "\"versionType\":\"semver\"}],\"defaultStatus\":\"unaffected\"}",
     "1.1=unaffected 1.2=affected 1.99.9=affected 2.0=unaffected 10.0=unaffected"},
    {"{\"versions\":[{\"version\":\"0\",\"lessThanOrEqual\":\"5.4.*\",\"status\":\"affected\","
     "\"versionType\":\"semver\"}]}",
     "v5.4.1=affected V5.4.99=affected v5.3=affected v5.5.0=unknown"},
    {"{\"versions\":[{\"version\":\"0\",\"lessThanOrEqual\":\"5.4.*\",\"status\":\"affected\","
     "\"versionType\":\"custom\"}],\"defaultStatus\":\"unaffected\"}",
     "4.9=affected 5.4=affected 5.4.300=affected 5.5=unaffected 5.40=unaffected"},
    /* commits have no order */
    {"{\"versions\":[{\"version\":\"abc\",\"lessThan\":\"def\",\"status\":\"affected\","
     "\"versionType\":\"git\"}],\"defaultStatus\":\"unaffected\"}",
     "abd=unknown"},
    {"{\"versions\":[{\"version\":\"abc\",\"status\":\"affected\",\"versionType\":\"git\"}],"
     "\"defaultStatus\":\"unaffected\"}",
     "abc=affected abd=unaffected"},
    {"{\"versions\":[{\"version\":\"abc\",\"lessThan\":\"def\",\"status\":\"affected\","
     "\"versionType\":\"git\"},{\"version\":\"abd\",\"status\":\"unaffected\","
     "\"versionType\":\"git\"}]}",
     "abd=unaffected abe=unknown"},
};

static void test_cve_status(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cves) / sizeof(cves[0]); i++) {
        struct affected_cve record;
        struct str answers = str_from_cstr(cves[i].answers);

        assert_int_equal(affected_cve_read(read_json(cves[i].record), &arena, &record, NULL),
                         ERR_OK);
        while (answers.len > 0) {
            struct str status = str_split(&answers, ' ');
            struct str version = str_split(&status, '=');
            const char *got = affected_status_name(affected_cve_status(&record, version));

            if (!str_equal(str_from_cstr(got), status))
                fail_msg("%s: %.*s is %s", cves[i].record, STR_ARG(version), got);
        }
    }
}

static void test_cve_refused(void **state)
{
    static const struct {
        const char *record;
        size_t index;
    } refused[] = {
        {"{\"versions\":{}}", 0},
        {"{\"defaultStatus\":\"yes\"}", 0},
        {"{\"versions\":[{\"version\":\"1\",\"status\":\"affected\"},{\"version\":\"1\"}]}", 1},
        {"{\"versions\":[{\"status\":\"affected\"}]}", 0},
        {"{\"versions\":[{\"version\":1,\"status\":\"affected\"}]}", 0},
        {"{\"versions\":[{\"version\":\"1\",\"status\":\"affected\",\"lessThan\":2}]}", 0},
        {"{\"versions\":[{\"version\":\"1\",\"status\":\"affected\",\"changes\":{}}]}", 0},
        {"{\"versions\":[{\"version\":\"1\",\"status\":\"affected\",\"changes\":[{\"at\":\"1\"}]}]"
         "}",
         0},
        {"{\"versions\":[1]}", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        struct affected_cve record;
        struct ident_error error = {0};

        if (affected_cve_read(read_json(refused[i].record), &arena, &record, &error) != ERR_INVALID)
            fail_msg("read: %s", refused[i].record);
        assert_non_null(error.reason);
        assert_int_equal(error.offset, refused[i].index);
    }
}

static void test_cve_limit(void **state)
{
    struct affected_cve record;
    struct ident_error error = {0};
    struct buf text;
    struct str all;

    (void)state;
    buf_init(&text, &arena, TEXT_BYTES);
    buf_add_cstr(&text, "{\"versions\":[0");
    for (size_t i = 0; i < LIMIT_AFFECTED_ENTRIES; i++)
        buf_add_cstr(&text, ",0");
    buf_add_cstr(&text, "]}");
    assert_int_equal(buf_finish(&text, &all), ERR_OK);
    assert_int_equal(affected_cve_read(read_json(all.ptr), &arena, &record, &error), ERR_LIMIT);
    assert_non_null(error.reason);
}

/* ---- OSV and CSAF ---------------------------------------------------------------------------- */

static const struct {
    const char *range;
    const char *ecosystem;
    const char *answers;
} osvs[] = {
    {"{\"type\":\"SEMVER\",\"events\":[{\"introduced\":\"1.0.0\"},{\"fixed\":\"1.2.0\"}]}", "npm",
     "0.9.0=unaffected 1.0.0=affected 1.1.9=affected 1.2.0=unaffected"},
    {"{\"type\":\"SEMVER\",\"events\":[{\"introduced\":\"0\"},{\"last_affected\":\"1.2.0\"}]}", "",
     "0.0.0-a=affected 1.2.0=affected 1.2.1=unaffected"},
    {"{\"type\":\"ECOSYSTEM\",\"events\":[{\"fixed\":\"3.1\"},{\"introduced\":\"3.0\"},"
     "{\"fixed\":\"2.5\"},{\"introduced\":\"2.0\"}]}",
     "PyPI", "1.9=unaffected 2.0=affected 2.5=unaffected 3.0.post1=affected 3.1=unaffected"},
    {"{\"type\":\"ECOSYSTEM\",\"events\":[{\"introduced\":\"0\"},{\"fixed\":\"1:2.0-1~deb12u1\"}]}",
     "Debian:12", "1:1.0-1=affected 1:2.0-1~deb12u1=unaffected 1:2.0-1=unaffected"},
    {"{\"type\":\"SEMVER\",\"events\":[{\"introduced\":\"1.0.0\"},{\"limit\":\"2.0.0\"}]}", "Go",
     "v1.5.0=affected 2.0.0=unaffected 3.0.0=unaffected"},
    {"{\"type\":\"SEMVER\",\"events\":[{\"introduced\":\"1.0.0\"},{\"limit\":\"*\"}]}", "Go",
     "3.0.0=affected"},
    {"{\"type\":\"ECOSYSTEM\",\"events\":[{\"introduced\":\"0\"},{\"fixed\":\"1.0-r2\"}]}",
     "MinimOS", "1.0-r1=affected 1.0-r10=unaffected"},
    {"{\"type\":\"ECOSYSTEM\",\"events\":[{\"introduced\":\"0\"},{\"fixed\":\"1.0_p1\"}]}",
     "Root:Alpine:3.18", "1.0_rc1=affected 1.0_p2=unaffected"},
    {"{\"type\":\"ECOSYSTEM\",\"events\":[{\"introduced\":\"0\"},{\"fixed\":\"1.0\"}]}",
     "TuxCare:PyPI", "1.0rc1=affected 1.0+x=unaffected"},
    {"{\"type\":\"ECOSYSTEM\",\"events\":[{\"introduced\":\"0\"},{\"fixed\":\"1.0\"}]}", "Echo",
     "1.0~rc1=affected 1.0-1=unaffected"},
    {"{\"type\":\"ECOSYSTEM\",\"events\":[{\"introduced\":\"0\"},{\"fixed\":\"1.0-1\"}]}",
     "Echo:Maven", "1.0-rc=affected 1.0.1=unaffected"},
    {"{\"type\":\"ECOSYSTEM\",\"events\":[{\"introduced\":\"0\"},{\"fixed\":\"1.10\"}]}", "Root",
     "1.9=affected 1.11=unaffected"},
    {"{\"type\":\"GIT\",\"events\":[{\"introduced\":\"0\"},{\"fixed\":\"abc\"}]}", "",
     "abb=unknown"},
};

static void test_osv(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(osvs) / sizeof(osvs[0]); i++) {
        struct affected_osv range;
        struct str answers = str_from_cstr(osvs[i].answers);

        assert_int_equal(affected_osv_read(read_json(osvs[i].range),
                                           str_from_cstr(osvs[i].ecosystem), &arena, &range, NULL),
                         ERR_OK);
        while (answers.len > 0) {
            struct str status = str_split(&answers, ' ');
            struct str version = str_split(&status, '=');
            const char *got = affected_status_name(affected_osv_status(&range, version));

            if (!str_equal(str_from_cstr(got), status))
                fail_msg("%s: %.*s is %s", osvs[i].range, STR_ARG(version), got);
        }
    }
}

/* The lists of an item together, and which range is to blame. */
static void test_osv_item(void **state)
{
#define OF(lists) "{\"package\":{\"ecosystem\":\"npm\",\"name\":\"x\"}," lists "}"
#define SPAN(type, from, to)                                                                       \
    "{\"type\":\"" type "\",\"events\":[{\"introduced\":\"" from "\"},{\"fixed\":\"" to "\"}]}"
    static const struct {
        const char *item;
        const char *answers;
    } items[] = {
        {OF("\"versions\":[\"1.0.0\",\"1.2.0\"]"), "1.0.0=affected 1.1.0=unaffected"},
        {OF("\"ranges\":[" SPAN("SEMVER", "1.0.0", "1.2.0") "," SPAN("ECOSYSTEM", "2.0.0",
                                                                     "2.1.0") "]"),
         "1.1.9=affected 1.2.0=unaffected 2.0.5=affected 2.1.0=unaffected"},
        {OF("\"versions\":[\"0.9.0\"],\"ranges\":[" SPAN("SEMVER", "1.0.0", "1.2.0") "]"),
         "0.9.0=affected 1.0.0=affected 0.9.1=unaffected"},
        {OF("\"ranges\":[" SPAN("GIT", "0", "abc") "," SPAN("SEMVER", "1.0.0", "1.2.0") "]"),
         "1.1.0=affected 3.0.0=unknown"},
        {OF("\"ranges\":[]"), "1.0.0=unaffected"},
    };
    struct ident_error error = {0};
    enum affected_status status;

    (void)state;
    for (size_t i = 0; i < sizeof(items) / sizeof(items[0]); i++) {
        struct str answers = str_from_cstr(items[i].answers);
        while (answers.len > 0) {
            struct str wanted = str_split(&answers, ' ');
            struct str version = str_split(&wanted, '=');
            assert_int_equal(
                affected_osv_item(read_json(items[i].item), version, &arena, &status, NULL),
                ERR_OK);
            if (!str_equal(str_from_cstr(affected_status_name(status)), wanted))
                fail_msg("%s: %.*s is %s", items[i].item, STR_ARG(version),
                         affected_status_name(status));
        }
    }
    assert_int_equal(
        affected_osv_item(read_json(OF("\"ranges\":[" SPAN("SEMVER", "1", "2") ",{}]")), STR("1"),
                          &arena, &status, &error),
        ERR_INVALID);
    assert_int_equal(error.offset, 1);
    assert_non_null(error.reason);
    assert_int_equal(affected_osv_item(read_json("{}"), STR("1"), &arena, &status, &error),
                     ERR_INVALID);
    assert_int_equal(
        affected_osv_item(read_json("{\"versions\":1}"), STR("1"), &arena, &status, &error),
        ERR_INVALID);
#undef OF
#undef SPAN
}

static void test_osv_refused(void **state)
{
    static const char *const refused[] = {
        "{\"events\":[{\"introduced\":\"0\"}]}",
        "{\"type\":\"OTHER\",\"events\":[{\"introduced\":\"0\"}]}",
        "{\"type\":\"SEMVER\"}",
        "{\"type\":\"SEMVER\",\"events\":[]}",
        "{\"type\":\"SEMVER\",\"events\":[{\"fixed\":\"1\"}]}",
        "{\"type\":\"SEMVER\",\"events\":[{\"introduced\":\"0\",\"fixed\":\"1\"}]}",
        "{\"type\":\"SEMVER\",\"events\":[{\"introduced\":\"0\"},{}]}",
        "{\"type\":\"SEMVER\",\"events\":[{\"introduced\":0}]}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        struct affected_osv range;
        struct ident_error error = {0};

        if (affected_osv_read(read_json(refused[i]), STR("npm"), &arena, &range, &error) !=
            ERR_INVALID)
            fail_msg("read: %s", refused[i]);
        assert_non_null(error.reason);
    }
}

static void test_csaf(void **state)
{
    static const struct {
        const char *range;
        const char *version;
        enum affected_status status;
    } table[] = {
        {"vers:npm/>=1.0.0|<2.0.0", "1.5.0", AFFECTED_YES},
        {"vers:npm/>=1.0.0|<2.0.0", "2.0.0", AFFECTED_NO},
        {"vers:example/<2", "1", AFFECTED_UNKNOWN},
        {"vers:example/*", "1", AFFECTED_YES},
        {"<2.0", "1.9b", AFFECTED_YES},
        {">=1.0|<2.0", "2.0", AFFECTED_NO},
    };
    struct ident_error error = {0};
    struct vers range;

    (void)state;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        assert_int_equal(affected_csaf_read(str_from_cstr(table[i].range), &arena, &range, NULL),
                         ERR_OK);
        assert_int_equal(affected_csaf_status(&range, str_from_cstr(table[i].version)),
                         table[i].status);
    }
    assert_int_equal(affected_csaf_read(STR("all < versions"), &arena, &range, &error),
                     ERR_INVALID);
    assert_non_null(error.reason);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_cve_status, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_cve_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_cve_limit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_osv_item, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_osv, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_osv_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_csaf, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("affected", tests, NULL, NULL);
}
