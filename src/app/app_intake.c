/*
 * app/app_intake.c — takes letters out of the box: opens each, seals its files as blobs, files the
 * report or the answer, deletes it after the commit. The letter's name is the submission id, so one
 * that was taken in and not yet deleted when the machine died is answered, not repeated. A letter
 * was written by a stranger: nothing of it goes into a log line.
 */
#include "app/app_priv.h"

#include "base/utf8.h"
#include "core/letter/letter.h"
#include "sys/disk.h"
#include "sys/log.h"

#include <string.h>

enum {
    FIRST_BLOB = 16, /* ids below are those of the command itself */
    COPY_BYTES = 32 << 10,
    TORN_SECONDS = 24 * 3600,
};

struct intake {
    struct app *app;
    struct arena arena;
    struct id name; /* of the letter */
    struct id form; /* that was filled in; none when the letter does not say */
    struct letter_head head;
    struct input_pair pairs[LIMIT_FORM_FIELDS];
    size_t pair_count;
    struct id files[LIMIT_UPLOAD_FILES];
    size_t file_count;
};

static enum err letter_source_read(void *ctx, uint8_t *out, size_t len, size_t *got)
{
    return sealed_read(ctx, out, len, got);
}

/* ---- entries --------------------------------------------------------------------------------- */

static enum err take_field(struct intake *in, const struct letter_entry *entry)
{
    size_t bad_at = 0;
    if (str_equal(entry->name, STR(LETTER_FORM_FIELD)))
        return id_read(entry->value, &in->form) ? ERR_OK : ERR_INVALID;
    if (in->pair_count == LIMIT_FORM_FIELDS)
        return ERR_LIMIT;
    struct input_pair *pair = &in->pairs[in->pair_count++];
    enum err e = utf8_accept(entry->name, false, &in->arena, &pair->name, &bad_at);
    return e == ERR_OK ? utf8_accept(entry->value, true, &in->arena, &pair->value, &bad_at) : e;
}

static enum err copy_file(struct letter_reader *letter, struct blob_writer *blob)
{
    uint8_t bytes[COPY_BYTES];
    size_t got = 0;
    enum err e = ERR_OK;
    do {
        e = letter_file_read(letter, bytes, sizeof(bytes), &got);
        if (e == ERR_OK && got > 0)
            e = blob_write(blob, (struct str){(const char *)bytes, got});
    } while (e == ERR_OK && got > 0);
    crypto_wipe(bytes, sizeof(bytes));
    return e;
}

/* The same letter gives the same blob. */
static enum err take_file(struct intake *in, struct letter_reader *letter,
                          const struct letter_entry *entry)
{
    struct app_upload_info info = {.name = STR("file"), .type = entry->type, .size = entry->size};
    struct blob_writer blob;
    struct id id;
    size_t bad_at = 0;
    struct str name = {0};
    if (in->file_count == LIMIT_UPLOAD_FILES)
        return ERR_LIMIT;
    if (utf8_accept(entry->name, false, &in->arena, &name, &bad_at) == ERR_OK &&
        !str_is_empty(name))
        info.name = name;
    enum err e =
        vault_derive_id(in->app->vault, in->name, (uint32_t)(FIRST_BLOB + in->file_count), &id);
    if (e != ERR_OK)
        return e;
    if (app_blob_is_named(in->app, id)) {
        in->files[in->file_count++] = id;
        return ERR_OK;
    }
    e = app_blob_begin_anew(in->app, id, &info, &in->arena, &blob);
    if (e != ERR_OK)
        return e;
    e = copy_file(letter, &blob);
    if (e != ERR_OK) {
        blob_abandon(&blob);
        return e;
    }
    in->files[in->file_count++] = id;
    return blob_finish(&blob);
}

static enum err take_entries(struct intake *in, struct sealed_reader *sealed)
{
    struct letter_reader letter;
    struct letter_entry entry = {0};
    struct letter_source source = {.read = letter_source_read, .ctx = sealed};
    enum err e = letter_open(&letter, source, &in->arena, &in->head);
    while (e == ERR_OK && (e = letter_next(&letter, &entry)) == ERR_OK) {
        if (entry.kind == LETTER_END)
            return ERR_OK;
        e = entry.kind == LETTER_FIELD ? take_field(in, &entry) : take_file(in, &letter, &entry);
    }
    return e;
}

static enum err letter_read(struct intake *in)
{
    struct sealed_reader sealed;
    uint8_t block[SEALED_KEY_BLOCK_BYTES];
    uint8_t key[CRYPTO_KEY_BYTES];
    enum err e = sealed_open_letter(&sealed, in->app->letterbox_fd, in->name, &in->arena, block);
    if (e != ERR_OK)
        return e;
    e = vault_intake_key(in->app->vault, (struct str){(const char *)block, sizeof(block)}, key);
    if (e == ERR_OK)
        e = sealed_start(&sealed, key);
    crypto_wipe(key, sizeof(key));
    if (e == ERR_OK)
        e = take_entries(in, &sealed);
    sealed_close(&sealed);
    return e;
}

/* ---- commands -------------------------------------------------------------------------------- */

static void report_complete(struct intake *in, struct cmd_file_report *c)
{
    c->files = (struct id_list){in->files, in->file_count};
    c->receipt_lookup = (struct str){(const char *)in->head.lookup.bytes, ID_BYTES};
    c->receipt_key = (struct str){(const char *)in->head.public_key, LETTER_KEY_BYTES};
    c->language = in->head.lang == LANG_EN ? CODE_language_en : CODE_language_ja;
}

static bool find_receipt(struct intake *in, struct receipt_entry *out)
{
    struct str lookup = {(const char *)in->head.lookup.bytes, ID_BYTES};
    pthread_rwlock_rdlock(&in->app->lock);
    bool found = law_receipt_find(in->app->image, lookup, out);
    pthread_rwlock_unlock(&in->app->lock);
    return found;
}

static enum command_kind command_of(enum letter_kind kind)
{
    switch (kind) {
    case LETTER_REPORT:
        return COMMAND_file_report;
    case LETTER_ANSWER:
        return COMMAND_answer_from_finder;
    case LETTER_WITHDRAWAL:
        return COMMAND_withdraw_report;
    case LETTER_CONSENTS:
        return COMMAND_change_consents;
    case LETTER_RELEASE:
        return COMMAND_ask_release;
    case LETTER_KIND_END:
        break;
    }
    return COMMAND_none;
}

/* What concerns a report that was sent before. ERR_INVALID: the report is unknown. */
static enum err later_complete(struct intake *in, struct command *command, struct actor *actor)
{
    struct receipt_entry entry;
    if (!find_receipt(in, &entry))
        return ERR_INVALID;
    actor->receipt = entry.report;
    command->subject.stream = entry.report;
    if (command->kind == COMMAND_answer_from_finder)
        ((struct cmd_answer_from_finder *)(void *)command)->files =
            (struct id_list){in->files, in->file_count};
    return ERR_OK;
}

/* A form that is sent twice has one receipt: there is one report, and what differs is a message. */
static enum err report_again(struct intake *in, const struct cmd_file_report *c,
                             struct app_outcome *outcome)
{
    struct cmd_answer_from_finder answer = {.head = {.kind = COMMAND_answer_from_finder}};
    struct receipt_entry entry;
    if (!find_receipt(in, &entry) || !str_equal(entry.public_key, c->receipt_key))
        return ERR_OK; /* somebody else's receipt: the refusal stands */
    enum err e = app_report_again(in->app, c, entry.report, &in->arena, &answer.text);
    if (e != ERR_OK)
        return e;
    *outcome = (struct app_outcome){0};
    if (str_is_empty(answer.text))
        return ERR_OK;
    answer.head.subject.stream = entry.report;
    answer.files = c->files;
    struct app_request request = {.actor = {.role = ROLE_finder, .receipt = entry.report},
                                  .submission = in->name,
                                  .arena = &in->arena};
    return app_execute(in->app, &request, &answer.head, outcome);
}

/* First as the form that was filled in: pressing the button twice counts once. A form that was
 * changed and sent again is another letter. */
static enum err letter_execute(struct intake *in, const struct actor *actor,
                               const struct command *command, struct app_outcome *outcome)
{
    struct app_request request = {.actor = *actor, .submission = in->name, .arena = &in->arena};
    if (command->kind == COMMAND_file_report) {
        enum err e = app_execute(in->app, &request, command, outcome);
        return e == ERR_OK && outcome->refusal.code == REFUSAL_submission_reused
                   ? report_again(in, (const struct cmd_file_report *)(const void *)command,
                                  outcome)
                   : e;
    }
    if (!id_is_none(in->form)) {
        request.submission = in->form;
        enum err e = app_execute(in->app, &request, command, outcome);
        if (e != ERR_OK || outcome->refusal.code != REFUSAL_submission_reused)
            return e;
        request.submission = in->name;
    }
    return app_execute(in->app, &request, command, outcome);
}

static enum err letter_command(struct intake *in)
{
    struct actor actor = {.role = ROLE_finder};
    struct input input = {.pairs = in->pairs, .count = in->pair_count};
    struct command *command = NULL;
    struct refusal refusal = {0};
    struct app_outcome outcome;
    enum err e = command_read(command_of(in->head.kind), &input, &in->arena, &command, &refusal);
    if (e != ERR_OK)
        return e;
    if (refusal.code != REFUSAL_none) {
        log_warn("letter_refused", "refusal=%s", refusal_def_get(refusal.code)->name);
        return ERR_INVALID;
    }
    if (in->head.kind == LETTER_REPORT)
        report_complete(in, (struct cmd_file_report *)(void *)command);
    else if ((e = later_complete(in, command, &actor)) != ERR_OK)
        return e;
    e = letter_execute(in, &actor, command, &outcome);
    if (e == ERR_OK && outcome.refusal.code != REFUSAL_none) {
        log_warn("letter_refused", "refusal=%s", refusal_def_get(outcome.refusal.code)->name);
        return ERR_INVALID;
    }
    return e;
}

/* ---- the box --------------------------------------------------------------------------------- */

/* *whole: everything was read and proved; what fails afterwards is not the letter's fault. */
static enum err letter_take(struct app *app, struct id name, bool *whole)
{
    struct arena home;
    arena_init(&home, sizeof(struct intake) + 64);
    struct intake *in = ARENA_NEW(&home, struct intake);
    if (!in)
        return ERR_MEMORY;
    in->app = app;
    in->name = name;
    arena_init(&in->arena, LIMIT_ARENA_COMMAND);
    enum err e = letter_read(in);
    *whole = e == ERR_OK;
    if (e == ERR_OK)
        e = letter_command(in);
    arena_release(&in->arena);
    arena_release(&home);
    return e;
}

/* A letter without its end is still being written, or was left by a portal that died. */
static bool is_known_bad(const struct app *app, struct id name, uint64_t size)
{
    for (size_t i = 0; i < APP_BAD_LETTERS_MAX; i++) {
        if (id_equal(app->bad_letters[i].name, name) && app->bad_letters[i].size == size)
            return true;
    }
    return false;
}

static void remember_bad(struct app *app, struct id name, uint64_t size)
{
    app->bad_letters[app->bad_letter_next] = (struct bad_letter){name, size};
    app->bad_letter_next = (app->bad_letter_next + 1) % APP_BAD_LETTERS_MAX;
}

static enum err letter_set_aside(struct app *app, const char *file, struct app_work_done *done)
{
    enum err e = disk_rename(app->letterbox_fd, file, app->quarantine_fd, file, false);
    if (e == ERR_EXISTS)
        e = disk_remove(app->letterbox_fd, file);
    if (e == ERR_OK)
        done->quarantined++;
    log_warn("letter_set_aside", "name=%s err=\"%s\"", file, err_text(e));
    return e;
}

static enum err letter_one(struct app *app, const struct disk_entry *entry,
                           struct app_work_done *done)
{
    struct id name;
    char file[ID_TEXT_LEN + 1];
    if (entry->is_dir || !id_read(entry->name, &name) || is_known_bad(app, name, entry->size))
        return ERR_OK;
    id_write(name, file);
    bool whole = false;
    enum err e = letter_take(app, name, &whole);
    if (e == ERR_OK) {
        done->letters++;
        return disk_remove(app->letterbox_fd, file);
    }
    if (e == ERR_INVALID || e == ERR_LIMIT)
        return letter_set_aside(app, file, done);
    if (!whole && (e == ERR_CORRUPT || e == ERR_CRYPTO)) {
        if (app_wall_us(app) - entry->modified_us > TORN_SECONDS * US_PER_SECOND)
            return letter_set_aside(app, file, done);
        remember_bad(app, name, entry->size);
        return ERR_OK;
    }
    log_warn("letter", "err=\"%s\"", err_text(e));
    return e;
}

enum err app_intake(struct app *app, struct app_work_done *done)
{
    struct arena arena;
    struct disk_entry *entries = NULL;
    size_t count = 0;
    enum err e = app_ready(app);
    if (e != ERR_OK)
        return e;
    arena_init(&arena, LIMIT_ARENA_COMMAND);
    e = disk_list(app->letterbox_fd, 2 * LIMIT_LETTERS_WAITING, &arena, &entries, &count);
    for (size_t i = 0; e == ERR_OK && i < count; i++)
        e = letter_one(app, &entries[i], done);
    arena_release(&arena);
    return e;
}
