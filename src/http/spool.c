/*
 * http/spool.c — see spool.h. The address space of the limit is reserved at the first byte, pages
 * come as they are written; so a file is one piece of memory and is never copied to grow.
 */
#include "http/spool.h"

#include "base/limits.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>

enum { STEP = 64 << 10 };

static atomic_size_t in_use;

void spool_init(struct spool *s, size_t limit)
{
    *s = (struct spool){.limit = limit};
}

static bool count_up(struct spool *s, size_t wanted)
{
    if (wanted <= s->counted) {
        return true;
    }
    size_t more = (wanted - s->counted + STEP - 1) / STEP * STEP;
    if (atomic_fetch_add(&in_use, more) + more > LIMIT_SPOOL_BYTES) {
        atomic_fetch_sub(&in_use, more);
        return false;
    }
    s->counted += more;
    return true;
}

enum err spool_write(struct spool *s, struct str bytes)
{
    if (bytes.len > s->limit - s->len) {
        return ERR_LIMIT;
    }
    if (bytes.len == 0) {
        return ERR_OK;
    }
    if (!count_up(s, s->len + bytes.len)) {
        return ERR_BUSY;
    }
    if (s->ptr == NULL) {
        void *p = mmap(NULL, s->limit, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (p == MAP_FAILED) {
            spool_release(s);
            return ERR_MEMORY;
        }
        (void)madvise(p, s->limit, MADV_DONTDUMP);
        s->ptr = p;
    }
    memcpy(s->ptr + s->len, bytes.ptr, bytes.len);
    s->len += bytes.len;
    return ERR_OK;
}

void spool_release(struct spool *s)
{
    if (s->ptr != NULL) {
        explicit_bzero(s->ptr, s->len);
        (void)munmap(s->ptr, s->limit);
    }
    atomic_fetch_sub(&in_use, s->counted);
    spool_init(s, s->limit);
}

size_t spool_bytes_in_use(void)
{
    return atomic_load(&in_use);
}
