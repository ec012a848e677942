/*
 * core/ident/ident_priv.h — small tools of the readers of this folder: classes of ASCII characters,
 * which never ask a locale, percent-encoding, and the one way to refuse.
 */
#ifndef CORE_IDENT_IDENT_PRIV_H
#define CORE_IDENT_IDENT_PRIV_H

#include "base/buf.h"
#include "core/ident/ident.h"

static inline bool ident_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool ident_is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static inline bool ident_is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static inline bool ident_is_letter(char c)
{
    return ident_is_lower(c) || ident_is_upper(c);
}

static inline bool ident_is_alnum(char c)
{
    return ident_is_letter(c) || ident_is_digit(c);
}

static inline char ident_lower(char c)
{
    return ident_is_upper(c) ? (char)(c - 'A' + 'a') : c;
}

/* Value of a hexadecimal digit, -1 when it is none. */
static inline int ident_hex(char c)
{
    if (ident_is_digit(c)) {
        return c - '0';
    }
    c = ident_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that the triplet at s[at] ("%2F") stands for, -1 when none begins there. */
static inline int ident_triplet(struct str s, size_t at)
{
    bool whole = at + 2 < s.len && s.ptr[at] == '%';
    int high = whole ? ident_hex(s.ptr[at + 1]) : -1;
    int low = whole ? ident_hex(s.ptr[at + 2]) : -1;
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/* Writes `s` with a triplet for every byte that may not stand bare. */
static inline void ident_write_encoded(struct str s, bool (*is_bare)(char c), struct buf *out)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t begin = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (is_bare(s.ptr[i])) {
            continue;
        }
        unsigned char c = (unsigned char)s.ptr[i];
        char triplet[3] = {'%', digits[c >> 4], digits[c & 15]};
        buf_add(out, str_slice(s, begin, i));
        buf_add_bytes(out, triplet, sizeof(triplet));
        begin = i + 1;
    }
    buf_add(out, str_slice(s, begin, s.len));
}

/* Notes place and reason; gives ERR_INVALID, so that a reader can return it at once. */
static inline enum err ident_refuse(struct ident_error *error, size_t offset, const char *reason)
{
    if (error != NULL) {
        *error = (struct ident_error){offset, reason};
    }
    return ERR_INVALID;
}

/* True when the whole text is decimal digits, at least one. */
static inline bool ident_all_digits(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!ident_is_digit(s.ptr[i])) {
            return false;
        }
    }
    return s.len > 0;
}

#endif
