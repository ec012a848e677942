/*
 * core/ident/ident.h — what all readers of identifiers, versions and ranges share: how a refusal is
 * told.
 *
 * A reader that refuses says where and why: the byte offset in the text it was given and an English
 * reason that completes "… at offset N". It never hands on half of what it read.
 */
#ifndef CORE_IDENT_IDENT_H
#define CORE_IDENT_IDENT_H

#include "base/arena.h"
#include "core/text/lang.h"

struct ident_error {
    size_t offset;      /* of the first byte that does not fit */
    const char *reason; /* a literal of the list of messages; NULL when nothing was refused */
};

#endif
