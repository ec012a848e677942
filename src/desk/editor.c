/*
 * desk/editor.c — the advisory editor: the sections of figure 1 in its order, Japanese and English
 * side by side.
 *
 * The one form that is not made from a field list, because an advisory nests deeper (architecture
 * section 5). Rows are added by a submit button, so that it works without a script; only "Save"
 * writes a new version. Nothing typed is lost by adding a row, by a refusal, or by somebody else's
 * save.
 */
#include "desk/command_priv.h"

#include "messages.h"
#include "templates.h"

enum { COLUMNS_MAX = 7, EMPTY_ROWS = 1 };

struct column {
    const char *name;
    const char *label;
};

/* A block of figure 1: a text when it has no columns. */
struct block {
    const char *name;
    const char *label;
    const char *hint;
    const char *add_label;
    bool one_line;
    struct column columns[COLUMNS_MAX + 1];
};

static const struct block blocks[] = {
    {"title",
     N_("Title"),
     N_("“Vulnerability in X”: product and kind, no judgement."),
     NULL,
     true,
     {{NULL, NULL}}},
    {"overview",
     N_("Overview"),
     N_("One or two sentences that everybody understands."),
     NULL,
     false,
     {{NULL, NULL}}},
    {"affected",
     N_("Affected systems"),
     N_("Text before the table; may stay empty."),
     NULL,
     false,
     {{NULL, NULL}}},
    {"products",
     N_("Affected products"),
     "",
     N_("Add a product"),
     false,
     {{"vendor", N_("Vendor")},
      {"product", N_("Product")},
      {"versions", N_("Versions")},
      {"cpe", N_("CPE")},
      {"purl", N_("purl")}}},
    {"description",
     N_("Details"),
     N_("What is wrong, without what an attacker would need."),
     NULL,
     false,
     {{NULL, NULL}}},
    {"impact", N_("Possible impact"), N_("What can happen to whom."), NULL, false, {{NULL, NULL}}},
    {"solution",
     N_("Solution"),
     N_("What the reader has to do: update, workaround."),
     NULL,
     false,
     {{NULL, NULL}}},
    {"references",
     N_("References"),
     "",
     N_("Add a reference"),
     false,
     {{"url", N_("Address")}, {"title", N_("Title")}}},
    {"vendor_view",
     N_("View of the vendor"),
     N_("Only on a page that is published without an agreement; empty: none."),
     NULL,
     false,
     {{NULL, NULL}}},
    {"addendum", N_("Additional information from JPCERT/CC"), "", NULL, false, {{NULL, NULL}}},
    {"analyses",
     N_("Analysis of the vulnerability"),
     N_("CVSS as given by the body that scored it."),
     N_("Add an analysis"),
     false,
     {{"date", N_("Date")},
      {"cve", N_("CVE")},
      {"cvss_version", N_("CVSS version")},
      {"vector", N_("Vector")},
      {"score", N_("Score")},
      {"severity", N_("Severity")},
      {"source", N_("Scored by")}}},
    {"verification",
     N_("Verification information"),
     N_("Only on a page that is published without an agreement, and needed there: in which "
        "environment what was confirmed, what was not confirmed, and which other versions behave "
        "the same."),
     NULL,
     false,
     {{NULL, NULL}}},
    {"credit", N_("Credit"), N_("Only names whose owners consented."), NULL, false, {{NULL, NULL}}},
    {"cves",
     N_("CVE and CWE"),
     "",
     N_("Add a CVE"),
     false,
     {{"id", N_("CVE")}, {"cwe_id", N_("CWE")}, {"cwe_name", N_("Name of the CWE")}}},
    {"related",
     N_("Related documents"),
     "",
     N_("Add a document"),
     false,
     {{"kind", N_("Kind")}, {"id", N_("Number")}, {"url", N_("Address")}}},
    {"change_note",
     N_("Update history"),
     N_("What this revision changes. Needed as soon as the page is public."),
     NULL,
     false,
     {{NULL, NULL}}},
};
enum { BLOCK_COUNT = (int)(sizeof(blocks) / sizeof(blocks[0])) };

struct editing {
    struct exchange *x;
    const struct step *s;
    const struct refusal *refusal;
    struct input base;
    struct desk_editor_page *page;
};

/* ---- what changed ---- */

static bool is_of_block(struct str name, struct str prefix)
{
    return str_starts_with(name, prefix);
}

static size_t filled(const struct input *in, struct str prefix)
{
    size_t count = 0;

    for (size_t i = 0; i < in->count; i++)
        count +=
            is_of_block(in->pairs[i].name, prefix) && !str_is_empty(str_trim(in->pairs[i].value));
    return count;
}

static bool block_changed(const struct editing *e, struct str prefix)
{
    if (!e->page->has_base)
        return false;
    if (filled(&e->s->typed, prefix) != filled(&e->base, prefix))
        return true;
    for (size_t i = 0; i < e->base.count; i++) {
        const struct input_pair *pair = &e->base.pairs[i];
        if (is_of_block(pair->name, prefix) &&
            !str_equal(str_trim(input_get(&e->s->typed, pair->name)), pair->value))
            return true;
    }
    return false;
}

/* ---- blocks ---- */

/* "doc.cves.0.id" in words: "CVE and CWE 1: CVE". The API keeps the name itself. */
static void refusal_name(struct exchange *x, struct refusal *r)
{
    struct str rest = str_from_cstr(r->field_name);
    struct str name;
    struct str number;
    uint64_t row = 0;

    if (r->code == REFUSAL_none || !str_starts_with(rest, STR("doc.")))
        return;
    (void)str_split(&rest, '.');
    name = str_split(&rest, '.');
    number = str_split(&rest, '.');
    for (size_t i = 0; i < BLOCK_COUNT; i++) {
        struct str label = message(x->lang, blocks[i].label);
        if (!str_equal(name, str_from_cstr(blocks[i].name)))
            continue;
        for (const struct column *c = blocks[i].columns; c->name != NULL; c++) {
            if (str_equal(rest, str_from_cstr(c->name)) && str_to_u64(number, LIMIT_ROWS, &row))
                label = arena_format(x->arena, "%.*s %u: %.*s", STR_ARG(label), (unsigned)row + 1,
                                     STR_ARG(message(x->lang, c->label)));
        }
        r->field = label.ptr;
    }
}

static struct str error_at(const struct editing *e, struct str name)
{
    const struct refusal *r = e->refusal;

    if (r == NULL || r->code == REFUSAL_none || !str_equal(str_from_cstr(r->field_name), name))
        return (struct str){0};
    return refusal_sentence(r, e->x->lang, e->x->arena);
}

static void section_make(const struct editing *e, const struct block *b, struct desk_section *out)
{
    struct arena *arena = e->x->arena;
    struct str ja = arena_format(arena, "doc.%s.ja", b->name);
    struct str en = arena_format(arena, "doc.%s.en", b->name);

    *out = (struct desk_section){
        .label = b->label,
        .hint = b->hint,
        .name = arena_format(arena, "doc.%s", b->name),
        .ja = input_get(&e->s->typed, ja),
        .en = input_get(&e->s->typed, en),
        .one_line = b->one_line,
        .limit = b->one_line ? LIMIT_TEXT_LINE : LIMIT_TEXT_BLOCK,
        .error = error_at(e, ja),
    };
    if (str_is_empty(out->error))
        out->error = error_at(e, en);
    if (!e->page->is_stale)
        return;
    if (!str_equal(input_get(&e->base, ja), str_trim(out->ja)))
        out->saved_ja = input_get(&e->base, ja);
    if (!str_equal(input_get(&e->base, en), str_trim(out->en)))
        out->saved_en = input_get(&e->base, en);
}

/* Rows typed so far: one more than the highest number with a value or an empty cell of the form. */
static size_t rows_typed(const struct input *in, struct str prefix)
{
    size_t count = 0;

    for (size_t i = 0; i < in->count; i++) {
        struct str rest = in->pairs[i].name;
        uint64_t number;
        if (!str_starts_with(rest, prefix))
            continue;
        rest = str_slice(rest, prefix.len, rest.len);
        if (str_to_u64(str_split(&rest, '.'), LIMIT_ROWS - 1, &number) && number + 1 > count)
            count = (size_t)number + 1;
    }
    return count;
}

static bool is_wide(const char *name)
{
    static const char *const wide[] = {"vector", "url", "title", "cpe", "purl", "cwe_name"};

    for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++) {
        if (str_equal(str_from_cstr(name), str_from_cstr(wide[i])))
            return true;
    }
    return false;
}

static enum err row_make(const struct editing *e, const struct block *b, size_t index,
                         struct desk_editor_row *out)
{
    struct arena *arena = e->x->arena;

    out->number = index + 1;
    out->cells = ARENA_ARRAY(arena, struct desk_cell, COLUMNS_MAX);
    if (out->cells == NULL)
        return ERR_MEMORY;
    for (const struct column *c = b->columns; c->name != NULL; c++) {
        struct str name = arena_format(arena, "doc.%s.%zu.%s", b->name, index, c->name);
        if (name.ptr == NULL)
            return ERR_MEMORY;
        out->cells[out->count++] =
            (struct desk_cell){name,
                               c->label,
                               input_get(&e->s->typed, name),
                               error_at(e, name),
                               str_equal(str_from_cstr(c->name), STR("date")),
                               is_wide(c->name)};
    }
    return ERR_OK;
}

static enum err table_make(const struct editing *e, const struct block *b, struct desk_table *out)
{
    struct arena *arena = e->x->arena;
    struct str prefix = arena_format(arena, "doc.%s.", b->name);
    size_t typed = rows_typed(&e->s->typed, prefix);
    bool add = str_equal(http_request_field(e->x->req, STR("_add")), str_from_cstr(b->name));
    size_t count = typed == 0 ? EMPTY_ROWS : typed + (add ? 1 : 0);

    *out = (struct desk_table){.label = b->label,
                               .hint = b->hint,
                               .add_label = b->add_label,
                               .name = str_from_cstr(b->name),
                               .full = count >= LIMIT_ROWS};
    if (count > LIMIT_ROWS)
        count = LIMIT_ROWS;
    out->rows = ARENA_ARRAY(arena, struct desk_editor_row, count);
    if (out->rows == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        enum err err = row_make(e, b, i, &out->rows[out->count++]);
        if (err != ERR_OK)
            return err;
    }
    return ERR_OK;
}

static enum err blocks_make(const struct editing *e)
{
    struct difference_list changes = {NULL, 0};
    enum err err =
        e->page->has_base ? changes_of_typed(e->x, &e->base, &e->s->typed, &changes) : ERR_OK;

    for (size_t i = 0; err == ERR_OK && i < BLOCK_COUNT; i++) {
        const struct block *b = &blocks[i];
        struct desk_block *out = &e->page->blocks[e->page->block_count++];
        out->label = b->label;
        out->anchor = arena_format(e->x->arena, "s-%s", b->name);
        out->is_table = b->columns[0].name != NULL;
        out->changed = block_changed(e, arena_format(e->x->arena, "doc.%s.", b->name));
        out->changes = difference_of_field(&changes, str_from_cstr(b->name));
        if (out->is_table)
            err = table_make(e, b, &out->table);
        else
            section_make(e, b, &out->section);
    }
    return err;
}

/* ---- the page ---- */

/* What the typed text is compared with, as the pairs of a form: the approved or published text;
 * after somebody else saved, that version. */
static enum err base_read(struct editing *e)
{
    struct publication *publication = ARENA_NEW(e->x->arena, struct publication);
    struct str base = e->s->of_case->base;
    enum err err;

    if (publication == NULL)
        return ERR_MEMORY;
    e->page->is_stale = e->refusal != NULL && e->refusal->code == REFUSAL_stale;
    if (e->page->is_stale) {
        e->page->has_base = true;
        return app_prefill(&e->x->reader, e->s->command->kind, e->s->subject, &e->base);
    }
    if (str_is_empty(base))
        return ERR_OK;
    err = publication_read(base, e->x->arena, publication);
    e->page->has_base = err == ERR_OK;
    return err != ERR_OK
               ? err
               : advisory_to_input(&publication->advisory, STR("doc."), e->x->arena, &e->base);
}

static void standing_make(struct exchange *x, const struct step *s, struct desk_editor_page *page)
{
    const struct case_view *v = s->of_case;
    struct refusal closed = app_is_open(&x->reader, s->command->kind, s->subject);

    page->number = v->advisory_count > 1 ? v->advisory_number : v->number;
    page->title = v->title;
    page->case_href = s->href;
    page->date_us = v->date_us;
    page->written_us = v->written_us;
    page->is_saved = v->doc.ptr != NULL;
    page->approver_count = approvers_make(x, v, page->approvers);
    page->counts_down = v->approval_count == 2 && v->revision == 0 && v->date_us != 0;
    if (v->incomplete.code != REFUSAL_none) {
        struct refusal incomplete = v->incomplete;
        refusal_name(x, &incomplete);
        page->incomplete = refusal_sentence(&incomplete, x->lang, x->arena);
    }
    if (closed.code != REFUSAL_none)
        page->closed = refusal_sentence(&closed, x->lang, x->arena);
    page->preview_ja = preview_href(x->arena, s->subject.stream, "ja");
    page->preview_en = preview_href(x->arena, s->subject.stream, "en");
    (void)is_open_here(x, COMMAND_withdraw_approval, s->subject.stream, &page->stop_href);
    (void)is_open_here(x, COMMAND_approve_advisory, s->subject.stream, &page->approve_href);
}

static void editor_show(struct exchange *x, const struct step *s, const struct refusal *refusal,
                        int status)
{
    struct desk_editor_page *page = ARENA_NEW(x->arena, struct desk_editor_page);
    struct editing e = {x, s, refusal, {0}, page};

    if (page == NULL) {
        page_fail(x, ERR_MEMORY);
        return;
    }
    page_begin(x, &page->page, N_("Advisory"));
    page->page.wide = true;
    standing_make(x, s, page);
    page->form.action = x->req->path;
    page->form.keeps = true;
    page->form.kept_us = s->kept_us;
    page->form.preview =
        arena_format(x->arena, "/case/%.*s/preview", STR_ARG(id_text(s->subject.stream, x->arena)));
    page->form.submit = s->command->title;
    page->form.cancel = s->href;
    if (page_failed(x, command_form_begin(x, s->subject.stream, refusal, &page->form)) ||
        page_failed(x, base_read(&e)) || page_failed(x, blocks_make(&e)))
        return;
    if (refusal != NULL && refusal->code != REFUSAL_none &&
        page_failed(x,
                    form_error(&page->form, x->arena, refusal_sentence(refusal, x->lang, x->arena),
                               str_from_cstr(refusal->field_name))))
        return;
    PAGE_RENDER(x, status, tpl_desk_editor, page);
}

bool editor_begin(struct exchange *x, struct step *s)
{
    struct case_view *v;

    *s = (struct step){.command = command_def_get(COMMAND_write_advisory)};
    if (!path_id(x, &s->subject.stream) ||
        page_failed(x, app_case_view(&x->reader, s->subject.stream, &v)))
        return false;
    if (v == NULL || !actor_is_staff(&x->reader.actor)) {
        page_error(x, 404);
        return false;
    }
    s->of_case = v;
    s->href = stream_href(x->arena, STREAM_case, v->id);
    return true;
}

void editor_get(struct exchange *x)
{
    struct step s;

    if (!editor_begin(x, &s) ||
        page_failed(x, app_prefill(&x->reader, s.command->kind, s.subject, &s.typed)) ||
        !kept_restore(x, &s))
        return;
    editor_show(x, &s, NULL, 200);
}

void editor_post(struct exchange *x)
{
    struct app_outcome out;
    struct refusal refusal;
    struct step s;

    if (!editor_begin(x, &s) || kept_answer(x, &s) || !step_read(x, &s))
        return;
    if (http_request_field(x->req, STR("_add")).ptr != NULL) {
        editor_show(x, &s, NULL, 200);
        return;
    }
    if (step_send(x, &s, &out, &refusal)) {
        kept_forget(x, &s);
        page_flash_next(x, str_from_cstr(s.command->name));
        page_redirect(x, http_request_field(x->req, STR("_preview")).ptr != NULL
                             ? preview_href(x->arena, s.subject.stream, "ja")
                             : x->req->path);
        return;
    }
    refusal_name(x, &refusal);
    if (refusal.code != REFUSAL_none)
        editor_show(x, &s, &refusal, refusal_status(&refusal));
}
