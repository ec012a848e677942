/*
 * core/json/json.h — JSON in and out: a strict reader into an arena, and a streaming writer into a
 * buffer.
 *
 * The reader takes RFC 8259 and nothing else: no comments, no trailing commas, no byte order mark,
 * no leading zeros; it also refuses what RFC 8259 leaves open and what has confused programs
 * before: duplicate keys, invalid UTF-8, lone surrogates, the character NUL, more than
 * LIMIT_JSON_DEPTH levels. Numbers keep their spelling, so that nothing is lost in a floating-point
 * number. The writer never writes invalid JSON; it has no opinion about what a document must
 * contain.
 */
#ifndef CORE_JSON_JSON_H
#define CORE_JSON_JSON_H

#include "base/buf.h"
#include "base/limits.h"
#include "core/law_types.h"
#include "core/text/lang.h"

enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

/* One value. Members and elements are a list in the order of the text. All memory is the arena's.
 */
struct json {
    enum json_kind kind;
    bool boolean; /* JSON_BOOL */
    struct str
        text; /* JSON_STRING: decoded value, ends in an uncounted NUL; JSON_NUMBER: as spelt */
    struct str key;            /* name of this member when the parent is an object, else absent */
    struct json *first;        /* first member or element, NULL when there is none */
    struct json *next;         /* next sibling */
    const struct json *parent; /* the array or object it stands in, NULL at the top */
    size_t count;              /* members or elements */
};

enum json_reason {
    JSON_REASON_NONE,
    JSON_REASON_SYNTAX,    /* this character may not stand here */
    JSON_REASON_END,       /* the text ends too early */
    JSON_REASON_TRAILING,  /* something follows the value */
    JSON_REASON_UTF8,      /* not well-formed UTF-8 */
    JSON_REASON_ESCAPE,    /* unknown escape, lone surrogate, or \u0000 */
    JSON_REASON_CONTROL,   /* unescaped control character in a string */
    JSON_REASON_DUPLICATE, /* the same key twice in one object */
    JSON_REASON_DEPTH,     /* deeper than LIMIT_JSON_DEPTH */
    JSON_REASON_SIZE,      /* longer than the caller allows */
    JSON_REASON_MEMORY     /* the arena is full */
};

struct json_error {
    enum json_reason reason;
    size_t line;   /* from 1 */
    size_t column; /* from 1, in bytes of the line */
};

/* Reads one text of at most `max` bytes. ERR_INVALID (and *error says why and where), ERR_LIMIT for
 * the size and the depth, ERR_MEMORY. `error` may be NULL. Nothing is written to *out on failure.
 */
enum err json_read(struct str text, size_t max, struct arena *a, const struct json **out,
                   struct json_error *error) MUST_CHECK;
/* Stable word of a reason ("duplicate", "syntax") for answers of the API. */
const char *json_reason_word(enum json_reason reason);
/* The same for people: "the text ends too early". */
const char *json_reason_text(enum json_reason reason, enum lang lang);

/* Member of that name; NULL when there is none or `v` is NULL or no object: lookups may be chained.
 */
const struct json *json_member(const struct json *v, struct str key);
/* Value of a string; the absent text when `v` is NULL or another kind. */
struct str json_text(const struct json *v);
/* Whole number in the range of int64_t spelt without fraction or exponent. False otherwise. */
bool json_int(const struct json *v, int64_t *out);
bool json_is(const struct json *v, enum json_kind kind);
/* Deep equality; the order of members does not count, numbers are equal when they are spelt alike.
 */
bool json_equal(const struct json *a, const struct json *b);
/* Where a value stands (RFC 6901): "/containers/cna/metrics/0"; "" for the whole text. */
struct str json_pointer(const struct json *v, struct arena *a);
/* The same into a buffer; and one more step below it, "/" and the name as a pointer spells it. */
void json_pointer_write(struct buf *out, const struct json *v);
void json_pointer_step(struct buf *out, struct str key);

/* Flattens an object into the pairs of a form: {"doc":{"products":[{"vendor":"x"}]}} with prefix ""
 * gives "doc.products.0.vendor" = "x". Strings and numbers as written, booleans "yes" and "no",
 * null gives no pair. ERR_LIMIT beyond LIMIT_FORM_FIELDS pairs, ERR_INVALID when a key holds a dot
 * or is empty, ERR_MEMORY. Strings are not passed through utf8_accept here: the edge does that for
 * every value. */
enum err json_flatten(const struct json *v, struct str prefix, struct arena *a,
                      struct input *out) MUST_CHECK;

/* --- writing --- */

enum json_layout {
    JSON_COMPACT, /* no white space */
    JSON_INDENTED /* two blanks a level, one member a line, final newline: for files that people
                     open */
};

/* A streaming writer. Keys of one object must come in ascending byte order (asserted): a document
 * therefore has one spelling and may be hashed. Errors stick to the buffer; ask once with
 * buf_finish(). */
struct json_writer {
    struct buf *out;
    enum json_layout layout;
    size_t depth;
    bool after_key;                    /* a key was written and waits for its value */
    bool filled[LIMIT_JSON_DEPTH + 1]; /* something stands in the container of this level already */
    bool is_object[LIMIT_JSON_DEPTH + 1];
    struct str last_key[LIMIT_JSON_DEPTH + 1]; /* borrowed: keys are literals of the program */
};

void json_write_begin(struct json_writer *w, struct buf *out, enum json_layout layout);
/* After the last value: asserts that every container is closed. */
void json_write_finish(struct json_writer *w);
void json_write_object(struct json_writer *w);
void json_write_array(struct json_writer *w);
/* Closes the innermost object or array. */
void json_write_end(struct json_writer *w);
void json_write_key(struct json_writer *w, struct str key);
/* Escapes ", \ and control characters only; everything else stays UTF-8. `s` must be valid UTF-8.
 */
void json_write_str(struct json_writer *w, struct str s);
void json_write_i64(struct json_writer *w, int64_t n);
void json_write_bool(struct json_writer *w, bool b);
void json_write_null(struct json_writer *w);
/* A number already spelt as JSON wants it ("9.8"); asserts that it is one. */
void json_write_number(struct json_writer *w, struct str spelt);
/* A value that was read, members in ascending order of their keys whatever their order was, numbers
 * as they were spelt. ERR_LIMIT when it would stand deeper than LIMIT_JSON_DEPTH (then nothing is
 * written), ERR_MEMORY for
 * the sorting: what was written is then not to be used. */
enum err json_write_value(struct json_writer *w, const struct json *v, struct arena *a) MUST_CHECK;
/* True when `s` is a JSON number. */
bool json_is_number(struct str s);
/* key + value in one call; the `_opt` form writes nothing for an absent or empty text. */
void json_write_member(struct json_writer *w, struct str key, struct str value);
void json_write_member_opt(struct json_writer *w, struct str key, struct str value);
/* {"en":…,"ja":…}; absent languages are left out, and the whole when both are. */
void json_write_member_text2_opt(struct json_writer *w, struct str key, struct text2 text);
void json_write_member_i64(struct json_writer *w, struct str key, int64_t n);
/* key + begin of an object or array */
void json_write_member_object(struct json_writer *w, struct str key);
void json_write_member_array(struct json_writer *w, struct str key);

#endif
