/*
 * app/app_outbox_priv.h — letters that wait to be sent, for the files of app/ that send, list and
 * stop them. Nobody else may open one.
 */
#ifndef APP_APP_OUTBOX_PRIV_H
#define APP_APP_OUTBOX_PRIV_H

#include "app/app_priv.h"

/* What the outbox keeps of a letter. */
struct outbox_letter {
    struct id id;
    struct subject filed;
    enum stream_type type;
    int64_t due_us;
    struct letter_view view; /* as it will stand in the log */
    struct str key;          /* fingerprint to encrypt to, empty when it goes in clear */
    struct str sealed;       /* its body then */
};

/* One row of the store, unsealed. */
enum err outbox_open(struct app *app, const struct store_letter *row, struct arena *arena,
                     struct outbox_letter *out) MUST_CHECK;
/* ERR_NOT_FOUND: it is settled. */
enum err outbox_get(struct app *app, struct id id, struct arena *arena,
                    struct outbox_letter *out) MUST_CHECK;
/* What the log knows of the letter with that mark; 0: nothing yet. */
uint32_t outbox_known(struct app *app, struct str mark);
/* The log first, then the outbox: between the two lies at most a letter that is recorded twice and
 * refused the second time. */
enum err outbox_settle(struct app *app, const struct outbox_letter *l, uint32_t result,
                       struct str detail) MUST_CHECK;

#endif
