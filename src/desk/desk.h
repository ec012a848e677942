/*
 * desk/desk.h — the working site and API of everyone who signs in; the only process that writes the
 * log.
 *
 * desk_run opens the application, serves the router on one loopback TCP listener and on the unix
 * control socket of the data directory, and runs the application's threads until SIGTERM or SIGINT.
 * It never serves the public.
 */
#ifndef DESK_DESK_H
#define DESK_DESK_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

/* The control socket, in the data directory; mode 0600: whoever can connect operates the machine.
 */
#define DESK_SOCKET_FILE "desk.sock"

struct desk_options {
    const char *data_dir; /* made by `todoke init` */
    const char *listen;   /* "127.0.0.1:8081" instead of the setting desk_listen; port 0: the kernel
                             chooses and the   log line desk_listen tells; NULL: the setting */
    int listen_fd; /* a listening descriptor handed over by the master, or -1: desk_run listens
                      itself */
    bool sandbox_degraded; /* the portal runs unconfined: every page says so */
};

/* Returns when the process was asked to end (ERR_OK) or could not start. Logs why. */
enum err desk_run(const struct desk_options *options) MUST_CHECK;

#endif
