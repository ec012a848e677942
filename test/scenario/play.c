/*
 * test/scenario/play.c — the names of a scenario and the score of its lines. See play.h.
 */
#include "scenario/play.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- saying what went wrong ----------------------------------------------------------------- */

void play_judge(struct play *p, bool holds, struct str got)
{
    if (holds) {
        p->passed++;
        return;
    }
    p->failed++;
    printf("%s:%zu: got %.*s\n", p->file, p->line, STR_ARG(got));
}

void play_broken(struct play *p, const char *why, struct str what)
{
    p->failed++;
    printf("%s:%zu: %s %.*s\n", p->file, p->line, why, STR_ARG(what));
}

/* ---- names ---------------------------------------------------------------------------------- */

struct alias *play_alias_new(struct play *p, struct str name, enum alias_kind kind)
{
    struct alias *a = ARENA_NEW(&p->stage.memory, struct alias);

    if (a == NULL ||
        str_map_set(&p->aliases, &p->stage.memory, arena_copy(&p->stage.memory, name), a) != ERR_OK)
        abort();
    a->kind = kind;
    return a;
}

struct alias *play_alias_get(struct play *p, struct str name, enum alias_kind kind)
{
    struct alias *a = str_map_get(&p->aliases, name);

    return a != NULL && a->kind == kind ? a : NULL;
}

struct id play_id(struct play *p, struct str name)
{
    struct alias *a = play_alias_get(p, name, ALIAS_STREAM);

    return a != NULL ? a->id : stage_id(&p->stage, str_hash(name) >> 4, 6);
}

bool play_actor(struct play *p, struct str word, struct actor *out)
{
    bool stepped_up = str_ends_with(word, STR("!"));
    struct str name = str_slice(word, 0, word.len - (stepped_up ? 1 : 0));
    struct str receipt = name;

    const struct alias *known = play_alias_get(p, str_split(&receipt, ':'), ALIAS_ACTOR);
    *out = (struct actor){.role = ROLE_none};
    if (known != NULL)
        *out = known->actor;
    if (known != NULL && receipt.ptr != NULL)
        out->receipt = play_id(p, receipt);
    else if (known != NULL)
        out->receipt = (struct id){{0}};
    else if (str_equal(name, STR("system")))
        out->role = ROLE_system;
    else if (str_starts_with(name, STR("finder:")))
        *out = (struct actor){.role = ROLE_finder, .receipt = play_id(p, receipt)};
    else if (!str_equal(name, STR("nobody")))
        return false;
    out->stepped_up = stepped_up;
    return true;
}

/* The number that a report, case or advisory bears; the word itself when there is neither. */
static struct str number_of(struct play *p, struct str name)
{
    const struct actor system = {.role = ROLE_system};
    struct law_world w = stage_world(&p->stage, &system, 0);
    struct report_view *report = NULL;
    struct case_view *of = NULL;

    if (law_view_report(&w, play_id(p, name), &p->stage.memory, &report) == ERR_OK && report)
        return report->number;
    if (law_view_case(&w, play_id(p, name), &p->stage.memory, &of) == ERR_OK && of)
        return id_equal(of->id, play_id(p, name)) ? of->number : of->advisory_number;
    return name;
}

static struct str waiting_fingerprint_of(struct play *p, struct str name)
{
    const struct actor system = {.role = ROLE_system};
    struct law_world w = stage_world(&p->stage, &system, 0);
    struct organisation_view *v = NULL;

    if (law_view_organisation(&w, play_id(p, name), &p->stage.memory, &v) != ERR_OK || !v)
        return name;
    return v->key_waits.fingerprint;
}

struct str play_word(struct play *p, struct str word)
{
    if (str_starts_with(word, STR("@")))
        return id_text(play_id(p, str_slice(word, 1, word.len)), &p->stage.memory);
    if (str_starts_with(word, STR("$number:")))
        return number_of(p, str_slice(word, STR("$number:").len, word.len));
    if (str_starts_with(word, STR("$waits:")))
        return waiting_fingerprint_of(p, str_slice(word, STR("$waits:").len, word.len));
    return word;
}

struct str play_expectation(struct play *p, const struct words *w)
{
    struct buf out;
    struct str text;

    buf_init(&out, &p->stage.memory, LIMIT_PAGE_BYTES);
    for (size_t i = w->arrow + 1; i < w->count; i++) {
        if (i > w->arrow + 1)
            buf_add_char(&out, ' ');
        buf_add(&out, play_word(p, w->word[i]));
    }
    return buf_finish(&out, &text) == ERR_OK ? text : STR("?");
}
