/*
 * core/ident/sbom.h — bills of materials: CycloneDX 1.2 to 1.7 and SPDX 2.3, both in JSON, as one
 * list of components.
 *
 * The reader takes what identifies a component. What it takes, and of CycloneDX what stands around
 * it (sbom_cyclonedx_shape.c), it checks: a component without a name, a reference that stands
 * twice, a hash that is none are refused with the JSON pointer. It is no validator of the whole
 * schemas. A purl or CPE name that cannot be read does not make the component unreadable; it is
 * marked.
 */
#ifndef CORE_IDENT_SBOM_H
#define CORE_IDENT_SBOM_H

#include "core/ident/ident.h"
#include "core/json/json.h"

enum sbom_format { SBOM_CYCLONEDX, SBOM_SPDX };

/* A hash ("SHA-256" and its digits) or a reference ("website" and its address). */
struct sbom_pair {
    struct str kind;
    struct str value;
};
struct sbom_pairs {
    struct sbom_pair *list;
    size_t count;
};

/* Texts of the document; absent where it has none. */
struct sbom_component {
    struct str ref;   /* bom-ref or SPDXID; may be absent in CycloneDX */
    struct str kind;  /* "library", "application", …; primaryPackagePurpose in SPDX, as written */
    struct str group; /* CycloneDX only */
    struct str name;  /* never absent */
    struct str version;
    struct str version_range; /* CycloneDX only, in place of a version: "vers:…" */
    struct str scope;         /* CycloneDX only: "required", "optional", "excluded" */
    struct str supplier;      /* a name: supplier, else manufacturer or publisher, else author */
    struct str purl;
    struct str cpe;
    struct str swid;              /* tag id; CycloneDX only */
    struct str license;           /* an expression, an id or a name; the first of several */
    struct sbom_pairs hashes;     /* in the spelling of CycloneDX */
    struct sbom_pairs references; /* all, purl and CPE name of SPDX among them */
    size_t parent; /* index of the component that contains this one, SIZE_MAX at the top */
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
