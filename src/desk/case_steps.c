/*
 * desk/case_steps.c — the bar "where it stands" of a case, for staff and for a developer. It reads
 * the reader's own view alone; a developer's bar tells of its own part and of the day that all know
 * (CON-03). Who keeps a step open is named to the coordinator alone.
 */
#include "desk/desk_priv.h"

#include "messages.h"

enum { NAMES_SHOWN = 3 };

static int32_t day_of(int64_t us)
{
    return us == 0 ? 0 : civil_jst_day(us);
}

/* ---- what the developers with the detail have done ---- */

/* Of the developers whose part goes on: who has not taken one step yet. */
struct open_parts {
    size_t asked;     /* all of them */
    size_t missing;   /* those that have not */
    int32_t last_day; /* the latest guide value of these */
    struct str names; /* of these */
};

static bool has_ended(const struct relation_view *r)
{
    return r->state == CODE_relation_state_withdrawn;
}

static void name_add(struct exchange *x, struct open_parts *out, struct str name)
{
    if (out->missing > NAMES_SHOWN)
        return;
    if (out->missing == NAMES_SHOWN)
        name = STR("…");
    out->names = str_is_empty(out->names)
                     ? name
                     : arena_format(x->arena, "%.*s%.*s%.*s", STR_ARG(out->names),
                                    STR_ARG(text_comma(x)), STR_ARG(name));
}

static struct open_parts parts_of(struct exchange *x, const struct case_view *v, bool of_result)
{
    struct open_parts out = {0};

    for (size_t i = 0; i < v->relation_count; i++) {
        const struct relation_view *r = &v->relations[i];
        if (r->disclosed_us == 0 || has_ended(r))
            continue;
        out.asked++;
        if ((of_result ? r->reported_us : r->obtained_us) != 0)
            continue;
        name_add(x, &out, text2_pick(x, r->party.name));
        out.missing++;
        if (r->guide_day > out.last_day)
            out.last_day = r->guide_day;
    }
    if (x->reader.actor.role != ROLE_coordinator)
        out.names = (struct str){0};
    return out;
}

static int64_t first_disclosure(const struct case_view *v)
{
    int64_t first = 0;
    for (size_t i = 0; i < v->relation_count; i++) {
        int64_t at = v->relations[i].disclosed_us;
        if (at != 0 && (first == 0 || at < first))
            first = at;
    }
    return first;
}

/* ---- the bars ---- */

/* LIF-46: silence holds nothing up. Where the page is written on an agreed day, or the guide value
 * of every silent developer is over, the case has gone on without them. */
static bool went_on(struct exchange *x, const struct case_view *v, const struct open_parts *silent)
{
    return v->date_us != 0 &&
           (v->doc.ptr != NULL || civil_jst_day(app_now_us(x->desk->app)) > silent->last_day);
}

static void step_of_parts(struct desk_steps *steps, const char *label,
                          const struct open_parts *parts, bool passed)
{
    bool done = parts->asked > 0 && parts->missing == 0;

    step_add(steps, label, done, done || passed ? 0 : parts->last_day);
    if (parts->missing == 0)
        return;
    steps->items[steps->count - 1].passed = passed;
    steps->items[steps->count - 1].missing = parts->names;
}

void case_steps_staff(struct exchange *x, const struct case_view *v, struct desk_steps *steps)
{
    int32_t disclosed = day_of(first_disclosure(v));
    struct open_parts unread = parts_of(x, v, false);
    struct open_parts silent = parts_of(x, v, true);
    bool passed = silent.missing > 0 && went_on(x, v, &silent);

    unread.last_day = 0;
    step_add(steps, v->source != 0 ? N_("Opening of the case") : N_("Hand-over"), true,
             day_of(v->opened_us));
    step_add(steps, N_("Disclosure of the detail"), disclosed != 0, disclosed);
    step_of_parts(steps, N_("Opening of the detail"), &unread, passed && unread.missing > 0);
    step_of_parts(steps, N_("Report of the result"), &silent, passed);
    step_add(steps, N_("Disclosure date and time"), v->date_us != 0, 0);
    step_add(steps, N_("Approval"), v->approval_count == 2 || v->published_us != 0, 0);
    step_add(steps, N_("Publication"), v->published_us != 0,
             day_of(v->published_us != 0 ? v->published_us : v->date_us));
    steps_finish(steps);
}

/* CON-03: a party's bar starts at its first contact. */
void case_steps_party(const struct case_view *v, struct desk_steps *steps)
{
    const struct relation_view *r = v->relation_count == 0 ? NULL : &v->relations[0];

    if (r == NULL)
        return;
    if (r->overview_us != 0) {
        step_add(steps, N_("Notice of the overview"), true, day_of(r->overview_us));
        step_add(steps, N_("Answer to the overview"), r->answer != 0 || r->disclosed_us != 0,
                 day_of(r->answered_us));
        if (r->answer == CODE_overview_answer_no_product && r->disclosed_us == 0)
            return; /* LIF-26: the end for this developer */
    }
    step_add(steps, N_("Disclosure of the detail"), r->disclosed_us != 0, day_of(r->disclosed_us));
    step_add(steps, N_("Opening of the detail"), r->obtained_us != 0, day_of(r->obtained_us));
    step_add(steps, N_("Report of the result"), r->reported_us != 0,
             r->reported_us != 0 ? day_of(r->reported_us) : r->guide_day);
    step_add(steps, N_("Disclosure date and time"), v->date_us != 0, 0);
    step_add(steps, N_("Publication"), v->published_us != 0,
             day_of(v->published_us != 0 ? v->published_us : v->date_us));
    steps_finish(steps);
}
