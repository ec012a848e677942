/*
 * sys/os.c — the one table from errno to enum err. It must never look at errno itself: the caller
 * saves it first.
 */
#include "sys/os_priv.h"

#include <errno.h>

enum err os_err(int code)
{
    switch (code) {
    case ENOENT:
    case ENOTDIR:
    case ELOOP:
    case ECONNREFUSED:
        return ERR_NOT_FOUND;
    case EEXIST:
    case EADDRINUSE:
    case ENOTEMPTY:
        return ERR_EXISTS;
    case ENOSPC:
    case EDQUOT:
        return ERR_FULL;
    case EACCES:
    case EPERM:
    case EROFS:
    case EADDRNOTAVAIL:
        return ERR_DENIED;
    case ENOMEM:
    case EMFILE:
    case ENFILE:
        return ERR_MEMORY;
    case EWOULDBLOCK:
        return ERR_BUSY;
    case EINVAL:
    case ENAMETOOLONG:
        return ERR_INVALID;
    case ENOSYS:
    case EOPNOTSUPP:
        return ERR_UNSUPPORTED;
    default:
        return ERR_IO;
    }
}
