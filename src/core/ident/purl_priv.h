/* core/ident/purl_priv.h — what reading and building a purl share: the rules of its type. */
#ifndef CORE_IDENT_PURL_PRIV_H
#define CORE_IDENT_PURL_PRIV_H

#include "core/ident/purl.h"

/* Where the components began in the text, for refusals; all 0 for built ones. */
struct purl_offsets {
    size_t type, space, name, version, qualifiers;
};

/* Folds and checks decoded components by the rules of their type. */
enum err purl_apply_rules(struct purl *p, const struct purl_offsets *at, struct arena *a,
                          struct ident_error *error) MUST_CHECK;
/* True for the keys that many types share and that old writers spelt in any case. */
bool purl_key_is_standard(struct str key);
/* `s` in lower case, that of the Unicode Standard: itself when it is ASCII without capitals. */
enum err purl_fold(struct str *s, struct arena *a) MUST_CHECK;

#endif
