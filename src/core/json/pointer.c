/*
 * core/json/pointer.c — where a value stands in its text, as a JSON pointer (RFC 6901).
 */
#include "core/json/json.h"

void json_pointer_step(struct buf *out, struct str key)
{
    buf_add_char(out, '/');
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

    if (v->parent->kind == JSON_OBJECT) {
        json_pointer_step(out, v->key);
        return;
    }
    buf_add_char(out, '/');
    for (const struct json *e = v->parent->first; e != v; e = e->next) {
        index++;
    }
    buf_add_u64(out, index);
}

void json_pointer_write(struct buf *out, const struct json *v)
{
    const struct json *path[LIMIT_JSON_DEPTH];
    size_t depth = 0;

    for (; v != NULL && v->parent != NULL && depth < LIMIT_JSON_DEPTH; v = v->parent) {
        path[depth++] = v;
    }
    while (depth > 0) {
        add_step(out, path[--depth]);
    }
}

struct str json_pointer(const struct json *v, struct arena *a)
{
    struct buf out;
    struct str text = {NULL, 0};

    buf_init(&out, a, LIMIT_PAGE_BYTES);
    json_pointer_write(&out, v);
    return buf_finish(&out, &text) == ERR_OK ? text : (struct str){NULL, 0};
}
