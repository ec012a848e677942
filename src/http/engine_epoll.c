/*
 * http/engine_epoll.c — threads, polls, places for connections, and the reaper.
 *
 * Responsible for the life of connections: who may come in, who serves them, when they must go.
 * Requests are the business of connection.c. Locks are taken in the order connection, engine;
 * nothing is called back while the engine's is held.
 */
#include "http/engine_priv.h"

#include "sys/log.h"
#include "sys/random.h"

#include <signal.h>
#include <string.h>

enum {
    KEY_BELL = ENGINE_LISTENERS_MAX,
    KEY_CONNS = 16, /* keys below: listeners and the bell */
    ACCEPT_PER_TURN = 16,
    REAPER_TICK_MS = 250,
    DESCRIPTORS_BESIDES = 128, /* files, databases and polls of the process */
};

/* --- memory of requests --- */

struct work *engine_work_take(struct worker *w)
{
    struct engine *e = w->engine;
    struct work *k = w->spare;
    if (k != NULL) {
        w->spare = NULL;
        return k;
    }
    pthread_mutex_lock(&e->lock);
    k = e->free_works;
    if (k != NULL) {
        e->free_works = k->next;
        e->free_work_count--;
    } else {
        k = ARENA_NEW(&e->arena, struct work);
        if (k != NULL) {
            arena_init(&k->arena, LIMIT_ARENA_REQUEST);
            k->res.fd = -1;
        }
    }
    pthread_mutex_unlock(&e->lock);
    return k;
}

static void cleanups_run(struct work *k)
{
    struct http_cleanup *c = k->req.cleanups;
    k->req.cleanups = NULL;
    while (c != NULL) {
        struct http_cleanup *next = c->next;
        c->run(c->arg);
        c = next;
    }
}

void engine_work_give(struct worker *w, struct work *k)
{
    struct engine *e = w->engine;
    cleanups_run(k);
    k->in_next = k->in_len;
    connection_work_reset(k);
    if (w->spare == NULL) {
        w->spare = k;
        return;
    }
    pthread_mutex_lock(&e->lock);
    if (e->free_work_count >= WORKS_KEPT_WARM) {
        arena_release(&k->arena);
    }
    k->next = e->free_works;
    e->free_works = k;
    e->free_work_count++;
    pthread_mutex_unlock(&e->lock);
}

/* --- places of connections --- */

/* The counter of a peer: IPv4 addresses whole, IPv6 by /64, which is what one customer has.
 * Addresses that share a counter by chance share a limit; the seed keeps that from being arranged.
 */
static _Atomic uint16_t *peer_counter(struct engine *e, const struct http_peer *peer)
{
    struct str prefix = {(const char *)peer->address, 16};
    static const char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (char)0xff, (char)0xff};
    if (memcmp(prefix.ptr, mapped, sizeof(mapped)) != 0) {
        prefix.len = 8;
    }
    uint64_t h = (str_hash(prefix) ^ e->seed) * UINT64_C(0x9e3779b97f4a7c15);
    h = (h ^ e->seed >> 7 ^ h >> 29) * UINT64_C(0xbf58476d1ce4e5b9);
    return &e->per_peer[(h >> 32) % PEER_COUNTERS];
}

static bool peer_is_counted(const struct engine *e, const struct http_peer *peer)
{
    return !peer->is_unix &&
           !(e->config.trust_local_proxy && sock_address_is_loopback(peer->address));
}

static struct conn *conn_take(struct engine *e)
{
    pthread_mutex_lock(&e->lock);
    struct conn *c = e->free_conns;
    if (c != NULL) {
        e->free_conns = c->next_free;
    }
    pthread_mutex_unlock(&e->lock);
    return c;
}

static void conn_give(struct engine *e, struct conn *c)
{
    pthread_mutex_lock(&e->lock);
    c->next_free = e->free_conns;
    e->free_conns = c;
    pthread_mutex_unlock(&e->lock);
}

void engine_conn_close(struct worker *w, struct conn *c)
{
    struct engine *e = w->engine;
    if (c->work != NULL) {
        engine_work_give(w, c->work);
        c->work = NULL;
    }
    if (c->counted) {
        atomic_fetch_sub(peer_counter(e, &c->peer), 1);
    }
    sock_close(c->fd); /* leaves the poll with it */
    c->fd = -1;
    c->state = CONN_FREE;
    conn_give(e, c);
    atomic_fetch_sub(&e->open, 1);
}

/* Registers an accepted socket. False: the caller closes it. */
static bool conn_open(struct worker *w, struct conn *c, int fd, const struct http_peer *peer)
{
    struct engine *e = w->engine;
    pthread_mutex_lock(&c->lock);
    c->work = NULL;
    c->peer = *peer;
    c->fd = fd;
    c->poll = w->poll;
    c->state = CONN_HEAD;
    c->armed = SOCK_READ | (e->shared_poll >= 0 ? (unsigned)SOCK_ONCE : 0);
    c->phase_us = w->now_us;
    c->deadline_us = w->now_us + (int64_t)e->config.idle_ms * 1000;
    c->lingered = 0;
    c->closing = c->linger = c->dead = false;
    c->counted = peer_is_counted(e, peer);
    bool added = sock_poll_add(c->poll, fd, c->armed, c->key) == ERR_OK;
    if (!added) {
        c->state = CONN_FREE;
        c->fd = -1;
    }
    pthread_mutex_unlock(&c->lock);
    return added;
}

static void refuse_socket(int fd)
{
    struct str answer = answer_constant(503);
    size_t put = 0;
    (void)!sock_write(fd, &answer, 1, false, &put);
    sock_close(fd);
}

static void accept_one(struct worker *w, int fd, const struct sock_peer *from)
{
    struct engine *e = w->engine;
    struct http_peer peer = {.uid = from->uid, .is_unix = from->is_unix};
    memcpy(peer.address, from->address, sizeof(peer.address));
    bool counted = peer_is_counted(e, &peer);
    if (counted && atomic_fetch_add(peer_counter(e, &peer), 1) >= e->config.connections_per_peer) {
        atomic_fetch_sub(peer_counter(e, &peer), 1);
        atomic_fetch_add(&e->refused_peer, 1);
        refuse_socket(fd);
        return;
    }
    struct conn *c = conn_take(e);
    if (c == NULL) {
        atomic_fetch_add(&e->refused_full, 1);
        refuse_socket(fd);
    } else {
        atomic_fetch_add(&e->open, 1);
        if (conn_open(w, c, fd, &peer)) {
            atomic_fetch_add(&e->accepted, 1);
            return;
        }
        atomic_fetch_sub(&e->open, 1);
        conn_give(e, c);
        sock_close(fd);
    }
    if (counted) {
        atomic_fetch_sub(peer_counter(e, &peer), 1);
    }
}

static void accept_some(struct worker *w, int listener)
{
    for (int i = 0; i < ACCEPT_PER_TURN; i++) {
        struct sock_peer from;
        int fd = -1;
        enum err e = sock_accept(listener, &fd, &from);
        if (e == ERR_OK) {
            accept_one(w, fd, &from);
        } else if (e == ERR_LIMIT) {
            /* Nothing to refuse with; the waiting connection keeps reporting. Rest instead of
             * spinning. */
            log_warn("http_descriptors_exhausted", "open=%u",
                     (unsigned)atomic_load(&w->engine->open));
            nanosleep(&(struct timespec){.tv_nsec = 20 * 1000 * 1000}, NULL);
            return;
        } else if (e == ERR_BUSY) {
            return;
        }
    }
}

/* --- threads --- */

static void serve(struct worker *w, struct sock_ready ready)
{
    struct engine *e = w->engine;
    w->now_us = clock_monotonic_us();
    if (ready.key < KEY_BELL) {
        if (!atomic_load(&e->draining)) {
            accept_some(w, e->listeners[ready.key]);
        }
        return;
    }
    struct conn *c = &e->conns[ready.key - KEY_CONNS];
    pthread_mutex_lock(&c->lock);
    if (c->state != CONN_FREE) {
        connection_run(w, c);
    }
    pthread_mutex_unlock(&c->lock);
}

static void *worker_main(void *arg)
{
    struct worker *w = arg;
    struct engine *e = w->engine;
    struct sock_ready ready[SOCK_READY_MAX];
    /* With slow handlers a worker takes one report, so that the others are free for the next. */
    size_t batch = e->shared_poll >= 0 ? 1 : SOCK_READY_MAX;
    while (!atomic_load(&e->finished)) {
        size_t n = sock_poll_wait(w->poll, ready, batch);
        for (size_t i = 0; i < n; i++) {
            if (ready[i].key != KEY_BELL) {
                serve(w, ready[i]);
            }
        }
    }
    return NULL;
}

/* Ends a connection whose time is up. The owner is told by the hang-up and closes it. */
static void reap(struct engine *e, struct conn *c, int64_t now_us, bool idle_too, bool all)
{
    if (pthread_mutex_trylock(&c->lock) != 0) {
        return; /* being served; a handler has no deadline */
    }
    bool idle = c->state == CONN_HEAD && c->work == NULL;
    if (c->state != CONN_FREE && !c->dead &&
        (now_us > c->deadline_us || all || (idle && idle_too))) {
        if (!idle && (c->state == CONN_HEAD || c->state == CONN_BODY)) {
            struct str answer = answer_constant(408);
            size_t put = 0;
            (void)!sock_write(c->fd, &answer, 1, false, &put);
            atomic_fetch_add(&e->timeouts, 1);
        }
        c->dead = true;
        sock_abort(c->fd);
    }
    pthread_mutex_unlock(&c->lock);
}

static void tick_wait(struct engine *e)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += REAPER_TICK_MS * 1000 * 1000;
    if (until.tv_nsec >= 1000 * 1000 * 1000) {
        until.tv_nsec -= 1000 * 1000 * 1000;
        until.tv_sec++;
    }
    (void)pthread_cond_timedwait(&e->stop_asked, &e->lock, &until);
}

static void *reaper_main(void *arg)
{
    struct engine *e = arg;
    for (;;) {
        pthread_mutex_lock(&e->lock);
        if (!e->stopping || atomic_load(&e->open) > 0) {
            tick_wait(e);
        }
        bool stopping = e->stopping;
        int64_t until = e->drain_until_us;
        pthread_mutex_unlock(&e->lock);
        int64_t now = clock_monotonic_us();
        if (stopping && atomic_load(&e->open) == 0) {
            return NULL;
        }
        for (uint32_t i = 0; i < e->config.connections_max; i++) {
            reap(e, &e->conns[i], now, stopping, stopping && now > until);
        }
    }
}

/* --- start and stop --- */

static void config_defaults(struct engine_config *c)
{
    c->connections_max = c->connections_max != 0 ? c->connections_max : LIMIT_CONNECTIONS;
    c->connections_per_peer =
        c->connections_per_peer != 0 ? c->connections_per_peer : LIMIT_CONNECTIONS_PER_PEER;
    c->idle_ms = c->idle_ms != 0 ? c->idle_ms : LIMIT_HTTP_IDLE_MS;
    c->header_ms = c->header_ms != 0 ? c->header_ms : LIMIT_HTTP_HEADER_MS;
    c->body_ms = c->body_ms != 0 ? c->body_ms : LIMIT_HTTP_BODY_MS;
    c->write_ms = c->write_ms != 0 ? c->write_ms : LIMIT_HTTP_WRITE_MS;
    uint64_t descriptors =
        sock_descriptors_reserve((uint64_t)c->connections_max + DESCRIPTORS_BESIDES);
    if (descriptors > DESCRIPTORS_BESIDES &&
        descriptors - DESCRIPTORS_BESIDES < c->connections_max) {
        c->connections_max = (uint32_t)(descriptors - DESCRIPTORS_BESIDES);
        log_warn("http_connections_reduced", "max=%u", (unsigned)c->connections_max);
    }
}

static enum err poll_make(struct engine *e, int *poll)
{
    enum err err = sock_poll_open(poll);
    for (size_t i = 0; err == ERR_OK && i < e->config.listener_count; i++) {
        unsigned interest = SOCK_READ | (e->shared_poll >= 0 ? 0 : (unsigned)SOCK_EXCLUSIVE);
        err = sock_poll_add(*poll, e->listeners[i], interest, i);
    }
    return err == ERR_OK ? sock_poll_add(*poll, e->bell, SOCK_READ, KEY_BELL) : err;
}

static enum err engine_prepare(struct engine *e)
{
    enum err err = sock_bell_open(&e->bell);
    if (err == ERR_OK && e->config.blocking_handlers) {
        e->shared_poll = 0; /* marks the mode for poll_make */
        err = poll_make(e, &e->shared_poll);
    }
    e->workers = ARENA_ARRAY(&e->arena, struct worker, e->config.workers);
    e->conns = ARENA_ARRAY(&e->arena, struct conn, e->config.connections_max);
    if (err != ERR_OK || e->workers == NULL || e->conns == NULL) {
        return err != ERR_OK ? err : ERR_MEMORY;
    }
    for (uint32_t i = e->config.connections_max; i-- > 0;) {
        struct conn *c = &e->conns[i];
        pthread_mutex_init(&c->lock, NULL);
        c->fd = -1;
        c->key = KEY_CONNS + i;
        c->next_free = e->free_conns;
        e->free_conns = c;
    }
    for (uint32_t i = 0; i < e->config.workers; i++) {
        e->workers[i] = (struct worker){.engine = e, .poll = e->shared_poll, .date_second = -1};
    }
    for (uint32_t i = 0; err == ERR_OK && e->shared_poll < 0 && i < e->config.workers; i++) {
        err = poll_make(e, &e->workers[i].poll);
    }
    return err;
}

static void engine_free(struct engine *e)
{
    for (uint32_t i = 0; e->workers != NULL && i < e->config.workers; i++) {
        if (e->workers[i].spare != NULL) {
            arena_release(&e->workers[i].spare->arena);
        }
        if (e->shared_poll < 0 && e->workers[i].poll > 0) {
            sock_close(e->workers[i].poll);
        }
    }
    for (struct work *k = e->free_works; k != NULL; k = k->next) {
        arena_release(&k->arena);
    }
    if (e->shared_poll > 0) {
        sock_close(e->shared_poll);
    }
    if (e->bell >= 0) {
        sock_close(e->bell);
    }
    struct arena arena = e->arena;
    arena_release(&arena);
}

/* Threads ignore signals: those are the main thread's, and SIGPIPE of sendfile is nobody's. */
static enum err threads_start(struct engine *e)
{
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    enum err err = pthread_create(&e->reaper, NULL, reaper_main, e) == 0 ? ERR_OK : ERR_MEMORY;
    bool reaper = err == ERR_OK;
    while (err == ERR_OK && e->workers_started < e->config.workers) {
        struct worker *w = &e->workers[e->workers_started];
        err = pthread_create(&w->thread, NULL, worker_main, w) == 0 ? ERR_OK : ERR_MEMORY;
        e->workers_started += err == ERR_OK;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (err != ERR_OK && reaper) {
        engine_stop(e, 0);
    } else if (err != ERR_OK) {
        engine_free(e);
    }
    return err;
}

enum err engine_start(const struct engine_config *config, struct engine **out)
{
    if (config->workers == 0 || config->listener_count == 0 ||
        config->listener_count > ENGINE_LISTENERS_MAX || config->app.handle == NULL) {
        return ERR_INVALID;
    }
    struct engine_config full = *config;
    config_defaults(&full);
    struct arena arena;
    arena_init(&arena, sizeof(struct engine) + 4096 + full.workers * sizeof(struct worker) +
                           full.connections_max * (sizeof(struct conn) + sizeof(struct work) + 64));
    struct engine *e = ARENA_NEW(&arena, struct engine);
    if (e == NULL) {
        arena_release(&arena);
        return ERR_MEMORY;
    }
    e->arena = arena;
    e->config = full;
    e->bell = -1;
    e->shared_poll = -1;
    memcpy(e->listeners, config->listeners, config->listener_count * sizeof(int));
    e->config.listeners = e->listeners;
    clock_init_system(&e->clock);
    random_bytes(&e->seed, sizeof(e->seed));
    pthread_mutex_init(&e->lock, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&e->stop_asked, &monotonic);
    enum err err = engine_prepare(e);
    if (err != ERR_OK) {
        engine_free(e);
        return err;
    }
    err = threads_start(e);
    *out = err == ERR_OK ? e : NULL;
    return err;
}

void engine_stop(struct engine *e, uint32_t drain_ms)
{
    atomic_store(&e->draining, true);
    for (size_t i = 0; i < e->config.listener_count; i++) {
        if (e->shared_poll >= 0) {
            sock_poll_remove(e->shared_poll, e->listeners[i]);
        }
        for (uint32_t n = 0; e->shared_poll < 0 && n < e->config.workers; n++) {
            sock_poll_remove(e->workers[n].poll, e->listeners[i]);
        }
    }
    pthread_mutex_lock(&e->lock);
    e->stopping = true;
    e->drain_until_us = clock_monotonic_us() + (int64_t)drain_ms * 1000;
    pthread_cond_signal(&e->stop_asked);
    pthread_mutex_unlock(&e->lock);
    pthread_join(e->reaper, NULL); /* until the last connection is closed by its worker */
    atomic_store(&e->finished, true);
    sock_bell_ring(e->bell);
    for (uint32_t i = 0; i < e->workers_started; i++) {
        pthread_join(e->workers[i].thread, NULL);
    }
    for (uint32_t i = 0; i < e->config.connections_max; i++) {
        if (e->conns[i].state != CONN_FREE) {
            engine_conn_close(&e->workers[0],
                              &e->conns[i]); /* accepted while the last one was leaving */
        }
    }
    engine_free(e);
}

void engine_stats_read(struct engine *e, struct engine_stats *out)
{
    *out = (struct engine_stats){
        .accepted = atomic_load(&e->accepted),
        .refused_full = atomic_load(&e->refused_full),
        .refused_peer = atomic_load(&e->refused_peer),
        .requests = atomic_load(&e->requests),
        .bad_requests = atomic_load(&e->bad_requests),
        .timeouts = atomic_load(&e->timeouts),
        .open = (uint32_t)atomic_load(&e->open),
    };
}
