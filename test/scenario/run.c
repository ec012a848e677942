/*
 * test/scenario/run.c — plays scenario files on a stage in memory and compares what the law answers
 * with what the file says. README.md beside this file explains the notation.
 *
 *   run [--coverage] FILE…    each scenario starts from nothing
 *
 * Prints every line that did not hold, "FILE: N passed, N failed" for each scenario, and with
 * --coverage how the files and core/requirements.def agree; there the sources of other tests may
 * stand beside the scenarios (core/coverage.h). Exits 1 when anything failed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/coverage.h"
#include "scenario/play.h"
static size_t play_from_nothing(const char *file)
{
    struct play p = {.submission = 0};

    stage_open(&p.stage, str_hash(str_from_cstr(file)));
    p.stage.look_twice = true;
    arena_init(&p.texts, LIMIT_PAGE_BYTES * 2);
    if (!play_file(&p, file)) {
        printf("%s: cannot be opened\n", file);
        p.failed++;
    }
    printf("%s: %zu passed, %zu failed\n", file, p.passed, p.failed);
    arena_release(&p.texts);
    stage_close(&p.stage);
    return p.failed;
}

static size_t compare_with_catalogue(char **files, int count)
{
    struct arena a;
    struct coverage c;
    struct buf out;

    arena_init(&a, 64 << 20);
    buf_init(&out, &a, LIMIT_PAGE_BYTES);
    if (coverage_begin(&c, &a) != ERR_OK)
        abort();
    for (int i = 0; i < count; i++)
        if (coverage_add(&c, str_from_cstr(files[i]), play_read(&a, files[i])) != ERR_OK)
            abort();
    if (coverage_finish(&c) != ERR_OK)
        abort();
    coverage_write(&c, &out);
    printf("%.*s", STR_ARG(buf_str(&out)));
    printf("coverage: %zu passed, %zu failed\n", c.done, c.problem_count);
    size_t problems = c.problem_count;
    arena_release(&a);
    return problems;
}

int main(int argc, char **argv)
{
    bool coverage = argc > 1 && strcmp(argv[1], "--coverage") == 0;
    int first = coverage ? 2 : 1;
    size_t failed = argc > first ? 0 : 1;

    for (int i = first; i < argc; i++)
        if (!coverage || str_ends_with(str_from_cstr(argv[i]), STR(".scenario")))
            failed += play_from_nothing(argv[i]);
    if (coverage)
        failed += compare_with_catalogue(argv + first, argc - first);
    return failed > 0;
}
