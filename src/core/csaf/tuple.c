/* core/csaf/tuple.c — keys are sorted, not hashed: the other side chooses them. */
#include "core/csaf/tuple.h"

#include <stdlib.h>

void csaf_tuple_add(struct csaf_check *c, struct csaf_tuples *t, const struct str key[3],
                    const struct json *node)
{
    if (t->count == t->capacity) {
        size_t capacity = t->capacity == 0 ? 16 : 2 * t->capacity;
        void *items = arena_resize(c->arena, t->items, t->capacity * sizeof(*t->items),
                                   capacity * sizeof(*t->items));
        if (items == NULL)
            return;
        t->items = items;
        t->capacity = capacity;
    }
    t->items[t->count] = (struct csaf_tuple){{key[0], key[1], key[2]}, node, t->count};
    t->count++;
}

static int compare_keys(const struct csaf_tuple *a, const struct csaf_tuple *b)
{
    int order = 0;
    for (size_t i = 0; i < 3 && order == 0; i++)
        order = str_compare(a->key[i], b->key[i]);
    return order;
}

static int compare_tuples(const void *a, const void *b)
{
    const struct csaf_tuple *left = a;
    const struct csaf_tuple *right = b;
    int order = compare_keys(left, right);
    return order != 0 ? order : (left->order > right->order) - (left->order < right->order);
}

/* Lists of ids mostly ascend as they are written. */
static bool is_sorted(const struct csaf_tuples *t)
{
    for (size_t i = 1; i < t->count; i++) {
        if (compare_keys(&t->items[i - 1], &t->items[i]) > 0)
            return false;
    }
    return true;
}

void csaf_tuples_sort(struct csaf_tuples *t)
{
    if (!is_sorted(t))
        qsort(t->items, t->count, sizeof(*t->items), compare_tuples);
}

bool csaf_tuple_repeats(const struct csaf_tuples *t, size_t i)
{
    return i > 0 && compare_keys(&t->items[i - 1], &t->items[i]) == 0;
}

void csaf_tuples_find_repeated(struct csaf_check *c, struct csaf_tuples *t)
{
    csaf_tuples_sort(t);
    for (size_t i = 1; i < t->count; i++) {
        const struct csaf_tuple *x = &t->items[i];
        struct csaf_say say = {.values = {x->key[0], x->key[1], x->key[2]}};
        if (csaf_tuple_repeats(t, i))
            csaf_find_say(c, x->node, &say);
    }
}
