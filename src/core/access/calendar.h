/*
 * core/access/calendar.h — a person's own deadlines for the calendar that it uses (CON-09). Part of
 * access.h, which includes it; its rules hold here.
 */
#ifndef CORE_ACCESS_CALENDAR_H
#define CORE_ACCESS_CALENDAR_H

#include "core/access/access.h"

/* One deadline. It has the number and the kind, and no title: a calendar is read by programs and on
 * screens that nobody here knows. */
struct calendar_entry {
    struct id stream;  /* what it is about */
    struct str number; /* absent: about the organisation itself */
    const char *kind;  /* short name, the same for ever */
    const char *what;  /* message id */
    int32_t day;
};

/* Deadlines that this person itself has to keep, by day: a developer's in the cases that it reads
 * and for its organisation's entry, an officer's in what lies with it. Never the disclosure date,
 * nor a day that follows from it: a change of the date changes nothing here. Nothing for finders,
 * administrators and auditors. */
enum err law_calendar(const struct law_world *w, struct arena *arena, struct calendar_entry **out,
                      size_t *count) MUST_CHECK;

#endif
