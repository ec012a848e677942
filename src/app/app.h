/*
 * app/app.h — one function per use case; the memory image behind a lock; the only caller of law,
 * vault, store and press.
 *
 * A data directory has one app: the desk's (the command line makes one for init and verify, while
 * no desk runs). The log is folded into memory when it opens; commands go law -> vault -> store ->
 * image; everything shown is a view of core/access, taken under the read lock. All functions are
 * thread-safe unless said otherwise and block: call them from handlers that may block. Results live
 * in the caller's arena (texts may live in the image, which outlives it).
 *
 * Errors common to all: ERR_MEMORY, ERR_LOCKED (the vault is locked: unlock first), ERR_BUSY
 * (answer 503, try again), ERR_FULL (disk full, nothing changed), ERR_IO and ERR_CORRUPT (the log
 * cannot be written any more; restart). What a person may not do is never an error: it is a refusal
 * of the law or a result of the functions below.
 */
#ifndef APP_APP_H
#define APP_APP_H

#include "core/access/access.h"
#include "core/access/search.h"
#include "core/conf/conf.h"
#include "core/notice/letters.h"
#include "core/text/ui.h"
#include "courier/courier.h"
#include "press/press.h"
#include "sys/clock.h"
#include "sys/crypto.h"

struct app;

/* base32 of 32 random bytes, as in cookies, API tokens and one-time codes */
enum { APP_TOKEN_LEN = 52 };

/* ---- a data directory ------------------------------------------------------------------------ */

/* What `todoke init` makes. The configuration is written to todoke.conf as given. */
struct app_create_options {
    const char *data_dir;   /* exists and is empty, or does not exist and its parent does */
    struct conf conf;       /* core/conf/conf.h; conf_init gives the defaults */
    int64_t clock_start_us; /* manual clock (training): where it begins; 0 = now */
    /* source of the master key; absent: the file master.key (SEC: training, single host) */
    struct str passphrase;
    /* the two administrators of a directory that is no training directory; absent: the names below
     */
    struct str admin_login, second_login;
    const char *vfs; /* tests, as in app_options; NULL = the system's */
};

#define APP_FIRST_ADMIN "admin"
#define APP_SECOND_ADMIN "admin2"

/* An account made with the directory. In a training directory all of them also stand in
 * training-accounts.txt. */
struct app_account {
    struct str login;
    struct str role; /* English label */
    struct text2 party;
    struct str password;    /* random; the only time it is shown */
    struct str totp_secret; /* base32, for an authenticator app */
    struct str totp_uri;
};

struct app_accounts {
    struct app_account *items;
    size_t count;
};

#define APP_ACCOUNTS_FILE "training-accounts.txt"

/* Makes log.db keys.db blobs/ letterbox/ replies/ public/ spool/ todoke.conf and the first events:
 * the scheme; the operator's organisation and two administrators; in a training directory also a
 * reception body, a coordinating body, three invented developers and persons for every role.
 * ERR_EXISTS when the directory holds anything already; ERR_INVALID: app_conf_is_sound. */
enum err app_create(const struct app_create_options *o, struct arena *arena,
                    struct app_accounts *out) MUST_CHECK;

/* A further administrator of the operator's organisation, made by whoever runs the machine: for a
 * scheme that has fewer than two who can work. ERR_INVALID: the name is taken or malformed. */
enum err app_add_administrator(struct app *app, struct str login, struct arena *arena,
                               struct app_account *out) MUST_CHECK;

/* Whether the settings agree with each other: a manual clock in an exercise only (HND-14), a mail
 * server and a sender that can be understood. */
bool app_conf_is_sound(const struct conf *conf);

struct app_options {
    const char *data_dir;
    bool log_in_memory; /* tests: the store's memory backend; everything else on disk */
    const char *vfs;    /* tests: of log.db and keys.db; NULL = the system's */
    /* Sentence of a message id in a language; NULL: English as it stands. (Generated tables, which
     * app may not see.) */
    struct str (*translate)(enum lang lang, const char *message_id);
};

/* Opens the directory; folds the log unless the vault is locked. ERR_NOT_FOUND: no data directory;
 * ERR_BUSY: another process has it; ERR_UNSUPPORTED: made by a newer program; ERR_INVALID: settings
 * that cannot be read, do not agree, or make another kind of directory of it (HND-14). Sweeps what
 * no event mentions. */
enum err app_open(const struct app_options *o, struct app **out) MUST_CHECK;
/* Ends the background thread, closes everything. */
void app_close(struct app *app);
/* Starts the thread that takes letters in each second, releases what is due four times a second,
 * writes replies. */
enum err app_background_start(struct app *app) MUST_CHECK;
/* Wakes that thread now (a letter came, the manual clock moved). */
void app_poke(struct app *app);

bool app_is_locked(struct app *app);
/* ERR_CRYPTO: wrong passphrase. Folds the log. */
enum err app_unlock(struct app *app, struct str passphrase) MUST_CHECK;
/* The configuration; valid as long as the app. */
const struct conf *app_conf(const struct app *app);
/* OBJ-28, SEC-07: the configuration, with the contact point of the scheme in its handling_… once it
 * was set. Valid as long as the app. */
void app_handling_contact(struct app *app, enum lang lang, struct conf *conf);
/* Now, on the clock of the law (manual in a training directory). */
int64_t app_now_us(struct app *app);
/* Training only: moves the manual clock and pokes. ERR_UNSUPPORTED, ERR_INVALID (not later than
 * now). */
enum err app_clock_advance(struct app *app, int64_t to_us) MUST_CHECK;

struct app_state {
    bool locked;
    bool clock_trusted;
    const char *clock_reason; /* message id: why not; NULL when trusted */
    int64_t events;           /* in the log */
    uint64_t commits;         /* transactions of the log since the opening */
    size_t releases_pending;  /* decided, not all public yet */
    int64_t release_retry_us; /* real time of the next try after a failure, 0 = none failed */
    bool failed;              /* the image or the log refused a write: restart */
    struct scheme_view scheme;
};
void app_state(struct app *app, struct app_state *out);
/* A key of 32 bytes for one purpose ("csrf"), the same until the directory is made anew. The caller
 * wipes it. */
enum err app_secret(struct app *app, const char *purpose, uint8_t out[CRYPTO_KEY_BYTES]) MUST_CHECK;
/* Verifies chain and parts, folds twice and compares; *bad_seq is the first event that fails. */
enum err app_verify(struct app *app, int64_t *bad_seq) MUST_CHECK;

/* ---- reading --------------------------------------------------------------------------------- */

/* One reader for one request. */
struct app_reader {
    struct app *app;
    struct actor actor;
    struct arena *arena;
};

/* NULL in *out: for this actor it does not exist (answer 404). */
enum err app_report_view(const struct app_reader *r, struct id report,
                         struct report_view **out) MUST_CHECK;
enum err app_case_view(const struct app_reader *r, struct id case_id,
                       struct case_view **out) MUST_CHECK;
/* CON-01: put it into each form and hand it back in app_request.view_token. Absent: nothing to see.
 * */
struct str app_view_token(const struct app_reader *r, struct id stream);

struct app_actions {
    struct action_view *items;
    size_t count;
};
enum err app_actions(const struct app_reader *r, struct id stream,
                     struct app_actions *out) MUST_CHECK;
struct app_steps {
    struct step_view *items;
    size_t count;
};
/* UNR-10: the public page that a step of the ladder would make or change, as the article alone;
 * empty when it makes none. */
enum err app_list_preview(const struct app_reader *r, const struct command *command, enum lang lang,
                          struct buf *out) MUST_CHECK;
/* What waits for a second person on this subject, as law_steps. */
enum err app_steps(const struct app_reader *r, struct id stream, struct app_steps *out) MUST_CHECK;
/* Is one command open? As law_open; `s` none for commands that create. */
struct refusal app_is_open(const struct app_reader *r, enum command_kind kind, struct subject s);
enum err app_work(const struct app_reader *r, const struct work_filter *filter,
                  struct work_list *out) MUST_CHECK;

enum err app_likely(const struct app_reader *r, struct id report,
                    struct likely_list *out) MUST_CHECK;
enum err app_matters(const struct app_reader *r, struct id stream,
                     struct matter_list *out) MUST_CHECK;
enum err app_colleagues(const struct app_reader *r, struct party_list *out) MUST_CHECK;
bool app_absence(const struct app_reader *r, struct id person, int32_t *from, int32_t *until);
/* HND-13 */
enum err app_search(const struct app_reader *r, struct str words,
                    struct search_list *out) MUST_CHECK;
/* NULL in *out: not for this actor. */
enum err app_report_figures(const struct app_reader *r, int32_t as_of,
                            struct report_figures **out) MUST_CHECK;
enum err app_case_figures(const struct app_reader *r, int32_t as_of,
                          struct case_figures **out) MUST_CHECK;

/* An entry of the developer list, NULL when the reader may not know it. */
enum err app_organisation_view(const struct app_reader *r, struct id party,
                               struct organisation_view **out) MUST_CHECK;
struct app_candidates {
    struct candidate_view *items;
    size_t count;
};
enum err app_candidates(const struct app_reader *r, struct id case_id,
                        struct app_candidates *out) MUST_CHECK;
struct app_unanswered {
    struct unanswered_view *items;
    size_t count;
};
enum err app_unanswered(const struct app_reader *r, struct app_unanswered *out) MUST_CHECK;
bool app_keywords(const struct app_reader *r, struct keywords_view *out);
enum err app_contact_point(const struct app_reader *r, uint32_t point,
                           struct contact_point_view *out) MUST_CHECK;
/* The lists of the scheme as JSON, and the stream that their steps name. */
enum err app_scheme_lists(const struct app_reader *r, struct buf *out) MUST_CHECK;
enum err app_scheme_id(const struct app_reader *r, struct id *out) MUST_CHECK;

enum err app_parties(const struct app_reader *r, struct party_list *out) MUST_CHECK;
bool app_party(const struct app_reader *r, struct id party, struct party_view *out);
/* Choices of the REF field of command `kind` about `s`. */
enum err app_choices(const struct app_reader *r, enum command_kind kind, struct subject s,
                     struct party_list *out) MUST_CHECK;
/* First values of a form; what of them is confidential stands in the read log when they come back
 * (SEC-04). */
enum err app_prefill(const struct app_reader *r, enum command_kind kind, struct subject s,
                     struct input *out) MUST_CHECK;

struct app_persons {
    struct person_view *items;
    size_t count;
};
enum err app_persons(const struct app_reader *r, struct app_persons *out) MUST_CHECK;
bool app_person_name(const struct app_reader *r, struct id person, struct text2 *out);

/* What happened in a stream and what of it the actor may know; newest first, read from the log,
 * never cached. */
struct app_timeline_entry {
    uint64_t seq; /* place in the log; counts all cases, so it is shown to nobody */
    int64_t at_us;
    enum event_kind kind;
    struct str sentence;      /* in the language asked for, {actor} and fields filled in */
    struct str actor;         /* name, or role when the name is not for this actor */
    struct str fields_hidden; /* absent, or a sentence that parts are not shown */
};
struct app_timeline {
    struct app_timeline_entry *items;
    size_t count;
    /* 0, or older ones follow: ask with before = this. Counts only what this actor sees, from the
     * oldest, so it stays right when new entries come and tells nothing of other cases. */
    size_t older;
};
struct app_timeline_query {
    struct id stream; /* for a case: its advisory's events are among them */
    size_t before;    /* 0 = the newest */
    size_t limit;     /* 0 = LIMIT_PAGE_ROWS */
    enum lang lang;
};
enum err app_timeline(const struct app_reader *r, const struct app_timeline_query *q,
                      struct app_timeline *out) MUST_CHECK;

/* SEC-04, OBJ-30: commits to the read log that the actor was shown `classes` (bits of CLASS_…) of
 * the subject. Does nothing when they are public. Call it before the first byte of the page goes
 * out; when it fails the page must not go out. */
enum err app_note_read(const struct app_reader *r, struct id subject, uint32_t classes) MUST_CHECK;
/* The same of a list of what staff alone may know of many subjects: noted at the scheme. */
enum err app_note_list(const struct app_reader *r) MUST_CHECK;
/* HND-12: the same of a print, whatever it holds: paper leaves the desk. `for_whom` is who gets
 * it. */
enum err app_note_print(const struct app_reader *r, struct id subject, uint32_t classes,
                        struct str for_whom) MUST_CHECK;
struct app_read_note {
    int64_t at_us;
    struct actor actor;
    struct id subject;
    uint32_t classes;
    bool printed;
    struct str for_whom; /* of a print */
};
/* Every note in order, for the auditor and the tests. */
enum err app_read_notes(struct app *app, struct arena *arena, struct app_read_note **out,
                        size_t *count) MUST_CHECK;

/* The same as lines: time, role, sign-in name, subject, classes, of a print its recipient, between
 * tabs. For `todoke store reads`. */
enum err app_read_log_write(struct app *app, struct arena *arena, struct buf *out) MUST_CHECK;

/* The advisory's page as it would be published now, in memory: preview of the approver.
 * ERR_NOT_FOUND when there is no document or it is not for this actor. */
enum err app_preview(const struct app_reader *r, struct id stream, const struct press_view *view,
                     struct buf *out) MUST_CHECK;
/* The same of a text that is being typed, canonical and not saved; the developers as they stand. */
enum err app_preview_text(const struct app_reader *r, struct id stream, struct str doc,
                          const struct press_view *view, struct buf *out) MUST_CHECK;
/* PUB-29: the draft that this developer was sent, with its own row only; for staff as it would be
 * sent now. `number` names one of several. ERR_NOT_FOUND when there is none to see. */
enum err app_draft(const struct app_reader *r, const struct draft_query *draft,
                   const struct press_view *view, struct buf *out) MUST_CHECK;

#include "app/app_notice.h"

/* ---- forms that are not sent yet (app_kept.c) ---- */

struct app_form {
    enum command_kind kind;
    struct subject subject; /* none for commands that create */
};
/* Keeps what is typed for this person in this role, in place of what was kept before. ERR_LIMIT:
 * more than a record holds; nothing changed. */
enum err app_form_keep(const struct app_reader *r, const struct app_form *form,
                       const struct input *typed) MUST_CHECK;
/* *kept_us is when; 0 and no pairs when nothing is kept. */
enum err app_form_kept(const struct app_reader *r, const struct app_form *form, struct input *typed,
                       int64_t *kept_us) MUST_CHECK;
enum err app_form_forget(const struct app_reader *r, const struct app_form *form) MUST_CHECK;

/* ---- commands -------------------------------------------------------------------------------- */

struct app_request {
    struct actor actor;
    /* of the form or call, made once per form; a repeated one is answered, not repeated */
    struct id submission;
    /* absent: not checked (commands that create, API calls without If-Match) */
    struct str view_token;
    struct arena *arena;
};

struct app_outcome {
    struct refusal refusal; /* REFUSAL_none: done */
    /* this submission was answered before: the earlier outcome stands here */
    bool repeated;
    enum stream_type subject_type;
    struct id subject; /* where the answer leads: what was created or changed */
    uint64_t first_seq, last_seq;
    struct id step; /* not done yet: a second person has to confirm this step (HND-06) */
};

/* Decides, seals, appends, applies. On ERR_OK look at out->refusal. Files of the command must be
 * uploads of this person, or files that the actor sees in the subject (hand-over). */
enum err app_command(struct app *app, const struct app_request *request,
                     const struct command *command, struct app_outcome *out) MUST_CHECK;
/* A fresh submission id for a form. */
struct id app_submission_new(void);

/* ---- files ----------------------------------------------------------------------------------- */

struct app_upload;
struct app_upload_info {
    struct str name; /* as the person's machine calls it; cut to LIMIT_TEXT_LINE */
    struct str type; /* media type as claimed; never trusted */
    uint64_t size;   /* exactly so many bytes will be written */
};
/* Seals the file while it comes; the handle expires in a day unless a command takes it. ERR_LIMIT
 * beyond LIMIT_UPLOAD_BYTES, ERR_INVALID when more or less comes than was announced. The arena must
 * outlive the upload; after an error, app_upload_abandon. */
enum err app_upload_begin(const struct app_reader *r, const struct app_upload_info *info,
                          struct app_upload **out) MUST_CHECK;
enum err app_upload_write(struct app_upload *u, struct str bytes) MUST_CHECK;
enum err app_upload_finish(struct app_upload *u, struct id *handle) MUST_CHECK;
void app_upload_abandon(struct app_upload *u);

struct app_file {
    struct str name; /* neutral in a case (SEC-23), as given in a report */
    struct str type;
    uint64_t size;
    struct app_file_state *state;
};
/* Name, type, size of the files of a view, in the order given; unreadable ones have an empty name.
 * */
enum err app_file_list(const struct app_reader *r, struct id stream, const struct id_list *files,
                       struct app_file **out) MUST_CHECK;
/* Opens a file that the actor may see in this report or case and notes the reading; ERR_NOT_FOUND
 * otherwise. */
enum err app_file_open(const struct app_reader *r, struct id stream, struct id file,
                       struct app_file *out) MUST_CHECK;
/* Up to len bytes; *got == 0 only at the end. */
enum err app_file_read(struct app_file *f, uint8_t *out, size_t len, size_t *got) MUST_CHECK;
void app_file_close(struct app_file *f);

/* ---- persons and sessions -------------------------------------------------------------------- */

/* Results of everything that a person without a session asks. The sentence is the same for a wrong
 * name, password or code: nobody learns which accounts exist. */
enum app_sign {
    APP_SIGN_OK,
    APP_SIGN_WRONG, /* name, password or code are not right */
    APP_SIGN_WAIT,  /* too many failures of this name or address: wait retry_after_s */
    /* the pending sign-in or one-time code is too old or unknown: begin again */
    APP_SIGN_EXPIRED,
    /* the new password is shorter than 12 characters or holds the sign-in name */
    APP_SIGN_WEAK,
};
/* Message id that tells the person what to do. */
const char *app_sign_sentence(enum app_sign result);

enum app_session_step {
    APP_SESSION_FACTOR = 1, /* password was right; the one-time code is next */
    APP_SESSION_ROLE,       /* both were right; a role is to be chosen (SEC-25) */
    APP_SESSION_ACTIVE,
};

struct app_session {
    enum app_session_step step;
    /* ROLE_none unless active; stepped_up: factor younger than five minutes */
    struct actor actor;
    struct id person;
    struct str login;
    struct text2 name;
    struct party_view party;         /* active: the organisation of this role */
    const struct role_grant *grants; /* choices of the role step; also for "other role" */
    size_t grant_count;
    struct str binding; /* identifier of the session for csrf_token_make; not the token */
    int64_t ends_us;    /* real time at which it ends at the latest */
};

struct app_signed {
    enum app_sign result;
    uint32_t retry_after_s;        /* APP_SIGN_WAIT */
    char token[APP_TOKEN_LEN + 1]; /* APP_SIGN_OK: the cookie from now on; older one is void */
    struct app_session session;
};

struct app_credentials {
    struct str peer; /* address of the client: failures are throttled by it as well */
    struct str login;
    struct str password;
};
/* Step 1. Takes the same time for unknown names. */
enum err app_sign_in(struct app *app, const struct app_credentials *c, struct arena *arena,
                     struct app_signed *out) MUST_CHECK;
/* Step 2: the one-time code. With a single role the session is active at once. */
enum err app_sign_in_factor(struct app *app, struct str token, struct str code, struct arena *arena,
                            struct app_signed *out) MUST_CHECK;
/* Step 3, and later "work in another role": grant is the index in session.grants. Gives a new
 * token. */
enum err app_sign_in_role(struct app *app, struct str token, size_t grant, struct arena *arena,
                          struct app_signed *out) MUST_CHECK;
/* Who is this? ERR_NOT_FOUND: no such session, or its time is over, or the role was withdrawn. */
enum err app_session_get(struct app *app, struct str token, struct arena *arena,
                         struct app_session *out) MUST_CHECK;
/* The second factor again (SEC-04); the session stays, its token too. */
enum err app_session_step_up(struct app *app, struct str token, struct str code,
                             struct arena *arena, struct app_signed *out) MUST_CHECK;
void app_sign_out(struct app *app, struct str token);

/* A one-time code with which a person sets password and second factor; LIMIT_ENROL_DAYS. The
 * administrator's step after add_person. ERR_NOT_FOUND when there is no such person for this actor.
 * The log says who made it. Older codes of the person end. For an account of the bodies and for one
 * in use two administrators are needed (HND-06): the first call only proposes it and sets *waits, a
 * colleague's call confirms it and gets the code. ERR_DENIED without a fresh second factor. */
enum err app_enrol_code(const struct app_reader *r, struct id person, char code[APP_TOKEN_LEN + 1],
                        bool *waits) MUST_CHECK;
struct app_enrolment {
    enum app_sign result;
    struct str login;
    struct str totp_secret; /* base32; the same at each call with this code */
    struct str totp_uri;
};
/* What the page shows. */
enum err app_enrol_view(struct app *app, struct str code, struct arena *arena,
                        struct app_enrolment *out) MUST_CHECK;
struct app_enrol_answer {
    struct str code;
    struct str password;
    struct str factor; /* first one-time code: proves that the app was set up */
};
enum err app_enrol_finish(struct app *app, const struct app_enrol_answer *a, struct arena *arena,
                          struct app_enrolment *out) MUST_CHECK;

/* API token of a person in one role: acts as the session's actor until it expires; never stepped up
 * by itself. */
enum err app_token_create(const struct app_reader *r, uint32_t days,
                          char token[APP_TOKEN_LEN + 1]) MUST_CHECK;
/* ERR_NOT_FOUND: unknown, expired, or the role was withdrawn. */
enum err app_token_actor(struct app *app, struct str token, struct actor *out) MUST_CHECK;
/* A one-time code sent with an API call steps this one call up. */
enum err app_actor_step_up(struct app *app, struct actor *actor, struct str code,
                           enum app_sign *result) MUST_CHECK;
/* Ends every token of the actor's person. */
enum err app_tokens_revoke(const struct app_reader *r) MUST_CHECK;

/* The calendar feed of a person in its role (CON-09): off until its address is made; making another
 * address ends the one before. */
enum err app_calendar_make(const struct app_reader *r, enum lang lang,
                           char token[APP_TOKEN_LEN + 1]) MUST_CHECK;
enum err app_calendar_end(const struct app_reader *r) MUST_CHECK;
enum err app_calendar_is_on(const struct app_reader *r, bool *out) MUST_CHECK;
/* ERR_NOT_FOUND: no such address, or its person no longer holds the role. */
enum err app_calendar(struct app *app, struct str token, struct arena *arena,
                      struct str *out) MUST_CHECK;
/* The unix socket's right: the system administrator of the machine. A token for a person's grant,
 * made without a session; for `todoke token`. ERR_NOT_FOUND. */
enum err app_token_for_login(struct app *app, struct str login, enum role role, uint32_t days,
                             char token[APP_TOKEN_LEN + 1]) MUST_CHECK;

/* A finder with an account who shows a receipt code at the desk: an actor of ROLE_finder with that
 * receipt. ERR_NOT_FOUND: no report has it, or the account tried too often; then *wait_s is how
 * long it has to wait. */
enum err app_receipt_actor(const struct app_reader *r, struct str code, struct actor *out,
                           uint32_t *wait_s) MUST_CHECK;

/* ---- what the background thread does; tests call it step by step ----------------------------- */

struct app_work_done {
    size_t letters;     /* taken in */
    size_t quarantined; /* malformed letters set aside */
    size_t released;    /* releases finished */
    size_t replies;     /* replies written */
    size_t mailed;      /* letters given to the courier */
    size_t mails;       /* that came in and were filed or queued */
};
/* Takes in every whole letter. */
enum err app_intake(struct app *app, struct app_work_done *done) MUST_CHECK;
/* Releases what is due: decides, stages, renames, records. Never before its date-time; a failure is
 * tried again later. */
enum err app_release(struct app *app, struct app_work_done *done) MUST_CHECK;
/* The public house shows what was released, also when it was emptied or left half-way. */
enum err app_public_refresh(struct app *app) MUST_CHECK;
/* Writes the replies of reports that changed since; with `all` every one of them and the dummies.
 * */
enum err app_replies(struct app *app, bool all, struct app_work_done *done) MUST_CHECK;
/* Takes in every whole mail of the inbox. */
enum err app_inbox(struct app *app, struct app_work_done *done) MUST_CHECK;
/* Gives the courier what is due, when there is a mail server. */
enum err app_mail(struct app *app, struct app_work_done *done) MUST_CHECK;
/* All of them, and expiry of sessions and uploads. */
enum err app_tick(struct app *app, struct app_work_done *done) MUST_CHECK;

#include "app/letters.h"

#endif
