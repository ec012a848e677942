/*
 * core/score/cvss_vector.c — CVSS vectors in and out: the strict reader and the canonical writer.
 *
 * Everything that the standards leave no room for is refused with its place: unknown metrics and
 * values, repetitions, missing base metrics, wrong order in 4.0, blanks, lower case. Nothing is
 * guessed and nothing repaired. Must never score.
 */
#include "core/score/score_priv.h"

#include <string.h>

/* ---- the metrics ----------------------------------------------------------------------------- */

#define METRIC(version, name, values, group)                                                       \
    {#name ":", sizeof(#name), CVSS_GROUP_##group, values, sizeof(values) - 1, NULL},
#define METRIC_WORDS(version, name, values, group)                                                 \
    {#name ":", sizeof(#name), CVSS_GROUP_##group, "", 0, values},
static const struct cvss_metric metrics[] = {
#include "core/score/cvss_metrics.def"
};

static const struct {
    struct str name;
    uint8_t first; /* of its metrics */
    uint8_t count;
    bool ordered; /* only the order of the standard is legal */
} versions[CVSS_VERSIONS] = {
    [CVSS_2_0] = {STR_INIT("2.0"), CVSS_LINE_V2_AV, V2_COUNT, false},
    [CVSS_3_0] = {STR_INIT("3.0"), CVSS_LINE_V3_AV, V3_COUNT, false},
    [CVSS_3_1] = {STR_INIT("3.1"), CVSS_LINE_V3_AV, V3_COUNT, false},
    [CVSS_4_0] = {STR_INIT("4.0"), CVSS_LINE_V4_AV, V4_COUNT, true},
};

const struct cvss_metric *cvss_metrics(enum cvss_version version, size_t *count)
{
    *count = versions[version].count;
    return &metrics[versions[version].first];
}

struct str cvss_version_name(enum cvss_version version)
{
    return versions[version].name;
}

bool cvss_version_named(struct str name, enum cvss_version *out)
{
    for (size_t i = 0; i < CVSS_VERSIONS; i++) {
        if (str_equal(name, versions[i].name)) {
            *out = (enum cvss_version)i;
            return true;
        }
    }
    return false;
}

/* ---- reading --------------------------------------------------------------------------------- */

struct reader {
    struct str text;
    size_t at;
    const struct cvss_metric *metrics;
    unsigned count;
    bool ordered;
    struct cvss *out;
    struct cvss_error error;
    struct cvss_error disorder; /* the first metric out of order: told when nothing else is wrong */
};

static bool refuse(struct reader *r, enum cvss_reason reason, size_t offset, const char *metric)
{
    r->error = (struct cvss_error){reason, offset, metric};
    return false;
}

/* Up to four bytes at `at`, the first in the lowest place; zeros behind the end. */
static inline uint32_t four_bytes(struct str text, size_t at)
{
    const unsigned char *p = (const unsigned char *)text.ptr + at;
    uint32_t out = 0;

    if (text.len - at >= 4) {
        return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
    }
    for (size_t i = 0; at + i < text.len; i++) {
        out |= (uint32_t)p[i] << (8 * i);
    }
    return out;
}

static inline bool is_named(const struct cvss_metric *m, uint32_t head)
{
    uint32_t name = four_bytes((struct str){m->text, 4}, 0);

    return ((head ^ name) & UINT32_MAX >> (32 - 8 * m->len)) == 0;
}

/* The metric whose name these bytes begin with, looked for from `next` on; `count` when there is
 * none. */
static unsigned find_metric(const struct reader *r, uint32_t head, unsigned next)
{
    for (unsigned i = next; i < r->count; i++) {
        if (is_named(&r->metrics[i], head)) {
            return i;
        }
    }
    for (unsigned i = 0; i < next; i++) {
        if (is_named(&r->metrics[i], head)) {
            return i;
        }
    }
    return r->count;
}

enum { NO_VALUE = UINT8_MAX };

/* The place of the word that stands at `at` among the metric's values. */
static unsigned word_place(struct str text, size_t at, const struct cvss_metric *m, size_t *len)
{
    size_t end = str_find(text, STR("/"), at);
    struct str given = str_slice(text, at, end);
    struct str words = str_from_cstr(m->words);

    *len = given.len;
    for (unsigned i = 0; words.ptr != NULL; i++) {
        if (str_equal(str_split(&words, ' '), given)) {
            return i;
        }
    }
    return NO_VALUE;
}

/* The place of a letter among up to eight, all compared at once; more than 8 when it is not there.
 */
static inline unsigned letter_place(const struct cvss_metric *m, unsigned char letter)
{
    const unsigned char *p = (const unsigned char *)m->letters;
    uint64_t all = 0;

    for (unsigned i = 0; i < 8; i++) {
        all |= (uint64_t)p[i] << (8 * i);
    }
    all ^= UINT64_C(0x0101010101010101) * letter;
    all = (all - UINT64_C(0x0101010101010101)) & ~all & UINT64_C(0x8080808080808080);
    return all == 0 ? NO_VALUE : (unsigned)__builtin_ctzll(all) / 8;
}

/* The value that stands at `at`, up to the next "/" or the end: its place, or NO_VALUE. */
static inline unsigned value_place(struct str text, size_t at, const struct cvss_metric *m,
                                   size_t *len)
{
    if (m->count == 0) {
        return word_place(text, at, m, len);
    }
    *len = 1;
    if (at >= text.len || (at + 1 < text.len && text.ptr[at + 1] != '/')) {
        return NO_VALUE;
    }
    unsigned place = letter_place(m, (unsigned char)text.ptr[at]);
    return place < m->count ? place : NO_VALUE;
}

static bool has_base(struct reader *r)
{
    for (unsigned i = 0; i < r->count && r->metrics[i].group == CVSS_GROUP_BASE; i++) {
        if (!(r->out->given & UINT32_C(1) << i)) {
            return refuse(r, CVSS_REASON_MISSING, r->text.len, r->metrics[i].text);
        }
    }
    return true;
}

/* Everything that changes from metric to metric is a variable of its own, not a member: the
 * compiler keeps it in a register. Vectors in the order of the standard find each metric at once.
 */
static bool read_metrics(struct reader *r)
{
    const struct str text = r->text;
    size_t at = r->at;
    uint8_t value[CVSS_METRICS_MAX] = {0};
    uint32_t given = 0;
    unsigned next = 0;    /* the metric that follows the last one in canonical order */
    unsigned highest = 0; /* the last metric in canonical order that was met */

    for (;; at++) {
        uint32_t head = four_bytes(text, at);
        unsigned found = next < r->count && is_named(&r->metrics[next], head)
                             ? next
                             : find_metric(r, head, next);
        if (found == r->count) {
            return refuse(r, at == text.len ? CVSS_REASON_END : CVSS_REASON_METRIC, at, NULL);
        }
        const struct cvss_metric *m = &r->metrics[found];
        size_t len = 0;
        if (given & UINT32_C(1) << found) {
            return refuse(r, CVSS_REASON_REPEATED, at, m->text);
        }
        if (found < highest && r->ordered && r->disorder.reason == CVSS_REASON_NONE) {
            r->disorder = (struct cvss_error){CVSS_REASON_ORDER, at, m->text};
        }
        at += m->len;
        unsigned place = value_place(text, at, m, &len);
        if (place == NO_VALUE) {
            return refuse(r, CVSS_REASON_VALUE, at, m->text);
        }
        value[found] = (uint8_t)place;
        given |= UINT32_C(1) << found;
        next = found + 1;
        highest = found > highest ? found : highest;
        at += len;
        if (at == text.len) {
            break;
        }
    }
    memcpy(r->out->value, value, sizeof(value));
    r->out->given = given;
    return has_base(r);
}

/* The version, by what stands in front; the reader's place is then the first metric. */
static bool read_prefix(struct reader *r)
{
    struct str text = r->text;

    r->out->version = CVSS_2_0;
    if (text.len < 9 || memcmp(text.ptr, "CVSS:", 5) != 0) {
        return text.len > 0 && !str_starts_with(text, STR("CVSS"));
    }
    r->at = 9;
    for (size_t i = CVSS_3_0; i < CVSS_VERSIONS; i++) {
        if (memcmp(text.ptr + 5, versions[i].name.ptr, 3) == 0 && text.ptr[8] == '/') {
            r->out->version = (enum cvss_version)i;
            return true;
        }
    }
    return false;
}

/* Without a prefix only 2.0 is possible; its vectors begin with one of its metrics. */
static bool begins_like_2(const struct reader *r)
{
    return r->out->version != CVSS_2_0 || find_metric(r, four_bytes(r->text, r->at), 0) < r->count;
}

enum err cvss_read(struct str text, struct cvss *out, struct cvss_error *error)
{
    struct reader r = {.text = text, .out = out};
    bool good;

    *out = (struct cvss){.version = CVSS_2_0};
    good = read_prefix(&r);
    r.metrics = &metrics[versions[out->version].first];
    r.count = versions[out->version].count;
    r.ordered = versions[out->version].ordered;
    good = (good && begins_like_2(&r)) || refuse(&r, CVSS_REASON_PREFIX, 0, NULL);
    good = good && read_metrics(&r);
    if (good && r.disorder.reason != CVSS_REASON_NONE) {
        good = refuse(&r, CVSS_REASON_ORDER, r.disorder.offset, r.disorder.metric);
    }
    if (error != NULL) {
        *error = r.error;
    }
    return good ? ERR_OK : ERR_INVALID;
}

/* ---- what went wrong ------------------------------------------------------------------------- */

const char *cvss_reason_word(enum cvss_reason reason)
{
    switch (reason) {
    case CVSS_REASON_NONE:
        return "none";
    case CVSS_REASON_PREFIX:
        return "prefix";
    case CVSS_REASON_METRIC:
        return "metric";
    case CVSS_REASON_VALUE:
        return "value";
    case CVSS_REASON_REPEATED:
        return "repeated";
    case CVSS_REASON_ORDER:
        return "order";
    case CVSS_REASON_MISSING:
        return "missing";
    case CVSS_REASON_END:
        return "end";
    }
    return "none";
}

/* What stands before the name of the metric and behind it. */
static const struct {
    const char *before[LANG_COUNT];
    const char *after[LANG_COUNT];
} error_texts[] = {
    [CVSS_REASON_NONE] = {{"誤りはありません", "no error"}, {"", ""}},
    [CVSS_REASON_PREFIX] =
        {{"CVSS:3.0/、CVSS:3.1/、CVSS:4.0/、または2.0の評価項目で始まっていません",
          "not a vector: it begins with CVSS:3.0/, CVSS:3.1/, CVSS:4.0/ or, in "
          "version 2.0, with a metric"},
         {"", ""}},
    [CVSS_REASON_METRIC] = {{"この版にない評価項目です", "no metric of this version"}, {"", ""}},
    [CVSS_REASON_VALUE] = {{"", "no value of "}, {"にない値です", ""}},
    [CVSS_REASON_REPEATED] = {{"", ""}, {"が二度あります", " stands here a second time"}},
    [CVSS_REASON_ORDER] = {{"", ""},
                           {"の位置が後ろすぎます。4.0では順序が決まっています",
                            " stands too late: version 4.0 has a fixed order"}},
    [CVSS_REASON_MISSING] = {{"基本評価項目の", "the base metric "},
                             {"がありません", " is missing"}},
    [CVSS_REASON_END] = {{"/の後に評価項目がありません", "a metric must follow the /"}, {"", ""}},
};

struct str cvss_error_text(const struct cvss_error *error, enum lang lang, struct arena *a)
{
    struct str name = str_from_cstr(error->metric != NULL ? error->metric : ":");

    name.len--; /* the colon */
    return arena_format(a, "%s%.*s%s", error_texts[error->reason].before[lang], STR_ARG(name),
                        error_texts[error->reason].after[lang]);
}

/* ---- writing --------------------------------------------------------------------------------- */

static void write_value(const struct cvss_metric *m, unsigned value, struct buf *out)
{
    struct str words = str_from_cstr(m->words);

    if (m->count > 0) {
        buf_add_char(out, m->letters[value]);
        return;
    }
    while (value-- > 0) {
        (void)str_split(&words, ' ');
    }
    buf_add(out, str_split(&words, ' '));
}

void cvss_write(const struct cvss *v, struct buf *out)
{
    size_t count;
    const struct cvss_metric *m = cvss_metrics(v->version, &count);

    if (v->version != CVSS_2_0) {
        buf_add_format(out, "CVSS:%.*s/", STR_ARG(cvss_version_name(v->version)));
    }
    for (size_t i = 0; i < count; i++) {
        if (m[i].group != CVSS_GROUP_BASE && v->value[i] == 0) {
            continue;
        }
        if (i > 0) {
            buf_add_char(out, '/');
        }
        buf_add_cstr(out, m[i].text);
        write_value(&m[i], v->value[i], out);
    }
}
