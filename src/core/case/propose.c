/*
 * core/case/propose.c — the proposal of candidates: whose technologies, products or earlier cases
 * fit (OVW-02, LIF-20). A proposal only: who becomes a candidate a coordinator decides. Must never
 * look at a case for anybody who may not name its candidates.
 */
#include "base/utf8.h"
#include "core/case/contact_priv.h"
#include "core/party/party_priv.h"

#include <stdlib.h>

/* Does a line of one list stand in the branch of a line of the other? */
static bool lists_meet(struct str a, struct str b)
{
    while (a.ptr) {
        struct str key = str_trim(str_split(&a, '\n'));
        struct str rest = b;
        while (rest.ptr) {
            if (keywords_meet(key, str_trim(str_split(&rest, '\n'))))
                return true;
        }
    }
    return false;
}

bool candidate_fits_keywords(const struct law_case *c, const struct law_party *p)
{
    return p->keywords && lists_meet(c->keywords, p->keywords->yes);
}

/* Of the same technology, or of the same product. */
static bool case_is_alike(const struct law_case *a, const struct law_case *b)
{
    bool same_product =
        !str_is_empty(a->opened->product) && str_equal(a->opened->product, b->opened->product);
    return a != b && (same_product || lists_meet(a->keywords, b->keywords));
}

static const struct law_case *earlier_case(const struct law_image *m, const struct law_case *c,
                                           const struct law_party *p)
{
    for (size_t i = m->cases.count; i > 0; i--) {
        const struct law_case *other = m->cases.items[i - 1];
        const struct law_relation *r = case_relation(other, p->stream.id);
        if (r && r->disclosed_us && case_is_alike(c, other))
            return other;
    }
    return NULL;
}

static bool propose(const struct law_world *w, const struct law_case *c, const struct law_party *p,
                    struct candidate_view *v)
{
    const struct law_relation *r = case_relation(c, p->stream.id);
    const struct law_case *earlier = earlier_case(w->image, c, p);

    if (p->kind != CODE_party_kind_developer || (r && relation_is_live(r)))
        return false;
    *v = (struct candidate_view){
        .party = {p->stream.id, p->kind, p->name, p->registration},
        .by_keyword = candidate_fits_keywords(c, p),
        .by_product = candidate_is_own_product(c, p),
        .by_earlier_case = earlier && !access_in_conflict(w->image, &w->actor, earlier),
    };
    if (v->by_earlier_case)
        v->earlier_number = earlier->opened->number;
    v->outside_scope = p->registration == CODE_registration_individual && !v->by_product;
    return v->by_keyword || v->by_product || v->by_earlier_case;
}

static int reasons(const struct candidate_view *v)
{
    return v->by_product * 4 + v->by_keyword * 2 + v->by_earlier_case;
}

static int compare(const void *a, const void *b)
{
    const struct candidate_view *x = a, *y = b;
    if (reasons(x) != reasons(y))
        return reasons(y) - reasons(x);
    int names = str_compare(x->party.name.ja, y->party.name.ja);
    return names ? names : id_compare(x->party.id, y->party.id);
}

enum err law_candidates(const struct law_world *w, struct id case_id, struct arena *arena,
                        struct candidate_view **out, size_t *count)
{
    struct subject s = {.stream = case_id};
    bool open = law_open(w, COMMAND_name_candidate, s).code == REFUSAL_none;

    *count = 0;
    *out = ARENA_ARRAY(arena, struct candidate_view, w->image->parties.count);
    if (!*out)
        return ERR_MEMORY;
    for (size_t i = 0; open && i < w->image->parties.count; i++) {
        if (propose(w, image_case(w->image, case_id), w->image->parties.items[i], &(*out)[*count]))
            (*count)++;
    }
    qsort(*out, *count, sizeof(**out), compare);
    return ERR_OK;
}
