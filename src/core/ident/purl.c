/*
 * core/ident/purl.c — takes a package URL apart, puts one together, and spells it canonically.
 *
 * Reads from right to left as the specification does: subpath, qualifiers, version, name,
 * namespace, type. Components without a percent sign are borrowed from the text. Must never hand on
 * a component that a canonical spelling would not bring back.
 */
#include "core/ident/purl_priv.h"

#include <string.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "core/ident/ident_priv.h"

struct reader {
    struct arena *arena;
    enum purl_mode mode;
    const char *begin; /* of the whole text: offsets count from here */
    struct ident_error *error;
};

static enum err refuse_at(const struct reader *r, const char *at, const char *reason)
{
    return ident_refuse(r->error, (size_t)(at - r->begin), reason);
}

static struct str without_slashes(struct str s)
{
    while (s.len > 0 && s.ptr[s.len - 1] == '/') {
        s.len--;
    }
    while (s.len > 0 && s.ptr[0] == '/') {
        s = str_slice(s, 1, s.len);
    }
    return s;
}

/* Cuts off what stands behind a separator. A text has each of "?" and "#" once; the specification
 * looks for the last, a URL has the first, and where both stand the lenient reader follows the
 * URL. */
static enum err cut_once(const struct reader *r, struct str *rest, char separator, struct str *out)
{
    const char *first = rest->len == 0 ? NULL : memchr(rest->ptr, separator, rest->len);
    *out = (struct str){0};
    if (first == NULL) {
        return ERR_OK;
    }
    size_t at = (size_t)(first - rest->ptr);
    *out = str_slice(*rest, at + 1, rest->len);
    rest->len = at;
    const char *second = out->len == 0 ? NULL : memchr(out->ptr, separator, out->len);
    return second == NULL || r->mode == PURL_LENIENT
               ? ERR_OK
               : refuse_at(r, second, N_("this separator must be percent-encoded"));
}

static struct str last_split(struct str *rest, char separator)
{
    const char *at = rest->len == 0 ? NULL : memrchr(rest->ptr, separator, rest->len);
    if (at == NULL) {
        return (struct str){0};
    }
    size_t left = (size_t)(at - rest->ptr);
    struct str right = str_slice(*rest, left + 1, rest->len);
    rest->len = left;
    return right;
}

/* ---- characters ------------------------------------------------------------------------------ */

/* True when all eight bytes lie between "!" and "~". */
static bool are_visible(const char *bytes)
{
    static const uint64_t ones = UINT64_C(0x0101010101010101);
    static const uint64_t highs = UINT64_C(0x8080808080808080);
    uint64_t w;
    memcpy(&w, bytes, sizeof(w));
    /* above "~": the byte, or the byte and one, has its high bit; below "!": taking 0x21 away
     * borrows */
    return (((w + ones) | w | (w - 0x21 * ones)) & highs) == 0;
}

static bool text_is_ascii(struct str s, size_t *bad, bool blanks)
{
    size_t i = 0;
    while (i + sizeof(uint64_t) <= s.len && are_visible(s.ptr + i)) {
        i += sizeof(uint64_t);
    }
    for (; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c < 0x20 || c >= 0x7f || (c == ' ' && !blanks)) {
            *bad = i;
            return false;
        }
    }
    return true;
}

/* The whole text, before anything else: no control characters, and what mode forbids. */
static enum err check_text(const struct reader *r, struct str text)
{
    size_t bad = 0;
    if (text_is_ascii(text, &bad, r->mode == PURL_LENIENT)) {
        return ERR_OK;
    }
    if (r->mode == PURL_STRICT || (unsigned char)text.ptr[bad] < 0x80) {
        return ident_refuse(r->error, bad, N_("this character must be percent-encoded"));
    }
    bad = utf8_first_bad(text);
    return bad == SIZE_MAX ? ERR_OK : ident_refuse(r->error, bad, N_("not UTF-8"));
}

static enum err decode(const struct reader *r, struct str s, struct str *out)
{
    *out = s;
    if (s.len == 0 || memchr(s.ptr, '%', s.len) == NULL) {
        return ERR_OK;
    }
    char *copy = arena_alloc(r->arena, s.len);
    size_t len = 0;
    if (copy == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] != '%') {
            copy[len++] = s.ptr[i];
            continue;
        }
        int byte = ident_triplet(s, i);
        if (byte < 0) {
            return refuse_at(r, s.ptr + i, "% must be followed by two hexadecimal digits");
        }
        copy[len++] = (char)byte;
        i += 2;
    }
    *out = (struct str){copy, len};
    return utf8_first_bad(*out) == SIZE_MAX
               ? ERR_OK
               : refuse_at(r, s.ptr, N_("the decoded component is not UTF-8"));
}

/* ---- components ------------------------------------------------------------------------------ */

static enum err read_type(const struct reader *r, struct str s, struct str *out)
{
    if (s.len == 0 || !ident_is_letter(s.ptr[0])) {
        return refuse_at(r, s.ptr, N_("a type begins with a letter"));
    }
    for (size_t i = 1; i < s.len; i++) {
        if (!ident_is_alnum(s.ptr[i]) && s.ptr[i] != '.' && s.ptr[i] != '-') {
            return refuse_at(r, s.ptr + i, N_("a type has letters, digits, dots and dashes only"));
        }
    }
    *out = s;
    return purl_fold(out, r->arena);
}

/* True when the raw path needs no work segment by segment: the usual case. */
static bool is_plain_path(struct str s)
{
    return s.len == 0 ||
           (memchr(s.ptr, '%', s.len) == NULL && memmem(s.ptr, s.len, "//", 2) == NULL &&
            memmem(s.ptr, s.len, "/.", 2) == NULL && s.ptr[0] != '.');
}

static bool is_dots(struct str segment)
{
    return str_equal(segment, STR(".")) || str_equal(segment, STR(".."));
}

/* Decodes a path segment by segment, without the empty ones and, in a subpath, the dots. */
static enum err read_path(const struct reader *r, struct str s, bool subpath, struct str *out)
{
    struct buf joined;
    s = without_slashes(s);
    *out = s;
    if (is_plain_path(s)) {
        return ERR_OK;
    }
    buf_init(&joined, r->arena, LIMIT_PURL_BYTES);
    while (s.ptr != NULL) {
        struct str raw = str_split(&s, '/');
        struct str segment = {0};
        enum err e = decode(r, raw, &segment);
        if (e != ERR_OK) {
            return e;
        }
        if (segment.len == 0 || (subpath && is_dots(segment))) {
            continue;
        }
        if (memchr(segment.ptr, '/', segment.len) != NULL) {
            return refuse_at(r, raw.ptr, N_("a segment may not hold a slash"));
        }
        if (joined.len > 0) {
            buf_add_char(&joined, '/');
        }
        buf_add(&joined, segment);
    }
    return buf_finish(&joined, out);
}

static enum err check_key(const struct reader *r, struct str key)
{
    if (key.len == 0 || !ident_is_letter(key.ptr[0])) {
        return refuse_at(r, key.ptr, N_("a qualifier's key begins with a letter"));
    }
    for (size_t i = 0; i < key.len; i++) {
        char c = key.ptr[i];
        if (!ident_is_alnum(c) && c != '.' && c != '-' && c != '_') {
            return refuse_at(r, key.ptr + i, N_("a key has letters, digits and \".-_\" only"));
        }
        if (ident_is_upper(c) && r->mode == PURL_STRICT && !purl_key_is_standard(key)) {
            return refuse_at(r, key.ptr + i, N_("a qualifier's key is written in lower case"));
        }
    }
    return ERR_OK;
}

/* Puts a pair at its place; false when the key is there already. */
static bool insert_sorted(struct purl_qualifier *list, size_t count, struct purl_qualifier new)
{
    size_t at = count;
    while (at > 0 && str_compare(list[at - 1].key, new.key) > 0) {
        list[at] = list[at - 1];
        at--;
    }
    list[at] = new;
    return at == 0 || !str_equal(list[at - 1].key, new.key);
}

static size_t count_pairs(struct str s)
{
    size_t pairs = s.len > 0;
    for (size_t i = 0; i < s.len; i++) {
        pairs += s.ptr[i] == '&';
    }
    return pairs;
}

static enum err read_qualifiers(const struct reader *r, struct str s, struct purl *p)
{
    size_t room = count_pairs(s);
    if (room > LIMIT_PURL_QUALIFIERS) {
        (void)refuse_at(r, s.ptr, N_("too many qualifiers"));
        return ERR_LIMIT;
    }
    struct purl_qualifier *list = ARENA_ARRAY(r->arena, struct purl_qualifier, room);
    if (list == NULL) {
        return ERR_MEMORY;
    }
    p->qualifiers = list;
    while (s.len > 0) {
        struct str value = str_split(&s, '&');
        struct purl_qualifier q = {.key = str_split(&value, '=')};
        if (q.key.len == 0 && value.ptr == NULL) {
            continue;
        }
        struct str key = q.key;
        enum err e = check_key(r, q.key);
        if (e == ERR_OK) {
            e = purl_fold(&q.key, r->arena);
        }
        if (e == ERR_OK) {
            e = decode(r, value, &q.value);
        }
        if (e != ERR_OK) {
            return e;
        }
        if (q.value.len == 0) {
            continue;
        }
        if (!insert_sorted(list, p->qualifier_count++, q)) {
            return refuse_at(r, key.ptr, N_("this key stands twice"));
        }
    }
    return ERR_OK;
}

/* ---- the whole ------------------------------------------------------------------------------- */

/* Cuts the version off. The "@" of a scope ("@babel/core") begins a segment before the last. */
static struct str cut_version(struct str *rest)
{
    size_t at = rest->len;
    bool last_segment = true;
    while (at > 0) {
        at--;
        if (rest->ptr[at] == '/') {
            last_segment = false;
        }
        if (rest->ptr[at] == '@' && (last_segment || (at > 0 && rest->ptr[at - 1] != '/'))) {
            struct str version = str_slice(*rest, at + 1, rest->len);
            rest->len = at;
            return version;
        }
    }
    return (struct str){0};
}

/* "type/namespace/name@version", slashes in front removed already */
static enum err read_body(const struct reader *r, struct str s, struct purl *p,
                          struct purl_offsets *at)
{
    const char *slash = s.len == 0 ? NULL : memchr(s.ptr, '/', s.len);
    if (slash == NULL) {
        return refuse_at(r, s.ptr + s.len, N_("a purl has a type and a name"));
    }
    size_t type_len = (size_t)(slash - s.ptr);
    enum err e = read_type(r, str_slice(s, 0, type_len), &p->type);
    if (e != ERR_OK) {
        return e;
    }
    struct str rest = str_slice(s, type_len + 1, s.len);
    struct str version = cut_version(&rest);
    if (version.ptr != NULL && rest.len > 0 && rest.ptr[rest.len - 1] == '/') {
        return refuse_at(r, version.ptr - 1, N_("a purl has a name"));
    }
    rest = without_slashes(rest);
    const char *end = rest.ptr;
    struct str space = rest;
    struct str name = last_split(&space, '/');
    if (name.ptr == NULL) {
        name = rest;
        space = (struct str){0};
    }
    if (name.len == 0) {
        return refuse_at(r, end, N_("a purl has a name"));
    }
    *at = (struct purl_offsets){
        .type = (size_t)(s.ptr - r->begin),
        .space = (size_t)((space.ptr ? space.ptr : end) - r->begin),
        .name = (size_t)(name.ptr - r->begin),
        .version = (size_t)((version.ptr ? version.ptr : end) - r->begin),
    };
    e = decode(r, version, &p->version);
    if (e == ERR_OK) {
        e = decode(r, name, &p->name);
    }
    return e == ERR_OK ? read_path(r, space, false, &p->space) : e;
}

enum err purl_read(struct str text, enum purl_mode mode, struct arena *a, struct purl *out,
                   struct ident_error *error)
{
    const struct reader r = {a, mode, text.ptr, error};
    struct purl p = {0};
    struct purl_offsets at = {0};
    if (text.len > LIMIT_PURL_BYTES) {
        (void)ident_refuse(error, LIMIT_PURL_BYTES, N_("the purl is too long"));
        return ERR_LIMIT;
    }
    enum err e = check_text(&r, text);
    if (e != ERR_OK) {
        return e;
    }
    if (!str_equal_nocase(str_slice(text, 0, 4), STR("pkg:"))) {
        return ident_refuse(error, 0, N_("a purl begins with pkg:"));
    }
    struct str rest = str_slice(text, 4, text.len);
    struct str subpath = {0};
    struct str qualifiers = {0};
    e = cut_once(&r, &rest, '#', &subpath);
    if (e == ERR_OK) {
        e = cut_once(&r, &rest, '?', &qualifiers);
    }
    while (rest.len > 0 && rest.ptr[0] == '/') {
        rest = str_slice(rest, 1, rest.len);
    }
    if (e == ERR_OK) {
        e = read_path(&r, subpath, true, &p.subpath);
    }
    if (e == ERR_OK && qualifiers.len > 0) {
        e = read_qualifiers(&r, qualifiers, &p);
    }
    if (e == ERR_OK) {
        e = read_body(&r, rest, &p, &at);
    }
    at.qualifiers = qualifiers.len > 0 ? (size_t)(qualifiers.ptr - text.ptr) : text.len;
    if (e == ERR_OK) {
        e = purl_apply_rules(&p, &at, a, error);
    }
    if (e == ERR_OK) {
        *out = p;
    }
    return e;
}

/* ---- spelling -------------------------------------------------------------------------------- */

static bool is_plain(char c)
{
    return ident_is_alnum(c) || c == '.' || c == '-' || c == '_' || c == '~' || c == ':';
}

/* In a path the slash separates segments. */
static bool is_plain_in_path(char c)
{
    return is_plain(c) || c == '/';
}

void purl_write(const struct purl *p, struct buf *out)
{
    buf_add(out, STR("pkg:"));
    buf_add(out, p->type);
    buf_add_char(out, '/');
    if (p->space.len > 0) {
        ident_write_encoded(p->space, is_plain_in_path, out);
        buf_add_char(out, '/');
    }
    bool path = str_equal(p->type, STR("git")); /* the name is the whole path on the host */
    ident_write_encoded(p->name, path ? is_plain_in_path : is_plain, out);
    if (p->version.len > 0) {
        buf_add_char(out, '@');
        ident_write_encoded(p->version, is_plain, out);
    }
    for (size_t i = 0; i < p->qualifier_count; i++) {
        buf_add_char(out, i == 0 ? '?' : '&');
        buf_add(out, p->qualifiers[i].key);
        buf_add_char(out, '=');
        ident_write_encoded(p->qualifiers[i].value, is_plain, out);
    }
    if (p->subpath.len > 0) {
        buf_add_char(out, '#');
        ident_write_encoded(p->subpath, is_plain_in_path, out);
    }
}

struct str purl_qualifier_get(const struct purl *p, struct str key)
{
    for (size_t i = 0; i < p->qualifier_count; i++) {
        if (str_equal(p->qualifiers[i].key, key)) {
            return p->qualifiers[i].value;
        }
    }
    return (struct str){0};
}

bool purl_equal(const struct purl *a, const struct purl *b)
{
    if (!str_equal(a->type, b->type) || !str_equal(a->space, b->space) ||
        !str_equal(a->name, b->name) || !str_equal(a->version, b->version) ||
        !str_equal(a->subpath, b->subpath) || a->qualifier_count != b->qualifier_count) {
        return false;
    }
    for (size_t i = 0; i < a->qualifier_count; i++) {
        if (!str_equal(a->qualifiers[i].key, b->qualifiers[i].key) ||
            !str_equal(a->qualifiers[i].value, b->qualifiers[i].value)) {
            return false;
        }
    }
    return true;
}
