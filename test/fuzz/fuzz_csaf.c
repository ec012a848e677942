/*
 * test/fuzz/fuzz_csaf.c — any bytes as a CSAF document of either version: judging never reads
 * outside them and always ends; what it says obeys the header: findings only of selected tests,
 * in their order, pointers that lead to a value or to one that is missing below it; a document and
 * its canonical spelling get the same verdict on everything but the order of keys; what is read
 * into the advisory goes back as it came, and a change either arrives or is refused.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/codec/csaf_read.h"
#include "core/csaf/csaf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 256 << 20, TEXT_MAX = 1 << 20 };

static void must(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz_csaf: %s\n", what);
    abort();
}

/* Services that answer something, so that the tests that ask run too. */
static enum csaf_reach reach(void *context, struct str url)
{
    (void)context;
    return (enum csaf_reach)(url.len % 3);
}

static bool spell(void *context, struct str lang, struct str words, struct str *wrong)
{
    (void)context;
    *wrong = str_slice(words, 0, words.len / 2);
    return lang.len != 3;
}

static struct str schema(void *context, struct str url)
{
    (void)context;
    return url.len % 2 == 0
               ? STR("{\"type\":\"object\",\"$ref\":\"#\",\"unevaluatedProperties\":false}")
               : (struct str){0};
}

static void check_result(const struct csaf_result *r, const struct csaf_options *o)
{
    enum csaf_test last = (enum csaf_test)0;

    must(r->passed == (r->count == 0) || r->cut, "passed does not fit the findings");
    must(r->valid || !r->passed, "not valid, but passed");
    for (size_t i = 0; i < r->count; i++) {
        const struct csaf_finding *f = &r->findings[i];

        must(o->selected[f->test] || f->test == CSAF_TEST_json,
             "a finding of a test that was not selected");
        must(f->test >= last, "findings out of order");
        must(f->pointer.len == 0 || f->pointer.ptr[0] == '/', "no pointer");
        must(f->message.len > 0, "no message");
        last = f->test;
    }
}

static struct str canonical(const struct json *root, struct arena *a)
{
    struct buf out;
    struct str text = {0};
    struct json_writer w;

    buf_init(&out, a, 16 * TEXT_MAX);
    json_write_begin(&w, &out, JSON_COMPACT);
    must(json_write_value(&w, root, a) == ERR_OK, "a value that was read cannot be written");
    json_write_finish(&w);
    must(buf_finish(&out, &text) == ERR_OK, "the spelling is too long");
    return text;
}

static size_t count_but_sorting(const struct csaf_result *r)
{
    size_t n = 0;

    for (size_t i = 0; i < r->count; i++)
        n += strcmp(csaf_test_def(r->findings[i].test)->id, "6.2.13") != 0;
    return n;
}

static void check_rewriting(const struct json *root, struct arena *a)
{
    static const struct codec_scheme scheme = {
        .publisher_name = {STR_INIT("名"), STR_INIT("name")},
        .base_url = STR_INIT("https://notes.example.jp"),
        .namespace_url = STR_INIT("https://notes.example.jp"),
    };
    struct advisory_reference more = {STR("https://more.example/"), STR("more")};
    struct publication p;
    const struct json *again = NULL;
    struct buf out;
    enum err e = csaf_read(root, a, &p);

    if (e != ERR_OK)
        return;
    buf_init(&out, a, 16 * TEXT_MAX);
    e = csaf_rewrite(root, &p, &scheme, JSON_COMPACT, &out);
    must(e == ERR_OK || e == ERR_LIMIT, "what was read cannot be written");
    must(e == ERR_LIMIT || (json_read(buf_str(&out), 16 * TEXT_MAX, a, &again, NULL) == ERR_OK &&
                            json_equal(root, again)),
         "what was read goes back as something else");
    p.advisory.title.ja = STR("別の題名");
    p.advisory.references = &more;
    p.advisory.reference_count = 1;
    if (p.advisory.product_count > 0)
        p.advisory.products[0].versions = STR("1.0 から 2.0 まで");
    buf_init(&out, a, 16 * TEXT_MAX);
    e = csaf_rewrite(root, &p, &scheme, JSON_INDENTED, &out);
    must(e == ERR_OK || e == ERR_LIMIT || e == ERR_UNSUPPORTED || e == ERR_INVALID,
         "a change ends in another error");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct csaf_options o;
    struct str text = {(const char *)data, size};
    const struct json *root = NULL;
    struct csaf_result first;
    struct csaf_result second;
    struct arena a;

    if (size == 0 || size > TEXT_MAX)
        return 0;
    csaf_options_all(&o);
    o.version = (unsigned)data[size - 1] % 3; /* 0: what the document says */
    o.lang = data[size / 2] % 2 ? LANG_JA : LANG_EN;
    o.services = (struct csaf_services){
        .now_us = INT64_C(1700000000000000), .reach = reach, .spell = spell, .schema = schema};
    arena_init(&a, ARENA_BYTES);
    must(csaf_validate(text, &o, &a, &first) == ERR_OK, "out of memory");
    check_result(&first, &o);
    if (json_read(text, TEXT_MAX, &a, &root, NULL) == ERR_OK) {
        must(csaf_validate(canonical(root, &a), &o, &a, &second) == ERR_OK, "out of memory");
        check_result(&second, &o);
        must(first.cut || second.cut ||
                 (count_but_sorting(&first) == count_but_sorting(&second) &&
                  first.valid == second.valid),
             "the order of keys changes the verdict");
        check_rewriting(root, &a);
    }
    arena_release(&a);
    return 0;
}
