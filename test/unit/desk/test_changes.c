/*
 * test/unit/desk/test_changes.c — who approves reads what is new since the last approval, and who
 * writes sees it beside each section.
 */
#include "office.h"

static struct visitor coordinator, colleague, reception, developer;
static struct id of;

static const char *address(const char *after)
{
    return with_id("/case/", of, after);
}

static struct str page(const struct visitor *who, const char *after)
{
    struct told told = ask_english(who, address(after));
    assert_int_equal(told.status, 200);
    return told.body;
}

static void write(const char *solution)
{
    struct str fields = arena_format(&office.arena,
                                     "doc.title.ja=T|doc.overview.ja=O|doc.impact.ja=I|"
                                     "doc.solution.ja=%s|doc.products.0.vendor=V|"
                                     "doc.products.0.product=P|doc.products.0.versions=%s",
                                     solution, solution);
    office_do(&office, &coordinator, "write_advisory", of, fields.ptr);
}

static void approve(const struct visitor *who)
{
    struct app_reader r = {office.desk.app, who->actor, &office.arena};
    struct case_view *v = NULL;
    assert_int_equal(app_case_view(&r, of, &v), ERR_OK);
    struct str fields = arena_format(&office.arena, "hash=%.*s", STR_ARG(v->hash));
    office_do(&office, who, "approve_advisory", of, fields.ptr);
}

static int open_office(void **state)
{
    (void)state;
    office_open(&office);
    reception = office_visitor(&office, "reception1");
    coordinator = office_visitor(&office, "coordinator1");
    colleague = office_visitor(&office, "coordinator2");
    developer = office_visitor(&office, "hanako");
    struct id report = office_do(&office, NULL, "file_report", (struct id){{0}},
                                 "kind=product|product=W|vulnerability=V|"
                                 "tell_developer=yes|guideline_read=yes");
    of = office_case(&reception, report, "title.ja=W|product=W|vulnerability=V|analysis=a");
    return 0;
}

static void the_approver_reads_what_is_new(void **state)
{
    (void)state;
    write("Use 1.0");
    assert_false(holds(page(&reception, "/do/approve_advisory"), "Changed since"));
    approve(&reception);
    /* The other body approves the same bytes: nothing is new. */
    assert_false(holds(page(&colleague, "/do/approve_advisory"), "Changed since"));
    write("Use 1.1");
    struct str shown = page(&reception, "/do/approve_advisory");
    assert_true(holds(shown, "Changed since it was last approved"));
    assert_true(holds(shown, "Use 1.<del>0</del><ins>1</ins>"));
    assert_false(holds(shown, "Changed since the page was published"));
    /* The editor marks the section and says what changed in it. */
    shown = page(&coordinator, "/advisory");
    assert_true(holds(shown, "What exactly changed"));
    assert_true(holds(shown, "Use 1.<del>0</del><ins>1</ins>"));
    /* Written back, nothing differs. */
    write("Use 1.0");
    assert_true(holds(page(&reception, "/do/approve_advisory"), "Nothing on the page changed."));
    assert_false(holds(page(&coordinator, "/advisory"), "What exactly changed"));
}

static void nobody_else_reads_it(void **state)
{
    (void)state;
    struct told told = office_ask(&office, &(struct ask){.method = HTTP_GET,
                                                         .target = address("/do/approve_advisory"),
                                                         .who = &developer});
    assert_int_equal(told.status, 404);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_approver_reads_what_is_new),
        cmocka_unit_test(nobody_else_reads_it),
    };

    return cmocka_run_group_tests(tests, open_office, close_office);
}
