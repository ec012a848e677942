/*
 * core/json/write_value.c — writes a value that was read, so that what the program does not know
 * goes through it unharmed.
 *
 * The depth is asked before the first byte is written; when the arena is full, what was written is
 * not to be used.
 */
#include "core/json/json.h"

#include <stdlib.h>

static size_t depth_of(const struct json *v)
{
    size_t deepest = 0;

    if (v->kind != JSON_ARRAY && v->kind != JSON_OBJECT)
        return 0;
    for (const struct json *m = v->first; m != NULL; m = m->next) {
        size_t depth = depth_of(m); /* as deep as the reader lets a text be */

        deepest = depth > deepest ? depth : deepest;
    }
    return deepest + 1;
}

static int compare_keys(const void *a, const void *b)
{
    const struct json *const *left = a;
    const struct json *const *right = b;

    return str_compare((*left)->key, (*right)->key);
}

static bool write(struct json_writer *w, const struct json *v, struct arena *a);

static bool write_member(struct json_writer *w, const struct json *m, struct arena *a)
{
    json_write_key(w, m->key);
    return write(w, m, a);
}

static bool write_object(struct json_writer *w, const struct json *v, struct arena *a)
{
    const struct json **sorted = NULL;
    bool ascending = true;
    bool good = true;
    size_t n = 0;

    for (const struct json *m = v->first; m != NULL && m->next != NULL && ascending; m = m->next)
        ascending = str_compare(m->key, m->next->key) < 0;
    json_write_object(w);
    if (ascending) {
        for (const struct json *m = v->first; m != NULL && good; m = m->next)
            good = write_member(w, m, a);
        json_write_end(w);
        return good;
    }
    sorted = arena_alloc_array(a, v->count, sizeof(*sorted));
    for (const struct json *m = v->first; m != NULL && sorted != NULL; m = m->next)
        sorted[n++] = m;
    if (n > 0)
        qsort(sorted, n, sizeof(*sorted), compare_keys);
    for (size_t i = 0; i < n && good; i++)
        good = write_member(w, sorted[i], a);
    json_write_end(w);
    return good && sorted != NULL;
}

static bool write(struct json_writer *w, const struct json *v, struct arena *a)
{
    bool good = true;

    switch (v->kind) {
    case JSON_NULL:
        json_write_null(w);
        break;
    case JSON_BOOL:
        json_write_bool(w, v->boolean);
        break;
    case JSON_NUMBER:
        json_write_number(w, v->text);
        break;
    case JSON_STRING:
        json_write_str(w, v->text);
        break;
    case JSON_OBJECT:
        return write_object(w, v, a);
    case JSON_ARRAY:
        json_write_array(w);
        for (const struct json *item = v->first; item != NULL && good; item = item->next)
            good = write(w, item, a);
        json_write_end(w);
        break;
    }
    return good;
}

enum err json_write_value(struct json_writer *w, const struct json *v, struct arena *a)
{
    if (w->depth + depth_of(v) > LIMIT_JSON_DEPTH)
        return ERR_LIMIT;
    return write(w, v, a) ? ERR_OK : ERR_MEMORY;
}
