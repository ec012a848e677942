/*
 * core/ident/numbers.h — the numbers under which the world knows a vulnerability: JVN#, JVNVU#,
 * JVNTA#, JVNDB-, DID#, the receipt numbers of IPA, CVE, GHSA.
 *
 * A reader takes the forms that people and machines write (JVN#12345678, JVN12345678) and gives the
 * one form that is written; nothing may stand before or behind it.
 */
#ifndef CORE_IDENT_NUMBERS_H
#define CORE_IDENT_NUMBERS_H

#include "core/ident/ident.h"

enum number_kind {
#define NUMBER(kind, name, example, text) NUMBER_##kind,
#include "core/ident/numbers.def"
    NUMBER_KINDS /* how many there are */
};

enum { NUMBER_BYTES = 40 };

struct number {
    enum number_kind kind;
    char text[NUMBER_BYTES]; /* as it is written, NUL behind it */
    size_t len;
    unsigned year;   /* of JVNDB and CVE, else 0 */
    uint64_t serial; /* the digits; 0 for GHSA */
};

/* Reads a number of any kind. ERR_INVALID, and *error says where and why. */
enum err number_read(struct str text, struct number *out, struct ident_error *error) MUST_CHECK;
/* Reads a number that must be of this kind. */
enum err number_read_kind(struct str text, enum number_kind kind, struct number *out,
                          struct ident_error *error) MUST_CHECK;
/* "jvnvu"; "JVNVU#12345678". Never NULL. */
const char *number_kind_name(enum number_kind kind);
const char *number_kind_example(enum number_kind kind);

#endif
