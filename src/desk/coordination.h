/*
 * desk/coordination.h — values of the part of the case page about date-time and coordination, and
 * the list of facts that pages are made of. For the templates; desk/pages.h includes it.
 */
#ifndef DESK_COORDINATION_H
#define DESK_COORDINATION_H

#include "core/access/access.h"

struct desk_fact {
    const char *label;
    struct str text;
    const char *word; /* message id instead of text, NULL = none */
    int64_t at_us;
    int32_t day;
    struct str href;
};

struct desk_facts {
    struct desk_fact items[32];
    size_t count;
};

/* What a developer told of one product. */
struct desk_product_line {
    struct str product, versions;
    const char *state, *workaround, *fix, *follows; /* message ids, NULL = not said */
    struct str workaround_text, fix_text;
    int32_t workaround_day, workaround_provided, fix_day, fix_provided;
    bool all_customers;
};

/* A contact that was entered by hand (OBJ-07). */
struct desk_contact_line {
    int64_t at_us;
    bool inbound;
    const char *means, *source, *content, *result; /* message ids */
    struct str address, note, reason;
    struct text2 person;
};

struct desk_contacts {
    struct desk_contact_line *items;
    size_t count;
};

struct desk_part_block {
    struct text2 name;
    const struct limit_view *limits;
    size_t limit_count;
    struct desk_facts facts;
    struct desk_product_line *products;
    size_t product_count;
    struct desk_contacts contacts; /* staff */
};

struct desk_date_line {
    int64_t at_us;
    struct str utc;
    int64_t decided_us;
    struct text2 person;
    struct str grounds;
    const char *leak_risk;
    struct str reason;
    int64_t told, agreed, received;
};

struct desk_other_line {
    struct text2 by;
    struct str developer, product, reason;
};

struct desk_correction_line {
    struct text2 to;
    int64_t at_us, overview_us, opened_us;
    bool with_attack;
    struct str reason;
    int64_t told_us;
    struct str tell_href; /* to write to both, absent when that was done or is not this reader's */
};

struct desk_coordination {
    bool is_staff;
    bool shown; /* the date-time is of staff and of those who have the detail */
    bool is_empty;
    struct desk_facts facts;
    struct desk_part_block *parts; /* staff: each developer; developer: its own */
    size_t part_count;
    struct desk_date_line *dates;
    size_t date_count;
    struct desk_other_line *others;
    size_t other_count;
    struct desk_correction_line *corrections;
    size_t correction_count;
    bool leak_review;
    const struct coordination_view *leak; /* the list of the last review (SEC-17), NULL: none */
    const char *leak_use, *leak_priority, *leak_customers;
};

#endif
