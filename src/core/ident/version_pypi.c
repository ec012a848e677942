/*
 * core/ident/version_pypi.c — Python's versions, PEP 440: grammar, order and normal form.
 *
 * A text outside the grammar comes before all versions. Must never guess what such a text meant.
 */
#include "core/ident/version_priv.h"

struct pypi {
    struct str epoch, release;
    int phase; /* of the pre-release: 1 a, 2 b, 3 rc; 0 none */
    struct str phase_number;
    bool is_post, is_dev;
    struct str post, dev;
    struct str local; /* ptr NULL: none */
};

static bool starts_folded(struct str s, struct str word)
{
    return s.len >= word.len && str_equal_nocase(str_slice(s, 0, word.len), word);
}

/* "[-_.]? WORD [-_.]? digits?", the first of the words that fits; its index, -1 for none. The
 * second separator belongs to the word also where no digits follow. */
static int take_word(struct str *s, const struct str *words, size_t count, struct str *number)
{
    struct str rest = *s;
    char c = version_first(rest);
    if (c == '-' || c == '_' || c == '.') {
        version_drop(&rest, 1);
    }
    for (size_t i = 0; i < count; i++) {
        if (!starts_folded(rest, words[i])) {
            continue;
        }
        version_drop(&rest, words[i].len);
        c = version_first(rest);
        if (c == '-' || c == '_' || c == '.') {
            version_drop(&rest, 1);
        }
        *number = version_take(&rest, true);
        *s = rest;
        return (int)i;
    }
    return -1;
}

static void take_pypi_labels(struct str *s, struct pypi *p)
{
    static const struct str phases[] = {STR_INIT("alpha"),   STR_INIT("a"),  STR_INIT("beta"),
                                        STR_INIT("b"),       STR_INIT("rc"), STR_INIT("c"),
                                        STR_INIT("preview"), STR_INIT("pre")};
    static const int ranks[] = {1, 1, 2, 2, 3, 3, 3, 3};
    static const struct str posts[] = {STR_INIT("post"), STR_INIT("rev"), STR_INIT("r")};
    static const struct str devs[] = {STR_INIT("dev")};
    int phase = take_word(s, phases, sizeof(phases) / sizeof(phases[0]), &p->phase_number);
    p->phase = phase < 0 ? 0 : ranks[phase];
    if (s->len > 1 && s->ptr[0] == '-' && ident_is_digit(s->ptr[1])) {
        version_drop(s, 1);
        p->post = version_take(s, true);
        p->is_post = true;
    } else {
        p->is_post = take_word(s, posts, sizeof(posts) / sizeof(posts[0]), &p->post) >= 0;
    }
    p->is_dev = take_word(s, devs, 1, &p->dev) >= 0;
}

static bool is_local(struct str s)
{
    bool alnum = false;
    for (size_t i = 0; i < s.len; i++) {
        bool here = ident_is_alnum(s.ptr[i]);
        if (!here && (!alnum || (s.ptr[i] != '-' && s.ptr[i] != '_' && s.ptr[i] != '.'))) {
            return false;
        }
        alnum = here;
    }
    return alnum;
}

static bool read_pypi(struct str s, struct pypi *p)
{
    *p = (struct pypi){0};
    if (version_first(s) == 'v' || version_first(s) == 'V') {
        version_drop(&s, 1);
    }
    struct str run = version_take(&s, true);
    if (run.len > 0 && version_first(s) == '!') {
        p->epoch = run;
        version_drop(&s, 1);
        run = version_take(&s, true);
    }
    p->release = run;
    while (s.len > 1 && s.ptr[0] == '.' && ident_is_digit(s.ptr[1])) {
        version_drop(&s, 1);
        (void)version_take(&s, true);
        p->release.len = (size_t)(s.ptr - p->release.ptr);
    }
    if (run.len == 0) {
        return false;
    }
    take_pypi_labels(&s, p);
    if (version_first(s) == '+') {
        p->local = str_slice(s, 1, s.len);
        return is_local(p->local);
    }
    return s.len == 0;
}

bool version_is_pypi(struct str version)
{
    struct pypi p;
    return read_pypi(version, &p);
}

static int compare_release(struct str a, struct str b)
{
    while (a.ptr != NULL || b.ptr != NULL) {
        struct str x = str_split(&a, '.');
        struct str y = str_split(&b, '.');
        int order = version_compare_digits(x, y);
        if (order != 0) {
            return order;
        }
    }
    return 0;
}

/* A development release without pre- and post-release is before all pre-releases; a release
 * without pre-release is behind them. */
static int phase_of(const struct pypi *p)
{
    if (p->phase == 0) {
        return p->is_dev && !p->is_post ? 0 : 4;
    }
    return p->phase;
}

/* The next piece of a local version. */
static struct str take_local(struct str *s)
{
    size_t at = 0;
    while (at < s->len && ident_is_alnum(s->ptr[at])) {
        at++;
    }
    struct str piece = str_slice(*s, 0, at);
    *s = at < s->len ? str_slice(*s, at + 1, s->len) : (struct str){0};
    return piece;
}

static int compare_local(struct str a, struct str b)
{
    while (a.ptr != NULL && b.ptr != NULL) {
        struct str x = take_local(&a);
        struct str y = take_local(&b);
        bool x_number = ident_all_digits(x);
        bool y_number = ident_all_digits(y);
        int order = x_number != y_number ? (x_number ? 1 : -1)
                    : x_number           ? version_compare_digits(x, y)
                                         : version_compare_folded(x, y);
        if (order != 0) {
            return order;
        }
    }
    return (a.ptr != NULL) - (b.ptr != NULL);
}

static int compare_pypi_parts(const struct pypi *x, const struct pypi *y)
{
    int order = version_compare_digits(x->epoch, y->epoch);
    if (order == 0) {
        order = compare_release(x->release, y->release);
    }
    if (order == 0) {
        order = phase_of(x) - phase_of(y);
    }
    if (order == 0) {
        order = version_compare_digits(x->phase_number, y->phase_number);
    }
    if (order == 0) {
        order = x->is_post - y->is_post;
    }
    if (order == 0) {
        order = version_compare_digits(x->post, y->post);
    }
    if (order == 0) {
        order = y->is_dev - x->is_dev;
    }
    if (order == 0) {
        order = version_compare_digits(x->dev, y->dev);
    }
    return order != 0 ? order : compare_local(x->local, y->local);
}

int version_compare_pypi(struct str a, struct str b)
{
    struct pypi x;
    struct pypi y;
    bool a_good = read_pypi(a, &x);
    bool b_good = read_pypi(b, &y);
    if (a_good != b_good) {
        return a_good ? 1 : -1;
    }
    return a_good ? compare_pypi_parts(&x, &y) : str_compare(a, b);
}

/* ---- the normal form ------------------------------------------------------------------------- */

static void write_number(struct str digits, struct buf *out)
{
    digits = version_skip_zeros(digits);
    buf_add(out, digits.len == 0 ? STR("0") : digits);
}

static void write_local(struct str local, struct buf *out)
{
    buf_add_char(out, '+');
    for (bool first = true; local.ptr != NULL; first = false) {
        struct str piece = take_local(&local);
        if (!first) {
            buf_add_char(out, '.');
        }
        if (ident_all_digits(piece)) {
            write_number(piece, out);
            continue;
        }
        for (size_t i = 0; i < piece.len; i++) {
            buf_add_char(out, ident_lower(piece.ptr[i]));
        }
    }
}

void version_write_pypi(struct str version, struct buf *out)
{
    static const char *const phases[] = {"", "a", "b", "rc"};
    struct pypi p;
    if (!read_pypi(version, &p)) {
        buf_add(out, version);
        return;
    }
    if (version_skip_zeros(p.epoch).len > 0) {
        write_number(p.epoch, out);
        buf_add_char(out, '!');
    }
    for (bool first = true; p.release.ptr != NULL; first = false) {
        if (!first) {
            buf_add_char(out, '.');
        }
        write_number(str_split(&p.release, '.'), out);
    }
    if (p.phase > 0) {
        buf_add_cstr(out, phases[p.phase]);
        write_number(p.phase_number, out);
    }
    if (p.is_post) {
        buf_add(out, STR(".post"));
        write_number(p.post, out);
    }
    if (p.is_dev) {
        buf_add(out, STR(".dev"));
        write_number(p.dev, out);
    }
    if (p.local.ptr != NULL) {
        write_local(p.local, out);
    }
}
