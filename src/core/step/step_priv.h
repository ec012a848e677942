/*
 * core/step/step_priv.h — steps that need two persons: what waits, and who may see and confirm it.
 * Private to core.
 */
#ifndef CORE_STEP_PRIV_H
#define CORE_STEP_PRIV_H

#include "core/image_priv.h"

/* A step that one person sent and that waits for a second one. */
struct law_step {
    const struct ev_step_proposed *proposed;
    const struct ev_step_confirmed *confirmed; /* NULL unless it was */
    struct law_step *older;                    /* of the same stream */
    bool ended;                                /* confirmed, refused or withdrawn */
};

/* Does this command, sent by this actor now, need a second person? */
bool step_needs_second(const struct law_world *w, const struct command *c);
/* Roles that may be the second person of a command; 0 when it needs none. */
uint32_t step_second_roles(enum command_kind kind);
/* Who may know of a step at all: those who could have sent it and those who may confirm it. */
bool step_is_visible(const struct actor *a, enum command_kind kind);
/* Where a step waits: its subject's stream, or of a command that creates, what its first reference
 * names. */
struct id step_home(const struct command *c);
/* The decision becomes a proposal in the stream where it waits. */
enum err step_propose(const struct law_world *w, const struct command *c,
                      struct decision *d) MUST_CHECK;
/* The newest step of a stream, ended ones too; NULL when there never was one. */
const struct law_step *step_newest(const struct law_image *m, struct id stream);
/* Is there one that nobody ended yet? Cheap: asked for every line of a list. */
bool step_any_open(const struct law_image *m, struct id stream);
/* The command that waits, with its subject. NULL with ERR_OK when this release cannot read it. */
enum err step_command(const struct law_step *step, struct arena *arena,
                      struct command **out) MUST_CHECK;
/* Does it still wait: not ended, and its sender could still do it in the present world? */
enum err step_is_live(const struct law_world *w, const struct law_step *step, struct arena *arena,
                      bool *out) MUST_CHECK;
/* Is there a live step of the stream that the actor could confirm (own false), or proposed (own
 * true)? */
bool step_waits(const struct law_world *w, struct id stream, bool own);

/* Flat pairs as command_read takes them; fields that hold their default are left out. */
enum err command_pairs(const struct command *c, struct arena *arena, struct input *out) MUST_CHECK;
enum err pairs_encode(const struct input *in, struct arena *arena, struct str *out) MUST_CHECK;
enum err pairs_decode(struct str bytes, struct arena *arena, struct input *out) MUST_CHECK;

#endif
