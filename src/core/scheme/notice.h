/*
 * core/scheme/notice.h — the public notice behind the scheme and its owner (ACT-04). Data only.
 */
#ifndef CORE_SCHEME_NOTICE_H
#define CORE_SCHEME_NOTICE_H

#include "core/law_types.h"

struct public_notice {
    uint32_t number;
    struct text2 name;
    struct text2 citation;
    struct text2 owner;
};

/* The one in force. Lives for ever. */
const struct public_notice *notice_in_force(void);

#endif
