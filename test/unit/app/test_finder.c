/*
 * test/unit/app/test_finder.c — letters of a finder who has sent a report: the same form once more,
 * messages sent twice, wishes. Nothing that was typed is lost and nothing counts twice.
 */
#include "stage.h"

#include "sys/random.h"
#include "sys/receipt.h"

static struct report_view *view_of(struct stage *s, struct id report)
{
    struct app_reader r = stage_reader(s, "reception1", ROLE_reception);
    struct report_view *v = NULL;
    assert_ok(app_report_view(&r, report, &v));
    assert_non_null(v);
    return v;
}

/* A finder without an account: a report by letter, and its receipt. */
static struct id report_with_receipt(struct stage *s, struct letter_spec *letter)
{
    struct receipt receipt;
    struct actor a;
    uint32_t wait = 0;
    char code[RECEIPT_TEXT_LEN + 1];
    receipt_draw(code);
    assert_ok(receipt_derive(CRYPTO_COST_REDUCED, code, &receipt));
    *letter = (struct letter_spec){
        .kind = LETTER_REPORT, .lookup = receipt.lookup, .fields = STAGE_REPORT, .file = "F"};
    memcpy(letter->public_key, receipt.public_key, LETTER_KEY_BYTES);
    stage_letter(s, letter);
    assert_int_equal(stage_intake(s).letters, 1);
    assert_ok(
        app_receipt_actor(&(struct app_reader){.app = s->app}, str_from_cstr(code), &a, &wait));
    return a.receipt;
}

/* proves ACT-01: the same form sent twice is one report; what was changed in between is not lost.
 */
static void a_form_sent_twice_is_one_report(void **state)
{
    struct stage s;
    struct letter_spec letter;
    (void)state;
    stage_open(&s, false);
    struct id report = report_with_receipt(&s, &letter);
    uint64_t once = stage_events(&s);
    stage_letter(&s, &letter);
    assert_int_equal(stage_intake(&s).letters, 1);
    assert_int_equal(stage_events(&s), once);
    letter.fields = "kind=product|product=例示ウィジェット|vulnerability=CHANGED-DETAIL|named=yes|"
                    "guideline_read=yes";
    stage_letter(&s, &letter);
    assert_int_equal(stage_intake(&s).letters, 1);
    assert_int_equal(stage_events(&s), once + 1);
    struct report_view *v = view_of(&s, report);
    assert_str(v->vulnerability, STR("SECRET-DETAIL"));
    assert_int_equal(v->message_count, 1);
    assert_true(v->messages[0].from_finder);
    assert_true(holds(v->messages[0].text, "CHANGED-DETAIL"));
    assert_false(holds(v->messages[0].text, "例示ウィジェット"));
    assert_true(holds(v->messages[0].text, "My name may stand under Credit: Yes"));
    letter.public_key[0] ^= 1; /* the receipt of somebody else */
    stage_letter(&s, &letter);
    assert_int_equal(stage_intake(&s).quarantined, 1);
    assert_int_equal(view_of(&s, report)->message_count, 1);
    stage_close(&s);
}

/* proves FND-09: a button pressed twice sends one message, a changed text another; and what is
 * written after the report was not accepted arrives. */
static void every_message_arrives_once(void **state)
{
    struct stage s;
    struct letter_spec letter;
    char form[ID_TEXT_LEN + 1];
    (void)state;
    stage_open(&s, false);
    struct id report = report_with_receipt(&s, &letter);
    stage_do(&s, &(struct step){stage_actor(&s, "reception1", ROLE_reception), "decline_report",
                                "ground=known|reason=既知のため", .subject = report});
    id_write(random_id(), form);
    struct letter_spec answer = {.kind = LETTER_ANSWER, .lookup = letter.lookup};
    answer.fields = arena_format(&s.arena, "text=なぜですか|_form=%s", form).ptr;
    for (int i = 0; i < 2; i++) {
        stage_letter(&s, &answer);
        assert_int_equal(stage_intake(&s).letters, 1);
        assert_int_equal(view_of(&s, report)->message_count, 1);
    }
    answer.fields = arena_format(&s.arena, "text=教えてください|_form=%s", form).ptr;
    stage_letter(&s, &answer);
    assert_int_equal(stage_intake(&s).letters, 1);
    assert_int_equal(view_of(&s, report)->message_count, 2);
    assert_int_equal(stage_files(&s, "quarantine"), 0);
    stage_close(&s);
}

/* proves FND-02 FND-07: what the finder may ask for with the receipt alone. */
static void the_finder_asks_by_letter(void **state)
{
    struct stage s;
    struct letter_spec letter;
    (void)state;
    stage_open(&s, false);
    struct id report = report_with_receipt(&s, &letter);
    struct letter_spec ask = {.kind = LETTER_CONSENTS, .lookup = letter.lookup};
    ask.fields = "tell_developer=yes|credit_name=例示 花子";
    stage_letter(&s, &ask);
    ask = (struct letter_spec){
        .kind = LETTER_WITHDRAWAL, .lookup = letter.lookup, .fields = "reason=誤りでした"};
    stage_letter(&s, &ask);
    assert_int_equal(stage_intake(&s).letters, 2);
    struct report_view *v = view_of(&s, report);
    assert_true(v->tell_developer && !v->direct_contact);
    assert_str(v->credit_name, STR("例示 花子"));
    assert_str(v->withdrawal_reason, STR("誤りでした"));
    assert_true(v->withdrawal_us > 0);
    ask.kind = LETTER_RELEASE; /* the door is closed for a year */
    stage_letter(&s, &ask);
    assert_int_equal(stage_intake(&s).quarantined, 1);
    assert_int_equal(view_of(&s, report)->release_asked_day, 0);
    stage_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_form_sent_twice_is_one_report),
        cmocka_unit_test(every_message_arrives_once),
        cmocka_unit_test(the_finder_asks_by_letter),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
