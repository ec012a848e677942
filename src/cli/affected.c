/*
 * cli/affected.c — `todoke vers --affected`: is a version affected by what an advisory says of its
 * versions?
 *
 * One line is one statement: an item of `affected` of a CVE record or of an OSV entry, or a product
 * version range of CSAF. Judges by core/ident/affected.h alone.
 */
#include "cli/affected.h"

#include "core/ident/affected.h"
#include "core/text/ui.h"
#include "messages.h"

/* The place within the line is a number of an entry, not of a byte. */
static enum err refuse_entry(struct item *item, enum err e, struct ident_error error)
{
    if (error.reason == NULL)
        return e;
    struct str reason = message(item->lang, error.reason);
    struct str told =
        cli_say(item->lang, item->arena, N_("{reason} (entry {number}, from 0)"),
                CLI_VALUES(UI_PARAM("reason", reason), UI_PARAM("number", error.offset)));
    item->error = (struct ident_error){ITEM_NO_OFFSET, told.ptr};
    item->answered = true; /* the reason lies in the arena */
    return e;
}

static enum err read_line(struct item *item, const struct json **out)
{
    struct json_error place = {0};
    enum err e = json_read(item->text, LIMIT_CLI_LINE, item->arena, out, &place);
    if (e != ERR_OK && place.reason != JSON_REASON_NONE)
        item->error = (struct ident_error){place.column > 0 ? place.column - 1 : 0,
                                           json_reason_text(place.reason, item->lang)};
    return e;
}

static enum err judge_cve(struct item *item, struct str version, enum affected_status *out)
{
    const struct json *document = NULL;
    struct affected_cve record;
    struct ident_error error = {0};
    enum err e = read_line(item, &document);
    if (e != ERR_OK)
        return e;
    e = affected_cve_read(document, item->arena, &record, &error);
    if (e != ERR_OK)
        return refuse_entry(item, e, error);
    *out = affected_cve_status(&record, version);
    return ERR_OK;
}

static enum err judge_osv(struct item *item, struct str version, enum affected_status *out)
{
    const struct json *document = NULL;
    struct ident_error error = {0};
    enum err e = read_line(item, &document);
    if (e != ERR_OK)
        return e;
    e = affected_osv_item(document, version, item->arena, out, &error);
    return e == ERR_OK ? ERR_OK : refuse_entry(item, e, error);
}

static enum err judge_csaf(struct item *item, struct str version, enum affected_status *out)
{
    struct vers range;
    enum err e = affected_csaf_read(item->text, item->arena, &range, &item->error);
    if (e == ERR_OK)
        *out = affected_csaf_status(&range, version);
    return e;
}

static const struct {
    struct str name;
    enum err (*judge)(struct item *item, struct str version, enum affected_status *out);
} formats[] = {
    {STR_INIT("cve"), judge_cve},
    {STR_INIT("osv"), judge_osv},
    {STR_INIT("csaf"), judge_csaf},
};

bool cli_affected_find(struct str name, size_t *format)
{
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        if (str_equal(name, formats[i].name)) {
            *format = i;
            return true;
        }
    }
    return false;
}

enum err cli_affected_judge(struct item *item, size_t format, struct str version)
{
    enum affected_status status = AFFECTED_UNKNOWN;
    enum err e = formats[format].judge(item, version, &status);
    if (e != ERR_OK)
        return e;
    item->line = str_from_cstr(affected_status_name(status));
    item_set_text(item, item->answer, "status", item->line);
    return ERR_OK;
}
