/*
 * core/law_lists.c — the lists of the law as tables that programs can read.
 *
 * Every table here is an expansion of a .def file and of nothing else: a line added there appears
 * in forms, API, OpenAPI, command line and manual without a change here. Nothing in this file
 * judges; it must never hold a fact that is not in a list.
 */
#include "core/law.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* The argument column means something else for each type: a code list, a subject, or a number. */
#define FIELD_ARG_LINE(argument) (argument)
#define FIELD_ARG_BLOCK(argument) (argument)
#define FIELD_ARG_LINE2(argument) (argument)
#define FIELD_ARG_BLOCK2(argument) (argument)
#define FIELD_ARG_URL(argument) (argument)
#define FIELD_ARG_MAIL(argument) (argument)
#define FIELD_ARG_INSTANT(argument) (argument)
#define FIELD_ARG_DAY(argument) (argument)
#define FIELD_ARG_BOOL(argument) (argument)
#define FIELD_ARG_CODE(argument) (CODE_LIST_##argument)
#define FIELD_ARG_REF(argument) (argument)
#define FIELD_ARG_FILES(argument) (argument)
#define FIELD_ARG_DOC(argument) (argument)
#define FIELD_ARG_INT(argument) (argument)
#define FIELD_ARG_BYTES(argument) (argument)

#define SUBJECT_OF_scheme SUBJECT_SCHEME
#define SUBJECT_OF_report SUBJECT_REPORT
#define SUBJECT_OF_case SUBJECT_CASE
#define SUBJECT_OF_relation SUBJECT_RELATION
#define SUBJECT_OF_advisory SUBJECT_ADVISORY
#define SUBJECT_OF_party SUBJECT_PARTY
#define SUBJECT_OF_person SUBJECT_PERSON
#define SUBJECT_OF_any SUBJECT_ANY

/* ---- commands ------------------------------------------------------------------------------- */

/* clang-format off: the expansions read like the tables they make */

/* One array of fields per command; the last entry has no name, because C has no empty arrays. */
#define COMMAND(name, number, subject, roles, flags, title, effect, reqs)                          \
    static const struct field_def fields_##name[] = {
#define FIELD(command, name, type, argument, need, label, hint)                                    \
    {#name, FIELD_##type, (uint32_t)FIELD_ARG_##type(argument), need,                              \
     label, hint,         offsetof(struct cmd_##command, name)},
#define COMMAND_END(name)                                                                          \
    {                                                                                              \
        NULL, FIELD_LINE, 0, OPTIONAL, "", "", 0                                                   \
    }                                                                                              \
    }                                                                                              \
    ;
#include "core/commands.def"

static const struct command_def command_table[] = {
#define COMMAND(name, number, subject, roles, flags, title, effect, reqs)                          \
    {COMMAND_##name,                                                                               \
     #name,                                                                                        \
     SUBJECT_OF_##subject,                                                                         \
     roles,                                                                                        \
     flags,                                                                                        \
     title,                                                                                        \
     effect,                                                                                       \
     reqs,                                                                                         \
     sizeof(struct cmd_##name),                                                                    \
     fields_##name,                                                                                \
     COUNT_OF(fields_##name) - 1},
#include "core/commands.def"
};

/* clang-format on */

const struct command_def *command_def_get(enum command_kind kind)
{
    for (size_t i = 0; i < COUNT_OF(command_table); i++)
        if (command_table[i].kind == kind)
            return &command_table[i];
    return NULL;
}

bool command_has(enum command_kind kind, enum command_flag flag)
{
    const struct command_def *def = command_def_get(kind);
    return def && def->flags & flag;
}

const struct command_def *command_def_find(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(command_table); i++)
        if (str_equal(str_from_cstr(command_table[i].name), name))
            return &command_table[i];
    return NULL;
}

const struct command_def *command_defs(size_t *count)
{
    *count = COUNT_OF(command_table);
    return command_table;
}

enum stream_type subject_stream_type(enum subject_kind kind)
{
    switch (kind) {
    case SUBJECT_SCHEME:
        return STREAM_scheme;
    case SUBJECT_REPORT:
        return STREAM_report;
    case SUBJECT_CASE:
    case SUBJECT_RELATION:
        return STREAM_case;
    case SUBJECT_ADVISORY:
        return STREAM_advisory;
    case SUBJECT_PARTY:
        return STREAM_party;
    case SUBJECT_PERSON:
        return STREAM_person;
    case SUBJECT_NONE:
    case SUBJECT_ANY:
        break;
    }
    return STREAM_TYPE_COUNT;
}

bool subject_may_be(enum subject_kind kind, enum stream_type type)
{
    return kind == SUBJECT_ANY || subject_stream_type(kind) == type;
}

/* ---- events --------------------------------------------------------------------------------- */

/* clang-format off */

#define EVENT(name, number, schema, stream, hidden, text, reqs) \
    static const struct part_def parts_##name[] = {
#define PART(event, tag, name, type, class) \
    {#name, tag, FIELD_##type, CLASS_##class, offsetof(struct ev_##event, name)},
#define EVENT_END(name) {NULL, 0, FIELD_LINE, CLASS_public, 0}};
#include "core/events.def"

/* Indexed by number, for folding asks once per event; two kinds of one number do not compile. */
static const struct event_def event_table[] = {
#define EVENT(name, number, schema, stream, hidden, text, reqs) \
    [number] = {EVENT_##name, #name, schema, STREAM_##stream, HIDDEN_##hidden, text, \
                sizeof(struct ev_##name), parts_##name, COUNT_OF(parts_##name) - 1},
#include "core/events.def"
};

/* clang-format on */

const struct event_def *event_def_get(enum event_kind kind)
{
    if ((size_t)kind >= COUNT_OF(event_table) || event_table[kind].name == NULL)
        return NULL;
    return &event_table[kind];
}

enum keygroup class_keygroup(enum info_class c)
{
    switch (c) {
#define CLASS(name, number, keygroup, label)                                                       \
    case CLASS_##name:                                                                             \
        return KEYGROUP_##keygroup;
#include "core/classes.def"
    }
    return KEYGROUP_detail;
}

/* ---- refusals, codes, roles ----------------------------------------------------------------- */

static const struct refusal_def refusal_table[REFUSAL_COUNT] = {
#define REFUSAL(name, status, requirement, sentence)                                               \
    [REFUSAL_##name] = {#name, status, requirement, sentence},
#include "core/refusals.def"
};

const struct refusal_def *refusal_def_get(enum refusal_code code)
{
    if (code <= REFUSAL_none || code >= REFUSAL_COUNT)
        return NULL;
    return &refusal_table[code];
}

#define CODE_LIST(list, label) static const struct code_def codes_##list[] = {
#define CODE(list, number, name, label) {CODE_LIST_##list, number, #name, label},
#define CODE_LIST_END(list)                                                                        \
    }                                                                                              \
    ;
#include "core/codes.def"

static const struct {
    const struct code_def *codes;
    size_t count;
    const char *name;
    const char *label;
} code_table[CODE_LIST_COUNT] = {
#define CODE_LIST(list, label)                                                                     \
    [CODE_LIST_##list] = {codes_##list, COUNT_OF(codes_##list), #list, label},
#include "core/codes.def"
};

const struct code_def *code_defs(enum code_list list, size_t *count)
{
    if (list >= CODE_LIST_COUNT) {
        *count = 0;
        return NULL;
    }
    *count = code_table[list].count;
    return code_table[list].codes;
}

const char *code_list_name(enum code_list list)
{
    return list > CODE_LIST_none && list < CODE_LIST_COUNT ? code_table[list].name : "";
}

const char *code_list_label(enum code_list list)
{
    return list > CODE_LIST_none && list < CODE_LIST_COUNT ? code_table[list].label : "";
}

const struct code_def *code_def_get(enum code_list list, uint32_t number)
{
    size_t count;
    const struct code_def *codes = code_defs(list, &count);

    for (size_t i = 0; i < count; i++)
        if (codes[i].number == number)
            return &codes[i];
    return NULL;
}

const struct code_def *code_def_find(enum code_list list, struct str name)
{
    size_t count;
    const struct code_def *codes = code_defs(list, &count);

    for (size_t i = 0; i < count; i++)
        if (str_equal(str_from_cstr(codes[i].name), name))
            return &codes[i];
    return NULL;
}

static const struct {
    const char *name;
    const char *label;
} role_table[ROLE_COUNT] = {
#define ROLE(name, number, label) [number] = {#name, label},
#include "core/roles.def"
};

bool role_is_staff(enum role role)
{
    return role == ROLE_reception || role == ROLE_coordinator;
}

const char *role_label(enum role role)
{
    return role_table[role < ROLE_COUNT ? role : ROLE_none].label;
}

const char *role_name(enum role role)
{
    return role_table[role < ROLE_COUNT ? role : ROLE_none].name;
}
