/*
 * core/library/library.c — documents enter the public library by an officer's act, and every
 * edition stays (LIB-01): only its address and its English title may be mended. Must never take a
 * document out.
 */
#include "core/image_priv.h"
#include "core/library/library.h"

/* An edition is known by its kind, Japanese title, version and day: press releases without a
 * version bear the same title again and again. Gives the length of the list for a new one. */
static size_t place_of(const struct law_image *m, const struct ev_document_published *e)
{
    size_t i = 0;
    for (; i < m->library.count; i++) {
        const struct ev_document_published *one = m->library.items[i];
        if (one->kind == e->kind && one->day == e->day && str_equal(one->title.ja, e->title.ja) &&
            str_equal(one->version, e->version))
            break;
    }
    return i;
}

struct refusal open_publish_document(const struct law_world *w, struct subject s)
{
    (void)w;
    (void)s;
    return refuse_nothing();
}

static struct refusal judge(const struct law_world *w, const struct cmd_publish_document *c,
                            const struct ev_document_published *e)
{
    size_t at = place_of(w->image, e);
    if (str_is_empty(c->title.ja))
        return refuse_field(REFUSAL_field_missing, COMMAND_publish_document, "title");
    if (c->day > civil_jst_day(w->now_us))
        return refuse_field(REFUSAL_day_future, COMMAND_publish_document, "day");
    if (!str_equal_nocase(str_slice(c->address, 0, STR("https://").len), STR("https://")))
        return refuse_field(REFUSAL_not_https, COMMAND_publish_document, "address");
    if (at == w->image->library.count)
        return at < LIMIT_LIBRARY_DOCUMENTS ? refuse_nothing() : refuse(REFUSAL_library_full);
    const struct ev_document_published *stands = w->image->library.items[at];
    bool same = str_equal(stands->address, c->address) && str_equal(stands->title.en, c->title.en);
    return same ? refuse_field(REFUSAL_document_stands, COMMAND_publish_document, "address")
                : refuse_nothing();
}

enum err decide_publish_document(const struct law_world *w, const struct cmd_publish_document *c,
                                 struct decision *d)
{
    struct ev_document_published asked = {
        .kind = c->kind, .title = c->title, .version = c->version, .day = c->day};
    d->refusal = judge(w, c, &asked);
    if (d->refusal.code != REFUSAL_none)
        return ERR_OK;
    struct ev_document_published *e =
        decision_add(d, w, EVENT_document_published, w->image->scheme_id);
    if (!e)
        return ERR_MEMORY;
    e->kind = c->kind;
    e->title = c->title;
    e->version = c->version;
    e->day = c->day;
    e->address = c->address;
    return ERR_OK;
}

enum err apply_document_published(struct law_image *m, const struct ev_document_published *e)
{
    void *kept;
    size_t at = place_of(m, e);
    if (ptr_list_reserve(m, &m->library))
        return ERR_MEMORY;
    __builtin_memcpy(&kept, &e, sizeof(kept)); /* lists of the image hold what is never changed */
    m->library_revision++;
    if (at < m->library.count) {
        m->library.items[at] = kept;
        return ERR_OK;
    }
    m->library.count++;
    /* newest first; of one day, the one that came last */
    while (at > 0 &&
           ((const struct ev_document_published *)m->library.items[at - 1])->day <= e->day) {
        m->library.items[at] = m->library.items[at - 1];
        at--;
    }
    m->library.items[at] = kept;
    return ERR_OK;
}

/* ---- the page ---- */

uint64_t law_library_revision(const struct law_image *image)
{
    return image->library_revision;
}

enum err law_public_library(const struct law_image *image, struct arena *arena,
                            struct public_library *out)
{
    struct library_document *documents =
        ARENA_ARRAY(arena, struct library_document, image->library.count);
    if (!documents)
        return ERR_MEMORY;
    for (size_t i = 0; i < image->library.count; i++) {
        const struct ev_document_published *e = image->library.items[i];
        documents[i] = (struct library_document){
            .kind = e->kind,
            .title = {arena_copy(arena, e->title.ja), arena_copy(arena, e->title.en)},
            .version = arena_copy(arena, e->version),
            .day = e->day,
            .address = arena_copy(arena, e->address),
        };
    }
    *out = (struct public_library){documents, image->library.count};
    return arena->failed ? ERR_MEMORY : ERR_OK;
}
