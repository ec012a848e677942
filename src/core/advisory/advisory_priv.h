/*
 * core/advisory/advisory_priv.h — the one table of an advisory's fields, for the files of this
 * folder only.
 */
#ifndef CORE_ADVISORY_ADVISORY_PRIV_H
#define CORE_ADVISORY_ADVISORY_PRIV_H

#include "core/advisory/advisory.h"
#include "core/json/json.h"

enum column_kind {
    COLUMN_LINE, /* every kind but DATE is a struct str in the row */
    COLUMN_URL,
    COLUMN_CVE,
    COLUMN_CWE,
    COLUMN_VERSION, /* of CVSS */
    COLUMN_VECTOR,
    COLUMN_SCORE,
    COLUMN_TOKEN, /* cpe, purl: printable ASCII without blanks */
    COLUMN_DATE   /* int32_t day */
};

struct column {
    struct str name;
    enum column_kind kind;
    bool required; /* in a row that has any value */
    size_t offset; /* in the row */
};

/* Columns in ascending order of their names: that is the canonical order. */
struct row_table {
    size_t row_size;
    size_t count_offset; /* of the size_t count in struct advisory */
    const struct column *columns;
    size_t column_count;
};

struct field {
    struct str name;
    size_t offset; /* in struct advisory: of the struct text2, or of the pointer to the rows */
    const struct row_table *rows; /* NULL: a text in both languages */
    bool lines;                   /* text of several lines */
};

enum { ADVISORY_FIELD_COUNT = 16 };

/* Ascending by name. */
extern const struct field advisory_fields[ADVISORY_FIELD_COUNT];

/* --- reaching into the structs --- */

struct text2 *advisory_text(struct advisory *v, const struct field *f);
const struct text2 *advisory_text_const(const struct advisory *v, const struct field *f);
size_t advisory_row_count(const struct advisory *v, const struct field *f);
const void *advisory_row(const struct advisory *v, const struct field *f, size_t index);
void advisory_set_rows(struct advisory *v, const struct field *f, void *rows, size_t count);
/* The text of a column; for DATE columns the other pair. */
struct str *column_text(void *row, const struct column *c);
struct str column_text_const(const void *row, const struct column *c);
int32_t *column_day(void *row, const struct column *c);
int32_t column_day_const(const void *row, const struct column *c);
bool column_is_filled(const void *row, const struct column *c);

/* --- checks of one value (not empty, trimmed) --- */

/* NONE when `value` fits; else the reason, and *limit for LONG. */
enum advisory_reason advisory_check_text(struct str value, bool lines, int64_t *limit);
enum advisory_reason advisory_check_column(struct str value, enum column_kind kind, int64_t *limit);

/* --- shared by the canonical documents --- */

void advisory_write_object(struct json_writer *w, const struct advisory *v, struct arena *a);
enum err advisory_read_object(const struct json *v, struct arena *a,
                              struct advisory *out) MUST_CHECK;
/* {"en":…,"ja":…}; absent languages are left out. */
void text2_write_object(struct json_writer *w, struct text2 text);
void text2_write_member_opt(struct json_writer *w, struct str key, struct text2 text);
/* "changes" of a line of the history; nothing without any. */
void difference_write_member(struct json_writer *w, const struct difference_list *list,
                             struct arena *a);
enum err difference_read(const struct json *v, struct arena *a,
                         struct difference_list *out) MUST_CHECK;
/* Heading of the section; NULL when there is none of that name. */
const char *difference_label(struct str field);
/* Sets `begins`. */
void difference_mark_sections(struct difference_list *list);
bool text2_is_empty(struct text2 text);
enum err text2_read_object(const struct json *v, struct text2 *out) MUST_CHECK;

#endif
