/*
 * core/ident/affected_cve.c — the version algorithm of CVE records.
 *
 * The first entry that covers a version decides; within it the last change at or before the
 * version. Must never order commits: an entry of the type git covers what is named, and a range of
 * commits is unknown.
 */
#include "core/ident/affected.h"

#include "base/limits.h"
#include "core/ident/ident_priv.h"

const char *affected_status_name(enum affected_status status)
{
    switch (status) {
    case AFFECTED_YES:
        return "affected";
    case AFFECTED_NO:
        return "unaffected";
    case AFFECTED_UNKNOWN:
        break;
    }
    return "unknown";
}

enum version_scheme affected_type_scheme(struct str type)
{
    if (str_equal_nocase(type, STR("git"))) {
        return VERSION_unknown;
    }
    enum version_scheme scheme = version_scheme_find(type);
    return scheme == VERSION_unknown || scheme == VERSION_all || scheme == VERSION_none
               ? VERSION_generic
               : scheme;
}

/* ---- reading --------------------------------------------------------------------------------- */

static bool read_status(struct str word, enum affected_status *out)
{
    for (enum affected_status s = AFFECTED_UNKNOWN; s <= AFFECTED_NO; s++) {
        if (str_equal(word, str_from_cstr(affected_status_name(s)))) {
            *out = s;
            return true;
        }
    }
    return false;
}

/* A text or absent; false for any other kind. */
static bool read_text(const struct json *object, const char *key, struct str *out)
{
    const struct json *v = json_member(object, str_from_cstr(key));
    *out = json_text(v);
    return v == NULL || json_is(v, JSON_STRING);
}

static enum err read_changes(const struct json *list, struct arena *a, struct affected_entry *entry)
{
    if (list == NULL) {
        return ERR_OK;
    }
    if (!json_is(list, JSON_ARRAY)) {
        return ERR_INVALID;
    }
    struct affected_change *changes = ARENA_ARRAY(a, struct affected_change, list->count);
    if (changes == NULL) {
        return ERR_MEMORY;
    }
    entry->changes = changes;
    for (const struct json *c = list->first; c != NULL; c = c->next) {
        struct affected_change *change = &changes[entry->change_count++];
        change->at = json_text(json_member(c, STR("at")));
        if (change->at.len == 0 ||
            !read_status(json_text(json_member(c, STR("status"))), &change->status)) {
            return ERR_INVALID;
        }
    }
    return ERR_OK;
}

static enum err read_entry(const struct json *v, struct arena *a, struct affected_entry *entry)
{
    if (!json_is(v, JSON_OBJECT) || !read_text(v, "version", &entry->version) ||
        !read_text(v, "lessThan", &entry->less_than) ||
        !read_text(v, "lessThanOrEqual", &entry->less_than_or_equal) ||
        !read_text(v, "versionType", &entry->type) || entry->version.len == 0 ||
        !read_status(json_text(json_member(v, STR("status"))), &entry->status)) {
        return ERR_INVALID;
    }
    return read_changes(json_member(v, STR("changes")), a, entry);
}

enum err affected_cve_read(const struct json *item, struct arena *a, struct affected_cve *out,
                           struct ident_error *error)
{
    const struct json *versions = json_member(item, STR("versions"));
    const struct json *otherwise = json_member(item, STR("defaultStatus"));
    struct affected_cve record = {0};
    if (otherwise != NULL && !read_status(json_text(otherwise), &record.otherwise)) {
        return ident_refuse(error, 0, N_("defaultStatus is none of affected, unaffected, unknown"));
    }
    if (versions != NULL && !json_is(versions, JSON_ARRAY)) {
        return ident_refuse(error, 0, N_("versions is no array"));
    }
    if (versions != NULL && versions->count > LIMIT_AFFECTED_ENTRIES) {
        (void)ident_refuse(error, LIMIT_AFFECTED_ENTRIES, N_("too many entries of versions"));
        return ERR_LIMIT;
    }
    record.entries = ARENA_ARRAY(a, struct affected_entry, versions != NULL ? versions->count : 0);
    if (record.entries == NULL) {
        return ERR_MEMORY;
    }
    const struct json *v = versions != NULL ? versions->first : NULL;
    for (; v != NULL; v = v->next) {
        enum err e = read_entry(v, a, &record.entries[record.count]);
        if (e == ERR_INVALID) {
            return ident_refuse(error, record.count, N_("this entry of versions cannot be read"));
        }
        if (e != ERR_OK) {
            return e;
        }
        record.count++;
    }
    *out = record;
    return ERR_OK;
}

/* ---- the status of a version ----------------------------------------------------------------- */

/* "0" and "*" begin before every version. */
static bool begins_everything(struct str version)
{
    return str_equal(version, STR("0")) || str_equal(version, STR("*"));
}

static bool is_range(const struct affected_entry *e)
{
    return e->less_than.len > 0 || e->less_than_or_equal.len > 0;
}

static bool is_star(struct str version)
{
    return str_equal(version, STR("*"));
}

/* Equality without a scheme is equality of the texts: commits, or a version without a type. */
static bool equal_versions(const struct affected_entry *e, struct str version)
{
    enum version_scheme scheme = affected_type_scheme(e->type);
    if (str_equal(e->version, version)) {
        return true;
    }
    return e->type.len > 0 && scheme != VERSION_unknown &&
           version_compare(scheme, e->version, version) == 0;
}

/* "1.*": behind every version of the branch, and before all others behind them. */
static bool is_pattern(struct str end)
{
    return end.len > 1 && end.ptr[end.len - 1] == '*';
}

/* "v5.4" is written for 5.4, whichever of the two the record has. */
static struct str without_v(struct str version)
{
    bool marked = version.len > 1 && (version.ptr[0] == 'v' || version.ptr[0] == 'V') &&
                  version.ptr[1] >= '0' && version.ptr[1] <= '9';
    return str_slice(version, marked ? 1 : 0, version.len);
}

static bool is_before_pattern(enum version_scheme scheme, struct str version, struct str end)
{
    struct str prefix = str_slice(end, 0, end.len - 1);
    struct str branch =
        str_slice(prefix, 0, prefix.len - (str_ends_with(prefix, STR(".")) ? 1 : 0));
    return str_starts_with(without_v(version), without_v(prefix)) ||
           version_compare(scheme, version, branch) <= 0;
}

static bool is_before_end(const struct affected_entry *e, enum version_scheme scheme,
                          struct str version)
{
    bool below = e->less_than.len > 0;
    struct str end = below ? e->less_than : e->less_than_or_equal;
    if (is_star(end)) {
        return true;
    }
    if (is_pattern(end)) {
        return is_before_pattern(scheme, version, end);
    }
    return version_compare(scheme, version, end) < (below ? 0 : 1);
}

static bool range_covers(const struct affected_entry *e, enum version_scheme scheme,
                         struct str version)
{
    if (!begins_everything(e->version) && version_compare(scheme, e->version, version) > 0) {
        return false;
    }
    return is_before_end(e, scheme, version);
}

/* The last change at or before the version, in whatever order they stand. */
static enum affected_status status_within(const struct affected_entry *e,
                                          enum version_scheme scheme, struct str version)
{
    const struct affected_change *last = NULL;
    for (size_t i = 0; i < e->change_count; i++) {
        const struct affected_change *c = &e->changes[i];
        if (version_compare(scheme, c->at, version) <= 0 &&
            (last == NULL || version_compare(scheme, last->at, c->at) <= 0)) {
            last = c;
        }
    }
    return last != NULL ? last->status : e->status;
}

enum affected_status affected_cve_status(const struct affected_cve *record, struct str version)
{
    bool undecided = false;
    for (size_t i = 0; i < record->count; i++) {
        const struct affected_entry *e = &record->entries[i];
        enum version_scheme scheme = affected_type_scheme(e->type);
        if (!is_range(e)) {
            if (equal_versions(e, version)) {
                return e->status;
            }
        } else if (scheme == VERSION_unknown) {
            undecided = true; /* it may cover the commit; only an entry that names it is certain */
        } else if (range_covers(e, scheme, version)) {
            return undecided ? AFFECTED_UNKNOWN : status_within(e, scheme, version);
        }
    }
    return undecided ? AFFECTED_UNKNOWN : record->otherwise;
}
