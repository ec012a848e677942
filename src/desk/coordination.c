/*
 * desk/coordination.c — the part of the case page about the date-time and what each developer told
 * since the detail: limits, possible days, answers, progress, products, requests; for staff also
 * how each date-time was decided (OBJ-09) and what was corrected. Everything comes from the
 * reader's own view; it judges nothing.
 */
#include "desk/desk_priv.h"

#include "messages.h"

/* DAT-17: overseas parties read the date-time in UTC. */
static struct str utc_text(struct exchange *x, int64_t at_us)
{
    struct str utc = at_us == 0 ? (struct str){NULL, 0} : civil_write_utc(at_us, x->arena);

    if (utc.len < 16)
        return (struct str){NULL, 0};
    return arena_format(x->arena, "%.*s %.*s UTC", 10, utc.ptr, 5, utc.ptr + 11);
}

static struct text2 name_of_party(struct exchange *x, struct id id)
{
    struct party_view party = {0};

    (void)app_party(&x->reader, id, &party);
    return party.name;
}

/* ---- one developer ---- */

static struct str versions_text(struct exchange *x, const struct part_product_view *p)
{
    struct str range = {NULL, 0};

    if (!str_is_empty(p->first_version) || !str_is_empty(p->last_version))
        range = arena_format(x->arena, "%.*s–%.*s", STR_ARG(p->first_version),
                             STR_ARG(p->last_version));
    if (str_is_empty(p->fixed_version))
        return range;
    return arena_format(x->arena, "%.*s%s→ %.*s", STR_ARG(range), range.len > 0 ? " " : "",
                        STR_ARG(p->fixed_version));
}

static struct desk_product_line product_line(struct exchange *x, const struct part_product_view *p)
{
    return (struct desk_product_line){
        .product = p->product,
        .versions = versions_text(x, p),
        .state = code_label(CODE_LIST_applicability, p->state),
        .workaround = code_label(CODE_LIST_workaround_kind, p->workaround),
        .fix = code_label(CODE_LIST_fix_kind, p->fix),
        .follows = code_label(CODE_LIST_fix_follows, p->fix_follows),
        .workaround_text = p->workaround_text,
        .fix_text = p->fix_text,
        .workaround_day = p->workaround_day,
        .workaround_provided = p->workaround_provided,
        .fix_day = p->fix_day,
        .fix_provided = p->fix_provided,
        .all_customers = p->all_customers,
    };
}

static void date_facts(const struct part_view *p, struct desk_facts *facts)
{
    fact_day(facts, N_("Possible from"), p->offered_from);
    fact_day(facts, N_("Possible until"), p->offered_until);
    fact_instant(facts, N_("Preferred date and time"), p->preferred_us);
    fact_text(facts, N_("Reason for these days"), p->offer_reason);
    fact_word(facts, N_("Answer to the proposed date"),
              code_label(CODE_LIST_date_answer, p->date_answer));
    fact_text(facts, N_("Reason of the answer"), p->date_answer_reason);
    fact_text(facts, N_("Review asked for"), p->review_reason);
    fact_day(facts, N_("Review: possible from"), p->review_from);
    fact_text(facts, N_("The date stays because"), p->kept_reason);
    fact_instant(facts, N_("Told the date-time"), p->told_us);
    fact_instant(facts, N_("Received the date-time"), p->received_us);
}

static void other_facts(const struct part_view *p, struct desk_facts *facts)
{
    fact_text(facts, N_("Progress"), p->progress);
    fact_text(facts, N_("Text returned"), p->returned_reason);
    fact_text(facts, N_("Contact asked for"), p->contact_purpose);
    if (p->contact_answered)
        fact_text(facts,
                  p->contact_granted ? N_("Contact: JPCERT/CC mediates") : N_("Contact: declined"),
                  p->contact_message);
    fact_word(facts, N_("Withdrawal asked for"),
              code_label(CODE_LIST_withdrawal_ground, p->withdrawal_ground));
    fact_text(facts, N_("Evidence"), p->withdrawal_evidence);
    fact_word(facts, N_("Counts as obtained"),
              code_label(CODE_LIST_obtained_ground, p->recorded_ground));
    if (p->support_case) {
        fact_word(facts, N_("Handling of a product without support"),
                  code_label(CODE_LIST_support_case, p->support_case));
        fact_text(facts, N_("Product without support"), p->support_product);
        fact_day(facts, N_("End of support"), p->support_ended);
        fact_text(facts, N_("Announced at"), p->support_announced);
        fact_text(facts, N_("Reason of the case chosen"), p->support_reason);
    }
    if (p->ended)
        fact_word(facts, N_("This part"), N_("Ended: no impact"));
}

static struct desk_contact_line contact_line(struct exchange *x, const struct contact_view *c)
{
    struct desk_contact_line line = {
        .at_us = c->at_us,
        .inbound = c->inbound,
        .means = code_label(CODE_LIST_contact_means, c->means),
        .source = code_label(CODE_LIST_address_source, c->address_source),
        .content = code_label(CODE_LIST_contact_content, c->content),
        .result = code_label(CODE_LIST_contact_result, c->result),
        .address = c->address,
        .note = c->note,
        .reason = c->reason,
    };

    (void)app_person_name(&x->reader, c->person, &line.person);
    return line;
}

enum err contacts_make(struct exchange *x, const struct part_view *p, struct desk_contacts *out)
{
    out->items = ARENA_ARRAY(x->arena, struct desk_contact_line, p->contact_count);
    if (out->items == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < p->contact_count; i++)
        out->items[out->count++] = contact_line(x, &p->contacts[i]);
    return ERR_OK;
}

static enum err part_make(struct exchange *x, const struct relation_view *r,
                          struct desk_part_block *out)
{
    const struct part_view *p = &r->part;

    *out = (struct desk_part_block){
        .name = r->party.name, .limits = p->limits, .limit_count = p->limit_count};
    out->products = ARENA_ARRAY(x->arena, struct desk_product_line, p->product_count);
    if (out->products == NULL)
        return ERR_MEMORY;
    date_facts(p, &out->facts);
    other_facts(p, &out->facts);
    if (!str_is_empty(r->reason))
        fact_text(&out->facts, N_("Not a vulnerability, because"), r->reason);
    for (size_t i = 0; i < p->product_count; i++)
        out->products[out->product_count++] = product_line(x, &p->products[i]);
    return contacts_make(x, p, &out->contacts);
}

/* ---- how the date-time was decided ---- */

static struct str grounds_text(struct exchange *x, uint32_t grounds)
{
    struct buf out;
    struct str text;
    size_t count;
    const struct code_def *codes = code_defs(CODE_LIST_date_ground, &count);

    buf_init(&out, x->arena, LIMIT_FORM_BYTES);
    for (size_t i = 0; i < count; i++) {
        if ((grounds & 1u << codes[i].number) == 0)
            continue;
        buf_add_cstr(&out, out.len > 0 ? " / " : "");
        buf_add(&out, message(x->lang, codes[i].label));
    }
    return buf_finish(&out, &text) == ERR_OK ? text : (struct str){NULL, 0};
}

static struct desk_date_line date_line(struct exchange *x, const struct date_view *d)
{
    struct desk_date_line line = {
        .at_us = d->at_us,
        .utc = utc_text(x, d->at_us),
        .decided_us = d->decided_us,
        .grounds = grounds_text(x, d->grounds),
        .leak_risk = code_label(CODE_LIST_leak_risk, d->leak_risk),
        .reason = d->reason,
        .told = (int64_t)d->told_count,
    };

    (void)app_person_name(&x->reader, d->person, &line.person);
    for (size_t i = 0; i < d->told_count; i++) {
        line.agreed += d->told[i].agreed ? 1 : 0;
        line.received += d->told[i].received_us != 0 ? 1 : 0;
    }
    return line;
}

/* SEC-24: the form with the drafts of this one. */
static struct str tell_href(struct exchange *x, struct id case_id, const struct correction_view *c)
{
    struct subject s = {.stream = case_id};

    if (c->told_us != 0 || app_is_open(&x->reader, COMMAND_tell_mistake, s).code != REFUSAL_none)
        return (struct str){NULL, 0};
    struct str form = action_href(x->arena, command_def_get(COMMAND_tell_mistake), s, STREAM_case);
    return arena_format(x->arena, "%.*s?party=%s", STR_ARG(form), id_text(c->party, x->arena).ptr);
}

static enum err lists_make(struct exchange *x, struct id case_id, const struct coordination_view *c,
                           struct desk_coordination *out)
{
    out->dates = ARENA_ARRAY(x->arena, struct desk_date_line, c->date_count);
    out->others = ARENA_ARRAY(x->arena, struct desk_other_line, c->other_count);
    out->corrections = ARENA_ARRAY(x->arena, struct desk_correction_line, c->correction_count);
    if (out->dates == NULL || out->others == NULL || out->corrections == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < c->date_count; i++)
        out->dates[out->date_count++] = date_line(x, &c->dates[i]);
    for (size_t i = 0; i < c->other_count; i++)
        out->others[out->other_count++] =
            (struct desk_other_line){name_of_party(x, c->others[i].party), c->others[i].developer,
                                     c->others[i].product, c->others[i].reason};
    for (size_t i = 0; i < c->correction_count; i++) {
        const struct correction_view *from = &c->corrections[i];
        out->corrections[out->correction_count++] =
            (struct desk_correction_line){.to = name_of_party(x, from->party),
                                          .at_us = from->at_us,
                                          .overview_us = from->overview_us,
                                          .opened_us = from->opened_us,
                                          .with_attack = from->with_attack,
                                          .reason = from->reason,
                                          .told_us = from->told_us,
                                          .tell_href = tell_href(x, case_id, from)};
    }
    return ERR_OK;
}

/* ---- the whole ---- */

static void case_facts(struct exchange *x, const struct case_view *v, struct desk_facts *facts)
{
    const struct coordination_view *c = &v->coordination;

    fact_instant(facts, N_("Disclosure date-time"), v->date_us);
    fact_text(facts, N_("The same in UTC"), utc_text(x, v->date_us));
    fact_instant(facts, N_("Proposed date-time"), c->proposal_us);
    fact_text(facts, N_("Proposed, in UTC"), utc_text(x, c->proposal_us));
    fact_text(facts, N_("Message to the developers"), c->proposal_message);
    fact_day(facts, N_("All can publish from"), c->common_from);
    fact_day(facts, N_("All can publish until"), c->common_until);
    if (c->conflict)
        fact_word(facts, N_("Possible days"), N_("No day suits every developer."));
    fact_day(facts, N_("Withdrawn from publication"), c->withdrawn_day);
    fact_word(facts, N_("Ground of the withdrawal"),
              code_label(CODE_LIST_withdrawal_ground, c->withdrawn_ground));
    fact_text(facts, N_("Evidence"), c->withdrawn_evidence);
    fact_instant(facts, N_("Re-opened"), c->reopened_us);
    fact_text(facts, N_("Reason of the re-opening"), c->reopened_reason);
}

/* OBJ-28, TIM-14: whom a developer reaches, and when. */
static void contact_facts(struct exchange *x, struct desk_facts *facts)
{
    struct conf conf;

    app_handling_contact(x->desk->app, x->lang, &conf);
    fact_text(facts, N_("Contact for the handling"), conf.handling_mail);
    fact_text(facts, N_("Telephone"), conf.handling_telephone);
    fact_text(facts, N_("Telephone hours"), conf.handling_hours);
}

enum err coordination_make(struct exchange *x, const struct case_view *v,
                           struct desk_coordination *out)
{
    out->is_staff = actor_is_staff(&x->reader.actor);
    out->shown = out->is_staff || (v->relation_count > 0 && v->relations[0].disclosed_us != 0);
    out->leak_review = v->coordination.leak_review;
    if (v->coordination.leak_reviewed_us != 0)
        out->leak = &v->coordination;
    out->leak_use = code_label(CODE_LIST_leak_use, v->coordination.leak_use);
    out->leak_priority = code_label(CODE_LIST_leak_effect, v->coordination.leak_priority);
    out->leak_customers = code_label(CODE_LIST_leak_effect, v->coordination.leak_customers);
    case_facts(x, v, &out->facts);
    if (!out->is_staff)
        contact_facts(x, &out->facts);
    out->parts = ARENA_ARRAY(x->arena, struct desk_part_block, v->relation_count);
    if (out->parts == NULL)
        return ERR_MEMORY;
    enum err e = lists_make(x, v->id, &v->coordination, out);
    for (size_t i = 0; e == ERR_OK && i < v->relation_count; i++) {
        struct desk_part_block *part = &out->parts[out->part_count];
        e = part_make(x, &v->relations[i], part);
        out->part_count += part->limit_count + part->facts.count + part->product_count > 0;
    }
    out->is_empty = out->facts.count + out->part_count + out->date_count + out->other_count +
                        out->correction_count ==
                    0;
    return e;
}
