/*
 * test/unit/desk/test_officers.c — the officers' pages: whose line it is and the filters of the
 * work list, the exchange between the two bodies, what may be known already, and that none of it
 * is on a developer's page.
 */
#include "office.h"

static struct visitor reception, colleague, coordinator, developer;
static struct id report, of;

static const char *fields(const char *before, struct id id)
{
    return with_id(before, id, "");
}

static int open_office(void **state)
{
    (void)state;
    office_open(&office);
    reception = office_visitor(&office, "reception1");
    colleague = office_visitor(&office, "reception2");
    coordinator = office_visitor(&office, "coordinator1");
    developer = office_visitor(&office, "hanako");
    report = office_report(&office);
    office_do(&office, &reception, "check_report", report,
              "checked=CANARY-CHECK|analysis=再現した");
    of = office_case(&reception, report,
                     "title.ja=件名|product=サンプルCMS|vulnerability=v|analysis=再現した");
    return 0;
}

/* proves REC-07: the likely duplicate stands on the page of the new report, for reception. */
static void a_likely_duplicate_is_shown(void **state)
{
    struct id again = office_report(&office);
    struct told told = ask_get(&reception, with_id("/report/", again, ""));

    (void)state;
    assert_int_equal(told.status, 200);
    assert_true(holds(told.body, with_id("href=\"/report/", report, "\"")));
    assert_true(holds(told.body, with_id("href=\"/case/", of, "\"")));
    office_do(&office, &reception, "decline_report", again, "ground=known|reason=届出済み");
}

/* proves REC-04: what was recorded stands on the page and in the form of the hand-over. */
static void check_and_analysis_are_kept(void **state)
{
    struct id other = office_report(&office);

    (void)state;
    assert_true(holds(ask_get(&reception, with_id("/report/", report, "")).body, "CANARY-CHECK"));
    office_do(&office, &reception, "check_report", other, "checked=c|analysis=CANARY-ANALYSIS");
    office_do(&office, &reception, "accept_report", other, "");
    assert_true(holds(ask_get(&reception, with_id("/report/", other, "/do/hand_over")).body,
                      "CANARY-ANALYSIS"));
}

/* proves HND-05 SEC-23: both bodies see question, answer and clock; a developer sees nothing. */
static void the_bodies_see_their_exchange(void **state)
{
    const struct visitor *staff[] = {&reception, &coordinator};
    char party[ID_TEXT_LEN + 1];

    (void)state;
    office_do(&office, &coordinator, "return_handover", of, "text=CANARY-QUESTION");
    assert_true(holds(ask_get(&reception, with_id("/case/", of, "")).body, "/do/pass_answer"));
    office_do(&office, &reception, "pass_answer", of, "text=CANARY-ANSWER");
    office_do(&office, &coordinator, "acknowledge_handover", of, "");
    for (size_t i = 0; i < 2; i++) {
        struct told told = ask_get(staff[i], with_id("/case/", of, ""));
        assert_true(holds(told.body, "CANARY-QUESTION"));
        assert_true(holds(told.body, "CANARY-ANSWER"));
        assert_true(holds(told.body, "IPA 0日、JPCERT/CC 0日"));
    }
    id_write(developer.actor.party, party);
    office_do(&office, &coordinator, "disclose_detail", of,
              arena_format(&office.arena, "party=%s", party).ptr);
    office_do(&office, &developer, "open_detail", of, "terms=yes");
    struct told told = ask_get(&developer, with_id("/case/", of, ""));
    assert_int_equal(told.status, 200);
    assert_false(holds(told.body, "CANARY-QUESTION"));
    assert_false(holds(told.body, "CANARY-ANSWER"));
    assert_false(holds(told.body, "id=\"bodies\""));
}

/* proves FND-05 CON-04: the developer is warned in the detail's own section, with its own date. */
static void the_developer_is_warned(void **state)
{
    struct app_reader r = {office.desk.app, developer.actor, &office.arena};
    struct case_view *v = NULL;
    struct told told = ask_get(&developer, with_id("/case/", of, ""));

    (void)state;
    assert_ok(app_case_view(&r, of, &v));
    assert_true(holds(told.body, "id=\"finder-may-disclose\""));
    assert_true(holds(told.body, civil_write_date(v->relations[0].free_day, &office.arena).ptr));
}

static bool list_holds(const struct visitor *who, const char *query, struct id stream)
{
    struct told told = ask_get(who, arena_format(&office.arena, "/?%s", query).ptr);

    assert_int_equal(told.status, 200);
    return holds(told.body, with_id("/", stream, "\""));
}

/* proves HND-03 HND-04: the filters stand in the address and are carried on; a day's absence moves
 * the line into the deputy's list. */
static void the_list_is_filtered(void **state)
{
    char party[ID_TEXT_LEN + 1];
    int32_t today = civil_jst_day(app_now_us(office.desk.app));
    struct str day = civil_write_date(today, &office.arena);

    (void)state;
    assert_true(list_holds(&reception, "whose=mine", of));
    assert_false(list_holds(&colleague, "whose=mine", of));
    assert_false(list_holds(&colleague, "whose=unassigned", of));
    assert_true(list_holds(&colleague, "", of));
    office_do(&office, &reception, "appoint_case", of, fields("deputy=", colleague.actor.person));
    assert_true(list_holds(&colleague, "whose=deputy", of));
    assert_false(list_holds(&colleague, "whose=mine", of));
    office_do(&office, &colleague, "set_absence", reception.actor.person,
              arena_format(&office.arena, "from=%s|until=%s", day.ptr, day.ptr).ptr);
    assert_true(list_holds(&colleague, "whose=mine", of));
    assert_true(holds(ask_get(&colleague, "/?whose=mine").body, "&amp;whose=mine"));
    assert_true(list_holds(&coordinator, "waits=developer", of));
    assert_false(list_holds(&coordinator, "waits=clock", of));
    id_write(developer.actor.party, party);
    assert_true(list_holds(&coordinator, arena_format(&office.arena, "party=%s", party).ptr, of));
    assert_false(list_holds(&coordinator, fields("party=", of), of));
    assert_true(holds(ask_get(&colleague, "/me").body,
                      with_id("/people/", reception.actor.person, "/do/set_absence")));
    assert_int_equal(
        ask_get(&colleague, with_id("/people/", reception.actor.person, "/do/set_absence")).status,
        200);
    assert_int_equal(
        ask_get(&coordinator, with_id("/people/", reception.actor.person, "/do/set_absence"))
            .status,
        404);
    assert_int_equal(
        ask_get(&developer, with_id("/people/", reception.actor.person, "/do/set_absence")).status,
        404);
    assert_false(holds(ask_get(&developer, "/?whose=mine").body, "name=\"whose\""));
}

static bool finds(const struct visitor *who, struct str word, const char *kind, struct id found)
{
    struct buf typed;
    struct str text = {NULL, 0};

    buf_init(&typed, &office.arena, LIMIT_PAGE_BYTES);
    for (size_t i = 0; i < word.len; i++)
        buf_add_format(&typed, "%%%02X", (unsigned)(unsigned char)word.ptr[i]);
    assert_ok(buf_finish(&typed, &text));
    struct told told = office_ask(
        &office,
        &(struct ask){.method = HTTP_POST,
                      .target = "/search",
                      .who = who,
                      .form = arena_format(&office.arena, "text=%.*s", STR_ARG(text)).ptr});
    assert_int_equal(told.status, 303);
    told = ask_get(who, told.location.ptr);
    assert_int_equal(told.status, 200);
    /* Among the hits: a developer's own organisation stands in its menu too. */
    return holds(told.body, arena_format(&office.arena, "class=\"row-link\" href=\"%s",
                                         with_id(kind, found, "\""))
                                .ptr);
}

/* proves HND-13: by every number, product, organisation, person and address, within one's rights.
 */
static void staff_find_what_they_may_see(void **state)
{
    struct app_reader r = {office.desk.app, reception.actor, &office.arena};
    struct report_view *v = NULL;
    struct text2 name;
    struct id named = office_do(&office, NULL, "file_report", (struct id){{0}},
                                "kind=product|product=探索機|vulnerability=v|guideline_read=yes|"
                                "finder_name=発見 花子|finder_contact=hanako@finder.example");

    (void)state;
    assert_ok(app_report_view(&r, report, &v));
    office_do(&office, &coordinator, "write_advisory", of,
              "doc.title.ja=t|doc.overview.ja=CVE-1900-0009|doc.impact.ja=i|doc.solution.ja=s|"
              "doc.cves.0.id=CVE-1900-0004");
    const struct {
        const struct visitor *who;
        struct str word;
        const char *kind;
        struct id found;
        bool is_found;
    } rows[] = {
        {&reception, v->number, "/report/", report, true},
        {&reception, v->number, "/case/", of, true},
        {&coordinator, v->number, "/case/", of, false},
        {&coordinator, v->case_number, "/case/", of, true},
        {&reception, v->case_number, "/report/", report, true},
        {&coordinator, STR("cve-1900-0004"), "/case/", of, true},
        {&reception, STR("CVE-1900-0004"), "/case/", of, true},
        {&coordinator, STR("CVE-1900-0009"), "/case/", of, false},
        {&developer, STR("CVE-1900-0004"), "/case/", of, false},
        {&reception, STR("探索機"), "/report/", named, true},
        {&coordinator, STR("探索機"), "/report/", named, false},
        {&reception, STR("発見 花子"), "/report/", named, true},
        {&reception, STR("hanako@finder.example"), "/report/", named, true},
        {&coordinator, STR("hanako@finder.example"), "/report/", named, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        print_message("%zu: %.*s\n", i, STR_ARG(rows[i].word));
        assert_true(finds(rows[i].who, rows[i].word, rows[i].kind, rows[i].found) ==
                    rows[i].is_found);
    }
    assert_true(app_person_name(&r, developer.actor.person, &name));
    assert_true(finds(&coordinator, name.ja, "/organisations/", developer.actor.party));
    assert_false(finds(&developer, name.ja, "/organisations/", developer.actor.party));
    office_do(&office, &reception, "decline_report", named, "ground=known|reason=r");
}

/* proves HND-02: who takes over reads first what is open. */
static void open_matters_go_along(void **state)
{
    struct id mine = office_report(&office);

    (void)state;
    office_do(&office, &reception, "accept_report", mine, "");
    office_do(&office, &reception, "appoint_report", mine,
              fields("officer=", colleague.actor.person));
    struct told told = ask_get(&colleague, with_id("/report/", mine, "/do/take_report"));
    assert_int_equal(told.status, 200);
    assert_true(holds(told.body, "JPCERT/CCへの引渡しが済んでいません"));
    assert_int_equal(ask_get(&reception, with_id("/report/", mine, "/do/take_report")).status, 409);
}

/* REC-10: the coordinator's way to a case of its own. */
static void a_case_without_a_report(void **state)
{
    (void)state;
    assert_true(holds(ask_get(&coordinator, "/").body, "href=\"/do/open_case\""));
    assert_false(holds(ask_get(&reception, "/").body, "href=\"/do/open_case\""));
    assert_int_equal(ask_get(&coordinator, "/do/open_case").status, 200);
    assert_int_equal(ask_get(&reception, "/do/open_case").status, 404);
    struct id direct = office_do(&office, &coordinator, "open_case", (struct id){{0}},
                                 "source=overseas|sender=CANARY-SENDER|title.ja=件名|product=P|"
                                 "vulnerability=v");
    struct told told = ask_get(&coordinator, with_id("/case/", direct, ""));
    assert_true(holds(told.body, "JVNVU#"));
    assert_true(holds(told.body, "CANARY-SENDER"));
    assert_false(holds(told.body, "id=\"bodies\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_likely_duplicate_is_shown),
        cmocka_unit_test(check_and_analysis_are_kept),
        cmocka_unit_test(the_bodies_see_their_exchange),
        cmocka_unit_test(the_developer_is_warned),
        cmocka_unit_test(the_list_is_filtered),
        cmocka_unit_test(staff_find_what_they_may_see),
        cmocka_unit_test(open_matters_go_along),
        cmocka_unit_test(a_case_without_a_report),
    };

    return cmocka_run_group_tests(tests, open_office, close_office);
}
