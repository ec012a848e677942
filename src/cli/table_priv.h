/* cli/table_priv.h — the subcommands and their options. */
#ifndef CLI_TABLE_PRIV_H
#define CLI_TABLE_PRIV_H

#include "cli/cli_priv.h"

struct subcommand {
    const char *name;
    int (*run)(struct cli *c);
    const char *usage; /* NULL: not for people */
    const char *text;
    const char *options; /* names with blanks between; beside --dir; NULL: fields of a command */
    bool is_tool;        /* reads FILE … or standard input and has a manual page */
};

struct option {
    const char *of; /* the only subcommand that it is told for; NULL: any */
    const char *name;
    const char *argument; /* NULL: a flag */
    const char *text;
};

/* NULL behind the last. */
const struct subcommand *subcommand_at(size_t n);
/* NULL when there is none of that name. */
const struct subcommand *subcommand_named(struct str name);
/* An option of this subcommand, which must have a list of them; NULL when it has none of that
 * name. */
const struct option *subcommand_option(const struct subcommand *sub, struct str name);

/* `todoke help`, `todoke help NAME`: prints, and gives the exit status. */
int help_all(const struct cli *c);
int help_one(struct cli *c, const struct subcommand *sub);

#endif
