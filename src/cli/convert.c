/*
 * cli/convert.c — `todoke convert`: advisories from one format into another.
 *
 * Everything passes through the publication of the core. One output for each advisory, in order: a
 * line of JSON, or a whole document where the format is XML. An advisory that cannot be read or
 * written is told, and the others go on.
 */
#include "cli/convert_priv.h"

#include "core/text/ui.h"
#include "messages.h"

#include <stdio.h>

enum { ARENA_BYTES = 1 << 30, ENTRY_BYTES = 512 << 20 };

static const struct format *format_named(struct str name)
{
    const struct format *found = convert_json_format(name);
    return found ? found : convert_xml_format(name);
}

enum lang convert_lang(const struct convert *v, const struct publication *p)
{
    if (v->lang.len > 0)
        return str_equal(v->lang, STR("en")) ? LANG_EN : LANG_JA;
    const struct advisory *a = &p->advisory;
    bool japanese = !str_is_empty(a->title.ja) || !str_is_empty(a->overview.ja);
    return japanese || (str_is_empty(a->title.en) && str_is_empty(a->overview.en)) ? LANG_JA
                                                                                   : LANG_EN;
}

enum err convert_take_list(const struct convert *v, struct parcel *p)
{
    p->is_list = v->to->text ? p->index == 0 : myjvn_list_part(&p->lists, p->index, &p->list);
    if (v->to->text)
        p->list = p->lists;
    return p->is_list ? ERR_OK : ERR_NOT_FOUND;
}

/* ---- one advisory after the other ------------------------------------------------------------ */

/* "no Overview in <VulinfoDescription> at line 3 column 5" */
static struct str told(const struct parcel *p, struct str file, struct str reason, struct arena *a)
{
    struct str name = p->fault.name;
    struct str where = p->where ? json_pointer(p->where, a) : (struct str){0};
    struct cli_values values =
        CLI_VALUES(UI_PARAM("file", file), UI_PARAM("reason", reason), UI_PARAM("place", where),
                   UI_PARAM("element", name), UI_PARAM("line", (uint64_t)p->fault.line),
                   UI_PARAM("column", (uint64_t)p->fault.column));
    const char *msgid = N_("{file}: {reason}");
    if (p->fault.line > 0 && name.len > 0)
        msgid = N_("{file}: {reason} <{element}> at line {line} column {column}");
    else if (p->fault.line > 0)
        msgid = N_("{file}: {reason} at line {line} column {column}");
    else if (where.len > 0) /* not the whole document */
        msgid = N_("{file}: {reason} at {place}");
    return cli_say(p->lang, a, msgid, values);
}

static void tell(struct convert *v, struct item *item, const struct parcel *p, enum err e)
{
    const char *reason = e == ERR_MEMORY || e == ERR_LIMIT ? NULL : p->reason;
    struct str detail = p->fault.line > 0 ? p->fault.detail : p->detail;
    v->all_good = false;
    if (p->fault.line > 0 && e == ERR_INVALID)
        reason = p->fault.reason;
    if (!reason)
        reason = err_text(e);
    struct str text = message(p->lang, reason);
    if (detail.len > 0)
        text = arena_format(item->arena, "%.*s %.*s", STR_ARG(text), STR_ARG(detail));
    if (!v->json) {
        struct str line = told(p, item->text, text, item->arena);
        cli_complain("%.*s", STR_ARG(line));
        return;
    }
    struct item_value *error = item_set_object(item, item->answer, "error");
    if (p->fault.line > 0) {
        item_set_number(item, error, "column", p->fault.column);
        item_set_number(item, error, "line", p->fault.line);
        item_set_text(item, error, "element", p->fault.name);
    }
    item_set_text(item, error, "message", text);
    item_set_text(item, error, "where",
                  p->where ? json_pointer(p->where, item->arena) : (struct str){0});
}

static void print_output(struct convert *v, struct item *item, struct str text)
{
    if (!v->json)
        (void)printf("%.*s%s", STR_ARG(text), v->to->text ? "" : "\n");
    else if (v->to->text)
        item_set_text(item, item->answer, "document", text);
    else
        item_set_json(item, item->answer, "document", text);
}

/* The answer about one advisory, or about a text that has none. */
static void answer(struct convert *v, struct parcel *p, struct str name, enum err e)
{
    struct item item = {.text = name, .arena = &v->entry};
    struct buf out;
    item.answer = item_object(&item);
    buf_init(&out, &v->entry, LIMIT_CVE_BYTES);
    if (e == ERR_OK) {
        p->reason = NULL;
        e = v->to->write(v, p, &out);
        e = e == ERR_OK && out.failed ? ERR_LIMIT : e;
    }
    if (v->json) {
        item_set_text(&item, item.answer, "input", name);
        item_set_bool(&item, item.answer, "valid", e == ERR_OK);
    }
    if (e == ERR_OK)
        print_output(v, &item, buf_str(&out));
    else
        tell(v, &item, p, e);
    if (v->json && item_print(&item) != ERR_OK)
        v->all_good = cli_failed("answer", ERR_MEMORY) == CLI_OK;
}

static void take(void *context, const struct cli_record *record)
{
    struct convert *v = context;
    struct parcel p = {.lang = v->c->lang, .arena = &v->arena, .entry = &v->entry};
    arena_clear(&v->arena);
    arena_clear(&v->entry);
    struct str file = cli_as_text(record->file, &v->arena);
    if (record->line > 0)
        file = arena_format(&v->arena, "%.*s:%zu", STR_ARG(file), record->line);
    enum err e = ERR_INVALID;
    p.reason = record->unread.ptr;
    if (!record->unread.ptr)
        e = v->from->open(&p, record->text);
    if (e != ERR_OK) {
        answer(v, &p, file, e);
        return;
    }
    do {
        arena_clear(&v->entry);
        p.reason = NULL;
        p.fault = (struct xml_fault){0};
        p.where = NULL;
        p.detail = (struct str){0};
        e = v->from->next(v, &p);
        if (e == ERR_NOT_FOUND && p.index > 0)
            return;
        struct str name =
            p.index == 0 ? file : arena_format(&v->entry, "%.*s#%zu", STR_ARG(file), p.index + 1);
        answer(v, &p, name, e);
        p.index++;
    } while (e == ERR_OK || e == ERR_INVALID);
}

static struct str option_or(struct cli *c, const char *name, struct str otherwise)
{
    struct str value = cli_option(c, name);
    return value.len > 0 ? value : otherwise;
}

static void read_options(struct convert *v, struct cli *c)
{
    struct str publisher = option_or(c, "publisher", STR("Unnamed publisher"));
    v->cve = cli_option(c, "cve");
    v->lang = cli_option(c, "lang");
    v->is_named = input_has(&c->options, STR("publisher"));
    v->method = option_or(c, "method", STR("getVulnDetailInfo"));
    v->scheme = (struct codec_scheme){
        .site_name = {publisher, publisher},
        .publisher_name = {publisher, publisher},
        .base_url = cli_option(c, "url"),
        .namespace_url = option_or(c, "namespace", cli_option(c, "url")),
        .contact = publisher,
    };
    v->issuer =
        (struct cve_issuer){cli_option(c, "org"), cli_option(c, "org-name"), cli_option(c, "url")};
}

static bool read_csaf_options(struct convert *v, struct cli *c)
{
    struct str category = option_or(c, "category", STR("auto"));
    return csaf_category_named(category, &v->category);
}

/* The methods of MyJVN whose answers hold advisories; absent: the default. */
static bool is_method(struct str name)
{
    return str_is_empty(name) || str_equal(name, STR("getVulnDetailInfo")) ||
           str_equal(name, STR("getVulnOverviewList"));
}

int cli_convert(struct cli *c)
{
    struct convert v = {.c = c,
                        .from = format_named(cli_option(c, "from")),
                        .to = format_named(cli_option(c, "to")),
                        .json = input_has(&c->options, STR("json")),
                        .all_good = true};
    const struct cli_records records = {take, &v};
    if (!v.from || !v.to || !v.from->open || !v.to->write || !is_method(cli_option(c, "method"))) {
        return cli_misused(c,
                           N_("convert needs --from and --to with formats that can be read and "
                              "written; see todoke help convert"),
                           CLI_NONE);
    }
    read_options(&v, c);
    if (!read_csaf_options(&v, c)) {
        return cli_misused(c, N_("--category is auto or a profile of CSAF (csaf_vex)"), CLI_NONE);
    }
    arena_init(&v.arena, ARENA_BYTES);
    arena_init(&v.entry, ENTRY_BYTES);
    cli_each_record(c, 1, &records);
    arena_release(&v.arena);
    arena_release(&v.entry);
    return v.all_good ? CLI_OK : CLI_REFUSED;
}
