/*
 * core/ident/vers.c — reads and writes version ranges.
 *
 * Must never repair in canonical mode: what is not canonical is refused with its place. In lenient
 * mode nothing is dropped: two constraints on one version stay two.
 */
#include "core/ident/vers_priv.h"

#include <string.h>

#include "base/limits.h"

struct reader {
    struct arena *arena;
    enum vers_mode mode;
    const char *begin; /* of the whole text: offsets count from here */
    struct ident_error *error;
};

static enum err refuse_at(const struct reader *r, const char *at, const char *reason)
{
    return ident_refuse(r->error, (size_t)(at - r->begin), reason);
}

const char *vers_comparator_name(enum vers_comparator comparator)
{
    switch (comparator) {
    case VERS_EQ:
        break;
    case VERS_NE:
        return "!=";
    case VERS_LT:
        return "<";
    case VERS_LE:
        return "<=";
    case VERS_GT:
        return ">";
    case VERS_GE:
        return ">=";
    }
    return "";
}

/* ---- one constraint -------------------------------------------------------------------------- */

/* Characters that may not stand bare in a version. */
static bool is_reserved(char c)
{
    return c == '>' || c == '<' || c == '=' || c == '!' || c == '*' || c == '|' || c == '%';
}

/* Every other byte is written as a triplet: what is reserved and what is not printable ASCII. */
static bool is_bare(char c)
{
    return (unsigned char)c > 0x20 && (unsigned char)c < 0x7f && !is_reserved(c);
}

static enum vers_comparator take_comparator(struct str *s, const struct reader *r)
{
    static const struct {
        struct str text;
        enum vers_comparator comparator;
    } words[] = {
        {STR_INIT(">="), VERS_GE}, {STR_INIT("<="), VERS_LE}, {STR_INIT("!="), VERS_NE},
        {STR_INIT("<"), VERS_LT},  {STR_INIT(">"), VERS_GT},
    };
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (str_starts_with(*s, words[i].text)) {
            *s = str_slice(*s, words[i].text.len, s->len);
            return words[i].comparator;
        }
    }
    /* "=1.0": older writers wrote equality */
    if (r->mode == VERS_LENIENT && s->len > 0 && s->ptr[0] == '=') {
        *s = str_slice(*s, s->len > 1 && s->ptr[1] == '=' ? 2 : 1, s->len);
    }
    return VERS_EQ;
}

/* A triplet at s[at]: its byte, or -1 with the refusal. */
static int take_triplet(const struct reader *r, struct str s, size_t at)
{
    int byte = ident_triplet(s, at);
    if (byte < 0) {
        (void)refuse_at(r, s.ptr + at, N_("non-canonical: invalid percent-encoding in version"));
        return -1;
    }
    bool lower = ident_is_lower(s.ptr[at + 1]) || ident_is_lower(s.ptr[at + 2]);
    if (r->mode == VERS_CANONICAL && lower) {
        (void)refuse_at(r, s.ptr + at, N_("non-canonical: percent-encoding has capital digits"));
        return -1;
    }
    if (r->mode == VERS_CANONICAL && is_bare((char)byte)) {
        (void)refuse_at(r, s.ptr + at, N_("non-canonical: this character is not percent-encoded"));
        return -1;
    }
    return byte;
}

static enum err decode(const struct reader *r, struct str s, struct str *out)
{
    *out = s;
    if (memchr(s.ptr, '%', s.len) == NULL) {
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
        int byte = take_triplet(r, s, i);
        if (byte < 0) {
            return ERR_INVALID;
        }
        copy[len++] = (char)byte;
        i += 2;
    }
    *out = (struct str){copy, len};
    return ERR_OK;
}

static enum err read_constraint(const struct reader *r, struct str s, struct vers_constraint *out)
{
    if (s.len == 0) {
        return refuse_at(r, s.ptr, N_("non-canonical: an empty constraint"));
    }
    out->comparator = take_comparator(&s, r);
    if (s.len == 0) {
        return refuse_at(r, s.ptr, N_("a comparator needs a version"));
    }
    for (size_t i = 0; i < s.len; i++) {
        if (is_reserved(s.ptr[i]) && s.ptr[i] != '%') {
            return refuse_at(r, s.ptr + i,
                             N_("this character must be percent-encoded in a version"));
        }
    }
    if (s.len > 3 * LIMIT_VERSION_BYTES) {
        (void)refuse_at(r, s.ptr, N_("the version is too long"));
        return ERR_LIMIT;
    }
    enum err e = decode(r, s, &out->version);
    if (e == ERR_OK && out->version.len > LIMIT_VERSION_BYTES) {
        (void)refuse_at(r, s.ptr, N_("the version is too long"));
        return ERR_LIMIT;
    }
    return e;
}

/* ---- the order of constraints ---------------------------------------------------------------- */

/* The order of comparators on one version: that of their spellings. */
static int comparator_rank(enum vers_comparator c)
{
    static const int ranks[] = {
        [VERS_NE] = 0, [VERS_LT] = 1, [VERS_LE] = 2, [VERS_EQ] = 3, [VERS_GT] = 4, [VERS_GE] = 5,
    };
    return ranks[c];
}

static bool comes_after(enum version_scheme scheme, const struct vers_constraint *x,
                        const struct vers_constraint *y)
{
    int order = version_compare(scheme, x->version, y->version);
    return order != 0 ? order > 0 : comparator_rank(x->comparator) > comparator_rank(y->comparator);
}

/* Stable, by insertion when short and by merging else. */
static void sort_run(enum version_scheme scheme, struct vers_constraint *list, size_t count,
                     struct vers_constraint *scratch)
{
    if (count <= 8) {
        for (size_t i = 1; i < count; i++) {
            struct vers_constraint c = list[i];
            size_t at = i;
            while (at > 0 && comes_after(scheme, &list[at - 1], &c)) {
                list[at] = list[at - 1];
                at--;
            }
            list[at] = c;
        }
        return;
    }
    size_t half = count / 2;
    sort_run(scheme, list, half, scratch);
    sort_run(scheme, list + half, count - half, scratch);
    memcpy(scratch, list, count * sizeof(*list));
    size_t left = 0;
    size_t right = half;
    for (size_t i = 0; i < count; i++) {
        bool take_left = left < half &&
                         (right == count || !comes_after(scheme, &scratch[left], &scratch[right]));
        list[i] = scratch[take_left ? left++ : right++];
    }
}

enum err vers_sort(enum version_scheme scheme, struct vers_constraint *list, size_t count,
                   struct arena *a)
{
    struct vers_constraint *scratch = NULL;
    if (count > 8) {
        scratch = ARENA_ARRAY(a, struct vers_constraint, count);
        if (scratch == NULL) {
            return ERR_MEMORY;
        }
    }
    sort_run(scheme, list, count, scratch);
    return ERR_OK;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static size_t count_constraints(struct str s)
{
    size_t count = 1;
    for (size_t i = 0; i < s.len; i++) {
        count += s.ptr[i] == '|';
    }
    return count;
}

static enum err check_bytes(const struct reader *r, struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c <= 0x20 || c >= 0x7f) {
            return refuse_at(r, s.ptr + i,
                             c == ' ' || (c >= '\t' && c <= '\r')
                                 ? N_("non-canonical: whitespace is not permitted")
                                 : N_("only printable ASCII may stand here"));
        }
    }
    return ERR_OK;
}

/* Timestamps are written with capital T and Z and with their colons bare. */
static const char *datetime_fault(struct str v)
{
    if (!version_is_valid(VERSION_datetime, v)) {
        return N_("this is no timestamp of RFC 3339");
    }
    bool small = memchr(v.ptr, 't', v.len) != NULL || memchr(v.ptr, 'z', v.len) != NULL;
    return small ? N_("non-canonical: a timestamp has capital T and Z") : NULL;
}

/* What canonical mode asks beyond the syntax: known type, order, and no contradiction. */
static enum err check_canonical(const struct reader *r, const struct vers *range,
                                const char *const *places)
{
    for (size_t i = 0; i < range->count; i++) {
        const struct vers_constraint *c = &range->constraints[i];
        const char *fault = range->scheme == VERSION_datetime ? datetime_fault(c->version) : NULL;
        if (fault == NULL && i > 0 &&
            version_compare(range->scheme, c[-1].version, c->version) > 0) {
            fault = N_("non-canonical: constraints are not sorted by version");
        }
        if (fault != NULL) {
            return refuse_at(r, places[i], fault);
        }
    }
    size_t at = 0;
    const char *fault = vers_check(range, &at);
    return fault == NULL ? ERR_OK : refuse_at(r, places[at], fault);
}

static enum err read_list(const struct reader *r, struct str s, struct vers *range)
{
    size_t room = count_constraints(s);
    if (room > LIMIT_VERS_CONSTRAINTS) {
        (void)refuse_at(r, s.ptr, N_("too many constraints"));
        return ERR_LIMIT;
    }
    struct vers_constraint *list = ARENA_ARRAY(r->arena, struct vers_constraint, room);
    const char **places = ARENA_ARRAY(r->arena, const char *, room);
    if (list == NULL || places == NULL) {
        return ERR_MEMORY;
    }
    while (s.ptr != NULL) {
        places[range->count] = s.ptr;
        enum err e = read_constraint(r, str_split(&s, '|'), &list[range->count]);
        if (e != ERR_OK) {
            return e;
        }
        range->count++;
    }
    range->constraints = list;
    if (r->mode == VERS_CANONICAL) {
        return check_canonical(r, range, places);
    }
    return range->scheme == VERSION_unknown
               ? ERR_OK
               : vers_sort(range->scheme, list, range->count, r->arena);
}

static enum err read_constraints(const struct reader *r, struct str s, struct vers *range)
{
    if (s.len == 0) {
        return refuse_at(r, s.ptr, N_("a range has constraints"));
    }
    range->any = str_equal(s, STR("*"));
    if (range->any) {
        return ERR_OK;
    }
    if (range->scheme == VERSION_all || range->scheme == VERSION_none) {
        return refuse_at(r, s.ptr, N_("this type has the constraint * alone"));
    }
    return read_list(r, s, range);
}

/* Without blanks, which mean nothing in lenient mode; offsets then count in what is left. */
static enum err without_blanks(struct str *text, struct arena *a)
{
    if (memchr(text->ptr, ' ', text->len) == NULL) {
        return ERR_OK;
    }
    char *copy = arena_alloc(a, text->len);
    size_t len = 0;
    if (copy == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < text->len; i++) {
        if (text->ptr[i] != ' ') {
            copy[len++] = text->ptr[i];
        }
    }
    *text = (struct str){copy, len};
    return ERR_OK;
}

static enum err read_type(const struct reader *r, struct str s, struct vers *range)
{
    if (s.len == 0 || !ident_is_letter(s.ptr[0])) {
        return refuse_at(r, s.ptr, N_("a type begins with a letter"));
    }
    char *lower = arena_alloc(r->arena, s.len);
    if (lower == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        lower[i] = ident_lower(c);
        if (!ident_is_alnum(c) && c != '.' && c != '-') {
            return refuse_at(r, s.ptr + i, N_("a type has letters, digits, dots and dashes only"));
        }
        if (ident_is_upper(c) && r->mode == VERS_CANONICAL) {
            return refuse_at(r, s.ptr + i, N_("non-canonical: a type is lower case"));
        }
    }
    range->type = (struct str){lower, s.len};
    range->scheme = version_scheme_find(range->type);
    return range->scheme == VERSION_unknown && r->mode == VERS_CANONICAL
               ? refuse_at(r, s.ptr, N_("this type is not known"))
               : ERR_OK;
}

/* Length and characters, before anything else. */
static enum err begin(struct reader *r, struct str *text)
{
    if (text->len > LIMIT_VERS_BYTES) {
        (void)ident_refuse(r->error, LIMIT_VERS_BYTES, N_("the range is too long"));
        return ERR_LIMIT;
    }
    if (r->mode == VERS_LENIENT && text->len > 0) {
        enum err e = without_blanks(text, r->arena);
        if (e != ERR_OK) {
            return e;
        }
    }
    r->begin = text->ptr;
    return check_bytes(r, *text);
}

enum err vers_read_constraints(struct str text, enum version_scheme scheme, struct arena *a,
                               struct vers *out, struct ident_error *error)
{
    struct reader r = {a, VERS_LENIENT, text.ptr, error};
    struct vers range = {.scheme = scheme, .type = version_scheme_name(scheme)};
    enum err e = begin(&r, &text);
    if (e == ERR_OK) {
        e = read_constraints(&r, text, &range);
    }
    if (e == ERR_OK) {
        *out = range;
    }
    return e;
}

enum err vers_read(struct str text, enum vers_mode mode, struct arena *a, struct vers *out,
                   struct ident_error *error)
{
    struct reader r = {a, mode, text.ptr, error};
    struct vers range = {0};
    enum err e = begin(&r, &text);
    if (e != ERR_OK) {
        return e;
    }
    struct str head = str_slice(text, 0, 5);
    if (!str_equal(head, STR("vers:")) &&
        (mode == VERS_CANONICAL || !str_equal_nocase(head, STR("vers:")))) {
        return ident_refuse(error, 0, N_("a range begins with vers:"));
    }
    struct str rest = str_slice(text, 5, text.len);
    struct str type = str_split(&rest, '/');
    if (rest.ptr == NULL) {
        return ident_refuse(error, text.len, N_("a slash separates type and constraints"));
    }
    e = read_type(&r, type, &range);
    if (e == ERR_OK) {
        e = read_constraints(&r, rest, &range);
    }
    if (e == ERR_OK) {
        *out = range;
    }
    return e;
}

/* ---- writing --------------------------------------------------------------------------------- */

void vers_write(const struct vers *range, struct buf *out)
{
    buf_add(out, STR("vers:"));
    buf_add(out, range->type);
    buf_add_char(out, '/');
    if (range->any) {
        buf_add_char(out, '*');
    }
    for (size_t i = 0; i < range->count; i++) {
        if (i > 0) {
            buf_add_char(out, '|');
        }
        buf_add_cstr(out, vers_comparator_name(range->constraints[i].comparator));
        ident_write_encoded(range->constraints[i].version, is_bare, out);
    }
}
