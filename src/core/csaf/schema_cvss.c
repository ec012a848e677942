/*
 * core/csaf/schema_cvss.c — the tables of the CVSS objects (FIRST's schemas 2.0, 3.0, 3.1, 4.0.1)
 * and of the SSVC selection list 2.0.0. Facts of those schemas, nothing else.
 */
#include "core/csaf/schema.h"

#define CVSS_VALUES(text)                                                                          \
    {                                                                                              \
        .kind = SCHEMA_STRING, SCHEMA_VALUES(text)                                                 \
    }

static const struct schema score = {.kind = SCHEMA_SCORE};
static const struct schema severity = CVSS_VALUES("NONE LOW MEDIUM HIGH CRITICAL");
static const struct schema requirement = CVSS_VALUES("LOW MEDIUM HIGH NOT_DEFINED");
static const struct schema remediation_level =
    CVSS_VALUES("OFFICIAL_FIX TEMPORARY_FIX WORKAROUND UNAVAILABLE NOT_DEFINED");
static const struct schema exploit_code =
    CVSS_VALUES("UNPROVEN PROOF_OF_CONCEPT FUNCTIONAL HIGH NOT_DEFINED");

/* ---- 2.0 ------------------------------------------------------------------------------------- */

static const struct schema v2_version = CVSS_VALUES("2.0");
static const struct schema v2_vector = {.kind = SCHEMA_STRING, SCHEMA_PATTERN(CVSS2)};
static const struct schema v2_access_vector = CVSS_VALUES("NETWORK ADJACENT_NETWORK LOCAL");
static const struct schema v2_complexity = CVSS_VALUES("HIGH MEDIUM LOW");
static const struct schema v2_authentication = CVSS_VALUES("MULTIPLE SINGLE NONE");
static const struct schema v2_impact = CVSS_VALUES("NONE PARTIAL COMPLETE");
static const struct schema v2_confidence =
    CVSS_VALUES("UNCONFIRMED UNCORROBORATED CONFIRMED NOT_DEFINED");
static const struct schema v2_damage =
    CVSS_VALUES("NONE LOW LOW_MEDIUM MEDIUM_HIGH HIGH NOT_DEFINED");
static const struct schema v2_distribution = CVSS_VALUES("NONE LOW MEDIUM HIGH NOT_DEFINED");

static const struct schema_member v2_members[] = {
    {STR_INIT("accessComplexity"), CSAF_BOTH, 0, &v2_complexity},
    {STR_INIT("accessVector"), CSAF_BOTH, 0, &v2_access_vector},
    {STR_INIT("authentication"), CSAF_BOTH, 0, &v2_authentication},
    {STR_INIT("availabilityImpact"), CSAF_BOTH, 0, &v2_impact},
    {STR_INIT("availabilityRequirement"), CSAF_BOTH, 0, &requirement},
    {STR_INIT("baseScore"), CSAF_BOTH, CSAF_BOTH, &score},
    {STR_INIT("collateralDamagePotential"), CSAF_BOTH, 0, &v2_damage},
    {STR_INIT("confidentialityImpact"), CSAF_BOTH, 0, &v2_impact},
    {STR_INIT("confidentialityRequirement"), CSAF_BOTH, 0, &requirement},
    {STR_INIT("environmentalScore"), CSAF_BOTH, 0, &score},
    {STR_INIT("exploitability"), CSAF_BOTH, 0, &exploit_code},
    {STR_INIT("integrityImpact"), CSAF_BOTH, 0, &v2_impact},
    {STR_INIT("integrityRequirement"), CSAF_BOTH, 0, &requirement},
    {STR_INIT("remediationLevel"), CSAF_BOTH, 0, &remediation_level},
    {STR_INIT("reportConfidence"), CSAF_BOTH, 0, &v2_confidence},
    {STR_INIT("targetDistribution"), CSAF_BOTH, 0, &v2_distribution},
    {STR_INIT("temporalScore"), CSAF_BOTH, 0, &score},
    {STR_INIT("vectorString"), CSAF_BOTH, CSAF_BOTH, &v2_vector},
    {STR_INIT("version"), CSAF_BOTH, CSAF_BOTH, &v2_version},
};
const struct schema schema_cvss2 = {
    .kind = SCHEMA_OBJECT, .tag = TAG_CVSS, SCHEMA_OWNER(invalid_cvss), SCHEMA_MEMBERS(v2_members)};

/* ---- 3.0 and 3.1 ----------------------------------------------------------------------------- */

static const struct schema v30_version = CVSS_VALUES("3.0");
static const struct schema v31_version = CVSS_VALUES("3.1");
static const struct schema v30_vector = {.kind = SCHEMA_STRING, SCHEMA_PATTERN(CVSS30)};
static const struct schema v31_vector = {.kind = SCHEMA_STRING, SCHEMA_PATTERN(CVSS31)};
static const struct schema v3_vector = CVSS_VALUES("NETWORK ADJACENT_NETWORK LOCAL PHYSICAL");
static const struct schema v3_vector_modified =
    CVSS_VALUES("NETWORK ADJACENT_NETWORK LOCAL PHYSICAL NOT_DEFINED");
static const struct schema high_low = CVSS_VALUES("HIGH LOW");
static const struct schema high_low_modified = CVSS_VALUES("HIGH LOW NOT_DEFINED");
static const struct schema high_low_none = CVSS_VALUES("HIGH LOW NONE");
static const struct schema high_low_none_modified = CVSS_VALUES("HIGH LOW NONE NOT_DEFINED");
static const struct schema v3_interaction = CVSS_VALUES("NONE REQUIRED");
static const struct schema v3_interaction_modified = CVSS_VALUES("NONE REQUIRED NOT_DEFINED");
static const struct schema v3_scope = CVSS_VALUES("UNCHANGED CHANGED");
static const struct schema v3_scope_modified = CVSS_VALUES("UNCHANGED CHANGED NOT_DEFINED");
static const struct schema v3_confidence = CVSS_VALUES("UNKNOWN REASONABLE CONFIRMED NOT_DEFINED");

#define CVSS3_MEMBERS(version_node, vector_node)                                                   \
    {STR_INIT("attackComplexity"), CSAF_BOTH, 0, &high_low},                                       \
        {STR_INIT("attackVector"), CSAF_BOTH, 0, &v3_vector},                                      \
        {STR_INIT("availabilityImpact"), CSAF_BOTH, 0, &high_low_none},                            \
        {STR_INIT("availabilityRequirement"), CSAF_BOTH, 0, &requirement},                         \
        {STR_INIT("baseScore"), CSAF_BOTH, CSAF_BOTH, &score},                                     \
        {STR_INIT("baseSeverity"), CSAF_BOTH, CSAF_BOTH, &severity},                               \
        {STR_INIT("confidentialityImpact"), CSAF_BOTH, 0, &high_low_none},                         \
        {STR_INIT("confidentialityRequirement"), CSAF_BOTH, 0, &requirement},                      \
        {STR_INIT("environmentalScore"), CSAF_BOTH, 0, &score},                                    \
        {STR_INIT("environmentalSeverity"), CSAF_BOTH, 0, &severity},                              \
        {STR_INIT("exploitCodeMaturity"), CSAF_BOTH, 0, &exploit_code},                            \
        {STR_INIT("integrityImpact"), CSAF_BOTH, 0, &high_low_none},                               \
        {STR_INIT("integrityRequirement"), CSAF_BOTH, 0, &requirement},                            \
        {STR_INIT("modifiedAttackComplexity"), CSAF_BOTH, 0, &high_low_modified},                  \
        {STR_INIT("modifiedAttackVector"), CSAF_BOTH, 0, &v3_vector_modified},                     \
        {STR_INIT("modifiedAvailabilityImpact"), CSAF_BOTH, 0, &high_low_none_modified},           \
        {STR_INIT("modifiedConfidentialityImpact"), CSAF_BOTH, 0, &high_low_none_modified},        \
        {STR_INIT("modifiedIntegrityImpact"), CSAF_BOTH, 0, &high_low_none_modified},              \
        {STR_INIT("modifiedPrivilegesRequired"), CSAF_BOTH, 0, &high_low_none_modified},           \
        {STR_INIT("modifiedScope"), CSAF_BOTH, 0, &v3_scope_modified},                             \
        {STR_INIT("modifiedUserInteraction"), CSAF_BOTH, 0, &v3_interaction_modified},             \
        {STR_INIT("privilegesRequired"), CSAF_BOTH, 0, &high_low_none},                            \
        {STR_INIT("remediationLevel"), CSAF_BOTH, 0, &remediation_level},                          \
        {STR_INIT("reportConfidence"), CSAF_BOTH, 0, &v3_confidence},                              \
        {STR_INIT("scope"), CSAF_BOTH, 0, &v3_scope},                                              \
        {STR_INIT("temporalScore"), CSAF_BOTH, 0, &score},                                         \
        {STR_INIT("temporalSeverity"), CSAF_BOTH, 0, &severity},                                   \
        {STR_INIT("userInteraction"), CSAF_BOTH, 0, &v3_interaction},                              \
        {STR_INIT("vectorString"), CSAF_BOTH, CSAF_BOTH, &(vector_node)},                          \
    {                                                                                              \
        STR_INIT("version"), CSAF_BOTH, CSAF_BOTH, &(version_node)                                 \
    }

static const struct schema_member v30_members[] = {CVSS3_MEMBERS(v30_version, v30_vector)};
static const struct schema_member v31_members[] = {CVSS3_MEMBERS(v31_version, v31_vector)};
const struct schema schema_cvss30 = {.kind = SCHEMA_OBJECT,
                                     .tag = TAG_CVSS,
                                     SCHEMA_OWNER(invalid_cvss),
                                     SCHEMA_MEMBERS(v30_members)};
const struct schema schema_cvss31 = {.kind = SCHEMA_OBJECT,
                                     .tag = TAG_CVSS,
                                     SCHEMA_OWNER(invalid_cvss),
                                     SCHEMA_MEMBERS(v31_members)};
const struct schema schema_cvss3 = {.kind = SCHEMA_CVSS3, SCHEMA_OWNER(invalid_cvss)};

/* ---- 4.0 ------------------------------------------------------------------------------------- */

static const struct schema v4_version = CVSS_VALUES("4.0");
static const struct schema v4_vector = {.kind = SCHEMA_STRING, SCHEMA_PATTERN(CVSS4)};
static const struct schema v4_attack = CVSS_VALUES("NETWORK ADJACENT LOCAL PHYSICAL");
static const struct schema v4_attack_modified =
    CVSS_VALUES("NETWORK ADJACENT LOCAL PHYSICAL NOT_DEFINED");
static const struct schema v4_requirements = CVSS_VALUES("NONE PRESENT");
static const struct schema v4_requirements_modified = CVSS_VALUES("NONE PRESENT NOT_DEFINED");
static const struct schema v4_interaction = CVSS_VALUES("NONE PASSIVE ACTIVE");
static const struct schema v4_interaction_modified = CVSS_VALUES("NONE PASSIVE ACTIVE NOT_DEFINED");
static const struct schema v4_subsequent_c = CVSS_VALUES("NEGLIGIBLE LOW HIGH NOT_DEFINED");
static const struct schema v4_subsequent_ia = CVSS_VALUES("NEGLIGIBLE LOW HIGH SAFETY NOT_DEFINED");
static const struct schema v4_automatable = CVSS_VALUES("NO YES NOT_DEFINED");
static const struct schema v4_maturity =
    CVSS_VALUES("UNREPORTED PROOF_OF_CONCEPT ATTACKED NOT_DEFINED");
static const struct schema v4_urgency = CVSS_VALUES("CLEAR GREEN AMBER RED NOT_DEFINED");
static const struct schema v4_recovery = CVSS_VALUES("AUTOMATIC USER IRRECOVERABLE NOT_DEFINED");
static const struct schema v4_safety = CVSS_VALUES("NEGLIGIBLE PRESENT NOT_DEFINED");
static const struct schema v4_density = CVSS_VALUES("DIFFUSE CONCENTRATED NOT_DEFINED");
static const struct schema v4_effort = CVSS_VALUES("LOW MODERATE HIGH NOT_DEFINED");

static const struct schema_member v4_members[] = {
    {STR_INIT("Automatable"), CSAF_BOTH, 0, &v4_automatable},
    {STR_INIT("Recovery"), CSAF_BOTH, 0, &v4_recovery},
    {STR_INIT("Safety"), CSAF_BOTH, 0, &v4_safety},
    {STR_INIT("attackComplexity"), CSAF_BOTH, 0, &high_low},
    {STR_INIT("attackRequirements"), CSAF_BOTH, 0, &v4_requirements},
    {STR_INIT("attackVector"), CSAF_BOTH, 0, &v4_attack},
    {STR_INIT("availabilityRequirement"), CSAF_BOTH, 0, &requirement},
    {STR_INIT("baseScore"), CSAF_BOTH, CSAF_BOTH, &score},
    {STR_INIT("baseSeverity"), CSAF_BOTH, CSAF_BOTH, &severity},
    {STR_INIT("confidentialityRequirement"), CSAF_BOTH, 0, &requirement},
    {STR_INIT("exploitMaturity"), CSAF_BOTH, 0, &v4_maturity},
    {STR_INIT("integrityRequirement"), CSAF_BOTH, 0, &requirement},
    {STR_INIT("modifiedAttackComplexity"), CSAF_BOTH, 0, &high_low_modified},
    {STR_INIT("modifiedAttackRequirements"), CSAF_BOTH, 0, &v4_requirements_modified},
    {STR_INIT("modifiedAttackVector"), CSAF_BOTH, 0, &v4_attack_modified},
    {STR_INIT("modifiedPrivilegesRequired"), CSAF_BOTH, 0, &high_low_none_modified},
    {STR_INIT("modifiedSubAvailabilityImpact"), CSAF_BOTH, 0, &v4_subsequent_ia},
    {STR_INIT("modifiedSubConfidentialityImpact"), CSAF_BOTH, 0, &v4_subsequent_c},
    {STR_INIT("modifiedSubIntegrityImpact"), CSAF_BOTH, 0, &v4_subsequent_ia},
    {STR_INIT("modifiedUserInteraction"), CSAF_BOTH, 0, &v4_interaction_modified},
    {STR_INIT("modifiedVulnAvailabilityImpact"), CSAF_BOTH, 0, &high_low_none_modified},
    {STR_INIT("modifiedVulnConfidentialityImpact"), CSAF_BOTH, 0, &high_low_none_modified},
    {STR_INIT("modifiedVulnIntegrityImpact"), CSAF_BOTH, 0, &high_low_none_modified},
    {STR_INIT("privilegesRequired"), CSAF_BOTH, 0, &high_low_none},
    {STR_INIT("providerUrgency"), CSAF_BOTH, 0, &v4_urgency},
    {STR_INIT("subAvailabilityImpact"), CSAF_BOTH, 0, &high_low_none},
    {STR_INIT("subConfidentialityImpact"), CSAF_BOTH, 0, &high_low_none},
    {STR_INIT("subIntegrityImpact"), CSAF_BOTH, 0, &high_low_none},
    {STR_INIT("userInteraction"), CSAF_BOTH, 0, &v4_interaction},
    {STR_INIT("valueDensity"), CSAF_BOTH, 0, &v4_density},
    {STR_INIT("vectorString"), CSAF_BOTH, CSAF_BOTH, &v4_vector},
    {STR_INIT("version"), CSAF_BOTH, CSAF_BOTH, &v4_version},
    {STR_INIT("vulnAvailabilityImpact"), CSAF_BOTH, 0, &high_low_none},
    {STR_INIT("vulnConfidentialityImpact"), CSAF_BOTH, 0, &high_low_none},
    {STR_INIT("vulnIntegrityImpact"), CSAF_BOTH, 0, &high_low_none},
    {STR_INIT("vulnerabilityResponseEffort"), CSAF_BOTH, 0, &v4_effort},
};
const struct schema schema_cvss4 = {.kind = SCHEMA_OBJECT,
                                    .tag = TAG_CVSS,
                                    .closed = CSAF_BOTH,
                                    SCHEMA_OWNER(invalid_cvss),
                                    SCHEMA_MEMBERS(v4_members)};

/* ---- SSVC selection list --------------------------------------------------------------------- */

static const struct schema ssvc_text = {.kind = SCHEMA_STRING, .min = 1};
static const struct schema ssvc_any_text = {.kind = SCHEMA_STRING};
static const struct schema ssvc_key = {.kind = SCHEMA_STRING, .min = 1, SCHEMA_PATTERN(SSVC_KEY)};
static const struct schema ssvc_version = {
    .kind = SCHEMA_STRING, .min = 5, SCHEMA_PATTERN(SEMANTIC_VERSION)};
static const struct schema ssvc_namespace = {
    .kind = SCHEMA_STRING, .min = 3, .max = 1000, SCHEMA_PATTERN(SSVC_NAMESPACE)};
static const struct schema ssvc_schema_version = CVSS_VALUES("2.0.0");
static const struct schema ssvc_uri = {.kind = SCHEMA_STRING, .min = 1, SCHEMA_PATTERN(URI)};

static const struct schema_member ssvc_value_members[] = {
    {STR_INIT("definition"), CSAF_BOTH, 0, &ssvc_text},
    {STR_INIT("key"), CSAF_BOTH, CSAF_BOTH, &ssvc_key},
    {STR_INIT("name"), CSAF_BOTH, 0, &ssvc_text},
};
static const struct schema ssvc_value = {
    .kind = SCHEMA_OBJECT, .closed = CSAF_BOTH, SCHEMA_MEMBERS(ssvc_value_members)};
static const struct schema ssvc_values = {.kind = SCHEMA_ARRAY, .min = 1, .items = &ssvc_value};
static const struct schema_member ssvc_selection_members[] = {
    {STR_INIT("definition"), CSAF_BOTH, 0, &ssvc_text},
    {STR_INIT("key"), CSAF_BOTH, CSAF_BOTH, &ssvc_key},
    {STR_INIT("name"), CSAF_BOTH, 0, &ssvc_text},
    {STR_INIT("namespace"), CSAF_BOTH, CSAF_BOTH, &ssvc_namespace},
    {STR_INIT("values"), CSAF_BOTH, CSAF_BOTH, &ssvc_values},
    {STR_INIT("version"), CSAF_BOTH, CSAF_BOTH, &ssvc_version},
};
static const struct schema ssvc_selection = {
    .kind = SCHEMA_OBJECT, .closed = CSAF_BOTH, SCHEMA_MEMBERS(ssvc_selection_members)};
static const struct schema ssvc_selections = {
    .kind = SCHEMA_ARRAY, .min = 1, .items = &ssvc_selection};
static const struct schema_member ssvc_reference_members[] = {
    {STR_INIT("summary"), CSAF_BOTH, CSAF_BOTH, &ssvc_any_text},
    {STR_INIT("uri"), CSAF_BOTH, CSAF_BOTH, &ssvc_uri},
};
static const struct schema ssvc_reference = {
    .kind = SCHEMA_OBJECT, .closed = CSAF_BOTH, SCHEMA_MEMBERS(ssvc_reference_members)};
static const struct schema ssvc_references = {
    .kind = SCHEMA_ARRAY, .min = 1, .items = &ssvc_reference};
static const struct schema ssvc_targets = {
    .kind = SCHEMA_ARRAY, .min = 1, .unique = CSAF_BOTH, .items = &ssvc_any_text};
static const struct schema_member ssvc_members[] = {
    {STR_INIT("decision_point_resources"), CSAF_BOTH, 0, &ssvc_references},
    {STR_INIT("references"), CSAF_BOTH, 0, &ssvc_references},
    {STR_INIT("schemaVersion"), CSAF_BOTH, CSAF_BOTH, &ssvc_schema_version},
    {STR_INIT("selections"), CSAF_BOTH, CSAF_BOTH, &ssvc_selections},
    {STR_INIT("target_ids"), CSAF_BOTH, 0, &ssvc_targets},
    {STR_INIT("timestamp"), CSAF_BOTH, CSAF_BOTH, &schema_date},
};
const struct schema schema_ssvc = {.kind = SCHEMA_OBJECT,
                                   .tag = TAG_SSVC,
                                   .closed = CSAF_BOTH,
                                   SCHEMA_OWNER(invalid_ssvc),
                                   SCHEMA_MEMBERS(ssvc_members)};
