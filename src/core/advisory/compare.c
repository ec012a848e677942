/*
 * core/advisory/compare.c — single fields of an advisory compared and copied, by the one table.
 * An absent text and an empty one are the same.
 */
#include "core/advisory/advisory_priv.h"

#include <assert.h>

size_t advisory_field_total(void)
{
    return ADVISORY_FIELD_COUNT;
}

size_t advisory_field(struct str name)
{
    size_t i = 0;

    while (i < ADVISORY_FIELD_COUNT && !str_equal(advisory_fields[i].name, name)) {
        i++;
    }
    assert(i < ADVISORY_FIELD_COUNT);
    return i;
}

struct str advisory_field_name(size_t field)
{
    return advisory_fields[field].name;
}

bool advisory_field_is_empty(const struct advisory *v, size_t field)
{
    const struct field *f = &advisory_fields[field];

    return f->rows == NULL ? text2_is_empty(*advisory_text_const(v, f))
                           : advisory_row_count(v, f) == 0;
}

static bool cell_equal(const struct column *c, const void *a, const void *b)
{
    return c->kind == COLUMN_DATE ? column_day_const(a, c) == column_day_const(b, c)
                                  : str_equal(column_text_const(a, c), column_text_const(b, c));
}

static bool rows_equal(const struct advisory *a, const struct advisory *b, const struct field *f)
{
    size_t count = advisory_row_count(a, f);

    if (count != advisory_row_count(b, f)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < f->rows->column_count; k++) {
            if (!cell_equal(&f->rows->columns[k], advisory_row(a, f, i), advisory_row(b, f, i))) {
                return false;
            }
        }
    }
    return true;
}

bool advisory_field_equal(const struct advisory *a, const struct advisory *b, size_t field)
{
    const struct field *f = &advisory_fields[field];

    if (f->rows != NULL) {
        return rows_equal(a, b, f);
    }
    return str_equal(advisory_text_const(a, f)->ja, advisory_text_const(b, f)->ja) &&
           str_equal(advisory_text_const(a, f)->en, advisory_text_const(b, f)->en);
}

void advisory_field_copy(struct advisory *to, const struct advisory *from, size_t field)
{
    const struct field *f = &advisory_fields[field];

    if (f->rows == NULL) {
        *advisory_text(to, f) = *advisory_text_const(from, f);
        return;
    }
    size_t count = advisory_row_count(from, f);
    const void *rows = count > 0 ? advisory_row(from, f, 0) : NULL;
    void *shared;

    __builtin_memcpy(&shared, &rows, sizeof(shared)); /* rows of an advisory are never const */
    advisory_set_rows(to, f, shared, count);
}
