/*
 * store/writer.c — the one thread that writes: takes what waits, stages it in one transaction,
 * commits, then answers.
 *
 * The order is the promise: validate against the newest versions, insert, commit, on_commit in log
 * order, wake. It must never answer before the commit (except in the control build of the fault
 * tests, which they have to catch), and never commit a group in which a statement failed.
 */
#include "store/store_priv.h"

#ifdef TODOKE_CONTROL_ACK_EARLY
#include "sys/clock.h"
#endif

/* --- streams ---------------------------------------------------------------------------------- */

static enum err stream_ensure(struct store *s, const struct store_row *row,
                              struct store_stream **out)
{
    *out = id_map_get(&s->streams, row->stream);
    if (*out != NULL)
        return ERR_OK;
    struct store_stream *stream = ARENA_NEW(s->arena, struct store_stream);
    if (stream == NULL)
        return ERR_MEMORY;
    stream->stream_type = row->stream_type;
    *out = stream;
    return id_map_set(&s->streams, s->arena, row->stream, stream);
}

static void stream_advance(struct store *s, struct store_stream *stream)
{
    if (stream->pending == stream->version) {
        stream->next_touched = s->touched;
        s->touched = stream;
    }
    stream->pending++;
}

static void streams_settle(struct store *s, bool committed)
{
    for (struct store_stream *t = s->touched; t != NULL; t = t->next_touched) {
        if (committed)
            t->version = t->pending;
        else
            t->pending = t->version;
    }
    s->touched = NULL;
}

/* --- staging ---------------------------------------------------------------------------------- */

/* ERR_OK when the submission is new; else the answer of the whole request. */
static enum err stage_submission_check(struct store *s, struct store_append *r)
{
    struct store_submission earlier;
    if (id_is_none(r->submission))
        return ERR_OK;
    enum err e = s->backend->submission_seen(s->self, r->submission, &earlier);
    if (e == ERR_NOT_FOUND)
        return ERR_OK;
    if (e != ERR_OK)
        return e;
    if (!crypto_equal(earlier.person, r->person, sizeof earlier.person))
        return ERR_DENIED;
    r->outcome = earlier.outcome;
    return ERR_EXISTS;
}

static enum err stage_versions_check(const struct store *s, const struct store_append *r)
{
    for (size_t i = 0; i < r->read_count; i++) {
        const struct store_stream *stream = id_map_get(&s->streams, r->reads[i].stream);
        uint64_t version = stream == NULL ? 0 : stream->pending;
        if (version != r->reads[i].version)
            return ERR_CONFLICT;
        if (version > 0 && stream->stream_type != r->reads[i].stream_type)
            return ERR_INVALID;
    }
    return ERR_OK;
}

static enum err stage_row(struct store *s, const struct store_append *r,
                          const struct store_row *row)
{
    struct store_stream *stream;
    enum err e = stream_ensure(s, row, &stream);
    if (e != ERR_OK)
        return e;
    struct store_event event = {
        .seq = s->pending.seq + 1,
        .submission = r->submission,
        .row = *row,
    };
    memcpy(event.prev, s->pending.hash, sizeof event.prev);
    chain_event(&event, event.hash);
    e = s->backend->event_insert(s->self, &event);
    if (e == ERR_EXISTS)
        return ERR_CORRUPT; /* the database has a row that it did not have at the opening */
    if (e != ERR_OK)
        return e;
    stream_advance(s, stream);
    s->pending.seq = event.seq;
    memcpy(s->pending.hash, event.hash, sizeof event.hash);
    return ERR_OK;
}

static enum err stage_letters(struct store *s, const struct store_append *r)
{
    for (size_t i = 0; i < r->letter_count; i++) {
        struct store_letter letter = r->letters[i];
        letter.seq += r->outcome.first_seq;
        enum err e = s->backend->letter_insert(s->self, &letter);
        if (e != ERR_OK)
            return e == ERR_EXISTS ? ERR_CORRUPT : e;
    }
    return ERR_OK;
}

static enum err stage_rows(struct store *s, struct store_append *r)
{
    r->outcome = (struct store_outcome){.subject_type = r->subject_type, .subject = r->subject};
    if (r->row_count > 0) {
        r->outcome.first_seq = s->pending.seq + 1;
        r->outcome.last_seq = s->pending.seq + r->row_count;
    }
    for (size_t i = 0; i < r->row_count; i++) {
        enum err e = stage_row(s, r, &r->rows[i]);
        if (e != ERR_OK)
            return e;
    }
    enum err letters = stage_letters(s, r);
    if (letters != ERR_OK || id_is_none(r->submission))
        return letters;
    struct store_submission done = {.id = r->submission, .outcome = r->outcome};
    memcpy(done.person, r->person, sizeof done.person);
    return s->backend->submission_insert(s->self, &done);
}

/* *group is set when the failure belongs to the whole transaction and not to this request alone. */
static enum err stage_append(struct store *s, struct store_append *r, enum err *group)
{
    enum err e = stage_submission_check(s, r);
    if (e == ERR_EXISTS || e == ERR_DENIED)
        return e;
    if (e == ERR_OK) {
        enum err refused = stage_versions_check(s, r);
        if (refused != ERR_OK)
            return refused;
        e = stage_rows(s, r);
    }
    *group = e;
    return e;
}

static enum err stage_job(struct store *s, struct store_job *job, enum err *group)
{
    if (job->kind == STORE_JOB_APPEND)
        return stage_append(s, job->append, group);
    enum err e = job->run(s, job->arg);
    if (e != ERR_OK && e != ERR_EXISTS && e != ERR_NOT_FOUND)
        *group = e;
    return e;
}

/* --- groups ----------------------------------------------------------------------------------- */

static void writer_answer(struct store *s, struct store_job *group)
{
    for (struct store_job *job = group; job != NULL; job = job->next) {
        const struct store_append *r = job->append;
        if (job->kind == STORE_JOB_APPEND && job->result == ERR_OK && r->on_commit != NULL)
            r->on_commit(r->ctx, r);
    }
    (void)pthread_mutex_lock(&s->lock);
    s->tail = s->pending;
    for (struct store_job *job = group, *next; job != NULL; job = next) {
        next = job->next; /* the waiter may be gone as soon as it is told */
        job->done = true;
        (void)pthread_cond_signal(&job->answered);
    }
    (void)pthread_mutex_unlock(&s->lock);
}

static void writer_fail(struct store *s, struct store_job *group, enum err why)
{
    s->pending = s->tail; /* only this thread writes the tail */
    streams_settle(s, false);
    for (struct store_job *job = group; job != NULL; job = job->next)
        job->result = why;
    writer_answer(s, group);
}

static enum err writer_stage(struct store *s, struct store_job *group)
{
    enum err e = s->broken ? ERR_IO : s->backend->begin(s->self);
    for (struct store_job *job = group; e == ERR_OK && job != NULL; job = job->next)
        job->result = stage_job(s, job, &e);
    return e;
}

static void writer_run_group(struct store *s, struct store_job *group)
{
    enum err e = writer_stage(s, group);
    if (e != ERR_OK) {
        s->backend->rollback(s->self);
        s->broken = s->broken || e == ERR_CORRUPT;
        writer_fail(s, group, e);
        return;
    }
#ifdef TODOKE_CONTROL_ACK_EARLY
    streams_settle(s, true);
    writer_answer(s, group);
    /* Long enough between word and deed that a test which kills at random cannot miss it. */
    for (int64_t until_us = clock_monotonic_us() + 5000; clock_monotonic_us() < until_us;) {
    }
    (void)s->backend->commit(s->self);
#else
    e = s->backend->commit(s->self);
    if (e != ERR_OK) {
        s->backend->rollback(s->self);
        /* Space can come back; a disk that lost one write cannot be asked what it kept. */
        s->broken = e != ERR_FULL && e != ERR_BUSY && e != ERR_MEMORY;
        writer_fail(s, group, e);
        return;
    }
    atomic_fetch_add(&s->commits, 1);
    streams_settle(s, true);
    writer_answer(s, group);
#endif
}

static void writer_run(struct store *s, struct store_job *group)
{
    if (group->kind != STORE_JOB_OUTSIDE) {
        writer_run_group(s, group);
        return;
    }
    group->result = group->run(s, group->arg);
    writer_answer(s, group);
}

/* --- the queue -------------------------------------------------------------------------------- */

/* Takes the first jobs that fit one transaction; a job that wants to be outside comes alone. */
static struct store_job *writer_take(struct store *s)
{
    struct store_job *group = s->first;
    if (group == NULL)
        return NULL;
    struct store_job *end = group;
    size_t count = 1;
    bool alone = group->kind == STORE_JOB_OUTSIDE;
    while (!alone && end->next != NULL && count < LIMIT_GROUP_COMMIT
           && end->next->kind != STORE_JOB_OUTSIDE) {
        end = end->next;
        count++;
    }
    s->first = end->next;
    if (s->first == NULL)
        s->last = NULL;
    end->next = NULL;
    s->waiting -= count;
    return group;
}

static void *writer_main(void *arg)
{
    struct store *s = arg;
    (void)pthread_mutex_lock(&s->lock);
    for (;;) {
        struct store_job *group = writer_take(s);
        if (group != NULL) {
            (void)pthread_mutex_unlock(&s->lock);
            writer_run(s, group);
            (void)pthread_mutex_lock(&s->lock);
        } else if (s->stopping) {
            break;
        } else {
            (void)pthread_cond_wait(&s->wake, &s->lock);
        }
    }
    (void)pthread_mutex_unlock(&s->lock);
    return NULL;
}

enum err writer_submit(struct store *s, struct store_job *job)
{
    job->next = NULL;
    job->done = false;
    (void)pthread_cond_init(&job->answered, NULL);
    (void)pthread_mutex_lock(&s->lock);
    if (s->waiting >= LIMIT_WRITER_QUEUE || s->stopping) {
        (void)pthread_mutex_unlock(&s->lock);
        return ERR_BUSY;
    }
    if (s->last == NULL)
        s->first = job;
    else
        s->last->next = job;
    s->last = job;
    s->waiting++;
    (void)pthread_cond_signal(&s->wake);
    while (!job->done)
        (void)pthread_cond_wait(&job->answered, &s->lock);
    (void)pthread_mutex_unlock(&s->lock);
    (void)pthread_cond_destroy(&job->answered);
    return job->result;
}

enum err writer_start(struct store *s)
{
    s->pending = s->tail;
    return pthread_create(&s->thread, NULL, writer_main, s) == 0 ? ERR_OK : ERR_MEMORY;
}

void writer_stop(struct store *s)
{
    (void)pthread_mutex_lock(&s->lock);
    s->stopping = true;
    (void)pthread_cond_signal(&s->wake);
    (void)pthread_mutex_unlock(&s->lock);
    (void)pthread_join(s->thread, NULL);
}
