/*
 * core/ident/sbom.c — which format a bill of materials has, and what reading both has in common.
 *
 * Must never hand on a list of which a part was not understood: one wrong component refuses the
 * document.
 */
#include "core/ident/sbom_priv.h"

#include <stdlib.h>

#include "base/limits.h"
#include "core/ident/cpe.h"
#include "core/ident/purl.h"
#include "core/ident/version.h"

enum { POINTER_BYTES = 4096 };

const char *sbom_format_name(enum sbom_format format)
{
    return format == SBOM_CYCLONEDX ? "CycloneDX" : "SPDX";
}

/* ---- places ---------------------------------------------------------------------------------- */

static void write_pointer(const struct sbom_place *place, struct buf *out)
{
    if (place == NULL) {
        return;
    }
    write_pointer(place->parent, out);
    buf_add_char(out, '/');
    if (place->key == NULL) {
        buf_add_u64(out, place->index);
        return;
    }
    for (const char *c = place->key; *c != '\0'; c++) {
        buf_add(out, *c == '~' ? STR("~0") : *c == '/' ? STR("~1") : (struct str){c, 1});
    }
}

enum err sbom_refuse(const struct sbom_reader *r, const struct sbom_place *place,
                     const char *reason)
{
    struct buf pointer;
    if (r->error == NULL) {
        return ERR_INVALID;
    }
    *r->error = (struct sbom_error){.reason = reason};
    buf_init(&pointer, r->arena, POINTER_BYTES);
    write_pointer(place, &pointer);
    return buf_finish(&pointer, &r->error->pointer) == ERR_OK ? ERR_INVALID : ERR_MEMORY;
}

enum err sbom_refuse_value(const struct sbom_reader *r, const struct json *v, const char *reason)
{
    if (r->error != NULL) {
        *r->error = (struct sbom_error){.pointer = json_pointer(v, r->arena), .reason = reason};
    }
    return r->arena->failed ? ERR_MEMORY : ERR_INVALID;
}

enum err sbom_text(const struct sbom_reader *r, const struct sbom_place *place,
                   const struct json *object, const char *key, struct str *out)
{
    const struct json *v = json_member(object, str_from_cstr(key));
    struct sbom_place at = {place, key, 0};
    *out = json_text(v);
    return v == NULL || json_is(v, JSON_STRING) ? ERR_OK
                                                : sbom_refuse(r, &at, N_("this must be a text"));
}

enum err sbom_time(const struct sbom_reader *r, const struct sbom_place *place,
                   const struct json *object, const char *key, struct str *out)
{
    struct sbom_place at = {place, key, 0};
    enum err e = sbom_text(r, place, object, key, out);
    if (e == ERR_OK && out->ptr != NULL && !version_is_valid(VERSION_datetime, *out)) {
        return sbom_refuse(r, &at, N_("this must be a timestamp of RFC 3339"));
    }
    return e;
}

enum err sbom_array(const struct sbom_reader *r, const struct sbom_place *place,
                    const struct json *object, const char *key, const struct json **out)
{
    struct sbom_place at = {place, key, 0};
    *out = json_member(object, str_from_cstr(key));
    return *out == NULL || json_is(*out, JSON_ARRAY)
               ? ERR_OK
               : sbom_refuse(r, &at, N_("this must be an array"));
}

enum err sbom_object(const struct sbom_reader *r, const struct sbom_place *place,
                     const struct json *object, const char *key, const struct json **out)
{
    struct sbom_place at = {place, key, 0};
    *out = json_member(object, str_from_cstr(key));
    return *out == NULL || json_is(*out, JSON_OBJECT)
               ? ERR_OK
               : sbom_refuse(r, &at, N_("this must be an object"));
}

/* ---- components ------------------------------------------------------------------------------ */

static enum err make_room(struct sbom_reader *r)
{
    if (r->count < r->room) {
        return ERR_OK;
    }
    if (r->count == LIMIT_SBOM_COMPONENTS) {
        (void)sbom_refuse(r, NULL, N_("too many components"));
        return ERR_LIMIT;
    }
    size_t room = r->room == 0 ? 64 : 2 * r->room;
    if (room > LIMIT_SBOM_COMPONENTS) {
        room = LIMIT_SBOM_COMPONENTS;
    }
    struct sbom_component *list =
        arena_resize(r->arena, r->list, r->room * sizeof(*list), room * sizeof(*list));
    if (list == NULL) {
        return ERR_MEMORY;
    }
    r->list = list;
    r->room = room;
    return ERR_OK;
}

enum err sbom_add(struct sbom_reader *r, const struct sbom_place *place,
                  const struct sbom_component *component)
{
    struct purl purl;
    struct cpe cpe;
    if (component->name.len == 0) {
        return sbom_refuse(r, place, N_("a component needs a name"));
    }
    enum err e = make_room(r);
    if (e != ERR_OK) {
        return e;
    }
    struct sbom_component *c = &r->list[r->count++];
    *c = *component;
    c->purl_is_valid =
        c->purl.len > 0 && purl_read(c->purl, PURL_LENIENT, r->arena, &purl, NULL) == ERR_OK;
    c->cpe_is_valid = c->cpe.len > 0 && cpe_read(c->cpe, r->arena, &cpe, NULL) == ERR_OK;
    return r->arena->failed ? ERR_MEMORY : ERR_OK;
}

enum err sbom_pairs(const struct sbom_reader *r, const struct json *list,
                    const struct sbom_pair_keys *keys, struct sbom_pairs *out)
{
    if (!json_is(list, JSON_ARRAY) || list->count == 0) {
        return ERR_OK;
    }
    struct sbom_pair *pairs = ARENA_ARRAY(r->arena, struct sbom_pair, list->count);
    if (pairs == NULL) {
        return ERR_MEMORY;
    }
    out->list = pairs;
    for (const struct json *v = list->first; v != NULL; v = v->next) {
        struct sbom_pair pair = {json_text(json_member(v, keys->kind)),
                                 json_text(json_member(v, keys->value))};
        if (pair.kind.len > 0 && pair.value.len > 0) {
            pairs[out->count++] = pair;
        }
    }
    return ERR_OK;
}

static int compare_refs(const void *a, const void *b)
{
    const struct sbom_ref *x = a;
    const struct sbom_ref *y = b;
    int order = str_compare(x->ref, y->ref);
    return order != 0 ? order : (x->index > y->index) - (x->index < y->index);
}

/* Sorted, not hashed: references are anybody's choice. */
enum err sbom_index(struct sbom_reader *r)
{
    r->refs = ARENA_ARRAY(r->arena, struct sbom_ref, r->count);
    if (r->refs == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < r->count; i++) {
        if (r->list[i].ref.len > 0) {
            r->refs[r->ref_count++] = (struct sbom_ref){r->list[i].ref, i};
        }
    }
    if (r->ref_count > 1) {
        qsort(r->refs, r->ref_count, sizeof(*r->refs), compare_refs);
    }
    for (size_t i = 1; i < r->ref_count; i++) {
        if (str_equal(r->refs[i - 1].ref, r->refs[i].ref)) {
            return sbom_refuse_value(r, r->list[r->refs[i].index].where,
                                     N_("another component has the same reference"));
        }
    }
    return ERR_OK;
}

size_t sbom_find(const struct sbom_reader *r, struct str ref)
{
    size_t low = 0;
    size_t high = r->ref_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(r->refs[middle].ref, ref);
        if (order == 0) {
            return r->refs[middle].index;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return SIZE_MAX;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static enum err unsupported(const struct sbom_reader *r, const char *key, const char *reason)
{
    struct sbom_place at = {NULL, key, 0};
    enum err e = sbom_refuse(r, key != NULL ? &at : NULL, reason);
    return e == ERR_INVALID ? ERR_UNSUPPORTED : e;
}

static bool is_cyclonedx_version(struct str v)
{
    return v.len == 3 && str_starts_with(v, STR("1.")) && v.ptr[2] >= '2' && v.ptr[2] <= '7';
}

static enum err read_format(struct sbom_reader *r, const struct json *document, struct sbom *out)
{
    struct str bom = json_text(json_member(document, STR("bomFormat")));
    struct str spdx = json_text(json_member(document, STR("spdxVersion")));
    if (str_equal(bom, STR("CycloneDX"))) {
        out->format = SBOM_CYCLONEDX;
        out->spec_version = json_text(json_member(document, STR("specVersion")));
        return is_cyclonedx_version(out->spec_version)
                   ? sbom_read_cyclonedx(r, document, out)
                   : unsupported(r, "specVersion", N_("CycloneDX is read from 1.2 to 1.7"));
    }
    if (str_starts_with(spdx, STR("SPDX-"))) {
        out->format = SBOM_SPDX;
        out->spec_version = str_slice(spdx, 5, spdx.len);
        return str_equal(out->spec_version, STR("2.3")) || str_equal(out->spec_version, STR("2.2"))
                   ? sbom_read_spdx(r, document, out)
                   : unsupported(r, "spdxVersion", N_("SPDX is read as 2.2 and 2.3"));
    }
    if (json_member(document, STR("@graph")) != NULL) {
        return unsupported(r, "@graph", N_("SPDX 3 is not read, only 2.2 and 2.3"));
    }
    return unsupported(r, NULL, N_("neither bomFormat CycloneDX nor spdxVersion stands here"));
}

enum err sbom_read(const struct json *document, struct arena *a, struct sbom *out,
                   struct sbom_error *error)
{
    struct sbom_reader r = {.arena = a, .error = error};
    struct sbom sbom = {0};
    enum err e = read_format(&r, document, &sbom);
    if (e != ERR_OK) {
        return e;
    }
    sbom.components = r.list;
    sbom.count = r.count;
    *out = sbom;
    return ERR_OK;
}
