/*
 * test/unit/desk/test_marks.c — what every page that shows a detail must do: bear the mark of
 * secrecy and leave a note of the reading; and what every page of a training directory must say.
 */
#include "office.h"

static struct office office;
static struct visitor reception;
static struct visitor coordinator;
static struct visitor developer;
static struct visitor admin;
static struct id report;
static struct id of; /* the case */

static const char FINDER_WROTE[] = "CANARY-FINDER";
static const char PREPARED[] = "CANARY-PREPARED";
static const char MARK[] = "【機密情報】";

static bool holds(struct str body, const char *text)
{
    return str_find(body, str_from_cstr(text), 0) != SIZE_MAX;
}

static struct report_view *report_of(const struct visitor *who)
{
    struct app_reader r = {office.desk.app, who->actor, &office.arena};
    struct report_view *v = NULL;

    assert_ok(app_report_view(&r, report, &v));
    assert_non_null(v);
    return v;
}

static struct id upload(const struct visitor *who)
{
    struct app_reader r = {office.desk.app, who->actor, &office.arena};
    struct app_upload_info info = {STR("画面.txt"), STR("text/plain"), 5};
    struct app_upload *u = NULL;
    struct id handle;

    assert_ok(app_upload_begin(&r, &info, &u));
    assert_ok(app_upload_write(u, STR("PROOF")));
    assert_ok(app_upload_finish(u, &handle));
    return handle;
}

/* One case whose detail a developer has opened. */
static int open_office(void **state)
{
    struct visitor finder = {.actor = {.role = ROLE_finder}};
    char file[ID_TEXT_LEN + 1];
    char party[ID_TEXT_LEN + 1];

    (void)state;
    office_open(&office);
    reception = office_visitor(&office, "reception1");
    coordinator = office_visitor(&office, "coordinator1");
    developer = office_visitor(&office, "hanako");
    admin = office_visitor(&office, "admin");
    report = office_do(&office, NULL, "file_report", (struct id){{0}},
                       "kind=product|product=サンプルCMS|vulnerability=CANARY-FINDER|"
                       "tell_developer=yes|guideline_read=yes");
    finder.actor.receipt = report;
    id_write(upload(&finder), file);
    office_do(&office, &finder, "answer_from_finder", report,
              arena_format(&office.arena, "text=添付します|files=%s", file).ptr);
    office_do(&office, &reception, "accept_report", report, "");
    office_do(&office, &reception, "hand_over", report,
              arena_format(&office.arena,
                           "title.ja=件名|product=サンプルCMS|vulnerability=CANARY-PREPARED|"
                           "analysis=再現した|"
                           "files=%s",
                           file)
                  .ptr);
    of = report_of(&reception)->case_id;
    id_write(developer.actor.party, party);
    office_do(&office, &coordinator, "disclose_detail", of,
              arena_format(&office.arena, "party=%s", party).ptr);
    office_do(&office, &developer, "open_detail", of, "terms=yes");
    return 0;
}

static int close_office(void **state)
{
    (void)state;
    office_close(&office);
    return 0;
}

static const char *address(const char *before, struct id id, const char *after)
{
    return arena_format(&office.arena, "%s%s%s", before, id_text(id, &office.arena).ptr, after).ptr;
}

static struct told get(const struct visitor *who, const char *target, bool with_token)
{
    return office_ask(
        &office,
        &(struct ask){.method = HTTP_GET, .target = target, .who = who, .with_token = with_token});
}

static size_t notes(struct app_read_note *newest)
{
    struct app_read_note *list = NULL;
    size_t count = 0;

    assert_ok(app_read_notes(office.desk.app, &office.arena, &list, &count));
    if (count > 0)
        *newest = list[count - 1];
    return count;
}

struct view {
    const struct visitor *who;
    const char *target;
    const char *shows;
    bool api;
};

/* proves DET-05 SEC-04: whatever answer holds a detail says so, and its reading is noted. */
static void every_view_is_marked_and_noted(void **state)
{
    const struct view views[] = {
        {&reception, address("/report/", report, ""), FINDER_WROTE, false},
        {&reception, address("/case/", of, ""), PREPARED, false},
        {&coordinator, address("/case/", of, ""), PREPARED, false},
        {&developer, address("/case/", of, ""), PREPARED, false},
        {&coordinator, address("/case/", of, "/do/disclose_detail"), PREPARED, false},
        {&reception, address("/api/v1/reports/", report, ""), FINDER_WROTE, true},
        {&coordinator, address("/api/v1/cases/", of, ""), PREPARED, true},
        {&developer, address("/api/v1/cases/", of, ""), PREPARED, true},
    };
    struct app_read_note note = {0};

    (void)state;
    for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++) {
        size_t before = notes(&note);
        struct told told = get(views[i].who, views[i].target, views[i].api);
        print_message("%s\n", views[i].target);
        assert_int_equal(told.status, 200);
        assert_true(holds(told.body, views[i].shows));
        assert_true(holds(told.body, views[i].api ? "\"marking\":\"機密情報\"" : MARK));
        assert_true(notes(&note) > before);
        assert_true(id_equal(note.actor.person, views[i].who->actor.person));
        assert_true(id_equal(note.subject, report) || id_equal(note.subject, of));
    }
}

/* Nothing else of the desk shows it: what is neither marked nor noted holds no detail. */
static void no_other_view_shows_it(void **state)
{
    const struct visitor *people[] = {&reception, &coordinator, &developer, &admin};
    static const char *const targets[] = {"/",   "/search?q=CANARY", "/search?q=CMS",
                                          "/me", "/organisations",   "/accounts"};

    (void)state;
    for (size_t who = 0; who < 4; who++) {
        for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
            struct str body = get(people[who], targets[i], false).body;
            assert_false(holds(body, FINDER_WROTE));
            assert_false(holds(body, PREPARED));
        }
        assert_false(holds(get(people[who], "/api/v1/work", true).body, "CANARY"));
    }
}

/* The form of the hand-over begins with the original; it is closed once handed over. */
static void a_form_with_detail_is_marked(void **state)
{
    struct app_read_note note = {0};
    struct id other = office_do(&office, NULL, "file_report", (struct id){{0}},
                                "kind=product|product=P|vulnerability=CANARY-FORM|"
                                "guideline_read=yes");

    (void)state;
    office_do(&office, &reception, "accept_report", other, "");
    size_t before = notes(&note);
    struct told told = get(&reception, address("/report/", other, "/do/hand_over"), false);
    assert_true(holds(told.body, "CANARY-FORM"));
    assert_true(holds(told.body, MARK));
    assert_true(notes(&note) > before);
    told = get(&reception, address("/report/", other, "/do/message_finder"), false);
    assert_int_equal(told.status, 200);
    assert_false(holds(told.body, MARK)); /* no detail, no mark */
}

/* proves DET-05 SEC-04: the name of a downloaded file begins with the mark, and it is noted. */
static void downloads_are_marked_and_noted(void **state)
{
    struct id file = report_of(&reception)->messages[0].files.ids[0];
    const char *part =
        arena_format(&office.arena, "/file/%s", id_text(file, &office.arena).ptr).ptr;
    const struct view views[] = {
        {&reception, address("/report/", report, part), "%20%E7%94%BB%E9%9D%A2.txt", false},
        {&coordinator, address("/case/", of, part), "%20attachment-1", false},
        {&developer, address("/case/", of, part), "%20attachment-1", false},
    };
    struct app_read_note note = {0};

    (void)state;
    for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++) {
        size_t before = notes(&note);
        struct told told = get(views[i].who, views[i].target, false);
        assert_int_equal(told.status, 200);
        assert_str(told.body, STR("PROOF"));
        assert_true(holds(told.disposition, "UTF-8''%E3%80%90%E6%A9%9F%E5%AF%86%E6%83%85%E5%A0%B1"
                                            "%E3%80%91"));
        assert_true(holds(told.disposition, views[i].shows));
        assert_int_equal(notes(&note), before + 1);
    }
}

/* ---- training ---- */

/* proves HND-14: every page of the desk says that it is an exercise, errors and forms too. */
static void every_page_says_exercise(void **state)
{
    const struct visitor *people[] = {NULL, &reception, &coordinator, &developer, &admin};
    const char *const targets[] = {"/sign-in",
                                   "/enrol",
                                   "/",
                                   "/search?q=a",
                                   "/me",
                                   "/organisations",
                                   "/accounts",
                                   "/nothing",
                                   "/do/register_party",
                                   "/do/add_person",
                                   address("/report/", report, ""),
                                   address("/report/", report, "/do/message_finder"),
                                   address("/case/", of, ""),
                                   address("/case/", of, "/advisory"),
                                   address("/case/", of, "/do/set_date"),
                                   address("/case/", of, "/do/report_result"),
                                   "/sign-out"};
    size_t pages = 0;

    (void)state;
    for (size_t who = 0; who < 5; who++) {
        for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
            struct told told = get(people[who], targets[i], false);
            if (told.status == 303)
                continue;
            pages++;
            if (!holds(told.body, "<aside class=\"training\"") ||
                !holds(told.body, "<title>【演習】"))
                fail_msg("%s as person %zu: %.*s", targets[i], who, STR_ARG(told.body));
        }
    }
    assert_true(pages > 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_view_is_marked_and_noted),
        cmocka_unit_test(no_other_view_shows_it),
        cmocka_unit_test(a_form_with_detail_is_marked),
        cmocka_unit_test(downloads_are_marked_and_noted),
        cmocka_unit_test(every_page_says_exercise),
    };

    return cmocka_run_group_tests(tests, open_office, close_office);
}
