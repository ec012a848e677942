/*
 * desk/pages_ladder.h — values of the ladder of developers that cannot be contacted, on the case
 * page and in the committee's dossier.
 */
#ifndef DESK_PAGES_LADDER_H
#define DESK_PAGES_LADDER_H

#include "desk/coordination.h"
#include "desk/pages_parts.h"

struct desk_ladder_step {
    const char *what; /* message id */
    int32_t day;
    int64_t interval; /* days since the step before; -1: the first */
    struct text2 proposed_by, decided_by;
    struct str reason;
};

/* One developer. */
struct desk_ladder_line {
    struct text2 name;
    const char *stage;  /* message id, NULL: not on the ladder */
    const char *ground; /* likewise */
    struct str number;
    bool answered;
    const char *next;     /* title of the step that comes next, NULL: none */
    int32_t next_day;     /* first day on which it is possible, 0: any */
    struct str next_href; /* empty: not possible today, or not for this reader */
    struct desk_facts facts;
    struct desk_ladder_step *steps;
    size_t step_count;
    struct desk_contacts contacts;
};

struct desk_ladder {
    bool with_contacts; /* in the dossier: the case page shows them with each developer's part */
    struct desk_ladder_line *lines;
    size_t count;
    struct str dossier_href; /* empty: nothing is before the committee */
    struct str list_href;    /* the public list */
};

/* COM-04: everything of one case that the committee judges by. */
struct desk_dossier_page {
    struct desk_layout page;
    const struct case_view *view;
    struct str href; /* back to the case */
    struct desk_facts facts;
    struct desk_parts parts;
    struct desk_ladder ladder;
    bool for_committee; /* an item was sent to it */
};

#endif
