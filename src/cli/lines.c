/*
 * cli/lines.c — reads what the subcommands of the field's formats are given: whole files, and files
 * line by line.
 *
 * Reads in pieces, so that a file of any length needs the memory of its longest line. Judges
 * nothing: a subcommand says what is wrong with a line.
 */
#include "cli/cli_priv.h"

#include "base/utf8.h"
#include "sys/disk.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 64 << 10 };

static const char byte_order_mark[] = "\xef\xbb\xbf";

/* *size is UINT64_MAX where it is not known. */
static enum err open_input(struct str path, int *fd, uint64_t *size)
{
    *fd = STDIN_FILENO;
    *size = UINT64_MAX;
    return str_equal(path, STR("-")) ? ERR_OK : disk_open_path(path.ptr, fd, size);
}

static void close_input(int fd)
{
    if (fd != STDIN_FILENO)
        (void)close(fd);
}

struct str cli_read_reason(enum lang lang, enum err e, size_t max, struct arena *a)
{
    uint64_t mebibytes = max >> 20;
    switch (e) {
    case ERR_NOT_FOUND:
        return cli_say(lang, a, N_("not found"), CLI_NONE);
    case ERR_DENIED:
        return cli_say(lang, a, N_("permission denied"), CLI_NONE);
    case ERR_UNSUPPORTED:
        return cli_say(lang, a, N_("a directory, not a file"), CLI_NONE);
    case ERR_LIMIT:
        return cli_say(lang, a, N_("larger than the limit of {limit} MiB"),
                       CLI_VALUES(UI_PARAM("limit", mebibytes)));
    case ERR_MEMORY:
        return cli_say(lang, a, N_("memory limit reached"), CLI_NONE);
    case ERR_OK:
    case ERR_INVALID:
    case ERR_EXISTS:
    case ERR_CONFLICT:
    case ERR_IO:
    case ERR_FULL:
    case ERR_CORRUPT:
    case ERR_CRYPTO:
    case ERR_LOCKED:
    case ERR_TIMEOUT:
    case ERR_BUSY:
        break;
    }
    return cli_say(lang, a, N_("input/output error"), CLI_NONE);
}

/* To the end, or until there is one byte too many. */
static enum err read_whole(int fd, size_t max, struct arena *a, struct str *out)
{
    size_t room = max < BLOCK ? max + 1 : BLOCK;
    size_t len = 0;
    size_t got = 0;
    char *bytes = arena_alloc(a, room);
    enum err e = bytes ? ERR_OK : ERR_MEMORY;
    while (e == ERR_OK) {
        e = disk_read(fd, bytes + len, room - len, &got);
        len += got;
        if (e != ERR_OK || len < room)
            break;
        size_t more = room < max / 2 ? 2 * room : max + 1;
        char *grown = len > max ? NULL : arena_resize(a, bytes, room, more);
        e = len > max ? ERR_LIMIT : grown ? ERR_OK : ERR_MEMORY;
        bytes = grown;
        room = more;
    }
    *out = (struct str){bytes, len};
    return e;
}

enum err cli_read_file(struct str path, size_t max, struct arena *a, struct str *out)
{
    int fd = -1;
    uint64_t size = 0;
    *out = (struct str){0};
    enum err e = open_input(path, &fd, &size);
    if (e != ERR_OK)
        return e;
    e = size != UINT64_MAX && size > max ? ERR_LIMIT : read_whole(fd, max, a, out);
    close_input(fd);
    return e;
}

/* ---- line by line ---------------------------------------------------------------------------- */

/* Of one line: the limit, the CR of one that reaches it, and the byte that shows that it passes it.
 */
enum { LINE_ROOM = LIMIT_CLI_LINE + 2 };

/* The lines of one file; of one that is not complete yet, what has no room is dropped. */
struct reading {
    const struct cli_lines *lines;
    char *bytes;
    size_t len;
    struct str file; /* absent: standard input */
    uint64_t number;
};

static void line_add(struct reading *r, struct str part)
{
    size_t room = LINE_ROOM - r->len;
    size_t len = part.len < room ? part.len : room;
    if (len > 0)
        memcpy(r->bytes + r->len, part.ptr, len);
    r->len += len;
}

static void line_end(struct reading *r)
{
    struct cli_line line = {r->file, ++r->number, {r->bytes, r->len}};
    if (line.text.len > 0 && line.text.len < LINE_ROOM && line.text.ptr[line.text.len - 1] == '\r')
        line.text.len--;
    line.text = str_slice(line.text, 0, LIMIT_CLI_LINE + 1);
    if (line.text.len <= LIMIT_CLI_LINE && line.number == 1 &&
        str_starts_with(line.text, STR(byte_order_mark)))
        line.text = str_slice(line.text, sizeof(byte_order_mark) - 1, line.text.len);
    r->lines->take(r->lines->context, &line);
    r->len = 0;
}

static void take_block(struct reading *r, struct str block)
{
    while (block.len > 0) {
        const char *end = memchr(block.ptr, '\n', block.len);
        size_t len = end ? (size_t)(end - block.ptr) : block.len;
        line_add(r, str_slice(block, 0, len));
        if (end)
            line_end(r);
        block = str_slice(block, end ? len + 1 : len, block.len);
    }
}

static enum err read_lines(struct reading *r, struct str path)
{
    static char block[BLOCK];
    size_t got = 0;
    int fd = -1;
    uint64_t size = 0;
    enum err e = open_input(path, &fd, &size);
    if (e != ERR_OK)
        return e;
    do {
        e = disk_read_some(fd, block, sizeof(block), &got);
        take_block(r, (struct str){block, e == ERR_OK ? got : 0});
        if (got < sizeof(block)) /* nothing more is there now: whoever asks line by line waits */
            (void)fflush(stdout);
    } while (e == ERR_OK && got > 0 && !ferror(stdout));
    if (r->len > 0)
        line_end(r);
    close_input(fd);
    return e;
}

bool cli_each_line(struct cli *c, size_t first, const struct cli_lines *lines)
{
    char *bytes = arena_alloc(&c->arena, LINE_ROOM);
    bool all = true;
    if (!bytes)
        return cli_failed("reading", ERR_MEMORY) == CLI_OK;
    for (size_t i = first; (i < c->word_count || i == first) && !ferror(stdout); i++) {
        struct str path = i < c->word_count ? c->words[i] : STR("-");
        bool named = !str_equal(path, STR("-"));
        struct reading r = {lines, bytes, 0, named ? path : (struct str){0}, 0};
        enum err e = read_lines(&r, path);
        if (e == ERR_OK)
            continue;
        all = false;
        cli_complain("%.*s: %.*s", STR_ARG(path),
                     STR_ARG(cli_read_reason(c->lang, e, SIZE_MAX, &c->arena)));
    }
    return all;
}

/* ---- record by record ------------------------------------------------------------------------ */

/* Do the brackets close at the end of the text and not before? */
static bool is_closed(struct str text)
{
    size_t depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '{' || c == '['))
            depth++;
        else if (!quoted && (c == '}' || c == ']') && (depth == 0 || --depth == 0))
            return i + 1 == text.len;
    }
    return false;
}

/* One record a line: the first line with anything in it is a whole object, and more follows. */
static bool is_lines(struct str text)
{
    struct str first = {0};
    while (text.ptr && first.len == 0)
        first = str_trim(str_split(&text, '\n'));
    return first.len > 0 && first.ptr[0] == '{' && str_trim(text).len > 0 && is_closed(first);
}

static void take_records(struct cli_record *record, struct str text,
                         const struct cli_records *records)
{
    record->line = 0;
    record->text = text;
    if (!is_lines(text)) {
        records->take(records->context, record);
        return;
    }
    while (text.ptr) {
        record->text = str_split(&text, '\n');
        record->line++;
        if (str_trim(record->text).len > 0)
            records->take(records->context, record);
    }
}

void cli_each_record(struct cli *c, size_t first, const struct cli_records *records)
{
    struct arena file;
    arena_init(&file, 2 * (size_t)LIMIT_CLI_FILE);
    for (size_t i = first; (i < c->word_count || i == first) && !ferror(stdout); i++) {
        struct cli_record record = {.file = i < c->word_count ? c->words[i] : STR("-")};
        struct str text = {0};
        arena_clear(&file);
        enum err e = cli_read_file(record.file, LIMIT_CLI_FILE, &file, &text);
        if (e == ERR_OK) {
            take_records(&record, text, records);
            continue;
        }
        record.unread = cli_read_reason(c->lang, e, LIMIT_CLI_FILE, &c->arena);
        records->take(records->context, &record);
    }
    arena_release(&file);
}

struct str cli_as_text(struct str bytes, struct arena *a)
{
    struct buf out;
    struct str text = {0};
    buf_init(&out, a, 4 * (bytes.len + 1));
    while (bytes.len > 0) {
        size_t bad = utf8_first_bad(bytes);
        buf_add(&out, str_slice(bytes, 0, bad));
        if (bad < bytes.len)
            buf_add_cstr(&out, "\xef\xbf\xbd");
        bytes = str_slice(bytes, bad < bytes.len ? bad + 1 : bytes.len, bytes.len);
    }
    return buf_finish(&out, &text) == ERR_OK ? text : (struct str){0};
}
