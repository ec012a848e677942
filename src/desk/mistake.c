/*
 * desk/mistake.c — the drafts of the two letters after a wrong send (SEC-24), in the language of
 * who writes them: what was sent and opened is taken from the case, the rest is for the officer to
 * edit and for a second one to confirm. It must never name one of the two to the other.
 */
#include "desk/command_priv.h"

#include "core/text/ui.h"
#include "desk/forms.h"
#include "messages.h"

/* The one the address names, else the oldest that was not written to. */
static const struct correction_view *correction_of(const struct coordination_view *c,
                                                   struct str party)
{
    struct id id;
    bool named = id_read(party, &id);

    for (size_t i = 0; i < c->correction_count; i++) {
        const struct correction_view *one = &c->corrections[i];
        if (one->told_us == 0 && (!named || id_equal(one->party, id)))
            return one;
    }
    return NULL;
}

static struct str sentence(struct exchange *x, const char *msgid, const struct correction_view *c)
{
    const struct ui_param params[] = {
        ui_param_day("sent", civil_jst_day(c->sent_us)),
        ui_param_instant("opened", c->opened_us),
    };

    return desk_text(x->arena, x->lang, msgid, params, sizeof params / sizeof params[0]);
}

static const char *opening_to_recipient(const struct correction_view *c)
{
    if (c->opened_us == 0)
        return N_("According to our records nobody of your organisation opened the detail.");
    return c->with_attack
               ? N_("Your organisation opened the detail and the attack method on {opened}.")
               : N_("Your organisation opened the detail on {opened}.");
}

static const char *opening_to_owner(const struct correction_view *c)
{
    if (c->opened_us == 0)
        return N_("According to our records the recipient did not open the detail.");
    return c->with_attack ? N_("The recipient opened the detail and the attack method on {opened}.")
                          : N_("The recipient opened the detail on {opened}.");
}

static struct str draft(struct exchange *x, const struct correction_view *c, struct str number,
                        const char *const msgids[3])
{
    struct buf out;
    struct str text;

    buf_init(&out, x->arena, LIMIT_TEXT_BLOCK);
    buf_add_format(&out, "%.*s\n\n", STR_ARG(number));
    for (size_t i = 0; i < 3; i++) {
        buf_add(&out, sentence(x, msgids[i], c));
        buf_add_cstr(&out, i < 2 ? "\n\n" : "");
    }
    return buf_finish(&out, &text) == ERR_OK ? text : (struct str){NULL, 0};
}

static struct str draft_to_recipient(struct exchange *x, const struct case_view *v,
                                     const struct correction_view *c)
{
    const char *const msgids[3] = {
        N_("On {sent} we sent your organisation information under this number that was not meant "
           "for it. We apologise. The case is closed to your organisation."),
        opening_to_recipient(c),
        N_("Please do not use the information and do not pass it on. Delete every copy, printed "
           "ones and those in mail too, and let us know who read it and when it was deleted."),
    };

    return draft(x, c, v->number, msgids);
}

static struct str draft_to_owner(struct exchange *x, const struct case_view *v,
                                 const struct correction_view *c)
{
    const char *const msgids[3] = {
        N_("Information of this case that concerns your products was sent to another organisation "
           "by mistake on {sent}. We apologise. Its access was closed as soon as we noticed."),
        opening_to_owner(c),
        N_("We have asked the recipient not to use the information and to delete it, and are "
           "reviewing whether it may get out. We will tell you the result, and whether the "
           "disclosure date-time has to be looked at again."),
    };

    return draft(x, c, v->number, msgids);
}

/* The only developer that it can be; with several the officer chooses. */
static const struct relation_view *only_owner(const struct case_view *v)
{
    const struct relation_view *found = NULL;

    for (size_t i = 0; i < v->relation_count; i++) {
        if (v->relations[i].notified_us == 0)
            continue;
        if (found != NULL)
            return NULL;
        found = &v->relations[i];
    }
    return found;
}

enum err mistake_prefill(struct exchange *x, struct step *s)
{
    const struct case_view *v = s->of_case;
    struct str party = input_get(&s->typed, STR("party"));
    const struct correction_view *c = correction_of(&v->coordination, party);

    if (c == NULL)
        return ERR_OK;
    const struct relation_view *owner = only_owner(v);
    enum err e = ERR_OK;
    if (str_is_empty(party))
        e = input_add(&s->typed, x->arena, STR("party"), id_text(c->party, x->arena));
    if (e == ERR_OK)
        e = input_add(&s->typed, x->arena, STR("text"), draft_to_recipient(x, v, c));
    if (e == ERR_OK && owner != NULL)
        e = input_add(&s->typed, x->arena, STR("owner"), id_text(owner->party.id, x->arena));
    if (e == ERR_OK && v->relation_count > 0)
        e = input_add(&s->typed, x->arena, STR("owner_text"), draft_to_owner(x, v, c));
    return e;
}
