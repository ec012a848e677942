/*
 * core/json/whole.c — whole values: written canonically, and the place of one in its text.
 *
 * Members are sorted in memory of the writer's arena; an object whose members stand in order
 * already, as in everything this program wrote, needs none.
 */
#include "core/json/json.h"

/* ---- members in the order of their keys ------------------------------------------------------ */

static bool in_order(const struct json *object)
{
    for (const struct json *m = object->first; m != NULL && m->next != NULL; m = m->next) {
        if (str_compare(m->key, m->next->key) >= 0) {
            return false;
        }
    }
    return true;
}

/* The heap below `at` is one but for `at` itself, the highest key on top. */
static void sift(const struct json **list, size_t at, size_t count)
{
    for (;;) {
        size_t child = 2 * at + 1;
        if (child + 1 < count && str_compare(list[child]->key, list[child + 1]->key) < 0) {
            child++;
        }
        if (child >= count || str_compare(list[at]->key, list[child]->key) >= 0) {
            return;
        }
        const struct json *swap = list[at];
        list[at] = list[child];
        list[child] = swap;
        at = child;
    }
}

static void sort(const struct json **list, size_t count)
{
    for (size_t i = count / 2; i-- > 0;) {
        sift(list, i, count);
    }
    for (size_t i = count; i-- > 1;) {
        const struct json *last = list[0];
        list[0] = list[i];
        list[i] = last;
        sift(list, 0, i);
    }
}

/* ---- writing --------------------------------------------------------------------------------- */

static void write_member(struct json_writer *w, const struct json *m)
{
    json_write_key(w, m->key);
    json_write_value(w, m);
}

static void write_object(struct json_writer *w, const struct json *v)
{
    const struct json **list = NULL;
    size_t count = 0;

    json_write_object(w);
    if (in_order(v)) {
        for (const struct json *m = v->first; m != NULL; m = m->next) {
            write_member(w, m);
        }
    } else {
        list = ARENA_ARRAY(w->out->arena, const struct json *, v->count);
        for (const struct json *m = v->first; list != NULL && m != NULL; m = m->next) {
            list[count++] = m;
        }
        w->out->failed = w->out->failed || list == NULL;
        if (list != NULL) {
            sort(list, count);
        }
        for (size_t i = 0; i < count; i++) {
            write_member(w, list[i]);
        }
    }
    json_write_end(w);
}

void json_write_value(struct json_writer *w, const struct json *v)
{
    switch (v->kind) {
    case JSON_NULL:
        json_write_null(w);
        return;
    case JSON_BOOL:
        json_write_bool(w, v->boolean);
        return;
    case JSON_NUMBER:
        json_write_number(w, v->text);
        return;
    case JSON_STRING:
        json_write_str(w, v->text);
        return;
    case JSON_ARRAY:
        json_write_array(w);
        for (const struct json *e = v->first; e != NULL; e = e->next) {
            json_write_value(w, e);
        }
        json_write_end(w);
        return;
    case JSON_OBJECT:
        write_object(w, v);
        return;
    }
}

/* ---- where a value stands -------------------------------------------------------------------- */

static void add_token(struct buf *out, struct str key)
{
    for (size_t i = 0; i < key.len; i++) {
        if (key.ptr[i] == '~') {
            buf_add_cstr(out, "~0");
        } else if (key.ptr[i] == '/') {
            buf_add_cstr(out, "~1");
        } else {
            buf_add_char(out, key.ptr[i]);
        }
    }
}

static void add_step(struct buf *out, const struct json *v)
{
    size_t index = 0;

    buf_add_char(out, '/');
    if (v->parent->kind == JSON_OBJECT) {
        add_token(out, v->key);
        return;
    }
    for (const struct json *e = v->parent->first; e != v; e = e->next) {
        index++;
    }
    buf_add_u64(out, index);
}

struct str json_pointer(const struct json *v, struct arena *a)
{
    const struct json *path[LIMIT_JSON_DEPTH];
    size_t depth = 0;
    struct buf out;
    struct str text = {NULL, 0};

    for (; v != NULL && v->parent != NULL && depth < LIMIT_JSON_DEPTH; v = v->parent) {
        path[depth++] = v;
    }
    buf_init(&out, a, LIMIT_PAGE_BYTES);
    while (depth > 0) {
        add_step(&out, path[--depth]);
    }
    return buf_finish(&out, &text) == ERR_OK ? text : (struct str){NULL, 0};
}
