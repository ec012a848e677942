/*
 * core/csaf/tests_text.c — spelling. Test 6.3.8.
 *
 * What a word is, is decided here; whether it exists, by the dictionary of the service. Words that
 * are no language are not looked up: acronyms in capitals, names with inner capitals, everything
 * with digits, low lines, slashes, dots or @ inside (addresses, file names, identifiers).
 */
#include "core/csaf/csaf_priv.h"

#include "core/csaf/scan.h"

#include <stdlib.h>

struct words {
    struct str *items;
    size_t count;
    size_t capacity;
};

static int compare_words(const void *a, const void *b)
{
    const struct str *left = a;
    const struct str *right = b;
    return str_compare(*left, *right);
}

static void words_sort(struct words *w)
{
    if (w->count > 1)
        qsort(w->items, w->count, sizeof(*w->items), compare_words);
}

static void words_add(struct csaf_check *c, struct words *w, struct str word)
{
    if (w->count == w->capacity) {
        size_t capacity = w->capacity == 0 ? 256 : 2 * w->capacity;
        void *items = arena_resize(c->arena, w->items, w->capacity * sizeof(*w->items),
                                   capacity * sizeof(*w->items));
        if (items == NULL)
            return;
        w->items = items;
        w->capacity = capacity;
    }
    w->items[w->count++] = word;
}

/* ---- words of a text ------------------------------------------------------------------------- */

static bool is_upper(int c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_letter(int c)
{
    return is_alpha(c) || c >= 0x80;
}

static bool is_wordlike(struct str s)
{
    size_t letters = 0;
    for (size_t i = 0; i < s.len; i++) {
        int c = (unsigned char)s.ptr[i];
        if (!is_letter(c) && c != '\'')
            return false;
        if (i > 0 && is_upper(c))
            return false;
        letters += is_letter(c) ? 1 : 0;
    }
    return letters > 1;
}

/* A piece between blanks: quotes and punctuation fall away at its ends, hyphens part it. */
static void take_piece(struct csaf_check *c, struct words *w, struct str piece)
{
    while (piece.len > 0 && !is_letter((unsigned char)piece.ptr[0]) &&
           !is_digit((unsigned char)piece.ptr[0]))
        piece = str_slice(piece, 1, piece.len);
    while (piece.len > 0 && !is_letter((unsigned char)piece.ptr[piece.len - 1]) &&
           !is_digit((unsigned char)piece.ptr[piece.len - 1]))
        piece.len--;
    while (piece.ptr != NULL) {
        struct str word = str_split(&piece, '-');
        if (is_wordlike(word))
            words_add(c, w, word);
    }
}

static void take_text(struct csaf_check *c, struct words *w, struct str text)
{
    size_t from = 0;
    for (size_t at = 0; at <= text.len;) {
        size_t space = at < text.len ? pattern_space_at(text, at) : 1;
        if (space > 0 && at > from)
            take_piece(c, w, str_slice(text, from, at));
        at += space > 0 ? space : 1;
        from = space > 0 ? at : from;
    }
}

/* ---- the test -------------------------------------------------------------------------------- */

static void collect(struct csaf_check *c, struct words *w, enum schema_tag tag)
{
    FOR_LIST (i, c, tag)
        take_text(c, w, c->lists[tag].items[i]->text);
}

/* Each word once, one a line. */
static struct str as_lines(struct csaf_check *c, struct words *w)
{
    struct buf b;
    struct str out = {0};
    words_sort(w);
    buf_init(&b, c->arena, LIMIT_SPELL_BYTES);
    for (size_t i = 0; i < w->count && b.len + w->items[i].len + 1 < LIMIT_SPELL_BYTES; i++) {
        if (i > 0 && str_equal(w->items[i - 1], w->items[i]))
            continue;
        buf_add(&b, w->items[i]);
        buf_add_char(&b, '\n');
    }
    return buf_finish(&b, &out) == ERR_OK ? out : (struct str){0};
}

static void find_wrong(struct csaf_check *c, const struct words *wrong, enum schema_tag tag)
{
    FOR_LIST (i, c, tag) {
        const struct json *text = c->lists[tag].items[i];
        struct words own = {0};
        struct buf b;
        struct str said = {0};
        buf_init(&b, c->arena, LIMIT_CSAF_MESSAGE);
        take_text(c, &own, text->text);
        for (size_t n = 0; n < own.count; n++) {
            if (wrong->count == 0 || bsearch(&own.items[n], wrong->items, wrong->count,
                                             sizeof(*wrong->items), compare_words) == NULL)
                continue;
            buf_add(&b, b.len > 0 ? STR(", ") : STR(""));
            buf_add(&b, own.items[n]);
        }
        if (b.len > 0 && buf_finish(&b, &said) == ERR_OK)
            csaf_find_1(c, text, said);
    }
}

void csaf_run_spelling(struct csaf_check *c)
{
    const struct csaf_services *s = &c->options->services;
    const struct json *lang = csaf_at(c->document, STR("lang"));
    struct words all = {0};
    struct words wrong = {0};
    struct str lines = {0};
    if (s->spell == NULL || json_text(lang).len == 0)
        return;
    collect(c, &all, TAG_PROSE);
    collect(c, &all, TAG_WORDS);
    if (!s->spell(s->context, lang->text, as_lines(c, &all), &lines)) {
        csaf_find_say(
            c, lang,
            &(struct csaf_say){.message = MESSAGE_dictionary_missing, .values = {lang->text}});
        return;
    }
    while (lines.ptr != NULL) {
        struct str word = str_split(&lines, '\n');
        if (word.len > 0)
            words_add(c, &wrong, word);
    }
    words_sort(&wrong);
    find_wrong(c, &wrong, TAG_PROSE);
    find_wrong(c, &wrong, TAG_WORDS);
}
