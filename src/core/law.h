/*
 * core/law.h — the law of the scheme as pure functions: what a command decides, what an event
 * changes, what is open.
 *
 * Two verbs only. law_decide judges a command against a world and answers with events or one
 * refusal; it never mutates anything but the arena. law_apply folds one event into the image; it
 * never refuses. There is no I/O, no clock, no randomness and no global state here: time, ids,
 * numbers and digests come in the world. The lists (commands.def, events.def, refusals.def,
 * codes.def, roles.def, classes.def) are the single source of every form, interface, text and
 * access rule; docs/internals/law.md explains them with one worked example.
 *
 * Errors: ERR_MEMORY when an arena is exhausted (never a refusal, never an event); ERR_CORRUPT when
 * a stored event contradicts the image, which only damage or a defect can cause.
 */
#ifndef CORE_LAW_H
#define CORE_LAW_H

#include "core/law_types.h"

#define BIT(role) (1u << ROLE_##role)

enum role {
#define ROLE(name, number, label) ROLE_##name = (number),
#include "core/roles.def"
    ROLE_COUNT
};

enum info_class {
#define CLASS(name, number, keygroup, label) CLASS_##name = (number),
#include "core/classes.def"
};

enum keygroup { KEYGROUP_case = 1, KEYGROUP_detail = 2, KEYGROUP_person = 3, KEYGROUP_COUNT = 4 };

enum stream_type {
    STREAM_scheme = 1,
    STREAM_report,
    STREAM_case,
    STREAM_advisory,
    STREAM_party,
    STREAM_person,
    STREAM_TYPE_COUNT
};
/* Of an event that stands in the stream of whatever it is about; the event itself bears the type.
 */
#define STREAM_any STREAM_TYPE_COUNT

/* What a command is about. A relation is the pair (case, developer): `stream` is the case, `party`
 * the developer. */
enum subject_kind {
    SUBJECT_NONE,
    SUBJECT_SCHEME,
    SUBJECT_REPORT,
    SUBJECT_CASE,
    SUBJECT_RELATION,
    SUBJECT_ADVISORY,
    SUBJECT_PARTY,
    SUBJECT_PERSON,
    SUBJECT_ANY /* whatever has a stream */
};

struct subject {
    struct id stream;
    struct id party;
};

enum code_list {
    CODE_LIST_none,
#define CODE_LIST(list, label) CODE_LIST_##list,
#include "core/codes.def"
    CODE_LIST_COUNT
};

enum {
#define CODE(list, number, name, label) CODE_##list##_##name = (number),
#include "core/codes.def"
};

enum command_kind {
    COMMAND_none,
#define COMMAND(name, number, subject, roles, flags, title, effect, reqs) COMMAND_##name = (number),
#include "core/commands.def"
};

enum event_kind {
    EVENT_none,
#define EVENT(name, number, schema, stream, hidden, text, reqs) EVENT_##name = (number),
#include "core/events.def"
};

enum refusal_code {
    REFUSAL_none,
#define REFUSAL(name, status, requirement, sentence) REFUSAL_##name,
#include "core/refusals.def"
    REFUSAL_COUNT
};

/* From whom an event is hidden that the stream itself is not (core/access/access.c).
 *   finder            the inner steps of reception: it learns the start date (FND-10)
 *   developer         how the case came to be, what goes on between bodies and finder, what staff
 *                     plan about a developer, the ladder and the committee (CON-02, SEC-23)
 *   all_but_staff     to whom else something was sent, and whether it arrived (CON-05, CON-06)
 *   all_but_reception which reports a case has, and how many (OBJ-04)
 *   all_but_its_step  all but those who may see the step that it is about: of one that is not open,
 *                     even that it happened tells of another developer (HND-06, CON-05) */
#define HIDDEN_nobody 0u
#define HIDDEN_finder BIT(finder)
#define HIDDEN_developer BIT(developer)
#define HIDDEN_all_but_staff (BIT(finder) | BIT(developer) | BIT(admin))
#define HIDDEN_all_but_reception (HIDDEN_all_but_staff | BIT(coordinator))
#define HIDDEN_all_but_its_step (HIDDEN_all_but_reception | BIT(reception))

/* OF_ADVISORY: the subject is a case, which means its first advisory, or one of its advisories. */
enum command_flag {
    STEP_UP = 1,
    CREATES = 2,
    INTERNAL = 4,
    FINAL = 8,
    FOUR_EYES = 16,
    OF_ADVISORY = 32,
    AFTER_END = 64,
    OF_LADDER = 128,
    OF_PART = 256,
};

/* ---- who and when ---- */

/* One person under one role of one organisation (SEC-25); the system; or the holder of a report's
 * receipt. */
struct actor {
    enum role role;
    struct id person;  /* none for system and receipt holders */
    struct id party;   /* the organisation of this session's role */
    struct id receipt; /* ROLE_finder: the report whose receipt code was shown */
    bool stepped_up;   /* a second factor was given less than five minutes ago */
};

struct law_image;
struct edition;
struct key_found;

/* Everything a decision may look at. `fresh` are ids and `drawn` eight-digit numbers made by app
 * for this submission (KDF and random): the law takes them in order and never makes its own. */
struct law_world {
    int64_t now_us;
    bool clock_trusted;
    struct actor actor;
    const struct law_image *image;
    const struct edition *edition;
    struct id submission;
    struct id fresh[4];
    struct str drawn[2];
    /* What was found when the certificate of this command was looked at; NULL: nobody looked. */
    const struct key_found *key;
    bool confirmed; /* a second person has confirmed the step (HND-06); the law itself sets it */
    /* SHA-256 of bytes, lower-case hex, into the arena; absent on ERR_MEMORY. Pure. */
    struct str (*digest)(struct str bytes, struct arena *arena);
};

/* ---- commands ---- */

struct command {
    enum command_kind kind;
    struct subject subject; /* none for commands that create */
};

/* struct cmd_NAME { struct command head; fields… } for every entry. */
#define COMMAND(name, number, subject, roles, flags, title, effect, reqs)                          \
    struct cmd_##name {                                                                            \
        struct command head;
#define FIELD(command, name, type, argument, need, label, hint) FIELD_C_##type name;
#define COMMAND_END(name)                                                                          \
    }                                                                                              \
    ;
#include "core/commands.def"

enum need { OPTIONAL, REQUIRED };

struct field_def {
    const char *name;
    enum field_type type;
    uint32_t argument; /* by type: limit in characters, enum code_list, enum subject_kind */
    enum need need;
    const char *label; /* message id */
    const char *hint;  /* message id, "" when none */
    size_t offset;     /* in struct cmd_… */
};

struct command_def {
    enum command_kind kind;
    const char *name;
    enum subject_kind subject;
    uint32_t roles;
    uint32_t flags;
    const char *title;
    const char *effect;
    const char *requirements;
    size_t size; /* of struct cmd_… */
    const struct field_def *fields;
    size_t field_count;
};

/* The stream that a subject of that kind is or, for a relation, lies in; STREAM_TYPE_COUNT for
 * SUBJECT_NONE and SUBJECT_ANY. */
enum stream_type subject_stream_type(enum subject_kind kind);
/* May a subject of that kind be a stream of that type? */
bool subject_may_be(enum subject_kind kind, enum stream_type type);
/* NULL for a kind or name that does not exist. The definitions live for ever. */
const struct command_def *command_def_get(enum command_kind kind);
bool command_has(enum command_kind kind, enum command_flag flag);
const struct command_def *command_def_find(struct str name);
/* All of them, in the order of the list. */
const struct command_def *command_defs(size_t *count);

/* ---- refusals ---- */

struct refusal {
    enum refusal_code code; /* REFUSAL_none: not refused */
    const char *field;      /* label (message id) of the field concerned, or NULL */
    const char *field_name; /* its name as in the API, or NULL */
    struct str reason;      /* English words for {reason}, or absent */
    int64_t at_us;          /* for {at}, 0 = none */
    int32_t day;            /* for {day}, 0 = none */
    uint32_t limit;         /* for {limit} */
};

struct refusal_def {
    const char *name;
    int status;
    const char *requirement;
    const char *sentence; /* message id */
};

const struct refusal_def *refusal_def_get(enum refusal_code code);

/* ---- code lists ---- */

struct code_def {
    enum code_list list;
    uint32_t number;
    const char *name;
    const char *label; /* message id */
};

/* The entries of a list in order. */
const struct code_def *code_defs(enum code_list list, size_t *count);
const struct code_def *code_def_get(enum code_list list, uint32_t number);
const struct code_def *code_def_find(enum code_list list, struct str name);
/* The list's name as in codes.def, and the message id of its label; "" for CODE_LIST_none. */
const char *code_list_name(enum code_list list);
const char *code_list_label(enum code_list list);
const char *role_label(enum role role);
/* Of one of the two bodies. */
bool role_is_staff(enum role role);
const char *role_name(enum role role);

/* ---- events ---- */

/* Row header of the log plus what is sealed with every event (actor, exact time). */
struct event {
    enum event_kind kind;
    uint32_t schema;
    enum stream_type stream_type;
    struct id stream;
    uint64_t version; /* of the stream after this event; 1 is the first; 0 while only decided */
    uint64_t seq;     /* place in the log; 0 while only decided */
    int64_t at_us;
    enum role role;
    struct id person;
    struct id party;
};

/* struct ev_NAME { struct event head; fields… } for every entry. */
#define EVENT(name, number, schema, stream, hidden, text, reqs)                                    \
    struct ev_##name {                                                                             \
        struct event head;
#define PART(event, tag, name, type, class) FIELD_C_##type name;
#define EVENT_END(name)                                                                            \
    }                                                                                              \
    ;
#include "core/events.def"

struct part_def {
    const char *name;
    uint32_t tag;
    enum field_type type;
    enum info_class info_class;
    size_t offset; /* in struct ev_… */
};

struct event_def {
    enum event_kind kind;
    const char *name;
    uint32_t schema;
    enum stream_type stream_type;
    uint32_t hidden;  /* HIDDEN_… */
    const char *text; /* message id */
    size_t size;      /* of struct ev_… */
    const struct part_def *parts;
    size_t part_count;
};

const struct event_def *event_def_get(enum event_kind kind);
enum keygroup class_keygroup(enum info_class c);

/* What a decision answers: events in order, or one refusal. */
struct decision {
    struct arena *arena;
    struct event *events[LIMIT_EVENTS_PER_COMMAND]; /* each points to a struct ev_… */
    size_t event_count;
    struct refusal refusal;
};

/* ---- payload ---- */

/* Encodes the fields of `e` that belong to `group` (the case part also carries actor and exact
 * time). An empty result means that the event has nothing for that group and no part is stored.
 * Byte-stable. */
enum err event_encode(const struct event *e, enum keygroup group, struct buf *out) MUST_CHECK;
/* A command as bytes, equal for equal content: to notice that a submission was sent before with
 * other content. Of files only the number counts: a file uploaded again has a new handle. */
enum err command_encode(const struct command *c, struct buf *out) MUST_CHECK;
/* A zeroed struct ev_… of that kind with its head's kind, schema and stream type set; NULL on
 * ERR_MEMORY. */
struct event *event_new(enum event_kind kind, struct arena *arena);
/* Reads one part into `e`; texts point into `bytes`, which must outlive it. ERR_CORRUPT when
 * malformed. Fields that this release does not know are skipped. */
enum err event_decode(struct event *e, enum keygroup group, struct str bytes,
                      struct arena *arena) MUST_CHECK;
/* Brings an event whose parts are decoded and whose `schema` came from the log to the layout of
 * this release. ERR_UNSUPPORTED: a newer release wrote it. ERR_CORRUPT: no such kind or schema. */
enum err event_upcast(struct event *e) MUST_CHECK;

/* ---- the two verbs ---- */

/* Judges. On ERR_OK either d->event_count > 0 or d->refusal.code is set, never both. Checks
 * existence for this actor, role, step-up and law_open before the command's own decide. */
enum err law_decide(const struct law_world *w, const struct command *c,
                    struct decision *d) MUST_CHECK;
/* Is the command open for this actor on this subject now? The refusal says why not (REFUSAL_none:
 * open). For a relation whose developer does not exist yet, pass party none. Looks only at what the
 * actor may see (CON-02). */
struct refusal law_open(const struct law_world *w, enum command_kind kind, struct subject s);
/* Streams whose versions the decision depends on (architecture section 5): filled with at most
 * `max`. */
struct stream_ref {
    enum stream_type type;
    struct id stream;
    uint64_t version; /* 0: must not exist yet */
};
size_t law_reads(const struct law_world *w, const struct command *c, const struct decision *d,
                 struct stream_ref *out, size_t max);

/* The image: everything folded. Process lifetime; it allocates from `arena`, which it keeps. */
struct law_image *law_image_new(struct arena *arena);
/* Folds one event; texts of the event must live as long as the image. ERR_MEMORY leaves the image
 * unchanged for that event; ERR_CORRUPT names a log that contradicts itself. Releases no memory. */
enum err law_apply(struct law_image *image, const struct event *e) MUST_CHECK;
uint64_t law_stream_version(const struct law_image *image, struct id stream);

/* ---- edges ---- */

/* Reads a command of that kind from flat input (form, flattened JSON, command line): types, limits,
 * required fields, unknown names: the caller leaves out what belongs to the interface (csrf,
 * submission…). On ERR_OK *out is set or `refusal` says which field and why. */
enum err command_read(enum command_kind kind, const struct input *in, struct arena *arena,
                      struct command **out, struct refusal *refusal) MUST_CHECK;

#endif
