/*
 * core/image_priv.h — the folded state of everything, private to core.
 *
 * Only the apply_ functions write it, only decide, access and deadline read it. Every object begins
 * with its stream, so that one map finds any of them. Objects and texts are never freed or moved: a
 * view may borrow from them.
 */
#ifndef CORE_IMAGE_PRIV_H
#define CORE_IMAGE_PRIV_H

#include "base/map.h"
#include "core/access/access.h"
#include "core/law.h"
#include "core/notice/letters.h"

enum { CONTACT_POINT_COUNT = 7 }; /* numbers of the code list, 0 unused (OBJ-28) */

struct stream {
    enum stream_type type;
    struct id id;
    uint32_t open_steps; /* that wait for a second person */
    uint64_t version;
    int64_t changed_us;
};

/* A growing list of pointers in the image's arena. */
struct ptr_list {
    void **items;
    size_t count, capacity;
};

/* OpenPGP certificates of a developer (SEC-05): the one in use, one that waits to be compared, and
 * the newest letter that could not be encrypted since. */
struct law_key {
    const struct ev_key_registered *live, *waits;
    const struct ev_key_confirmed *confirmed;
    const struct ev_letter_unprotected *trouble;
};

/* A growing list of events in the image's arena, oldest first. */
struct event_list {
    const void **items;
    size_t count, capacity;
};

struct law_party {
    struct stream stream;
    uint32_t kind;
    struct text2 name;
    uint32_t registration;
    struct str contact;
    /* the developer list (REG-01): newest of each, NULL before the first */
    uint32_t legal_kind;
    struct id manager;     /* person; the first account until another is named (ACT-06) */
    int32_t confirmed_day; /* registered data set or confirmed last (REG-14) */
    const struct ev_registration_applied *applied; /* NULL again when completed */
    int32_t forms_day;                             /* the forms went out (REG-06), 0 before */
    const struct ev_contact_data_set *data;
    const struct ev_rules_agreed *rules;
    const struct ev_keywords_answered *keywords;
    const struct ev_meeting_set *meeting;
    const struct ev_product_set **products;
    size_t product_count, product_capacity;
    const struct ev_registration_completed **registrations; /* oldest first (REG-20) */
    size_t registration_count, registration_capacity;
    struct law_key key;
    struct event_list letters; /* ev_mistake_told (SEC-24) */
};

/* HND-02: of one body for one report or case; each may be nobody. */
struct law_duty {
    struct id officer, deputy;
    struct id offered; /* who is asked to take it over */
};

struct law_person {
    struct stream stream;
    struct str login;
    struct text2 name;
    struct str mail;
    struct str password_hash;
    struct str totp_secret;
    uint64_t credentials;              /* how often they were set */
    int32_t absent_from, absent_until; /* HND-03; 0 = not */
    bool closed;
    struct role_grant *grants;
    size_t grant_count, grant_capacity;
};

/* A letter of which the log knows something. */
struct law_letter {
    const struct stream *of; /* the report or case in which it is filed */
    struct letter_view view;
};

struct law_report {
    struct stream stream;
    const struct ev_report_filed *filed;
    uint32_t state; /* CODE_report_state_…; published is derived from the case */
    /* as filed, until reception corrects them (REC-03) */
    uint32_t kind;
    struct str product, site_url;
    /* as filed, until the finder changes them (FND-07) */
    bool tell_developer, direct_contact, named;
    struct str credit_name, told_others;
    struct str checked, analysis; /* as last recorded (REC-04) */
    int64_t checked_us;
    int32_t accepted_day;
    struct str accept_note;
    uint32_t decline_ground;
    struct str decline_reason;
    int32_t declined_day;
    const struct ev_report_reopened *reopened;          /* newest, NULL when never */
    uint32_t product_kind, cause, web_type, web_impact; /* as last given (REC-16), 0 = not yet */
    struct law_case *handed_to;
    struct law_duty duty;                /* of reception */
    const struct ev_credit_sent *credit; /* newest line shown to the finder (PUB-29) */
    struct id *claimed_by;               /* accounts that showed the receipt */
    size_t claim_count, claim_capacity;
    int64_t unread_us; /* since when something of the finder's waits for an answer, 0 = nothing */
    int64_t withdrawal_us; /* when the finder asked to withdraw the report, 0 = not */
    struct str withdrawal_reason, withdrawal_text;
    uint32_t withdrawal_answer; /* CODE_withdrawal_answer_…, 0 = not answered */
    int32_t withdrawn_day;
    int32_t release_asked_day; /* OBJ-21: dates and reasons of the non-disclosure request */
    struct str release_reason, release_text;
    int32_t released_day;
    struct message_view *messages;
    size_t message_count, message_capacity;
    struct ptr_list letters; /* struct law_letter */
    struct ptr_list mails;   /* struct mail_view */
};

/* A developer's part beside its result: dates, progress, products, readers, ends. */
struct law_part {
    const struct ev_dates_offered *offered;
    struct event_list answers;            /* ev_date_answered */
    struct event_list receipts;           /* ev_date_received */
    const struct ev_review_asked *review; /* open request, NULL when none is */
    const struct ev_date_kept *kept;      /* answer to the newest one */
    const struct ev_progress_reported *progress;
    struct event_list products;             /* ev_product_reported, newest of each name */
    int64_t products_us;                    /* last report on a product */
    const struct ev_contact_asked *contact; /* open request */
    const struct ev_contact_answered *contact_answer;
    const struct ev_text_returned *returned; /* concerns `result`; NULL once reported anew */
    const struct ev_obtained_recorded *recorded;
    const struct ev_unpublishing_asked *withdrawal;
    const struct ev_part_ended *ended;
    const struct ev_support_end_recorded *support; /* newest */
    const struct ev_send_corrected *mistake;       /* it was sent to the wrong developer */
    const struct ev_mistake_told *told;            /* the letter about that */
};

/* A developer that cannot be contacted: its steps (core/unreachable) and what the committee was
 * asked and judged (core/committee). */
struct law_ladder {
    const struct ev_unreachable_judged *judged; /* newest, NULL: not on the ladder */
    const struct ev_developer_listed *listed;
    const struct ev_product_disclosed *product;
    const struct ev_deadline_added *deadline;
    const struct ev_committee_asked *asked;
    const struct ev_judgement_recorded *judgement; /* newest on `asked`, NULL before */
    const struct ev_coordination_resumed *resumed; /* NULL while it lasts */
    struct str number, link;                       /* of the entry; the number is kept for ever */
    struct text2 name, remark;
    struct event_list record; /* every step, oldest first (UNR-05) */
};

/* One developer's part of a case. Until `notified_us` it exists for staff only. */
struct law_relation {
    struct law_party *party;
    const struct ev_candidate_named *candidate; /* NULL: contacted without having been proposed */
    bool dropped;                               /* taken off the candidates, before any contact */
    int32_t start_day;             /* first contact attempt (TIM-01), 0 before; never moves */
    int64_t contacted_us;          /* last contact in either direction */
    struct event_list contacts;    /* ev_contact_recorded */
    int64_t registration_asked_us; /* asked to register (OVW-08) */
    struct str registration_message;
    const struct ev_overview_sent *overview;   /* NULL: not sent */
    const struct ev_overview_answered *answer; /* newest, NULL before the first */
    int64_t reminded_us;
    uint32_t reminders;
    int64_t disclosed_us;  /* detail disclosed, 0 before */
    int64_t notified_us;   /* first overview or detail (TIM-02, DAT-20), 0 before */
    uint64_t notified_seq; /* place in the log: what stands before it is not this developer's */
    bool with_attack;
    struct str message;
    int64_t obtained_us;
    int64_t reported_us;
    const struct ev_result_reported *result; /* newest, NULL before the first */
    int64_t status_reminded_us;              /* PUB-15 */
    struct id *readers;                      /* persons that the manager named (SEC-21) */
    size_t reader_count, reader_capacity;
    int64_t opened_us; /* the overview was opened with link and code (CON-07), 0 = not yet */
    struct law_part part;
    struct law_ladder *ladder; /* NULL: never on it; read it by relation_ladder() */
};

struct law_case {
    struct stream stream;
    const struct ev_case_opened *opened;
    struct str keywords;         /* technologies, one a line (OVW-02) */
    struct law_report **reports; /* the first opened the case, the others joined it */
    size_t report_count, report_capacity;
    struct law_relation *relations;
    size_t relation_count, relation_capacity;
    int64_t date_us;
    struct law_advisory **advisories; /* the first bears the case's number (OBJ-04) */
    size_t advisory_count, advisory_capacity;
    struct event_list dates;                           /* ev_date_set, every decision */
    const struct ev_date_proposed *proposal;           /* not decided yet, NULL when none is open */
    struct event_list receipts;                        /* ev_date_received of the bodies */
    struct event_list others;                          /* ev_others_named */
    struct event_list corrections;                     /* ev_send_corrected */
    bool leak_review;                                  /* open */
    const struct ev_leak_review_closed *leak_reviewed; /* the last one, NULL before */
    const struct ev_publication_withdrawn *withdrawn;  /* NULL while it is handled */
    const struct ev_publication_withdrawn *first_withdrawn;
    const struct ev_case_reopened *reopened; /* newest */
    int64_t published_us;
    int64_t uncoordinated_us; /* the page after the committee's judgement (figure 6), 0 = none */
    /* HND-05: who has to act for the hand-over or a question, since when, and how long each did */
    enum role with_body; /* ROLE_none: nobody has to */
    int64_t with_since_us;
    int64_t reception_us, coordinator_us;
    int64_t acknowledged_us;
    bool question_waits;  /* asked, not relayed yet (SEC-23) */
    bool question_is_out; /* relayed, answer not passed on yet */
    struct inquiry_view *inquiries;
    size_t inquiry_count, inquiry_capacity;
    int32_t release_asked_day, released_day; /* FND-03: as the developers are told */
    struct law_duty reception_duty, coordinator_duty;
    struct ptr_list letters; /* struct law_letter */
    struct ptr_list mails;   /* struct mail_view */
};

struct law_enquiry {
    const struct ev_enquiry_recorded *recorded;
    const struct ev_enquiry_answered *answered; /* NULL: open */
};

/* One developer on one advisory; rows stand in the order of the case's relations. */
struct law_row {
    const struct ev_result_reported *approved; /* whose free text the outstanding approval holds */
    bool in_approval;                          /* stands in what it approves */
    const struct ev_result_reported *shown;    /* whose free text the newest release holds */
    uint32_t shown_status;                     /* its status word; 0 = no row */
    int64_t shown_products_us; /* its reports on products until then are in that release */
    bool left_out;
    struct str draft; /* the page it was sent before the approval (PUB-29) */
    const struct ev_draft_sent *sent;
    const struct ev_draft_answered *answered;
};

struct law_advisory {
    struct stream stream;
    struct law_case *of;
    struct str number;
    bool dropped;   /* begun by mistake, never to be released */
    struct str doc; /* absent before the first save */
    bool complete;  /* doc holds everything that a page needs (PUB-07) */
    struct id written_by;
    int64_t written_us;
    struct approval_view approvals[2];
    size_t approval_count;
    struct str hash;   /* of what was approved */
    struct str frozen; /* what was approved; absent without approvals */
    struct str ended;  /* what the last approval that a change ended was about; until a release */
    int64_t ended_us;  /* when it had been given */
    int64_t revision;  /* decided releases */
    bool pending;      /* decided, not yet done */
    bool rewritten;    /* since the newest release was decided */
    bool withdrawing;  /* the text is that of a withdrawal page (PUB-32) */
    bool withdrawn;    /* the newest release is one */
    struct str draft;  /* the newest draft that was sent to developers */
    struct law_enquiry *enquiries;
    size_t enquiry_count, enquiry_capacity;
    int64_t published_us; /* the first release; 0 = not yet */
    struct law_row *rows; /* fewer than relations: the rest is untouched */
    size_t row_count, row_capacity;
    struct str released_doc;
    struct str released_hash; /* of the approved content of the newest release */
};

struct law_image {
    struct arena *arena;
    struct scheme_view scheme;
    struct id scheme_id;
    const struct ev_keywords_set *keywords; /* list in force (REG-19), NULL before the first */
    const struct ev_contact_point_set *contact_points[CONTACT_POINT_COUNT]; /* NULL: the default */
    struct id_map streams;   /* id -> struct stream * */
    struct str_map numbers;  /* human number -> struct stream * */
    struct str_map logins;   /* login -> struct law_person * */
    struct str_map reduced;  /* mark of a letter -> struct ev_letter_unprotected * */
    struct str_map letters;  /* mark of a letter -> struct law_letter * */
    struct str_map receipts; /* look-up value -> struct law_report * */
    struct id_map steps;     /* id -> struct law_step * */
    struct id_map steps_of;  /* stream -> its newest struct law_step * */
    struct id_map blobs;     /* id of a file that an event names -> the object naming it */
    struct ptr_list reports, cases, parties, persons, with_receipt;
    const struct ev_committee_set *committee; /* members in force, NULL before the first */
    const struct ev_list_decided *list; /* newest list of developers that cannot be contacted */
    bool list_pending;                  /* decided, not yet noted as public */
    struct ptr_list figures;            /* struct ev_figures_released, the newest quarter first */
    struct ptr_list library;   /* struct ev_document_published, the newest document first */
    uint64_t library_revision; /* grows with every change of the library */
    size_t releases_pending;   /* advisories whose release was decided and is not done */
};

/* Finders: NULL when there is no such stream or it is of another type. */
struct law_report *image_report(const struct law_image *m, struct id id);
struct law_case *image_case(const struct law_image *m, struct id id);
struct law_advisory *image_advisory(const struct law_image *m, struct id id);
struct law_party *image_party(const struct law_image *m, struct id id);
struct law_person *image_person(const struct law_image *m, struct id id);
/* A role of reception, coordination or administration, not of a finder or a developer. */
bool role_is_of_body(uint32_t role);
/* Does the person hold that role at that organisation? False for no person. */
bool person_holds(const struct law_person *p, struct id party, enum role role);
/* The same at any organisation. */
bool person_works_as(const struct law_person *p, enum role role);
/* Does the person hold any role at that organisation? False for no person. */
bool person_sits_at(const struct law_person *p, struct id party);
struct law_relation *case_relation(const struct law_case *c, struct id party);
/* The same of a stream; NULL also when that is no case. */
struct law_relation *image_relation(const struct law_image *m, struct id stream, struct id party);
/* The developer's relation, made when there is none yet; NULL on ERR_MEMORY. For apply alone. */
struct law_relation *case_relation_make(struct law_image *m, struct law_case *c,
                                        struct law_party *party);
/* SEC-21: the manager and the readers that it named open the developer's part of a case. */
bool relation_is_read_by(const struct law_relation *r, struct id person);
/* Does the developer count in the case: contacted or candidate, not dropped. */
bool relation_is_live(const struct law_relation *r);
/* Is there an overview or a request to register that a one-time link may open (CON-07)? */
bool notice_is_there(const struct law_relation *r);
/* Asked by overview or to register, and neither answered nor registered since (OVW-14). */
bool relation_is_unanswered(const struct law_relation *r);
/* Was the detail disclosed to anybody? */
bool case_is_disclosed(const struct law_case *c);
/* Was an overview or the detail sent to anybody? */
bool case_is_notified(const struct law_case *c);
/* What every step asks that ends with the page: is the case not public yet? */
struct refusal case_open_before_page(const struct law_case *c);
/* The derived state of LIF-16 and of the report (LIF-17). */
uint32_t relation_state(const struct law_case *c, const struct law_relation *r);
uint32_t report_state(const struct law_report *r);
/* Nothing more becomes of it: not accepted, or withdrawn by the finder. */
bool report_has_ended(const struct law_report *r);
/* The finder asked to withdraw it and has no answer yet. */
bool report_withdrawal_waits(const struct law_report *r);
/* OBJ-21: CODE_request_state_…, 0 before acceptance; *end and *day tell why and when it ended. */
uint32_t report_request(const struct law_report *r, uint32_t *end, int32_t *day);
/* An account that showed this report's receipt. */
bool report_is_claimed(const struct law_report *r, struct id person);
/* SEC-23: a file that the finder sent with the report or a message. */
bool report_has_file(const struct law_report *r, struct id file);
/* As that role is told it: to the finder the inner step of handing over is still "accepted". */
uint32_t report_state_for(enum role role, const struct law_report *r);
/* LIF-01 to LIF-07: what the report counts as at the end of that day, and since when (0 while in
 * progress): what a person decided or a page made public, … */
uint32_t report_disposition_decided(const struct law_report *r, int32_t as_of, int32_t *since);
/* … or else what follows from the developers' answers (LIF-17). For staff alone: it would tell the
 * finder how far the developers are (FND-10). */
uint32_t report_disposition(const struct law_report *r, int32_t as_of, int32_t *since);
/* DET-04, PUB-11: the status word as it stands now; 0 before the detail was obtained. */
uint32_t relation_status(const struct law_relation *r);
/* The developer's ladder; an empty one when it never was on it. Few developers are, so that it is
 * not in every relation. */
const struct law_ladder *relation_ladder(const struct law_relation *r);
/* Judged that it cannot be contacted, and not reached since (core/unreachable). */
bool relation_is_unreachable(const struct law_relation *r);
/* COM-08: the relation about which the committee judged that publication is suitable, as long as
 * that stands; NULL when there is none. */
const struct law_relation *case_judged(const struct law_case *c);
/* The status word of its row on a page; 0: it has none. */
uint32_t relation_row_status(const struct law_relation *r);
/* The report whose free text may be shown: NULL before the first, and while it is returned
 * (CON-11).
 */
const struct ev_result_reported *relation_text(const struct law_relation *r);
/* PUB-28: the developer's free text is another than what is approved, or else public. */
bool relation_text_waits(const struct law_case *c, size_t relation);
/* A developer's row of the public page would be another if it were released now. */
bool advisory_has_news(const struct law_advisory *a);
/* PUB-07, PUB-28: a developer got its row after the approval that is outstanding. Nobody approved
 * it, so the release goes without it, unless both approve anew. */
bool advisory_has_late_row(const struct law_advisory *a);

/* The developer that an event of a case concerns; none when it concerns all. */
struct id event_party(const struct event *e);
/* SEC-25: the actor's person also holds a role at another party of this case. */
bool access_in_conflict(const struct law_image *image, const struct actor *a,
                        const struct law_case *c);

/* Appends to a list of the image. */
enum err event_list_add(struct law_image *m, struct event_list *list, const void *e) MUST_CHECK;
/* Grows `*items` so that one more fits; doubles. ERR_MEMORY leaves everything as it was. */
enum err image_grow(struct law_image *m, void **items, size_t *capacity, size_t count,
                    size_t size) MUST_CHECK;
enum err ptr_list_reserve(struct law_image *m, struct ptr_list *list) MUST_CHECK;
/* Registers a new stream object; everything that can fail must have happened before or be harmless.
 */
enum err image_add(struct law_image *m, struct stream *s, const struct event *e) MUST_CHECK;
/* Remembers the files an event names, so that the orphan sweep keeps them. */
enum err image_name_files(struct law_image *m, const struct id_list *files, void *owner) MUST_CHECK;

#define EVENT(name, number, schema, stream, hidden, text, reqs)                                    \
    enum err apply_##name(struct law_image *m, const struct ev_##name *e) MUST_CHECK;
#include "core/events.def"

#define COMMAND(name, number, about, roles, flags, title, effect, reqs)                            \
    enum err decide_##name(const struct law_world *w, const struct cmd_##name *c,                  \
                           struct decision *d) MUST_CHECK;                                         \
    struct refusal open_##name(const struct law_world *w, struct subject s);
#include "core/commands.def"

/* ---- helpers of the decide files ---- */

struct refusal refuse(enum refusal_code code);
/* Names the field of the command, so that the form can mark it. */
struct refusal refuse_field(enum refusal_code code, enum command_kind kind, const char *field);
struct refusal refuse_nothing(void);
/* Appends an event to the decision with actor and time of the world; NULL when the arena is
 * exhausted. */
void *decision_add(struct decision *d, const struct law_world *w, enum event_kind kind,
                   struct id stream);
/* HND-01: the prefix and a drawn number; refuses number_taken when it was given away before. */
enum err decision_number(const struct law_world *w, struct decision *d, const char *prefix,
                         struct str *out) MUST_CHECK;
/* HND-05: that body has to act from now on; ROLE_none: nobody has to. */
void case_pass_to(struct law_case *c, enum role body, int64_t at_us);
/* JPCERT/CC began to work on the case with this event: that acknowledges the hand-over, and who did
 * it is responsible from now on when nobody was. */
void case_taken_over(struct law_case *c, const struct event *e);
/* HND-02: responsible from now on, when nobody was. */
void duty_begin(struct law_duty *duty, struct id person);
/* TIM-02, DAT-04, DAT-20: the case's guide value is the earliest relation's; 0 without relations.
 */
int32_t case_guide_day(const struct law_case *c, const struct edition *edition);
int32_t relation_guide_day(const struct law_relation *r, const struct edition *edition);
/* The start date that a contact now has: the one there is, else today (TIM-01). `r` may be NULL. */
int32_t relation_start_day(const struct law_world *w, const struct law_relation *r);
/* The earliest start date of the case (FND-06, OP-11); 0 without relations. */
int32_t case_start_day(const struct law_case *c);
/* What an approval now approves: the frozen bytes of an outstanding approval, else those of the
 * present text and vendors. Absent with ERR_OK and *incomplete set when it cannot be approved yet.
 */
enum err advisory_freeze(const struct law_advisory *a, struct arena *arena, struct str *frozen,
                         struct refusal *incomplete) MUST_CHECK;
/* Whether advisory_freeze would give bytes, without making them: asked for every line of a list. */
bool advisory_can_freeze(const struct law_advisory *a, struct arena *arena);
/* Does the text hold everything that a page needs? */
bool advisory_text_is_complete(struct str doc);
/* The number of the oldest enquiry that nobody answered; 0 when there is none. */
size_t advisory_open_enquiry(const struct law_advisory *a);
/* The newest draft sent to that developer, of the advisory of that number when one is given. */
const struct law_advisory *draft_for(const struct law_case *c, struct id party, struct str number);
/* Is that developer among those who are shown drafts of the advisory? */
bool draft_goes_to(const struct law_advisory *a, size_t relation);
/* A new text ends all approvals. Only for apply_ functions. */
void advisory_set_text(struct law_advisory *a, struct str doc, const struct event *by);
/* A release was decided; it waits until it is done. Likewise. */
void advisory_release_waits(struct law_image *m, struct law_advisory *a);
/* Rows up to that of every relation, so that none is missing when it is written. Likewise. */
enum err advisory_fill_rows(struct law_image *m, struct law_advisory *a) MUST_CHECK;
bool advisory_approved_by_both(const struct law_advisory *a);
/* There is a text, it was not dropped, and no release of it is under way. */
struct refusal advisory_open_written(const struct law_advisory *a);
/* Appends the event that ends all approvals. */
enum err advisory_end_approvals(const struct law_world *w, const struct law_advisory *a,
                                struct str reason, struct decision *d) MUST_CHECK;

/* ---- the advisories of a case (OBJ-04) ---- */

/* A step about an advisory names the advisory, or the case, which means its first one. NULL when
 * the stream is neither, or the case has none. */
struct law_case *subject_case(const struct law_image *m, struct id stream);
struct law_advisory *subject_advisory(const struct law_image *m, struct id stream);
struct law_advisory *case_advisory(const struct law_case *c);
/* The one that became public first; NULL before. */
const struct law_advisory *case_first_released(const struct law_case *c);
/* The row of the case's n-th relation; never NULL. */
const struct law_row *law_row_of(const struct law_advisory *a, size_t relation);
/* Could that step of leaving out or taking in name this developer? */
bool advisory_can_place(const struct law_world *w, enum command_kind kind, struct id stream,
                        struct id party);

#endif
