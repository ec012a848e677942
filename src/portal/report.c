/*
 * portal/report.c — the report form: five steps without a memory at the server (REC-01, REC-02,
 * REC-12, OBJ-01).
 *
 * Every field comes from the entry file_report of the command list; this file only says on which
 * step it stands. All steps but the one shown travel along as hidden fields. The same law that the
 * desk applies judges here, on an empty image, so that a refusal is told before anything is sent.
 */
#include "core/describe.h"
#include "core/law.h"
#include "core/scheme/edition.h"
#include "core/scheme/notice.h"
#include "messages.h"
#include "portal/portal_priv.h"
#include "sys/log.h"
#include "templates.h"

#include <assert.h>
#include <string.h>

enum { STEP_COUNT = 5, FIELDS_MAX = 32 };

static const struct {
    const char *label;
    const char *heading;
    const char *intro;
} steps[STEP_COUNT] = {
    {N_("Kind"), N_("What do you want to report?"),
     N_("A vulnerability of a software product, or of one website.")},
    {N_("Where"), N_("Where is the vulnerability?"), N_("So that its developer can be found.")},
    {N_("How"), N_("How does it show itself?"),
     N_("Fill in at least one of the three parts. They are kept apart; each says who will read "
        "it.")},
    {N_("About you"), N_("Who are you?"),
     N_("All of this is optional. Without it, follow your report with the receipt code alone.")},
    {N_("Check and send"), N_("Check and send"),
     N_("Nothing has been sent yet. Read it once more; you can go back to every step.")},
};

/* On which step each field of file_report stands; fields that are not named are never asked, and
 * never sent. */
#define PLACES(X)                                                                                  \
    X(1, "kind")                                                                                   \
    X(1, "source")                                                                                 \
    X(2, "product")                                                                                \
    X(2, "versions")                                                                               \
    X(2, "developer")                                                                              \
    X(2, "site_url")                                                                               \
    X(3, "vulnerability")                                                                          \
    X(3, "verification")                                                                           \
    X(3, "attack")                                                                                 \
    X(3, "impact")                                                                                 \
    X(4, "finder_name")                                                                            \
    X(4, "finder_contact")                                                                         \
    X(4, "tell_developer")                                                                         \
    X(4, "direct_contact")                                                                         \
    X(4, "named")                                                                                  \
    X(4, "credit_name")                                                                            \
    X(4, "told_others")                                                                            \
    X(5, "guideline_read")

static const struct {
    int step;
    const char *name;
} places[] = {
#define X(step, name) {(step), (name)},
    PLACES(X)
#undef X
};

static const char *const letter_fields[] = {
#define X(step, name) (name),
    PLACES(X)
#undef X
        NULL,
};

enum { PLACE_COUNT = sizeof(places) / sizeof(places[0]) };
_Static_assert((int)PLACE_COUNT <= (int)FIELDS_MAX, "every place has room on the page");

static int place_of(struct str name)
{
    for (size_t i = 0; i < PLACE_COUNT; i++) {
        if (str_equal(str_from_cstr(places[i].name), name))
            return places[i].step;
    }
    return 0;
}

/* A place names a field of the command: a list of this file that does not is a defect. */
static const struct field_def *field_def_of(const char *name)
{
    const struct command_def *def = command_def_get(COMMAND_file_report);
    size_t i = 0;
    while (i < def->field_count && strcmp(def->fields[i].name, name) != 0)
        i++;
    assert(i < def->field_count);
    return &def->fields[i];
}

/* ---- judging ---- */

static enum err input_of_form(const struct visit *v, struct input *out)
{
    struct input_pair *pairs = ARENA_ARRAY(v->arena, struct input_pair, v->req->form->field_count);
    if (!pairs)
        return ERR_MEMORY;
    *out = (struct input){pairs, 0};
    for (size_t i = 0; i < v->req->form->field_count; i++) {
        const struct http_field *f = &v->req->form->fields[i];
        if (place_of(f->name) && !str_is_empty(f->value))
            pairs[out->count++] = (struct input_pair){f->name, f->value};
    }
    return ERR_OK;
}

static struct str no_digest(struct str bytes, struct arena *arena)
{
    (void)bytes;
    (void)arena;
    return (struct str){NULL, 0};
}

/* What the desk would say to this report. file_report looks at nothing but itself and the numbers
 * in use. */
static enum err judge(const struct visit *v, struct refusal *out)
{
    struct input in;
    struct command *command = NULL;
    struct decision d = {.arena = v->arena};
    struct law_world w = {
        .now_us = clock_now_us(&v->portal->clock),
        .actor = {.role = ROLE_finder},
        .image = law_image_new(v->arena),
        .edition = edition_latest(),
        .fresh = {{{1}}},
        .drawn = {STR_INIT("00000000"), STR_INIT("00000000")},
        .digest = no_digest,
    };
    enum err err = input_of_form(v, &in);
    *out = (struct refusal){0};
    if (!err)
        err =
            w.image ? command_read(COMMAND_file_report, &in, v->arena, &command, out) : ERR_MEMORY;
    if (err || out->code != REFUSAL_none)
        return err;
    err = law_decide(&w, command, &d);
    *out = d.refusal;
    return err;
}

static struct str sentence(const struct visit *v, const struct refusal *r)
{
    const struct describer d = {.lang = v->ui.lang, .translate = message};
    return describe_refusal(r, &d, v->arena);
}

/* ---- showing ---- */

static enum portal_field_kind kind_of(enum field_type type)
{
    switch (type) {
    case FIELD_BLOCK:
        return PORTAL_BLOCK;
    case FIELD_URL:
        return PORTAL_URL;
    case FIELD_BOOL:
        return PORTAL_BOOL;
    case FIELD_CODE:
        return PORTAL_CHOICE;
    case FIELD_LINE:
    case FIELD_LINE2:
    case FIELD_BLOCK2:
    case FIELD_MAIL:
    case FIELD_INSTANT:
    case FIELD_DAY:
    case FIELD_REF:
    case FIELD_FILES:
    case FIELD_DOC:
    case FIELD_INT:
    case FIELD_BYTES:
        break;
    }
    return PORTAL_LINE;
}

static enum err fill_choices(const struct visit *v, const struct field_def *def,
                             struct portal_field *f)
{
    size_t count;
    const struct code_def *codes = code_defs((enum code_list)def->argument, &count);
    struct portal_choice *choices = ARENA_ARRAY(v->arena, struct portal_choice, count);
    if (!choices)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        choices[i].value = str_from_cstr(codes[i].name);
        choices[i].label = codes[i].label;
        choices[i].chosen = str_equal(choices[i].value, f->value);
    }
    f->choices = choices;
    f->choice_count = count;
    return ERR_OK;
}

static enum err fill_field(const struct visit *v, const char *name, const struct refusal *r,
                           struct portal_field *f)
{
    const struct field_def *def = field_def_of(name);
    *f = (struct portal_field){
        .name = str_from_cstr(name),
        .label = def->label,
        .hint = def->hint,
        .kind = kind_of(def->type),
        .limit = def->argument,
        .required = def->need == REQUIRED,
        .value = http_request_field(v->req, str_from_cstr(name)),
    };
    f->checked = f->kind == PORTAL_BOOL && !str_is_empty(f->value);
    if (r->field_name && str_equal(str_from_cstr(r->field_name), f->name))
        f->error = sentence(v, r);
    return f->kind == PORTAL_CHOICE ? fill_choices(v, def, f) : ERR_OK;
}

static enum err fill_fields(const struct visit *v, int step, const struct refusal *r,
                            struct portal_report_page *page)
{
    struct portal_field *fields = ARENA_ARRAY(v->arena, struct portal_field, FIELDS_MAX);
    struct portal_field *summary = ARENA_ARRAY(v->arena, struct portal_field, FIELDS_MAX);
    struct portal_hidden *hidden = ARENA_ARRAY(v->arena, struct portal_hidden, FIELDS_MAX);
    if (!fields || !summary || !hidden)
        return ERR_MEMORY;
    for (size_t i = 0; i < PLACE_COUNT; i++) {
        struct portal_field f;
        if (fill_field(v, places[i].name, r, &f))
            return ERR_MEMORY;
        if (places[i].step == step)
            fields[page->field_count++] = f;
        else if (!str_is_empty(f.value))
            hidden[page->hidden_count++] = (struct portal_hidden){f.name, f.value};
        if (step == STEP_COUNT && places[i].step != step)
            summary[page->summary_count++] = f;
    }
    page->fields = fields;
    page->hidden = hidden;
    page->summary = summary;
    return ERR_OK;
}

static enum err fill_steps(const struct visit *v, int step, struct portal_report_page *page)
{
    struct portal_step *list = ARENA_ARRAY(v->arena, struct portal_step, STEP_COUNT);
    if (!list)
        return ERR_MEMORY;
    for (int i = 0; i < STEP_COUNT; i++) {
        list[i].label = steps[i].label;
        list[i].state = i + 1 < step ? "done" : i + 1 == step ? "current" : "todo";
    }
    page->steps = list;
    page->step_count = STEP_COUNT;
    return ERR_OK;
}

/* The receipt that the report will have is drawn with the form and travels with it: however often
 * it is sent, it is one report (the desk sees the same receipt). Nobody but the reader of this page
 * learns it, as later. */
static struct str form_receipt(const struct visit *v)
{
    char code[RECEIPT_TEXT_LEN + 1];
    if (!receipt_normalise(http_request_field(v->req, STR("form")), code))
        receipt_draw(code);
    struct str text = arena_copy(v->arena, str_from_cstr(code));
    crypto_wipe(code, sizeof(code));
    return text;
}

static void show(const struct visit *v, int step, const struct refusal *r)
{
    struct portal_report_page page = {
        .step = step, .last = step == STEP_COUNT, .show_files = step == STEP_COUNT};
    struct buf out;
    page.heading = steps[step - 1].heading;
    page.intro = steps[step - 1].intro;
    page.action = visit_path(v, "/report");
    page.form = form_receipt(v);
    page.notice = notice_in_force()->name;
    page.citation = notice_in_force()->citation;
    page.owner = notice_in_force()->owner;
    if (visit_layout(v, N_("Report a vulnerability"), "/report", &page.page) ||
        fill_steps(v, step, &page) || fill_fields(v, step, r, &page)) {
        visit_fail(v, ERR_MEMORY);
        return;
    }
    if (r->code != REFUSAL_none) {
        page.error = sentence(v, r);
        page.error_field = r->field_name ? str_from_cstr(r->field_name) : (struct str){NULL, 0};
    }
    buf_init(&out, v->arena, LIMIT_PAGE_BYTES);
    tpl_portal_report(&out, &v->ui, &page);
    visit_send(v, r->code == REFUSAL_none ? 200 : refusal_def_get(r->code)->status, &out);
}

void report_begin(void *ctx, struct http_request *req, struct http_response *res)
{
    const struct visit v = visit_begin(ctx, req, res);
    const struct refusal nothing = {0};
    show(&v, 1, &nothing);
}

/* ---- sending ---- */

static void show_sent(const struct visit *v, const char *code)
{
    struct portal_sent_page page = {.code = str_from_cstr(code)};
    struct buf out;
    page.receipt_url = visit_path(v, "/receipt");
    if (visit_layout(v, N_("Your report was sent"), "/report", &page.page)) {
        visit_fail(v, ERR_MEMORY);
        return;
    }
    buf_init(&out, v->arena, LIMIT_PAGE_BYTES);
    tpl_portal_sent(&out, &v->ui, &page);
    visit_send(v, 200, &out);
}

static void send(const struct visit *v)
{
    char code[RECEIPT_TEXT_LEN + 1];
    struct receipt receipt;
    uint32_t wait_s;
    struct letter_head head = {.kind = LETTER_REPORT, .lang = v->ui.lang};
    if (!http_rate_take(v->portal->rate, &v->req->peer, HTTP_RATE_SLOW, clock_monotonic_us(),
                        &wait_s)) {
        http_router_error(v->req, v->res, 429, STR("too-many"));
        return;
    }
    if (!receipt_normalise(http_request_field(v->req, STR("form")), code))
        receipt_draw(code);
    enum err err = receipt_derive(v->portal->cost, code, &receipt);
    if (!err) {
        head.lookup = receipt.lookup;
        memcpy(head.public_key, receipt.public_key, sizeof(head.public_key));
        err = letter_send(v, &head, letter_fields);
    }
    receipt_wipe(&receipt);
    if (err)
        visit_fail(v, err);
    else
        show_sent(v, code);
    crypto_wipe(code, sizeof(code));
}

static int asked_step(const struct visit *v)
{
    uint64_t step;
    return str_to_u64(http_request_field(v->req, STR("step")), STEP_COUNT, &step) && step > 0
               ? (int)step
               : 1;
}

/* The step where a refusal is shown; one about a later step is not told yet. */
static int refused_step(const struct refusal *r, int step)
{
    int place = r->field_name ? place_of(str_from_cstr(r->field_name)) : STEP_COUNT;
    return r->code != REFUSAL_none && place <= step ? place : 0;
}

void report_step(void *ctx, struct http_request *req, struct http_response *res)
{
    const struct visit v = visit_begin(ctx, req, res);
    const struct refusal nothing = {0};
    struct refusal refusal;
    struct str go = http_request_field(req, STR("go"));
    int step = asked_step(&v);
    if (str_equal(go, STR("back"))) {
        show(&v, step > 1 ? step - 1 : 1, &nothing);
        return;
    }
    enum err err = judge(&v, &refusal);
    if (err) {
        visit_fail(&v, err);
        return;
    }
    int refused = refused_step(&refusal, step);
    if (refused)
        show(&v, refused, &refusal);
    else if (step < STEP_COUNT)
        show(&v, step + 1, &nothing);
    else
        send(&v);
}
