/*
 * core/ident/sbom_cyclonedx.c — components of a CycloneDX document: the subject of the metadata and
 * the tree of components, flattened, each with the one around it.
 *
 * Must never read services, vulnerabilities or annotations as components.
 */
#include "core/ident/sbom_priv.h"
#include "core/ident/sbom_shape_priv.h"

#include "core/ident/ident_priv.h"

/* The name of a party, which is an object with a name, or a text in older versions. */
static struct str party_name(const struct json *v)
{
    return json_is(v, JSON_OBJECT) ? json_text(json_member(v, STR("name"))) : json_text(v);
}

static struct str supplier_of(const struct json *component)
{
    static const struct str keys[] = {STR_INIT("supplier"), STR_INIT("manufacturer"),
                                      STR_INIT("publisher"), STR_INIT("author")};
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        struct str name = party_name(json_member(component, keys[i]));
        if (name.len > 0) {
            return name;
        }
    }
    return (struct str){0};
}

/* [{"expression": …}] or [{"license": {"id"|"name": …}}, …] */
static struct str license_of(const struct json *component)
{
    const struct json *list = json_member(component, STR("licenses"));
    const struct json *first = json_is(list, JSON_ARRAY) ? list->first : NULL;
    struct str expression = json_text(json_member(first, STR("expression")));
    const struct json *license = json_member(first, STR("license"));
    struct str id = json_text(json_member(license, STR("id")));
    if (expression.len > 0 || id.len > 0) {
        return expression.len > 0 ? expression : id;
    }
    return json_text(json_member(license, STR("name")));
}

/* "urn:uuid:" and a UUID */
static bool is_serial(struct str s)
{
    static const char shape[] = "urn:uuid:xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    for (size_t i = 0; i < s.len && s.len == sizeof(shape) - 1; i++) {
        if (i >= 9 && shape[i] == 'x' ? ident_hex(s.ptr[i]) < 0 : s.ptr[i] != shape[i]) {
            return false;
        }
    }
    return s.len == sizeof(shape) - 1;
}

static enum err read_texts(const struct sbom_reader *r, const struct sbom_place *place,
                           const struct json *v, struct sbom_component *c)
{
    const struct {
        const char *key;
        struct str *out;
    } texts[] = {
        {"bom-ref", &c->ref}, {"type", &c->kind},       {"group", &c->group},
        {"name", &c->name},   {"version", &c->version}, {"versionRange", &c->version_range},
        {"scope", &c->scope}, {"purl", &c->purl},       {"cpe", &c->cpe},
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        enum err e = sbom_text(r, place, v, texts[i].key, texts[i].out);
        if (e != ERR_OK) {
            return e;
        }
    }
    const struct json *ref = json_member(v, STR("bom-ref"));
    return ref == NULL || c->ref.len > 0 ? ERR_OK
                                         : sbom_refuse(r, place, N_("a bom-ref may not be empty"));
}

/* Hashes and references, whose shape is checked already. */
static enum err read_parts(const struct sbom_reader *r, const struct json *v,
                           struct sbom_component *c)
{
    const struct sbom_pair_keys hash = {STR("alg"), STR("content")};
    const struct sbom_pair_keys link = {STR("type"), STR("url")};
    enum err e = sbom_pairs(r, json_member(v, STR("hashes")), &hash, &c->hashes);
    return e == ERR_OK
               ? sbom_pairs(r, json_member(v, STR("externalReferences")), &link, &c->references)
               : e;
}

static enum err read_list(struct sbom_reader *r, const struct sbom_place *place,
                          const struct json *list, size_t parent);

/* One component and those inside it. The depth is that of the JSON text, which has its limit. */
static enum err read_component(struct sbom_reader *r, const struct sbom_place *place,
                               const struct json *v, const struct sbom_component *like)
{
    struct sbom_component c = *like;
    const struct json *inside = NULL;
    if (!json_is(v, JSON_OBJECT)) {
        return sbom_refuse(r, place, N_("a component must be an object"));
    }
    enum err e = read_texts(r, place, v, &c);
    if (e == ERR_OK) {
        c.where = v;
        c.supplier = supplier_of(v);
        c.license = license_of(v);
        c.swid = json_text(json_member(json_member(v, STR("swid")), STR("tagId")));
        e = read_parts(r, v, &c);
    }
    if (e == ERR_OK) {
        e = sbom_add(r, place, &c);
    }
    size_t index = r->count - 1;
    if (e == ERR_OK) {
        e = sbom_array(r, place, v, "components", &inside);
    }
    struct sbom_place at = {place, "components", 0};
    return e == ERR_OK ? read_list(r, &at, inside, index) : e;
}

static enum err read_list(struct sbom_reader *r, const struct sbom_place *place,
                          const struct json *list, size_t parent)
{
    const struct sbom_component like = {.parent = parent};
    struct sbom_place at = {place, NULL, 0};
    for (const struct json *v = list != NULL ? list->first : NULL; v != NULL; v = v->next) {
        enum err e = read_component(r, &at, v, &like);
        if (e != ERR_OK) {
            return e;
        }
        at.index++;
    }
    return ERR_OK;
}

static enum err read_metadata(struct sbom_reader *r, const struct json *metadata, struct sbom *out)
{
    const struct sbom_place place = {NULL, "metadata", 0};
    const struct sbom_place at = {&place, "component", 0};
    const struct sbom_component like = {.parent = SIZE_MAX, .is_subject = true};
    const struct json *subject = NULL;
    enum err e = sbom_time(r, &place, metadata, "timestamp", &out->created);
    if (e == ERR_OK) {
        e = sbom_object(r, &place, metadata, "component", &subject);
    }
    if (e == ERR_OK && subject != NULL) {
        out->name = json_text(json_member(subject, STR("name")));
        e = read_component(r, &at, subject, &like);
    }
    return e;
}

enum err sbom_read_cyclonedx(struct sbom_reader *r, const struct json *document, struct sbom *out)
{
    const struct sbom_place at = {NULL, "components", 0};
    const struct json *metadata = NULL;
    const struct json *components = NULL;
    const struct sbom_place serial = {NULL, "serialNumber", 0};
    enum err e = shape_check(r, document, &shape_cyclonedx, out->spec_version.ptr[2]);
    if (e == ERR_OK) {
        e = sbom_text(r, NULL, document, "serialNumber", &out->id);
    }
    if (e == ERR_OK && out->id.ptr != NULL && !is_serial(out->id)) {
        return sbom_refuse(r, &serial, N_("a serial number is urn:uuid: and a UUID"));
    }
    if (e == ERR_OK) {
        e = sbom_object(r, NULL, document, "metadata", &metadata);
    }
    if (e == ERR_OK && metadata != NULL) {
        e = read_metadata(r, metadata, out);
    }
    if (e == ERR_OK) {
        e = sbom_array(r, NULL, document, "components", &components);
    }
    if (e == ERR_OK) {
        e = read_list(r, &at, components, SIZE_MAX);
    }
    return e == ERR_OK ? sbom_index(r) : e;
}
