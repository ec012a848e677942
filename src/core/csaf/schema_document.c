/*
 * core/csaf/schema_document.c — the table of /document, and the pieces that other tables share.
 *
 * Facts of the JSON schemas of CSAF 2.0 and 2.1, nothing else: what a rule of section 6 wants is no
 * business of a table.
 */
#include "core/csaf/schema.h"

/* ---- shared pieces --------------------------------------------------------------------------- */

const struct schema schema_text = {.kind = SCHEMA_STRING, .min = 1};
const struct schema schema_words = {.kind = SCHEMA_STRING, .min = 1, .tag = TAG_WORDS};
const struct schema schema_prose = {.kind = SCHEMA_STRING, .min = 1, .tag = TAG_PROSE};
const struct schema schema_uri = {.kind = SCHEMA_STRING, .tag = TAG_URI, SCHEMA_PATTERN(URI)};
const struct schema schema_date = {
    .kind = SCHEMA_STRING, .tag = TAG_DATE, SCHEMA_PATTERN(DATE_TIME)};

static const struct schema plain_uri = {.kind = SCHEMA_STRING, SCHEMA_PATTERN(URI)};
static const struct schema words_list = {.kind = SCHEMA_ARRAY, .min = 1, .items = &schema_words};
static const struct schema uri_list = {.kind = SCHEMA_ARRAY, .min = 1, .items = &schema_uri};
static const struct schema language = {
    .kind = SCHEMA_STRING, .tag = TAG_LANGUAGE, SCHEMA_PATTERN(LANGUAGE)};
static const struct schema version = {
    .kind = SCHEMA_STRING, .tag = TAG_VERSION, SCHEMA_PATTERN(VERSION)};

static const struct schema_member acknowledgment_members[] = {
    {STR_INIT("names"), CSAF_BOTH, 0, &words_list},
    {STR_INIT("organization"), CSAF_BOTH, 0, &schema_words},
    {STR_INIT("summary"), CSAF_BOTH, 0, &schema_prose},
    {STR_INIT("urls"), CSAF_BOTH, 0, &uri_list},
};
static const struct schema acknowledgment = {
    .kind = SCHEMA_OBJECT, .min = 1, .closed = CSAF_21, SCHEMA_MEMBERS(acknowledgment_members)};
const struct schema schema_acknowledgments = {
    .kind = SCHEMA_ARRAY, .min = 1, .items = &acknowledgment};

static const struct schema product_ref = {.kind = SCHEMA_STRING, .min = 1, .tag = TAG_PRODUCT_REF};
const struct schema schema_product_refs = {
    .kind = SCHEMA_ARRAY, .min = 1, .unique = CSAF_BOTH, .items = &product_ref};
static const struct schema group_ref = {.kind = SCHEMA_STRING, .min = 1, .tag = TAG_GROUP_REF};
const struct schema schema_group_refs = {
    .kind = SCHEMA_ARRAY, .min = 1, .unique = CSAF_BOTH, .items = &group_ref};

static const struct schema note_category = {
    .kind = SCHEMA_STRING,
    SCHEMA_VALUES("description details faq general legal_disclaimer other summary")};
static const struct schema_member note_members[] = {
    {STR_INIT("audience"), CSAF_BOTH, 0, &schema_prose},
    {STR_INIT("category"), CSAF_BOTH, CSAF_BOTH, &note_category},
    {STR_INIT("group_ids"), CSAF_21, 0, &schema_group_refs},
    {STR_INIT("product_ids"), CSAF_21, 0, &schema_product_refs},
    {STR_INIT("text"), CSAF_BOTH, CSAF_BOTH, &schema_prose},
    {STR_INIT("title"), CSAF_BOTH, 0, &schema_prose},
};
static const struct schema note = {
    .kind = SCHEMA_OBJECT, .closed = CSAF_21, SCHEMA_MEMBERS(note_members)};
const struct schema schema_notes = {.kind = SCHEMA_ARRAY, .min = 1, .items = &note};

static const struct schema reference_category = {.kind = SCHEMA_STRING,
                                                 SCHEMA_VALUES("external self")};
static const struct schema_member reference_members[] = {
    {STR_INIT("category"), CSAF_BOTH, 0, &reference_category},
    {STR_INIT("summary"), CSAF_BOTH, CSAF_BOTH, &schema_prose},
    {STR_INIT("url"), CSAF_BOTH, CSAF_BOTH, &plain_uri},
};
static const struct schema reference = {.kind = SCHEMA_OBJECT,
                                        .tag = TAG_REFERENCE,
                                        .closed = CSAF_21,
                                        SCHEMA_MEMBERS(reference_members)};
const struct schema schema_references = {.kind = SCHEMA_ARRAY, .min = 1, .items = &reference};

/* ---- extensions ------------------------------------------------------------------------------ */

static const struct schema extension_category = {.kind = SCHEMA_STRING,
                                                 SCHEMA_VALUES("essential significant "
                                                               "supplementary")};
static const struct schema extension_content = {.kind = SCHEMA_OBJECT, .min = 1};
static const struct schema extension_critical = {.kind = SCHEMA_BOOL};
static const struct schema extension_schema = {.kind = SCHEMA_STRING,
                                               SCHEMA_PATTERN(EXTENSION_SCHEMA)};
static const struct schema_member extension_members[] = {
    {STR_INIT("$schema"), CSAF_21, CSAF_21, &extension_schema},
    {STR_INIT("category"), CSAF_21, CSAF_21, &extension_category},
    {STR_INIT("content"), CSAF_21, CSAF_21, &extension_content},
    {STR_INIT("critical"), CSAF_21, CSAF_21, &extension_critical},
};
static const struct schema extension = {.kind = SCHEMA_OBJECT,
                                        .closed = CSAF_21,
                                        SCHEMA_OWNER(extension_content),
                                        SCHEMA_MEMBERS(extension_members)};
const struct schema schema_extensions = {
    .kind = SCHEMA_ARRAY, .min = 1, .tag = TAG_EXTENSIONS, .unique = CSAF_21, .items = &extension};

/* ---- /document ------------------------------------------------------------------------------- */

static const struct schema_member severity_members[] = {
    {STR_INIT("namespace"), CSAF_BOTH, 0, &schema_uri},
    {STR_INIT("text"), CSAF_BOTH, CSAF_BOTH, &schema_prose},
};
static const struct schema aggregate_severity = {
    .kind = SCHEMA_OBJECT, .closed = CSAF_21, SCHEMA_MEMBERS(severity_members)};

static const struct schema sharing_id = {.kind = SCHEMA_STRING, .pattern21 = PATTERN_UUID};
static const struct schema_member sharing_members[] = {
    {STR_INIT("id"), CSAF_21, CSAF_21, &sharing_id},
    {STR_INIT("name"), CSAF_21, 0, &schema_text},
};
static const struct schema sharing_group = {
    .kind = SCHEMA_OBJECT, .closed = CSAF_21, SCHEMA_MEMBERS(sharing_members)};

static const struct schema tlp_label = {.kind = SCHEMA_STRING,
                                        .values20 = "AMBER GREEN RED WHITE",
                                        .values21 = "AMBER AMBER+STRICT CLEAR GREEN RED"};
static const struct schema_member tlp_members[] = {
    {STR_INIT("label"), CSAF_BOTH, CSAF_BOTH, &tlp_label},
    {STR_INIT("url"), CSAF_BOTH, 0, &schema_uri},
};
static const struct schema tlp = {
    .kind = SCHEMA_OBJECT, .closed = CSAF_21, SCHEMA_MEMBERS(tlp_members)};

static const struct schema_member distribution_members[] = {
    {STR_INIT("sharing_group"), CSAF_21, 0, &sharing_group},
    {STR_INIT("text"), CSAF_BOTH, 0, &schema_prose},
    {STR_INIT("tlp"), CSAF_BOTH, CSAF_21, &tlp},
};
static const struct schema distribution = {
    .kind = SCHEMA_OBJECT, .min = 1, .closed = CSAF_21, SCHEMA_MEMBERS(distribution_members)};

static const struct schema publisher_category = {
    .kind = SCHEMA_STRING,
    .values20 = "coordinator discoverer other translator user vendor",
    .values21 = "coordinator discoverer multiplier other translator user vendor"};
/* 2.1 had `contact_details` up to its third draft and has `contact` since: either is accepted. */
static const struct schema email = {.kind = SCHEMA_STRING, .min = 6, .pattern21 = PATTERN_EMAIL};
static const struct schema https_url = {
    .kind = SCHEMA_STRING, .tag = TAG_URI, .min = 11, .pattern21 = PATTERN_HTTPS_URL};
static const struct schema_member contact_members[] = {
    {STR_INIT("details"), CSAF_21, 0, &schema_text},
    {STR_INIT("email"), CSAF_21, 0, &email},
    {STR_INIT("public_openpgp_key_url"), CSAF_21, 0, &https_url},
    {STR_INIT("url"), CSAF_21, 0, &https_url},
};
static const struct schema contact = {
    .kind = SCHEMA_OBJECT,
    .min = 1,
    .closed = CSAF_21,
    .needs = {STR_INIT("public_openpgp_key_url"), STR_INIT("email")},
    SCHEMA_MEMBERS(contact_members)};
static const struct schema_member publisher_members[] = {
    {STR_INIT("category"), CSAF_BOTH, CSAF_BOTH, &publisher_category},
    {STR_INIT("contact"), CSAF_21, 0, &contact},
    {STR_INIT("contact_details"), CSAF_BOTH, 0, &schema_text},
    {STR_INIT("issuing_authority"), CSAF_BOTH, 0, &schema_prose},
    {STR_INIT("name"), CSAF_BOTH, CSAF_BOTH, &schema_words},
    {STR_INIT("namespace"), CSAF_BOTH, CSAF_BOTH, &schema_uri},
};
static const struct schema publisher = {
    .kind = SCHEMA_OBJECT, .closed = CSAF_21, SCHEMA_MEMBERS(publisher_members)};

static const struct schema aliases = {
    .kind = SCHEMA_ARRAY, .min = 1, .unique = CSAF_BOTH, .items = &schema_words};
static const struct schema_member engine_members[] = {
    {STR_INIT("name"), CSAF_BOTH, CSAF_BOTH, &schema_words},
    {STR_INIT("version"), CSAF_BOTH, 0, &schema_text},
};
static const struct schema engine = {
    .kind = SCHEMA_OBJECT, .closed = CSAF_21, SCHEMA_MEMBERS(engine_members)};
static const struct schema_member generator_members[] = {
    {STR_INIT("date"), CSAF_BOTH, 0, &schema_date},
    {STR_INIT("engine"), CSAF_BOTH, CSAF_BOTH, &engine},
};
static const struct schema generator = {
    .kind = SCHEMA_OBJECT, .closed = CSAF_21, SCHEMA_MEMBERS(generator_members)};

static const struct schema_member revision_members[] = {
    {STR_INIT("date"), CSAF_BOTH, CSAF_BOTH, &schema_date},
    {STR_INIT("legacy_version"), CSAF_BOTH, 0, &schema_text},
    {STR_INIT("number"), CSAF_BOTH, CSAF_BOTH, &version},
    {STR_INIT("summary"), CSAF_BOTH, CSAF_BOTH, &schema_prose},
};
static const struct schema revision = {
    .kind = SCHEMA_OBJECT, .closed = CSAF_21, SCHEMA_MEMBERS(revision_members)};
static const struct schema revision_history = {.kind = SCHEMA_ARRAY, .min = 1, .items = &revision};

static const struct schema tracking_id = {
    .kind = SCHEMA_STRING, .min = 1, SCHEMA_PATTERN(TRACKING_ID)};
static const struct schema tracking_status = {.kind = SCHEMA_STRING,
                                              SCHEMA_VALUES("draft final interim")};
static const struct schema_member tracking_members[] = {
    {STR_INIT("aliases"), CSAF_BOTH, 0, &aliases},
    {STR_INIT("current_release_date"), CSAF_BOTH, CSAF_BOTH, &schema_date},
    {STR_INIT("generator"), CSAF_BOTH, 0, &generator},
    {STR_INIT("id"), CSAF_BOTH, CSAF_BOTH, &tracking_id},
    {STR_INIT("initial_release_date"), CSAF_BOTH, CSAF_BOTH, &schema_date},
    {STR_INIT("revision_history"), CSAF_BOTH, CSAF_BOTH, &revision_history},
    {STR_INIT("status"), CSAF_BOTH, CSAF_BOTH, &tracking_status},
    {STR_INIT("version"), CSAF_BOTH, CSAF_BOTH, &version},
};
static const struct schema tracking = {
    .kind = SCHEMA_OBJECT, .closed = CSAF_21, SCHEMA_MEMBERS(tracking_members)};

static const struct schema category = {.kind = SCHEMA_STRING, .min = 1, SCHEMA_PATTERN(CATEGORY)};
static const struct schema csaf_version = {
    .kind = SCHEMA_STRING, .values20 = "2.0", .values21 = "2.1"};

static const struct schema_member document_members[] = {
    {STR_INIT("acknowledgments"), CSAF_BOTH, 0, &schema_acknowledgments},
    {STR_INIT("aggregate_severity"), CSAF_BOTH, 0, &aggregate_severity},
    {STR_INIT("category"), CSAF_BOTH, CSAF_BOTH, &category},
    {STR_INIT("csaf_version"), CSAF_BOTH, CSAF_BOTH, &csaf_version},
    {STR_INIT("distribution"), CSAF_BOTH, CSAF_21, &distribution},
    {STR_INIT("lang"), CSAF_BOTH, 0, &language},
    {STR_INIT("license_expression"), CSAF_21, 0, &schema_text},
    {STR_INIT("notes"), CSAF_BOTH, 0, &schema_notes},
    {STR_INIT("publisher"), CSAF_BOTH, CSAF_BOTH, &publisher},
    {STR_INIT("references"), CSAF_BOTH, 0, &schema_references},
    {STR_INIT("source_lang"), CSAF_BOTH, 0, &language},
    {STR_INIT("title"), CSAF_BOTH, CSAF_BOTH, &schema_prose},
    {STR_INIT("tracking"), CSAF_BOTH, CSAF_BOTH, &tracking},
    {STR_INIT("x_extensions"), CSAF_21, 0, &schema_extensions},
};
const struct schema schema_document = {
    .kind = SCHEMA_OBJECT, .closed = CSAF_21, SCHEMA_MEMBERS(document_members)};

static const struct schema dollar_schema = {
    .kind = SCHEMA_STRING,
    .values21 = "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json"};
static const struct schema_member csaf_members[] = {
    {STR_INIT("$schema"), CSAF_21, CSAF_21, &dollar_schema},
    {STR_INIT("document"), CSAF_BOTH, CSAF_BOTH, &schema_document},
    {STR_INIT("product_tree"), CSAF_BOTH, 0, &schema_product_tree},
    {STR_INIT("vulnerabilities"), CSAF_BOTH, 0, &schema_vulnerabilities},
    {STR_INIT("x_extensions"), CSAF_21, 0, &schema_extensions},
};
const struct schema schema_csaf = {
    .kind = SCHEMA_OBJECT, .closed = CSAF_21, SCHEMA_MEMBERS(csaf_members)};
