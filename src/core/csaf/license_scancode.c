/*
 * core/csaf/license_scancode.c — the list of license_scancode.def as one text; adds nothing to it.
 */
#include "core/csaf/license.h"

static const char list[] =
#define LICENSES(text) text
#include "core/csaf/license_scancode.def"
    ;

const struct str license_scancode = {list, sizeof(list) - 1};
