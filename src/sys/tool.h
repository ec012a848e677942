/*
 * sys/tool.h — another program as a confined function of bytes: for programs that read what
 * strangers sent, or hold keys.
 *
 * What goes in and comes out lies in memory, never in a named file, and the program sees nothing
 * else: it reads system libraries, has no network, starts no programs, changes no file, and ends
 * after its limits of time, memory and output. It may be called from any thread.
 */
#ifndef SYS_TOOL_H
#define SYS_TOOL_H

#include "base/arena.h"

enum { TOOL_FILES_MAX = 8, TOOL_FIRST_FILE = 3 };

struct tool {
    const char *program;     /* a path */
    const char *const *argv; /* argv[0] included, NULL at the end */
    struct str in;           /* its standard input */
    /* Further inputs: the n-th is its descriptor TOOL_FIRST_FILE + n. */
    struct str files[TOOL_FILES_MAX];
    size_t file_count;
    bool takes_notes;    /* the descriptor behind those is a second output */
    size_t out_max;      /* bytes of either output */
    int ms;              /* of real time; 0: LIMIT_TOOL_MS */
    bool allow_degraded; /* run it also where the kernel cannot confine it */
};

struct tool_result {
    struct str out, notes;
    int status; /* exit status when the program ended by itself */
};

/* Is there such a program? */
bool tool_exists(const char *program);
/* ERR_OK: it ended with status 0. ERR_INVALID: with another, which stands in the result. ERR_LIMIT:
 * more output than out_max. ERR_TIMEOUT, ERR_NOT_FOUND, ERR_MEMORY. ERR_UNSUPPORTED: it cannot be
 * confined here. */
enum err tool_run(const struct tool *t, struct arena *a, struct tool_result *out) MUST_CHECK;

#endif
