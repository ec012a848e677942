/*
 * core/codec/uuid.c — UUIDs that follow from a name (version 5, RFC 9562), and SHA-1 for them
 * alone.
 *
 * SHA-1 is broken as a seal and is none here: it only spreads names. Must never be used for
 * anything that somebody may want to forge.
 */
#include "core/codec/foreign.h"

#include <string.h>

enum { BLOCK = 64, DIGEST = 20, UUID_TEXT = 36 };

struct sha1 {
    uint32_t state[5];
    uint8_t block[BLOCK];
    size_t filled;
    uint64_t bytes;
};

static uint32_t rotate(uint32_t x, unsigned bits)
{
    return x << bits | x >> (32 - bits);
}

static uint32_t mix(unsigned round, uint32_t b, uint32_t c, uint32_t d)
{
    if (round < 20) {
        return ((b & c) | (~b & d)) + UINT32_C(0x5a827999);
    }
    if (round < 40) {
        return (b ^ c ^ d) + UINT32_C(0x6ed9eba1);
    }
    if (round < 60) {
        return ((b & c) | (b & d) | (c & d)) + UINT32_C(0x8f1bbcdc);
    }
    return (b ^ c ^ d) + UINT32_C(0xca62c1d6);
}

static void sha1_block(struct sha1 *h)
{
    uint32_t w[80];
    uint32_t s[5];

    for (unsigned i = 0; i < 16; i++) {
        const uint8_t *p = &h->block[4 * i];
        w[i] = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
    }
    for (unsigned i = 16; i < 80; i++) {
        w[i] = rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    }
    memcpy(s, h->state, sizeof(s));
    for (unsigned i = 0; i < 80; i++) {
        uint32_t next = rotate(s[0], 5) + mix(i, s[1], s[2], s[3]) + s[4] + w[i];
        s[4] = s[3];
        s[3] = s[2];
        s[2] = rotate(s[1], 30);
        s[1] = s[0];
        s[0] = next;
    }
    for (unsigned i = 0; i < 5; i++) {
        h->state[i] += s[i];
    }
    h->filled = 0;
}

static void sha1_byte(struct sha1 *h, uint8_t byte)
{
    h->block[h->filled++] = byte;
    h->bytes++;
    if (h->filled == BLOCK) {
        sha1_block(h);
    }
}

static void sha1_add(struct sha1 *h, const void *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        sha1_byte(h, ((const uint8_t *)bytes)[i]);
    }
}

static void sha1_end(struct sha1 *h, uint8_t out[DIGEST])
{
    uint64_t bits = h->bytes * 8;

    sha1_byte(h, 0x80);
    while (h->filled != BLOCK - 8) {
        sha1_byte(h, 0);
    }
    for (unsigned i = 8; i-- > 0;) {
        sha1_byte(h, (uint8_t)(bits >> (8 * i)));
    }
    for (unsigned i = 0; i < DIGEST; i++) {
        out[i] = (uint8_t)(h->state[i / 4] >> (24 - 8 * (i % 4)));
    }
}

static struct str uuid_in(const uint8_t space[16], struct str name, struct arena *a)
{
    static const char hex[] = "0123456789abcdef";
    struct sha1 h = {.state = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0}};
    uint8_t id[DIGEST];
    char text[UUID_TEXT];
    size_t len = 0;

    sha1_add(&h, space, 16);
    sha1_add(&h, name.ptr, name.len);
    sha1_end(&h, id);
    id[6] = (uint8_t)((id[6] & 0x0f) | 0x50);
    id[8] = (uint8_t)((id[8] & 0x3f) | 0x80);
    for (unsigned i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) {
            text[len++] = '-';
        }
        text[len++] = hex[id[i] >> 4];
        text[len++] = hex[id[i] & 15];
    }
    return arena_copy(a, (struct str){text, len});
}

struct str uuid_of_name(struct str name, struct arena *a)
{
    static const uint8_t addresses[16] = {0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1,
                                          0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};

    return uuid_in(addresses, name, a);
}

struct str uuid_of_observable(struct str properties, struct arena *a)
{
    static const uint8_t stix[16] = {0x00, 0xab, 0xed, 0xb4, 0xaa, 0x42, 0x46, 0x6c,
                                     0x9c, 0x01, 0xfe, 0xd2, 0x33, 0x15, 0xa9, 0xb7};

    return uuid_in(stix, properties, a);
}
