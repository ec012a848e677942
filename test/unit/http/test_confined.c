/*
 * test/unit/http/test_confined.c — the engine, the cache of published files and an upload work
 * inside the portal's sandbox: a child confines itself first and starts its threads afterwards, as
 * the portal does.
 */
#include "tester_sys.h"

#include "http/router.h"
#include "http/static.h"
#include "sys/crypto.h"
#include "sys/net.h"
#include "sys/sandbox.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct tmpdir dir;
static int public_fd = -1, listener = -1;
static uint16_t port;
static pid_t child;

static void upload(void *ctx, struct http_request *req, struct http_response *res)
{
    (void)ctx;
    size_t len = req->form->file_count == 1 ? req->form->files[0].content.len : 0;
    http_response_text(res, 200, STR("text/plain"), arena_format(req->arena, "got %zu", len));
}

static bool permit(void *ctx, struct http_request *req, struct http_response *res)
{
    (void)ctx, (void)req, (void)res;
    return true;
}

static bool published(void *ctx, struct http_request *req, struct http_response *res)
{
    return http_published_serve(ctx, req, res, str_slice(req->path, 1, req->path.len));
}

static void serve(void)
{
    static const struct http_route routes[] = {
        HTTP_ROUTE(POST, "/upload", 1, FORM_MULTIPART(LIMIT_LETTER_BYTES), upload, 0),
    };
    struct http_router_app app = {.permit = permit, .fallback = published};
    struct sandbox_portal rules = {.public_fd = public_fd,
                                   .replies_fd = -1,
                                   .letterbox_fd = -1,
                                   .clock_fd = -1,
                                   .allow_degraded = true};
    struct sandbox_report report = {0};
    struct http_published *files = NULL;
    struct http_router *router = NULL;
    struct engine *engine = NULL;
    struct arena process;
    arena_init(&process, 1 << 20);
    enum err e = http_published_init(&files, public_fd);
    app.ctx = files;
    e = e == ERR_OK ? http_router_init(&router, &process, routes, 1, &app) : e;
    e = e == ERR_OK ? sandbox_apply_portal(&rules, &report) : e;
    struct engine_config config = {.listeners = &listener, .listener_count = 1, .workers = 2};
    if (e == ERR_OK) {
        config.app = http_router_engine_app(router);
        e = engine_start(&config, &engine);
    }
    if (e != ERR_OK || !report.seccomp) { /* Landlock may be missing, the filter never is */
        _exit(1);
    }
    for (;;) {
        nanosleep(&(struct timespec){.tv_sec = 1}, NULL);
    }
}

static int start(void **state)
{
    (void)state;
    assert_ok(crypto_init());
    tmpdir_open(&dir);
    assert_int_equal(mkdirat(dir.fd, "public", 0755), 0);
    public_fd = openat(dir.fd, "public", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int fd = openat(public_fd, "a.html", O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
    assert_int_equal(write(fd, "a page", 6), 6);
    close(fd);
    assert_ok(net_listen_tcp("127.0.0.1", 0, &listener, &port));
    child = fork();
    if (child == 0) {
        serve();
    }
    return 0;
}

static int stop(void **state)
{
    (void)state;
    (void)kill(child, SIGKILL);
    (void)waitpid(child, NULL, 0);
    close(listener);
    close(public_fd);
    tmpdir_close(&dir);
    return 0;
}

/* Sends the bytes and returns the answer as a C string. */
static const char *ask(struct str head, size_t filler, struct str tail)
{
    static char answer[4096];
    static char piece[16384];
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
    assert_int_equal(send(fd, head.ptr, head.len, MSG_NOSIGNAL), (ssize_t)head.len);
    memset(piece, 'x', sizeof(piece));
    for (size_t sent = 0; sent < filler;) {
        ssize_t n = send(fd, piece, filler - sent < sizeof(piece) ? filler - sent : sizeof(piece),
                         MSG_NOSIGNAL);
        assert_true(n > 0);
        sent += (size_t)n;
    }
    assert_int_equal(send(fd, tail.ptr, tail.len, MSG_NOSIGNAL), (ssize_t)tail.len);
    size_t got = 0;
    struct pollfd p = {.fd = fd, .events = POLLIN};
    while (poll(&p, 1, 5000) == 1) {
        ssize_t n = recv(fd, answer + got, sizeof(answer) - 1 - got, 0);
        if (n <= 0) {
            break;
        }
        got += (size_t)n;
    }
    answer[got] = 0;
    close(fd);
    return answer;
}

static void test_serves_a_page(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        const char *answer =
            ask(STR("GET /a.html HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"), 0, STR(""));
        assert_non_null(strstr(answer, "HTTP/1.1 200 OK\r\n"));
        assert_non_null(strstr(answer, "\r\n\r\na page"));
    }
}

static void test_takes_an_upload(void **state)
{
    (void)state;
    enum { FILE_BYTES = 5 << 20 };
    struct str part =
        STR("--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n");
    struct str end = STR("\r\n--B--\r\n");
    char head[512];
    int n = snprintf(head, sizeof(head),
                     "POST /upload HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Type: "
                     "multipart/form-data; "
                     "boundary=B\r\nContent-Length: %zu\r\n\r\n%.*s",
                     part.len + FILE_BYTES + end.len, STR_ARG(part));
    const char *answer = ask((struct str){head, (size_t)n}, FILE_BYTES, end);
    assert_non_null(strstr(answer, "\r\n\r\ngot 5242880"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_serves_a_page),
        cmocka_unit_test(test_takes_an_upload),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
