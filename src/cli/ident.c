/*
 * cli/ident.c — the subcommands of identifiers: cpe, purl, cwe.
 *
 * One identifier a line in, its canonical form or its parts out (cli/items.h). Judges by
 * core/ident alone.
 */
#include "cli/items.h"

#include "core/ident/cpe.h"
#include "core/ident/cwe.h"
#include "core/ident/purl.h"
#include "core/text/ui.h"
#include "messages.h"

/* A text written by `write` into the item's arena; empty when the arena is full. */
#define SPELT(item, write, value)                                                                  \
    __extension__({                                                                                \
        struct buf spelt_buf;                                                                      \
        struct str spelt_text = {0};                                                               \
        buf_init(&spelt_buf, (item)->arena, LIMIT_PAGE_BYTES);                                     \
        write((value), &spelt_buf);                                                                \
        enum err spelt_error = buf_finish(&spelt_buf, &spelt_text);                                \
        spelt_error == ERR_OK ? spelt_text : (struct str){0};                                      \
    })

/* ---- cpe ------------------------------------------------------------------------------------- */

static void cpe_attributes(struct item *item, const struct cpe *c)
{
    struct item_value *object = item_set_object(item, item->answer, "attributes");
    for (enum cpe_attribute i = CPE_PART; i < CPE_ATTRIBUTES; i++) {
        struct str text = c->values[i].kind == CPE_ANY  ? STR("*")
                          : c->values[i].kind == CPE_NA ? STR("-")
                                                        : c->values[i].text;
        item_set_text(item, object, cpe_attribute_name(i), text);
    }
}

static struct str cpe_relations(struct item *item, const struct cpe *pattern, const struct cpe *c)
{
    enum cpe_relation each[CPE_ATTRIBUTES];
    struct str whole = str_from_cstr(cpe_relation_name(cpe_compare(pattern, c, each)));
    struct item_value *object = item_set_object(item, item->answer, "relations");
    for (enum cpe_attribute i = CPE_PART; i < CPE_ATTRIBUTES; i++)
        item_set_text(item, object, cpe_attribute_name(i),
                      str_from_cstr(cpe_relation_name(each[i])));
    item_set_text(item, item->answer, "relation", whole);
    return whole;
}

static enum err judge_cpe(struct item *item)
{
    struct cpe c;
    const struct cpe *pattern = item->context;
    enum err e = cpe_read(item->text, item->arena, &c, &item->error);
    if (e != ERR_OK)
        return e;
    struct str formatted = SPELT(item, cpe_write_formatted, &c);
    item->line = formatted;
    item_set_text(item, item->answer, "formatted", formatted);
    item_set_text(item, item->answer, "uri", SPELT(item, cpe_write_uri, &c));
    cpe_attributes(item, &c);
    if (pattern) {
        struct str relation = cpe_relations(item, pattern, &c);
        item->line = arena_format(item->arena, "%.*s %.*s", STR_ARG(relation), STR_ARG(formatted));
    }
    return ERR_OK;
}

int cli_cpe(struct cli *c)
{
    struct cpe pattern;
    struct ident_error error = {0};
    struct str match = cli_option(c, "match");
    if (str_is_empty(match))
        return cli_items(c, 1, judge_cpe, NULL);
    if (cpe_read(match, &c->arena, &pattern, &error) != ERR_OK) {
        struct str reason = message(c->lang, error.reason ? error.reason : N_("not a CPE name"));
        return cli_misused(
            c, N_("--match: {reason} at offset {offset}"),
            CLI_VALUES(UI_PARAM("reason", reason), UI_PARAM("offset", error.offset)));
    }
    return cli_items(c, 1, judge_cpe, &pattern);
}

/* ---- purl ------------------------------------------------------------------------------------ */

static enum err judge_purl(struct item *item)
{
    struct purl p;
    const bool *strict = item->context;
    enum err e =
        purl_read(item->text, *strict ? PURL_STRICT : PURL_LENIENT, item->arena, &p, &item->error);
    if (e != ERR_OK)
        return e;
    item->line = SPELT(item, purl_write, &p);
    item_set_text(item, item->answer, "canonical", item->line);
    item_set_text(item, item->answer, "type", p.type);
    item_set_text(item, item->answer, "name", p.name);
    if (p.space.len > 0)
        item_set_text(item, item->answer, "namespace", p.space);
    if (p.version.len > 0)
        item_set_text(item, item->answer, "version", p.version);
    if (p.subpath.len > 0)
        item_set_text(item, item->answer, "subpath", p.subpath);
    if (p.qualifier_count > 0) {
        struct item_value *object = item_set_object(item, item->answer, "qualifiers");
        for (size_t i = 0; i < p.qualifier_count; i++)
            item_set_text(item, object, arena_copy(item->arena, p.qualifiers[i].key).ptr,
                          p.qualifiers[i].value);
    }
    return ERR_OK;
}

int cli_purl(struct cli *c)
{
    bool strict = input_has(&c->options, STR("strict"));
    return cli_items(c, 1, judge_purl, &strict);
}

/* ---- cwe ------------------------------------------------------------------------------------- */

/* "CWE-79", or the id and a name that must be the exact one of the list. */
static enum err judge_cwe(struct item *item)
{
    const size_t *wanted = item->context;
    struct cwe_entry entry;
    unsigned id = 0;
    struct str name = item->text;
    struct str head = str_split(&name, ' ');
    enum err e = cwe_id_read(head, &id, &item->error);
    if (e != ERR_OK)
        return e;
    size_t list = wanted ? *wanted : cwe_list_latest();
    if (!cwe_find(list, id, &entry)) {
        item->error = (struct ident_error){0, N_("this list has no such weakness")};
        return ERR_NOT_FOUND;
    }
    if (name.ptr && !str_equal(name, entry.name)) {
        item->error = (struct ident_error){head.len + 1, N_("the weakness has another name")};
        return ERR_INVALID;
    }
    item->line = arena_format(item->arena, "CWE-%u %.*s", id, STR_ARG(entry.name));
    item_set_text(item, item->answer, "id", arena_format(item->arena, "CWE-%u", id));
    item_set_text(item, item->answer, "name", entry.name);
    item_set_text(item, item->answer, "list", cwe_list(list)->name);
    item_set_bool(item, item->answer, "deprecated", entry.deprecated);
    if (entry.usage != CWE_USAGE_UNKNOWN)
        item_set_text(item, item->answer, "usage", str_from_cstr(cwe_usage_name(entry.usage)));
    return ERR_OK;
}

int cli_cwe(struct cli *c)
{
    size_t number = 0;
    struct str name = cli_option(c, "list");
    if (str_is_empty(name))
        return cli_items(c, 1, judge_cwe, NULL);
    if (cwe_list_find(name, &number))
        return cli_items(c, 1, judge_cwe, &number);
    return cli_misused(
        c, N_("there is no list {name}; the newest known is {newest}"),
        CLI_VALUES(UI_PARAM("name", name), UI_PARAM("newest", cwe_list(cwe_list_latest())->name)));
}
