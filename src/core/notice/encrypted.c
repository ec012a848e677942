/*
 * core/notice/encrypted.c — an encrypted letter as RFC 3156 says: inside, an entity that carries
 * the true subject; outside, addresses, a subject that tells nothing, and the armored text. Must
 * never write anything of the letter's words outside.
 */
#include "core/notice/message_priv.h"

#define BEGINS "-----BEGIN PGP MESSAGE-----"

enum err mail_write_inner(const struct mail_envelope *e, const struct letter_text *text,
                          struct arena *arena, struct str *out)
{
    struct buf lines, entity;
    struct str body = {NULL, 0};
    if (!mail_envelope_is_sound(e))
        return ERR_INVALID;
    buf_init(&lines, arena, LIMIT_LETTER_MESSAGE_BYTES);
    mail_add_lines(&lines, text->sealed);
    enum err err = buf_finish(&lines, &body);
    if (err != ERR_OK)
        return err;
    buf_init(&entity, arena, LIMIT_LETTER_MESSAGE_BYTES);
    mail_add_addresses(e, &entity);
    buf_add_cstr(&entity, "Subject: ");
    mail_add_encoded(&entity, text->subject);
    buf_add_cstr(&entity, "\r\nContent-Type: text/plain; charset=utf-8; "
                          "protected-headers=\"v1\"; hp=\"cipher\"\r\n"
                          "Content-Transfer-Encoding: base64\r\n\r\n");
    mail_add_base64(&entity, body, MAIL_LINE_CHARS);
    buf_add_cstr(&entity, "\r\n");
    return buf_finish(&entity, out);
}

/* The boundary is the letter's own mark: no armored line begins with it. */
enum err mail_write_encrypted(const struct mail_envelope *e, struct str armored,
                              struct arena *arena, struct str *out)
{
    struct buf message;
    struct str id = e->message_id;
    struct str mark = str_split(&id, '@');
    if (!mail_envelope_is_sound(e) || !str_starts_with(armored, STR(BEGINS)))
        return ERR_INVALID;
    buf_init(&message, arena, LIMIT_LETTER_MESSAGE_BYTES * 2);
    mail_add_head(e, STR("..."), &message);
    buf_add_format(&message,
                   "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\";\r\n"
                   " boundary=\"%.*s\"\r\n\r\n"
                   "--%.*s\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n"
                   "--%.*s\r\nContent-Type: application/octet-stream; name=\"letter.asc\"\r\n\r\n",
                   STR_ARG(mark), STR_ARG(mark), STR_ARG(mark));
    while (armored.ptr) {
        struct str line = str_split(&armored, '\n');
        if (line.len > 0 && line.ptr[line.len - 1] == '\r')
            line.len--;
        buf_add(&message, line);
        buf_add_cstr(&message, "\r\n");
    }
    buf_add_format(&message, "--%.*s--\r\n", STR_ARG(mark));
    return buf_finish(&message, out);
}
