/*
 * app/app_pack.c — the plain bytes of small sealed records (sessions, tokens, uploads …) and their
 * way into the store. Numbers are big-endian, texts carry their length. Only what this program
 * sealed is read here.
 */
#include "app/app_priv.h"

#include "sys/random.h"

#include <string.h>

enum { RECORD_BYTES_MAX = 2 * LIMIT_RECORD_BYTES, TOKEN_BYTES = 32 };

void pack_u64(struct buf *b, uint64_t n)
{
    uint8_t raw[8];
    for (unsigned i = 0; i < 8; i++)
        raw[i] = (uint8_t)(n >> (56 - 8 * i));
    buf_add_bytes(b, raw, sizeof(raw));
}

void pack_id(struct buf *b, struct id id)
{
    buf_add_bytes(b, id.bytes, ID_BYTES);
}

void pack_str(struct buf *b, struct str s)
{
    pack_u64(b, s.len);
    buf_add(b, s);
}

static struct str unpack_bytes(struct pack_reader *r, uint64_t len)
{
    if (r->bad || len > r->rest.len) {
        r->bad = true;
        return (struct str){0};
    }
    struct str bytes = str_slice(r->rest, 0, (size_t)len);
    r->rest = str_slice(r->rest, (size_t)len, r->rest.len);
    return bytes;
}

uint64_t unpack_u64(struct pack_reader *r)
{
    struct str raw = unpack_bytes(r, 8);
    uint64_t n = 0;
    for (size_t i = 0; i < raw.len; i++)
        n = n << 8 | (uint8_t)raw.ptr[i];
    return n;
}

struct id unpack_id(struct pack_reader *r)
{
    struct id id = {0};
    struct str raw = unpack_bytes(r, ID_BYTES);
    if (raw.len == ID_BYTES)
        memcpy(id.bytes, raw.ptr, ID_BYTES);
    return id;
}

struct str unpack_str(struct pack_reader *r)
{
    return unpack_bytes(r, unpack_u64(r));
}

bool unpack_done(const struct pack_reader *r)
{
    return !r->bad && r->rest.len == 0;
}

static const char *record_purpose(enum store_record_kind kind)
{
    switch (kind) {
    case STORE_RECORD_SESSION:
        return "session";
    case STORE_RECORD_DRAFT:
        return "draft";
    case STORE_RECORD_UPLOAD:
        return "upload";
    case STORE_RECORD_FACTOR:
        return "factor";
    case STORE_RECORD_LETTER:
        return "letter";
    case STORE_RECORD_ENROL:
        return "enrol";
    case STORE_RECORD_TOKEN:
        return "token";
    case STORE_RECORD_MAIL:
        return "mail";
    case STORE_RECORD_CALENDAR:
        return "calendar";
    case STORE_RECORD_NOTICE:
        return "notice";
    }
    return "record";
}

static struct vault_place record_place(const struct app_record *r)
{
    return (struct vault_place){
        .purpose = record_purpose(r->kind),
        .key = {(const char *)r->key, sizeof(r->key)},
    };
}

static enum err record_write(struct app *app, const struct app_record *r,
                             enum err (*write)(struct store *, const struct store_record *))
{
    struct arena scratch;
    arena_init(&scratch, RECORD_BYTES_MAX);
    struct store_record record = {.kind = r->kind, .expires_us = r->expires_us};
    memcpy(record.key, r->key, sizeof(record.key));
    memcpy(record.owner, r->owner, sizeof(record.owner));
    const struct vault_place place = record_place(r);
    enum err e = vault_seal_record(app->vault, &place, r->plain, &scratch, &record.bytes);
    if (e == ERR_OK)
        e = write(app->store, &record);
    arena_release(&scratch);
    return e;
}

enum err app_record_put(struct app *app, const struct app_record *r)
{
    return record_write(app, r, store_record_put);
}

enum err app_record_update(struct app *app, const struct app_record *r)
{
    return record_write(app, r, store_record_update);
}

enum err app_record_get(struct app *app, struct app_record *r, struct arena *arena)
{
    struct store_record record = {.kind = r->kind};
    memcpy(record.key, r->key, sizeof(record.key));
    enum err e = store_record_get(app->store, app_wall_us(app), arena, &record);
    if (e != ERR_OK)
        return e;
    memcpy(r->owner, record.owner, sizeof(r->owner));
    r->expires_us = record.expires_us;
    const struct vault_place place = record_place(r);
    return vault_unseal_record(app->vault, &place, record.bytes, arena, &r->plain);
}

void app_key_of_id(struct id id, uint8_t out[STORE_KEY_BYTES])
{
    memset(out, 0, STORE_KEY_BYTES);
    memcpy(out, id.bytes, ID_BYTES);
}

bool app_key_of_token(struct str token, uint8_t out[STORE_KEY_BYTES])
{
    uint8_t raw[TOKEN_BYTES];
    if (token.len != APP_TOKEN_LEN || base32_read(token, raw, sizeof(raw)) != sizeof(raw))
        return false;
    crypto_blake2b((struct str){(const char *)raw, sizeof(raw)}, out);
    crypto_wipe(raw, sizeof(raw));
    return true;
}

void app_token_draw(char token[APP_TOKEN_LEN + 1], uint8_t key[STORE_KEY_BYTES])
{
    uint8_t raw[TOKEN_BYTES];
    random_bytes(raw, sizeof(raw));
    base32_write(raw, sizeof(raw), token, APP_TOKEN_LEN + 1);
    crypto_blake2b((struct str){(const char *)raw, sizeof(raw)}, key);
    crypto_wipe(raw, sizeof(raw));
}
