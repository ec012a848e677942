/*
 * http/form.h — strict decoders of what browsers send: query strings, urlencoded and multipart
 * bodies.
 *
 * A decoder accepts what the standards say a client sends, within limits.def, and refuses the rest;
 * it never repairs. Names and values are well-formed UTF-8 without NUL; the field's own rules
 * (utf8_accept, length) are the handler's.
 */
#ifndef HTTP_FORM_H
#define HTTP_FORM_H

#include "base/arena.h"
#include "base/limits.h"

struct http_field {
    struct str name;
    struct str value; /* ptr is never NULL */
};

struct http_file {
    struct str field; /* name of the form's field */
    struct str
        filename; /* as sent, without folders, well-formed, no control characters; may be empty */
    struct str content_type; /* as claimed by the client: never to be believed */
    struct str content; /* the bytes, in memory outside the request's arena; valid until the request
                           ends */
};

struct http_form {
    struct http_field *fields; /* in the order of the wire */
    size_t field_count;
    struct http_file *files; /* empty inputs (no name, no bytes) are left out */
    size_t file_count;
};

/* First value of that name, or absent. */
struct str http_form_get(const struct http_form *form, struct str name);
/* n-th value of that name (0 first), or absent. */
struct str http_form_get_nth(const struct http_form *form, struct str name, size_t n);
size_t http_form_count(const struct http_form *form, struct str name);

/* '%' must be followed by two hexadecimal digits; with `plus` a '+' is a blank. ERR_INVALID for a
 * bad escape, NUL or ill-formed UTF-8 in the result; ERR_MEMORY. */
enum err http_percent_decode(struct str raw, bool plus, struct arena *a,
                             struct str *out) MUST_CHECK;
/* application/x-www-form-urlencoded and query strings. ERR_LIMIT beyond LIMIT_FORM_FIELDS. */
enum err http_form_urlencoded(struct str raw, struct arena *a, struct http_form *out) MUST_CHECK;

/* Boundary of a multipart/form-data Content-Type. ERR_INVALID when there is none, two, or one that
 * RFC 2046 forbids. */
enum err http_multipart_boundary(struct str content_type, struct str *boundary) MUST_CHECK;

/* Where the bytes of files go. A NULL sink keeps them in memory of their own (http/spool.h). */
struct http_file_sink {
    void *arg;
    enum err (*open)(void *arg,
                     struct http_file *file); /* the head of a part with a file name was read */
    enum err (*write)(void *arg, struct http_file *file, struct str bytes);
    enum err (*close)(void *arg, struct http_file *file); /* may set file->content */
};

struct http_multipart; /* decodes a body piece by piece */

/* `a` and `sink` must live as long as the decoder. Fields are limited by LIMIT_FORM_BYTES in all
 * and LIMIT_FORM_FIELDS, files by LIMIT_UPLOAD_BYTES each and LIMIT_UPLOAD_FILES. */
enum err http_multipart_init(struct http_multipart **out, struct arena *a, struct str boundary,
                             const struct http_file_sink *sink) MUST_CHECK;
/* ERR_INVALID, ERR_LIMIT, ERR_MEMORY, or what the sink said. After an error every further call
 * repeats it. */
enum err http_multipart_feed(struct http_multipart *m, struct str bytes) MUST_CHECK;
/* Ends the body: ERR_INVALID unless the closing boundary was seen and nothing but CRLF came after
 * it. */
enum err http_multipart_finish(struct http_multipart *m, struct http_form *out) MUST_CHECK;

/* Gives back the memory of files; their content is gone. NULL is allowed. Needed after errors too.
 */
void http_multipart_release(struct http_multipart *m);

#endif
