/*
 * store/chain.c — the layout that is hashed. It must never change: every log in the world verifies
 * against it.
 */
#include "store/chain.h"

static void chain_number(struct crypto_hasher *h, uint64_t value, size_t bytes)
{
    uint8_t out[8];
    for (size_t i = 0; i < bytes; i++)
        out[i] = (uint8_t)(value >> (8 * i));
    crypto_hasher_add(h, out, bytes);
}

static void chain_content(struct crypto_hasher *h, struct str bytes)
{
    uint8_t hash[CRYPTO_HASH_BYTES];
    crypto_blake2b(bytes, hash);
    crypto_hasher_add(h, hash, sizeof hash);
}

void chain_event(const struct store_event *e, uint8_t out[CRYPTO_HASH_BYTES])
{
    static const char purpose[16] = "todoke/event/1";
    const struct store_row *row = &e->row;
    struct crypto_hasher h;
    crypto_hasher_init(&h);
    crypto_hasher_add(&h, purpose, sizeof purpose);
    crypto_hasher_add(&h, e->prev, sizeof e->prev);
    chain_number(&h, e->seq, 8);
    chain_number(&h, row->stream_type, 1);
    crypto_hasher_add(&h, row->stream.bytes, ID_BYTES);
    chain_number(&h, row->version, 8);
    chain_number(&h, row->kind, 2);
    chain_number(&h, row->schema, 2);
    chain_number(&h, (uint32_t)row->day, 4);
    crypto_hasher_add(&h, e->submission.bytes, ID_BYTES);
    chain_number(&h, row->part_count, 1);
    for (size_t i = 0; i < row->part_count; i++) {
        chain_number(&h, row->parts[i].keygroup, 1);
        chain_number(&h, row->parts[i].generation, 4);
        chain_content(&h, row->parts[i].bytes);
    }
    crypto_hasher_finish(&h, out);
}

void chain_read(const struct chain_read *r, uint8_t out[CRYPTO_HASH_BYTES])
{
    static const char purpose[16] = "todoke/read/1";
    struct crypto_hasher h;
    crypto_hasher_init(&h);
    crypto_hasher_add(&h, purpose, sizeof purpose);
    crypto_hasher_add(&h, r->prev, sizeof r->prev);
    chain_number(&h, r->seq, 8);
    chain_number(&h, (uint32_t)r->day, 4);
    chain_content(&h, r->bytes);
    crypto_hasher_finish(&h, out);
}
