/*
 * test/unit/app/test_full.c — the disk runs full at each of the writes of a command: the answer
 * says so, nothing has changed, and when there is space again the same submission is done, once.
 */
#include "stage.h"

#include "powerloss_vfs.h"
#include "sys/random.h"

enum { POINTS = 60, FULL_WRITES = 1000 };

static uint64_t events(struct stage *s)
{
    struct app_state state;
    app_state(s->app, &state);
    assert_false(state.failed);
    return (uint64_t)state.events;
}

static void a_full_disk_changes_nothing(void **state)
{
    struct arena disk;
    struct stage s;
    size_t refused = 0;
    int64_t bad = 0;
    (void)state;
    arena_init(&disk, (size_t)1 << 30);
    pl_register();
    pl_format(&disk);
    stage_open_on(&s, PL_VFS);
    struct id report = stage_report(&s, random_id());
    struct app_reader r = stage_reader(&s, "reception1", ROLE_reception);
    for (uint64_t point = 1; point <= POINTS; point++) {
        struct step step = {
            .actor = r.actor,
            .command = "message_finder",
            .fields = "text=満杯の試験",
            .subject = report,
            .submission = random_id(),
        };
        struct app_outcome out;
        struct str token = app_view_token(&r, report);
        uint64_t before = events(&s);
        pl_arm(PL_FULL, point % 12 + 1, FULL_WRITES);
        enum err e = stage_command(&s, &step, &out);
        pl_arm(PL_NONE, 0, 0);
        if (e != ERR_OK) {
            assert_err(e, ERR_FULL);
            assert_int_equal(events(&s), before);
            assert_str(app_view_token(&r, report), token);
            refused++;
            assert_ok(stage_command(&s, &step, &out));
        }
        assert_string_equal(stage_refusal(&out), "none");
        assert_int_equal(events(&s), before + 1);
        assert_ok(stage_command(&s, &step, &out));
        assert_true(out.repeated);
        assert_int_equal(events(&s), before + 1);
    }
    assert_true(refused > POINTS / 4); /* else the disk was never full where it matters */
    assert_ok(app_verify(s.app, &bad));
    stage_close(&s);
    arena_release(&disk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_disk_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
