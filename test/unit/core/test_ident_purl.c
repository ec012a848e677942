/* test_ident_purl.c — package URLs: the general rules, the rules of types, building. */
#include "tester_arena.h"

#include "core/ident/purl.h"

#include "base/limits.h"

#include <string.h>

TESTER_ARENA(4 << 20);

static struct str spell(const struct purl *p)
{
    struct buf out;
    struct str text = {0};

    buf_init(&out, &arena, 1 << 16);
    purl_write(p, &out);
    assert_int_equal(buf_finish(&out, &text), ERR_OK);
    return text;
}

/* What is read, and its canonical spelling. */
static const struct {
    const char *text;
    const char *canonical;
} spellings[] = {
    /* slashes and case of scheme and type */
    {"pkg:generic/thing", "pkg:generic/thing"},
    {"PKG:Generic/thing", "pkg:generic/thing"},
    {"pkg:///generic//a//b/thing/", "pkg:generic/a/b/thing"},
    {"pkg:x.y-2/thing", "pkg:x.y-2/thing"},
    /* the version begins at the last @, but for a scope */
    {"pkg:generic/a@b@1", "pkg:generic/a%40b@1"},
    {"pkg:npm/@scope/name", "pkg:npm/%40scope/name"},
    {"pkg:npm/@scope/name@1", "pkg:npm/%40scope/name@1"},
    /* lower case is that of the Unicode Standard, where a type has it */
    {"pkg:composer/%C3%84B/%C3%89", "pkg:composer/%C3%A4b/%C3%A9"},
    {"pkg:github/A/%CE%91%CE%A3", "pkg:github/a/%CE%B1%CF%82"},
    {"pkg:github/%CE%91%CE%A3/%CE%A3a", "pkg:github/%CE%B1%CF%82/%CF%83a"},
    {"pkg:github/a/%C4%B0", "pkg:github/a/i%CC%87"},
    {"pkg:npm/%C3%84", "pkg:npm/%C3%84"},
    {"pkg:pub/a%C3%A9B", "pkg:pub/a_b"},
    {"pkg:golang/example.jp/m@v1/x", "pkg:golang/example.jp/m@v1%2Fx"},
    {"pkg:generic/thing@", "pkg:generic/thing"},
    /* percent: needed for all but .-_~: and alphanumerics, never for those */
    {"pkg:generic/th%69ng@1%2E0", "pkg:generic/thing@1.0"},
    {"pkg:generic/a b@1+2", "pkg:generic/a%20b@1%2B2"},
    {"pkg:generic/a%2fb", "pkg:generic/a%2Fb"},
    {"pkg:generic/\xe5\xb1\x8a\xe3\x81\x91", "pkg:generic/%E5%B1%8A%E3%81%91"},
    {"pkg:generic/%e5%b1%8a", "pkg:generic/%E5%B1%8A"},
    {"pkg:generic/a:b@1:2?k=v:w", "pkg:generic/a:b@1:2?k=v:w"},
    /* qualifiers are sorted, folded and dropped when empty */
    {"pkg:generic/a?b=2&a=1", "pkg:generic/a?a=1&b=2"},
    {"pkg:generic/a?Key=V", "pkg:generic/a?key=V"},
    {"pkg:generic/a?b=&a=1&c", "pkg:generic/a?a=1"},
    {"pkg:generic/a?b=", "pkg:generic/a"},
    {"pkg:generic/a?url=http://x/?y=1%262", "pkg:generic/a?url=http:%2F%2Fx%2F%3Fy%3D1%262"},
    {"pkg:generic/a?", "pkg:generic/a"},
    /* the subpath loses dots and empty segments */
    {"pkg:generic/a#/b//c/", "pkg:generic/a#b/c"},
    {"pkg:generic/a#./b/../c", "pkg:generic/a#b/c"},
    {"pkg:generic/a#%2e%2e/b", "pkg:generic/a#b"},
    {"pkg:generic/a#", "pkg:generic/a"},
    {"pkg:generic/a?k=v#p@1", "pkg:generic/a?k=v#p%401"},
    /* types */
    {"pkg:alpm/Arch/Pacman@1.A", "pkg:alpm/arch/pacman@1.A"},
    {"pkg:bitbucket/A/B", "pkg:bitbucket/a/b"},
    {"pkg:brew/Homebrew/Core/SQLite", "pkg:brew/homebrew/core/sqlite"},
    {"pkg:chrome-extension/DLPNGALGNEFJEIEFHMPKLPFIOHADPGLK@1.2.3.4",
     "pkg:chrome-extension/dlpngalgnefjeiefhmpklpfiohadpglk@1.2.3.4"},
    {"pkg:composer/Vendor/Name", "pkg:composer/vendor/name"},
    {"pkg:cpan/drolsky/DateTime", "pkg:cpan/DROLSKY/DateTime"},
    {"pkg:deb/Debian/Curl@1A", "pkg:deb/debian/curl@1A"},
    {"pkg:git/Codeberg.org/Foo/Bar", "pkg:git/codeberg.org/Foo/Bar"},
    {"pkg:git/h/a/b%2F%2Fc%2F", "pkg:git/h/a/b/c"},
    {"pkg:git/github/Foo/Bar", "pkg:git/github/foo/bar"},
    {"pkg:github/Foo/Bar@A", "pkg:github/foo/bar@A"},
    {"pkg:hackage/a_b", "pkg:hackage/a-b"},
    {"pkg:huggingface/Foo/Bar@ABC", "pkg:huggingface/Foo/Bar@abc"},
    {"pkg:maven/Org/Name@1.A", "pkg:maven/Org/Name@1.A"},
    {"pkg:mlflow/Name?repository_url=https://x.azuredatabricks.net/",
     "pkg:mlflow/name?repository_url=https:%2F%2Fx.azuredatabricks.net%2F"},
    {"pkg:mlflow/Name?repository_url=https://x.example/",
     "pkg:mlflow/Name?repository_url=https:%2F%2Fx.example%2F"},
    {"pkg:nuget/Name", "pkg:nuget/Name"},
    {"pkg:oci/Name@SHA256:AB", "pkg:oci/name@sha256:ab"},
    {"pkg:otp/Name#Src", "pkg:otp/name#src"},
    {"pkg:pub/My-Name.x", "pkg:pub/my_name_x"},
    {"pkg:pypi/My_Name.x@1.DEV1", "pkg:pypi/my-name.x@1.dev1"},
    {"pkg:qpkg/Vendor/Name", "pkg:qpkg/vendor/Name"},
    {"pkg:rpm/Fedora/Name@A", "pkg:rpm/fedora/Name@A"},
    {"pkg:swid/Acme/example.jp/S?tag_id=1", "pkg:swid/Acme/example.jp/S?tag_id=1"},
    {"pkg:vscode-extension/A/B@1.A", "pkg:vscode-extension/a/b@1.a"},
    {"pkg:yocto/Core/Glibc", "pkg:yocto/core/Glibc"},
};

static void test_spellings(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++) {
        struct ident_error error = {0};
        struct purl p;
        struct purl again;

        if (purl_read(str_from_cstr(spellings[i].text), PURL_LENIENT, &arena, &p, &error) != ERR_OK)
            fail_msg("%s: %s at %zu", spellings[i].text, error.reason, error.offset);
        struct str canonical = spell(&p);
        assert_str(canonical, str_from_cstr(spellings[i].canonical));
        assert_int_equal(purl_read(canonical, PURL_STRICT, &arena, &again, NULL), ERR_OK);
        assert_true(purl_equal(&p, &again));
        assert_str(spell(&again), canonical);
    }
}

static void test_components(void **state)
{
    struct purl p;

    (void)state;
    assert_int_equal(
        purl_read(STR("pkg:npm/%40a/b%2Fc@1%20x?k=%3D#d/e%20f"), PURL_STRICT, &arena, &p, NULL),
        ERR_OK);
    assert_str(p.type, STR("npm"));
    assert_str(p.space, STR("@a"));
    assert_str(p.name, STR("b/c"));
    assert_str(p.version, STR("1 x"));
    assert_str(purl_qualifier_get(&p, STR("k")), STR("="));
    assert_str(purl_qualifier_get(&p, STR("none")), STR(""));
    assert_str(p.subpath, STR("d/e f"));
    assert_true(purl_type_is_known(STR("npm")));
    assert_false(purl_type_is_known(STR("example")));
    assert_int_equal(purl_read(STR("pkg:git/h/a/b/c"), PURL_STRICT, &arena, &p, NULL), ERR_OK);
    assert_str(p.space, STR("h"));
    assert_str(p.name, STR("a/b/c"));
}

static const struct {
    const char *text;
    size_t offset;
} refused[] = {
    {"", 0},
    {"npm/a", 0},
    {"pkg%3Anpm/a", 0},
    {"pkg:npm", 7},
    {"pkg:", 4},
    {"pkg:/a", 6},
    {"pkg:2x/a", 4},
    {"pkg:n_m/a", 5},
    {"pkg:npm/", 8},
    {"pkg:npm/@1", 8},
    {"pkg:npm/a/@1", 10},
    {"pkg:npm/a%", 9},
    {"pkg:npm/a%4", 9},
    {"pkg:npm/a%zz", 9},
    {"pkg:npm/a%ff", 8},
    {"pkg:npm/\xff", 8},
    {"pkg:npm/a\nb", 9},
    {"pkg:npm/a%2Fb/c", 8},
    {"pkg:npm/a#b%2Fc", 10},
    {"pkg:npm/a?1=2", 10},
    {"pkg:npm/a?k%61=2", 11},
    {"pkg:npm/a?k k=2", 11},
    {"pkg:npm/a?k=1&K=2", 14},
    {"pkg:npm/a?=1", 10},
    {"pkg:cargo/a/b", 10},
    {"pkg:maven/a", 10},
    {"pkg:chrome-extension/dogs", 21},
    {"pkg:chrome-extension/dlpngalgnefjeiefhmpklpfiohadpglk@1.2.3.4.5", 54},
    {"pkg:chrome-extension/dlpngalgnefjeiefhmpklpfiohadpglk@1.x", 54},
    {"pkg:cocoapods/a+b", 14},
    {"pkg:cocoapods/.a", 14},
    {"pkg:cpan/A::B", 9},
    {"pkg:julia/Dates?x=1", 16},
    {"pkg:swid/Acme/Server", 20},
    {"pkg:swid/a/b/c/Server?tag_id=1", 9},
};

static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        struct ident_error error = {0};
        struct purl p;

        if (purl_read(str_from_cstr(refused[i].text), PURL_LENIENT, &arena, &p, &error) !=
            ERR_INVALID)
            fail_msg("accepted: %s", refused[i].text);
        if (error.reason == NULL || error.offset != refused[i].offset)
            fail_msg("%s: %s at %zu", refused[i].text, error.reason, error.offset);
    }
}

/* What only the strict mode refuses. */
static void test_strict(void **state)
{
    static const char *const texts[] = {
        "pkg:npm/a?Key=1", "pkg:npm/a b",          "pkg:npm/a?k=1?2",
        "pkg:npm/a#b#c",   "pkg:npm/\xe3\x81\x82",
    };
    struct purl p;

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct str text = str_from_cstr(texts[i]);

        assert_int_equal(purl_read(text, PURL_LENIENT, &arena, &p, NULL), ERR_OK);
        assert_int_equal(purl_read(text, PURL_STRICT, &arena, &p, NULL), ERR_INVALID);
    }
    assert_int_equal(purl_read(STR("pkg:npm/a?Repository_URL=x"), PURL_STRICT, &arena, &p, NULL),
                     ERR_OK);
}

static void test_limits(void **state)
{
    static char text[LIMIT_PURL_BYTES + 1];
    struct ident_error error = {0};
    struct purl p;
    size_t len = STR("pkg:npm/a?").len;

    (void)state;
    memset(text, 'a', sizeof(text));
    memcpy(text, "pkg:npm/", 8);
    assert_int_equal(purl_read((struct str){text, sizeof(text)}, PURL_STRICT, &arena, &p, &error),
                     ERR_LIMIT);
    assert_non_null(error.reason);
    memcpy(text, "pkg:npm/a?", len);
    for (size_t i = 0; i <= LIMIT_PURL_QUALIFIERS; i++)
        len += (size_t)snprintf(text + len, sizeof(text) - len, "k%zu=1&", i);
    assert_int_equal(purl_read((struct str){text, len - 1}, PURL_STRICT, &arena, &p, &error),
                     ERR_LIMIT);
}

static void test_build(void **state)
{
    static const struct purl_qualifier pairs[] = {
        {STR_INIT("Z"), STR_INIT("1")},
        {STR_INIT("b"), STR_INIT("")},
        {STR_INIT("a"), STR_INIT("x y")},
    };
    static const struct purl_qualifier twice[] = {
        {STR_INIT("a"), STR_INIT("1")},
        {STR_INIT("A"), STR_INIT("2")},
    };
    struct purl parts = {STR("NPM"), STR("/@a//"), STR("/b/"), STR("1+2"), pairs, 3, STR("./c//d")};
    struct purl p;

    (void)state;
    assert_int_equal(purl_build(&parts, &arena, &p, NULL), ERR_OK);
    assert_str(spell(&p), STR("pkg:npm/%40a/b@1%2B2?a=x%20y&z=1#c/d"));
    parts.qualifiers = twice;
    parts.qualifier_count = 2;
    assert_int_equal(purl_build(&parts, &arena, &p, NULL), ERR_INVALID);
    parts.qualifier_count = 0;
    parts.name = STR("//");
    assert_int_equal(purl_build(&parts, &arena, &p, NULL), ERR_INVALID);
    parts.name = STR("\xff");
    assert_int_equal(purl_build(&parts, &arena, &p, NULL), ERR_INVALID);
    parts.name = STR("b");
    parts.type = STR("n/m");
    assert_int_equal(purl_build(&parts, &arena, &p, NULL), ERR_INVALID);
    parts.type = STR("cargo");
    assert_int_equal(purl_build(&parts, &arena, &p, NULL), ERR_INVALID);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_spellings, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_components, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_strict, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_limits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_build, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("purl", tests, NULL, NULL);
}
