/*
 * desk/pages_letters.h — pages about letters and mails. A letter is shown as it was or will be
 * sent, never made here.
 */
#ifndef DESK_PAGES_LETTERS_H
#define DESK_PAGES_LETTERS_H

#include "core/access/access.h"
#include "desk/pages_form.h"

/* One letter as its recipient reads it, before it is sent. */
struct desk_letter_preview {
    struct text2 name;
    const char *recipient; /* message id */
    struct str address;
    struct str about, text;
    bool encrypted;
};

struct desk_letter_row {
    const char *about_what; /* message id of the notice's subject, NULL when unknown */
    struct str party;       /* name of the organisation, absent for a finder */
    const char *recipient;
    struct str address;
    const char *result;
    const char *protection; /* NULL: it was never meant to be encrypted */
    bool waits, failed;
    int64_t at_us; /* of the result; while it waits, when it leaves */
    struct str detail, settled;
    struct str about, text;
    int64_t version;
    struct str stop_href, settle_href; /* absent: not possible */
};

struct desk_mail_row {
    int64_t at_us;
    struct str sender, about, text;
    const char *filing;
    const char *protection; /* NULL: it came in clear */
    bool automatic;
    struct str file_href;
};

struct desk_letters_page {
    struct desk_layout page;
    struct desk_list *list;
    struct str number, href;
    struct desk_letter_row *letters;
    size_t letter_count;
    struct desk_mail_row *mails;
    size_t mail_count;
    bool mail_is_off, unreachable;
    bool openpgp_missing; /* encrypted letters are asked for and cannot be made */
    struct str answer;    /* what the mail server said */
};

struct desk_queue_row {
    struct str id;
    int64_t at_us;
    struct str sender, about, text, number;
    const char *doubt;
    const char *protection;
    bool automatic;
    struct str error; /* sentence, absent when nothing is wrong */
    struct str typed_number, typed_reason;
};

struct desk_queue_page {
    struct desk_layout page;
    struct desk_list *list;
    struct str token;
    struct desk_queue_row *rows;
    size_t row_count;
};

#endif
