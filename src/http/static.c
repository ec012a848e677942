/*
 * http/static.c — assets of the program and prebuilt answers for published files.
 *
 * Responsible for sending bytes exactly as they are and only while the file behind them is the
 * same. It must never follow a link, leave the directory, or serve a name with a dot segment.
 * Cached files are the one kind of object here that is freed singly, so they come from base/mem.h
 * instead of an arena.
 */
#include "http/static.h"

#include "assets.h"
#include "base/id.h"
#include "base/mem.h"
#include "http/headers.h"
#include "sys/crypto.h"
#include "sys/gzip.h"

#include <assert.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    ETAG_BYTES = 16,                /* of the digest */
    ETAG_SIZE = 2 * ETAG_BYTES + 8, /* hexadecimal, quotes, "-gz", NUL */
    HEAD_ROOM = 2048,
    BUCKETS = 4096,
    GZIP_WORTH_BYTES = 512, /* shorter texts fit one packet anyway */
};

/* --- types --- */

struct type {
    struct str ending;
    struct str content_type;
    enum http_header_set set;
    bool is_text; /* worth compressing */
};

static const struct type types[] = {
    {STR_INIT(".html"), STR_INIT("text/html; charset=utf-8"), HTTP_HEADERS_PUBLIC_PAGE, true},
    {STR_INIT(".json"), STR_INIT("application/json"), HTTP_HEADERS_API_PUBLIC, true},
    {STR_INIT(".xml"), STR_INIT("application/xml; charset=utf-8"), HTTP_HEADERS_API_PUBLIC, true},
    {STR_INIT(".rdf"), STR_INIT("application/rdf+xml; charset=utf-8"), HTTP_HEADERS_API_PUBLIC,
     true},
    {STR_INIT(".atom"), STR_INIT("application/atom+xml; charset=utf-8"), HTTP_HEADERS_API_PUBLIC,
     true},
    {STR_INIT(".csv"), STR_INIT("text/csv; charset=utf-8"), HTTP_HEADERS_API_PUBLIC, true},
    {STR_INIT(".txt"), STR_INIT("text/plain; charset=utf-8"), HTTP_HEADERS_API_PUBLIC, true},
    {STR_INIT(".md"), STR_INIT("text/markdown; charset=utf-8"), HTTP_HEADERS_API_PUBLIC, true},
    {STR_INIT(".sha256"), STR_INIT("text/plain; charset=utf-8"), HTTP_HEADERS_API_PUBLIC, false},
    {STR_INIT(".sha512"), STR_INIT("text/plain; charset=utf-8"), HTTP_HEADERS_API_PUBLIC, false},
    {STR_INIT(".asc"), STR_INIT("application/pgp-signature"), HTTP_HEADERS_API_PUBLIC, false},
    {STR_INIT(".css"), STR_INIT("text/css; charset=utf-8"), HTTP_HEADERS_API_PUBLIC, true},
    {STR_INIT(".js"), STR_INIT("text/javascript; charset=utf-8"), HTTP_HEADERS_API_PUBLIC, true},
    {STR_INIT(".mjs"), STR_INIT("text/javascript; charset=utf-8"), HTTP_HEADERS_API_PUBLIC, true},
    {STR_INIT(".svg"), STR_INIT("image/svg+xml"), HTTP_HEADERS_API_PUBLIC, true},
    {STR_INIT(".webmanifest"), STR_INIT("application/manifest+json"), HTTP_HEADERS_API_PUBLIC,
     true},
    {STR_INIT(".png"), STR_INIT("image/png"), HTTP_HEADERS_API_PUBLIC, false},
    {STR_INIT(".ico"), STR_INIT("image/x-icon"), HTTP_HEADERS_API_PUBLIC, false},
    {STR_INIT(".woff2"), STR_INIT("font/woff2"), HTTP_HEADERS_API_PUBLIC, false},
    {STR_INIT(".pdf"), STR_INIT("application/pdf"), HTTP_HEADERS_API_PUBLIC, false},
};

static const struct type unknown_type = {STR_INIT(""), STR_INIT("application/octet-stream"),
                                         HTTP_HEADERS_DOWNLOAD, false};

static const struct type *type_of(struct str path)
{
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (str_ends_with(path, types[i].ending)) {
            return &types[i];
        }
    }
    return &unknown_type;
}

/* --- prebuilt answers --- */

struct variant {
    struct str content_type;
    struct str etag;
    struct str body;
    enum http_header_set set;
    bool is_gzip;
    bool varies; /* there is another variant of it */
};

/* Writes the header lines of a 200 or a 304 into a buffer of HEAD_ROOM bytes; 0 when they do not
 * fit. */
static size_t head_write(char *out, const struct variant *v, int status)
{
    struct str status_text = http_status_text(status);
    struct str lines = http_headers_lines(v->set);
    char length[64] = "";
    if (status == 200) {
        (void)snprintf(length, sizeof(length), "Content-Length: %zu\r\n", v->body.len);
    }
    int n = snprintf(out, HEAD_ROOM,
                     "HTTP/1.1 %d %.*s\r\n%.*sContent-Type: %.*s\r\n%sETag: %.*s\r\n%s%s", status,
                     STR_ARG(status_text), STR_ARG(lines), STR_ARG(v->content_type), length,
                     STR_ARG(v->etag), v->is_gzip ? "Content-Encoding: gzip\r\n" : "",
                     v->varies ? "Vary: Accept-Encoding\r\n" : "");
    return n > 0 && n < HEAD_ROOM ? (size_t)n : 0;
}

/* `room` holds 2 * HEAD_ROOM bytes that live as long as the answer. */
static bool shared_build(struct http_shared *s, char *room, const struct variant *v)
{
    size_t head = head_write(room, v, 200);
    size_t head_304 = head_write(room + HEAD_ROOM, v, 304);
    s->head = (struct str){room, head};
    s->head_304 = (struct str){room + HEAD_ROOM, head_304};
    s->body = v->body;
    s->etag = v->etag;
    s->refs = 1;
    s->free = NULL;
    return head > 0 && head_304 > 0;
}

static void respond(struct http_response *res, const struct http_request *req,
                    struct http_shared *s)
{
    http_shared_retain(s);
    http_response_shared(res, req, s);
}

/* --- assets --- */

bool http_asset_serve(struct http_request *req, struct http_response *res)
{
    const struct asset *file = asset_find(req->path);
    if (file == NULL) {
        return false;
    }
    bool gzip = file->gzip.len > 0 && http_request_accepts_gzip(req);
    struct str etag = file->etag;
    if (gzip) {
        etag = arena_format(req->arena, "%.*s-gz\"", (int)etag.len - 1, etag.ptr);
        http_response_header(res, STR("Content-Encoding"), STR("gzip"));
    }
    if (file->gzip.len > 0) {
        http_response_header(res, STR("Vary"), STR("Accept-Encoding"));
    }
    http_response_header(res, STR("ETag"), etag);
    http_headers_add(res, HTTP_HEADERS_ASSET);
    bool unchanged = http_request_has_etag(req, etag);
    http_response_text(res, unchanged ? 304 : 200, file->type, gzip ? file->gzip : file->bytes);
    return true;
}

/* --- published files --- */

/* What must stay the same for a cached answer to be used. */
struct stamp {
    uint64_t device, inode;
    int64_t size, seconds, nanoseconds;
};

struct cached {
    struct http_shared plain, gzip; /* of which each holds one reference to the whole */
    bool has_gzip;
    struct stamp stamp;
    struct str path;
    struct cached *next; /* of the bucket */
    size_t bytes;
    size_t place; /* in the clock */
    bool is_recent;
    uint32_t refs;
    char plain_etag[ETAG_SIZE], gzip_etag[ETAG_SIZE];
    char heads[4 * HEAD_ROOM];
    char data[]; /* path, body, compressed body */
};

struct http_published {
    int dir;
    pthread_mutex_t lock;
    struct cached *buckets[BUCKETS];
    struct cached *places[LIMIT_STATIC_CACHE_FILES];
    size_t hand;
    size_t bytes;
};

/* The cache and every answer under way hold a reference; the answers' own counts start at one that
 * stands for this. */
static void cached_release(struct cached *c)
{
    if (__atomic_sub_fetch(&c->refs, 1, __ATOMIC_ACQ_REL) == 0) {
        mem_free(c);
    }
}

static void plain_free(struct http_shared *s)
{
    cached_release((struct cached *)(void *)((char *)s - offsetof(struct cached, plain)));
}

static void gzip_free(struct http_shared *s)
{
    cached_release((struct cached *)(void *)((char *)s - offsetof(struct cached, gzip)));
}

/* Drops the cache's own references: the memory goes when the last answer has been sent. */
static void cached_drop(struct cached *c)
{
    if (c->has_gzip) {
        http_shared_release(&c->gzip);
    }
    http_shared_release(&c->plain);
}

enum err http_published_init(struct http_published **out, int dir_fd)
{
    struct http_published *p = mem_grow(sizeof(*p));
    if (p == NULL) {
        return ERR_MEMORY;
    }
    p->dir = dir_fd;
    pthread_mutex_init(&p->lock, NULL);
    *out = p;
    return ERR_OK;
}

static struct cached **bucket_of(struct http_published *p, struct str path)
{
    return &p->buckets[str_hash(path) % BUCKETS];
}

/* Takes a file out of the cache. The caller holds the lock. */
static void evict(struct http_published *p, struct cached *c)
{
    struct cached **at = bucket_of(p, c->path);
    while (*at != c) {
        at = &(*at)->next;
    }
    *at = c->next;
    p->places[c->place] = NULL;
    p->bytes -= c->bytes;
    cached_drop(c);
}

void http_published_free(struct http_published *p)
{
    for (size_t i = 0; i < LIMIT_STATIC_CACHE_FILES; i++) {
        if (p->places[i] != NULL) {
            evict(p, p->places[i]);
        }
    }
    pthread_mutex_destroy(&p->lock);
    mem_free(p);
}

/* Puts a file into the cache; whoever was not asked for since the hand came by last goes. The
 * caller holds the lock. */
static void insert(struct http_published *p, struct cached *c)
{
    for (size_t turns = 0; turns < 3 * LIMIT_STATIC_CACHE_FILES; turns++) {
        struct cached *old = p->places[p->hand];
        bool room = p->bytes + c->bytes <= LIMIT_STATIC_CACHE_BYTES;
        if (old == NULL && room) {
            break;
        }
        if (old != NULL && !old->is_recent) {
            evict(p, old);
            continue;
        }
        if (old != NULL) {
            old->is_recent = false;
        }
        p->hand = (p->hand + 1) % LIMIT_STATIC_CACHE_FILES;
    }
    assert(p->places[p->hand] == NULL); /* in two rounds everything can go */
    c->place = p->hand;
    p->places[c->place] = c;
    p->bytes += c->bytes;
    struct cached **bucket = bucket_of(p, c->path);
    c->next = *bucket;
    *bucket = c;
    p->hand = (p->hand + 1) % LIMIT_STATIC_CACHE_FILES;
}

static struct stamp stamp_of(const struct stat *st)
{
    return (struct stamp){st->st_dev, st->st_ino, st->st_size, st->st_mtim.tv_sec,
                          st->st_mtim.tv_nsec};
}

static bool stamp_equal(const struct stamp *a, const struct stamp *b)
{
    return a->device == b->device && a->inode == b->inode && a->size == b->size &&
           a->seconds == b->seconds && a->nanoseconds == b->nanoseconds;
}

/* The cached file with an added reference to the variant wanted, or NULL; a changed file is
 * evicted. */
static struct http_shared *lookup(struct http_published *p, struct str path,
                                  const struct stamp *stamp, bool gzip)
{
    struct http_shared *found = NULL;
    pthread_mutex_lock(&p->lock);
    struct cached *c = *bucket_of(p, path);
    while (c != NULL && !str_equal(c->path, path)) {
        c = c->next;
    }
    if (c != NULL && stamp_equal(&c->stamp, stamp)) {
        c->is_recent = true;
        found = gzip && c->has_gzip ? &c->gzip : &c->plain;
        http_shared_retain(found);
    } else if (c != NULL) {
        evict(p, c);
    }
    pthread_mutex_unlock(&p->lock);
    return found;
}

static bool read_all(int fd, char *out, size_t size)
{
    size_t got = 0;
    while (got < size) {
        ssize_t n = pread(fd, out + got, size - got, (off_t)got);
        if (n <= 0) {
            return false;
        }
        got += (size_t)n;
    }
    return true;
}

static bool answers_build(struct cached *c, struct str body, struct str compressed)
{
    uint8_t digest[CRYPTO_HASH_BYTES];
    char hex[2 * ETAG_BYTES + 1];
    const struct type *type = type_of(c->path);
    crypto_sha256(body, digest);
    hex_write(digest, ETAG_BYTES, hex, sizeof(hex));
    (void)snprintf(c->plain_etag, sizeof(c->plain_etag), "\"%s\"", hex);
    (void)snprintf(c->gzip_etag, sizeof(c->gzip_etag), "\"%s-gz\"", hex);
    struct variant v = {type->content_type, str_from_cstr(c->plain_etag), body, type->set, false,
                        c->has_gzip};
    bool fits = shared_build(&c->plain, c->heads, &v);
    c->plain.free = plain_free;
    c->refs = 1;
    if (c->has_gzip) {
        v.etag = str_from_cstr(c->gzip_etag);
        v.body = compressed;
        v.is_gzip = true;
        fits = fits && shared_build(&c->gzip, c->heads + 2 * HEAD_ROOM, &v);
        c->gzip.free = gzip_free;
        c->refs = 2;
    }
    return fits;
}

/* Reads a file into a new cache object; NULL when it cannot be read whole or there is no memory. */
static struct cached *cached_load(int fd, struct str path, const struct stamp *stamp)
{
    size_t size = (size_t)stamp->size;
    bool compress = type_of(path)->is_text && size >= GZIP_WORTH_BYTES;
    size_t bytes = sizeof(struct cached) + path.len + size + (compress ? size : 0);
    struct cached *c = mem_grow(bytes);
    if (c == NULL) {
        return NULL;
    }
    char *body = c->data + path.len;
    memcpy(c->data, path.ptr, path.len);
    c->path = (struct str){c->data, path.len};
    c->stamp = *stamp;
    c->bytes = bytes;
    c->is_recent = true;
    bool good = read_all(fd, body, size);
    size_t packed = 0;
    c->has_gzip =
        good && compress &&
        gzip_compress((struct str){body, size}, body + size, size - size / 8, &packed) == ERR_OK;
    if (!good || !answers_build(c, (struct str){body, size}, (struct str){body + size, packed})) {
        mem_free(c);
        return NULL;
    }
    return c;
}

/* Loads, remembers and answers. */
static void serve_loaded(struct http_published *p, struct http_request *req,
                         struct http_response *res, struct cached *c)
{
    struct http_shared *s = c->has_gzip && http_request_accepts_gzip(req) ? &c->gzip : &c->plain;
    respond(res, req, s);
    pthread_mutex_lock(&p->lock);
    struct cached *twin = *bucket_of(p, c->path);
    while (twin != NULL && !str_equal(twin->path, c->path)) {
        twin = twin->next;
    }
    if (twin != NULL) {
        evict(p, twin); /* another thread was as quick */
    }
    insert(p, c);
    pthread_mutex_unlock(&p->lock);
}

static void unavailable(struct http_response *res)
{
    http_headers_add(res, HTTP_HEADERS_API_PRIVATE);
    http_response_header(res, STR("Retry-After"), STR("5"));
    http_response_text(res, 503, STR("text/plain; charset=utf-8"), http_status_text(503));
}

static bool path_is_clean(struct str path)
{
    struct str rest = path;
    while (rest.ptr != NULL) {
        struct str segment = str_split(&rest, '/');
        bool last = rest.ptr == NULL;
        if ((segment.len == 0 && !last) ||
            (segment.len > 0 && segment.ptr[0] == '.' && !str_equal(segment, STR(".well-known")))) {
            return false;
        }
    }
    return path.len == 0 || memchr(path.ptr, 0, path.len) == NULL;
}

/* `path` with its index.html, NUL-terminated. False when it is too long. */
static bool name_of(struct str path, char out[LIMIT_URL_BYTES], struct str *name)
{
    struct str index = path.len == 0 || path.ptr[path.len - 1] == '/' ? STR("index.html") : STR("");
    if (path.len + index.len + 1 > LIMIT_URL_BYTES) {
        return false;
    }
    if (path.len > 0) {
        memcpy(out, path.ptr, path.len);
    }
    memcpy(out + path.len, index.ptr, index.len);
    out[path.len + index.len] = 0;
    *name = (struct str){out, path.len + index.len};
    return true;
}

bool http_published_serve(struct http_published *p, struct http_request *req,
                          struct http_response *res, struct str path)
{
    char text[LIMIT_URL_BYTES];
    struct str name;
    struct stat st;
    if (!path_is_clean(path) || !name_of(path, text, &name) ||
        fstatat(p->dir, text, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode)) {
        return false;
    }
    struct stamp stamp = stamp_of(&st);
    struct http_shared *s = lookup(p, name, &stamp, http_request_accepts_gzip(req));
    if (s != NULL) {
        http_response_shared(res, req, s);
        return true;
    }
    int fd = openat(p->dir, text, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        if (fd >= 0) {
            (void)close(fd);
        }
        return false;
    }
    stamp = stamp_of(&st);
    if (st.st_size > LIMIT_STATIC_FILE_BYTES) {
        http_headers_add(res, type_of(name)->set);
        http_response_file(res, type_of(name)->content_type, fd, 0, (uint64_t)st.st_size);
        return true;
    }
    struct cached *c = cached_load(fd, name, &stamp);
    (void)close(fd);
    if (c == NULL) {
        unavailable(res);
    } else {
        serve_loaded(p, req, res, c);
    }
    return true;
}
