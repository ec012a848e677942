/*
 * core/csaf/csaf.h — judges a CSAF document (2.0 or 2.1): the schema and every test of section 6,
 * mandatory, recommended (2.0: optional) and informative.
 *
 * Pure: bytes in, findings out. What a test cannot know from the document alone (whether an address
 * answers, whether a word is in the dictionary, the schema an extension declares) it asks of the
 * services; a test whose service is missing finds only what is certain without it. The order of
 * findings is the order of the tests. Nothing of the input is ever repaired.
 */
#ifndef CORE_CSAF_CSAF_H
#define CORE_CSAF_CSAF_H

#include "core/json/json.h"
#include "core/text/lang.h"

/* Bits, so that a test or a property of the schema can belong to both. */
enum csaf_version { CSAF_UNKNOWN = 0, CSAF_20 = 1, CSAF_21 = 2, CSAF_BOTH = 3 };

enum csaf_severity { CSAF_MANDATORY, CSAF_RECOMMENDED, CSAF_INFORMATIVE };

/* One line of tests.def. */
struct csaf_test_def {
    const char *id; /* "6.1.1"; "json" and "schema" stand before all others */
    unsigned versions;
    enum csaf_severity severity;
    const char *en; /* what a finding of this test says, {1} to {3} its particulars */
    const char *ja;
};

enum csaf_test {
#define CSAF_TEST(name, id, versions, severity, en, ja) CSAF_TEST_##name,
#include "core/csaf/tests.def"
    CSAF_TESTS
};

const struct csaf_test_def *csaf_test_def(enum csaf_test test);
/* The test of that id, CSAF_TESTS when there is none. */
enum csaf_test csaf_test_find(struct str id);

enum csaf_reach { CSAF_REACH_UNKNOWN, CSAF_REACH_YES, CSAF_REACH_NO };

/* What an address delivered as a public OpenPGP key. */
enum csaf_key_fault {
    CSAF_KEY_SOUND,
    CSAF_KEY_NOT_ARMORED,
    CSAF_KEY_EXPIRED,
    CSAF_KEY_NOT_FOR_ENCRYPTION,
};
struct csaf_key {
    enum csaf_key_fault fault;
    bool other_type;  /* its content type is not application/pgp-keys */
    struct str users; /* its user ids, one a line */
};

/* What the world outside the document knows. Any function may be NULL. */
struct csaf_services {
    void *context;
    int64_t now_us; /* for dates that are compared with today; 0: such tests find nothing */
    /* Does the address answer? */
    enum csaf_reach (*reach)(void *context, struct str url);
    /* True when there is a dictionary for `lang`; then *wrong holds those of the words (one a line)
     * that are not in it, likewise one a line, absent when all are. */
    bool (*spell)(void *context, struct str lang, struct str words, struct str *wrong);
    /* True when it is known what stands behind the address; *out then says it. */
    bool (*key)(void *context, struct str url, struct csaf_key *out);
    /* The text of the JSON schema with this address, absent when it is not at hand. */
    struct str (*schema)(void *context, struct str url);
};

struct csaf_options {
    unsigned version;              /* 0: what the document says, CSAF_20 when it says nothing */
    bool selected[CSAF_TESTS];     /* the others are not carried out, but for "json" */
    enum lang lang;                /* of the messages */
    struct csaf_services services; /* see above */
};
void csaf_options_mandatory(struct csaf_options *o);
void csaf_options_all(struct csaf_options *o);
/* Selects the tests of a preset of section 6.4 beside those that are selected; false when the
 * standard has none of that name. */
bool csaf_options_preset(struct csaf_options *o, struct str name);

struct csaf_finding {
    enum csaf_test test;
    struct str pointer; /* JSON pointer, "" for the whole document */
    struct str message;
};

enum { CSAF_SKIPS_MAX = 12 };

struct csaf_result {
    unsigned version;
    bool valid;  /* no selected mandatory test, the schema among them, found anything */
    bool passed; /* no selected test found anything */
    bool cut;    /* more findings than LIMIT_CSAF_FINDINGS: the rest is not listed */
    struct csaf_finding *findings;
    size_t count;
    /* Tests that the standard wants skipped, with the reason told: they found nothing. */
    struct csaf_finding skipped[CSAF_SKIPS_MAX];
    size_t skipped_count;
};

/* Judges `text`; a schema or the metadata of an extension, which say so themselves, are judged by
 * their own schema and no test. What is no JSON is a finding of the test "json", not an error.
 * ERR_MEMORY when the arena is full: then nothing may be concluded about the document. */
enum err csaf_validate(struct str text, const struct csaf_options *o, struct arena *a,
                       struct csaf_result *out) MUST_CHECK;
/* The same for a value that was read already. */
enum err csaf_validate_json(const struct json *root, const struct csaf_options *o, struct arena *a,
                            struct csaf_result *out) MUST_CHECK;

/* Section 5.1: the file name that a document with this tracking id has. */
struct str csaf_file_name_of(struct str tracking_id, struct arena *a);
/* Does `name` obey section 5.1 for this document (its tracking id)? */
bool csaf_file_name_fits(struct str name, const struct json *root, struct arena *a);
/* True when `s` is a CPE as the schema of `version` wants it. */
bool csaf_cpe_fits(struct str s, unsigned version);

#endif
