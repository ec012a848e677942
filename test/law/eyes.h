/*
 * test/law/eyes.h — everything that the law answers to one actor, as text: views, tokens, offers,
 * choices, first values, work lists, names, timelines, and the answer to any command. Two histories
 * that differ only in what the actor may not see must give the same text.
 */
#ifndef TEST_LAW_EYES_H
#define TEST_LAW_EYES_H

#include "law/cast.h"

struct eyes {
    const struct stage *stage;
    struct actor actor;
    const struct id *ids; /* asked about, known to the actor or not */
    size_t id_count;
    struct arena *arena;
};

/* The text; it lives in the arena. Aborts when the arena is too small. */
struct str eyes_text(const struct eyes *e);

#endif
