/*
 * core/ident/purl_rules.c — what the type of a purl fixes: folding, replacements, characters,
 * required and prohibited components.
 *
 * Works on decoded components and never looks at spelling. Must never guess: a type that the list
 * does not have gets the general rules alone.
 */
#include "core/ident/purl_priv.h"

#include <string.h>

#include "base/utf8.h"
#include "core/ident/ident_priv.h"

enum requirement { REQUIRED, OPTIONAL, PROHIBITED };

enum { FOLD_SPACE = 1, FOLD_NAME = 2, FOLD_VERSION = 4, FOLD_SUBPATH = 8 };

typedef enum err purl_rule(struct purl *p, const struct purl_offsets *at, struct arena *a,
                           struct ident_error *error);

static purl_rule rule_none, rule_chrome_extension, rule_cocoapods, rule_cpan, rule_git;
static purl_rule rule_hackage, rule_julia, rule_mlflow, rule_pub, rule_pypi, rule_swid;

struct purl_type {
    struct str name;
    enum requirement space;
    unsigned fold;
    purl_rule *rule;
};

static const struct purl_type types[] = {
#define PURL_TYPE(name, space, fold, rule) {STR_INIT(name), space, fold, rule_##rule},
#include "core/ident/purl_types.def"
};

/* ---- tools ----------------------------------------------------------------------------------- */

enum err purl_fold(struct str *s, struct arena *a)
{
    bool capitals = false;
    for (size_t i = 0; i < s->len; i++) {
        if ((unsigned char)s->ptr[i] >= 0x80) {
            return utf8_lower(*s, a, s);
        }
        capitals |= ident_is_upper(s->ptr[i]);
    }
    if (!capitals) {
        return ERR_OK;
    }
    char *copy = arena_alloc(a, s->len);
    if (copy == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < s->len; i++) {
        copy[i] = ident_lower(s->ptr[i]);
    }
    s->ptr = copy;
    return ERR_OK;
}

/* A copy of `s` with `from` replaced by `to`; itself when it holds none. */
static enum err replace(struct str *s, char from, char to, struct arena *a)
{
    if (s->len == 0 || memchr(s->ptr, from, s->len) == NULL) {
        return ERR_OK;
    }
    char *copy = arena_alloc(a, s->len);
    if (copy == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < s->len; i++) {
        copy[i] = s->ptr[i] == from ? to : s->ptr[i];
    }
    s->ptr = copy;
    return ERR_OK;
}

static bool has_qualifier(const struct purl *p, const char *key)
{
    return !str_is_empty(purl_qualifier_get(p, str_from_cstr(key)));
}

bool purl_key_is_standard(struct str key)
{
    static const struct str keys[] = {STR_INIT("checksum"),  STR_INIT("download_url"),
                                      STR_INIT("file_name"), STR_INIT("repository_url"),
                                      STR_INIT("vcs_url"),   STR_INIT("vers")};
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        if (str_equal_nocase(key, keys[i])) {
            return true;
        }
    }
    return false;
}

/* ---- rules of single types ------------------------------------------------------------------- */

static enum err rule_none(struct purl *p, const struct purl_offsets *at, struct arena *a,
                          struct ident_error *error)
{
    (void)p;
    (void)at;
    (void)a;
    (void)error;
    return ERR_OK;
}

/* One to four numbers. */
static bool is_chrome_version(struct str version)
{
    size_t numbers = 0;
    while (version.ptr != NULL && numbers <= 4) {
        if (!ident_all_digits(str_split(&version, '.'))) {
            return false;
        }
        numbers++;
    }
    return numbers <= 4;
}

static enum err rule_chrome_extension(struct purl *p, const struct purl_offsets *at,
                                      struct arena *a, struct ident_error *error)
{
    (void)a;
    for (size_t i = 0; i < p->name.len; i++) {
        if (p->name.ptr[i] < 'a' || p->name.ptr[i] > 'p') {
            return ident_refuse(error, at->name, N_("the name of an extension has letters a to p"));
        }
    }
    if (p->name.len != 32) {
        return ident_refuse(error, at->name, N_("the name of an extension has 32 letters"));
    }
    if (p->version.len > 0 && !is_chrome_version(p->version)) {
        return ident_refuse(error, at->version, N_("the version is one to four numbers"));
    }
    return ERR_OK;
}

static enum err rule_cocoapods(struct purl *p, const struct purl_offsets *at, struct arena *a,
                               struct ident_error *error)
{
    (void)a;
    if (p->name.ptr[0] == '.' || str_find(p->name, STR("+"), 0) != SIZE_MAX ||
        str_find(p->name, STR(" "), 0) != SIZE_MAX) {
        return ident_refuse(error, at->name,
                            N_("the name of a pod has no blank, no plus, no first dot"));
    }
    return ERR_OK;
}

/* The namespace is an author's id, written in capitals; modules ("A::B") are no distributions. */
static enum err rule_cpan(struct purl *p, const struct purl_offsets *at, struct arena *a,
                          struct ident_error *error)
{
    if (str_find(p->name, STR("::"), 0) != SIZE_MAX) {
        return ident_refuse(error, at->name, N_("the name is a distribution, not a module"));
    }
    char *copy = arena_alloc(a, p->space.len);
    if (copy == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < p->space.len; i++) {
        char c = p->space.ptr[i];
        copy[i] = ident_is_lower(c) ? (char)(c - 'a' + 'A') : c;
    }
    p->space.ptr = copy;
    return ERR_OK;
}

/* Hosts whose paths ignore case: the spelling of a path means nothing there. */
static bool git_host_folds(struct str host)
{
    return str_equal(host, STR("github")) || str_equal(host, STR("github.com")) ||
           str_equal(host, STR("bitbucket")) || str_equal(host, STR("bitbucket.org"));
}

/* `front` and `back` joined by a slash, without empty segments. */
static enum err join_path(struct str front, struct str back, struct arena *a, struct str *out)
{
    char *joined = arena_alloc(a, front.len + 1 + back.len);
    size_t len = 0;
    if (joined == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < front.len + 1 + back.len; i++) {
        char c = i < front.len ? front.ptr[i] : i == front.len ? '/' : back.ptr[i - front.len - 1];
        if (c != '/' || (len > 0 && joined[len - 1] != '/')) {
            joined[len++] = c;
        }
    }
    *out = (struct str){joined, len};
    return ERR_OK;
}

/* The namespace is the host alone, the name the whole path on it. */
static enum err rule_git(struct purl *p, const struct purl_offsets *at, struct arena *a,
                         struct ident_error *error)
{
    (void)at;
    (void)error;
    struct str path = p->space;
    p->space = str_split(&path, '/');
    enum err e = join_path(path, p->name, a, &p->name);
    if (e == ERR_OK) {
        e = purl_fold(&p->space, a);
    }
    return e == ERR_OK && git_host_folds(p->space) ? purl_fold(&p->name, a) : e;
}

static enum err rule_hackage(struct purl *p, const struct purl_offsets *at, struct arena *a,
                             struct ident_error *error)
{
    (void)at;
    (void)error;
    return replace(&p->name, '_', '-', a);
}

static enum err rule_julia(struct purl *p, const struct purl_offsets *at, struct arena *a,
                           struct ident_error *error)
{
    (void)a;
    return has_qualifier(p, "uuid")
               ? ERR_OK
               : ident_refuse(error, at->qualifiers, N_("julia needs the qualifier uuid"));
}

/* Names on Databricks ignore case; other servers keep it. */
static enum err rule_mlflow(struct purl *p, const struct purl_offsets *at, struct arena *a,
                            struct ident_error *error)
{
    struct str server = purl_qualifier_get(p, STR("repository_url"));
    (void)at;
    (void)error;
    return str_find(server, STR("databricks"), 0) == SIZE_MAX ? ERR_OK : purl_fold(&p->name, a);
}

/* Every character that is no letter of ASCII and no digit is one underscore. */
static enum err rule_pub(struct purl *p, const struct purl_offsets *at, struct arena *a,
                         struct ident_error *error)
{
    (void)at;
    (void)error;
    char *copy = arena_alloc(a, p->name.len);
    size_t len = 0;
    if (copy == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < p->name.len; i++) {
        char c = p->name.ptr[i];
        if (ident_is_alnum(c) || ((unsigned char)c & 0xC0) != 0x80) {
            copy[len++] = ident_is_alnum(c) ? c : '_';
        }
    }
    p->name = (struct str){copy, len};
    return ERR_OK;
}

static enum err rule_pypi(struct purl *p, const struct purl_offsets *at, struct arena *a,
                          struct ident_error *error)
{
    (void)at;
    (void)error;
    return replace(&p->name, '_', '-', a);
}

/* The namespace is the creator and, when known, its registration id. */
static enum err rule_swid(struct purl *p, const struct purl_offsets *at, struct arena *a,
                          struct ident_error *error)
{
    (void)a;
    size_t slash = str_find(p->space, STR("/"), 0);
    if (slash != SIZE_MAX && str_find(p->space, STR("/"), slash + 1) != SIZE_MAX) {
        return ident_refuse(error, at->space, N_("the namespace of swid has at most two segments"));
    }
    return has_qualifier(p, "tag_id")
               ? ERR_OK
               : ident_refuse(error, at->qualifiers, N_("swid needs the qualifier tag_id"));
}

/* ---- all types ------------------------------------------------------------------------------- */

static const struct purl_type *type_find(struct str name)
{
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (types[i].name.len == name.len && types[i].name.ptr[0] == name.ptr[0] &&
            str_equal(types[i].name, name)) {
            return &types[i];
        }
    }
    return NULL;
}

bool purl_type_is_known(struct str type)
{
    return type.len > 0 && type_find(type) != NULL;
}

static enum err fold_components(struct purl *p, unsigned fold, struct arena *a)
{
    enum err e = ERR_OK;
    if (fold & FOLD_SPACE) {
        e = purl_fold(&p->space, a);
    }
    if (e == ERR_OK && (fold & FOLD_NAME)) {
        e = purl_fold(&p->name, a);
    }
    if (e == ERR_OK && (fold & FOLD_VERSION)) {
        e = purl_fold(&p->version, a);
    }
    if (e == ERR_OK && (fold & FOLD_SUBPATH)) {
        e = purl_fold(&p->subpath, a);
    }
    return e;
}

enum err purl_apply_rules(struct purl *p, const struct purl_offsets *at, struct arena *a,
                          struct ident_error *error)
{
    const struct purl_type *type = type_find(p->type);
    /* slashes around a name are not part of it, encoded ones neither */
    while (p->name.len > 0 && p->name.ptr[0] == '/') {
        p->name = str_slice(p->name, 1, p->name.len);
    }
    while (p->name.len > 0 && p->name.ptr[p->name.len - 1] == '/') {
        p->name.len--;
    }
    if (p->name.len == 0) {
        return ident_refuse(error, at->name, N_("a purl has a name"));
    }
    if (type == NULL) {
        return ERR_OK;
    }
    if (type->space == REQUIRED && p->space.len == 0) {
        return ident_refuse(error, at->name, N_("this type needs a namespace"));
    }
    if (type->space == PROHIBITED && p->space.len > 0) {
        return ident_refuse(error, at->space, N_("this type has no namespace"));
    }
    enum err e = fold_components(p, type->fold, a);
    return e == ERR_OK ? type->rule(p, at, a, error) : e;
}
