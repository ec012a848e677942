/*
 * core/ident/version.h — versions of every scheme that the world's packages use: what is valid,
 * which of two is newer, how one is spelt.
 *
 * Comparing is a total preorder over all texts, the malformed ones included, so that sorting never
 * fails and never depends on the order of the input; alpm alone is weaker, because its own rule is
 * (a missing release equals every release). Nothing is allocated.
 */
#ifndef CORE_IDENT_VERSION_H
#define CORE_IDENT_VERSION_H

#include "base/buf.h"
#include "core/ident/ident.h"

enum version_scheme {
#define VERSION_SCHEME(id, name, comparator, text) VERSION_##id,
#define VERSION_ALIAS(name, id)
#include "core/ident/version.def"
    VERSION_SCHEMES,                  /* how many there are */
    VERSION_unknown = VERSION_SCHEMES /* a scheme that is not known: it cannot compare */
};

/* The scheme of that name or alias, VERSION_unknown for any other. */
enum version_scheme version_scheme_find(struct str name);
/* Its name in version ranges; "" for VERSION_unknown. */
struct str version_scheme_name(enum version_scheme scheme);

/* <0, 0, >0. Both texts follow the scheme's rules as far as they can be read that way; `scheme` is
 * a known one. */
int version_compare(enum version_scheme scheme, struct str a, struct str b);
/* True when the scheme's own tools take this text as a version. */
bool version_is_valid(enum version_scheme scheme, struct str version);
/* The version as the scheme writes it in a range: "v1.2" of npm, Go and Composer is "1.2.0",
 * "1.0.ALPHA1" of PyPI "1.0a1", the label of a NuGet pre-release is lower case; all others keep
 * their spelling. */
void version_write_normal(enum version_scheme scheme, struct str version, struct buf *out);

#endif
