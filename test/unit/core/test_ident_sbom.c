/* test_ident_sbom.c — bills of materials: both formats into one list, and what is refused where. */
#include "tester_arena.h"

#include "core/ident/sbom.h"

#include "base/limits.h"

enum { TEXT_BYTES = 16 << 20 };

TESTER_ARENA(512 << 20);

static enum err read(const char *text, struct sbom *out, struct sbom_error *error)
{
    const struct json *v = NULL;

    if (json_read(str_from_cstr(text), TEXT_BYTES, &arena, &v, NULL) != ERR_OK)
        fail_msg("no JSON: %s", text);
    return sbom_read(v, &arena, out, error);
}

static void test_cyclonedx(void **state)
{
    static const char text[] =
        "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"serialNumber\":\"urn:uuid:3e671687-"
        "395b-41f5-a30f-a58921a69b79\","
        "\"metadata\":{\"timestamp\":\"2026-01-01T00:00:00Z\",\"component\":{\"type\":"
        "\"application\",\"bom-ref\":\"app\",\"name\":\"example\",\"version\":\"1\","
        "\"components\":[{\"type\":\"file\",\"name\":\"inner\"}]}},"
        "\"components\":[{\"type\":\"library\",\"bom-ref\":\"a\",\"group\":\"@scope\",\"name\":"
        "\"lib\",\"version\":\"2.0\",\"purl\":\"pkg:npm/%40scope/lib@2.0\",\"cpe\":"
        "\"cpe:2.3:a:x:lib:2.0:*:*:*:*:*:*:*\",\"supplier\":{\"name\":\"Example\"},\"licenses\":"
        "[{\"license\":{\"id\":\"MIT\"}}],\"components\":[{\"type\":\"library\",\"name\":\"sub\","
        "\"author\":\"Somebody\",\"purl\":\"npm/sub\",\"cpe\":\"no\",\"licenses\":[{"
        "\"expression\":\"MIT OR ISC\"}]}]},{\"type\":\"library\",\"name\":\"last\"}],"
        "\"services\":[{\"name\":\"service\"}]}";
    struct sbom b;

    (void)state;
    assert_int_equal(read(text, &b, NULL), ERR_OK);
    assert_string_equal(sbom_format_name(b.format), "CycloneDX");
    assert_str(b.spec_version, STR("1.6"));
    assert_str(b.id, STR("urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79"));
    assert_str(b.name, STR("example"));
    assert_str(b.created, STR("2026-01-01T00:00:00Z"));
    assert_int_equal(b.count, 5);
    assert_true(b.components[0].is_subject);
    assert_str(b.components[0].kind, STR("application"));
    assert_true(b.components[0].parent == SIZE_MAX);
    assert_str(b.components[1].name, STR("inner"));
    assert_int_equal(b.components[1].parent, 0);
    assert_false(b.components[1].is_subject);
    const struct sbom_component *lib = &b.components[2];
    assert_str(lib->ref, STR("a"));
    assert_str(lib->group, STR("@scope"));
    assert_str(lib->version, STR("2.0"));
    assert_str(lib->supplier, STR("Example"));
    assert_str(lib->license, STR("MIT"));
    assert_true(lib->purl_is_valid && lib->cpe_is_valid);
    const struct sbom_component *sub = &b.components[3];
    assert_int_equal(sub->parent, 2);
    assert_str(sub->supplier, STR("Somebody"));
    assert_str(sub->license, STR("MIT OR ISC"));
    assert_str(sub->purl, STR("npm/sub"));
    assert_false(sub->purl_is_valid || sub->cpe_is_valid);
    assert_true(b.components[4].parent == SIZE_MAX);
}

static void test_spdx(void **state)
{
    static const char text[] =
        "{\"spdxVersion\":\"SPDX-2.3\",\"SPDXID\":\"SPDXRef-DOCUMENT\",\"name\":\"doc\","
        "\"documentNamespace\":\"https://example.jp/1\",\"creationInfo\":{\"created\":"
        "\"2026-01-01T00:00:00Z\"},\"packages\":[{\"SPDXID\":\"SPDXRef-a\",\"name\":\"lib\","
        "\"versionInfo\":\"2.0\",\"primaryPackagePurpose\":\"LIBRARY\",\"supplier\":"
        "\"Organization: Example (mail@example.jp)\",\"licenseConcluded\":\"NOASSERTION\","
        "\"licenseDeclared\":\"MIT\",\"externalRefs\":[{\"referenceType\":\"cpe22Type\","
        "\"referenceLocator\":\"cpe:/a:x:lib:2.0\"},{\"referenceType\":\"cpe23Type\","
        "\"referenceLocator\":\"cpe:2.3:a:x:lib:2.0:*:*:*:*:*:*:*\"},{\"referenceType\":\"purl\","
        "\"referenceLocator\":\"pkg:npm/lib@2.0\"}]},{\"SPDXID\":\"SPDXRef-b\",\"name\":\"app\","
        "\"supplier\":\"NOASSERTION\",\"originator\":\"Person: Somebody\"},{\"SPDXID\":"
        "\"SPDXRef-c\",\"name\":\"third\"}],\"files\":[{\"SPDXID\":\"SPDXRef-f\"}],"
        "\"documentDescribes\":[\"SPDXRef-b\"],\"relationships\":[{\"spdxElementId\":"
        "\"SPDXRef-DOCUMENT\",\"relationshipType\":\"DESCRIBES\",\"relatedSpdxElement\":"
        "\"SPDXRef-c\"}]}";
    struct sbom b;

    (void)state;
    assert_int_equal(read(text, &b, NULL), ERR_OK);
    assert_string_equal(sbom_format_name(b.format), "SPDX");
    assert_str(b.spec_version, STR("2.3"));
    assert_str(b.id, STR("https://example.jp/1"));
    assert_str(b.name, STR("doc"));
    assert_int_equal(b.count, 3);
    assert_str(b.components[0].supplier, STR("Example"));
    assert_str(b.components[0].license, STR("MIT"));
    assert_str(b.components[0].purl, STR("pkg:npm/lib@2.0"));
    assert_str(b.components[0].cpe, STR("cpe:2.3:a:x:lib:2.0:*:*:*:*:*:*:*"));
    assert_true(b.components[0].purl_is_valid && b.components[0].cpe_is_valid);
    assert_false(b.components[0].is_subject);
    assert_true(b.components[1].is_subject);
    assert_str(b.components[1].supplier, STR("Somebody"));
    assert_true(b.components[2].is_subject);
}

/* What contains what, from both sides; nothing contains itself, and the first statement stands. */
static void test_spdx_inside(void **state)
{
#define PACKAGE(id) "{\"SPDXID\":\"SPDXRef-" id "\",\"name\":\"" id "\"}"
#define SAY(from, type, to)                                                                        \
    "{\"spdxElementId\":\"SPDXRef-" from "\",\"relationshipType\":\"" type                         \
    "\",\"relatedSpdxElement\":\"SPDXRef-" to "\"}"
#define PACKAGES PACKAGE("a") "," PACKAGE("b") "," PACKAGE("c") "," PACKAGE("d")
#define FIRST SAY("b", "CONTAINS", "a") "," SAY("c", "CONTAINED_BY", "a")
#define NEVER SAY("c", "CONTAINS", "b") "," SAY("d", "CONTAINS", "d") "," SAY("d", "CONTAINS", "a")
#define REST SAY("d", "CONTAINS", "nobody") "," SAY("b", "DESCRIBED_BY", "DOCUMENT")
    static const char text[] = "{\"spdxVersion\":\"SPDX-2.2\",\"packages\":[" PACKAGES
                               "],\"relationships\":[" FIRST "," NEVER "," REST "]}";
    struct sbom b;

    (void)state;
    assert_int_equal(read(text, &b, NULL), ERR_OK);
    assert_int_equal(b.components[0].parent, 1);
    assert_true(b.components[1].parent == SIZE_MAX);
    assert_int_equal(b.components[2].parent, 0);
    assert_true(b.components[3].parent == SIZE_MAX);
    assert_true(b.components[1].is_subject);
    assert_false(b.components[0].is_subject);
}

static void test_versions(void **state)
{
    static const struct {
        const char *text;
        bool read;
    } table[] = {
        {"{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.2\"}", true},
        {"{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.7\"}", true},
        {"{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.1\"}", false},
        {"{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.8\"}", false},
        {"{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"2.0\"}", false},
        {"{\"bomFormat\":\"CycloneDX\"}", false},
        {"{\"spdxVersion\":\"SPDX-2.3\"}", true},
        {"{\"spdxVersion\":\"SPDX-3.0\"}", false},
        {"{}", false},
        {"[]", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        struct sbom b;
        struct sbom_error error = {0};
        enum err e = read(table[i].text, &b, &error);

        if (e != (table[i].read ? ERR_OK : ERR_UNSUPPORTED))
            fail_msg("%s: %s", table[i].text, err_text(e));
        assert_int_equal(error.reason != NULL, !table[i].read);
    }
}

#define CDX(rest) "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\"," rest "}"
#define SPDX(rest) "{\"spdxVersion\":\"SPDX-2.3\"," rest "}"

static void test_refused(void **state)
{
    static const struct {
        const char *text;
        const char *pointer;
    } table[] = {
        {CDX("\"components\":{}"), "/components"},
        {CDX("\"components\":[1]"), "/components/0"},
        {CDX("\"components\":[{\"type\":\"library\"}]"), "/components/0"},
        {CDX("\"components\":[{\"name\":\"x\"}]"), "/components/0"},
        {CDX("\"components\":[{\"type\":\"library\",\"name\":\"x\"},{\"type\":\"library\","
             "\"name\":1}]"),
         "/components/1/name"},
        {CDX("\"components\":[{\"type\":\"library\",\"name\":\"x\",\"components\":[{\"type\":"
             "\"library\",\"name\":\"\"}]}]"),
         "/components/0/components/0"},
        {CDX("\"components\":[{\"type\":\"data\",\"name\":\"x\",\"bom-ref\":\"r\"},{\"type\":"
             "\"data\","
             "\"name\":\"y\",\"bom-ref\":\"r\"}]"),
         "/components/1"},
        {CDX("\"serialNumber\":1"), "/serialNumber"},
        {CDX("\"serialNumber\":\"urn:uuid:x\""), "/serialNumber"},
        {CDX("\"components\":[{\"type\":\"thing\",\"name\":\"x\"}]"), "/components/0/type"},
        {CDX("\"components\":[{\"type\":\"file\",\"name\":\"x\",\"bom-ref\":\"\"}]"),
         "/components/0"},
        {CDX("\"metadata\":{\"timestamp\":\"today\"}"), "/metadata/timestamp"},
        {SPDX("\"creationInfo\":{\"created\":\"2026-01-01\"}"), "/creationInfo/created"},
        {CDX("\"metadata\":[]"), "/metadata"},
        {CDX("\"metadata\":{\"component\":[]}"), "/metadata/component"},
        {CDX("\"metadata\":{\"timestamp\":1}"), "/metadata/timestamp"},
        {SPDX("\"packages\":[{\"name\":\"x\"}]"), "/packages/0"},
        {SPDX("\"packages\":[{\"SPDXID\":\"SPDXRef-a\"}]"), "/packages/0"},
        {SPDX("\"packages\":[{\"SPDXID\":\"SPDXRef-a\",\"name\":\"x\",\"externalRefs\":1}]"),
         "/packages/0/externalRefs"},
        {SPDX("\"packages\":[{\"SPDXID\":\"SPDXRef-a\",\"name\":\"x\"},{\"SPDXID\":\"SPDXRef-a\","
              "\"name\":\"y\"}]"),
         "/packages/1"},
        {SPDX("\"creationInfo\":1"), "/creationInfo"},
        {SPDX("\"relationships\":1"), "/relationships"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        struct sbom b;
        struct sbom_error error = {0};

        if (read(table[i].text, &b, &error) != ERR_INVALID)
            fail_msg("read: %s", table[i].text);
        assert_non_null(error.reason);
        assert_str(error.pointer, str_from_cstr(table[i].pointer));
    }
}

/* What stands around a component, by the last digit of the version of CycloneDX. */
#define PART(more) "\"components\":[{\"type\":\"file\",\"name\":\"x\"," more "}]"
#define HASH(alg, content) PART("\"hashes\":[{\"alg\":\"" alg "\",\"content\":\"" content "\"}]")
#define MD5 "d41d8cd98f00b204e9800998ecf8427e"
#define LICENSES(list) PART("\"licenses\":[" list "]")
#define LICENSE(more) "{\"license\":{" more "}}"
#define EXPRESSION "{\"expression\":\"MIT OR ISC\"}"
#define PATCH(more) PART("\"pedigree\":{\"patches\":[{" more "}]}")

static const struct part_case {
    const char *versions; /* those that are tried */
    const char *text;
    const char *pointer; /* NULL: it is read */
} parts[] = {
    {"27", HASH("MD5", MD5), NULL},
    {"27", HASH("MD4", MD5), "/components/0/hashes/0/alg"},
    {"6", HASH("Streebog-256", MD5 MD5), "/components/0/hashes/0/alg"},
    {"7", HASH("Streebog-256", MD5 MD5), NULL},
    {"27", HASH("MD5", MD5 "00"), "/components/0/hashes/0/content"},
    {"27", HASH("MD5", "g41d8cd98f00b204e9800998ecf8427e"), "/components/0/hashes/0/content"},
    {"27", PART("\"hashes\":[{\"content\":\"" MD5 "\"}]"), "/components/0/hashes/0"},
    {"27", PART("\"hashes\":{}"), "/components/0/hashes"},
    {"27", PART("\"scope\":\"optional\""), NULL},
    {"27", PART("\"scope\":\"some\""), "/components/0/scope"},
    {"27", PART("\"publisher\":1"), "/components/0/publisher"},
    {"27", PART("\"supplier\":{\"url\":[1]}"), "/components/0/supplier/url/0"},
    {"27", PART("\"swid\":{\"name\":\"x\"}"), "/components/0/swid"},
    {"4", "\"components\":[{\"type\":\"data\",\"name\":\"x\"}]", "/components/0/type"},
    {"5", "\"components\":[{\"type\":\"data\",\"name\":\"x\"}]", NULL},
    {"3", PART("\"unheard\":1"), NULL},
    {"4567", PART("\"unheard\":1"), "/components/0/unheard"},
    {"6", PART("\"isExternal\":true"), "/components/0/isExternal"},
    {"7", PART("\"isExternal\":true,\"versionRange\":\"vers:npm/<2\""), NULL},
    {"7", PART("\"versionRange\":\"vers:npm/<2\""), "/components/0"},
    {"7", PART("\"isExternal\":true,\"versionRange\":\"vers:npm/<2\",\"version\":\"1\""),
     "/components/0"},
    {"27", LICENSES(LICENSE("\"id\":\"MIT\"") "," LICENSE("\"name\":\"Own\"")), NULL},
    {"27", LICENSES(LICENSE("\"id\":\"GPL-2.0+\"")), NULL},
    {"27", LICENSES(LICENSE("\"id\":\"MIT-like\"")), "/components/0/licenses/0/license/id"},
    {"27", LICENSES(LICENSE("")), "/components/0/licenses/0/license"},
    {"27", LICENSES(LICENSE("\"id\":\"MIT\",\"name\":\"Own\"")),
     "/components/0/licenses/0/license"},
    {"27", LICENSES("{\"license\":{\"id\":\"MIT\"},\"expression\":\"MIT\"}"),
     "/components/0/licenses"},
    {"27", LICENSES(LICENSE("\"id\":\"MIT\",\"text\":{\"content\":\"x\",\"encoding\":\"hex\"}")),
     "/components/0/licenses/0/license/text/encoding"},
    {"234567", LICENSES(EXPRESSION), NULL},
    {"347", LICENSES(EXPRESSION "," LICENSE("\"id\":\"MIT\"")), NULL},
    {"56", LICENSES(EXPRESSION "," LICENSE("\"id\":\"MIT\"")), "/components/0/licenses"},
    {"27", PATCH("\"type\":\"backport\",\"resolves\":[{\"type\":\"security\"}]"), NULL},
    {"27", PATCH("\"type\":\"new\""), "/components/0/pedigree/patches/0/type"},
    {"27", PATCH("\"type\":\"backport\",\"resolves\":[{\"type\":\"x\"}]"),
     "/components/0/pedigree/patches/0/resolves/0/type"},
    {"27", PART("\"externalReferences\":[{\"type\":\"vcs\"}]"),
     "/components/0/externalReferences/0"},
    {"5", PART("\"properties\":[{\"value\":\"x\"}]"), NULL},
    {"67", PART("\"properties\":[{\"value\":\"x\"}]"), "/components/0/properties/0"},
    {"27", PART("\"components\":[{\"type\":\"file\",\"name\":\"y\",\"scope\":1}]"),
     "/components/0/components/0/scope"},
    {"37", "\"metadata\":{\"licenses\":[{}]}", "/metadata/licenses"},
    {"7", "\"metadata\":{\"distributionConstraints\":{\"tlp\":\"RED\"}}", NULL},
    {"7", "\"metadata\":{\"distributionConstraints\":{\"tlp\":\"WHITE\"}}",
     "/metadata/distributionConstraints/tlp"},
    {"7", "\"metadata\":{\"distribution\":\"x\"}", "/metadata/distribution"},
    {"27", "\"services\":[{\"name\":\"x\",\"data\":[{\"flow\":\"up\",\"classification\":\"x\"}]}]",
     "/services/0/data/0/flow"},
    {"27", "\"dependencies\":[{\"dependsOn\":[]}]", "/dependencies/0"},
    {"4", "\"dependencies\":[{\"ref\":\"\"}]", NULL},
    {"5", "\"dependencies\":[{\"ref\":\"\"}]", "/dependencies/0/ref"},
    {"7", "\"citations\":[{\"timestamp\":\"x\",\"pointers\":[\"/a\"],\"process\":\"p\"}]", NULL},
    {"7", "\"citations\":[{\"timestamp\":\"x\",\"pointers\":[\"/a\"]}]", "/citations/0"},
    {"7", "\"citations\":[{\"timestamp\":\"x\",\"process\":\"p\"}]", "/citations/0"},
    {"27", "\"version\":1", NULL},
    {"27", "\"version\":\"1\"", "/version"},
};

static void test_parts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        for (const char *version = parts[i].versions; *version != '\0'; version++) {
            struct sbom b;
            struct sbom_error error = {{NULL, 0}, "read"};
            struct str text =
                arena_format(&arena, "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.%c\",%s}",
                             *version, parts[i].text);
            enum err e = read(text.ptr, &b, &error);

            if (e != (parts[i].pointer == NULL ? ERR_OK : ERR_INVALID) ||
                (parts[i].pointer != NULL &&
                 !str_equal(error.pointer, str_from_cstr(parts[i].pointer))))
                fail_msg("%s: %s at %.*s", text.ptr, error.reason, STR_ARG(error.pointer));
        }
    }
}

/* Hashes and references of both formats in one form. */
static void test_pairs(void **state)
{
    static const char *const texts[] = {
        CDX("\"components\":[{\"type\":\"file\",\"name\":\"x\",\"scope\":\"optional\",\"swid\":{"
            "\"tagId\":\"t\",\"name\":\"x\"},\"hashes\":[{\"alg\":\"SHA-1\",\"content\":"
            "\"da39a3ee5e6b4b0d3255bfef95601890afd80709\"}],\"externalReferences\":[{\"type\":"
            "\"vcs\",\"url\":\"https://example.jp/x\"}]}]"),
        SPDX("\"packages\":[{\"SPDXID\":\"SPDXRef-x\",\"name\":\"x\",\"checksums\":[{"
             "\"algorithm\":\"SHA1\",\"checksumValue\":"
             "\"da39a3ee5e6b4b0d3255bfef95601890afd80709\"}],\"externalRefs\":[{"
             "\"referenceType\":\"vcs\",\"referenceLocator\":\"https://example.jp/x\"}]}]"),
    };

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct sbom b;

        assert_int_equal(read(texts[i], &b, NULL), ERR_OK);
        const struct sbom_component *c = &b.components[0];
        assert_int_equal(c->hashes.count, 1);
        assert_str(c->hashes.list[0].kind, STR("SHA-1"));
        assert_str(c->hashes.list[0].value, STR("da39a3ee5e6b4b0d3255bfef95601890afd80709"));
        assert_int_equal(c->references.count, 1);
        assert_str(c->references.list[0].kind, STR("vcs"));
        assert_str(c->references.list[0].value, STR("https://example.jp/x"));
        assert_str(c->scope, i == 0 ? STR("optional") : (struct str){0});
        assert_str(c->swid, i == 0 ? STR("t") : (struct str){0});
    }
}

static void test_limit(void **state)
{
    struct buf text;
    struct str all;
    struct sbom b;
    struct sbom_error error = {0};

    (void)state;
    buf_init(&text, &arena, TEXT_BYTES);
    buf_add_cstr(&text, "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.5\",\"components\":[");
    for (size_t i = 0; i <= LIMIT_SBOM_COMPONENTS; i++)
        buf_add_cstr(&text, i == 0 ? "{\"type\":\"file\",\"name\":\"n\"}"
                                   : ",{\"type\":\"file\",\"name\":\"n\"}");
    buf_add_cstr(&text, "]}");
    assert_int_equal(buf_finish(&text, &all), ERR_OK);
    assert_int_equal(read(all.ptr, &b, &error), ERR_LIMIT);
    assert_non_null(error.reason);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_cyclonedx, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_spdx, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_spdx_inside, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_versions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_parts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_pairs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_limit, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("sbom", tests, NULL, NULL);
}
