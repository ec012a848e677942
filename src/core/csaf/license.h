/*
 * core/csaf/license.h — SPDX licence expressions (annex B of SPDX 3.0.1) and the lists of
 * identifiers.
 */
#ifndef CORE_CSAF_LICENSE_H
#define CORE_CSAF_LICENSE_H

#include "base/str.h"

enum license_kind {
    LICENSE_ID,
    LICENSE_EXCEPTION,
    LICENSE_REF,         /* LicenseRef-… */
    LICENSE_ADDITION_REF /* AdditionRef-… */
};

struct license_use {
    enum license_kind kind;
    struct str id;
};

/* Reads an expression; hands each identifier to `take` (may be NULL). False when it is none, also
 * for DocumentRef-…, which CSAF forbids. */
bool license_read(struct str expression, void (*take)(void *context, struct license_use use),
                  void *context);

enum license_listing {
    LICENSE_LISTED,
    LICENSE_DEPRECATED,
    LICENSE_NOT_LISTED, /* in none of the two lists */
    LICENSE_FOREIGN     /* a reference to an inventory of somebody else */
};
/* In the SPDX list or the ScanCode LicenseDB? Case does not count. */
enum license_listing license_listed(struct license_use use);

/* The lists (license_spdx.c, license_scancode.c). */
extern const struct str license_spdx;
extern const struct str license_exceptions;
extern const struct str license_scancode;

#endif
