/*
 * test/scenario/play.h — one scenario while it is played: the stage, the names it defined, and how
 * many lines held.
 */
#ifndef TEST_SCENARIO_PLAY_H
#define TEST_SCENARIO_PLAY_H

#include "base/map.h"
#include "law/stage.h"
#include "scenario/words.h"

enum alias_kind { ALIAS_STREAM, ALIAS_ACTOR };

struct alias {
    enum alias_kind kind;
    struct id id;
    struct actor actor;
};

struct play {
    struct stage stage;
    struct str_map aliases;
    struct str_map tokens; /* last one told, by "ACTOR SUBJECT" */
    uint64_t submission;
    const char *file;
    size_t line;
    size_t passed, failed;
    struct arena texts; /* files read; forgotten with the play */
    /* What a line "state …" asks (test/law/rights.c); without it there is no such line. */
    void (*state)(struct play *p, const struct words *w);
    void *context;
};

/* Counts a line; prints what the law answered when it does not hold. */
void play_judge(struct play *p, bool holds, struct str got);
/* Counts a line that cannot be played, and says why. */
void play_broken(struct play *p, const char *why, struct str what);
/* "@NAME" is the id of a name, "$number:NAME" the number it bears; any other word is itself. */
struct str play_word(struct play *p, struct str word);
/* The words behind the arrow, with single blanks. */
struct str play_expectation(struct play *p, const struct words *w);

struct alias *play_alias_new(struct play *p, struct str name, enum alias_kind kind);
/* NULL when there is no such name of that kind. */
struct alias *play_alias_get(struct play *p, struct str name, enum alias_kind kind);
/* A name that was never defined gives an id that nothing has: files, and subjects that do not
 * exist. */
struct id play_id(struct play *p, struct str name);
/* "hanako", "hanako!" (second factor just given), "finder:R1" (holder of that receipt), "fumi:R1"
 * (the account fumi showing that receipt), "system", "nobody". */
bool play_actor(struct play *p, struct str word, struct actor *out);

/* Plays every line of a file; a line that ends in a backslash goes on in the next one. False when
 * the file cannot be read (lines.c). */
bool play_file(struct play *p, const char *file);
/* The file's text in the arena; absent when it cannot be read. */
struct str play_read(struct arena *a, const char *file);

/* Lines that ask (ask.c). */
void ask_see(struct play *p, const struct words *w);
void ask_token(struct play *p, const struct words *w);
void ask_can(struct play *p, const struct words *w);
void ask_work(struct play *p, const struct words *w);
void ask_draft(struct play *p, const struct words *w);
void ask_step(struct play *p, const struct words *w);
void ask_count(struct play *p, const struct words *w);
void ask_due(struct play *p, const struct words *w);
void ask_listed(struct play *p, const struct words *w);
void ask_figure(struct play *p, const struct words *w);
void ask_matters(struct play *p, const struct words *w);
void ask_likely(struct play *p, const struct words *w);

#endif
