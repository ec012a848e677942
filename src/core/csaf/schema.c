/*
 * core/csaf/schema.c — walks a document along the tables of the schema.
 *
 * One pass: judges kinds, names, counts and spellings and fills the lists of values for the tests.
 * Recursion is bounded by the depth of the JSON reader. It never looks at two places at once: what
 * a document must mean is the business of the tests.
 */
#include "core/csaf/csaf_priv.h"

#include "base/utf8.h"

#include <string.h>

struct walk {
    struct csaf_check *c;
    unsigned version;
    bool is_21;
};

static void walk_value(struct walk *w, const struct json *v, const struct schema *s);

/* ---- saying ---------------------------------------------------------------------------------- */

static void say(struct walk *w, const struct json *node, enum csaf_message message, struct str one)
{
    csaf_find_say(w->c, node, &(struct csaf_say){.message = message, .values = {one}});
}

static void say_count(struct walk *w, const struct json *node, enum csaf_message message, size_t n)
{
    say(w, node, message, arena_format(w->c->arena, "%zu", n));
}

static void list_add(struct walk *w, enum schema_tag tag, const struct json *v)
{
    struct csaf_list *l = &w->c->lists[tag];
    if (l->count == l->capacity) {
        size_t capacity = l->capacity == 0 ? 32 : 2 * l->capacity;
        void *items = arena_resize(w->c->arena, l->items, l->capacity * sizeof(*l->items),
                                   capacity * sizeof(*l->items));
        if (items == NULL)
            return;
        l->items = items;
        l->capacity = capacity;
    }
    l->items[l->count++] = v;
}

/* ---- strings and numbers --------------------------------------------------------------------- */

static void walk_string(struct walk *w, const struct json *v, const struct schema *s)
{
    enum pattern pattern = w->is_21 ? s->pattern21 : s->pattern20;
    const char *values = w->is_21 ? s->values21 : s->values20;
    if (s->min > 0 && v->text.len < 4 * s->min && utf8_length(v->text) < s->min)
        say_count(w, v, MESSAGE_too_short, s->min);
    else if (s->max > 0 && v->text.len > s->max && utf8_length(v->text) > s->max)
        say_count(w, v, MESSAGE_too_long, s->max);
    else if (values != NULL && !csaf_one_of(v->text, values))
        say(w, v, MESSAGE_value, v->text);
    else if (pattern != PATTERN_NONE && !pattern_fits(pattern, v->text))
        say(w, v, MESSAGE_spelling, v->text);
}

/* A number from 0 to 10, whatever its spelling: the digits are moved to their place. */
static bool is_score(struct str number)
{
    int64_t exponent = 0;
    size_t e = str_find(number, STR("e"), 0);
    struct str mantissa = number;
    size_t point = 0;
    size_t digits = 0;
    bool any = false;
    bool over = false;
    int64_t value = 0;
    if (e == SIZE_MAX)
        e = str_find(number, STR("E"), 0);
    if (e != SIZE_MAX) {
        struct str power = str_slice(number, e + 1, number.len);
        bool negative = power.ptr[0] == '-';
        uint64_t n = 0;
        if (negative || power.ptr[0] == '+')
            power = str_slice(power, 1, power.len);
        if (!str_to_u64(power, 1000, &n))
            return false;
        exponent = negative ? -(int64_t)n : (int64_t)n;
        mantissa = str_slice(number, 0, e);
    }
    bool minus = mantissa.ptr[0] == '-';
    point = str_find(mantissa, STR("."), 0);
    point = point == SIZE_MAX ? mantissa.len : point;
    int64_t whole = (int64_t)point - (minus ? 1 : 0) + exponent;
    for (size_t i = minus ? 1 : 0; i < mantissa.len; i++) {
        char d = mantissa.ptr[i];
        if (d == '.')
            continue;
        any = any || d != '0';
        if ((int64_t)digits < whole) {
            value = value > 100 ? value : value * 10 + (d - '0');
        } else if (value >= 10 && d != '0') {
            over = true;
        }
        digits++;
    }
    for (; (int64_t)digits < whole && value > 0 && value <= 100; digits++)
        value *= 10;
    return !(minus && any) && value <= 10 && !over;
}

static void walk_count(struct walk *w, const struct json *v, const struct schema *s)
{
    int64_t n = 0;
    if (!json_int(v, &n) || n < 0 || (uint64_t)n < s->min)
        say_count(w, v, MESSAGE_count, s->min);
}

/* ---- arrays ---------------------------------------------------------------------------------- */

enum { TEXTS_MANY = 64, FILTER_BITS = 512 };

static void say_repeated(struct walk *w, const struct json *v)
{
    say(w, v, MESSAGE_not_unique, (struct str){0});
}

static int compare_texts(const void *a, const void *b)
{
    const struct json *left = *(const struct json *const *)a;
    const struct json *right = *(const struct json *const *)b;
    int order = str_compare(left->text, right->text);
    return order != 0 ? order : (left < right ? -1 : left > right);
}

/* The texts are chosen by the other side: many are sorted, never hashed. */
static void check_many_texts(struct walk *w, const struct json *array)
{
    const struct json **sorted = arena_alloc_array(w->c->arena, array->count, sizeof(*sorted));
    size_t n = 0;
    if (sorted == NULL)
        return;
    for (const struct json *i = array->first; i != NULL; i = i->next)
        sorted[n++] = i;
    qsort(sorted, n, sizeof(*sorted), compare_texts);
    for (size_t i = 1; i < n; i++) {
        if (str_equal(sorted[i - 1]->text, sorted[i]->text))
            say_repeated(w, sorted[i]);
    }
}

/* A place in a filter of FILTER_BITS for a value: equal values have the same. */
static unsigned filter_place(const struct json *v)
{
    uint64_t tail = v->count;
    size_t len = v->text.len < sizeof(tail) ? v->text.len : sizeof(tail);
    if (len > 0)
        memcpy(&tail, v->text.ptr + v->text.len - len, len);
    tail ^= v->text.len;
    return (unsigned)(tail * UINT64_C(0x9e3779b97f4a7c15) >> 55);
}

static bool repeats_earlier(const struct json *array, const struct json *v, size_t *pairs)
{
    for (const struct json *before = array->first; before != v && *pairs < LIMIT_CSAF_PAIRS;
         before = before->next) {
        ++*pairs;
        if (json_equal(before, v))
            return true;
    }
    return false;
}

/* Few texts, and all other values, are compared with those before them when the filter says that
 * they may be equal. LIMIT_CSAF_PAIRS keeps that from becoming slow. Never inlined: its filter
 * would be room, and a guard of that room, for every value that is walked. */
static __attribute__((noinline)) void check_unique(struct walk *w, const struct json *array)
{
    uint64_t filter[FILTER_BITS / 64] = {0};
    bool texts = array->count > TEXTS_MANY;
    size_t pairs = 0;
    for (const struct json *i = array->first; i != NULL && texts; i = i->next)
        texts = i->kind == JSON_STRING;
    if (texts) {
        check_many_texts(w, array);
        return;
    }
    for (const struct json *i = array->first; i != NULL; i = i->next) {
        unsigned place = filter_place(i);
        uint64_t bit = UINT64_C(1) << place % 64;
        if ((filter[place / 64] & bit) != 0 && repeats_earlier(array, i, &pairs))
            say_repeated(w, i);
        filter[place / 64] |= bit;
    }
}

static void walk_array(struct walk *w, const struct json *v, const struct schema *s)
{
    if (v->count < s->min)
        say_count(w, v, MESSAGE_too_few, s->min);
    if (s->items != NULL) {
        for (const struct json *i = v->first; i != NULL; i = i->next)
            walk_value(w, i, s->items);
    }
    if (s->unique & w->version && v->count > 1)
        check_unique(w, v);
}

/* ---- objects --------------------------------------------------------------------------------- */

static const struct schema_member *find_member(const struct walk *w, const struct schema *s,
                                               struct str key, size_t *hint)
{
    for (size_t n = 0; n < s->member_count; n++) {
        size_t i = *hint < s->member_count ? *hint : 0;
        const struct schema_member *m = &s->members[i];
        *hint = i + 1;
        if (m->key.len == key.len && (key.len == 0 || m->key.ptr[0] == key.ptr[0]) &&
            memcmp(m->key.ptr, key.ptr, key.len) == 0)
            return m->in & w->version ? m : NULL;
    }
    return NULL;
}

static void walk_object(struct walk *w, const struct json *v, const struct schema *s)
{
    uint64_t seen = 0;
    size_t hint = 0;
    if (v->count < s->min)
        say_count(w, v, MESSAGE_too_few, s->min);
    if (s->max > 0 && v->count > s->max)
        say_count(w, v, MESSAGE_too_many, s->max);
    if (s->members == NULL)
        return;
    for (const struct json *m = v->first; m != NULL; m = m->next) {
        const struct schema_member *known = find_member(w, s, m->key, &hint);
        if (known != NULL) {
            seen |= UINT64_C(1) << (known - s->members);
            walk_value(w, m, known->is);
            continue;
        }
        list_add(w, TAG_UNKNOWN, m);
        if (s->closed & w->version)
            say(w, m, MESSAGE_additional, m->key);
    }
    for (size_t i = 0; i < s->member_count; i++) {
        if (s->members[i].required & w->version && !(seen >> i & 1))
            say(w, v, MESSAGE_required, s->members[i].key);
    }
    if (s->needs[0].ptr != NULL && csaf_at(v, s->needs[0]) && !csaf_at(v, s->needs[1]))
        say(w, v, MESSAGE_required, s->needs[1]);
}

/* ---- any value ------------------------------------------------------------------------------- */

static enum json_kind kind_of(enum schema_kind kind)
{
    switch (kind) {
    case SCHEMA_STRING:
        return JSON_STRING;
    case SCHEMA_BOOL:
        return JSON_BOOL;
    case SCHEMA_SCORE:
    case SCHEMA_COUNT:
        return JSON_NUMBER;
    case SCHEMA_ARRAY:
        return JSON_ARRAY;
    case SCHEMA_ANY:
    case SCHEMA_OBJECT:
    case SCHEMA_CVSS3:
        break;
    }
    return JSON_OBJECT;
}

static const char *const kind_words[] = {"null",     "a boolean", "a number",
                                         "a string", "an array",  "an object"};

static void walk_kind(struct walk *w, const struct json *v, const struct schema *s)
{
    switch (s->kind) {
    case SCHEMA_STRING:
        walk_string(w, v, s);
        break;
    case SCHEMA_SCORE:
        if (!is_score(v->text))
            say(w, v, MESSAGE_score_range, (struct str){0});
        break;
    case SCHEMA_COUNT:
        walk_count(w, v, s);
        break;
    case SCHEMA_ARRAY:
        walk_array(w, v, s);
        break;
    case SCHEMA_OBJECT:
        walk_object(w, v, s);
        break;
    case SCHEMA_CVSS3:
        walk_value(w, v,
                   csaf_has_text(v, STR("version"), STR("3.0")) ? &schema_cvss30 : &schema_cvss31);
        break;
    case SCHEMA_ANY:
    case SCHEMA_BOOL:
        break;
    }
}

static void walk_value(struct walk *w, const struct json *v, const struct schema *s)
{
    enum csaf_test outer = w->c->test;
    enum json_kind wanted = kind_of(s->kind);
    if (s->owned)
        w->c->test = s->owner;
    if (s->kind != SCHEMA_ANY && v->kind != wanted) {
        say(w, v, MESSAGE_type, str_from_cstr(kind_words[wanted]));
    } else {
        if (s->tag != TAG_NONE)
            list_add(w, s->tag, v);
        walk_kind(w, v, s);
    }
    w->c->test = outer;
}

/* What makers of extensions publish says itself what it is. */
const struct schema *csaf_root_schema(const struct json *root)
{
    struct str says = csaf_text(root, STR("$schema"));
    if (str_ends_with(says, STR("/schema/extension-metaschema.json")))
        return &schema_extension_schema;
    if (str_ends_with(says, STR("/schema/extension-metadata.json")))
        return &schema_extension_metadata;
    return &schema_csaf;
}

void csaf_schema_walk(struct csaf_check *c)
{
    struct walk w = {c, c->version, c->version == CSAF_21};
    c->test = CSAF_TEST_schema;
    walk_value(&w, c->root, csaf_root_schema(c->root));
}
