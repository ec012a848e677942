/*
 * test/unit/core/test_foreign.c — OSV, OpenVEX, CycloneDX and STIX: what stands where, and what is
 * left out because the format has no place for it. Their schemas are not ours to keep; the shapes
 * below were checked against them.
 */
#include "tester_arena.h"

#include "core/codec/foreign.h"
#include "core/json/json.h"

TESTER_ARENA(16 << 20);

static struct advisory_product products[] = {
    {STR_INIT("V"),
     STR_INIT("ex"),
     STR_INIT("vers:npm/<1.0.0|>=1.2.0|<=1.3.0|2.0.0"),
     {NULL, 0},
     STR_INIT("pkg:npm/%40mihon/ex@1.0")},
    {STR_INIT("V"), STR_INIT("b"), STR_INIT("1.0; 1.2"), STR_INIT("cpe:/a:v:b"), {NULL, 0}},
    {STR_INIT("V"), STR_INIT("b again"), {NULL, 0}, STR_INIT("cpe:/a:v:b"), {NULL, 0}},
    {{NULL, 0}, STR_INIT("nameless"), {NULL, 0}, {NULL, 0}, {NULL, 0}},
};
static struct advisory_cve numbers[] = {{STR_INIT("CVE-1900-0001"), STR_INIT("CWE-79"), {NULL, 0}},
                                        {STR_INIT("CVE-1900-0002"), {NULL, 0}, {NULL, 0}}};
static struct advisory_analysis analyses[] = {
    {.cve = STR_INIT("CVE-1900-0001"),
     .cvss_version = STR_INIT("3.1"),
     .vector = STR_INIT("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"),
     .score = STR_INIT("9.8")},
    {.cve = STR_INIT("CVE-1900-0001"),
     .cvss_version = STR_INIT("3.1"),
     .vector = STR_INIT("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:L"),
     .score = STR_INIT("1.0")},
};

static const struct codec_scheme scheme = {
    .site_name = {STR_INIT("注意喚起"), STR_INIT("Example Notes")},
    .publisher_name = {STR_INIT("見本"), STR_INIT("Example")},
    .base_url = STR_INIT("https://notes.example.jp"),
    .namespace_url = STR_INIT("https://example.jp"),
};

static struct publication example(void)
{
    return (struct publication){
        .number = STR("JVN#19000001"),
        .kind = PUBLICATION_COORDINATED,
        .state = PUBLICATION_PUBLISHED,
        .revision = 2,
        .published_at_us = INT64_C(1726248468) * US_PER_SECOND,
        .revised_at_us = INT64_C(1726260827) * US_PER_SECOND,
        .advisory = {.title = {.ja = STR("題"), .en = STR("Title")},
                     .overview = {.ja = STR("穴")},
                     .solution = {.ja = STR("更新する")},
                     .products = products,
                     .product_count = 4,
                     .cves = numbers,
                     .cve_count = 2,
                     .analyses = analyses,
                     .analysis_count = 2},
    };
}

typedef enum err writer(const struct publication *, const struct codec_scheme *, struct buf *);

static enum err try_write(writer *write, const struct publication *v, struct str *text)
{
    struct buf out;

    buf_init(&out, &arena, 1 << 20);
    enum err e = write(v, &scheme, &out);
    return e == ERR_OK ? buf_finish(&out, text) : e;
}

static const struct json *written(writer *write, const struct publication *v)
{
    struct str text = {NULL, 0};
    const struct json *out = NULL;

    assert_int_equal(try_write(write, v, &text), ERR_OK);
    assert_int_equal(json_read(text, 1 << 20, &arena, &out, NULL), ERR_OK);
    return out;
}

/* "affected/0/package/name": a text or number at that path, absent when it is not there. */
static struct str at(const struct json *v, const char *path)
{
    struct str rest = str_from_cstr(path);

    while (v != NULL && rest.ptr != NULL) {
        struct str step = str_split(&rest, '/');
        uint64_t index = 0;
        if (v->kind == JSON_OBJECT) {
            v = json_member(v, step);
        } else if (v->kind == JSON_ARRAY && str_to_u64(step, 1000, &index)) {
            for (v = v->first; v != NULL && index > 0; index--)
                v = v->next;
        } else {
            v = NULL;
        }
    }
    return v != NULL ? v->text : (struct str){NULL, 0};
}

struct expected {
    const char *path, *text; /* "": not there */
};

static void check(const struct json *v, const struct expected *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct str got = at(v, list[i].path);
        if (!str_equal(got, str_from_cstr(list[i].text)))
            fail_msg("%s: \"%.*s\" instead of \"%s\"", list[i].path, STR_ARG(got), list[i].text);
    }
}

#define CHECK(v, list) check((v), (list), sizeof(list) / sizeof((list)[0]))

static void test_osv(void **state)
{
    static const struct expected all[] = {
        {"id", "x_JVN19000001"},
        {"aliases/0", ""}, /* it is about several */
        {"upstream/0", "CVE-1900-0001"},
        {"upstream/1", "CVE-1900-0002"},
        {"upstream/2", ""},
        {"database_specific/cwe_ids/0", "CWE-79"},
        {"summary", "Title"},
        {"details", "穴\n\n## Solution\n\n更新する"},
        {"modified", "2024-09-13T20:53:47Z"},
        {"affected/0/package/ecosystem", "npm"},
        {"affected/0/package/name", "@mihon/ex"},
        {"affected/0/package/purl", "pkg:npm/%40mihon/ex"},
        {"affected/0/ranges/0/events/0/introduced", "0"},
        {"affected/0/ranges/0/events/1/fixed", "1.0.0"},
        {"affected/0/ranges/1/events/0/introduced", "1.2.0"},
        {"affected/0/ranges/1/events/1/last_affected", "1.3.0"},
        {"affected/0/versions/0", "2.0.0"},
        {"affected/1/package/name", ""},
        {"severity/0/type", "CVSS_V3"},
        {"severity/1/type", ""}, /* its score does not follow from its vector */
        {"references/0/url", "https://notes.example.jp/jp/JVN19000001/index.html"},
        {"withdrawn", ""},
    };
    struct publication v = example();
    struct str text;

    (void)state;
    CHECK(written(osv_write, &v), all);
    v.advisory.cve_count = 1;
    assert_str(at(written(osv_write, &v), "aliases/0"), STR("CVE-1900-0001"));
    assert_str(at(written(osv_write, &v), "upstream/0"), STR(""));
    v.state = PUBLICATION_WITHDRAWN;
    assert_str(at(written(osv_write, &v), "withdrawn"), STR("2024-09-13T20:53:47Z"));
    v.advisory.products = &products[1]; /* no package among them */
    v.advisory.product_count = 3;
    assert_int_equal(try_write(osv_write, &v, &text), ERR_UNSUPPORTED);
}

/* What events cannot say stays text. */
static void test_osv_ranges(void **state)
{
    static const struct {
        const char *versions, *first;
    } cases[] = {
        {"vers:npm/>=1.0.0", "1.0.0"},
        {"vers:npm/<1.0.0", "0"},
        {"vers:npm/<0", ""},
        {"vers:npm/>1.0.0", ""},
        {"vers:npm/!=1.0.0", ""},
        {"vers:npm/*", ""},
        {"vers:nothing/1", ""},
        {"1.0から", ""},
        {"1.0 から 2.0 まで", "1.0"},
        {"2.0 より前", "0"},
        {"1.0", ""}, /* one version is no range */
    };
    struct publication v = example();
    struct advisory_product one = products[0];

    (void)state;
    v.advisory.products = &one;
    v.advisory.product_count = 1;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        one.versions = str_from_cstr(cases[i].versions);
        const struct json *osv = written(osv_write, &v);
        assert_str(at(osv, "affected/0/ranges/0/events/0/introduced"),
                   str_from_cstr(cases[i].first));
        assert_str(at(osv, "affected/0/database_specific/versions"), one.versions);
    }
}

static void test_openvex(void **state)
{
    static const struct expected all[] = {
        {"@context", "https://openvex.dev/ns/v0.2.0"},
        {"author", "Example"},
        {"version", "2"},
        {"statements/0/vulnerability/name", "CVE-1900-0001"},
        {"statements/0/vulnerability/aliases/0", "JVN#19000001"},
        {"statements/0/status", "affected"},
        {"statements/0/action_statement", "更新する"},
        {"statements/0/products/0/@id", "pkg:npm/%40mihon/ex@1.0"},
        {"statements/0/products/1/identifiers/cpe22", "cpe:/a:v:b"},
        {"statements/0/products/2/identifiers/cpe22", ""}, /* named like the one before */
        {"statements/0/products/2/@id",
         "https://notes.example.jp/jp/JVN19000001/index.html#CSAFPID-0004"},
        {"statements/0/products/3/@id", ""},
        {"statements/0/last_updated", "2024-09-13T20:53:47Z"},
        {"statements/0/vulnerability/@id", "https://www.cve.org/CVERecord?id=CVE-1900-0001"},
        {"statements/1/vulnerability/name", "CVE-1900-0002"},
    };
    struct publication v = example();
    struct str text;

    (void)state;
    CHECK(written(openvex_write, &v), all);
    v.state = PUBLICATION_WITHDRAWN;
    assert_int_equal(try_write(openvex_write, &v, &text), ERR_UNSUPPORTED);
    v.state = PUBLICATION_PUBLISHED;
    v.advisory.product_count = 0;
    assert_int_equal(try_write(openvex_write, &v, &text), ERR_UNSUPPORTED);
}

/* The one version that is affected becomes part of the package's name. */
static void test_openvex_version(void **state)
{
    struct publication v = example();
    struct advisory_product one = products[0];

    (void)state;
    v.advisory.products = &one;
    v.advisory.product_count = 1;
    one.purl = STR("pkg:npm/ex");
    one.versions = STR("1.5.2");
    assert_str(at(written(openvex_write, &v), "statements/0/products/0/@id"),
               STR("pkg:npm/ex@1.5.2"));
    one.versions = STR("1.5.2 以前");
    assert_str(at(written(openvex_write, &v), "statements/0/products/0/@id"), STR("pkg:npm/ex"));
    assert_str(at(written(openvex_write, &v), "statements/0/status_notes"), STR("V ex 1.5.2 以前"));
}

static void test_cyclonedx(void **state)
{
    static const struct expected all[] = {
        {"bomFormat", "CycloneDX"},
        {"specVersion", "1.6"},
        {"components/0/purl", "pkg:npm/%40mihon/ex@1.0"},
        {"components/1/cpe", "cpe:/a:v:b"},
        {"components/3/publisher", ""},
        {"vulnerabilities/0/id", "CVE-1900-0001"},
        {"vulnerabilities/0/cwes/0", "79"},
        {"vulnerabilities/0/ratings/0/method", "CVSSv31"},
        {"vulnerabilities/0/ratings/0/severity", "critical"},
        {"vulnerabilities/0/ratings/0/score", "9.8"},
        {"vulnerabilities/0/ratings/1/score", ""},
        {"components/0/supplier/name", "V"},
        {"metadata/authors/0/name", "Example"},
        {"vulnerabilities/0/references/0/id", "JVN#19000001"},
        {"vulnerabilities/0/references/0/source/name", "Example Notes"},
        {"vulnerabilities/0/properties/0/value", "Title"},
        {"vulnerabilities/0/rejected", ""},
        {"vulnerabilities/0/analysis/state", "exploitable"},
        {"vulnerabilities/0/affects/0/versions/0/range", "vers:npm/<1.0.0|>=1.2.0|<=1.3.0|2.0.0"},
        {"vulnerabilities/0/affects/1/versions/1/version", "1.2"},
        {"vulnerabilities/0/affects/2/versions/0/version", ""},
        {"vulnerabilities/1/id", "CVE-1900-0002"},
        {"vulnerabilities/1/ratings/0/score", ""},
    };
    struct publication v = example();

    (void)state;
    CHECK(written(cyclonedx_write, &v), all);
    v.state = PUBLICATION_WITHDRAWN;
    assert_str(at(written(cyclonedx_write, &v), "vulnerabilities/0/rejected"),
               STR("2024-09-13T20:53:47Z"));
    assert_str(at(written(cyclonedx_write, &v), "vulnerabilities/0/analysis/state"), STR(""));
}

static void test_stix(void **state)
{
    static const struct expected all[] = {
        {"type", "bundle"},
        {"objects/0/type", "identity"},
        {"objects/0/name", "Example"},
        {"objects/1/type", "vulnerability"},
        {"objects/1/name", "CVE-1900-0001"},
        {"objects/1/created", "2024-09-13T17:27:48.000Z"},
        {"objects/1/lang", "ja"},
        {"objects/1/external_references/0/source_name", "cve"},
        {"objects/1/external_references/1/external_id", "CWE-79"},
        {"objects/1/external_references/2/description",
         "CVSS 3.1 9.8 CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"},
        {"objects/1/external_references/3/external_id", "JVN#19000001"},
        {"objects/2/name", "CVE-1900-0002"},
        {"objects/2/external_references/1/external_id", "JVN#19000001"},
        {"objects/1/external_references/3/description", "Title"},
        {"objects/3/type", "marking-definition"},
        {"objects/4/type", "software"},
        {"objects/4/id", "software--185a50ac-c88e-5b0b-a7b5-4bb8aa032d41"},
        {"objects/4/name", "ex"},
        {"objects/4/vendor", "V"},
        {"objects/5/relationship_type", "has"},
        {"objects/16/type", "course-of-action"},
        {"objects/16/description", "更新する"},
        {"objects/16/lang", "ja"},
        {"objects/17/relationship_type", "mitigates"},
        {"objects/19/type", ""},
    };
    struct publication v = example();
    const struct json *first = written(stix_write, &v);

    (void)state;
    CHECK(first, all);
    assert_str(at(first, "objects/1/created_by_ref"), at(first, "objects/0/id"));
    assert_false(str_equal(at(first, "objects/1/id"), at(first, "objects/2/id")));
    assert_str(at(written(stix_write, &v), "objects/1/id"), at(first, "objects/1/id"));
    v.number = STR("CVE-1900-0003"); /* stands under "cve" alone */
    v.advisory.cve_count = 0;
    first = written(stix_write, &v);
    assert_str(at(first, "objects/1/external_references/0/external_id"), v.number);
    assert_str(at(first, "objects/1/external_references/1/external_id"), STR(""));
    v.state = PUBLICATION_WITHDRAWN; /* says nothing of products */
    assert_str(at(written(stix_write, &v), "objects/3/type"), STR(""));
}

/* What stands in both languages is translated beside it; the same software is one. */
static void test_stix_languages(void **state)
{
    struct advisory_product twice[] = {{.product = STR_INIT("nameless")},
                                       {.product = STR_INIT("nameless")}};
    static const struct expected all[] = {
        {"objects/1/type", "vulnerability"},
        {"objects/1/lang", "en"},
        {"objects/1/description", "A hole."},
        {"objects/2/type", "language-content"},
        {"objects/2/contents/ja/description", "穴"},
        {"objects/4/type", "software"},
        {"objects/4/id", "software--bb2545cf-9fd1-522f-969f-06b87cad1ee9"},
        {"objects/5/type", "relationship"},
        {"objects/6/type", "course-of-action"},
        {"objects/6/lang", "en"},
        {"objects/7/type", "language-content"},
        {"objects/7/contents/ja/description", "更新する"},
        {"objects/8/relationship_type", "mitigates"},
        {"objects/9/type", ""},
    };
    struct publication v = example();

    (void)state;
    v.advisory.overview.en = STR("A hole.");
    v.advisory.solution.en = STR("Update it.");
    v.advisory.products = twice;
    v.advisory.product_count = 2;
    v.advisory.cve_count = 1;
    const struct json *first = written(stix_write, &v);
    CHECK(first, all);
    assert_str(at(first, "objects/2/object_ref"), at(first, "objects/1/id"));
    assert_str(at(first, "objects/2/object_modified"), at(first, "objects/1/modified"));
    assert_str(at(first, "objects/7/object_ref"), at(first, "objects/6/id"));
}

/* A number with two weaknesses is one vulnerability. */
static void test_two_weaknesses(void **state)
{
    struct advisory_cve rows[] = {{STR_INIT("CVE-1900-0001"), STR_INIT("CWE-79"), {NULL, 0}},
                                  {STR_INIT("CVE-1900-0001"), STR_INIT("CWE-89"), {NULL, 0}}};
    struct publication v = example();
    const struct json *bom;

    (void)state;
    v.advisory.cves = rows;
    bom = written(cyclonedx_write, &v);
    assert_str(at(bom, "vulnerabilities/0/cwes/1"), STR("89"));
    assert_str(at(bom, "vulnerabilities/1/id"), STR(""));
}

static void test_needs(void **state)
{
    writer *const writers[] = {osv_write, openvex_write, cyclonedx_write, stix_write};
    struct publication v = example();
    struct str text;

    (void)state;
    v.published_at_us = 0;
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(try_write(writers[i], &v, &text), ERR_INVALID);
    v = example();
    v.number = (struct str){NULL, 0};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(try_write(writers[i], &v, &text), ERR_INVALID);
}

/* Computed by other programs. */
static void test_uuid(void **state)
{
    (void)state;
    assert_str(uuid_of_name(STR("https://example.jp/"), &arena),
               STR("b420ea69-36a2-5386-9140-9d123c7384eb"));
    assert_str(uuid_of_name(STR(""), &arena), STR("1b4db7eb-4057-5ddf-91e0-36dec72071f5"));
    assert_str(
        uuid_of_name(STR("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
                     &arena),
        STR("62131fe0-1278-5d5b-a732-4ccb219b77a9"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_osv, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_osv_ranges, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_openvex, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_openvex_version, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_cyclonedx, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_two_weaknesses, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_stix, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_stix_languages, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_needs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_uuid, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
