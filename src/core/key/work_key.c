/*
 * core/key/work_key.c — what the work lists say of OpenPGP certificates: one waits to be compared,
 * one ends, a letter could not be encrypted (SEC-05). Must never decide.
 */
#include "core/key/key_priv.h"

#include "core/text/ui.h"

static void line_is(struct work_item *i, enum command_kind next, const char *step, int32_t due_day)
{
    i->next = next;
    i->step = step;
    i->due_day = due_day;
}

bool work_of_key(const struct law_world *w, const struct law_party *p, struct work_item *item)
{
    const struct law_key *k = &p->key;
    bool coordinator = w->actor.role == ROLE_coordinator;
    bool manager = w->actor.role == ROLE_developer && id_equal(p->manager, w->actor.person) &&
                   id_equal(p->stream.id, w->actor.party);
    int32_t today = civil_jst_day(w->now_us);
    int32_t end = k->live && k->live->expires ? civil_jst_day(k->live->expires) : 0;

    if (coordinator && k->trouble) {
        bool ours = k->trouble->why == CODE_unprotected_no_program;
        line_is(item, ours ? COMMAND_none : COMMAND_register_key,
                ours
                    ? N_("A letter could not be encrypted: no program for it was at hand; tell the "
                         "operator")
                    : N_("A letter could not be encrypted: ask for another OpenPGP key"),
                civil_jst_day(k->trouble->head.at_us));
        return true;
    }
    if (coordinator && k->waits) {
        line_is(item, COMMAND_confirm_key, N_("Compare the fingerprint of the OpenPGP key"),
                civil_jst_day(k->waits->head.at_us));
        return true;
    }
    if ((coordinator || manager) && end && !k->waits && today + KEY_NOTICE_DAYS >= end) {
        line_is(item, COMMAND_register_key,
                N_("The OpenPGP key ends: register the one that follows it"), end);
        return true;
    }
    return false;
}
