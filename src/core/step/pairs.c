/*
 * core/step/pairs.c — a command as flat pairs of names and texts, the inverse of command_read, and
 * such pairs as bytes of the log.
 *
 * Names instead of tags: a step may wait while a release comes in between, and a field that is gone
 * by then must be noticed and not be taken for another. Must never judge a value.
 */
#include "core/step/step_priv.h"

#include <string.h>

enum { GROWTH = 16, LENGTH_BYTES = 4 };

struct pairs {
    struct input_pair *items;
    size_t count;
    struct arena *arena;
};

static void add(struct pairs *p, struct str name, struct str value)
{
    if (str_is_empty(value))
        return;
    if (p->count % GROWTH == 0) {
        struct input_pair *more = ARENA_ARRAY(p->arena, struct input_pair, p->count + GROWTH);
        if (!more)
            return; /* the arena says so at the end */
        if (p->count > 0)
            memcpy(more, p->items, p->count * sizeof(*more));
        p->items = more;
    }
    p->items[p->count++] = (struct input_pair){name, value};
}

static void add_both(struct pairs *p, const char *name, const struct text2 *t)
{
    add(p, arena_format(p->arena, "%s.ja", name), t->ja);
    add(p, arena_format(p->arena, "%s.en", name), t->en);
}

static void add_files(struct pairs *p, struct str name, const struct id_list *files)
{
    for (size_t i = 0; i < files->count; i++)
        add(p, name, id_text(files->ids[i], p->arena));
}

static void add_code(struct pairs *p, const struct field_def *f, uint32_t number)
{
    const struct code_def *code = code_def_get((enum code_list)f->argument, number);

    if (code)
        add(p, str_from_cstr(f->name), str_from_cstr(code->name));
}

/* Documents have an editor of their own, numbers and bytes are made by the program: no step of
 * theirs needs two persons. */
static void add_field(struct pairs *p, const struct field_def *f, const void *value)
{
    struct str name = str_from_cstr(f->name);

    switch (f->type) {
    case FIELD_LINE:
    case FIELD_BLOCK:
    case FIELD_URL:
    case FIELD_MAIL:
        add(p, name, *(const struct str *)value);
        return;
    case FIELD_LINE2:
    case FIELD_BLOCK2:
        add_both(p, f->name, value);
        return;
    case FIELD_INSTANT:
        if (*(const int64_t *)value)
            add(p, name, civil_write_jst(*(const int64_t *)value, p->arena));
        return;
    case FIELD_DAY:
        if (*(const int32_t *)value)
            add(p, name, civil_write_date(*(const int32_t *)value, p->arena));
        return;
    case FIELD_BOOL:
        add(p, name, *(const bool *)value ? STR("yes") : STR(""));
        return;
    case FIELD_CODE:
        add_code(p, f, *(const uint32_t *)value);
        return;
    case FIELD_REF:
        if (!id_is_none(*(const struct id *)value))
            add(p, name, id_text(*(const struct id *)value, p->arena));
        return;
    case FIELD_FILES:
        add_files(p, name, value);
        return;
    case FIELD_DOC:
    case FIELD_INT:
    case FIELD_BYTES:
        return;
    }
}

enum err command_pairs(const struct command *c, struct arena *arena, struct input *out)
{
    const struct command_def *def = command_def_get(c->kind);
    struct pairs p = {.arena = arena};

    for (size_t i = 0; i < def->field_count; i++)
        add_field(&p, &def->fields[i], (const char *)c + def->fields[i].offset);
    *out = (struct input){p.items, p.count};
    return arena->failed ? ERR_MEMORY : ERR_OK;
}

/* ---- bytes: each text behind its length in four bytes, the highest first ---- */

static void write_text(struct buf *out, struct str text)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        buf_add_char(out, (char)(unsigned char)(text.len >> shift));
    buf_add(out, text);
}

enum err pairs_encode(const struct input *in, struct arena *arena, struct str *out)
{
    struct buf bytes;

    buf_init(&bytes, arena, LIMIT_EVENT_BYTES);
    for (size_t i = 0; i < in->count; i++) {
        write_text(&bytes, in->pairs[i].name);
        write_text(&bytes, in->pairs[i].value);
    }
    return buf_finish(&bytes, out);
}

static bool read_text(struct str *rest, struct str *out)
{
    size_t len = 0;

    if (rest->len < LENGTH_BYTES)
        return false;
    for (int i = 0; i < LENGTH_BYTES; i++)
        len = len << 8 | (uint8_t)rest->ptr[i];
    *rest = str_slice(*rest, LENGTH_BYTES, rest->len);
    if (len > rest->len)
        return false;
    *out = str_slice(*rest, 0, len);
    *rest = str_slice(*rest, len, rest->len);
    return true;
}

enum err pairs_decode(struct str bytes, struct arena *arena, struct input *out)
{
    struct pairs p = {.arena = arena};

    while (bytes.len > 0) {
        struct str name, value;
        if (!read_text(&bytes, &name) || !read_text(&bytes, &value))
            return ERR_CORRUPT;
        add(&p, name, value);
    }
    *out = (struct input){p.items, p.count};
    return arena->failed ? ERR_MEMORY : ERR_OK;
}
