/*
 * core/ident/vers_native_list.c — lists of comparators and versions, the notation of most package
 * managers: ">=1.2 <2 || ~3.1", ">=1.0,<2.0", "(>= 1:1.0), (<< 2)", "~> 2.1".
 *
 * What differs between the schemes stands in one table: what a bare version, a tilde and a single
 * "=" mean. Must never treat an operator as something that its scheme does not mean by it.
 */
#include "core/ident/vers_priv.h"

/* How far "~" and its relatives let a version grow. */
enum step {
    STEP_NONE,
    STEP_SECOND, /* to the next second number: npm's ~1.2.3 is below 1.3 */
    STEP_PARENT, /* to the next number before the last: ~>1.2.3 below 1.3, ~>1.2 below 2 */
    STEP_LAST    /* to the next last number: apk's ~1.2 is every version that begins with 1.2 */
};

struct notation {
    enum vers_comparator bare; /* what a version without an operator means … */
    bool bare_caret;           /* … unless it means ^ */
    enum step tilde;
    bool caret;
    bool wildcard;    /* "1.2.x", "1.*" */
    bool hyphen;      /* "1.0 - 2.0" */
    bool equal_fuzzy; /* "=1.2" is "1.2.*" */
    bool part;        /* "=1.2", ">1.2" and "<=1.2" speak of all that begin with 1.2 */
};

static struct notation notation_of(enum version_scheme scheme)
{
    const struct notation npm = {VERS_EQ, false, STEP_SECOND, true, true, true, false, false};
    struct notation n = {VERS_EQ, false, STEP_NONE, false, false, false, false, false};
    if (scheme == VERSION_npm || scheme == VERSION_semver || scheme == VERSION_github ||
        scheme == VERSION_pub || scheme == VERSION_swift) {
        n = npm;
    } else if (scheme == VERSION_cargo || scheme == VERSION_julia) {
        n = npm;
        n.bare_caret = true;
        n.part = scheme == VERSION_cargo;
    } else if (scheme == VERSION_composer) {
        n = npm;
        n.tilde = STEP_PARENT;
    } else if (scheme == VERSION_gem || scheme == VERSION_cocoapods || scheme == VERSION_hex) {
        n.tilde = STEP_PARENT;
    } else if (scheme == VERSION_pypi) {
        n.tilde = STEP_PARENT;
        n.wildcard = true;
    } else if (scheme == VERSION_conda) {
        n.tilde = STEP_PARENT;
        n.wildcard = true;
        n.equal_fuzzy = true;
    } else if (scheme == VERSION_hackage) {
        n.caret = true;
        n.wildcard = true;
    } else if (scheme == VERSION_cpan) {
        n.bare = VERS_GE;
    } else if (scheme == VERSION_apk) {
        n.tilde = STEP_LAST;
    }
    return n;
}

/* ---- words ----------------------------------------------------------------------------------- */

static bool is_operator(char c)
{
    return c == '<' || c == '>' || c == '=' || c == '!' || c == '^' || c == '~';
}

static bool is_gap(char c)
{
    return c == ' ' || c == '\t' || c == ',' || c == '&' || c == '(' || c == ')' || c == '"' ||
           c == '\'';
}

static void skip_gaps(struct str *s)
{
    while (s->len > 0 && is_gap(s->ptr[0])) {
        *s = str_slice(*s, 1, s->len);
    }
}

static struct str take_operator(struct str *s)
{
    size_t at = 0;
    while (at < s->len && is_operator(s->ptr[at])) {
        at++;
    }
    struct str op = str_slice(*s, 0, at);
    *s = str_slice(*s, at, s->len);
    return op;
}

/* Up to a gap or the next operator; a tilde is part of many versions. */
static struct str take_version(struct str *s)
{
    size_t at = 0;
    while (at < s->len && !is_gap(s->ptr[at]) &&
           (!is_operator(s->ptr[at]) || s->ptr[at] == '~' || s->ptr[at] == '!')) {
        at++;
    }
    struct str version = str_slice(*s, 0, at);
    *s = str_slice(*s, at, s->len);
    return version;
}

/* "1.0 - 2.0": the second version, when a dash with blanks around it is next. */
static struct str take_hyphen(struct str *s)
{
    struct str rest = *s;
    while (rest.len > 0 && rest.ptr[0] == ' ') {
        rest = str_slice(rest, 1, rest.len);
    }
    if (rest.len == s->len || !str_starts_with(rest, STR("- "))) {
        return (struct str){0};
    }
    rest = str_trim(str_slice(rest, 2, rest.len));
    struct str version = take_version(&rest);
    *s = rest;
    return version;
}

/* ---- what a word means ----------------------------------------------------------------------- */

/* The numbers before the wildcard ("1.2" of "1.2.x"), ptr NULL when there is no wildcard. */
static bool cut_wildcard(struct str version, struct str *numbers)
{
    struct str rest = version;
    if (rest.len > 0 && (rest.ptr[0] == 'v' || rest.ptr[0] == 'V')) {
        rest = str_slice(rest, 1, rest.len);
    }
    *numbers = str_slice(rest, 0, 0);
    const char *begin = rest.ptr;
    while (rest.ptr != NULL) {
        struct str part = str_split(&rest, '.');
        if (str_equal(part, STR("x")) || str_equal(part, STR("X")) || str_equal(part, STR("*"))) {
            return true;
        }
        if (!ident_all_digits(part)) {
            return false;
        }
        *numbers = (struct str){begin, (size_t)(part.ptr + part.len - begin)};
    }
    return false;
}

/* conda's "1.0*", which is its "1.0.*". */
static bool cut_star(struct str version, struct str *numbers)
{
    *numbers = str_slice(version, 0, version.len - 1);
    return str_ends_with(version, STR("*")) && native_numbers(*numbers).len == numbers->len;
}

static void add_wildcard(struct native *n, struct str op, struct str numbers)
{
    size_t count = native_number_count(numbers);
    if (count == 0) {
        native_add_any(n);
        return;
    }
    struct str next = native_bump(n, numbers, count);
    if (str_equal(op, STR("<"))) {
        native_add(n, VERS_LT, numbers);
    } else if (str_equal(op, STR("<="))) {
        native_add(n, VERS_LT, next);
    } else if (str_equal(op, STR(">"))) {
        native_add(n, VERS_GE, next);
    } else if (str_equal(op, STR("!="))) {
        native_add(n, VERS_LT, numbers);
        native_add(n, VERS_GE, next);
    } else if (str_equal(op, STR(">=")) && n->scheme != VERSION_npm) {
        native_add(n, VERS_GE, numbers);
    } else {
        /* npm's ">= 1.x" too: the specification's suite ends it where 1.x does */
        native_add(n, VERS_GE, numbers);
        native_add(n, VERS_LT, next);
    }
}

/* From the version up to the next of its first `keep` numbers. */
static void add_step(struct native *n, struct str version, size_t keep)
{
    struct str numbers = native_numbers(version);
    if (numbers.len == 0) {
        native_refuse(n, version.ptr, N_("this operator needs a number"));
        return;
    }
    native_add(n, VERS_GE, version);
    native_add(n, VERS_LT, native_bump(n, numbers, keep));
}

/* npm's "~1.2.0-rc": as the specification's suite has it, the pre-releases of that one version and
 * the version itself, told in two pieces. */
static void add_tilde_label(struct native *n, struct str version, struct str numbers)
{
    native_add(n, VERS_GE, version);
    native_add(n, VERS_LT, numbers);
    native_add(n, VERS_GE, numbers);
    native_add(n, VERS_LT, native_bump(n, numbers, 3));
}

static void add_tilde(struct native *n, const struct notation *notation, struct str version)
{
    struct str numbers = native_numbers(version);
    size_t count = native_number_count(numbers);
    bool label = (size_t)(version.ptr + version.len - numbers.ptr) > numbers.len;
    if (n->scheme == VERSION_npm && label && count == 3 && str_ends_with(numbers, STR(".0"))) {
        add_tilde_label(n, version, numbers);
    } else if (notation->tilde == STEP_SECOND) {
        add_step(n, version, count > 1 ? 2 : 1);
    } else if (notation->tilde == STEP_LAST) {
        add_step(n, version, count);
    } else {
        add_step(n, version, count > 1 ? count - 1 : 1);
    }
}

static void add_caret(struct native *n, struct str version)
{
    struct str numbers = native_numbers(version);
    bool hackage = n->scheme == VERSION_hackage; /* the first two numbers are the major version */
    add_step(n, version, hackage ? 2 : native_first_nonzero(numbers) + 1);
}

static bool add_comparator(struct native *n, struct str op, struct str version)
{
    static const struct {
        struct str op;
        enum vers_comparator comparator;
    } table[] = {
        {STR_INIT(">="), VERS_GE}, {STR_INIT("<="), VERS_LE},  {STR_INIT(">"), VERS_GT},
        {STR_INIT("<"), VERS_LT},  {STR_INIT("="), VERS_EQ},   {STR_INIT("=="), VERS_EQ},
        {STR_INIT("!="), VERS_NE}, {STR_INIT("==="), VERS_EQ}, {STR_INIT("<>"), VERS_NE},
        {STR_INIT(">>"), VERS_GT}, {STR_INIT("<<"), VERS_LT},  {STR_INIT("=>"), VERS_GE},
        {STR_INIT("=<"), VERS_LE},
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        if (str_equal(op, table[i].op)) {
            native_add(n, table[i].comparator, version);
            return true;
        }
    }
    return false;
}

/* "1.0 - 2.0": an end of fewer than three numbers reaches to the last version that begins so. */
static void add_hyphen(struct native *n, struct str from, struct str to)
{
    struct str numbers = native_numbers(to);
    size_t count = native_number_count(numbers);
    native_add(n, VERS_GE, from);
    if (count > 0 && count < 3 && numbers.ptr + numbers.len == to.ptr + to.len) {
        native_add(n, VERS_LT, native_bump(n, numbers, count));
    } else {
        native_add(n, VERS_LE, to);
    }
}

/* ">1.2": fewer than three numbers and nothing behind them, and an operator that it concerns. */
static bool is_part(struct str op, struct str version, struct str *numbers)
{
    *numbers = native_numbers(version);
    return numbers->len == version.len && native_number_count(*numbers) < 3 &&
           (str_equal(op, STR("=")) || str_equal(op, STR(">")) || str_equal(op, STR("<=")));
}

static bool is_tilde(struct str op)
{
    return str_equal(op, STR("~")) || str_equal(op, STR("~>")) || str_equal(op, STR("~=")) ||
           str_equal(op, STR("=~"));
}

static void read_word(struct native *n, const struct notation *notation, struct str op,
                      struct str version)
{
    struct str numbers = {0};
    const char *at = op.len > 0 ? op.ptr : version.ptr;
    bool caret = str_equal(op, STR("^")) || str_equal(op, STR("^>="));
    native_clause(n);
    if (version.len == 0) {
        native_refuse(n, version.ptr, N_("an operator needs a version"));
    } else if (n->scheme == VERSION_pub && op.len == 0 && str_equal(version, STR("any"))) {
        native_add_any(n);
    } else if (notation->wildcard && cut_wildcard(version, &numbers)) {
        if (caret && notation->caret && numbers.len > 0) {
            add_caret(n, numbers);
        } else {
            add_wildcard(n, op, numbers);
        }
    } else if (n->scheme == VERSION_conda && cut_star(version, &numbers)) {
        add_wildcard(n, op, numbers);
    } else if (n->scheme == VERSION_conda && str_find(version, STR("*"), 0) != SIZE_MAX) {
        native_refuse(n, version.ptr, "* stands behind numbers only");
    } else if (notation->part && is_part(op, version, &numbers)) {
        add_wildcard(n, op, numbers);
    } else if (caret && notation->caret) {
        add_caret(n, version);
    } else if (is_tilde(op) && notation->tilde != STEP_NONE) {
        add_tilde(n, notation, version);
    } else if (op.len == 0 && notation->bare_caret) {
        add_caret(n, version);
    } else if (op.len == 0) {
        native_add(n, notation->bare, version);
    } else if (notation->equal_fuzzy && str_equal(op, STR("="))) {
        add_wildcard(n, op, native_numbers(version));
    } else if (!add_comparator(n, op, version)) {
        native_refuse(n, at, N_("this scheme has no such operator"));
    }
}

static void read_alternative(struct native *n, const struct notation *notation, struct str s)
{
    skip_gaps(&s);
    while (s.len > 0 && n->err == ERR_OK) {
        struct str op = take_operator(&s);
        skip_gaps(&s);
        struct str version = take_version(&s);
        struct str to = op.len == 0 && notation->hyphen ? take_hyphen(&s) : (struct str){0};
        if (to.ptr != NULL) {
            native_clause(n);
            add_hyphen(n, version, to);
        } else if (op.len == 0 && str_equal(version, STR("or"))) {
            native_alternative(n);
        } else if (op.len > 0 || !str_equal(version, STR("and"))) {
            read_word(n, notation, op, version);
        }
        skip_gaps(&s);
    }
}

void native_read_comparators(struct native *n, struct str text)
{
    const struct notation notation = notation_of(n->scheme);
    char separator = n->scheme == VERSION_julia ? ',' : '|';
    while (text.ptr != NULL && n->err == ERR_OK) {
        native_alternative(n);
        read_alternative(n, &notation, str_split(&text, separator));
    }
    if (n->count == 0 && !n->any && !n->alternative_any) {
        native_refuse(n, n->begin, N_("a range has constraints"));
    }
}
