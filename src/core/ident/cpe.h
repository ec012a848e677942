/*
 * core/ident/cpe.h — names of the Common Platform Enumeration: the 2.2 URI and the 2.3 formatted
 * string of NISTIR 7695, and the comparison of two names of NISTIR 7696.
 *
 * The readers take the grammar and nothing beside it; the 2.2 URI is folded to lower case as the
 * standard says, the formatted string keeps its case, and comparing ignores case. A comparison is a
 * relation, never a boolean: whether a superset is a match is the caller's policy and must stay
 * visible.
 */
#ifndef CORE_IDENT_CPE_H
#define CORE_IDENT_CPE_H

#include "base/buf.h"
#include "core/ident/ident.h"

enum cpe_attribute {
    CPE_PART,
    CPE_VENDOR,
    CPE_PRODUCT,
    CPE_VERSION,
    CPE_UPDATE,
    CPE_EDITION,
    CPE_LANGUAGE,
    CPE_SW_EDITION,
    CPE_TARGET_SW,
    CPE_TARGET_HW,
    CPE_OTHER,
    CPE_ATTRIBUTES /* how many there are */
};

enum cpe_kind { CPE_ANY, CPE_NA, CPE_TEXT };

/* One attribute. `text` of CPE_TEXT is spelt as in a formatted string: letters, digits, "_-." bare,
 * other punctuation behind a backslash, "*" and "?" bare only as wildcards at the ends. */
struct cpe_value {
    enum cpe_kind kind;
    struct str text;
};

struct cpe {
    struct cpe_value values[CPE_ATTRIBUTES];
};

/* Reads either form, by its prefix. ERR_INVALID (and *error says where and why), ERR_LIMIT beyond
 * LIMIT_CPE_BYTES, ERR_MEMORY. Texts lie in `text` or in the arena. `error` may be NULL. */
enum err cpe_read(struct str text, struct arena *a, struct cpe *out,
                  struct ident_error *error) MUST_CHECK;
enum err cpe_read_uri(struct str text, struct arena *a, struct cpe *out,
                      struct ident_error *error) MUST_CHECK;
enum err cpe_read_formatted(struct str text, struct arena *a, struct cpe *out,
                            struct ident_error *error) MUST_CHECK;

/* "cpe:2.3:a:…", all eleven attributes. */
void cpe_write_formatted(const struct cpe *c, struct buf *out);
/* "cpe:/a:…", without empty components at its end; the four attributes that 2.2 does not know are
 * packed into the edition. */
void cpe_write_uri(const struct cpe *c, struct buf *out);

enum cpe_relation { CPE_EQUAL, CPE_SUBSET, CPE_SUPERSET, CPE_DISJOINT, CPE_UNDEFINED };

/* How the source's set of platforms stands to the target's: table 6-2 of NISTIR 7696. */
enum cpe_relation cpe_compare_value(struct cpe_value source, struct cpe_value target);
/* The same for whole names; `each` (NULL or CPE_ATTRIBUTES long) gets the attributes' relations.
 * CPE_UNDEFINED when the attributes point in both directions. */
enum cpe_relation cpe_compare(const struct cpe *source, const struct cpe *target,
                              enum cpe_relation *each);

/* "vendor", "target_sw"; "subset". Never NULL. */
const char *cpe_attribute_name(enum cpe_attribute attribute);
const char *cpe_relation_name(enum cpe_relation relation);

#endif
