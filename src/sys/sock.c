/*
 * sys/sock.c — non-blocking sockets and epoll as values.
 *
 * Responsible for translating the kernel's answers into enum err. It must never block, except in
 * sock_poll_wait.
 */
#include "sys/sock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

static const uint8_t mapped_prefix[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static enum err io_error(void)
{
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) {
        return ERR_BUSY;
    }
    return ERR_IO;
}

static void peer_fill(int fd, const struct sockaddr_storage *from, struct sock_peer *peer)
{
    *peer = (struct sock_peer){0};
    if (from->ss_family == AF_INET) {
        const struct sockaddr_in *in4 = (const struct sockaddr_in *)from;
        memcpy(peer->address, mapped_prefix, sizeof(mapped_prefix));
        memcpy(peer->address + sizeof(mapped_prefix), &in4->sin_addr, 4);
    } else if (from->ss_family == AF_INET6) {
        const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)from;
        memcpy(peer->address, &in6->sin6_addr, 16);
    } else {
        struct ucred who = {0};
        socklen_t len = sizeof(who);
        peer->is_unix = true;
        peer->uid = getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) == 0 ? who.uid : UINT32_MAX;
    }
}

enum err sock_accept(int listener, int *fd, struct sock_peer *peer)
{
    struct sockaddr_storage from = {0};
    socklen_t len = sizeof(from);
    int got = accept4(listener, (struct sockaddr *)&from, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (got < 0) {
        if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            return ERR_LIMIT;
        }
        return io_error();
    }
    peer_fill(got, &from, peer);
    if (!peer->is_unix) {
        int one = 1;
        (void)setsockopt(got, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    }
    *fd = got;
    return ERR_OK;
}

enum err sock_read(int fd, void *out, size_t size, size_t *got)
{
    ssize_t n = recv(fd, out, size, 0);
    if (n < 0) {
        return io_error();
    }
    *got = (size_t)n;
    return ERR_OK;
}

enum err sock_write(int fd, const struct str *parts, size_t count, bool more, size_t *put)
{
    struct iovec vec[SOCK_PARTS_MAX];
    size_t n = 0;
    for (size_t i = 0; i < count && n < SOCK_PARTS_MAX; i++) {
        if (parts[i].len > 0) {
            /* sendmsg only reads, but its vector has no const. */
            vec[n].iov_base = (void *)(uintptr_t)parts[i].ptr;
            vec[n++].iov_len = parts[i].len;
        }
    }
    struct msghdr message = {.msg_iov = vec, .msg_iovlen = n};
    ssize_t sent = sendmsg(fd, &message, MSG_NOSIGNAL | (more ? MSG_MORE : 0));
    if (sent < 0) {
        return io_error();
    }
    *put = (size_t)sent;
    return ERR_OK;
}

enum err sock_send_file(int fd, int file, uint64_t *offset, uint64_t size, size_t *put)
{
    off_t at = (off_t)*offset;
    size_t want = size > (1u << 20) ? 1u << 20 : (size_t)size;
    ssize_t sent = sendfile(fd, file, &at, want);
    if (sent < 0) {
        return io_error();
    }
    if (sent == 0) {
        return ERR_IO;
    }
    *offset = (uint64_t)at;
    *put = (size_t)sent;
    return ERR_OK;
}

void sock_finish(int fd)
{
    (void)shutdown(fd, SHUT_WR);
}

void sock_abort(int fd)
{
    (void)shutdown(fd, SHUT_RDWR);
}

void sock_close(int fd)
{
    (void)close(fd);
}

bool sock_address_read(struct str text, uint8_t out[16])
{
    char name[INET6_ADDRSTRLEN + 1];
    struct in_addr in4;
    if (text.len == 0 || text.len >= sizeof(name) || memchr(text.ptr, 0, text.len) != NULL) {
        return false;
    }
    memcpy(name, text.ptr, text.len);
    name[text.len] = 0;
    if (inet_pton(AF_INET, name, &in4) == 1) {
        memcpy(out, mapped_prefix, sizeof(mapped_prefix));
        memcpy(out + sizeof(mapped_prefix), &in4, 4);
        return true;
    }
    return inet_pton(AF_INET6, name, out) == 1;
}

bool sock_address_is_loopback(const uint8_t address[16])
{
    static const uint8_t one[16] = {[15] = 1};
    if (memcmp(address, mapped_prefix, sizeof(mapped_prefix)) == 0) {
        return address[12] == 127;
    }
    return memcmp(address, one, sizeof(one)) == 0;
}

uint64_t sock_descriptors_reserve(uint64_t wanted)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return 0;
    }
    if (limit.rlim_cur < wanted) {
        struct rlimit raised = limit;
        raised.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
        if (setrlimit(RLIMIT_NOFILE, &raised) == 0) {
            limit = raised;
        }
    }
    return limit.rlim_cur;
}

enum err sock_poll_open(int *poll)
{
    *poll = epoll_create1(EPOLL_CLOEXEC);
    return *poll < 0 ? ERR_IO : ERR_OK;
}

static struct epoll_event event_of(unsigned interest, uint64_t key)
{
    struct epoll_event event = {.data.u64 = key};
    event.events = (interest & SOCK_READ ? (uint32_t)EPOLLIN : 0) |
                   (interest & SOCK_WRITE ? (uint32_t)EPOLLOUT : 0) |
                   (interest & SOCK_ONCE ? (uint32_t)EPOLLONESHOT : 0) |
                   (interest & SOCK_EXCLUSIVE ? (uint32_t)EPOLLEXCLUSIVE : 0);
    return event;
}

enum err sock_poll_add(int poll, int fd, unsigned interest, uint64_t key)
{
    struct epoll_event event = event_of(interest, key);
    return epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event) == 0 ? ERR_OK : ERR_IO;
}

enum err sock_poll_change(int poll, int fd, unsigned interest, uint64_t key)
{
    struct epoll_event event = event_of(interest, key);
    return epoll_ctl(poll, EPOLL_CTL_MOD, fd, &event) == 0 ? ERR_OK : ERR_IO;
}

void sock_poll_remove(int poll, int fd)
{
    (void)epoll_ctl(poll, EPOLL_CTL_DEL, fd, NULL);
}

size_t sock_poll_wait(int poll, struct sock_ready *ready, size_t max)
{
    struct epoll_event events[SOCK_READY_MAX];
    int n = epoll_wait(poll, events, max > SOCK_READY_MAX ? SOCK_READY_MAX : (int)max, -1);
    for (int i = 0; i < n; i++) {
        unsigned interest = (events[i].events & EPOLLOUT ? (unsigned)SOCK_WRITE : 0) |
                            (events[i].events & ~(uint32_t)EPOLLOUT ? (unsigned)SOCK_READ : 0);
        ready[i] = (struct sock_ready){events[i].data.u64, interest};
    }
    return n < 0 ? 0 : (size_t)n;
}

enum err sock_bell_open(int *bell)
{
    *bell = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return *bell < 0 ? ERR_IO : ERR_OK;
}

void sock_bell_ring(int bell)
{
    uint64_t one = 1;
    /* Only a full counter can refuse, and then the bell is ringing already. */
    ssize_t put = write(bell, &one, sizeof(one));
    (void)put;
}
