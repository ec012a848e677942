/*
 * core/text/edit.c — the shortest edits between two sequences.
 *
 * A round d knows, for every diagonal k = x - y that d edits can reach, how far along it they get.
 * The rounds are kept, and the way is read back from the last one. Round d has the d + 1 diagonals
 * -d, -d + 2, … d.
 */
#include "core/text/edit.h"

struct search {
    const struct edit_pair *pair;
    size_t skip;          /* equal items at the beginning */
    size_t before, after; /* items between the equal ends */
    size_t **rounds;
    size_t depth; /* edits of the shortest way */
};

static size_t equal_beginning(const struct edit_pair *p)
{
    size_t shorter = p->before_count < p->after_count ? p->before_count : p->after_count;
    size_t n = 0;

    while (n < shorter && p->equal(p->ctx, n, n))
        n++;
    return n;
}

static size_t equal_end(const struct edit_pair *p, size_t skip)
{
    size_t shorter = p->before_count < p->after_count ? p->before_count : p->after_count;
    size_t n = 0;

    while (n < shorter - skip && p->equal(p->ctx, p->before_count - 1 - n, p->after_count - 1 - n))
        n++;
    return n;
}

/* In round d, from which side diagonal number i (k = 2i - d) is reached: by adding an item, from
 * the diagonal above, or by removing one, from that below. */
static bool comes_by_adding(const size_t *previous, size_t d, size_t i)
{
    return i == 0 || (i < d && previous[i - 1] < previous[i]);
}

/* How far diagonal i of round d gets; x counts the old items that are behind. */
static size_t reach(const struct search *s, const size_t *previous, size_t d, size_t i)
{
    size_t x = d == 0 ? 0 : comes_by_adding(previous, d, i) ? previous[i] : previous[i - 1] + 1;
    size_t y = x + d - 2 * i;

    while (x < s->before && y < s->after &&
           s->pair->equal(s->pair->ctx, s->skip + x, s->skip + y)) {
        x++;
        y++;
    }
    return x;
}

/* False when the limit is reached first. */
static enum err search_run(struct search *s, size_t limit, struct arena *a, bool *found)
{
    *found = false;
    s->rounds = ARENA_ARRAY(a, size_t *, limit + 1);
    if (!s->rounds)
        return ERR_MEMORY;
    for (size_t d = 0; d <= limit; d++) {
        s->rounds[d] = ARENA_ARRAY(a, size_t, d + 1);
        if (!s->rounds[d])
            return ERR_MEMORY;
        for (size_t i = 0; i <= d; i++) {
            size_t x = reach(s, d > 0 ? s->rounds[d - 1] : NULL, d, i);
            s->rounds[d][i] = x;
            if (x >= s->before && x + d - 2 * i >= s->after) {
                s->depth = d;
                *found = true;
                return ERR_OK;
            }
        }
    }
    return ERR_OK;
}

/* The way back, one edit after the other from the end; neighbours become one. `items` is filled
 * from its end, which is where the first edit of the result then stands. */
static void read_back(const struct search *s, struct edit *items, size_t room,
                      struct edit_list *out)
{
    size_t first = room;
    size_t x = s->before, y = s->after;

    for (size_t d = s->depth; d > 0; d--) {
        const size_t *previous = s->rounds[d - 1];
        size_t i = (x + d - y) / 2;
        bool adding = comes_by_adding(previous, d, i);
        size_t from_x = adding ? previous[i] : previous[i - 1];
        size_t from_y = from_x + (d - 1) - 2 * (adding ? i : i - 1);
        size_t to_x = adding ? from_x : from_x + 1;
        size_t to_y = adding ? from_y + 1 : from_y;
        struct edit *next = first < room ? &items[first] : NULL;

        if (next && next->before_from == s->skip + to_x && next->after_from == s->skip + to_y) {
            next->before_from = s->skip + from_x;
            next->after_from = s->skip + from_y;
        } else {
            items[--first] =
                (struct edit){s->skip + from_x, s->skip + to_x, s->skip + from_y, s->skip + to_y};
        }
        x = from_x;
        y = from_y;
    }
    out->items = items + first;
    out->count = room - first;
}

enum err edit_find(const struct edit_pair *p, size_t limit, struct arena *a, struct edit_list *out)
{
    struct search s = {.pair = p, .skip = equal_beginning(p)};
    size_t end = equal_end(p, s.skip);
    bool found = false;

    *out = (struct edit_list){NULL, 0};
    s.before = p->before_count - s.skip - end;
    s.after = p->after_count - s.skip - end;
    if (s.before == 0 && s.after == 0)
        return ERR_OK;
    if (s.before > 0 && s.after > 0) {
        enum err err = search_run(&s, limit, a, &found);
        if (err)
            return err;
    }
    struct edit *items = ARENA_ARRAY(a, struct edit, found ? s.depth : 1);
    if (!items)
        return ERR_MEMORY;
    if (found) {
        read_back(&s, items, s.depth, out);
        return ERR_OK;
    }
    items[0] = (struct edit){s.skip, s.skip + s.before, s.skip, s.skip + s.after};
    *out = (struct edit_list){items, 1};
    return ERR_OK;
}
