/*
 * core/codec/cve_versions.c — the version ranges of a CVE record: what contradicts itself.
 *
 * The record format decides by the first entry that holds a version, each in the order of its
 * versionType. An entry that holds nothing, or that another entry before it has already decided
 * otherwise, says something its writer did not mean. Types that nobody can order ("custom") are
 * compared only where every order agrees.
 */
#include "core/codec/cve_lint_priv.h"

#include "core/ident/version.h"

/* One entry of `versions`. */
struct entry {
    const struct json *node;
    struct str version;
    struct str status;
    struct str type;
    struct str below; /* lessThan */
    struct str to;    /* lessThanOrEqual */
    enum version_scheme scheme;
    bool ranged;
};

static void read_entry(const struct json *v, struct entry *out)
{
    struct str type = json_text(json_member(v, STR("versionType")));

    *out = (struct entry){
        .node = v,
        .version = json_text(json_member(v, STR("version"))),
        .status = json_text(json_member(v, STR("status"))),
        .type = type,
        .below = json_text(json_member(v, STR("lessThan"))),
        .to = json_text(json_member(v, STR("lessThanOrEqual"))),
        .scheme = version_scheme_find(type),
    };
    out->ranged = out->below.len > 0 || out->to.len > 0;
}

/* "0", "*", "unspecified": the beginning or the end of all versions, in every scheme. */
static bool is_open(struct str s)
{
    return str_equal(s, STR("0")) || str_equal_nocase(s, STR("unspecified")) ||
           str_equal_nocase(s, STR("n/a")) || (s.len > 0 && s.ptr[s.len - 1] == '*');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Digits and single dots: a version that every scheme orders alike. */
static bool is_plain(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        bool dot = s.ptr[i] == '.' && i > 0 && is_digit(s.ptr[i - 1]) && i + 1 < s.len;
        if (!is_digit(s.ptr[i]) && !dot) {
            return false;
        }
    }
    return s.len > 0;
}

static bool is_version(enum version_scheme scheme, struct str s)
{
    return version_is_valid(scheme, s) || is_plain(s);
}

/* Both can be placed in the order of the scheme; without a scheme, plain numbers in any. */
static bool comparable(enum version_scheme scheme, struct str a, struct str b)
{
    if (is_open(a) || is_open(b)) {
        return false;
    }
    return scheme == VERSION_unknown ? is_plain(a) && is_plain(b)
                                     : is_version(scheme, a) && is_version(scheme, b);
}

static int compare(enum version_scheme scheme, struct str a, struct str b)
{
    return version_compare(scheme == VERSION_unknown ? VERSION_intdot : scheme, a, b);
}

/* ---- one entry ------------------------------------------------------------------------------- */

static void check_bounds(struct cve_findings *f, const struct entry *e)
{
    struct str bound = e->below.len > 0 ? e->below : e->to;
    bool empty;

    if (e->below.len > 0 && e->to.len > 0) {
        CVE_FIND(f, e->node, range_ends, {0});
        return;
    }
    if (is_open(bound)) {
        return;
    }
    if (str_equal(e->version, bound)) {
        empty = e->below.len > 0;
    } else {
        empty = comparable(e->scheme, e->version, bound) &&
                compare(e->scheme, e->version, bound) >= (e->below.len > 0 ? 0 : 1);
    }
    if (empty) {
        CVE_FIND(f, e->node, range_empty, e->version, bound);
    }
}

/* No change takes the whole range, and no two say different things from one version on. A change
 * behind the end of the range is how many tell the first version that is fixed. */
static void check_changes(struct cve_findings *f, const struct entry *e)
{
    const struct json *changes = json_member(e->node, STR("changes"));
    const struct json *c = json_is(changes, JSON_ARRAY) ? changes->first : NULL;

    if (c != NULL && !e->ranged) {
        CVE_FIND(f, changes, changes_alone, {0});
        return;
    }
    for (; c != NULL; c = c->next) {
        struct str at = json_text(json_member(c, STR("at")));
        const struct json *next = c->next;
        if (comparable(e->scheme, e->version, at) && compare(e->scheme, e->version, at) >= 0 &&
            !str_equal(json_text(json_member(c, STR("status"))), e->status)) {
            CVE_FIND(f, c, changes_all, at);
        }
        for (; next != NULL; next = next->next) {
            if (str_equal(json_text(json_member(next, STR("at"))), at) &&
                !str_equal(json_text(json_member(next, STR("status"))),
                           json_text(json_member(c, STR("status"))))) {
                CVE_FIND(f, next, changes_twice, at);
            }
        }
    }
}

/* ---- entries beside each other --------------------------------------------------------------- */

/* Every version of `b` is one of `a`, and their types agree on it. */
static bool holds(const struct entry *a, const struct entry *b)
{
    struct str end = a->below.len > 0 ? a->below : a->to;

    if (!a->ranged) {
        return !b->ranged && str_equal(a->version, b->version);
    }
    if (b->ranged) {
        return str_equal(a->version, b->version) && str_equal(a->below, b->below) &&
               str_equal(a->to, b->to) && str_equal(a->type, b->type);
    }
    if (!str_equal(end, STR("*")) &&
        (!comparable(a->scheme, b->version, end) ||
         compare(a->scheme, b->version, end) >= (a->below.len > 0 ? 0 : 1))) {
        return false;
    }
    if (is_open(a->version)) {
        return str_equal(a->version, STR("0")) && a->scheme != VERSION_unknown &&
               !is_open(b->version);
    }
    return comparable(a->scheme, a->version, b->version) &&
           compare(a->scheme, a->version, b->version) <= 0;
}

/* The first entry that holds a version decides: a later one of another status is never asked. */
static void check_others(struct cve_findings *f, const struct json *versions, const struct entry *e)
{
    for (const struct json *v = versions->first; v != e->node; v = v->next) {
        struct entry earlier;
        read_entry(v, &earlier);
        if (!holds(&earlier, e)) {
            continue;
        }
        if (!str_equal(earlier.status, e->status) &&
            json_member(earlier.node, STR("changes")) == NULL) {
            CVE_FIND(f, e->node, conflict, earlier.status);
            return;
        }
    }
}

void cve_lint_versions(struct cve_findings *f, const struct json *product)
{
    const struct json *versions = json_member(product, STR("versions"));
    size_t count = 0;

    if (!json_is(versions, JSON_ARRAY)) {
        return;
    }
    for (const struct json *v = versions->first; v != NULL; v = v->next) {
        struct entry e;
        read_entry(v, &e);
        if (e.ranged) {
            check_bounds(f, &e);
        }
        check_changes(f, &e);
        if (count++ < LIMIT_CVE_ENTRIES) {
            check_others(f, versions, &e);
        }
    }
}
