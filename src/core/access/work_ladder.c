/*
 * core/access/work_ladder.c — the work list's lines about developers that cannot be contacted and
 * about the committee. Each step is one that may be taken, not one that must (LIF-44): the line
 * tells that it has become possible. Staff's alone (CON-02).
 */
#include "core/access/work_priv.h"
#include "core/case/contact_priv.h"
#include "core/case/part_priv.h"
#include "core/scheme/edition.h"
#include "core/text/ui.h"
#include "core/unreachable/ladder_priv.h"

static const char *words_of(enum command_kind next)
{
    switch ((int)next) {
    case COMMAND_judge_unreachable:
        return N_("Three months without an answer: judge whether the developer can be contacted");
    case COMMAND_list_developer:
        return N_("The developer cannot be contacted: publish its name");
    case COMMAND_publish_product:
        return N_("Three months on the list without an answer: publish the product");
    case COMMAND_add_deadline:
        return N_("Three months more without an answer: add the deadline for contact");
    case COMMAND_ask_committee:
        return N_("The deadline for contact has passed: send the case to the committee");
    default:
        return NULL;
    }
}

/* Whoever answered once is not judged for a silence that may be ours. */
static bool is_silent(const struct law_world *w, const struct law_case *c,
                      const struct law_relation *r)
{
    return !c->published_us && relation_contact_limit(r, w->edition) && !relation_answered_us(r);
}

/* The next step of one developer, when it may be taken today; else *from is its first day. */
static bool is_possible(const struct law_world *w, const struct law_case *c,
                        const struct law_relation *r, enum command_kind *next, int32_t *from)
{
    *next = ladder_next(w, c, r, from);
    if (!words_of(*next) || !ladder_is_choice(*next, c, r) ||
        (*next == COMMAND_judge_unreachable && !is_silent(w, c, r))) {
        *from = 0;
        return false;
    }
    return *from <= civil_jst_day(w->now_us);
}

/* UNR-11: an answer comes before every further step. */
static bool answer_first(const struct law_case *c, struct work_item *i)
{
    for (size_t k = 0; k < c->relation_count; k++) {
        const struct law_relation *r = &c->relations[k];
        if (!relation_is_live(r) || !ladder_is_answered(r))
            continue;
        work_next(i, COMMAND_resume_coordination,
                  N_("A developer on the list has answered: resume the coordination"),
                  civil_jst_day(relation_answered_us(r)));
        return true;
    }
    return false;
}

static bool ladder_step(const struct law_world *w, const struct law_case *c, struct work_item *i,
                        int32_t *waits)
{
    for (size_t k = 0; k < c->relation_count; k++) {
        const struct law_relation *r = &c->relations[k];
        enum command_kind next;
        int32_t from = 0;
        if (!relation_is_live(r))
            continue;
        if (is_possible(w, c, r, &next, &from)) {
            work_next(i, next, words_of(next), from ? from + w->edition->reception_days : 0);
            return true;
        }
        if (relation_is_unreachable(r) && from && (!*waits || from < *waits))
            *waits = from;
    }
    return false;
}

bool work_coordinator_ladder(const struct law_world *w, const struct law_case *c,
                             struct work_item *i)
{
    int32_t waits = 0;

    if (answer_first(c, i) || ladder_step(w, c, i, &waits)) {
        i->ended = false;
        return true;
    }
    if (c->published_us || case_part_count(c) > 0)
        return false; /* the others go on (LIF-45) */
    if (case_judged(c) && !c->date_us)
        work_next(i, COMMAND_set_date,
                  N_("The committee judged that publication is suitable: decide the date-time"), 0);
    else if (waits)
        work_waits(i, N_("An answer to the public list"), N_("Product developer"), waits);
    return i->step != NULL;
}

bool work_reception_judgement(const struct law_world *w, const struct law_case *c,
                              struct work_item *i)
{
    for (size_t k = 0; k < c->relation_count; k++) {
        const struct law_relation *r = &c->relations[k];
        if (!ladder_is_choice(COMMAND_record_judgement, c, r))
            continue;
        i->ended = false;
        work_next(i, COMMAND_record_judgement,
                  N_("Let the committee judge, and record its judgement"),
                  relation_ladder(r)->asked->day + w->edition->guide_days);
        return true;
    }
    return false;
}
