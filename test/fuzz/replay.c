/*
 * test/fuzz/replay.c — runs a fuzz target without a fuzzer: over stored inputs, and over inputs
 * that follow from a seed.
 *
 *   TARGET [--random COUNT [SEED]] [FILE…]
 *
 * A target aborts on a violation, so that reaching the end is the proof. Prints the seed and "N
 * passed, 0 failed".
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_MAX = 1 << 20, RANDOM_MAX = 4096 };

static uint8_t input[INPUT_MAX];

static uint64_t next(uint64_t *state)
{
    uint64_t x = *state += UINT64_C(0x9e3779b97f4a7c15);

    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

static void play_random(unsigned long count, uint64_t seed)
{
    printf("seed %llu\n", (unsigned long long)seed);
    fflush(stdout);
    for (unsigned long i = 0; i < count; i++) {
        uint64_t state = seed + i;
        size_t len = next(&state) % RANDOM_MAX;
        for (size_t at = 0; at < len; at++)
            input[at] = (uint8_t)(next(&state) >> 32);
        LLVMFuzzerTestOneInput(input, len);
    }
}

static int play_file(const char *name)
{
    FILE *f = fopen(name, "rb");

    if (f == NULL) {
        fprintf(stderr, "%s: cannot be opened\n", name);
        return 1;
    }
    size_t len = fread(input, 1, sizeof(input), f);
    fclose(f);
    LLVMFuzzerTestOneInput(input, len);
    return 0;
}

int main(int argc, char **argv)
{
    unsigned long passed = 0;
    int failed = 0;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--random") == 0 && i + 1 < argc) {
            unsigned long count = strtoul(argv[++i], NULL, 10);
            uint64_t seed = (uint64_t)time(NULL);
            if (i + 1 < argc && argv[i + 1][0] >= '0' && argv[i + 1][0] <= '9')
                seed = strtoull(argv[++i], NULL, 10);
            play_random(count, seed);
            passed += count;
        } else {
            int bad = play_file(argv[i]);
            failed += bad;
            passed += bad == 0;
        }
    }
    printf("%lu passed, %d failed\n", passed, failed);
    return failed > 0;
}
