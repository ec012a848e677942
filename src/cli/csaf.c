/*
 * cli/csaf.c — `todoke csaf`: judges CSAF documents and says what is wrong where.
 *
 * The core asks what it cannot know from the document; this file answers from files and from
 * Debian's hunspell in a child process. Nothing is fetched from a network.
 */
#include "cli/items.h"

#include "core/csaf/csaf.h"
#include "core/json/json.h"
#include "core/text/ui.h"
#include "messages.h"
#include "sys/clock.h"
#include "sys/filter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ANSWERS_BYTES = 16 << 20, SCHEMA_BYTES = 4 << 20, DICTIONARY_PATH = 256, FOLDERS_ABOVE = 8 };

static const char hunspell[] = "/usr/bin/hunspell";

/* ---- what the core asks ---------------------------------------------------------------------- */

struct world {
    struct cli *c;
    struct arena *arena; /* of the document that is judged */
    struct str urls;     /* --urls: lines "ADDRESS yes" or "ADDRESS no" */
    struct str schemas;  /* --schemas: the folder of extension schemas */
    struct str file;     /* the document that is judged */
};

static enum csaf_reach answer_reach(void *context, struct str url)
{
    const struct world *w = context;
    struct str rest = w->urls;
    while (rest.ptr != NULL) {
        struct str line = str_split(&rest, '\n');
        struct str address = str_split(&line, ' ');
        if (str_equal(address, url))
            return str_equal(str_trim(line), STR("no")) ? CSAF_REACH_NO : CSAF_REACH_YES;
    }
    return CSAF_REACH_UNKNOWN;
}

static bool have_dictionary(char path[DICTIONARY_PATH], const char *language, const char *region,
                            struct str *name)
{
    int len = snprintf(path, DICTIONARY_PATH, "/usr/share/hunspell/%s%s%s.dic", language,
                       *region ? "_" : "", region);
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return false;
    (void)fclose(f);
    *name = str_slice((struct str){path, (size_t)len}, sizeof("/usr/share/hunspell/") - 1,
                      (size_t)len - 4);
    return true;
}

/* "en-GB" has en_GB, any other English en_US: the dictionaries that Debian installs. */
static bool dictionary_for(struct str lang, char path[DICTIONARY_PATH], struct str *name)
{
    char language[3] = {0};
    char region[3] = {0};
    for (size_t i = 0; i < 2; i++) {
        language[i] = (char)(lang.ptr[i] | 0x20);
        region[i] = lang.len == 5 ? (char)(lang.ptr[3 + i] & ~0x20) : '\0';
    }
    return have_dictionary(path, language, region, name) ||
           have_dictionary(path, language, "", name) ||
           (strcmp(language, "en") == 0 && have_dictionary(path, language, "US", name));
}

static bool answer_spelling(void *context, struct str lang, struct str words, struct str *wrong)
{
    struct world *w = context;
    char path[DICTIONARY_PATH];
    struct str name = {0};
    if ((lang.len != 2 && lang.len != 5) || !dictionary_for(lang, path, &name))
        return false;
    const char *dictionary = arena_copy(w->arena, name).ptr;
    const char *const argv[] = {hunspell, "-l", "-i", "utf-8", "-d", dictionary, NULL};
    const struct filter f = {hunspell, argv, words, ANSWERS_BYTES};
    return dictionary != NULL && filter_run(&f, w->arena, wrong) == ERR_OK;
}

/* ---- schemas of extensions ------------------------------------------------------------------- */

/* The path of an address, "a/b/c.json" of "https://host/a/b/c.json"; absent when a part of it could
 * lead anywhere else than down. */
static struct str path_of(struct str url)
{
    struct str rest = url;
    if (!str_starts_with(url, STR("https://")) || !str_ends_with(url, STR(".json")))
        return (struct str){0};
    rest = str_slice(url, 8, url.len);
    (void)str_split(&rest, '/');
    for (struct str parts = rest; parts.ptr != NULL;) {
        struct str part = str_split(&parts, '/');
        if (part.len == 0 || part.ptr[0] == '.' || memchr(part.ptr, '\0', part.len))
            return (struct str){0};
    }
    return rest;
}

/* A file below `folder` whose path ends like the address, as much of it as there is; at least the
 * file's own folder has to agree. */
static bool read_below(struct world *w, struct str folder, struct str path, struct str *out)
{
    while (path.ptr != NULL && memchr(path.ptr, '/', path.len)) {
        struct str file = arena_format(w->arena, "%.*s%.*s", STR_ARG(folder), STR_ARG(path));
        if (file.ptr == NULL)
            return false;
        if (cli_read_file(file, SCHEMA_BYTES, w->arena, out) == ERR_OK)
            return true;
        (void)str_split(&path, '/');
    }
    return false;
}

/* From --schemas, else from the folders above the document: a checked out repository answers for
 * itself. Nothing is fetched. */
static struct str answer_schema(void *context, struct str url)
{
    struct world *w = context;
    struct str path = path_of(url);
    struct str out = {0};
    struct str folder = w->file;
    if (path.ptr == NULL)
        return out;
    if (w->schemas.len > 0) {
        folder = arena_format(w->arena, "%.*s/", STR_ARG(w->schemas));
        return read_below(w, folder, path, &out) ? out : (struct str){0};
    }
    for (int up = 0; up < FOLDERS_ABOVE && folder.len > 0; up++) {
        folder.len--;
        while (folder.len > 0 && folder.ptr[folder.len - 1] != '/')
            folder.len--;
        if (folder.len > 0 && read_below(w, folder, path, &out))
            return out;
    }
    return (struct str){0};
}

/* ---- options --------------------------------------------------------------------------------- */

/* "6.1.1,6.2.3", "mandatory" or "all". */
static bool read_tests(struct cli *c, struct str list, struct csaf_options *o)
{
    if (list.len == 0 || str_equal(list, STR("all"))) {
        csaf_options_all(o);
        return true;
    }
    while (list.ptr != NULL) {
        struct str id = str_split(&list, ',');
        enum csaf_test test = csaf_test_find(id);
        struct csaf_options mandatory = {0};
        if (str_equal(id, STR("mandatory"))) {
            csaf_options_mandatory(&mandatory);
            for (size_t i = 0; i < CSAF_TESTS; i++)
                o->selected[i] = o->selected[i] || mandatory.selected[i];
        } else if (test != CSAF_TESTS) {
            o->selected[test] = true;
        } else {
            return cli_misused(c, N_("there is no test \"{name}\"; see todoke csaf tests"),
                               CLI_VALUES(UI_PARAM("name", id))) == CLI_OK;
        }
    }
    return true;
}

static bool read_options(struct cli *c, struct csaf_options *o)
{
    struct str version = cli_option(c, "version");
    if (str_equal(version, STR("2.0")))
        o->version = CSAF_20;
    else if (str_equal(version, STR("2.1")))
        o->version = CSAF_21;
    else if (version.len > 0)
        return cli_misused(c, N_("--version is 2.0 or 2.1"), CLI_NONE) == CLI_OK;
    o->lang = c->lang;
    return read_tests(c, cli_option(c, "tests"), o);
}

/* ---- printing -------------------------------------------------------------------------------- */

static void write_findings(struct json_writer *w, const struct csaf_result *r)
{
    json_write_member_array(w, STR("findings"));
    for (size_t i = 0; i < r->count; i++) {
        const struct csaf_finding *f = &r->findings[i];
        json_write_object(w);
        json_write_member(w, STR("message"), f->message);
        json_write_member(w, STR("pointer"), f->pointer);
        json_write_member(w, STR("test"), str_from_cstr(csaf_test_def(f->test)->id));
        json_write_end(w);
    }
    json_write_end(w);
}

static void print_json(struct str file, const struct csaf_result *r, struct arena *a)
{
    struct buf out;
    struct str line = {0};
    struct json_writer w;
    buf_init(&out, a, LIMIT_CSAF_BYTES);
    json_write_begin(&w, &out, JSON_COMPACT);
    json_write_object(&w);
    json_write_member(&w, STR("file"), cli_as_text(file, a));
    write_findings(&w, r);
    if (r->cut) {
        json_write_key(&w, STR("more"));
        json_write_bool(&w, true);
    }
    json_write_key(&w, STR("passed"));
    json_write_bool(&w, r->passed);
    json_write_key(&w, STR("valid"));
    json_write_bool(&w, r->valid);
    json_write_member(&w, STR("version"), r->version == CSAF_21 ? STR("2.1") : STR("2.0"));
    json_write_end(&w);
    json_write_finish(&w);
    buf_add_char(&out, '\n');
    if (buf_finish(&out, &line) == ERR_OK)
        cli_print(line);
}

/* A file of which nothing can be said but why. */
static void print_unread(struct str file, struct str why, struct arena *a)
{
    struct item item = {.arena = a};
    item.answer = item_object(&item);
    struct item_value *error = item_set_object(&item, item.answer, "error");
    item_set_text(&item, error, "message", why);
    item_set_text(&item, item.answer, "file", cli_as_text(file, a));
    (void)item_set_array(&item, item.answer, "findings");
    item_set_bool(&item, item.answer, "passed", false);
    item_set_bool(&item, item.answer, "valid", false);
    if (item_print(&item) != ERR_OK)
        (void)cli_failed(file.ptr, ERR_MEMORY);
}

static void print_text(struct str file, const struct csaf_result *r, enum lang lang)
{
    const char *verdict = !r->valid    ? N_("not valid")
                          : !r->passed ? N_("valid, with findings")
                                       : N_("valid");
    (void)printf("%.*s: %.*s\n", STR_ARG(file), STR_ARG(message(lang, verdict)));
    for (size_t i = 0; i < r->count; i++) {
        const struct csaf_finding *f = &r->findings[i];
        (void)printf("  %-9s %.*s\n            %.*s\n", csaf_test_def(f->test)->id,
                     STR_ARG(f->pointer), STR_ARG(f->message));
    }
    if (r->cut)
        (void)printf("  …\n");
}

/* ---- validate -------------------------------------------------------------------------------- */

/* True when the file passes. */
static bool judge(struct cli *c, struct world *w, struct csaf_options *o, struct str file)
{
    struct arena arena;
    struct csaf_result r = {0};
    struct str text = {0};
    bool json = input_has(&c->options, STR("json"));
    arena_init(&arena, LIMIT_CSAF_ARENA);
    w->arena = &arena;
    w->file = file;
    enum err e = cli_read_file(file, LIMIT_CSAF_BYTES, &arena, &text);
    if (e == ERR_OK)
        e = csaf_validate(text, o, &arena, &r);
    struct str why = cli_read_reason(c->lang, e, LIMIT_CSAF_BYTES, &c->arena);
    if (e != ERR_OK && json)
        print_unread(file, why, &arena);
    else if (e != ERR_OK)
        cli_complain("%.*s: %.*s", STR_ARG(file), STR_ARG(why));
    else if (json)
        print_json(file, &r, &arena);
    else
        print_text(file, &r, c->lang);
    arena_release(&arena);
    return e == ERR_OK && r.valid && r.passed;
}

static int64_t now_us(void)
{
    struct clock clock;
    clock_init_system(&clock);
    int64_t now = clock_now_us(&clock);
    clock_release(&clock);
    return now;
}

static int validate(struct cli *c)
{
    struct csaf_options *o = ARENA_NEW(&c->arena, struct csaf_options);
    struct world world = {.c = c, .schemas = cli_option(c, "schemas")};
    struct str urls = cli_option(c, "urls");
    bool passed = true;
    if (o == NULL)
        return cli_failed("csaf", ERR_MEMORY);
    if (!read_options(c, o))
        return CLI_USAGE;
    o->services = (struct csaf_services){.context = &world,
                                         .now_us = now_us(),
                                         .reach = answer_reach,
                                         .spell = answer_spelling,
                                         .schema = answer_schema};
    if (urls.len > 0) {
        enum err e = cli_read_file(urls, ANSWERS_BYTES, &c->arena, &world.urls);
        if (e != ERR_OK) {
            struct str why = cli_read_reason(c->lang, e, ANSWERS_BYTES, &c->arena);
            cli_complain("%.*s: %.*s", STR_ARG(urls), STR_ARG(why));
            return CLI_FAILED;
        }
    }
    if (c->word_count < 3)
        return judge(c, &world, o, STR("-")) ? CLI_OK : CLI_REFUSED;
    for (size_t i = 2; i < c->word_count && !ferror(stdout); i++)
        passed = judge(c, &world, o, c->words[i]) && passed;
    return passed ? CLI_OK : CLI_REFUSED;
}

/* ---- names ----------------------------------------------------------------------------------- */

static void print_name(struct cli *c, struct str file, struct str wanted, bool fits)
{
    struct buf out;
    struct str line = {0};
    struct json_writer w;
    if (!input_has(&c->options, STR("json"))) {
        const char *msgid = fits ? N_("{file}: is {wanted}") : N_("{file}: should be {wanted}");
        line = cli_say(c->lang, &c->arena, msgid,
                       CLI_VALUES(UI_PARAM("file", file), UI_PARAM("wanted", wanted)));
        (void)printf("%.*s\n", STR_ARG(line));
        return;
    }
    buf_init(&out, &c->arena, ANSWERS_BYTES);
    json_write_begin(&w, &out, JSON_COMPACT);
    json_write_object(&w);
    json_write_member(&w, STR("expected"), wanted);
    json_write_member(&w, STR("file"), cli_as_text(file, &c->arena));
    json_write_key(&w, STR("valid"));
    json_write_bool(&w, fits);
    json_write_end(&w);
    json_write_finish(&w);
    buf_add_char(&out, '\n');
    if (buf_finish(&out, &line) == ERR_OK)
        cli_print(line);
}

/* True when the file has the name of its document. */
static bool check_name(struct cli *c, struct str file)
{
    struct arena arena;
    struct str text = {0};
    struct str name = file;
    const struct json *root = NULL;
    struct json_error place = {0};
    bool fits = false;
    arena_init(&arena, LIMIT_CSAF_ARENA);
    while (memchr(name.ptr, '/', name.len))
        (void)str_split(&name, '/');
    enum err e = cli_read_file(file, LIMIT_CSAF_BYTES, &arena, &text);
    if (e == ERR_OK)
        e = json_read(text, LIMIT_CSAF_BYTES, &arena, &root, &place);
    if (e == ERR_OK) {
        const struct json *tracking =
            json_member(json_member(root, STR("document")), STR("tracking"));
        struct str id = json_text(json_member(tracking, STR("id")));
        fits = csaf_file_name_fits(name, root, &arena);
        print_name(c, file, csaf_file_name_of(id, &arena), fits);
    } else {
        struct str why = place.reason != JSON_REASON_NONE
                             ? str_from_cstr(json_reason_text(place.reason, c->lang))
                             : cli_read_reason(c->lang, e, LIMIT_CSAF_BYTES, &arena);
        cli_complain("%.*s: %.*s", STR_ARG(file), STR_ARG(why));
    }
    arena_release(&arena);
    return fits;
}

static int names(struct cli *c)
{
    bool all = c->word_count > 2;
    for (size_t i = 2; i < c->word_count; i++)
        all = check_name(c, c->words[i]) && all;
    return all ? CLI_OK : CLI_REFUSED;
}

/* ---- tests ----------------------------------------------------------------------------------- */

static int list_tests(enum lang lang)
{
    static const char *const severities[] = {"mandatory", "recommended", "informative"};
    static const char *const versions[] = {"", "2.0", "2.1", "2.0, 2.1"};
    for (size_t i = 0; i < CSAF_TESTS; i++) {
        const struct csaf_test_def *def = csaf_test_def((enum csaf_test)i);
        (void)printf("%-10s %-12s %-9s %s\n", def->id, severities[def->severity],
                     versions[def->versions & CSAF_BOTH], lang == LANG_JA ? def->ja : def->en);
    }
    return CLI_OK;
}

int cli_csaf(struct cli *c)
{
    struct str verb = cli_word(c, 1);
    if (str_equal(verb, STR("validate")))
        return validate(c);
    if (str_equal(verb, STR("name")))
        return names(c);
    if (str_equal(verb, STR("tests")))
        return list_tests(c->lang);
    return cli_misused(c, N_("csaf validate, csaf name or csaf tests; see todoke help csaf"),
                       CLI_NONE);
}
