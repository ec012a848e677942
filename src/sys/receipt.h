/*
 * sys/receipt.h — the receipt code of a finder without an account (architecture section 7).
 *
 * The code is 128 random bits and 12 bits of checksum, written as seven groups of four base32
 * characters: "abcd-efgh-…". By Argon2id it gives a look-up value (the name of the reply file) and
 * a key pair. The letter carries the look-up value and the public key; nobody but the finder keeps
 * the code.
 */
#ifndef SYS_RECEIPT_H
#define SYS_RECEIPT_H

#include "base/id.h"
#include "sys/crypto.h"

enum { RECEIPT_TEXT_LEN = 34 }; /* 28 characters and 6 hyphens */

struct receipt {
    struct id lookup;
    uint8_t public_key[CRYPTO_PUBLIC_BYTES];
    /* wipe with receipt_wipe as soon as the reply is open */
    uint8_t secret_key[CRYPTO_SECRET_BYTES];
};

/* Draws a code: RECEIPT_TEXT_LEN characters and a NUL. */
void receipt_draw(char out[RECEIPT_TEXT_LEN + 1]);
/* Checks a typed code (any case, blanks and hyphens anywhere, 0/1/8 read as o/l/b) and writes it in
 * the form above. False when it is too short, too long or fails its checksum: a typing mistake,
 * told before any work is done. */
bool receipt_normalise(struct str typed, char out[RECEIPT_TEXT_LEN + 1]);
/* Derives look-up value and keys from a normalised code. `cost` must be the same at portal and desk
 * for ever. */
enum err receipt_derive(enum crypto_cost cost, const char code[RECEIPT_TEXT_LEN + 1],
                        struct receipt *out) MUST_CHECK;
void receipt_wipe(struct receipt *r);

/* A reply: the view sealed to the receipt's public key, padded so that every reply has the same
 * size on disk. ERR_LIMIT when the plaintext is longer than LIMIT_REPLY_BYTES. */
enum err receipt_seal_reply(const uint8_t public_key[CRYPTO_PUBLIC_BYTES], struct str plain,
                            struct arena *a, struct str *out) MUST_CHECK;
/* ERR_CRYPTO when the code is not the one of this reply. */
enum err receipt_open_reply(const struct receipt *r, struct str sealed, struct arena *a,
                            struct str *out) MUST_CHECK;

#endif
