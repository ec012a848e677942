/*
 * core/notice/filing.h — under what a mail that came in belongs (HND-10).
 *
 * First by the mark in an address, which only the letter itself carries; then by number and known
 * sender, when the receiving mail server found that the sender is true; everything else is for a
 * person to look at. A returned letter counts against the letter that it is; what a program wrote
 * never counts as an answer. Pure, and decides nothing by itself: the caller issues the command
 * that follows.
 */
#ifndef CORE_NOTICE_FILING_H
#define CORE_NOTICE_FILING_H

#include "core/conf/conf.h"
#include "core/law.h"
#include "core/mail/mail.h"

struct mail_filing {
    uint32_t filing; /* CODE_mail_filing_…, 0: it waits for a person */
    uint32_t doubt;  /* CODE_mail_doubt_…: why */
    enum stream_type type;
    struct id
        stream; /* also as a proposal for the person who files it; none when there is no idea */
    struct str letter; /* the letter concerned, absent when none */
    bool bounced;      /* the letter came back */
    bool ignored;      /* a delay notice: nothing follows from it */
};

void law_mail_file(const struct law_world *w, const struct conf *conf, const struct mail_message *m,
                   struct mail_filing *out);
/* The report or case that bears this number and is known to the actor; false when there is none. */
bool law_number_find(const struct law_world *w, struct str number, struct id *stream,
                     enum stream_type *type);

#endif
