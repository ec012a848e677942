/*
 * app/app_open.c — opens a data directory: settings, clock, vault, store, press; folds the log;
 * sweeps; and closes. What is opened here is closed in app_close, whatever failed in between.
 */
#include "app/app_priv.h"

#include "core/notice/notice.h"
#include "sys/disk.h"
#include "sys/log.h"
#include "sys/random.h"

#include <string.h>

enum { CONF_BYTES_MAX = 64 << 10, NO_SUCH_PERSON_BYTES = 24 };

/* ---- folding --------------------------------------------------------------------------------- */

enum err app_part_read(struct app *app, const struct store_event *row, size_t index,
                       struct event *e, struct arena *arena)
{
    const struct store_part *part = &row->row.parts[index];
    struct vault_part place = {
        .stream_type = row->row.stream_type,
        .version = row->row.version,
        .key = {part->keygroup, row->row.stream, part->generation},
    };
    struct str plain = {0};
    enum err err = vault_unseal(app->vault, &place, part->bytes, arena, &plain);
    if (err == ERR_NOT_FOUND && part->keygroup != KEYGROUP_case)
        return ERR_OK;
    if (err == ERR_OK)
        err = event_decode(e, (enum keygroup)part->keygroup, plain, arena);
    return err;
}

enum err app_event_read(struct app *app, const struct store_event *row, struct arena *arena,
                        struct event **out)
{
    if (!event_def_get((enum event_kind)row->row.kind))
        return ERR_UNSUPPORTED;
    struct event *e = event_new((enum event_kind)row->row.kind, arena);
    if (!e)
        return ERR_MEMORY;
    e->schema = row->row.schema;
    e->stream_type = (enum stream_type)row->row.stream_type;
    e->stream = row->row.stream;
    e->version = row->row.version;
    e->seq = row->seq;
    for (size_t i = 0; i < row->row.part_count; i++) {
        enum err err = app_part_read(app, row, i, e, arena);
        if (err != ERR_OK)
            return err;
    }
    *out = e;
    return event_upcast(e);
}

static enum err fold_one(void *ctx, const struct store_event *row)
{
    struct fold *f = ctx;
    struct event *e = NULL;
    enum err err = app_event_read(f->app, row, f->arena, &e);
    if (err == ERR_OK)
        err = law_apply(f->image, e);
    if (err != ERR_OK) {
        log_error("fold", "seq=%llu err=\"%s\"", (unsigned long long)row->seq, err_text(err));
        return err;
    }
    if (e->at_us > f->newest_us)
        f->newest_us = e->at_us;
    return ERR_OK;
}

enum err app_fold(struct fold *f)
{
    f->image = law_image_new(f->arena);
    if (!f->image)
        return ERR_MEMORY;
    return store_read_from(f->app->store, 1, fold_one, f);
}

/* HND-14: whether a directory is an exercise was said when it was founded. */
static bool is_of_its_kind(const struct app *app, const struct law_image *image)
{
    struct scheme_view scheme;
    law_scheme(image, &scheme);
    return !scheme.founded || scheme.training == conf_is_yes(app->conf.training);
}

/* The vault is open: from here on the program knows what happened. */
static enum err app_start(struct app *app)
{
    struct fold f = {.app = app, .arena = &app->image_arena};
    int64_t begin_us = clock_monotonic_us();
    enum err e = app_fold(&f);
    if (e != ERR_OK)
        return e;
    if (!is_of_its_kind(app, f.image)) {
        log_error("conf", "file=" CONF_FILE " reason=training-was-changed");
        return ERR_INVALID;
    }
    pthread_rwlock_wrlock(&app->lock);
    app->image = f.image;
    pthread_rwlock_unlock(&app->lock);
    clock_raise_high_water(&app->clock, f.newest_us);
    if ((e = app_sweep_keys(app)) != ERR_OK || (e = app_sweep_blobs(app)) != ERR_OK)
        return e;
    app_dirty_mark_all(app);
    atomic_store(&app->open, true);
    uint64_t seq = 0;
    uint8_t hash[CRYPTO_HASH_BYTES];
    store_head(app->store, &seq, hash);
    log_info("app_open", "events=%llu ms=%lld bytes=%zu", (unsigned long long)seq,
             (long long)((clock_monotonic_us() - begin_us) / 1000), app->image_arena.used);
    if (app_openpgp_state(app) == APP_OPENPGP_MISSING)
        log_warn("openpgp", "state=missing");
    return ERR_OK;
}

enum err app_unlock(struct app *app, struct str passphrase)
{
    enum err e = vault_unlock(app->vault, passphrase);
    if (e != ERR_OK)
        return e;
    pthread_mutex_lock(&app->work_lock);
    if (!atomic_load(&app->open))
        e = app_start(app);
    pthread_mutex_unlock(&app->work_lock);
    return e;
}

/* ---- opening --------------------------------------------------------------------------------- */

static enum err open_directories(struct app *app)
{
    static const struct {
        const char *name;
        size_t offset;
    } dirs[] = {
        {"blobs", offsetof(struct app, blobs_fd)},
        {"replies", offsetof(struct app, replies_fd)},
        {"letterbox", offsetof(struct app, letterbox_fd)},
        {"quarantine", offsetof(struct app, quarantine_fd)},
        {"spool", offsetof(struct app, spool_fd)},
        {APP_INBOX, offsetof(struct app, inbox_fd)},
        {APP_OPENPGP, offsetof(struct app, openpgp_fd)},
    };
    for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
        int *fd = (int *)(void *)((char *)app + dirs[i].offset);
        enum err e = disk_make_dir(app->data_fd, dirs[i].name, fd);
        if (e != ERR_OK)
            return e;
    }
    return ERR_OK;
}

static bool mail_is_sound(const struct conf *conf)
{
    return mail_address_is_sound(conf->mail_from) &&
           (str_equal(conf->smtp_url, STR("off")) || courier_url_is_sound(conf->smtp_url));
}

/* HND-14: time is moved by hand in an exercise only. */
bool app_conf_is_sound(const struct conf *conf)
{
    bool clock_is_sound = conf_is_yes(conf->training) || !str_equal(conf->clock, STR("manual"));
    return clock_is_sound && mail_is_sound(conf);
}

static enum err open_conf(struct app *app)
{
    struct str text = {0};
    size_t line = 0;
    enum err e = disk_read_all(app->data_fd, CONF_FILE, CONF_BYTES_MAX, &app->arena, &text);
    if (e == ERR_OK)
        e = conf_read(text, &app->arena, &app->conf, &line);
    if (e == ERR_INVALID)
        log_error("conf", "file=" CONF_FILE " line=%zu", line);
    if (e == ERR_OK && !app_conf_is_sound(&app->conf)) {
        log_error("conf", "file=" CONF_FILE " reason=settings-contradict");
        e = ERR_INVALID;
    }
    app->cost =
        str_equal(app->conf.password_cost, STR("reduced")) ? CRYPTO_COST_REDUCED : CRYPTO_COST_FULL;
    return e;
}

static enum err open_clocks(struct app *app)
{
    clock_init_system(&app->wall);
    if (!str_equal(app->conf.clock, STR("manual"))) {
        clock_init_system(&app->clock);
        return ERR_OK;
    }
    return clock_open_manual(&app->clock, app->data_fd, true);
}

static const char *path_in(struct app *app, const char *name)
{
    return arena_format(&app->arena, "%s/%s", app->path, name).ptr;
}

static enum err open_press(struct app *app)
{
    const struct conf *c = &app->conf;
    struct press_config config = {
        .public_dir = path_in(app, "public"),
        .scheme =
            {
                .site_name = {c->site_name_ja, c->site_name_en},
                .publisher_name = {c->publisher_name_ja, c->publisher_name_en},
                .base_url = c->portal_url,
                .namespace_url = c->publisher_namespace,
                .contact = c->publisher_contact,
                .training = conf_is_yes(c->training),
            },
        .list = {.marks_empty = conf_is_yes(c->list_marks_empty),
                 .short_dates = conf_is_yes(c->list_short_dates)},
        .all_sections = conf_is_yes(c->uncoordinated_all_sections),
    };
    return config.public_dir ? press_open(&config, &app->arena, &app->press) : ERR_MEMORY;
}

static enum err open_vault(struct app *app, const char *vfs)
{
    struct vault_options o = {
        .data_dirfd = app->data_fd, .path = path_in(app, "keys.db"), .vfs = vfs, .cost = app->cost};
    return o.path ? vault_open(&app->vault, &o, &app->vault_arena) : ERR_MEMORY;
}

static enum err open_store(struct app *app, const struct app_options *o)
{
    struct store_options so = {
        .path = path_in(app, "log.db"), .vfs = o->vfs, .in_memory = o->log_in_memory};
    return so.path ? store_open(&app->store, &so, &app->store_arena) : ERR_MEMORY;
}

static enum err app_open_all(struct app *app, const struct app_options *o)
{
    uint8_t unknown[NO_SUCH_PERSON_BYTES];
    enum err e = disk_open_root(o->data_dir, &app->data_fd);
    if (e == ERR_OK)
        e = open_conf(app);
    if (e == ERR_OK)
        e = open_directories(app);
    if (e == ERR_OK)
        e = open_clocks(app);
    if (e == ERR_OK)
        e = open_vault(app, o->vfs);
    if (e == ERR_OK)
        e = open_store(app, o);
    /* The databases are ours alone from here on: what lies half-written is nobody's. */
    if (e == ERR_OK)
        e = disk_sweep_temporary(app->data_fd);
    if (e == ERR_OK)
        e = disk_sweep_temporary(app->replies_fd);
    if (e == ERR_OK)
        e = open_press(app);
    random_bytes(unknown, sizeof(unknown));
    if (e == ERR_OK)
        e = crypto_password_hash(app->cost, (struct str){(const char *)unknown, sizeof(unknown)},
                                 app->no_such_person);
    if (e == ERR_OK && !vault_is_locked(app->vault))
        e = app_start(app);
    return e;
}

static void app_init(struct app *app)
{
    pthread_rwlockattr_t attr;
    pthread_condattr_t monotonic;
    app->data_fd = app->blobs_fd = app->replies_fd = -1;
    app->letterbox_fd = app->quarantine_fd = app->spool_fd = app->inbox_fd = app->openpgp_fd = -1;
    arena_init(&app->image_arena, LIMIT_ARENA_IMAGE);
    arena_init(&app->store_arena, LIMIT_ARENA_STORE);
    arena_init(&app->vault_arena, LIMIT_ARENA_VAULT);
    arena_init(&app->reply_arena, LIMIT_ARENA_APP);
    arena_init(&app->courier_arena, LIMIT_ARENA_COURIER);
    /* Readers must not keep the writer thread, and with it everybody's commit, waiting. */
    pthread_rwlockattr_init(&attr);
    pthread_rwlockattr_setkind_np(&attr, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    pthread_rwlock_init(&app->lock, &attr);
    pthread_rwlockattr_destroy(&attr);
    pthread_mutex_init(&app->create_lock, NULL);
    pthread_mutex_init(&app->draw_lock, NULL);
    pthread_mutex_init(&app->factor_lock, NULL);
    pthread_mutex_init(&app->work_lock, NULL);
    pthread_mutex_init(&app->throttle.mutex, NULL);
    pthread_mutex_init(&app->dirty.mutex, NULL);
    pthread_mutex_init(&app->background.mutex, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&app->background.wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

enum err app_open(const struct app_options *o, struct app **out)
{
    struct arena home;
    enum err e = crypto_init();
    if (e != ERR_OK)
        return e;
    arena_init(&home, LIMIT_ARENA_APP);
    struct app *app = ARENA_NEW(&home, struct app);
    if (!app)
        return ERR_MEMORY;
    app->arena = home;
    app_init(app);
    struct str path = arena_copy(&app->arena, str_from_cstr(o->data_dir));
    app->path = path.ptr;
    app->translate = o->translate;
    e = path.ptr ? app_open_all(app, o) : ERR_MEMORY;
    if (e != ERR_OK) {
        log_error("app_open", "err=\"%s\"", err_text(e));
        app_close(app);
        return e;
    }
    *out = app;
    return ERR_OK;
}

void app_close(struct app *app)
{
    app_background_stop(app);
    struct courier *courier = app->courier;
    if (courier)
        courier_close(courier);
    if (app->press)
        press_close(app->press);
    if (app->store)
        store_close(app->store);
    if (app->vault)
        vault_close(app->vault);
    if (app->clock.kind == CLOCK_MANUAL)
        clock_release(&app->clock);
    int *fds[] = {&app->blobs_fd, &app->replies_fd, &app->letterbox_fd, &app->quarantine_fd,
                  &app->spool_fd, &app->inbox_fd, &app->openpgp_fd,   &app->data_fd};
    for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++)
        disk_close(fds[i]);
    pthread_rwlock_destroy(&app->lock);
    pthread_mutex_destroy(&app->create_lock);
    pthread_mutex_destroy(&app->draw_lock);
    pthread_mutex_destroy(&app->factor_lock);
    pthread_mutex_destroy(&app->work_lock);
    pthread_mutex_destroy(&app->throttle.mutex);
    pthread_mutex_destroy(&app->dirty.mutex);
    pthread_mutex_destroy(&app->background.mutex);
    pthread_cond_destroy(&app->background.wake);
    arena_release(&app->image_arena);
    arena_release(&app->store_arena);
    arena_release(&app->vault_arena);
    arena_release(&app->reply_arena);
    arena_release(&app->courier_arena);
    struct arena home = app->arena;
    arena_release(&home);
}

enum err app_clock_advance(struct app *app, int64_t to_us)
{
    if (app->clock.kind != CLOCK_MANUAL)
        return ERR_UNSUPPORTED;
    enum err e = clock_advance(&app->clock, to_us);
    if (e == ERR_OK)
        app_poke(app);
    return e;
}
