/*
 * portal/nav.h — the entries of the public site's main navigation, once: pages that the portal
 * renders and pages that were published before must show the same.
 */
#ifndef PORTAL_NAV_H
#define PORTAL_NAV_H

#include "core/text/ui.h"

/* PORTAL_NAV(X): X(label, Japanese address, drawn as the button of the site). English addresses
 * have "/en" in front. */
#define PORTAL_NAV(X)                                                                              \
    X(N_("Report a vulnerability"), "/report", true)                                               \
    X(N_("Vulnerability notes"), "/", false)                                                       \
    X(N_("Notes by developer"), "/vendors/", false)                                                \
    X(N_("Public search for developers"), "/reply/index.html", false)                              \
    X(N_("Statistics"), "/statistics/", false)                                                     \
    X(N_("Document library"), "/library/", false)                                                  \
    X(N_("Follow your report"), "/receipt", false)

#endif
