/*
 * core/advisory/canonical.c — an advisory as its canonical document, and back.
 *
 * One advisory has one spelling: compact, keys ascending, absent fields left out. The bytes are
 * hashed and approved, so this file may only ever gain fields; it must never spell an existing one
 * differently.
 */
#include "core/advisory/advisory_priv.h"

bool text2_is_empty(struct text2 text)
{
    return str_is_empty(text.ja) && str_is_empty(text.en);
}

void text2_write_object(struct json_writer *w, struct text2 text)
{
    json_write_object(w);
    json_write_member_opt(w, STR("en"), text.en);
    json_write_member_opt(w, STR("ja"), text.ja);
    json_write_end(w);
}

void text2_write_member_opt(struct json_writer *w, struct str key, struct text2 text)
{
    if (!text2_is_empty(text)) {
        json_write_key(w, key);
        text2_write_object(w, text);
    }
}

static void write_row(struct json_writer *w, const struct row_table *table, const void *row,
                      struct arena *a)
{
    json_write_object(w);
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *c = &table->columns[i];

        if (!column_is_filled(row, c)) {
            continue;
        }
        json_write_member(w, c->name,
                          c->kind == COLUMN_DATE ? civil_write_date(column_day_const(row, c), a)
                                                 : column_text_const(row, c));
    }
    json_write_end(w);
}

void advisory_write_object(struct json_writer *w, const struct advisory *v, struct arena *a)
{
    json_write_object(w);
    for (size_t i = 0; i < ADVISORY_FIELD_COUNT; i++) {
        const struct field *f = &advisory_fields[i];

        if (f->rows == NULL) {
            text2_write_member_opt(w, f->name, *advisory_text_const(v, f));
            continue;
        }
        if (advisory_row_count(v, f) == 0) {
            continue;
        }
        json_write_member_array(w, f->name);
        for (size_t row = 0; row < advisory_row_count(v, f); row++) {
            write_row(w, f->rows, advisory_row(v, f, row), a);
        }
        json_write_end(w);
    }
    json_write_end(w);
}

enum err advisory_write(const struct advisory *v, struct arena *a, struct str *out)
{
    struct json_writer w;
    struct buf buf;

    buf_init(&buf, a, LIMIT_ADVISORY_BYTES);
    json_write_begin(&w, &buf, JSON_COMPACT);
    advisory_write_object(&w, v, a);
    json_write_finish(&w);
    return a->failed ? ERR_MEMORY : buf_finish(&buf, out);
}

/* --- reading --- */

enum err text2_read_object(const struct json *v, struct text2 *out)
{
    if (!json_is(v, JSON_OBJECT)) {
        return ERR_INVALID;
    }
    for (const struct json *m = v->first; m != NULL; m = m->next) {
        if (m->kind != JSON_STRING) {
            return ERR_INVALID;
        }
        if (str_equal(m->key, STR("ja"))) {
            out->ja = m->text;
        } else if (str_equal(m->key, STR("en"))) {
            out->en = m->text;
        } else {
            return ERR_INVALID;
        }
    }
    return ERR_OK;
}

static enum err read_cell(const struct row_table *table, const struct json *v, void *row)
{
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *c = &table->columns[i];

        if (!str_equal(c->name, v->key)) {
            continue;
        }
        if (v->kind != JSON_STRING) {
            return ERR_INVALID;
        }
        if (c->kind == COLUMN_DATE) {
            return civil_read_date(v->text, column_day(row, c)) ? ERR_OK : ERR_INVALID;
        }
        *column_text(row, c) = v->text;
        return ERR_OK;
    }
    return ERR_INVALID;
}

static enum err read_rows(const struct field *f, const struct json *v, struct arena *a,
                          struct advisory *out)
{
    char *rows;
    size_t n = 0;

    if (v->kind != JSON_ARRAY || v->count > LIMIT_ADVISORY_ROWS) {
        return ERR_INVALID;
    }
    rows = arena_alloc_array(a, v->count, f->rows->row_size);
    if (rows == NULL) {
        return ERR_MEMORY;
    }
    for (const struct json *item = v->first; item != NULL; item = item->next, n++) {
        if (item->kind != JSON_OBJECT) {
            return ERR_INVALID;
        }
        for (const struct json *cell = item->first; cell != NULL; cell = cell->next) {
            enum err e = read_cell(f->rows, cell, rows + n * f->rows->row_size);

            if (e != ERR_OK) {
                return e;
            }
        }
    }
    advisory_set_rows(out, f, rows, n);
    return ERR_OK;
}

static enum err read_field(const struct json *v, struct arena *a, struct advisory *out)
{
    for (size_t i = 0; i < ADVISORY_FIELD_COUNT; i++) {
        const struct field *f = &advisory_fields[i];

        if (str_equal(f->name, v->key)) {
            return f->rows == NULL ? text2_read_object(v, advisory_text(out, f))
                                   : read_rows(f, v, a, out);
        }
    }
    return ERR_INVALID;
}

enum err advisory_read_object(const struct json *v, struct arena *a, struct advisory *out)
{
    *out = (struct advisory){.product_count = 0};
    if (!json_is(v, JSON_OBJECT)) {
        return ERR_INVALID;
    }
    for (const struct json *m = v->first; m != NULL; m = m->next) {
        enum err e = read_field(m, a, out);

        if (e != ERR_OK) {
            return e;
        }
    }
    return ERR_OK;
}

/* The cell of a table that cannot be read, or the table. */
static const struct json *misfit_of(const struct field *f, const struct json *v, struct arena *a)
{
    void *row = arena_alloc(a, f->rows->row_size);

    if (row == NULL || v->kind != JSON_ARRAY || v->count > LIMIT_ADVISORY_ROWS) {
        return v;
    }
    for (const struct json *item = v->first; item != NULL; item = item->next) {
        if (item->kind != JSON_OBJECT) {
            return item;
        }
        for (const struct json *cell = item->first; cell != NULL; cell = cell->next) {
            if (read_cell(f->rows, cell, row) != ERR_OK) {
                return cell;
            }
        }
    }
    return v;
}

const struct json *advisory_misfit(const struct json *v, struct arena *a)
{
    struct advisory out = {.product_count = 0};

    if (!json_is(v, JSON_OBJECT)) {
        return v;
    }
    for (const struct json *m = v->first; m != NULL; m = m->next) {
        if (read_field(m, a, &out) == ERR_OK) {
            continue;
        }
        for (size_t i = 0; i < ADVISORY_FIELD_COUNT; i++) {
            const struct field *f = &advisory_fields[i];
            if (f->rows != NULL && str_equal(f->name, m->key)) {
                return misfit_of(f, m, a);
            }
        }
        return m;
    }
    return NULL;
}

enum err advisory_read(struct str json, struct arena *a, struct advisory *out)
{
    const struct json *root;
    enum err e = json_read(json, LIMIT_ADVISORY_BYTES, a, &root, NULL);

    return e != ERR_OK ? e : advisory_read_object(root, a, out);
}
