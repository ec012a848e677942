/*
 * portal/receipt_priv.h — what the receipt page and its forms share: opening a reply with the code
 * of the request, reading it, showing it. Private to the portal.
 */
#ifndef PORTAL_RECEIPT_PRIV_H
#define PORTAL_RECEIPT_PRIV_H

#include "core/json/json.h"
#include "portal/portal_priv.h"

/* A reply that the code of this request opened. */
struct opened {
    struct letter_head head; /* of a letter about this report; the kind is the caller's */
    const struct json *view; /* core/access: report_view_write */
    struct portal_receipt_page page;
};

/* False: answered already (the code opens nothing, or something failed). */
bool receipt_open(const struct visit *v, struct opened *o);
/* Shows the page as it is in `o`. */
void receipt_render(const struct visit *v, struct opened *o, int status);
int64_t receipt_number(const struct json *view, struct str key);
bool receipt_truth(const struct json *view, struct str key);
/* Sends the letter and shows the page with that sentence; `only` as in letter_send. */
void receipt_send(const struct visit *v, struct opened *o, const char *const *only,
                  const char *sent_what);
/* Shows the page with a sentence above its forms. */
void receipt_fault(const struct visit *v, struct opened *o, const char *sentence);

#endif
