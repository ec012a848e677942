/*
 * test/law/cast.c — see cast.h. Values are drawn by field type from the lists, so that a new
 * command or field is played without a change here.
 */
#include "law/cast.h"

#include <stdlib.h>
#include <string.h>

#include "core/report/public_figures.h"
#include "core/advisory/advisory.h"

/* ---- founding ------------------------------------------------------------------------------- */

static struct id submit_as(struct stage *s, const struct actor *a, uint64_t submission,
                           const struct command *c)
{
    struct actor actor = *a;
    struct decision d;

    actor.stepped_up = true;
    do {
        if (stage_submit(s, &actor, submission, c, &d) != ERR_OK)
            abort();
        submission += UINT64_C(1) << 32; /* a number that was taken is drawn again, as app does */
    } while (d.refusal.code == REFUSAL_number_taken);
    if (d.event_count == 0)
        abort();
    return d.events[0]->stream;
}

static struct id submit(struct stage *s, uint64_t *submission, const struct command *c)
{
    struct actor system = {.role = ROLE_system};

    return submit_as(s, &system, ++*submission, c);
}

static struct id add_party(struct stage *s, uint64_t *submission, uint32_t kind, const char *name,
                           uint32_t registration)
{
    struct cmd_register_party c = {.head = {.kind = COMMAND_register_party}, .kind = kind};

    c.name.ja = str_from_cstr(name);
    c.registration = registration;
    return submit(s, submission, &c.head);
}

static struct actor add_person(struct stage *s, uint64_t *submission, const char *login,
                               struct id party, uint32_t role)
{
    struct cmd_add_person c = {.head = {.kind = COMMAND_add_person}, .party = party, .role = role};

    c.login = str_from_cstr(login);
    c.name.ja = c.login;
    return (struct actor){
        .role = (enum role)role, .person = submit(s, submission, &c.head), .party = party};
}

void cast_found(struct stage *s, struct cast *c)
{
    static const char *const developers[CAST_DEVELOPERS] = {"Acme", "Beta", "Delta", "Gamma"};
    struct cmd_found_scheme found = {.head = {.kind = COMMAND_found_scheme}};
    uint64_t n = 0;

    found.name.ja = STR("演習");
    submit(s, &n, &found.head);
    c->parties[0] = add_party(s, &n, CODE_party_kind_reception_body, "IPA", 0);
    c->parties[1] = add_party(s, &n, CODE_party_kind_coordinating_body, "JPCERT/CC", 0);
    for (unsigned i = 0; i < CAST_DEVELOPERS; i++)
        c->parties[2 + i] =
            add_party(s, &n, CODE_party_kind_developer, developers[i],
                      i == 3 ? CODE_registration_unregistered : CODE_registration_general);
    c->actors[CAST_SYSTEM] = (struct actor){.role = ROLE_system};
    c->actors[CAST_HANAKO] = add_person(s, &n, "hanako", c->parties[0], CODE_role_reception);
    c->actors[CAST_TARO] = add_person(s, &n, "taro", c->parties[0], CODE_role_reception);
    c->actors[CAST_KEN] = add_person(s, &n, "ken", c->parties[1], CODE_role_coordinator);
    c->actors[CAST_YUKI] = add_person(s, &n, "yuki", c->parties[1], CODE_role_coordinator);
    c->actors[CAST_ALICE] = add_person(s, &n, "alice", c->parties[2], CODE_role_developer);
    c->actors[CAST_BOB] = add_person(s, &n, "bob", c->parties[3], CODE_role_developer);
    c->actors[CAST_DAN] = add_person(s, &n, "dan", c->parties[4], CODE_role_developer);
    c->actors[CAST_ROOT] = add_person(s, &n, "root", c->parties[1], CODE_role_admin);
    c->actors[CAST_EVE] = add_person(s, &n, "eve", c->parties[2], CODE_role_developer);
    if (s->fault != NULL || n >= CAST_FIRST_SUBMISSION)
        abort();
}

struct id cast_open_case(struct stage *s, const struct cast *c, uint64_t submission)
{
    struct cmd_file_report filed = {.head = {.kind = COMMAND_file_report},
                                    .kind = CODE_report_kind_product};
    struct cmd_accept_report accepted = {.head = {.kind = COMMAND_accept_report}};
    struct cmd_hand_over handed = {.head = {.kind = COMMAND_hand_over}};
    struct cmd_disclose_detail told = {.head = {.kind = COMMAND_disclose_detail}};

    filed.product = STR("Widget");
    filed.vulnerability = STR("overflow");
    filed.finder_name = STR("Finder");
    filed.guideline_read = true;
    struct id report = submit_as(s, &c->actors[CAST_SYSTEM], submission, &filed.head);
    accepted.head.subject.stream = report;
    submit_as(s, &c->actors[CAST_HANAKO], submission + 1, &accepted.head);
    handed.head.subject.stream = report;
    handed.title.ja = STR("題");
    handed.product = STR("Widget");
    handed.vulnerability = STR("overflow");
    handed.attack = STR("exploit");
    handed.analysis = STR("reproduced");
    struct id of = submit_as(s, &c->actors[CAST_HANAKO], submission + 2, &handed.head);
    for (unsigned i = 0; i < 2; i++) {
        told.head.subject.stream = of;
        told.party = c->parties[2 + i];
        told.with_attack = i == 0;
        submit_as(s, &c->actors[CAST_KEN], submission + 3 + 2 * i, &told.head);
        if (!cast_confirm(s, &c->actors[CAST_YUKI], submission + 4 + 2 * i, of))
            abort();
    }
    return of;
}

bool cast_confirm(struct stage *s, const struct actor *second, uint64_t submission,
                  struct id stream)
{
    struct cmd_confirm_step c = {
        .head = {.kind = COMMAND_confirm_step, .subject = {stream, {{0}}}}};
    struct law_world w = stage_world(s, second, 0);
    struct actor actor = *second;
    struct step_view *steps;
    struct decision d;
    size_t count;

    if (law_steps(&w, stream, &s->memory, &steps, &count) != ERR_OK)
        abort();
    if (count == 0)
        return false;
    c.step = steps[0].id;
    actor.stepped_up = true;
    if (stage_submit(s, &actor, submission, &c.head, &d) != ERR_OK)
        abort();
    return d.event_count > 0;
}

void cast_apply(struct stage *s, const struct cast *c, uint64_t submission)
{
    struct cmd_apply_registration applied = {
        .head = {.kind = COMMAND_apply_registration, .subject = {c->parties[5], {{0}}}},
        .cooperate = true,
    };
    size_t codes;

    applied.means = code_defs(CODE_LIST_application_means, &codes)[0].number;
    applied.kind = CODE_registration_general;
    submit_as(s, &c->actors[CAST_KEN], submission, &applied.head);
}

/* One step of the ladder about Gamma, and the second person's answer. */
static void climb(struct stage *s, const struct cast *c, uint64_t submission,
                  enum command_kind kind, struct id of)
{
    const struct command_def *def = command_def_get(kind);
    struct command *command = arena_alloc(&s->memory, def->size);
    bool by_reception = kind == COMMAND_add_deadline || kind == COMMAND_ask_committee;
    size_t codes;

    if (command == NULL)
        abort();
    command->kind = kind;
    command->subject.stream = of;
    for (size_t i = 0; i < def->field_count; i++) {
        void *value = (char *)command + def->fields[i].offset;
        if (def->fields[i].type == FIELD_BLOCK || def->fields[i].type == FIELD_LINE)
            *(struct str *)value = STR("text");
        if (def->fields[i].type == FIELD_LINE2)
            ((struct text2 *)value)->ja = STR("text");
        if (def->fields[i].type == FIELD_CODE)
            *(uint32_t *)value =
                code_defs((enum code_list)def->fields[i].argument, &codes)[0].number;
        if (def->fields[i].type == FIELD_REF)
            *(struct id *)value = c->parties[5];
    }
    submit_as(s, &c->actors[CAST_KEN], submission, command);
    if (command_def_get(kind)->flags & FOUR_EYES &&
        !cast_confirm(s, &c->actors[by_reception ? CAST_TARO : CAST_YUKI], submission + 1, of))
        abort();
}

void cast_climb(struct stage *s, const struct cast *c, uint64_t submission, struct id of,
                uint64_t steps)
{
    static const enum command_kind ladder[CAST_LADDER] = {
        COMMAND_name_candidate,  COMMAND_judge_unreachable, COMMAND_list_developer,
        COMMAND_publish_product, COMMAND_add_deadline,      COMMAND_ask_committee};

    for (uint64_t i = 0; i < steps && i < CAST_LADDER; i++) {
        s->now_us += 100 * US_PER_DAY;
        climb(s, c, submission + 2 * i, ladder[i], of);
    }
}

/* ---- chance --------------------------------------------------------------------------------- */

uint64_t chance_random(uint64_t *state)
{
    uint64_t x = *state += UINT64_C(0x9e3779b97f4a7c15);

    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

uint64_t chance_below(struct chance *c, uint64_t n)
{
    uint64_t value = 0;

    if (c->bytes == NULL)
        return chance_random(&c->state) % n;
    for (uint64_t room = 1; room < n && c->at < c->len; room <<= 8)
        value = value << 8 | c->bytes[c->at++];
    return value % n;
}

bool chance_is_over(const struct chance *c)
{
    return c->bytes != NULL && c->at >= c->len;
}

static struct str chance_text(struct chance *c)
{
    static const struct str texts[] = {
        STR_INIT("text"),    STR_INIT("別の文"), STR_INIT("two\nlines"),
        STR_INIT("<b>&\"'"), STR_INIT("0"),      {NULL, 0},
    };

    return texts[chance_below(c, sizeof(texts) / sizeof(texts[0]))];
}

static struct id chance_stream(struct chance *c, const struct stage *s)
{
    return s->count == 0 || chance_below(c, 16) == 0
               ? stage_id(s, chance_below(c, 256), 5)
               : s->log[chance_below(c, s->count)].head.stream;
}

/* A document as the editor would send it: mostly complete, sometimes not; the number makes one
 * differ from the next. */
static struct str chance_document(struct chance *c, struct stage *s)
{
    uint64_t variant = chance_below(c, 64);
    struct advisory v = {
        .title.ja = STR("題"), .overview.ja = STR("概要"), .impact.ja = STR("影響")};
    struct str out = {NULL, 0};

    if (variant % 8 != 0)
        v.solution.ja = arena_format(&s->memory, "対策 %u", (unsigned)variant);
    if (variant % 2 == 0)
        v.change_note.ja = STR("更新");
    if (variant % 4 == 0)
        v.title.en = STR("Title");
    return advisory_write(&v, &s->memory, &out) == ERR_OK ? out : STR("{}");
}

static struct str chance_hash(struct chance *c, struct stage *s, const struct actor *a,
                              struct subject subject)
{
    struct law_world w = stage_world(s, a, 0);
    struct case_view *v = NULL;

    if (chance_below(c, 8) == 0 || law_view_case(&w, subject.stream, &s->memory, &v) != ERR_OK ||
        v == NULL)
        return chance_text(c);
    return v->hash;
}

/* The number of a case that the actor knows, or any text. */
static struct str chance_number(struct chance *c, struct stage *s, const struct actor *a)
{
    struct law_world w = stage_world(s, a, 0);
    struct case_view *v = NULL;

    if (chance_below(c, 8) == 0 ||
        law_view_case(&w, chance_stream(c, s), &s->memory, &v) != ERR_OK || v == NULL)
        return chance_text(c);
    return v->number;
}

static uint32_t chance_code(struct chance *c, uint32_t list)
{
    size_t count;
    const struct code_def *codes = code_defs((enum code_list)list, &count);
    uint64_t n = chance_below(c, count + 1);

    return n == count ? 0 : codes[n].number;
}

static struct id_list chance_files(struct chance *c, struct stage *s)
{
    size_t count = chance_below(c, 3);
    struct id *ids = ARENA_ARRAY(&s->memory, struct id, count + 1);

    for (size_t i = 0; i < count; i++)
        ids[i] = stage_id(s, chance_below(c, 8), 6);
    return (struct id_list){count > 0 ? ids : NULL, count};
}

/* The fingerprint that waits to be compared, mostly. */
static struct str chance_fingerprint(const struct draw *d)
{
    struct law_world w = stage_world(d->stage, d->actor, 0);
    struct organisation_view *v = NULL;

    if (chance_below(d->chance, 8) == 0 ||
        law_view_organisation(&w, d->subject.stream, &d->stage->memory, &v) != ERR_OK || v == NULL)
        return chance_text(d->chance);
    return v->key_waits.fingerprint;
}

static struct str chance_line(const struct draw *d, struct str field)
{
    if (str_equal(field, STR("hash")))
        return chance_hash(d->chance, d->stage, d->actor, d->subject);
    if (str_equal(field, STR("fingerprint")))
        return chance_fingerprint(d);
    if (str_equal(field, STR("enquiry")) && chance_below(d->chance, 8) != 0)
        return STR("1");
    if (str_equal(field, STR("number")))
        return chance_number(d->chance, d->stage, d->actor);
    if (str_equal(field, STR("version")) || str_equal(field, STR("quorum")))
        return chance_below(d->chance, 2) == 0 ? STR("1") : STR("2");
    if (str_equal(field, STR("members")) || str_equal(field, STR("present")))
        return chance_below(d->chance, 2) == 0 ? STR("A\nB") : STR("B");
    if (str_equal(field, STR("list")))
        return chance_below(d->chance, 2) == 0 ? STR("a: A\na/b: AB\nc: C") : STR("a: A\nd: D");
    if (str_equal(field, STR("yes")) || str_equal(field, STR("keywords")))
        return chance_below(d->chance, 2) == 0 ? STR("a") : STR("c\na/b");
    return chance_text(d->chance);
}

/* A step that waits for a second person. */
static struct id chance_waiting(const struct draw *d)
{
    struct law_world w = stage_world(d->stage, d->actor, 0);
    struct step_view *steps;
    size_t count;

    if (law_steps(&w, d->subject.stream, &d->stage->memory, &steps, &count) != ERR_OK || count == 0)
        return stage_id(d->stage, chance_below(d->chance, 256), 5);
    return steps[chance_below(d->chance, count)].id;
}

static void draw_field(const struct draw *d, const struct field_def *f, void *value)
{
    struct chance *c = d->chance;

    switch (f->type) {
    case FIELD_LINE:
    case FIELD_BLOCK:
        *(struct str *)value = chance_line(d, str_from_cstr(f->name));
        return;
    case FIELD_URL:
        *(struct str *)value =
            chance_below(c, 2) == 0 ? STR("https://documents.example/a.pdf") : chance_text(c);
        return;
    case FIELD_MAIL:
        *(struct str *)value = chance_text(c);
        return;
    case FIELD_BYTES:
        *(struct str *)value = chance_below(c, 2) == 0 ? (struct str){NULL, 0} : chance_text(c);
        return;
    case FIELD_LINE2:
    case FIELD_BLOCK2:
        *(struct text2 *)value = (struct text2){chance_text(c), chance_text(c)};
        return;
    case FIELD_INSTANT:
        *(int64_t *)value = d->stage->now_us + ((int64_t)chance_below(c, 60) - 4) * US_PER_DAY;
        return;
    case FIELD_DAY:
        if (str_equal(str_from_cstr(f->name), STR("until")) && chance_below(c, 2) == 0) {
            int32_t over = figures_last_quarter(civil_jst_day(d->stage->now_us));
            *(int32_t *)value = chance_below(c, 2) ? over : figures_last_quarter(over);
            return;
        }
        *(int32_t *)value = str_equal(str_from_cstr(f->name), STR("day"))
                                ? civil_jst_day(d->stage->now_us) - (int32_t)chance_below(c, 2)
                                : (int32_t)chance_below(c, 3) * 20500;
        return;
    case FIELD_BOOL:
        *(bool *)value = chance_below(c, 4) != 0;
        return;
    case FIELD_CODE:
        *(uint32_t *)value = chance_code(c, f->argument);
        return;
    case FIELD_REF:
        *(struct id *)value = f->argument == SUBJECT_ANY ? chance_waiting(d)
                              : f->argument == SUBJECT_PERSON
                                  ? d->cast->actors[chance_below(c, CAST_COUNT)].person
                                  : d->cast->parties[chance_below(c, 2 + CAST_DEVELOPERS)];
        return;
    case FIELD_FILES:
        *(struct id_list *)value = chance_files(c, d->stage);
        return;
    case FIELD_DOC:
        *(struct str *)value = chance_document(c, d->stage);
        return;
    case FIELD_INT:
        *(int64_t *)value = 1 + (int64_t)chance_below(c, 3);
        return;
    }
}

struct command *chance_command(const struct draw *d, enum command_kind kind)
{
    const struct command_def *def = command_def_get(kind);
    struct command *command = arena_alloc(&d->stage->memory, def->size);

    if (command == NULL)
        abort();
    command->kind = kind;
    command->subject = d->subject;
    for (size_t i = 0; i < def->field_count; i++)
        draw_field(d, &def->fields[i], (char *)command + def->fields[i].offset);
    return command;
}

/* The n-th open step of one kind; the number of them when there are not so many. */
static uint64_t nth_open(const struct law_world *w, const struct stage *s,
                         const struct command_def *def, uint64_t n, struct subject *subject)
{
    bool creates = (def->flags & CREATES) != 0;
    uint64_t seen = 0;

    for (size_t e = 0; e < (creates ? 1 : s->count); e++) {
        struct subject candidate = {.stream = {{0}}};
        if (!creates && s->log[e].head.version != 1)
            continue;
        if (!creates)
            candidate.stream = s->log[e].head.stream;
        if (def->subject == SUBJECT_RELATION)
            candidate.party = w->actor.party;
        if (law_open(w, def->kind, candidate).code != REFUSAL_none)
            continue;
        *subject = candidate;
        if (seen++ == n)
            break;
    }
    return seen;
}

/* The developer list has many steps that are open at any time, and whoever leaves does nothing any
 * more: they are drawn more seldom, so that a case gets on. */
static bool may_be_drawn(struct chance *c, const struct command_def *def)
{
    if (def->kind == COMMAND_take_role || def->kind == COMMAND_close_account)
        return chance_below(c, 8) == 0;
    return (def->subject != SUBJECT_PARTY && def->subject != SUBJECT_SCHEME) ||
           chance_below(c, 4) == 0;
}

/* The kind first, so that a rare late step is as likely as the many early ones; accounts seldom. */
bool chance_open_step(struct chance *c, const struct stage *s, const struct actor *a,
                      enum command_kind *kind, struct subject *subject)
{
    struct law_world w = stage_world(s, a, 0);
    size_t count;
    const struct command_def *defs = command_defs(&count);
    const struct command_def *open[256];
    uint64_t open_count = 0;
    bool accounts = chance_below(c, 16) == 0;

    for (size_t i = 0; i < count && open_count < 256; i++)
        if ((accounts || defs[i].kind >= COMMAND_file_report) && may_be_drawn(c, &defs[i]) &&
            nth_open(&w, s, &defs[i], 0, subject) > 0)
            open[open_count++] = &defs[i];
    if (open_count == 0)
        return false;
    const struct command_def *chosen = open[chance_below(c, open_count)];
    uint64_t steps = nth_open(&w, s, chosen, UINT64_MAX, subject);
    nth_open(&w, s, chosen, chance_below(c, steps), subject);
    *kind = chosen->kind;
    return true;
}

bool chance_due_step(struct stage *s, const struct actor *system, enum command_kind *kind,
                     struct subject *subject)
{
    struct law_world w = stage_world(s, system, 0);
    struct release_due *due;
    struct list_due list;
    size_t count;

    if (law_releases_due(&w, &s->memory, &due, &count) != ERR_OK)
        return false;
    law_list_due(&w, &list);
    if (list.decide || list.finish) {
        *kind = list.decide ? COMMAND_release_list : COMMAND_finish_list;
        *subject = (struct subject){.stream = list.scheme};
        return true;
    }
    if (count == 0)
        return false;
    *kind = due[0].decide ? due[0].command : COMMAND_finish_release;
    *subject = (struct subject){.stream = due[0].advisory};
    return true;
}

void chance_any_step(struct chance *c, const struct stage *s, const struct actor *a,
                     enum command_kind *kind, struct subject *subject)
{
    size_t count;
    const struct command_def *defs = command_defs(&count);

    *kind = defs[chance_below(c, count)].kind;
    subject->stream = chance_stream(c, s);
    subject->party = chance_below(c, 4) == 0 ? chance_stream(c, s) : a->party;
}
