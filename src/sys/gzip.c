/*
 * sys/gzip.c — the only file that knows zlib. Must write a deterministic stream: no name, no time.
 */
#include "sys/gzip.h"

#include <limits.h>
#include <string.h>

#define ZLIB_CONST
#include <zlib.h>

enum { GZIP_WINDOW = 15 + 16, MEMORY_LEVEL = 8, LEVEL = 6 };

enum err gzip_compress(struct str in, char *out, size_t room, size_t *len)
{
    z_stream z;
    memset(&z, 0, sizeof(z));
    if (in.len > UINT_MAX || room > UINT_MAX) {
        return ERR_LIMIT;
    }
    if (deflateInit2(&z, LEVEL, Z_DEFLATED, GZIP_WINDOW, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
        return ERR_MEMORY;
    }
    z.next_in = (const Bytef *)in.ptr;
    z.avail_in = (uInt)in.len;
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)room;
    int result = deflate(&z, Z_FINISH);
    *len = room - z.avail_out;
    (void)deflateEnd(&z);
    return result == Z_STREAM_END ? ERR_OK : ERR_LIMIT;
}
