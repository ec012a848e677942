/* core/ident/vers_priv.h — what reading ranges and converting native ones share. */
#ifndef CORE_IDENT_VERS_PRIV_H
#define CORE_IDENT_VERS_PRIV_H

#include "core/ident/ident_priv.h"
#include "core/ident/vers.h"

/* Stable sort by version, then by comparator (!=, <, <=, =, >, >=); `scheme` is a known one. */
enum err vers_sort(enum version_scheme scheme, struct vers_constraint *list, size_t count,
                   struct arena *a) MUST_CHECK;

/* ---- native notations ------------------------------------------------------------------------ */

struct native_list {
    struct vers_constraint *items;
    size_t count;
    size_t room;
};

/* A native range being converted. The first error sticks: later additions do nothing. Additions
 * before the next call of native_clause or native_alternative are one clause. What a range says as
 * text ("<2.0.0" of "^1.2") and what its scheme's tools mean by it (no pre-release of 2.0.0 either)
 * are two lists: the clauses are made of the second. */
struct native {
    enum version_scheme scheme;
    struct arena *arena;
    const char *begin; /* of the text: offsets count from here */
    struct ident_error *error;
    enum err err;
    bool any;
    struct native_list text;
    struct native_list exact;
    struct vers_clause
        *clauses; /* room for one an exact constraint; these are counted, not placed */
    size_t clause_count;
    bool clause_ends;
    bool alternative_ends;
    bool alternative_any; /* "*" stands in the alternative */
};

/* "and", "or". The end of the range is native_alternative too. */
void native_clause(struct native *n);
void native_alternative(struct native *n);
/* "*": every version, unless the alternative says more. */
void native_add_any(struct native *n);

/* Adds a constraint on a version as the scheme spells it: to both lists, or to one. */
void native_add(struct native *n, enum vers_comparator comparator, struct str version);
void native_add_text(struct native *n, enum vers_comparator comparator, struct str version);
void native_add_exact(struct native *n, enum vers_comparator comparator, struct str version);
void native_refuse(struct native *n, const char *at, const char *reason);

/* The leading numbers of a version ("1.2" of "v1.2-rc"), without the letter v. */
struct str native_numbers(struct str version);
size_t native_number_count(struct str numbers);
/* The first `keep` numbers with the last of them one greater; absent when the arena is full. */
struct str native_bump(struct native *n, struct str numbers, size_t keep);
/* Index of the first number that is not 0; the last one's when all are. */
size_t native_first_nonzero(struct str numbers);

/* The notations themselves. */
void native_read_comparators(struct native *n, struct str text); /* ">=1 <2 || ^3", most schemes */
void native_read_intervals(struct native *n, struct str text);   /* "[1,2)", Maven and NuGet */
void native_read_conan(struct native *n, struct str text);
void native_read_nginx(struct native *n, struct str text);
void native_read_swift(struct native *n, struct str text); /* "1.0..<2.0" beside comparators */
void native_read_list(struct native *n, struct str text);  /* "1.0.1b, 3.0.0", OpenSSL */

#endif
