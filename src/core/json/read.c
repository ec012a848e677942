/*
 * core/json/read.c — the strict reader: one pass over bytes that may be hostile, values in the
 * arena.
 *
 * The text is copied into the arena once and strings are decoded where they stand, which never
 * lengthens them; a NUL takes the place of the closing quote. Invariants: it never reads outside
 * the text, recursion is at most LIMIT_JSON_DEPTH levels, work is O(n log n) even for an object of
 * many keys. It must never repair or guess: what is not plainly JSON is refused.
 */
#include "core/json/json.h"

#include "base/utf8.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { NODES_FIRST = 8, NODES_MOST = 512, PAIRS_MOST = 24 };

struct reader {
    char *at;
    char *end; /* a NUL stands here */
    char *start;
    struct json *nodes; /* room for the next values */
    size_t nodes_left;
    size_t nodes_next;
    size_t depth;
    struct arena *arena;
    enum json_reason reason;
    size_t reason_at;
};

static bool read_value(struct reader *r, struct json *out);

static bool fail(struct reader *r, enum json_reason reason, const char *at)
{
    if (r->reason == JSON_REASON_NONE) {
        r->reason = reason;
        r->reason_at = (size_t)(at - r->start);
    }
    return false;
}

static bool fail_here(struct reader *r)
{
    return fail(r, r->at == r->end ? JSON_REASON_END : JSON_REASON_SYNTAX, r->at);
}

/* Indentation is skipped eight blanks at a time as long as they lie within the text. How much there
 * is the processor guesses ahead: a count taken from the bytes would have to be waited for. */
static inline void skip_space(struct reader *r)
{
    const uint64_t blanks = UINT64_C(0x2020202020202020);
    char *at = r->at;

    if ((unsigned char)*at > ' ')
        return;
    while (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t') {
        uint64_t w = 0;

        at++;
        while (r->end - at >= 8 && (memcpy(&w, at, sizeof(w)), w == blanks))
            at += 8;
    }
    r->at = at;
}

/* ---- words and numbers ----------------------------------------------------------------------- */

static bool read_word(struct reader *r, const char *word)
{
    for (; *word != '\0'; word++, r->at++) {
        if (*r->at != *word)
            return fail_here(r);
    }
    return true;
}

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool read_digits(struct reader *r)
{
    if (!is_digit(*r->at))
        return fail_here(r);
    while (is_digit(*r->at))
        r->at++;
    return true;
}

/* Behind a leading 0 nothing but a fraction or an exponent may follow. */
static bool read_number(struct reader *r, struct json *out)
{
    char *from = r->at;

    if (*r->at == '-')
        r->at++;
    if (*r->at == '0') {
        r->at++;
        if (is_digit(*r->at))
            return fail_here(r);
    } else if (!read_digits(r)) {
        return false;
    }
    if (*r->at == '.') {
        r->at++;
        if (!read_digits(r))
            return false;
    }
    if (*r->at == 'e' || *r->at == 'E') {
        r->at++;
        if (*r->at == '+' || *r->at == '-')
            r->at++;
        if (!read_digits(r))
            return false;
    }
    out->kind = JSON_NUMBER;
    out->text = (struct str){from, (size_t)(r->at - from)};
    return true;
}

/* ---- strings --------------------------------------------------------------------------------- */

static int hex_value(char c)
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* Four hexadecimal digits at the cursor. */
static bool read_hex4(struct reader *r, uint32_t *out)
{
    uint32_t value = 0;

    for (int i = 0; i < 4; i++, r->at++) {
        int digit = hex_value(*r->at);

        if (digit < 0)
            return fail(r, r->at == r->end ? JSON_REASON_END : JSON_REASON_ESCAPE, r->at);
        value = value * 16 + (uint32_t)digit;
    }
    *out = value;
    return true;
}

static char *encode_utf8(uint32_t c, char *out)
{
    if (c < 0x80) {
        *out++ = (char)c;
        return out;
    }
    if (c < 0x800) {
        *out++ = (char)(0xc0 | (c >> 6));
    } else {
        if (c < 0x10000) {
            *out++ = (char)(0xe0 | (c >> 12));
        } else {
            *out++ = (char)(0xf0 | (c >> 18));
            *out++ = (char)(0x80 | ((c >> 12) & 0x3f));
        }
        *out++ = (char)(0x80 | ((c >> 6) & 0x3f));
    }
    *out++ = (char)(0x80 | (c & 0x3f));
    return out;
}

/* Behind "\u": one code point, of two escapes when it is a surrogate pair. */
static bool read_unicode_escape(struct reader *r, const char *escape, uint32_t *out)
{
    uint32_t high;
    uint32_t low;

    if (!read_hex4(r, &high))
        return false;
    if (high == 0 || (high >= 0xdc00 && high <= 0xdfff))
        return fail(r, JSON_REASON_ESCAPE, escape);
    if (high < 0xd800 || high > 0xdbff) {
        *out = high;
        return true;
    }
    if (r->at[0] != '\\' || r->at[1] != 'u')
        return fail(r, JSON_REASON_ESCAPE, escape);
    r->at += 2;
    if (!read_hex4(r, &low))
        return false;
    if (low < 0xdc00 || low > 0xdfff)
        return fail(r, JSON_REASON_ESCAPE, escape);
    *out = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
    return true;
}

/* At the backslash; writes at most 4 bytes, never more than the escape has. */
static bool read_escape(struct reader *r, char **out)
{
    static const char names[] = "\"\\/bfnrt";
    static const char values[] = "\"\\/\b\f\n\r\t";
    const char *escape = r->at;
    const char *found;
    uint32_t code_point;
    char c = r->at[1];

    if (r->at + 1 == r->end)
        return fail(r, JSON_REASON_END, r->end);
    r->at += 2;
    if (c == 'u') {
        if (!read_unicode_escape(r, escape, &code_point))
            return false;
        *out = encode_utf8(code_point, *out);
        return true;
    }
    found = c == '\0' ? NULL : strchr(names, c);
    if (found == NULL)
        return fail(r, JSON_REASON_ESCAPE, escape);
    *(*out)++ = values[found - names];
    return true;
}

/* Bytes from `at` on that stand for themselves: no quote, no backslash, no control character.
 * Eight at a time as long as they lie within the text. A byte that is 0 or wanted to be below 0x20
 * gets its highest bit by the subtraction; those that had it before are no ASCII and do not count.
 */
static inline char *plain_end(const struct reader *r, char *at)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    const uint64_t highs = UINT64_C(0x8080808080808080);

    while (r->end - at >= 8) {
        uint64_t w;
        uint64_t below;

        memcpy(&w, at, sizeof(w));
        below = (w - ones * 0x20) | ((w ^ (ones * '"')) - ones) | ((w ^ (ones * '\\')) - ones);
        w = below & ~w & highs;
        if (w != 0) {
            if (__BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__)
                break;
            /* The first of them is a true one: a borrow marks only bytes behind it. */
            return at + __builtin_ctzll(w) / 8;
        }
        at += 8;
    }
    while ((unsigned char)*at >= 0x20 && *at != '"' && *at != '\\')
        at++;
    return at;
}

/* Escapes are only skipped: an unclosed string is refused as such, whatever stands in it. */
static bool find_string_end(struct reader *r, char *at)
{
    for (;;) {
        at = plain_end(r, at);
        if (*at == '"')
            return true;
        if (*at != '\\')
            return fail(r, at == r->end ? JSON_REASON_END : JSON_REASON_CONTROL, at);
        if (at + 1 >= r->end)
            return fail(r, JSON_REASON_END, r->end);
        at += 2;
    }
}

static bool read_string(struct reader *r, struct str *out)
{
    char *from = ++r->at; /* behind the opening quote */
    char *at = plain_end(r, from);
    char *to = at;

    if (*at != '"' && !find_string_end(r, at))
        return false;
    r->at = at;
    while (*r->at != '"') {
        char *plain;

        if (!read_escape(r, &to))
            return false;
        plain = r->at;
        r->at = plain_end(r, plain);
        memmove(to, plain, (size_t)(r->at - plain));
        to += r->at - plain;
    }
    r->at++;
    *to = '\0';
    *out = (struct str){from, (size_t)(to - from)};
    return true;
}

/* ---- keys that stand twice ------------------------------------------------------------------- */

/* Equal keys in the order of the text, in which they all lie. */
static int compare_keys(const void *a, const void *b)
{
    const struct json *const *left = a;
    const struct json *const *right = b;
    int order = str_compare((*left)->key, (*right)->key);

    if (order == 0)
        order = ((*left)->key.ptr > (*right)->key.ptr) - ((*left)->key.ptr < (*right)->key.ptr);
    return order;
}

/* The keys are chosen by the other side: many are sorted, never hashed. *again is the first key in
 * the text that stood before. */
static bool find_again_among_many(struct reader *r, const struct json *object, struct str *again)
{
    const struct json **items = arena_alloc_array(r->arena, object->count, sizeof(*items));
    size_t n = 0;

    if (items == NULL)
        return false;
    for (const struct json *m = object->first; m != NULL; m = m->next)
        items[n++] = m;
    qsort(items, n, sizeof(*items), compare_keys);
    for (size_t i = 1; i < n; i++) {
        if (str_equal(items[i - 1]->key, items[i]->key) &&
            (again->ptr == NULL || items[i]->key.ptr < again->ptr))
            *again = items[i]->key;
    }
    return true;
}

static struct str find_again_among_few(const struct json *object)
{
    for (const struct json *m = object->first; m != NULL; m = m->next) {
        for (const struct json *before = object->first; before != m; before = before->next) {
            if (before->key.len == m->key.len &&
                memcmp(before->key.ptr, m->key.ptr, m->key.len) == 0)
                return m->key;
        }
    }
    return (struct str){NULL, 0};
}

/* A bit of 64 for a key: equal keys have the same. */
static inline uint64_t key_bit(struct str key)
{
    unsigned mixed = (unsigned)key.len * 7;

    if (key.len > 0)
        mixed += (unsigned char)key.ptr[0] * 5u + (unsigned char)key.ptr[key.len - 1] * 11u +
                 (unsigned char)key.ptr[key.len / 2] * 3u;
    return UINT64_C(1) << (mixed & 63);
}

/* ---- containers ------------------------------------------------------------------------------ */

static inline struct json *new_node(struct reader *r)
{
    if (r->nodes_left == 0) {
        r->nodes = ARENA_ARRAY(r->arena, struct json, r->nodes_next);
        if (r->nodes == NULL)
            return NULL;
        r->nodes_left = r->nodes_next;
        r->nodes_next = r->nodes_next < NODES_MOST ? 2 * r->nodes_next : NODES_MOST;
    }
    r->nodes_left--;
    return r->nodes++;
}

static bool read_key(struct reader *r, struct json *child)
{
    if (*r->at != '"')
        return fail_here(r);
    if (!read_string(r, &child->key))
        return false;
    skip_space(r);
    if (*r->at != ':')
        return fail_here(r);
    r->at++;
    skip_space(r);
    return true;
}

/* The members or elements between the brackets; *suspicious when two keys may be equal. */
static bool read_children(struct reader *r, struct json *parent, bool *suspicious)
{
    bool is_object = parent->kind == JSON_OBJECT;
    char closing = is_object ? '}' : ']';
    struct json **tail = &parent->first;
    uint64_t met = 0;

    while (*r->at != closing) {
        struct json *child;

        if (parent->count > 0) {
            if (*r->at != ',')
                return fail_here(r);
            r->at++;
            skip_space(r);
        }
        child = new_node(r);
        if (child == NULL)
            return fail(r, JSON_REASON_MEMORY, r->at);
        child->parent = parent;
        if (is_object) {
            if (!read_key(r, child))
                return false;
            *suspicious = *suspicious || (met & key_bit(child->key)) != 0;
            met |= key_bit(child->key);
        }
        if (!read_value(r, child))
            return false;
        *tail = child;
        tail = &child->next;
        parent->count++;
        skip_space(r);
    }
    return true;
}

static bool read_container(struct reader *r, struct json *out)
{
    struct str again = {NULL, 0};
    bool suspicious = false;

    if (r->depth >= LIMIT_JSON_DEPTH)
        return fail(r, JSON_REASON_DEPTH, r->at);
    r->depth++;
    r->at++;
    skip_space(r);
    if (!read_children(r, out, &suspicious))
        return false;
    r->at++;
    r->depth--;
    if (!suspicious)
        return true;
    if (out->count <= PAIRS_MOST)
        again = find_again_among_few(out);
    else if (!find_again_among_many(r, out, &again))
        return fail(r, JSON_REASON_MEMORY, r->at);
    return again.ptr == NULL || fail(r, JSON_REASON_DUPLICATE, again.ptr - 1); /* its quote */
}

static bool read_value(struct reader *r, struct json *out)
{
    switch (*r->at) {
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
        return read_word(r, "true");
    case 'f':
        out->kind = JSON_BOOL;
        return read_word(r, "false");
    case 'n':
        out->kind = JSON_NULL;
        return read_word(r, "null");
    default:
        return read_number(r, out);
    }
}

/* ---- the whole text -------------------------------------------------------------------------- */

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

static const struct json *read_text(struct reader *r, struct str text, size_t max)
{
    struct json *root;
    size_t bad;

    if (text.len > max) {
        r->reason = JSON_REASON_SIZE;
        r->reason_at = max;
        return NULL;
    }
    bad = utf8_first_bad(text);
    if (bad != SIZE_MAX) {
        r->reason = JSON_REASON_UTF8;
        r->reason_at = bad;
        return NULL;
    }
    r->start = arena_alloc(r->arena, text.len + 1);
    root = new_node(r);
    if (r->start == NULL || root == NULL) {
        r->reason = JSON_REASON_MEMORY;
        return NULL;
    }
    if (text.len > 0)
        memcpy(r->start, text.ptr, text.len);
    r->at = r->start;
    r->end = r->start + text.len;
    skip_space(r);
    if (!read_value(r, root))
        return NULL;
    skip_space(r);
    if (r->at < r->end)
        (void)fail(r, JSON_REASON_TRAILING, r->at);
    return r->at < r->end ? NULL : root;
}

enum err json_read(struct str text, size_t max, struct arena *a, const struct json **out,
                   struct json_error *error)
{
    struct reader r = {.arena = a, .nodes_next = NODES_FIRST};
    const struct json *root = read_text(&r, text, max);

    if (root != NULL) {
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
