/*
 * http/connection.c — one connection from byte to byte: header block, body, handler, answer, next
 * request.
 *
 * Responsible for the order of the phases and for their deadlines, which never move because of
 * single bytes: a phase may last a fixed time plus what its bytes take at LIMIT_HTTP_BODY_RATE. It
 * must never read a body that the application did not plan for, and never serve a second request
 * whose beginning is in doubt.
 */
#include "http/engine_priv.h"

#include <string.h>

void connection_work_reset(struct work *k)
{
    size_t rest = k->in_len - k->in_next;
    if (rest > 0 && k->in_next > 0) {
        memmove(k->in, k->in + k->in_next, rest);
    }
    if (k->req.has_body) {
        explicit_bzero(k->in + rest,
                       sizeof(k->in) - rest); /* passwords and reports pass through here */
    }
    http_response_clear(&k->res);
    arena_clear(&k->arena);
    memset(&k->req, 0, sizeof(k->req));
    k->scan = (struct http_scan){0};
    k->chunks = (struct http_chunks){0};
    k->plan = (struct http_body_plan){0};
    k->body = (struct buf){0};
    k->body_seen = 0;
    k->in_len = rest;
    k->head_len = 0;
    k->in_next = 0;
}

static void phase_begin(struct worker *w, struct conn *c, enum conn_state state,
                        uint32_t allowance_ms)
{
    c->state = state;
    c->phase_us = w->now_us;
    c->deadline_us = w->now_us + (int64_t)allowance_ms * 1000;
}

/* Bytes that moved earn time, but never more than one allowance from now: the slowest honest client
 * is not cut off, one that drips or stops is, also when it was quick before. */
static void phase_extend(struct worker *w, struct conn *c, uint32_t allowance_ms, uint64_t bytes)
{
    int64_t allowance_us = (int64_t)allowance_ms * 1000;
    int64_t earned_us =
        c->phase_us + allowance_us + (int64_t)(bytes / LIMIT_HTTP_BODY_RATE) * 1000 * 1000;
    int64_t patience_us = w->now_us + allowance_us;
    c->deadline_us = earned_us < patience_us ? earned_us : patience_us;
}

static enum next answer_begin(struct worker *w, struct conn *c)
{
    phase_begin(w, c, CONN_WRITE, w->engine->config.write_ms);
    return NEXT_AGAIN;
}

static enum next refuse(struct worker *w, struct conn *c, int status)
{
    answer_refuse(w, c, status);
    return answer_begin(w, c);
}

static int status_of(enum err e)
{
    switch (e) {
    case ERR_OK:
        return 0;
    case ERR_LIMIT:
        return 413;
    case ERR_INVALID:
        return 400;
    case ERR_BUSY:
    case ERR_FULL:
    case ERR_MEMORY:
        return 503;
    case ERR_NOT_FOUND:
    case ERR_EXISTS:
    case ERR_CONFLICT:
    case ERR_IO:
    case ERR_CORRUPT:
    case ERR_CRYPTO:
    case ERR_LOCKED:
    case ERR_DENIED:
    case ERR_TIMEOUT:
    case ERR_UNSUPPORTED:
        break;
    }
    return 500;
}

/* The peer that a proxy on this machine speaks for: the last address it added itself. */
static void peer_forwarded(const struct engine *e, struct http_request *req)
{
    if (!e->config.trust_local_proxy || req->peer.is_unix ||
        !sock_address_is_loopback(req->peer.address)) {
        return;
    }
    struct str list = {0};
    for (size_t i = 0; i < req->header_count; i++) {
        if (str_equal_nocase(req->headers[i].name, STR("x-forwarded-for"))) {
            list = req->headers[i].value;
        }
    }
    struct str last = {0};
    while (list.ptr != NULL) {
        last = str_trim(str_split(&list, ','));
    }
    uint8_t address[sizeof(req->peer.address)];
    if (sock_address_read(last, address)) {
        memcpy(req->peer.address, address, sizeof(address));
    }
}

static enum next request_handle(struct worker *w, struct conn *c)
{
    struct work *k = c->work;
    const struct engine_app *app = &w->engine->config.app;
    if (k->plan.write == NULL && k->req.has_body && buf_finish(&k->body, &k->req.body) != ERR_OK) {
        return refuse(w, c, 503);
    }
    app->handle(app->ctx, &k->req, &k->res);
    w->now_us = clock_monotonic_us();
    answer_compose(w, c);
    return answer_begin(w, c);
}

/* The header block is complete: ask the application what to do with the rest. */
static enum next request_begin(struct worker *w, struct conn *c)
{
    struct work *k = c->work;
    const struct engine_app *app = &w->engine->config.app;
    atomic_fetch_add_explicit(&w->engine->requests, 1, memory_order_relaxed);
    k->in_next = k->head_len;
    k->req.start_us = w->now_us;
    peer_forwarded(w->engine, &k->req);
    k->plan = (struct http_body_plan){.max = LIMIT_FORM_BYTES};
    if (app->begin != NULL) {
        app->begin(app->ctx, &k->req, &k->res, &k->plan);
    }
    if (k->res.status != 0 || k->res.failed) {
        /* Answered already. What follows of a body would be read as a request, so nothing is read
         * any more. */
        c->closing = c->closing || k->req.has_body;
        c->linger = k->req.has_body;
        answer_compose(w, c);
        return answer_begin(w, c);
    }
    if (!k->req.has_body) {
        return request_handle(w, c);
    }
    if (k->plan.max == 0 || k->req.body_length > k->plan.max) {
        return refuse(w, c, 413);
    }
    buf_init(&k->body, k->req.arena, (size_t)k->plan.max);
    phase_begin(w, c, CONN_BODY, w->engine->config.body_ms);
    if (k->req.expects_continue && k->in_len == k->head_len) {
        struct str go = STR("HTTP/1.1 100 Continue\r\n\r\n");
        size_t sent = 0;
        if (sock_write(c->fd, &go, 1, false, &sent) != ERR_OK || sent != go.len) {
            return NEXT_CLOSE; /* the first bytes of a connection always fit, unless it is dead */
        }
    }
    return NEXT_AGAIN;
}

static int body_deliver(struct work *k, struct str bytes)
{
    k->body_seen += bytes.len;
    if (k->body_seen > k->plan.max) {
        return 413;
    }
    if (k->plan.write != NULL) {
        return status_of(k->plan.write(k->plan.arg, bytes));
    }
    buf_add(&k->body, bytes);
    return k->body.failed ? 503 : 0;
}

/* Takes what has arrived of a body. 0: it is complete; -1: more is needed; else the status to
 * refuse with. */
static int body_take_chunks(struct work *k)
{
    size_t at = k->head_len;
    while (at < k->in_len) {
        struct str data = {0};
        size_t used = 0;
        enum http_chunk_result r =
            http_chunks_feed(&k->chunks, (struct str){k->in + at, k->in_len - at}, &used, &data);
        at += used;
        if (r == HTTP_CHUNK_BAD) {
            return 400;
        }
        if (r == HTTP_CHUNK_FINISHED) {
            k->in_next = at;
            return 0;
        }
        int status = r == HTTP_CHUNK_BYTES ? body_deliver(k, data) : 0;
        if (status != 0) {
            return status;
        }
    }
    return -1;
}

static int body_take(struct work *k)
{
    if (!k->req.body_length_known) {
        return body_take_chunks(k);
    }
    size_t have = k->in_len - k->head_len;
    uint64_t left = k->req.body_length - k->body_seen;
    size_t n = have < left ? have : (size_t)left;
    int status = n > 0 ? body_deliver(k, (struct str){k->in + k->head_len, n}) : 0;
    if (status != 0) {
        return status;
    }
    k->in_next = k->head_len + n;
    return k->body_seen == k->req.body_length ? 0 : -1;
}

static enum next read_more(struct conn *c, size_t *got)
{
    struct work *k = c->work;
    enum err e = sock_read(c->fd, k->in + k->in_len, sizeof(k->in) - k->in_len, got);
    if (e == ERR_BUSY) {
        return NEXT_READ;
    }
    if (e != ERR_OK || *got == 0) {
        return NEXT_CLOSE;
    }
    k->in_len += *got;
    return NEXT_AGAIN;
}

static enum next step_body(struct worker *w, struct conn *c)
{
    struct work *k = c->work;
    int status = body_take(k);
    if (status == 0) {
        return request_handle(w, c);
    }
    if (status > 0) {
        return refuse(w, c, status);
    }
    k->in_len = k->head_len;
    size_t got = 0;
    enum next next = read_more(c, &got);
    if (got > 0) {
        phase_extend(w, c, w->engine->config.body_ms, k->body_seen + got);
    }
    return next;
}

static void idle_begin(struct worker *w, struct conn *c)
{
    if (c->work != NULL) {
        engine_work_give(w, c->work);
        c->work = NULL;
    }
    phase_begin(w, c, CONN_HEAD, w->engine->config.idle_ms);
}

static enum next step_head(struct worker *w, struct conn *c)
{
    struct work *k = c->work;
    if (k == NULL) {
        k = c->work = engine_work_take(w);
        if (k == NULL) {
            return NEXT_CLOSE;
        }
    }
    if (k->scan.at == k->in_len) {
        bool first = k->in_len == 0;
        size_t got = 0;
        enum next next = read_more(c, &got);
        if (next != NEXT_AGAIN) {
            if (first && next == NEXT_READ) {
                idle_begin(w, c);
            }
            return next;
        }
        if (first) {
            phase_begin(w, c, CONN_HEAD, w->engine->config.header_ms);
        }
    }
    k->req.arena = &k->arena;
    k->req.peer = c->peer;
    int status = http_scan_head(&k->scan, (struct str){k->in, k->in_len}, &k->head_len);
    if (status < 0) {
        return NEXT_READ;
    }
    if (status == 0) {
        status = http_parse_head((struct str){k->in, k->head_len}, k->headers, &k->req);
    }
    return status == 0 ? request_begin(w, c) : refuse(w, c, status);
}

/* The answer is out: the next request, the end, or a moment of patience. */
static enum next answer_done(struct worker *w, struct conn *c)
{
    struct work *k = c->work;
    if (c->closing) {
        if (!c->linger && k->in_len == k->in_next) {
            return NEXT_CLOSE;
        }
        /* Closing with unread bytes makes the kernel reset the connection, which may destroy the
         * answer. */
        sock_finish(c->fd);
        engine_work_give(w, k);
        c->work = NULL;
        phase_begin(w, c, CONN_LINGER, LIMIT_HTTP_LINGER_MS);
        return NEXT_AGAIN;
    }
    if (k->in_len == k->in_next) {
        idle_begin(w, c);
        return NEXT_READ;
    }
    connection_work_reset(k);
    phase_begin(w, c, CONN_HEAD, w->engine->config.header_ms);
    return NEXT_AGAIN;
}

static void parts_advance(struct work *k, size_t put)
{
    k->sent += put;
    for (size_t i = 0; i < sizeof(k->parts) / sizeof(k->parts[0]) && put > 0; i++) {
        size_t n = put < k->parts[i].len ? put : k->parts[i].len;
        k->parts[i] = str_slice(k->parts[i], n, k->parts[i].len);
        put -= n;
    }
}

static enum next step_write(struct worker *w, struct conn *c)
{
    struct work *k = c->work;
    size_t left = k->parts[0].len + k->parts[1].len + k->parts[2].len;
    size_t put = 0;
    enum err e = ERR_OK;
    if (left > 0) {
        e = sock_write(c->fd, k->parts, 3, k->file_left > 0, &put);
        parts_advance(k, e == ERR_OK ? put : 0);
    } else if (k->file_left > 0) {
        e = sock_send_file(c->fd, k->res.fd, &k->file_at, k->file_left, &put);
        if (e == ERR_OK) {
            k->file_left -= put;
            k->sent += put;
        }
    }
    if (put > 0) {
        phase_extend(w, c, w->engine->config.write_ms, k->sent);
    }
    if (e == ERR_BUSY) {
        return NEXT_WRITE;
    }
    if (e != ERR_OK) {
        return NEXT_CLOSE;
    }
    return put == left && k->file_left == 0 ? answer_done(w, c) : NEXT_AGAIN;
}

static enum next step_linger(struct conn *c)
{
    char dropped[16 << 10];
    size_t got = 0;
    enum err e = sock_read(c->fd, dropped, sizeof(dropped), &got);
    if (e == ERR_BUSY) {
        return NEXT_READ;
    }
    c->lingered += got;
    return e != ERR_OK || got == 0 || c->lingered > LIMIT_HTTP_LINGER_BYTES ? NEXT_CLOSE
                                                                            : NEXT_AGAIN;
}

static enum next step(struct worker *w, struct conn *c)
{
    switch (c->state) {
    case CONN_HEAD:
        return step_head(w, c);
    case CONN_BODY:
        return step_body(w, c);
    case CONN_WRITE:
        return step_write(w, c);
    case CONN_LINGER:
        return step_linger(c);
    case CONN_FREE:
        break;
    }
    return NEXT_CLOSE;
}

enum { STEPS_PER_TURN = 4 * LIMIT_HTTP_PIPELINE };

void connection_run(struct worker *w, struct conn *c)
{
    enum next next = c->dead ? NEXT_CLOSE : NEXT_AGAIN;
    for (int steps = 0; next == NEXT_AGAIN && steps < STEPS_PER_TURN; steps++) {
        next = step(w, c);
    }
    if (next == NEXT_CLOSE) {
        engine_conn_close(w, c);
        return;
    }
    /* Others have their turn first: a writable socket reports at once. */
    unsigned interest = next == NEXT_WRITE   ? SOCK_WRITE
                        : next == NEXT_AGAIN ? SOCK_READ | SOCK_WRITE
                                             : SOCK_READ;
    bool once = w->engine->shared_poll >= 0;
    if (once) {
        interest |= SOCK_ONCE;
    }
    if ((once || interest != c->armed) &&
        sock_poll_change(c->poll, c->fd, interest, c->key) != ERR_OK) {
        engine_conn_close(w, c);
        return;
    }
    c->armed = interest;
}
