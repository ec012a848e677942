/*
 * test/unit/desk/test_finder_account.c — a finder with an account: shows a receipt once and follows
 * the report in a list and on a page of its own, with the same steps as on the portal.
 */
#include "office.h"

#include "sys/receipt.h"

static struct visitor finder, reception;
static struct id report;
static char code[RECEIPT_TEXT_LEN + 1];

static const char *page(const char *after)
{
    return arena_format(&office.arena, "/report/%s%s", id_text(report, &office.arena).ptr, after)
        .ptr;
}

/* A report whose letter came with a receipt. */
static struct id filed_with_receipt(void)
{
    struct cmd_file_report c = {.head = {.kind = COMMAND_file_report},
                                .kind = CODE_report_kind_product};
    struct app_request request = {
        .actor = {.role = ROLE_system}, .submission = app_submission_new(), .arena = &office.arena};
    struct app_outcome outcome;
    struct receipt receipt;

    receipt_draw(code);
    assert_ok(receipt_derive(CRYPTO_COST_REDUCED, code, &receipt));
    c.product = STR("サンプルCMS");
    c.vulnerability = STR("CANARY-FINDER");
    c.guideline_read = true;
    c.receipt_lookup = (struct str){(const char *)receipt.lookup.bytes, ID_BYTES};
    c.receipt_key = (struct str){(const char *)receipt.public_key, CRYPTO_PUBLIC_BYTES};
    assert_ok(app_command(office.desk.app, &request, &c.head, &outcome));
    assert_int_equal(outcome.refusal.code, REFUSAL_none);
    return outcome.subject;
}

static int open_office(void **state)
{
    (void)state;
    office_open(&office);
    finder = office_visitor(&office, "finder1");
    reception = office_visitor(&office, "reception1");
    report = filed_with_receipt();
    return 0;
}

/* proves FND-09 CON-08: before the receipt is shown the report does not exist, with it it does. */
static void the_receipt_opens_the_report(void **state)
{
    (void)state;
    assert_int_equal(ask_get(&finder, page("")).status, 404);
    assert_false(holds(ask_get(&finder, "/").body, "サンプルCMS"));
    assert_int_equal(ask_post(&finder, "/claim", "code=nonsense").status, 404);
    assert_int_equal(ask_post(&reception, "/claim", "code=nonsense").status, 404);
    struct told told =
        ask_post(&finder, "/claim", arena_format(&office.arena, "code=%s", code).ptr);
    assert_int_equal(told.status, 303);
    assert_str(told.location, str_from_cstr(page("")));
    told = ask_post(&finder, "/claim", arena_format(&office.arena, "code=%s", code).ptr);
    assert_int_equal(told.status, 303); /* once more: it is simply shown */
    told = ask_get(&finder, page(""));
    assert_int_equal(told.status, 200);
    assert_true(holds(told.body, "CANARY-FINDER"));
    assert_true(holds(ask_get(&finder, "/").body, "サンプルCMS"));
}

/* proves FND-02 FND-10: the finder's own steps, the closed door with its reason, and none of what
 * reception thinks or does. */
static void the_page_has_the_finders_steps(void **state)
{
    (void)state;
    office_do(&office, &reception, "check_report", report, "checked=CANARY-CHECK|analysis=A");
    office_do(&office, &reception, "accept_report", report, "");
    office_do(&office, &reception, "message_finder", report, "text=CANARY-QUESTION");
    struct told told = ask_get(&finder, page(""));
    assert_true(holds(told.body, "CANARY-QUESTION"));
    assert_true(holds(told.body, "/do/withdraw_report"));
    assert_true(holds(told.body, "/do/change_consents"));
    assert_false(holds(told.body, "/do/ask_release"));
    assert_true(holds(told.body, "FND-02"));
    assert_false(holds(told.body, "CANARY-CHECK"));
    assert_false(holds(told.body, "/do/hand_over"));
    assert_false(holds(told.body, "id=\"likely\""));
    office_do(&office, &finder, "change_consents", report, "named=yes");
    office_do(&office, &finder, "answer_from_finder", report, "text=CANARY-ANSWER");
    assert_true(holds(ask_get(&reception, page("")).body, "CANARY-ANSWER"));
}

/* proves CON-08: nothing else of the desk is open to a finder. */
static void nothing_else_is_open(void **state)
{
    static const char *const closed[] = {"/organisations", "/figures", "/accounts",
                                         "/do/register_party"};

    (void)state;
    for (size_t i = 0; i < sizeof(closed) / sizeof(closed[0]); i++) {
        int status = ask_get(&finder, closed[i]).status;
        assert_true(status == 404 || status == 403);
    }
    assert_int_equal(ask_get(&reception, "/claim").status, 404);
    struct id foreign = office_report(&office);
    const char *target =
        arena_format(&office.arena, "/report/%s", id_text(foreign, &office.arena).ptr).ptr;
    assert_int_equal(ask_get(&finder, target).status, 404);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_receipt_opens_the_report),
        cmocka_unit_test(the_page_has_the_finders_steps),
        cmocka_unit_test(nothing_else_is_open),
    };

    return cmocka_run_group_tests(tests, open_office, close_office);
}
