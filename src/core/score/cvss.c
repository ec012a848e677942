/*
 * core/score/cvss.c — what all versions of CVSS share: which scoring applies, severity in words,
 * scores as text, and whether a score fits its vector. Must never hold a formula.
 */
#include "core/score/score_priv.h"

void cvss_score(const struct cvss *v, struct cvss_scores *out)
{
    switch (v->version) {
    case CVSS_2_0:
        cvss2_score(v, out);
        return;
    case CVSS_3_0:
    case CVSS_3_1:
        cvss3_score(v, out);
        return;
    case CVSS_4_0:
        cvss4_score(v, out);
        return;
    }
}

const char *cvss_nomenclature(const struct cvss_scores *scores, enum cvss_version version)
{
    static const char *const names[2][2] = {{"CVSS-B", "CVSS-BE"}, {"CVSS-BT", "CVSS-BTE"}};

    return version == CVSS_4_0 ? names[scores->has_temporal][scores->has_environmental] : NULL;
}

/* ---- severity -------------------------------------------------------------------------------- */

enum cvss_severity cvss_severity_of(enum cvss_version version, int tenths)
{
    bool old = version == CVSS_2_0;

    if (tenths <= 0 && !old) {
        return CVSS_SEVERITY_NONE;
    }
    if (tenths < 40) {
        return CVSS_SEVERITY_LOW;
    }
    if (tenths < 70) {
        return CVSS_SEVERITY_MEDIUM;
    }
    return tenths < 90 || old ? CVSS_SEVERITY_HIGH : CVSS_SEVERITY_CRITICAL;
}

bool cvss_severity_named(struct str version, struct str score, enum cvss_severity *out)
{
    enum cvss_version known;
    int tenths = cvss_tenths(score);

    if (tenths == CVSS_ABSENT || !cvss_version_named(version, &known)) {
        return false;
    }
    *out = cvss_severity_of(known, tenths);
    return true;
}

const char *cvss_severity_word(enum cvss_severity severity, enum cvss_version version,
                               enum lang lang)
{
    static const char *const english[] = {"None", "Low", "Medium", "High", "Critical"};
    static const char *const japanese[] = {"なし", "注意", "警告", "重要", "緊急"};
    static const char *const japanese_old[] = {"なし", "注意", "警告", "危険", "危険"};

    if (lang == LANG_EN) {
        return english[severity];
    }
    return version == CVSS_2_0 ? japanese_old[severity] : japanese[severity];
}

const char *cvss_severity_code(enum cvss_severity severity)
{
    static const char *const codes[] = {"NONE", "LOW", "MEDIUM", "HIGH", "CRITICAL"};

    return codes[severity];
}

/* ---- scores as text -------------------------------------------------------------------------- */

int cvss_tenths(struct str score)
{
    uint64_t whole;
    uint64_t tenths = 0;
    struct str rest = score;
    struct str head = str_split(&rest, '.');

    if (head.len > 2 || (head.len == 2 && head.ptr[0] == '0') || !str_to_u64(head, 10, &whole)) {
        return CVSS_ABSENT;
    }
    if (rest.ptr != NULL && (rest.len != 1 || !str_to_u64(rest, 9, &tenths))) {
        return CVSS_ABSENT;
    }
    return whole * 10 + tenths <= 100 ? (int)(whole * 10 + tenths) : CVSS_ABSENT;
}

struct str cvss_tenths_text(int tenths, struct arena *a)
{
    char digits[16];
    size_t at = sizeof(digits);
    unsigned rest = tenths < 0 ? 0u - (unsigned)tenths : (unsigned)tenths;

    /* By hand: a line of todoke cvss has eight of these, and printf would be half of its work. */
    digits[--at] = (char)('0' + rest % 10);
    digits[--at] = '.';
    do {
        rest /= 10;
        digits[--at] = (char)('0' + rest % 10);
    } while (rest >= 10);
    if (tenths < 0) {
        digits[--at] = '-';
    }
    return arena_copy(a, (struct str){digits + at, sizeof(digits) - at});
}

/* ---- does a score fit ------------------------------------------------------------------------ */

enum cvss_fit cvss_base_fits(struct str version, struct str vector, struct str score)
{
    struct cvss v;
    struct cvss_scores scores;

    if (cvss_read(vector, &v, NULL) != ERR_OK) {
        return CVSS_FIT_VECTOR;
    }
    if (version.ptr != NULL && !str_equal(version, cvss_version_name(v.version))) {
        return CVSS_FIT_VERSION;
    }
    cvss_score(&v, &scores);
    return scores.base == cvss_tenths(score) ? CVSS_FITS : CVSS_FIT_SCORE;
}
