/*
 * core/law.c — the wrapper around every command: known to this actor, role, second factor, open,
 * and only then its own decide. What a command means stands in the decide files; this file must
 * hold no rule of a single command.
 */
#include "core/step/step_priv.h"

#include <assert.h>

struct refusal refuse(enum refusal_code code)
{
    return (struct refusal){.code = code};
}

struct refusal refuse_nothing(void)
{
    return (struct refusal){.code = REFUSAL_none};
}

struct refusal refuse_field(enum refusal_code code, enum command_kind kind, const char *field)
{
    const struct command_def *def = command_def_get(kind);
    struct refusal r = {.code = code, .field_name = field};
    for (size_t i = 0; def && i < def->field_count; i++) {
        if (str_equal(str_from_cstr(def->fields[i].name), str_from_cstr(field)))
            r.field = def->fields[i].label;
    }
    assert(r.field);
    return r;
}

void *decision_add(struct decision *d, const struct law_world *w, enum event_kind kind,
                   struct id stream)
{
    assert(d->event_count < LIMIT_EVENTS_PER_COMMAND);
    struct event *e = event_new(kind, d->arena);
    if (!e)
        return NULL;
    e->stream = stream;
    if (e->stream_type == STREAM_any)
        e->stream_type = ((const struct stream *)id_map_get(&w->image->streams, stream))->type;
    e->at_us = w->now_us;
    e->role = w->actor.role;
    e->person = w->actor.person;
    e->party = w->actor.party;
    d->events[d->event_count++] = e;
    return e;
}

/* A subject that this actor may not know answers exactly as one that does not exist (CON-08). */
static bool subject_is_known(const struct law_world *w, const struct command_def *def,
                             struct subject s)
{
    if (def->flags & CREATES)
        return true;
    if (access_classes(w->image, &w->actor, s.stream) == 0)
        return false;
    const struct stream *stream = id_map_get(&w->image->streams, s.stream);
    bool of_advisory = (def->flags & OF_ADVISORY) && stream->type == STREAM_advisory;
    if (!subject_may_be(def->subject, stream->type) && !of_advisory)
        return false;
    return def->subject != SUBJECT_RELATION || w->actor.role == ROLE_system ||
           id_equal(s.party, w->actor.party);
}

static struct refusal open_kind(const struct law_world *w, enum command_kind kind, struct subject s)
{
    switch (kind) {
#define COMMAND(name, number, about, roles, flags, title, effect, reqs)                            \
    case COMMAND_##name:                                                                           \
        return open_##name(w, s);
#include "core/commands.def"
    case COMMAND_none:
        break;
    }
    return refuse(REFUSAL_unknown_command);
}

struct refusal law_open(const struct law_world *w, enum command_kind kind, struct subject s)
{
    const struct command_def *def = command_def_get(kind);
    if (!def)
        return refuse(REFUSAL_unknown_command);
    if (!subject_is_known(w, def, s))
        return refuse(REFUSAL_unknown);
    if (!(def->roles & (1u << w->actor.role)))
        return refuse(REFUSAL_role);
    const struct law_case *of = image_case(w->image, law_case_of(w->image, s.stream));
    if (of && access_in_conflict(w->image, &w->actor, of))
        return refuse(REFUSAL_conflict_of_interest);
    if (of && of->withdrawn && !(def->flags & AFTER_END)) /* LIF-48: it rests until re-opened */
        return refuse(REFUSAL_case_withdrawn);
    return open_kind(w, kind, s);
}

static enum err decide_kind(const struct law_world *w, const struct command *c, struct decision *d)
{
    switch (c->kind) {
#define COMMAND(name, number, about, roles, flags, title, effect, reqs)                            \
    case COMMAND_##name:                                                                           \
        return decide_##name(w, (const struct cmd_##name *)(const void *)c, d);
#include "core/commands.def"
    case COMMAND_none:
        break;
    }
    d->refusal = refuse(REFUSAL_unknown_command);
    return ERR_OK;
}

enum err law_decide(const struct law_world *w, const struct command *c, struct decision *d)
{
    assert(d->arena && d->event_count == 0 && d->refusal.code == REFUSAL_none);
    const struct command_def *def = command_def_get(c->kind);
    d->refusal = law_open(w, c->kind, c->subject);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    if ((def->flags & STEP_UP) && w->actor.role != ROLE_system && !w->actor.stepped_up) {
        d->refusal = refuse(REFUSAL_step_up);
        return ERR_OK;
    }
    enum err err = decide_kind(w, c, d);
    if (!err && d->refusal.code == REFUSAL_none && step_needs_second(w, c))
        err = step_propose(w, c, d);
    if (err || d->refusal.code != REFUSAL_none)
        d->event_count = 0;
    assert(err || (d->event_count > 0) != (d->refusal.code != REFUSAL_none));
    return err;
}

/* The streams found so far, each once. */
struct reads {
    const struct law_image *image;
    struct stream_ref *out;
    size_t count, max;
};

static void reads_add(struct reads *r, enum stream_type type, struct id stream)
{
    for (size_t i = 0; i < r->count; i++) {
        if (id_equal(r->out[i].stream, stream))
            return;
    }
    assert(r->count < r->max);
    r->out[r->count++] = (struct stream_ref){type, stream, law_stream_version(r->image, stream)};
}

static void reads_add_known(struct reads *r, struct id stream)
{
    const struct stream *s = id_map_get(&r->image->streams, stream);
    if (s)
        reads_add(r, s->type, s->id);
}

/* What the command's fields name: an organisation's registration decides who gets the detail. */
static void reads_of_fields(struct reads *r, const struct command *c)
{
    const struct command_def *def = command_def_get(c->kind);

    for (size_t i = 0; i < def->field_count; i++) {
        const void *value = (const char *)c + def->fields[i].offset;
        if (def->fields[i].type == FIELD_REF)
            reads_add_known(r, *(const struct id *)value);
    }
}

/* The entries of the developer list that a decision looked at beside its fields: the manager of the
 * developer that acts (SEC-21), the registration of all to whom an overview goes (OVW-08); and the
 * keyword list in force. */
static void reads_of_list(struct reads *r, const struct command *c, const struct decision *d)
{
    reads_add_known(r, c->subject.party);
    for (size_t i = 0; i < d->event_count; i++) {
        const void *e = d->events[i];
        if (d->events[i]->kind == EVENT_overview_sent)
            reads_add_known(r, ((const struct ev_overview_sent *)e)->party);
    }
    if (c->kind == COMMAND_answer_keywords || c->kind == COMMAND_set_case_keywords ||
        c->kind == COMMAND_record_judgement)
        reads_add_known(r, r->image->scheme_id);
}

/* The command whose fields count: a confirmed step is judged again. */
static const struct command *meant(const struct law_world *w, const struct command *c,
                                   struct arena *arena)
{
    if (c->kind != COMMAND_confirm_step)
        return c;
    struct id id = ((const struct cmd_confirm_step *)(const void *)c)->step;
    const struct law_step *step = id_map_get(&w->image->steps, id);
    struct command *inner = NULL;

    return step && step_command(step, arena, &inner) == ERR_OK && inner ? inner : c;
}

/* Every stream written, the subject, what the fields name, and what its decision looks at beside
 * them: a case's decisions read its advisories. Names and numbers are in no stream: who gives them
 * holds them until the commit (app_draw.c). */
size_t law_reads(const struct law_world *w, const struct command *c, const struct decision *d,
                 struct stream_ref *out, size_t max)
{
    struct reads r = {w->image, out, 0, max};

    for (size_t i = 0; i < d->event_count; i++)
        reads_add(&r, d->events[i]->stream_type, d->events[i]->stream);
    reads_add_known(&r, c->subject.stream);
    const struct law_case *of = subject_case(w->image, c->subject.stream);
    if (of)
        reads_add_known(&r, of->stream.id);
    for (size_t i = 0; of && i < of->advisory_count; i++)
        reads_add_known(&r, of->advisories[i]->stream.id);
    reads_of_list(&r, c, d);
    reads_of_fields(&r, meant(w, c, d->arena));
    return r.count;
}
