/*
 * test_diff.c — what changed from one text to the next, as a reader sees it; and for all texts that
 * the marks are true: with what was added they give the new text, with what was removed the old.
 */
#include "tester_arena.h"

#include "base/buf.h"
#include "base/limits.h"
#include "core/text/diff.h"
#include "core/text/edit.h"

TESTER_ARENA(64 << 20);

static struct str text(const char *from)
{
    return str_from_cstr(from);
}

/* "same[-removed-]{+added+}" on one line. */
static struct str show(const struct diff *d)
{
    static const char *const open[] = {"", "", "[-", "{+", ""};
    static const char *const close[] = {"", "", "-]", "+}", ""};
    struct buf out;

    buf_init(&out, &arena, LIMIT_PAGE_BYTES);
    for (size_t i = 0; i < d->count; i++) {
        buf_add_cstr(&out, open[d->runs[i].kind]);
        buf_add(&out, d->runs[i].text);
        buf_add_cstr(&out, close[d->runs[i].kind]);
    }
    return buf_str(&out);
}

/* One side of the comparison: all runs but those of `without`. */
static struct str side(const struct diff *d, enum diff_kind without)
{
    struct buf out;

    buf_init(&out, &arena, LIMIT_PAGE_BYTES);
    for (size_t i = 0; i < d->count; i++) {
        if (d->runs[i].kind != without)
            buf_add(&out, d->runs[i].text);
    }
    return buf_str(&out);
}

static struct diff compare(struct str before, struct str after)
{
    struct diff d;

    assert_int_equal(diff_texts(before, after, &arena, &d), ERR_OK);
    assert_str(side(&d, DIFF_REMOVED), after);
    assert_str(side(&d, DIFF_ADDED), before);
    assert_int_equal(diff_is_change(&d), !str_equal(before, after));
    for (size_t i = 0; i < d.count; i++) {
        assert_true(d.runs[i].text.len > 0);
        assert_true(i == 0 || d.runs[i].kind != d.runs[i - 1].kind);
        assert_true(i == 0 || d.runs[i].kind != DIFF_REMOVED || d.runs[i - 1].kind == DIFF_SAME);
    }
    return d;
}

static void test_marks(void **state)
{
    static const struct {
        const char *before, *after, *shown;
    } cases[] = {
        {"", "", ""},
        {"同じ", "同じ", "同じ"},
        {"", "新しい本文", "{+新しい本文+}"},
        {"古い本文", "", "[-古い本文-]"},
        {"バージョン1.2.3より前", "バージョン1.2.4より前", "バージョン1.2.[-3-]{+4+}より前"},
        {"version 1.0 and earlier", "version 1.10 and earlier",
         "version 1.[-0-]{+10+} and earlier"},
        {"修正版が提供されていません。", "修正版が提供されています。",
         "修正版が提供されていま[-せん-]{+す+}。"},
        {"アップデートしてください。", "最新版へアップデートしてください。",
         "{+最新版へ+}アップデートしてください。"},
        {"a\nb\nc\n", "a\nc\n", "a\n[-b\n-]c\n"},
        {"a\nc", "a\nb\nc", "a\n{+b\n+}c"},
        /* the end of a line is part of the text */
        {"a", "a\n", "a{+\n+}"},
        /* a word is not cut in two */
        {"release", "leave", "[-release-]{+leave+}"},
        {"CVE-1900-0001", "CVE-1900-0002", "CVE-1900-[-0001-]{+0002+}"},
        /* letters that both sentences happen to have are no islands in the marks */
        {"任意のコードを実行される可能性があります。", "サービスを停止させられます。",
         "[-任意のコードを実行される可能性があり-]{+サービスを停止させられ+}ます。"},
        /* equal lines around a changed one stay */
        {"第一\n攻撃される\n第三", "第一\n攻撃されうる\n第三", "第一\n攻撃され{+う+}る\n第三"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct diff d = compare(text(cases[i].before), text(cases[i].after));
        assert_str(show(&d), text(cases[i].shown));
    }
}

static void test_replaced(void **state)
{
    struct diff d;

    (void)state;
    assert_int_equal(diff_replaced(text("該当製品あり：調査中"), text("該当製品あり"), &arena, &d),
                     ERR_OK);
    assert_str(show(&d), text("[-該当製品あり：調査中-]{+該当製品あり+}"));
    assert_int_equal(diff_replaced(text("該当製品なし"), text("該当製品なし"), &arena, &d), ERR_OK);
    assert_str(show(&d), text("該当製品なし"));
}

static void test_shorten(void **state)
{
    static const struct {
        const char *before, *after, *shown;
    } cases[] = {
        {"一二三四五六七八九十", "一二三四五六七八九十", "…"},
        {"一二三四五六七八九十", "一二三四五X六七八九十", "…四五{+X+}六七…"},
        {"A一二三四五六七八九十B", "C一二三四五六七八九十D", "[-A-]{+C+}一二…九十[-B-]{+D+}"},
        {"A一二三四B", "C一二三四D", "[-A-]{+C+}一二三四[-B-]{+D+}"},
        {"一二A", "一二B", "一二[-A-]{+B+}"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct diff d = compare(text(cases[i].before), text(cases[i].after));
        struct diff shown;
        assert_int_equal(diff_shorten(&d, 2, &arena, &shown), ERR_OK);
        assert_str(show(&shown), text(cases[i].shown));
    }
}

/* ---- the limit ---- */

static bool never(const void *ctx, size_t before, size_t after)
{
    (void)ctx;
    (void)before;
    (void)after;
    return false;
}

static bool same_letter(const void *ctx, size_t before, size_t after)
{
    const char *const *texts = ctx;
    return texts[0][before] == texts[1][after];
}

static void test_limit(void **state)
{
    static const char *const texts[2] = {"xabcabbay", "xcbabacy"};
    const struct edit_pair pair = {9, 8, same_letter, texts};
    const struct edit_pair strangers = {1000, 2000, never, NULL};
    struct edit_list found;
    size_t changed = 0;

    (void)state;
    /* Myers' own example: five edits, whichever of the shortest ways is taken. */
    assert_int_equal(edit_find(&pair, 5, &arena, &found), ERR_OK);
    for (size_t i = 0; i < found.count; i++)
        changed += found.items[i].before_to - found.items[i].before_from + found.items[i].after_to -
                   found.items[i].after_from;
    assert_int_equal(changed, 5);
    /* One fewer than needed: what lies between the equal ends is replaced. */
    assert_int_equal(edit_find(&pair, 4, &arena, &found), ERR_OK);
    assert_int_equal(found.count, 1);
    assert_int_equal(found.items[0].before_from, 1);
    assert_int_equal(found.items[0].before_to, 8);
    assert_int_equal(found.items[0].after_to, 7);
    assert_int_equal(edit_find(&strangers, LIMIT_DIFF_EDITS, &arena, &found), ERR_OK);
    assert_int_equal(found.count, 1);
    assert_int_equal(found.items[0].before_to, 1000);
    assert_int_equal(found.items[0].after_to, 2000);
}

/* The longest block that a form takes, wholly new: one replacement, and no more memory than the
 * runs. */
static void test_longest(void **state)
{
    struct buf old_text, new_text;
    struct diff d;

    (void)state;
    buf_init(&old_text, &arena, 4 * LIMIT_TEXT_BLOCK);
    buf_init(&new_text, &arena, 4 * LIMIT_TEXT_BLOCK);
    for (size_t i = 0; i < LIMIT_TEXT_BLOCK; i++) {
        buf_add_cstr(&old_text, i % 2 ? "旧" : "い");
        buf_add_cstr(&new_text, i % 3 ? "新" : "し");
    }
    d = compare(buf_str(&old_text), buf_str(&new_text));
    assert_int_equal(d.count, 2);
}

/* ---- any texts ---- */

static uint64_t seed = 20261121;

static size_t drawn(size_t below)
{
    seed = seed * 6364136223846793005U + 1442695040888963407U;
    return (size_t)(seed >> 33) % below;
}

static struct str any_text(size_t pieces)
{
    static const char *const words[] = {"攻", "撃", "。", "\n", " ", "a", "ab1", "版", "𠮟", "1.2"};
    struct buf out;

    buf_init(&out, &arena, 1 << 16);
    for (size_t i = 0; i < pieces; i++)
        buf_add_cstr(&out, words[drawn(sizeof(words) / sizeof(words[0]))]);
    return buf_str(&out);
}

/* A text with pieces taken out and put in. */
static struct str edited(struct str from)
{
    struct buf out;

    buf_init(&out, &arena, 1 << 17);
    while (from.len > 0) {
        size_t n = 1;
        while (n < from.len && ((unsigned char)from.ptr[n] & 0xC0) == 0x80)
            n++;
        if (drawn(10) != 0)
            buf_add(&out, str_slice(from, 0, n));
        if (drawn(12) == 0)
            buf_add(&out, any_text(1 + drawn(4)));
        from = str_slice(from, n, from.len);
    }
    return buf_str(&out);
}

static void test_any(void **state)
{
    (void)state;
    for (size_t i = 0; i < 3000; i++) {
        struct str before = any_text(drawn(60));
        (void)compare(before, drawn(2) ? edited(before) : any_text(drawn(60)));
        arena_clear(&arena);
    }
}

int main(void)
{
#define IT(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        IT(test_marks), IT(test_replaced), IT(test_shorten),
        IT(test_limit), IT(test_longest),  IT(test_any),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
