/*
 * core/codec/ical.h — deadlines as a calendar that others can read (RFC 5545).
 */
#ifndef CORE_CODEC_ICAL_H
#define CORE_CODEC_ICAL_H

#include "base/arena.h"
#include "base/buf.h"

struct ical_feed {
    struct str name;
    int64_t now_us;      /* of its day alone: the same day gives the same bytes */
    struct arena *arena; /* for lines before they are folded */
};
struct ical_entry {
    struct str uid;
    struct str summary; /* one line */
    int32_t day;        /* in Japan */
};
/* ERR_LIMIT when it does not fit. */
enum err ical_write(const struct ical_feed *f, const struct ical_entry *entries, size_t count,
                    struct buf *out) MUST_CHECK;

#endif
