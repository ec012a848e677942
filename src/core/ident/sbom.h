/*
 * core/ident/sbom.h — bills of materials: CycloneDX 1.2 to 1.7 and SPDX 2.3, both in JSON, as one
 * list of components.
 *
 * The reader takes what identifies a component and leaves the rest alone; it is no validator of the
 * schemas, but what it takes it checks: a component without a name, a reference that stands twice,
 * a wrong type are refused with the JSON pointer. A purl or CPE name that cannot be read does not
 * make the component unreadable; it is marked.
 */
#ifndef CORE_IDENT_SBOM_H
#define CORE_IDENT_SBOM_H

#include "core/ident/ident.h"
#include "core/json/json.h"

enum sbom_format { SBOM_CYCLONEDX, SBOM_SPDX };

/* Texts of the document; absent where it has none. */
struct sbom_component {
    struct str ref;   /* bom-ref or SPDXID; may be absent in CycloneDX */
    struct str kind;  /* "library", "application", …; primaryPackagePurpose in SPDX, as written */
    struct str group; /* CycloneDX only */
    struct str name;  /* never absent */
    struct str version;
    struct str supplier; /* a name: supplier, else manufacturer or publisher, else author */
    struct str purl;
    struct str cpe;
    struct str license; /* an expression, an id or a name; the first of several */
    size_t parent;      /* index of the component that contains this one, SIZE_MAX at the top */
    const struct json *where;
    bool is_subject;    /* the document describes this one */
    bool purl_is_valid; /* false without one */
    bool cpe_is_valid;
};

struct sbom {
    enum sbom_format format;
    struct str spec_version; /* "1.5", "2.3" */
    struct str id;           /* serialNumber, documentNamespace */
    struct str name;         /* of the document, else of its subject */
    struct str created;      /* as written */
    const struct sbom_component *components;
    size_t count;
};

struct sbom_error {
    struct str pointer; /* JSON pointer of the value that does not fit, in the arena */
    const char *reason; /* a literal */
};

/* Reads a document. ERR_UNSUPPORTED when it is neither format or another version of them,
 * ERR_INVALID (and *error says where and why), ERR_LIMIT beyond LIMIT_SBOM_COMPONENTS, ERR_MEMORY.
 */
enum err sbom_read(const struct json *document, struct arena *a, struct sbom *out,
                   struct sbom_error *error) MUST_CHECK;

/* "CycloneDX", "SPDX". Never NULL. */
const char *sbom_format_name(enum sbom_format format);

#endif
