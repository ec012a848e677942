/*
 * core/step/decide_step.c — steps that need two persons (HND-06): the proposal that the first
 * person's sending becomes, and the second person's answer.
 *
 * Confirming judges the command again, in the present world, for its sender and for the second
 * person, so that nothing happens by two that neither could do alone. Must never mutate the image.
 */
#include "core/step/step_priv.h"

#include <assert.h>
#include <string.h>

/* ---- what waits ---- */

const struct law_step *step_newest(const struct law_image *m, struct id stream)
{
    return id_map_get(&m->steps_of, stream);
}

bool step_any_open(const struct law_image *m, struct id stream)
{
    const struct stream *s = id_map_get(&m->streams, stream);
    return s && s->open_steps > 0;
}

enum err step_command(const struct law_step *step, struct arena *arena, struct command **out)
{
    const struct ev_step_proposed *e = step->proposed;
    enum command_kind kind = (enum command_kind)e->command;
    const struct command_def *def = command_def_get(kind);
    struct input in;
    struct refusal refusal;

    *out = NULL;
    if (!def)
        return ERR_OK;
    enum err err = pairs_decode(e->input, arena, &in);
    if (err)
        return err;
    if (def->flags & INTERNAL) { /* nobody types it: it has no fields */
        *out = arena_alloc(arena, def->size);
        if (!*out)
            return ERR_MEMORY;
        (*out)->kind = kind;
    } else if ((err = command_read(kind, &in, arena, out, &refusal)) || !*out) {
        return err;
    }
    if (!(def->flags & CREATES))
        (*out)->subject = (struct subject){e->head.stream, e->party};
    return ERR_OK;
}

/* The world of the one who sent it, with the second factor that he gave then. */
static struct law_world world_of_sender(const struct law_world *w, const struct law_step *step)
{
    struct law_world as = *w;
    as.actor = (struct actor){.role = step->proposed->head.role,
                              .person = step->proposed->head.person,
                              .party = step->proposed->head.party,
                              .stepped_up = true};
    as.confirmed = true;
    return as;
}

/* HND-06, HND-07: what somebody proposed who no longer works in that role is confirmed by nobody.
 */
static bool sender_has_left(const struct law_image *m, const struct law_step *step)
{
    const struct event *by = &step->proposed->head;
    const struct law_person *p = image_person(m, by->person);
    return p && !person_holds(p, by->party, by->role);
}

enum err step_is_live(const struct law_world *w, const struct law_step *step, struct arena *arena,
                      bool *out)
{
    struct command *c;

    *out = false;
    if (step->ended || sender_has_left(w->image, step))
        return ERR_OK;
    enum err err = step_command(step, arena, &c);
    if (err || !c)
        return err;
    struct law_world as = world_of_sender(w, step);
    struct decision d = {.arena = arena};
    err = law_decide(&as, c, &d);
    /* A number that was taken is drawn again; it does not end the step. */
    *out = !err && (d.refusal.code == REFUSAL_none || d.refusal.code == REFUSAL_number_taken);
    return err;
}

static bool is_own(const struct law_world *w, const struct law_step *step)
{
    return id_equal(step->proposed->head.person, w->actor.person);
}

static bool may_confirm(const struct law_world *w, const struct law_step *step)
{
    uint32_t roles = step_second_roles((enum command_kind)step->proposed->command);
    return !is_own(w, step) && (roles & (1u << w->actor.role));
}

bool step_waits(const struct law_world *w, struct id stream, bool own)
{
    struct arena scratch;
    bool found = false;

    arena_init(&scratch, LIMIT_ARENA_DECIDE);
    for (const struct law_step *s = step_newest(w->image, stream); s && !found; s = s->older) {
        bool live = false;
        if (s->ended || !(own ? is_own(w, s) : may_confirm(w, s)))
            continue;
        found = step_is_live(w, s, &scratch, &live) == ERR_OK && live;
        arena_clear(&scratch);
    }
    arena_release(&scratch);
    return found;
}

/* ---- the first person ---- */

static enum err same_step_waits(const struct law_world *w, const struct ev_step_proposed *e,
                                struct arena *arena, bool *out)
{
    *out = false;
    for (const struct law_step *s = step_newest(w->image, e->head.stream); s; s = s->older) {
        const struct ev_step_proposed *p = s->proposed;
        bool live;
        if (s->ended || p->command != e->command || !id_equal(p->party, e->party) ||
            !str_equal(p->input, e->input))
            continue;
        enum err err = step_is_live(w, s, arena, &live);
        if (err || (*out = live))
            return err;
    }
    return ERR_OK;
}

/* Every file of the command, so that it is kept while the step waits. */
static enum err collect_files(const struct command *c, struct arena *arena, struct id_list *out)
{
    const struct command_def *def = command_def_get(c->kind);
    struct id *ids = ARENA_ARRAY(arena, struct id, LIMIT_UPLOAD_FILES * def->field_count + 1);
    size_t count = 0;

    if (!ids)
        return ERR_MEMORY;
    for (size_t i = 0; i < def->field_count; i++) {
        const struct id_list *files = (const void *)((const char *)c + def->fields[i].offset);
        if (def->fields[i].type != FIELD_FILES)
            continue;
        for (size_t k = 0; k < files->count && k < LIMIT_UPLOAD_FILES; k++)
            ids[count++] = files->ids[k];
    }
    *out = (struct id_list){ids, count};
    return ERR_OK;
}

struct id step_home(const struct command *c)
{
    const struct command_def *def = command_def_get(c->kind);

    for (size_t i = 0; (def->flags & CREATES) && i < def->field_count; i++) {
        if (def->fields[i].type == FIELD_REF)
            return *(const struct id *)(const void *)((const char *)c + def->fields[i].offset);
    }
    return c->subject.stream;
}

enum err step_propose(const struct law_world *w, const struct command *c, struct decision *d)
{
    struct input pairs;
    bool waits;

    d->event_count = 0;
    struct ev_step_proposed *e = decision_add(d, w, EVENT_step_proposed, step_home(c));
    if (!e)
        return ERR_MEMORY;
    e->step = w->fresh[3];
    e->command = (int64_t)c->kind;
    e->party = c->subject.party;
    enum err err = command_pairs(c, d->arena, &pairs);
    if (!err)
        err = pairs_encode(&pairs, d->arena, &e->input);
    if (!err)
        err = collect_files(c, d->arena, &e->files);
    if (!err)
        err = same_step_waits(w, e, d->arena, &waits);
    if (!err && waits)
        d->refusal = refuse(REFUSAL_step_waits_already);
    return err;
}

/* ---- the second person ---- */

/* A step of this stream that the actor may know of and that nobody answered yet. */
static const struct law_step *step_find(const struct law_world *w, struct id stream, struct id id)
{
    const struct law_step *s = step_newest(w->image, stream);
    while (s && !id_equal(s->proposed->step, id))
        s = s->older;
    bool known =
        s && !s->ended && step_is_visible(&w->actor, (enum command_kind)s->proposed->command);
    return known ? s : NULL;
}

static struct refusal open_to_answer(const struct law_world *w, struct subject s)
{
    if (step_waits(w, s.stream, false))
        return refuse_nothing();
    return refuse(step_waits(w, s.stream, true) ? REFUSAL_step_is_own : REFUSAL_no_step_waits);
}

struct refusal open_confirm_step(const struct law_world *w, struct subject s)
{
    return open_to_answer(w, s);
}

struct refusal open_refuse_step(const struct law_world *w, struct subject s)
{
    return open_to_answer(w, s);
}

struct refusal open_withdraw_step(const struct law_world *w, struct subject s)
{
    return step_waits(w, s.stream, true) ? refuse_nothing() : refuse(REFUSAL_no_step_waits);
}

static const struct law_step *step_to_answer(const struct law_world *w, const struct command *c,
                                             struct id id, struct refusal *refusal)
{
    const struct law_step *s = step_find(w, c->subject.stream, id);
    if (!s)
        *refusal = refuse_field(REFUSAL_field_not_a_choice, c->kind, "step");
    else if (!may_confirm(w, s))
        *refusal = refuse(REFUSAL_step_is_own);
    else if (sender_has_left(w->image, s))
        *refusal = refuse(REFUSAL_step_of_nobody);
    return s;
}

/* Judged for its sender and, where the second person's role has the step as well, for him too: his
 * own conflicts of interest count, and the events bear his name. */
static enum err decide_again(const struct law_world *w, const struct law_step *step,
                             const struct command *inner, struct decision *out)
{
    struct law_world as = world_of_sender(w, step);
    enum err err = law_decide(&as, inner, out);
    if (err || out->refusal.code != REFUSAL_none)
        return err;
    if (!(command_def_get(inner->kind)->roles & (1u << w->actor.role)))
        return ERR_OK;
    *out = (struct decision){.arena = out->arena};
    as.actor = w->actor;
    return law_decide(&as, inner, out);
}

enum err decide_confirm_step(const struct law_world *w, const struct cmd_confirm_step *c,
                             struct decision *d)
{
    const struct law_step *step = step_to_answer(w, &c->head, c->step, &d->refusal);
    struct command *inner = NULL;
    struct decision again = {.arena = d->arena};

    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    enum err err = step_command(step, d->arena, &inner);
    if (!err && !inner)
        d->refusal = refuse_field(REFUSAL_field_not_a_choice, COMMAND_confirm_step, "step");
    if (!err && inner)
        err = decide_again(w, step, inner, &again);
    if (!err && again.refusal.code != REFUSAL_none)
        d->refusal = again.refusal;
    if (err || d->refusal.code != REFUSAL_none)
        return err;
    struct ev_step_confirmed *e = decision_add(d, w, EVENT_step_confirmed, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->step = c->step;
    e->command = step->proposed->command;
    e->first = step->proposed->head.person;
    assert(d->event_count + again.event_count <= LIMIT_EVENTS_PER_COMMAND);
    memcpy(d->events + d->event_count, again.events, again.event_count * sizeof(again.events[0]));
    d->event_count += again.event_count;
    return ERR_OK;
}

enum err decide_refuse_step(const struct law_world *w, const struct cmd_refuse_step *c,
                            struct decision *d)
{
    const struct law_step *step = step_to_answer(w, &c->head, c->step, &d->refusal);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_step_refused *e = decision_add(d, w, EVENT_step_refused, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->step = c->step;
    e->command = step->proposed->command;
    e->reason = c->reason;
    return ERR_OK;
}

enum err decide_withdraw_step(const struct law_world *w, const struct cmd_withdraw_step *c,
                              struct decision *d)
{
    const struct law_step *step = step_find(w, c->head.subject.stream, c->step);
    if (!step)
        d->refusal = refuse_field(REFUSAL_field_not_a_choice, COMMAND_withdraw_step, "step");
    else if (!is_own(w, step))
        d->refusal = refuse(REFUSAL_step_not_own);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_step_withdrawn *e = decision_add(d, w, EVENT_step_withdrawn, c->head.subject.stream);
    if (!e)
        return ERR_MEMORY;
    e->step = c->step;
    e->command = step->proposed->command;
    return ERR_OK;
}
