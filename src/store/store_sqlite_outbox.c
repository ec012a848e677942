/*
 * store/store_sqlite_outbox.c — the table of letters to be sent. Writes on the writer's connection,
 * in the writer's transaction; reads on the other.
 */
#include "store/store_sqlite_priv.h"

enum err sqlite_letter_insert(void *self, const struct store_letter *letter)
{
    struct db_stmt *q = &((struct store_sqlite *)self)->write[STORE_SQL_outbox_insert];
    db_bind_blob(q, 1, sqlite_blob_of(letter->id.bytes, ID_BYTES));
    db_bind_i64(q, 2, (int64_t)letter->seq);
    db_bind_i64(q, 3, letter->place);
    db_bind_i64(q, 4, letter->stream_type);
    db_bind_blob(q, 5, sqlite_blob_of(letter->stream.bytes, ID_BYTES));
    db_bind_i64(q, 6, letter->due_us);
    db_bind_blob(q, 7, letter->bytes);
    return db_run(q);
}

enum err sqlite_letter_delete(void *self, struct id id)
{
    struct db_stmt *q = &((struct store_sqlite *)self)->write[STORE_SQL_outbox_delete];
    db_bind_blob(q, 1, sqlite_blob_of(id.bytes, ID_BYTES));
    return db_run(q);
}

static enum err letter_row(struct db_stmt *q, struct store_letter *out)
{
    uint64_t place = 0, type = 0;
    enum err e = sqlite_column_bytes(q, 0, out->id.bytes, ID_BYTES);
    if (e == ERR_OK)
        e = sqlite_column_u64(q, 1, INT64_MAX, &out->seq);
    if (e == ERR_OK)
        e = sqlite_column_u64(q, 2, UINT16_MAX, &place);
    if (e == ERR_OK)
        e = sqlite_column_u64(q, 3, UINT8_MAX, &type);
    if (e == ERR_OK)
        e = sqlite_column_bytes(q, 4, out->stream.bytes, ID_BYTES);
    out->place = (uint16_t)place;
    out->stream_type = (uint8_t)type;
    out->due_us = db_column_i64(q, 5);
    out->bytes = db_column_blob(q, 6);
    return e;
}

static struct db_stmt *letters_begin(struct store_sqlite *s, const struct letter_query *query)
{
    if (query->kind == LETTERS_DUE) {
        struct db_stmt *q = sqlite_read_begin(s, STORE_SQL_outbox_due);
        db_bind_i64(q, 1, query->now_us);
        db_bind_i64(q, 2, (int64_t)query->limit);
        return q;
    }
    struct db_stmt *q = sqlite_read_begin(s, query->kind == LETTER_BY_ID ? STORE_SQL_outbox_get
                                                                  : STORE_SQL_outbox_of_stream);
    db_bind_blob(q, 1, sqlite_blob_of(query->id.bytes, ID_BYTES));
    return q;
}

enum err sqlite_letters_each(void *self, const struct letter_query *query,
                                    enum err (*each)(void *ctx, const struct store_letter *l),
                                    void *ctx)
{
    struct store_sqlite *s = self;
    struct db_stmt *q = letters_begin(s, query);
    bool row = false;
    enum err e = db_step(q, &row);
    while (e == ERR_OK && row) {
        struct store_letter letter;
        e = letter_row(q, &letter);
        if (e == ERR_OK)
            e = each(ctx, &letter);
        if (e == ERR_OK)
            e = db_step(q, &row);
    }
    sqlite_read_end(s, q);
    return e;
}

enum err sqlite_letter_count(void *self, uint64_t *count)
{
    struct store_sqlite *s = self;
    struct db_stmt *q = sqlite_read_begin(s, STORE_SQL_outbox_count);
    bool row = false;
    enum err e = db_step(q, &row);
    if (e == ERR_OK)
        e = sqlite_column_u64(q, 0, INT64_MAX, count);
    sqlite_read_end(s, q);
    return e;
}
