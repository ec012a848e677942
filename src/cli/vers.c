/*
 * cli/vers.c — the subcommand of version ranges and versions: vers.
 *
 * One range, native range, row of versions or statement of an advisory (cli/affected.h) a line in,
 * one answer out (cli/items.h). Judges by core/ident alone.
 */
#include "cli/affected.h"

#include "core/ident/vers.h"
#include "core/text/ui.h"
#include "messages.h"

/* What the options ask for. */
struct vers_task {
    enum vers_mode mode;
    struct str contains;        /* absent: nothing asked */
    enum version_scheme scheme; /* of --native and --sort */
    size_t format;              /* of --affected */
};

static struct str spell(struct item *item, const struct vers *range)
{
    struct buf out;
    struct str text = {0};
    buf_init(&out, item->arena, 4 * LIMIT_VERS_BYTES);
    vers_write(range, &out);
    return buf_finish(&out, &text) == ERR_OK ? text : (struct str){0};
}

static enum err answer_contains(struct item *item, const struct vers *range, struct str version)
{
    if (range->scheme == VERSION_unknown) {
        item->error = (struct ident_error){5, N_("versions of this type cannot be compared")};
        return ERR_UNSUPPORTED;
    }
    bool inside = vers_contains(range, version);
    item_set_bool(item, item->answer, "contains", inside);
    item->line = arena_format(item->arena, "%s %.*s", inside ? "yes" : "no", STR_ARG(item->line));
    return ERR_OK;
}

static enum err answer_range(struct item *item, const struct vers *range)
{
    const struct vers_task *task = item->context;
    size_t at = 0;
    item->line = spell(item, range);
    item_set_text(item, item->answer, "vers", item->line);
    item_set_text(item, item->answer, "type", range->type);
    item_set_bool(item, item->answer, "any", range->any);
    struct item_value *list = item_set_array(item, item->answer, "constraints");
    for (size_t i = 0; i < range->count; i++) {
        struct item_value *c = item_set_object(item, list, NULL);
        struct str name = str_from_cstr(vers_comparator_name(range->constraints[i].comparator));
        item_set_text(item, c, "comparator", name.len == 0 ? STR("=") : name);
        item_set_text(item, c, "version", range->constraints[i].version);
    }
    const char *problem = vers_check(range, &at);
    if (problem)
        item_set_text(item, item->answer, "problem", message(item->lang, problem));
    return str_is_empty(task->contains) ? ERR_OK : answer_contains(item, range, task->contains);
}

static enum err judge_vers(struct item *item)
{
    const struct vers_task *task = item->context;
    struct vers range;
    enum err e = vers_read(item->text, task->mode, item->arena, &range, &item->error);
    return e == ERR_OK ? answer_range(item, &range) : e;
}

static enum err judge_native(struct item *item)
{
    const struct vers_task *task = item->context;
    struct vers range;
    enum err e = vers_from_native(task->scheme, item->text, item->arena, &range, &item->error);
    return e == ERR_OK ? answer_range(item, &range) : e;
}

static enum err judge_affected(struct item *item)
{
    const struct vers_task *task = item->context;
    return cli_affected_judge(item, task->format, task->contains);
}

/* ---- rows of versions ------------------------------------------------------------------------ */

enum { ROW_MAX = 10000 };

/* The versions of a line; *rest is what the row has no room for. */
static size_t read_row(struct str *rest, struct str *row)
{
    size_t count = 0;
    while (rest->ptr && count < ROW_MAX) {
        struct str word = str_trim(str_split(rest, ' '));
        if (word.len > 0)
            row[count++] = word;
    }
    return count;
}

/* Equal versions keep the order of the text. */
static bool comes_after(enum version_scheme scheme, struct str a, struct str b)
{
    int order = version_compare(scheme, a, b);
    return order != 0 ? order > 0 : a.ptr > b.ptr;
}

static void sort_row(enum version_scheme scheme, struct str *row, size_t count)
{
    for (size_t gap = count / 2; gap > 0; gap /= 2) {
        for (size_t i = gap; i < count; i++) {
            struct str version = row[i];
            size_t at = i;
            for (; at >= gap && comes_after(scheme, row[at - gap], version); at -= gap)
                row[at] = row[at - gap];
            row[at] = version;
        }
    }
}

/* "1.10 1.9 1.9.0" as "1.9 = 1.9.0 < 1.10" */
static enum err judge_row(struct item *item)
{
    const struct vers_task *task = item->context;
    struct str *row = ARENA_ARRAY(item->arena, struct str, ROW_MAX);
    struct buf line;
    if (!row)
        return ERR_MEMORY;
    struct str rest = item->text;
    size_t count = read_row(&rest, row);
    if (str_trim(rest).len > 0) {
        item->error =
            (struct ident_error){(size_t)(rest.ptr - item->text.ptr), N_("too many versions")};
        return ERR_LIMIT;
    }
    for (size_t i = 0; i < count; i++) {
        if (row[i].len > LIMIT_VERSION_BYTES) {
            item->error = (struct ident_error){(size_t)(row[i].ptr - item->text.ptr),
                                               N_("the version is too long")};
            return ERR_LIMIT;
        }
    }
    if (count == 0) {
        item->error = (struct ident_error){0, N_("a version is needed here")};
        return ERR_INVALID;
    }
    sort_row(task->scheme, row, count);
    buf_init(&line, item->arena, 4 * LIMIT_CLI_LINE);
    struct item_value *sorted = item_set_array(item, item->answer, "sorted");
    for (size_t i = 0; i < count; i++) {
        bool equal = i > 0 && version_compare(task->scheme, row[i - 1], row[i]) == 0;
        if (i > 0)
            buf_add_cstr(&line, equal ? " = " : " < ");
        buf_add(&line, row[i]);
        struct item_value *v = item_set_object(item, sorted, NULL);
        item_set_text(item, v, "version", row[i]);
        item_set_bool(item, v, "equals_previous", equal);
        item_set_bool(item, v, "valid", version_is_valid(task->scheme, row[i]));
    }
    return buf_finish(&line, &item->line);
}

/* What each line is taken for, and options that do not go together. */
static bool choose(struct cli *c, struct vers_task *task, item_judge **judge, int *code)
{
    struct str native = cli_option(c, "native");
    struct str sort = cli_option(c, "sort");
    struct str format = cli_option(c, "affected");
    struct str scheme = str_is_empty(native) ? sort : native;
    bool contradicts = !str_is_empty(native) + !str_is_empty(sort) + !str_is_empty(format) > 1;
    task->scheme = version_scheme_find(scheme);
    if (contradicts)
        *code = cli_misused(c, N_("only one of --native, --sort and --affected"), CLI_NONE);
    else if (!str_is_empty(scheme) && task->scheme == VERSION_unknown)
        *code = cli_misused(c, N_("there is no versioning scheme {name}"),
                            CLI_VALUES(UI_PARAM("name", scheme)));
    else if (!str_is_empty(format) && !cli_affected_find(format, &task->format))
        *code = cli_misused(c, N_("--affected takes cve, osv or csaf"), CLI_NONE);
    else if (!str_is_empty(format) && str_is_empty(task->contains))
        *code = cli_misused(c, N_("--affected asks about the VERSION of --contains"), CLI_NONE);
    else {
        *judge = !str_is_empty(format)   ? judge_affected
                 : !str_is_empty(sort)   ? judge_row
                 : !str_is_empty(native) ? judge_native
                                         : judge_vers;
        return true;
    }
    return false;
}

int cli_vers(struct cli *c)
{
    struct vers_task task = {
        .mode = input_has(&c->options, STR("canonical")) ? VERS_CANONICAL : VERS_LENIENT,
        .contains = cli_option(c, "contains"),
    };
    item_judge *judge = NULL;
    int code = CLI_OK;
    return choose(c, &task, &judge, &code) ? cli_items(c, 1, judge, &task) : code;
}
