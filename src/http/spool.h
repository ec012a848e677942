/*
 * http/spool.h — memory for uploaded files, outside arenas, counted for the whole process.
 *
 * Uploads are plaintext of embargoed reports, so they never touch a disk before they are sealed: a
 * spool is an anonymous mapping, excluded from core dumps, wiped when it is given back.
 * LIMIT_SPOOL_BYTES bounds all of them.
 */
#ifndef HTTP_SPOOL_H
#define HTTP_SPOOL_H

#include "base/err.h"
#include "base/str.h"

struct spool {
    char *ptr; /* NULL until the first byte */
    size_t len;
    size_t limit;   /* bytes this spool may hold */
    size_t counted; /* bytes taken from the process's allowance */
};

/* An empty spool of at most `limit` bytes. Maps nothing yet. */
void spool_init(struct spool *s, size_t limit);
/* ERR_LIMIT beyond the spool's limit, ERR_BUSY when LIMIT_SPOOL_BYTES of all spools is used up,
 * ERR_MEMORY. */
enum err spool_write(struct spool *s, struct str bytes) MUST_CHECK;
/* Wipes and unmaps. The spool is empty again. */
void spool_release(struct spool *s);
/* Bytes that all spools of the process hold, rounded up to pages. */
size_t spool_bytes_in_use(void);

#endif
