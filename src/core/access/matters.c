/*
 * core/access/matters.c — what is open in a report or a case, as somebody must know who takes it
 * over (HND-02): promises with their day, messages without an answer, drafts. Staff only; must
 * never tell more than the views do.
 */
#include "core/advisory/publication_priv.h"
#include "core/duty/duty_priv.h"
#include "core/scheme/edition.h"
#include "core/step/step_priv.h"
#include "core/text/ui.h"

enum { MATTERS_MAX = 16 };

static void add(struct matter_list *out, const char *what, int32_t day)
{
    if (out->count < MATTERS_MAX)
        out->items[out->count++] = (struct matter){.what = what, .day = day};
}

/* The matter added last is about this developer. */
static void about(struct matter_list *out, size_t before, const struct law_party *party)
{
    if (out->count > before)
        out->items[before].whom = party->name;
}

static void of_report(const struct law_world *w, const struct law_report *r,
                      struct matter_list *out)
{
    uint32_t end;
    int32_t day;

    if (r->state == CODE_report_state_received)
        add(out, N_("The finder waits to be told whether the report is accepted"),
            civil_jst_day(r->filed->head.at_us) + w->edition->reception_days);
    if (r->state == CODE_report_state_accepted && r->kind == CODE_report_kind_product)
        add(out, N_("The report waits to be handed over to JPCERT/CC"),
            r->accepted_day + w->edition->reception_days);
    if (r->unread_us)
        add(out, N_("The finder wrote and has no answer yet"), civil_jst_day(r->unread_us));
    if (report_withdrawal_waits(r) && !report_has_ended(r))
        add(out, N_("The finder asked to withdraw the report"), civil_jst_day(r->withdrawal_us));
    if (report_request(r, &end, &day) == CODE_request_state_withdrawal_asked)
        add(out, N_("The finder asked to withdraw the non-disclosure request"),
            r->release_asked_day);
}

static void of_advisory(const struct law_advisory *a, struct matter_list *out)
{
    if (a->rewritten && a->approval_count == 0)
        add(out, N_("A draft of the advisory is not approved yet"), civil_jst_day(a->written_us));
    if (a->approval_count == 1)
        add(out, N_("The advisory has one of two approvals"), civil_jst_day(a->approvals[0].at_us));
}

static void of_case(const struct law_world *w, const struct law_case *c, struct matter_list *out)
{
    bool reception = w->actor.role == ROLE_reception;

    if (c->date_us && !c->published_us)
        add(out, N_("The page is promised for this day"), civil_jst_day(c->date_us));
    if (!c->published_us && c->with_body == w->actor.role)
        add(out,
            reception ? N_("JPCERT/CC waits for an answer")
                      : N_("The hand-over waits to be acknowledged"),
            civil_jst_day(c->with_since_us));
    if (c->question_is_out)
        add(out, N_("A question to the finder has no answer yet"), 0);
    for (size_t i = 0; reception && i < c->report_count; i++)
        of_report(w, c->reports[i], out);
    for (size_t i = 0; !reception && !c->published_us && i < c->relation_count; i++) {
        const struct law_relation *r = &c->relations[i];
        size_t before = out->count;
        if (!r->notified_us || r->result)
            continue;
        add(out, N_("A developer has not answered yet; guide value"),
            relation_guide_day(r, w->edition));
        about(out, before, r->party);
    }
    for (size_t i = 0; i < c->advisory_count; i++)
        of_advisory(c->advisories[i], out);
}

enum err law_matters(const struct law_world *w, struct id stream, struct arena *arena,
                     struct matter_list *out)
{
    const struct law_report *r = image_report(w->image, stream);
    const struct law_case *c = image_case(w->image, stream);

    *out = (struct matter_list){ARENA_ARRAY(arena, struct matter, MATTERS_MAX), 0};
    if (!out->items)
        return ERR_MEMORY;
    if (!(access_classes(w->image, &w->actor, stream) & CLASS_BIT(internal)) ||
        !duty_of(w->image, stream, w->actor.role))
        return ERR_OK;
    if (r)
        of_report(w, r, out);
    if (c)
        of_case(w, c, out);
    if (step_waits(w, stream, false) || step_waits(w, stream, true))
        add(out, N_("A step waits for a second person"), 0);
    return ERR_OK;
}
