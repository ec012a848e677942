/*
 * cli/csaf.c — `todoke csaf`: judges CSAF documents and says what is wrong where. What the core
 * asks beyond the document is answered by csaf_world.c.
 */
#include "cli/csaf_world.h"
#include "cli/items.h"

#include "core/csaf/csaf.h"
#include "core/json/json.h"
#include "core/text/ui.h"
#include "messages.h"
#include "sys/clock.h"
#include "sys/disk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ANSWERS_BYTES = 16 << 20 };

/* ---- options --------------------------------------------------------------------------------- */

/* "6.1.1,6.2.3", "basic", "mandatory,6.2.1"; without a list all. */
static bool read_tests(struct cli *c, struct str list, struct csaf_options *o)
{
    if (list.len == 0) {
        csaf_options_all(o);
        return true;
    }
    while (list.ptr != NULL) {
        struct str id = str_split(&list, ',');
        enum csaf_test test = csaf_test_find(id);
        if (test != CSAF_TESTS)
            o->selected[test] = true;
        else if (!csaf_options_preset(o, id))
            return cli_misused(c, N_("there is no test \"{name}\"; see todoke csaf tests"),
                               CLI_VALUES(UI_PARAM("name", id))) == CLI_OK;
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

static void write_findings(struct json_writer *w, struct str key,
                           const struct csaf_finding *findings, size_t count)
{
    json_write_member_array(w, key);
    for (size_t i = 0; i < count; i++) {
        const struct csaf_finding *f = &findings[i];
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
    write_findings(&w, STR("findings"), r->findings, r->count);
    if (r->cut) {
        json_write_key(&w, STR("more"));
        json_write_bool(&w, true);
    }
    json_write_key(&w, STR("passed"));
    json_write_bool(&w, r->passed);
    if (r->skipped_count > 0)
        write_findings(&w, STR("skipped"), r->skipped, r->skipped_count);
    json_write_key(&w, STR("valid"));
    json_write_bool(&w, r->valid);
    json_write_member(&w, STR("version"), r->version == CSAF_21 ? STR("2.1") : STR("2.0"));
    json_write_end(&w);
    json_write_finish(&w);
    buf_add_char(&out, '\n');
    if (buf_finish(&out, &line) == ERR_OK)
        cli_print(line);
}

/* The beginning of the answer about a file of which nothing can be said but why. */
static struct item begin_unread(struct str file, struct str why, struct arena *a)
{
    struct item item = {.arena = a};
    item.answer = item_object(&item);
    struct item_value *error = item_set_object(&item, item.answer, "error");
    item_set_text(&item, error, "message", why);
    item_set_text(&item, item.answer, "file", cli_as_text(file, a));
    item_set_bool(&item, item.answer, "valid", false);
    return item;
}

static void print_unread(struct str file, struct str why, struct arena *a)
{
    struct item item = begin_unread(file, why, a);
    (void)item_set_array(&item, item.answer, "findings");
    item_set_bool(&item, item.answer, "passed", false);
    if (item_print(&item) != ERR_OK)
        (void)cli_failed(file.ptr, ERR_MEMORY);
}

static void print_findings(const struct csaf_finding *findings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct csaf_finding *f = &findings[i];
        (void)printf("  %-9s %.*s\n            %.*s\n", csaf_test_def(f->test)->id,
                     STR_ARG(f->pointer), STR_ARG(f->message));
    }
}

static void print_text(struct str file, const struct csaf_result *r, enum lang lang)
{
    const char *verdict = !r->valid    ? N_("not valid")
                          : !r->passed ? N_("valid, with findings")
                                       : N_("valid");
    (void)printf("%.*s: %.*s\n", STR_ARG(file), STR_ARG(message(lang, verdict)));
    print_findings(r->findings, r->count);
    if (r->cut)
        (void)printf("  …\n");
    print_findings(r->skipped, r->skipped_count);
}

/* ---- validate -------------------------------------------------------------------------------- */

/* True when the file passes. */
static bool judge(struct cli *c, struct csaf_world *w, struct csaf_options *o, struct str file)
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
    if (e != ERR_OK) {
        arena_clear(&arena); /* it may be full */
        struct str why = cli_read_reason(c->lang, e, LIMIT_CSAF_BYTES, &arena);
        if (json)
            print_unread(file, why, &arena);
        else
            cli_complain("%.*s: %.*s", STR_ARG(file), STR_ARG(why));
    } else if (json) {
        print_json(file, &r, &arena);
    } else {
        print_text(file, &r, c->lang);
    }
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

static int unreadable(struct cli *c, struct str path, enum err e)
{
    struct str why = cli_read_reason(c->lang, e, ANSWERS_BYTES, &c->arena);
    cli_complain("%.*s: %.*s", STR_ARG(path), STR_ARG(why));
    return CLI_FAILED;
}

/* What --urls and --schemas name must be there: a slip would look like a judgement. */
static int open_world(struct cli *c, struct csaf_world *w)
{
    DISK_FD folder = -1;
    struct str urls = cli_option(c, "urls");
    enum err e = ERR_OK;
    w->schemas = cli_option(c, "schemas");
    w->now_us = now_us();
    if (urls.len > 0)
        e = cli_read_file(urls, ANSWERS_BYTES, &c->arena, &w->urls);
    if (e != ERR_OK)
        return unreadable(c, urls, e);
    if (w->schemas.len > 0)
        e = disk_open_root(w->schemas.ptr, &folder);
    return e == ERR_OK ? CLI_OK : unreadable(c, w->schemas, e);
}

static int validate(struct cli *c)
{
    struct csaf_options *o = ARENA_NEW(&c->arena, struct csaf_options);
    struct csaf_world world = {0};
    bool passed = true;
    if (o == NULL)
        return cli_failed("csaf", ERR_MEMORY);
    if (!read_options(c, o))
        return CLI_USAGE;
    int ready = open_world(c, &world);
    if (ready != CLI_OK)
        return ready;
    o->services = csaf_world_services(&world);
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

static void print_nameless(struct cli *c, struct str file, struct str why)
{
    if (!input_has(&c->options, STR("json"))) {
        cli_complain("%.*s: %.*s", STR_ARG(file), STR_ARG(why));
        return;
    }
    struct item item = begin_unread(file, why, &c->arena);
    item_set_null(&item, item.answer, "expected");
    if (item_print(&item) != ERR_OK)
        (void)cli_failed(file.ptr, ERR_MEMORY);
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
        print_nameless(c, file, why);
    }
    arena_release(&arena);
    return fits;
}

static int names(struct cli *c)
{
    bool all = true;
    if (c->word_count < 3)
        return cli_misused(c, N_("csaf name needs files; see todoke help csaf"), CLI_NONE);
    for (size_t i = 2; i < c->word_count; i++)
        all = check_name(c, c->words[i]) && all;
    return all ? CLI_OK : CLI_REFUSED;
}

/* ---- tests ----------------------------------------------------------------------------------- */

/* All, or those of a list as --tests takes it. */
static int list_tests(struct cli *c)
{
    struct csaf_options *o = ARENA_NEW(&c->arena, struct csaf_options);
    static const char *const severities[] = {"mandatory", "recommended", "informative"};
    static const char *const versions[] = {"", "2.0", "2.1", "2.0, 2.1"};
    if (o == NULL)
        return cli_failed("csaf", ERR_MEMORY);
    if (!read_tests(c, cli_word(c, 2), o))
        return CLI_USAGE;
    for (size_t i = 0; i < CSAF_TESTS; i++) {
        const struct csaf_test_def *def = csaf_test_def((enum csaf_test)i);
        if (o->selected[i])
            (void)printf("%-10s %-12s %-9s %s\n", def->id, severities[def->severity],
                         versions[def->versions & CSAF_BOTH],
                         c->lang == LANG_JA ? def->ja : def->en);
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
        return list_tests(c);
    return cli_misused(c, N_("csaf validate, csaf name or csaf tests; see todoke help csaf"),
                       CLI_NONE);
}
