/*
 * http/engine_priv.h — what the files of the engine share; nobody else includes it.
 *
 * A connection belongs to the worker that got its event and holds its lock until it is armed again.
 * Memory for a request (struct work) is borrowed from the first byte to the last one of the answer,
 * so idle connections cost next to nothing.
 */
#ifndef HTTP_ENGINE_PRIV_H
#define HTTP_ENGINE_PRIV_H

#include "base/buf.h"
#include "http/engine.h"
#include "http/parse.h"
#include "sys/clock.h"
#include "sys/sock.h"

#include <pthread.h>
#include <stdatomic.h>

enum {
    WORK_IN_BYTES =
        2 * LIMIT_HEADER_BYTES, /* a header block and room for pieces of the body behind it */
    WORK_OUT_BYTES = 8 << 10,   /* header block of an answer */
    WORKS_KEPT_WARM = 64,       /* idle works that keep their arena's first block */
    DATE_BYTES = 64,
    PEER_COUNTERS = 1 << 16,
};

/* A request under way, from its first byte to the end of its answer. */
struct work {
    struct work *next;
    struct arena arena;
    struct http_request req;
    struct http_response res;
    struct http_scan scan;
    struct http_chunks chunks;
    struct http_body_plan plan;
    struct buf body;
    uint64_t body_seen;
    size_t in_len;       /* bytes of `in` in use */
    size_t head_len;     /* of which the header block */
    size_t in_next;      /* where the next request begins, once the body is complete */
    struct str parts[3]; /* of the answer: what is left to send */
    uint64_t file_at;
    uint64_t file_left;
    uint64_t sent;
    struct http_header headers[LIMIT_HEADER_COUNT];
    char in[WORK_IN_BYTES];
    char out[WORK_OUT_BYTES];
};

enum conn_state {
    CONN_FREE,
    CONN_HEAD, /* waiting for a request or its header block */
    CONN_BODY,
    CONN_WRITE,
    CONN_LINGER, /* refused: reading on for a moment so that the refusal arrives */
};

struct conn {
    pthread_mutex_t lock;
    struct conn *next_free;
    struct work *work; /* NULL while idle */
    struct http_peer peer;
    uint64_t key; /* in reports of the poll */
    int fd;
    int poll; /* the poll it is registered with */
    enum conn_state state;
    unsigned armed;      /* interest last given to the poll */
    int64_t deadline_us; /* monotonic */
    int64_t phase_us;    /* when the current phase began */
    size_t lingered;
    bool counted; /* in the counters per peer */
    bool closing; /* no further request after this answer */
    bool linger;  /* bytes of the request were left unread */
    bool dead;    /* the reaper ended it; only closing is left */
};

struct worker {
    struct engine *engine;
    pthread_t thread;
    int poll;
    struct work *spare; /* saves the lock around the common list */
    int64_t now_us;     /* monotonic, at the current event */
    int64_t date_second;
    size_t date_len;
    char date[DATE_BYTES];
};

struct engine {
    struct arena arena; /* holds the engine itself */
    struct engine_config config;
    struct clock clock;
    struct worker *workers;
    struct conn *conns;
    int listeners[ENGINE_LISTENERS_MAX];
    int bell;
    int shared_poll; /* -1 when every worker has its own */
    pthread_t reaper;
    pthread_mutex_t lock; /* free connections, works, stopping */
    pthread_cond_t stop_asked;
    struct conn *free_conns;
    struct work *free_works;
    size_t free_work_count;
    uint32_t workers_started;
    bool stopping;
    int64_t drain_until_us;
    atomic_bool draining; /* answers say "close" */
    atomic_bool finished; /* workers end */
    uint64_t seed;
    atomic_uint_fast32_t open;
    atomic_uint_fast64_t accepted, refused_full, refused_peer, requests, bad_requests, timeouts;
    _Atomic uint16_t per_peer[PEER_COUNTERS];
};

/* What the event loop does with a connection after a step. */
enum next {
    NEXT_AGAIN,
    NEXT_READ,
    NEXT_WRITE,
    NEXT_CLOSE,
};

/* engine_epoll.c */
/* NULL when there is no memory. */
struct work *engine_work_take(struct worker *w);
/* Runs the request's cleanups and gives the memory back. */
void engine_work_give(struct worker *w, struct work *work);
/* Ends the connection and returns its place. The caller holds its lock. */
void engine_conn_close(struct worker *w, struct conn *c);

/* connection.c */
/* Handles one report: steps until the connection waits again or is closed. The caller holds the
 * lock. */
void connection_run(struct worker *w, struct conn *c);
/* Forgets the request of a work, so that the next can use it; keeps bytes from in_next on. */
void connection_work_reset(struct work *work);

/* answer.c */
/* Turns work->res into bytes to send: work->parts and work->file_left. */
void answer_compose(struct worker *w, struct conn *c);
/* Lets the application, or one line of text, answer `status`; the connection closes after it. */
void answer_refuse(struct worker *w, struct conn *c, int status);
/* A complete constant answer for moments without memory (408, 503). */
struct str answer_constant(int status);

#endif
