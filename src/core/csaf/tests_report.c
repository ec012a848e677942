/*
 * core/csaf/tests_report.c — what the profile for vulnerability reports wants beside products, ids
 * and affected status: a note with one of two titles, and whatever helps those who coordinate.
 * Tests 6.1.27.20, 6.2.39.6 to 6.2.39.13, 6.3.23.1, 6.3.23.2.
 */
#include "core/csaf/titles.h"

static const char report[] = "csaf_vulnerability_report";

/* ---- the note -------------------------------------------------------------------------------- */

/* A title stands for one category. */
static bool has_note(const struct json *v, struct str title, struct str category,
                     const struct json **other)
{
    FOR_EACH (note, csaf_at(v, STR("notes"))) {
        if (!csaf_has_text(note, STR("title"), title))
            continue;
        if (csaf_has_text(note, STR("category"), category))
            return true;
        *other = *other == NULL ? note : *other;
    }
    return false;
}

static void want_notes(struct csaf_check *c, bool english)
{
    struct str description = csaf_title(c, TITLE_cve_description);
    if (!csaf_profile(c, report) || csaf_is_english(c) != english)
        return;
    struct str summary = csaf_title_or_skip(c, TITLE_summary);
    if (summary.ptr == NULL)
        return;
    FOR_EACH (v, c->vulnerabilities) {
        const struct json *other = NULL;
        if (!has_note(v, summary, STR("summary"), &other) &&
            !has_note(v, description, STR("description"), &other))
            csaf_find_2(c, other != NULL ? other : v, summary, description);
    }
}

void csaf_run_report_notes(struct csaf_check *c)
{
    want_notes(c, true);
}

void csaf_run_report_notes_translated(struct csaf_check *c)
{
    want_notes(c, false);
}

/* ---- what helps ------------------------------------------------------------------------------ */

static void want_below(struct csaf_check *c, const struct json *parent, struct str key)
{
    if (csaf_at(parent, key) == NULL)
        csaf_find_say(c, parent, &(struct csaf_say){.below = key});
}

static void want_everywhere(struct csaf_check *c, struct str key)
{
    if (!csaf_profile(c, report))
        return;
    FOR_EACH (v, c->vulnerabilities)
        want_below(c, v, key);
}

void csaf_run_report_acknowledgments(struct csaf_check *c)
{
    if (csaf_profile(c, report))
        want_below(c, c->document, STR("acknowledgments"));
}

void csaf_run_report_severity(struct csaf_check *c)
{
    if (csaf_profile(c, report))
        want_below(c, c->document, STR("aggregate_severity"));
}

void csaf_run_report_label(struct csaf_check *c)
{
    const struct json *tlp = csaf_at(csaf_at(c->document, STR("distribution")), STR("tlp"));
    const struct json *label = csaf_at(tlp, STR("label"));
    if (csaf_profile(c, report) && label != NULL && !csaf_has_text(tlp, STR("label"), STR("AMBER")))
        csaf_find(c, label);
}

void csaf_run_report_metrics(struct csaf_check *c)
{
    want_everywhere(c, STR("metrics"));
}

void csaf_run_report_references(struct csaf_check *c)
{
    want_everywhere(c, STR("references"));
}

void csaf_run_report_threats(struct csaf_check *c)
{
    want_everywhere(c, STR("threats"));
}

void csaf_run_report_title(struct csaf_check *c)
{
    want_everywhere(c, STR("title"));
}

void csaf_run_report_involvements(struct csaf_check *c)
{
    want_everywhere(c, STR("involvements"));
}

void csaf_run_report_disclosure(struct csaf_check *c)
{
    want_everywhere(c, STR("disclosure_date"));
}
