/*
 * test/unit/core/test_cve.c — CVE records: what is read, what is refused and where, what is kept,
 * what contradicts itself. Real records and generated advisories are in test/conformance.
 */
#include "tester_arena.h"

#include "core/codec/cve.h"

#define META(id, state)                                                                            \
    "\"dataType\":\"CVE_RECORD\",\"dataVersion\":\"5.1\",\"cveMetadata\":{\"cveId\":\"" id         \
    "\",\"assignerOrgId\":\"00000000-0000-4000-8000-000000000000\",\"state\":\"" state "\"}"
#define RECORD(cna)                                                                                \
    "{" META("CVE-1900-0001",                                                                      \
             "PUBLISHED") ",\"containers\":{\"adp\":[{\"x_kept\":1}],\"cna\":{" cna "}}}"
#define TEXTS                                                                                      \
    "\"descriptions\":[{\"lang\":\"en\",\"value\":\"A "                                            \
    "hole.\"},{\"lang\":\"ja\",\"value\":\"穴\"}]"
#define PRODUCT(more) "\"affected\":[{\"vendor\":\"V\",\"product\":\"P\"" more "}]"
#define VERSIONS(list) PRODUCT(",\"versions\":[" list "]")
#define LINKS                                                                                      \
    "\"references\":[{\"url\":\"https://example.jp/\",\"name\":\"N\",\"tags\":[\"patch\"]}]"
#define PLAIN TEXTS "," PRODUCT(",\"defaultStatus\":\"affected\"") "," LINKS

TESTER_ARENA(64 << 20);

static const struct json *parse(const char *text)
{
    const struct json *out = NULL;

    assert_int_equal(json_read(str_from_cstr(text), 1 << 20, &arena, &out, NULL), ERR_OK);
    return out;
}

static struct cve_record read_good(const char *text)
{
    struct cve_record r;
    struct cve_error error;

    if (cve_read(parse(text), &arena, &r, &error) != ERR_OK)
        fail_msg("%s: %s", text, error.reason);
    return r;
}

/* ---- reading --------------------------------------------------------------------------------- */

static void test_sections(void **state)
{
    struct cve_record r = read_good(RECORD(
        "\"title\":\"T\"," TEXTS ","
        "\"affected\":[{\"vendor\":\"V\",\"product\":\"P\",\"cpes\":[\"cpe:/a:v:p\"],\"versions\":["
        "{\"version\":\"1.0\",\"status\":\"affected\"},"
        "{\"version\":\"2.0\",\"status\":\"affected\",\"versionType\":\"semver\",\"lessThan\":\"2."
        "5\"},"
        "{\"version\":\"0\",\"status\":\"affected\",\"versionType\":\"custom\",\"lessThanOrEqual\":"
        "\"9\","
        "\"changes\":[{\"at\":\"8\",\"status\":\"unaffected\"}]},"
        "{\"version\":\"5\",\"status\":\"unaffected\"}]},"
        "{\"vendor\":\"V\",\"product\":\"none\",\"defaultStatus\":\"unaffected\"},"
        "{\"packageName\":\"pkg\",\"collectionURL\":\"https://"
        "example.jp\",\"defaultStatus\":\"affected\","
        "\"versions\":[{\"version\":\"3\",\"status\":\"unaffected\"}]}]," LINKS ","
        "\"impacts\":[{\"descriptions\":[{\"lang\":\"en-US\",\"value\":\"I\"}]}],"
        "\"solutions\":[{\"lang\":\"en\",\"value\":\"S1\"},{\"lang\":\"de\",\"value\":\"L\"},"
        "{\"lang\":\"en\",\"value\":\"S2\"}],"
        "\"credits\":[{\"lang\":\"ja\",\"value\":\"甲\"},{\"lang\":\"ja\",\"value\":\"乙\"}],"
        "\"problemTypes\":[{\"descriptions\":[{\"lang\":\"en\",\"description\":\"text\"}]},"
        "{\"descriptions\":[{\"lang\":\"en\",\"cweId\":\"CWE-79\",\"description\":\"CWE-79: "
        "XSS\"}]}],"
        "\"metrics\":[{\"other\":{\"type\":\"ssvc\",\"content\":{}}},{\"cvssV3_1\":{\"version\":"
        "\"3.1\","
        "\"vectorString\":\"CVSS:3.1/AV:N\",\"baseScore\":9.80,\"baseSeverity\":\"CRITICAL\"}}]"));
    const struct advisory *v = &r.advisory;

    (void)state;
    assert_str(r.id, STR("CVE-1900-0001"));
    assert_false(r.rejected);
    assert_str(v->title.en, STR("T"));
    assert_str(v->overview.en, STR("A hole."));
    assert_str(v->overview.ja, STR("穴"));
    assert_str(v->impact.en, STR("I"));
    assert_str(v->solution.en, STR("S1\n\nS2"));
    assert_str(v->credit.ja, STR("甲\n乙"));
    assert_int_equal(v->product_count, 2);
    assert_str(v->products[0].versions, STR("1.0; >= 2.0, < 2.5; <= 9 (8: unaffected)"));
    assert_str(v->products[0].cpe, STR("cpe:/a:v:p"));
    assert_str(v->products[1].product, STR("pkg"));
    assert_str(v->products[1].versions, STR("not 3"));
    assert_int_equal(v->reference_count, 1);
    assert_str(v->references[0].title, STR("N"));
    assert_int_equal(v->cve_count, 1);
    assert_str(v->cves[0].cwe_id, STR("CWE-79"));
    assert_str(v->cves[0].cwe_name, STR("XSS"));
    assert_int_equal(v->analysis_count, 1);
    assert_str(v->analyses[0].score, STR("9.80"));
}

static void test_other_forms(void **state)
{
    struct cve_record r = read_good("{" PLAIN "}");

    (void)state;
    assert_int_equal(r.id.len, 0);
    assert_int_equal(r.advisory.cve_count, 0);
    r = read_good("{\"cnaContainer\":{" PLAIN "}}");
    assert_str(r.advisory.overview.en, STR("A hole."));
    r = read_good(
        "{" META("CVE-1900-0001",
                 "REJECTED") ",\"containers\":{\"cna\":{"
                             "\"rejectedReasons\":[{\"lang\":\"en\",\"value\":\"Not used.\"}]}}}");
    assert_true(r.rejected);
    assert_str(r.advisory.overview.en, STR("Not used."));
}

static void test_refusals(void **state)
{
    static const struct {
        const char *text, *pointer;
    } cases[] = {
        {"[]", ""},
        {"{}", ""},
        {"{\"dataType\":\"CVE_RECORD\",\"dataVersion\":\"4.0\"}", "/dataVersion"},
        {"{\"dataType\":\"CVE\",\"dataVersion\":\"5.0\"}", "/dataType"},
        {"{\"dataType\":\"CVE_RECORD\",\"dataVersion\":\"5.0\"}", ""},
        {"{\"cveMetadata\":{\"cveId\":\"CVE-1900-0001\"},\"containers\":{}}", ""},
        {"{" META("CVE-1900-1", "PUBLISHED") ",\"containers\":{\"cna\":{" PLAIN "}}}",
         "/cveMetadata/cveId"},
        {"{" META("CVE-1900-0001", "RESERVED") ",\"containers\":{\"cna\":{" PLAIN "}}}",
         "/cveMetadata/state"},
        {"{" META("CVE-1900-0001", "PUBLISHED") ",\"containers\":{}}", "/containers"},
        {"{" META("CVE-1900-0001", "PUBLISHED") ",\"containers\":{\"cna\":[]}}", "/containers/cna"},
        {"{" META("CVE-1900-0001", "PUBLISHED") "}", ""},
        {"{" META("CVE-1900-0001", "REJECTED") ",\"containers\":{\"cna\":{}}}", "/containers/cna"},
        {RECORD(TEXTS "," LINKS), "/containers/cna"},
        {RECORD("\"descriptions\":[]," PRODUCT("") "," LINKS), "/containers/cna/descriptions"},
        {RECORD("\"descriptions\":[{\"lang\":\"en\"}]," PRODUCT("") "," LINKS),
         "/containers/cna/descriptions/0"},
        {RECORD(TEXTS ",\"affected\":[{\"vendor\":\"V\"}]," LINKS), "/containers/cna/affected/0"},
        {RECORD(TEXTS "," VERSIONS("{\"version\":\"1\"}") "," LINKS),
         "/containers/cna/affected/0/versions/0"},
        {RECORD(TEXTS "," PRODUCT("") ",\"references\":[{}]"), "/containers/cna/references/0"},
        {RECORD(PLAIN ",\"title\":7"), "/containers/cna/title"},
        {RECORD(PLAIN ",\"metrics\":[{\"cvssV3_1\":{\"vectorString\":\"x\",\"baseScore\":\"9\"}}]"),
         "/containers/cna/metrics/0/cvssV3_1"},
        {RECORD(PLAIN ",\"problemTypes\":[{}]"), "/containers/cna/problemTypes/0"},
        {RECORD(PLAIN ",\"impacts\":[{}]"), "/containers/cna/impacts/0"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct cve_record r;
        struct cve_error error;
        if (cve_read(parse(cases[i].text), &arena, &r, &error) != ERR_INVALID)
            fail_msg("accepted: %s", cases[i].text);
        assert_str(error.where != NULL ? json_pointer(error.where, &arena) : STR(""),
                   str_from_cstr(cases[i].pointer));
    }
}

/* ---- writing --------------------------------------------------------------------------------- */

static struct str write_out(const struct cve_record *r)
{
    struct str text = {NULL, 0};

    assert_int_equal(cve_write(r, JSON_COMPACT, &arena, &text), ERR_OK);
    return text;
}

/* A changed field changes its section and nothing else, unknown members included. */
static void test_change(void **state)
{
    struct cve_record r =
        read_good(RECORD("\"x_unknown\":{\"b\":1,\"a\":[null]},\"title\":\"T\"," PLAIN
                         ",\"workarounds\":[{\"lang\":\"en\",\"value\":\"W\"}]"));

    (void)state;
    r.advisory.solution.ja = STR("更新");
    const struct json *v = parse(write_out(&r).ptr);
    const struct json *cna = json_member(json_member(v, STR("containers")), STR("cna"));
    const struct json *solution = json_member(cna, STR("solutions"));
    assert_str(json_text(json_member(solution->first, STR("lang"))), STR("ja"));
    assert_non_null(json_member(cna, STR("x_unknown")));
    assert_non_null(json_member(cna, STR("workarounds")));
    assert_null(json_member(cna, STR("x_todoke")));
    assert_int_equal(json_member(json_member(v, STR("containers")), STR("adp"))->count, 1);
    assert_non_null(json_member(json_member(cna, STR("references"))->first, STR("tags")));
    r.advisory.title.ja = STR("題"); /* has no place */
    cna = json_member(json_member(parse(write_out(&r).ptr), STR("containers")), STR("cna"));
    assert_str(json_text(json_member(
                   json_member(json_member(json_member(cna, STR("x_todoke")), STR("advisory")),
                               STR("title")),
                   STR("ja"))),
               STR("題"));
}

/* Additions are believed only as long as the section beside them says what it said. */
static void test_stale_additions(void **state)
{
#define EXTENDED(title)                                                                            \
    RECORD("\"title\":\"" title "\",\"x_todoke\":{\"advisory\":{\"title\":{\"en\":\"T\",\"ja\":"   \
           "\"題\"},\"addendum\":{\"ja\":\"補\"}}}," PLAIN)
    struct cve_record r = read_good(EXTENDED("T"));

    (void)state;
    assert_str(r.advisory.title.ja, STR("題"));
    assert_str(r.advisory.addendum.ja, STR("補"));
    r = read_good(EXTENDED("Somebody changed it"));
    assert_str(r.advisory.title.en, STR("Somebody changed it"));
    assert_int_equal(r.advisory.title.ja.len, 0);
}

static void test_new(void **state)
{
    static const struct cve_issuer issuer = {STR_INIT("00000000-0000-4000-8000-000000000000"),
                                             STR_INIT("example"), STR_INIT("https://example.jp/")};
    struct advisory_cve number = {.id = STR("CVE-1900-0001")};
    struct advisory v = {.title = {.ja = STR("題")}, .cves = &number, .cve_count = 1};
    struct cve_record r;

    (void)state;
    assert_int_equal(cve_new(&v, STR("CVE-1900-0002"), &issuer, &r), ERR_NOT_FOUND);
    assert_int_equal(cve_new(&v, number.id, &issuer, &r), ERR_OK);
    /* What CVE demands stands there, and comes back as empty. */
    struct cve_record back = read_good(write_out(&r).ptr);
    assert_str(back.advisory.title.ja, STR("題"));
    assert_int_equal(back.advisory.overview.en.len, 0);
    assert_int_equal(back.advisory.reference_count, 0);
    assert_int_equal(back.advisory.product_count, 0);
}

/* Each weakness of a number is a row, once, and a problem type of its own when it is written anew.
 */
static void test_weaknesses(void **state)
{
#define WEAKNESS(id, text)                                                                         \
    "{\"cweId\":\"" id "\",\"description\":\"" id " " text "\",\"lang\":\"en\",\"type\":\"CWE\"}"
    static const struct cve_issuer issuer = {STR_INIT("00000000-0000-4000-8000-000000000000"),
                                             STR_INIT("example"), STR_INIT("https://example.jp/")};
    struct cve_record r = read_good(
        RECORD(PLAIN ",\"problemTypes\":[{\"descriptions\":[" WEAKNESS("CWE-79", "A") "," WEAKNESS(
            "CWE-89", "B") "]},{\"descriptions\":[{\"lang\":\"en\",\"description\":\"words\"}]},"
                           "{\"descriptions\":[" WEAKNESS("CWE-79", "again") "]}]"));
    struct cve_record again;

    (void)state;
    assert_int_equal(r.advisory.cve_count, 2);
    assert_str(r.advisory.cves[0].id, STR("CVE-1900-0001"));
    assert_str(r.advisory.cves[0].cwe_id, STR("CWE-79"));
    assert_str(r.advisory.cves[0].cwe_name, STR("A"));
    assert_str(r.advisory.cves[1].id, STR("CVE-1900-0001"));
    assert_str(r.advisory.cves[1].cwe_name, STR("B"));
    assert_int_equal(cve_new(&r.advisory, STR("CVE-1900-0001"), &issuer, &again), ERR_OK);
    struct str text = write_out(&again);
    assert_true(str_find(text,
                         STR("\"problemTypes\":[{\"descriptions\":[" WEAKNESS(
                             "CWE-79", "A") "]},{\"descriptions\":[" WEAKNESS("CWE-89", "B") "]}]"),
                         0) != SIZE_MAX);
    r = read_good(RECORD(PLAIN ",\"problemTypes\":[{\"descriptions\":[{\"lang\":\"en\","
                               "\"description\":\"words\"}]}]"));
    assert_int_equal(r.advisory.cve_count, 1);
    assert_int_equal(r.advisory.cves[0].cwe_id.len, 0);
}

/* ---- contradictions -------------------------------------------------------------------------- */

#define SCORE(key, version, vector, score, severity)                                               \
    RECORD(PLAIN ",\"metrics\":[{\"" key "\":{\"version\":\"" version                              \
                 "\",\"vectorString\":\"" vector "\",\"baseScore\":" score                         \
                 ",\"baseSeverity\":\"" severity "\"}}]")
#define V31 "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
#define V40 "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"
#define RANGES(list) RECORD(TEXTS "," VERSIONS(list) "," LINKS)
#define RANGE(from, word, to, type)                                                                \
    "{\"version\":\"" from "\",\"status\":\"affected\",\"versionType\":\"" type "\",\"" word       \
    "\":\"" to "\"}"

#define SAFE(from, word, to, type)                                                                 \
    "{\"version\":\"" from "\",\"status\":\"unaffected\",\"versionType\":\"" type "\",\"" word     \
    "\":\"" to "\"}"
#define DEFAULT(status, list)                                                                      \
    RECORD(TEXTS "," PRODUCT(",\"defaultStatus\":\"" status "\",\"versions\":[" list "]") "," LINKS)
#define MATCH(range)                                                                               \
    RECORD(PLAIN ",\"cpeApplicability\":[{\"nodes\":[{\"operator\":\"OR\",\"cpeMatch\":["          \
                 "{\"vulnerable\":true,\"criteria\":\"cpe:2.3:a:v:p:*:*:*:*:*:*:*:*\"" range       \
                 "}]}]}]")

static const struct lint_case {
    const char *text, *rule; /* NULL: nothing is found */
} lint_cases[] = {
    {SCORE("cvssV3_1", "3.1", V31, "9.8", "CRITICAL"), NULL},
    {SCORE("cvssV3_1", "3.1", V31, "9.80", "CRITICAL"), NULL},
    {SCORE("cvssV3_1", "3.1", V31, "9.7", "CRITICAL"), "cvss-score"},
    {SCORE("cvssV3_1", "3.1", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", "10.0", "CRITICAL"),
     NULL},
    {SCORE("cvssV3_1", "3.1", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", "10", "CRITICAL"),
     NULL},
    {SCORE("cvssV3_1", "3.1", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", "0.00", "NONE"),
     NULL},
    {SCORE("cvssV3_1", "3.1", V31, "9.8", "HIGH"), "cvss-severity"},
    {SCORE("cvssV3_1", "3.0", V31, "9.8", "CRITICAL"), "cvss-version"},
    {SCORE("cvssV3_0", "3.0", V31, "9.8", "CRITICAL"), "cvss-version"},
    {SCORE("cvssV3_1", "3.1", V31 "/A:H", "9.8", "CRITICAL"), "cvss-vector"},
    {SCORE("cvssV2_0", "2.0", "AV:N/AC:L/Au:N/C:P/I:P/A:P", "7.5", "HIGH"), NULL},
    {SCORE("cvssV4_0", "4.0", V40, "9.3", "CRITICAL"), NULL},
    {SCORE("cvssV4_0", "4.0", V40 "/E:P", "8.9", "HIGH"), NULL},
    {SCORE("cvssV4_0", "4.0", V40 "/E:P", "8.8", "HIGH"), "cvss-score"},
    {SCORE("cvssV4_0", "4.0", "CVSS:4.0/AC:L/AV:N/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
           "9.3", "CRITICAL"),
     "cvss-vector"},
    {SCORE("cvssV3_1", "3.1", V31 "\",\"attackVector\":\"NETWORK\",\"scope\":\"UNCHANGED", "9.8",
           "CRITICAL"),
     NULL},
    {SCORE("cvssV3_1", "3.1", V31 "\",\"attackVector\":\"LOCAL", "9.8", "CRITICAL"), "cvss-metric"},
    {RECORD(TEXTS
            "," PRODUCT(",\"defaultStatus\":\"affected\",\"cpes\":[\"cpe:2.3:a:v:p\"]") "," LINKS),
     "cpe"},
    {RECORD(PLAIN ",\"cpeApplicability\":[{\"nodes\":[{\"operator\":\"OR\",\"cpeMatch\":["
                  "{\"vulnerable\":true,\"criteria\":\"x\"}]}]}]"),
     "cpe"},
    {RECORD(PLAIN ",\"problemTypes\":[{\"descriptions\":[{\"lang\":\"en\",\"cweId\":\"CWE-79\","
                  "\"description\":\"x\"}]}]"),
     NULL},
    {RECORD(PLAIN ",\"problemTypes\":[{\"descriptions\":[{\"lang\":\"en\",\"cweId\":\"CWE-99999\","
                  "\"description\":\"x\"}]}]"),
     "cwe"},
    {RANGES(RANGE("1.0", "lessThan", "2.0", "semver")), NULL},
    {RANGES(RANGE("2.0.0", "lessThan", "1.10.0", "semver")), "version-range"},
    {RANGES(RANGE("1.9", "lessThan", "1.10", "custom")), NULL},
    {RANGES(RANGE("1.10", "lessThan", "1.9", "custom")), "version-range"},
    {RANGES(RANGE("r2", "lessThan", "r1", "custom")), NULL},
    {RANGES(RANGE("r1", "lessThan", "r1", "custom")), "version-range"},
    {RANGES(RANGE("1.0", "lessThanOrEqual", "1.0", "semver")), NULL},
    {RANGES(RANGE("0", "lessThan", "*", "semver")), NULL},
    {RANGES(RANGE("1.0", "lessThan", "1.*", "semver")), NULL},
    {RANGES("{\"version\":\"1\",\"status\":\"affected\",\"versionType\":\"semver\","
            "\"lessThan\":\"2\",\"lessThanOrEqual\":\"3\"}"),
     "version-range"},
    {RANGES("{\"version\":\"1\",\"status\":\"affected\"},{\"version\":\"1\",\"status\":"
            "\"unaffected\"}"),
     "version-conflict"},
    {RANGES(RANGE("1.0.0", "lessThan", "2.0.0", "semver") ",{\"version\":\"1.5.0\",\"status\":"
                                                          "\"unaffected\"}"),
     "version-conflict"},
    {RANGES("{\"version\":\"1.5.0\",\"status\":\"unaffected\"}," RANGE("1.0.0", "lessThan", "2.0.0",
                                                                       "semver")),
     NULL},
    {RANGES("{\"version\":\"1.0\",\"status\":\"affected\",\"versionType\":\"semver\","
            "\"lessThan\":\"2.0\",\"changes\":[{\"at\":\"1.0\",\"status\":\"unaffected\"}]}"),
     "version-changes"},
    {RANGES("{\"version\":\"1.0\",\"status\":\"affected\",\"versionType\":\"semver\","
            "\"lessThan\":\"2.0\",\"changes\":[{\"at\":\"1.5\",\"status\":\"unaffected\"},"
            "{\"at\":\"1.5\",\"status\":\"affected\"}]}"),
     "version-changes"},
    {RANGES("{\"version\":\"1.0\",\"status\":\"affected\",\"changes\":[{\"at\":\"1.5\","
            "\"status\":\"unaffected\"}]}"),
     "version-changes"},
    {RANGES("{\"version\":\"1.0\",\"status\":\"affected\",\"versionType\":\"semver\","
            "\"lessThan\":\"3.0\",\"changes\":[{\"at\":\"1.5\",\"status\":\"unaffected\"},"
            "{\"at\":\"2.0\",\"status\":\"affected\"}]}"),
     NULL},
    {RANGES("{\"version\":\"1.0\",\"status\":\"affected\",\"versionType\":\"semver\","
            "\"lessThan\":\"3.0\",\"changes\":[{\"at\":\"2.0\",\"status\":\"unaffected\"},"
            "{\"at\":\"1.5\",\"status\":\"unaffected\"}]}"),
     "version-changes"},
    {RANGES(RANGE("0", "lessThan", "0", "semver")), "version-range"},
    {RANGES(RANGE("2", "lessThan", "1", "git")), NULL},
    {RANGES(RANGE("2", "lessThan", "2", "git")), "version-range"},
    /* A range beside an earlier one of another status: inside it, partly, behind it, around it. */
    {RANGES(RANGE("1.0", "lessThan", "2.0", "semver") "," SAFE("1.2", "lessThan", "2.0", "semver")),
     "version-conflict"},
    {RANGES(RANGE("1.0", "lessThan", "2.0", "semver") "," SAFE("1.5", "lessThan", "3.0", "semver")),
     "version-conflict"},
    {RANGES(RANGE("1.0", "lessThanOrEqual", "2.0", "semver") "," SAFE("2.0", "lessThan", "*",
                                                                      "semver")),
     "version-conflict"},
    {RANGES(RANGE("0", "lessThan", "2.0", "custom") "," SAFE("1.5", "lessThan", "*", "custom")),
     "version-conflict"},
    {RANGES(RANGE("1.0", "lessThan", "2.0", "semver") "," SAFE("2.0", "lessThan", "*", "semver")),
     NULL},
    {RANGES(SAFE("1.5", "lessThan", "1.6", "semver") "," RANGE("1.0", "lessThan", "2.0", "semver")),
     NULL},
    {RANGES(RANGE("1.0", "lessThan", "2.0", "semver") "," SAFE("1.5", "lessThan", "3.0", "custom")),
     NULL},
    {RANGES(RANGE("1.x", "lessThan", "2.x", "custom") "," SAFE("1.y", "lessThan", "2.y", "custom")),
     NULL},
    /* What is empty is beside nothing. */
    {RANGES(RANGE("3.0", "lessThan", "1.0", "semver") "," SAFE("2.0", "lessThan", "9.0", "semver")),
     "version-range"},
    {RANGES(SAFE("2.0", "lessThan", "9.0", "semver") "," RANGE("3.0", "lessThan", "1.0", "semver")),
     "version-range"},
    /* The default says the same as every range. */
    {DEFAULT("affected", RANGE("1.0", "lessThan", "2.0", "semver")), "version-range"},
    {DEFAULT("affected", RANGE("1.0", "lessThan", "*", "semver")), NULL},
    {DEFAULT("unknown", RANGE("1.0", "lessThan", "2.0", "semver")), NULL},
    {RANGES("{\"version\":\"1\",\"status\":\"unknown\",\"versionType\":\"semver\",\"lessThan\":"
            "\"2\"}"),
     "version-range"},
    {DEFAULT("affected", RANGE("1.0", "lessThan", "2.0", "semver") "," SAFE("2.0", "lessThan",
                                                                            "3.0", "semver")),
     NULL},
    {MATCH(""), NULL},
    {MATCH(",\"versionStartIncluding\":\"1.9\",\"versionEndExcluding\":\"1.10\""), NULL},
    {MATCH(",\"versionStartIncluding\":\"2\",\"versionEndIncluding\":\"2\""), NULL},
    {MATCH(",\"versionStartIncluding\":\"2\",\"versionEndExcluding\":\"2\""), "version-range"},
    {MATCH(",\"versionStartExcluding\":\"2\",\"versionEndIncluding\":\"1\""), "version-range"},
    {MATCH(",\"versionStartExcluding\":\"1\",\"versionStartIncluding\":\"1\""), "version-range"},
    {MATCH(",\"versionEndExcluding\":\"1\",\"versionEndIncluding\":\"1\""), "version-range"},
    {RECORD(PLAIN ",\"problemTypes\":[{\"descriptions\":[{\"lang\":\"en\",\"cweId\":\"CWE-79\","
                  "\"description\":\"CWE-79: a name\"}]}]"),
     NULL},
    {RECORD(PLAIN ",\"problemTypes\":[{\"descriptions\":[{\"lang\":\"en\",\"cweId\":\"CWE-79\","
                  "\"description\":\"CWE-790: a name\"}]}]"),
     "cwe"},
    /* A property of what the vector leaves out. */
    {SCORE("cvssV3_1", "3.1", V31 "\",\"exploitCodeMaturity\":\"NOT_DEFINED", "9.8", "CRITICAL"),
     NULL},
    {SCORE("cvssV3_1", "3.1", V31 "\",\"exploitCodeMaturity\":\"HIGH", "9.8", "CRITICAL"),
     "cvss-metric"},
    {SCORE("cvssV3_1", "3.1", V31 "\",\"modifiedAttackVector\":\"NETWORK", "9.8", "CRITICAL"),
     NULL},
    {SCORE("cvssV3_1", "3.1", V31 "\",\"modifiedAttackVector\":\"LOCAL", "9.8", "CRITICAL"),
     "cvss-metric"},
    {SCORE("cvssV3_1", "3.1", V31 "/E:P\",\"exploitCodeMaturity\":\"NOT_DEFINED", "9.8",
           "CRITICAL"),
     "cvss-metric"},
    {SCORE("cvssV3_1", "3.1", V31, "9.8", "Critical"), NULL},
    {SCORE("cvssV3_1", "3.1", V31, "\"9.8\"", "CRITICAL"), NULL},
};

static void test_lint(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(lint_cases) / sizeof(lint_cases[0]); i++) {
        struct cve_findings found;
        assert_int_equal(cve_lint(parse(lint_cases[i].text), &arena, &found), ERR_OK);
        if (found.count != (lint_cases[i].rule != NULL) ||
            (found.count > 0 && strcmp(found.list[0].rule, lint_cases[i].rule) != 0))
            fail_msg("%s: %zu, %s", lint_cases[i].text, found.count,
                     found.count > 0 ? found.list[0].message[LANG_EN].ptr : "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_sections, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_other_forms, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refusals, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_change, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_stale_additions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_new, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_weaknesses, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_lint, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
