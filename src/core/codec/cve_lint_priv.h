/* core/codec/cve_lint_priv.h — what the checks of CVE records share. */
#ifndef CORE_CODEC_CVE_LINT_PRIV_H
#define CORE_CODEC_CVE_LINT_PRIV_H

#include "core/codec/cve.h"

enum cve_say_id {
#define CVE_SAY(id, rule, english, japanese) CVE_SAY_##id,
#include "core/codec/cve_lint.def"
};

/* One thing to say: values of {1} to {4}. Absent ones are not in its texts. */
struct cve_say {
    enum cve_say_id id;
    struct str values[4];
};

/* Notes a finding; a full arena is noticed at the end. */
void cve_find(struct cve_findings *f, const struct json *where, const struct cve_say *say);
#define CVE_FIND(f, where, id, ...)                                                                \
    cve_find((f), (where), &(struct cve_say){CVE_SAY_##id, {__VA_ARGS__}})
/* One element of "affected". */
void cve_lint_versions(struct cve_findings *f, const struct json *product);

/* One element of "cpeMatch". */
void cve_lint_match(struct cve_findings *f, const struct json *match);

#endif
