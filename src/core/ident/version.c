/*
 * core/ident/version.c — the schemes by name, and the way to each one's comparator.
 *
 * Must never compare versions of different schemes: the caller names one scheme for both.
 */
#include "core/ident/version_priv.h"

#include <assert.h>

#include "base/limits.h"

static const struct {
    struct str name;
    version_comparator *compare;
} schemes[] = {
#define VERSION_SCHEME(id, name, comparator, text) {STR_INIT(name), version_compare_##comparator},
#define VERSION_ALIAS(name, id)
#include "core/ident/version.def"
};

static const struct {
    struct str name;
    enum version_scheme scheme;
} aliases[] = {
#define VERSION_SCHEME(id, name, comparator, text)
#define VERSION_ALIAS(name, id) {STR_INIT(name), VERSION_##id},
#include "core/ident/version.def"
};

enum version_scheme version_scheme_find(struct str name)
{
    for (enum version_scheme i = 0; i < VERSION_SCHEMES; i++) {
        if (str_equal(schemes[i].name, name)) {
            return i;
        }
    }
    for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++) {
        if (str_equal(aliases[i].name, name)) {
            return aliases[i].scheme;
        }
    }
    return VERSION_unknown;
}

struct str version_scheme_name(enum version_scheme scheme)
{
    return scheme < VERSION_SCHEMES ? schemes[scheme].name : STR("");
}

int version_compare(enum version_scheme scheme, struct str a, struct str b)
{
    assert(scheme < VERSION_SCHEMES);
    if (a.len <= LIMIT_VERSION_BYTES && b.len <= LIMIT_VERSION_BYTES) {
        return schemes[scheme].compare(a, b);
    }
    /* No reader lets such a version in; that it is still ordered costs one comparison. */
    int order = schemes[scheme].compare(str_slice(a, 0, LIMIT_VERSION_BYTES),
                                        str_slice(b, 0, LIMIT_VERSION_BYTES));
    return order != 0 ? order
                      : str_compare(str_slice(a, LIMIT_VERSION_BYTES, a.len),
                                    str_slice(b, LIMIT_VERSION_BYTES, b.len));
}

/* ---- validity -------------------------------------------------------------------------------- */

static bool only(struct str s, const char *more)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!ident_is_alnum(s.ptr[i]) &&
            str_find(str_from_cstr(more), str_slice(s, i, i + 1), 0) == SIZE_MAX) {
            return false;
        }
    }
    return s.len > 0;
}

/* Identifiers behind "-" or "+": never empty. */
static bool is_labels(struct str s)
{
    while (s.ptr != NULL) {
        if (!only(str_split(&s, '.'), "-")) {
            return false;
        }
    }
    return true;
}

static size_t count_numbers(struct str numbers)
{
    size_t count = 0;
    while (numbers.ptr != NULL) {
        if (!ident_all_digits(str_split(&numbers, '.'))) {
            return 0;
        }
        count++;
    }
    return count;
}

/* Numbers, label, build; between `least` and `most` numbers. */
static bool is_semver(struct str v, size_t least, size_t most)
{
    struct str main = v;
    struct str label = {0};
    struct str build = {0};
    size_t plus = str_find(v, STR("+"), 0);
    if (plus != SIZE_MAX) {
        build = str_slice(v, plus + 1, v.len);
        main.len = plus;
    }
    size_t dash = str_find(main, STR("-"), 0);
    if (dash != SIZE_MAX) {
        label = str_slice(main, dash + 1, main.len);
        main.len = dash;
    }
    size_t numbers = count_numbers(main);
    return numbers >= least && numbers <= most && (dash == SIZE_MAX || is_labels(label)) &&
           (plus == SIZE_MAX || is_labels(build));
}

static struct str without_v(struct str v)
{
    return v.len > 0 && (v.ptr[0] == 'v' || v.ptr[0] == 'V') ? str_slice(v, 1, v.len) : v;
}

/* [epoch:]upstream[-revision]; upstream begins with a digit. */
static bool is_deb(struct str v)
{
    size_t colon = str_find(v, STR(":"), 0);
    if (colon != SIZE_MAX) {
        if (!ident_all_digits(str_slice(v, 0, colon))) {
            return false;
        }
        v = str_slice(v, colon + 1, v.len);
    }
    return v.len > 0 && ident_is_digit(v.ptr[0]) && only(v, ".+-~:");
}

static bool is_gem(struct str v)
{
    if (v.len == 0 || !ident_is_digit(v.ptr[0]) || !only(v, ".-")) {
        return false;
    }
    return v.ptr[v.len - 1] != '.' && v.ptr[v.len - 1] != '-' &&
           str_find(v, STR(".."), 0) == SIZE_MAX;
}

static bool is_printable(struct str v)
{
    for (size_t i = 0; i < v.len; i++) {
        if ((unsigned char)v.ptr[i] <= 0x20 || v.ptr[i] == 0x7f) {
            return false;
        }
    }
    return v.len > 0;
}

bool version_is_valid(enum version_scheme scheme, struct str v)
{
    if (v.len > LIMIT_VERSION_BYTES || !is_printable(v)) {
        return false;
    }
    switch (scheme) {
    case VERSION_semver:
    case VERSION_cargo:
    case VERSION_hex:
    case VERSION_pub:
        return is_semver(v, 3, 3);
    case VERSION_golang:
    case VERSION_npm:
    case VERSION_swift:
    case VERSION_julia:
        return is_semver(without_v(v), 1, 3);
    case VERSION_nuget:
        return is_semver(v, 1, 4);
    case VERSION_nginx:
    case VERSION_hackage:
    case VERSION_intdot:
        return count_numbers(v) > 0;
    case VERSION_pypi:
        return version_is_pypi(v);
    case VERSION_gem:
    case VERSION_cocoapods:
        return is_gem(v);
    case VERSION_deb:
        return is_deb(v);
    case VERSION_gentoo:
    case VERSION_apk:
        return version_is_ebuild(v);
    case VERSION_datetime:
        return version_is_datetime(v);
    case VERSION_rpm:
    case VERSION_alpm:
        return only(v, "._+~^:-");
    case VERSION_all:
    case VERSION_none:
        return false;
    case VERSION_github:
    case VERSION_apache:
    case VERSION_mozilla:
    case VERSION_bitnami:
    case VERSION_composer:
    case VERSION_maven:
    case VERSION_opam:
    case VERSION_conan:
    case VERSION_conda:
    case VERSION_openssl:
    case VERSION_cran:
    case VERSION_cpan:
    case VERSION_lexicographic:
    case VERSION_generic:
    case VERSION_SCHEMES:
        break;
    }
    return true;
}

/* ---- spelling -------------------------------------------------------------------------------- */

/* "v1.2-rc" as "1.2.0-rc", "19.04" as "19.4.0", Composer's "1.2b1" as "1.2.0-b1" */
static void write_semver(enum version_scheme scheme, struct str v, struct buf *out)
{
    struct str rest = v;
    struct str numbers = version_take_numbers(&rest);
    size_t count = count_numbers(numbers);
    if (count == 0) {
        buf_add(out, v);
        return;
    }
    for (size_t n = 0; n < count || n < 3; n++) {
        struct str number = version_skip_zeros(str_split(&numbers, '.'));
        if (n > 0) {
            buf_add_char(out, '.');
        }
        buf_add(out, number.len == 0 ? STR("0") : number);
    }
    if (scheme == VERSION_composer && ident_is_letter(version_first(rest))) {
        buf_add_char(out, '-');
    }
    buf_add(out, rest);
}

/* "2010-01-02" of Composer: what stands behind the dash is a number as good as those before it. */
static bool has_further_numbers(struct str v)
{
    (void)version_take_numbers(&v);
    char c = version_first(v);
    return (c == '-' || c == ':') && v.len > 1 && ident_is_digit(v.ptr[1]);
}

static void write_nuget(struct str v, struct buf *out)
{
    size_t end = str_find(v, STR("+"), 0);
    for (size_t i = 0; i < v.len; i++) {
        buf_add_char(out, i < end ? ident_lower(v.ptr[i]) : v.ptr[i]);
    }
}

void version_write_normal(enum version_scheme scheme, struct str version, struct buf *out)
{
    if (scheme == VERSION_npm || scheme == VERSION_golang ||
        (scheme == VERSION_composer && !has_further_numbers(version))) {
        write_semver(scheme, version, out);
    } else if (scheme == VERSION_nuget) {
        write_nuget(version, out);
    } else if (scheme == VERSION_pypi && version_is_pypi(version)) {
        version_write_pypi(version, out);
    } else {
        buf_add(out, version);
    }
}
