/*
 * store/store.h — the log: the only truth of the program (architecture sections 1 and 6).
 *
 * One order, no gaps, append only. A row's content is opaque here: sealed parts, of which the log
 * keeps bytes and the chain keeps hashes. Beside the log live small sealed records (sessions,
 * drafts, uploads) and the read log.
 *
 * One writer thread owns the writing connection; it takes what is waiting, at most
 * LIMIT_GROUP_COMMIT requests, into one transaction, commits, runs each request's on_commit in log
 * order, and only then wakes whoever waits. All functions are thread-safe unless said otherwise and
 * block until the answer is known. Errors of every call: ERR_IO, ERR_FULL (nothing was written; try
 * again when there is space), ERR_BUSY (LIMIT_WRITER_QUEUE requests wait), ERR_CORRUPT, ERR_MEMORY.
 * After ERR_IO of a commit the store refuses everything until it is opened anew, because a disk
 * that has lost one write cannot be asked what it kept.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/id.h"
#include "sys/crypto.h"

struct store;

enum {
    STORE_PARTS_MAX = 3,      /* one of each key group */
    STORE_PERSON_BYTES = 16,  /* keyed hash of a person or letter (vault_index) */
};

struct store_part {
    uint8_t keygroup; /* number of the law's enum keygroup: 1 case, 2 detail, 3 person */
    uint32_t generation;
    /* sealed; bound to stream, version, key group and generation by whoever sealed it */
    struct str bytes;
};

/* A row to append. Parts have distinct key groups, in rising order. */
struct store_row {
    uint8_t stream_type; /* > 0, of the law's streams */
    struct id stream;
    /* 1 for the first row of a stream; rows of one stream follow one another */
    uint64_t version;
    uint16_t kind;
    uint16_t schema;
    int32_t day;         /* JST day: the only time in clear */
    size_t part_count;
    struct store_part parts[STORE_PARTS_MAX];
};

/* A row of the log. */
struct store_event {
    uint64_t seq; /* 1, 2, 3 … */
    struct id submission;
    struct store_row row;
    uint8_t prev[CRYPTO_HASH_BYTES];
    uint8_t hash[CRYPTO_HASH_BYTES];
};

/* A stream that a decision read, with the version it saw; 0 = did not exist. */
struct store_read {
    uint8_t stream_type;
    struct id stream;
    uint64_t version;
};

/* A letter to be sent, of which the log will say what became of it. It is written with the events
 * that it tells of or not at all, and the id is given by whoever made it. */
struct store_letter {
    struct id id;
    /* to append: which of the request's rows it tells of, from 0; read: that row's seq */
    uint64_t seq;
    uint16_t place;      /* distinct among the letters of one row */
    uint8_t stream_type; /* where it is filed */
    struct id stream;
    int64_t due_us;      /* not to be sent before */
    struct str bytes;    /* sealed: recipient and text */
};

/* What a submission led to. */
struct store_outcome {
    uint64_t first_seq, last_seq; /* 0, 0 when it appended no row */
    uint8_t subject_type;
    /* what the answer leads to: the case created, the report changed */
    struct id subject;
};

struct store_append {
    const struct store_read *reads; /* every stream read, which includes every stream written */
    size_t read_count;
    const struct store_row *rows;   /* at most LIMIT_EVENTS_PER_COMMAND */
    size_t row_count;
    const struct store_letter *letters; /* at most LIMIT_LETTERS_PER_COMMAND */
    size_t letter_count;
    /* of the form or call; none for timers, which are decided again instead */
    struct id submission;
    uint8_t person[STORE_PERSON_BYTES]; /* who submitted what */
    uint8_t subject_type;
    struct id subject;
    /* Runs in the writer thread after the commit and before the waiter wakes, in log order: the
     * memory image is brought up to date here. It must not call the store. May be NULL. */
    void (*on_commit)(void *ctx, const struct store_append *request);
    void *ctx;
    /* Set by the store before on_commit; for ERR_EXISTS, the earlier outcome. */
    struct store_outcome outcome;
};

struct store_options {
    const char *path;     /* of log.db; unused by the memory backend */
    const char *vfs;      /* NULL = the system's */
    bool in_memory;       /* the memory backend: tests, throw-away training */
};

/* Opens and creates when missing, migrates, reads the heads, starts the writer thread. The arena
 * (process lifetime, LIMIT_ARENA_STORE) must outlive the store and is not used by others. ERR_BUSY
 * when another process writes, ERR_UNSUPPORTED for a database of a newer program. */
enum err store_open(struct store **out, const struct store_options *o, struct arena *a) MUST_CHECK;
/* Answers what is waiting, stops the writer thread, closes. */
void store_close(struct store *s);

/* Appends all rows and the submission, or nothing. ERR_CONFLICT: a stream read has another version
 * by now: load and decide again. ERR_EXISTS: this submission of this person was answered before,
 * see request->outcome. ERR_DENIED: the submission id was used by somebody else or for
 * something else. ERR_INVALID:
 * versions, streams or parts that contradict the rules above. */
enum err store_append(struct store *s, struct store_append *request) MUST_CHECK;
/* Whether the submission was answered before: ERR_NOT_FOUND, ERR_DENIED (another person's). */
enum err store_submission_find(struct store *s, struct id submission,
                               const uint8_t person[STORE_PERSON_BYTES],
                               struct store_outcome *out) MUST_CHECK;

/* Called for each event in order; its bytes are borrowed during the call. An error ends the reading
 * and is returned. */
enum err store_read_from(struct store *s, uint64_t from_seq,
                         enum err (*each)(void *ctx, const struct store_event *event), void *ctx)
    MUST_CHECK;
/* The same for the events of one stream, in order. */
enum err store_read_stream(struct store *s, struct id stream,
                           enum err (*each)(void *ctx, const struct store_event *event), void *ctx)
    MUST_CHECK;
/* Number and hash of the newest event (seq 0 and zero bytes when empty). */
void store_head(struct store *s, uint64_t *seq, uint8_t hash[CRYPTO_HASH_BYTES]);
/* Transactions committed since the opening; with the appends counted it tells the size of groups.
 * */
uint64_t store_commits(struct store *s);
/* The first number of each chain that fails; 0 when all of it holds. */
struct store_verdict {
    uint64_t bad_event;
    uint64_t bad_read;
};
/* Recomputes the chains of the log and of the read log from the stored bytes: numbers without gaps,
 * versions without gaps in each stream, parts, hashes. ERR_CORRUPT with the verdict set. */
enum err store_verify(struct store *s, struct store_verdict *verdict) MUST_CHECK;
/* A compact copy, taken between two commits. ERR_EXISTS. ERR_UNSUPPORTED for the memory backend. */
enum err store_backup(struct store *s, const char *to_path) MUST_CHECK;

/* --- small sealed records: may change and vanish, are not part of the chain ------------------- */
/* Numbers are stored: never change them. */
enum store_record_kind {
    STORE_RECORD_SESSION = 1, /* key: hash of the token */
    STORE_RECORD_DRAFT = 2,   /* key: hash of person and form */
    STORE_RECORD_UPLOAD = 3,  /* key: id of the blob; expires in a day unless a command takes it */
    STORE_RECORD_FACTOR = 4,  /* key: id of the person: last one-time step, failed tries */
    /* key: id of the letter taken in; so that one read twice is answered once */
    STORE_RECORD_LETTER = 5,
    /* key: hash of a one-time code with which a person sets credentials */
    STORE_RECORD_ENROL = 6,
    STORE_RECORD_TOKEN = 7,   /* key: hash of an API token */
    STORE_RECORD_MAIL = 12,   /* key: id of a mail that waits for a person to file it */
    STORE_RECORD_CALENDAR = 13, /* key: hash of the token in the address of a calendar feed */
    STORE_RECORD_NOTICE = 20, /* key: hash of the reference in a notice's one-time link */
};

enum { STORE_KEY_BYTES = 32 };

struct store_record {
    enum store_record_kind kind;
    uint8_t key[STORE_KEY_BYTES];
    uint8_t owner[STORE_PERSON_BYTES]; /* zero = nobody */
    int64_t expires_us;                /* 0 = never */
    struct str bytes;                  /* sealed */
};

/* Creates or replaces. */
enum err store_record_put(struct store *s, const struct store_record *record) MUST_CHECK;
/* Replaces; ERR_NOT_FOUND when there is none any more: what was deleted meanwhile stays deleted. */
enum err store_record_update(struct store *s, const struct store_record *record) MUST_CHECK;
/* Kind and key of `record` say which; the rest is set, bytes copied into the arena. ERR_NOT_FOUND
 * also when it expired before now_us. */
enum err store_record_get(struct store *s, int64_t now_us, struct arena *a,
                          struct store_record *record) MUST_CHECK;
/* Deleting what is not there is no error. */
enum err store_record_delete(struct store *s, enum store_record_kind kind,
                             const uint8_t key[STORE_KEY_BYTES]) MUST_CHECK;
/* All of an owner (signed out everywhere, role withdrawn). */
enum err store_record_delete_owner(struct store *s, enum store_record_kind kind,
                                   const uint8_t owner[STORE_PERSON_BYTES]) MUST_CHECK;
/* All kinds whose time has passed; *count of them. */
enum err store_record_expire(struct store *s, int64_t now_us, size_t *count) MUST_CHECK;
/* Every record of a kind (all owners), in key order; bytes borrowed during the call. `each` must
 * not call the store. */
enum err store_record_each(struct store *s, enum store_record_kind kind,
                           enum err (*each)(void *ctx, const struct store_record *record),
                           void *ctx) MUST_CHECK;

/* --- letters to be sent ----------------------------------------------------------------------- */
/* Those due at `now_us`, oldest first, at most `limit`; bytes borrowed during the call. `each` must
 * not call the store. */
enum err store_letters_due(struct store *s, int64_t now_us, size_t limit,
                           enum err (*each)(void *ctx, const struct store_letter *letter),
                           void *ctx) MUST_CHECK;
/* Every one filed in a stream, in the order of the log. */
enum err store_letters_of_stream(struct store *s, struct id stream,
                                 enum err (*each)(void *ctx, const struct store_letter *letter),
                                 void *ctx) MUST_CHECK;
/* letter->id says which; bytes are copied into the arena. ERR_NOT_FOUND. */
enum err store_letter_get(struct store *s, struct arena *a, struct store_letter *letter) MUST_CHECK;
/* How many are there, due or not. */
enum err store_letter_count(struct store *s, uint64_t *count) MUST_CHECK;
/* After the log has what became of it. Removing what is not there is no error. */
enum err store_letter_remove(struct store *s, struct id id) MUST_CHECK;

/* --- the read log (SEC-04) -------------------------------------------------------------------- */
/* Who opened what, sealed; committed when it returns, before the first byte of the page goes out.
 * Chained as the log is. */
enum err store_read_log_add(struct store *s, int32_t day, struct str sealed,
                            uint64_t *seq) MUST_CHECK;
enum err store_read_log_each(struct store *s, uint64_t from_seq,
                             enum err (*each)(void *ctx, uint64_t seq, int32_t day,
                                              struct str sealed),
                             void *ctx) MUST_CHECK;

#endif
