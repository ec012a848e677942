/*
 * core/csaf/pattern_names.c — the longer spellings: CPE, package URL, language tag, CVSS vectors,
 * SSVC namespaces, addresses of extension schemas.
 *
 * Each answers exactly what the schema's regular expression answers; whether the thing named exists
 * or is computed rightly is asked by tests elsewhere.
 */
#include "core/csaf/pattern.h"

#include "core/csaf/scan.h"
#include "core/score/score.h"

#include <string.h>

/* ---- CPE ------------------------------------------------------------------------------------- */

/* "?" any number of times, or one "*". */
static bool take_wild(struct scan *x)
{
    size_t from = x->at;
    if (scan_char(x, '*'))
        return true;
    while (scan_char(x, '?'))
        ;
    return x->at > from;
}

static bool take_cpe_character(struct scan *x)
{
    int c = scan_peek(x);
    if (c == '\\' && x->text.len - x->at >= 2 &&
        strchr("\\*?!\"#$%&'()+,/:;<=>@[]^`{|}~", x->text.ptr[x->at + 1]) != NULL &&
        x->text.ptr[x->at + 1] != '\0') {
        x->at += 2;
        return true;
    }
    if (!is_alnum(c) && c != '-' && c != '.' && c != '_')
        return false;
    x->at++;
    return true;
}

/* One part of a formatted string: characters with wildcards at either end, or "*" alone ("-" is a
 * character). */
static bool take_cpe_part(struct scan *x)
{
    bool characters = false;
    bool wild = take_wild(x);
    while (take_cpe_character(x))
        characters = true;
    if (!characters)
        return wild && x->text.ptr[x->at - 1] == '*';
    (void)take_wild(x);
    return true;
}

static bool take_cpe_language(struct scan *x)
{
    size_t letters = 0;
    if (scan_char(x, '*') || scan_char(x, '-'))
        return true;
    letters = scan_while(x, is_alpha);
    if (letters < 2 || letters > 3)
        return false;
    if (scan_char(x, '-')) {
        size_t digits = scan_while(x, is_digit);
        return digits == 3 || (digits == 0 && scan_while(x, is_alpha) == 2);
    }
    return true;
}

static bool cpe_formatted(struct str s, bool *whole)
{
    struct scan x = {s, 0};
    if (!scan_text(&x, STR("cpe:2.3:")) || scan_end(&x) || !strchr("aho*-", scan_peek(&x)))
        return false;
    x.at++;
    for (int i = 0; i < 10; i++) {
        if (!scan_char(&x, ':') || !(i == 5 ? take_cpe_language(&x) : take_cpe_part(&x)))
            return false;
    }
    *whole = scan_end(&x);
    return true;
}

static bool is_cpe22(int c)
{
    return is_alnum(c) || c == '.' || c == '_' || c == '-' || c == '~' || c == '%';
}

/* The URI form at `at`, to the end of the text. */
static bool cpe_uri(struct str s, size_t at)
{
    struct scan x = {s, at};
    if (s.len - at < 5 || !str_equal_nocase(str_slice(s, at, at + 5), STR("cpe:/")))
        return false;
    x.at = at + 5;
    if (!scan_end(&x) && strchr("AHOaho", scan_peek(&x)))
        x.at++;
    for (int i = 0; i < 6 && scan_char(&x, ':'); i++)
        (void)scan_while(&x, is_cpe22);
    return scan_end(&x);
}

bool pattern_cpe21(struct str s)
{
    bool whole = false;
    return (cpe_formatted(s, &whole) && whole) || cpe_uri(s, 0);
}

/* The pattern of 2.0 anchors each half at one end only: a formatted string may be followed by
 * anything, a URI preceded by anything. */
bool pattern_cpe20(struct str s)
{
    bool whole = false;
    if (cpe_formatted(s, &whole))
        return true;
    for (size_t at = 0; at + 5 <= s.len; at++) {
        if (cpe_uri(s, at))
            return true;
    }
    return false;
}

/* ---- package URL ----------------------------------------------------------------------------- */

static bool is_purl_type(int c)
{
    return is_alnum(c) || c == '.' || c == '-' || c == '+';
}

bool pattern_purl20(struct str s)
{
    struct scan x = {s, 0};
    return scan_text(&x, STR("pkg:")) && !is_digit(scan_peek(&x)) &&
           scan_while(&x, is_purl_type) > 0 && scan_char(&x, '/') && !scan_end(&x) &&
           pattern_uri(s);
}

static bool is_purl_type21(int c)
{
    return is_lower(c) || is_digit(c) || c == '.' || c == '-';
}

bool pattern_purl21(struct str s)
{
    struct scan x = {s, 0};
    return scan_text(&x, STR("pkg:")) && is_lower(scan_peek(&x)) &&
           scan_while(&x, is_purl_type21) > 0 && scan_char(&x, '/') && !scan_end(&x) &&
           pattern_uri(s);
}

/* ---- language tag ---------------------------------------------------------------------------- */

/* The next subtag, without the hyphen before it; absent at the end. */
static struct str next_subtag(struct str *rest)
{
    return rest->ptr == NULL ? (struct str){0} : str_split(rest, '-');
}

static bool made_of(struct str s, bool (*is)(int c), size_t min, size_t max)
{
    struct scan x = {s, 0};
    return s.len >= min && s.len <= max && scan_while(&x, is) == s.len;
}

static bool is_variant(struct str s)
{
    return made_of(s, is_alnum, 5, 8) ||
           (s.len == 4 && is_digit((unsigned char)s.ptr[0]) && made_of(s, is_alnum, 4, 4));
}

/* Private subtags to the end, at least one. */
static bool private_rest(struct str rest)
{
    if (rest.ptr == NULL)
        return false;
    while (rest.ptr != NULL) {
        if (!made_of(str_split(&rest, '-'), is_alnum, 1, 8))
            return false;
    }
    return true;
}

/* Behind language, script, region and variants: extensions, then a private part. */
static bool extensions_rest(struct str part, struct str rest)
{
    while (part.ptr != NULL) {
        size_t parts = 0;
        if (part.len != 1 || !is_alnum((unsigned char)part.ptr[0]))
            return false;
        if (part.ptr[0] == 'x' || part.ptr[0] == 'X')
            return private_rest(rest);
        for (part = next_subtag(&rest); made_of(part, is_alnum, 2, 8); part = next_subtag(&rest))
            parts++;
        if (parts == 0)
            return false;
    }
    return true;
}

bool pattern_language(struct str s)
{
    struct str rest = s;
    struct str part = next_subtag(&rest);
    bool short_form = made_of(part, is_alpha, 2, 3);
    if (str_equal_nocase(s, STR("i-default")) || str_equal_nocase(s, STR("i-mingo")))
        return true;
    if (str_equal_nocase(part, STR("x")))
        return private_rest(rest);
    if (!short_form && !made_of(part, is_alpha, 4, 8))
        return false;
    part = next_subtag(&rest);
    for (int i = 0; i < 3 && short_form && made_of(part, is_alpha, 3, 3); i++)
        part = next_subtag(&rest);
    if (made_of(part, is_alpha, 4, 4))
        part = next_subtag(&rest);
    if (made_of(part, is_alpha, 2, 2) || made_of(part, is_digit, 3, 3))
        part = next_subtag(&rest);
    while (is_variant(part))
        part = next_subtag(&rest);
    return extensions_rest(part, rest);
}

/* ---- CVSS vectors ---------------------------------------------------------------------------- */

/* A metric and its values: one letter each, or words parted by "|". */
struct metric {
    const char *name;
    const char *letters; /* NULL: see words */
    const char *words;
};

static bool metric_fits(const struct metric *m, struct str name, struct str value)
{
    struct str words = str_from_cstr(m->words);
    if (!str_equal(name, str_from_cstr(m->name)))
        return false;
    if (m->letters && value.len == 1)
        return value.ptr[0] != '\0' && strchr(m->letters, value.ptr[0]) != NULL;
    while (words.ptr != NULL) {
        if (str_equal(str_split(&words, '|'), value))
            return true;
    }
    return false;
}

/* "A:B/C:D…", any of the metrics in any order and number. */
static bool metrics_any(struct str s, const struct metric *metrics, size_t count)
{
    bool fits = s.len > 0;
    while (fits && s.ptr != NULL) {
        struct str value = str_split(&s, '/');
        struct str name = str_split(&value, ':');
        fits = false;
        for (size_t i = 0; i < count && !fits; i++)
            fits = value.ptr != NULL && metric_fits(&metrics[i], name, value);
    }
    return fits;
}

bool pattern_cvss2(struct str s)
{
    static const struct metric metrics[] = {
        {"AV", "NAL", NULL},         {"AC", "LMH", NULL},
        {"Au", "MSN", NULL},         {"C", "NPC", NULL},
        {"I", "NPC", NULL},          {"A", "NPC", NULL},
        {"E", NULL, "U|POC|F|H|ND"}, {"RL", NULL, "OF|TF|W|U|ND"},
        {"RC", NULL, "UC|UR|C|ND"},  {"CDP", NULL, "N|L|LM|MH|H|ND"},
        {"TD", NULL, "N|L|M|H|ND"},  {"CR", NULL, "L|M|H|ND"},
        {"IR", NULL, "L|M|H|ND"},    {"AR", NULL, "L|M|H|ND"},
    };
    return metrics_any(s, metrics, sizeof(metrics) / sizeof(metrics[0]));
}

/* What the strict reader takes fits the pattern, which lets much more pass. */
static bool is_strict(struct str s, enum cvss_version version)
{
    struct cvss v;
    return cvss_read(s, &v, NULL) == ERR_OK && v.version == version;
}

static bool cvss3(struct str s)
{
    static const struct metric metrics[] = {
        {"AV", "NALP", NULL},  {"AC", "LH", NULL},    {"PR", "NLH", NULL},    {"UI", "NR", NULL},
        {"S", "UC", NULL},     {"C", "NLH", NULL},    {"I", "NLH", NULL},     {"A", "NLH", NULL},
        {"E", "XUPFH", NULL},  {"RL", "XOTWU", NULL}, {"RC", "XURC", NULL},   {"CR", "XLMH", NULL},
        {"IR", "XLMH", NULL},  {"AR", "XLMH", NULL},  {"MAV", "XNALP", NULL}, {"MAC", "XLH", NULL},
        {"MPR", "XNLH", NULL}, {"MUI", "XNR", NULL},  {"MS", "XUC", NULL},    {"MC", "XNLH", NULL},
        {"MI", "XNLH", NULL},  {"MA", "XNLH", NULL},
    };
    return metrics_any(s, metrics, sizeof(metrics) / sizeof(metrics[0]));
}

bool pattern_cvss30(struct str s)
{
    return is_strict(s, CVSS_3_0) ||
           (str_starts_with(s, STR("CVSS:3.0/")) && cvss3(str_slice(s, 9, s.len)));
}

bool pattern_cvss31(struct str s)
{
    return is_strict(s, CVSS_3_1) ||
           (str_starts_with(s, STR("CVSS:3.1/")) && cvss3(str_slice(s, 9, s.len)));
}

/* Version 4.0 has one order; all but the first eleven may be left out. */
bool pattern_cvss4(struct str s)
{
    static const struct metric metrics[] = {
        {"AV", "NALP", NULL},   {"AC", "LH", NULL},
        {"AT", "NP", NULL},     {"PR", "NLH", NULL},
        {"UI", "NPA", NULL},    {"VC", "HLN", NULL},
        {"VI", "HLN", NULL},    {"VA", "HLN", NULL},
        {"SC", "HLN", NULL},    {"SI", "HLN", NULL},
        {"SA", "HLN", NULL},    {"E", "XAPU", NULL},
        {"CR", "XHML", NULL},   {"IR", "XHML", NULL},
        {"AR", "XHML", NULL},   {"MAV", "XNALP", NULL},
        {"MAC", "XLH", NULL},   {"MAT", "XNP", NULL},
        {"MPR", "XNLH", NULL},  {"MUI", "XNPA", NULL},
        {"MVC", "XNLH", NULL},  {"MVI", "XNLH", NULL},
        {"MVA", "XNLH", NULL},  {"MSC", "XNLH", NULL},
        {"MSI", "XNLHS", NULL}, {"MSA", "XNLHS", NULL},
        {"S", "XNP", NULL},     {"AU", "XNY", NULL},
        {"R", "XAUI", NULL},    {"V", "XDC", NULL},
        {"RE", "XLMH", NULL},   {"U", "X", "X|Clear|Green|Amber|Red"},
    };
    enum { MANDATORY = 11, ALL = sizeof(metrics) / sizeof(metrics[0]) };
    struct str rest = str_slice(s, 9, s.len);
    size_t i = 0;
    if (!str_starts_with(s, STR("CVSS:4.0/")) || rest.len == 0)
        return false;
    while (rest.ptr != NULL) {
        struct str value = str_split(&rest, '/');
        struct str name = str_split(&value, ':');
        while (i >= MANDATORY && i < ALL && !str_equal(name, str_from_cstr(metrics[i].name)))
            i++;
        if (i == ALL || value.ptr == NULL || !metric_fits(&metrics[i], name, value))
            return false;
        i++;
    }
    return i >= MANDATORY;
}

/* ---- SSVC ------------------------------------------------------------------------------------ */

static bool is_word(int c)
{
    return is_alnum(c) || c == '_';
}

bool pattern_ssvc_key(struct str s)
{
    if (str_equal(s, STR("T*")))
        return true;
    return made_of(s, is_word, 1, SIZE_MAX) && s.ptr[0] != '_' && s.ptr[s.len - 1] != '_';
}

static bool is_lower_digit(int c)
{
    return is_lower(c) || is_digit(c);
}

static bool is_label(int c)
{
    return is_lower_digit(c) || c == '-';
}

/* Labels of a host name, at least two. */
static bool reverse_domain(struct str s)
{
    size_t labels = 0;
    while (s.ptr != NULL) {
        struct str label = str_split(&s, '.');
        if (!made_of(label, is_label, 1, 63) || label.ptr[0] == '-' ||
            label.ptr[label.len - 1] == '-')
            return false;
        labels++;
    }
    return labels >= 2;
}

/* Lower-case letters and digits in groups parted by single dots or hyphens. */
static bool is_fragment(struct str s)
{
    bool joint = true;
    for (size_t i = 0; i < s.len; i++) {
        bool plain = is_lower_digit((unsigned char)s.ptr[i]);
        if (!plain && (joint || (s.ptr[i] != '.' && s.ptr[i] != '-')))
            return false;
        joint = !plain;
    }
    return s.len > 0 && !joint;
}

/* domain#fragment */
static bool domain_fragment(struct str s)
{
    struct str domain = str_split(&s, '#');
    return s.ptr != NULL && is_fragment(s) && reverse_domain(domain);
}

static bool base_namespace(struct str s)
{
    struct str head = s;
    if (str_starts_with(s, STR("x_")))
        return domain_fragment(str_slice(s, 2, s.len));
    head = str_split(&s, '#');
    return head.len >= 3 && is_lower((unsigned char)head.ptr[0]) && is_fragment(head) &&
           is_lower_digit((unsigned char)head.ptr[1]) && (s.ptr == NULL || is_fragment(s));
}

/* The language tag of SSVC: like CSAF's, but private parts have two characters or more. */
static bool ssvc_language(struct str s)
{
    size_t x = 0;
    if (!pattern_language(s) || str_equal_nocase(s, STR("i-default")) ||
        str_equal_nocase(s, STR("i-mingo")))
        return str_equal(s, STR("i-default")) || str_equal(s, STR("i-mingo"));
    while (s.ptr != NULL) {
        struct str part = str_split(&s, '-');
        if (x > 0 && part.len < 2)
            return false;
        x += str_equal_nocase(part, STR("x")) ? 1 : 0;
    }
    return true;
}

/* One extension segment behind a slash. */
static bool ssvc_segment(struct str s)
{
    struct str head = s;
    struct str language = s;
    if (ssvc_language(s))
        return true;
    if (str_starts_with(s, STR(".")) && domain_fragment(str_slice(s, 1, s.len)))
        return true;
    head = str_split(&language, '$');
    if (language.ptr == NULL || !ssvc_language(language))
        return false;
    return domain_fragment(head) ||
           (str_starts_with(head, STR(".")) && reverse_domain(str_slice(head, 1, head.len)));
}

bool pattern_ssvc_namespace(struct str s)
{
    struct str base = str_split(&s, '/');
    struct str first = {0};
    if (!base_namespace(base))
        return false;
    if (s.ptr == NULL)
        return true;
    first = str_split(&s, '/');
    if (first.len > 0 ? !ssvc_language(first) : s.ptr == NULL)
        return false;
    while (s.ptr != NULL) {
        if (!ssvc_segment(str_split(&s, '/')))
            return false;
    }
    return true;
}

/* ---- extension schemas ----------------------------------------------------------------------- */

/* NAME_1.2.3.json */
static bool versioned_name(struct str s)
{
    struct str stem = {0};
    if (!str_ends_with(s, STR(".json")))
        return false;
    stem = str_slice(s, 0, s.len - 5);
    for (size_t at = 1; at < stem.len; at++) {
        if (stem.ptr[at] == '_' && pattern_semantic_version(str_slice(stem, at + 1, stem.len)))
            return true;
    }
    return false;
}

bool pattern_extension_schema(struct str s)
{
    static const struct str own = STR_INIT("https://docs.oasis-open.org/csaf/csaf/v2.1/");
    struct str rest = str_slice(s, 8, s.len);
    struct str host = str_split(&rest, '/');
    struct str part = {0};
    if (!str_starts_with(s, STR("https://")) || rest.ptr == NULL || !reverse_domain(host) ||
        !pattern_uri(s))
        return false;
    if (str_starts_with(s, own) &&
        str_find(s, STR("schema/extension-content.json"), own.len - 1) != SIZE_MAX)
        return false;
    do {
        part = str_split(&rest, '/');
        if (part.len == 0)
            return false;
    } while (rest.ptr != NULL);
    return versioned_name(part);
}
