/*
 * desk/parts.c — what report and case pages share: the opening sentence, the steps that are open,
 * the timeline, files, facts and the bar of steps. Everything comes from views and lists; nothing
 * here knows a rule of the scheme.
 */
#include "desk/desk_priv.h"

#include "messages.h"

/* ---- what now, for whom, until when ---- */

enum err part_now(struct exchange *x, struct id stream, struct desk_now *out)
{
    struct work_filter filter = {.include_ended = true};
    struct work_list list;
    enum err e = app_work(&x->reader, &filter, &list);
    const struct command_def *next;

    *out = (struct desk_now){.ended = true};
    for (size_t i = 0; e == ERR_OK && i < list.count; i++) {
        const struct work_item *item = &list.items[i];
        if (!id_equal(item->stream, stream))
            continue;
        *out = (struct desk_now){.waiting = item->next == COMMAND_none,
                                 .step = item->step,
                                 .waits_on = item->waits_on,
                                 .due_day = item->due_day,
                                 .due = item->due,
                                 .next = item->next};
        out->ended = str_equal(str_from_cstr(item->step), STR("Ended"));
        next = item->next == COMMAND_none ? NULL : command_def_get(item->next);
        if (next != NULL)
            out->href = action_href(
                x->arena, next,
                (struct subject){.stream = id_is_none(item->advisory) ? stream : item->advisory},
                item->stream_type);
        break;
    }
    return e;
}

/* ---- where a step is sent ---- */

static const char *subject_folder(enum subject_kind kind)
{
    switch (kind) {
    case SUBJECT_REPORT:
        return "/report";
    case SUBJECT_CASE:
    case SUBJECT_RELATION:
    case SUBJECT_ADVISORY:
        return "/case";
    case SUBJECT_PERSON:
        return "/accounts";
    case SUBJECT_PARTY:
        return "/organisations";
    case SUBJECT_SCHEME:
        return "/scheme";
    case SUBJECT_NONE:
    case SUBJECT_ANY:
        break;
    }
    return "";
}

struct str preview_href(struct arena *arena, struct id stream, const char *lang)
{
    char text[ID_TEXT_LEN + 1];

    id_write(stream, text);
    return arena_format(arena, "/case/%s/preview?lang=%s", text, lang);
}

static bool has_document(const struct command_def *command)
{
    for (size_t i = 0; i < command->field_count; i++) {
        if (command->fields[i].type == FIELD_DOC)
            return true;
    }
    return false;
}

const char *action_label(const struct command_def *command)
{
    return has_document(command) ? N_("Write the advisory") : command->title;
}

static const char *stream_folder(enum stream_type type)
{
    if (type == STREAM_report)
        return "/report";
    if (type == STREAM_party)
        return "/organisations";
    return type == STREAM_case ? "/case" : "/accounts";
}

struct str action_href(struct arena *arena, const struct command_def *command,
                       struct subject subject, enum stream_type type)
{
    char stream[ID_TEXT_LEN + 1];
    char party[ID_TEXT_LEN + 1];

    id_write(subject.stream, stream);
    id_write(subject.party, party);
    if ((command->flags & CREATES) != 0)
        return arena_format(arena, "/do/%s", command->name);
    if (has_document(command))
        return arena_format(arena, "/case/%s/advisory", stream);
    if (command->subject == SUBJECT_RELATION && !id_is_none(subject.party))
        return arena_format(arena, "/case/%s/do/%s?party=%s", stream, command->name, party);
    return arena_format(arena, "%s/%s/do/%s",
                        command->subject == SUBJECT_ANY ? stream_folder(type)
                                                        : subject_folder(command->subject),
                        stream, command->name);
}

/* ---- timeline ---- */

static size_t before_of(const struct exchange *x)
{
    uint64_t place = 0;

    return str_to_u64(http_request_arg(x->req, STR("before")), SIZE_MAX, &place) ? place : 0;
}

static enum err timeline_make(struct exchange *x, const struct app_timeline_query *query,
                              struct desk_timeline *out, size_t *older)
{
    struct app_timeline timeline;
    enum err e = app_timeline(&x->reader, query, &timeline);

    *out = (struct desk_timeline){.is_older = query->before != 0};
    if (e != ERR_OK)
        return e;
    *older = timeline.older;
    out->items = ARENA_ARRAY(x->arena, struct desk_entry, timeline.count + 1);
    if (out->items == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < timeline.count; i++) {
        const struct app_timeline_entry *entry = &timeline.items[i];
        struct desk_entry *line = &out->items[out->count++];
        *line = (struct desk_entry){entry->at_us, entry->sentence, entry->actor, {0}};
        /* A party is not told that others know more (CON-02). */
        if (actor_is_staff(&x->reader.actor))
            line->hidden = entry->fields_hidden;
    }
    return ERR_OK;
}

enum err part_timeline(struct exchange *x, struct id stream, struct str base,
                       struct desk_timeline *out)
{
    struct app_timeline_query query = {.stream = stream, .before = before_of(x), .lang = x->lang};
    size_t older = 0;
    enum err e = timeline_make(x, &query, out, &older);

    if (e == ERR_OK && older > 0)
        out->more = arena_format(x->arena, "%.*s?before=%zu#timeline", STR_ARG(base), older);
    return e;
}

enum err part_timeline_whole(struct exchange *x, struct id stream, struct desk_timeline *out)
{
    struct app_timeline_query query = {.stream = stream, .limit = SIZE_MAX, .lang = x->lang};
    size_t older = 0;

    return timeline_make(x, &query, out, &older);
}

/* ---- files ---- */

/* "/case/<id>" of "/case/<id>/print" too. */
static struct str subject_path(const struct exchange *x)
{
    struct str path = x->req->path;
    size_t id = str_find(path, STR("/"), 1);
    size_t end = id == SIZE_MAX ? SIZE_MAX : str_find(path, STR("/"), id + 1);

    return end == SIZE_MAX ? path : str_slice(path, 0, end);
}

enum err part_files(struct exchange *x, struct id stream, const struct id_list *files,
                    struct desk_file **out, size_t *count)
{
    struct app_file *list = NULL;
    struct desk_file *rows;
    enum err e;

    *count = 0;
    *out = NULL;
    if (files->count == 0)
        return ERR_OK;
    e = app_file_list(&x->reader, stream, files, &list);
    if (e != ERR_OK)
        return e;
    rows = ARENA_ARRAY(x->arena, struct desk_file, files->count);
    if (rows == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < files->count; i++) {
        struct str id = id_text(files->ids[i], x->arena);
        rows[i] = (struct desk_file){.id = files->ids[i],
                                     .text_id = id,
                                     .name = list[i].name,
                                     .bytes = (int64_t)list[i].size,
                                     .chosen = true};
        rows[i].href =
            arena_format(x->arena, "%.*s/file/%.*s", STR_ARG(subject_path(x)), STR_ARG(id));
    }
    *out = rows;
    *count = files->count;
    return ERR_OK;
}

/* ---- facts, parts, steps ---- */

static struct desk_fact *fact_new(struct desk_facts *facts, const char *label)
{
    struct desk_fact *fact = &facts->items[facts->count];

    if (facts->count == sizeof(facts->items) / sizeof(facts->items[0]))
        return NULL;
    facts->count++;
    *fact = (struct desk_fact){.label = label};
    return fact;
}

void fact_text(struct desk_facts *facts, const char *label, struct str text)
{
    struct desk_fact *fact = str_is_empty(text) ? NULL : fact_new(facts, label);

    if (fact != NULL)
        fact->text = text;
}

void fact_word(struct desk_facts *facts, const char *label, const char *word)
{
    struct desk_fact *fact = word == NULL ? NULL : fact_new(facts, label);

    if (fact != NULL)
        fact->word = word;
}

void fact_instant(struct desk_facts *facts, const char *label, int64_t at_us)
{
    struct desk_fact *fact = at_us == 0 ? NULL : fact_new(facts, label);

    if (fact != NULL)
        fact->at_us = at_us;
}

void fact_day(struct desk_facts *facts, const char *label, int32_t day)
{
    struct desk_fact *fact = day == 0 ? NULL : fact_new(facts, label);

    if (fact != NULL)
        fact->day = day;
}

void part_add(struct desk_parts *parts, const char *label, const char *mark, struct str text)
{
    if (str_is_empty(text) || parts->count == sizeof(parts->items) / sizeof(parts->items[0]))
        return;
    parts->items[parts->count++] = (struct desk_part){label, mark, text};
}

void step_add(struct desk_steps *steps, const char *label, bool done, int32_t day)
{
    struct desk_step *step = &steps->items[steps->count];

    if (steps->count == sizeof(steps->items) / sizeof(steps->items[0]))
        return;
    steps->count++;
    *step = (struct desk_step){.label = label,
                               .number = (int)steps->count,
                               .done = done,
                               .day = day,
                               .day_is_plan = !done && day != 0};
}

void steps_finish(struct desk_steps *steps)
{
    /* What somebody never did is not waited for once the end is reached. */
    if (steps->count > 0 && steps->items[steps->count - 1].done)
        return;
    for (size_t i = 0; i < steps->count; i++) {
        if (steps->items[i].done || steps->items[i].passed)
            continue;
        steps->items[i].now = true;
        return;
    }
}

const char *code_label(enum code_list list, uint32_t number)
{
    const struct code_def *code = number == 0 ? NULL : code_def_get(list, number);

    return code == NULL ? NULL : code->label;
}
