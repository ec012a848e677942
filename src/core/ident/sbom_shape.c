/*
 * core/ident/sbom_shape.c — walks a bill of materials along the tables of its format.
 *
 * Depth is that of the JSON text, which has its limit. Must never know a format: the tables do.
 */
#include "core/ident/sbom_shape_priv.h"

struct walk {
    const struct sbom_reader *r;
    char version;
};

static enum err walk_value(const struct walk *w, const struct json *v, const struct shape *s);

static bool is_word(const char *words, struct str text, char version)
{
    struct str rest = str_from_cstr(words);

    while (rest.ptr != NULL) {
        struct str since = str_split(&rest, ' ');
        struct str word = str_split(&since, '@');
        if (str_equal(word, text)) {
            return since.len == 0 || version >= since.ptr[0];
        }
    }
    return false;
}

static enum err walk_list(const struct walk *w, const struct json *v, const struct shape *s)
{
    enum err e = ERR_OK;

    for (const struct json *item = v->first; e == ERR_OK && item != NULL; item = item->next) {
        e = walk_value(w, item, s->items);
    }
    return e;
}

/* What each member says of itself by its name alone. */
static enum err walk_names(const struct walk *w, const struct json *v, const struct shape *s)
{
    bool closed = s->known != NULL && w->version >= SHAPE_CLOSED;

    for (const struct json *m = v->first; m != NULL; m = m->next) {
        if (closed && !is_word(s->known, m->key, w->version)) {
            return sbom_refuse_value(w->r, m,
                                     N_("this version of the format knows no such member"));
        }
        if (s->texts != NULL && !json_is(m, JSON_STRING) && is_word(s->texts, m->key, w->version)) {
            return sbom_refuse_value(w->r, m, N_("this must be a text"));
        }
    }
    return ERR_OK;
}

static enum err walk_object(const struct walk *w, const struct json *v, const struct shape *s)
{
    enum err e = walk_names(w, v, s);

    for (size_t i = 0; e == ERR_OK && i < s->member_count; i++) {
        const struct shape_member *m = &s->members[i];
        const struct json *member = json_member(v, m->key);
        if (member != NULL) {
            e = walk_value(w, member, m->is);
        } else if (m->missing != NULL && w->version >= m->from) {
            e = sbom_refuse_value(w->r, v, m->missing);
        }
    }
    return e;
}

static enum err walk_value(const struct walk *w, const struct json *v, const struct shape *s)
{
    enum err e = ERR_OK;

    switch (s->kind) {
    case SHAPE_ANY:
        break;
    case SHAPE_TEXT:
        if (!json_is(v, JSON_STRING)) {
            return sbom_refuse_value(w->r, v, N_("this must be a text"));
        }
        if (s->words != NULL && !is_word(s->words, v->text, w->version)) {
            return sbom_refuse_value(w->r, v, s->reason);
        }
        break;
    case SHAPE_LIST:
        if (!json_is(v, JSON_ARRAY)) {
            return sbom_refuse_value(w->r, v, N_("this must be an array"));
        }
        e = walk_list(w, v, s);
        break;
    case SHAPE_OBJECT:
        if (!json_is(v, JSON_OBJECT)) {
            return sbom_refuse_value(w->r, v, N_("this must be an object"));
        }
        e = walk_object(w, v, s);
        break;
    }
    const char *fault = e == ERR_OK && s->fault != NULL ? s->fault(v, w->version) : NULL;
    return fault != NULL ? sbom_refuse_value(w->r, v, fault) : e;
}

enum err shape_check(const struct sbom_reader *r, const struct json *v, const struct shape *s,
                     char version)
{
    const struct walk w = {r, version};

    return walk_value(&w, v, s);
}
