/*
 * store/store_sqlite_priv.h — what the files of the SQLite backend share.
 */
#ifndef STORE_STORE_SQLITE_PRIV_H
#define STORE_STORE_SQLITE_PRIV_H

#include "store/store_priv.h"

#include "sys/db.h"

#include "store_sql.h"

struct store_sqlite {
    struct db writer;
    struct db reader;
    struct db_stmt write[STORE_SQL_COUNT];
    struct db_stmt read[STORE_SQL_COUNT];
    pthread_mutex_t read_lock;
};

struct str sqlite_blob_of(const void *bytes, size_t len);
/* Copies a column of exactly `len` bytes; ERR_CORRUPT when anything else is there. */
enum err sqlite_column_bytes(struct db_stmt *q, int column, void *out, size_t len) MUST_CHECK;
enum err sqlite_column_u64(struct db_stmt *q, int column, uint64_t max, uint64_t *out) MUST_CHECK;
/* The reading connection is one thread's at a time. */
struct db_stmt *sqlite_read_begin(struct store_sqlite *s, enum store_sql which);
void sqlite_read_end(struct store_sqlite *s, struct db_stmt *q);

/* The outbox (store_sqlite_outbox.c). */
enum err sqlite_letter_insert(void *self, const struct store_letter *letter) MUST_CHECK;
enum err sqlite_letter_delete(void *self, struct id id) MUST_CHECK;
enum err sqlite_letters_each(void *self, const struct letter_query *query,
                             enum err (*each)(void *ctx, const struct store_letter *l),
                             void *ctx) MUST_CHECK;
enum err sqlite_letter_count(void *self, uint64_t *count) MUST_CHECK;

#endif
