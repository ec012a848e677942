/*
 * test/fuzz/fuzz_cve.c — any JSON as a CVE record: refused with a reason, or read into an advisory
 * and written again as it was; with a changed title it is still a record that reads to the changed
 * advisory. Its contradictions stand in it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/codec/cve.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 128 << 20, TEXT_MAX = 1 << 20 };

static void must(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz_cve: %s\n", what);
    abort();
}

static struct str spell(const struct json *v, struct arena *a)
{
    struct json_writer w;
    struct buf out;
    struct str text = {NULL, 0};

    buf_init(&out, a, LIMIT_CVE_BYTES);
    json_write_begin(&w, &out, JSON_COMPACT);
    must(json_write_value(&w, v, a) == ERR_OK, "cannot be spelt");
    json_write_finish(&w);
    must(buf_finish(&out, &text) == ERR_OK, "cannot be spelt");
    return text;
}

/* Writes the record and reads it again; absent when the advisory passes the model's limits. */
static struct cve_record again(const struct cve_record *r, struct arena *a)
{
    struct cve_record back = {.rejected = false};
    struct cve_error error;
    const struct json *document = NULL;
    struct str text = {NULL, 0};
    enum err e = cve_write(r, JSON_COMPACT, a, &text);

    must(e == ERR_OK || e == ERR_LIMIT, "a record that was read cannot be written");
    if (e != ERR_OK)
        return back;
    must(json_read(text, LIMIT_CVE_BYTES, a, &document, NULL) == ERR_OK, "written as no JSON");
    must(cve_read(document, a, &back, &error) == ERR_OK, "the own record is refused");
    return back;
}

static void check_change(struct cve_record r, struct arena *a)
{
    if (r.rejected)
        return;
    r.advisory.title = (struct text2){.ja = STR("題"), .en = STR("Another title")};
    struct cve_record back = again(&r, a);
    if (back.original == NULL)
        return;
    for (size_t i = 0; i < advisory_field_total(); i++)
        must(advisory_field_equal(&r.advisory, &back.advisory, i), "a change is not read back");
}

static void check_findings(const struct json *document, struct arena *a)
{
    struct cve_findings found;

    must(cve_lint(document, a, &found) == ERR_OK, "cannot be linted");
    for (size_t i = 0; i < found.count; i++) {
        must(found.list[i].message[LANG_EN].len > 0 && found.list[i].message[LANG_JA].len > 0,
             "a finding without a message");
        must(found.list[i].where != NULL, "a finding without a place");
        (void)json_pointer(found.list[i].where, a);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct cve_record r;
    struct cve_error error;
    const struct json *document = NULL;
    struct str text = {NULL, 0};

    arena_init(&a, ARENA_BYTES);
    if (json_read((struct str){(const char *)data, size}, TEXT_MAX, &a, &document, NULL) ==
        ERR_OK) {
        check_findings(document, &a);
        if (cve_read(document, &a, &r, &error) != ERR_OK) {
            must(error.reason != NULL, "refused without a reason");
        } else {
            must(cve_write(&r, JSON_COMPACT, &a, &text) == ERR_OK, "cannot be written");
            must(str_equal(text, spell(document, &a)), "written otherwise");
            check_change(r, &a);
        }
    }
    arena_release(&a);
    return 0;
}
