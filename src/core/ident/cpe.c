/*
 * core/ident/cpe.c — reads and writes the two spellings of a CPE name.
 *
 * Both readers end in the same struct, whose texts are spelt as in a formatted string; all writers
 * begin there. Must never accept what the grammar of NISTIR 7695 does not have: a name that is
 * almost right matches the wrong products.
 */
#include "core/ident/cpe.h"

#include <assert.h>
#include <string.h>

#include "base/limits.h"
#include "core/ident/ident_priv.h"

enum { PACKED = 5 };

static const char punctuation[] = "!\"#$%&'()+,/:;<=>@[\\]^`{|}~*?";

const char *cpe_attribute_name(enum cpe_attribute attribute)
{
    static const char *const names[CPE_ATTRIBUTES] = {
        "part",     "vendor",     "product",   "version",   "update", "edition",
        "language", "sw_edition", "target_sw", "target_hw", "other",
    };
    assert(attribute < CPE_ATTRIBUTES);
    return names[attribute];
}

static bool is_punctuation(char c)
{
    return c != '\0' && strchr(punctuation, c) != NULL;
}

static bool is_bare(char c)
{
    return ident_is_alnum(c) || c == '-' || c == '.' || c == '_';
}

/* ---- checks of one value --------------------------------------------------------------------- */

/* Offset of the first byte of a formatted value that the grammar does not have, SIZE_MAX when it
 * is whole: question marks or one asterisk, then at least one character, then the same again. */
static size_t formatted_bad(struct str v)
{
    size_t at = 0;
    bool some = false;
    if (v.len > 0 && v.ptr[0] == '*') {
        at = 1;
    } else {
        while (at < v.len && v.ptr[at] == '?') {
            at++;
        }
    }
    while (at < v.len && v.ptr[at] != '?' && v.ptr[at] != '*') {
        if (v.ptr[at] == '\\') {
            if (at + 1 == v.len || !is_punctuation(v.ptr[at + 1])) {
                return at;
            }
            at++;
        } else if (!is_bare(v.ptr[at])) {
            return at;
        }
        some = true;
        at++;
    }
    if (!some) {
        return at < v.len ? at : 0;
    }
    if (at < v.len && v.ptr[at] == '*') {
        at++;
    } else {
        while (at < v.len && v.ptr[at] == '?') {
            at++;
        }
    }
    return at == v.len ? SIZE_MAX : at;
}

/* xx, xxx, xx-YY, xxx-YY or with a region of three digits. */
static bool is_language(struct str v)
{
    size_t at = 0;
    while (at < v.len && ident_is_letter(v.ptr[at])) {
        at++;
    }
    if (at < 2 || at > 3) {
        return false;
    }
    if (at == v.len) {
        return true;
    }
    struct str region = str_slice(v, at + 1, v.len);
    if (v.ptr[at] != '-') {
        return false;
    }
    return (region.len == 2 && ident_is_letter(region.ptr[0]) && ident_is_letter(region.ptr[1])) ||
           (region.len == 3 && ident_all_digits(region));
}

static bool is_part(struct str v)
{
    char c = v.len == 1 ? v.ptr[0] : '\0';
    return c == 'a' || c == 'o' || c == 'h';
}

/* Where a text may stand: the part is one letter, the language a tag, the rest any value. */
static enum err value_check(enum cpe_attribute attribute, struct str v, size_t offset,
                            struct ident_error *error)
{
    if (attribute == CPE_PART && !is_part(v)) {
        return ident_refuse(error, offset, N_("the part must be a, o or h"));
    }
    if (attribute == CPE_LANGUAGE && !is_language(v)) {
        return ident_refuse(error, offset, N_("the language must be a tag like ja or en-us"));
    }
    size_t bad = formatted_bad(v);
    if (bad != SIZE_MAX) {
        return ident_refuse(error, offset + bad, N_("this character may not stand here unquoted"));
    }
    return ERR_OK;
}

/* ---- the formatted string -------------------------------------------------------------------- */

/* Length of the component that begins at `from`: up to the next colon that is not quoted. */
static size_t component_length(struct str text, size_t from)
{
    size_t at = from;
    while (at < text.len && text.ptr[at] != ':') {
        at += text.ptr[at] == '\\' && at + 1 < text.len ? 2 : 1;
    }
    return at - from;
}

enum err cpe_read_formatted(struct str text, struct arena *a, struct cpe *out,
                            struct ident_error *error)
{
    (void)a; /* the values are pieces of the text */
    struct cpe c = {0};
    size_t at = STR("cpe:2.3:").len;
    if (text.len > LIMIT_CPE_BYTES) {
        (void)ident_refuse(error, LIMIT_CPE_BYTES, N_("the name is too long"));
        return ERR_LIMIT;
    }
    if (!str_starts_with(text, STR("cpe:2.3:"))) {
        return ident_refuse(error, 0, N_("a formatted string begins with cpe:2.3:"));
    }
    for (enum cpe_attribute i = CPE_PART; i < CPE_ATTRIBUTES; i++) {
        struct str v = str_slice(text, at, at + component_length(text, at));
        if (str_equal(v, STR("*"))) {
            c.values[i].kind = CPE_ANY;
        } else if (str_equal(v, STR("-"))) {
            c.values[i].kind = CPE_NA;
        } else {
            enum err e = value_check(i, v, at, error);
            if (e != ERR_OK) {
                return e;
            }
            c.values[i] = (struct cpe_value){CPE_TEXT, v};
        }
        at += v.len;
        if (i + 1 < CPE_ATTRIBUTES && at == text.len) {
            return ident_refuse(error, at, N_("a formatted string has eleven components"));
        }
        at += i + 1 < CPE_ATTRIBUTES ? 1 : 0;
    }
    if (at != text.len) {
        return ident_refuse(error, at, N_("a formatted string has eleven components"));
    }
    *out = c;
    return ERR_OK;
}

void cpe_write_formatted(const struct cpe *c, struct buf *out)
{
    buf_add(out, STR("cpe:2.3"));
    for (size_t i = 0; i < CPE_ATTRIBUTES; i++) {
        buf_add_char(out, ':');
        switch (c->values[i].kind) {
        case CPE_ANY:
            buf_add_char(out, '*');
            break;
        case CPE_NA:
            buf_add_char(out, '-');
            break;
        case CPE_TEXT:
            buf_add(out, c->values[i].text);
            break;
        }
    }
}

/* ---- the URI --------------------------------------------------------------------------------- */

/* A piece of a URI and where it stands in it. */
struct piece {
    struct str text;
    size_t offset;
};

/* One component as a formatted text: percent triplets become quoted characters, %01 and %02 the
 * wildcards, everything lower case. */
static enum err uri_decode(struct piece v, struct buf *out, struct ident_error *error)
{
    for (size_t i = 0; i < v.text.len; i++) {
        char c = v.text.ptr[i];
        if (c == '%') {
            int byte = ident_triplet(v.text, i);
            char decoded = byte < 0 ? '\0' : (char)byte;
            if (decoded == 1 || decoded == 2) {
                buf_add_char(out, decoded == 1 ? '?' : '*');
            } else if (is_punctuation(decoded)) {
                buf_add_char(out, '\\');
                buf_add_char(out, decoded);
            } else {
                return ident_refuse(error, v.offset + i, N_("no such percent-encoded character"));
            }
            i += 2;
        } else if (c == '~') {
            buf_add(out, STR("\\~"));
        } else if (is_bare(c)) {
            buf_add_char(out, ident_lower(c));
        } else {
            return ident_refuse(error, v.offset + i,
                                N_("this character may not stand in a URI name"));
        }
    }
    return ERR_OK;
}

static enum err uri_value(struct piece v, enum cpe_attribute attribute, struct arena *a,
                          struct cpe *c, struct ident_error *error)
{
    struct buf decoded;
    struct str text = {0};
    if (v.text.len == 0 || str_equal(v.text, STR("-"))) {
        c->values[attribute].kind = v.text.len == 0 ? CPE_ANY : CPE_NA;
        return ERR_OK;
    }
    buf_init(&decoded, a, 2 * LIMIT_CPE_BYTES);
    enum err e = uri_decode(v, &decoded, error);
    if (e == ERR_OK) {
        e = buf_finish(&decoded, &text);
    }
    if (e == ERR_OK && value_check(attribute, text, 0, error) != ERR_OK) {
        /* the offset is that of the decoded text: the component is all that can be named */
        return ident_refuse(error, v.offset, N_("this component is no value of its attribute"));
    }
    c->values[attribute] = (struct cpe_value){CPE_TEXT, text};
    return e;
}

/* "~edition~sw_edition~target_sw~target_hw~other" */
static enum err uri_unpack(struct piece v, struct arena *a, struct cpe *c,
                           struct ident_error *error)
{
    static const enum cpe_attribute order[PACKED] = {CPE_EDITION, CPE_SW_EDITION, CPE_TARGET_SW,
                                                     CPE_TARGET_HW, CPE_OTHER};
    struct str rest = str_slice(v.text, 1, v.text.len);
    size_t at = v.offset + 1;
    for (size_t i = 0; i < PACKED; i++) {
        if (rest.ptr == NULL) {
            return ident_refuse(error, at - 1, N_("a packed edition has five fields"));
        }
        struct piece field = {str_split(&rest, '~'), at};
        enum err e = uri_value(field, order[i], a, c, error);
        if (e != ERR_OK) {
            return e;
        }
        at += field.text.len + 1;
    }
    return rest.ptr == NULL ? ERR_OK
                            : ident_refuse(error, at, N_("a packed edition has five fields"));
}

enum err cpe_read_uri(struct str text, struct arena *a, struct cpe *out, struct ident_error *error)
{
    static const struct str prefix = STR_INIT("cpe:/");
    struct cpe c = {0};
    size_t at = prefix.len;
    if (text.len > LIMIT_CPE_BYTES) {
        (void)ident_refuse(error, LIMIT_CPE_BYTES, N_("the name is too long"));
        return ERR_LIMIT;
    }
    if (!str_equal_nocase(str_slice(text, 0, prefix.len), prefix)) {
        return ident_refuse(error, 0, N_("a URI name begins with cpe:/"));
    }
    struct str rest = str_slice(text, at, text.len);
    for (enum cpe_attribute i = CPE_PART; rest.ptr != NULL; i++) {
        if (i > CPE_LANGUAGE) {
            return ident_refuse(error, at - 1, N_("a URI name has at most seven components"));
        }
        struct piece v = {str_split(&rest, ':'), at};
        bool packed = i == CPE_EDITION && v.text.len > 0 && v.text.ptr[0] == '~';
        enum err e = packed ? uri_unpack(v, a, &c, error) : uri_value(v, i, a, &c, error);
        if (e != ERR_OK) {
            return e;
        }
        at += v.text.len + 1;
    }
    *out = c;
    return ERR_OK;
}

static void uri_encode(struct cpe_value value, struct buf *out)
{
    struct str v = value.text;
    if (value.kind != CPE_TEXT) {
        buf_add(out, value.kind == CPE_NA ? STR("-") : STR(""));
        return;
    }
    for (size_t i = 0; i < v.len; i++) {
        if (v.ptr[i] == '\\') {
            i++;
            buf_add_format(out, "%%%02x", (unsigned)(unsigned char)v.ptr[i]);
        } else if (v.ptr[i] == '?' || v.ptr[i] == '*') {
            buf_add(out, v.ptr[i] == '?' ? STR("%01") : STR("%02"));
        } else {
            buf_add_char(out, ident_lower(v.ptr[i]));
        }
    }
}

static bool has_extended(const struct cpe *c)
{
    return c->values[CPE_SW_EDITION].kind != CPE_ANY || c->values[CPE_TARGET_SW].kind != CPE_ANY ||
           c->values[CPE_TARGET_HW].kind != CPE_ANY || c->values[CPE_OTHER].kind != CPE_ANY;
}

void cpe_write_uri(const struct cpe *c, struct buf *out)
{
    size_t last = CPE_LANGUAGE;
    bool packed = has_extended(c);
    while (last > CPE_PART && c->values[last].kind == CPE_ANY && !(last == CPE_EDITION && packed)) {
        last--;
    }
    buf_add(out, STR("cpe:/"));
    for (size_t i = CPE_PART; i <= last; i++) {
        if (i > CPE_PART) {
            buf_add_char(out, ':');
        }
        if (i != CPE_EDITION || !packed) {
            uri_encode(c->values[i], out);
            continue;
        }
        buf_add_char(out, '~');
        uri_encode(c->values[CPE_EDITION], out);
        for (size_t field = CPE_SW_EDITION; field <= CPE_OTHER; field++) {
            buf_add_char(out, '~');
            uri_encode(c->values[field], out);
        }
    }
}

enum err cpe_read(struct str text, struct arena *a, struct cpe *out, struct ident_error *error)
{
    if (str_starts_with(text, STR("cpe:2.3:"))) {
        return cpe_read_formatted(text, a, out, error);
    }
    if (str_equal_nocase(str_slice(text, 0, 5), STR("cpe:/"))) {
        return cpe_read_uri(text, a, out, error);
    }
    return ident_refuse(error, 0, N_("a CPE name begins with cpe:2.3: or cpe:/"));
}
