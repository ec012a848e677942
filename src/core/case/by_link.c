/*
 * core/case/by_link.c — what a one-time link with its code opens for a developer without an account
 * (CON-07, OVW-16). Must never show more than the text that was sent to this developer.
 */
#include "core/image_priv.h"

/* SEC-24: what was sent to the wrong developer opens no more. */
bool notice_is_there(const struct law_relation *r)
{
    return r && relation_is_live(r) && (r->overview || r->registration_asked_us);
}

bool law_notice(const struct law_image *image, struct subject relation, struct notice_view *out)
{
    const struct law_case *c = image_case(image, relation.stream);
    const struct law_relation *r = image_relation(image, relation.stream, relation.party);

    if (!notice_is_there(r))
        return false;
    /* OVW-16: the request names neither product nor vulnerability, and no text about them. */
    *out = (struct notice_view){
        .is_request = !r->overview,
        .number = c->opened->number,
        .text = r->overview ? r->overview->text : r->registration_message,
        .organisation = r->party->name,
    };
    return true;
}
