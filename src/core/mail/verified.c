/*
 * core/mail/verified.c — what the receiving mail server found out about a sender (RFC 8601). Only
 * the topmost Authentication-Results counts, and only when it bears the name of our own server:
 * what stands below may have come with the message. What a server quotes of a message, in comments
 * and quoted strings, is never read as its verdict.
 */
#include "core/mail/mail.h"

enum { VERDICT_BYTES = 4096 };

/* The next piece up to a `;` that is no part of a comment or a quoted string, without comments and
 * with quoted strings as they stand. False at the end. */
static bool next_piece(struct str *rest, struct buf *out)
{
    bool quoted = false;
    unsigned depth = 0;
    buf_clear(out);
    if (!rest->ptr)
        return false;
    for (size_t i = 0; i < rest->len; i++) {
        char c = rest->ptr[i];
        bool escapes = c == '\\' && (quoted || depth > 0) && i + 1 < rest->len;
        if (c == ';' && !quoted && depth == 0) {
            *rest = str_slice(*rest, i + 1, rest->len);
            return true;
        }
        if (depth == 0 && !(c == '(' && !quoted))
            buf_add_char(out, c == '\t' || c == '\r' || c == '\n' ? ' ' : c);
        if (escapes) {
            i++;
            if (depth == 0)
                buf_add_char(out, rest->ptr[i]);
        } else if (c == '"' && depth == 0) {
            quoted = !quoted;
        } else if (c == '(' && !quoted) {
            depth++;
        } else if (c == ')' && !quoted && depth > 0) {
            depth--;
        }
    }
    *rest = (struct str){NULL, 0};
    return !quoted && depth == 0; /* an open one: nobody knows what belongs to it */
}

static struct str piece_text(const struct buf *b)
{
    return str_trim(buf_str(b));
}

static struct str next_word(struct str *rest)
{
    *rest = str_trim(*rest);
    return str_split(rest, ' ');
}

/* "authserv-id [version]": the name exactly, and no version but the first. */
static bool is_ours(struct str head, struct str authserv)
{
    struct str name = next_word(&head), version = str_trim(head);
    return str_equal_nocase(name, authserv) &&
           (str_is_empty(version) || str_equal(version, STR("1")));
}

static struct str domain_of(struct str address)
{
    size_t at = str_find(address, STR("@"), 0);
    return at == SIZE_MAX ? (struct str){NULL, 0} : str_slice(address, at + 1, address.len);
}

/* "dmarc=pass" and, where it says of which domain, that of the From line. */
static bool passes(struct str verdict, struct str from)
{
    struct str method = next_word(&verdict);
    if (!str_equal_nocase(method, STR("dmarc=pass")) &&
        !str_equal_nocase(method, STR("dmarc/1=pass")))
        return false;
    while (verdict.len > 0) {
        struct str property = next_word(&verdict);
        struct str value = property;
        struct str name = str_split(&value, '=');
        if (str_equal_nocase(name, STR("header.from")) && !str_equal_nocase(value, domain_of(from)))
            return false;
    }
    return true;
}

bool mail_is_verified(const struct mail_message *m, struct str authserv)
{
    struct arena arena;
    struct buf piece;
    if (m->auth_count == 0 || str_is_empty(authserv) || m->auth[0].len > VERDICT_BYTES)
        return false;
    arena_init(&arena, VERDICT_BYTES * 4);
    buf_init(&piece, &arena, VERDICT_BYTES + 1);
    struct str rest = m->auth[0];
    bool verified = false;
    bool ours = next_piece(&rest, &piece) && is_ours(piece_text(&piece), authserv);
    while (ours && !verified && rest.ptr) {
        if (!next_piece(&rest, &piece))
            break;
        verified = passes(piece_text(&piece), m->from);
    }
    arena_release(&arena);
    return verified && !piece.failed;
}
