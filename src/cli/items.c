/*
 * cli/items.c — line in, line out, for all subcommands that judge single items.
 *
 * Must never end at a bad line: the others still have their answer.
 */
#include "cli/items.h"

#include "base/utf8.h"
#include "core/json/json.h"
#include "core/text/ui.h"
#include "messages.h"

#include <stdio.h>

enum { ARENA_BYTES = 64 << 20, ANSWER_BYTES = 256 << 20 };

enum value_kind {
    VALUE_NULL,
    VALUE_TEXT,
    VALUE_BOOL,
    VALUE_NUMBER,
    VALUE_SPELT,
    VALUE_JSON,
    VALUE_OBJECT,
    VALUE_ARRAY
};

struct item_value {
    enum value_kind kind;
    struct str key;
    struct str text;
    int64_t number;
    struct item_value *first;
    struct item_value *last;
    struct item_value *next;
};

/* ---- building an answer ---------------------------------------------------------------------- */

static struct item_value *value_new(struct item *item, enum value_kind kind)
{
    static struct item_value lost; /* written to and never read when the arena is full */
    struct item_value *v = ARENA_NEW(item->arena, struct item_value);
    if (!v)
        v = &lost;
    *v = (struct item_value){.kind = kind};
    return v;
}

static void insert(struct item_value *parent, struct item_value *v, const char *key)
{
    v->key = str_from_cstr(key);
    struct item_value **at = &parent->first;
    if (parent->last && (!key || str_compare(parent->last->key, v->key) < 0))
        at = &parent->last->next;
    while (*at && str_compare((*at)->key, v->key) < 0)
        at = &(*at)->next;
    v->next = *at;
    *at = v;
    if (!v->next)
        parent->last = v;
}

void item_set_text(struct item *item, struct item_value *object, const char *key, struct str text)
{
    struct item_value *v = value_new(item, VALUE_TEXT);
    v->text = text;
    insert(object, v, key);
}

void item_set_bool(struct item *item, struct item_value *object, const char *key, bool value)
{
    struct item_value *v = value_new(item, VALUE_BOOL);
    v->number = value;
    insert(object, v, key);
}

void item_set_number(struct item *item, struct item_value *object, const char *key, int64_t value)
{
    struct item_value *v = value_new(item, VALUE_NUMBER);
    v->number = value;
    insert(object, v, key);
}

void item_set_spelt(struct item *item, struct item_value *object, const char *key, struct str spelt)
{
    struct item_value *v = value_new(item, VALUE_SPELT);
    v->text = spelt;
    insert(object, v, key);
}

void item_set_null(struct item *item, struct item_value *object, const char *key)
{
    insert(object, value_new(item, VALUE_NULL), key);
}

void item_set_json(struct item *item, struct item_value *object, const char *key, struct str json)
{
    struct item_value *v = value_new(item, VALUE_JSON);
    v->text = json;
    insert(object, v, key);
}

struct item_value *item_set_object(struct item *item, struct item_value *parent, const char *key)
{
    struct item_value *v = value_new(item, VALUE_OBJECT);
    insert(parent, v, key);
    return v;
}

struct item_value *item_set_array(struct item *item, struct item_value *parent, const char *key)
{
    struct item_value *v = value_new(item, VALUE_ARRAY);
    insert(parent, v, key);
    return v;
}

struct item_value *item_object(struct item *item)
{
    return value_new(item, VALUE_OBJECT);
}

/* ---- writing it ------------------------------------------------------------------------------ */

static void write_json(struct json_writer *w, struct str text, struct arena *a)
{
    const struct json *value = NULL;
    if (json_read(text, ANSWER_BYTES, a, &value, NULL) != ERR_OK ||
        json_write_value(w, value, a) != ERR_OK)
        json_write_null(w);
}

static void write_value(struct json_writer *w, const struct item_value *v, struct arena *a)
{
    switch (v->kind) {
    case VALUE_NULL:
        json_write_null(w);
        return;
    case VALUE_TEXT:
        json_write_str(w, utf8_first_bad(v->text) == SIZE_MAX ? v->text : cli_as_text(v->text, a));
        return;
    case VALUE_BOOL:
        json_write_bool(w, v->number != 0);
        return;
    case VALUE_NUMBER:
        json_write_i64(w, v->number);
        return;
    case VALUE_SPELT:
        if (v->text.ptr)
            json_write_number(w, v->text);
        else
            json_write_null(w);
        return;
    case VALUE_JSON:
        write_json(w, v->text, a);
        return;
    case VALUE_OBJECT:
        json_write_object(w);
        for (const struct item_value *m = v->first; m; m = m->next) {
            json_write_key(w, m->key);
            write_value(w, m, a);
        }
        json_write_end(w);
        return;
    case VALUE_ARRAY:
        json_write_array(w);
        for (const struct item_value *m = v->first; m; m = m->next)
            write_value(w, m, a);
        json_write_end(w);
        return;
    }
}

enum err item_print(const struct item *item)
{
    struct buf out;
    struct json_writer w;
    struct str text = {0};
    buf_init(&out, item->arena, ANSWER_BYTES);
    json_write_begin(&w, &out, JSON_COMPACT);
    write_value(&w, item->answer, item->arena);
    json_write_finish(&w);
    buf_add_char(&out, '\n');
    enum err e = item->arena->failed ? ERR_MEMORY : buf_finish(&out, &text);
    if (e == ERR_OK)
        (void)fwrite(text.ptr, 1, text.len, stdout);
    return e;
}

/* ---- all lines ------------------------------------------------------------------------------- */

struct items {
    struct arena arena;
    item_judge *judge;
    void *context;
    enum lang lang;
    bool json;
    bool all_good;
};

/* "line 3: … at offset 7", with the file in front where there is one. */
static const char *line_message(bool file, bool offset)
{
    if (file)
        return offset ? N_("{file}: line {line}: {reason} at offset {offset}")
                      : N_("{file}: line {line}: {reason}");
    return offset ? N_("line {line}: {reason} at offset {offset}") : N_("line {line}: {reason}");
}

static void tell_line(const struct items *run, const struct item *item, const struct cli_line *line,
                      struct str reason)
{
    struct cli_values values =
        CLI_VALUES(UI_PARAM("file", line->file), UI_PARAM("line", line->number),
                   UI_PARAM("reason", reason), UI_PARAM("offset", item->error.offset));
    const char *msgid = line_message(line->file.ptr, item->error.offset != ITEM_NO_OFFSET);
    struct str text = cli_say(run->lang, item->arena, msgid, values);
    cli_complain("%.*s", STR_ARG(text));
}

static void tell(const struct items *run, struct item *item, const struct cli_line *line,
                 enum err e)
{
    struct str reason = message(run->lang, item->error.reason ? item->error.reason : err_text(e));
    if (!run->json) {
        tell_line(run, item, line, reason);
        return;
    }
    if (!item->answered)
        item->answer = item_object(item);
    struct item_value *error = item_set_object(item, item->answer, "error");
    item_set_text(item, error, "message", reason);
    if (item->error.offset == ITEM_NO_OFFSET)
        item_set_null(item, error, "offset");
    else
        item_set_number(item, error, "offset", (int64_t)item->error.offset);
}

static void print_item(struct items *run, struct item *item, struct str input, enum err e)
{
    if (!run->json) {
        if (e == ERR_OK)
            (void)printf("%.*s\n", STR_ARG(item->line));
        return;
    }
    if (e == ERR_OK)
        item_set_null(item, item->answer, "error");
    item_set_text(item, item->answer, "input", cli_as_text(input, item->arena));
    item_set_bool(item, item->answer, "valid", e == ERR_OK);
    if (item_print(item) != ERR_OK)
        run->all_good = cli_failed("answer", ERR_MEMORY) == CLI_OK;
}

static void take_line(void *context, const struct cli_line *line)
{
    struct items *run = context;
    arena_clear(&run->arena);
    bool whole = line->text.len <= LIMIT_CLI_LINE;
    struct item item = {.text = whole ? line->text : STR(""),
                        .arena = &run->arena,
                        .lang = run->lang,
                        .context = run->context};
    item.answer = item_object(&item);
    enum err e = run->judge(&item);
    if (!whole) { /* judged as an empty line is, so that the answer has the same members */
        e = ERR_LIMIT;
        item.error = (struct ident_error){LIMIT_CLI_LINE, N_("the line is too long")};
    }
    if (e == ERR_OK && run->arena.failed)
        e = ERR_MEMORY;
    if (e != ERR_OK) {
        run->all_good = false;
        if (!item.answered)
            arena_clear(&run->arena);
        tell(run, &item, line, e);
    }
    print_item(run, &item, line->text, e);
}

int cli_items(struct cli *c, size_t first, item_judge *judge, void *context)
{
    struct items run = {
        .judge = judge,
        .context = context,
        .lang = c->lang,
        .json = input_has(&c->options, STR("json")),
        .all_good = true,
    };
    arena_init(&run.arena, ARENA_BYTES);
    const struct cli_lines lines = {take_line, &run};
    bool read = cli_each_line(c, first, &lines);
    arena_release(&run.arena);
    return read && run.all_good ? CLI_OK : CLI_REFUSED;
}
