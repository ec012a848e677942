/*
 * desk/pages.h — what the templates of the desk show: one struct a page, filled by its handler,
 * never more. This header holds what belongs to no other room and names the rooms.
 *
 * A page struct holds only what its reader may see: it is made from a view of core/access and
 * nothing else. Texts are borrowed from the request's arena or the image. Labels are message ids,
 * translated where they are shown.
 */
#ifndef DESK_PAGES_H
#define DESK_PAGES_H

#include "core/access/access.h"
#include "core/advisory/difference.h"
#include "desk/pages_accounts.h"
#include "desk/pages_case.h"
#include "desk/pages_editor.h"
#include "desk/pages_letters.h"
#include "desk/pages_list.h"
#include "desk/pages_officers.h"
#include "desk/pages_session.h"

/* 403, 404, 409, 413, 429, 503 and what else ends a request. */
struct desk_error_page {
    struct desk_layout page;
    int status;
    const char *title;
    const char *sentence;
    struct str detail;        /* absent without one */
    struct desk_hidden *kept; /* what was typed, shown so that it can be copied */
    size_t kept_count;
};

struct desk_work_row {
    struct str href;
    struct str number;
    struct text2 title;
    bool is_report;
    const char *state;
    const char *step;
    const char *waits_on;
    enum due due;
    int32_t due_day;
    struct text2 officer; /* staff: responsible, absent = nobody */
    bool officer_is_absent;
};

struct desk_work_page {
    struct desk_layout page;
    size_t overdue, today, week, later, waiting, total;
    enum due due;
    struct str due_word; /* as it stands in the address */
    struct str text;
    bool ended;
    struct str
        query_rest; /* "&text=…&ended=1": the filter without `due`, for the links of the counts */
    struct desk_work_row *rows;
    size_t row_count;
    bool is_staff, is_finder;
    const char *whose; /* word of the address: "", mine, deputy, unassigned */
    struct desk_option *parties, *waits;
    size_t party_count, wait_count;
    struct str open_case_href; /* coordinator: a case without a report */
    bool filtered;
    struct str next; /* opaque cursor of the next page, absent at the end */
    bool is_first;
    const char *role_hint; /* what appears here for this role, for the empty list */
};

/* A part of what the other side will see, shown before it is sent. */
struct desk_reader_part {
    const char *label;
    struct str text;
    bool hidden; /* they will not see it: greyed out */
    const char *why;
    struct desk_file *files; /* in place of a text */
    size_t file_count;
};

/* What the text to be approved changes of an earlier one. */
struct desk_changes {
    const char *since; /* "Changes since …", a message with {when} */
    int64_t since_us;
    struct difference_list list;
};

struct desk_command_page {
    struct desk_layout page;
    const struct command_def *command;
    struct desk_form form;
    struct str subject_number;
    struct text2 subject_title;
    struct str subject_href;
    struct str closed; /* the step is not open: why */
    const char *closed_requirement;
    bool confidential;           /* form or reader's side hold detail (DET-05) */
    struct desk_matter *matters; /* what goes over with the responsibility */
    size_t matter_count;
    bool shows_matters;
    struct desk_pattern {
        const char *label;
        struct str href;
    } * patterns; /* sentences to start a text from (OVW-04) */
    size_t pattern_count;
    const char *audience; /* message id: who will read it, NULL without a reader's side */
    struct desk_reader_part *reader_side;
    size_t reader_count;
    struct str preview_ja, preview_en; /* pages that this step approves */
    struct str hash;
    int64_t date_us; /* when they would be released */
    struct desk_changes changes[2];
    size_t change_count;
    struct str manual_href; /* CNT-04: how a developer publishes, absent where nothing is written */
    struct safe_html public_page; /* that the step makes or changes (UNR-10); absent: none */
    bool shows_letters;
    struct desk_letter_preview *letters;
    size_t letter_count;
};

/* A finder with an account shows a receipt. */
struct desk_claim_page {
    struct desk_layout page;
    struct str token;
    struct str error; /* sentence, absent when there is nothing wrong */
};

#endif
