/*
 * sys/filter.h — another program as a function of bytes: what is written to it and what it writes
 * back.
 */
#ifndef SYS_FILTER_H
#define SYS_FILTER_H

#include "base/arena.h"

/* Runs `program` (a path) with these arguments (argv[0] included, NULL at the end), gives it `in`
 * as standard input and collects its standard output, at most `max` bytes, in the arena. Its
 * environment is empty but for a UTF-8 locale. ERR_NOT_FOUND when there is no such program,
 * ERR_LIMIT beyond `max`, ERR_INVALID when it fails, ERR_TIMEOUT after LIMIT_FILTER_MS. */
struct filter {
    const char *program;
    const char *const *argv;
    struct str in;
    size_t max;
};
enum err filter_run(const struct filter *f, struct arena *a, struct str *out) MUST_CHECK;

#endif
