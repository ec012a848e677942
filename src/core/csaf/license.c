/*
 * core/csaf/license.c — a recursive reader of licence expressions: OR of ANDs of identifiers with
 * exceptions, parentheses at most DEPTH deep.
 */
#include "core/csaf/license.h"

#include "core/csaf/scan.h"

enum { DEPTH = 64 };

static const struct str license_ref = STR_INIT("LicenseRef-");
static const struct str addition_ref = STR_INIT("AdditionRef-");
static const struct str document_ref = STR_INIT("DocumentRef-");
static const struct str scancode_prefix = STR_INIT("scancode-");

struct reading {
    struct scan in;
    void (*take)(void *context, struct license_use use);
    void *context;
    int depth;
};

static bool is_id(int c)
{
    return is_alnum(c) || c == '-' || c == '.';
}

static bool is_blank(int c)
{
    return c == ' ' || c == '\t';
}

static struct str take_id(struct reading *r)
{
    size_t from = r->in.at;
    (void)scan_while(&r->in, is_id);
    return str_slice(r->in.text, from, r->in.at);
}

/* An operator as a word of its own, all capitals or all small. */
static bool take_operator(struct reading *r, struct str upper, struct str lower)
{
    struct reading back = *r;
    (void)scan_while(&r->in, is_blank);
    struct str word = take_id(r);
    if (r->in.at > back.in.at && (str_equal(word, upper) || str_equal(word, lower)))
        return true;
    *r = back;
    return false;
}

/* A prefix in another case than its own is neither a reference nor an identifier. */
static bool is_misspelt_prefix(struct str id)
{
    return str_equal_nocase(str_slice(id, 0, license_ref.len), license_ref) ||
           str_equal_nocase(str_slice(id, 0, addition_ref.len), addition_ref) ||
           str_equal_nocase(str_slice(id, 0, document_ref.len), document_ref);
}

static bool is_operator(struct str id)
{
    return str_equal_nocase(id, STR("and")) || str_equal_nocase(id, STR("or")) ||
           str_equal_nocase(id, STR("with"));
}

static void hand_on(struct reading *r, enum license_kind kind, struct str id)
{
    if (r->take != NULL)
        r->take(r->context, (struct license_use){kind, id});
}

static bool read_name(struct reading *r, struct str prefix, enum license_kind plain,
                      enum license_kind reference)
{
    struct str id = take_id(r);
    if (id.len == 0 || is_operator(id))
        return false;
    if (str_starts_with(id, prefix)) {
        hand_on(r, reference, id);
        return id.len > prefix.len;
    }
    if (is_misspelt_prefix(id))
        return false;
    hand_on(r, plain, id);
    if (plain == LICENSE_ID)
        (void)scan_char(&r->in, '+');
    return true;
}

static bool read_or(struct reading *r);

static bool read_simple(struct reading *r)
{
    bool good = false;
    (void)scan_while(&r->in, is_blank);
    if (!scan_char(&r->in, '(')) {
        if (!read_name(r, license_ref, LICENSE_ID, LICENSE_REF))
            return false;
        if (!take_operator(r, STR("WITH"), STR("with")))
            return true;
        (void)scan_while(&r->in, is_blank);
        return read_name(r, addition_ref, LICENSE_EXCEPTION, LICENSE_ADDITION_REF);
    }
    if (r->depth == DEPTH)
        return false;
    r->depth++;
    good = read_or(r);
    r->depth--;
    (void)scan_while(&r->in, is_blank);
    return good && scan_char(&r->in, ')');
}

static bool read_and(struct reading *r)
{
    do {
        if (!read_simple(r))
            return false;
    } while (take_operator(r, STR("AND"), STR("and")));
    return true;
}

static bool read_or(struct reading *r)
{
    do {
        if (!read_and(r))
            return false;
    } while (take_operator(r, STR("OR"), STR("or")));
    return true;
}

bool license_read(struct str expression, void (*take)(void *context, struct license_use use),
                  void *context)
{
    struct reading r = {.in = {expression, 0}, .take = take, .context = context};
    if (!read_or(&r))
        return false;
    (void)scan_while(&r.in, is_blank);
    return scan_end(&r.in);
}

/* ---- lists ----------------------------------------------------------------------------------- */

static enum license_listing look_up(struct str list, struct str id)
{
    while (list.ptr != NULL) {
        struct str word = str_split(&list, ' ');
        bool deprecated = word.len > 0 && word.ptr[word.len - 1] == '!';
        word.len -= deprecated ? 1 : 0;
        if (word.len == id.len && str_equal_nocase(word, id))
            return deprecated ? LICENSE_DEPRECATED : LICENSE_LISTED;
    }
    return LICENSE_NOT_LISTED;
}

enum license_listing license_listed(struct license_use use)
{
    struct str prefix = use.kind == LICENSE_ADDITION_REF ? addition_ref : license_ref;
    struct str own = str_slice(use.id, prefix.len, use.id.len);
    switch (use.kind) {
    case LICENSE_ID:
        return look_up(license_spdx, use.id);
    case LICENSE_EXCEPTION:
        return look_up(license_exceptions, use.id);
    case LICENSE_REF:
    case LICENSE_ADDITION_REF:
        break;
    }
    if (!str_starts_with(own, scancode_prefix))
        return LICENSE_FOREIGN;
    return look_up(license_scancode, str_slice(own, scancode_prefix.len, own.len));
}
