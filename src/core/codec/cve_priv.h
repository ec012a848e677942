/* core/codec/cve_priv.h — the sections of a CNA container, for reading and writing CVE records. */
#ifndef CORE_CODEC_CVE_PRIV_H
#define CORE_CODEC_CVE_PRIV_H

#include "core/codec/cve.h"

/* Reading: what the sections give is put into `out`. */
struct cve_in {
    struct arena *arena;
    struct str id; /* of the record; absent for a bare container */
    struct advisory *out;
    struct cve_error *error;
};

/* Writing: one section, from the advisory. */
struct cve_out {
    struct json_writer w;
    struct arena *arena;
    const struct cve_record *record;
};

struct cve_section {
    struct str key;   /* in the container */
    struct str field; /* of the advisory */
    enum err (*read)(struct cve_in *in, const struct json *v);
    /* Writes the value; false when there is nothing to write. */
    bool (*write)(struct cve_out *out);
};

enum {
    CVE_SECTIONS = 9,
    CVE_FIELDS = 64 /* more than an advisory has */
};

/* In the order of their keys. */
extern const struct cve_section cve_sections[CVE_SECTIONS];

/* Where our own additions stand: {"advisory": fields that the sections do not say, "empty": names
 * of fields that are empty though their section is not, "page": what stands in for references}. */
#define CVE_EXTENSION STR("x_todoke")

/* Notes what is wrong where; gives ERR_INVALID. */
enum err cve_refuse(struct cve_in *in, const char *reason, const struct json *where);

/* The sections. */
enum err cve_read_affected(struct cve_in *in, const struct json *v) MUST_CHECK;
enum err cve_read_credits(struct cve_in *in, const struct json *v) MUST_CHECK;
enum err cve_read_descriptions(struct cve_in *in, const struct json *v) MUST_CHECK;
enum err cve_read_impacts(struct cve_in *in, const struct json *v) MUST_CHECK;
enum err cve_read_metrics(struct cve_in *in, const struct json *v) MUST_CHECK;
enum err cve_read_problem_types(struct cve_in *in, const struct json *v) MUST_CHECK;
enum err cve_read_references(struct cve_in *in, const struct json *v) MUST_CHECK;
enum err cve_read_solutions(struct cve_in *in, const struct json *v) MUST_CHECK;
enum err cve_read_title(struct cve_in *in, const struct json *v) MUST_CHECK;
bool cve_write_affected(struct cve_out *out);
bool cve_write_credits(struct cve_out *out);
bool cve_write_descriptions(struct cve_out *out);
bool cve_write_impacts(struct cve_out *out);
bool cve_write_metrics(struct cve_out *out);
bool cve_write_problem_types(struct cve_out *out);
bool cve_write_references(struct cve_out *out);
bool cve_write_solutions(struct cve_out *out);
bool cve_write_title(struct cve_out *out);

/* The metric objects of CVSS by their key, newest first. */
enum { CVE_CVSS_KEYS = 4 };
struct cve_cvss_key {
    struct str key;     /* "cvssV3_1" */
    struct str version; /* "3.1" */
};
extern const struct cve_cvss_key cve_cvss_keys[CVE_CVSS_KEYS];

/* The container of the CNA in a whole record or a bare container; NULL when it is neither. */
const struct json *cve_container(const struct json *document);
/* The container's fields without our own additions. */
enum err cve_read_sections(struct cve_in *in, const struct json *container) MUST_CHECK;
/* What a single section says, put into the advisory. */
enum err cve_read_section(struct cve_in *in, size_t section, const struct json *v) MUST_CHECK;
/* A section as a value of its own; *out is NULL when there is nothing to write. */
enum err cve_make_section(const struct cve_record *r, size_t section, struct arena *a,
                          const struct json **out) MUST_CHECK;
/* Field number of a section. */
size_t cve_section_field(size_t section);

#endif
