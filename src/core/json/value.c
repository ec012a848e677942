/*
 * core/json/value.c — looking into a value that was read, and flattening it into the pairs of a
 * form.
 *
 * Lookups are linear: documents of this program have few members an object; the reader has bounded
 * the rest.
 */
#include "core/json/json.h"

#include <string.h>

const char *json_reason_word(enum json_reason reason)
{
    switch (reason) {
    case JSON_REASON_NONE:
        return "none";
    case JSON_REASON_SYNTAX:
        return "syntax";
    case JSON_REASON_END:
        return "end";
    case JSON_REASON_TRAILING:
        return "trailing";
    case JSON_REASON_UTF8:
        return "utf8";
    case JSON_REASON_ESCAPE:
        return "escape";
    case JSON_REASON_CONTROL:
        return "control";
    case JSON_REASON_DUPLICATE:
        return "duplicate";
    case JSON_REASON_DEPTH:
        return "depth";
    case JSON_REASON_SIZE:
        return "size";
    case JSON_REASON_MEMORY:
        return "memory";
    }
    return "none";
}

const char *json_reason_text(enum json_reason reason, enum lang lang)
{
    static const char *const texts[][LANG_COUNT] = {
        [JSON_REASON_NONE] = {"誤りはありません", "no fault"},
        [JSON_REASON_SYNTAX] = {"ここにあってはならない文字です",
                                "this character may not stand here"},
        [JSON_REASON_END] = {"途中で終わっています", "the text ends too early"},
        [JSON_REASON_TRAILING] = {"値の後に余分な文字があります", "something follows the value"},
        [JSON_REASON_UTF8] = {"UTF-8として正しくありません", "not well-formed UTF-8"},
        [JSON_REASON_ESCAPE] = {"使えないエスケープです", "this escape may not stand here"},
        [JSON_REASON_CONTROL] = {"文字列の中に制御文字があります",
                                 "a control character stands in a string"},
        [JSON_REASON_DUPLICATE] = {"同じ名前が一つのオブジェクトに二度あります",
                                   "the same key stands twice in one object"},
        [JSON_REASON_DEPTH] = {"入れ子が深すぎます", "nested too deeply"},
        [JSON_REASON_SIZE] = {"長すぎます", "longer than the limit"},
        [JSON_REASON_MEMORY] = {"メモリーの上限に達しました", "memory limit reached"},
    };
    return texts[reason][lang];
}

bool json_is(const struct json *v, enum json_kind kind)
{
    return v != NULL && v->kind == kind;
}

bool json_equal(const struct json *a, const struct json *b)
{
    const struct json *other = b->first;
    if (a->kind != b->kind || a->count != b->count)
        return false;
    if (a->kind == JSON_BOOL)
        return a->boolean == b->boolean;
    if (a->kind != JSON_ARRAY && a->kind != JSON_OBJECT)
        return a->kind == JSON_NULL || str_equal(a->text, b->text);
    for (const struct json *m = a->first; m != NULL; m = m->next) {
        if (a->kind == JSON_OBJECT && (other == NULL || !str_equal(other->key, m->key)))
            other = json_member(b, m->key);
        if (other == NULL || !json_equal(m, other))
            return false;
        other = other->next;
    }
    return true;
}

const struct json *json_member(const struct json *v, struct str key)
{
    if (!json_is(v, JSON_OBJECT)) {
        return NULL;
    }
    /* Nearly all keys differ in length or in their first byte: this is the most frequent loop of
     * whatever reads a document. */
    for (const struct json *m = v->first; m != NULL; m = m->next) {
        if (m->key.len == key.len &&
            (key.len == 0 ||
             (m->key.ptr[0] == key.ptr[0] && memcmp(m->key.ptr, key.ptr, key.len) == 0))) {
            return m;
        }
    }
    return NULL;
}

struct str json_text(const struct json *v)
{
    return json_is(v, JSON_STRING) ? v->text : (struct str){NULL, 0};
}

bool json_int(const struct json *v, int64_t *out)
{
    struct str digits;
    uint64_t magnitude;
    bool negative;

    if (!json_is(v, JSON_NUMBER)) {
        return false;
    }
    negative = v->text.ptr[0] == '-';
    digits = str_slice(v->text, negative ? 1 : 0, v->text.len);
    if (!str_to_u64(digits, (uint64_t)INT64_MAX + (negative ? 1 : 0), &magnitude)) {
        return false;
    }
    if (!negative) {
        *out = (int64_t)magnitude;
    } else {
        *out =
            magnitude == 0 ? 0 : -(int64_t)(magnitude - 1) - 1; /* INT64_MIN has no positive twin */
    }
    return true;
}

/* --- flattening --- */

struct flattener {
    struct arena *arena;
    struct input_pair *pairs;
    size_t count;
    enum err err;
};

static void add_pair(struct flattener *f, struct str name, struct str value)
{
    if (f->count >= LIMIT_FORM_FIELDS) {
        f->err = ERR_LIMIT;
        return;
    }
    f->pairs[f->count++] = (struct input_pair){name, value};
}

static struct str child_name(struct flattener *f, struct str parent, const struct json *child,
                             size_t index)
{
    struct buf name;
    struct str out = {NULL, 0};
    enum err e;

    buf_init(&name, f->arena, LIMIT_FORM_BYTES);
    buf_add(&name, parent);
    if (parent.len > 0) {
        buf_add_char(&name, '.');
    }
    if (child->key.ptr != NULL) {
        buf_add(&name, child->key);
    } else {
        buf_add_u64(&name, index);
    }
    e = buf_finish(&name, &out);
    if (e != ERR_OK) {
        f->err = e;
    }
    return out;
}

static bool is_plain_key(const struct json *child)
{
    return child->key.ptr == NULL ||
           (child->key.len > 0 && str_find(child->key, STR("."), 0) == SIZE_MAX);
}

/* Recursion is bounded by the reader's depth. */
static void flatten(struct flattener *f, struct str name, const struct json *v)
{
    size_t index = 0;

    switch (v->kind) {
    case JSON_NULL:
        return;
    case JSON_BOOL:
        add_pair(f, name, v->boolean ? STR("yes") : STR("no"));
        return;
    case JSON_NUMBER:
    case JSON_STRING:
        add_pair(f, name, v->text);
        return;
    case JSON_ARRAY:
    case JSON_OBJECT:
        break;
    }
    for (const struct json *child = v->first; child != NULL && f->err == ERR_OK;
         child = child->next, index++) {
        if (!is_plain_key(child)) {
            f->err = ERR_INVALID;
            return;
        }
        flatten(f, child_name(f, name, child, index), child);
    }
}

enum err json_flatten(const struct json *v, struct str prefix, struct arena *a, struct input *out)
{
    struct flattener f = {.arena = a};

    if (!json_is(v, JSON_OBJECT)) {
        return ERR_INVALID;
    }
    f.pairs = ARENA_ARRAY(a, struct input_pair, LIMIT_FORM_FIELDS);
    if (f.pairs == NULL) {
        return ERR_MEMORY;
    }
    flatten(&f, prefix, v);
    if (f.err != ERR_OK) {
        return f.err;
    }
    *out = (struct input){f.pairs, f.count};
    return ERR_OK;
}
