/*
 * core/text/diff.c — texts compared by lines, then by words and characters.
 */
#include "core/text/diff.h"
#include "core/text/edit.h"

#include "base/limits.h"
#include "base/utf8.h"

enum { TIDY_CHARACTERS = 6, ALIKE_PART = 4 };

/* ---- pieces of a text ---- */

struct pieces {
    struct str *items;
    size_t count;
};

struct piece_pair {
    struct pieces before, after;
};

static bool is_word_byte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool continues(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

static size_t word_length(struct str text)
{
    size_t n = 1;

    if (is_word_byte(text.ptr[0])) {
        while (n < text.len && is_word_byte(text.ptr[n]))
            n++;
        return n;
    }
    while (n < text.len && continues(text.ptr[n]))
        n++;
    return n;
}

/* With the line end, so that a line end that came or went is a difference. */
static size_t line_length(struct str text)
{
    size_t end = str_find(text, STR("\n"), 0);

    return end == SIZE_MAX ? text.len : end + 1;
}

static enum err pieces_cut(struct str text, size_t (*length)(struct str), struct arena *a,
                           struct pieces *out)
{
    size_t count = 0;

    for (struct str rest = text; rest.len > 0; count++)
        rest = str_slice(rest, length(rest), rest.len);
    *out = (struct pieces){ARENA_ARRAY(a, struct str, count), 0};
    if (!out->items)
        return ERR_MEMORY;
    while (text.len > 0) {
        size_t n = length(text);
        out->items[out->count++] = str_slice(text, 0, n);
        text = str_slice(text, n, text.len);
    }
    return ERR_OK;
}

static bool pieces_equal(const void *ctx, size_t before, size_t after)
{
    const struct piece_pair *pair = ctx;
    return str_equal(pair->before.items[before], pair->after.items[after]);
}

/* Where piece `index` begins in the text. */
static size_t offset_of(const struct pieces *p, size_t index, struct str text)
{
    return index == p->count ? text.len : (size_t)(p->items[index].ptr - text.ptr);
}

/* The edits between two texts, as offsets in bytes. */
static enum err edits_of(struct str before, struct str after, size_t (*length)(struct str),
                         struct arena *a, struct edit_list *out)
{
    struct piece_pair pair;
    enum err err = pieces_cut(before, length, a, &pair.before);
    if (!err)
        err = pieces_cut(after, length, a, &pair.after);
    if (err)
        return err;
    const struct edit_pair sequences = {pair.before.count, pair.after.count, pieces_equal, &pair};
    err = edit_find(&sequences, LIMIT_DIFF_EDITS, a, out);
    for (size_t i = 0; !err && i < out->count; i++) {
        struct edit *e = &out->items[i];
        *e = (struct edit){offset_of(&pair.before, e->before_from, before),
                           offset_of(&pair.before, e->before_to, before),
                           offset_of(&pair.after, e->after_from, after),
                           offset_of(&pair.after, e->after_to, after)};
    }
    return err;
}

/* ---- making it readable ---- */

static size_t longer_side(const struct edit *e, struct str before, struct str after)
{
    size_t removed = utf8_length(str_slice(before, e->before_from, e->before_to));
    size_t added = utf8_length(str_slice(after, e->after_from, e->after_to));
    return removed > added ? removed : added;
}

/* Two edits with few equal characters between them, fewer than either changes, are one. */
static void merge_near(struct edit_list *list, struct str before, struct str after)
{
    size_t kept = 0;

    for (size_t i = 1; i < list->count; i++) {
        struct edit *last = &list->items[kept];
        const struct edit *next = &list->items[i];
        size_t between = utf8_length(str_slice(after, last->after_to, next->after_from));
        if (between <= TIDY_CHARACTERS && between <= longer_side(last, before, after) &&
            between <= longer_side(next, before, after)) {
            last->before_to = next->before_to;
            last->after_to = next->after_to;
        } else {
            list->items[++kept] = *next;
        }
    }
    list->count = list->count > 0 ? kept + 1 : 0;
}

/* Lines that have little in common are shown one after the other, not interwoven. */
static void replace_unlike(struct edit_list *list, struct str before, struct str after)
{
    size_t changed = 0;
    size_t longer = before.len > after.len ? before.len : after.len;

    for (size_t i = 0; i < list->count; i++) {
        const struct edit *e = &list->items[i];
        size_t removed = e->before_to - e->before_from, added = e->after_to - e->after_from;
        changed += removed > added ? removed : added;
    }
    if (list->count < 2 || longer - (changed < longer ? changed : longer) >= longer / ALIKE_PART)
        return;
    list->items[0] = (struct edit){0, before.len, 0, after.len};
    list->count = 1;
}

/* ---- runs ---- */

struct collector {
    struct str before, after;
    struct diff *out;
    size_t capacity;
    struct arena *arena;
    size_t after_done;
};

static void run_add(struct collector *c, enum diff_kind kind, struct str text)
{
    struct diff *d = c->out;

    if (text.len == 0)
        return;
    if (d->count == c->capacity) {
        size_t more = c->capacity * 2 + 8;
        void *grown = arena_resize(c->arena, d->runs, c->capacity * sizeof(*d->runs),
                                   more * sizeof(*d->runs));
        if (!grown)
            return; /* the arena remembers that it failed */
        d->runs = grown;
        c->capacity = more;
    }
    d->runs[d->count++] = (struct diff_run){kind, text};
}

static void change_add(struct collector *c, const struct edit *e)
{
    run_add(c, DIFF_SAME, str_slice(c->after, c->after_done, e->after_from));
    run_add(c, DIFF_REMOVED, str_slice(c->before, e->before_from, e->before_to));
    run_add(c, DIFF_ADDED, str_slice(c->after, e->after_from, e->after_to));
    c->after_done = e->after_to;
}

/* The words that differ in lines that differ. */
static enum err lines_compare(struct collector *c, const struct edit *lines, struct arena *scratch)
{
    struct str before = str_slice(c->before, lines->before_from, lines->before_to);
    struct str after = str_slice(c->after, lines->after_from, lines->after_to);
    struct edit_list words;

    arena_clear(scratch);
    if (before.len == 0 || after.len == 0) {
        change_add(c, lines);
        return ERR_OK;
    }
    enum err err = edits_of(before, after, word_length, scratch, &words);
    if (err)
        return err;
    merge_near(&words, before, after);
    replace_unlike(&words, before, after);
    for (size_t i = 0; i < words.count; i++) {
        const struct edit *e = &words.items[i];
        change_add(c, &(struct edit){
                          lines->before_from + e->before_from, lines->before_from + e->before_to,
                          lines->after_from + e->after_from, lines->after_from + e->after_to});
    }
    return ERR_OK;
}

enum err diff_texts(struct str before, struct str after, struct arena *a, struct diff *out)
{
    struct collector c = {.before = before, .after = after, .out = out, .arena = a};
    struct edit_list lines;
    struct arena of_lines, of_words;

    *out = (struct diff){NULL, 0};
    arena_init(&of_lines, LIMIT_ARENA_DIFF);
    arena_init(&of_words, LIMIT_ARENA_DIFF);
    enum err err = edits_of(before, after, line_length, &of_lines, &lines);
    for (size_t i = 0; !err && i < lines.count; i++)
        err = lines_compare(&c, &lines.items[i], &of_words);
    if (err) { /* too large to compare: the whole is replaced, which is true */
        *out = (struct diff){NULL, 0};
        c.capacity = c.after_done = 0;
        change_add(&c, &(struct edit){0, before.len, 0, after.len});
    }
    run_add(&c, DIFF_SAME, str_slice(after, c.after_done, after.len));
    arena_release(&of_words);
    arena_release(&of_lines);
    return a->failed ? ERR_MEMORY : ERR_OK;
}

enum err diff_replaced(struct str before, struct str after, struct arena *a, struct diff *out)
{
    struct collector c = {.before = before, .after = after, .out = out, .arena = a};

    *out = (struct diff){NULL, 0};
    if (!str_equal(before, after))
        change_add(&c, &(struct edit){0, before.len, 0, after.len});
    run_add(&c, DIFF_SAME, str_slice(after, c.after_done, after.len));
    return a->failed ? ERR_MEMORY : ERR_OK;
}

bool diff_is_change(const struct diff *d)
{
    for (size_t i = 0; i < d->count; i++) {
        if (d->runs[i].kind == DIFF_REMOVED || d->runs[i].kind == DIFF_ADDED)
            return true;
    }
    return false;
}

size_t diff_bytes(const struct diff *d)
{
    size_t bytes = 0;

    for (size_t i = 0; i < d->count; i++)
        bytes += d->runs[i].text.len;
    return bytes;
}

/* ---- shortening ---- */

/* Bytes of the first `count` characters. */
static size_t head_bytes(struct str text, size_t count)
{
    size_t at = 0;

    while (at < text.len && count > 0) {
        at++;
        while (at < text.len && continues(text.ptr[at]))
            at++;
        count--;
    }
    return at;
}

/* Where the last `count` characters begin. */
static size_t tail_start(struct str text, size_t count)
{
    size_t at = text.len;

    while (at > 0 && count > 0) {
        at--;
        while (at > 0 && continues(text.ptr[at]))
            at--;
        count--;
    }
    return at;
}

enum err diff_shorten(const struct diff *d, size_t context, struct arena *a, struct diff *out)
{
    struct collector c = {.out = out, .arena = a};

    *out = (struct diff){NULL, 0};
    for (size_t i = 0; i < d->count; i++) {
        const struct diff_run *run = &d->runs[i];
        size_t head = i == 0 ? 0 : head_bytes(run->text, context);
        size_t tail = i + 1 == d->count ? run->text.len : tail_start(run->text, context);
        if (run->kind != DIFF_SAME || head >= tail) {
            run_add(&c, run->kind, run->text);
            continue;
        }
        run_add(&c, DIFF_SAME, str_slice(run->text, 0, head));
        run_add(&c, DIFF_GAP, STR("…"));
        run_add(&c, DIFF_SAME, str_slice(run->text, tail, run->text.len));
    }
    return a->failed ? ERR_MEMORY : ERR_OK;
}
