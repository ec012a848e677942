/*
 * core/ident/version_maven.c — Maven's order of versions.
 *
 * A version is a row of tokens, each behind a dot or a hyphen; a change between digits and
 * letters is a hyphen. Tokens that mean nothing (0, "", final, ga, release) are cut off before each
 * hyphen, each word of a pre-release or with a number behind it, and at the end: what stands behind
 * those that are left makes a version greater, so that the order is one. Must never allocate: the
 * tokens of one version stand on the stack.
 */
#include "core/ident/version_priv.h"

#include "base/limits.h"

enum { TOKENS_USUAL = 24, TOKENS_MOST = LIMIT_VERSION_BYTES + 2 };

enum rank { ALPHA, BETA, MILESTONE, RC, SNAPSHOT, RELEASE, SP, OTHER, NUMBER_HYPHEN, NUMBER_DOT };

struct token {
    const char *text;
    unsigned short len;
    unsigned char rank;
    bool hyphen;   /* behind a hyphen, not a dot */
    bool numbered; /* a word with a number directly behind it */
};

static bool is_word(struct str s, const char *word)
{
    return str_equal_nocase(s, str_from_cstr(word));
}

/* `before_digit`: a, b and m are short for the words only directly before a number. */
static enum rank rank_of(struct str word, bool before_digit)
{
    if (is_word(word, "alpha") || (before_digit && is_word(word, "a"))) {
        return ALPHA;
    }
    if (is_word(word, "beta") || (before_digit && is_word(word, "b"))) {
        return BETA;
    }
    if (is_word(word, "milestone") || (before_digit && is_word(word, "m"))) {
        return MILESTONE;
    }
    if (is_word(word, "rc") || is_word(word, "cr")) {
        return RC;
    }
    if (is_word(word, "snapshot")) {
        return SNAPSHOT;
    }
    if (word.len == 0 || is_word(word, "ga") || is_word(word, "final") ||
        is_word(word, "release")) {
        return RELEASE;
    }
    return is_word(word, "sp") ? SP : OTHER;
}

static struct token token_of(struct str text, bool hyphen, bool before_digit)
{
    struct token t = {.hyphen = hyphen};
    if (text.len == 0 || ident_is_digit(text.ptr[0])) {
        text = version_skip_zeros(text);
        t.rank = hyphen ? NUMBER_HYPHEN : NUMBER_DOT;
    } else {
        t.rank = (unsigned char)rank_of(text, before_digit);
        t.numbered = before_digit;
    }
    t.text = text.ptr;
    t.len = (unsigned short)text.len;
    return t;
}

static bool means_nothing(struct token t)
{
    return t.rank == RELEASE || (t.rank >= NUMBER_HYPHEN && t.len == 0);
}

/* The tokens as they stand. SIZE_MAX when there are more than `room`. */
static size_t split(struct str v, struct token *tokens, size_t room)
{
    size_t count = 0;
    bool hyphen = false;
    for (;;) {
        if (count == room) {
            return SIZE_MAX;
        }
        char c = version_first(v);
        bool digits = ident_is_digit(c);
        struct str run = {v.ptr, 0};
        while (run.len < v.len && run.ptr[run.len] != '.' && run.ptr[run.len] != '-' &&
               ident_is_digit(run.ptr[run.len]) == digits) {
            run.len++;
        }
        version_drop(&v, run.len);
        tokens[count++] = token_of(run, hyphen, ident_is_digit(version_first(v)));
        if (v.len == 0) {
            return count;
        }
        hyphen = v.ptr[0] != '.';
        if (v.ptr[0] == '.' || v.ptr[0] == '-') {
            version_drop(&v, 1);
        }
    }
}

/* Cuts what means nothing before the end, each hyphen and the words of the header; the tokens
 * left stand at the end of the array, from the index that is returned. */
static size_t trim(struct token *tokens, size_t count)
{
    size_t to = count;
    bool cutting = true;
    for (size_t i = count; i > 0; i--) {
        struct token t = tokens[i - 1];
        if (cutting && means_nothing(t)) {
            continue;
        }
        tokens[--to] = t;
        cutting = t.hyphen || t.rank < RELEASE || t.numbered;
    }
    return to;
}

static int compare_tokens(struct token x, struct token y)
{
    if (x.rank != y.rank) {
        return x.rank < y.rank ? -1 : 1;
    }
    struct str a = {x.text, x.len};
    struct str b = {y.text, y.len};
    if (x.rank >= NUMBER_HYPHEN) {
        return version_compare_digits(a, b);
    }
    return x.rank == OTHER ? version_compare_folded(a, b) : 0;
}

/* A missing token against a present one: the null of its kind. */
static int compare_to_nothing(struct token t)
{
    if (t.rank >= NUMBER_HYPHEN) {
        return t.len > 0;
    }
    return t.rank == RELEASE ? 0 : t.rank < RELEASE ? -1 : 1;
}

static int compare_rows(const struct token *x, size_t x_count, const struct token *y,
                        size_t y_count)
{
    for (size_t i = 0; i < x_count || i < y_count; i++) {
        int order = i >= x_count   ? -compare_to_nothing(y[i])
                    : i >= y_count ? compare_to_nothing(x[i])
                                   : compare_tokens(x[i], y[i]);
        if (order != 0) {
            return order;
        }
    }
    return 0;
}

/* Both versions in the room given; false when they need more. */
struct rows {
    struct token *x;
    struct token *y;
    size_t room;
};

static bool compare_with(struct str a, struct str b, const struct rows *rows, int *order)
{
    size_t x_count = split(a, rows->x, rows->room);
    size_t y_count = split(b, rows->y, rows->room);
    if (x_count == SIZE_MAX || y_count == SIZE_MAX) {
        return false;
    }
    size_t x_from = trim(rows->x, x_count);
    size_t y_from = trim(rows->y, y_count);
    *order = compare_rows(rows->x + x_from, x_count - x_from, rows->y + y_from, y_count - y_from);
    return true;
}

/* Apart, so that the usual comparison does not pay for clearing this much of the stack. */
static __attribute__((noinline)) int compare_long(struct str a, struct str b)
{
    struct token x[TOKENS_MOST];
    struct token y[TOKENS_MOST];
    const struct rows rows = {x, y, TOKENS_MOST};
    int order = 0;
    (void)compare_with(a, b, &rows, &order);
    return order;
}

int version_compare_maven(struct str a, struct str b)
{
    struct token x[TOKENS_USUAL];
    struct token y[TOKENS_USUAL];
    const struct rows rows = {x, y, TOKENS_USUAL};
    int order = 0;
    return compare_with(a, b, &rows, &order) ? order : compare_long(a, b);
}
