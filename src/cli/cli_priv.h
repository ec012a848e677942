/* cli/cli_priv.h — what the subcommands share. */
#ifndef CLI_CLI_PRIV_H
#define CLI_CLI_PRIV_H

#include "cli/cli.h"

#include "core/conf/conf.h"
#include "core/law_types.h"
#include "core/text/lang.h"
#include "core/text/ui.h"

enum { CLI_OK = 0, CLI_REFUSED = 1, CLI_USAGE = 2, CLI_FAILED = 3 };

/* The command line, read: words, and options "--name value" or "--name" at the end or before
 * another option. */
struct cli {
    struct arena arena;
    enum lang lang;  /* of what is said to the person: the locale's, or that of --lang */
    const char *dir; /* --dir, else TODOKE_DIR, else "." */
    struct str *words;
    size_t word_count;
    struct input options; /* all others, in order; a flag has the value "yes" */
    struct input_pair *pairs;
};

/* Value of an option, absent without it. */
struct str cli_option(const struct cli *c, const char *name);
/* Word n or absent. */
struct str cli_word(const struct cli *c, size_t n);
/* Prints to standard output and error. */
void cli_print(struct str text);
void cli_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* A sentence of the program in a language, its {names} replaced. The text ends in a NUL. */
struct cli_values {
    const struct ui_param *params;
    size_t count;
};
#define CLI_NONE ((struct cli_values){NULL, 0})
#define CLI_VALUES(...)                                                                            \
    ((struct cli_values){(const struct ui_param[]){__VA_ARGS__},                                   \
                         sizeof((struct ui_param[]){__VA_ARGS__}) / sizeof(struct ui_param)})
struct str cli_say(enum lang lang, struct arena *a, const char *msgid, struct cli_values values);
/* Complains in the language of the caller and gives CLI_USAGE. */
int cli_misused(struct cli *c, const char *msgid, struct cli_values values);
/* Complains about an error and gives CLI_FAILED. */
int cli_failed(const char *what, enum err e);
/* The settings of the directory. ERR_NOT_FOUND: it is no data directory; ERR_INVALID: a line of
 * todoke.conf is wrong, and that was complained about already. */
enum err cli_conf(struct cli *c, struct conf *out) MUST_CHECK;
/* Complains about the directory: what is missing and what makes one. */
int cli_dir_failed(const struct cli *c, enum err e);
/* Reads a whole small file, or standard input for "-", into the arena. */
enum err cli_read(struct cli *c, struct str path, struct str *out) MUST_CHECK;
/* The same for a file of at most `max` bytes (ERR_LIMIT beyond), into any arena. `path` must end in
 * a NUL, as words of the command line do. */
enum err cli_read_file(struct str path, size_t max, struct arena *a, struct str *out) MUST_CHECK;
/* Why a file could not be read, `max` being its limit. */
struct str cli_read_reason(enum lang lang, enum err e, size_t max, struct arena *a);
/* Hands every line of the files named by the words from `first` on (standard input for "-" and when
 * there are none) to `take`, in order and without its end (LF or CR LF), as soon as it is there. A
 * byte order mark in front of a file is no part of its first line. A line longer than
 * LIMIT_CLI_LINE is handed on cut at one byte more than that, so that it is refused and not
 * mistaken for a shorter one. Complains about a file that cannot be read, goes on with the next,
 * and gives false then. Ends early when standard output cannot be written. */
struct cli_line {
    struct str file; /* absent: standard input */
    uint64_t number; /* in its file, from 1 */
    struct str text;
};
struct cli_lines {
    void (*take)(void *context, const struct cli_line *line);
    void *context;
};
bool cli_each_line(struct cli *c, size_t first, const struct cli_lines *lines);
/* Hands every record of the files named by the words from `first` on (standard input as above) to
 * `take`: a file is one JSON text, or one on each line (then `line` counts from 1, else it is 0).
 * A file that cannot be read is a record without text, and `unread` says why in the language of
 * the caller. */
struct cli_record {
    struct str file;
    size_t line;
    struct str text;
    struct str unread; /* absent: it was read */
};
struct cli_records {
    void (*take)(void *context, const struct cli_record *record);
    void *context;
};
void cli_each_record(struct cli *c, size_t first, const struct cli_records *records);
/* Bytes that may be no text, as one: what is not well-formed UTF-8 becomes U+FFFD. For output. */
struct str cli_as_text(struct str bytes, struct arena *a);
/* A secret typed without echo on a terminal, else the first line of standard input. */
enum err cli_read_secret(struct cli *c, const char *prompt, struct str *out) MUST_CHECK;

/* One call to the desk of this directory, through its socket. */
struct cli_call {
    const char *method;
    struct str path;
    struct str body;  /* JSON; absent: none */
    struct str token; /* absent: none */
    struct str code;  /* one-time code; absent: none */
    struct str key;   /* Idempotency-Key; absent: none */
};
struct cli_answer {
    int status;
    struct str body;
};
enum err cli_call(struct cli *c, const struct cli_call *call, struct cli_answer *out) MUST_CHECK;
/* Calls, prints the body (or the problem's sentence), and gives the exit status. */
int cli_call_and_print(struct cli *c, const struct cli_call *call);
/* Pairs with dotted names as one JSON object. */
enum err cli_json(struct cli *c, const struct input *in, struct str *out) MUST_CHECK;

/* Subcommands. */
int cli_serve(struct cli *c);
int cli_role_desk(struct cli *c);
int cli_role_xml(struct cli *c);
int cli_init(struct cli *c);
int cli_clock(struct cli *c);
int cli_code(struct cli *c);
int cli_unlock(struct cli *c);
int cli_health(struct cli *c);
int cli_tick(struct cli *c);
int cli_token(struct cli *c);
int cli_law(struct cli *c);
int cli_store(struct cli *c);
int cli_administrator(struct cli *c);
int cli_work(struct cli *c);
int cli_subject(struct cli *c);
int cli_cvss(struct cli *c);
int cli_ssvc(struct cli *c);
int cli_cve(struct cli *c);
int cli_convert(struct cli *c);
int cli_cpe(struct cli *c);
int cli_purl(struct cli *c);
int cli_cwe(struct cli *c);
int cli_vers(struct cli *c);
int cli_sbom(struct cli *c);
int cli_csaf(struct cli *c);
int cli_mail(struct cli *c);
int cli_role_charset(struct cli *c);
int cli_mail_key(struct cli *c);

#endif
