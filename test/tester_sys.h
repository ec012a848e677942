/*
 * test/tester_sys.h — tests that touch the machine: errors shown by name, and a directory for one
 * test program, removed at its end. Must never hold test data.
 */
#ifndef TEST_TESTER_SYS_H
#define TEST_TESTER_SYS_H

#include "tester.h"

#include "base/arena.h"
#include "sys/crypto.h"
#include "sys/disk.h"

#include <assert.h>

#define assert_err(actual, expected) assert_string_equal(err_text(actual), err_text(expected))
#define assert_ok(actual) assert_err((actual), ERR_OK)

struct tmpdir {
    char path[64];
    int fd;
};

static inline void tmpdir_open(struct tmpdir *t)
{
    memcpy(t->path, "/tmp/todoke-test-XXXXXX", sizeof "/tmp/todoke-test-XXXXXX");
    char *made = mkdtemp(t->path);
    assert(made != NULL);
    (void)made;
    enum err e = disk_open_root(t->path, &t->fd);
    assert(e == ERR_OK);
    (void)e;
}

static inline void tmpdir_close(struct tmpdir *t)
{
    disk_close(&t->fd);
    int root = -1;
    enum err e = disk_open_root("/tmp", &root);
    if (e == ERR_OK)
        e = disk_remove_tree(root, t->path + sizeof "/tmp/" - 1);
    assert(e == ERR_OK);
    disk_close(&root);
}

/* The path of a file of the directory; valid until the next call with the same `slot` (0..3). */
static inline const char *tmpdir_path(const struct tmpdir *t, int slot, const char *name)
{
    static char paths[4][160];
    (void)snprintf(paths[slot], sizeof paths[slot], "%s/%s", t->path, name);
    return paths[slot];
}

/* Gives a file its directory `dir` and its `arena` of at most `bytes`, and set_up and tear_down for
 * the group of its tests. */
#define TESTER_DIR(bytes)                                                                          \
    static struct tmpdir dir;                                                                      \
    static struct arena arena;                                                                     \
    static int set_up(void **state)                                                                \
    {                                                                                              \
        (void)state;                                                                               \
        tmpdir_open(&dir);                                                                         \
        arena_init(&arena, (bytes));                                                               \
        return crypto_init() == ERR_OK ? 0 : -1;                                                   \
    }                                                                                              \
    static int tear_down(void **state)                                                             \
    {                                                                                              \
        (void)state;                                                                               \
        arena_release(&arena);                                                                     \
        tmpdir_close(&dir);                                                                        \
        return 0;                                                                                  \
    }                                                                                              \
    _Static_assert((bytes) > 0, "an arena has room")

#endif
