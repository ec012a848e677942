/*
 * core/access/tally.c — notifications, cases and advisories counted apart (OBJ-04, OP-05). Counts
 * only what the actor may see: reception the reports, both bodies the cases and their advisories.
 * TODOKE_CONTROL_LEAK 3 counts every case for everybody (core/access/view_case.c).
 */
#include "core/image_priv.h"

#ifndef TODOKE_CONTROL_LEAK
#define TODOKE_CONTROL_LEAK 0
#endif

static void tally_case(const struct law_case *c, struct tally *out)
{
    out->cases++;
    out->cases_published += c->published_us ? 1 : 0;
    for (size_t i = 0; i < c->advisory_count; i++) {
        const struct law_advisory *a = c->advisories[i];
        out->advisories += a->dropped ? 0 : 1;
        out->advisories_published += a->published_us ? 1 : 0;
    }
}

void law_tally(const struct law_world *w, struct tally *out)
{
    const struct law_image *m = w->image;
    bool staff = role_is_staff(w->actor.role);
    *out = (struct tally){0};
    for (size_t i = 0; i < m->reports.count; i++) {
        const struct law_report *r = m->reports.items[i];
        if (w->actor.role != ROLE_reception || !access_classes(m, &w->actor, r->stream.id))
            continue;
        out->reports++;
        out->reports_published += report_state(r) == CODE_report_state_published ? 1 : 0;
    }
    for (size_t i = 0; (staff || TODOKE_CONTROL_LEAK == 3) && i < m->cases.count; i++) {
        const struct law_case *c = m->cases.items[i];
        if (TODOKE_CONTROL_LEAK == 3 || access_classes(m, &w->actor, c->stream.id))
            tally_case(c, out);
    }
}
