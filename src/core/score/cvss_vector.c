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

/* The bytes of a name, 0 for the letters that it does not have, and those of its colon. */
#define LETTERS(a, b, c) ((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16)
#define COLON(b, c) ((uint32_t)':' << ((b) == 0 ? 8 : (c) == 0 ? 16 : 24))
#define MASK(b, c) (UINT32_MAX >> ((b) == 0 ? 16 : (c) == 0 ? 8 : 0))
#define NAME(a, b, c) LETTERS(a, b, c) | COLON(b, c), MASK(b, c)

#define METRIC(version, name, a, b, c, values, group)                                              \
    {NAME(a, b, c), sizeof(#name), CVSS_GROUP_##group, sizeof(values) - 1, values, #name ":", NULL},
#define METRIC_WORDS(version, name, a, b, c, values, group)                                        \
    {NAME(a, b, c), sizeof(#name), CVSS_GROUP_##group, 0, "", #name ":", values},
/* No bytes are named like that. */
#define METRICS_END(version) {.name = 1, .mask = 0},
static const struct cvss_metric metrics[] = {
#include "core/score/cvss_metrics.def"
};

/* Where a name leads to its metric without a search: no two names of a version share a slot with
 * this factor. Two in one slot would be a warning of the compiler, and so an error. */
#define SLOT(letters) ((uint32_t)((letters)*UINT32_C(0x71030d9b)) >> 26)
enum { SLOTS = 64, SLOTS_V2 = 0, SLOTS_V3, SLOTS_V4 };

#define METRIC(version, name, a, b, c, values, group)                                              \
    [SLOTS_##version][SLOT(LETTERS(a, b, c))] = version##_##name,
#define METRIC_WORDS METRIC
#define METRICS_END(version)
static const uint8_t slots[][SLOTS] = {
#include "core/score/cvss_metrics.def"
};

struct version {
    struct str name;
    const struct cvss_metric *metrics;
    const uint8_t *slots;
    uint8_t count;
    uint8_t base; /* so many metrics, the first ones, are base metrics */
    bool ordered; /* only the order of the standard is legal */
};

static const struct version versions[CVSS_VERSIONS] = {
    [CVSS_2_0] = {STR_INIT("2.0"), &metrics[CVSS_LINE_V2_AV], slots[SLOTS_V2], V2_END, V2_E, false},
    [CVSS_3_0] = {STR_INIT("3.0"), &metrics[CVSS_LINE_V3_AV], slots[SLOTS_V3], V3_END, V3_E, false},
    [CVSS_3_1] = {STR_INIT("3.1"), &metrics[CVSS_LINE_V3_AV], slots[SLOTS_V3], V3_END, V3_E, false},
    [CVSS_4_0] = {STR_INIT("4.0"), &metrics[CVSS_LINE_V4_AV], slots[SLOTS_V4], V4_END, V4_E, true},
};

const struct cvss_metric *cvss_metrics(enum cvss_version version, size_t *count)
{
    *count = versions[version].count;
    return versions[version].metrics;
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
    uint64_t given; /* bit n: metric n stands before this place */
    unsigned next;  /* the metric that follows the last one in canonical order */
    const struct version *version;
    struct cvss *out;
    /* CVSS_REASON_ORDER stays while all else is good: it is told when nothing else is wrong. */
    struct cvss_error error;
};

static bool refuse(struct reader *r, enum cvss_reason reason, size_t offset, const char *metric)
{
    r->error = (struct cvss_error){reason, offset, metric};
    return false;
}

/* Eight bytes, the first in the lowest place: compilers make one load of it. */
static inline uint64_t load_eight(const char *from)
{
    const unsigned char *p = (const unsigned char *)from;

    return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
           (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 |
           (uint64_t)p[7] << 56;
}

/* Up to eight bytes at `at`: a metric of letters whole, with what follows; zeros behind the end. */
static inline uint64_t eight_bytes(struct str text, size_t at)
{
    size_t left = text.len - at;
    uint64_t out = 0;

    if (left >= 8) {
        return load_eight(text.ptr + at);
    }
    if (left > 0 && text.len >= 8) {
        return load_eight(text.ptr + text.len - 8) >> (64 - 8 * left);
    }
    for (size_t i = 0; i < left; i++) {
        out |= (uint64_t)(unsigned char)text.ptr[at + i] << (8 * i);
    }
    return out;
}

static inline bool is_named(const struct cvss_metric *m, uint64_t head)
{
    return ((uint32_t)head & m->mask) == m->name;
}

enum { NO_METRIC = UINT8_MAX, NO_VALUE = UINT8_MAX };

/* The metric whose name and colon these bytes begin with. */
static unsigned find_metric(const struct version *version, uint64_t head)
{
    uint32_t marks = (uint32_t)head ^ UINT32_C(0x3a3a3a3a); /* a zero where a colon stands */

    marks = (marks - UINT32_C(0x01010101)) & ~marks & UINT32_C(0x80808080);
    uint32_t letters = (uint32_t)head & (((marks & -marks) >> 7) - 1);
    unsigned found = version->slots[SLOT(letters)];
    return is_named(&version->metrics[found], head) ? found : NO_METRIC;
}

/* A metric stands behind one that must follow it, or behind itself. */
static bool is_repeated(struct reader *r, unsigned found)
{
    const char *name = r->version->metrics[found].text;

    if (r->given >> found & 1) {
        (void)refuse(r, CVSS_REASON_REPEATED, r->at, name);
        return true;
    }
    if (r->version->ordered && r->error.reason == CVSS_REASON_NONE) {
        (void)refuse(r, CVSS_REASON_ORDER, r->at, name);
    }
    return false;
}

/* The place of a letter among up to seven, all compared at once; 7 when it is not there. */
static inline unsigned letter_place(const struct cvss_metric *m, unsigned char letter)
{
    uint64_t all = load_eight(m->letters) ^ UINT64_C(0x0101010101010101) * letter;

    all = (all - UINT64_C(0x0101010101010101)) & ~all & UINT64_C(0x8080808080808080);
    return (unsigned)__builtin_ctzll(all | UINT64_C(1) << 63) / 8;
}

static unsigned word_place(const struct cvss_metric *m, struct str word)
{
    struct str words = str_from_cstr(m->words);

    for (unsigned i = 0; words.ptr != NULL; i++) {
        if (str_equal(str_split(&words, ' '), word)) {
            return i;
        }
    }
    return NO_VALUE;
}

/* What stands at `at` up to the next "/" or the end, as the place of a value. */
static unsigned value_place(const struct cvss_metric *m, struct str given)
{
    if (m->words != NULL) {
        return word_place(m, given);
    }
    unsigned place = given.len == 1 ? letter_place(m, (unsigned char)given.ptr[0]) : NO_VALUE;
    return place < m->count ? place : NO_VALUE;
}

/* Reads one metric, whichever it is; the place is then the "/" behind it, or the end. */
static bool read_metric(struct reader *r)
{
    uint64_t head = eight_bytes(r->text, r->at);
    unsigned found = find_metric(r->version, head);
    if (found == NO_METRIC) {
        return refuse(r, r->at == r->text.len ? CVSS_REASON_END : CVSS_REASON_METRIC, r->at, NULL);
    }
    if (r->given >> found != 0 && is_repeated(r, found)) {
        return false;
    }
    const struct cvss_metric *m = &r->version->metrics[found];
    size_t at = r->at + m->len;
    size_t end = at;
    while (end < r->text.len && r->text.ptr[end] != '/') {
        end++;
    }
    unsigned place = value_place(m, str_slice(r->text, at, end));
    if (place == NO_VALUE) {
        return refuse(r, CVSS_REASON_VALUE, at, m->text);
    }
    r->out->value[found] = (uint8_t)place;
    r->given |= UINT64_C(1) << found;
    r->next = found + 1;
    r->at = end;
    return true;
}

/* Reads metrics as long as each is the next in canonical order and has a letter for its value:
 * nearly all of most vectors. Which metric comes next is guessed here and need not be waited for;
 * whatever is not as guessed is left for read_metric. True when the text ends with the last one. */
static bool read_run(struct reader *r)
{
    const struct cvss_metric *m = &r->version->metrics[r->next];
    const struct str text = r->text;
    uint8_t *value = &r->out->value[r->next];
    size_t at = r->at;
    unsigned count = 0;
    bool ended = false;

    for (; !ended; m++) {
        uint64_t head = eight_bytes(text, at);
        uint64_t tail = head >> 8 * m->len;
        unsigned place = letter_place(m, (unsigned char)(tail & 0xff));
        if (!is_named(m, head) || place >= m->count) {
            break;
        }
        ended = at + m->len + 1 == text.len;
        if (!ended && (tail >> 8 & 0xff) != '/') {
            break;
        }
        value[count++] = (uint8_t)place;
        at += m->len + 2u;
    }
    r->given |= ((UINT64_C(1) << count) - 1) << r->next;
    r->next += count;
    r->at = at;
    return ended;
}

static bool has_base(struct reader *r)
{
    uint64_t missing = ~r->given & ((UINT64_C(1) << r->version->base) - 1);

    return missing == 0 || refuse(r, CVSS_REASON_MISSING, r->text.len,
                                  r->version->metrics[__builtin_ctzll(missing)].text);
}

static bool read_metrics(struct reader *r)
{
    for (;; r->at++) {
        if (r->given >> r->next == 0 && read_run(r)) {
            break;
        }
        if (!read_metric(r)) {
            return false;
        }
        if (r->at == r->text.len) {
            break;
        }
    }
    r->out->given = (uint32_t)r->given;
    return has_base(r) && r->error.reason == CVSS_REASON_NONE;
}

enum { PREFIX = 9 }; /* bytes of "CVSS:3.1/" */

/* The version, by what stands in front. Without a prefix only 2.0 is possible; its vectors begin
 * with one of its metrics. */
static bool read_version(struct str text, enum cvss_version *out)
{
    *out = CVSS_2_0;
    if (text.len < PREFIX || memcmp(text.ptr, "CVSS:", 5) != 0) {
        return text.len > 0 && find_metric(&versions[CVSS_2_0], eight_bytes(text, 0)) != NO_METRIC;
    }
    for (size_t i = CVSS_3_0; i < CVSS_VERSIONS; i++) {
        if (memcmp(text.ptr + 5, versions[i].name.ptr, 3) == 0 && text.ptr[PREFIX - 1] == '/') {
            *out = (enum cvss_version)i;
            return true;
        }
    }
    return false;
}

enum err cvss_read(struct str text, struct cvss *out, struct cvss_error *error)
{
    struct reader r = {.text = text, .out = out};
    bool good;

    *out = (struct cvss){.version = CVSS_2_0};
    if (read_version(text, &out->version)) {
        r.version = &versions[out->version];
        r.at = out->version == CVSS_2_0 ? 0 : PREFIX;
        good = read_metrics(&r);
    } else {
        good = refuse(&r, CVSS_REASON_PREFIX, 0, NULL);
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
