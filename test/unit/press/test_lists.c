/*
 * test_lists.c — public lists in pages: whatever the number of advisories, each stands on one page
 * of its year and of its developer, one page leads to the next, and a full page stays as it is.
 */
#include "stage.h"

#include "example_publication.h"
#include "sys/crypto.h"
#include "sys/disk.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MANY = 1757, P = LIMIT_ARCHIVE_ROWS };

static struct publication many[MANY];
static const struct publication *newest_first[MANY];

static const char vendor_stem[] = "vendors/aebagbafaydqqcikbmga2dqpca";

/* The site of the oldest `count` advisories, `step` apart, the oldest first released at `first`. */
static void publish(size_t count, int64_t first, int64_t step)
{
    struct codec_list list = {newest_first, count, EXAMPLE_REVISED_US};

    for (size_t i = 0; i < count; i++) {
        many[i] = example_publication();
        many[i].number = arena_format(&arena, "JVN#%08zu", 19000100 + i);
        many[i].published_at_us = first + (int64_t)i * step;
        many[i].vendor_count = 1;
        newest_first[count - 1 - i] = &many[i];
    }
    assert_int_equal(press_site_write(press, &list), ERR_OK);
}

static int64_t start_of(int32_t year)
{
    return (int64_t)civil_day_from_ymd(year, 1, 2) * US_PER_DAY;
}

static const char *place_of(const char *name)
{
    return arena_format(&arena, "%s/site/%s", root, name).ptr;
}

static bool exists(const char *name)
{
    return access(place_of(name), F_OK) == 0;
}

static struct str page_of(const char *name)
{
    static char bytes[1 << 20];
    FILE *file = fopen(place_of(name), "rb");
    size_t len;

    if (file == NULL) {
        fail_msg("%s is missing", name);
    }
    len = fread(bytes, 1, sizeof(bytes), file);
    (void)fclose(file);
    return arena_copy(&arena, (struct str){bytes, len});
}

/* Where the link with that rel leads, as a name below site/; NULL without one. */
static const char *link_of(struct str page, const char *rel)
{
    struct str mark = arena_format(&arena, "rel=\"%s\" href=\"/", rel);
    size_t from = str_find(page, mark, 0);

    if (from == SIZE_MAX) {
        return NULL;
    }
    from += mark.len;
    return arena_copy(&arena, str_slice(page, from, str_find(page, STR("\""), from))).ptr;
}

/* Follows the list from its address to the oldest page: every advisory once, in order, newest
 * first. */
static void check_list(const char *address, size_t count)
{
    const char *name = address;
    const char *newer = NULL;
    size_t pages = 0;
    size_t left = count;

    for (; name != NULL; pages++) {
        struct str page = page_of(name);
        size_t at = 0;
        size_t rows = 0;

        while ((at = str_find(page, STR("class=\"row-link\" href=\""), at)) != SIZE_MAX) {
            struct str expected = arena_format(&arena, "JVN%08zu/index.html", 19000100 + left - 1);

            assert_true(left > 0);
            at = str_find(page, STR("/JVN"), at) + 1;
            assert_str(str_slice(page, at, at + expected.len), expected);
            left--;
            rows++;
        }
        assert_true(rows > 0 && rows <= P);
        assert_true(pages == 0 || rows == P);
        if (newer == NULL) {
            assert_null(link_of(page, "prev"));
        } else {
            assert_string_equal(link_of(page, "prev"), newer);
        }
        newer = name;
        name = link_of(page, "next");
    }
    assert_int_equal(left, 0);
    assert_int_equal(pages, (count + P - 1) / P);
}

/* proves PUB-18: nothing, one, a page, a page and one, and many: in both languages, by year and by
 * developer. */
static void test_counts(void **state)
{
    static const size_t counts[] = {1, P - 1, P, P + 1, 2 * P, 2 * P + 1, MANY};

    (void)state;
    publish(0, 0, 0);
    assert_false(exists("list/2026.html"));
    assert_true(holds(page_of("index.html"), "まだ公開された情報はありません"));
    assert_true(holds(page_of("vendors/index.html"), "まだ公開された情報はありません"));
    assert_true(holds(page_of("en/vendors/index.html"), "No advisory has been published yet."));
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        struct str total = arena_format(&arena, "<p>%zu 件</p>", counts[i]);
        struct str oldest = arena_format(&arena, "list/2026-%zu.html", (counts[i] + P - 1) / P);

        publish(counts[i], start_of(2026), US_PER_DAY / 24);
        check_list("list/2026.html", counts[i]);
        check_list("en/list/2026.html", counts[i]);
        check_list(arena_format(&arena, "%s.html", vendor_stem).ptr, counts[i]);
        check_list(arena_format(&arena, "en/%s.html", vendor_stem).ptr, counts[i]);
        assert_true(holds(page_of("list/2026.html"), total.ptr));
        assert_false(exists(oldest.ptr)); /* the newest page has the list's own address alone */
    }
    assert_true(holds(page_of("list/2026-3.html"), "<title>2026 (3) – みほん脆弱性情報</title>"));
    assert_true(holds(page_of("list/2026-3.html"), "3 ページ目：50 件"));
    assert_true(holds(page_of("en/list/2026-3.html"), "Page 3: 50 advisories"));
    assert_true(holds(page_of("list/2026-3.html"), "href=\"/list/2026.html\">最新のページ</a>"));
    assert_true(holds(page_of("list/2026-3.html"), "lang=\"en\" hreflang=\"en\" "
                                                   "href=\"/en/list/2026-3.html\""));
    assert_true(holds(page_of("list/2026.html"), "36 ページ目：7 件"));
}

/* A year is a list of its own: what comes in the next year adds nothing to its numbered pages. */
static void test_years(void **state)
{
    struct str before;
    struct str after;

    (void)state;
    publish(2 * P + 3, start_of(2025), US_PER_DAY);
    before = page_of("list/2025-1.html");
    assert_true(exists("list/2025-2.html"));
    assert_false(exists("list/2026.html"));
    publish(9 * P, start_of(2025), US_PER_DAY);
    after = page_of("list/2025-1.html");
    assert_str(after, before);
    assert_true(holds(page_of("list/2025.html"), "<p>364 件</p>"));
    assert_true(holds(page_of("list/2025.html"), "href=\"/list/2026.html\">2026</a>"));
    assert_true(holds(page_of("list/2026.html"), "<p>86 件</p>"));
    assert_true(holds(page_of("list/2026.html"), "2 ページ目：36 件"));
    assert_string_equal(link_of(page_of("list/2026.html"), "next"), "list/2026-1.html");
    assert_null(link_of(page_of("list/2026-1.html"), "next"));
    assert_null(link_of(page_of("list/2025.html"), "prev"));
}

static ino_t file_of(const char *name)
{
    struct stat st;

    assert_int_equal(stat(place_of(name), &st), 0);
    return st.st_ino;
}

/* One more advisory rewrites the newest page. A full page is written again only when the page
 * after it gets its number, and only the page before that one. */
static void test_full_pages_stay(void **state)
{
    (void)state;
    publish(2 * P, start_of(2026), US_PER_DAY / 24);
    for (size_t count = 2 * P + 1; count <= 3 * P + 2; count++) {
        ino_t first = file_of("list/2026-1.html");
        ino_t second = exists("list/2026-2.html") ? file_of("list/2026-2.html") : 0;
        ino_t newest = file_of("list/2026.html");

        publish(count, start_of(2026), US_PER_DAY / 24);
        assert_true(file_of("list/2026.html") != newest);
        assert_int_equal(file_of("list/2026-1.html") == first, count != 2 * P + 1);
        assert_int_equal(file_of("list/2026-2.html") == second,
                         count != 2 * P + 1 && count != 3 * P + 1);
    }
    assert_true(exists("list/2026-3.html"));
}

/* A revision may take a developer off a page: its list does not keep a page that it no longer
 * fills. */
static void test_shorter_list(void **state)
{
    (void)state;
    publish(3 * P + 1, start_of(2026), US_PER_DAY / 24);
    assert_true(exists(arena_format(&arena, "%s-3.html", vendor_stem).ptr));
    publish(P + 1, start_of(2026), US_PER_DAY / 24);
    check_list(arena_format(&arena, "%s.html", vendor_stem).ptr, P + 1);
    assert_true(exists(arena_format(&arena, "%s-1.html", vendor_stem).ptr));
    for (size_t number = 2; number <= 3; number++) {
        assert_false(exists(arena_format(&arena, "%s-%zu.html", vendor_stem, number).ptr));
        assert_false(exists(arena_format(&arena, "en/%s-%zu.html", vendor_stem, number).ptr));
    }
}

/* proves CON-10: of a developer that no page names any longer nothing stays, of the others all. */
static void test_developer_taken_off(void **state)
{
    (void)state;
    publish(P + 1, start_of(2026), US_PER_DAY / 24);
    assert_true(exists(arena_format(&arena, "%s-1.html", vendor_stem).ptr));
    for (size_t i = 0; i <= P; i++) {
        many[i].vendor_count = 0;
    }
    struct codec_list list = {newest_first, P + 1, EXAMPLE_REVISED_US};
    assert_int_equal(press_site_write(press, &list), ERR_OK);
    assert_false(exists(arena_format(&arena, "%s.html", vendor_stem).ptr));
    assert_false(exists(arena_format(&arena, "en/%s.html", vendor_stem).ptr));
    assert_false(exists(arena_format(&arena, "%s-1.html", vendor_stem).ptr));
    assert_true(exists("vendors/index.html"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_counts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_years, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_full_pages_stay, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_shorter_list, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_developer_taken_off, set_up, tear_down),
    };

    if (crypto_init() != ERR_OK) {
        return 1;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
