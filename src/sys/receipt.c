/*
 * sys/receipt.c — receipt codes and reply files. It must never store a code, and the file it seals
 * must never show by its size what is in it.
 */
#include "sys/receipt.h"

#include "base/limits.h"
#include "sys/random.h"

#include <assert.h>

enum {
    RECEIPT_CODE_BYTES = 16,
    RECEIPT_CHECK_CHARS = 2,
    RECEIPT_CHARS = ID_TEXT_LEN + RECEIPT_CHECK_CHARS,
    RECEIPT_GROUP = 4,
    RECEIPT_LENGTH_BYTES = 4,
};

static_assert(RECEIPT_TEXT_LEN == RECEIPT_CHARS + RECEIPT_CHARS / RECEIPT_GROUP - 1,
              "receipt form");

/* Two base32 characters over the code: a typing mistake passes once in 1,024 times. */
static void receipt_check(const uint8_t code[RECEIPT_CODE_BYTES], char out[RECEIPT_CHECK_CHARS])
{
    struct {
        char purpose[16];
        uint8_t code[RECEIPT_CODE_BYTES];
    } input = {.purpose = "todoke/receipt"};
    memcpy(input.code, code, RECEIPT_CODE_BYTES);
    uint8_t hash[CRYPTO_HASH_BYTES];
    crypto_blake2b((struct str){(const char *)&input, sizeof input}, hash);
    char text[CRYPTO_HASH_BYTES * 8 / 5 + 2];
    base32_write(hash, sizeof hash, text, sizeof text);
    memcpy(out, text, RECEIPT_CHECK_CHARS);
    crypto_wipe(&input, sizeof input);
}

static void receipt_write(const uint8_t code[RECEIPT_CODE_BYTES], char out[RECEIPT_TEXT_LEN + 1])
{
    struct id id;
    memcpy(id.bytes, code, RECEIPT_CODE_BYTES);
    char chars[RECEIPT_CHARS + 1];
    id_write(id, chars);
    receipt_check(code, chars + ID_TEXT_LEN);
    size_t at = 0;
    for (size_t i = 0; i < RECEIPT_CHARS; i++) {
        if (i > 0 && i % RECEIPT_GROUP == 0)
            out[at++] = '-';
        out[at++] = chars[i];
    }
    out[at] = '\0';
    crypto_wipe(chars, sizeof chars);
    crypto_wipe(&id, sizeof id);
}

void receipt_draw(char out[RECEIPT_TEXT_LEN + 1])
{
    uint8_t code[RECEIPT_CODE_BYTES];
    random_bytes(code, sizeof code);
    receipt_write(code, out);
    crypto_wipe(code, sizeof code);
}

/* The character meant, 0 for one to skip, -1 for one that no code has. */
static int receipt_char(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A' + 'a';
    if ((c >= 'a' && c <= 'z') || (c >= '2' && c <= '7'))
        return c;
    switch (c) {
    case '0':
        return 'o';
    case '1':
        return 'l';
    case '8':
        return 'b';
    case ' ':
    case '-':
    case '\t':
    case '\r':
    case '\n':
        return 0;
    default:
        return -1;
    }
}

/* Reads the characters and their checksum; false for a typing mistake. */
static bool receipt_read(struct str typed, uint8_t code[RECEIPT_CODE_BYTES])
{
    char chars[RECEIPT_CHARS];
    size_t count = 0;
    for (size_t i = 0; i < typed.len; i++) {
        int c = receipt_char(typed.ptr[i]);
        if (c == 0)
            continue;
        if (c < 0 || count == RECEIPT_CHARS)
            return false;
        chars[count++] = (char)c;
    }
    struct id id;
    if (count != RECEIPT_CHARS || !id_read((struct str){chars, ID_TEXT_LEN}, &id))
        return false;
    char check[RECEIPT_CHECK_CHARS];
    receipt_check(id.bytes, check);
    memcpy(code, id.bytes, RECEIPT_CODE_BYTES);
    return crypto_equal(check, chars + ID_TEXT_LEN, sizeof check);
}

bool receipt_normalise(struct str typed, char out[RECEIPT_TEXT_LEN + 1])
{
    uint8_t code[RECEIPT_CODE_BYTES];
    bool ok = receipt_read(typed, code);
    if (ok)
        receipt_write(code, out);
    crypto_wipe(code, sizeof code);
    return ok;
}

enum err receipt_derive(enum crypto_cost cost, const char code[RECEIPT_TEXT_LEN + 1],
                        struct receipt *out)
{
    uint8_t secret[RECEIPT_CODE_BYTES];
    if (!receipt_read(str_from_cstr(code), secret))
        return ERR_INVALID;
    /* One salt for all: the look-up must be computable from the code alone, and 128 random bits
     * need no salt. */
    static const uint8_t salt[CRYPTO_SALT_BYTES] = "todoke/receipt1";
    struct {
        struct id lookup;
        uint8_t seed[CRYPTO_KEY_BYTES];
    } derived;
    enum err e = crypto_password_derive(cost, (struct str){(const char *)secret, sizeof secret},
                                        salt, (uint8_t *)&derived, sizeof derived);
    if (e == ERR_OK) {
        out->lookup = derived.lookup;
        crypto_box_keypair_from(derived.seed, out->public_key, out->secret_key);
    }
    crypto_wipe(secret, sizeof secret);
    crypto_wipe(&derived, sizeof derived);
    return e;
}

void receipt_wipe(struct receipt *r)
{
    crypto_wipe(r, sizeof *r);
}

enum err receipt_seal_reply(const uint8_t public_key[CRYPTO_PUBLIC_BYTES], struct str plain,
                            struct arena *a, struct str *out)
{
    if (plain.len > LIMIT_REPLY_BYTES)
        return ERR_LIMIT;
    const size_t size = RECEIPT_LENGTH_BYTES + (size_t)LIMIT_REPLY_BYTES;
    char *padded = arena_alloc(a, size);
    if (padded == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < RECEIPT_LENGTH_BYTES; i++)
        padded[i] = (char)(uint8_t)(plain.len >> (8 * i));
    if (plain.len > 0)
        memcpy(padded + RECEIPT_LENGTH_BYTES, plain.ptr, plain.len);
    enum err e = crypto_box_seal_to(public_key, (struct str){padded, size}, a, out);
    crypto_wipe(padded, size);
    return e;
}

enum err receipt_open_reply(const struct receipt *r, struct str sealed, struct arena *a,
                            struct str *out)
{
    struct str padded;
    enum err e = crypto_box_open_with(r->public_key, r->secret_key, sealed, a, &padded);
    if (e != ERR_OK)
        return e;
    size_t len = 0;
    for (size_t i = 0; i < RECEIPT_LENGTH_BYTES && i < padded.len; i++)
        len |= (size_t)(uint8_t)padded.ptr[i] << (8 * i);
    if (padded.len < RECEIPT_LENGTH_BYTES || len > padded.len - RECEIPT_LENGTH_BYTES)
        return ERR_CORRUPT;
    *out = str_slice(padded, RECEIPT_LENGTH_BYTES, RECEIPT_LENGTH_BYTES + len);
    return ERR_OK;
}
