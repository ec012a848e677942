/*
 * core/conf/conf.c — reads and writes todoke.conf by the list conf.def. Pure: no file, no
 * environment.
 */
#include "core/conf/conf.h"

#include "base/utf8.h"

#include <string.h>

enum conf_kind {
    CONF_KIND_TEXT,
    CONF_KIND_NUMBER,
    CONF_KIND_LISTEN,
    CONF_KIND_URL,
    CONF_KIND_YES_NO,
    CONF_KIND_CLOCK,
    CONF_KIND_COST,
    CONF_KIND_SANDBOX,
    CONF_KIND_OPENPGP,
};

/* The words of the kinds that have few. */
static const char *const conf_words[] = {
    [CONF_KIND_YES_NO] = "yes no",
    [CONF_KIND_CLOCK] = "system manual",
    [CONF_KIND_COST] = "full reduced",
    [CONF_KIND_SANDBOX] = "strict degraded",
    [CONF_KIND_OPENPGP] = "off sqop gosop rsop",
};

struct conf_def {
    const char *name;
    const char *text;
    const char *standard;
    enum conf_kind kind;
    size_t offset;
};

static const struct conf_def conf_defs[] = {
#define SETTING(name, kind, standard, text)                                                        \
    {#name, text, standard, CONF_KIND_##kind, offsetof(struct conf, name)},
#include "core/conf/conf.def"
};

enum {
    CONF_COUNT = sizeof(conf_defs) / sizeof(conf_defs[0]),
    CONF_NUMBER_MAX = 1000000,
};

/* "127.0.0.1:8081", "[::1]:8081" */
static bool listen_split(struct str value, struct str *host, uint16_t *port)
{
    size_t colon = SIZE_MAX;
    uint64_t number = 0;
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] == ':')
            colon = i;
    }
    if (colon == SIZE_MAX ||
        !str_to_u64(str_slice(value, colon + 1, value.len), UINT16_MAX, &number))
        return false;
    *host = str_slice(value, 0, colon);
    bool bracketed = host->len > 2 && host->ptr[0] == '[' && host->ptr[host->len - 1] == ']';
    bool is_ipv6 = str_find(*host, STR(":"), 0) != SIZE_MAX;
    if (is_ipv6 != bracketed || (!bracketed && str_find(*host, STR("["), 0) != SIZE_MAX))
        return false;
    if (bracketed)
        *host = str_slice(*host, 1, host->len - 1);
    *port = (uint16_t)number;
    return !str_is_empty(*host);
}

static bool is_word_of(struct str words, struct str value)
{
    while (words.ptr) {
        if (str_equal(str_split(&words, ' '), value))
            return true;
    }
    return false;
}

static bool is_url(struct str value)
{
    struct str rest = {0};
    if (str_starts_with(value, STR("https://")))
        rest = str_slice(value, 8, value.len);
    else if (str_starts_with(value, STR("http://")))
        rest = str_slice(value, 7, value.len);
    return rest.len > 0 && rest.ptr[rest.len - 1] != '/';
}

static bool text_is_of(enum conf_kind kind, struct str value)
{
    struct str host;
    uint16_t port;
    switch (kind) {
    case CONF_KIND_TEXT:
        return true;
    case CONF_KIND_LISTEN:
        return listen_split(value, &host, &port);
    case CONF_KIND_URL:
        return is_url(value);
    case CONF_KIND_YES_NO:
    case CONF_KIND_CLOCK:
    case CONF_KIND_COST:
    case CONF_KIND_SANDBOX:
    case CONF_KIND_OPENPGP:
        return is_word_of(str_from_cstr(conf_words[kind]), value);
    case CONF_KIND_NUMBER:
        break;
    }
    return false;
}

static bool conf_set(struct conf *c, const struct conf_def *def, struct str value)
{
    char *at = (char *)c + def->offset;
    if (def->kind != CONF_KIND_NUMBER) {
        if (!text_is_of(def->kind, value))
            return false;
        memcpy(at, &value, sizeof(value));
        return true;
    }
    uint64_t number = 0;
    if (!str_to_u64(value, CONF_NUMBER_MAX, &number))
        return false;
    uint32_t narrow = (uint32_t)number;
    memcpy(at, &narrow, sizeof(narrow));
    return true;
}

void conf_init(struct conf *c)
{
    memset(c, 0, sizeof(*c));
    for (size_t i = 0; i < CONF_COUNT; i++)
        (void)conf_set(c, &conf_defs[i], str_from_cstr(conf_defs[i].standard));
}

static const struct conf_def *conf_find(struct str name)
{
    for (size_t i = 0; i < CONF_COUNT; i++) {
        if (str_equal(str_from_cstr(conf_defs[i].name), name))
            return &conf_defs[i];
    }
    return NULL;
}

bool conf_assign(struct conf *c, struct str name, struct str value)
{
    const struct conf_def *def = conf_find(name);
    return def && conf_set(c, def, value);
}

static enum err conf_read_line(struct str line, struct arena *a, bool *seen, struct conf *out)
{
    line = str_trim(line);
    if (str_is_empty(line) || line.ptr[0] == '#')
        return ERR_OK;
    size_t equals = str_find(line, STR("="), 0);
    if (equals == SIZE_MAX)
        return ERR_INVALID;
    const struct conf_def *def = conf_find(str_trim(str_slice(line, 0, equals)));
    if (!def || seen[def - conf_defs])
        return ERR_INVALID;
    seen[def - conf_defs] = true;
    struct str value = {0};
    size_t bad_at = 0;
    enum err e =
        utf8_accept(str_trim(str_slice(line, equals + 1, line.len)), false, a, &value, &bad_at);
    if (e != ERR_OK)
        return e;
    return conf_set(out, def, value) ? ERR_OK : ERR_INVALID;
}

enum err conf_read(struct str text, struct arena *a, struct conf *out, size_t *line)
{
    bool seen[CONF_COUNT] = {false};
    conf_init(out);
    *line = 0;
    for (struct str rest = text; rest.ptr;) {
        struct str one = str_split(&rest, '\n');
        ++*line;
        enum err e = conf_read_line(one, a, seen, out);
        if (e != ERR_OK)
            return e;
    }
    return ERR_OK;
}

void conf_write(const struct conf *c, struct buf *out)
{
    for (size_t i = 0; i < CONF_COUNT; i++) {
        const struct conf_def *def = &conf_defs[i];
        const char *at = (const char *)c + def->offset;
        buf_add_format(out, "# %s\n%s = ", def->text, def->name);
        if (def->kind != CONF_KIND_NUMBER) {
            struct str value;
            memcpy(&value, at, sizeof(value));
            buf_add(out, value);
        } else {
            uint32_t number;
            memcpy(&number, at, sizeof(number));
            buf_add_u64(out, number);
        }
        buf_add_char(out, '\n');
    }
}

bool conf_is_yes(struct str value)
{
    return str_equal(value, STR("yes"));
}

bool conf_listen(struct str value, struct arena *a, const char **address, uint16_t *port)
{
    struct str host;
    if (!listen_split(value, &host, port))
        return false;
    struct str copy = arena_copy(a, host);
    if (str_is_empty(copy))
        return false;
    *address = copy.ptr;
    return true;
}
