/*
 * core/csaf/tests_overlap.c — version ranges side by side that have versions in common.
 * Tests 6.2.50.1 to 6.2.50.3, 6.3.19.1 to 6.3.19.5.
 *
 * Only branches below the same parent are compared, and only such with products or such with
 * branches. LIMIT_CSAF_PAIRS bounds the work: of a document beyond it only the first pairs are
 * compared.
 */
#include "core/csaf/range.h"
#include "core/csaf/status.h"

/* ---- do two ranges meet? --------------------------------------------------------------------- */

/* Versions of both ranges in one order: an even place is a version, an odd one lies between. */
struct merged {
    const struct vers *of[2];
    size_t at[2];
};

/* The next version in order; *is_of says in which ranges it stands. */
static bool merged_next(struct merged *m, bool is_of[2])
{
    bool have[2] = {m->at[0] < m->of[0]->count, m->at[1] < m->of[1]->count};
    int order = 0;
    if (!have[0] && !have[1])
        return false;
    if (have[0] && have[1])
        order = version_compare(m->of[0]->scheme, m->of[0]->constraints[m->at[0]].version,
                                m->of[1]->constraints[m->at[1]].version);
    else
        order = have[0] ? -1 : 1;
    is_of[0] = order <= 0;
    is_of[1] = order >= 0;
    return true;
}

/* What a range says of a place, told by the constraints met so far. */
struct sweep {
    bool inside;   /* behind the versions met */
    bool excluded; /* the version at hand */
    bool included;
};

static void sweep_take(struct sweep *s, enum vers_comparator comparator, bool *after)
{
    switch (comparator) {
    case VERS_EQ:
        s->included = true;
        break;
    case VERS_NE:
        s->excluded = true;
        break;
    case VERS_LT:
        s->excluded = true;
        *after = false;
        break;
    case VERS_LE:
        s->included = true;
        *after = false;
        break;
    case VERS_GT:
        s->excluded = true;
        *after = true;
        break;
    case VERS_GE:
        s->included = true;
        *after = true;
        break;
    }
}

/* Before the first bound a range is inside when that bound is an upper one. */
static bool inside_at_first(const struct vers *range)
{
    for (size_t i = 0; i < range->count; i++) {
        enum vers_comparator comparator = range->constraints[i].comparator;
        if (comparator != VERS_EQ && comparator != VERS_NE)
            return comparator == VERS_LT || comparator == VERS_LE;
    }
    return false;
}

bool csaf_ranges_overlap(const struct csaf_range *a, const struct csaf_range *b)
{
    struct merged m = {.of = {&a->vers, &b->vers}};
    struct sweep s[2] = {{.inside = inside_at_first(&a->vers)},
                         {.inside = inside_at_first(&b->vers)}};
    bool is_of[2];
    if (a->vers.scheme != b->vers.scheme || a->vers.scheme == VERSION_unknown)
        return false;
    if (a->vers.any || b->vers.any)
        return a->vers.scheme != VERSION_none;
    if (s[0].inside && s[1].inside)
        return true;
    while (merged_next(&m, is_of)) {
        bool at[2];
        for (size_t i = 0; i < 2; i++) {
            bool after = s[i].inside;
            s[i].included = s[i].excluded = false;
            struct str version = is_of[i] ? m.of[i]->constraints[m.at[i]].version : (struct str){0};
            while (is_of[i] && m.at[i] < m.of[i]->count &&
                   version_compare(m.of[i]->scheme, m.of[i]->constraints[m.at[i]].version,
                                   version) == 0)
                sweep_take(&s[i], m.of[i]->constraints[m.at[i]++].comparator, &after);
            at[i] = s[i].included || (s[i].inside && !s[i].excluded);
            s[i].inside = after;
        }
        if ((at[0] && at[1]) || (s[0].inside && s[1].inside))
            return true;
    }
    return false;
}

/* ---- siblings -------------------------------------------------------------------------------- */

struct sibling {
    const struct json *branch;
    struct csaf_range range; /* a single version is the range of that version */
    bool is_range;
    bool has_product;
    bool has_branches;
};

struct meeting {
    struct csaf_check *c;
    bool with_range; /* the second is a range too, else a single version */
    int form;        /* 1 VERS only, 0 vls only, -1 either */
    bool products;   /* both have products, else both have branches */
    enum { SAY_CONTRADICTING, SAY_SAME, SAY_BRANCH } say;
    size_t budget;
};

static bool sibling_read(struct csaf_check *c, const struct json *branch, struct sibling *out)
{
    struct str name = csaf_text(branch, STR("name"));
    *out = (struct sibling){.branch = branch};
    out->has_product = csaf_at(branch, STR("product")) != NULL;
    out->has_branches = csaf_at(branch, STR("branches")) != NULL;
    out->is_range = csaf_has_text(branch, STR("category"), STR("product_version_range"));
    if (out->is_range)
        return csaf_range_read(c, name, &out->range);
    if (name.len == 0 || !csaf_has_text(branch, STR("category"), STR("product_version")))
        return false;
    struct vers_constraint *only = ARENA_NEW(c->arena, struct vers_constraint);
    if (only == NULL)
        return false;
    *only = (struct vers_constraint){VERS_EQ, name};
    out->range.vers = (struct vers){.constraints = only, .count = 1};
    return true;
}

static void say_statuses(struct meeting *m, const struct json *a, const struct json *b)
{
    struct csaf_check *c = m->c;
    struct str ids[2] = {csaf_text(csaf_at(a, STR("product")), STR("product_id")),
                         csaf_text(csaf_at(b, STR("product")), STR("product_id"))};
    FOR_EACH (v, c->vulnerabilities) {
        const struct json *status = csaf_at(v, STR("product_status"));
        unsigned groups[2] = {0, 0};
        FOR_EACH_MEMBER (list, status) {
            enum status_group group = csaf_status_group(list->key);
            FOR_EACH (ref, list) {
                for (size_t i = 0; i < 2 && group != STATUS_GROUPS; i++)
                    groups[i] |= str_equal(json_text(ref), ids[i]) ? 1u << group : 0;
            }
        }
        unsigned decided = (1u << STATUS_RECOMMENDED) - 1;
        unsigned first = groups[0] & decided;
        unsigned second = groups[1] & decided;
        bool contradicting =
            first != 0 && second != 0 && (first != second || (first & (first - 1)));
        if (m->say == SAY_SAME ? (groups[0] & groups[1]) != 0 : contradicting)
            csaf_find_2(c, status, ids[0], ids[1]);
    }
}

static void compare(struct meeting *m, const struct sibling *a, const struct sibling *b)
{
    struct csaf_range other = b->range;
    bool form_fits = m->form < 0 || a->range.is_vers == (m->form == 1);
    if (b->is_range && a->range.is_vers != b->range.is_vers)
        return;
    if (!form_fits ||
        (m->products ? !(a->has_product && b->has_product) : !(a->has_branches && b->has_branches)))
        return;
    if (!b->is_range)
        other.vers.scheme = a->range.vers.scheme;
    if (!csaf_ranges_overlap(&a->range, &other))
        return;
    if (m->say == SAY_BRANCH)
        csaf_find_2(m->c, csaf_at(b->branch, STR("name")), csaf_text(a->branch, STR("name")),
                    csaf_text(b->branch, STR("name")));
    else
        say_statuses(m, a->branch, b->branch);
}

/* All pairs below one parent: a range first, then another range behind it or a version anywhere. */
static void meet_siblings(struct meeting *m, const struct json *branches)
{
    struct sibling *items = ARENA_ARRAY(m->c->arena, struct sibling, branches->count);
    size_t count = 0;
    FOR_EACH (branch, branches) {
        if (items != NULL && sibling_read(m->c, branch, &items[count]))
            count++;
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t j = m->with_range ? i + 1 : 0; items[i].is_range && j < count; j++) {
            size_t cost = items[i].range.vers.count + items[j].range.vers.count + 1;
            if (items[j].is_range != m->with_range || m->budget < cost)
                continue;
            m->budget -= cost;
            compare(m, &items[i], &items[j]);
        }
    }
}

static void meet(struct csaf_check *c, struct meeting m)
{
    m.c = c;
    m.budget = LIMIT_CSAF_PAIRS;
    FOR_LIST (i, c, TAG_BRANCH) {
        const struct json *branch = c->lists[TAG_BRANCH].items[i];
        if (branch->parent != NULL && branch->parent->first == branch && branch->next != NULL)
            meet_siblings(&m, branch->parent);
    }
}

/* ---- the tests ------------------------------------------------------------------------------- */

void csaf_run_overlap_vers_contradicting(struct csaf_check *c)
{
    meet(c, (struct meeting){
                .with_range = true, .form = 1, .products = true, .say = SAY_CONTRADICTING});
}

void csaf_run_overlap_vls_contradicting(struct csaf_check *c)
{
    meet(c, (struct meeting){
                .with_range = true, .form = 0, .products = true, .say = SAY_CONTRADICTING});
}

void csaf_run_overlap_version_contradicting(struct csaf_check *c)
{
    meet(c, (struct meeting){.form = -1, .products = true, .say = SAY_CONTRADICTING});
}

void csaf_run_overlap_vers_same(struct csaf_check *c)
{
    meet(c, (struct meeting){.with_range = true, .form = 1, .products = true, .say = SAY_SAME});
}

void csaf_run_overlap_vls_same(struct csaf_check *c)
{
    meet(c, (struct meeting){.with_range = true, .form = 0, .products = true, .say = SAY_SAME});
}

void csaf_run_overlap_version_same(struct csaf_check *c)
{
    meet(c, (struct meeting){.form = -1, .products = true, .say = SAY_SAME});
}

void csaf_run_overlap_branches(struct csaf_check *c)
{
    meet(c, (struct meeting){.with_range = true, .form = -1, .say = SAY_BRANCH});
}

void csaf_run_overlap_version_branches(struct csaf_check *c)
{
    meet(c, (struct meeting){.form = -1, .say = SAY_BRANCH});
}
