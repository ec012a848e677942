/*
 * core/ident/numbers.c — reads numbers of vulnerabilities and cases.
 *
 * Capitals and the full-width # do not matter; everything else does. Must never accept a number
 * with something around it: finding numbers in running text is another task.
 */
#include "core/ident/numbers.h"

#include <assert.h>
#include <string.h>

#include "core/ident/ident_priv.h"

static const struct {
    const char *name;
    const char *example;
} kinds[] = {
#define NUMBER(kind, name, example, text) {name, example},
#include "core/ident/numbers.def"
};

const char *number_kind_name(enum number_kind kind)
{
    assert(kind < NUMBER_KINDS);
    return kinds[kind].name;
}

const char *number_kind_example(enum number_kind kind)
{
    assert(kind < NUMBER_KINDS);
    return kinds[kind].example;
}

/* A text being read: what was taken stands in the number as it is written. */
struct reader {
    struct str text;
    size_t at;
    struct number *out;
    struct ident_error *error;
};

static void put(struct number *n, char c)
{
    assert(n->len + 1 < NUMBER_BYTES);
    n->text[n->len++] = c;
    n->text[n->len] = '\0';
}

static enum err refuse(const struct reader *r, const char *reason)
{
    return ident_refuse(r->error, r->at, reason);
}

static bool at_digit(const struct reader *r)
{
    return r->at < r->text.len && ident_is_digit(r->text.ptr[r->at]);
}

/* Takes digits, from `least` to `most` of them; their value is *value. */
static enum err take_digits(struct reader *r, size_t least, size_t most, uint64_t *value)
{
    size_t count = 0;
    *value = 0;
    while (at_digit(r) && count < most) {
        *value = *value * 10 + (uint64_t)(r->text.ptr[r->at] - '0');
        put(r->out, r->text.ptr[r->at]);
        r->at++;
        count++;
    }
    if (count < least || at_digit(r)) {
        return refuse(r, count < least ? "more digits are needed here" : "too many digits");
    }
    return ERR_OK;
}

static enum err take_dash(struct reader *r)
{
    if (r->at == r->text.len || r->text.ptr[r->at] != '-') {
        return refuse(r, "a dash is needed here");
    }
    put(r->out, '-');
    r->at++;
    return ERR_OK;
}

/* "#", also full-width, or nothing: it is always written. */
static void take_hash(struct reader *r)
{
    struct str rest = str_slice(r->text, r->at, r->text.len);
    put(r->out, '#');
    if (str_starts_with(rest, STR("#"))) {
        r->at += 1;
    } else if (str_starts_with(rest, STR("\xef\xbc\x83"))) {
        r->at += 3;
    }
}

static enum err take_end(const struct reader *r)
{
    return r->at == r->text.len ? ERR_OK : refuse(r, "nothing may stand behind the number");
}

/* PREFIX#digits */
static enum err read_hashed(struct reader *r, size_t least, size_t most)
{
    take_hash(r);
    enum err e = take_digits(r, least, most, &r->out->serial);
    return e == ERR_OK ? take_end(r) : e;
}

/* PREFIX-year-digits */
static enum err read_dated(struct reader *r, size_t least, size_t most)
{
    uint64_t year = 0;
    enum err e = take_dash(r);
    if (e == ERR_OK) {
        e = take_digits(r, 4, 4, &year);
    }
    if (e == ERR_OK) {
        e = take_dash(r);
    }
    if (e == ERR_OK) {
        e = take_digits(r, least, most, &r->out->serial);
    }
    r->out->year = (unsigned)year;
    return e == ERR_OK ? take_end(r) : e;
}

/* JVNVU#12345678, before December 2012 JVNVU#123456 */
static enum err read_jvnvu(struct reader *r)
{
    enum err e = read_hashed(r, 6, 8);
    size_t digits = r->out->len - STR("JVNVU#").len;
    return e == ERR_OK && digits == 7 ? refuse(r, "JVNVU# has eight digits, old ones six") : e;
}

/* JVNTA#12345678, before December 2012 JVNTA07-123A: the number that the alert has in the United
 * States, where a second one of the same day is B. */
static enum err read_jvnta(struct reader *r)
{
    uint64_t year = 0;
    if (r->text.len - r->at != STR("07-123A").len || r->text.ptr[r->at + 2] != '-') {
        return read_hashed(r, 8, 8);
    }
    enum err e = take_digits(r, 2, 2, &year);
    if (e == ERR_OK) {
        e = take_dash(r);
    }
    if (e == ERR_OK) {
        e = take_digits(r, 3, 3, &r->out->serial);
    }
    if (e == ERR_OK && !ident_is_lower(ident_lower(r->text.ptr[r->at]))) {
        return refuse(r, "old alerts end with a letter");
    }
    if (e == ERR_OK) {
        put(r->out, (char)(ident_lower(r->text.ptr[r->at]) - 'a' + 'A'));
        r->at++;
    }
    return e;
}

/* Letters that cannot be taken for others. */
static enum err read_ghsa(struct reader *r)
{
    static const char letters[] = "23456789cfghjmpqrvwx";
    for (size_t i = 0; i < 15; i++) {
        if (i % 5 == 0) {
            enum err e = take_dash(r);
            if (e != ERR_OK) {
                return e;
            }
            continue;
        }
        char c = r->at < r->text.len ? ident_lower(r->text.ptr[r->at]) : '\0';
        if (c == '\0' || strchr(letters, c) == NULL) {
            return refuse(r, "a GHSA number has 2 to 9 and cfghjmpqrvwx only");
        }
        put(r->out, c);
        r->at++;
    }
    return take_end(r);
}

static enum err read_kind(struct reader *r, enum number_kind kind)
{
    switch (kind) {
    case NUMBER_JVN:
    case NUMBER_IPA:
        return read_hashed(r, 8, 8);
    case NUMBER_JVNVU:
        return read_jvnvu(r);
    case NUMBER_JVNTA:
        return read_jvnta(r);
    case NUMBER_JVNDB:
        return read_dated(r, 6, 6);
    case NUMBER_DID:
        return read_hashed(r, 1, 19);
    case NUMBER_CVE:
        return read_dated(r, 4, 19);
    case NUMBER_GHSA:
        return read_ghsa(r);
    case NUMBER_KINDS:
        break;
    }
    return refuse(r, "no such kind of number");
}

/* The kind whose prefix is the longest that the text begins with: JVNVU before JVN. */
static enum number_kind kind_of(struct str text, size_t *prefix)
{
    static const struct str prefixes[NUMBER_KINDS] = {
        [NUMBER_JVN] = STR_INIT("JVN"),     [NUMBER_JVNVU] = STR_INIT("JVNVU"),
        [NUMBER_JVNTA] = STR_INIT("JVNTA"), [NUMBER_JVNDB] = STR_INIT("JVNDB"),
        [NUMBER_DID] = STR_INIT("DID"),     [NUMBER_IPA] = STR_INIT("IPA"),
        [NUMBER_CVE] = STR_INIT("CVE"),     [NUMBER_GHSA] = STR_INIT("GHSA"),
    };
    enum number_kind found = NUMBER_KINDS;
    *prefix = 0;
    for (enum number_kind kind = NUMBER_JVN; kind < NUMBER_KINDS; kind++) {
        struct str begin = str_slice(text, 0, prefixes[kind].len);
        if (prefixes[kind].len > *prefix && str_equal_nocase(begin, prefixes[kind])) {
            *prefix = prefixes[kind].len;
            found = kind;
        }
    }
    return found;
}

enum err number_read(struct str text, struct number *out, struct ident_error *error)
{
    struct number n = {0};
    size_t prefix = 0;
    enum number_kind kind = kind_of(text, &prefix);
    if (kind == NUMBER_KINDS) {
        return ident_refuse(error, 0, "a number begins with JVN, DID, IPA, CVE or GHSA");
    }
    n.kind = kind;
    for (size_t i = 0; i < prefix; i++) {
        char c = text.ptr[i];
        put(&n, ident_is_lower(c) ? (char)(c - 'a' + 'A') : c);
    }
    struct reader r = {text, prefix, &n, error};
    enum err e = read_kind(&r, kind);
    if (e == ERR_OK) {
        *out = n;
    }
    return e;
}

enum err number_read_kind(struct str text, enum number_kind kind, struct number *out,
                          struct ident_error *error)
{
    struct number n = {0};
    enum err e = number_read(text, &n, error);
    if (e == ERR_OK && n.kind != kind) {
        return ident_refuse(error, 0, "this is a number of another kind");
    }
    if (e == ERR_OK) {
        *out = n;
    }
    return e;
}
