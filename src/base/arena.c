/*
 * base/arena.c — bump allocation in blocks.
 *
 * Invariants: memory beyond a block's `used` is zero, so that an allocation need not be cleared;
 * the newest shared block stands first; an allocation of LARGE bytes or more has a block of its
 * own, so that a growing buffer can give its old memory back. Must never touch the heap but through
 * base/mem.h.
 */
#include "base/arena.h"

#include <assert.h>
#include <stdarg.h>
#include <stdalign.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"

enum {
    ALIGN = alignof(max_align_t),
    BLOCK_FIRST = 64 << 10,
    BLOCK_LARGEST = 1 << 20,
    LARGE = 256 << 10,
};

struct arena_block {
    struct arena_block *next;
    size_t size; /* bytes of data */
    size_t used;
    alignas(max_align_t) char data[];
};

static size_t padding_of(size_t used)
{
    return (ALIGN - used % ALIGN) % ALIGN;
}

void arena_init(struct arena *a, size_t limit)
{
    *a = (struct arena){.limit = limit};
}

void arena_release(struct arena *a)
{
    struct arena_block *block = a->head;
    while (block != NULL) {
        struct arena_block *next = block->next;
        mem_free(block);
        block = next;
    }
    arena_init(a, a->limit);
}

void arena_clear(struct arena *a)
{
    struct arena_block *kept = a->head;
    if (kept != NULL && kept->size <= BLOCK_LARGEST) {
        a->head = kept->next;
    } else {
        kept = NULL;
    }
    arena_release(a);
    if (kept != NULL) {
        memset(kept->data, 0, kept->used);
        kept->used = 0;
        kept->next = NULL;
        a->head = kept;
    }
}

static struct arena_block *block_new(size_t size)
{
    if (size > SIZE_MAX - sizeof(struct arena_block)) {
        return NULL;
    }
    struct arena_block *block = mem_grow(sizeof(*block) + size);
    if (block != NULL) {
        block->size = size;
    }
    return block;
}

/* A block for one large allocation goes behind the head, whose room is still of use. */
static void *alloc_large(struct arena *a, size_t size)
{
    struct arena_block *block = block_new(size);
    if (block == NULL) {
        return NULL;
    }
    block->used = size;
    if (a->head == NULL) {
        a->head = block;
    } else {
        block->next = a->head->next;
        a->head->next = block;
    }
    return block->data;
}

static void *alloc_small(struct arena *a, size_t size)
{
    struct arena_block *head = a->head;
    if (head == NULL || head->size - head->used < padding_of(head->used) + size) {
        size_t wanted = BLOCK_FIRST;
        if (head != NULL && head->size >= BLOCK_FIRST) {
            wanted = head->size < BLOCK_LARGEST / 2 ? head->size * 2 : (size_t)BLOCK_LARGEST;
        }
        while (wanted < size) {
            wanted *= 2;
        }
        struct arena_block *block = block_new(wanted);
        if (block == NULL) {
            return NULL;
        }
        block->next = head;
        a->head = head = block;
    }
    head->used += padding_of(head->used);
    void *memory = head->data + head->used;
    head->used += size;
    return memory;
}

void *arena_alloc(struct arena *a, size_t size)
{
    size_t padding = padding_of(a->used);
    size_t free_bytes = a->limit - a->used;
    if (padding > free_bytes || size > free_bytes - padding) {
        a->failed = true;
        return NULL;
    }
    /* A pointer for size 0 must be valid, not distinct: it may stand where the next allocation
     * begins. */
    void *memory = size >= LARGE ? alloc_large(a, size) : alloc_small(a, size);
    if (memory == NULL) {
        a->failed = true;
        return NULL;
    }
    a->used += padding + size;
    return memory;
}

void *arena_alloc_array(struct arena *a, size_t count, size_t size)
{
    size_t bytes = 0;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        a->failed = true;
        return NULL;
    }
    return arena_alloc(a, bytes);
}

/* Takes the block out that holds nothing but the allocation `old`; small blocks stay, others may
 * lie there. */
static void drop_large(struct arena *a, const void *old, size_t old_size)
{
    for (struct arena_block **at = &a->head; *at != NULL; at = &(*at)->next) {
        struct arena_block *block = *at;
        if (block->data == old) {
            *at = block->next;
            mem_free(block);
            a->used -= old_size;
            return;
        }
    }
}

void *arena_resize(struct arena *a, void *old, size_t old_size, size_t size)
{
    assert(size >= old_size);
    struct arena_block *head = a->head;
    size_t more = size - old_size;
    bool newest = old_size > 0 && head != NULL && head->used >= old_size &&
                  head->data + head->used - old_size == (char *)old;
    if (newest && more <= head->size - head->used && more <= a->limit - a->used) {
        head->used += more;
        a->used += more;
        return old;
    }
    /* The old bytes of a large block come back, so they do not count against the limit. */
    size_t limit = a->limit;
    if (old_size >= LARGE && limit <= SIZE_MAX - old_size) {
        a->limit = limit + old_size;
    }
    void *grown = arena_alloc(a, size);
    a->limit = limit;
    if (grown == NULL) {
        return NULL;
    }
    if (old_size > 0) {
        memcpy(grown, old, old_size);
    }
    if (old_size >= LARGE) {
        drop_large(a, old, old_size);
    }
    return grown;
}

struct str arena_copy(struct arena *a, struct str s)
{
    if (s.ptr == NULL) {
        return (struct str){NULL, 0};
    }
    char *copy = s.len < SIZE_MAX ? arena_alloc(a, s.len + 1) : NULL;
    if (copy == NULL) {
        a->failed = true;
        return (struct str){NULL, 0};
    }
    memcpy(copy, s.ptr, s.len);
    return (struct str){copy, s.len};
}

struct str arena_format(struct arena *a, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = len >= 0 ? arena_alloc(a, (size_t)len + 1) : NULL;
    if (text == NULL) {
        a->failed = true;
        return (struct str){NULL, 0};
    }
    va_start(args, format);
    (void)vsnprintf(text, (size_t)len + 1, format, args);
    va_end(args);
    return (struct str){text, (size_t)len};
}

void arena_fail_growth(uint64_t nth)
{
    mem_fail_growth(nth);
}
