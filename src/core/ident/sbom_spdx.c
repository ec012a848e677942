/*
 * core/ident/sbom_spdx.c — packages of an SPDX 2.3 document as components.
 *
 * Must never read files or snippets as components.
 */
#include "core/ident/sbom_priv.h"

/* "NOASSERTION" and "NONE" say that nothing is said. */
static struct str stated(struct str s)
{
    return str_equal(s, STR("NOASSERTION")) || str_equal(s, STR("NONE")) ? (struct str){0} : s;
}

/* "Organization: Example (mail)" as "Example" */
static struct str party_name(struct str s)
{
    static const struct str words[] = {STR_INIT("Organization:"), STR_INIT("Person:"),
                                       STR_INIT("Tool:")};
    s = stated(s);
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (str_starts_with(s, words[i])) {
            s = str_slice(s, words[i].len, s.len);
        }
    }
    size_t mail = str_find(s, STR(" ("), 0);
    return str_trim(str_slice(s, 0, mail == SIZE_MAX ? s.len : mail));
}

/* The first purl and the first CPE name, the newer form preferred. */
static enum err read_references(const struct sbom_reader *r, const struct sbom_place *place,
                                const struct json *v, struct sbom_component *c)
{
    const struct json *list = NULL;
    enum err e = sbom_array(r, place, v, "externalRefs", &list);
    struct str old_cpe = {0};
    for (const struct json *x = list != NULL ? list->first : NULL; e == ERR_OK && x != NULL;
         x = x->next) {
        struct str type = json_text(json_member(x, STR("referenceType")));
        struct str locator = json_text(json_member(x, STR("referenceLocator")));
        if (str_ends_with(type, STR("purl")) && c->purl.len == 0) {
            c->purl = locator;
        } else if (str_ends_with(type, STR("cpe23Type")) && c->cpe.len == 0) {
            c->cpe = locator;
        } else if (str_ends_with(type, STR("cpe22Type")) && old_cpe.len == 0) {
            old_cpe = locator;
        }
    }
    if (c->cpe.len == 0) {
        c->cpe = old_cpe;
    }
    const struct sbom_pair_keys keys = {STR("referenceType"), STR("referenceLocator")};
    return e == ERR_OK ? sbom_pairs(r, list, &keys, &c->references) : e;
}

/* "SHA256" as CycloneDX spells it. */
static struct str algorithm(struct arena *a, struct str name)
{
    static const struct str short_ones[] = {STR_INIT("SHA1"), STR_INIT("SHA224"),
                                            STR_INIT("SHA256"), STR_INIT("SHA384"),
                                            STR_INIT("SHA512")};
    for (size_t i = 0; i < sizeof(short_ones) / sizeof(short_ones[0]); i++) {
        if (str_equal(name, short_ones[i])) {
            return arena_format(a, "SHA-%.*s", STR_ARG(str_slice(name, 3, name.len)));
        }
    }
    return name;
}

static enum err read_checksums(const struct sbom_reader *r, const struct sbom_place *place,
                               const struct json *v, struct sbom_component *c)
{
    const struct sbom_pair_keys keys = {STR("algorithm"), STR("checksumValue")};
    const struct json *list = NULL;
    enum err e = sbom_array(r, place, v, "checksums", &list);
    if (e == ERR_OK) {
        e = sbom_pairs(r, list, &keys, &c->hashes);
    }
    for (size_t i = 0; e == ERR_OK && i < c->hashes.count; i++) {
        c->hashes.list[i].kind = algorithm(r->arena, c->hashes.list[i].kind);
    }
    return e;
}

static enum err read_package(struct sbom_reader *r, const struct sbom_place *place,
                             const struct json *v)
{
    struct sbom_component c = {.parent = SIZE_MAX, .where = v};
    struct str supplier = {0};
    struct str originator = {0};
    struct str concluded = {0};
    struct str declared = {0};
    const struct {
        const char *key;
        struct str *out;
    } texts[] = {
        {"SPDXID", &c.ref},
        {"name", &c.name},
        {"versionInfo", &c.version},
        {"primaryPackagePurpose", &c.kind},
        {"supplier", &supplier},
        {"originator", &originator},
        {"licenseConcluded", &concluded},
        {"licenseDeclared", &declared},
    };
    if (!json_is(v, JSON_OBJECT)) {
        return sbom_refuse(r, place, N_("a package must be an object"));
    }
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        enum err e = sbom_text(r, place, v, texts[i].key, texts[i].out);
        if (e != ERR_OK) {
            return e;
        }
    }
    if (!str_starts_with(c.ref, STR("SPDXRef-"))) {
        return sbom_refuse(r, place, N_("a package needs an SPDXID that begins with SPDXRef-"));
    }
    c.version = stated(c.version);
    c.supplier = party_name(supplier);
    if (c.supplier.len == 0) {
        c.supplier = party_name(originator);
    }
    c.license = stated(concluded);
    if (c.license.len == 0) {
        c.license = stated(declared);
    }
    enum err e = read_references(r, place, v, &c);
    if (e == ERR_OK) {
        e = read_checksums(r, place, v, &c);
    }
    return e == ERR_OK ? sbom_add(r, place, &c) : e;
}

/* ---- what is related to what ----------------------------------------------------------------- */

static void mark_subject(struct sbom_reader *r, struct str ref)
{
    size_t index = sbom_find(r, ref);
    if (index != SIZE_MAX) {
        r->list[index].is_subject = true;
    }
}

enum { ANCESTORS_MAX = 100 }; /* nobody packs deeper; a chain of any length would cost its square */

/* Notes what contains what, unless the inner one has a place already or would contain itself. */
static void put_inside(struct sbom_reader *r, struct str outer, struct str inner)
{
    size_t parent = sbom_find(r, outer);
    size_t child = sbom_find(r, inner);
    if (parent == SIZE_MAX || child == SIZE_MAX || r->list[child].parent != SIZE_MAX) {
        return;
    }
    size_t above = parent;
    for (size_t i = 0; i < ANCESTORS_MAX && above != SIZE_MAX; i++) {
        if (above == child) {
            return;
        }
        above = r->list[above].parent;
    }
    if (above == SIZE_MAX) {
        r->list[child].parent = parent;
    }
}

/* "A CONTAINS B", "B CONTAINED_BY A"; what the document describes. Everything else is left alone.
 */
static void read_relation(struct sbom_reader *r, const struct json *v)
{
    static const struct str document = STR_INIT("SPDXRef-DOCUMENT");
    struct str type = json_text(json_member(v, STR("relationshipType")));
    struct str from = json_text(json_member(v, STR("spdxElementId")));
    struct str to = json_text(json_member(v, STR("relatedSpdxElement")));
    if (str_equal(type, STR("DESCRIBES")) && str_equal(from, document)) {
        mark_subject(r, to);
    } else if (str_equal(type, STR("DESCRIBED_BY")) && str_equal(to, document)) {
        mark_subject(r, from);
    } else if (str_equal(type, STR("CONTAINS"))) {
        put_inside(r, from, to);
    } else if (str_equal(type, STR("CONTAINED_BY"))) {
        put_inside(r, to, from);
    }
}

static enum err read_relations(struct sbom_reader *r, const struct json *document)
{
    const struct json *described = NULL;
    const struct json *relations = NULL;
    enum err e = sbom_array(r, NULL, document, "documentDescribes", &described);
    if (e == ERR_OK) {
        e = sbom_array(r, NULL, document, "relationships", &relations);
    }
    if (e != ERR_OK) {
        return e;
    }
    for (const struct json *v = described != NULL ? described->first : NULL; v != NULL;
         v = v->next) {
        mark_subject(r, json_text(v));
    }
    for (const struct json *v = relations != NULL ? relations->first : NULL; v != NULL;
         v = v->next) {
        read_relation(r, v);
    }
    return ERR_OK;
}

enum err sbom_read_spdx(struct sbom_reader *r, const struct json *document, struct sbom *out)
{
    const struct sbom_place creation = {NULL, "creationInfo", 0};
    const struct sbom_place place = {NULL, "packages", 0};
    struct sbom_place at = {&place, NULL, 0};
    const struct json *info = NULL;
    const struct json *packages = NULL;
    enum err e = sbom_text(r, NULL, document, "documentNamespace", &out->id);
    if (e == ERR_OK) {
        e = sbom_text(r, NULL, document, "name", &out->name);
    }
    if (e == ERR_OK) {
        e = sbom_object(r, NULL, document, "creationInfo", &info);
    }
    if (e == ERR_OK) {
        e = sbom_time(r, &creation, info, "created", &out->created);
    }
    if (e == ERR_OK) {
        e = sbom_array(r, NULL, document, "packages", &packages);
    }
    const struct json *v = packages != NULL ? packages->first : NULL;
    for (; e == ERR_OK && v != NULL; v = v->next) {
        e = read_package(r, &at, v);
        at.index++;
    }
    if (e == ERR_OK) {
        e = sbom_index(r);
    }
    return e == ERR_OK ? read_relations(r, document) : e;
}
