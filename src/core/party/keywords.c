/*
 * core/party/keywords.c — the technology keyword list: lines "key: label", a slash in a key making
 * a branch (REG-19, OP-29). Pure text; must never decide who is concerned.
 */
#include "core/party/party_priv.h"

enum { KEY_BYTES_MAX = 80 };

static struct str key_of(struct str line)
{
    return str_trim(str_split(&line, ':'));
}

bool keywords_hold(struct str list, struct str key)
{
    while (list.ptr) {
        if (str_equal(key_of(str_split(&list, '\n')), key))
            return !str_is_empty(key);
    }
    return false;
}

static bool is_above(struct str above, struct str below)
{
    return str_starts_with(below, above) && below.len > above.len && below.ptr[above.len] == '/';
}

bool keywords_meet(struct str a, struct str b)
{
    if (str_is_empty(a) || str_is_empty(b))
        return false;
    return str_equal(a, b) || is_above(a, b) || is_above(b, a);
}

struct refusal keywords_judge(const struct law_image *m, struct str keys, enum command_kind kind,
                              const char *field)
{
    while (keys.ptr) {
        struct str key = str_trim(str_split(&keys, '\n'));
        if (str_is_empty(key) || (m->keywords && keywords_hold(m->keywords->list, key)))
            continue;
        struct refusal r = refuse_field(REFUSAL_keyword_unknown, kind, field);
        r.reason = key;
        return r;
    }
    return refuse_nothing();
}

/* ---- the list itself ---- */

static bool key_is_well_formed(struct str key)
{
    if (str_is_empty(key) || key.len > KEY_BYTES_MAX || key.ptr[0] == '/' ||
        key.ptr[key.len - 1] == '/')
        return false;
    for (size_t i = 0; i < key.len; i++) {
        char c = key.ptr[i];
        bool ok = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
                  (c == '/' && key.ptr[i - 1] != '/');
        if (!ok)
            return false;
    }
    return true;
}

static struct str parent_of(struct str key)
{
    size_t end = key.len;
    while (end > 0 && key.ptr[end - 1] != '/')
        end--;
    return end > 0 ? str_slice(key, 0, end - 1) : (struct str){NULL, 0};
}

/* Key and label are there, the key is new, and its parent stands above it. */
static bool line_is_well_formed(struct str line, struct str before)
{
    struct str label = line;
    struct str key = str_trim(str_split(&label, ':'));
    struct str parent = parent_of(key);

    return key_is_well_formed(key) && !str_is_empty(str_trim(label)) &&
           !keywords_hold(before, key) && (str_is_empty(parent) || keywords_hold(before, parent));
}

static struct refusal judge_list(struct str list)
{
    struct str rest = list;
    while (rest.ptr) {
        struct str line = str_split(&rest, '\n');
        struct str before = {list.ptr, (size_t)(line.ptr - list.ptr)};
        if (str_is_empty(str_trim(line)) || line_is_well_formed(line, before))
            continue;
        struct refusal r = refuse_field(REFUSAL_keyword_malformed, COMMAND_set_keywords, "list");
        r.reason = str_trim(line);
        return r;
    }
    return refuse_nothing();
}

struct refusal open_set_keywords(const struct law_world *w, struct subject s)
{
    (void)w;
    (void)s;
    return refuse_nothing();
}

enum err decide_set_keywords(const struct law_world *w, const struct cmd_set_keywords *c,
                             struct decision *d)
{
    const struct ev_keywords_set *now = w->image->keywords;

    d->refusal = judge_list(c->list);
    if (d->refusal.code == REFUSAL_none && now && str_equal(now->list, c->list))
        d->refusal = refuse_field(REFUSAL_keywords_unchanged, COMMAND_set_keywords, "list");
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_keywords_set *e = decision_add(d, w, EVENT_keywords_set, w->image->scheme_id);
    if (!e)
        return ERR_MEMORY;
    e->version = now ? now->version + 1 : 1;
    e->list = c->list;
    return ERR_OK;
}
