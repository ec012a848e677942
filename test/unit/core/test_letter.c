/*
 * test/unit/core/test_letter.c — letters and settings: what was written is read again, and nothing
 * else is.
 */
#include "tester.h"

#include "base/limits.h"
#include "core/conf/conf.h"
#include "core/letter/letter.h"

#include <string.h>

enum { ARENA_BYTES = 64 << 20 };

/* Gives the bytes in pieces of `step`. */
struct source {
    struct str bytes;
    size_t at;
    size_t step;
};

static enum err source_read(void *ctx, uint8_t *out, size_t len, size_t *got)
{
    struct source *s = ctx;
    size_t left = s->bytes.len - s->at;
    *got = len < s->step ? len : s->step;
    *got = *got < left ? *got : left;
    memcpy(out, s->bytes.ptr + s->at, *got);
    s->at += *got;
    return ERR_OK;
}

static const struct letter_head HEAD = {
    .kind = LETTER_REPORT,
    .lang = LANG_EN,
    .lookup = {{1, 2, 3}},
    .public_key = {4, 5, 6},
};

static struct str letter_make(struct arena *a)
{
    struct buf out;
    struct str bytes;
    buf_init(&out, a, LIMIT_FORM_BYTES);
    letter_write_head(&out, &HEAD);
    letter_write_field(&out, STR("product"), STR("例示"));
    letter_write_file(&out, STR("画面.png"), STR("image/png"), 5);
    buf_add_cstr(&out, "12345");
    letter_write_field(&out, STR("empty"), STR(""));
    letter_write_end(&out);
    assert_int_equal(buf_finish(&out, &bytes), ERR_OK);
    return bytes;
}

/* Reads all of it; the file's bytes too when `take`. */
static enum err letter_take(struct source *s, struct arena *a, bool take, size_t *entries)
{
    struct letter_reader r;
    struct letter_head head;
    struct letter_entry e = {0};
    struct letter_source source = {source_read, s};
    enum err err = letter_open(&r, source, a, &head);
    *entries = 0;
    while (err == ERR_OK && (err = letter_next(&r, &e)) == ERR_OK && e.kind != LETTER_END) {
        uint8_t bytes[3];
        size_t got = 1;
        ++*entries;
        while (e.kind == LETTER_FILE && take && err == ERR_OK && got > 0)
            err = letter_file_read(&r, bytes, sizeof(bytes), &got);
    }
    return err;
}

static void letters_come_back(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, ARENA_BYTES);
    struct str bytes = letter_make(&a);
    for (size_t step = 1; step < 70; step++) {
        struct source s = {bytes, 0, step};
        struct letter_reader r;
        struct letter_head head;
        struct letter_entry e;
        uint8_t file[8];
        size_t got;
        assert_int_equal(letter_open(&r, (struct letter_source){source_read, &s}, &a, &head),
                         ERR_OK);
        assert_memory_equal(&head.lookup, &HEAD.lookup, sizeof(head.lookup));
        assert_memory_equal(head.public_key, HEAD.public_key, LETTER_KEY_BYTES);
        assert_int_equal(head.lang, LANG_EN);
        assert_int_equal(letter_next(&r, &e), ERR_OK);
        assert_int_equal(e.kind, LETTER_FIELD);
        assert_str(e.name, STR("product"));
        assert_str(e.value, STR("例示"));
        assert_int_equal(letter_next(&r, &e), ERR_OK);
        assert_int_equal(e.kind, LETTER_FILE);
        assert_str(e.name, STR("画面.png"));
        assert_str(e.type, STR("image/png"));
        assert_int_equal(e.size, 5);
        assert_int_equal(letter_file_read(&r, file, 1, &got), ERR_OK);
        assert_int_equal(file[0], '1'); /* the rest is skipped */
        assert_int_equal(letter_next(&r, &e), ERR_OK);
        assert_str(e.name, STR("empty"));
        assert_int_equal(e.value.len, 0);
        assert_int_equal(letter_next(&r, &e), ERR_OK);
        assert_int_equal(e.kind, LETTER_END);
    }
    arena_release(&a);
}

/* Cut anywhere, followed by anything, or with one bit turned in a length or tag: no letter. */
static void damaged_letters_are_none(void **state)
{
    struct arena a;
    size_t entries;
    (void)state;
    arena_init(&a, (size_t)1 << 30);
    struct str whole = letter_make(&a);
    for (size_t cut = 0; cut < whole.len; cut++) {
        for (int take = 0; take < 2; take++) {
            struct source s = {{whole.ptr, cut}, 0, 100};
            assert_int_equal(letter_take(&s, &a, take == 1, &entries), ERR_INVALID);
        }
    }
    char *longer = arena_alloc(&a, whole.len + 1);
    memcpy(longer, whole.ptr, whole.len);
    struct source s = {{longer, whole.len + 1}, 0, 100};
    assert_int_equal(letter_take(&s, &a, true, &entries), ERR_INVALID);
    for (size_t i = 0; i < 18; i++) { /* magic, kind, language */
        memcpy(longer, whole.ptr, whole.len);
        longer[i] = (char)(longer[i] ^ 0x40);
        s = (struct source){{longer, whole.len}, 0, 100};
        assert_int_equal(letter_take(&s, &a, true, &entries), ERR_INVALID);
    }
    arena_release(&a);
}

static void letters_have_limits(void **state)
{
    struct arena a;
    struct buf out;
    size_t entries;
    (void)state;
    arena_init(&a, (size_t)1 << 30);
    buf_init(&out, &a, 64 << 20);
    letter_write_head(&out, &HEAD);
    for (int i = 0; i < LIMIT_FORM_FIELDS + 1; i++)
        letter_write_field(&out, STR("a"), STR("b"));
    letter_write_end(&out);
    struct source s = {buf_str(&out), 0, 4096};
    assert_int_equal(letter_take(&s, &a, true, &entries), ERR_LIMIT);
    assert_int_equal(entries, LIMIT_FORM_FIELDS);
    buf_clear(&out);
    letter_write_head(&out, &HEAD);
    for (int i = 0; i < LIMIT_UPLOAD_FILES + 1; i++)
        letter_write_file(&out, STR("a"), STR("b"), 0);
    letter_write_end(&out);
    s = (struct source){buf_str(&out), 0, 4096};
    assert_int_equal(letter_take(&s, &a, true, &entries), ERR_LIMIT);
    assert_int_equal(entries, LIMIT_UPLOAD_FILES);
    buf_clear(&out);
    letter_write_head(&out, &HEAD);
    letter_write_file(&out, STR("a"), STR("b"), LIMIT_UPLOAD_BYTES + UINT64_C(1));
    s = (struct source){buf_str(&out), 0, 4096};
    assert_int_equal(letter_take(&s, &a, true, &entries), ERR_LIMIT);
    char *half = arena_alloc(&a, LIMIT_FORM_BYTES);
    memset(half, 'x', LIMIT_FORM_BYTES);
    buf_clear(&out);
    letter_write_head(&out, &HEAD);
    letter_write_field(&out, STR("a"), (struct str){half, LIMIT_FORM_BYTES});
    letter_write_field(&out, STR("b"), STR("x"));
    letter_write_end(&out);
    s = (struct source){buf_str(&out), 0, 4096};
    assert_int_equal(letter_take(&s, &a, true, &entries), ERR_LIMIT);
    arena_release(&a);
}

/* ---- settings -------------------------------------------------------------------------------- */

static void settings_come_back(void **state)
{
    struct arena a;
    struct conf one;
    struct conf two;
    struct buf first;
    struct buf second;
    size_t line;
    (void)state;
    arena_init(&a, ARENA_BYTES);
    conf_init(&one);
    assert_true(conf_assign(&one, STR("desk_listen"), STR("[::1]:9000")));
    assert_true(conf_assign(&one, STR("desk_workers"), STR("7")));
    assert_false(conf_assign(&one, STR("desk_workers"), STR("seven")));
    assert_false(conf_assign(&one, STR("no_such"), STR("1")));
    buf_init(&first, &a, 64 << 10);
    buf_init(&second, &a, 64 << 10);
    conf_write(&one, &first);
    assert_int_equal(conf_read(buf_str(&first), &a, &two, &line), ERR_OK);
    assert_int_equal(two.desk_workers, 7);
    conf_write(&two, &second);
    assert_str(buf_str(&second), buf_str(&first));
    arena_release(&a);
}

static void wrong_settings_are_refused(void **state)
{
    static const struct {
        const char *text;
        enum err err;
        size_t line;
    } cases[] = {
        {"", ERR_OK, 1},
        {"# nothing\n\n  \n", ERR_OK, 4},
        {"training = yes\n", ERR_OK, 2},
        {"  training=yes", ERR_OK, 1},
        {"trainning = yes\n", ERR_INVALID, 1},
        {"\ntraining yes\n", ERR_INVALID, 2},
        {"training = yes\ntraining = no\n", ERR_INVALID, 2},
        {"desk_workers = many\n", ERR_INVALID, 1},
        {"desk_workers = 99999999999\n", ERR_INVALID, 1},
        {"site_name_ja = \xff\n", ERR_INVALID, 1},
        {"training = Yes\n", ERR_INVALID, 1},
        {"clock = manual\nsandbox = degradded\n", ERR_INVALID, 2},
        {"password_cost = none\n", ERR_INVALID, 1},
        {"portal_listen = 8080\n", ERR_INVALID, 1},
        {"desk_url = desk.example\n", ERR_INVALID, 1},
        {"desk_url = https://desk.example/\n", ERR_INVALID, 1},
        {"desk_url = https://desk.example\nsandbox = degraded\n", ERR_OK, 3},
    };
    struct arena a;
    (void)state;
    arena_init(&a, ARENA_BYTES);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct conf c;
        size_t line = 0;
        enum err e = conf_read(str_from_cstr(cases[i].text), &a, &c, &line);
        if (e != cases[i].err || line != cases[i].line)
            fail_msg("case %zu: %s at line %zu", i, err_text(e), line);
    }
    arena_release(&a);
}

static void addresses_are_split(void **state)
{
    static const struct {
        const char *text;
        const char *address; /* NULL: malformed */
        uint16_t port;
    } cases[] = {
        {"127.0.0.1:8081", "127.0.0.1", 8081},
        {"[::1]:0", "::1", 0},
        {"::1:80", NULL, 0},
        {"127.0.0.1", NULL, 0},
        {"127.0.0.1:", NULL, 0},
        {"127.0.0.1:65536", NULL, 0},
        {"127.0.0.1:-1", NULL, 0},
        {":80", NULL, 0},
        {"[]:80", NULL, 0},
        {"[127.0.0.1]:80", NULL, 0},
    };
    struct arena a;
    (void)state;
    arena_init(&a, ARENA_BYTES);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *address = NULL;
        uint16_t port = 0;
        bool good = conf_listen(str_from_cstr(cases[i].text), &a, &address, &port);
        if (good != (cases[i].address != NULL))
            fail_msg("%s", cases[i].text);
        if (good) {
            assert_string_equal(address, cases[i].address);
            assert_int_equal(port, cases[i].port);
        }
    }
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_come_back),          cmocka_unit_test(damaged_letters_are_none),
        cmocka_unit_test(letters_have_limits),        cmocka_unit_test(settings_come_back),
        cmocka_unit_test(wrong_settings_are_refused), cmocka_unit_test(addresses_are_split),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
