/*
 * core/csaf/product.c — products and groups by their ids, and sets of products.
 *
 * Ids are chosen by the other side: they are sorted and searched, never hashed. A set holds places
 * in the sorted table, so that union and membership cost one bit each.
 */
#include "core/csaf/csaf_priv.h"

#include <stdlib.h>
#include <string.h>

/* The last eight bytes of an id as a number, the first of them the highest: ids that are numbered
 * stand in the order of their numbers. */
static uint64_t tail_of(struct str id)
{
    uint64_t tail = 0;
    if (id.len >= sizeof(tail)) {
        memcpy(&tail, id.ptr + id.len - sizeof(tail), sizeof(tail));
        return __builtin_bswap64(tail);
    }
    for (size_t i = 0; i < id.len; i++)
        tail = tail << 8 | (unsigned char)id.ptr[i];
    return tail;
}

static uint64_t head_of(struct str id)
{
    return tail_of((struct str){id.ptr, id.len < sizeof(uint64_t) ? id.len : sizeof(uint64_t)});
}

static struct csaf_named named_by(struct str id)
{
    return (struct csaf_named){.id = id, .head = head_of(id), .tail = tail_of(id)};
}

/* Up to twice eight bytes, head and tail are all of an id. */
static bool is_same(const struct csaf_named *a, const struct csaf_named *b)
{
    return a->id.len == b->id.len && a->tail == b->tail && a->head == b->head &&
           (a->id.len <= 2 * sizeof(a->tail) || memcmp(a->id.ptr, b->id.ptr, a->id.len) == 0);
}

/* Any total order will do: length, tail and head first, because comparing numbers is quick. */
static int compare_ids(const struct csaf_named *a, const struct csaf_named *b)
{
    if (a->id.len != b->id.len)
        return a->id.len < b->id.len ? -1 : 1;
    if (a->tail != b->tail)
        return a->tail < b->tail ? -1 : 1;
    if (a->head != b->head)
        return a->head < b->head ? -1 : 1;
    return a->id.len <= 2 * sizeof(a->tail) ? 0 : memcmp(a->id.ptr, b->id.ptr, a->id.len);
}

static int compare_named(const void *a, const void *b)
{
    const struct csaf_named *left = a;
    const struct csaf_named *right = b;
    int order = compare_ids(left, right);
    return order != 0 ? order : (left->index > right->index) - (left->index < right->index);
}

static void index_names(struct csaf_check *c, enum schema_tag tag, struct str key,
                        struct csaf_names *out)
{
    const struct csaf_list *list = &c->lists[tag];
    out->items = ARENA_ARRAY(c->arena, struct csaf_named, list->count);
    out->found = ARENA_ARRAY(c->arena, size_t, 1);
    out->count = 0;
    for (size_t i = 0; i < list->count && out->items != NULL; i++) {
        const struct json *id = json_member(list->items[i], key);
        if (!json_is(id, JSON_STRING))
            continue;
        struct csaf_named named = named_by(id->text);
        named.node = list->items[i];
        named.index = i;
        out->items[out->count++] = named;
    }
    if (out->count > 1)
        qsort(out->items, out->count, sizeof(*out->items), compare_named);
    for (size_t i = 0; i < out->count; i++)
        out->items[i].first = i == 0 || !is_same(&out->items[i - 1], &out->items[i]);
}

static void index_strangers(struct csaf_check *c)
{
    const struct csaf_list *refs = &c->lists[TAG_PRODUCT_REF];
    struct csaf_names *out = &c->strangers;
    size_t kept = 0;
    for (size_t i = 0; i < refs->count; i++) {
        struct str id = refs->items[i]->text;
        if (csaf_named_find(&c->products, id) != NULL)
            continue;
        if (out->items == NULL)
            out->items = ARENA_ARRAY(c->arena, struct csaf_named, refs->count - i);
        if (out->items == NULL)
            return;
        out->items[out->count] = named_by(id);
        out->items[out->count++].index = i;
    }
    if (out->count > 1)
        qsort(out->items, out->count, sizeof(*out->items), compare_named);
    for (size_t i = 0; i < out->count; i++) {
        if (kept == 0 || !is_same(&out->items[kept - 1], &out->items[i]))
            out->items[kept++] = out->items[i];
    }
    out->count = kept;
}

void csaf_products_index(struct csaf_check *c)
{
    index_names(c, TAG_PRODUCT, STR("product_id"), &c->products);
    index_names(c, TAG_GROUP, STR("group_id"), &c->groups);
    index_strangers(c);
}

const struct csaf_named *csaf_named_find(const struct csaf_names *names, struct str id)
{
    struct csaf_named wanted = named_by(id);
    size_t low = 0;
    size_t high = names->count;
    size_t next = names->found != NULL ? *names->found + 1 : high;
    if (next < high && names->items[next].first && is_same(&names->items[next], &wanted)) {
        *names->found = next;
        return &names->items[next];
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_ids(&names->items[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low >= names->count || !is_same(&names->items[low], &wanted))
        return NULL;
    if (names->found != NULL)
        *names->found = low;
    return &names->items[low];
}

size_t csaf_product_place(const struct csaf_check *c, struct str id)
{
    const struct csaf_named *found = csaf_named_find(&c->products, id);
    if (found != NULL)
        return (size_t)(found - c->products.items);
    found = csaf_named_find(&c->strangers, id);
    return found == NULL ? SIZE_MAX : c->products.count + (size_t)(found - c->strangers.items);
}

struct str csaf_product_of(const struct csaf_check *c, size_t place)
{
    return place < c->products.count ? c->products.items[place].id
                                     : c->strangers.items[place - c->products.count].id;
}

/* ---- sets ------------------------------------------------------------------------------------ */

static size_t words_of(size_t bits)
{
    return (bits + 63) / 64;
}

struct csaf_set csaf_set_new(struct csaf_check *c)
{
    struct csaf_set s = {.bits = c->products.count + c->strangers.count};
    s.words = ARENA_ARRAY(c->arena, uint64_t, words_of(s.bits));
    if (s.words == NULL)
        s.bits = 0;
    return s;
}

bool csaf_set_has(const struct csaf_set *s, size_t place)
{
    return place < s->bits && (s->words[place / 64] >> place % 64 & 1) != 0;
}

void csaf_set_add(struct csaf_set *s, size_t place)
{
    if (place < s->bits)
        s->words[place / 64] |= UINT64_C(1) << place % 64;
}

void csaf_set_clear(struct csaf_set *s)
{
    if (s->bits > 0)
        memset(s->words, 0, words_of(s->bits) * sizeof(*s->words));
}

void csaf_set_add_refs(struct csaf_check *c, struct csaf_set *s, const struct json *refs)
{
    FOR_EACH (ref, refs)
        csaf_set_add(s, csaf_product_place(c, json_text(ref)));
}

void csaf_set_add_item(struct csaf_check *c, struct csaf_set *s, const struct json *item)
{
    csaf_set_add_refs(c, s, csaf_at(item, STR("product_ids")));
    FOR_EACH (ref, csaf_at(item, STR("group_ids"))) {
        const struct csaf_named *group = csaf_named_find(&c->groups, json_text(ref));
        if (group != NULL)
            csaf_set_add_refs(c, s, csaf_at(group->node, STR("product_ids")));
    }
}
