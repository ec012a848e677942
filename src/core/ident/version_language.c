/*
 * core/ident/version_language.c — schemes that order words by what they mean: RubyGems, PHP
 * Composer, and the generic order for everything else.
 *
 * Must never reject: every text has a place in the order.
 */
#include "core/ident/version_priv.h"

/* ---- RubyGems -------------------------------------------------------------------------------- */

/* Runs of digits and of letters; a dash is a pre-release named "pre". Zeros before the first word
 * and before the end mean nothing. */
struct gem {
    struct str rest;
    bool word_seen;
    bool pre; /* a dash was passed: "pre" is the next segment */
};

static struct str gem_raw(struct gem *g)
{
    if (g->pre) {
        g->pre = false;
        return STR("pre");
    }
    while (g->rest.len > 0 && !ident_is_alnum(g->rest.ptr[0])) {
        g->pre = g->rest.ptr[0] == '-';
        version_drop(&g->rest, 1);
        if (g->pre) {
            return gem_raw(g);
        }
    }
    if (g->rest.len == 0) {
        return (struct str){0};
    }
    return ident_is_digit(g->rest.ptr[0]) ? version_take(&g->rest, true)
                                          : version_take_letters(&g->rest);
}

static bool is_zero(struct str segment)
{
    return ident_all_digits(segment) && version_skip_zeros(segment).len == 0;
}

/* The next segment that means something; ptr NULL at the end. */
static struct str gem_next(struct gem *g)
{
    struct str segment = gem_raw(g);
    if (segment.ptr != NULL && is_zero(segment)) {
        struct gem ahead = *g;
        struct str next = gem_raw(&ahead);
        while (next.ptr != NULL && is_zero(next)) {
            next = gem_raw(&ahead);
        }
        if (next.ptr == NULL || (!g->word_seen && !ident_is_digit(next.ptr[0]))) {
            *g = ahead;
            segment = next;
        }
    }
    g->word_seen |= segment.ptr != NULL && !ident_is_digit(segment.ptr[0]);
    return segment;
}

int version_compare_gem(struct str a, struct str b)
{
    struct gem g = {a, false, false};
    struct gem h = {b, false, false};
    for (;;) {
        struct str x = gem_next(&g);
        struct str y = gem_next(&h);
        if (x.ptr == NULL && y.ptr == NULL) {
            return 0;
        }
        bool x_word = x.ptr != NULL && !ident_is_digit(x.ptr[0]);
        bool y_word = y.ptr != NULL && !ident_is_digit(y.ptr[0]);
        int order = x_word != y_word ? (x_word ? -1 : 1)
                    : x_word         ? str_compare(x, y)
                                     : version_compare_digits(x, y);
        if (order != 0) {
            return order;
        }
    }
}

/* ---- Composer -------------------------------------------------------------------------------- */

/* dev < alpha < beta < RC < nothing < patch < a number; unknown words before dev. */
enum { COMPOSER_NOTHING = 5, COMPOSER_NUMBER = 7 };

static int composer_rank(struct str piece)
{
    static const struct {
        struct str word;
        int rank;
    } words[] = {
        {STR_INIT("dev"), 1},  {STR_INIT("alpha"), 2}, {STR_INIT("a"), 2},
        {STR_INIT("beta"), 3}, {STR_INIT("b"), 3},     {STR_INIT("rc"), 4},
        {STR_INIT("pl"), 6},   {STR_INIT("p"), 6},     {STR_INIT("patch"), 6},
    };
    if (piece.ptr == NULL) {
        return COMPOSER_NOTHING;
    }
    if (ident_is_digit(piece.ptr[0])) {
        return COMPOSER_NUMBER;
    }
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (str_equal_nocase(piece, words[i].word)) {
            return words[i].rank;
        }
    }
    return 0;
}

/* The next run of digits or letters; ptr NULL at the end, at the build metadata and at the word
 * "stable", behind which nothing counts. */
static struct str composer_next(struct str *s)
{
    while (s->len > 0 && !ident_is_alnum(s->ptr[0])) {
        version_drop(s, s->ptr[0] == '+' ? s->len : 1);
    }
    if (s->len == 0) {
        return (struct str){0};
    }
    if (ident_is_digit(s->ptr[0])) {
        return version_take(s, true);
    }
    struct str word = version_take_letters(s);
    if (str_equal_nocase(word, STR("stable"))) {
        version_drop(s, s->len);
        return (struct str){0};
    }
    return word;
}

/* What stands behind the numbers: stabilities and patches. */
static int compare_stability(struct str a, struct str b)
{
    for (;;) {
        struct str x = composer_next(&a);
        struct str y = composer_next(&b);
        if (x.ptr == NULL && y.ptr == NULL) {
            return 0;
        }
        int left = composer_rank(x);
        int right = composer_rank(y);
        int order = left != right             ? (left < right ? -1 : 1)
                    : left == COMPOSER_NUMBER ? version_compare_digits(x, y)
                    : left == 0               ? version_compare_folded(x, y)
                                              : 0;
        if (order != 0) {
            return order;
        }
    }
}

/* The next number at the front; ptr NULL where there is none. Dates have dashes and colons between
 * theirs. The "x" of a branch ("1.x-dev") is one that never ends. */
static struct str composer_number(struct str *s, bool *branch)
{
    struct str rest = *s;
    char separator = version_first(rest);
    if (separator == '.' || separator == '-' || separator == ':') {
        version_drop(&rest, 1);
    }
    struct str digits = version_take(&rest, true);
    char c = version_first(rest);
    if (digits.len == 0 && separator == '.' && (c == '*' || ident_lower(c) == 'x')) {
        version_drop(&rest, 1);
        *branch = rest.len == 0 || !ident_is_letter(rest.ptr[0]);
    }
    if (digits.len > 0 || *branch) {
        *s = rest;
    }
    return digits.len > 0 ? digits : (struct str){0};
}

int version_compare_composer(struct str a, struct str b)
{
    bool a_branch = false;
    bool b_branch = false;
    version_skip_v(&a);
    version_skip_v(&b);
    for (;;) {
        struct str x = a_branch ? (struct str){0} : composer_number(&a, &a_branch);
        struct str y = b_branch ? (struct str){0} : composer_number(&b, &b_branch);
        int order = a_branch != b_branch ? a_branch - b_branch : version_compare_digits(x, y);
        if (order != 0) {
            return order;
        }
        if (x.ptr == NULL && y.ptr == NULL) {
            return compare_stability(a, b);
        }
    }
}

/* ---- any version ----------------------------------------------------------------------------- */

enum generic_rank { RANK_PRE, RANK_ZERO, RANK_POST, RANK_NUMBER, RANK_LETTER };

/* One piece of a version and where it stands: words that announce a release are before it, words
 * of patches and single letters behind a number ("1.0.1a") after it. The end counts as zero. */
struct generic {
    enum generic_rank rank;
    struct str text;
};

static bool is_post_word(struct str word)
{
    static const struct str words[] = {STR_INIT("post"),   STR_INIT("patch"), STR_INIT("pl"),
                                       STR_INIT("errata"), STR_INIT("p"),     STR_INIT("sp"),
                                       STR_INIT("update"), STR_INIT("u"),     STR_INIT("hotfix")};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (str_equal_nocase(word, words[i])) {
            return true;
        }
    }
    return false;
}

static struct generic generic_next(struct str *s, const char *begin)
{
    while (s->len > 0 && !ident_is_alnum(s->ptr[0])) {
        version_drop(s, 1);
    }
    if (s->len == 0) {
        return (struct generic){RANK_ZERO, {s->ptr, 0}};
    }
    bool behind_digit = s->ptr > begin && ident_is_digit(s->ptr[-1]);
    if (ident_is_digit(s->ptr[0])) {
        struct str digits = version_skip_zeros(version_take(s, true));
        return (struct generic){digits.len == 0 ? RANK_ZERO : RANK_NUMBER, digits};
    }
    struct str word = version_take_letters(s);
    bool before_digit = ident_is_digit(version_first(*s));
    if (is_post_word(word) && (word.len > 1 || before_digit)) {
        return (struct generic){RANK_POST, {word.ptr, 0}};
    }
    bool letter = behind_digit && !before_digit && word.len == 1;
    return (struct generic){letter ? RANK_LETTER : RANK_PRE, word};
}

int version_compare_generic(struct str a, struct str b)
{
    const char *a_begin = a.ptr;
    const char *b_begin = b.ptr;
    if (a.len > 1 && ident_lower(a.ptr[0]) == 'v' && ident_is_digit(a.ptr[1])) {
        version_drop(&a, 1);
    }
    if (b.len > 1 && ident_lower(b.ptr[0]) == 'v' && ident_is_digit(b.ptr[1])) {
        version_drop(&b, 1);
    }
    while (a.len > 0 || b.len > 0) {
        struct generic x = generic_next(&a, a_begin);
        struct generic y = generic_next(&b, b_begin);
        int order = x.rank != y.rank        ? (x.rank < y.rank ? -1 : 1)
                    : x.rank == RANK_NUMBER ? version_compare_digits(x.text, y.text)
                                            : version_compare_folded(x.text, y.text);
        if (order != 0) {
            return order;
        }
    }
    return 0;
}
