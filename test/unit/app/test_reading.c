/*
 * test/unit/app/test_reading.c — whoever is shown something confidential stands in the read log
 * before it is shown (SEC-04), whichever page shows it; and a list of many cases fits a request.
 */
#include "stage.h"

#include "sys/random.h"

static struct app_read_note newest_note(struct stage *s, size_t *count)
{
    struct app_read_note *notes = NULL;
    assert_ok(app_read_notes(s->app, &s->arena, &notes, count));
    return *count > 0 ? notes[*count - 1] : (struct app_read_note){0};
}

/* The form of the hand-over begins with the finder's own words. */
static void the_original_in_a_form_is_noted(void **state)
{
    struct stage s;
    struct input first;
    size_t before = 0;
    size_t after = 0;
    (void)state;
    stage_open(&s, true);
    struct id report = stage_report(&s, random_id());
    struct app_reader r = stage_reader(&s, "reception1", ROLE_reception);
    stage_do(&s, &(struct step){r.actor, "accept_report", "", .subject = report});
    (void)newest_note(&s, &before);
    assert_ok(app_prefill(&r, COMMAND_hand_over, (struct subject){.stream = report}, &first));
    assert_str(input_get(&first, STR("vulnerability")), STR("SECRET-DETAIL"));
    struct app_read_note note = newest_note(&s, &after);
    assert_int_equal(after, before + 1);
    assert_true(id_equal(note.subject, report));
    assert_true(id_equal(note.actor.person, r.actor.person));
    assert_int_equal(note.classes, CLASS_BIT(reception));
    stage_close(&s);
}

static const struct press_view japanese = {.lang = LANG_JA};

/* An advisory that nobody may know yet: in the editor and as a preview. */
static void an_advisory_before_its_day_is_noted(void **state)
{
    struct stage s;
    struct story story;
    struct input first;
    struct buf page;
    size_t before = 0;
    size_t after = 0;
    (void)state;
    stage_open(&s, true);
    stage_story(&s, &story);
    struct app_reader r = stage_reader(&s, "coordinator1", ROLE_coordinator);
    (void)newest_note(&s, &before);
    struct subject subject = {.stream = story.case_id};
    assert_ok(app_prefill(&r, COMMAND_write_advisory, subject, &first));
    assert_true(first.count > 0);
    assert_int_equal(newest_note(&s, &after).classes, CLASS_BIT(detail));
    assert_int_equal(after, before + 1);
    buf_init(&page, &s.arena, LIMIT_PAGE_BYTES);
    assert_ok(app_preview(&r, story.case_id, &japanese, &page));
    assert_true(id_equal(newest_note(&s, &after).subject, story.case_id));
    assert_int_equal(after, before + 2);
    /* a date is not noted, and what is refused to somebody shows nothing */
    assert_ok(app_prefill(&r, COMMAND_set_date, subject, &first));
    struct app_reader taro = stage_reader(&s, "taro", ROLE_developer);
    assert_ok(app_prefill(&taro, COMMAND_write_advisory, subject, &first));
    assert_int_equal(first.count, 0);
    assert_err(app_preview(&taro, story.case_id, &japanese, &page), ERR_NOT_FOUND);
    (void)newest_note(&s, &after);
    assert_int_equal(after, before + 2);
    stage_close(&s);
}

/* A work list of many cases must fit a request: what a line needed to be judged is forgotten with
 * it. */
static void a_work_list_takes_little_memory(void **state)
{
    enum { CASES = 3, LINES_MAX = 8 << 10 };
    struct stage s;
    struct story story;
    struct work_list list;
    struct work_filter all = {.text = STR("脆弱")};
    struct arena arena;
    (void)state;
    stage_open(&s, true);
    struct app_reader r = stage_reader(&s, "coordinator1", ROLE_coordinator);
    struct str text = arena_format(&s.arena,
                                   "doc.title.ja=t|doc.overview.ja=%0*d|doc.impact.ja=i|"
                                   "doc.solution.ja=s",
                                   LIMIT_TEXT_BLOCK, 7);
    for (int i = 0; i < CASES; i++) {
        stage_story(&s, &story);
        stage_do(&s, &(struct step){r.actor, "write_advisory", text.ptr, .subject = story.case_id});
    }
    arena_init(&arena, LIMIT_ARENA_REQUEST);
    r.arena = &arena;
    assert_ok(app_work(&r, &all, &list));
    assert_true(arena.used < LINES_MAX);
    all.text = (struct str){0};
    assert_ok(app_work(&r, &all, &list));
    assert_int_equal(list.count, CASES);
    assert_true(arena.used < 2 * LINES_MAX);
    arena_release(&arena);
    stage_close(&s);
}

/* proves OBJ-30: who keeps the machine can list who was shown what, when, in which role. */
static void the_log_can_be_read(void **state)
{
    struct stage s;
    struct story story;
    struct case_view *v = NULL;
    struct buf out;
    struct str text;
    (void)state;
    stage_open(&s, true);
    stage_story(&s, &story);
    struct app_reader r = stage_reader(&s, "coordinator1", ROLE_coordinator);
    assert_ok(app_case_view(&r, story.case_id, &v));
    assert_ok(app_note_read(&r, story.case_id, CLASS_BIT(detail) | CLASS_BIT(date)));
    assert_ok(app_note_read(&r, r.actor.party, CLASS_BIT(internal)));
    assert_ok(app_note_list(&r));
    assert_ok(app_note_print(&r, story.case_id, CLASS_BIT(overview), STR("監査室")));
    buf_init(&out, &s.arena, 1 << 20);
    assert_ok(app_read_log_write(s.app, &s.arena, &out));
    assert_ok(buf_finish(&out, &text));
    struct str who = STR("+09:00\tcoordinator\tcoordinator1\t");
    const struct str rest[] = {
        arena_format(&s.arena, "%.*s\tdetail,date\n", STR_ARG(v->number)),
        STR("調整機関（演習）\tinternal\n"),
        STR("scheme\tinternal\n"),
        arena_format(&s.arena, "%.*s\toverview\tprinted for 監査室\n", STR_ARG(v->number)),
    };
    size_t at = 0;
    for (size_t i = 0; i < sizeof(rest) / sizeof(rest[0]); i++) {
        struct str line = arena_format(&s.arena, "%.*s%.*s", STR_ARG(who), STR_ARG(rest[i]));
        at = str_find(text, line, at);
        assert_true(at != SIZE_MAX);
    }
    stage_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_log_can_be_read),
        cmocka_unit_test(the_original_in_a_form_is_noted),
        cmocka_unit_test(a_work_list_takes_little_memory),
        cmocka_unit_test(an_advisory_before_its_day_is_noted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
