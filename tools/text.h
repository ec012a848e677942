/*
 * tools/text.h — growing text and the one way to report a mistake, for the tools that make C from
 * other files.
 *
 * A tool ends at the first mistake, with file and line, so that nothing half-made is compiled.
 * Nothing here is part of the program.
 */
#ifndef TOOLS_TEXT_H
#define TOOLS_TEXT_H

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct text {
    char *ptr;
    size_t len;
    size_t capacity;
};

static void __attribute__((noreturn, format(printf, 3, 4)))
fail_at(const char *path, size_t line, const char *format, ...)
{
    va_list args;

    fprintf(stderr, "%s:%zu: error: ", path, line);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(1);
}

static void *grow(void *ptr, size_t size)
{
    void *bigger = realloc(ptr, size);

    if (bigger == NULL) {
        fputs("out of memory\n", stderr);
        exit(1);
    }
    return bigger;
}

static void text_add(struct text *t, const char *ptr, size_t len)
{
    if (t->len + len + 1 > t->capacity) {
        t->capacity = (t->len + len + 1) * 2;
        t->ptr = grow(t->ptr, t->capacity);
    }
    memcpy(t->ptr + t->len, ptr, len);
    t->len += len;
    t->ptr[t->len] = '\0';
}

#endif
