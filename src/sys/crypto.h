/*
 * sys/crypto.h — every cryptographic primitive of the program; the only file that knows libsodium.
 *
 * No policy here: which key seals what is the vault's, which code opens which reply is
 * sys/receipt.h's. Functions that open something return ERR_CRYPTO for every failure alike. Sealed
 * bytes come from the arena given.
 */
#ifndef SYS_CRYPTO_H
#define SYS_CRYPTO_H

#include "base/arena.h"

#include <stdalign.h>

enum {
    CRYPTO_KEY_BYTES = 32,
    CRYPTO_HASH_BYTES = 32,
    CRYPTO_SHA512_BYTES = 64,
    CRYPTO_SALT_BYTES = 16,
    CRYPTO_SEAL_OVERHEAD = 24 + 16, /* nonce and tag of crypto_seal */
    CRYPTO_PASSWORD_BYTES = 128,    /* a stored password hash, NUL included */
    CRYPTO_PUBLIC_BYTES = 32,
    CRYPTO_SECRET_BYTES = 32,
    CRYPTO_BOX_OVERHEAD = 48,       /* of crypto_box_seal */
    CRYPTO_SIGN_PUBLIC_BYTES = 32,
    CRYPTO_SIGN_SECRET_BYTES = 64,
    CRYPTO_SIGNATURE_BYTES = 64,
    CRYPTO_STREAM_HEADER_BYTES = 24,
    CRYPTO_STREAM_OVERHEAD = 17,    /* of each chunk of a stream */
};

/* Once per process, before everything else; ERR_UNSUPPORTED when the kernel gives no randomness. */
enum err crypto_init(void) MUST_CHECK;

/* Fills `out` from the kernel's generator; callers use sys/random.h. */
void crypto_random(void *out, size_t len);

/* --- hashes ----------------------------------------------------------------------------------- */
/* BLAKE2b-256. */
void crypto_blake2b(struct str bytes, uint8_t out[CRYPTO_HASH_BYTES]);
/* BLAKE2b-256 with a key. */
void crypto_blake2b_keyed(const uint8_t key[CRYPTO_KEY_BYTES], struct str bytes,
                       uint8_t out[CRYPTO_HASH_BYTES]);
/* BLAKE2b-256 in steps. */
struct crypto_hasher {
    alignas(64) uint8_t opaque[384];
};
void crypto_hasher_init(struct crypto_hasher *h);
void crypto_hasher_add(struct crypto_hasher *h, const void *bytes, size_t len);
void crypto_hasher_finish(struct crypto_hasher *h, uint8_t out[CRYPTO_HASH_BYTES]);
void crypto_sha256(struct str bytes, uint8_t out[CRYPTO_HASH_BYTES]);
void crypto_sha512(struct str bytes, uint8_t out[CRYPTO_SHA512_BYTES]);
void crypto_hmac_sha256(struct str key, struct str bytes, uint8_t out[CRYPTO_HASH_BYTES]);
/* Equal in time that depends on `len` only. */
bool crypto_equal(const void *a, const void *b, size_t len);

/* --- keys ------------------------------------------------------------------------------------- */
/* A subkey: `context` is exactly 8 characters and names the purpose, `number` the instance. */
void crypto_derive_key(const uint8_t key[CRYPTO_KEY_BYTES], uint64_t number,
                       const char context[8 + 1], uint8_t out[CRYPTO_KEY_BYTES]);
/* Overwrites a secret; not optimised away. */
void crypto_wipe(void *secret, size_t len);
/* Memory for secrets: locked, guarded, left out of core dumps, wiped when freed. NULL when there is
 * none. */
void *crypto_secret_alloc(size_t size) MUST_CHECK;
void crypto_secret_free(void *secret);

/* --- XChaCha20-Poly1305: random nonce | ciphertext | tag -------------------------------------- */
/* ERR_MEMORY. `ad` is authenticated and not stored. */
enum err crypto_seal(const uint8_t key[CRYPTO_KEY_BYTES], struct str ad, struct str plain,
                     struct arena *a, struct str *out) MUST_CHECK;
enum err crypto_open(const uint8_t key[CRYPTO_KEY_BYTES], struct str ad, struct str sealed,
                     struct arena *a, struct str *out) MUST_CHECK;

/* The same into memory of the caller: plain.len + CRYPTO_SEAL_OVERHEAD bytes, and sealed.len minus
 * that. For keys, which must not lie about in an arena. */
void crypto_seal_into(const uint8_t key[CRYPTO_KEY_BYTES], struct str ad, struct str plain,
                      uint8_t *out);
enum err crypto_open_into(const uint8_t key[CRYPTO_KEY_BYTES], struct str ad, struct str sealed,
                          uint8_t *out) MUST_CHECK;

/* --- passwords: Argon2id ---------------------------------------------------------------------- */
/* FULL: 64 MiB, 3 passes (about 0.15 s). REDUCED: 8 KiB, 1 pass, for tests and training directories
 * only. At most LIMIT_PASSWORD_HASHES run at once; others wait, so that memory stays bounded. */
enum crypto_cost {
    CRYPTO_COST_FULL,
    CRYPTO_COST_REDUCED,
};
/* A self-describing hash with its own salt, NUL-terminated. */
enum err crypto_password_hash(enum crypto_cost cost, struct str password,
                              char out[CRYPTO_PASSWORD_BYTES]) MUST_CHECK;
/* False for a wrong password and for a malformed hash alike. */
bool crypto_password_matches(const char *hash, struct str password);
/* True when the hash was made with another cost and should be made anew at the next success. */
bool crypto_password_is_outdated(enum crypto_cost cost, const char *hash);
/* Key material of `out_len` (16..128) bytes from a secret that a person holds. The same inputs give
 * the same bytes. */
enum err crypto_password_derive(enum crypto_cost cost, struct str secret,
                                const uint8_t salt[CRYPTO_SALT_BYTES], uint8_t *out,
                                size_t out_len) MUST_CHECK;

/* --- sealed boxes: X25519, sender unknown ----------------------------------------------------- */
void crypto_box_keypair_from(const uint8_t seed[CRYPTO_KEY_BYTES],
                             uint8_t public_key[CRYPTO_PUBLIC_BYTES],
                             uint8_t secret_key[CRYPTO_SECRET_BYTES]);
/* Writes plain.len + CRYPTO_BOX_OVERHEAD bytes. */
enum err crypto_box_seal_to(const uint8_t public_key[CRYPTO_PUBLIC_BYTES], struct str plain,
                            struct arena *a, struct str *out) MUST_CHECK;
enum err crypto_box_open_with(const uint8_t public_key[CRYPTO_PUBLIC_BYTES],
                              const uint8_t secret_key[CRYPTO_SECRET_BYTES], struct str sealed,
                              struct arena *a, struct str *out) MUST_CHECK;

/* The same into sealed.len - CRYPTO_BOX_OVERHEAD bytes of the caller. */
enum err crypto_box_open_into(const uint8_t public_key[CRYPTO_PUBLIC_BYTES],
                              const uint8_t secret_key[CRYPTO_SECRET_BYTES], struct str sealed,
                              uint8_t *out) MUST_CHECK;

/* --- signatures: Ed25519 ---------------------------------------------------------------------- */
void crypto_sign_keypair_from(const uint8_t seed[CRYPTO_KEY_BYTES],
                              uint8_t public_key[CRYPTO_SIGN_PUBLIC_BYTES],
                              uint8_t secret_key[CRYPTO_SIGN_SECRET_BYTES]);
void crypto_sign_message(const uint8_t secret_key[CRYPTO_SIGN_SECRET_BYTES], struct str message,
                       uint8_t out[CRYPTO_SIGNATURE_BYTES]);
bool crypto_sign_matches(const uint8_t public_key[CRYPTO_SIGN_PUBLIC_BYTES], struct str message,
                         const uint8_t signature[CRYPTO_SIGNATURE_BYTES]);

/* --- streams: chunks in a fixed order with an authenticated end ------------------------------- */
struct crypto_stream {
    uint8_t opaque[52];
};
void crypto_stream_begin_seal(struct crypto_stream *s, const uint8_t key[CRYPTO_KEY_BYTES],
                              uint8_t header[CRYPTO_STREAM_HEADER_BYTES]);
/* `out` takes len + CRYPTO_STREAM_OVERHEAD bytes. `final` marks the end: nothing can follow it. */
void crypto_stream_seal(struct crypto_stream *s, struct str plain, struct str ad, bool final,
                        uint8_t *out);
enum err crypto_stream_begin_open(struct crypto_stream *s, const uint8_t key[CRYPTO_KEY_BYTES],
                                  const uint8_t header[CRYPTO_STREAM_HEADER_BYTES]) MUST_CHECK;
/* `out` takes sealed.len - CRYPTO_STREAM_OVERHEAD bytes. */
enum err crypto_stream_open(struct crypto_stream *s, struct str sealed, struct str ad, uint8_t *out,
                            bool *final) MUST_CHECK;

#endif
