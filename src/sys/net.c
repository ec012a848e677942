/*
 * sys/net.c — making listening sockets. It must never resolve a name: addresses are numbers, so
 * that starting up asks nobody.
 */
#include "sys/net.h"

#include "sys/disk.h"
#include "sys/os_priv.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { NET_BACKLOG = 511 };

union net_address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    struct sockaddr_un local;
};

static bool net_parse(const char *text, uint16_t port, union net_address *out, socklen_t *len)
{
    memset(out, 0, sizeof *out);
    if (inet_pton(AF_INET, text, &out->v4.sin_addr) == 1) {
        out->v4.sin_family = AF_INET;
        out->v4.sin_port = htons(port);
        *len = sizeof out->v4;
        return true;
    }
    if (inet_pton(AF_INET6, text, &out->v6.sin6_addr) == 1) {
        out->v6.sin6_family = AF_INET6;
        out->v6.sin6_port = htons(port);
        *len = sizeof out->v6;
        return true;
    }
    return false;
}

enum err net_listen_tcp(const char *address, uint16_t port, int *fd, uint16_t *port_out)
{
    union net_address where;
    socklen_t len = 0;
    if (!net_parse(address, port, &where, &len))
        return ERR_INVALID;
    DISK_FD s = socket(where.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (s < 0)
        return os_err(errno);
    const int on = 1;
    if (setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0)
        return os_err(errno);
    if (where.any.sa_family == AF_INET6
        && setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on) != 0)
        return os_err(errno);
    if (bind(s, &where.any, len) != 0 || listen(s, NET_BACKLOG) != 0)
        return os_err(errno);
    len = sizeof where;
    if (getsockname(s, &where.any, &len) != 0)
        return os_err(errno);
    bool is_v4 = where.any.sa_family == AF_INET;
    *port_out = ntohs(is_v4 ? where.v4.sin_port : where.v6.sin6_port);
    *fd = s;
    s = -1;
    return ERR_OK;
}

static bool net_unix_address(const char *path, union net_address *out)
{
    memset(out, 0, sizeof *out);
    out->local.sun_family = AF_UNIX;
    size_t len = strlen(path);
    if (len == 0 || len >= sizeof out->local.sun_path)
        return false;
    memcpy(out->local.sun_path, path, len + 1);
    return true;
}

enum err net_connect_unix(const char *path, int *fd)
{
    union net_address where;
    if (!net_unix_address(path, &where))
        return ERR_INVALID;
    DISK_FD s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (s < 0)
        return os_err(errno);
    if (connect(s, &where.any, sizeof where.local) != 0)
        return os_err(errno);
    *fd = s;
    s = -1;
    return ERR_OK;
}

/* Removes the socket file of a server that is gone; anything else at that path is left alone. */
static enum err net_clear_stale(const char *path)
{
    struct stat st;
    if (lstat(path, &st) != 0)
        return errno == ENOENT ? ERR_OK : os_err(errno);
    if (!S_ISSOCK(st.st_mode))
        return ERR_EXISTS;
    DISK_FD probe = -1;
    if (net_connect_unix(path, &probe) != ERR_NOT_FOUND)
        return ERR_EXISTS;
    return unlink(path) == 0 ? ERR_OK : os_err(errno);
}

enum err net_listen_unix(const char *path, int *fd)
{
    union net_address where;
    if (!net_unix_address(path, &where))
        return ERR_INVALID;
    enum err e = net_clear_stale(path);
    if (e != ERR_OK)
        return e;
    DISK_FD s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (s < 0)
        return os_err(errno);
    /* The mode of the socket file comes from the descriptor, before anybody can connect. */
    if (fchmod(s, 0600) != 0 || bind(s, &where.any, sizeof where.local) != 0
        || chmod(path, 0600) != 0 || listen(s, NET_BACKLOG) != 0)
        return os_err(errno);
    *fd = s;
    s = -1;
    return ERR_OK;
}

enum err net_inherit(int number, int *fd)
{
    int listening = 0, type = 0;
    socklen_t len = sizeof listening;
    if (getsockopt(number, SOL_SOCKET, SO_ACCEPTCONN, &listening, &len) != 0 || listening == 0)
        return ERR_INVALID;
    len = sizeof type;
    if (getsockopt(number, SOL_SOCKET, SO_TYPE, &type, &len) != 0 || type != SOCK_STREAM)
        return ERR_INVALID;
    if (fcntl(number, F_SETFD, FD_CLOEXEC) != 0)
        return os_err(errno);
    *fd = number;
    return ERR_OK;
}

enum err net_keep_on_exec(int fd)
{
    return fcntl(fd, F_SETFD, 0) == 0 ? ERR_OK : os_err(errno);
}
