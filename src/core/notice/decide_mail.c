/*
 * core/notice/decide_mail.c — a mail that came in goes into the history of what it belongs to; an
 * answer is noted beside the letter that it answers. Must never mutate the image, and never takes
 * what a program wrote for an answer (HND-10).
 */
#include "core/image_priv.h"

#define COPY_MAIL(e, c)                                                                            \
    do {                                                                                           \
        (e)->letter = (c)->letter;                                                                 \
        (e)->sender = (c)->sender;                                                                 \
        (e)->about = (c)->about;                                                                   \
        (e)->filing = (c)->filing;                                                                 \
        (e)->automatic = (c)->automatic;                                                           \
        (e)->text = (c)->text;                                                                     \
        (e)->files = (c)->files;                                                                   \
        (e)->protection = (c)->protection;                                                         \
    } while (0)

struct refusal open_file_mail(const struct law_world *w, struct subject s)
{
    (void)w;
    (void)s;
    return refuse_nothing();
}

enum err decide_file_mail(const struct law_world *w, const struct cmd_file_mail *c,
                          struct decision *d)
{
    struct id stream = c->head.subject.stream;
    struct ev_case_mail_filed *e = decision_add(d, w, EVENT_case_mail_filed, stream);
    if (!e)
        return ERR_MEMORY;
    COPY_MAIL(e, c);
    return ERR_OK;
}

struct refusal open_file_report_mail(const struct law_world *w, struct subject s)
{
    (void)w;
    (void)s;
    return refuse_nothing();
}

enum err decide_file_report_mail(const struct law_world *w, const struct cmd_file_report_mail *c,
                                 struct decision *d)
{
    struct id stream = c->head.subject.stream;
    struct ev_report_mail_filed *e = decision_add(d, w, EVENT_report_mail_filed, stream);
    if (!e)
        return ERR_MEMORY;
    COPY_MAIL(e, c);
    return ERR_OK;
}

struct refusal open_discard_mail(const struct law_world *w, struct subject s)
{
    (void)w;
    (void)s;
    return refuse_nothing();
}

enum err decide_discard_mail(const struct law_world *w, const struct cmd_discard_mail *c,
                             struct decision *d)
{
    if (str_is_empty(c->reason)) {
        d->refusal = refuse_field(REFUSAL_field_missing, COMMAND_discard_mail, "reason");
        return ERR_OK;
    }
    struct ev_mail_discarded *e = decision_add(d, w, EVENT_mail_discarded, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->sender = c->sender;
    e->about = c->about;
    e->reason = c->reason;
    return ERR_OK;
}
