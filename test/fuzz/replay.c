/*
 * test/fuzz/replay.c — runs a fuzz target without a fuzzer: over stored inputs, and over inputs
 * that follow from a seed.
 *
 *   TARGET [FILE…] [--random COUNT [SEED]]
 *
 * Every second random input is plain noise, which a parser refuses at the door; the others are
 * stored inputs, cut, repeated, mixed and bent, which get further in. A target aborts on a
 * violation, so that reaching the end is the proof. Prints the seed and "N passed, 0 failed".
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_MAX = 1 << 20, RANDOM_MAX = 4096, STORED_MAX = 1 << 20, FILES_MAX = 1000, EDITS = 6 };

static uint8_t input[INPUT_MAX];
static uint8_t stored[STORED_MAX];
static size_t stored_len;
static struct {
    size_t at, len;
} files[FILES_MAX];
static size_t files_count;

static uint64_t next(uint64_t *state)
{
    uint64_t x = *state += UINT64_C(0x9e3779b97f4a7c15);

    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

static size_t below(uint64_t *state, size_t limit)
{
    return limit > 0 ? next(state) % limit : 0;
}

/* Puts `add` bytes where `drop` stood at `at`; what would not fit is left as it is. */
static size_t splice(size_t len, size_t at, size_t drop, const uint8_t *from, size_t add)
{
    if (len - drop + add > INPUT_MAX)
        return len;
    memmove(input + at + add, input + at + drop, len - at - drop);
    memcpy(input + at, from, add);
    return len - drop + add;
}

static size_t edit(uint64_t *state, size_t len)
{
    const size_t file = below(state, files_count);
    const size_t at = below(state, len + 1);
    const size_t span = below(state, len - at < 64 ? len - at + 1 : 64);
    const size_t from = below(state, files[file].len + 1);
    const size_t left = files[file].len - from;

    switch (next(state) % 4) {
    case 0:
        if (at < len)
            input[at] = (uint8_t)next(state);
        return len;
    case 1:
        return splice(len, at, span, stored, 0);
    case 2:
        return splice(len, at, 0, stored + files[file].at + from, left < 64 ? left : 64);
    default:
        return splice(len, at, span, stored + files[file].at + from, left < span ? left : span);
    }
}

static size_t make_noise(uint64_t *state)
{
    const size_t len = below(state, RANDOM_MAX);

    for (size_t at = 0; at < len; at++)
        input[at] = (uint8_t)(next(state) >> 32);
    return len;
}

static size_t make_bent(uint64_t *state)
{
    const size_t file = below(state, files_count);
    size_t len = files[file].len;

    memcpy(input, stored + files[file].at, len);
    for (size_t edits = 1 + below(state, EDITS); edits > 0; edits--)
        len = edit(state, len);
    return len;
}

static void play_random(unsigned long count, uint64_t seed)
{
    printf("seed %llu\n", (unsigned long long)seed);
    fflush(stdout);
    for (unsigned long i = 0; i < count; i++) {
        uint64_t state = seed + i;
        size_t len = i % 2 == 0 || files_count == 0 ? make_noise(&state) : make_bent(&state);
        LLVMFuzzerTestOneInput(input, len);
    }
}

/* Large files are played, but not bent: what they show a small one shows faster. */
static void keep(size_t len)
{
    if (files_count == FILES_MAX || len > STORED_MAX - stored_len)
        return;
    memcpy(stored + stored_len, input, len);
    files[files_count].at = stored_len;
    files[files_count].len = len;
    files_count++;
    stored_len += len;
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
    keep(len);
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
