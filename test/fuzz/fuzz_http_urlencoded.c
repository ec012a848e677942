/*
 * test/fuzz/fuzz_http_urlencoded.c — query strings and urlencoded bodies.
 *
 * Must hold: what is accepted is well-formed UTF-8 without NUL, and encoding it again and decoding
 * gives the same form.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "http/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds, const char *what)
{
    if (holds) {
        return;
    }
    fprintf(stderr, "fuzz_http_urlencoded: %s\n", what);
    abort();
}

static void encode(struct buf *out, struct str text)
{
    must(utf8_first_bad(text) == SIZE_MAX, "ill-formed text accepted");
    for (size_t i = 0; i < text.len; i++) {
        must(text.ptr[i] != 0, "NUL accepted");
        buf_add_format(out, "%%%02x", (unsigned)(unsigned char)text.ptr[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct http_form form, again;
    struct buf out;
    arena_init(&a, 64u << 20);
    buf_init(&out, &a, 16u << 20);
    enum err e = http_form_urlencoded((struct str){(const char *)data, size}, &a, &form);
    must(e == ERR_OK || e == ERR_INVALID || e == ERR_LIMIT, "error");
    if (e == ERR_OK) {
        must(form.field_count <= LIMIT_FORM_FIELDS, "too many fields");
        for (size_t i = 0; i < form.field_count; i++) {
            must(form.fields[i].value.ptr != NULL, "absent value");
            encode(&out, form.fields[i].name);
            buf_add_char(&out, '=');
            encode(&out, form.fields[i].value);
            buf_add_char(&out, '&');
        }
        must(http_form_urlencoded(buf_str(&out), &a, &again) == ERR_OK, "not accepted again");
        must(again.field_count == form.field_count, "another number of fields");
        for (size_t i = 0; i < form.field_count; i++) {
            must(str_equal(form.fields[i].name, again.fields[i].name) &&
                     str_equal(form.fields[i].value, again.fields[i].value),
                 "another form");
        }
    }
    arena_release(&a);
    return 0;
}
