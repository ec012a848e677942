/*
 * core/access/work_finder.c — the line of a report in its finder's own list. Must never tell of the
 * inner steps (FND-10).
 */
#include "core/access/work_priv.h"
#include "core/text/ui.h"

/* FND-10: nothing of the inner steps; what the receipt page tells, in one line. */
void work_of_finder(const struct law_report *r, struct work_item *i)
{
    bool asked = r->message_count > 0 && !r->messages[r->message_count - 1].from_finder;

    if (asked)
        work_next(i, COMMAND_answer_from_finder, N_("Read the message of the reception body"), 0);
    else if (report_has_ended(r) || report_state(r) == CODE_report_state_published)
        work_ends(i);
    else if (r->accepted_day)
        work_waits(i, N_("Handling until publication"), N_("Reception (IPA)"), 0);
    else
        work_waits(i, N_("Whether the report is accepted"), N_("Reception (IPA)"), 0);
}
