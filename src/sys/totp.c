/*
 * sys/totp.c — RFC 6238 on HMAC-SHA-1 (RFC 2104, FIPS 180-4). SHA-1 stands here because libsodium
 * rightly has none; it must never be used for anything but this HMAC, where collisions of the hash
 * do not help an attacker.
 */
#include "sys/totp.h"

#include "base/buf.h"
#include "base/civil.h"
#include "base/id.h"
#include "sys/crypto.h"

#include <assert.h>

enum { SHA1_BYTES = 20, SHA1_BLOCK = 64, TOTP_URI_MAX = 2048 };

struct sha1 {
    uint32_t state[5];
};

static uint32_t sha1_rotate(uint32_t value, unsigned bits)
{
    return (value << bits) | (value >> (32 - bits));
}

static void sha1_step(uint32_t v[5], uint32_t f, uint32_t k, uint32_t w)
{
    uint32_t next = sha1_rotate(v[0], 5) + f + v[4] + k + w;
    v[4] = v[3];
    v[3] = v[2];
    v[2] = sha1_rotate(v[1], 30);
    v[1] = v[0];
    v[0] = next;
}

static void sha1_block(struct sha1 *s, const uint8_t block[SHA1_BLOCK])
{
    uint32_t w[80];
    for (size_t i = 0; i < 16; i++)
        w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16
            | (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
    for (size_t i = 16; i < 80; i++)
        w[i] = sha1_rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    uint32_t v[5];
    memcpy(v, s->state, sizeof v);
    for (size_t i = 0; i < 80; i++) {
        if (i < 20)
            sha1_step(v, (v[1] & v[2]) | (~v[1] & v[3]), 0x5a827999u, w[i]);
        else if (i < 40)
            sha1_step(v, v[1] ^ v[2] ^ v[3], 0x6ed9eba1u, w[i]);
        else if (i < 60)
            sha1_step(v, (v[1] & v[2]) | (v[1] & v[3]) | (v[2] & v[3]), 0x8f1bbcdcu, w[i]);
        else
            sha1_step(v, v[1] ^ v[2] ^ v[3], 0xca62c1d6u, w[i]);
    }
    for (size_t i = 0; i < 5; i++)
        s->state[i] += v[i];
}

/* One keyed block, then a message of at most 20 bytes: all that this HMAC needs fits two blocks. */
static void sha1_two_blocks(const uint8_t first[SHA1_BLOCK], const uint8_t *message, size_t len,
                            uint8_t out[SHA1_BYTES])
{
    assert(len <= SHA1_BYTES);
    struct sha1 s = {{0x67452301u, 0xefcdab89u, 0x98badcfeu, 0x10325476u, 0xc3d2e1f0u}};
    sha1_block(&s, first);
    uint8_t block[SHA1_BLOCK] = {0};
    memcpy(block, message, len);
    block[len] = 0x80;
    size_t bits = (SHA1_BLOCK + len) * 8;
    block[62] = (uint8_t)(bits >> 8);
    block[63] = (uint8_t)bits;
    sha1_block(&s, block);
    for (size_t i = 0; i < 5; i++) {
        out[4 * i] = (uint8_t)(s.state[i] >> 24);
        out[4 * i + 1] = (uint8_t)(s.state[i] >> 16);
        out[4 * i + 2] = (uint8_t)(s.state[i] >> 8);
        out[4 * i + 3] = (uint8_t)s.state[i];
    }
}

static void totp_hmac(const uint8_t secret[TOTP_SECRET_BYTES], const uint8_t message[8],
                      uint8_t out[SHA1_BYTES])
{
    uint8_t inner[SHA1_BLOCK], outer[SHA1_BLOCK];
    memset(inner, 0x36, sizeof inner);
    memset(outer, 0x5c, sizeof outer);
    for (size_t i = 0; i < TOTP_SECRET_BYTES; i++) {
        inner[i] ^= secret[i];
        outer[i] ^= secret[i];
    }
    uint8_t digest[SHA1_BYTES];
    sha1_two_blocks(inner, message, 8, digest);
    sha1_two_blocks(outer, digest, sizeof digest, out);
    crypto_wipe(inner, sizeof inner);
    crypto_wipe(outer, sizeof outer);
}

static void totp_code_of_step(const uint8_t secret[TOTP_SECRET_BYTES], int64_t step,
                              char out[TOTP_DIGITS + 1])
{
    uint8_t counter[8];
    for (size_t i = 0; i < 8; i++)
        counter[i] = (uint8_t)((uint64_t)step >> (56 - 8 * i));
    uint8_t h[SHA1_BYTES];
    totp_hmac(secret, counter, h);
    size_t at = h[19] & 0x0f;
    uint32_t number = (uint32_t)(h[at] & 0x7f) << 24 | (uint32_t)h[at + 1] << 16
        | (uint32_t)h[at + 2] << 8 | h[at + 3];
    (void)snprintf(out, TOTP_DIGITS + 1, "%06u", number % 1000000u);
}

static int64_t totp_step_of(int64_t now_us)
{
    return now_us / (TOTP_STEP_SECONDS * US_PER_SECOND);
}

void totp_code(const uint8_t secret[TOTP_SECRET_BYTES], int64_t now_us, char out[TOTP_DIGITS + 1])
{
    totp_code_of_step(secret, totp_step_of(now_us), out);
}

bool totp_verify(const uint8_t secret[TOTP_SECRET_BYTES], struct str code, int64_t now_us,
                 int64_t last_step, int64_t *step)
{
    if (code.len != TOTP_DIGITS)
        return false;
    bool found = false;
    int64_t now = totp_step_of(now_us);
    for (int64_t s = now - 1; s <= now + 1; s++) {
        char expected[TOTP_DIGITS + 1];
        totp_code_of_step(secret, s, expected);
        if (crypto_equal(expected, code.ptr, TOTP_DIGITS) && s > last_step) {
            found = true;
            *step = s;
        }
    }
    return found;
}

static void totp_add_encoded(struct buf *b, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')
            || c == '-' || c == '.' || c == '_' || c == '~';
        if (plain)
            buf_add_char(b, (char)c);
        else
            buf_add_format(b, "%%%02X", c);
    }
}

struct str totp_uri(const uint8_t secret[TOTP_SECRET_BYTES], struct str issuer, struct str account,
                    struct arena *a)
{
    char text[TOTP_SECRET_BYTES * 8 / 5 + 1];
    base32_write(secret, TOTP_SECRET_BYTES, text, sizeof text);
    for (size_t i = 0; text[i] != '\0'; i++) {
        if (text[i] >= 'a' && text[i] <= 'z')
            text[i] = (char)(text[i] - 'a' + 'A'); /* apps expect upper case */
    }
    struct buf b;
    buf_init(&b, a, TOTP_URI_MAX);
    buf_add_cstr(&b, "otpauth://totp/");
    totp_add_encoded(&b, issuer);
    buf_add_cstr(&b, ":");
    totp_add_encoded(&b, account);
    buf_add_cstr(&b, "?secret=");
    buf_add_cstr(&b, text);
    buf_add_cstr(&b, "&issuer=");
    totp_add_encoded(&b, issuer);
    buf_add_cstr(&b, "&algorithm=SHA1&digits=6&period=30");
    struct str out;
    if (buf_finish(&b, &out) != ERR_OK)
        return (struct str){NULL, 0};
    return out;
}
