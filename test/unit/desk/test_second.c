/*
 * test/unit/desk/test_second.c — a step that waits for a second person, as its pages show it: to
 * the colleague everything that it will do, files included; to everybody else nothing.
 */
#include "office.h"

static struct visitor first;
static struct visitor second;
static struct visitor foreign;
static struct id report;
static struct id file;

static const char *address(const char *before, const char *after)
{
    return with_id(before, report, after);
}

static int open_office(void **state)
{
    (void)state;
    office_open(&office);
    first = office_visitor(&office, "reception1");
    second = office_visitor(&office, "reception2");
    foreign = office_visitor(&office, "coordinator1");
    report = office_do(&office, NULL, "file_report", (struct id){{0}},
                       "kind=product|product=CMS|vulnerability=v|tell_developer=yes|"
                       "finder_name=N|guideline_read=yes");
    office_do(&office, &first, "accept_report", report, "");
    file = upload(&first, "copy.txt", "cleaned");
    return 0;
}

static int file_status(const struct visitor *who)
{
    const char *rest =
        arena_format(&office.arena, "/file/%s", id_text(file, &office.arena).ptr).ptr;
    return ask_english(who, address("/report/", rest)).status;
}

static void propose(void)
{
    struct told told = office_ask(
        &office,
        &(struct ask){.method = HTTP_POST,
                      .target = address("/api/v1/reports/", "/commands/hand_over"),
                      .who = &first,
                      .with_token = true,
                      .json = arena_format(&office.arena,
                                           "{\"title\":{\"ja\":\"t\"},\"product\":\"CMS\","
                                           "\"vulnerability\":\"CANARY-COPY\",\"analysis\":\"a\","
                                           "\"release_identity\":true,\"files\":[\"%s\"]}",
                                           id_text(file, &office.arena).ptr)
                                  .ptr});
    assert_int_equal(told.status, 200);
    assert_true(holds(told.body, "\"step\":"));
}

static void colleague_reads_all_of_it(void **state)
{
    struct told told;

    (void)state;
    assert_int_equal(file_status(&second), 404);
    propose();
    told = ask_english(&second, address("/report/", "/do/confirm_step"));
    assert_int_equal(told.status, 200);
    assert_true(holds(told.body, "CANARY-COPY"));
    assert_true(holds(told.body, id_text(file, &office.arena).ptr));
    assert_true(holds(told.body, "CONFIDENTIAL"));
    assert_int_equal(file_status(&second), 200);
    assert_true(holds(ask_english(&second, "/").body, "Confirm or refuse a colleague"));
    assert_true(holds(ask_english(&first, address("/report/", "")).body, "Withdraw my step"));
}

static void nobody_else_reads_it(void **state)
{
    struct told told = ask_english(&foreign, address("/report/", "/do/confirm_step"));

    (void)state;
    assert_int_equal(told.status, 404);
    assert_int_equal(file_status(&foreign), 404);
    assert_false(holds(ask_english(&foreign, "/").body, "colleague&#39;s step"));
    assert_int_equal(ask_english(&first, address("/report/", "/do/confirm_step")).status, 409);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(colleague_reads_all_of_it),
        cmocka_unit_test(nobody_else_reads_it),
    };
    return cmocka_run_group_tests(tests, open_office, close_office);
}
