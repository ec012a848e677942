/*
 * store/fixture.h — a store for one test, on either backend, and short ways to append to it.
 * Content is plain text: the store does not care. Only for tests.
 */
#ifndef UNIT_STORE_FIXTURE_H
#define UNIT_STORE_FIXTURE_H

#include "tester_sys.h"

#include "base/limits.h"
#include "store/store.h"

struct fixture {
    struct tmpdir dir;
    struct arena arena;
    struct store *store;
    struct store_options options;
    char path[100];
};

static inline void fixture_open(struct fixture *f)
{
    arena_init(&f->arena, LIMIT_ARENA_STORE);
    assert_ok(store_open(&f->store, &f->options, &f->arena));
}

static inline void fixture_make(struct fixture *f, bool in_memory)
{
    tmpdir_open(&f->dir);
    (void)snprintf(f->path, sizeof f->path, "%s/log.db", f->dir.path);
    f->options = (struct store_options){.path = f->path, .in_memory = in_memory};
    fixture_open(f);
}

static inline void fixture_shut(struct fixture *f)
{
    store_close(f->store);
    arena_release(&f->arena);
}

static inline void fixture_drop(struct fixture *f)
{
    fixture_shut(f);
    tmpdir_close(&f->dir);
}

static inline struct id numbered(uint64_t n)
{
    struct id id = {{0}};
    for (size_t i = 0; i < 8; i++)
        id.bytes[i] = (uint8_t)(n >> (8 * i));
    id.bytes[15] = 1;
    return id;
}

/* A row with a case part and, when `detail` is not NULL, a detail part. */
static inline struct store_row row_of(uint64_t stream, uint64_t version, const char *text,
                                      const char *detail)
{
    struct store_row row = {
        .stream_type = 3, .stream = numbered(stream), .version = version, .kind = 7, .schema = 1,
        .day = 20000, .part_count = 1, .parts = {{1, 1, str_from_cstr(text)}},
    };
    if (detail != NULL)
        row.parts[row.part_count++] = (struct store_part){2, 5, str_from_cstr(detail)};
    return row;
}

/* Appends one row to a stream that was read at version - 1. */
static inline enum err append_one(struct store *s, uint64_t stream, uint64_t version,
                                  uint64_t submission)
{
    const struct store_read read = {3, numbered(stream), version - 1};
    const struct store_row row = row_of(stream, version, "content", NULL);
    struct store_append r = {
        .reads = &read, .read_count = 1, .rows = &row, .row_count = 1,
        .person = {9}, .subject_type = 3, .subject = numbered(stream),
    };
    if (submission != 0)
        r.submission = numbered(submission);
    return store_append(s, &r);
}

static inline void assert_verifies(struct store *s)
{
    struct store_verdict verdict;
    assert_ok(store_verify(s, &verdict));
    assert_int_equal(verdict.bad_event, 0);
    assert_int_equal(verdict.bad_read, 0);
}

#endif
