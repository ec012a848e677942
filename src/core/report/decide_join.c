/*
 * core/report/decide_join.c — a further report of a vulnerability that has its case already: it
 * joins that case instead of opening another one (OBJ-04, REC-11). Must never copy anything of the
 * report into the case: what JPCERT/CC needs of it is written by hand, and how many reports there
 * are is known to reception only.
 */
#include "core/image_priv.h"

/* The same doors as for opening a case of its own. */
struct refusal open_join_case(const struct law_world *w, struct subject s)
{
    return open_hand_over(w, s);
}

/* The number of any of its advisories names the case. One of something else, or of a case that this
 * actor may not know, is no number (CON-08). */
static const struct law_case *case_of_number(const struct law_world *w, struct str number)
{
    const struct stream *s = str_map_get(&w->image->numbers, number);
    const struct law_case *c = s ? subject_case(w->image, s->id) : NULL;
    return c && access_classes(w->image, &w->actor, c->stream.id) ? c : NULL;
}

enum err decide_join_case(const struct law_world *w, const struct cmd_join_case *c,
                          struct decision *d)
{
    struct id report = c->head.subject.stream;
    const struct law_case *of = case_of_number(w, c->number);
    if (!of)
        d->refusal = refuse_field(REFUSAL_field_not_a_choice, COMMAND_join_case, "number");
    else if (of->published_us)
        d->refusal = refuse_field(REFUSAL_already_published, COMMAND_join_case, "number");
    if (!of || of->published_us)
        return ERR_OK;
    struct ev_report_joined *joined = decision_add(d, w, EVENT_report_joined, of->stream.id);
    struct ev_report_handed_over *handed = decision_add(d, w, EVENT_report_handed_over, report);
    if (!joined || !handed)
        return ERR_MEMORY;
    joined->report = report;
    handed->case_id = of->stream.id;
    return ERR_OK;
}
