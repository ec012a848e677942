/*
 * tools/po2c_extract.h — finds the messages in .def lists and in C.
 *
 * In a list every text literal is a message that is not a requirement's ID and not an identifier;
 * in C only what N_ or NC_ marks. Comments never count.
 */
#ifndef TOOLS_PO2C_EXTRACT_H
#define TOOLS_PO2C_EXTRACT_H

#include "text.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>

/* Reads a quoted literal at *p into `out`, moves *p behind it. */
static void read_quoted(const char *path, size_t line, const char **p, struct text *out)
{
    const char *s = *p;

    if (*s != '"')
        fail_at(path, line, "a text in double quotes is expected");
    for (s++; *s != '"'; s++) {
        char c = *s;
        if (c == '\0' || c == '\n')
            fail_at(path, line, "the text has no closing quote");
        if (c == '\\') {
            c = *++s;
            if (c == 'n')
                c = '\n';
            else if (c == 't')
                c = '\t';
            else if (c != '"' && c != '\\')
                fail_at(path, line, "\\%c is not known", c);
        }
        text_add(out, &c, 1);
    }
    *p = s + 1;
}

static void write_quoted(FILE *f, const struct text *t)
{
    fputc('"', f);
    for (size_t i = 0; i < t->len; i++) {
        char c = t->ptr[i];
        if (c == '"' || c == '\\')
            fprintf(f, "\\%c", c);
        else if (c == '\n')
            fputs("\\n", f);
        else if (c == '\t')
            fputs("\\t", f);
        else
            fputc(c, f);
    }
    fputc('"', f);
}

static char *read_stream(FILE *f, const char *path)
{
    struct text t = {0};
    char chunk[8192];
    size_t n;

    if (f == NULL)
        fail_at(path, 0, "%s", strerror(errno));
    text_add(&t, "", 0);
    while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
        text_add(&t, chunk, n);
    if (ferror(f))
        fail_at(path, 0, "cannot be read");
    return t.ptr;
}

static char *read_path(const char *path)
{
    FILE *f = fopen(path, "rb");
    char *s = read_stream(f, path);

    fclose(f);
    return s;
}

/* "REC-05", "REC-05, OVW-16" and the like name requirements; nobody reads them as words. */
static bool is_requirement_list(const char *s)
{
    bool digit = false;

    for (; *s != '\0'; s++) {
        if (islower((unsigned char)*s))
            return false;
        if (!isupper((unsigned char)*s) && !isdigit((unsigned char)*s) &&
            strchr("-,; ./~", *s) == NULL)
            return false;
        digit = digit || isdigit((unsigned char)*s);
    }
    return digit;
}

/* "case.accept", "/desk/cases/{id}", "desk_case": names, not words. */
static bool is_identifier(const char *s)
{
    for (; *s != '\0'; s++) {
        if (!islower((unsigned char)*s) && !isdigit((unsigned char)*s) &&
            strchr("_-./{}:%*@?=&|,", *s) == NULL)
            return false;
    }
    return true;
}

static void print_found(const char *path, size_t line, const struct text *context,
                        const struct text *id)
{
    printf("#: %s:%zu\n", path, line);
    if (context->len > 0) {
        fputs("msgctxt ", stdout);
        write_quoted(stdout, context);
        putchar('\n');
    }
    fputs("msgid ", stdout);
    write_quoted(stdout, id);
    fputs("\nmsgstr \"\"\n\n", stdout);
}

/* Moves over a comment at s; returns s when there is none. */
static const char *skip_comment(const char *s, size_t *line)
{
    if (s[0] == '/' && s[1] == '/')
        return s + strcspn(s, "\n");
    if (s[0] != '/' || s[1] != '*')
        return s;
    const char *end = strstr(s + 2, "*/");
    if (end == NULL)
        return s + strlen(s);
    for (; s < end; s++)
        *line += *s == '\n';
    return end + 2;
}

/* Reads neighbouring literals as one, as the C compiler does. */
static const char *read_literals(const char *path, size_t *line, const char *s, struct text *out)
{
    read_quoted(path, *line, &s, out);
    for (;;) {
        const char *p = s;
        size_t lines = 0;
        while (isspace((unsigned char)*p))
            lines += *p++ == '\n';
        if (*p != '"')
            return s;
        *line += lines;
        read_quoted(path, *line, &p, out);
        s = p;
    }
}

/* Whether the literal is the argument of an #include. */
static bool is_include(const char *start, const char *s)
{
    while (s > start && s[-1] != '\n')
        s--;
    return strncmp(s, "#include", 8) == 0;
}

static void extract_def(const char *path, const char *source)
{
    size_t line = 1;

    for (const char *s = source; *s != '\0';) {
        const char *next = skip_comment(s, &line);
        if (next != s) {
            s = next;
        } else if (*s == '"' && !is_include(source, s)) {
            struct text id = {0}, none = {0};
            size_t at = line;
            s = read_literals(path, &line, s, &id);
            if (id.len > 0 && !is_requirement_list(id.ptr) && !is_identifier(id.ptr))
                print_found(path, at, &none, &id);
            free(id.ptr);
        } else {
            line += *s == '\n';
            s++;
        }
    }
}

static bool is_word_before(const char *start, const char *s)
{
    return s > start && (isalnum((unsigned char)s[-1]) || s[-1] == '_');
}

/* N_("text") and NC_("context", "text") */
static const char *extract_mark(const char *path, size_t *line, const char *s)
{
    bool has_context = s[1] == 'C';
    struct text context = {0}, id = {0};
    const char *p = strchr(s, '(') + 1;

    while (isspace((unsigned char)*p))
        *line += *p++ == '\n';
    if (*p != '"')
        return p;
    if (has_context) {
        p = read_literals(path, line, p, &context);
        while (isspace((unsigned char)*p) || *p == ',')
            *line += *p++ == '\n';
    }
    size_t at = *line;
    p = read_literals(path, line, p, &id);
    print_found(path, at, &context, &id);
    free(context.ptr);
    free(id.ptr);
    return p;
}

static void extract_c(const char *path, const char *source)
{
    size_t line = 1;

    for (const char *s = source; *s != '\0';) {
        const char *next = skip_comment(s, &line);
        if (next != s) {
            s = next;
        } else if ((strncmp(s, "N_(", 3) == 0 || strncmp(s, "NC_(", 4) == 0) &&
                   !is_word_before(source, s)) {
            s = extract_mark(path, &line, s);
        } else if (*s == '"' || *s == '\'') {
            char quote = *s;
            for (s++; *s != '\0' && *s != quote && *s != '\n'; s++) {
                if (*s == '\\' && s[1] != '\0')
                    s++;
            }
            s += *s == quote;
        } else {
            line += *s == '\n';
            s++;
        }
    }
}

static void extract(const char *path)
{
    char *source = read_path(path);
    const char *dot = strrchr(path, '.');

    if (dot != NULL && strcmp(dot, ".def") == 0)
        extract_def(path, source);
    else
        extract_c(path, source);
    free(source);
}

#endif
