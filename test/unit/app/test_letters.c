/*
 * test/unit/app/test_letters.c — letters in, replies out, files on their way: torn, malformed and
 * repeated letters; what the finder reads; who may open which file under which name; what the read
 * log says.
 */
#include "stage.h"

#include "sys/random.h"
#include "sys/receipt.h"

#include <stdio.h>

/* What the portal left half-written is never taken for a letter, and is set aside after a day. */
static void torn_letters_wait(void **state)
{
    struct stage s;
    struct letter_spec torn = {
        .kind = LETTER_REPORT, .lookup = random_id(), .fields = STAGE_REPORT, .torn = true};
    (void)state;
    stage_open(&s, false);
    uint64_t before = stage_events(&s);
    stage_letter(&s, &torn);
    for (int i = 0; i < 3; i++)
        assert_int_equal(stage_intake(&s).letters, 0);
    assert_int_equal(stage_files(&s, "letterbox"), 1);
    assert_int_equal(stage_events(&s), before);
    assert_int_equal(stage_files(&s, "quarantine"), 0);
    struct letter_spec whole = {
        .kind = LETTER_REPORT, .lookup = random_id(), .fields = STAGE_REPORT};
    stage_letter(&s, &whole); /* others pass it by */
    assert_int_equal(stage_intake(&s).letters, 1);
    assert_int_equal(stage_events(&s), before + 1);
    assert_int_equal(stage_files(&s, "letterbox"), 1);
    stage_close(&s);
}

static void malformed_letters_are_set_aside(void **state)
{
    static const char *const bad[] = {
        "kind=product|product=W|vulnerability=v|guideline_read=yes|colour=red", /* no such field */
        "kind=product|product=W|guideline_read=yes",                  /* REC-02: nothing reported */
        "kind=hardware|product=W|vulnerability=v|guideline_read=yes", /* no such choice */
    };
    struct stage s;
    (void)state;
    stage_open(&s, false);
    uint64_t before = stage_events(&s);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        stage_letter(&s, &(struct letter_spec){
                             .kind = LETTER_REPORT, .lookup = random_id(), .fields = bad[i]});
        assert_int_equal(stage_intake(&s).quarantined, 1);
        assert_int_equal(stage_files(&s, "letterbox"), 0);
        assert_int_equal(stage_files(&s, "quarantine"), i + 1);
    }
    /* an answer to a report that nobody knows */
    stage_letter(&s, &(struct letter_spec){
                         .kind = LETTER_ANSWER, .lookup = random_id(), .fields = "text=もしもし"});
    assert_int_equal(stage_intake(&s).quarantined, 1);
    assert_int_equal(stage_events(&s), before);
    stage_close(&s);
}

static struct str only_blob(struct stage *s)
{
    struct disk_entry *entries;
    struct str bytes = {0};
    size_t count = 0;
    assert_ok(disk_list(s->app->blobs_fd, 10, &s->arena, &entries, &count));
    assert_int_equal(count, 1);
    assert_ok(disk_read_all(s->app->blobs_fd, entries[0].name.ptr, 1 << 20, &s->arena, &bytes));
    return bytes;
}

/* No room is not the letter's fault: it waits in the box and is taken when there is room again. */
static void letters_wait_for_room(void **state)
{
    struct stage s;
    struct app_work_done done = {0};
    (void)state;
    stage_open(&s, false);
    size_t limit = s.app->image_arena.limit;
    stage_letter(&s, &(struct letter_spec){
                         .kind = LETTER_REPORT, .lookup = random_id(), .fields = STAGE_REPORT});
    s.app->image_arena.limit = s.app->image_arena.used + LIMIT_IMAGE_RESERVE - 1;
    assert_err(app_intake(s.app, &done), ERR_FULL);
    assert_int_equal(stage_files(&s, "letterbox"), 1);
    assert_int_equal(stage_files(&s, "quarantine"), 0);
    s.app->image_arena.limit = limit;
    assert_int_equal(stage_intake(&s).letters, 1);
    stage_close(&s);
}

/* The machine died between the commit and the removal of the letter: it is answered, not repeated.
 */
static void a_letter_counts_once(void **state)
{
    struct stage s;
    struct str copy;
    char name[ID_TEXT_LEN + 1];
    (void)state;
    stage_open(&s, false);
    struct letter_spec letter = {
        .kind = LETTER_REPORT, .lookup = random_id(), .fields = STAGE_REPORT, .file = "F"};
    id_write(stage_letter(&s, &letter), name);
    assert_ok(disk_read_all(s.app->letterbox_fd, name, 1 << 20, &s.arena, &copy));
    assert_int_equal(stage_intake(&s).letters, 1);
    uint64_t once = stage_events(&s);
    struct str blob = only_blob(&s);
    assert_ok(disk_create_excl(s.app->letterbox_fd, name, copy, 0600));
    stage_restart(&s);
    assert_int_equal(stage_intake(&s).letters, 1);
    assert_int_equal(stage_events(&s), once);
    assert_str(only_blob(&s), blob); /* not even written again: a reader may be at it */
    assert_int_equal(stage_files(&s, "letterbox"), 0);
    stage_close(&s);
}

/* ---- replies --------------------------------------------------------------------------------- */

static struct str reply_text(struct stage *s, const char *code, size_t *size)
{
    struct receipt receipt;
    struct str sealed;
    struct str plain = {0};
    char name[ID_TEXT_LEN + 1];
    assert_ok(receipt_derive(CRYPTO_COST_REDUCED, code, &receipt));
    id_write(receipt.lookup, name);
    assert_ok(disk_read_all(s->app->replies_fd, name, 4 << 20, &s->arena, &sealed));
    assert_ok(receipt_open_reply(&receipt, sealed, &s->arena, &plain));
    *size = sealed.len;
    return plain;
}

static void the_finder_reads_and_answers(void **state)
{
    struct stage s;
    struct receipt receipt;
    struct app_work_done done = {0};
    char code[RECEIPT_TEXT_LEN + 1];
    size_t first_size;
    size_t size;
    (void)state;
    stage_open(&s, false);
    receipt_draw(code);
    assert_ok(receipt_derive(CRYPTO_COST_REDUCED, code, &receipt));
    struct letter_spec letter = {
        .kind = LETTER_REPORT, .lookup = receipt.lookup, .fields = STAGE_REPORT};
    memcpy(letter.public_key, receipt.public_key, LETTER_KEY_BYTES);
    stage_letter(&s, &letter);
    assert_int_equal(stage_intake(&s).letters, 1);
    assert_ok(app_replies(s.app, false, &done));
    struct str reply = reply_text(&s, code, &first_size);
    assert_true(holds(reply, "received"));
    assert_false(holds(reply, "SECRET-DETAIL")); /* the text itself stays in the other house */
    struct actor a;
    uint32_t wait = 0;
    assert_ok(
        app_receipt_actor(&(struct app_reader){.app = s.app}, str_from_cstr(code), &a, &wait));
    struct actor reception = stage_actor(&s, "reception1", ROLE_reception);
    stage_do(&s, &(struct step){reception, "accept_report", "note=受け付けました",
                                .subject = a.receipt});
    stage_do(&s, &(struct step){reception, "message_finder", "text=再現手順を教えてください",
                                .subject = a.receipt});
    assert_ok(app_replies(s.app, false, &done));
    reply = reply_text(&s, code, &size);
    assert_true(holds(reply, "受け付けました"));
    assert_true(holds(reply, "再現手順を教えてください"));
    assert_int_equal(size, first_size); /* padded: the size tells nothing */
    stage_letter(&s, &(struct letter_spec){.kind = LETTER_ANSWER,
                                           .lookup = receipt.lookup,
                                           .fields = "text=手順は次の通り"});
    assert_int_equal(stage_intake(&s).letters, 1);
    assert_ok(app_replies(s.app, false, &done));
    assert_true(holds(reply_text(&s, code, &size), "手順は次の通り"));
    stage_close(&s);
}

/* Dummies stand among the replies and are of the same size; a long history still fits. */
static void replies_look_alike(void **state)
{
    struct stage s;
    struct app_work_done done = {0};
    struct disk_entry *entries;
    size_t count;
    (void)state;
    stage_open(&s, false);
    struct id report = stage_report(&s, random_id());
    struct actor reception = stage_actor(&s, "reception1", ROLE_reception);
    char *text = arena_alloc(&s.arena, 6000);
    memcpy(text, "text=", 5);
    memset(text + 5, 'x', 5990);
    for (int i = 0; i < 20; i++)
        stage_do(&s, &(struct step){reception, "message_finder", text, .subject = report});
    assert_ok(app_replies(s.app, true, &done));
    assert_int_equal(done.replies, 1);
    assert_ok(disk_list(s.app->replies_fd, 100, &s.arena, &entries, &count));
    assert_int_equal(count, LIMIT_REPLY_DUMMIES + 1);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(entries[i].size, entries[0].size);
    stage_close(&s);
}

static struct str reply_bytes(struct stage *s, struct id lookup)
{
    struct app_work_done done = {0};
    struct str bytes = {0};
    char name[ID_TEXT_LEN + 1];
    id_write(lookup, name);
    assert_ok(app_replies(s->app, false, &done));
    assert_ok(disk_read_all(s->app->replies_fd, name, 4 << 20, &s->arena, &bytes));
    return bytes;
}

/* FND-10: whoever watches the public house must not see that a step was taken which the finder may
 * not know of. */
static void replies_stand_still_on_hidden_steps(void **state)
{
    struct stage s;
    (void)state;
    stage_open(&s, false);
    struct id lookup = random_id();
    struct actor reception = stage_actor(&s, "reception1", ROLE_reception);
    struct id report = stage_report(&s, lookup);
    stage_do(&s, &(struct step){reception, "accept_report", "", .subject = report});
    struct str before = reply_bytes(&s, lookup);
    stage_do(&s,
             &(struct step){reception, "hand_over",
                            "title.ja=W|product=W|vulnerability=v|analysis=a", .subject = report});
    assert_str(reply_bytes(&s, lookup), before);
    stage_do(&s, &(struct step){reception, "message_finder", "text=お知らせ", .subject = report});
    assert_false(str_equal(reply_bytes(&s, lookup), before));
    stage_close(&s);
}

static struct id first_developer(struct stage *s)
{
    struct app_reader r = stage_reader(s, "reception1", ROLE_reception);
    struct party_list parties;
    assert_ok(app_parties(&r, &parties));
    for (size_t i = 0; i < parties.count; i++) {
        if (parties.items[i].kind == CODE_party_kind_developer)
            return parties.items[i].id;
    }
    fail();
    return (struct id){{0}};
}

/* OBJ-04, FND-06: what a finder may know of the case reaches the finder of every report of it; the
 * joining itself shows on neither reply. */
static void every_report_of_a_case_is_answered(void **state)
{
    struct stage s;
    struct id lookup[2] = {random_id(), random_id()};
    struct id report[2];
    struct str before[2];
    char party[ID_TEXT_LEN + 1];
    struct report_view *first = NULL;
    (void)state;
    stage_open(&s, false);
    struct actor reception = stage_actor(&s, "reception1", ROLE_reception);
    struct actor coordinator = stage_actor(&s, "coordinator1", ROLE_coordinator);
    struct app_reader r = stage_reader(&s, "reception1", ROLE_reception);
    for (size_t i = 0; i < 2; i++) {
        report[i] = stage_report(&s, lookup[i]);
        stage_do(&s, &(struct step){reception, "accept_report", "", .subject = report[i]});
        before[i] = reply_bytes(&s, lookup[i]);
    }
    stage_do(&s, &(struct step){reception, "hand_over",
                                "title.ja=W|product=W|vulnerability=v|analysis=a",
                                .subject = report[0]});
    assert_ok(app_report_view(&r, report[0], &first));
    struct str number = arena_format(&s.arena, "number=%.*s", STR_ARG(first->case_number));
    stage_do(&s, &(struct step){reception, "join_case", number.ptr, .subject = report[1]});
    for (size_t i = 0; i < 2; i++)
        assert_str(reply_bytes(&s, lookup[i]), before[i]);
    id_write(first_developer(&s), party);
    struct str told = arena_format(&s.arena, "party=%s", party);
    stage_do(&s,
             &(struct step){coordinator, "disclose_detail", told.ptr, .subject = first->case_id});
    for (size_t i = 0; i < 2; i++)
        assert_false(str_equal(reply_bytes(&s, lookup[i]), before[i]));
    stage_close(&s);
}

/* A letter with a key that is none harms itself alone. */
static void a_bad_key_keeps_no_reply_back(void **state)
{
    struct stage s;
    struct letter_spec bad = {.kind = LETTER_REPORT, .lookup = random_id(), .fields = STAGE_REPORT};
    (void)state;
    stage_open(&s, false);
    stage_letter(&s, &bad);
    assert_int_equal(stage_intake(&s).letters, 1);
    struct id lookup = random_id();
    (void)stage_report(&s, lookup);
    assert_true(reply_bytes(&s, lookup).len > 0);
    stage_close(&s);
}

/* What a death left half-written goes at the next start, and nothing else. */
static void half_written_files_are_swept(void **state)
{
    static const char *const left[] = {".tmp-1-1", ".tmp-99999-7"};
    struct stage s;
    (void)state;
    stage_open(&s, false);
    struct id lookup = random_id();
    (void)stage_report(&s, lookup);
    struct str before = reply_bytes(&s, lookup);
    for (size_t i = 0; i < 2; i++) {
        assert_ok(disk_create_excl(s.app->replies_fd, left[i], STR("half"), 0600));
        assert_ok(disk_create_excl(s.app->data_fd, left[i], STR("half"), 0600));
    }
    stage_restart(&s);
    for (size_t i = 0; i < 2; i++) {
        assert_false(disk_exists(s.app->replies_fd, left[i]));
        assert_false(disk_exists(s.app->data_fd, left[i]));
    }
    assert_false(str_is_empty(before));
    assert_true(stage_files(&s, "replies") > 0);
    stage_close(&s);
}

/* ---- files ----------------------------------------------------------------------------------- */

static struct str file_text(struct stage *s, struct app_file *f)
{
    uint8_t *bytes = arena_alloc(&s->arena, 4096);
    size_t have = 0;
    size_t got = 0;
    do {
        assert_ok(app_file_read(f, bytes + have, 4096 - have, &got));
        have += got;
    } while (got > 0);
    app_file_close(f);
    return (struct str){(const char *)bytes, have};
}

static size_t notes(struct stage *s)
{
    struct app_read_note *list;
    size_t count;
    assert_ok(app_read_notes(s->app, &s->arena, &list, &count));
    return count;
}

/* SEC-23, SEC-04: reception sees the sender's name of the file, the case a neutral one; each
 * opening is noted. */
static void files_change_their_name(void **state)
{
    struct stage s;
    struct story story;
    struct app_file f;
    (void)state;
    stage_open(&s, false);
    stage_story(&s, &story);
    struct app_reader reception = stage_reader(&s, "reception1", ROLE_reception);
    struct app_reader hanako = stage_reader(&s, "hanako", ROLE_developer);
    struct app_reader taro = stage_reader(&s, "taro", ROLE_developer);
    struct report_view *report = NULL;
    struct case_view *c = NULL;
    assert_ok(app_report_view(&reception, story.report, &report));
    struct id file = report->files.ids[0];
    size_t before = notes(&s);
    assert_ok(app_file_open(&reception, story.report, file, &f));
    assert_str(f.name, STR("画面.png"));
    assert_int_equal(f.size, strlen("SECRET-FILE"));
    assert_str(file_text(&s, &f), STR("SECRET-FILE"));
    assert_int_equal(notes(&s), before + 1);
    assert_ok(app_case_view(&hanako, story.case_id, &c));
    assert_int_equal(c->files.count, 1);
    assert_ok(app_file_open(&hanako, story.case_id, c->files.ids[0], &f));
    assert_str(f.name, STR("attachment-1"));
    assert_str(f.type, STR("application/octet-stream"));
    assert_str(file_text(&s, &f), STR("SECRET-FILE"));
    assert_err(app_file_open(&hanako, story.report, file, &f),
               ERR_NOT_FOUND);                                                /* not the report's */
    assert_err(app_file_open(&taro, story.case_id, file, &f), ERR_NOT_FOUND); /* not another's */
    struct app_reader admin = stage_reader(&s, "admin", ROLE_admin);
    assert_err(app_file_open(&admin, story.case_id, file, &f),
               ERR_NOT_FOUND);               /* never the administrator's */
    assert_int_equal(notes(&s), before + 2); /* what was not shown is not noted */
    stage_close(&s);
}

static struct id upload(struct app_reader *r, const char *text)
{
    struct app_upload *u = NULL;
    struct id handle;
    struct app_upload_info info = {STR("メモ.txt"), STR("text/plain"), strlen(text)};
    assert_ok(app_upload_begin(r, &info, &u));
    assert_ok(app_upload_write(u, str_from_cstr(text)));
    assert_ok(app_upload_finish(u, &handle));
    return handle;
}

/* Handles are their holder's; one that another names, or that nobody knows, is refused and nothing
 * happens. */
static void handles_are_personal(void **state)
{
    struct stage s;
    struct app_file f;
    (void)state;
    stage_open(&s, false);
    struct id report = stage_report(&s, random_id());
    struct app_reader one = {s.app, {.role = ROLE_finder, .receipt = report}, &s.arena};
    struct app_reader two = stage_reader(&s, "reception2", ROLE_reception);
    struct id mine = upload(&one, "eins");
    struct id wrong[] = {upload(&two, "zwei"), random_id()};
    struct step step = {one.actor, "answer_from_finder", "text=添付します", .subject = report};
    uint64_t before = stage_events(&s);
    for (size_t i = 0; i < 2; i++) {
        step.files = (struct id_list){&wrong[i], 1};
        struct app_outcome refused = stage_try(&s, &step);
        assert_string_equal(stage_refusal(&refused), "files_unknown");
        assert_string_equal(refused.refusal.field_name, "files");
    }
    assert_int_equal(stage_events(&s), before);
    step.files = (struct id_list){&mine, 1};
    stage_do(&s, &step);
    stage_restart(&s); /* taken: kept by the sweeps at start */
    two.app = s.app;
    assert_ok(app_file_open(&two, report, mine, &f));
    assert_str(f.name, STR("メモ.txt"));
    assert_str(file_text(&s, &f), STR("eins"));
    stage_close(&s);
}

static void uploads_have_a_limit(void **state)
{
    struct stage s;
    struct app_upload *u = NULL;
    struct id handle;
    struct app_upload_info info = {STR("a"), STR("b"), LIMIT_UPLOAD_BYTES + UINT64_C(1)};
    (void)state;
    stage_open(&s, true);
    struct app_reader r = stage_reader(&s, "reception1", ROLE_reception);
    assert_err(app_upload_begin(&r, &info, &u), ERR_LIMIT);
    info.size = 3;
    assert_ok(app_upload_begin(&r, &info, &u));
    assert_err(app_upload_write(u, STR("four")), ERR_INVALID);
    app_upload_abandon(u);
    assert_ok(app_upload_begin(&r, &info, &u));
    assert_err(app_upload_finish(u, &handle), ERR_INVALID);
    app_upload_abandon(u);
    assert_int_equal(stage_files(&s, "blobs"), 0);
    stage_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_wait_for_room),
        cmocka_unit_test(half_written_files_are_swept),
        cmocka_unit_test(a_bad_key_keeps_no_reply_back),
        cmocka_unit_test(replies_stand_still_on_hidden_steps),
        cmocka_unit_test(every_report_of_a_case_is_answered),
        cmocka_unit_test(torn_letters_wait),
        cmocka_unit_test(malformed_letters_are_set_aside),
        cmocka_unit_test(a_letter_counts_once),
        cmocka_unit_test(the_finder_reads_and_answers),
        cmocka_unit_test(replies_look_alike),
        cmocka_unit_test(files_change_their_name),
        cmocka_unit_test(handles_are_personal),
        cmocka_unit_test(uploads_have_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
