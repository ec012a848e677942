/*
 * core/report/apply_report.c — what the report's events change. Never refuses, never looks at an
 * edition.
 */
#include "core/image_priv.h"

enum err apply_report_filed(struct law_image *m, const struct ev_report_filed *e)
{
    struct law_report *r = ARENA_NEW(m->arena, struct law_report);
    if (!r || ptr_list_reserve(m, &m->reports) || ptr_list_reserve(m, &m->with_receipt))
        return ERR_MEMORY;
    if (str_map_get(&m->numbers, e->number))
        return ERR_CORRUPT;
    enum err err = image_name_files(m, &e->files, r);
    if (!err && !str_is_empty(e->receipt_lookup))
        err = str_map_set(&m->receipts, m->arena, e->receipt_lookup, r);
    if (!err)
        err = str_map_set(&m->numbers, m->arena, e->number, r);
    if (!err)
        err = image_add(m, &r->stream, &e->head);
    if (err)
        return err;
    r->filed = e;
    r->state = CODE_report_state_received;
    r->kind = e->kind;
    r->product = e->product;
    r->site_url = e->site_url;
    r->tell_developer = e->tell_developer;
    r->direct_contact = e->direct_contact;
    r->named = e->named;
    r->credit_name = e->credit_name;
    r->told_others = e->told_others;
    m->reports.items[m->reports.count++] = r;
    if (!str_is_empty(e->receipt_lookup))
        m->with_receipt.items[m->with_receipt.count++] = r;
    return ERR_OK;
}

enum err apply_report_accepted(struct law_image *m, const struct ev_report_accepted *e)
{
    struct law_report *r = image_report(m, e->head.stream);
    if (!r || r->state != CODE_report_state_received)
        return ERR_CORRUPT;
    r->state = CODE_report_state_accepted;
    r->accepted_day = e->accepted_day;
    r->accept_note = e->note;
    duty_begin(&r->duty, e->head.person);
    return ERR_OK;
}

enum err apply_report_declined(struct law_image *m, const struct ev_report_declined *e)
{
    struct law_report *r = image_report(m, e->head.stream);
    if (!r || r->state != CODE_report_state_received)
        return ERR_CORRUPT;
    r->state = CODE_report_state_declined;
    r->decline_ground = e->ground;
    r->decline_reason = e->reason;
    if (!r->declined_day) /* LIF-47: the first one stays */
        r->declined_day = civil_jst_day(e->head.at_us);
    return ERR_OK;
}

/* What an event leaves out stays as it was classified before. */
enum err apply_report_classified(struct law_image *m, const struct ev_report_classified *e)
{
    struct law_report *r = image_report(m, e->head.stream);
    if (!r)
        return ERR_CORRUPT;
    r->product_kind = e->product_kind ? e->product_kind : r->product_kind;
    r->cause = e->cause ? e->cause : r->cause;
    r->web_type = e->web_type ? e->web_type : r->web_type;
    r->web_impact = e->web_impact ? e->web_impact : r->web_impact;
    return ERR_OK;
}

/* The case is opened by an event of the same decision, which stands before this one in the log. */
enum err apply_report_handed_over(struct law_image *m, const struct ev_report_handed_over *e)
{
    struct law_report *r = image_report(m, e->head.stream);
    struct law_case *c = image_case(m, e->case_id);
    if (!r || !c || r->state != CODE_report_state_accepted)
        return ERR_CORRUPT;
    r->state = CODE_report_state_handed_over;
    r->handed_to = c;
    return ERR_OK;
}

static enum err add_message(struct law_image *m, struct law_report *r, struct message_view message)
{
    void *messages = r->messages;
    enum err err =
        image_grow(m, &messages, &r->message_capacity, r->message_count, sizeof(message));
    r->messages = messages;
    if (err)
        return err;
    r->messages[r->message_count++] = message;
    return ERR_OK;
}

enum err apply_finder_messaged(struct law_image *m, const struct ev_finder_messaged *e)
{
    struct law_report *r = image_report(m, e->head.stream);
    if (!r)
        return ERR_CORRUPT;
    r->unread_us = 0;
    return add_message(m, r, (struct message_view){e->head.at_us, false, e->text, {NULL, 0}});
}

enum err apply_finder_answered(struct law_image *m, const struct ev_finder_answered *e)
{
    struct law_report *r = image_report(m, e->head.stream);
    if (!r)
        return ERR_CORRUPT;
    enum err err = image_name_files(m, &e->files, r);
    if (!err)
        err = add_message(m, r, (struct message_view){e->head.at_us, true, e->text, e->files});
    if (!err && !r->unread_us)
        r->unread_us = e->head.at_us;
    return err;
}
