/*
 * base/err.h — the one shape of an operating error.
 *
 * A function that can fail for reasons outside the program returns `enum err`; 0 is success. A
 * mistake of the programmer is an assert, a mistake of the user is a refusal (core/law.h): neither
 * is an `enum err`. No file may look at errno outside sys/.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#define MUST_CHECK __attribute__((warn_unused_result))

enum err {
#define ERR(name, text) ERR_##name,
#include "base/err.def"
};

/* The English name of an error for logs ("disk full"). Never NULL. Not for users: they get
 * refusals. */
const char *err_text(enum err e);

#endif
