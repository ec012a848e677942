/*
 * desk/api/openapi.c — the description of the API (OpenAPI 3.1), written from the list of commands
 * at each request.
 *
 * Nothing is described by hand that the list knows, so that a new command is documented by
 * existing.
 */
#include "desk/api/api_priv.h"

#include "core/json/json.h"
#include "messages.h"

static void member(struct json_writer *w, const char *key, const char *value)
{
    json_write_member(w, str_from_cstr(key), str_from_cstr(value));
}

/* ---- field types as schemas ---- */

static void code_schema(struct json_writer *w, uint32_t list)
{
    size_t count;
    const struct code_def *codes = code_defs((enum code_list)list, &count);

    json_write_member_array(w, STR("enum"));
    for (size_t i = 0; i < count; i++)
        json_write_str(w, str_from_cstr(codes[i].name));
    json_write_end(w);
    member(w, "type", "string");
}

static void limited(struct json_writer *w, uint32_t limit)
{
    if (limit > 0)
        json_write_member_i64(w, STR("maxLength"), limit);
    member(w, "type", "string");
}

static void both_languages(struct json_writer *w, uint32_t limit)
{
    json_write_member_object(w, STR("properties"));
    json_write_member_object(w, STR("en"));
    limited(w, limit);
    json_write_end(w);
    json_write_member_object(w, STR("ja"));
    limited(w, limit);
    json_write_end(w);
    json_write_end(w);
    member(w, "type", "object");
}

static void id_list(struct json_writer *w, uint32_t limit)
{
    json_write_member_object(w, STR("items"));
    member(w, "format", "todoke-id");
    member(w, "type", "string");
    json_write_end(w);
    json_write_member_i64(w, STR("maxItems"), limit);
    member(w, "type", "array");
}

static void formatted(struct json_writer *w, const char *format)
{
    member(w, "format", format);
    member(w, "type", "string");
}

static void type_schema(struct json_writer *w, const struct field_def *f)
{
    switch (f->type) {
    case FIELD_LINE:
    case FIELD_BLOCK:
        limited(w, f->argument);
        return;
    case FIELD_LINE2:
    case FIELD_BLOCK2:
        both_languages(w, f->argument);
        return;
    case FIELD_URL:
        formatted(w, "uri");
        return;
    case FIELD_MAIL:
        formatted(w, "email");
        return;
    case FIELD_INSTANT:
        formatted(w, "date-time");
        return;
    case FIELD_DAY:
        formatted(w, "date");
        return;
    case FIELD_BOOL:
        member(w, "type", "boolean");
        return;
    case FIELD_CODE:
        code_schema(w, f->argument);
        return;
    case FIELD_REF:
        formatted(w, "todoke-id");
        return;
    case FIELD_FILES:
        id_list(w, f->argument);
        return;
    case FIELD_DOC:
        member(w, "type", "object");
        return;
    case FIELD_INT:
    case FIELD_BYTES:
        return;
    }
}

static bool is_typed(const struct field_def *f)
{
    return f->type != FIELD_INT && f->type != FIELD_BYTES;
}

/* Fields in the order of their names, because a document has one spelling. */
static const struct field_def *next_field(const struct command_def *def, const char *after)
{
    const struct field_def *best = NULL;

    for (size_t i = 0; i < def->field_count; i++) {
        const struct field_def *f = &def->fields[i];
        struct str name = str_from_cstr(f->name);
        if (!is_typed(f) || (after != NULL && str_compare(name, str_from_cstr(after)) <= 0))
            continue;
        if (best == NULL || str_compare(name, str_from_cstr(best->name)) < 0)
            best = f;
    }
    return best;
}

static void body_schema(struct json_writer *w, enum lang lang, const struct command_def *def)
{
    const struct field_def *f;

    json_write_key(w, STR("additionalProperties"));
    json_write_bool(w, false);
    json_write_member_object(w, STR("properties"));
    for (f = next_field(def, NULL); f != NULL; f = next_field(def, f->name)) {
        json_write_member_object(w, str_from_cstr(f->name));
        json_write_member(w, STR("description"), message(lang, f->label));
        type_schema(w, f);
        json_write_end(w);
    }
    json_write_end(w);
    json_write_member_array(w, STR("required"));
    for (f = next_field(def, NULL); f != NULL; f = next_field(def, f->name)) {
        if (f->need == REQUIRED)
            json_write_str(w, str_from_cstr(f->name));
    }
    json_write_end(w);
    member(w, "type", "object");
}

/* ---- operations ---- */

static void parameter(struct json_writer *w, const char *in, const char *name, bool required)
{
    json_write_object(w);
    member(w, "in", in);
    member(w, "name", name);
    json_write_key(w, STR("required"));
    json_write_bool(w, required);
    json_write_member_object(w, STR("schema"));
    member(w, "type", "string");
    json_write_end(w);
    json_write_end(w);
}

static void response(struct json_writer *w, const char *status, const char *type, const char *text)
{
    json_write_member_object(w, str_from_cstr(status));
    json_write_member_object(w, STR("content"));
    json_write_member_object(w, str_from_cstr(type));
    json_write_end(w);
    json_write_end(w);
    member(w, "description", text);
    json_write_end(w);
}

static void responses(struct json_writer *w, const char *status)
{
    json_write_member_object(w, STR("responses"));
    response(w, status, "application/json", "Done");
    response(w, "default", "application/problem+json", "Problem (RFC 9457)");
    json_write_end(w);
}

static void operation_id(struct json_writer *w, const char *name, const char *folder)
{
    char text[96];
    int len =
        snprintf(text, sizeof(text), "%s%s%s", name, folder ? "_of_" : "", folder ? folder : "");

    json_write_member(w, STR("operationId"), (struct str){text, (size_t)len});
}

static void command_operation(struct json_writer *w, enum lang lang, const struct command_def *def,
                              const char *folder)
{
    bool creates = (def->flags & CREATES) != 0;

    json_write_member_object(w, STR("post"));
    json_write_member(w, STR("description"), message(lang, def->effect));
    operation_id(w, def->name, folder);
    json_write_member_array(w, STR("parameters"));
    if (!creates)
        parameter(w, "path", "id", true);
    parameter(w, "header", "Idempotency-Key", false);
    if (!creates)
        parameter(w, "header", "If-Match", false);
    if ((def->flags & STEP_UP) != 0)
        parameter(w, "header", "Todoke-Code", false);
    json_write_end(w);
    json_write_member_object(w, STR("requestBody"));
    json_write_member_object(w, STR("content"));
    json_write_member_object(w, STR("application/json"));
    json_write_member_object(w, STR("schema"));
    body_schema(w, lang, def);
    for (int i = 0; i < 4; i++)
        json_write_end(w);
    responses(w, creates ? "201" : "200");
    json_write_member(w, STR("summary"), message(lang, def->title));
    member(w, "x-requirements", def->requirements);
    json_write_end(w);
}

static struct str command_path(struct arena *arena, const struct command_def *def,
                               const char *folder)
{
    return arena_format(arena, "/api/v1/%s%s/commands/%s", folder,
                        (def->flags & CREATES) != 0 ? "" : "/{id}", def->name);
}

static void view_operation(struct json_writer *w, const char *name, bool has_id)
{
    json_write_member_object(w, STR("get"));
    member(w, "operationId", name);
    json_write_member_array(w, STR("parameters"));
    if (has_id)
        parameter(w, "path", "id", true);
    json_write_end(w);
    responses(w, "200");
    json_write_end(w);
}

static void files_operation(struct json_writer *w)
{
    json_write_member_object(w, STR("post"));
    member(w, "operationId", "upload_files");
    json_write_member_object(w, STR("requestBody"));
    json_write_member_object(w, STR("content"));
    json_write_member_object(w, STR("multipart/form-data"));
    json_write_end(w);
    json_write_end(w);
    json_write_end(w);
    responses(w, "201");
    json_write_end(w);
}

/* ---- the document ---- */

struct path {
    struct str path;
    const struct command_def *def; /* NULL: one of the addresses that are no command */
    const char *name;
    bool has_id;
    const char
        *folder; /* of a step that stands in several; its operation needs a name of its own */
};

static void path_write(struct json_writer *w, enum lang lang, const struct path *p)
{
    json_write_member_object(w, p->path);
    if (p->def != NULL)
        command_operation(w, lang, p->def, p->folder);
    else if (p->name == NULL)
        files_operation(w);
    else
        view_operation(w, p->name, p->has_id);
    json_write_end(w);
}

static const struct path *next_path(const struct path *paths, size_t count, struct str after)
{
    const struct path *best = NULL;

    for (size_t i = 0; i < count; i++) {
        if (after.ptr != NULL && str_compare(paths[i].path, after) <= 0)
            continue;
        if (best == NULL || str_compare(paths[i].path, best->path) < 0)
            best = &paths[i];
    }
    return best;
}

static const char *const any_folders[] = API_ANY_FOLDERS;
enum { FOLDERS = sizeof(any_folders) / sizeof(any_folders[0]) };

static enum err paths_write(struct exchange *x, struct json_writer *w)
{
    static const struct path fixed[] = {
        {STR_INIT("/api/v1/advisories/{id}"), NULL, "get_advisory", true, NULL},
        {STR_INIT("/api/v1/cases/{id}"), NULL, "get_case", true, NULL},
        {STR_INIT("/api/v1/files"), NULL, NULL, false, NULL},
        {STR_INIT("/api/v1/parties/{id}"), NULL, "get_party", true, NULL},
        {STR_INIT("/api/v1/scheme"), NULL, "get_scheme", false, NULL},
        {STR_INIT("/api/v1/reports/{id}"), NULL, "get_report", true, NULL},
        {STR_INIT("/api/v1/work"), NULL, "list_work", false, NULL},
    };
    enum { FIXED = (int)(sizeof(fixed) / sizeof(fixed[0])) };
    size_t def_count;
    const struct command_def *defs = command_defs(&def_count);
    struct path *paths = ARENA_ARRAY(x->arena, struct path, FOLDERS * def_count + FIXED);
    size_t count = 0;

    if (paths == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < FIXED; i++)
        paths[count++] = fixed[i];
    for (size_t i = 0; i < def_count; i++) {
        bool any = defs[i].subject == SUBJECT_ANY;
        for (size_t k = 0; (defs[i].flags & INTERNAL) == 0 && k < (any ? FOLDERS : 1); k++) {
            const char *folder = any ? any_folders[k] : api_folder(defs[i].subject);
            paths[count++] = (struct path){command_path(x->arena, &defs[i], folder), &defs[i], NULL,
                                           false, any ? folder : NULL};
        }
    }
    for (const struct path *p = next_path(paths, count, (struct str){0}); p != NULL;
         p = next_path(paths, count, p->path))
        path_write(w, x->lang, p);
    return x->arena->failed ? ERR_MEMORY : ERR_OK;
}

static void security_write(struct json_writer *w)
{
    json_write_member_array(w, STR("security"));
    json_write_object(w);
    json_write_member_array(w, STR("token"));
    json_write_end(w);
    json_write_end(w);
    json_write_end(w);
}

void api_openapi_get(struct exchange *x)
{
    struct json_writer w;
    enum err e;

    json_write_begin(&w, page_out(x), JSON_INDENTED);
    json_write_object(&w);
    json_write_member_object(&w, STR("components"));
    json_write_member_object(&w, STR("securitySchemes"));
    json_write_member_object(&w, STR("token"));
    member(&w, "scheme", "bearer");
    member(&w, "type", "http");
    for (int i = 0; i < 3; i++)
        json_write_end(&w);
    json_write_member_object(&w, STR("info"));
    member(&w, "title", "todoke");
    member(&w, "version", "1");
    json_write_end(&w);
    member(&w, "openapi", "3.1.0");
    json_write_member_object(&w, STR("paths"));
    e = paths_write(x, &w);
    json_write_end(&w);
    security_write(&w);
    json_write_end(&w);
    if (e != ERR_OK) {
        api_fail(x, e);
        return;
    }
    json_write_finish(&w);
    api_send(x, 200);
}
