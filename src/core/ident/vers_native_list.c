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
    /* What behind "2" makes it the least of all that begin with 2: where the scheme's tools keep
     * the pre-releases of 2 out of "^1.2". Absent where they do not. */
    struct str least;
};

static struct notation notation_of(enum version_scheme scheme)
{
    const struct notation npm = {.tilde = STEP_SECOND,
                                 .caret = true,
                                 .wildcard = true,
                                 .hyphen = true,
                                 .least = STR_INIT("-0")};
    struct notation n = {.bare = VERS_EQ};
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
        n.least = STR("-dev");
    } else if (scheme == VERSION_gem || scheme == VERSION_cocoapods) {
        n.tilde = STEP_PARENT;
        n.least = STR(".A");
    } else if (scheme == VERSION_hex) {
        n.tilde = STEP_PARENT;
        n.least = STR("-0");
    } else if (scheme == VERSION_pypi) {
        n.tilde = STEP_PARENT;
        n.wildcard = true;
        n.least = STR(".dev0");
    } else if (scheme == VERSION_conda) {
        n.tilde = STEP_PARENT;
        n.wildcard = true;
        n.equal_fuzzy = true;
        n.least = STR("dev");
    } else if (scheme == VERSION_hackage) {
        n.caret = true;
        n.wildcard = true;
    } else if (scheme == VERSION_cpan) {
        n.bare = VERS_GE;
    } else if (scheme == VERSION_apk) {
        n.tilde = STEP_LAST;
        n.least = STR("_alpha");
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

/* The least version that begins with the numbers. */
static struct str least(struct native *n, const struct notation *notation, struct str numbers)
{
    return notation->least.len == 0
               ? numbers
               : arena_format(n->arena, "%.*s%.*s", STR_ARG(numbers), STR_ARG(notation->least));
}

/* A bound that is no version itself but where the versions with these numbers begin. */
static void add_edge(struct native *n, const struct notation *notation,
                     enum vers_comparator comparator, struct str numbers)
{
    bool plain = comparator == VERS_GE && notation->bare_caret; /* Cargo begins at the release */
    native_add_text(n, comparator, numbers);
    native_add_exact(n, comparator, plain ? numbers : least(n, notation, numbers));
}

/* From the version up to the next of its first `keep` numbers. */
static void add_step(struct native *n, const struct notation *notation, struct str version,
                     size_t keep)
{
    struct str numbers = native_numbers(version);
    if (numbers.len == 0) {
        native_refuse(n, version.ptr, N_("this operator needs a number"));
        return;
    }
    bool label = (size_t)(version.ptr + version.len - numbers.ptr) > numbers.len;
    /* where it begins: with the pre-releases of the first release, unless that one is named */
    bool open = n->scheme == VERSION_composer || notation->tilde == STEP_LAST ||
                (notation->caret && native_number_count(numbers) < 3);
    if (open && !label) {
        add_edge(n, notation, VERS_GE, numbers);
    } else {
        native_add(n, VERS_GE, version);
    }
    add_edge(n, notation, VERS_LT, native_bump(n, numbers, keep));
}

/* npm's "~1.2.0-rc": as the specification's suite has it, the pre-releases of that one version and
 * the version itself, told in two pieces. */
static void add_tilde_label(struct native *n, const struct notation *notation, struct str version,
                            struct str numbers)
{
    native_add_text(n, VERS_GE, version);
    native_add_text(n, VERS_LT, numbers);
    native_add_text(n, VERS_GE, numbers);
    native_add_text(n, VERS_LT, native_bump(n, numbers, 3));
    native_add_exact(n, VERS_GE, version);
    native_add_exact(n, VERS_LT, least(n, notation, native_bump(n, numbers, 2)));
}

static void add_tilde(struct native *n, const struct notation *notation, struct str version)
{
    struct str numbers = native_numbers(version);
    size_t count = native_number_count(numbers);
    bool label = (size_t)(version.ptr + version.len - numbers.ptr) > numbers.len;
    if (n->scheme == VERSION_npm && label && count == 3 && str_ends_with(numbers, STR(".0"))) {
        add_tilde_label(n, notation, version, numbers);
    } else if (notation->tilde == STEP_SECOND) {
        add_step(n, notation, version, count > 1 ? 2 : 1);
    } else if (notation->tilde == STEP_LAST) {
        add_step(n, notation, version, count);
    } else {
        /* conda drops the last of what stands between dots, also where that is a word */
        bool word = n->scheme == VERSION_conda && label && numbers.ptr[numbers.len] == '.';
        add_step(n, notation, version, count > 1 && !word ? count - 1 : count);
    }
}

static void add_caret(struct native *n, const struct notation *notation, struct str version)
{
    struct str numbers = native_numbers(version);
    size_t keep = native_first_nonzero(numbers) + 1;
    if (n->scheme == VERSION_hackage) {
        keep = 2; /* the first two numbers are the major version */
    } else if (n->scheme == VERSION_composer && keep > 3) {
        keep = 3; /* no step is smaller than a patch */
    }
    add_step(n, notation, version, keep);
}

static bool read_comparator(struct str op, enum vers_comparator *out)
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
            *out = table[i].comparator;
            return true;
        }
    }
    return false;
}

/* npm's numbers that are no whole version: "2.1" is each 2.1.x, ">2" begins at 3.0.0. */
static void add_part(struct native *n, const struct notation *notation,
                     enum vers_comparator comparator, struct str numbers)
{
    struct str next = native_bump(n, numbers, native_number_count(numbers));
    bool above = comparator == VERS_GT || comparator == VERS_LE; /* it counts from the end */
    native_add_text(n, comparator, numbers);
    if (comparator == VERS_EQ) {
        native_add_exact(n, VERS_GE, least(n, notation, numbers));
        native_add_exact(n, VERS_LT, least(n, notation, next));
    } else {
        native_add_exact(n, comparator == VERS_GT || comparator == VERS_GE ? VERS_GE : VERS_LT,
                         least(n, notation, above ? next : numbers));
    }
}

/* Python's releases: "==1.0" is 1.0+local too, "<1.0" none of the pre-releases of 1.0. */
static void add_release(struct native *n, const struct notation *notation,
                        enum vers_comparator comparator, struct str version)
{
    struct str after = arena_format(n->arena, "%.*s.post0.dev0", STR_ARG(version));
    native_add_text(n, comparator, version);
    switch (comparator) {
    case VERS_LT:
        native_add_exact(n, VERS_LT, least(n, notation, version));
        break;
    case VERS_LE:
        native_add_exact(n, VERS_LT, after);
        break;
    case VERS_EQ:
        native_add_exact(n, VERS_GE, version);
        native_add_exact(n, VERS_LT, after);
        break;
    case VERS_NE:
        native_add_exact(n, VERS_LT, version);
        native_add_exact(n, VERS_GE, after);
        break;
    case VERS_GT:
    case VERS_GE:
        native_add_exact(n, comparator, version);
        break;
    }
}

static void add_plain(struct native *n, const struct notation *notation,
                      enum vers_comparator comparator, struct str version)
{
    struct str numbers = native_numbers(version);
    bool whole = numbers.len > 0 && numbers.ptr + numbers.len == version.ptr + version.len;
    bool edge = comparator == VERS_GE || comparator == VERS_LT;
    if (whole && n->scheme == VERSION_npm && native_number_count(numbers) < 3) {
        add_part(n, notation, comparator, numbers);
    } else if (whole && n->scheme == VERSION_pypi) {
        add_release(n, notation, comparator, version);
    } else if (whole && ((n->scheme == VERSION_composer && edge) ||
                         (n->scheme == VERSION_pub && comparator == VERS_LT))) {
        native_add_text(n, comparator, version);
        native_add_exact(n, comparator, least(n, notation, numbers));
    } else {
        native_add(n, comparator, version);
    }
}

static void add_wildcard(struct native *n, const struct notation *notation, struct str op,
                         struct str numbers)
{
    size_t count = native_number_count(numbers);
    if (count == 0) {
        native_add_any(n);
        return;
    }
    struct str next = native_bump(n, numbers, count);
    enum vers_comparator comparator = VERS_EQ;
    if (n->scheme == VERSION_conda && !str_equal(op, STR("=")) && !str_equal(op, STR("!=")) &&
        read_comparator(op, &comparator)) {
        add_plain(n, notation, comparator, numbers); /* conda drops the asterisk there */
    } else if (str_equal(op, STR("<"))) {
        add_edge(n, notation, VERS_LT, numbers);
    } else if (str_equal(op, STR("<="))) {
        add_edge(n, notation, VERS_LT, next);
    } else if (str_equal(op, STR(">"))) {
        add_edge(n, notation, VERS_GE, next);
    } else if (str_equal(op, STR("!="))) {
        add_edge(n, notation, VERS_LT, numbers);
        add_edge(n, notation, VERS_GE, next);
    } else if (str_equal(op, STR(">="))) {
        add_edge(n, notation, VERS_GE, numbers);
        if (n->scheme == VERSION_npm) { /* the specification's suite ends it where 1.x does */
            native_add_text(n, VERS_LT, next);
        }
    } else {
        add_edge(n, notation, VERS_GE, numbers);
        add_edge(n, notation, VERS_LT, next);
    }
}

/* "1.0 - 2.0": an end of fewer than three numbers reaches to the last version that begins so. */
static void add_hyphen(struct native *n, const struct notation *notation, struct str from,
                       struct str to)
{
    struct str numbers = native_numbers(to);
    size_t count = native_number_count(numbers);
    add_plain(n, notation, VERS_GE, from);
    native_clause(n); /* the ends may stand the wrong way round: then nothing is between them */
    if (count > 0 && count < 3 && numbers.ptr + numbers.len == to.ptr + to.len) {
        add_edge(n, notation, VERS_LT, native_bump(n, numbers, count));
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
    bool conda = n->scheme == VERSION_conda;
    enum vers_comparator comparator = notation->bare;
    native_clause(n);
    if (version.len == 0) {
        native_refuse(n, version.ptr, N_("an operator needs a version"));
    } else if (n->scheme == VERSION_pub && op.len == 0 && str_equal(version, STR("any"))) {
        native_add_any(n);
    } else if (notation->wildcard && cut_wildcard(version, &numbers)) {
        if (caret && notation->caret && numbers.len > 0) {
            add_caret(n, notation, numbers);
        } else {
            add_wildcard(n, notation, op, numbers);
        }
    } else if (conda && (op.len == 0 || str_equal(op, STR("="))) && cut_star(version, &numbers)) {
        add_wildcard(n, notation, op, numbers);
    } else if (conda && str_find(version, STR("*"), 0) != SIZE_MAX) {
        native_refuse(n, version.ptr, "* stands behind numbers only");
    } else if (notation->part && is_part(op, version, &numbers)) {
        add_wildcard(n, notation, op, numbers);
    } else if (caret && notation->caret) {
        add_caret(n, notation, version);
    } else if (is_tilde(op) && notation->tilde != STEP_NONE) {
        add_tilde(n, notation, version);
    } else if (op.len == 0 && notation->bare_caret) {
        add_caret(n, notation, version);
    } else if (notation->equal_fuzzy && str_equal(op, STR("="))) {
        add_wildcard(n, notation, op, native_numbers(version));
    } else if (op.len == 0 || read_comparator(op, &comparator)) {
        add_plain(n, notation, comparator, version);
    } else {
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
            add_hyphen(n, notation, version, to);
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
    if (n->text.count == 0 && !n->any && !n->alternative_any) {
        native_refuse(n, n->begin, N_("a range has constraints"));
    }
}
