/*
 * desk/command_priv.h — one step of the law on its way from a form to app; shared by the form page
 * and the editor.
 */
#ifndef DESK_COMMAND_PRIV_H
#define DESK_COMMAND_PRIV_H

#include "desk/desk_priv.h"

struct step {
    const struct command_def *command;
    struct subject subject;
    struct str number; /* of the report or case, or the person's sign-in name */
    struct text2 title;
    struct str href;                 /* page of the subject */
    struct str action;               /* where the form goes; absent: to this address */
    struct id_list files;            /* that the subject holds: choices of FILES fields */
    const struct case_view *of_case; /* NULL for other subjects */
    struct input typed;
    int64_t kept_us;       /* `typed` was kept then, and came back; 0 = not */
    struct input names;    /* handle -> name of files that came with the form */
    struct input uploaded; /* pairs that this very request added */
};

/* Finds command and subject of the address; false: answered. `type` is the kind of page. */
bool step_begin(struct exchange *x, enum stream_type type, struct step *s);
/* The same for a step that creates its subject: who may take it is the list's. */
bool step_begin_new(struct exchange *x, struct step *s);
/* Looks `s->subject` up through the reader's own views: what is foreign does not exist (CON-08). */
enum err step_subject_find(struct exchange *x, enum stream_type type, struct step *s,
                           bool *found) MUST_CHECK;
/* OVW-04: the pattern sentence and the ground that an address names. */
enum err contact_prefill(struct exchange *x, struct step *s) MUST_CHECK;
/* The drafts of the two letters after a wrong send. */
enum err mistake_prefill(struct exchange *x, struct step *s) MUST_CHECK;
/* A poc.txt as first values; ERR_INVALID when it is none. */
enum err poc_take(struct str bytes, struct arena *arena, struct input *out,
                  size_t *bad_line) MUST_CHECK;
/* What the other side will see, for the steps that send something; fills the page's lower half. */
enum err reader_side(struct exchange *x, const struct step *s,
                     struct desk_command_page *page) MUST_CHECK;
/* What approving would make public: the changes since the last approval that ended, and since the
 * newest release. */
enum err changes_to_approve(struct exchange *x, const struct case_view *v,
                            struct desk_command_page *page) MUST_CHECK;
/* The case of the address and the command that writes its advisory; only staff have an editor.
 * False: answered. */
bool editor_begin(struct exchange *x, struct step *s);
/* What the typed text changes of the other one, both as the pairs of the editor's form. An empty
 * list when either cannot be read as an advisory. */
enum err changes_of_typed(struct exchange *x, const struct input *before, const struct input *typed,
                          struct difference_list *out) MUST_CHECK;
/* The public page that a step of the ladder makes or changes (UNR-10), in the reader's language. */
enum err public_page_make(struct exchange *x, const struct command *command,
                          struct desk_command_page *page) MUST_CHECK;
/* A step that waits for a second person: everything that it will do, and the choice among several.
 */
enum err second_side(struct exchange *x, const struct step *s,
                     struct desk_command_page *page) MUST_CHECK;
enum err second_choices(struct exchange *x, const struct step *s,
                        struct desk_form *form) MUST_CHECK;
/* Reads the form and stores its files. False: answered. */
bool step_read(struct exchange *x, struct step *s);
/* Decides. True: done, *out says what. False with a refusal set: show the form again; without:
 * answered. */
bool step_send(struct exchange *x, const struct step *s, struct app_outcome *out,
               struct refusal *refusal);

/* Forms into which somebody writes a text are kept as they are typed (kept.c). */
bool step_is_kept(const struct command_def *command);
/* Brings back into `typed` what was kept. False: answered. */
bool kept_restore(struct exchange *x, struct step *s);
/* True: the request asked to keep or to forget, and is answered. */
bool kept_answer(struct exchange *x, const struct step *s);
void kept_forget(struct exchange *x, const struct step *s);

#endif
