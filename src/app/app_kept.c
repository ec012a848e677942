/*
 * app/app_kept.c — what somebody typed into a form and has not sent: sealed, outside the log, for
 * this person in this role alone, and gone when the form was sent or a month has passed
 * (architecture section 6). It must never keep a code, a token or a file, and decides nothing:
 * whether the form is open is asked anew when it is shown.
 */
#include "app/app_priv.h"

#include <string.h>

enum { KEPT_MAX = LIMIT_RECORD_BYTES };

static void kept_key(const struct app_reader *r, const struct app_form *form,
                     uint8_t out[STORE_KEY_BYTES])
{
    static const char purpose[] = "kept form";
    struct crypto_hasher h;
    uint8_t digest[CRYPTO_HASH_BYTES];
    uint32_t numbers[2] = {(uint32_t)r->actor.role, (uint32_t)form->kind};
    crypto_hasher_init(&h);
    crypto_hasher_add(&h, purpose, sizeof(purpose));
    crypto_hasher_add(&h, r->actor.person.bytes, ID_BYTES);
    crypto_hasher_add(&h, r->actor.party.bytes, ID_BYTES);
    crypto_hasher_add(&h, numbers, sizeof(numbers));
    crypto_hasher_add(&h, form->subject.stream.bytes, ID_BYTES);
    crypto_hasher_add(&h, form->subject.party.bytes, ID_BYTES);
    crypto_hasher_finish(&h, digest);
    memcpy(out, digest, STORE_KEY_BYTES);
}

enum err app_form_keep(const struct app_reader *r, const struct app_form *form,
                       const struct input *typed)
{
    struct app_record record = {.kind = STORE_RECORD_DRAFT};
    struct buf plain;
    enum err e = app_ready(r->app);
    if (e != ERR_OK)
        return e;
    kept_key(r, form, record.key);
    record.expires_us = app_wall_us(r->app) + LIMIT_KEPT_DAYS * US_PER_DAY;
    buf_init(&plain, r->arena, KEPT_MAX);
    pack_u64(&plain, (uint64_t)app_now_us(r->app));
    pack_u64(&plain, typed->count);
    for (size_t i = 0; i < typed->count; i++) {
        pack_str(&plain, typed->pairs[i].name);
        pack_str(&plain, typed->pairs[i].value);
    }
    e = buf_finish(&plain, &record.plain);
    if (e == ERR_OK)
        e = app_owner(r->app, &r->actor, record.owner);
    return e == ERR_OK ? app_record_put(r->app, &record) : e;
}

static enum err kept_read(struct str plain, struct arena *arena, struct input *typed,
                          int64_t *kept_us)
{
    struct pack_reader p = {.rest = plain};
    *kept_us = (int64_t)unpack_u64(&p);
    uint64_t count = unpack_u64(&p);
    if (count > LIMIT_FORM_FIELDS)
        return ERR_CORRUPT;
    struct input_pair *pairs = ARENA_ARRAY(arena, struct input_pair, count);
    if (!pairs)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        pairs[i].name = unpack_str(&p);
        pairs[i].value = unpack_str(&p);
    }
    *typed = (struct input){pairs, count};
    return unpack_done(&p) ? ERR_OK : ERR_CORRUPT;
}

enum err app_form_kept(const struct app_reader *r, const struct app_form *form, struct input *typed,
                       int64_t *kept_us)
{
    struct app_record record = {.kind = STORE_RECORD_DRAFT};
    *typed = (struct input){NULL, 0};
    *kept_us = 0;
    kept_key(r, form, record.key);
    enum err e = app_record_get(r->app, &record, r->arena);
    if (e == ERR_NOT_FOUND)
        return ERR_OK;
    return e == ERR_OK ? kept_read(record.plain, r->arena, typed, kept_us) : e;
}

enum err app_form_forget(const struct app_reader *r, const struct app_form *form)
{
    uint8_t key[STORE_KEY_BYTES];
    kept_key(r, form, key);
    return store_record_delete(r->app->store, STORE_RECORD_DRAFT, key);
}
