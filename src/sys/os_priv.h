/*
 * sys/os_priv.h — errno as enum err, for the files of sys/ alone.
 */
#ifndef SYS_OS_PRIV_H
#define SYS_OS_PRIV_H

#include "base/err.h"

/* ERR_IO for every code without a better name; never ERR_OK. */
enum err os_err(int code);

#endif
