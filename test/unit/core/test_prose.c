/* test_prose.c — paragraphs, lines and addresses of a plain text. */
#include "tester.h"

#include "core/text/prose.h"

static struct arena arena;

/* "text", "<address>", "|" before a line break, "¶" before a paragraph: the whole result on one
 * line. */
static struct str show(struct str text)
{
    struct prose prose;
    char *out = arena_alloc(&arena, 4 * text.len + 64);
    size_t len = 0;

    assert_non_null(out);
    assert_int_equal(prose_cut(text, &arena, &prose), ERR_OK);
    for (size_t i = 0; i < prose.paragraph_count; i++) {
        out[len++] = 'P';
        for (size_t r = 0; r < prose.paragraphs[i].run_count; r++) {
            const struct prose_run *run = &prose.paragraphs[i].runs[r];
            struct str shown = arena_format(&arena, run->is_link ? "%s<%.*s>" : "%s%.*s",
                                            run->breaks_before ? "|" : "", STR_ARG(run->text));

            for (size_t c = 0; c < shown.len; c++) {
                out[len++] = shown.ptr[c];
            }
        }
    }
    return (struct str){out, len};
}

static void test_cut(void **state)
{
    static const struct {
        const char *text, *shown;
    } cases[] = {
        {"", ""},
        {"\n \n\n", ""},
        {"一行", "P一行"},
        {"a\nb\n\nc", "Pa|bPc"},
        {"\n\na\n\n\n b", "PaP b"},
        {"見る https://a.example/x?y=1&z=2#q。次", "P見る <https://a.example/x?y=1&z=2#q>。次"},
        {"(https://a.example/b).", "P(<https://a.example/b>)."},
        {"http://a.example", "P<http://a.example>"},
        {"a\nhttps://a.example\nb", "Pa|<https://a.example>|b"},
        {"https:// と http:///x", "Phttps:// と http:///x"},
        {"javascript:alert(1) ftp://a.example", "Pjavascript:alert(1) ftp://a.example"},
        {"https://a.example/\"onclick=x", "P<https://a.example/>\"onclick=x"},
        {"https://a.example/<b>", "P<https://a.example/><b>"},
        {"「https://a.example/」https://b.example/",
         "P「<https://a.example/>」<https://b.example/>"},
    };

    (void)state;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_str(show(str_from_cstr(cases[i].text)), str_from_cstr(cases[i].shown));
    }
    arena_release(&arena);
}

static void test_memory(void **state)
{
    struct arena small;
    struct prose prose;

    (void)state;
    arena_init(&small, 64);
    assert_int_equal(prose_cut(STR("a\nb\n\nc\n\nd"), &small, &prose), ERR_MEMORY);
    arena_release(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
