/*
 * base/mem.c — the only file that calls malloc and its relatives.
 *
 * Must never keep anything about what it gave out: ownership is the arena's. The counter of the
 * test hook is the only writable global of base and core (tools/purity names it).
 */
#include "base/mem.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

static _Atomic uint64_t growths_until_failure;

void mem_fail_growth(uint64_t nth)
{
    atomic_store_explicit(&growths_until_failure, nth, memory_order_relaxed);
}

static bool growth_must_fail(void)
{
    uint64_t left = atomic_load_explicit(&growths_until_failure, memory_order_relaxed);
    while (left > 0) {
        if (atomic_compare_exchange_weak_explicit(&growths_until_failure, &left, left - 1,
                                                  memory_order_relaxed, memory_order_relaxed)) {
            return left == 1;
        }
    }
    return false;
}

void *mem_grow(size_t size)
{
    assert(size > 0);
    if (growth_must_fail()) {
        return NULL;
    }
    return calloc(1, size);
}

void mem_free(void *memory)
{
    free(memory);
}
