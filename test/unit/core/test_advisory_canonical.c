/* test_advisory_canonical.c — canonical documents: order, round trips, and what an approval covers
 * (PUB-28). */
#include "tester_arena.h"

#include "core/advisory/advisory_priv.h"
#include "example_publication.h"

#include <stdlib.h>
#include <time.h>

enum { RANDOM_ROUNDS = 300 };

TESTER_ARENA(16 << 20);

/* The writer asserts this at run time; here a new field in the wrong place fails with its name. */
static void test_table_is_ascending(void **state)
{
    (void)state;
    for (size_t i = 0; i < ADVISORY_FIELD_COUNT; i++) {
        const struct row_table *rows = advisory_fields[i].rows;

        if (i > 0 && str_compare(advisory_fields[i - 1].name, advisory_fields[i].name) >= 0) {
            fail_msg("field %.*s", STR_ARG(advisory_fields[i].name));
        }
        for (size_t c = 1; rows != NULL && c < rows->column_count; c++) {
            if (str_compare(rows->columns[c - 1].name, rows->columns[c].name) >= 0) {
                fail_msg("column %.*s", STR_ARG(rows->columns[c].name));
            }
        }
    }
}

static void test_publication_round_trip(void **state)
{
    struct publication samples[] = {example_publication(), example_publication_bare()};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct publication back;
        struct str first;
        struct str second;

        assert_int_equal(publication_write(&samples[i], &arena, &first), ERR_OK);
        assert_int_equal(publication_read(first, &arena, &back), ERR_OK);
        assert_int_equal(publication_write(&back, &arena, &second), ERR_OK);
        assert_str(second, first);
        assert_int_equal(back.vendor_count, samples[i].vendor_count);
        assert_true(id_equal(back.vendors[0].party, samples[i].vendors[0].party));
    }
}

static void test_reader_is_strict(void **state)
{
    static const char *const bad_publications[] = {
        "[]",
        "{}",
        "{\"kind\":1,\"state\":1}",
        "{\"kind\":9,\"number\":\"JVN#1\",\"state\":1}",
        "{\"kind\":1,\"number\":1,\"state\":1}",
        "{\"kind\":1,\"number\":\"JVN#1\",\"state\":1,\"x\":1}",
        "{\"kind\":1,\"number\":\"JVN#1\",\"state\":1,\"vendors\":[{}]}",
        "{\"kind\":1,\"number\":\"JVN#1\",\"state\":1,\"vendors\":[1]}",
        "{\"kind\":1,\"number\":\"JVN#1\",\"state\":1,\"revision\":-1}",
        "{\"kind\":1,\"number\":\"JVN#1\",\"state\":1,\"history\":[{\"at_us\":\"1\"}]}",
    };
    static const char *const bad_advisories[] = {
        "1",
        "{\"title\":\"x\"}",
        "{\"title\":{\"fr\":\"x\"}}",
        "{\"title\":{\"ja\":1}}",
        "{\"colour\":{}}",
        "{\"products\":{}}",
        "{\"products\":[1]}",
        "{\"products\":[{\"x\":\"y\"}]}",
        "{\"products\":[{\"product\":1}]}",
        "{\"analyses\":[{\"date\":\"yesterday\"}]}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(bad_publications) / sizeof(bad_publications[0]); i++) {
        struct publication v;

        if (publication_read(str_from_cstr(bad_publications[i]), &arena, &v) != ERR_INVALID) {
            fail_msg("taken: %s", bad_publications[i]);
        }
    }
    for (size_t i = 0; i < sizeof(bad_advisories) / sizeof(bad_advisories[0]); i++) {
        struct advisory v;

        if (advisory_read(str_from_cstr(bad_advisories[i]), &arena, &v) != ERR_INVALID) {
            fail_msg("taken: %s", bad_advisories[i]);
        }
    }
}

/* What is refused is named as deep as it is wrong. */
static void test_misfits(void **state)
{
    static const struct {
        const char *text;
        bool publication;
        const char *pointer; /* NULL: something is missing */
    } cases[] = {
        {"[]", true, ""},
        {"{\"kind\":1}", true, NULL},
        {"{\"kind\":9,\"number\":\"JVN#1\"}", true, "/kind"},
        {"{\"kind\":1,\"history\":[{\"at_us\":\"1\"}]}", true, "/history"},
        {"{\"advisory\":{\"title\":{\"ja\":\"x\"},\"products\":[{\"product\":1}]}}", true,
         "/advisory/products/0/product"},
        {"{\"title\":{\"ja\":\"x\"}}", false, NULL},
        {"{\"title\":\"x\"}", false, "/title"},
        {"{\"colour\":{}}", false, "/colour"},
        {"{\"products\":{}}", false, "/products"},
        {"{\"products\":[{},1]}", false, "/products/1"},
        {"{\"cves\":[{\"id\":\"x\",\"cwe\":\"y\"}]}", false, "/cves/0/cwe"},
        {"{\"analyses\":[{\"date\":\"yesterday\"}]}", false, "/analyses/0/date"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct json *v = NULL;

        assert_int_equal(json_read(str_from_cstr(cases[i].text), 1000, &arena, &v, NULL), ERR_OK);
        const struct json *at =
            cases[i].publication ? publication_misfit(v, &arena) : advisory_misfit(v, &arena);
        assert_int_equal(at != NULL, cases[i].pointer != NULL);
        if (at != NULL) {
            assert_str(json_pointer(at, &arena), str_from_cstr(cases[i].pointer));
        }
    }
}

static void test_publication_limit(void **state)
{
    struct publication p = example_publication();
    struct history_line *lines = ARENA_ARRAY(&arena, struct history_line, 200);
    struct buf text;
    struct str out;

    (void)state;
    assert_non_null(lines);
    buf_init(&text, &arena, LIMIT_TEXT_BLOCK);
    while (text.len < LIMIT_TEXT_BLOCK) {
        buf_add_char(&text, 'x');
    }
    for (size_t i = 0; i < 200; i++) {
        lines[i] = (struct history_line){.at_us = 1, .text = {.ja = buf_str(&text)}};
    }
    p.history = lines;
    p.history_count = 90;
    assert_int_equal(publication_write(&p, &arena, &out), ERR_OK);
    p.history_count = 200;
    assert_int_equal(publication_write(&p, &arena, &out), ERR_LIMIT);
}

static struct str frozen(const struct publication *v)
{
    struct str out = {NULL, 0};

    assert_int_equal(publication_frozen_write(v, &arena, &out), ERR_OK);
    return out;
}

/* PUB-28: the status word, dates and histories are outside the approved bytes; everything that
 * people wrote is inside. */
static void test_frozen_bytes(void **state)
{
    struct publication p = example_publication();
    struct publication_vendor vendors[3] = {example_vendors[0], example_vendors[1],
                                            example_vendors[2]};
    struct str approved;

    (void)state;
    p.vendors = vendors;
    approved = frozen(&p);
    vendors[0].status = VENDOR_STATUS_AFFECTED_INVESTIGATING;
    vendors[0].history_count = 0;
    p.published_at_us++;
    p.revised_at_us++;
    p.revision++;
    p.history_count = 0;
    assert_str(frozen(&p), approved);

    vendors[0].comment.ja = STR("別の文");
    assert_false(str_equal(frozen(&p), approved));
    vendors[0].comment = example_vendors[0].comment;
    vendors[0].notice_url = STR("https://mihon.example/other");
    assert_false(str_equal(frozen(&p), approved));
    vendors[0].notice_url = example_vendors[0].notice_url;
    p.advisory.change_note.ja = STR("別の文");
    assert_false(str_equal(frozen(&p), approved));
    p.advisory.change_note = example_publication().advisory.change_note;
    p.number = STR("JVN#19000009");
    assert_false(str_equal(frozen(&p), approved));
    p.number = STR("JVN#19000001");
    p.vendor_count = 2;
    assert_false(str_equal(frozen(&p), approved));
    p.vendor_count = 3;
    p.state = PUBLICATION_WITHDRAWN;
    assert_false(str_equal(frozen(&p), approved));
    p.state = PUBLICATION_PUBLISHED;
    assert_str(frozen(&p), approved);
}

/* The law reads approved bytes back: nothing that was approved may be lost on the way. */
static void test_frozen_reads_back(void **state)
{
    struct publication p = example_publication();
    struct publication back;

    (void)state;
    p.state = PUBLICATION_WITHDRAWN;
    assert_int_equal(publication_read(frozen(&p), &arena, &back), ERR_OK);
    assert_int_equal(back.state, PUBLICATION_WITHDRAWN);
    assert_str(frozen(&back), frozen(&p));
    p.state = PUBLICATION_PUBLISHED;
    assert_int_equal(publication_read(frozen(&p), &arena, &back), ERR_OK);
    assert_int_equal(back.state, 0);
    assert_int_equal(back.vendors[0].status, 0);
    assert_str(frozen(&back), frozen(&p));
}

/* --- property: what was written reads back the same, whatever the texts hold --- */

static struct str random_text(unsigned *seed)
{
    static const char *const pieces[] = {"a", "Z",    "\"", "\\", "\n", "\t", "脆弱性", "é",
                                         "😀", "</p>", "&",  "'",  "{",  " ",  "\x7f"};
    struct buf text;
    struct str out;
    int n = rand_r(seed) % 20;

    buf_init(&text, &arena, 4096);
    for (int i = 0; i < n; i++) {
        buf_add_cstr(&text, pieces[(size_t)rand_r(seed) % (sizeof(pieces) / sizeof(pieces[0]))]);
    }
    assert_int_equal(buf_finish(&text, &out), ERR_OK);
    return out;
}

static void fill_row(const struct row_table *table, void *row, unsigned *seed)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (table->columns[i].kind == COLUMN_DATE) {
            *column_day(row, &table->columns[i]) = rand_r(seed) % 40000;
        } else {
            *column_text(row, &table->columns[i]) = random_text(seed);
        }
    }
}

static void random_advisory(struct advisory *v, unsigned *seed)
{
    *v = (struct advisory){.product_count = 0};
    for (size_t i = 0; i < ADVISORY_FIELD_COUNT; i++) {
        const struct field *f = &advisory_fields[i];
        size_t count = (size_t)rand_r(seed) % 4;
        char *rows;

        if (f->rows == NULL) {
            *advisory_text(v, f) = (struct text2){random_text(seed), random_text(seed)};
            continue;
        }
        rows = arena_alloc_array(&arena, count, f->rows->row_size);
        assert_non_null(rows);
        for (size_t row = 0; row < count; row++) {
            fill_row(f->rows, rows + row * f->rows->row_size, seed);
        }
        advisory_set_rows(v, f, rows, count);
    }
}

static void test_random_advisories(void **state)
{
    const char *given = getenv("TODOKE_SEED");
    unsigned seed = given != NULL ? (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);

    (void)state;
    print_message("TODOKE_SEED=%u\n", seed);
    for (int round = 0; round < RANDOM_ROUNDS; round++) {
        struct advisory v;
        struct advisory back;
        struct str first;
        struct str second;

        arena_clear(&arena);
        random_advisory(&v, &seed);
        assert_int_equal(advisory_write(&v, &arena, &first), ERR_OK);
        assert_int_equal(advisory_read(first, &arena, &back), ERR_OK);
        assert_int_equal(advisory_write(&back, &arena, &second), ERR_OK);
        assert_str(second, first);
        for (size_t i = 0; i < ADVISORY_FIELD_COUNT; i++) {
            if (advisory_fields[i].rows == NULL) {
                assert_str(advisory_text(&back, &advisory_fields[i])->ja,
                           advisory_text(&v, &advisory_fields[i])->ja);
            } else {
                assert_int_equal(advisory_row_count(&back, &advisory_fields[i]),
                                 advisory_row_count(&v, &advisory_fields[i]));
            }
        }
    }
}

static void test_names(void **state)
{
    struct id party = example_vendors[0].party;

    (void)state;
    assert_str(publication_segment(STR("JVN#12345678"), &arena), STR("JVN12345678"));
    assert_str(publication_segment(STR("../JVN#1 <x>"), &arena), STR("JVN1x"));
    assert_str(publication_slug(STR("JVN12345678"), &arena), STR("jvn12345678"));
    assert_null(publication_slug(STR("JVN#12345678"), &arena).ptr);
    assert_null(publication_slug(STR(".."), &arena).ptr);
    assert_null(publication_slug(STR(""), &arena).ptr);
    assert_str(publication_path(STR("JVN#12345678"), LANG_JA, &arena),
               STR("/jp/JVN12345678/index.html"));
    assert_str(publication_path(STR("JVN#12345678"), LANG_EN, &arena),
               STR("/en/jp/JVN12345678/index.html"));
    assert_str(publication_path(STR("JVNVU#90000001"), LANG_JA, &arena),
               STR("/vu/JVNVU90000001/index.html"));
    assert_str(publication_path(STR("JVNTA#90000001"), LANG_EN, &arena),
               STR("/en/ta/JVNTA90000001/index.html"));
    assert_str(publication_vendor_path(STR("JVN#12345678"), party, LANG_JA, &arena),
               STR("/jp/JVN12345678/vendor-aebagbafaydqqcikbmga2dqpca.html"));
}

static void test_published_paths(void **state)
{
    static const struct {
        const char *url, *file;
    } cases[] = {
        {"/", "site/"},
        {"/en/", "site/en/"},
        {"/list/2026.html", "site/list/2026.html"},
        {"/jp/JVN12345678/", "advisory/jvn12345678/"},
        {"/jp/JVN12345678/index.html", "advisory/jvn12345678/index.html"},
        {"/en/jp/JVN12345678/index.html", "advisory/jvn12345678/en/index.html"},
        {"/vu/JVNVU90000001/vendor-a.html", "advisory/jvnvu90000001/vendor-a.html"},
        {"/jp/JVN12345678", "site/jp/JVN12345678"},
        {"/jp/../x", "site/jp/../x"}, /* the server of files refuses dot segments */
        {"/csaf/2026/jvn12345678.json", "advisory/jvn12345678/csaf/2026/jvn12345678.json"},
        {"/csaf/2026/jvn12345678.json.sha512",
         "advisory/jvn12345678/csaf/2026/jvn12345678.json.sha512"},
        {"/csaf/index.txt", "site/csaf/index.txt"},
        {"/csaf/2026/", "site/csaf/2026/"},
        {"/.well-known/csaf/provider-metadata.json", "site/well-known/csaf/provider-metadata.json"},
        {"/.git/config", NULL},
        {"jp/JVN12345678/", NULL},
        {"", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct str file;
        bool found = published_path(str_from_cstr(cases[i].url), &arena, &file);

        assert_int_equal(found, cases[i].file != NULL);
        if (found) {
            assert_str(file, str_from_cstr(cases[i].file));
        }
    }
}

/* proves PUB-10: exactly these five. */
static void test_status_words(void **state)
{
    static const char *const words[] = {"該当製品あり", "該当製品あり：調査中", "該当製品なし",
                                        "該当製品なし：調査中", "脆弱性情報提供済み"};

    (void)state;
    for (uint32_t i = 0; i < 5; i++) {
        assert_str(vendor_status_text(i + 1, LANG_JA), str_from_cstr(words[i]));
    }
    assert_null(vendor_status_text(0, LANG_JA).ptr);
    assert_null(vendor_status_text(6, LANG_EN).ptr);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table_is_ascending),
        cmocka_unit_test_setup_teardown(test_publication_round_trip, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_publication_limit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_reader_is_strict, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_misfits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_frozen_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_frozen_reads_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_random_advisories, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_names, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_published_paths, set_up, tear_down),
        cmocka_unit_test(test_status_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
