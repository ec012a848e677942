/*
 * core/csaf/schema_tree.c — the table of /product_tree. Facts of the JSON schemas, nothing else.
 */
#include "core/csaf/schema.h"

/* ---- product_identification_helper ----------------------------------------------------------- */

static const struct schema cpe = {
    .kind = SCHEMA_STRING, .min = 5, .pattern20 = PATTERN_CPE20, .pattern21 = PATTERN_CPE21};
static const struct schema algorithm = {
    .kind = SCHEMA_STRING, .min = 1, .pattern21 = PATTERN_ALGORITHM};
static const struct schema hash_value = {
    .kind = SCHEMA_STRING, .min = 32, .pattern20 = PATTERN_HEX, .pattern21 = PATTERN_HEX_LOWER};
static const struct schema_member file_hash_members[] = {
    {STR_INIT("algorithm"), CSAF_BOTH, CSAF_BOTH, &algorithm},
    {STR_INIT("value"), CSAF_BOTH, CSAF_BOTH, &hash_value},
};
static const struct schema file_hash = {
    .kind = SCHEMA_OBJECT, .closed = CSAF_21, SCHEMA_MEMBERS(file_hash_members)};
static const struct schema file_hashes = {
    .kind = SCHEMA_ARRAY, .min = 1, .tag = TAG_HASHES, .unique = CSAF_21, .items = &file_hash};
static const struct schema_member hash_members[] = {
    {STR_INIT("file_hashes"), CSAF_BOTH, CSAF_BOTH, &file_hashes},
    {STR_INIT("filename"), CSAF_BOTH, CSAF_BOTH, &schema_text},
};
static const struct schema hash = {
    .kind = SCHEMA_OBJECT, .closed = CSAF_21, SCHEMA_MEMBERS(hash_members)};
static const struct schema hashes = {
    .kind = SCHEMA_ARRAY, .min = 1, .unique = CSAF_21, .items = &hash};

static const struct schema purl = {
    .kind = SCHEMA_STRING, .min = 7, .pattern20 = PATTERN_PURL20, .pattern21 = PATTERN_PURL21};
static const struct schema purls = {
    .kind = SCHEMA_ARRAY, .min = 1, .unique = CSAF_BOTH, .items = &purl};
static const struct schema numbers = {
    .kind = SCHEMA_ARRAY, .min = 1, .unique = CSAF_BOTH, .items = &schema_text};
static const struct schema skus = {
    .kind = SCHEMA_ARRAY, .min = 1, .unique = CSAF_21, .items = &schema_text};
static const struct schema sbom_urls = {
    .kind = SCHEMA_ARRAY, .min = 1, .unique = CSAF_21, .items = &schema_uri};
static const struct schema_member generic_uri_members[] = {
    {STR_INIT("namespace"), CSAF_BOTH, CSAF_BOTH, &schema_uri},
    {STR_INIT("uri"), CSAF_BOTH, CSAF_BOTH, &schema_uri},
};
static const struct schema generic_uri = {
    .kind = SCHEMA_OBJECT, .closed = CSAF_21, SCHEMA_MEMBERS(generic_uri_members)};
static const struct schema generic_uris = {
    .kind = SCHEMA_ARRAY, .min = 1, .unique = CSAF_21, .items = &generic_uri};

static const struct schema_member helper_members[] = {
    {STR_INIT("cpe"), CSAF_BOTH, 0, &cpe},
    {STR_INIT("hashes"), CSAF_BOTH, 0, &hashes},
    {STR_INIT("model_numbers"), CSAF_BOTH, 0, &numbers},
    {STR_INIT("purl"), CSAF_20, 0, &purl},
    {STR_INIT("purls"), CSAF_21, 0, &purls},
    {STR_INIT("sbom_urls"), CSAF_BOTH, 0, &sbom_urls},
    {STR_INIT("serial_numbers"), CSAF_BOTH, 0, &numbers},
    {STR_INIT("skus"), CSAF_BOTH, 0, &skus},
    {STR_INIT("x_generic_uris"), CSAF_BOTH, 0, &generic_uris},
};
static const struct schema helper = {.kind = SCHEMA_OBJECT,
                                     .min = 1,
                                     .tag = TAG_HELPER,
                                     .closed = CSAF_21,
                                     SCHEMA_MEMBERS(helper_members)};

/* ---- products and branches ------------------------------------------------------------------- */

static const struct schema_member product_members[] = {
    {STR_INIT("name"), CSAF_BOTH, CSAF_BOTH, &schema_words},
    {STR_INIT("product_id"), CSAF_BOTH, CSAF_BOTH, &schema_text},
    {STR_INIT("product_identification_helper"), CSAF_BOTH, 0, &helper},
    {STR_INIT("x_extensions"), CSAF_21, 0, &schema_extensions},
};
static const struct schema product = {
    .kind = SCHEMA_OBJECT, .tag = TAG_PRODUCT, .closed = CSAF_21, SCHEMA_MEMBERS(product_members)};
static const struct schema products = {.kind = SCHEMA_ARRAY, .min = 1, .items = &product};

static const struct schema branches;
static const struct schema branch_category = {
    .kind = SCHEMA_STRING,
    .values20 = "architecture host_name language legacy patch_level product_family product_name "
                "product_version product_version_range service_pack specification vendor",
    .values21 = "architecture host_name language patch_level platform product_family product_name "
                "product_version product_version_range service_pack specification vendor"};
static const struct schema_member branch_members[] = {
    {STR_INIT("branches"), CSAF_BOTH, 0, &branches},
    {STR_INIT("category"), CSAF_BOTH, CSAF_BOTH, &branch_category},
    {STR_INIT("name"), CSAF_BOTH, CSAF_BOTH, &schema_words},
    {STR_INIT("product"), CSAF_BOTH, 0, &product},
};
static const struct schema branch = {.kind = SCHEMA_OBJECT,
                                     .tag = TAG_BRANCH,
                                     .min = 3,
                                     .max = 3,
                                     .closed = CSAF_21,
                                     SCHEMA_MEMBERS(branch_members)};
static const struct schema branches = {.kind = SCHEMA_ARRAY, .min = 1, .items = &branch};

/* ---- groups, relationships (2.0) and paths (2.1) --------------------------------------------- */

static const struct schema product_ref = {.kind = SCHEMA_STRING, .min = 1, .tag = TAG_PRODUCT_REF};
static const struct schema group_products = {
    .kind = SCHEMA_ARRAY, .min = 2, .unique = CSAF_BOTH, .items = &product_ref};
static const struct schema_member group_members[] = {
    {STR_INIT("group_id"), CSAF_BOTH, CSAF_BOTH, &schema_text},
    {STR_INIT("product_ids"), CSAF_BOTH, CSAF_BOTH, &group_products},
    {STR_INIT("summary"), CSAF_BOTH, 0, &schema_prose},
};
static const struct schema group = {
    .kind = SCHEMA_OBJECT, .tag = TAG_GROUP, .closed = CSAF_21, SCHEMA_MEMBERS(group_members)};
static const struct schema groups = {.kind = SCHEMA_ARRAY, .min = 1, .items = &group};

static const struct schema relation = {
    .kind = SCHEMA_STRING,
    SCHEMA_VALUES("default_component_of external_component_of installed_on installed_with "
                  "optional_component_of")};
static const struct schema_member relationship_members[] = {
    {STR_INIT("category"), CSAF_20, CSAF_20, &relation},
    {STR_INIT("full_product_name"), CSAF_20, CSAF_20, &product},
    {STR_INIT("product_reference"), CSAF_20, CSAF_20, &product_ref},
    {STR_INIT("relates_to_product_reference"), CSAF_20, CSAF_20, &product_ref},
};
static const struct schema relationship = {.kind = SCHEMA_OBJECT,
                                           SCHEMA_MEMBERS(relationship_members)};
static const struct schema relationships = {.kind = SCHEMA_ARRAY, .min = 1, .items = &relationship};

static const struct schema_member subpath_members[] = {
    {STR_INIT("category"), CSAF_21, CSAF_21, &relation},
    {STR_INIT("next_product_reference"), CSAF_21, CSAF_21, &product_ref},
};
static const struct schema subpath = {
    .kind = SCHEMA_OBJECT, .closed = CSAF_21, SCHEMA_MEMBERS(subpath_members)};
static const struct schema subpaths = {.kind = SCHEMA_ARRAY, .min = 1, .items = &subpath};
static const struct schema_member path_members[] = {
    {STR_INIT("beginning_product_reference"), CSAF_21, CSAF_21, &product_ref},
    {STR_INIT("full_product_name"), CSAF_21, CSAF_21, &product},
    {STR_INIT("subpaths"), CSAF_21, CSAF_21, &subpaths},
};
static const struct schema path = {
    .kind = SCHEMA_OBJECT, .closed = CSAF_21, SCHEMA_MEMBERS(path_members)};
static const struct schema paths = {.kind = SCHEMA_ARRAY, .min = 1, .items = &path};

static const struct schema_member tree_members[] = {
    {STR_INIT("branches"), CSAF_BOTH, 0, &branches},
    {STR_INIT("full_product_names"), CSAF_BOTH, 0, &products},
    {STR_INIT("product_groups"), CSAF_BOTH, 0, &groups},
    {STR_INIT("product_paths"), CSAF_21, 0, &paths},
    {STR_INIT("relationships"), CSAF_20, 0, &relationships},
};
const struct schema schema_product_tree = {
    .kind = SCHEMA_OBJECT, .min = 1, .closed = CSAF_21, SCHEMA_MEMBERS(tree_members)};
