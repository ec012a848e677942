/*
 * core/ident/sbom_cyclonedx_shape.c — what CycloneDX 1.2 to 1.7 demand of the parts in and around a
 * component: hashes, licences, SWID tags, pedigree, references, properties, parties, services,
 * dependencies and citations.
 *
 * The texts of a component are the reader's (sbom_cyclonedx.c). Not looked at:
 * evidence, model cards, cryptographic properties, formulation, declarations, annotations,
 * compositions and vulnerabilities, which say nothing of which components there are.
 */
#include "core/ident/sbom_shape_priv.h"

#include "core/csaf/license.h"
#include "core/ident/ident_priv.h"

static const struct shape any_text = {.kind = SHAPE_TEXT};

/* ---- hashes ---------------------------------------------------------------------------------- */

/* The digits of MD5, SHA-1 and of 256, 384 and 512 bits. */
static const char *digest_fault(const struct json *v, char version)
{
    struct str s = v->text;
    bool good = s.len == 32 || s.len == 40 || s.len == 64 || s.len == 96 || s.len == 128;

    (void)version;
    for (size_t i = 0; good && i < s.len; i++) {
        good = ident_hex(s.ptr[i]) >= 0;
    }
    return good ? NULL : N_("a hash is 32, 40, 64, 96 or 128 hexadecimal digits");
}

static const struct shape algorithm = {
    .kind = SHAPE_TEXT,
    .reason = N_("this is no hash algorithm of this version of CycloneDX"),
    .words = "MD5 SHA-1 SHA-256 SHA-384 SHA-512 SHA3-256 SHA3-384 SHA3-512 BLAKE2b-256 BLAKE2b-384 "
             "BLAKE2b-512 BLAKE3 Streebog-256@7 Streebog-512@7",
};
static const struct shape digest = {.kind = SHAPE_TEXT, .fault = digest_fault};
static const struct shape_member hash_members[] = {
    {STR_INIT("alg"), &algorithm, N_("a hash needs alg"), '2'},
    {STR_INIT("content"), &digest, N_("a hash needs content"), '2'},
};
static const struct shape hash = {
    .kind = SHAPE_OBJECT, .known = "alg content", SHAPE_MEMBERS(hash_members)};
static const struct shape hashes = {.kind = SHAPE_LIST, .items = &hash};

/* ---- texts, properties, references ----------------------------------------------------------- */

static const struct shape encoding = {
    .kind = SHAPE_TEXT, .reason = N_("the encoding is base64 or not said"), .words = "base64"};
static const struct shape_member attachment_members[] = {
    {STR_INIT("content"), &any_text, N_("a text needs content"), '2'},
    {STR_INIT("encoding"), &encoding, NULL, 0},
};
static const struct shape attachment = {.kind = SHAPE_OBJECT,
                                        .texts = "contentType",
                                        .known = "contentType encoding content",
                                        SHAPE_MEMBERS(attachment_members)};

static const struct shape_member property_members[] = {
    {STR_INIT("name"), &any_text, N_("a property needs a name"), '6'},
};
static const struct shape property = {
    .kind = SHAPE_OBJECT, .texts = "value", SHAPE_MEMBERS(property_members)};
static const struct shape properties = {.kind = SHAPE_LIST, .items = &property};

static const struct shape_member reference_members[] = {
    {STR_INIT("type"), &any_text, N_("a reference needs a type"), '2'},
    {STR_INIT("url"), &any_text, N_("a reference needs an url"), '2'},
    {STR_INIT("hashes"), &hashes, NULL, 0},
};
static const struct shape reference = {.kind = SHAPE_OBJECT,
                                       .texts = "comment",
                                       .known = "url comment type hashes properties@7",
                                       SHAPE_MEMBERS(reference_members)};
static const struct shape references = {.kind = SHAPE_LIST, .items = &reference};

static const struct shape text_list = {.kind = SHAPE_LIST, .items = &any_text};
static const struct shape contact = {.kind = SHAPE_OBJECT, .texts = "name email phone"};
static const struct shape contacts = {.kind = SHAPE_LIST, .items = &contact};
static const struct shape_member party_members[] = {
    {STR_INIT("url"), &text_list, NULL, 0},
    {STR_INIT("contact"), &contacts, NULL, 0},
};
static const struct shape party = {
    .kind = SHAPE_OBJECT, .texts = "name", SHAPE_MEMBERS(party_members)};

/* ---- licences -------------------------------------------------------------------------------- */

static const char *license_id_fault(const struct json *v, char version)
{
    /* The list leaves "or any later version" of its deprecated ids to the reader. */
    bool later = str_ends_with(v->text, STR("+"));
    struct str id = str_slice(v->text, 0, v->text.len - (later ? 1 : 0));
    const struct license_use use = {LICENSE_ID, id};
    const struct license_use exception = {LICENSE_EXCEPTION, v->text};

    (void)version;
    return license_listed(use) == LICENSE_NOT_LISTED &&
                   license_listed(exception) == LICENSE_NOT_LISTED
               ? N_("this is no identifier of the SPDX license list")
               : NULL;
}

static const char *license_fault(const struct json *v, char version)
{
    bool id = json_member(v, STR("id")) != NULL;
    bool name = json_member(v, STR("name")) != NULL;

    (void)version;
    return id != name ? NULL : N_("a license has an id or a name, not both");
}

/* Licences or one expression; from 1.7 on any number of both. */
static const char *choice_fault(const struct json *v, char version)
{
    size_t expressions = 0;

    for (const struct json *item = v->first; item != NULL; item = item->next) {
        bool expression = json_member(item, STR("expression")) != NULL;
        if (expression == (json_member(item, STR("license")) != NULL)) {
            return N_("each item has a license or an expression, not both");
        }
        expressions += expression ? 1 : 0;
    }
    return expressions > 0 && v->count > 1 && (version == '5' || version == '6')
               ? N_("an expression stands alone")
               : NULL;
}

static const struct shape license_id = {.kind = SHAPE_TEXT, .fault = license_id_fault};
static const struct shape_member license_members[] = {
    {STR_INIT("id"), &license_id, NULL, 0},
    {STR_INIT("text"), &attachment, NULL, 0},
    {STR_INIT("properties"), &properties, NULL, 0},
};
static const struct shape license = {
    .kind = SHAPE_OBJECT,
    .texts = "name url bom-ref acknowledgement",
    .known = "id name text url bom-ref@5 licensing@5 properties@5 acknowledgement@6",
    SHAPE_MEMBERS(license_members),
    .fault = license_fault};
static const struct shape_member choice_members[] = {
    {STR_INIT("license"), &license, NULL, 0},
    {STR_INIT("expression"), &any_text, NULL, 0},
};
static const struct shape choice = {.kind = SHAPE_OBJECT, SHAPE_MEMBERS(choice_members)};
static const struct shape licenses = {.kind = SHAPE_LIST, .items = &choice, .fault = choice_fault};

/* ---- components ------------------------------------------------------------------------------ */

static const struct shape components;

static const struct shape_member swid_members[] = {
    {STR_INIT("tagId"), &any_text, N_("a SWID tag needs a tagId"), '2'},
    {STR_INIT("name"), &any_text, N_("a SWID tag needs a name"), '2'},
    {STR_INIT("text"), &attachment, NULL, 0},
};
static const struct shape swid = {.kind = SHAPE_OBJECT,
                                  .texts = "version",
                                  .known = "tagId name version tagVersion patch text url",
                                  SHAPE_MEMBERS(swid_members)};

static const struct shape issue_type = {
    .kind = SHAPE_TEXT,
    .reason = N_("an issue is defect, enhancement or security"),
    .words = "defect enhancement security",
};
static const struct shape_member issue_members[] = {
    {STR_INIT("type"), &issue_type, N_("an issue needs a type"), '2'},
};
static const struct shape issue = {.kind = SHAPE_OBJECT,
                                   .texts = "id name description",
                                   .known = "type id name description source references",
                                   SHAPE_MEMBERS(issue_members)};
static const struct shape issues = {.kind = SHAPE_LIST, .items = &issue};
static const struct shape_member diff_members[] = {
    {STR_INIT("text"), &attachment, NULL, 0},
};
static const struct shape diff = {
    .kind = SHAPE_OBJECT, .texts = "url", .known = "text url", SHAPE_MEMBERS(diff_members)};
static const struct shape patch_type = {
    .kind = SHAPE_TEXT,
    .reason = N_("a patch is unofficial, monkey, backport or cherry-pick"),
    .words = "unofficial monkey backport cherry-pick",
};
static const struct shape_member patch_members[] = {
    {STR_INIT("type"), &patch_type, N_("a patch needs a type"), '2'},
    {STR_INIT("diff"), &diff, NULL, 0},
    {STR_INIT("resolves"), &issues, NULL, 0},
};
static const struct shape patch = {
    .kind = SHAPE_OBJECT, .known = "type diff resolves", SHAPE_MEMBERS(patch_members)};
static const struct shape patches = {.kind = SHAPE_LIST, .items = &patch};
static const struct shape_member pedigree_members[] = {
    {STR_INIT("ancestors"), &components, NULL, 0},
    {STR_INIT("descendants"), &components, NULL, 0},
    {STR_INIT("variants"), &components, NULL, 0},
    {STR_INIT("patches"), &patches, NULL, 0},
};
static const struct shape pedigree = {.kind = SHAPE_OBJECT,
                                      .known =
                                          "ancestors descendants variants commits patches notes",
                                      SHAPE_MEMBERS(pedigree_members)};

/* A range is of what comes from elsewhere, and stands in place of a version. */
static const char *component_fault(const struct json *v, char version)
{
    const struct json *external = json_member(v, STR("isExternal"));

    if (version < '7' || json_member(v, STR("versionRange")) == NULL) {
        return NULL;
    }
    if (json_member(v, STR("version")) != NULL) {
        return N_("a component has a version or a versionRange, not both");
    }
    return json_is(external, JSON_BOOL) && external->boolean
               ? NULL
               : N_("a component with a versionRange must be isExternal");
}

static const struct shape component_type = {
    .kind = SHAPE_TEXT,
    .reason = N_("a component needs one of the types of this version of CycloneDX"),
    .words = "application framework library container operating-system device firmware file "
             "platform@5 device-driver@5 machine-learning-model@5 data@5 cryptographic-asset@6",
};
static const struct shape scope = {
    .kind = SHAPE_TEXT,
    .reason = N_("a scope is required, optional or excluded"),
    .words = "required optional excluded",
};
static const struct shape_member component_members[] = {
    {STR_INIT("type"), &component_type, N_("a component needs a type"), '2'},
    {STR_INIT("name"), &any_text, N_("a component needs a name"), '2'},
    {STR_INIT("supplier"), &party, NULL, 0},
    {STR_INIT("manufacturer"), &party, NULL, 0},
    {STR_INIT("scope"), &scope, NULL, 0},
    {STR_INIT("hashes"), &hashes, NULL, 0},
    {STR_INIT("licenses"), &licenses, NULL, 0},
    {STR_INIT("swid"), &swid, NULL, 0},
    {STR_INIT("pedigree"), &pedigree, NULL, 0},
    {STR_INIT("externalReferences"), &references, NULL, 0},
    {STR_INIT("properties"), &properties, NULL, 0},
    {STR_INIT("components"), &components, NULL, 0},
};
static const struct shape component = {
    .kind = SHAPE_OBJECT,
    .texts = "publisher author description copyright mime-type versionRange",
    .known = "type mime-type bom-ref supplier author publisher group name version "
             "description scope hashes licenses copyright cpe purl swid modified pedigree "
             "externalReferences components evidence releaseNotes properties signature "
             "modelCard@5 data@5 manufacturer@6 authors@6 omniborId@6 swhid@6 "
             "cryptoProperties@6 tags@6 versionRange@7 isExternal@7 patentAssertions@7",
    SHAPE_MEMBERS(component_members),
    .fault = component_fault};
static const struct shape components = {.kind = SHAPE_LIST, .items = &component};

/* ---- what stands beside the components ------------------------------------------------------- */

static const struct shape flow = {
    .kind = SHAPE_TEXT,
    .reason = N_("a flow is inbound, outbound, bi-directional or unknown"),
    .words = "inbound outbound bi-directional unknown",
};
static const struct shape_member data_members[] = {
    {STR_INIT("flow"), &flow, N_("data of a service need a flow"), '2'},
    {STR_INIT("classification"), &any_text, N_("data of a service need a classification"), '2'},
};
static const struct shape datum = {
    .kind = SHAPE_OBJECT,
    .known = "flow classification name@5 description@5 governance@5 source@5 destination@5",
    SHAPE_MEMBERS(data_members)};
static const struct shape data = {.kind = SHAPE_LIST, .items = &datum};
static const struct shape services;
static const struct shape_member service_members[] = {
    {STR_INIT("name"), &any_text, N_("a service needs a name"), '2'},
    {STR_INIT("provider"), &party, NULL, 0},
    {STR_INIT("endpoints"), &text_list, NULL, 0},
    {STR_INIT("data"), &data, NULL, 0},
    {STR_INIT("licenses"), &licenses, NULL, 0},
    {STR_INIT("externalReferences"), &references, NULL, 0},
    {STR_INIT("properties"), &properties, NULL, 0},
    {STR_INIT("services"), &services, NULL, 0},
};
static const struct shape service = {
    .kind = SHAPE_OBJECT,
    .texts = "bom-ref group version description",
    .known = "bom-ref provider group name version description endpoints authenticated "
             "x-trust-boundary data licenses externalReferences services releaseNotes "
             "properties signature trustZone@5 tags@6 patentAssertions@7",
    SHAPE_MEMBERS(service_members)};
static const struct shape services = {.kind = SHAPE_LIST, .items = &service};

static const char *empty_fault(const struct json *v, char version)
{
    return version >= '5' && v->text.len == 0 ? N_("a reference may not be empty") : NULL;
}

static const struct shape ref = {.kind = SHAPE_TEXT, .fault = empty_fault};
static const struct shape refs = {.kind = SHAPE_LIST, .items = &ref};
static const struct shape_member dependency_members[] = {
    {STR_INIT("ref"), &ref, N_("a dependency needs a ref"), '2'},
    {STR_INIT("dependsOn"), &refs, NULL, 0},
    {STR_INIT("provides"), &refs, NULL, 0},
};
static const struct shape dependency = {
    .kind = SHAPE_OBJECT, .known = "ref dependsOn provides@6", SHAPE_MEMBERS(dependency_members)};
static const struct shape dependencies = {.kind = SHAPE_LIST, .items = &dependency};

/* Pointers or expressions, of somebody or of a process. */
static const char *citation_fault(const struct json *v, char version)
{
    bool pointers = json_member(v, STR("pointers")) != NULL;
    bool expressions = json_member(v, STR("expressions")) != NULL;
    bool somebody = json_member(v, STR("attributedTo")) != NULL;

    (void)version;
    if (pointers == expressions) {
        return N_("a citation has pointers or expressions, not both");
    }
    return somebody || json_member(v, STR("process")) != NULL
               ? NULL
               : N_("a citation is attributedTo somebody or of a process");
}

static const struct shape_member citation_members[] = {
    {STR_INIT("timestamp"), &any_text, N_("a citation needs a timestamp"), '7'},
};
static const struct shape citation = {
    .kind = SHAPE_OBJECT,
    .known = "bom-ref pointers expressions timestamp attributedTo process note signature",
    SHAPE_MEMBERS(citation_members),
    .fault = citation_fault};
static const struct shape citations = {.kind = SHAPE_LIST, .items = &citation};

static const struct shape label = {
    .kind = SHAPE_TEXT,
    .reason = N_("this is no label of TLP"),
    .words = "CLEAR GREEN AMBER AMBER_AND_STRICT RED",
};
static const struct shape_member constraint_members[] = {{STR_INIT("tlp"), &label, NULL, 0}};
static const struct shape constraints = {
    .kind = SHAPE_OBJECT, .known = "tlp", SHAPE_MEMBERS(constraint_members)};
static const struct shape_member metadata_members[] = {
    {STR_INIT("component"), &component, NULL, 0},
    {STR_INIT("supplier"), &party, NULL, 0},
    {STR_INIT("manufacturer"), &party, NULL, 0},
    {STR_INIT("manufacture"), &party, NULL, 0},
    {STR_INIT("authors"), &contacts, NULL, 0},
    {STR_INIT("licenses"), &licenses, NULL, 0},
    {STR_INIT("properties"), &properties, NULL, 0},
    {STR_INIT("distributionConstraints"), &constraints, NULL, 0},
};
static const struct shape metadata = {
    .kind = SHAPE_OBJECT,
    .known = "timestamp tools authors component manufacture supplier licenses properties "
             "lifecycles@5 manufacturer@6 distributionConstraints@7",
    SHAPE_MEMBERS(metadata_members)};

static const char *revision_fault(const struct json *v, char version)
{
    int64_t n = 0;

    (void)version;
    return json_int(v, &n) && n >= 1 ? NULL
                                     : N_("the version of a document is a whole number from 1");
}

static const struct shape revision = {.kind = SHAPE_ANY, .fault = revision_fault};
static const struct shape_member document_members[] = {
    {STR_INIT("version"), &revision, NULL, 0},
    {STR_INIT("metadata"), &metadata, NULL, 0},
    {STR_INIT("components"), &components, NULL, 0},
    {STR_INIT("services"), &services, NULL, 0},
    {STR_INIT("externalReferences"), &references, NULL, 0},
    {STR_INIT("dependencies"), &dependencies, NULL, 0},
    {STR_INIT("properties"), &properties, NULL, 0},
    {STR_INIT("citations"), &citations, NULL, 0},
};
const struct shape shape_cyclonedx = {
    .kind = SHAPE_OBJECT,
    .texts = "$schema",
    .known = "$schema bomFormat specVersion serialNumber version metadata components "
             "services externalReferences dependencies compositions vulnerabilities "
             "signature annotations@5 formulation@5 properties@5 declarations@6 "
             "definitions@6 citations@7",
    SHAPE_MEMBERS(document_members)};
