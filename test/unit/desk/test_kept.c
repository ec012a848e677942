/*
 * test/unit/desk/test_kept.c — what is typed into a form is kept as it is typed, for its writer
 * alone, comes back with the form and is gone when it was sent; the editor's live preview saves
 * nothing.
 */
#include "office.h"

static struct visitor coordinator, colleague, reception;
static struct id of;

static const char *address(struct id stream, const char *after)
{
    return with_id("/case/", stream, after);
}

static struct told get(const struct visitor *who, const char *after)
{
    return ask_get(who, address(of, after));
}

static struct told post(const struct visitor *who, const char *after, const char *form)
{
    return ask_post(who, address(of, after), form);
}

static int open_office(void **state)
{
    (void)state;
    office_open(&office);
    reception = office_visitor(&office, "reception1");
    coordinator = office_visitor(&office, "coordinator1");
    colleague = office_visitor(&office, "coordinator2");
    struct id report = office_do(&office, NULL, "file_report", (struct id){{0}},
                                 "kind=product|product=W|vulnerability=PROOF|"
                                 "tell_developer=yes|guideline_read=yes");
    of = office_case(&reception, report, "title.ja=W|product=W|vulnerability=PROOF|analysis=a");
    return 0;
}

static void a_form_comes_back_to_its_writer(void **state)
{
    (void)state;
    const char *step = "/do/return_handover";
    assert_int_equal(post(&coordinator, step, "_draft=auto&text=HALF-A-QUESTION").status, 204);
    assert_true(holds(get(&coordinator, step).body, "HALF-A-QUESTION"));
    assert_false(holds(get(&colleague, step).body, "HALF-A-QUESTION"));
    assert_false(holds(get(&coordinator, "/do/ask_finder").body, "HALF-A-QUESTION"));
    /* the last word counts */
    assert_int_equal(post(&coordinator, step, "_draft=keep&text=A-WHOLE-ONE").status, 303);
    assert_true(holds(get(&coordinator, step).body, "A-WHOLE-ONE"));
    assert_false(holds(get(&coordinator, step).body, "HALF-A-QUESTION"));
    assert_int_equal(post(&coordinator, step, "_draft=drop").status, 303);
    assert_false(holds(get(&coordinator, step).body, "A-WHOLE-ONE"));
}

static void a_sent_form_is_forgotten(void **state)
{
    (void)state;
    const char *editor = "/advisory";
    assert_int_equal(post(&coordinator, editor, "_draft=auto&doc.title.ja=KEPT-TITLE").status, 204);
    assert_true(holds(get(&coordinator, editor).body, "KEPT-TITLE"));
    assert_false(holds(get(&reception, editor).body, "KEPT-TITLE"));
    struct told sent = post(&coordinator, editor,
                            "_submission=aaaaaaaaaaaaaaaaaaaaaaaaqa&doc.title.ja=SENT-TITLE");
    assert_int_equal(sent.status, 303);
    assert_false(holds(get(&coordinator, editor).body, "KEPT-TITLE"));
    assert_true(holds(get(&coordinator, editor).body, "SENT-TITLE"));
}

static void only_ones_own_open_form_is_kept(void **state)
{
    (void)state;
    struct ask forged = {.method = HTTP_POST,
                         .target = address(of, "/do/return_handover"),
                         .who = &coordinator,
                         .form = "_draft=auto&text=FORGED",
                         .forged = true};
    assert_int_equal(office_ask(&office, &forged).status, 403);
    assert_false(holds(get(&coordinator, "/do/return_handover").body, "FORGED"));
    /* a form without a text has nothing worth keeping */
    assert_int_equal(post(&coordinator, "/do/approve_advisory", "_draft=auto&hash=x").status, 400);
    struct visitor developer = office_visitor(&office, "hanako");
    assert_int_equal(post(&developer, "/do/return_handover", "_draft=auto&text=x").status, 404);
}

static void the_preview_of_what_is_typed_saves_nothing(void **state)
{
    (void)state;
    struct told shown =
        post(&coordinator, "/preview", "doc.title.ja=TYPED-TITLE&doc.overview.ja=TYPED-OVERVIEW");
    assert_int_equal(shown.status, 200);
    assert_true(holds(shown.body, "TYPED-TITLE"));
    assert_true(holds(shown.body, "TYPED-OVERVIEW"));
    assert_false(holds(shown.body, "<html"));
    assert_false(holds(get(&coordinator, "/advisory").body, "TYPED-TITLE"));
    struct visitor developer = office_visitor(&office, "hanako");
    assert_int_equal(post(&developer, "/preview", "doc.title.ja=T").status, 404);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_form_comes_back_to_its_writer),
        cmocka_unit_test(a_sent_form_is_forgotten),
        cmocka_unit_test(only_ones_own_open_form_is_kept),
        cmocka_unit_test(the_preview_of_what_is_typed_saves_nothing),
    };

    return cmocka_run_group_tests(tests, open_office, close_office);
}
