/* sys/gzip.h — compression of what is the same for everybody; never of pages that mix secrets with
 * input (BREACH). */
#ifndef SYS_GZIP_H
#define SYS_GZIP_H

#include "base/err.h"
#include "base/str.h"

/* Compresses into out[0..room). ERR_LIMIT when the result does not fit: then it is not worth
 * sending. */
enum err gzip_compress(struct str in, char *out, size_t room, size_t *len) MUST_CHECK;

#endif
