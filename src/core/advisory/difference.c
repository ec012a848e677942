/*
 * core/advisory/difference.c — two publications compared, in the order of the page.
 *
 * Texts are compared by words. Rows of tables are paired by what names them (a product by vendor
 * and name, a developer by its id), so that a new version range is a change inside a row and not a
 * row that went and another that came.
 */
#include "core/advisory/advisory_priv.h"
#include "core/advisory/difference.h"
#include "core/text/edit.h"
#include "core/text/ui.h"

#include <assert.h>

enum { COLUMNS_MAX = 8, HISTORY_CONTEXT = 40 };

/* A section of the page; a table names its columns, those that name the row first. */
struct section {
    const char *field;
    const char *label;
    size_t key_count;
    const char *columns[COLUMNS_MAX];
};

static const struct section sections[] = {
    {"title", N_("Title"), 0, {NULL}},
    {"overview", N_("Overview"), 0, {NULL}},
    {"affected", N_("Affected systems"), 0, {NULL}},
    {"products",
     N_("Affected products"),
     2,
     {"vendor", "product", "versions", "cpe", "purl", NULL}},
    {"description", N_("Details"), 0, {NULL}},
    {"impact", N_("Possible impact"), 0, {NULL}},
    {"solution", N_("Solution"), 0, {NULL}},
    {"vendors", N_("Vendor status"), 0, {NULL}},
    {"references", N_("References"), 1, {"url", "title", NULL}},
    {"vendor_view", N_("View of the vendor"), 0, {NULL}},
    {"addendum", N_("Additional information from JPCERT/CC"), 0, {NULL}},
    {"analyses",
     N_("Analysis of the vulnerability"),
     3,
     {"cve", "cvss_version", "source", "vector", "score", "severity", "date", NULL}},
    {"verification", N_("Verification information"), 0, {NULL}},
    {"credit", N_("Credit"), 0, {NULL}},
    {"cves", N_("CVE and CWE"), 1, {"id", "cwe_id", "cwe_name", NULL}},
    {"related", N_("Related documents"), 1, {"id", "kind", "url", NULL}},
    {"change_note", N_("Update history"), 0, {NULL}},
};
enum { SECTION_COUNT = sizeof(sections) / sizeof(sections[0]), VENDOR_STATUS_CELL = 1 };

struct search {
    const struct publication *before, *now;
    struct arena *arena;
    struct difference_list *out;
    size_t capacity;
};

const char *difference_label(struct str field)
{
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        if (str_equal(field, str_from_cstr(sections[i].field)))
            return sections[i].label;
    }
    return NULL;
}

/* NULL when the arena is exhausted. */
static struct difference *difference_add(struct search *s, const struct section *of,
                                         enum difference_kind kind, size_t cells)
{
    struct difference_list *list = s->out;

    if (list->count == s->capacity) {
        size_t more = s->capacity * 2 + 8;
        void *grown = arena_resize(s->arena, list->items, s->capacity * sizeof(*list->items),
                                   more * sizeof(*list->items));
        if (!grown)
            return NULL;
        list->items = grown;
        s->capacity = more;
    }
    struct difference *d = &list->items[list->count++];
    *d = (struct difference){.field = str_from_cstr(of->field), .label = of->label, .kind = kind};
    d->cells = ARENA_ARRAY(s->arena, struct diff, cells);
    d->cell_count = d->cells ? cells : 0;
    return d->cells ? d : NULL;
}

void difference_mark_sections(struct difference_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        list->items[i].begins =
            i == 0 || !str_equal(list->items[i].field, list->items[i - 1].field);
}

/* ---- texts ---- */

static enum err text_compare(struct search *s, const struct section *of, const struct field *f)
{
    const struct text2 *before = advisory_text_const(&s->before->advisory, f);
    const struct text2 *now = advisory_text_const(&s->now->advisory, f);

    for (int lang = LANG_JA; lang < LANG_COUNT; lang++) {
        struct str from = lang == LANG_JA ? before->ja : before->en;
        struct str to = lang == LANG_JA ? now->ja : now->en;
        if (str_equal(from, to))
            continue;
        struct difference *d = difference_add(s, of, DIFFERENCE_TEXT, 1);
        if (!d)
            return ERR_MEMORY;
        d->lang = (enum lang)lang;
        enum err err = diff_texts(from, to, s->arena, &d->cells[0]);
        if (err)
            return err;
    }
    return ERR_OK;
}

/* ---- tables ---- */

struct row {
    struct str cells[COLUMNS_MAX];
    struct str key;
    struct row *pair; /* on the other side */
};

struct grid {
    struct row *rows;
    size_t count;
};

struct grid_pair {
    struct grid before, now;
    size_t columns;
    size_t whole; /* the column whose values are words of a list; SIZE_MAX: none */
};

static bool rows_equal(const struct row *a, const struct row *b)
{
    for (size_t i = 0; i < COLUMNS_MAX; i++) {
        if (!str_equal(a->cells[i], b->cells[i]))
            return false;
    }
    return str_equal(a->key, b->key);
}

static bool grids_equal_at(const void *ctx, size_t before, size_t now)
{
    const struct grid_pair *pair = ctx;
    return rows_equal(&pair->before.rows[before], &pair->now.rows[now]);
}

static const struct column *column_named(const struct row_table *table, const char *name)
{
    size_t i = 0;

    while (i < table->column_count && !str_equal(table->columns[i].name, str_from_cstr(name)))
        i++;
    assert(i < table->column_count);
    return &table->columns[i];
}

static struct str cell_text(const void *row, const struct column *c, struct arena *a)
{
    if (c->kind != COLUMN_DATE)
        return column_text_const(row, c);
    int32_t day = column_day_const(row, c);
    return day ? civil_write_date(day, a) : (struct str){NULL, 0};
}

static enum err table_read(const struct advisory *v, const struct section *of,
                           const struct field *f, struct arena *a, struct grid *out)
{
    size_t count = advisory_row_count(v, f);

    *out = (struct grid){ARENA_ARRAY(a, struct row, count), 0};
    if (!out->rows)
        return ERR_MEMORY;
    for (; out->count < count; out->count++) {
        struct row *row = &out->rows[out->count];
        const void *from = advisory_row(v, f, out->count);
        row->key = STR("");
        for (size_t i = 0; of->columns[i]; i++) {
            row->cells[i] = cell_text(from, column_named(f->rows, of->columns[i]), a);
            if (i < of->key_count)
                row->key = arena_format(a, "%.*s\n%.*s", STR_ARG(row->key), STR_ARG(row->cells[i]));
        }
    }
    return a->failed ? ERR_MEMORY : ERR_OK;
}

static bool has_words(const struct publication *p)
{
    for (size_t i = 0; i < p->vendor_count; i++) {
        if (p->vendors[i].status == 0)
            return false;
    }
    return true;
}

/* What is approved holds no status words: then neither side shows any. */
static enum err vendors_read(const struct publication *p, bool with_words, struct arena *a,
                             struct grid *out)
{
    *out = (struct grid){ARENA_ARRAY(a, struct row, p->vendor_count), 0};
    if (!out->rows)
        return ERR_MEMORY;
    for (; out->count < p->vendor_count; out->count++) {
        const struct publication_vendor *v = &p->vendors[out->count];
        struct str word =
            with_words ? vendor_status_text(v->status, LANG_JA) : (struct str){NULL, 0};
        out->rows[out->count] = (struct row){
            .cells = {v->name.ja, word, v->comment.ja, v->comment.en, v->notice_url, v->name.en},
            .key = id_text(v->party, a),
        };
    }
    return a->failed ? ERR_MEMORY : ERR_OK;
}

/* Rows of the same name on both sides, one to one; equal places are no pairs. */
static void rows_pair(const struct grid_pair *g, const struct edit_list *edits)
{
    for (size_t i = 0; i < edits->count; i++) {
        for (size_t n = edits->items[i].after_from; n < edits->items[i].after_to; n++) {
            struct row *now = &g->now.rows[n];
            for (size_t k = 0; k < edits->count && !now->pair; k++) {
                for (size_t b = edits->items[k].before_from;
                     b < edits->items[k].before_to && !now->pair; b++) {
                    struct row *before = &g->before.rows[b];
                    if (!before->pair && str_equal(before->key, now->key)) {
                        before->pair = now;
                        now->pair = before;
                    }
                }
            }
        }
    }
}

static enum err row_add(struct search *s, const struct section *of, const struct grid_pair *g,
                        const struct row *before, const struct row *now)
{
    enum difference_kind kind = !before                   ? DIFFERENCE_ROW_ADDED
                                : !now                    ? DIFFERENCE_ROW_REMOVED
                                : rows_equal(before, now) ? DIFFERENCE_ROW_MOVED
                                                          : DIFFERENCE_ROW_CHANGED;
    struct difference *d = difference_add(s, of, kind, g->columns);
    enum err err = d ? ERR_OK : ERR_MEMORY;

    for (size_t i = 0; !err && i < g->columns; i++) {
        struct str from = before ? before->cells[i] : (struct str){NULL, 0};
        struct str to = now ? now->cells[i] : (struct str){NULL, 0};
        err = i == g->whole ? diff_replaced(from, to, s->arena, &d->cells[i])
                            : diff_texts(from, to, s->arena, &d->cells[i]);
    }
    return err;
}

static enum err grids_compare(struct search *s, const struct section *of, struct grid_pair *g)
{
    const struct edit_pair pair = {g->before.count, g->now.count, grids_equal_at, g};
    struct edit_list edits;
    enum err err = edit_find(&pair, LIMIT_DIFF_EDITS, s->arena, &edits);

    if (err)
        return err;
    rows_pair(g, &edits);
    for (size_t i = 0; i < edits.count; i++) {
        const struct edit *e = &edits.items[i];
        for (size_t b = e->before_from; !err && b < e->before_to; b++) {
            if (!g->before.rows[b].pair)
                err = row_add(s, of, g, &g->before.rows[b], NULL);
        }
        for (size_t n = e->after_from; !err && n < e->after_to; n++)
            err = row_add(s, of, g, g->now.rows[n].pair, &g->now.rows[n]);
    }
    return err;
}

static enum err table_compare(struct search *s, const struct section *of, const struct field *f)
{
    struct grid_pair g = {.whole = SIZE_MAX};
    enum err err = table_read(&s->before->advisory, of, f, s->arena, &g.before);

    while (of->columns[g.columns])
        g.columns++;
    if (!err)
        err = table_read(&s->now->advisory, of, f, s->arena, &g.now);
    return err ? err : grids_compare(s, of, &g);
}

static enum err vendors_compare(struct search *s, const struct section *of)
{
    struct grid_pair g = {.columns = 6, .whole = VENDOR_STATUS_CELL};
    bool with_words = has_words(s->before) && has_words(s->now);
    enum err err = vendors_read(s->before, with_words, s->arena, &g.before);

    if (!err)
        err = vendors_read(s->now, with_words, s->arena, &g.now);
    return err ? err : grids_compare(s, of, &g);
}

enum err difference_find(const struct publication *before, const struct publication *now,
                         struct arena *a, struct difference_list *out)
{
    struct search s = {before, now, a, out, 0};
    enum err err = ERR_OK;

    *out = (struct difference_list){NULL, 0};
    for (size_t i = 0; !err && i < SECTION_COUNT; i++) {
        struct str name = str_from_cstr(sections[i].field);
        if (str_equal(name, STR("vendors"))) {
            err = vendors_compare(&s, &sections[i]);
            continue;
        }
        const struct field *f = &advisory_fields[advisory_field(name)];
        err = f->rows ? table_compare(&s, &sections[i], f) : text_compare(&s, &sections[i], f);
    }
    difference_mark_sections(out);
    return err;
}

/* ---- for readers ---- */

struct difference_list difference_of_field(const struct difference_list *all, struct str field)
{
    struct difference_list out = {NULL, 0};

    for (size_t i = 0; i < all->count; i++) {
        if (!str_equal(all->items[i].field, field))
            continue;
        if (out.count == 0)
            out.items = &all->items[i];
        out.count++;
    }
    return out;
}

static enum err cells_shorten(struct difference *d, struct arena *a)
{
    struct diff *cells = ARENA_ARRAY(a, struct diff, d->cell_count);
    enum err err = cells ? ERR_OK : ERR_MEMORY;

    for (size_t i = 0; !err && i < d->cell_count; i++) {
        if (d->kind == DIFFERENCE_TEXT)
            err = diff_shorten(&d->cells[i], HISTORY_CONTEXT, a, &cells[i]);
        else
            cells[i] = d->cells[i];
    }
    d->cells = cells;
    return err;
}

enum err difference_for_history(const struct difference_list *all, struct arena *a,
                                struct difference_list *out)
{
    enum err err = ERR_OK;

    *out = (struct difference_list){ARENA_ARRAY(a, struct difference, all->count), 0};
    if (!out->items)
        return ERR_MEMORY;
    for (size_t i = 0; !err && i < all->count; i++) {
        struct difference d = all->items[i];
        if (str_equal(d.field, STR("change_note")))
            continue;
        if (str_equal(d.field, STR("credit")) ||
            (str_equal(d.field, STR("vendors")) && d.kind == DIFFERENCE_ROW_REMOVED))
            d.cell_count = 0;
        err = cells_shorten(&d, a);
        out->items[out->count++] = d;
    }
    difference_mark_sections(out);
    return err;
}

/* Stored words are Japanese; each run of that cell is one whole word. */
static enum err words_translate(struct difference *d, struct arena *a)
{
    struct diff *cells = ARENA_ARRAY(a, struct diff, d->cell_count);

    if (!cells)
        return ERR_MEMORY;
    for (size_t i = 0; i < d->cell_count; i++)
        cells[i] = d->cells[i];
    struct diff *words = &cells[VENDOR_STATUS_CELL];
    struct diff_run *runs = ARENA_ARRAY(a, struct diff_run, words->count);
    if (!runs)
        return ERR_MEMORY;
    for (size_t i = 0; i < words->count; i++) {
        runs[i] = words->runs[i];
        for (uint32_t s = VENDOR_STATUS_AFFECTED; s <= VENDOR_STATUS_INFORMED; s++) {
            if (str_equal(runs[i].text, vendor_status_text(s, LANG_JA)))
                runs[i].text = vendor_status_text(s, LANG_EN);
        }
    }
    words->runs = runs;
    d->cells = cells;
    return ERR_OK;
}

enum err difference_words_in(const struct difference_list *all, enum lang lang, struct arena *a,
                             struct difference_list *out)
{
    enum err err = ERR_OK;

    *out = (struct difference_list){ARENA_ARRAY(a, struct difference, all->count), 0};
    if (!out->items)
        return ERR_MEMORY;
    for (size_t i = 0; !err && i < all->count; i++) {
        struct difference *d = &out->items[out->count++];
        *d = all->items[i];
        if (lang == LANG_EN && str_equal(d->field, STR("vendors")) &&
            d->cell_count > VENDOR_STATUS_CELL)
            err = words_translate(d, a);
    }
    return err;
}

enum err difference_for_page(const struct difference_list *all, enum lang lang, struct arena *a,
                             struct difference_list *out)
{
    enum err err = difference_words_in(all, lang, a, out);
    size_t kept = 0;

    for (size_t i = 0; !err && i < out->count; i++) {
        if (out->items[i].kind != DIFFERENCE_TEXT || out->items[i].lang == lang)
            out->items[kept++] = out->items[i];
    }
    out->count = err ? 0 : kept;
    difference_mark_sections(out);
    return err;
}

size_t difference_bytes(const struct difference_list *list)
{
    size_t bytes = 0;

    for (size_t i = 0; i < list->count; i++) {
        for (size_t k = 0; k < list->items[i].cell_count; k++)
            bytes += diff_bytes(&list->items[i].cells[k]);
    }
    return bytes;
}
