/* test_ident_version.c — the order of versions: one row a rule of each scheme, every pair of a row
 * compared in both directions. */
#include "tester.h"

#include "core/ident/version.h"

#include "base/limits.h"

#include <string.h>

enum { ARENA_BYTES = 1 << 20, ROW_MAX = 32 };

/* Versions in ascending order; "=" between two that are equal. */
static const struct {
    const char *scheme;
    const char *row;
} rows[] = {
    /* Semantic Versioning, §11 */
    {"semver", "1.0.0-alpha < 1.0.0-alpha.1 < 1.0.0-alpha.beta < 1.0.0-beta < 1.0.0-beta.2 < "
               "1.0.0-beta.11 < 1.0.0-rc.1 < 1.0.0 = 1.0.0+build < 1.0.1"},
    {"semver", "0.9.9 < 0.10.0 < 1.0.0 < 1.0.99999999999999999999998 < "
               "1.0.99999999999999999999999"},
    {"semver", "1.0.0-1 < 1.0.0-2 < 1.0.0-10 < 1.0.0-a < 1.0.0-a-b < 1.0.0-b"},
    {"npm", "1.0.0-rc = v1.0.0-rc = 1.0-rc < 1 = 1.0 = 1.0.0 = v1.0.0 < 1.0.0.1"},
    {"golang", "v1.2.3-0.20200101000000-abcdef < v1.2.3 = v1.2.3+incompatible < v1.2.4"},
    {"pub", "1.0.0-pre < 1.0.0-pre+b < 1.0.0 < 1.0.0+1 < 1.0.0+2 < 1.0.0+a < 1.0.0+a.1 < 1.0.1"},
    {"julia", "1.0.0-rc1 < 1.0.0 < 1.0.0+1 < 1.0.0+10 < 1.0.0+x < 1.1.0"},
    {"nginx", "1.9.15 < 1.10.0 < 1.21.0"},
    /* NuGet: four numbers, labels in any case */
    {"nuget", "1.0.0-ALPHA = 1.0.0-alpha < 1.0.0-alpha.2 < 1.0.0-Beta < 1 = 1.0.0.0 = 1.0+x < "
              "1.0.0.1-a < 1.0.0.1"},
    /* Composer: stabilities in their order */
    {"composer", "1.0.0-dev < 1.0.0-alpha1 = 1.0.0-a1 < 1.0.0-alpha2 < 1.0.0-beta1 = 1.0.0b1 < "
                 "1.0.0-RC1 = 1.0.0-rc1 < 1.0 = v1.0.0 = 1.0.0.0 = 1.0.0-stable = 1.0.0+x < "
                 "1.0.0-p1 = 1.0.0-patch1 < 1.0.0-pl2 < 1.0.0.1 < 1.0.1"},
    {"composer",
     "1.0-beta-dev < 1.0-beta < 1.0-beta0 < 1.0-beta1 < 1.0-beta1.0 < 1.0 = 1.0-stable5 < "
     "1.9 < 1.x-dev = 1.*-dev < 2.0-dev"},
    {"composer", "2010-01-02 = 2010.01.02 < 2010-02-01 < 20100102 < 20100102-203040"},
    /* PEP 440 */
    {"pypi", "1.0.dev1 < 1.0a1.dev1 < 1.0a1 = 1.0alpha1 = 1.0-A-1 = v1.0.0a1 < 1.0a1.post1 < "
             "1.0b1 < 1.0c1 = 1.0rc1 = 1.0pre1 = 1.0.preview1 < 1.0 = 1.0.0 = 1 < 1.0+abc < "
             "1.0+abc.5 = 1.0+ABC-5 < 1.0+5 < 1.0.post1.dev2 < 1.0.post1 = 1.0-1 = 1.0.rev1 = "
             "1.0r1 < 1.1.dev1 < 1.10 < 1!0.1"},
    {"pypi",
     "1.0a.dev0 = 1.0a_dev < 1.0a- = 1.0a = 1.0a.0 < 1.0rc. = 1.0rc0 < 1.0 < 1.0.post_ = 1.0-0"},
    {"pypi", "1.0.dev.dev < 1.0x < 1.0a = 1.0a0 < 1.0a1 < 1.0.post = 1.0.post0"},
    /* RubyGems: a word is a pre-release, zeros before it and at the end mean nothing */
    {"gem", "1.0.a < 1.0.a.1 < 1.0.b = 1.b < 1.0 = 1 = 1.0.0 < 1.0.1 < 1.1.a < 1.1"},
    {"gem", "1.0-1 = 1.0.pre.1 < 1.0 < 5.3.0.rc2 < 5.3.1"},
    {"cocoapods", "1.0.0-beta < 1.0.0"},
    /* Maven */
    {"maven", "1-alpha1 = 1-a1 = 1alpha1 < 1-beta-1 = 1b1 < 1-milestone-1 = 1m1 < 1-rc = 1-cr < "
              "1-SNAPSHOT < 1 = 1.0 = 1.0.0 = 1-ga = 1-final = 1.release < 1-sp < 1-abc < 1-xyz < "
              "1-1 = 1-01 < 1.1"},
    {"maven", "1.foo = 1-foo < 1-1 < 1.1"},
    {"maven", "2.0.1-alpha < 2.0.1 < 2.0.1.1 < 2.0.10"},
    {"maven", "1-0.alpha < 1-0.beta < 1-0 = 1"},
    {"maven", "1.0.0.sp1 = 1-sp-1 < 1.0-jre < 1.0.0.post1 = 1-post1 < 1.0-pre"},
    {"maven", "2-a < 2-1 < 2.0.a < 2.0.0.a < 2.0.2"},
    {"maven", "20190126.230843 < 20190126.230844 < 99999999999999999999"},
    /* Debian policy */
    {"deb", "1.0~~ < 1.0~~a < 1.0~ < 1.0 = 0:1.0 < 1.0-1 < 1.0-1a < 1.0-1.1 < 1.0-2~bpo < 1.0-2 < "
            "1.0-10 < 1.0a < 1.0+ < 1.0.0 < 1.1 < 1.10 < 1:0.1"},
    {"deb", "2.0-1 < 2.0-1-1"},
    {"opam", "1.0~beta < 1.0 < 1.0.1 < 1.10"},
    /* RPM */
    {"rpm", "1.0~rc1 < 1.0~rc1^git1 < 1.0 = 1_0 = 0:1.0 < 1.0^ < 1.0^git1 < 1.0^git2 < 1.0.a < "
            "1.0.1 < 1.0.10 < 1.01.11"},
    {"rpm", "1.0 < 1.0-1 < 1.0-1.fc25 < 1.0-2 < 1:0.1"},
    /* Arch: separators count, letters that remain are older */
    {"alpm", "1.0a < 1.0alpha < 1.0b < 1.0beta < 1.0p < 1.0pre < 1.0rc < 1.0 < 1.0.a < 1.0.1"},
    {"alpm", "1.0-1 < 1.0-1.1 < 1.0-2 < 1.0.0 < 1:0.1"},
    {"alpm", "1.0 = 1.0-1"},
    {"alpm", "1.0-2 = 1.0"},
    /* Gentoo's specification; Alpine has further suffixes */
    {"gentoo", "1.0_alpha_pre2 < 1.0_alpha < 1.0_alpha1 < 1.0_beta < 1.0_pre < 1.0_rc < 1.0 = "
               "1.0-r0 < 1.0-r1 < 1.0_p < 1.0_p1 < 1.0b < 1.0.0 < 1.01 < 1.010001 < 1.1 < 1.10"},
    {"gentoo", "1.001 = 1.0010 < 1.002 < 1.01"},
    {"apk", "1.0_rc1 < 1.0 < 1.0_cvs1 < 1.0_svn1 < 1.0_git20200101 < 1.0_hg1 < 1.0_p1"},
    {"apk", "1.2_alpha1 < 1.2-odd < 1.2_odd1 < 1.2 < 1.2_p1"},
    {"apk", "1_alpha_pre < 1_alpha < 1_alpha-r1 < 1_alpha~ab < 1_alpha0 < 1_alpha_p < 1 < 1-r = "
            "1-r0 < 1-r1"},
    {"apk",
     "1_p < 1_p0 < 1a < 1a_p < 1.0 < 1.00 < 1.001 < 1.0010 < 1.01 < 1.1 < 1.1p1-r0 < 1.1p1-r1"},
    {"apk", "1.2.3 < 1.2.3-r1 < 1.2.3-r10 < 1.2.3~abc"},
    /* Conan */
    {"conan", "1.0.0- < 1.0.0-alpha < 1.0.0-alpha.2 < 1.0.0-alpha.10 < 1 = 1.0 = 1.0.0 < 1.0+b1 < "
              "1.0+b2 < 1.0.1 < 1.1 < 1.1a < 1.a < cci.20200101"},
    {"conan", "1.0-a < 1.0-a-b = 1-a-b < 1.0-a-c < 1.0"},
    /* conda */
    {"conda", "30r < 30r_ = 30r- < 30ra < 30"},
    {"conda",
     "1.0dev1 < 1.0a1 < 1.0rc1 < 1.0.dev1 < 1.0+x < 1 = 1.0 = 1_0 < 1.0+1 < 1.0.1 < 1.0post1 < "
     "1.1 < 1!0.1"},
    {"conda",
     "1.0.1dev < 1.0.1_ = 1.0.1- < 1.0.1a < 1.0.1rc1 < 1.0.1s < 1.0.1 < 1.0.1_1 < 1.0.1post.a"},
    /* OpenSSL */
    {"openssl", "0.9.8 < 0.9.8a < 0.9.8z < 0.9.8za < 0.9.8zh < 1.0.0-beta1 < 1.0.0-beta2 < 1.0.0 < "
                "1.0.0a < 1.1.1-pre9 < 1.1.1 < 1.1.1w < 3.0.0-alpha17 < 3.0.0-beta1 < 3.0.0 < "
                "3.0.10"},
    /* lists of numbers: the longer one is later */
    {"hackage", "1 < 1.0 < 1.0.0 < 1.0.1 < 1.1 < 1.10"},
    {"cran", "1.0 < 1.0-0 = 1.0.0 < 1.0-1 = 1.0.1"},
    /* Perl */
    {"cpan", "1.02 < 1.02_03 = 1.0203 < 1.02_04 < 1.03"},
    {"cpan", "1.1 = v1.100 = 1.10 = 1.100 < 1.1001 = 1.100.100 < 1.2 = 1.200.0 < 1.21 = v1.210.0"},
    /* numbers, stopping at what is none */
    {"intdot", "1 = 1.0 = 1.0.0 = 01.0 = 1-rc < 1.2 < 1.10 < 10.234.5.12"},
    {"datetime",
     "2024-01-01 < now < 2023-12-31T23:59:60Z = 2024-01-01T00:00:00Z = 2024-01-01T09:00:00+09:00 = "
     "2024-01-01T00:00:00.00Z = 2023-12-31t19:00:00-05:00 < 2024-01-01T00:00:00.09Z < "
     "2024-01-01T00:00:00.1Z < 2024-02-29T00:00:00Z < 2024-03-01T00:00:00Z"},
    {"lexicographic", "10 < 9 < A < a < aa < \xc3\xa9"},
    /* any version */
    {"generic", "1.0alpha1 < 1.0beta1 < 1.0rc1 < 1.0 = 1 = v1.0 = 1.0.0 = 1..0 < 1.0patch1 = "
                "1.0.post1 < 1.0.1 = 1.0.01 = 1_0_1 < 1.0.1a < 1.1 < 1.10 < 2024.1"},
};

/* Cuts the row; equal[i] says that version i equals the one before it. */
static size_t cut(struct str row, struct str versions[ROW_MAX], bool equal[ROW_MAX])
{
    size_t count = 0;
    bool next_equal = false;

    while (row.ptr != NULL) {
        struct str word = str_split(&row, ' ');

        if (str_equal(word, STR("<")) || str_equal(word, STR("="))) {
            next_equal = str_equal(word, STR("="));
            continue;
        }
        assert_true(count < ROW_MAX);
        equal[count] = next_equal;
        versions[count++] = word;
    }
    return count;
}

static void test_order(void **state)
{
    (void)state;
    for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
        struct str versions[ROW_MAX];
        bool equal[ROW_MAX];
        enum version_scheme scheme = version_scheme_find(str_from_cstr(rows[r].scheme));
        size_t count = cut(str_from_cstr(rows[r].row), versions, equal);

        assert_true(scheme != VERSION_unknown);
        for (size_t i = 0; i < count; i++) {
            bool same = true;

            assert_int_equal(version_compare(scheme, versions[i], versions[i]), 0);
            for (size_t k = i + 1; k < count; k++) {
                int order = version_compare(scheme, versions[i], versions[k]);
                int back = version_compare(scheme, versions[k], versions[i]);

                same &= equal[k];
                if (same ? order != 0 || back != 0 : order >= 0 || back <= 0)
                    fail_msg("%s: %.*s and %.*s: %d, %d", rows[r].scheme, STR_ARG(versions[i]),
                             STR_ARG(versions[k]), order, back);
            }
        }
    }
}

static void test_names(void **state)
{
    (void)state;
    for (enum version_scheme scheme = 0; scheme < VERSION_SCHEMES; scheme++)
        assert_int_equal(version_scheme_find(version_scheme_name(scheme)), scheme);
    assert_int_equal(version_scheme_find(STR("alpine")), VERSION_apk);
    assert_int_equal(version_scheme_find(STR("python")), VERSION_pypi);
    assert_int_equal(version_scheme_find(STR("ebuild")), VERSION_gentoo);
    assert_int_equal(version_scheme_find(STR("custom")), VERSION_unknown);
    assert_int_equal(version_scheme_find(STR("")), VERSION_unknown);
    assert_str(version_scheme_name(VERSION_unknown), STR(""));
}

static const struct {
    const char *scheme;
    const char *good; /* versions between blanks */
    const char *bad;
} validity[] = {
    {"semver", "1.0.0 0.0.1-rc.1+b 1.2.3--", "1.0 v1.0.0 1.0.0- 1.0.0+ 1.0.0-a..b 1.0.x"},
    {"npm", "1.0.0 v1.0 1", "1.2.3.4 a"},
    {"nuget", "1.0.0.1-a 1.0", "1.0.0.0.1 1.0-"},
    {"nginx", "1.21.0", "1.21.0+ 1."},
    {"pypi", "1.0 1!2.0.post1.dev2+abc.1 v1.0-rc_1", "1.0x 1.0+ 1.0+a..b a 1..0"},
    {"gem", "1.0 1.0.a 1.0-1", "a 1. 1..0 1.0_1"},
    {"deb", "1.0 1:1.0-1~bpo+b1", "a1 x:1 1_0"},
    {"rpm", "1.0-1.fc25 1:1.0~rc1^x", "1/0 (1)"},
    {"gentoo", "1.0b_rc1_p2-r3 1", "1.0B 1.0_foo 1.0-r 1. .1 1.0_"},
    {"apk", "1.0_git20200101-r0 1~ab", "1.0-1"},
    {"datetime", "2024-02-29T00:00:00Z 2024-01-01T23:59:60.5+09:00",
     "2023-02-29T00:00:00Z 2024-01-01 2024-01-01T24:00:00Z 2024-01-01T00:00:00 "
     "2024-01-01T00:00:00.Z 2024-13-01T00:00:00Z 2024-01-01T00:00:00+24:00"},
    {"intdot", "1.2.3.4.5", "1.x 1."},
    {"generic", "anything", "\x01"},
    {"all", "", "1"},
};

static void test_validity(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(validity) / sizeof(validity[0]); i++) {
        enum version_scheme scheme = version_scheme_find(str_from_cstr(validity[i].scheme));
        struct str good = str_from_cstr(validity[i].good);
        struct str bad = str_from_cstr(validity[i].bad);

        while (good.len > 0) {
            struct str v = str_split(&good, ' ');
            if (!version_is_valid(scheme, v))
                fail_msg("%s: %.*s refused", validity[i].scheme, STR_ARG(v));
        }
        while (bad.len > 0) {
            struct str v = str_split(&bad, ' ');
            if (version_is_valid(scheme, v))
                fail_msg("%s: %.*s accepted", validity[i].scheme, STR_ARG(v));
        }
        assert_false(version_is_valid(scheme, STR("")));
    }
}

static void test_normal(void **state)
{
    static const struct {
        enum version_scheme scheme;
        const char *version;
        const char *normal;
    } table[] = {
        {VERSION_npm, "v1", "1.0.0"},
        {VERSION_npm, "1.2-rc+b", "1.2.0-rc+b"},
        {VERSION_npm, "latest", "latest"},
        {VERSION_golang, "v1.02.3", "1.2.3"},
        {VERSION_composer, "1.0.0.5", "1.0.0.5"},
        {VERSION_composer, "v1b2", "1.0.0-b2"},
        {VERSION_composer, "1.x-dev", "1.x-dev"},
        {VERSION_composer, "2010-01-02", "2010-01-02"},
        {VERSION_nuget, "1.0-RC+Build", "1.0-rc+Build"},
        {VERSION_pypi, "V1.0.ALPHA", "1.0a0"},
        {VERSION_pypi, "01.2-post3.DEV+Ab_01", "1.2.post3.dev0+ab.1"},
        {VERSION_pypi, "0!1-2", "1.post2"},
        {VERSION_pypi, "1!1c", "1!1rc0"},
        {VERSION_pypi, "none", "none"},
        {VERSION_deb, "1:1.0-1", "1:1.0-1"},
    };
    struct arena arena;

    (void)state;
    arena_init(&arena, ARENA_BYTES);
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        struct buf out;
        struct str text = {0};

        buf_init(&out, &arena, 1000);
        version_write_normal(table[i].scheme, str_from_cstr(table[i].version), &out);
        assert_int_equal(buf_finish(&out, &text), ERR_OK);
        assert_str(text, str_from_cstr(table[i].normal));
        if (!str_equal(text, str_from_cstr(table[i].version)) && table[i].scheme != VERSION_nuget)
            assert_int_equal(
                version_compare(table[i].scheme, text, str_from_cstr(table[i].version)), 0);
    }
    arena_release(&arena);
}

/* Beyond the limit versions are still ordered, and no comparator is asked for more. */
static void test_limit(void **state)
{
    static char a[LIMIT_VERSION_BYTES + 2];
    static char b[LIMIT_VERSION_BYTES + 2];

    (void)state;
    for (size_t i = 0; i < sizeof(a); i++)
        a[i] = b[i] = i % 2 == 0 ? '1' : '.';
    b[sizeof(b) - 1] = '2';
    for (enum version_scheme scheme = 0; scheme < VERSION_SCHEMES; scheme++) {
        struct str x = {a, sizeof(a)};
        struct str y = {b, sizeof(b)};

        assert_int_equal(version_compare(scheme, x, x), 0);
        assert_true(version_compare(scheme, x, y) < 0);
        assert_true(version_compare(scheme, y, x) > 0);
        assert_false(version_is_valid(scheme, x));
        x.len = y.len = LIMIT_VERSION_BYTES;
        assert_int_equal(version_compare(scheme, x, y), 0);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),    cmocka_unit_test(test_names),
        cmocka_unit_test(test_validity), cmocka_unit_test(test_normal),
        cmocka_unit_test(test_limit),
    };

    return cmocka_run_group_tests_name("version", tests, NULL, NULL);
}
