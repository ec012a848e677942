/*
 * core/access/prefill_ladder.c — first values of the steps about developers that cannot be
 * contacted and of the committee. Asked only for steps that are open to the actor; must never
 * decide.
 */
#include "core/access/prefill_priv.h"
#include "core/scheme/edition.h"
#include "core/unreachable/ladder_priv.h"

/* The developer, when the step can be about one alone. */
static const struct law_relation *only_choice(const struct law_case *c, enum command_kind kind)
{
    const struct law_relation *found = NULL;

    for (size_t i = 0; i < c->relation_count; i++) {
        if (!ladder_is_choice(kind, c, &c->relations[i]))
            continue;
        if (found)
            return NULL;
        found = &c->relations[i];
    }
    return found;
}

static void prefill_entry(const struct law_relation *r, struct prefill *p)
{
    const struct law_ladder *l = relation_ladder(r);
    bool listed = l->number.ptr != NULL;

    prefill_add(p, STR("name.ja"), listed ? l->name.ja : r->party->name.ja);
    prefill_add(p, STR("name.en"), listed ? l->name.en : r->party->name.en);
    prefill_add(p, STR("link"), l->link);
    prefill_add(p, STR("remark.ja"), l->remark.ja);
    prefill_add(p, STR("remark.en"), l->remark.en);
}

static void prefill_one(const struct law_world *w, enum command_kind kind,
                        const struct law_relation *r, struct prefill *p)
{
    uint32_t legal = r->party->legal_kind;

    prefill_add(p, STR("party"), id_text(r->party->stream.id, p->arena));
    if (kind == COMMAND_list_developer || kind == COMMAND_correct_entry)
        prefill_entry(r, p);
    else if (kind == COMMAND_publish_product)
        prefill_add(p, STR("legal_kind"), prefill_code(CODE_LIST_legal_kind, legal));
    else if (kind == COMMAND_add_deadline)
        prefill_add(
            p, STR("deadline"),
            civil_write_date(civil_add_months(civil_jst_day(w->now_us),
                                              ladder_rules_get(w->edition->id)->committee_months),
                             p->arena));
}

void prefill_ladder(const struct law_world *w, enum command_kind kind, const struct law_case *c,
                    struct prefill *p)
{
    const struct law_relation *r = only_choice(c, kind);

    if (r)
        prefill_one(w, kind, r, p);
    if (kind == COMMAND_publish_product) {
        prefill_add(p, STR("product.ja"), c->opened->product);
        prefill_add(p, STR("versions"), c->opened->versions);
    }
    if (kind == COMMAND_record_judgement) {
        prefill_add(p, STR("day"), civil_write_date(civil_jst_day(w->now_us), p->arena));
        prefill_add(p, STR("present"), w->image->committee->members);
    }
}
