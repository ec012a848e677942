/*
 * core/describe.c — fills the sentences of events and refusals. It must never show a part whose
 * class is not in the reader's mask; which classes those are is decided in core/access alone.
 */
#include "core/describe.h"

#include "core/text/ui.h"

/* Stands for what the reader may not know; the same in both languages. */
#define HIDDEN STR("…")

enum { PARAMS_MAX = 32 };

static struct str words(const struct describer *d, const char *msgid)
{
    if (msgid == NULL)
        return HIDDEN;
    return d->translate == NULL ? str_from_cstr(msgid) : d->translate(d->lang, msgid);
}

static struct str person_words(const struct describer *d, struct id person)
{
    if (d->person_name == NULL || id_is_none(person))
        return (struct str){NULL, 0};
    return d->person_name(d->names, d->lang, person);
}

static struct str party_words(const struct describer *d, struct id party)
{
    if (d->party_name == NULL || id_is_none(party))
        return (struct str){NULL, 0};
    return d->party_name(d->names, d->lang, party);
}

static struct str actor_words(const struct describer *d, const struct event *e)
{
    struct str name = person_words(d, e->person);

    if (str_is_empty(name))
        name = party_words(d, e->party);
    return str_is_empty(name) ? words(d, role_label(e->role)) : name;
}

static struct str ref_words(const struct describer *d, struct id id)
{
    struct str name = party_words(d, id);

    if (str_is_empty(name))
        name = person_words(d, id);
    return str_is_empty(name) ? HIDDEN : name;
}

static struct ui_param text_param(const char *name, struct str text)
{
    return ui_param_text(name, str_is_empty(text) ? HIDDEN : text);
}

/* A step is told by its title. */
static struct ui_param number_param(const struct describer *d, const struct part_def *part,
                                    int64_t number)
{
    const struct command_def *def = command_def_get((enum command_kind)number);

    if (!str_equal(str_from_cstr(part->name), STR("command")))
        return ui_param_number(part->name, number);
    return ui_param_text(part->name, def == NULL ? HIDDEN : words(d, def->title));
}

/* Codes, files, documents and bytes are never part of a sentence (test_law_describe proves it of
 * every event). */
static struct ui_param part_param(const struct describer *d, const struct part_def *part,
                                  const void *value)
{
    switch (part->type) {
    case FIELD_LINE:
    case FIELD_BLOCK:
    case FIELD_URL:
    case FIELD_MAIL:
        return text_param(part->name, *(const struct str *)value);
    case FIELD_LINE2:
    case FIELD_BLOCK2: {
        const struct text2 *both = value;
        return text_param(part->name, ui_pick(d->lang, both->ja, both->en));
    }
    case FIELD_INSTANT:
        return ui_param_instant(part->name, *(const int64_t *)value);
    case FIELD_DAY:
        return ui_param_day(part->name, *(const int32_t *)value);
    case FIELD_INT:
        return number_param(d, part, *(const int64_t *)value);
    case FIELD_REF:
        return ui_param_text(part->name, ref_words(d, *(const struct id *)value));
    case FIELD_BOOL:
    case FIELD_CODE:
    case FIELD_FILES:
    case FIELD_DOC:
    case FIELD_BYTES:
        break;
    }
    return ui_param_text(part->name, HIDDEN);
}

static struct str fill(const struct describer *d, const char *msgid, const struct ui_param *params,
                       size_t count, struct arena *arena)
{
    struct buf out;
    struct str text;

    buf_init(&out, arena, LIMIT_PAGE_BYTES);
    ui_fill(&out, plain_text, d->lang, (struct ui_words){words(d, msgid), params, count});
    return buf_finish(&out, &text) == ERR_OK ? text : (struct str){NULL, 0};
}

struct str describe_event(const struct event *e, uint32_t visible, const struct describer *d,
                          struct arena *arena)
{
    const struct event_def *def = event_def_get(e->kind);
    struct ui_param params[PARAMS_MAX];
    size_t count = 0;

    if (def == NULL)
        return HIDDEN;
    params[count++] = ui_param_text("actor", actor_words(d, e));
    for (size_t i = 0; i < def->part_count && count < PARAMS_MAX; i++) {
        const struct part_def *part = &def->parts[i];
        bool seen = (visible & 1u << part->info_class) != 0;
        params[count++] = seen ? part_param(d, part, (const char *)e + part->offset)
                               : ui_param_text(part->name, HIDDEN);
    }
    return fill(d, def->text, params, count, arena);
}

/* A name that was typed is shown as typed: it is no message. */
static struct str field_words(const struct refusal *r, const struct describer *d)
{
    return r->field == r->field_name && r->field != NULL
               ? str_from_cstr(r->field_name)
               : words(d, r->field != NULL ? r->field : r->field_name);
}

struct str describe_refusal(const struct refusal *r, const struct describer *d, struct arena *arena)
{
    const struct refusal_def *def = refusal_def_get(r->code);

    if (def == NULL)
        return (struct str){NULL, 0};
    struct ui_param params[] = {
        ui_param_text("field", field_words(r, d)),
        ui_param_number("limit", (int64_t)r->limit),
        ui_param_day("day", r->day),
        ui_param_instant("at", r->at_us),
        text_param("reason", r->reason),
    };
    return fill(d, def->sentence, params, sizeof(params) / sizeof(params[0]), arena);
}
