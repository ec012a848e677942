/*
 * cli/subject.c — `todoke report|case|party|person …`: looks and commands, through the desk's
 * interface with a token.
 */
#include "cli/cli_priv.h"

#include "core/law.h"
#include "sys/random.h"

#include <stdlib.h>
#include <string.h>

/* Options that are the client's, not fields of a command. */
static bool is_own_option(struct str name)
{
    static const char *const own[] = {"token", "code", "json", "submission", "party-of"};
    for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
        if (str_equal(name, str_from_cstr(own[i])))
            return true;
    }
    return false;
}

static struct str token_of(const struct cli *c)
{
    struct str token = cli_option(c, "token");
    const char *home = getenv("TODOKE_TOKEN");
    return str_is_empty(token) && home ? str_from_cstr(home) : token;
}

static const char *folder_of(struct str subject)
{
    static const struct {
        const char *word;
        const char *folder;
    } folders[] = {{"report", "reports"},
                   {"case", "cases"},
                   {"advisory", "advisories"},
                   {"party", "parties"},
                   {"person", "persons"}};
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
        if (str_equal(subject, str_from_cstr(folders[i].word)))
            return folders[i].folder;
    }
    return NULL;
}

/* --json FILE is the body as it is; otherwise the fields become one. */
static enum err body_make(struct cli *c, struct str *out)
{
    struct str file = cli_option(c, "json");
    if (!str_is_empty(file))
        return cli_read(c, file, out);
    struct input_pair *pairs = ARENA_ARRAY(&c->arena, struct input_pair, c->options.count);
    struct input fields = {.pairs = pairs};
    if (!pairs)
        return ERR_MEMORY;
    for (size_t i = 0; i < c->options.count; i++) {
        if (!is_own_option(c->options.pairs[i].name))
            pairs[fields.count++] = c->options.pairs[i];
    }
    return cli_json(c, &fields, out);
}

static struct str submission_of(struct cli *c)
{
    struct str given = cli_option(c, "submission");
    return str_is_empty(given) ? id_text(random_id(), &c->arena) : given;
}

static int subject_command(struct cli *c, const char *folder, const struct command_def *def)
{
    struct str id = cli_word(c, 2);
    struct str party = cli_option(c, "party-of");
    bool creates = (def->flags & CREATES) != 0;
    struct cli_call call = {.method = "POST", .token = token_of(c), .code = cli_option(c, "code")};
    if (creates == !str_is_empty(id)) {
        cli_complain(creates ? "%s makes something new and takes no id"
                             : "%s needs the id of its subject",
                     def->name);
        return CLI_USAGE;
    }
    call.path =
        arena_format(&c->arena, "/api/v1/%s%s%.*s/commands/%s%s%.*s", folder, creates ? "" : "/",
                     STR_ARG(id), def->name, str_is_empty(party) ? "" : "?party=", STR_ARG(party));
    call.key = submission_of(c);
    enum err e = body_make(c, &call.body);
    if (e != ERR_OK)
        return cli_failed("fields", e);
    return cli_call_and_print(c, &call);
}

int cli_subject(struct cli *c)
{
    const char *folder = folder_of(cli_word(c, 0));
    struct str verb = cli_word(c, 1);
    if (str_equal(verb, STR("show")) && !str_is_empty(cli_word(c, 2))) {
        struct cli_call call = {.method = "GET", .token = token_of(c)};
        call.path = arena_format(&c->arena, "/api/v1/%s/%.*s", folder, STR_ARG(cli_word(c, 2)));
        return cli_call_and_print(c, &call);
    }
    const struct command_def *def = command_def_find(verb);
    if (!def || (def->flags & INTERNAL)) {
        cli_complain("there is no command \"%.*s\"; see todoke law commands", STR_ARG(verb));
        return CLI_USAGE;
    }
    return subject_command(c, folder, def);
}

int cli_work(struct cli *c)
{
    struct cli_call call = {.method = "GET", .path = STR("/api/v1/work"), .token = token_of(c)};
    return cli_call_and_print(c, &call);
}
