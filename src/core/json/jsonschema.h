/*
 * core/json/jsonschema.h — does a value fit a JSON Schema (2020-12)? For schemas that come with a
 * document, not for the program's own formats, which have tables.
 *
 * The validation keywords are judged, conditions too, but for `pattern` and `format`, which
 * count as fitting, and so does what a keyword says that is not known. Local references and
 * those whose document `load` has are followed. Work is bounded by LIMIT_JSONSCHEMA_STEPS:
 * beyond it ERR_LIMIT.
 */
#ifndef CORE_JSON_JSONSCHEMA_H
#define CORE_JSON_JSONSCHEMA_H

#include "core/json/json.h"

struct jsonschema {
    const struct json *root; /* the schema document */
    /* The schema document with this address, NULL when it is not at hand. May be NULL. */
    const struct json *(*load)(void *context, struct str url);
    void *context;
};

/* ERR_OK when it fits; ERR_INVALID when not, and *where is the innermost value that does not and
 * *keyword the rule. */
enum err jsonschema_check(const struct jsonschema *s, const struct json *value,
                          const struct json **where, struct str *keyword) MUST_CHECK;

#endif
