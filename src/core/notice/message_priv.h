/*
 * core/notice/message_priv.h — how the lines of a mail message are written, for the two files that
 * write them.
 */
#ifndef CORE_NOTICE_MESSAGE_PRIV_H
#define CORE_NOTICE_MESSAGE_PRIV_H

#include "core/notice/notice.h"

/* Base64; `line` characters a line, 0 = one line. */
void mail_add_base64(struct buf *out, struct str bytes, size_t line);
/* As RFC 2047 words, folded. */
void mail_add_encoded(struct buf *out, struct str text);
/* Lines of a mail's text end in CR LF, also under base64. */
void mail_add_lines(struct buf *out, struct str text);
/* From, Reply-To and To. */
void mail_add_addresses(const struct mail_envelope *e, struct buf *out);
/* Those, with date, subject, Message-ID and the mark that a program wrote it. */
void mail_add_head(const struct mail_envelope *e, struct str subject, struct buf *out);
bool mail_envelope_is_sound(const struct mail_envelope *e);

enum { MAIL_LINE_CHARS = 76 };

#endif
