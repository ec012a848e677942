/*
 * core/score/ssvc.c — SSVC decision tables: reading them strictly and following a selection through
 * the rows.
 *
 * A table with a hole or a contradiction would decide by accident and is refused as a whole. Must
 * never know what a point or an outcome means.
 */
#include "core/score/ssvc.h"

/* ---- reading a table ------------------------------------------------------------------------- */

static enum err refuse(struct ssvc_error *error, const char *reason, struct str where)
{
    *error = (struct ssvc_error){reason, where, 0};
    return ERR_INVALID;
}

/* "ssvc:E:1.1.0" of an object with namespace, key and version, which is 0.0.1 where none is given;
 * absent when one of them is missing. */
static struct str full_name(const struct json *v, struct arena *a)
{
    const struct json *given = json_member(v, STR("version"));
    struct str space = json_text(json_member(v, STR("namespace")));
    struct str key = json_text(json_member(v, STR("key")));
    struct str version = given == NULL ? STR("0.0.1") : json_text(given);

    if (space.len == 0 || key.len == 0 || version.len == 0) {
        return (struct str){NULL, 0};
    }
    return arena_format(a, "%.*s:%.*s:%.*s", STR_ARG(space), STR_ARG(key), STR_ARG(version));
}

static size_t find_value(const struct ssvc_point *p, struct str key)
{
    size_t i = 0;

    while (i < p->value_count && !str_equal(p->values[i].key, key)) {
        i++;
    }
    return i;
}

static enum err read_values(const struct json *values, struct arena *a, struct ssvc_point *p,
                            struct ssvc_error *error)
{
    if (!json_is(values, JSON_ARRAY) || values->count == 0 || values->count > SSVC_VALUES_MAX) {
        return refuse(error, N_("a decision point has 1 to 32 values"), p->id);
    }
    p->values = ARENA_ARRAY(a, struct ssvc_value, values->count);
    if (p->values == NULL) {
        return ERR_MEMORY;
    }
    for (const struct json *v = values->first; v != NULL; v = v->next) {
        struct ssvc_value value = {json_text(json_member(v, STR("key"))),
                                   json_text(json_member(v, STR("name")))};
        if (value.key.len == 0 || value.name.len == 0) {
            return refuse(error, N_("a value has a key and a name"), p->id);
        }
        if (find_value(p, value.key) < p->value_count) {
            return refuse(error, N_("a value stands twice"), p->id);
        }
        p->values[p->value_count++] = value;
    }
    return ERR_OK;
}

static size_t find_point(const struct ssvc_table *t, struct str filed)
{
    size_t i = 0;

    while (i < t->point_count && !str_equal(t->points[i].filed, filed)) {
        i++;
    }
    return i;
}

static size_t find_full_name(const struct ssvc_table *t, struct str id)
{
    size_t i = 0;

    while (i < t->point_count && !str_equal(t->points[i].id, id)) {
        i++;
    }
    return i;
}

/* Under its full name, which is recommended, or a name that cannot be taken for one of another. */
static bool is_well_filed(const struct ssvc_point *p)
{
    size_t colon = str_find(p->filed, STR(":"), 0);

    return str_equal(p->filed, p->id) ||
           (p->filed.len > 0 &&
            (colon == SIZE_MAX || str_find(p->filed, STR(":"), colon + 1) == SIZE_MAX));
}

static enum err read_points(const struct json *points, struct arena *a, struct ssvc_table *t,
                            struct ssvc_error *error)
{
    enum err e = ERR_OK;

    if (!json_is(points, JSON_OBJECT) || points->count < 2) {
        return refuse(error, N_("a table has two or more points"), STR("decision_points"));
    }
    if (points->count > LIMIT_SSVC_POINTS) {
        *error = (struct ssvc_error){N_("too many decision points"), STR("decision_points"), 0};
        return ERR_LIMIT;
    }
    t->points = ARENA_ARRAY(a, struct ssvc_point, points->count);
    if (t->points == NULL) {
        return ERR_MEMORY;
    }
    for (const struct json *v = points->first; v != NULL && e == ERR_OK; v = v->next) {
        struct ssvc_point *p = &t->points[t->point_count];
        *p = (struct ssvc_point){.id = full_name(v, a),
                                 .filed = v->key,
                                 .key = json_text(json_member(v, STR("key"))),
                                 .name = json_text(json_member(v, STR("name")))};
        if (a->failed) {
            return ERR_MEMORY;
        }
        if (p->name.len == 0 || p->id.ptr == NULL || !is_well_filed(p)) {
            return refuse(error, N_("a decision point has a name and is filed under its full name"),
                          v->key);
        }
        if (find_full_name(t, p->id) < t->point_count) {
            return refuse(error, N_("the decision point stands twice"), v->key);
        }
        t->point_count++;
        e = read_values(json_member(v, STR("values")), a, p, error);
    }
    return e;
}

/* How many combinations the points but the outcome have; beyond the limit some larger number. */
static size_t combinations(const struct ssvc_table *t)
{
    size_t count = 1;

    for (size_t i = 0; i < t->point_count && count <= LIMIT_SSVC_ROWS; i++) {
        count *= i == t->outcome ? 1 : t->points[i].value_count;
    }
    return count;
}

/* One row; its place among the combinations in *place. */
static enum err read_row(const struct json *v, const struct ssvc_table *t, uint8_t *row,
                         size_t *place, struct ssvc_error *error)
{
    *place = 0;
    if (!json_is(v, JSON_OBJECT) || v->count != t->point_count) {
        return refuse(error, N_("a row names every decision point once"), STR("mapping"));
    }
    for (size_t i = 0; i < t->point_count; i++) {
        const struct ssvc_point *p = &t->points[i];
        struct str key = json_text(json_member(v, p->filed));
        size_t value = find_value(p, key);
        if (value == p->value_count) {
            return refuse(error, N_("a row has an unknown value of this decision point"), p->id);
        }
        row[i] = (uint8_t)value;
        if (i != t->outcome) {
            *place = *place * p->value_count + value;
        }
    }
    return ERR_OK;
}

static enum err read_rows(const struct json *rows, struct arena *a, struct ssvc_table *t,
                          struct ssvc_error *error)
{
    size_t wanted = combinations(t);
    enum err e = ERR_OK;

    if (wanted > LIMIT_SSVC_ROWS) {
        *error = (struct ssvc_error){N_("too many combinations"), STR("decision_points"), 0};
        return ERR_LIMIT;
    }
    if (!json_is(rows, JSON_ARRAY) || rows->count != wanted) {
        return refuse(error, N_("every combination of values has one row"), STR("mapping"));
    }
    bool *seen = ARENA_ARRAY(a, bool, wanted);
    t->rows = arena_alloc_array(a, wanted, t->point_count);
    if (seen == NULL || t->rows == NULL) {
        return ERR_MEMORY;
    }
    for (const struct json *v = rows->first; v != NULL && e == ERR_OK; v = v->next) {
        size_t place = 0;
        e = read_row(v, t, &t->rows[t->row_count++ * t->point_count], &place, error);
        if (e == ERR_OK && seen[place]) {
            e = refuse(error, N_("a combination of values has two rows"), STR("mapping"));
        }
        seen[place] = true;
    }
    return e;
}

enum err ssvc_read(const struct json *document, struct arena *a, struct ssvc_table *out,
                   struct ssvc_error *error)
{
    enum err e;

    *out = (struct ssvc_table){.id = full_name(document, a),
                               .name = json_text(json_member(document, STR("name")))};
    *error = (struct ssvc_error){.reason = N_("memory limit reached")};
    if (a->failed) {
        return ERR_MEMORY;
    }
    if (out->id.ptr == NULL || out->name.len == 0) {
        return refuse(error, N_("a table has namespace, key, version and name"), STR("namespace"));
    }
    e = read_points(json_member(document, STR("decision_points")), a, out, error);
    if (e != ERR_OK) {
        return e;
    }
    out->outcome = find_point(out, json_text(json_member(document, STR("outcome"))));
    if (out->outcome == out->point_count) {
        return refuse(error, N_("the outcome is one of the decision points"), STR("outcome"));
    }
    e = read_rows(json_member(document, STR("mapping")), a, out, error);
    return e == ERR_OK && a->failed ? ERR_MEMORY : e;
}

/* ---- reading a selection --------------------------------------------------------------------- */

/* The point of that name in the table, full name or key; point_count when there is none, or two of
 * the key. */
static size_t point_named(const struct ssvc_table *t, struct str name)
{
    size_t found = find_point(t, name);

    if (found == t->point_count) {
        found = find_full_name(t, name);
    }

    for (size_t i = 0; found == t->point_count && i < t->point_count; i++) {
        if (!str_equal(t->points[i].key, name) || i == t->outcome) {
            continue;
        }
        found = i;
        for (size_t k = i + 1; k < t->point_count; k++) {
            if (k != t->outcome && str_equal(t->points[k].key, name)) {
                return t->point_count;
            }
        }
    }
    return found;
}

static const char *choose(const struct ssvc_table *t, struct str part, struct ssvc_selection *out)
{
    size_t colon = part.len;

    while (colon > 0 && part.ptr[colon - 1] != ':') {
        colon--;
    }
    size_t point = point_named(t, str_slice(part, 0, colon > 0 ? colon - 1 : 0));
    if (colon == 0 || point == t->point_count) {
        return N_("the table has no such decision point, or two");
    }
    if (point == t->outcome) {
        return N_("the outcome is decided, not chosen");
    }
    size_t value = find_value(&t->points[point], str_slice(part, colon, part.len));
    if (value == t->points[point].value_count) {
        return N_("the decision point has no such value");
    }
    if (out->value[point] != SSVC_OPEN) {
        return N_("the decision point stands twice");
    }
    out->value[point] = (uint8_t)value;
    return NULL;
}

/* The next part of a selection, cut from it. A "/" within the name of a point (a namespace may have
 * some) ends none. */
static struct str take_part(const struct ssvc_table *t, struct str *rest)
{
    size_t name = 0;

    for (size_t i = 0; i < t->point_count; i++) {
        const struct str names[] = {t->points[i].filed, t->points[i].id};
        for (size_t k = 0; k < 2; k++) {
            size_t len = names[k].len;
            if (len > name && str_starts_with(*rest, names[k]) && len < rest->len &&
                rest->ptr[len] == ':') {
                name = len;
            }
        }
    }
    size_t end = str_find(*rest, STR("/"), name);
    struct str part = str_slice(*rest, 0, end);
    *rest = end == SIZE_MAX ? (struct str){NULL, 0} : str_slice(*rest, end + 1, rest->len);
    return part;
}

enum err ssvc_selection_read(const struct ssvc_table *t, struct str text,
                             struct ssvc_selection *out, struct ssvc_error *error)
{
    struct str rest = text;
    size_t offset = 0;

    for (size_t i = 0; i < LIMIT_SSVC_POINTS; i++) {
        out->value[i] = SSVC_OPEN;
    }
    do {
        struct str part = take_part(t, &rest);
        const char *reason = choose(t, part, out);
        if (reason != NULL) {
            *error = (struct ssvc_error){reason, part, offset};
            return ERR_INVALID;
        }
        offset += part.len + 1;
    } while (rest.ptr != NULL);
    return ERR_OK;
}

/* ---- deciding -------------------------------------------------------------------------------- */

static bool agrees(const struct ssvc_table *t, const uint8_t *row, const uint8_t *chosen)
{
    for (size_t i = 0; i < t->point_count; i++) {
        if (chosen[i] != SSVC_OPEN && chosen[i] != row[i]) {
            return false;
        }
    }
    return true;
}

/* Rows and outcomes that agree with what is chosen. */
static void count_left(const struct ssvc_table *t, const struct ssvc_selection *s,
                       struct ssvc_step *out)
{
    out->rows = 0;
    out->outcomes = 0;
    for (size_t i = 0; i < t->row_count; i++) {
        const uint8_t *row = &t->rows[i * t->point_count];
        if (agrees(t, row, s->value)) {
            out->rows++;
            out->outcomes |= UINT32_C(1) << row[t->outcome];
        }
    }
}

void ssvc_decide(const struct ssvc_table *t, const struct ssvc_selection *s, struct ssvc_trace *out)
{
    struct ssvc_selection so_far;
    struct ssvc_step left;

    *out = (struct ssvc_trace){.outcome = SSVC_OPEN};
    for (size_t i = 0; i < LIMIT_SSVC_POINTS; i++) {
        so_far.value[i] = SSVC_OPEN;
    }
    for (size_t i = 0; i < t->point_count; i++) {
        if (s->value[i] == SSVC_OPEN) {
            continue;
        }
        struct ssvc_step *step = &out->steps[out->count++];
        so_far.value[i] = s->value[i];
        step->point = i;
        step->value = s->value[i];
        count_left(t, &so_far, step);
    }
    count_left(t, &so_far, &left);
    out->outcomes = left.outcomes;
    if ((left.outcomes & (left.outcomes - 1)) == 0) {
        out->outcome = (uint8_t)__builtin_ctz(left.outcomes);
    }
}
