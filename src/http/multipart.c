/*
 * http/multipart.c — multipart/form-data, piece by piece (RFC 7578).
 *
 * Responsible for cutting a body at its delimiter and nowhere else, with memory bounded whatever
 * arrives. What browsers and curl never send is refused: text before the first or after the last
 * delimiter, a delimiter followed by anything but CRLF or "--", parts without a name, transfer
 * encodings, "filename*". A body that stops early is never a form.
 */
#include "http/form.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "http/spool.h"

#include <string.h>

enum { BOUNDARY_MAX = 70, DELIMITER_MAX = BOUNDARY_MAX + 4 };

enum state {
    AT_START,        /* the delimiter without its leading CRLF must come first */
    AFTER_DELIMITER, /* "\r" or "-" */
    AFTER_CR,
    AFTER_DASH,
    IN_HEAD,
    IN_DATA,
    AT_END, /* nothing, or CRLF */
    AT_END_CR,
    DONE,
};

struct http_multipart {
    struct arena *arena;
    const struct http_file_sink *sink; /* NULL: spools */
    enum state state;
    enum err failed;
    char delimiter[DELIMITER_MAX]; /* CRLF "--" boundary */
    size_t delimiter_len;
    size_t matched; /* bytes of the delimiter seen at the end of the data */
    char head[LIMIT_MULTIPART_HEAD_BYTES];
    size_t head_len;
    bool is_file;
    struct http_field field; /* the part being read */
    struct buf value;
    struct http_file file;
    uint64_t file_bytes;
    size_t field_bytes; /* of all fields */
    struct spool
        spools[LIMIT_UPLOAD_FILES + 1]; /* one more for the file that turns out to be empty */
    struct http_form form;
};

/* --- parameters: ; name=token or ; name="text" --- */

static bool is_token_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != 0 && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

/* Takes one parameter off *rest. ERR_NOT_FOUND at the end, ERR_INVALID for a malformed one. A
 * quoted text ends at the first quote: browsers send quotes inside as %22, and a backslash is a
 * backslash. */
static enum err param_next(struct str *rest, struct str *name, struct str *value)
{
    struct str s = str_trim(*rest);
    if (s.len == 0) {
        return ERR_NOT_FOUND;
    }
    if (s.ptr[0] != ';') {
        return ERR_INVALID;
    }
    s = str_trim(str_slice(s, 1, s.len));
    size_t n = 0;
    while (n < s.len && is_token_char(s.ptr[n])) {
        n++;
    }
    if (n == 0 || n == s.len || s.ptr[n] != '=') {
        return ERR_INVALID;
    }
    *name = str_slice(s, 0, n);
    s = str_slice(s, n + 1, s.len);
    if (s.len > 0 && s.ptr[0] == '"') {
        size_t end = str_find(s, STR("\""), 1);
        if (end == SIZE_MAX) {
            return ERR_INVALID;
        }
        *value = str_slice(s, 1, end);
        *rest = str_slice(s, end + 1, s.len);
        return ERR_OK;
    }
    n = 0;
    while (n < s.len &&
           (is_token_char(s.ptr[n]) || s.ptr[n] == '/' || s.ptr[n] == ':' || s.ptr[n] == '=')) {
        n++;
    }
    *value = str_slice(s, 0, n);
    *rest = str_slice(s, n, s.len);
    return n > 0 ? ERR_OK : ERR_INVALID;
}

static bool boundary_is_valid(struct str b)
{
    for (size_t i = 0; i < b.len; i++) {
        char c = b.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!plain && (c == 0 || strchr("'()+_,-./:=? ", c) == NULL)) {
            return false;
        }
    }
    return b.len > 0 && b.len <= BOUNDARY_MAX && b.ptr[b.len - 1] != ' ';
}

enum err http_multipart_boundary(struct str content_type, struct str *boundary)
{
    struct str rest = content_type;
    size_t semicolon = str_find(rest, STR(";"), 0);
    if (!str_equal_nocase(str_trim(str_slice(rest, 0, semicolon)), STR("multipart/form-data")) ||
        semicolon == SIZE_MAX) {
        return ERR_INVALID;
    }
    rest = str_slice(rest, semicolon, rest.len);
    *boundary = (struct str){0};
    for (;;) {
        struct str name;
        struct str value;
        enum err e = param_next(&rest, &name, &value);
        if (e == ERR_NOT_FOUND) {
            return boundary_is_valid(*boundary) ? ERR_OK : ERR_INVALID;
        }
        if (e != ERR_OK) {
            return e;
        }
        if (str_equal_nocase(name, STR("boundary"))) {
            if (boundary->ptr != NULL) {
                return ERR_INVALID;
            }
            *boundary = value;
        }
    }
}

enum err http_multipart_init(struct http_multipart **out, struct arena *a, struct str boundary,
                             const struct http_file_sink *sink)
{
    if (!boundary_is_valid(boundary)) {
        return ERR_INVALID;
    }
    struct http_multipart *m = ARENA_NEW(a, struct http_multipart);
    if (m == NULL) {
        return ERR_MEMORY;
    }
    m->arena = a;
    m->sink = sink;
    m->form.fields = ARENA_ARRAY(a, struct http_field, LIMIT_FORM_FIELDS);
    m->form.files = ARENA_ARRAY(a, struct http_file, LIMIT_UPLOAD_FILES);
    if (m->form.fields == NULL || m->form.files == NULL) {
        return ERR_MEMORY;
    }
    memcpy(m->delimiter, "\r\n--", 4);
    memcpy(m->delimiter + 4, boundary.ptr, boundary.len);
    m->delimiter_len = boundary.len + 4;
    m->matched = 2;
    for (size_t i = 0; i < LIMIT_UPLOAD_FILES + 1; i++) {
        spool_init(&m->spools[i], LIMIT_UPLOAD_BYTES);
    }
    *out = m;
    return ERR_OK;
}

void http_multipart_release(struct http_multipart *m)
{
    for (size_t i = 0; m != NULL && i < LIMIT_UPLOAD_FILES + 1; i++) {
        spool_release(&m->spools[i]);
    }
}

/* --- the head of a part --- */

static bool text_is_clean(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if ((unsigned char)s.ptr[i] < ' ' || s.ptr[i] == 0x7f) {
            return false;
        }
    }
    return utf8_first_bad(s) == SIZE_MAX;
}

/* A copy with "%22" as the quote it stands for (the WHATWG way of sending names). */
static enum err unquote(struct str s, struct arena *a, struct str *out)
{
    if (!text_is_clean(s)) {
        return ERR_INVALID;
    }
    char *copy = arena_alloc(a, s.len + 1);
    if (copy == NULL) {
        return ERR_MEMORY;
    }
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '%' && str_equal(str_slice(s, i, i + 3), STR("%22"))) {
            copy[n++] = '"';
            i += 2;
        } else {
            copy[n++] = s.ptr[i];
        }
    }
    *out = (struct str){copy, n};
    return ERR_OK;
}

/* Old browsers sent whole paths. */
static struct str without_folders(struct str s)
{
    for (size_t i = s.len; i > 0; i--) {
        if (s.ptr[i - 1] == '/' || s.ptr[i - 1] == '\\') {
            return str_slice(s, i, s.len);
        }
    }
    return s;
}

static enum err disposition_read(struct http_multipart *m, struct str value)
{
    size_t semicolon = str_find(value, STR(";"), 0);
    struct str name = {0};
    struct str filename = {0};
    if (!str_equal_nocase(str_trim(str_slice(value, 0, semicolon)), STR("form-data")) ||
        semicolon == SIZE_MAX) {
        return ERR_INVALID;
    }
    struct str rest = str_slice(value, semicolon, value.len);
    for (;;) {
        struct str key;
        struct str text;
        enum err e = param_next(&rest, &key, &text);
        if (e == ERR_NOT_FOUND) {
            break;
        }
        if (e != ERR_OK) {
            return e; /* nothing was set */
        }
        struct str *slot = str_equal_nocase(key, STR("name"))       ? &name
                           : str_equal_nocase(key, STR("filename")) ? &filename
                                                                    : NULL;
        if (slot == NULL || slot->ptr != NULL) {
            return ERR_INVALID;
        }
        *slot = text;
    }
    if (name.len == 0) {
        return ERR_INVALID;
    }
    enum err e = unquote(name, m->arena, &m->field.name);
    m->is_file = filename.ptr != NULL;
    if (e == ERR_OK && m->is_file) {
        m->file.field = m->field.name;
        e = unquote(filename, m->arena, &m->file.filename);
        m->file.filename = without_folders(m->file.filename);
    }
    return e;
}

static enum err head_line_read(struct http_multipart *m, struct str line, bool *seen_disposition,
                               bool *seen_type)
{
    size_t colon = 0;
    while (colon < line.len && is_token_char(line.ptr[colon])) {
        colon++;
    }
    if (colon == 0 || colon == line.len || line.ptr[colon] != ':') {
        return ERR_INVALID;
    }
    struct str name = str_slice(line, 0, colon);
    struct str value = str_trim(str_slice(line, colon + 1, line.len));
    if (!text_is_clean(value) || str_equal_nocase(name, STR("content-transfer-encoding"))) {
        return ERR_INVALID;
    }
    if (str_equal_nocase(name, STR("content-disposition"))) {
        enum err e = *seen_disposition ? ERR_INVALID : disposition_read(m, value);
        *seen_disposition = true;
        return e;
    }
    if (str_equal_nocase(name, STR("content-type"))) {
        if (*seen_type) {
            return ERR_INVALID;
        }
        *seen_type = true;
        m->file.content_type = arena_copy(m->arena, value);
        return m->file.content_type.ptr == NULL && value.ptr != NULL ? ERR_MEMORY : ERR_OK;
    }
    return ERR_OK;
}

static enum err file_open(struct http_multipart *m)
{
    m->file_bytes = 0;
    return m->sink != NULL ? m->sink->open(m->sink->arg, &m->file) : ERR_OK;
}

static enum err head_finish(struct http_multipart *m)
{
    struct str rest = {m->head, m->head_len - 4}; /* without the empty line */
    bool seen_disposition = false;
    bool seen_type = false;
    m->field = (struct http_field){0};
    m->file = (struct http_file){0};
    while (rest.ptr != NULL) {
        size_t end = str_find(rest, STR("\r\n"), 0);
        struct str line = str_slice(rest, 0, end);
        rest = end == SIZE_MAX ? (struct str){0} : str_slice(rest, end + 2, rest.len);
        enum err e = head_line_read(m, line, &seen_disposition, &seen_type);
        if (e != ERR_OK) {
            return e;
        }
    }
    if (!seen_disposition) {
        return ERR_INVALID;
    }
    m->state = IN_DATA;
    m->matched = 0;
    m->head_len = 0;
    if (m->is_file) {
        return file_open(m);
    }
    if (m->form.field_count == LIMIT_FORM_FIELDS) {
        return ERR_LIMIT;
    }
    buf_init(&m->value, m->arena, LIMIT_FORM_BYTES - m->field_bytes);
    return ERR_OK;
}

/* --- data --- */

static enum err data_take(struct http_multipart *m, struct str bytes)
{
    if (bytes.len == 0) {
        return ERR_OK;
    }
    if (!m->is_file) {
        if (bytes.len > m->value.limit - m->value.len) {
            return ERR_LIMIT;
        }
        buf_add(&m->value, bytes);
        return m->value.failed ? ERR_MEMORY : ERR_OK;
    }
    if (m->form.file_count == LIMIT_UPLOAD_FILES ||
        bytes.len > LIMIT_UPLOAD_BYTES - m->file_bytes) {
        return ERR_LIMIT;
    }
    m->file_bytes += bytes.len;
    return m->sink != NULL ? m->sink->write(m->sink->arg, &m->file, bytes)
                           : spool_write(&m->spools[m->form.file_count], bytes);
}

static enum err field_finish(struct http_multipart *m)
{
    enum err e = buf_finish(&m->value, &m->field.value);
    if (e != ERR_OK) {
        return e;
    }
    struct str v = m->field.value;
    if (v.len > 0 && (memchr(v.ptr, 0, v.len) != NULL || utf8_first_bad(v) != SIZE_MAX)) {
        return ERR_INVALID;
    }
    if (v.ptr == NULL) {
        m->field.value = STR("");
    }
    m->field_bytes += v.len;
    m->form.fields[m->form.field_count++] = m->field;
    return ERR_OK;
}

static enum err file_finish(struct http_multipart *m)
{
    if (m->sink != NULL) {
        enum err e = m->sink->close(m->sink->arg, &m->file);
        if (e != ERR_OK) {
            return e;
        }
    } else {
        const struct spool *s = &m->spools[m->form.file_count];
        m->file.content = s->ptr != NULL ? (struct str){s->ptr, s->len} : STR("");
    }
    if (m->file.filename.len == 0 && m->file_bytes == 0) {
        return ERR_OK; /* an input left empty */
    }
    if (m->form.file_count == LIMIT_UPLOAD_FILES) {
        return ERR_LIMIT;
    }
    m->form.files[m->form.file_count++] = m->file;
    return ERR_OK;
}

static enum err part_finish(struct http_multipart *m)
{
    m->state = AFTER_DELIMITER;
    return m->is_file ? file_finish(m) : field_finish(m);
}

/* Takes data up to the delimiter or the end of `bytes`; *used tells how far. The delimiter begins
 * with its only CR, so after a mismatch it can only begin again at the byte that did not match. */
static enum err data_feed(struct http_multipart *m, struct str bytes, size_t *used)
{
    size_t i = 0;
    while (i < bytes.len) {
        if (m->matched == 0) {
            const char *cr = memchr(bytes.ptr + i, '\r', bytes.len - i);
            size_t stop = cr == NULL ? bytes.len : (size_t)(cr - bytes.ptr);
            enum err e = data_take(m, str_slice(bytes, i, stop));
            i = stop;
            if (e != ERR_OK || i == bytes.len) {
                *used = i;
                return e;
            }
        }
        if (bytes.ptr[i] == m->delimiter[m->matched]) {
            m->matched++;
            i++;
            if (m->matched == m->delimiter_len) {
                *used = i;
                return part_finish(m);
            }
            continue;
        }
        enum err e = data_take(m, (struct str){m->delimiter, m->matched});
        m->matched = 0;
        if (e != ERR_OK) {
            return e;
        }
    }
    *used = i;
    return ERR_OK;
}

static enum err head_byte(struct http_multipart *m, char c)
{
    if (m->head_len == sizeof(m->head)) {
        return ERR_INVALID;
    }
    m->head[m->head_len++] = c;
    bool line = m->head_len >= 2 && m->head[m->head_len - 2] == '\r';
    if (c == '\n' && !line) {
        return ERR_INVALID;
    }
    bool end =
        m->head_len >= 4 && c == '\n' && memcmp(m->head + m->head_len - 4, "\r\n\r\n", 4) == 0;
    return end ? head_finish(m) : ERR_OK;
}

/* Moves to `next` when the byte is the one expected. */
static enum err expect(struct http_multipart *m, char c, char expected, enum state next)
{
    m->state = next;
    return c == expected ? ERR_OK : ERR_INVALID;
}

static enum err framing_byte(struct http_multipart *m, char c)
{
    switch (m->state) {
    case AT_START:
        if (c != m->delimiter[m->matched]) {
            return ERR_INVALID;
        }
        m->matched++;
        m->state = m->matched == m->delimiter_len ? AFTER_DELIMITER : AT_START;
        return ERR_OK;
    case AFTER_DELIMITER:
        return c == '-' ? expect(m, c, '-', AFTER_DASH) : expect(m, c, '\r', AFTER_CR);
    case AFTER_CR:
        return expect(m, c, '\n', IN_HEAD);
    case AFTER_DASH:
        return expect(m, c, '-', AT_END);
    case AT_END:
        return expect(m, c, '\r', AT_END_CR);
    case AT_END_CR:
        return expect(m, c, '\n', DONE);
    case IN_HEAD:
        return head_byte(m, c);
    case IN_DATA:
    case DONE:
        break;
    }
    return ERR_INVALID;
}

enum err http_multipart_feed(struct http_multipart *m, struct str bytes)
{
    size_t at = 0;
    while (at < bytes.len && m->failed == ERR_OK) {
        if (m->state == IN_DATA) {
            size_t used = 0;
            m->failed = data_feed(m, str_slice(bytes, at, bytes.len), &used);
            at += used;
        } else {
            m->failed = framing_byte(m, bytes.ptr[at++]);
        }
    }
    return m->failed;
}

enum err http_multipart_finish(struct http_multipart *m, struct http_form *out)
{
    if (m->failed == ERR_OK && m->state != AT_END && m->state != DONE) {
        m->failed = ERR_INVALID;
    }
    *out = m->failed == ERR_OK ? m->form : (struct http_form){0};
    return m->failed;
}
