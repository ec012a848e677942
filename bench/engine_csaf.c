/*
 * bench/engine_csaf.c — CSAF validation, all mandatory tests, bytes in memory to findings, against
 * csaf-validator-lib's basic preset; and the memory it takes.
 *
 * The documents are written by bench/csaf-peer.mjs, always the same ones, and read by both. One
 * core; the library runs in node, warmed up, and says its own seconds. Without node or the library
 * there is no figure for it.
 */
#include "engine.h"

#include <dirent.h>
#include <sys/stat.h>

#include "core/csaf/csaf.h"
#include "sys/filter.h"

enum { DOCUMENTS = 100, PATH_BYTES = 4096, DOCUMENT_BYTES = 1 << 20, REPEATS = 10 };
enum { LEAST_BYTES = 8 << 10, LARGE_BYTES = 64 << 10 };

static const char node[] = "/usr/bin/node";
static const char folder[] = "build/bench-data/csaf";

static struct str documents[DOCUMENTS];
static size_t count;
static size_t bytes;

static void take_documents(void)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;

    while (dir != NULL && (entry = readdir(dir)) != NULL && count < DOCUMENTS) {
        char path[PATH_BYTES];
        char *text = malloc(DOCUMENT_BYTES);
        FILE *f;

        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        f = fopen(path, "rb");
        engine_must(f != NULL && text != NULL, path);
        documents[count] = (struct str){text, fread(text, 1, DOCUMENT_BYTES, f)};
        fclose(f);
        engine_must(documents[count].len >= LEAST_BYTES, "a document is smaller than 8 KiB");
        bytes += documents[count++].len;
    }
    if (dir != NULL)
        closedir(dir);
}

static enum err run_peer(const char *verb, struct arena *a, struct str *out)
{
    const char *const argv[] = {"node", "bench/csaf-peer.mjs", verb, folder, NULL};
    const struct filter peer = {node, argv, {0}, DOCUMENT_BYTES};

    return filter_run(&peer, a, out);
}

static double judge_all(const struct csaf_options *o, struct arena *arena)
{
    double from = engine_seconds();

    for (size_t i = 0; i < count; i++) {
        struct csaf_result r;

        engine_must(csaf_validate(documents[i], o, arena, &r) == ERR_OK && r.valid,
                    "a document is not valid");
        arena_clear(arena);
    }
    return engine_seconds() - from;
}

/* The worst of memory over size among the large documents. */
static double worst_memory(const struct csaf_options *o, struct arena *arena)
{
    double worst = 0;

    for (size_t i = 0; i < count; i++) {
        struct csaf_result r;
        double times;

        if (documents[i].len < LARGE_BYTES)
            continue;
        engine_must(csaf_validate(documents[i], o, arena, &r) == ERR_OK, "memory");
        times = (double)arena->used / (double)documents[i].len;
        worst = times > worst ? times : worst;
        arena_clear(arena);
    }
    return worst;
}

static void compare(struct arena *a, const double *ours)
{
    double rounds[ENGINE_ROUNDS];
    struct str said = {0};

    if (run_peer("measure", a, &said) != ERR_OK) {
        fprintf(stderr, "csaf-validator-lib cannot be run: node, or npm ci\n");
        return;
    }
    for (size_t i = 0; i < ENGINE_ROUNDS; i++)
        rounds[i] = strtod(str_split(&said, '\n').ptr, NULL) / ours[i];
    engine_figure("CSAF mandatory tests against csaf-validator-lib, times", rounds, ">= 4");
}

int main(void)
{
    static struct csaf_options options;
    double ours[ENGINE_ROUNDS];
    double memory[ENGINE_ROUNDS];
    struct str ignored = {0};
    struct arena arena;
    struct arena kept;

    arena_init(&arena, LIMIT_CSAF_ARENA);
    arena_init(&kept, DOCUMENT_BYTES * 4);
    (void)mkdir("build/bench-data", 0755);
    (void)mkdir(folder, 0755);
    if (run_peer("write", &kept, &ignored) != ERR_OK) {
        fprintf(stderr, "no node: no documents\n");
        return 0;
    }
    take_documents();
    csaf_options_mandatory(&options);
    (void)judge_all(&options, &arena);
    for (int i = 0; i < ENGINE_ROUNDS; i++) {
        ours[i] = 0;
        for (int n = 0; n < REPEATS; n++)
            ours[i] += judge_all(&options, &arena) / REPEATS;
        memory[i] = worst_memory(&options, &arena);
    }
    printf("csaf: %zu documents, %.1f MB, %.0f documents/s, %.0f MB/s\n", count,
           (double)bytes / 1e6, (double)count / ours[0], (double)bytes / ours[0] / 1e6);
    compare(&kept, ours);
    engine_figure("CSAF memory of judging 64 KiB and more, times its size", memory, "<= 20");
    arena_release(&arena);
    arena_release(&kept);
    return 0;
}
