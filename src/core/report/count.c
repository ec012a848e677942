/*
 * core/report/count.c — the figures of reception as of the end of a day: how many reports came in,
 * what became of them, and by what they are classified (REC-05, REC-16, LIF-01 to LIF-07,
 * LIF-17).
 *
 * A report counts as one, whatever case it was joined to (REC-11). What was not accepted stays in
 * the totals and is left out of every breakdown (REC-05). Received and disposition are those of the
 * day asked for; kind and classification are the present ones, because both may be corrected. A
 * report that its finder withdrew before the hand-over counts as not accepted: the figures have no
 * word of its own for it. How many reports there are is known to reception alone (OBJ-04): anybody
 * else gets no figures.
 */
#include "core/case/part_priv.h"
#include "core/unreachable/ladder_priv.h"

static const struct {
    uint32_t kind;
    enum code_list list;
} tables[REPORT_FIGURE_TABLES] = {
    {CODE_report_kind_product, CODE_LIST_disposition},
    {CODE_report_kind_product, CODE_LIST_product_kind},
    {CODE_report_kind_product, CODE_LIST_cause},
    {CODE_report_kind_website, CODE_LIST_disposition},
    {CODE_report_kind_website, CODE_LIST_web_type},
    {CODE_report_kind_website, CODE_LIST_web_impact},
};

/* OP-08: what withdrawal from publication counts as; the precise ground stays in the case. */
static uint32_t withdrawn_disposition(uint32_t ground)
{
    return ground == CODE_withdrawal_ground_no_impact ? CODE_disposition_not_vulnerability
                                                      : CODE_disposition_individual;
}

uint32_t report_disposition_decided(const struct law_report *r, int32_t as_of, int32_t *since)
{
    int32_t published = report_state(r) == CODE_report_state_published
                            ? civil_jst_day(r->handed_to->published_us)
                            : 0;

    *since = 0;
    /* LIF-47: the first disposition and its day stay, whatever was re-opened since. */
    if (r->declined_day && r->declined_day <= as_of) {
        *since = r->declined_day;
        return CODE_disposition_not_accepted;
    }
    if (r->state == CODE_report_state_withdrawn && r->withdrawn_day <= as_of) {
        *since = r->withdrawn_day;
        return CODE_disposition_not_accepted;
    }
    const struct ev_publication_withdrawn *end =
        r->handed_to ? r->handed_to->first_withdrawn : NULL;
    if (end && end->day <= as_of) {
        *since = end->day;
        return withdrawn_disposition(end->ground);
    }
    if (published && published <= as_of) {
        *since = published;
        return CODE_disposition_published;
    }
    return CODE_disposition_in_progress;
}

uint32_t report_disposition(const struct law_report *r, int32_t as_of, int32_t *since)
{
    uint32_t decided = report_disposition_decided(r, as_of, since);

    if (decided != CODE_disposition_in_progress || !r->handed_to)
        return decided;
    *since = case_ended_day(r->handed_to, as_of);
    return *since ? CODE_disposition_not_vulnerability : decided;
}

/* What a table counts this report under, 0 = not classified yet. */
static uint32_t code_of(const struct law_report *r, enum code_list list, uint32_t disposition)
{
    if (list == CODE_LIST_disposition)
        return disposition;
    if (list == CODE_LIST_product_kind)
        return r->product_kind;
    if (list == CODE_LIST_cause)
        return r->cause;
    return list == CODE_LIST_web_type ? r->web_type : r->web_impact;
}

/* A website's further dispositions are those of its own track (LIF-08 to LIF-13). */
static bool code_fits(const struct figure_table *t, uint32_t code)
{
    return t->list != CODE_LIST_disposition || t->kind == CODE_report_kind_product ||
           code == CODE_disposition_in_progress || code == CODE_disposition_not_accepted;
}

/* One line for each code of the list, and one for what has none yet. */
static enum err table_begin(struct figure_table *t, struct arena *arena)
{
    size_t count;
    const struct code_def *codes = code_defs(t->list, &count);

    t->lines = ARENA_ARRAY(arena, struct figure_line, count + 1);
    if (!t->lines)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        if (code_fits(t, codes[i].number))
            t->lines[t->line_count++].code = codes[i].number;
    }
    if (t->list != CODE_LIST_disposition)
        t->lines[t->line_count++].code = 0;
    return ERR_OK;
}

/* LIF-02: published after the committee had judged that to be suitable. LIF-07: a developer of the
 * case stands on the public list at the end of that day. */
static void count_parts(struct figure_table *t, const struct law_report *r, int32_t as_of,
                        uint32_t disposition)
{
    const struct law_case *c = r->handed_to;
    int32_t published = c && c->uncoordinated_us ? civil_jst_day(c->uncoordinated_us) : 0;

    if (t->list != CODE_LIST_disposition || !c)
        return;
    t->uncoordinated +=
        disposition == CODE_disposition_published && published && published <= as_of;
    t->listed += disposition == CODE_disposition_in_progress && case_is_listed(c, as_of);
}

static void table_count(struct figure_table *t, const struct law_report *r, uint32_t disposition)
{
    uint32_t code = code_of(r, t->list, disposition);

    t->received++;
    if (t->list != CODE_LIST_disposition && disposition == CODE_disposition_not_accepted) {
        t->left_out++;
        return;
    }
    t->total++;
    for (size_t i = 0; i < t->line_count; i++) {
        if (t->lines[i].code == code)
            t->lines[i].count++;
    }
}

enum err law_report_figures(const struct law_world *w, int32_t as_of, struct arena *arena,
                            struct report_figures **out)
{
    const struct law_image *m = w->image;
    enum err err = ERR_OK;

    *out = NULL;
    if (w->actor.role != ROLE_reception && w->actor.role != ROLE_system)
        return ERR_OK;
    struct report_figures *f = ARENA_NEW(arena, struct report_figures);
    if (!f)
        return ERR_MEMORY;
    f->as_of = as_of;
    for (size_t t = 0; !err && t < REPORT_FIGURE_TABLES; t++) {
        f->tables[t] = (struct figure_table){.kind = tables[t].kind, .list = tables[t].list};
        err = table_begin(&f->tables[t], arena);
    }
    for (size_t i = 0; !err && i < m->reports.count; i++) {
        const struct law_report *r = m->reports.items[i];
        int32_t since;
        uint32_t disposition = report_disposition(r, as_of, &since);
        if (civil_jst_day(r->filed->head.at_us) > as_of)
            continue;
        f->received++;
        for (size_t t = 0; t < REPORT_FIGURE_TABLES; t++) {
            if (f->tables[t].kind != r->kind)
                continue;
            table_count(&f->tables[t], r, disposition);
            count_parts(&f->tables[t], r, as_of, disposition);
        }
    }
    if (!err)
        *out = f;
    return err;
}
