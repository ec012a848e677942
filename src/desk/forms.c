/*
 * desk/forms.c — command definitions as forms, and typed forms as command input.
 *
 * Every field type is handled here once in each direction. It never judges a value: that is
 * command_read's, and it never drops what a person typed.
 */
#include "desk/forms.h"

#include "core/text/ui.h"
#include "messages.h"

enum { RADIO_MAX = 6, INPUT_GROWTH = 32 };

/* ---- input ---- */

enum err input_add(struct input *in, struct arena *arena, struct str name, struct str value)
{
    struct input_pair *pairs;

    if (in->count >= LIMIT_FORM_FIELDS)
        return ERR_LIMIT;
    /* Grows in steps: the capacity is the count rounded up, so that no field of struct input is
     * needed for it. */
    if (in->count % INPUT_GROWTH == 0) {
        pairs = ARENA_ARRAY(arena, struct input_pair, in->count + INPUT_GROWTH);
        if (pairs == NULL)
            return ERR_MEMORY;
        for (size_t i = 0; i < in->count; i++)
            pairs[i] = in->pairs[i];
        pairs[in->count] = (struct input_pair){name, value};
        in->pairs = pairs;
        in->count++;
        return ERR_OK;
    }
    pairs = (struct input_pair *)(uintptr_t)in->pairs;
    pairs[in->count++] = (struct input_pair){name, value};
    return ERR_OK;
}

enum err form_input(const struct http_form *form, struct arena *arena, struct input *out)
{
    *out = (struct input){0};
    for (size_t i = 0; i < form->field_count; i++) {
        const struct http_field *f = &form->fields[i];
        enum err e;
        if (f->name.len > 0 && f->name.ptr[0] == '_')
            continue;
        e = input_add(out, arena, f->name, f->value);
        if (e != ERR_OK)
            return e;
    }
    return ERR_OK;
}

enum err form_join_keywords(const struct command_def *command, struct arena *arena,
                            struct input *in)
{
    struct input joined = {0};
    struct str name = {NULL, 0};
    struct buf lines;
    struct str text;
    enum err e = ERR_OK;

    for (size_t i = 0; i < command->field_count; i++) {
        if (form_is_keywords(command, &command->fields[i]))
            name = str_from_cstr(command->fields[i].name);
    }
    if (!name.ptr)
        return ERR_OK;
    buf_init(&lines, arena, LIMIT_FORM_BYTES);
    for (size_t i = 0; e == ERR_OK && i < in->count; i++) {
        if (!str_equal(in->pairs[i].name, name)) {
            e = input_add(&joined, arena, in->pairs[i].name, in->pairs[i].value);
            continue;
        }
        buf_add(&lines, in->pairs[i].value);
        buf_add_char(&lines, '\n');
    }
    if (e == ERR_OK)
        e = buf_finish(&lines, &text);
    if (e == ERR_OK)
        e = input_add(&joined, arena, name, str_trim(text));
    *in = joined;
    return e;
}

/* ---- sentences ---- */

struct str desk_text(struct arena *arena, enum lang lang, const char *msgid,
                     const struct ui_param *params, size_t count)
{
    struct buf out;
    struct str text;

    buf_init(&out, arena, LIMIT_FORM_BYTES);
    ui_fill(&out, plain_text, lang, (struct ui_words){message(lang, msgid), params, count});
    if (buf_finish(&out, &text) != ERR_OK)
        return STR("");
    return text;
}

/* The law names what is wrong with a value of an advisory by a word (advisory_reason_word). */
static const struct {
    struct str word;
    const char *sentence;
} reasons[] = {
    {STR_INIT("lines"), N_("it must be one line")},
    {STR_INIT("url"), N_("it must begin with https:// or http://")},
    {STR_INIT("cve"), N_("it must look like CVE-1900-0001")},
    {STR_INIT("cwe"), N_("it must look like CWE-79")},
    {STR_INIT("cvss"), N_("versions are 2.0, 3.0, 3.1 and 4.0, scores 0.0 to 10.0")},
    {STR_INIT("date"), N_("it must look like 2026-11-21")},
    {STR_INIT("token"), N_("it must not hold blanks")},
    {STR_INIT("missing"), N_("it must be filled in")},
};

static struct str reason_text(struct str reason, enum lang lang)
{
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        if (str_equal(reason, reasons[i].word))
            return message(lang, reasons[i].sentence);
    }
    return reason;
}

struct str refusal_sentence(const struct refusal *refusal, enum lang lang, struct arena *arena)
{
    const struct refusal_def *def = refusal_def_get(refusal->code);
    struct ui_param params[5];
    size_t count = 0;

    if (refusal->field != NULL)
        params[count++] = ui_param_text("field", message(lang, refusal->field));
    else if (refusal->field_name != NULL)
        params[count++] = ui_param_cstr("field", refusal->field_name);
    if (refusal->limit != 0)
        params[count++] = ui_param_unsigned("limit", refusal->limit);
    if (refusal->day != 0)
        params[count++] = ui_param_day("day", refusal->day);
    if (refusal->at_us != 0)
        params[count++] = ui_param_instant("at", refusal->at_us);
    if (refusal->reason.ptr != NULL)
        params[count++] = ui_param_text("reason", reason_text(refusal->reason, lang));
    return desk_text(arena, lang, def->sentence, params, count);
}

/* ---- fields ---- */

static struct str typed(const struct form_source *s, const char *name)
{
    return input_get(s->typed, str_from_cstr(name));
}

static struct str typed_part(const struct form_source *s, const struct field_def *f,
                             const char *part)
{
    return input_get(s->typed, arena_format(s->arena, "%s.%s", f->name, part));
}

static enum err options_new(struct desk_field *out, struct arena *arena, size_t count)
{
    out->options = ARENA_ARRAY(arena, struct desk_option, count + 1);
    return out->options == NULL ? ERR_MEMORY : ERR_OK;
}

static enum err code_field(const struct form_source *s, const struct field_def *f,
                           struct desk_field *out)
{
    size_t count;
    const struct code_def *codes = code_defs((enum code_list)f->argument, &count);
    enum err e = options_new(out, s->arena, count);

    if (e != ERR_OK)
        return e;
    if (f->need == OPTIONAL)
        out->options[out->option_count++] =
            (struct desk_option){STR(""), N_("Not given"), {{0}, {0}}, str_is_empty(out->value)};
    for (size_t i = 0; i < count; i++) {
        struct str name = str_from_cstr(codes[i].name);
        /* PUB-11: the default wording is nobody's choice. */
        if (f->argument == CODE_LIST_vendor_status &&
            codes[i].number == CODE_vendor_status_informed)
            continue;
        out->options[out->option_count++] =
            (struct desk_option){name, codes[i].label, {{0}, {0}}, str_equal(name, out->value)};
    }
    out->widget = out->option_count <= RADIO_MAX ? WIDGET_RADIO : WIDGET_SELECT;
    return ERR_OK;
}

static enum err ref_field(const struct form_source *s, const struct field_def *f,
                          struct desk_field *out)
{
    struct party_list parties = {0};
    enum err e = app_choices(s->reader, s->command->kind, s->subject, &parties);

    if (e == ERR_OK)
        e = options_new(out, s->arena, parties.count);
    if (e != ERR_OK)
        return e;
    if (f->need == OPTIONAL)
        out->options[out->option_count++] =
            (struct desk_option){STR(""), N_("Not given"), {{0}, {0}}, str_is_empty(out->value)};
    for (size_t i = 0; i < parties.count; i++) {
        struct str id = id_text(parties.items[i].id, s->arena);
        if (id.ptr == NULL)
            return ERR_MEMORY;
        out->options[out->option_count++] =
            (struct desk_option){id, NULL, parties.items[i].name, str_equal(id, out->value)};
    }
    out->widget = out->option_count <= RADIO_MAX ? WIDGET_RADIO : WIDGET_SELECT;
    return ERR_OK;
}

static const struct desk_option zones[] = {
    {STR_INIT("+09:00"), N_("Japan (JST, UTC+9)"), {{0}, {0}}, false},
    {STR_INIT("Z"), N_("UTC"), {{0}, {0}}, false},
    {STR_INIT("-08:00"), N_("UTC−8"), {{0}, {0}}, false},
    {STR_INIT("-07:00"), N_("UTC−7"), {{0}, {0}}, false},
    {STR_INIT("-05:00"), N_("UTC−5"), {{0}, {0}}, false},
    {STR_INIT("-04:00"), N_("UTC−4"), {{0}, {0}}, false},
    {STR_INIT("+01:00"), N_("UTC+1"), {{0}, {0}}, false},
    {STR_INIT("+02:00"), N_("UTC+2"), {{0}, {0}}, false},
    {STR_INIT("+08:00"), N_("UTC+8"), {{0}, {0}}, false},
};
enum { ZONE_COUNT = (int)(sizeof(zones) / sizeof(zones[0])) };

/* The three inputs of an instant, or one text of prefill ("2026-11-21T15:00:00+09:00") cut into
 * them; seconds are not asked for. */
static enum err instant_field(const struct form_source *s, const struct field_def *f,
                              struct desk_field *out)
{
    struct str whole = out->value;
    struct str zone = typed_part(s, f, "zone");
    enum err e = options_new(out, s->arena, ZONE_COUNT);
    size_t at = 16; /* behind the minutes */

    if (e != ERR_OK)
        return e;
    if (whole.len >= at) {
        while (at < whole.len && whole.ptr[at] != '+' && whole.ptr[at] != '-' &&
               whole.ptr[at] != 'Z')
            at++;
        out->value = str_slice(whole, 0, 10);
        out->value_en = str_slice(whole, 11, 16);
        zone = str_slice(whole, at, whole.len);
    } else {
        out->value = typed_part(s, f, "date");
        out->value_en = typed_part(s, f, "time");
    }
    if (str_is_empty(zone))
        zone = zones[0].value;
    for (size_t i = 0; i < ZONE_COUNT; i++) {
        out->options[i] = zones[i];
        out->options[i].chosen = str_equal(zones[i].value, zone);
    }
    out->option_count = ZONE_COUNT;
    out->widget = WIDGET_INSTANT;
    return ERR_OK;
}

/* Handles that were uploaded or ticked before; their names came along in "_file.<handle>". */
static enum err files_field(const struct form_source *s, const struct field_def *f,
                            struct desk_field *out)
{
    struct str name = str_from_cstr(f->name);

    out->widget = WIDGET_FILES;
    out->files = ARENA_ARRAY(s->arena, struct desk_file, 2 * LIMIT_UPLOAD_FILES);
    if (out->files == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < s->typed->count && out->file_count < LIMIT_UPLOAD_FILES; i++) {
        const struct input_pair *pair = &s->typed->pairs[i];
        struct desk_file *file = &out->files[out->file_count];
        if (!str_equal(pair->name, name) || !id_read(pair->value, &file->id))
            continue;
        file->text_id = pair->value;
        file->chosen = true;
        file->name = input_get(s->names, pair->value);
        out->file_count++;
    }
    return ERR_OK;
}

static enum err two_languages(const struct form_source *s, const struct field_def *f,
                              struct desk_field *out)
{
    out->value = typed_part(s, f, "ja");
    out->value_en = typed_part(s, f, "en");
    out->widget = f->type == FIELD_LINE2 ? WIDGET_LINE2 : WIDGET_BLOCK2;
    return ERR_OK;
}

bool form_is_keywords(const struct command_def *command, const struct field_def *f)
{
    return f->type == FIELD_BLOCK &&
           (command->kind == COMMAND_answer_keywords || command->kind == COMMAND_set_case_keywords);
}

static bool has_line(struct str text, struct str line)
{
    while (text.ptr) {
        if (str_equal(str_trim(str_split(&text, '\n')), line))
            return true;
    }
    return false;
}

/* REG-19: one box for every keyword of the list in force. */
static enum err keywords_field(const struct form_source *s, struct desk_field *out)
{
    struct keywords_view keywords = {0};
    struct str rest;
    size_t lines = 1;

    (void)app_keywords(s->reader, &keywords);
    for (size_t i = 0; i < keywords.list.len; i++)
        lines += keywords.list.ptr[i] == '\n';
    enum err e = options_new(out, s->arena, lines);
    rest = keywords.list;
    while (e == ERR_OK && rest.ptr) {
        struct str label = str_split(&rest, '\n');
        struct str key = str_trim(str_split(&label, ':'));
        if (!str_is_empty(key))
            out->options[out->option_count++] = (struct desk_option){
                key, NULL, {str_trim(label), str_trim(label)}, has_line(out->value, key)};
    }
    out->widget = WIDGET_CHECKS;
    return e;
}

static enum desk_widget plain_widget(enum field_type type)
{
    if (type == FIELD_BLOCK)
        return WIDGET_BLOCK;
    if (type == FIELD_URL)
        return WIDGET_URL;
    if (type == FIELD_MAIL)
        return WIDGET_MAIL;
    return type == FIELD_DAY ? WIDGET_DAY : WIDGET_LINE;
}

static enum err field_make(const struct form_source *s, const struct field_def *f,
                           struct desk_field *out)
{
    *out = (struct desk_field){.name = str_from_cstr(f->name),
                               .label = f->label,
                               .hint = f->hint,
                               .required = f->need == REQUIRED,
                               .value = typed(s, f->name)};
    if (form_is_keywords(s->command, f))
        return keywords_field(s, out);
    switch (f->type) {
    case FIELD_LINE:
    case FIELD_BLOCK:
    case FIELD_URL:
    case FIELD_MAIL:
    case FIELD_DAY:
        out->limit = f->argument;
        out->widget = plain_widget(f->type);
        return ERR_OK;
    case FIELD_LINE2:
    case FIELD_BLOCK2:
        out->limit = f->argument;
        return two_languages(s, f, out);
    case FIELD_INSTANT:
        return instant_field(s, f, out);
    case FIELD_BOOL:
        out->widget = WIDGET_BOOL;
        out->checked = str_equal(out->value, STR("yes"));
        return ERR_OK;
    case FIELD_CODE:
        return code_field(s, f, out);
    case FIELD_REF:
        return ref_field(s, f, out);
    case FIELD_FILES:
        return files_field(s, f, out);
    case FIELD_DOC:
    case FIELD_INT:
    case FIELD_BYTES:
        break;
    }
    out->widget = WIDGET_FIXED;
    return ERR_OK;
}

/* "comment.ja" and "doc.products.0.vendor" concern the fields "comment" and "doc". */
static bool refusal_concerns(const struct refusal *r, struct str name)
{
    struct str field = str_from_cstr(r->field_name);

    return r->code != REFUSAL_none && str_starts_with(field, name) &&
           (field.len == name.len || field.ptr[name.len] == '.');
}

static bool is_in_forms(enum field_type type)
{
    return type != FIELD_BYTES && type != FIELD_INT && type != FIELD_DOC;
}

enum err form_fields(const struct form_source *s, const struct refusal *refusal,
                     struct desk_form *out)
{
    out->fields = ARENA_ARRAY(s->arena, struct desk_field, s->command->field_count);
    if (out->fields == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < s->command->field_count; i++) {
        const struct field_def *f = &s->command->fields[i];
        struct desk_field *field = &out->fields[out->field_count];
        enum err e;
        if (!is_in_forms(f->type))
            continue;
        e = field_make(s, f, field);
        if (e != ERR_OK)
            return e;
        if (refusal != NULL && refusal_concerns(refusal, field->name))
            field->error = refusal_sentence(refusal, s->lang, s->arena);
        out->multipart = out->multipart || f->type == FIELD_FILES;
        out->field_count++;
    }
    return ERR_OK;
}

enum err form_error(struct desk_form *form, struct arena *arena, struct str sentence,
                    struct str field)
{
    form->errors = ARENA_ARRAY(arena, struct desk_error, 1);
    if (form->errors == NULL)
        return ERR_MEMORY;
    form->errors[0] = (struct desk_error){sentence, field};
    form->error_count = 1;
    return ERR_OK;
}

enum err form_refused(const struct form_source *s, const struct refusal *refusal,
                      struct desk_form *out)
{
    return form_error(out, s->arena, refusal_sentence(refusal, s->lang, s->arena),
                      str_from_cstr(refusal->field_name));
}

enum err form_hide(struct desk_form *form, struct arena *arena, struct str name, struct str value)
{
    if (form->hidden_count % INPUT_GROWTH == 0) {
        struct desk_hidden *more =
            ARENA_ARRAY(arena, struct desk_hidden, form->hidden_count + INPUT_GROWTH);
        if (more == NULL)
            return ERR_MEMORY;
        for (size_t i = 0; i < form->hidden_count; i++)
            more[i] = form->hidden[i];
        form->hidden = more;
    }
    form->hidden[form->hidden_count++] = (struct desk_hidden){name, value};
    return ERR_OK;
}
