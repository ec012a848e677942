/* test_ident_vers.c — version ranges: reading in both modes, containment, contradictions, native
 * notations. */
#include "tester_arena.h"

#include "core/ident/vers.h"

#include "base/limits.h"

#include <string.h>

TESTER_ARENA(16 << 20);

static struct str spell(const struct vers *range)
{
    struct buf out;
    struct str text = {0};

    buf_init(&out, &arena, 4 << 20);
    vers_write(range, &out);
    assert_int_equal(buf_finish(&out, &text), ERR_OK);
    return text;
}

static void test_canonical(void **state)
{
    static const char *const texts[] = {
        "vers:npm/1.0.0",
        "vers:npm/>=1.0.0|<2.0.0",
        "vers:npm/*",
        "vers:all/*",
        "vers:none/*",
        "vers:npm/!=1.0.0|>2.0.0|!=3.0.0|<4.0.0",
        "vers:npm/1.0.0|2.0.0|>=3.0.0|<4.0.0|5.0.0|>6.0.0",
        "vers:npm/<1.0.0|>=2.0.0",
        "vers:npm/<1.0.0|2.0.0|>=3.0.0",
        "vers:npm/>=1.0.0|2.0.0",
        "vers:npm/1.0%252F0",
        "vers:generic/1%7C2%25%20%E5%B1%8A",
        "vers:datetime/>=2024-01-01T00:00:00Z|<2025-01-01T00:00:00+09:00",
        "vers:maven/>=1.0.0-beta1|<=1.7.5|>=7.0.0-M1|<=7.0.7|>=7.1.0|<=7.1.2|>=8.0.0-M1|<=8.0.1",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct ident_error error = {0};
        struct vers range;
        size_t at = 0;

        if (vers_read(str_from_cstr(texts[i]), VERS_CANONICAL, &arena, &range, &error) != ERR_OK)
            fail_msg("%s: %s at %zu", texts[i], error.reason, error.offset);
        assert_str(spell(&range), str_from_cstr(texts[i]));
        assert_null(vers_check(&range, &at));
    }
}

/* What canonical mode refuses and where; `lenient` is how the other mode spells it, NULL when it
 * refuses too. */
static const struct {
    const char *text;
    size_t offset;
    const char *lenient;
} faults[] = {
    {"", 0, NULL},
    {"npm/1", 0, NULL},
    {"vers:npm", 8, NULL},
    {"vers:npm/", 9, NULL},
    {"vers:/1", 5, NULL},
    {"vers:1x/1", 5, NULL},
    {"vers:n_m/1", 6, NULL},
    {"VERS:npm/1", 0, "vers:npm/1"},
    {"vers:NPM/1", 5, "vers:npm/1"},
    {"vers:example/1", 5, "vers:example/1"},
    {"vers:npm/>=1| <2", 13, "vers:npm/>=1|<2"},
    {"vers:npm/>=1|\t<2", 13, NULL},
    {"vers:npm/|>=1", 9, NULL},
    {"vers:npm/>=1|", 13, NULL},
    {"vers:npm/>=1||<2", 13, NULL},
    {"vers:npm/>=", 11, NULL},
    {"vers:npm/=1", 9, "vers:npm/1"},
    {"vers:npm/==1", 9, "vers:npm/1"},
    {"vers:npm/1=2", 10, NULL},
    {"vers:npm/>=*", 11, NULL},
    {"vers:npm/*|1", 9, NULL},
    {"vers:npm/**", 9, NULL},
    {"vers:all/1", 9, NULL},
    {"vers:none/>=1", 10, NULL},
    {"vers:npm/1%2", 10, NULL},
    {"vers:npm/1%zz", 10, NULL},
    {"vers:npm/1%7c2", 10, "vers:npm/1%7C2"},
    {"vers:npm/1%2E2", 10, "vers:npm/1.2"},
    {"vers:npm/1\xc3\xa9", 10, NULL},
    {"vers:npm/2|1", 11, "vers:npm/1|2"},
    {"vers:npm/1|!=1", 11, "vers:npm/!=1|1"},
    {"vers:npm/1.0|<=1.0.0", 13, "vers:npm/<=1.0.0|1.0"},
    {"vers:npm/>1|>2", 12, "vers:npm/>1|>2"},
    {"vers:npm/>1|2|<3", 14, "vers:npm/>1|2|<3"},
    {"vers:npm/>1|2|>3", 14, "vers:npm/>1|2|>3"},
    {"vers:npm/<1|<2", 12, "vers:npm/<1|<2"},
    {"vers:npm/1|<2", 11, "vers:npm/1|<2"},
    {"vers:npm/>1|!=2|>=3", 16, "vers:npm/>1|!=2|>=3"},
    {"vers:datetime/2024-01-01t00:00:00Z", 14, "vers:datetime/2024-01-01t00:00:00Z"},
    {"vers:datetime/2024-01-01", 14, "vers:datetime/2024-01-01"},
};

static void test_faults(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        struct str text = str_from_cstr(faults[i].text);
        struct ident_error error = {0};
        struct vers range;

        if (vers_read(text, VERS_CANONICAL, &arena, &range, &error) != ERR_INVALID)
            fail_msg("accepted: %s", faults[i].text);
        if (error.reason == NULL || error.offset != faults[i].offset)
            fail_msg("%s: %s at %zu", faults[i].text, error.reason, error.offset);
        enum err e = vers_read(text, VERS_LENIENT, &arena, &range, &error);
        if ((e == ERR_OK) != (faults[i].lenient != NULL))
            fail_msg("lenient: %s: %s", faults[i].text, error.reason);
        if (e == ERR_OK)
            assert_str(spell(&range), str_from_cstr(faults[i].lenient));
    }
}

static void test_limits(void **state)
{
    char *text = arena_alloc(&arena, LIMIT_VERS_BYTES + 1);
    struct ident_error error = {0};
    struct vers range;
    size_t len = STR("vers:npm/").len;

    (void)state;
    assert_non_null(text);
    memset(text, '1', LIMIT_VERS_BYTES + 1);
    memcpy(text, "vers:npm/", len);
    assert_int_equal(
        vers_read((struct str){text, LIMIT_VERS_BYTES + 1}, VERS_LENIENT, &arena, &range, &error),
        ERR_LIMIT);
    assert_int_equal(vers_read((struct str){text, len + LIMIT_VERSION_BYTES + 1}, VERS_LENIENT,
                               &arena, &range, &error),
                     ERR_LIMIT);
    assert_int_equal(error.offset, len);
    assert_int_equal(vers_read((struct str){text, len + LIMIT_VERSION_BYTES}, VERS_LENIENT, &arena,
                               &range, NULL),
                     ERR_OK);
    for (size_t i = 0; i < LIMIT_VERS_CONSTRAINTS; i++)
        text[len + 2 * i + 1] = '|';
    text[len + 2 * LIMIT_VERS_CONSTRAINTS] = '1';
    struct str many = {text, len + 2 * LIMIT_VERS_CONSTRAINTS + 1};
    assert_int_equal(vers_read(many, VERS_LENIENT, &arena, &range, NULL), ERR_LIMIT);
    many.len -= 2;
    assert_int_equal(vers_read(many, VERS_LENIENT, &arena, &range, NULL), ERR_OK);
    assert_int_equal(range.count, LIMIT_VERS_CONSTRAINTS);
}

static const struct {
    const char *vers;
    const char *inside;
    const char *outside;
} contained[] = {
    {"vers:npm/*", "1.0.0 0 x", ""},
    {"vers:all/*", "1.0.0", ""},
    {"vers:none/*", "", "1.0.0"},
    {"vers:npm/1.0.0|2", "1 1.0.0 v1 2.0.0", "1.0.1 1.5.0 0.9.0 3.0.0 1.0.0-rc"},
    {"vers:npm/>=1|<2", "1.0.0 1.5.0 2.0.0-rc", "0.9.0 1.0.0-rc 2.0.0 3.0.0"},
    {"vers:npm/>1|<=2", "1.0.1 2.0.0", "1.0.0 2.0.1"},
    {"vers:npm/<1", "0.9.0 1.0.0-rc", "1.0.0 2.0.0"},
    {"vers:npm/>=1", "1.0.0 2.0.0", "0.9.0"},
    {"vers:npm/<1|>=2|<3|4|>5", "0.5.0 2.0.0 2.5.0 4.0.0 6.0.0",
     "1.0.0 1.5.0 3.0.0 3.5.0 4.5.0 5.0.0"},
    {"vers:npm/>=1|!=1.5.0|<2", "1.4.0 1.6.0", "1.5.0 2.0.0"},
    {"vers:npm/!=1.5.0", "1.4.0 1.6.0", "1.5.0 1.5"},
    {"vers:npm/!=1.5.0|!=2.0.0", "1.4.0 1.6.0", "1.5.0 2.0.0"},
    {"vers:npm/1.0.0|!=1.5.0", "1.0.0", "1.4.0 1.5.0"},
    {"vers:pypi/>=1.0|<2.0", "1.0 1.0.post1 2.0a1", "1.0a1 2.0"},
    {"vers:deb/>=1:1.0|<1:2.0~", "1:1.5-1", "3.0 1:2.0~ 1:2.0"},
    {"vers:maven/>=1.0.0-beta1|<=1.7.5", "1.0.0 1.7.5-SNAPSHOT 1.7.5.0", "1.0.0-alpha 1.7.5-sp"},
};

static void check_contains(const struct vers *range, const char *name, const char *in,
                           const char *out)
{
    struct str inside = str_from_cstr(in);
    struct str outside = str_from_cstr(out);

    while (inside.len > 0) {
        struct str v = str_split(&inside, ' ');
        if (!vers_contains(range, v))
            fail_msg("%s does not contain %.*s", name, STR_ARG(v));
    }
    while (outside.len > 0) {
        struct str v = str_split(&outside, ' ');
        if (vers_contains(range, v))
            fail_msg("%s contains %.*s", name, STR_ARG(v));
    }
}

static void test_contains(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(contained) / sizeof(contained[0]); i++) {
        struct vers range;

        assert_int_equal(
            vers_read(str_from_cstr(contained[i].vers), VERS_LENIENT, &arena, &range, NULL),
            ERR_OK);
        check_contains(&range, contained[i].vers, contained[i].inside, contained[i].outside);
    }
}

static void test_constraints_alone(void **state)
{
    struct ident_error error = {0};
    struct vers range;

    (void)state;
    assert_int_equal(
        vers_read_constraints(STR("<2.0|>=1.0"), VERSION_generic, &arena, &range, NULL), ERR_OK);
    assert_str(spell(&range), STR("vers:generic/>=1.0|<2.0"));
    assert_true(vers_contains(&range, STR("1.5b")));
    assert_int_equal(vers_read_constraints(STR("<"), VERSION_generic, &arena, &range, &error),
                     ERR_INVALID);
    assert_int_equal(error.offset, 1);
}

/* Native ranges; a result of NULL is a refusal. */
static const struct {
    enum version_scheme scheme;
    const char *native;
    const char *vers;
} natives[] = {
    {VERSION_npm, "^1.2.3", "vers:npm/>=1.2.3|<2.0.0"},
    {VERSION_npm, "^0.2.3", "vers:npm/>=0.2.3|<0.3.0"},
    {VERSION_npm, "^0.0.3", "vers:npm/>=0.0.3|<0.0.4"},
    {VERSION_npm, "^9", "vers:npm/>=9.0.0|<10.0.0"},
    {VERSION_npm, "~1.99.3", "vers:npm/>=1.99.3|<1.100.0"},
    {VERSION_npm, "~1", "vers:npm/>=1.0.0|<2.0.0"},
    {VERSION_npm, "~1.2.3-rc", "vers:npm/>=1.2.3-rc|<1.3.0"},
    {VERSION_npm, "1.x || >=2.5.0 <3", "vers:npm/>=1.0.0|<2.0.0|>=2.5.0|<3.0.0"},
    {VERSION_npm, "1.0.0 - 2.0.0", "vers:npm/>=1.0.0|<=2.0.0"},
    {VERSION_npm, "1 - 2.1", "vers:npm/>=1.0.0|<2.2.0"},
    {VERSION_npm, "^1.2.x", "vers:npm/>=1.2.0|<2.0.0"},
    {VERSION_npm, "* >=2", "vers:npm/>=2.0.0"},
    {VERSION_npm, "1 || *", "vers:npm/*"},
    {VERSION_npm, "<2.x", "vers:npm/<2.0.0"},
    {VERSION_npm, "<=2.x", "vers:npm/<3.0.0"},
    {VERSION_npm, ">2.x", "vers:npm/>=3.0.0"},
    {VERSION_npm, "x", "vers:npm/*"},
    {VERSION_npm, "2.1 || 2.6", "vers:npm/2.1.0|2.6.0"},
    {VERSION_npm, "> = 1", NULL},
    {VERSION_npm, ">=", NULL},
    {VERSION_npm, "", NULL},
    {VERSION_npm, "=!1", NULL},
    {VERSION_npm, "~x1", NULL},
    {VERSION_cargo, "1.2", "vers:cargo/>=1.2|<2"},
    {VERSION_cargo, "=1.2.3, <2", "vers:cargo/1.2.3|<2"},
    {VERSION_cargo, "=1.2", "vers:cargo/>=1.2|<1.3"},
    {VERSION_cargo, ">1.2, <=1.9", "vers:cargo/>=1.3|<1.10"},
    {VERSION_cargo, ">=1.2.*", "vers:cargo/>=1.2"},
    {VERSION_pub, "any", "vers:pub/*"},
    {VERSION_swift, "1.2.0..<2.0.0", "vers:swift/>=1.2.0|<2.0.0"},
    {VERSION_swift, "1.2.0 ... 1.4.0", "vers:swift/>=1.2.0|<=1.4.0"},
    {VERSION_swift, "1.2.0..1.4.0", "vers:swift/1.2.0..1.4.0"},
    {VERSION_julia, "1.2, ~2.3.4, =3.0.0", "vers:julia/>=1.2|<2|>=2.3.4|<2.4|3.0.0"},
    {VERSION_apk, "~1.2", "vers:apk/>=1.2|<1.3"},
    {VERSION_apk, "=~1.2.3-r1", "vers:apk/>=1.2.3-r1|<1.2.4"},
    {VERSION_apk, "~= 3", "vers:apk/>=3|<4"},
    {VERSION_composer, "~1.2", "vers:composer/>=1.2.0|<2.0.0"},
    {VERSION_composer, "~1.2.3 | ^3", "vers:composer/>=1.2.3|<1.3.0|>=3.0.0|<4.0.0"},
    {VERSION_composer, "1.0.*", "vers:composer/>=1.0.0|<1.1.0"},
    {VERSION_composer, "^0.0.0.3", "vers:composer/>=0.0.0.3|<0.0.1"},
    {VERSION_gem, "~> 2.0.8, != 2.0.9", "vers:gem/>=2.0.8|!=2.0.9|<2.1"},
    {VERSION_gem, "~> 3", "vers:gem/>=3|<4"},
    {VERSION_gem, "^1", NULL},
    {VERSION_hex, "~> 2.0 and != 2.1.0 or > 3.0", "vers:hex/>=2.0|!=2.1.0|<3|>3.0"},
    {VERSION_pypi, ">=1.0,!=1.5,<2", "vers:pypi/>=1.0|!=1.5|<2"},
    {VERSION_pypi, "~=1.4.2", "vers:pypi/>=1.4.2|<1.5"},
    {VERSION_pypi, "==1.4.*", "vers:pypi/>=1.4|<1.5"},
    {VERSION_pypi, "!=1.4.*", "vers:pypi/<1.4|>=1.5"},
    {VERSION_pypi, "=== 1.0.0", "vers:pypi/1.0.0"},
    {VERSION_deb, "(>= 1:1.0-1~bpo), (<< 2)", "vers:deb/<2|>=1:1.0-1~bpo"},
    {VERSION_rpm, ">= 1.0~rc1 < 2", "vers:rpm/>=1.0~rc1|<2"},
    {VERSION_opam, ">= \"1.0\" & < \"2.0\"", "vers:opam/>=1.0|<2.0"},
    {VERSION_hackage, "^>= 1.2.3 || ==2.1.*", "vers:hackage/>=1.2.3|<1.3|>=2.1|<2.2"},
    {VERSION_hackage, ">=1.0 && <2", "vers:hackage/>=1.0|<2"},
    {VERSION_cpan, "1.2, < 2.0", "vers:cpan/>=1.2|<2.0"},
    {VERSION_conda, "1.2*", "vers:conda/>=1.2|<1.3"},
    {VERSION_conda, "=1.2*", "vers:conda/>=1.2|<1.3"},
    {VERSION_conda, "==1.2.*", "vers:conda/1.2"},
    {VERSION_conda, "!=1.2*", NULL},
    {VERSION_conda, "2013a*", NULL},
    {VERSION_conda, "=1.2|>=2,<3", "vers:conda/>=1.2|<1.3|>=2|<3"},
    {VERSION_cran, ">= 1.0-2", "vers:cran/>=1.0-2"},
    {VERSION_maven, "[1.0,2.0)", "vers:maven/>=1.0|<2.0"},
    {VERSION_maven, "(,1.0],[1.2,)", "vers:maven/<=1.0|>=1.2"},
    {VERSION_maven, "[1.0]", "vers:maven/1.0"},
    {VERSION_maven, "(,)", "vers:maven/*"},
    {VERSION_maven, "1.0", "vers:maven/1.0"},
    {VERSION_maven, "[1.0,1]", "vers:maven/1.0"},
    {VERSION_maven, "[1,1.0)", NULL},
    {VERSION_nuget, "(1,1)", NULL},
    {VERSION_nuget, " ", NULL},
    {VERSION_nuget, "[1.a,2)", NULL},
    {VERSION_nuget, "+1", NULL},
    {VERSION_maven, "(1.0)", NULL},
    {VERSION_maven, "[1.0,2.0", NULL},
    {VERSION_maven, "[2.0,1.0]", NULL},
    {VERSION_maven, "[1,2,3]", NULL},
    {VERSION_maven, "[1,2][3,4]", NULL},
    {VERSION_maven, "1.0,2.0", NULL},
    {VERSION_nuget, "1.0", "vers:nuget/>=1.0"},
    {VERSION_nuget, "(1.0, 2.0-RC]", "vers:nuget/>1.0|<=2.0-rc"},
    {VERSION_nuget, "1.*", "vers:nuget/>=1.0"},
    {VERSION_nuget, "*", "vers:nuget/>=0"},
    {VERSION_nuget, "[1.0.0-*, 2.0.0-beta*)", "vers:nuget/>=1.0.0-0|<2.0.0-beta"},
    {VERSION_conan, "~2.5.1 || ^0.1.2", "vers:conan/>=0.1.2|<0.2-|>=2.5.1|<2.6-"},
    {VERSION_conan, "*, include_prerelease", "vers:conan/>=0.0.0"},
    {VERSION_conan, "^a", NULL},
    {VERSION_nginx, "1.20.1+, 1.21.0+", "vers:nginx/>=1.20.1|<1.21.0|>=1.21.0"},
    {VERSION_nginx, "0.6.18-1.20.0", "vers:nginx/>=0.6.18|<=1.20.0"},
    {VERSION_nginx, "All", "vers:nginx/*"},
    {VERSION_nginx, "1+", NULL},
    {VERSION_nginx, "1.20.1,", NULL},
    {VERSION_openssl, "3.0.0, 1.0.2zd", "vers:openssl/1.0.2zd|3.0.0"},
};

static void test_natives(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(natives) / sizeof(natives[0]); i++) {
        struct ident_error error = {0};
        struct vers range;
        enum err e = vers_from_native(natives[i].scheme, str_from_cstr(natives[i].native), &arena,
                                      &range, &error);

        if ((e == ERR_OK) != (natives[i].vers != NULL))
            fail_msg("%s: %s at %zu", natives[i].native, error.reason, error.offset);
        if (e == ERR_OK)
            assert_str(spell(&range), str_from_cstr(natives[i].vers));
        else
            assert_non_null(error.reason);
    }
}

/* Where alternatives overlap or exclude, the list of constraints alone would answer wrongly. */
static const struct {
    enum version_scheme scheme;
    const char *native;
    const char *inside;
    const char *outside;
} joined[] = {
    {VERSION_npm, "<2.0.1 || <1.1.7", "1.0.0 1.5.0", "2.0.1"},
    {VERSION_npm, ">=1 <3 || >=2 <4", "1.0.0 2.5.0 3.5.0", "0.9.0 4.0.0"},
    {VERSION_npm, "^2.0.18 || ^3.0.16 || ^3.1.6", "2.1.0 3.1.0 3.1.7", "2.0.1 3.0.1 4.0.0"},
    {VERSION_npm, ">=5.0.3 >=4.2.1", "5.0.3", "4.5.0"},
    {VERSION_npm, ">=1 <2 || 1.5.0 || *", "9.0.0", ""},
    {VERSION_npm, "~0.8.0-pre", "0.8.0-pre 0.8.0", "0.7.9 0.9.0"},
    {VERSION_npm, "3.5.2 - 0.6", "", "3.5.2 0.6.0 1.0.0"},
    /* pre-releases of what a range ends before, and other versions that its text cannot say */
    {VERSION_npm, "^1.2.3", "1.2.3 1.3.0-rc 1.9.9", "1.2.3-rc 2.0.0-rc.1 2.0.0"},
    {VERSION_npm, "~1.2 || 4.x", "1.2.0-rc 1.2.9 4.0.0-0", "1.3.0-alpha 5.0.0-0"},
    {VERSION_npm, "2.1 || >3", "2.1.5 4.0.0", "2.2.0-rc 2.2.0 3.5.0"},
    {VERSION_npm, "<=1.2", "1.2.9 1.2.0", "1.3.0-0 1.3.0"},
    {VERSION_npm, ">=1.x", "1.0.0-0 2.0.0 7.0.0", "0.9.0"},
    {VERSION_cargo, "1.2", "1.2.0 1.9.0", "2.0.0-rc 2.0.0"},
    {VERSION_cargo, ">1", "2.0.0", "1.9.0 2.0.0-rc"},
    {VERSION_pub, ">=1.0.0 <2.0.0", "1.0.0 1.9.0", "2.0.0-dev 1.0.0-dev"},
    {VERSION_composer, "^1.2 || >=3", "1.2-dev 1.2 1.9 3.0-alpha1", "2.0-dev 2.0-RC1 2.9"},
    {VERSION_composer, "<1.2", "1.1.9", "1.2-beta1 1.2"},
    {VERSION_composer, "~1.2-beta2", "1.2-beta2 1.2", "1.2-beta1 2.0-dev"},
    {VERSION_composer, "1.0.* | 2.0 - 2.1", "1.0-dev 2.0-dev 2.1.9", "1.1-dev 2.2-dev"},
    {VERSION_pypi, "<1.2", "1.1 1.1.post1", "1.2.dev1 1.2rc1 1.2"},
    {VERSION_pypi, "==1.*", "1.dev0 1.0a1 1.9+x", "0.9 2.dev1 2a1"},
    {VERSION_pypi, "==1.0", "1.0+x 1 1.0.0", "1.0.post1 1.0a1 1.0.1.dev0"},
    {VERSION_pypi, "<=1.0", "1.0 1.0+x", "1.0.post0.dev0"},
    {VERSION_pypi, "!=1.0", "1.0.post1 1.0a1", "1.0 1.0+x"},
    {VERSION_pypi, "~=1.4.2", "1.4.2 1.4.9", "1.5a1 1.5 1.4.2a1"},
    {VERSION_gem, "~> 3.0", "3.0 3.9.a", "4.0.beta 4.a 4 3.0.a"},
    {VERSION_hex, "~> 2.0", "2.0.0 2.9.0", "3.0.0-rc 2.0.0-rc"},
    {VERSION_conda, "=1", "1dev 1rc1 1.0.dev1 1.9", "2+x 2dev 2"},
    {VERSION_conda, "~=1.3.post1", "1.3.post1 1.3.5", "1.3 1.4dev 1.4"},
    {VERSION_conda, "~=1.3rc1", "1.3rc1 1.9", "2dev 2"},
    {VERSION_conda, "!=1.2.*", "1.1 1.3dev", "1.2 1.2dev 1.2.5"},
    {VERSION_conan, ">=7 <8", "7-pre 7 7.9", "8-pre 8"},
    {VERSION_conan, "~1 || ^3", "1-pre 3-pre 3", "2-pre 4-pre"},
    {VERSION_apk, "~1.2", "1.2_alpha 1.2 1.2.9-r1", "1.1 1.3_alpha 1.3"},
    {VERSION_maven, "[1,1],[3,3]", "1.0 3", "0 2 4"},
    {VERSION_pypi, ">=1.0,!=1.3.*,<2", "1.0 1.2.9 1.4", "1.3.5 2.0 0.9"},
    {VERSION_hex, ">= 1.0.0 and < 2.0.0 or < 1.5.0", "0.1.0 1.9.0", "2.0.0"},
    {VERSION_julia, "1.2, 1.4", "1.2.0 1.9.0", "2.0.0 1.1.0"},
    {VERSION_maven, "[1,3),[2,4]", "1 2.5 3.5 4", "0.9 4.1"},
    {VERSION_conan, "", "0.0.0-pre 0 1 cci.2020", ""},
    {VERSION_conan, "<1 || , include_prerelease", "0.5 1-pre 2", ""},
    {VERSION_conan, ">1 <3 || >2 <4", "1.5 3.5", "1 4"},
    {VERSION_nginx, "1.4.1+, 1.5.0+", "1.4.9 1.5.0 1.6.0", "1.4.0"},
    {VERSION_openssl, "1.0.2, 1.0.2a", "1.0.2 1.0.2a", "1.0.2b"},
};

static void test_joined(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(joined) / sizeof(joined[0]); i++) {
        struct vers range;

        assert_int_equal(vers_from_native(joined[i].scheme, str_from_cstr(joined[i].native), &arena,
                                          &range, NULL),
                         ERR_OK);
        check_contains(&range, joined[i].native, joined[i].inside, joined[i].outside);
    }
}

static void test_no_native(void **state)
{
    struct ident_error error = {0};
    struct vers range;

    (void)state;
    assert_int_equal(vers_from_native(VERSION_datetime, STR(">1"), &arena, &range, &error),
                     ERR_UNSUPPORTED);
    assert_non_null(error.reason);
    assert_int_equal(vers_from_native(VERSION_unknown, STR(">1"), &arena, &range, NULL),
                     ERR_UNSUPPORTED);
    assert_int_equal(vers_from_native(VERSION_npm, STR("1\xc3\xa9"), &arena, &range, &error),
                     ERR_INVALID);
    assert_int_equal(error.offset, 1);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_canonical, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_faults, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_limits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_contains, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_constraints_alone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_natives, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_joined, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_no_native, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("vers", tests, NULL, NULL);
}
