/*
 * core/ident/purl_build.c — a purl of single components, as programs hold them.
 *
 * Components come decoded and in any case and order; they leave as purl_read would have read them.
 * Must never make a purl that purl_read refuses.
 */
#include "core/ident/purl_priv.h"

#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "core/ident/ident_priv.h"

static enum err refuse(struct ident_error *error, const char *reason)
{
    return ident_refuse(error, 0, reason);
}

static bool is_type(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!ident_is_alnum(s.ptr[i]) && s.ptr[i] != '.' && s.ptr[i] != '-') {
            return false;
        }
    }
    return s.len > 0 && ident_is_letter(s.ptr[0]);
}

static bool is_key(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (!ident_is_alnum(s.ptr[i]) && s.ptr[i] != '.' && s.ptr[i] != '-' && s.ptr[i] != '_') {
            return false;
        }
    }
    return s.len > 0 && ident_is_letter(s.ptr[0]);
}

/* Without empty segments and, in a subpath, without dots. */
static enum err tidy_path(struct str s, bool subpath, struct arena *a, struct str *out)
{
    struct buf joined;
    buf_init(&joined, a, LIMIT_PURL_BYTES);
    while (s.len > 0) {
        struct str segment = str_split(&s, '/');
        if (segment.len == 0 ||
            (subpath && (str_equal(segment, STR(".")) || str_equal(segment, STR(".."))))) {
            continue;
        }
        if (joined.len > 0) {
            buf_add_char(&joined, '/');
        }
        buf_add(&joined, segment);
    }
    return buf_finish(&joined, out);
}

static enum err build_qualifiers(const struct purl *parts, struct arena *a, struct purl *out,
                                 struct ident_error *error)
{
    if (parts->qualifier_count > LIMIT_PURL_QUALIFIERS) {
        (void)refuse(error, N_("too many qualifiers"));
        return ERR_LIMIT;
    }
    struct purl_qualifier *list = ARENA_ARRAY(a, struct purl_qualifier, parts->qualifier_count);
    if (list == NULL) {
        return ERR_MEMORY;
    }
    size_t count = 0;
    for (size_t i = 0; i < parts->qualifier_count; i++) {
        struct purl_qualifier q = parts->qualifiers[i];
        if (!is_key(q.key)) {
            return refuse(error, N_("a qualifier's key has letters, digits and \".-_\" only"));
        }
        if (purl_fold(&q.key, a) != ERR_OK) {
            return ERR_MEMORY;
        }
        size_t at = count;
        while (at > 0 && str_compare(list[at - 1].key, q.key) > 0) {
            at--;
        }
        if (at > 0 && str_equal(list[at - 1].key, q.key)) {
            return refuse(error, N_("a qualifier's key stands twice"));
        }
        if (q.value.len > 0) {
            memmove(list + at + 1, list + at, (count - at) * sizeof(*list));
            list[at] = q;
            count++;
        }
    }
    out->qualifiers = list;
    out->qualifier_count = count;
    return ERR_OK;
}

static bool all_text(const struct purl *p)
{
    bool good = utf8_first_bad(p->space) == SIZE_MAX && utf8_first_bad(p->name) == SIZE_MAX &&
                utf8_first_bad(p->version) == SIZE_MAX && utf8_first_bad(p->subpath) == SIZE_MAX;
    for (size_t i = 0; good && i < p->qualifier_count; i++) {
        good = utf8_first_bad(p->qualifiers[i].value) == SIZE_MAX;
    }
    return good;
}

enum err purl_build(const struct purl *parts, struct arena *a, struct purl *out,
                    struct ident_error *error)
{
    static const struct purl_offsets nowhere = {0};
    struct purl p = {.type = parts->type, .name = parts->name, .version = parts->version};
    if (!is_type(parts->type)) {
        return refuse(error,
                      N_("a type begins with a letter and has letters, digits, \".-\" only"));
    }
    if (!all_text(parts)) {
        return refuse(error, N_("a component is not UTF-8"));
    }
    enum err e = purl_fold(&p.type, a);
    if (e == ERR_OK) {
        e = tidy_path(parts->space, false, a, &p.space);
    }
    if (e == ERR_OK) {
        e = tidy_path(parts->subpath, true, a, &p.subpath);
    }
    if (e == ERR_OK) {
        e = build_qualifiers(parts, a, &p, error);
    }
    if (e == ERR_OK) {
        e = purl_apply_rules(&p, &nowhere, a, error);
    }
    if (e == ERR_OK) {
        *out = p;
    }
    return e;
}
