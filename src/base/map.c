/*
 * base/map.c — open addressing with linear probing, at most three quarters full.
 *
 * An empty slot is one whose value is NULL. Must never iterate in an order that a caller could come
 * to rely on: there is no iteration.
 */
#include "base/map.h"

#include <assert.h>

enum { CAPACITY_FIRST = 16 };

/* Smallest capacity that holds `count` keys, 0 when there is none. */
static size_t capacity_for(size_t capacity, size_t count)
{
    if (capacity == 0) {
        capacity = CAPACITY_FIRST;
    }
    while (capacity / 4 * 3 < count) {
        if (capacity > SIZE_MAX / 4) {
            return 0;
        }
        capacity *= 2;
    }
    return capacity;
}

/* Both halves and a multiplication: identifiers of tests differ in one byte only, wherever it
 * stands. */
static size_t id_place(struct id key, size_t capacity)
{
    struct id turned;
    for (size_t i = 0; i < ID_BYTES; i++) {
        turned.bytes[i] = key.bytes[(i + 8) % ID_BYTES];
    }
    uint64_t mixed = (id_hash(key) * 31 + id_hash(turned)) * UINT64_C(0x9e3779b97f4a7c15);
    return (size_t)(mixed ^ mixed >> 32) & (capacity - 1);
}

/* The slot that holds key, or the empty one where it belongs; the table is never full. */
static struct id_map_slot *id_slot(struct id_map_slot *slots, size_t capacity, struct id key)
{
    size_t at = id_place(key, capacity);
    while (slots[at].value != NULL && !id_equal(slots[at].key, key)) {
        at = (at + 1) & (capacity - 1);
    }
    return &slots[at];
}

void *id_map_get(const struct id_map *m, struct id key)
{
    return m->capacity == 0 ? NULL : id_slot(m->slots, m->capacity, key)->value;
}

enum err id_map_reserve(struct id_map *m, struct arena *a, size_t more)
{
    if (more > SIZE_MAX - m->count) {
        return ERR_MEMORY;
    }
    size_t capacity = capacity_for(m->capacity, m->count + more);
    if (capacity == m->capacity) {
        return ERR_OK;
    }
    struct id_map_slot *slots = capacity == 0 ? NULL : ARENA_ARRAY(a, struct id_map_slot, capacity);
    if (slots == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < m->capacity; i++) {
        if (m->slots[i].value != NULL) {
            *id_slot(slots, capacity, m->slots[i].key) = m->slots[i];
        }
    }
    m->slots = slots;
    m->capacity = capacity;
    return ERR_OK;
}

enum err id_map_set(struct id_map *m, struct arena *a, struct id key, void *value)
{
    assert(value != NULL);
    struct id_map_slot *slot = m->capacity == 0 ? NULL : id_slot(m->slots, m->capacity, key);
    if (slot != NULL && slot->value != NULL) {
        slot->value = value;
        return ERR_OK;
    }
    enum err e = id_map_reserve(m, a, 1);
    if (e != ERR_OK) {
        return e;
    }
    *id_slot(m->slots, m->capacity, key) = (struct id_map_slot){key, value};
    m->count++;
    return ERR_OK;
}

static struct str_map_slot *str_slot(struct str_map_slot *slots, size_t capacity, struct str key)
{
    uint64_t hash = str_hash(key);
    size_t at = (size_t)(hash ^ hash >> 32) & (capacity - 1);
    while (slots[at].value != NULL && !str_equal(slots[at].key, key)) {
        at = (at + 1) & (capacity - 1);
    }
    return &slots[at];
}

void *str_map_get(const struct str_map *m, struct str key)
{
    return m->capacity == 0 ? NULL : str_slot(m->slots, m->capacity, key)->value;
}

static enum err str_map_grow(struct str_map *m, struct arena *a)
{
    size_t capacity = capacity_for(m->capacity, m->count + 1);
    if (capacity == m->capacity) {
        return ERR_OK;
    }
    struct str_map_slot *slots =
        capacity == 0 ? NULL : ARENA_ARRAY(a, struct str_map_slot, capacity);
    if (slots == NULL) {
        return ERR_MEMORY;
    }
    for (size_t i = 0; i < m->capacity; i++) {
        if (m->slots[i].value != NULL) {
            *str_slot(slots, capacity, m->slots[i].key) = m->slots[i];
        }
    }
    m->slots = slots;
    m->capacity = capacity;
    return ERR_OK;
}

enum err str_map_set(struct str_map *m, struct arena *a, struct str key, void *value)
{
    assert(value != NULL);
    struct str_map_slot *slot = m->capacity == 0 ? NULL : str_slot(m->slots, m->capacity, key);
    if (slot != NULL && slot->value != NULL) {
        slot->value = value;
        return ERR_OK;
    }
    enum err e = str_map_grow(m, a);
    if (e != ERR_OK) {
        return e;
    }
    *str_slot(m->slots, m->capacity, key) = (struct str_map_slot){key, value};
    m->count++;
    return ERR_OK;
}
