/*
 * core/json/read.c — the strict reader: one pass over bytes that may be hostile, values in the
 * arena.
 *
 * Invariants: it never reads outside the text, recursion is at most LIMIT_JSON_DEPTH levels, work
 * is O(n log n) even for an object of many keys. It must never repair or guess: what is not plainly
 * JSON is refused.
 */
#include "core/json/json.h"

#include "base/utf8.h"

#include <assert.h>
#include <string.h>

struct reader {
    struct str text;
    size_t at;
    size_t depth;
    struct arena *arena;
    enum json_reason reason;
    size_t reason_at;
};

static bool read_value(struct reader *r, struct json *out);

static bool fail(struct reader *r, enum json_reason reason, size_t at)
{
    if (r->reason == JSON_REASON_NONE) {
        r->reason = reason;
        r->reason_at = at;
    }
    return false;
}

/* The byte at the cursor, or -1 at the end. */
static int peek(const struct reader *r)
{
    return r->at < r->text.len ? (unsigned char)r->text.ptr[r->at] : -1;
}

static bool fail_here(struct reader *r)
{
    return fail(r, peek(r) < 0 ? JSON_REASON_END : JSON_REASON_SYNTAX, r->at);
}

static void skip_space(struct reader *r)
{
    for (;;) {
        int c = peek(r);

        if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
            return;
        }
        r->at++;
    }
}

static bool read_word(struct reader *r, struct str word)
{
    for (size_t i = 0; i < word.len; i++, r->at++) {
        if (peek(r) != word.ptr[i]) {
            return fail_here(r);
        }
    }
    return true;
}

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static bool read_digits(struct reader *r)
{
    if (!is_digit(peek(r))) {
        return fail_here(r);
    }
    while (is_digit(peek(r))) {
        r->at++;
    }
    return true;
}

static bool read_number(struct reader *r, struct json *out)
{
    size_t from = r->at;

    if (peek(r) == '-') {
        r->at++;
    }
    if (peek(r) == '0') {
        r->at++; /* nothing but a fraction or an exponent may follow: a digit is then trailing text
                  */
    } else if (!read_digits(r)) {
        return false;
    }
    if (is_digit(peek(r))) {
        return fail_here(r);
    }
    if (peek(r) == '.') {
        r->at++;
        if (!read_digits(r)) {
            return false;
        }
    }
    if (peek(r) == 'e' || peek(r) == 'E') {
        r->at++;
        if (peek(r) == '+' || peek(r) == '-') {
            r->at++;
        }
        if (!read_digits(r)) {
            return false;
        }
    }
    out->kind = JSON_NUMBER;
    out->text = arena_copy(r->arena, str_slice(r->text, from, r->at));
    return r->arena->failed ? fail(r, JSON_REASON_MEMORY, from) : true;
}

static int hex_value(int c)
{
    if (is_digit(c)) {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return -1;
}

/* Four hexadecimal digits at the cursor. */
static bool read_hex4(struct reader *r, uint32_t *out)
{
    uint32_t value = 0;

    for (int i = 0; i < 4; i++, r->at++) {
        int digit = hex_value(peek(r));

        if (digit < 0) {
            return fail(r, peek(r) < 0 ? JSON_REASON_END : JSON_REASON_ESCAPE, r->at);
        }
        value = value * 16 + (uint32_t)digit;
    }
    *out = value;
    return true;
}

static size_t encode_utf8(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xc0 | (c >> 6));
        out[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xe0 | (c >> 12));
        out[1] = (char)(0x80 | ((c >> 6) & 0x3f));
        out[2] = (char)(0x80 | (c & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | (c >> 18));
    out[1] = (char)(0x80 | ((c >> 12) & 0x3f));
    out[2] = (char)(0x80 | ((c >> 6) & 0x3f));
    out[3] = (char)(0x80 | (c & 0x3f));
    return 4;
}

/* Behind "\u": one code point, of two escapes when it is a surrogate pair. */
static bool read_unicode_escape(struct reader *r, size_t escape_at, uint32_t *out)
{
    uint32_t high;
    uint32_t low;

    if (!read_hex4(r, &high)) {
        return false;
    }
    if (high == 0 || (high >= 0xdc00 && high <= 0xdfff)) {
        return fail(r, JSON_REASON_ESCAPE, escape_at);
    }
    if (high < 0xd800 || high > 0xdbff) {
        *out = high;
        return true;
    }
    if (peek(r) != '\\' || r->at + 1 >= r->text.len || r->text.ptr[r->at + 1] != 'u') {
        return fail(r, JSON_REASON_ESCAPE, escape_at);
    }
    r->at += 2;
    if (!read_hex4(r, &low)) {
        return false;
    }
    if (low < 0xdc00 || low > 0xdfff) {
        return fail(r, JSON_REASON_ESCAPE, escape_at);
    }
    *out = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
    return true;
}

/* Behind the backslash; writes at most 4 bytes, never more than the escape has. */
static bool read_escape(struct reader *r, char *out, size_t *written)
{
    static const char names[] = "\"\\/bfnrt";
    static const char values[] = "\"\\/\b\f\n\r\t";
    size_t escape_at = r->at - 1;
    int c = peek(r);
    const char *found;

    if (c < 0) {
        return fail(r, JSON_REASON_END, r->at);
    }
    r->at++;
    if (c == 'u') {
        uint32_t code_point;

        if (!read_unicode_escape(r, escape_at, &code_point)) {
            return false;
        }
        *written = encode_utf8(code_point, out);
        return true;
    }
    found = c == 0 ? NULL : strchr(names, c);
    if (found == NULL) {
        return fail(r, JSON_REASON_ESCAPE, escape_at);
    }
    out[0] = values[found - names];
    *written = 1;
    return true;
}

/* Byte offset behind the closing quote's predecessor, i.e. of the closing quote; escapes are only
 * skipped. */
static bool find_string_end(struct reader *r, size_t *end)
{
    size_t at = r->at;

    while (at < r->text.len) {
        unsigned char c = (unsigned char)r->text.ptr[at];

        if (c == '"') {
            *end = at;
            return true;
        }
        if (c < 0x20) {
            return fail(r, JSON_REASON_CONTROL, at);
        }
        at += c == '\\' ? 2 : 1;
    }
    return fail(r, JSON_REASON_END, r->text.len);
}

static bool read_string(struct reader *r, struct str *out)
{
    size_t end;
    size_t len = 0;
    char *decoded;

    r->at++; /* the opening quote */
    if (!find_string_end(r, &end)) {
        return false;
    }
    decoded = arena_alloc(r->arena, end - r->at + 1); /* decoding never lengthens */
    if (decoded == NULL) {
        return fail(r, JSON_REASON_MEMORY, r->at);
    }
    while (r->at < end) {
        size_t written = 1;

        if (r->text.ptr[r->at] != '\\') {
            decoded[len++] = r->text.ptr[r->at++];
            continue;
        }
        r->at++;
        if (!read_escape(r, decoded + len, &written)) {
            return false;
        }
        len += written;
    }
    r->at = end + 1;
    decoded[len] = '\0';
    *out = (struct str){decoded, len};
    return true;
}

/* Bottom-up merge sort of members by key: the keys are chosen by the other side, so no hash and no
 * quicksort. */
static void sort_members(const struct json **items, const struct json **spare, size_t count)
{
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t from = 0; from < count; from += 2 * width) {
            size_t middle = from + width < count ? from + width : count;
            size_t end = from + 2 * width < count ? from + 2 * width : count;
            size_t a = from;
            size_t b = middle;

            for (size_t i = from; i < end; i++) {
                bool take_a =
                    b >= end || (a < middle && str_compare(items[a]->key, items[b]->key) <= 0);

                spare[i] = take_a ? items[a++] : items[b++];
            }
        }
        memcpy(items, spare, count * sizeof(*items));
    }
}

static bool has_duplicate(const struct json *object, struct arena *a, bool *duplicate)
{
    const struct json **items;
    size_t n = 0;

    *duplicate = false;
    if (object->count < 2) {
        return true;
    }
    items = arena_alloc_array(a, object->count * 2, sizeof(*items));
    if (items == NULL) {
        return false;
    }
    for (const struct json *m = object->first; m != NULL; m = m->next) {
        items[n++] = m;
    }
    sort_members(items, items + n, n);
    for (size_t i = 1; i < n; i++) {
        if (str_equal(items[i - 1]->key, items[i]->key)) {
            *duplicate = true;
        }
    }
    return true;
}

/* One member or element at the cursor, appended behind *tail. */
static bool read_child(struct reader *r, struct json *parent, struct json **tail)
{
    struct json *child = ARENA_NEW(r->arena, struct json);

    if (child == NULL) {
        return fail(r, JSON_REASON_MEMORY, r->at);
    }
    child->parent = parent;
    if (parent->kind == JSON_OBJECT) {
        if (peek(r) != '"') {
            return fail_here(r);
        }
        if (!read_string(r, &child->key)) {
            return false;
        }
        skip_space(r);
        if (peek(r) != ':') {
            return fail_here(r);
        }
        r->at++;
        skip_space(r);
    }
    if (!read_value(r, child)) {
        return false;
    }
    if (*tail == NULL) {
        parent->first = child;
    } else {
        (*tail)->next = child;
    }
    *tail = child;
    parent->count++;
    return true;
}

static bool read_container(struct reader *r, struct json *out)
{
    size_t opened_at = r->at;
    char closing = out->kind == JSON_OBJECT ? '}' : ']';
    struct json *tail = NULL;
    bool duplicate;

    if (r->depth >= LIMIT_JSON_DEPTH) {
        return fail(r, JSON_REASON_DEPTH, r->at);
    }
    r->depth++;
    r->at++;
    skip_space(r);
    while (peek(r) != closing) {
        if (tail != NULL) {
            if (peek(r) != ',') {
                return fail_here(r);
            }
            r->at++;
            skip_space(r);
        }
        if (!read_child(r, out, &tail)) {
            return false;
        }
        skip_space(r);
    }
    r->at++;
    r->depth--;
    if (out->kind == JSON_ARRAY) {
        return true;
    }
    if (!has_duplicate(out, r->arena, &duplicate)) {
        return fail(r, JSON_REASON_MEMORY, opened_at);
    }
    return duplicate ? fail(r, JSON_REASON_DUPLICATE, opened_at) : true;
}

static bool read_value(struct reader *r, struct json *out)
{
    switch (peek(r)) {
    case '{':
        out->kind = JSON_OBJECT;
        return read_container(r, out);
    case '[':
        out->kind = JSON_ARRAY;
        return read_container(r, out);
    case '"':
        out->kind = JSON_STRING;
        return read_string(r, &out->text);
    case 't':
        out->kind = JSON_BOOL;
        out->boolean = true;
        return read_word(r, STR("true"));
    case 'f':
        out->kind = JSON_BOOL;
        return read_word(r, STR("false"));
    case 'n':
        out->kind = JSON_NULL;
        return read_word(r, STR("null"));
    default:
        return read_number(r, out);
    }
}

static void locate(struct str text, size_t at, struct json_error *error)
{
    error->line = 1;
    error->column = 1;
    for (size_t i = 0; i < at && i < text.len; i++) {
        if (text.ptr[i] == '\n') {
            error->line++;
            error->column = 1;
        } else {
            error->column++;
        }
    }
}

static enum err error_of(enum json_reason reason)
{
    switch (reason) {
    case JSON_REASON_MEMORY:
        return ERR_MEMORY;
    case JSON_REASON_DEPTH:
    case JSON_REASON_SIZE:
        return ERR_LIMIT;
    case JSON_REASON_NONE:
    case JSON_REASON_SYNTAX:
    case JSON_REASON_END:
    case JSON_REASON_TRAILING:
    case JSON_REASON_UTF8:
    case JSON_REASON_ESCAPE:
    case JSON_REASON_CONTROL:
    case JSON_REASON_DUPLICATE:
        break;
    }
    return ERR_INVALID;
}

static bool read_text(struct reader *r, size_t max, struct json *root)
{
    size_t bad;

    if (r->text.len > max) {
        return fail(r, JSON_REASON_SIZE, max);
    }
    bad = utf8_first_bad(r->text);
    if (bad != SIZE_MAX) {
        return fail(r, JSON_REASON_UTF8, bad);
    }
    skip_space(r);
    if (!read_value(r, root)) {
        return false;
    }
    skip_space(r);
    return r->at < r->text.len ? fail(r, JSON_REASON_TRAILING, r->at) : true;
}

enum err json_read(struct str text, size_t max, struct arena *a, const struct json **out,
                   struct json_error *error)
{
    struct reader r = {.text = text, .arena = a};
    struct json *root = ARENA_NEW(a, struct json);

    if (root == NULL) {
        (void)fail(&r, JSON_REASON_MEMORY, 0);
    } else if (read_text(&r, max, root)) {
        *out = root;
        return ERR_OK;
    }
    assert(r.reason != JSON_REASON_NONE);
    if (error != NULL) {
        error->reason = r.reason;
        locate(text, r.reason_at, error);
    }
    return error_of(r.reason);
}
