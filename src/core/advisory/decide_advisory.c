/*
 * core/advisory/decide_advisory.c — writing, approving, stopping and releasing an advisory
 * (requirements section 12 and PUB-28). The one rule above all others: nothing is released before
 * the agreed date-time (DAT-14, PUB-05). Must never mutate the image.
 */
#include "core/advisory/publication_priv.h"

#include <assert.h>

struct refusal open_write_advisory(const struct law_world *w, struct subject s)
{
    const struct law_advisory *a = subject_advisory(w->image, s.stream);
    if (a && a->dropped)
        return refuse(REFUSAL_advisory_dropped);
    return a && a->pending ? refuse(REFUSAL_release_pending) : refuse_nothing();
}

enum err decide_write_advisory(const struct law_world *w, const struct cmd_write_advisory *c,
                               struct decision *d)
{
    const struct law_case *of = subject_case(w->image, c->head.subject.stream);
    const struct law_advisory *a = subject_advisory(w->image, c->head.subject.stream);
    struct advisory parsed;
    enum err err = advisory_read(c->doc, d->arena, &parsed);
    if (err == ERR_INVALID)
        d->refusal = refuse_field(REFUSAL_field_malformed, COMMAND_write_advisory, "doc");
    else if (err)
        return err;
    else if (a && str_equal(a->doc, c->doc))
        d->refusal = refuse(REFUSAL_advisory_unchanged);
    else if (a && a->revision > 0 && str_is_empty(parsed.change_note.ja))
        d->refusal = refuse_field(REFUSAL_change_note_missing, COMMAND_write_advisory, "doc");
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct id stream = a ? a->stream.id : w->fresh[0];
    struct ev_advisory_written *e = decision_add(d, w, EVENT_advisory_written, stream);
    if (!e)
        return ERR_MEMORY;
    e->case_id = of->stream.id;
    e->doc = c->doc;
    return ERR_OK;
}

/* Bits of the roles that have approved the present version. */
static uint32_t approved_roles(const struct law_advisory *a)
{
    uint32_t roles = 0;
    for (size_t i = 0; i < a->approval_count; i++)
        roles |= 1u << a->approvals[i].role;
    return roles;
}

bool advisory_approved_by_both(const struct law_advisory *a)
{
    uint32_t both = BIT(reception) | BIT(coordinator);
    return (approved_roles(a) & both) == both;
}

struct refusal advisory_open_written(const struct law_advisory *a)
{
    if (!a || !a->doc.ptr)
        return refuse(REFUSAL_advisory_missing);
    if (a->dropped)
        return refuse(REFUSAL_advisory_dropped);
    return a->pending ? refuse(REFUSAL_release_pending) : refuse_nothing();
}

/* PUB-28: two persons, one of each body, who did not write the last change. A revision, also one
 * for a developer's changed row alone, says in the update line what changes (PUB-14). */
struct refusal open_approve_advisory(const struct law_world *w, struct subject s)
{
    const struct law_advisory *a = subject_advisory(w->image, s.stream);
    struct refusal written = advisory_open_written(a);
    if (written.code != REFUSAL_none)
        return written;
    if (a->revision > 0 && !a->rewritten)
        return refuse(REFUSAL_change_note_missing);
    if (id_equal(a->written_by, w->actor.person))
        return refuse(REFUSAL_approve_own_text);
    if (approved_roles(a) & (1u << w->actor.role))
        return refuse(REFUSAL_approve_twice);
    for (size_t i = 0; i < a->approval_count; i++) {
        if (id_equal(a->approvals[i].person, w->actor.person))
            return refuse(REFUSAL_approve_twice);
    }
    return refuse_nothing();
}

static struct refusal judge_approval(const struct law_advisory *a, struct str given,
                                     struct str present)
{
    if (!str_equal(given, present))
        return refuse_field(REFUSAL_approve_other_version, COMMAND_approve_advisory, "hash");
    if (str_equal(a->released_hash, present))
        return refuse(REFUSAL_advisory_unchanged);
    return refuse_nothing();
}

enum err decide_approve_advisory(const struct law_world *w, const struct cmd_approve_advisory *c,
                                 struct decision *d)
{
    const struct law_advisory *a = subject_advisory(w->image, c->head.subject.stream);
    struct str frozen;
    enum err err = advisory_freeze(a, d->arena, &frozen, &d->refusal);
    if (err || d->refusal.code != REFUSAL_none)
        return err;
    struct str hash = w->digest(frozen, d->arena);
    if (!hash.ptr)
        return ERR_MEMORY;
    d->refusal = judge_approval(a, c->hash, hash);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_advisory_approved *e = decision_add(d, w, EVENT_advisory_approved, a->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->hash = hash;
    if (a->approval_count == 0)
        e->frozen = frozen;
    return ERR_OK;
}

struct refusal open_withdraw_approval(const struct law_world *w, struct subject s)
{
    const struct law_advisory *a = subject_advisory(w->image, s.stream);
    if (a && a->pending)
        return refuse(REFUSAL_release_pending);
    return a && a->approval_count > 0 ? refuse_nothing() : refuse(REFUSAL_nothing_to_stop);
}

enum err advisory_end_approvals(const struct law_world *w, const struct law_advisory *a,
                                struct str reason, struct decision *d)
{
    struct ev_approval_withdrawn *e = decision_add(d, w, EVENT_approval_withdrawn, a->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->reason = reason;
    return ERR_OK;
}

enum err decide_withdraw_approval(const struct law_world *w, const struct cmd_withdraw_approval *c,
                                  struct decision *d)
{
    const struct law_advisory *a = subject_advisory(w->image, c->head.subject.stream);
    return advisory_end_approvals(w, a, c->reason, d);
}

/* Fail late, never early: every doubt keeps the page back. */
struct refusal open_release_advisory(const struct law_world *w, struct subject s)
{
    const struct law_case *c = subject_case(w->image, s.stream);
    const struct law_advisory *a = subject_advisory(w->image, s.stream);
    if (!a)
        return refuse(REFUSAL_advisory_missing);
    if (a->pending)
        return refuse(REFUSAL_release_pending);
    if (!advisory_approved_by_both(a))
        return refuse(REFUSAL_approval_missing);
    if (!c->date_us)
        return refuse(REFUSAL_date_missing);
    if (!w->clock_trusted)
        return refuse(REFUSAL_clock_doubtful);
    if (w->now_us < c->date_us) {
        struct refusal r = refuse(REFUSAL_date_not_reached);
        r.at_us = c->date_us;
        return r;
    }
    return refuse_nothing();
}

enum err decide_release_advisory(const struct law_world *w, const struct cmd_release_advisory *c,
                                 struct decision *d)
{
    const struct law_advisory *a = subject_advisory(w->image, c->head.subject.stream);
    struct released released;
    enum err err = publication_for_release(a, w->now_us, d->arena, &released);
    if (err)
        return err;
    struct ev_release_decided *e = decision_add(d, w, EVENT_release_decided, a->stream.id);
    if (!e)
        return ERR_MEMORY;
    assert(w->now_us >= a->of->date_us);
    e->revision = a->revision + 1;
    e->at = w->now_us;
    e->doc = released.doc;
    e->uncoordinated = released.uncoordinated;
    if (a->of->published_us)
        return ERR_OK;
    struct ev_case_published *published =
        decision_add(d, w, EVENT_case_published, a->of->stream.id);
    if (!published)
        return ERR_MEMORY;
    published->revision = e->revision;
    return ERR_OK;
}

struct refusal open_finish_release(const struct law_world *w, struct subject s)
{
    const struct law_advisory *a = subject_advisory(w->image, s.stream);
    return a && a->pending ? refuse_nothing() : refuse(REFUSAL_no_release_pending);
}

enum err decide_finish_release(const struct law_world *w, const struct cmd_finish_release *c,
                               struct decision *d)
{
    const struct law_advisory *a = subject_advisory(w->image, c->head.subject.stream);
    if (c->revision != a->revision) {
        d->refusal = refuse(REFUSAL_no_release_pending);
        return ERR_OK;
    }
    struct ev_release_done *e = decision_add(d, w, EVENT_release_done, a->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->revision = c->revision;
    return ERR_OK;
}
