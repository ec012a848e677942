/*
 * test/unit/core/test_law_read.c — what people type becomes a command, or one refusal that names
 * the field. One line a case: pairs as in a form, then the refusal and its field.
 */
#include "tester_arena.h"

#include <string.h>

#include "core/law.h"

TESTER_ARENA(32u << 20);

#define A_ID "aaaaaaaaaaaaaaaaaaaaaaaaae"
#define B_ID "aaaaaaaaaaaaaaaaaaaaaaaaai"

/* "name=value" separated by "|". */
static struct input pairs_of(const char *text)
{
    struct input_pair *pairs = ARENA_ARRAY(&arena, struct input_pair, 40);
    struct str rest = str_from_cstr(text);
    size_t count = 0;

    while (rest.len > 0) {
        struct str value = str_split(&rest, '|');
        pairs[count].name = str_split(&value, '=');
        pairs[count++].value = value;
    }
    return (struct input){pairs, count};
}

static const struct {
    enum command_kind kind;
    const char *pairs;
    enum refusal_code refusal;
    const char *field;
} table[] = {
    {COMMAND_accept_report, "", REFUSAL_none, NULL},
    {COMMAND_accept_report, "csrf=x|note=y", REFUSAL_field_unknown, "csrf"},
    {COMMAND_accept_report, "note=a\nb", REFUSAL_none, NULL},
    {COMMAND_accept_report, "nota=a", REFUSAL_field_unknown, "nota"},
    {COMMAND_accept_report, "note.ja=a", REFUSAL_field_unknown, "note.ja"},
    {COMMAND_accept_report, "note=a|note=a", REFUSAL_field_malformed, "note"},
    {COMMAND_accept_report, "note=a\x01", REFUSAL_field_encoding, "note"},
    {COMMAND_accept_report, "note=\xff", REFUSAL_field_encoding, "note"},
    {COMMAND_none, "", REFUSAL_unknown_command, NULL},
    {COMMAND_found_scheme, "name.ja=x", REFUSAL_unknown_command, NULL},
    {COMMAND_decline_report, "ground=incomplete|reason=r", REFUSAL_none, NULL},
    {COMMAND_decline_report, "ground=3|reason=r", REFUSAL_none, NULL},
    {COMMAND_decline_report, "ground=99|reason=r", REFUSAL_field_not_a_choice, "ground"},
    {COMMAND_decline_report, "ground=0|reason=r", REFUSAL_field_not_a_choice, "ground"},
    {COMMAND_decline_report, "ground=maybe|reason=r", REFUSAL_field_not_a_choice, "ground"},
    {COMMAND_decline_report, "reason=r", REFUSAL_field_missing, "ground"},
    {COMMAND_decline_report, "ground=1|reason=  ", REFUSAL_field_missing, "reason"},
    {COMMAND_file_report, "kind=product|guideline_read=on", REFUSAL_none, NULL},
    {COMMAND_file_report, "kind=product", REFUSAL_none, NULL},
    {COMMAND_file_report, "kind=product|named=false", REFUSAL_none, NULL},
    {COMMAND_file_report, "kind=product|named=perhaps", REFUSAL_field_malformed, "named"},
    {COMMAND_file_report, "kind=product|receipt_key=k", REFUSAL_field_unknown, "receipt_key"},
    {COMMAND_file_report, "kind=product|product=a\nb", REFUSAL_field_encoding, "product"},
    {COMMAND_file_report, "kind=website|site_url=https://www.example.jp/a?b=c", REFUSAL_none, NULL},
    {COMMAND_file_report, "kind=website|site_url=HTTP://www.example.jp", REFUSAL_none, NULL},
    {COMMAND_file_report, "kind=website|site_url=ftp://www.example.jp", REFUSAL_field_malformed,
     "site_url"},
    {COMMAND_file_report, "kind=website|site_url=http://", REFUSAL_field_malformed, "site_url"},
    {COMMAND_file_report, "kind=website|site_url=https://a@example.jp/", REFUSAL_field_malformed,
     "site_url"},
    {COMMAND_file_report, "kind=website|site_url=https://example.jp/a b", REFUSAL_field_malformed,
     "site_url"},
    {COMMAND_file_report, "kind=website|site_url=https://example.jp/\"", REFUSAL_field_malformed,
     "site_url"},
    {COMMAND_file_report, "kind=website|site_url=javascript:alert(1)", REFUSAL_field_malformed,
     "site_url"},
    {COMMAND_file_report, "kind=product|files=" A_ID "|files=" B_ID, REFUSAL_none, NULL},
    {COMMAND_file_report, "kind=product|files.0=" A_ID "|files.1=" B_ID "|files=", REFUSAL_none,
     NULL},
    {COMMAND_file_report, "kind=product|files.01=" A_ID, REFUSAL_field_unknown, "files.01"},
    {COMMAND_file_report, "kind=product|files.10=" A_ID, REFUSAL_field_unknown, "files.10"},
    {COMMAND_file_report, "kind=product|files=" A_ID "|files=" A_ID, REFUSAL_field_malformed,
     "files"},
    {COMMAND_file_report, "kind=product|files=photo.png", REFUSAL_files_unknown, "files"},
    {COMMAND_set_date, "at=2026-04-16T10:00+09:00", REFUSAL_none, NULL},
    {COMMAND_set_date, "at=2026-04-16T01:00:00Z", REFUSAL_none, NULL},
    {COMMAND_set_date, "at.date=2026-04-16|at.time=10:00|at.zone=+09:00", REFUSAL_none, NULL},
    {COMMAND_set_date, "at.date=|at.time=|at.zone=+09:00", REFUSAL_field_missing, "at"},
    {COMMAND_set_date, "at.date=2026-04-16|at.time=10:00", REFUSAL_field_no_zone, "at"},
    {COMMAND_set_date, "at.date=2026-04-16|at.zone=+09:00", REFUSAL_field_malformed, "at"},
    {COMMAND_set_date, "at=2026-04-16T10:00", REFUSAL_field_no_zone, "at"},
    {COMMAND_set_date, "at=2026-04-31T10:00Z", REFUSAL_field_malformed, "at"},
    {COMMAND_set_date, "at=tomorrow", REFUSAL_field_malformed, "at"},
    {COMMAND_set_date, "at=2026-04-16T10:00Z|at.date=2026-04-16|at.time=10:00",
     REFUSAL_field_malformed, "at"},
    {COMMAND_report_result, "applicable=yes|fix_day=2026-05-01", REFUSAL_none, NULL},
    {COMMAND_report_result, "applicable=yes|fix_day=2026-02-30", REFUSAL_field_malformed,
     "fix_day"},
    {COMMAND_report_result, "applicable=yes|fix_day=1.5.2026", REFUSAL_field_malformed, "fix_day"},
    {COMMAND_report_result, "applicable=yes|comment.ja=\xe5\xb1\x8a|comment.en=a\nb", REFUSAL_none,
     NULL},
    {COMMAND_report_result, "applicable=yes|comment=x", REFUSAL_field_unknown, "comment"},
    {COMMAND_report_result, "applicable=yes|comment.fr=x", REFUSAL_field_unknown, "comment.fr"},
    {COMMAND_disclose_detail, "party=" A_ID, REFUSAL_none, NULL},
    {COMMAND_disclose_detail, "party=acme", REFUSAL_field_not_a_choice, "party"},
    {COMMAND_disclose_detail, "", REFUSAL_field_missing, "party"},
    {COMMAND_register_party, "kind=developer|name.en=Acme|contact=psirt@acme.example", REFUSAL_none,
     NULL},
    {COMMAND_register_party, "kind=developer|contact=psirt@acme.example", REFUSAL_field_missing,
     "name"},
    {COMMAND_register_party, "kind=developer|name.ja=A|contact=psirt", REFUSAL_field_malformed,
     "contact"},
    {COMMAND_register_party, "kind=developer|name.ja=A|contact=a@b", REFUSAL_field_malformed,
     "contact"},
    {COMMAND_register_party, "kind=developer|name.ja=A|contact=a@b.example,c@d.example",
     REFUSAL_field_malformed, "contact"},
    {COMMAND_register_party, "kind=developer|name.ja=A|contact=A <a@b.example>",
     REFUSAL_field_malformed, "contact"},
    {COMMAND_register_party, "kind=developer|name.ja=A|contact=a@-b.example",
     REFUSAL_field_malformed, "contact"},
    {COMMAND_register_party, "kind=developer|name.ja=A|contact=a@b..example",
     REFUSAL_field_malformed, "contact"},
    {COMMAND_write_advisory, "", REFUSAL_field_missing, "doc"},
    {COMMAND_write_advisory, "doc.title.ja=T", REFUSAL_none, NULL},
    {COMMAND_write_advisory, "doc.titel.ja=T", REFUSAL_field_unknown, "doc.titel.ja"},
    {COMMAND_write_advisory, "doc.title.ja=\x02", REFUSAL_field_encoding, "doc.title.ja"},
    {COMMAND_write_advisory, "doc.references.0.url=nowhere", REFUSAL_advisory_malformed,
     "doc.references.0.url"},
};

static void each_line_of_the_table_holds(void **state)
{
    (void)state;

    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        struct input in = pairs_of(table[i].pairs);
        struct command *c;
        struct refusal refusal;
        assert_int_equal(command_read(table[i].kind, &in, &arena, &c, &refusal), ERR_OK);
        bool same_field =
            table[i].field == NULL
                ? refusal.field_name == NULL
                : refusal.field_name != NULL && strcmp(refusal.field_name, table[i].field) == 0;
        if (refusal.code != table[i].refusal || !same_field)
            fail_msg("\"%s\": refusal %d, field %s", table[i].pairs, (int)refusal.code,
                     refusal.field_name == NULL ? "none" : refusal.field_name);
        assert_true((c == NULL) == (refusal.code != REFUSAL_none));
    }
}

static struct command *read_good(enum command_kind kind, const char *pairs)
{
    struct input in = pairs_of(pairs);
    struct command *c;
    struct refusal refusal;

    assert_int_equal(command_read(kind, &in, &arena, &c, &refusal), ERR_OK);
    assert_non_null(c);
    return c;
}

static void values_arrive_typed(void **state)
{
    (void)state;
    const struct cmd_report_result *r = (const struct cmd_report_result *)(const void *)read_good(
        COMMAND_report_result, "applicable=no|status=not_vulnerable|fix_day=1970-01-11|comment.ja= "
                               "\xe5\xb1\x8a |comment.en=en");

    assert_int_equal(r->head.kind, COMMAND_report_result);
    assert_int_equal(r->applicable, CODE_applicability_no);
    assert_int_equal(r->status, CODE_vendor_status_not_vulnerable);
    assert_int_equal(r->fix_day, 10);
    assert_str(r->comment.ja, STR("\xe5\xb1\x8a"));
    assert_str(r->comment.en, STR("en"));

    const struct cmd_set_date *apart = (const struct cmd_set_date *)(const void *)read_good(
        COMMAND_set_date, "at.date=1970-01-02|at.time=09:00|at.zone=+09:00");
    assert_int_equal(apart->at, US_PER_DAY);

    const struct cmd_file_report *f = (const struct cmd_file_report *)(const void *)read_good(
        COMMAND_file_report, "kind=2|named=1|tell_developer=0|files=" B_ID "|files=" A_ID);
    assert_int_equal(f->kind, CODE_report_kind_website);
    assert_true(f->named && !f->tell_developer && !f->direct_contact);
    assert_int_equal(f->files.count, 2);
    assert_str(id_text(f->files.ids[0], &arena), STR(B_ID));
}

/* "e" and a combining acute: one character after normalisation. */
static void texts_are_normalised_and_counted_in_characters(void **state)
{
    (void)state;
    const struct cmd_accept_report *a = (const struct cmd_accept_report *)(const void *)read_good(
        COMMAND_accept_report, "note=e\xcc\x81");
    assert_str(a->note, STR("\xc3\xa9"));

    struct str exact = {NULL, 0};
    char *text = ARENA_ARRAY(&arena, char, 3 * (LIMIT_TEXT_LINE + 1));
    for (size_t i = 0; i <= LIMIT_TEXT_LINE; i++)
        memcpy(text + 3 * i, "\xe5\xb1\x8a", 3);
    exact = (struct str){text, (size_t)3 * LIMIT_TEXT_LINE};
    struct input_pair pairs[] = {{STR_INIT("kind"), STR_INIT("product")},
                                 {STR_INIT("product"), exact}};
    struct input in = {pairs, 2};
    struct command *c;
    struct refusal refusal;
    assert_int_equal(command_read(COMMAND_file_report, &in, &arena, &c, &refusal), ERR_OK);
    assert_int_equal(refusal.code, REFUSAL_none);
    pairs[1].value.len += 3;
    assert_int_equal(command_read(COMMAND_file_report, &in, &arena, &c, &refusal), ERR_OK);
    assert_int_equal(refusal.code, REFUSAL_field_too_long);
    assert_int_equal(refusal.limit, LIMIT_TEXT_LINE);
}

static void eleven_files_are_too_many(void **state)
{
    (void)state;
    struct input_pair pairs[LIMIT_UPLOAD_FILES + 2] = {{STR_INIT("kind"), STR_INIT("product")}};
    struct command *c;
    struct refusal refusal;

    for (size_t i = 1; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        struct id id = {{(uint8_t)i}};
        pairs[i] = (struct input_pair){STR("files"), id_text(id, &arena)};
    }
    struct input in = {pairs, LIMIT_UPLOAD_FILES + 1};
    assert_int_equal(command_read(COMMAND_file_report, &in, &arena, &c, &refusal), ERR_OK);
    assert_int_equal(refusal.code, REFUSAL_none);
    in.count++;
    assert_int_equal(command_read(COMMAND_file_report, &in, &arena, &c, &refusal), ERR_OK);
    assert_int_equal(refusal.code, REFUSAL_field_too_long);
    assert_int_equal(refusal.limit, LIMIT_UPLOAD_FILES);
}

/* A full arena is an error: it must never look like something the person did wrong. */
static void a_full_arena_is_an_error_and_no_refusal(void **state)
{
    (void)state;
    struct input in = pairs_of("kind=product|product=Example|vulnerability=text|at.date=x");
    in.count = 3;

    for (size_t limit = 0; limit < 2000; limit += 16) {
        struct arena small;
        struct command *c;
        struct refusal refusal;
        arena_init(&small, limit);
        enum err err = command_read(COMMAND_file_report, &in, &small, &c, &refusal);
        assert_true(err == ERR_MEMORY || err == ERR_OK);
        assert_int_equal(refusal.code, REFUSAL_none);
        assert_true((c != NULL) == (err == ERR_OK));
        arena_release(&small);
    }
}

static void input_get_takes_the_first(void **state)
{
    (void)state;
    struct input in = pairs_of("a=1|a=2|b=");

    assert_str(input_get(&in, STR("a")), STR("1"));
    assert_true(input_has(&in, STR("b")));
    assert_false(input_has(&in, STR("c")));
    assert_null(input_get(&in, STR("c")).ptr);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_line_of_the_table_holds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(values_arrive_typed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(texts_are_normalised_and_counted_in_characters, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(eleven_files_are_too_many, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_full_arena_is_an_error_and_no_refusal, set_up, tear_down),
        cmocka_unit_test_setup_teardown(input_get_takes_the_first, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
