/*
 * core/codec/vuldef.h — VULDEF 3.2, the format of JVN's details, and its JSON form: what reading
 * and writing share.
 */
#ifndef CORE_CODEC_VULDEF_H
#define CORE_CODEC_VULDEF_H

#include "core/codec/codec.h"

/* The long name by which JVN iPedia marks a CVE number; "CVE" alone is any reference. */
#define VULDEF_CVE_NAME "Common Vulnerabilities and Exposures (CVE)"
/* A vendor's announcement is a reference with this behind the vendor's name. */
#define VULDEF_NOTICE " の告知ページ"
/* The coordinator's addition is a Detail of its own that begins so. */
#define VULDEF_ADDENDUM "[JPCERT/CCからの補足情報] "

/* Titles of the notes of a MyJVN detail that are not its overview. */
#define MYJVN_NOTE_AFFECTED "影響を受けるシステム"
#define MYJVN_NOTE_DESCRIPTION "詳細情報"
#define MYJVN_NOTE_ADDENDUM "JPCERT/CCからの補足情報"

/* "vulnerable"; NULL for other numbers. */
const char *vuldef_status_word(uint32_t status);
/* 0 for other words. */
uint32_t vuldef_status_named(struct str word);

#endif
