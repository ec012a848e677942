/*
 * core/case/standing.c — how each developer's part stands for staff: on whom it waits and until
 * when, and who has not answered, oldest first (OVW-14, TIM-03, TIM-04, CON-05). Must never be
 * asked for a developer.
 */
#include "core/case/contact_priv.h"

#include "core/scheme/edition.h"
#include "core/text/ui.h"

#include <stdlib.h>

int32_t relation_contact_limit(const struct law_relation *r, const struct edition *edition)
{
    if (!r->start_day || r->answer || r->result)
        return 0;
    return edition_after_months(edition, r->start_day, edition->contact_months);
}

void relation_standing(const struct law_world *w, const struct law_case *c,
                       const struct law_relation *r, struct relation_view *v)
{
    const char *developer = N_("Product developer"), *staff = N_("JPCERT/CC");

    switch (relation_state(c, r)) {
    case CODE_relation_state_candidate:
    case CODE_relation_state_detail_requested:
        v->waits_on = staff;
        break;
    case CODE_relation_state_contact_started:
        v->waits_on = developer;
        v->due_day = relation_contact_limit(r, w->edition);
        break;
    case CODE_relation_state_registration_requested:
        v->waits_on = relation_is_unanswered(r) ? developer : staff;
        v->due_day = relation_is_unanswered(r) ? relation_contact_limit(r, w->edition) : 0;
        break;
    case CODE_relation_state_overview_sent:
    case CODE_relation_state_detail_disclosed:
    case CODE_relation_state_investigating:
        v->waits_on = developer;
        v->due_day = relation_guide_day(r, w->edition);
        break;
    case CODE_relation_state_reported:
    case CODE_relation_state_preparing:
        v->waits_on = staff;
        v->due_day = relation_guide_day(r, w->edition);
        break;
    case CODE_relation_state_date_agreed:
        v->waits_on = N_("The clock");
        v->due_day = c->date_us ? civil_jst_day(c->date_us) : 0;
        break;
    default:
        break;
    }
}

/* ---- who has not answered ---- */

static int by_age(const void *a, const void *b)
{
    const struct unanswered_view *x = a, *y = b;
    if (x->asked_us != y->asked_us)
        return x->asked_us < y->asked_us ? -1 : 1;
    int numbers = str_compare(x->number, y->number);
    return numbers ? numbers : id_compare(x->party.id, y->party.id);
}

static void note(const struct law_world *w, const struct law_case *c, const struct law_relation *r,
                 struct unanswered_view *v)
{
    const struct law_party *p = r->party;

    *v = (struct unanswered_view){
        .case_id = c->stream.id,
        .number = c->opened->number,
        .title = c->opened->title,
        .party = {p->stream.id, p->kind, p->name, p->registration},
        .state = relation_state(c, r),
        .asked_us = r->overview ? r->overview->head.at_us : r->registration_asked_us,
        .start_day = r->start_day,
        .reminders = r->reminders,
        .reminded_us = r->reminded_us,
        .limit_day = relation_contact_limit(r, w->edition),
    };
}

enum err law_unanswered(const struct law_world *w, struct arena *arena,
                        struct unanswered_view **out, size_t *count)
{
    const struct ptr_list *cases = &w->image->cases;
    size_t most = 0;

    *count = 0;
    for (size_t i = 0; i < cases->count; i++)
        most += ((const struct law_case *)cases->items[i])->relation_count;
    *out = ARENA_ARRAY(arena, struct unanswered_view, most);
    if (!*out)
        return ERR_MEMORY;
    for (size_t i = 0; w->actor.role == ROLE_coordinator && i < cases->count; i++) {
        const struct law_case *c = cases->items[i];
        struct subject s = {.stream = c->stream.id};
        if (c->published_us || law_open(w, COMMAND_remind_developers, s).code != REFUSAL_none)
            continue;
        for (size_t k = 0; k < c->relation_count; k++) {
            if (relation_is_unanswered(&c->relations[k]))
                note(w, c, &c->relations[k], &(*out)[(*count)++]);
        }
    }
    qsort(*out, *count, sizeof(**out), by_age);
    return ERR_OK;
}
