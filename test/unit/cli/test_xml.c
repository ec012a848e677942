/*
 * cli/test_xml.c — XML through the parser child into publications: the cases of xml-cases.txt,
 * every limit, and the child itself: confined before it reads, and not believed afterwards.
 *
 * Every case runs twice, in the child and in this process, and both must tell the same events. What
 * was read is written as VULDEF, and written again after reading that: the bytes must stay.
 */
#include "tester_arena.h"

#include "base/limits.h"
#include "core/codec/feed_read.h"
#include "core/codec/myjvn_list.h"
#include "sys/xml_child.h"
#include "sys/xml_parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES = 1 << 30, CASES_BYTES = 1 << 20, DOCUMENT_BYTES = 256 << 20 };

static const char cases_file[] = "test/unit/cli/xml-cases.txt";
static const struct codec_scheme scheme = {
    .site_name = {STR_INIT("見本"), STR_INIT("Example")},
    .publisher_name = {STR_INIT("見本"), STR_INIT("Example")},
    .base_url = STR_INIT("https://notes.example.jp"),
};
TESTER_ARENA(ARENA_BYTES);

#define assert_ok(e) assert_int_equal((e), ERR_OK)

/* ---- reading --------------------------------------------------------------------------------- */

static struct str events_here(struct str text)
{
    struct buf out;

    buf_init(&out, &arena, LIMIT_XML_EVENTS);
    assert_ok(xml_parse_bytes(text, &out));
    return buf_str(&out);
}

static struct str vuldef_of(const struct publication *p)
{
    const struct codec_list list = {&p, 1, p->revised_at_us};
    struct buf out;
    bool english = str_is_empty(p->advisory.title.ja) && str_is_empty(p->advisory.overview.ja);

    buf_init(&out, &arena, DOCUMENT_BYTES);
    assert_ok(vuldef_write(&list, &scheme, english ? LANG_EN : LANG_JA, NULL, &out));
    return buf_str(&out);
}

/* What VULDEF holds of a publication stays as it is from then on. */
static void assert_vuldef_stays(const struct publication *p)
{
    struct str first = vuldef_of(p);
    struct publication back;
    struct feed_reader f;
    struct xml_fault fault = {0};

    assert_ok(feed_begin(events_here(first), &arena, &f, &fault));
    assert_ok(feed_next(&f, &arena, &back, &fault));
    assert_str(vuldef_of(&back), first);
}

static void show_fault(struct buf *out, const char *word, const struct xml_fault *fault)
{
    buf_add_format(out, "%s %s%s%.*s at %u:%u\n", word, fault->reason,
                   fault->detail.len > 0 ? " " : "", STR_ARG(fault->detail), fault->line,
                   fault->column);
}

/* Vendors or numbers, written again. */
static void show_list(struct buf *out, struct feed_reader *f)
{
    struct xml_fault fault = {0};
    struct myjvn_list list;

    if (myjvn_list_read(f, &arena, &list, &fault) != ERR_OK) {
        show_fault(out, "nothing:", &fault);
        return;
    }
    struct str text = {NULL, 0};
    struct buf whole;
    buf_init(&whole, &arena, DOCUMENT_BYTES);
    assert_ok(myjvn_list_write(&list, &whole));
    assert_ok(buf_finish(&whole, &text));
    size_t body = str_find(text, STR(">\n"), str_find(text, STR("<Result"), 0));
    buf_add(out, str_slice(text, body + 2, text.len));
}

/* The answers of a document, a line each. */
static struct str answers_of(struct str events)
{
    struct buf out;
    struct feed_reader f;
    struct xml_fault fault = {0};
    enum err e = feed_begin(events, &arena, &f, &fault);

    buf_init(&out, &arena, DOCUMENT_BYTES);
    if (e == ERR_INVALID)
        show_fault(&out, "nothing:", &fault);
    if (e == ERR_OK && f.kind == FEED_RESULTS)
        show_list(&out, &f);
    while (e == ERR_OK) {
        struct publication p;
        struct str text;

        e = feed_next(&f, &arena, &p, &fault);
        if (e == ERR_INVALID) {
            show_fault(&out, "refused", &fault);
            e = ERR_OK;
        } else if (e == ERR_OK) {
            assert_ok(publication_write(&p, &arena, &text));
            buf_add(&out, text);
            buf_add_char(&out, '\n');
            assert_vuldef_stays(&p);
        } else {
            assert_int_equal(e, ERR_NOT_FOUND);
        }
    }
    return buf_str(&out);
}

/* ---- the cases ------------------------------------------------------------------------------- */

static struct str read_cases(void)
{
    FILE *f = fopen(cases_file, "rb");
    char *bytes = arena_alloc(&arena, CASES_BYTES);

    assert_non_null(f);
    assert_non_null(bytes);
    size_t len = fread(bytes, 1, CASES_BYTES, f);
    assert_in_range(len, 1, CASES_BYTES - 1);
    (void)fclose(f);
    return (struct str){bytes, len};
}

/* "\xNN" as the byte. */
static struct str unescape(struct str text)
{
    char *out = arena_alloc(&arena, text.len + 1);
    size_t len = 0;

    assert_non_null(out);
    for (size_t i = 0; i < text.len; i++) {
        if (text.len - i >= 4 && memcmp(text.ptr + i, "\\x", 2) == 0) {
            char digits[3] = {text.ptr[i + 2], text.ptr[i + 3], '\0'};
            out[len++] = (char)strtoul(digits, NULL, 16);
            i += 3;
        } else {
            out[len++] = text.ptr[i];
        }
    }
    return (struct str){out, len};
}

/* True when it was read as expected; shows what was read otherwise. */
static bool run_case(struct str name, struct str document, struct str expected)
{
    struct str told;

    document = unescape(document);
    assert_ok(xml_child_read(document, &arena, &told));
    assert_true(str_equal(told, events_here(document)));
    struct str answers = answers_of(told);
    bool same = str_equal(str_trim(answers), str_trim(expected));
    if (!same)
        print_error("== %.*s\n%.*s", STR_ARG(name), STR_ARG(answers));
    return same;
}

static void every_case_is_read_as_it_says(void **state)
{
    struct str rest = read_cases();
    size_t at = str_find(rest, STR("\n== "), 0);
    size_t count = 0;
    size_t wrong = 0;

    (void)state;
    while (at != SIZE_MAX) {
        size_t end = str_find(rest, STR("\n== "), at + 1);
        struct str whole = str_slice(rest, at + 4, end == SIZE_MAX ? rest.len : end);
        size_t line = str_find(whole, STR("\n"), 0);
        size_t middle = str_find(whole, STR("\n--\n"), line);

        assert_true(middle != SIZE_MAX);
        wrong += !run_case(str_slice(whole, 0, line), str_slice(whole, line + 1, middle),
                           str_slice(whole, middle + 4, whole.len));
        count++;
        at = end;
    }
    assert_int_equal(wrong, 0);
    assert_in_range(count, 50, 500);
}

/* ---- limits ---------------------------------------------------------------------------------- */

/* A document that holds `piece` as often as a limit allows, or once more; "#" in a piece becomes
 * its number. */
struct bound {
    const char *what;
    size_t most;
    const char *head, *piece, *tail;
    const char *back; /* as often again, behind the tail; may be NULL */
    enum xml_reason reason;
    uint32_t column; /* where it is refused */
};

static const struct bound bounds[] = {
    {"levels", LIMIT_XML_DEPTH, "", "<a>", "", "</a>", XML_REASON_DEPTH, 3 * LIMIT_XML_DEPTH + 1},
    {"attributes", LIMIT_XML_ATTRIBUTES, "<x><a", " a#=''", "/></x>", NULL, XML_REASON_ATTRIBUTES,
     4},
    {"bytes of an element's name", LIMIT_XML_NAME, "<x><", "n", "/></x>", NULL, XML_REASON_NAME, 4},
    {"bytes of an attribute's name", LIMIT_XML_NAME, "<x><a ", "n", "=''/></x>", NULL,
     XML_REASON_NAME, 4},
    {"bytes of an attribute", LIMIT_XML_TEXT, "<x><a b='", "t", "'/></x>", NULL, XML_REASON_TEXT,
     4},
    {"bytes of text", LIMIT_XML_TEXT, "<x>", "t", "</x>", NULL, XML_REASON_TEXT, 0},
    {"bytes of blanks", LIMIT_XML_TEXT, "<x>", " ", "</x>", NULL, XML_REASON_TEXT, 0},
    {"bytes of text with comments between", LIMIT_XML_TEXT, "<x>", "t<!---->", "</x>", NULL,
     XML_REASON_TEXT, 8 * LIMIT_XML_TEXT + 4},
    {"bytes of text in pieces of CDATA", LIMIT_XML_TEXT, "<x>", "<![CDATA[t]]>", "</x>", NULL,
     XML_REASON_TEXT, 13 * LIMIT_XML_TEXT + 13},
    {"bytes", LIMIT_XML_BYTES - 4, "<x/>", " ", "", NULL, XML_REASON_SIZE, 0},
};

static struct str document_at(const struct bound *v, size_t more)
{
    struct buf out;

    buf_init(&out, &arena, DOCUMENT_BYTES);
    buf_add_cstr(&out, v->head);
    for (size_t i = 0; i < v->most + more; i++) {
        const char *number = strchr(v->piece, '#');

        if (number != NULL)
            buf_add_format(&out, "%.*s%zu%s", (int)(number - v->piece), v->piece, i, number + 1);
        else
            buf_add_cstr(&out, v->piece);
    }
    buf_add_cstr(&out, v->tail);
    for (size_t i = 0; v->back != NULL && i < v->most + more; i++)
        buf_add_cstr(&out, v->back);
    assert_false(out.failed);
    return buf_str(&out);
}

static struct xml_event last_of(struct str events)
{
    struct xml_event v = {0};

    while (xml_event_read(&events, &v) == ERR_OK)
        ;
    assert_int_equal(events.len, 0);
    return v;
}

static void every_limit_is_a_refusal_with_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(bounds) / sizeof(bounds[0]); i++) {
        const struct bound *v = &bounds[i];

        arena_clear(&arena);
        if (last_of(events_here(document_at(v, 0))).kind != XML_EVENT_DONE)
            fail_msg("%zu %s are refused", v->most, v->what);
        arena_clear(&arena);
        struct xml_event last = last_of(events_here(document_at(v, 1)));
        if (last.kind != XML_EVENT_BAD || last.reason != v->reason || last.line != 1 ||
            last.column == 0 || (v->column > 0 && last.column != v->column))
            fail_msg("%zu %s: reason %d at %u:%u", v->most + 1, v->what, (int)last.reason,
                     last.line, last.column);
    }
}

/* ---- a child that lies ----------------------------------------------------------------------- */

static enum err begin(struct str events)
{
    struct feed_reader f;
    struct xml_fault fault;

    return feed_begin(events, &arena, &f, &fault);
}

static void no_cut_and_no_changed_byte_is_believed(void **state)
{
    struct str whole = events_here(STR("<feed xmlns='http://www.w3.org/2005/Atom'>"
                                       "<entry><id>A-1</id></entry></feed>"));

    (void)state;
    assert_ok(begin(whole));
    for (size_t len = 0; len < whole.len; len++)
        assert_int_equal(begin(str_slice(whole, 0, len)), ERR_CORRUPT);
    for (size_t at = 0; at < whole.len; at++) {
        for (int bit = 0; bit < 8; bit++) {
            struct str changed = arena_copy(&arena, whole);
            union {
                const char *given;
                char *wanted;
            } bytes = {.given = changed.ptr};
            bytes.wanted[at] = (char)(bytes.wanted[at] ^ (1 << bit));
            (void)answers_of(changed); /* another document, or refused: never half of one */
        }
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_case_is_read_as_it_says, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_limit_is_a_refusal_with_its_place, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_cut_and_no_changed_byte_is_believed, set_up, tear_down),
    };

    if (argc == 2 && strcmp(argv[1], XML_CHILD_ROLE) == 0)
        return xml_child_main();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
