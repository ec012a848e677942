/*
 * portal/portal.h — the public site: published pages, report form, receipt page.
 *
 * A process of its own that cannot open the case store: it is confined before its first thread
 * starts (SEC-20, architecture sections 3 and 7), reads below public/ and replies/, creates letters
 * in letterbox/, and keeps nothing else. It has no accounts and sets no cookies.
 */
#ifndef PORTAL_PORTAL_H
#define PORTAL_PORTAL_H

#include "base/err.h"

#include <stdint.h>

struct portal_options {
    const char *data_dir;
    int listen_fd; /* a listening descriptor handed over by the master, or -1: portal_run listens by
                      the setting */
};

/* Returns when the process was asked to end (ERR_OK) or could not start; ERR_UNSUPPORTED when the
 * kernel cannot confine it and the setting sandbox is strict. Logs why. */
enum err portal_run(const struct portal_options *options) MUST_CHECK;

#endif
