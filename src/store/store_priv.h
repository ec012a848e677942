/*
 * store/store_priv.h — what the files of store/ share: the backend table, the jobs of the writer,
 * the store itself.
 */
#ifndef STORE_STORE_PRIV_H
#define STORE_STORE_PRIV_H

#include "base/limits.h"
#include "base/map.h"
#include "store/chain.h"
#include "store/store.h"

#include <pthread.h>
#include <stdatomic.h>

/* Heads of both chains. */
struct store_tail {
    uint64_t seq;
    uint8_t hash[CRYPTO_HASH_BYTES];
    uint64_t read_seq;
    uint8_t read_hash[CRYPTO_HASH_BYTES];
};

struct store_submission {
    struct id id;
    uint8_t person[STORE_PERSON_BYTES];
    struct store_outcome outcome;
};

enum letter_query_kind { LETTERS_DUE, LETTERS_OF_STREAM, LETTER_BY_ID };

struct letter_query {
    enum letter_query_kind kind;
    struct id id; /* of the stream, or of the letter */
    int64_t now_us;
    size_t limit;
};

/*
 * A backend keeps rows and records; it knows no chains, no versions and no queue. The functions of
 * the first group are called by the writer thread alone, between begin and commit or rollback.
 * Those of the second may be called by any thread at any time and see what is committed.
 */
struct store_backend {
    const char *name;

    enum err (*begin)(void *self);
    enum err (*commit)(void *self);
    void (*rollback)(void *self);
    enum err (*event_insert)(void *self, const struct store_event *e);
    enum err (*submission_insert)(void *self, const struct store_submission *submission);
    /* Sees what this transaction inserted. ERR_NOT_FOUND. */
    enum err (*submission_seen)(void *self, struct id id, struct store_submission *out);
    enum err (*read_insert)(void *self, const struct chain_read *row);
    /* ERR_EXISTS when the key is taken and `replace` is false. */
    enum err (*record_put)(void *self, const struct store_record *record, bool known);
    enum err (*record_delete)(void *self, enum store_record_kind kind, const uint8_t *key);
    enum err (*record_delete_owner)(void *self, enum store_record_kind kind, const uint8_t *owner);
    enum err (*record_expire)(void *self, int64_t now_us, size_t *count);
    /* seq is the event's own by now */
    enum err (*letter_insert)(void *self, const struct store_letter *letter);
    enum err (*letter_delete)(void *self, struct id id);
    /* Outside a transaction. */
    enum err (*backup)(void *self, const char *to_path);

    enum err (*submission_find)(void *self, struct id id, struct store_submission *out);
    enum err (*event_each)(void *self, uint64_t from_seq,
              enum err (*each)(void *ctx, const struct store_event *e), void *ctx);
    /* The events of one stream, in order. */
    enum err (*stream_each)(void *self, struct id stream,
              enum err (*each)(void *ctx, const struct store_event *e), void *ctx);
    enum err (*part_count)(void *self, uint64_t up_to_seq, uint64_t *count);
    enum err (*read_each)(void *self, uint64_t from_seq,
              enum err (*each)(void *ctx, const struct chain_read *r), void *ctx);
    enum err (*record_get)(void *self, struct store_record *record, int64_t now_us,
              struct arena *a);
    enum err (*record_each)(void *self, enum store_record_kind kind,
              enum err (*each)(void *ctx, const struct store_record *r), void *ctx);

    enum err (*letters_each)(void *self, const struct letter_query *q,
              enum err (*each)(void *ctx, const struct store_letter *letter), void *ctx);
    enum err (*letter_count)(void *self, uint64_t *count);

    /* At the opening: the newest version of each stream, then the heads of the chains. */
    enum err (*load)(void *self, enum err (*each)(void *ctx, const struct store_read *stream),
              void *ctx, struct store_tail *tail);
    void (*close)(void *self);
};

/* Both fill *self, allocated in `a`. */
enum err store_sqlite_open(void **self, const struct store_options *o, struct arena *a) MUST_CHECK;
enum err store_memory_open(void **self, struct arena *a) MUST_CHECK;
extern const struct store_backend store_sqlite;
extern const struct store_backend store_memory;

/* The newest version of a stream, committed and in the transaction under way. */
struct store_stream {
    uint8_t stream_type;
    uint64_t version;
    uint64_t pending;
    struct store_stream *next_touched; /* list of those whose pending differs */
};

enum store_job_kind {
    STORE_JOB_APPEND,
    STORE_JOB_CHANGE,  /* inside the transaction of its group */
    STORE_JOB_OUTSIDE, /* alone, outside any transaction */
};

/* What waits for the writer. It stands on the stack of the thread that waits. */
struct store_job {
    struct store_job *next;
    enum store_job_kind kind;
    struct store_append *append;
    enum err (*run)(struct store *s, void *arg);
    void *arg;
    enum err result;
    bool done;
    pthread_cond_t answered;
};

struct store {
    const struct store_backend *backend;
    void *self;

    /* The writer thread's own. */
    struct arena *arena;
    struct id_map streams;
    struct store_stream *touched;
    struct store_tail pending;
    bool broken; /* a commit failed in a way that leaves the disk in doubt */
    _Atomic uint64_t commits; /* written by the writer thread alone */

    /* Under the lock. */
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct store_job *first, *last;
    size_t waiting;
    bool stopping;
    struct store_tail tail; /* of what is committed */

    pthread_t thread;
};

/* Hands a job to the writer and waits for its answer. ERR_BUSY when too many wait. */
enum err writer_submit(struct store *s, struct store_job *job) MUST_CHECK;
enum err writer_start(struct store *s) MUST_CHECK;
void writer_stop(struct store *s);

#endif
