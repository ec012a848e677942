/*
 * core/csaf/tests_note.c — notes and references with a fixed title: why a document was withdrawn or
 * superseded, its licence, its products. Tests 6.1.27.14 to 6.1.27.19, 6.2.39.2 to 6.2.39.5,
 * 6.2.40, 6.1.55, 6.2.46 share the titles of titles.def.
 */
#include "core/csaf/titles.h"

static const struct {
    const char *lang;
    enum csaf_title title;
    const char *text;
} titles[] = {
#define CSAF_TITLE(lang, title, text) {lang, TITLE_##title, text},
#include "core/csaf/titles.def"
};

bool csaf_is_english(const struct csaf_check *c)
{
    struct str lang = csaf_text(c->document, STR("lang"));
    return lang.len == 0 || str_equal_nocase(str_split(&lang, '-'), STR("en"));
}

struct str csaf_title(const struct csaf_check *c, enum csaf_title title)
{
    struct str lang = csaf_text(c->document, STR("lang"));
    struct str primary = csaf_is_english(c) ? STR("en") : str_split(&lang, '-');
    for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++) {
        if (titles[i].title == title && str_equal_nocase(str_from_cstr(titles[i].lang), primary))
            return str_from_cstr(titles[i].text);
    }
    return (struct str){0};
}

struct str csaf_title_or_skip(struct csaf_check *c, enum csaf_title title)
{
    struct str out = csaf_title(c, title);
    const struct json *lang = csaf_at(c->document, STR("lang"));
    if (out.ptr == NULL)
        csaf_skip_say(
            c, lang,
            &(struct csaf_say){.message = MESSAGE_title_unknown, .values = {json_text(lang)}});
    return out;
}

static void find_notes(struct csaf_check *c, struct str title)
{
    const struct json *notes = csaf_at(c->document, STR("notes"));
    csaf_find_say(c, notes == NULL ? c->document : notes,
                  &(struct csaf_say){.below = notes == NULL ? STR("notes") : (struct str){0},
                                     .values = {title}});
}

void csaf_want_note(struct csaf_check *c, enum csaf_title which, struct str category)
{
    struct str title = csaf_title_or_skip(c, which);
    const struct json *found = NULL;
    size_t count = 0;
    if (title.ptr == NULL)
        return;
    FOR_EACH (note, csaf_at(c->document, STR("notes"))) {
        if (csaf_has_text(note, STR("title"), title)) {
            found = note;
            count++;
        }
    }
    if (count != 1)
        find_notes(c, title);
    else if (!csaf_has_text(found, STR("category"), category))
        csaf_find_1(c, found, title);
}

/* ---- withdrawn and superseded ---------------------------------------------------------------- */

static const char ended[] = "csaf_withdrawn csaf_superseded";

void csaf_run_ended_notes(struct csaf_check *c)
{
    if (!csaf_profile(c, ended))
        return;
    FOR_EACH (note, csaf_at(c->document, STR("notes"))) {
        if (csaf_has_text(note, STR("category"), STR("description")))
            return;
    }
    find_notes(c, (struct str){0});
}

void csaf_run_ended_tree(struct csaf_check *c)
{
    if (csaf_profile(c, ended) && c->tree != NULL)
        csaf_find(c, c->tree);
}

void csaf_run_ended_revisions(struct csaf_check *c)
{
    const struct json *history = csaf_at(c->tracking, STR("revision_history"));
    if (csaf_profile(c, ended) && json_is(history, JSON_ARRAY) && history->count < 2)
        csaf_find(c, history);
}

static void want_reason(struct csaf_check *c, const char *profile, enum csaf_title title,
                        bool english)
{
    if (csaf_profile(c, profile) && csaf_is_english(c) == english)
        csaf_want_note(c, title, STR("description"));
}

void csaf_run_withdrawal_reason(struct csaf_check *c)
{
    want_reason(c, "csaf_withdrawn", TITLE_withdrawal, true);
}

void csaf_run_withdrawal_reason_translated(struct csaf_check *c)
{
    want_reason(c, "csaf_withdrawn", TITLE_withdrawal, false);
}

void csaf_run_supersession_reason(struct csaf_check *c)
{
    want_reason(c, "csaf_superseded", TITLE_supersession, true);
}

void csaf_run_supersession_reason_translated(struct csaf_check *c)
{
    want_reason(c, "csaf_superseded", TITLE_supersession, false);
}

static void check_successor(struct csaf_check *c, const struct json *reference, struct str title)
{
    struct str category = csaf_text(reference, STR("category"));
    struct str was = c->options->lang == LANG_JA ? STR("なし") : STR("not present");
    if (str_equal(category, STR("external")))
        return;
    if (csaf_at(reference, STR("category")) != NULL)
        was = arena_format(c->arena, "`%.*s`", STR_ARG(category));
    csaf_find_say(
        c, reference,
        &(struct csaf_say){.message = MESSAGE_successor_category, .values = {title, was}});
}

static void want_successor(struct csaf_check *c, bool english)
{
    const struct json *references = csaf_at(c->document, STR("references"));
    bool any = false;
    if (!csaf_profile(c, "csaf_superseded") || csaf_is_english(c) != english)
        return;
    struct str title = csaf_title_or_skip(c, TITLE_superseding);
    if (title.ptr == NULL)
        return;
    FOR_EACH (r, references) {
        if (!str_starts_with(csaf_text(r, STR("summary")), title))
            continue;
        any = true;
        check_successor(c, r, title);
    }
    if (!any)
        csaf_find_say(
            c, references == NULL ? c->document : references,
            &(struct csaf_say){.below = references == NULL ? STR("references") : (struct str){0},
                               .values = {title, c->category}});
}

void csaf_run_superseding(struct csaf_check *c)
{
    want_successor(c, true);
}

void csaf_run_superseding_translated(struct csaf_check *c)
{
    want_successor(c, false);
}

void csaf_run_ended_extension(struct csaf_check *c)
{
    const struct json *in_document = csaf_at(c->document, STR("x_extensions"));
    const struct json *in_root = csaf_at(c->root, STR("x_extensions"));
    if (!csaf_profile(c, ended))
        return;
    if (in_document != NULL)
        csaf_find(c, in_document);
    if (in_root != NULL)
        csaf_find(c, in_root);
}

/* ---- product descriptions -------------------------------------------------------------------- */

void csaf_run_product_description(struct csaf_check *c)
{
    struct str title = csaf_title_or_skip(c, TITLE_product_description);
    if (title.ptr == NULL)
        return;
    FOR_EACH (note, csaf_at(c->document, STR("notes"))) {
        if (str_starts_with(csaf_text(note, STR("title")), title) &&
            csaf_has_text(note, STR("category"), STR("description")) &&
            csaf_at(note, STR("product_ids")) == NULL && csaf_at(note, STR("group_ids")) == NULL)
            csaf_find(c, note);
    }
}
