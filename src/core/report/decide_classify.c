/*
 * core/report/decide_classify.c — the classification of a report: the codes that the statistics
 * count by (OBJ-03, REC-16). Must never change the disposition, nor what the finder wrote or sees.
 */
#include "core/image_priv.h"

/* REC-05: what was not accepted is left out of every breakdown. What is published stays open,
 * because a report may be classified anew (STA-35). */
struct refusal open_classify_report(const struct law_world *w, struct subject s)
{
    const struct law_report *r = image_report(w->image, s.stream);
    return r->state == CODE_report_state_declined ? refuse(REFUSAL_report_ended) : refuse_nothing();
}

/* Figures 1-5 and 1-6 count products, 1-9 and 1-10 websites. */
static struct refusal judge_classification(uint32_t kind, const struct cmd_classify_report *c)
{
    bool website = kind == CODE_report_kind_website;

    if (website && c->product_kind)
        return refuse_field(REFUSAL_classification_contradicts, COMMAND_classify_report,
                            "product_kind");
    if (website && c->cause)
        return refuse_field(REFUSAL_classification_contradicts, COMMAND_classify_report, "cause");
    if (!website && c->web_type)
        return refuse_field(REFUSAL_classification_contradicts, COMMAND_classify_report,
                            "web_type");
    if (!website && c->web_impact)
        return refuse_field(REFUSAL_classification_contradicts, COMMAND_classify_report,
                            "web_impact");
    if (!c->product_kind && !c->cause && !c->web_type && !c->web_impact)
        return refuse_field(REFUSAL_classification_missing, COMMAND_classify_report,
                            website ? "web_type" : "product_kind");
    return refuse_nothing();
}

enum err decide_classify_report(const struct law_world *w, const struct cmd_classify_report *c,
                                struct decision *d)
{
    const struct law_report *r = image_report(w->image, c->head.subject.stream);
    d->refusal = judge_classification(r->kind, c);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_report_classified *e = decision_add(d, w, EVENT_report_classified, r->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->product_kind = c->product_kind;
    e->cause = c->cause;
    e->web_type = c->web_type;
    e->web_impact = c->web_impact;
    return ERR_OK;
}
