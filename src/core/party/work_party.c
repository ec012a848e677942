/*
 * core/party/work_party.c — what the developer list asks of whom: the next step of a registration,
 * and the periodic confirmation of the registered data (REG-06, REG-14). Must never decide.
 */
#include "core/key/key_priv.h"
#include "core/party/party_priv.h"

#include "core/text/ui.h"

/* How long before its day the confirmation stands in the manager's list. */
enum { CONFIRM_NOTICE_DAYS = 30 };

static void next_is(struct work_item *i, enum command_kind next, const char *step)
{
    i->next = next;
    i->step = step;
}

/* A registration under way, as JPCERT/CC sees it. */
static void registration_step(const struct law_party *p, struct work_item *i)
{
    struct refusal open = p->applied->kind == CODE_registration_general
                              ? registration_general_open(p)
                              : registration_individual_open(p);

    switch ((int)open.code) {
    case REFUSAL_none:
        next_is(i, COMMAND_complete_registration, N_("Enter the developer in the list"));
        break;
    case REFUSAL_meeting_open:
        next_is(i, COMMAND_set_meeting, N_("Arrange or record the meeting"));
        break;
    case REFUSAL_documents_open:
        i->step = N_("Agreement to the rules and answers to the keyword list");
        i->waits_on = N_("Product developer");
        break;
    default:
        next_is(i, COMMAND_set_contact_data, N_("Take in the manager's data"));
        break;
    }
}

bool work_of_party(const struct law_world *w, const struct law_party *p, struct work_item *item)
{
    bool own = w->actor.role == ROLE_developer && id_equal(p->manager, w->actor.person) &&
               id_equal(p->stream.id, w->actor.party);
    bool listed =
        p->kind == CODE_party_kind_developer && p->registration != CODE_registration_unregistered;
    int32_t today = civil_jst_day(w->now_us);
    int32_t due = registration_confirm_day(p);

    if (w->actor.role == ROLE_coordinator && party_manager_left(w->image, p)) {
        next_is(item, COMMAND_name_manager, N_("The manager has left: name another one"));
        item->due_day = today;
        return true;
    }
    if (work_of_key(w, p, item))
        return true;
    if (w->actor.role == ROLE_coordinator && p->applied) {
        registration_step(p, item);
        return true;
    }
    if (own && listed && today + CONFIRM_NOTICE_DAYS >= due) {
        next_is(item, COMMAND_set_contact_data, N_("Confirm the registered data"));
        item->due_day = due;
        return true;
    }
    if (w->actor.role == ROLE_coordinator && listed && today > due) {
        item->step = N_("Confirmation of the registered data");
        item->waits_on = N_("Product developer");
        item->due_day = due;
        return true;
    }
    return false;
}
