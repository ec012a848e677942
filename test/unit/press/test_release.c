/*
 * test_release.c — what stands on the disk: nothing early, everything in one rename, the same bytes
 * however often a release is cut short and repeated.
 */
#include "stage.h"

#include "core/law.h"
#include "example_publication.h"
#include "sys/crypto.h"
#include "sys/disk.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct publication full;
static struct publication bare;
static const struct publication *items[2];
static struct codec_list all;

static int set_up_pages(void **state)
{
    (void)set_up(state);
    full = example_publication();
    bare = example_publication_bare();
    items[0] = &full;
    items[1] = &bare;
    all = (struct codec_list){items, 2, EXAMPLE_REVISED_US};
    return 0;
}

/* "path hash" of every file below `fd`, in the order of names. */
static void list_tree(int fd, struct str prefix, struct buf *out)
{
    struct disk_entry *entries = NULL;
    size_t count = 0;

    assert_int_equal(disk_list(fd, 1000, &arena, &entries, &count), ERR_OK);
    for (size_t i = 0; i < count; i++) {
        struct str path =
            arena_format(&arena, "%.*s/%.*s", STR_ARG(prefix), STR_ARG(entries[i].name));
        uint8_t hash[CRYPTO_HASH_BYTES];
        char hex[2 * CRYPTO_HASH_BYTES + 1];
        struct str bytes;

        if (entries[i].is_dir) {
            DISK_FD inner = -1;

            assert_int_equal(disk_open_dir(fd, entries[i].name.ptr, &inner), ERR_OK);
            list_tree(inner, path, out);
            continue;
        }
        assert_int_equal(disk_read_all(fd, entries[i].name.ptr, LIMIT_PAGE_BYTES, &arena, &bytes),
                         ERR_OK);
        crypto_sha256(bytes, hash);
        hex_write(hash, sizeof(hash), hex, sizeof(hex));
        buf_add_format(out, "%.*s %s\n", STR_ARG(path), hex);
    }
}

static struct str tree(const char *name)
{
    DISK_FD fd = -1;
    struct buf out;
    struct str s = {NULL, 0};

    buf_init(&out, &arena, 1 << 20);
    assert_int_equal(disk_open_dir(root_fd, name, &fd), ERR_OK);
    list_tree(fd, str_from_cstr(name), &out);
    assert_int_equal(buf_finish(&out, &s), ERR_OK);
    return s;
}

static struct str public_tree(void)
{
    return arena_format(&arena, "%.*s%.*s", STR_ARG(tree("advisory")), STR_ARG(tree("site")));
}

static struct str read_file(const char *path)
{
    char full_path[256];
    FILE *file;
    static char bytes[1 << 20];
    size_t len;

    (void)snprintf(full_path, sizeof(full_path), "%s/%s", root, path);
    file = fopen(full_path, "rb");
    if (file == NULL) {
        fail_msg("%s is missing", path);
    }
    len = fread(bytes, 1, sizeof(bytes), file);
    (void)fclose(file);
    return arena_copy(&arena, (struct str){bytes, len});
}

/* Confidential until published: staging changes nothing that the portal serves. */
static void test_staging_is_not_public(void **state)
{
    (void)state;
    assert_int_equal(press_stage(press, &full), ERR_OK);
    assert_str(public_tree(), STR(""));
    assert_true(holds(tree("staging"), "staging/jvn19000001/index.html"));
    assert_int_equal(press_stage(press, &full), ERR_OK);
}

static void test_release_makes_everything(void **state)
{
    static const char *const files[] = {
        "advisory/jvn19000001/index.html",
        "advisory/jvn19000001/en/index.html",
        "advisory/jvn19000001/vendor-aebagbafaydqqcikbmga2dqpca.html",
        "advisory/jvn19000001/en/vendor-aebagbafaydqqcikbmga2dqpca.html",
        "advisory/jvn19000001/publication.json",
        "advisory/jvn19000001/csaf/2026/jvn19000001.json",
        "advisory/jvn19000001/csaf/2026/jvn19000001.json.sha256",
        "advisory/jvn19000001/csaf/2026/jvn19000001.json.sha512",
        "advisory/jvn19000001/csaf-2.1/2026/jvn19000001.json",
        "advisory/jvn19000001/csaf-2.1/2026/jvn19000001.json.sha256",
        "advisory/jvn19000001/csaf-2.1/2026/jvn19000001.json.sha512",
        "site/index.html",
        "site/en/index.html",
        "site/list/2026.html",
        "site/en/list/2026.html",
        "site/vendors/index.html",
        "site/vendors/aebagbafaydqqcikbmga2dqpca.html",
        "site/en/vendors/index.html",
        "site/rss/jvn.rdf",
        "site/rss/atom.xml",
        "site/en/rss/jvn.rdf",
        "site/en/rss/atom.xml",
        "site/csaf/index.txt",
        "site/csaf/changes.csv",
        "site/csaf/index.html",
        "site/csaf/2026/index.html",
        "site/csaf/v2.1/clear/index.txt",
        "site/csaf/v2.1/clear/changes.csv",
        "site/csaf/v2.1/clear/index.html",
        "site/csaf/v2.1/clear/2026/index.html",
        "site/well-known/csaf/provider-metadata.json",
        "site/well-known/csaf/feed-tlp-white.json",
        "site/well-known/csaf/service.json",
        "site/well-known/csaf/v2.0/provider-metadata.json",
        "site/well-known/csaf/v2.1/provider-metadata.json",
        "site/well-known/csaf/v2.1/feed-tlp-clear.json",
        "site/well-known/csaf/v2.1/service.json",
    };
    struct str made;

    (void)state;
    assert_int_equal(press_release(press, &full, &all), ERR_OK);
    made = public_tree();
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        if (!holds(made, files[i])) {
            fail_msg("%s is missing", files[i]);
        }
    }
    assert_str(tree("staging"), STR(""));
    /* PUB-31: no English page without English */
    assert_int_equal(press_release(press, &bare, &all), ERR_OK);
    assert_false(holds(public_tree(), "advisory/jvn19000002/en"));
}

static void test_hashes_are_right(void **state)
{
    struct str document;
    uint8_t hash[CRYPTO_SHA512_BYTES];
    char hex[2 * CRYPTO_SHA512_BYTES + 1];

    (void)state;
    assert_int_equal(press_release(press, &full, &all), ERR_OK);
    document = read_file("advisory/jvn19000001/csaf/2026/jvn19000001.json");
    crypto_sha256(document, hash);
    hex_write(hash, CRYPTO_HASH_BYTES, hex, sizeof(hex));
    assert_str(read_file("advisory/jvn19000001/csaf/2026/jvn19000001.json.sha256"),
               arena_format(&arena, "%s  jvn19000001.json\n", hex));
    crypto_sha512(document, hash);
    hex_write(hash, CRYPTO_SHA512_BYTES, hex, sizeof(hex));
    assert_str(read_file("advisory/jvn19000001/csaf/2026/jvn19000001.json.sha512"),
               arena_format(&arena, "%s  jvn19000001.json\n", hex));
}

/* The address on the page leads, by the portal's own mapping, to the file that the press made. */
static void test_addresses_lead_to_files(void **state)
{
    static const char *const urls[] = {
        "/jp/JVN19000001/index.html",
        "/en/jp/JVN19000001/index.html",
        "/jp/JVN19000001/vendor-aebagbafaydqqcikbmga2dqpca.html",
        "/jp/JVN19000001/publication.json",
        "/csaf/2026/jvn19000001.json",
        "/csaf/2026/jvn19000001.json.sha512",
        "/csaf/v2.1/clear/2026/jvn19000001.json",
        "/csaf/v2.1/clear/2026/jvn19000001.json.sha256",
        "/csaf/2026/",
        "/csaf/v2.1/clear/2026/",
        "/csaf/changes.csv",
        "/.well-known/csaf/provider-metadata.json",
        "/rss/jvn.rdf",
        "/en/rss/atom.xml",
        "/list/2026.html",
    };

    (void)state;
    assert_int_equal(press_release(press, &full, &all), ERR_OK);
    for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
        struct str path;

        assert_true(published_path(str_from_cstr(urls[i]), &arena, &path));
        if (str_ends_with(path, STR("/")))
            path = arena_format(&arena, "%.*sindex.html", STR_ARG(path));
        assert_true(read_file(path.ptr).len > 0);
    }
}

static struct str released_once(void)
{
    assert_int_equal(press_release(press, &bare, &all), ERR_OK);
    assert_int_equal(press_release(press, &full, &all), ERR_OK);
    return public_tree();
}

/* However a release is cut short, the whole of it afterwards gives the same bytes and leaves
 * nothing staged. */
static void test_release_is_idempotent(void **state)
{
    struct publication first = full;
    struct str expected = released_once();
    struct stat before;
    struct stat after;
    char page[128];

    (void)state;
    (void)snprintf(page, sizeof(page), "%s/advisory/jvn19000001/index.html", root);
    assert_int_equal(stat(page, &before), 0);
    assert_int_equal(press_release(press, &full, &all), ERR_OK);
    assert_str(public_tree(), expected);
    assert_int_equal(stat(page, &after), 0);
    assert_true(before.st_ino == after.st_ino); /* nothing to do, nothing touched */

    /* cut after the exchange: the old directory still stands in staging */
    first.revision = 1;
    first.revised_at_us = first.published_at_us;
    assert_int_equal(press_stage(press, &first), ERR_OK);
    assert_int_equal(press_release(press, &full, &all), ERR_OK);
    assert_str(public_tree(), expected);
    assert_str(tree("staging"), STR(""));

    /* cut before the rename, with half a staged directory */
    assert_int_equal(disk_remove_tree(root_fd, "advisory"), ERR_OK);
    press_close(press);
    assert_int_equal(press_open(&(struct press_config){.public_dir = root, .scheme = press->scheme},
                                &arena, &press),
                     ERR_OK);
    assert_int_equal(press_stage(press, &full), ERR_OK);
    (void)snprintf(page, sizeof(page), "%s/staging/jvn19000001/index.html", root);
    assert_int_equal(unlink(page), 0);
    assert_int_equal(press_release(press, &full, &all), ERR_OK);
    assert_int_equal(press_release(press, &bare, &all), ERR_OK);
    assert_str(public_tree(), expected);

    /* cut between the rename and the lists */
    assert_int_equal(disk_remove_tree(root_fd, "site"), ERR_OK);
    press_close(press);
    assert_int_equal(press_open(&(struct press_config){.public_dir = root, .scheme = press->scheme},
                                &arena, &press),
                     ERR_OK);
    assert_int_equal(press_refresh(press, &all), ERR_OK);
    assert_str(public_tree(), expected);
}

/* A revision replaces the whole directory: pages of the old one do not linger. */
static void test_revision_replaces(void **state)
{
    struct publication shorter = full;

    (void)state;
    assert_int_equal(press_release(press, &full, &all), ERR_OK);
    shorter.revision = 3;
    shorter.vendor_count = 1;
    shorter.advisory.title.en = (struct str){NULL, 0};
    items[0] = &shorter;
    assert_int_equal(press_release(press, &shorter, &all), ERR_OK);
    assert_false(holds(public_tree(), "advisory/jvn19000001/en"));
    assert_false(holds(public_tree(), "vendor-74bagbafaydqqcikbmga2dqpce.html"));
    assert_str(tree("staging"), STR(""));
}

/* proves CON-10: lists by date and by developer; a developer without a publication is nowhere. */
static void test_lists(void **state)
{
    struct str page;

    (void)state;
    assert_int_equal(press_release(press, &full, &all), ERR_OK);
    page = read_file("site/list/2026.html");
    assert_true(str_find(page, STR("JVN#19000002"), 0) < str_find(page, STR("JVN#19000001"), 0));
    assert_true(holds(page, "緊急 9.8"));
    page = read_file("site/vendors/index.html");
    assert_true(holds(page, "例示通信株式会社"));
    page = read_file("site/vendors/qabagbafaydqqcikbmga2dqpci.html");
    assert_true(holds(page, "JVN#19000001") && holds(page, "JVN#19000002"));
    page = read_file("site/vendors/aebagbafaydqqcikbmga2dqpca.html");
    assert_true(holds(page, "JVN#19000001") && !holds(page, "JVN#19000002"));
    all.count = 0;
    assert_int_equal(press_refresh(press, &all), ERR_OK);
    assert_false(holds(read_file("site/vendors/index.html"), "例示通信株式会社"));
    assert_true(holds(read_file("site/index.html"), "まだ公開された情報はありません"));
}

/* proves STA-11: the dispositions of LIF-01 to LIF-07 with their definitions, for the quarters that
 * were made public and no other; what came in during a quarter is told beside the one before it. */
static void test_statistics(void **state)
{
    static const struct public_figures quarters[] = {
        {20726, 4390, 2010, 11, 39, 97, 487, 1757, 191, 10660, 252, 791}, /* 2026-09-30 */
        {20634, 4100, 1900, 11, 39, 90, 480, 1591, 190, 10500, 250, 780}, /* 2026-06-30 */
        {20453, 4000, 1800, 11, 39, 90, 480, 1591, 190, 10400, 250, 780}, /* 2025-12-31 */
    };
    struct press_statistics none = {quarters, 0}, some = {quarters, 3};

    (void)state;
    assert_int_equal(press_statistics_write(press, &none), ERR_OK);
    assert_true(holds(read_file("site/statistics/index.html"), "公表された件数はまだありません"));
    assert_int_equal(press_statistics_write(press, &some), ERR_OK);
    struct str page = read_file("site/statistics/index.html");
    assert_true(holds(page, "2026年第3四半期") && holds(page, "2025年第4四半期"));
    assert_true(holds(page, "<td class=\"num\">290</td><td class=\"num\">4390</td>"));
    assert_true(holds(page, "<td class=\"num\">—</td><td class=\"num\">4100</td>"));
    assert_true(holds(page, "うち調整不能 11") && holds(page, "うち連絡不能開発者 191"));
    assert_true(holds(page, "公表済み</dt><dd>JVN で脆弱性への対応状況を公表したもの"));
    assert_true(holds(page, "調整不能</dt><dd>公表判定委員会による判定にて、JVN で公表することが"
                            "適当と判定されたもの"));
    assert_true(holds(page, "個別対応</dt><dd>JVN 公表を行わず、製品開発者が個別対応したもの"));
    assert_true(
        holds(page, "脆弱性ではない</dt><dd>製品開発者により脆弱性ではないと判断されたもの"));
    assert_true(holds(page, "不受理</dt><dd>告示で定める届出の対象に該当しないもの"));
    assert_true(holds(
        page, "取扱い中</dt><dd>IPA、JPCERT/CC が内容確認中、製品開発者が調査、対応中のもの"));
    assert_true(
        holds(page, "連絡不能開発者</dt><dd>取扱い中のうち、連絡不能開発者一覧にて公表中のもの"));
    page = read_file("site/en/statistics/index.html");
    assert_true(holds(page, "2026 Q3") && holds(page, "lang=\"en\""));
    page = read_file("site/statistics/reports.csv");
    assert_true(holds(page, "\n2026-09-30,4390,2010,11,39,97,487,1757,191,10660,252,791\n"));
}

/* Every edition by kind, newest first; markup of a title stays text. */
static void test_library(void **state)
{
    static const struct library_document documents[] = {
        {CODE_library_kind_press_release,
         {STR_INIT("<b>報道</b>"), {NULL, 0}},
         {NULL, 0},
         20700,
         STR_INIT("https://documents.example.jp/p?a=1&b=2")},
        {CODE_library_kind_guideline,
         {STR_INIT("取扱い"), STR_INIT("Handling")},
         STR_INIT("Ver.5.0"),
         16220,
         STR_INIT("https://documents.example.jp/5.pdf")},
        {CODE_library_kind_guideline,
         {STR_INIT("取扱い"), STR_INIT("Handling")},
         STR_INIT("Ver.4.0"),
         15064,
         STR_INIT("https://documents.example.jp/4.pdf")},
    };
    struct public_library none = {NULL, 0}, some = {documents, 3};

    (void)state;
    assert_int_equal(press_library_write(press, &none), ERR_OK);
    assert_true(holds(read_file("site/library/index.html"), "公開された資料はまだありません"));
    assert_int_equal(press_library_write(press, &some), ERR_OK);
    struct str page = read_file("site/library/index.html");
    size_t guideline = str_find(page, STR("<h2>ガイドライン</h2>"), 0);
    size_t fifth = str_find(page, STR("Ver.5.0"), 0), fourth = str_find(page, STR("Ver.4.0"), 0);
    assert_true(guideline < fifth && fifth < fourth);
    assert_true(fourth < str_find(page, STR("<h2>報道発表</h2>"), 0));
    assert_true(holds(page, "href=\"https://documents.example.jp/p?a=1&amp;b=2\">&lt;b&gt;報道"));
    assert_true(holds(page, "2014-05-30") && !holds(page, "<h2>告示</h2>"));
    page = read_file("site/en/library/index.html");
    assert_true(holds(page, "lang=\"en\"") && holds(page, "5.pdf\">Handling</a>"));
    assert_true(holds(page, "<td lang=\"ja\"><a href=\"https://documents.example.jp/p"));
}

static size_t count_of(struct str text, const char *part)
{
    size_t n = 0;

    for (size_t at = 0; (at = str_find(text, str_from_cstr(part), at)) != SIZE_MAX; at++) {
        n++;
    }
    return n;
}

/* Feeds and the front page hold the newest ones; lists and indexes hold all. */
static void test_lists_are_bounded(void **state)
{
    enum { MANY = LIMIT_FEED_ITEMS + 10 };
    static struct publication many[MANY];
    static const struct publication *pointers[MANY];
    struct codec_list list = {pointers, MANY, EXAMPLE_REVISED_US};

    (void)state;
    for (size_t i = 0; i < MANY; i++) {
        many[i] = example_publication();
        many[i].number = arena_format(&arena, "JVN#%08zu", 19000100 + i);
        many[i].published_at_us -= (int64_t)i * US_PER_DAY / 24;
        pointers[i] = &many[i];
    }
    assert_int_equal(press_release(press, &many[0], &list), ERR_OK);
    assert_int_equal(count_of(read_file("site/rss/jvn.rdf"), "<item "), LIMIT_FEED_ITEMS);
    assert_int_equal(count_of(read_file("site/rss/atom.xml"), "<entry>"), LIMIT_FEED_ITEMS);
    assert_int_equal(count_of(read_file("site/index.html"), "row-link"), 2 * LIMIT_FRONT_ROWS);
    assert_int_equal(count_of(read_file("site/list/2026.html"), "row-link") +
                         count_of(read_file("site/list/2026-1.html"), "row-link"),
                     MANY);
    assert_int_equal(count_of(read_file("site/csaf/index.txt"), "\n"), MANY);
}

static void test_sweep(void **state)
{
    struct codec_list waiting = {items, 1, 0};
    struct codec_list none = {items, 0, 0};

    (void)state;
    assert_int_equal(press_stage(press, &full), ERR_OK);
    assert_int_equal(press_stage(press, &bare), ERR_OK);
    assert_int_equal(press_sweep(press, &waiting), ERR_OK);
    assert_true(holds(tree("staging"), "jvn19000001"));
    assert_false(holds(tree("staging"), "jvn19000002"));
    assert_int_equal(press_sweep(press, &none), ERR_OK);
    assert_str(tree("staging"), STR(""));
}

static void test_number_must_give_a_name(void **state)
{
    struct publication v = example_publication();

    (void)state;
    v.number = STR("#");
    assert_int_equal(press_stage(press, &v), ERR_INVALID);
    v.number = STR("");
    assert_int_equal(press_release(press, &v, &all), ERR_INVALID);
}

/* The portal may run under another account: what is public is readable, what is staged is not. */
static void test_modes(void **state)
{
    static const struct {
        const char *path;
        unsigned mode;
    } cases[] = {
        {"advisory", 0755},
        {"advisory/jvn19000001", 0755},
        {"advisory/jvn19000001/index.html", 0644},
        {"advisory/jvn19000001/csaf/2026", 0755},
        {"site/index.html", 0644},
        {"staging", 0700},
    };

    (void)state;
    assert_int_equal(press_release(press, &full, &all), ERR_OK);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct stat st;
        char path[256];

        (void)snprintf(path, sizeof(path), "%s/%s", root, cases[i].path);
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(st.st_mode & 0777, cases[i].mode);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_staging_is_not_public, set_up_pages, tear_down),
        cmocka_unit_test_setup_teardown(test_release_makes_everything, set_up_pages, tear_down),
        cmocka_unit_test_setup_teardown(test_hashes_are_right, set_up_pages, tear_down),
        cmocka_unit_test_setup_teardown(test_addresses_lead_to_files, set_up_pages, tear_down),
        cmocka_unit_test_setup_teardown(test_release_is_idempotent, set_up_pages, tear_down),
        cmocka_unit_test_setup_teardown(test_revision_replaces, set_up_pages, tear_down),
        cmocka_unit_test_setup_teardown(test_lists, set_up_pages, tear_down),
        cmocka_unit_test_setup_teardown(test_statistics, set_up_pages, tear_down),
        cmocka_unit_test_setup_teardown(test_library, set_up_pages, tear_down),
        cmocka_unit_test_setup_teardown(test_lists_are_bounded, set_up_pages, tear_down),
        cmocka_unit_test_setup_teardown(test_sweep, set_up_pages, tear_down),
        cmocka_unit_test_setup_teardown(test_number_must_give_a_name, set_up_pages, tear_down),
        cmocka_unit_test_setup_teardown(test_modes, set_up_pages, tear_down),
    };

    if (crypto_init() != ERR_OK) {
        return 1;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
