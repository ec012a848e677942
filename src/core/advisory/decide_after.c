/*
 * core/advisory/decide_after.c — after the publication: changed status words, reminders, withdrawal
 * and enquiries (PUB-04, PUB-14, PUB-15, PUB-32, LIF-34). A page changes because a person acted:
 * the developer chose another word, or two persons approved. Must never mutate the image.
 */
#include "core/advisory/publication_priv.h"

/* ---- status words (PUB-28: outside of what is approved) ---- */

/* A developer that has no word any more (SEC-24) stands until the next revision. */
static bool status_differs(const struct law_advisory *a)
{
    for (size_t i = 0; i < a->of->relation_count; i++) {
        const struct law_row *row = law_row_of(a, i);
        uint32_t now = relation_row_status(&a->of->relations[i]);
        if (row->shown_status && !row->left_out && now && row->shown_status != now)
            return true;
    }
    return false;
}

struct refusal open_release_status(const struct law_world *w, struct subject s)
{
    const struct law_advisory *a = subject_advisory(w->image, s.stream);
    if (!a || a->revision == 0)
        return refuse(REFUSAL_advisory_missing);
    if (a->pending)
        return refuse(REFUSAL_release_pending);
    if (a->withdrawn || !status_differs(a))
        return refuse(REFUSAL_advisory_unchanged);
    return w->clock_trusted ? refuse_nothing() : refuse(REFUSAL_clock_doubtful);
}

enum err decide_release_status(const struct law_world *w, const struct cmd_release_status *c,
                               struct decision *d)
{
    const struct law_advisory *a = subject_advisory(w->image, c->head.subject.stream);
    struct str doc;
    enum err err = publication_for_status(a, w->now_us, d->arena, &doc);
    if (err)
        return err;
    struct ev_status_released *e = decision_add(d, w, EVENT_status_released, a->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->revision = a->revision + 1;
    e->at = w->now_us;
    e->doc = doc;
    return ERR_OK;
}

/* ---- reminding (PUB-15) ---- */

struct refusal open_remind_status(const struct law_world *w, struct subject s)
{
    const struct law_case *c = image_case(w->image, s.stream);
    return c->published_us ? refuse_nothing() : refuse(REFUSAL_not_published_yet);
}

enum err decide_remind_status(const struct law_world *w, const struct cmd_remind_status *c,
                              struct decision *d)
{
    const struct law_case *of = image_case(w->image, c->head.subject.stream);
    for (size_t i = 0; i < of->relation_count; i++) {
        const struct law_relation *r = &of->relations[i];
        bool meant = id_is_none(c->party) || id_equal(c->party, r->party->stream.id);
        if (!meant || !r->obtained_us || d->event_count == LIMIT_EVENTS_PER_COMMAND)
            continue;
        struct ev_status_reminded *e = decision_add(d, w, EVENT_status_reminded, of->stream.id);
        if (!e)
            return ERR_MEMORY;
        e->party = r->party->stream.id;
        e->message = c->message;
    }
    if (d->event_count == 0)
        d->refusal = refuse_field(REFUSAL_no_row_on_page, COMMAND_remind_status, "party");
    return ERR_OK;
}

/* ---- withdrawal (PUB-32) ---- */

struct refusal open_propose_withdrawal(const struct law_world *w, struct subject s)
{
    const struct law_advisory *a = subject_advisory(w->image, s.stream);
    if (!a || a->revision == 0)
        return refuse(REFUSAL_not_published_yet);
    if (a->pending)
        return refuse(REFUSAL_release_pending);
    return a->withdrawn && a->withdrawing ? refuse(REFUSAL_advisory_withdrawn) : refuse_nothing();
}

/* The text that was public, with the reason as the line of the update history. */
enum err decide_propose_withdrawal(const struct law_world *w,
                                   const struct cmd_propose_withdrawal *c, struct decision *d)
{
    const struct law_advisory *a = subject_advisory(w->image, c->head.subject.stream);
    struct publication released;
    enum err err = publication_read(a->released_doc, d->arena, &released);
    if (err)
        return err;
    if (str_is_empty(c->reason.ja)) {
        d->refusal = refuse_field(REFUSAL_field_missing, COMMAND_propose_withdrawal, "reason");
        return ERR_OK;
    }
    released.advisory.change_note = c->reason;
    struct ev_withdrawal_proposed *e = decision_add(d, w, EVENT_withdrawal_proposed, a->stream.id);
    return e ? advisory_write(&released.advisory, d->arena, &e->doc) : ERR_MEMORY;
}

/* ---- enquiries (PUB-32) ---- */

struct refusal open_record_enquiry(const struct law_world *w, struct subject s)
{
    const struct law_advisory *a = subject_advisory(w->image, s.stream);
    return a && a->revision > 0 ? refuse_nothing() : refuse(REFUSAL_not_published_yet);
}

enum err decide_record_enquiry(const struct law_world *w, const struct cmd_record_enquiry *c,
                               struct decision *d)
{
    const struct law_advisory *a = subject_advisory(w->image, c->head.subject.stream);
    int32_t today = civil_jst_day(w->now_us);
    if (c->received > today) {
        d->refusal = refuse_field(REFUSAL_day_future, COMMAND_record_enquiry, "received");
        return ERR_OK;
    }
    struct ev_enquiry_recorded *e = decision_add(d, w, EVENT_enquiry_recorded, a->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->sender = c->sender;
    e->received = c->received ? c->received : today;
    e->text = c->text;
    return ERR_OK;
}

size_t advisory_open_enquiry(const struct law_advisory *a)
{
    for (size_t i = 0; i < a->enquiry_count; i++) {
        if (!a->enquiries[i].answered)
            return i + 1;
    }
    return 0;
}

struct refusal open_answer_enquiry(const struct law_world *w, struct subject s)
{
    const struct law_advisory *a = subject_advisory(w->image, s.stream);
    return a && advisory_open_enquiry(a) > 0 ? refuse_nothing() : refuse(REFUSAL_no_enquiry);
}

enum err decide_answer_enquiry(const struct law_world *w, const struct cmd_answer_enquiry *c,
                               struct decision *d)
{
    const struct law_advisory *a = subject_advisory(w->image, c->head.subject.stream);
    uint64_t number = 0;
    bool known = str_to_u64(c->enquiry, a->enquiry_count, &number) && number > 0 &&
                 !a->enquiries[number - 1].answered;
    if (!known) {
        d->refusal = refuse_field(REFUSAL_field_not_a_choice, COMMAND_answer_enquiry, "enquiry");
        return ERR_OK;
    }
    struct ev_enquiry_answered *e = decision_add(d, w, EVENT_enquiry_answered, a->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->number = (int64_t)number;
    e->answer = c->answer;
    e->by_revision = c->by_revision;
    return ERR_OK;
}
