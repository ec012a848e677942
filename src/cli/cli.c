/*
 * cli/cli.c — reads the command line and finds the subcommand in the one table below, from which
 * the help is written too.
 */
#include "cli/cli_priv.h"

#include "base/utf8.h"
#include "sys/crypto.h"
#include "sys/disk.h"
#include "sys/charset.h"
#include "sys/xml_child.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum {
    ARENA_BYTES = 64 << 20,
    OPTIONS_MAX = 400,
    INPUT_BYTES = 1 << 20,
    CONF_BYTES = 64 << 10,
    SECRET_BYTES = 1024,
};

struct subcommand {
    const char *name;
    int (*run)(struct cli *c);
    const char *usage; /* NULL: not for people */
    const char *text;
    const char *options; /* beside --dir, which all have; NULL: fields of a command */
    const char *flags;   /* those of them that take no value; NULL: none */
};

static const struct subcommand subcommands[] = {
    {"serve", cli_serve, "serve [--dir DIR]", "run portal and desk until SIGTERM", "", NULL},
    {"init", cli_init,
     "init [--dir DIR] [--training] [--clock-start TIME] [--admin NAME]\n"
     "         [--second-admin NAME] [--passphrase-file FILE] [--set SETTING=VALUE …]",
     "make a data directory; prints the accounts once",
     "training clock-start admin second-admin passphrase-file set", NULL},
    {"administrator", cli_administrator, "administrator add --login NAME [--dir DIR]",
     "a further administrator, when fewer than two can work; the desk must not run", "login", NULL},
    {"clock", cli_clock, "clock now|advance [--dir DIR] [--to TIME | --by 45d|3h|10m|30s]",
     "training only: show or move the manual clock", "to by", NULL},
    {"code", cli_code, "code KEY [--dir DIR]",
     "the one-time code of a key at this directory's time", "", NULL},
    {"unlock", cli_unlock, "unlock [--dir DIR]", "give the desk the passphrase of its master key",
     "", NULL},
    {"token", cli_token, "token --login NAME --role ROLE [--days N] [--dir DIR]",
     "make an API token", "login role days", NULL},
    {"health", cli_health, "health [--dir DIR]", "how the desk is", "", NULL},
    {"tick", cli_tick, "tick [--dir DIR]", "take letters in and release what is due, now", "",
     NULL},
    {"law", cli_law, "law commands [--markdown]|openapi|coverage [FOLDER …]",
     "the law as the program knows it", "markdown", "markdown"},
    {"store", cli_store, "store verify|reads [--dir DIR]",
     "check the log, or list who was shown what; the desk must not run", "", NULL},
    {"work", cli_work, "work [--token T]", "the work list of a token's person", "token", NULL},
    {"report", cli_subject,
     "report show ID | report COMMAND [ID] --FIELD VALUE … [--token T] [--code C]",
     "look at a report, or carry out a command of it", NULL, NULL},
    {"case", cli_subject, "case show ID | case COMMAND ID --FIELD VALUE … [--json FILE]",
     "the same for a case", NULL, NULL},
    {"advisory", cli_subject, "advisory show ID | advisory COMMAND ID --FIELD VALUE …",
     "the same for one of several advisories of a case", NULL, NULL},
    {"party", cli_subject, "party COMMAND [ID] --FIELD VALUE …", "the same for an organisation",
     NULL, NULL},
    {"person", cli_subject, "person COMMAND [ID] --FIELD VALUE …", "the same for an account", NULL,
     NULL},
    {"cvss", cli_cvss, "cvss [--json] [FILE …]",
     "CVSS vectors, one a line: check, normalise, score", "json", "json"},
    {"ssvc", cli_ssvc, "ssvc --table FILE [--json] [FILE …]",
     "SSVC selections, one a line (E:A/A:Y): the outcome that a decision table gives", "table json",
     "json"},
    {"cve", cli_cve, "cve lint [--lang en|ja] [--json] [FILE …]",
     "CVE records: what contradicts itself in them", "lang json", "json"},
    {"convert", cli_convert,
     "convert --from core|cve|csaf|vuldef|jvnrss|atom|myjvn|myjvn-json\n"
     "         --to core|cve|csaf|csaf21|vuldef|jvnrss|atom|myjvn|myjvn-json|cyclonedx|openvex\n"
     "             |osv|stix\n"
     "         [--method NAME] [--cve ID] [--publisher NAME] [--namespace URL] [--url URL]\n"
     "         [--org UUID] [--org-name NAME] [--category PROFILE] [--lang ja|en] [--json] [FILE "
     "…]",
     "advisories from one format into another, one output each",
     "from to cve publisher namespace url org org-name method category lang json", "json"},
    {"cpe", cli_cpe, "cpe [--match NAME] [--json] [FILE …]",
     "CPE names, one a line: check, convert, compare with a name", "match json", "json"},
    {"purl", cli_purl, "purl [--strict] [--json] [FILE …]",
     "package URLs, one a line: check, normalise, take apart", "strict json", "strict json"},
    {"vers", cli_vers,
     "vers [--canonical] [--contains VERSION] [--native SCHEME | --sort SCHEME] [--json]\n"
     "         [FILE …]",
     "version ranges, one a line: check, ask, convert; rows of versions: sort",
     "canonical contains native sort json", "canonical json"},
    {"sbom", cli_sbom, "sbom [--json] [FILE …]",
     "bills of materials (CycloneDX, SPDX): their components", "json", "json"},
    {"cwe", cli_cwe, "cwe [--list VERSION] [--json] [FILE …]",
     "weaknesses, one a line: \"CWE-79\", or with the exact name", "list json", "json"},
    {"csaf", cli_csaf,
     "csaf validate [--version 2.0|2.1] [--tests mandatory|all|ID,…] [--lang en|ja]\n"
     "         [--urls FILE] [--schemas DIR] [--json] [FILE …] | csaf name FILE … | csaf tests",
     "judge CSAF documents by the schema and every test of the standard",
     "version tests lang urls schemas json", "json"},
    {"mail", cli_mail, "mail import [FILE …|-] [--folder DIR] | mail key make|import FILE|show",
     "take in mail: files, standard input, or a folder or Maildir, which is emptied; the office's\n"
     "     OpenPGP key",
     "folder", NULL},
    {"role-desk", cli_role_desk, NULL, NULL, "", NULL},
    {XML_CHILD_ROLE, cli_role_xml, NULL, NULL, "", NULL},
    {CHARSET_CHILD_ROLE, cli_role_charset, NULL, NULL, "", NULL},
};

enum { SUBCOMMANDS = sizeof(subcommands) / sizeof(subcommands[0]) };

/* ---- printing and reading -------------------------------------------------------------------- */

void cli_print(struct str text)
{
    (void)fwrite(text.ptr ? text.ptr : "", 1, text.len, stdout);
    (void)fflush(stdout);
}

void cli_complain(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)fputs("todoke: ", stderr);
    (void)vfprintf(stderr, format, args);
    (void)fputs("\n", stderr);
    va_end(args);
}

int cli_failed(const char *what, enum err e)
{
    cli_complain("%s: %s", what, err_text(e));
    return CLI_FAILED;
}

enum err cli_conf(struct cli *c, struct conf *out)
{
    DISK_FD fd = -1;
    struct str text = {0};
    size_t line = 0;
    enum err e = disk_open_root(c->dir, &fd);
    if (e == ERR_OK)
        e = disk_read_all(fd, CONF_FILE, CONF_BYTES, &c->arena, &text);
    if (e == ERR_OK)
        e = conf_read(text, &c->arena, out, &line);
    if (e == ERR_INVALID)
        cli_complain("%s/%s: line %zu is no setting, or its value cannot be read", c->dir,
                     CONF_FILE, line);
    return e;
}

int cli_dir_failed(const struct cli *c, enum err e)
{
    if (e == ERR_INVALID)
        return CLI_FAILED;
    if (e != ERR_NOT_FOUND)
        return cli_failed(c->dir, e);
    cli_complain("%s is no data directory; make one: todoke init --training --dir DIR", c->dir);
    return CLI_FAILED;
}

enum err cli_read(struct cli *c, struct str path, struct str *out)
{
    return cli_read_file(path, INPUT_BYTES, &c->arena, out);
}

static struct str first_line(struct str text)
{
    size_t end = str_find(text, STR("\n"), 0);
    return end == SIZE_MAX ? text : str_slice(text, 0, end);
}

enum err cli_read_secret(struct cli *c, const char *prompt, struct str *out)
{
    struct termios old;
    char *line = arena_alloc(&c->arena, SECRET_BYTES);
    struct str all = {0};
    if (!line)
        return ERR_MEMORY;
    if (tcgetattr(STDIN_FILENO, &old) != 0) {
        enum err e = cli_read(c, STR("-"), &all);
        *out = first_line(all);
        return e;
    }
    struct termios quiet = old;
    quiet.c_lflag &= ~(tcflag_t)ECHO;
    (void)fputs(prompt, stderr);
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    char *got = fgets(line, SECRET_BYTES, stdin);
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &old);
    (void)fputs("\n", stderr);
    if (!got)
        return ERR_INVALID;
    *out = first_line(str_from_cstr(line));
    return ERR_OK;
}

/* ---- the command line ------------------------------------------------------------------------ */

struct str cli_option(const struct cli *c, const char *name)
{
    return input_get(&c->options, str_from_cstr(name));
}

struct str cli_word(const struct cli *c, size_t n)
{
    return n < c->word_count ? c->words[n] : (struct str){0};
}

static bool option_add(struct cli *c, struct str name, struct str value)
{
    size_t bad_at = 0;
    if (c->options.count == OPTIONS_MAX ||
        utf8_accept(value, true, &c->arena, &value, &bad_at) != ERR_OK)
        return false;
    if (str_equal(name, STR("dir")))
        c->dir = arena_copy(&c->arena, value).ptr;
    else
        c->pairs[c->options.count++] = (struct input_pair){name, value};
    return true;
}

static bool list_has(const char *list, struct str name)
{
    struct str rest = str_from_cstr(list);
    while (rest.ptr) {
        if (str_equal(str_split(&rest, ' '), name))
            return true;
    }
    return false;
}

/* NULL when there is none of that name. */
static const struct subcommand *subcommand_named(struct str name)
{
    for (size_t i = 0; i < SUBCOMMANDS; i++) {
        if (str_equal(name, str_from_cstr(subcommands[i].name)))
            return &subcommands[i];
    }
    return NULL;
}

/* A flag of this subcommand leaves the next word alone: `todoke cvss --json FILE`. */
static bool is_flag(const struct cli *c, struct str name)
{
    const struct subcommand *sub = subcommand_named(cli_word(c, 0));
    return sub && list_has(sub->flags, name);
}

/* "--name value", "--name=value", or a flag. */
static bool read_arguments(struct cli *c, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        struct str arg = str_from_cstr(argv[i]);
        if (!str_starts_with(arg, STR("--"))) {
            c->words[c->word_count++] = arg;
            continue;
        }
        struct str name = str_slice(arg, 2, arg.len);
        size_t equals = str_find(name, STR("="), 0);
        struct str value = STR("yes");
        if (equals != SIZE_MAX) {
            value = str_slice(name, equals + 1, name.len);
            name = str_slice(name, 0, equals);
        } else if (!is_flag(c, name) && i + 1 < argc &&
                   !str_starts_with(str_from_cstr(argv[i + 1]), STR("--"))) {
            value = str_from_cstr(argv[++i]);
        } else if (str_equal(name, STR("dir"))) {
            return false;
        }
        if (!option_add(c, name, value))
            return false;
    }
    return true;
}

static int help(void)
{
    (void)printf(
        "todoke — coordinated vulnerability disclosure, from the report to the published page\n\n");
    for (size_t i = 0; i < SUBCOMMANDS; i++) {
        if (subcommands[i].usage)
            (void)printf("  todoke %s\n         %s\n", subcommands[i].usage, subcommands[i].text);
    }
    (void)printf(
        "\nDIR is $TODOKE_DIR or the present directory when it is not given; T is $TODOKE_TOKEN.\n"
        "Times carry their zone: 2026-11-21T15:00:00+09:00. Commands and fields: todoke law "
        "commands\n");
    return CLI_OK;
}

/* The first option that the subcommand does not have, absent when all are known: a misspelt one
 * must not be passed over. */
static struct str unknown_option(const struct cli *c, const struct subcommand *sub)
{
    for (size_t i = 0; sub->options && i < c->options.count; i++) {
        if (!list_has(sub->options, c->options.pairs[i].name))
            return c->options.pairs[i].name;
    }
    return (struct str){0};
}

static int run(struct cli *c, const struct subcommand *sub)
{
    struct str unknown = unknown_option(c, sub);
    if (str_is_empty(unknown))
        return sub->run(c);
    cli_complain("%s has no option --%.*s; see todoke help", sub->name, STR_ARG(unknown));
    return CLI_USAGE;
}

static int dispatch(struct cli *c)
{
    struct str name = cli_word(c, 0);
    if (str_is_empty(name) || str_equal(name, STR("help")) || input_has(&c->options, STR("help")))
        return help();
    const struct subcommand *sub = subcommand_named(name);
    if (sub)
        return run(c, sub);
    cli_complain("there is no subcommand \"%.*s\"; see todoke help", STR_ARG(name));
    return CLI_USAGE;
}

int cli_run(int argc, char **argv)
{
    struct cli c = {0};
    const char *home = getenv("TODOKE_DIR");
    int status = CLI_FAILED;
    if (crypto_init() != ERR_OK) {
        cli_complain("this machine gives no randomness");
        return CLI_FAILED;
    }
    arena_init(&c.arena, ARENA_BYTES);
    c.dir = home && *home ? home : ".";
    c.pairs = ARENA_ARRAY(&c.arena, struct input_pair, OPTIONS_MAX);
    c.words = ARENA_ARRAY(&c.arena, struct str, (size_t)(argc > 0 ? argc : 1));
    c.options.pairs = c.pairs;
    if (c.pairs && c.words && read_arguments(&c, argc, argv) && c.dir)
        status = dispatch(&c);
    else
        cli_complain("this command line cannot be read; see todoke help");
    arena_release(&c.arena);
    return status;
}
