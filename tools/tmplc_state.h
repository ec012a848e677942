/*
 * tools/tmplc_state.h — what the template compiler knows while it reads a file, and how it writes
 * code.
 *
 * Fixed text gathers in `literal` and is written before every statement, so that a page is few
 * calls. Must not know the syntax of templates.
 */
#ifndef TOOLS_TMPLC_STATE_H
#define TOOLS_TMPLC_STATE_H

#include "text.h"

#include <ctype.h>
#include <stdbool.h>

enum { NAME_MAX_LEN = 96, DEPTH_MAX = 128, LITERAL_CHUNK = 3000, PARAM_MAX = 16 };

enum kind { KIND_HTML, KIND_XML, KIND_TXT };

enum state { IN_TEXT, IN_TAG, IN_VALUE, IN_RCDATA, IN_DECLARATION };

/* Where in the document the compiler stands. */
struct place {
    enum state state;
    char quote;
    bool value_begun; /* something, fixed or not, already stands in this attribute value */
    bool value_fixed; /* fixed text already stands in it */
    char element[NAME_MAX_LEN];
    char attribute[NAME_MAX_LEN];
    size_t depth;
};

enum block_kind { BLOCK_IF, BLOCK_FOR };

struct block {
    enum block_kind kind;
    size_t line;
    bool has_else;
    bool has_end; /* an earlier branch ended; `end` holds where */
    bool newline_begin;
    bool newline_end;
    struct place begin;
    struct place end;
};

struct template
{
    const char *path;
    enum kind kind;
    char folder[NAME_MAX_LEN];
    char function[2 * NAME_MAX_LEN];
    char view[NAME_MAX_LEN]; /* "struct x", or empty for none */
    char header[NAME_MAX_LEN];
    bool has_header;
    bool is_layout;
    char layout[2 * NAME_MAX_LEN];
    struct text layout_view;
    struct text code;
};

struct reference {
    const struct template *from;
    size_t line;
    bool as_layout;
    char function[2 * NAME_MAX_LEN];
};

/* The file being compiled. */
struct compiler {
    struct template *t;
    char *src;
    size_t len;
    size_t pos;
    size_t line;
    struct place at;
    bool after_newline; /* the last byte written is a line feed: further blanks say nothing */
    size_t pre_depth;   /* element depth at which <pre> was opened, 0 when outside */
    struct text literal;
    char elements[DEPTH_MAX][NAME_MAX_LEN];
    struct block blocks[DEPTH_MAX];
    size_t block_count;
};

static struct template *templates;
static size_t template_count;
static struct reference *references;
static size_t reference_count;
static bool messages_only;

#define FAIL(c, ...) fail_at((c)->t->path, (c)->line, __VA_ARGS__)

static void text_puts(struct text *t, const char *s)
{
    text_add(t, s, strlen(s));
}

static void __attribute__((format(printf, 2, 3)))
text_format(struct text *t, const char *format, ...)
{
    va_list args;
    char *line = NULL;

    va_start(args, format);
    int len = vasprintf(&line, format, args);
    va_end(args);
    if (len < 0) {
        fputs("tmplc: out of memory\n", stderr);
        exit(1);
    }
    text_add(t, line, (size_t)len);
    free(line);
}

/* The bytes as the inside of a C string literal. */
static void text_c_literal(struct text *t, const char *ptr, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)ptr[i];
        if (c == '"' || c == '\\')
            text_format(t, "\\%c", c);
        else if (c == '\n')
            text_puts(t, "\\n");
        else if (c < 0x20)
            text_format(t, "\\%03o", c);
        else
            text_add(t, ptr + i, 1);
    }
}

static char *copy_range(const char *ptr, size_t len)
{
    char *s = grow(NULL, len + 1);

    memcpy(s, ptr, len);
    s[len] = '\0';
    return s;
}

static char *trim(char *s)
{
    while (isspace((unsigned char)*s))
        s++;
    size_t len = strlen(s);
    while (len > 0 && isspace((unsigned char)s[len - 1]))
        s[--len] = '\0';
    return s;
}

static bool is_one_of(const char *name, const char *const *list)
{
    for (; *list != NULL; list++) {
        if (strcmp(name, *list) == 0)
            return true;
    }
    return false;
}

static void flush_literal(struct compiler *c)
{
    size_t done = 0;

    while (done < c->literal.len) {
        size_t n = c->literal.len - done;
        if (n > LITERAL_CHUNK) {
            n = LITERAL_CHUNK;
            while (((unsigned char)c->literal.ptr[done + n] & 0xc0) == 0x80)
                n--;
        }
        text_puts(&c->t->code, "    buf_add(out, STR(\"");
        text_c_literal(&c->t->code, c->literal.ptr + done, n);
        text_puts(&c->t->code, "\"));\n");
        done += n;
    }
    c->literal.len = 0;
}

static void put_fixed(struct compiler *c, const char *ptr, size_t len)
{
    if (len == 0)
        return;
    text_add(&c->literal, ptr, len);
    c->after_newline = ptr[len - 1] == '\n';
}

static void put_fixed_str(struct compiler *c, const char *s)
{
    put_fixed(c, s, strlen(s));
}

/* Begins a statement that holds an expression of the template: errors of the C compiler name the
 * template's line. */
static void begin_statement(struct compiler *c)
{
    flush_literal(c);
    text_format(&c->t->code, "#line %zu \"%s\"\n", c->line, c->t->path);
}

#endif
