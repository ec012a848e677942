/*
 * core/text/address.h — which texts are the address of a page or of a letter box. Strict: what is
 * taken is shown as a link, or stands in the head of a mail. It must never look whether anything is
 * there.
 */
#ifndef CORE_TEXT_ADDRESS_H
#define CORE_TEXT_ADDRESS_H

#include "base/str.h"

/* Only what a link may safely hold: http or https, a host without credentials, no blanks, quotes or
 * angle brackets. */
bool address_is_url(struct str s);
/* One address of the plain form local@domain.tld; a name or a comment beside it would reach mail
 * headers. */
bool address_is_mail(struct str s);

#endif
