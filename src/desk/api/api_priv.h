/*
 * desk/api/api_priv.h — what the files of the API and the control routes share.
 *
 * Every answer is JSON; every refusal is a problem document (RFC 9457) in the language of
 * Accept-Language.
 */
#ifndef DESK_API_API_PRIV_H
#define DESK_API_API_PRIV_H

#include "desk/desk_priv.h"

/* Sends what page_out's buffer holds as JSON that nobody stores. */
void api_send(struct exchange *x, int status);
/* Ends the request with the problem of an operating error. */
void api_fail(struct exchange *x, enum err e);
/* … with a refusal of the law, its field as a JSON pointer. */
void api_refuse(struct exchange *x, const struct refusal *refusal);
/* … with a problem of the interface itself. */
void api_problem(struct exchange *x, int status, const char *code, const char *sentence);
/* Folders in which the steps of any subject stand. */
#define API_ANY_FOLDERS                                                                            \
    {                                                                                              \
        "cases", "parties", "persons", "reports"                                                   \
    }
/* Folder of the address for each kind of subject; a relation is addressed by its case. */
const char *api_folder(enum subject_kind kind);
/* Parameter `id` of the path; false: answered. */
bool api_id(struct exchange *x, struct id *out);
/* The command that the address names, among those that need a subject (or create one); NULL:
 * answered. */
const struct command_def *api_command_of(struct exchange *x, bool creates);
/* The JSON body as flat pairs; an absent body is an empty object. False: answered. */
bool api_body(struct exchange *x, struct input *out);

#endif
