/*
 * test/unit/app/test_command.c — commands from decision to disk: the whole story on both kinds of
 * store, repeated and stale submissions, many at once, and a restart that knows everything again.
 */
#include "stage.h"

#include "sys/random.h"

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

enum { THREADS = 8, EACH = 6 };

static bool exists_below(const char *folder, const char *needle)
{
    char command[512];
    (void)snprintf(command, sizeof(command), "%s/%s", folder, needle);
    return access(command, F_OK) == 0;
}

static void whole_story(bool in_memory)
{
    struct stage s;
    struct story story;
    struct app_work_done done = {0};
    stage_open(&s, in_memory);
    stage_story(&s, &story);
    assert_ok(app_release(s.app, &done));
    assert_int_equal(done.released, 0); /* not a moment before */
    assert_ok(app_clock_advance(s.app, story.date_us - 1));
    assert_ok(app_release(s.app, &done));
    assert_int_equal(done.released, 0);
    assert_int_equal(stage_files(&s, "public/advisory"), 0);
    assert_ok(app_clock_advance(s.app, story.date_us));
    assert_ok(app_release(s.app, &done));
    assert_int_equal(done.released, 1);
    assert_int_equal(stage_files(&s, "public/advisory"), 1);
    assert_ok(app_release(s.app, &done));
    assert_int_equal(done.released, 1); /* once */
    struct app_reader r = stage_reader(&s, "coordinator1", ROLE_coordinator);
    struct case_view *v = NULL;
    assert_ok(app_case_view(&r, story.case_id, &v));
    assert_int_equal(v->revision, 1);
    assert_int_equal(v->published_us, story.date_us);
    assert_false(v->release_pending);
    stage_close(&s);
}

static void story_on_disk(void **state)
{
    (void)state;
    whole_story(false);
}

static void story_in_memory(void **state)
{
    (void)state;
    whole_story(true);
}

/* A restart folds the log into the same views, byte for byte, and the check of the whole directory
 * holds. */
static void restart_is_the_same(void **state)
{
    struct stage s;
    struct story story;
    int64_t bad = 0;
    (void)state;
    stage_open(&s, false);
    stage_story(&s, &story);
    struct app_reader before = stage_reader(&s, "coordinator1", ROLE_coordinator);
    struct str token = app_view_token(&before, story.case_id);
    assert_true(token.len > 0);
    stage_restart(&s);
    struct app_reader after = stage_reader(&s, "coordinator1", ROLE_coordinator);
    assert_str(app_view_token(&after, story.case_id), token);
    assert_ok(app_verify(s.app, &bad));
    assert_int_equal(bad, 0);
    stage_close(&s);
}

/* Nothing confidential stands in clear in any file of the directory. */
static void disk_tells_nothing(void **state)
{
    static const char *const secrets[] = {"SECRET-DETAIL", "SECRET-ATTACK", "SECRET-FILE", "発見",
                                          "例示ウィジェット"};
    static const char *const files[] = {"log.db", "log.db-wal", "keys.db"};
    struct stage s;
    struct story story;
    (void)state;
    stage_open(&s, false);
    stage_story(&s, &story);
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        struct str bytes;
        if (!exists_below(s.dir.path, files[i]))
            continue;
        assert_ok(disk_read_all(s.dir.fd, files[i], 64 << 20, &s.arena, &bytes));
        for (size_t k = 0; k < sizeof(secrets) / sizeof(secrets[0]); k++)
            assert_true(str_find(bytes, str_from_cstr(secrets[k]), 0) == SIZE_MAX);
    }
    struct app_reader r = stage_reader(&s, "reception1", ROLE_reception);
    struct report_view *v = NULL;
    assert_ok(app_report_view(&r, story.report, &v));
    assert_str(v->vulnerability, STR("SECRET-DETAIL")); /* it is there, for whom it is */
    stage_close(&s);
}

static void submission_counts_once(void **state)
{
    struct stage s;
    (void)state;
    stage_open(&s, false);
    struct id report = stage_report(&s, random_id());
    struct step step = {
        .actor = stage_actor(&s, "reception1", ROLE_reception),
        .command = "accept_report",
        .subject = report,
        .submission = random_id(),
    };
    struct app_outcome first = stage_try(&s, &step);
    assert_string_equal(stage_refusal(&first), "none");
    assert_false(first.repeated);
    struct app_outcome again = stage_try(&s, &step);
    assert_string_equal(stage_refusal(&again), "none");
    assert_true(again.repeated);
    assert_int_equal(again.first_seq, first.first_seq);
    assert_true(id_equal(again.subject, first.subject));
    stage_restart(&s);
    again = stage_try(&s, &step);
    assert_true(again.repeated);
    /* the same id from somebody else tells nothing and does nothing */
    step.actor = stage_actor(&s, "reception2", ROLE_reception);
    again = stage_try(&s, &step);
    assert_string_equal(stage_refusal(&again), "submission_reused");
    step.submission = random_id();
    again = stage_try(&s, &step);
    assert_string_equal(stage_refusal(&again), "report_already_judged");
    stage_close(&s);
}

/* Sent, gone back, changed, sent again: never answered as if the change had been taken. */
static void submission_is_of_one_content(void **state)
{
    struct stage s;
    (void)state;
    stage_open(&s, false);
    struct id report = stage_report(&s, random_id());
    struct id other = stage_report(&s, random_id());
    struct step step = {
        .actor = stage_actor(&s, "reception1", ROLE_reception),
        .command = "message_finder",
        .fields = "text=一つ目",
        .subject = report,
        .submission = random_id(),
    };
    stage_do(&s, &step);
    struct app_outcome again = stage_try(&s, &step);
    assert_true(again.repeated);
    step.fields = "text=二つ目";
    again = stage_try(&s, &step);
    assert_string_equal(stage_refusal(&again), "submission_reused");
    step.fields = "text=一つ目";
    step.subject = other;
    again = stage_try(&s, &step);
    assert_string_equal(stage_refusal(&again), "submission_reused");
    stage_restart(&s);
    step.subject = report;
    again = stage_try(&s, &step);
    assert_true(again.repeated);
    struct app_reader r = stage_reader(&s, "reception1", ROLE_reception);
    struct report_view *v = NULL;
    assert_ok(app_report_view(&r, report, &v));
    assert_int_equal(v->message_count, 1);
    stage_close(&s);
}

static void stale_view_is_refused(void **state)
{
    struct stage s;
    (void)state;
    stage_open(&s, true);
    struct id report = stage_report(&s, random_id());
    struct app_reader r = stage_reader(&s, "reception1", ROLE_reception);
    struct str seen = app_view_token(&r, report);
    stage_do(&s, &(struct step){r.actor, "message_finder", "text=一つ目", .subject = report,
                                .view = seen});
    struct app_outcome late = stage_try(&s, &(struct step){r.actor, "message_finder", "text=二つ目",
                                                           .subject = report, .view = seen});
    assert_string_equal(stage_refusal(&late), "stale");
    stage_do(&s, &(struct step){r.actor, "message_finder", "text=二つ目", .subject = report,
                                .view = app_view_token(&r, report)});
    stage_close(&s);
}

/* ---- many at once ---------------------------------------------------------------------------- */

struct racer {
    struct stage *s;
    struct step step;
    struct arena arena;
    int done, refused;
    enum err err;
};

static void *race(void *ctx)
{
    struct racer *racer = ctx;
    const struct command_def *def = command_def_find(str_from_cstr(racer->step.command));
    struct command *c = NULL;
    struct refusal refusal = {0};
    struct input_pair pairs[8];
    struct input in = {.pairs = pairs};
    struct str rest = str_from_cstr(racer->step.fields);
    while (rest.ptr) {
        struct str pair = str_split(&rest, '|');
        size_t equals = str_find(pair, STR("="), 0);
        pairs[in.count++] =
            (struct input_pair){str_slice(pair, 0, equals), str_slice(pair, equals + 1, pair.len)};
    }
    for (int i = 0; i < EACH && racer->err == ERR_OK; i++) {
        struct app_outcome out;
        struct app_request request = {racer->step.actor, app_submission_new(), {0}, &racer->arena};
        racer->err = command_read(def->kind, &in, &racer->arena, &c, &refusal);
        if (racer->err != ERR_OK || refusal.code != REFUSAL_none)
            break;
        c->subject.stream = racer->step.subject;
        racer->err = app_command(racer->s->app, &request, c, &out);
        if (racer->err == ERR_BUSY) { /* lost every try: the caller may send again */
            racer->err = ERR_OK;
            i--;
            continue;
        }
        racer->done += out.refusal.code == REFUSAL_none ? 1 : 0;
        racer->refused += out.refusal.code == REFUSAL_none ? 0 : 1;
    }
    return NULL;
}

static int run_race(struct stage *s, const struct step *step, int *refused)
{
    struct racer racers[THREADS];
    pthread_t threads[THREADS];
    int done = 0;
    *refused = 0;
    for (size_t i = 0; i < THREADS; i++) {
        racers[i] = (struct racer){.s = s, .step = *step};
        arena_init(&racers[i].arena, 64 << 20);
        assert_int_equal(pthread_create(&threads[i], NULL, race, &racers[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        (void)pthread_join(threads[i], NULL);
        assert_ok(racers[i].err);
        done += racers[i].done;
        *refused += racers[i].refused;
        arena_release(&racers[i].arena);
    }
    return done;
}

/* Everybody writes to the same stream: conflicts are decided again, and none is lost or doubled. */
static void conflicts_are_decided_again(void **state)
{
    struct stage s;
    int refused = 0;
    (void)state;
    stage_open(&s, false);
    struct id report = stage_report(&s, random_id());
    struct app_reader r = stage_reader(&s, "reception1", ROLE_reception);
    struct step step = {r.actor, "message_finder", "text=同時に", .subject = report};
    assert_int_equal(run_race(&s, &step, &refused), THREADS * EACH);
    assert_int_equal(refused, 0);
    struct report_view *v = NULL;
    assert_ok(app_report_view(&r, report, &v));
    assert_int_equal(v->message_count, THREADS * EACH);
    stage_close(&s);
}

/* Reports do not wait for one another, and the log that they leave folds to the same again. */
static void reports_are_filed_side_by_side(void **state)
{
    struct stage s;
    struct app_state before, after;
    int refused = 0;
    int64_t bad = 0;
    (void)state;
    stage_open(&s, false);
    app_state(s.app, &before);
    struct step step = {.actor = app_actor_system(),
                        .command = "file_report",
                        .fields = "kind=product|product=みほん|vulnerability=欠陥|"
                                  "guideline_read=yes"};
    assert_int_equal(run_race(&s, &step, &refused), THREADS * EACH);
    assert_int_equal(refused, 0);
    app_state(s.app, &after);
    assert_int_equal(after.events - before.events, THREADS * EACH);
    assert_ok(app_verify(s.app, &bad));
    stage_close(&s);
}

/* A sign-in name is given once, however many ask at the same moment. */
static void names_are_given_once(void **state)
{
    struct stage s;
    int refused = 0;
    char id[ID_TEXT_LEN + 1];
    (void)state;
    stage_open(&s, false);
    struct actor admin = stage_actor(&s, "admin", ROLE_admin);
    id_write(stage_actor(&s, "taro", ROLE_developer).party, id);
    struct str fields =
        arena_format(&s.arena, "login=jiro|name.ja=田中 次郎|party=%s|role=developer", id);
    struct step step = {.actor = admin, .command = "add_person", .fields = fields.ptr};
    assert_int_equal(run_race(&s, &step, &refused), 1);
    assert_int_equal(refused, THREADS * EACH - 1);
    stage_close(&s);
}

/* However many begin it at the same moment, a case has one advisory, and the log folds again. */
static void a_case_has_one_advisory(void **state)
{
    struct stage s;
    struct report_view *v = NULL;
    int refused = 0;
    (void)state;
    stage_open(&s, false);
    struct id report = stage_report(&s, random_id());
    struct app_reader r = stage_reader(&s, "reception1", ROLE_reception);
    stage_do(&s, &(struct step){r.actor, "accept_report", "", .subject = report});
    stage_do(&s,
             &(struct step){r.actor, "hand_over", "title.ja=W|product=W|vulnerability=v|analysis=a",
                            .subject = report});
    assert_ok(app_report_view(&r, report, &v));
    struct step step = {r.actor, "write_advisory", "doc.title.ja=一つ", .subject = v->case_id};
    assert_int_equal(run_race(&s, &step, &refused), 1);
    assert_int_equal(refused, THREADS * EACH - 1); /* unchanged */
    stage_restart(&s);
    stage_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(story_on_disk),
        cmocka_unit_test(story_in_memory),
        cmocka_unit_test(restart_is_the_same),
        cmocka_unit_test(disk_tells_nothing),
        cmocka_unit_test(submission_counts_once),
        cmocka_unit_test(submission_is_of_one_content),
        cmocka_unit_test(stale_view_is_refused),
        cmocka_unit_test(conflicts_are_decided_again),
        cmocka_unit_test(reports_are_filed_side_by_side),
        cmocka_unit_test(names_are_given_once),
        cmocka_unit_test(a_case_has_one_advisory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
