/*
 * core/describe.h — what happened, and why not, as one sentence in the reader's language.
 *
 * Events and refusals carry codes and parameters only (architecture section 5); this is the one
 * place where they become words. The words come from the message catalogue through `translate`, the
 * names of organisations and persons through look-ups that answer by what the reader may see.
 */
#ifndef CORE_DESCRIBE_H
#define CORE_DESCRIBE_H

#include "core/law.h"

struct describer {
    enum lang lang;
    /* The message in that language; NULL means: English message ids as they are. */
    struct str (*translate)(enum lang lang, const char *msgid);
    /* Names for the reader, absent when the reader may not know them; either may be NULL: no name
     * is known. */
    struct str (*party_name)(void *names, enum lang lang, struct id party);
    struct str (*person_name)(void *names, enum lang lang, struct id person);
    void *names;
};

/*
 * The sentence of an event for a reader who may see the classes in `visible` (law_event_classes).
 * {actor} is the person, else the organisation, else the role, whichever the reader may know;
 * {field} is a part of the event: texts as they are, instants and days with their zone,
 * organisations and persons by name. A part that the reader may not see, or a name that is not
 * known, reads “…”, so that a sentence never differs by what it hides. Absent when the arena is
 * exhausted.
 */
struct str describe_event(const struct event *e, uint32_t visible, const struct describer *d,
                          struct arena *arena);
/* The sentence of a refusal with its parameters; absent when the arena is exhausted or nothing was
 * refused. */
struct str describe_refusal(const struct refusal *r, const struct describer *d,
                            struct arena *arena);

#endif
