/*
 * core/ident/purl.h — package URLs (ECMA-427):
 * "pkg:type/namespace/name@version?qualifiers#subpath".
 *
 * A purl in memory holds decoded, normalised components: folded, sorted and replaced as its type's
 * definition says (purl_types.def). Two spellings of one package therefore become equal components
 * and one canonical spelling. A type that is not registered has the general rules.
 */
#ifndef CORE_IDENT_PURL_H
#define CORE_IDENT_PURL_H

#include "base/buf.h"
#include "core/ident/ident.h"

struct purl_qualifier {
    struct str key;
    struct str value; /* decoded, never empty */
};

/* Absent components are empty. `space` is the namespace: decoded segments joined by "/", none of
 * which holds a "/". Qualifiers stand in ascending order of their keys, each key once. */
struct purl {
    struct str type;
    struct str space;
    struct str name;
    struct str version;
    const struct purl_qualifier *qualifiers;
    size_t qualifier_count;
    struct str subpath;
};

enum purl_mode {
    PURL_LENIENT, /* takes every spelling that has one meaning: keys in capitals, raw UTF-8 */
    PURL_STRICT   /* as the parse tests of the specification: capitals only in standard keys */
};

/* Reads a purl. ERR_INVALID (and *error says where and why), ERR_LIMIT beyond LIMIT_PURL_BYTES or
 * LIMIT_PURL_QUALIFIERS, ERR_MEMORY. Components lie in `text` or in the arena. `error` may be
 * NULL. */
enum err purl_read(struct str text, enum purl_mode mode, struct arena *a, struct purl *out,
                   struct ident_error *error) MUST_CHECK;
/* Makes a purl of decoded components in any order and case; the same refusals, offset 0. */
enum err purl_build(const struct purl *parts, struct arena *a, struct purl *out,
                    struct ident_error *error) MUST_CHECK;
/* The canonical spelling of what purl_read or purl_build made. */
void purl_write(const struct purl *p, struct buf *out);

/* True when both name the same package, version, qualifiers and subpath included. */
bool purl_equal(const struct purl *a, const struct purl *b);
/* The value of a qualifier, absent without it. */
struct str purl_qualifier_get(const struct purl *p, struct str key);
/* True for a type that purl_types.def knows. */
bool purl_type_is_known(struct str type);

#endif
