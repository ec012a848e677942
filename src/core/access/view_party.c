/*
 * core/access/view_party.c — an entry of the developer list as an actor may see it: staff all of
 * them, a developer its own (OP-30). Must never show which cases a developer is part of.
 */
#include "core/key/key_priv.h"
#include "core/party/party_priv.h"

static void fill_data(struct organisation_view *v, const struct law_party *p)
{
    const struct ev_contact_data_set *e = p->data;

    v->confirmed_day = p->confirmed_day;
    v->confirm_by_day = registration_confirm_day(p);
    if (!e)
        return;
    v->data = (struct contact_data_view){
#define CONTACT_DATA(name) .name = e->name,
#include "core/party/contact_data.def"
    };
}

static void fill_meeting(struct organisation_view *v, const struct ev_meeting_set *e)
{
    v->meeting_us = e->at;
    v->meeting_place = e->place;
    v->meeting_participants = e->participants;
    v->meeting_note = e->note;
    v->meeting_handling = e->handling;
    v->meeting_organisation = e->organisation;
    v->meeting_products = e->products;
    v->meeting_internal = e->internal;
    v->meeting_result = e->result;
}

static void fill_registration(struct organisation_view *v, const struct law_party *p)
{
    if (p->applied) {
        v->applied = p->applied->kind;
        v->applied_day = civil_jst_day(p->applied->head.at_us);
        v->open_step = v->applied == CODE_registration_general ? registration_general_open(p)
                                                               : registration_individual_open(p);
    }
    v->forms_day = p->forms_day;
    if (p->rules) {
        v->rules_version = p->rules->version;
        v->rules_day = p->rules->day;
    }
    if (p->keywords) {
        v->keywords_version = p->keywords->version;
        v->keywords = p->keywords->yes;
    }
    if (p->meeting)
        fill_meeting(v, p->meeting);
}

static struct certificate_view certificate(const struct ev_key_registered *e)
{
    return e ? (struct certificate_view){e->fingerprint, e->owner, e->expires,
                                         civil_jst_day(e->head.at_us)}
             : (struct certificate_view){.expires_us = 0};
}

static void fill_key(struct organisation_view *v, const struct law_key *k, int64_t now_us)
{
    v->key = certificate(k->live);
    v->key_waits = certificate(k->waits);
    v->key_usable = key_is_usable(k, now_us);
    if (!k->confirmed)
        return;
    v->key_confirmed_day = civil_jst_day(k->confirmed->head.at_us);
    v->key_means = k->confirmed->means;
    v->key_with_whom = k->confirmed->with_whom;
}

static enum err fill_lists(struct organisation_view *v, const struct law_party *p,
                           struct arena *arena)
{
    v->products = ARENA_ARRAY(arena, struct product_view, p->product_count);
    v->registrations = ARENA_ARRAY(arena, struct registration_view, p->registration_count);
    if (!v->products || !v->registrations)
        return ERR_MEMORY;
    for (size_t i = 0; i < p->product_count; i++) {
        const struct ev_product_set *e = p->products[i];
        v->products[v->product_count++] =
            (struct product_view){e->name, e->all_customers_known, e->ended};
    }
    for (size_t i = 0; i < p->registration_count; i++) {
        const struct ev_registration_completed *e = p->registrations[i];
        v->registrations[v->registration_count++] =
            (struct registration_view){e->kind, e->before, civil_jst_day(e->head.at_us)};
    }
    return ERR_OK;
}

static enum err fill_members(const struct law_world *w, const struct law_party *p,
                             struct arena *arena, struct organisation_view *v)
{
    v->members = ARENA_ARRAY(arena, struct member_view, w->image->persons.count);
    if (!v->members)
        return ERR_MEMORY;
    for (size_t i = 0; i < w->image->persons.count; i++) {
        const struct law_person *person = w->image->persons.items[i];
        if (person_sits_at(person, p->stream.id))
            v->members[v->member_count++] = (struct member_view){
                person->stream.id, person->name, id_equal(person->stream.id, p->manager)};
    }
    return ERR_OK;
}

/* SEC-24, SEC-21: a wrong send is told to those who could have read it. */
static enum err fill_letters(const struct law_world *w, const struct law_party *p,
                             struct arena *arena, struct organisation_view *v)
{
    v->letters = ARENA_ARRAY(arena, struct mistake_letter_view, p->letters.count);
    if (!v->letters)
        return ERR_MEMORY;
    for (size_t i = 0; w->actor.role == ROLE_developer && i < p->letters.count; i++) {
        const struct ev_mistake_told *e = p->letters.items[i];
        const struct law_case *c = image_case(w->image, e->head.stream);
        if (relation_is_read_by(case_relation(c, p->stream.id), w->actor.person))
            v->letters[v->letter_count++] =
                (struct mistake_letter_view){c->opened->number, e->head.at_us, e->text};
    }
    return ERR_OK;
}

enum err law_view_organisation(const struct law_world *w, struct id party, struct arena *arena,
                               struct organisation_view **out)
{
    const struct law_party *p = image_party(w->image, party);

    *out = NULL;
    if (!p || !(access_classes(w->image, &w->actor, party) & CLASS_BIT(internal)))
        return ERR_OK;
    struct organisation_view *v = ARENA_NEW(arena, struct organisation_view);
    if (!v)
        return ERR_MEMORY;
    v->party = (struct party_view){p->stream.id, p->kind, p->name, p->registration};
    v->legal_kind = p->legal_kind;
    v->contact = p->contact;
    v->manager = p->manager;
    if (p->kind == CODE_party_kind_developer) {
        fill_data(v, p);
        fill_registration(v, p);
        fill_key(v, &p->key, w->now_us);
    }
    enum err err = fill_lists(v, p, arena);
    if (!err)
        err = fill_members(w, p, arena, v);
    if (!err)
        err = fill_letters(w, p, arena, v);
    if (!err)
        *out = v;
    return err;
}

bool law_keywords(const struct law_world *w, struct keywords_view *out)
{
    bool concerned = role_is_staff(w->actor.role) || w->actor.role == ROLE_developer ||
                     w->actor.role == ROLE_admin;

    if (!concerned || !w->image->keywords)
        return false;
    *out = (struct keywords_view){w->image->keywords->version, w->image->keywords->list};
    return true;
}
