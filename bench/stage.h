/*
 * bench/stage.h — one case played from the report to the approved advisory, for the programs that
 * make directories to be measured. Every step is a command of the application; it must never write
 * into the log on another way.
 */
#ifndef BENCH_STAGE_H
#define BENCH_STAGE_H

#include "scene.h"

#include "example_publication.h"

enum { STAGE_EVENTS_LEAST = 24, STAGE_DEVELOPERS = 3 };

struct stage {
    struct scene scene;
    struct actor system, reception, coordinator, second, developers[STAGE_DEVELOPERS];
    struct id report;
    struct id case_id;
    uint64_t events; /* of the case's stream */
};

static inline void stage_call(struct stage *s)
{
    static const char *const developers[STAGE_DEVELOPERS] = {"hanako", "taro", "midori"};
    s->system = scene_system();
    s->reception = scene_actor(&s->scene, "reception1");
    s->coordinator = scene_actor(&s->scene, "coordinator1");
    s->second = scene_actor(&s->scene, "coordinator2");
    for (size_t i = 0; i < STAGE_DEVELOPERS; i++)
        s->developers[i] = scene_actor(&s->scene, developers[i]);
}

/* A command about the case whose only event goes into the case's stream. */
static inline void stage_issue(struct stage *s, const struct actor *actor, struct command *c)
{
    c->subject.stream = s->case_id;
    struct app_outcome out = scene_issue(&s->scene, actor, c);
    if (out.first_seq != out.last_seq)
        scene_fail(command_def_get(c->kind)->name, "more than one event");
    s->events++;
    if (id_is_none(out.step))
        return;
    struct cmd_confirm_step confirm = {
        .head = {.kind = COMMAND_confirm_step, .subject.stream = s->case_id}, .step = out.step};
    struct actor second = *actor;
    second.person = app_submission_new();
    out = scene_issue(&s->scene, &second, &confirm.head);
    s->events += out.last_seq - out.first_seq + 1;
}

static inline void stage_open_case(struct stage *s)
{
    struct cmd_file_report filed = scene_report();
    s->report = scene_issue(&s->scene, &s->system, &filed.head).subject;
    struct cmd_accept_report accept = {
        .head = {.kind = COMMAND_accept_report, .subject.stream = s->report}};
    scene_issue(&s->scene, &s->reception, &accept.head);
    struct cmd_hand_over over = {
        .head = {.kind = COMMAND_hand_over, .subject.stream = s->report},
        .title = {STR("みほんゲートウェイの脆弱性"), STR("Flaw in Mihon Gateway")},
        .product = filed.product,
        .versions = filed.versions,
        .developer = filed.developer,
        .vulnerability = filed.vulnerability,
        .verification = filed.verification,
        .attack = filed.attack,
        .impact = filed.impact,
        .analysis = STR("手元の機器で再現した。"),
    };
    scene_issue(&s->scene, &s->reception, &over.head);
    struct app_reader reader = {s->scene.app, s->reception, &s->scene.arena};
    struct report_view *v = NULL;
    scene_must(app_report_view(&reader, s->report, &v), "report");
    s->case_id = v->case_id;
    s->events = 1;
}

static inline void stage_inform(struct stage *s)
{
    for (size_t i = 0; i < STAGE_DEVELOPERS; i++) {
        struct cmd_disclose_detail disclose = {.head = {.kind = COMMAND_disclose_detail},
                                               .party = s->developers[i].party,
                                               .message = STR("ご確認をお願いします。")};
        stage_issue(s, &s->coordinator, &disclose.head);
        struct cmd_open_detail opened = {
            .head = {.kind = COMMAND_open_detail, .subject.party = s->developers[i].party},
            .terms = true};
        stage_issue(s, &s->developers[i], &opened.head);
    }
}

/* The steps that a long case repeats: what the developers answer, and the date that moves. */
static inline void stage_lengthen(struct stage *s, uint64_t events)
{
    for (uint64_t n = 0; s->events < events; n++) {
        size_t turn = (size_t)(n % (STAGE_DEVELOPERS + 1));
        if (turn == STAGE_DEVELOPERS) {
            struct cmd_set_date date = {.head = {.kind = COMMAND_set_date},
                                        .at = SCENE_START_US + US_PER_DAY * (int64_t)(10 + n % 30),
                                        .reason = STR("情報の流出"),
                                        .ground_leak = true,
                                        .leak_risk = CODE_leak_risk_raised,
                                        .day_checked = true};
            stage_issue(s, &s->coordinator, &date.head);
            continue;
        }
        const struct actor *developer = &s->developers[turn];
        struct cmd_report_result result = {
            .head = {.kind = COMMAND_report_result, .subject.party = developer->party},
            .applicable = CODE_applicability_yes,
            .products =
                arena_format(&s->scene.arena, "みほんゲートウェイ 2.%u 系", (unsigned)(n % 5)),
            .countermeasure = arena_format(&s->scene.arena,
                                           "修正版を準備しています。見直し %u 回目。", (unsigned)n),
            .status = CODE_vendor_status_vulnerable,
            .comment = {STR("修正版をお使いください。"), STR("Please update.")},
            .notice_url = STR("https://mihon.example/security/2026-10.html"),
        };
        stage_issue(s, developer, &result.head);
    }
}

static inline void stage_write_advisory(struct stage *s)
{
    struct publication example = example_publication();
    struct cmd_write_advisory c = {
        .head = {.kind = COMMAND_write_advisory, .subject.stream = s->case_id}};
    scene_must(advisory_write(&example.advisory, &s->scene.arena, &c.doc), "advisory");
    scene_issue(&s->scene, &s->coordinator, &c.head);
}

static inline struct case_view *stage_see(struct stage *s, const struct actor *actor)
{
    struct app_reader reader = {s->scene.app, *actor, &s->scene.arena};
    struct case_view *v = NULL;
    scene_must(app_case_view(&reader, s->case_id, &v), "case");
    if (v == NULL)
        scene_fail("case", "not there");
    return v;
}

/* By both bodies; it is released when its date has come and app_tick runs. */
static inline void stage_approve(struct stage *s)
{
    const struct actor *approvers[] = {&s->second, &s->reception};
    for (size_t i = 0; i < sizeof(approvers) / sizeof(approvers[0]); i++) {
        struct cmd_approve_advisory c = {
            .head = {.kind = COMMAND_approve_advisory, .subject.stream = s->case_id},
            .hash = stage_see(s, approvers[i])->hash};
        scene_issue(&s->scene, approvers[i], &c.head);
    }
}

#endif
