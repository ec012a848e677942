/*
 * core/advisory/further.c — the advisories of one case: which one a step means, a further one with
 * a number of its own, and which developers stand on which (OBJ-04).
 *
 * The first advisory bears the case's number; every developer of the case stands on every advisory
 * unless it was left out. Must never leave a developer without an advisory, nor mutate the image.
 */
#include "core/image_priv.h"

/* ---- which one is meant ---- */

struct law_case *subject_case(const struct law_image *m, struct id stream)
{
    struct law_advisory *a = image_advisory(m, stream);
    return a ? a->of : image_case(m, stream);
}

struct law_advisory *case_advisory(const struct law_case *c)
{
    return c->advisory_count > 0 ? c->advisories[0] : NULL;
}

struct law_advisory *subject_advisory(const struct law_image *m, struct id stream)
{
    struct law_advisory *a = image_advisory(m, stream);
    const struct law_case *c = a ? NULL : image_case(m, stream);
    return c ? case_advisory(c) : a;
}

const struct law_advisory *case_first_released(const struct law_case *c)
{
    const struct law_advisory *first = NULL;
    for (size_t i = 0; i < c->advisory_count; i++) {
        const struct law_advisory *a = c->advisories[i];
        if (a->published_us && (!first || a->published_us < first->published_us))
            first = a;
    }
    return first;
}

/* ---- rows ---- */

const struct law_row *law_row_of(const struct law_advisory *a, size_t relation)
{
    static const struct law_row untouched;
    return relation < a->row_count ? &a->rows[relation] : &untouched;
}

/* The developer's row in any advisory that goes on; `except` may be NULL. */
static bool stands_elsewhere(const struct law_case *c, size_t relation,
                             const struct law_advisory *except)
{
    for (size_t i = 0; i < c->advisory_count; i++) {
        const struct law_advisory *a = c->advisories[i];
        if (a != except && !a->dropped && !law_row_of(a, relation)->left_out)
            return true;
    }
    return false;
}

/* ---- a further one ---- */

struct refusal open_begin_advisory(const struct law_world *w, struct subject s)
{
    const struct law_case *c = image_case(w->image, s.stream);
    if (c->advisory_count == 0)
        return refuse(REFUSAL_first_advisory_missing);
    if (c->advisory_count >= LIMIT_CASE_ADVISORIES) {
        struct refusal r = refuse(REFUSAL_too_many_advisories);
        r.limit = LIMIT_CASE_ADVISORIES;
        return r;
    }
    return refuse_nothing();
}

enum err decide_begin_advisory(const struct law_world *w, const struct cmd_begin_advisory *c,
                               struct decision *d)
{
    const struct law_case *of = image_case(w->image, c->head.subject.stream);
    bool vu = str_starts_with(of->opened->number, STR("JVNVU#"));
    struct str number = {NULL, 0};
    if (decision_number(w, d, vu ? "JVNVU#" : "JVN#", &number))
        return ERR_MEMORY;
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_advisory_begun *e = decision_add(d, w, EVENT_advisory_begun, w->fresh[0]);
    if (!e)
        return ERR_MEMORY;
    e->case_id = of->stream.id;
    e->number = number;
    return ERR_OK;
}

struct refusal open_drop_advisory(const struct law_world *w, struct subject s)
{
    const struct law_advisory *a = subject_advisory(w->image, s.stream);
    if (!a || a == case_advisory(a->of))
        return refuse(REFUSAL_first_advisory_stays);
    if (a->dropped)
        return refuse(REFUSAL_advisory_dropped);
    if (a->revision > 0)
        return refuse(REFUSAL_advisory_public);
    for (size_t i = 0; i < a->of->relation_count; i++) {
        if (relation_is_live(&a->of->relations[i]) && !stands_elsewhere(a->of, i, a))
            return refuse(REFUSAL_last_advisory);
    }
    return refuse_nothing();
}

enum err decide_drop_advisory(const struct law_world *w, const struct cmd_drop_advisory *c,
                              struct decision *d)
{
    struct ev_advisory_dropped *e =
        decision_add(d, w, EVENT_advisory_dropped, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->reason = c->reason;
    return ERR_OK;
}

/* ---- who stands on it ---- */

/* While there is one advisory only, every developer stands on it and there is nothing to choose. */
static struct refusal open_to_place(const struct law_world *w, struct subject s)
{
    const struct law_advisory *a = subject_advisory(w->image, s.stream);
    if (!a || a->of->advisory_count < 2)
        return refuse(REFUSAL_only_advisory);
    if (a->dropped)
        return refuse(REFUSAL_advisory_dropped);
    return a->pending ? refuse(REFUSAL_release_pending) : refuse_nothing();
}

bool advisory_can_place(const struct law_world *w, enum command_kind kind, struct id stream,
                        struct id party)
{
    const struct law_advisory *a = subject_advisory(w->image, stream);
    bool leave = kind == COMMAND_leave_out_developer;
    for (size_t i = 0; a && i < a->of->relation_count; i++) {
        const struct law_relation *r = &a->of->relations[i];
        if (relation_is_live(r) && id_equal(r->party->stream.id, party))
            return law_row_of(a, i)->left_out != leave;
    }
    return false;
}

/* What was approved has other rows than what would now be released: the approvals end (PUB-28). */
static enum err place(const struct law_world *w, const struct law_advisory *a, struct id party,
                      bool left_out, struct decision *d)
{
    struct ev_developer_placed *e = decision_add(d, w, EVENT_developer_placed, a->stream.id);
    if (!e)
        return ERR_MEMORY;
    e->party = party;
    e->left_out = left_out;
    return a->approval_count > 0 ? advisory_end_approvals(w, a, (struct str){NULL, 0}, d) : ERR_OK;
}

struct refusal open_leave_out_developer(const struct law_world *w, struct subject s)
{
    return open_to_place(w, s);
}

enum err decide_leave_out_developer(const struct law_world *w,
                                    const struct cmd_leave_out_developer *c, struct decision *d)
{
    const struct law_advisory *a = subject_advisory(w->image, c->head.subject.stream);
    if (!a || !advisory_can_place(w, COMMAND_leave_out_developer, a->stream.id, c->party)) {
        d->refusal = refuse_field(REFUSAL_field_not_a_choice, COMMAND_leave_out_developer, "party");
        return ERR_OK;
    }
    size_t relation = (size_t)(case_relation(a->of, c->party) - a->of->relations);
    if (!stands_elsewhere(a->of, relation, a)) {
        d->refusal = refuse_field(REFUSAL_last_advisory, COMMAND_leave_out_developer, "party");
        return ERR_OK;
    }
    return place(w, a, c->party, true, d);
}

struct refusal open_take_in_developer(const struct law_world *w, struct subject s)
{
    return open_to_place(w, s);
}

enum err decide_take_in_developer(const struct law_world *w, const struct cmd_take_in_developer *c,
                                  struct decision *d)
{
    const struct law_advisory *a = subject_advisory(w->image, c->head.subject.stream);
    if (!a || !advisory_can_place(w, COMMAND_take_in_developer, a->stream.id, c->party)) {
        d->refusal = refuse_field(REFUSAL_field_not_a_choice, COMMAND_take_in_developer, "party");
        return ERR_OK;
    }
    return place(w, a, c->party, false, d);
}
