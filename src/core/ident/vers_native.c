/*
 * core/ident/vers_native.c — native version ranges: which scheme writes which notation, and what
 * all conversions need.
 *
 * A native range becomes the constraints it names, sorted; constraints that its notation combines
 * with "and" and "or" stand side by side, as ranges do, and what was combined how, and what is
 * meant exactly, is kept beside them. Must never drop a constraint that it does not understand: it
 * refuses.
 */
#include "core/ident/vers_priv.h"

#include <string.h>

#include "base/limits.h"

void native_refuse(struct native *n, const char *at, const char *reason)
{
    if (n->err == ERR_OK) {
        n->err = ident_refuse(n->error, (size_t)(at - n->begin), reason);
    }
}

static bool make_room(struct native *n, struct native_list *list)
{
    if (list->count < list->room) {
        return true;
    }
    if (list->room == LIMIT_VERS_CONSTRAINTS) {
        native_refuse(n, n->begin, N_("too many constraints"));
        n->err = ERR_LIMIT;
        return false;
    }
    size_t room = list->room == 0 ? 8 : 2 * list->room;
    if (room > LIMIT_VERS_CONSTRAINTS) {
        room = LIMIT_VERS_CONSTRAINTS;
    }
    struct vers_constraint *items =
        arena_resize(n->arena, list->items, list->room * sizeof(*items), room * sizeof(*items));
    if (items == NULL) {
        n->err = ERR_MEMORY;
        return false;
    }
    list->items = items;
    if (list == &n->exact) {
        struct vers_clause *clauses = arena_resize(
            n->arena, n->clauses, list->room * sizeof(*clauses), room * sizeof(*clauses));
        if (clauses == NULL) {
            n->err = ERR_MEMORY;
            return false;
        }
        n->clauses = clauses;
    }
    list->room = room;
    return true;
}

/* ---- and, or --------------------------------------------------------------------------------- */

void native_clause(struct native *n)
{
    n->clause_ends = true;
}

void native_alternative(struct native *n)
{
    /* nothing was added since the last one: what stood there was "*" alone, or nothing */
    n->any |= n->alternative_any && (n->alternative_ends || n->clause_count == 0);
    n->alternative_any = false;
    n->alternative_ends = true;
}

void native_add_any(struct native *n)
{
    n->alternative_any = true;
}

/* The clause that takes the next constraint. */
static struct vers_clause *current_clause(struct native *n)
{
    bool first = n->clause_count == 0;
    if (first || n->clause_ends || n->alternative_ends) {
        n->clauses[n->clause_count++] =
            (struct vers_clause){.alternative = first || n->alternative_ends};
        n->clause_ends = false;
        n->alternative_ends = false;
    }
    return &n->clauses[n->clause_count - 1];
}

/* Gives each clause its constraints, sorted. */
static enum err place_clauses(struct native *n)
{
    struct vers_constraint *own = n->exact.items;
    enum err e = ERR_OK;
    for (size_t i = 0; i < n->clause_count && e == ERR_OK; i++) {
        struct vers_clause *clause = &n->clauses[i];
        e = vers_sort(n->scheme, own, clause->count, n->arena);
        clause->constraints = own;
        own += clause->count;
    }
    return e;
}

/* ---- adding ---------------------------------------------------------------------------------- */

static void add_to(struct native *n, struct native_list *list, enum vers_comparator comparator,
                   struct str version)
{
    struct buf normal;
    struct vers_constraint c = {comparator, {0}};
    if (n->err != ERR_OK) {
        return;
    }
    if (version.len == 0 || version.len > LIMIT_VERSION_BYTES) {
        native_refuse(n, version.ptr != NULL ? version.ptr : n->begin,
                      version.len == 0 ? N_("a version is needed here")
                                       : N_("the version is too long"));
        return;
    }
    buf_init(&normal, n->arena, 2 * LIMIT_VERSION_BYTES);
    version_write_normal(n->scheme, version, &normal);
    enum err e = buf_finish(&normal, &c.version);
    if (e != ERR_OK) {
        n->err = e;
    } else if (make_room(n, list)) {
        list->items[list->count++] = c;
    }
}

void native_add_text(struct native *n, enum vers_comparator comparator, struct str version)
{
    add_to(n, &n->text, comparator, version);
}

void native_add_exact(struct native *n, enum vers_comparator comparator, struct str version)
{
    add_to(n, &n->exact, comparator, version);
    if (n->err == ERR_OK) {
        current_clause(n)->count++;
    }
}

void native_add(struct native *n, enum vers_comparator comparator, struct str version)
{
    native_add_text(n, comparator, version);
    native_add_exact(n, comparator, version);
}

/* ---- numbers --------------------------------------------------------------------------------- */

struct str native_numbers(struct str version)
{
    size_t at = 0;
    if (version.len > 0 && (version.ptr[0] == 'v' || version.ptr[0] == 'V')) {
        version = str_slice(version, 1, version.len);
    }
    while (at < version.len && ident_is_digit(version.ptr[at])) {
        while (at < version.len && ident_is_digit(version.ptr[at])) {
            at++;
        }
        if (at + 1 < version.len && version.ptr[at] == '.' && ident_is_digit(version.ptr[at + 1])) {
            at++;
        }
    }
    return str_slice(version, 0, at);
}

size_t native_number_count(struct str numbers)
{
    size_t count = numbers.len > 0;
    for (size_t i = 0; i < numbers.len; i++) {
        count += numbers.ptr[i] == '.';
    }
    return count;
}

size_t native_first_nonzero(struct str numbers)
{
    size_t count = native_number_count(numbers);
    for (size_t i = 0; i < count; i++) {
        struct str number = str_split(&numbers, '.');
        for (size_t k = 0; k < number.len; k++) {
            if (number.ptr[k] != '0') {
                return i;
            }
        }
    }
    return count > 0 ? count - 1 : 0;
}

struct str native_bump(struct native *n, struct str numbers, size_t keep)
{
    size_t end = 0;
    for (size_t seen = 0; end < numbers.len; end++) {
        if (numbers.ptr[end] == '.' && ++seen == keep) {
            break;
        }
    }
    char *copy = arena_alloc(n->arena, end + 1);
    if (copy == NULL) {
        n->err = ERR_MEMORY;
        return (struct str){0};
    }
    memcpy(copy + 1, numbers.ptr, end);
    size_t at = end;
    while (at > 0 && copy[at] == '9') {
        copy[at--] = '0';
    }
    if (at > 0 && copy[at] != '.') {
        copy[at]++;
        return (struct str){copy + 1, end};
    }
    /* 9 became 10: all in front move one to the left */
    memmove(copy, copy + 1, at);
    copy[at] = '1';
    return (struct str){copy, end + 1};
}

/* ---- all schemes ----------------------------------------------------------------------------- */

typedef void native_reader(struct native *n, struct str text);

/* NULL for schemes whose tools have no ranges. */
static native_reader *reader_of(enum version_scheme scheme)
{
    switch (scheme) {
    case VERSION_maven:
    case VERSION_nuget:
        return native_read_intervals;
    case VERSION_conan:
        return native_read_conan;
    case VERSION_nginx:
        return native_read_nginx;
    case VERSION_openssl:
        return native_read_list;
    case VERSION_swift:
        return native_read_swift;
    case VERSION_semver:
    case VERSION_npm:
    case VERSION_cargo:
    case VERSION_golang:
    case VERSION_hex:
    case VERSION_pub:
    case VERSION_julia:
    case VERSION_github:
    case VERSION_apache:
    case VERSION_mozilla:
    case VERSION_bitnami:
    case VERSION_composer:
    case VERSION_pypi:
    case VERSION_gem:
    case VERSION_cocoapods:
    case VERSION_deb:
    case VERSION_opam:
    case VERSION_rpm:
    case VERSION_alpm:
    case VERSION_apk:
    case VERSION_gentoo:
    case VERSION_conda:
    case VERSION_hackage:
    case VERSION_cran:
    case VERSION_cpan:
    case VERSION_intdot:
    case VERSION_generic:
        return native_read_comparators;
    case VERSION_datetime:
    case VERSION_lexicographic:
    case VERSION_all:
    case VERSION_none:
    case VERSION_SCHEMES:
        break;
    }
    return NULL;
}

enum err vers_from_native(enum version_scheme scheme, struct str text, struct arena *a,
                          struct vers *out, struct ident_error *error)
{
    struct native n = {.scheme = scheme, .arena = a, .begin = text.ptr, .error = error};
    native_reader *read = reader_of(scheme);
    if (read == NULL) {
        (void)ident_refuse(error, 0, N_("this scheme has no notation of its own"));
        return ERR_UNSUPPORTED;
    }
    if (text.len > LIMIT_VERS_BYTES) {
        (void)ident_refuse(error, LIMIT_VERS_BYTES, N_("the range is too long"));
        return ERR_LIMIT;
    }
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if ((c < 0x20 && c != '\t') || c >= 0x7f) {
            return ident_refuse(error, i, N_("only printable ASCII may stand here"));
        }
    }
    read(&n, text);
    native_alternative(&n);
    if (n.err == ERR_OK && !n.any) {
        n.err = place_clauses(&n);
    }
    if (n.err == ERR_OK && !n.any) {
        n.err = vers_sort(scheme, n.text.items, n.text.count, a);
    }
    if (n.err != ERR_OK) {
        return n.err;
    }
    *out = (struct vers){.scheme = scheme,
                         .type = version_scheme_name(scheme),
                         .any = n.any,
                         .constraints = n.any ? NULL : n.text.items,
                         .count = n.any ? 0 : n.text.count,
                         .clauses = n.any ? NULL : n.clauses,
                         .clause_count = n.any ? 0 : n.clause_count};
    return ERR_OK;
}
