/*
 * base/mem.h — the one door to the heap.
 *
 * Only arenas call this, and wrappers whose library hands out memory that must be freed here.
 * Everything else allocates from an arena.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>
#include <stdint.h>

/* `size` zeroed bytes aligned for any type, owned by the caller until mem_free; NULL when there is
 * no memory or the test hook says so. size must not be 0. */
void *mem_grow(size_t size) __attribute__((warn_unused_result));
/* Gives back what mem_grow gave; NULL is allowed. */
void mem_free(void *memory);
/* Test hook: the n-th mem_grow from now on (1 = next), of any thread, fails once; 0 switches it
 * off. */
void mem_fail_growth(uint64_t nth);

#endif
