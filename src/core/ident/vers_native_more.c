/*
 * core/ident/vers_native_more.c — notations that are no lists of comparators: intervals, Conan's
 * expressions, nginx's branches, plain lists of versions, Swift's ranges.
 *
 * Must never read a notation by the rules of another scheme.
 */
#include "core/ident/vers_priv.h"

/* ---- intervals: Maven and NuGet -------------------------------------------------------------- */

/* NuGet's floating versions ("1.*", "1.0-*", "1.0-beta*") as the least of those they name. NuGet
 * takes nothing else for a version that is none. */
static struct str least_of_float(struct native *n, struct str version)
{
    size_t star = n->scheme == VERSION_nuget ? str_find(version, STR("*"), 0) : SIZE_MAX;
    struct str least = version;
    if (star != SIZE_MAX) {
        bool whole = star == 0 || version.ptr[star - 1] == '.' || version.ptr[star - 1] == '-';
        least = str_slice(version, 0, star);
        least = whole ? arena_format(n->arena, "%.*s0", STR_ARG(least)) : least;
    }
    if (n->scheme == VERSION_nuget && version.len > 0 && !version_is_valid(n->scheme, least)) {
        native_refuse(n, version.ptr, N_("a version is needed here"));
    }
    return least;
}

/* "1.0,2.0" between its brackets */
static void read_interval(struct native *n, struct str inside, bool from_closed, bool to_closed)
{
    struct str rest = inside;
    struct str from = str_trim(str_split(&rest, ','));
    struct str to = str_trim(rest);
    native_alternative(n);
    from = least_of_float(n, from);
    to = least_of_float(n, to);
    if (rest.ptr == NULL) {
        if (!from_closed || !to_closed) {
            native_refuse(n, inside.ptr, N_("a single version stands in square brackets"));
        }
        native_add(n, VERS_EQ, from);
        return;
    }
    if (str_find(to, STR(","), 0) != SIZE_MAX) {
        native_refuse(n, to.ptr, N_("an interval has two ends"));
    }
    if (from.len == 0 && to.len == 0) {
        native_add_any(n);
        return;
    }
    int order = from.len > 0 && to.len > 0 ? version_compare(n->scheme, from, to) : -1;
    if (order > 0 || (order == 0 && !(from_closed && to_closed))) {
        native_refuse(n, inside.ptr, N_("an interval ends before it begins"));
    }
    if (order == 0) {
        native_add(n, VERS_EQ, from);
        return;
    }
    if (from.len > 0) {
        native_add(n, from_closed ? VERS_GE : VERS_GT, from);
    }
    if (to.len > 0) {
        native_add(n, to_closed ? VERS_LE : VERS_LT, to);
    }
}

static size_t find_close(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == ']' || s.ptr[i] == ')') {
            return i;
        }
    }
    return SIZE_MAX;
}

void native_read_intervals(struct native *n, struct str text)
{
    struct str rest = str_trim(text);
    if (rest.len == 0) {
        native_refuse(n, n->begin, N_("a range has constraints"));
    } else if (rest.ptr[0] != '[' && rest.ptr[0] != '(') {
        /* a bare version is Maven's wish for just that one, and NuGet's least one */
        bool one = str_find(rest, STR(","), 0) == SIZE_MAX && find_close(rest) == SIZE_MAX &&
                   str_find(rest, STR(" "), 0) == SIZE_MAX;
        if (!one) {
            native_refuse(n, rest.ptr, N_("an interval begins with [ or ("));
        }
        native_add(n, n->scheme == VERSION_nuget ? VERS_GE : VERS_EQ, least_of_float(n, rest));
        return;
    }
    while (n->err == ERR_OK && rest.len > 0) {
        size_t close = find_close(rest);
        if ((rest.ptr[0] != '[' && rest.ptr[0] != '(') || close == SIZE_MAX) {
            native_refuse(n, rest.ptr, N_("an interval stands in brackets"));
            return;
        }
        read_interval(n, str_slice(rest, 1, close), rest.ptr[0] == '[', rest.ptr[close] == ']');
        rest = str_trim(str_slice(rest, close + 1, rest.len));
        if (rest.len > 0 && rest.ptr[0] != ',') {
            native_refuse(n, rest.ptr, N_("a comma separates intervals"));
        }
        rest = str_trim(str_slice(rest, 1, rest.len));
    }
}

/* ---- Conan ----------------------------------------------------------------------------------- */

/* An upper bound of Conan ends with a dash: it excludes the pre-releases too. */
static void add_below(struct native *n, struct str numbers, size_t keep)
{
    struct str bound = native_bump(n, numbers, keep);
    native_add(n, VERS_LT, arena_format(n->arena, "%.*s-", STR_ARG(bound)));
}

/* Adds a bound as written but for a dash at its end. With the dash it takes pre-releases in, or
 * keeps them out: Conan puts one behind each bound of the kinds ">=" and "<" that has no label. */
static void add_bound(struct native *n, enum vers_comparator comparator, struct str version,
                      bool dash)
{
    bool ends = version.len > 0 && version.ptr[version.len - 1] == '-';
    bool bare =
        str_find(version, STR("-"), 0) == SIZE_MAX && str_find(version, STR("+"), 0) == SIZE_MAX;
    dash |= comparator == VERS_GE || comparator == VERS_LT;
    native_add_text(n, comparator, str_slice(version, 0, version.len - ends));
    native_add_exact(n, comparator,
                     bare && dash ? arena_format(n->arena, "%.*s-", STR_ARG(version)) : version);
}

static void read_conan_step(struct native *n, char step, struct str version)
{
    struct str numbers = native_numbers(version);
    size_t count = native_number_count(numbers);
    if (count == 0) {
        native_refuse(n, version.ptr, N_("this step needs a number"));
        return;
    }
    add_bound(n, VERS_GE, version, true);
    if (step == '~') {
        add_below(n, numbers, count > 1 ? 2 : 1);
    } else {
        add_below(n, numbers, native_first_nonzero(numbers) + 1);
    }
}

static void read_conan_word(struct native *n, struct str word)
{
    enum vers_comparator comparator = VERS_EQ;
    if (word.len == 0 || str_equal(word, STR("*")) || str_equal(word, STR("*-"))) {
        add_bound(n, VERS_GE, STR("0.0.0"), true);
        return;
    }
    char first = word.ptr[0];
    if (first == '~' || first == '^') {
        read_conan_step(n, first, str_slice(word, 1, word.len));
        return;
    }
    if (first == '>' || first == '<') {
        bool equal = word.len > 1 && word.ptr[1] == '=';
        comparator = first == '>' ? (equal ? VERS_GE : VERS_GT) : (equal ? VERS_LE : VERS_LT);
        word = str_slice(word, equal ? 2 : 1, word.len);
    } else if (first == '=') {
        word = str_slice(word, 1, word.len);
    }
    add_bound(n, comparator, word, false);
}

/* The words of one alternative; without any it is every version, which the text does not say. */
static void read_conan_alternative(struct native *n, struct str words)
{
    words = str_trim(words);
    if (words.len == 0) {
        native_add_exact(n, VERS_GE, STR("0.0.0-"));
    }
    while (words.len > 0 && n->err == ERR_OK) {
        size_t end = 0;
        while (end < words.len && words.ptr[end] != ' ' && words.ptr[end] != '\t') {
            end++;
        }
        native_clause(n);
        read_conan_word(n, str_slice(words, 0, end));
        words = str_trim(str_slice(words, end, words.len));
    }
}

void native_read_conan(struct native *n, struct str text)
{
    struct str expression = str_split(&text, ','); /* behind the comma: include_prerelease */
    do {
        size_t bars = str_find(expression, STR("||"), 0);
        native_alternative(n);
        read_conan_alternative(n, str_slice(expression, 0, bars));
        expression =
            bars == SIZE_MAX ? (struct str){0} : str_slice(expression, bars + 2, expression.len);
    } while (expression.ptr != NULL && n->err == ERR_OK);
}

/* ---- nginx and OpenSSL ----------------------------------------------------------------------- */

/* "1.20.1+": the rest of a stable branch, whose second number is even; everything later in the
 * mainline. */
static void read_nginx_plus(struct native *n, struct str version)
{
    struct str numbers = native_numbers(version);
    struct str rest = numbers;
    (void)str_split(&rest, '.');
    struct str minor = str_split(&rest, '.');
    if (numbers.len != version.len || minor.len == 0) {
        native_refuse(n, version.ptr, N_("a branch has two numbers at least"));
        return;
    }
    native_add(n, VERS_GE, version);
    if ((minor.ptr[minor.len - 1] - '0') % 2 == 0) {
        struct str bound = native_bump(n, numbers, 2);
        native_add(n, VERS_LT, arena_format(n->arena, "%.*s.0", STR_ARG(bound)));
    }
}

void native_read_nginx(struct native *n, struct str text)
{
    if (str_equal_nocase(str_trim(text), STR("all"))) {
        native_add_any(n);
        return;
    }
    while (text.ptr != NULL && n->err == ERR_OK) {
        struct str clause = str_trim(str_split(&text, ','));
        struct str to = clause;
        struct str from = str_trim(str_split(&to, '-'));
        native_alternative(n);
        if (to.ptr != NULL) {
            native_add(n, VERS_GE, from);
            native_add(n, VERS_LE, str_trim(to));
        } else if (str_ends_with(clause, STR("+"))) {
            read_nginx_plus(n, str_slice(clause, 0, clause.len - 1));
        } else {
            native_add(n, VERS_EQ, clause);
        }
    }
}

void native_read_list(struct native *n, struct str text)
{
    while (text.ptr != NULL && n->err == ERR_OK) {
        native_alternative(n);
        native_add(n, VERS_EQ, str_trim(str_split(&text, ',')));
    }
}

/* ---- Swift ----------------------------------------------------------------------------------- */

void native_read_swift(struct native *n, struct str text)
{
    size_t dots = str_find(text, STR(".."), 0);
    struct str mark = str_slice(text, dots, dots == SIZE_MAX ? dots : dots + 3);
    if (!str_equal(mark, STR("...")) && !str_equal(mark, STR("..<"))) {
        native_read_comparators(n, text);
        return;
    }
    native_add(n, VERS_GE, str_trim(str_slice(text, 0, dots)));
    native_add(n, mark.ptr[2] == '<' ? VERS_LT : VERS_LE,
               str_trim(str_slice(text, dots + 3, text.len)));
}
