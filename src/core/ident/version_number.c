/*
 * core/ident/version_number.c — schemes that are numbers with dots and something behind them:
 * Semantic Versioning and its relatives, OpenSSL, Conan, Perl, plain numbers, timestamps.
 *
 * Must never read a number into a machine word: versions hold numbers of any length.
 */
#include "core/ident/version_priv.h"

#include "base/limits.h"

int version_compare_lexicographic(struct str a, struct str b)
{
    return str_compare(a, b);
}

/* Numbers between dots; a missing one is `missing` (0) or makes the shorter list the smaller. */
static int compare_numbers(struct str a, struct str b, bool pad)
{
    while (a.ptr != NULL || b.ptr != NULL) {
        if (!pad && (a.ptr == NULL || b.ptr == NULL)) {
            return a.ptr == NULL ? -1 : 1;
        }
        struct str x = str_split(&a, '.');
        struct str y = str_split(&b, '.');
        int order = version_compare_digits(x, y);
        if (order != 0) {
            return order;
        }
    }
    return 0;
}

/* ---- Semantic Versioning --------------------------------------------------------------------- */

struct version_semver version_semver_parts(struct str v)
{
    struct version_semver parts = {0};
    size_t at = 0;
    while (v.len > 0 && (v.ptr[0] == 'v' || v.ptr[0] == 'V' || v.ptr[0] == '=')) {
        version_drop(&v, 1);
    }
    while (at < v.len && (ident_is_digit(v.ptr[at]) || v.ptr[at] == '.')) {
        at++;
    }
    parts.numbers = str_slice(v, 0, at);
    struct str rest = str_slice(v, at, v.len);
    size_t plus = str_find(rest, STR("+"), 0);
    if (plus != SIZE_MAX) {
        parts.build = str_slice(rest, plus + 1, rest.len);
        rest.len = plus;
    }
    if (rest.len > 0) {
        parts.label = str_slice(rest, rest.ptr[0] == '-' ? 1 : 0, rest.len);
    }
    return parts;
}

static int compare_label(struct str a, struct str b, bool folded)
{
    while (a.ptr != NULL && b.ptr != NULL) {
        struct str x = str_split(&a, '.');
        struct str y = str_split(&b, '.');
        bool x_number = ident_all_digits(x);
        bool y_number = ident_all_digits(y);
        int order = x_number != y_number ? (x_number ? -1 : 1)
                    : x_number           ? version_compare_digits(x, y)
                    : folded             ? version_compare_folded(x, y)
                                         : str_compare(x, y);
        if (order != 0) {
            return order;
        }
    }
    return (a.ptr != NULL) - (b.ptr != NULL);
}

static int compare_semver(struct str a, struct str b, bool folded)
{
    struct version_semver x = version_semver_parts(a);
    struct version_semver y = version_semver_parts(b);
    int order = compare_numbers(x.numbers, y.numbers, true);
    if (order != 0) {
        return order;
    }
    if (x.label.ptr == NULL || y.label.ptr == NULL) {
        return (x.label.ptr == NULL) - (y.label.ptr == NULL);
    }
    return compare_label(x.label, y.label, folded);
}

int version_compare_semver(struct str a, struct str b)
{
    return compare_semver(a, b, false);
}

/* Dart and Julia order builds too: any behind none. */
int version_compare_semver_build(struct str a, struct str b)
{
    int order = compare_semver(a, b, false);
    if (order != 0) {
        return order;
    }
    struct str x = version_semver_parts(a).build;
    struct str y = version_semver_parts(b).build;
    if (x.ptr == NULL || y.ptr == NULL) {
        return (x.ptr != NULL) - (y.ptr != NULL);
    }
    return compare_label(x, y, false);
}

int version_compare_nuget(struct str a, struct str b)
{
    return compare_semver(a, b, true);
}

/* ---- numbers alone --------------------------------------------------------------------------- */

/* Up to the first character that is neither digit nor dot. */
static struct str leading_numbers(struct str v)
{
    size_t at = 0;
    while (at < v.len && (ident_is_digit(v.ptr[at]) || v.ptr[at] == '.')) {
        at++;
    }
    return str_slice(v, 0, at);
}

void version_skip_v(struct str *version)
{
    while (version_first(*version) == 'v' || version_first(*version) == 'V') {
        version_drop(version, 1);
    }
}

struct str version_take_numbers(struct str *version)
{
    version_skip_v(version);
    struct str numbers = leading_numbers(*version);
    version_drop(version, numbers.len);
    return numbers;
}

int version_compare_intdot(struct str a, struct str b)
{
    return compare_numbers(leading_numbers(a), leading_numbers(b), true);
}

/* Lists of numbers, "-" as good as ".", the shorter one first: 1.0 < 1.0.0. */
int version_compare_dotted(struct str a, struct str b)
{
    while (a.len > 0 && b.len > 0) {
        struct str x = version_take(&a, true);
        struct str y = version_take(&b, true);
        int order = version_compare_digits(x, y);
        if (order == 0) {
            order = version_order(x.len == 0, y.len == 0);
        }
        if (order != 0) {
            return order;
        }
        if (a.len > 0 && b.len > 0) {
            char p = a.ptr[0] == '-' ? '.' : a.ptr[0];
            char q = b.ptr[0] == '-' ? '.' : b.ptr[0];
            if (p != q) {
                return p < q ? -1 : 1;
            }
            version_drop(&a, 1);
            version_drop(&b, 1);
        }
    }
    return version_order(a.len, b.len);
}

/* ---- Perl ------------------------------------------------------------------------------------ */

/* A decimal version has at most one dot and no v: its fraction counts in groups of three. */
struct perl {
    struct str rest;
    bool decimal;
    bool fraction; /* behind the dot of a decimal version */
};

static struct perl perl_begin(struct str v)
{
    bool dotted = v.len > 0 && v.ptr[0] == 'v';
    size_t dot = str_find(v, STR("."), 0);
    if (dotted) {
        version_drop(&v, 1);
    } else {
        dotted = dot != SIZE_MAX && str_find(v, STR("."), dot + 1) != SIZE_MAX;
    }
    return (struct perl){v, !dotted, false};
}

/* The next group as digits: up to three of a fraction, padded by the caller. */
static struct str perl_next(struct perl *p)
{
    struct str run = {p->rest.ptr, 0};
    while (run.len < p->rest.len && ident_is_digit(p->rest.ptr[run.len]) &&
           !(p->fraction && run.len == 3)) {
        run.len++;
    }
    version_drop(&p->rest, run.len);
    if (p->rest.len > 0 && !ident_is_digit(p->rest.ptr[0])) {
        version_drop(&p->rest, 1);
        p->fraction = p->decimal;
    }
    return run;
}

/* Digit `i` of a group of a fraction, 0 where it ends. */
static char fraction_digit(struct str group, size_t i)
{
    return i < group.len ? group.ptr[i] : '0';
}

static int compare_group(struct str x, bool x_fraction, struct str y, bool y_fraction)
{
    char left[3];
    char right[3];
    for (size_t i = 0; i < 3; i++) {
        left[i] = fraction_digit(x, i);
        right[i] = fraction_digit(y, i);
    }
    return version_compare_digits(x_fraction ? (struct str){left, 3} : x,
                                  y_fraction ? (struct str){right, 3} : y);
}

static int compare_perl(struct str a, struct str b)
{
    struct perl p = perl_begin(a);
    struct perl q = perl_begin(b);
    while (p.rest.len > 0 || q.rest.len > 0) {
        bool p_fraction = p.fraction;
        bool q_fraction = q.fraction;
        struct str x = perl_next(&p);
        struct str y = perl_next(&q);
        int order = compare_group(x, p_fraction, y, q_fraction);
        if (order != 0) {
            return order;
        }
    }
    return 0;
}

static bool has_underscore(struct str v)
{
    return str_find(v, STR("_"), 0) != SIZE_MAX;
}

static struct str without_underscores(struct str v, char room[LIMIT_VERSION_BYTES])
{
    struct str out = {room, 0};
    for (size_t i = 0; i < v.len; i++) {
        if (v.ptr[i] != '_') {
            room[out.len++] = v.ptr[i];
        }
    }
    return out;
}

/* Apart, so that the usual comparison does not pay for clearing this much of the stack. */
static __attribute__((noinline)) int compare_underscored(struct str a, struct str b)
{
    char left[LIMIT_VERSION_BYTES];
    char right[LIMIT_VERSION_BYTES];
    return compare_perl(without_underscores(a, left), without_underscores(b, right));
}

/* An underscore marks a trial release and means nothing else: 1.02_03 is 1.0203. */
int version_compare_cpan(struct str a, struct str b)
{
    return has_underscore(a) || has_underscore(b) ? compare_underscored(a, b) : compare_perl(a, b);
}

/* ---- OpenSSL --------------------------------------------------------------------------------- */

/* 1.0.2zd: letters behind the numbers are later; 3.0.0-beta1: a label behind a dash is earlier. */
int version_compare_openssl(struct str a, struct str b)
{
    struct str x = leading_numbers(a);
    struct str y = leading_numbers(b);
    int order = compare_numbers(x, y, true);
    if (order != 0) {
        return order;
    }
    version_drop(&a, x.len);
    version_drop(&b, y.len);
    x = version_take_letters(&a);
    y = version_take_letters(&b);
    order = version_compare_folded(x, y);
    if (order != 0) {
        return order;
    }
    if (a.len == 0 || b.len == 0) {
        return (a.len == 0) - (b.len == 0);
    }
    return version_compare_generic(a, b);
}

/* ---- Conan ----------------------------------------------------------------------------------- */

struct conan {
    struct str items;
    struct str label; /* ptr NULL: none */
    struct str build;
};

static struct str cut_last(struct str *rest, char separator)
{
    for (size_t i = rest->len; i > 0; i--) {
        if (rest->ptr[i - 1] == separator) {
            struct str right = str_slice(*rest, i, rest->len);
            rest->len = i - 1;
            return right;
        }
    }
    return (struct str){0};
}

/* A label may hold dashes of its own: it begins behind the first. */
static struct conan conan_parts(struct str v)
{
    struct conan parts = {.items = v};
    parts.build = cut_last(&parts.items, '+');
    size_t dash = str_find(parts.items, STR("-"), 0);
    if (dash != SIZE_MAX) {
        parts.label = str_slice(parts.items, dash + 1, parts.items.len);
        parts.items.len = dash;
    }
    return parts;
}

/* One item: first its number, then what stands behind it; without a number it is the greatest. */
static int compare_item(struct str x, struct str y)
{
    struct str left = version_take(&x, true);
    struct str right = version_take(&y, true);
    if ((left.len == 0) != (right.len == 0)) {
        return left.len == 0 ? 1 : -1;
    }
    int order = version_compare_digits(left, right);
    return order != 0 ? order : str_compare(x, y);
}

/* Without the zeros at the end. */
static struct str without_zeros(struct str items)
{
    for (;;) {
        struct str rest = items;
        struct str last = cut_last(&rest, '.');
        if (last.ptr == NULL) {
            last = items;
            rest = (struct str){0};
        }
        if (!ident_all_digits(last) || version_skip_zeros(last).len > 0) {
            return items;
        }
        items = rest;
    }
}

static int compare_items(struct str a, struct str b)
{
    a = without_zeros(a);
    b = without_zeros(b);
    while (a.ptr != NULL && b.ptr != NULL) {
        struct str x = str_split(&a, '.');
        struct str y = str_split(&b, '.');
        int order = compare_item(x, y);
        if (order != 0) {
            return order;
        }
    }
    return (a.ptr != NULL) - (b.ptr != NULL);
}

/* A part that is itself a version; `without` says how a missing one stands to a present one. */
static int compare_part(struct str a, struct str b, int without)
{
    if (a.ptr == NULL || b.ptr == NULL) {
        return a.ptr == b.ptr ? 0 : a.ptr == NULL ? without : -without;
    }
    return compare_items(a, b);
}

int version_compare_conan(struct str a, struct str b)
{
    struct conan x = conan_parts(a);
    struct conan y = conan_parts(b);
    int order = compare_items(x.items, y.items);
    if (order == 0) {
        order = compare_part(x.label, y.label, 1);
    }
    return order != 0 ? order : compare_part(x.build, y.build, -1);
}
