/*
 * desk/pages_case.h — the page of a report, and the page of a case with all that staff and
 * developers see on it; the same page printed.
 */
#ifndef DESK_PAGES_CASE_H
#define DESK_PAGES_CASE_H

#include "desk/coordination.h"
#include "desk/pages_ladder.h"
#include "desk/pages_officers.h"

struct desk_row_party {
    struct relation_view *relation;
    int32_t notified_day, opened_day, reported_day; /* to the minute they stand in the timeline */
    int32_t contacted_day, answered_day;
    const char *answer_label, *ground_label;
    struct str href;        /* page of the organisation, staff only */
    struct str link_action; /* makes a one-time link, absent when there is nothing to open */
    struct str readers;     /* names of the readers, for the developer itself */
    struct text2 name;
    const char *state_label;
    const char *registration_label;
    const char *status_label;
    const char *applicable_label;
    const char *draft_label; /* how the draft of the page was answered; NULL: not sent */
};

/* Who may see this case, and who did (staff only). */
struct desk_reader {
    struct id person; /* none: nobody of the organisation has looked yet */
    struct id party;
    enum role role_number;
    struct text2 name;
    struct text2 organisation;
    const char *role;
    const char *classes; /* message id: what it may read */
    int64_t opened_us;
};

struct desk_report_page {
    struct desk_layout page;
    struct str letters_href; /* staff: letters and mails */
    const struct report_view *report;
    const char *state;
    struct desk_now now;
    struct desk_steps steps;
    struct desk_facts facts;
    struct desk_parts parts;
    struct desk_facts finder;
    struct desk_file *files;
    size_t file_count;
    struct desk_message *messages;
    size_t message_count;
    bool can_write;
    struct desk_form reply;
    struct desk_actions actions;
    struct desk_timeline timeline;
    struct str case_href;
    struct desk_duties duties;
    struct desk_likely *likely;
    size_t likely_count;
};

struct desk_case_report {
    struct str number, href;
};

/* One of several advisories of a case. */
struct desk_advisory_line {
    struct str number;
    struct text2 title;
    const char *state;
    struct str editor_href, preview_href;
};

struct desk_enquiry {
    size_t number;
    const struct enquiry_view *values;
};

/* Somebody who may be concerned. */
struct desk_candidate {
    const struct candidate_view *view;
    const char *registration;
    struct str href; /* to the step that adds it, with the strongest ground */
};

struct desk_case_page {
    struct desk_layout page;
    struct str letters_href; /* staff: letters and mails */
    struct str print_href;
    const struct case_view *view;
    bool is_staff;
    struct desk_now now;
    struct desk_steps steps;
    struct desk_facts facts;
    struct desk_case_report *reports; /* reception only */
    size_t report_count;
    struct desk_parts parts;
    bool detail_waits; /* developer: disclosed, terms not accepted yet */
    bool detail_is_open;
    struct desk_file *files;
    size_t file_count;
    struct desk_file *attack_files; /* SEC-03: of the attack method */
    size_t attack_file_count;
    struct desk_coordination coordination;
    struct desk_ladder ladder; /* staff: developers that cannot be contacted */
    struct desk_row_party *parties;
    size_t party_count;
    struct desk_candidate *candidates; /* proposed, for who may name them (OVW-02) */
    size_t candidate_count;
    struct str keywords_href, overview_href, remind_href, answer_href, readers_href;
    struct desk_reader *readers;
    size_t reader_count;
    bool readers_asked;
    size_t reader_organisations;
    struct desk_actions actions;
    struct desk_timeline timeline;
    bool has_advisory;
    struct desk_advisory_line *advisories; /* none while there is one only */
    size_t advisory_count;
    struct str editor_href, preview_href, open_href, draft_href;
    struct desk_enquiry *enquiries; /* about the public page */
    size_t enquiry_count;
    struct desk_approver approvers[2];
    size_t approver_count;
    struct str incomplete; /* why it cannot be approved yet */
    struct str stop_href;
    bool counts_down; /* both approvals are there and the date-time lies ahead */
    struct desk_duties duties;
    struct desk_bodies bodies;
    int32_t free_day; /* developer: when the finder may be free (FND-05), 0 = not disclosed yet */
};

/* A case as numbered pages (HND-12). The one inside is filled by case_dossier_make alone. */
struct desk_print_page {
    struct desk_case_page of;
    struct str for_whom;
    int64_t at_us;
    const char *class_label; /* message id; stands on each page */
    struct str href;         /* back to the case */
};

#endif
