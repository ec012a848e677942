/*
 * press/pages.h — the view structs of templates/press/: pages that are rendered once and published.
 *
 * Texts are in the page's language; where only Japanese exists on an English page, the struct says
 * so, and the template marks the language. Pointers live in the arena of the rendering.
 */
#ifndef PRESS_PAGES_H
#define PRESS_PAGES_H

#include "core/advisory/advisory.h"
#include "core/text/prose.h"
#include "portal/layout.h"

/* A text of several lines. */
struct press_text {
    struct prose prose;
    bool in_japanese; /* on an English page, because there is no English */
};

/* A text of one line. */
struct press_line {
    struct str text;
    bool in_japanese;
};

struct press_vendor_row {
    struct press_line name;
    struct str status; /* the exact wording (PUB-10) */
    struct str href;   /* the vendor's page (PUB-09) */
    struct press_text comment;
    struct str notice_url; /* empty cell when absent (PUB-13) */
};

struct press_history_row {
    int32_t day;
    struct str date; /* "2026年10月14日" */
    struct press_text text;
    struct str vendor;              /* whose status changed; absent: `text` says what changed */
    struct difference_list changes; /* of the texts in the page's language, and of the tables */
};

struct press_history_rows {
    const struct press_history_row *items;
    size_t count;
};

struct press_analysis {
    struct str date; /* "2026.10.14" (PUB-16); absent when undated */
    const struct advisory_analysis *values;
    struct str severity; /* class of the score: "critical"; absent without one */
};

/* Figure 1 (PUB-08). Every heading stays when its body is empty (PUB-30). */
struct press_advisory_page {
    struct portal_layout page;
    struct str number;
    struct press_line title;
    int64_t published_us;
    int64_t revised_us; /* equals published_us until the first revision */
    bool withdrawn;     /* PUB-32 */
    struct press_text change_note;
    /* the three answers on top */
    struct press_line affected_answer;
    struct press_text impact_answer;
    struct press_text solution_answer;
    /* figure 1, in its order */
    struct press_text overview;
    struct press_text affected;
    const struct advisory_product *products;
    size_t product_count;
    struct press_text description;
    struct press_text impact;
    struct press_text solution;
    const struct press_vendor_row *vendors;
    size_t vendor_count;
    const struct advisory_reference *references;
    size_t reference_count;
    struct press_text addendum;
    const struct press_analysis *analyses;
    size_t analysis_count;
    struct press_text credit;
    const struct advisory_related *related;
    size_t related_count;
    struct press_history_rows history;
    /* figure 6 */
    bool uncoordinated;
    bool all_sections; /* PUB-22: also those that only figure 1 has */
    struct press_line developer;
    struct str supplement_date; /* "2026/10/14" (PUB-21); empty: never on the list */
    struct str deadline_date;
    struct str release_date;
    struct press_text vendor_view;
    struct press_text verification;
    /* machine formats */
    struct str csaf_url;
    struct str csaf21_url;
    struct str json_url;
};

/* Figure 2 (PUB-12). */
struct press_vendor_page {
    struct portal_layout page;
    struct str number;
    struct str advisory_href;
    struct press_line title;
    struct press_line name;
    struct str status;
    struct press_text comment;
    struct str notice_url;
    bool withdrawn;
    struct press_history_rows history;
};

/* One line of a list of advisories. */
struct press_list_row {
    int32_t day; /* first release, or last revision where the list says so */
    struct str number;
    struct str href;
    struct press_line title;
    bool withdrawn;
    struct str score;    /* highest base score; absent without one */
    struct str severity; /* "critical" … "none" */
};

struct press_list {
    const struct press_list_row *rows;
    size_t count;
};

struct press_year {
    int32_t year;
    struct str href;
    size_t count;
    bool current;
};

/* The front page. */
struct press_front_page {
    struct portal_layout page;
    struct press_list fresh;
    struct press_list revised;
    const struct press_year *years;
    size_t year_count;
    struct str vendors_href;
    struct str listed_href; /* developers that cannot be contacted */
    struct str statistics_href, library_href;
    struct str rss_href;
    struct str atom_href;
};

/* Advisories of one year, or of one developer (CON-10, PUB-18): one page of the list. */
struct press_list_page {
    struct portal_layout page;
    struct press_line heading; /* the developer; absent on a year's page */
    int32_t year;              /* 0 on a developer's page */
    struct press_list list;
    size_t number; /* of the page, counted from the oldest; 0 when it is the only one */
    size_t total;  /* advisories of the list; 0 but on its newest page, because it grows */
    struct str newer;
    struct str older;
    struct str newest_href;         /* absent on the newest page */
    struct str index_href;          /* all developers */
    const struct press_year *years; /* on the newest page of a year */
    size_t year_count;
};

struct press_vendor_entry {
    struct press_line name;
    struct str href;
    size_t count;
};

struct press_vendors_page {
    struct portal_layout page;
    const struct press_vendor_entry *rows;
    size_t count;
};

/* A folder that programs read, for people who look into it. */
struct press_folder_entry {
    struct str name;
    struct str href;
};

struct press_folder_page {
    struct portal_layout page;
    struct str folder; /* "/csaf/2026/" */
    const struct press_folder_entry *rows;
    size_t count;
};

/* For class attributes; a list shows the word beside the score. */
static inline const char *press_severity_word(struct str severity)
{
    static const char *const names[][2] = {
        {"critical", N_("Critical")}, {"high", N_("High")}, {"medium", N_("Medium")},
        {"low", N_("Low")},           {"none", N_("None")},
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (str_equal(severity, str_from_cstr(names[i][0]))) {
            return names[i][1];
        }
    }
    return "";
}

#endif
