/*
 * core/mail/mail.h — a mail that came in, as far as it has to be understood to file it: who wrote,
 * to which address, under which number; whether a person wrote at all, and what a returned letter
 * says.
 *
 * Strict and bounded, because anybody may send anything: headers up to LIMIT_MAIL_HEADER_BYTES,
 * parts up to LIMIT_MAIL_PARTS, two levels. What is not understood is left out and never guessed;
 * the message itself is kept as it came. Character sets other than UTF-8 are converted by a
 * function that the caller brings, because their tables are files; bytes without a meaning are
 * marked with U+FFFD. Pure: no table, no network, no clock.
 */
#ifndef CORE_MAIL_MAIL_H
#define CORE_MAIL_MAIL_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"

enum { MAIL_TO_MAX = 32, MAIL_AUTH_MAX = 8 };

/* Converts a text to UTF-8; anything but ERR_OK and ERR_MEMORY: it cannot, and the text is read as
 * UTF-8. */
struct mail_charsets {
    void *ctx;
    enum err (*convert)(void *ctx, struct str charset, struct str bytes, struct arena *arena,
                        struct str *out);
};

struct mail_message {
    const struct mail_charsets *charsets; /* NULL: nothing but UTF-8 is read */
    size_t conversions;                   /* made so far; at most LIMIT_MAIL_CONVERSIONS */
    struct str from;                      /* one sound address, else absent */
    struct str to[MAIL_TO_MAX];
    size_t to_count;
    struct str subject;    /* one line of UTF-8 */
    struct str message_id; /* without the angle brackets */
    struct str text;       /* the first plain text, decoded; UTF-8 */
    struct str sealed;  /* an OpenPGP message in it, still encrypted; absent when there is none */
    bool is_sealed;     /* multipart/encrypted */
    bool sealed_inline; /* it stands in the text itself, not in a part of its own (RFC 3156) */
    bool vouched;       /* set by the caller: it is signed by a confirmed key of its sender */
    bool automatic;     /* RFC 3834: a program wrote it; an answer to it could loop */
    /* RFC 3464: a returned letter */
    bool is_report;
    bool failed;                    /* it says that the letter will never arrive */
    struct str status;              /* 5.1.1 */
    struct str diagnostic;          /* what the other server said, one line */
    struct str original_id;         /* Message-ID of the letter that came back */
    struct str recipient;           /* to whom it could not be delivered */
    struct str auth[MAIL_AUTH_MAX]; /* Authentication-Results, the newest first */
    size_t auth_count;
};

/* Reads a message. Texts borrow from `bytes` or live in `arena`. ERR_INVALID when it has no header,
 * ERR_LIMIT beyond the limits above, ERR_MEMORY. */
enum err mail_read(struct str bytes, const struct mail_charsets *charsets, struct arena *arena,
                   struct mail_message *out) MUST_CHECK;

/* What stood inside an encrypted message takes the place of its text, and of its subject when there
 * is one (RFC 9788); m->sealed then tells that there is another within. */
enum err mail_read_opened(struct str plain, struct arena *arena, struct mail_message *m) MUST_CHECK;

/* RFC 8601: did the receiving server `authserv` itself find that the From line is true
 * (dmarc=pass)? Only the topmost line counts, and only under exactly this name: others may have
 * come with the message. */
bool mail_is_verified(const struct mail_message *m, struct str authserv);

/* The n-th word of subject or text that looks like a number of ours ("IPA#12345678"); absent at the
 * end. */
struct str mail_number(const struct mail_message *m, size_t n);

/* ---- for the files of core/mail ---- */

/* Base64 and quoted-printable; what is not of the encoding is passed over. */
void mail_decode_base64(struct str text, struct buf *out);
void mail_decode_quoted(struct str text, bool in_header, struct buf *out);
/* RFC 2047 words and plain text of a header, as one line of UTF-8. */
enum err mail_decode_header(struct mail_message *m, struct str text, struct arena *arena,
                            struct str *out) MUST_CHECK;
/* The bytes as UTF-8, as far as that is possible: by the charset, absent when none is named. What
 * comes is not yet clean. */
enum err mail_convert(struct mail_message *m, struct str charset, struct str bytes,
                      struct arena *arena, struct str *out) MUST_CHECK;
/* Well-formed UTF-8 without controls; each run of other bytes becomes U+FFFD; `lines` permits LF.
 */
enum err mail_clean(struct str bytes, bool lines, struct arena *arena, struct str *out) MUST_CHECK;

#endif
