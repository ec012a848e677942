/*
 * test/unit/core/test_score.c — CVSS: what is read, what is refused and where, the canonical form,
 * and scores that show each rule of the equations. The published vectors are in test/conformance.
 */
#include "tester.h"

#include <stdlib.h>

#include "core/score/score.h"

/* ---- reading --------------------------------------------------------------------------------- */

struct refusal_case {
    const char *text;
    enum cvss_reason reason;
    size_t offset;
    const char *metric;
};

#define BASE_3 "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
#define BASE_4 "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"

static const struct refusal_case refusals[] = {
    {"", CVSS_REASON_PREFIX, 0, NULL},
    {"high", CVSS_REASON_PREFIX, 0, NULL},
    {"CVSS", CVSS_REASON_PREFIX, 0, NULL},
    {"CVSS:3.1", CVSS_REASON_PREFIX, 0, NULL},
    {"CVSS:3.2/AV:N", CVSS_REASON_PREFIX, 0, NULL},
    {"CVSS:2.0/AV:N/AC:L/Au:N/C:N/I:N/A:C", CVSS_REASON_PREFIX, 0, NULL},
    {"cvss:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", CVSS_REASON_PREFIX, 0, NULL},
    {"(AV:N/AC:L/Au:N/C:N/I:N/A:C)", CVSS_REASON_PREFIX, 0, NULL},
    {"/AV:N/AC:L/Au:N/C:N/I:N/A:C", CVSS_REASON_PREFIX, 0, NULL},
    {" AV:N/AC:L/Au:N/C:N/I:N/A:C", CVSS_REASON_PREFIX, 0, NULL},
    {"AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", CVSS_REASON_METRIC, 10, NULL},
    {"AV:N/AC:L/Au:N/C:N/I:N", CVSS_REASON_MISSING, 22, "A:"},
    {"AV:N/AC:L/Au:N/C:N/I:N/A:C/E:P", CVSS_REASON_VALUE, 29, "E:"},
    {"AV:N/AC:L/Au:N/C:N/I:N/A:C/E:", CVSS_REASON_VALUE, 29, "E:"},
    {"AV:N/AC:L/Au:N/C:N/I:N/A:C/", CVSS_REASON_END, 27, NULL},
    {"AV:N/AC:L/Au:N/C:N/I:N/A:C/CDP:LMH", CVSS_REASON_VALUE, 31, "CDP:"},
    {BASE_3 "/", CVSS_REASON_END, 45, NULL},
    {BASE_3 "/E:Q", CVSS_REASON_VALUE, 47, "E:"},
    {BASE_3 "/E", CVSS_REASON_METRIC, 45, NULL},
    {BASE_3 "/E:", CVSS_REASON_VALUE, 47, "E:"},
    {BASE_3 "/E:HH", CVSS_REASON_VALUE, 47, "E:"},
    {BASE_3 "/E:H ", CVSS_REASON_VALUE, 47, "E:"},
    {BASE_3 "//E:H", CVSS_REASON_METRIC, 45, NULL},
    {BASE_3 "/A:H", CVSS_REASON_REPEATED, 45, "A:"},
    {BASE_3 "/E:X/E:H", CVSS_REASON_REPEATED, 49, "E:"},
    /* The metric that would come next in canonical order stood before. */
    {"CVSS:3.1/AC:L/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", CVSS_REASON_REPEATED, 19, "AC:"},
    {"CVSS:3.1/AC:L/AV:N/PR:N/UI:N/S:U/C:H/I:H/A:H/AV:N", CVSS_REASON_REPEATED, 45, "AV:"},
    {BASE_3 "/AT:N", CVSS_REASON_METRIC, 45, NULL},
    {BASE_3 " ", CVSS_REASON_VALUE, 43, "A:"},
    {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H", CVSS_REASON_MISSING, 40, "A:"},
    {"CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", CVSS_REASON_VALUE, 12, "AV:"},
    {"CVSS:3.1/av:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", CVSS_REASON_METRIC, 9, NULL},
    {"CVSS:3.1/AV:n/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", CVSS_REASON_VALUE, 12, "AV:"},
    {"CVSS:3.1//AV:N", CVSS_REASON_METRIC, 9, NULL},
    {BASE_4 "/SA:S", CVSS_REASON_REPEATED, 64, "SA:"},
    {BASE_4 "/MSC:S", CVSS_REASON_VALUE, 68, "MSC:"},
    {BASE_4 "/RE:H/U:Red/RE:H", CVSS_REASON_REPEATED, 75, "RE:"},
    {BASE_4 "/RE:H/U:Red/S:P", CVSS_REASON_ORDER, 75, "S:"},
    {BASE_4 "/MSIX:S", CVSS_REASON_METRIC, 64, NULL},
    {BASE_4 "/U:red", CVSS_REASON_VALUE, 66, "U:"},
    {BASE_4 "/U:Re", CVSS_REASON_VALUE, 66, "U:"},
    {BASE_4 "/MAV:A/E:A", CVSS_REASON_ORDER, 70, "E:"},
    {BASE_4 "/MAV:A/E:A/Q:A", CVSS_REASON_METRIC, 74, NULL},
    {"CVSS:4.0/AC:L/AV:N/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", CVSS_REASON_ORDER, 14,
     "AV:"},
    {"CVSS:4.0/AV:N/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", CVSS_REASON_MISSING, 58, "AC:"},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:R/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", CVSS_REASON_VALUE, 32,
     "UI:"},
};

static void test_refusals(void **state)
{
    struct cvss v;
    struct cvss_error error;
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        const struct refusal_case *c = &refusals[i];
        size_t len = strlen(c->text);
        char *exact = malloc(len + 1); /* without a NUL behind: the reader must not look for one */
        memcpy(exact, c->text, len);
        enum err e = cvss_read((struct str){exact, len}, &v, &error);
        free(exact);
        if (e != ERR_INVALID || error.reason != c->reason || error.offset != c->offset ||
            (error.metric == NULL) != (c->metric == NULL) ||
            (c->metric != NULL && strcmp(c->metric, error.metric) != 0)) {
            fail_msg("%s: %s at %zu (%s)", c->text, cvss_reason_word(error.reason), error.offset,
                     error.metric != NULL ? error.metric : "");
        }
        assert_true(cvss_error_text(&error, LANG_EN, &a).len > 0);
        assert_string_not_equal(cvss_reason_word(error.reason), "none");
    }
    arena_release(&a);
}

static void test_canonical(void **state)
{
    static const struct {
        const char *text, *canonical;
    } cases[] = {
        {BASE_3, BASE_3},
        {"CVSS:3.0/A:L/I:L/C:N/S:C/UI:N/PR:L/AC:H/AV:N",
         "CVSS:3.0/AV:N/AC:H/PR:L/UI:N/S:C/C:N/I:L/A:L"},
        {"CVSS:3.1/MA:N/A:H/E:X/I:H/C:H/S:U/UI:N/PR:N/AC:L/AV:N/RC:C", BASE_3 "/RC:C/MA:N"},
        {BASE_4 "/E:X/CR:X/U:X", BASE_4},
        {BASE_4 "/E:P/MSI:S/S:N/U:Amber", BASE_4 "/E:P/MSI:S/S:N/U:Amber"},
        {"AV:N/AC:L/Au:N/C:N/I:N/A:C/RC:ND/E:POC/TD:H", "AV:N/AC:L/Au:N/C:N/I:N/A:C/E:POC/TD:H"},
        {"A:C/I:N/C:N/Au:N/AC:L/AV:N", "AV:N/AC:L/Au:N/C:N/I:N/A:C"},
    };
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct cvss v;
        struct buf out;
        buf_init(&out, &a, 256);
        assert_int_equal(cvss_read(str_from_cstr(cases[i].text), &v, NULL), ERR_OK);
        cvss_write(&v, &out);
        assert_str(buf_str(&out), str_from_cstr(cases[i].canonical));
    }
    arena_release(&a);
}

/* ---- scores ---------------------------------------------------------------------------------- */

struct score_case {
    const char *text;
    int overall, base, temporal, environmental;
};

/* clang-format off */
static const struct score_case scores[] = {
    /* 2.0: the guide's own examples, and an adjusted temporal score that is rounded in between. */
    {"AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C", 64, 78, 64, 64},
    /* Low requirements leave less impact than the equation takes away: 0, as scores go from 0. */
    {"AV:L/AC:H/Au:M/C:N/I:P/A:N/IR:L", 0, 8, 8, 0},
    {"AV:L/AC:H/Au:M/C:N/I:P/A:N/E:U/RL:OF/RC:UC/TD:M/IR:L", 0, 8, 5, 0},
    {"AV:L/AC:H/Au:M/C:N/I:P/A:N/CDP:L/IR:L", 8, 8, 8, 8},
    {"AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:H", 92, 78, 64, 92},
    {"AV:N/AC:L/Au:N/C:C/I:C/A:C/E:F/RL:OF/RC:C", 83, 100, 83, 83},
    {"AV:L/AC:H/Au:N/C:C/I:C/A:C/E:POC/RL:OF/RC:C", 49, 62, 49, 49},
    /* exactly 7.15…: floating point gives 7.1 */
    {"AV:L/AC:L/Au:N/C:C/I:C/A:C", 72, 72, 72, 71}, /* the adjusted impact is at most 10 */
    {"AV:N/AC:L/Au:N/C:N/I:N/A:N", 0, 0, 0, 0},
    /* nobody has the system: target distribution none */
    {"AV:N/AC:L/Au:N/C:C/I:C/A:C/TD:N", 0, 100, 100, 0},
    /* half way: 3.0 * 0.95 is 2.85 and is rounded up */
    {"AV:L/AC:M/Au:S/C:N/I:P/A:P/E:H/RL:W/RC:C", 29, 30, 29, 29},
    /* 3.1: no impact, nothing else counts */
    {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:N/I:N/A:N", 0, 0, 0, 0},
    {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 98, 98, 98, 98},
    {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 100, 100, 100, 100},
    {"CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 61, 61, 61, 61},
    /* privileges weigh less when the scope changes */
    {"CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 64, 64, 64, 64},
    {"CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:L/I:L/A:N", 54, 54, 54, 54},
    /* 5.0 * 0.92 is exactly 4.6; floating point made it 4.7 in 3.0 */
    {"CVSS:3.1/AV:P/AC:H/PR:L/UI:R/S:U/C:L/I:L/A:H/E:H/RL:U/RC:U", 46, 50, 46, 46},
    {"CVSS:3.0/AV:P/AC:H/PR:L/UI:R/S:U/C:L/I:L/A:H/E:H/RL:U/RC:U", 46, 50, 46, 46},
    {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:N/A:N/RL:O/CR:L", 60, 86, 82, 60},
    /* the power term of the modified impact is another in 3.1, and counts without any
     * environmental metric too */
    {"CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:H/I:H/A:H", 96, 96, 96, 97},
    {"CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:H/I:H/A:H", 96, 96, 96, 96},
    /* a modified metric replaces, a modified scope changes the weight of the privileges */
    {"CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:L/I:L/A:N/MS:C", 64, 54, 54, 64},
    {"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/MC:N/MI:N/MA:N", 0, 98, 98, 0},
    /* 4.0: the worst threat is what no threat metric means */
    {BASE_4, 93, 93, 93, 93},
    {BASE_4 "/E:A", 93, 93, 93, 93},
    {BASE_4 "/E:U", 81, 93, 81, 93},
    {BASE_4 "/E:U/CR:L/IR:L/AR:L", 65, 93, 81, 89},
    {BASE_4 "/MSI:S", 100, 93, 93, 100},
    {BASE_4 "/MVC:N/MVI:N/MVA:N", 0, 93, 93, 0},
    {BASE_4 "/S:P/AU:Y/R:I/V:C/RE:H/U:Red", 93, 93, 93, 93},
    {"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N", 0, 0, 0, 0},
    /* half way: floating point gives 5.6 */
    {"CVSS:4.0/AV:L/AC:H/AT:P/PR:N/UI:A/VC:H/VI:L/VA:N/SC:L/SI:N/SA:N", 57, 57, 57, 57},
    {"CVSS:4.0/AV:P/AC:H/AT:P/PR:H/UI:A/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N/E:U", 1, 10, 1, 10},
};
/* clang-format on */

static void test_scores(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(scores) / sizeof(scores[0]); i++) {
        const struct score_case *c = &scores[i];
        struct cvss v;
        struct cvss_scores s;
        assert_int_equal(cvss_read(str_from_cstr(c->text), &v, NULL), ERR_OK);
        cvss_score(&v, &s);
        if (s.overall != c->overall || s.base != c->base || s.temporal != c->temporal ||
            s.environmental != c->environmental) {
            fail_msg("%s: %d %d %d %d", c->text, s.overall, s.base, s.temporal, s.environmental);
        }
    }
}

static struct cvss_scores scores_of(const char *text, struct cvss *v)
{
    struct cvss_scores s;

    assert_int_equal(cvss_read(str_from_cstr(text), v, NULL), ERR_OK);
    cvss_score(v, &s);
    return s;
}

static void test_parts(void **state)
{
    struct cvss v;
    struct cvss_scores s = scores_of("CVSS:3.1/AV:L/AC:L/PR:L/UI:R/S:C/C:H/I:N/A:N", &v);

    (void)state;
    assert_int_equal(s.impact, 40);
    assert_int_equal(s.exploitability, 15);
    s = scores_of("AV:N/AC:L/Au:N/C:C/I:C/A:C/CR:H", &v);
    assert_int_equal(s.impact, 100);
    assert_int_equal(s.exploitability, 100);
    assert_int_equal(s.modified_impact, 100);
    assert_int_equal(s.modified_exploitability, CVSS_ABSENT);
    assert_true(s.has_environmental && !s.has_temporal);
    s = scores_of(BASE_4 "/E:P", &v);
    assert_int_equal(s.impact, CVSS_ABSENT);
    assert_memory_equal(s.macrovector, ((uint8_t[]){0, 0, 0, 2, 1, 0}), 6);
}

/* A requirement that weighs 1 changes nothing, but lets the impact be computed that otherwise
 * stands in a table. */
static void test_impact_table(void **state)
{
    enum { COMBINATIONS = 4 * 2 * 3 * 2 * 2 * 27 };
    struct cvss v;

    (void)state;
    for (unsigned n = 0; n < 2 * COMBINATIONS; n++) {
        char text[80];
        struct cvss_scores table;
        struct cvss_scores computed;
        unsigned left = n / 2;
        char av = "NALP"[left % 4];
        char ac = "LH"[(left /= 4) % 2];
        char pr = "NLH"[(left /= 2) % 3];
        char ui = "NR"[(left /= 3) % 2];
        char scope = "UC"[(left /= 2) % 2];
        unsigned impact = left / 2;
        int len = snprintf(
            text, sizeof(text), "CVSS:3.%u/AV:%c/AC:%c/PR:%c/UI:%c/S:%c/C:%c/I:%c/A:%c", n % 2, av,
            ac, pr, ui, scope, "HLN"[impact % 3], "HLN"[impact / 3 % 3], "HLN"[impact / 9]);
        table = scores_of(text, &v);
        snprintf(text + len, sizeof(text) - (size_t)len, "/CR:M");
        computed = scores_of(text, &v);
        assert_int_equal(table.environmental, computed.environmental);
        assert_int_equal(table.modified_impact, computed.modified_impact);
        assert_true(v.version == CVSS_3_1 || computed.overall == computed.base);
    }
}

static void test_nomenclature(void **state)
{
    static const struct {
        const char *text, *name;
    } cases[] = {{BASE_4, "CVSS-B"},
                 {BASE_4 "/E:X/S:N", "CVSS-B"},
                 {BASE_4 "/E:A", "CVSS-BT"},
                 {BASE_4 "/CR:H", "CVSS-BE"},
                 {BASE_4 "/E:U/MSA:S", "CVSS-BTE"}};
    struct cvss v;
    struct cvss_scores s;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        s = scores_of(cases[i].text, &v);
        assert_string_equal(cvss_nomenclature(&s, v.version), cases[i].name);
    }
    s = scores_of(BASE_3, &v);
    assert_null(cvss_nomenclature(&s, v.version));
}

/* What is wrong in nothing but its order is scored all the same. */
static void test_order_is_scored(void **state)
{
    struct cvss v;
    struct cvss_error error;
    struct cvss_scores s;

    (void)state;
    assert_int_equal(cvss_read(STR(BASE_4 "/MSI:S/E:A"), &v, &error), ERR_INVALID);
    assert_int_equal(error.reason, CVSS_REASON_ORDER);
    cvss_score(&v, &s);
    assert_int_equal(s.overall, 100);
}

/* ---- words and texts ------------------------------------------------------------------------- */

static void test_severity(void **state)
{
    (void)state;
    assert_int_equal(cvss_severity_of(CVSS_3_1, 0), CVSS_SEVERITY_NONE);
    assert_int_equal(cvss_severity_of(CVSS_3_1, 1), CVSS_SEVERITY_LOW);
    assert_int_equal(cvss_severity_of(CVSS_3_1, 39), CVSS_SEVERITY_LOW);
    assert_int_equal(cvss_severity_of(CVSS_3_1, 40), CVSS_SEVERITY_MEDIUM);
    assert_int_equal(cvss_severity_of(CVSS_4_0, 69), CVSS_SEVERITY_MEDIUM);
    assert_int_equal(cvss_severity_of(CVSS_4_0, 70), CVSS_SEVERITY_HIGH);
    assert_int_equal(cvss_severity_of(CVSS_4_0, 89), CVSS_SEVERITY_HIGH);
    assert_int_equal(cvss_severity_of(CVSS_4_0, 90), CVSS_SEVERITY_CRITICAL);
    assert_int_equal(cvss_severity_of(CVSS_2_0, 0), CVSS_SEVERITY_LOW);
    assert_int_equal(cvss_severity_of(CVSS_2_0, 100), CVSS_SEVERITY_HIGH);
    assert_string_equal(cvss_severity_word(CVSS_SEVERITY_HIGH, CVSS_3_1, LANG_JA), "重要");
    assert_string_equal(cvss_severity_word(CVSS_SEVERITY_HIGH, CVSS_2_0, LANG_JA), "危険");
    assert_string_equal(cvss_severity_word(CVSS_SEVERITY_HIGH, CVSS_2_0, LANG_EN), "High");
    assert_string_equal(cvss_severity_code(CVSS_SEVERITY_NONE), "NONE");
    enum cvss_severity severity;
    assert_true(cvss_severity_named(STR("3.1"), STR("9.0"), &severity));
    assert_int_equal(severity, CVSS_SEVERITY_CRITICAL);
    assert_true(cvss_severity_named(STR("2.0"), STR("9.0"), &severity));
    assert_int_equal(severity, CVSS_SEVERITY_HIGH);
    assert_false(cvss_severity_named(STR("3.1"), STR("high"), &severity));
    assert_false(cvss_severity_named(STR("3"), STR("9.0"), &severity));
}

static void test_texts(void **state)
{
    static const struct {
        const char *text;
        int tenths;
    } cases[] = {{"9.8", 98},
                 {"10.0", 100},
                 {"10", 100},
                 {"0", 0},
                 {"7", 70},
                 {"10.1", CVSS_ABSENT},
                 {"", CVSS_ABSENT},
                 {"9.", CVSS_ABSENT},
                 {".9", CVSS_ABSENT},
                 {"09.8", CVSS_ABSENT},
                 {"9.80", CVSS_ABSENT},
                 {"-1", CVSS_ABSENT},
                 {"high", CVSS_ABSENT},
                 {"9,8", CVSS_ABSENT},
                 {"00", CVSS_ABSENT}};
    enum cvss_version version;
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 12);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(cvss_tenths(str_from_cstr(cases[i].text)), cases[i].tenths);
    }
    assert_str(cvss_tenths_text(98, &a), STR("9.8"));
    assert_str(cvss_tenths_text(100, &a), STR("10.0"));
    assert_str(cvss_tenths_text(5, &a), STR("0.5"));
    assert_str(cvss_tenths_text(0, &a), STR("0.0"));
    assert_str(cvss_tenths_text(-15, &a), STR("-1.5"));
    assert_true(cvss_version_named(STR("3.0"), &version) && version == CVSS_3_0);
    assert_false(cvss_version_named(STR("3"), &version));
    assert_str(cvss_version_name(CVSS_4_0), STR("4.0"));
    arena_release(&a);
}

static void test_fit(void **state)
{
    static const struct {
        const char *version, *vector, *score;
        enum cvss_fit fit;
    } cases[] = {
        {"3.1", BASE_3, "9.8", CVSS_FITS},
        {"3.1", BASE_3 "/E:U", "9.8", CVSS_FITS},
        {"3.1", BASE_3 "/E:U", "9.0", CVSS_FIT_SCORE},
        {"3.1", BASE_3, "9.7", CVSS_FIT_SCORE},
        {"3.1", BASE_3, "high", CVSS_FIT_SCORE},
        {"3.0", BASE_3, "9.8", CVSS_FIT_VERSION},
        {"3.1", "CVSS:3.1/AV:N", "9.8", CVSS_FIT_VECTOR},
        {"4.0", BASE_4, "9.3", CVSS_FITS},
        {"2.0", "AV:L/AC:L/Au:N/C:C/I:C/A:C", "7.2", CVSS_FITS},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(cvss_base_fits(str_from_cstr(cases[i].version),
                                        str_from_cstr(cases[i].vector),
                                        str_from_cstr(cases[i].score)),
                         cases[i].fit);
    }
    assert_int_equal(cvss_base_fits((struct str){NULL, 0}, STR(BASE_4), STR("9.3")), CVSS_FITS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refusals),     cmocka_unit_test(test_canonical),
        cmocka_unit_test(test_scores),       cmocka_unit_test(test_parts),
        cmocka_unit_test(test_nomenclature), cmocka_unit_test(test_order_is_scored),
        cmocka_unit_test(test_severity),     cmocka_unit_test(test_texts),
        cmocka_unit_test(test_fit),          cmocka_unit_test(test_impact_table),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
