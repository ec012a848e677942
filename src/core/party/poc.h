/*
 * core/party/poc.h — the form of the manager's data as plain text, `poc.txt` (REG-05, OP-28): to be
 * downloaded, filled in with any editor, and taken in again.
 */
#ifndef CORE_PARTY_POC_H
#define CORE_PARTY_POC_H

#include "core/access/access.h"

/* The form with what is registered already. Lines "key: value"; texts of several lines are indented
 * below their key; what begins with # is explanation. */
enum err poc_write(const struct organisation_view *v, struct arena *arena,
                   struct str *out) MUST_CHECK;
/* Reads such a text as input of set_contact_data. ERR_INVALID with the number of the line that
 * cannot be read; organisation and products are for the reader and not taken in. */
enum err poc_read(struct str text, struct arena *arena, struct input *out,
                  size_t *bad_line) MUST_CHECK;

#endif
