/*
 * core/advisory/fields.c — the table of an advisory's fields.
 *
 * Everything that must know all fields (form, canonical JSON, limits) walks this table. A new field
 * is one line here and one member in advisory.h; the order of names is the canonical order and the
 * unit test holds it.
 */
#include "core/advisory/advisory_priv.h"

#define COLUMN(type, member, kind)                                                                 \
    {                                                                                              \
        STR_INIT(#member), COLUMN_##kind, false, offsetof(struct type, member)                     \
    }
#define REQUIRED(type, member, kind)                                                               \
    {                                                                                              \
        STR_INIT(#member), COLUMN_##kind, true, offsetof(struct type, member)                      \
    }
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static const struct column analysis_columns[] = {
    COLUMN(advisory_analysis, cve, CVE),       COLUMN(advisory_analysis, cvss_version, VERSION),
    COLUMN(advisory_analysis, date, DATE),     COLUMN(advisory_analysis, score, SCORE),
    COLUMN(advisory_analysis, severity, LINE), COLUMN(advisory_analysis, source, LINE),
    COLUMN(advisory_analysis, vector, VECTOR),
};

static const struct column cve_columns[] = {
    COLUMN(advisory_cve, cwe_id, CWE),
    COLUMN(advisory_cve, cwe_name, LINE),
    REQUIRED(advisory_cve, id, CVE),
};

static const struct column product_columns[] = {
    COLUMN(advisory_product, cpe, TOKEN),     REQUIRED(advisory_product, product, LINE),
    COLUMN(advisory_product, purl, TOKEN),    COLUMN(advisory_product, vendor, LINE),
    COLUMN(advisory_product, versions, LINE),
};

static const struct column reference_columns[] = {
    COLUMN(advisory_reference, title, LINE),
    REQUIRED(advisory_reference, url, URL),
};

static const struct column related_columns[] = {
    REQUIRED(advisory_related, id, LINE),
    COLUMN(advisory_related, kind, LINE),
    COLUMN(advisory_related, url, URL),
};

#define TABLE(type, count_member, columns)                                                         \
    {                                                                                              \
        sizeof(struct type), offsetof(struct advisory, count_member), columns, COUNT_OF(columns)   \
    }

static const struct row_table analysis_table =
    TABLE(advisory_analysis, analysis_count, analysis_columns);
static const struct row_table cve_table = TABLE(advisory_cve, cve_count, cve_columns);
static const struct row_table product_table =
    TABLE(advisory_product, product_count, product_columns);
static const struct row_table reference_table =
    TABLE(advisory_reference, reference_count, reference_columns);
static const struct row_table related_table =
    TABLE(advisory_related, related_count, related_columns);

#define TEXT(member, lines)                                                                        \
    {                                                                                              \
        STR_INIT(#member), offsetof(struct advisory, member), NULL, lines                          \
    }
#define ROWS(member, table)                                                                        \
    {                                                                                              \
        STR_INIT(#member), offsetof(struct advisory, member), &(table), false                      \
    }

const struct field advisory_fields[ADVISORY_FIELD_COUNT] = {
    TEXT(addendum, true),
    TEXT(affected, true),
    ROWS(analyses, analysis_table),
    TEXT(change_note, true),
    TEXT(credit, true),
    ROWS(cves, cve_table),
    TEXT(description, true),
    TEXT(impact, true),
    TEXT(overview, true),
    ROWS(products, product_table),
    ROWS(references, reference_table),
    ROWS(related, related_table),
    TEXT(solution, true),
    TEXT(title, false),
    TEXT(vendor_view, true),
    TEXT(verification, true),
};

static const void *at(const void *base, size_t offset)
{
    return (const char *)base + offset;
}

static void *at_mutable(void *base, size_t offset)
{
    return (char *)base + offset;
}

struct text2 *advisory_text(struct advisory *v, const struct field *f)
{
    return at_mutable(v, f->offset);
}

const struct text2 *advisory_text_const(const struct advisory *v, const struct field *f)
{
    return at(v, f->offset);
}

size_t advisory_row_count(const struct advisory *v, const struct field *f)
{
    return *(const size_t *)at(v, f->rows->count_offset);
}

/* The members are pointers of different types; a union of all of them would say no more than this
 * one cast. */
const void *advisory_row(const struct advisory *v, const struct field *f, size_t index)
{
    const void *rows;

    __builtin_memcpy(&rows, at(v, f->offset), sizeof(rows));
    return at(rows, index * f->rows->row_size);
}

void advisory_set_rows(struct advisory *v, const struct field *f, void *rows, size_t count)
{
    __builtin_memcpy(at_mutable(v, f->offset), &rows, sizeof(rows));
    *(size_t *)at_mutable(v, f->rows->count_offset) = count;
}

struct str *column_text(void *row, const struct column *c)
{
    return at_mutable(row, c->offset);
}

struct str column_text_const(const void *row, const struct column *c)
{
    return *(const struct str *)at(row, c->offset);
}

int32_t *column_day(void *row, const struct column *c)
{
    return at_mutable(row, c->offset);
}

int32_t column_day_const(const void *row, const struct column *c)
{
    return *(const int32_t *)at(row, c->offset);
}

bool column_is_filled(const void *row, const struct column *c)
{
    if (c->kind == COLUMN_DATE) {
        return column_day_const(row, c) != 0;
    }
    return !str_is_empty(column_text_const(row, c));
}
