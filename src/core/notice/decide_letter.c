/*
 * core/notice/decide_letter.c — what became of a letter, and its stopping. The program reports
 * results as the system; only staff stop. Must never mutate the image.
 */
#include "core/image_priv.h"
#include "core/scheme/edition.h"

static const struct law_letter *letter_of(const struct law_world *w, struct str letter)
{
    return str_map_get(&w->image->letters, letter);
}

/* HND-08: a result may follow another only as things can happen: what bounced was handed over
 * before, and an answer may still come. A stopped letter that was on its way already is told as it
 * went. */
static bool result_follows(uint32_t before, uint32_t now)
{
    switch (now) {
    case CODE_letter_result_handed_over:
        return before == 0 || before == CODE_letter_result_queued ||
               before == CODE_letter_result_stopped;
    case CODE_letter_result_failed:
        return before == 0 || before == CODE_letter_result_queued;
    case CODE_letter_result_stopped:
        return before == CODE_letter_result_queued;
    case CODE_letter_result_bounced:
        return before == 0 || before == CODE_letter_result_queued ||
               before == CODE_letter_result_handed_over;
    default:
        return false;
    }
}

/* In the image a stopped letter of which nothing else is known counts as queued, with `stopped`
 * told by the result that the program records next. */
static struct refusal judge_result(const struct law_world *w, struct id stream, struct str letter,
                                   uint32_t result)
{
    const struct law_letter *known = letter_of(w, letter);
    if (known && !id_equal(known->of->id, stream))
        return refuse(REFUSAL_letter_unknown);
    return result_follows(known ? known->view.result : 0, result)
               ? refuse_nothing()
               : refuse(REFUSAL_letter_result_known);
}

#define COPY_LETTER(e, c, w)                                                                       \
    do {                                                                                           \
        (e)->letter = (c)->letter;                                                                 \
        (e)->notice = (c)->notice;                                                                 \
        (e)->version = (c)->version;                                                               \
        (e)->recipient = (c)->recipient;                                                           \
        (e)->party = (c)->party;                                                                   \
        (e)->address = (c)->address;                                                               \
        (e)->language = (c)->language;                                                             \
        (e)->result = (c)->result;                                                                 \
        (e)->detail = (c)->detail;                                                                 \
        (e)->about = (c)->about;                                                                   \
        (e)->text = (c)->text;                                                                     \
        (e)->edition = (w)->edition->id;                                                           \
    } while (0)

struct refusal open_record_letter(const struct law_world *w, struct subject s)
{
    (void)w;
    (void)s;
    return refuse_nothing();
}

static bool is_arrival(uint32_t result)
{
    return result == CODE_letter_result_handed_over;
}

enum err decide_record_letter(const struct law_world *w, const struct cmd_record_letter *c,
                              struct decision *d)
{
    struct id stream = c->head.subject.stream;
    d->refusal = judge_result(w, stream, c->letter, c->result);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    if (is_arrival(c->result)) {
        struct ev_case_letter_sent *e = decision_add(d, w, EVENT_case_letter_sent, stream);
        if (!e)
            return ERR_MEMORY;
        COPY_LETTER(e, c, w);
        e->protection = c->protection;
        return ERR_OK;
    }
    struct ev_case_letter_failed *e = decision_add(d, w, EVENT_case_letter_failed, stream);
    if (!e)
        return ERR_MEMORY;
    COPY_LETTER(e, c, w);
    return ERR_OK;
}

struct refusal open_record_report_letter(const struct law_world *w, struct subject s)
{
    (void)w;
    (void)s;
    return refuse_nothing();
}

enum err decide_record_report_letter(const struct law_world *w,
                                     const struct cmd_record_report_letter *c, struct decision *d)
{
    struct id stream = c->head.subject.stream;
    d->refusal = judge_result(w, stream, c->letter, c->result);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    if (is_arrival(c->result)) {
        struct ev_report_letter_sent *e = decision_add(d, w, EVENT_report_letter_sent, stream);
        if (!e)
            return ERR_MEMORY;
        COPY_LETTER(e, c, w);
        return ERR_OK;
    }
    struct ev_report_letter_failed *e = decision_add(d, w, EVENT_report_letter_failed, stream);
    if (!e)
        return ERR_MEMORY;
    COPY_LETTER(e, c, w);
    return ERR_OK;
}

/* ---- stopping (SEC-24) ---- */

/* Whether it waits in the outbox at all, app looks: the log knows only what came of it. */
static struct refusal judge_stop(const struct law_world *w, struct id stream, struct str letter)
{
    const struct law_letter *known = letter_of(w, letter);
    if (!known)
        return refuse_nothing();
    return refuse(id_equal(known->of->id, stream) ? REFUSAL_letter_left : REFUSAL_letter_unknown);
}

struct refusal open_stop_letter(const struct law_world *w, struct subject s)
{
    (void)w;
    (void)s;
    return refuse_nothing();
}

enum err decide_stop_letter(const struct law_world *w, const struct cmd_stop_letter *c,
                            struct decision *d)
{
    d->refusal = judge_stop(w, c->head.subject.stream, c->letter);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_letter_stopped *e = decision_add(d, w, EVENT_letter_stopped, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->letter = c->letter;
    e->reason = c->reason;
    return ERR_OK;
}

struct refusal open_stop_report_letter(const struct law_world *w, struct subject s)
{
    (void)w;
    (void)s;
    return refuse_nothing();
}

enum err decide_stop_report_letter(const struct law_world *w,
                                   const struct cmd_stop_report_letter *c, struct decision *d)
{
    d->refusal = judge_stop(w, c->head.subject.stream, c->letter);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_report_letter_stopped *e =
        decision_add(d, w, EVENT_report_letter_stopped, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->letter = c->letter;
    e->reason = c->reason;
    return ERR_OK;
}

/* ---- what came back (HND-08) ---- */

static struct refusal judge_settle(const struct law_world *w, struct id stream, struct str letter)
{
    const struct law_letter *known = letter_of(w, letter);
    if (!known || !id_equal(known->of->id, stream))
        return refuse(REFUSAL_letter_unknown);
    bool returned = known->view.result == CODE_letter_result_bounced ||
                    known->view.result == CODE_letter_result_failed;
    return returned && str_is_empty(known->view.settled) ? refuse_nothing()
                                                         : refuse(REFUSAL_letter_arrived);
}

struct refusal open_settle_letter(const struct law_world *w, struct subject s)
{
    return law_letter_returned_us(w->image, s.stream) ? refuse_nothing()
                                                      : refuse(REFUSAL_letter_arrived);
}

enum err decide_settle_letter(const struct law_world *w, const struct cmd_settle_letter *c,
                              struct decision *d)
{
    d->refusal = judge_settle(w, c->head.subject.stream, c->letter);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_letter_settled *e = decision_add(d, w, EVENT_letter_settled, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->letter = c->letter;
    e->note = c->note;
    return ERR_OK;
}

struct refusal open_settle_report_letter(const struct law_world *w, struct subject s)
{
    return open_settle_letter(w, s);
}

enum err decide_settle_report_letter(const struct law_world *w,
                                     const struct cmd_settle_report_letter *c, struct decision *d)
{
    d->refusal = judge_settle(w, c->head.subject.stream, c->letter);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_report_letter_settled *e =
        decision_add(d, w, EVENT_report_letter_settled, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->letter = c->letter;
    e->note = c->note;
    return ERR_OK;
}
