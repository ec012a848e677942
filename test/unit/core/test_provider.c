/*
 * test_provider.c — what a CSAF provider offers beside its documents, in both versions: folders,
 * ROLIE feed and service document, metadata; and security.txt, which leads to them.
 */
#include "tester_arena.h"

#include "base/limits.h"
#include "core/codec/codec.h"
#include "core/codec/security_txt.h"
#include "core/json/json.h"
#include "example_publication.h"
#include "golden.h"

TESTER_ARENA(32 << 20);

static const struct codec_scheme scheme = {
    .site_name = {STR_INIT("みほん脆弱性情報"), STR_INIT("Example Vulnerability Notes")},
    .publisher_name = {STR_INIT("見本調整センター"), STR_INIT("Example Coordination Center")},
    .base_url = STR_INIT("https://notes.example.jp"),
    .namespace_url = STR_INIT("https://notes.example.jp"),
    .contact = STR_INIT("contact@notes.example.jp"),
};

static struct codec_list example_list(void)
{
    static struct publication full, bare;
    static const struct publication *items[] = {&full, &bare};

    full = example_publication();
    bare = example_publication_bare();
    return (struct codec_list){items, 2, EXAMPLE_REVISED_US};
}

static struct str feed_of(const struct codec_list *list, enum csaf_form form)
{
    struct buf out;

    buf_init(&out, &arena, LIMIT_PAGE_BYTES);
    assert_int_equal(rolie_feed_write(list, &scheme, form, &out), ERR_OK);
    return buf_str(&out);
}

static struct str metadata_of(enum csaf_form form, struct str path)
{
    struct codec_list list = example_list();
    struct buf out;

    buf_init(&out, &arena, LIMIT_PAGE_BYTES);
    assert_int_equal(csaf_provider_write(&list, &scheme, form, path, &out), ERR_OK);
    return buf_str(&out);
}

static struct str service_of(enum csaf_form form)
{
    struct buf out;

    buf_init(&out, &arena, LIMIT_PAGE_BYTES);
    assert_int_equal(rolie_service_write(&scheme, form, &out), ERR_OK);
    return buf_str(&out);
}

static void test_golden(void **state)
{
    struct codec_list list = example_list();
    struct codec_list none = {list.items, 0, 0};

    (void)state;
    golden_check("provider-metadata.json",
                 metadata_of(CSAF_FORM_20, STR("/.well-known/csaf/provider-metadata.json")));
    golden_check("provider-metadata-21.json",
                 metadata_of(CSAF_FORM_21, STR("/.well-known/csaf/v2.1/provider-metadata.json")));
    golden_check("feed-tlp-white.json", feed_of(&list, CSAF_FORM_20));
    golden_check("feed-tlp-clear.json", feed_of(&list, CSAF_FORM_21));
    golden_check("feed-tlp-white-empty.json", feed_of(&none, CSAF_FORM_20));
    golden_check("service.json", service_of(CSAF_FORM_20));
}

/* What the metadata name is what the feed and the folder hold, and each version keeps to itself. */
static void test_names_agree(void **state)
{
    struct codec_list list = example_list();

    (void)state;
    for (int form = CSAF_FORM_20; form <= CSAF_FORM_21; form++) {
        struct str paths[] = {csaf_folder((enum csaf_form)form),
                              rolie_feed_path((enum csaf_form)form),
                              rolie_service_path((enum csaf_form)form)};
        struct str metadata = metadata_of((enum csaf_form)form, STR("/m.json"));
        struct str feed = feed_of(&list, (enum csaf_form)form);
        for (size_t i = 0; i < 3; i++) {
            struct str url =
                arena_format(&arena, "\"https://notes.example.jp%.*s\"", STR_ARG(paths[i]));
            assert_true(str_find(metadata, url, 0) != SIZE_MAX);
        }
        for (size_t i = 0; i < list.count; i++) {
            struct str path = csaf_path(list.items[i], (enum csaf_form)form, &arena);
            struct str other = csaf_path(list.items[i], (enum csaf_form)(1 - form), &arena);
            assert_true(str_starts_with(path, csaf_folder((enum csaf_form)form)));
            assert_true(str_find(feed, arena_format(&arena, "%.*s\"", STR_ARG(path)), 0) !=
                        SIZE_MAX);
            assert_int_equal(str_find(feed, arena_format(&arena, "jp%.*s\"", STR_ARG(other)), 0),
                             SIZE_MAX);
        }
    }
}

static void test_changes(void **state)
{
    struct codec_list list = example_list();
    struct buf out;

    (void)state;
    buf_init(&out, &arena, LIMIT_PAGE_BYTES);
    assert_int_equal(csaf_index_write(&list, &out), ERR_OK);
    assert_str(buf_str(&out), STR("2026/jvn19000001.json\n2026/jvn19000002.json\n"));
    buf_clear(&out);
    assert_int_equal(csaf_changes_write(&list, CSAF_FORM_20, &out), ERR_OK);
    assert_str(buf_str(&out), STR("\"2026/jvn19000001.json\",\"2026-10-21T03:01:30Z\"\n"
                                  "\"2026/jvn19000002.json\",\"2026-10-15T03:00:00Z\"\n"));
    buf_clear(&out);
    assert_int_equal(csaf_changes_write(&list, CSAF_FORM_21, &out), ERR_OK);
    assert_str(buf_str(&out), STR("2026/jvn19000001.json,2026-10-21T03:01:30Z\n"
                                  "2026/jvn19000002.json,2026-10-15T03:00:00Z\n"));
}

/* 15,000 publications, more than the scheme had in fifteen years, fit into a feed. */
static void test_many(void **state)
{
    enum { MANY = 15000 };
    struct codec_list list = example_list();
    const struct publication **items = ARENA_ARRAY(&arena, const struct publication *, MANY);
    struct buf out;

    (void)state;
    arena.limit = 256 << 20;
    for (size_t i = 0; i < MANY; i++)
        items[i] = list.items[0];
    list.items = items;
    list.count = MANY;
    buf_init(&out, &arena, LIMIT_INDEX_BYTES);
    assert_int_equal(rolie_feed_write(&list, &scheme, CSAF_FORM_21, &out), ERR_OK);
    buf_init(&out, &arena, 1000);
    assert_int_equal(rolie_feed_write(&list, &scheme, CSAF_FORM_21, &out), ERR_LIMIT);
}

static void test_security_txt(void **state)
{
    static const struct {
        const char *contact, *line;
    } cases[] = {
        {"contact@notes.example.jp", "Contact: mailto:contact@notes.example.jp\n"},
        {"https://notes.example.jp/contact", "Contact: https://notes.example.jp/contact\n"},
        {"見本センター 03-0000-0000", ""},
        {"a b@c", ""},
        {"@", ""},
        {"a@b\nCSAF: https://evil.example/", ""},
        {"", ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct security_txt v = {STR("https://notes.example.jp"),
                                       str_from_cstr(cases[i].contact), EXAMPLE_PUBLISHED_US};
        struct buf out;
        buf_init(&out, &arena, LIMIT_FORM_BYTES);
        assert_int_equal(security_txt_write(&v, &out), ERR_OK);
        assert_str(buf_str(&out),
                   arena_format(&arena,
                                "Contact: https://notes.example.jp/report\n"
                                "%s"
                                "Expires: 2027-04-12T00:00:00Z\n"
                                "Preferred-Languages: ja, en\n"
                                "Canonical: https://notes.example.jp/.well-known/security.txt\n"
                                "CSAF: https://notes.example.jp/.well-known/csaf/"
                                "provider-metadata.json\n"
                                "CSAF: https://notes.example.jp/.well-known/csaf/v2.1/"
                                "provider-metadata.json\n",
                                cases[i].line));
    }
}

int main(void)
{
#define IT(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        IT(test_golden), IT(test_names_agree),  IT(test_changes),
        IT(test_many),   IT(test_security_txt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
