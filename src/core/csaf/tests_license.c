/*
 * core/csaf/tests_license.c — the licence of the document.
 * Tests 6.1.54, 6.1.55, 6.2.44 to 6.2.46, 6.3.17.
 */
#include "core/csaf/license.h"
#include "core/csaf/titles.h"

static const struct json *expression_of(const struct csaf_check *c)
{
    return csaf_at(c->document, STR("license_expression"));
}

void csaf_run_license_expression(struct csaf_check *c)
{
    const struct json *expression = expression_of(c);
    if (json_is(expression, JSON_STRING) && !license_read(expression->text, NULL, NULL))
        csaf_find_1(c, expression, expression->text);
}

/* ---- identifiers ----------------------------------------------------------------------------- */

struct listing {
    struct csaf_check *c; /* NULL: only note what is met */
    unsigned wanted;      /* bits of enum license_listing */
    bool met;
};

static void take_use(void *context, struct license_use use)
{
    struct listing *l = context;
    if (!(l->wanted >> license_listed(use) & 1))
        return;
    l->met = true;
    if (l->c != NULL)
        csaf_find_1(l->c, expression_of(l->c), use.id);
}

/* Walks the identifiers of an expression that can be read. */
static bool each_use(struct csaf_check *c, struct listing l)
{
    struct str expression = json_text(expression_of(c));
    if (expression.len == 0 || !license_read(expression, NULL, NULL))
        return false;
    (void)license_read(expression, take_use, &l);
    return l.met;
}

void csaf_run_license_deprecated(struct csaf_check *c)
{
    (void)each_use(c, (struct listing){.c = c, .wanted = 1u << LICENSE_DEPRECATED});
}

void csaf_run_license_missing(struct csaf_check *c)
{
    (void)each_use(c, (struct listing){.c = c, .wanted = 1u << LICENSE_NOT_LISTED});
}

void csaf_run_license_unregistered(struct csaf_check *c)
{
    unsigned unlisted = 1u << LICENSE_NOT_LISTED | 1u << LICENSE_FOREIGN;
    (void)each_use(c, (struct listing){.c = c, .wanted = unlisted});
}

/* ---- its text -------------------------------------------------------------------------------- */

/* Only what claims to stand in another inventory: an identifier that should stand in one of the two
 * lists and does not is a mistake of its own (6.2.45). */
static void want_text(struct csaf_check *c, bool english)
{
    struct listing foreign = {.wanted = 1u << LICENSE_FOREIGN};
    if (csaf_is_english(c) == english && each_use(c, foreign))
        csaf_want_note(c, TITLE_license, STR("legal_disclaimer"));
}

void csaf_run_license_text(struct csaf_check *c)
{
    want_text(c, true);
}

void csaf_run_license_text_translated(struct csaf_check *c)
{
    want_text(c, false);
}
