/*
 * core/ident/ident_priv.h — small tools of the readers of this folder: classes of ASCII characters,
 * which never ask a locale, and the one way to refuse.
 */
#ifndef CORE_IDENT_IDENT_PRIV_H
#define CORE_IDENT_IDENT_PRIV_H

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
