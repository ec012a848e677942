/*
 * store/store.c — the public functions: checks that need no state, then a job for the writer or a
 * question to the backend. It must never touch what belongs to the writer thread.
 */
#include "store/store_priv.h"

static enum err store_load_stream(void *ctx, const struct store_read *stream)
{
    struct store *s = ctx;
    struct store_stream *entry = ARENA_NEW(s->arena, struct store_stream);
    if (entry == NULL)
        return ERR_MEMORY;
    *entry = (struct store_stream){
        .stream_type = stream->stream_type,
        .version = stream->version,
        .pending = stream->version,
    };
    return id_map_set(&s->streams, s->arena, stream->stream, entry);
}

enum err store_open(struct store **out, const struct store_options *o, struct arena *a)
{
    struct store *s = ARENA_NEW(a, struct store);
    if (s == NULL)
        return ERR_MEMORY;
    s->arena = a;
    enum err e;
    if (o->in_memory) {
        s->backend = &store_memory;
        e = store_memory_open(&s->self, a);
    } else {
        s->backend = &store_sqlite;
        e = store_sqlite_open(&s->self, o, a);
    }
    if (e != ERR_OK)
        return e;
    (void)pthread_mutex_init(&s->lock, NULL);
    (void)pthread_cond_init(&s->wake, NULL);
    e = s->backend->load(s->self, store_load_stream, s, &s->tail);
    if (e == ERR_OK)
        e = writer_start(s);
    if (e != ERR_OK) {
        s->backend->close(s->self);
        return e;
    }
    *out = s;
    return ERR_OK;
}

void store_close(struct store *s)
{
    writer_stop(s);
    s->backend->close(s->self);
    (void)pthread_cond_destroy(&s->wake);
    (void)pthread_mutex_destroy(&s->lock);
}

/* --- append ----------------------------------------------------------------------------------- */

static bool parts_are_sound(const struct store_row *row)
{
    if (row->part_count > STORE_PARTS_MAX)
        return false;
    unsigned before = 0;
    for (size_t i = 0; i < row->part_count; i++) {
        const struct store_part *p = &row->parts[i];
        if (p->keygroup <= before || p->generation == 0 || p->bytes.len == 0
            || p->bytes.len > LIMIT_EVENT_BYTES + CRYPTO_SEAL_OVERHEAD)
            return false;
        before = p->keygroup;
    }
    return true;
}

/* The version that row `at` must carry: the one read, and one more for each row of the stream up to
 * it. */
static bool row_follows(const struct store_append *r, size_t at)
{
    const struct store_row *row = &r->rows[at];
    uint64_t version = 1;
    for (size_t i = 0; i < at; i++)
        version += id_equal(r->rows[i].stream, row->stream);
    for (size_t i = 0; i < r->read_count; i++) {
        if (id_equal(r->reads[i].stream, row->stream))
            return r->reads[i].stream_type == row->stream_type
                && row->version == r->reads[i].version + version;
    }
    return false; /* written without having been read */
}

static bool letter_is_sound(const struct store_append *r, const struct store_letter *l)
{
    return l->seq < r->row_count && !id_is_none(l->id) && l->stream_type > 0
        && l->bytes.len > 0 && l->bytes.len <= LIMIT_RECORD_BYTES;
}

static bool append_is_sound(const struct store_append *r)
{
    if (r->row_count > LIMIT_EVENTS_PER_COMMAND || r->letter_count > LIMIT_LETTERS_PER_COMMAND)
        return false;
    for (size_t i = 0; i < r->letter_count; i++) {
        if (!letter_is_sound(r, &r->letters[i]))
            return false;
    }
    for (size_t i = 0; i < r->read_count; i++) {
        if (id_is_none(r->reads[i].stream))
            return false;
    }
    for (size_t i = 0; i < r->row_count; i++) {
        const struct store_row *row = &r->rows[i];
        if (row->stream_type == 0 || !parts_are_sound(row) || !row_follows(r, i))
            return false;
    }
    return true;
}

enum err store_append(struct store *s, struct store_append *request)
{
    if (!append_is_sound(request))
        return ERR_INVALID;
    struct store_job job = {.kind = STORE_JOB_APPEND, .append = request};
    return writer_submit(s, &job);
}

enum err store_submission_find(struct store *s, struct id submission,
                               const uint8_t person[STORE_PERSON_BYTES], struct store_outcome *out)
{
    struct store_submission found;
    enum err e = s->backend->submission_find(s->self, submission, &found);
    if (e == ERR_OK && !crypto_equal(found.person, person, sizeof found.person))
        e = ERR_DENIED;
    if (e == ERR_OK)
        *out = found.outcome;
    return e;
}

enum err store_read_from(struct store *s, uint64_t from_seq,
                         enum err (*each)(void *ctx, const struct store_event *event), void *ctx)
{
    return s->backend->event_each(s->self, from_seq, each, ctx);
}

enum err store_read_stream(struct store *s, struct id stream,
                           enum err (*each)(void *ctx, const struct store_event *event), void *ctx)
{
    return s->backend->stream_each(s->self, stream, each, ctx);
}

void store_head(struct store *s, uint64_t *seq, uint8_t hash[CRYPTO_HASH_BYTES])
{
    (void)pthread_mutex_lock(&s->lock);
    *seq = s->tail.seq;
    memcpy(hash, s->tail.hash, CRYPTO_HASH_BYTES);
    (void)pthread_mutex_unlock(&s->lock);
}

uint64_t store_commits(struct store *s)
{
    return atomic_load(&s->commits);
}

static enum err job_backup(struct store *s, void *arg)
{
    return s->backend->backup(s->self, arg);
}

enum err store_backup(struct store *s, const char *to_path)
{
    char path[4096];
    int len = snprintf(path, sizeof path, "%s", to_path);
    if (len < 0 || (size_t)len >= sizeof path)
        return ERR_INVALID;
    struct store_job job = {.kind = STORE_JOB_OUTSIDE, .run = job_backup, .arg = path};
    return writer_submit(s, &job);
}

/* --- records ---------------------------------------------------------------------------------- */

struct record_job {
    struct store_record record; /* key, kind and owner also for deleting */
    bool known; /* must be there already */
    int64_t now_us;
    size_t count;
};

static enum err record_change(struct store *s, enum err (*run)(struct store *s, void *arg),
                              struct record_job *change)
{
    struct store_job job = {.kind = STORE_JOB_CHANGE, .run = run, .arg = change};
    return writer_submit(s, &job);
}

static enum err job_record_put(struct store *s, void *arg)
{
    const struct record_job *j = arg;
    return s->backend->record_put(s->self, &j->record, j->known);
}

static enum err job_record_delete(struct store *s, void *arg)
{
    const struct record_job *j = arg;
    return s->backend->record_delete(s->self, j->record.kind, j->record.key);
}

static enum err job_record_delete_owner(struct store *s, void *arg)
{
    const struct record_job *j = arg;
    return s->backend->record_delete_owner(s->self, j->record.kind, j->record.owner);
}

static enum err job_record_expire(struct store *s, void *arg)
{
    struct record_job *j = arg;
    return s->backend->record_expire(s->self, j->now_us, &j->count);
}

static enum err record_put(struct store *s, const struct store_record *record, bool known)
{
    if (record->bytes.len > LIMIT_RECORD_BYTES)
        return ERR_LIMIT;
    struct record_job j = {.record = *record, .known = known};
    return record_change(s, job_record_put, &j);
}

enum err store_record_put(struct store *s, const struct store_record *record)
{
    return record_put(s, record, false);
}

enum err store_record_update(struct store *s, const struct store_record *record)
{
    return record_put(s, record, true);
}

enum err store_record_get(struct store *s, int64_t now_us, struct arena *a,
                          struct store_record *record)
{
    return s->backend->record_get(s->self, record, now_us, a);
}

enum err store_record_delete(struct store *s, enum store_record_kind kind,
                             const uint8_t key[STORE_KEY_BYTES])
{
    struct record_job j = {.record = {.kind = kind}};
    memcpy(j.record.key, key, STORE_KEY_BYTES);
    return record_change(s, job_record_delete, &j);
}

enum err store_record_delete_owner(struct store *s, enum store_record_kind kind,
                                   const uint8_t owner[STORE_PERSON_BYTES])
{
    struct record_job j = {.record = {.kind = kind}};
    memcpy(j.record.owner, owner, STORE_PERSON_BYTES);
    return record_change(s, job_record_delete_owner, &j);
}

enum err store_record_expire(struct store *s, int64_t now_us, size_t *count)
{
    struct record_job j = {.now_us = now_us};
    enum err e = record_change(s, job_record_expire, &j);
    *count = j.count;
    return e;
}

enum err store_record_each(struct store *s, enum store_record_kind kind,
                           enum err (*each)(void *ctx, const struct store_record *record),
                           void *ctx)
{
    return s->backend->record_each(s->self, kind, each, ctx);
}

/* --- letters ---------------------------------------------------------------------------------- */

enum err store_letters_due(struct store *s, int64_t now_us, size_t limit,
                           enum err (*each)(void *ctx, const struct store_letter *letter),
                           void *ctx)
{
    struct letter_query q = {.kind = LETTERS_DUE, .now_us = now_us, .limit = limit};
    return s->backend->letters_each(s->self, &q, each, ctx);
}

enum err store_letters_of_stream(struct store *s, struct id stream,
                                 enum err (*each)(void *ctx, const struct store_letter *letter),
                                 void *ctx)
{
    struct letter_query q = {.kind = LETTERS_OF_STREAM, .id = stream};
    return s->backend->letters_each(s->self, &q, each, ctx);
}

struct letter_copy {
    struct arena *arena;
    struct store_letter *out;
    bool found;
};

static enum err letter_copy(void *ctx, const struct store_letter *letter)
{
    struct letter_copy *c = ctx;
    *c->out = *letter;
    c->out->bytes = arena_copy(c->arena, letter->bytes);
    c->found = true;
    return c->arena->failed ? ERR_MEMORY : ERR_OK;
}

enum err store_letter_get(struct store *s, struct arena *a, struct store_letter *letter)
{
    struct letter_query q = {.kind = LETTER_BY_ID, .id = letter->id};
    struct letter_copy c = {.arena = a, .out = letter};
    enum err e = s->backend->letters_each(s->self, &q, letter_copy, &c);
    return e == ERR_OK && !c.found ? ERR_NOT_FOUND : e;
}

enum err store_letter_count(struct store *s, uint64_t *count)
{
    return s->backend->letter_count(s->self, count);
}

static enum err job_letter_delete(struct store *s, void *arg)
{
    const struct id *id = arg;
    return s->backend->letter_delete(s->self, *id);
}

enum err store_letter_remove(struct store *s, struct id id)
{
    struct store_job job = {.kind = STORE_JOB_CHANGE, .run = job_letter_delete, .arg = &id};
    return writer_submit(s, &job);
}

/* --- the read log ----------------------------------------------------------------------------- */

static enum err job_read_add(struct store *s, void *arg)
{
    struct chain_read *row = arg;
    row->seq = s->pending.read_seq + 1;
    memcpy(row->prev, s->pending.read_hash, sizeof row->prev);
    chain_read(row, row->hash);
    enum err e = s->backend->read_insert(s->self, row);
    if (e != ERR_OK)
        return e == ERR_EXISTS ? ERR_CORRUPT : e;
    s->pending.read_seq = row->seq;
    memcpy(s->pending.read_hash, row->hash, sizeof row->hash);
    return ERR_OK;
}

enum err store_read_log_add(struct store *s, int32_t day, struct str sealed, uint64_t *seq)
{
    if (sealed.len > LIMIT_RECORD_BYTES)
        return ERR_LIMIT;
    struct chain_read row = {.day = day, .bytes = sealed};
    struct store_job job = {.kind = STORE_JOB_CHANGE, .run = job_read_add, .arg = &row};
    enum err e = writer_submit(s, &job);
    *seq = row.seq;
    return e;
}

struct read_each {
    enum err (*each)(void *ctx, uint64_t seq, int32_t day, struct str sealed);
    void *ctx;
};

static enum err read_each_one(void *ctx, const struct chain_read *r)
{
    const struct read_each *to = ctx;
    return to->each(to->ctx, r->seq, r->day, r->bytes);
}

enum err store_read_log_each(struct store *s, uint64_t from_seq,
                             enum err (*each)(void *ctx, uint64_t seq, int32_t day,
                                              struct str sealed),
                             void *ctx)
{
    struct read_each to = {each, ctx};
    return s->backend->read_each(s->self, from_seq, read_each_one, &to);
}
