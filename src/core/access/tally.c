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

/* ---- where cases came from ---- */

static void count_case(const struct law_case *c, int64_t end_us, struct case_figure_line *line)
{
    line->opened += c->opened->head.at_us < end_us ? 1 : 0;
    line->published += c->published_us && c->published_us < end_us ? 1 : 0;
}

enum err law_case_figures(const struct law_world *w, int32_t as_of, struct arena *arena,
                          struct case_figures **out)
{
    size_t count;
    const struct code_def *sources = code_defs(CODE_LIST_case_source, &count);
    int64_t end_us = civil_jst_day_start_us(as_of + 1);

    *out = NULL;
    if (!role_is_staff(w->actor.role))
        return ERR_OK;
    struct case_figures *f = ARENA_NEW(arena, struct case_figures);
    struct case_figure_line *lines = ARENA_ARRAY(arena, struct case_figure_line, count + 1);
    if (!f || !lines)
        return ERR_MEMORY;
    *f = (struct case_figures){.as_of = as_of, .lines = lines, .line_count = count + 1};
    lines[0] = (struct case_figure_line){0};
    for (size_t k = 0; k < count; k++)
        lines[k + 1] = (struct case_figure_line){.source = sources[k].number};
    for (size_t i = 0; i < w->image->cases.count; i++) {
        const struct law_case *c = w->image->cases.items[i];
        if (!access_classes(w->image, &w->actor, c->stream.id))
            continue;
        if (c->opened->source)
            count_case(c, end_us, &f->own);
        for (size_t k = 0; k <= count; k++) {
            if (lines[k].source == c->opened->source)
                count_case(c, end_us, &lines[k]);
        }
    }
    *out = f;
    return ERR_OK;
}
