/*
 * core/mail/decode.c — the transfer encodings of mail, and texts made safe to show. It must never
 * fail on a malformed input: what does not belong to the encoding is passed over.
 */
#include "core/mail/mail.h"

#include "base/utf8.h"

enum { HEADER_TEXT_BYTES = 4096 };

static int digit64(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

void mail_decode_base64(struct str text, struct buf *out)
{
    uint32_t bits = 0;
    unsigned have = 0;
    for (size_t i = 0; i < text.len && text.ptr[i] != '='; i++) {
        int digit = digit64(text.ptr[i]);
        if (digit < 0)
            continue;
        bits = bits << 6 | (uint32_t)digit;
        have += 6;
        if (have >= 8) {
            have -= 8;
            buf_add_char(out, (char)(uint8_t)(bits >> have));
        }
    }
}

static int digit16(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void mail_decode_quoted(struct str text, bool in_header, struct buf *out)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '_' && in_header) {
            buf_add_char(out, ' ');
            continue;
        }
        if (c != '=') {
            buf_add_char(out, c);
            continue;
        }
        int high = i + 2 < text.len ? digit16(text.ptr[i + 1]) : -1;
        int low = i + 2 < text.len ? digit16(text.ptr[i + 2]) : -1;
        if (high >= 0 && low >= 0) {
            buf_add_char(out, (char)(uint8_t)(high << 4 | low));
            i += 2;
        } else { /* a soft line break, or nonsense */
            while (i + 1 < text.len && (text.ptr[i + 1] == '\r' || text.ptr[i + 1] == ' '))
                i++;
            if (i + 1 < text.len && text.ptr[i + 1] == '\n')
                i++;
        }
    }
}

/* Length of the well-formed character at the start, 0 when there is none. */
static size_t character(struct str s)
{
    for (size_t len = 1; len <= 4 && len <= s.len; len++) {
        if (utf8_first_bad(str_slice(s, 0, len)) == SIZE_MAX)
            return len;
    }
    return 0;
}

static bool is_control(struct str c)
{
    return c.len == 1 && ((uint8_t)c.ptr[0] < ' ' || c.ptr[0] == '\x7f');
}

enum err mail_clean(struct str bytes, bool lines, struct arena *arena, struct str *out)
{
    struct buf clean;
    struct str text = {NULL, 0};
    size_t bad_at = 0;
    buf_init(&clean, arena, LIMIT_MAIL_TEXT_BYTES * 2);
    for (size_t i = 0; i < bytes.len && clean.len < LIMIT_MAIL_TEXT_BYTES;) {
        size_t len = character(str_slice(bytes, i, bytes.len));
        struct str one = str_slice(bytes, i, i + len);
        bool newline = len == 1 && one.ptr[0] == '\n';
        if (newline || (len == 1 && one.ptr[0] == '\t'))
            buf_add_char(&clean, newline && lines ? '\n' : ' ');
        else if (len > 0 && !is_control(one))
            buf_add(&clean, one);
        i += len > 0 ? len : 1;
    }
    enum err e = buf_finish(&clean, &text);
    if (e != ERR_OK)
        return e;
    e = utf8_accept(text, lines, arena, out, &bad_at);
    if (e == ERR_INVALID) { /* what deceives the eye, such as a reversal of the writing */
        *out = STR("");
        return ERR_OK;
    }
    return e;
}

/* "=?charset?B?text?=" at the start; its length, 0 when there is none. */
static size_t encoded_word(struct str s, struct buf *out)
{
    if (!str_starts_with(s, STR("=?")))
        return 0;
    size_t charset = str_find(s, STR("?"), 2);
    if (charset == SIZE_MAX || charset + 2 >= s.len || s.ptr[charset + 2] != '?')
        return 0;
    char encoding = s.ptr[charset + 1];
    size_t end = str_find(s, STR("?="), charset + 3);
    if (end == SIZE_MAX)
        return 0;
    struct str text = str_slice(s, charset + 3, end);
    if (encoding == 'B' || encoding == 'b')
        mail_decode_base64(text, out);
    else if (encoding == 'Q' || encoding == 'q')
        mail_decode_quoted(text, true, out);
    else
        return 0;
    return end + 2;
}

/* Blanks between two encoded words do not count (RFC 2047, section 6.2). */
static size_t blanks_before_word(struct str s)
{
    size_t i = 0;
    while (i < s.len &&
           (s.ptr[i] == ' ' || s.ptr[i] == '\t' || s.ptr[i] == '\r' || s.ptr[i] == '\n'))
        i++;
    return i > 0 && str_starts_with(str_slice(s, i, s.len), STR("=?")) ? i : 0;
}

enum err mail_decode_header(struct str text, struct arena *arena, struct str *out)
{
    struct buf bytes;
    struct str plain = {NULL, 0};
    text = str_slice(text, 0, HEADER_TEXT_BYTES);
    buf_init(&bytes, arena, HEADER_TEXT_BYTES * 2);
    for (size_t i = 0; i < text.len;) {
        struct str rest = str_slice(text, i, text.len);
        size_t word = encoded_word(rest, &bytes);
        if (word == 0) {
            buf_add_char(&bytes, text.ptr[i++]);
            continue;
        }
        i += word;
        i += blanks_before_word(str_slice(text, i, text.len));
    }
    enum err e = buf_finish(&bytes, &plain);
    return e == ERR_OK ? mail_clean(plain, false, arena, out) : e;
}
