/*
 * core/event_codec.c — an event's payload as bytes and back, one part per key group.
 *
 * A part is a row of fields in ascending order of their tags; each is
 *
 *   varint(tag << 3 | wire)   wire 0: one varint   wire 2: varint length, then that many bytes
 *
 * texts, documents, hashes: bytes · LINE2, BLOCK2: bytes holding field 1 (ja) and 2 (en) · INSTANT,
 * DAY, INT: zigzag varint · BOOL: 1 · CODE: varint · REF: 16 bytes · FILES: 16 bytes each. A
 * default value (empty, none, 0, no) is never written, so equal events give equal bytes. The case
 * part ends with the actor and the exact time under the reserved tags from 1000 up; therefore every
 * event has a case part.
 *
 * Reading is strict, because only this file writes: another order, a repeated tag, a foreign wire
 * type, a default value, an overlong number or a cut end is damage (ERR_CORRUPT). Tags that this
 * release does not know are skipped. A field keeps its key group for ever; one that has to move
 * gets a new tag. Nothing here checks what a value means.
 */
#include <string.h>

#include "core/law.h"

enum wire { WIRE_VARINT = 0, WIRE_BYTES = 2 };

enum reserved_tag { TAG_ROLE = 1000, TAG_PERSON, TAG_PARTY, TAG_AT };

enum { TAG_JA = 1, TAG_EN = 2 };

/* ---- writing -------------------------------------------------------------------------------- */

static void write_varint(struct buf *out, uint64_t n)
{
    while (n >= 0x80) {
        buf_add_char(out, (char)(unsigned char)(n | 0x80));
        n >>= 7;
    }
    buf_add_char(out, (char)(unsigned char)n);
}

static size_t varint_length(uint64_t n)
{
    size_t length = 1;

    for (; n >= 0x80; n >>= 7)
        length++;
    return length;
}

static void write_number(struct buf *out, uint32_t tag, uint64_t n)
{
    if (n == 0)
        return;
    write_varint(out, (uint64_t)tag << 3 | WIRE_VARINT);
    write_varint(out, n);
}

static void write_signed(struct buf *out, uint32_t tag, int64_t n)
{
    uint64_t sign = n < 0 ? UINT64_MAX : 0;

    write_number(out, tag, (uint64_t)n << 1 ^ sign);
}

static void write_bytes(struct buf *out, uint32_t tag, const void *bytes, size_t len)
{
    if (len == 0)
        return;
    write_varint(out, (uint64_t)tag << 3 | WIRE_BYTES);
    write_varint(out, len);
    buf_add_bytes(out, bytes, len);
}

static void write_id(struct buf *out, uint32_t tag, struct id id)
{
    if (!id_is_none(id))
        write_bytes(out, tag, id.bytes, ID_BYTES);
}

static size_t inner_length(size_t text_length)
{
    return text_length == 0 ? 0 : 1 + varint_length(text_length) + text_length;
}

static void write_text2(struct buf *out, uint32_t tag, const struct text2 *t)
{
    size_t length = inner_length(t->ja.len) + inner_length(t->en.len);

    if (length == 0)
        return;
    write_varint(out, (uint64_t)tag << 3 | WIRE_BYTES);
    write_varint(out, length);
    write_bytes(out, TAG_JA, t->ja.ptr, t->ja.len);
    write_bytes(out, TAG_EN, t->en.ptr, t->en.len);
}

static void write_part(struct buf *out, const struct part_def *part, const void *value)
{
    switch (part->type) {
    case FIELD_LINE:
    case FIELD_BLOCK:
    case FIELD_URL:
    case FIELD_MAIL:
    case FIELD_DOC:
    case FIELD_BYTES: {
        const struct str *text = value;
        write_bytes(out, part->tag, text->ptr, text->len);
        return;
    }
    case FIELD_LINE2:
    case FIELD_BLOCK2:
        write_text2(out, part->tag, value);
        return;
    case FIELD_INSTANT:
    case FIELD_INT:
        write_signed(out, part->tag, *(const int64_t *)value);
        return;
    case FIELD_DAY:
        write_signed(out, part->tag, *(const int32_t *)value);
        return;
    case FIELD_BOOL:
        write_number(out, part->tag, *(const bool *)value ? 1 : 0);
        return;
    case FIELD_CODE:
        write_number(out, part->tag, *(const uint32_t *)value);
        return;
    case FIELD_REF:
        write_id(out, part->tag, *(const struct id *)value);
        return;
    case FIELD_FILES: {
        const struct id_list *list = value;
        write_bytes(out, part->tag, list->ids, list->count * ID_BYTES);
        return;
    }
    }
}

enum err event_encode(const struct event *e, enum keygroup group, struct buf *out)
{
    const struct event_def *def = event_def_get(e->kind);

    if (def == NULL)
        return ERR_INVALID;
    for (size_t i = 0; i < def->part_count; i++)
        if (class_keygroup(def->parts[i].info_class) == group)
            write_part(out, &def->parts[i], (const char *)e + def->parts[i].offset);
    if (group == KEYGROUP_case) {
        write_number(out, TAG_ROLE, (uint64_t)e->role);
        write_id(out, TAG_PERSON, e->person);
        write_id(out, TAG_PARTY, e->party);
        write_signed(out, TAG_AT, e->at_us);
    }
    if (!out->failed)
        return ERR_OK;
    return out->arena->failed ? ERR_MEMORY : ERR_LIMIT;
}

enum err command_encode(const struct command *c, struct buf *out)
{
    const struct command_def *def = command_def_get(c->kind);

    if (def == NULL)
        return ERR_INVALID;
    write_varint(out, (uint64_t)c->kind);
    buf_add_bytes(out, c->subject.stream.bytes, ID_BYTES);
    buf_add_bytes(out, c->subject.party.bytes, ID_BYTES);
    for (size_t i = 0; i < def->field_count; i++) {
        const struct field_def *f = &def->fields[i];
        const void *value = (const char *)c + f->offset;
        const struct part_def part = {.tag = (uint32_t)i + 1, .type = f->type};

        if (f->type == FIELD_FILES)
            write_number(out, part.tag, ((const struct id_list *)value)->count);
        else
            write_part(out, &part, value);
    }
    if (!out->failed)
        return ERR_OK;
    return out->arena->failed ? ERR_MEMORY : ERR_LIMIT;
}

/* ---- reading -------------------------------------------------------------------------------- */

struct reader {
    const uint8_t *at;
    const uint8_t *end;
    uint32_t last_tag;
};

/* One field as it stands in the bytes. */
struct field {
    uint32_t tag;
    enum wire wire;
    uint64_t number;  /* WIRE_VARINT */
    struct str bytes; /* WIRE_BYTES */
};

/* Shortest form only: a last byte of zero would give one number two spellings. */
static bool read_varint(struct reader *r, uint64_t *out)
{
    uint64_t n = 0;

    for (unsigned shift = 0; r->at < r->end && shift < 64; shift += 7) {
        uint8_t byte = *r->at++;
        if (shift == 63 && byte > 1)
            return false;
        n |= (uint64_t)(byte & 0x7f) << shift;
        if ((byte & 0x80) == 0) {
            *out = n;
            return byte != 0 || shift == 0;
        }
    }
    return false;
}

static bool read_field(struct reader *r, struct field *f)
{
    uint64_t key;
    uint64_t n;

    if (!read_varint(r, &key) || key >> 3 > UINT32_MAX || key >> 3 <= r->last_tag ||
        !read_varint(r, &n) || n == 0)
        return false;
    f->tag = (uint32_t)(key >> 3);
    r->last_tag = f->tag;
    switch (key & 7) {
    case WIRE_VARINT:
        f->wire = WIRE_VARINT;
        f->number = n;
        f->bytes = (struct str){NULL, 0};
        return true;
    case WIRE_BYTES:
        if (n > (uint64_t)(r->end - r->at))
            return false;
        f->wire = WIRE_BYTES;
        f->number = 0;
        f->bytes = (struct str){(const char *)r->at, (size_t)n};
        r->at += n;
        return true;
    default:
        return false;
    }
}

static struct reader reader_of(struct str bytes)
{
    const uint8_t *begin = (const uint8_t *)bytes.ptr;

    return (struct reader){begin, begin == NULL ? NULL : begin + bytes.len, 0};
}

static int64_t signed_of(uint64_t n)
{
    return (int64_t)(n >> 1 ^ (n & 1 ? UINT64_MAX : 0));
}

static bool id_of(const struct field *f, struct id *out)
{
    if (f->wire != WIRE_BYTES || f->bytes.len != ID_BYTES)
        return false;
    memcpy(out->bytes, f->bytes.ptr, ID_BYTES);
    return !id_is_none(*out);
}

static bool text2_of(struct str bytes, struct text2 *out)
{
    struct reader r = reader_of(bytes);
    struct field f;

    while (r.at < r.end) {
        if (!read_field(&r, &f) || f.wire != WIRE_BYTES || f.tag > TAG_EN)
            return false;
        *(f.tag == TAG_JA ? &out->ja : &out->en) = f.bytes;
    }
    return true;
}

static enum err files_of(const struct field *f, struct arena *arena, struct id_list *out)
{
    if (f->wire != WIRE_BYTES || f->bytes.len % ID_BYTES != 0)
        return ERR_CORRUPT;
    size_t count = f->bytes.len / ID_BYTES;
    struct id *ids = ARENA_ARRAY(arena, struct id, count);
    if (ids == NULL)
        return ERR_MEMORY;
    memcpy(ids, f->bytes.ptr, f->bytes.len);
    *out = (struct id_list){ids, count};
    return ERR_OK;
}

/* Sets a value of wire type varint; false when the field has the other wire type or its number does
 * not fit. */
static bool set_number(enum field_type type, const struct field *f, void *value)
{
    int64_t n = signed_of(f->number);

    if (f->wire != WIRE_VARINT)
        return false;
    switch ((int)type) {
    case FIELD_BOOL:
        *(bool *)value = true;
        return f->number == 1;
    case FIELD_CODE:
        *(uint32_t *)value = (uint32_t)f->number;
        return f->number <= UINT32_MAX;
    case FIELD_DAY:
        *(int32_t *)value = (int32_t)n;
        return n >= INT32_MIN && n <= INT32_MAX;
    default:
        *(int64_t *)value = n;
        return true;
    }
}

static enum err read_part(enum field_type type, const struct field *f, struct arena *arena,
                          void *value)
{
    bool good = false;

    switch (type) {
    case FIELD_LINE:
    case FIELD_BLOCK:
    case FIELD_URL:
    case FIELD_MAIL:
    case FIELD_DOC:
    case FIELD_BYTES:
        good = f->wire == WIRE_BYTES;
        *(struct str *)value = f->bytes;
        break;
    case FIELD_LINE2:
    case FIELD_BLOCK2:
        good = f->wire == WIRE_BYTES && text2_of(f->bytes, value);
        break;
    case FIELD_INSTANT:
    case FIELD_INT:
    case FIELD_DAY:
    case FIELD_BOOL:
    case FIELD_CODE:
        good = set_number(type, f, value);
        break;
    case FIELD_REF:
        good = id_of(f, value);
        break;
    case FIELD_FILES:
        return files_of(f, arena, value);
    }
    return good ? ERR_OK : ERR_CORRUPT;
}

static bool read_reserved(struct event *e, const struct field *f)
{
    switch ((int)f->tag) {
    case TAG_ROLE:
        e->role = (enum role)f->number;
        return f->wire == WIRE_VARINT && f->number < ROLE_COUNT;
    case TAG_PERSON:
        return id_of(f, &e->person);
    case TAG_PARTY:
        return id_of(f, &e->party);
    case TAG_AT:
        e->at_us = signed_of(f->number);
        return f->wire == WIRE_VARINT;
    default:
        return true;
    }
}

static const struct part_def *part_of(const struct event_def *def, uint32_t tag)
{
    for (size_t i = 0; i < def->part_count; i++)
        if (def->parts[i].tag == tag)
            return &def->parts[i];
    return NULL;
}

struct event *event_new(enum event_kind kind, struct arena *arena)
{
    const struct event_def *def = event_def_get(kind);
    struct event *e = def == NULL ? NULL : arena_alloc(arena, def->size);

    if (e == NULL)
        return NULL;
    e->kind = kind;
    e->schema = def->schema;
    e->stream_type = def->stream_type;
    return e;
}

enum err event_decode(struct event *e, enum keygroup group, struct str bytes, struct arena *arena)
{
    const struct event_def *def = event_def_get(e->kind);
    struct reader r = reader_of(bytes);
    struct field f;

    if (def == NULL)
        return ERR_CORRUPT;
    while (r.at < r.end) {
        if (!read_field(&r, &f))
            return ERR_CORRUPT;
        const struct part_def *part = part_of(def, f.tag);
        if (part != NULL) {
            if (class_keygroup(part->info_class) != group)
                return ERR_CORRUPT;
            enum err err = read_part(part->type, &f, arena, (char *)e + part->offset);
            if (err != ERR_OK)
                return err;
        } else if (group == KEYGROUP_case && !read_reserved(e, &f)) {
            return ERR_CORRUPT;
        }
    }
    return ERR_OK;
}

/* Layouts that older releases wrote are brought to today's, kind by kind; so far every kind has its
 * first layout. */
enum err event_upcast(struct event *e)
{
    const struct event_def *def = event_def_get(e->kind);

    if (def == NULL || e->schema == 0)
        return ERR_CORRUPT;
    if (e->schema > def->schema)
        return ERR_UNSUPPORTED;
    return ERR_OK;
}
