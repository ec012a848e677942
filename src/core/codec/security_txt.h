/*
 * core/codec/security_txt.h — /.well-known/security.txt (RFC 9116): whom to tell of a vulnerability
 * in this site, and where programs find the advisories (CSAF 2.0 section 7.1, requirement 8).
 */
#ifndef CORE_CODEC_SECURITY_TXT_H
#define CORE_CODEC_SECURITY_TXT_H

#include "base/buf.h"

struct security_txt {
    struct str base_url; /* of the public site, without a final slash */
    struct str contact;  /* a mail address or an https address; anything else is left out */
    int64_t now_us;
};

/* The report form comes first among the contacts. Expires a half year after the day of `now_us`, so
 * that the text changes once a day. ERR_LIMIT, ERR_MEMORY. */
enum err security_txt_write(const struct security_txt *v, struct buf *out) MUST_CHECK;

#endif
