/*
 * test/fuzz/fuzz_xml_event.c — any bytes as what the parser child tells: refused, or a document
 * like every other. A frame that is read is the frame that is written.
 */
#include "fuzz/publication.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 256 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct str rest = {(const char *)data, size};
    struct xml_event v;

    arena_init(&a, ARENA_BYTES);
    while (rest.len > 0) {
        struct str before = rest;
        struct buf frame;

        if (xml_event_read(&rest, &v) != ERR_OK)
            break;
        buf_init(&frame, &a, FUZZ_DOCUMENT);
        xml_event_write(&frame, &v);
        fuzz_must(str_equal(buf_str(&frame), str_slice(before, 0, before.len - rest.len)),
                  "a frame is written otherwise", FUZZ_FORMATS);
    }
    fuzz_events((struct str){(const char *)data, size}, &a);
    arena_release(&a);
    return 0;
}
