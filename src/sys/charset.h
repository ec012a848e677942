/*
 * sys/charset.h — text of strangers in another character set as UTF-8, by a child of the same
 * program that can do nothing else (as sys/xml_child.h).
 *
 * The tables are the C library's: it loads them as files and its readers have had faults, so they
 * run where nothing is in reach. What has no meaning in the character set becomes U+FFFD; nothing
 * is guessed and nothing is left out in silence.
 */
#ifndef SYS_CHARSET_H
#define SYS_CHARSET_H

#include "base/arena.h"

/* The word by which the program is told to be the child, before the label. Every program that calls
 * charset_to_utf8 hands over to charset_child_main when it is the first argument. */
#define CHARSET_CHILD_ROLE "role-charset"

/* Is the label one of sys/charsets.def? */
bool charset_is_known(struct str label);
/* ERR_UNSUPPORTED: an unknown label, or a table that this machine does not have. ERR_INVALID: the
 * child died; ERR_LIMIT: more than LIMIT_CHARSET_BYTES; ERR_TIMEOUT, ERR_MEMORY, ERR_NOT_FOUND. */
enum err charset_to_utf8(struct str label, struct str bytes, struct arena *a,
                         struct str *out) MUST_CHECK;
/* The child: standard input to standard output; the exit status of the program. */
int charset_child_main(const char *label);

#endif
