/*
 * base/str.h — text as a pointer and a length.
 *
 * A `struct str` borrows: it never owns the bytes and never frees them. The bytes need not end in
 * NUL and may contain NUL. An absent text is {NULL, 0}; an empty one has len 0 and any pointer:
 * str_is_empty() covers both. Text inside the program is valid UTF-8 in NFC (base/utf8.h, checked
 * at the edge); bytes that are not text use the same struct and say so in their name.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct str {
    const char *ptr;
    size_t len;
};

/* A literal as a str; only for string literals and char arrays, the length comes from sizeof. */
#define STR(lit) ((struct str){(lit), sizeof(lit) - 1})
#define STR_INIT(lit)                                                                              \
    {                                                                                              \
        (lit), sizeof(lit) - 1                                                                     \
    }
/* For printf's "%.*s": printf("%.*s", STR_ARG(s)). Texts longer than INT_MAX are refused by every
 * reader. */
#define STR_ARG(s) ((int)(s).len), ((s).ptr ? (s).ptr : "")

static inline bool str_is_empty(struct str s)
{
    return s.len == 0;
}

/* A NUL-terminated string as a str; NULL gives the absent text. */
struct str str_from_cstr(const char *text);
bool str_equal(struct str a, struct str b);
/* Byte order, as memcmp; the shorter one is smaller when it is a prefix. Returns <0, 0, >0. */
int str_compare(struct str a, struct str b);
bool str_starts_with(struct str s, struct str prefix);
bool str_ends_with(struct str s, struct str suffix);
/* Byte offset of needle in s at or after `from`, or SIZE_MAX. */
size_t str_find(struct str s, struct str needle, size_t from);
/* The part [from, to) of s; both are clamped to s.len. */
struct str str_slice(struct str s, size_t from, size_t to);
/* Without ASCII blanks, tabs, CR and LF at both ends. */
struct str str_trim(struct str s);
/* Cuts `*rest` at the first `sep`: returns what stands before it and moves `*rest` behind it;
 * without a `sep` returns all and makes `*rest` absent. A loop over str_split ends when rest->ptr
 * is NULL. */
struct str str_split(struct str *rest, char sep);
/* Equal without regard to the case of ASCII letters (header names). */
bool str_equal_nocase(struct str a, struct str b);
/* Reads decimal digits only (no sign, no blank), whole text, at most `max`. False when anything
 * else is there. */
bool str_to_u64(struct str s, uint64_t max, uint64_t *out);
/* FNV-1a, 64 bit, for maps inside the program; not for anything that an attacker may choose freely
 * without limit. */
uint64_t str_hash(struct str s);

#endif
