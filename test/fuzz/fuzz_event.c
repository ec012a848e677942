/*
 * test/fuzz/fuzz_event.c — bytes that claim to be a part of an event. Reading them never fails but
 * with ERR_CORRUPT, and what was read and written again reads to the same bytes: decode and encode
 * have a fixed point.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/law.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz_event: %s\n", what);
    abort();
}

static struct str write_part(const struct event *e, enum keygroup group, struct arena *a)
{
    struct buf out;
    struct str bytes = {NULL, 0};

    buf_init(&out, a, LIMIT_EVENT_BYTES);
    must(event_encode(e, group, &out) == ERR_OK && buf_finish(&out, &bytes) == ERR_OK,
         "cannot be written");
    return bytes;
}

/* First byte: kind; second: key group; the rest: the part. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;

    if (size < 2 || event_def_get((enum event_kind)data[0]) == NULL)
        return 0;
    arena_init(&a, 16u << 20);
    enum event_kind kind = (enum event_kind)data[0];
    enum keygroup group = (enum keygroup)(1 + data[1] % (KEYGROUP_COUNT - 1));
    struct event *e = event_new(kind, &a);
    struct event *again = event_new(kind, &a);
    enum err err = event_decode(e, group, (struct str){(const char *)data + 2, size - 2}, &a);
    must(err == ERR_OK || err == ERR_CORRUPT, "another error than damage");
    if (err == ERR_OK) {
        struct str bytes = write_part(e, group, &a);
        must(event_decode(again, group, bytes, &a) == ERR_OK, "what was written does not read");
        must(str_equal(bytes, write_part(again, group, &a)), "no fixed point");
    }
    arena_release(&a);
    return 0;
}
