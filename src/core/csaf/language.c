/*
 * core/csaf/language.c — RFC 5646: language, extended language, script, region, variants,
 * extensions, private part, in this order.
 *
 * Judges by the lists of the registry; guesses nothing from the form of a subtag.
 */
#include "core/csaf/language.h"

#include "core/csaf/scan.h"

#include <string.h>

enum { SUBTAG_BYTES = 8 };

/* ---- lists ----------------------------------------------------------------------------------- */

static int compare_nocase(const char *listed, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i] >= 'A' && s.ptr[i] <= 'Z' ? (char)(s.ptr[i] - 'A' + 'a') : s.ptr[i];
        if (listed[i] != c)
            return (unsigned char)listed[i] < (unsigned char)c ? -1 : 1;
    }
    return 0;
}

/* Entries of the width of `s`, ascending. */
static bool in_table(struct str table, struct str s)
{
    size_t low = 0;
    size_t high = table.len / s.len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_nocase(table.ptr + middle * s.len, s);
        if (order == 0)
            return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static bool in_words(struct str words, struct str s)
{
    while (words.ptr != NULL) {
        struct str word = str_split(&words, ' ');
        if (word.len == s.len && compare_nocase(word.ptr, s) == 0)
            return true;
    }
    return false;
}

/* ---- subtags --------------------------------------------------------------------------------- */

static bool made_of(struct str s, bool (*is)(int c), size_t min, size_t max)
{
    struct scan x = {s, 0};
    return s.len >= min && s.len <= max && scan_while(&x, is) == s.len;
}

/* Between two entries of a list of private subtags, case aside. */
static bool between(struct str s, const char *first, const char *last)
{
    return s.len == strlen(first) && compare_nocase(first, s) <= 0 && compare_nocase(last, s) >= 0;
}

struct judging {
    struct str rest; /* behind `part` */
    struct str part; /* the subtag at hand, absent at the end */
    enum language_verdict verdict;
    struct str *subtag;
};

static void verdict(struct judging *j, enum language_verdict v)
{
    if (j->verdict == LANGUAGE_REGISTERED || v == LANGUAGE_UNKNOWN) {
        j->verdict = v;
        *j->subtag = j->part;
    }
}

static void next(struct judging *j)
{
    j->part = j->rest.ptr == NULL ? (struct str){0} : str_split(&j->rest, '-');
}

static void take_language(struct judging *j)
{
    if (between(j->part, "qaa", "qtz"))
        verdict(j, LANGUAGE_PRIVATE);
    else if (!(made_of(j->part, is_alpha, 2, 2) && in_table(language_two, j->part)) &&
             !(made_of(j->part, is_alpha, 3, 3) && in_table(language_three, j->part)))
        verdict(j, LANGUAGE_UNKNOWN);
}

/* An extended language stands behind the one language it belongs to. */
static void take_extended(struct judging *j, struct str language)
{
    struct str both = {language.ptr, language.len + 1 + j->part.len};
    if (!in_words(language_extended, both))
        verdict(j, LANGUAGE_UNKNOWN);
    next(j);
}

static void take_script(struct judging *j)
{
    if (between(j->part, "qaaa", "qabx"))
        verdict(j, LANGUAGE_PRIVATE);
    else if (!in_table(language_scripts, j->part))
        verdict(j, LANGUAGE_UNKNOWN);
    next(j);
}

static void take_region(struct judging *j)
{
    if (between(j->part, "aa", "aa") || between(j->part, "qm", "qz") ||
        between(j->part, "xa", "xz") || between(j->part, "zz", "zz"))
        verdict(j, LANGUAGE_PRIVATE);
    else if (!in_table(j->part.len == 2 ? language_regions_two : language_regions_three, j->part))
        verdict(j, LANGUAGE_UNKNOWN);
    next(j);
}

/* Does the subtag at hand stand already among those from `first` on? RFC 5646 2.2.9 allows a
 * variant and the letter of an extension once. */
static bool stands_before(const struct judging *j, struct str first)
{
    struct str rest = {first.ptr, (size_t)(j->part.ptr - first.ptr)};
    while (rest.ptr != NULL) {
        if (str_equal_nocase(str_split(&rest, '-'), j->part))
            return true;
    }
    return false;
}

static bool is_variant(struct str s)
{
    return made_of(s, is_alnum, 5, SUBTAG_BYTES) ||
           (s.len == 4 && is_digit((unsigned char)s.ptr[0]) && made_of(s, is_alnum, 4, 4));
}

/* The registered extensions are t and u; x begins the private part. */
static void take_extension(struct judging *j)
{
    bool private_part = str_equal_nocase(j->part, STR("x"));
    size_t min = private_part ? 1 : 2;
    size_t parts = 0;
    if (private_part)
        verdict(j, LANGUAGE_PRIVATE);
    else if (!str_equal_nocase(j->part, STR("t")) && !str_equal_nocase(j->part, STR("u")))
        verdict(j, LANGUAGE_UNKNOWN);
    next(j);
    for (; made_of(j->part, is_alnum, min, SUBTAG_BYTES); next(j))
        parts++;
    if (parts == 0)
        verdict(j, LANGUAGE_UNKNOWN);
}

enum language_verdict language_judge(struct str tag, struct str *subtag)
{
    static const struct str grandfathered =
        STR_INIT("i-default i-mingo art-lojban cel-gaulish no-bok no-nyn zh-guoyu zh-hakka zh-min "
                 "zh-min-nan zh-xiang");
    struct judging j = {.rest = tag, .subtag = subtag};
    struct str language = {0};
    if (in_words(grandfathered, tag))
        return LANGUAGE_REGISTERED;
    next(&j);
    language = j.part;
    if (!str_equal_nocase(language, STR("x"))) {
        take_language(&j);
        next(&j);
    }
    if (made_of(j.part, is_alpha, 3, 3))
        take_extended(&j, language);
    if (made_of(j.part, is_alpha, 4, 4))
        take_script(&j);
    if (made_of(j.part, is_alpha, 2, 2) || made_of(j.part, is_digit, 3, 3))
        take_region(&j);
    struct str first = j.part;
    for (; is_variant(j.part); next(&j)) {
        if (!in_words(language_variants, j.part) || stands_before(&j, first))
            verdict(&j, LANGUAGE_UNKNOWN);
    }
    for (first = j.part; j.part.ptr != NULL && j.part.len == 1; take_extension(&j)) {
        if (stands_before(&j, first))
            verdict(&j, LANGUAGE_UNKNOWN);
    }
    if (j.part.ptr != NULL)
        verdict(&j, LANGUAGE_UNKNOWN);
    return j.verdict;
}
