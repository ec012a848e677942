/*
 * test/fuzz/fuzz_affected.c — a JSON value in the first line as an item of `affected` of a CVE
 * record and as a range of OSV, versions in the others: the OSV evaluation agrees with a second
 * formulation (the last event at or before the version decides), contradictions are found in
 * ascending order, and numbers of vulnerabilities are their own spelling.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/ident/affected.h"
#include "core/ident/numbers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 64 << 20, TEXT_BYTES = 1 << 20, VERSIONS_MAX = 8 };

static void must(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz_affected: %s\n", what);
    abort();
}

static void check_cve(const struct json *v, struct str versions, struct arena *a)
{
    struct affected_cve record;
    struct ident_error error = {0, NULL};

    if (affected_cve_read(v, a, &record, &error) != ERR_OK) {
        must(error.reason != NULL, "a record refused without a reason");
        return;
    }
    for (size_t i = 0; i < VERSIONS_MAX && versions.len > 0; i++) {
        enum affected_status s = affected_cve_status(&record, str_split(&versions, '\n'));
        must(record.count > 0 || s == record.otherwise, "a status from nowhere");
    }
}

/* The event that holds at a version: the last one at or before it, a last_affected counting from
 * behind its version. Events are sorted. */
static enum affected_status last_event(const struct affected_osv *r, struct str version)
{
    enum affected_status status = AFFECTED_NO;
    bool limited = false;
    bool below = false;

    for (size_t i = 0; i < r->count; i++) {
        const struct affected_event *e = &r->events[i];
        bool zero = e->kind == AFFECTED_INTRODUCED && str_equal(e->version, STR("0"));
        int order = zero ? 1 : version_compare(r->scheme, version, e->version);

        if (e->kind == AFFECTED_LIMIT) {
            limited = true;
            below |= str_equal(e->version, STR("*")) || order < 0;
        } else if (e->kind == AFFECTED_LAST_AFFECTED ? order > 0 : order >= 0) {
            status = e->kind == AFFECTED_INTRODUCED ? AFFECTED_YES : AFFECTED_NO;
        }
    }
    return limited && !below ? AFFECTED_NO : status;
}

static void check_osv(const struct json *v, struct str versions, struct arena *a)
{
    struct affected_osv range;
    struct ident_error error = {0, NULL};

    if (affected_osv_read(v, STR("PyPI"), a, &range, &error) != ERR_OK) {
        must(error.reason != NULL, "a range refused without a reason");
        return;
    }
    for (size_t i = 0; i < VERSIONS_MAX && versions.len > 0; i++) {
        struct str version = str_split(&versions, '\n');
        enum affected_status s = affected_osv_status(&range, version);
        must(range.scheme == VERSION_unknown ? s == AFFECTED_UNKNOWN
                                             : s == last_event(&range, version),
             "two ways to walk events");
    }
}

static void check_number(struct str text)
{
    struct number n;
    struct number again;
    struct ident_error error = {0, NULL};

    if (number_read(text, &n, &error) != ERR_OK) {
        must(error.reason != NULL && error.offset <= text.len, "a number refused without a place");
        return;
    }
    struct str written = {n.text, n.len};
    must(number_read_kind(written, n.kind, &again, NULL) == ERR_OK && again.len == n.len &&
             str_equal((struct str){again.text, again.len}, written) && again.serial == n.serial,
         "a number is not its own spelling");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct str rest = {(const char *)data, size};
    const struct json *v = NULL;

    arena_init(&a, ARENA_BYTES);
    struct str text = str_split(&rest, '\n');
    if (json_read(text, TEXT_BYTES, &a, &v, NULL) == ERR_OK) {
        check_cve(v, rest, &a);
        check_osv(v, rest, &a);
    }
    check_number(text);
    arena_release(&a);
    return 0;
}
