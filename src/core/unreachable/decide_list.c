/*
 * core/unreachable/decide_list.c — what of the ladder is public at a minute, and its release by the
 * timer (UNR-12, PUB-05). People decide what will stand there and when; here it is only gathered.
 * Late, never early: on a doubtful clock the list stays as it is.
 */
#include "core/scheme/edition.h"
#include "core/unreachable/document.h"
#include "core/unreachable/ladder_priv.h"

#include <stdlib.h>

/* Listed, and its minute has come; an entry leaves when a person resumed the coordination, and with
 * the page of the vulnerability (OP-16, decisions.md). */
static bool is_public(const struct law_case *c, const struct law_relation *r, int64_t now_us)
{
    const struct law_ladder *l = relation_ladder(r);
    return l->judged && l->listed && !l->resumed && l->listed->at <= now_us && !c->withdrawn &&
           ladder_stage(c, r) != CODE_unreachable_stage_published;
}

static struct listed_developer row_of(const struct law_relation *r, int64_t now_us)
{
    const struct law_ladder *l = relation_ladder(r);
    struct listed_developer row = {.number = l->number,
                                   .name = l->name,
                                   .link = l->link,
                                   .remark = l->remark,
                                   .listed_day = l->listed->day};

    if (!l->product || l->product->at > now_us)
        return row;
    row.product_day = l->product->day;
    row.product = l->product->product;
    row.versions = l->product->versions;
    row.legal_kind = l->product->legal_kind;
    if (!l->deadline || l->deadline->at > now_us)
        return row;
    row.deadline_day = l->deadline->day;
    row.deadline = l->deadline->deadline;
    row.edition = l->deadline->edition;
    return row;
}

/* The newest entry first; the number decides among equals and tells nothing of the cases. */
static int compare_rows(const void *a, const void *b)
{
    const struct listed_developer *left = a, *right = b;
    if (left->listed_day != right->listed_day)
        return left->listed_day > right->listed_day ? -1 : 1;
    return str_compare(left->number, right->number);
}

static enum err list_gather(const struct law_world *w, struct arena *a, struct developer_list *out)
{
    struct listed_developer *rows =
        ARENA_ARRAY(a, struct listed_developer, LIMIT_LISTED_DEVELOPERS);
    struct contact_point_view contact;

    if (!rows)
        return ERR_MEMORY;
    law_contact_point(w->image, CODE_contact_point_unreachable, &contact);
    *out = (struct developer_list){.rows = rows, .contact = contact.mail};
    for (size_t i = 0; i < w->image->cases.count; i++) {
        const struct law_case *c = w->image->cases.items[i];
        for (size_t k = 0; k < c->relation_count; k++) {
            if (is_public(c, &c->relations[k], w->now_us) && out->count < LIMIT_LISTED_DEVELOPERS)
                rows[out->count++] = row_of(&c->relations[k], w->now_us);
        }
    }
    if (out->count > 1)
        qsort(rows, out->count, sizeof(*rows), compare_rows);
    return ERR_OK;
}

static enum err list_document(const struct law_world *w, struct arena *a, struct str *out)
{
    struct developer_list list;
    enum err err = list_gather(w, a, &list);
    return err ? err : developer_list_write(&list, a, out);
}

/* Before the first entry there is nothing to release. */
static bool list_is_news(const struct law_world *w, struct str document)
{
    if (w->image->list)
        return !str_equal(w->image->list->doc, document);
    return str_find(document, STR("\"number\""), 0) != SIZE_MAX;
}

struct refusal open_release_list(const struct law_world *w, struct subject s)
{
    struct arena scratch;
    struct str document;

    (void)s;
    if (w->image->list_pending)
        return refuse(REFUSAL_release_pending);
    if (!w->clock_trusted)
        return refuse(REFUSAL_clock_doubtful);
    arena_init(&scratch, LIMIT_ARENA_DECIDE);
    bool news = list_document(w, &scratch, &document) != ERR_OK || list_is_news(w, document);
    arena_release(&scratch);
    return news ? refuse_nothing() : refuse(REFUSAL_list_unchanged);
}

enum err decide_release_list(const struct law_world *w, const struct cmd_release_list *c,
                             struct decision *d)
{
    struct str document;
    enum err err = list_document(w, d->arena, &document);

    (void)c;
    if (err)
        return err;
    struct ev_list_decided *e = decision_add(d, w, EVENT_list_decided, w->image->scheme_id);
    if (!e)
        return ERR_MEMORY;
    e->revision = (w->image->list ? w->image->list->revision : 0) + 1;
    e->doc = document;
    return ERR_OK;
}

struct refusal open_finish_list(const struct law_world *w, struct subject s)
{
    (void)s;
    return w->image->list_pending ? refuse_nothing() : refuse(REFUSAL_no_release_pending);
}

enum err decide_finish_list(const struct law_world *w, const struct cmd_finish_list *c,
                            struct decision *d)
{
    if (c->revision != w->image->list->revision) {
        d->refusal = refuse(REFUSAL_no_release_pending);
        return ERR_OK;
    }
    struct ev_list_released *e = decision_add(d, w, EVENT_list_released, w->image->scheme_id);
    if (!e)
        return ERR_MEMORY;
    e->revision = c->revision;
    return ERR_OK;
}

void law_list_due(const struct law_world *w, struct list_due *out)
{
    const struct law_image *m = w->image;
    struct subject s = {.stream = m->scheme_id};

    *out = (struct list_due){.scheme = m->scheme_id};
    if (!m->scheme.founded)
        return;
    out->decide = law_open(w, COMMAND_release_list, s).code == REFUSAL_none;
    out->finish = m->list_pending;
    if (m->list) {
        out->revision = m->list->revision;
        out->doc = m->list->doc;
    }
}

enum err law_list_document(const struct law_image *image, struct arena *a, struct str *out)
{
    struct developer_list empty = {.count = 0};
    struct contact_point_view contact;

    if (image->list) {
        *out = image->list->doc;
        return ERR_OK;
    }
    law_contact_point(image, CODE_contact_point_unreachable, &contact);
    empty.contact = contact.mail;
    return developer_list_write(&empty, a, out);
}

/* ---- a step before it is taken (UNR-10) ---- */

static int32_t day_at(const struct law_world *w, int64_t at)
{
    return civil_jst_day(at ? at : w->now_us);
}

static void preview_entry(const struct law_world *w, const struct command *c,
                          struct listed_developer *row)
{
    const void *command = c;
    const struct cmd_list_developer *listed = command;
    const struct cmd_correct_entry *corrected = command;
    bool first = c->kind == COMMAND_list_developer;

    row->name = first ? listed->name : corrected->name;
    row->link = first ? listed->link : corrected->link;
    row->remark = first ? listed->remark : corrected->remark;
    if (first)
        row->listed_day = day_at(w, listed->at);
}

static void preview_product(const struct law_world *w, const struct cmd_publish_product *c,
                            struct listed_developer *row)
{
    row->product = c->product;
    row->versions = c->versions;
    row->legal_kind = c->legal_kind;
    row->product_day = day_at(w, c->at);
}

static void preview_deadline(const struct law_world *w, const struct cmd_add_deadline *c,
                             struct listed_developer *row)
{
    int32_t months = ladder_rules_get(w->edition->id)->committee_months;

    row->deadline_day = day_at(w, c->at);
    row->deadline = c->deadline ? c->deadline : civil_add_months(row->deadline_day, months);
    row->edition = w->edition->id;
}

/* False: the step changes nothing of the list. */
static bool preview_row(const struct law_world *w, const struct command *c,
                        struct listed_developer *row, bool *product)
{
    const void *command = c;

    *product = c->kind == COMMAND_publish_product || c->kind == COMMAND_add_deadline;
    if (c->kind == COMMAND_list_developer || c->kind == COMMAND_correct_entry)
        preview_entry(w, c, row);
    else if (c->kind == COMMAND_publish_product)
        preview_product(w, command, row);
    else if (c->kind == COMMAND_add_deadline)
        preview_deadline(w, command, row);
    else
        return false;
    return true;
}

/* Every one of these steps names its developer in its first field. */
static struct id party_of(const struct command *c)
{
    return ((const struct cmd_list_developer *)(const void *)c)->party;
}

enum err law_list_preview(const struct law_world *w, const struct command *c, struct arena *a,
                          struct developer_list *out, bool *product)
{
    struct listed_developer *row = ARENA_ARRAY(a, struct listed_developer, 1);
    uint32_t classes = access_classes(w->image, &w->actor, c->subject.stream);
    const struct law_relation *r = NULL;
    struct contact_point_view contact;

    *out = (struct developer_list){.count = 0};
    if (!row)
        return ERR_MEMORY;
    if ((classes & CLASS_BIT(internal)) && command_has(c->kind, OF_LADDER))
        r = image_relation(w->image, c->subject.stream, party_of(c));
    if (!r)
        return ERR_OK;
    if (relation_ladder(r)->listed)
        *row = row_of(r, INT64_MAX);
    if (!row->number.ptr)
        row->number = relation_ladder(r)->number;
    if (!row->number.ptr)
        row->number = STR("DID#--------");
    if (!preview_row(w, c, row, product))
        return ERR_OK;
    law_contact_point(w->image, CODE_contact_point_unreachable, &contact);
    *out = (struct developer_list){.rows = row, .count = 1, .contact = contact.mail};
    return ERR_OK;
}
