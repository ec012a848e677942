/*
 * core/advisory/check.c — what one value of an advisory may look like.
 *
 * Syntax only: whether a CVE number exists is for people, and a score beside a vector is quoted as
 * the body gave it. A blank in a CPE or a CVE number has broken every importer of such feeds
 * before, hence the strictness about tokens.
 */
#include "core/advisory/advisory_priv.h"

#include "base/utf8.h"
#include "core/score/score.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool all_digits(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!is_digit(s.ptr[i])) {
            return false;
        }
    }
    return s.len > 0;
}

/* Printable ASCII without a blank. */
static bool is_token(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] <= ' ' || s.ptr[i] > '~') {
            return false;
        }
    }
    return true;
}

static bool is_cve(struct str s)
{
    enum { YEAR_AT = 4, SERIAL_AT = 9, SERIAL_MIN = 4, SERIAL_MAX = 19 };
    struct str serial = str_slice(s, SERIAL_AT, s.len);

    return str_starts_with(s, STR("CVE-")) && s.len > SERIAL_AT && s.ptr[SERIAL_AT - 1] == '-' &&
           all_digits(str_slice(s, YEAR_AT, SERIAL_AT - 1)) && all_digits(serial) &&
           serial.len >= SERIAL_MIN && serial.len <= SERIAL_MAX;
}

static bool is_cwe(struct str s)
{
    struct str number = str_slice(s, 4, s.len);

    return str_starts_with(s, STR("CWE-")) && all_digits(number) && number.ptr[0] != '0' &&
           number.len <= 5;
}

static bool is_url(struct str s)
{
    size_t host_at;

    if (str_starts_with(s, STR("https://"))) {
        host_at = 8;
    } else if (str_starts_with(s, STR("http://"))) {
        host_at = 7;
    } else {
        return false;
    }
    if (!is_token(s) || s.len == host_at || s.ptr[host_at] == '/' || s.ptr[host_at] == '?' ||
        s.ptr[host_at] == '#') {
        return false;
    }
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];

        if (c == '<' || c == '>' || c == '"' || c == '\\' || c == '^' || c == '`' || c == '{' ||
            c == '}' || c == '|') {
            return false;
        }
    }
    return true;
}

static bool is_cvss_version(struct str s)
{
    enum cvss_version version;

    return cvss_version_named(s, &version);
}

static bool is_vector(struct str s)
{
    struct cvss v;

    return cvss_read(s, &v, NULL) == ERR_OK;
}

static bool is_score(struct str s)
{
    return cvss_tenths(s) != CVSS_ABSENT;
}

static bool is_date(struct str s)
{
    int32_t day;

    return civil_read_date(s, &day) && day != 0;
}

enum advisory_reason advisory_check_text(struct str value, bool lines, int64_t *limit)
{
    *limit = lines ? LIMIT_TEXT_BLOCK : LIMIT_TEXT_LINE;
    if (utf8_length(value) > (size_t)*limit) {
        return ADVISORY_REASON_LONG;
    }
    if (!lines && str_find(value, STR("\n"), 0) != SIZE_MAX) {
        return ADVISORY_REASON_LINES;
    }
    return ADVISORY_REASON_NONE;
}

enum advisory_reason advisory_check_column(struct str value, enum column_kind kind, int64_t *limit)
{
    bool fits = true;
    enum advisory_reason otherwise = ADVISORY_REASON_NONE;

    *limit = kind == COLUMN_URL || kind == COLUMN_TOKEN ? LIMIT_TEXT_URL : LIMIT_TEXT_LINE;
    if (utf8_length(value) > (size_t)*limit) {
        return ADVISORY_REASON_LONG;
    }
    switch (kind) {
    case COLUMN_LINE:
        return advisory_check_text(value, false, limit);
    case COLUMN_URL:
        fits = is_url(value);
        otherwise = ADVISORY_REASON_URL;
        break;
    case COLUMN_CVE:
        fits = is_cve(value);
        otherwise = ADVISORY_REASON_CVE;
        break;
    case COLUMN_CWE:
        fits = is_cwe(value);
        otherwise = ADVISORY_REASON_CWE;
        break;
    case COLUMN_VERSION:
        fits = is_cvss_version(value);
        otherwise = ADVISORY_REASON_CVSS;
        break;
    case COLUMN_VECTOR:
        fits = is_vector(value);
        otherwise = ADVISORY_REASON_CVSS;
        break;
    case COLUMN_SCORE:
        fits = is_score(value);
        otherwise = ADVISORY_REASON_CVSS;
        break;
    case COLUMN_TOKEN:
        fits = is_token(value);
        otherwise = ADVISORY_REASON_TOKEN;
        break;
    case COLUMN_DATE:
        fits = is_date(value);
        otherwise = ADVISORY_REASON_DATE;
        break;
    }
    return fits ? ADVISORY_REASON_NONE : otherwise;
}

const char *advisory_reason_word(enum advisory_reason reason)
{
    switch (reason) {
    case ADVISORY_REASON_NONE:
        return "none";
    case ADVISORY_REASON_UNKNOWN:
        return "unknown";
    case ADVISORY_REASON_LONG:
        return "long";
    case ADVISORY_REASON_LINES:
        return "lines";
    case ADVISORY_REASON_ROWS:
        return "rows";
    case ADVISORY_REASON_URL:
        return "url";
    case ADVISORY_REASON_CVE:
        return "cve";
    case ADVISORY_REASON_CWE:
        return "cwe";
    case ADVISORY_REASON_CVSS:
        return "cvss";
    case ADVISORY_REASON_DATE:
        return "date";
    case ADVISORY_REASON_TOKEN:
        return "token";
    case ADVISORY_REASON_MISSING:
        return "missing";
    }
    return "none";
}
