/*
 * core/ident/affected_osv.c — the evaluation of OSV ranges and of CSAF product version ranges.
 *
 * OSV: events are walked in the order of their versions; each turns "affected" on or off. Must
 * never order commits: a GIT range answers unknown.
 */
#include "core/ident/affected.h"

#include "base/limits.h"
#include "core/ident/ident_priv.h"

/* Those that patch the packages of another ecosystem, which stands behind the colon. */
static bool is_wrapper(struct str name)
{
    return str_equal(name, STR("Root")) || str_equal(name, STR("TuxCare")) ||
           str_equal(name, STR("Echo"));
}

enum version_scheme affected_ecosystem_scheme(struct str ecosystem)
{
    static const struct {
        struct str name;
        enum version_scheme scheme;
    } table[] = {
        {STR_INIT("npm"), VERSION_npm},
        {STR_INIT("PyPI"), VERSION_pypi},
        {STR_INIT("Maven"), VERSION_maven},
        {STR_INIT("Go"), VERSION_golang},
        {STR_INIT("crates.io"), VERSION_cargo},
        {STR_INIT("RubyGems"), VERSION_gem},
        {STR_INIT("NuGet"), VERSION_nuget},
        {STR_INIT("Packagist"), VERSION_composer},
        {STR_INIT("Hex"), VERSION_hex},
        {STR_INIT("Pub"), VERSION_pub},
        {STR_INIT("SwiftURL"), VERSION_swift},
        {STR_INIT("Julia"), VERSION_julia},
        {STR_INIT("Hackage"), VERSION_hackage},
        {STR_INIT("GHC"), VERSION_hackage},
        {STR_INIT("CRAN"), VERSION_cran},
        {STR_INIT("Bioconductor"), VERSION_cran},
        {STR_INIT("ConanCenter"), VERSION_conan},
        {STR_INIT("Bitnami"), VERSION_bitnami},
        {STR_INIT("GitHub Actions"), VERSION_semver},
        {STR_INIT("VSCode"), VERSION_semver},
        {STR_INIT("Kubernetes"), VERSION_semver},
        {STR_INIT("Docker Hardened Images"), VERSION_semver},
        {STR_INIT("opam"), VERSION_opam},
        {STR_INIT("Debian"), VERSION_deb},
        {STR_INIT("Ubuntu"), VERSION_deb},
        {STR_INIT("Echo"), VERSION_deb},
        {STR_INIT("Alpine"), VERSION_apk},
        {STR_INIT("Wolfi"), VERSION_apk},
        {STR_INIT("Chainguard"), VERSION_apk},
        {STR_INIT("Alpaquita"), VERSION_apk},
        {STR_INIT("BellSoft Hardened Containers"), VERSION_apk},
        {STR_INIT("CleanStart"), VERSION_apk},
        {STR_INIT("MinimOS"), VERSION_apk},
        {STR_INIT("AlmaLinux"), VERSION_rpm},
        {STR_INIT("Rocky Linux"), VERSION_rpm},
        {STR_INIT("Red Hat"), VERSION_rpm},
        {STR_INIT("SUSE"), VERSION_rpm},
        {STR_INIT("openSUSE"), VERSION_rpm},
        {STR_INIT("openEuler"), VERSION_rpm},
        {STR_INIT("Mageia"), VERSION_rpm},
        {STR_INIT("Azure Linux"), VERSION_rpm},
        {STR_INIT("Photon OS"), VERSION_rpm},
    };
    struct str name = str_split(&ecosystem, ':');
    while (is_wrapper(name) && ecosystem.len > 0) {
        name = str_split(&ecosystem, ':');
    }
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        if (str_equal(name, table[i].name)) {
            return table[i].scheme;
        }
    }
    return VERSION_generic;
}

/* ---- reading --------------------------------------------------------------------------------- */

static bool read_event(const struct json *v, struct affected_event *out)
{
    static const struct str kinds[] = {
        [AFFECTED_INTRODUCED] = STR_INIT("introduced"),
        [AFFECTED_FIXED] = STR_INIT("fixed"),
        [AFFECTED_LAST_AFFECTED] = STR_INIT("last_affected"),
        [AFFECTED_LIMIT] = STR_INIT("limit"),
    };
    size_t found = 0;
    for (enum affected_event_kind kind = AFFECTED_INTRODUCED; kind <= AFFECTED_LIMIT; kind++) {
        const struct json *version = json_member(v, kinds[kind]);
        if (version != NULL) {
            *out = (struct affected_event){kind, json_text(version)};
            found++;
        }
    }
    return found == 1 && out->version.len > 0;
}

static bool begins_everything(const struct affected_event *e)
{
    return e->kind == AFFECTED_INTRODUCED && str_equal(e->version, STR("0"));
}

/* Order of two events; on one version what fixes comes after what introduces. */
static int compare_events(enum version_scheme scheme, const struct affected_event *a,
                          const struct affected_event *b)
{
    bool a_first = begins_everything(a);
    bool b_first = begins_everything(b);
    if (a_first || b_first) {
        return b_first - a_first;
    }
    int order = version_compare(scheme, a->version, b->version);
    return order != 0 ? order : (a->kind > b->kind) - (a->kind < b->kind);
}

/* By ever smaller steps: the number of events is anybody's choice. */
static void sort_events(struct affected_osv *range)
{
    for (size_t step = range->count / 2; step > 0; step /= 2) {
        for (size_t i = step; i < range->count; i++) {
            struct affected_event e = range->events[i];
            size_t at = i;
            while (at >= step && compare_events(range->scheme, &range->events[at - step], &e) > 0) {
                range->events[at] = range->events[at - step];
                at -= step;
            }
            range->events[at] = e;
        }
    }
}

static bool read_type(const struct json *range, struct str ecosystem, enum version_scheme *out)
{
    struct str type = json_text(json_member(range, STR("type")));
    if (str_equal(type, STR("SEMVER"))) {
        *out = VERSION_semver;
    } else if (str_equal(type, STR("ECOSYSTEM"))) {
        *out = affected_ecosystem_scheme(ecosystem);
    } else if (str_equal(type, STR("GIT"))) {
        *out = VERSION_unknown;
    } else {
        return false;
    }
    return true;
}

enum err affected_osv_read(const struct json *range, struct str ecosystem, struct arena *a,
                           struct affected_osv *out, struct ident_error *error)
{
    const struct json *events = json_member(range, STR("events"));
    struct affected_osv osv = {0};
    bool introduced = false;
    if (!read_type(range, ecosystem, &osv.scheme)) {
        return ident_refuse(error, 0, N_("the type is none of SEMVER, ECOSYSTEM, GIT"));
    }
    if (!json_is(events, JSON_ARRAY)) {
        return ident_refuse(error, 0, N_("events is no array"));
    }
    if (events->count > LIMIT_VERS_CONSTRAINTS) {
        (void)ident_refuse(error, LIMIT_VERS_CONSTRAINTS, N_("too many events"));
        return ERR_LIMIT;
    }
    osv.events = ARENA_ARRAY(a, struct affected_event, events->count);
    if (osv.events == NULL) {
        return ERR_MEMORY;
    }
    for (const struct json *v = events->first; v != NULL; v = v->next) {
        if (!read_event(v, &osv.events[osv.count])) {
            return ident_refuse(error, osv.count,
                                N_("an event has one of introduced, fixed, "
                                   "last_affected, limit and a version"));
        }
        introduced |= osv.events[osv.count++].kind == AFFECTED_INTRODUCED;
    }
    if (!introduced) {
        return ident_refuse(error, 0, N_("a range has an introduced event"));
    }
    if (osv.scheme != VERSION_unknown) {
        sort_events(&osv);
    }
    *out = osv;
    return ERR_OK;
}

/* ---- the status of a version ----------------------------------------------------------------- */

static bool before_limits(const struct affected_osv *range, struct str version)
{
    bool limited = false;
    for (size_t i = 0; i < range->count; i++) {
        const struct affected_event *e = &range->events[i];
        if (e->kind != AFFECTED_LIMIT) {
            continue;
        }
        if (str_equal(e->version, STR("*")) ||
            version_compare(range->scheme, version, e->version) < 0) {
            return true;
        }
        limited = true;
    }
    return !limited;
}

enum affected_status affected_osv_status(const struct affected_osv *range, struct str version)
{
    bool affected = false;
    if (range->scheme == VERSION_unknown) {
        return AFFECTED_UNKNOWN;
    }
    if (!before_limits(range, version)) {
        return AFFECTED_NO;
    }
    for (size_t i = 0; i < range->count; i++) {
        const struct affected_event *e = &range->events[i];
        int order = begins_everything(e) ? 1 : version_compare(range->scheme, version, e->version);
        switch (e->kind) {
        case AFFECTED_INTRODUCED:
            affected |= order >= 0;
            break;
        case AFFECTED_FIXED:
            affected &= order < 0;
            break;
        case AFFECTED_LAST_AFFECTED:
            affected &= order <= 0;
            break;
        case AFFECTED_LIMIT:
            break;
        }
    }
    return affected ? AFFECTED_YES : AFFECTED_NO;
}

/* ---- a whole item ---------------------------------------------------------------------------- */

/* An item without either says nothing of its versions. */
static enum err read_lists(const struct json *item, const struct json **versions,
                           const struct json **ranges, struct ident_error *error)
{
    *versions = json_member(item, STR("versions"));
    *ranges = json_member(item, STR("ranges"));
    if (*versions == NULL && *ranges == NULL) {
        return ident_refuse(error, 0, N_("versions or ranges is needed"));
    }
    if ((*versions != NULL && !json_is(*versions, JSON_ARRAY)) ||
        (*ranges != NULL && !json_is(*ranges, JSON_ARRAY))) {
        return ident_refuse(error, 0, N_("versions and ranges are arrays"));
    }
    return ERR_OK;
}

enum err affected_osv_item(const struct json *item, struct str version, struct arena *a,
                           enum affected_status *out, struct ident_error *error)
{
    const struct json *versions = NULL;
    const struct json *ranges = NULL;
    struct str ecosystem =
        json_text(json_member(json_member(item, STR("package")), STR("ecosystem")));
    enum affected_status status = AFFECTED_NO;
    size_t index = 0;
    enum err e = read_lists(item, &versions, &ranges, error);
    if (e != ERR_OK) {
        return e;
    }
    for (const struct json *v = versions != NULL ? versions->first : NULL; v != NULL; v = v->next) {
        status = str_equal(json_text(v), version) ? AFFECTED_YES : status;
    }
    const struct json *r = ranges != NULL ? ranges->first : NULL;
    for (; r != NULL; r = r->next, index++) {
        struct affected_osv range;
        e = affected_osv_read(r, ecosystem, a, &range, error);
        if (e != ERR_OK) {
            (void)ident_refuse(error, index, error != NULL ? error->reason : NULL);
            return e;
        }
        enum affected_status here = affected_osv_status(&range, version);
        if (here == AFFECTED_YES || (here == AFFECTED_UNKNOWN && status == AFFECTED_NO)) {
            status = here;
        }
    }
    *out = status;
    return ERR_OK;
}

/* ---- CSAF ------------------------------------------------------------------------------------ */

enum err affected_csaf_read(struct str text, struct arena *a, struct vers *out,
                            struct ident_error *error)
{
    return str_starts_with(text, STR("vers:"))
               ? vers_read(text, VERS_LENIENT, a, out, error)
               : vers_read_constraints(text, VERSION_generic, a, out, error);
}

enum affected_status affected_csaf_status(const struct vers *range, struct str version)
{
    if (range->scheme == VERSION_unknown) {
        return range->any ? AFFECTED_YES : AFFECTED_UNKNOWN;
    }
    return vers_contains(range, version) ? AFFECTED_YES : AFFECTED_NO;
}
