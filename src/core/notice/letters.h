/*
 * core/notice/letters.h — letters and mails as staff may see them, and what the courier and the
 * import ask as the system. Texts are borrowed from the image.
 */
#ifndef CORE_NOTICE_LETTERS_H
#define CORE_NOTICE_LETTERS_H

#include "core/access/access.h"

/* What the log knows of one letter to one recipient (HND-08, HND-09). Those that still wait to be
 * sent are not in the log: app adds them. */
struct letter_view {
    struct str letter;  /* its mark, as in its addresses */
    int64_t notice;     /* number of the notice, 0 while only stopped */
    int64_t version;    /* of its words */
    uint32_t recipient; /* CODE_letter_recipient_… */
    struct id party;
    struct str address;
    uint32_t language;
    uint32_t result; /* CODE_letter_result_… */
    struct str detail;
    struct str about, text; /* as it was sent */
    int64_t sent_us;        /* handed over to the mail server, 0 = never */
    int64_t at_us;          /* of the newest result */
    uint32_t protection;    /* CODE_letter_protection_…, 0 = none was meant */
    struct str settled;     /* what was done about a returned letter, absent before */
};
/* Staff only, oldest first; nothing for everybody else. */
enum err law_letters_known(const struct law_world *w, struct id stream, struct arena *arena,
                           struct letter_view **out, size_t *count) MUST_CHECK;
/* A mail that came in and was filed here (HND-10). */
struct mail_view {
    int64_t at_us;
    struct str letter; /* mark of the letter that it answers, absent when none */
    struct str sender, about, text;
    uint32_t filing;     /* CODE_mail_filing_… */
    uint32_t protection; /* CODE_mail_protection_…, 0 = it came in clear */
    bool automatic;
    struct id_list files; /* the message as it came */
};
/* Staff only, oldest first. */
enum err law_mails(const struct law_world *w, struct id stream, struct arena *arena,
                   struct mail_view **out, size_t *count) MUST_CHECK;
bool law_stream_is(const struct law_image *image, struct id stream, enum stream_type type);
/* Human number of a report or case that the actor may know of; false for anything else. */
bool law_stream_number(const struct law_world *w, struct id stream, struct str *out);
/* The scheme's own stream: where what belongs to no case is written down. */
struct id law_scheme_id(const struct law_image *image);
/* Since when a returned letter of this stream waits to be settled, 0 = none does (HND-08). */
int64_t law_letter_returned_us(const struct law_image *image, struct id stream);
/* For the courier and the import, who act as the system: the letter with that mark and where it is
 * filed. False when the log knows none. */
bool law_letter_find(const struct law_image *image, struct str letter, struct letter_view *out,
                     struct subject *filed, enum stream_type *type);

#endif
