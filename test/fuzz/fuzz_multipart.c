/*
 * test/fuzz/fuzz_multipart.c — upload forms with the boundary "B".
 *
 * First byte: size of the pieces. Must hold: pieces do not change the form or the refusal; no field
 * and no file contains the delimiter; file names have no folder and no control character; all
 * spools are given back.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "http/form.h"
#include "http/spool.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds, const char *what)
{
    if (holds) {
        return;
    }
    fprintf(stderr, "fuzz_multipart: %s\n", what);
    abort();
}

struct reading {
    struct http_multipart *m;
    struct http_form form;
    enum err err;
};

static struct reading read_form(struct str body, size_t piece, struct arena *a)
{
    struct reading r = {0};
    r.err = http_multipart_init(&r.m, a, STR("B"), NULL);
    for (size_t at = 0; at < body.len && r.err == ERR_OK; at += piece) {
        r.err = http_multipart_feed(r.m, str_slice(body, at, at + piece));
    }
    enum err end = http_multipart_finish(r.m, &r.form);
    must(r.err == ERR_OK || r.err == end, "an error was forgotten");
    r.err = end;
    return r;
}

static void check_text(struct str text, const char *forbidden)
{
    must(utf8_first_bad(text) == SIZE_MAX, "ill-formed text");
    for (size_t i = 0; i < text.len; i++) {
        must(text.ptr[i] != 0, "NUL");
        must(strchr(forbidden, text.ptr[i]) == NULL, "forbidden character in a name");
    }
}

static void compare(const struct http_form *a, const struct http_form *b)
{
    struct str delimiter = STR("\r\n--B");
    must(a->field_count == b->field_count && a->file_count == b->file_count,
         "pieces change the form");
    for (size_t i = 0; i < a->field_count; i++) {
        check_text(a->fields[i].name, "\r\n");
        check_text(a->fields[i].value, "");
        must(str_equal(a->fields[i].name, b->fields[i].name) &&
                 str_equal(a->fields[i].value, b->fields[i].value),
             "pieces change a field");
        must(str_find(a->fields[i].value, delimiter, 0) == SIZE_MAX, "delimiter in a field");
    }
    for (size_t i = 0; i < a->file_count; i++) {
        check_text(a->files[i].filename, "/\\\r\n\t");
        must(str_equal(a->files[i].content, b->files[i].content) &&
                 str_equal(a->files[i].filename, b->files[i].filename),
             "pieces change a file");
        must(str_find(a->files[i].content, delimiter, 0) == SIZE_MAX, "delimiter in a file");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    if (size < 2) {
        return 0;
    }
    struct str body = {(const char *)data + 1, size - 1};
    arena_init(&a, 64u << 20);
    struct reading whole = read_form(body, body.len, &a);
    struct reading pieces = read_form(body, 1 + data[0] % 16, &a);
    must(whole.err == pieces.err, "pieces change the verdict");
    compare(&whole.form, &pieces.form);
    http_multipart_release(whole.m);
    http_multipart_release(pieces.m);
    must(spool_bytes_in_use() == 0, "a spool was kept");
    arena_release(&a);
    return 0;
}
