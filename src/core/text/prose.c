/*
 * core/text/prose.c — cutting a text into paragraphs, lines and addresses.
 */
#include "core/text/prose.h"

/* Characters that may stand inside an address; everything else, and any character outside ASCII,
 * ends it. */
static bool is_address_char(char c)
{
    static const char others[] = "-._~:/?#[]@!$&'()*+,;=%";

    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
        return true;
    }
    for (size_t i = 0; others[i] != '\0'; i++) {
        if (others[i] == c) {
            return true;
        }
    }
    return false;
}

/* A full stop or a bracket behind an address belongs to the sentence. */
static bool is_closing(char c)
{
    return c == '.' || c == ',' || c == ';' || c == ':' || c == '!' || c == '?' || c == ')' ||
           c == ']' || c == '\'';
}

/* Where the next address begins in `line` at or after `from`, and its length; SIZE_MAX when there
 * is none. */
static size_t find_address(struct str line, size_t from, size_t *len)
{
    for (;;) {
        size_t http = str_find(line, STR("http://"), from);
        size_t https = str_find(line, STR("https://"), from);
        size_t at = http < https ? http : https;
        size_t host;
        size_t end;

        if (at == SIZE_MAX) {
            return SIZE_MAX;
        }
        host = at + (at == https ? 8 : 7);
        for (end = host; end < line.len && is_address_char(line.ptr[end]); end++) {
        }
        while (end > host && is_closing(line.ptr[end - 1])) {
            end--;
        }
        if (end > host && line.ptr[host] != '/') {
            *len = end - at;
            return at;
        }
        from = host;
    }
}

struct cutter {
    struct prose *out;
    struct prose_run *runs; /* all runs of the text; paragraphs own slices of it */
    size_t run_count;
    bool measuring; /* first pass: count only */
};

static void add_run(struct cutter *c, struct str text, bool is_link, bool breaks_before)
{
    if (!c->measuring) {
        struct prose_paragraph *p = &c->out->paragraphs[c->out->paragraph_count - 1];

        c->runs[c->run_count] = (struct prose_run){text, is_link, breaks_before};
        if (p->run_count == 0) {
            p->runs = &c->runs[c->run_count];
        }
        p->run_count++;
    }
    c->run_count++;
}

static void cut_line(struct cutter *c, struct str line, bool breaks_before)
{
    size_t at = 0;

    while (at < line.len) {
        size_t len = 0;
        size_t address = find_address(line, at, &len);
        struct str before = str_slice(line, at, address);

        if (before.len > 0) {
            add_run(c, before, false, breaks_before);
            breaks_before = false;
        }
        if (address == SIZE_MAX) {
            return;
        }
        add_run(c, str_slice(line, address, address + len), true, breaks_before);
        breaks_before = false;
        at = address + len;
    }
}

static void cut_text(struct cutter *c, struct str text)
{
    struct str rest = text;
    bool inside = false;

    c->run_count = 0;
    c->out->paragraph_count = 0;
    while (rest.ptr != NULL) {
        struct str line = str_split(&rest, '\n');

        if (str_is_empty(str_trim(line))) {
            inside = false;
            continue;
        }
        if (!inside) {
            c->out->paragraph_count++;
        }
        cut_line(c, line, inside);
        inside = true;
    }
}

enum err prose_cut(struct str text, struct arena *a, struct prose *out)
{
    struct cutter c = {.out = out, .measuring = true};

    *out = (struct prose){NULL, 0};
    cut_text(&c, text);
    c.runs = ARENA_ARRAY(a, struct prose_run, c.run_count);
    out->paragraphs = ARENA_ARRAY(a, struct prose_paragraph, out->paragraph_count);
    if (c.runs == NULL || out->paragraphs == NULL) {
        return ERR_MEMORY;
    }
    c.measuring = false;
    cut_text(&c, text);
    return ERR_OK;
}
