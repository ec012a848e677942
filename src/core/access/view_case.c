/*
 * core/access/view_case.c — the case as an actor may see it. A field is copied only when its class
 * is in the mask; of the relations a developer gets its own (CON-05).
 *
 * TODOKE_CONTROL_LEAK builds in a leak that test/law/noninterference.c must find: 1 shows every
 * relation, 2 the case's earliest guide value, 3 how many cases there are (core/access/tally.c). No
 * build that anybody uses sets it.
 */
#include "core/access/view_part_priv.h"
#include "core/advisory/publication_priv.h"
#include "core/case/contact_priv.h"
#include "core/scheme/edition.h"

#ifndef TODOKE_CONTROL_LEAK
#define TODOKE_CONTROL_LEAK 0
#endif

static void fill_party(struct party_view *v, const struct law_party *p)
{
    v->id = p->stream.id;
    v->kind = p->kind;
    v->name = p->name;
    v->registration = p->registration;
}

static void fill_result(struct relation_view *v, const struct ev_result_reported *e)
{
    v->applicable = e->applicable;
    v->products = e->products;
    v->countermeasure = e->countermeasure;
    v->publication = e->publication;
    v->workaround_day = e->workaround_day;
    v->fix_day = e->fix_day;
    v->comment = e->comment;
    v->notice_url = e->notice_url;
    v->reason = e->reason;
}

/* What was told and answered before the detail; how the developer came in is staff's (CON-02). */
static void fill_contact(const struct law_world *w, const struct law_case *c,
                         const struct law_relation *r, struct relation_view *v)
{
    if (r->overview) {
        v->overview = r->overview->text;
        v->overview_us = r->overview->head.at_us;
    }
    if (r->answer) {
        v->answer = r->answer->answer;
        v->answer_comment = r->answer->comment;
        v->answered_us = r->answer->head.at_us;
        v->answered_by = r->answer->head.person;
    }
    v->opened_us = r->opened_us;
    v->readers = r->readers;
    v->reader_count = r->reader_count;
    if (r->notified_us) {
        v->reminded_us = r->reminded_us;
        v->reminders = r->reminders;
    }
    if (w->actor.role == ROLE_developer)
        return;
    v->reminded_us = r->reminded_us;
    v->reminders = r->reminders;
    v->contacted_us = r->contacted_us;
    v->registration_asked_us = r->registration_asked_us;
    v->contact_limit_day = relation_contact_limit(r, w->edition);
    relation_standing(w, c, r, v);
    v->unanswered = relation_is_unanswered(r);
    if (r->candidate) {
        v->ground = r->candidate->ground;
        v->ground_reason = r->candidate->reason;
    }
}

/* PUB-29: what was sent to this developer, and its answer. */
static void fill_draft(const struct law_advisory *a, size_t relation, struct relation_view *v)
{
    const struct law_row *row = a ? law_row_of(a, relation) : NULL;
    if (!row || !row->sent)
        return;
    v->draft_number = a->number;
    v->draft_us = row->sent->head.at_us;
    v->draft_until = row->sent->until;
    v->draft_message = row->sent->message;
    if (!row->answered)
        return;
    v->draft_answered_us = row->answered->head.at_us;
    v->draft_answer = row->answered->answer;
    v->draft_text = row->answered->text;
}

static enum err fill_relation(const struct law_world *w, const struct law_case *c, size_t index,
                              struct arena *arena, struct relation_view *v)
{
    const struct law_relation *r = &c->relations[index];
    fill_party(&v->party, r->party);
    v->state = relation_state(c, r);
    v->start_day = r->start_day;
    v->notified_us = r->notified_us;
    if (r->notified_us)
        v->guide_day = relation_guide_day(r, w->edition);
    fill_contact(w, c, r, v);
    v->disclosed_us = r->disclosed_us;
    if (r->start_day)
        v->free_day = edition_after_months(w->edition, r->start_day, w->edition->free_months);
    v->obtained_us = r->obtained_us;
    v->with_attack = r->with_attack;
    v->message = r->message;
    v->reported_us = r->reported_us;
    if (r->result)
        fill_result(v, r->result);
    v->status = relation_status(r);
    v->status_reminded_us = r->status_reminded_us;
    if (w->actor.role == ROLE_developer)
        fill_draft(draft_for(c, r->party->stream.id, (struct str){NULL, 0}), index, v);
    v->comment_waits = relation_text_waits(c, index);
    enum err err = view_part_fill(w, c, r, arena, &v->part);
    if (err || w->actor.role == ROLE_developer)
        return err;
    if (relation_is_unreachable(r))
        v->state = CODE_relation_state_unreachable;
    return view_ladder_fill(w, c, r, arena, v);
}

static bool relation_is_visible(const struct law_world *w, const struct law_relation *r)
{
    if (!relation_is_live(r))
        return false;
    return TODOKE_CONTROL_LEAK == 1 || w->actor.role != ROLE_developer ||
           id_equal(r->party->stream.id, w->actor.party);
}

static enum err fill_relations(const struct law_world *w, const struct law_case *c,
                               struct arena *arena, struct case_view *v)
{
    v->relations = ARENA_ARRAY(arena, struct relation_view, c->relation_count);
    if (!v->relations)
        return ERR_MEMORY;
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < c->relation_count; i++) {
        if (relation_is_visible(w, &c->relations[i]))
            err = fill_relation(w, c, i, arena, &v->relations[v->relation_count++]);
    }
    return err;
}

static enum err fill_enquiries(const struct law_advisory *a, struct arena *arena,
                               struct case_view *v)
{
    v->enquiries = ARENA_ARRAY(arena, struct enquiry_view, a->enquiry_count);
    if (!v->enquiries)
        return ERR_MEMORY;
    for (size_t i = 0; i < a->enquiry_count; i++) {
        const struct law_enquiry *q = &a->enquiries[i];
        struct enquiry_view *out = &v->enquiries[v->enquiry_count++];
        *out = (struct enquiry_view){.received_day = q->recorded->received,
                                     .sender = q->recorded->sender,
                                     .text = q->recorded->text};
        if (!q->answered)
            continue;
        out->answered_us = q->answered->head.at_us;
        out->answer = q->answered->answer;
        out->by_revision = q->answered->by_revision;
    }
    return ERR_OK;
}

static enum err fill_text(const struct law_world *w, const struct law_advisory *a,
                          struct arena *arena, struct case_view *v)
{
    enum err err = advisory_freeze(a, arena, &v->frozen, &v->incomplete);
    if (err || !a)
        return err;
    v->advisory_id = a->stream.id;
    v->advisory_number = a->number;
    v->advisory_dropped = a->dropped;
    v->advisory_published_us = a->published_us;
    v->doc = a->doc;
    v->ended = a->ended;
    v->ended_us = a->ended_us;
    v->released = a->released_doc;
    v->base = !str_is_empty(a->frozen)  ? a->frozen
              : !str_is_empty(a->ended) ? a->ended
                                        : a->released_doc;
    v->written_by = a->written_by;
    v->written_us = a->written_us;
    v->approval_count = a->approval_count;
    for (size_t i = 0; i < a->approval_count; i++)
        v->approvals[i] = a->approvals[i];
    v->revision = a->revision;
    v->release_pending = a->pending;
    v->withdrawing = a->withdrawing;
    v->withdrawn = a->withdrawn;
    err = fill_enquiries(a, arena, v);
    if (err)
        return err;
    for (size_t i = 0; i < v->relation_count; i++) {
        const struct law_relation *r = case_relation(a->of, v->relations[i].party.id);
        size_t index = (size_t)(r - a->of->relations);
        v->relations[i].left_out = law_row_of(a, index)->left_out;
        fill_draft(a, index, &v->relations[i]);
    }
    if (!v->frozen.ptr)
        return ERR_OK;
    v->hash = w->digest(v->frozen, arena);
    return v->hash.ptr ? ERR_OK : ERR_MEMORY;
}

/* Its own title once it has one: several advisories of a case differ by little else. */
static enum err title_of(const struct law_advisory *a, struct arena *arena, struct text2 *title)
{
    struct advisory parsed = {0};
    if (!a->doc.ptr)
        return ERR_OK;
    enum err err = advisory_read(a->doc, arena, &parsed);
    *title = parsed.title;
    return err;
}

static enum err fill_advisories(const struct law_case *c, struct arena *arena, struct case_view *v)
{
    enum err err = ERR_OK;
    v->advisories = ARENA_ARRAY(arena, struct advisory_view, c->advisory_count);
    if (!v->advisories)
        return ERR_MEMORY;
    for (size_t i = 0; !err && i < c->advisory_count; i++) {
        const struct law_advisory *a = c->advisories[i];
        struct advisory_view *out = &v->advisories[v->advisory_count++];
        *out = (struct advisory_view){
            .id = a->stream.id,
            .number = a->number,
            .written = a->doc.ptr != NULL,
            .dropped = a->dropped,
            .release_pending = a->pending,
            .approval_count = a->approval_count,
            .revision = a->revision,
            .published_us = a->published_us,
        };
        err = c->advisory_count > 1 ? title_of(a, arena, &out->title) : ERR_OK;
    }
    return err;
}

static void fill_staff(const struct law_world *w, const struct law_case *c, struct case_view *v)
{
    v->developer = c->opened->developer;
    v->keywords = c->keywords;
    v->analysis = c->opened->analysis;
    v->opened_us = c->opened->head.at_us;
    v->guide_day = case_guide_day(c, w->edition);
    v->source = c->opened->source;
    v->sender = c->opened->sender;
    v->with_body = c->with_body;
    v->with_since_us = c->with_since_us;
    v->reception_us = c->reception_us;
    v->coordinator_us = c->coordinator_us;
    v->acknowledged_us = c->acknowledged_us;
    v->question_waits = c->question_waits;
    v->question_is_out = c->question_is_out;
    v->inquiries = c->inquiries;
    v->inquiry_count = c->inquiry_count;
    v->duties[0] = (struct duty_view){ROLE_reception, c->reception_duty.officer,
                                      c->reception_duty.deputy, c->reception_duty.offered};
    v->duties[1] = (struct duty_view){ROLE_coordinator, c->coordinator_duty.officer,
                                      c->coordinator_duty.deputy, c->coordinator_duty.offered};
}

/* OBJ-04: all reports of the case, for reception only (SEC-23). */
static enum err fill_reports(const struct law_world *w, const struct law_case *c,
                             struct arena *arena, struct case_view *v)
{
    if (w->actor.role != ROLE_reception)
        return ERR_OK;
    v->reports = ARENA_ARRAY(arena, struct report_ref, c->report_count);
    if (!v->reports)
        return ERR_MEMORY;
    for (size_t i = 0; i < c->report_count; i++)
        v->reports[v->report_count++] =
            (struct report_ref){c->reports[i]->stream.id, c->reports[i]->filed->number};
    return ERR_OK;
}

static void fill_by_class(const struct law_case *c, struct case_view *v)
{
    const struct ev_case_opened *o = c->opened;
    if (v->classes & CLASS_BIT(overview)) {
        v->title = o->title;
        v->product = o->product;
        v->versions = o->versions;
    }
    if (v->classes & CLASS_BIT(detail)) {
        v->vulnerability = o->vulnerability;
        v->verification = o->verification;
        v->impact = o->impact;
        v->files = o->files;
    }
    if (v->classes & CLASS_BIT(attack)) {
        v->attack = o->attack;
        v->attack_files = o->attack_files;
    }
    if (v->classes & CLASS_BIT(date))
        v->date_us = c->date_us;
    bool consents = c->report_count > 0 && c->reports[0]->tell_developer;
    if (consents && (v->classes & CLASS_BIT(finder_identity))) { /* FND-07: as long as it holds */
        v->finder_name = o->finder_name;
        v->finder_contact = o->finder_contact;
    }
}

enum err law_view_case(const struct law_world *w, struct id stream, struct arena *arena,
                       struct case_view **out)
{
    const struct law_case *c = subject_case(w->image, stream);
    uint32_t classes = access_classes(w->image, &w->actor, stream);
    *out = NULL;
    if (!c || classes == 0)
        return ERR_OK;
    struct case_view *v = ARENA_NEW(arena, struct case_view);
    if (!v)
        return ERR_MEMORY;
    v->id = c->stream.id;
    v->classes = classes;
    v->number = c->opened->number;
    v->published_us = c->published_us;
    v->release_asked_day = c->release_asked_day;
    v->released_day = c->released_day;
    fill_by_class(c, v);
    enum err err = fill_relations(w, c, arena, v);
    if (!err)
        err = view_coordination_fill(c, arena, v);
    if (!err && (classes & CLASS_BIT(internal))) {
        fill_staff(w, c, v);
        err = fill_reports(w, c, arena, v);
        if (!err)
            err = fill_advisories(c, arena, v);
        if (!err)
            err = fill_text(w, subject_advisory(w->image, stream), arena, v);
    } else if (!err && v->relation_count > 0) {
        v->guide_day =
            v->relations[0].guide_day; /* CON-04: its own value, never the case's earliest */
        if (TODOKE_CONTROL_LEAK == 2)
            v->guide_day = case_guide_day(c, w->edition);
    }
    if (!err)
        err = law_steps(w, v->id, arena, &v->steps, &v->step_count);
    if (!err)
        *out = v;
    return err;
}
