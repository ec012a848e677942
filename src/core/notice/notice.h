/*
 * core/notice/notice.h — the law of letters: which events tell whom, in which words.
 *
 * Pure: a decision that was made and not yet applied becomes a list of letters, each to one person
 * or mailbox (CON-06); a letter becomes its text, and text and envelope become the bytes of a mail
 * message. The program sends the same bytes that a preview shows. A letter in clear holds a number,
 * a link and the contact of the handling body; nothing here may take a title, a product, a name or
 * a date into it (test/unit/core/test_notice.c looks).
 */
#ifndef CORE_NOTICE_NOTICE_H
#define CORE_NOTICE_NOTICE_H

#include "core/conf/conf.h"
#include "core/law.h"

enum notice_kind {
    NOTICE_none,
#define NOTICE(name, number, event, audience, version, subject, body, reqs)                        \
    NOTICE_##name = (number),
#include "core/notice/notices.def"
};

enum notice_audience {
    AUDIENCE_finder,
    AUDIENCE_finders,
    AUDIENCE_finders_first,
    AUDIENCE_developer,
    AUDIENCE_outsider,
    AUDIENCE_correspondent,
    AUDIENCE_informed,
    AUDIENCE_reception,
    AUDIENCE_coordinators,
};

/* Where the link of a letter leads. */
/* OWN: the page of the recipient's organisation at the desk. */
enum letter_link { LETTER_LINK_DESK, LETTER_LINK_RECEIPT, LETTER_LINK_SITE, LETTER_LINK_OWN };

struct notice_def {
    enum notice_kind kind;
    const char *name;
    enum event_kind event;
    enum notice_audience audience;
    uint32_t version;
    const char *subject; /* message ids */
    const char *body;
};

const struct notice_def *notice_def_get(enum notice_kind kind);
/* All of them, in the order of the list. */
const struct notice_def *notice_defs(size_t *count);

/* One letter to one recipient. Texts are borrowed from the image and the decision. */
struct letter {
    enum notice_kind notice;
    size_t event;                 /* which of the decision's events it tells of */
    enum stream_type stream_type; /* where it is filed */
    struct id stream;
    uint32_t recipient; /* CODE_letter_recipient_… */
    struct id party;    /* organisation, none for a finder */
    struct text2 name;  /* of the recipient, for staff who look at the preview; not in the letter */
    struct str address;
    enum lang lang;
    enum letter_link link;
    struct str number; /* of the report or case */
    /* Fingerprint of the recipient's certificate, absent when there is none: then, and only then,
     * the letter may carry what the event tells this developer (SEC-05). */
    struct str key;
    struct str told; /* text of the overview or reminder */
    int64_t told_us; /* the date-time that was set, 0 = none */
};

struct letter_list {
    struct letter *items;
    size_t count;
};

/* The letters that follow from a decision in the world in which it was made: `w->image` has not
 * folded the events yet. Fewer when somebody has no mail address: the finder's receipt page and the
 * desk's lists do not depend on mail. ERR_LIMIT beyond LIMIT_LETTERS_PER_COMMAND, ERR_MEMORY. */
enum err law_letters(const struct law_world *w, const struct decision *d, struct arena *arena,
                     struct letter_list *out) MUST_CHECK;

/* What the words are made with. */
struct letter_frame {
    const struct conf *conf;
    /* The message in that language; NULL: English message ids as they are. */
    struct str (*translate)(enum lang lang, const char *msgid);
};

struct letter_text {
    struct str subject;
    struct str body;   /* lines end in LF */
    struct str sealed; /* the body to be encrypted; absent when the letter goes in clear */
};

/* The words of a letter as its recipient will read them. */
enum err letter_render(const struct letter_frame *f, const struct letter *l, struct arena *arena,
                       struct letter_text *out) MUST_CHECK;

/* ---- the mail message ---- */

struct mail_envelope {
    struct str sender_name; /* of the From line */
    struct str from;        /* address of the From line */
    struct str reply_to;    /* where an answer goes; carries the letter's own mark */
    struct str to;
    struct str message_id; /* without the angle brackets; the same at each try */
    int64_t date_us;
};

/* The message as RFC 5322 says, lines ended by CR LF: one recipient, plain text in UTF-8 as base64,
 * marked as made by a program (RFC 3834) so that no vacation program answers it. ERR_INVALID when
 * an address holds a character that could end its line. */
enum err mail_write(const struct mail_envelope *e, const struct letter_text *text,
                    struct arena *arena, struct str *out) MUST_CHECK;

/* RFC 3156. What is encrypted: subject and sealed body as an entity of their own, with the subject
 * among its headers (RFC 9788). */
enum err mail_write_inner(const struct mail_envelope *e, const struct letter_text *text,
                          struct arena *arena, struct str *out) MUST_CHECK;
/* The message around the armored result. Its subject tells nothing. ERR_INVALID: not armored. */
enum err mail_write_encrypted(const struct mail_envelope *e, struct str armored,
                              struct arena *arena, struct str *out) MUST_CHECK;

/* One address of the plain form local@domain.tld: letters, digits and the signs of RFC 5321's
 * atoms. */
bool mail_address_is_sound(struct str address);
/* HND-14: a training directory may write to these only: names below .example, which nobody owns. */
bool mail_address_is_example(struct str address);
/* "todoke@body.example" and a mark give "todoke+MARK@body.example". Absent on ERR_MEMORY. */
struct str mail_address_marked(struct str address, struct str mark, struct arena *arena);
/* The mark of an address that mail_address_marked made from `base`; absent when it is none. */
struct str mail_address_mark(struct str address, struct str base);

#endif
