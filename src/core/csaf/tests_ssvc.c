/*
 * core/csaf/tests_ssvc.c — SSVC decision points and their namespaces.
 * Tests 6.1.48, 6.2.34 to 6.2.37, 6.3.13 to 6.3.15.
 *
 * A namespace is a base, a fragment behind "#" included, and extensions behind "/". `example` and
 * `test` are registered for documentation and tests: nothing is said about them. `invalid` is
 * always wrong.
 */
#include "core/csaf/csaf_priv.h"

#include "base/civil.h"

#include <string.h>

struct point {
    struct str space;
    struct str key;
    struct str version;
    struct str since;
    const char *values;
};

static const struct point points[] = {
#define SSVC_POINT(space, key, version, since, values)                                             \
    {STR_INIT(space), STR_INIT(key), STR_INIT(version), STR_INIT(since), values},
#include "core/csaf/ssvc_points.def"
};
enum { POINTS = sizeof(points) / sizeof(points[0]) };

/* ---- namespaces ------------------------------------------------------------------------------ */

struct space {
    struct str full;
    struct str base;      /* fragment included */
    struct str extension; /* behind the first slash; absent when there is none */
};

static struct space space_of(const struct json *selection)
{
    struct space s = {.full = csaf_text(selection, STR("namespace"))};
    s.extension = s.full;
    s.base = str_split(&s.extension, '/');
    return s;
}

static struct str without_fragment(struct str base)
{
    return str_split(&base, '#');
}

static bool is_unregistered(const struct space *s)
{
    return str_starts_with(s->base, STR("x_"));
}

static bool is_invalid(const struct space *s)
{
    return csaf_one_of(without_fragment(s->base), "invalid x_invalid");
}

static bool is_for_tests(const struct space *s)
{
    return csaf_one_of(without_fragment(s->base), "example test");
}

static bool is_registered(const struct space *s)
{
    return csaf_one_of(without_fragment(s->base), "ssvc cvss cisa basic nist example test");
}

/* A translation by somebody else into another language than the English of the register. */
static bool is_foreign_translation(const struct space *s)
{
    size_t dollar = str_find(s->full, STR("$"), 0);
    return dollar != SIZE_MAX &&
           !str_equal_nocase(str_slice(s->full, dollar + 1, dollar + 3), STR("en"));
}

/* ---- decision points ------------------------------------------------------------------------- */

static int compare_versions(struct str a, struct str b)
{
    struct csaf_number left;
    struct csaf_number right;
    if (!csaf_number_read(a, &left) || !csaf_number_read(b, &right))
        return str_compare(a, b);
    return csaf_number_compare(&left, &right);
}

/* The point of that version; the newest one when the version is newer than all that are known.
 * NULL when there is none. */
static const struct point *point_find(struct str space, struct str key, struct str version)
{
    const struct point *newest = NULL;
    for (size_t i = 0; i < POINTS; i++) {
        if (!str_equal(points[i].space, space) || !str_equal(points[i].key, key))
            continue;
        if (str_equal(points[i].version, version))
            return &points[i];
        newest = &points[i]; /* sorted by version */
    }
    return newest != NULL && compare_versions(version, newest->version) > 0 ? newest : NULL;
}

static size_t word_place(const char *words, struct str word)
{
    struct str rest = str_from_cstr(words);
    for (size_t n = 0; rest.ptr != NULL; n++) {
        if (str_equal(str_split(&rest, ' '), word))
            return n;
    }
    return SIZE_MAX;
}

static void check_values(struct csaf_check *c, const struct json *selection,
                         const struct point *point, bool ordered)
{
    size_t last = 0;
    bool first = true;
    FOR_EACH (value, csaf_at(selection, STR("values"))) {
        struct str key = csaf_text(value, STR("key"));
        size_t place = word_place(point->values, key);
        if (place == SIZE_MAX)
            csaf_find_say(c, value,
                          &(struct csaf_say){.message = MESSAGE_ssvc_value,
                                             .values = {key, point->key, point->version}});
        else if (ordered && !first && place <= last)
            csaf_find_say(c, value,
                          &(struct csaf_say){.message = MESSAGE_ssvc_order, .values = {key}});
        last = place == SIZE_MAX ? last : place;
        first = first && place == SIZE_MAX;
    }
}

/* Calls `check` for each selection of the document. */
static void each_selection(struct csaf_check *c,
                           void (*check)(struct csaf_check *, const struct json *,
                                         const struct space *))
{
    FOR_LIST (i, c, TAG_SSVC) {
        FOR_EACH (selection, csaf_at(c->lists[TAG_SSVC].items[i], STR("selections"))) {
            struct space space = space_of(selection);
            if (space.full.len > 0)
                check(c, selection, &space);
        }
    }
}

/* In a translation the names that would show a mistake are foreign, and the standard's own example
 * orders by them: there only the keys are judged. */
static void check_point(struct csaf_check *c, const struct json *selection, const struct space *s)
{
    struct str key = csaf_text(selection, STR("key"));
    struct str version = csaf_text(selection, STR("version"));
    const struct point *point = NULL;
    if (is_invalid(s)) {
        csaf_find_say(c, csaf_at(selection, STR("namespace")),
                      &(struct csaf_say){.message = MESSAGE_ssvc_invalid, .values = {s->base}});
        return;
    }
    if (!is_registered(s) || is_for_tests(s))
        return;
    point = point_find(s->base, key, version);
    if (point == NULL)
        csaf_find_say(c, selection, &(struct csaf_say){.values = {s->base, key, version}});
    else
        check_values(c, selection, point, !is_foreign_translation(s));
}

void csaf_run_ssvc_points(struct csaf_check *c)
{
    each_selection(c, check_point);
}

/* ---- namespaces: known, registered, extended ------------------------------------------------- */

static void find_space(struct csaf_check *c, const struct json *selection, struct str said)
{
    csaf_find_1(c, csaf_at(selection, STR("namespace")), said);
}

static void check_known(struct csaf_check *c, const struct json *selection, const struct space *s)
{
    if (!is_registered(s))
        find_space(c, selection, s->base);
}

void csaf_run_ssvc_unknown(struct csaf_check *c)
{
    each_selection(c, check_known);
}

static void check_registered(struct csaf_check *c, const struct json *selection,
                             const struct space *s)
{
    if (is_unregistered(s))
        find_space(c, selection, s->base);
}

void csaf_run_ssvc_unregistered_clear(struct csaf_check *c)
{
    if (csaf_is_clear(c))
        each_selection(c, check_registered);
}

void csaf_run_ssvc_unregistered(struct csaf_check *c)
{
    if (!csaf_is_clear(c))
        each_selection(c, check_registered);
}

static void check_extended(struct csaf_check *c, const struct json *selection,
                           const struct space *s)
{
    if (s->extension.ptr != NULL && !is_for_tests(s))
        find_space(c, selection, s->extension);
}

void csaf_run_ssvc_extended_clear(struct csaf_check *c)
{
    if (csaf_is_clear(c))
        each_selection(c, check_extended);
}

void csaf_run_ssvc_extended(struct csaf_check *c)
{
    if (!csaf_is_clear(c))
        each_selection(c, check_extended);
}

static bool has_resource(const struct json *ssvc, struct str space)
{
    FOR_EACH (r, csaf_at(ssvc, STR("decision_point_resources"))) {
        struct str summary = csaf_text(r, STR("summary"));
        if (str_find(summary, space, 0) != SIZE_MAX)
            return true;
    }
    return false;
}

void csaf_run_ssvc_resource(struct csaf_check *c)
{
    FOR_LIST (i, c, TAG_SSVC) {
        const struct json *ssvc = c->lists[TAG_SSVC].items[i];
        FOR_EACH (selection, csaf_at(ssvc, STR("selections"))) {
            struct space s = space_of(selection);
            bool registered = is_registered(&s) && s.extension.ptr == NULL;
            if (s.full.len > 0 && !registered && !is_for_tests(&s) && !has_resource(ssvc, s.full))
                find_space(c, selection, s.full);
        }
    }
}

/* ---- the newest version ---------------------------------------------------------------------- */

/* The newest version published on that day; NULL when none was. */
static const struct point *newest_on(struct str space, struct str key, struct str day)
{
    const struct point *newest = NULL;
    for (size_t i = 0; i < POINTS; i++) {
        if (str_equal(points[i].space, space) && str_equal(points[i].key, key) &&
            str_compare(points[i].since, day) <= 0)
            newest = &points[i];
    }
    return newest;
}

void csaf_run_ssvc_latest(struct csaf_check *c)
{
    FOR_LIST (i, c, TAG_SSVC) {
        const struct json *ssvc = c->lists[TAG_SSVC].items[i];
        struct csaf_instant at;
        if (!csaf_instant_read(csaf_text(ssvc, STR("timestamp")), &at))
            continue;
        struct str day = str_slice(civil_write_utc(at.seconds * US_PER_SECOND, c->arena), 0, 10);
        FOR_EACH (selection, csaf_at(ssvc, STR("selections"))) {
            struct space s = space_of(selection);
            struct str key = csaf_text(selection, STR("key"));
            struct str version = csaf_text(selection, STR("version"));
            const struct point *newest = newest_on(s.base, key, day);
            if (newest != NULL && !str_equal(newest->version, version))
                csaf_find_say(c, selection,
                              &(struct csaf_say){.values = {key, version, newest->version}});
        }
    }
}
