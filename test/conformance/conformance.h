/*
 * test/conformance/conformance.h — what the programs of the suite "conformance" share: where the
 * field's own test data lies, and the one line that each set of it gets.
 *
 * A program opens, runs each of its sets and closes:
 *
 *     struct conformance c;
 *     conformance_open(&c, "cvss");
 *     if (conformance_has(&c, "CVSS 3.1 vectors", "data/cvss/cvss-3.1-validation-vectors-001.txt"))
 * { … conformance_case(&c, right, "what was wrong with which case"); conformance_set(&c, "CVSS 3.1
 * vectors");
 *     }
 *     return conformance_close(&c);
 *
 * Data that is not here is said and counted as skipped, never passed over. The data is somebody
 * else's: nothing of it may be copied into the project.
 */
#ifndef TEST_CONFORMANCE_H
#define TEST_CONFORMANCE_H

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { CONFORMANCE_SHOWN = 10, CONFORMANCE_PATH = 4096 };

struct conformance {
    const char *engine;
    const char *root; /* TODOKE_SHARED */
    unsigned long right;
    unsigned long cases; /* of the set that runs */
    unsigned passed, failed, skipped;
};

static inline void conformance_open(struct conformance *c, const char *engine)
{
    const char *root = getenv("TODOKE_SHARED");

    *c = (struct conformance){.engine = engine,
                              .root = root != NULL && *root != '\0' ? root : "../shared"};
    setvbuf(stdout, NULL, _IOLBF, 0);
}

/* The path of a file of the data, in a buffer that the next call reuses. */
static inline const char *conformance_path(const struct conformance *c, const char *file)
{
    static char path[CONFORMANCE_PATH];

    snprintf(path, sizeof(path), "%s/%s", c->root, file);
    return path;
}

/* True when the data of a set is here; else says that the set is skipped. */
static inline bool conformance_has(struct conformance *c, const char *set, const char *file)
{
    FILE *f = fopen(conformance_path(c, file), "rb");

    if (f != NULL) {
        fclose(f);
        return true;
    }
    printf("%-10s %-44s skipped: no %s\n", c->engine, set, file);
    c->skipped++;
    return false;
}

/* Counts one case of the set that runs; the first wrong ones are shown. True when it was right. */
__attribute__((format(printf, 3, 4))) static inline bool conformance_case(struct conformance *c,
                                                                          bool right,
                                                                          const char *format, ...)
{
    va_list args;

    c->cases++;
    c->right += right;
    if (!right && c->cases - c->right <= CONFORMANCE_SHOWN) {
        va_start(args, format);
        printf("%s: ", c->engine);
        vprintf(format, args);
        printf("\n");
        va_end(args);
    }
    return right;
}

/* Ends a set with its line. A set without a case has failed. */
static inline void conformance_set(struct conformance *c, const char *set)
{
    bool all = c->right == c->cases && c->cases > 0;

    printf("%-10s %-44s %lu of %lu%s\n", c->engine, set, c->right, c->cases, all ? "" : "  FAILED");
    c->passed += all;
    c->failed += !all;
    c->right = c->cases = 0;
}

/* "cvss: 5 passed, 0 failed, 1 skipped" (sets), and the exit status of main. */
static inline int conformance_close(const struct conformance *c)
{
    printf("%s: %u passed, %u failed, %u skipped\n", c->engine, c->passed, c->failed, c->skipped);
    return c->failed > 0;
}

/* Runs each file of a folder of the data, given by its path below the root. */
static inline void conformance_folder(struct conformance *c, const char *folder,
                                      void (*run)(struct conformance *c, const char *file))
{
    char path[CONFORMANCE_PATH];
    DIR *dir = opendir(conformance_path(c, folder));

    if (dir == NULL) {
        (void)conformance_case(c, false, "%s cannot be listed", folder);
        return;
    }
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        run(c, path);
    }
    closedir(dir);
}

/* A whole file into `a`; ends the program when it cannot be read, because conformance_has said that
 * it is there. */
static inline struct str conformance_read(const char *path, struct arena *a)
{
    FILE *f = fopen(path, "rb");
    long size = f != NULL && fseek(f, 0, SEEK_END) == 0 ? ftell(f) : -1;
    char *bytes = size < 0 ? NULL : arena_alloc(a, (size_t)size + 1);

    if (bytes == NULL || fseek(f, 0, SEEK_SET) != 0 ||
        fread(bytes, 1, (size_t)size, f) != (size_t)size) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        exit(1);
    }
    fclose(f);
    return (struct str){bytes, (size_t)size};
}

#endif
