/*
 * test/scenario/lines.c — the lines of a scenario that act: steps, actors, clock, files. Lines that
 * ask are in ask.c, names in play.c. It never judges what a step should be answered: the file says
 * so.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/play.h"

/* "C1" or, for a relation, "C1/ACME"; without a slash the relation is the actor's own. */
static struct subject subject_of(struct play *p, struct str word, const struct actor *a)
{
    struct str rest = word;
    struct str stream = str_split(&rest, '/');

    return (struct subject){play_id(p, stream), rest.ptr == NULL ? a->party : play_id(p, rest)};
}

/* ---- commands ------------------------------------------------------------------------------- */

/* What stands for something of a name (play_word), "$hash", the digest that the actor would approve
 * now, and "$step", the newest step that waits for a second person. */
static struct str value_of(struct play *p, struct str word, const struct actor *a, struct subject s)
{
    struct arena *memory = &p->stage.memory;

    if (str_equal(word, STR("$hash"))) {
        struct law_world w = stage_world(&p->stage, a, 0);
        struct case_view *v = NULL;
        if (law_view_case(&w, s.stream, memory, &v) == ERR_OK && v != NULL)
            return v->hash;
    }
    if (str_equal(word, STR("$step"))) {
        const struct actor system = {.role = ROLE_system};
        struct law_world w = stage_world(&p->stage, &system, 0);
        struct step_view *steps;
        size_t count;
        if (law_steps(&w, s.stream, memory, &steps, &count) == ERR_OK && count > 0)
            return id_text(steps[0].id, memory);
    }
    return play_word(p, word);
}

/* What the program itself puts into a command: hashes, keys, and every field of an INTERNAL
 * command. */
static bool is_own_field(const struct command_def *def, const struct field_def *f)
{
    return (def->flags & INTERNAL) != 0 || f->type == FIELD_INT || f->type == FIELD_BYTES;
}

static void set_own_field(const struct field_def *f, struct str suffix, struct str word,
                          void *value)
{
    uint64_t number = 0;

    if (f->type == FIELD_LINE2) {
        struct text2 *both = value;
        *(str_equal(suffix, STR("en")) ? &both->en : &both->ja) = word;
    } else if (f->type == FIELD_BOOL) {
        *(bool *)value = str_equal(word, STR("yes"));
    } else if (f->type == FIELD_INT && str_to_u64(word, INT64_MAX, &number)) {
        *(int64_t *)value = (int64_t)number;
    } else if (f->type == FIELD_BYTES || f->type == FIELD_LINE || f->type == FIELD_BLOCK) {
        *(struct str *)value = word;
    } else if (f->type == FIELD_CODE) {
        const struct code_def *code = code_def_find((enum code_list)f->argument, word);
        *(uint32_t *)value = code ? code->number : 0;
    } else if (f->type == FIELD_REF && !id_read(word, value)) {
        abort();
    }
}

static const struct field_def *own_field(const struct command_def *def, struct str name)
{
    struct str base = str_split(&name, '.');

    for (size_t i = 0; i < def->field_count; i++)
        if (str_equal(str_from_cstr(def->fields[i].name), base) &&
            is_own_field(def, &def->fields[i]))
            return &def->fields[i];
    return NULL;
}

/* Reads typed fields as an edge does, then adds what the program adds. */
static struct command *make_command(struct play *p, const struct command_def *def,
                                    const struct input *in, struct refusal *refusal)
{
    struct arena *memory = &p->stage.memory;
    struct input_pair *typed = ARENA_ARRAY(memory, struct input_pair, in->count);
    struct input rest = {typed, 0};
    struct command *c = NULL;

    for (size_t i = 0; i < in->count; i++)
        if (own_field(def, in->pairs[i].name) == NULL)
            typed[rest.count++] = in->pairs[i];
    if ((def->flags & INTERNAL) != 0) {
        c = arena_alloc(memory, def->size);
        c->kind = def->kind;
    } else if (command_read(def->kind, &rest, memory, &c, refusal) != ERR_OK) {
        abort();
    }
    for (size_t i = 0; i < in->count && c != NULL; i++) {
        const struct field_def *f = own_field(def, in->pairs[i].name);
        struct str suffix = in->pairs[i].name;
        str_split(&suffix, '.');
        if (f != NULL)
            set_own_field(f, suffix, in->pairs[i].value, (char *)c + f->offset);
    }
    return c;
}

static struct str answer_text(struct play *p, const struct decision *d)
{
    struct buf out;
    struct str text;

    buf_init(&out, &p->stage.memory, LIMIT_PAGE_BYTES);
    if (d->refusal.code != REFUSAL_none) {
        buf_add_format(&out, "refused %s", refusal_def_get(d->refusal.code)->name);
        if (d->refusal.field_name != NULL)
            buf_add_format(&out, " %s", d->refusal.field_name);
    } else {
        buf_add_cstr(&out, "ok");
        for (size_t i = 0; i < d->event_count; i++)
            buf_add_format(&out, " %s", event_def_get(d->events[i]->kind)->name);
    }
    return buf_finish(&out, &text) == ERR_OK ? text : STR("?");
}

/* "refused CODE" alone does not ask for the field. */
static bool answers(struct str got, struct str expected)
{
    if (str_equal(got, expected))
        return true;
    return str_starts_with(expected, STR("refused ")) && str_starts_with(got, expected) &&
           got.ptr[expected.len] == ' ' &&
           str_find(str_slice(expected, 8, expected.len), STR(" "), 0) == SIZE_MAX;
}

struct step {
    const struct command_def *def;
    struct actor actor;
    struct subject subject;
    struct str alias; /* of the stream that is created */
    struct input in;
};

/* What an alias names: a step that waits, else the stream of the first event that is no answer to
 * one. */
static struct id made_by(const struct decision *d)
{
    const struct event *e = d->events[0];

    if (e->kind == EVENT_step_proposed)
        return ((const struct ev_step_proposed *)(const void *)e)->step;
    return e->kind == EVENT_step_confirmed && d->event_count > 1 ? d->events[1]->stream : e->stream;
}

static void carry_out(struct play *p, const struct step *step, struct decision *d)
{
    *d = (struct decision){.event_count = 0};
    struct command *c = make_command(p, step->def, &step->in, &d->refusal);
    p->submission++;
    if (c == NULL)
        return;
    c->subject = step->subject;
    enum err err = stage_submit(&p->stage, &step->actor, p->submission, c, d);
    if (err != ERR_OK)
        play_broken(p, "error:", str_from_cstr(err_text(err)));
    if (d->event_count > 0 && step->alias.ptr != NULL)
        play_alias_new(p, step->alias, ALIAS_STREAM)->id = made_by(d);
    stage_check_replay(&p->stage);
    if (p->stage.fault != NULL)
        play_broken(p, p->stage.fault, STR(""));
    p->stage.fault = NULL;
}

/* ACTOR COMMAND [SUBJECT] [as ALIAS] field=value… -> answer */
static void play_command(struct play *p, const struct words *w)
{
    struct step step = {.def = w->arrow >= 2 ? command_def_find(w->word[1]) : NULL};
    struct input_pair pairs[WORDS_MAX];
    struct decision d;
    size_t at = 2;

    if (step.def == NULL) {
        play_broken(p, "no such step:", w->word[w->arrow >= 2 ? 1 : 0]);
        return;
    }
    if (!play_actor(p, w->word[0], &step.actor)) {
        play_broken(p, "no such actor:", w->word[0]);
        return;
    }
    if (at < w->arrow && (step.def->flags & CREATES) == 0)
        step.subject = subject_of(p, w->word[at++], &step.actor);
    if (step.def->subject != SUBJECT_RELATION)
        step.subject.party = (struct id){{0}};
    if (at + 1 < w->arrow && str_equal(w->word[at], STR("as"))) {
        step.alias = w->word[at + 1];
        at += 2;
    }
    step.in.pairs = pairs;
    for (; at < w->arrow; at++) {
        struct str value = w->word[at];
        struct input_pair *pair = &pairs[step.in.count++];
        pair->name = str_split(&value, '=');
        pair->value = value_of(p, value, &step.actor, step.subject);
    }
    carry_out(p, &step, &d);
    struct str got = answer_text(p, &d);
    play_judge(p, answers(got, play_expectation(p, w)), got);
}

/* ---- lines and files ------------------------------------------------------------------------ */

/* actor NAME ROLE [PERSON PARTY] */
static void define_actor(struct play *p, const struct words *w)
{
    struct alias *a;

    if (w->count < 3) {
        play_broken(p, "actor NAME ROLE PERSON PARTY", STR(""));
        return;
    }
    a = play_alias_new(p, w->word[1], ALIAS_ACTOR);
    for (unsigned role = 0; role < ROLE_COUNT; role++)
        if (str_equal(w->word[2], str_from_cstr(role_name((enum role)role))))
            a->actor.role = (enum role)role;
    if (a->actor.role == ROLE_none) {
        play_broken(p, "no such role:", w->word[2]);
        return;
    }
    if (w->count == 5) {
        a->actor.person = play_id(p, w->word[3]);
        a->actor.party = play_id(p, w->word[4]);
    }
}

static void drop_first(struct words *w, size_t n)
{
    for (size_t i = n; i < w->count; i++)
        w->word[i - n] = w->word[i];
    w->count -= n;
    w->arrow -= n;
}

static void play_line(struct play *p, struct str line)
{
    struct words w;

    if (!words_cut(line, &p->stage.memory, &w)) {
        play_broken(p, "cannot read:", line);
        return;
    }
    if (w.count >= 2 && str_equal(w.word[0], STR("at"))) {
        if (!civil_read_rfc3339(w.word[1], &p->stage.now_us)) {
            play_broken(p, "no time:", w.word[1]);
            return;
        }
        drop_first(&w, 2);
    }
    if (w.count == 0)
        return;
    if (str_equal(w.word[0], STR("include")) && w.count == 2) {
        if (!play_file(p, arena_copy(&p->texts, w.word[1]).ptr))
            play_broken(p, "cannot open:", w.word[1]);
    } else if (str_equal(w.word[0], STR("actor"))) {
        define_actor(p, &w);
    } else if (str_equal(w.word[0], STR("clock")) && w.count == 2) {
        p->stage.clock_trusted = str_equal(w.word[1], STR("trusted"));
    } else if (p->state != NULL && str_equal(w.word[0], STR("state"))) {
        p->state(p, &w);
    } else if (w.arrow == w.count) {
        play_broken(p, "expects nothing:", line);
    } else if (str_equal(w.word[0], STR("see"))) {
        ask_see(p, &w);
    } else if (str_equal(w.word[0], STR("token"))) {
        ask_token(p, &w);
    } else if (str_equal(w.word[0], STR("can"))) {
        ask_can(p, &w);
    } else if (str_equal(w.word[0], STR("work"))) {
        ask_work(p, &w);
    } else if (str_equal(w.word[0], STR("due"))) {
        ask_due(p, &w);
    } else if (str_equal(w.word[0], STR("listed"))) {
        ask_listed(p, &w);
    } else if (str_equal(w.word[0], STR("figure"))) {
        ask_figure(p, &w);
    } else if (str_equal(w.word[0], STR("count"))) {
        ask_count(p, &w);
    } else if (str_equal(w.word[0], STR("matters"))) {
        ask_matters(p, &w);
    } else if (str_equal(w.word[0], STR("likely"))) {
        ask_likely(p, &w);
    } else if (str_equal(w.word[0], STR("draft"))) {
        ask_draft(p, &w);
    } else if (str_equal(w.word[0], STR("step"))) {
        ask_step(p, &w);
    } else {
        play_command(p, &w);
    }
}

struct str play_read(struct arena *a, const char *file)
{
    FILE *f = fopen(file, "rb");
    struct buf out;
    char block[4096];
    size_t n;

    if (f == NULL)
        return (struct str){NULL, 0};
    buf_init(&out, a, LIMIT_PAGE_BYTES);
    while ((n = fread(block, 1, sizeof(block), f)) > 0)
        buf_add_bytes(&out, block, n);
    fclose(f);
    return out.failed ? (struct str){NULL, 0} : buf_str(&out);
}

bool play_file(struct play *p, const char *file)
{
    const char *outer = p->file;
    size_t outer_line = p->line;
    struct str rest = play_read(&p->texts, file);

    if (rest.ptr == NULL)
        return false;
    p->file = file;
    p->line = 0;
    while (rest.ptr != NULL) {
        struct str line = str_split(&rest, '\n');
        p->line++;
        while (str_ends_with(line, STR("\\")) && rest.ptr != NULL) {
            struct str more = str_split(&rest, '\n');
            p->line++;
            line = arena_format(&p->stage.memory, "%.*s%.*s", (int)line.len - 1, line.ptr,
                                STR_ARG(more));
        }
        play_line(p, line);
    }
    p->file = outer;
    p->line = outer_line;
    return true;
}
