/*
 * core/access/part_view.h — the views of a developer's part and of the coordination of a case; a
 * part of core/access/access.h, which everybody includes.
 */
#ifndef CORE_ACCESS_PART_VIEW_H
#define CORE_ACCESS_PART_VIEW_H

#include "core/law.h"

enum due { DUE_overdue = 1, DUE_today, DUE_week, DUE_later, DUE_waiting };

/* A product of a developer, as it reported last on it (DET-11, OBJ-11). */
struct part_product_view {
    struct str product;
    uint32_t state; /* CODE_applicability_… */
    struct str first_version, last_version, fixed_version;
    bool all_customers;  /* ACT-11 */
    uint32_t workaround; /* CODE_workaround_kind_…, 0 = not said */
    struct str workaround_text;
    int32_t workaround_day, workaround_provided;
    uint32_t fix; /* CODE_fix_kind_…, 0 = not said */
    struct str fix_text;
    int32_t fix_day, fix_provided;
    uint32_t fix_follows; /* CODE_fix_follows_… */
    int64_t at_us;
};

/* A contact with a developer as it was entered by hand (OBJ-07); staff only. Codes of the lists
 * contact_means, address_source, contact_content, contact_result. */
struct contact_view {
    int64_t at_us;
    struct id person; /* who entered it */
    bool inbound;
    uint32_t means, address_source, content, result;
    struct str address, note, reason;
};

/* A day that comes, or is past, for one developer (TIM-16). No limit changes anything by itself. */
struct limit_view {
    const char *name; /* message id */
    int32_t day;
    enum due due;
};
enum { LIMITS_MAX = 8 };

/* What a developer and JPCERT/CC tell each other between the detail and the page. */
struct part_view {
    int32_t offered_from, offered_until; /* DAT-03, 0 = not told, or open */
    int64_t preferred_us;
    struct str offer_reason;
    uint32_t date_answer; /* to the open proposal: CODE_date_answer_…, 0 = none yet */
    struct str date_answer_reason;
    int64_t review_us; /* open request for a review (DAT-07), 0 = none */
    struct str review_reason;
    int32_t review_from;
    struct str kept_reason;       /* why the date stayed after the last one */
    int64_t told_us, received_us; /* of the decided date-time (DAT-06) */
    struct str progress;
    int64_t progress_us;
    int32_t workaround_day, fix_day; /* as told last, in result or progress */
    struct part_product_view *products;
    size_t product_count;
    int64_t contact_us; /* open request for contact (SEC-06), 0 = none */
    struct str contact_developer, contact_purpose;
    bool contact_may_be_named;
    bool contact_answered, contact_granted;
    struct str contact_message;
    struct str returned_reason; /* CON-11: absent unless the text is returned */
    uint32_t withdrawal_ground; /* asked for: CODE_withdrawal_ground_… */
    struct str withdrawal_evidence;
    bool ended;               /* LIF-48: no impact, this developer alone */
    uint32_t recorded_ground; /* staff: CODE_obtained_ground_… (DET-15) */
    /* staff: a product without support (EOL-01) */
    struct str support_product, support_announced, support_reason;
    int32_t support_ended;
    uint32_t support_case;         /* CODE_support_case_…, 0 = none recorded */
    struct contact_view *contacts; /* staff, oldest first */
    size_t contact_count;
    struct limit_view limits[LIMITS_MAX];
    size_t limit_count;
};

/* A step of the ladder of a developer that cannot be contacted (UNR-10); staff only. */
struct ladder_step_view {
    const char *what; /* message id: the step's title */
    int32_t day;      /* on which it was decided, or becomes public */
    int32_t interval; /* days since the step before, 0 for the first */
    struct id proposed_by, decided_by;
    int64_t decided_us;
    struct str reason;
};

/* Where a developer that cannot be contacted stands (UNR-05, OBJ-14); staff only (CON-02). */
struct ladder_view {
    uint32_t stage; /* CODE_unreachable_stage_…, 0 = not on the ladder */
    uint32_t ground;
    bool answered; /* since it was judged: the ladder stands still (UNR-11) */
    int32_t answered_day;
    enum command_kind next; /* COMMAND_none: nothing comes next */
    int32_t next_day;       /* first day on which it is possible; 0 = any */
    struct str number, link, versions;
    struct text2 name, remark, product;
    uint32_t legal_kind;
    int32_t listed_day, product_day, deadline_day, deadline;
    int32_t asked_day;
    int32_t published_day, resumed_day, completed_day; /* UNR-05 */
    uint32_t item;                                     /* CODE_committee_item_… */
    uint32_t judgement;
    int32_t judged_day; /* of the committee's meeting */
    struct str present, deliberation, judgement_reason;
    struct ladder_step_view *steps;
    size_t step_count;
};

/* A decided date-time with how it came about (OBJ-09); staff only. */
struct date_view {
    int64_t at_us;
    int64_t decided_us;
    struct id person;
    uint32_t grounds; /* bits 1 << CODE_date_ground_… (DAT-05) */
    uint32_t leak_risk;
    struct str reason;
    struct date_told {
        struct id party;
        bool agreed;
        int64_t received_us; /* 0 = no receipt yet */
    } * told;
    size_t told_count;
};

/* Somebody named by a developer as possibly affected (DET-08); staff only (CON-12). */
struct other_view {
    struct id party; /* who named it */
    struct str developer, product, reason;
    int64_t at_us;
};

/* A send to the wrong developer and what it opened (SEC-24); staff only. */
struct correction_view {
    struct id party;
    int64_t at_us;
    struct str reason;
    int64_t overview_us, opened_us; /* 0: it had not got that */
    bool with_attack;
    int64_t sent_us; /* the first of what it got */
    int64_t told_us; /* the letters to both, 0 = not written */
};

/* What concerns the whole case beside its facts. */
struct coordination_view {
    int64_t proposal_us; /* proposed date-time, 0 = none is open */
    struct str proposal_message;
    int32_t withdrawn_day; /* LIF-48, 0 = not withdrawn */
    /* staff only */
    int32_t common_from, common_until; /* days that suit all who told some (DAT-03) */
    bool conflict;
    struct date_view *dates; /* newest last */
    size_t date_count;
    uint32_t withdrawn_ground;
    struct id withdrawn_said_by;
    struct str withdrawn_evidence;
    int32_t first_withdrawn_day; /* LIF-47: stays after a re-opening */
    int64_t reopened_us;
    struct str reopened_reason;
    struct other_view *others;
    size_t other_count;
    struct correction_view *corrections;
    size_t correction_count;
    bool leak_review;
    /* SEC-17: the list of the last review that was closed, 0 = none was */
    int64_t leak_reviewed_us;
    struct str leaked, leaked_to, leak_findings;
    uint32_t leak_use, leak_priority, leak_customers; /* CODE_leak_use_…, CODE_leak_effect_… */
};

#endif
