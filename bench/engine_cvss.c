/*
 * bench/engine_cvss.c — CVSS: parsing and scoring a vector, all its scores, against memcpy plus
 * FNV-1a over the same vectors.
 *
 * The vectors are drawn from a fixed seed: half of them base metrics alone, half with a few metrics
 * of the other groups. One core; reads nothing, writes nothing.
 */
#include "engine.h"

#include "core/score/score.h"

enum { VECTORS = 20000, VECTOR_BYTES = 256, REPEATS = 10 };

struct metric_choice {
    const char *name;
    const char *letters;
};

static const struct metric_choice base_3[] = {{"AV", "NALP"}, {"AC", "LH"}, {"PR", "NLH"},
                                              {"UI", "NR"},   {"S", "UC"},  {"C", "HLN"},
                                              {"I", "HLN"},   {"A", "HLN"}, {NULL, NULL}};
static const struct metric_choice more_3[] = {{"E", "XHFPU"}, {"RL", "XUWTO"},  {"RC", "XCRU"},
                                              {"CR", "XHML"}, {"MAV", "XNALP"}, {"MS", "XUC"},
                                              {"MC", "XHLN"}, {NULL, NULL}};
static const struct metric_choice base_4[] = {
    {"AV", "NALP"}, {"AC", "LH"},  {"AT", "NP"},  {"PR", "NLH"}, {"UI", "NPA"}, {"VC", "HLN"},
    {"VI", "HLN"},  {"VA", "HLN"}, {"SC", "HLN"}, {"SI", "HLN"}, {"SA", "HLN"}, {NULL, NULL}};
static const struct metric_choice more_4[] = {{"E", "XAPU"},   {"CR", "XHML"},   {"MAV", "XNALP"},
                                              {"MVC", "XHLN"}, {"MSI", "XSHLN"}, {"S", "XNP"},
                                              {"R", "XAUI"},   {NULL, NULL}};

static uint64_t next(uint64_t *state)
{
    uint64_t x = *state += UINT64_C(0x9e3779b97f4a7c15);

    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

static size_t add(char *to, size_t at, const struct metric_choice *m, uint64_t *seed, bool all)
{
    for (; m->name != NULL; m++) {
        char letter = m->letters[next(seed) % strlen(m->letters)];

        if (all || letter != 'X')
            at += (size_t)snprintf(to + at, VECTOR_BYTES - at, "/%s:%c", m->name, letter);
    }
    return at;
}

static void draw(struct str *texts, const char *version, const struct metric_choice *base,
                 const struct metric_choice *more)
{
    static char bytes[2][VECTORS * VECTOR_BYTES];
    char *out = bytes[strcmp(version, "4.0") == 0];
    uint64_t seed = 2026;

    for (size_t i = 0; i < VECTORS; i++) {
        size_t at = (size_t)snprintf(out, VECTOR_BYTES, "CVSS:%s", version);
        at = add(out, at, base, &seed, true);
        at = i % 2 == 0 ? at : add(out, at, more, &seed, false);
        texts[i] = (struct str){out, at};
        out += at + 1;
    }
}

static double parse_and_score(const struct str *texts)
{
    static volatile int sink;
    double from = engine_seconds();

    for (size_t i = 0; i < VECTORS; i++) {
        struct cvss v;
        struct cvss_scores scores;
        engine_must(cvss_read(texts[i], &v, NULL) == ERR_OK, "a vector is refused");
        cvss_score(&v, &scores);
        sink += scores.overall;
    }
    return engine_seconds() - from;
}

static void measure(const char *version, const struct str *texts, const char *target)
{
    double ratios[ENGINE_ROUNDS];
    double best = 1e9;
    double best_yardstick = 1e9;
    char what[80];

    for (int round = 0; round < ENGINE_ROUNDS; round++) {
        double ours = 0;
        double yardstick = 0;
        for (int i = 0; i < REPEATS; i++) {
            yardstick += engine_yardstick(texts, VECTORS);
            ours += parse_and_score(texts);
        }
        ratios[round] = ours / yardstick;
        best = ours < best ? ours : best;
        best_yardstick = yardstick < best_yardstick ? yardstick : best_yardstick;
    }
    printf("CVSS %s: %.1f ns to parse and score a vector; memcpy and FNV-1a of it %.1f ns\n",
           version, best * 1e9 / VECTORS / REPEATS, best_yardstick * 1e9 / VECTORS / REPEATS);
    snprintf(what, sizeof(what), "CVSS %s parse+score / memcpy+FNV-1a", version);
    engine_figure(what, ratios, target);
}

int main(void)
{
    static struct str texts[VECTORS];

    draw(texts, "4.0", base_4, more_4);
    measure("4.0", texts, "<= 12");
    draw(texts, "3.1", base_3, more_3);
    measure("3.1", texts, "<= 8");
    return 0;
}
