/*
 * core/ident/version_distro.c — the schemes of distributions: Debian, RPM, Arch, Alpine, Gentoo.
 *
 * Each follows the comparison of its own package manager. Must never normalise: a distribution's
 * version is compared as it stands.
 */
#include "core/ident/version_priv.h"

/* ---- "epoch:version-revision" ---------------------------------------------------------------- */

/* Cuts a numeric epoch "N:" off; empty without one, which is 0. */
static struct str take_epoch(struct str *v)
{
    size_t at = 0;
    while (at < v->len && ident_is_digit(v->ptr[at])) {
        at++;
    }
    if (at == v->len || v->ptr[at] != ':') {
        return (struct str){v->ptr, 0};
    }
    struct str epoch = str_slice(*v, 0, at);
    version_drop(v, at + 1);
    return epoch;
}

/* Cuts what stands behind the last dash; absent without one. */
static struct str take_revision(struct str *v)
{
    for (size_t i = v->len; i > 0; i--) {
        if (v->ptr[i - 1] == '-') {
            struct str revision = str_slice(*v, i, v->len);
            v->len = i - 1;
            return revision;
        }
    }
    return (struct str){0};
}

/* Epoch, version, revision, in this order. A missing revision is an empty one, or (`open`) as good
 * as every other. */
static int compare_parts(struct str a, struct str b, version_comparator *compare, bool open)
{
    struct str x = take_epoch(&a);
    struct str y = take_epoch(&b);
    int order = version_compare_digits(x, y);
    if (order != 0) {
        return order;
    }
    x = take_revision(&a);
    y = take_revision(&b);
    order = compare(a, b);
    if (order != 0 || (open && (x.ptr == NULL || y.ptr == NULL))) {
        return order;
    }
    return compare(x, y);
}

/* ---- Debian ---------------------------------------------------------------------------------- */

/* Tilde before the end, the end before letters, letters before everything else. */
static int deb_weight(struct str s, size_t at)
{
    if (at >= s.len || ident_is_digit(s.ptr[at])) {
        return 0;
    }
    if (s.ptr[at] == '~') {
        return -1;
    }
    int c = (unsigned char)s.ptr[at];
    return ident_is_letter(s.ptr[at]) ? c : c + 256;
}

static int compare_deb_part(struct str a, struct str b)
{
    while (a.len > 0 || b.len > 0) {
        struct str x = version_take(&a, false);
        struct str y = version_take(&b, false);
        for (size_t i = 0; i < x.len || i < y.len; i++) {
            int left = deb_weight(x, i);
            int right = deb_weight(y, i);
            if (left != right) {
                return left < right ? -1 : 1;
            }
        }
        x = version_take(&a, true);
        y = version_take(&b, true);
        int order = version_compare_digits(x, y);
        if (order != 0) {
            return order;
        }
    }
    return 0;
}

int version_compare_deb(struct str a, struct str b)
{
    return compare_parts(a, b, compare_deb_part, false);
}

/* ---- RPM and Arch ---------------------------------------------------------------------------- */

/* Skips separators; their number. `marks` are characters that are none though no letters. */
static size_t skip_separators(struct str *s, const char *marks)
{
    size_t at = 0;
    while (at < s->len && !ident_is_alnum(s->ptr[at]) &&
           str_find(str_from_cstr(marks), str_slice(*s, at, at + 1), 0) == SIZE_MAX) {
        at++;
    }
    version_drop(s, at);
    return at;
}

/* The next run of digits or of letters of both: numbers are later than letters. */
static int compare_segment(struct str *a, struct str *b)
{
    bool digits = ident_is_digit(a->ptr[0]);
    if (digits != ident_is_digit(b->ptr[0])) {
        return digits ? 1 : -1;
    }
    struct str x = digits ? version_take(a, true) : version_take_letters(a);
    struct str y = digits ? version_take(b, true) : version_take_letters(b);
    return digits ? version_compare_digits(x, y) : str_compare(x, y);
}

/* A tilde is before everything, the end included; a caret is behind the end and before the rest. */
static bool compare_marks(struct str *a, struct str *b, int *order)
{
    char x = version_first(*a);
    char y = version_first(*b);
    *order = 0;
    if (x == '~' || y == '~') {
        *order = (y == '~') - (x == '~');
    } else if (x == '^' || y == '^') {
        *order = x == y ? 0 : a->len == 0 ? -1 : b->len == 0 ? 1 : (y == '^') - (x == '^');
    } else {
        return false;
    }
    if (*order == 0) {
        version_drop(a, 1);
        version_drop(b, 1);
    }
    return true;
}

static int compare_rpm_part(struct str a, struct str b)
{
    for (;;) {
        int order = 0;
        (void)skip_separators(&a, "~^");
        (void)skip_separators(&b, "~^");
        if (compare_marks(&a, &b, &order)) {
            if (order != 0) {
                return order;
            }
            continue;
        }
        if (a.len == 0 || b.len == 0) {
            return (a.len > 0) - (b.len > 0);
        }
        order = compare_segment(&a, &b);
        if (order != 0) {
            return order;
        }
    }
}

int version_compare_rpm(struct str a, struct str b)
{
    return compare_parts(a, b, compare_rpm_part, false);
}

static int compare_alpm_part(struct str a, struct str b)
{
    while (a.len > 0 && b.len > 0) {
        size_t x = skip_separators(&a, "");
        size_t y = skip_separators(&b, "");
        if (a.len == 0 || b.len == 0) {
            break;
        }
        int order = version_order(x, y);
        if (order == 0) {
            order = compare_segment(&a, &b);
        }
        if (order != 0) {
            return order;
        }
    }
    if (a.len == 0 && b.len == 0) {
        return 0;
    }
    /* Letters that remain never beat the end: 1.0rc is before 1.0. */
    bool b_later =
        (a.len == 0 && !ident_is_letter(version_first(b))) || ident_is_letter(version_first(a));
    return b_later ? -1 : 1;
}

int version_compare_alpm(struct str a, struct str b)
{
    return compare_parts(a, b, compare_alpm_part, true);
}

/* ---- Gentoo ---------------------------------------------------------------------------------- */

/* Numbers behind the first: one with a leading zero counts as a fraction. */
static int compare_fraction(struct str x, struct str y)
{
    if (version_first(x) != '0' && version_first(y) != '0') {
        return version_compare_digits(x, y);
    }
    while (x.len > 0 && x.ptr[x.len - 1] == '0') {
        x.len--;
    }
    while (y.len > 0 && y.ptr[y.len - 1] == '0') {
        y.len--;
    }
    return str_compare(x, y);
}

/* The numbers with dots at the front of both. More numbers are later. */
static int compare_ebuild_numbers(struct str *a, struct str *b)
{
    struct str x = version_take(a, true);
    struct str y = version_take(b, true);
    int order = version_compare_digits(x, y);
    while (order == 0) {
        bool more_a = a->len > 1 && a->ptr[0] == '.' && ident_is_digit(a->ptr[1]);
        bool more_b = b->len > 1 && b->ptr[0] == '.' && ident_is_digit(b->ptr[1]);
        if (!more_a || !more_b) {
            return more_a - more_b;
        }
        version_drop(a, 1);
        version_drop(b, 1);
        x = version_take(a, true);
        y = version_take(b, true);
        order = compare_fraction(x, y);
    }
    return order;
}

enum { SUFFIX_UNKNOWN, SUFFIX_NONE = 5 };

/* Where a suffix stands; an unknown word before all others. */
static size_t suffix_rank(struct str word)
{
    static const struct str words[] = {
        STR_INIT("alpha"), STR_INIT("beta"), STR_INIT("pre"), STR_INIT("rc"), STR_INIT(""),
        STR_INIT("cvs"),   STR_INIT("svn"),  STR_INIT("git"), STR_INIT("hg"), STR_INIT("p")};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (str_equal(word, words[i])) {
            return i + 1;
        }
    }
    return SUFFIX_UNKNOWN;
}

/* "_rc2": its rank, and its number in *number. */
static size_t take_suffix(struct str *s, struct str *number)
{
    *number = (struct str){s->ptr, 0};
    if (version_first(*s) != '_') {
        return SUFFIX_NONE;
    }
    version_drop(s, 1);
    struct str word = version_take_letters(s);
    *number = version_take(s, true);
    return suffix_rank(word);
}

static int compare_suffixes(struct str *a, struct str *b)
{
    while (version_first(*a) == '_' || version_first(*b) == '_') {
        struct str x;
        struct str y;
        int order = version_order(take_suffix(a, &x), take_suffix(b, &y));
        if (order == 0) {
            order = version_compare_digits(x, y);
        }
        if (order != 0) {
            return order;
        }
    }
    return 0;
}

/* "-r3" */
static struct str take_r(struct str *s)
{
    if (s->len < 2 || s->ptr[0] != '-' || s->ptr[1] != 'r') {
        return (struct str){s->ptr, 0};
    }
    version_drop(s, 2);
    return version_take(s, true);
}

static struct str take_letter(struct str *s)
{
    struct str letter = {s->ptr, ident_is_lower(version_first(*s))};
    version_drop(s, letter.len);
    return letter;
}

/* "~1a2b": the hash of a snapshot of Alpine. */
static struct str take_hash(struct str *s)
{
    struct str hash = {s->ptr, version_first(*s) == '~'};
    while (hash.len > 0 && hash.len < s->len && ident_is_alnum(s->ptr[hash.len])) {
        hash.len++;
    }
    version_drop(s, hash.len);
    return hash;
}

int version_compare_gentoo(struct str a, struct str b)
{
    int order = compare_ebuild_numbers(&a, &b);
    if (order == 0) {
        struct str x = take_letter(&a);
        struct str y = take_letter(&b);
        order = str_compare(x, y);
    }
    if (order == 0) {
        order = compare_suffixes(&a, &b);
    }
    if (order == 0) {
        struct str x = take_hash(&a);
        struct str y = take_hash(&b);
        order = str_compare(x, y);
    }
    if (order == 0) {
        struct str x = take_r(&a);
        struct str y = take_r(&b);
        order = version_compare_digits(x, y);
    }
    if (order == 0) { /* what no version has: before one that ends here */
        order = version_order(a.len == 0, b.len == 0);
    }
    return order != 0 ? order : str_compare(a, b);
}

/* ---- Alpine ---------------------------------------------------------------------------------- */

/* What may stand next in a version, in the order of what comes first: a version that goes on is
 * later than one that ends, unless it goes on with a pre-release. */
enum apk_kind {
    APK_PRE, /* "_rc" */
    APK_BROKEN,
    APK_END,
    APK_REVISION, /* "-r1" */
    APK_HASH,     /* "~1a2b" */
    APK_SUFFIX_NUMBER,
    APK_POST, /* "_p" */
    APK_LETTER,
    APK_NUMBER, /* ".1" */
    APK_FIRST   /* the number at the front */
};

struct apk_token {
    enum apk_kind kind;
    size_t rank; /* of a suffix */
    struct str text;
};

static bool is_after_number(enum apk_kind last)
{
    return last == APK_FIRST || last == APK_NUMBER;
}

static bool is_suffix(enum apk_kind last)
{
    return last == APK_PRE || last == APK_POST;
}

static struct apk_token apk_suffix(struct str *s)
{
    struct str number;
    struct str word = *s;
    size_t rank = take_suffix(&word, &number);
    if (rank == SUFFIX_UNKNOWN) {
        return (struct apk_token){.kind = APK_BROKEN};
    }
    version_drop(s, s->len - word.len - number.len);
    return (struct apk_token){.kind = rank < SUFFIX_NONE ? APK_PRE : APK_POST, .rank = rank};
}

/* The token behind one of the kind `last`. What does not belong there ends the version. */
static struct apk_token apk_next(struct str *s, enum apk_kind last)
{
    char c = version_first(*s);
    struct apk_token t = {.kind = s->len == 0 ? APK_END : APK_BROKEN};
    if (c == '.' && is_after_number(last)) {
        version_drop(s, 1);
        t.text = version_take(s, true);
        t.kind = t.text.len > 0 ? APK_NUMBER : APK_BROKEN;
    } else if (ident_is_digit(c) && is_suffix(last)) {
        t = (struct apk_token){.kind = APK_SUFFIX_NUMBER, .text = version_take(s, true)};
    } else if (ident_is_lower(c) && is_after_number(last)) {
        t = (struct apk_token){.kind = APK_LETTER, .text = take_letter(s)};
    } else if (c == '_' && last != APK_HASH && last != APK_REVISION) {
        t = apk_suffix(s);
    } else if (c == '~' && last != APK_HASH && last != APK_REVISION) {
        t.text = take_hash(s);
        t.kind = t.text.len > 1 ? APK_HASH : APK_BROKEN;
    } else if (c == '-' && last != APK_REVISION) {
        bool bare = str_equal(*s, STR("-r")); /* an old spelling of -r0 */
        t.text = take_r(s);
        t.kind = bare || t.text.len > 0 ? APK_REVISION : APK_BROKEN;
    }
    return t;
}

/* Numbers behind the first are texts where one has a leading zero, and no zero is cut. */
static int compare_apk_tokens(struct apk_token x, struct apk_token y)
{
    if (x.kind != y.kind) {
        return x.kind < y.kind ? -1 : 1;
    }
    switch (x.kind) {
    case APK_PRE:
    case APK_POST:
        return version_order(x.rank, y.rank);
    case APK_FIRST:
    case APK_SUFFIX_NUMBER:
    case APK_REVISION:
        return version_compare_digits(x.text, y.text);
    case APK_NUMBER:
        if (version_first(x.text) != '0' && version_first(y.text) != '0') {
            return version_compare_digits(x.text, y.text);
        }
        return str_compare(x.text, y.text);
    case APK_HASH:
    case APK_LETTER:
        return str_compare(x.text, y.text);
    case APK_BROKEN:
    case APK_END:
        break;
    }
    return 0;
}

/* The order of apk-tools. Two versions that break at one place go by what is left of them. */
int version_compare_apk(struct str a, struct str b)
{
    struct apk_token x = {.kind = APK_FIRST, .text = version_take(&a, true)};
    struct apk_token y = {.kind = APK_FIRST, .text = version_take(&b, true)};
    x.kind = x.text.len > 0 ? APK_FIRST : APK_BROKEN;
    y.kind = y.text.len > 0 ? APK_FIRST : APK_BROKEN;
    for (;;) {
        int order = compare_apk_tokens(x, y);
        if (order != 0 || x.kind == APK_END) {
            return order;
        }
        if (x.kind == APK_BROKEN) {
            return str_compare(a, b);
        }
        x = apk_next(&a, x.kind);
        y = apk_next(&b, y.kind);
    }
}

bool version_is_ebuild(struct str v)
{
    struct str number;
    struct str run = version_take(&v, true);
    while (run.len > 0 && version_first(v) == '.') {
        version_drop(&v, 1);
        run = version_take(&v, true);
    }
    if (run.len == 0) {
        return false;
    }
    (void)take_letter(&v);
    while (version_first(v) == '_') {
        size_t rank = take_suffix(&v, &number);
        if (rank == SUFFIX_UNKNOWN || rank == SUFFIX_NONE) {
            return false;
        }
    }
    (void)take_hash(&v);
    if (version_first(v) == '-' && take_r(&v).len == 0) {
        return false;
    }
    return v.len == 0;
}
