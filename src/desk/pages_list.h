/*
 * desk/pages_list.h — views of the pages about the developer list: organisations, lists of the
 * scheme, unanswered notices, one-time links.
 */
#ifndef DESK_PAGES_LIST_H
#define DESK_PAGES_LIST_H

#include "desk/coordination.h"
#include "desk/pages_parts.h"

/* ---- organisations ---- */

struct desk_keyword {
    struct str key, label;
    bool yes;
};

struct desk_registration {
    const char *kind, *before;
    int32_t day;
};

/* An entry of the developer list. */
struct desk_organisation_page {
    struct desk_layout page;
    const struct organisation_view *view;
    bool is_developer; /* of the developer list; a body of the scheme has less */
    bool is_staff;
    struct desk_now now;
    struct desk_facts facts;
    struct desk_facts data;           /* the manager's */
    struct desk_facts point;          /* the contact point's */
    bool has_office_key;              /* to be downloaded: answers are encrypted to it */
    struct desk_facts key, key_waits; /* OpenPGP: in use, and waiting for its comparison */
    struct desk_steps steps;          /* of a registration under way */
    struct desk_facts meeting;        /* as arranged or recorded */
    struct str open_step;             /* what is still open, absent when nothing is */
    struct desk_keyword *keywords;
    size_t keyword_count;
    int64_t keywords_version; /* in force */
    struct desk_registration *registrations;
    size_t registration_count;
    struct str poc_href, poc_action; /* absent: not for this reader */
    struct desk_actions actions;
    struct desk_timeline timeline;
};

/* ---- lists of the scheme, unanswered notices, one-time links ---- */

struct desk_contact_point {
    const char *label;
    struct contact_point_view point;
};

struct desk_scheme_page {
    struct desk_layout page;
    struct desk_contact_point *points;
    size_t point_count;
    struct desk_keyword *keywords;
    size_t keyword_count;
    int64_t keywords_version;
    struct str point_href, keywords_href, document_href; /* absent: not for this reader */
    struct str library_href;                             /* the public page of the library */
};

struct desk_unanswered_row {
    const struct unanswered_view *item;
    const char *state;
    struct str case_href, remind_href;
    int64_t days; /* since it was asked */
    int32_t asked_day, reminded_day;
};

struct desk_unanswered_page {
    struct desk_layout page;
    struct desk_list list;
    struct desk_unanswered_row *rows;
    size_t row_count;
};

struct desk_notice_link_page {
    struct desk_layout page;
    struct text2 name; /* of the developer */
    struct str number, case_href;
    struct desk_link_code made;
    int64_t days;
};

struct desk_notice_page {
    struct desk_layout page;
    struct desk_form form;
    enum { NOTICE_ASK, NOTICE_OVERVIEW, NOTICE_REQUEST } stage;
    struct str number, text;
    struct text2 organisation;
    struct contact_point_view handling;
};

#endif
