/*
 * core/csaf/schema_extension.c — the tables of what makers of extensions publish: the schema of an
 * extension (judged by the metaschema of CSAF 2.1) and its metadata. Facts of those two, nothing
 * else; what stands inside a schema below `content` and `$defs` is left to JSON Schema.
 */
#include "core/csaf/schema.h"

static const struct schema no = {.kind = SCHEMA_BOOL};
static const struct schema address = {.kind = SCHEMA_STRING, SCHEMA_PATTERN(EXTENSION_SCHEMA)};

#define WORDS(text)                                                                                \
    {                                                                                              \
        .kind = SCHEMA_STRING, SCHEMA_VALUES(text)                                                 \
    }

static const struct schema type_object = WORDS("object");
static const struct schema type_string = WORDS("string");
static const struct schema type_boolean = WORDS("boolean");
static const struct schema format_uri = WORDS("uri");
static const struct schema truth_words = WORDS("false true");
static const struct schema category_word = WORDS("essential significant supplementary");
static const struct schema required_word = WORDS("$schema category critical content");

/* ---- the schema of an extension -------------------------------------------------------------- */

static const struct schema metaschema =
    WORDS("https://docs.oasis-open.org/csaf/csaf/v2.1/schema/extension-metaschema.json");
static const struct schema required = {
    .kind = SCHEMA_ARRAY, .min = 4, .unique = CSAF_BOTH, .items = &required_word};

static const struct schema_member dollar_members[] = {
    {STR_INIT("const"), CSAF_BOTH, 0, &address},
    {STR_INIT("description"), CSAF_BOTH, CSAF_BOTH, &schema_text},
    {STR_INIT("format"), CSAF_BOTH, CSAF_BOTH, &format_uri},
    {STR_INIT("pattern"), CSAF_BOTH, 0, &schema_text},
    {STR_INIT("title"), CSAF_BOTH, CSAF_BOTH, &schema_text},
    {STR_INIT("type"), CSAF_BOTH, CSAF_BOTH, &type_string},
};
static const struct schema dollar_schema = {
    .kind = SCHEMA_OBJECT, .min = 5, .max = 5, .closed = CSAF_BOTH, SCHEMA_MEMBERS(dollar_members)};

static const struct schema categories = {
    .kind = SCHEMA_ARRAY, .min = 1, .unique = CSAF_BOTH, .items = &category_word};
static const struct schema_member category_members[] = {
    {STR_INIT("description"), CSAF_BOTH, CSAF_BOTH, &schema_text},
    {STR_INIT("enum"), CSAF_BOTH, CSAF_BOTH, &categories},
    {STR_INIT("title"), CSAF_BOTH, CSAF_BOTH, &schema_text},
    {STR_INIT("type"), CSAF_BOTH, CSAF_BOTH, &type_string},
};
static const struct schema category = {
    .kind = SCHEMA_OBJECT, .closed = CSAF_BOTH, SCHEMA_MEMBERS(category_members)};

static const struct schema_member critical_members[] = {
    {STR_INIT("const"), CSAF_BOTH, 0, &no},
    {STR_INIT("default"), CSAF_BOTH, 0, &truth_words},
    {STR_INIT("description"), CSAF_BOTH, CSAF_BOTH, &schema_text},
    {STR_INIT("title"), CSAF_BOTH, CSAF_BOTH, &schema_text},
    {STR_INIT("type"), CSAF_BOTH, CSAF_BOTH, &type_boolean},
};
static const struct schema critical = {
    .kind = SCHEMA_OBJECT, .closed = CSAF_BOTH, SCHEMA_MEMBERS(critical_members)};

static const struct schema at_least_one = {.kind = SCHEMA_COUNT, .min = 1};
static const struct schema any_object = {.kind = SCHEMA_OBJECT};
static const struct schema_member content_members[] = {
    {STR_INIT("description"), CSAF_BOTH, CSAF_BOTH, &schema_text},
    {STR_INIT("minProperties"), CSAF_BOTH, CSAF_BOTH, &at_least_one},
    {STR_INIT("properties"), CSAF_BOTH, CSAF_BOTH, &any_object},
    {STR_INIT("title"), CSAF_BOTH, CSAF_BOTH, &schema_text},
    {STR_INIT("type"), CSAF_BOTH, CSAF_BOTH, &type_object},
    {STR_INIT("unevaluatedProperties"), CSAF_BOTH, CSAF_BOTH, &no},
};
static const struct schema content = {
    .kind = SCHEMA_OBJECT, .min = 6, SCHEMA_MEMBERS(content_members)};

static const struct schema_member property_members[] = {
    {STR_INIT("$schema"), CSAF_BOTH, CSAF_BOTH, &dollar_schema},
    {STR_INIT("category"), CSAF_BOTH, CSAF_BOTH, &category},
    {STR_INIT("content"), CSAF_BOTH, CSAF_BOTH, &content},
    {STR_INIT("critical"), CSAF_BOTH, CSAF_BOTH, &critical},
};
static const struct schema properties = {.kind = SCHEMA_OBJECT, SCHEMA_MEMBERS(property_members)};

static const struct schema definitions = {.kind = SCHEMA_OBJECT, .min = 1};
static const struct schema_member schema_members[] = {
    {STR_INIT("$defs"), CSAF_BOTH, 0, &definitions},
    {STR_INIT("$id"), CSAF_BOTH, CSAF_BOTH, &address},
    {STR_INIT("$schema"), CSAF_BOTH, CSAF_BOTH, &metaschema},
    {STR_INIT("additionalProperties"), CSAF_BOTH, CSAF_BOTH, &no},
    {STR_INIT("description"), CSAF_BOTH, CSAF_BOTH, &schema_text},
    {STR_INIT("properties"), CSAF_BOTH, CSAF_BOTH, &properties},
    {STR_INIT("required"), CSAF_BOTH, CSAF_BOTH, &required},
    {STR_INIT("title"), CSAF_BOTH, CSAF_BOTH, &schema_text},
    {STR_INIT("type"), CSAF_BOTH, CSAF_BOTH, &type_object},
};
const struct schema schema_extension_schema = {
    .kind = SCHEMA_OBJECT, .closed = CSAF_BOTH, SCHEMA_MEMBERS(schema_members)};

/* ---- its metadata ---------------------------------------------------------------------------- */

static const struct schema metadata =
    WORDS("https://docs.oasis-open.org/csaf/csaf/v2.1/schema/extension-metadata.json");
static const struct schema occurrence = {.kind = SCHEMA_COUNT};
static const struct schema_member location_members[] = {
    {STR_INIT("max_occurrence"), CSAF_BOTH, CSAF_BOTH, &occurrence},
};
static const struct schema location = {
    .kind = SCHEMA_OBJECT, .closed = CSAF_BOTH, SCHEMA_MEMBERS(location_members)};
static const struct schema_member requirement_members[] = {
    {STR_INIT("$.document.x_extensions"), CSAF_BOTH, CSAF_BOTH, &location},
    {STR_INIT("$.product_tree.branches..product.x_extensions"), CSAF_BOTH, CSAF_BOTH, &location},
    {STR_INIT("$.product_tree.full_product_names[*].x_extensions"), CSAF_BOTH, CSAF_BOTH,
     &location},
    {STR_INIT("$.product_tree.relationships[*].full_product_name.x_extensions"), CSAF_BOTH,
     CSAF_BOTH, &location},
    {STR_INIT("$.vulnerabilities[*].metrics[*].content.x_extensions"), CSAF_BOTH, CSAF_BOTH,
     &location},
    {STR_INIT("$.vulnerabilities[*].x_extensions"), CSAF_BOTH, CSAF_BOTH, &location},
    {STR_INIT("$.x_extensions"), CSAF_BOTH, CSAF_BOTH, &location},
};
static const struct schema requirement = {
    .kind = SCHEMA_OBJECT, .closed = CSAF_BOTH, SCHEMA_MEMBERS(requirement_members)};
static const struct schema addresses = {
    .kind = SCHEMA_ARRAY, .min = 1, .unique = CSAF_BOTH, .items = &address};
static const struct schema_member metadata_members[] = {
    {STR_INIT("$schema"), CSAF_BOTH, CSAF_BOTH, &metadata},
    {STR_INIT("extension_schema"), CSAF_BOTH, CSAF_BOTH, &address},
    {STR_INIT("incompatible_extensions"), CSAF_BOTH, 0, &addresses},
    {STR_INIT("last_updated"), CSAF_BOTH, CSAF_BOTH, &schema_date},
    {STR_INIT("requirement"), CSAF_BOTH, CSAF_BOTH, &requirement},
};
const struct schema schema_extension_metadata = {
    .kind = SCHEMA_OBJECT, .closed = CSAF_BOTH, SCHEMA_MEMBERS(metadata_members)};
