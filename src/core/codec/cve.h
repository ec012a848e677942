/*
 * core/codec/cve.h — CVE records 5.x, whole or as the container of a CNA: read into the advisory
 * model, written, and checked for contradictions. Pure.
 *
 * A record is read section by section ("descriptions", "affected", …), each the place of one field
 * of the advisory. What the model does not know stays with the record: a record that is written
 * again has every section whose field was not changed exactly as it was, and everything unknown.
 * What CVE has no place for (Japanese titles, the prose beside the products, …) goes into a member
 * "x_todoke" of the container, and is believed when reading only as long as the section beside it
 * still says what it says.
 */
#ifndef CORE_CODEC_CVE_H
#define CORE_CODEC_CVE_H

#include "base/limits.h"
#include "core/advisory/advisory.h"
#include "core/json/json.h"

/* Who writes a record: needed for new ones only. */
struct cve_issuer {
    struct str org_id;     /* UUID of the CNA */
    struct str short_name; /* "example-cna" */
    struct str page_url;   /* public page of the advisory: the reference of one that has none */
};

struct cve_record {
    struct str id;            /* "CVE-1900-0001"; absent for a bare container */
    bool rejected;            /* then only the overview is there: the reasons */
    struct advisory advisory; /* may be changed: fields and rows are replaced, not written into */
    const struct json *original; /* what was read; NULL for a new record */
    struct advisory as_read;     /* the advisory before any change */
    struct cve_issuer issuer;
};

struct cve_error {
    const char *reason;       /* English */
    const struct json *where; /* NULL: the whole text */
};

/* Reads a record, or a bare CNA container as CVE Services take it ({"cnaContainer": …} or its
 * content). Texts lie in `document`, which must outlive the record. ERR_INVALID, ERR_MEMORY. */
enum err cve_read(const struct json *document, struct arena *a, struct cve_record *out,
                  struct cve_error *error) MUST_CHECK;
/* A new record for one of the advisory's CVE numbers. ERR_NOT_FOUND when it has no such number. */
enum err cve_new(const struct advisory *v, struct str id, const struct cve_issuer *issuer,
                 struct cve_record *out) MUST_CHECK;
/* Writes it, members in the order of their keys. ERR_LIMIT, ERR_MEMORY. */
enum err cve_write(const struct cve_record *r, enum json_layout layout, struct arena *a,
                   struct str *out) MUST_CHECK;

/* --- contradictions --- */

struct cve_finding {
    const char *rule;         /* "cvss-score": stable word */
    const struct json *where; /* NULL: the whole text */
    struct str message[LANG_COUNT];
};

struct cve_findings {
    struct arena *arena;
    struct cve_finding *list; /* in the order of the text */
    size_t count;
    bool more; /* LIMIT_CVE_FINDINGS was reached */
};

/* Everything that contradicts itself in a record or bare container: scores, severities and
 * properties beside another vector, bad CPE names, unknown weaknesses, impossible version ranges.
 * Looks into the CNA container and all others. ERR_MEMORY. */
enum err cve_lint(const struct json *document, struct arena *a,
                  struct cve_findings *out) MUST_CHECK;

#endif
