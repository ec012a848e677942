/*
 * test/smtp_server.h — a mail server of a few lines on loopback, for tests of the courier. It takes
 * one connection at a time and keeps what it was given. An address beginning with "gone" is refused
 * for good, "later" for now, "full" after the text. The suite `mail` uses a real server beside it.
 * Only for tests.
 */
#ifndef TEST_SMTP_SERVER_H
#define TEST_SMTP_SERVER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SMTP_KEPT_BYTES = 48 << 10, SMTP_LINE_BYTES = 2048 };

struct smtp_server_test {
    int listener;
    uint16_t port;
    pthread_t thread;
    atomic_bool stop;
    _Atomic int taken, refused, put_off, connections;
    pthread_mutex_t lock;
    char kept[SMTP_KEPT_BYTES]; /* envelopes and texts, one after the other; under the lock */
    size_t kept_len;
};

struct smtp_talk {
    struct smtp_server_test *server;
    int fd;
    char in[SMTP_LINE_BYTES];
    size_t in_len;
    char to[SMTP_LINE_BYTES];
};

static inline void smtp_keep(struct smtp_server_test *s, const char *line)
{
    size_t len = strlen(line);
    pthread_mutex_lock(&s->lock);
    if (s->kept_len + len + 2 < SMTP_KEPT_BYTES) {
        memcpy(s->kept + s->kept_len, line, len);
        s->kept_len += len;
        s->kept[s->kept_len++] = '\n';
        s->kept[s->kept_len] = '\0';
    }
    pthread_mutex_unlock(&s->lock);
}

/* Does what came hold this text? */
static inline bool smtp_holds(struct smtp_server_test *s, const char *text)
{
    pthread_mutex_lock(&s->lock);
    bool found = strstr(s->kept, text) != NULL;
    pthread_mutex_unlock(&s->lock);
    return found;
}

/* One line without its end; false when the other side is gone or the server stops. */
static inline bool smtp_line(struct smtp_talk *t, char out[SMTP_LINE_BYTES])
{
    for (;;) {
        char *end = memchr(t->in, '\n', t->in_len);
        if (end) {
            size_t len = (size_t)(end - t->in);
            memcpy(out, t->in, len);
            out[len > 0 && out[len - 1] == '\r' ? len - 1 : len] = '\0';
            t->in_len -= len + 1;
            memmove(t->in, end + 1, t->in_len);
            return true;
        }
        struct pollfd p = {.fd = t->fd, .events = POLLIN};
        if (atomic_load(&t->server->stop) || t->in_len == sizeof(t->in))
            return false;
        if (poll(&p, 1, 50) <= 0)
            continue;
        ssize_t got = read(t->fd, t->in + t->in_len, sizeof(t->in) - t->in_len);
        if (got <= 0)
            return false;
        t->in_len += (size_t)got;
    }
}

static inline void smtp_say(struct smtp_talk *t, const char *line)
{
    ssize_t sent = write(t->fd, line, strlen(line));
    (void)sent;
}

static inline void smtp_recipient(struct smtp_talk *t, const char *line)
{
    (void)snprintf(t->to, sizeof(t->to), "%s", line + strlen("RCPT TO:<"));
    if (strncmp(t->to, "gone", 4) == 0) {
        atomic_fetch_add(&t->server->refused, 1);
        smtp_say(t, "550 5.1.1 no such mailbox\r\n");
    } else if (strncmp(t->to, "later", 5) == 0) {
        atomic_fetch_add(&t->server->put_off, 1);
        smtp_say(t, "451 4.7.1 come back later\r\n");
    } else if (strncmp(t->to, "vanish", 6) == 0) {
        smtp_say(t, "250 2.1.5 vanish@acme.example... Recipient ok\r\n");
        (void)shutdown(t->fd, SHUT_RDWR);
    } else {
        smtp_keep(t->server, line);
        smtp_say(t, "250 ok\r\n");
    }
}

static inline bool smtp_text(struct smtp_talk *t)
{
    char line[SMTP_LINE_BYTES];
    smtp_say(t, "354 go on\r\n");
    while (smtp_line(t, line)) {
        if (strcmp(line, ".") != 0) {
            smtp_keep(t->server, line);
            continue;
        }
        bool full = strncmp(t->to, "full", 4) == 0;
        atomic_fetch_add(full ? &t->server->refused : &t->server->taken, 1);
        smtp_say(t, full ? "552 5.2.2 mailbox full\r\n" : "250 taken\r\n");
        return true;
    }
    return false;
}

static inline void smtp_talk(struct smtp_server_test *s, int fd)
{
    struct smtp_talk t = {.server = s, .fd = fd};
    char line[SMTP_LINE_BYTES];
    smtp_say(&t, "220 test\r\n");
    while (smtp_line(&t, line)) {
        if (strncmp(line, "RCPT", 4) == 0) {
            smtp_recipient(&t, line);
        } else if (strncmp(line, "DATA", 4) == 0) {
            if (!smtp_text(&t))
                return;
        } else if (strncmp(line, "QUIT", 4) == 0) {
            smtp_say(&t, "221 bye\r\n");
            return;
        } else {
            if (strncmp(line, "MAIL", 4) == 0)
                smtp_keep(s, line);
            smtp_say(&t, "250 ok\r\n");
        }
    }
}

static inline void *smtp_main(void *arg)
{
    struct smtp_server_test *s = arg;
    while (!atomic_load(&s->stop)) {
        struct pollfd p = {.fd = s->listener, .events = POLLIN};
        if (poll(&p, 1, 50) <= 0)
            continue;
        int fd = accept4(s->listener, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0)
            continue;
        atomic_fetch_add(&s->connections, 1);
        smtp_talk(s, fd);
        close(fd);
    }
    return NULL;
}

/* Listens on the port, or on any free one when it is 0. */
static inline void smtp_server_start(struct smtp_server_test *s, uint16_t port)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
    socklen_t len = sizeof(a);
    int on = 1;
    memset(s, 0, sizeof(*s));
    pthread_mutex_init(&s->lock, NULL);
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    s->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(s->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    bool up = bind(s->listener, (const struct sockaddr *)&a, sizeof(a)) == 0 &&
              listen(s->listener, 16) == 0 &&
              getsockname(s->listener, (struct sockaddr *)&a, &len) == 0;
    s->port = ntohs(a.sin_port);
    if (!up || pthread_create(&s->thread, NULL, smtp_main, s) != 0)
        abort();
}

static inline void smtp_server_stop(struct smtp_server_test *s)
{
    atomic_store(&s->stop, true);
    pthread_join(s->thread, NULL);
    close(s->listener);
    pthread_mutex_destroy(&s->lock);
}

#endif
