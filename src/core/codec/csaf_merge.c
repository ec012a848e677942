/*
 * core/codec/csaf_merge.c — a changed publication brought into the CSAF document it was read from.
 *
 * Three documents: the original, what our writer writes of the publication as it was read, and what
 * it writes of the changed one. Where the last two are equal the original stands. A difference is
 * taken over only where the original says what the writer wrote before; where it says something
 * else that is a conflict, where it says nothing the difference goes nowhere. Elements of arrays
 * are found again by their content: one of the original belongs to one of ours when it says
 * everything that ours says. At the end the result is read again, and refused unless it gives the
 * changed publication.
 */
#include "core/codec/csaf_read_priv.h"

#include <stdlib.h>

struct merge {
    struct json_writer *w;
    struct arena *arena;
    enum err e;
};

static void refuse(struct merge *m, enum err e)
{
    m->e = m->e == ERR_OK ? e : m->e;
}

static void write_kept(struct merge *m, const struct json *v)
{
    enum err e = json_write_value(m->w, v, m->arena);

    if (e != ERR_OK) {
        refuse(m, e);
    }
    if (e == ERR_LIMIT) {
        json_write_null(m->w); /* nothing was written yet; the text is thrown away */
    }
}

/* Does `whole` say everything that `part` says? */
static bool says(const struct json *whole, const struct json *part)
{
    const struct json *w;

    if (whole == NULL || whole->kind != part->kind) {
        return false;
    }
    if (part->kind == JSON_OBJECT) {
        for (const struct json *p = part->first; p != NULL; p = p->next) {
            if (!says(json_member(whole, p->key), p)) {
                return false;
            }
        }
        return true;
    }
    if (part->kind != JSON_ARRAY) {
        return json_equal(whole, part);
    }
    w = whole->first;
    for (const struct json *p = part->first; p != NULL; p = p->next) {
        while (w != NULL && !says(w, p)) {
            w = w->next;
        }
        if (w == NULL) {
            return false;
        }
        w = w->next;
    }
    return true;
}

/* Is the element of the original the one that ours is? Some kinds are known by one member. */
static bool is_same(const struct json *whole, const struct json *part)
{
    static const struct str names[] = {STR_INIT("cve"), STR_INIT("url"), STR_INIT("text")};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const struct json *name = json_member(part, names[i]);

        if (name != NULL) {
            const struct json *other = json_member(whole, names[i]);

            return other != NULL && json_equal(other, name) &&
                   str_equal(json_text(json_member(whole, STR("category"))),
                             json_text(json_member(part, STR("category"))));
        }
    }
    return says(whole, part);
}

static int compare_keys(const void *a, const void *b)
{
    const struct json *const *left = a;
    const struct json *const *right = b;

    return str_compare((*left)->key, (*right)->key);
}

static void merge(struct merge *m, const struct json *o, const struct json *b,
                  const struct json *a);

/* A list that the original does not have: what is new in it. */
static void add_list(struct merge *m, const struct json *b, const struct json *a)
{
    const struct json *v = a->first;

    if (!json_is(b, JSON_ARRAY) || !json_is(a, JSON_ARRAY) || a->count <= b->count) {
        return;
    }
    for (size_t i = 0; i < b->count; i++) {
        v = v->next;
    }
    json_write_key(m->w, a->key);
    json_write_array(m->w);
    for (; v != NULL; v = v->next) {
        write_kept(m, v);
    }
    json_write_end(m->w);
}

static void merge_member(struct merge *m, const struct json *o, const struct json *b,
                         const struct json *a)
{
    bool unchanged = b == a || (b != NULL && a != NULL && json_equal(a, b));
    struct str key = o != NULL ? o->key : a->key;

    if (unchanged && o != NULL) {
        json_write_key(m->w, key);
        write_kept(m, o);
    } else if (o == NULL && b != NULL) {
        if (a != NULL) { /* the original says it elsewhere, or not at all */
            add_list(m, b, a);
        }
    } else if (a == NULL) {
        if (o != NULL && !says(b, o)) {
            refuse(m, ERR_UNSUPPORTED); /* more stands there than what goes */
        }
    } else if (o != NULL && b == NULL) {
        refuse(m, ERR_UNSUPPORTED);
    } else {
        json_write_key(m->w, key);
        if (o == NULL) {
            write_kept(m, a);
        } else {
            merge(m, o, b, a);
        }
    }
}

static void merge_objects(struct merge *m, const struct json *o, const struct json *b,
                          const struct json *a)
{
    const struct json **all = arena_alloc_array(m->arena, o->count + a->count + 1, sizeof(*all));
    size_t n = 0;

    json_write_object(m->w);
    for (const struct json *v = o->first; v != NULL && all != NULL; v = v->next) {
        all[n++] = v;
    }
    for (const struct json *v = a->first; v != NULL && all != NULL; v = v->next) {
        if (json_member(o, v->key) == NULL) {
            all[n++] = v;
        }
    }
    if (all == NULL) {
        refuse(m, ERR_MEMORY);
    } else if (n > 0) {
        qsort(all, n, sizeof(*all), compare_keys);
    }
    for (size_t i = 0; i < n && m->e == ERR_OK; i++) {
        merge_member(m, json_member(o, all[i]->key), json_member(b, all[i]->key),
                     json_member(a, all[i]->key));
    }
    json_write_end(m->w);
}

/* Element by element; in an array that grows, what is new is put behind. One that shrinks is a
 * conflict, for nobody knows which element went. */
static void merge_arrays(struct merge *m, const struct json *o, const struct json *b,
                         const struct json *a)
{
    const struct json *before = b->first;
    const struct json *after = a->first;

    if (a->count < b->count) {
        refuse(m, ERR_UNSUPPORTED);
    }
    json_write_array(m->w);
    for (const struct json *v = o->first; v != NULL && m->e == ERR_OK; v = v->next) {
        const struct json *mine = before;
        const struct json *theirs = after;

        while (mine != NULL && !is_same(v, mine)) {
            mine = mine->next;
            theirs = theirs->next;
        }
        if (mine == NULL) {
            write_kept(m, v);
            continue;
        }
        merge(m, v, mine, theirs);
        before = mine->next;
        after = theirs->next;
    }
    for (; before != NULL && after != NULL; before = before->next) {
        after = after->next;
    }
    for (; after != NULL && m->e == ERR_OK; after = after->next) {
        write_kept(m, after);
    }
    json_write_end(m->w);
}

static void merge(struct merge *m, const struct json *o, const struct json *b, const struct json *a)
{
    if (json_equal(b, a)) {
        write_kept(m, o);
    } else if (o->kind == JSON_OBJECT && b->kind == JSON_OBJECT && a->kind == JSON_OBJECT) {
        merge_objects(m, o, b, a);
    } else if (o->kind == JSON_ARRAY && b->kind == JSON_ARRAY && a->kind == JSON_ARRAY) {
        merge_arrays(m, o, b, a);
    } else {
        if (!json_equal(o, b)) {
            refuse(m, ERR_UNSUPPORTED);
        }
        write_kept(m, a);
    }
}

enum err csaf_merge(struct json_writer *w, const struct json *original, const struct json *before,
                    const struct json *after, struct arena *a)
{
    struct merge m = {w, a, ERR_OK};

    merge(&m, original, before, after);
    return m.e;
}

/* ---- rewriting ------------------------------------------------------------------------------- */

static enum err written(const struct publication *v, const struct codec_scheme *s,
                        const struct csaf_choice *choice, struct arena *a, const struct json **out)
{
    struct buf text;
    enum err e;

    buf_init(&text, a, LIMIT_CSAF_BYTES);
    e = csaf_write(v, s, choice, &text);
    return e == ERR_OK ? json_read(buf_str(&text), LIMIT_CSAF_BYTES, a, out, NULL) : e;
}

static enum err same(const struct publication *a, const struct publication *b, struct arena *arena,
                     bool *out)
{
    struct str left;
    struct str right;
    enum err e = publication_write(a, arena, &left);

    if (e == ERR_OK) {
        e = publication_write(b, arena, &right);
    }
    *out = e == ERR_OK && str_equal(left, right);
    return e;
}

struct change {
    const struct json *original;
    struct publication was;
    const struct publication *now;
    const struct codec_scheme *scheme;
};

/* Both are written in the category of the original, or both as the base profile when one of them
 * does not fit: what is compared must differ by the change alone. */
static enum err write_merged(const struct change *c, struct json_writer *w, struct arena *a)
{
    const struct json *head = json_member(c->original, STR("document"));
    bool v21 = str_equal(json_text(json_member(head, STR("csaf_version"))), STR("2.1"));
    bool ja = str_starts_with(json_text(json_member(head, STR("lang"))), STR("ja"));
    struct csaf_choice choice = {.form = v21 ? CSAF_FORM_21 : CSAF_FORM_20,
                                 .category = csaf_category_of(c->original),
                                 .lang = ja ? LANG_JA : LANG_EN};
    const struct json *before;
    const struct json *after;
    enum err e = ERR_UNSUPPORTED;

    for (int i = 0; i < 2 && e == ERR_UNSUPPORTED; i++) {
        e = written(&c->was, c->scheme, &choice, a, &before);
        if (e == ERR_OK) {
            e = written(c->now, c->scheme, &choice, a, &after);
        }
        choice.category = CSAF_CATEGORY_BASE;
    }
    return e == ERR_OK ? csaf_merge(w, c->original, before, after, a) : e;
}

/* Does the text give the changed publication when it is read? */
static enum err prove(const struct change *c, struct str text, struct arena *a)
{
    const struct json *document;
    struct publication again;
    bool equal = false;
    enum err e = json_read(text, LIMIT_CSAF_BYTES, a, &document, NULL);

    if (e == ERR_OK) {
        e = csaf_read(document, a, &again);
    }
    if (e == ERR_OK) {
        e = same(&again, c->now, a, &equal);
    }
    return e != ERR_OK ? e : equal ? ERR_OK : ERR_UNSUPPORTED;
}

enum err csaf_rewrite(const struct json *original, const struct publication *changed,
                      const struct codec_scheme *s, enum json_layout layout, struct buf *out)
{
    struct change c = {.original = original, .now = changed, .scheme = s};
    struct arena *a = out->arena;
    struct json_writer w;
    bool unchanged = false;
    enum err e = csaf_read(original, a, &c.was);

    if (e == ERR_OK) {
        e = same(&c.was, changed, a, &unchanged);
    }
    if (e != ERR_OK) {
        return e;
    }
    json_write_begin(&w, out, layout);
    e = unchanged ? json_write_value(&w, original, a) : write_merged(&c, &w, a);
    if (e != ERR_OK) {
        return e;
    }
    json_write_finish(&w);
    if (out->failed) {
        return ERR_LIMIT;
    }
    return unchanged ? ERR_OK : prove(&c, buf_str(out), a);
}
