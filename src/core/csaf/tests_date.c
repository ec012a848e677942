/*
 * core/csaf/tests_date.c — how dates are spelt, and how they lie to each other.
 * Tests 6.1.37, 6.1.45, 6.1.49, 6.1.51 to 6.1.53, 6.1.62, 6.2.21, 6.2.33, 6.2.41.
 */
#include "core/csaf/csaf_priv.h"

#include "base/civil.h"

enum { EPSS_SECONDS = 15 * 86400 };

/* ---- spelling -------------------------------------------------------------------------------- */

void csaf_run_date_spelling(struct csaf_check *c)
{
    FOR_LIST (i, c, TAG_DATE) {
        const struct json *date = c->lists[TAG_DATE].items[i];
        struct csaf_instant at;
        if (!csaf_instant_read(date->text, &at) || at.leap ||
            str_find(date->text, STR("t"), 0) != SIZE_MAX ||
            str_find(date->text, STR("z"), 0) != SIZE_MAX)
            csaf_find_1(c, date, date->text);
    }
}

/* ---- against the newest revision ------------------------------------------------------------- */

static const struct csaf_revision *newest(const struct csaf_check *c)
{
    return c->dated_count > 0 ? &c->dated[c->dated_count - 1] : NULL;
}

static void not_newer(struct csaf_check *c, const struct json *date)
{
    const struct csaf_revision *last = newest(c);
    struct csaf_instant at;
    if (last != NULL && csaf_instant_read(json_text(date), &at) &&
        csaf_instant_compare(&at, &last->date) > 0)
        csaf_find_2(c, date, date->text, last->date_text);
}

void csaf_run_disclosure_date(struct csaf_check *c)
{
    if (!csaf_is_clear(c) || !csaf_is_released(c))
        return;
    FOR_EACH (v, c->vulnerabilities)
        not_newer(c, csaf_at(v, STR("disclosure_date")));
}

/* What is released was discovered before, and nothing is disclosed before it is discovered. */
void csaf_run_discovery_date(struct csaf_check *c)
{
    FOR_EACH (v, c->vulnerabilities) {
        const struct json *date = csaf_at(v, STR("discovery_date"));
        struct str disclosed = csaf_text(v, STR("disclosure_date"));
        struct csaf_instant at;
        struct csaf_instant limit;
        if (csaf_is_released(c))
            not_newer(c, date);
        if (csaf_instant_read(json_text(date), &at) && csaf_instant_read(disclosed, &limit) &&
            csaf_instant_compare(&at, &limit) > 0)
            csaf_find_2(c, date, date->text, disclosed);
    }
}

static void each_timestamp(struct csaf_check *c, enum schema_tag tag)
{
    FOR_LIST (i, c, tag)
        not_newer(c, csaf_at(c->lists[tag].items[i], STR("timestamp")));
}

void csaf_run_ssvc_date(struct csaf_check *c)
{
    if (csaf_is_released(c))
        each_timestamp(c, TAG_SSVC);
}

void csaf_run_epss_date(struct csaf_check *c)
{
    if (csaf_is_released(c))
        each_timestamp(c, TAG_EPSS);
}

void csaf_run_exploitation_dates(struct csaf_check *c)
{
    if (!csaf_is_released(c))
        return;
    FOR_EACH (v, c->vulnerabilities) {
        FOR_EACH (item, csaf_at(v, STR("first_known_exploitation_dates"))) {
            not_newer(c, csaf_at(item, STR("date")));
            not_newer(c, csaf_at(item, STR("exploitation_date")));
        }
    }
}

/* Only a date that has passed: one to come is an announcement. */
void csaf_run_disclosure_passed(struct csaf_check *c)
{
    int64_t now = c->options->services.now_us / US_PER_SECOND;
    FOR_EACH (v, c->vulnerabilities) {
        const struct json *date = csaf_at(v, STR("disclosure_date"));
        struct csaf_instant at;
        if (now > 0 && csaf_instant_read(json_text(date), &at) && at.seconds <= now)
            not_newer(c, date);
    }
}

/* ---- against each other ---------------------------------------------------------------------- */

void csaf_run_exploitation_order(struct csaf_check *c)
{
    FOR_EACH (v, c->vulnerabilities) {
        FOR_EACH (item, csaf_at(v, STR("first_known_exploitation_dates"))) {
            const struct json *exploited = csaf_at(item, STR("exploitation_date"));
            struct str date = csaf_text(item, STR("date"));
            struct csaf_instant at;
            struct csaf_instant limit;
            if (csaf_instant_read(json_text(exploited), &at) && csaf_instant_read(date, &limit) &&
                csaf_instant_compare(&at, &limit) > 0)
                csaf_find_2(c, exploited, exploited->text, date);
        }
    }
}

/* Equal instants stand side by side once the history is sorted. */
void csaf_run_revision_dates(struct csaf_check *c)
{
    for (size_t i = 1; i < c->dated_count; i++) {
        const struct csaf_revision *r = &c->dated[i];
        if (csaf_instant_compare(&c->dated[i - 1].date, &r->date) == 0)
            csaf_find_1(c, csaf_at(r->node, STR("date")), r->date_text);
    }
}

/* The youngest EPSS value of each vulnerability. */
void csaf_run_epss_old(struct csaf_check *c)
{
    const struct csaf_revision *last = newest(c);
    if (!csaf_is_released(c) || last == NULL)
        return;
    FOR_EACH (v, c->vulnerabilities) {
        const struct json *youngest = NULL;
        struct csaf_instant youngest_at = {0};
        FOR_EACH (metric, csaf_at(v, STR("metrics"))) {
            const struct json *epss = csaf_at(csaf_at(metric, STR("content")), STR("epss"));
            const struct json *date = csaf_at(epss, STR("timestamp"));
            struct csaf_instant at;
            if (!csaf_instant_read(json_text(date), &at) ||
                (youngest != NULL && csaf_instant_compare(&at, &youngest_at) <= 0))
                continue;
            youngest = date;
            youngest_at = at;
        }
        youngest_at.seconds += EPSS_SECONDS;
        if (youngest != NULL && csaf_instant_compare(&youngest_at, &last->date) < 0)
            csaf_find_2(c, youngest, youngest->text, last->date_text);
    }
}
