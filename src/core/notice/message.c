/*
 * core/notice/message.c — a letter as the bytes of a mail message, and the marks in its addresses.
 * Writes what RFC 5322 and RFC 2047 allow and nothing else: every line is ASCII and short, and no
 * text can begin a header of its own.
 */
#include "core/notice/message_priv.h"

#include "base/utf8.h"

#include <string.h>

enum {
    WORD_BYTES = 39, /* of text in one encoded word: 52 characters of base64 and its frame */
};

/* ---- base64 ---- */

void mail_add_base64(struct buf *out, struct str bytes, size_t line)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t column = 0;
    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t left = bytes.len - i;
        uint32_t n = (uint32_t)(uint8_t)bytes.ptr[i] << 16;
        n |= left > 1 ? (uint32_t)(uint8_t)bytes.ptr[i + 1] << 8 : 0;
        n |= left > 2 ? (uint32_t)(uint8_t)bytes.ptr[i + 2] : 0;
        buf_add_char(out, alphabet[n >> 18 & 63]);
        buf_add_char(out, alphabet[n >> 12 & 63]);
        buf_add_char(out, left > 1 ? alphabet[n >> 6 & 63] : '=');
        buf_add_char(out, left > 2 ? alphabet[n & 63] : '=');
        column += 4;
        if (line && column >= line && i + 3 < bytes.len) {
            buf_add_cstr(out, "\r\n");
            column = 0;
        }
    }
}

/* RFC 2047: words of at most 75 characters, each cut between code points, one a line. */
void mail_add_encoded(struct buf *out, struct str text)
{
    while (text.len > 0) {
        struct str word = utf8_truncate(text, WORD_BYTES);
        buf_add_cstr(out, "=?UTF-8?B?");
        mail_add_base64(out, word, 0);
        buf_add_cstr(out, "?=");
        text = str_slice(text, word.len, text.len);
        if (text.len > 0)
            buf_add_cstr(out, "\r\n ");
    }
}

/* ---- addresses ---- */

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool local_is_sound(struct str local)
{
    if (local.len == 0 || local.len > 64)
        return false;
    for (size_t i = 0; i < local.len; i++) {
        if (!is_alnum(local.ptr[i]) && memchr("!#$%&'*+-/=?^_`{|}~.", local.ptr[i], 20) == NULL)
            return false;
    }
    return true;
}

static bool domain_is_sound(struct str domain)
{
    bool dotted = false;
    char before = '.';
    for (size_t i = 0; i < domain.len; i++) {
        char c = domain.ptr[i];
        if (c == '.' ? before == '.' || before == '-' : !is_alnum(c) && (c != '-' || before == '.'))
            return false;
        dotted = dotted || c == '.';
        before = c;
    }
    return dotted && domain.len <= 253 && is_alnum(before);
}

bool mail_address_is_sound(struct str address)
{
    size_t at = str_find(address, STR("@"), 0);
    return at != SIZE_MAX && local_is_sound(str_slice(address, 0, at)) &&
           domain_is_sound(str_slice(address, at + 1, address.len));
}

bool mail_address_is_example(struct str address)
{
    static const struct str zone = STR_INIT(".example");
    struct str end =
        str_slice(address, address.len < zone.len ? 0 : address.len - zone.len, address.len);
    return mail_address_is_sound(address) &&
           (str_equal_nocase(end, zone) || str_equal_nocase(end, STR("@example")));
}

struct str mail_address_marked(struct str address, struct str mark, struct arena *arena)
{
    size_t at = str_find(address, STR("@"), 0);
    if (at == SIZE_MAX)
        return address;
    struct str local = str_slice(address, 0, at);
    struct str domain = str_slice(address, at, address.len);
    return arena_format(arena, "%.*s+%.*s%.*s", STR_ARG(local), STR_ARG(mark), STR_ARG(domain));
}

struct str mail_address_mark(struct str address, struct str base)
{
    struct str none = {NULL, 0};
    size_t at = str_find(base, STR("@"), 0);
    size_t domain = str_find(address, STR("@"), 0);
    if (at == SIZE_MAX || domain == SIZE_MAX || domain <= at + 1 || address.ptr[at] != '+')
        return none;
    bool same =
        str_equal_nocase(str_slice(address, 0, at), str_slice(base, 0, at)) &&
        str_equal_nocase(str_slice(address, domain, address.len), str_slice(base, at, base.len));
    return same ? str_slice(address, at + 1, domain) : none;
}

/* ---- the message ---- */

/* RFC 5322, section 3.3, in UTC. */
static void add_date(struct buf *out, int64_t us)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct civil c = civil_from_us(us, 0);
    buf_add_format(out, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", days[c.weekday], (int)c.day,
                   months[c.month - 1], (int)c.year, (int)c.hour, (int)c.minute, (int)c.second);
}

static bool id_is_sound(struct str id)
{
    return mail_address_is_sound(id) && id.len < MAIL_LINE_CHARS * 4;
}

void mail_add_addresses(const struct mail_envelope *e, struct buf *out)
{
    buf_add_cstr(out, "From: ");
    mail_add_encoded(out, e->sender_name);
    buf_add_format(out, "\r\n <%.*s>\r\n", STR_ARG(e->from));
    buf_add_format(out, "Reply-To: <%.*s>\r\n", STR_ARG(e->reply_to));
    buf_add_format(out, "To: <%.*s>\r\n", STR_ARG(e->to));
}

void mail_add_head(const struct mail_envelope *e, struct str subject, struct buf *out)
{
    add_date(out, e->date_us);
    mail_add_addresses(e, out);
    buf_add_cstr(out, "Subject: ");
    mail_add_encoded(out, subject);
    buf_add_format(out, "\r\nMessage-ID: <%.*s>\r\n", STR_ARG(e->message_id));
    buf_add_cstr(out, "Auto-Submitted: auto-generated\r\n"
                      "MIME-Version: 1.0\r\n");
}

bool mail_envelope_is_sound(const struct mail_envelope *e)
{
    return mail_address_is_sound(e->from) && mail_address_is_sound(e->reply_to) &&
           mail_address_is_sound(e->to) && id_is_sound(e->message_id);
}

/* Lines of a mail's text end in CR LF, also under base64. */
void mail_add_lines(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\n')
            buf_add_char(out, '\r');
        buf_add_char(out, text.ptr[i]);
    }
}

enum err mail_write(const struct mail_envelope *e, const struct letter_text *text,
                    struct arena *arena, struct str *out)
{
    struct buf lines, message;
    struct str body = {NULL, 0};
    if (!mail_envelope_is_sound(e))
        return ERR_INVALID;
    buf_init(&lines, arena, LIMIT_LETTER_TEXT_BYTES * 2);
    mail_add_lines(&lines, text->body);
    enum err err = buf_finish(&lines, &body);
    if (err != ERR_OK)
        return err;
    buf_init(&message, arena, LIMIT_LETTER_MESSAGE_BYTES);
    mail_add_head(e, text->subject, &message);
    buf_add_cstr(&message, "Content-Type: text/plain; charset=utf-8\r\n"
                           "Content-Transfer-Encoding: base64\r\n\r\n");
    mail_add_base64(&message, body, MAIL_LINE_CHARS);
    buf_add_cstr(&message, "\r\n");
    return buf_finish(&message, out);
}
