/* core/csaf/scan.h — reading a text from the left, for the matchers of pattern*.c. */
#ifndef CORE_CSAF_SCAN_H
#define CORE_CSAF_SCAN_H

#include "base/str.h"

struct scan {
    struct str text;
    size_t at;
};

static inline bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static inline bool is_lower(int c)
{
    return c >= 'a' && c <= 'z';
}

static inline bool is_alpha(int c)
{
    return is_lower(c) || (c >= 'A' && c <= 'Z');
}

static inline bool is_alnum(int c)
{
    return is_alpha(c) || is_digit(c);
}

static inline bool is_hex(int c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* The byte at the cursor, -1 at the end. */
static inline int scan_peek(const struct scan *s)
{
    return s->at < s->text.len ? (unsigned char)s->text.ptr[s->at] : -1;
}

static inline bool scan_end(const struct scan *s)
{
    return s->at >= s->text.len;
}

static inline bool scan_char(struct scan *s, char c)
{
    if (scan_peek(s) != (unsigned char)c)
        return false;
    s->at++;
    return true;
}

/* Takes bytes as long as `is` holds; how many. */
static inline size_t scan_while(struct scan *s, bool (*is)(int c))
{
    size_t from = s->at;
    while (!scan_end(s) && is(scan_peek(s)))
        s->at++;
    return s->at - from;
}

/* Takes exactly these bytes or nothing. */
static inline bool scan_text(struct scan *s, struct str word)
{
    if (!str_starts_with(str_slice(s->text, s->at, s->text.len), word))
        return false;
    s->at += word.len;
    return true;
}

#endif
