/*
 * base/map.h — an open-addressing hash map from a 128-bit id, or from a text, to a pointer.
 *
 * Lives in an arena, never shrinks, never frees: the old table of a growth stays in the arena until
 * it is released (at most as much again as the table). Values are never NULL. Removal is not
 * offered: the memory image only grows, as the log does.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/id.h"

struct id_map_slot {
    struct id key;
    void *value;
};

struct id_map {
    struct id_map_slot *slots;
    size_t capacity; /* 0 or a power of two */
    size_t count;
};

struct str_map_slot {
    struct str key;
    void *value;
};

struct str_map {
    struct str_map_slot *slots;
    size_t capacity;
    size_t count;
};

void *id_map_get(const struct id_map *m, struct id key);
/* Sets or replaces. ERR_MEMORY when the arena cannot grow: the map is then unchanged. */
enum err id_map_set(struct id_map *m, struct arena *a, struct id key, void *value) MUST_CHECK;
/* Makes room for `more` further keys, so that the next `more` id_map_set cannot fail. */
enum err id_map_reserve(struct id_map *m, struct arena *a, size_t more) MUST_CHECK;

void *str_map_get(const struct str_map *m, struct str key);
/* The key's bytes are borrowed: the caller keeps them alive as long as the map. */
enum err str_map_set(struct str_map *m, struct arena *a, struct str key, void *value) MUST_CHECK;

#endif
