/*
 * test/unit/desk/test_forms.c — forms from the list of commands, and what a person meets on the
 * way: a refused form keeps everything, a step asks once, a session that ended keeps what was
 * typed.
 */
#include "office.h"

#include "desk/qr.h"

static struct visitor reception;

static int open_office(void **state)
{
    (void)state;
    office_open(&office);
    reception = office_visitor(&office, "reception1");
    return 0;
}

/* ---- fields ---- */

static bool is_shown(const struct field_def *f)
{
    return f->type != FIELD_DOC && f->type != FIELD_INT && f->type != FIELD_BYTES;
}

/* Every field of every command has a widget; nothing else is in the form. */
static void test_every_command_has_a_form(void **state)
{
    size_t count;
    const struct command_def *defs = command_defs(&count);
    struct app_reader reader = {office.desk.app, reception.actor, &office.arena};
    struct input nothing = {0};

    (void)state;
    for (size_t i = 0; i < count; i++) {
        struct form_source source = {.reader = &reader,
                                     .lang = LANG_JA,
                                     .arena = &office.arena,
                                     .command = &defs[i],
                                     .typed = &nothing,
                                     .names = &nothing};
        struct desk_form form = {0};
        size_t at = 0;
        assert_ok(form_fields(&source, NULL, &form));
        for (size_t k = 0; k < defs[i].field_count; k++) {
            const struct field_def *f = &defs[i].fields[k];
            if (!is_shown(f))
                continue;
            assert_true(at < form.field_count);
            assert_str(form.fields[at].name, str_from_cstr(f->name));
            assert_int_equal(form.fields[at].required, f->need == REQUIRED);
            at++;
        }
        assert_int_equal(at, form.field_count);
    }
}

/* The sentence stands at its own field and not at one whose name begins the same. */
static void test_refusal_at_its_field(void **state)
{
    const struct command_def *def = command_def_get(COMMAND_report_result);
    struct app_reader reader = {office.desk.app, reception.actor, &office.arena};
    struct input nothing = {0};
    struct form_source source = {.reader = &reader,
                                 .lang = LANG_EN,
                                 .arena = &office.arena,
                                 .command = def,
                                 .typed = &nothing,
                                 .names = &nothing};
    struct refusal refusal = {
        .code = REFUSAL_field_too_long, .field = "Comment to be published", .limit = 7};
    struct desk_form form = {0};

    (void)state;
    refusal.field_name = "comment.ja";
    assert_ok(form_fields(&source, &refusal, &form));
    for (size_t i = 0; i < form.field_count; i++) {
        bool is_comment = str_equal(form.fields[i].name, STR("comment"));
        assert_int_equal(!str_is_empty(form.fields[i].error), is_comment);
    }
    assert_true(
        holds(refusal_sentence(&refusal, LANG_EN, &office.arena), "“Comment to be published”"));
    assert_true(holds(refusal_sentence(&refusal, LANG_EN, &office.arena), "7"));
}

static void test_instant_is_cut(void **state)
{
    static const struct {
        const char *typed, *date, *time, *zone;
    } rows[] = {
        {"2026-11-21T15:00:00+09:00", "2026-11-21", "15:00", "+09:00"},
        {"2026-11-21T15:00Z", "2026-11-21", "15:00", "Z"},
        {"2026-11-21T15:00-08:00", "2026-11-21", "15:00", "-08:00"},
        {"rubbish", "", "", "+09:00"},
    };
    struct app_reader reader = {office.desk.app, reception.actor, &office.arena};
    struct input nothing = {0};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct input_pair pair = {STR("at"), str_from_cstr(rows[i].typed)};
        struct input typed = {&pair, 1};
        struct form_source source = {.reader = &reader,
                                     .arena = &office.arena,
                                     .command = command_def_get(COMMAND_set_date),
                                     .typed = &typed,
                                     .names = &nothing};
        struct desk_form form = {0};
        assert_ok(form_fields(&source, NULL, &form));
        assert_str(form.fields[0].value, str_from_cstr(rows[i].date));
        assert_str(form.fields[0].value_en, str_from_cstr(rows[i].time));
        for (size_t k = 0; k < form.fields[0].option_count; k++) {
            const struct desk_option *o = &form.fields[0].options[k];
            assert_int_equal(o->chosen, str_equal(o->value, str_from_cstr(rows[i].zone)));
        }
    }
}

/* More pairs than one step of growth, in order; the interface's own stay out. */
static void test_input_grows(void **state)
{
    struct http_field fields[100];
    struct http_form form = {.fields = fields, .field_count = 100};
    struct input in;

    (void)state;
    for (size_t i = 0; i < 100; i++)
        fields[i] =
            (struct http_field){arena_format(&office.arena, i % 10 == 0 ? "_x%zu" : "x%zu", i),
                                arena_format(&office.arena, "%zu", i)};
    assert_ok(form_input(&form, &office.arena, &in));
    assert_int_equal(in.count, 90);
    assert_str(input_get(&in, STR("x99")), STR("99"));
    assert_false(input_has(&in, STR("_x10")));
}

/* ---- on the way ---- */

static struct str report_path(const char *step)
{
    struct id report = office_report(&office);

    return arena_format(&office.arena, "/report/%s/do/%s", id_text(report, &office.arena).ptr,
                        step);
}

static const char *form_of(const char *rest)
{
    return arena_format(&office.arena, "_submission=%s&%s",
                        id_text(app_submission_new(), &office.arena).ptr, rest)
        .ptr;
}

/* A refused form holds what was typed, escaped, and the sentence in the reader's language. */
static void test_refused_form_keeps_all(void **state)
{
    struct str path = report_path("decline_report");
    struct ask ask = {HTTP_POST, path.ptr, &reception,
                      .form = form_of("reason=%3Cscript%3E%22%27&_confirm=yes"), .lang = "en"};
    struct told told = office_ask(&office, &ask);

    (void)state;
    assert_int_equal(told.status, 422);
    assert_true(holds(told.body, "&lt;script&gt;"));
    assert_false(holds(told.body, "<script>"));
    assert_true(holds(told.body, "is missing"));
    ask.lang = "ja";
    ask.form = form_of("reason=abc&_confirm=yes");
    assert_true(holds(office_ask(&office, &ask).body, "入力されていません"));
}

/* What cannot be taken back is asked once; unasked it does not happen. */
static void test_final_step_asks(void **state)
{
    struct str path = report_path("accept_report");
    struct ask ask = {HTTP_POST, path.ptr, &reception, .form = form_of("note=x")};

    (void)state;
    assert_int_equal(office_ask(&office, &ask).status, 422);
    ask.form = form_of("note=x&_confirm=yes");
    assert_int_equal(office_ask(&office, &ask).status, 303);
    /* and cannot happen twice */
    ask.form = form_of("note=x&_confirm=yes");
    assert_int_equal(office_ask(&office, &ask).status, 409);
}

/* Without a session nothing is done and everything typed comes back in the sign-in form. */
static void test_session_ended_keeps(void **state)
{
    struct str path = report_path("message_finder");
    struct visitor gone = {.cookie = STR("todoke-session=aaaa"), .binding = STR("gone")};
    struct ask ask = {HTTP_POST, path.ptr, &gone, .form = form_of("text=%E3%81%82%22kept%22")};
    struct told told = office_ask(&office, &ask);

    (void)state;
    assert_int_equal(told.status, 401);
    assert_true(holds(told.body, "name=\"_keep.text\" value=\"あ&quot;kept&quot;\""));
    assert_true(holds(told.body, path.ptr));
    assert_false(holds(told.body, "_keep._token"));
}

/* A repeated submission is answered, not repeated. */
static void test_sent_twice(void **state)
{
    struct str path = report_path("message_finder");
    const char *form = form_of("text=once");
    struct ask ask = {HTTP_POST, path.ptr, &reception, .form = form};
    struct str page = str_slice(path, 0, str_find(path, STR("/do/"), 0));
    const char *page_path = arena_copy(&office.arena, page).ptr;
    struct told told;
    size_t first;

    (void)state;
    assert_int_equal(office_ask(&office, &ask).status, 303);
    assert_int_equal(office_ask(&office, &ask).status, 303);
    told = office_ask(&office,
                      &(struct ask){.method = HTTP_GET, .target = page_path, .who = &reception});
    first = str_find(told.body, STR("<p>once</p>"), 0);
    assert_int_not_equal(first, SIZE_MAX);
    assert_int_equal(str_find(told.body, STR("<p>once</p>"), first + 1), SIZE_MAX);
}

/* ---- QR ---- */

static void test_qr(void **state)
{
    struct qr_path path;
    char long_text[LIMIT_QR_BYTES + 1];

    (void)state;
    assert_ok(qr_path_make(STR("A"), &office.arena, &path));
    assert_str(path.box, STR("0 0 29 29")); /* version 1 and the quiet zone */
    assert_true(str_starts_with(path.data, STR("M4 4h7v1h-7z")));
    memset(long_text, 'a', sizeof long_text);
    assert_err(qr_path_make((struct str){long_text, sizeof long_text}, &office.arena, &path),
               ERR_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_command_has_a_form),
        cmocka_unit_test(test_refusal_at_its_field),
        cmocka_unit_test(test_instant_is_cut),
        cmocka_unit_test(test_input_grows),
        cmocka_unit_test(test_refused_form_keeps_all),
        cmocka_unit_test(test_final_step_asks),
        cmocka_unit_test(test_session_ended_keeps),
        cmocka_unit_test(test_sent_twice),
        cmocka_unit_test(test_qr),
    };

    return cmocka_run_group_tests(tests, open_office, close_office);
}
