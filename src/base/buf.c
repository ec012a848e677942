/*
 * base/buf.c — appends with a limit and a sticky flag.
 *
 * Invariant: a buffer that holds memory has at least one byte more than its content, for the NUL of
 * buf_finish. Must never write beyond the limit that its maker chose.
 */
#include "base/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { CAPACITY_FIRST = 256 };

void buf_init(struct buf *b, struct arena *a, size_t limit)
{
    assert(limit < SIZE_MAX / 2);
    *b = (struct buf){.arena = a, .limit = limit};
}

void buf_clear(struct buf *b)
{
    b->len = 0;
    b->failed = false;
}

/* Room for `more` bytes and a NUL, or the sticky flag. */
static bool reserve(struct buf *b, size_t more)
{
    if (b->failed || more > b->limit - b->len) {
        b->failed = true;
        return false;
    }
    size_t needed = b->len + more + 1;
    if (needed <= b->capacity) {
        return true;
    }
    size_t capacity = b->capacity == 0 ? (size_t)CAPACITY_FIRST : b->capacity * 2;
    if (capacity > b->limit + 1) {
        capacity = b->limit + 1;
    }
    if (capacity < needed) {
        capacity = needed;
    }
    char *grown = arena_resize(b->arena, b->ptr, b->capacity, capacity);
    if (grown == NULL) {
        b->failed = true;
        return false;
    }
    b->ptr = grown;
    b->capacity = capacity;
    return true;
}

void buf_add_bytes(struct buf *b, const void *bytes, size_t len)
{
    if (reserve(b, len) && len > 0) {
        memcpy(b->ptr + b->len, bytes, len);
        b->len += len;
    }
}

void buf_add(struct buf *b, struct str s)
{
    buf_add_bytes(b, s.ptr, s.len);
}

void buf_add_char(struct buf *b, char c)
{
    buf_add_bytes(b, &c, 1);
}

void buf_add_cstr(struct buf *b, const char *text)
{
    buf_add(b, str_from_cstr(text));
}

void buf_add_u64(struct buf *b, uint64_t n)
{
    char digits[20];
    size_t at = sizeof(digits);
    do {
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n > 0);
    buf_add_bytes(b, digits + at, sizeof(digits) - at);
}

void buf_add_i64(struct buf *b, int64_t n)
{
    uint64_t size = (uint64_t)n;
    if (n < 0) {
        if (!reserve(b, 2)) { /* no lone sign when the digits do not fit at all */
            return;
        }
        buf_add_char(b, '-');
        size = 0 - size;
    }
    buf_add_u64(b, size);
}

void buf_add_format(struct buf *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0) {
        b->failed = true;
    } else if (reserve(b, (size_t)len)) {
        va_start(args, format);
        (void)vsnprintf(b->ptr + b->len, (size_t)len + 1, format, args);
        va_end(args);
        b->len += (size_t)len;
    }
}

enum err buf_finish(struct buf *b, struct str *out)
{
    if (!reserve(b, 0)) {
        *out = (struct str){NULL, 0};
        return b->arena->failed ? ERR_MEMORY : ERR_LIMIT;
    }
    b->ptr[b->len] = '\0';
    *out = buf_str(b);
    return ERR_OK;
}
