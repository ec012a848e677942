/*
 * bench/prepare.c — makes a training directory with one case in it, through the application's own
 * commands, for the measurements that run the real processes.
 *
 *     prepare FOLDER EVENTS draft|published DESK_PORT PORTAL_PORT
 *
 * EVENTS is the length of the case's stream (at least 16). With `published` the advisory is
 * approved by both bodies and released. Prints "case ID" and, published, "page ADDRESS". It must
 * never write into the log on another way than app_command.
 */
#include "scene.h"

#include "example_publication.h"

enum { EVENTS_LEAST = 16, DEVELOPERS = 3 };

struct stage {
    struct scene scene;
    struct actor system, reception, coordinator, second, developers[DEVELOPERS];
    struct id report;
    struct id case_id;
    uint64_t events; /* of the case's stream */
};

static void cast_call(struct stage *s)
{
    static const char *const developers[DEVELOPERS] = {"hanako", "taro", "midori"};
    s->system = scene_system();
    s->reception = scene_actor(&s->scene, "reception1");
    s->coordinator = scene_actor(&s->scene, "coordinator1");
    s->second = scene_actor(&s->scene, "coordinator2");
    for (size_t i = 0; i < DEVELOPERS; i++)
        s->developers[i] = scene_actor(&s->scene, developers[i]);
}

/* A command about the case whose only event goes into the case's stream. */
static void case_issue(struct stage *s, const struct actor *actor, struct command *c)
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

static void case_open(struct stage *s)
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

static void developers_inform(struct stage *s)
{
    for (size_t i = 0; i < DEVELOPERS; i++) {
        struct cmd_disclose_detail disclose = {.head = {.kind = COMMAND_disclose_detail},
                                               .party = s->developers[i].party,
                                               .message = STR("ご確認をお願いします。")};
        case_issue(s, &s->coordinator, &disclose.head);
        struct cmd_open_detail opened = {
            .head = {.kind = COMMAND_open_detail, .subject.party = s->developers[i].party},
            .terms = true};
        case_issue(s, &s->developers[i], &opened.head);
    }
}

/* The steps that a long case repeats: what the developers answer, and the date that moves. */
static void case_lengthen(struct stage *s, uint64_t events)
{
    for (uint64_t n = 0; s->events < events; n++) {
        size_t turn = (size_t)(n % (DEVELOPERS + 1));
        if (turn == DEVELOPERS) {
            struct cmd_set_date date = {.head = {.kind = COMMAND_set_date},
                                        .at = SCENE_START_US + US_PER_DAY * (int64_t)(10 + n % 30),
                                        .reason = STR("情報の流出"),
                                        .ground_leak = true,
                                        .leak_risk = CODE_leak_risk_raised,
                                        .day_checked = true};
            case_issue(s, &s->coordinator, &date.head);
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
        case_issue(s, developer, &result.head);
    }
}

static void advisory_write_down(struct stage *s)
{
    struct publication example = example_publication();
    struct cmd_write_advisory c = {
        .head = {.kind = COMMAND_write_advisory, .subject.stream = s->case_id}};
    scene_must(advisory_write(&example.advisory, &s->scene.arena, &c.doc), "advisory");
    scene_issue(&s->scene, &s->coordinator, &c.head);
}

static struct case_view *case_see(struct stage *s, const struct actor *actor)
{
    struct app_reader reader = {s->scene.app, *actor, &s->scene.arena};
    struct case_view *v = NULL;
    scene_must(app_case_view(&reader, s->case_id, &v), "case");
    if (v == NULL)
        scene_fail("case", "not there");
    return v;
}

static void advisory_release(struct stage *s)
{
    const struct actor *approvers[] = {&s->second, &s->reception};
    for (size_t i = 0; i < sizeof(approvers) / sizeof(approvers[0]); i++) {
        struct cmd_approve_advisory c = {
            .head = {.kind = COMMAND_approve_advisory, .subject.stream = s->case_id},
            .hash = case_see(s, approvers[i])->hash};
        scene_issue(&s->scene, approvers[i], &c.head);
    }
    struct app_work_done done = {0};
    scene_must(app_clock_advance(s->scene.app, SCENE_START_US + 40 * US_PER_DAY), "clock");
    scene_must(app_tick(s->scene.app, &done), "release");
    if (done.released != 1)
        scene_fail("release", "nothing was released");
}

static uint16_t port_read(const char *text)
{
    uint64_t port = 0;
    if (!str_to_u64(str_from_cstr(text), UINT16_MAX, &port))
        scene_fail(text, "not a port");
    return (uint16_t)port;
}

int main(int argc, char **argv)
{
    struct stage s = {.events = 0};
    struct conf conf;
    uint64_t events = 0;
    char address[2][32];
    if (argc != 6 || !str_to_u64(str_from_cstr(argv[2]), 100000, &events) ||
        events < EVENTS_LEAST) {
        fprintf(stderr, "usage: prepare FOLDER EVENTS draft|published DESK_PORT PORTAL_PORT\n");
        return 2;
    }
    conf_init(&conf);
    for (int i = 0; i < 2; i++)
        snprintf(address[i], sizeof(address[i]), "127.0.0.1:%u", (unsigned)port_read(argv[4 + i]));
    conf.desk_listen = str_from_cstr(address[0]);
    conf.portal_listen = str_from_cstr(address[1]);
    /* The load comes from one machine: a proxy's header tells its clients apart. */
    conf.trust_local_proxy = STR("yes");
    scene_open(&s.scene, argv[1], &conf);
    cast_call(&s);
    case_open(&s);
    developers_inform(&s);
    case_lengthen(&s, events);
    advisory_write_down(&s);
    char id[ID_TEXT_LEN + 1];
    id_write(s.case_id, id);
    printf("case %s\n", id);
    if (strcmp(argv[3], "published") == 0) {
        advisory_release(&s);
        struct str page =
            publication_path(case_see(&s, &s.coordinator)->number, LANG_JA, &s.scene.arena);
        printf("page %.*s\n", STR_ARG(page));
    }
    scene_close(&s.scene);
    return 0;
}
