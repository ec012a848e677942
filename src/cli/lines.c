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

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 64 << 10 };

static int open_input(struct str path)
{
    return str_equal(path, STR("-")) ? STDIN_FILENO : open(path.ptr, O_RDONLY | O_CLOEXEC);
}

static void close_input(int fd)
{
    if (fd != STDIN_FILENO)
        (void)close(fd);
}

enum err cli_read_file(struct str path, size_t max, struct arena *a, struct str *out)
{
    size_t room = BLOCK;
    size_t len = 0;
    size_t got = 0;
    int fd = open_input(path);
    char *bytes = fd < 0 ? NULL : arena_alloc(a, room);
    enum err e = fd < 0 ? ERR_NOT_FOUND : bytes ? ERR_OK : ERR_MEMORY;
    while (e == ERR_OK) {
        e = disk_read(fd, bytes + len, room - len, &got);
        len += got;
        if (e != ERR_OK || len < room)
            break;
        char *more = len > max ? NULL : arena_resize(a, bytes, room, 2 * room);
        e = len > max ? ERR_LIMIT : more ? ERR_OK : ERR_MEMORY;
        bytes = more;
        room *= 2;
    }
    if (fd >= 0)
        close_input(fd);
    *out = (struct str){bytes, len};
    return e == ERR_OK && len > max ? ERR_LIMIT : e;
}

/* ---- line by line ---------------------------------------------------------------------------- */

/* A line that is not complete yet; what passes the limit is counted and dropped. */
struct line {
    char *bytes;
    size_t len;
};

static void line_add(struct line *line, struct str part)
{
    size_t room = LIMIT_CLI_LINE + 1 - line->len;
    size_t len = part.len < room ? part.len : room;
    if (len > 0)
        memcpy(line->bytes + line->len, part.ptr, len);
    line->len += len;
}

static void line_end(struct line *line, const struct cli_lines *lines)
{
    struct str text = {line->bytes, line->len};
    if (text.len > 0 && text.len <= LIMIT_CLI_LINE && text.ptr[text.len - 1] == '\r')
        text.len--;
    lines->take(lines->context, text);
    line->len = 0;
}

static void take_block(struct line *line, struct str block, const struct cli_lines *lines)
{
    while (block.len > 0) {
        const char *end = memchr(block.ptr, '\n', block.len);
        size_t len = end ? (size_t)(end - block.ptr) : block.len;
        line_add(line, str_slice(block, 0, len));
        if (end)
            line_end(line, lines);
        block = str_slice(block, end ? len + 1 : len, block.len);
    }
}

static enum err read_lines(struct str path, struct line *line, const struct cli_lines *lines)
{
    static char block[BLOCK];
    size_t got = 0;
    int fd = open_input(path);
    if (fd < 0)
        return ERR_NOT_FOUND;
    enum err e;
    do {
        e = disk_read(fd, block, sizeof(block), &got);
        take_block(line, (struct str){block, e == ERR_OK ? got : 0}, lines);
    } while (e == ERR_OK && got == sizeof(block));
    if (line->len > 0)
        line_end(line, lines);
    close_input(fd);
    return e;
}

bool cli_each_line(struct cli *c, size_t first, const struct cli_lines *lines)
{
    struct line line = {arena_alloc(&c->arena, LIMIT_CLI_LINE + 1), 0};
    bool all = true;
    if (!line.bytes)
        return cli_failed("reading", ERR_MEMORY) == CLI_OK;
    for (size_t i = first; i < c->word_count || i == first; i++) {
        struct str path = i < c->word_count ? c->words[i] : STR("-");
        enum err e = read_lines(path, &line, lines);
        if (e == ERR_OK)
            continue;
        all = false;
        (void)cli_failed(path.ptr, e);
    }
    return all;
}

/* ---- record by record ------------------------------------------------------------------------ */

/* More than one line that holds an object: one record a line. */
static bool is_lines(struct str text)
{
    size_t end = str_find(text, STR("\n{"), 0);
    return end != SIZE_MAX && end > 0 && text.ptr[0] == '{' && text.ptr[end - 1] == '}';
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
    for (size_t i = first; i < c->word_count || i == first; i++) {
        struct cli_record record = {.file = i < c->word_count ? c->words[i] : STR("-")};
        struct str text = {0};
        arena_clear(&file);
        record.unread = cli_read_file(record.file, LIMIT_CLI_FILE, &file, &text);
        if (record.unread == ERR_OK)
            take_records(&record, text, records);
        else
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
