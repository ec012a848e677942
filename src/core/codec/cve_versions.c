/*
 * core/codec/cve_versions.c — the version ranges of a CVE record: what contradicts itself.
 *
 * The record format decides by the first entry that holds a version, each in the order of its
 * versionType. An entry that holds nothing, or that another entry before it has already decided
 * otherwise, says something its writer did not mean. Types that nobody can order ("custom") are
 * compared only where every order agrees, commits never.
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
    bool ordered; /* commits have no order of their own */
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
    out->ordered = !str_equal_nocase(type, STR("git"));
}

static struct str end_of(const struct entry *e)
{
    return e->below.len > 0 ? e->below : e->to;
}

static bool has_changes(const struct json *node)
{
    return json_member(node, STR("changes")) != NULL;
}

static bool is_beginning(struct str s)
{
    return str_equal(s, STR("0"));
}

/* "0", "*", "1.*", "unspecified": not one version, but where all versions begin or end. */
static bool is_open(struct str s)
{
    return is_beginning(s) || str_equal_nocase(s, STR("unspecified")) ||
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

/* How two versions lie to each other, as far as it is sure. */
enum order { BEFORE, SAME, AFTER, UNSURE };

/* In the order of the scheme; without a scheme, plain numbers in any. */
static enum order order_versions(const struct entry *e, struct str a, struct str b)
{
    enum version_scheme scheme = e->scheme;

    if (str_equal(a, b)) {
        return SAME;
    }
    if (is_open(a) || is_open(b) || !e->ordered) {
        return UNSURE;
    }
    if (scheme == VERSION_unknown ? !is_plain(a) || !is_plain(b)
                                  : !is_version(scheme, a) || !is_version(scheme, b)) {
        return UNSURE;
    }
    int order = version_compare(scheme == VERSION_unknown ? VERSION_intdot : scheme, a, b);
    return order < 0 ? BEFORE : order == 0 ? SAME : AFTER;
}

/* ---- one entry ------------------------------------------------------------------------------- */

/* No version lies in the range, as far as it is sure. */
static bool is_empty(const struct entry *e)
{
    struct str end = end_of(e);
    bool below = e->below.len > 0;

    if (!e->ranged) {
        return false;
    }
    if (is_open(end)) {
        return below && is_beginning(end); /* nothing lies before the beginning */
    }
    enum order order = order_versions(e, e->version, end);
    return order == AFTER || (order == SAME && below);
}

static void check_bounds(struct cve_findings *f, const struct entry *e)
{
    if (e->below.len > 0 && e->to.len > 0) {
        CVE_FIND(f, e->node, range_ends, STR("lessThan"), STR("lessThanOrEqual"));
    } else if (is_empty(e)) {
        CVE_FIND(f, e->node, range_empty, e->version, end_of(e));
    }
}

/* A change and those behind it: from one version on they say one thing, and they stand in the order
 * of their versions, as the format wants. */
static void check_later_changes(struct cve_findings *f, const struct entry *e, const struct json *c)
{
    struct str at = json_text(json_member(c, STR("at")));
    struct str status = json_text(json_member(c, STR("status")));
    const struct json *next = c->next;

    for (size_t seen = 0; next != NULL && seen < LIMIT_CVE_ENTRIES; seen++, next = next->next) {
        struct str later = json_text(json_member(next, STR("at")));
        enum order order =
            seen == 0 || str_equal(at, later) ? order_versions(e, at, later) : UNSURE;

        if (order == SAME && !str_equal(json_text(json_member(next, STR("status"))), status)) {
            CVE_FIND(f, next, changes_twice, at);
        } else if (order == AFTER) {
            CVE_FIND(f, next, changes_order, later, at);
        }
    }
}

/* No change takes the whole range. A change behind the end of the range is how many tell the first
 * version that is fixed. */
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
        enum order order = order_versions(e, e->version, at);

        if ((order == SAME || order == AFTER) &&
            !str_equal(json_text(json_member(c, STR("status"))), e->status)) {
            CVE_FIND(f, c, changes_all, at);
        }
        check_later_changes(f, e, c);
    }
}

/* ---- entries beside each other --------------------------------------------------------------- */

/* Where range `a` begins, beside where `b` begins or the one version that it is. */
static enum order order_starts(const struct entry *a, const struct entry *b)
{
    if (is_beginning(a->version) && !is_open(b->version)) {
        return BEFORE;
    }
    if (is_beginning(b->version) && !is_open(a->version)) {
        return AFTER;
    }
    return order_versions(a, a->version, b->version);
}

/* Where two ranges end; "before" also means without the version at which the other one ends. */
static enum order order_ends(const struct entry *a, const struct entry *b)
{
    struct str end = end_of(a);
    struct str other = end_of(b);
    bool endless = str_equal(end, STR("*"));
    bool other_endless = str_equal(other, STR("*"));

    if (endless || other_endless) {
        return endless && other_endless ? SAME : endless ? AFTER : BEFORE;
    }
    enum order order = order_versions(a, end, other);
    if (order != SAME || (a->below.len > 0) == (b->below.len > 0)) {
        return order;
    }
    return a->below.len > 0 ? BEFORE : AFTER;
}

/* Range `a` reaches the version at which `b` begins. */
static bool reaches(const struct entry *a, const struct entry *b)
{
    struct str end = end_of(a);

    if (str_equal(end, STR("*")) || (is_beginning(b->version) && !is_open(end))) {
        return true;
    }
    enum order order = order_versions(a, end, b->version);
    return order == AFTER || (order == SAME && a->below.len == 0);
}

/* Every version of `b` is one of `a`. */
static bool holds(const struct entry *a, const struct entry *b)
{
    if (!a->ranged) {
        return !b->ranged && str_equal(a->version, b->version);
    }
    enum order start = order_starts(a, b);
    if (start != BEFORE && start != SAME) {
        return false;
    }
    if (!b->ranged) {
        return reaches(a, b);
    }
    enum order end = order_ends(b, a);
    return end == BEFORE || end == SAME;
}

/* Both hold some versions, and each holds others: neither is an exception from the other. */
static bool overlaps(const struct entry *a, const struct entry *b)
{
    return a->ranged && b->ranged && reaches(a, b) && reaches(b, a) && !holds(b, a);
}

/* The first entry that holds a version decides: a later one of another status is never asked. An
 * entry before a wider one is an exception from it. */
static void check_others(struct cve_findings *f, const struct json *versions, const struct entry *e)
{
    for (const struct json *v = versions->first; v != e->node; v = v->next) {
        struct entry earlier;
        read_entry(v, &earlier);
        if (str_equal(earlier.status, e->status) || has_changes(v) || is_empty(&earlier) ||
            (e->ranged && !str_equal(earlier.type, e->type))) {
            continue;
        }
        if (holds(&earlier, e)) {
            CVE_FIND(f, e->node, conflict, earlier.status);
            return;
        }
        if (!has_changes(e->node) && overlaps(&earlier, e)) {
            CVE_FIND(f, e->node, overlap, earlier.version, end_of(&earlier), earlier.status,
                     e->status);
            return;
        }
    }
}

/* ---- all of a product ------------------------------------------------------------------------ */

/* When all that is listed has the status of what is not listed ("unknown" unless it is said), no
 * range ends anywhere. */
static void check_default(struct cve_findings *f, const struct json *product,
                          const struct json *versions)
{
    const struct json *said = json_member(product, STR("defaultStatus"));
    struct str status = said != NULL ? json_text(said) : STR("unknown");
    struct str end = {0};

    for (const struct json *v = versions->first; v != NULL; v = v->next) {
        struct entry e;
        read_entry(v, &e);
        if (!str_equal(e.status, status) || has_changes(v)) {
            return;
        }
        if (end.len == 0 && e.ranged && !is_open(end_of(&e))) {
            end = end_of(&e);
        }
    }
    if (end.len > 0) {
        CVE_FIND(f, said != NULL ? said : versions, range_default, status, end);
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
        check_bounds(f, &e);
        check_changes(f, &e);
        if (count++ < LIMIT_CVE_ENTRIES && !is_empty(&e)) {
            check_others(f, versions, &e);
        }
    }
    check_default(f, product, versions);
}

/* ---- ranges beside a CPE name ---------------------------------------------------------------- */

void cve_lint_match(struct cve_findings *f, const struct json *match)
{
    struct str from = json_text(json_member(match, STR("versionStartIncluding")));
    struct str after = json_text(json_member(match, STR("versionStartExcluding")));
    struct str to = json_text(json_member(match, STR("versionEndIncluding")));
    struct str below = json_text(json_member(match, STR("versionEndExcluding")));
    struct str start = from.len > 0 ? from : after;
    struct str end = to.len > 0 ? to : below;
    const struct entry unnamed = {.scheme = VERSION_unknown, .ordered = true};

    if (from.len > 0 && after.len > 0) {
        CVE_FIND(f, match, range_ends, STR("versionStartIncluding"), STR("versionStartExcluding"));
    }
    if (to.len > 0 && below.len > 0) {
        CVE_FIND(f, match, range_ends, STR("versionEndIncluding"), STR("versionEndExcluding"));
    }
    if (start.len == 0 || end.len == 0) {
        return;
    }
    enum order order = order_versions(&unnamed, start, end);
    if (order == AFTER || (order == SAME && (from.len == 0 || to.len == 0))) {
        CVE_FIND(f, match, range_empty, start, end);
    }
}
