/*
 * core/access/limits.c — the days that come for one developer, with what is past (TIM-16).
 * Computed, never stored; no limit changes anything by itself: a person decides (LIF-44). Each day
 * follows from the developer's own relation and from the date-time told to it, so that it may see
 * them all (CON-04).
 */
#include "core/access/view_part_priv.h"
#include "core/text/ui.h"

enum { WARN_DAYS = 7, UNREACHABLE_MONTHS = 3 };

struct limits {
    struct limit_view *out;
    size_t count;
    int32_t today;
};

static enum due due_of(int32_t day, int32_t today)
{
    if (day < today)
        return DUE_overdue;
    if (day == today)
        return DUE_today;
    return day <= today + WARN_DAYS ? DUE_week : DUE_later;
}

static void add(struct limits *l, const char *name, int32_t day)
{
    if (!day || l->count == LIMITS_MAX)
        return;
    size_t at = l->count++;
    for (; at > 0 && l->out[at - 1].day > day; at--)
        l->out[at] = l->out[at - 1];
    l->out[at] = (struct limit_view){name, day, due_of(day, l->today)};
}

/* TIM-03, TIM-04: without any answer, from this day on it may be judged that the developer cannot
 * be reached; staff's plans are not named to it (CON-02). */
static void add_silence(struct limits *l, const struct law_world *w, const struct law_relation *r)
{
    if (w->actor.role != ROLE_developer && r->start_day && !r->result && !r->answer)
        add(l, N_("Three months without an answer"),
            civil_add_months(r->start_day, UNREACHABLE_MONTHS));
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
