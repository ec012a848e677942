/*
 * sys/filter.c — fork, exec and two pipes, moved along by poll so that neither side waits for the
 * other for ever. Between fork and exec it calls only what is safe there.
 */
#include "sys/filter.h"

#include "base/buf.h"
#include "base/limits.h"
#include "sys/os_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK = 16 << 10, EXEC_FAILED = 127 };

struct pipes {
    int to[2];   /* [1] is ours */
    int from[2]; /* [0] is ours */
};

static void shut(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
}

static void shut_all(struct pipes *p)
{
    shut(&p->to[0]);
    shut(&p->to[1]);
    shut(&p->from[0]);
    shut(&p->from[1]);
}

static void become(const struct filter *f, const struct pipes *p)
{
    static char locale[] = "LC_ALL=C.UTF-8";
    static char *const environment[] = {locale, NULL};
    union {
        const char *const *given;
        char *const *wanted;
    } arguments = {.given = f->argv};
    int quiet = open("/dev/null", O_WRONLY | O_CLOEXEC);
    (void)signal(SIGPIPE, SIG_DFL);
    if (quiet >= 0 && dup2(p->to[0], STDIN_FILENO) >= 0 && dup2(p->from[1], STDOUT_FILENO) >= 0 &&
        dup2(quiet, STDERR_FILENO) >= 0)
        (void)execve(f->program, arguments.wanted, environment);
    _exit(EXEC_FAILED);
}

static int64_t now_ms(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Writes what the pipe takes. A program that stops reading is not our error. */
static void feed(int *fd, struct str *in)
{
    ssize_t n = in->len > 0 ? write(*fd, in->ptr, in->len < BLOCK ? in->len : BLOCK) : 0;
    if (n > 0)
        *in = str_slice(*in, (size_t)n, in->len);
    if (in->len == 0 || (n < 0 && errno != EINTR && errno != EAGAIN))
        shut(fd);
}

/* False at the end of the output. */
static bool drain(int fd, struct buf *out)
{
    char block[BLOCK];
    ssize_t n = read(fd, block, sizeof block);
    if (n > 0)
        buf_add_bytes(out, block, (size_t)n);
    return n > 0 || (n < 0 && (errno == EINTR || errno == EAGAIN));
}

static enum err pump(const struct filter *f, struct pipes *p, struct buf *out)
{
    struct str in = f->in;
    int64_t until = now_ms() + LIMIT_FILTER_MS;
    (void)fcntl(p->to[1], F_SETFL, O_NONBLOCK);
    for (;;) {
        struct pollfd fds[2] = {{.fd = p->from[0], .events = POLLIN},
                                {.fd = p->to[1], .events = POLLOUT}};
        int64_t left = until - now_ms();
        if (left <= 0)
            return ERR_TIMEOUT;
        if (poll(fds, 2, (int)left) < 0 && errno != EINTR)
            return os_err(errno);
        if (p->to[1] >= 0 && fds[1].revents != 0)
            feed(&p->to[1], &in);
        if (fds[0].revents != 0 && !drain(p->from[0], out))
            return ERR_OK;
        if (out->failed)
            return ERR_LIMIT;
    }
}

enum err filter_run(const struct filter *f, struct arena *a, struct str *out)
{
    struct pipes p = {{-1, -1}, {-1, -1}};
    struct buf collected;
    int status = 0;
    if (access(f->program, X_OK) != 0)
        return ERR_NOT_FOUND;
    if (pipe2(p.to, O_CLOEXEC) != 0 || pipe2(p.from, O_CLOEXEC) != 0) {
        shut_all(&p);
        return os_err(errno);
    }
    void (*pipe_handler)(int) = signal(SIGPIPE, SIG_IGN);
    pid_t child = fork();
    if (child == 0)
        become(f, &p);
    shut(&p.to[0]);
    shut(&p.from[1]);
    buf_init(&collected, a, f->max);
    enum err e = child < 0 ? os_err(errno) : pump(f, &p, &collected);
    shut_all(&p);
    if (child > 0) {
        if (e != ERR_OK)
            (void)kill(child, SIGKILL);
        while (waitpid(child, &status, 0) < 0 && errno == EINTR)
            ;
    }
    (void)signal(SIGPIPE, pipe_handler);
    if (e == ERR_OK && !(WIFEXITED(status) && WEXITSTATUS(status) == 0))
        e = ERR_INVALID;
    return e == ERR_OK ? buf_finish(&collected, out) : e;
}
