/*
 * base/buf.h — a growing byte buffer inside an arena, with a limit.
 *
 * A buffer cannot exist without a limit. An append that would pass it, or that the arena cannot
 * serve, sets the sticky flag `failed` and appends nothing; later appends are no-ops. Writers
 * append without checking and ask once at the end: buf_finish().
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"

struct buf {
    struct arena *arena;
    char *ptr;
    size_t len;
    size_t capacity;
    size_t limit;
    bool failed;
};

/* An empty buffer whose content may grow to `limit` bytes (a name of limits.def) in `a`. Allocates
 * nothing yet. */
void buf_init(struct buf *b, struct arena *a, size_t limit);
/* Empties the buffer and keeps its memory; clears `failed`. */
void buf_clear(struct buf *b);
void buf_add(struct buf *b, struct str s);
void buf_add_bytes(struct buf *b, const void *bytes, size_t len);
void buf_add_char(struct buf *b, char c);
void buf_add_cstr(struct buf *b, const char *text);
void buf_add_u64(struct buf *b, uint64_t n);
void buf_add_i64(struct buf *b, int64_t n);
void buf_add_format(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* What was written so far; valid until the next append. */
static inline struct str buf_str(const struct buf *b)
{
    return (struct str){b->ptr, b->len};
}
/* The content with a NUL behind it (not counted), or ERR_LIMIT / ERR_MEMORY when an append failed.
 */
enum err buf_finish(struct buf *b, struct str *out) MUST_CHECK;

#endif
