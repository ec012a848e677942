/*
 * test/unit/http/wire.h — a real engine on a loopback port, and a client that sends bytes as they
 * are. Test programs include it once. Must never hold test data.
 */
#ifndef TEST_HTTP_WIRE_H
#define TEST_HTTP_WIRE_H

#include "tester.h"

#include "base/buf.h"
#include "http/engine.h"
#include "sys/clock.h"
#include "sys/crypto.h"
#include "sys/net.h"

#include <arpa/inet.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct wire {
    struct engine *engine;
    int listener;
    uint16_t port;
};

/* Starts the engine with `config` (its listeners are set here). */
static inline void wire_start(struct wire *w, struct engine_config config)
{
    assert_int_equal(crypto_init(), ERR_OK);
    assert_int_equal(net_listen_tcp("127.0.0.1", 0, &w->listener, &w->port), ERR_OK);
    config.listeners = &w->listener;
    config.listener_count = 1;
    assert_int_equal(engine_start(&config, &w->engine), ERR_OK);
}

static inline void wire_stop(struct wire *w)
{
    engine_stop(w->engine, 200);
    (void)close(w->listener);
}

static inline int wire_connect(const struct wire *w)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(w->port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
    return fd;
}

/* Sends as much as the other side takes; false when it has closed. */
static inline bool wire_send(int fd, struct str bytes)
{
    size_t at = 0;
    while (at < bytes.len) {
        ssize_t n = send(fd, bytes.ptr + at, bytes.len - at, MSG_NOSIGNAL);
        if (n <= 0) {
            return false;
        }
        at += (size_t)n;
    }
    return true;
}

/* Reads until the other side closes, `enough` has been seen, or `ms` have passed without a byte.
 * *closed tells. */
static inline struct str wire_read(int fd, struct arena *a, struct str enough, int ms, bool *closed)
{
    struct buf in;
    buf_init(&in, a, 8 << 20);
    *closed = false;
    for (;;) {
        char piece[4096];
        struct pollfd p = {.fd = fd, .events = POLLIN};
        if ((enough.len > 0 && str_find(buf_str(&in), enough, 0) != SIZE_MAX) ||
            poll(&p, 1, ms) <= 0) {
            return buf_str(&in);
        }
        ssize_t n = recv(fd, piece, sizeof(piece), 0);
        if (n <= 0) {
            *closed = true;
            return buf_str(&in);
        }
        buf_add_bytes(&in, piece, (size_t)n);
    }
}

/* Status of the answer at the start of `bytes`; 0 when there is none. */
static inline int wire_status(struct str bytes)
{
    uint64_t status = 0;
    if (!str_starts_with(bytes, STR("HTTP/1.1 ")) ||
        !str_to_u64(str_slice(bytes, 9, 12), 999, &status)) {
        return 0;
    }
    return (int)status;
}

static inline size_t wire_answers(struct str bytes)
{
    size_t count = 0;
    for (size_t at = str_find(bytes, STR("HTTP/1.1 "), 0); at != SIZE_MAX;
         at = str_find(bytes, STR("HTTP/1.1 "), at + 1)) {
        count++;
    }
    return count;
}

#endif
