/*
 * store/store_sqlite.c — the log in SQLite. Two connections: the writer thread's, and one for all
 * readers, which take turns. It must never write on the second, nor touch the first outside the
 * writer thread.
 */
#include "store/store_sqlite_priv.h"

struct str sqlite_blob_of(const void *bytes, size_t len)
{
    return (struct str){bytes, len};
}

/* Copies a column of exactly `len` bytes; anything else there is not ours. */
enum err sqlite_column_bytes(struct db_stmt *q, int column, void *out, size_t len)
{
    struct str bytes = db_column_blob(q, column);
    if (bytes.len != len)
        return ERR_CORRUPT;
    memcpy(out, bytes.ptr, len);
    return ERR_OK;
}

enum err sqlite_column_u64(struct db_stmt *q, int column, uint64_t max, uint64_t *out)
{
    int64_t value = db_column_i64(q, column);
    if (value < 0 || (uint64_t)value > max)
        return ERR_CORRUPT;
    *out = (uint64_t)value;
    return ERR_OK;
}

/* --- opening ---------------------------------------------------------------------------------- */

static void sqlite_close(void *self)
{
    struct store_sqlite *s = self;
    db_finalise_all(s->read, STORE_SQL_COUNT);
    db_finalise_all(s->write, STORE_SQL_COUNT);
    db_close(&s->reader);
    db_close(&s->writer);
    (void)pthread_mutex_destroy(&s->read_lock);
}

enum err store_sqlite_open(void **self, const struct store_options *o, struct arena *a)
{
    struct store_sqlite *s = ARENA_NEW(a, struct store_sqlite);
    if (s == NULL)
        return ERR_MEMORY;
    (void)pthread_mutex_init(&s->read_lock, NULL);
    s->writer.lock_fd = s->reader.lock_fd = -1;
    struct db_options options = {.path = o->path, .vfs = o->vfs};
#ifdef TODOKE_CONTROL_SYNC_OFF
    options.synchronous_off = true;
#endif
    enum err e = db_open_writer(&s->writer, &options);
    if (e == ERR_OK)
        e = db_migrate(&s->writer, o->path, store_migrations, store_migration_count);
    if (e == ERR_OK)
        e = db_prepare_all(&s->writer, store_sql, STORE_SQL_COUNT, s->write);
    if (e == ERR_OK)
        e = db_open_reader(&s->reader, &options);
    if (e == ERR_OK)
        e = db_prepare_all(&s->reader, store_sql, STORE_SQL_COUNT, s->read);
    if (e != ERR_OK) {
        sqlite_close(s);
        return e;
    }
    *self = s;
    return ERR_OK;
}

static enum err load_streams(struct store_sqlite *s,
                             enum err (*each)(void *, const struct store_read *), void *ctx)
{
    struct db_stmt *q = &s->write[STORE_SQL_stream_heads];
    bool row = false;
    enum err e = db_step(q, &row);
    while (e == ERR_OK && row) {
        struct store_read stream;
        uint64_t type = 0;
        e = sqlite_column_u64(q, 0, UINT8_MAX, &type);
        stream.stream_type = (uint8_t)type;
        if (e == ERR_OK)
            e = sqlite_column_bytes(q, 1, stream.stream.bytes, ID_BYTES);
        if (e == ERR_OK)
            e = sqlite_column_u64(q, 2, INT64_MAX, &stream.version);
        if (e == ERR_OK)
            e = each(ctx, &stream);
        if (e == ERR_OK)
            e = db_step(q, &row);
    }
    db_reset(q);
    return e;
}

static enum err load_head(struct db_stmt *q, uint64_t *seq, uint8_t hash[CRYPTO_HASH_BYTES])
{
    bool row = false;
    enum err e = db_step(q, &row);
    if (e == ERR_OK && row) {
        e = sqlite_column_u64(q, 0, INT64_MAX, seq);
        if (e == ERR_OK)
            e = sqlite_column_bytes(q, 1, hash, CRYPTO_HASH_BYTES);
    }
    db_reset(q);
    return e;
}

static enum err sqlite_load(void *self,
                            enum err (*each)(void *ctx, const struct store_read *stream), void *ctx,
                            struct store_tail *tail)
{
    struct store_sqlite *s = self;
    enum err e = load_streams(s, each, ctx);
    if (e == ERR_OK)
        e = load_head(&s->write[STORE_SQL_head], &tail->seq, tail->hash);
    if (e == ERR_OK)
        e = load_head(&s->write[STORE_SQL_read_head], &tail->read_seq, tail->read_hash);
    /* The writer read the whole index once and will not need it again: the fold comes next. */
    db_forget_pages(&s->writer);
    return e;
}

/* --- writing ---------------------------------------------------------------------------------- */

static enum err sqlite_begin(void *self)
{
    return db_begin(&((struct store_sqlite *)self)->writer);
}

static enum err sqlite_commit(void *self)
{
    return db_commit(&((struct store_sqlite *)self)->writer);
}

static void sqlite_rollback(void *self)
{
    db_rollback(&((struct store_sqlite *)self)->writer);
}

static enum err part_insert(struct store_sqlite *s, uint64_t seq, const struct store_part *part)
{
    struct db_stmt *q = &s->write[STORE_SQL_part_insert];
    db_bind_i64(q, 1, (int64_t)seq);
    db_bind_i64(q, 2, part->keygroup);
    db_bind_i64(q, 3, part->generation);
    db_bind_blob(q, 4, part->bytes);
    return db_run(q);
}

static enum err sqlite_event_insert(void *self, const struct store_event *event)
{
    struct store_sqlite *s = self;
    struct db_stmt *q = &s->write[STORE_SQL_event_insert];
    const struct store_row *row = &event->row;
    db_bind_i64(q, 1, (int64_t)event->seq);
    db_bind_i64(q, 2, row->stream_type);
    db_bind_blob(q, 3, sqlite_blob_of(row->stream.bytes, ID_BYTES));
    db_bind_i64(q, 4, (int64_t)row->version);
    db_bind_i64(q, 5, row->kind);
    db_bind_i64(q, 6, row->schema);
    db_bind_i64(q, 7, row->day);
    db_bind_blob(q, 8, sqlite_blob_of(event->submission.bytes, ID_BYTES));
    db_bind_blob(q, 9, sqlite_blob_of(event->prev, sizeof event->prev));
    db_bind_blob(q, 10, sqlite_blob_of(event->hash, sizeof event->hash));
    enum err e = db_run(q);
    for (size_t i = 0; e == ERR_OK && i < row->part_count; i++)
        e = part_insert(s, event->seq, &row->parts[i]);
    return e;
}

static enum err sqlite_submission_insert(void *self, const struct store_submission *submission)
{
    struct store_sqlite *s = self;
    struct db_stmt *q = &s->write[STORE_SQL_submission_insert];
    const struct store_outcome *outcome = &submission->outcome;
    db_bind_blob(q, 1, sqlite_blob_of(submission->id.bytes, ID_BYTES));
    db_bind_blob(q, 2, sqlite_blob_of(submission->person, sizeof submission->person));
    db_bind_i64(q, 3, (int64_t)outcome->first_seq);
    db_bind_i64(q, 4, (int64_t)outcome->last_seq);
    db_bind_i64(q, 5, outcome->subject_type);
    db_bind_blob(q, 6, sqlite_blob_of(outcome->subject.bytes, ID_BYTES));
    return db_run(q);
}

static enum err submission_read(struct db_stmt *q, struct id id, struct store_submission *out)
{
    db_bind_blob(q, 1, sqlite_blob_of(id.bytes, ID_BYTES));
    bool row = false;
    uint64_t type = 0;
    enum err e = db_step(q, &row);
    if (e == ERR_OK && !row)
        e = ERR_NOT_FOUND;
    if (e == ERR_OK)
        e = sqlite_column_bytes(q, 0, out->person, sizeof out->person);
    if (e == ERR_OK)
        e = sqlite_column_u64(q, 1, INT64_MAX, &out->outcome.first_seq);
    if (e == ERR_OK)
        e = sqlite_column_u64(q, 2, INT64_MAX, &out->outcome.last_seq);
    if (e == ERR_OK)
        e = sqlite_column_u64(q, 3, UINT8_MAX, &type);
    if (e == ERR_OK)
        e = sqlite_column_bytes(q, 4, out->outcome.subject.bytes, ID_BYTES);
    out->id = id;
    out->outcome.subject_type = (uint8_t)type;
    db_reset(q);
    return e;
}

static enum err sqlite_submission_seen(void *self, struct id id, struct store_submission *out)
{
    struct store_sqlite *s = self;
    return submission_read(&s->write[STORE_SQL_submission_find], id, out);
}

static enum err sqlite_read_insert(void *self, const struct chain_read *row)
{
    struct store_sqlite *s = self;
    struct db_stmt *q = &s->write[STORE_SQL_read_insert];
    db_bind_i64(q, 1, (int64_t)row->seq);
    db_bind_i64(q, 2, row->day);
    db_bind_blob(q, 3, row->bytes);
    db_bind_blob(q, 4, sqlite_blob_of(row->prev, sizeof row->prev));
    db_bind_blob(q, 5, sqlite_blob_of(row->hash, sizeof row->hash));
    return db_run(q);
}

static enum err sqlite_record_put(void *self, const struct store_record *record, bool known)
{
    struct store_sqlite *s = self;
    struct db_stmt *q = &s->write[known ? STORE_SQL_record_update : STORE_SQL_record_put];
    db_bind_i64(q, 1, record->kind);
    db_bind_blob(q, 2, sqlite_blob_of(record->key, sizeof record->key));
    db_bind_blob(q, 3, sqlite_blob_of(record->owner, sizeof record->owner));
    db_bind_i64(q, 4, record->expires_us);
    db_bind_blob(q, 5, record->bytes);
    enum err e = db_run(q);
    return e == ERR_OK && db_changes(&s->writer) == 0 ? ERR_NOT_FOUND : e;
}

static enum err sqlite_record_delete(void *self, enum store_record_kind kind, const uint8_t *key)
{
    struct db_stmt *q = &((struct store_sqlite *)self)->write[STORE_SQL_record_delete];
    db_bind_i64(q, 1, kind);
    db_bind_blob(q, 2, sqlite_blob_of(key, STORE_KEY_BYTES));
    return db_run(q);
}

static enum err sqlite_record_delete_owner(void *self, enum store_record_kind kind,
                                           const uint8_t *owner)
{
    struct db_stmt *q = &((struct store_sqlite *)self)->write[STORE_SQL_record_delete_owner];
    db_bind_i64(q, 1, kind);
    db_bind_blob(q, 2, sqlite_blob_of(owner, STORE_PERSON_BYTES));
    return db_run(q);
}

static enum err sqlite_record_expire(void *self, int64_t now_us, size_t *count)
{
    struct store_sqlite *s = self;
    struct db_stmt *q = &s->write[STORE_SQL_record_expire];
    db_bind_i64(q, 1, now_us);
    enum err e = db_run(q);
    if (e == ERR_OK)
        *count = (size_t)db_changes(&s->writer);
    return e;
}

static enum err sqlite_backup(void *self, const char *to_path)
{
    return db_backup(&((struct store_sqlite *)self)->writer, to_path);
}

/* --- reading ---------------------------------------------------------------------------------- */

struct db_stmt *sqlite_read_begin(struct store_sqlite *s, enum store_sql which)
{
    (void)pthread_mutex_lock(&s->read_lock);
    return &s->read[which];
}

void sqlite_read_end(struct store_sqlite *s, struct db_stmt *q)
{
    db_reset(q);
    (void)pthread_mutex_unlock(&s->read_lock);
}

static enum err sqlite_submission_find(void *self, struct id id, struct store_submission *out)
{
    struct store_sqlite *s = self;
    struct db_stmt *q = sqlite_read_begin(s, STORE_SQL_submission_find);
    enum err e = submission_read(q, id, out);
    sqlite_read_end(s, q);
    return e;
}

static enum err event_header(struct db_stmt *q, struct store_event *out)
{
    struct store_row *row = &out->row;
    uint64_t type = 0, kind = 0, schema = 0;
    int64_t day = db_column_i64(q, 6);
    enum err e = sqlite_column_u64(q, 0, INT64_MAX, &out->seq);
    if (e == ERR_OK)
        e = sqlite_column_u64(q, 1, UINT8_MAX, &type);
    if (e == ERR_OK)
        e = sqlite_column_bytes(q, 2, row->stream.bytes, ID_BYTES);
    if (e == ERR_OK)
        e = sqlite_column_u64(q, 3, INT64_MAX, &row->version);
    if (e == ERR_OK)
        e = sqlite_column_u64(q, 4, UINT16_MAX, &kind);
    if (e == ERR_OK)
        e = sqlite_column_u64(q, 5, UINT16_MAX, &schema);
    if (e == ERR_OK && (day < INT32_MIN || day > INT32_MAX))
        e = ERR_CORRUPT;
    if (e == ERR_OK)
        e = sqlite_column_bytes(q, 7, out->submission.bytes, ID_BYTES);
    if (e == ERR_OK)
        e = sqlite_column_bytes(q, 8, out->prev, sizeof out->prev);
    if (e == ERR_OK)
        e = sqlite_column_bytes(q, 9, out->hash, sizeof out->hash);
    row->stream_type = (uint8_t)type;
    row->kind = (uint16_t)kind;
    row->schema = (uint16_t)schema;
    row->day = (int32_t)day;
    row->part_count = 0;
    return e;
}

/* Adds the part of the current row to the event. Its bytes live until the statement moves on:
 * copied. */
static enum err event_part(struct db_stmt *q, struct store_row *row, struct arena *a)
{
    uint64_t keygroup = 0, generation = 0;
    enum err e = sqlite_column_u64(q, 10, UINT8_MAX, &keygroup);
    if (e == ERR_OK)
        e = sqlite_column_u64(q, 11, UINT32_MAX, &generation);
    if (e != ERR_OK || keygroup == 0)
        return e;
    if (row->part_count == STORE_PARTS_MAX)
        return ERR_CORRUPT;
    struct store_part *part = &row->parts[row->part_count++];
    part->keygroup = (uint8_t)keygroup;
    part->generation = (uint32_t)generation;
    part->bytes = arena_copy(a, db_column_blob(q, 12));
    return a->failed ? ERR_MEMORY : ERR_OK;
}

/* Collects the rows of one event; on return the statement stands on the next event or at the end.
 * */
static enum err event_collect(struct db_stmt *q, struct store_event *event, struct arena *a,
                              bool *row)
{
    arena_clear(a);
    enum err e = event_header(q, event);
    int64_t seq = (int64_t)event->seq;
    while (e == ERR_OK && *row && db_column_i64(q, 0) == seq) {
        e = event_part(q, &event->row, a);
        if (e == ERR_OK)
            e = db_step(q, row);
    }
    return e;
}

/* `q` is bound and gives event rows in order; it is reset by the caller. */
static enum err events_each(struct db_stmt *q,
                            enum err (*each)(void *ctx, const struct store_event *e), void *ctx)
{
    struct arena a;
    arena_init(&a, STORE_PARTS_MAX * (size_t)LIMIT_DB_VALUE_BYTES + 4096);
    bool row = false;
    enum err e = db_step(q, &row);
    while (e == ERR_OK && row) {
        struct store_event event;
        e = event_collect(q, &event, &a, &row);
        if (e == ERR_OK)
            e = each(ctx, &event);
    }
    arena_release(&a);
    return e;
}

static enum err sqlite_event_each(void *self, uint64_t from_seq,
                                  enum err (*each)(void *ctx, const struct store_event *e),
                                  void *ctx)
{
    struct store_sqlite *s = self;
    struct db_stmt *q = sqlite_read_begin(s, STORE_SQL_event_each);
    db_bind_i64(q, 1, (int64_t)from_seq);
    enum err e = events_each(q, each, ctx);
    sqlite_read_end(s, q);
    return e;
}

static enum err sqlite_stream_each(void *self, struct id stream,
                                   enum err (*each)(void *ctx, const struct store_event *e),
                                   void *ctx)
{
    struct store_sqlite *s = self;
    struct db_stmt *q = sqlite_read_begin(s, STORE_SQL_stream_each);
    db_bind_blob(q, 1, (struct str){(const char *)stream.bytes, ID_BYTES});
    enum err e = events_each(q, each, ctx);
    sqlite_read_end(s, q);
    return e;
}

static enum err sqlite_part_count(void *self, uint64_t up_to_seq, uint64_t *count)
{
    struct store_sqlite *s = self;
    struct db_stmt *q = sqlite_read_begin(s, STORE_SQL_part_count);
    db_bind_i64(q, 1, (int64_t)up_to_seq);
    bool row = false;
    enum err e = db_step(q, &row);
    if (e == ERR_OK)
        e = sqlite_column_u64(q, 0, INT64_MAX, count);
    sqlite_read_end(s, q);
    return e;
}

static enum err read_row(struct db_stmt *q, struct chain_read *out)
{
    int64_t day = db_column_i64(q, 1);
    enum err e = sqlite_column_u64(q, 0, INT64_MAX, &out->seq);
    if (e == ERR_OK && (day < INT32_MIN || day > INT32_MAX))
        e = ERR_CORRUPT;
    if (e == ERR_OK)
        e = sqlite_column_bytes(q, 3, out->prev, sizeof out->prev);
    if (e == ERR_OK)
        e = sqlite_column_bytes(q, 4, out->hash, sizeof out->hash);
    out->day = (int32_t)day;
    out->bytes = db_column_blob(q, 2);
    return e;
}

static enum err sqlite_read_each(void *self, uint64_t from_seq,
                                 enum err (*each)(void *ctx, const struct chain_read *r), void *ctx)
{
    struct store_sqlite *s = self;
    struct db_stmt *q = sqlite_read_begin(s, STORE_SQL_read_each);
    db_bind_i64(q, 1, (int64_t)from_seq);
    bool row = false;
    enum err e = db_step(q, &row);
    while (e == ERR_OK && row) {
        struct chain_read r;
        e = read_row(q, &r);
        if (e == ERR_OK)
            e = each(ctx, &r);
        if (e == ERR_OK)
            e = db_step(q, &row);
    }
    sqlite_read_end(s, q);
    return e;
}

static enum err sqlite_record_get(void *self, struct store_record *record, int64_t now_us,
                                  struct arena *a)
{
    struct store_sqlite *s = self;
    struct db_stmt *q = sqlite_read_begin(s, STORE_SQL_record_get);
    db_bind_i64(q, 1, record->kind);
    db_bind_blob(q, 2, sqlite_blob_of(record->key, sizeof record->key));
    db_bind_i64(q, 3, now_us);
    bool row = false;
    enum err e = db_step(q, &row);
    if (e == ERR_OK && !row)
        e = ERR_NOT_FOUND;
    if (e == ERR_OK)
        e = sqlite_column_bytes(q, 0, record->owner, sizeof record->owner);
    if (e == ERR_OK) {
        record->expires_us = db_column_i64(q, 1);
        record->bytes = arena_copy(a, db_column_blob(q, 2));
        e = a->failed ? ERR_MEMORY : ERR_OK;
    }
    sqlite_read_end(s, q);
    return e;
}

static enum err sqlite_record_each(void *self, enum store_record_kind kind,
                                   enum err (*each)(void *ctx, const struct store_record *r),
                                   void *ctx)
{
    struct store_sqlite *s = self;
    struct db_stmt *q = sqlite_read_begin(s, STORE_SQL_record_each);
    db_bind_i64(q, 1, kind);
    bool row = false;
    enum err e = db_step(q, &row);
    while (e == ERR_OK && row) {
        struct store_record record = {.kind = kind, .expires_us = db_column_i64(q, 2)};
        e = sqlite_column_bytes(q, 0, record.key, sizeof record.key);
        if (e == ERR_OK)
            e = sqlite_column_bytes(q, 1, record.owner, sizeof record.owner);
        record.bytes = db_column_blob(q, 3);
        if (e == ERR_OK)
            e = each(ctx, &record);
        if (e == ERR_OK)
            e = db_step(q, &row);
    }
    sqlite_read_end(s, q);
    return e;
}

const struct store_backend store_sqlite = {
    .name = "sqlite",
    .begin = sqlite_begin,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .event_insert = sqlite_event_insert,
    .submission_insert = sqlite_submission_insert,
    .submission_seen = sqlite_submission_seen,
    .read_insert = sqlite_read_insert,
    .record_put = sqlite_record_put,
    .record_delete = sqlite_record_delete,
    .record_delete_owner = sqlite_record_delete_owner,
    .record_expire = sqlite_record_expire,
    .backup = sqlite_backup,
    .submission_find = sqlite_submission_find,
    .event_each = sqlite_event_each,
    .stream_each = sqlite_stream_each,
    .part_count = sqlite_part_count,
    .read_each = sqlite_read_each,
    .record_get = sqlite_record_get,
    .record_each = sqlite_record_each,
    .letter_insert = sqlite_letter_insert,
    .letter_delete = sqlite_letter_delete,
    .letters_each = sqlite_letters_each,
    .letter_count = sqlite_letter_count,
    .load = sqlite_load,
    .close = sqlite_close,
};
