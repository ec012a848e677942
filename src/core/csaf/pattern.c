/*
 * core/csaf/pattern.c — the short spellings: numbers, dates, ids, versions, addresses.
 *
 * Each function answers exactly what the schema's regular expression answers; where the schema
 * names a format (uri, date-time) the grammar of its RFC counts.
 */
#include "core/csaf/pattern.h"

#include "base/civil.h"
#include "core/csaf/scan.h"

#include <string.h>

bool pattern_fits(enum pattern which, struct str s)
{
    static bool (*const functions[])(struct str) = {
        NULL,
#define PATTERN(name, function) function,
#include "core/csaf/pattern.def"
    };
    return functions[which] == NULL || functions[which](s);
}

/* ---- characters ------------------------------------------------------------------------------ */

size_t pattern_space_at(struct str s, size_t at)
{
    static const char *const wide[] = {
        "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81", "\xe2\x80\x82",
        "\xe2\x80\x83", "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86", "\xe2\x80\x87",
        "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a", "\xe2\x80\xa8", "\xe2\x80\xa9",
        "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80", "\xef\xbb\xbf",
    };
    unsigned char c = (unsigned char)s.ptr[at];
    if (c == ' ' || (c >= '\t' && c <= '\r'))
        return 1;
    if (c < 0xc2)
        return 0;
    for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++) {
        struct str space = str_from_cstr(wide[i]);
        if (str_starts_with(str_slice(s, at, s.len), space))
            return space.len;
    }
    return 0;
}

/* What a "." of the schemas does not match. */
static bool has_line_end(struct str s)
{
    return (s.len > 0 && (memchr(s.ptr, '\n', s.len) || memchr(s.ptr, '\r', s.len))) ||
           str_find(s, STR("\xe2\x80\xa8"), 0) != SIZE_MAX ||
           str_find(s, STR("\xe2\x80\xa9"), 0) != SIZE_MAX;
}

static size_t last_character(struct str s)
{
    size_t at = s.len - 1;
    while (at > 0 && ((unsigned char)s.ptr[at] & 0xc0) == 0x80)
        at--;
    return at;
}

static bool all(struct str s, bool (*is)(int c))
{
    struct scan x = {s, 0};
    return scan_while(&x, is) == s.len;
}

/* ---- titles and ids -------------------------------------------------------------------------- */

static bool is_trimmed(struct str s)
{
    return s.len > 0 && !has_line_end(s) && pattern_space_at(s, 0) == 0 &&
           pattern_space_at(s, last_character(s)) == 0;
}

static bool is_joint(char c)
{
    return c == '-' || c == '_' || c == '.';
}

bool pattern_category(struct str s)
{
    return is_trimmed(s) && !is_joint(s.ptr[0]) && !is_joint(s.ptr[s.len - 1]);
}

bool pattern_tracking_id(struct str s)
{
    return is_trimmed(s);
}

bool pattern_cve(struct str s)
{
    struct scan x = {s, 0};
    return scan_text(&x, STR("CVE-")) && scan_while(&x, is_digit) == 4 && scan_char(&x, '-') &&
           scan_while(&x, is_digit) >= 4 && scan_end(&x);
}

bool pattern_cwe(struct str s)
{
    struct scan x = {s, 0};
    size_t digits = 0;
    if (!scan_text(&x, STR("CWE-")) || scan_peek(&x) == '0')
        return false;
    digits = scan_while(&x, is_digit);
    return digits >= 1 && digits <= 6 && scan_end(&x);
}

/* A whole number without leading zeros. */
static bool take_number(struct scan *x, struct str *out)
{
    size_t from = x->at;
    if (!is_digit(scan_peek(x)))
        return false;
    if (!scan_char(x, '0'))
        (void)scan_while(x, is_digit);
    if (out)
        *out = str_slice(x->text, from, x->at);
    return true;
}

bool pattern_cwe_version(struct str s)
{
    struct scan x = {s, 0};
    if (scan_peek(&x) == '0' || !take_number(&x, NULL) || !scan_char(&x, '.') ||
        !take_number(&x, NULL))
        return false;
    if (scan_char(&x, '.') && scan_while(&x, is_digit) == 0)
        return false;
    return scan_end(&x);
}

bool pattern_hex(struct str s)
{
    return s.len >= 32 && all(s, is_hex);
}

static bool is_hex_lower(int c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f');
}

bool pattern_hex_lower(struct str s)
{
    return s.len >= 32 && all(s, is_hex_lower);
}

static bool is_algorithm(int c)
{
    return is_digit(c) || is_lower(c) || c == '-';
}

bool pattern_algorithm(struct str s)
{
    return s.len > 0 && s.ptr[0] != '-' && all(s, is_algorithm);
}

bool pattern_uuid(struct str s)
{
    static const char shape[] = "xxxxxxxx-xxxx-4xxx-xxxx-xxxxxxxxxxxx";
    if (str_equal(s, STR("00000000-0000-0000-0000-000000000000")) ||
        str_equal(s, STR("ffffffff-ffff-ffff-ffff-ffffffffffff")))
        return true;
    if (s.len != sizeof(shape) - 1)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (shape[i] == 'x' ? !is_hex_lower((unsigned char)s.ptr[i]) : s.ptr[i] != shape[i])
            return false;
    }
    return true;
}

static bool is_zero(int c)
{
    return c == '0';
}

bool pattern_epss(struct str s)
{
    struct scan x = {s, 0};
    if (scan_text(&x, STR("0.")))
        return scan_while(&x, is_digit) > 0 && scan_end(&x);
    return scan_text(&x, STR("1.")) && scan_while(&x, is_zero) > 0 && scan_end(&x);
}

/* ---- versions -------------------------------------------------------------------------------- */

static bool is_identifier(int c)
{
    return is_alnum(c) || c == '-';
}

/* Identifiers parted by dots; those of a pre-release may not be numbers with leading zeros. */
static bool take_identifiers(struct scan *x, bool prerelease, struct str *out)
{
    size_t from = x->at;
    do {
        struct str one = {x->text.ptr + x->at, 0};
        one.len = scan_while(x, is_identifier);
        if (one.len == 0 || (prerelease && one.len > 1 && one.ptr[0] == '0' && all(one, is_digit)))
            return false;
    } while (scan_char(x, '.'));
    *out = str_slice(x->text, from, x->at);
    return true;
}

bool csaf_number_read(struct str s, struct csaf_number *out)
{
    struct scan x = {s, 0};
    *out = (struct csaf_number){0};
    if (!take_number(&x, &out->major))
        return false;
    if (scan_end(&x))
        return true;
    out->semantic = true;
    if (!scan_char(&x, '.') || !take_number(&x, &out->minor) || !scan_char(&x, '.') ||
        !take_number(&x, &out->patch))
        return false;
    if (scan_char(&x, '-') && !take_identifiers(&x, true, &out->prerelease))
        return false;
    if (scan_char(&x, '+') && !take_identifiers(&x, false, &out->build))
        return false;
    return scan_end(&x);
}

bool pattern_version(struct str s)
{
    struct csaf_number number;
    return csaf_number_read(s, &number);
}

bool pattern_semantic_version(struct str s)
{
    struct csaf_number number;
    return csaf_number_read(s, &number) && number.semantic;
}

/* Digits without leading zeros: the longer is the larger. An absent part is zero. */
static int compare_digits(struct str a, struct str b)
{
    a = a.len == 0 ? STR("0") : a;
    b = b.len == 0 ? STR("0") : b;
    if (a.len != b.len)
        return a.len < b.len ? -1 : 1;
    return str_compare(a, b);
}

static int compare_prerelease(struct str a, struct str b)
{
    if (a.ptr == NULL || b.ptr == NULL)
        return a.ptr == b.ptr ? 0 : a.ptr == NULL ? 1 : -1;
    while (a.ptr != NULL && b.ptr != NULL) {
        struct str left = str_split(&a, '.');
        struct str right = str_split(&b, '.');
        bool left_digits = all(left, is_digit);
        bool right_digits = all(right, is_digit);
        int order = 0;
        if (left_digits != right_digits)
            return left_digits ? -1 : 1;
        order = left_digits ? compare_digits(left, right) : str_compare(left, right);
        if (order != 0)
            return order;
    }
    return a.ptr == b.ptr ? 0 : a.ptr == NULL ? -1 : 1;
}

int csaf_number_compare(const struct csaf_number *a, const struct csaf_number *b)
{
    int order = compare_digits(a->major, b->major);
    if (order == 0)
        order = compare_digits(a->minor, b->minor);
    if (order == 0)
        order = compare_digits(a->patch, b->patch);
    return order == 0 ? compare_prerelease(a->prerelease, b->prerelease) : order;
}

/* ---- date-time and uri ----------------------------------------------------------------------- */

static bool take_two(struct scan *x, int32_t *out)
{
    if (x->text.len - x->at < 2 || !is_digit((unsigned char)x->text.ptr[x->at]) ||
        !is_digit((unsigned char)x->text.ptr[x->at + 1]))
        return false;
    *out = (x->text.ptr[x->at] - '0') * 10 + (x->text.ptr[x->at + 1] - '0');
    x->at += 2;
    return true;
}

static bool take_date(struct scan *x, int32_t *day)
{
    int32_t century = 0;
    int32_t year = 0;
    int32_t month = 0;
    int32_t of_month = 0;
    if (!take_two(x, &century) || !take_two(x, &year) || !scan_char(x, '-') ||
        !take_two(x, &month) || !scan_char(x, '-') || !take_two(x, &of_month))
        return false;
    year += century * 100;
    /* The year 0 of RFC 3339 counts like 2000, which has the same days. */
    if (!civil_ymd_is_valid(year == 0 ? 2000 : year, month, of_month))
        return false;
    *day = civil_day_from_ymd(year == 0 ? 1 : year, month, year == 0 ? 1 : of_month);
    return true;
}

static bool take_offset(struct scan *x, int32_t *minutes)
{
    int32_t hour = 0;
    int32_t minute = 0;
    bool west = scan_peek(x) == '-';
    *minutes = 0;
    if (scan_char(x, 'Z') || scan_char(x, 'z'))
        return true;
    if (!scan_char(x, '-') && !scan_char(x, '+'))
        return false;
    if (!take_two(x, &hour) || !scan_char(x, ':') || !take_two(x, &minute) || hour > 23 ||
        minute > 59)
        return false;
    *minutes = (hour * 60 + minute) * (west ? -1 : 1);
    return true;
}

bool csaf_instant_read(struct str s, struct csaf_instant *out)
{
    struct scan x = {s, 0};
    int32_t day = 0;
    int32_t part[3] = {0};
    int32_t offset = 0;
    size_t from = 0;
    int32_t minute_utc = 0;
    if (!take_date(&x, &day) || !(scan_char(&x, 'T') || scan_char(&x, 't')) ||
        !take_two(&x, &part[0]) || !scan_char(&x, ':') || !take_two(&x, &part[1]) ||
        !scan_char(&x, ':') || !take_two(&x, &part[2]))
        return false;
    *out = (struct csaf_instant){0};
    if (scan_char(&x, '.')) {
        from = x.at;
        if (scan_while(&x, is_digit) == 0)
            return false;
        out->fraction = str_slice(s, from, x.at);
        while (out->fraction.len > 0 && out->fraction.ptr[out->fraction.len - 1] == '0')
            out->fraction.len--;
    }
    if (!take_offset(&x, &offset) || !scan_end(&x) || part[0] > 23 || part[1] > 59 || part[2] > 60)
        return false;
    out->leap = part[2] == 60;
    minute_utc = (part[0] * 60 + part[1] - offset + 4 * 1440) % 1440;
    if (out->leap && minute_utc != 23 * 60 + 59)
        return false;
    out->seconds =
        (int64_t)day * 86400 + part[0] * 3600 + part[1] * 60 + part[2] - (int64_t)offset * 60;
    return true;
}

int csaf_instant_compare(const struct csaf_instant *a, const struct csaf_instant *b)
{
    if (a->seconds != b->seconds)
        return a->seconds < b->seconds ? -1 : 1;
    return str_compare(a->fraction, b->fraction);
}

bool pattern_date_time(struct str s)
{
    struct csaf_instant instant;
    return csaf_instant_read(s, &instant);
}

static bool is_scheme(int c)
{
    return is_alnum(c) || c == '+' || c == '-' || c == '.';
}

/* One character of a path, query or fragment, or of a name: unreserved, sub-delims, or escaped. */
static bool take_plain(struct scan *x, const char *more)
{
    int c = scan_peek(x);
    if (c == '%') {
        if (x->text.len - x->at < 3 || !is_hex((unsigned char)x->text.ptr[x->at + 1]) ||
            !is_hex((unsigned char)x->text.ptr[x->at + 2]))
            return false;
        x->at += 3;
        return true;
    }
    if (c <= 0 || !(is_alnum(c) || strchr("-._~!$&'()*+,;=", c) || strchr(more, c)))
        return false;
    x->at++;
    return true;
}

static bool is_ip_literal(int c)
{
    return is_hex(c) || c == ':' || c == '.';
}

static bool take_authority(struct scan *x)
{
    size_t from = x->at;
    while (take_plain(x, ":"))
        ;
    if (!scan_char(x, '@'))
        x->at = from;
    if (scan_char(x, '[')) {
        if (scan_while(x, is_ip_literal) == 0 || !scan_char(x, ']'))
            return false;
    } else {
        while (take_plain(x, ""))
            ;
    }
    if (scan_char(x, ':'))
        (void)scan_while(x, is_digit);
    return scan_end(x) || strchr("/?#", scan_peek(x)) != NULL;
}

bool pattern_uri(struct str s)
{
    struct scan x = {s, 0};
    if (!is_alpha(scan_peek(&x)) || scan_while(&x, is_scheme) == 0 || !scan_char(&x, ':'))
        return false;
    if (scan_text(&x, STR("//")) && !take_authority(&x))
        return false;
    while (take_plain(&x, ":@/"))
        ;
    if (scan_char(&x, '?')) {
        while (take_plain(&x, ":@/?"))
            ;
    }
    if (scan_char(&x, '#')) {
        while (take_plain(&x, ":@/?"))
            ;
    }
    return scan_end(&x);
}

bool pattern_https_url(struct str s)
{
    return str_starts_with(s, STR("https://")) && pattern_uri(s);
}

/* ---- email ----------------------------------------------------------------------------------- */

static bool is_atom(int c)
{
    return is_alpha(c) || is_digit(c) || (c > 0 && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

static bool is_label(int c)
{
    return is_alpha(c) || is_digit(c) || c == '-';
}

/* RFC 5321, without quoted local parts and address literals. */
bool pattern_email(struct str s)
{
    struct scan x = {s, 0};
    do {
        if (scan_while(&x, is_atom) == 0)
            return false;
    } while (scan_char(&x, '.'));
    if (!scan_char(&x, '@'))
        return false;
    do {
        size_t from = x.at;
        size_t len = scan_while(&x, is_label);
        if (len == 0 || len > 63 || s.ptr[from] == '-' || s.ptr[x.at - 1] == '-')
            return false;
    } while (scan_char(&x, '.'));
    return scan_end(&x);
}
