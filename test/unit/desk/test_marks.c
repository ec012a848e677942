/*
 * test/unit/desk/test_marks.c — what every page that shows a detail must do: bear the mark of
 * secrecy and leave a note of the reading; and what every page of a training directory must say.
 */
#include "office.h"

static struct visitor reception;
static struct visitor coordinator;
static struct visitor developer;
static struct visitor foreign; /* of another developer, who has not opened the detail */
static struct visitor admin;
static struct id report;
static struct id of; /* the case */

static const char FINDER_WROTE[] = "CANARY-FINDER";
static const char PREPARED[] = "CANARY-PREPARED";
static const char MARK[] = "【機密情報】";

static struct report_view *report_of(const struct visitor *who)
{
    struct app_reader r = {office.desk.app, who->actor, &office.arena};
    struct report_view *v = NULL;

    assert_ok(app_report_view(&r, report, &v));
    assert_non_null(v);
    return v;
}

/* One case whose detail a developer has opened. */
static int open_office(void **state)
{
    struct visitor finder = {.actor = {.role = ROLE_finder}};
    char file[ID_TEXT_LEN + 1];

    (void)state;
    office_open(&office);
    reception = office_visitor(&office, "reception1");
    coordinator = office_visitor(&office, "coordinator1");
    developer = office_visitor(&office, "hanako");
    foreign = office_visitor(&office, "taro");
    admin = office_visitor(&office, "admin");
    report = office_do(&office, NULL, "file_report", (struct id){{0}},
                       "kind=product|product=サンプルCMS|vulnerability=CANARY-FINDER|"
                       "tell_developer=yes|guideline_read=yes");
    finder.actor.receipt = report;
    id_write(upload(&finder, "画面.txt", "PROOF"), file);
    office_do(&office, &finder, "answer_from_finder", report,
              arena_format(&office.arena, "text=添付します|files=%s", file).ptr);
    of = office_case(&reception, report,
                     arena_format(&office.arena,
                                  "title.ja=件名|product=サンプルCMS|vulnerability=CANARY-PREPARED|"
                                  "analysis=再現した|"
                                  "files=%s",
                                  file)
                         .ptr);
    office_do(&office, &coordinator, "disclose_detail", of,
              with_id("party=", developer.actor.party, ""));
    office_do(&office, &developer, "open_detail", of, "terms=yes");
    office_do(&office, &coordinator, "disclose_detail", of,
              with_id("party=", foreign.actor.party, ""));
    return 0;
}

/* The recipient is a name: it goes in the body, never in the address. */
static struct told printed_for(const struct visitor *who, const char *target, const char *whom)
{
    const char *form = arena_format(&office.arena, "for=%s", whom).ptr;

    return ask_post(who, target, form);
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
        {&reception, with_id("/report/", report, ""), FINDER_WROTE, false},
        {&reception, with_id("/case/", of, ""), PREPARED, false},
        {&coordinator, with_id("/case/", of, ""), PREPARED, false},
        {&developer, with_id("/case/", of, ""), PREPARED, false},
        {&developer, with_id("/case/", of, "/print"), PREPARED, false},
        {&coordinator, with_id("/case/", of, "/do/disclose_detail"), PREPARED, false},
        {&reception, with_id("/api/v1/reports/", report, ""), FINDER_WROTE, true},
        {&coordinator, with_id("/api/v1/cases/", of, ""), PREPARED, true},
        {&developer, with_id("/api/v1/cases/", of, ""), PREPARED, true},
    };
    struct app_read_note note = {0};

    (void)state;
    for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++) {
        size_t before = read_notes(&note);
        struct told told = ask_by(views[i].who, views[i].target, views[i].api);
        print_message("%s\n", views[i].target);
        assert_int_equal(told.status, 200);
        assert_true(holds(told.body, views[i].shows));
        assert_true(holds(told.body, views[i].api ? "\"marking\":\"機密情報\"" : MARK));
        assert_true(read_notes(&note) > before);
        assert_true(id_equal(note.actor.person, views[i].who->actor.person));
        assert_true(id_equal(note.subject, report) || id_equal(note.subject, of));
    }
}

/* What the field in the bar finds: the words travel sealed, not in the address. */
static struct told searched(const struct visitor *who, const char *words)
{
    struct ask ask = {.method = HTTP_POST,
                      .target = "/search",
                      .who = who,
                      .form = arena_format(&office.arena, "text=%s", words).ptr};
    struct told told = office_ask(&office, &ask);

    assert_int_equal(told.status, 303);
    assert_false(holds(told.location, words));
    told = ask_by(who, told.location.ptr, false);
    assert_int_equal(told.status, 200);
    assert_true(holds(told.body, words));
    return told;
}

/* Nothing else of the desk shows it: what is neither marked nor noted holds no detail. */
static void no_other_view_shows_it(void **state)
{
    const struct visitor *people[] = {&reception, &coordinator, &developer, &admin};
    static const char *const targets[] = {"/", "/search", "/me", "/organisations", "/accounts"};

    (void)state;
    for (size_t who = 0; who < 4; who++) {
        for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
            struct str body = ask_by(people[who], targets[i], false).body;
            assert_false(holds(body, FINDER_WROTE));
            assert_false(holds(body, PREPARED));
        }
        assert_false(holds(searched(people[who], "CANARY").body, FINDER_WROTE));
        assert_false(holds(searched(people[who], "CMS").body, PREPARED));
        assert_false(holds(ask_by(people[who], "/api/v1/work", true).body, "CANARY"));
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
    size_t before = read_notes(&note);
    struct told told = ask_by(&reception, with_id("/report/", other, "/do/hand_over"), false);
    assert_true(holds(told.body, "CANARY-FORM"));
    assert_true(holds(told.body, MARK));
    assert_true(read_notes(&note) > before);
    told = ask_by(&reception, with_id("/report/", other, "/do/message_finder"), false);
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
        {&reception, with_id("/report/", report, part), "%20%E7%94%BB%E9%9D%A2.txt", false},
        {&coordinator, with_id("/case/", of, part), "%20attachment-1", false},
        {&developer, with_id("/case/", of, part), "%20attachment-1", false},
    };
    struct app_read_note note = {0};

    (void)state;
    for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++) {
        size_t before = read_notes(&note);
        struct told told = ask_by(views[i].who, views[i].target, false);
        assert_int_equal(told.status, 200);
        assert_str(told.body, STR("PROOF"));
        assert_true(holds(told.disposition, "UTF-8''%E3%80%90%E6%A9%9F%E5%AF%86%E6%83%85%E5%A0%B1"
                                            "%E3%80%91"));
        assert_true(holds(told.disposition, views[i].shows));
        assert_int_equal(read_notes(&note), before + 1);
    }
}

/* ---- paper ---- */

static struct str name_of(const struct visitor *who)
{
    struct app_reader r = {office.desk.app, reception.actor, &office.arena};
    struct text2 name = {0};

    assert_true(app_person_name(&r, who->actor.person, &name));
    return name.ja;
}

static struct str party_of(const struct visitor *who)
{
    struct app_reader r = {office.desk.app, reception.actor, &office.arena};
    struct party_view v = {0};

    assert_true(app_party(&r, who->actor.party, &v));
    return v.name.ja;
}

static size_t count_of(struct str body, const char *text)
{
    size_t count = 0;

    for (size_t at = 0; (at = str_find(body, str_from_cstr(text), at)) != SIZE_MAX; at++)
        count++;
    return count;
}

/* proves HND-12 SEC-04: class, recipient, date and person stand in the head and the foot that each
 * page repeats, and the print is noted with its recipient before it goes out. */
static void every_print_is_marked_and_noted(void **state)
{
    const struct {
        const struct visitor *who;
        const char *class_label;
        bool detail;
    } prints[] = {
        {&reception, MARK, true},
        {&coordinator, MARK, true},
        {&developer, MARK, true},
        {&foreign, "関係者限り", false},
    };
    const char *target = with_id("/case/", of, "/print");
    struct app_read_note note = {0};

    (void)state;
    for (size_t i = 0; i < sizeof(prints) / sizeof(prints[0]); i++) {
        size_t before = read_notes(&note);
        struct str body = printed_for(prints[i].who, target, "%E7%9B%A3%E6%9F%BB%E5%AE%A4").body;
        size_t head = str_find(body, STR("<thead>"), 0);
        size_t foot = str_find(body, STR("<tfoot>"), 0);
        size_t rest = str_find(body, STR("</thead>"), head);
        assert_true(head < rest && rest < foot && foot != SIZE_MAX);
        assert_true(holds(str_slice(body, head, rest), prints[i].class_label));
        assert_true(holds(str_slice(body, head, rest), "JVN#"));
        struct str under = str_slice(body, foot, body.len);
        assert_true(holds(under, "提供先：監査室"));
        assert_true(str_find(under, name_of(prints[i].who), 0) != SIZE_MAX);
        assert_true(str_find(under, party_of(prints[i].who), 0) != SIZE_MAX);
        assert_true(holds(under, " JST"));
        assert_int_equal(holds(body, PREPARED), prints[i].detail);
        assert_int_equal(read_notes(&note), before + 1);
        assert_true(note.printed);
        assert_str(note.for_whom, STR("監査室"));
        assert_true(id_equal(note.actor.person, prints[i].who->actor.person));
        assert_true(id_equal(note.subject, of));
    }
    (void)ask_by(&developer, with_id("/case/", of, ""), false);
    (void)read_notes(&note);
    assert_false(note.printed); /* looking at it is no print */
}

/* One byte more than a recipient may have. */
static struct str long_word(void)
{
    char *word = arena_alloc(&office.arena, (size_t)LIMIT_PRINT_RECIPIENT + 2);

    assert_non_null(word);
    for (size_t i = 0; i <= LIMIT_PRINT_RECIPIENT; i++)
        word[i] = 'a';
    word[LIMIT_PRINT_RECIPIENT + 1] = '\0';
    return (struct str){word, LIMIT_PRINT_RECIPIENT + 1};
}

/* proves HND-12: the pages are numbered by the style that every page brings along. */
static void pages_of_a_print_are_numbered(void **state)
{
    struct str body = ask_by(&coordinator, with_id("/case/", of, "/print"), false).body;
    size_t end = str_find(body, STR("\" media=\"print\""), 0);
    size_t begin = end;
    struct told css;

    (void)state;
    assert_true(end != SIZE_MAX);
    while (begin > 0 && body.ptr[begin - 1] != '"')
        begin--;
    css = ask_by(NULL, arena_copy(&office.arena, str_slice(body, begin, end)).ptr, false);
    assert_int_equal(css.status, 200);
    assert_true(holds(css.body, "counter(page) \" / \" counter(pages)"));
    /* without a word of the recipient the paper is the printer's own */
    assert_true(str_find(body, name_of(&coordinator), 0) != SIZE_MAX);
    assert_true(holds(body, "提供先："));
}

/* proves HND-12 CON-02 CON-05: a developer's print holds only its own part. */
static void a_print_holds_ones_own_part(void **state)
{
    const char *target = with_id("/case/", of, "/print");
    struct str staff = ask_by(&coordinator, target, false).body;
    struct app_read_note note = {0};

    (void)state;
    assert_true(str_find(staff, party_of(&foreign), 0) != SIZE_MAX);
    assert_true(str_find(staff, party_of(&developer), 0) != SIZE_MAX);
    assert_true(holds(staff, "再現した"));
    struct str own = ask_by(&developer, target, false).body;
    assert_true(str_find(own, party_of(&developer), 0) != SIZE_MAX);
    assert_true(str_find(own, party_of(&foreign), 0) == SIZE_MAX);
    assert_false(holds(own, "再現した"));
    assert_false(holds(own, FINDER_WROTE));
    size_t before = read_notes(&note);
    assert_int_equal(ask_by(&admin, target, false).status, 404);
    assert_int_equal(ask_by(NULL, target, false).status, 401);
    assert_int_equal(printed_for(&developer, target, long_word().ptr).status, 400);
    assert_int_equal(read_notes(&note), before); /* nothing printed, nothing noted */
    assert_true(count_of(staff, "class=\"event\"") > count_of(own, "class=\"event\""));
}

/* ---- the trail of an object ---- */

/* Does the log tell of that event, of whom and when? */
static bool is_told(const struct visitor *reader, struct id stream, enum event_kind kind,
                    const struct visitor *by)
{
    struct app_reader r = {office.desk.app, reader->actor, &office.arena};
    struct app_timeline_query query = {.stream = stream, .limit = SIZE_MAX};
    struct app_timeline timeline;

    assert_ok(app_timeline(&r, &query, &timeline));
    for (size_t i = 0; i < timeline.count; i++) {
        const struct app_timeline_entry *e = &timeline.items[i];
        assert_true(e->at_us > 0 && e->at_us <= app_now_us(office.desk.app));
        assert_false(str_is_empty(e->sentence));
        assert_false(str_is_empty(e->actor));
        if (e->kind == kind && str_equal(e->actor, name_of(by)))
            return true;
    }
    return false;
}

/* proves OBJ-30: changes of report, case, organisation and account stand in the log with person
 * and time, and the readings of report and case in the read log. */
static void every_change_has_its_person(void **state)
{
    struct app_read_note note = {0};
    int64_t before_us = app_now_us(office.desk.app);

    (void)state;
    office_do(&office, &developer, "set_contact_data", developer.actor.party,
              "manager_name=花子|manager_mail=h@midori.example|point_mail=p@midori.example");
    assert_true(is_told(&reception, report, EVENT_report_accepted, &reception));
    assert_true(is_told(&reception, of, EVENT_detail_obtained, &developer));
    assert_false(is_told(&reception, of, EVENT_detail_obtained, &reception));
    assert_true(is_told(&coordinator, developer.actor.party, EVENT_contact_data_set, &developer));
    struct id person =
        office_do(&office, &admin, "add_person", (struct id){{0}},
                  arena_format(&office.arena, "login=neu|name.ja=新人|party=%s|role=developer",
                               id_text(developer.actor.party, &office.arena).ptr)
                      .ptr);
    assert_true(is_told(&admin, person, EVENT_person_added, &admin));
    (void)ask_by(&reception, with_id("/report/", report, ""), false);
    (void)read_notes(&note);
    assert_true(id_equal(note.subject, report));
    assert_true(id_equal(note.actor.person, reception.actor.person));
    assert_true(note.at_us >= before_us);
    (void)ask_by(&developer, with_id("/case/", of, ""), false);
    (void)read_notes(&note);
    assert_true(id_equal(note.subject, of));
    assert_true(id_equal(note.actor.person, developer.actor.person));
    assert_true((note.classes & CLASS_BIT(detail)) != 0);
}

/* ---- training ---- */

/* proves HND-14: every page of the desk says that it is an exercise, errors and forms too. */
static void every_page_says_exercise(void **state)
{
    const struct visitor *people[] = {NULL, &reception, &coordinator, &developer, &admin};
    const char *const targets[] = {"/sign-in",
                                   "/enrol",
                                   "/",
                                   "/search",
                                   "/me",
                                   "/organisations",
                                   "/accounts",
                                   "/nothing",
                                   "/do/register_party",
                                   "/do/add_person",
                                   with_id("/report/", report, ""),
                                   with_id("/report/", report, "/do/message_finder"),
                                   with_id("/case/", of, ""),
                                   with_id("/case/", of, "/print"),
                                   with_id("/case/", of, "/advisory"),
                                   with_id("/case/", of, "/do/set_date"),
                                   with_id("/case/", of, "/do/report_result"),
                                   "/sign-out"};
    size_t pages = 0;

    (void)state;
    for (size_t who = 0; who < 5; who++) {
        for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
            struct told told = ask_by(people[who], targets[i], false);
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
        cmocka_unit_test(every_print_is_marked_and_noted),
        cmocka_unit_test(pages_of_a_print_are_numbered),
        cmocka_unit_test(a_print_holds_ones_own_part),
        cmocka_unit_test(every_change_has_its_person),
        cmocka_unit_test(every_page_says_exercise),
    };

    return cmocka_run_group_tests(tests, open_office, close_office);
}
