/*
 * store/store_memory.c — the same log in memory: for tests, and for a training that leaves nothing
 * behind. Everything stays in the arena until the store closes. It must behave as the SQLite
 * backend does in every case that the conformance suite knows; it is lost with the process.
 */
#include "store/store_priv.h"

/* An array in the arena that doubles; the old one stays behind. */
struct memory_list {
    void *items;
    size_t count;
    size_t capacity;
};

struct store_memory {
    struct arena *arena;
    pthread_mutex_t lock; /* held from begin to commit or rollback, and by every reader */
    struct memory_list events;      /* struct store_event */
    struct memory_list submissions; /* struct store_submission */
    struct memory_list reads;       /* struct chain_read */
    struct memory_list records;     /* struct store_record, sorted by kind and key */
    struct memory_list letters;     /* struct store_letter, in the order of the log */
    /* What rollback returns to. */
    size_t event_count, submission_count, read_count;
    struct memory_list records_before, letters_before;
};

static enum err list_reserve(struct memory_list *l, struct arena *a, size_t size)
{
    if (l->count < l->capacity)
        return ERR_OK;
    size_t capacity = l->capacity == 0 ? 16 : l->capacity * 2;
    void *items = arena_alloc_array(a, capacity, size);
    if (items == NULL)
        return ERR_MEMORY;
    if (l->count > 0)
        memcpy(items, l->items, l->count * size);
    l->items = items;
    l->capacity = capacity;
    return ERR_OK;
}

static enum err copy_bytes(struct arena *a, struct str bytes, struct str *out)
{
    *out = bytes.len == 0 ? (struct str){NULL, 0} : arena_copy(a, bytes);
    return a->failed ? ERR_MEMORY : ERR_OK;
}

enum err store_memory_open(void **self, struct arena *a)
{
    struct store_memory *s = ARENA_NEW(a, struct store_memory);
    if (s == NULL)
        return ERR_MEMORY;
    s->arena = a;
    (void)pthread_mutex_init(&s->lock, NULL);
    *self = s;
    return ERR_OK;
}

static void memory_close(void *self)
{
    (void)pthread_mutex_destroy(&((struct store_memory *)self)->lock);
}

static enum err memory_load(void *self,
                            enum err (*each)(void *ctx, const struct store_read *stream), void *ctx,
                            struct store_tail *tail)
{
    (void)self;
    (void)each;
    (void)ctx;
    *tail = (struct store_tail){.seq = 0}; /* a new one is empty */
    return ERR_OK;
}

/* --- transactions ----------------------------------------------------------------------------- */

/* `before` becomes a copy of `now`. */
static enum err list_remember(struct memory_list *before, const struct memory_list *now,
                              struct arena *a, size_t size)
{
    before->count = 0;
    while (before->capacity < now->count) {
        before->count = before->capacity;
        enum err e = list_reserve(before, a, size);
        if (e != ERR_OK)
            return e;
    }
    before->count = now->count;
    if (before->count > 0)
        memcpy(before->items, now->items, before->count * size);
    return ERR_OK;
}

static void list_swap(struct memory_list *a, struct memory_list *b)
{
    struct memory_list kept = *a;
    *a = *b;
    *b = kept;
}

static enum err memory_begin(void *self)
{
    struct store_memory *s = self;
    (void)pthread_mutex_lock(&s->lock);
    s->event_count = s->events.count;
    s->submission_count = s->submissions.count;
    s->read_count = s->reads.count;
    enum err e = list_remember(&s->records_before, &s->records, s->arena,
                               sizeof(struct store_record));
    if (e == ERR_OK)
        e = list_remember(&s->letters_before, &s->letters, s->arena, sizeof(struct store_letter));
    return e;
}

static enum err memory_commit(void *self)
{
    (void)pthread_mutex_unlock(&((struct store_memory *)self)->lock);
    return ERR_OK;
}

static void memory_rollback(void *self)
{
    struct store_memory *s = self;
    s->events.count = s->event_count;
    s->submissions.count = s->submission_count;
    s->reads.count = s->read_count;
    list_swap(&s->records, &s->records_before);
    list_swap(&s->letters, &s->letters_before);
    (void)pthread_mutex_unlock(&s->lock);
}

/* --- the log ---------------------------------------------------------------------------------- */

static enum err memory_event_insert(void *self, const struct store_event *event)
{
    struct store_memory *s = self;
    enum err e = list_reserve(&s->events, s->arena, sizeof(struct store_event));
    if (e != ERR_OK)
        return e;
    struct store_event *to = (struct store_event *)s->events.items + s->events.count;
    *to = *event;
    for (size_t i = 0; e == ERR_OK && i < event->row.part_count; i++)
        e = copy_bytes(s->arena, event->row.parts[i].bytes, &to->row.parts[i].bytes);
    if (e == ERR_OK)
        s->events.count++;
    return e;
}

static enum err memory_event_each(void *self, uint64_t from_seq,
                                  enum err (*each)(void *ctx, const struct store_event *e),
                                  void *ctx)
{
    struct store_memory *s = self;
    enum err e = ERR_OK;
    (void)pthread_mutex_lock(&s->lock);
    for (size_t i = from_seq > 0 ? from_seq - 1 : 0; e == ERR_OK && i < s->events.count; i++)
        e = each(ctx, (struct store_event *)s->events.items + i);
    (void)pthread_mutex_unlock(&s->lock);
    return e;
}

static enum err memory_stream_each(void *self, struct id stream,
                                   enum err (*each)(void *ctx, const struct store_event *e),
                                   void *ctx)
{
    struct store_memory *s = self;
    enum err e = ERR_OK;
    (void)pthread_mutex_lock(&s->lock);
    for (size_t i = 0; e == ERR_OK && i < s->events.count; i++) {
        const struct store_event *event = (const struct store_event *)s->events.items + i;
        if (id_equal(event->row.stream, stream))
            e = each(ctx, event);
    }
    (void)pthread_mutex_unlock(&s->lock);
    return e;
}

static enum err memory_part_count(void *self, uint64_t up_to_seq, uint64_t *count)
{
    struct store_memory *s = self;
    *count = 0;
    (void)pthread_mutex_lock(&s->lock);
    for (size_t i = 0; i < s->events.count && i < up_to_seq; i++)
        *count += ((struct store_event *)s->events.items)[i].row.part_count;
    (void)pthread_mutex_unlock(&s->lock);
    return ERR_OK;
}

static enum err memory_submission_insert(void *self, const struct store_submission *submission)
{
    struct store_memory *s = self;
    enum err e = list_reserve(&s->submissions, s->arena, sizeof *submission);
    if (e == ERR_OK)
        ((struct store_submission *)s->submissions.items)[s->submissions.count++] = *submission;
    return e;
}

static enum err memory_submission_seen(void *self, struct id id, struct store_submission *out)
{
    const struct store_memory *s = self;
    const struct store_submission *list = s->submissions.items;
    for (size_t i = 0; i < s->submissions.count; i++) {
        if (id_equal(list[i].id, id)) {
            *out = list[i];
            return ERR_OK;
        }
    }
    return ERR_NOT_FOUND;
}

static enum err memory_submission_find(void *self, struct id id, struct store_submission *out)
{
    struct store_memory *s = self;
    (void)pthread_mutex_lock(&s->lock);
    enum err e = memory_submission_seen(s, id, out);
    (void)pthread_mutex_unlock(&s->lock);
    return e;
}

static enum err memory_read_insert(void *self, const struct chain_read *row)
{
    struct store_memory *s = self;
    enum err e = list_reserve(&s->reads, s->arena, sizeof *row);
    if (e != ERR_OK)
        return e;
    struct chain_read *to = (struct chain_read *)s->reads.items + s->reads.count;
    *to = *row;
    e = copy_bytes(s->arena, row->bytes, &to->bytes);
    if (e == ERR_OK)
        s->reads.count++;
    return e;
}

static enum err memory_read_each(void *self, uint64_t from_seq,
                                 enum err (*each)(void *ctx, const struct chain_read *r), void *ctx)
{
    struct store_memory *s = self;
    enum err e = ERR_OK;
    (void)pthread_mutex_lock(&s->lock);
    for (size_t i = from_seq > 0 ? from_seq - 1 : 0; e == ERR_OK && i < s->reads.count; i++)
        e = each(ctx, (struct chain_read *)s->reads.items + i);
    (void)pthread_mutex_unlock(&s->lock);
    return e;
}

/* --- records ---------------------------------------------------------------------------------- */

static int record_compare(const struct store_record *r, enum store_record_kind kind,
                          const uint8_t *key)
{
    if (r->kind != kind)
        return r->kind < kind ? -1 : 1;
    return memcmp(r->key, key, STORE_KEY_BYTES);
}

/* Where the key stands, or would. */
static size_t record_place(const struct store_memory *s, enum store_record_kind kind,
                           const uint8_t *key, bool *found)
{
    const struct store_record *list = s->records.items;
    size_t i = 0;
    while (i < s->records.count && record_compare(&list[i], kind, key) < 0)
        i++;
    *found = i < s->records.count && record_compare(&list[i], kind, key) == 0;
    return i;
}

static enum err memory_record_put(void *self, const struct store_record *record, bool known)
{
    struct store_memory *s = self;
    bool found = false;
    size_t at = record_place(s, record->kind, record->key, &found);
    if (known && !found)
        return ERR_NOT_FOUND;
    struct store_record copy = *record;
    enum err e = copy_bytes(s->arena, record->bytes, &copy.bytes);
    if (e == ERR_OK && !found)
        e = list_reserve(&s->records, s->arena, sizeof copy);
    if (e != ERR_OK)
        return e;
    struct store_record *list = s->records.items;
    if (!found) {
        memmove(list + at + 1, list + at, (s->records.count - at) * sizeof copy);
        s->records.count++;
    }
    list[at] = copy;
    return ERR_OK;
}

static void record_remove(struct store_memory *s, size_t at)
{
    struct store_record *list = s->records.items;
    s->records.count--;
    memmove(list + at, list + at + 1, (s->records.count - at) * sizeof *list);
}

static enum err memory_record_delete(void *self, enum store_record_kind kind, const uint8_t *key)
{
    struct store_memory *s = self;
    bool found = false;
    size_t at = record_place(s, kind, key, &found);
    if (found)
        record_remove(s, at);
    return ERR_OK;
}

static enum err memory_record_delete_owner(void *self, enum store_record_kind kind,
                                           const uint8_t *owner)
{
    struct store_memory *s = self;
    const struct store_record *list = s->records.items;
    for (size_t i = s->records.count; i > 0; i--) {
        if (list[i - 1].kind == kind && memcmp(list[i - 1].owner, owner, STORE_PERSON_BYTES) == 0)
            record_remove(s, i - 1);
    }
    return ERR_OK;
}

static enum err memory_record_expire(void *self, int64_t now_us, size_t *count)
{
    struct store_memory *s = self;
    const struct store_record *list = s->records.items;
    *count = 0;
    for (size_t i = s->records.count; i > 0; i--) {
        if (list[i - 1].expires_us > 0 && list[i - 1].expires_us <= now_us) {
            record_remove(s, i - 1);
            *count += 1;
        }
    }
    return ERR_OK;
}

static enum err memory_record_get(void *self, struct store_record *record, int64_t now_us,
                                  struct arena *a)
{
    struct store_memory *s = self;
    bool found = false;
    enum err e = ERR_NOT_FOUND;
    (void)pthread_mutex_lock(&s->lock);
    size_t at = record_place(s, record->kind, record->key, &found);
    const struct store_record *list = s->records.items;
    if (found && (list[at].expires_us == 0 || list[at].expires_us > now_us)) {
        *record = list[at];
        e = copy_bytes(a, list[at].bytes, &record->bytes);
    }
    (void)pthread_mutex_unlock(&s->lock);
    return e;
}

static enum err memory_record_each(void *self, enum store_record_kind kind,
                                   enum err (*each)(void *ctx, const struct store_record *r),
                                   void *ctx)
{
    struct store_memory *s = self;
    enum err e = ERR_OK;
    (void)pthread_mutex_lock(&s->lock);
    const struct store_record *list = s->records.items;
    for (size_t i = 0; e == ERR_OK && i < s->records.count; i++) {
        if (list[i].kind == kind)
            e = each(ctx, &list[i]);
    }
    (void)pthread_mutex_unlock(&s->lock);
    return e;
}

/* --- letters ---------------------------------------------------------------------------------- */

static enum err memory_letter_insert(void *self, const struct store_letter *letter)
{
    struct store_memory *s = self;
    struct store_letter *list = s->letters.items;
    for (size_t i = 0; i < s->letters.count; i++) {
        bool same_place = list[i].seq == letter->seq && list[i].place == letter->place;
        if (same_place || id_equal(list[i].id, letter->id))
            return ERR_EXISTS;
    }
    struct store_letter copy = *letter;
    enum err e = copy_bytes(s->arena, letter->bytes, &copy.bytes);
    if (e == ERR_OK)
        e = list_reserve(&s->letters, s->arena, sizeof copy);
    if (e == ERR_OK)
        ((struct store_letter *)s->letters.items)[s->letters.count++] = copy;
    return e;
}

static enum err memory_letter_delete(void *self, struct id id)
{
    struct store_memory *s = self;
    struct store_letter *list = s->letters.items;
    for (size_t i = 0; i < s->letters.count; i++) {
        if (id_equal(list[i].id, id)) {
            s->letters.count--;
            memmove(list + i, list + i + 1, (s->letters.count - i) * sizeof *list);
            break;
        }
    }
    return ERR_OK;
}

static bool letter_is_asked(const struct letter_query *q, const struct store_letter *l)
{
    switch (q->kind) {
    case LETTERS_DUE:
        return l->due_us <= q->now_us;
    case LETTERS_OF_STREAM:
        return id_equal(l->stream, q->id);
    case LETTER_BY_ID:
        return id_equal(l->id, q->id);
    }
    return false;
}

/* Every letter has the same delay, so the order of the log is the order in which they are due. */
static enum err memory_letters_each(void *self, const struct letter_query *q,
                                    enum err (*each)(void *ctx, const struct store_letter *l),
                                    void *ctx)
{
    struct store_memory *s = self;
    enum err e = ERR_OK;
    size_t found = 0;
    (void)pthread_mutex_lock(&s->lock);
    const struct store_letter *list = s->letters.items;
    for (size_t i = 0; e == ERR_OK && i < s->letters.count; i++) {
        if (!letter_is_asked(q, &list[i]))
            continue;
        if (q->kind == LETTERS_DUE && found++ == q->limit)
            break;
        e = each(ctx, &list[i]);
    }
    (void)pthread_mutex_unlock(&s->lock);
    return e;
}

static enum err memory_letter_count(void *self, uint64_t *count)
{
    struct store_memory *s = self;
    (void)pthread_mutex_lock(&s->lock);
    *count = s->letters.count;
    (void)pthread_mutex_unlock(&s->lock);
    return ERR_OK;
}

static enum err memory_backup(void *self, const char *to_path)
{
    (void)self;
    (void)to_path;
    return ERR_UNSUPPORTED;
}

const struct store_backend store_memory = {
    .name = "memory",
    .begin = memory_begin,
    .commit = memory_commit,
    .rollback = memory_rollback,
    .event_insert = memory_event_insert,
    .submission_insert = memory_submission_insert,
    .submission_seen = memory_submission_seen,
    .read_insert = memory_read_insert,
    .record_put = memory_record_put,
    .record_delete = memory_record_delete,
    .record_delete_owner = memory_record_delete_owner,
    .record_expire = memory_record_expire,
    .backup = memory_backup,
    .submission_find = memory_submission_find,
    .event_each = memory_event_each,
    .stream_each = memory_stream_each,
    .part_count = memory_part_count,
    .read_each = memory_read_each,
    .record_get = memory_record_get,
    .record_each = memory_record_each,
    .letter_insert = memory_letter_insert,
    .letter_delete = memory_letter_delete,
    .letters_each = memory_letters_each,
    .letter_count = memory_letter_count,
    .load = memory_load,
    .close = memory_close,
};
