/*
 * core/ident/sbom_shape_priv.h — what must and may stand in the parts of a bill of materials, as
 * constant tables; sbom_shape.c walks a document along them.
 */
#ifndef CORE_IDENT_SBOM_SHAPE_PRIV_H
#define CORE_IDENT_SBOM_SHAPE_PRIV_H

#include "core/ident/sbom_priv.h"

enum shape_kind { SHAPE_ANY, SHAPE_TEXT, SHAPE_LIST, SHAPE_OBJECT };

struct shape;

struct shape_member {
    struct str key;
    const struct shape *is;
    const char *missing; /* what is said of an object without it; NULL: it may be absent */
    char from;           /* last digit of the first version in which it may not be absent */
};

struct shape {
    enum shape_kind kind;
    const char *reason; /* what is said of a text that is none of the words */
    /* Parted by blanks; one that ends in "@5" is known from version 1.5 on. NULL: any text. */
    const char *words;
    const struct shape *items;
    const struct shape_member *members; /* what others hold is not looked at */
    size_t member_count;
    const char *texts; /* names of members that are plain texts, parted by blanks */
    const char *known; /* names of all members, as `words`; NULL: any may stand there */
    /* What is wrong with the whole value, whose parts are good; NULL: nothing. */
    const char *(*fault)(const struct json *v, char version);
};

#define SHAPE_MEMBERS(list) .members = (list), .member_count = sizeof(list) / sizeof((list)[0])

/* Before this version of CycloneDX any member may stand anywhere. */
enum { SHAPE_CLOSED = '4' };

/* A CycloneDX document but for what its reader takes itself (sbom_cyclonedx_shape.c). */
extern const struct shape shape_cyclonedx;

/* Refuses the first value that does not fit. `version` is the last digit of the format's. */
enum err shape_check(const struct sbom_reader *r, const struct json *v, const struct shape *s,
                     char version) MUST_CHECK;

#endif
