/*
 * core/csaf/tests_grammar.c — grammar of English texts. Test 6.3.16.
 *
 * A handful of mistakes that a rule can see without understanding the text: a word said twice, a
 * modal verb before a participle, an article before a plural at the end of its clause, "a" before a
 * vowel, "for" before a verb. What needs a parser is not found. Other languages are not supported,
 * and the test says so, as the standard wants.
 */
#include "core/csaf/csaf_priv.h"

#include "core/csaf/scan.h"

struct words {
    struct str before; /* absent at the beginning of a clause */
    struct str word;
    bool ends; /* a clause ends behind it */
};

static bool is_word(int c)
{
    return is_alnum(c) || c == '\'' || c == '-' || c >= 0x80;
}

static bool ends_with(struct str s, struct str suffix)
{
    return s.len > suffix.len && str_equal_nocase(str_slice(s, s.len - suffix.len, s.len), suffix);
}

static bool one_of_nocase(struct str s, const char *words)
{
    struct str rest = str_from_cstr(words);
    while (rest.ptr != NULL) {
        if (str_equal_nocase(str_split(&rest, ' '), s))
            return true;
    }
    return false;
}

/* ---- rules ----------------------------------------------------------------------------------- */

static bool is_lower_word(struct str s)
{
    for (size_t i = 1; i < s.len; i++) {
        if (!is_lower((unsigned char)s.ptr[i]))
            return false;
    }
    return s.len > 0 && is_alpha((unsigned char)s.ptr[0]);
}

static bool says_twice(const struct words *w)
{
    return is_lower_word(w->word) && str_equal_nocase(w->before, w->word) &&
           !one_of_nocase(w->word, "that had very");
}

static bool lacks_be(const struct words *w)
{
    return one_of_nocase(w->before, "must should can could may might will would shall cannot") &&
           is_lower_word(w->word) && ends_with(w->word, STR("ed")) && w->word.len > 4 &&
           !ends_with(w->word, STR("eed")) && !one_of_nocase(w->word, "embed spread");
}

static bool counts_wrong(const struct words *w)
{
    return w->ends && one_of_nocase(w->before, "a an") && is_lower_word(w->word) &&
           ends_with(w->word, STR("s")) && w->word.len > 3 && !ends_with(w->word, STR("ss")) &&
           !ends_with(w->word, STR("us")) && !ends_with(w->word, STR("is")) &&
           !ends_with(w->word, STR("ics")) &&
           !one_of_nocase(w->word, "series species means news canvas atlas alias bias gas lens");
}

static bool has_wrong_article(const struct words *w)
{
    return str_equal_nocase(w->before, STR("a")) && is_lower_word(w->word) && w->word.len > 2 &&
           one_of_nocase(str_slice(w->word, 0, 1), "a e i o") &&
           !str_equal_nocase(str_slice(w->word, 0, 2), STR("eu")) &&
           !str_equal_nocase(str_slice(w->word, 0, 3), STR("one"));
}

static bool lacks_to(const struct words *w)
{
    return str_equal_nocase(w->before, STR("for")) &&
           one_of_nocase(w->word, "ensure prevent avoid obtain become allow enable");
}

/* ---- the test -------------------------------------------------------------------------------- */

static void check_text(struct csaf_check *c, const struct json *text)
{
    struct scan x = {text->text, 0};
    struct words w = {0};
    while (!scan_end(&x)) {
        size_t from = x.at;
        size_t len = scan_while(&x, is_word);
        if (len == 0) {
            if (scan_peek(&x) != ' ')
                w.before = (struct str){0};
            x.at++;
            continue;
        }
        w.word = str_slice(text->text, from, x.at);
        w.ends = scan_end(&x) || (scan_peek(&x) != ' ' && scan_peek(&x) != '\n');
        if (says_twice(&w) || lacks_be(&w) || counts_wrong(&w) || has_wrong_article(&w) ||
            lacks_to(&w))
            csaf_find_2(c, text, w.before, w.word);
        w.before = w.word;
    }
}

void csaf_run_grammar(struct csaf_check *c)
{
    const struct json *lang = csaf_at(c->document, STR("lang"));
    struct str rest = json_text(lang);
    if (rest.len == 0)
        return;
    if (!str_equal_nocase(str_split(&rest, '-'), STR("en"))) {
        csaf_find_say(
            c, lang,
            &(struct csaf_say){.message = MESSAGE_grammar_missing, .values = {lang->text}});
        return;
    }
    FOR_LIST (i, c, TAG_PROSE)
        check_text(c, c->lists[TAG_PROSE].items[i]);
}
