/*
 * test/unit/app/test_reading.c — whoever is shown something confidential stands in the read log
 * before it is shown (SEC-04), whichever page shows it.
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
    assert_ok(app_preview(&r, story.case_id, LANG_JA, &page));
    assert_true(id_equal(newest_note(&s, &after).subject, story.case_id));
    assert_int_equal(after, before + 2);
    /* a date is not noted, and what is refused to somebody shows nothing */
    assert_ok(app_prefill(&r, COMMAND_set_date, subject, &first));
    struct app_reader taro = stage_reader(&s, "taro", ROLE_developer);
    assert_ok(app_prefill(&taro, COMMAND_write_advisory, subject, &first));
    assert_int_equal(first.count, 0);
    assert_err(app_preview(&taro, story.case_id, LANG_JA, &page), ERR_NOT_FOUND);
    (void)newest_note(&s, &after);
    assert_int_equal(after, before + 2);
    stage_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_original_in_a_form_is_noted),
        cmocka_unit_test(an_advisory_before_its_day_is_noted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
