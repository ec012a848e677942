/*
 * cli/cli.h — the program `todoke` as its users call it: every subcommand and the hidden roles of
 * `serve`.
 *
 * Exit status: 0 done; 1 refused or not found (the reason stands on standard error); 2 wrong use; 3
 * the machine failed.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

int cli_run(int argc, char **argv);

#endif
