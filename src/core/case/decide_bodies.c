/*
 * core/case/decide_bodies.c — what goes on between the two bodies: the hand-over acknowledged or
 * returned, questions to the finder and their answers (HND-05, SEC-23), and cases that JPCERT/CC
 * opens without a report (REC-10). Must never show JPCERT/CC the original of a report, and no
 * developer anything of it.
 */
#include "core/image_priv.h"

/* ---- without a report ---- */

struct refusal open_open_case(const struct law_world *w, struct subject s)
{
    (void)w;
    (void)s;
    return refuse_nothing();
}

static void copy_case(struct ev_case_opened *e, const struct cmd_open_case *c)
{
    e->title = c->title;
    e->product = c->product;
    e->versions = c->versions;
    e->developer = c->developer;
    e->vulnerability = c->vulnerability;
    e->verification = c->verification;
    e->attack = c->attack;
    e->impact = c->impact;
    e->files = c->files;
    e->source = c->source;
    e->sender = c->sender;
}

/* HND-01: JVNVU# is for what comes from outside the Partnership. */
enum err decide_open_case(const struct law_world *w, const struct cmd_open_case *c,
                          struct decision *d)
{
    struct str number = {NULL, 0};
    if (!c->source) /* what tells such a case from one with a report */
        d->refusal = refuse_field(REFUSAL_field_missing, COMMAND_open_case, "source");
    else if (str_is_empty(c->vulnerability) && str_is_empty(c->verification) &&
             str_is_empty(c->attack))
        d->refusal = refuse_field(REFUSAL_detail_missing, COMMAND_open_case, "vulnerability");
    else if (decision_number(w, d, "JVNVU#", &number))
        return ERR_MEMORY;
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_case_opened *e = decision_add(d, w, EVENT_case_opened, w->fresh[0]);
    if (!e)
        return ERR_MEMORY;
    e->number = number;
    copy_case(e, c);
    return ERR_OK;
}

/* ---- the hand-over ---- */

static struct refusal open_to_ask(const struct law_case *c)
{
    if (c->report_count == 0)
        return refuse(REFUSAL_case_without_report);
    return case_open_before_page(c);
}

static struct refusal open_handover(const struct law_world *w, struct subject s)
{
    const struct law_case *c = image_case(w->image, s.stream);
    if (c->report_count == 0)
        return refuse(REFUSAL_case_without_report);
    if (c->acknowledged_us)
        return refuse(REFUSAL_handover_acknowledged);
    return c->with_body == ROLE_reception ? refuse(REFUSAL_handover_with_reception)
                                          : refuse_nothing();
}

struct refusal open_acknowledge_handover(const struct law_world *w, struct subject s)
{
    return open_handover(w, s);
}

enum err decide_acknowledge_handover(const struct law_world *w,
                                     const struct cmd_acknowledge_handover *c, struct decision *d)
{
    return decision_add(d, w, EVENT_handover_acknowledged, c->head.subject.stream) ? ERR_OK
                                                                                   : ERR_MEMORY;
}

struct refusal open_return_handover(const struct law_world *w, struct subject s)
{
    return open_handover(w, s);
}

enum err decide_return_handover(const struct law_world *w, const struct cmd_return_handover *c,
                                struct decision *d)
{
    struct ev_handover_returned *e =
        decision_add(d, w, EVENT_handover_returned, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->text = c->text;
    return ERR_OK;
}

/* ---- questions to the finder ---- */

struct refusal open_ask_finder(const struct law_world *w, struct subject s)
{
    return open_to_ask(image_case(w->image, s.stream));
}

enum err decide_ask_finder(const struct law_world *w, const struct cmd_ask_finder *c,
                           struct decision *d)
{
    struct ev_finder_asked *e = decision_add(d, w, EVENT_finder_asked, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->text = c->text;
    return ERR_OK;
}

struct refusal open_relay_question(const struct law_world *w, struct subject s)
{
    const struct law_case *c = image_case(w->image, s.stream);
    return c->question_waits ? refuse_nothing() : refuse(REFUSAL_nothing_asked);
}

/* To the finder whose report opened the case; another one is written to on the page of its own
 * report. */
enum err decide_relay_question(const struct law_world *w, const struct cmd_relay_question *c,
                               struct decision *d)
{
    const struct law_case *of = image_case(w->image, c->head.subject.stream);
    struct ev_finder_messaged *e =
        decision_add(d, w, EVENT_finder_messaged, of->reports[0]->stream.id);
    if (!e || !decision_add(d, w, EVENT_question_relayed, of->stream.id))
        return ERR_MEMORY;
    e->text = c->text;
    return ERR_OK;
}

struct refusal open_pass_answer(const struct law_world *w, struct subject s)
{
    return open_to_ask(image_case(w->image, s.stream));
}

enum err decide_pass_answer(const struct law_world *w, const struct cmd_pass_answer *c,
                            struct decision *d)
{
    struct ev_answer_passed *e = decision_add(d, w, EVENT_answer_passed, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->text = c->text;
    e->files = c->files;
    return ERR_OK;
}
