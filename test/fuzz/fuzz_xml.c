/*
 * test/fuzz/fuzz_xml.c — any bytes as a document of XML, through the parser of the child: the
 * events are always a whole stream, and what they hold is written and read without end.
 */
#include "fuzz/publication.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 256 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct buf events;
    struct str rest;
    struct xml_event v = {0};

    arena_init(&a, ARENA_BYTES);
    buf_init(&events, &a, FUZZ_DOCUMENT);
    fuzz_must(xml_parse_bytes((struct str){(const char *)data, size}, &events) == ERR_OK,
              "bytes in memory cannot fail", FUZZ_FORMATS);
    rest = buf_str(&events);
    while (xml_event_read(&rest, &v) == ERR_OK)
        ;
    fuzz_must(rest.len == 0, "the stream is not whole", FUZZ_FORMATS);
    fuzz_must(v.kind == XML_EVENT_DONE || (v.kind == XML_EVENT_BAD && v.line > 0),
              "the stream does not end", FUZZ_FORMATS);
    fuzz_events(buf_str(&events), &a);
    arena_release(&a);
    return 0;
}
