/*
 * core/mail/decode.c — the transfer encodings of mail, and texts made safe to show. It must never
 * fail on a malformed input: what does not belong to the encoding is passed over.
 */
#include "core/mail/mail.h"

#include "base/utf8.h"

enum { HEADER_TEXT_BYTES = 4096 };

#define REPLACEMENT "\xef\xbf\xbd"

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
    bool marked = false;
    buf_init(&clean, arena, LIMIT_MAIL_TEXT_BYTES * 2);
    for (size_t i = 0; i < bytes.len && clean.len < LIMIT_MAIL_TEXT_BYTES;) {
        size_t len = character(str_slice(bytes, i, bytes.len));
        struct str one = str_slice(bytes, i, i + len);
        bool newline = len == 1 && one.ptr[0] == '\n';
        if (newline || (len == 1 && one.ptr[0] == '\t'))
            buf_add_char(&clean, newline && lines ? '\n' : ' ');
        else if (len > 0 && !is_control(one))
            buf_add(&clean, one);
        else if (len == 0 && !marked)
            buf_add_cstr(&clean, REPLACEMENT);
        marked = len == 0;
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

/* Absent, or one of which UTF-8 is made without a table. Mail in Japan often calls ISO-2022-JP by
 * no name; its escapes occur in no other text. */
static struct str charset_of(struct str charset, struct str bytes)
{
    bool plain = str_is_empty(charset) || str_equal_nocase(charset, STR("us-ascii"));
    if (plain && str_find(bytes, STR("\x1b$"), 0) != SIZE_MAX)
        return STR("iso-2022-jp");
    return plain || str_equal_nocase(charset, STR("utf-8")) ? (struct str){NULL, 0} : charset;
}

enum err mail_convert(struct mail_message *m, struct str charset, struct str bytes,
                      struct arena *arena, struct str *out)
{
    charset = charset_of(charset, bytes);
    *out = bytes;
    if (!charset.ptr || !m->charsets || m->conversions == LIMIT_MAIL_CONVERSIONS)
        return ERR_OK;
    m->conversions++;
    struct str converted = {NULL, 0};
    enum err e = m->charsets->convert(m->charsets->ctx, charset, bytes, arena, &converted);
    if (e == ERR_OK)
        *out = converted;
    return e == ERR_MEMORY ? e : ERR_OK;
}

/* "=?charset?B?text?=" at the start; its length, 0 when there is none. */
static size_t encoded_word(struct str s, struct str *charset, struct buf *out)
{
    if (!str_starts_with(s, STR("=?")))
        return 0;
    size_t name = str_find(s, STR("?"), 2);
    if (name == SIZE_MAX || name + 2 >= s.len || s.ptr[name + 2] != '?')
        return 0;
    char encoding = s.ptr[name + 1];
    size_t end = str_find(s, STR("?="), name + 3);
    if (end == SIZE_MAX)
        return 0;
    struct str text = str_slice(s, name + 3, end);
    *charset = str_slice(s, 2, name);
    size_t language = str_find(*charset, STR("*"), 0); /* RFC 2231 */
    if (language != SIZE_MAX)
        *charset = str_slice(*charset, 0, language);
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

/* A header as it is put together: words of one character set that follow each other are converted
 * at once. */
struct header_text {
    struct mail_message *m;
    struct arena *arena;
    struct buf plain; /* UTF-8 so far */
    struct buf run;   /* decoded words of `charset` */
    struct str charset;
    enum err error;
};

static void end_run(struct header_text *h)
{
    struct str text = {NULL, 0};
    if (h->run.len == 0 || h->error != ERR_OK)
        return;
    h->error = mail_convert(h->m, h->charset, buf_str(&h->run), h->arena, &text);
    buf_add(&h->plain, text);
    buf_clear(&h->run);
}

/* The next word or character; its length. */
static size_t take_piece(struct header_text *h, struct str rest)
{
    struct buf word;
    struct str charset = {NULL, 0};
    buf_init(&word, h->arena, HEADER_TEXT_BYTES);
    size_t len = encoded_word(rest, &charset, &word);
    if (len == 0 || !str_equal_nocase(charset, h->charset))
        end_run(h);
    if (len == 0) {
        buf_add_char(&h->plain, rest.ptr[0]);
        return 1;
    }
    h->charset = charset;
    buf_add(&h->run, buf_str(&word));
    return len + blanks_before_word(str_slice(rest, len, rest.len));
}

enum err mail_decode_header(struct mail_message *m, struct str text, struct arena *arena,
                            struct str *out)
{
    struct header_text h = {.m = m, .arena = arena};
    struct str plain = {NULL, 0}, whole = {NULL, 0};
    text = str_slice(text, 0, HEADER_TEXT_BYTES);
    buf_init(&h.plain, arena, HEADER_TEXT_BYTES * 8);
    buf_init(&h.run, arena, HEADER_TEXT_BYTES * 2);
    for (size_t i = 0; i < text.len && h.error == ERR_OK;)
        i += take_piece(&h, str_slice(text, i, text.len));
    end_run(&h);
    enum err e = h.error == ERR_OK ? buf_finish(&h.plain, &plain) : h.error;
    if (e == ERR_OK) /* a header without any word: only its escapes tell */
        e = mail_convert(m, (struct str){NULL, 0}, plain, arena, &whole);
    return e == ERR_OK ? mail_clean(whole, false, arena, out) : e;
}
