/*
 * core/advisory/difference_json.c — changes as they stand in a released document: a run of text is
 * its kind as one character with the text behind it. Reading is strict.
 */
#include "core/advisory/advisory_priv.h"

static const char marks[] = " =-+~"; /* by enum diff_kind */

/* ---- writing ---- */

static void cell_write(struct json_writer *w, const struct diff *cell, struct arena *a)
{
    json_write_array(w);
    for (size_t i = 0; i < cell->count; i++) {
        struct buf run;

        buf_init(&run, a, LIMIT_PUBLICATION_BYTES);
        buf_add_char(&run, marks[cell->runs[i].kind]);
        buf_add(&run, cell->runs[i].text);
        json_write_str(w, buf_str(&run));
    }
    json_write_end(w);
}

void difference_write_member(struct json_writer *w, const struct difference_list *list,
                             struct arena *a)
{
    if (list->count == 0)
        return;
    json_write_member_array(w, STR("changes"));
    for (size_t i = 0; i < list->count; i++) {
        const struct difference *d = &list->items[i];

        json_write_object(w);
        if (d->cell_count > 0) {
            json_write_member_array(w, STR("cells"));
            for (size_t k = 0; k < d->cell_count; k++)
                cell_write(w, &d->cells[k], a);
            json_write_end(w);
        }
        json_write_member(w, STR("field"), d->field);
        json_write_member_i64(w, STR("kind"), (int64_t)d->kind);
        if (d->kind == DIFFERENCE_TEXT)
            json_write_member(w, STR("lang"), d->lang == LANG_EN ? STR("en") : STR("ja"));
        json_write_end(w);
    }
    json_write_end(w);
}

/* ---- reading ---- */

static enum err run_read(const struct json *v, struct diff_run *out)
{
    struct str text = json_text(v);

    if (text.len < 2)
        return ERR_INVALID;
    for (int kind = DIFF_SAME; kind <= DIFF_GAP; kind++) {
        if (text.ptr[0] == marks[kind]) {
            *out = (struct diff_run){(enum diff_kind)kind, str_slice(text, 1, text.len)};
            return ERR_OK;
        }
    }
    return ERR_INVALID;
}

static enum err cell_read(const struct json *v, struct arena *a, struct diff *out)
{
    enum err err = json_is(v, JSON_ARRAY) ? ERR_OK : ERR_INVALID;

    *out = (struct diff){err ? NULL : ARENA_ARRAY(a, struct diff_run, v->count), 0};
    if (!err && !out->runs)
        return ERR_MEMORY;
    for (const struct json *run = err ? NULL : v->first; !err && run; run = run->next)
        err = run_read(run, &out->runs[out->count++]);
    return err;
}

static enum err cells_read(const struct json *v, struct arena *a, struct difference *out)
{
    enum err err = json_is(v, JSON_ARRAY) ? ERR_OK : ERR_INVALID;

    out->cells = err ? NULL : ARENA_ARRAY(a, struct diff, v->count);
    if (!err && !out->cells)
        return ERR_MEMORY;
    for (const struct json *cell = err ? NULL : v->first; !err && cell; cell = cell->next)
        err = cell_read(cell, a, &out->cells[out->cell_count++]);
    return err;
}

static enum err member_read(const struct json *m, struct arena *a, struct difference *out)
{
    int64_t kind;

    if (str_equal(m->key, STR("cells")))
        return cells_read(m, a, out);
    if (str_equal(m->key, STR("field"))) {
        out->field = json_text(m);
        out->label = difference_label(out->field);
        return out->label ? ERR_OK : ERR_INVALID;
    }
    if (str_equal(m->key, STR("kind"))) {
        if (!json_int(m, &kind) || kind < DIFFERENCE_TEXT || kind > DIFFERENCE_ROW_MOVED)
            return ERR_INVALID;
        out->kind = (enum difference_kind)kind;
        return ERR_OK;
    }
    if (str_equal(m->key, STR("lang"))) {
        out->lang = str_equal(json_text(m), STR("en")) ? LANG_EN : LANG_JA;
        return out->lang == LANG_EN || str_equal(json_text(m), STR("ja")) ? ERR_OK : ERR_INVALID;
    }
    return ERR_INVALID;
}

enum err difference_read(const struct json *v, struct arena *a, struct difference_list *out)
{
    enum err err = json_is(v, JSON_ARRAY) ? ERR_OK : ERR_INVALID;

    *out = (struct difference_list){err ? NULL : ARENA_ARRAY(a, struct difference, v->count), 0};
    if (!err && !out->items)
        return ERR_MEMORY;
    for (const struct json *item = err ? NULL : v->first; !err && item; item = item->next) {
        struct difference *d = &out->items[out->count++];

        err = json_is(item, JSON_OBJECT) ? ERR_OK : ERR_INVALID;
        for (const struct json *m = err ? NULL : item->first; !err && m; m = m->next)
            err = member_read(m, a, d);
        if (!err && (!d->label || !d->kind))
            err = ERR_INVALID;
    }
    difference_mark_sections(out);
    return err;
}
