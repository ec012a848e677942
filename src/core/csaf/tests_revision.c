/*
 * core/csaf/tests_revision.c — versions and the revision history.
 * Tests 6.1.14, 6.1.16 to 6.1.22, 6.1.30, 6.2.4 to 6.2.6.
 */
#include "core/csaf/tuple.h"

static const struct json *history_of(const struct csaf_check *c)
{
    return csaf_at(c->tracking, STR("revision_history"));
}

static bool is_draft(const struct csaf_check *c)
{
    return csaf_has_text(c->tracking, STR("status"), STR("draft"));
}

static bool document_version(const struct csaf_check *c, struct csaf_number *out)
{
    return csaf_number_read(csaf_text(c->tracking, STR("version")), out);
}

/* ---- order and gaps -------------------------------------------------------------------------- */

static bool is_sorted(const struct csaf_check *c)
{
    for (size_t i = 1; i < c->revision_count; i++) {
        if (csaf_number_compare(&c->revisions[i - 1].number, &c->revisions[i].number) > 0)
            return false;
    }
    return true;
}

void csaf_run_revision_sorted(struct csaf_check *c)
{
    if (!is_sorted(c))
        csaf_find(c, history_of(c));
}

static void say_gap(struct csaf_check *c, uint64_t number, const struct csaf_revision *from,
                    const struct csaf_revision *to)
{
    struct csaf_say say = {.message = MESSAGE_OF_TEST};
    say.values[0] = to->number.semantic
                        ? arena_format(c->arena, "%llu.0.0", (unsigned long long)number)
                        : arena_format(c->arena, "%llu", (unsigned long long)number);
    if (!is_sorted(c) && from == NULL) {
        say.message = MESSAGE_revision_before;
        say.values[1] = to->date_text;
    } else if (!is_sorted(c)) {
        say.message = MESSAGE_revision_between;
        say.values[1] = from->date_text;
        say.values[2] = to->date_text;
    }
    csaf_find_say(c, history_of(c), &say);
}

void csaf_run_revision_missing(struct csaf_check *c)
{
    const struct csaf_revision *highest = NULL;
    uint64_t reached = 0;
    for (size_t i = 0; i < c->revision_count; i++) {
        const struct csaf_revision *r = &c->revisions[i];
        uint64_t major = 0;
        if (!str_to_u64(r->number.major, UINT64_MAX - 1, &major))
            major = UINT64_MAX - 1;
        if (highest == NULL && major > 1) {
            struct csaf_say say = {.values = {r->number_text}};
            say.message =
                r->number.semantic ? MESSAGE_revision_start_semantic : MESSAGE_revision_start;
            csaf_find_say(c, history_of(c), &say);
        }
        if (highest != NULL && major <= reached)
            continue;
        for (uint64_t n = reached + 1; n < major && n - reached <= LIMIT_CSAF_GAPS; n++)
            say_gap(c, n, highest, r);
        highest = r;
        reached = major;
    }
}

void csaf_run_revision_duplicate(struct csaf_check *c)
{
    struct csaf_tuples t = {0};
    FOR_EACH (item, history_of(c)) {
        struct str number = csaf_text(item, STR("number"));
        if (number.ptr != NULL)
            csaf_tuple_add(c, &t, (struct str[3]){number}, json_member(item, STR("number")));
    }
    csaf_tuples_find_repeated(c, &t);
}

/* ---- the document's version ------------------------------------------------------------------ */

static bool same_version(const struct csaf_check *c, struct csaf_number a, struct csaf_number b)
{
    if (is_draft(c)) {
        a.prerelease = (struct str){0};
        b.prerelease = (struct str){0};
    }
    return a.semantic == b.semantic && csaf_number_compare(&a, &b) == 0;
}

void csaf_run_latest_version(struct csaf_check *c)
{
    const struct json *version = csaf_at(c->tracking, STR("version"));
    struct csaf_number number;
    if (c->revision_count == 0 || !document_version(c, &number))
        return;
    const struct csaf_revision *last = &c->revisions[c->revision_count - 1];
    if (!same_version(c, number, last->number))
        csaf_find_2(c, version, version->text, last->number_text);
}

void csaf_run_status_draft(struct csaf_check *c)
{
    struct csaf_number number;
    if (!document_version(c, &number) || is_draft(c))
        return;
    if (str_equal(number.major, STR("0")) || number.prerelease.ptr != NULL)
        csaf_find_1(c, csaf_at(c->tracking, STR("status")), csaf_text(c->tracking, STR("version")));
}

void csaf_run_non_draft_version(struct csaf_check *c)
{
    const struct json *version = csaf_at(c->tracking, STR("version"));
    struct csaf_number number;
    if (document_version(c, &number) && csaf_is_released(c) && number.prerelease.ptr != NULL)
        csaf_find_1(c, version, version->text);
}

/* ---- single revisions ------------------------------------------------------------------------ */

static void each_number(struct csaf_check *c, bool (*is_wrong)(const struct csaf_number *))
{
    FOR_EACH (item, history_of(c)) {
        const struct json *number = csaf_at(item, STR("number"));
        struct csaf_number read;
        if (csaf_number_read(json_text(number), &read) && is_wrong(&read))
            csaf_find_1(c, number, number->text);
    }
}

static bool is_zero(const struct csaf_number *n)
{
    return str_equal(n->major, STR("0"));
}

static bool has_prerelease(const struct csaf_number *n)
{
    return n->prerelease.ptr != NULL;
}

static bool has_build(const struct csaf_number *n)
{
    return n->build.ptr != NULL;
}

void csaf_run_released_revision(struct csaf_check *c)
{
    if (csaf_is_released(c))
        each_number(c, is_zero);
}

void csaf_run_revision_prerelease(struct csaf_check *c)
{
    each_number(c, has_prerelease);
}

void csaf_run_revision_build(struct csaf_check *c)
{
    each_number(c, has_build);
}

/* ---- one way of counting --------------------------------------------------------------------- */

/* The history is one finding; the version is another when the highest revision counts otherwise. */
void csaf_run_version_mixed(struct csaf_check *c)
{
    const struct csaf_revision *highest = NULL;
    bool kinds[2] = {false, false};
    struct csaf_number number;
    for (size_t i = 0; i < c->revision_count; i++) {
        const struct csaf_revision *r = &c->revisions[i];
        kinds[r->number.semantic] = true;
        if (highest == NULL || csaf_number_compare(&r->number, &highest->number) >= 0)
            highest = r;
    }
    if (kinds[false] && kinds[true])
        csaf_find(c, history_of(c));
    if (highest != NULL && document_version(c, &number) &&
        number.semantic != highest->number.semantic)
        csaf_find(c, csaf_at(c->tracking, STR("version")));
}

/* ---- dates ----------------------------------------------------------------------------------- */

static void compare_date(struct csaf_check *c, struct str key, const struct csaf_revision *r)
{
    const struct json *date = csaf_at(c->tracking, key);
    struct csaf_instant at;
    if (csaf_instant_read(json_text(date), &at) && csaf_instant_compare(&at, &r->date) < 0)
        csaf_find_2(c, date, date->text, r->date_text);
}

void csaf_run_initial_date(struct csaf_check *c)
{
    if (c->dated_count > 0)
        compare_date(c, STR("initial_release_date"), &c->dated[0]);
}

void csaf_run_current_date(struct csaf_check *c)
{
    if (c->dated_count > 0)
        compare_date(c, STR("current_release_date"), &c->dated[c->dated_count - 1]);
}
