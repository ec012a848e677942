/*
 * test/law/noninterference.c — two histories that differ only in what an actor may not see give
 * that actor the same answers, byte for byte (architecture section 10; SEC-02, SEC-20, CON-01 to
 * CON-08, FND-10).
 *
 *   noninterference [PAIRS [SEED]]
 *
 * A pair plays the same visible steps on two stages; the second one also has hidden steps in
 * between, and hidden values of the visible steps differ. After every visible step everything the
 * actor can ask is compared (eyes.c). What is hidden is written down in hidden.c, from the
 * requirements and not from core/access: otherwise the test would agree with any mistake. Built
 * with -DTODOKE_CONTROL_LEAK, core/access has a leak, which must be found: see script/suite-law.
 * Prints the seed; exits 1 at the first difference.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "law/eyes.h"
#include "law/pair.h"

static const char *const observer_names[OBSERVERS] = {
    "a developer with a relation",
    "a developer with the overview only",
    "a developer's person whom the manager did not name",
    "a developer without one",
    "the finder",
    "the coordinator",
    "reception",
    "the administrator",
    "nobody at all",
};

/* ---- the visible steps ---------------------------------------------------------------------- */

static void say(const char *what, const struct pair *p)
{
    printf("FAILED: %s, observer: %s, step %d\n", what, observer_names[p->observer], p->step);
}

static bool submit(struct pair *p, int side, enum cast_role who, const struct command *c)
{
    struct actor actor = p->cast.actors[who];
    struct decision d;

    actor.stepped_up = true;
    if (stage_submit(&p->stage[side], &actor, (uint64_t)(CAST_FIRST_SUBMISSION + p->step), c, &d) !=
        ERR_OK)
        abort();
    if (d.event_count == 0) {
        say(refusal_def_get(d.refusal.code)->name, p);
        return false;
    }
    uint64_t answer = CAST_SECOND_SUBMISSION + (uint64_t)p->step;
    if (d.events[0]->kind == EVENT_step_proposed &&
        !cast_confirm(&p->stage[side], &p->cast.actors[CAST_YUKI], answer, c->subject.stream)) {
        say("the second person could not confirm", p);
        return false;
    }
    if (p->step == STEP_FILE)
        p->report = d.events[0]->stream;
    if (p->step == STEP_HAND_OVER)
        p->of = d.events[0]->stream;
    return true;
}

/* A text that the observer may not see differs between the two sides. */
static struct str vary(struct pair *p, int side, bool hidden, struct str text)
{
    return hidden && side == 1 ? arena_format(&p->stage[1].memory, "%.*s!", STR_ARG(text)) : text;
}

static bool step_file(struct pair *p, int side)
{
    struct cmd_file_report c = {.head = {.kind = COMMAND_file_report},
                                .kind = CODE_report_kind_product};
    bool foreign = p->observer != SEES_FINDER && p->observer != SEES_HANAKO;

    c.product = vary(p, side, foreign, STR("Widget"));
    c.vulnerability = vary(p, side, foreign, STR("original"));
    c.finder_name = vary(p, side, foreign, STR("Finder"));
    c.finder_contact = vary(p, side, foreign, STR("f@example.jp"));
    c.receipt_lookup = vary(p, side, true, STR("lookup"));
    c.receipt_key = vary(p, side, true, STR("key"));
    c.guideline_read = true;
    c.named = foreign && side == 1;
    return submit(p, side, CAST_SYSTEM, &c.head);
}

static bool step_accept(struct pair *p, int side)
{
    struct cmd_accept_report c = {.head = {.kind = COMMAND_accept_report}};
    bool foreign = p->observer != SEES_FINDER && p->observer != SEES_HANAKO;

    c.head.subject.stream = p->report;
    c.note = vary(p, side, foreign, STR("thank you"));
    return submit(p, side, CAST_HANAKO, &c.head);
}

static const struct id attack_file[] = {{{7, 7, 7}}};

static bool step_hand_over(struct pair *p, int side)
{
    struct cmd_hand_over c = {.head = {.kind = COMMAND_hand_over}};
    bool staff = p->observer == SEES_KEN || p->observer == SEES_HANAKO;
    bool foreign = !staff && p->observer != SEES_ALICE;

    c.head.subject.stream = p->report;
    c.title.ja = vary(p, side, foreign, STR("題"));
    c.product = vary(p, side, foreign, STR("Widget"));
    c.vulnerability = vary(p, side, foreign, STR("detail"));
    c.attack =
        vary(p, side, !staff, STR("attack")); /* Acme gets the detail without the attack method */
    if (!staff && side == 1)
        c.attack_files = (struct id_list){attack_file, 1};
    c.analysis = vary(p, side, !staff, STR("analysis"));
    c.developer = vary(p, side, !staff, STR("Acme?"));
    return submit(p, side, CAST_HANAKO, &c.head);
}

static bool step_overview(struct pair *p, int side)
{
    struct cmd_send_overview c = {.head = {.kind = COMMAND_send_overview},
                                  .party = pair_asked_party(p)};
    bool staff = p->observer == SEES_KEN || p->observer == SEES_HANAKO;

    c.head.subject.stream = p->of;
    bool asked = p->observer == SEES_ALICE || p->observer == SEES_BOB;

    c.text = vary(p, side, !staff && !asked, STR("any product?"));
    c.reason = vary(p, side, !staff, STR("reason"));
    return submit(p, side, CAST_KEN, &c.head);
}

static bool step_answer(struct pair *p, int side)
{
    struct cmd_answer_overview c = {.head = {.kind = COMMAND_answer_overview},
                                    .answer = CODE_overview_answer_may_be_affected};
    bool sees = p->observer == SEES_ALICE || p->observer == SEES_KEN || p->observer == SEES_HANAKO;

    sees = sees || p->observer == SEES_BOB;
    c.head.subject = (struct subject){p->of, pair_asked_party(p)};
    c.comment = vary(p, side, !sees, STR("maybe"));
    return submit(p, side, p->observer == SEES_BOB ? CAST_BOB : CAST_ALICE, &c.head);
}

static bool step_disclose(struct pair *p, int side)
{
    struct cmd_disclose_detail c = {.head = {.kind = COMMAND_disclose_detail},
                                    .party = p->cast.parties[2]};
    bool sees = p->observer == SEES_ALICE || p->observer == SEES_KEN || p->observer == SEES_HANAKO;

    c.head.subject.stream = p->of;
    c.message = vary(p, side, !sees, STR("please look"));
    return submit(p, side, CAST_KEN, &c.head);
}

static bool step_open(struct pair *p, int side)
{
    struct cmd_open_detail c = {.head = {.kind = COMMAND_open_detail}, .terms = true};

    c.head.subject = (struct subject){p->of, p->cast.parties[2]};
    return submit(p, side, CAST_ALICE, &c.head);
}

/* With ground and reason always: hidden disclosures may move the case's guide value, and hidden
 * dates must not need to be coordinated. */
static bool step_date(struct pair *p, int side)
{
    struct cmd_set_date c = {.head = {.kind = COMMAND_set_date}};
    bool staff = p->observer == SEES_KEN || p->observer == SEES_HANAKO;
    bool foreign = !staff && p->observer != SEES_ALICE;

    c.head.subject.stream = p->of;
    c.at = p->stage[side].now_us + (foreign && side == 1 ? 31 : 30) * US_PER_DAY;
    c.ground_leak = true;
    c.ground_overseas = !staff && side == 1;
    c.leak_risk = !staff && side == 1 ? CODE_leak_risk_acute : CODE_leak_risk_raised;
    c.day_checked = true;
    c.reason = vary(p, side, !staff, STR("reason"));
    return submit(p, side, CAST_KEN, &c.head);
}

static bool step_report(struct pair *p, int side)
{
    struct cmd_report_result c = {.head = {.kind = COMMAND_report_result},
                                  .applicable = CODE_applicability_yes};
    bool sees = p->observer == SEES_ALICE || p->observer == SEES_KEN || p->observer == SEES_HANAKO;

    c.head.subject = (struct subject){p->of, p->cast.parties[2]};
    c.countermeasure = vary(p, side, !sees, STR("update"));
    c.comment.ja = vary(p, side, !sees, p->step == STEP_AGAIN ? STR("二") : STR("一"));
    c.fix_day = !sees && side == 1 ? 20600 : 20500;
    return submit(p, side, CAST_ALICE, &c.head);
}

static bool visible_step(struct pair *p, int side)
{
    static bool (*const steps[STEPS])(struct pair *, int) = {
        step_file,     step_accept, step_hand_over, step_overview, step_answer,
        step_disclose, step_open,   step_date,      step_report,   step_report,
    };

    return steps[p->step](p, side);
}

/* ---- hidden steps and comparison ------------------------------------------------------------ */

static bool submit_hidden(struct pair *p, enum cast_role who, const struct command *c,
                          struct decision *d)
{
    struct actor actor = p->cast.actors[who];

    if (stage_submit(&p->stage[1], &actor, p->hidden_submission++, c, d) != ERR_OK)
        abort();
    p->hidden_count += d->event_count > 0;
    return d->event_count > 0;
}

/* That a further report joins the case is seen by reception only. */
static void hidden_join(struct pair *p)
{
    struct cmd_file_report filed = {.head = {.kind = COMMAND_file_report},
                                    .kind = CODE_report_kind_product};
    struct cmd_accept_report accepted = {.head = {.kind = COMMAND_accept_report}};
    struct cmd_join_case joined = {.head = {.kind = COMMAND_join_case}};
    struct law_world w = stage_world(&p->stage[1], &p->cast.actors[CAST_HANAKO], 0);
    struct case_view *of = NULL;
    struct decision d;

    filed.product = STR("Widget");
    filed.vulnerability = STR("the same");
    filed.guideline_read = true;
    if (law_view_case(&w, p->of, &p->stage[1].memory, &of) != ERR_OK || of == NULL ||
        !submit_hidden(p, CAST_SYSTEM, &filed.head, &d))
        return;
    accepted.head.subject.stream = joined.head.subject.stream = d.events[0]->stream;
    joined.number = of->number;
    if (!submit_hidden(p, CAST_HANAKO, &accepted.head, &d) ||
        !submit_hidden(p, CAST_HANAKO, &joined.head, &d))
        abort();
}

/* CON-02: a developer that is not known goes up the ladder as far as its first days allow, its name
 * becomes public, and nobody else of the case may notice. */
static void hidden_ladder(struct pair *p)
{
    bool staff = p->observer == SEES_KEN || p->observer == SEES_HANAKO;
    struct cmd_name_candidate named = {.head = {.kind = COMMAND_name_candidate}};
    struct cmd_judge_unreachable judged = {.head = {.kind = COMMAND_judge_unreachable}};
    struct cmd_list_developer listed = {.head = {.kind = COMMAND_list_developer}};
    struct command *steps[] = {&named.head, &judged.head, &listed.head};
    struct decision d;

    if (staff || p->step < STEP_HAND_OVER)
        return;
    named.party = judged.party = listed.party = p->cast.parties[5];
    named.ground = CODE_candidate_ground_named;
    judged.ground = CODE_unreachable_ground_unknown;
    judged.reason = STR("unknown");
    listed.remark.ja = STR("somebody");
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        steps[i]->subject.stream = p->of;
        if (!submit_hidden(p, CAST_KEN, steps[i], &d) && i > 0)
            return; /* it has got so far already, or somebody has tried to reach it */
        if (i > 0)
            (void)cast_confirm(&p->stage[1], &p->cast.actors[CAST_YUKI], p->hidden_submission++,
                               p->of);
    }
}

static void hidden_step(struct pair *p)
{
    struct stage *s = &p->stage[1];
    struct chance *c = &p->chance;
    struct actor actor = p->cast.actors[chance_below(c, CAST_COUNT)];
    enum command_kind kind;
    struct subject subject;
    struct decision d;

    actor.stepped_up = true;
    s->now_us += (int64_t)chance_below(c, 60) * 60 *
                 US_PER_SECOND; /* at a time of its own: times tell things too */
    if (p->observer != SEES_HANAKO && chance_below(c, 6) == 0) {
        hidden_join(p);
        return;
    }
    if (chance_below(c, 6) == 0) {
        hidden_ladder(p);
        return;
    }
    if (chance_below(c, 3) == 0) {
        static const enum command_kind of_contact[] = {
            COMMAND_disclose_detail, COMMAND_name_candidate, COMMAND_send_overview,
            COMMAND_record_contact, COMMAND_request_registration};
        kind = of_contact[chance_below(c, sizeof(of_contact) / sizeof(of_contact[0]))];
        subject = (struct subject){.stream = p->of};
        actor = p->cast.actors[CAST_KEN];
        actor.stepped_up = true;
    } else if (!chance_open_step(c, s, &actor, &kind, &subject)) {
        return;
    }
    struct command *command = chance_command(&(struct draw){c, s, &p->cast, &actor, subject}, kind);
    if (!pair_hides(p, command))
        return;
    if (stage_submit(s, &actor, p->hidden_submission++, command, &d) != ERR_OK)
        abort();
    p->hidden_count += d.event_count > 0;
    if (kind == COMMAND_disclose_detail && chance_below(c, 4) != 0)
        (void)cast_confirm(s, &p->cast.actors[CAST_YUKI], p->hidden_submission++, p->of);
}

static struct actor observer_of(const struct pair *p)
{
    static const enum cast_role roles[OBSERVERS] = {
        [SEES_ALICE] = CAST_ALICE,   [SEES_EVE] = CAST_EVE, [SEES_BOB] = CAST_BOB,
        [SEES_DAN] = CAST_DAN,       [SEES_KEN] = CAST_KEN, [SEES_ROOT] = CAST_ROOT,
        [SEES_HANAKO] = CAST_HANAKO,
    };
    struct actor a = p->cast.actors[roles[p->observer]];

    if (p->observer == SEES_FINDER)
        a = (struct actor){.role = ROLE_finder, .receipt = p->report};
    if (p->observer == SEES_NOBODY)
        a = (struct actor){.role = ROLE_none};
    a.stepped_up = true;
    return a;
}

static int by_id(const void *a, const void *b)
{
    return id_compare(*(const struct id *)a, *(const struct id *)b);
}

/* Every stream of either history, and one that exists in neither. */
static size_t all_ids(const struct pair *p, struct arena *arena, struct id **out)
{
    struct id *ids = ARENA_ARRAY(arena, struct id, p->stage[0].count + p->stage[1].count + 1);
    size_t count = 0, kept = 0;

    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < p->stage[side].count; i++)
            if (p->stage[side].log[i].head.version == 1)
                ids[count++] = p->stage[side].log[i].head.stream;
    ids[count++] = stage_id(&p->stage[0], 0, 3);
    qsort(ids, count, sizeof(*ids), by_id);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || !id_equal(ids[i], ids[i - 1]))
            ids[kept++] = ids[i];
    *out = ids;
    return kept;
}

static void show_difference(const struct pair *p, struct str a, struct str b)
{
    size_t at = 0;

    while (at < a.len && at < b.len && a.ptr[at] == b.ptr[at])
        at++;
    size_t from = at > 160 ? at - 160 : 0;
    say("the answers differ", p);
    printf("without: %.*s\nwith:    %.*s\n", STR_ARG(str_slice(a, from, at + 160)),
           STR_ARG(str_slice(b, from, at + 160)));
}

static bool looks_the_same(const struct pair *p)
{
    struct arena arena;
    struct eyes eyes = {.actor = observer_of(p), .arena = &arena};
    struct id *ids;

    arena_init(&arena, 512u << 20);
    eyes.id_count = all_ids(p, &arena, &ids);
    eyes.ids = ids;
    eyes.stage = &p->stage[0];
    struct str without = eyes_text(&eyes);
    eyes.stage = &p->stage[1];
    struct str with = eyes_text(&eyes);
    bool same = str_equal(without, with);
    if (!same)
        show_difference(p, without, with);
    arena_release(&arena);
    return same;
}

/* One day a visible step; both stages look at the same time. */
static void set_clocks(struct pair *p, int day, int64_t later_us)
{
    for (int side = 0; side < 2; side++)
        p->stage[side].now_us = p->start_us + day * US_PER_DAY + later_us;
}

static bool play_pair(uint64_t seed, enum observer observer, size_t *hidden)
{
    struct pair room = {
        .observer = observer, .chance = {.state = seed}, .hidden_submission = UINT64_C(1) << 40};
    struct pair *p = &room;
    bool good = true;

    for (int side = 0; side < 2; side++) {
        stage_open(&p->stage[side], seed);
        cast_found(&p->stage[side], &p->cast);
    }
    p->start_us = p->stage[0].now_us;
    for (p->step = 0; p->step < STEPS && good; p->step++) {
        good = visible_step(p, 0) && visible_step(p, 1);
        for (uint64_t n = chance_below(&p->chance, 8); good && n > 0; n--)
            hidden_step(p);
        set_clocks(p, p->step, US_PER_DAY / 2);
        good = good && looks_the_same(p);
        set_clocks(p, p->step + 1, 0);
    }
    good = good && p->stage[0].fault == NULL && p->stage[1].fault == NULL;
    *hidden += p->hidden_count;
    stage_close(&p->stage[0]);
    stage_close(&p->stage[1]);
    return good;
}

int main(int argc, char **argv)
{
    unsigned long pairs = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000;
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : (uint64_t)time(NULL);
    size_t hidden = 0;
    unsigned long passed = 0;

    printf("seed %llu\n", (unsigned long long)seed);
    fflush(stdout);
    for (unsigned long i = 0; i < pairs; i++) {
        if (!play_pair(seed + i, (enum observer)(i % OBSERVERS), &hidden)) {
            printf("replay: noninterference 9 %llu (pair %lu)\n",
                   (unsigned long long)(seed + i - i % OBSERVERS), i);
            break;
        }
        passed++;
    }
    printf("%zu hidden steps\n%lu passed, %d failed\n", hidden, passed, passed < pairs);
    return passed < pairs;
}
