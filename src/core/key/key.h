/*
 * core/key/key.h — a developer's OpenPGP certificate: what was found when it was looked at, and
 * which one letters go to (SEC-05, REG-09).
 *
 * The law reads no OpenPGP: a program outside lists what a certificate holds, and the listing is
 * read here, strictly. A certificate counts only after somebody compared its fingerprint over
 * another way than the one it came by. Pure.
 */
#ifndef CORE_KEY_KEY_H
#define CORE_KEY_KEY_H

#include "core/law.h"

enum key_verdict {
    KEY_SOUND,
    KEY_NOT_INSPECTED, /* no program here that could look at it */
    KEY_UNREADABLE,
    KEY_SECRET,  /* it holds the secret half */
    KEY_SEVERAL, /* more than one certificate: nobody could compare "the" fingerprint */
    KEY_REVOKED,
    KEY_CANNOT_ENCRYPT,
};

struct key_found {
    enum key_verdict verdict;
    struct str fingerprint; /* hex digits in capitals */
    int64_t expires_us;     /* when nothing can be encrypted to it any more, 0 = never */
    struct str owner;       /* its first user id, as it says itself */
};

/* Reads the colon listing of `gpg --with-colons --show-keys`. Texts borrow from the listing. */
void key_listing_read(struct str listing, struct key_found *out);
/* All user ids of a listing, one a line; absent without one. */
struct str key_listing_users(struct str listing, struct arena *a);
/* The same fingerprint, whatever blanks and letters somebody typed? */
bool key_fingerprint_is(struct str typed, struct str fingerprint);

/* To which certificate letters go now. */
struct key_view {
    struct str key, fingerprint;
};
/* False: none is confirmed, or it has ended: nothing is written in clear instead. */
bool law_letter_key(const struct law_image *image, struct id party, int64_t now_us,
                    struct key_view *out);
/* Did the letter with that mark leave with number and link only, though it was to be encrypted? */
bool law_letter_was_reduced(const struct law_image *image, struct str letter);
/* Whose signature counts under a mail of this sender: confirmed certificates of the developers in
 * whose registered data the address stands. */
size_t law_sender_keys(const struct law_world *w, struct str address, struct key_view *out,
                       size_t max);

#endif
