/*
 * sys/tool.c — fork, confinement, exec; inputs and outputs are files in memory, so nobody waits for
 * a pipe. Between fork and exec it calls only what is safe there: filter and rules are made before.
 */
#include "sys/tool.h"

#include "base/limits.h"
#include "sys/os_priv.h"
#include "sys/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    HIGH_FD = 64, /* ours lie above all that the program is given */
    FILES = TOOL_FILES_MAX + 4,
    NOT_CONFINED = 250, /* no program of ours ends so, and no shell */
    NOT_STARTED = 251,
};

/* Its descriptors in the order of their numbers; 2 leads nowhere. */
struct plan {
    int fds[FILES];
    size_t count;
    struct sandbox_tool sandbox;
};

bool tool_exists(const char *program)
{
    return access(program, X_OK) == 0;
}

/* ---- files in memory --------------------------------------------------------------------------
 */

/* Out of the way of the numbers that the child gives away. */
static bool raise_fd(int *fd)
{
    int high = *fd < 0 ? -1 : fcntl(*fd, F_DUPFD_CLOEXEC, HIGH_FD);
    if (*fd >= 0)
        (void)close(*fd);
    *fd = high;
    return high >= 0;
}

static enum err memory_file(struct str bytes, int *fd)
{
    *fd = memfd_create("tool", MFD_CLOEXEC);
    if (!raise_fd(fd))
        return ERR_MEMORY;
    while (bytes.len > 0) {
        ssize_t n = write(*fd, bytes.ptr, bytes.len);
        if (n < 0 && errno != EINTR)
            return os_err(errno);
        bytes = str_slice(bytes, n > 0 ? (size_t)n : 0, bytes.len);
    }
    return lseek(*fd, 0, SEEK_SET) == 0 ? ERR_OK : os_err(errno);
}

static enum err memory_read(int fd, struct arena *a, struct str *out)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return os_err(errno);
    size_t len = (size_t)st.st_size;
    char *to = arena_alloc(a, len + 1);
    if (!to)
        return ERR_MEMORY;
    for (size_t at = 0; at < len;) {
        ssize_t n = pread(fd, to + at, len - at, (off_t)at);
        if (n <= 0)
            return n < 0 ? os_err(errno) : ERR_CORRUPT;
        at += (size_t)n;
    }
    *out = (struct str){to, len};
    return ERR_OK;
}

static void plan_release(struct plan *p)
{
    for (size_t i = 0; i < p->count; i++) {
        if (p->fds[i] >= 0)
            (void)close(p->fds[i]);
    }
    sandbox_tool_release(&p->sandbox);
}

static enum err plan_add(struct plan *p, struct str bytes)
{
    p->fds[p->count] = -1;
    return memory_file(bytes, &p->fds[p->count++]);
}

static enum err plan_make(const struct tool *t, struct arena *a, struct plan *p)
{
    enum err e = plan_add(p, t->in);
    if (e == ERR_OK)
        e = plan_add(p, (struct str){NULL, 0}); /* its output */
    if (e != ERR_OK)
        return e;
    p->fds[p->count] = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (!raise_fd(&p->fds[p->count++]))
        return ERR_MEMORY;
    for (size_t i = 0; e == ERR_OK && i < t->file_count; i++)
        e = plan_add(p, t->files[i]);
    if (e == ERR_OK && t->takes_notes)
        e = plan_add(p, (struct str){NULL, 0});
    if (e == ERR_OK)
        e = sandbox_tool_prepare(a, t->allow_degraded, &p->sandbox);
    if (e == ERR_OK && p->sandbox.ruleset_fd >= 0 && !raise_fd(&p->sandbox.ruleset_fd))
        e = ERR_MEMORY;
    return e;
}

/* ---- the child --------------------------------------------------------------------------------
 */

static bool limit(int what, rlim_t most)
{
    const struct rlimit l = {most, most};
    return setrlimit((__rlimit_resource_t)what, &l) == 0;
}

/* Never returns. */
static void become(const struct tool *t, const struct plan *p, pid_t parent)
{
    static char locale[] = "LC_ALL=C.UTF-8";
    static char *const environment[] = {locale, NULL};
    union {
        const char *const *given;
        char *const *wanted;
    } arguments = {.given = t->argv};
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    bool ready = getppid() == parent;
    for (size_t i = 0; ready && i < p->count; i++)
        ready = dup2(p->fds[i], (int)i) >= 0;
    (void)signal(SIGPIPE, SIG_DFL);
    ready = ready && limit(RLIMIT_FSIZE, t->out_max) && limit(RLIMIT_CORE, 0) &&
            limit(RLIMIT_CPU, LIMIT_TOOL_MS / 1000) && limit(RLIMIT_AS, LIMIT_TOOL_BYTES);
    if (!ready)
        _exit(NOT_STARTED);
    if (!sandbox_tool_enter(&p->sandbox))
        _exit(NOT_CONFINED);
    (void)close_range((unsigned)p->count, ~0U, 0);
    (void)execve(t->program, arguments.wanted, environment);
    _exit(NOT_STARTED);
}

/* ---- the end ----------------------------------------------------------------------------------
 */

static enum err await(pid_t child, int ms, int *status)
{
    enum err e = ERR_OK;
    int fd = (int)syscall(SYS_pidfd_open, child, 0);
    struct pollfd ended = {.fd = fd, .events = POLLIN};
    int n = 0;
    do {
        n = fd < 0 ? -1 : poll(&ended, 1, ms > 0 ? ms : LIMIT_TOOL_MS);
    } while (n < 0 && fd >= 0 && errno == EINTR);
    if (n <= 0) {
        e = fd < 0 ? ERR_UNSUPPORTED : ERR_TIMEOUT;
        (void)kill(child, SIGKILL);
    }
    while (waitpid(child, status, 0) < 0 && errno == EINTR)
        ;
    if (fd >= 0)
        (void)close(fd);
    return e;
}

static enum err judge(const struct tool *t, int status, struct tool_result *out)
{
    if (out->out.len >= t->out_max || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ))
        return ERR_LIMIT;
    if (WIFSIGNALED(status))
        return WTERMSIG(status) == SIGXCPU ? ERR_TIMEOUT : ERR_INVALID;
    out->status = WEXITSTATUS(status);
    if (out->status == NOT_CONFINED)
        return ERR_UNSUPPORTED;
    return out->status == 0 ? ERR_OK : ERR_INVALID;
}

enum err tool_run(const struct tool *t, struct arena *a, struct tool_result *out)
{
    struct plan p = {.sandbox = {.ruleset_fd = -1}};
    int status = 0;
    *out = (struct tool_result){0};
    if (!tool_exists(t->program))
        return ERR_NOT_FOUND;
    if (t->file_count > TOOL_FILES_MAX)
        return ERR_LIMIT;
    enum err e = plan_make(t, a, &p);
    if (e == ERR_OK) {
        pid_t parent = getpid();
        pid_t child = fork();
        if (child == 0)
            become(t, &p, parent);
        e = child < 0 ? os_err(errno) : await(child, t->ms, &status);
    }
    if (e == ERR_OK)
        e = memory_read(p.fds[STDOUT_FILENO], a, &out->out);
    if (e == ERR_OK && t->takes_notes)
        e = memory_read(p.fds[p.count - 1], a, &out->notes);
    plan_release(&p);
    return e == ERR_OK ? judge(t, status, out) : e;
}
