/* test_codec.c — CSAF, JVNRSS and Atom: golden bytes, the rules that validators check, and IPA's
 * own schema. */
#include "golden.h"
#include "tester_arena.h"

#include "core/codec/codec_priv.h"
#include "core/codec/csaf_read.h"
#include "core/csaf/csaf.h"
#include "example_publication.h"

#include <sys/wait.h>
#include <unistd.h>

TESTER_ARENA(16 << 20);

static const struct codec_scheme scheme = {
    .site_name = {STR_INIT("みほん脆弱性情報"), STR_INIT("Example Vulnerability Notes")},
    .publisher_name = {STR_INIT("見本調整センター"), STR_INIT("Example Coordination Center")},
    .base_url = STR_INIT("https://notes.example.jp"),
    .namespace_url = STR_INIT("https://notes.example.jp"),
    .contact = STR_INIT("contact@notes.example.jp"),
};

static const struct csaf_choice csaf20 = {.form = CSAF_FORM_20};
static const struct csaf_choice csaf21 = {.form = CSAF_FORM_21};

static struct str csaf_of(const struct publication *v, const struct codec_scheme *s)
{
    struct buf buf;
    struct str out = {NULL, 0};

    buf_init(&buf, &arena, LIMIT_PAGE_BYTES);
    assert_int_equal(csaf_write(v, s, &csaf20, &buf), ERR_OK);
    assert_int_equal(buf_finish(&buf, &out), ERR_OK);
    return out;
}

typedef enum err list_writer(const struct codec_list *list, const struct codec_scheme *s,
                             enum lang lang, struct buf *out);

static struct str feed_of(list_writer *write, const struct codec_list *list,
                          const struct codec_scheme *s, enum lang lang)
{
    struct buf buf;
    struct str out = {NULL, 0};

    buf_init(&buf, &arena, LIMIT_PAGE_BYTES);
    assert_int_equal(write(list, s, lang, &buf), ERR_OK);
    assert_int_equal(buf_finish(&buf, &out), ERR_OK);
    return out;
}

static void test_csaf_golden(void **state)
{
    struct publication full = example_publication();
    struct publication bare = example_publication_bare();
    struct publication withdrawn = example_publication();
    struct codec_scheme training = scheme;

    (void)state;
    withdrawn.state = PUBLICATION_WITHDRAWN;
    training.training = true;
    golden_check("jvn19000001.json", csaf_of(&full, &scheme));
    golden_check("jvn19000002.json", csaf_of(&bare, &scheme));
    golden_check("jvn19000001-withdrawn.json", csaf_of(&withdrawn, &training));
}

static const struct json *parse(struct str text)
{
    const struct json *v = NULL;
    struct json_error error;

    if (json_read(text, LIMIT_PAGE_BYTES, &arena, &v, &error) != ERR_OK) {
        fail_msg("%s at %zu:%zu", json_reason_word(error.reason), error.line, error.column);
    }
    return v;
}

/* Follows "a/b/0/c". */
static const struct json *at(const struct json *v, const char *path)
{
    struct str rest = str_from_cstr(path);

    while (rest.ptr != NULL && v != NULL) {
        struct str step = str_split(&rest, '/');
        uint64_t index;

        if (v->kind == JSON_ARRAY && str_to_u64(step, 10000, &index)) {
            for (v = v->first; v != NULL && index > 0; index--) {
                v = v->next;
            }
        } else {
            v = json_member(v, step);
        }
    }
    return v;
}

static void test_csaf_structure(void **state)
{
    static const struct {
        const char *path;
        const char *text;
    } expected[] = {
        {"document/category",
         "csaf_base"}, /* 2.0 has no place for the score of the second number */
        {"document/csaf_version", "2.0"},
        {"document/publisher/category", "coordinator"},
        {"document/tracking/id", "JVN19000001"},
        {"document/tracking/version", "2"},
        {"document/tracking/status", "final"},
        {"document/tracking/initial_release_date", "2026-10-14T03:00:00Z"},
        {"document/tracking/current_release_date", "2026-10-21T03:01:30Z"},
        {"document/tracking/revision_history/0/number", "1"},
        {"document/tracking/revision_history/0/date", "2026-10-14T03:00:00Z"},
        {"document/tracking/revision_history/1/date", "2026-10-21T03:01:30Z"},
        {"document/tracking/revision_history/1/summary", "ベンダ情報を更新しました"},
        {"document/references/0/category", "self"},
        {"document/references/0/url", "https://notes.example.jp/csaf/2026/jvn19000001.json"},
        {"document/references/1/url", "https://notes.example.jp/jp/JVN19000001/index.html"},
        {"document/distribution/tlp/label", "WHITE"},
        {"product_tree/branches/0/name", "株式会社みほん"},
        {"product_tree/branches/0/branches/0/branches/0/category", "product_version_range"},
        {"product_tree/branches/0/branches/0/branches/0/product/product_id", "CSAFPID-0001"},
        {"vulnerabilities/0/cve", "CVE-1900-0001"},
        {"vulnerabilities/0/cwe/id", "CWE-78"},
        {"vulnerabilities/0/scores/0/cvss_v3/baseSeverity", "CRITICAL"},
        {"vulnerabilities/0/product_status/known_affected/2", "CSAFPID-0003"},
        {"vulnerabilities/0/remediations/0/category", "vendor_fix"},
        {"vulnerabilities/1/notes/2/text",
         "分析日: 2026-10-14\nCVSS: 4.0\n"
         "ベクタ: CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:L/VA:N/SC:N/SI:N/SA:N\n"
         "基本値: 6.9\n評価者: 見本開発者"},
    };
    struct publication full = example_publication();
    const struct json *v;

    (void)state;
    v = parse(csaf_of(&full, &scheme));
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
        if (!str_equal(json_text(at(v, expected[i].path)), str_from_cstr(expected[i].text))) {
            fail_msg("%s: %.*s", expected[i].path, STR_ARG(json_text(at(v, expected[i].path))));
        }
    }
    assert_null(at(v, "vulnerabilities/1/scores"));
    assert_null(at(v, "vulnerabilities/1/product_status"));
    assert_null(at(v, "vulnerabilities/2"));
    full.advisory.cve_count = 1;
    v = parse(csaf_of(&full, &scheme));
    assert_str(json_text(at(v, "document/category")), STR("csaf_security_advisory"));
}

/* A category that was asked for is kept or refused, never something else. */
static void test_csaf_categories(void **state)
{
    static const struct {
        enum csaf_category category;
        enum csaf_form form;
        bool products;
        enum err e;
    } cases[] = {
        {CSAF_CATEGORY_BASE, CSAF_FORM_20, true, ERR_OK},
        {CSAF_CATEGORY_INCIDENT, CSAF_FORM_20, true, ERR_OK},
        {CSAF_CATEGORY_INFORMATIONAL, CSAF_FORM_20, true, ERR_UNSUPPORTED},
        {CSAF_CATEGORY_ADVISORY, CSAF_FORM_20, true, ERR_OK},
        {CSAF_CATEGORY_ADVISORY, CSAF_FORM_20, false, ERR_UNSUPPORTED},
        {CSAF_CATEGORY_VEX, CSAF_FORM_20, true, ERR_OK},
        {CSAF_CATEGORY_VEX, CSAF_FORM_21, false, ERR_UNSUPPORTED},
        {CSAF_CATEGORY_DEPRECATED, CSAF_FORM_20, true, ERR_UNSUPPORTED},
        {CSAF_CATEGORY_DEPRECATED, CSAF_FORM_21, true, ERR_OK},
        {CSAF_CATEGORY_WITHDRAWN, CSAF_FORM_21, true, ERR_UNSUPPORTED},
        {CSAF_CATEGORY_SUPERSEDED, CSAF_FORM_21, true, ERR_UNSUPPORTED},
        {CSAF_CATEGORY_REPORT, CSAF_FORM_20, true, ERR_UNSUPPORTED},
        {CSAF_CATEGORY_REPORT, CSAF_FORM_21, true, ERR_OK},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct publication p = example_publication();
        struct csaf_choice choice = {cases[i].form, cases[i].category, LANG_JA};
        struct buf buf;

        p.advisory.product_count = cases[i].products ? p.advisory.product_count : 0;
        buf_init(&buf, &arena, LIMIT_PAGE_BYTES);
        assert_int_equal(csaf_write(&p, &scheme, &choice, &buf), cases[i].e);
        if (cases[i].e == ERR_OK) {
            assert_int_equal(csaf_category_of(parse(buf_str(&buf))), cases[i].category);
        }
    }
}

/* One related document that says so makes a publication a superseded one; the reader finds it. */
static void test_csaf_superseded(void **state)
{
    struct publication p = example_publication();
    struct advisory_related related = {STR("置き換え後の文書"), STR("JVN#19000009"),
                                       STR("https://notes.example.jp/jp/JVN19000009/index.html")};
    struct publication back;
    struct buf buf;

    (void)state;
    p.advisory.related = &related;
    p.advisory.related_count = 1;
    buf_init(&buf, &arena, LIMIT_PAGE_BYTES);
    assert_int_equal(csaf_write(&p, &scheme, &csaf21, &buf), ERR_OK);
    assert_int_equal(csaf_category_of(parse(buf_str(&buf))), CSAF_CATEGORY_SUPERSEDED);
    assert_int_equal(csaf_read(parse(buf_str(&buf)), &arena, &back), ERR_OK);
    assert_int_equal(back.advisory.related_count, 1);
    assert_str(back.advisory.related[0].id, STR("JVN#19000009"));
    assert_int_equal(back.advisory.reference_count, p.advisory.reference_count);
}

/* One CVE number twice would break test 6.1.23; a score that its vector does not give would
 * break 6.1.9. */
static void test_csaf_avoids_invalid_documents(void **state)
{
    struct publication p = example_publication();
    struct advisory_cve cves[2] = {example_cves[0], example_cves[0]};
    struct advisory_analysis analyses[2] = {example_analyses[0], example_analyses[0]};
    const struct json *v;

    (void)state;
    p.advisory.cves = cves;
    p.advisory.analyses = analyses;
    analyses[0].score = STR("9.7");
    v = parse(csaf_of(&p, &scheme));
    assert_null(at(v, "vulnerabilities/1"));
    assert_non_null(at(v, "vulnerabilities/0/scores/0"));
    assert_null(at(v, "vulnerabilities/0/scores/1"));
    assert_true(str_ends_with(json_text(at(v, "vulnerabilities/0/notes/2/text")),
                              STR("基本値: 9.7\n深刻度: 緊急")));

    p.advisory.product_count = 0;
    v = parse(csaf_of(&p, &scheme));
    assert_str(json_text(at(v, "document/category")), STR("csaf_base"));
    assert_null(at(v, "product_tree"));
    assert_null(at(v, "vulnerabilities/0/remediations"));
    assert_null(at(v, "vulnerabilities/0/scores"));
}

/* Every mandatory test of both versions passes on what is written, withdrawn and bare ones too. */
static void test_csaf_is_valid(void **state)
{
    static struct csaf_options options;
    struct publication all[] = {example_publication(), example_publication_bare(),
                                example_publication()};

    (void)state;
    all[2].state = PUBLICATION_WITHDRAWN;
    csaf_options_mandatory(&options);
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        for (size_t form = 0; form < 2; form++) {
            struct buf buf;
            struct str text;
            struct csaf_result r;

            buf_init(&buf, &arena, LIMIT_PAGE_BYTES);
            assert_int_equal(csaf_write(&all[i], &scheme, form == 0 ? &csaf20 : &csaf21, &buf),
                             ERR_OK);
            assert_int_equal(buf_finish(&buf, &text), ERR_OK);
            assert_int_equal(csaf_validate(text, &options, &arena, &r), ERR_OK);
            assert_int_equal(r.version, form == 0 ? CSAF_20 : CSAF_21);
            if (!r.valid) {
                fail_msg("%zu, form %zu: %s at %.*s: %.*s", i, form,
                         csaf_test_def(r.findings[0].test)->id, STR_ARG(r.findings[0].pointer),
                         STR_ARG(r.findings[0].message));
            }
        }
    }
}

static void test_csaf_21_structure(void **state)
{
    struct publication p = example_publication();
    struct buf buf;
    struct str text;
    const struct json *v;

    (void)state;
    buf_init(&buf, &arena, LIMIT_PAGE_BYTES);
    assert_int_equal(csaf_write(&p, &scheme, &csaf21, &buf), ERR_OK);
    assert_int_equal(buf_finish(&buf, &text), ERR_OK);
    v = parse(text);
    assert_str(json_text(at(v, "document/distribution/tlp/label")), STR("CLEAR"));
    assert_str(json_text(at(v, "vulnerabilities/0/cwes/0/id")), STR("CWE-78"));
    assert_non_null(at(v, "vulnerabilities/0/metrics/0/content/cvss_v3"));
    assert_str(json_text(at(v, "vulnerabilities/1/metrics/0/content/cvss_v4/baseSeverity")),
               STR("MEDIUM"));
    assert_str(json_text(at(v, "product_tree/branches/0/branches/0/branches/0/name")),
               STR("vers:generic/>=2.0.0|<=2.4.1"));
    assert_str(json_text(at(v, "product_tree/branches/0/branches/1/branches/0/name")),
               STR("vers:all/*"));
    assert_str(json_text(at(v, "product_tree/branches/1/branches/0/branches/0/name")),
               STR("vers:generic/<7.1"));
    p.state = PUBLICATION_WITHDRAWN;
    buf_clear(&buf);
    assert_int_equal(csaf_write(&p, &scheme, &csaf21, &buf), ERR_OK);
    assert_int_equal(buf_finish(&buf, &text), ERR_OK);
    v = parse(text);
    assert_str(json_text(at(v, "document/category")), STR("csaf_withdrawn"));
    assert_null(at(v, "product_tree"));
}

/* What is no plain form stays in the name of the product, without a branch of its own. */
static void test_csaf_21_versions_in_words(void **state)
{
    struct publication p = example_publication();
    struct advisory_product products[2] = {p.advisory.products[0], p.advisory.products[0]};
    struct buf buf;
    struct str text;
    const struct json *v;

    (void)state;
    p.advisory.products = products;
    p.advisory.product_count = 2;
    products[0].versions = STR("2.0 系の一部");
    products[1].versions = STR("3.1 以前");
    buf_init(&buf, &arena, LIMIT_PAGE_BYTES);
    assert_int_equal(csaf_write(&p, &scheme, &csaf21, &buf), ERR_OK);
    assert_int_equal(buf_finish(&buf, &text), ERR_OK);
    v = parse(text);
    assert_str(json_text(at(v, "product_tree/branches/0/branches/0/product/name")),
               STR("株式会社みほん みほんゲートウェイ 2.0 系の一部"));
    assert_str(json_text(at(v, "product_tree/branches/0/branches/1/branches/0/name")),
               STR("vers:generic/<=3.1"));
}

static void test_csaf_needs_dates_and_number(void **state)
{
    struct publication p = example_publication();
    struct buf buf;

    (void)state;
    buf_init(&buf, &arena, LIMIT_PAGE_BYTES);
    p.revised_at_us = 0;
    assert_int_equal(csaf_write(&p, &scheme, &csaf20, &buf), ERR_INVALID);
    p = example_publication();
    p.number = STR("");
    assert_int_equal(csaf_write(&p, &scheme, &csaf20, &buf), ERR_INVALID);
    p = example_publication();
    p.revision = 0;
    assert_int_equal(csaf_write(&p, &scheme, &csaf20, &buf), ERR_INVALID);
}

static void test_csaf_limits(void **state)
{
    struct publication p = example_publication();
    struct arena small;
    struct buf buf;

    (void)state;
    buf_init(&buf, &arena, 1000);
    assert_int_equal(csaf_write(&p, &scheme, &csaf20, &buf), ERR_LIMIT);
    arena_init(&small, 2000);
    buf_init(&buf, &small, LIMIT_PAGE_BYTES);
    assert_int_equal(csaf_write(&p, &scheme, &csaf20, &buf), ERR_MEMORY);
    arena_release(&small);
}

static void test_revision_dates(void **state)
{
    struct publication p = example_publication();
    struct text2 text;

    (void)state;
    assert_true(codec_revision_at(&p, 1, &text) == EXAMPLE_PUBLISHED_US);
    assert_null(text.ja.ptr);
    assert_true(codec_revision_at(&p, 2, &text) == EXAMPLE_REVISED_US);
    p.history = &example_history[1]; /* a history that begins with the second release */
    p.history_count = 1;
    assert_true(codec_revision_at(&p, 2, &text) == EXAMPLE_REVISED_US);
    assert_str(text.ja, STR("ベンダ情報を更新しました"));
    p.history_count = 0;
    assert_true(codec_revision_at(&p, 2, &text) == EXAMPLE_REVISED_US);
}

/* Which scores a validator will find right. */
static void test_cvss3(void **state)
{
    static const struct {
        const char *version, *vector, *score;
        bool consistent;
    } cases[] = {
        {"3.1", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "9.8", true},
        {"3.0", "CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", "6.1", true},
        {"3.0", "CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", "6.4", true},
        {"3.1", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", "10.0", true},
        {"3.1", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", "10", true},
        {"3.1", "CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N", "0.0", true},
        {"3.1", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "9.7", false},
        {"3.0", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "9.8", false},
        {"3.1", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H", "9.8", false},
        {"3.1", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P", "9.8", true},
        {"3.1", "CVSS:3.1/AC:L/AV:N/PR:N/UI:N/S:U/C:H/I:H/A:H", "9.8", true},
        {"3.1", "CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "9.8", false},
        {"3.1", "", "9.8", false},
        {"2.0", "AV:N/AC:L/Au:N/C:P/I:P/A:P", "7.5", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct advisory_analysis a = {.cvss_version = str_from_cstr(cases[i].version),
                                      .vector = str_from_cstr(cases[i].vector),
                                      .score = str_from_cstr(cases[i].score)};

        if (codec_score_is_3(&a) != cases[i].consistent) {
            fail_msg("%s %s", cases[i].vector, cases[i].score);
        }
    }
}

static void test_feeds_golden(void **state)
{
    struct publication full = example_publication();
    struct publication bare = example_publication_bare();
    const struct publication *items[] = {&full, &bare};
    struct codec_list list = {items, 2, EXAMPLE_REVISED_US};
    struct codec_list none = {items, 0, 0};
    struct codec_scheme training = scheme;

    (void)state;
    training.training = true;
    golden_check("jvn.rdf", feed_of(jvnrss_write, &list, &scheme, LANG_JA));
    golden_check("jvn-en.rdf", feed_of(jvnrss_write, &list, &training, LANG_EN));
    golden_check("jvn-empty.rdf", feed_of(jvnrss_write, &none, &scheme, LANG_JA));
    golden_check("atom.xml", feed_of(atom_write, &list, &scheme, LANG_JA));
    golden_check("atom-en.xml", feed_of(atom_write, &list, &scheme, LANG_EN));
}

/* --- IPA's schema, where the specifications are at hand (TODOKE_SHARED names their folder) --- */

static int run_xmllint(const char *schema, const char *document)
{
    pid_t child = fork();
    int status = -1;

    if (child == 0) {
        execlp("xmllint", "xmllint", "--nonet", "--noout", "--schema", schema, document,
               (char *)NULL);
        _exit(127);
    }
    assert_true(child > 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Feeds speak CPE 2.2 and name products, not versions; what is no product is not named. */
static void test_jvnrss_names_products_in_cpe_22(void **state)
{
    static const char *const names[][2] = {
        {"cpe:2.3:a:example:editor:1.0:*:*:*:*:*:*:*", ">cpe:/a:example:editor<"},
        {"cpe:2.3:a:ex\\!ample:ed\\+it:1.0:*:*:*:*:*:*:*", ">cpe:/a:ex%21ample:ed%2bit<"},
        {"cpe:2.3:a:example:a\\:b:*:*:*:*:*:*:*:*", ">cpe:/a:example:a%3ab<"},
        {"cpe:/a:example:editor:1.0", ">cpe:/a:example:editor:1.0<"},
        {"cpe:2.3:a:example:*:*:*:*:*:*:*:*:*", NULL},
        {"cpe:2.3:a:example:editor", NULL},
        {"not-a-cpe", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct publication v = example_publication();
        struct advisory_product row = {
            .vendor = STR("v"), .product = STR("p"), .cpe = str_from_cstr(names[i][0])};
        const struct publication *item = &v;

        v.advisory.products = &row;
        v.advisory.product_count = 1;
        struct str text =
            feed_of(jvnrss_write, &(struct codec_list){&item, 1, 0}, &scheme, LANG_JA);
        assert_int_equal(str_find(text, STR("<sec:cpe "), 0) == SIZE_MAX, names[i][1] == NULL);
        if (names[i][1] != NULL)
            assert_true(str_find(text, str_from_cstr(names[i][1]), 0) != SIZE_MAX);
    }
}

static void test_jvnrss_is_valid(void **state)
{
    static const char *const documents[] = {"jvn.rdf", "jvn-en.rdf", "jvn-empty.rdf"};
    const char *shared = getenv("TODOKE_SHARED");
    char schema[512];

    (void)state;
    if (shared == NULL) {
        print_message("not checked against the schema: TODOKE_SHARED is not set\n");
        return;
    }
    (void)snprintf(schema, sizeof(schema), "%s/data/myjvn/schemas/hnd/jvnrss_rdf_3.2.xsd", shared);
    for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++) {
        char path[128];

        (void)snprintf(path, sizeof(path), "test/golden/%s", documents[i]);
        assert_int_equal(run_xmllint(schema, path), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_csaf_golden, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_csaf_structure, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_csaf_categories, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_csaf_superseded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_csaf_avoids_invalid_documents, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_csaf_is_valid, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_csaf_21_structure, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_csaf_21_versions_in_words, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_csaf_needs_dates_and_number, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_csaf_limits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_revision_dates, set_up, tear_down),
        cmocka_unit_test(test_cvss3),
        cmocka_unit_test_setup_teardown(test_feeds_golden, set_up, tear_down),
        cmocka_unit_test(test_jvnrss_names_products_in_cpe_22),
        cmocka_unit_test(test_jvnrss_is_valid),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
