/*
 * desk/pages.h — what the templates of the desk show: one struct a page, filled by its handler,
 * never more.
 *
 * A page struct holds only what its reader may see: it is made from a view of core/access and
 * nothing else. Texts are borrowed from the request's arena or the image. Labels are message ids,
 * translated where they are shown.
 */
#ifndef DESK_PAGES_H
#define DESK_PAGES_H

#include "desk/coordination.h"
#include "core/access/access.h"
#include "core/advisory/difference.h"
#include "desk/layout.h"
#include "desk/qr.h"

/* ---- parts ---- */

/* The filter and the pages of a list (desk/lists.c). */
struct desk_list {
    struct str action, token;
    struct str typed;  /* words, shown in the field again */
    const char *label; /* message id: what the words are compared with */
    const char *kind;  /* message id: what the choice is about; NULL: there is none */
    struct desk_option *kinds;
    size_t kind_count;
    bool filtered;
    struct pager pager;
};

/* A pair that travels through a form unseen. */
struct desk_hidden {
    struct str name;
    struct str value;
};

struct desk_option {
    struct str value;
    const char *label; /* message id, or NULL: `name` is shown */
    struct text2 name;
    bool chosen;
};

/* A file that was uploaded before and stays with the form. */
struct desk_file {
    struct id id;
    struct str text_id;
    struct str name;
    int64_t bytes;
    bool chosen;
    struct str href; /* where it is downloaded; absent in forms */
};

enum desk_widget {
    WIDGET_LINE,
    WIDGET_BLOCK,
    WIDGET_LINE2,
    WIDGET_BLOCK2,
    WIDGET_URL,
    WIDGET_MAIL,
    WIDGET_INSTANT,
    WIDGET_DAY,
    WIDGET_BOOL,
    WIDGET_RADIO,
    WIDGET_SELECT,
    WIDGET_FILES,
    WIDGET_CHECKS, /* one box a keyword; the ticked ones become lines of one text */
    WIDGET_FIXED,  /* shown, and sent back as it is */
};

struct desk_field {
    struct str name; /* as in the API; the anchor is "f-" and this */
    enum desk_widget widget;
    const char *label;
    const char *hint;
    bool required;
    bool checked;
    uint32_t limit;              /* characters, 0 = none */
    struct str value;            /* Japanese of a text in two languages; day of an instant */
    struct str value_en;         /* English of it; time of an instant */
    struct desk_option *options; /* radio, select; zones of an instant */
    size_t option_count;
    struct desk_file *files;
    size_t file_count;
    struct str error; /* sentence, absent when there is nothing wrong */
};

struct desk_error {
    struct str sentence;
    struct str field; /* where it links to, absent: nowhere */
};

struct desk_form {
    struct str action;
    struct str token; /* against forged requests */
    bool multipart;
    struct desk_hidden *hidden;
    size_t hidden_count;
    struct desk_field *fields;
    size_t field_count;
    struct desk_error *errors;
    size_t error_count;
    bool keeps;               /* what is typed is kept (desk/kept.c) */
    struct str preview;       /* address that renders what is typed, absent: none */
    int64_t kept_us;          /* what is shown was kept then; 0 = it was not */
    const char *submit;       /* message id of the button */
    const char *irreversible; /* message id of what cannot be taken back, or NULL */
    bool may_preview;         /* a second button shows the letters first */
    struct str cancel;        /* address of "back without sending" */
};

/* One line of "what you can do now". */
struct desk_action {
    const char *title;
    struct str number; /* of the advisory, when the case has several */
    const char *effect;
    struct str href;   /* open */
    struct str reason; /* closed: sentence in the reader's language */
    const char *requirement;
    int32_t from_day; /* earliest day, 0 = none */
    bool is_open;
    bool is_primary; /* the step the work list names */
};

/* Open steps about one matter. */
struct desk_action_group {
    const char *label; /* NULL: no heading */
    struct desk_action *items;
    size_t count;
};

struct desk_actions {
    struct desk_action *items; /* all lines; groups and `closed` lie in it */
    struct desk_action_group *groups;
    size_t group_count;
    size_t open_count;
    struct desk_action *closed;
    size_t closed_count;
};

/* One step of "where it stands". */
struct desk_step {
    const char *label;
    int number; /* 1 … */
    bool done;
    bool now;
    bool passed; /* not everybody took it, and the case went on */
    int32_t day; /* when it was or will be; 0 = not known */
    bool day_is_plan;
    struct str missing; /* names of who has not taken it, for those who may know */
};

struct desk_steps {
    struct desk_step items[8];
    size_t count;
};

/* "What now, for whom, until when." */
struct desk_now {
    bool ended;
    bool waiting;
    const char *step;
    const char *waits_on;
    int32_t due_day;
    enum due due;
    enum command_kind next;
    struct str href; /* to the step, absent when waiting */
};

/* A text of a class of its own, marked as such. */
struct desk_part {
    const char *label;
    const char *mark; /* class of secrecy in words, NULL = none */
    struct str text;
};

struct desk_parts {
    struct desk_part items[16];
    size_t count;
};

/* One line of the timeline. */
struct desk_entry {
    int64_t at_us;
    struct str sentence;
    struct str who;
    struct str hidden; /* that parts are not shown */
};

struct desk_timeline {
    struct desk_entry *items;
    size_t count;
    bool is_older;   /* not the newest page */
    struct str more; /* address of the older ones, absent at the end */
};

struct desk_message {
    int64_t at_us;
    bool from_finder;
    struct str text;
    struct desk_file *files;
    size_t file_count;
};

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

/* One of the two who approved. */
struct desk_approver {
    struct text2 name;
    struct text2 organisation;
    const char *role;
    int64_t at_us;
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

#include "desk/pages_letters.h"
#include "desk/pages_officers.h"

/* ---- pages ---- */

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

struct desk_sign_in_page {
    struct desk_layout page;
    struct desk_form form;
    bool expired; /* the session ended while something was typed: it is kept */
    bool lost;    /* … and it was too long to be kept */
    bool stale;   /* signed in all the time, but the form was of before a restart */
    struct str login;
    enum { SIGN_IN_PASSWORD, SIGN_IN_CODE, SIGN_IN_ROLE, SIGN_IN_RESEND } stage;
    struct desk_option *roles;
    size_t role_count;
};

struct desk_enrol_page {
    struct desk_layout page;
    struct desk_form form;
    enum { ENROL_START, ENROL_CONFIRM, ENROL_DONE, ENROL_DEAD } stage;
    struct str login;
    struct text2 name;
    struct qr_path qr;
    struct str secret; /* in groups of four */
};

struct desk_me_page {
    struct desk_layout page;
    struct desk_form role_form;
    struct desk_option *roles;
    size_t role_count;
    struct str api_token;     /* just made: shown once */
    struct str calendar_href; /* the same */
    bool calendar_is_on;
    struct desk_colleague {
        struct text2 name;
        int32_t from, until; /* 0 = not absent */
        struct str href;     /* to record an absence */
    } * colleagues;          /* officers of this body, oneself first (HND-03) */
    size_t colleague_count;
};

struct desk_step_up_page {
    struct desk_layout page;
    struct desk_form form;
    const char *title;
    const char *effect;
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

#include "desk/pages_ladder.h"

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

#include "desk/pages_editor.h"

/* ---- the administrator ---- */

struct desk_party_row {
    struct text2 name;
    const char *kind;
    const char *registration;
    struct str href;
};

struct desk_parties_page {
    struct desk_layout page;
    struct desk_list list;
    struct desk_party_row *rows;
    size_t row_count;
    struct str add_href; /* absent: this role does not register organisations */
};

struct desk_person_role {
    const char *role;
    struct text2 party;
};

struct desk_person_row {
    struct str id;
    struct str login;
    struct text2 name;
    struct str mail;
    bool enrolled, closed;
    struct desk_person_role *roles;
    size_t role_count;
    struct str grant_href, take_href, close_href;
    bool link_waits; /* a one-time link for this account waits for a second administrator */
    bool link_is_own;
    struct text2 link_asked_by;
    struct str answer_href; /* to refuse it, or to withdraw one's own */
};

/* A step about accounts that waits for a second administrator; a link waits at its row. */
struct desk_waiting {
    const char *step;
    struct text2 where; /* person, or the organisation of a new account */
    struct text2 sent_by;
    bool own;
    struct str href; /* to read and confirm it, or to withdraw one's own */
};

struct desk_persons_page {
    struct desk_layout page;
    struct desk_waiting *waiting;
    size_t waiting_count;
    struct desk_list list;
    struct desk_person_row *rows;
    size_t row_count;
    struct str add_href;
    struct str enrol_action; /* POST here makes a new one-time link */
    struct str token;
};

/* Shown once: a link and, apart from it, the code. */
struct desk_link_page {
    struct desk_layout page;
    struct text2 name;
    struct str login;
    struct str link;
    struct str code;
    int64_t days; /* until it ends */
};

/* A finder with an account shows a receipt. */
struct desk_claim_page {
    struct desk_layout page;
    struct str token;
    struct str error; /* sentence, absent when there is nothing wrong */
};

#include "desk/pages_list.h"

#endif
