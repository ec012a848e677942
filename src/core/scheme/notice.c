/*
 * core/scheme/notice.c — the list of public notices as a table. It must never decide what is in
 * scope: that is reception's judgement.
 */
#include "core/scheme/notice.h"

static const struct public_notice notices[] = {
#define NOTICE(number, ja, en, cited_ja, cited_en, owner_ja, owner_en)                             \
    {(number),                                                                                     \
     {STR_INIT(ja), STR_INIT(en)},                                                                 \
     {STR_INIT(cited_ja), STR_INIT(cited_en)},                                                     \
     {STR_INIT(owner_ja), STR_INIT(owner_en)}},
#include "core/scheme/notice.def"
};

const struct public_notice *notice_in_force(void)
{
    return &notices[sizeof(notices) / sizeof(notices[0]) - 1];
}
