/*
 * test/unit/desk/test_noted.c — whatever the desk shows of one subject leaves a note of the
 * reading, with person and time (OBJ-30); what is marked as secret beside that is test_marks.c's.
 */
#include "office.h"

static struct visitor reception, coordinator, developer, admin;
static struct visitor foreign; /* of another developer, who has not opened the detail */
static struct id report, of;

static void disclose(const struct visitor *to)
{
    office_do(&office, &coordinator, "disclose_detail", of, with_id("party=", to->actor.party, ""));
}

static int open_office(void **state)
{
    (void)state;
    office_open(&office);
    reception = office_visitor(&office, "reception1");
    coordinator = office_visitor(&office, "coordinator1");
    developer = office_visitor(&office, "hanako");
    foreign = office_visitor(&office, "taro");
    admin = office_visitor(&office, "admin");
    report = office_report(&office);
    of = office_case(&reception, report, "title.ja=件名|product=CMS|vulnerability=v|analysis=a");
    disclose(&developer);
    office_do(&office, &developer, "open_detail", of, "terms=yes");
    disclose(&foreign);
    return 0;
}

struct view {
    const struct visitor *who;
    const char *target;
    const char *shows;
    bool api;
};

/* proves OBJ-30: who was shown what of an organisation, an account, a letter, a mail or a form
 * stands in the read log, with person and time, and so does the developer that knows the overview
 * only. What everybody may know does not. */
static void every_other_reading_is_noted(void **state)
{
    const struct view views[] = {
        {&foreign, with_id("/case/", of, ""), "JVN#", false},
        {&foreign, with_id("/api/v1/cases/", of, ""), "JVN#", true},
        {&developer, with_id("/organisations/", developer.actor.party, ""), "hanako", false},
        {&developer, with_id("/organisations/", developer.actor.party, "/poc.txt"), "poc.txt",
         false},
        {&reception, with_id("/organisations/", developer.actor.party, ""), "hanako", false},
        {&coordinator, with_id("/api/v1/parties/", developer.actor.party, ""), "hanako", true},
        {&admin, with_id("/organisations/", coordinator.actor.party, ""), "desk@", false},
        {&admin, "/accounts", "coordinator1", false},
        {&admin, with_id("/accounts/", coordinator.actor.person, "/do/grant_role"), "coordinator1",
         false},
        {&coordinator, with_id("/organisations/", developer.actor.party, "/do/set_contact_data"),
         "<form", false},
        {&coordinator, with_id("/case/", of, "/letters"), "psirt@hanako.example", false},
        {&coordinator, with_id("/api/v1/cases/", of, "/letters"), "psirt@hanako.example", true},
        {&reception, with_id("/report/", report, "/do/message_finder"), "<form", false},
        {&coordinator, "/unanswered", "<h1", false},
        {&coordinator, "/mail", "<h1", false},
        {&developer, with_id("/case/", of, "/do/report_result"), "<form", false},
    };
    static const char *const open_to_all[] = {"/scheme", "/me", "/api/v1/openapi.json"};
    struct app_read_note note = {0};

    (void)state;
    for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++) {
        size_t before = read_notes(&note);
        int64_t before_us = app_now_us(office.desk.app);
        struct told told = ask_by(views[i].who, views[i].target, views[i].api);
        print_message("%s\n", views[i].target);
        assert_int_equal(told.status, 200);
        assert_true(holds(told.body, views[i].shows));
        assert_true(read_notes(&note) > before);
        assert_true(id_equal(note.actor.person, views[i].who->actor.person));
        assert_true(note.at_us >= before_us && note.classes != 0);
    }
    for (size_t i = 0; i < sizeof(open_to_all) / sizeof(open_to_all[0]); i++) {
        size_t before = read_notes(&note);
        assert_int_equal(ask_by(&coordinator, open_to_all[i], i == 2).status, 200);
        assert_int_equal(read_notes(&note), before);
    }
}

/* The row's address for the stream that it is about; NULL for rows of another shape. */
static const char *row_address(const struct http_route *row)
{
    const struct {
        const char *folder;
        struct id id;
    } folders[] = {
        {"/report/", report},
        {"/api/v1/reports/", report},
        {"/case/", of},
        {"/api/v1/cases/", of},
        {"/api/v1/parties/", developer.actor.party},
        {"/organisations/", developer.actor.party},
        {"/accounts/", coordinator.actor.person},
    };
    size_t open = str_find(row->path, STR("{id}"), 0);

    if (row->method != HTTP_GET || open == SIZE_MAX ||
        str_find(row->path, STR("{"), open + 4) != SIZE_MAX)
        return NULL;
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
        if (str_equal(str_slice(row->path, 0, open), str_from_cstr(folders[i].folder))) {
            struct str rest = str_slice(row->path, open + 4, row->path.len);
            return with_id(folders[i].folder, folders[i].id, arena_copy(&office.arena, rest).ptr);
        }
    }
    return NULL;
}

/* Also of pages that are added later: whatever shows a report, a case or an organisation to anybody
 * is noted. */
static void no_page_of_a_subject_goes_unnoted(void **state)
{
    const struct visitor *people[] = {&reception, &coordinator, &developer, &foreign, &admin};
    struct app_read_note note = {0};
    size_t count, shown = 0;
    const struct http_route *rows = desk_routes(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        const char *target = row_address(&rows[i]);
        bool token = rows[i].permission == PERM_TOKEN;
        for (size_t who = 0; target != NULL && who < 5; who++) {
            size_t before = read_notes(&note);
            if (ask_by(people[who], target, token).status != 200)
                continue;
            shown++;
            if (read_notes(&note) == before)
                fail_msg("%s, person %zu: not noted", target, who);
        }
    }
    assert_true(shown > 20);
}

/* HND-06, OBJ-30: so is the step that a colleague sent, which holds all that it will do. */
static void a_waiting_step_is_noted(void **state)
{
    struct visitor second = office_visitor(&office, "coordinator2");
    struct app_read_note note = {0};

    (void)state;
    struct app_request request = {
        .actor = coordinator.actor, .submission = app_submission_new(), .arena = &office.arena};
    struct visitor other = office_visitor(&office, "midori");
    struct cmd_disclose_detail c = {
        .head = {.kind = COMMAND_disclose_detail, .subject.stream = of}};
    struct app_outcome out;
    c.party = other.actor.party;
    request.actor.stepped_up = true;
    assert_ok(app_command(office.desk.app, &request, &c.head, &out));
    assert_false(id_is_none(out.step));
    assert_int_equal(ask_by(&second, with_id("/case/", of, "/do/confirm_step"), false).status, 200);
    (void)read_notes(&note);
    assert_true(id_equal(note.actor.person, second.actor.person));
    assert_true((note.classes & CLASS_BIT(proposal)) != 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_other_reading_is_noted),
        cmocka_unit_test(no_page_of_a_subject_goes_unnoted),
        cmocka_unit_test(a_waiting_step_is_noted),
    };

    return cmocka_run_group_tests(tests, open_office, close_office);
}
