/*
 * cli/csaf_world.c — what a CSAF document does not tell: answers from files, from Debian's hunspell
 * and gpg in child processes. Nothing is fetched from a network; what is in no file is not known.
 */
#include "cli/csaf_world.h"

#include "cli/cli_priv.h"
#include "core/key/key.h"
#include "courier/openpgp.h"
#include "sys/filter.h"

#include <stdio.h>
#include <string.h>

enum {
    ANSWERS_BYTES = 16 << 20,
    SCHEMA_BYTES = 4 << 20,
    KEY_BYTES = 256 << 10,
    DICTIONARY_PATH = 256,
    FOLDERS_ABOVE = 8,
};

static const char hunspell[] = "/usr/bin/hunspell";

/* ---- what the core asks ---------------------------------------------------------------------- */

/* What the file of --urls says of an address: "yes" or "no", then what follows it. */
static bool line_of(const struct csaf_world *w, struct str url, struct str *out)
{
    struct str rest = w->urls;
    while (rest.ptr != NULL) {
        struct str line = str_split(&rest, '\n');
        struct str address = str_split(&line, ' ');
        *out = str_trim(line);
        if (str_equal(address, url))
            return true;
    }
    return false;
}

static enum csaf_reach answer_reach(void *context, struct str url)
{
    struct str line = {0};
    if (!line_of(context, url, &line))
        return CSAF_REACH_UNKNOWN;
    return str_equal(str_split(&line, ' '), STR("no")) ? CSAF_REACH_NO : CSAF_REACH_YES;
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
    struct csaf_world *w = context;
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
static bool read_below(struct csaf_world *w, struct str folder, struct str path, struct str *out)
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
    struct csaf_world *w = context;
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

/* ---- keys ------------------------------------------------------------------------------------ */

static enum csaf_key_fault fault_of(const struct key_found *found, int64_t now_us)
{
    if (found->verdict == KEY_SOUND && found->expires_us != 0 && found->expires_us <= now_us)
        return CSAF_KEY_EXPIRED;
    return found->verdict == KEY_SOUND ? CSAF_KEY_SOUND : CSAF_KEY_NOT_FOR_ENCRYPTION;
}

/* A line of --urls may go on with the content type and a file that holds what was delivered; gpg
 * looks at it. */
static bool answer_key(void *context, struct str url, struct csaf_key *out)
{
    struct csaf_world *w = context;
    struct openpgp tool = {.backend = STR("gpg"), .allow_degraded = true};
    struct key_found found;
    struct str line = {0};
    struct str text = {0};
    struct str listing = {0};
    if (!line_of(w, url, &line) || !str_equal(str_split(&line, ' '), STR("yes")))
        return false;
    struct str type = str_split(&line, ' ');
    struct str file = arena_copy(w->arena, line);
    if (line.len == 0 || file.ptr == NULL ||
        cli_read_file(file, KEY_BYTES, w->arena, &text) != ERR_OK)
        return false;
    *out = (struct csaf_key){.fault = CSAF_KEY_NOT_ARMORED,
                             .other_type = !str_equal(type, STR("application/pgp-keys"))};
    if (str_find(text, STR("-----BEGIN PGP PUBLIC KEY BLOCK-----"), 0) == SIZE_MAX)
        return true;
    enum err e = openpgp_inspect(&tool, text, w->arena, &listing);
    if (e != ERR_OK)
        return e == ERR_INVALID;
    key_listing_read(listing, &found);
    if (found.verdict == KEY_UNREADABLE)
        return true;
    out->fault = fault_of(&found, w->now_us);
    out->users = key_listing_users(listing, w->arena);
    return true;
}

/* ---- all of them ----------------------------------------------------------------------------- */

struct csaf_services csaf_world_services(struct csaf_world *w)
{
    return (struct csaf_services){.context = w,
                                  .now_us = w->now_us,
                                  .reach = answer_reach,
                                  .spell = answer_spelling,
                                  .key = answer_key,
                                  .schema = answer_schema};
}
