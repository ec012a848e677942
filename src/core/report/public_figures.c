/*
 * core/report/public_figures.c — figures become public for whole quarters that are over, once each,
 * by an officer's act: a count that followed the reports would tell the world that one came in.
 * What was published stays as it was (OBJ-27), whatever is corrected later.
 */
#include "core/image_priv.h"
#include "core/report/public_figures.h"

static int32_t first_of_quarter(int32_t day)
{
    struct civil c = civil_from_day(day);

    return civil_day_from_ymd(c.year, (c.month - 1) / 3 * 3 + 1, 1);
}

int32_t figures_last_quarter(int32_t today)
{
    return first_of_quarter(today) - 1;
}

static const struct ev_figures_released *released(const struct law_image *m, int32_t until)
{
    for (size_t i = 0; i < m->figures.count; i++) {
        const struct ev_figures_released *e = m->figures.items[i];
        if (e->until == until)
            return e;
    }
    return NULL;
}

struct refusal open_release_figures(const struct law_world *w, struct subject s)
{
    (void)w;
    (void)s;
    return refuse_nothing();
}

static enum refusal_code judge(const struct law_world *w, int32_t until)
{
    if (until + 1 != first_of_quarter(until + 1))
        return REFUSAL_no_quarter;
    if (until >= civil_jst_day(w->now_us))
        return REFUSAL_quarter_not_over;
    return released(w->image, until) ? REFUSAL_figures_are_public : REFUSAL_none;
}

static int64_t count_of(const struct figure_table *t, uint32_t code)
{
    for (size_t i = 0; i < t->line_count; i++) {
        if (t->lines[i].code == code)
            return t->lines[i].count;
    }
    return 0;
}

static void fill(struct ev_figures_released *e, const struct report_figures *f)
{
    for (size_t i = 0; i < REPORT_FIGURE_TABLES; i++) {
        const struct figure_table *t = &f->tables[i];
        if (t->list != CODE_LIST_disposition)
            continue;
        if (t->kind == CODE_report_kind_product) {
            e->received = t->received;
            e->published = count_of(t, CODE_disposition_published);
            e->uncoordinated = t->uncoordinated;
            e->individual = count_of(t, CODE_disposition_individual);
            e->not_vulnerability = count_of(t, CODE_disposition_not_vulnerability);
            e->not_accepted = count_of(t, CODE_disposition_not_accepted);
            e->in_progress = count_of(t, CODE_disposition_in_progress);
            e->listed = t->listed;
        } else if (t->kind == CODE_report_kind_website) {
            e->web_received = t->received;
            e->web_not_accepted = count_of(t, CODE_disposition_not_accepted);
            e->web_in_progress = count_of(t, CODE_disposition_in_progress);
        }
    }
}

enum err decide_release_figures(const struct law_world *w, const struct cmd_release_figures *c,
                                struct decision *d)
{
    struct report_figures *figures;
    enum refusal_code no = judge(w, c->until);

    if (no != REFUSAL_none) {
        d->refusal = refuse_field(no, COMMAND_release_figures, "until");
        return ERR_OK;
    }
    enum err err = law_report_figures(w, c->until, d->arena, &figures);
    if (err || !figures)
        return err ? err : ERR_DENIED;
    struct ev_figures_released *e = decision_add(d, w, EVENT_figures_released, w->image->scheme_id);
    if (!e)
        return ERR_MEMORY;
    e->until = c->until;
    fill(e, figures);
    return ERR_OK;
}

enum err apply_figures_released(struct law_image *m, const struct ev_figures_released *e)
{
    if (ptr_list_reserve(m, &m->figures))
        return ERR_MEMORY;
    size_t at = m->figures.count++;
    /* newest quarter first, in whatever order they were published */
    while (at > 0 &&
           ((const struct ev_figures_released *)m->figures.items[at - 1])->until < e->until) {
        m->figures.items[at] = m->figures.items[at - 1];
        at--;
    }
    void *kept;
    __builtin_memcpy(&kept, &e, sizeof(kept)); /* lists of the image hold what is never changed */
    m->figures.items[at] = kept;
    return ERR_OK;
}

enum err law_public_figures(const struct law_image *image, struct arena *arena,
                            struct public_figures **out, size_t *count)
{
    *count = 0;
    *out = ARENA_ARRAY(arena, struct public_figures, image->figures.count);
    if (!*out)
        return ERR_MEMORY;
    for (size_t i = 0; i < image->figures.count; i++) {
        const struct ev_figures_released *e = image->figures.items[i];
        (*out)[(*count)++] = (struct public_figures){
            e->until,      e->received,          e->published,        e->uncoordinated,
            e->individual, e->not_vulnerability, e->not_accepted,     e->in_progress,
            e->listed,     e->web_received,      e->web_not_accepted, e->web_in_progress,
        };
    }
    return ERR_OK;
}
