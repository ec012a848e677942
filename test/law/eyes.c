/*
 * test/law/eyes.c — see eyes.h. It must ask every question that any interface can ask, and of every
 * id alike.
 */
#include "law/eyes.h"

#include <stdlib.h>
#include <string.h>

#include "core/access/search.h"
#include "core/describe.h"

static void add_id(struct buf *out, struct id id)
{
    char text[ID_TEXT_LEN + 1];

    id_write(id, text);
    buf_add_cstr(out, text);
}

static void add_text2(struct buf *out, struct text2 t)
{
    buf_add_format(out, " %.*s|%.*s", STR_ARG(t.ja), STR_ARG(t.en));
}

static void add_refusal(struct buf *out, const struct refusal *r)
{
    buf_add_format(out, " %d %s %s %.*s %lld %d %u", (int)r->code,
                   r->field == NULL ? "-" : r->field, r->field_name == NULL ? "-" : r->field_name,
                   STR_ARG(r->reason), (long long)r->at_us, r->day, r->limit);
}

static void must(enum err err)
{
    if (err != ERR_OK)
        abort();
}

/* ---- one subject ---------------------------------------------------------------------------- */

static void add_view(const struct eyes *e, const struct law_world *w, struct id id, struct buf *out)
{
    struct report_view *report;
    struct case_view *of;
    struct organisation_view *organisation;
    struct candidate_view *candidates;
    struct action_view *actions;
    struct step_view *steps;
    size_t count;

    must(law_view_report(w, id, e->arena, &report));
    if (report != NULL)
        must(report_view_write(report, out));
    must(law_view_case(w, id, e->arena, &of));
    if (of != NULL)
        must(case_view_write(of, out));
    must(law_view_organisation(w, id, e->arena, &organisation));
    if (organisation != NULL)
        must(organisation_view_write(organisation, out));
    must(law_candidates(w, id, e->arena, &candidates, &count));
    for (size_t i = 0; i < count; i++) {
        add_id(out, candidates[i].party.id);
        buf_add_format(out, " %d%d%d%d %.*s", candidates[i].by_keyword, candidates[i].by_product,
                       candidates[i].by_earlier_case, candidates[i].outside_scope,
                       STR_ARG(candidates[i].earlier_number));
    }
    struct str draft;
    must(law_draft(w, &(struct draft_query){id, e->actor.party, {NULL, 0}}, e->arena, &draft));
    buf_add(out, draft);
    struct str token = law_view_token(w, id, e->arena);
    buf_add_format(out, " token %.*s\n", STR_ARG(token));
    must(law_steps(w, id, e->arena, &steps, &count));
    for (size_t i = 0; i < count; i++) {
        add_id(out, steps[i].id);
        buf_add_format(out, " %s %d %zu", steps[i].command->name, steps[i].own,
                       steps[i].fields.count);
    }
    must(law_actions(w, id, e->arena, &actions, &count));
    for (size_t i = 0; i < count; i++) {
        buf_add_format(out, "  %s", actions[i].command->name);
        add_refusal(out, &actions[i].refusal);
        buf_add(out, actions[i].advisory_number);
        buf_add_char(out, '\n');
    }
}

static void add_prefill(const struct eyes *e, const struct law_world *w, enum command_kind kind,
                        struct subject s, struct buf *out)
{
    struct input in;
    struct party_list choices;

    must(law_prefill(w, kind, s, e->arena, &in));
    for (size_t i = 0; i < in.count; i++)
        buf_add_format(out, " %.*s=%.*s", STR_ARG(in.pairs[i].name), STR_ARG(in.pairs[i].value));
    must(law_choices(w, kind, s, e->arena, &choices));
    for (size_t i = 0; i < choices.count; i++)
        add_id(out, choices.items[i].id);
}

/* What each command would answer, decided and thrown away: the refusals and how many events there
 * would be. */
static void add_decisions(const struct eyes *e, const struct law_world *w, struct id id,
                          struct buf *out)
{
    size_t count;
    const struct command_def *defs = command_defs(&count);

    for (size_t i = 0; i < count; i++) {
        struct subject s = {id, defs[i].subject == SUBJECT_RELATION ? e->actor.party
                                                                    : (struct id){{0}}};
        struct refusal open = law_open(w, defs[i].kind, s);
        struct command *c = arena_alloc(e->arena, defs[i].size);
        struct decision d = {.arena = e->arena};
        if (c == NULL)
            abort();
        c->kind = defs[i].kind;
        c->subject = s;
        must(law_decide(w, c, &d));
        buf_add_format(out, "  %s", defs[i].name);
        add_refusal(out, &open);
        add_refusal(out, &d.refusal);
        for (size_t k = 0; k < d.event_count; k++)
            buf_add_format(out, " %s", event_def_get(d.events[k]->kind)->name);
        add_prefill(e, w, defs[i].kind, s, out);
        buf_add_char(out, '\n');
    }
}

static struct str name_of(void *names, enum lang lang, struct id person)
{
    struct text2 name = {{NULL, 0}, {NULL, 0}};

    (void)lang;
    return law_person_name(names, person, &name) ? name.ja : (struct str){NULL, 0};
}

static struct str party_of(void *names, enum lang lang, struct id party)
{
    struct party_view view;

    (void)lang;
    return law_party(names, party, &view) ? view.name.ja : (struct str){NULL, 0};
}

static void add_timeline(const struct eyes *e, struct law_world *w, struct id id, struct buf *out)
{
    struct describer d = {LANG_EN, NULL, party_of, name_of, w};

    for (size_t i = 0; i < e->stage->count; i++) {
        const struct event *event = e->stage->log[i].live;
        uint32_t classes = id_equal(event->stream, id) ? law_event_classes(w, event) : 0;
        if (classes == 0)
            continue;
        struct str sentence = describe_event(event, classes, &d, e->arena);
        buf_add_format(out, "  %lld %x %.*s\n", (long long)event->at_us, classes,
                       STR_ARG(sentence));
    }
}

/* ---- lists ---------------------------------------------------------------------------------- */

static void add_work(const struct eyes *e, const struct law_world *w, struct buf *out)
{
    struct work_filter filter = {.include_ended = true};
    struct work_list list;

    must(law_work(w, &filter, e->arena, &list));
    for (size_t i = 0; i <= DUE_waiting; i++)
        buf_add_format(out, "%zu ", list.by_due[i]);
    for (size_t i = 0; i < list.count; i++) {
        const struct work_item *item = &list.items[i];
        add_id(out, item->stream);
        buf_add_format(out, " %.*s %d %s %s %d %d %u %lld", STR_ARG(item->number), (int)item->next,
                       item->step == NULL ? "-" : item->step,
                       item->waits_on == NULL ? "-" : item->waits_on, item->due_day, (int)item->due,
                       item->state, (long long)item->changed_us);
        add_id(out, item->advisory);
        add_text2(out, item->title);
        buf_add_char(out, '\n');
    }
}

/* Words that stand in fields of every class of the cast. */
static void add_search(const struct eyes *e, const struct law_world *w, struct buf *out)
{
    static const char *const words[] = {"jvn#", "ipa#", "example", "a",   "jvnvu#1",
                                        "の",   "製品", "finder",  "cve-"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        struct search_list found;
        must(law_search(w, str_from_cstr(words[i]), e->arena, &found));
        buf_add_format(out, "%s %zu %d\n", words[i], found.count, (int)found.more);
        for (size_t k = 0; k < found.count; k++) {
            add_id(out, found.items[k].stream);
            buf_add_format(out, " %.*s %s", STR_ARG(found.items[k].number),
                           found.items[k].where == NULL ? "-" : found.items[k].where);
            add_text2(out, found.items[k].name);
        }
    }
}

static void add_matters(const struct eyes *e, const struct law_world *w, struct id id,
                        struct buf *out)
{
    struct matter_list list;
    struct likely_list likely;
    int32_t from, until;

    must(law_likely(w, id, e->arena, &likely));
    for (size_t i = 0; i < likely.count; i++)
        buf_add_format(out, "  like %.*s %u\n", STR_ARG(likely.items[i].number),
                       likely.items[i].why);
    must(law_matters(w, id, e->arena, &list));
    for (size_t i = 0; i < list.count; i++)
        buf_add_format(out, "  %s %d\n", list.items[i].what, list.items[i].day);
    if (law_absence(w, id, &from, &until))
        buf_add_format(out, "  absent %d %d\n", from, until);
}

/* Whose list each line stands in, and that it waits for somebody who can be asked for. */
static void add_whose(const struct eyes *e, const struct law_world *w, struct buf *out)
{
    size_t words;
    const struct waits_on *waits = law_waits_on(&words);
    struct work_list list;

    for (int whose = WHOSE_mine; whose <= WHOSE_unassigned; whose++) {
        struct work_filter filter = {.include_ended = true, .whose = (enum work_whose)whose};
        must(law_work(w, &filter, e->arena, &list));
        for (size_t i = 0; i < list.count; i++) {
            add_id(out, list.items[i].officer);
            add_id(out, list.items[i].deputy);
        }
    }
    must(law_work(w, &(struct work_filter){.include_ended = true}, e->arena, &list));
    for (size_t i = 0; i < list.count; i++) {
        bool known = *list.items[i].waits_on == '\0';
        for (size_t k = 0; k < words; k++)
            known = known || strcmp(waits[k].label, list.items[i].waits_on) == 0;
        if (!known)
            abort();
    }
}

static void add_people(const struct eyes *e, const struct law_world *w, struct buf *out)
{
    struct party_view *parties;
    struct person_view *persons;
    size_t count;

    must(law_parties(w, e->arena, &parties, &count));
    for (size_t i = 0; i < count; i++) {
        add_id(out, parties[i].id);
        buf_add_format(out, " %u %u", parties[i].kind, parties[i].registration);
        add_text2(out, parties[i].name);
    }
    must(law_persons(w, e->arena, &persons, &count));
    for (size_t i = 0; i < count; i++) {
        add_id(out, persons[i].id);
        buf_add_format(out, " %.*s %.*s %d %zu", STR_ARG(persons[i].login),
                       STR_ARG(persons[i].mail), persons[i].enrolled, persons[i].grant_count);
        add_text2(out, persons[i].name);
    }
}

static void add_figures(const struct eyes *e, const struct law_world *w, struct buf *out)
{
    struct report_figures *f;

    must(law_report_figures(w, civil_jst_day(w->now_us), e->arena, &f));
    for (size_t t = 0; f != NULL && t < REPORT_FIGURE_TABLES; t++) {
        buf_add_format(out, "\nfigures %lld %lld", (long long)f->tables[t].received,
                       (long long)f->tables[t].left_out);
        for (size_t i = 0; i < f->tables[t].line_count; i++)
            buf_add_format(out, " %lld", (long long)f->tables[t].lines[i].count);
    }
}

/* CON-09: the calendar, whose entries follow from what the actor may know. */
static void add_calendar(const struct eyes *e, const struct law_world *w, struct buf *out)
{
    struct calendar_entry *entries;
    size_t count;

    must(law_calendar(w, e->arena, &entries, &count));
    for (size_t i = 0; i < count; i++) {
        add_id(out, entries[i].stream);
        buf_add_format(out, " %.*s %s %s %d\n", STR_ARG(entries[i].number), entries[i].kind,
                       entries[i].what, entries[i].day);
    }
}

struct str eyes_text(const struct eyes *e)
{
    struct law_world w = stage_world(e->stage, &e->actor, UINT32_MAX);
    struct buf out;
    struct str text = {NULL, 0};
    struct text2 name;
    struct party_view party;
    struct tally counts;

    w.drawn[0] = STR("00000000");
    buf_init(&out, e->arena, 64u << 20);
    for (size_t i = 0; i < e->id_count; i++) {
        add_id(&out, e->ids[i]);
        buf_add_format(&out, " %x", access_classes(w.image, &w.actor, e->ids[i]));
        add_view(e, &w, e->ids[i], &out);
        add_decisions(e, &w, e->ids[i], &out);
        add_timeline(e, &w, e->ids[i], &out);
        add_matters(e, &w, e->ids[i], &out);
        if (law_person_name(&w, e->ids[i], &name))
            add_text2(&out, name);
        if (law_party(&w, e->ids[i], &party))
            add_text2(&out, party.name);
    }
    must(law_scheme_lists_write(&w, &out));
    add_work(e, &w, &out);
    add_search(e, &w, &out);
    add_whose(e, &w, &out);
    add_calendar(e, &w, &out);
    add_people(e, &w, &out);
    add_figures(e, &w, &out);
    law_tally(&w, &counts);
    buf_add_format(&out, "counts %zu %zu %zu %zu %zu %zu\n", counts.reports,
                   counts.reports_published, counts.cases, counts.cases_published,
                   counts.advisories, counts.advisories_published);
    must(buf_finish(&out, &text));
    return text;
}
