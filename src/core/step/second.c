/*
 * core/step/second.c — which steps need two persons, and when (HND-06). The list is
 * core/step/four_eyes.def; its conditions stand here. Must never mutate and never look at anything
 * that the sender may not see: whether a step waits is told to him.
 */
#include "core/case/part_priv.h"
#include "core/party/party_priv.h"
#include "core/step/step_priv.h"

static bool second_when_always(const struct law_world *w, const struct command *c)
{
    (void)w;
    (void)c;
    return true;
}

/* HND-06: a date moved earlier; the first date and a later one are one coordinator's. A case that
 * was re-opened has no date in force, but who was told the one before prepares for that. */
static bool second_when_date_earlier(const struct law_world *w, const struct command *c)
{
    const struct law_case *of = image_case(w->image, c->subject.stream);
    const struct cmd_set_date *date = (const void *)c;
    return date->at < case_told_date_us(of);
}

/* HND-06: the copy that JPCERT/CC receives names the finder. */
static bool second_when_identity_released(const struct law_world *w, const struct command *c)
{
    (void)w;
    return ((const struct cmd_hand_over *)(const void *)c)->release_identity;
}

/* SEC-25, HND-06: officers see what is secret, and two of them are the other two persons of every
 * other step; an administrator alone never makes one. */
static bool second_when_role_of_body(const struct law_world *w, const struct command *c)
{
    (void)w;
    return role_is_of_body(c->kind == COMMAND_add_person
                               ? ((const struct cmd_add_person *)(const void *)c)->role
                               : ((const struct cmd_grant_role *)(const void *)c)->role);
}

/* Whoever has the link acts as its account. HND-06: one in use gets new credentials by two persons
 * only; of a new one, those of the bodies do. */
static bool second_when_account_of_body_or_in_use(const struct law_world *w,
                                                  const struct command *c)
{
    const struct law_person *p = image_person(w->image, c->subject.stream);
    for (size_t i = 0; i < p->grant_count; i++) {
        if (role_is_of_body(p->grants[i].role))
            return true;
    }
    return p->credentials > 0;
}

/* HND-06: by whom the manager is reached; the first data, and their confirmation, change nothing.
 */
static bool second_when_contact_changed(const struct law_world *w, const struct command *c)
{
    return contact_data_changes(image_party(w->image, c->subject.stream),
                                (const struct cmd_set_contact_data *)(const void *)c);
}

/* HND-06: whoever becomes manager reads the organisation's cases at once. */
static bool second_when_manager_replaced(const struct law_world *w, const struct command *c)
{
    return !id_is_none(image_party(w->image, c->subject.stream)->manager);
}

/* SEC-05: whoever took a key in does not vouch for it alone. */
static bool second_when_key_by_same_person(const struct law_world *w, const struct command *c)
{
    const struct law_party *p = image_party(w->image, c->subject.stream);
    return p->key.waits && id_equal(p->key.waits->head.person, w->actor.person);
}

static const struct {
    enum command_kind kind;
    uint32_t roles;
    bool (*when)(const struct law_world *w, const struct command *c);
} seconds[] = {
#define SECOND(command, roles, when) {COMMAND_##command, roles, second_when_##when},
#include "core/step/four_eyes.def"
};

enum { SECONDS = sizeof(seconds) / sizeof(seconds[0]) };

uint32_t step_second_roles(enum command_kind kind)
{
    for (size_t i = 0; i < SECONDS; i++) {
        if (seconds[i].kind == kind)
            return seconds[i].roles;
    }
    return 0;
}

bool step_needs_second(const struct law_world *w, const struct command *c)
{
    if (w->confirmed || w->actor.role == ROLE_system)
        return false;
    for (size_t i = 0; i < SECONDS; i++) {
        if (seconds[i].kind == c->kind)
            return seconds[i].when(w, c);
    }
    return false;
}

bool step_is_visible(const struct actor *a, enum command_kind kind)
{
    const struct command_def *def = command_def_get(kind);
    uint32_t role = 1u << a->role;
    return a->role == ROLE_system || (def && ((def->roles | step_second_roles(kind)) & role));
}
