/*
 * core/mail/read.c — headers, parts and returned letters. Two levels of parts are looked into: a
 * text beside attachments, and the two halves of a returned letter; deeper ones are kept as they
 * are.
 */
#include "core/mail/mail.h"

#include "core/notice/notice.h"

#include <string.h>

/* One header block, cut out of a message. */
struct entity {
    struct str head;
    struct str body;
};

/* ---- headers --------------------------------------------------------------------------------- */

/* A line without its end. */
static struct str take_line(struct str *rest)
{
    struct str line = str_split(rest, '\n');
    return line.len > 0 && line.ptr[line.len - 1] == '\r' ? str_slice(line, 0, line.len - 1) : line;
}

static enum err entity_cut(struct str bytes, struct entity *out)
{
    struct str rest = bytes;
    while (rest.ptr) {
        const char *at = rest.ptr;
        size_t before = (size_t)(at - bytes.ptr);
        if (before > LIMIT_MAIL_HEADER_BYTES)
            return ERR_LIMIT;
        if (take_line(&rest).len == 0) {
            *out = (struct entity){str_slice(bytes, 0, before), rest};
            return ERR_OK;
        }
    }
    *out = (struct entity){bytes, {NULL, 0}};
    return bytes.len > LIMIT_MAIL_HEADER_BYTES ? ERR_LIMIT : ERR_OK;
}

static bool is_folded(struct str rest)
{
    return rest.len > 0 && (rest.ptr[0] == ' ' || rest.ptr[0] == '\t');
}

/* The next field of a header block with its folded lines, as it stands; false at the end. */
static bool next_field(struct str *rest, struct str *name, struct str *value)
{
    while (rest->ptr && rest->len > 0) {
        struct str begin = *rest;
        (void)take_line(rest);
        while (rest->ptr && is_folded(*rest))
            (void)take_line(rest);
        size_t len = rest->ptr ? (size_t)(rest->ptr - begin.ptr) : begin.len;
        struct str field = str_slice(begin, 0, len);
        size_t colon = str_find(field, STR(":"), 0);
        if (colon == SIZE_MAX || colon == 0)
            continue;
        *name = str_slice(field, 0, colon);
        *value = str_trim(str_slice(field, colon + 1, field.len));
        return true;
    }
    return false;
}

/* The first field of that name, absent when there is none. */
static struct str field_of(struct str head, struct str wanted)
{
    struct str name, value;
    while (next_field(&head, &name, &value)) {
        if (str_equal_nocase(str_trim(name), wanted))
            return value;
    }
    return (struct str){NULL, 0};
}

/* ---- addresses ------------------------------------------------------------------------------- */

/* One address out of a list: "Name <a@b>", "a@b (comment)". Quoted names may hold commas. */
static struct str next_mailbox(struct str *rest)
{
    bool quoted = false;
    unsigned depth = 0;
    for (size_t i = 0; i < rest->len; i++) {
        char c = rest->ptr[i];
        if (c == '\\')
            i++;
        else if (c == '"' && depth == 0)
            quoted = !quoted;
        else if (c == '(' && !quoted)
            depth++;
        else if (c == ')' && !quoted && depth > 0)
            depth--;
        else if (c == ',' && !quoted && depth == 0) {
            struct str one = str_slice(*rest, 0, i);
            *rest = str_slice(*rest, i + 1, rest->len);
            return one;
        }
    }
    struct str one = *rest;
    *rest = (struct str){NULL, 0};
    return one;
}

static struct str address_in(struct str mailbox)
{
    size_t open = SIZE_MAX;
    for (size_t i = 0; i < mailbox.len; i++) {
        if (mailbox.ptr[i] == '<')
            open = i;
    }
    if (open != SIZE_MAX) {
        size_t close = str_find(mailbox, STR(">"), open);
        mailbox = close == SIZE_MAX ? STR("") : str_slice(mailbox, open + 1, close);
    } else {
        size_t comment = str_find(mailbox, STR("("), 0);
        mailbox = str_slice(mailbox, 0, comment == SIZE_MAX ? mailbox.len : comment);
    }
    mailbox = str_trim(mailbox);
    return mail_address_is_sound(mailbox) ? mailbox : (struct str){NULL, 0};
}

static void add_recipients(struct mail_message *m, struct str list)
{
    while (list.ptr && m->to_count < MAIL_TO_MAX) {
        struct str address = address_in(next_mailbox(&list));
        if (address.ptr)
            m->to[m->to_count++] = address;
    }
}

/* Two senders are none. */
static struct str only_address(struct str list)
{
    struct str first = address_in(next_mailbox(&list));
    return list.ptr ? (struct str){NULL, 0} : first;
}

static struct str bare_id(struct str value)
{
    if (value.len > 2 && value.ptr[0] == '<' && value.ptr[value.len - 1] == '>')
        value = str_slice(value, 1, value.len - 1);
    return value.len <= LIMIT_TEXT_LINE ? value : (struct str){NULL, 0};
}

/* ---- the message's own head ------------------------------------------------------------------ */

static bool is_address_field(struct str name)
{
    static const struct str names[] = {STR_INIT("To"), STR_INIT("Cc"), STR_INIT("Delivered-To"),
                                       STR_INIT("X-Original-To"), STR_INIT("Envelope-To")};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (str_equal_nocase(name, names[i]))
            return true;
    }
    return false;
}

/* RFC 3834, and what programs said before it. */
static bool is_automatic(struct str name, struct str value)
{
    if (str_equal_nocase(name, STR("Auto-Submitted")))
        return !str_equal_nocase(str_slice(value, 0, 2), STR("no")) || value.len > 2;
    if (str_equal_nocase(name, STR("Precedence")))
        return str_equal_nocase(value, STR("bulk")) || str_equal_nocase(value, STR("junk")) ||
               str_equal_nocase(value, STR("auto_reply"));
    if (str_equal_nocase(name, STR("Return-Path")))
        return str_equal(value, STR("<>"));
    return str_equal_nocase(name, STR("X-Autoreply")) ||
           str_equal_nocase(name, STR("X-Autorespond"));
}

static enum err read_head(struct str head, struct arena *arena, struct mail_message *m)
{
    struct str name, value;
    enum err e = ERR_OK;
    bool from_seen = false;
    while (e == ERR_OK && next_field(&head, &name, &value)) {
        name = str_trim(name);
        if (is_address_field(name)) {
            add_recipients(m, value);
        } else if (str_equal_nocase(name, STR("From"))) {
            m->from = from_seen ? (struct str){NULL, 0} : only_address(value);
            from_seen = true;
        } else if (str_equal_nocase(name, STR("Subject")) && !m->subject.ptr) {
            e = mail_decode_header(m, value, arena, &m->subject);
        } else if (str_equal_nocase(name, STR("Message-ID")) && !m->message_id.ptr) {
            m->message_id = bare_id(value);
        } else if (str_equal_nocase(name, STR("Authentication-Results"))) {
            if (m->auth_count < MAIL_AUTH_MAX)
                m->auth[m->auth_count++] = value;
        } else if (is_automatic(name, value)) {
            m->automatic = true;
        }
    }
    return e;
}

/* ---- parts ----------------------------------------------------------------------------------- */

/* A parameter of a structured value: boundary="…". */
static struct str parameter(struct str value, struct str wanted)
{
    struct str rest = value;
    (void)str_split(&rest, ';');
    while (rest.ptr) {
        struct str one = str_trim(str_split(&rest, ';'));
        size_t equals = str_find(one, STR("="), 0);
        if (equals == SIZE_MAX || !str_equal_nocase(str_trim(str_slice(one, 0, equals)), wanted))
            continue;
        one = str_trim(str_slice(one, equals + 1, one.len));
        if (one.len >= 2 && one.ptr[0] == '"' && one.ptr[one.len - 1] == '"')
            one = str_slice(one, 1, one.len - 1);
        return one;
    }
    return (struct str){NULL, 0};
}

static struct str media_type(struct str value)
{
    struct str type = str_trim(str_split(&value, ';'));
    return str_is_empty(type) ? STR("text/plain") : type;
}

static bool type_is(struct str head, const char *type)
{
    return str_equal_nocase(media_type(field_of(head, STR("Content-Type"))), str_from_cstr(type));
}

/* Is the line "--boundary" or its end? */
static bool is_boundary(struct str line, struct str boundary, bool *last)
{
    if (!str_starts_with(line, STR("--")) ||
        !str_starts_with(str_slice(line, 2, line.len), boundary))
        return false;
    struct str rest = str_slice(line, 2 + boundary.len, line.len);
    *last = str_starts_with(rest, STR("--"));
    return *last || str_is_empty(str_trim(rest));
}

/* The next part; *rest moves behind it. False at the end. */
static bool next_part(struct str *rest, struct str boundary, struct str *part)
{
    bool last = false;
    struct str begin = *rest;
    while (rest->ptr) {
        size_t before = (size_t)(rest->ptr - begin.ptr);
        struct str line = take_line(rest);
        if (is_boundary(line, boundary, &last)) {
            *part = str_slice(begin, 0, before);
            if (last)
                *rest = (struct str){NULL, 0};
            return true;
        }
    }
    *part = begin;
    return begin.len > 0;
}

static enum err decode_body(const struct entity *part, struct arena *arena, struct mail_message *m)
{
    struct str type = field_of(part->head, STR("Content-Type"));
    struct str encoding = field_of(part->head, STR("Content-Transfer-Encoding"));
    struct str body = str_slice(part->body, 0, LIMIT_MAIL_TEXT_BYTES * 4);
    struct buf bytes;
    struct str plain = {NULL, 0};
    buf_init(&bytes, arena, LIMIT_MAIL_TEXT_BYTES * 4 + 1);
    if (str_equal_nocase(encoding, STR("base64")))
        mail_decode_base64(body, &bytes);
    else if (str_equal_nocase(encoding, STR("quoted-printable")))
        mail_decode_quoted(body, false, &bytes);
    else
        buf_add(&bytes, body);
    enum err e = buf_finish(&bytes, &plain);
    if (e == ERR_OK)
        e = mail_convert(m, parameter(type, STR("charset")), plain, arena, &plain);
    return e == ERR_OK ? mail_clean(plain, true, arena, &m->text) : e;
}

/* An encrypted message as it stands, for the program that opens it. */
static enum err take_sealed(const struct entity *part, struct arena *arena, struct mail_message *m)
{
    struct str encoding = field_of(part->head, STR("Content-Transfer-Encoding"));
    struct buf bytes;
    if (!str_equal_nocase(encoding, STR("base64")) &&
        !str_equal_nocase(encoding, STR("quoted-printable"))) {
        m->sealed = part->body;
        return ERR_OK;
    }
    buf_init(&bytes, arena, part->body.len + 1);
    if (str_equal_nocase(encoding, STR("base64")))
        mail_decode_base64(part->body, &bytes);
    else
        mail_decode_quoted(part->body, false, &bytes);
    return buf_finish(&bytes, &m->sealed);
}

/* Inline: the armored lines in the first text. */
static void find_sealed(struct mail_message *m)
{
    static const struct str end = STR_INIT("-----END PGP MESSAGE-----");
    size_t from = str_find(m->text, STR("-----BEGIN PGP MESSAGE-----"), 0);
    size_t to = from == SIZE_MAX ? SIZE_MAX : str_find(m->text, end, from);
    if (to == SIZE_MAX || m->sealed.ptr)
        return;
    m->sealed = str_slice(m->text, from, to + end.len);
    m->sealed_inline = true;
}

/* RFC 3464: the fields about the message, a blank line, the fields about a recipient. One letter
 * has one recipient, so the first that failed is the one. */
static enum err read_status(struct str body, struct arena *arena, struct mail_message *m)
{
    struct str name, value;
    enum err e = ERR_OK;
    while (e == ERR_OK && next_field(&body, &name, &value)) {
        if (str_equal_nocase(name, STR("Action"))) {
            m->failed = m->failed || str_equal_nocase(value, STR("failed"));
        } else if (str_equal_nocase(name, STR("Status")) && !m->status.ptr) {
            e = mail_clean(str_slice(value, 0, 16), false, arena, &m->status);
        } else if (str_equal_nocase(name, STR("Diagnostic-Code")) && !m->diagnostic.ptr) {
            e = mail_clean(str_slice(value, 0, LIMIT_TEXT_LINE), false, arena, &m->diagnostic);
        } else if (str_equal_nocase(name, STR("Final-Recipient")) && !m->recipient.ptr) {
            (void)str_split(&value, ';');
            m->recipient = address_in(value);
        }
    }
    return e;
}

static enum err read_original(const struct entity *part, struct mail_message *m)
{
    struct entity original;
    enum err e = entity_cut(part->body, &original);
    if (e == ERR_OK)
        m->original_id = bare_id(field_of(original.head, STR("Message-ID")));
    return e;
}

static enum err read_entity(const struct entity *part, struct arena *arena, unsigned depth,
                            struct mail_message *m);

static enum err read_parts(const struct entity *whole, struct arena *arena, unsigned depth,
                           struct mail_message *m)
{
    struct str boundary = parameter(field_of(whole->head, STR("Content-Type")), STR("boundary"));
    struct str rest = whole->body;
    struct str bytes;
    enum err e = ERR_OK;
    if (boundary.len == 0 || boundary.len > 70)
        return ERR_OK;
    bool more = next_part(&rest, boundary, &bytes); /* what stands before the first */
    for (size_t i = 0; e == ERR_OK && more && rest.ptr; i++) {
        struct entity part;
        if (i == LIMIT_MAIL_PARTS)
            return ERR_LIMIT;
        more = next_part(&rest, boundary, &bytes);
        e = more ? entity_cut(bytes, &part) : ERR_OK;
        if (more && e == ERR_OK)
            e = read_entity(&part, arena, depth + 1, m);
    }
    return e;
}

static enum err read_entity(const struct entity *part, struct arena *arena, unsigned depth,
                            struct mail_message *m)
{
    struct str type = media_type(field_of(part->head, STR("Content-Type")));
    if (str_equal_nocase(type, STR("multipart/encrypted")))
        m->is_sealed = true;
    if (str_equal_nocase(str_slice(type, 0, 10), STR("multipart/")))
        return depth < LIMIT_MAIL_DEPTH ? read_parts(part, arena, depth, m) : ERR_OK;
    if (type_is(part->head, "message/delivery-status") && m->is_report)
        return read_status(part->body, arena, m);
    if ((type_is(part->head, "message/rfc822") || type_is(part->head, "text/rfc822-headers")) &&
        m->is_report)
        return read_original(part, m);
    if (m->is_sealed && type_is(part->head, "application/octet-stream") && !m->sealed.ptr)
        return take_sealed(part, arena, m);
    if (type_is(part->head, "text/plain") && !m->text.ptr) {
        enum err e = decode_body(part, arena, m);
        find_sealed(m);
        return e;
    }
    return ERR_OK;
}

enum err mail_read(struct str bytes, const struct mail_charsets *charsets, struct arena *arena,
                   struct mail_message *out)
{
    struct entity whole;
    *out = (struct mail_message){.charsets = charsets};
    if (str_starts_with(bytes, STR("From "))) /* the line that a mailbox file puts before each */
        (void)take_line(&bytes);
    enum err e = entity_cut(bytes, &whole);
    if (e != ERR_OK)
        return e;
    if (!field_of(whole.head, STR("From")).ptr && !field_of(whole.head, STR("To")).ptr)
        return ERR_INVALID;
    out->is_report = type_is(whole.head, "multipart/report");
    e = read_head(whole.head, arena, out);
    return e == ERR_OK ? read_entity(&whole, arena, 0, out) : e;
}

/* An entity of its own, with its subject among its headers; inline it is a text without any. */
enum err mail_read_opened(struct str plain, struct arena *arena, struct mail_message *m)
{
    struct entity whole = {STR(""), plain};
    struct str subject = {NULL, 0};
    enum err e = m->sealed_inline ? ERR_OK : entity_cut(plain, &whole);
    m->sealed = m->text = (struct str){NULL, 0};
    m->is_sealed = m->sealed_inline = false;
    if (e == ERR_OK)
        subject = field_of(whole.head, STR("Subject"));
    if (e == ERR_OK && subject.ptr)
        e = mail_decode_header(m, subject, arena, &m->subject);
    return e == ERR_OK ? read_entity(&whole, arena, 0, m) : e;
}

/* ---- what follows from it -------------------------------------------------------------------- */

enum { NUMBER_DIGITS = 8 };

/* A number that begins with letters at `at`: letters, '#', eight digits. 0 when there is none. */
static size_t number_at(struct str s, size_t at)
{
    size_t i = at;
    while (i < s.len && s.ptr[i] >= 'A' && s.ptr[i] <= 'Z')
        i++;
    if (i == at || i - at > 8 || i >= s.len || s.ptr[i] != '#')
        return 0;
    size_t digits = ++i;
    while (i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9')
        i++;
    return i - digits == NUMBER_DIGITS ? i - at : 0;
}

static bool is_word_before(struct str s, size_t at)
{
    return at > 0 && ((s.ptr[at - 1] >= 'A' && s.ptr[at - 1] <= 'Z') ||
                      (s.ptr[at - 1] >= 'a' && s.ptr[at - 1] <= 'z'));
}

static struct str number_in(struct str s, size_t *n)
{
    for (size_t i = 0; i < s.len; i++) {
        size_t len = is_word_before(s, i) ? 0 : number_at(s, i);
        if (len > 0 && (*n)-- == 0)
            return str_slice(s, i, i + len);
    }
    return (struct str){NULL, 0};
}

struct str mail_number(const struct mail_message *m, size_t n)
{
    struct str found = number_in(m->subject, &n);
    return found.ptr ? found : number_in(m->text, &n);
}
