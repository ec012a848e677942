/* base/id.c — identifiers and the alphabets they are written in. Must never draw an identifier:
 * that is sys/. */
#include "base/id.h"

#include <assert.h>
#include <string.h>

static const char base32_alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";

bool id_is_none(struct id a)
{
    return id_equal(a, (struct id){{0}});
}

bool id_equal(struct id a, struct id b)
{
    return memcmp(a.bytes, b.bytes, ID_BYTES) == 0;
}

int id_compare(struct id a, struct id b)
{
    return memcmp(a.bytes, b.bytes, ID_BYTES);
}

uint64_t id_hash(struct id a)
{
    uint64_t hash = 0;
    memcpy(&hash, a.bytes, sizeof(hash));
    return hash;
}

void id_write(struct id a, char out[ID_TEXT_LEN + 1])
{
    base32_write(a.bytes, ID_BYTES, out, ID_TEXT_LEN + 1);
}

struct str id_text(struct id a, struct arena *arena)
{
    char text[ID_TEXT_LEN + 1];
    id_write(a, text);
    return arena_copy(arena, (struct str){text, ID_TEXT_LEN});
}

bool id_read(struct str text, struct id *out)
{
    struct id id = {{0}};
    if (text.len != ID_TEXT_LEN) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] >= 'A' && text.ptr[i] <= 'Z') {
            return false; /* one identifier has one spelling */
        }
    }
    if (base32_read(text, id.bytes, ID_BYTES) != ID_BYTES) {
        return false;
    }
    *out = id;
    return true;
}

void base32_write(const uint8_t *bytes, size_t len, char *out, size_t out_size)
{
    assert(len <= SIZE_MAX / 8 - 1 && out_size > (len * 8 + 4) / 5);
    uint32_t pending = 0;
    unsigned bits = 0;
    size_t at = 0;
    for (size_t i = 0; i < len; i++) {
        pending = (pending << 8 | bytes[i]) & 0xfff;
        for (bits += 8; bits >= 5; bits -= 5) {
            out[at++] = base32_alphabet[pending >> (bits - 5) & 31];
        }
    }
    if (bits > 0) {
        out[at++] = base32_alphabet[pending << (5 - bits) & 31];
    }
    assert(at < out_size);
    out[at] = '\0';
}

static uint32_t base32_value(char c)
{
    if (c >= 'a' && c <= 'z') {
        return (uint32_t)(c - 'a');
    }
    if (c >= 'A' && c <= 'Z') {
        return (uint32_t)(c - 'A');
    }
    return c >= '2' && c <= '7' ? (uint32_t)(c - '2' + 26) : 32;
}

size_t base32_read(struct str text, uint8_t *out, size_t out_size)
{
    uint32_t pending = 0;
    unsigned bits = 0;
    size_t at = 0;
    for (size_t i = 0; i < text.len; i++) {
        uint32_t value = base32_value(text.ptr[i]);
        if (value > 31) {
            return SIZE_MAX;
        }
        pending = (pending << 5 | value) & 0xfff;
        bits += 5;
        if (bits >= 8) {
            if (at == out_size) {
                return SIZE_MAX;
            }
            bits -= 8;
            out[at++] = (uint8_t)(pending >> bits & 0xff);
        }
    }
    /* Five or more left-over bits are a character that carries nothing; set spare bits are a second
     * spelling. */
    if (bits >= 5 || (pending & ((1U << bits) - 1)) != 0) {
        return SIZE_MAX;
    }
    return at;
}

void hex_write(const uint8_t *bytes, size_t len, char *out, size_t out_size)
{
    static const char digits[] = "0123456789abcdef";
    assert(len < SIZE_MAX / 2 && out_size > len * 2);
    for (size_t i = 0; i < len; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * len] = '\0';
}
