/*
 * test/law/rights.c — compares what the law opens with test/law/rights.csv, which says from the
 * catalogue of requirements who may take which step in which state of its subject. The table is
 * written from the requirements and never from the law; where they differ a person judges which of
 * the two is wrong.
 *
 *   rights [--flipped] TABLE STAGE
 *
 * TABLE has one row a rule: command, roles, states, yes or no, requirements. "others" stands for
 * the roles that no other row of the command names, "else" for the states that no other row of the
 * command and role names. STAGE is a scenario with lines "state NAME KIND [SUBJECT]". Every command
 * × role × state must be decided by exactly one row, and every row must have decided something.
 * With --flipped, the control, the first row says the opposite, which must be found.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/play.h"

enum { ROWS_MAX = 512, STATES_MAX = 64 };

struct row {
    struct str command, roles, states;
    bool allowed;
    size_t decided; /* questions that it answered */
    size_t against; /* of these, answered otherwise by the law */
};

struct rights {
    struct row row[ROWS_MAX];
    size_t count;
    struct str staged[STATES_MAX];
    size_t staged_count;
    size_t asked, problems;
};

static const char *const roles[] = {
    "reception", "second_reception", "coordinator",     "second_coordinator",
    "developer", "not_reader",       "other_developer", "admin",
    "finder",    "finder_account",   "other_finder",    "nobody",
};
enum { ROLES = sizeof(roles) / sizeof(roles[0]) };

/* ---- the table ------------------------------------------------------------------------------ */

static bool names(struct str list, struct str word)
{
    while (list.ptr != NULL)
        if (str_equal(str_split(&list, ' '), word))
            return true;
    return false;
}

static void complain(struct rights *r, const char *what, struct str about)
{
    printf("FAILED: %s: %.*s\n", what, STR_ARG(about));
    r->problems++;
}

static void read_table(struct rights *r, struct str text)
{
    str_split(&text, '\n'); /* the heads of the columns */
    while (text.ptr != NULL) {
        struct str line = str_split(&text, '\n'), rest = line;
        if (line.len == 0)
            continue;
        struct row row = {.command = str_split(&rest, ',')};
        row.roles = str_split(&rest, ',');
        row.states = str_split(&rest, ',');
        struct str allowed = str_split(&rest, ',');
        row.allowed = str_equal(allowed, STR("yes"));
        if ((!row.allowed && !str_equal(allowed, STR("no"))) || rest.len < 6 ||
            command_def_find(row.command) == NULL || r->count == ROWS_MAX)
            complain(r, "a row that cannot be read", line);
        else
            r->row[r->count++] = row;
    }
}

static bool concerns_role(const struct rights *r, const struct row *row, struct str role)
{
    if (!str_equal(row->roles, STR("others")))
        return names(row->roles, role);
    for (size_t i = 0; i < r->count; i++)
        if (str_equal(r->row[i].command, row->command) && names(r->row[i].roles, role))
            return false;
    return true;
}

static bool concerns_state(const struct rights *r, const struct row *row, struct str role,
                           struct str state)
{
    if (!str_equal(row->states, STR("else")))
        return names(row->states, state);
    for (size_t i = 0; i < r->count; i++)
        if (str_equal(r->row[i].command, row->command) && names(r->row[i].states, state) &&
            concerns_role(r, &r->row[i], role))
            return false;
    return true;
}

/* The one row that decides; NULL, and a complaint, when there is none or more than one. */
static struct row *row_of(struct rights *r, struct str command, struct str role, struct str state)
{
    struct row *found = NULL;

    for (size_t i = 0; i < r->count; i++) {
        struct row *row = &r->row[i];
        if (!str_equal(row->command, command) || !concerns_role(r, row, role) ||
            !concerns_state(r, row, role, state))
            continue;
        if (found != NULL)
            complain(r, "two rows decide", command);
        found = row;
    }
    if (found == NULL) {
        printf("%.*s, %.*s:\n", STR_ARG(role), STR_ARG(state));
        complain(r, "no row decides", command);
    }
    return found;
}

/* ---- the questions -------------------------------------------------------------------------- */

struct question {
    struct str state, kind;
    struct subject subject;
    struct str word; /* the subject's name in the scenario */
};

static struct actor actor_of(struct play *p, const char *role, const struct question *q)
{
    struct str name = str_from_cstr(role);
    struct str receipt = str_equal(q->kind, STR("report")) ? q->word : STR("R1");
    struct actor a;

    if (str_equal(name, STR("finder")))
        name = arena_format(&p->stage.memory, "finder:%.*s", STR_ARG(receipt));
    else if (str_equal(name, STR("finder_account")))
        name = arena_format(&p->stage.memory, "fumi:%.*s", STR_ARG(receipt));
    else if (str_equal(name, STR("other_finder")))
        name = STR("finder:R9");
    if (!play_actor(p, name, &a))
        play_broken(p, "no such actor:", name);
    a.stepped_up = true;
    return a;
}

static bool is_asked(const struct command_def *def, struct str kind)
{
    if ((def->flags & CREATES) != 0 || def->subject == SUBJECT_SCHEME ||
        def->subject == SUBJECT_NONE)
        return str_equal(kind, STR("scheme"));
    switch (def->subject) {
    case SUBJECT_REPORT:
        return str_equal(kind, STR("report"));
    case SUBJECT_PARTY:
        return str_equal(kind, STR("party"));
    case SUBJECT_PERSON:
        return str_equal(kind, STR("person"));
    case SUBJECT_CASE:
    case SUBJECT_RELATION:
    case SUBJECT_ADVISORY:
        return str_equal(kind, STR("case"));
    case SUBJECT_ANY:
        return str_equal(kind, STR("case")) || str_equal(kind, STR("party"));
    case SUBJECT_NONE:
    case SUBJECT_SCHEME:
        break;
    }
    return false;
}

/* Is the step among those that the actor's page offers as open? */
static bool is_offered(struct play *p, const struct law_world *w, const struct command_def *def,
                       struct id stream)
{
    struct action_view *actions;
    size_t count;

    if (law_actions(w, stream, &p->stage.scratch, &actions, &count) != ERR_OK)
        abort();
    for (size_t i = 0; i < count; i++)
        if (actions[i].command == def && actions[i].refusal.code == REFUSAL_none)
            return true;
    return false;
}

static void ask(struct play *p, const struct question *q, const struct command_def *def,
                const char *role)
{
    struct rights *r = p->context;
    const struct actor a = actor_of(p, role, q);
    struct law_world w = stage_world(&p->stage, &a, 0);
    struct subject s = q->subject;

    if ((def->flags & CREATES) != 0)
        s = (struct subject){.stream = {{0}}};
    else if (q->word.len == 0)
        s.stream = a.person;
    if (def->subject != SUBJECT_RELATION)
        s.party = (struct id){{0}};
    else if (a.role == ROLE_developer)
        s.party = a.party;
    struct row *row = row_of(r, str_from_cstr(def->name), str_from_cstr(role), q->state);
    if (row == NULL)
        return;
    struct refusal law = law_open(&w, def->kind, s);
    const bool open = law.code == REFUSAL_none;
    r->asked++;
    row->decided++;
    if (open != row->allowed) {
        const struct refusal_def *why = refusal_def_get(law.code);
        row->against++;
        printf("FAILED: %s, %s, %.*s: the table says %s, the law %s\n", def->name, role,
               STR_ARG(q->state), row->allowed ? "yes" : "no", why ? why->name : "open");
    }
    arena_clear(&p->stage.scratch);
    if ((def->flags & CREATES) == 0 && !id_is_none(s.stream) &&
        is_offered(p, &w, def, s.stream) != open) {
        printf("%s, %.*s:\n", role, STR_ARG(q->state));
        complain(r, "the page offers something else than the law opens", str_from_cstr(def->name));
    }
}

/* state NAME KIND [SUBJECT] */
static void ask_state(struct play *p, const struct words *w)
{
    struct rights *r = p->context;
    struct str rest;
    size_t count;
    const struct command_def *defs = command_defs(&count);

    if (w->count < 3 || r->staged_count == STATES_MAX) {
        play_broken(p, "state NAME KIND SUBJECT", STR(""));
        return;
    }
    struct question q = {.state = w->word[1], .kind = w->word[2]};
    r->staged[r->staged_count++] = q.state;
    if (w->count > 3) {
        rest = w->word[3];
        q.word = str_split(&rest, '/');
        q.subject.stream = play_id(p, q.word);
        if (rest.ptr != NULL)
            q.subject.party = play_id(p, rest);
    }
    for (size_t i = 0; i < count; i++)
        for (size_t role = 0; role < ROLES; role++)
            if ((defs[i].flags & INTERNAL) == 0 && is_asked(&defs[i], q.kind))
                ask(p, &q, &defs[i], roles[role]);
}

/* ---- the verdict ---------------------------------------------------------------------------- */

/* A misspelt role or state would silently fall to another row. */
static void check_words(struct rights *r, const struct row *row)
{
    struct str list = row->roles;

    while (list.ptr != NULL) {
        struct str word = str_split(&list, ' ');
        bool known = str_equal(word, STR("others"));
        for (size_t i = 0; i < ROLES; i++)
            known = known || str_equal(word, str_from_cstr(roles[i]));
        if (!known)
            complain(r, "no such role", word);
    }
    for (list = row->states; list.ptr != NULL;) {
        struct str word = str_split(&list, ' ');
        bool known = str_equal(word, STR("else"));
        for (size_t i = 0; i < r->staged_count; i++)
            known = known || str_equal(word, r->staged[i]);
        if (!known)
            complain(r, "no such state", word);
    }
}

static size_t judge(struct rights *r)
{
    for (size_t i = 0; i < r->count; i++) {
        check_words(r, &r->row[i]);
        if (r->row[i].decided == 0)
            complain(r, "a row that decides nothing", r->row[i].command);
        r->problems += r->row[i].against;
    }
    printf("rights: %zu passed, %zu failed\n", r->asked, r->problems);
    return r->problems;
}

/* The control: the row that was turned round must be found by all that it decides, and nothing
 * else. */
static size_t judge_control(const struct rights *r)
{
    const struct row *row = &r->row[0];
    const bool found = row->decided > 0 && row->against == row->decided;

    printf("control rights: a row turned round was %s\n", found ? "found" : "missed");
    printf("control rights: %d passed, %d failed\n", found, !found);
    return !found;
}

int main(int argc, char **argv)
{
    static struct rights r;
    struct play p = {.state = ask_state, .context = &r};
    const bool control = argc == 4 && strcmp(argv[1], "--flipped") == 0;

    if (argc != 3 && !control)
        return 2;
    stage_open(&p.stage, 1);
    arena_init(&p.texts, LIMIT_PAGE_BYTES * 2);
    read_table(&r, play_read(&p.texts, argv[argc - 2]));
    if (control)
        r.row[0].allowed = !r.row[0].allowed;
    if (!play_file(&p, argv[argc - 1]))
        complain(&r, "cannot be opened", str_from_cstr(argv[argc - 1]));
    r.problems += p.failed;
    const size_t failed = control ? judge_control(&r) : judge(&r);
    arena_release(&p.texts);
    stage_close(&p.stage);
    return failed > 0;
}
