/*
 * core/ident/vers.h — version ranges of the VERS specification, "vers:npm/>=1.0.0|<2.0.0", and the
 * native notations of package managers turned into them.
 *
 * A range in memory is a list of constraints in the order of their versions; constraints of equal
 * versions keep the order of the text. Whether a version lies in a range is answered as the
 * specification says, on the comparators of version.h.
 */
#ifndef CORE_IDENT_VERS_H
#define CORE_IDENT_VERS_H

#include "core/ident/version.h"

enum vers_comparator { VERS_EQ, VERS_NE, VERS_LT, VERS_LE, VERS_GT, VERS_GE };

struct vers_constraint {
    enum vers_comparator comparator;
    struct str version; /* decoded */
};

/* What one word of a native range says ("^1.2", "!=1.3.*"), as a sorted range of its own. */
struct vers_clause {
    const struct vers_constraint *constraints;
    size_t count;
    bool alternative; /* "or": a version satisfies it and all that follow up to the next such */
};

struct vers {
    enum version_scheme scheme; /* VERSION_unknown: only read, never compared */
    struct str type;            /* as in the text, lower case */
    bool any; /* "*", no constraints: every version, or none when the scheme is none */
    const struct vers_constraint *constraints;
    size_t count;
    /* Of a native range: its "and" and "or", which a list of constraints cannot say where
     * alternatives overlap, and what its words mean exactly, pre-releases included. None of a range
     * that was read as one. */
    const struct vers_clause *clauses;
    size_t clause_count;
};

enum vers_mode {
    VERS_LENIENT,  /* any order of constraints, blanks and capitals of scheme and type: sorted */
    VERS_CANONICAL /* refuses everything that is not the one canonical spelling */
};

/* Reads "vers:TYPE/CONSTRAINTS". ERR_INVALID (and *error says where and why), ERR_LIMIT beyond
 * LIMIT_VERS_BYTES, LIMIT_VERS_CONSTRAINTS and LIMIT_VERSION_BYTES, ERR_MEMORY. A type that is not
 * known is read in lenient mode and refused in canonical mode. Texts lie in `text` or in the arena;
 * `error` may be NULL. */
enum err vers_read(struct str text, enum vers_mode mode, struct arena *a, struct vers *out,
                   struct ident_error *error) MUST_CHECK;
/* The constraints alone, of a scheme that is known from elsewhere (CSAF's vls: ">=1.0|<2.0"), in
 * lenient mode. */
enum err vers_read_constraints(struct str text, enum version_scheme scheme, struct arena *a,
                               struct vers *out, struct ident_error *error) MUST_CHECK;
/* A range in the notation of the scheme's own tools: "^1.2 || 3.x" of npm, "[1,2)" of Maven.
 * ERR_UNSUPPORTED when the scheme has none that is known. */
enum err vers_from_native(enum version_scheme scheme, struct str text, struct arena *a,
                          struct vers *out, struct ident_error *error) MUST_CHECK;

/* "vers:TYPE/…" with the constraints as they stand, percent-encoded where needed. */
void vers_write(const struct vers *range, struct buf *out);

/* Whether the version lies in the range; sorted constraints, known scheme. Of a native range: as
 * its notation joins its words. */
bool vers_contains(const struct vers *range, struct str version);

/* Why a range contradicts itself or says something twice; NULL when it does not. *at is the index
 * of the constraint. */
const char *vers_check(const struct vers *range, size_t *at);
/* ">=", "" for equality. */
const char *vers_comparator_name(enum vers_comparator comparator);

#endif
