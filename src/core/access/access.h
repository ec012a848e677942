/*
 * core/access/access.h — what an actor may see, as the only objects that pages, mails, search and
 * API are made of.
 *
 * A view holds copies of fields whose class the actor may see; every other field is absent (empty,
 * 0, NULL). Nothing outside core reads the image. A foreign subject and an unknown one give the
 * same answer: no view (CON-08). Views borrow texts from the image, which never frees them, so a
 * view stays valid after the image's lock is released.
 */
#ifndef CORE_ACCESS_H
#define CORE_ACCESS_H

#include "core/access/part_view.h"
#include "core/law.h"

#define CLASS_BIT(c) (1u << CLASS_##c)

/* Bits of the classes that the actor may see of this subject (a report, a case, an advisory's case,
 * a relation); 0 means: for this actor it does not exist. For a case a developer's mask concerns
 * its own relation only. */
uint32_t access_classes(const struct law_image *image, const struct actor *a, struct id stream);

/* One step the actor could take. `refusal.code` REFUSAL_none: open now. With several advisories a
 * step about an advisory stands there once for each, with its number. */
struct action_view {
    const struct command_def *command;
    struct subject subject;
    enum stream_type stream_type; /* of the subject's stream */
    struct refusal refusal;
    struct str advisory_number; /* absent: not about one of several */
};

/* A step that one person sent and that waits for a second one (HND-06); shown to those who could
 * have sent it and to those who may confirm it. */
struct step_view {
    struct id id;
    const struct command_def *command;
    const struct command *what; /* the command as sent: struct cmd_… */
    struct input fields;        /* the same as flat pairs */
    struct id person;           /* who sent it */
    int64_t at_us;
    bool own; /* the reader's: he may withdraw it, not confirm it */
};

struct party_view {
    struct id id;
    uint32_t kind; /* CODE_party_kind_… */
    struct text2 name;
    uint32_t registration; /* CODE_registration_… */
};

struct report_view {
    struct id id;
    uint32_t classes; /* mask of access_classes */
    struct str number;
    uint32_t state; /* CODE_report_state_… */
    uint32_t kind, source, language;
    int64_t received_us;
    int32_t accepted_day; /* REC-06 */
    uint32_t disposition; /* CODE_disposition_… (LIF-01, 05, 06) */
    /* staff only (OBJ-03): day on which the disposition was reached, 0 while in progress; codes of
     * the lists of the same names, 0 until classified (REC-16) */
    int32_t disposition_day;
    uint32_t product_kind, cause, web_type, web_impact;
    struct str product, versions, developer, site_url;
    struct str vulnerability, verification, attack, impact, told_others;
    struct str finder_name, finder_contact, credit_name;
    bool tell_developer, direct_contact, named;
    struct id_list files;
    uint32_t decline_ground;
    struct str decline_reason, accept_note;
    struct id case_id;      /* staff: after the hand-over */
    struct str case_number; /* staff only (FND-10) */
    int32_t start_day; /* earliest start date of the case: told to the finder (FND-06, OP-11) */
    int32_t free_day;  /* from then on the finder may ask to be freed of the request (TIM-08) */
    bool nondisclosure_asked;  /* FND-01: in force from acceptance … */
    bool nondisclosure_lifted; /* … until publication or the end of handling (FND-08) */
    uint32_t request_state;    /* OBJ-21: CODE_request_state_…, 0 before acceptance */
    uint32_t request_end;      /* CODE_request_end_…, 0 while in force */
    int32_t request_end_day;
    int32_t release_asked_day;               /* FND-03 */
    struct str release_reason, release_text; /* of the finder, of reception */
    int64_t withdrawal_us;                   /* when the finder asked to withdraw the report */
    uint32_t withdrawal_answer;              /* CODE_withdrawal_answer_…, 0 = not answered */
    struct str withdrawal_reason, withdrawal_text;
    struct str checked, analysis; /* staff: check and analysis (REC-04) */
    int64_t checked_us;           /* staff */
    int64_t unread_us; /* staff: since when something of the finder's waits for an answer */
    struct id officer, deputy, offered; /* staff: HND-02; none = nobody */
    struct str credit_line;             /* as the finder was shown it (PUB-29) */
    int32_t credit_until;
    struct str published_number; /* after publication: the finder may know it */
    struct step_view *steps;     /* reception: what waits for a second person */
    size_t step_count;
    struct message_view {
        int64_t at_us;
        bool from_finder;
        struct str text;
        struct id_list files;
    } * messages;
    size_t message_count;
};

/* What the two bodies asked and answered about a case (HND-05, SEC-23); staff only. */
struct inquiry_view {
    int64_t at_us;
    enum inquiry_kind { INQUIRY_returned = 1, INQUIRY_asked, INQUIRY_answered } kind;
    struct str text;
    struct id_list files;
};

/* One developer's part of a case. */
struct relation_view {
    struct party_view party;
    uint32_t state;    /* CODE_relation_state_… */
    int32_t start_day; /* TIM-01 */
    int64_t notified_us;
    int32_t guide_day;   /* 45 days after the notice (TIM-02) */
    int32_t free_day;    /* FND-05: a year after this developer's own start date (CON-04) */
    int64_t obtained_us; /* first opening after the terms were accepted (DET-15), 0 = not yet */
    /* before the detail */
    struct str overview; /* the text sent (OVW-03), absent when none was */
    int64_t overview_us;
    uint32_t answer; /* CODE_overview_answer_…, 0 = none yet (OVW-06); no JVN status (OVW-17) */
    struct str answer_comment;
    int64_t answered_us;
    struct id answered_by;
    int64_t reminded_us; /* last reminder (OVW-14) */
    uint32_t reminders;
    int64_t disclosed_us; /* the detail was disclosed, 0 = not yet */
    /* staff only: how the developer came into the case, and the last contact with it */
    uint32_t ground; /* CODE_candidate_ground_… */
    struct str ground_reason;
    int64_t contacted_us;
    int64_t registration_asked_us;
    const char *waits_on;      /* message id, NULL = on nobody */
    int32_t due_day;           /* of that, 0 = none */
    int32_t contact_limit_day; /* TIM-03, TIM-04: 3 months after the start date, while no answer */
    bool unanswered;           /* waits for an answer to the overview or for the registration */
    int64_t opened_us;         /* the overview was opened with link and code (CON-07) */
    struct id *readers; /* named by the manager (SEC-21); beside the manager nobody else reads */
    size_t reader_count;
    bool with_attack;
    struct str message;
    int64_t reported_us;
    uint32_t applicable;
    struct str products, countermeasure, publication;
    int32_t workaround_day, fix_day;
    uint32_t status; /* CODE_vendor_status_…; informed once obtained (DET-04), 0 before */
    struct text2 comment;
    struct str notice_url;
    bool comment_waits; /* changed after approval: appears with the next revision (PUB-28) */
    int64_t status_reminded_us; /* PUB-15 */
    /* PUB-29, the draft of the page: staff see that of the view's advisory, a developer its newest
     */
    struct str draft_number, draft_message, draft_text;
    int64_t draft_us, draft_answered_us; /* 0 = not sent, no answer */
    int32_t draft_until;
    uint32_t draft_answer; /* CODE_draft_answer_… */
    bool left_out;         /* staff: has no row on the advisory that this view is about */
    struct str reason;     /* DET-13 */
    struct part_view part;
    /* staff only */
    bool has_row; /* on a page: it can be contacted, or the committee has not judged about it */
    struct ladder_view ladder;
};

struct approval_view {
    struct id person;
    struct id party;
    enum role role;
    int64_t at_us;
};

struct case_view {
    struct id id;
    uint32_t classes;
    struct str number; /* JVN#12345678 */
    struct text2 title;
    struct str product, versions;
    struct str developer; /* staff: as the finder named it */
    struct str keywords;  /* staff: technologies, one a line (OVW-02) */
    struct str vulnerability, verification, attack, impact, analysis;
    struct str finder_name, finder_contact;
    struct id_list files;
    struct id_list attack_files; /* SEC-03: only with the attack method */
    struct report_ref {
        struct id id;
        struct str number;
    } * reports; /* reception only: the one that opened the case, then those that joined it */
    size_t report_count;
    int64_t opened_us; /* staff only (CON-03) */
    /* staff only: of a case without a report (REC-10) */
    uint32_t source; /* CODE_case_source_…, 0 = of a report */
    struct str sender;
    /* staff only: the clock of each body (HND-05) */
    enum role with_body; /* who has to act for the hand-over or a question, ROLE_none = nobody */
    int64_t with_since_us;
    int64_t reception_us, coordinator_us; /* used up before that, in microseconds */
    int64_t acknowledged_us;
    bool question_waits, question_is_out; /* to be relayed; relayed and not answered yet */
    struct inquiry_view *inquiries;
    size_t inquiry_count;
    int32_t release_asked_day, released_day; /* FND-03: the finder's wish and its granting */
    /* staff only (HND-02): who is responsible at each body, none = nobody */
    struct duty_view {
        enum role body;
        struct id officer, deputy, offered;
    } duties[2];
    int64_t date_us;   /* agreed general disclosure date-time, 0 = none */
    int32_t guide_day; /* staff: earliest guide value of the case; developer: its own (CON-04) */
    struct relation_view *relations; /* staff: all; developer: its own (CON-05) */
    size_t relation_count;
    struct coordination_view coordination;
    /* staff only: every advisory of the case, the first first (OBJ-04) */
    struct advisory_view {
        struct id id;
        struct str number;
        struct text2 title;
        bool written, dropped, release_pending;
        size_t approval_count;
        int64_t revision, published_us;
    } * advisories;
    size_t advisory_count;
    /* staff only: the advisory that was asked for by its own id, else the first */
    struct id advisory_id;
    struct str advisory_number;
    bool advisory_dropped;
    bool withdrawing,
        withdrawn; /* PUB-32: the text is that of a withdrawal page; the page is one */
    struct enquiry_view {
        int32_t received_day;
        int64_t answered_us; /* 0 = open */
        struct str sender, text, answer;
        bool by_revision;
    } * enquiries; /* their number is the place, from 1 */
    size_t enquiry_count;
    int64_t advisory_published_us; /* its first release, 0 = not yet */
    struct str doc; /* present canonical advisory document, absent before the first save */
    /* what to compare `doc` with: what is approved, else `ended`, else `released` */
    struct str base;
    /* what the last approval was about that a change has ended; until a release */
    struct str ended;
    int64_t ended_us;
    struct str released; /* the newest released publication */
    struct str frozen;   /* what an approval now would approve: canonical frozen publication */
    struct str hash;     /* lower-case hex digest of `frozen`; absent when the advisory cannot be
                            approved yet */
    struct refusal incomplete; /* why it cannot be approved yet (PUB-06), REFUSAL_none otherwise */
    struct id written_by;
    int64_t written_us;
    struct approval_view approvals[2];
    size_t approval_count;
    int64_t revision;        /* published revisions so far */
    bool release_pending;    /* decided, artefacts not all public yet */
    struct step_view *steps; /* what waits for a second person whom the reader may know of */
    size_t step_count;
    int64_t published_us;
};

/* Builds the view, or NULL when the actor may not know the subject (then *out is NULL and the
 * result ERR_OK). */
enum err law_view_report(const struct law_world *w, struct id report, struct arena *arena,
                         struct report_view **out) MUST_CHECK;
/* Of a case, or of the case of that advisory: then the view is about this advisory (OBJ-04). */
enum err law_view_case(const struct law_world *w, struct id stream, struct arena *arena,
                       struct case_view **out) MUST_CHECK;

/* The view as canonical JSON: API answer, oracle of the tests and source of the view token. */
enum err report_view_write(const struct report_view *v, struct buf *out) MUST_CHECK;
enum err case_view_write(const struct case_view *v, struct buf *out) MUST_CHECK;
/* CON-01: the token of a form: digest of the view, so that it changes only when what the actor sees
 * changes. */
struct str law_view_token(const struct law_world *w, struct id stream, struct arena *arena);

/* Everything the actor's role could do with this subject, open ones first, closed ones with their
 * reason; steps that can never concern it (wrong role, other subject) are left out. CON-02. */
enum err law_actions(const struct law_world *w, struct id stream, struct arena *arena,
                     struct action_view **out, size_t *count) MUST_CHECK;

/* Steps of this subject that wait for a second person, newest first; none for who may not know. */
enum err law_steps(const struct law_world *w, struct id stream, struct arena *arena,
                   struct step_view **out, size_t *count) MUST_CHECK;

/* Did the event at this place of the log only propose a step of that stream? Then its id. */
bool law_step_at(const struct law_image *image, struct id stream, uint64_t seq, struct id *out);

/* ---- lists ---- */

struct party_list {
    struct party_view *items;
    size_t count;
};

/* A line of the work list: what now, for whom, until when. */
struct work_item {
    struct id stream;
    enum stream_type stream_type;
    struct id advisory; /* the one of several that `next` is about; none: no matter */
    struct str number;
    struct text2 title;
    enum command_kind next; /* the step this actor should take, COMMAND_none when waiting */
    const char *step;       /* message id: what the actor must do, or what is awaited */
    const char *waits_on;   /* message id: on whom it waits */
    int32_t due_day;        /* 0 = none */
    enum due due;
    bool ended;     /* nothing is to be done or awaited any more */
    /* CODE_report_state_… of a report; CODE_relation_state_… of a case: of the own part, for staff
     * of the furthest, 0 = nobody is in it; CODE_registration_… of an organisation */
    uint32_t state;
    int64_t changed_us; /* last change that this actor may see */
    /* staff: who is responsible at the actor's body (HND-02), none = nobody */
    struct id officer, deputy;
    bool officer_is_absent; /* today (HND-03) */
};

/* HND-04. A deputy's own list holds what the deputy stands in for from the first day of the
 * absence; what lies with absent persons alone lies with nobody (HND-03). */
enum work_whose { WHOSE_body, WHOSE_mine, WHOSE_deputy, WHOSE_unassigned };

struct work_filter {
    struct str text; /* folded substring of number and title; empty = all */
    enum due due;    /* 0 = all */
    bool include_ended;
    enum work_whose whose;
    struct id party;      /* staff: cases of this developer; none = all */
    const char *waits_on; /* one of law_waits_on, "" = on the actor; NULL = all */
};

/* Everybody on whom something can wait: word of the address and message id of a line. */
struct waits_on {
    const char *word;
    const char *label;
};
const struct waits_on *law_waits_on(size_t *count);

/* HND-02: what is open, as the next officer must know it; the day promised or since when, 0 =
 * none. Staff of a body only, else none. */
struct matter {
    const char *what;  /* message id */
    struct text2 whom; /* the developer it is about, absent: none */
    int32_t day;
};
struct matter_list {
    struct matter *items;
    size_t count;
};
enum err law_matters(const struct law_world *w, struct id stream, struct arena *arena,
                     struct matter_list *out) MUST_CHECK;
/* Officers of the actor's own role and organisation, by their names; none for other roles. */
enum err law_colleagues(const struct law_world *w, struct arena *arena,
                        struct party_list *out) MUST_CHECK;
/* HND-03: the absence of a person whom the actor may know; false when there is none, or it is over.
 */
bool law_absence(const struct law_world *w, struct id person, int32_t *from, int32_t *until);

/* Sorted: overdue, today, week, later, waiting; then due day, then number. Only what the actor may
 * see; counts are counts of the same (architecture section 6). */
struct work_list {
    struct work_item *items;
    size_t count;
    size_t by_due[DUE_waiting + 1];
};
enum err law_work(const struct law_world *w, const struct work_filter *filter, struct arena *arena,
                  struct work_list *out) MUST_CHECK;

/* ---- known already? (core/report/likely.c) ---- */

enum likely_why { LIKELY_number = 1, LIKELY_product = 2, LIKELY_developer = 4, LIKELY_words = 8 };

/* REC-07: a report or case that may be about the same vulnerability. */
struct likely {
    struct id stream;
    enum stream_type type;
    struct str number;
    struct text2 title;
    bool published;
    uint32_t why; /* LIKELY_… */
};
struct likely_list {
    struct likely *items;
    size_t count;
};
/* The likeliest first; none for anybody but reception. */
enum err law_likely(const struct law_world *w, struct id report, struct arena *arena,
                    struct likely_list *out) MUST_CHECK;

/* ---- figures (core/report/count.c) ---- */

struct figure_line {
    uint32_t code; /* of the table's list; 0: not classified yet */
    int64_t count;
};

/* Reports of one kind by one code list. total + left_out == received; the lines add up to total. */
struct figure_table {
    uint32_t kind;       /* CODE_report_kind_… */
    enum code_list list; /* disposition, or a classification of REC-16 */
    int64_t received;    /* of this kind until that day, whatever became of them */
    int64_t left_out;    /* REC-05: not accepted, in no line of a breakdown */
    int64_t total;
    /* by disposition, of products: within what is published (LIF-02), within what is in progress
     * (LIF-07) */
    int64_t uncoordinated, listed;
    struct figure_line *lines;
    size_t line_count;
};

enum { REPORT_FIGURE_TABLES = 6 };
struct report_figures {
    int32_t as_of;
    int64_t received; /* of both kinds */
    struct figure_table tables[REPORT_FIGURE_TABLES];
};
/* As of the end of a day. NULL in *out: not for this actor (reception only). */
enum err law_report_figures(const struct law_world *w, int32_t as_of, struct arena *arena,
                            struct report_figures **out) MUST_CHECK;

/* REC-10: cases by where they came from; those of JPCERT/CC's own opening stand apart from those
 * handed over, which have a report behind them. */
struct case_figure_line {
    uint32_t source; /* CODE_case_source_…, 0 = handed over by the reception body */
    int64_t opened, published;
};
struct case_figures {
    int32_t as_of;
    struct case_figure_line *lines;
    size_t line_count;
    struct case_figure_line own; /* all that JPCERT/CC opened */
};
/* As of the end of a day. NULL in *out: not for this actor (both bodies only). */
enum err law_case_figures(const struct law_world *w, int32_t as_of, struct arena *arena,
                          struct case_figures **out) MUST_CHECK;

/* Organisations and accounts: staff see organisations; the administrator also accounts, never
 * cases. */
enum err law_parties(const struct law_world *w, struct arena *arena, struct party_view **out,
                     size_t *count) MUST_CHECK;
bool law_party(const struct law_world *w, struct id party, struct party_view *out);

struct role_grant {
    struct id party;
    enum role role;
};

struct person_view {
    struct id id;
    struct str login;
    struct text2 name;
    struct str mail;
    bool enrolled;
    const struct role_grant *grants;
    size_t grant_count;
    bool closed;
};
enum err law_persons(const struct law_world *w, struct arena *arena, struct person_view **out,
                     size_t *count) MUST_CHECK;
/* Any person's public face for a timeline: name when the actor may see persons (staff: all;
 * developer: its own organisation), else false. */
bool law_person_name(const struct law_world *w, struct id person, struct text2 *out);

/* Choices of the command's REF field (`choices(world)`): the developers that a step of a case may
 * name, organisations for accounts, persons (as id and name) where the field asks for one, as
 * colleagues for officer and deputy; none when the step is not open to this actor. */
enum err law_choices(const struct law_world *w, enum command_kind kind, struct subject s,
                     struct arena *arena, struct party_list *out) MUST_CHECK;
/* Values a form starts with (`prefill(world)`): flat pairs as command_read takes them. */
enum err law_prefill(const struct law_world *w, enum command_kind kind, struct subject s,
                     struct arena *arena, struct input *out) MUST_CHECK;
/* Classes of what law_prefill shows, as the read log notes them (SEC-04); 0: nothing confidential.
 */
uint32_t law_prefill_classes(enum command_kind kind);

/* Mask for one event of a stream, for the timeline: which of its fields the actor may see; 0 = not
 * even its name. A developer sees events of its own relation and of the whole case, never
 * another's. */
uint32_t law_event_classes(const struct law_world *w, const struct event *e);

/* Is it about a step that two persons do (HND-06)? Then law_event_classes needs all of its parts,
 * not those of the case alone: who may know of it depends on which step it is. */
bool law_event_is_step(enum event_kind kind);

/* ---- what only app may ask ---- */

/* For sign-in: by login name. Secret fields; never shown. false when there is no such account. */
struct credential_view {
    struct id person;
    struct str password_hash;
    struct str totp_secret;
    uint64_t credentials; /* how often they were set: what was proved with older ones is over */
    uint64_t body_roles;  /* of reception, coordination and administration */
    const struct role_grant *grants;
    size_t grant_count;
    struct str login;
    struct text2 name;
};
/* False for a closed account, as if there were none. */
bool law_credential(const struct law_image *image, struct str login, struct credential_view *out);
bool law_credential_of(const struct law_image *image, struct id person,
                       struct credential_view *out);

/* Reports that can be followed by receipt: look-up value and key (architecture section 7).
 * Iterates; false at the end. */
struct receipt_entry {
    struct id report;
    struct str lookup;
    struct str public_key;
};
bool law_receipt_at(const struct law_image *image, size_t index, struct receipt_entry *out);
bool law_receipt_find(const struct law_image *image, struct str lookup, struct receipt_entry *out);

struct scheme_view {
    bool founded;
    bool training;
    struct text2 name;
    int64_t edition;
    struct id id; /* its stream, for the steps about its lists */
};
void law_scheme(const struct law_image *image, struct scheme_view *out);
/* Ids of the blobs that some event names (orphan sweep). */
bool law_blob_is_named(const struct law_image *image, struct id blob);

#include "core/access/release.h"
#include "core/access/listed.h"
#include "core/access/calendar.h"

#endif
