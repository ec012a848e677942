/*
 * sys/crypto.c — libsodium, and nothing of our own making. It must never choose a nonce by
 * counting, never compare secrets with memcmp and never leave a secret in memory that it allocated.
 */
#include "sys/crypto.h"

#include "base/limits.h"

#include <assert.h>
#include <pthread.h>
#include <sodium.h>

static_assert(CRYPTO_SEAL_OVERHEAD == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
              + crypto_aead_xchacha20poly1305_ietf_ABYTES, "seal format");
static_assert(CRYPTO_BOX_OVERHEAD == crypto_box_SEALBYTES, "box format");
static_assert(CRYPTO_PASSWORD_BYTES == crypto_pwhash_STRBYTES, "password hash format");
static_assert(sizeof(struct crypto_hasher) >= sizeof(crypto_generichash_state), "hasher size");
static_assert(sizeof(struct crypto_stream) == sizeof(crypto_secretstream_xchacha20poly1305_state),
              "stream size");
static_assert(CRYPTO_STREAM_OVERHEAD == crypto_secretstream_xchacha20poly1305_ABYTES,
              "stream format");
static_assert(crypto_kdf_CONTEXTBYTES == 8, "derivation context");

enum { NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES };

static const unsigned char *bytes_of(struct str s)
{
    return (const unsigned char *)s.ptr;
}

enum err crypto_init(void)
{
    return sodium_init() < 0 ? ERR_UNSUPPORTED : ERR_OK;
}

void crypto_random(void *out, size_t len)
{
    randombytes_buf(out, len);
}

/* --- hashes ----------------------------------------------------------------------------------- */

void crypto_blake2b(struct str bytes, uint8_t out[CRYPTO_HASH_BYTES])
{
    (void)crypto_generichash(out, CRYPTO_HASH_BYTES, bytes_of(bytes), bytes.len, NULL, 0);
}

void crypto_blake2b_keyed(const uint8_t key[CRYPTO_KEY_BYTES], struct str bytes,
                       uint8_t out[CRYPTO_HASH_BYTES])
{
    (void)crypto_generichash(out, CRYPTO_HASH_BYTES, bytes_of(bytes), bytes.len, key,
                             CRYPTO_KEY_BYTES);
}

static crypto_generichash_state *hasher_state(struct crypto_hasher *h)
{
    return (crypto_generichash_state *)(void *)h->opaque;
}

void crypto_hasher_init(struct crypto_hasher *h)
{
    (void)crypto_generichash_init(hasher_state(h), NULL, 0, CRYPTO_HASH_BYTES);
}

void crypto_hasher_add(struct crypto_hasher *h, const void *bytes, size_t len)
{
    (void)crypto_generichash_update(hasher_state(h), bytes, len);
}

void crypto_hasher_finish(struct crypto_hasher *h, uint8_t out[CRYPTO_HASH_BYTES])
{
    (void)crypto_generichash_final(hasher_state(h), out, CRYPTO_HASH_BYTES);
}

void crypto_sha256(struct str bytes, uint8_t out[CRYPTO_HASH_BYTES])
{
    (void)crypto_hash_sha256(out, bytes_of(bytes), bytes.len);
}

void crypto_sha512(struct str bytes, uint8_t out[CRYPTO_SHA512_BYTES])
{
    (void)crypto_hash_sha512(out, bytes_of(bytes), bytes.len);
}

void crypto_hmac_sha256(struct str key, struct str bytes, uint8_t out[CRYPTO_HASH_BYTES])
{
    crypto_auth_hmacsha256_state state;
    (void)crypto_auth_hmacsha256_init(&state, bytes_of(key), key.len);
    (void)crypto_auth_hmacsha256_update(&state, bytes_of(bytes), bytes.len);
    (void)crypto_auth_hmacsha256_final(&state, out);
    sodium_memzero(&state, sizeof state);
}

bool crypto_equal(const void *a, const void *b, size_t len)
{
    return sodium_memcmp(a, b, len) == 0;
}

/* --- keys ------------------------------------------------------------------------------------- */

void crypto_derive_key(const uint8_t key[CRYPTO_KEY_BYTES], uint64_t number,
                       const char context[8 + 1], uint8_t out[CRYPTO_KEY_BYTES])
{
    assert(strlen(context) == 8);
    (void)crypto_kdf_derive_from_key(out, CRYPTO_KEY_BYTES, number, context, key);
}

void crypto_wipe(void *secret, size_t len)
{
    sodium_memzero(secret, len);
}

void *crypto_secret_alloc(size_t size)
{
    void *memory = sodium_malloc(size);
    if (memory != NULL)
        sodium_memzero(memory, size); /* sodium fills it with a pattern */
    return memory;
}

void crypto_secret_free(void *secret)
{
    sodium_free(secret);
}

/* --- seals ------------------------------------------------------------------------------------ */

void crypto_seal_into(const uint8_t key[CRYPTO_KEY_BYTES], struct str ad, struct str plain,
                      uint8_t *out)
{
    randombytes_buf(out, NONCE_BYTES);
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE_BYTES, NULL, bytes_of(plain),
     plain.len, bytes_of(ad), ad.len, NULL, out, key);
}

enum err crypto_open_into(const uint8_t key[CRYPTO_KEY_BYTES], struct str ad, struct str sealed,
                          uint8_t *out)
{
    if (sealed.len < CRYPTO_SEAL_OVERHEAD)
        return ERR_CRYPTO;
    const unsigned char *from = bytes_of(sealed);
    int rc = crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, from + NONCE_BYTES,
                                                        sealed.len - NONCE_BYTES, bytes_of(ad),
                                                        ad.len, from, key);
    return rc == 0 ? ERR_OK : ERR_CRYPTO;
}

enum err crypto_seal(const uint8_t key[CRYPTO_KEY_BYTES], struct str ad, struct str plain,
                     struct arena *a, struct str *out)
{
    uint8_t *sealed = arena_alloc(a, plain.len + CRYPTO_SEAL_OVERHEAD);
    if (sealed == NULL)
        return ERR_MEMORY;
    crypto_seal_into(key, ad, plain, sealed);
    *out = (struct str){(const char *)sealed, plain.len + CRYPTO_SEAL_OVERHEAD};
    return ERR_OK;
}

enum err crypto_open(const uint8_t key[CRYPTO_KEY_BYTES], struct str ad, struct str sealed,
                     struct arena *a, struct str *out)
{
    if (sealed.len < CRYPTO_SEAL_OVERHEAD)
        return ERR_CRYPTO;
    size_t len = sealed.len - CRYPTO_SEAL_OVERHEAD;
    uint8_t *plain = arena_alloc(a, len);
    if (plain == NULL)
        return ERR_MEMORY;
    enum err e = crypto_open_into(key, ad, sealed, plain);
    if (e == ERR_OK)
        *out = (struct str){(const char *)plain, len};
    return e;
}

/* --- passwords -------------------------------------------------------------------------------- */

struct password_cost {
    unsigned long long passes;
    size_t memory;
};

static struct password_cost cost_of(enum crypto_cost cost)
{
    switch (cost) {
    case CRYPTO_COST_FULL:
        return (struct password_cost){3, (size_t)64 << 20};
    case CRYPTO_COST_REDUCED:
        return (struct password_cost){1, crypto_pwhash_MEMLIMIT_MIN};
    }
    abort();
}

/* Each hash takes 64 MiB: the gate bounds what a rush of sign-ins can take. */
static struct {
    pthread_mutex_t lock;
    pthread_cond_t left;
    int inside;
} password_gate = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0};

static void password_gate_enter(void)
{
    (void)pthread_mutex_lock(&password_gate.lock);
    while (password_gate.inside >= LIMIT_PASSWORD_HASHES)
        (void)pthread_cond_wait(&password_gate.left, &password_gate.lock);
    password_gate.inside++;
    (void)pthread_mutex_unlock(&password_gate.lock);
}

static void password_gate_leave(void)
{
    (void)pthread_mutex_lock(&password_gate.lock);
    password_gate.inside--;
    (void)pthread_cond_signal(&password_gate.left);
    (void)pthread_mutex_unlock(&password_gate.lock);
}

enum err crypto_password_hash(enum crypto_cost cost, struct str password,
                              char out[CRYPTO_PASSWORD_BYTES])
{
    struct password_cost c = cost_of(cost);
    password_gate_enter();
    int rc = crypto_pwhash_str_alg(out, password.ptr ? password.ptr : "", password.len, c.passes,
                                   c.memory, crypto_pwhash_ALG_ARGON2ID13);
    password_gate_leave();
    return rc == 0 ? ERR_OK : ERR_MEMORY;
}

bool crypto_password_matches(const char *hash, struct str password)
{
    password_gate_enter();
    int rc = crypto_pwhash_str_verify(hash, password.ptr ? password.ptr : "", password.len);
    password_gate_leave();
    return rc == 0;
}

bool crypto_password_is_outdated(enum crypto_cost cost, const char *hash)
{
    struct password_cost c = cost_of(cost);
    return crypto_pwhash_str_needs_rehash(hash, c.passes, c.memory) != 0;
}

enum err crypto_password_derive(enum crypto_cost cost, struct str secret,
                                const uint8_t salt[CRYPTO_SALT_BYTES], uint8_t *out, size_t out_len)
{
    static_assert(CRYPTO_SALT_BYTES == crypto_pwhash_SALTBYTES, "salt size");
    assert(out_len >= crypto_pwhash_BYTES_MIN && out_len <= 128);
    struct password_cost c = cost_of(cost);
    password_gate_enter();
    int rc = crypto_pwhash(out, out_len, secret.ptr ? secret.ptr : "", secret.len, salt, c.passes,
                           c.memory, crypto_pwhash_ALG_ARGON2ID13);
    password_gate_leave();
    return rc == 0 ? ERR_OK : ERR_MEMORY;
}

/* --- boxes ------------------------------------------------------------------------------------ */

void crypto_box_keypair_from(const uint8_t seed[CRYPTO_KEY_BYTES],
                             uint8_t public_key[CRYPTO_PUBLIC_BYTES],
                             uint8_t secret_key[CRYPTO_SECRET_BYTES])
{
    (void)crypto_box_seed_keypair(public_key, secret_key, seed);
}

enum err crypto_box_seal_to(const uint8_t public_key[CRYPTO_PUBLIC_BYTES], struct str plain,
                            struct arena *a, struct str *out)
{
    uint8_t *sealed = arena_alloc(a, plain.len + CRYPTO_BOX_OVERHEAD);
    if (sealed == NULL)
        return ERR_MEMORY;
    if (crypto_box_seal(sealed, bytes_of(plain), plain.len, public_key) != 0)
        return ERR_CRYPTO; /* not a point of the curve */
    *out = (struct str){(const char *)sealed, plain.len + CRYPTO_BOX_OVERHEAD};
    return ERR_OK;
}

enum err crypto_box_open_into(const uint8_t public_key[CRYPTO_PUBLIC_BYTES],
                              const uint8_t secret_key[CRYPTO_SECRET_BYTES], struct str sealed,
                              uint8_t *out)
{
    if (sealed.len < CRYPTO_BOX_OVERHEAD)
        return ERR_CRYPTO;
    int rc = crypto_box_seal_open(out, bytes_of(sealed), sealed.len, public_key, secret_key);
    return rc == 0 ? ERR_OK : ERR_CRYPTO;
}

enum err crypto_box_open_with(const uint8_t public_key[CRYPTO_PUBLIC_BYTES],
                              const uint8_t secret_key[CRYPTO_SECRET_BYTES], struct str sealed,
                              struct arena *a, struct str *out)
{
    if (sealed.len < CRYPTO_BOX_OVERHEAD)
        return ERR_CRYPTO;
    uint8_t *plain = arena_alloc(a, sealed.len - CRYPTO_BOX_OVERHEAD);
    if (plain == NULL)
        return ERR_MEMORY;
    enum err e = crypto_box_open_into(public_key, secret_key, sealed, plain);
    if (e == ERR_OK)
        *out = (struct str){(const char *)plain, sealed.len - CRYPTO_BOX_OVERHEAD};
    return e;
}

/* --- signatures ------------------------------------------------------------------------------- */

void crypto_sign_keypair_from(const uint8_t seed[CRYPTO_KEY_BYTES],
                              uint8_t public_key[CRYPTO_SIGN_PUBLIC_BYTES],
                              uint8_t secret_key[CRYPTO_SIGN_SECRET_BYTES])
{
    (void)crypto_sign_seed_keypair(public_key, secret_key, seed);
}

void crypto_sign_message(const uint8_t secret_key[CRYPTO_SIGN_SECRET_BYTES], struct str message,
                       uint8_t out[CRYPTO_SIGNATURE_BYTES])
{
    (void)crypto_sign_detached(out, NULL, bytes_of(message), message.len, secret_key);
}

bool crypto_sign_matches(const uint8_t public_key[CRYPTO_SIGN_PUBLIC_BYTES], struct str message,
                         const uint8_t signature[CRYPTO_SIGNATURE_BYTES])
{
    return crypto_sign_verify_detached(signature, bytes_of(message), message.len, public_key) == 0;
}

/* --- streams ---------------------------------------------------------------------------------- */

static crypto_secretstream_xchacha20poly1305_state *stream_state(struct crypto_stream *s)
{
    return (crypto_secretstream_xchacha20poly1305_state *)(void *)s->opaque;
}

void crypto_stream_begin_seal(struct crypto_stream *s, const uint8_t key[CRYPTO_KEY_BYTES],
                              uint8_t header[CRYPTO_STREAM_HEADER_BYTES])
{
    (void)crypto_secretstream_xchacha20poly1305_init_push(stream_state(s), header, key);
}

void crypto_stream_seal(struct crypto_stream *s, struct str plain, struct str ad, bool final,
                        uint8_t *out)
{
    unsigned char tag = final ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
                              : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
    (void)crypto_secretstream_xchacha20poly1305_push(stream_state(s), out, NULL, bytes_of(plain),
                                                     plain.len, bytes_of(ad), ad.len, tag);
}

enum err crypto_stream_begin_open(struct crypto_stream *s, const uint8_t key[CRYPTO_KEY_BYTES],
                                  const uint8_t header[CRYPTO_STREAM_HEADER_BYTES])
{
    int rc = crypto_secretstream_xchacha20poly1305_init_pull(stream_state(s), header, key);
    return rc == 0 ? ERR_OK : ERR_CRYPTO;
}

enum err crypto_stream_open(struct crypto_stream *s, struct str sealed, struct str ad, uint8_t *out,
                            bool *final)
{
    unsigned char tag = 0;
    if (sealed.len < CRYPTO_STREAM_OVERHEAD
        || crypto_secretstream_xchacha20poly1305_pull(stream_state(s), out, NULL, &tag,
                                                      bytes_of(sealed), sealed.len, bytes_of(ad),
                                                      ad.len) != 0)
        return ERR_CRYPTO;
    *final = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    return ERR_OK;
}
