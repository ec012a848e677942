/*
 * sys/os_priv.h — what the files of sys/ share: errno as enum err, and how half-written files are
 * called.
 */
#ifndef SYS_OS_PRIV_H
#define SYS_OS_PRIV_H

#include "base/err.h"

/* disk_list passes over names with a dot in front, so nobody takes them for files. */
#define DISK_TEMPORARY_PREFIX ".tmp-"

/* ERR_IO for every code without a better name; never ERR_OK. */
enum err os_err(int code);

#endif
