/*
 * core/command_read.c — a command from what was typed: flat pairs of names and texts become a typed
 * struct.
 *
 * This is the one reader behind browser form, JSON API, letter and command line; each of them only
 * flattens its syntax to pairs. It checks types, limits, presence and names, from the list alone.
 * It must never look at the world: whether a choice exists or a step is open is judged in decide.
 * INT and BYTES are made by the program, so a pair of that name is unknown here; commands marked
 * INTERNAL cannot be typed at all.
 */
#include <string.h>

#include "base/utf8.h"
#include "core/advisory/advisory.h"
#include "core/law.h"
#include "core/text/address.h"

struct reading {
    const struct command_def *def;
    const struct input *in;
    struct arena *arena;
    struct refusal *refusal;
};

/* ---- pairs ---------------------------------------------------------------------------------- */

struct str input_get(const struct input *in, struct str name)
{
    for (size_t i = 0; i < in->count; i++)
        if (str_equal(in->pairs[i].name, name))
            return in->pairs[i].value;
    return (struct str){NULL, 0};
}

bool input_has(const struct input *in, struct str name)
{
    for (size_t i = 0; i < in->count; i++)
        if (str_equal(in->pairs[i].name, name))
            return true;
    return false;
}

/* What stands behind "field." in a pair's name; absent when the pair is not of that field. Empty
 * for the bare name. */
static struct str name_suffix(const struct field_def *f, struct str name)
{
    struct str base = str_from_cstr(f->name);

    if (str_equal(name, base))
        return STR("");
    if (str_starts_with(name, base) && name.ptr[base.len] == '.')
        return str_slice(name, base.len + 1, name.len);
    return (struct str){NULL, 0};
}

static bool suffix_is_index(struct str suffix, size_t count)
{
    uint64_t n;

    if (count == 0 || (suffix.len > 1 && suffix.ptr[0] == '0'))
        return false;
    return str_to_u64(suffix, count - 1, &n);
}

static bool suffix_is_known(const struct field_def *f, struct str suffix)
{
    switch (f->type) {
    case FIELD_LINE:
    case FIELD_BLOCK:
    case FIELD_URL:
    case FIELD_MAIL:
    case FIELD_DAY:
    case FIELD_BOOL:
    case FIELD_CODE:
    case FIELD_REF:
        return suffix.len == 0;
    case FIELD_LINE2:
    case FIELD_BLOCK2:
        return str_equal(suffix, STR("ja")) || str_equal(suffix, STR("en"));
    case FIELD_INSTANT:
        return suffix.len == 0 || str_equal(suffix, STR("date")) ||
               str_equal(suffix, STR("time")) || str_equal(suffix, STR("zone"));
    case FIELD_FILES:
        return suffix.len == 0 || suffix_is_index(suffix, f->argument);
    case FIELD_DOC:
        return suffix.len > 0;
    case FIELD_INT:
    case FIELD_BYTES:
        return false;
    }
    return false;
}

/* ---- refusing ------------------------------------------------------------------------------- */

static enum err refuse_for(struct reading *r, const struct field_def *f, enum refusal_code code)
{
    *r->refusal = (struct refusal){.code = code, .field = f->label, .field_name = f->name};
    return ERR_OK;
}

static enum err refuse_length(struct reading *r, const struct field_def *f, uint32_t limit)
{
    *r->refusal = (struct refusal){
        .code = REFUSAL_field_too_long, .field = f->label, .field_name = f->name, .limit = limit};
    return ERR_OK;
}

/* For names that the list does not know: what was typed is the only name there is. */
static enum err refuse_name(struct reading *r, struct str name, enum refusal_code code)
{
    enum { NAME_SHOWN = 100 };
    struct str shown =
        utf8_first_bad(name) == SIZE_MAX ? utf8_truncate(name, NAME_SHOWN) : STR("?");
    struct str copy = arena_copy(r->arena, shown);

    if (copy.ptr == NULL)
        return ERR_MEMORY;
    *r->refusal = (struct refusal){.code = code, .field = copy.ptr, .field_name = copy.ptr};
    return ERR_OK;
}

static bool is_refused(const struct reading *r)
{
    return r->refusal->code != REFUSAL_none;
}

/* ---- names ---------------------------------------------------------------------------------- */

static const struct field_def *field_of(const struct command_def *def, struct str name)
{
    for (size_t i = 0; i < def->field_count; i++) {
        struct str suffix = name_suffix(&def->fields[i], name);
        if (suffix.ptr != NULL && suffix_is_known(&def->fields[i], suffix))
            return &def->fields[i];
    }
    return NULL;
}

/* Every pair belongs to a field, and only files may stand twice: two values of
 * one field are a contradiction that must not be resolved silently. */
static enum err check_names(struct reading *r)
{
    const struct input *in = r->in;

    for (size_t i = 0; i < in->count && !is_refused(r); i++) {
        struct str name = in->pairs[i].name;
        const struct field_def *f = field_of(r->def, name);
        if (f == NULL)
            return refuse_name(r, name, REFUSAL_field_unknown);
        for (size_t j = 0; f->type != FIELD_FILES && j < i; j++)
            if (str_equal(in->pairs[j].name, name))
                return refuse_for(r, f, REFUSAL_field_malformed);
    }
    return ERR_OK;
}

/* ---- values --------------------------------------------------------------------------------- */

/* The value of "name" or "name.suffix", trimmed; absent when empty or not there. */
static struct str value_of(const struct reading *r, const struct field_def *f, struct str suffix)
{
    for (size_t i = 0; i < r->in->count; i++) {
        struct str found = name_suffix(f, r->in->pairs[i].name);
        if (found.ptr != NULL && str_equal(found, suffix)) {
            struct str value = str_trim(r->in->pairs[i].value);
            return value.len == 0 ? (struct str){NULL, 0} : value;
        }
    }
    return (struct str){NULL, 0};
}

static enum err read_text(struct reading *r, const struct field_def *f, struct str raw,
                          struct str *out)
{
    size_t bad_at;
    bool lines = f->type == FIELD_BLOCK || f->type == FIELD_BLOCK2;

    *out = (struct str){NULL, 0};
    if (raw.ptr == NULL)
        return ERR_OK;
    enum err err = utf8_accept(raw, lines, r->arena, out, &bad_at);
    if (err == ERR_INVALID)
        return refuse_for(r, f, REFUSAL_field_encoding);
    if (err != ERR_OK)
        return err;
    if (utf8_length(*out) > f->argument)
        return refuse_length(r, f, f->argument);
    return ERR_OK;
}

static enum err read_text2(struct reading *r, const struct field_def *f, struct text2 *out)
{
    enum err err = read_text(r, f, value_of(r, f, STR("ja")), &out->ja);

    if (err == ERR_OK && !is_refused(r))
        err = read_text(r, f, value_of(r, f, STR("en")), &out->en);
    return err;
}

static enum err read_checked(struct reading *r, const struct field_def *f,
                             bool (*is_good)(struct str), struct str *out)
{
    enum err err = read_text(r, f, value_of(r, f, STR("")), out);

    if (err == ERR_OK && !is_refused(r) && out->ptr != NULL && !is_good(*out))
        return refuse_for(r, f, REFUSAL_field_malformed);
    return err;
}

/* A browser sends date, time and zone apart; they are one instant only together. */
static enum err instant_text(struct reading *r, const struct field_def *f, struct str *out)
{
    struct str date = value_of(r, f, STR("date"));
    struct str time = value_of(r, f, STR("time"));
    struct str zone = value_of(r, f, STR("zone"));

    *out = value_of(r, f, STR(""));
    if (date.ptr == NULL && time.ptr == NULL)
        return ERR_OK;
    if (out->ptr != NULL || date.ptr == NULL || time.ptr == NULL)
        return refuse_for(r, f, REFUSAL_field_malformed);
    *out = arena_format(r->arena, "%.*sT%.*s%.*s", STR_ARG(date), STR_ARG(time), STR_ARG(zone));
    return out->ptr == NULL ? ERR_MEMORY : ERR_OK;
}

static enum err read_instant(struct reading *r, const struct field_def *f, int64_t *out)
{
    struct str text;
    int64_t without_zone;
    enum err err = instant_text(r, f, &text);

    if (err != ERR_OK || is_refused(r) || text.ptr == NULL || civil_read_rfc3339(text, out))
        return err;
    struct str with_zone = arena_format(r->arena, "%.*sZ", STR_ARG(text));
    if (with_zone.ptr == NULL)
        return ERR_MEMORY;
    bool only_zone_lacks = civil_read_rfc3339(with_zone, &without_zone);
    return refuse_for(r, f, only_zone_lacks ? REFUSAL_field_no_zone : REFUSAL_field_malformed);
}

static enum err read_day(struct reading *r, const struct field_def *f, int32_t *out)
{
    struct str text = value_of(r, f, STR(""));

    if (text.ptr != NULL && !civil_read_date(text, out))
        return refuse_for(r, f, REFUSAL_field_malformed);
    return ERR_OK;
}

static enum err read_bool(struct reading *r, const struct field_def *f, bool *out)
{
    static const struct {
        struct str word;
        bool value;
    } words[] = {
        {STR_INIT("yes"), true},  {STR_INIT("true"), true}, {STR_INIT("on"), true},
        {STR_INIT("1"), true},    {STR_INIT("no"), false},  {STR_INIT("false"), false},
        {STR_INIT("off"), false}, {STR_INIT("0"), false},
    };
    struct str text = value_of(r, f, STR(""));

    *out = false;
    if (text.ptr == NULL)
        return ERR_OK;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (str_equal(text, words[i].word)) {
            *out = words[i].value;
            return ERR_OK;
        }
    return refuse_for(r, f, REFUSAL_field_malformed);
}

static enum err read_code(struct reading *r, const struct field_def *f, uint32_t *out)
{
    struct str text = value_of(r, f, STR(""));
    enum code_list list = (enum code_list)f->argument;
    uint64_t number;

    if (text.ptr == NULL)
        return ERR_OK;
    const struct code_def *code = code_def_find(list, text);
    if (code == NULL && str_to_u64(text, UINT32_MAX, &number))
        code = code_def_get(list, (uint32_t)number);
    if (code == NULL)
        return refuse_for(r, f, REFUSAL_field_not_a_choice);
    *out = code->number;
    return ERR_OK;
}

static enum err read_ref(struct reading *r, const struct field_def *f, struct id *out)
{
    struct str text = value_of(r, f, STR(""));

    if (text.ptr != NULL && (!id_read(text, out) || id_is_none(*out)))
        return refuse_for(r, f, REFUSAL_field_not_a_choice);
    return ERR_OK;
}

/* Handles in the order of the pairs; empty ones (a file input left alone) are nothing. */
static enum err read_files(struct reading *r, const struct field_def *f, struct id_list *out)
{
    struct id *ids = ARENA_ARRAY(r->arena, struct id, f->argument);
    size_t count = 0;

    if (ids == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < r->in->count; i++) {
        struct str text = str_trim(r->in->pairs[i].value);
        struct id id;
        if (text.len == 0 || name_suffix(f, r->in->pairs[i].name).ptr == NULL)
            continue;
        if (count == f->argument)
            return refuse_length(r, f, f->argument);
        if (!id_read(text, &id) || id_is_none(id))
            return refuse_for(r, f, REFUSAL_files_unknown);
        for (size_t j = 0; j < count; j++)
            if (id_equal(ids[j], id))
                return refuse_for(r, f, REFUSAL_field_malformed);
        ids[count++] = id;
    }
    *out = (struct id_list){count > 0 ? ids : NULL, count};
    return ERR_OK;
}

/* ---- the advisory document ------------------------------------------------------------------ */

/* The document's pairs with every value accepted as text; whether a value may hold lines is the
 * document's own rule. */
static enum err doc_input(struct reading *r, const struct field_def *f, struct input *out)
{
    struct input_pair *pairs = ARENA_ARRAY(r->arena, struct input_pair, r->in->count);
    size_t count = 0;
    size_t bad_at;

    if (pairs == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < r->in->count; i++) {
        const struct input_pair *pair = &r->in->pairs[i];
        if (name_suffix(f, pair->name).ptr == NULL)
            continue;
        pairs[count].name = pair->name;
        enum err err = utf8_accept(pair->value, true, r->arena, &pairs[count].value, &bad_at);
        if (err == ERR_INVALID)
            return refuse_name(r, pair->name, REFUSAL_field_encoding);
        if (err != ERR_OK)
            return err;
        count++;
    }
    *out = (struct input){pairs, count};
    return ERR_OK;
}

static enum err refuse_doc(struct reading *r, const struct advisory_problem *problem)
{
    bool is_long =
        problem->reason == ADVISORY_REASON_LONG || problem->reason == ADVISORY_REASON_ROWS;
    enum refusal_code code = problem->reason == ADVISORY_REASON_UNKNOWN ? REFUSAL_field_unknown
                             : is_long                                  ? REFUSAL_field_too_long
                                       : REFUSAL_advisory_malformed;
    enum err err = refuse_name(r, problem->field, code);

    if (err == ERR_OK) {
        r->refusal->limit = is_long ? (uint32_t)problem->limit : 0;
        r->refusal->reason = str_from_cstr(advisory_reason_word(problem->reason));
    }
    return err;
}

static enum err read_doc(struct reading *r, const struct field_def *f, struct str *out)
{
    struct input in;
    struct advisory advisory;
    struct advisory_problem problem;
    struct str prefix = arena_format(r->arena, "%s.", f->name);
    enum err err = prefix.ptr == NULL ? ERR_MEMORY : doc_input(r, f, &in);

    if (err != ERR_OK || is_refused(r) || in.count == 0)
        return err;
    err = advisory_from_input(&in, prefix, r->arena, &advisory, &problem);
    if (err == ERR_INVALID)
        return refuse_doc(r, &problem);
    if (err == ERR_OK)
        err = advisory_write(&advisory, r->arena, out);
    return err == ERR_LIMIT ? refuse_length(r, f, f->argument) : err;
}

/* ---- the command ---------------------------------------------------------------------------- */

static enum err read_field(struct reading *r, const struct field_def *f, void *value)
{
    switch (f->type) {
    case FIELD_LINE:
    case FIELD_BLOCK:
        return read_text(r, f, value_of(r, f, STR("")), value);
    case FIELD_LINE2:
    case FIELD_BLOCK2:
        return read_text2(r, f, value);
    case FIELD_URL:
        return read_checked(r, f, address_is_url, value);
    case FIELD_MAIL:
        return read_checked(r, f, address_is_mail, value);
    case FIELD_INSTANT:
        return read_instant(r, f, value);
    case FIELD_DAY:
        return read_day(r, f, value);
    case FIELD_BOOL:
        return read_bool(r, f, value);
    case FIELD_CODE:
        return read_code(r, f, value);
    case FIELD_REF:
        return read_ref(r, f, value);
    case FIELD_FILES:
        return read_files(r, f, value);
    case FIELD_DOC:
        return read_doc(r, f, value);
    case FIELD_INT:
    case FIELD_BYTES:
        return ERR_OK;
    }
    return ERR_OK;
}

static bool text2_is_empty(const struct text2 *t)
{
    return t->ja.len == 0 && t->en.len == 0;
}

/* A missing tick is an answer ("no"), so BOOL is never missing: consent is judged in decide, with
 * its own words. */
static bool is_missing(enum field_type type, const void *value)
{
    switch (type) {
    case FIELD_LINE:
    case FIELD_BLOCK:
    case FIELD_URL:
    case FIELD_MAIL:
    case FIELD_DOC:
        return ((const struct str *)value)->len == 0;
    case FIELD_LINE2:
    case FIELD_BLOCK2:
        return text2_is_empty(value);
    case FIELD_INSTANT:
        return *(const int64_t *)value == 0;
    case FIELD_DAY:
        return *(const int32_t *)value == 0;
    case FIELD_CODE:
        return *(const uint32_t *)value == 0;
    case FIELD_REF:
        return id_is_none(*(const struct id *)value);
    case FIELD_FILES:
        return ((const struct id_list *)value)->count == 0;
    case FIELD_BOOL:
    case FIELD_INT:
    case FIELD_BYTES:
        return false;
    }
    return false;
}

static enum err read_fields(struct reading *r, struct command *c)
{
    for (size_t i = 0; i < r->def->field_count; i++) {
        const struct field_def *f = &r->def->fields[i];
        void *value = (char *)c + f->offset;
        enum err err = read_field(r, f, value);
        if (err != ERR_OK || is_refused(r))
            return err;
        if (f->need == REQUIRED && is_missing(f->type, value))
            return refuse_for(r, f, REFUSAL_field_missing);
    }
    return ERR_OK;
}

enum err command_read(enum command_kind kind, const struct input *in, struct arena *arena,
                      struct command **out, struct refusal *refusal)
{
    struct reading r = {command_def_get(kind), in, arena, refusal};

    *out = NULL;
    *refusal = (struct refusal){.code = REFUSAL_none};
    if (r.def == NULL || (r.def->flags & INTERNAL) != 0) {
        refusal->code = REFUSAL_unknown_command;
        return ERR_OK;
    }
    struct command *c = arena_alloc(arena, r.def->size);
    if (c == NULL)
        return ERR_MEMORY;
    c->kind = kind;
    enum err err = check_names(&r);
    if (err == ERR_OK && !is_refused(&r))
        err = read_fields(&r, c);
    if (err == ERR_OK && !is_refused(&r))
        *out = c;
    return err;
}
