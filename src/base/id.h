/*
 * base/id.h — opaque identifiers: 128 bits without a time or a counter inside.
 *
 * Written as 26 characters of lower-case base32 (RFC 4648 alphabet a–z 2–7, no padding; the two
 * spare bits of the last character are zero and must be zero when read). All-zero means "none".
 */
#ifndef BASE_ID_H
#define BASE_ID_H

#include "base/arena.h"

enum { ID_BYTES = 16, ID_TEXT_LEN = 26 };

struct id {
    uint8_t bytes[ID_BYTES];
};

bool id_is_none(struct id a);
bool id_equal(struct id a, struct id b);
int id_compare(struct id a, struct id b);
/* First 8 bytes as a number: identifiers are uniform, so this is a hash. */
uint64_t id_hash(struct id a);
/* Writes 26 characters and a NUL. */
void id_write(struct id a, char out[ID_TEXT_LEN + 1]);
struct str id_text(struct id a, struct arena *arena);
/* Strict: exactly 26 characters of the alphabet, spare bits zero. */
bool id_read(struct str text, struct id *out);

/* General base32 of the same alphabet (receipt codes, TOTP secrets): writes ceil(len*8/5)
 * characters and a NUL. */
void base32_write(const uint8_t *bytes, size_t len, char *out, size_t out_size);
/* Accepts either case; refuses other characters. Returns the number of bytes, SIZE_MAX when
 * malformed or too long. */
size_t base32_read(struct str text, uint8_t *out, size_t out_size);
void hex_write(const uint8_t *bytes, size_t len, char *out, size_t out_size);

#endif
