/*
 * test/conformance/cvss_vectors.c — every base vector of CVSS 2.0, 3.0 and 3.1, and each of them
 * many times with other metrics from a fixed seed: all three scores against fractions and whole
 * numbers of any size, from the equations as the standards print them. Needs no data.
 */
#include "conformance/conformance.h"
#include "conformance/cvss2_exact.h"
#include "conformance/cvss3_exact.h"

#include "core/score/score.h"

enum { ROUNDS_2 = 60, ROUNDS_3 = 12, TEXT_BYTES = 256 };

/* ---- vectors --------------------------------------------------------------------------------- */

/* One metric: its name, its values with a blank between them. */
struct metric {
    const char *name;
    const char *values;
};

static const struct metric base_2[] = {{"AV", "N A L"}, {"AC", "L M H"}, {"Au", "N S M"},
                                       {"C", "C P N"},  {"I", "C P N"},  {"A", "C P N"}};
static const struct metric more_2[] = {
    {"E", "U POC F H ND"}, {"RL", "OF TF W U ND"}, {"RC", "UC UR C ND"}, {"CDP", "N L LM MH H ND"},
    {"TD", "N L M H ND"},  {"CR", "L M H ND"},     {"IR", "L M H ND"},   {"AR", "L M H ND"}};
static const struct metric base_3[] = {{"AV", "N A L P"}, {"AC", "L H"}, {"PR", "N L H"},
                                       {"UI", "N R"},     {"S", "U C"},  {"C", "H L N"},
                                       {"I", "H L N"},    {"A", "H L N"}};
static const struct metric more_3[] = {
    {"E", "X H F P U"}, {"RL", "X U W T O"}, {"RC", "X C R U"},    {"CR", "X H M L"},
    {"IR", "X H M L"},  {"AR", "X H M L"},   {"MAV", "X N A L P"}, {"MAC", "X L H"},
    {"MPR", "X N L H"}, {"MUI", "X N R"},    {"MS", "X U C"},      {"MC", "X H L N"},
    {"MI", "X H L N"},  {"MA", "X H L N"}};
#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static unsigned draw(unsigned below)
{
    static uint64_t seed = 20190617;

    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(seed >> 33) % below;
}

static unsigned count_values(const struct metric *m)
{
    unsigned count = 1;

    for (const char *c = m->values; *c != '\0'; c++)
        count += *c == ' ';
    return count;
}

/* Appends "NAME:VALUE/" with value number n. */
static void add_metric(char *text, const struct metric *m, unsigned n)
{
    const char *value = m->values;

    while (n-- > 0)
        value = strchr(value, ' ') + 1;
    snprintf(text + strlen(text), TEXT_BYTES - strlen(text), "%s:%.*s/", m->name,
             (int)strcspn(value, " "), value);
}

/* Base vector number n, with a "/" on both sides; false behind the last. */
static bool spell_base(const struct metric *list, size_t count, unsigned n, char *text)
{
    snprintf(text, TEXT_BYTES, "/");
    for (size_t i = 0; i < count; i++) {
        add_metric(text, &list[i], n % count_values(&list[i]));
        n /= count_values(&list[i]);
    }
    return n == 0;
}

static void add_some(const struct metric *list, size_t count, char *text)
{
    unsigned share = 1 + draw(4);

    for (size_t i = 0; i < count; i++) {
        if (draw(4) < share)
            add_metric(text, &list[i], draw(count_values(&list[i])));
    }
}

/* ---- 2.0 ------------------------------------------------------------------------------------- */

static int tenths_of(struct fraction f)
{
    return fraction_floor(fraction_times(f, fraction_of(10, 1)));
}

/* All three scores of a text with slashes around it. */
static void run_one(struct conformance *c, const char *prefix, const char *text,
                    const int wanted[3])
{
    char vector[TEXT_BYTES];
    struct cvss v;
    struct cvss_scores s = {.base = CVSS_ABSENT};

    snprintf(vector, sizeof(vector), "%s%.*s", prefix, (int)strlen(text) - 2, text + 1);
    if (cvss_read(str_from_cstr(vector), &v, NULL) == ERR_OK)
        cvss_score(&v, &s);
    (void)conformance_case(
        c, s.base == wanted[0] && s.temporal == wanted[1] && s.environmental == wanted[2],
        "%s: %d %d %d instead of %d %d %d", vector, s.base, s.temporal, s.environmental, wanted[0],
        wanted[1], wanted[2]);
}

static void run_2(struct conformance *c)
{
    char base[TEXT_BYTES];

    for (unsigned n = 0; spell_base(base_2, COUNT(base_2), n, base); n++) {
        struct fraction score = exact2_round(exact2_base(base, EXACT2_BASE));
        for (unsigned round = 0; round <= ROUNDS_2; round++) {
            char text[TEXT_BYTES];
            snprintf(text, sizeof(text), "%s", base);
            if (round > 0)
                add_some(more_2, COUNT(more_2), text);
            const int wanted[3] = {
                tenths_of(score),
                tenths_of(exact2_round(exact_factors(score, exact2_factors, text))),
                exact2_environmental(text, true)};
            run_one(c, "", text, wanted);
        }
    }
    conformance_set(c, "2.0, every base vector, with other metrics too, exact");
}

/* ---- 3.0 and 3.1 ----------------------------------------------------------------------------- */

/* The letter behind "/NAME:" in the text; 'X' when the metric is not there. */
static char letter_of(const char *text, const char *name)
{
    char wanted[32];

    snprintf(wanted, sizeof(wanted), "/%s:", name);
    const char *at = strstr(text, wanted);
    return at == NULL ? 'X' : at[strlen(wanted)];
}

static char effective(const char *text, const char *name, bool base)
{
    char modified[16];

    snprintf(modified, sizeof(modified), "M%s", name);
    char letter = base ? 'X' : letter_of(text, modified);
    return letter != 'X' ? letter : letter_of(text, name);
}

static unsigned weight_of(const struct weight *list, char letter)
{
    while (list->letter != letter)
        list++;
    return list->value;
}

/* The sum of a text's base metrics, or of those that count in its environmental score. */
static int sum_tenths(const char *text, bool old, bool base)
{
    static const char *const names[] = {"C", "I", "A"};
    static const char *const demands[] = {"CR", "IR", "AR"};
    struct sum_case s = {.old = old, .base = base};

    s.changed = effective(text, "S", base) == 'C';
    s.exploitability = weight_of(av_weights, effective(text, "AV", base)) *
                       weight_of(ac_weights, effective(text, "AC", base)) *
                       weight_of(s.changed ? pr_changed : pr_weights, effective(text, "PR", base)) *
                       weight_of(ui_weights, effective(text, "UI", base));
    s.missing = 1;
    for (size_t i = 0; i < 3; i++) {
        char demand = base ? 'X' : letter_of(text, demands[i]);
        unsigned times = demand == 'X' ? 100 : weight_of(requirement, demand);
        s.missing *= 100 - weight_of(impact, effective(text, names[i], base)) * times / 100;
    }
    return exact3_tenths(&s);
}

/* Tenths with the temporal metrics, rounded up as the version does. */
static int with_time(int tenths, const char *text, bool old)
{
    struct fraction f = exact_factors(fraction_of(tenths, 10), exact3_factors, text);

    if (old)
        return -fraction_floor(fraction_times(f, fraction_of(-10, 1)));
    int fifth =
        fraction_floor(fraction_plus(fraction_times(f, fraction_of(100000, 1)), fraction_of(1, 2)));
    return fifth / 10000 + (fifth % 10000 > 0);
}

static void run_3(struct conformance *c, bool old)
{
    char base[TEXT_BYTES];

    for (unsigned n = 0; spell_base(base_3, COUNT(base_3), n, base); n++) {
        int score = sum_tenths(base, old, true);
        for (unsigned round = 0; round <= ROUNDS_3; round++) {
            char text[TEXT_BYTES];
            snprintf(text, sizeof(text), "%s", base);
            if (round > 0)
                add_some(more_3, COUNT(more_3), text);
            const int wanted[3] = {score, with_time(score, text, old),
                                   with_time(sum_tenths(text, old, false), text, old)};
            run_one(c, old ? "CVSS:3.0/" : "CVSS:3.1/", text, wanted);
        }
    }
    conformance_set(c, old ? "3.0, every base vector, with other metrics too, exact"
                           : "3.1, every base vector, with other metrics too, exact");
}

int main(void)
{
    struct conformance c;

    conformance_open(&c, "cvss-vectors");
    run_2(&c);
    run_3(&c, true);
    run_3(&c, false);
    return conformance_close(&c);
}
