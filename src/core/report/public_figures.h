/*
 * core/report/public_figures.h — the figures as of the end of a quarter that an officer made
 * public: what the page of the statistics is made from, and nothing else of the reports.
 */
#ifndef CORE_REPORT_PUBLIC_FIGURES_H
#define CORE_REPORT_PUBLIC_FIGURES_H

#include "core/law_types.h"

struct law_image;

/* Counts since the start of the scheme (LIF-01 to LIF-07). */
struct public_figures {
    int32_t until; /* last day of the quarter */
    int64_t received, published, uncoordinated, individual, not_vulnerability, not_accepted;
    int64_t in_progress, listed;
    int64_t web_received, web_not_accepted, web_in_progress;
};

/* Newest quarter first. ERR_MEMORY. */
enum err law_public_figures(const struct law_image *image, struct arena *arena,
                            struct public_figures **out, size_t *count) MUST_CHECK;
/* Last day of the newest quarter that is over on that day. */
int32_t figures_last_quarter(int32_t today);

#endif
