/*
 * cli/cve.c — `todoke cve lint`: what contradicts itself in CVE records.
 *
 * A file is one record, or one record a line. Each record has one answer, in order: a line of JSON
 * with --json, else its findings. Judges by core/codec alone.
 */
#include "cli/items.h"

#include "core/codec/cve.h"
#include "core/text/ui.h"
#include "messages.h"

#include <stdio.h>

enum { ARENA_BYTES = 512 << 20 };

/* What is being linted. */
struct lint {
    struct arena arena; /* of one record */
    struct str file;
    size_t line;      /* 0: the file is one record */
    struct str label; /* the file, and the line where there is one */
    bool json;
    enum lang lang;
    bool all_good;
    bool printed_all;
};

static void set_findings(struct item *item, const struct cve_findings *found, enum lang lang)
{
    struct item_value *list = item_set_array(item, item->answer, "findings");
    for (size_t i = 0; i < found->count; i++) {
        const struct cve_finding *f = &found->list[i];
        struct item_value *object = item_set_object(item, list, NULL);
        item_set_text(item, object, "rule", str_from_cstr(f->rule));
        item_set_text(item, object, "pointer", json_pointer(f->where, item->arena));
        item_set_text(item, object, "message", f->message[lang]);
    }
    if (found->more)
        item_set_bool(item, item->answer, "more", true);
}

static void print_findings(const struct lint *l, struct str id, const struct cve_findings *found,
                           struct arena *a)
{
    for (size_t i = 0; i < found->count; i++) {
        const struct cve_finding *f = &found->list[i];
        struct str pointer = json_pointer(f->where, a);
        (void)printf("%.*s: %.*s %s: %.*s: %.*s\n", STR_ARG(l->label), STR_ARG(id), f->rule,
                     STR_ARG(pointer), STR_ARG(f->message[l->lang]));
    }
}

/* A record that cannot be read has no findings but one reason. */
static void refuse(struct lint *l, struct item *item, const char *reason, struct str where)
{
    l->all_good = false;
    struct str text = message(l->lang, reason);
    if (!l->json) {
        struct str line =
            cli_say(l->lang, item->arena,
                    where.len > 0 ? N_("{file}: {reason} at {place}") : N_("{file}: {reason}"),
                    CLI_VALUES(UI_PARAM("file", l->label), UI_PARAM("reason", text),
                               UI_PARAM("place", where)));
        (void)printf("%.*s\n", STR_ARG(line));
        return;
    }
    struct item_value *error = item_set_object(item, item->answer, "error");
    item_set_text(item, error, "message", text);
    item_set_text(item, error, "where", where);
}

static void lint_document(struct lint *l, struct item *item, const struct json *document)
{
    struct cve_record r;
    struct cve_error error;
    struct cve_findings found;
    enum err e = cve_read(document, item->arena, &r, &error);
    if (r.id.len > 0)
        item_set_text(item, item->answer, "cveId", r.id);
    item_set_bool(item, item->answer, "valid", e == ERR_OK);
    if (e != ERR_OK) {
        refuse(l, item, error.reason,
               error.where != NULL ? json_pointer(error.where, item->arena) : (struct str){0});
        return;
    }
    e = cve_lint(document, item->arena, &found);
    if (e != ERR_OK) {
        refuse(l, item, err_text(e), (struct str){0});
        return;
    }
    l->all_good = l->all_good && found.count == 0;
    item_set_bool(item, item->answer, "passed", found.count == 0);
    if (l->json)
        set_findings(item, &found, l->lang);
    else
        print_findings(l, r.id, &found, item->arena);
}

static void lint_text(void *context, const struct cli_record *record)
{
    struct lint *l = context;
    struct str text = record->text;
    struct item item = {.text = text, .arena = &l->arena};
    struct json_error place = {0};
    const struct json *document = NULL;
    l->file = record->file;
    l->line = record->line;
    arena_clear(&l->arena);
    l->label =
        l->line == 0 ? l->file : arena_format(&l->arena, "%.*s:%zu", STR_ARG(l->file), l->line);
    item.answer = item_object(&item);
    item_set_text(&item, item.answer, "file", cli_as_text(l->file, &l->arena));
    if (l->line > 0)
        item_set_number(&item, item.answer, "line", (int64_t)l->line);
    if (record->unread.ptr) {
        item_set_bool(&item, item.answer, "valid", false);
        refuse(l, &item, record->unread.ptr, (struct str){0});
    } else if (json_read(text, LIMIT_CVE_BYTES, &l->arena, &document, &place) == ERR_OK) {
        lint_document(l, &item, document);
    } else {
        item_set_bool(&item, item.answer, "valid", false);
        size_t line = l->line > 0 ? l->line : place.line;
        refuse(l, &item, json_reason_text(place.reason, l->lang),
               cli_say(l->lang, &l->arena, N_("line {line} column {column}"),
                       CLI_VALUES(UI_PARAM("line", line), UI_PARAM("column", place.column))));
    }
    if (l->json && item_print(&item) != ERR_OK)
        l->printed_all = cli_failed("answer", ERR_MEMORY) == CLI_OK;
}

int cli_cve(struct cli *c)
{
    struct lint l = {.json = input_has(&c->options, STR("json")),
                     .lang = c->lang,
                     .all_good = true,
                     .printed_all = true};
    const struct cli_records records = {lint_text, &l};
    if (!str_equal(cli_word(c, 1), STR("lint")))
        return cli_misused(c, N_("cve lint; see todoke help cve"), CLI_NONE);
    arena_init(&l.arena, ARENA_BYTES);
    cli_each_record(c, 2, &records);
    arena_release(&l.arena);
    if (!l.printed_all)
        return CLI_FAILED;
    return l.all_good ? CLI_OK : CLI_REFUSED;
}
