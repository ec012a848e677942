/*
 * core/report/likely.c — what a report may be a further report of, or known already (REC-07): own
 * reports, cases and published advisories that name the same product, the same developer with the
 * same words, or a number that the finder wrote. For reception, beside the report; it judges
 * nothing. Must never compare more than the actor may see.
 */
#include "core/image_priv.h"
#include "base/utf8.h"

#include <stdlib.h>

enum {
    LIKELY_MAX = 20,
    NUMBERS_MAX = 32,
    WORDS_MAX = 64,
    NAME_BYTES_MIN = 3,
    WORD_BYTES_MIN = 5,
    PIECE_BYTES = 9
};

/* The report, ready to be compared: names folded, numbers and words cut out of its texts. */
struct sought {
    struct str product, developer;
    struct str numbers[NUMBERS_MAX];
    size_t number_count;
    struct str words[WORDS_MAX];
    size_t word_count;
};

struct search {
    const struct law_world *w;
    const struct law_report *of;
    struct sought sought;
    struct arena scratch; /* of one candidate */
    struct likely_list *out;
};

/* ---- cutting ---- */

static struct str fold(struct str text, struct arena *arena)
{
    struct str folded;
    return utf8_fold(text, arena, &folded) == ERR_OK ? str_trim(folded) : (struct str){NULL, 0};
}

static bool is_number_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '#';
}

static bool is_word_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '_';
}

static bool is_wide_char(char c)
{
    return (unsigned char)c >= 0x80;
}

/* CVE-2026-12345, JVN#12345678, JVNVU#12345678, IPA#12345678. */
static bool is_number(struct str word)
{
    return word.len >= 12 &&
           (str_starts_with(word, STR("CVE-")) || str_starts_with(word, STR("JVN")) ||
            str_starts_with(word, STR("IPA#")));
}

static bool holds(const struct str *list, size_t count, struct str word)
{
    for (size_t i = 0; i < count; i++) {
        if (str_equal(list[i], word))
            return true;
    }
    return false;
}

static struct str next_run(struct str *rest, bool (*belongs)(char))
{
    size_t from = 0, to;

    while (from < rest->len && !belongs(rest->ptr[from]))
        from++;
    to = from;
    while (to < rest->len && belongs(rest->ptr[to]))
        to++;
    struct str run = str_slice(*rest, from, to);
    *rest = str_slice(*rest, to, rest->len);
    return run;
}

static void cut_numbers(struct sought *s, struct str text)
{
    while (text.len > 0 && s->number_count < NUMBERS_MAX) {
        struct str run = next_run(&text, is_number_char);
        if (is_number(run) && !holds(s->numbers, s->number_count, run))
            s->numbers[s->number_count++] = run;
    }
}

static void add_word(struct sought *s, struct str word)
{
    if (word.len >= WORD_BYTES_MIN && s->word_count < WORDS_MAX &&
        !holds(s->words, s->word_count, word))
        s->words[s->word_count++] = word;
}

/* Japanese has no blanks: pieces of three characters, found wherever they stand, are its words. */
static void cut_words(struct sought *s, struct str folded)
{
    for (struct str rest = folded; rest.len > 0;)
        add_word(s, next_run(&rest, is_word_char));
    for (struct str rest = folded; rest.len > 0;) {
        struct str run = next_run(&rest, is_wide_char);
        while (run.len > 0) {
            struct str piece = utf8_truncate(run, PIECE_BYTES);
            add_word(s, piece);
            run = str_slice(run, piece.len, run.len);
        }
    }
}

static void seek(struct search *s, struct arena *arena)
{
    const struct ev_report_filed *f = s->of->filed;
    const struct str texts[] = {f->vulnerability, f->verification, f->attack, f->impact,
                                s->of->told_others};

    s->sought.product = fold(s->of->product, arena);
    s->sought.developer = fold(f->developer, arena);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        cut_numbers(&s->sought, texts[i]);
    cut_words(&s->sought, fold(f->vulnerability, arena));
}

/* ---- comparing ---- */

/* "Widget" and "Acme Widget Pro" are the same name to a person who looks. */
static bool names_meet(struct str a, struct str b)
{
    if (a.len < NAME_BYTES_MIN || b.len < NAME_BYTES_MIN)
        return false;
    return a.len <= b.len ? str_find(b, a, 0) != SIZE_MAX : str_find(a, b, 0) != SIZE_MAX;
}

/* Half of the words, and three at least. */
static bool words_meet(const struct sought *s, struct str folded)
{
    size_t found = 0;

    for (size_t i = 0; i < s->word_count; i++)
        found += str_find(folded, s->words[i], 0) != SIZE_MAX;
    return found >= 3 && found * 2 >= s->word_count;
}

static bool numbers_meet(const struct sought *s, struct str text)
{
    for (size_t i = 0; i < s->number_count; i++) {
        if (str_find(text, s->numbers[i], 0) != SIZE_MAX)
            return true;
    }
    return false;
}

struct candidate {
    struct likely head;
    struct str product, developer, vulnerability;
    bool number_meets;
};

static int weight(uint32_t why)
{
    return (why & LIKELY_number ? 8 : 0) + (why & LIKELY_product ? 4 : 0) +
           (why & LIKELY_developer ? 2 : 0) + (why & LIKELY_words ? 1 : 0);
}

static int compare(const void *a, const void *b)
{
    const struct likely *x = a, *y = b;
    if (weight(x->why) != weight(y->why))
        return weight(x->why) > weight(y->why) ? -1 : 1;
    return str_compare(x->number, y->number);
}

/* The list keeps the best; one that is full drops its last. */
static void keep(struct likely_list *out, const struct likely *found)
{
    if (out->count < LIKELY_MAX)
        out->items[out->count++] = *found;
    else if (compare(found, &out->items[LIKELY_MAX - 1]) < 0)
        out->items[LIKELY_MAX - 1] = *found;
    qsort(out->items, out->count, sizeof(*out->items), compare);
}

static void judge(struct search *s, struct candidate *c)
{
    uint32_t why = c->number_meets ? LIKELY_number : 0;

    if (names_meet(s->sought.product, fold(c->product, &s->scratch)))
        why |= LIKELY_product;
    if (names_meet(s->sought.developer, fold(c->developer, &s->scratch)))
        why |= LIKELY_developer;
    if ((why & (LIKELY_product | LIKELY_developer)) &&
        words_meet(&s->sought, fold(c->vulnerability, &s->scratch)))
        why |= LIKELY_words;
    arena_clear(&s->scratch);
    if (!(why & (LIKELY_number | LIKELY_product)) &&
        !((why & LIKELY_developer) && (why & LIKELY_words)))
        return;
    c->head.why = why;
    keep(s->out, &c->head);
}

static void look_at_report(struct search *s, const struct law_report *r)
{
    const struct ev_report_filed *f = r->filed;
    struct candidate c = {
        .head = {.stream = r->stream.id, .type = STREAM_report, .number = f->number},
        .product = r->product,
        .developer = f->developer,
        .vulnerability = f->vulnerability,
    };

    if (r == s->of || (r->handed_to && r->handed_to == s->of->handed_to))
        return;
    c.head.title.ja = str_is_empty(r->product) ? r->site_url : r->product;
    c.number_meets = holds(s->sought.numbers, s->sought.number_count, f->number) ||
                     numbers_meet(&s->sought, f->vulnerability);
    judge(s, &c);
}

static void look_at_case(struct search *s, const struct law_case *of)
{
    const struct ev_case_opened *o = of->opened;
    struct candidate c = {
        .head = {.stream = of->stream.id,
                 .type = STREAM_case,
                 .number = o->number,
                 .title = o->title,
                 .published = of->published_us != 0},
        .product = o->product,
        .developer = o->developer,
        .vulnerability = o->vulnerability,
    };

    if (of == s->of->handed_to || !access_classes(s->w->image, &s->w->actor, of->stream.id))
        return;
    c.number_meets = holds(s->sought.numbers, s->sought.number_count, o->number);
    for (size_t i = 0; i < of->advisory_count; i++)
        c.number_meets = c.number_meets || numbers_meet(&s->sought, of->advisories[i]->doc);
    judge(s, &c);
}

enum err law_likely(const struct law_world *w, struct id report, struct arena *arena,
                    struct likely_list *out)
{
    struct search s = {.w = w, .of = image_report(w->image, report), .out = out};

    *out = (struct likely_list){ARENA_ARRAY(arena, struct likely, LIKELY_MAX), 0};
    if (!out->items)
        return ERR_MEMORY;
    if (!s.of || w->actor.role != ROLE_reception)
        return ERR_OK;
    seek(&s, arena);
    arena_init(&s.scratch, LIMIT_ARENA_DECIDE);
    for (size_t i = 0; i < w->image->reports.count; i++)
        look_at_report(&s, w->image->reports.items[i]);
    for (size_t i = 0; i < w->image->cases.count; i++)
        look_at_case(&s, w->image->cases.items[i]);
    arena_release(&s.scratch);
    return ERR_OK;
}
