/*
 * test/door/door.c — what the confined portal, and the child that parses XML, could do in a real
 * data directory, tried from inside their confinement.
 *
 *   door DIRECTORY
 *
 * Each attempt runs in a child of its own: confined as the portal is, where it must fail; confined
 * as the parser is, where it must be the end of the process; and without, where it must succeed: a
 * refusal counts only when the same call works otherwise. It prints one line an attempt.
 */
#include "sys/disk.h"
#include "sys/sandbox.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATH_BYTES = 4096, CAN = 10, CANNOT = 11, NO_SANDBOX = 12, ENDED = 13 };

enum house { CONTROL, PORTAL, PARSER, HOUSES };

static const char *data_dir;
static int public_fd = -1, replies_fd = -1, letterbox_fd = -1, clock_fd = -1;
static struct sockaddr_in listener = {.sin_family = AF_INET};
static int waiting_socket = -1;

static bool opens(const char *name)
{
    char path[PATH_BYTES];

    (void)snprintf(path, sizeof(path), "%s/%s", data_dir, name);
    return open(path, O_RDONLY | O_CLOEXEC) >= 0;
}

static bool opens_from(int dirfd, const char *name)
{
    return openat(dirfd, name, O_RDONLY | O_CLOEXEC) >= 0;
}

static bool lists(int dirfd)
{
    int fd = openat(dirfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);

    return d != NULL && readdir(d) != NULL;
}

static bool lists_by_descriptor(int dirfd)
{
    DIR *d = fdopendir(dup(dirfd));

    return d != NULL && readdir(d) != NULL;
}

static bool log_opens(void)
{
    return opens("log.db");
}
static bool keys_open(void)
{
    return opens("keys.db");
}
static bool accounts_open(void)
{
    return opens("training-accounts.txt");
}
static bool log_opens_by_dots(void)
{
    return opens_from(public_fd, "../log.db");
}
static bool keys_open_by_dots(void)
{
    return opens_from(letterbox_fd, "../keys.db");
}
static bool letters_are_listed(void)
{
    return lists(letterbox_fd);
}
static bool letters_are_listed_by_descriptor(void)
{
    return lists_by_descriptor(letterbox_fd);
}
static bool replies_are_listed(void)
{
    return lists_by_descriptor(replies_fd);
}
static bool letter_is_read(void)
{
    return opens_from(letterbox_fd, "waiting");
}
static bool letter_is_renamed(void)
{
    return renameat(letterbox_fd, "waiting", letterbox_fd, "moved") == 0;
}
static bool letter_is_removed(void)
{
    return unlinkat(letterbox_fd, "waiting", 0) == 0;
}

static bool page_is_created(void)
{
    return openat(public_fd, "forged.html", O_WRONLY | O_CREAT | O_CLOEXEC, 0600) >= 0;
}

static bool reply_is_created(void)
{
    return openat(replies_fd, "forged", O_WRONLY | O_CREAT | O_CLOEXEC, 0600) >= 0;
}

static bool clock_is_moved(void)
{
    return openat(clock_fd, "", O_RDWR | O_CLOEXEC) >= 0 || opens("clock");
}

static bool socket_is_made(void)
{
    return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0;
}

static bool local_socket_is_made(void)
{
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0;
}

/* On a socket made before the confinement: the call itself is what is tried. */
static bool connection_is_made(void)
{
    return connect(waiting_socket, (const struct sockaddr *)&listener, sizeof(listener)) == 0;
}

/* The child that becomes /bin/true leaves with 0, which counts as "can". */
static bool program_is_run(void)
{
    char *argv[] = {(char[]){"true"}, NULL};

    (void)execv("/bin/true", argv);
    return false;
}

static bool tracing_works(void)
{
    return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

static bool child_is_made(void)
{
    pid_t pid = fork();

    if (pid == 0)
        _exit(0);
    return pid > 0;
}

static const struct attempt {
    const char *name;
    bool (*run)(void);
} attempts[] = {
    {"open log.db", log_opens},
    {"open keys.db", keys_open},
    {"open training-accounts.txt", accounts_open},
    {"open ../log.db from public", log_opens_by_dots},
    {"open ../keys.db from letterbox", keys_open_by_dots},
    {"list letterbox", letters_are_listed},
    {"list letterbox by its descriptor", letters_are_listed_by_descriptor},
    {"list replies", replies_are_listed},
    {"read a letter", letter_is_read},
    {"rename a letter", letter_is_renamed},
    {"unlink a letter", letter_is_removed},
    {"create a page", page_is_created},
    {"create a reply", reply_is_created},
    {"open the clock anew", clock_is_moved},
    {"make a socket", socket_is_made},
    {"make a local socket", local_socket_is_made},
    {"connect", connection_is_made},
    {"run a program", program_is_run},
    {"be traced", tracing_works},
    {"fork", child_is_made},
};

static bool prepare(int root)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    socklen_t len = sizeof(listener);

    listener.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    clock_fd = openat(root, "clock", O_RDONLY | O_CLOEXEC);
    return clock_fd >= 0 && disk_open_dir(root, "public", &public_fd) == ERR_OK &&
           disk_open_dir(root, "replies", &replies_fd) == ERR_OK &&
           disk_open_dir(root, "letterbox", &letterbox_fd) == ERR_OK && fd >= 0 &&
           bind(fd, (const struct sockaddr *)&listener, sizeof(listener)) == 0 &&
           listen(fd, 8) == 0 && getsockname(fd, (struct sockaddr *)&listener, &len) == 0;
}

static void restore(void)
{
    int fd;

    (void)unlinkat(public_fd, "forged.html", 0);
    (void)unlinkat(replies_fd, "forged", 0);
    (void)unlinkat(letterbox_fd, "moved", 0);
    fd = openat(letterbox_fd, "waiting", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0)
        (void)close(fd);
    if (waiting_socket >= 0)
        (void)close(waiting_socket);
    waiting_socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static enum err confine(enum house house)
{
    const struct sandbox_portal s = {public_fd, replies_fd, letterbox_fd, clock_fd, false};
    struct sandbox_report report;

    switch (house) {
    case PORTAL:
        return sandbox_apply_portal(&s, &report);
    case PARSER:
        return sandbox_apply_parser();
    case CONTROL:
    case HOUSES:
        break;
    }
    return ERR_OK;
}

static int try_in_child(const struct attempt *a, enum house house)
{
    int status = 0;
    pid_t pid = fork();

    if (pid == 0) {
        if (confine(house) != ERR_OK)
            _exit(NO_SANDBOX);
        _exit(a->run() ? CAN : CANNOT);
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        return -1;
    if (WIFSIGNALED(status))
        return WTERMSIG(status) == SIGSYS ? ENDED : -1;
    return WEXITSTATUS(status) == 0 ? CAN : WEXITSTATUS(status);
}

int main(int argc, char **argv)
{
    enum { COUNT = sizeof(attempts) / sizeof(attempts[0]) };
    DISK_FD root = -1;
    int passed = 0;
    int failed = 0;

    if (argc != 2 || disk_open_root(argv[1], &root) != ERR_OK || !prepare(root)) {
        (void)fputs("use: door DIRECTORY (a training directory that nobody serves)\n", stderr);
        return 2;
    }
    data_dir = argv[1];
    for (size_t i = 0; i < COUNT; i++) {
        for (enum house house = CONTROL; house < HOUSES; house++) {
            static const int wanted[] = {CAN, CANNOT, ENDED};
            static const char *const names[] = {"control ", "portal  ", "parser  "};
            int want = wanted[house];
            int got;
            restore();
            got = try_in_child(&attempts[i], house);
            passed += got == want;
            failed += got != want;
            (void)printf("%s %s: %s%s\n", got == want ? "ok    " : "FAILED", names[house],
                         attempts[i].name,
                         got == NO_SANDBOX ? " (this kernel cannot confine)" : "");
        }
    }
    restore();
    (void)unlinkat(letterbox_fd, "waiting", 0);
    (void)printf("door (attempts): %d passed, %d failed\n", passed, failed);
    return failed > 0;
}
