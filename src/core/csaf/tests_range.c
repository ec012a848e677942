/*
 * core/csaf/tests_range.c — version ranges in names of branches, one by one.
 * Tests 6.1.50, 6.1.59, 6.2.49, 6.2.51.
 */
#include "core/csaf/range.h"

static const struct str vers_prefix = STR_INIT("vers:");

/* ---- reading --------------------------------------------------------------------------------- */

static bool has_space(struct str s)
{
    for (size_t at = 0; at < s.len; at++) {
        if (pattern_space_at(s, at) > 0)
            return true;
    }
    return false;
}

struct str csaf_range_type(struct str name)
{
    struct str rest = str_slice(name, vers_prefix.len, name.len);
    struct str type = str_split(&rest, '/');
    return str_starts_with(name, vers_prefix) && rest.ptr != NULL ? type : (struct str){0};
}

/* "vers:" without a type is no VERS; its rest is read like constraints. */
bool csaf_range_read(struct csaf_check *c, struct str name, struct csaf_range *out)
{
    struct str type = csaf_range_type(name);
    *out = (struct csaf_range){.is_vers = type.len > 0};
    if (out->is_vers)
        return vers_read(name, VERS_LENIENT, c->arena, &out->vers, NULL) == ERR_OK;
    return vers_read_constraints(name, VERSION_generic, c->arena, &out->vers, NULL) == ERR_OK;
}

/* ---- each range ------------------------------------------------------------------------------ */

static void each_range(struct csaf_check *c,
                       void (*check)(struct csaf_check *, const struct json *name))
{
    FOR_LIST (i, c, TAG_BRANCH) {
        const struct json *branch = c->lists[TAG_BRANCH].items[i];
        const struct json *name = csaf_at(branch, STR("name"));
        if (csaf_has_text(branch, STR("category"), STR("product_version_range")) &&
            json_is(name, JSON_STRING))
            check(c, name);
    }
}

static void find_reason(struct csaf_check *c, const struct json *name, const char *reason)
{
    csaf_find_2(c, name, name->text, str_from_cstr(reason != NULL ? reason : "too long"));
}

/* A known type must have its one canonical spelling; of an unknown one only the grammar can be
 * judged. */
static void check_rules(struct csaf_check *c, const struct json *name)
{
    struct ident_error error = {0};
    struct vers range;
    struct str type = csaf_range_type(name->text);
    enum err e = ERR_OK;
    if (has_space(name->text)) {
        find_reason(c, name, "white space");
        return;
    }
    if (type.len == 0)
        e = vers_read_constraints(name->text, VERSION_generic, c->arena, &range, &error);
    else if (version_scheme_find(type) == VERSION_unknown)
        e = vers_read(name->text, VERS_LENIENT, c->arena, &range, &error);
    else
        e = vers_read(name->text, VERS_CANONICAL, c->arena, &range, &error);
    if (e != ERR_OK && e != ERR_MEMORY)
        find_reason(c, name, error.reason);
}

void csaf_run_range_rules(struct csaf_check *c)
{
    each_range(c, check_rules);
}

static void check_single(struct csaf_check *c, const struct json *name)
{
    struct csaf_range range;
    if (csaf_range_read(c, name->text, &range) && !range.vers.any && range.vers.count == 1 &&
        range.vers.constraints[0].comparator == VERS_EQ &&
        (range.is_vers || !str_starts_with(name->text, vers_prefix)))
        csaf_find_1(c, name, name->text);
}

void csaf_run_range_single(struct csaf_check *c)
{
    each_range(c, check_single);
}

static void check_open(struct csaf_check *c, const struct json *name)
{
    struct csaf_range range;
    size_t last = 0;
    if (!csaf_range_read(c, name->text, &range))
        return;
    last = range.vers.count;
    while (last > 0 && range.vers.constraints[last - 1].comparator == VERS_NE)
        last--;
    if (last > 0 && (range.vers.constraints[last - 1].comparator == VERS_GT ||
                     range.vers.constraints[last - 1].comparator == VERS_GE))
        csaf_find_1(c, name, name->text);
}

void csaf_run_range_open(struct csaf_check *c)
{
    each_range(c, check_open);
}

static void check_type(struct csaf_check *c, const struct json *name)
{
    struct str type = csaf_range_type(name->text);
    if (type.len > 0 && version_scheme_find(type) == VERSION_unknown)
        csaf_find_1(c, name, type);
}

void csaf_run_range_type(struct csaf_check *c)
{
    each_range(c, check_type);
}
