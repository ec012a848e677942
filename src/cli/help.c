/*
 * cli/help.c — what `todoke help` says, in the language of the locale, from the table alone.
 */
#include "cli/table_priv.h"

#include "core/text/ui.h"
#include "messages.h"

#include <stdio.h>

enum { ARGUMENT_BYTES = 64, COLUMN = 24 };

static const char exit_statuses[] =
    N_("Exit status: 0 all is well; 1 an input was refused or could not be read; 2 wrong use; 3 "
       "the machine failed.");

static const char summary[] =
    N_("coordinated vulnerability disclosure, from the report to the published page");

static const char conventions[] =
    N_("DIR is $TODOKE_DIR or the present directory when it is not given; T is $TODOKE_TOKEN. "
       "Times carry their zone: 2026-11-21T15:00:00+09:00.");

static void print_line(const struct cli *c, const char *before, const char *msgid)
{
    (void)printf("%s%.*s\n", before, STR_ARG(message(c->lang, msgid)));
}

/* The same as a manual, from which man(1) has its page (tools/manpage). */
static int print_manual(const struct cli *c)
{
    (void)printf("# todoke\n\n");
    print_line(c, "", summary);
    (void)printf("\n```text\ntodoke …\n```\n");
    for (size_t i = 0; subcommand_at(i); i++) {
        const struct subcommand *sub = subcommand_at(i);
        if (!sub->usage)
            continue;
        (void)printf("\n## %s\n\n```\ntodoke %s\n```\n\n", sub->name, sub->usage);
        print_line(c, "", sub->text);
    }
    (void)printf("\n");
    print_line(c, "## ", N_("Conventions and exit status"));
    (void)printf("\n");
    print_line(c, "", conventions);
    (void)printf("\n");
    print_line(c, "", exit_statuses);
    (void)printf("\n");
    print_line(c, "",
               N_("todoke-portal, the public site, is a program of its own in the same folder; "
                  "todoke serve starts and confines it."));
    return CLI_OK;
}

int help_all(const struct cli *c)
{
    if (input_has(&c->options, STR("markdown")))
        return print_manual(c);
    print_line(c, "todoke — ", summary);
    (void)printf("\n");
    for (size_t i = 0; subcommand_at(i); i++) {
        const struct subcommand *sub = subcommand_at(i);
        if (!sub->usage)
            continue;
        (void)printf("  todoke %s\n", sub->usage);
        print_line(c, "         ", sub->text);
    }
    (void)printf("\n");
    print_line(c, "", conventions);
    print_line(c, "",
               N_("One subcommand: todoke help NAME. Commands and fields: todoke law "
                  "commands. Version: todoke --version."));
    print_line(c, "", exit_statuses);
    return CLI_OK;
}

static void print_option(const struct cli *c, const struct option *o)
{
    char spelt[ARGUMENT_BYTES];
    (void)snprintf(spelt, sizeof(spelt), "--%s%s%s", o->name, o->argument ? " " : "",
                   o->argument ? o->argument : "");
    (void)printf("  %-*s %.*s\n", COLUMN, spelt, STR_ARG(message(c->lang, o->text)));
}

int help_one(struct cli *c, const struct subcommand *sub)
{
    (void)printf("todoke %s\n\n", sub->usage);
    print_line(c, "", sub->text);
    struct str names = str_from_cstr(sub->options);
    if (names.len > 0)
        (void)printf("\n");
    while (names.len > 0) {
        const struct option *o = subcommand_option(sub, str_split(&names, ' '));
        if (o)
            print_option(c, o);
    }
    (void)printf("\n");
    if (sub->is_tool) {
        print_line(c, "", N_("Without FILE, or for \"-\", standard input is read."));
        print_line(c, "", exit_statuses);
        (void)printf("%.*s man todoke-%s, docs/%s.md\n",
                     STR_ARG(message(c->lang, N_("The manual, with examples:"))), sub->name,
                     sub->name);
    } else {
        print_line(c, "", conventions);
    }
    return CLI_OK;
}
