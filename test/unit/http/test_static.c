/*
 * test/unit/http/test_static.c — published files: what is served, what never is, and that a cached
 * answer ends with its file.
 */
#include "tester_sys.h"

#include "http/static.h"
#include "sys/crypto.h"

#include "assets.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static struct tmpdir dir;
static struct arena arena;
static struct http_published *published;

static void put_file(const char *name, const char *text)
{
    int fd = openat(dir.fd, name, O_CREAT | O_TRUNC | O_WRONLY, 0644);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
}

static int start(void **state)
{
    (void)state;
    assert_ok(crypto_init());
    tmpdir_open(&dir);
    arena_init(&arena, 1 << 20);
    assert_int_equal(mkdirat(dir.fd, "jp", 0755), 0);
    put_file("jp/index.html", "index");
    put_file("jp/a.html", "first");
    put_file("jp/.hidden", "hidden");
    assert_int_equal(symlinkat("a.html", dir.fd, "jp/link.html"), 0);
    assert_ok(http_published_init(&published, dir.fd));
    return 0;
}

static int stop(void **state)
{
    (void)state;
    http_published_free(published);
    arena_release(&arena);
    tmpdir_close(&dir);
    return 0;
}

static bool serve(const char *path, const char *header, const char *value,
                  struct http_response *res)
{
    struct http_header *h = ARENA_NEW(&arena, struct http_header);
    *h = (struct http_header){str_from_cstr(header), str_from_cstr(value)};
    struct http_request req = {
        .method = HTTP_GET, .headers = h, .header_count = 1, .arena = &arena};
    *res = (struct http_response){.fd = -1};
    return http_published_serve(published, &req, res, str_from_cstr(path));
}

static void assert_served(const char *path, const char *text)
{
    struct http_response res;
    assert_true(serve(path, "X", "", &res));
    assert_int_equal(res.status, 200);
    assert_str(res.shared->body, str_from_cstr(text));
    http_response_clear(&res);
}

static void test_serves_files_and_indexes(void **state)
{
    (void)state;
    assert_served("jp/a.html", "first");
    assert_served("jp/a.html", "first");
    assert_served("jp/", "index");
}

static void test_never_serves_these(void **state)
{
    (void)state;
    static const char *paths[] = {"jp",
                                  "jp/b.html",
                                  "jp/link.html",
                                  "jp/.hidden",
                                  "../etc/passwd",
                                  "jp/../jp/a.html",
                                  "./jp/a.html",
                                  "/jp/a.html",
                                  "jp//a.html",
                                  "",
                                  "jp/a.html/",
                                  "/etc/passwd"};
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        struct http_response res;
        if (serve(paths[i], "X", "", &res)) {
            print_error("%s was served\n", paths[i]);
            fail();
        }
    }
}

static void test_an_answer_ends_with_its_file(void **state)
{
    (void)state;
    assert_served("jp/a.html", "first");
    put_file("jp/new", "second");
    assert_int_equal(renameat(dir.fd, "jp/new", dir.fd, "jp/a.html"), 0);
    assert_served("jp/a.html", "second");
    struct http_response under_way;
    assert_true(serve("jp/a.html", "X", "", &under_way));
    assert_int_equal(unlinkat(dir.fd, "jp/a.html", 0), 0);
    struct http_response res;
    assert_false(serve("jp/a.html", "X", "", &res));
    put_file("jp/a.html", "third");
    assert_served("jp/a.html", "third");
    assert_str(under_way.shared->body,
               STR("second")); /* an answer that is being sent keeps its bytes */
    http_response_clear(&under_way);
}

static void test_not_modified_and_gzip(void **state)
{
    (void)state;
    char text[4096];
    memset(text, 'a', sizeof(text) - 1);
    text[sizeof(text) - 1] = 0;
    put_file("jp/long.html", text);
    struct http_response plain, gzip, again;
    assert_true(serve("jp/long.html", "X", "", &plain));
    assert_int_equal(plain.shared->body.len, sizeof(text) - 1);
    assert_true(serve("jp/long.html", "Accept-Encoding", "gzip", &gzip));
    assert_in_range(gzip.shared->body.len, 10, 200);
    assert_int_not_equal(str_find(gzip.shared->head, STR("\r\nContent-Encoding: gzip\r\n"), 0),
                         SIZE_MAX);
    assert_int_not_equal(str_find(plain.shared->head, STR("\r\nVary: Accept-Encoding\r\n"), 0),
                         SIZE_MAX);
    assert_false(str_equal(plain.shared->etag, gzip.shared->etag));
    struct str etag = arena_copy(&arena, plain.shared->etag);
    assert_true(serve("jp/long.html", "If-None-Match", etag.ptr, &again));
    assert_int_equal(again.status, 304);
    http_response_clear(&plain);
    http_response_clear(&gzip);
    http_response_clear(&again);
}

static void test_large_files_come_from_the_descriptor(void **state)
{
    (void)state;
    int fd = openat(dir.fd, "jp/large.csv", O_CREAT | O_WRONLY, 0644);
    assert_int_equal(ftruncate(fd, LIMIT_STATIC_FILE_BYTES + 1), 0);
    close(fd);
    struct http_response res;
    assert_true(serve("jp/large.csv", "X", "", &res));
    assert_int_equal(res.content, HTTP_CONTENT_FILE);
    assert_int_equal(res.length, LIMIT_STATIC_FILE_BYTES + 1);
    http_response_clear(&res);
}

/* More than the cache may hold: memory is bounded and every file is still served. */
static void test_the_cache_is_bounded(void **state)
{
    (void)state;
    char name[40];
    char text[40];
    for (int i = 0; i < LIMIT_STATIC_CACHE_FILES + 100; i++) {
        (void)snprintf(name, sizeof(name), "jp/%d.txt", i);
        (void)snprintf(text, sizeof(text), "file %d", i);
        put_file(name, text);
        assert_served(name, text);
    }
    assert_served("jp/0.txt", "file 0");
    for (int i = 0; i < 3; i++) {
        struct http_response res;
        int fd = openat(dir.fd, "jp/big.csv", O_CREAT | O_WRONLY, 0644);
        assert_int_equal(ftruncate(fd, LIMIT_STATIC_FILE_BYTES - i), 0);
        close(fd);
        assert_true(serve("jp/big.csv", "X", "", &res));
        assert_int_equal(res.shared->body.len, LIMIT_STATIC_FILE_BYTES - i);
        http_response_clear(&res);
    }
}

static void test_assets_are_kept_for_ever(void **state)
{
    (void)state;
    struct str address = asset_url("app.css");
    struct http_request req = {.method = HTTP_GET, .path = address, .arena = &arena};
    struct http_response res = {.fd = -1};
    assert_true(address.len > 0);
    assert_true(http_asset_serve(&req, &res));
    assert_int_equal(res.status, 200);
    assert_true(res.text.len > 0);
    bool immutable = false;
    for (size_t i = 0; i < res.header_count; i++) {
        immutable = immutable || str_find(res.headers[i].value, STR("immutable"), 0) != SIZE_MAX;
    }
    assert_true(immutable);
    req.path = STR("/assets/app.css");
    assert_false(http_asset_serve(&req, &res));
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_serves_files_and_indexes),
        TEST(test_never_serves_these),
        TEST(test_an_answer_ends_with_its_file),
        TEST(test_not_modified_and_gzip),
        TEST(test_large_files_come_from_the_descriptor),
        TEST(test_the_cache_is_bounded),
        TEST(test_assets_are_kept_for_ever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
