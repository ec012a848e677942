/*
 * core/json/jsonschema.c — one function a group of keywords, one value at a time.
 *
 * A schema is hostile input like the document: references may run in circles, so every step is
 * counted.
 */
#include "core/json/jsonschema.h"

#include "base/utf8.h"

struct judging {
    const struct jsonschema *s;
    const struct json *root; /* the document in which local references are followed */
    size_t steps;
    size_t depth; /* of schemas within schemas and references */
    const struct json *where;
    struct str keyword;
};

static bool fits(struct judging *j, const struct json *schema, const struct json *v);

static bool refuse(struct judging *j, const struct json *v, struct str keyword)
{
    if (j->where == NULL) {
        j->where = v;
        j->keyword = keyword;
    }
    return false;
}

/* ---- numbers -------------------------------------------------------------------- */

static bool limit_kept(const struct json *schema, struct str key, size_t n, bool at_least)
{
    int64_t limit = 0;
    if (!json_int(json_member(schema, key), &limit) || limit < 0)
        return true;
    return at_least ? n >= (uint64_t)limit : n <= (uint64_t)limit;
}

/* Whole numbers only: others are not compared. */
static bool range_kept(struct judging *j, const struct json *schema, const struct json *v)
{
    int64_t n = 0;
    int64_t limit = 0;
    if (!json_int(v, &n))
        return true;
    if (json_int(json_member(schema, STR("minimum")), &limit) && n < limit)
        return refuse(j, v, STR("minimum"));
    if (json_int(json_member(schema, STR("maximum")), &limit) && n > limit)
        return refuse(j, v, STR("maximum"));
    if (json_int(json_member(schema, STR("exclusiveMinimum")), &limit) && n <= limit)
        return refuse(j, v, STR("exclusiveMinimum"));
    if (json_int(json_member(schema, STR("exclusiveMaximum")), &limit) && n >= limit)
        return refuse(j, v, STR("exclusiveMaximum"));
    if (json_int(json_member(schema, STR("multipleOf")), &limit) && limit > 0 && n % limit != 0)
        return refuse(j, v, STR("multipleOf"));
    return true;
}

/* ---- kinds ----------------------------------------------------------------------------------- */

static bool is_type(const struct json *v, struct str type)
{
    int64_t n = 0;
    switch (v->kind) {
    case JSON_NULL:
        return str_equal(type, STR("null"));
    case JSON_BOOL:
        return str_equal(type, STR("boolean"));
    case JSON_NUMBER:
        return str_equal(type, STR("number")) ||
               (str_equal(type, STR("integer")) && json_int(v, &n));
    case JSON_STRING:
        return str_equal(type, STR("string"));
    case JSON_ARRAY:
        return str_equal(type, STR("array"));
    case JSON_OBJECT:
        break;
    }
    return str_equal(type, STR("object"));
}

static bool type_fits(struct judging *j, const struct json *schema, const struct json *v)
{
    const struct json *type = json_member(schema, STR("type"));
    bool any = type == NULL || is_type(v, json_text(type));
    for (const struct json *t = json_is(type, JSON_ARRAY) ? type->first : NULL; t != NULL && !any;
         t = t->next)
        any = is_type(v, json_text(t));
    return any || refuse(j, v, STR("type"));
}

static bool value_fits(struct judging *j, const struct json *schema, const struct json *v)
{
    const struct json *constant = json_member(schema, STR("const"));
    const struct json *values = json_member(schema, STR("enum"));
    bool any = !json_is(values, JSON_ARRAY);
    if (constant != NULL && !json_equal(constant, v))
        return refuse(j, v, STR("const"));
    for (const struct json *x = any ? NULL : values->first; x != NULL && !any; x = x->next)
        any = json_equal(x, v);
    return any || refuse(j, v, STR("enum"));
}

/* ---- arrays and objects ---------------------------------------------------------------------- */

static bool items_differ(struct judging *j, const struct json *v)
{
    for (const struct json *a = v->first; a != NULL; a = a->next) {
        for (const struct json *b = v->first; b != a; b = b->next) {
            if (++j->steps > LIMIT_JSONSCHEMA_STEPS || json_equal(a, b))
                return refuse(j, a, STR("uniqueItems"));
        }
    }
    return true;
}

static bool array_fits(struct judging *j, const struct json *schema, const struct json *v)
{
    const struct json *unique = json_member(schema, STR("uniqueItems"));
    const struct json *items = json_member(schema, STR("items"));
    const struct json *prefix = json_member(schema, STR("prefixItems"));
    const struct json *next = json_is(prefix, JSON_ARRAY) ? prefix->first : NULL;
    if (!limit_kept(schema, STR("minItems"), v->count, true))
        return refuse(j, v, STR("minItems"));
    if (!limit_kept(schema, STR("maxItems"), v->count, false))
        return refuse(j, v, STR("maxItems"));
    if (json_is(unique, JSON_BOOL) && unique->boolean && !items_differ(j, v))
        return false;
    for (const struct json *item = v->first; item != NULL; item = item->next) {
        const struct json *its = next != NULL ? next : items;
        if (its != NULL && !fits(j, its, item))
            return false;
        next = next != NULL ? next->next : NULL;
    }
    return true;
}

static const struct json *resolve(struct judging *j, struct str ref, const struct json **root);

/* Does a schema, or one that it applies to the same value, say anything about a property? */
static bool covers_in(struct judging *j, const struct json *schema, struct str key);

static bool covers(struct judging *j, const struct json *schema, struct str key)
{
    j->depth++;
    bool found = covers_in(j, schema, key);
    j->depth--;
    return found;
}

static bool covers_in(struct judging *j, const struct json *schema, struct str key)
{
    static const struct str lists[] = {STR_INIT("allOf"), STR_INIT("anyOf"), STR_INIT("oneOf")};
    static const struct str branches[] = {STR_INIT("if"), STR_INIT("then"), STR_INIT("else")};
    const struct json *root = j->root;
    const struct json *target = resolve(j, json_text(json_member(schema, STR("$ref"))), &root);
    if (++j->steps > LIMIT_JSONSCHEMA_STEPS || j->depth >= LIMIT_JSONSCHEMA_DEPTH)
        return true;
    if (json_member(json_member(schema, STR("properties")), key) != NULL ||
        json_member(schema, STR("patternProperties")) != NULL ||
        json_member(schema, STR("additionalProperties")) != NULL)
        return true;
    if (target != NULL && target != schema && covers(j, target, key))
        return true;
    for (size_t i = 0; i < sizeof(branches) / sizeof(branches[0]); i++) {
        const struct json *branch = json_member(schema, branches[i]);
        if (branch != NULL && covers(j, branch, key))
            return true;
    }
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        const struct json *list = json_member(schema, lists[i]);
        for (const struct json *s = json_is(list, JSON_ARRAY) ? list->first : NULL; s != NULL;
             s = s->next) {
            if (covers(j, s, key))
                return true;
        }
    }
    return false;
}

static bool member_fits(struct judging *j, const struct json *schema, const struct json *m)
{
    const struct json *own = json_member(json_member(schema, STR("properties")), m->key);
    const struct json *additional = json_member(schema, STR("additionalProperties"));
    const struct json *unevaluated = json_member(schema, STR("unevaluatedProperties"));
    if (own != NULL)
        return fits(j, own, m);
    if (additional != NULL && json_member(schema, STR("patternProperties")) == NULL)
        return fits(j, additional, m) || refuse(j, m, STR("additionalProperties"));
    if (unevaluated != NULL && !covers(j, schema, m->key))
        return fits(j, unevaluated, m) || refuse(j, m, STR("unevaluatedProperties"));
    return true;
}

static bool object_fits(struct judging *j, const struct json *schema, const struct json *v)
{
    const struct json *required = json_member(schema, STR("required"));
    if (!limit_kept(schema, STR("minProperties"), v->count, true))
        return refuse(j, v, STR("minProperties"));
    if (!limit_kept(schema, STR("maxProperties"), v->count, false))
        return refuse(j, v, STR("maxProperties"));
    for (const struct json *r = json_is(required, JSON_ARRAY) ? required->first : NULL; r != NULL;
         r = r->next) {
        if (json_is(r, JSON_STRING) && json_member(v, r->text) == NULL)
            return refuse(j, v, STR("required"));
    }
    for (const struct json *m = v->first; m != NULL; m = m->next) {
        if (!member_fits(j, schema, m))
            return false;
    }
    return true;
}

/* ---- references and combinations ------------------------------------------------------------- */

/* "#/$defs/x", "URL", "URL#/…". NULL when it leads nowhere. */
static const struct json *resolve(struct judging *j, struct str ref, const struct json **root)
{
    struct str pointer = ref;
    struct str url = str_split(&pointer, '#');
    if (ref.len == 0)
        return NULL;
    if (url.len > 0)
        *root = j->s->load != NULL ? j->s->load(j->s->context, url) : NULL;
    const struct json *at = *root;
    if (pointer.len == 0 || at == NULL)
        return at;
    (void)str_split(&pointer, '/');
    while (pointer.ptr != NULL && at != NULL)
        at = json_member(at, str_split(&pointer, '/'));
    return at;
}

static bool reference_fits(struct judging *j, const struct json *schema, const struct json *v)
{
    const struct json *home = j->root;
    const struct json *root = home;
    const struct json *target = resolve(j, json_text(json_member(schema, STR("$ref"))), &root);
    if (target == NULL)
        return true;
    j->root = root;
    bool good = fits(j, target, v);
    j->root = home;
    return good;
}

static size_t count_fitting(struct judging *j, const struct json *list, const struct json *v)
{
    size_t n = 0;
    for (const struct json *s = list->first; s != NULL; s = s->next) {
        struct judging quiet = *j;
        n += fits(&quiet, s, v) ? 1 : 0;
        j->steps = quiet.steps;
    }
    return n;
}

static bool condition_fits(struct judging *j, const struct json *schema, const struct json *v)
{
    const struct json *condition = json_member(schema, STR("if"));
    if (condition == NULL)
        return true;
    struct judging quiet = *j;
    bool holds = fits(&quiet, condition, v);
    j->steps = quiet.steps;
    const struct json *branch = json_member(schema, holds ? STR("then") : STR("else"));
    return branch == NULL || fits(j, branch, v);
}

static bool combinations_fit(struct judging *j, const struct json *schema, const struct json *v)
{
    const struct json *all = json_member(schema, STR("allOf"));
    const struct json *any = json_member(schema, STR("anyOf"));
    const struct json *one = json_member(schema, STR("oneOf"));
    const struct json *not = json_member(schema, STR("not"));
    for (const struct json *s = json_is(all, JSON_ARRAY) ? all->first : NULL; s != NULL;
         s = s->next) {
        if (!fits(j, s, v))
            return false;
    }
    if (json_is(any, JSON_ARRAY) && count_fitting(j, any, v) == 0)
        return refuse(j, v, STR("anyOf"));
    if (json_is(one, JSON_ARRAY) && count_fitting(j, one, v) != 1)
        return refuse(j, v, STR("oneOf"));
    if (not != NULL) {
        struct judging quiet = *j;
        bool fitting = fits(&quiet, not, v);
        j->steps = quiet.steps;
        if (fitting)
            return refuse(j, v, STR("not"));
    }
    return true;
}

static bool keywords_fit(struct judging *j, const struct json *schema, const struct json *v)
{
    if (json_is(schema, JSON_BOOL))
        return schema->boolean || refuse(j, v, STR("false"));
    if (!json_is(schema, JSON_OBJECT))
        return true;
    if (!type_fits(j, schema, v) || !value_fits(j, schema, v) || !reference_fits(j, schema, v) ||
        !combinations_fit(j, schema, v) || !condition_fits(j, schema, v))
        return false;
    if (v->kind == JSON_NUMBER)
        return range_kept(j, schema, v);
    if (v->kind == JSON_STRING && !limit_kept(schema, STR("minLength"), utf8_length(v->text), true))
        return refuse(j, v, STR("minLength"));
    if (v->kind == JSON_STRING &&
        !limit_kept(schema, STR("maxLength"), utf8_length(v->text), false))
        return refuse(j, v, STR("maxLength"));
    if (v->kind == JSON_ARRAY)
        return array_fits(j, schema, v);
    return v->kind != JSON_OBJECT || object_fits(j, schema, v);
}

/* A circle of references ends at the limit of steps or of depth, whichever comes first. */
static bool fits(struct judging *j, const struct json *schema, const struct json *v)
{
    bool good = false;
    if (++j->steps > LIMIT_JSONSCHEMA_STEPS || j->depth >= LIMIT_JSONSCHEMA_DEPTH) {
        j->steps = LIMIT_JSONSCHEMA_STEPS + 1;
        return false;
    }
    j->depth++;
    good = keywords_fit(j, schema, v);
    j->depth--;
    return good;
}

enum err jsonschema_check(const struct jsonschema *s, const struct json *value,
                          const struct json **where, struct str *keyword)
{
    struct judging j = {.s = s, .root = s->root};
    bool good = fits(&j, s->root, value);
    *where = j.where;
    *keyword = j.keyword;
    if (j.steps > LIMIT_JSONSCHEMA_STEPS)
        return ERR_LIMIT; /* below a `not` a cut judgement may look like a good one */
    return good ? ERR_OK : ERR_INVALID;
}
