/*
 * store/verify.c — is this still the log that was written? Everything is computed again from the
 * stored bytes; nothing that the writer remembers is believed except the heads, which show a log
 * that was cut or put back. It must never change anything.
 */
#include "store/store_priv.h"

struct verify {
    struct arena arena;
    struct id_map streams; /* version reached, as struct verify_stream */
    struct store_tail now; /* reached so far */
    struct store_tail then; /* the committed heads before the reading began */
    uint64_t parts;
    uint64_t bad;
};

struct verify_stream {
    uint8_t stream_type;
    uint64_t version;
};

static enum err verify_version(struct verify *v, const struct store_row *row)
{
    struct verify_stream *stream = id_map_get(&v->streams, row->stream);
    if (stream == NULL) {
        stream = ARENA_NEW(&v->arena, struct verify_stream);
        if (stream == NULL)
            return ERR_MEMORY;
        stream->stream_type = row->stream_type;
        enum err e = id_map_set(&v->streams, &v->arena, row->stream, stream);
        if (e != ERR_OK)
            return e;
    }
    if (row->version != stream->version + 1 || row->stream_type != stream->stream_type)
        return ERR_CORRUPT;
    stream->version = row->version;
    return ERR_OK;
}

static enum err verify_event(void *ctx, const struct store_event *e)
{
    struct verify *v = ctx;
    uint8_t hash[CRYPTO_HASH_BYTES];
    v->bad = v->now.seq + 1;
    chain_event(e, hash);
    if (e->seq != v->now.seq + 1 || memcmp(e->prev, v->now.hash, sizeof hash) != 0
        || memcmp(e->hash, hash, sizeof hash) != 0)
        return ERR_CORRUPT;
    enum err err = verify_version(v, &e->row);
    if (err != ERR_OK)
        return err;
    if (e->seq == v->then.seq && memcmp(hash, v->then.hash, sizeof hash) != 0)
        return ERR_CORRUPT;
    v->now.seq = e->seq;
    memcpy(v->now.hash, hash, sizeof hash);
    v->parts += e->row.part_count;
    v->bad = 0;
    return ERR_OK;
}

static enum err verify_events(struct store *s, struct verify *v)
{
    enum err e = s->backend->event_each(s->self, 0, verify_event, v);
    if (e != ERR_OK)
        return e;
    uint64_t parts = 0;
    e = s->backend->part_count(s->self, v->now.seq, &parts);
    if (e == ERR_OK && (v->now.seq < v->then.seq || parts != v->parts)) {
        v->bad = v->now.seq + 1;
        e = ERR_CORRUPT;
    }
    return e;
}

static enum err verify_read(void *ctx, const struct chain_read *r)
{
    struct verify *v = ctx;
    uint8_t hash[CRYPTO_HASH_BYTES];
    v->bad = v->now.read_seq + 1;
    chain_read(r, hash);
    if (r->seq != v->now.read_seq + 1 || memcmp(r->prev, v->now.read_hash, sizeof hash) != 0
        || memcmp(r->hash, hash, sizeof hash) != 0)
        return ERR_CORRUPT;
    if (r->seq == v->then.read_seq && memcmp(hash, v->then.read_hash, sizeof hash) != 0)
        return ERR_CORRUPT;
    v->now.read_seq = r->seq;
    memcpy(v->now.read_hash, hash, sizeof hash);
    v->bad = 0;
    return ERR_OK;
}

static enum err verify_reads(struct store *s, struct verify *v)
{
    enum err e = s->backend->read_each(s->self, 0, verify_read, v);
    if (e == ERR_OK && v->now.read_seq < v->then.read_seq) {
        v->bad = v->now.read_seq + 1;
        e = ERR_CORRUPT;
    }
    return e;
}

enum err store_verify(struct store *s, struct store_verdict *verdict)
{
    struct verify v = {.parts = 0};
    arena_init(&v.arena, LIMIT_ARENA_STORE);
    (void)pthread_mutex_lock(&s->lock);
    v.then = s->tail;
    (void)pthread_mutex_unlock(&s->lock);
    enum err e = verify_events(s, &v);
    verdict->bad_event = v.bad;
    v.bad = 0;
    enum err reads = verify_reads(s, &v);
    verdict->bad_read = v.bad;
    arena_release(&v.arena);
    return e != ERR_OK ? e : reads;
}
