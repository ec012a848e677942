/*
 * core/report/decide_check.c — reception's own work on a report before anything is passed on: its
 * kind, the check of its content, the analysis (REC-03, REC-04), and what the finder wrote. Must
 * never show the finder what the bodies think of a report.
 */
#include "core/image_priv.h"

/* What is handed over or ended has its track behind it. */
static struct refusal open_before_handover(const struct law_world *w, struct subject s)
{
    const struct law_report *r = image_report(w->image, s.stream);
    if (report_has_ended(r))
        return refuse(REFUSAL_report_ended);
    return r->handed_to ? refuse(REFUSAL_report_already_handed_over) : refuse_nothing();
}

struct refusal open_correct_kind(const struct law_world *w, struct subject s)
{
    return open_before_handover(w, s);
}

/* OP-27: whoever has to repair it must be findable, on either track. */
static struct refusal judge_kind(const struct law_report *r, const struct cmd_correct_kind *c)
{
    bool website = c->kind == CODE_report_kind_website;

    if (!c->kind)
        return refuse_field(REFUSAL_field_missing, COMMAND_correct_kind, "kind");
    if (c->kind == r->kind)
        return refuse_field(REFUSAL_kind_unchanged, COMMAND_correct_kind, "kind");
    if (website && str_is_empty(c->site_url) && str_is_empty(r->site_url))
        return refuse_field(REFUSAL_product_missing, COMMAND_correct_kind, "site_url");
    if (!website && str_is_empty(c->product) && str_is_empty(r->product))
        return refuse_field(REFUSAL_product_missing, COMMAND_correct_kind, "product");
    return refuse_nothing();
}

enum err decide_correct_kind(const struct law_world *w, const struct cmd_correct_kind *c,
                             struct decision *d)
{
    const struct law_report *r = image_report(w->image, c->head.subject.stream);
    d->refusal = judge_kind(r, c);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_kind_corrected *e = decision_add(d, w, EVENT_kind_corrected, r->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->kind = c->kind;
    e->product = c->product;
    e->site_url = c->site_url;
    e->reason = c->reason;
    return ERR_OK;
}

struct refusal open_check_report(const struct law_world *w, struct subject s)
{
    return open_before_handover(w, s);
}

enum err decide_check_report(const struct law_world *w, const struct cmd_check_report *c,
                             struct decision *d)
{
    struct ev_report_checked *e = decision_add(d, w, EVENT_report_checked, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->checked = c->checked;
    e->analysis = c->analysis;
    return ERR_OK;
}

struct refusal open_mark_read(const struct law_world *w, struct subject s)
{
    return image_report(w->image, s.stream)->unread_us ? refuse_nothing()
                                                       : refuse(REFUSAL_nothing_unread);
}

enum err decide_mark_read(const struct law_world *w, const struct cmd_mark_read *c,
                          struct decision *d)
{
    return decision_add(d, w, EVENT_messages_read, c->head.subject.stream) ? ERR_OK : ERR_MEMORY;
}
