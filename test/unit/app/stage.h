/*
 * test/unit/app/stage.h — a training directory for one test, its people, and short ways to act.
 * Every failure of the machine fails the test at once; refusals are given back to look at.
 */
#ifndef TEST_APP_STAGE_H
#define TEST_APP_STAGE_H

#include "tester_sys.h"

#include "app/app_priv.h"
#include "core/letter/letter.h"

struct stage {
    struct tmpdir dir;
    struct arena arena;
    struct app *app;
    struct app_options options;
    struct app_accounts accounts;
    int64_t start_us;
};

/* Makes a directory whose clock shows 2026-03-02T10:00+09:00 and opens it; the log on disk or in
 * memory. */
void stage_open(struct stage *s, bool log_in_memory);
/* The same with both databases on another file system of SQLite. */
void stage_open_on(struct stage *s, const char *vfs);
/* Closes and opens again, as a restart does (log on disk only). */
void stage_restart(struct stage *s);
void stage_close(struct stage *s);
/* Moves the clock forward. */
void stage_pass(struct stage *s, int64_t seconds);

const struct app_account *stage_account(const struct stage *s, const char *login);
/* The one-time code of now. */
void stage_code(struct stage *s, const char *login, char out[8]);
/* The person in its role, with a fresh second factor. */
struct actor stage_actor(struct stage *s, const char *login, enum role role);
struct app_reader stage_reader(struct stage *s, const char *login, enum role role);

/* One try of a command; `fields` is "name=value|name=value". */
struct step {
    struct actor actor;
    const char *command;
    const char *fields;
    struct id subject;
    struct id submission; /* none: a fresh one */
    struct str view;      /* absent: not checked */
    struct id_list files; /* for the field files */
};
struct app_outcome stage_try(struct stage *s, const struct step *step);
/* As stage_try, but must not be refused; gives the subject. */
struct id stage_do(struct stage *s, const struct step *step);

/* Name of an outcome's refusal, "none" without. */
const char *stage_refusal(const struct app_outcome *o);
enum err stage_command(struct stage *s, const struct step *step, struct app_outcome *out);

/* A receipt of a finder, and a letter to the box as the portal writes it. */
struct letter_spec {
    enum letter_kind kind;
    struct id lookup;
    uint8_t public_key[LETTER_KEY_BYTES];
    const char *fields; /* "name=value|…" */
    const char *file;   /* content of one attached file, NULL without */
    bool torn;          /* the portal dies before the end */
};
struct id stage_letter(struct stage *s, const struct letter_spec *spec);
/* Fields of a report. */
#define STAGE_REPORT                                                                               \
    "kind=product|product=例示ウィジェット|vulnerability=SECRET-DETAIL|guideline_read=yes"
/* Takes in what lies in the letter box. */
struct app_work_done stage_intake(struct stage *s);
/* How many events the log has. */
uint64_t stage_events(struct stage *s);
size_t stage_files(struct stage *s, const char *folder);

/* From the first report to both approvals, by letter of the finder `lookup`; the date is 45 days
 * ahead. */
struct story {
    struct id report;
    struct id case_id;
    int64_t date_us;
};
struct id stage_report(struct stage *s, struct id lookup);
/* A fresh approval of the case's first advisory, or of that advisory, as the person sees it. */
void stage_approve(struct stage *s, const char *login, enum role role, struct id subject);
void stage_story(struct stage *s, struct story *out);

#endif
