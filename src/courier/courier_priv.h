/*
 * courier/courier_priv.h — what the files of courier/ share: the way to the server, and the spool.
 */
#ifndef COURIER_COURIER_PRIV_H
#define COURIER_COURIER_PRIV_H

#include "courier/courier.h"

/* ---- the server (smtp.c) ---- */

enum smtp_verdict {
    SMTP_TAKEN,
    SMTP_REFUSED,     /* for good, and because of this letter */
    SMTP_LATER,       /* for now, and because of this letter */
    SMTP_UNREACHABLE, /* nothing was said about the letter */
};

struct smtp_server {
    const char *url; /* with the greeting's name as its path */
    const char *user, *password;
    bool insist_on_tls;
};

struct smtp_answer {
    enum smtp_verdict verdict;
    char line[COURIER_ANSWER_BYTES];
};

/* Once per process, before any thread. */
enum err smtp_init(void) MUST_CHECK;
/* Is the host of the URL this machine? Between its own programs TLS protects nothing. */
bool smtp_is_local(struct str url);
/* One letter, start to end; at most about a minute. `arena` holds what is needed meanwhile. */
void smtp_send(const struct smtp_server *server, const struct courier_letter *letter,
               struct arena *arena, struct smtp_answer *out);

/* ---- the spool (spool.c) ---- */

enum err spool_file_write(int spool_fd, const uint8_t key[CRYPTO_KEY_BYTES],
                          const struct courier_letter *letter, struct arena *arena) MUST_CHECK;
/* ERR_CORRUPT: torn by a crash, or not ours. */
enum err spool_file_read(int spool_fd, const uint8_t key[CRYPTO_KEY_BYTES], struct id id,
                         struct arena *arena, struct courier_letter *out) MUST_CHECK;
enum err spool_file_remove(int spool_fd, struct id id) MUST_CHECK;
/* The letters that lie there; other files are left alone. */
enum err spool_file_list(int spool_fd, struct arena *arena, struct id **out,
                         size_t *count) MUST_CHECK;

#endif
