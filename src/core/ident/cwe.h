/*
 * core/ident/cwe.h — the catalogue of the Common Weakness Enumeration: which id exists in which
 * list, under which exact name, and whether it may be used for a vulnerability.
 *
 * Views and categories are no weaknesses and are not found. Names are compared byte by byte: a name
 * that differs in one letter is another name.
 */
#ifndef CORE_IDENT_CWE_H
#define CORE_IDENT_CWE_H

#include <stddef.h>

#include "core/ident/ident.h"

/* A published list; a number from 0 (1.0) to cwe_list_latest(). */
struct cwe_list {
    struct str name; /* "4.20" */
    struct str date; /* "2025-04-03" */
};

enum cwe_usage {
    CWE_USAGE_UNKNOWN, /* lists before 4.12 say nothing */
    CWE_USAGE_ALLOWED,
    CWE_USAGE_ALLOWED_WITH_REVIEW,
    CWE_USAGE_DISCOURAGED,
    CWE_USAGE_PROHIBITED
};

struct cwe_entry {
    unsigned id;
    struct str name; /* exactly as in that list */
    bool deprecated;
    enum cwe_usage usage;
};

size_t cwe_list_latest(void);
const struct cwe_list *cwe_list(size_t number);
/* Number of the list of that name ("4.20"). False when there is none. */
bool cwe_list_find(struct str name, size_t *number) MUST_CHECK;

/* "CWE-79" to 79: no leading zero, nothing behind it. */
enum err cwe_id_read(struct str text, unsigned *id, struct ident_error *error) MUST_CHECK;
/* The weakness in one list. False when that list does not have it. */
bool cwe_find(size_t list, unsigned id, struct cwe_entry *out) MUST_CHECK;
/* The newest list that has the weakness. False when none has. */
bool cwe_find_newest(unsigned id, size_t *list, struct cwe_entry *out) MUST_CHECK;
/* The newest list in which the weakness has exactly this name. False when it never had. */
bool cwe_find_name(unsigned id, struct str name, size_t *list) MUST_CHECK;

/* "Allowed-with-Review", as MITRE spells it; "" for unknown. */
const char *cwe_usage_name(enum cwe_usage usage);

#endif
