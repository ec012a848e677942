/*
 * app/letters.h — letters and mails, out and in. Part of app.h, which includes it; its rules hold
 * here.
 */
#ifndef APP_LETTERS_H
#define APP_LETTERS_H

#include "app/app.h"

/* One letter about a report or case: what the log knows of it, or what waits in the outbox. */
struct app_letter {
    struct letter_view view; /* result queued: it still waits */
    int64_t due_us;          /* it leaves then, 0 = it has left or was stopped */
};
struct app_letters {
    struct app_letter *items;
    size_t count;
};
/* Staff of the report or case; empty for everybody else. Waiting ones first. */
enum err app_letters(const struct app_reader *r, struct id stream,
                     struct app_letters *out) MUST_CHECK;

/* The letters that a step would send if it were done now, as their recipients will read them.
 * Nothing is decided, sent or written down. Staff only; letters about what the person may not know
 * are left out. */
struct app_letter_preview {
    struct text2 name;  /* of the recipient */
    uint32_t recipient; /* CODE_letter_recipient_… */
    struct str address;
    enum lang lang;
    struct str about, text;
    bool encrypted; /* the text goes out encrypted to the recipient's key (SEC-05) */
};
struct app_letter_previews {
    struct refusal refusal; /* the step itself would be refused */
    struct app_letter_preview *items;
    size_t count;
};
enum err app_letters_preview(const struct app_reader *r, const struct command *command,
                             struct app_letter_previews *out) MUST_CHECK;

struct app_mail_state {
    bool off;                          /* no mail server is set: everything waits */
    uint64_t waiting;                  /* letters in the outbox */
    bool unreachable;                  /* the mail server did not answer the last time */
    char answer[COURIER_ANSWER_BYTES]; /* what it said */
};
void app_mail_state(struct app *app, struct app_mail_state *out);

/* Mail that comes in lies here as sealed letters (sys/sealed_file.h) to the intake key: whoever
 * writes one needs no right but to this folder. */
#define APP_INBOX "inbox"

/* The office's OpenPGP keys (SEC-05): secret keys sealed to the intake key, each beside its
 * certificate "ID.asc"; the file APP_OPENPGP_CURRENT names the one that signs, the others only
 * open. */
#define APP_OPENPGP "openpgp"
#define APP_OPENPGP_CURRENT "current"

/* What stands in the way of encrypted letters. */
enum app_openpgp_state {
    APP_OPENPGP_OFF,     /* not asked for */
    APP_OPENPGP_MISSING, /* the program that is set, or gpg, is not there */
    APP_OPENPGP_NO_KEY,  /* letters go out encrypted and unsigned; none that comes in can be opened
                          */
    APP_OPENPGP_READY,
};
enum app_openpgp_state app_openpgp_state(struct app *app);
/* The public key to which others encrypt and by which they verify; ERR_NOT_FOUND: there is none. */
enum err app_openpgp_certificate(struct app *app, struct arena *arena, struct str *out) MUST_CHECK;

/* Mails filed under a report or case; staff only. */
struct app_mails {
    struct mail_view *items;
    size_t count;
};
enum err app_mails(const struct app_reader *r, struct id stream, struct app_mails *out) MUST_CHECK;

/* One that waits for a person (HND-10). Reception sees all of them, a coordinator those that seem
 * to belong to a case: an unknown mail may be a finder's. */
struct app_waiting_mail {
    struct id id;
    int64_t at_us;
    struct str sender, about, text;
    uint32_t doubt;    /* CODE_mail_doubt_… */
    struct str number; /* of the report or case that it seems to belong to, absent: no idea */
    bool automatic;
    uint32_t protection; /* CODE_mail_protection_…, 0 = it came in clear */
    struct id file;      /* the message as it came */
};
struct app_waiting_mails {
    struct app_waiting_mail *items;
    size_t count;
};
enum err app_mail_queue(const struct app_reader *r, struct app_waiting_mails *out) MUST_CHECK;
/* Files it under a number that the person may see; refused: mail_unknown, mail_number_unknown. */
enum err app_mail_file(const struct app_reader *r, struct id mail, struct str number,
                       struct app_outcome *out) MUST_CHECK;
/* Deletes it; the reason stays in the log. */
enum err app_mail_discard(const struct app_reader *r, struct id mail, struct str reason,
                          struct app_outcome *out) MUST_CHECK;

#endif
