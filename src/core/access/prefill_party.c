/*
 * core/access/prefill_party.c — first values of the steps of the developer list: what stands there
 * already, so that a change does not mean typing everything again. Asked only for steps that are
 * open to the actor; must never decide.
 */
#include "core/access/prefill_priv.h"
#include "core/report/public_figures.h"
#include "core/unreachable/ladder_priv.h"

void prefill_add(struct prefill *p, struct str name, struct str value)
{
    if (!str_is_empty(value) && p->count < PREFILL_MAX)
        p->pairs[p->count++] = (struct input_pair){name, value};
}

struct str prefill_code(enum code_list list, uint32_t number)
{
    const struct code_def *def = code_def_get(list, number);
    return def ? str_from_cstr(def->name) : (struct str){NULL, 0};
}

static void prefill_data(const struct law_party *party, struct prefill *p)
{
    const struct ev_contact_data_set *e = party->data;
    if (!e) {
        prefill_add(p, STR("point_mail"), party->contact);
        return;
    }
#define CONTACT_DATA(name) prefill_add(p, STR(#name), e->name);
#include "core/party/contact_data.def"
}

static void prefill_bool(struct prefill *p, struct str name, bool value)
{
    if (value)
        prefill_add(p, name, STR("yes"));
}

static void prefill_meeting(const struct ev_meeting_set *e, struct prefill *p)
{
    if (!e)
        return;
    prefill_add(p, STR("at"), civil_write_jst(e->at, p->arena));
    prefill_add(p, STR("place"), e->place);
    prefill_add(p, STR("participants"), e->participants);
    prefill_bool(p, STR("handling"), e->handling);
    prefill_bool(p, STR("organisation"), e->organisation);
    prefill_bool(p, STR("products"), e->products);
    prefill_bool(p, STR("internal"), e->internal);
    prefill_add(p, STR("note"), e->note);
}

static void prefill_party(const struct law_world *w, enum command_kind kind,
                          const struct law_party *party, struct prefill *p)
{
    if (kind == COMMAND_set_contact_data) {
        prefill_data(party, p);
    } else if (kind == COMMAND_register_key && party->data && !party->key.live) {
        prefill_add(p, STR("key"), party->data->pgp_key); /* REG-09: handed in with the form */
    } else if (kind == COMMAND_answer_keywords) {
        prefill_add(p, STR("version"),
                    arena_format(p->arena, "%lld", (long long)w->image->keywords->version));
        if (party->keywords)
            prefill_add(p, STR("yes"), party->keywords->yes);
    } else if (kind == COMMAND_set_meeting) {
        prefill_meeting(party->meeting, p);
    } else if (kind == COMMAND_complete_registration) {
        prefill_add(p, STR("kind"), prefill_code(CODE_LIST_registration, party->applied->kind));
    } else if (kind == COMMAND_apply_registration) {
        prefill_add(p, STR("means"), w->actor.role == ROLE_developer ? STR("form") : STR("mail"));
    }
}

static void prefill_committee(const struct ev_committee_set *e, struct prefill *p)
{
    prefill_add(p, STR("members"), e->members);
    prefill_add(p, STR("quorum"), arena_format(p->arena, "%lld", (long long)e->quorum));
}

enum err prefill_of_list(const struct law_world *w, enum command_kind kind, struct subject s,
                         struct prefill *p)
{
    const struct law_party *party = image_party(w->image, s.stream);
    const struct law_case *of = image_case(w->image, s.stream);

    if (party && command_def_get(kind)->subject == SUBJECT_PARTY)
        prefill_party(w, kind, party, p);
    else if (kind == COMMAND_register_party && w->actor.role == ROLE_coordinator) {
        prefill_add(p, STR("kind"), prefill_code(CODE_LIST_party_kind, CODE_party_kind_developer));
        prefill_add(p, STR("registration"),
                    prefill_code(CODE_LIST_registration, CODE_registration_unregistered));
    } else if (of && command_has(kind, OF_LADDER))
        prefill_ladder(w, kind, of, p);
    else if (kind == COMMAND_set_committee && w->image->committee)
        prefill_committee(w->image->committee, p);
    else if (of && kind == COMMAND_set_case_keywords)
        prefill_add(p, STR("keywords"), of->keywords);
    else if (kind == COMMAND_set_keywords && w->image->keywords)
        prefill_add(p, STR("list"), w->image->keywords->list);
    else if (kind == COMMAND_release_figures)
        prefill_add(p, STR("until"),
                    civil_write_date(figures_last_quarter(civil_jst_day(w->now_us)), p->arena));
    return p->arena->failed ? ERR_MEMORY : ERR_OK;
}
