/*
 * courier/openpgp.h — OpenPGP by another program, which speaks the Stateless OpenPGP interface
 * (draft-dkg-openpgp-stateless-cli), and gpg for looking at a certificate. Both run confined
 * (sys/tool.h); no key and no text lies in a file. Nothing here decides whom to trust, and nothing
 * here logs.
 */
#ifndef COURIER_OPENPGP_H
#define COURIER_OPENPGP_H

#include "base/arena.h"

/* "off" or the name of a program in /usr/bin, as in the setting openpgp_backend. */
struct openpgp {
    struct str backend;
    bool allow_degraded;
};

/* Is there a backend that could work, and a gpg? False also when it is off. */
bool openpgp_is_there(const struct openpgp *o);

/* What gpg says of a certificate, as its colon listing (core/key/key.h reads it). ERR_INVALID: it
 * is none. ERR_NOT_FOUND: there is no gpg. */
enum err openpgp_inspect(const struct openpgp *o, struct str certificate, struct arena *a,
                         struct str *out) MUST_CHECK;
/* A new secret key for this user id, and the certificate of a secret key. */
enum err openpgp_generate(const struct openpgp *o, struct str user, struct arena *a,
                          struct str *out) MUST_CHECK;
enum err openpgp_certificate(const struct openpgp *o, struct str secret, struct arena *a,
                             struct str *out) MUST_CHECK;

struct openpgp_message {
    struct str certificate; /* of the recipient */
    struct str secret;      /* signs it; may be empty */
    struct str plain;
};
/* Encrypted and, with a secret, signed; armored. ERR_INVALID: the backend will not, as to an
 * expired certificate. */
enum err openpgp_encrypt(const struct openpgp *o, const struct openpgp_message *m, struct arena *a,
                         struct str *out) MUST_CHECK;

enum { OPENPGP_KEYS_MAX = 3 };

struct openpgp_reading {
    struct str sealed;
    size_t max;                           /* bytes that may come out of it */
    struct str secrets[OPENPGP_KEYS_MAX]; /* any of them may open it */
    size_t secret_count;
    struct str signers[OPENPGP_KEYS_MAX]; /* whose signature counts */
    size_t signer_count;
};
struct openpgp_opened {
    struct str text;
    bool is_signed; /* well, and by one of the signers */
};
/* ERR_INVALID: none of these keys opens it, or it was changed. ERR_LIMIT: more than `max` bytes. */
enum err openpgp_decrypt(const struct openpgp *o, const struct openpgp_reading *r, struct arena *a,
                         struct openpgp_opened *out) MUST_CHECK;

#endif
