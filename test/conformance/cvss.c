/*
 * test/conformance/cvss.c — core/score against the published vectors of all versions, every column,
 * and against exact arithmetic over every case there is: all 15,116,544 effective vectors of 4.0,
 * and every sum that 3.0 and 3.1 can have to round.
 *
 * Where a file of published scores contradicts the standard, the exact value decides. Such a
 * difference counts as right only when exact arithmetic shows on the spot what the file did instead
 * (conformance/cvss2_exact.h), or when the file scores a vector whose metrics stand in an order
 * that 4.0 forbids (the program refuses it for that alone). Each is counted, and listed with
 * --differences.
 *
 *   cvss [--quick] [--differences]     --quick: every 97th vector of 4.0 only; says so
 */
#include "conformance/conformance.h"
#include "conformance/cvss2_exact.h"
#include "conformance/cvss3_exact.h"
#include "conformance/cvss4_exact.h"

#include "core/score/score.h"

enum { COLUMNS_MAX = 8, NOT_GIVEN = -2, EVERY_QUICK = 97 };

/* Tenths of "5.6", NOT_GIVEN for "NaN"; a column never has more than one digit behind the point. */
static int column(const char *text)
{
    char *end;
    long whole = strtol(text, &end, 10);

    if (strcmp(text, "NaN") == 0)
        return NOT_GIVEN;
    if (*end == '\0')
        return (int)whole * 10;
    return (int)whole * 10 + (text[0] == '-' ? -1 : 1) * (end[1] - '0');
}

static bool equal(int wanted, int got)
{
    return wanted == NOT_GIVEN || wanted == got;
}

/* ---- the published vectors ------------------------------------------------------------------- */

struct row {
    const char *vector;
    const struct cvss *parsed;
    const char *text[COLUMNS_MAX];
    int value[COLUMNS_MAX];
    size_t count;
};

typedef bool row_check(struct conformance *, const struct row *, const struct cvss_scores *);

static struct {
    bool listed;
    unsigned long rounding;
    unsigned long order;
} differences;

/* Vector with a "/" on both sides, as the exact computations want it. */
static const char *enclosed(const struct row *r)
{
    static char text[512];

    snprintf(text, sizeof(text), "/%s/", r->vector);
    return text;
}

static bool list_difference(const struct row *r, int got)
{
    differences.rounding++;
    if (differences.listed)
        printf("%s: %d.%d by exact arithmetic\n", r->vector, got / 10, got % 10);
    return true;
}

/* 2.0: the program follows the standard, the file rounds elsewhere. */
static bool is_rounded_elsewhere(const struct row *r, const struct cvss_scores *s)
{
    return r->parsed->version == CVSS_2_0 && r->value[0] == r->value[5] &&
           r->value[5] == exact2_environmental(enclosed(r), false) &&
           s->environmental == exact2_environmental(enclosed(r), true) &&
           r->value[5] != s->environmental && list_difference(r, s->environmental);
}

/* 2.0: the file rounds a half down in its temporal score. */
static bool is_half_of_2(const struct row *r, const struct cvss_scores *s)
{
    return r->parsed->version == CVSS_2_0 && r->value[4] == s->temporal - 1 &&
           exact2_is_half(enclosed(r), s->base) && list_difference(r, s->temporal);
}

/* 3.0: the file is equal, or a tenth above where the exact score is a whole tenth. */
static bool is_whole_of_3(const struct row *r, int wanted, int got, int before)
{
    return equal(wanted, got) || (r->parsed->version == CVSS_3_0 && wanted == got + 1 &&
                                  exact3_is_whole(enclosed(r), before) && list_difference(r, got));
}

/* The environmental score without temporal metrics. */
static int modified_base(const struct cvss *v)
{
    struct cvss plain = *v;
    struct cvss_scores scores;
    enum { E_PLACE = 8, RC_PLACE = 10 };

    for (unsigned i = E_PLACE; i <= RC_PLACE; i++)
        plain.value[i] = 0;
    cvss_score(&plain, &scores);
    return scores.environmental;
}

/* overall base impact exploitability temporal environmental modified-impact */
static bool check_seven(struct conformance *c, const struct row *r, const struct cvss_scores *s)
{
    const int got[] = {s->overall,  s->base,          s->impact,         s->exploitability,
                       s->temporal, s->environmental, s->modified_impact};
    bool right = r->count == 7;
    bool elsewhere = right && is_rounded_elsewhere(r, s);

    bool half = right && is_half_of_2(r, s);

    for (size_t i = 0; right && i < 7; i++)
        right = equal(r->value[i], got[i]) || (elsewhere && (i == 0 || i == 5)) ||
                (half && (i == 4 || (i == 0 && !s->has_environmental)));
    right = right && (r->value[4] == NOT_GIVEN) == !s->has_temporal &&
            (r->value[5] == NOT_GIVEN) == !s->has_environmental;
    return conformance_case(c, right, "%s: %d %d %d %d %d %d %d instead of %s %s %s %s %s %s %s",
                            r->vector, got[0], got[1], got[2], got[3], got[4], got[5], got[6],
                            r->text[0], r->text[1], r->text[2], r->text[3], r->text[4], r->text[5],
                            r->text[6]);
}

/* base temporal environmental */
static bool check_three(struct conformance *c, const struct row *r, const struct cvss_scores *s)
{
    bool right = r->count == 3 && equal(r->value[0], s->base) &&
                 is_whole_of_3(r, r->value[1], s->temporal, s->base) &&
                 is_whole_of_3(r, r->value[2], s->environmental, modified_base(r->parsed)) &&
                 (r->value[2] == NOT_GIVEN) == !s->has_environmental;

    return conformance_case(c, right, "%s: %d %d %d instead of %s %s %s", r->vector, s->base,
                            s->temporal, s->environmental, r->text[0], r->text[1], r->text[2]);
}

/* macrovector overall */
static bool check_macro(struct conformance *c, const struct row *r, const struct cvss_scores *s)
{
    bool right = r->count == 2 && strlen(r->text[0]) == 6 && r->value[1] == s->overall;

    for (size_t i = 0; right && i < 6; i++)
        right = r->text[0][i] == '0' + s->macrovector[i];
    return conformance_case(c, right, "%s: %d%d%d%d%d%d %d instead of %s %s", r->vector,
                            s->macrovector[0], s->macrovector[1], s->macrovector[2],
                            s->macrovector[3], s->macrovector[4], s->macrovector[5], s->overall,
                            r->text[0], r->count > 1 ? r->text[1] : "");
}

/* A canonical vector reads to the same scores and is its own canonical form. */
static bool is_fixed_point(const struct cvss *v, const struct cvss_scores *s, struct arena *a)
{
    struct buf once;
    struct buf twice;
    struct cvss again;
    struct cvss_scores scores;

    buf_init(&once, a, 256);
    buf_init(&twice, a, 256);
    cvss_write(v, &once);
    if (cvss_read(buf_str(&once), &again, NULL) != ERR_OK)
        return false;
    cvss_score(&again, &scores);
    cvss_write(&again, &twice);
    return str_equal(buf_str(&once), buf_str(&twice)) && memcmp(s, &scores, sizeof(scores)) == 0;
}

static void run_row(struct conformance *c, char *line, const char *prefix, row_check *check)
{
    static char vector[512];
    struct row r = {.vector = vector};
    char *rest = line;
    const char *word = strsep(&rest, " ");
    struct arena a;
    struct cvss v;
    struct cvss_error error;
    struct cvss_scores scores;

    snprintf(vector, sizeof(vector), "%s%s", prefix, word);
    while ((word = strsep(&rest, " ")) != NULL && r.count < COLUMNS_MAX) {
        r.text[r.count] = word;
        r.value[r.count++] = column(word);
    }
    if (cvss_read(str_from_cstr(vector), &v, &error) != ERR_OK) {
        if (error.reason != CVSS_REASON_ORDER) {
            (void)conformance_case(c, false, "%s: refused", vector);
            return;
        }
        differences.order++;
        if (differences.listed)
            printf("%s: order\n", vector);
    }
    r.parsed = &v;
    memset(&scores, 0, sizeof(scores));
    cvss_score(&v, &scores);
    arena_init(&a, 1 << 16);
    if (check(c, &r, &scores) && !is_fixed_point(&v, &scores, &a)) {
        c->right--;
        printf("cvss: %s: its canonical form is another vector\n", vector);
    }
    arena_release(&a);
}

static void run_file(struct conformance *c, const char *name, const char *prefix, row_check *check)
{
    char file[128];
    char set[128];

    snprintf(file, sizeof(file), "data/cvss/%s", name);
    snprintf(set, sizeof(set), "%s, all columns", name);
    if (!conformance_has(c, set, file))
        return;
    FILE *f = fopen(conformance_path(c, file), "rb");
    char line[1024];
    while (f != NULL && fgets(line, sizeof(line), f) != NULL) {
        line[strcspn(line, "\r\n")] = '\0';
        if (line[0] != '\0' && line[0] != '#')
            run_row(c, line, prefix, check);
    }
    if (f != NULL)
        fclose(f);
    conformance_set(c, set);
    if (differences.rounding > 0)
        printf("%-10s   of these, %lu by the exact value of the standard's equations\n", "",
               differences.rounding);
    if (differences.order > 0)
        printf("%-10s   of these, %lu refused for their order alone, and scored as the file does\n",
               "", differences.order);
    differences.rounding = differences.order = 0;
}

/* ---- 4.0, every effective vector ------------------------------------------------------------- */

/* The text of a vector whose effective values are `v`: requirements, exploit maturity, and S (which
 * only modified metrics have) as modified metrics. */
static size_t spell(const char *v, char *out)
{
    static const char form[] =
        "CVSS:4.0/AV:0/AC:3/AT:4/PR:1/UI:2/VC:5/VI:6/VA:7/SC:;/SI:H/SA:H/E:>/CR:8/IR:9/AR::/MSI:</"
        "MSA:=";

    for (size_t i = 0; i < sizeof(form); i++) {
        bool slot = i > 9 && form[i - 1] == ':' && form[i] >= '0' && form[i] <= '>';
        out[i] = slot ? v[form[i] - '0'] : form[i];
    }
    return sizeof(form) - 1;
}

static bool next_vector(int at[X_METRICS], char *v)
{
    for (int i = 0; i < X_METRICS; i++) {
        const char *values = exact_order[i] + (i == X_SC ? 1 : 0); /* SC is never S */

        at[i]++;
        if (values[at[i]] != '\0') {
            v[i] = values[at[i]];
            return true;
        }
        at[i] = 0;
        v[i] = values[0];
    }
    return false;
}

static void run_all_of_4(struct conformance *c, bool quick)
{
    int at[X_METRICS] = {0};
    char v[X_METRICS + 1] = "";
    char text[256];
    unsigned long n = 0;

    exact_begin();
    for (int i = 0; i < X_METRICS; i++)
        v[i] = exact_order[i][i == X_SC ? 1 : 0];
    do {
        struct cvss parsed;
        struct cvss_scores scores = {.overall = CVSS_ABSENT};

        if (quick && n++ % EVERY_QUICK != 0)
            continue;
        if (cvss_read((struct str){text, spell(v, text)}, &parsed, NULL) == ERR_OK)
            cvss_score(&parsed, &scores);
        int wanted = exact_score(v);
        (void)conformance_case(c, scores.overall == wanted, "%s: %d instead of %d", text,
                               scores.overall, wanted);
    } while (next_vector(at, v));
    conformance_set(c, quick ? "4.0, every 97th effective vector, exact"
                             : "4.0, every effective vector, exact");
}

/* ---- 3.0 and 3.1, every sum ------------------------------------------------------------------ */

static void run_sum(struct conformance *c, const struct sum_case *s)
{
    struct cvss v;
    struct cvss_scores scores;
    struct big plus;
    struct big minus;
    bool right = false;

    if (cvss_read(str_from_cstr(s->text), &v, NULL) == ERR_OK) {
        cvss_score(&v, &scores);
        right = exact_sum(s, &plus, &minus) ? rounds_to(s, &plus, &minus, scores.environmental)
                                            : scores.environmental == 0;
    }
    (void)conformance_case(c, right, "%s: %d is not the exact score", s->text,
                           scores.environmental);
}

/* Exploitability number n of 48, impact number k of 729, in one of both scopes. */
static void make_sum(struct sum_case *s, unsigned n, unsigned k)
{
    const struct weight *w[4] = {&av_weights[n % 4], &ac_weights[n / 4 % 2],
                                 s->changed ? &pr_changed[n / 8 % 3] : &pr_weights[n / 8 % 3],
                                 &ui_weights[n / 24]};
    const struct weight *i[3] = {&impact[k % 3], &impact[k / 3 % 3], &impact[k / 9 % 3]};
    const struct weight *r[3] = {&requirement[k / 27 % 3], &requirement[k / 81 % 3],
                                 &requirement[k / 243]};

    s->exploitability = w[0]->value * w[1]->value * w[2]->value * w[3]->value;
    s->missing = 1;
    for (int m = 0; m < 3; m++)
        s->missing *= 100 - i[m]->value * r[m]->value / 100;
    snprintf(s->text, sizeof(s->text),
             "CVSS:3.%c/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N/CR:%c/IR:%c/AR:%c/MAV:%c/MAC:%c/MPR:%c/"
             "MUI:%c/MS:%c/MC:%c/MI:%c/MA:%c",
             s->old ? '0' : '1', r[0]->letter, r[1]->letter, r[2]->letter, w[0]->letter,
             w[1]->letter, w[2]->letter, w[3]->letter, s->changed ? 'C' : 'U', i[0]->letter,
             i[1]->letter, i[2]->letter);
}

static void run_all_of_3(struct conformance *c, bool quick)
{
    for (unsigned form = 0; form < 4; form++) {
        struct sum_case s = {.old = form % 2 == 0, .changed = form >= 2};

        for (unsigned n = 0; n < 48; n++) {
            for (unsigned k = n % (quick ? 9 : 1); k < 729; k += quick ? 9 : 1) {
                make_sum(&s, n, k);
                run_sum(c, &s);
            }
        }
    }
    conformance_set(c, quick ? "3.0 and 3.1, every 9th sum, exact"
                             : "3.0 and 3.1, every sum of the equations, exact");
}

int main(int argc, char **argv)
{
    struct conformance c;
    bool quick = false;

    for (int i = 1; i < argc; i++) {
        quick = quick || strcmp(argv[i], "--quick") == 0;
        differences.listed = differences.listed || strcmp(argv[i], "--differences") == 0;
    }
    conformance_open(&c, "cvss");
    run_file(&c, "cvss-2.0-validation-vectors-001.txt", "", check_seven);
    run_file(&c, "cvss-3.0-validation-vectors-001.txt", "CVSS:3.0/", check_three);
    run_file(&c, "cvss-3.0-validation-vectors-002.txt", "CVSS:3.0/", check_three);
    run_file(&c, "cvss-3.1-validation-vectors-001.txt", "", check_seven);
    run_file(&c, "cvss-4.0-validation-vectors-001.txt", "", check_macro);
    run_file(&c, "cvss-4.0-validation-vectors-002.txt", "", check_macro);
    run_all_of_3(&c, quick);
    run_all_of_4(&c, quick);
    return conformance_close(&c);
}
