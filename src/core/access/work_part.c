/*
 * core/access/work_part.c — the work list's lines about dates, requests and corrections. A
 * developer's line is computed from its own relation and from what all were told (CON-02). Must
 * never decide.
 */
#include "core/access/work_priv.h"
#include "core/case/part_priv.h"
#include "core/text/ui.h"

struct asked {
    enum command_kind next;
    const char *step;
};

/* What this developer asked for, most urgent first. */
static struct asked asked_by(const struct law_case *c, const struct law_relation *r)
{
    if (!c->published_us && r->part.review && !c->proposal)
        return (struct asked){COMMAND_propose_date,
                              N_("A developer asks for a review of the date: coordinate anew")};
    if (!c->published_us && r->part.withdrawal && !r->part.ended &&
        (!c->date_us ||
         r->part.withdrawal->head.at_us >
             ((const struct ev_date_set *)c->dates.items[c->dates.count - 1])->head.at_us))
        return (struct asked){COMMAND_withdraw_publication,
                              N_("A developer asks for withdrawal from publication: decide")};
    if (r->part.contact)
        return (struct asked){COMMAND_answer_contact,
                              N_("A developer asks for contact with another: decide")};
    return (struct asked){COMMAND_none, NULL};
}

bool work_coordinator_asked(const struct law_world *w, const struct law_case *c,
                            struct work_item *i)
{
    int32_t today = civil_jst_day(w->now_us);
    if (c->leak_review && case_untold_mistake(c)) {
        work_next(i, COMMAND_tell_mistake, N_("Write to both about the wrong send"), today);
        return true;
    }
    if (c->leak_review) {
        work_next(i, COMMAND_close_leak_review, N_("Review what was sent to the wrong developer"),
                  today);
        return true;
    }
    if (c->withdrawn) {
        work_ends(i);
        return true;
    }
    for (size_t k = 0; k < c->relation_count; k++) {
        struct asked asked = {COMMAND_none, NULL};
        if (relation_is_live(&c->relations[k]))
            asked = asked_by(c, &c->relations[k]);
        if (!asked.next)
            continue;
        work_next(i, asked.next, asked.step, today);
        return true;
    }
    return false;
}

bool work_coordinator_date(const struct law_world *w, const struct law_case *c, struct work_item *i)
{
    size_t answers = 0, parts = case_part_count(c);
    for (size_t k = 0; c->proposal && k < c->relation_count; k++) {
        const struct law_relation *r = &c->relations[k];
        answers += relation_is_heard(r) && relation_date_answer(r, c->proposal->at) ? 1 : 0;
    }
    if (!c->proposal)
        return false;
    if (answers < parts)
        work_waits(i, N_("Answers to the proposed date"), N_("Product developer"),
                   civil_jst_day(c->proposal->at));
    else
        work_next(i, COMMAND_set_date, N_("Every developer has answered: decide the date-time"),
                  civil_jst_day(w->now_us));
    return true;
}

bool work_developer_part(const struct law_case *c, const struct law_relation *r,
                         struct work_item *i)
{
    int32_t date = c->date_us ? civil_jst_day(c->date_us) : 0;
    if (r->part.returned) {
        work_next(i, COMMAND_report_result, N_("Your text was returned: write it anew"), date);
        return true;
    }
    if (c->published_us)
        return false;
    if (c->withdrawn || r->part.ended) {
        work_ends(i);
        return true;
    }
    if (!r->obtained_us)
        return false;
    if (c->proposal && !relation_date_answer(r, c->proposal->at)) {
        work_next(i, COMMAND_answer_date, N_("Answer the proposed date"), date);
        return true;
    }
    if (r->result && date && !relation_received_us(r, c->date_us)) {
        work_next(i, COMMAND_acknowledge_date, N_("Acknowledge the date-time"), date);
        return true;
    }
    return false;
}
