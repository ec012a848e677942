/*
 * test/fuzz/fuzz_json.c — any bytes as JSON: the reader never reads outside them, and what it
 * accepts is one value that the writer spells so that it reads to the same spelling again.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/json/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 64 << 20, TEXT_MAX = 1 << 20 };

static void must(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz_json: %s\n", what);
    abort();
}

/* Members in the order of their names, because the writer insists; the smallest above `after`. */
static const struct json *next_member(const struct json *object, const struct json *after)
{
    const struct json *best = NULL;

    for (const struct json *m = object->first; m != NULL; m = m->next) {
        if (after != NULL && str_compare(m->key, after->key) <= 0)
            continue;
        if (best == NULL || str_compare(m->key, best->key) < 0)
            best = m;
    }
    return best;
}

static void write_value(struct json_writer *w, const struct json *v)
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
        for (const struct json *e = v->first; e != NULL; e = e->next)
            write_value(w, e);
        json_write_end(w);
        return;
    case JSON_OBJECT:
        json_write_object(w);
        for (const struct json *m = next_member(v, NULL); m != NULL; m = next_member(v, m)) {
            json_write_key(w, m->key);
            write_value(w, m);
        }
        json_write_end(w);
        return;
    }
}

static struct str spell(const struct json *v, struct arena *a)
{
    struct json_writer w;
    struct buf out;
    struct str bytes = {NULL, 0};

    buf_init(&out, a, 8 * TEXT_MAX);
    json_write_begin(&w, &out, JSON_COMPACT);
    write_value(&w, v);
    json_write_finish(&w);
    must(buf_finish(&out, &bytes) == ERR_OK, "cannot be written");
    return bytes;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    const struct json *v = NULL;
    struct json_error error = {JSON_REASON_NONE, 0, 0};
    struct input flat;
    enum err e;

    arena_init(&a, ARENA_BYTES);
    e = json_read((struct str){(const char *)data, size}, TEXT_MAX, &a, &v, &error);
    if (e != ERR_OK) {
        must(v == NULL && error.reason != JSON_REASON_NONE && error.line > 0 && error.column > 0,
             "refused without a reason or a place");
    } else {
        struct str once = spell(v, &a);
        const struct json *again = NULL;

        must(json_read(once, 8 * TEXT_MAX, &a, &again, NULL) == ERR_OK, "own spelling is refused");
        must(str_equal(spell(again, &a), once), "two spellings of one value");
        e = json_flatten(v, STR(""), &a, &flat);
        must(e == ERR_OK || e == ERR_INVALID || e == ERR_LIMIT, "flattening failed otherwise");
    }
    arena_release(&a);
    return 0;
}
