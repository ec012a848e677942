/*
 * test_csaf.c — the CSAF validator on hand-written cases: two documents without fault, and for each
 * test at least one change that it must find, at the places that csaf-cases.txt names.
 */
#include "tester.h"

#include "core/csaf/csaf.h"

#include <stdio.h>
#include <string.h>

enum { ARENA_BYTES = 64 << 20, CASES_BYTES = 1 << 20 };

static const char cases_file[] = "test/unit/core/csaf-cases.txt";

static struct arena arena;
static struct csaf_options options;

static int set_up(void **state)
{
    (void)state;
    arena_init(&arena, ARENA_BYTES);
    memset(&options, 0, sizeof(options));
    options.lang = LANG_EN;
    options.services.now_us = INT64_C(1750000000000000);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

/* ---- the cases ------------------------------------------------------------------------------- */

struct cases {
    struct str text;
    const struct json *bases[CSAF_BOTH]; /* by version, one bit */
};

static const struct json *read_json(struct str text)
{
    const struct json *v = NULL;

    if (json_read(text, CASES_BYTES, &arena, &v, NULL) != ERR_OK)
        fail_msg("no JSON: %.*s", STR_ARG(text));
    return v;
}

static struct cases cases_open(void)
{
    static char bytes[CASES_BYTES];
    struct cases c = {0};
    FILE *f = fopen(cases_file, "rb");

    assert_non_null(f);
    c.text = (struct str){bytes, fread(bytes, 1, sizeof(bytes), f)};
    fclose(f);
    return c;
}

/* RFC 7396; members of both stand in ascending order, and so do those of the result. */
static void write_merged(struct json_writer *w, const struct json *base, const struct json *patch)
{
    const struct json *b = json_is(base, JSON_OBJECT) ? base->first : NULL;
    const struct json *p;

    if (!json_is(patch, JSON_OBJECT)) {
        assert_int_equal(json_write_value(w, patch != NULL ? patch : base, &arena), ERR_OK);
        return;
    }
    json_write_object(w);
    for (p = patch->first; b != NULL || p != NULL;) {
        int order = b == NULL ? 1 : p == NULL ? -1 : str_compare(b->key, p->key);
        const struct json *from = order <= 0 ? b : NULL;
        const struct json *over = order >= 0 ? p : NULL;

        if (!json_is(over, JSON_NULL)) {
            json_write_key(w, from != NULL ? from->key : over->key);
            write_merged(w, from, over);
        }
        b = order <= 0 ? b->next : b;
        p = order >= 0 ? p->next : p;
    }
    json_write_end(w);
}

static struct str merge(const struct json *base, const struct json *patch)
{
    struct buf out;
    struct str text = {0};
    struct json_writer w;

    buf_init(&out, &arena, CASES_BYTES);
    json_write_begin(&w, &out, JSON_COMPACT);
    write_merged(&w, base, patch);
    json_write_finish(&w);
    assert_int_equal(buf_finish(&out, &text), ERR_OK);
    return text;
}

static unsigned version_named(struct str name)
{
    return str_equal(name, STR("2.0")) ? CSAF_20 : CSAF_21;
}

static void check_findings(struct str line, const struct csaf_result *r, struct str places)
{
    size_t i = 0;

    for (; places.len > 0; i++) {
        struct str place = str_split(&places, ' ');

        if (i >= r->count || !str_equal(r->findings[i].pointer, place))
            fail_msg("%.*s\nfinding %zu is %.*s", STR_ARG(str_slice(line, 0, 200)), i,
                     STR_ARG(i < r->count ? r->findings[i].pointer : STR("missing")));
    }
    if (i != r->count)
        fail_msg("%.*s\nmore: %.*s", STR_ARG(str_slice(line, 0, 200)),
                 STR_ARG(r->findings[i].pointer));
}

/* One line: test, version, places, patch. CSAF_TESTS for a line with "none" for places: there the
 * test must find nothing, which proves nothing of it alone. */
static enum csaf_test play(struct cases *c, struct str line)
{
    struct str rest = line;
    enum csaf_test test = csaf_test_find(str_split(&rest, ' '));
    unsigned version = version_named(str_split(&rest, ' '));
    size_t brace = str_find(rest, STR(" {"), 0);
    struct csaf_result r;

    if (test == CSAF_TESTS || brace == SIZE_MAX)
        fail_msg("cannot be read: %.*s", STR_ARG(line));
    memset(options.selected, 0, sizeof(options.selected));
    options.selected[test] = true;
    options.version = version;
    const struct json *patch = read_json(str_slice(rest, brace + 1, rest.len));
    assert_int_equal(csaf_validate(merge(c->bases[version], patch), &options, &arena, &r), ERR_OK);
    if (str_equal(str_slice(rest, 0, brace), STR("none"))) {
        check_findings(line, &r, (struct str){NULL, 0});
        assert_true(r.passed);
        return CSAF_TESTS;
    }
    check_findings(line, &r, str_slice(rest, 0, brace));
    assert_false(r.passed);
    assert_true(r.valid == (csaf_test_def(test)->severity != CSAF_MANDATORY));
    return test;
}

static void read_base(struct cases *c, struct str line)
{
    (void)str_split(&line, ' ');
    unsigned version = version_named(str_split(&line, ' '));

    c->bases[version] = read_json(line);
}

/* Each test has a case; those that need a service or another text have tests of their own below. */
static void test_cases(void **state)
{
    static const char elsewhere[] = " json 6.1.60.2 6.1.60.3 6.2.13 6.2.55 6.3.8 6.3.24 ";
    bool met[CSAF_TESTS + 1] = {false};
    struct cases c = cases_open();

    (void)state;
    while (c.text.ptr != NULL) {
        struct str line = str_split(&c.text, '\n');

        if (line.len == 0 || line.ptr[0] == '#')
            continue;
        if (str_starts_with(line, STR("base ")))
            read_base(&c, line);
        else
            met[play(&c, line)] = true;
    }
    for (size_t i = 0; i < CSAF_TESTS; i++) {
        const char *id = csaf_test_def((enum csaf_test)i)->id;
        char word[16];

        snprintf(word, sizeof(word), " %s ", id); /* whole: 6.1.6 does not stand in 6.1.60.2 */
        if (!met[i] && strstr(elsewhere, word) == NULL)
            fail_msg("no case for %s", id);
    }
}

static void test_bases_have_no_fault(void **state)
{
    struct cases c = cases_open();

    (void)state;
    csaf_options_all(&options);
    while (c.text.ptr != NULL) {
        struct str line = str_split(&c.text, '\n');
        struct csaf_result r;

        if (!str_starts_with(line, STR("base ")))
            continue;
        (void)str_split(&line, ' ');
        options.version = version_named(str_split(&line, ' '));
        assert_int_equal(csaf_validate(line, &options, &arena, &r), ERR_OK);
        if (r.count > 0)
            fail_msg("%s at %.*s", csaf_test_def(r.findings[0].test)->id,
                     STR_ARG(r.findings[0].pointer));
        assert_true(r.valid && r.passed);
    }
}

/* ---- tests that ask somebody ----------------------------------------------------------------- */

static struct csaf_result judge(const char *id, const char *text)
{
    struct csaf_result r;

    memset(options.selected, 0, sizeof(options.selected));
    options.selected[csaf_test_find(str_from_cstr(id))] = true;
    assert_int_equal(csaf_validate(str_from_cstr(text), &options, &arena, &r), ERR_OK);
    return r;
}

static void expect(const struct csaf_result *r, size_t i, const char *pointer, const char *message)
{
    assert_true(i < r->count);
    assert_string_equal(arena_copy(&arena, r->findings[i].pointer).ptr, pointer);
    assert_string_equal(arena_copy(&arena, r->findings[i].message).ptr, message);
}

static bool spell(void *context, struct str lang, struct str words, struct str *wrong)
{
    *(struct str *)context = words;
    *wrong = STR("Secruity\n");
    return str_equal(lang, STR("en"));
}

static void test_spelling(void **state)
{
    static const char text[] = "{\"document\":{\"lang\":\"en\",\"title\":\"Secruity of an XYZ at "
                               "https://a.example/b: it's wi-fi, Secruity\",\"publisher\":{"
                               "\"name\":\"OASIS iPhone a1b x_y\"}}}";
    struct str asked = {0};
    struct csaf_result r;

    (void)state;
    options.services.spell = spell;
    options.services.context = &asked;
    r = judge("6.3.8", text);
    expect(&r, 0, "/document/title", "not in the dictionary: Secruity, Secruity");
    assert_int_equal(r.count, 1);
    assert_string_equal(asked.ptr, "Secruity\nan\nat\nfi\nit's\nof\nwi\n");
    r = judge("6.3.8", "{\"document\":{\"lang\":\"ja\",\"title\":\"x\"}}");
    expect(&r, 0, "/document/lang", "there is no dictionary for the language `ja`");
    assert_int_equal(judge("6.3.8", "{\"document\":{\"title\":\"Secruity\"}}").count, 0);
}

#define SUPERSEDED(lang) "{\"document\":{\"category\":\"csaf_superseded\",\"lang\":\"" lang "\"}}"

/* A title that is translated into the language of the document nowhere cannot be looked for. */
static void test_skipped(void **state)
{
    struct csaf_result r;

    (void)state;
    options.version = CSAF_21;
    r = judge("6.2.39.4", SUPERSEDED("fr-CA"));
    assert_int_equal(r.count, 0);
    assert_true(r.passed);
    assert_int_equal(r.skipped_count, 1);
    assert_int_equal(r.skipped[0].test, csaf_test_find(STR("6.2.39.4")));
    assert_str(r.skipped[0].pointer, STR("/document/lang"));
    assert_str(r.skipped[0].message,
               STR("skipped: no translation of the title into the language `fr-CA` is known"));
    assert_int_equal(judge("6.1.27.19", SUPERSEDED("fr")).skipped_count, 0);
    assert_int_equal(judge("6.2.39.4", SUPERSEDED("en")).skipped_count, 0);
    assert_int_equal(judge("6.2.39.4", SUPERSEDED("ja")).skipped_count, 0);
}

static enum csaf_reach reach(void *context, struct str url)
{
    (void)context;
    return str_ends_with(url, STR("yes")) ? CSAF_REACH_YES : CSAF_REACH_NO;
}

static void test_addresses(void **state)
{
    static const char text[] =
        "{\"document\":{\"references\":[{\"url\":\"https://a.example/no\"},{\"url\":"
        "\"https://a.invalid/yes\"},{\"category\":\"self\",\"url\":\"https://a.example/no\"}]}}";
    struct csaf_result r;

    (void)state;
    options.services.reach = reach;
    r = judge("6.3.6", text);
    assert_int_equal(r.count, 1);
    expect(&r, 0, "/document/references/0/url", "`https://a.example/no` does not answer");
    r = judge("6.3.7", text);
    assert_int_equal(r.count, 1);
    expect(&r, 0, "/document/references/2/url", "`https://a.example/no` does not answer");
}

/* What stands behind the address is said by its last part; "gone" does not answer. */
static bool contact_key(void *context, struct str url, struct csaf_key *out)
{
    static const struct {
        const char *end;
        struct csaf_key key;
    } keys[] = {
        {"/sound", {.users = STR_INIT("Example (report) <Report@a.example>")}},
        {"/typed", {.other_type = true, .users = STR_INIT("report@a.example")}},
        {"/text", {.fault = CSAF_KEY_NOT_ARMORED, .other_type = true}},
        {"/old", {.fault = CSAF_KEY_EXPIRED, .users = STR_INIT("A <other@a.example>\nB")}},
        {"/signs", {.fault = CSAF_KEY_NOT_FOR_ENCRYPTION, .users = STR_INIT("Example")}},
    };

    (void)context;
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        *out = keys[i].key;
        if (str_ends_with(url, str_from_cstr(keys[i].end)))
            return true;
    }
    return false;
}

#define CONTACT(end)                                                                               \
    "{\"document\":{\"publisher\":{\"contact\":{\"email\":\"report@a.example\","                   \
    "\"public_openpgp_key_url\":\"https://a.example/" end "\"}}}}"

/* Tests of the key behind an address, what they say of it, and how often. */
static void test_contact_key(void **state)
{
    static const char place[] = "/document/publisher/contact/public_openpgp_key_url";
    static const struct {
        const char *test, *text, *says;
        size_t count;
    } cases[] = {
        {"6.2.55", CONTACT("sound"), NULL, 0},
        {"6.2.55", CONTACT("gone"), NULL, 0},
        {"6.2.55", CONTACT("typed"), "Content-Type does not match `application/pgp-keys`", 1},
        {"6.2.55", CONTACT("text"), "Content retrieved is not ASCII-armored", 2},
        {"6.2.55", CONTACT("old"), "OpenPGP key retrieved is expired", 1},
        {"6.2.55", CONTACT("signs"), "OpenPGP retrieved is not usable for encryption", 1},
        {"6.3.24", CONTACT("sound"), NULL, 0},
        {"6.3.24", CONTACT("text"), NULL, 0},
        {"6.3.24", CONTACT("gone"), NULL, 0},
        {"6.3.24", CONTACT("old"),
         "email `other@a.example` provided in the user ID of the OpenPGP key retrieved does not "
         "match email `report@a.example` given in the CSAF document",
         1},
        {"6.3.24", CONTACT("signs"), "no email given in the user ID of the OpenPGP key retrieved",
         1},
    };

    (void)state;
    options.services.key = contact_key;
    options.version = CSAF_21;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct csaf_result r = judge(cases[i].test, cases[i].text);
        assert_int_equal(r.count, cases[i].count);
        if (r.count > 0)
            expect(&r, 0, place, cases[i].says);
    }
}

static struct str schema(void *context, struct str url)
{
    (void)context;
    if (str_ends_with(url, STR("a-content_1.0.0.json")))
        return STR("{\"properties\":{\"content\":{\"$ref\":\"#/$defs/c\"}},\"$defs\":{\"c\":{"
                   "\"properties\":{\"n\":{\"type\":\"integer\",\"minimum\":3}},"
                   "\"required\":[\"n\"],\"unevaluatedProperties\":false}}}");
    if (str_ends_with(url, STR("circle-content_1.0.0.json")))
        return STR("{\"not\":{\"$ref\":\"#\"}}");
    if (str_ends_with(url, STR("deep-content_1.0.0.json")))
        return STR("{\"not\":{\"not\":{\"$ref\":\"#\"}}}");
    if (str_ends_with(url, STR("a-metadata_1.0.0.json")))
        return STR("{\"extension_schema\":\"https://a.example/a-content_1.0.0.json\","
                   "\"incompatible_extensions\":[\"https://a.example/b-content_1.0.0.json\"],"
                   "\"requirement\":{\"$.x_extensions\":{\"max_occurrence\":1}}}");
    return (struct str){0};
}

#define EXTENSION(name, content)                                                                   \
    "{\"$schema\":\"https://a.example/" name                                                       \
    "-content_1.0.0.json\",\"category\":\"essential\",\"content\":{" content                       \
    "},\"critical\":false}"

static void test_declared_schema(void **state)
{
    struct csaf_result r;

    (void)state;
    options.version = CSAF_21;
    options.services.schema = schema;
    r = judge("6.1.60.2", "{\"x_extensions\":[" EXTENSION("a", "\"n\":2") "]}");
    expect(&r, 0, "/x_extensions/0/content/n",
           "the value does not fit the schema that the extension declares (`minimum`)");
    r = judge("6.1.60.2", "{\"x_extensions\":[" EXTENSION("a", "\"n\":3,\"m\":1") "]}");
    expect(&r, 0, "/x_extensions/0/content/m",
           "the value does not fit the schema that the extension declares (`false`)");
    assert_true(judge("6.1.60.2", "{\"x_extensions\":[" EXTENSION("a", "\"n\":3") "]}").valid);
    assert_true(judge("6.1.60.2", "{\"x_extensions\":[" EXTENSION("c", "\"n\":0") "]}").valid);
}

/* A schema that leads in a circle gives no verdict, and no verdict is not a good one. */
static void test_endless_schema(void **state)
{
    static const char *const texts[] = {
        "{\"x_extensions\":[" EXTENSION("circle", "\"n\":1") "]}",
        "{\"x_extensions\":[" EXTENSION("deep", "\"n\":1") "]}",
    };

    (void)state;
    options.version = CSAF_21;
    options.services.schema = schema;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct csaf_result r = judge("6.1.60.2", texts[i]);

        assert_int_equal(r.count, 1);
        expect(&r, 0, "/x_extensions/0",
               "judging by the schema that the extension declares takes too many steps");
    }
}

static void test_metadata(void **state)
{
    struct csaf_result r;

    (void)state;
    options.version = CSAF_21;
    options.services.schema = schema;
    r = judge("6.1.60.3",
              "{\"x_extensions\":[" EXTENSION("a", "\"n\":3") "," EXTENSION("a", "\"n\":4") "]}");
    assert_int_equal(r.count, 1);
    expect(&r, 0, "/x_extensions",
           "the extension `https://a.example/a-content_1.0.0.json` stands here more than 1 times");
    r = judge("6.1.60.3",
              "{\"x_extensions\":[" EXTENSION("a", "\"n\":3") "," EXTENSION("b", "\"n\":4") "]}");
    assert_int_equal(r.count, 1);
    assert_true(judge("6.1.60.3", "{\"x_extensions\":[" EXTENSION("a", "\"n\":3") "]}").valid);
}

/* ---- the rest -------------------------------------------------------------------------------- */

static void test_sorting(void **state)
{
    struct csaf_result r = judge("6.2.13", "{\"a\":{\"c\":1,\"b\":2},\"A\":[{\"y\":1,\"x\":2}]}");

    (void)state;
    assert_int_equal(r.count, 3);
    expect(&r, 0, "/A", "the key `A` is not in alphabetical order");
    assert_true(r.valid && !r.passed);
}

/* What cannot be read, or is no object, is never valid, whatever is selected. */
static void test_no_document(void **state)
{
    struct csaf_result r = judge("6.1.1", "{\"document\":1,}");

    (void)state;
    expect(&r, 0, "", "no strict JSON: this character may not stand here at line 1, column 15");
    assert_false(r.valid || r.passed);
    r = judge("6.1.1", "[]");
    assert_false(r.valid || r.passed);
    options.lang = LANG_JA;
    r = judge("6.1.1", "");
    expect(&r, 0, "", "JSONとして読めません（途中で終わっています、1行1列）");
}

static void test_version_of_the_document(void **state)
{
    (void)state;
    assert_int_equal(judge("schema", "{\"document\":{\"csaf_version\":\"2.1\"}}").version, CSAF_21);
    assert_int_equal(judge("schema", "{\"document\":{\"csaf_version\":\"2.0\"}}").version, CSAF_20);
    assert_int_equal(judge("schema", "{\"$schema\":\"x\"}").version, CSAF_21);
    assert_int_equal(judge("schema", "{}").version, CSAF_20);
    options.version = CSAF_20;
    assert_int_equal(judge("schema", "{\"document\":{\"csaf_version\":\"2.1\"}}").version, CSAF_20);
}

/* LIMIT_CSAF_FINDINGS: the list ends, the verdict does not change. */
static void test_limit_of_findings(void **state)
{
    struct buf out;
    struct str text = {0};
    struct csaf_result r;

    (void)state;
    buf_init(&out, &arena, CASES_BYTES);
    buf_add(&out, STR("{\"vulnerabilities\":["));
    for (size_t i = 0; i <= LIMIT_CSAF_FINDINGS; i++)
        buf_add(&out, i == 0 ? STR("{\"cve\":1}") : STR(",{\"cve\":1}"));
    buf_add(&out, STR("]}"));
    assert_int_equal(buf_finish(&out, &text), ERR_OK);
    r = judge("schema", text.ptr);
    assert_int_equal(r.count, LIMIT_CSAF_FINDINGS);
    assert_true(r.cut && !r.valid && !r.passed);
}

static void test_memory(void **state)
{
    struct arena small;
    struct csaf_result r;

    (void)state;
    arena_init(&small, 200);
    csaf_options_all(&options);
    assert_int_equal(csaf_validate(STR("{\"document\":{}}"), &options, &small, &r), ERR_MEMORY);
    arena_release(&small);
}

static void test_file_names(void **state)
{
    const struct json *root = NULL;

    (void)state;
    assert_string_equal(csaf_file_name_of(STR("RHSA-2019:1862"), &arena).ptr,
                        "rhsa-2019_1862.json");
    assert_string_equal(csaf_file_name_of(STR("  a__B+c-d..脆弱"), &arena).ptr, "_a_b+c-d_.json");
    root = read_json(STR("{\"document\":{\"tracking\":{\"id\":\"A 1\"}}}"));
    assert_true(csaf_file_name_fits(STR("a_1.json"), root, &arena));
    assert_false(csaf_file_name_fits(STR("A_1.json"), root, &arena));
    assert_false(csaf_file_name_fits(STR(".json"), read_json(STR("{}")), &arena));
}

static void test_cpe_patterns(void **state)
{
    static const char *const good[] = {"cpe:2.3:a:v:p:1.0:*:*:*:*:*:*:*", "cpe:/a:v:p",
                                       "cpe:2.3:*:??v?:\\*\\:p*:-:*:*:en-US:*:*:*:x", "CPE:/"};
    static const char *const bad[] = {"cpe:2.3:a:v:p",
                                      "cpe:2.3:a:v:p:1*0:*:*:*:*:*:*:*",
                                      "xcpe:/a:v:p",
                                      "cpe:/a:v:p:1:2:3:4:5",
                                      "cpe:2.3:a:v:p:1.0:*:*:english:*:*:*:*",
                                      "cpe:2.3:a:v:p:1.0:*:*:*:*:*:*:*:*",
                                      "cpe:2.3:a:v:?:*:*:*:*:*:*:*:*"};

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        assert_true(csaf_cpe_fits(str_from_cstr(good[i]), CSAF_21));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_false(csaf_cpe_fits(str_from_cstr(bad[i]), CSAF_21));
    assert_true(
        csaf_cpe_fits(STR("xcpe:/a:v:p"), CSAF_20)); /* the pattern of 2.0 is not anchored */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_cases, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_bases_have_no_fault, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_spelling, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_skipped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_addresses, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_contact_key, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_declared_schema, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_endless_schema, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_metadata, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_sorting, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_document, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_version_of_the_document, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_limit_of_findings, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_memory, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_file_names, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_cpe_patterns, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
