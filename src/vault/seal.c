/*
 * vault/seal.c — what is done with the keys: parts, records, files, look-ups, identifiers, letters.
 * Every result is bound to its place or its purpose. It must never seal under the master key.
 */
#include "vault/vault_priv.h"

#include "sys/disk.h"

#include <assert.h>

/* Texts that are bound or hashed: a purpose of fixed length, then the rest. */
struct bound {
    uint8_t bytes[VAULT_PURPOSE_MAX * 2 + 64];
    size_t len;
};

static void bound_purpose(struct bound *b, const char *family, const char *purpose)
{
    *b = (struct bound){.len = VAULT_PURPOSE_MAX};
    int len = snprintf((char *)b->bytes, VAULT_PURPOSE_MAX, "%s%s", family, purpose);
    assert(len > 0 && len < VAULT_PURPOSE_MAX);
    (void)len;
}

static void bound_bytes(struct bound *b, const void *bytes, size_t len)
{
    assert(b->len + len <= sizeof b->bytes);
    memcpy(b->bytes + b->len, bytes, len);
    b->len += len;
}

static void bound_number(struct bound *b, uint64_t value, size_t bytes)
{
    uint8_t out[8];
    for (size_t i = 0; i < bytes; i++)
        out[i] = (uint8_t)(value >> (8 * i));
    bound_bytes(b, out, bytes);
}

static struct str bound_str(const struct bound *b)
{
    return (struct str){(const char *)b->bytes, b->len};
}

/* --- parts ------------------------------------------------------------------------------------ */

static struct str part_place(const struct vault_part *p, struct bound *b)
{
    bound_purpose(b, "todoke/part/1", "");
    bound_number(b, p->stream_type, 1);
    bound_bytes(b, p->key.stream.bytes, ID_BYTES);
    bound_number(b, p->version, 8);
    bound_number(b, p->key.keygroup, 1);
    bound_number(b, p->key.generation, 4);
    return bound_str(b);
}

/* A copy of the key, so that the lock is not held while bytes are sealed. The caller wipes it. */
static enum err key_copy(struct vault *v, const struct vault_key *key, const char *context,
                         uint8_t out[CRYPTO_KEY_BYTES])
{
    uint8_t secret[CRYPTO_KEY_BYTES];
    (void)pthread_mutex_lock(&v->lock);
    enum err e = keys_find(v, key, secret);
    (void)pthread_mutex_unlock(&v->lock);
    if (e == ERR_OK)
        crypto_derive_key(secret, 1, context, out);
    crypto_wipe(secret, sizeof secret);
    return e;
}

enum err vault_seal(struct vault *v, const struct vault_part *part, struct str plain,
                    struct arena *a, struct str *out)
{
    uint8_t key[CRYPTO_KEY_BYTES];
    struct bound b;
    enum err e = key_copy(v, &part->key, "partseal", key);
    if (e == ERR_OK)
        e = crypto_seal(key, part_place(part, &b), plain, a, out);
    crypto_wipe(key, sizeof key);
    return e;
}

enum err vault_unseal(struct vault *v, const struct vault_part *part, struct str sealed,
                      struct arena *a, struct str *out)
{
    uint8_t key[CRYPTO_KEY_BYTES];
    struct bound b;
    enum err e = key_copy(v, &part->key, "partseal", key);
    if (e == ERR_OK)
        e = crypto_open(key, part_place(part, &b), sealed, a, out);
    crypto_wipe(key, sizeof key);
    return e;
}

enum err vault_file_key(struct vault *v, const struct vault_key *key, struct id file,
                        uint8_t out[CRYPTO_KEY_BYTES])
{
    uint8_t under[CRYPTO_KEY_BYTES];
    struct bound b;
    enum err e = key_copy(v, key, "fileseal", under);
    if (e == ERR_OK) {
        bound_purpose(&b, "todoke/file/1", "");
        bound_bytes(&b, file.bytes, ID_BYTES);
        crypto_blake2b_keyed(under, bound_str(&b), out);
    }
    crypto_wipe(under, sizeof under);
    return e;
}

/* --- seeds ------------------------------------------------------------------------------------ */

enum seed { SEED_ID, SEED_INDEX, SEED_RECORD, SEED_SIGN };

static const uint8_t *seed_of(const struct vault_seeds *s, enum seed which)
{
    switch (which) {
    case SEED_ID:
        return s->id;
    case SEED_INDEX:
        return s->index;
    case SEED_RECORD:
        return s->record;
    case SEED_SIGN:
        return s->sign;
    }
    abort();
}

static enum err seed_copy(struct vault *v, enum seed which, uint8_t out[CRYPTO_KEY_BYTES])
{
    enum err e = ERR_LOCKED;
    (void)pthread_mutex_lock(&v->lock);
    if (v->unlocked) {
        memcpy(out, seed_of(&v->secrets->seeds, which), CRYPTO_KEY_BYTES);
        e = ERR_OK;
    }
    (void)pthread_mutex_unlock(&v->lock);
    return e;
}

/* A key of the seed for one purpose. */
static enum err purpose_key(struct vault *v, enum seed which, const char *purpose,
                            uint8_t out[CRYPTO_KEY_BYTES])
{
    uint8_t seed[CRYPTO_KEY_BYTES];
    struct bound b;
    enum err e = seed_copy(v, which, seed);
    if (e == ERR_OK) {
        bound_purpose(&b, "", purpose);
        crypto_blake2b_keyed(seed, bound_str(&b), out);
    }
    crypto_wipe(seed, sizeof seed);
    return e;
}

enum err vault_seal_record(struct vault *v, const struct vault_place *place, struct str plain,
                           struct arena *a, struct str *out)
{
    uint8_t under[CRYPTO_KEY_BYTES];
    enum err e = purpose_key(v, SEED_RECORD, place->purpose, under);
    if (e == ERR_OK)
        e = crypto_seal(under, place->key, plain, a, out);
    crypto_wipe(under, sizeof under);
    return e;
}

enum err vault_unseal_record(struct vault *v, const struct vault_place *place, struct str sealed,
                             struct arena *a, struct str *out)
{
    uint8_t under[CRYPTO_KEY_BYTES];
    enum err e = purpose_key(v, SEED_RECORD, place->purpose, under);
    if (e == ERR_OK)
        e = crypto_open(under, place->key, sealed, a, out);
    crypto_wipe(under, sizeof under);
    return e;
}

enum err vault_index(struct vault *v, const char *purpose, struct str value,
                     uint8_t out[VAULT_INDEX_BYTES])
{
    uint8_t key[CRYPTO_KEY_BYTES], hash[CRYPTO_HASH_BYTES];
    enum err e = purpose_key(v, SEED_INDEX, purpose, key);
    if (e == ERR_OK) {
        crypto_blake2b_keyed(key, value, hash);
        memcpy(out, hash, VAULT_INDEX_BYTES);
    }
    crypto_wipe(key, sizeof key);
    return e;
}

enum err vault_derive_id(struct vault *v, struct id submission, uint32_t n, struct id *out)
{
    uint8_t seed[CRYPTO_KEY_BYTES], hash[CRYPTO_HASH_BYTES];
    struct bound b;
    enum err e = seed_copy(v, SEED_ID, seed);
    if (e == ERR_OK) {
        bound_purpose(&b, "todoke/id/1", "");
        bound_bytes(&b, submission.bytes, ID_BYTES);
        bound_number(&b, n, 4);
        crypto_blake2b_keyed(seed, bound_str(&b), hash);
        memcpy(out->bytes, hash, ID_BYTES);
    }
    crypto_wipe(seed, sizeof seed);
    return e;
}

enum err vault_sign_seed(struct vault *v, const char *purpose, uint8_t out[CRYPTO_KEY_BYTES])
{
    return purpose_key(v, SEED_SIGN, purpose, out);
}

/* --- intake ----------------------------------------------------------------------------------- */

enum err vault_intake_public(int data_dirfd, uint8_t out[CRYPTO_PUBLIC_BYTES])
{
    DISK_FD fd = -1;
    uint64_t size = 0;
    enum err e = disk_open_read(data_dirfd, VAULT_INTAKE_FILE, &fd, &size);
    if (e == ERR_OK && size != CRYPTO_PUBLIC_BYTES)
        e = ERR_CORRUPT;
    return e == ERR_OK ? disk_read_at(fd, 0, out, CRYPTO_PUBLIC_BYTES) : e;
}

enum err vault_intake_key(struct vault *v, struct str key_block, uint8_t key[CRYPTO_KEY_BYTES])
{
    if (key_block.len != CRYPTO_KEY_BYTES + CRYPTO_BOX_OVERHEAD)
        return ERR_CRYPTO;
    enum err e = ERR_LOCKED;
    (void)pthread_mutex_lock(&v->lock);
    if (v->unlocked)
        e = crypto_box_open_into(v->secrets->intake_public, v->secrets->intake_secret, key_block,
                                 key);
    (void)pthread_mutex_unlock(&v->lock);
    return e;
}
