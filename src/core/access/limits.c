/*
 * core/access/limits.c — the days that come for one developer, with what is past (TIM-16).
 * Computed, never stored; no limit changes anything by itself: a person decides (LIF-44). Each day
 * follows from the developer's own relation and from the date-time told to it, so that it may see
 * them all (CON-04).
 */
#include "core/access/view_part_priv.h"
#include "core/access/work_priv.h"
#include "core/case/contact_priv.h"
#include "core/text/ui.h"

struct limits {
    struct limit_view *out;
    size_t count;
    int32_t today;
};

static void add(struct limits *l, const char *name, int32_t day)
{
    if (!day || l->count == LIMITS_MAX)
        return;
    size_t at = l->count++;
    for (; at > 0 && l->out[at - 1].day > day; at--)
        l->out[at] = l->out[at - 1];
    l->out[at] = (struct limit_view){name, day, due_on(day, l->today)};
}

/* TIM-03, TIM-04: without any answer, from this day on it may be judged that the developer cannot
 * be reached; staff's plans are not named to it (CON-02). */
static void add_silence(struct limits *l, const struct law_world *w, const struct law_relation *r)
{
    if (w->actor.role != ROLE_developer)
        add(l, N_("Three months without an answer"), relation_contact_limit(r, w->edition));
}

size_t limits_of_relation(const struct law_world *w, const struct law_case *c,
                          const struct law_relation *r, struct limit_view out[LIMITS_MAX])
{
    struct limits l = {out, 0, civil_jst_day(w->now_us)};
    struct part_view schedule = {0};

    if (c->published_us || c->withdrawn || r->part.ended || !relation_is_live(r))
        return 0;
    add_silence(&l, w, r);
    if (!r->disclosed_us)
        return l.count;
    if (!r->result)
        add(&l, N_("Result and status"), relation_guide_day(r, w->edition));
    view_schedule(r, &schedule);
    add(&l, N_("Workaround ready by"), schedule.workaround_day);
    add(&l, N_("Fix ready by"), schedule.fix_day);
    if (c->date_us)
        add(&l, N_("Disclosure date-time"), civil_jst_day(c->date_us));
    else
        add(&l, N_("Guide value for the disclosure"), relation_guide_day(r, w->edition));
    return l.count;
}
