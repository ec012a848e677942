/*
 * core/letter/letter.c — the format of a letter (letter.h). What it reads was written by strangers
 * through the portal: every length is checked against a limit before anything is allocated, and a
 * letter that is not exactly of this form is no letter.
 */
#include "core/letter/letter.h"

#include "base/limits.h"
#include "base/utf8.h"

#include <assert.h>
#include <string.h>

static const char LETTER_MAGIC[] = "todoke letter 1\n";

enum { MAGIC_LEN = sizeof(LETTER_MAGIC) - 1, SKIP_BYTES = 4096 };

/* ---- writing --------------------------------------------------------------------------------- */

static void write_number(struct buf *out, uint64_t value, unsigned bytes)
{
    for (unsigned i = bytes; i > 0; i--)
        buf_add_char(out, (char)(uint8_t)(value >> (8 * (i - 1))));
}

static void write_name(struct buf *out, struct str name)
{
    struct str cut = utf8_truncate(name, LETTER_NAME_MAX);
    write_number(out, cut.len, 2);
    buf_add(out, cut);
}

void letter_write_head(struct buf *out, const struct letter_head *head)
{
    buf_add_bytes(out, LETTER_MAGIC, MAGIC_LEN);
    write_number(out, (uint64_t)head->kind, 1);
    write_number(out, (uint64_t)head->lang, 1);
    buf_add_bytes(out, head->lookup.bytes, ID_BYTES);
    buf_add_bytes(out, head->public_key, LETTER_KEY_BYTES);
}

void letter_write_field(struct buf *out, struct str name, struct str value)
{
    assert(name.len <= LETTER_NAME_MAX && value.len <= LIMIT_FORM_BYTES);
    buf_add_char(out, 'F');
    write_name(out, name);
    write_number(out, value.len, 4);
    buf_add(out, value);
}

void letter_write_file(struct buf *out, struct str name, struct str type, uint64_t size)
{
    buf_add_char(out, 'A');
    write_name(out, name);
    write_name(out, type);
    write_number(out, size, 8);
}

void letter_write_end(struct buf *out)
{
    buf_add_char(out, 'E');
}

/* ---- reading --------------------------------------------------------------------------------- */

static enum err read_exactly(struct letter_reader *r, void *out, size_t len)
{
    uint8_t *at = out;
    while (len > 0) {
        size_t got = 0;
        enum err e = r->source.read(r->source.ctx, at, len, &got);
        if (e != ERR_OK)
            return e;
        if (got == 0 || got > len)
            return ERR_INVALID;
        at += got;
        len -= got;
    }
    return ERR_OK;
}

static enum err read_number(struct letter_reader *r, unsigned bytes, uint64_t *out)
{
    uint8_t raw[8];
    assert(bytes <= sizeof(raw));
    enum err e = read_exactly(r, raw, bytes);
    if (e != ERR_OK)
        return e;
    uint64_t value = 0;
    for (unsigned i = 0; i < bytes; i++)
        value = value << 8 | raw[i];
    *out = value;
    return ERR_OK;
}

static enum err read_text(struct letter_reader *r, unsigned length_bytes, size_t max,
                          struct str *out)
{
    uint64_t len = 0;
    enum err e = read_number(r, length_bytes, &len);
    if (e != ERR_OK)
        return e;
    if (len > max)
        return ERR_LIMIT;
    char *text = arena_alloc(r->arena, (size_t)len + 1);
    if (!text)
        return ERR_MEMORY;
    *out = (struct str){text, (size_t)len};
    return read_exactly(r, text, (size_t)len);
}

enum err letter_open(struct letter_reader *r, struct letter_source source, struct arena *a,
                     struct letter_head *head)
{
    *r = (struct letter_reader){.source = source, .arena = a};
    *head = (struct letter_head){0};
    char magic[MAGIC_LEN];
    enum err e = read_exactly(r, magic, sizeof(magic));
    if (e != ERR_OK)
        return e;
    if (memcmp(magic, LETTER_MAGIC, MAGIC_LEN) != 0)
        return ERR_INVALID;
    uint64_t kind = 0;
    uint64_t lang = 0;
    if ((e = read_number(r, 1, &kind)) != ERR_OK || (e = read_number(r, 1, &lang)) != ERR_OK)
        return e;
    if (kind < LETTER_REPORT || kind >= LETTER_KIND_END || lang >= LANG_COUNT)
        return ERR_INVALID;
    head->kind = (enum letter_kind)kind;
    head->lang = lang == LANG_EN ? LANG_EN : LANG_JA;
    if ((e = read_exactly(r, head->lookup.bytes, ID_BYTES)) != ERR_OK)
        return e;
    return read_exactly(r, head->public_key, LETTER_KEY_BYTES);
}

static enum err skip_file(struct letter_reader *r)
{
    uint8_t waste[SKIP_BYTES];
    size_t got = 0;
    do {
        enum err e = letter_file_read(r, waste, sizeof(waste), &got);
        if (e != ERR_OK)
            return e;
    } while (got > 0);
    return ERR_OK;
}

static enum err read_field(struct letter_reader *r, struct letter_entry *out)
{
    if (++r->fields > LIMIT_FORM_FIELDS)
        return ERR_LIMIT;
    out->kind = LETTER_FIELD;
    enum err e = read_text(r, 2, LETTER_NAME_MAX, &out->name);
    if (e == ERR_OK)
        e = read_text(r, 4, LIMIT_FORM_BYTES - r->field_bytes, &out->value);
    r->field_bytes += out->value.len;
    return e;
}

static enum err read_file_head(struct letter_reader *r, struct letter_entry *out)
{
    if (++r->files > LIMIT_UPLOAD_FILES)
        return ERR_LIMIT;
    out->kind = LETTER_FILE;
    enum err e = read_text(r, 2, LETTER_NAME_MAX, &out->name);
    if (e == ERR_OK)
        e = read_text(r, 2, LETTER_NAME_MAX, &out->type);
    if (e == ERR_OK)
        e = read_number(r, 8, &out->size);
    if (e == ERR_OK && out->size > LIMIT_UPLOAD_BYTES)
        e = ERR_LIMIT;
    r->file_left = out->size;
    return e;
}

/* After the end the source must be at its own end, which for a sealed file is the authenticated
 * one. */
static enum err read_end(struct letter_reader *r, struct letter_entry *out)
{
    uint8_t more;
    size_t got = 0;
    enum err e = r->source.read(r->source.ctx, &more, 1, &got);
    if (e != ERR_OK)
        return e;
    if (got != 0)
        return ERR_INVALID;
    out->kind = LETTER_END;
    r->ended = true;
    return ERR_OK;
}

enum err letter_next(struct letter_reader *r, struct letter_entry *out)
{
    assert(!r->ended);
    *out = (struct letter_entry){0};
    enum err e = skip_file(r);
    if (e != ERR_OK)
        return e;
    uint64_t tag = 0;
    if ((e = read_number(r, 1, &tag)) != ERR_OK)
        return e;
    switch (tag) {
    case 'F':
        return read_field(r, out);
    case 'A':
        return read_file_head(r, out);
    case 'E':
        return read_end(r, out);
    default:
        return ERR_INVALID;
    }
}

enum err letter_file_read(struct letter_reader *r, uint8_t *out, size_t len, size_t *got)
{
    *got = 0;
    if (r->file_left == 0 || len == 0)
        return ERR_OK;
    if (len > r->file_left)
        len = (size_t)r->file_left;
    enum err e = r->source.read(r->source.ctx, out, len, got);
    if (e != ERR_OK)
        return e;
    if (*got == 0 || *got > len)
        return ERR_INVALID;
    r->file_left -= *got;
    return ERR_OK;
}
