/*
 * desk/desk_priv.h — what the files of the desk share: the server, the caller of a request, the
 * exchange that every handler works on, and the helpers that make pages.
 *
 * A handler gets an exchange only after the checks of its row in routes.def: method, permission,
 * origin, body, token. It builds a page struct from views and hands it to a template; it writes no
 * markup and judges no right itself.
 */
#ifndef DESK_DESK_PRIV_H
#define DESK_DESK_PRIV_H

#include "app/app.h"
#include "desk/forms.h"
#include "desk/pages.h"
#include "http/csrf.h"
#include "http/headers.h"
#include "http/problem.h"
#include "http/rate.h"
#include "http/router.h"

struct desk {
    struct app *app;
    struct http_router *router;
    struct http_rate *rate;
    uint8_t csrf_key[CSRF_KEY_BYTES];
    uint8_t words_key[CRYPTO_KEY_BYTES]; /* seals what is typed into filters (lists.c) */
    struct str origin;
    bool secure; /* https: cookies carry Secure and the __Host- prefix */
    bool degraded;
    struct arena arena;
};

enum desk_permission {
    PERM_ANYONE = 1, /* before and after sign-in */
    PERM_SESSION,    /* somebody works under a role */
    PERM_ADMIN,      /* … of the administrator */
    PERM_TOKEN,      /* API: a bearer token, never a cookie */
    PERM_SOCKET,     /* the machine's own operator, on the control socket */
};

enum caller_kind {
    CALLER_NOBODY,
    CALLER_PENDING, /* password or code given, not in yet */
    CALLER_SESSION,
    CALLER_TOKEN,
    CALLER_SOCKET,
};

/* Who asks: req->session. */
struct caller {
    enum caller_kind kind;
    bool ended;       /* a cookie was there, but its session is over */
    struct str token; /* of the session's cookie */
    struct app_session session;
    struct actor actor;
};

struct exchange {
    struct desk *desk;
    struct http_request *req;
    struct http_response *res;
    struct arena *arena;
    struct caller *caller;
    enum lang lang;
    struct ui ui;
    struct app_reader reader;
    struct buf out;
    struct flash flash;
    struct str visit; /* binding of forms before there is a session */
};

typedef void exchange_handler(struct exchange *x);

/* ---- guard.c: the callbacks of the router ---- */
bool guard_permit(void *ctx, struct http_request *req, struct http_response *res);
bool guard_csrf(void *ctx, struct http_request *req);
void guard_error_page(void *ctx, struct http_request *req, struct http_response *res,
                      struct str code);
void exchange_begin(struct exchange *x, struct desk *desk, struct http_request *req,
                    struct http_response *res);
/* api.c: what a caller of the interface does about an error of that status. */
struct str api_error_sentence(void *ctx, struct http_request *req, int status);
const struct http_route *desk_routes(size_t *count);

/* ---- page.c ---- */
/* Fills the layout: title is a message id. */
void page_begin(struct exchange *x, struct desk_layout *page, const char *title);
/* The same with a ready title. */
void page_begin_text(struct exchange *x, struct desk_layout *page, struct str title);
/* An empty buffer for one page. */
struct buf *page_out(struct exchange *x);
/* Sends what page_out's buffer holds. */
void page_send(struct exchange *x, int status);
#define PAGE_RENDER(x, status, function, view)                                                     \
    do {                                                                                           \
        function(page_out(x), &(x)->ui, (view));                                                   \
        page_send((x), (status));                                                                  \
    } while (0)

/* Ends the request with the page of that error. */
void page_error(struct exchange *x, int status);
/* The same for an operating error: 404, 413, 503 or 500. */
void page_fail(struct exchange *x, enum err e);
/* True when something must end here: e is an error (then answered). */
bool page_failed(struct exchange *x, enum err e);
void page_redirect(struct exchange *x, struct str path);
/* The sentence that the next page shows on top: a command's name, or a word of flashes.def. */
void page_flash_next(struct exchange *x, struct str word);
/* The step was sent and waits for a second person. */
void page_flash_waits(struct exchange *x, struct str word);
void cookie_set(struct exchange *x, const char *name, struct str value, int64_t max_age_s);
bool cookie_get(const struct exchange *x, const char *name, struct str *value);
/* The name a cookie has on this desk, with its prefix. */
struct str cookie_name(const struct desk *desk, struct arena *arena, const char *name);
/* Token for the forms of this page. */
struct str page_token(struct exchange *x);

/* Parameter `id` of the path; false: answered 404. */
bool path_id(struct exchange *x, struct id *out);
/* "/case/<id>" and the like; absent for streams without a page. */
struct str stream_href(struct arena *arena, enum stream_type type, struct id stream);
/* A ready str in the reader's language. */
struct str text2_pick(const struct exchange *x, struct text2 text);
/* What stands between two names. */
struct str text_comma(const struct exchange *x);
bool actor_is_staff(const struct actor *actor);

/* ---- sign_in.c ---- */
/* The session is over or missing: to the sign-in, keeping what was typed. */
void sign_in_again(struct exchange *x);
/* A form of ours whose token no longer holds: shows what was typed, to be sent once more (403). */
void form_again(struct exchange *x);
/* Asks for the second factor and keeps the form (SEC-04). `wrong` = the code just given was not
 * right. */
void step_up_page(struct exchange *x, const struct command_def *command, const struct input *kept,
                  struct str wrong);
/* What a result of signing in tells the person. */
/* The address of the client, as failures are counted by it. */
struct str peer_text(const struct exchange *x);
struct str sign_sentence(struct exchange *x, enum app_sign result, uint32_t seconds);

/* ---- actions.c ---- */
enum err part_actions(struct exchange *x, struct id stream, const struct desk_now *now,
                      struct desk_actions *out) MUST_CHECK;

/* ---- parts.c ---- */
enum err part_now(struct exchange *x, struct id stream, struct desk_now *out) MUST_CHECK;
enum err part_timeline(struct exchange *x, struct id stream, struct str base,
                       struct desk_timeline *out) MUST_CHECK;
/* Every entry, on paper. */
enum err part_timeline_whole(struct exchange *x, struct id stream,
                             struct desk_timeline *out) MUST_CHECK;
enum err part_files(struct exchange *x, struct id stream, const struct id_list *files,
                    struct desk_file **out, size_t *count) MUST_CHECK;
void fact_text(struct desk_facts *facts, const char *label, struct str text);
void fact_word(struct desk_facts *facts, const char *label, const char *word);
void fact_instant(struct desk_facts *facts, const char *label, int64_t at_us);
void fact_day(struct desk_facts *facts, const char *label, int32_t day);
void part_add(struct desk_parts *parts, const char *label, const char *mark, struct str text);
void step_add(struct desk_steps *steps, const char *label, bool done, int32_t day);
/* Marks the first step that is open and not passed by; none when the last one is done. */
void steps_finish(struct desk_steps *steps);
const char *code_label(enum code_list list, uint32_t number);
/* The page of a case's first advisory, or of that advisory, as the public would see it. */
struct str preview_href(struct arena *arena, struct id stream, const char *lang);
/* What the way to a step's form is called: the editor's is not yet the step itself. */
const char *action_label(const struct command_def *command);
struct str action_href(struct arena *arena, const struct command_def *command,
                       struct subject subject, enum stream_type type);

/* ---- bodies.c ---- */
/* HND-02: of the report, or of the case at both bodies. */
void duties_of_report(struct exchange *x, const struct report_view *v, struct desk_duties *out);
void duties_of_case(struct exchange *x, const struct case_view *v, struct desk_duties *out);
/* HND-05, SEC-23: the exchange between the two bodies. */
enum err bodies_make(struct exchange *x, const struct case_view *v,
                     struct desk_bodies *out) MUST_CHECK;
/* REC-07: what may be known already. */
enum err likely_make(struct exchange *x, struct id report, struct desk_likely **out,
                     size_t *count) MUST_CHECK;
/* HND-02: what goes over with the responsibility. */
enum err matters_make(struct exchange *x, struct id stream,
                      struct desk_command_page *page) MUST_CHECK;

/* ---- lists.c ---- */
/* What was typed into the filter of a list; empty: nothing. */
struct list_words {
    struct str typed, folded;
};
/* Of the address; words of an ended session are told on the page, and the list is not filtered. */
struct list_words list_words(struct exchange *x, struct desk_layout *page);
/* Words hold everything when there are none. */
bool list_words_hold(struct exchange *x, const struct list_words *words, struct str text);
bool list_words_hold2(struct exchange *x, const struct list_words *words, struct text2 text);
/* The filter of a list at `path`, after page_begin. */
struct list_words list_begin(struct exchange *x, struct str path, const char *label,
                             struct desk_layout *page, struct desk_list *list);
/* A choice beside the words: the code named by the address, 0 = all. ERR_MEMORY. */
enum err list_kinds(struct exchange *x, const char *label, enum code_list codes,
                    struct desk_list *list, uint32_t *chosen) MUST_CHECK;
/* Rows of the page that the address asks for, and the links to the others. */
struct list_part {
    size_t first, end;
};
struct list_part list_part(struct exchange *x, struct str path, size_t count,
                           struct pager *pager);

/* ---- case_steps.c ---- */
void case_steps_staff(struct exchange *x, const struct case_view *v, struct desk_steps *steps);
void case_steps_party(const struct case_view *v, struct desk_steps *steps);

/* ---- case.c ---- */
/* What this actor may know of the case, without steps and addresses: the page and the print. */
enum err case_dossier_make(struct exchange *x, const struct case_view *v,
                           struct desk_case_page *page) MUST_CHECK;
/* Names of who approved; their number. */
size_t approvers_make(struct exchange *x, const struct case_view *v, struct desk_approver out[2]);
/* True, and the address of its form, when the step is open now. */
bool is_open_here(struct exchange *x, enum command_kind kind, struct id stream, struct str *href);

/* ---- party.c ---- */
/* The technology keyword list in force, ticked by the lines of `yes`. */
enum err keyword_rows(struct exchange *x, struct str yes, struct desk_keyword **out, size_t *count,
                      int64_t *version) MUST_CHECK;

/* ---- coordination.c ---- */
/* The contacts with one developer that were entered by hand (OBJ-07). */
enum err contacts_make(struct exchange *x, const struct part_view *p,
                       struct desk_contacts *out) MUST_CHECK;
/* Developers that cannot be contacted; for staff alone. */
enum err ladder_make(struct exchange *x, const struct case_view *v,
                     struct desk_ladder *out) MUST_CHECK;
enum err coordination_make(struct exchange *x, const struct case_view *v,
                           struct desk_coordination *out) MUST_CHECK;

/* ---- command.c ---- */
/* Sends a decided command to app with the submission and view token of the form. Answers operating
 * errors itself (then false); a refusal is in *out. */
bool command_send(struct exchange *x, const struct command *command, struct app_outcome *out);
/* Makes the hidden fields of a new form, or of a refused one (`refusal` may be NULL). */
enum err command_form_begin(struct exchange *x, struct id stream, const struct refusal *refusal,
                            struct desk_form *form) MUST_CHECK;
/* A code sent with the form renews the second factor. False: answered already (the code was wrong).
 */
bool command_step_up(struct exchange *x, const struct command_def *command,
                     const struct input *kept);
/* Stores a file that came with the request; its handle lasts a day. */
enum err upload_take(struct exchange *x, const struct http_file *file,
                     struct id *handle) MUST_CHECK;
int refusal_status(const struct refusal *refusal);

/* ---- letters.c ---- */
struct str letters_href(struct arena *arena, enum stream_type type, struct id stream);
/* What a step would send; the refusal says that it would not be done at all. */
enum err letters_preview_make(struct exchange *x, const struct command *command,
                              struct desk_command_page *page,
                              struct refusal *refusal) MUST_CHECK;

/* ---- handlers: the rows of routes.def ---- */
#define ROUTE(method, path, permission, form, handler, flags) exchange_handler handler;
#include "desk/routes.def"
#undef ROUTE

#endif
