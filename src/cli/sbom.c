/*
 * cli/sbom.c — the subcommand sbom: the components of bills of materials, whatever their format.
 *
 * Without --json one component a line: name, version, purl or CPE name, between tabs. Must never
 * print a part of a document that was refused.
 */
#include "cli/items.h"

#include "base/utf8.h"
#include "core/ident/sbom.h"
#include "core/text/ui.h"
#include "messages.h"

#include <stdio.h>

enum { ARENA_BYTES = 1 << 30 };

static void set_unless_empty(struct item *item, struct item_value *object, const char *key,
                             struct str text)
{
    if (text.len > 0)
        item_set_text(item, object, key, text);
}

/* [{KIND: …, VALUE: …}, …], when there is any. */
static void set_pairs(struct item *item, struct item_value *object, const char *const keys[3],
                      const struct sbom_pairs *pairs)
{
    if (pairs->count == 0)
        return;
    struct item_value *list = item_set_array(item, object, keys[0]);
    for (size_t i = 0; i < pairs->count; i++) {
        struct item_value *v = item_set_object(item, list, NULL);
        item_set_text(item, v, keys[1], pairs->list[i].kind);
        item_set_text(item, v, keys[2], pairs->list[i].value);
    }
}

static void answer_component(struct item *item, struct item_value *list,
                             const struct sbom_component *c)
{
    struct item_value *v = item_set_object(item, list, NULL);
    item_set_text(item, v, "name", c->name);
    set_unless_empty(item, v, "ref", c->ref);
    set_unless_empty(item, v, "kind", c->kind);
    set_unless_empty(item, v, "group", c->group);
    set_unless_empty(item, v, "version", c->version);
    set_unless_empty(item, v, "version_range", c->version_range);
    set_unless_empty(item, v, "scope", c->scope);
    set_unless_empty(item, v, "supplier", c->supplier);
    set_unless_empty(item, v, "purl", c->purl);
    set_unless_empty(item, v, "cpe", c->cpe);
    set_unless_empty(item, v, "swid", c->swid);
    set_unless_empty(item, v, "license", c->license);
    set_pairs(item, v, (const char *const[]){"hashes", "alg", "content"}, &c->hashes);
    set_pairs(item, v, (const char *const[]){"references", "type", "url"}, &c->references);
    item_set_bool(item, v, "subject", c->is_subject);
    if (c->parent != SIZE_MAX)
        item_set_number(item, v, "parent", (int64_t)c->parent);
    if (c->purl.len > 0)
        item_set_bool(item, v, "purl_valid", c->purl_is_valid);
    if (c->cpe.len > 0)
        item_set_bool(item, v, "cpe_valid", c->cpe_is_valid);
}

static void answer_sbom(struct item *item, const struct sbom *sbom)
{
    item_set_text(item, item->answer, "format", str_from_cstr(sbom_format_name(sbom->format)));
    item_set_text(item, item->answer, "version", sbom->spec_version);
    set_unless_empty(item, item->answer, "id", sbom->id);
    set_unless_empty(item, item->answer, "name", sbom->name);
    set_unless_empty(item, item->answer, "created", sbom->created);
    struct item_value *list = item_set_array(item, item->answer, "components");
    for (size_t i = 0; i < sbom->count; i++)
        answer_component(item, list, &sbom->components[i]);
}

static void print_components(const struct sbom *sbom)
{
    for (size_t i = 0; i < sbom->count; i++) {
        const struct sbom_component *c = &sbom->components[i];
        (void)printf("%.*s\t%.*s\t%.*s\n", STR_ARG(c->name), STR_ARG(c->version),
                     STR_ARG(c->purl.len > 0 ? c->purl : c->cpe));
    }
}

/* Why a file is refused, in one line. */
static struct str refusal(enum lang lang, struct arena *a, const struct json_error *syntax,
                          const struct sbom_error *error)
{
    if (syntax->reason != JSON_REASON_NONE)
        return cli_say(lang, a, N_("{reason} in line {line}, column {column}"),
                       CLI_VALUES(UI_PARAM("reason", json_reason_text(syntax->reason, lang)),
                                  UI_PARAM("line", syntax->line),
                                  UI_PARAM("column", syntax->column)));
    struct str place = error->pointer.len > 0 ? error->pointer : STR("/");
    return cli_say(
        lang, a, N_("{reason} at {place}"),
        CLI_VALUES(UI_PARAM("reason", message(lang, error->reason)), UI_PARAM("place", place)));
}

static void tell(struct item *item, struct str reason, const struct sbom_error *error)
{
    struct item_value *v = item_set_object(item, item->answer, "error");
    item_set_text(item, v, "message", reason);
    if (error->reason)
        item_set_text(item, v, "pointer", error->pointer);
}

/* One file; false when it was refused. */
static bool judge_file(const struct cli *c, struct str path, struct arena *a, bool json)
{
    struct item item = {.arena = a};
    struct sbom sbom;
    struct sbom_error error = {0};
    struct json_error syntax = {JSON_REASON_NONE, 0, 0};
    const struct json *document = NULL;
    struct str text = {0};
    enum err e = cli_read_file(path, LIMIT_SBOM_BYTES, a, &text);
    if (e == ERR_OK)
        e = json_read(text, LIMIT_SBOM_BYTES, a, &document, &syntax);
    if (e == ERR_OK)
        e = sbom_read(document, a, &sbom, &error);
    item.answer = item_object(&item);
    struct str reason = {0};
    if (syntax.reason != JSON_REASON_NONE || error.reason)
        reason = refusal(c->lang, a, &syntax, &error);
    else if (e != ERR_OK)
        reason = cli_read_reason(c->lang, e, LIMIT_SBOM_BYTES, a);
    if (!json) {
        if (e == ERR_OK)
            print_components(&sbom);
        else
            cli_complain("%.*s: %.*s", STR_ARG(path), STR_ARG(reason));
        return e == ERR_OK;
    }
    if (e == ERR_OK)
        item_set_null(&item, item.answer, "error");
    if (e == ERR_OK)
        answer_sbom(&item, &sbom);
    else
        tell(&item, reason, &error);
    item_set_text(&item, item.answer, "file", path);
    item_set_bool(&item, item.answer, "valid", e == ERR_OK);
    if (item_print(&item) != ERR_OK)
        return cli_failed(path.ptr, ERR_MEMORY) == CLI_OK;
    return e == ERR_OK;
}

int cli_sbom(struct cli *c)
{
    struct arena arena;
    bool json = input_has(&c->options, STR("json"));
    bool all = true;
    arena_init(&arena, ARENA_BYTES);
    for (size_t i = 1; (i < c->word_count || i == 1) && !ferror(stdout); i++) {
        all &= judge_file(c, i < c->word_count ? c->words[i] : STR("-"), &arena, json);
        arena_clear(&arena);
    }
    arena_release(&arena);
    return all ? CLI_OK : CLI_REFUSED;
}
