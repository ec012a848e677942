/*
 * cli/cli.c — reads the command line by the table (cli/table_priv.h), runs the subcommand, and
 * says so when what it printed could not be written. Must never pass over an argument that it does
 * not know.
 */
#include "cli/table_priv.h"

#include "base/utf8.h"
#include "core/text/ui.h"
#include "messages.h"
#include "sys/crypto.h"
#include "sys/disk.h"

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
    SAID_BYTES = 16 << 10,
};

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
    (void)fflush(stdout); /* what was said before stands before */
    (void)fputs("todoke: ", stderr);
    (void)vfprintf(stderr, format, args);
    (void)fputs("\n", stderr);
    va_end(args);
}

static void add_plain(struct buf *out, struct str text)
{
    buf_add(out, text);
}

struct str cli_say(enum lang lang, struct arena *a, const char *msgid, struct cli_values values)
{
    struct buf out;
    struct str text = {0};
    buf_init(&out, a, SAID_BYTES);
    ui_fill(&out, add_plain, lang,
            (struct ui_words){message(lang, msgid), values.params, values.count});
    return buf_finish(&out, &text) == ERR_OK ? text : str_from_cstr(msgid);
}

int cli_misused(struct cli *c, const char *msgid, struct cli_values values)
{
    cli_complain("%.*s", STR_ARG(cli_say(c->lang, &c->arena, msgid, values)));
    return CLI_USAGE;
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

/* How far the command line is read. */
struct arguments {
    struct cli *c;
    char **argv;
    int argc;
    int at;
    bool only_words; /* "--" was there */
    bool help;
    bool version;
};

static bool option_add(struct cli *c, struct str name, struct str value)
{
    size_t bad_at = 0;
    if (c->options.count == OPTIONS_MAX ||
        utf8_accept(value, true, &c->arena, &value, &bad_at) != ERR_OK) {
        (void)cli_misused(c, N_("this command line cannot be read; see todoke help"), CLI_NONE);
        return false;
    }
    if (str_equal(name, STR("dir")))
        c->dir = arena_copy(&c->arena, value).ptr;
    else
        c->pairs[c->options.count++] = (struct input_pair){name, value};
    return c->dir != NULL;
}

static bool misused(struct cli *c, const char *msgid, struct str name)
{
    (void)cli_misused(c, msgid, CLI_VALUES(UI_PARAM("name", name)));
    return false;
}

/* "--name=value", "--name value", or a flag. A misspelt option must not be passed over, and none
 * may swallow what was not meant for it. */
static bool read_option(struct arguments *r, struct str name)
{
    struct cli *c = r->c;
    const struct subcommand *sub = subcommand_named(cli_word(c, 0));
    bool listed = sub && sub->options;
    size_t equals = str_find(name, STR("="), 0);
    struct str value = {0};
    if (equals != SIZE_MAX) {
        value = str_slice(name, equals + 1, name.len);
        name = str_slice(name, 0, equals);
    }
    bool dir = str_equal(name, STR("dir"));
    const struct option *option = listed && !dir ? subcommand_option(sub, name) : NULL;
    if (listed && !option && !dir) {
        (void)cli_misused(c, N_("{of} has no option --{name}; see todoke help {of}"),
                          CLI_VALUES(UI_PARAM("of", sub->name), UI_PARAM("name", name)));
        return false;
    }
    if (option && !option->argument && value.ptr)
        return misused(c, N_("--{name} takes no value"), name);
    if (value.ptr || (option && !option->argument))
        return option_add(c, name, value.ptr ? value : STR("yes"));
    if (r->at + 1 < r->argc && !str_starts_with(str_from_cstr(r->argv[r->at + 1]), STR("--")))
        return option_add(c, name, str_from_cstr(r->argv[++r->at]));
    return listed || dir ? misused(c, N_("--{name} needs a value"), name)
                         : option_add(c, name, STR("yes"));
}

static bool read_argument(struct arguments *r)
{
    struct cli *c = r->c;
    struct str arg = str_from_cstr(r->argv[r->at]);
    const struct subcommand *sub = subcommand_named(cli_word(c, 0));
    bool dashed = arg.len > 1 && arg.ptr[0] == '-' && !r->only_words;
    if (dashed && (str_equal(arg, STR("--help")) || str_equal(arg, STR("-h")))) {
        r->help = true;
    } else if (dashed && str_equal(arg, STR("--version")) && c->word_count == 0) {
        r->version = true;
    } else if (dashed && str_equal(arg, STR("--"))) {
        r->only_words = true;
    } else if (dashed && arg.ptr[1] == '-') {
        return read_option(r, str_slice(arg, 2, arg.len));
    } else if (dashed && sub && sub->options) {
        (void)cli_misused(c, N_("{of} has no option {name}; see todoke help {of}"),
                          CLI_VALUES(UI_PARAM("of", sub->name), UI_PARAM("name", arg)));
        return false;
    } else {
        c->words[c->word_count++] = arg;
    }
    return true;
}

static bool read_language(struct cli *c, const struct subcommand *sub)
{
    struct str lang = cli_option(c, "lang");
    if (!sub->options || str_is_empty(lang))
        return true;
    if (!str_equal(lang, STR("en")) && !str_equal(lang, STR("ja")))
        return cli_misused(c, N_("--lang is en or ja"), CLI_NONE) == CLI_OK;
    /* Of convert it is the language of the documents. */
    if (sub->run != cli_convert)
        c->lang = str_equal(lang, STR("ja")) ? LANG_JA : LANG_EN;
    return true;
}

static int dispatch(struct arguments *r)
{
    struct cli *c = r->c;
    struct str name = cli_word(c, 0);
    bool help = r->help;
    if (r->version) {
        (void)printf("todoke %s\n", TODOKE_VERSION);
        return CLI_OK;
    }
    if (str_equal(name, STR("help"))) {
        help = true;
        name = cli_word(c, 1);
    }
    if (str_is_empty(name)) {
        bool manual = help && c->options.count == 1 && input_has(&c->options, STR("markdown"));
        if (c->options.count == 0 || manual)
            return help_all(c);
        return cli_misused(c, N_("there is no option --{name} without a subcommand"),
                           CLI_VALUES(UI_PARAM("name", c->options.pairs[0].name)));
    }
    const struct subcommand *sub = subcommand_named(name);
    if (!sub || (help && !sub->usage))
        return cli_misused(c, N_("there is no subcommand \"{name}\"; see todoke help"),
                           CLI_VALUES(UI_PARAM("name", name)));
    if (help)
        return help_one(c, sub);
    return read_language(c, sub) ? sub->run(c) : CLI_USAGE;
}

/* ---- the process ----------------------------------------------------------------------------- */

/* The language of messages as POSIX names it: LC_ALL, else LC_MESSAGES, else LANG. */
static enum lang locale_language(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return strncmp(value, "ja", 2) == 0 ? LANG_JA : LANG_EN;
    }
    return LANG_EN;
}

/* A standard stream that was closed gets something that fails when it is used: else the next file
 * that is opened, a database perhaps, would take its number and be written to. */
static void close_gaps(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) < 0)
            (void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    }
}

static int end_of(struct cli *c, int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    (void)cli_misused(c, N_("standard output cannot be written"), CLI_NONE);
    return CLI_FAILED;
}

int cli_run(int argc, char **argv)
{
    struct cli c = {.lang = locale_language()};
    struct arguments r = {.c = &c, .argv = argv, .argc = argc, .at = 1};
    const char *home = getenv("TODOKE_DIR");
    close_gaps();
    if (crypto_init() != ERR_OK) {
        cli_complain("this machine gives no randomness");
        return CLI_FAILED;
    }
    arena_init(&c.arena, ARENA_BYTES);
    c.dir = home && *home ? home : ".";
    c.pairs = ARENA_ARRAY(&c.arena, struct input_pair, OPTIONS_MAX);
    c.words = ARENA_ARRAY(&c.arena, struct str, (size_t)(argc > 0 ? argc : 1));
    c.options.pairs = c.pairs;
    bool good = c.pairs && c.words;
    for (; good && r.at < argc; r.at++)
        good = read_argument(&r);
    int status = good ? dispatch(&r) : c.words && c.pairs ? CLI_USAGE : CLI_FAILED;
    status = end_of(&c, status);
    arena_release(&c.arena);
    return status;
}
