/*
 * app/app_priv.h — what the files of app/ share. Locks: `lock` guards image and image_arena (the
 * writer thread of the store takes it for writing, so nobody may call a writing function of the
 * store while holding it); `create_lock` is held by whoever makes a named stream, from decision to
 * commit, so that names are given once; `draw_lock` does the same for numbers without anybody's
 * waiting; `factor_lock` makes a one-time code count once. Order: create_lock, lock, draw_lock.
 */
#ifndef APP_APP_PRIV_H
#define APP_APP_PRIV_H

#include "app/app.h"
#include "base/map.h"
#include "core/key/key.h"
#include "store/blob.h"
#include "store/store.h"
#include "sys/random.h"
#include "vault/vault.h"

#include <pthread.h>
#include <stdatomic.h>

enum { APP_DRAWN = 2, APP_DIRTY_MAX = 256, APP_BAD_LETTERS_MAX = 64, APP_THROTTLE_SLOTS = 4096 };

/* Failures of one name or address. */
struct throttle_slot {
    uint64_t hash;
    uint32_t failures;
    int64_t last_us; /* monotonic */
};

struct throttle {
    pthread_mutex_t mutex;
    struct throttle_slot slots[APP_THROTTLE_SLOTS];
};

/* Reports whose reply may have changed. */
struct dirty {
    pthread_mutex_t mutex;
    struct id reports[APP_DIRTY_MAX];
    size_t count;
    bool all;
};

struct background {
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    bool running, stop, poked;
};

/* Numbers drawn for a command under way; it stands with the command. */
struct app_draw {
    struct app_draw *next;
    char digits[APP_DRAWN][RANDOM_DIGITS + 1];
};

/* A letter that was not whole when it was last looked at; looked at again when it has grown. */
struct bad_letter {
    struct id name;
    uint64_t size;
};

struct app {
    struct arena arena; /* process lifetime; holds this struct */
    struct arena image_arena, store_arena, vault_arena, reply_arena;
    int data_fd, blobs_fd, replies_fd, letterbox_fd, quarantine_fd;
    const char *path; /* of the data directory */
    struct conf conf;
    enum crypto_cost cost;
    struct vault *vault;
    struct store *store;
    struct press *press;
    struct courier *_Atomic courier; /* NULL until the first letter can go out */
    struct arena courier_arena;
    int spool_fd, inbox_fd, openpgp_fd;
    struct clock clock; /* of the law */
    struct clock wall;  /* the machine's: time-outs */
    struct str (*translate)(enum lang lang, const char *message_id);
    char no_such_person[CRYPTO_PASSWORD_BYTES]; /* a hash to compare with when there is none */

    pthread_rwlock_t lock;
    struct law_image *image;
    pthread_mutex_t create_lock;
    pthread_mutex_t draw_lock;
    struct app_draw *draws;
    pthread_mutex_t factor_lock;
    pthread_mutex_t work_lock; /* intake, release and replies run one at a time */
    atomic_bool open;          /* unlocked and folded */
    atomic_bool failed;        /* image and log differ: nothing more is accepted */

    struct throttle throttle;
    struct dirty dirty;
    struct background background;
    struct bad_letter bad_letters[APP_BAD_LETTERS_MAX];
    size_t bad_letter_next;
    struct id_map replies;    /* look-up value -> digest of the reply as last written */
    int64_t release_retry_us; /* monotonic; 0 = no failure */
    uint32_t release_failures;
    size_t figures_public;   /* quarters on the page of the statistics */
    uint64_t library_public; /* revision on the page of the library */
    size_t release_stuck;    /* cases whose decision failed the last time; only they have to wait */
    int64_t replies_all_us, expired_us, intake_us; /* monotonic, last time of each */
};

/* ---- the world ------------------------------------------------------------------------------- */

/* ERR_LOCKED before the log is folded, ERR_IO after the image failed. */
enum err app_ready(struct app *app) MUST_CHECK;
/* Fills everything but fresh and drawn. The caller holds `lock`. */
void app_world_fill(struct app *app, const struct actor *actor, struct law_world *w);
/* The world as the reader may ask it, under the read lock until app_read_end. ERR_LOCKED, and then
 * nothing is to be ended. */
enum err app_read_begin(const struct app_reader *r, struct law_world *w) MUST_CHECK;
void app_read_end(const struct app_reader *r);
bool app_clock_is_trusted(struct app *app, const char **reason);
/* A sentence in that language. */
struct str app_words(const struct app *app, enum lang lang, const char *message_id);
/* Real time, for time-outs. */
int64_t app_wall_us(struct app *app);
struct actor app_actor_system(void);
/* Keyed hash of who submits or owns: a person, or the holder of a receipt, or nobody. */
enum err app_owner(struct app *app, const struct actor *a,
                   uint8_t out[STORE_PERSON_BYTES]) MUST_CHECK;

/* Folds the whole log into a new image. */
struct fold {
    struct app *app;
    struct law_image *image;
    struct arena *arena;
    int64_t newest_us;
};
enum err app_fold(struct fold *f) MUST_CHECK;
/* One row of the log as an event of this release; parts whose key was shredded are left empty. */
enum err app_event_read(struct app *app, const struct store_event *row, struct arena *arena,
                        struct event **out) MUST_CHECK;

/* Opens one part of the row and reads it into the event. */
enum err app_part_read(struct app *app, const struct store_event *row, size_t index,
                       struct event *e, struct arena *arena) MUST_CHECK;

/* app_command without the check of files: for what the program itself issues. */
enum err app_execute(struct app *app, const struct app_request *request,
                     const struct command *command, struct app_outcome *out) MUST_CHECK;

/* Numbers that nobody else is about to give away: so two commands may file at the same time, and
 * the law needs to know the numbers given away before only. */
void app_draw_numbers(struct app *app, struct app_draw *draw);
/* After the commit and its image, or when nothing came of it. */
void app_draw_release(struct app *app, struct app_draw *draw);

/* Keyed hash of who submits what. A form that was sent, changed after going back and sent again
 * bears the same id: to answer it with the first outcome would lose the change in silence. */
enum err app_submission_owner(struct app *app, const struct app_request *request,
                              const struct command *command,
                              uint8_t out[STORE_PERSON_BYTES]) MUST_CHECK;
/* A submission that was answered before is answered again, before the law could refuse it as
 * already done. */
enum err app_submission_find(struct app *app, const struct app_request *request,
                             const uint8_t owner[STORE_PERSON_BYTES], bool *found,
                             struct app_outcome *out) MUST_CHECK;
void app_outcome_take(struct app *app, const struct store_outcome *from, bool repeated,
                      struct app_outcome *out);

/* The first events of an empty log: scheme, organisations, accounts. */
enum err app_found(struct app *app, const struct app_create_options *o, struct arena *arena,
                   struct app_accounts *out) MUST_CHECK;

/* ---- small sealed records -------------------------------------------------------------------- */

struct pack_reader {
    struct str rest;
    bool bad; /* sticky */
};
void pack_u64(struct buf *b, uint64_t n);
void pack_id(struct buf *b, struct id id);
void pack_str(struct buf *b, struct str s);
uint64_t unpack_u64(struct pack_reader *r);
struct id unpack_id(struct pack_reader *r);
struct str unpack_str(struct pack_reader *r);
/* True when everything was read and nothing was wrong. */
bool unpack_done(const struct pack_reader *r);

struct app_record {
    enum store_record_kind kind;
    uint8_t key[STORE_KEY_BYTES];
    uint8_t owner[STORE_PERSON_BYTES];
    int64_t expires_us;
    struct str plain;
};
enum err app_record_put(struct app *app, const struct app_record *r) MUST_CHECK;
/* ERR_NOT_FOUND when it was deleted meanwhile. */
enum err app_record_update(struct app *app, const struct app_record *r) MUST_CHECK;
/* Kind and key are given; the rest is filled in. */
enum err app_record_get(struct app *app, struct app_record *r, struct arena *arena) MUST_CHECK;
/* The key of a record about an id; of one found by a token. */
void app_key_of_id(struct id id, uint8_t out[STORE_KEY_BYTES]);
bool app_key_of_token(struct str token, uint8_t out[STORE_KEY_BYTES]);
/* A fresh token and the key of its record. */
void app_token_draw(char token[APP_TOKEN_LEN + 1], uint8_t key[STORE_KEY_BYTES]);

/* ---- persons --------------------------------------------------------------------------------- */

/* Seconds to wait, 0 = go on. */
uint32_t throttle_wait(struct throttle *t, const char *space, struct str who);
void throttle_fail(struct throttle *t, const char *space, struct str who);
void throttle_forget(struct throttle *t, const char *space, struct str who);
/* Verifies a one-time code of the person and remembers its step, so that it counts once. */
enum err app_factor_check(struct app *app, struct id person, struct str code,
                          enum app_sign *result) MUST_CHECK;
/* Sessions, tokens and unused links of a person, and what is remembered of its second factor. */
enum err app_access_end(struct app *app, struct id person) MUST_CHECK;
/* After a command that closed an account. The law lets nobody in any more; this clears away. */
void app_leaver_forget(struct app *app, const struct command *c);
/* The code of a one-time link is shown to the one who confirms it: no other way may confirm one. */
enum err app_link_check(struct app *app, const struct app_request *request, const struct command *c,
                        struct refusal *refusal) MUST_CHECK;
bool app_grant_is_held(struct app *app, struct id person, struct id party, enum role role);
bool app_password_is_weak(struct str password, struct str login);
enum err app_set_credentials(struct app *app, struct id person, struct str password,
                             const uint8_t *totp_secret) MUST_CHECK;

/* ---- files ----------------------------------------------------------------------------------- */

/* A new blob `id` that begins with the file's own name and type. */
enum err app_blob_begin(struct app *app, struct id id, const struct app_upload_info *info,
                        struct arena *arena, struct blob_writer *w) MUST_CHECK;
/* The same for an id that an earlier try may have left behind: that one is written anew. An id that
 * an event names must never come here. */
enum err app_blob_begin_anew(struct app *app, struct id id, const struct app_upload_info *info,
                             struct arena *arena, struct blob_writer *w) MUST_CHECK;
bool app_blob_is_named(struct app *app, struct id id);
bool app_blob_is_upload(struct app *app, struct id id, const uint8_t owner[STORE_PERSON_BYTES]);
/* A command may name only uploads of its own person, and files that this person sees in the
 * subject. */
enum err app_files_check(struct app *app, const struct app_request *request,
                         const struct command *command, struct refusal *refusal) MUST_CHECK;
/* After the commit: the handles have become files of the log. */
void app_files_taken(struct app *app, const struct command *command);
/* Keys and blobs that neither an event nor a living upload knows. At start, and blobs once an hour.
 */
enum err app_sweep_keys(struct app *app) MUST_CHECK;
enum err app_sweep_blobs(struct app *app) MUST_CHECK;

/* ---- letters --------------------------------------------------------------------------------- */

struct letter_list;
/* The configuration as letters bear it: with the contact point of the scheme once that was set. The
 * caller holds `lock`. */
void app_letter_conf(struct app *app, enum lang lang, struct conf *conf);
/* The letters of a decision with their words, sealed, as rows of the outbox. */
enum err app_letters_seal(struct app *app, const struct letter_list *letters, int64_t now_us,
                          struct arena *arena, struct store_letter **out) MUST_CHECK;
/* Before a command that stops a letter: it must still wait here. */
enum err app_letter_check(struct app *app, const struct command *c,
                          struct refusal *refusal) MUST_CHECK;
/* After it: the outbox forgets it. */
void app_letter_taken(struct app *app, const struct command *c);

/* ---- OpenPGP (app_openpgp.c) ----------------------------------------------------------------- */

struct mail_envelope;
struct mail_message;
struct letter_text;

/* A letter that is to be encrypted to this fingerprint of the developer. *why tells that it could
 * not be (CODE_unprotected_…), and then nothing was made: the caller sends what may go in clear. */
struct app_sealing {
    struct id party;
    struct str fingerprint;
    const struct mail_envelope *envelope;
    const struct letter_text *text;
};
enum err app_letter_encrypt(struct app *app, const struct app_sealing *s, struct arena *arena,
                            struct str *out, uint32_t *why) MUST_CHECK;
/* Opens an encrypted mail: *m then says what stood inside, *opened are those bytes, *protection how
 * it came. *doubt (CODE_mail_doubt_…) tells that it stays closed. */
struct app_opening {
    struct str opened;
    uint32_t protection, doubt;
};
enum err app_mail_open(struct app *app, struct mail_message *m, struct arena *arena,
                       struct app_opening *out) MUST_CHECK;
/* Looks at the certificate of a command that brings one; false when it brings none. */
bool app_key_look(struct app *app, const struct command *c, struct arena *arena,
                  struct key_found *out);
/* A sealed letter as a whole. */
struct app_sealed {
    int dirfd;
    struct id name;
    size_t limit; /* bytes */
};
enum err app_sealed_read(struct app *app, const struct app_sealed *file, struct arena *arena,
                         struct str *out) MUST_CHECK;

/* ---- after a commit -------------------------------------------------------------------------- */

void app_dirty_mark(struct app *app, struct id report);
void app_dirty_mark_all(struct app *app);
/* The reports whose finder may now see something else. A case's reports are known to reception
 * only. */
void app_dirty_events(struct app *app, struct event *const *events, size_t count);
void app_background_stop(struct app *app);

/* ---- app_again.c ---- */
/* A second letter with the receipt of `report`: *text is what differs from what was reported, as a
 * message; empty when nothing does. */
enum err app_report_again(struct app *app, const struct cmd_file_report *c, struct id report,
                          struct arena *arena, struct str *text) MUST_CHECK;

#endif
