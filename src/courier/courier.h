/*
 * courier/courier.h — letters out: takes finished messages from the folder spool/ and hands each to
 * the mail server, once or, after a crash, twice with the same Message-ID; never not at all.
 *
 * A letter lies in the spool as one sealed file from courier_put until its result was told to
 * `done` and taken: so what a crash interrupts is done again. One thread sends, one letter and one
 * recipient at a time (CON-06); nobody who calls a function here waits for the network. A server
 * that cannot be reached holds everything back, longer each time; a letter that the server puts off
 * waits for itself, at most LIMIT_MAIL_TRIES times. The courier knows no cases, no roles and no
 * law: what it is given it sends. It must never write an address or a text into the program's log.
 *
 * Thread-safe unless said otherwise.
 */
#ifndef COURIER_COURIER_H
#define COURIER_COURIER_H

#include "base/arena.h"
#include "base/id.h"
#include "sys/crypto.h"

struct courier;

enum { COURIER_ANSWER_BYTES = 200 };

struct courier_config {
    int spool_fd;    /* the folder; stays the caller's */
    struct str url;  /* smtp://host:port or smtps://host:port */
    struct str user; /* may be empty */
    struct str password;
    struct str domain;             /* by which this program greets the server */
    uint8_t key[CRYPTO_KEY_BYTES]; /* seals the files of the spool */
};

/* How a letter ended. */
enum courier_end {
    COURIER_HANDED_OVER, /* the server has taken it */
    COURIER_REFUSED,     /* the server said that it will never take it: no such mailbox */
    COURIER_GIVEN_UP,    /* put off too often */
};

struct courier_result {
    struct id letter;
    enum courier_end end;
    struct str answer; /* last line of the server, without control characters; for staff */
};

/* Both are called in the courier's thread and may block. */
struct courier_hooks {
    void *ctx;
    /* Asked before each try. False: it was stopped meanwhile; the file is removed and nothing told.
     */
    bool (*may_send)(void *ctx, struct id letter);
    /* ERR_OK: what became of it is on the disk, the letter is forgotten. Anything else: told again
     * later, without sending again. */
    enum err (*done)(void *ctx, const struct courier_result *result);
};

struct courier_letter {
    struct id id;
    struct str from; /* of the envelope: where a bounce goes */
    struct str to;
    struct str message; /* RFC 5322 */
};

/* Is this a URL that the courier understands? */
bool courier_url_is_sound(struct str url);

/* The arena (process lifetime) must outlive the courier and is not used by others. ERR_INVALID: a
 * URL that it does not understand. Removes torn files and takes up what lies in the spool. */
enum err courier_open(const struct courier_config *config, struct arena *arena,
                      struct courier **out) MUST_CHECK;
/* Begins to send. */
enum err courier_start(struct courier *c, const struct courier_hooks *hooks) MUST_CHECK;
/* Lets the letter under way finish, at most a few seconds; the rest stays in the spool. */
void courier_close(struct courier *c);

/* On the disk when it returns. ERR_EXISTS: it lies there already. ERR_LIMIT: LIMIT_SPOOL_FILES. */
enum err courier_put(struct courier *c, const struct courier_letter *letter) MUST_CHECK;
/* Does it lie there? */
bool courier_has(struct courier *c, struct id letter);
/* Takes a letter back that has not left; harmless when there is none. ERR_BUSY: it is being sent
 * now. */
enum err courier_withdraw(struct courier *c, struct id letter) MUST_CHECK;
/* Tries everything now, as after the server was repaired. */
void courier_poke(struct courier *c);

struct courier_state {
    size_t waiting;   /* letters in the spool */
    bool unreachable; /* the server did not answer, or not as a mail server, the last time */
    char answer[COURIER_ANSWER_BYTES]; /* what it said then, or why it could not be reached */
};
void courier_state(struct courier *c, struct courier_state *out);

#endif
