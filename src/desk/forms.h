/*
 * desk/forms.h — a form from the definition of a command, and a command's input from what was typed
 * into it.
 *
 * One file knows every field type (architecture section 5); no command has a form of its own. A
 * value that cannot be read comes back exactly as it was typed.
 */
#ifndef DESK_FORMS_H
#define DESK_FORMS_H

#include "app/app.h"
#include "desk/pages.h"
#include "http/form.h"

/* Pairs of the interface, not of the command, begin with "_". */
#define FORM_SUBMISSION STR("_submission")
#define FORM_VIEW STR("_view")
#define FORM_CONFIRM STR("_confirm")
#define FORM_CODE STR("_code")
#define FORM_RETURN STR("_return")

struct form_source {
    const struct app_reader *reader;
    enum lang lang;
    struct arena *arena;
    const struct command_def *command;
    struct subject subject;
    const struct input *typed; /* what stands in the fields */
    const struct input *names; /* handle of an uploaded file -> its name; never NULL */
};

/* What was typed, as flat pairs for command_read: everything but the interface's own. ERR_MEMORY.
 */
/* Is the field a list of technology keywords, shown as boxes? */
bool form_is_keywords(const struct command_def *command, const struct field_def *f);
/* The ticked boxes of such a field as one text, a keyword a line. */
enum err form_join_keywords(const struct command_def *command, struct arena *arena,
                            struct input *in) MUST_CHECK;
enum err form_input(const struct http_form *form, struct arena *arena,
                    struct input *out) MUST_CHECK;
/* Adds a pair to an input made by form_input or input_open. */
enum err input_add(struct input *in, struct arena *arena, struct str name,
                   struct str value) MUST_CHECK;

/* The fields to show. `refusal` (may be NULL) puts its sentence at its field. ERR_MEMORY. */
enum err form_fields(const struct form_source *source, const struct refusal *refusal,
                     struct desk_form *out) MUST_CHECK;
/* Puts the sentence of a refusal on top, linked to its field. */
enum err form_refused(const struct form_source *source, const struct refusal *refusal,
                      struct desk_form *out) MUST_CHECK;
/* Puts a sentence on top, linked to a field when that is not absent. */
enum err form_error(struct desk_form *form, struct arena *arena, struct str sentence,
                    struct str field) MUST_CHECK;
/* Adds a hidden pair. */
enum err form_hide(struct desk_form *form, struct arena *arena, struct str name,
                   struct str value) MUST_CHECK;

/* The sentence of a refusal with its parameters, in the reader's language. */
struct str refusal_sentence(const struct refusal *refusal, enum lang lang, struct arena *arena);
/* A message with parameters. */
struct str desk_text(struct arena *arena, enum lang lang, const char *msgid,
                     const struct ui_param *params, size_t count);

#endif
