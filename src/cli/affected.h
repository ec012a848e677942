/*
 * cli/affected.h — what `todoke vers --affected` asks of one line. Must never read input itself.
 */
#ifndef CLI_AFFECTED_H
#define CLI_AFFECTED_H

#include "cli/items.h"

/* The format of that name: "cve", "osv" or "csaf". False when there is none. */
bool cli_affected_find(struct str name, size_t *format);
/* Judges one line of that format: the status of `version`, or why the line cannot be read. */
enum err cli_affected_judge(struct item *item, size_t format, struct str version);

#endif
