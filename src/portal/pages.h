/*
 * portal/pages.h — the view structs of templates/portal/: what the portal itself renders. They only
 * carry what is shown.
 */
#ifndef PORTAL_PAGES_H
#define PORTAL_PAGES_H

#include "core/law_types.h"
#include "portal/layout.h"

enum portal_field_kind { PORTAL_LINE, PORTAL_BLOCK, PORTAL_URL, PORTAL_BOOL, PORTAL_CHOICE };

struct portal_choice {
    struct str value;
    const char *label; /* msgid */
    bool chosen;
};

/* One field of the report, from the entry of the command list. */
struct portal_field {
    struct str name;
    const char *label; /* msgid */
    const char *hint;  /* msgid, "" without one */
    enum portal_field_kind kind;
    uint32_t limit; /* characters */
    bool required;
    struct str value;
    bool checked;
    struct str error; /* sentence, absent when the field is fine */
    const struct portal_choice *choices;
    size_t choice_count;
};

struct portal_hidden {
    struct str name;
    struct str value;
};

struct portal_step {
    const char *label; /* msgid */
    const char *state; /* class: done, current, todo */
};

/* The wizard: one step shown, all others carried along unseen; nothing is kept at the server until
 * it is sent. */
struct portal_report_page {
    struct portal_layout page;
    struct str action;
    const struct portal_step *steps;
    size_t step_count;
    int step;            /* 1 … step_count */
    bool last;           /* the step that sends */
    const char *heading; /* msgid */
    const char *intro;   /* msgid */
    const struct portal_field *fields;
    size_t field_count;
    const struct portal_hidden *hidden;
    size_t hidden_count;
    const struct portal_field *summary; /* the last step shows everything once more */
    size_t summary_count;
    struct str error;                     /* sentence above the form, absent when all is fine */
    struct str error_field;               /* name of the field it leads to */
    struct text2 notice, citation, owner; /* the public notice (ACT-04) */
    struct str form; /* receipt that the report will have: the same however often it is sent */
    bool show_files;
};

/* After sending: the code, and what happens next. */
struct portal_sent_page {
    struct portal_layout page;
    struct str code;
    struct str receipt_url;
};

struct portal_receipt_ask_page {
    struct portal_layout page;
    struct str action;
    struct str code; /* as typed */
    struct str error;
};

struct portal_message {
    int64_t at_us;
    bool from_finder;
    struct str text;
    int64_t files;
};

/* One consent (FND-07), as it stands. */
struct portal_consent {
    struct str name;
    const char *label; /* msgid */
    bool given;
};

enum { PORTAL_CONSENTS = 3 };

struct portal_receipt_page {
    struct portal_layout page;
    struct str action;                     /* of the answer form */
    struct str reload;                     /* address that shows the report again */
    struct str withdraw, consent, release; /* addresses of the other forms */
    struct str code;
    struct str form;         /* names this showing of the page: a form sent twice counts once */
    const char *kind;        /* msgid */
    const char *sent_what;   /* msgid: what was just sent, NULL = nothing */
    const char *request_end; /* msgid: why the non-disclosure request ended, NULL while in force */
    int32_t request_end_day;
    int32_t release_asked_day;
    bool may_release;       /* the form is open */
    bool release_is_closed; /* in force, but not yet: free_from_day says when, 0 = not known yet */
    struct str release_text;
    bool may_withdraw;
    int64_t withdrawal_us;
    const char *withdrawal_answer; /* msgid, NULL = not answered */
    struct str withdrawal_text;
    struct portal_consent consents[PORTAL_CONSENTS];
    struct str credit_name;
    bool out_of_scope; /* not accepted because of the public notice */
    struct text2 notice, citation, owner;
    struct str number;      /* IPA#… */
    const char *state;      /* msgid */
    const char *state_text; /* msgid: what it means, what comes next */
    int64_t received_us;
    int32_t accepted_day;
    int32_t start_day;
    int32_t free_from_day;      /* one year after the start date (FND-02), 0 before there is one */
    const char *nondisclosure;  /* msgid */
    const char *decline_ground; /* msgid, NULL when not declined */
    struct str decline_reason;
    struct str accept_note;
    struct str credit_line; /* as it will stand on the page (PUB-29) */
    int32_t credit_until;
    struct str published_number;
    struct str published_url;
    struct str product;
    const struct portal_message *messages;
    size_t message_count;
    struct str text; /* of an answer that was not taken */
    struct str error;
};

struct portal_error_page {
    struct portal_layout page;
    int status;
    const char *heading; /* msgid */
    const char *advice;  /* msgid */
};

#endif
