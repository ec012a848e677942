/*
 * sys/test_sandbox.c — sockets, and what a confined portal can and cannot do. Each attempt runs in
 * a child of its own; the control runs the same attempts without the sandbox and must see them
 * succeed, so that a refusal here means the sandbox. Only for tests.
 */
#include "tester_sys.h"

#include "sys/net.h"
#include "sys/random.h"
#include "sys/sandbox.h"
#include "sys/sealed_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct tmpdir dir;
static int public_fd = -1, replies_fd = -1, letterbox_fd = -1, listening_fd = -1;
static uint16_t port;

static bool can_read_page(void)
{
    char text[5];
    int fd = openat(public_fd, "en/index.html", O_RDONLY | O_CLOEXEC);
    return fd >= 0 && pread(fd, text, 5, 0) == 5 && memcmp(text, "hello", 5) == 0;
}

static bool can_read_reply(void)
{
    static struct arena a = {.limit = 4096};
    struct str out;
    return disk_read_all(replies_fd, "reply", 100, &a, &out) == ERR_OK && out.len == 5;
}

static bool can_post_letter(void)
{
    static struct arena a = {.limit = 1u << 20};
    uint8_t key[32];
    static const uint8_t seed[32] = {1};
    uint8_t secret[32];
    crypto_box_keypair_from(seed, key, secret);
    struct sealed_writer w;
    return sealed_create_letter(&w, letterbox_fd, random_id(), key, &a) == ERR_OK
        && sealed_write(&w, STR("a report")) == ERR_OK && sealed_finish(&w) == ERR_OK;
}

static void *thread_main(void *arg)
{
    *(bool *)arg = can_read_page() && can_post_letter();
    return NULL;
}

static bool can_run_threads(void)
{
    pthread_t threads[2];
    bool ok[2] = {false, false};
    for (int i = 0; i < 2; i++) {
        if (pthread_create(&threads[i], NULL, thread_main, &ok[i]) != 0)
            return false;
    }
    for (int i = 0; i < 2; i++)
        (void)pthread_join(threads[i], NULL);
    return ok[0] && ok[1];
}

/* The parent connected before: the connection waits in the backlog. */
static bool can_serve_connection(void)
{
    int ep = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event want = {.events = EPOLLIN}, got;
    if (ep < 0 || epoll_ctl(ep, EPOLL_CTL_ADD, listening_fd, &want) != 0
        || epoll_wait(ep, &got, 1, 2000) != 1)
        return false;
    int fd = accept4(listening_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    return fd >= 0 && send(fd, "hi", 2, MSG_NOSIGNAL) == 2;
}

static bool can_hash_passwords(void)
{
    char hash[CRYPTO_PASSWORD_BYTES];
    return crypto_password_hash(CRYPTO_COST_FULL, STR("receipt"), hash) == ERR_OK;
}

static bool can_read_elsewhere(void)
{
    return open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0;
}

static bool can_read_store(void)
{
    return openat(dir.fd, "log.db", O_RDONLY | O_CLOEXEC) >= 0;
}

static bool can_escape_by_dots(void)
{
    return openat(public_fd, "../log.db", O_RDONLY | O_CLOEXEC) >= 0;
}

static bool can_write_page(void)
{
    return openat(public_fd, "en/index.html", O_WRONLY | O_CLOEXEC) >= 0;
}

static bool can_create_page(void)
{
    return openat(public_fd, "new.html", O_WRONLY | O_CREAT | O_CLOEXEC, 0600) >= 0;
}

static bool can_read_letter(void)
{
    return openat(letterbox_fd, "waiting", O_RDONLY | O_CLOEXEC) >= 0;
}

static bool can_empty_letter(void)
{
    return openat(letterbox_fd, "waiting", O_WRONLY | O_TRUNC | O_CLOEXEC) >= 0;
}

static bool can_list_letters(void)
{
    DIR *d = fdopendir(dup(letterbox_fd));
    return d != NULL && readdir(d) != NULL;
}

static bool can_list_replies(void)
{
    DIR *d = fdopendir(dup(replies_fd));
    return d != NULL && readdir(d) != NULL;
}

static bool can_remove_letter(void)
{
    return unlinkat(letterbox_fd, "waiting", 0) == 0;
}

static bool can_rename_letter(void)
{
    return renameat(letterbox_fd, "waiting", letterbox_fd, "moved") == 0;
}

static bool can_make_folder(void)
{
    return mkdirat(letterbox_fd, "folder", 0700) == 0;
}

static bool can_open_socket(void)
{
    return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0;
}

static bool can_open_local_socket(void)
{
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0;
}

static bool can_run_programs(void)
{
    char *argv[] = {(char[]){"true"}, NULL};
    (void)execv("/bin/true", argv);
    return errno != EPERM && errno != ENOSYS && errno != EACCES;
}

static bool can_fork(void)
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    return pid > 0;
}

static bool can_make_code(void)
{
    void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                   0);
    return p != MAP_FAILED;
}

static bool can_trace(void)
{
    return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

static bool can_signal_parent(void)
{
    return kill(getppid(), 0) == 0;
}

static const struct attempt {
    const char *name;
    bool (*run)(void);
    bool allowed;
} attempts[] = {
    {"read a page", can_read_page, true},
    {"read a reply", can_read_reply, true},
    {"post a letter", can_post_letter, true},
    {"run two threads", can_run_threads, true},
    {"serve a connection", can_serve_connection, true},
    {"derive a receipt", can_hash_passwords, true},
    {"read elsewhere", can_read_elsewhere, false},
    {"read the store", can_read_store, false},
    {"escape by dots", can_escape_by_dots, false},
    {"write a page", can_write_page, false},
    {"create a page", can_create_page, false},
    {"read a letter", can_read_letter, false},
    {"empty a letter", can_empty_letter, false},
    {"list letters", can_list_letters, false},
    {"list replies", can_list_replies, false},
    {"remove a letter", can_remove_letter, false},
    {"rename a letter", can_rename_letter, false},
    {"make a folder", can_make_folder, false},
    {"open a socket", can_open_socket, false},
    {"open a local socket", can_open_local_socket, false},
    {"run programs", can_run_programs, false},
    {"fork", can_fork, false},
    {"make code", can_make_code, false},
    {"trace", can_trace, false},
    {"signal the parent", can_signal_parent, false},
};

enum { CHILD_CAN = 10, CHILD_CANNOT, CHILD_NO_SANDBOX };

static int run_child(bool (*attempt)(void), bool confined)
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        struct sandbox_portal p = {public_fd, replies_fd, letterbox_fd, -1, false};
        struct sandbox_report report;
        if (confined && sandbox_apply_portal(&p, &report) != ERR_OK)
            _exit(CHILD_NO_SANDBOX);
        _exit(attempt() ? CHILD_CAN : CHILD_CANNOT);
    }
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    /* "run programs" replaces the child: leaving with 0 means that it could. */
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return CHILD_CAN;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void restore_files(void)
{
    (void)unlinkat(public_fd, "new.html", 0);
    (void)unlinkat(letterbox_fd, "folder", AT_REMOVEDIR);
    (void)renameat(letterbox_fd, "moved", letterbox_fd, "waiting");
    (void)unlinkat(letterbox_fd, "waiting", 0);
    assert_ok(disk_create_excl(letterbox_fd, "waiting", STR("letter"), 0600));
}

static int connect_client(void)
{
    struct sockaddr_storage where;
    socklen_t len = sizeof where;
    assert_int_equal(getsockname(listening_fd, (struct sockaddr *)&where, &len), 0);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&where, len), 0);
    return fd;
}

static void every_attempt(bool confined)
{
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
        restore_files();
        int client = connect_client();
        int result = run_child(attempts[i].run, confined);
        int expected = !confined || attempts[i].allowed ? CHILD_CAN : CHILD_CANNOT;
        if (result != expected)
            print_error("%s: %d instead of %d\n", attempts[i].name, result, expected);
        assert_int_equal(result, expected);
        (void)close(client);
        int left = accept4(listening_fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (left >= 0)
            (void)close(left);
    }
}

static void the_portal_can_do_its_work_and_nothing_else(void **state)
{
    (void)state;
    every_attempt(true);
}

static void without_the_sandbox_every_attempt_succeeds(void **state)
{
    (void)state;
    every_attempt(false);
}

static bool report_is_whole(void)
{
    struct sandbox_portal p = {public_fd, replies_fd, letterbox_fd, -1, true};
    struct sandbox_report r;
    return sandbox_apply_portal(&p, &r) == ERR_OK && r.landlock && r.seccomp && r.landlock_abi > 0
        && r.tcp_denied == (r.landlock_abi >= 4);
}

static void *wait_for_ever(void *arg)
{
    (void)pause();
    return arg;
}

static bool is_refused_with_threads(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, wait_for_ever, NULL) != 0)
        return false;
    struct sandbox_portal p = {public_fd, replies_fd, letterbox_fd, -1, true};
    struct sandbox_report r;
    return sandbox_apply_portal(&p, &r) == ERR_INVALID;
}

static void the_report_tells_what_holds(void **state)
{
    (void)state;
    assert_int_equal(run_child(report_is_whole, false), CHILD_CAN);
    assert_int_equal(run_child(is_refused_with_threads, false), CHILD_CAN);
}

static void sockets_listen_where_told(void **state)
{
    (void)state;
    DISK_FD fd = -1;
    DISK_FD other = -1;
    uint16_t got = 0;
    assert_ok(net_listen_tcp("::1", 0, &fd, &got));
    assert_true(got > 0);
    disk_close(&fd);
    assert_err(net_listen_tcp("127.0.0.1", port, &fd, &got), ERR_EXISTS);
    assert_err(net_listen_tcp("localhost", 0, &fd, &got), ERR_INVALID);
    assert_err(net_listen_tcp("", 0, &fd, &got), ERR_INVALID);
    const char *path = tmpdir_path(&dir, 0, "desk.sock");
    assert_err(net_connect_unix(path, &other), ERR_NOT_FOUND);
    assert_ok(net_listen_unix(path, &fd));
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_ok(net_connect_unix(path, &other));
    disk_close(&other);
    assert_err(net_listen_unix(path, &other), ERR_EXISTS);
    disk_close(&fd);
    assert_ok(net_listen_unix(path, &fd)); /* what a dead server left */
    assert_ok(disk_create_excl(dir.fd, "plain", STR(""), 0600));
    assert_err(net_listen_unix(tmpdir_path(&dir, 1, "plain"), &other), ERR_EXISTS);
    int same = -1;
    assert_ok(net_keep_on_exec(fd));
    assert_ok(net_inherit(fd, &same));
    assert_int_equal(same, fd);
    assert_err(net_inherit(dir.fd, &same), ERR_INVALID);
    assert_err(net_inherit(999, &same), ERR_INVALID);
}

static int setup(void **state)
{
    (void)state;
    tmpdir_open(&dir);
    DISK_FD english = -1;
    assert_ok(crypto_init());
    assert_ok(disk_create_excl(dir.fd, "log.db", STR("secret"), 0600));
    assert_ok(disk_make_dir(dir.fd, "public", &public_fd));
    assert_ok(disk_make_dir(public_fd, "en", &english));
    assert_ok(disk_create_excl(english, "index.html", STR("hello"), 0644));
    assert_ok(disk_make_dir(dir.fd, "replies", &replies_fd));
    assert_ok(disk_create_excl(replies_fd, "reply", STR("reply"), 0644));
    assert_ok(disk_make_dir(dir.fd, "letterbox", &letterbox_fd));
    assert_ok(net_listen_tcp("127.0.0.1", 0, &listening_fd, &port));
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    disk_close(&public_fd);
    disk_close(&replies_fd);
    disk_close(&letterbox_fd);
    disk_close(&listening_fd);
    tmpdir_close(&dir);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_portal_can_do_its_work_and_nothing_else),
        cmocka_unit_test(without_the_sandbox_every_attempt_succeeds),
        cmocka_unit_test(the_report_tells_what_holds),
        cmocka_unit_test(sockets_listen_where_told),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
