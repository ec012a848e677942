/*
 * core/advisory/input.c — an advisory from the flat pairs that a form, the API or the command line
 * sends, and back.
 *
 * The pairs come from people and programs outside: every name and value is checked here once, and
 * the first fault is reported by its full name. Nothing is repaired but blanks at the ends.
 */
#include "core/advisory/advisory_priv.h"

#include <string.h>

/* One reading. Rows wait in slots by their number, because pairs may come in any order and with
 * gaps. */
struct reading {
    struct arena *arena;
    struct advisory *out;
    struct advisory_problem *problem;
    struct str prefix;
    char *slots[ADVISORY_FIELD_COUNT]; /* LIMIT_ROWS rows of the field's row size, NULL until needed
                                        */
};

/* Where one pair goes. */
struct target {
    struct str *text; /* NULL for a date */
    int32_t *day;
    const struct column *column; /* NULL for a text in two languages */
    bool lines;
};

static enum err refuse(struct reading *r, struct str field, enum advisory_reason reason,
                       int64_t limit)
{
    *r->problem = (struct advisory_problem){arena_copy(r->arena, field), reason, limit};
    return r->arena->failed ? ERR_MEMORY : ERR_INVALID;
}

static const struct field *find_field(struct str name, size_t *index)
{
    for (size_t i = 0; i < ADVISORY_FIELD_COUNT; i++) {
        if (str_equal(advisory_fields[i].name, name)) {
            *index = i;
            return &advisory_fields[i];
        }
    }
    return NULL;
}

static const struct column *find_column(const struct row_table *table, struct str name)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (str_equal(table->columns[i].name, name)) {
            return &table->columns[i];
        }
    }
    return NULL;
}

/* A row number without leading zeros; one spelling only, or two pairs could mean the same cell. */
static bool read_row_number(struct str text, uint64_t *out)
{
    return str_to_u64(text, 999999, out) && (text.len == 1 || text.ptr[0] != '0');
}

static enum err find_cell(struct reading *r, struct str full_name, size_t index, struct str rest,
                          struct target *target)
{
    const struct field *f = &advisory_fields[index];
    struct str number_text = str_split(&rest, '.');
    uint64_t number;
    char *row;

    if (!read_row_number(number_text, &number)) {
        return refuse(r, full_name, ADVISORY_REASON_UNKNOWN, 0);
    }
    target->column = find_column(f->rows, rest);
    if (target->column == NULL) {
        return refuse(r, full_name, ADVISORY_REASON_UNKNOWN, 0);
    }
    if (number >= LIMIT_ROWS) {
        return refuse(r, full_name, ADVISORY_REASON_ROWS, LIMIT_ROWS);
    }
    if (r->slots[index] == NULL) {
        r->slots[index] = arena_alloc_array(r->arena, LIMIT_ROWS, f->rows->row_size);
        if (r->slots[index] == NULL) {
            return ERR_MEMORY;
        }
    }
    row = r->slots[index] + number * f->rows->row_size;
    if (target->column->kind == COLUMN_DATE) {
        target->day = column_day(row, target->column);
    } else {
        target->text = column_text(row, target->column);
    }
    return ERR_OK;
}

static enum err find_target(struct reading *r, struct str full_name, struct target *target)
{
    struct str rest = str_slice(full_name, r->prefix.len, full_name.len);
    struct str name = str_split(&rest, '.');
    size_t index = 0;
    const struct field *f = find_field(name, &index);

    *target = (struct target){.text = NULL};
    if (f == NULL) {
        return refuse(r, full_name, ADVISORY_REASON_UNKNOWN, 0);
    }
    if (f->rows != NULL) {
        return find_cell(r, full_name, index, rest, target);
    }
    target->lines = f->lines;
    if (str_equal(rest, STR("ja"))) {
        target->text = &advisory_text(r->out, f)->ja;
    } else if (str_equal(rest, STR("en"))) {
        target->text = &advisory_text(r->out, f)->en;
    } else {
        return refuse(r, full_name, ADVISORY_REASON_UNKNOWN, 0);
    }
    return ERR_OK;
}

static enum err take_pair(struct reading *r, const struct input_pair *pair)
{
    struct str value = str_trim(pair->value);
    struct target target;
    enum advisory_reason reason;
    int64_t limit = 0;
    enum err e = find_target(r, pair->name, &target);

    if (e != ERR_OK) {
        return e;
    }
    /* A pointer that is set marks a cell that was given, even as an empty text. */
    if ((target.text != NULL && target.text->ptr != NULL) ||
        (target.day != NULL && *target.day != 0)) {
        return refuse(r, pair->name, ADVISORY_REASON_UNKNOWN, 0);
    }
    if (str_is_empty(value)) {
        if (target.text != NULL) {
            *target.text = STR("");
        }
        return ERR_OK;
    }
    reason = target.column != NULL ? advisory_check_column(value, target.column->kind, &limit)
                                   : advisory_check_text(value, target.lines, &limit);
    if (reason != ADVISORY_REASON_NONE) {
        return refuse(r, pair->name, reason, reason == ADVISORY_REASON_LONG ? limit : 0);
    }
    if (target.day != NULL) {
        return civil_read_date(value, target.day) ? ERR_OK : ERR_INVALID; /* checked above */
    }
    *target.text = arena_copy(r->arena, value);
    return r->arena->failed ? ERR_MEMORY : ERR_OK;
}

static bool row_is_filled(const struct row_table *table, const void *row)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (column_is_filled(row, &table->columns[i])) {
            return true;
        }
    }
    return false;
}

/* An empty text is an absent one from here on: canonical bytes must not depend on which empty
 * fields a form sent. */
static void forget_empty(struct str *s)
{
    if (s->len == 0) {
        *s = (struct str){NULL, 0};
    }
}

static enum err check_row(struct reading *r, const struct field *f, size_t number, char *row)
{
    for (size_t i = 0; i < f->rows->column_count; i++) {
        const struct column *c = &f->rows->columns[i];

        if (c->required && !column_is_filled(row, c)) {
            struct str name = arena_format(r->arena, "%.*s%.*s.%zu.%.*s", STR_ARG(r->prefix),
                                           STR_ARG(f->name), number, STR_ARG(c->name));
            return refuse(r, name, ADVISORY_REASON_MISSING, 0);
        }
        if (c->kind != COLUMN_DATE) {
            forget_empty(column_text(row, c));
        }
    }
    return ERR_OK;
}

/* Moves the filled rows together and hands them to the advisory. */
static enum err settle_rows(struct reading *r, size_t index)
{
    const struct field *f = &advisory_fields[index];
    char *rows = r->slots[index];
    size_t count = 0;

    for (size_t i = 0; rows != NULL && i < LIMIT_ROWS; i++) {
        char *row = rows + i * f->rows->row_size;
        enum err e;

        if (!row_is_filled(f->rows, row)) {
            continue;
        }
        e = check_row(r, f, i, row);
        if (e != ERR_OK) {
            return e;
        }
        memmove(rows + count * f->rows->row_size, row, f->rows->row_size);
        count++;
    }
    advisory_set_rows(r->out, f, count > 0 ? rows : NULL, count);
    return ERR_OK;
}

static enum err settle(struct reading *r)
{
    for (size_t i = 0; i < ADVISORY_FIELD_COUNT; i++) {
        if (advisory_fields[i].rows != NULL) {
            enum err e = settle_rows(r, i);

            if (e != ERR_OK) {
                return e;
            }
        } else {
            struct text2 *text = advisory_text(r->out, &advisory_fields[i]);

            forget_empty(&text->ja);
            forget_empty(&text->en);
        }
    }
    return ERR_OK;
}

enum err advisory_from_input(const struct input *in, struct str prefix, struct arena *a,
                             struct advisory *out, struct advisory_problem *problem)
{
    struct reading r = {.arena = a, .out = out, .problem = problem, .prefix = prefix};
    struct str canonical;
    enum err e;

    *out = (struct advisory){.product_count = 0};
    *problem = (struct advisory_problem){.reason = ADVISORY_REASON_NONE};
    for (size_t i = 0; i < in->count; i++) {
        if (!str_starts_with(in->pairs[i].name, prefix)) {
            continue;
        }
        e = take_pair(&r, &in->pairs[i]);
        if (e != ERR_OK) {
            return e;
        }
    }
    e = settle(&r);
    if (e != ERR_OK) {
        return e;
    }
    return advisory_write(out, a, &canonical); /* for its limit */
}

/* --- back to pairs ----------------------------------------------------------------------- */

struct listing {
    struct arena *arena;
    struct input_pair *pairs;
    size_t count;
};

static size_t pairs_needed(const struct advisory *v)
{
    size_t n = 0;

    for (size_t i = 0; i < ADVISORY_FIELD_COUNT; i++) {
        const struct field *f = &advisory_fields[i];

        n += f->rows == NULL ? 2 : advisory_row_count(v, f) * f->rows->column_count;
    }
    return n;
}

static void add_pair(struct listing *l, struct str name, struct str value)
{
    if (!str_is_empty(value)) {
        l->pairs[l->count++] = (struct input_pair){name, value};
    }
}

static void add_row(struct listing *l, struct str row_name, const struct row_table *table,
                    const void *row)
{
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *c = &table->columns[i];
        struct str name;

        if (!column_is_filled(row, c)) {
            continue;
        }
        name = arena_format(l->arena, "%.*s.%.*s", STR_ARG(row_name), STR_ARG(c->name));
        add_pair(l, name,
                 c->kind == COLUMN_DATE ? civil_write_date(column_day_const(row, c), l->arena)
                                        : column_text_const(row, c));
    }
}

static void add_field(struct listing *l, struct str name, const struct advisory *v,
                      const struct field *f)
{
    if (f->rows == NULL) {
        const struct text2 *text = advisory_text_const(v, f);

        add_pair(l, arena_format(l->arena, "%.*s.ja", STR_ARG(name)), text->ja);
        add_pair(l, arena_format(l->arena, "%.*s.en", STR_ARG(name)), text->en);
        return;
    }
    for (size_t row = 0; row < advisory_row_count(v, f); row++) {
        add_row(l, arena_format(l->arena, "%.*s.%zu", STR_ARG(name), row), f->rows,
                advisory_row(v, f, row));
    }
}

enum err advisory_to_input(const struct advisory *v, struct str prefix, struct arena *a,
                           struct input *out)
{
    struct listing l = {a, ARENA_ARRAY(a, struct input_pair, pairs_needed(v)), 0};

    if (l.pairs == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < ADVISORY_FIELD_COUNT; i++) {
        const struct field *f = &advisory_fields[i];

        add_field(&l, arena_format(a, "%.*s%.*s", STR_ARG(prefix), STR_ARG(f->name)), v, f);
    }
    *out = (struct input){l.pairs, l.count};
    return a->failed ? ERR_MEMORY : ERR_OK;
}

/* --- completeness --- */

bool advisory_is_complete(const struct advisory *v, struct str prefix, struct arena *a,
                          struct advisory_problem *problem)
{
    const struct {
        const char *name;
        struct str value;
    } needed[] = {
        {"title.ja", v->title.ja},
        {"overview.ja", v->overview.ja},
        {"impact.ja", v->impact.ja},
        {"solution.ja", v->solution.ja},
    };

    for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
        if (str_is_empty(needed[i].value)) {
            *problem = (struct advisory_problem){
                .field = arena_format(a, "%.*s%s", STR_ARG(prefix), needed[i].name),
                .reason = ADVISORY_REASON_MISSING,
            };
            return false;
        }
    }
    return true;
}

bool advisory_has_english(const struct advisory *v)
{
    return !str_is_empty(v->title.en) && !str_is_empty(v->overview.en);
}
