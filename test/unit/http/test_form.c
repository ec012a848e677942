/*
 * test/unit/http/test_form.c — what is accepted as a form, and what never is. Multipart bodies are
 * fed in pieces of every size: the cut may never change the result.
 */
#include "tester.h"

#include "base/buf.h"
#include "http/form.h"
#include "http/spool.h"

#include <string.h>

static struct arena arena;

static int start(void **state)
{
    (void)state;
    arena_init(&arena, 256 << 20);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    arena_release(&arena);
    assert_int_equal(spool_bytes_in_use(), 0);
    return 0;
}

/* "name=value;name=value", files as "field:filename:type:bytes". */
static struct str show(const struct http_form *form)
{
    struct buf out;
    buf_init(&out, &arena, 1 << 20);
    for (size_t i = 0; i < form->field_count; i++) {
        buf_add_format(&out, "%.*s=%.*s;", STR_ARG(form->fields[i].name),
                       STR_ARG(form->fields[i].value));
    }
    for (size_t i = 0; i < form->file_count; i++) {
        const struct http_file *f = &form->files[i];
        buf_add_format(&out, "%.*s:%.*s:%.*s:%.*s;", STR_ARG(f->field), STR_ARG(f->filename),
                       STR_ARG(f->content_type), STR_ARG(f->content));
    }
    return buf_str(&out);
}

static void test_urlencoded(void **state)
{
    (void)state;
    static const struct {
        const char *raw;
        const char *shown; /* NULL: refused */
    } rows[] = {
        {"", ""},
        {"a=b", "a=b;"},
        {"a=b&c", "a=b;c=;"},
        {"a=b&&c=d&", "a=b;c=d;"},
        {"a+b=c+d%2B", "a b=c d+;"},
        {"%E5%B1%8A=%e3%81%91", "届=け;"},
        {"a==b", "a==b;"},
        {"=x", "=x;"},
        {"a=%", NULL},
        {"a=%4", NULL},
        {"a=%zz", NULL},
        {"a=%00", NULL},
        {"a=%ff", NULL},
        {"a=%c0%80", NULL},
        {"a=%ed%a0%80", NULL},
        {"a=b c", NULL},
        {"a=\xe3\x81\x82", NULL},
        {"a=b\n", NULL},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct http_form form;
        enum err e = http_form_urlencoded(str_from_cstr(rows[i].raw), &arena, &form);
        assert_int_equal(e, rows[i].shown == NULL ? ERR_INVALID : ERR_OK);
        if (e == ERR_OK) {
            assert_str(show(&form), str_from_cstr(rows[i].shown));
        }
    }
}

static void test_urlencoded_has_a_limit_of_fields(void **state)
{
    (void)state;
    struct buf raw;
    struct http_form form;
    buf_init(&raw, &arena, 1 << 20);
    for (int i = 0; i < LIMIT_FORM_FIELDS; i++) {
        buf_add_cstr(&raw, "a=b&");
    }
    assert_int_equal(http_form_urlencoded(buf_str(&raw), &arena, &form), ERR_OK);
    assert_int_equal(http_form_count(&form, STR("a")), LIMIT_FORM_FIELDS);
    buf_add_cstr(&raw, "c=d");
    assert_int_equal(http_form_urlencoded(buf_str(&raw), &arena, &form), ERR_LIMIT);
}

static void test_repeated_names(void **state)
{
    (void)state;
    struct http_form form;
    assert_int_equal(http_form_urlencoded(STR("a=1&b=2&a=3"), &arena, &form), ERR_OK);
    assert_str(http_form_get(&form, STR("a")), STR("1"));
    assert_str(http_form_get_nth(&form, STR("a"), 1), STR("3"));
    assert_null(http_form_get_nth(&form, STR("a"), 2).ptr);
    assert_null(http_form_get(&form, STR("c")).ptr);
}

static void test_boundaries(void **state)
{
    (void)state;
    static const struct {
        const char *type;
        const char *boundary; /* NULL: refused */
    } rows[] = {
        {"multipart/form-data; boundary=abc", "abc"},
        {"Multipart/Form-Data;boundary=\"a b'()+_,-./:=?c\"", "a b'()+_,-./:=?c"},
        {"multipart/form-data; charset=utf-8; boundary=abc", "abc"},
        {"multipart/form-data", NULL},
        {"multipart/form-data; boundary=", NULL},
        {"multipart/form-data; boundary=\"\"", NULL},
        {"multipart/form-data; boundary=\"abc ", NULL},
        {"multipart/form-data; boundary=\"abc \"", NULL},
        {"multipart/form-data; boundary=a; boundary=b", NULL},
        {"multipart/form-data; boundary=a b", NULL},
        {"multipart/mixed; boundary=a", NULL},
        {"multipart/form-data; "
         "boundary=12345678901234567890123456789012345678901234567890123456789012345678901",
         NULL},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct str boundary = {0};
        enum err e = http_multipart_boundary(str_from_cstr(rows[i].type), &boundary);
        assert_int_equal(e, rows[i].boundary == NULL ? ERR_INVALID : ERR_OK);
        if (e == ERR_OK) {
            assert_str(boundary, str_from_cstr(rows[i].boundary));
        }
    }
}

static enum err feed(struct str body, size_t piece, struct str *shown)
{
    struct http_multipart *m = NULL;
    struct http_form form = {0};
    assert_int_equal(http_multipart_init(&m, &arena, STR("B"), NULL), ERR_OK);
    enum err e = ERR_OK;
    for (size_t at = 0; at < body.len && e == ERR_OK; at += piece) {
        e = http_multipart_feed(m, str_slice(body, at, at + piece));
    }
    enum err end = http_multipart_finish(m, &form);
    assert_true(e == ERR_OK || e == end);
    *shown = show(&form);
    http_multipart_release(m);
    return end;
}

#define PART(name) "--B\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n"
#define FILE_PART(name, file)                                                                      \
    "--B\r\nContent-Disposition: form-data; name=\"" name "\"; filename=\"" file                   \
    "\"\r\nContent-Type: text/plain\r\n\r\n"

static const struct {
    struct str body;
    const char *shown; /* NULL: refused */
} bodies[] = {
    {STR_INIT("--B--\r\n"), ""},
    {STR_INIT("--B--"), ""},
    {STR_INIT(PART("a") "1\r\n--B--\r\n"), "a=1;"},
    {STR_INIT(PART("a") "\r\n" PART("b") "x\r\ny\r\n--B--\r\n"), "a=;b=x\r\ny;"},
    {STR_INIT(PART("a") "\r\n-\r\n--\r\r\n--\r\n\r\n--B--"), "a=\r\n-\r\n--\r\r\n--\r\n;"},
    {STR_INIT(FILE_PART("f", "x.txt") "bytes\r\n--B--\r\n"), "f:x.txt:text/plain:bytes;"},
    {STR_INIT(FILE_PART("f", "") "\r\n--B--\r\n"), ""},
    {STR_INIT(FILE_PART("f", "empty") "\r\n--B--\r\n"), "f:empty:text/plain:;"},
    {STR_INIT(FILE_PART("f", "C:\\x\\..\\y%22.txt") "1\r\n--B--\r\n"), "f:y\".txt:text/plain:1;"},
    {STR_INIT(FILE_PART("f", "../../etc/passwd") "1\r\n--B--\r\n"), "f:passwd:text/plain:1;"},
    {STR_INIT(
         "--B\r\ncontent-disposition:form-data;name=a\r\nContent-Length: 1\r\n\r\n1\r\n--B--\r\n"),
     "a=1;"},
    /* text around the parts, delimiters that are not, an end that is missing */
    {STR_INIT("x--B--\r\n"), NULL},
    {STR_INIT("\r\n--B--\r\n"), NULL},
    {STR_INIT("--B--\r\nx"), NULL},
    {STR_INIT("--B--\n"), NULL},
    {STR_INIT(PART("a") "1\r\n--B"), NULL},
    {STR_INIT(PART("a") "1\r\n--Bx"), NULL},
    {STR_INIT(PART("a") "1\r\n--B \r\n"), NULL},
    {STR_INIT(PART("a") "1\r\n--B\n"), NULL},
    {STR_INIT(PART("a") "1\n--B--\r\n"), NULL},
    {STR_INIT(PART("a") "1"), NULL},
    {STR_INIT(""), NULL},
    /* heads */
    {STR_INIT("--B\r\n\r\n1\r\n--B--\r\n"), NULL},
    {STR_INIT("--B\r\nContent-Type: text/plain\r\n\r\n1\r\n--B--\r\n"), NULL},
    {STR_INIT("--B\r\nContent-Disposition: form-data\r\n\r\n1\r\n--B--\r\n"), NULL},
    {STR_INIT("--B\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n--B--\r\n"), NULL},
    {STR_INIT(
         "--B\r\nContent-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\n1\r\n--B--\r\n"),
     NULL},
    {STR_INIT("--B\r\nContent-Disposition: form-data; name=\"a\"; "
              "filename*=utf-8''x\r\n\r\n1\r\n--B--\r\n"),
     NULL},
    {STR_INIT("--B\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--B--\r\n"), NULL},
    {STR_INIT("--B\r\nContent-Disposition: form-data; name=\"a\\\"b\"\r\n\r\n1\r\n--B--\r\n"),
     NULL},
    {STR_INIT("--B\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n1\r\n--B--\r\n"), NULL},
    {STR_INIT("--B\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: "
              "base64\r\n\r\nMQ==\r\n"
              "--B--\r\n"),
     NULL},
    {STR_INIT("--B\r\nContent-Disposition: form-data;\r\n name=\"a\"\r\n\r\n1\r\n--B--\r\n"), NULL},
    {STR_INIT("--B\nContent-Disposition: form-data; name=\"a\"\n\n1\r\n--B--\r\n"), NULL},
    {STR_INIT("--B\r\nContent-Disposition: form-data; name=\"a\0b\"\r\n\r\n1\r\n--B--\r\n"), NULL},
    {STR_INIT("--B\r\nContent-Disposition: form-data; nam\r\n\r\n1\r\n--B--\r\n"), NULL},
    {STR_INIT("--B\r\nContent-Disposition: form-data; name=\"a\"; x\r\n\r\n1\r\n--B--\r\n"), NULL},
    /* values that are no text */
    {STR_INIT(PART("a") "\0\r\n--B--\r\n"), NULL},
    {STR_INIT(PART("a") "\xff\r\n--B--\r\n"), NULL},
    {STR_INIT(PART("\xff") "1\r\n--B--\r\n"), NULL},
};

static void test_multipart_in_pieces_of_every_size(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        for (size_t piece = 1; piece <= bodies[i].body.len + 1; piece++) {
            struct str shown;
            enum err e = feed(bodies[i].body, piece, &shown);
            if (e != (bodies[i].shown == NULL ? ERR_INVALID : ERR_OK)) {
                print_error("body %zu, pieces of %zu: %s\n", i, piece, err_text(e));
                fail();
            }
            if (e == ERR_OK) {
                assert_str(shown, str_from_cstr(bodies[i].shown));
            }
        }
    }
}

/* A body of `count` parts made by `format`, each followed by `filler` bytes. */
static enum err feed_many(const char *format, int count, size_t filler)
{
    struct http_multipart *m = NULL;
    struct http_form form;
    char *bytes = arena_alloc(&arena, filler + 1);
    enum err e = http_multipart_init(&m, &arena, STR("B"), NULL);
    assert_non_null(bytes);
    memset(bytes, 'x', filler);
    for (int i = 0; i < count && e == ERR_OK; i++) {
        e = http_multipart_feed(m, str_from_cstr(format));
        e = e == ERR_OK ? http_multipart_feed(m, (struct str){bytes, filler}) : e;
        e = e == ERR_OK ? http_multipart_feed(m, STR("\r\n")) : e;
    }
    e = e == ERR_OK ? http_multipart_feed(m, STR("--B--\r\n")) : e;
    e = e == ERR_OK ? http_multipart_finish(m, &form) : e;
    http_multipart_release(m);
    return e;
}

static void test_multipart_limits(void **state)
{
    (void)state;
    assert_int_equal(feed_many(PART("a"), LIMIT_FORM_FIELDS, 1), ERR_OK);
    assert_int_equal(feed_many(PART("a"), LIMIT_FORM_FIELDS + 1, 1), ERR_LIMIT);
    assert_int_equal(feed_many(PART("a"), 4, LIMIT_FORM_BYTES / 4), ERR_OK);
    assert_int_equal(feed_many(PART("a"), 4, LIMIT_FORM_BYTES / 4 + 1), ERR_LIMIT);
    assert_int_equal(feed_many(FILE_PART("f", "x"), LIMIT_UPLOAD_FILES, 1), ERR_OK);
    assert_int_equal(feed_many(FILE_PART("f", "x"), LIMIT_UPLOAD_FILES + 1, 1), ERR_LIMIT);
    assert_int_equal(feed_many(FILE_PART("f", "x"), LIMIT_UPLOAD_FILES + 1, 0), ERR_LIMIT);
    assert_int_equal(feed_many(FILE_PART("f", ""), 3 * LIMIT_UPLOAD_FILES, 0), ERR_OK);
    assert_int_equal(feed_many(FILE_PART("f", "x"), 1, LIMIT_UPLOAD_BYTES), ERR_OK);
    assert_int_equal(feed_many(FILE_PART("f", "x"), 1, LIMIT_UPLOAD_BYTES + 1), ERR_LIMIT);
    char head[LIMIT_MULTIPART_HEAD_BYTES + 64] = "--B\r\nX: ";
    memset(head + 8, 'x', sizeof(head) - 9);
    assert_int_equal(feed_many(head, 1, 0), ERR_INVALID);
}

static void test_spools_share_one_allowance(void **state)
{
    (void)state;
    enum { MANY = LIMIT_SPOOL_BYTES / LIMIT_UPLOAD_BYTES + 1 };
    struct spool spools[MANY];
    char *bytes = arena_alloc(&arena, LIMIT_UPLOAD_BYTES);
    enum err e = ERR_OK;
    size_t full = 0;
    assert_non_null(bytes);
    for (size_t i = 0; i < MANY; i++) {
        spool_init(&spools[i], LIMIT_UPLOAD_BYTES);
    }
    while (full < MANY && e == ERR_OK) {
        e = spool_write(&spools[full++], (struct str){bytes, LIMIT_UPLOAD_BYTES});
    }
    assert_int_equal(e, ERR_BUSY);
    assert_int_equal(full, MANY);
    spool_release(&spools[0]);
    assert_int_equal(spool_write(&spools[MANY - 1], (struct str){bytes, LIMIT_UPLOAD_BYTES}),
                     ERR_OK);
    assert_int_equal(spool_write(&spools[MANY - 1], STR("x")), ERR_LIMIT);
    for (size_t i = 0; i < MANY; i++) {
        spool_release(&spools[i]);
    }
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_urlencoded),
        TEST(test_urlencoded_has_a_limit_of_fields),
        TEST(test_repeated_names),
        TEST(test_boundaries),
        TEST(test_multipart_in_pieces_of_every_size),
        TEST(test_multipart_limits),
        TEST(test_spools_share_one_allowance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
