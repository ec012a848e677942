/*
 * test/tester_arena.h — tests that need memory: an arena for one test at a time, so that no test
 * sees what another one left. Must never hold test data.
 */
#ifndef TEST_TESTER_ARENA_H
#define TEST_TESTER_ARENA_H

#include "tester.h"

#include "base/arena.h"

/* Gives a file its `arena` of at most `bytes`, and set_up and tear_down, between which it is open;
 * for cmocka_unit_test_setup_teardown. */
#define TESTER_ARENA(bytes)                                                                        \
    static struct arena arena;                                                                     \
    static int set_up(void **state)                                                                \
    {                                                                                              \
        (void)state;                                                                               \
        arena_init(&arena, (bytes));                                                               \
        return 0;                                                                                  \
    }                                                                                              \
    static int tear_down(void **state)                                                             \
    {                                                                                              \
        (void)state;                                                                               \
        arena_release(&arena);                                                                     \
        return 0;                                                                                  \
    }                                                                                              \
    _Static_assert((bytes) > 0, "an arena has room")

#endif
