/*
 * cli/test_lines.c — files line by line: one call for each line, in order, whatever its end, and a
 * line that passes the limit is handed on as one that does.
 */
#include "tester.h"

#include "cli/cli_priv.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINES_MAX = 8 };

struct taken {
    size_t count;
    size_t len[LINES_MAX];
    char first[LINES_MAX]; /* '\0' for an empty line */
};

static void take(void *context, const struct cli_line *line)
{
    struct taken *t = context;
    assert_true(t->count < LINES_MAX);
    t->len[t->count] = line->text.len;
    t->first[t->count] = '\0';
    if (line->text.len > 0)
        t->first[t->count] = line->text.ptr[0];
    t->count++;
    assert_int_equal(line->number, t->count);
}

/* A file of `len` letters x and then `rest`. */
static struct taken lines_of(size_t len, struct str rest)
{
    struct taken out = {0};
    struct cli c = {0};
    char path[] = "/tmp/todoke-lines-XXXXXX";
    struct str word = str_from_cstr(path);
    const struct cli_lines lines = {take, &out};
    int fd = mkstemp(path);
    char *xs = malloc(len + 1);
    assert_true(fd >= 0);
    assert_non_null(xs);
    memset(xs, 'x', len);
    assert_int_equal(write(fd, xs, len), (ssize_t)len);
    assert_int_equal(write(fd, rest.ptr, rest.len), (ssize_t)rest.len);
    arena_init(&c.arena, 8 << 20);
    c.words = &word;
    c.word_count = 1;
    assert_true(cli_each_line(&c, 0, &lines));
    arena_release(&c.arena);
    free(xs);
    (void)close(fd);
    (void)unlink(path);
    return out;
}

static void test_ends(void **state)
{
    static const struct {
        const char *text;
        size_t count;
        size_t len[LINES_MAX];
        const char *first; /* '.' for an empty line */
    } cases[] = {
        {"", 0, {0}, ""},
        {"a", 1, {1}, "a"},
        {"a\n", 1, {1}, "a"},
        {"a\r\n", 1, {1}, "a"},
        {"a\r", 1, {1}, "a"},
        {"\n", 1, {0}, "."},
        {"\r\n\n\r\nb", 4, {0, 0, 0, 1}, "...b"},
        {"a\r\r\nb\n\n", 3, {2, 1, 0}, "ab."},
        {"a\rb\n", 1, {3}, "a"},
        {"\xef\xbb\xbf\n\xef\xbb\xbf", 2, {0, 3}, ".\xef"},
        {"\xef\xbb\xbf-\r\n", 1, {1}, "-"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct taken t = lines_of(0, str_from_cstr(cases[i].text));
        assert_int_equal(t.count, cases[i].count);
        for (size_t k = 0; k < t.count; k++) {
            assert_int_equal(t.len[k], cases[i].len[k]);
            assert_int_equal(t.first[k] == '\0' ? '.' : t.first[k], cases[i].first[k]);
        }
    }
}

/* A line may be as long as the limit says, and its end does not count. */
static void test_limit(void **state)
{
    static const char *const ends[] = {"\nb\n", "\r\nb\r\n"};
    (void)state;
    for (size_t len = LIMIT_CLI_LINE - 2; len <= LIMIT_CLI_LINE + 3; len++) {
        for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
            struct taken t = lines_of(len, str_from_cstr(ends[i]));
            assert_int_equal(t.count, 2);
            assert_int_equal(t.len[0], len <= LIMIT_CLI_LINE ? len : LIMIT_CLI_LINE + 1);
            assert_int_equal(t.first[0], 'x');
            assert_int_equal(t.len[1], 1);
            assert_int_equal(t.first[1], 'b');
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
