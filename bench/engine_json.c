/*
 * bench/engine_json.c — the JSON reader, and CVE records into the model, against jansson's bare
 * parse of the same records.
 *
 * jansson is the library that Debian's C programs take; it is used here and nowhere else. The
 * records are the field's own data below $TODOKE_SHARED; without them there is no figure. One core,
 * both parsers in turn, each text from memory into values and away again.
 */
#include "engine.h"

/* Both libraries have taken the good names. */
#define JSON_OBJECT JANSSON_OBJECT
#define JSON_ARRAY JANSSON_ARRAY
#define JSON_STRING JANSSON_STRING
#define JSON_NULL JANSSON_NULL
#define json_equal jansson_equal
#include <jansson.h>
#undef JSON_OBJECT
#undef JSON_ARRAY
#undef JSON_STRING
#undef JSON_NULL
#undef json_equal
#undef json_is_number
#undef JSON_COMPACT
#undef JSON_INDENT

#include "base/arena.h"
#include "core/codec/cve.h"
#include "core/json/json.h"
#include "sys/filter.h"

enum { RECORDS = 6000, PATH_BYTES = 4096, RECORD_BYTES = 8 << 20, ALL_BYTES = 128 << 20 };

static struct str records[RECORDS];
static size_t count;
static size_t bytes;

/* The records lie packed, one a line: Debian's zstd unpacks them. */
static void take_records(const char *file, struct arena *a)
{
    const char *const argv[] = {"zstd", "-dcq", file, NULL};
    const struct filter zstd = {"/usr/bin/zstd", argv, {0}, ALL_BYTES};
    struct str all = {0};

    if (filter_run(&zstd, a, &all) != ERR_OK)
        return;
    while (all.ptr != NULL && count < RECORDS) {
        struct str line = str_split(&all, '\n');

        if (line.len == 0)
            continue;
        records[count++] = line;
        bytes += line.len;
    }
}

static double read_ours(struct arena *arena)
{
    double from = engine_seconds();

    for (size_t i = 0; i < count; i++) {
        const struct json *root = NULL;

        engine_must(json_read(records[i], RECORD_BYTES, arena, &root, NULL) == ERR_OK,
                    "a record is refused");
        arena_clear(arena);
    }
    return engine_seconds() - from;
}

/* The same, and each record into the advisory model. */
static double read_records(struct arena *arena)
{
    double from = engine_seconds();

    for (size_t i = 0; i < count; i++) {
        const struct json *root = NULL;
        struct cve_record record;
        struct cve_error error;

        engine_must(json_read(records[i], RECORD_BYTES, arena, &root, NULL) == ERR_OK &&
                        cve_read(root, arena, &record, &error) == ERR_OK,
                    "a record is no CVE record");
        arena_clear(arena);
    }
    return engine_seconds() - from;
}

static double read_jansson(void)
{
    double from = engine_seconds();

    for (size_t i = 0; i < count; i++) {
        json_error_t error;
        json_t *root = json_loadb(records[i].ptr, records[i].len, 0, &error);

        engine_must(root != NULL, "jansson refuses a record");
        json_decref(root);
    }
    return engine_seconds() - from;
}

int main(void)
{
    double rounds[ENGINE_ROUNDS];
    double models[ENGINE_ROUNDS];
    const char *shared = getenv("TODOKE_SHARED");
    char file[PATH_BYTES];
    struct arena arena;
    struct arena kept;
    double best = 0;

    snprintf(file, sizeof(file), "%s/data/cve/cve-sample.jsonl.zst", shared ? shared : "../shared");
    arena_init(&kept, 512u << 20);
    take_records(file, &kept);
    if (count == 0) {
        fprintf(stderr, "no CVE records: %s, or no zstd\n", file);
        return 0;
    }
    arena_init(&arena, 256u << 20);
    (void)read_ours(&arena);
    (void)read_jansson();
    for (int i = 0; i < ENGINE_ROUNDS; i++) {
        double ours = read_ours(&arena);

        double jansson = read_jansson();

        rounds[i] = jansson / ours;
        models[i] = jansson / read_records(&arena);
        if ((double)bytes / ours > best)
            best = (double)bytes / ours;
    }
    printf("json: %zu CVE records, %.1f MB, best round %.0f MB/s\n", count, (double)bytes / 1e6,
           best / 1e6);
    engine_figure("JSON reader against jansson, CVE records, times", rounds, ">= 4");
    engine_figure("CVE record into the model against jansson's parse", models, ">= 2");
    arena_release(&arena);
    arena_release(&kept);
    return 0;
}
