/*
 * base/utf8.c — the check and the normalisation of every text that enters.
 *
 * The only file that includes utf8proc. Well-formedness is our own, because every refusal must name
 * the byte. Must never repair a text silently but for line ends and the blanks at both ends.
 */
#include "base/utf8.h"

#include <assert.h>
#include <string.h>
#include <utf8proc.h>

enum { BAD = -1 };

/* Reads one code point at s.ptr[*at] and moves *at behind it; BAD leaves *at where the bad sequence
 * begins. */
static int32_t next_code(struct str s, size_t *at)
{
    const unsigned char *p = (const unsigned char *)s.ptr + *at;
    size_t left = s.len - *at;
    int32_t lead = p[0];
    int32_t code = 0;
    int32_t least = 0;
    size_t size = 0;
    if (lead < 0x80) {
        *at += 1;
        return lead;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
        size = 2;
        least = 0x80;
        code = lead & 0x1F;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
        size = 3;
        least = 0x800;
        code = lead & 0x0F;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
        size = 4;
        least = 0x10000;
        code = lead & 0x07;
    } else {
        return BAD;
    }
    if (left < size) {
        return BAD;
    }
    for (size_t i = 1; i < size; i++) {
        if ((p[i] & 0xC0) != 0x80) {
            return BAD;
        }
        code = code << 6 | (p[i] & 0x3F);
    }
    if (code < least || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
        return BAD;
    }
    *at += size;
    return code;
}

/* Behind the ASCII at `at`, 32 and then eight bytes at a time: most text has much of it. */
static size_t skip_ascii(struct str s, size_t at)
{
    uint64_t words[4];
    while (s.len - at >= sizeof(words)) {
        memcpy(words, s.ptr + at, sizeof(words));
        if (((words[0] | words[1] | words[2] | words[3]) & UINT64_C(0x8080808080808080)) != 0) {
            break;
        }
        at += sizeof(words);
    }
    while (s.len - at >= sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, s.ptr + at, sizeof(word));
        if ((word & UINT64_C(0x8080808080808080)) != 0) {
            break;
        }
        at += sizeof(word);
    }
    return at;
}

size_t utf8_first_bad(struct str s)
{
    size_t at = 0;
    while ((at = skip_ascii(s, at)) < s.len) {
        if (next_code(s, &at) == BAD) {
            return at;
        }
    }
    return SIZE_MAX;
}

static bool is_line_end(int32_t code)
{
    return code == '\n' || code == '\r' || code == 0x2028 || code == 0x2029;
}

static bool is_refused(int32_t code, bool lines)
{
    if (is_line_end(code) || code == '\t') {
        return !lines;
    }
    bool control = code < 0x20 || (code >= 0x7F && code <= 0x9F);
    bool noncharacter = (code & 0xFFFE) == 0xFFFE || (code >= 0xFDD0 && code <= 0xFDEF);
    bool bidi = (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
    return control || noncharacter || bidi;
}

/* Blanks at the ends: ASCII, and the ideographic space that Japanese input leaves behind. */
static struct str trim(struct str s)
{
    const struct str wide = STR("\xE3\x80\x80");
    size_t before = 0;
    do {
        before = s.len;
        s = str_trim(s);
        if (str_starts_with(s, wide)) {
            s = str_slice(s, wide.len, s.len);
        }
        if (str_ends_with(s, wide)) {
            s = str_slice(s, 0, s.len - wide.len);
        }
    } while (s.len < before);
    return s;
}

/* A text on its way in. */
struct cleaned {
    char *ptr; /* room for all of the raw text and a NUL */
    size_t len;
    bool simple; /* no code point of it can be changed by NFC */
};

/* Copies raw with every line end as LF. */
static enum err clean(struct str raw, bool lines, struct cleaned *out, size_t *bad_at)
{
    size_t at = 0;
    out->simple = true;
    while (at < raw.len) {
        size_t start = at;
        int32_t code = next_code(raw, &at);
        if (code == BAD || is_refused(code, lines)) {
            *bad_at = start;
            return ERR_INVALID;
        }
        if (is_line_end(code)) {
            out->ptr[out->len++] = '\n';
            if (code == '\r' && at < raw.len && raw.ptr[at] == '\n') {
                at++;
            }
        } else {
            memcpy(out->ptr + out->len, raw.ptr + start, at - start);
            out->len += at - start;
        }
        /* below the combining marks nothing composes or decomposes */
        out->simple = out->simple && code < 0x300;
    }
    return ERR_OK;
}

/* Normalises a well-formed text. The buffer holds code points first and their bytes afterwards. */
static enum err normalise(struct str s, utf8proc_option_t options, struct arena *a, struct str *out)
{
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)s.ptr;
    utf8proc_ssize_t len = (utf8proc_ssize_t)s.len;
    utf8proc_ssize_t count = utf8proc_decompose(bytes, len, NULL, 0, options);
    if (count < 0) {
        return ERR_INVALID;
    }
    utf8proc_int32_t *codes = ARENA_ARRAY(a, utf8proc_int32_t, (size_t)count + 1);
    if (codes == NULL) {
        return ERR_MEMORY;
    }
    utf8proc_ssize_t written = utf8proc_decompose(bytes, len, codes, count, options);
    assert(written == count);
    utf8proc_ssize_t size = utf8proc_reencode(codes, written, options);
    if (size < 0) {
        return ERR_INVALID;
    }
    *out = (struct str){(const char *)codes, (size_t)size};
    return ERR_OK;
}

enum err utf8_accept(struct str raw, bool lines, struct arena *a, struct str *out, size_t *bad_at)
{
    *out = (struct str){NULL, 0};
    *bad_at = SIZE_MAX;
    if (raw.len > INT32_MAX) {
        *bad_at = INT32_MAX; /* STR_ARG and utf8proc count in signed numbers */
        return ERR_INVALID;
    }
    struct cleaned cleaned = {.ptr = arena_alloc(a, raw.len + 1)};
    if (cleaned.ptr == NULL) {
        return ERR_MEMORY;
    }
    enum err e = clean(raw, lines, &cleaned, bad_at);
    if (e != ERR_OK) {
        return e;
    }
    struct str text = trim((struct str){cleaned.ptr, cleaned.len});
    if (!cleaned.simple) {
        return normalise(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE, a, out);
    }
    cleaned.ptr[(size_t)(text.ptr - cleaned.ptr) + text.len] = '\0';
    *out = text;
    return ERR_OK;
}

size_t utf8_length(struct str s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.len; i++) {
        count += (s.ptr[i] & 0xC0) != 0x80;
    }
    return count;
}

enum err utf8_fold(struct str s, struct arena *a, struct str *out)
{
    *out = (struct str){NULL, 0};
    if (s.len > INT32_MAX || utf8_first_bad(s) != SIZE_MAX) {
        return ERR_INVALID;
    }
    utf8proc_option_t options =
        UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD;
    return normalise(s, options, a, out);
}

/* ---- lower case ------------------------------------------------------------------------------ */

enum { CAPITAL_I_DOT = 0x130, DOT_ABOVE = 0x307, CAPITAL_SIGMA = 0x3A3, FINAL_SIGMA = 0x3C2 };

static bool is_cased(int32_t code)
{
    utf8proc_category_t c = utf8proc_category(code);
    return c == UTF8PROC_CATEGORY_LU || c == UTF8PROC_CATEGORY_LL || c == UTF8PROC_CATEGORY_LT ||
           utf8proc_tolower(code) != code || utf8proc_toupper(code) != code;
}

/* Marks, modifiers, format characters and the points within words. */
static bool is_case_ignorable(int32_t code)
{
    static const int32_t points[] = {0x27,   0x2E,   0x3A,   0xB7,   0x387,  0x55F,
                                     0x5F4,  0x2018, 0x2019, 0x2024, 0x2027, 0xFE13,
                                     0xFE52, 0xFE55, 0xFF07, 0xFF0E, 0xFF1A};
    for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++) {
        if (code == points[i]) {
            return true;
        }
    }
    utf8proc_category_t c = utf8proc_category(code);
    return c == UTF8PROC_CATEGORY_MN || c == UTF8PROC_CATEGORY_ME || c == UTF8PROC_CATEGORY_CF ||
           c == UTF8PROC_CATEGORY_LM || c == UTF8PROC_CATEGORY_SK;
}

/* True when a cased letter comes first in `s`, what case ignores not counted. */
static bool begins_cased(struct str s)
{
    for (size_t at = 0; at < s.len;) {
        int32_t code = next_code(s, &at);
        if (is_cased(code)) {
            return true;
        }
        if (!is_case_ignorable(code)) {
            break;
        }
    }
    return false;
}

/* Lower case of one code point into out[2]; how many code points that are. `word` says that a cased
 * letter stands before it. */
static size_t lower_code(int32_t code, bool word, struct str rest, int32_t out[2])
{
    out[0] = utf8proc_tolower(code);
    out[1] = DOT_ABOVE;
    if (code == CAPITAL_SIGMA && word && !begins_cased(rest)) {
        out[0] = FINAL_SIGMA;
    }
    if (code == CAPITAL_I_DOT) {
        out[0] = 'i';
    }
    return code == CAPITAL_I_DOT ? 2 : 1;
}

enum err utf8_lower(struct str s, struct arena *a, struct str *out)
{
    /* none grows by more than half: two bytes become three */
    char *copy = arena_alloc(a, s.len + s.len / 2 + 1);
    size_t len = 0;
    bool word = false;
    *out = (struct str){NULL, 0};
    if (copy == NULL) {
        return ERR_MEMORY;
    }
    for (size_t at = 0; at < s.len;) {
        int32_t lower[2];
        int32_t code = next_code(s, &at);
        size_t count = lower_code(code, word, str_slice(s, at, s.len), lower);
        for (size_t i = 0; i < count; i++) {
            len += (size_t)utf8proc_encode_char(lower[i], (utf8proc_uint8_t *)copy + len);
        }
        word = is_cased(code) || (word && is_case_ignorable(code));
    }
    *out = (struct str){copy, len};
    return ERR_OK;
}

struct str utf8_truncate(struct str s, size_t max)
{
    if (s.len <= max) {
        return s;
    }
    while (max > 0 && (s.ptr[max] & 0xC0) == 0x80) {
        max--;
    }
    return str_slice(s, 0, max);
}
