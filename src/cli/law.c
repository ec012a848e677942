/*
 * cli/law.c — the law as data, for people and other programs: the commands, and how much of the
 * catalogue is covered.
 */
#include "cli/cli_priv.h"

#include "core/coverage.h"
#include "core/law.h"
#include "core/text/ui.h"
#include "messages.h"
#include "sys/disk.h"

#include <stdio.h>
#include <string.h>

enum { FILES_MAX = 10000, FILE_BYTES = 4 << 20, FOLDERS_DEEP = 8 };

static const char *type_name(enum field_type type)
{
    static const char *const names[] = {
#define X(name, ctype) #name,
        FIELD_TYPES(X)
#undef X
    };
    return names[type];
}

static void field_print(const struct field_def *f)
{
    size_t count = 0;
    (void)printf("    --%-18s %-8s %s%s\n", f->name, type_name(f->type),
                 f->need == REQUIRED ? "required  " : "", f->label);
    if (f->type != FIELD_CODE)
        return;
    const struct code_def *codes = code_defs((enum code_list)f->argument, &count);
    (void)printf("    %-20s %-8s ", "", "");
    for (size_t i = 0; i < count; i++)
        (void)printf("%s%s", i > 0 ? "|" : "", codes[i].name);
    (void)printf("\n");
}

static void command_print(const struct command_def *def)
{
    bool first = true;
    (void)printf("%s\n    %s. %s\n    for ", def->name, def->title, def->effect);
    for (unsigned role = ROLE_finder; role < ROLE_COUNT; role++) {
        if (!(def->roles & (1u << role)))
            continue;
        (void)printf("%s%s", first ? "" : ", ", role_name((enum role)role));
        first = false;
    }
    (void)printf("%s%s\n", def->flags & STEP_UP ? "; needs a fresh one-time code" : "",
                 def->flags & FOUR_EYES ? "; may need a second person" : "");
    for (size_t i = 0; i < def->field_count; i++)
        field_print(&def->fields[i]);
    (void)printf("    %s\n\n", def->requirements);
}

static int commands(void)
{
    size_t count = 0;
    const struct command_def *defs = command_defs(&count);
    for (size_t i = 0; i < count; i++) {
        if (!(defs[i].flags & INTERNAL))
            command_print(&defs[i]);
    }
    return CLI_OK;
}

/* ---- the manual: docs/commands.md ------------------------------------------------------------ */

/* A text of the list in the language of the manual; absent without one. */
static struct str told(enum lang lang, const char *text)
{
    return *text == '\0' ? (struct str){0} : message(lang, text);
}

static void field_manual(enum lang lang, const struct field_def *f)
{
    size_t count = 0;
    (void)printf("| `%s` | %s | %.*s | %.*s |", f->name, type_name(f->type),
                 STR_ARG(message(lang, f->need == REQUIRED ? N_("Required") : N_("Optional"))),
                 STR_ARG(told(lang, f->label)));
    if (*f->hint)
        (void)printf(" %.*s", STR_ARG(told(lang, f->hint)));
    if (f->type == FIELD_CODE) {
        const struct code_def *codes = code_defs((enum code_list)f->argument, &count);
        for (size_t i = 0; i < count; i++)
            (void)printf(" `%s` %.*s%s", codes[i].name, STR_ARG(told(lang, codes[i].label)),
                         i + 1 < count ? "," : "");
    }
    (void)printf(" |\n");
}

static void command_manual(enum lang lang, const struct command_def *def)
{
    (void)printf("\n## `%s`\n\n**%.*s** – %.*s\n\n", def->name, STR_ARG(told(lang, def->title)),
                 STR_ARG(told(lang, def->effect)));
    for (unsigned role = ROLE_finder; role < ROLE_COUNT; role++) {
        if (def->roles & (1u << role))
            (void)printf("- %.*s\n", STR_ARG(told(lang, role_label((enum role)role))));
    }
    if (def->flags & FINAL)
        (void)printf("- %.*s\n", STR_ARG(message(lang, N_("This cannot be taken back"))));
    if (def->flags & STEP_UP)
        (void)printf("- %.*s\n", STR_ARG(message(lang, N_("One-time code"))));
    if (def->flags & FOUR_EYES)
        (void)printf("- %.*s\n", STR_ARG(message(lang, N_("May need a second person"))));
    (void)printf("- %s\n", def->requirements);
    if (def->field_count > 0)
        (void)printf("\n| | | | | |\n|---|---|---|---|---|\n");
    for (size_t i = 0; i < def->field_count; i++)
        field_manual(lang, &def->fields[i]);
}

/* Japanese first, English after it. */
static int commands_manual(void)
{
    static const enum lang languages[] = {LANG_JA, LANG_EN};
    size_t count = 0;
    const struct command_def *defs = command_defs(&count);
    for (size_t l = 0; l < sizeof(languages) / sizeof(languages[0]); l++) {
        (void)printf("%s# %.*s\n", l > 0 ? "\n" : "", STR_ARG(message(languages[l], N_("Steps"))));
        for (size_t i = 0; i < count; i++) {
            if (!(defs[i].flags & INTERNAL))
                command_manual(languages[l], &defs[i]);
        }
    }
    return CLI_OK;
}

/* Reads the proofs in an open folder and in those below it, at most `depth` deep. */
static enum err folder_add(struct cli *c, int fd, unsigned depth, struct coverage *coverage)
{
    struct disk_entry *entries = NULL;
    size_t count = 0;
    enum err e = disk_list(fd, FILES_MAX, &c->arena, &entries, &count);
    for (size_t i = 0; e == ERR_OK && i < count; i++) {
        DISK_FD below = -1;
        struct str text = {0};
        if (entries[i].is_dir) {
            e = depth == 0 ? ERR_LIMIT : disk_open_dir(fd, entries[i].name.ptr, &below);
            if (e == ERR_OK)
                e = folder_add(c, below, depth - 1, coverage);
        } else if (coverage_reads(entries[i].name)) {
            e = disk_read_all(fd, entries[i].name.ptr, FILE_BYTES, &c->arena, &text);
            if (e == ERR_OK)
                e = coverage_add(coverage, entries[i].name, text);
        }
    }
    return e;
}

static enum err root_add(struct cli *c, struct str folder, struct coverage *coverage)
{
    DISK_FD fd = -1;
    enum err e = disk_open_root(folder.ptr, &fd);
    return e == ERR_OK ? folder_add(c, fd, FOLDERS_DEEP, coverage) : e;
}

/* law coverage [FOLDER…] */
static int coverage(struct cli *c)
{
    struct coverage report;
    struct buf out;
    struct str text = {0};
    struct str folder = cli_word(c, 2);
    if (str_is_empty(folder))
        folder = STR("test");
    buf_init(&out, &c->arena, LIMIT_PAGE_BYTES);
    enum err e = coverage_begin(&report, &c->arena);
    for (size_t n = 3; e == ERR_OK && !str_is_empty(folder); n++) {
        e = root_add(c, folder, &report);
        folder = cli_word(c, n);
    }
    if (e == ERR_OK)
        e = coverage_finish(&report);
    if (e == ERR_OK) {
        coverage_write(&report, &out);
        e = buf_finish(&out, &text);
    }
    if (e != ERR_OK)
        return cli_failed("coverage", e);
    cli_print(text);
    return report.problem_count == 0 ? CLI_OK : CLI_REFUSED;
}

int cli_law(struct cli *c)
{
    struct str what = cli_word(c, 1);
    struct cli_call openapi = {.method = "GET", .path = STR("/api/v1/openapi.json")};
    if (str_equal(what, STR("commands")))
        return input_has(&c->options, STR("markdown")) ? commands_manual() : commands();
    if (str_equal(what, STR("coverage")))
        return coverage(c);
    if (str_equal(what, STR("openapi")))
        return cli_call_and_print(c, &openapi);
    cli_complain("use: todoke law commands [--markdown] | coverage [FOLDER …] | openapi");
    return CLI_USAGE;
}
