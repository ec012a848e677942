/*
 * test/unit/desk/office.h — a desk without sockets over a training directory: its people signed in,
 * and requests handed to the router as the engine hands them. It must never soften an answer.
 */
#ifndef TEST_DESK_OFFICE_H
#define TEST_DESK_OFFICE_H

#include "tester_sys.h"

#include "desk/desk_priv.h"

enum { OFFICE_HEADERS_MAX = 8 };

struct office {
    struct tmpdir dir;
    struct arena arena; /* of the test program */
    struct desk desk;
    struct app_accounts accounts;
    struct engine_app engine;
};

/* A person's browser: its session's cookie, or a program's token. */
struct visitor {
    struct str cookie; /* absent: nobody is signed in */
    struct str token;  /* of the API */
    struct actor actor;
    struct str binding;
};

/* The one of this test program: what is asked without naming an office is asked here. */
extern struct office office;

void office_open(struct office *o);
void office_close(struct office *o);
/* Signs in by password, one-time code and the only role; also makes an API token. */
struct visitor office_visitor(struct office *o, const char *login);

struct ask {
    enum http_method method;
    const char *target;
    const struct visitor *who; /* NULL: nobody */
    bool with_token;           /* of the API, in place of the cookie */
    const char *form;          /* urlencoded body without the token against forgery */
    bool forged;               /* … sent without that token */
    const char *file;          /* in place of a form: the bytes of one uploaded file */
    const char *json;
    const char *lang; /* NULL: ja */
    bool on_socket;
    uint8_t peer; /* last byte of the client's address */
};

struct told {
    int status;
    struct str body;
    struct str location;
    struct str retry_after;
    struct str disposition; /* Content-Disposition of a download */
    struct str cookie;      /* first Set-Cookie that is not the language's */
};

/* Asks and copies the answer into the office's arena. */
struct told office_ask(struct office *o, const struct ask *ask);
/* A report by letter of the system; gives its id. */
struct id office_report(struct office *o);
/* Sends one command as that person, who has just given a second factor; "name=value|…". Must not be
 * refused; what needs a second person waits. */
struct app_outcome office_send(struct office *o, const struct visitor *who, const char *command,
                               struct id subject, const char *fields);
/* The same, and a colleague confirms what needs two; gives the subject. */
struct id office_do(struct office *o, const struct visitor *who, const char *command,
                    struct id subject, const char *fields);

/* ---- short words for the one office ---- */

/* Tear-down of a group of tests. */
int close_office(void **state);
struct told ask_get(const struct visitor *who, const char *target);
struct told ask_english(const struct visitor *who, const char *target);
/* By the API's token or by the browser's cookie. */
struct told ask_by(const struct visitor *who, const char *target, bool with_token);
struct told ask_post(const struct visitor *who, const char *target, const char *form);
/* "before", the id, "after": an address, or a field. */
const char *with_id(const char *before, struct id id, const char *after);
/* The code of a second factor that was not used yet. */
const char *fresh_code(const char *login);
/* A file for a later step, uploaded; gives its handle. */
struct id upload(const struct visitor *who, const char *name, const char *text);
/* How often somebody's reading was noted, and the last time. */
size_t read_notes(struct app_read_note *newest);
/* The report is accepted and handed over as those fields say; gives the case that comes of it. */
struct id office_case(const struct visitor *reception, struct id report, const char *fields);

#endif
