/*
 * test/scenario/ask.c — the lines of a scenario that ask: see, token, can, work, due, figure. They
 * change nothing.
 */
#include "scenario/play.h"

#include "core/unreachable/document.h"

#include <stdlib.h>

static bool is_scheme(const struct play *p, struct id stream)
{
    return p->stage.count > 0 && id_equal(stream, p->stage.log[0].head.stream);
}

static struct str view_text(struct play *p, const struct law_world *w, struct id stream)
{
    struct arena *memory = &p->stage.memory;
    struct report_view *report = NULL;
    struct case_view *of = NULL;
    struct organisation_view *organisation = NULL;
    struct buf out;
    struct str text;

    buf_init(&out, memory, LIMIT_PAGE_BYTES);
    enum err err = law_view_report(w, stream, memory, &report);
    if (err == ERR_OK && report != NULL)
        err = report_view_write(report, &out);
    else if (err == ERR_OK)
        err = law_view_case(w, stream, memory, &of);
    if (err == ERR_OK && of != NULL)
        err = case_view_write(of, &out);
    if (err == ERR_OK)
        err = law_view_organisation(w, stream, memory, &organisation);
    if (err == ERR_OK && organisation != NULL)
        err = organisation_view_write(organisation, &out);
    if (err == ERR_OK && is_scheme(p, stream))
        err = law_scheme_lists_write(w, &out);
    if (err != ERR_OK || buf_finish(&out, &text) != ERR_OK)
        abort();
    return text.len == 0 ? (struct str){NULL, 0} : text;
}

/* NAME:reasons,… of the proposal (OVW-02): k keyword, p product, e earlier case, ! outside the
 * scope of its registration. */
static struct str candidates_text(struct play *p, const struct law_world *w, struct id of)
{
    struct candidate_view *list;
    struct buf out;
    struct str text;
    size_t count;

    buf_init(&out, &p->stage.memory, LIMIT_PAGE_BYTES);
    if (law_candidates(w, of, &p->stage.memory, &list, &count) != ERR_OK)
        abort();
    for (size_t i = 0; i < count; i++)
        buf_add_format(&out, "%s%.*s:%s%s%s%s", i == 0 ? "" : ",", STR_ARG(list[i].party.name.ja),
                       list[i].by_keyword ? "k" : "", list[i].by_product ? "p" : "",
                       list[i].by_earlier_case ? "e" : "", list[i].outside_scope ? "!" : "");
    if (buf_finish(&out, &text) != ERR_OK)
        abort();
    return text;
}

static struct str timeline_text(struct play *p, const struct law_world *w, struct id stream)
{
    struct buf out;
    struct str text;

    buf_init(&out, &p->stage.memory, LIMIT_PAGE_BYTES);
    for (size_t i = 0; i < p->stage.count; i++) {
        const struct event *e = p->stage.log[i].live;
        if (!id_equal(e->stream, stream) || law_event_classes(w, e) == 0)
            continue;
        buf_add_cstr(&out, out.len > 0 ? "," : "");
        buf_add_cstr(&out, event_def_get(e->kind)->name);
    }
    return buf_finish(&out, &text) == ERR_OK ? text : STR("?");
}

static bool value_holds(struct str expected, const struct json *value)
{
    if (str_equal(expected, STR("hidden")))
        return value == NULL;
    if (str_equal(expected, STR("visible")))
        return value != NULL;
    return value != NULL && words_equal_value(expected, value);
}

/* first, same or changed: against what was told under that key the last time. */
static struct str against_last(struct play *p, struct str key, struct str text)
{
    const struct str *before = str_map_get(&p->tokens, key);
    struct str *now = ARENA_NEW(&p->texts, struct str);

    if (now == NULL)
        abort();
    *now = arena_copy(&p->texts, text);
    struct str got = before == NULL             ? STR("first")
                     : str_equal(*before, text) ? STR("same")
                                                : STR("changed");
    if (str_map_set(&p->tokens, &p->texts, key, now) != ERR_OK)
        abort();
    return got;
}

static bool is_comparison(struct str word)
{
    return str_equal(word, STR("first")) || str_equal(word, STR("same")) ||
           str_equal(word, STR("changed"));
}

/* see ACTOR SUBJECT [PATH | timeline | candidates] -> value | hidden | visible | first | same |
 * changed */
void ask_see(struct play *p, const struct words *w)
{
    struct actor actor;
    const struct json *view = NULL;

    if (w->arrow < 3 || w->arrow > 4 || !play_actor(p, w->word[1], &actor)) {
        play_broken(p, "cannot look:", w->word[w->arrow >= 2 ? 1 : 0]);
        return;
    }
    struct law_world world = stage_world(&p->stage, &actor, 0);
    struct id stream = play_id(p, w->word[2]);
    struct str expected = play_expectation(p, w);
    bool timeline = w->arrow == 4 && str_equal(w->word[3], STR("timeline"));
    if (timeline || (w->arrow == 4 && str_equal(w->word[3], STR("candidates")))) {
        struct str got =
            timeline ? timeline_text(p, &world, stream) : candidates_text(p, &world, stream);
        play_judge(p, str_equal(got, str_equal(expected, STR("hidden")) ? STR("") : expected), got);
        return;
    }
    struct str text = view_text(p, &world, stream);
    if (text.ptr != NULL &&
        json_read(text, LIMIT_PAGE_BYTES, &p->stage.memory, &view, NULL) != ERR_OK) {
        play_broken(p, "a view is no JSON:", text);
        return;
    }
    const struct json *value = w->arrow == 4 ? words_follow(view, w->word[3]) : view;
    if (w->arrow == 4 && value != NULL && is_comparison(expected)) {
        struct str key =
            arena_format(&p->texts, "%.*s %.*s", STR_ARG(w->word[2]), STR_ARG(w->word[3]));
        play_judge(p, str_equal(against_last(p, key, value->text), expected), value->text);
        return;
    }
    play_judge(p, value_holds(expected, value), text.ptr == NULL ? STR("hidden") : text);
}

/* token ACTOR SUBJECT -> first | same | changed | none: compared with the last such line; none when
 * it is the token of what does not exist */
void ask_token(struct play *p, const struct words *w)
{
    struct actor actor;

    if (w->arrow != 3 || !play_actor(p, w->word[1], &actor)) {
        play_broken(p, "cannot ask:", w->word[0]);
        return;
    }
    struct law_world world = stage_world(&p->stage, &actor, 0);
    struct str nothing = law_view_token(&world, (struct id){{0}}, &p->stage.memory);
    struct str token = law_view_token(&world, play_id(p, w->word[2]), &p->stage.memory);
    struct str key = arena_format(&p->texts, "%.*s %.*s", STR_ARG(w->word[1]), STR_ARG(w->word[2]));
    struct str got = STR("none");

    if (str_is_empty(token))
        abort();
    if (!str_equal(token, nothing))
        got = against_last(p, key, token);
    play_judge(p, str_equal(got, play_expectation(p, w)), got);
}

/* can ACTOR COMMAND SUBJECT -> open | closed CODE | no_door */
void ask_can(struct play *p, const struct words *w)
{
    struct actor actor;
    struct action_view *actions;
    size_t count;
    struct str got = STR("no_door");

    if (w->arrow != 4 || !play_actor(p, w->word[1], &actor)) {
        play_broken(p, "cannot ask:", w->word[0]);
        return;
    }
    struct law_world world = stage_world(&p->stage, &actor, 0);
    if (law_actions(&world, play_id(p, w->word[3]), &p->stage.memory, &actions, &count) != ERR_OK)
        abort();
    for (size_t i = 0; i < count; i++) {
        if (!str_equal(str_from_cstr(actions[i].command->name), w->word[2]))
            continue;
        const struct refusal_def *why = refusal_def_get(actions[i].refusal.code);
        got = why == NULL ? STR("open") : arena_format(&p->stage.memory, "closed %s", why->name);
    }
    play_judge(p, str_equal(got, play_expectation(p, w)), got);
}

/* "mine", "deputy", "unassigned", "waits=WORD", "party=NAME": what of the list is asked for. */
static bool filter_read(struct play *p, struct str word, struct work_filter *out)
{
    size_t count;
    const struct waits_on *waits = law_waits_on(&count);
    struct str value = word;
    struct str name = str_split(&value, '=');

    if (str_equal(word, STR("mine")))
        out->whose = WHOSE_mine;
    else if (str_equal(word, STR("deputy")))
        out->whose = WHOSE_deputy;
    else if (str_equal(word, STR("unassigned")))
        out->whose = WHOSE_unassigned;
    else if (str_equal(name, STR("party")))
        out->party = play_id(p, value);
    else if (str_equal(value, STR("me")))
        out->waits_on = "";
    for (size_t i = 0; i < count && str_equal(name, STR("waits")); i++) {
        if (str_equal(value, str_from_cstr(waits[i].word)))
            out->waits_on = waits[i].label;
    }
    return out->whose != WHOSE_body || !id_is_none(out->party) || out->waits_on != NULL;
}

/* work ACTOR SUBJECT [FILTER] -> COMMAND [DAY] | waits [DAY] | absent */
void ask_work(struct play *p, const struct words *w)
{
    struct actor actor;
    struct work_list list;
    struct work_filter all = {.include_ended = true};
    struct str got = STR("absent");

    if (w->arrow < 3 || w->arrow > 4 || !play_actor(p, w->word[1], &actor) ||
        (w->arrow == 4 && !filter_read(p, w->word[3], &all))) {
        play_broken(p, "cannot ask:", w->word[0]);
        return;
    }
    struct law_world world = stage_world(&p->stage, &actor, 0);
    if (law_work(&world, &all, &p->stage.memory, &list) != ERR_OK)
        abort();
    for (size_t i = 0; i < list.count; i++) {
        const struct work_item *item = &list.items[i];
        if (!id_equal(item->stream, play_id(p, w->word[2])))
            continue;
        const struct command_def *next = command_def_get(item->next);
        struct str day =
            item->due_day == 0 ? STR("") : civil_write_date(item->due_day, &p->stage.memory);
        got = arena_format(&p->stage.memory, "%s%s%.*s", next == NULL ? "waits" : next->name,
                           item->due_day == 0 ? "" : " ", STR_ARG(day));
    }
    play_judge(p, str_equal(got, play_expectation(p, w)), got);
}

/* draft ACTOR SUBJECT [PATH] -> value | hidden: the page that the actor's organisation was sent */
void ask_draft(struct play *p, const struct words *w)
{
    struct actor actor;
    const struct json *doc = NULL;
    struct str text;

    if (w->arrow < 3 || w->arrow > 4 || !play_actor(p, w->word[1], &actor)) {
        play_broken(p, "cannot look:", w->word[0]);
        return;
    }
    struct law_world world = stage_world(&p->stage, &actor, 0);
    struct draft_query query = {play_id(p, w->word[2]), actor.party, {NULL, 0}};
    if (law_draft(&world, &query, &p->stage.memory, &text) != ERR_OK ||
        (text.ptr != NULL &&
         json_read(text, LIMIT_PAGE_BYTES, &p->stage.memory, &doc, NULL) != ERR_OK))
        abort();
    const struct json *value = w->arrow == 4 ? words_follow(doc, w->word[3]) : doc;
    play_judge(p, value_holds(play_expectation(p, w), value),
               text.ptr == NULL ? STR("hidden") : text);
}

/* step ACTOR SUBJECT -> sentence: what the work list says */
void ask_step(struct play *p, const struct words *w)
{
    struct actor actor;
    struct work_list list;
    struct work_filter all = {.include_ended = true};
    struct str got = STR("absent");

    if (w->arrow != 3 || !play_actor(p, w->word[1], &actor)) {
        play_broken(p, "cannot ask:", w->word[0]);
        return;
    }
    struct law_world world = stage_world(&p->stage, &actor, 0);
    if (law_work(&world, &all, &p->stage.memory, &list) != ERR_OK)
        abort();
    for (size_t i = 0; i < list.count; i++) {
        if (id_equal(list.items[i].stream, play_id(p, w->word[2])))
            got = str_from_cstr(list.items[i].step);
    }
    play_judge(p, str_equal(got, play_expectation(p, w)), got);
}

/* count ACTOR reports | cases | advisories [published] -> N */
void ask_count(struct play *p, const struct words *w)
{
    struct actor actor;
    struct tally t;

    if (w->arrow < 3 || w->arrow > 4 || !play_actor(p, w->word[1], &actor)) {
        play_broken(p, "cannot count:", w->word[0]);
        return;
    }
    struct law_world world = stage_world(&p->stage, &actor, 0);
    law_tally(&world, &t);
    bool published = w->arrow == 4;
    size_t n = published ? t.reports_published : t.reports;
    if (str_equal(w->word[2], STR("cases")))
        n = published ? t.cases_published : t.cases;
    else if (str_equal(w->word[2], STR("advisories")))
        n = published ? t.advisories_published : t.advisories;
    struct str got = arena_format(&p->stage.memory, "%zu", n);
    play_judge(p, str_equal(got, play_expectation(p, w)), got);
}

/* due CASE | ADVISORY -> decide | finish | nothing */
/* due LIST -> what the clock would do with the public list of developers that cannot be contacted
 */
static void ask_due_list(struct play *p, const struct words *w, const struct law_world *world)
{
    struct list_due due;
    struct str got;

    law_list_due(world, &due);
    got = due.decide ? STR("decide") : due.finish ? STR("finish") : STR("nothing");
    play_judge(p, str_equal(got, play_expectation(p, w)), got);
}

/* listed -> day|name|remark|product|deadline;… of the released list, or nobody */
void ask_listed(struct play *p, const struct words *w)
{
    struct arena *memory = &p->stage.memory;
    struct developer_list list;
    struct str document, got;
    struct buf out;

    buf_init(&out, memory, LIMIT_PAGE_BYTES);
    if (w->arrow != 1 || law_list_document(p->stage.image, memory, &document) != ERR_OK ||
        developer_list_read(document, memory, &list) != ERR_OK) {
        play_broken(p, "cannot ask:", w->word[0]);
        return;
    }
    for (size_t i = 0; i < list.count; i++) {
        const struct listed_developer *r = &list.rows[i];
        buf_add_format(&out, "%s%.*s|%.*s|%.*s|", i == 0 ? "" : ";",
                       STR_ARG(civil_write_date(r->listed_day, memory)), STR_ARG(r->name.ja),
                       STR_ARG(r->remark.ja));
        if (r->product_day)
            buf_add_format(&out, "%.*s %.*s %.*s", STR_ARG(r->product.ja), STR_ARG(r->versions),
                           STR_ARG(civil_write_date(r->product_day, memory)));
        buf_add_char(&out, '|');
        if (r->deadline)
            buf_add(&out, civil_write_date(r->deadline, memory));
    }
    got = list.count == 0 ? STR("nobody") : buf_str(&out);
    play_judge(p, str_equal(got, play_expectation(p, w)), got);
}

void ask_due(struct play *p, const struct words *w)
{
    struct actor system = {.role = ROLE_system};
    struct law_world world = stage_world(&p->stage, &system, 0);
    struct release_due *due;
    size_t count;
    struct str got = STR("nothing");

    if (w->arrow == 2 && str_equal(w->word[1], STR("LIST"))) {
        ask_due_list(p, w, &world);
        return;
    }
    if (w->arrow != 2 || law_releases_due(&world, &p->stage.memory, &due, &count) != ERR_OK) {
        play_broken(p, "cannot ask:", w->word[0]);
        return;
    }
    for (size_t i = 0; i < count; i++)
        if (id_equal(due[i].case_id, play_id(p, w->word[1])) ||
            id_equal(due[i].advisory, play_id(p, w->word[1])))
            got = due[i].decide ? STR("decide") : STR("finish");
    play_judge(p, str_equal(got, play_expectation(p, w)), got);
}

/* The line of a table that a word names: a code, "none", or one of the table's own numbers. */
static int64_t figure_of(const struct figure_table *t, struct str word, bool *known)
{
    const struct code_def *code = code_def_find(t->list, word);

    *known = true;
    if (str_equal(word, STR("received")))
        return t->received;
    if (str_equal(word, STR("left_out")))
        return t->left_out;
    if (str_equal(word, STR("total")))
        return t->total;
    if (str_equal(word, STR("uncoordinated")))
        return t->uncoordinated;
    if (str_equal(word, STR("listed")))
        return t->listed;
    for (size_t i = 0; i < t->line_count; i++) {
        if (t->lines[i].code == (code == NULL ? 0 : code->number))
            return t->lines[i].count;
    }
    *known = false;
    return 0;
}

/* figure ACTOR DAY KIND TABLE LINE -> NUMBER | hidden */
void ask_figure(struct play *p, const struct words *w)
{
    struct actor actor;
    int32_t day;
    struct report_figures *figures;
    struct str got = STR("no such line");

    if (w->arrow != 6 || !play_actor(p, w->word[1], &actor) || !civil_read_date(w->word[2], &day)) {
        play_broken(p, "cannot ask:", w->word[0]);
        return;
    }
    struct law_world world = stage_world(&p->stage, &actor, 0);
    const struct code_def *kind = code_def_find(CODE_LIST_report_kind, w->word[3]);
    if (kind == NULL || law_report_figures(&world, day, &p->stage.memory, &figures) != ERR_OK)
        abort();
    for (size_t i = 0; figures != NULL && i < REPORT_FIGURE_TABLES; i++) {
        const struct figure_table *t = &figures->tables[i];
        bool known;
        if (t->kind != kind->number ||
            !str_equal(w->word[4], str_from_cstr(code_list_name(t->list))))
            continue;
        int64_t n = figure_of(t, w->word[5], &known);
        if (known)
            got = arena_format(&p->stage.memory, "%lld", (long long)n);
    }
    if (figures == NULL)
        got = STR("hidden");
    play_judge(p, str_equal(got, play_expectation(p, w)), got);
}

/* matters ACTOR SUBJECT -> DAY… | none: what is open, by the days in their order, "-" without one
 */
void ask_matters(struct play *p, const struct words *w)
{
    struct actor actor;
    struct matter_list list;
    struct buf out;
    struct str got;

    if (w->arrow != 3 || !play_actor(p, w->word[1], &actor)) {
        play_broken(p, "cannot ask:", w->word[0]);
        return;
    }
    struct law_world world = stage_world(&p->stage, &actor, 0);
    if (law_matters(&world, play_id(p, w->word[2]), &p->stage.memory, &list) != ERR_OK)
        abort();
    buf_init(&out, &p->stage.memory, LIMIT_PAGE_BYTES);
    for (size_t i = 0; i < list.count; i++) {
        buf_add_cstr(&out, i == 0 ? "" : " ");
        buf_add(&out, list.items[i].day == 0
                          ? STR("-")
                          : civil_write_date(list.items[i].day, &p->stage.memory));
    }
    if (list.count == 0)
        buf_add_cstr(&out, "none");
    if (buf_finish(&out, &got) != ERR_OK)
        abort();
    play_judge(p, str_equal(got, play_expectation(p, w)), got);
}

/* likely ACTOR REPORT -> NUMBER… | none: what may be the same vulnerability, the likeliest first */
void ask_likely(struct play *p, const struct words *w)
{
    struct actor actor;
    struct likely_list list;
    struct buf out;
    struct str got;

    if (w->arrow != 3 || !play_actor(p, w->word[1], &actor)) {
        play_broken(p, "cannot ask:", w->word[0]);
        return;
    }
    struct law_world world = stage_world(&p->stage, &actor, 0);
    if (law_likely(&world, play_id(p, w->word[2]), &p->stage.memory, &list) != ERR_OK)
        abort();
    buf_init(&out, &p->stage.memory, LIMIT_PAGE_BYTES);
    for (size_t i = 0; i < list.count; i++)
        buf_add_format(&out, "%s%.*s %u", i == 0 ? "" : " ", STR_ARG(list.items[i].number),
                       list.items[i].why);
    if (list.count == 0)
        buf_add_cstr(&out, "none");
    if (buf_finish(&out, &got) != ERR_OK)
        abort();
    play_judge(p, str_equal(got, play_expectation(p, w)), got);
}
