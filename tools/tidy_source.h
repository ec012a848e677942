/*
 * tools/tidy_source.h — reading a C file as text: its comments, its literals and the rest, and the
 * width of its lines.
 *
 * Included by tools/tidy.c alone, which is one program of one file. Must know no rule.
 */
#ifndef TOOLS_TIDY_SOURCE_H
#define TOOLS_TIDY_SOURCE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One file and three views of it, all of the same length and with the same line ends. */
struct source {
    const char *path;
    size_t len;
    char *text;
    char *code;     /* comments and the insides of literals are blanks */
    char *comments; /* everything else is blank */
    char *literals; /* everything but string literals is blank */
};

static void *must(void *memory)
{
    if (memory == NULL) {
        fputs("tidy: no memory\n", stderr);
        exit(2);
    }
    return memory;
}

static char *blank_copy(const char *text, size_t len)
{
    char *copy = must(malloc(len + 1));
    for (size_t i = 0; i < len; i++) {
        copy[i] = text[i] == '\n' ? '\n' : ' ';
    }
    copy[len] = '\0';
    return copy;
}

/* Copies a literal beginning at `at` into its views and returns the place behind it. */
static size_t scan_literal(struct source *s, size_t at)
{
    char quote = s->text[at];
    s->literals[at] = quote == '"' ? quote : ' ';
    s->code[at++] = quote;
    while (at < s->len && s->text[at] != quote && s->text[at] != '\n') {
        size_t size = s->text[at] == '\\' && at + 1 < s->len && s->text[at + 1] != '\n' ? 2 : 1;
        if (quote == '"') {
            memcpy(s->literals + at, s->text + at, size);
        }
        at += size;
    }
    if (at < s->len) {
        s->literals[at] = s->text[at] == '"' ? '"' : s->literals[at];
        s->code[at] = s->text[at];
        at++;
    }
    return at;
}

static size_t scan_comment(struct source *s, size_t at)
{
    const char *end = strstr(s->text + at, s->text[at + 1] == '*' ? "*/" : "\n");
    size_t stop = end == NULL ? s->len : (size_t)(end - s->text) + (s->text[at + 1] == '*' ? 2 : 0);
    memcpy(s->comments + at, s->text + at, stop - at);
    return stop;
}

static void source_init(struct source *s, const char *path, char *text, size_t len)
{
    *s = (struct source){.path = path, .len = len, .text = text};
    s->code = blank_copy(text, len);
    s->comments = blank_copy(text, len);
    s->literals = blank_copy(text, len);
    size_t at = 0;
    while (at < len) {
        char c = text[at];
        if (c == '/' && (text[at + 1] == '*' || text[at + 1] == '/')) {
            at = scan_comment(s, at);
        } else if (c == '"' || (c == '\'' && (at == 0 || !strchr("0123456789", text[at - 1])))) {
            at = scan_literal(s, at);
        } else {
            s->code[at] = c;
            at++;
        }
    }
}

static void source_release(struct source *s)
{
    free(s->code);
    free(s->comments);
    free(s->literals);
}

/* --- words and lines --- */

static bool is_word_char(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_in(const char *path, const char *folder)
{
    return strncmp(path, folder, strlen(folder)) == 0;
}

/* The place of a whole word in text from `from` on, or NULL. */
static const char *find_word(const char *from, const char *word, const char *start)
{
    size_t len = strlen(word);
    for (const char *hit = strstr(from, word); hit != NULL; hit = strstr(hit + 1, word)) {
        if ((hit == start || !is_word_char(hit[-1])) && !is_word_char(hit[len])) {
            return hit;
        }
    }
    return NULL;
}

static size_t line_of(const char *start, const char *at)
{
    size_t line = 1;
    for (const char *p = start; p < at; p++) {
        line += *p == '\n';
    }
    return line;
}

static bool is_wide(uint32_t c)
{
    static const uint32_t ranges[][2] = {{0x1100, 0x115F}, {0x2E80, 0xA4CF},   {0xAC00, 0xD7A3},
                                         {0xF900, 0xFAFF}, {0xFE30, 0xFE4F},   {0xFF00, 0xFF60},
                                         {0xFFE0, 0xFFE6}, {0x1F300, 0x1FAFF}, {0x20000, 0x3FFFD}};
    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        if (c >= ranges[i][0] && c <= ranges[i][1]) {
            return true;
        }
    }
    return false;
}

static size_t columns_of(const char *line, size_t len)
{
    size_t columns = 0;
    for (size_t i = 0; i < len;) {
        unsigned char lead = (unsigned char)line[i];
        size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
        uint32_t code = size == 1 ? lead : lead & (0xFFU >> (size + 1));
        for (size_t k = 1; k < size && i + k < len; k++) {
            code = code << 6 | ((unsigned char)line[i + k] & 0x3F);
        }
        columns += is_wide(code) ? 2 : 1;
        i += size;
    }
    return columns;
}

/* "name(…);", "name = …;" and the like: prose that ends in a semicolon has a blank before its first
 * bracket. */
static bool is_statement(const char *line, size_t len)
{
    static const char *const begins[] = {"return ", "if (",     "for (",
                                         "while (", "switch (", "} else"};
    for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++) {
        if (len > strlen(begins[i]) && memcmp(line, begins[i], strlen(begins[i])) == 0) {
            return true;
        }
    }
    size_t head = 0;
    while (head < len && (is_word_char(line[head]) || strchr(" *->.[]", line[head]))) {
        head++;
    }
    bool call = head > 0 && head < len && line[head] == '(' && is_word_char(line[head - 1]);
    bool assignment = head > 1 && head < len && line[head] == '=' && line[head - 1] == ' ';
    return (call && line[len - 2] == ')') || assignment;
}

/* A line of a comment that is a statement or opens a block; lines indented in the comment quote an
 * example. */
static bool looks_like_code(const char *line, size_t len)
{
    size_t skipped = 0;
    while (len > 0 && strchr(" */", *line)) {
        skipped = *line == ' ' ? skipped + 1 : 0;
        line++;
        len--;
    }
    while (len > 0 && strchr(" */", line[len - 1])) {
        len--;
    }
    if (len < 3 || skipped > 4) {
        return false;
    }
    bool include = len > 9 && memcmp(line, "#include ", 9) == 0;
    bool ends = line[len - 1] == ';' || line[len - 1] == '{';
    return include || (ends && is_statement(line, len));
}

#endif
