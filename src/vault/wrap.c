/*
 * vault/wrap.c — a key under a key. Format: commitment (32) | nonce (24) | sealed key (32 + 16).
 * The commitment is a keyed hash under the wrapped key itself, because XChaCha20-Poly1305 alone
 * does not bind a ciphertext to one key.
 */
#include "vault/vault_priv.h"

static void wrap_commit(const uint8_t secret[CRYPTO_KEY_BYTES], struct str ad,
                        uint8_t out[CRYPTO_HASH_BYTES])
{
    uint8_t subkey[CRYPTO_KEY_BYTES];
    crypto_derive_key(secret, 0, "commit01", subkey);
    crypto_blake2b_keyed(subkey, ad, out);
    crypto_wipe(subkey, sizeof subkey);
}

void wrap_seal(const uint8_t under[CRYPTO_KEY_BYTES], struct str ad,
               const uint8_t secret[CRYPTO_KEY_BYTES], uint8_t out[VAULT_WRAP_BYTES])
{
    wrap_commit(secret, ad, out);
    crypto_seal_into(under, ad, (struct str){(const char *)secret, CRYPTO_KEY_BYTES},
                     out + CRYPTO_HASH_BYTES);
}

enum err wrap_open(const uint8_t under[CRYPTO_KEY_BYTES], struct str ad, struct str wrapped,
                   uint8_t secret[CRYPTO_KEY_BYTES])
{
    if (wrapped.len != VAULT_WRAP_BYTES)
        return ERR_CORRUPT;
    struct str sealed = str_slice(wrapped, CRYPTO_HASH_BYTES, wrapped.len);
    enum err e = crypto_open_into(under, ad, sealed, secret);
    if (e != ERR_OK)
        return e;
    uint8_t commitment[CRYPTO_HASH_BYTES];
    wrap_commit(secret, ad, commitment);
    if (crypto_equal(commitment, wrapped.ptr, sizeof commitment))
        return ERR_OK;
    crypto_wipe(secret, CRYPTO_KEY_BYTES);
    return ERR_CRYPTO;
}
