/*
 * core/access/lists.c — organisations, accounts, and what only app may ask: credentials, receipts,
 * releases. Must never put a secret into a view.
 */
#include "core/image_priv.h"

static struct party_view party_of(const struct law_party *p)
{
    return (struct party_view){p->stream.id, p->kind, p->name, p->registration};
}

enum err law_parties(const struct law_world *w, struct arena *arena, struct party_view **out,
                     size_t *count)
{
    *count = 0;
    *out = ARENA_ARRAY(arena, struct party_view, w->image->parties.count);
    if (!*out)
        return ERR_MEMORY;
    for (size_t i = 0; i < w->image->parties.count; i++) {
        const struct law_party *p = w->image->parties.items[i];
        if (access_classes(w->image, &w->actor, p->stream.id) & CLASS_BIT(existence))
            (*out)[(*count)++] = party_of(p);
    }
    return ERR_OK;
}

bool law_party(const struct law_world *w, struct id party, struct party_view *out)
{
    const struct law_party *p = image_party(w->image, party);
    if (!p || !(access_classes(w->image, &w->actor, party) & CLASS_BIT(existence)))
        return false;
    *out = party_of(p);
    return true;
}

enum err law_persons(const struct law_world *w, struct arena *arena, struct person_view **out,
                     size_t *count)
{
    *count = 0;
    *out = ARENA_ARRAY(arena, struct person_view, w->image->persons.count);
    if (!*out)
        return ERR_MEMORY;
    for (size_t i = 0; i < w->image->persons.count; i++) {
        const struct law_person *p = w->image->persons.items[i];
        if (!(access_classes(w->image, &w->actor, p->stream.id) & CLASS_BIT(internal)))
            continue;
        (*out)[(*count)++] = (struct person_view){
            .id = p->stream.id,
            .login = p->login,
            .name = p->name,
            .mail = p->mail,
            .enrolled = !str_is_empty(p->password_hash),
            .grants = p->grants,
            .grant_count = p->grant_count,
            .closed = p->closed,
        };
    }
    return ERR_OK;
}

bool law_person_name(const struct law_world *w, struct id person, struct text2 *out)
{
    const struct law_person *p = image_person(w->image, person);
    bool staff = role_is_staff(w->actor.role) || w->actor.role == ROLE_admin;
    if (!p || (!staff && !(w->actor.role == ROLE_developer && person_sits_at(p, w->actor.party))))
        return false;
    *out = p->name;
    return true;
}

static uint64_t body_roles(const struct law_person *p)
{
    uint64_t count = 0;
    for (size_t i = 0; i < p->grant_count; i++)
        count += role_is_of_body(p->grants[i].role);
    return count;
}

static struct credential_view credential_of(const struct law_person *p)
{
    return (struct credential_view){
        .person = p->stream.id,
        .password_hash = p->password_hash,
        .totp_secret = p->totp_secret,
        .credentials = p->credentials,
        .body_roles = body_roles(p),
        .grants = p->grants,
        .grant_count = p->grant_count,
        .login = p->login,
        .name = p->name,
    };
}

bool law_credential(const struct law_image *image, struct str login, struct credential_view *out)
{
    const struct law_person *p = str_map_get(&image->logins, login);
    bool known = p && !p->closed;
    if (known)
        *out = credential_of(p);
    return known;
}

bool law_credential_of(const struct law_image *image, struct id person, struct credential_view *out)
{
    const struct law_person *p = image_person(image, person);
    bool known = p && !p->closed;
    if (known)
        *out = credential_of(p);
    return known;
}

static struct receipt_entry receipt_of(const struct law_report *r)
{
    return (struct receipt_entry){r->stream.id, r->filed->receipt_lookup, r->filed->receipt_key};
}

bool law_receipt_at(const struct law_image *image, size_t index, struct receipt_entry *out)
{
    if (index >= image->with_receipt.count)
        return false;
    *out = receipt_of(image->with_receipt.items[index]);
    return true;
}

bool law_receipt_find(const struct law_image *image, struct str lookup, struct receipt_entry *out)
{
    const struct law_report *r = str_map_get(&image->receipts, lookup);
    if (r)
        *out = receipt_of(r);
    return r != NULL;
}

/* ---- releases ---- */

static size_t advisory_total(const struct law_image *m)
{
    size_t total = 0;
    for (size_t i = 0; i < m->cases.count; i++)
        total += ((const struct law_case *)m->cases.items[i])->advisory_count;
    return total;
}

/* What neither command could concern is passed over without asking the law. */
static bool release_may_be_due(const struct law_advisory *a)
{
    return a->pending || a->revision > 0 || advisory_approved_by_both(a);
}

size_t law_releases_pending(const struct law_image *image)
{
    return image->releases_pending;
}

enum err law_releases_due(const struct law_world *w, struct arena *arena, struct release_due **out,
                          size_t *count)
{
    *count = 0;
    *out = ARENA_ARRAY(arena, struct release_due, advisory_total(w->image));
    if (!*out)
        return ERR_MEMORY;
    for (size_t i = 0; i < w->image->cases.count; i++) {
        const struct law_case *c = w->image->cases.items[i];
        for (size_t k = 0; k < c->advisory_count; k++) {
            const struct law_advisory *a = c->advisories[k];
            if (!release_may_be_due(a))
                continue;
            struct subject s = {.stream = a->stream.id};
            enum command_kind command = COMMAND_release_advisory;
            bool decide = law_open(w, command, s).code == REFUSAL_none;
            if (!decide && law_open(w, COMMAND_release_status, s).code == REFUSAL_none) {
                command = COMMAND_release_status;
                decide = true;
            }
            if (decide || a->pending)
                (*out)[(*count)++] =
                    (struct release_due){c->stream.id, a->stream.id, command,        decide,
                                         a->pending,   a->revision,  a->released_doc};
        }
    }
    return ERR_OK;
}

static bool page_is_there(const struct law_advisory *a, struct id with)
{
    return a->revision > 0 && (!a->pending || a->revision > 1 || id_equal(a->stream.id, with));
}

enum err law_released(const struct law_image *image, struct id with, struct arena *arena,
                      struct str **docs, size_t *count)
{
    *count = 0;
    *docs = ARENA_ARRAY(arena, struct str, advisory_total(image));
    if (!*docs)
        return ERR_MEMORY;
    for (size_t i = 0; i < image->cases.count; i++) {
        const struct law_case *c = image->cases.items[i];
        for (size_t k = 0; k < c->advisory_count; k++) {
            if (page_is_there(c->advisories[k], with))
                (*docs)[(*count)++] = c->advisories[k]->released_doc;
        }
    }
    return ERR_OK;
}

struct id law_case_of(const struct law_image *image, struct id stream)
{
    const struct law_case *c = subject_case(image, stream);
    return c ? c->stream.id : stream;
}

void law_scheme(const struct law_image *image, struct scheme_view *out)
{
    *out = image->scheme;
}

struct id law_scheme_id(const struct law_image *image)
{
    return image->scheme_id;
}

bool law_stream_is(const struct law_image *image, struct id stream, enum stream_type type)
{
    const struct stream *s = id_map_get(&image->streams, stream);
    return s && s->type == type;
}

bool law_stream_number(const struct law_world *w, struct id stream, struct str *out)
{
    const struct law_case *c = image_case(w->image, stream);
    const struct law_report *r = image_report(w->image, stream);
    if ((!c && !r) || access_classes(w->image, &w->actor, stream) == 0)
        return false;
    *out = c ? c->opened->number : r->filed->number;
    return true;
}
