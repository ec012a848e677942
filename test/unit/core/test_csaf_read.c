/* test_csaf_read.c — CSAF documents read, and written again with changes. */
#include "tester_arena.h"

#include "core/codec/csaf_read.h"
#include "example_publication.h"

TESTER_ARENA(64 << 20);

static const struct codec_scheme scheme = {
    .site_name = {STR_INIT("みほん"), STR_INIT("Example")},
    .publisher_name = {STR_INIT("見本調整センター"), STR_INIT("Example Coordination Center")},
    .base_url = STR_INIT("https://notes.example.jp"),
    .namespace_url = STR_INIT("https://notes.example.jp"),
};

static const struct json *parse(struct str text)
{
    const struct json *v;

    assert_int_equal(json_read(text, LIMIT_CSAF_BYTES, &arena, &v, NULL), ERR_OK);
    return v;
}

static const struct json *document_of(const struct publication *p, bool v21)
{
    struct buf buf;
    struct str text;

    buf_init(&buf, &arena, LIMIT_PAGE_BYTES);
    assert_int_equal(csaf_write(p, &scheme,
                                &(struct csaf_choice){.form = v21 ? CSAF_FORM_21 : CSAF_FORM_20},
                                &buf),
                     ERR_OK);
    assert_int_equal(buf_finish(&buf, &text), ERR_OK);
    return parse(text);
}

static enum err rewrite(const struct json *original, const struct publication *p, struct str *text)
{
    struct buf out;
    enum err e;

    buf_init(&out, &arena, LIMIT_PAGE_BYTES);
    e = csaf_rewrite(original, p, &scheme, JSON_COMPACT, &out);
    *text = buf_str(&out);
    return e;
}

static const char foreign[] =
    "{\"x_own\":{\"kept\":[1.50,null]},\"document\":{\"title\":\"題名\",\"lang\":\"ja\","
    "\"csaf_version\":\"2.0\",\"category\":\"csaf_security_advisory\","
    "\"publisher\":{\"category\":\"vendor\",\"name\":\"N\",\"namespace\":\"https://n.example\"},"
    "\"notes\":[{\"category\":\"legal_disclaimer\",\"text\":\"条件\"},"
    "{\"category\":\"summary\",\"text\":\"はじめの概要\",\"title\":\"概要\",\"audience\":\"all\"}],"
    "\"tracking\":{\"id\":\"N-1\",\"initial_release_date\":\"2026-01-02T00:00:00Z\","
    "\"current_release_date\":\"2026-01-02T00:00:00Z\",\"status\":\"final\",\"version\":\"1\","
    "\"revision_history\":[{\"date\":\"2026-01-02T00:00:00Z\",\"number\":\"1\","
    "\"summary\":\"公開\"}]}},"
    "\"product_tree\":{\"branches\":[{\"category\":\"vendor\",\"name\":\"V\",\"branches\":["
    "{\"category\":\"product_name\",\"name\":\"P\",\"branches\":["
    "{\"category\":\"product_version\",\"name\":\"1.0\",\"product\":{\"name\":\"V P 1.0\","
    "\"product_id\":\"A\"}},"
    "{\"category\":\"product_version\",\"name\":\"1.1\",\"product\":{\"name\":\"V P 1.1\","
    "\"product_id\":\"B\"}}]}]}]},"
    "\"vulnerabilities\":[{\"cve\":\"CVE-1900-0007\",\"product_status\":{\"known_affected\":"
    "[\"A\"],\"fixed\":[\"B\"]},\"scores\":[{\"products\":[\"A\"],\"cvss_v3\":{\"version\":\"3.1\","
    "\"vectorString\":\"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\",\"baseScore\":9.8,"
    "\"baseSeverity\":\"CRITICAL\"}}]}]}";

static void test_read_foreign(void **state)
{
    struct publication p;

    (void)state;
    assert_int_equal(csaf_read(parse(str_from_cstr(foreign)), &arena, &p), ERR_OK);
    assert_str(p.number, STR("N-1"));
    assert_str(p.advisory.title.ja, STR("題名"));
    assert_str(p.advisory.overview.ja, STR("はじめの概要"));
    assert_int_equal(p.advisory.product_count, 1);
    assert_str(p.advisory.products[0].vendor, STR("V"));
    assert_str(p.advisory.products[0].product, STR("P"));
    assert_str(p.advisory.products[0].versions, STR("1.0"));
    assert_int_equal(p.advisory.cve_count, 1);
    assert_int_equal(p.advisory.analysis_count, 1);
    assert_str(p.advisory.analyses[0].score, STR("9.8"));
}

static void test_unchanged_is_the_same(void **state)
{
    struct publication p;
    struct str text;
    const struct json *documents[3];
    struct publication example = example_publication();

    (void)state;
    documents[0] = parse(str_from_cstr(foreign));
    documents[1] = document_of(&example, false);
    documents[2] = document_of(&example, true);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(csaf_read(documents[i], &arena, &p), ERR_OK);
        assert_int_equal(rewrite(documents[i], &p, &text), ERR_OK);
        assert_true(json_equal(parse(text), documents[i]));
    }
}

/* Instants as the schema takes them, in microseconds; 0: none that others could spell. */
static void test_dates(void **state)
{
    static const struct {
        const char *date;
        int64_t us;
    } rows[] = {
        {"1970-01-02T00:00:00Z", INT64_C(86400000000)},
        {"1970-01-02t01:00:00.25+01:00", INT64_C(86400250000)},
        {"1970-01-01T23:59:59.9999999999z", INT64_C(86399999999)},
        {"2016-12-31T23:59:60Z", INT64_C(1483228800000000)},
        {"9999-12-31T23:59:59Z", 0},
        {"1970-01-02", 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        static const struct str key = STR_INIT("\"initial_release_date\":\"");
        struct str whole = str_from_cstr(foreign);
        size_t at = str_find(whole, key, 0) + key.len;
        struct publication p;
        struct str text = arena_format(&arena, "%.*s%s%.*s", STR_ARG(str_slice(whole, 0, at)),
                                       rows[i].date, STR_ARG(str_slice(whole, at + 20, whole.len)));
        const struct json *document = parse(text);
        enum err e = csaf_read(document, &arena, &p);

        assert_int_equal(e, rows[i].us == 0 ? ERR_INVALID : ERR_OK);
        if (e != ERR_OK)
            continue;
        assert_true(p.published_at_us == rows[i].us);
        assert_int_equal(rewrite(document, &p, &text), ERR_OK);
        assert_true(json_equal(parse(text), document));
    }
}

/* One text changes; the disclaimer, the audience and the own member stay. */
static void test_changed_text(void **state)
{
    const struct json *document = parse(str_from_cstr(foreign));
    struct publication p;
    struct str text;

    (void)state;
    assert_int_equal(csaf_read(document, &arena, &p), ERR_OK);
    p.advisory.title.ja = STR("新しい題名");
    assert_int_equal(rewrite(document, &p, &text), ERR_OK);
    assert_true(str_find(text, STR("\"title\":\"新しい題名\""), 0) != SIZE_MAX);
    assert_true(str_find(text, STR("\"x_own\":{\"kept\":[1.50,null]}"), 0) != SIZE_MAX);
    assert_true(str_find(text, STR("legal_disclaimer"), 0) != SIZE_MAX);
    assert_true(str_find(text, STR("\"audience\":\"all\""), 0) != SIZE_MAX);
}

/* In a document without a language the texts are English. */
static void test_changed_english(void **state)
{
    const struct json *document =
        parse(STR("{\"document\":{\"title\":\"Old\",\"csaf_version\":\"2.1\",\"tracking\":{"
                  "\"id\":\"N\",\"initial_release_date\":\"2026-01-02T00:00:00Z\","
                  "\"current_release_date\":\"2026-01-02T00:00:00.5Z\"}}}"));
    struct publication p;
    struct str text;

    (void)state;
    assert_int_equal(csaf_read(document, &arena, &p), ERR_OK);
    assert_str(p.advisory.title.en, STR("Old"));
    p.advisory.title.en = STR("New");
    assert_int_equal(rewrite(document, &p, &text), ERR_OK);
    assert_true(str_find(text, STR("\"title\":\"New\""), 0) != SIZE_MAX);
    assert_true(str_find(text, STR("00.5Z"), 0) != SIZE_MAX);
}

/* The products are called by other names there: a change of them is refused, not guessed. */
static void test_conflict_is_refused(void **state)
{
    const struct json *document = parse(str_from_cstr(foreign));
    struct publication p;
    struct str text;

    (void)state;
    assert_int_equal(csaf_read(document, &arena, &p), ERR_OK);
    p.advisory.products[0].versions = STR("2.0");
    assert_int_equal(rewrite(document, &p, &text), ERR_UNSUPPORTED);
    assert_int_equal(csaf_read(document, &arena, &p), ERR_OK);
    p.advisory.overview.en = STR("No place for English.");
    assert_int_equal(rewrite(document, &p, &text), ERR_UNSUPPORTED);
}

static void test_no_document(void **state)
{
    struct publication p;

    (void)state;
    assert_int_equal(csaf_read(parse(STR("[]")), &arena, &p), ERR_INVALID);
    assert_int_equal(csaf_read(parse(STR("{\"document\":{\"csaf_version\":\"2.0\"}}")), &arena, &p),
                     ERR_INVALID);
}

/* A refused document says where. */
static void test_misfits(void **state)
{
#define TRACKED(tracking) "{\"document\":{\"csaf_version\":\"2.0\",\"tracking\":" tracking "}}"
#define DATES                                                                                      \
    "\"initial_release_date\":\"2026-10-14T03:00:00Z\",\"current_release_date\":"                  \
    "\"2026-10-14T03:00:00Z\""
    static const struct {
        const char *text, *pointer;
    } cases[] = {
        {"[]", ""},
        {"{}", ""},
        {"{\"document\":1}", "/document"},
        {"{\"document\":{}}", "/document"},
        {"{\"document\":{\"csaf_version\":\"1.2\"}}", "/document/csaf_version"},
        {"{\"document\":{\"csaf_version\":\"2.0\"}}", "/document"},
        {TRACKED("{}"), "/document/tracking"},
        {TRACKED("{\"id\":\"\"}"), "/document/tracking/id"},
        {TRACKED("{\"id\":\"x\",\"initial_release_date\":\"today\"}"),
         "/document/tracking/initial_release_date"},
        {TRACKED("{\"id\":\"x\",\"initial_release_date\":\"2026-10-14T03:00:00Z\"}"),
         "/document/tracking"},
        {TRACKED("{\"id\":\"x\"," DATES ",\"revision_history\":[{\"date\":1}]}"),
         "/document/tracking/revision_history/0/date"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct json *v = parse(str_from_cstr(cases[i].text));
        struct publication p;

        assert_int_equal(csaf_read(v, &arena, &p), ERR_INVALID);
        assert_str(json_pointer(csaf_misfit(v), &arena), str_from_cstr(cases[i].pointer));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_read_foreign, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_unchanged_is_the_same, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_dates, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_changed_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_changed_english, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_conflict_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_document, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_misfits, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
