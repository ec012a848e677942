/*
 * bench/engine_ident.c — how fast identifiers are read and ranges asked: package URLs from bytes to
 * components, and whether a version lies in a range, on one core.
 *
 * The texts are a mix of what advisories and bills of materials hold; each round reads all of them
 * often enough to take a tenth of a second of this process. Must never measure a text that is
 * refused.
 */
#include "engine.h"

#include "core/ident/vers.h"
#include "core/ident/purl.h"

enum { ARENA_BYTES = 4 << 20, ROUND = 600000 };

static const char *const purls[] = {
    "pkg:npm/%40angular/animation@12.3.1",
    "pkg:maven/org.apache.commons/io@1.3.4",
    "pkg:pypi/django@1.11.1",
    "pkg:deb/debian/curl@7.50.3-1?arch=i386&distro=jessie",
    "pkg:golang/github.com/gorilla/context@v1.1.1",
    "pkg:nuget/EnterpriseLibrary.Common@6.0.1304",
    "pkg:github/package-url/purl-spec@244fd47e07d1004f0aed9c",
    "pkg:docker/customer/dockerimage@sha256:244fd47e07d1004f0aed9c?repository_url=gcr.io",
    "pkg:gem/jruby-launcher@1.1.2?platform=java",
    "pkg:cargo/rand@0.7.2",
    "pkg:rpm/fedora/curl@7.50.3-1.fc25?arch=i386&distro=fedora-25",
    "pkg:npm/foobar@12.3.1",
};

static const struct {
    const char *range;
    const char *versions[4];
} ranges[] = {
    {"vers:npm/>=1.0.0|<1.4.6|>=2.0.0|<2.0.17|2.1.0", {"1.4.5", "2.0.17", "2.1.0", "0.9.0"}},
    {"vers:maven/>=1.0.0-beta1|<=1.7.5|>=7.0.0-M1|<=7.0.7", {"1.7.4", "7.0.0", "7.0.8", "2.0"}},
    {"vers:pypi/>=1.0|!=1.5|<2.0", {"1.4", "1.5", "2.0rc1", "2.0.post1"}},
    {"vers:deb/>=1:1.0-1|<1:2.0-1~deb12u1", {"1:1.5-3", "1:2.0-1", "0.9", "1:1.0-1+b1"}},
    {"vers:rpm/<7.50.3-1.fc25", {"7.50.2-1.fc24", "7.50.3-1.fc25", "7.9", "8.0"}},
    {"vers:semver/>=3.0.0|<3.0.7", {"3.0.6", "3.0.7", "3.1.0", "3.0.0-beta1"}},
};

enum {
    PURLS = sizeof(purls) / sizeof(purls[0]),
    RANGES = sizeof(ranges) / sizeof(ranges[0]),
    VERSIONS = 4,
};

/* Time of this process alone, so that a busy machine changes a figure little. */
static double cpu_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Millions a second. */
static double purl_round(struct arena *arena)
{
    struct str texts[PURLS];
    struct purl p;
    double from;

    for (size_t i = 0; i < PURLS; i++)
        texts[i] = str_from_cstr(purls[i]);
    from = cpu_seconds();
    for (size_t i = 0; i < ROUND; i++) {
        engine_must(purl_read(texts[i % PURLS], PURL_LENIENT, arena, &p, NULL) == ERR_OK,
                    "a purl is refused");
        if (i % PURLS == PURLS - 1)
            arena_clear(arena);
    }
    return ROUND / (cpu_seconds() - from) / 1e6;
}

static double contains_round(struct arena *arena)
{
    static volatile size_t inside;
    struct vers read[RANGES];
    struct str versions[RANGES][VERSIONS];
    double from;

    for (size_t i = 0; i < RANGES; i++) {
        engine_must(vers_read(str_from_cstr(ranges[i].range), VERS_CANONICAL, arena, &read[i],
                              NULL) == ERR_OK,
                    "a range is refused");
        for (size_t k = 0; k < VERSIONS; k++)
            versions[i][k] = str_from_cstr(ranges[i].versions[k]);
    }
    from = cpu_seconds();
    for (size_t i = 0; i < ROUND; i++)
        inside += vers_contains(&read[i % RANGES], versions[i % RANGES][i / RANGES % VERSIONS]);
    from = ROUND / (cpu_seconds() - from) / 1e6;
    arena_clear(arena);
    return from;
}

/* The range read anew for every question. */
static double read_and_ask_round(struct arena *arena)
{
    static volatile size_t inside;
    double from = cpu_seconds();

    for (size_t i = 0; i < ROUND; i++) {
        struct vers range;

        engine_must(vers_read(str_from_cstr(ranges[i % RANGES].range), VERS_LENIENT, arena, &range,
                              NULL) == ERR_OK,
                    "a range is refused");
        inside += vers_contains(&range,
                                str_from_cstr(ranges[i % RANGES].versions[i / RANGES % VERSIONS]));
        if (i % 16 == 15)
            arena_clear(arena);
    }
    return ROUND / (cpu_seconds() - from) / 1e6;
}

static void measure(const char *what, const char *target, double (*round)(struct arena *))
{
    struct arena arena;
    double rounds[ENGINE_ROUNDS];

    arena_init(&arena, ARENA_BYTES);
    for (size_t i = 0; i < ENGINE_ROUNDS; i++)
        rounds[i] = round(&arena);
    printf("%-40s %.2f million a second\n", what, engine_figure(what, rounds, target));
    arena_release(&arena);
}

int main(void)
{
    measure("purl parse (M/s)", ">= 5", purl_round);
    measure("vers containment (M/s)", ">= 1", contains_round);
    measure("vers read and containment (M/s)", ">= 1", read_and_ask_round);
    return 0;
}
