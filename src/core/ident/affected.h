/*
 * core/ident/affected.h — is this version affected? The algorithms of the three formats that say
 * so: the `versions` of a CVE record, the `events` of OSV, the product version ranges of CSAF.
 *
 * All stand on the comparators of version.h. A question that a record cannot answer has the answer
 * "unknown", never a guess: commits are not ordered by their hashes. What a record contradicts
 * itself in is not repaired here; codec/cve_lint.h tells of it.
 */
#ifndef CORE_IDENT_AFFECTED_H
#define CORE_IDENT_AFFECTED_H

#include "core/ident/vers.h"
#include "core/json/json.h"

enum affected_status { AFFECTED_UNKNOWN, AFFECTED_YES, AFFECTED_NO };

/* "affected", "unaffected", "unknown", as CVE records spell it. Never NULL. */
const char *affected_status_name(enum affected_status status);

/* ---- CVE ------------------------------------------------------------------------------------- */

struct affected_change {
    struct str at;
    enum affected_status status;
};

/* One entry of `versions`; absent members are absent texts. */
struct affected_entry {
    struct str version;
    struct str less_than;
    struct str less_than_or_equal;
    struct str type; /* versionType */
    enum affected_status status;
    const struct affected_change *changes;
    size_t change_count;
};

/* One item of `affected`. */
struct affected_cve {
    struct affected_entry *entries;
    size_t count;
    enum affected_status otherwise; /* defaultStatus; unknown when it is absent */
};

/* Reads an item of `affected` of a CVE record 5.x. ERR_INVALID when a member has the wrong type or
 * word (*error: the reason, and as offset the index in `versions`), ERR_LIMIT beyond
 * LIMIT_AFFECTED_ENTRIES, ERR_MEMORY. */
enum err affected_cve_read(const struct json *item, struct arena *a, struct affected_cve *out,
                           struct ident_error *error) MUST_CHECK;
/* The status of one version, by the algorithm of the record format. */
enum affected_status affected_cve_status(const struct affected_cve *record, struct str version);

/* The scheme of a versionType; VERSION_generic for "custom" and unknown words, VERSION_unknown for
 * "git", whose versions have no order. */
enum version_scheme affected_type_scheme(struct str type);

/* ---- OSV ------------------------------------------------------------------------------------- */

enum affected_event_kind {
    AFFECTED_INTRODUCED,
    AFFECTED_FIXED,
    AFFECTED_LAST_AFFECTED,
    AFFECTED_LIMIT
};

struct affected_event {
    enum affected_event_kind kind;
    struct str version;
};

/* One range of an affected package; events in any order. VERSION_unknown for GIT. */
struct affected_osv {
    enum version_scheme scheme;
    struct affected_event *events; /* sorted when read */
    size_t count;
};

/* Reads an item of `ranges`; `ecosystem` as in the package ("PyPI", "Debian:12"). ERR_INVALID (and
 * *error: the reason, and as offset the index in `events`), ERR_LIMIT beyond
 * LIMIT_VERS_CONSTRAINTS, ERR_MEMORY. */
enum err affected_osv_read(const struct json *range, struct str ecosystem, struct arena *a,
                           struct affected_osv *out, struct ident_error *error) MUST_CHECK;
enum affected_status affected_osv_status(const struct affected_osv *range, struct str version);
/* The status by a whole item of `affected`: what `versions` lists, else its ranges together, and
 * unknown when only commits could tell. Errors as of affected_osv_read, the offset being the index
 * in `ranges`. */
enum err affected_osv_item(const struct json *item, struct str version, struct arena *a,
                           enum affected_status *out, struct ident_error *error) MUST_CHECK;
/* The scheme of an ecosystem's name; VERSION_generic for those that are not known. */
enum version_scheme affected_ecosystem_scheme(struct str ecosystem);

/* ---- CSAF ------------------------------------------------------------------------------------ */

/* A product version range: a vers, or constraints alone (vls), which any version order serves. */
enum err affected_csaf_read(struct str text, struct arena *a, struct vers *out,
                            struct ident_error *error) MUST_CHECK;
/* AFFECTED_UNKNOWN when the type of the range is not known. */
enum affected_status affected_csaf_status(const struct vers *range, struct str version);

#endif
