/*
 * sys/net.h — listening sockets. Connections are the HTTP engine's. Never resolves names.
 */
#ifndef SYS_NET_H
#define SYS_NET_H

#include "base/err.h"
#include "base/str.h"

/* Listens on a numeric IPv4 or IPv6 address ("127.0.0.1", "::1"); port 0 lets the kernel choose and
 * *port_out tells. ERR_INVALID for other addresses, ERR_EXISTS when the port is taken, ERR_DENIED.
 * The descriptor closes on exec. */
enum err net_listen_tcp(const char *address, uint16_t port, int *fd, uint16_t *port_out) MUST_CHECK;
/* Listens on a unix socket with mode 0600; a stale socket file of a dead server is replaced, one
 * that answers is ERR_EXISTS. */
enum err net_listen_unix(const char *path, int *fd) MUST_CHECK;
/* Connects to a unix socket (command line to desk). ERR_NOT_FOUND when nobody listens. */
enum err net_connect_unix(const char *path, int *fd) MUST_CHECK;
/* Takes over a listening descriptor inherited by number; ERR_INVALID when it is not a listening
 * stream socket. */
enum err net_inherit(int number, int *fd) MUST_CHECK;
/* Lets a descriptor survive exec (the master hands it to a role). */
enum err net_keep_on_exec(int fd) MUST_CHECK;

#endif
