/*
 * sys/sock.h — what an event loop asks of connected sockets, with errors as values.
 *
 * The seam that keeps errno, socket addresses and epoll out of http/. Every descriptor made here is
 * non-blocking and closes on exec. Nothing here listens (sys/net.h) or decides.
 */
#ifndef SYS_SOCK_H
#define SYS_SOCK_H

#include "base/err.h"
#include "base/str.h"

struct sock_peer {
    uint8_t address[16]; /* IPv6, or IPv4 mapped; zero for a unix socket */
    uint32_t uid;        /* unix socket: user of the peer */
    bool is_unix;
};

/* Takes one waiting connection. ERR_BUSY: none is waiting. ERR_LIMIT: out of descriptors. ERR_IO:
 * that connection died already; try the next. TCP connections send at once (no Nagle). */
enum err sock_accept(int listener, int *fd, struct sock_peer *peer) MUST_CHECK;
/* *got = 0 with ERR_OK is the end of the stream. ERR_BUSY: nothing there yet. ERR_IO: the
 * connection is dead. */
enum err sock_read(int fd, void *out, size_t size, size_t *got) MUST_CHECK;
enum { SOCK_PARTS_MAX = 4 };
/* Sends the parts in order, as far as the kernel takes them. `more`: further bytes follow at once.
 * ERR_BUSY, ERR_IO. */
enum err sock_write(int fd, const struct str *parts, size_t count, bool more,
                    size_t *put) MUST_CHECK;
/* Sends up to `size` bytes of a file from *offset and moves it. ERR_BUSY, ERR_IO; a file that ended
 * early is ERR_IO. */
enum err sock_send_file(int fd, int file, uint64_t *offset, uint64_t size, size_t *put) MUST_CHECK;
/* No more bytes from us; the other side may still send. */
void sock_finish(int fd);
/* Ends both directions; wakes whoever waits for the socket. The descriptor stays open. */
void sock_abort(int fd);
void sock_close(int fd);

/* Reads a numeric IPv4 or IPv6 address. */
bool sock_address_read(struct str text, uint8_t out[16]);
bool sock_address_is_loopback(const uint8_t address[16]);

/* Raises the limit of open descriptors towards `wanted` and tells what it is now; 0 when the kernel
 * does not say. */
uint64_t sock_descriptors_reserve(uint64_t wanted);

/* --- waiting ---------------------------------------------------------------------------------- */
enum sock_interest {
    SOCK_READ = 1,
    SOCK_WRITE = 2,
    SOCK_ONCE = 4,      /* disarmed after one report, until sock_poll_change */
    SOCK_EXCLUSIVE = 8, /* wake one poll of several; only with sock_poll_add */
};

struct sock_ready {
    uint64_t key;
    unsigned interest; /* SOCK_READ also for a hang-up or an error: reading tells */
};

enum err sock_poll_open(int *poll) MUST_CHECK;
enum err sock_poll_add(int poll, int fd, unsigned interest, uint64_t key) MUST_CHECK;
enum err sock_poll_change(int poll, int fd, unsigned interest, uint64_t key) MUST_CHECK;
void sock_poll_remove(int poll, int fd);
enum { SOCK_READY_MAX = 64 };
/* Waits without a time limit. At most `max` reports; 0 when a signal came. */
size_t sock_poll_wait(int poll, struct sock_ready *ready, size_t max);

/* A descriptor that becomes readable for everybody once sock_bell_ring was called, and stays so. */
enum err sock_bell_open(int *bell) MUST_CHECK;
void sock_bell_ring(int bell);

#endif
