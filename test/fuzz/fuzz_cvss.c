/*
 * test/fuzz/fuzz_cvss.c — any bytes as a CVSS vector: refused with a reason and a place inside, or
 * read into a vector whose canonical form is a fixed point with the same scores, all of them
 * between 0 and 10 and none out of relation.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/score/score.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 1 << 20, VECTOR_BYTES = 512 };

static void must(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz_cvss: %s\n", what);
    abort();
}

static struct str spell(const struct cvss *v, struct arena *a)
{
    struct buf out;
    struct str text = {NULL, 0};

    buf_init(&out, a, VECTOR_BYTES);
    cvss_write(v, &out);
    must(buf_finish(&out, &text) == ERR_OK, "a vector of more than 512 bytes");
    return text;
}

static void check_scores(const struct cvss *v, const struct cvss_scores *s)
{
    const int all[] = {s->base, s->temporal, s->environmental, s->overall};

    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        must(all[i] >= 0 && all[i] <= 100, "a score out of range");
    must(s->temporal <= s->base, "a temporal score above its base");
    must(v->version == CVSS_2_0 || s->has_temporal || s->temporal == s->base,
         "a temporal score without temporal metrics");
    must(v->version != CVSS_4_0 || s->has_environmental || s->environmental == s->base,
         "an environmental score without environmental metrics");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct cvss v;
    struct cvss_error error;
    struct str text = {(const char *)data, size};

    arena_init(&a, ARENA_BYTES);
    if (cvss_read(text, &v, &error) != ERR_OK) {
        must(error.reason != CVSS_REASON_NONE && error.offset <= size, "refused without a place");
        must(cvss_error_text(&error, LANG_JA, &a).len > 0, "refused without a reason");
    }
    if (error.reason == CVSS_REASON_NONE || error.reason == CVSS_REASON_ORDER) {
        struct cvss again;
        struct cvss_scores s;
        struct cvss_scores scores;
        struct str once = spell(&v, &a);

        must(cvss_read(once, &again, NULL) == ERR_OK, "the canonical form is refused");
        must(str_equal(spell(&again, &a), once), "two canonical forms");
        memset(&s, 0, sizeof(s));
        memset(&scores, 0, sizeof(scores));
        cvss_score(&v, &s);
        cvss_score(&again, &scores);
        must(memcmp(&s, &scores, sizeof(s)) == 0, "the canonical form has other scores");
        check_scores(&v, &s);
        must(cvss_base_fits(cvss_version_name(v.version), once, cvss_tenths_text(s.base, &a)) ==
                 CVSS_FITS,
             "a score that does not fit its own vector");
    }
    arena_release(&a);
    return 0;
}
