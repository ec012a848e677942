/*
 * core/law_types.h — the closed set of values that commands, events and views are made of.
 *
 * Field types are a closed set: each interface (form, API, OpenAPI, command line, event payload)
 * has one file that knows all of them. Adding a type means adding it here and letting the compiler
 * show every switch.
 */
#ifndef CORE_LAW_TYPES_H
#define CORE_LAW_TYPES_H

#include "base/buf.h"
#include "base/civil.h"
#include "base/id.h"
#include "base/limits.h"
#include "core/text/lang.h"

/* A text in both languages; either may be absent, Japanese is the original (PUB-31). */
struct text2 {
    struct str ja;
    struct str en;
};

struct id_list {
    const struct id *ids;
    size_t count;
};

/* The C type and the meaning of each field type:  FIELD_TYPE(NAME, C type)
 * LINE    one line of text, limit in characters         BLOCK  several lines
 * LINE2, BLOCK2  the same in Japanese and English        URL    http or https address
 * MAIL    one mail address                               INSTANT microseconds UTC; input needs an
 * offset DAY     civil day in JST                               BOOL   yes or no CODE    number of
 * a code list (core/codes.def)         REF    id of a stream FILES   handles of uploaded files DOC
 * advisory document, canonical JSON (core/advisory) INT     number (events only) BYTES  hash, key,
 * secret (events only, never in a form) */
#define FIELD_TYPES(X)                                                                             \
    X(LINE, struct str)                                                                            \
    X(BLOCK, struct str)                                                                           \
    X(LINE2, struct text2)                                                                         \
    X(BLOCK2, struct text2)                                                                        \
    X(URL, struct str)                                                                             \
    X(MAIL, struct str)                                                                            \
    X(INSTANT, int64_t)                                                                            \
    X(DAY, int32_t)                                                                                \
    X(BOOL, bool)                                                                                  \
    X(CODE, uint32_t)                                                                              \
    X(REF, struct id)                                                                              \
    X(FILES, struct id_list)                                                                       \
    X(DOC, struct str)                                                                             \
    X(INT, int64_t)                                                                                \
    X(BYTES, struct str)

enum field_type {
#define X(name, ctype) FIELD_##name,
    FIELD_TYPES(X)
#undef X
};

#define FIELD_C_LINE struct str
#define FIELD_C_BLOCK struct str
#define FIELD_C_LINE2 struct text2
#define FIELD_C_BLOCK2 struct text2
#define FIELD_C_URL struct str
#define FIELD_C_MAIL struct str
#define FIELD_C_INSTANT int64_t
#define FIELD_C_DAY int32_t
#define FIELD_C_BOOL bool
#define FIELD_C_CODE uint32_t
#define FIELD_C_REF struct id
#define FIELD_C_FILES struct id_list
#define FIELD_C_DOC struct str
#define FIELD_C_INT int64_t
#define FIELD_C_BYTES struct str

/* What a person, a program or a letter typed: flat pairs of a dotted name and a text. A form is
 * already flat; JSON is flattened ("doc.products.0.vendor"); the command line's --name value is one
 * pair. Values passed utf8_accept. */
struct input_pair {
    struct str name;
    struct str value;
};

struct input {
    const struct input_pair *pairs;
    size_t count;
};

/* First value of that name; absent when there is none. */
struct str input_get(const struct input *in, struct str name);
bool input_has(const struct input *in, struct str name);

#endif
