/*
 * sys/child.c — fork, exec and signals of the master. Between fork and exec it calls only what is
 * safe there.
 */
#include "sys/child.h"

#include "sys/os_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PATH_BYTES = 4096, EXEC_FAILED = 127 };

static void child_signals(sigset_t *set)
{
    (void)sigemptyset(set);
    (void)sigaddset(set, SIGCHLD);
    (void)sigaddset(set, SIGTERM);
    (void)sigaddset(set, SIGINT);
    (void)sigaddset(set, SIGHUP);
}

void child_signals_hold(void)
{
    sigset_t set;
    child_signals(&set);
    (void)sigprocmask(SIG_BLOCK, &set, NULL);
}

/* Never returns. What went wrong is told through the pipe, which closes by itself when exec
 * succeeds. */
static void child_become(const char *program, const char *const argv[], pid_t master, int tell)
{
    sigset_t set;
    union {
        const char *const *given;
        char *const *wanted;
    } arguments = {.given = argv};
    child_signals(&set);
    (void)sigprocmask(SIG_UNBLOCK, &set, NULL);
    (void)prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() == master)
        (void)execv(program, arguments.wanted);
    int code = errno;
    ssize_t told = write(tell, &code, sizeof code);
    _exit(told < 0 ? EXEC_FAILED - 1 : EXEC_FAILED);
}

enum err child_start(const char *program, const char *const argv[], int *pid)
{
    int tell[2];
    int code = 0;
    pid_t master = getpid();
    if (pipe2(tell, O_CLOEXEC) != 0)
        return os_err(errno);
    pid_t made = fork();
    if (made == 0)
        child_become(program, argv, master, tell[1]);
    int failed = errno;
    (void)close(tell[1]);
    ssize_t got = 0;
    if (made > 0) {
        do {
            got = read(tell[0], &code, sizeof code);
        } while (got < 0 && errno == EINTR);
    }
    (void)close(tell[0]);
    if (made < 0)
        return os_err(failed);
    if (got > 0) {
        (void)waitpid(made, NULL, 0);
        return os_err(code);
    }
    *pid = (int)made;
    return ERR_OK;
}

enum child_event child_wait(int timeout_ms)
{
    sigset_t set;
    struct timespec wait = {timeout_ms / 1000, (timeout_ms % 1000) * 1000000L};
    child_signals(&set);
    int got = sigtimedwait(&set, NULL, &wait);
    if (got == SIGCHLD)
        return CHILD_ENDED;
    return got < 0 ? CHILD_TIMEOUT : CHILD_STOP;
}

bool child_reap(struct child_end *out)
{
    int status = 0;
    pid_t pid = waitpid(-1, &status, WNOHANG);
    if (pid <= 0)
        return false;
    out->pid = (int)pid;
    out->killed = WIFSIGNALED(status);
    out->status = out->killed ? WTERMSIG(status) : WEXITSTATUS(status);
    return true;
}

void child_stop(int pid, bool hard)
{
    (void)kill(pid, hard ? SIGKILL : SIGTERM);
}

struct str child_program_dir(struct arena *a)
{
    char path[PATH_BYTES];
    ssize_t len = readlink("/proc/self/exe", path, sizeof path);
    if (len <= 0 || len == (ssize_t)sizeof path)
        return (struct str){0};
    while (len > 1 && path[len - 1] != '/')
        len--;
    return arena_copy(a, (struct str){path, (size_t)(len > 1 ? len - 1 : len)});
}
