/*
 * desk/pages_editor.h — what the page of the advisory editor shows.
 */
#ifndef DESK_PAGES_EDITOR_H
#define DESK_PAGES_EDITOR_H

#include "core/access/access.h"
#include "core/advisory/difference.h"
#include "desk/pages_parts.h"

/* One text of the page in both languages. */
struct desk_section {
    const char *label; /* heading of figure 1 */
    const char *hint;
    struct str name; /* "doc.title" */
    struct str ja, en;
    struct str saved_ja, saved_en; /* saved by somebody else meanwhile, absent when the same */
    bool one_line;
    bool changed; /* differs from the approved or published text */
    struct str error;
    uint32_t limit;
};

struct desk_cell {
    struct str name; /* "doc.products.0.vendor" */
    const char *label;
    struct str value;
    struct str error;
    bool is_day;
    bool is_wide; /* a CVSS vector, an address: a row of its own */
};

struct desk_editor_row {
    struct desk_cell *cells;
    size_t count;
    size_t number; /* from 1 */
};

struct desk_table {
    const char *label;
    const char *hint;
    const char *add_label; /* message id of the button */
    struct str name;       /* "products" */
    struct desk_editor_row *rows;
    size_t count;
    bool changed;
    bool full; /* no further row fits */
};

/* In the order of figure 1: a text, or a table. */
struct desk_block {
    struct str anchor; /* "s-overview" */
    const char *label;
    bool is_table;
    bool changed;
    struct difference_list changes; /* what exactly; empty while the form cannot be read */
    struct desk_section section;
    struct desk_table table;
};

struct desk_editor_page {
    struct desk_layout page;
    struct desk_form form; /* without fields: the blocks are the fields */
    struct str number;
    struct text2 title;
    struct str case_href;
    struct desk_block blocks[16];
    size_t block_count;
    bool is_stale; /* somebody else saved meanwhile: blocks are compared with that */
    bool has_base; /* there is an approved or published text to compare with */
    bool is_saved;
    int64_t date_us;
    int64_t written_us;
    struct desk_approver approvers[2];
    size_t approver_count;
    bool counts_down;
    struct str closed; /* why it cannot be written now, absent when it can */
    struct str incomplete;
    struct str preview_ja, preview_en, stop_href, approve_href;
};

#endif
