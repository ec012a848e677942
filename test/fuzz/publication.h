/*
 * test/fuzz/publication.h — what every publication that came out of foreign bytes must stand: it is
 * written in each format of JVN and read back, and what was read back is written with bytes that
 * stay.
 */
#ifndef TEST_FUZZ_PUBLICATION_H
#define TEST_FUZZ_PUBLICATION_H

#include <stdio.h>
#include <stdlib.h>

#include "core/codec/myjvn_list.h"
#include "sys/xml_parse.h"

enum fuzz_format { FUZZ_VULDEF, FUZZ_JVNRSS, FUZZ_ATOM, FUZZ_DETAIL, FUZZ_LIST, FUZZ_FORMATS };

enum { FUZZ_DOCUMENT = 64 << 20 };

static inline void fuzz_must(bool holds, const char *what, unsigned format)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz: %s (format %u)\n", what, format);
    abort();
}

/* Absent when the format cannot hold it. */
static inline struct str fuzz_write(enum fuzz_format format, const struct publication *p,
                                    enum lang lang, struct arena *a)
{
    static const struct codec_scheme scheme = {.site_name = {STR_INIT("s"), STR_INIT("s")},
                                               .publisher_name = {STR_INIT("p"), STR_INIT("p")},
                                               .base_url = STR_INIT("https://notes.example.jp")};
    const struct codec_list list = {&p, 1, p->revised_at_us};
    struct buf out;
    enum err e = ERR_INVALID;

    buf_init(&out, a, FUZZ_DOCUMENT);
    switch (format) {
    case FUZZ_VULDEF:
        e = vuldef_write(&list, &scheme, lang, NULL, &out);
        break;
    case FUZZ_JVNRSS:
        e = jvnrss_write(&list, &scheme, lang, &out);
        break;
    case FUZZ_ATOM:
        e = atom_write(&list, &scheme, lang, &out);
        break;
    case FUZZ_DETAIL:
        e = myjvn_detail_write(p, &scheme, lang, &out);
        break;
    case FUZZ_LIST:
        e = myjvn_overview_write(&list, &scheme, lang, &out);
        break;
    case FUZZ_FORMATS:
        break;
    }
    return e == ERR_OK && !out.failed ? buf_str(&out) : (struct str){NULL, 0};
}

/* False when there is no publication in it, as in a feed that leaves one without a title out. */
static inline bool fuzz_read(enum fuzz_format format, struct str text, struct arena *a,
                             struct publication *out)
{
    const struct json *document = NULL;
    struct myjvn_json json;
    struct myjvn_json_fault wrong;
    struct feed_reader feed;
    struct xml_fault fault;
    struct buf events;

    if (format == FUZZ_DETAIL || format == FUZZ_LIST) {
        fuzz_must(json_read(text, FUZZ_DOCUMENT, a, &document, NULL) == ERR_OK, "no JSON", format);
        fuzz_must(myjvn_json_begin(document, a, &json, &wrong) == ERR_OK, "no answer", format);
        return myjvn_json_next(&json, a, out, &wrong) == ERR_OK;
    }
    buf_init(&events, a, FUZZ_DOCUMENT);
    fuzz_must(xml_parse_bytes(text, &events) == ERR_OK, "cannot be parsed", format);
    fuzz_must(feed_begin(buf_str(&events), a, &feed, &fault) == ERR_OK, "no XML", format);
    return feed_next(&feed, a, out, &fault) == ERR_OK;
}

/* Written, read and written again; absent when the format cannot hold it. */
static inline struct str fuzz_round(enum fuzz_format format, const struct publication *p,
                                    enum lang lang, struct arena *a)
{
    struct str first = fuzz_write(format, p, lang, a);
    struct publication back;

    if (first.ptr == NULL)
        return first;
    bool read = fuzz_read(format, first, a, &back);
    fuzz_must(read || a->failed || format == FUZZ_JVNRSS || format == FUZZ_ATOM, "is not read back",
              format);
    return read ? fuzz_write(format, &back, lang, a) : (struct str){NULL, 0};
}

static inline void fuzz_publication(const struct publication *p, enum lang lang, struct arena *a)
{
    struct str canonical;

    fuzz_must(publication_write(p, a, &canonical) != ERR_INVALID, "cannot be spelt", FUZZ_FORMATS);
    for (enum fuzz_format format = FUZZ_VULDEF; format < FUZZ_FORMATS; format++) {
        struct str first = fuzz_round(format, p, lang, a);
        struct publication back;

        if (first.ptr == NULL || !fuzz_read(format, first, a, &back))
            continue;
        struct str second = fuzz_write(format, &back, lang, a);
        if (!str_equal(first, second) && !a->failed)
            fprintf(stderr, "%.*s\n---\n%.*s\n", STR_ARG(first), STR_ARG(second));
        fuzz_must(a->failed || str_equal(first, second), "is no fixed point", format);
    }
}

/* What one JSON answer holds of a list: what it has no place for is not written, all else stays. */
static inline void fuzz_part(const struct myjvn_list *list, struct arena *a)
{
    static const struct codec_scheme scheme = {.site_name = {STR_INIT("s"), STR_INIT("s")},
                                               .publisher_name = {STR_INIT("p"), STR_INIT("p")}};
    struct myjvn_list next = *list;
    struct str texts[3];

    for (size_t i = 0; i < 3 && !a->failed; i++) {
        const struct json *document = NULL;
        struct myjvn_json_fault wrong;
        struct buf out;

        buf_init(&out, a, FUZZ_DOCUMENT);
        enum err e = myjvn_list_write_json(&next, &scheme, &out);
        if (i == 0 && e == ERR_UNSUPPORTED && list->series_count > 0)
            return;
        fuzz_must(e == ERR_OK, "list not written as JSON", FUZZ_FORMATS);
        texts[i] = buf_str(&out);
        fuzz_must(json_read(texts[i], FUZZ_DOCUMENT, a, &document, NULL) == ERR_OK &&
                      myjvn_list_read_json(document, a, &next, &wrong) == ERR_OK,
                  "list is not read back as JSON", FUZZ_FORMATS);
    }
    fuzz_must(a->failed || str_equal(texts[1], texts[2]), "JSON list is no fixed point",
              FUZZ_FORMATS);
}

/* A list of vendors or numbers, likewise, as XML and as JSON. */
static inline void fuzz_list(const struct myjvn_list *list, struct arena *a)
{
    struct myjvn_list next = *list;
    struct myjvn_list part;
    struct str texts[3];

    for (size_t i = 0; i < 3 && !a->failed; i++) {
        struct feed_reader f;
        struct xml_fault fault;
        struct buf out, events;

        buf_init(&out, a, FUZZ_DOCUMENT);
        buf_init(&events, a, FUZZ_DOCUMENT);
        fuzz_must(myjvn_list_write(&next, &out) == ERR_OK, "list not written", FUZZ_FORMATS);
        texts[i] = buf_str(&out);
        fuzz_must(xml_parse_bytes(texts[i], &events) == ERR_OK &&
                      feed_begin(buf_str(&events), a, &f, &fault) == ERR_OK &&
                      myjvn_list_read(&f, a, &next, &fault) == ERR_OK,
                  "list is not read back", FUZZ_FORMATS);
    }
    fuzz_must(a->failed || str_equal(texts[1], texts[2]), "list is no fixed point", FUZZ_FORMATS);
    for (size_t i = 0; !a->failed && myjvn_list_part(&next, i, &part); i++)
        fuzz_part(&part, a);
}

/* Every publication of a stream of events, which may be none. */
static inline void fuzz_events(struct str events, struct arena *a)
{
    struct feed_reader f;
    struct xml_fault fault = {0};
    enum err e = feed_begin(events, a, &f, &fault);

    if (e != ERR_OK) {
        fuzz_must(e != ERR_INVALID || fault.reason != NULL, "refused without a reason",
                  FUZZ_FORMATS);
        return;
    }
    if (f.kind == FEED_RESULTS) {
        struct myjvn_list list;

        if (myjvn_list_read(&f, a, &list, &fault) == ERR_OK)
            fuzz_list(&list, a);
        return;
    }
    do {
        struct publication p;

        fault = (struct xml_fault){0};
        e = feed_next(&f, a, &p, &fault);
        fuzz_must(e != ERR_INVALID || fault.reason != NULL, "refused without a reason",
                  FUZZ_FORMATS);
        if (e == ERR_OK)
            fuzz_publication(&p, f.lang, a);
    } while ((e == ERR_OK || e == ERR_INVALID) && !a->failed);
}

#endif
