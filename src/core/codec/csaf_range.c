/*
 * core/codec/csaf_range.c — versions as people write them, as a range that CSAF wants: VERS.
 *
 * Only what is written in one of a few plain forms is turned; a text that could mean something else
 * gives nothing, so that no document says more than its author.
 */
#include "core/codec/csaf_codec_priv.h"
#include "core/ident/vers.h"

/* A version in a range without a blank or an operator: letters, digits and . - _ + ~ alone. */
static bool is_version(struct str s)
{
    bool digit = false;

    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

        digit = digit || (c >= '0' && c <= '9');
        if (!letter && !(c >= '0' && c <= '9') && c != '.' && c != '-' && c != '_' && c != '+' &&
            c != '~') {
            return false;
        }
    }
    return digit;
}

/* Forms with one version, before or behind their words. */
static const struct {
    struct str before;
    struct str behind;
    const char *comparator;
} forms[] = {
    {STR_INIT(""), STR_INIT("より前のバージョン"), "<"},
    {STR_INIT(""), STR_INIT("より前"), "<"},
    {STR_INIT(""), STR_INIT("未満"), "<"},
    {STR_INIT(""), STR_INIT("およびそれ以前のバージョン"), "<="},
    {STR_INIT(""), STR_INIT("およびそれ以前"), "<="},
    {STR_INIT(""), STR_INIT("以前のバージョン"), "<="},
    {STR_INIT(""), STR_INIT("以前"), "<="},
    {STR_INIT("prior to"), STR_INIT(""), "<"},
    {STR_INIT("before"), STR_INIT(""), "<"},
    {STR_INIT(""), STR_INIT("and earlier"), "<="},
};

static struct str one_version(struct str s, struct arena *a)
{
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        struct str version;

        if (!str_starts_with(s, forms[i].before) || !str_ends_with(s, forms[i].behind)) {
            continue;
        }
        version = str_trim(str_slice(s, forms[i].before.len, s.len - forms[i].behind.len));
        if (is_version(version)) {
            return arena_format(a, "%s%.*s", forms[i].comparator, STR_ARG(version));
        }
    }
    return (struct str){NULL, 0};
}

/* "1.0 から 2.0 まで" */
static struct str two_versions(struct str s, struct arena *a)
{
    size_t middle = str_find(s, STR("から"), 0);
    struct str from = str_trim(str_slice(s, 0, middle));
    struct str to;

    if (middle == SIZE_MAX || !str_ends_with(s, STR("まで"))) {
        return (struct str){NULL, 0};
    }
    to = str_trim(str_slice(s, middle + STR("から").len, s.len - STR("まで").len));
    if (!is_version(from) || !is_version(to)) {
        return (struct str){NULL, 0};
    }
    return arena_format(a, ">=%.*s|<=%.*s", STR_ARG(from), STR_ARG(to));
}

static bool is_range_already(struct str s, struct arena *a)
{
    struct vers range;

    if (str_starts_with(s, STR("vers:"))) {
        return vers_read(s, VERS_CANONICAL, a, &range, NULL) == ERR_OK;
    }
    if (str_find(s, STR(" "), 0) != SIZE_MAX ||
        (str_find(s, STR("<"), 0) == SIZE_MAX && str_find(s, STR(">"), 0) == SIZE_MAX)) {
        return false;
    }
    return vers_read_constraints(s, VERSION_generic, a, &range, NULL) == ERR_OK;
}

/* Constraints without a scheme are of the general one. */
static struct str with_scheme(struct str s, struct arena *a)
{
    return str_starts_with(s, STR("vers:")) ? s : arena_format(a, "vers:generic/%.*s", STR_ARG(s));
}

struct str csaf_range_of(struct str versions, struct arena *a)
{
    struct str s = str_trim(versions);
    struct str range;

    if (str_equal(s, STR("すべてのバージョン")) || str_equal_nocase(s, STR("all versions"))) {
        return STR("vers:all/*");
    }
    if (is_range_already(s, a)) {
        return with_scheme(s, a);
    }
    range = one_version(s, a);
    if (range.ptr == NULL) {
        range = two_versions(s, a);
    }
    if (range.ptr == NULL || !is_range_already(range, a)) {
        return (struct str){NULL, 0};
    }
    return with_scheme(range, a);
}
