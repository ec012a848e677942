/*
 * store/chain.h — the hash that ties each row to all rows before it.
 *
 * BLAKE2b-256 over a fixed little-endian layout: purpose, hash of the row before, row header, and
 * for each part its key group, generation and the BLAKE2b-256 of its stored bytes. Keys may be
 * shredded and wrapped anew: the bytes stay, so the chain holds.
 */
#ifndef STORE_CHAIN_H
#define STORE_CHAIN_H

#include "store/store.h"

/* From e->prev, e->seq, e->submission and e->row; does not read e->hash. */
void chain_event(const struct store_event *e, uint8_t out[CRYPTO_HASH_BYTES]);

/* A row of the read log. */
struct chain_read {
    uint64_t seq;
    int32_t day;
    struct str bytes;
    uint8_t prev[CRYPTO_HASH_BYTES];
    uint8_t hash[CRYPTO_HASH_BYTES];
};
void chain_read(const struct chain_read *r, uint8_t out[CRYPTO_HASH_BYTES]);

#endif
