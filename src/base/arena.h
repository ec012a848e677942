/*
 * base/arena.h — memory that is freed all at once.
 *
 * Every allocation of the program belongs to one of four lifetimes: process, connection, request,
 * message. An arena is one lifetime with a cap chosen where it is made. Blocks grow by a hook
 * (base/mem.c by default), so that tests can make the n-th growth fail. An arena is not
 * thread-safe: it belongs to one thread at a time.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/err.h"
#include "base/str.h"

struct arena_block;

struct arena {
    struct arena_block *head; /* newest block, NULL before the first allocation */
    size_t used;              /* bytes handed out, padding before each included */
    size_t limit;             /* bytes that may be handed out in all */
    bool failed;              /* sticky: some allocation did not fit or could not grow */
};

/* Makes an empty arena that hands out at most `limit` bytes. Allocates nothing yet. */
void arena_init(struct arena *a, size_t limit);
/* Frees every block. The arena may be used again as after arena_init with the same limit. */
void arena_release(struct arena *a);
/* Forgets everything handed out but keeps one block for reuse; clears `failed`. */
void arena_clear(struct arena *a);
/* `size` zeroed bytes aligned for any type, or NULL with `failed` set. size 0 gives a valid
 * pointer. */
void *arena_alloc(struct arena *a, size_t size) MUST_CHECK;
/* count * size zeroed bytes; NULL with `failed` set when the product overflows or does not fit. */
void *arena_alloc_array(struct arena *a, size_t count, size_t size) MUST_CHECK;
/* Makes the allocation `old` of `old_size` bytes (NULL and 0 for none) `size` bytes long, size >=
 * old_size: in place when it is the newest, else by a copy, and a large old block is given back at
 * once. The new bytes are zero; `old` is dead afterwards. NULL with `failed` set when it does not
 * fit: `old` is then untouched. For growing buffers. */
void *arena_resize(struct arena *a, void *old, size_t old_size, size_t size) MUST_CHECK;
/* A copy of s with a NUL behind it (not counted); absent stays absent. On failure: absent, and
 * `failed` is set. */
struct str arena_copy(struct arena *a, struct str s);
/* printf into the arena; on failure the absent text and `failed`. Only for short texts of the
 * program's own. */
struct str arena_format(struct arena *a, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, count) ((type *)arena_alloc_array((a), (count), sizeof(type)))

/* Test hook: the n-th block growth from now on (1 = next) fails once; 0 switches it off. */
void arena_fail_growth(uint64_t nth);

#endif
