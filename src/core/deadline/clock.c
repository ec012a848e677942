/*
 * core/deadline/clock.c — the verdict on a clock. A doubtful clock must make a release late, never
 * early (PUB-05).
 */
#include "core/deadline/clock.h"

#include "core/text/ui.h"

#include <stddef.h>

/* Time servers correct by slewing or by steps below this; a larger step is somebody's hand or a
 * broken source. */
#define STEP_TOLERATED_US (INT64_C(30) * 1000000)
/* Two processors may disagree by this much about the present. */
#define PAST_TOLERATED_US (INT64_C(2) * 1000000)

enum clock_verdict clock_judge(const struct clock_facts *facts)
{
    if (facts->high_water_us > 0 && facts->now_us < facts->high_water_us - PAST_TOLERATED_US)
        return CLOCK_BELOW_THE_PAST;
    if (facts->manual)
        return CLOCK_TRUSTED;
    if (!facts->synchronised)
        return CLOCK_NOT_SYNCHRONISED;
    if (facts->boot_offset_us - facts->boot_offset_first_us > STEP_TOLERATED_US)
        return CLOCK_SET_BY_HAND;
    return CLOCK_TRUSTED;
}

const char *clock_verdict_reason(enum clock_verdict v)
{
    switch (v) {
    case CLOCK_TRUSTED:
        return NULL;
    case CLOCK_NOT_SYNCHRONISED:
        return N_("The clock of this machine is not synchronised; releases wait until it is.");
    case CLOCK_SET_BY_HAND:
        return N_("The clock of this machine was set forward while the program ran; restart it "
                  "when the time is right.");
    case CLOCK_BELOW_THE_PAST:
        return N_("The clock of this machine shows a time before the newest entry of the log; set "
                  "it right.");
    }
    return NULL;
}
