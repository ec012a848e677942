/*
 * app/app_file.c — attached files: uploads, the blobs they become, and reading them.
 *
 * A blob begins with the name and type that its sender gave; both are sealed with it. Each blob has
 * a key of its own (the detail key of a stream whose id is the blob's), so that a file can be
 * passed on by reference and shredded alone. SEC-23: in a case a file is called by a neutral name;
 * the sender's own name is shown to reception only.
 */
#include "app/app_priv.h"

#include "base/utf8.h"
#include "sys/disk.h"
#include "sys/log.h"
#include "sys/random.h"

#include <string.h>

enum { FILE_HEAD_MAX = 2 * (LIMIT_TEXT_LINE * 4 + 8) + 16 };

struct app_upload {
    struct app *app;
    struct id id;
    uint8_t owner[STORE_PERSON_BYTES];
    struct blob_writer blob;
};

struct app_file_state {
    struct blob_reader blob;
};

/* ---- blobs ----------------------------------------------------------------------------------- */

static enum err blob_place(struct app *app, struct id id, bool make, struct blob_place *out)
{
    struct vault_key k = {.keygroup = KEYGROUP_detail, .stream = id, .generation = 1};
    enum err e = ERR_OK;
    out->dirfd = app->blobs_fd;
    out->id = id;
    if (make)
        e = vault_key_ensure(app->vault, k.keygroup, id, &k.generation);
    return e == ERR_OK ? vault_file_key(app->vault, &k, id, out->key) : e;
}

enum err app_blob_begin(struct app *app, struct id id, const struct app_upload_info *info,
                        struct arena *arena, struct blob_writer *w)
{
    struct blob_place place;
    struct buf head;
    struct str bytes = {0};
    if (info->size > LIMIT_UPLOAD_BYTES)
        return ERR_LIMIT;
    buf_init(&head, arena, FILE_HEAD_MAX);
    pack_str(&head, utf8_truncate(info->name, LIMIT_TEXT_LINE * 4));
    pack_str(&head, utf8_truncate(info->type, LIMIT_TEXT_LINE * 4));
    enum err e = buf_finish(&head, &bytes);
    if (e == ERR_OK)
        e = blob_place(app, id, true, &place);
    if (e == ERR_OK)
        e = blob_create(w, &place, bytes.len + info->size, arena);
    crypto_wipe(place.key, sizeof(place.key));
    if (e != ERR_OK)
        return e;
    e = blob_write(w, bytes);
    if (e != ERR_OK)
        blob_abandon(w);
    return e;
}

enum err app_blob_begin_anew(struct app *app, struct id id, const struct app_upload_info *info,
                             struct arena *arena, struct blob_writer *w)
{
    enum err e = blob_remove(app->blobs_fd, id);
    return e == ERR_OK || e == ERR_NOT_FOUND ? app_blob_begin(app, id, info, arena, w) : e;
}

bool app_blob_is_named(struct app *app, struct id id)
{
    pthread_rwlock_rdlock(&app->lock);
    bool named = law_blob_is_named(app->image, id);
    pthread_rwlock_unlock(&app->lock);
    return named;
}

/* ---- uploads --------------------------------------------------------------------------------- */

enum err app_upload_begin(const struct app_reader *r, const struct app_upload_info *info,
                          struct app_upload **out)
{
    enum err e = app_ready(r->app);
    if (e != ERR_OK)
        return e;
    struct app_upload *u = ARENA_NEW(r->arena, struct app_upload);
    if (!u)
        return ERR_MEMORY;
    u->app = r->app;
    u->id = random_id();
    e = app_owner(r->app, &r->actor, u->owner);
    if (e == ERR_OK)
        e = app_blob_begin(r->app, u->id, info, r->arena, &u->blob);
    *out = e == ERR_OK ? u : NULL;
    return e;
}

enum err app_upload_write(struct app_upload *u, struct str bytes)
{
    return blob_write(&u->blob, bytes);
}

enum err app_upload_finish(struct app_upload *u, struct id *handle)
{
    enum err e = blob_finish(&u->blob);
    if (e != ERR_OK)
        return e;
    struct app_record record = {
        .kind = STORE_RECORD_UPLOAD,
        .expires_us = app_wall_us(u->app) + LIMIT_UPLOAD_HOURS * INT64_C(3600) * US_PER_SECOND,
    };
    app_key_of_id(u->id, record.key);
    memcpy(record.owner, u->owner, sizeof(record.owner));
    e = app_record_put(u->app, &record);
    *handle = u->id;
    return e;
}

void app_upload_abandon(struct app_upload *u)
{
    blob_abandon(&u->blob);
}

bool app_blob_is_upload(struct app *app, struct id id, const uint8_t owner[STORE_PERSON_BYTES])
{
    struct arena scratch;
    struct app_record record = {.kind = STORE_RECORD_UPLOAD};
    arena_init(&scratch, 4096);
    app_key_of_id(id, record.key);
    bool mine = app_record_get(app, &record, &scratch) == ERR_OK &&
                memcmp(record.owner, owner, STORE_PERSON_BYTES) == 0;
    arena_release(&scratch);
    return mine;
}

/* ---- files of a command ---------------------------------------------------------------------- */

static bool id_list_holds(const struct id_list *list, struct id id)
{
    for (size_t i = 0; i < list->count; i++) {
        if (id_equal(list->ids[i], id))
            return true;
    }
    return false;
}

static const struct id_list *files_of(const struct command *c, const struct field_def *f)
{
    return f->type == FIELD_FILES
               ? (const struct id_list *)(const void *)((const char *)c + f->offset)
               : NULL;
}

/* Counts on while it looks. */
static bool file_is_in(const struct id_list *list, struct id file, size_t *number)
{
    for (size_t i = 0; i < list->count; i++, ++*number) {
        if (id_equal(list->ids[i], file))
            return true;
    }
    return false;
}

/* Among the answers of reception; numbers go on behind the files of the case. */
static bool file_was_passed(const struct case_view *c, struct id file, size_t *number)
{
    for (size_t i = 0; i < c->inquiry_count; i++) {
        for (size_t k = 0; k < c->inquiries[i].files.count; k++, ++*number) {
            if (id_equal(c->inquiries[i].files.ids[k], file))
                return true;
        }
    }
    return false;
}

/* A mail that was filed there (HND-10). */
static bool file_is_mail(const struct app_reader *r, struct id stream, struct id file)
{
    struct app_mails mails;
    if (app_mails(r, stream, &mails) != ERR_OK)
        return false;
    for (size_t i = 0; i < mails.count; i++) {
        if (id_list_holds(&mails.items[i].files, file))
            return true;
    }
    return false;
}

/* HND-06: the second person reads what the first would pass on. */
static bool file_waits(const struct app_reader *r, struct id stream, struct id file)
{
    struct app_steps steps;
    if (app_steps(r, stream, &steps) != ERR_OK)
        return false;
    for (size_t i = 0; i < steps.count; i++) {
        const struct command_def *def = steps.items[i].command;
        for (size_t k = 0; k < def->field_count; k++) {
            const struct id_list *files = files_of(steps.items[i].what, &def->fields[k]);
            if (files && id_list_holds(files, file))
                return true;
        }
    }
    return false;
}

/* Does the actor see this file in the report or case? *neutral: it stands in a case. *number: its
 * place there. */
static bool file_is_seen(const struct app_reader *r, struct id stream, struct id file,
                         bool *neutral, size_t *number)
{
    struct report_view *report = NULL;
    struct case_view *c = NULL;
    if (app_case_view(r, stream, &c) == ERR_OK && c) {
        *neutral = true;
        *number = 1;
        return file_is_in(&c->files, file, number) || file_is_in(&c->attack_files, file, number) ||
               file_was_passed(c, file, number) || file_is_mail(r, stream, file);
    }
    *neutral = false;
    if (app_report_view(r, stream, &report) != ERR_OK || !report)
        return false;
    if (id_list_holds(&report->files, file))
        return true;
    for (size_t i = 0; i < report->message_count; i++) {
        if (id_list_holds(&report->messages[i].files, file))
            return true;
    }
    return file_is_mail(r, stream, file) || file_waits(r, stream, file);
}

static bool files_are_known(const struct app_reader *r, const struct id_list *files,
                            struct id subject, const uint8_t owner[STORE_PERSON_BYTES])
{
    bool neutral;
    size_t number;
    for (size_t i = 0; i < files->count; i++) {
        if (!app_blob_is_upload(r->app, files->ids[i], owner) &&
            !file_is_seen(r, subject, files->ids[i], &neutral, &number))
            return false;
    }
    return true;
}

enum err app_files_check(struct app *app, const struct app_request *request,
                         const struct command *command, struct refusal *refusal)
{
    const struct command_def *def = command_def_get(command->kind);
    struct app_reader r = {.app = app, .actor = request->actor, .arena = request->arena};
    uint8_t owner[STORE_PERSON_BYTES];
    enum err e = app_owner(app, &request->actor, owner);
    for (size_t i = 0; e == ERR_OK && def && i < def->field_count; i++) {
        const struct id_list *files = files_of(command, &def->fields[i]);
        if (!files || files_are_known(&r, files, command->subject.stream, owner))
            continue;
        refusal->code = REFUSAL_files_unknown;
        refusal->field = def->fields[i].label;
        refusal->field_name = def->fields[i].name;
        break;
    }
    return e;
}

void app_files_taken(struct app *app, const struct command *command)
{
    const struct command_def *def = command_def_get(command->kind);
    for (size_t i = 0; i < def->field_count; i++) {
        const struct id_list *files = files_of(command, &def->fields[i]);
        for (size_t k = 0; files && k < files->count; k++) {
            uint8_t key[STORE_KEY_BYTES];
            app_key_of_id(files->ids[k], key);
            /* Left behind it expires by itself; the event keeps the file. */
            if (store_record_delete(app->store, STORE_RECORD_UPLOAD, key) != ERR_OK)
                log_warn("upload_taken", "err=record");
        }
    }
}

/* ---- reading --------------------------------------------------------------------------------- */

static enum err read_exactly(struct blob_reader *b, uint8_t *out, size_t len)
{
    while (len > 0) {
        size_t got = 0;
        enum err e = blob_read(b, out, len, &got);
        if (e != ERR_OK || got == 0)
            return e == ERR_OK ? ERR_CORRUPT : e;
        out += got;
        len -= got;
    }
    return ERR_OK;
}

static enum err read_head_text(struct blob_reader *b, struct arena *arena, struct str *out)
{
    uint8_t raw[8];
    enum err e = read_exactly(b, raw, sizeof(raw));
    if (e != ERR_OK)
        return e;
    struct pack_reader p = {.rest = {(const char *)raw, sizeof(raw)}};
    uint64_t len = unpack_u64(&p);
    if (len > FILE_HEAD_MAX)
        return ERR_CORRUPT;
    uint8_t *text = arena_alloc(arena, (size_t)len + 1);
    if (!text)
        return ERR_MEMORY;
    *out = (struct str){(const char *)text, (size_t)len};
    return read_exactly(b, text, (size_t)len);
}

static enum err file_open(const struct app_reader *r, struct id file, struct app_file *out)
{
    struct blob_place place;
    *out = (struct app_file){0};
    struct app_file_state *state = ARENA_NEW(r->arena, struct app_file_state);
    if (!state)
        return ERR_MEMORY;
    enum err e = blob_place(r->app, file, false, &place);
    if (e == ERR_OK)
        e = blob_open(&state->blob, &place, r->arena);
    crypto_wipe(place.key, sizeof(place.key));
    if (e != ERR_OK)
        return e;
    e = read_head_text(&state->blob, r->arena, &out->name);
    if (e == ERR_OK)
        e = read_head_text(&state->blob, r->arena, &out->type);
    if (e != ERR_OK) {
        blob_close(&state->blob);
        return e;
    }
    out->size = state->blob.left;
    out->state = state;
    return ERR_OK;
}

static void file_name_neutrally(struct app_file *f, size_t number, struct arena *arena)
{
    f->name = arena_format(arena, "attachment-%zu", number);
    f->type = STR("application/octet-stream");
}

enum err app_file_list(const struct app_reader *r, struct id stream, const struct id_list *files,
                       struct app_file **out)
{
    *out = ARENA_ARRAY(r->arena, struct app_file, files->count);
    if (!*out)
        return ERR_MEMORY;
    for (size_t i = 0; i < files->count; i++) {
        bool neutral = true;
        size_t number = i + 1;
        struct app_file *f = &(*out)[i];
        if (!file_is_seen(r, stream, files->ids[i], &neutral, &number) ||
            file_open(r, files->ids[i], f) != ERR_OK)
            continue;
        app_file_close(f);
        if (neutral)
            file_name_neutrally(f, number, r->arena);
    }
    return ERR_OK;
}

enum err app_file_open(const struct app_reader *r, struct id stream, struct id file,
                       struct app_file *out)
{
    bool neutral = true;
    size_t number = 0;
    *out = (struct app_file){0};
    if (!file_is_seen(r, stream, file, &neutral, &number))
        return ERR_NOT_FOUND;
    enum err e = app_note_read(r, stream, neutral ? CLASS_BIT(detail) : CLASS_BIT(reception));
    if (e == ERR_OK)
        e = file_open(r, file, out);
    if (e == ERR_OK && neutral)
        file_name_neutrally(out, number, r->arena);
    return e;
}

enum err app_file_read(struct app_file *f, uint8_t *out, size_t len, size_t *got)
{
    return blob_read(&f->state->blob, out, len, got);
}

void app_file_close(struct app_file *f)
{
    if (f->state)
        blob_close(&f->state->blob);
    f->state = NULL;
}
