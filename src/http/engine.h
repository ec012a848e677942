/*
 * http/engine.h — the seam between sockets and handlers.
 *
 * The engine accepts connections, reads strictly framed HTTP/1.1 (http/parse.h), calls the
 * application and writes the answer. It enforces every limit of time, size and number before the
 * application is asked. It knows no routes.
 *
 * Threads start in engine_start, so a sandbox set before covers them. Afterwards the engine needs
 * these system calls only: epoll_create1, epoll_ctl, epoll_wait, accept4, getsockopt, setsockopt,
 * recvfrom, sendmsg, sendfile, shutdown, close, eventfd2, write (to it), getrlimit, setrlimit,
 * futex, clock_gettime, clock_nanosleep, mmap, munmap, madvise, mprotect, clone3 (start), rseq,
 * set_robust_list, rt_sigprocmask, exit (stop). It opens no file, makes no socket, and reads no
 * directory.
 */
#ifndef HTTP_ENGINE_H
#define HTTP_ENGINE_H

#include "http/message.h"

struct engine;

/* Where the bytes of a request body go. */
struct http_body_plan {
    uint64_t max; /* bytes of the body as transferred; a longer one is answered 413. 0: no body
                     permitted */
    /* NULL: the body is collected into req->body. Else called with each piece, in order; an error
     * ends the request: ERR_LIMIT answers 413, ERR_INVALID 400, ERR_BUSY, ERR_FULL and ERR_MEMORY
     * 503, others 500. */
    enum err (*write)(void *arg, struct str bytes);
    void *arg;
};

struct engine_app {
    void *ctx;
    /* Called when the header block is complete, before any byte of a body is read. Sets *plan, or
     * answers at once by setting res->status: then no body is read and `handle` is not called. May
     * be NULL: bodies up to LIMIT_FORM_BYTES are collected. */
    void (*begin)(void *ctx, struct http_request *req, struct http_response *res,
                  struct http_body_plan *plan);
    /* Called when the body is complete. Runs on a worker thread; may block only when
     * blocking_handlers is set. */
    void (*handle)(void *ctx, struct http_request *req, struct http_response *res);
    /* Writes the body of an error that the engine itself answers (400, 408, 413, 414, 431, 500,
     * 501, 503, 505). `req` may be almost empty; its arena is usable. May be NULL: one line of
     * plain text. */
    void (*refuse)(void *ctx, struct http_request *req, struct http_response *res, int status);
};

struct engine_config {
    struct engine_app app;
    const int *listeners;  /* listening sockets, TCP or unix, non-blocking; stay the caller's */
    size_t listener_count; /* at most ENGINE_LISTENERS_MAX */
    uint32_t workers;      /* threads that run handlers, at least 1 */
    /* Handlers may take long (hashing a password, waiting for the log). Then every worker takes the
     * next ready connection of all; otherwise each worker keeps its own connections, which costs
     * less per request. */
    bool blocking_handlers;
    uint32_t connections_max; /* 0: LIMIT_CONNECTIONS */
    uint32_t
        connections_per_peer; /* 0: LIMIT_CONNECTIONS_PER_PEER; never applied to unix sockets */
    /* A proxy on this machine speaks for its clients: for TCP connections from loopback the peer is
     * the last address of X-Forwarded-For, and the limit per peer does not apply to the connection.
     * A unix socket is never a proxy's: its peer is the process at the other end. */
    bool trust_local_proxy;
    uint32_t idle_ms;   /* between requests; 0: LIMIT_HTTP_IDLE_MS */
    uint32_t header_ms; /* first byte to complete header block; 0: LIMIT_HTTP_HEADER_MS */
    uint32_t body_ms;  /* base allowance for a body, extended by its length at LIMIT_HTTP_BODY_RATE;
                          0: the limit */
    uint32_t write_ms; /* likewise for the answer */
};

enum { ENGINE_LISTENERS_MAX = 4 };

struct engine_stats {
    uint64_t accepted, refused_full, refused_peer, requests, bad_requests, timeouts;
    uint32_t open;
};

/* Starts the threads; crypto_init must have succeeded. ERR_MEMORY, ERR_IO, ERR_INVALID. The engine
 * stops existing with engine_stop. */
enum err engine_start(const struct engine_config *config, struct engine **out) MUST_CHECK;
/* Accepts no more, lets requests under way finish for at most `drain_ms`, ends the threads, frees
 * everything. */
void engine_stop(struct engine *e, uint32_t drain_ms);
void engine_stats_read(struct engine *e, struct engine_stats *out);

#endif
