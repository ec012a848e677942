/*
 * desk/pages_officers.h — what the pages of the two bodies show beside the cases themselves:
 * responsibility, the exchange between the bodies, search, figures.
 */
#ifndef DESK_PAGES_OFFICERS_H
#define DESK_PAGES_OFFICERS_H

#include "core/access/access.h"
#include "desk/pages_form.h"

/* Who of one body is responsible (staff only, HND-02). Empty names: nobody. */
struct desk_duty {
    const char *body; /* message id of the role */
    struct text2 officer, deputy, offered;
    int32_t officer_until, deputy_until; /* last day of a present absence, 0 = there */
};

struct desk_duties {
    struct desk_duty items[2];
    size_t count;
};

/* What went to and fro between the two bodies, and the clock of each (staff only, HND-05). */
struct desk_inquiry {
    int64_t at_us;
    const char *label;
    struct str text;
    struct desk_file *files;
    size_t file_count;
};

struct desk_bodies {
    bool shown;
    const char *turn; /* message id of the body that has to act, NULL = none */
    int64_t since_us;
    int64_t reception_days, coordinator_days; /* used up, whole days */
    int64_t acknowledged_us;
    struct desk_inquiry *items;
    size_t count;
};

/* What is open, for who takes it over (HND-02). */
struct desk_matter {
    const char *what;
    struct text2 whom;
    int32_t day;
};

/* A report or case that may be about the same vulnerability (REC-07). */
struct desk_likely {
    struct str href, number;
    struct text2 title;
    bool is_report, published;
    bool number_meets, product_meets, developer_meets, words_meet;
};

/* ---- search ---- */

struct desk_found {
    struct str href, number;
    struct text2 name;
    const char *kind, *where;
};

struct desk_search_page {
    struct desk_layout page;
    struct str text; /* as typed */
    struct pager pager;
    struct desk_found *rows;
    size_t row_count;
    size_t found;
    bool more; /* there were more than that */
};

/* ---- figures ---- */

struct desk_figure_row {
    const char *label;
    const char *definition; /* of a disposition, or NULL */
    int64_t count;
};

struct desk_figure_table {
    const char *title; /* the code list */
    const char *kind;
    bool is_breakdown; /* leaves out what was not accepted (REC-05) */
    int64_t received, left_out, total;
    struct desk_figure_row *rows;
    size_t row_count;
};

struct desk_figures_page {
    struct desk_layout page;
    int32_t as_of;
    struct str day, today; /* for the form */
    int64_t received;
    bool with_reports; /* reception alone counts reports */
    struct desk_figure_table tables[REPORT_FIGURE_TABLES];
    size_t table_count;
    struct case_figures *cases;
    struct desk_source_row {
        const char *label;
        bool is_own; /* opened by JPCERT/CC without a report (REC-10) */
        int64_t opened, published;
    } * sources;
    size_t source_count;
    struct str release_href; /* to make the figures of a quarter public; absent: not this reader */
    struct str public_href;  /* the page where they stand */
};

#endif
