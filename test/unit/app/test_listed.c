/*
 * test/unit/app/test_listed.c — the public list of developers that cannot be contacted on the disk:
 * at its minute, by two persons, resumed after a death, and gone when the developer answers.
 */
#include "stage.h"

#include "sys/disk.h"

static void tick(struct stage *s)
{
    struct app_work_done done = {0};
    assert_ok(app_release(s->app, &done));
}

/* The file below public/site; "" when there is none. */
static struct str site_file(struct stage *s, const char *folder, const char *name)
{
    DISK_FD fd = -1;
    struct str text = STR("");
    const char *path = arena_format(&s->arena, "public/site/%s", folder).ptr;

    if (disk_open_root(tmpdir_path(&s->dir, 0, path), &fd) == ERR_OK &&
        disk_read_all(fd, name, 1 << 20, &s->arena, &text) != ERR_OK)
        text = STR("");
    disk_close(&fd);
    return text;
}

static bool list_holds(struct stage *s, const char *word)
{
    return str_find(site_file(s, "reply", "index.html"), str_from_cstr(word), 0) != SIZE_MAX;
}

/* A developer that nobody knows, in a case, judged and listed at `at` (text of the field). */
static struct id listed_case(struct stage *s, const char *at, char party[ID_TEXT_LEN + 1])
{
    struct actor ken = stage_actor(s, "coordinator1", ROLE_coordinator);
    struct actor admin = stage_actor(s, "admin", ROLE_admin);
    struct story story;
    struct id who;

    stage_story(s, &story);
    who = stage_do(s, &(struct step){admin, "register_party",
                                     "kind=developer|name.ja=不明|registration=unregistered",
                                     .subject = {{0}}});
    id_write(who, party);
    const char *named = arena_format(&s->arena, "party=%s|ground=named", party).ptr;
    const char *judged = arena_format(&s->arena, "party=%s|ground=unknown|reason=r", party).ptr;
    const char *listed =
        arena_format(&s->arena, "party=%s|remark.ja=ある製品の開発者%s", party, at).ptr;
    stage_do(s, &(struct step){ken, "name_candidate", named, .subject = story.case_id});
    stage_do(s, &(struct step){ken, "judge_unreachable", judged, .subject = story.case_id});
    stage_do(s, &(struct step){ken, "list_developer", listed, .subject = story.case_id});
    return story.case_id;
}

/* proves UNR-12 UNR-25: at the stable address at its minute, nothing of the detail with it, and
 * gone with the answer. */
static void the_list_follows_the_ladder(void **state)
{
    struct stage s;
    char party[ID_TEXT_LEN + 1];
    (void)state;
    stage_open(&s, false);
    struct str at = civil_write_jst(s.start_us + INT64_C(3600) * US_PER_SECOND, &s.arena);
    struct id of = listed_case(&s, arena_format(&s.arena, "|at=%.*s", STR_ARG(at)).ptr, party);
    tick(&s);
    assert_false(list_holds(&s, "ある製品の開発者"));
    stage_pass(&s, 3600);
    tick(&s);
    assert_true(list_holds(&s, "ある製品の開発者"));
    assert_true(str_find(site_file(&s, "en/reply", "index.html"), STR("ある製品の開発者"), 0) !=
                SIZE_MAX);
    assert_false(list_holds(&s, "例示ウィジェット") || list_holds(&s, "SECRET-DETAIL"));
    stage_restart(&s);
    assert_ok(app_public_refresh(s.app));
    assert_true(list_holds(&s, "ある製品の開発者"));
    stage_do(&s, &(struct step){stage_actor(&s, "coordinator1", ROLE_coordinator),
                                "resume_coordination",
                                arena_format(&s.arena, "party=%s|capacity=agent|note=n", party).ptr,
                                .subject = of});
    tick(&s);
    assert_false(list_holds(&s, "ある製品の開発者"));
    stage_close(&s);
}

/* Decided on the disk, then the machine dies: the next start makes it public and notes it. */
static void a_death_after_the_decision_is_resumed(void **state)
{
    struct stage s;
    char party[ID_TEXT_LEN + 1];
    struct app_outcome out;
    struct scheme_view scheme;
    (void)state;
    stage_open(&s, false);
    listed_case(&s, "", party);
    law_scheme(s.app->image, &scheme);
    struct cmd_release_list c = {.head = {COMMAND_release_list, {.stream = scheme.id}}};
    struct app_request request = {.actor = app_actor_system(), .arena = &s.arena};
    assert_ok(app_execute(s.app, &request, &c.head, &out));
    assert_int_equal(out.refusal.code, REFUSAL_none);
    assert_false(list_holds(&s, "ある製品の開発者"));
    stage_restart(&s);
    tick(&s);
    assert_true(list_holds(&s, "ある製品の開発者"));
    assert_ok(app_execute(s.app, &request, &c.head, &out));
    assert_string_equal(stage_refusal(&out), "list_unchanged");
    stage_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_list_follows_the_ladder),
        cmocka_unit_test(a_death_after_the_decision_is_resumed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
