/* core/codec/cve_lint_priv.h — what the checks of CVE records share. */
#ifndef CORE_CODEC_CVE_LINT_PRIV_H
#define CORE_CODEC_CVE_LINT_PRIV_H

#include "core/codec/cve.h"

/* Notes a finding; a full arena is noticed at the end. */
void cve_find(struct cve_findings *f, const char *rule, const struct json *where,
              const char *format, ...) __attribute__((format(printf, 4, 5)));
/* One element of "affected". */
void cve_lint_versions(struct cve_findings *f, const struct json *product);

#endif
