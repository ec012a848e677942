/*
 * press/pages_statistics.h — the view struct of the public statistics: quarters that an officer
 * made public (core/report/public_figures.h).
 */
#ifndef PRESS_PAGES_STATISTICS_H
#define PRESS_PAGES_STATISTICS_H

#include "core/report/public_figures.h"
#include "press/pages.h"

struct press_quarter {
    struct str name; /* "2026年第1四半期", "2026 Q1" */
    struct public_figures total;
    struct public_figures before; /* of the quarter before; until = 0: not public */
};

struct press_statistics_page {
    struct portal_layout page;
    const struct press_quarter *rows; /* newest first */
    size_t count;
};

/* What came in during the quarter itself; only beside the one before it. */
static inline int64_t press_quarter_received(const struct press_quarter *q)
{
    return q->total.received - q->before.received;
}

static inline int64_t press_quarter_web_received(const struct press_quarter *q)
{
    return q->total.web_received - q->before.web_received;
}

#endif
